/**
 * A provider that speaks Anthropic's form: it counts words as tokens and repeats what it is told, in one piece and as
 * events. Open WebUI counts tokens through such a provider, and hands messages on where the connection is named `litellm`.
 */
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

const Content = Schema.Union([
  Schema.String,
  Schema.Array(Schema.Struct({ type: Schema.String, text: Schema.optionalKey(Schema.String) }))
])
const Body = Schema.Struct({
  model: Schema.String,
  stream: Schema.optionalKey(Schema.Boolean),
  messages: Schema.Array(Schema.Struct({ role: Schema.String, content: Content }))
})

const json = HttpServerResponse.jsonUnsafe

const said = ({ messages }: typeof Body.Type): string => {
  const content = messages.at(-1)?.content ?? ""
  return typeof content === "string" ? content : content.map(({ text }) => text ?? "").join(" ")
}

const words = (text: string): number => text.split(/\s+/).filter((word) => word !== "").length

const refused = json(
  { type: "error", error: { type: "invalid_request_error", message: "Refused (scripted)." } },
  { status: 400 }
)

const event = (data: { readonly type: string }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

const counting = Effect.gen(function* () {
  const text = said(yield* HttpServerRequest.schemaBodyJson(Body))
  return text.includes("[[refuse]]") ? refused : json({ input_tokens: words(text) })
})

const answering = Effect.gen(function* () {
  const body = yield* HttpServerRequest.schemaBodyJson(Body)
  const text = said(body)
  if (text.includes("[[refuse]]")) return refused
  const answer = `Natively: ${text}`
  const message = {
    id: "msg_native",
    type: "message",
    role: "assistant",
    model: body.model,
    content: [
      { type: "thinking", thinking: "I repeat.", signature: "signed" },
      { type: "text", text: answer, citations: null }
    ],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: words(text), output_tokens: words(answer), cache_read_input_tokens: 0 }
  }
  if (body.stream !== true) return json(message)
  const frames = [
    { type: "message_start", message: { ...message, content: [], stop_reason: null } },
    { type: "ping" },
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "I repeat." } },
    { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "signed" } },
    { type: "content_block_stop", index: 0 },
    { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: answer } },
    { type: "content_block_stop", index: 1 },
    ...(text.includes("[[no-stop]]")
      ? []
      : [
          {
            type: "message_delta",
            delta: { stop_reason: "end_turn", stop_sequence: null },
            usage: { output_tokens: words(answer) }
          },
          { type: "message_stop" }
        ])
  ]
  return HttpServerResponse.text(frames.map(event).join(""), { contentType: "text/event-stream" })
})

const make = Effect.gen(function* () {
  const routes = Layer.mergeAll(
    HttpRouter.add(
      "GET",
      "/v1/models",
      json({ object: "list", data: [{ id: "native", object: "model", created: 0, owned_by: "native" }] })
    ),
    // What llama.cpp has instead of Ollama's `keep_alive: 0`.
    HttpRouter.add("POST", "/models/unload", json({ success: true })),
    HttpRouter.add("POST", "/v1/messages/count_tokens", Effect.orDie(counting)),
    HttpRouter.add("POST", "/v1/messages", Effect.orDie(answering))
  )
  yield* HttpServer.serveEffect(yield* HttpRouter.toHttpEffect(routes))
  const { address } = yield* HttpServer.HttpServer
  return Anthropic.of({ url: `${HttpServer.formatAddress(address)}/v1` })
})

export class Anthropic extends Context.Service<Anthropic, { readonly url: string }>()(
  "effect-open-webui/tests/support/anthropic/Anthropic"
) {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. Its one model is called `native`. */
  static readonly layer = Layer.effect(Anthropic, make).pipe(
    Layer.provide(
      NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
    )
  )
}
