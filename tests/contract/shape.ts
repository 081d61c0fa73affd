/**
 * The shape of a JSON value in one form, whether it was described by a Schema of ours or by the JSON Schema of the
 * backend, and the differences between two.
 */
import * as SchemaAST from "effect/SchemaAST"

export type Shape =
  | { readonly kind: "any" | "string" | "number" | "integer" | "boolean" | "null" }
  | { readonly kind: "literals"; readonly values: ReadonlyArray<string> }
  | { readonly kind: "array"; readonly item: Shape }
  | { readonly kind: "record"; readonly value: Shape }
  | { readonly kind: "object"; readonly fields: Readonly<Record<string, Field>>; readonly model: string | undefined }
  | { readonly kind: "union"; readonly members: ReadonlyArray<Shape> }

export interface Field {
  readonly shape: Shape
  readonly required: boolean
}

const any: Shape = { kind: "any" }

/** How deep a value that may hold itself is followed. */
const deepest = 14

const union = (members: ReadonlyArray<Shape>): Shape => {
  const flat = members.flatMap((member) => (member.kind === "union" ? member.members : [member]))
  // A text that may be anything takes every literal in: only the literals are kept, as hints that both sides can give.
  const literals = [...new Set(flat.flatMap((member) => (member.kind === "literals" ? member.values : [])))].sort()
  const others = flat.filter(
    (member) => member.kind !== "literals" && !(member.kind === "string" && literals.length > 0)
  )
  const all: ReadonlyArray<Shape> = literals.length > 0 ? [...others, { kind: "literals", values: literals }] : others
  const unique = [...new Map(all.map((member) => [JSON.stringify(member), member])).values()]
  const integers = unique.some(({ kind }) => kind === "number")
    ? unique.filter(({ kind }) => kind !== "integer")
    : unique
  if (integers.some(({ kind }) => kind === "any")) return any
  return integers.length === 1 && integers[0] !== undefined ? integers[0] : { kind: "union", members: integers }
}

// ---------------------------------------------------------------------------------------------------------------------
// From our Schemas
// ---------------------------------------------------------------------------------------------------------------------

/** The shape of what a Schema reads and writes. */
export const ofSchema = (schema: { readonly ast: SchemaAST.AST }): Shape => ofAst(SchemaAST.toEncoded(schema.ast), 0)

const isInteger = (ast: SchemaAST.AST): boolean =>
  (ast.checks ?? []).some((check) => JSON.stringify(check.annotations ?? {}).includes("isInt"))

const ofAst = (ast: SchemaAST.AST, depth: number): Shape => {
  if (depth > deepest) return any
  switch (ast._tag) {
    case "String": {
      // `openLiterals` states the values that it knows as examples.
      const known = ast.annotations?.examples
      return Array.isArray(known) && known.length > 0
        ? { kind: "literals", values: known.map(String).sort() }
        : { kind: "string" }
    }
    case "TemplateLiteral":
      return { kind: "string" }
    case "Number":
      return { kind: isInteger(ast) ? "integer" : "number" }
    case "BigInt":
      return { kind: "integer" }
    case "Boolean":
      return { kind: "boolean" }
    case "Null":
      return { kind: "null" }
    case "Literal":
      return typeof ast.literal === "string"
        ? { kind: "literals", values: [ast.literal] }
        : { kind: typeof ast.literal === "boolean" ? "boolean" : "integer" }
    case "Union":
      return union(
        ast.types
          .filter((member) => member._tag !== "Undefined")
          .map((member) => ofAst(SchemaAST.toEncoded(member), depth))
      )
    case "Arrays": {
      const members = [...ast.elements, ...ast.rest].map((member) => ofAst(member, depth + 1))
      return { kind: "array", item: members.length === 0 ? any : union(members) }
    }
    case "Objects": {
      if (ast.propertySignatures.length === 0) {
        const [index] = ast.indexSignatures
        const value = index === undefined ? any : ofAst(index.type, depth + 1)
        return value.kind === "any" ? { kind: "record", value: any } : { kind: "record", value }
      }
      const fields = ast.propertySignatures.map(({ name, type }) => [
        String(name),
        { shape: ofAst(type, depth + 1), required: type.context?.isOptional !== true }
      ])
      return { kind: "object", fields: Object.fromEntries(fields), model: undefined }
    }
    case "Suspend":
      return ofAst(SchemaAST.toEncoded(ast.thunk()), depth + 1)
    case "Declaration":
      return ast.annotations?.identifier === "JsonObject" ? { kind: "record", value: any } : any
    default:
      return any
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// From the backend's JSON Schemas
// ---------------------------------------------------------------------------------------------------------------------

export interface JsonSchema {
  readonly [key: string]: unknown
  readonly $ref?: string
  readonly type?: string
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly oneOf?: ReadonlyArray<JsonSchema>
  readonly allOf?: ReadonlyArray<JsonSchema>
  readonly enum?: ReadonlyArray<unknown>
  readonly const?: unknown
  readonly items?: JsonSchema
  readonly prefixItems?: ReadonlyArray<JsonSchema>
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: boolean | JsonSchema
}

/** The short name of a schema: the long form tells apart two models of the same name. */
const shortName = (name: string): string => name.slice(name.lastIndexOf("__") < 0 ? 0 : name.lastIndexOf("__") + 2)

/** The shape that a JSON Schema of the backend describes. */
export const ofJsonSchema = (schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>, depth = 0): Shape => {
  if (depth > deepest) return any
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)
    const shape = ofJsonSchema(schemas[name] ?? {}, schemas, depth)
    return shape.kind === "object" ? { ...shape, model: shortName(name) } : shape
  }
  const several = schema.anyOf ?? schema.oneOf
  if (several !== undefined) return union(several.map((member) => ofJsonSchema(member, schemas, depth)))
  if (schema.allOf?.length === 1 && schema.allOf[0] !== undefined) return ofJsonSchema(schema.allOf[0], schemas, depth)
  const literals = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (literals !== undefined) {
    const texts = literals.filter((value) => typeof value === "string")
    return texts.length > 0
      ? { kind: "literals", values: [...texts].sort() }
      : { kind: schema.type === "boolean" ? "boolean" : "integer" }
  }
  switch (schema.type) {
    case "string":
    case "number":
    case "integer":
    case "boolean":
    case "null":
      return { kind: schema.type }
    case "array": {
      const members = schema.prefixItems ?? (schema.items === undefined ? [] : [schema.items])
      return {
        kind: "array",
        item: members.length === 0 ? any : union(members.map((member) => ofJsonSchema(member, schemas, depth + 1)))
      }
    }
    case "object": {
      if (schema.properties === undefined) {
        const value = schema.additionalProperties
        return { kind: "record", value: typeof value === "object" ? ofJsonSchema(value, schemas, depth + 1) : any }
      }
      const fields = Object.entries(schema.properties).map(([name, field]) => [
        name,
        { shape: ofJsonSchema(field, schemas, depth + 1), required: schema.required?.includes(name) === true }
      ])
      return { kind: "object", fields: Object.fromEntries(fields), model: undefined }
    }
    default:
      return any
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Differences
// ---------------------------------------------------------------------------------------------------------------------

export interface Difference {
  /** Where in the value, for instance `chat.history`. */
  readonly at: string
  /** The backend's model that holds the place, where it has a name. */
  readonly model: string | undefined
  readonly field: string | undefined
  readonly theirs: string
  readonly ours: string
}

export const show = (shape: Shape): string => {
  switch (shape.kind) {
    case "literals":
      return shape.values.map((value) => JSON.stringify(value)).join("|")
    case "array":
      return `[${show(shape.item)}]`
    case "record":
      return `{*: ${show(shape.value)}}`
    case "object":
      return (
        shape.model ??
        `{${Object.keys(shape.fields).slice(0, 6).join(", ")}${Object.keys(shape.fields).length > 6 ? ", ..." : ""}}`
      )
    case "union":
      return shape.members.map(show).join(" | ")
    default:
      return shape.kind
  }
}

interface Place {
  readonly at: string
  readonly model: string | undefined
  readonly field: string | undefined
}

const members = (shape: Shape): ReadonlyArray<Shape> => (shape.kind === "union" ? shape.members : [shape])

/** The differences between what the backend describes and what we state. */
export const compare = (
  theirs: Shape,
  ours: Shape,
  place: Place = { at: "", model: undefined, field: undefined }
): ReadonlyArray<Difference> => {
  const differ = (): ReadonlyArray<Difference> => [{ ...place, theirs: show(theirs), ours: show(ours) }]
  if (theirs.kind === "union" || ours.kind === "union") {
    const left = [...members(ours)]
    const unmatched: Array<Shape> = []
    for (const member of members(theirs)) {
      const exact = left.findIndex((other) => compare(member, other, place).length === 0)
      if (exact >= 0) left.splice(exact, 1)
      else unmatched.push(member)
    }
    if (left.length === 0 && unmatched.length === 0) return []
    const [mine] = left
    const [other] = unmatched
    // One of each is left: where they differ says more than that they do.
    return left.length === 1 && unmatched.length === 1 && mine !== undefined && other !== undefined
      ? compare(other, mine, place)
      : differ()
  }
  if (theirs.kind === "object" && ours.kind === "object") {
    const names = new Set([...Object.keys(theirs.fields), ...Object.keys(ours.fields)])
    return [...names].flatMap((name): ReadonlyArray<Difference> => {
      const here: Place = {
        at: place.at === "" ? name : `${place.at}.${name}`,
        model: theirs.model ?? place.model,
        field: theirs.model === undefined ? place.field : name
      }
      const their = theirs.fields[name]
      const our = ours.fields[name]
      if (their === undefined)
        return [{ ...here, theirs: "no such field", ours: our === undefined ? "" : show(our.shape) }]
      if (our === undefined) return [{ ...here, theirs: show(their.shape), ours: "no such field" }]
      const required: ReadonlyArray<Difference> =
        their.required === our.required
          ? []
          : [
              {
                ...here,
                theirs: their.required ? "required" : "optional",
                ours: our.required ? "required" : "optional"
              }
            ]
      return [...required, ...compare(their.shape, our.shape, here)]
    })
  }
  if (theirs.kind === "array" && ours.kind === "array") {
    return compare(theirs.item, ours.item, { ...place, at: `${place.at}[]` })
  }
  if (theirs.kind === "record" && ours.kind === "record") {
    return compare(theirs.value, ours.value, { ...place, at: `${place.at}.*` })
  }
  return JSON.stringify(theirs) === JSON.stringify(ours) ? [] : differ()
}
