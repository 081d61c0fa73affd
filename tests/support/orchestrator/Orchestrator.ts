/**
 * What Open WebUI takes for an orchestrator of terminals: it keeps policies and their lifecycles, and says which terminals
 * it would start anew. Below `/terminal` is what it takes for a plain terminal.
 *
 * | path | what is there |
 * |---|---|
 * | `GET /api/v1/policies` | the policies |
 * | `GET`, `PUT /api/v1/policies/{id}` | one of them; 404 with a `detail` where it was never written |
 * | `GET`, `PUT /api/v1/policies/{id}/lifecycle` | its lifecycle, in the same way |
 * | `POST /api/v1/terminals/refresh` | what was asked, as `asked` |
 * | `GET /terminal/api/config` | the settings of a plain terminal |
 *
 * Everything asks for `Bearer orchestrator-key`.
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

export class Orchestrator extends Context.Service<
  Orchestrator,
  {
    /** Where it is, without a slash at its end. */
    readonly url: string
  }
>()("effect-open-webui/tests/support/orchestrator/Orchestrator") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(Orchestrator, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

/** What it asks for. */
export const key = "orchestrator-key"

const json = HttpServerResponse.jsonUnsafe

const body = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
  Effect.orElseSucceed(request.json, () => null)
)

const privately = <E, R>(answer: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) =>
    headers.authorization === `Bearer ${key}` ? answer : Effect.succeed(json({ detail: "Wrong key" }, { status: 401 }))
  )

/** A place to read and to write by the id in its path. */
const kept = (path: `/${string}`, what: string) => {
  const stored = new Map<string, unknown>()
  const id = Effect.map(HttpRouter.params, ({ id }) => id ?? "")
  return Layer.mergeAll(
    HttpRouter.add(
      "GET",
      path,
      privately(
        Effect.map(id, (id) =>
          stored.has(id) ? json(stored.get(id)) : json({ detail: `${what} ${id} not found` }, { status: 404 })
        )
      )
    ),
    HttpRouter.add(
      "PUT",
      path,
      privately(
        Effect.map(Effect.all([id, body]), ([id, written]) => {
          stored.set(id, written)
          return json(written)
        })
      )
    )
  )
}

const make = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const router = yield* HttpRouter.toHttpEffect(
    Layer.mergeAll(
      HttpRouter.add("GET", "/api/v1/policies", privately(Effect.succeed(json([])))),
      kept("/api/v1/policies/:id", "Policy"),
      kept("/api/v1/policies/:id/lifecycle", "Lifecycle"),
      HttpRouter.add("POST", "/api/v1/terminals/refresh", privately(Effect.map(body, (asked) => json({ asked })))),
      HttpRouter.add("GET", "/terminal/api/config", privately(Effect.succeed(json({ features: {} }))))
    )
  )
  yield* HttpServer.serveEffect(router)
  return Orchestrator.of({ url: HttpServer.formatAddress(address) })
})
