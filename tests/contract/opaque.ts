/**
 * The places whose shape a third party decides, found in the schemas of all models and operations, beside the list of
 * them in `refs/opaque.json`, which says why each is one.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { stated } from "./contract.ts"

const root = new URL("../../", import.meta.url)

/** Why a place is opaque. A place is `models/Chats.ts: Chat.tags` or `routers/Openai.ts: proxyGet answer`. */
export interface Opaque {
  readonly place: string
  readonly reason: string
}

/** Where the explanations are. */
export const listFile = new URL("refs/opaque.json", root)

/** The places that are explained. */
export const listed = (): ReadonlyArray<Opaque> =>
  existsSync(listFile)
    ? // Written by hand; the test checks that each place is one.
      (JSON.parse(readFileSync(listFile, "utf8")) as ReadonlyArray<Opaque>)
    : []

// ---------------------------------------------------------------------------------------------------------------------
// Names
// ---------------------------------------------------------------------------------------------------------------------

const isSchema = (value: unknown): value is Schema.Top =>
  (typeof value === "object" || typeof value === "function") && value !== null && "ast" in value

/** What two copies of one schema share: a schema that is made optional is another object with the same fields. */
const identityOf = (ast: SchemaAST.AST): object => {
  switch (ast._tag) {
    case "Objects":
      return ast.propertySignatures.length > 0 ? ast.propertySignatures : ast.indexSignatures
    case "Arrays":
      return ast.rest.length > 0 ? ast.rest : ast.elements
    case "Union":
      return ast.types
    default:
      return ast
  }
}

const isOpaque = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Unknown" ||
  ast._tag === "Any" ||
  (ast._tag === "Declaration" && /^Json(Object)?$/.test(String(ast.annotations?.identifier)))

interface Named {
  readonly place: string
  readonly ast: SchemaAST.AST
}

/** Every schema that a file of models states under a name. */
const models: ReadonlyArray<Named> = (
  await Promise.all(
    readdirSync(new URL("src/models/", root))
      .filter((file) => file.endsWith(".ts"))
      .sort()
      .map(async (file): Promise<ReadonlyArray<Named>> => {
        const url = new URL(`src/models/${file}`, root)
        const source = readFileSync(url, "utf8")
        const module: Readonly<Record<string, unknown>> = await import(url.href)
        return Object.entries(module).flatMap(([name, value]) =>
          // What a file takes over from another one is named there; another name for `Json` itself names no schema.
          isSchema(value) && !isOpaque(value.ast) && new RegExp(`^export (?:class|const) ${name}\\b`, "m").test(source)
            ? [{ place: `models/${file}: ${name}`, ast: value.ast }]
            : []
        )
      })
  )
).flat()

const names = new Map(models.toReversed().map(({ ast, place }) => [identityOf(ast), place]))

/** `routers/Chats.ts` for `chats`. */
const fileOf = (router: string): string => `routers/${router.charAt(0).toUpperCase()}${router.slice(1)}.ts`

const operations: ReadonlyArray<Named> = stated.flatMap(({ operation, router, spec }) => {
  const { payload, stream, success } = spec
  const of = (what: string, schema: unknown): ReadonlyArray<Named> =>
    isSchema(schema) ? [{ place: `${fileOf(router)}: ${operation} ${what}`, ast: schema.ast }] : []
  const parts = payload !== undefined && "parts" in payload ? Object.values(payload.parts) : [payload]
  return [...parts.flatMap((part) => of("payload", part)), ...of("answer", success), ...of("answer", stream?.element)]
})

// ---------------------------------------------------------------------------------------------------------------------
// Places
// ---------------------------------------------------------------------------------------------------------------------

/** The fields of models, and operations, that hold something opaque, with their schemas. */
const found = new Map<string, SchemaAST.AST>()

/** Walks a schema. `at` is the field or the operation that holds it, `top` the schema of that. */
const walk = (ast: SchemaAST.AST, at: string, top: SchemaAST.AST, seen: Set<object>): void => {
  if (isOpaque(ast)) {
    found.set(at, top)
    return
  }
  const identity = identityOf(ast)
  const name = names.get(identity)
  const here = name ?? at
  if (name !== undefined || ast._tag === "Suspend") {
    if (seen.has(identity)) return
    seen.add(identity)
  }
  switch (ast._tag) {
    case "Objects": {
      for (const { name: field, type } of ast.propertySignatures) {
        // What lies in a field without a name of its own is found under the field.
        if (name === undefined) walk(type, at, top, seen)
        else walk(type, `${name}.${String(field)}`, type, seen)
      }
      for (const { type } of ast.indexSignatures) {
        // Models keep the keys that they do not know.
        if (type._tag !== "Unknown" || ast.propertySignatures.length === 0) walk(type, here, top, seen)
      }
      return
    }
    case "Arrays":
      for (const item of [...ast.elements, ...ast.rest]) walk(item, here, top, seen)
      return
    case "Union":
      for (const member of ast.types) walk(member, here, top, seen)
      return
    case "Declaration":
      for (const parameter of ast.typeParameters) walk(parameter, here, top, seen)
      return
    case "Suspend":
      walk(ast.thunk(), here, top, seen)
  }
}

const seen = new Set<object>()
for (const { ast, place } of [...models, ...operations]) walk(ast, place, ast, seen)

/** All opaque places. */
export const places: ReadonlyArray<string> = [...found.keys()].sort()

/** The field of a model's place. */
const fieldOf = (place: string): string | undefined => /^models\/.*: \w+\.(.+)$/.exec(place)?.[1]

/** Whether a schema is one of a kind: `Schema.optional(Json)` is the same object wherever it is said. */
const isOwn = (ast: SchemaAST.AST): boolean =>
  !isOpaque(ast) && !(ast._tag === "Union" && ast.types.every((one) => isOpaque(one) || one._tag === "Undefined"))

/** Whether two places are one: a model that takes over the fields of another one has them from there. */
const isSame = (a: string, b: string): boolean => {
  if (a === b) return true
  const field = fieldOf(a)
  const ast = found.get(a)
  return field !== undefined && field === fieldOf(b) && ast !== undefined && ast === found.get(b) && isOwn(ast)
}

/** The opaque places that nothing explains. */
export const unexplained = (entries: ReadonlyArray<Opaque>): ReadonlyArray<string> =>
  places.filter((found) => !entries.some(({ place }) => isSame(found, place)))

/** The entries that explain nothing: the place is not there, or its shape is stated now. */
export const unneeded = (entries: ReadonlyArray<Opaque>): ReadonlyArray<Opaque> =>
  entries.filter(({ place }) => !found.has(place))
