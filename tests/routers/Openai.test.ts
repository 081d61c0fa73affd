import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { completionText } from "../../src/models/Completions.ts"
import { type OpenAIConfigForm, responseText } from "../../src/models/Openai.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { drained } from "../support/drained.ts"
import { names, Pipelines } from "../support/pipelines/Pipelines.ts"
import { freshUser, providerRequests, providerUrl, unique } from "../support/TestServer.ts"

/** The connections with others in their place, put back afterwards. */
const configured = <A, E, R>(
  change: (before: OpenAIConfigForm) => OpenAIConfigForm,
  use: (owui: OpenWebUIService) => Effect.Effect<A, E, R>
) =>
  Effect.flatMap(OpenWebUI, (owui) =>
    Effect.acquireUseRelease(
      owui.openai.getConfig(),
      (before) => Effect.andThen(owui.openai.updateConfig({ payload: change(before) }), use(owui)),
      (before) => Effect.orDie(owui.openai.updateConfig({ payload: before }))
    )
  )

/** Runs with our llama.cpp (its place is told) and our LM Studio (the place after it) as further connections. */
const local = <A, E, R>(
  use: (owui: OpenWebUIService, llama: number, mock: Pipelines["Service"]) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const mock = yield* Pipelines
    let llama = 0
    return yield* configured(
      (before) => {
        llama = before.OPENAI_API_BASE_URLS.length
        return {
          ...before,
          OPENAI_API_BASE_URLS: [...before.OPENAI_API_BASE_URLS, mock.llamaUrl, mock.studioUrl],
          OPENAI_API_KEYS: [...before.OPENAI_API_KEYS, "", ""],
          OPENAI_API_CONFIGS: {
            ...before.OPENAI_API_CONFIGS,
            [llama]: { provider: "llama.cpp", prefix_id: "here", tags: [{ name: "local" }], connection_type: "local" },
            [llama + 1]: { provider: "lmstudio" }
          }
        }
      },
      (owui) => use(owui, llama, mock)
    )
  }).pipe(Effect.provide(Layer.merge(asAdmin, Pipelines.layer())))

type Calls = ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>>

const ask = (content: string, model = "echo") => ({ model, messages: [{ role: "user" as const, content }] })

const prefixed = `here.${names.llama}`

describe("openai: connections", () => {
  it.live("keeps the connections, fills up their keys, and drops settings of connections that are not there", () =>
    configured(
      (before) => before,
      (owui) =>
        Effect.gen(function* () {
          const before = yield* owui.openai.getConfig()
          const other = "http://127.0.0.1:1/v1"
          const config = {
            enable: false,
            prefix_id: "off",
            tags: [{ name: "tagged" }],
            model_ids: ["m"],
            connection_type: "external",
            auth_type: "none",
            headers: { "X-User": "{{USER_ID}}" },
            provider: "litellm",
            api_type: "responses"
          }
          const stored = {
            ...before,
            OPENAI_API_BASE_URLS: [...before.OPENAI_API_BASE_URLS, other],
            OPENAI_API_KEYS: [...before.OPENAI_API_KEYS, ""],
            OPENAI_API_CONFIGS: { "1": config }
          }
          const payload = {
            ...stored,
            OPENAI_API_KEYS: before.OPENAI_API_KEYS,
            OPENAI_API_CONFIGS: { "1": config, "9": { prefix_id: "dropped" } }
          }
          assert.deepStrictEqual(yield* owui.openai.updateConfig({ payload }), stored)
          assert.deepStrictEqual(yield* owui.openai.getConfig(), stored)
        })
    ).pipe(Effect.provide(asAdmin))
  )

  it.live("tries a connection before it is saved", () =>
    local((owui, _, mock) =>
      Effect.gen(function* () {
        const found = yield* owui.openai.verifyConnection({ payload: { url: providerUrl, key: "k" } })
        assert.deepStrictEqual(
          typeof found === "object" && found.data.map((one) => (typeof one === "string" ? one : one.id)),
          ["echo", "echo-slow", "echo-reasoning", "echo-tools", "echo-embed"]
        )
        const down = { url: "http://127.0.0.1:1", key: "", config: { auth_type: "none" } }
        const reason = yield* reasonOf(owui.openai.verifyConnection({ payload: down }, { retry: false }))
        assert.strictEqual(reason._tag, "ServerFailed")
        // There is a server at this address, but no such service; it says so with a status and without a word.
        const url = mock.llamaUrl.replace("/llama/v1", "/nothing")
        const refused = yield* reasonOf(owui.openai.verifyConnection({ payload: { url, key: "" } }))
        assert.deepStrictEqual([refused._tag, "status" in refused && refused.status], ["ProviderFailed", 404])
      })
    )
  )

  it.live("is for administrators where it changes or shows connections", () =>
    local((owui, url_idx) =>
      Effect.gen(function* () {
        const user = yield* clientOf((yield* freshUser()).token)
        const nobody = yield* clientOf(undefined)
        const config = yield* owui.openai.getConfig()
        const params = { url_idx }
        const payload = { model: prefixed }
        const calls = ({ openai }: OpenWebUIService): Calls => [
          openai.getConfig(),
          openai.updateConfig({ payload: config }),
          openai.verifyConnection({ payload: { url: providerUrl, key: "" } }),
          openai.getModelsOfConnection({ params }),
          openai.getProviderModelCatalog({ params }),
          openai.downloadProviderModel({ params, payload }),
          openai.getProviderModelDownloadStatus({ params: { url_idx, job_id: "job_1" } }),
          openai.loadProviderModel({ params, payload }),
          openai.unloadProviderModel({ params, payload }),
          Stream.runDrain(openai.streamProviderModelEvents({ params })),
          openai.deleteProviderModel({ params, query: payload })
        ]
        for (const call of calls(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
        for (const call of calls(nobody)) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
      })
    )
  )

  it.live("tells that the connections are switched off, except to the Responses API and the passthrough", () =>
    configured(
      // Left out means off.
      ({ ENABLE_OPENAI_API, ...rest }) => rest,
      (owui) =>
        Effect.gen(function* () {
          assert.strictEqual((yield* owui.openai.getConfig()).ENABLE_OPENAI_API, null)
          const params = { url_idx: 0 }
          const calls: Calls = [
            owui.openai.getModels({ retry: false }),
            owui.openai.getModelsOfConnection({ params }, { retry: false }),
            owui.openai.getProviderModelCatalog({ params }, { retry: false }),
            owui.openai.generateChatCompletion({ payload: ask("x") }),
            Stream.runDrain(owui.openai.streamChatCompletion({ payload: ask("x") }))
          ]
          for (const call of calls) assert.strictEqual((yield* reasonOf(call))._tag, "FeatureDisabled")
          const answer = yield* owui.openai.responses({ payload: { model: "echo", input: "still on" } })
          assert.strictEqual(responseText(answer), "Echo: still on")
          const payload = { model: "echo-embed", input: "x" }
          const passed = yield* owui.openai.proxyPost({ params: { path: "embeddings" }, payload })
          assert.include(JSON.stringify(passed), '"object":"embedding"')
        })
    ).pipe(Effect.provide(asAdmin))
  )
})

describe("openai: models", () => {
  it.live("lists the models of all connections, and of one", () =>
    local((owui, url_idx) =>
      Effect.gen(function* () {
        const { data } = yield* owui.openai.getModels()
        const echo = data.find(({ id }) => id === "echo")
        assert.deepStrictEqual(
          [echo?.owned_by, echo?.openai.owned_by, echo?.urlIdx, echo?.connection_type, echo?.provider],
          ["openai", "echo", 0, "external", ""]
        )
        const llama = data.find(({ id }) => id === prefixed)
        assert.deepStrictEqual(
          [llama?.name, llama?.urlIdx, llama?.connection_type, llama?.provider, llama?.loaded, llama?.tags],
          [prefixed, url_idx, "local", "llama.cpp", false, [{ name: "local" }]]
        )
        const raw = yield* owui.openai.getModelsOfConnection({ params: { url_idx } })
        assert.deepStrictEqual(
          raw.data.map((one) => typeof one === "object" && [one.id, one.owned_by]),
          [[names.llama, "llamacpp"]]
        )
        const reason = yield* reasonOf(owui.openai.getModelsOfConnection({ params: { url_idx: 99 } }, { retry: false }))
        assert.strictEqual(reason._tag, "ServerFailed")
      })
    )
  )

  it.live("shows other accounts only what they may use", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      assert.deepStrictEqual((yield* user.openai.getModels()).data, [])
      const calls: Calls = [
        user.openai.generateChatCompletion({ payload: ask("x") }),
        Stream.runDrain(user.openai.streamChatCompletion({ payload: ask("x") })),
        user.openai.responses({ payload: { model: "echo", input: "x" } }),
        Stream.runDrain(user.openai.streamResponses({ payload: { model: "echo", input: "x" } }))
      ]
      for (const call of calls) {
        const reason = yield* reasonOf(call)
        assert.deepStrictEqual([reason._tag, "status" in reason && reason.status], ["NotFound", 403])
      }
      const nobody = yield* clientOf(undefined)
      const refused: Calls = [
        nobody.openai.getModels(),
        nobody.openai.generateChatCompletion({ payload: ask("x") }),
        nobody.openai.responses({ payload: { model: "echo", input: "x" } }),
        nobody.openai.speech({ payload: { model: "tts-1", input: "x", voice: "alloy" } }),
        nobody.openai.proxyGet({ params: { path: "x" } })
      ]
      for (const call of refused) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("downloads, loads, unloads and deletes models of llama.cpp", () =>
    local((owui, url_idx, mock) =>
      Effect.gen(function* () {
        const params = { url_idx }
        const payload = { model: prefixed }
        const loaded = Effect.map(owui.openai.getModels(), ({ data }) => data.find(({ id }) => id === prefixed)?.loaded)
        const catalog = yield* owui.openai.getProviderModelCatalog({ params })
        assert.deepStrictEqual(
          catalog.data?.map(({ id, status }) => [id, typeof status === "object" && status?.value]),
          [[names.llama, "unloaded"]]
        )
        assert.deepStrictEqual(yield* owui.openai.downloadProviderModel({ params, payload }), { success: true })
        assert.deepStrictEqual(yield* owui.openai.loadProviderModel({ params, payload }), { success: true })
        assert.strictEqual(yield* loaded, true)
        assert.deepStrictEqual(yield* owui.openai.unloadProviderModel({ params, payload }), { success: true })
        assert.strictEqual(yield* loaded, false)
        const deleted = yield* owui.openai.deleteProviderModel({ params, query: payload })
        assert.deepStrictEqual(deleted, { success: true })
        // The prefix is ours, not llama.cpp's.
        const asked = yield* mock.requests
        assert.deepStrictEqual(asked.find(({ path }) => path === "/llama/models/load")?.body, { model: names.llama })
        const events = yield* Stream.runCollect(Stream.take(owui.openai.streamProviderModelEvents({ params }), 2))
        assert.deepStrictEqual(events.at(-1), {
          model: names.llama,
          event: "status_change",
          data: { status: "loaded" }
        })
        const missing = yield* reasonOf(owui.openai.loadProviderModel({ params, payload: { model: "nowhere" } }))
        assert.deepStrictEqual(
          [missing._tag, "status" in missing && missing.status, "detail" in missing && missing.detail],
          ["ProviderFailed", 404, "model not found"]
        )
      })
    )
  )

  it.live("downloads, loads and unloads models of LM Studio", () =>
    local((owui, llama) =>
      Effect.gen(function* () {
        const url_idx = llama + 1
        const params = { url_idx }
        const payload = { model: names.studio }
        const catalog = yield* owui.openai.getProviderModelCatalog({ params })
        assert.deepStrictEqual(
          catalog.models?.map(({ key, loaded_instances }) => [key, loaded_instances?.[0]?.id]),
          [[names.studio, names.studio]]
        )
        const job = yield* owui.openai.downloadProviderModel({ params, payload })
        assert.deepStrictEqual([job.job_id, job.status, job.downloaded_bytes], ["job_1", "downloading", 948])
        const done = yield* owui.openai.getProviderModelDownloadStatus({ params: { url_idx, job_id: "job_1" } })
        assert.strictEqual(done.status, "completed")
        const other = yield* reasonOf(
          owui.openai.getProviderModelDownloadStatus({ params: { url_idx, job_id: "job_2" } })
        )
        assert.strictEqual(other._tag, "ProviderFailed")
        const loaded = yield* owui.openai.loadProviderModel({ params, payload: { ...payload, context_length: 2048 } })
        assert.deepStrictEqual([loaded.status, loaded.load_time_seconds], ["loaded", 1.5])
        const instance_id = loaded.instance_id ?? ""
        const gone = yield* owui.openai.unloadProviderModel({ params, payload: { ...payload, instance_id } })
        assert.deepStrictEqual(gone, { instance_id: names.studio })
        // What only llama.cpp can do.
        const calls: Calls = [
          owui.openai.deleteProviderModel({ params, query: payload }),
          Stream.runDrain(owui.openai.streamProviderModelEvents({ params }))
        ]
        for (const call of calls) assert.strictEqual((yield* reasonOf(call))._tag, "Invalid")
      })
    )
  )

  it.live("says which connections cannot manage models, and which are not there", () =>
    Effect.gen(function* () {
      const { openai } = yield* OpenWebUI
      const payload = { model: "echo" }
      const calls = (url_idx: number): Calls => {
        const params = { url_idx }
        return [
          openai.getProviderModelCatalog({ params }),
          openai.downloadProviderModel({ params, payload }),
          openai.getProviderModelDownloadStatus({ params: { url_idx, job_id: "x" } }),
          openai.loadProviderModel({ params, payload }),
          openai.unloadProviderModel({ params, payload }),
          Stream.runDrain(openai.streamProviderModelEvents({ params })),
          openai.deleteProviderModel({ params, query: payload })
        ]
      }
      for (const call of calls(0)) assert.strictEqual((yield* reasonOf(call))._tag, "Invalid")
      for (const call of calls(99)) assert.strictEqual((yield* reasonOf(call))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("openai: answers", () => {
  it.live("goes on with a chat, whole and in chunks", () =>
    Effect.gen(function* () {
      const { openai } = yield* OpenWebUI
      const text = unique("chat")
      const whole = yield* openai.generateChatCompletion({ payload: { ...ask(text), temperature: 0.5 } })
      assert.strictEqual(completionText(whole), `Echo: ${text}`)
      const { elements, reason } = yield* drained(
        openai.streamChatCompletion({ payload: { ...ask(text), stream_options: { include_usage: true } } })
      )
      assert.isUndefined(reason)
      assert.strictEqual(elements.map(({ choices }) => choices?.[0]?.delta?.content ?? "").join(""), `Echo: ${text}`)
      assert.isAbove(elements.at(-1)?.usage?.total_tokens ?? 0, 0)
      const asked = yield* providerRequests(text)
      assert.deepStrictEqual(
        asked.map(({ body }) => typeof body === "object" && body !== null && "stream" in body && body.stream),
        [false, true]
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("hands on what the provider says against it", () =>
    Effect.gen(function* () {
      const { openai } = yield* OpenWebUI
      const limited = yield* reasonOf(openai.generateChatCompletion({ payload: ask("[[fail=429]]") }))
      assert.strictEqual(limited._tag, "ProviderFailed")
      if (limited._tag === "ProviderFailed") {
        assert.deepStrictEqual([limited.status, limited.code], [429, "rate_limit_exceeded"])
        assert.deepStrictEqual(limited.retryAfter, Duration.seconds(2))
      }
      const down = yield* reasonOf(openai.generateChatCompletion({ payload: ask("[[fail=503]]") }))
      assert.deepStrictEqual([down._tag, "status" in down && down.status], ["ProviderFailed", 503])
      const key = yield* drained(openai.streamChatCompletion({ payload: ask("[[fail=401]]") }))
      assert.strictEqual(key.reason?._tag === "ProviderFailed" && key.reason.code, "invalid_api_key")
      const cut = yield* drained(openai.streamChatCompletion({ payload: ask("one two three four [[cut]]") }))
      assert.strictEqual(cut.reason?._tag === "Truncated" && cut.reason.text, "Echo: one two")
      const frame = yield* drained(openai.streamChatCompletion({ payload: ask("one two three [[error-frame]]") }))
      assert.strictEqual(frame.reason?._tag === "StreamFailed" && frame.reason.code, "internal_error")
      const nowhere = yield* reasonOf(openai.generateChatCompletion({ payload: ask("x", "nowhere") }))
      assert.deepStrictEqual([nowhere._tag, "status" in nowhere && nowhere.status], ["NotFound", 404])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("answers in the form of the Responses API, whole and in events", () =>
    Effect.gen(function* () {
      const { openai } = yield* OpenWebUI
      const text = unique("response")
      const payload = {
        model: "echo",
        input: [{ role: "user", content: [{ type: "input_text", text }] }],
        instructions: "Be brief.",
        metadata: { of: text }
      }
      const whole = yield* openai.responses({ payload })
      assert.deepStrictEqual([responseText(whole), whole.status], [`Echo: ${text}`, "completed"])
      assert.isAbove(whole.usage?.output_tokens ?? 0, 0)
      const { elements, reason } = yield* drained(openai.streamResponses({ payload }))
      assert.isUndefined(reason)
      assert.strictEqual(elements.map(({ delta }) => delta ?? "").join(""), `Echo: ${text}`)
      const last = elements.at(-1)
      assert.strictEqual(last?.type, "response.completed")
      assert.strictEqual(last?.response === undefined ? "" : responseText(last.response), `Echo: ${text}`)
      const asked = yield* providerRequests(text)
      assert.deepStrictEqual(
        asked.map(({ body }) => body),
        [
          { ...payload, stream: false },
          { ...payload, stream: true }
        ]
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("says how an answer of the Responses API failed", () =>
    Effect.gen(function* () {
      const { openai } = yield* OpenWebUI
      const limited = yield* reasonOf(openai.responses({ payload: { model: "echo", input: "[[fail=429]]" } }))
      assert.strictEqual(limited._tag === "ProviderFailed" && limited.status, 429)
      const cut = yield* drained(openai.streamResponses({ payload: { model: "echo", input: "a b c d [[cut]]" } }))
      assert.strictEqual(cut.reason?._tag === "Truncated" && cut.reason.text, "Echo: a b")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("speaks only through OpenAI itself", () =>
    Effect.gen(function* () {
      const { openai } = yield* OpenWebUI
      const payload = { model: "tts-1", input: "Hello", voice: "alloy" }
      for (const call of [openai.speech({ payload }), Stream.runDrain(openai.streamSpeech({ payload }))]) {
        const reason = yield* reasonOf<unknown, never>(call)
        // The server means 401 and stumbles over its own text.
        assert.deepStrictEqual([reason._tag, "status" in reason && reason.status], ["ServerFailed", 500])
      }
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("openai: any path of a provider", () => {
  it.live("hands on method, path and body, to the connection that has the model", () =>
    local((owui) =>
      Effect.gen(function* () {
        // The list of models must be known, or the first connection is asked.
        yield* owui.openai.getModels()
        const payload = { model: prefixed, deep: { list: [1, null, "x"] } }
        const params = { path: "some/deep path" }
        const { openai } = owui
        const calls = {
          GET: openai.proxyGet({ params, payload }),
          POST: openai.proxyPost({ params, payload }),
          PUT: openai.proxyPut({ params, payload }),
          DELETE: openai.proxyDelete({ params, payload })
        }
        for (const [method, call] of Object.entries(calls)) {
          assert.deepStrictEqual(yield* call, { method, path: "/llama/v1/some/deep%20path", body: payload })
        }
        const { elements, reason } = yield* drained(
          openai.streamProxyPost({ params: { path: "events" }, payload: { model: prefixed } })
        )
        assert.isUndefined(reason)
        assert.deepStrictEqual(elements, [{ n: 1 }, { n: 2 }])
        // What is not JSON comes as a text.
        const page = yield* openai.proxyGet({ params: { path: "page" }, payload: { model: prefixed } })
        assert.strictEqual(page, "<p>No service here.</p>")
        const teapots: Calls = [
          openai.proxyGet({ params: { path: "teapot" }, payload }),
          openai.proxyPost({ params: { path: "teapot" }, payload }),
          Stream.runDrain(openai.streamProxyPost({ params: { path: "teapot" }, payload })),
          openai.proxyPut({ params: { path: "teapot" }, payload }),
          openai.proxyDelete({ params: { path: "teapot" }, payload })
        ]
        for (const call of teapots) {
          const failed = yield* reasonOf(call)
          assert.deepStrictEqual(
            [failed._tag, "status" in failed && failed.status, "detail" in failed && failed.detail],
            ["ProviderFailed", 418, "short and stout"]
          )
        }
      })
    )
  )

  it.live("asks the first connection where no model says another, for every account", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      const input = unique("passed")
      const payload = { model: "echo-embed", input }
      const answer = yield* user.openai.proxyPost({ params: { path: "embeddings" }, payload })
      assert.include(JSON.stringify(answer), '"model":"echo-embed"')
      assert.strictEqual((yield* providerRequests(input)).length, 1)
      const nothing = yield* reasonOf(user.openai.proxyDelete({ params: { path: "nothing" } }))
      assert.deepStrictEqual([nothing._tag, "status" in nothing && nothing.status], ["ProviderFailed", 404])
    }).pipe(Effect.provide(asAdmin))
  )
})
