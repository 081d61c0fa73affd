/**
 * Receives webhooks and keeps what it was sent. A path that ends in `/fail` is answered with 500, every other with 200.
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import type * as Schema from "effect/Schema"

/** One request as it came. */
export interface Received {
  readonly path: string
  readonly body: Schema.Json
}

const make = Effect.gen(function* () {
  const received = yield* Ref.make<ReadonlyArray<Received>>([])
  yield* HttpServer.serveEffect(
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      const body = yield* Effect.map(request.text, (text) => JSON.parse(text) as Schema.Json)
      yield* Ref.update(received, (all) => [...all, { path: request.url, body }])
      return request.url.endsWith("/fail")
        ? HttpServerResponse.text("no", { status: 500 })
        : HttpServerResponse.text("ok")
    })
  )
  const { address } = yield* HttpServer.HttpServer
  const url = HttpServer.formatAddress(address)
  const at = (path: string) =>
    Effect.map(Ref.get(received), (all) => all.filter((one) => one.path === path).map(({ body }) => body))
  return {
    url,
    at,
    first: (path: string) =>
      Effect.flatMap(at(path), ([body]) =>
        body === undefined ? Effect.fail("nothing yet") : Effect.succeed(body)
      ).pipe(Effect.retry({ schedule: Schedule.spaced("50 millis"), times: 200 }), Effect.orDie)
  }
})

export class Webhooks extends Context.Service<
  Webhooks,
  {
    /** Without a slash at its end. */
    readonly url: string
    /** The bodies that were sent to a path so far, oldest first. */
    readonly at: (path: string) => Effect.Effect<ReadonlyArray<Schema.Json>>
    /** Waits for the first body that is sent to a path. Dies after ten seconds. */
    readonly first: (path: string) => Effect.Effect<Schema.Json>
  }
>()("effect-open-webui/tests/support/webhooks/Webhooks") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = Layer.effect(Webhooks, make).pipe(
    Layer.provide(
      NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
    )
  )
}
