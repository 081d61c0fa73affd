/**
 * An Ollama without a model: it keeps a list of names, repeats what it is told, and fails when it is told to.
 *
 * It speaks the native API (NDJSON), the OpenAI-compatible one and the Anthropic-compatible one, as far as Open WebUI
 * forwards to them. What the last text of a request says decides:
 *
 * | in the text | what happens |
 * |---|---|
 * | nothing of these | `Echo: <the text>`, word by word |
 * | `[[fail=500]]`, `[[fail=404]]`, ... | that status with Ollama's error body |
 * | `[[error-line]]`, `[[cut]]` | after two pieces: an error in the stream; the end without the last piece |
 *
 * A model whose name begins with `missing` cannot be pulled.
 */
import { createHash } from "node:crypto"
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Record from "../provider/Record.ts"

export class Ollama extends Context.Service<
  Ollama,
  {
    /** What Open WebUI calls the base URL, without a slash at its end. */
    readonly url: string
    /** Everything asked so far, oldest first. */
    readonly requests: Effect.Effect<ReadonlyArray<Record.RecordedRequest>>
  }
>()("effect-open-webui/tests/support/ollama/Ollama") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(Ollama, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

/** The digest of every model here. */
export const digest = "sha256:7f1c1f1a0b0e5d7c4a2f8f9f4d6a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f60"

/** The vector of every text here. */
export const vector = [0.5, -0.25, 0.125, 1]

const details = {
  parent_model: "",
  format: "gguf",
  family: "echo",
  families: ["echo"],
  parameter_size: "1.2B",
  quantization_level: "Q4_K_M"
}

const modelOf = (name: string) => ({
  name,
  model: name,
  modified_at: "2026-11-01T12:00:00.123456789+01:00",
  size: 815_319_791,
  digest: digest.slice("sha256:".length),
  details
})

const Body = Schema.Struct({
  model: Schema.optionalKey(Schema.String),
  stream: Schema.optionalKey(Schema.Boolean),
  prompt: Schema.optionalKey(Schema.String),
  system: Schema.optionalKey(Schema.Json),
  messages: Schema.optionalKey(
    Schema.Array(Schema.Struct({ role: Schema.String, content: Schema.optionalKey(Schema.Json) }))
  ),
  tools: Schema.optionalKey(Schema.Json),
  input: Schema.optionalKey(Schema.Json),
  source: Schema.optionalKey(Schema.String),
  destination: Schema.optionalKey(Schema.String),
  keep_alive: Schema.optionalKey(Schema.Json),
  think: Schema.optionalKey(Schema.Json)
})
type Body = typeof Body.Type

const json = HttpServerResponse.jsonUnsafe

const broken = Stream.die("Ollama was told to cut this answer off.")

const textIn = (content: Schema.Json | undefined): string => {
  if (typeof content === "string") return content
  if (!Array.isArray(content)) return ""
  return content.map((part) => (typeof part === "object" && part !== null && "text" in part ? part.text : "")).join("")
}

const asked = (body: Body): string => {
  const last = body.messages?.at(-1)
  if (last !== undefined) return textIn(last.content)
  return body.prompt ?? (typeof body.input === "string" ? body.input : JSON.stringify(body.input ?? ""))
}

const plain = (text: string): string => text.replaceAll(/\[\[[^\]]*\]\]/g, "").trim()

const words = (text: string): ReadonlyArray<string> => text.match(/\s*\S+/g) ?? []

const failStatus = (text: string): number | undefined => {
  const status = /\[\[fail=(\d+)\]\]/.exec(text)?.[1]
  return status === undefined ? undefined : Number(status)
}

/** The pieces of a stream with the fault that the text asks for. */
const pieces = (
  text: string,
  all: ReadonlyArray<string>,
  error: string,
  contentType: string
): HttpServerResponse.HttpServerResponse => {
  const some = Stream.fromIterable(all.slice(0, 2))
  const stream: Stream.Stream<string> = text.includes("[[error-line]]")
    ? Stream.concat(some, Stream.succeed(error))
    : text.includes("[[cut]]")
      ? some.pipe(Stream.concat(Stream.fromEffectDrain(Effect.sleep(50))), Stream.concat(broken))
      : Stream.fromIterable(all)
  return HttpServerResponse.stream(Stream.encodeText(stream), { contentType })
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`
const event = (value: unknown, name?: string): string =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`

const createdAt = "2026-11-21T12:00:00.123456Z"

const counts = {
  total_duration: 5_191_566_416,
  load_duration: 2_154_458,
  prompt_eval_count: 26,
  prompt_eval_duration: 383_809_000,
  eval_count: 2,
  eval_duration: 4_799_921_000
}

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }

const make = Effect.gen(function* () {
  const recorder = yield* Record.make
  const models = new Set(["llama:latest", "nomic:latest"])
  const loaded = new Set<string>()

  const notFound = (model: string | undefined) => json({ error: `model '${model}' not found` }, { status: 404 })

  /** Reads the body and gives the fault that its text asks for; otherwise what the route answers. */
  const route = (
    method: "POST" | "DELETE",
    path: `/${string}`,
    answer: (body: Body, text: string) => HttpServerResponse.HttpServerResponse
  ) =>
    HttpRouter.add(
      method,
      path,
      HttpServerRequest.schemaBodyJson(Body).pipe(
        Effect.map((body) => {
          const text = asked(body)
          const status = failStatus(text)
          if (status === undefined) return answer(body, text)
          const message = "the model failed (scripted)"
          return path.startsWith("/v1/")
            ? json({ error: { message, type: "api_error", param: null, code: null } }, { status })
            : json({ error: message }, { status })
        }),
        Effect.catchTag(["SchemaError", "HttpServerError"], (error) =>
          Effect.succeed(json({ error: error.message }, { status: 400 }))
        )
      )
    )

  const progress = (
    body: Body,
    steps: ReadonlyArray<Record<string, unknown>>,
    then: () => void
  ): HttpServerResponse.HttpServerResponse => {
    if (body.model?.startsWith("missing") === true) {
      const error = "pull model manifest: file does not exist"
      return body.stream === false
        ? json({ error }, { status: 500 })
        : HttpServerResponse.stream(
            Stream.encodeText(Stream.make(line({ status: "pulling manifest" }), line({ error }))),
            { contentType: "application/x-ndjson" }
          )
    }
    const cut = body.model?.startsWith("cut") === true
    if (!cut) then()
    if (body.stream === false) return json({ status: "success" })
    const lines = cut ? steps : [...steps, { status: "success" }]
    return HttpServerResponse.stream(Stream.encodeText(Stream.fromIterable(lines.map(line))), {
      contentType: "application/x-ndjson"
    })
  }

  const total = 815_319_791
  const transfer = [
    { status: "pulling manifest" },
    { status: `pulling ${digest.slice(7, 19)}`, digest, total },
    { status: `pulling ${digest.slice(7, 19)}`, digest, total, completed: total },
    { status: "verifying sha256 digest" }
  ]

  const routes = Layer.mergeAll(
    HttpRouter.add("GET", "/", HttpServerResponse.text("Ollama is running (a test double: there is no model here)\n")),
    HttpRouter.add("GET", "/api/version", json({ version: "0.13.1" })),
    HttpRouter.add(
      "GET",
      "/api/tags",
      Effect.sync(() => json({ models: Array.from(models, modelOf) }))
    ),
    HttpRouter.add(
      "GET",
      "/api/ps",
      Effect.sync(() =>
        json({
          models: Array.from(loaded, (name) => ({
            ...modelOf(name),
            expires_at: "2318-11-21T12:05:00.5+00:00",
            size_vram: 512,
            context_length: 4096
          }))
        })
      )
    ),
    route("POST", "/api/show", ({ model }) =>
      model === undefined || !models.has(model)
        ? notFound(model)
        : json({
            modelfile: `FROM ${model}`,
            parameters: "num_keep 24",
            template: "{{ .Prompt }}",
            license: "MIT",
            system: "",
            details,
            model_info: { "general.architecture": "echo", "general.parameter_count": 1_235_814_432 },
            capabilities: ["completion", "tools"],
            modified_at: "2026-11-01T12:00:00.123456789+01:00"
          })
    ),
    route("POST", "/api/pull", (body) =>
      progress(body, transfer, () => {
        models.add(body.model ?? "")
      })
    ),
    route("POST", "/api/push", (body) =>
      progress(body, [{ status: "retrieving manifest" }, { status: "pushing manifest" }], () => {})
    ),
    route("POST", "/api/create", (body) =>
      progress(body, [{ status: "parsing GGUF" }, { status: "writing manifest" }], () => {
        models.add(body.model ?? "")
      })
    ),
    route("POST", "/api/copy", ({ destination, source }) => {
      if (source === undefined || !models.has(source)) return notFound(source)
      models.add(destination ?? "")
      return HttpServerResponse.empty({ status: 200 })
    }),
    route("DELETE", "/api/delete", ({ model }) =>
      model !== undefined && models.delete(model) ? HttpServerResponse.empty({ status: 200 }) : notFound(model)
    ),
    route("POST", "/api/embed", ({ input, model }) =>
      json({
        model,
        embeddings: (Array.isArray(input) ? input : [input]).map(() => vector),
        total_duration: 14_143_917,
        load_duration: 1_019_500,
        prompt_eval_count: 8
      })
    ),
    route("POST", "/api/embeddings", () => json({ embedding: vector })),
    route("POST", "/api/generate", (body, text) => {
      const { model } = body
      const head = { model, created_at: createdAt }
      if (body.keep_alive === 0) {
        loaded.delete(model ?? "")
        return json({ ...head, response: "", done: true, done_reason: "unload" })
      }
      loaded.add(model ?? "")
      const last = { ...head, response: "", done: true, done_reason: "stop", context: [1, 2, 3], ...counts }
      const answer = `Echo: ${plain(text)}`
      if (body.stream === false) return json({ ...last, response: answer })
      return pieces(
        text,
        [...words(answer).map((response) => line({ ...head, response, done: false })), line(last)],
        line({ error: "an error was encountered while running the model" }),
        "application/x-ndjson"
      )
    }),
    route("POST", "/api/chat", (body, text) => {
      const { model } = body
      loaded.add(model ?? "")
      const head = { model, created_at: createdAt }
      const message = (content: string) => ({
        role: "assistant",
        content,
        ...(body.think === true ? { thinking: "Hm." } : {}),
        ...(body.tools === undefined
          ? {}
          : {
              tool_calls: [{ id: "call_1", function: { index: 0, name: "get_weather", arguments: { city: "Bonn" } } }]
            })
      })
      const last = { ...head, done: true, done_reason: "stop", ...counts }
      const answer = `Echo: ${plain(text)}`
      if (body.stream === false) return json({ ...last, message: message(answer) })
      return pieces(
        text,
        [
          ...words(answer).map((word) => line({ ...head, message: message(word), done: false })),
          line({ ...last, message: { role: "assistant", content: "" } })
        ],
        line({ error: "an error was encountered while running the model" }),
        "application/x-ndjson"
      )
    }),
    HttpRouter.add(
      "POST",
      "/api/blobs/:digest",
      Effect.map(HttpRouter.params, ({ digest }) =>
        digest === refusedBlob
          ? json({ error: "digest mismatch" }, { status: 400 })
          : HttpServerResponse.empty({ status: 201 })
      )
    ),
    route("POST", "/v1/chat/completions", ({ model, stream }, text) => {
      const answer = `Echo: ${plain(text)}`
      const head = { id: "chatcmpl-1", created: 1_795_262_400, model, system_fingerprint: "fp_ollama" }
      if (stream !== true) {
        const message = { role: "assistant", content: answer }
        const choices = [{ index: 0, message, finish_reason: "stop" }]
        return json({ ...head, object: "chat.completion", choices, usage })
      }
      const chunk = (delta: unknown, finish_reason: string | null) =>
        event({ ...head, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] })
      return pieces(
        text,
        [
          ...words(answer).map((content) => chunk({ role: "assistant", content }, null)),
          chunk({ role: "assistant", content: "" }, "stop"),
          "data: [DONE]\n\n"
        ],
        event({ error: { message: "the model failed (scripted)", type: "api_error" } }),
        "text/event-stream"
      )
    }),
    route("POST", "/v1/completions", ({ model, stream }, text) => {
      const answer = `Echo: ${plain(text)}`
      const head = { id: "cmpl-1", object: "text_completion", created: 1_795_262_400, model }
      if (stream !== true) {
        return json({ ...head, choices: [{ index: 0, text: answer, finish_reason: "stop" }], usage })
      }
      const chunk = (text: string, finish_reason: string | null) =>
        event({ ...head, choices: [{ index: 0, text, finish_reason }] })
      return pieces(
        text,
        [...words(answer).map((word) => chunk(word, null)), chunk("", "stop"), "data: [DONE]\n\n"],
        event({ error: { message: "the model failed (scripted)", type: "api_error" } }),
        "text/event-stream"
      )
    }),
    route("POST", "/v1/embeddings", ({ input, model }) =>
      json({
        object: "list",
        model,
        data: (Array.isArray(input) ? input : [input]).map((_, index) => ({
          object: "embedding",
          index,
          embedding: vector
        })),
        usage: { prompt_tokens: 2, total_tokens: 2 }
      })
    ),
    route("POST", "/v1/messages", ({ model, stream }, text) => {
      const answer = `Echo: ${plain(text)}`
      const message = { id: "msg_1", type: "message", role: "assistant", model }
      const tokens = { input_tokens: 3, output_tokens: 2 }
      if (stream !== true) {
        return json({
          ...message,
          content: [{ type: "text", text: answer }],
          stop_reason: "end_turn",
          stop_sequence: null,
          usage: tokens
        })
      }
      const named = (value: { readonly type: string } & { readonly [key: string]: unknown }) => event(value, value.type)
      return pieces(
        text,
        [
          named({
            type: "message_start",
            message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage: tokens }
          }),
          named({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
          ...words(answer).map((text) =>
            named({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })
          ),
          named({ type: "content_block_stop", index: 0 }),
          named({
            type: "message_delta",
            delta: { stop_reason: "end_turn", stop_sequence: null },
            usage: { output_tokens: 2 }
          }),
          named({ type: "message_stop" })
        ],
        named({ type: "error", error: { type: "api_error", message: "the model failed (scripted)" } }),
        "text/event-stream"
      )
    }),
    route("POST", "/v1/responses", ({ model, stream }, text) => {
      const answer = `Echo: ${plain(text)}`
      const response = (status: "completed" | "in_progress") => ({
        id: "resp_1",
        object: "response",
        created_at: 1_795_262_400,
        model,
        status,
        error: null,
        output:
          status === "completed"
            ? [
                {
                  id: "msg_1",
                  type: "message",
                  role: "assistant",
                  status,
                  content: [{ type: "output_text", text: answer, annotations: [] }]
                }
              ]
            : [],
        usage: status === "completed" ? { input_tokens: 3, output_tokens: 2, total_tokens: 5 } : null
      })
      if (stream !== true) return json(response("completed"))
      let sequence = 0
      const named = (type: string, fields: { readonly [key: string]: unknown }) =>
        event({ type, sequence_number: sequence++, ...fields }, type)
      return pieces(
        text,
        [
          named("response.created", { response: response("in_progress") }),
          ...words(answer).map((delta) =>
            named("response.output_text.delta", { item_id: "msg_1", output_index: 0, content_index: 0, delta })
          ),
          named("response.completed", { response: response("completed") })
        ],
        named("error", { code: "server_error", message: "the model failed (scripted)", param: null }),
        "text/event-stream"
      )
    })
  )

  const router = yield* HttpRouter.toHttpEffect(routes)
  yield* HttpServer.serveEffect(router, (app: typeof router) => recorder.middleware(app))
  const { address } = yield* HttpServer.HttpServer
  return Ollama.of({ url: HttpServer.formatAddress(address), requests: recorder.requests })
})

/** The content of a file whose blob is refused, and its digest. */
export const refusedContent = "refused"
const refusedBlob = `sha256:${createHash("sha256").update(refusedContent).digest("hex")}`
