/**
 * An OpenAI-compatible model provider without a model: it repeats what it is told, and fails when it is told to.
 *
 * It stands behind a real Open WebUI, so that chats, files and searches work on a machine without network, key or GPU, and
 * so that tests can provoke every failure a provider can have. What the last user message says decides:
 *
 * | in the text | what happens |
 * |---|---|
 * | nothing of these | `Echo: <the text>`, word by word; what Open WebUI retrieved for it is quoted |
 * | `[[fail=429]]`, `[[fail=401]]`, ... | that status; 429 with `Retry-After: 2`, 503 with a plain text body |
 * | `[[fail=503]] [[times=2]]` | fails twice for this very text, then answers |
 * | `[[error-frame]]`, `[[cut]]`, `[[stall]]` | after three deltas: an error frame; the socket destroyed; silence for ever |
 * | `[[plain]]`, `[[fail=200]]` | a plain text, or an error, with 200 and in one piece, whatever was asked for |
 * | `[[no-finish]]`, `[[finish=length]]` | `[DONE]` without a finish reason; another finish reason |
 * | `[[long=2000]]`, `[[delay=200]]` | that many deltas; that many milliseconds before each |
 * | `[[reasoning]]`, `[[tool]]`, `[[tool=name]]`, `[[usage]]` | reasoning deltas; a tool call in fragments; usage unasked |
 *
 * The models `echo-slow`, `echo-reasoning` and `echo-tools` do without a mark what their names say; `echo-embed` is for
 * embeddings. `GET /__requests` and `GET /__streams` tell other processes what was asked and what is open.
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import type * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Record from "./Record.ts"
import * as Script from "./Script.ts"
import * as Wire from "./Wire.ts"

export class Provider extends Context.Service<
  Provider,
  {
    /** Where the API is, `/v1` included: what Open WebUI calls the base URL. */
    readonly url: string
    /** Everything asked so far, oldest first; at most the last 2000. */
    readonly requests: Effect.Effect<ReadonlyArray<Record.RecordedRequest>>
    readonly streams: Effect.Effect<Record.StreamCounts>
    /** Forgets the requests; the counters stay. */
    readonly clear: Effect.Effect<void>
  }
>()("effect-open-webui/tests/support/provider/Provider") {
  /** Serves on 127.0.0.1, on a free port unless one is given, until the scope closes. */
  static readonly layer = (options?: { readonly port?: number }) =>
    Layer.effect(Provider, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, {
          host: "127.0.0.1",
          port: options?.port ?? 0,
          // A stalled stream would otherwise hold the end of a test run up for 20 seconds.
          gracefulShutdownTimeout: "100 millis"
        })
      )
    )
}

const models = [
  ["echo", "Echo (no AI: repeats what you say)"],
  ["echo-slow", "Echo, slowly"],
  ["echo-reasoning", "Echo, with reasoning"],
  ["echo-tools", "Echo, calling tools"],
  ["echo-embed", "Echo embeddings"]
] as const

const CompletionRequest = Schema.Struct({
  model: Schema.String,
  prompt: Schema.Union([Schema.String, Schema.Array(Schema.String)]),
  stream: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
})

const ResponsesRequest = Schema.Struct({
  model: Schema.String,
  input: Schema.Union([
    Schema.String,
    Schema.Array(
      Schema.Struct({
        role: Schema.optionalKey(Schema.String),
        content: Schema.optionalKey(
          Schema.Union([
            Schema.String,
            Schema.Array(Schema.Struct({ type: Schema.String, text: Schema.optionalKey(Schema.String) }))
          ])
        )
      })
    )
  ]),
  stream: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
})

const EmbeddingsRequest = Schema.Struct({
  model: Schema.String,
  input: Schema.Union([Schema.String, Schema.Array(Schema.String)]),
  encoding_format: Schema.optionalKey(Schema.NullOr(Schema.Literals(["float", "base64"])))
})

const json = HttpServerResponse.jsonUnsafe

const unreadable = (error: Schema.SchemaError | HttpServerError.HttpServerError) =>
  Effect.succeed(
    json(
      { error: { message: error.message, type: "invalid_request_error", param: null, code: "unreadable" } },
      { status: 400 }
    )
  )

/** The way a broken connection looks from inside: the answer dies, and the server destroys the socket. */
const broken = Stream.die("The provider was told to cut this answer off.")

const refusal = (status: number) =>
  status === 503
    ? HttpServerResponse.text("Service temporarily unavailable (scripted).", { status })
    : json(Wire.errorBody(status), { status, headers: status === 429 ? { "retry-after": "2" } : {} })

const make = Effect.gen(function* () {
  const recorder = yield* Record.make
  const failures = new Map<string, number>()
  let nextId = 1

  const perform = (step: Wire.Step, delayMillis: number): Stream.Stream<string> => {
    switch (step._tag) {
      case "Send":
        return step.paced && delayMillis > 0
          ? Stream.fromEffect(Effect.delay(Effect.succeed(step.text), delayMillis))
          : Stream.succeed(step.text)
      case "Hang":
        return Stream.never
      case "Break":
        // What was written before must have left, or destroying the socket would take it along.
        return Stream.concat(Stream.fromEffectDrain(Effect.sleep(50)), broken)
    }
  }

  const eventStream = (steps: ReadonlyArray<Wire.Step>, delayMillis: number) =>
    HttpServerResponse.stream(
      Stream.fromIterable(steps).pipe(
        Stream.flatMap((step) => perform(step, delayMillis)),
        Stream.encodeText,
        recorder.track
      ),
      { contentType: "text/event-stream", headers: { "cache-control": "no-cache" } }
    )

  /** An answer in one piece, with the same faults. */
  const whole = (body: unknown, reply: Script.Reply) => {
    switch (reply.fault._tag) {
      case "ErrorFrame":
        return Effect.succeed(json(Wire.errorBody(500), { status: 500 }))
      case "Stall":
        return Effect.never
      case "Cut":
        return Effect.succeed(
          HttpServerResponse.stream(
            Stream.succeed(JSON.stringify(body).slice(0, 40)).pipe(
              Stream.concat(perform({ _tag: "Break" }, 0)),
              Stream.encodeText
            ),
            { contentType: "application/json" }
          )
        )
      default:
        return Effect.delay(Effect.succeed(json(body)), reply.delayMillis * reply.deltas.length)
    }
  }

  const shallFail = (reply: Script.Reply): number | undefined => {
    if (reply.fault._tag !== "Status") return undefined
    const before = failures.get(reply.prompt) ?? 0
    if (before >= reply.fault.times) return undefined
    failures.set(reply.prompt, before + 1)
    return reply.fault.status
  }

  const answer = Effect.fnUntraced(function* (
    request: Script.ChatRequest,
    prefix: string,
    steps: (envelope: Wire.Envelope, reply: Script.Reply, before: number) => ReadonlyArray<Wire.Step>,
    body: (envelope: Wire.Envelope, reply: Script.Reply) => unknown
  ) {
    const reply = Script.reply(request)
    const status = shallFail(reply)
    if (status !== undefined) return refusal(status)
    if (reply.fault._tag === "Plain") return HttpServerResponse.text(reply.deltas.join(""))
    const created = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const envelope = { id: `${prefix}-${nextId++}`, created, model: request.model }
    return request.stream === true
      ? eventStream(steps(envelope, reply, Script.deltasBeforeFault), reply.delayMillis)
      : yield* whole(body(envelope, reply), reply)
  })

  const chatCompletions = HttpServerRequest.schemaBodyJson(Script.ChatRequest).pipe(
    Effect.flatMap((request) => answer(request, "chatcmpl", Wire.chatSteps, Wire.chatCompletion)),
    Effect.catchTag(["SchemaError", "HttpServerError"], unreadable)
  )

  const completions = HttpServerRequest.schemaBodyJson(CompletionRequest).pipe(
    Effect.flatMap(({ model, prompt, stream }) => {
      const content = Predicate.isString(prompt) ? prompt : prompt.join("\n")
      const request = { model, stream: stream ?? false, messages: [{ role: "user", content }] }
      return answer(request, "cmpl", Wire.completionSteps, Wire.completion)
    }),
    Effect.catchTag(["SchemaError", "HttpServerError"], unreadable)
  )

  const responses = HttpServerRequest.schemaBodyJson(ResponsesRequest).pipe(
    Effect.flatMap(({ model, input, stream }) => {
      const messages = Predicate.isString(input)
        ? [{ role: "user", content: input }]
        : input.flatMap(({ role, content }) => (role === undefined ? [] : [{ role, content: content ?? "" }]))
      return answer({ model, stream: stream ?? false, messages }, "resp", Wire.responseSteps, Wire.response)
    }),
    Effect.catchTag(["SchemaError", "HttpServerError"], unreadable)
  )

  const embeddings = HttpServerRequest.schemaBodyJson(EmbeddingsRequest).pipe(
    Effect.map(({ model, input, encoding_format }) => {
      const texts = Predicate.isString(input) ? [input] : input
      const vector = encoding_format === "base64" ? Wire.embeddingBase64 : Wire.embedding
      const tokens = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0)
      return json({
        object: "list",
        model,
        data: texts.map((text, index) => ({ object: "embedding", index, embedding: vector(text) })),
        usage: { prompt_tokens: tokens, total_tokens: tokens }
      })
    }),
    Effect.catchTag(["SchemaError", "HttpServerError"], unreadable)
  )

  const transcriptions = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { byteLength } = yield* request.arrayBuffer
    return json({ text: `Echo: a recording of ${byteLength} bytes.` })
  }).pipe(Effect.catchTag("HttpServerError", unreadable))

  const image = Effect.map(Clock.currentTimeMillis, (now) =>
    json({ created: Math.floor(now / 1000), data: [{ b64_json: Wire.pngBase64 }] })
  )

  const requestsAsked = Effect.gen(function* () {
    const { containing } = yield* HttpServerRequest.ParsedSearchParams
    const all = yield* recorder.requests
    return json(
      Predicate.isString(containing) ? all.filter((request) => JSON.stringify(request.body).includes(containing)) : all
    )
  })

  const routes = Layer.mergeAll(
    HttpRouter.add(
      "GET",
      "/",
      HttpServerResponse.text("A test double of a model provider. There is no AI here: it repeats what it is told.\n")
    ),
    HttpRouter.add(
      "GET",
      "/v1/models",
      json({
        object: "list",
        data: models.map(([id, name]) => ({ id, name, object: "model", created: 0, owned_by: "echo" }))
      })
    ),
    HttpRouter.add("POST", "/v1/chat/completions", chatCompletions),
    HttpRouter.add("POST", "/v1/completions", completions),
    HttpRouter.add("POST", "/v1/responses", responses),
    HttpRouter.add("POST", "/v1/embeddings", embeddings),
    HttpRouter.add("POST", "/v1/audio/speech", HttpServerResponse.uint8Array(Wire.wav, { contentType: "audio/wav" })),
    HttpRouter.add("POST", "/v1/audio/transcriptions", transcriptions),
    HttpRouter.add("POST", "/v1/images/generations", image),
    HttpRouter.add("POST", "/v1/images/edits", image),
    HttpRouter.add("GET", "/__requests", requestsAsked),
    HttpRouter.add("DELETE", "/__requests", Effect.as(recorder.clear, HttpServerResponse.empty())),
    HttpRouter.add(
      "GET",
      "/__streams",
      Effect.map(recorder.streams, (counts) => json(counts))
    )
  )

  const router = yield* HttpRouter.toHttpEffect(routes)
  // Around the whole, so that the sending of a stream and its breaking off count as part of the request.
  yield* HttpServer.serveEffect(router, (app: typeof router) => recorder.middleware(app))
  const { address } = yield* HttpServer.HttpServer
  return Provider.of({
    url: `${HttpServer.formatAddress(address)}/v1`,
    requests: recorder.requests,
    streams: recorder.streams,
    clear: recorder.clear
  })
})
