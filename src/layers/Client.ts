/**
 * The way of a call, from a request to an answer that is no failure: span, retry by method, limits and breaker,
 * credentials, transport, classification. Every router is built on this one service.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import type * as EffectConfig from "effect/Config"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { constTrue } from "effect/Function"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as TraceContext from "effect/http/HttpTraceContext"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Tracer from "effect/Tracer"
import { classify, isAmbiguous, isPage, type Refusal, retryAfterOf } from "../internal/classify.ts"
import { Patience, type Surroundings, type Watch } from "../internal/patience.ts"
import * as Sending from "../internal/sending.ts"
import * as Auth from "./Auth.ts"
import { type CallOptions, type ClientOptions, fromConfig, type Timeouts } from "./Config.ts"
import {
  Invalid,
  type Issue,
  NoSuchRoute,
  OpenWebUIError,
  type Reason,
  TimedOut,
  Unauthenticated,
  Unreachable
} from "./Failures.ts"
import * as Json from "./Json.ts"
import * as Limits from "./Limits.ts"
import * as Retry from "./Retry.ts"

/**
 * One call, ready to be sent. Its request holds the path only; the client adds the server, the headers and the
 * credentials.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call {
  /** The operation, for instance `chats.getChatById`; the name of the span. */
  readonly operation: string
  /** The router, for instance `chats`. */
  readonly router: string
  /** The path with the names of its parameters, for instance `/api/v1/chats/:id`. */
  readonly template: string
  readonly request: HttpClientRequest.HttpClientRequest
  /** Whether sending it twice does what sending it once does. */
  readonly idempotent: boolean
  /** Whether the answer is JSON, so that a web page with 200 is no answer. */
  readonly json: boolean
  /** Whether the answer is a redirect, which is then not followed. */
  readonly redirects: boolean
  /**
   * Whether another service answers through the server: its pages are then no sign of a missing route, and its redirects
   * are not ours to follow.
   */
  readonly proxied: boolean
  /** Whether the credentials are left out. */
  readonly anonymous: boolean
  readonly options: CallOptions | undefined
}

/**
 * Told by the reader of a stream when it waits, and asked why the connection was closed.
 *
 * @since 0.1.0
 * @category models
 */
export interface StreamWatch {
  /** Told that the next piece is waited for. */
  readonly waiting: () => void
  /** Told that it came. */
  readonly arrived: () => void
  /** What was waited for too long, where that closed the connection. */
  readonly expired: () => TimedOut | undefined
}

/**
 * What routers are built on: it sends calls to one server as one account.
 *
 * @since 0.1.0
 * @category models
 */
export interface ClientService {
  /** The address of the server, without a slash at its end. */
  readonly url: string
  /** The token that calls are sent with; signs in where that is needed. `undefined` where none is sent. */
  readonly token: Effect.Effect<Redacted.Redacted | undefined, OpenWebUIError>
  /** Sends a call and reads its whole answer. Nothing of the connection outlives the effect. */
  readonly send: <A>(
    call: Call,
    read: (response: HttpClientResponse.HttpClientResponse) => Effect.Effect<A, OpenWebUIError>
  ) => Effect.Effect<A, OpenWebUIError>
  /** Sends a call and gives its answer as it comes. The connection closes with the stream. */
  readonly open: <A>(
    call: Call,
    read: (response: HttpClientResponse.HttpClientResponse, watch: StreamWatch) => Stream.Stream<A, OpenWebUIError>
  ) => Stream.Stream<A, OpenWebUIError>
}

/**
 * The connection to one server, which every router's layer needs.
 *
 * @since 0.1.0
 * @category services
 */
export class Client extends Context.Service<Client, ClientService>()("effect-open-webui/layers/Client") {
  /** A client for one server and one account. Fails where the address is none. */
  static readonly layer = (options: ClientOptions): Layer.Layer<Client, OpenWebUIError, HttpClient.HttpClient> =>
    Layer.effect(Client, make(options))

  /**
   * A client from the configuration: `OPEN_WEBUI_URL`, and one of `OPEN_WEBUI_API_KEY`, `OPEN_WEBUI_TOKEN`, or
   * `OPEN_WEBUI_EMAIL` with `OPEN_WEBUI_PASSWORD`.
   */
  static readonly layerConfig: Layer.Layer<Client, OpenWebUIError | EffectConfig.ConfigError, HttpClient.HttpClient> =
    // Shared, it would give a second client of the same program the account of the first.
    /*#__PURE__*/ Layer.fresh(
      /*#__PURE__*/ Layer.unwrap(/*#__PURE__*/ Effect.map(fromConfig, (options) => Client.layer(options)))
    )
}

/** How long a call waits, by phase. */
type Patiences = Readonly<Record<keyof Timeouts, Duration.Duration>>

/** How long to wait where nobody says. */
const defaultTimeouts: Patiences = {
  firstByte: /*#__PURE__*/ Duration.minutes(5),
  idle: /*#__PURE__*/ Duration.minutes(5),
  total: Duration.infinity
}

/** Errors of a transport that mean that no connection was made. */
const neverConnected =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|SELF_SIGNED|ERR_TLS|ERR_SSL/

/** The words and codes of an error and of what caused it. */
const wordsOf = (error: unknown, depth = 0): string => {
  if (!(error instanceof Error) || depth > 4) return ""
  const code = "code" in error && typeof error.code === "string" ? error.code : ""
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  // OpenSSL writes several lines, of which the first says it.
  const [message = ""] = error.message.split("\n")
  const own = [code, message.trim()].filter((part) => part !== "").join(" ")
  const deeper = wordsOf(inner, depth + 1)
  return deeper === "" || own.includes(deeper) ? own : `${own}: ${deeper}`
}

/** From a failure of the transport to its reason. */
const transportReason = (error: HttpClientError.HttpClientError): Reason => {
  const { reason } = error
  if (reason._tag === "InvalidUrlError" || reason._tag === "EncodeError") {
    return new Invalid({ detail: wordsOf(reason.cause) || reason.message, issues: [] })
  }
  const cause = "cause" in reason ? reason.cause : undefined
  const words = wordsOf(cause) || (cause === undefined ? reason._tag : String(cause))
  // What the transport does not take, such as a GET with a body over fetch: nothing was sent.
  if (/UND_ERR_INVALID_ARG|cannot have body/.test(words)) return new Invalid({ detail: words, issues: [] })
  if (words.includes("UND_ERR_CONNECT_TIMEOUT")) return new TimedOut({ phase: "connect", after: undefined })
  const phase = reason._tag === "TransportError" && neverConnected.test(words) ? "connect" : "answer"
  return new Unreachable({ phase, detail: words, cause })
}

/** The address of a server, checked. */
const base = (input: string | URL): Result.Result<string, string> => {
  const text = String(input)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    // What comes before an @ may be a password.
    const shown = text.includes("@") ? "What was given" : `"${text}"`
    return Result.fail(`${shown} is no URL of a server; expected something like http://localhost:3000`)
  }
  if (url.username !== "" || url.password !== "") {
    return Result.fail("The URL holds a user name or a password; give them as auth, or as a header")
  }
  return Result.succeed(url.origin + url.pathname.replace(/\/+$/, ""))
}

/** What a header can be called, and what it cannot hold. */
const headerName = /^[!#$%&'*+.^_`|~\w-]+$/
const unfitForHeader = /[^\t\x20-\x7e\x80-\xff]/

/** The span of the operation says it all; one within it would hold the query, which may be private. */
const untraced = /*#__PURE__*/ Context.make(HttpClient.TracerDisabledWhen, constTrue)

/** Without redirects, on top of what the program says of requests. */
const manual = (requestInit: RequestInit | undefined) =>
  Context.add(untraced, FetchHttpClient.RequestInit, { ...requestInit, redirect: "manual" })

const usual = /*#__PURE__*/ manual(undefined)

/**
 * How the transport sends. Keeps fetch from following redirects, which would take our own headers to any host; undici
 * follows none. In a browser a redirect that is not followed shows nothing, so there the browser follows, by its own rules.
 */
const transportOf = (requestInit: RequestInit | undefined): Context.Context<never> =>
  typeof document !== "undefined" ? untraced : requestInit === undefined ? usual : manual(requestInit)

const signInOperation = "auths.signin"

const phases: ReadonlyArray<string> = ["firstByte", "idle", "total"]

const isTimeouts = (timeout: Duration.Input | Timeouts): timeout is Timeouts =>
  typeof timeout === "object" &&
  !Duration.isDuration(timeout) &&
  !Array.isArray(timeout) &&
  Object.keys(timeout).every((key) => phases.includes(key))

const timeoutsOf = (given: CallOptions["timeout"], otherwise: Patiences): Patiences => {
  if (given === undefined) return otherwise
  const own = isTimeouts(given) ? given : { total: given }
  const phase = (name: keyof Timeouts): Duration.Duration => {
    const limit = own[name]
    return limit === undefined ? otherwise[name] : Duration.fromInputUnsafe(limit)
  }
  return { firstByte: phase("firstByte"), idle: phase("idle"), total: phase("total") }
}

const surroundingsOf = (fiber: Fiber.Fiber<unknown, unknown>): Surroundings => ({
  clock: fiber.getRef(Clock.Clock),
  context: fiber.context
})

const within = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  after: Duration.Duration,
  overdue: (after: Duration.Duration) => Effect.Effect<never, E>
): Effect.Effect<A, E, R> =>
  Duration.isFinite(after) ? Effect.timeoutOrElse(effect, { duration: after, orElse: () => overdue(after) }) : effect

/**
 * Makes the service behind `Client`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (
  options: ClientOptions
): Effect.fn.Return<ClientService, OpenWebUIError, HttpClient.HttpClient> {
  const unusable = (detail: string, issues: ReadonlyArray<Issue>) =>
    new OpenWebUIError({
      operation: "OpenWebUI.layer",
      request: "no request",
      reason: new Invalid({ detail, issues })
    })
  const address = base(options.url)
  if (Result.isFailure(address)) return yield* unusable(address.failure, [])
  const url = address.success
  const limitIssues = Limits.issuesOf(options.limits)
  if (limitIssues.length > 0) return yield* unusable("The limits do not fit.", limitIssues)
  const ownHeaders = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  )
  const { hostname, port, protocol } = new URL(url)
  const serverPort = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port)
  const http = HttpClient.withScope(yield* HttpClient.HttpClient)
  const policy = options.retry === false ? undefined : Retry.policy(options.retry)
  const patienceOfClient = timeoutsOf(options.timeout, defaultTimeouts)
  const budget = new Retry.Budget()
  const limits = Limits.make(options.limits)
  const patience = new Patience()

  const failed = (call: Pick<Call, "operation" | "request" | "template">, reason: Reason): OpenWebUIError =>
    new OpenWebUIError({ operation: call.operation, request: `${call.request.method} ${url}${call.template}`, reason })

  // -------------------------------------------------------------------------------------------------------------------
  // Transport and classification
  // -------------------------------------------------------------------------------------------------------------------

  /**
   * Sends a request and follows where a GET is sent elsewhere. Another host gets none of the headers: a model's image may
   * lie anywhere, and the headers hold the token and what a proxy asks for.
   */
  const followed = (
    request: HttpClientRequest.HttpClientRequest,
    redirects: number
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError, Scope.Scope> =>
    Effect.flatMap(http.execute(request), (response) => {
      const location = response.status >= 300 && response.status < 400 ? response.headers.location : undefined
      if (
        location === undefined ||
        redirects === 0 ||
        request.method !== "GET" ||
        !URL.canParse(location, request.url)
      ) {
        return Effect.succeed(response)
      }
      const to = new URL(location, request.url)
      if (to.protocol !== "http:" && to.protocol !== "https:") return Effect.succeed(response)
      const headers = to.origin === new URL(request.url).origin ? request.headers : {}
      // What came with it is read, so that the connection is free again.
      return Effect.andThen(
        Effect.ignore(response.arrayBuffer),
        followed(HttpClientRequest.get(to, { headers }), redirects - 1)
      )
    })

  /** Whether the server takes a token: what a 401 that may mean a missing permission leaves open. */
  const isTaken = (token: Redacted.Redacted, requestInit: RequestInit | undefined): Effect.Effect<boolean> =>
    Effect.scoped(
      http.execute(
        HttpClientRequest.get(`${url}/api/v1/auths/`, { headers: ownHeaders }).pipe(
          HttpClientRequest.bearerToken(token)
        )
      )
    ).pipe(
      Effect.provideContext(transportOf(requestInit)),
      Effect.map((response) => response.status !== 401),
      Effect.timeout(patienceOfClient.firstByte),
      // The server is gone in between: the first answer is all that is known.
      Effect.orElseSucceed(() => false)
    )

  const refuse = Effect.fnUntraced(function* (
    call: Call,
    response: HttpClientResponse.HttpClientResponse,
    token: Redacted.Redacted | undefined,
    requestInit: RequestInit | undefined
  ): Effect.fn.Return<never, OpenWebUIError> {
    const body = yield* response.text.pipe(
      Effect.timeout(patienceOfClient.idle),
      Effect.orElseSucceed(() => "")
    )
    const now = yield* Clock.currentTimeMillis
    const { headers } = response
    const refusal: Refusal = {
      operation: call.operation,
      router: call.router,
      status: response.status,
      contentType: contentTypeOf(headers),
      retryAfter: retryAfterOf(headers["retry-after"], now),
      body
    }
    const asks = token !== undefined && isAmbiguous(refusal)
    // An API key is refused with a text of its own, so here it was taken.
    const tokenTaken = asks
      ? Redacted.value(token).startsWith("sk-") || (yield* isTaken(token, requestInit))
      : undefined
    return yield* failed(call, classify({ ...refusal, tokenTaken }))
  })

  /** Waits for what an effect waits for as long as is said, and closes the connection then. Nothing of it is left behind. */
  const patient = <A, E, R>(
    phase: TimedOut["phase"],
    limit: Duration.Duration,
    connection: Scope.Closeable,
    use: (watch: Watch) => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E, R> => {
    let watch: Watch | undefined
    return Effect.ensuring(
      Effect.withFiber((fiber) => {
        watch = patience.watch(phase, limit, surroundingsOf(fiber), Scope.close(connection, Exit.void))
        watch.waiting()
        return use(watch)
      }),
      Effect.sync(() => watch?.end())
    )
  }

  const transport = (
    call: Call,
    token: Redacted.Redacted | undefined,
    firstByte: Duration.Duration,
    span: Tracer.Span | undefined,
    connection: Scope.Closeable
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, OpenWebUIError, Scope.Scope> =>
    Effect.withFiber((fiber) => {
      const propagates = fiber.getRef(HttpClient.TracerPropagationEnabled)
      const requestInit = Context.getOrUndefined(fiber.context, FetchHttpClient.RequestInit)
      return patient("firstByte", firstByte, connection, (watch) =>
        dispatch(call, token, span, propagates, requestInit, watch)
      )
    })

  const dispatch = (
    call: Call,
    token: Redacted.Redacted | undefined,
    span: Tracer.Span | undefined,
    propagates: boolean,
    requestInit: RequestInit | undefined,
    watch: Watch
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, OpenWebUIError, Scope.Scope> => {
    const { request } = call
    const headers: Record<string, string> = { ...ownHeaders, ...request.headers }
    if (token !== undefined) headers.authorization = `Bearer ${Redacted.value(token)}`
    if (propagates && span?.sampled === true) Object.assign(headers, TraceContext.toHeaders(span))
    for (const [name, value] of Object.entries(call.options?.headers ?? {})) headers[name.toLowerCase()] = value
    const unfit = Object.keys(headers).filter(
      (name) => !headerName.test(name) || unfitForHeader.test(headers[name] ?? "")
    )
    if (unfit.length > 0) {
      // The transport would refuse it too, and quote it: it may be a token.
      const issues = unfit.map((name) => ({
        path: ["headers", name],
        message: "Holds characters that no header can, or is called so"
      }))
      return Effect.fail(failed(call, new Invalid({ detail: "A header cannot be sent.", issues })))
    }
    const whole = HttpClientRequest.setHeaders(HttpClientRequest.prependUrl(request, url), headers)
    const sent = call.redirects || call.proxied ? http.execute(whole) : followed(whole, 5)
    return sent.pipe(
      Effect.provideContext(transportOf(requestInit)),
      Effect.mapError((error) => failed(call, watch.expired ?? transportReason(error))),
      Effect.tap(() => Effect.sync(() => watch.end())),
      Effect.flatMap((response) => {
        span?.attribute("http.response.status_code", response.status)
        const isRedirect = call.redirects && response.status >= 300 && response.status < 400
        if (!isRedirect && (response.status < 200 || response.status >= 300))
          return refuse(call, response, token, requestInit)
        // Read once: the transport of Node makes them anew for each that asks.
        const { headers } = response
        // JSON is never a web page; other answers may be one that somebody stored.
        return (!call.proxied && isPage(headers)) || (call.json && contentTypeOf(headers) === "text/html")
          ? Effect.fail(
              failed(call, new NoSuchRoute({ status: response.status, detail: "it answered with a web page" }))
            )
          : Effect.succeed(response)
      })
    )
  }

  // -------------------------------------------------------------------------------------------------------------------
  // Credentials
  // -------------------------------------------------------------------------------------------------------------------

  const signIn = Effect.fnUntraced(function* (
    email: string,
    password: Redacted.Redacted
  ): Effect.fn.Return<Redacted.Redacted, OpenWebUIError> {
    const body = Json.stringify({ email, password: Redacted.value(password) })
    const call: Call = {
      operation: signInOperation,
      router: "auths",
      template: "/api/v1/auths/signin",
      request: HttpClientRequest.bodyText(HttpClientRequest.post("/api/v1/auths/signin"), body, "application/json"),
      idempotent: true,
      json: true,
      redirects: false,
      proxied: false,
      anonymous: true,
      options: undefined
    }
    const answer = yield* exchange(call, (response) => textOf(call, response), true)
    const session: unknown = yield* Effect.try({
      try: () => Json.parse(answer),
      catch: () =>
        failed(call, new NoSuchRoute({ status: 200, detail: "it answered a sign-in with something else than JSON" }))
    })
    if (typeof session === "object" && session !== null) {
      if ("token" in session && typeof session.token === "string") return Redacted.make(session.token)
      if ("next_step" in session) {
        const detail = `The sign-in asks for a next step (${String(session.next_step)}).`
        return yield* failed(call, new Unauthenticated({ status: 200, detail, kind: "secondFactor" }))
      }
    }
    return yield* failed(
      call,
      new Unauthenticated({ status: 200, detail: "The sign-in gave no token.", kind: "token" })
    )
  })

  const tokens = Auth.tokens(options.auth ?? Auth.none, signIn)

  const attempt = (
    call: Call,
    firstByte: Duration.Duration,
    span: Tracer.Span | undefined,
    connection: Scope.Closeable
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, OpenWebUIError, Scope.Scope> => {
    if (call.anonymous) return transport(call, undefined, firstByte, span, connection)
    const own = Object.entries(call.options?.headers ?? {}).find(([name]) => name.toLowerCase() === "authorization")
    if (own !== undefined) {
      const [, token] = /^Bearer (.+)$/i.exec(own[1]) ?? []
      return transport(call, token === undefined ? undefined : Redacted.make(token), firstByte, span, connection)
    }
    return Effect.flatMap(tokens.current, (token) => {
      const first = transport(call, token, firstByte, span, connection)
      if (token === undefined) return first
      return Effect.catch(first, (error) =>
        // Refused for its token before anything was done, so it may be sent again, whatever its method.
        error.reason._tag === "Unauthenticated" &&
        error.reason.kind === "token" &&
        tokens.renew(token) &&
        Sending.isRepeatable(call.request.body)
          ? Effect.flatMap(tokens.current, (fresh) => transport(call, fresh, firstByte, span, connection))
          : Effect.fail(error)
      )
    })
  }

  // -------------------------------------------------------------------------------------------------------------------
  // Span, retries, limits
  // -------------------------------------------------------------------------------------------------------------------

  const annotate = (span: Tracer.Span, call: Call) => {
    span.attribute("http.request.method", call.request.method)
    span.attribute("url.template", call.template)
    span.attribute("server.address", hostname)
    span.attribute("server.port", serverPort)
  }

  /** The calls that have got a place. */
  const entered = new WeakSet<Call>()

  const limited = <A, R>(
    call: Call,
    effect: Effect.Effect<A, OpenWebUIError, R>
  ): Effect.Effect<A, OpenWebUIError, R | Scope.Scope> => {
    if (limits === undefined) return effect
    return Effect.andThen(
      Effect.mapError(limits.enter, (reason) => failed(call, reason)),
      Effect.suspend(() => {
        entered.add(call)
        return Effect.tapError(
          Effect.tap(effect, () => limits.settle(undefined)),
          (error) => limits.settle(error.reason)
        )
      })
    )
  }

  /** A call for which there is no time left. The server is to blame for it where the call has come as far as that. */
  const overdue =
    (call: Call) =>
    (after: Duration.Duration): Effect.Effect<never, OpenWebUIError> => {
      const reason = new TimedOut({ phase: "total", after })
      const fail = Effect.fail(failed(call, reason))
      return limits !== undefined && entered.has(call) ? Effect.andThen(limits.settle(reason), fail) : fail
    }

  const tryOnce = <A>(
    call: Call,
    times: Patiences,
    span: Tracer.Span | undefined,
    inPlace: boolean,
    read: (response: HttpClientResponse.HttpClientResponse) => Effect.Effect<A, OpenWebUIError, Scope.Scope>
  ): Effect.Effect<A, OpenWebUIError> => {
    const once = Effect.suspend(() => {
      const connection = Scope.makeUnsafe()
      const readInTime = (response: HttpClientResponse.HttpClientResponse) =>
        patient("idle", times.idle, connection, (watch) =>
          Effect.mapError(read(response), (error) =>
            watch.expired === undefined ? error : failed(call, watch.expired)
          )
        )
      return Effect.onExit(
        Scope.provide(
          // What is no JSON may be as large as a disk, and nobody sees it come.
          Effect.flatMap(attempt(call, times.firstByte, span, connection), call.json ? readInTime : read),
          connection
        ),
        (exit) =>
          // An answer that was read to its end has nothing to close, and closing would cost an error object for each call.
          Exit.isSuccess(exit) ? Effect.void : Scope.close(connection, exit)
      )
    })
    return limits === undefined || inPlace ? once : Effect.scoped(limited(call, once))
  }

  const policyOf = (call: Call): Retry.Policy | undefined => {
    const asked = call.options?.retry
    if (asked === undefined) return policy
    if (asked === false) return undefined
    return Retry.policy(asked === true ? undefined : asked, policy)
  }

  const retried = <A>(
    call: Call,
    span: Tracer.Span | undefined,
    once: Effect.Effect<A, OpenWebUIError>
  ): Effect.Effect<A, OpenWebUIError> => {
    const own = policyOf(call)
    if (own === undefined) return once
    const safe = call.idempotent || (call.options?.retry !== undefined && call.options.retry !== false)
    return Retry.retry(
      (resends) => {
        if (resends > 0) span?.attribute("http.request.resend_count", resends)
        return once
      },
      own,
      budget,
      // How many sign-ins an account has left comes back after minutes.
      (error) =>
        Retry.mayRepeat(call.operation, safe, error) &&
        Sending.isRepeatable(call.request.body) &&
        !(call.operation === signInOperation && error.reason._tag === "RateLimited")
    )
  }

  const send: ClientService["send"] = (call, read) => exchange(call, read, false)

  /** `inPlace`: inside the place that another call has among the limits, which it would wait for in vain. */
  const exchange = <A>(
    call: Call,
    read: (response: HttpClientResponse.HttpClientResponse) => Effect.Effect<A, OpenWebUIError>,
    inPlace: boolean
  ): Effect.Effect<A, OpenWebUIError> => {
    const times = timeoutsOf(call.options?.timeout, patienceOfClient)
    return Effect.useSpan(call.operation, { kind: "client" }, (span) => {
      annotate(span, call)
      const all = retried(call, span, tryOnce(call, times, span, inPlace, read))
      const timed = within(all, times.total, overdue(call))
      return Effect.tapError(timed, (error) => Effect.sync(() => span.attribute("error.type", error.reason._tag)))
    })
  }

  const open: ClientService["open"] = (call, read) => {
    const times = timeoutsOf(call.options?.timeout, patienceOfClient)
    // The span and the place among the limits last as long as the stream, hence a scope instead of a wrapped effect.
    return Stream.unwrap(
      Effect.gen(function* () {
        const span = yield* Effect.makeSpanScoped(call.operation, { kind: "client" })
        annotate(span, call)
        const scope = yield* Effect.scope
        const start = yield* Clock.currentTimeMillis
        const opened = retried(
          call,
          span,
          Effect.suspend(() => openOnce(call, times, span, scope))
        )
        const { connection, response } = yield* within(opened, times.total, overdue(call)).pipe(
          Effect.tapError((error) => Effect.sync(() => span.attribute("error.type", error.reason._tag)))
        )
        const surroundings = yield* Effect.withFiber((fiber) => Effect.succeed(surroundingsOf(fiber)))
        const close = Scope.close(connection, Exit.void)
        // First what ends them: an interruption may come between any two steps.
        const watches: Array<Watch> = []
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => {
            for (const one of watches) one.end()
          })
        )
        const next = patience.watch("idle", times.idle, surroundings, close)
        const end = patience.watch("total", times.total, surroundings, close)
        watches.push(next, end)
        end.waiting(start)
        const watch: StreamWatch = {
          waiting: () => next.waiting(),
          arrived: () => next.arrived(),
          expired: () => next.expired ?? end.expired
        }
        return Stream.tapError(read(response, watch), (error) =>
          Effect.sync(() => span.attribute("error.type", error.reason._tag))
        )
      })
    )
  }

  /** An answer that has begun, with the scope of its connection. */
  interface Opened {
    readonly response: HttpClientResponse.HttpClientResponse
    readonly connection: Scope.Closeable
  }

  const openOnce = (
    call: Call,
    times: Patiences,
    span: Tracer.Span,
    scope: Scope.Scope
  ): Effect.Effect<Opened, OpenWebUIError> =>
    Effect.flatMap(Scope.fork(scope), (connection) =>
      Scope.provide(limited(call, attempt(call, times.firstByte, span, connection)), connection).pipe(
        // A try that failed gives back its connection at once and not when the stream ends.
        Effect.onExit((exit) => (Exit.isFailure(exit) ? Scope.close(connection, exit) : Effect.void)),
        Effect.map((response) => ({ response, connection }))
      )
    )

  const textOf = (call: Call, response: HttpClientResponse.HttpClientResponse): Effect.Effect<string, OpenWebUIError> =>
    Effect.mapError(response.text, (error) => failed(call, transportReason(error)))

  return { url, token: tokens.current, send, open }
})

/**
 * The media type of an answer, in lower case and without its parameters; empty where there is none.
 *
 * @internal
 */
export const contentTypeOf = (headers: Readonly<Record<string, string | undefined>>): string => {
  const header = headers["content-type"] ?? ""
  const semicolon = header.indexOf(";")
  return (semicolon < 0 ? header : header.slice(0, semicolon)).trim().toLowerCase()
}

/**
 * The reason behind a failure of the transport while an answer was read.
 *
 * @internal
 */
export const reasonOf = transportReason
