/** Schemas at work: compiled once, without exceptions, with failures as lists of issues that show no values. */
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaJITCompiler from "effect/schema/SchemaJITCompiler"
import type { Issue } from "../layers/Failures.ts"

/** What became of a value. */
export type Outcome<A> =
  | { readonly _tag: "Success"; readonly value: A }
  | { readonly _tag: "Failure"; readonly issues: ReadonlyArray<Issue> }

const format = /*#__PURE__*/ SchemaIssue.makeFormatterStandardSchemaV1()

const issuesOf = (exit: Exit.Failure<unknown, SchemaIssue.Issue>): ReadonlyArray<Issue> => {
  const issues: Array<Issue> = []
  for (const reason of exit.cause.reasons) {
    if (reason._tag !== "Fail") continue
    for (const { message, path } of format(reason.error).issues) {
      const steps = (path ?? []).map((step) => {
        const key = typeof step === "object" ? step.key : step
        return typeof key === "symbol" ? String(key) : key
      })
      // Members of a union say the same of what they have in common.
      const isNew = issues.every((one) => one.message !== message || one.path.join("\n") !== steps.join("\n"))
      if (isNew) issues.push({ path: steps, message })
    }
  }
  return issues.length === 0 ? [{ path: [], message: String(exit.cause) }] : issues
}

const outcome =
  <A>(run: (value: unknown, options?: SchemaAST.ParseOptions) => Exit.Exit<A, SchemaIssue.Issue>) =>
  (value: unknown): Outcome<A> => {
    const exit = run(value)
    if (Exit.isSuccess(exit)) return { _tag: "Success", value: exit.value }
    // Only now is it worth the time to look for every problem. Values are not kept in issues: they may be secrets.
    const all = run(value, { errors: "all" })
    return { _tag: "Failure", issues: Exit.isFailure(all) ? issuesOf(all) : issuesOf(exit) }
  }

/** Any schema that needs no services. */
export type AnySchema = Schema.ConstraintCodec<unknown, unknown>

const isOpenRest = ({ parameter, type }: SchemaAST.IndexSignature): boolean =>
  parameter._tag === "String" && parameter.checks === undefined && type._tag === "Unknown"

const unrested = /*#__PURE__*/ new WeakMap<SchemaAST.AST, SchemaAST.AST>()

/**
 * The same shape without the keys that models leave open: whether a value fits does not hang on them, and to look at each
 * would cost half of the check.
 */
const withoutRest = (ast: SchemaAST.AST): SchemaAST.AST => {
  const known = unrested.get(ast)
  if (known !== undefined) return known
  const made = strippedOf(ast)
  unrested.set(ast, made)
  return made
}

const strippedOf = (ast: SchemaAST.AST): SchemaAST.AST => {
  switch (ast._tag) {
    case "Objects": {
      // Without any key left it would be another shape: whatever is not null.
      // And a check of the whole is to see all of it.
      const isModel =
        ast.checks === undefined && ast.propertySignatures.length > 0 && ast.indexSignatures.some(isOpenRest)
      const indexes = isModel ? ast.indexSignatures.filter((one) => !isOpenRest(one)) : ast.indexSignatures
      const properties = ast.propertySignatures.map(
        ({ name, type }) => new SchemaAST.PropertySignature(name, withoutRest(type))
      )
      const { annotations, checks, context, encoding, encodingChecks } = ast
      return new SchemaAST.Objects(properties, indexes, annotations, checks, encoding, context, encodingChecks)
    }
    case "Arrays": {
      const { annotations, checks, context, elements, encoding, encodingChecks, isMutable, rest } = ast
      const parts = [elements.map(withoutRest), rest.map(withoutRest)] as const
      return new SchemaAST.Arrays(isMutable, ...parts, annotations, checks, encoding, context, encodingChecks)
    }
    case "Union": {
      const { annotations, checks, context, encoding, encodingChecks, options, types } = ast
      const members = types.map(withoutRest)
      return new SchemaAST.Union(members, options, annotations, checks, encoding, context, encodingChecks)
    }
    default:
      return ast
  }
}

/** Compiles the question whether a value is one that a schema decodes to itself. */
const guard = (ast: SchemaAST.AST): ((value: unknown) => boolean) => {
  const bare = withoutRest(ast)
  SchemaJITCompiler.enable(bare)
  return SchemaParser.is(Schema.make(bare))
}

/**
 * Compiles a schema for decoding, to code of its own where the platform allows that. A value whose decoded form is itself,
 * as of nearly all models, is checked and given on: copying it would cost more than the check.
 */
export const decoder = <S extends AnySchema>(schema: S): ((value: unknown) => Outcome<S["Type"]>) => {
  SchemaJITCompiler.enable(schema.ast)
  const decode = outcome(SchemaParser.decodeUnknownExit(schema))
  if (SchemaAST.toType(schema.ast) !== schema.ast) return decode
  const is = guard(schema.ast)
  return (value) => (is(value) ? { _tag: "Success", value } : decode(value))
}

/** Compiles a schema for encoding. */
export const encoder = <S extends AnySchema>(schema: S): ((value: unknown) => Outcome<S["Encoded"]>) =>
  outcome(SchemaParser.encodeUnknownExit(schema))

type Predicate = (value: unknown) => boolean

const yes: Predicate = () => true

/** Whether a value has no keys beside those that a schema states, at every depth; `undefined` where none could have. */
const onlyKnownKeys = (ast: SchemaAST.AST): Predicate | undefined => {
  switch (ast._tag) {
    case "Objects": {
      // A scalar is known whatever it holds; an object is looked into.
      const children = new Map(ast.propertySignatures.map(({ name, type }) => [name, onlyKnownKeys(type) ?? yes]))
      return (value) => {
        for (const key in value as object) {
          const child = children.get(key)
          if (child === undefined || (child !== yes && !child((value as Record<string, unknown>)[key]))) return false
        }
        return true
      }
    }
    case "Arrays": {
      const [item] = ast.rest
      const known = item === undefined ? undefined : onlyKnownKeys(item)
      return known === undefined ? undefined : (value) => (value as ReadonlyArray<unknown>).every(known)
    }
    case "Union": {
      const members = ast.types.map(onlyKnownKeys).filter((member) => member !== undefined)
      const [only] = members
      if (only === undefined) return undefined
      if (members.length > 1) throw new Error("A closed shape has one kind of object at each place")
      return (value) => typeof value !== "object" || value === null || only(value)
    }
    default:
      return undefined
  }
}

/**
 * Compiles the question whether a value is of a shape and nothing more. For shapes of plain structs, lists and scalars
 * whose decoded form is the value itself.
 */
export const closed = (schema: AnySchema): Predicate => {
  const is = guard(schema.ast)
  const known = onlyKnownKeys(schema.ast)
  return known === undefined ? is : (value) => is(value) && known(value)
}
