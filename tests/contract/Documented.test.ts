/** Hover text beyond the routers: every export is documented, and of services and options every member. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript-5.9"
import { assert, describe, it } from "vitest"

const root = new URL("../../src/", import.meta.url).pathname

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.startsWith("internal/"))
  .sort()

const program = ts.createProgram(
  files.map((file) => join(root, file)),
  {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: []
  }
)
const checker = program.getTypeChecker()

const textOf = (symbol: ts.Symbol): string => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()

const isInternal = (symbol: ts.Symbol): boolean => symbol.getJsDocTags(checker).some(({ name }) => name === "internal")

/** What a file itself exports. A schema and the type of its values share a name, and one comment serves both. */
const exportsOf = (file: string): ReadonlyArray<ts.Symbol> => {
  const source = program.getSourceFile(join(root, file))
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
  return (module === undefined ? [] : checker.getExportsOfModule(module)).filter(
    (symbol) => (symbol.flags & ts.SymbolFlags.Alias) === 0 && !isInternal(symbol)
  )
}

/** The members that an interface or a union of object types states, the tags aside, which name what they are on. */
const membersOf = (symbol: ts.Symbol): ReadonlyArray<ts.Symbol> => {
  const [declaration] = symbol.declarations ?? []
  if (declaration === undefined || !ts.isInterfaceDeclaration(declaration)) return []
  return declaration.members.flatMap((member) => {
    const found = member.name === undefined ? undefined : checker.getSymbolAtLocation(member.name)
    return found === undefined || found.name === "_tag" || isInternal(found) ? [] : [found]
  })
}

describe("an editor shows documentation", () => {
  it.each(files)("of every export of %s", (file) => {
    const silent = exportsOf(file).filter((symbol) => textOf(symbol).length < 8)
    assert.deepStrictEqual(
      silent.map(({ name }) => name),
      []
    )
  })

  // Fields of models are named as the backend names them, and have a text where that does not say enough.
  it.each(files.filter((file) => /^(?:OpenWebUI|layers|realtime|flows)/.test(file)))(
    "of every function of the interfaces of %s",
    (file) => {
      const silent = exportsOf(file).flatMap((symbol) =>
        membersOf(symbol)
          .filter((member) => checker.getTypeOfSymbol(member).getCallSignatures().length > 0)
          .filter((member) => textOf(member).length < 8)
          .map((member) => `${symbol.name}.${member.name}`)
      )
      assert.deepStrictEqual(silent, [])
    }
  )
})
