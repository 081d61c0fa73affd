import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { names, Pipelines } from "../support/pipelines/Pipelines.ts"
import { freshUser, unique } from "../support/TestServer.ts"

/** Runs with our pipelines server as a further connection, whose place it is told, and takes it away again. */
const connected = <A, E, R>(
  use: (owui: OpenWebUIService, urlIdx: number, mock: Pipelines["Service"]) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const owui = yield* OpenWebUI
    const mock = yield* Pipelines
    return yield* Effect.acquireUseRelease(
      owui.openai.getConfig(),
      (before) => {
        const urlIdx = before.OPENAI_API_BASE_URLS.length
        const payload = {
          ...before,
          OPENAI_API_BASE_URLS: [...before.OPENAI_API_BASE_URLS, mock.pipelinesUrl],
          OPENAI_API_KEYS: [...before.OPENAI_API_KEYS, "0p3n-w3bu!"]
        }
        return Effect.andThen(owui.openai.updateConfig({ payload }), use(owui, urlIdx, mock))
      },
      (before) => Effect.orDie(owui.openai.updateConfig({ payload: before }))
    )
  }).pipe(Effect.provide(Layer.merge(asAdmin, Pipelines.layer())))

type Calls = ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>>

const code = "class Pipeline:\n    pass\n"

const everything = ({ pipelines }: OpenWebUIService, urlIdx: number, id: string): Calls => [
  pipelines.uploadPipeline({ payload: { urlIdx, file: { name: `${id}.py`, content: code } } }),
  pipelines.addPipeline({ payload: { urlIdx, url: `https://example.com/${id}.py` } }),
  pipelines.deletePipeline({ payload: { urlIdx, id } }),
  pipelines.getPipelines({ query: { urlIdx } }),
  pipelines.getPipelineValves({ params: { pipeline_id: id }, query: { urlIdx } }),
  pipelines.getPipelineValvesSpec({ params: { pipeline_id: id }, query: { urlIdx } }),
  pipelines.updatePipelineValves({ params: { pipeline_id: id }, query: { urlIdx }, payload: { priority: 1 } })
]

describe("pipelines", () => {
  it.live("finds the connections that lead to pipelines servers", () =>
    connected((owui, idx, mock) =>
      Effect.gen(function* () {
        const { data } = yield* owui.pipelines.getPipelinesList()
        assert.deepStrictEqual(data, [{ url: mock.pipelinesUrl, idx }])
        const models = yield* owui.openai.getModels()
        const pipeline = models.data.find(({ id }) => id === names.pipeline)
        assert.deepStrictEqual(pipeline?.pipeline, { type: "filter", pipelines: ["none"], priority: 0, valves: true })
      })
    )
  )

  it.live("adds, uploads, lists and deletes pipelines", () =>
    connected((owui, urlIdx, mock) =>
      Effect.gen(function* () {
        const added = unique("added")
        const url = `https://example.com/${added}.py`
        assert.deepStrictEqual(yield* owui.pipelines.addPipeline({ payload: { urlIdx, url } }), {
          status: true,
          detail: "Pipeline added successfully.",
          id: added
        })
        const uploaded = unique("uploaded")
        const file = { name: `${uploaded}.py`, content: code }
        assert.strictEqual((yield* owui.pipelines.uploadPipeline({ payload: { urlIdx, file } })).id, uploaded)
        const { data } = yield* owui.pipelines.getPipelines({ query: { urlIdx } })
        assert.deepStrictEqual(
          data.map(({ id, type, valves }) => [id, type, valves]),
          [names.pipeline, added, uploaded].map((id) => [id, "filter", true])
        )
        const deleted = yield* owui.pipelines.deletePipeline({ payload: { urlIdx, id: added } })
        assert.strictEqual(deleted.status, true)
        const left = yield* owui.pipelines.getPipelines({ query: { urlIdx } })
        assert.notInclude(
          left.data.map(({ id }) => id),
          added
        )
        const asked = yield* mock.requests
        assert.deepStrictEqual(asked.find(({ path }) => path.endsWith("/pipelines/add"))?.body, { url })
      })
    )
  )

  it.live("reads and changes the settings of a pipeline", () =>
    connected((owui, urlIdx) =>
      Effect.gen(function* () {
        const params = { pipeline_id: names.pipeline }
        const query = { urlIdx }
        assert.deepStrictEqual(yield* owui.pipelines.getPipelineValves({ params, query }), {
          priority: 0,
          greeting: "hello"
        })
        const spec = yield* owui.pipelines.getPipelineValvesSpec({ params, query })
        assert.deepStrictEqual([spec.type, spec.required], ["object", ["priority"]])
        assert.deepStrictEqual(spec.properties?.priority, { title: "Priority", type: "integer", default: 0 })
        const payload = { priority: 7, extra: [true, null] }
        assert.deepStrictEqual(yield* owui.pipelines.updatePipelineValves({ params, query, payload }), {
          priority: 7,
          greeting: "hello",
          extra: [true, null]
        })
      })
    )
  )

  it.live("says what is not there: a pipeline, a connection, a pipelines server", () =>
    connected((owui, urlIdx) =>
      Effect.gen(function* () {
        const id = unique("nowhere")
        const [, , remove, , valves, spec, update] = everything(owui, urlIdx, id)
        for (const call of [remove, valves, spec, update]) {
          // What the pipelines server itself says is lost on the way.
          const reason = yield* reasonOf(call ?? Effect.void)
          assert.deepStrictEqual(
            [reason._tag, "status" in reason && reason.status, "detail" in reason && reason.detail],
            ["NotFound", 404, "Pipeline not found"]
          )
        }
        for (const place of [urlIdx + 5, 0]) {
          for (const call of everything(owui, place, id)) {
            const reason = yield* reasonOf(call)
            assert.deepStrictEqual(
              [reason._tag, "detail" in reason && reason.detail],
              ["NotFound", "Pipeline not found"]
            )
          }
        }
      })
    )
  )

  it.live("takes only Python", () =>
    connected((owui, urlIdx) =>
      Effect.gen(function* () {
        const file = { name: "pipeline.txt", content: code }
        const reason = yield* reasonOf(owui.pipelines.uploadPipeline({ payload: { urlIdx, file } }))
        assert.deepStrictEqual(
          [reason._tag, "detail" in reason && reason.detail],
          ["Invalid", "Only Python (.py) files are allowed."]
        )
      })
    )
  )

  it.live("is for administrators", () =>
    connected((_, urlIdx) =>
      Effect.gen(function* () {
        const user = yield* clientOf((yield* freshUser()).token)
        const nobody = yield* clientOf(undefined)
        const calls = (owui: OpenWebUIService): Calls => [
          owui.pipelines.getPipelinesList(),
          ...everything(owui, urlIdx, names.pipeline)
        ]
        for (const call of calls(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
        for (const call of calls(nobody)) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
      })
    )
  )
})
