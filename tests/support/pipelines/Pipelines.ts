/**
 * Servers that Open WebUI reaches as OpenAI connections and that do more than OpenAI's API: a pipelines server, and a
 * llama.cpp and an LM Studio that download and load models. There is no model behind them.
 *
 * A path that nothing is said of is answered with what was asked: `{method, path, body}`.
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
import * as Stream from "effect/Stream"
import * as Record from "../provider/Record.ts"

export class Pipelines extends Context.Service<
  Pipelines,
  {
    /** The pipelines server; as a connection without `/v1`. */
    readonly pipelinesUrl: string
    /** The llama.cpp, as a connection with `/v1`. */
    readonly llamaUrl: string
    /** The LM Studio, as a connection with `/v1`. */
    readonly studioUrl: string
    /** Everything asked so far, oldest first. */
    readonly requests: Effect.Effect<ReadonlyArray<Record.RecordedRequest>>
  }
>()("effect-open-webui/tests/support/pipelines/Pipelines") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(Pipelines, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

/** The only model of each server, and the pipeline that is there from the start. */
export const names = {
  pipeline: "sample-filter",
  llama: "ggml-org/tiny-GGUF:Q4_K_M",
  studio: "qwen/tiny"
} as const

const json = HttpServerResponse.jsonUnsafe

const Body = Schema.Struct({
  id: Schema.optionalKey(Schema.String),
  url: Schema.optionalKey(Schema.String),
  model: Schema.optionalKey(Schema.String),
  instance_id: Schema.optionalKey(Schema.String)
})
type Body = typeof Body.Type

const make = Effect.gen(function* () {
  const recorder = yield* Record.make
  const pipelines = new Map<string, Record<string, unknown>>([[names.pipeline, { priority: 0, greeting: "hello" }]])
  let llamaLoaded = false

  const missing = (id: string) => json({ detail: `Pipeline ${id} not found` }, { status: 404 })

  const withBody = (answer: (body: Body) => HttpServerResponse.HttpServerResponse) =>
    HttpServerRequest.schemaBodyJson(Body).pipe(
      Effect.map(answer),
      Effect.catchTag(["SchemaError", "HttpServerError"], (error) =>
        Effect.succeed(json({ detail: error.message }, { status: 422 }))
      )
    )

  const add = (id: string) => {
    pipelines.set(id, { priority: 0 })
    return json({ status: true, detail: "Pipeline added successfully.", id })
  }

  const valvesOf = (answer: (id: string, valves: Record<string, unknown>) => HttpServerResponse.HttpServerResponse) =>
    Effect.map(HttpRouter.params, ({ id = "" }) => {
      const valves = pipelines.get(id)
      return valves === undefined ? missing(id) : answer(id, valves)
    })

  const pipelinesRoutes = Layer.mergeAll(
    HttpRouter.add(
      "GET",
      "/pipelines-server/models",
      Effect.sync(() =>
        json({
          object: "list",
          pipelines: true,
          data: Array.from(pipelines.keys(), (id) => ({
            id,
            name: id,
            object: "model",
            created: 1_795_262_400,
            owned_by: "openai",
            pipeline: { type: "filter", pipelines: ["none"], priority: 0, valves: true }
          }))
        })
      )
    ),
    HttpRouter.add(
      "GET",
      "/pipelines-server/pipelines",
      Effect.sync(() =>
        json({ data: Array.from(pipelines.keys(), (id) => ({ id, name: id, type: "filter", valves: true })) })
      )
    ),
    HttpRouter.add(
      "POST",
      "/pipelines-server/pipelines/add",
      withBody(({ url }) => add((url ?? "").replace(/^.*\//, "").replace(/\.py$/, "")))
    ),
    HttpRouter.add(
      "POST",
      "/pipelines-server/pipelines/upload",
      Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
        Effect.map(Effect.orDie(request.text), (text) => add(/filename="([^"]*)\.py"/.exec(text)?.[1] ?? "nameless"))
      )
    ),
    HttpRouter.add(
      "DELETE",
      "/pipelines-server/pipelines/delete",
      withBody(({ id = "" }) =>
        pipelines.delete(id) ? json({ status: true, detail: "Pipeline deleted successfully." }) : missing(id)
      )
    ),
    HttpRouter.add(
      "GET",
      "/pipelines-server/:id/valves",
      valvesOf((_, valves) => json(valves))
    ),
    HttpRouter.add(
      "GET",
      "/pipelines-server/:id/valves/spec",
      valvesOf(() =>
        json({
          title: "Valves",
          type: "object",
          properties: { priority: { title: "Priority", type: "integer", default: 0 } },
          required: ["priority"]
        })
      )
    ),
    HttpRouter.add(
      "POST",
      "/pipelines-server/:id/valves/update",
      Effect.gen(function* () {
        const { id = "" } = yield* HttpRouter.params
        const valves = pipelines.get(id)
        if (valves === undefined) return missing(id)
        const request = yield* HttpServerRequest.HttpServerRequest
        const changes = yield* Effect.orDie(request.json)
        Object.assign(valves, changes)
        return json(valves)
      })
    )
  )

  const llamaModel = () => ({
    id: names.llama,
    object: "model",
    created: 1_795_262_400,
    owned_by: "llamacpp",
    status: { value: llamaLoaded ? "loaded" : "unloaded", args: ["--ctx-size", "4096"] }
  })
  const llamaModels = Effect.sync(() => json({ object: "list", data: [llamaModel()] }))
  const known = (model: string | undefined, answer: () => HttpServerResponse.HttpServerResponse) =>
    model === names.llama
      ? answer()
      : json({ error: { code: 404, message: "model not found", type: "not_found_error" } }, { status: 404 })

  const llamaRoutes = Layer.mergeAll(
    HttpRouter.add("GET", "/llama/v1/models", llamaModels),
    HttpRouter.add("GET", "/llama/models", llamaModels),
    HttpRouter.add(
      "POST",
      "/llama/models",
      withBody(({ model }) => known(model, () => json({ success: true })))
    ),
    HttpRouter.add(
      "DELETE",
      "/llama/models",
      Effect.map(HttpServerRequest.ParsedSearchParams, ({ model }) =>
        known(typeof model === "string" ? model : undefined, () => json({ success: true }))
      )
    ),
    HttpRouter.add(
      "POST",
      "/llama/models/load",
      withBody(({ model }) =>
        known(model, () => {
          llamaLoaded = true
          return json({ success: true })
        })
      )
    ),
    HttpRouter.add(
      "POST",
      "/llama/models/unload",
      withBody(({ model }) =>
        known(model, () => {
          llamaLoaded = false
          // No JSON: Open WebUI says `{ success: true }` for it.
          return HttpServerResponse.empty({ status: 200 })
        })
      )
    ),
    HttpRouter.add(
      "GET",
      "/llama/models/sse",
      HttpServerResponse.stream(
        Stream.make(
          { model: names.llama, event: "status_change", data: { status: "loading" } },
          { model: names.llama, event: "status_change", data: { status: "loaded" } }
        ).pipe(
          Stream.map((event) => `data: ${JSON.stringify(event)}\n\n`),
          // It goes on for as long as somebody listens.
          Stream.concat(Stream.never),
          Stream.encodeText
        ),
        { contentType: "text/event-stream" }
      )
    )
  )

  const job = { job_id: "job_1", status: "downloading", total_size_bytes: 2_279_145_003, downloaded_bytes: 948 }
  const studioRoutes = Layer.mergeAll(
    HttpRouter.add(
      "GET",
      "/studio/v1/models",
      json({ object: "list", data: [{ id: names.studio, object: "model", owned_by: "organization_owner" }] })
    ),
    HttpRouter.add(
      "GET",
      "/studio/api/v1/models",
      json({
        models: [
          {
            type: "llm",
            publisher: "qwen",
            key: names.studio,
            display_name: "Tiny",
            architecture: "qwen",
            size_bytes: 2_279_145_003,
            max_context_length: 4096,
            loaded_instances: [{ id: names.studio, config: { context_length: 4096 } }]
          }
        ]
      })
    ),
    HttpRouter.add("POST", "/studio/api/v1/models/download", json(job)),
    HttpRouter.add(
      "GET",
      "/studio/api/v1/models/download/status/:job",
      Effect.map(HttpRouter.params, (params) =>
        params.job === job.job_id
          ? json({ ...job, status: "completed" })
          : json({ error: { message: "No such job", type: "not_found" } }, { status: 404 })
      )
    ),
    HttpRouter.add(
      "POST",
      "/studio/api/v1/models/load",
      withBody(({ model }) => json({ type: "llm", instance_id: model, load_time_seconds: 1.5, status: "loaded" }))
    ),
    HttpRouter.add(
      "POST",
      "/studio/api/v1/models/unload",
      withBody(({ instance_id }) => json({ instance_id }))
    )
  )

  const asked = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = yield* Effect.orElseSucceed(request.json, () => null)
    if (request.url.endsWith("/teapot")) return json({ error: { message: "short and stout" } }, { status: 418 })
    if (request.url.endsWith("/page")) return HttpServerResponse.html("<p>No service here.</p>")
    if (request.url.endsWith("/events")) {
      return HttpServerResponse.stream(Stream.encodeText(Stream.make('data: {"n":1}\n\n', 'data: {"n":2}\n\n')), {
        contentType: "text/event-stream"
      })
    }
    return json({ method: request.method, path: request.url, body })
  })

  const routes = Layer.mergeAll(
    pipelinesRoutes,
    llamaRoutes,
    studioRoutes,
    HttpRouter.add("*", "/llama/v1/*", asked),
    HttpRouter.add("*", "/plain/*", asked)
  )
  const router = yield* HttpRouter.toHttpEffect(routes)
  yield* HttpServer.serveEffect(router, (app: typeof router) => recorder.middleware(app))
  const { address } = yield* HttpServer.HttpServer
  const url = HttpServer.formatAddress(address)
  return Pipelines.of({
    pipelinesUrl: `${url}/pipelines-server`,
    llamaUrl: `${url}/llama/v1`,
    studioUrl: `${url}/studio/v1`,
    requests: recorder.requests
  })
})
