/**
 * A Jupyter server without Python, as far as Open WebUI asks one: it starts a kernel, runs one cell, deletes the kernel.
 *
 * The code decides: `print(text)` writes the text to standard output, `raise text` fails with it, `image` shows a PNG, and
 * anything else has itself as its result.
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
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"

const Execute = Schema.fromJsonString(
  Schema.Struct({
    header: Schema.Struct({ msg_id: Schema.String, msg_type: Schema.Literal("execute_request") }),
    content: Schema.Struct({ code: Schema.String })
  })
)

/** The image that the code `image` shows. */
export const image = "iVBORw0KGgo="

/** What a cell says, as messages of Jupyter's protocol: their type and their content. */
const run = (code: string): ReadonlyArray<readonly [string, object]> => {
  const [, printed] = /^print\((.*)\)$/.exec(code) ?? []
  if (printed !== undefined) return [["stream", { name: "stdout", text: `${printed}\n` }]]
  const [, raised] = /^raise (.*)$/.exec(code) ?? []
  if (raised !== undefined) return [["error", { ename: "Error", evalue: raised, traceback: ["Traceback", raised] }]]
  if (code === "image") return [["display_data", { data: { "image/png": image, "text/plain": "an image" } }]]
  return [["execute_result", { data: { "text/plain": code } }]]
}

const make = Effect.gen(function* () {
  const tokens = yield* Ref.make<ReadonlyArray<string | null>>([])
  const open = yield* Ref.make(0)

  const start = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const token = new URL(request.url, "http://jupyter").searchParams.get("token")
    yield* Ref.update(tokens, (all) => [...all, token])
    yield* Ref.update(open, (count) => count + 1)
    return HttpServerResponse.jsonUnsafe({ id: "kernel" }, { status: 201 })
  })

  const channels = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const socket = yield* request.upgrade
    const reader = yield* socket.reader
    const writer = yield* socket.writer
    const [first] = yield* reader.pull
    const { content, header } = yield* Schema.decodeUnknownEffect(Execute)(
      typeof first === "string" ? first : new TextDecoder().decode(first)
    )
    const messages = [...run(content.code), ["status", { execution_state: "idle" }] as const]
    for (const [msg_type, said] of messages) {
      yield* writer.write(JSON.stringify({ msg_type, parent_header: { msg_id: header.msg_id }, content: said }))
    }
    // Open WebUI closes the connection once the kernel is idle.
    yield* Effect.ignore(reader.pull)
    return HttpServerResponse.empty()
  }).pipe(Effect.scoped, Effect.orDie)

  const stop = Effect.as(
    Ref.update(open, (count) => count - 1),
    HttpServerResponse.empty()
  )

  yield* HttpServer.serveEffect(
    yield* HttpRouter.toHttpEffect(
      Layer.mergeAll(
        HttpRouter.add("POST", "/api/kernels", start),
        HttpRouter.add("GET", "/api/kernels/kernel/channels", channels),
        HttpRouter.add("DELETE", "/api/kernels/kernel", stop)
      )
    )
  )
  const { address } = yield* HttpServer.HttpServer
  return { url: HttpServer.formatAddress(address), tokens: Ref.get(tokens), open: Ref.get(open) }
})

export class Jupyter extends Context.Service<
  Jupyter,
  {
    /** Without a slash at its end. */
    readonly url: string
    /** The tokens that kernels were started with, oldest first; null where there was none. */
    readonly tokens: Effect.Effect<ReadonlyArray<string | null>>
    /** How many kernels are there now. */
    readonly open: Effect.Effect<number>
  }
>()("effect-open-webui/tests/support/jupyter/Jupyter") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = Layer.effect(Jupyter, make).pipe(
    Layer.provide(
      NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
    )
  )
}
