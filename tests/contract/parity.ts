/** Our contracts beside the backend's own description in `refs/`: what is missing, what is too much, what differs. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Schema from "effect/Schema"
import { contract, stated } from "./contract.ts"
import { compare, type Difference, type JsonSchema, ofJsonSchema, ofSchema, type Shape } from "./shape.ts"

const refs = new URL("../../refs/", import.meta.url).pathname

interface Parameter {
  readonly name: string
  readonly in: "path" | "query" | "header" | "cookie"
  readonly required: boolean
  readonly schema: JsonSchema
}

export interface BackendOperation {
  readonly method: string
  readonly path: string
  readonly router: string
  readonly handler: string
  readonly auth: string
  readonly parameters: ReadonlyArray<Parameter>
  readonly body: { readonly kind: string; readonly required?: boolean; readonly schema?: JsonSchema }
  readonly answer: JsonSchema | null
}

interface Backend {
  readonly operations: ReadonlyArray<BackendOperation>
  readonly schemas: Readonly<Record<string, JsonSchema>>
}

// The file is written by `refs/extract.py`, whose form `refs/README.md` describes.
export const backend = JSON.parse(readFileSync(join(refs, "open-webui-0.12.4.json"), "utf8")) as Backend

type Part = "parameters" | "body" | "answer"

/** A place where the backend's own description is wrong or empty, and what is right. */
export interface Correction {
  readonly file: string
  readonly operation?: string
  readonly method?: string
  readonly path?: string
  readonly part?: Part
  readonly model?: string
  readonly field?: string
  readonly says: string
  readonly answers: string
  readonly seen: string
}

const filesUnder = (folder: string): ReadonlyArray<string> =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".json"))
        .sort()
    : []

export const corrections: ReadonlyArray<Correction> = filesUnder(join(refs, "corrections")).flatMap((file) => {
  // Written by hand; the test of the corrections checks that each has what it must.
  const content = JSON.parse(readFileSync(join(refs, "corrections", file), "utf8")) as
    | Correction
    | ReadonlyArray<Correction>
  return (Array.isArray(content) ? content : [content]).map((one: Correction) => ({ ...one, file }))
})

export interface Finding extends Difference {
  readonly router: string
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly part: Part
}

/** Methods and paths of the backend that no operation of ours covers. */
export const missing = (router?: string): ReadonlyArray<BackendOperation> => {
  const ours = new Set(contract.map(({ method, path }) => `${method} ${path}`))
  return backend.operations.filter(
    (operation) =>
      (router === undefined || operation.router === router) && !ours.has(`${operation.method} ${operation.path}`)
  )
}

/** Methods and paths of ours that the backend does not have. */
export const unknown = (): ReadonlyArray<string> => {
  const theirs = new Set(backend.operations.map(({ method, path }) => `${method} ${path}`))
  return contract.map(({ method, path }) => `${method} ${path}`).filter((pair) => !theirs.has(pair))
}

const withoutNull = (shape: Shape): Shape => {
  if (shape.kind !== "union") return shape
  const members = shape.members.filter(({ kind }) => kind !== "null")
  return members.length === 1 && members[0] !== undefined ? members[0] : { kind: "union", members }
}

const fieldsOf = (
  fields: Schema.Struct.Fields | Schema.ConstraintCodec<unknown, unknown> | undefined
): Readonly<Record<string, { readonly shape: Shape; readonly required: boolean }>> =>
  Object.fromEntries(
    // What a record holds is not described anywhere.
    Object.entries(Schema.isSchema(fields) ? {} : (fields ?? {})).map(([name, schema]) => {
      const { ast } = schema as Schema.Top
      return [name, { shape: withoutNull(ofSchema({ ast })), required: ast.context?.isOptional !== true }]
    })
  )

const object = (fields: Readonly<Record<string, { readonly shape: Shape; readonly required: boolean }>>): Shape => ({
  kind: "object",
  fields,
  model: undefined
})

/** All differences, corrected or not. */
export const differences = (router?: string): ReadonlyArray<Finding> =>
  stated
    .filter((one) => router === undefined || one.router === router)
    .flatMap(({ operation, router, spec }): ReadonlyArray<Finding> => {
      const pairs = contract.filter(
        (one) => one.router === router && one.operation === operation && one.aliasOf === undefined
      )
      // The longest path has all parameters.
      const path = pairs.map((pair) => pair.path).sort((a, b) => b.length - a.length)[0]
      const theirs = backend.operations.find((one) => one.method === spec.method && one.path === path)
      if (theirs === undefined || path === undefined) return []
      const finding =
        (part: Part) =>
        (difference: Difference): Finding => ({
          ...difference,
          router,
          operation: `${router}.${operation}`,
          method: spec.method,
          path,
          part
        })
      const shapeOf = (schema: JsonSchema): Shape => ofJsonSchema(schema, backend.schemas)

      const parameters = (
        place: Parameter["in"],
        ours: Readonly<Record<string, { readonly shape: Shape; readonly required: boolean }>>
      ) => {
        const stated = theirs.parameters.filter((parameter) => parameter.in === place)
        const their = Object.fromEntries(
          stated.map(({ name, required, schema }) => [name, { shape: withoutNull(shapeOf(schema)), required }])
        )
        return compare(object(their), object(ours)).map((difference) =>
          finding("parameters")({ ...difference, at: `${place}.${difference.at}` })
        )
      }
      const fixedQuery = Object.keys(spec.fixed?.query ?? {}).map((name) => [name, true] as const)
      const queryOurs = fieldsOf(spec.query)
      const query = parameters("query", queryOurs).filter(
        ({ at, ours }) => !(ours === "no such field" && fixedQuery.some(([name]) => at === `query.${name}`))
      )
      const headers = parameters("header", fieldsOf(spec.headers))

      const body = (): ReadonlyArray<Finding> => {
        const { payload } = spec
        if (theirs.body.kind === "none" || theirs.body.schema === undefined) {
          return payload === undefined || theirs.body.kind === "raw"
            ? payload === undefined
              ? []
              : [
                  finding("body")({
                    at: "",
                    model: undefined,
                    field: undefined,
                    theirs: "not described",
                    ours: "a body"
                  })
                ]
            : [finding("body")({ at: "", model: undefined, field: undefined, theirs: "no body", ours: "a body" })]
        }
        if (payload === undefined) {
          return [finding("body")({ at: "", model: undefined, field: undefined, theirs: "a body", ours: "no body" })]
        }
        const their = withoutNull(shapeOf(theirs.body.schema))
        if ("parts" in payload) {
          const names = their.kind === "object" ? Object.keys(their.fields).sort().join() : ""
          const ours = Object.keys(payload.parts).sort().join()
          return names === ours
            ? []
            : [finding("body")({ at: "", model: undefined, field: undefined, theirs: names, ours })]
        }
        const fixed = Object.keys(spec.fixed?.payload ?? {})
        return compare(their, withoutNull(ofSchema(payload)))
          .filter(({ at, ours }) => !(ours === "no such field" && fixed.includes(at)))
          .map(finding("body"))
      }

      const answer = (): ReadonlyArray<Finding> => {
        const their: Shape = theirs.answer === null ? { kind: "any" } : shapeOf(theirs.answer)
        const { success } = spec
        if (success === undefined || "kind" in success) {
          const what =
            spec.stream !== undefined ? "a stream" : success !== undefined && "kind" in success ? success.kind : "?"
          return [
            finding("answer")({
              at: "",
              model: undefined,
              field: undefined,
              theirs: theirs.answer === null ? "not described" : "JSON",
              ours: what
            })
          ]
        }
        return compare(their, ofSchema(success)).map(finding("answer"))
      }
      return [...query, ...headers, ...body(), ...answer()]
    })

/** Whether a correction speaks of a difference. */
export const explains = (correction: Correction, finding: Finding): boolean => {
  if (correction.model !== undefined) {
    return finding.model === correction.model && (correction.field === undefined || finding.field === correction.field)
  }
  return correction.operation === finding.operation && correction.part === finding.part
}

/** The differences that no correction explains. */
export const unexplained = (router?: string): ReadonlyArray<Finding> =>
  differences(router).filter((finding) => !corrections.some((correction) => explains(correction, finding)))

/** The corrections that explain nothing any more. */
export const obsolete = (): ReadonlyArray<Correction> => {
  const findings = differences()
  return corrections.filter((correction) => !findings.some((finding) => explains(correction, finding)))
}
