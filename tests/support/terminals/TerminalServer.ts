/**
 * What stands behind Open WebUI's terminal proxy: a server that says what it was asked, and a few answers of its own.
 *
 * | path | what is there |
 * |---|---|
 * | `/files/view` | {@link picture}, in two pieces, as a download |
 * | `/files/none` | 404 with a `detail` |
 * | `/no/such/route` | 404 as a web framework says it |
 * | `/proxy/5173/` | {@link page}, as a development server sends it |
 * | `/private` | 401 with a `detail` |
 * | `/broken` | 500 with a text |
 * | `/slow-down` | 429 with a `Retry-After` |
 * | `/moved` | a redirect to `/elsewhere`, which nobody should follow for us |
 * | anything else, by any method | an {@link Echo} |
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

export class TerminalServer extends Context.Service<
  TerminalServer,
  {
    /** Where it is, without a slash at its end. */
    readonly url: string
    /** What was asked so far as `METHOD /path?query`, oldest first. */
    readonly requests: Effect.Effect<ReadonlyArray<string>>
  }
>()("effect-open-webui/tests/support/terminals/TerminalServer") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(TerminalServer, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

/** The file behind `/files/view`. */
export const picture = Uint8Array.from({ length: 70_000 }, (_, at) => at % 251)

/** What a program behind the terminal shows. */
export const page = "<!doctype html><p>Hello</p>"

/** What the server says of a request. */
export const Echo = Schema.Struct({
  method: Schema.String,
  /** The path with its query. */
  url: Schema.String,
  headers: Schema.Record(Schema.String, Schema.String),
  body: Schema.String
})

const json = HttpServerResponse.jsonUnsafe

const make = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const asked: Array<string> = []

  const answer = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { headers, method, url } = request
    asked.push(`${method} ${url}`)
    const body = yield* request.text
    switch (new URL(url, "http://terminal").pathname) {
      case "/files/view":
        return HttpServerResponse.stream(Stream.fromIterable([picture.subarray(0, 40_000), picture.subarray(40_000)]), {
          contentType: "application/octet-stream",
          headers: { "content-disposition": 'attachment; filename="picture.bin"' }
        })
      case "/files/none":
        return json({ detail: "File not found" }, { status: 404 })
      case "/no/such/route":
        return json({ detail: "Not Found" }, { status: 404 })
      case "/proxy/5173/":
        return HttpServerResponse.text(page, {
          contentType: "text/html",
          headers: { "cache-control": "no-cache", etag: '"1-2"' }
        })
      case "/private":
        return json({ detail: "Invalid API key" }, { status: 401 })
      case "/broken":
        return HttpServerResponse.text("The disk is full", { status: 500 })
      case "/slow-down":
        return json({ detail: "Too many sessions" }, { status: 429, headers: { "retry-after": "7" } })
      case "/moved":
        return HttpServerResponse.redirect("/elsewhere", { status: 307 })
      default:
        return json({ method, url, headers: { ...headers }, body })
    }
  }).pipe(
    Effect.catchTag("HttpServerError", (error) => Effect.succeed(json({ detail: error.message }, { status: 400 })))
  )

  yield* HttpServer.serveEffect(answer)
  return TerminalServer.of({
    url: HttpServer.formatAddress(address),
    requests: Effect.sync(() => [...asked])
  })
})
