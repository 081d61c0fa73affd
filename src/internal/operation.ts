/**
 * How an operation is stated: a value that holds its method, its path and its schemas, and whose type is just what a
 * caller needs, the request and the answer. `client.ts` turns it into a method when it is first called.
 */
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { CallOptions } from "../layers/Config.ts"
import type { OpenWebUIError } from "../layers/Failures.ts"
import type { Answer, StreamedAnswer } from "./answer.ts"
import type { Multipart } from "./multipart.ts"
import type { AnySchema } from "./schema.ts"

/** The methods of HTTP that operations have. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS"

/** What an operation is, behind its type. */
export interface Spec {
  readonly method: Method
  /** The path with `:name` for a parameter, `:name?` for one that may be left out, `:name*` for a rest with slashes. */
  readonly path: string
  readonly params?: Schema.Struct.Fields
  /** The fields, or, where a proxied service decides them, the schema of a record. */
  readonly query?: Schema.Struct.Fields | AnySchema
  readonly headers?: Schema.Struct.Fields
  readonly payload?: AnySchema | Multipart<unknown>
  /**
   * What the operation itself sends beside what the caller says, for instance `{ payload: { stream: true } }`; the
   * caller's schemas do not have these keys.
   */
  readonly fixed?: {
    readonly query?: Readonly<Record<string, string | number | boolean>>
    readonly payload?: Readonly<Record<string, string | number | boolean>>
  }
  /** Further paths that the backend serves by the same handler; listed in the contract, never called. */
  readonly aliases?: ReadonlyArray<string>
  /** Whether sending it twice does what sending it once does; the method says so where this is absent. */
  readonly idempotent?: boolean
  /** Whether another service answers through the server, whatever it likes. */
  readonly proxied?: boolean
  /** The bearer token that is sent: the account's unless said otherwise. `none` sends none. */
  readonly auth?: "none"
  readonly success?: AnySchema | Answer<unknown>
  readonly stream?: StreamedAnswer<unknown>
}

/**
 * One operation of the backend: what it takes, and what it answers.
 */
export interface Operation<Request, Success> {
  readonly "~request": Request
  readonly "~success": Success
}

/**
 * One operation of the backend whose answer arrives in pieces.
 */
export interface StreamOperation<Request, Element> {
  readonly "~request": Request
  readonly "~element": Element
}

/**
 * The methods of a service, derived from the record of its operations.
 */
export type Methods<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends Operation<infer Request, infer Success>
    ? [Request] extends [void]
      ? (options?: CallOptions) => Effect.Effect<Success, OpenWebUIError>
      : undefined extends Request
        ? (request?: Request, options?: CallOptions) => Effect.Effect<Success, OpenWebUIError>
        : (request: Request, options?: CallOptions) => Effect.Effect<Success, OpenWebUIError>
    : Operations[Name] extends StreamOperation<infer Request, infer Element>
      ? [Request] extends [void]
        ? (options?: CallOptions) => Stream.Stream<Element, OpenWebUIError>
        : undefined extends Request
          ? (request?: Request, options?: CallOptions) => Stream.Stream<Element, OpenWebUIError>
          : (request: Request, options?: CallOptions) => Stream.Stream<Element, OpenWebUIError>
      : never
}

// ---------------------------------------------------------------------------------------------------------------------
// From the options of an operation to the type of its request
// ---------------------------------------------------------------------------------------------------------------------

type Segment<Text extends string> = Text extends `${infer Head}/${string}` ? Head : Text

type Names<Path extends string> = Path extends `${string}:${infer Rest}` ? Segment<Rest> | Names<Rest> : never

type RequiredName<Path extends string> =
  Exclude<Names<Path>, `${string}?`> extends infer Name ? (Name extends `${infer Bare}*` ? Bare : Name) : never

type OptionalName<Path extends string> =
  Names<Path> extends infer Name ? (Name extends `${infer Bare}?` ? Bare : never) : never

/** The fields that a path must be given a schema for, or may be. */
type ParamFields<Path extends string> = {
  readonly [Name in Extract<RequiredName<Path> | OptionalName<Path>, string>]?: AnySchema
}

type ParamType<Options, Name> = Options extends { readonly params: infer Fields }
  ? Name extends keyof Fields
    ? Fields[Name] extends AnySchema
      ? Fields[Name]["Type"]
      : string
    : string
  : string

type Expand<T> = T extends infer U ? { [K in keyof U]: U[K] } : never

type Params<Path extends string, Options> = Expand<
  { readonly [Name in Extract<RequiredName<Path>, string>]: ParamType<Options, Name> } & {
    readonly [Name in Extract<OptionalName<Path>, string>]?: ParamType<Options, Name> | undefined
  }
>

type FieldsType<Fields> = Fields extends AnySchema
  ? Fields["Type"]
  : Fields extends Schema.Struct.Fields
    ? Expand<Schema.Struct.Type<Fields>>
    : never

type PayloadType<Payload> =
  Payload extends Multipart<infer Form> ? Form : Payload extends AnySchema ? Payload["Type"] : never

type PayloadOptional<Payload> = Payload extends { readonly "~type.optionality": "optional" } ? true : false

/** Makes the part of a request optional where all that it holds is. */
type Part<Name extends string, Type> = {} extends Type
  ? { readonly [K in Name]?: Type | undefined }
  : { readonly [K in Name]: Type }

type Parts<Path extends string, Options> = ([Names<Path>] extends [never]
  ? unknown
  : Part<"params", Params<Path, Options>>) &
  (Options extends { readonly query: infer Fields } ? Part<"query", FieldsType<Fields>> : unknown) &
  (Options extends { readonly payload: infer Payload }
    ? PayloadOptional<Payload> extends true
      ? { readonly payload?: PayloadType<Payload> }
      : { readonly payload: PayloadType<Payload> }
    : unknown) &
  (Options extends { readonly headers: infer Fields } ? Part<"headers", FieldsType<Fields>> : unknown)

type RequestOf<Path extends string, Options> =
  unknown extends Parts<Path, Options>
    ? void
    : {} extends Parts<Path, Options>
      ? Expand<Parts<Path, Options>> | undefined
      : Expand<Parts<Path, Options>>

type OperationOf<Path extends string, Options> = Options extends { readonly stream: StreamedAnswer<infer Element> }
  ? StreamOperation<RequestOf<Path, Options>, Element>
  : Options extends { readonly success: Answer<infer Success> }
    ? Operation<RequestOf<Path, Options>, Success>
    : Options extends { readonly success: infer Success extends AnySchema }
      ? Operation<RequestOf<Path, Options>, Success["Type"]>
      : never

/** What an operation is stated with, beside its path. */
interface Options<Path extends string> extends Pick<Spec, "aliases" | "auth" | "fixed" | "idempotent" | "proxied"> {
  /** Schemas of those path parameters that are not texts. */
  readonly params?: ParamFields<Path>
  readonly query?: Schema.Struct.Fields | AnySchema
  readonly headers?: Schema.Struct.Fields
  readonly payload?: AnySchema | Multipart<unknown>
}

type Whole<Path extends string> = Options<Path> & {
  readonly success: AnySchema | Answer<unknown>
  readonly stream?: never
}
type Streamed<Path extends string> = Options<Path> & {
  readonly stream: StreamedAnswer<unknown>
  readonly success?: never
}

const operation =
  (method: Method) =>
  <const Path extends `/${string}`, const O extends Whole<Path> | Streamed<Path>>(
    path: Path,
    options: O
  ): OperationOf<Path, O> =>
    // The types of request and answer are phantoms: at run time an operation is its specification.
    ({ ...options, method, path }) as unknown as OperationOf<Path, O>

/** States a GET operation. */
export const get = /*#__PURE__*/ operation("GET")
/** States a POST operation. */
export const post = /*#__PURE__*/ operation("POST")
/** States a PUT operation. */
export const put = /*#__PURE__*/ operation("PUT")
/** States a PATCH operation. */
export const patch = /*#__PURE__*/ operation("PATCH")
/** States a DELETE operation. */
export const del = /*#__PURE__*/ operation("DELETE")
/** States a HEAD operation. */
export const head = /*#__PURE__*/ operation("HEAD")
/** States an OPTIONS operation. */
export const options = /*#__PURE__*/ operation("OPTIONS")

/**
 * The specification behind an operation.
 *
 * @internal
 */
export const specOf = (operation: unknown): Spec =>
  // Every operation is made by `operation` above, which keeps its specification.
  operation as Spec
