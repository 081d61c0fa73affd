/** Which folder of `src` may import from which, and which packages come in: the arrows of the house point one way. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import ts from "typescript-5.9"
import { assert, describe, it } from "vitest"
import manifest from "../../package.json" with { type: "json" }

const root = new URL("../../", import.meta.url).pathname

interface Import {
  /** The file that imports, from the root of the repository. */
  readonly from: string
  /** What it imports, as it is written. */
  readonly specifier: string
  /** The file that is meant, from the root of the repository; none for a package. */
  readonly to: string | undefined
}

/** Every module that a text names, in whatever form (`ts.preProcessFile` misses `export * as`). */
const importsOf = (from: string, text: string): ReadonlyArray<Import> => {
  const specifiers: Array<string> = []
  const visit = (node: ts.Node): void => {
    const named =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
            ? node.arguments[0]
            : undefined
    if (named !== undefined && ts.isStringLiteralLike(named)) specifiers.push(named.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(from, text, ts.ScriptTarget.Latest))
  return specifiers.map((specifier) => ({
    from,
    specifier,
    to: specifier.startsWith(".") ? join(dirname(from), specifier) : undefined
  }))
}

const filesUnder = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file))

const importsUnder = (folder: string): ReadonlyArray<Import> =>
  filesUnder(folder).flatMap((file) => importsOf(file, readFileSync(join(root, file), "utf8")))

/** The folder of a file of `src`: `routers` for `src/routers/Chats.ts`, `OpenWebUI` for the composed client. */
const placeOf = (file: string): string => {
  const [first = "", ...rest] = relative("src", file).split("/")
  return rest.length > 0 ? first : first.replace(/\.ts$/, "")
}

/** From where to where. Files of one folder may import each other, except the routers. */
const arrows: Readonly<Record<string, ReadonlyArray<string>>> = {
  OpenWebUI: ["flows", "realtime", "routers", "models", "layers", "internal"],
  flows: ["flows", "realtime", "routers", "models", "layers", "internal"],
  realtime: ["realtime", "routers", "models", "layers", "internal"],
  // A program that needs one router loads one.
  routers: ["models", "layers", "internal"],
  models: ["models", "layers", "internal"],
  layers: ["layers", "internal"],
  internal: ["internal", "layers"]
}

/** What of the machinery a model may use. */
const internalOfModels = ["src/internal/Model.ts", "src/internal/answer.ts", "src/internal/reading.ts"]

const isArrow = ({ from, to }: Import): boolean => {
  if (to === undefined) return true
  const place = placeOf(from)
  if (!to.startsWith("src/") || arrows[place]?.includes(placeOf(to)) !== true) return false
  return place !== "models" || placeOf(to) !== "internal" || internalOfModels.includes(to)
}

/** The package of a specifier: `@effect/platform-node` for `@effect/platform-node/NodeHttpClient`. */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

const written = ({ from, specifier }: Import): string => `${from} imports ${specifier}`

describe("the imports of src", () => {
  const imports = importsUnder("src")

  it("are all read", () => {
    // One of each kind, so that what follows does not hold for want of imports.
    const seen = imports.map(written)
    assert.include(seen, "src/OpenWebUI.ts imports ./routers/Chats.ts")
    assert.include(seen, "src/routers/Chats.ts imports ../models/Chats.ts")
    assert.include(seen, "src/layers/Client.ts imports effect/Effect")
    const text = `
      import type { A } from "./a.ts"
      export * as B from "./b.ts"
      export type { C } from "./c.ts"
      type D = import("./d.ts").D
      const e = () => import("./e.ts")
      // import "./f.ts"
      const g = 'import "./g.ts"'`
    assert.deepStrictEqual(
      importsOf("src/x.ts", text).map(({ to }) => to),
      ["src/a.ts", "src/b.ts", "src/c.ts", "src/d.ts", "src/e.ts"]
    )
  })

  it("follow the arrows", () => {
    assert.deepStrictEqual(imports.filter((one) => !isArrow(one)).map(written), [])
  })

  it("would be refused against them", () => {
    const against = (from: string, specifier: string) => !importsOf(from, `import "${specifier}"`).every(isArrow)
    assert.isTrue(against("src/models/Chats.ts", "../routers/Chats.ts"))
    assert.isTrue(against("src/models/Chats.ts", "../internal/client.ts"))
    assert.isTrue(against("src/routers/Chats.ts", "./Files.ts"))
    assert.isTrue(against("src/routers/Chats.ts", "../flows/Turn.ts"))
    assert.isTrue(against("src/layers/Client.ts", "../models/Chats.ts"))
    assert.isTrue(against("src/internal/client.ts", "../routers/Chats.ts"))
    assert.isTrue(against("src/routers/Chats.ts", "../OpenWebUI.ts"))
    assert.isTrue(against("src/routers/Chats.ts", "../../tests/support/clients.ts"))
    assert.isFalse(against("src/models/Chats.ts", "../internal/Model.ts"))
    assert.isFalse(against("src/flows/Turn.ts", "../routers/Chats.ts"))
  })

  it("name every folder that there is", () => {
    const places = new Set(filesUnder("src").map(placeOf))
    assert.deepStrictEqual(
      [...places].filter((place) => arrows[place] === undefined),
      []
    )
  })

  it("bring in effect, what the manifest states, and nothing of one platform", () => {
    const allowed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]
    assert.deepStrictEqual(
      imports.filter(({ specifier, to }) => to === undefined && !allowed.includes(packageOf(specifier))).map(written),
      []
    )
    assert.notInclude(allowed, "@effect/platform-node")
    assert.isFalse(allowed.some((name) => name.startsWith("node:")))
  })
})

describe("effect", () => {
  it.each(["src", "examples", "bench"])("is imported by its modules in %s, never as a whole", (folder) => {
    const imports = importsUnder(folder)
    assert.isAbove(imports.length, 0)
    assert.deepStrictEqual(
      imports
        .filter(({ specifier }) => ["effect", "effect/index", "@effect/platform-node"].includes(specifier))
        .map(written),
      []
    )
  })
})
