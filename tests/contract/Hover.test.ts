/**
 * What an editor shows of every method of the composed client, and where it leads: read with the language service of
 * TypeScript 5.9, since TypeScript 7 has none that a program can ask.
 */

import ts from "typescript-5.9"
import { assert, beforeAll, describe, it } from "vitest"
import { contractsOf } from "../../src/OpenWebUI.ts"
import { contract, stated } from "./contract.ts"
import { backend } from "./parity.ts"

const root = new URL("../../", import.meta.url).pathname
const routers = Object.keys(contractsOf())

// ---------------------------------------------------------------------------------------------------------------------
// One language service, which sees one more file than there is
// ---------------------------------------------------------------------------------------------------------------------

const lines = [
  `import type { OpenWebUIService } from "../../src/OpenWebUI.ts"`,
  // As every program does, so that types are shown by their names in it.
  `import type * as Effect from "effect/Effect"`,
  `import type * as Stream from "effect/Stream"`,
  "declare const owui: OpenWebUIService",
  ...routers.map((router) => `owui.${router}`),
  ...stated.map(({ operation, router }) => `owui.${router}.${operation}`),
  // What the checks below must find fault with.
  `import type { CallOptions } from "../../src/layers/Config.ts"`,
  `import type { OpenWebUIError } from "../../src/layers/Failures.ts"`,
  `import type { Operation } from "../../src/internal/operation.ts"`,
  "interface Bad {",
  "  bare: (options?: CallOptions) => Effect.Effect<string, OpenWebUIError, never>",
  "  wide: (options?: CallOptions) => Effect.Effect<{ a: 1; b: 1; c: 1; d: 1 }, OpenWebUIError, never>",
  "  machinery: (options?: CallOptions) => Effect.Effect<Operation<void, string>, OpenWebUIError, never>",
  "  untyped: (request: { payload: any }, options?: CallOptions) => Effect.Effect<unknown, OpenWebUIError, never>",
  "  upside: (options: CallOptions, request: {}) => Effect.Effect<string, OpenWebUIError, never>",
  "  failing: (options?: CallOptions) => Stream.Stream<string, Error, never>",
  "}",
  "declare const bad: Bad",
  ...["bare", "wide", "machinery", "untyped", "upside", "failing"].map((name) => `bad.${name}`)
]
const entry = `${root}tests/contract/.hover.ts`
const entryText = `${lines.join("\n")}\n`

const serviceOf = (): ts.LanguageService => {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config,
    ts.sys,
    root
  )
  const readFile = (file: string): string | undefined => (file === entry ? entryText : ts.sys.readFile(file))
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [entry],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => {
      const text = readFile(file)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (file) => file === entry || ts.sys.fileExists(file),
    readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    readDirectory: ts.sys.readDirectory
  })
}

interface Hover {
  readonly signature: string
  /** The keywords among it: `any` the type, not "any" in a literal. */
  readonly keywords: ReadonlyArray<string>
  readonly documentation: string
  readonly definitions: ReadonlyArray<ts.DefinitionInfo>
}

/** What the editor says of the last name on a line of the entry. */
const hoverOf = (service: ts.LanguageService, line: string): Hover => {
  const position = entryText.indexOf(`\n${line}\n`) + line.length
  const info = service.getQuickInfoAtPosition(entry, position)
  return {
    signature: ts.displayPartsToString(info?.displayParts),
    keywords: (info?.displayParts ?? []).filter(({ kind }) => kind === "keyword").map(({ text }) => text),
    // Where its lines break says nothing.
    documentation: ts.displayPartsToString(info?.documentation).replaceAll(/\s+/g, " ").trim(),
    definitions: service.getDefinitionAtPosition(entry, position) ?? []
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// What is expected
// ---------------------------------------------------------------------------------------------------------------------

/** The names of the types that only the machinery knows: all that `internal/operation.ts` and its kin declare. */
const machinery: ReadonlySet<string> = new Set(
  ["operation", "schema", "multipart", "Model"].flatMap((name) => {
    const file = `${root}src/internal/${name}.ts`
    const source = ts.createSourceFile(file, ts.sys.readFile(file) ?? "", ts.ScriptTarget.Latest)
    return source.statements
      .filter((statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      .map((statement) => statement.name.text)
  })
)

/** The type of the answer in a signature, or undefined where the signature is not one of a method. */
const answerOf = (signature: string, name: string): string | undefined => {
  const [, parameters, answer] =
    new RegExp(
      `^\\(property\\) (?:[\\w.]+\\.)?${name}: \\((.*)\\) => (?:Effect\\.Effect|Stream\\.Stream)<(.+), OpenWebUIError, never>$`,
      "s"
    ).exec(signature) ?? []
  const right = /^(?:request\??: \{.*\}(?: \| undefined)?, )?options\?: CallOptions$/s.test(parameters ?? "")
  return right ? answer : undefined
}

/** How many keys the largest object literal of a type has. */
const widest = (type: string): number => {
  const open: Array<number> = []
  let most = 0
  for (const sign of type) {
    if (sign === "{") open.push(0)
    if (sign === "}") most = Math.max(most, open.pop() ?? 0)
    if (sign === ";") open.push((open.pop() ?? 0) + 1)
  }
  return most
}

/** What is wrong with a signature. */
const faults = ({ keywords, signature }: Hover, name: string): ReadonlyArray<string> => {
  const answer = answerOf(signature, name)
  if (answer === undefined) return [`is not (request, options?: CallOptions) => Effect or Stream: ${signature}`]
  const found: Array<string> = []
  if (answer.length > 200) found.push(`spells its answer out, in ${answer.length} characters: ${answer}`)
  if (widest(answer) > 3) found.push(`answers no model but an object: ${answer}`)
  const types = signature.replaceAll(/"(?:[^"\\]|\\.)*"/g, "")
  for (const [word] of types.matchAll(/\b[A-Z]\w*\b/g)) {
    if (machinery.has(word)) found.push(`shows the internal type ${word}`)
  }
  for (const keyword of ["any", "unknown"]) if (keywords.includes(keyword)) found.push(`has ${keyword}: ${signature}`)
  return found
}

/** `Chats` for `chats`. */
const fileOf = (router: string): string => `${router.charAt(0).toUpperCase()}${router.slice(1)}.ts`

/** The module and the function that serve an operation, as our documentation names them. */
const sourceOf = (router: string, operation: string): string | undefined => {
  const own = contract.find((one) => one.router === router && one.operation === operation && one.aliasOf === undefined)
  const theirs = backend.operations.find(({ method, path }) => method === own?.method && path === own.path)
  return theirs === undefined
    ? undefined
    : `\`${theirs.router === "main" ? "main.py" : `routers/${theirs.router}.py`}: ${theirs.handler}\``
}

/** The helper of `internal/operation.ts` that states an operation of this method. */
const helperOf = (method: string): string => (method === "DELETE" ? "del" : method.toLowerCase())

describe("what an editor shows", () => {
  let service: ts.LanguageService

  beforeAll(() => {
    service = serviceOf()
    const problems = service.getSemanticDiagnostics(entry)
    assert.deepStrictEqual(
      problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
      []
    )
  }, 180_000)

  it("finds fault with bad signatures", () => {
    const found = (name: string) => faults(hoverOf(service, `bad.${name}`), name).join("\n")
    assert.strictEqual(found("bare"), "")
    assert.match(found("wide"), /^answers no model but an object/)
    assert.match(found("machinery"), /^shows the internal type Operation/)
    assert.match(found("untyped"), /^has any.*\nhas unknown/s)
    assert.match(found("upside"), /^is not/)
    assert.match(found("failing"), /^is not/)
  })

  it("says of every router what it is, and where it lives in the backend", () => {
    const silent = routers.filter((router) => {
      const { documentation } = hoverOf(service, `owui.${router}`)
      const module = router === "main" ? "main.py" : `routers/${router}.py`
      // A router of several modules is a folder.
      return !documentation.includes(`\`${module}\``) && !documentation.includes(`\`routers/${router}/\``)
    })
    assert.deepStrictEqual(silent, [])
  })

  describe.each(routers)("of %s", (router) => {
    const operations = stated.filter((one) => one.router === router)

    it("is the documentation of every method, with its place in the backend", () => {
      const wrong = operations.flatMap(({ operation }) => {
        const { documentation } = hoverOf(service, `owui.${router}.${operation}`)
        const source = sourceOf(router, operation)
        if (documentation === "") return [`${operation} has no documentation`]
        if (source === undefined) return [`${operation} is no operation of the backend`]
        if (!documentation.includes(source)) return [`${operation} does not name ${source}: ${documentation}`]
        // More than the name of the handler: a sentence.
        if (documentation.replace(source, "").trim().length < 15) return [`${operation} says nothing: ${documentation}`]
        return documentation.includes("DRAFT") ? [`${operation} is still a draft`] : []
      })
      assert.deepStrictEqual(wrong, [])
    })

    it("is a plain signature that names its models", () => {
      const wrong = operations.flatMap(({ operation }) =>
        faults(hoverOf(service, `owui.${router}.${operation}`), operation).map((fault) => `${operation} ${fault}`)
      )
      assert.deepStrictEqual(wrong, [])
    })

    it("leads to the very line that states the operation", () => {
      const wrong = operations.flatMap(({ operation, spec }) => {
        const { definitions } = hoverOf(service, `owui.${router}.${operation}`)
        const [definition] = definitions
        if (definition === undefined || definitions.length > 1) {
          return [`${operation} leads to ${definitions.length} places`]
        }
        const file = `${root}src/routers/${fileOf(router)}`
        if (definition.fileName !== file) return [`${operation} leads to ${definition.fileName}`]
        const here = ts.sys.readFile(file)?.slice(definition.textSpan.start) ?? ""
        // The path is on the same line, or on the next where the line would be too long.
        const [, name, helper, path] = /^(\w+): (\w+)\(\s*"([^"]*)"/.exec(here) ?? []
        return name === operation && helper === helperOf(spec.method) && path === spec.path
          ? []
          : [`${operation} leads to: ${here.slice(0, 80)}`]
      })
      assert.deepStrictEqual(wrong, [])
    })
  })
})
