import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { completionText, messageText } from "../../src/models/Completions.ts"
import type { OllamaConnectionConfig } from "../../src/models/Ollama.ts"
import { responseText } from "../../src/models/Openai.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { drained } from "../support/drained.ts"
import { digest, Ollama, refusedContent, vector } from "../support/ollama/Ollama.ts"
import { freshUser, unique } from "../support/TestServer.ts"

const model = "llama:latest"

/** Runs with our Ollama as the only one, and puts the connections back. */
const connected = <A, E, R>(
  use: (owui: OpenWebUIService, mock: Ollama["Service"]) => Effect.Effect<A, E, R>,
  config: OllamaConnectionConfig = {}
) =>
  Effect.gen(function* () {
    const owui = yield* OpenWebUI
    const mock = yield* Ollama
    const payload = {
      ENABLE_OLLAMA_API: true,
      OLLAMA_BASE_URLS: [mock.url],
      OLLAMA_API_CONFIGS: { "0": config }
    }
    return yield* Effect.acquireUseRelease(
      owui.ollama.getConfig(),
      () => Effect.andThen(owui.ollama.updateConfig({ payload }), use(owui, mock)),
      (before) => Effect.orDie(owui.ollama.updateConfig({ payload: before }))
    )
  }).pipe(Effect.provide(Layer.merge(asAdmin, Ollama.layer())))

/** Lets every account use the model, for as long as this runs. */
const shared = <A, E, R>(owui: OpenWebUIService, id: string, use: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    owui.models.createNewModel({
      payload: {
        id,
        name: id,
        meta: {},
        params: {},
        access_grants: [{ principal_type: "user", principal_id: "*", permission: "read" }]
      }
    }),
    () => use,
    () => Effect.orDie(owui.models.deleteModelById({ payload: { id } }))
  )

type Calls = ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>>

/** The bodies that our Ollama got for this path. */
const bodies = (mock: Ollama["Service"], path: string) =>
  Effect.map(mock.requests, (all) => all.filter((one) => one.path === path).map(({ body }) => body))

const ask = (content: string) => ({ model, messages: [{ role: "user" as const, content }] })

describe("ollama: connections", () => {
  it.live("says that it is there, to everybody", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      assert.deepStrictEqual(yield* owui.ollama.getStatus(), { status: true })
      assert.strictEqual(yield* owui.ollama.getStatusHead(), undefined)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("keeps the connections, and drops settings of connections that are not there", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        const config = {
          enable: true,
          key: "secret",
          prefix_id: "home",
          tags: [{ name: "tagged" }],
          model_ids: [model],
          connection_type: "local",
          headers: { "X-Chat": "{{CHAT_ID}}" }
        }
        const stored = {
          ENABLE_OLLAMA_API: true,
          OLLAMA_BASE_URLS: [mock.url],
          OLLAMA_API_CONFIGS: { "0": config }
        }
        const payload = { ...stored, OLLAMA_API_CONFIGS: { "0": config, "7": { key: "dropped" } } }
        assert.deepStrictEqual(yield* owui.ollama.updateConfig({ payload }), stored)
        assert.deepStrictEqual(yield* owui.ollama.getConfig(), stored)
        const { models } = yield* owui.ollama.getOllamaTags()
        assert.deepStrictEqual(
          models.map((one) => [one.model, one.tags, one.urls, one.connection_type]),
          [[`home.${model}`, [{ name: "tagged" }], [0], "local"]]
        )
      })
    )
  )

  it.live("tries a connection before it is saved", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* owui.ollama.verifyConnection({ payload: { url: mock.url, key: "k" } }), {
          version: "0.13.1"
        })
        const reason = yield* reasonOf(
          owui.ollama.verifyConnection({ payload: { url: "http://127.0.0.1:1" } }, { retry: false })
        )
        assert.strictEqual(reason._tag, "ServerFailed")
      })
    )
  )

  it.live("is for administrators where it changes or shows connections", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        const user = yield* clientOf((yield* freshUser()).token)
        const nobody = yield* clientOf(undefined)
        const config = yield* owui.ollama.getConfig()
        const name = { payload: { model } }
        const calls = ({ ollama }: OpenWebUIService): Calls => [
          ollama.getConfig(),
          ollama.updateConfig({ payload: config }),
          ollama.verifyConnection({ payload: { url: mock.url } }),
          ollama.getOllamaLoadedModels(),
          ollama.unloadModel(name),
          ollama.pullModel(name),
          Stream.runDrain(ollama.streamPullModel(name)),
          ollama.pushModel(name),
          ollama.createModel(name),
          ollama.copyModel({ payload: { source: model, destination: "x" } }),
          ollama.deleteModel(name),
          Stream.runDrain(ollama.downloadModel({ payload: { url: "https://huggingface.co/x/y.gguf" } })),
          Stream.runDrain(ollama.uploadModel({ payload: { file: { name: "x.gguf", content: "x" } } }))
        ]
        for (const call of calls(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
        for (const call of calls(nobody)) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
        // Other accounts may not choose a connection where they would see all that it has.
        const choosing: Calls = [
          user.ollama.getOllamaTags({ params: { url_idx: 0 } }),
          user.ollama.getOllamaVersions({ params: { url_idx: 0 } }),
          user.ollama.getOpenaiModels({ params: { url_idx: 0 } })
        ]
        for (const call of choosing) {
          assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
        }
        assert.deepStrictEqual(yield* user.ollama.getOllamaVersions(), { version: "0.13.1" })
      })
    )
  )

  it.live("answers in many ways that Ollama is switched off", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const config = yield* owui.ollama.getConfig()
        // Left out means off.
        const { ENABLE_OLLAMA_API, ...rest } = config
        assert.strictEqual(ENABLE_OLLAMA_API, true)
        assert.strictEqual((yield* owui.ollama.updateConfig({ payload: rest })).ENABLE_OLLAMA_API, null)
        assert.deepStrictEqual(yield* owui.ollama.getOllamaVersions(), { version: false })
        assert.deepStrictEqual(yield* owui.ollama.getOllamaLoadedModels(), { models: [] })
        assert.deepStrictEqual(yield* owui.ollama.getOpenaiModels(), { object: "list", data: [] })
        const name = { payload: { model } }
        const { ollama } = owui
        const off: Calls = [
          ollama.getOllamaTags(undefined, { retry: false }),
          ollama.pullModel(name),
          ollama.pushModel(name),
          ollama.createModel(name),
          ollama.copyModel({ payload: { source: model, destination: "x" } }),
          ollama.deleteModel(name, { retry: false }),
          ollama.showModelInfo(name, { retry: false }),
          ollama.embed({ payload: { model, input: "x" } }),
          ollama.embeddings({ payload: { model, prompt: "x" } }),
          ollama.generateCompletion({ payload: { model, prompt: "x" } }),
          ollama.generateChatCompletion({ payload: ask("x") }),
          ollama.generateOpenaiEmbeddings({ payload: { model, input: "x" } }),
          ollama.generateAnthropicMessages({ payload: { ...ask("x"), max_tokens: 9 } }),
          ollama.generateResponses({ payload: { model, input: "x" } })
        ]
        for (const call of off) {
          assert.strictEqual((yield* reasonOf(call))._tag, "FeatureDisabled")
        }
        const unfound: Calls = [
          ollama.unloadModel(name),
          ollama.generateOpenaiCompletion({ payload: { model, prompt: "x" } }),
          ollama.generateOpenaiChatCompletion({ payload: ask("x") })
        ]
        for (const call of unfound) {
          assert.strictEqual((yield* reasonOf(call))._tag, "NotFound")
        }
      })
    )
  )
})

describe("ollama: models", () => {
  it.live("lists the models of all connections, and of one", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const { models } = yield* owui.ollama.getOllamaTags()
        const found = models.find((one) => one.model === model)
        assert.strictEqual(found?.details?.family, "echo")
        assert.strictEqual(found?.size, 815_319_791)
        assert.deepStrictEqual(found?.urls, [0])
        const one = yield* owui.ollama.getOllamaTags({ params: { url_idx: 0 } })
        assert.include(
          one.models.map(({ name }) => name),
          model
        )
        assert.isUndefined(one.models[0]?.urls)
        const names = yield* owui.ollama.getOpenaiModels()
        assert.include(
          names.data.map(({ id }) => id),
          model
        )
        const same = yield* owui.ollama.getOpenaiModels({ params: { url_idx: 0 } })
        assert.strictEqual(same.data.length, names.data.length)
        assert.deepStrictEqual(yield* owui.ollama.getOllamaVersions({ params: { url_idx: 0 } }), { version: "0.13.1" })
        // A connection that is not there is not foreseen.
        const reason = yield* reasonOf(owui.ollama.getOllamaTags({ params: { url_idx: 7 } }, { retry: false }))
        assert.strictEqual(reason._tag, "ServerFailed")
      })
    )
  )

  it.live("shows other accounts only what they may use", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const user = yield* clientOf((yield* freshUser()).token)
        assert.deepStrictEqual((yield* user.ollama.getOllamaTags()).models, [])
        assert.deepStrictEqual((yield* user.ollama.getOpenaiModels()).data, [])
        assert.strictEqual((yield* reasonOf(user.ollama.showModelInfo({ payload: { model } })))._tag, "NotFound")
        const hidden = yield* reasonOf(user.ollama.generateCompletion({ payload: { model, prompt: "x" } }))
        assert.deepStrictEqual([hidden._tag, "status" in hidden && hidden.status], ["NotFound", 403])
        yield* shared(
          owui,
          model,
          Effect.gen(function* () {
            // The list of an account may be a second old.
            const { models } = yield* Effect.repeat(user.ollama.getOllamaTags(), {
              schedule: Schedule.spaced("100 millis"),
              until: ({ models }) => models.length > 0
            })
            assert.deepStrictEqual(
              models.map((one) => one.model),
              [model]
            )
            assert.deepStrictEqual(
              (yield* user.ollama.getOpenaiModels()).data.map(({ id }) => id),
              [model]
            )
            const { response } = yield* user.ollama.generateCompletion({ payload: { model, prompt: "hello" } })
            assert.strictEqual(response, "Echo: hello")
            const elsewhere = user.ollama.embed({ params: { url_idx: 3 }, payload: { model, input: "x" } })
            assert.strictEqual((yield* reasonOf(elsewhere))._tag, "Forbidden")
          })
        )
      })
    )
  )

  it.live("tells which models are in memory, takes them out, and can leave connections out", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        yield* owui.ollama.generateCompletion({ payload: { model, prompt: "load" } })
        const { models } = yield* owui.ollama.getOllamaLoadedModels()
        assert.deepStrictEqual(
          models.map((one) => [one.model, one.size_vram, one.context_length, one.urls]),
          [[model, 512, 4096, [0]]]
        )
        assert.deepStrictEqual(yield* owui.ollama.getOllamaLoadedModels({ payload: [0] }), { models: [] })
        // The list of an account may be a second old.
        const loaded = yield* Effect.repeat(
          Effect.map(owui.ollama.getOllamaTags(), (tags) => tags.models.find((one) => one.model === model)),
          { schedule: Schedule.spaced("100 millis"), until: (one) => one?.expires_at !== undefined }
        )
        assert.strictEqual(loaded?.expires_at, Date.parse("2318-11-21T12:05:00Z") / 1000)
        assert.deepStrictEqual(yield* owui.ollama.unloadModel({ payload: { model } }), { status: true })
        assert.deepStrictEqual((yield* owui.ollama.getOllamaLoadedModels()).models, [])
        const last = (yield* bodies(mock, "/api/generate")).at(-1)
        assert.deepStrictEqual(last, { model, keep_alive: 0, prompt: "" })
        const reason = yield* reasonOf(owui.ollama.unloadModel({ payload: { model: "nowhere" } }))
        assert.strictEqual(reason._tag, "NotFound")
      })
    )
  )

  it.live("pulls, makes, copies, pushes and deletes models", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        const name = unique("pulled")
        const names = Effect.map(owui.ollama.getOllamaTags({ params: { url_idx: 0 } }), ({ models }) =>
          models.map((one) => one.model)
        )
        const { elements, reason } = yield* drained(owui.ollama.streamPullModel({ payload: { model: name } }))
        assert.isUndefined(reason)
        assert.deepStrictEqual(elements.at(2), {
          status: `pulling ${digest.slice(7, 19)}`,
          digest,
          total: 815_319_791,
          completed: 815_319_791
        })
        assert.strictEqual(elements.at(-1)?.status, "success")
        assert.deepStrictEqual((yield* bodies(mock, "/api/pull")).at(-1), { model: name, insecure: true, stream: true })
        assert.include(yield* names, name)

        const whole = yield* owui.ollama.pullModel({ params: { url_idx: 0 }, payload: { model: `${name}-b` } })
        assert.deepStrictEqual(whole, { status: "success" })

        const system = "Be brief."
        const made = `${name}-c`
        const payload = { model: made, from: name, system, parameters: { temperature: 0.5 } }
        assert.strictEqual((yield* owui.ollama.createModel({ payload })).status, "success")
        assert.deepStrictEqual((yield* bodies(mock, "/api/create")).at(-1), { ...payload, stream: false })
        const steps = yield* drained(owui.ollama.streamCreateModel({ params: { url_idx: 0 }, payload }))
        assert.deepStrictEqual(
          steps.elements.map(({ status }) => status),
          ["parsing GGUF", "writing manifest", "success"]
        )

        const copy = { source: made, destination: `${name}-d` }
        assert.strictEqual(yield* owui.ollama.copyModel({ payload: copy }), true)
        const second = { source: made, destination: `${name}-e` }
        assert.strictEqual(yield* owui.ollama.copyModel({ params: { url_idx: 0 }, payload: second }), true)
        assert.includeMembers([...(yield* names)], [copy.destination, second.destination])
        // The list of all connections may be a second old.
        yield* Effect.repeat(owui.ollama.getOllamaTags(), {
          schedule: Schedule.spaced("100 millis"),
          until: ({ models }) => models.some((one) => one.model === second.destination)
        })

        const push = { model: copy.destination, insecure: true }
        assert.strictEqual((yield* owui.ollama.pushModel({ payload: push })).status, "success")
        const pushed = yield* drained(owui.ollama.streamPushModel({ params: { url_idx: 0 }, payload: push }))
        assert.deepStrictEqual([pushed.elements.length, pushed.elements.at(-1)?.status], [3, "success"])
        assert.deepStrictEqual(yield* bodies(mock, "/api/push"), [
          { ...push, stream: false },
          { ...push, stream: true }
        ])

        const there = { params: { url_idx: 0 }, payload: { model: copy.destination } }
        assert.strictEqual(yield* owui.ollama.deleteModel(there), true)
        assert.strictEqual(yield* owui.ollama.deleteModel({ payload: { model: second.destination } }), true)
        const left = yield* names
        assert.notInclude(left, copy.destination)
        assert.notInclude(left, second.destination)
        const again = yield* reasonOf(owui.ollama.deleteModel(there))
        assert.deepStrictEqual([again._tag, "status" in again && again.status], ["NotFound", 404])
      })
    )
  )

  it.live("says that no Ollama has a model", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const nowhere = { payload: { model: "nowhere" } }
        const everywhere: Calls = [
          owui.ollama.showModelInfo(nowhere),
          owui.ollama.deleteModel(nowhere),
          owui.ollama.pushModel(nowhere),
          Stream.runDrain(owui.ollama.streamPushModel(nowhere)),
          owui.ollama.copyModel({ payload: { source: "nowhere", destination: "x" } }),
          owui.ollama.embed({ payload: { model: "nowhere", input: "x" } }),
          owui.ollama.embeddings({ payload: { model: "nowhere", prompt: "x" } }),
          owui.ollama.generateCompletion({ payload: { model: "nowhere", prompt: "x" } }),
          Stream.runDrain(owui.ollama.streamCompletion({ payload: { model: "nowhere", prompt: "x" } })),
          owui.ollama.generateChatCompletion({ payload: { ...ask("x"), model: "nowhere" } }),
          owui.ollama.generateOpenaiCompletion({ payload: { model: "nowhere", prompt: "x" } }),
          owui.ollama.generateOpenaiEmbeddings({ payload: { model: "nowhere", input: "x" } }),
          owui.ollama.generateOpenaiChatCompletion({ payload: { ...ask("x"), model: "nowhere" } }),
          owui.ollama.generateAnthropicMessages({ payload: { ...ask("x"), model: "nowhere", max_tokens: 9 } }),
          owui.ollama.generateResponses({ payload: { model: "nowhere", input: "x" } })
        ]
        for (const call of everywhere) {
          const reason = yield* reasonOf(call)
          assert.deepStrictEqual([reason._tag, "status" in reason && reason.status], ["NotFound", 400])
        }
      })
    )
  )

  it.live("tells in the stream that a pull failed, and as the status without one", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const payload = { model: unique("missing") }
        const { elements, reason } = yield* drained(owui.ollama.streamPullModel({ payload }))
        assert.deepStrictEqual(elements, [{ status: "pulling manifest" }])
        assert.strictEqual(reason?._tag === "StreamFailed" && reason.detail, "pull model manifest: file does not exist")
        const whole = yield* reasonOf(owui.ollama.pullModel({ payload }))
        assert.strictEqual("detail" in whole && whole.detail, "pull model manifest: file does not exist")
        // A pull that ends without saying that it succeeded has not.
        const cut = yield* drained(owui.ollama.streamPullModel({ payload: { model: unique("cut") } }))
        assert.deepStrictEqual([cut.elements.length, cut.reason?._tag], [4, "Truncated"])
      })
    )
  )

  it.live("reads what an Ollama knows of a model", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        const shown = yield* owui.ollama.showModelInfo({ payload: { model, verbose: true } })
        assert.strictEqual(shown.details?.quantization_level, "Q4_K_M")
        assert.strictEqual(shown.model_info?.["general.architecture"], "echo")
        assert.deepStrictEqual(shown.capabilities, ["completion", "tools"])
        assert.deepStrictEqual(yield* bodies(mock, "/api/show"), [{ model, verbose: true }])
      })
    )
  )

  it.live("makes a model of an uploaded file, and tells that Ollama refused one", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const name = unique("weights")
        const content = "not really weights"
        const upload = owui.ollama.uploadModel({ payload: { file: { name: `${name}.gguf`, content } } })
        const { elements, reason } = yield* drained(upload)
        assert.isUndefined(reason)
        assert.deepStrictEqual(elements[0], { progress: 100, total: content.length, completed: content.length })
        const last = elements.at(-1)
        assert.deepStrictEqual([last?.done, last?.name, last?.model_created], [true, `${name}.gguf`, name])
        assert.match(last?.blob ?? "", /^sha256:[0-9a-f]{64}$/)
        const { models } = yield* owui.ollama.getOllamaTags({ params: { url_idx: 0 } })
        assert.include(
          models.map((one) => one.model),
          name
        )
        const file = { name: `${unique("refused")}.gguf`, content: refusedContent }
        const refused = yield* drained(owui.ollama.uploadModel({ params: { url_idx: 0 }, payload: { file } }))
        assert.strictEqual(refused.elements.length, 1)
        assert.strictEqual(refused.reason?._tag, "StreamFailed")
      })
    )
  )

  it.live("downloads only from Hugging Face and GitHub", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const elsewhere = yield* drained(
          owui.ollama.downloadModel({ payload: { url: "https://huggingface.co.example.com/x.gguf" } })
        )
        assert.strictEqual(elsewhere.reason?._tag, "Invalid")
        // An address without a file name is answered with null.
        const folder = yield* drained(owui.ollama.downloadModel({ payload: { url: "https://huggingface.co/" } }))
        assert.strictEqual(folder.reason?._tag === "Invalid" ? folder.reason.status : folder.reason?._tag, 200)
      })
    )
  )
})

describe("ollama: its own API", () => {
  it.live("embeds texts", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        const several = yield* owui.ollama.embed({
          payload: { model, input: ["a", "b"], truncate: false, keep_alive: "5m", options: { num_ctx: 64 } }
        })
        assert.deepStrictEqual(several.embeddings, [vector, vector])
        const at = yield* owui.ollama.embed({ params: { url_idx: 0 }, payload: { model, input: "a" } })
        assert.deepStrictEqual(at.embeddings, [vector])
        assert.deepStrictEqual(yield* bodies(mock, "/api/embed"), [
          { model, input: ["a", "b"], truncate: false, keep_alive: "5m", options: { num_ctx: 64 } },
          { model, input: "a" }
        ])
        const one = yield* owui.ollama.embeddings({ params: { url_idx: 0 }, payload: { model, prompt: "a" } })
        assert.deepStrictEqual(one, { embedding: vector })
        assert.deepStrictEqual(yield* owui.ollama.embeddings({ payload: { model, prompt: "a" } }), one)
        const failed = yield* reasonOf(owui.ollama.embeddings({ payload: { model, prompt: "[[fail=500]]" } }))
        assert.deepStrictEqual(
          [failed._tag, "detail" in failed && failed.detail],
          ["ServerFailed", "the model failed (scripted)"]
        )
      })
    )
  )

  it.live("goes on from a prompt, whole and in pieces", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        const payload = { model, prompt: "one two", options: { seed: 1 }, system: "s" }
        const whole = yield* owui.ollama.generateCompletion({ payload })
        assert.deepStrictEqual(
          [whole.response, whole.done, whole.done_reason, whole.context, whole.eval_duration],
          ["Echo: one two", true, "stop", [1, 2, 3], 4_799_921_000]
        )
        const { elements, reason } = yield* drained(owui.ollama.streamCompletion({ params: { url_idx: 0 }, payload }))
        assert.isUndefined(reason)
        assert.strictEqual(elements.map(({ response }) => response).join(""), "Echo: one two")
        assert.deepStrictEqual(
          elements.map(({ done }) => done),
          [false, false, false, true]
        )
        assert.deepStrictEqual(yield* bodies(mock, "/api/generate"), [
          { ...payload, stream: false },
          { ...payload, stream: true }
        ])
      })
    )
  )

  it.live("goes on with a chat, whole and in pieces", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        const weather = { type: "function", function: { name: "get_weather", parameters: { type: "object" } } }
        const payload = { ...ask("one two"), tools: [weather], think: true, keep_alive: 60 }
        const whole = yield* owui.ollama.generateChatCompletion({ payload })
        assert.deepStrictEqual(whole.message, {
          role: "assistant",
          content: "Echo: one two",
          thinking: "Hm.",
          tool_calls: [{ id: "call_1", function: { index: 0, name: "get_weather", arguments: { city: "Bonn" } } }]
        })
        const { elements, reason } = yield* drained(
          owui.ollama.streamChatCompletion({ params: { url_idx: 0 }, payload: ask("one two") })
        )
        assert.isUndefined(reason)
        assert.strictEqual(elements.map(({ message }) => message.content).join(""), "Echo: one two")
        assert.deepStrictEqual([elements.at(-1)?.done, elements.at(-1)?.eval_count], [true, 2])
        assert.deepStrictEqual(yield* bodies(mock, "/api/chat"), [
          { ...payload, stream: false },
          { ...ask("one two"), stream: true }
        ])
      })
    )
  )

  it.live("takes the prefix of the connection off the model", () =>
    connected(
      (owui, mock) =>
        Effect.gen(function* () {
          const whole = yield* owui.ollama.generateChatCompletion({ payload: { ...ask("x"), model: `home.${model}` } })
          assert.strictEqual(whole.message.content, "Echo: x")
          assert.deepStrictEqual(yield* bodies(mock, "/api/chat"), [{ ...ask("x"), stream: false }])
          assert.strictEqual(
            (yield* reasonOf(owui.ollama.generateChatCompletion({ payload: ask("x") })))._tag,
            "NotFound"
          )
        }),
      { prefix_id: "home" }
    )
  )

  it.live("refuses a message without content and tool calls", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const payload = { model, messages: [{ role: "user", content: null }] }
        // @ts-expect-error the type does not allow it
        const ours = yield* reasonOf(owui.ollama.generateChatCompletion({ payload }))
        assert.strictEqual(ours._tag === "Invalid" && ours.status, undefined)
        const called = { role: "assistant", tool_calls: [{ function: { name: "f", arguments: {} } }] }
        const answer = yield* owui.ollama.generateChatCompletion({
          payload: { model, messages: [called, { role: "tool", content: "done", tool_name: "f" }] }
        })
        assert.strictEqual(answer.message.content, "Echo: done")
      })
    )
  )

  it.live("keeps the text that came before a failure or the end", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const texts = ["one two three [[error-line]]", "one two three [[cut]]"]
        const streams = (text: string) => [
          owui.ollama.streamCompletion({ payload: { model, prompt: text } }),
          owui.ollama.streamChatCompletion({ payload: ask(text) })
        ]
        for (const [at, text] of texts.entries()) {
          for (const stream of streams(text)) {
            const { elements, reason } = yield* drained<unknown>(stream)
            assert.strictEqual(elements.length, 2)
            assert.deepStrictEqual(
              [reason?._tag, reason !== undefined && "text" in reason && reason.text],
              [at === 0 ? "StreamFailed" : "Truncated", "Echo: one"]
            )
          }
        }
        const failed = yield* drained(owui.ollama.streamChatCompletion({ payload: ask("[[fail=404]]") }))
        assert.strictEqual(failed.reason?._tag, "NotFound")
      })
    )
  )
})

describe("ollama: the other APIs", () => {
  it.live("speaks OpenAI's older form", () =>
    connected((owui, mock) =>
      Effect.gen(function* () {
        const payload = { model, prompt: "one two", max_tokens: 9 }
        const whole = yield* owui.ollama.generateOpenaiCompletion({ payload })
        assert.deepStrictEqual(
          [whole.choices[0]?.text, whole.choices[0]?.finish_reason, whole.usage?.total_tokens],
          ["Echo: one two", "stop", 5]
        )
        const { elements, reason } = yield* drained(
          owui.ollama.streamOpenaiCompletion({ params: { url_idx: 0 }, payload })
        )
        assert.isUndefined(reason)
        assert.strictEqual(elements.map(({ choices }) => choices[0]?.text).join(""), "Echo: one two")
        assert.deepStrictEqual((yield* bodies(mock, "/v1/completions")).at(-1), { ...payload, stream: true })
        const cut = yield* drained(owui.ollama.streamOpenaiCompletion({ payload: { model, prompt: "a b [[cut]]" } }))
        assert.strictEqual(cut.reason?._tag === "Truncated" && cut.reason.text, "Echo: a")
      })
    )
  )

  it.live("embeds in OpenAI's form", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const { data, usage } = yield* owui.ollama.generateOpenaiEmbeddings({ payload: { model, input: ["a", "b"] } })
        assert.deepStrictEqual(
          data.map(({ embedding, index }) => [index, embedding]),
          [
            [0, vector],
            [1, vector]
          ]
        )
        assert.strictEqual(usage?.total_tokens, 2)
        const at = yield* owui.ollama.generateOpenaiEmbeddings({
          params: { url_idx: 0 },
          payload: { model, input: "a" }
        })
        assert.deepStrictEqual(at.data[0]?.embedding, vector)
      })
    )
  )

  it.live("speaks OpenAI's form of a chat", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const whole = yield* owui.ollama.generateOpenaiChatCompletion({ payload: ask("one two") })
        assert.strictEqual(completionText(whole), "Echo: one two")
        const { elements, reason } = yield* drained(
          owui.ollama.streamOpenaiChatCompletion({ params: { url_idx: 0 }, payload: ask("one two") })
        )
        assert.isUndefined(reason)
        assert.strictEqual(elements.map(({ choices }) => choices?.[0]?.delta?.content ?? "").join(""), "Echo: one two")
        const failed = yield* drained(
          owui.ollama.streamOpenaiChatCompletion({ payload: ask("one two [[error-line]]") })
        )
        assert.strictEqual(failed.reason?._tag === "StreamFailed" && failed.reason.text, "Echo: one")
        // Here Ollama's failure is an object within the server's own.
        const refused = yield* reasonOf(owui.ollama.generateOpenaiChatCompletion({ payload: ask("[[fail=400]]") }))
        assert.deepStrictEqual(refused._tag === "ProviderFailed" && [refused.status, refused.type, refused.detail], [
          400,
          "api_error",
          "the model failed (scripted)"
        ])
      })
    )
  )

  it.live("speaks Anthropic's form", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const payload = { ...ask("one two"), max_tokens: 9 }
        const whole = yield* owui.ollama.generateAnthropicMessages({ payload })
        assert.deepStrictEqual([messageText(whole), whole.stop_reason], ["Echo: one two", "end_turn"])
        const { elements, reason } = yield* drained(
          owui.ollama.streamAnthropicMessages({ params: { url_idx: 0 }, payload })
        )
        assert.isUndefined(reason)
        assert.deepStrictEqual([elements.at(0)?.type, elements.at(-1)?.type], ["message_start", "message_stop"])
        const failed = yield* drained(
          owui.ollama.streamAnthropicMessages({ payload: { ...ask("[[error-line]]"), max_tokens: 9 } })
        )
        assert.strictEqual(failed.reason?._tag === "StreamFailed" && failed.reason.type, "api_error")
      })
    )
  )

  it.live("speaks the form of the Responses API", () =>
    connected((owui) =>
      Effect.gen(function* () {
        const payload = { model, input: "one two" }
        const whole = yield* owui.ollama.generateResponses({ payload })
        assert.deepStrictEqual([responseText(whole), whole.status], ["Echo: one two", "completed"])
        const { elements, reason } = yield* drained(owui.ollama.streamResponses({ params: { url_idx: 0 }, payload }))
        assert.isUndefined(reason)
        assert.strictEqual(elements.map(({ delta }) => delta ?? "").join(""), "Echo: one two")
        assert.strictEqual(elements.at(-1)?.response?.usage?.total_tokens, 5)
        const failed = yield* drained(owui.ollama.streamResponses({ payload: { model, input: "[[error-line]]" } }))
        assert.deepStrictEqual(failed.reason?._tag === "StreamFailed" && [failed.reason.detail, failed.reason.code], [
          "the model failed (scripted)",
          "server_error"
        ])
        const cut = yield* drained(owui.ollama.streamResponses({ payload: { model, input: "a b [[cut]]" } }))
        assert.strictEqual(cut.reason?._tag === "Truncated" && cut.reason.text, "Echo:")
      })
    )
  )
})
