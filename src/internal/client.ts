/** From the record of a router's operations to its service: each method is compiled when it is first called. */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type Call, Client, type ClientService, contentTypeOf, reasonOf, type StreamWatch } from "../layers/Client.ts"
import type { CallOptions } from "../layers/Config.ts"
import { Invalid, type Issue, NoSuchRoute, OpenWebUIError, type Reason, Undecodable } from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import {
  type Answer,
  type Bytes,
  type Reader,
  type Redirect,
  type StreamedAnswer,
  saidInstead,
  unstreamed
} from "./answer.ts"
import { type Multipart, multipartEncoder } from "./multipart.ts"
import { type Methods, type Spec, type StreamOperation, specOf } from "./operation.ts"
import { type AnySchema, decoder, encoder, type Outcome } from "./schema.ts"
import * as Sending from "./sending.ts"

type Failed = (reason: Reason) => OpenWebUIError

const success = <A>(value: A): Outcome<A> => ({ _tag: "Success", value })
const failure = (issues: ReadonlyArray<Issue>): Outcome<never> => ({ _tag: "Failure", issues })

const under = (place: string, issues: ReadonlyArray<Issue>): ReadonlyArray<Issue> =>
  issues.map((issue) => ({ ...issue, path: [place, ...issue.path] }))

// ---------------------------------------------------------------------------------------------------------------------
// Requests
// ---------------------------------------------------------------------------------------------------------------------

/** What of a path parameter could lead to another route (the server decodes the path before it looks at its slashes), or cannot be sent. */
const escapes = (value: string): boolean =>
  value === "" || value === "." || value === ".." || /[/\\]|\p{Cs}/u.test(value) || hasControl(value)

const hasControl = (value: string): boolean => {
  for (let at = 0; at < value.length; at++) if (value.charCodeAt(at) < 32) return true
  return false
}

interface Segment {
  readonly text: string
  readonly name: string | undefined
  readonly optional: boolean
  readonly rest: boolean
  readonly encode: ((value: unknown) => Outcome<unknown>) | undefined
}

const segmentsOf = (spec: Spec): ReadonlyArray<Segment> =>
  spec.path
    .slice(1)
    .split("/")
    .map((text) => {
      if (!text.startsWith(":")) return { text, name: undefined, optional: false, rest: false, encode: undefined }
      const name = text.slice(1).replace(/[?*]$/, "")
      const schema = spec.params?.[name]
      return {
        text,
        name,
        optional: text.endsWith("?"),
        rest: text.endsWith("*"),
        // A parameter without a schema is a text.
        encode: schema === undefined ? undefined : encoder(schema as AnySchema)
      }
    })

/** Compiles a path: from its parameters to the path that is sent. */
const pathEncoder = (spec: Spec): ((params: Readonly<Record<string, unknown>>) => Outcome<string>) => {
  const segments = segmentsOf(spec)
  if (segments.every(({ name }) => name === undefined)) {
    const path = success(spec.path)
    return () => path
  }
  return (params) => {
    let path = ""
    const issues: Array<Issue> = []
    for (const { encode, name, optional, rest, text } of segments) {
      if (name === undefined) {
        path += `/${text}`
        continue
      }
      const value = params[name]
      if (value === undefined && optional) continue
      const encoded = encode === undefined ? success(value) : encode(value)
      if (encoded._tag === "Failure") {
        issues.push(...under(name, encoded.issues))
        continue
      }
      const written = encoded.value
      if (typeof written !== "string" && typeof written !== "number") {
        issues.push({ path: [name], message: "Expected a text" })
        continue
      }
      const parts = rest ? String(written).replace(/^\//, "").split("/") : [String(written)]
      // A rest may end with a slash, which the proxied service may tell from none.
      if (parts.some((part, at) => escapes(part) && !(rest && part === "" && at === parts.length - 1))) {
        issues.push({ path: [name], message: "Empty, or with characters that would change the path (/, \\, . or ..)" })
        continue
      }
      path += `/${parts.map(encodeURIComponent).join("/")}`
    }
    return issues.length === 0 ? success(path) : failure(issues)
  }
}

const scalar = (value: unknown): string =>
  typeof value === "object" && value !== null ? Json.stringify(value) : String(value)

const isSchema = (query: Schema.Struct.Fields | AnySchema): query is AnySchema => Schema.isSchema(query)

/** Compiles the query as FastAPI reads it: lists are repeated, what is absent or null is left out. */
const queryEncoder = (
  query: Schema.Struct.Fields | AnySchema,
  fixed: Readonly<Record<string, unknown>> | undefined
): ((query: unknown) => Outcome<ReadonlyArray<readonly [string, string]>>) => {
  // The fields of an operation need no services, which the type of a struct of any fields cannot say.
  const encode = encoder(isSchema(query) ? query : (Schema.Struct(query) as unknown as AnySchema))
  return (query) => {
    const encoded = encode(query ?? {})
    if (encoded._tag === "Failure") return encoded
    const pairs: Array<readonly [string, string]> = []
    for (const [name, value] of Object.entries({ ...(encoded.value as object), ...fixed })) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined && one !== null) pairs.push([name, scalar(one)])
      }
    }
    return success(pairs)
  }
}

const isMultipart = (payload: AnySchema | Multipart<unknown>): payload is Multipart<unknown> => "parts" in payload

/** Compiles the body. */
const bodyEncoder = (
  payload: AnySchema | Multipart<unknown>,
  fixed: Readonly<Record<string, unknown>> | undefined
): ((value: unknown) => Outcome<HttpBody.HttpBody>) => {
  if (isMultipart(payload)) return multipartEncoder(payload)
  const encode = encoder(payload)
  const optional = payload.ast.context?.isOptional === true
  return (value) => {
    if (value === undefined && optional) return success(HttpBody.empty)
    const encoded = encode(value)
    if (encoded._tag === "Failure") return encoded
    try {
      const whole = fixed === undefined ? encoded.value : { ...(encoded.value as object), ...fixed }
      return success(HttpBody.text(Json.stringify(whole), "application/json"))
    } catch (error) {
      // JSON.stringify throws on what JSON cannot hold.
      return failure([{ path: [], message: String(error) }])
    }
  }
}

interface RequestParts {
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: unknown
  readonly payload?: unknown
  readonly headers?: unknown
}

type Encode = (parts: RequestParts) => Outcome<HttpClientRequest.HttpClientRequest>

const acceptOf = (spec: Spec): string => {
  if (spec.stream !== undefined) return spec.stream.accept
  return spec.success !== undefined && isAnswer(spec.success) ? "*/*" : "application/json"
}

const requestEncoder = (spec: Spec): Encode => {
  const path = pathEncoder(spec)
  const query =
    spec.query === undefined && spec.fixed?.query === undefined
      ? undefined
      : queryEncoder(spec.query ?? {}, spec.fixed?.query)
  // As in the query.
  const headers = spec.headers === undefined ? undefined : encoder(Schema.Struct(spec.headers) as unknown as AnySchema)
  const body = spec.payload === undefined ? undefined : bodyEncoder(spec.payload, spec.fixed?.payload)
  const make = HttpClientRequest.make(spec.method)
  const accept = { accept: acceptOf(spec) }
  return (parts) => {
    const written = path(parts.params ?? {})
    const asked = query?.(parts.query)
    const sent = headers?.(parts.headers ?? {})
    const held = body?.(parts.payload)
    const issues = [
      ...(written._tag === "Failure" ? under("params", written.issues) : []),
      ...(asked?._tag === "Failure" ? under("query", asked.issues) : []),
      ...(sent?._tag === "Failure" ? under("headers", sent.issues) : []),
      ...(held?._tag === "Failure" ? under("payload", held.issues) : [])
    ]
    if (written._tag === "Failure" || issues.length > 0) return failure(issues)
    const own: Record<string, string> = { ...accept }
    if (sent?._tag === "Success") {
      for (const [name, value] of Object.entries(sent.value as Record<string, unknown>)) {
        if (value !== undefined && value !== null) own[name.toLowerCase()] = String(value)
      }
    }
    return success(
      make(written.value, {
        headers: own,
        ...(asked?._tag === "Success" ? { urlParams: asked.value } : undefined),
        ...(held?._tag === "Success" ? { body: held.value } : undefined)
      })
    )
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Whole answers
// ---------------------------------------------------------------------------------------------------------------------

const isAnswer = (success: AnySchema | Answer<unknown>): success is Answer<unknown> => "kind" in success

type Read = (response: HttpClientResponse.HttpClientResponse, failed: Failed) => Effect.Effect<unknown, OpenWebUIError>

const readJson = (router: string, schema: AnySchema): Read => {
  const decode = decoder(schema)
  return (response, failed) =>
    Effect.matchEffect(response.text, {
      onFailure: (error) => Effect.fail(failed(reasonOf(error))),
      onSuccess: (text) => {
        let value: unknown
        try {
          value = Json.parse(text)
        } catch (error) {
          // JSON.parse throws; there is no other way to be told.
          const issues = [{ path: [], message: String(error) }]
          return Effect.fail(failed(new Undecodable({ status: response.status, issues, body: text.slice(0, 500) })))
        }
        const decoded = decode(value)
        if (decoded._tag === "Success") return Effect.succeed(decoded.value)
        const { status } = response
        const undecodable = () => new Undecodable({ status, issues: decoded.issues, body: "" })
        return Effect.fail(failed(saidInstead(router, value, status, text) ?? undecodable()))
      }
    })
}

/** The file name of a `Content-Disposition` header, in the extended form or in the plain one. */
const fileNameOf = (header: string | undefined): string | undefined => {
  if (header === undefined) return undefined
  const extended = /(?:^|;)\s*filename\*=UTF-8''([^;]+)/i.exec(header)?.[1]
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended)
    } catch {
      // A percent sign that encodes nothing: the name is meant literally.
      return extended
    }
  }
  const plain = /(?:^|;)\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(header)
  return plain?.[1]?.replaceAll(/\\(.)/g, "$1") ?? plain?.[2]?.trim()
}

const readAnswer = (answer: Answer<unknown>): Read => {
  switch (answer.kind) {
    case "text":
      return (response, failed) => Effect.mapError(response.text, (error) => failed(reasonOf(error)))
    case "empty":
      return (response, failed) =>
        Effect.asVoid(Effect.mapError(response.arrayBuffer, (error) => failed(reasonOf(error))))
    case "redirect":
      return (response, failed) => {
        const { location } = response.headers
        if (location === undefined || !URL.canParse(location, response.request.url)) {
          const issues = [{ path: ["headers", "location"], message: "Expected a redirect" }]
          return Effect.fail(failed(new Undecodable({ status: response.status, issues, body: "" })))
        }
        const answer: Redirect = {
          location: new URL(location, response.request.url).href,
          status: response.status
        }
        return Effect.as(Effect.ignore(response.arrayBuffer), answer)
      }
    case "bytes":
      return (response, failed) =>
        Effect.matchEffect(response.arrayBuffer, {
          onFailure: (error) => Effect.fail(failed(reasonOf(error))),
          onSuccess: (buffer) => {
            const bytes = new Uint8Array(buffer)
            const { headers } = response
            const contentType = contentTypeOf(headers)
            const answer: Bytes = { bytes, contentType, fileName: fileNameOf(headers["content-disposition"]) }
            return Effect.succeed(answer)
          }
        })
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Answers in pieces
// ---------------------------------------------------------------------------------------------------------------------

type Chunk = readonly [unknown, ...Array<unknown>]

/** A pull that is watched, and whose failure says why the watch closed the connection where it did. */
const watched = (
  upstream: Pull.Pull<readonly [Uint8Array, ...Array<Uint8Array>], HttpClientError.HttpClientError>,
  watch: StreamWatch,
  failed: Failed
): Pull.Pull<readonly [Uint8Array, ...Array<Uint8Array>], OpenWebUIError> => {
  const settled = Pull.matchEffect(upstream, {
    onSuccess: (chunks) => {
      watch.arrived()
      return Effect.succeed(chunks)
    },
    onFailure: (cause) => {
      watch.arrived()
      const error = Cause.findErrorOption(cause)
      if (Option.isNone(error)) return Effect.failCause(cause as Cause.Cause<never>)
      return Effect.fail(failed(watch.expired() ?? reasonOf(error.value)))
    },
    onDone: (): Pull.Pull<never, OpenWebUIError> => {
      const expired = watch.expired()
      return expired === undefined ? Cause.done() : Effect.fail(failed(expired))
    }
  })
  return Effect.suspend(() => {
    watch.waiting()
    return settled
  })
}

/**
 * Reads all that one network read brought at once: one array of elements, one step of the stream. An element at a time
 * would cost a third of the speed.
 */
const readElements = (
  upstream: Pull.Pull<readonly [Uint8Array, ...Array<Uint8Array>], OpenWebUIError>,
  reader: Reader<unknown>,
  failed: Failed
): Pull.Pull<Chunk, OpenWebUIError> => {
  const utf8 = new TextDecoder()
  /** What the next pull gives, once the stream has come to its end. */
  let last: Pull.Pull<never, OpenWebUIError> | undefined
  /** Gives what is complete now; what ends the stream comes after it. */
  const settle = (
    out: ReadonlyArray<unknown>,
    end: Pull.Pull<never, OpenWebUIError> | undefined
  ): Pull.Pull<Chunk, OpenWebUIError> => {
    last = end
    // The cast says what the condition has shown.
    return out.length > 0 ? Effect.succeed(out as unknown as Chunk) : (end ?? next)
  }
  const ending = (out: ReadonlyArray<unknown>, reason: Reason | undefined) =>
    settle(out, reason === undefined ? Cause.done() : Effect.fail(failed(reason)))
  const pull = Pull.matchEffect(upstream, {
    onSuccess: (chunks) => {
      const out: Array<unknown> = []
      for (const chunk of chunks) {
        const reason = reader.feed(utf8.decode(chunk, { stream: true }), out)
        if (reason !== undefined) return ending(out, reason)
      }
      return settle(out, undefined)
    },
    onFailure: (cause) => {
      const error = Cause.findErrorOption(cause)
      if (Option.isNone(error)) return Effect.failCause(cause)
      const { reason } = error.value
      const out: Array<unknown> = []
      // What broke in the middle keeps its text where the stream has one.
      if (reason._tag === "Unreachable") return ending(out, reader.end(out, reason))
      // One that said all and is kept open all the same is complete.
      return reason._tag === "TimedOut" && reader.end(out, reason) === undefined
        ? ending(out, undefined)
        : Effect.failCause(cause)
    },
    onDone: () => {
      const out: Array<unknown> = []
      return ending(out, reader.feed(utf8.decode(), out) ?? reader.end(out))
    }
  })
  const next: Pull.Pull<Chunk, OpenWebUIError> = Effect.suspend(() => last ?? pull)
  return next
}

type ReadStream<A> = (
  response: HttpClientResponse.HttpClientResponse,
  failed: Failed,
  watch: StreamWatch
) => Stream.Stream<A, OpenWebUIError>

/** Reads bytes as they come. */
export const readBytes: ReadStream<Uint8Array> = (response, failed, watch) =>
  Stream.transformPull(response.stream, (pull) => Effect.succeed(watched(pull, watch, failed)))

const readStream = (router: string, answer: StreamedAnswer<unknown>): ReadStream<unknown> => {
  const { reader } = answer
  if (reader === undefined) return readBytes
  return (response, failed, watch) => {
    const contentType = contentTypeOf(response.headers)
    if (contentType === "text/html") {
      return Stream.fail(failed(new NoSuchRoute({ status: response.status, detail: "it answered with a web page" })))
    }
    if (contentType === "application/json") {
      return Stream.unwrap(
        Effect.suspend(() => {
          watch.waiting()
          return Effect.map(
            Effect.orElseSucceed(response.text, () => ""),
            (body) => Stream.fail(failed(watch.expired() ?? unstreamed(router, answer.accept, response.status, body)))
          )
        })
      )
    }
    return Stream.transformPull(response.stream, (pull) =>
      Effect.sync(() => readElements(watched(pull, watch, failed), reader(), failed))
    )
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Methods and services
// ---------------------------------------------------------------------------------------------------------------------

/** The methods of HTTP that may be repeated. */
const repeatable: ReadonlySet<string> = /*#__PURE__*/ new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])

/** A compiled method; how many arguments it takes depends on its operation. */
type CompiledMethod = (...args: ReadonlyArray<unknown>) => unknown

/** Says what was wrong with a file where that, and not the connection, made the sending fail. */
const ofContent =
  (failed: Failed, { body }: HttpClientRequest.HttpClientRequest) =>
  (error: OpenWebUIError): OpenWebUIError => {
    const issue = Sending.failureOf(body)
    const { reason } = error
    // Transports name it in two ways; what the server said of what it got is another matter.
    const isTransports = reason._tag === "Unreachable" || (reason._tag === "Invalid" && reason.status === undefined)
    if (issue === undefined || !isTransports) return error
    const issues = under("payload", [issue])
    return failed(new Invalid({ detail: "A file could not be sent.", issues, partlySent: true }))
  }

/** What of an operation is the same for each call. */
interface Prepared {
  readonly failed: Failed
  /** The call that these arguments ask for. */
  readonly callOf: (args: ReadonlyArray<unknown>) => Outcome<Call>
  /** The failure of a call whose arguments do not fit. */
  readonly invalid: (issues: ReadonlyArray<Issue>) => OpenWebUIError
  readonly sendsFiles: boolean
}

const prepare = (router: string, name: string, spec: Spec, client: ClientService): Prepared => {
  const encode = requestEncoder(spec)
  const takesRequest =
    spec.query !== undefined || spec.payload !== undefined || spec.headers !== undefined || spec.path.includes("/:")
  const operation = `${router}.${name}`
  const idempotent = spec.idempotent ?? repeatable.has(spec.method)
  const request = `${spec.method} ${client.url}${spec.path}`
  const failed: Failed = (reason) => new OpenWebUIError({ operation, request, reason })
  const json = spec.success !== undefined && !isAnswer(spec.success)
  const redirects = spec.success !== undefined && isAnswer(spec.success) && spec.success.kind === "redirect"
  return {
    failed,
    invalid: (issues) => failed(new Invalid({ detail: "The request does not fit the operation.", issues })),
    sendsFiles: spec.payload !== undefined && isMultipart(spec.payload),
    callOf: (args) => {
      // The types of a method's arguments are derived from the same specification, so these two casts hold.
      const encoded = encode(takesRequest ? ((args[0] ?? {}) as RequestParts) : {})
      if (encoded._tag === "Failure") return encoded
      return success({
        operation,
        router,
        template: spec.path,
        request: encoded.value,
        idempotent,
        json,
        redirects,
        proxied: spec.proxied === true,
        anonymous: spec.auth === "none",
        options: (takesRequest ? args[1] : args[0]) as CallOptions | undefined
      })
    }
  }
}

const opener =
  (prepared: Prepared, client: ClientService) =>
  <A>(args: ReadonlyArray<unknown>, read: ReadStream<A>): Stream.Stream<A, OpenWebUIError> =>
    Stream.suspend(() => {
      const call = prepared.callOf(args)
      if (call._tag === "Failure") return Stream.fail(prepared.invalid(call.issues))
      const answer = client.open(call.value, (response, watch) => read(response, prepared.failed, watch))
      return prepared.sendsFiles ? Stream.mapError(answer, ofContent(prepared.failed, call.value.request)) : answer
    })

/**
 * A method of bytes for those who have to see the head of the answer too: it is read by `read`, for which `readBytes` does
 * what the router's own method does.
 */
export const openBytes = <Request>(
  router: string,
  name: string,
  operation: StreamOperation<Request, Uint8Array>,
  client: ClientService
): ((
  request: Request,
  options: CallOptions | undefined,
  read: ReadStream<Uint8Array>
) => Stream.Stream<Uint8Array, OpenWebUIError>) => {
  const open = opener(prepare(router, name, specOf(operation), client), client)
  return (request, options, read) => open([request, options], read)
}

const compile = (router: string, name: string, spec: Spec, client: ClientService): CompiledMethod => {
  const prepared = prepare(router, name, spec, client)
  const { callOf, failed, invalid, sendsFiles } = prepared
  if (spec.stream !== undefined) {
    const open = opener(prepared, client)
    const read = readStream(router, spec.stream)
    return (...args) => open(args, read)
  }
  if (spec.success === undefined) throw new Error(`${router}.${name} states no answer`)
  const read = isAnswer(spec.success) ? readAnswer(spec.success) : readJson(router, spec.success)
  return (...args) =>
    Effect.suspend(() => {
      const call = callOf(args)
      if (call._tag === "Failure") return Effect.fail(invalid(call.issues))
      const answer = client.send(call.value, (response) => read(response, failed))
      return sendsFiles ? Effect.mapError(answer, ofContent(failed, call.value.request)) : answer
    })
}

/** Makes the methods of a router. Each is compiled when it is first called. */
export const methods = <O extends object>(router: string, operations: O, client: ClientService): Methods<O> => {
  const service: Record<string, CompiledMethod> = {}
  for (const [name, operation] of Object.entries(operations)) {
    let compiled: CompiledMethod | undefined
    service[name] = (...args) => (compiled ??= compile(router, name, specOf(operation), client))(...args)
  }
  // What the record's type says of each operation is what `compile` makes of it.
  return service as unknown as Methods<O>
}

/** The router of a service, from the path in its key: `effect-open-webui/routers/Chats` is `chats`. */
export const routerOf = (key: string): string => key.slice(key.lastIndexOf("/") + 1).toLowerCase()

/**
 * The layer of a router's service, from the record of its operations. It is made anew wherever it is provided: shared, it
 * would give a second client of the same program the account of the first.
 */
export const implement = <Self, Service, O extends object>(
  service: Context.Key<Self, Service> & { readonly key: string },
  operations: O & (Methods<O> extends Service ? unknown : never)
): Layer.Layer<Self, never, Client> =>
  Layer.fresh(
    Layer.effect(
      service,
      // The condition on `operations` has shown that these methods are the service.
      Effect.map(Client, (client) => methods(routerOf(service.key), operations, client) as unknown as Service)
    )
  )
