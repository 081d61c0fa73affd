/**
 * A vector store outside of Open WebUI: as much of Qdrant's HTTP API as a search needs. It does not compare vectors: what
 * a collection is called decides what is found in it.
 *
 * | collection | what is found |
 * |---|---|
 * | `empty-...` | nothing |
 * | `missing-...` | there is no such collection: 404 |
 * | any other | the two points of {@link points}, as many as are asked for |
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

/** What every search finds. */
export const points = [
  {
    id: "9b2f0e0a-0000-4000-8000-000000000001",
    version: 1,
    score: 0.91,
    payload: { text: "The kettle is on the second shelf.", metadata: { source: "kitchen.md", room: "kitchen" } }
  },
  { id: 7, version: 1, score: 0.42, payload: { text: "The lamp is by the window." } }
] as const

const Query = Schema.Struct({
  query: Schema.Array(Schema.Number),
  limit: Schema.optionalKey(Schema.NullOr(Schema.Int))
})

/** What one search asked. */
export interface Asked {
  readonly collection: string
  /** What the server signed in with. */
  readonly apiKey: string | undefined
  readonly limit: number | null | undefined
}

export class VectorStore extends Context.Service<
  VectorStore,
  {
    readonly url: string
    /** All searches so far, oldest first. */
    readonly asked: Effect.Effect<ReadonlyArray<Asked>>
  }
>()("effect-open-webui/tests/support/knowledge/VectorStore") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = Layer.suspend(() =>
    Layer.effect(VectorStore, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
  )
}

const make = Effect.gen(function* () {
  const asked: Array<Asked> = []

  const query = Effect.gen(function* () {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const { collection = "" } = yield* HttpRouter.params
    const { limit } = yield* HttpServerRequest.schemaBodyJson(Query)
    asked.push({ collection, apiKey: headers["api-key"], limit })
    if (collection.startsWith("missing")) {
      const error = `Not found: Collection \`${collection}\` doesn't exist!`
      return HttpServerResponse.jsonUnsafe({ status: { error }, time: 0 }, { status: 404 })
    }
    const found = collection.startsWith("empty") ? [] : points.slice(0, limit ?? 10)
    return HttpServerResponse.jsonUnsafe({ result: { points: found }, status: "ok", time: 0.001 })
  })

  const router = yield* HttpRouter.toHttpEffect(
    Layer.mergeAll(
      HttpRouter.add("GET", "/", HttpServerResponse.jsonUnsafe({ title: "qdrant", version: "1.15.0" })),
      HttpRouter.add("POST", "/collections/:collection/points/query", query)
    )
  )
  yield* HttpServer.serveEffect(router)
  const { address } = yield* HttpServer.HttpServer
  return VectorStore.of({ url: HttpServer.formatAddress(address), asked: Effect.sync(() => [...asked]) })
})
