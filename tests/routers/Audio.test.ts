import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { STTConfig, TTSConfig } from "../../src/models/Audio.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import * as Wire from "../support/provider/Wire.ts"
import { freshUser, providerUrl, unique } from "../support/TestServer.ts"

/** A service that speaks MP3: the frame's header and the text that was asked for. */
class Speaker extends Context.Service<
  Speaker,
  {
    readonly url: string
    /** The bodies that it got. */
    readonly asked: Effect.Effect<ReadonlyArray<unknown>>
  }
>()("tests/routers/Audio/Speaker") {
  static readonly layer = () =>
    Layer.effect(Speaker, speaker).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

const speaker = Effect.gen(function* () {
  const asked: Array<unknown> = []
  const speech = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = yield* Effect.orDie(request.json)
    asked.push(body)
    const text = JSON.stringify(body)
    const status = /\[\[fail=(\d+)\]\]/.exec(text)?.[1]
    if (status !== undefined) {
      return HttpServerResponse.jsonUnsafe({ error: { message: "no voice today" } }, { status: Number(status) })
    }
    const bytes = new Uint8Array([0xff, 0xfb, ...new TextEncoder().encode(text)])
    return HttpServerResponse.uint8Array(bytes, { contentType: "audio/mpeg" })
  })
  const router = yield* HttpRouter.toHttpEffect(
    Layer.mergeAll(
      HttpRouter.add("POST", "/v1/audio/speech", speech),
      HttpRouter.add("GET", "/v1/audio/models", HttpServerResponse.jsonUnsafe({ models: [{ id: "speaker-1" }] })),
      HttpRouter.add(
        "GET",
        "/v1/audio/voices",
        HttpServerResponse.jsonUnsafe({ voices: [{ id: "v1", name: "Voice One" }] })
      )
    )
  )
  yield* HttpServer.serveEffect(router)
  const { address } = yield* HttpServer.HttpServer
  return Speaker.of({ url: `${HttpServer.formatAddress(address)}/v1`, asked: Effect.sync(() => [...asked]) })
})

/** Runs with our speaker for texts and the provider of the tests for recordings, and puts the settings back. */
const configured = <A, E, R>(
  tts: Partial<TTSConfig>,
  stt: Partial<STTConfig>,
  use: (owui: OpenWebUIService, mock: Speaker["Service"]) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const owui = yield* OpenWebUI
    const mock = yield* Speaker
    return yield* Effect.acquireUseRelease(
      owui.audio.getAudioConfig(),
      (before) => {
        const payload = {
          tts: { ...before.tts, OPENAI_API_BASE_URL: mock.url, OPENAI_API_KEY: "k", ...tts },
          stt: { ...before.stt, ENGINE: "openai", OPENAI_API_BASE_URL: providerUrl, OPENAI_API_KEY: "k", ...stt }
        }
        return Effect.andThen(owui.audio.updateAudioConfig({ payload }), use(owui, mock))
      },
      (before) => Effect.orDie(owui.audio.updateAudioConfig({ payload: before }))
    )
  }).pipe(Effect.provide(Layer.merge(asAdmin, Speaker.layer())))

type Calls = ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>>

const recording = { name: "hello.wav", contentType: "audio/wav", content: Wire.wav }

describe("audio", () => {
  it.live("keeps the settings, and leaves alone what is left out", () =>
    configured({}, {}, (owui, mock) =>
      Effect.gen(function* () {
        const before = yield* owui.audio.getAudioConfig()
        const { OPENAI_PARAMS, REALTIME_TTS_PROMPT_TEMPLATE, ...tts } = before.tts
        const { ALLOWED_EXTENSIONS, SUPPORTED_CONTENT_TYPES, OPENAI_API_REQUEST_FORMAT, ...stt } = before.stt
        const prompt = unique("prompt")
        const changed = yield* owui.audio.updateAudioConfig({
          payload: {
            tts: { ...tts, ENGINE: "openai", MODEL: "speaker-1", VOICE: "v1", SPLIT_ON: "none" },
            stt: { ...stt, AZURE_LOCALES: "de-DE" },
            realtime: { VOICE: "cedar", INPUT_PARAMS: { noise_reduction: null }, REALTIME_CALL_PROMPT_TEMPLATE: prompt }
          }
        })
        assert.deepStrictEqual(changed, {
          tts: { ...before.tts, ENGINE: "openai", MODEL: "speaker-1", VOICE: "v1", SPLIT_ON: "none" },
          stt: { ...before.stt, AZURE_LOCALES: "de-DE" },
          realtime: {
            ...before.realtime,
            VOICE: "cedar",
            INPUT_PARAMS: { noise_reduction: null },
            REALTIME_CALL_PROMPT_TEMPLATE: prompt
          }
        })
        assert.deepStrictEqual(yield* owui.audio.getAudioConfig(), changed)
        assert.deepStrictEqual(
          [changed.tts.OPENAI_API_BASE_URL, changed.tts.OPENAI_PARAMS, changed.stt.ALLOWED_EXTENSIONS],
          [mock.url, OPENAI_PARAMS, ALLOWED_EXTENSIONS]
        )
        assert.strictEqual(changed.tts.REALTIME_TTS_PROMPT_TEMPLATE, REALTIME_TTS_PROMPT_TEMPLATE)
        assert.deepStrictEqual(changed.stt.SUPPORTED_CONTENT_TYPES, SUPPORTED_CONTENT_TYPES)
        assert.strictEqual(changed.stt.OPENAI_API_REQUEST_FORMAT, OPENAI_API_REQUEST_FORMAT)
        const long = yield* reasonOf(
          owui.audio.updateAudioConfig({ payload: { ...changed, realtime: { MODEL: "m".repeat(201) } } })
        )
        assert.deepStrictEqual(long._tag === "Invalid" && [long.status, long.issues[0]?.path], [
          undefined,
          ["payload", "realtime", "MODEL"]
        ])
        yield* owui.audio.updateAudioConfig({ payload: before })
      })
    )
  )

  it.live("fails and stores the settings nevertheless where Whisper cannot be loaded", () =>
    configured({}, {}, (owui) =>
      Effect.gen(function* () {
        const before = yield* owui.audio.getAudioConfig()
        const model = unique("nowhere")
        const payload = { ...before, stt: { ...before.stt, ENGINE: "", WHISPER_MODEL: model } }
        const reason = yield* reasonOf(owui.audio.updateAudioConfig({ payload }))
        assert.strictEqual(reason._tag, "ServerFailed")
        const after = yield* owui.audio.getAudioConfig()
        assert.deepStrictEqual([after.stt.ENGINE, after.stt.WHISPER_MODEL], ["", model])
        yield* owui.audio.updateAudioConfig({ payload: before })
      })
    )
  )

  it.live("speaks a text, for every account, and answers it from a cache the next time", () =>
    configured({ ENGINE: "openai", MODEL: "speaker-1", OPENAI_PARAMS: { warmth: 7 } }, {}, (_, mock) =>
      Effect.gen(function* () {
        const user = yield* clientOf((yield* freshUser()).token)
        const payload = { input: unique("say"), voice: "v1", model: "ignored", speed: 1.5 }
        const spoken = yield* user.audio.speech({ payload })
        assert.strictEqual(spoken.contentType, "audio/mpeg")
        assert.deepStrictEqual([...spoken.bytes.slice(0, 2)], [0xff, 0xfb])
        assert.deepStrictEqual(yield* mock.asked, [{ ...payload, model: "speaker-1", warmth: 7 }])
        const again = yield* user.audio.speech({ payload })
        assert.deepStrictEqual(again.bytes, spoken.bytes)
        const pieces = yield* Stream.runCollect(user.audio.streamSpeech({ payload }))
        assert.deepStrictEqual(new Uint8Array(Buffer.concat(pieces)), spoken.bytes)
        assert.strictEqual((yield* mock.asked).length, 1)
      })
    )
  )

  it.live("says why a text is not spoken", () =>
    configured({ ENGINE: "openai" }, {}, (owui) =>
      Effect.gen(function* () {
        const speak = (input: string) => reasonOf(owui.audio.speech({ payload: { input } }))
        const stream = (input: string) => reasonOf(Stream.runDrain(owui.audio.streamSpeech({ payload: { input } })))
        for (const status of [401, 429, 500]) {
          const failed = yield* speak(`[[fail=${status}]] ${unique()}`)
          assert.deepStrictEqual([failed._tag, "status" in failed && failed.status], ["ProviderFailed", status])
          assert.include("detail" in failed ? failed.detail : "", `External: ${status}`)
        }
        const config = yield* owui.audio.getAudioConfig()
        yield* owui.audio.updateAudioConfig({ payload: { ...config, tts: { ...config.tts, ENGINE: "" } } })
        assert.strictEqual((yield* speak("hello"))._tag, "NotFound")
        assert.strictEqual((yield* stream("hello"))._tag, "NotFound")
        assert.deepStrictEqual(yield* owui.audio.getModels(), { models: [] })
        assert.deepStrictEqual(yield* owui.audio.getVoices(), { voices: [] })
      })
    )
  )

  it.live("writes down a recording, for every account", () =>
    configured({}, {}, () =>
      Effect.gen(function* () {
        const user = yield* clientOf((yield* freshUser()).token)
        const { filename, text } = yield* user.audio.transcription({ payload: { file: recording, language: "en" } })
        assert.match(text, /^Echo: a recording of \d+ bytes\.$/)
        assert.match(filename, /^[0-9a-f-]{36}\.wav$/)
      })
    )
  )

  it.live("says why a recording is not written down", () =>
    configured({}, { OPENAI_API_BASE_URL: "http://127.0.0.1:1" }, (owui) =>
      Effect.gen(function* () {
        const { transcription } = owui.audio
        const image = { ...recording, contentType: "image/png" }
        assert.strictEqual((yield* reasonOf(transcription({ payload: { file: image } })))._tag, "Invalid")
        const text = { ...recording, name: "hello.txt" }
        const reason = yield* reasonOf(transcription({ payload: { file: text } }))
        assert.deepStrictEqual(
          [reason._tag, "detail" in reason && reason.detail],
          ["Invalid", "Invalid audio file extension"]
        )
        const down = yield* reasonOf(transcription({ payload: { file: recording } }))
        assert.deepStrictEqual(
          [down._tag, "detail" in down && down.detail],
          ["ServerFailed", "Error transcribing chunk: Open WebUI: Server Connection Error"]
        )
      })
    )
  )

  it.live("lists models and voices: the service's own, or OpenAI's", () =>
    configured({ ENGINE: "openai" }, {}, (owui) =>
      Effect.gen(function* () {
        const user = yield* clientOf((yield* freshUser()).token)
        assert.deepStrictEqual(yield* user.audio.getModels(), { models: [{ id: "speaker-1" }] })
        assert.deepStrictEqual(yield* user.audio.getVoices(), { voices: [{ id: "v1", name: "Voice One" }] })
        const config = yield* owui.audio.getAudioConfig()
        yield* owui.audio.updateAudioConfig({
          payload: { ...config, tts: { ...config.tts, OPENAI_API_BASE_URL: providerUrl } }
        })
        // A service without a list of its own for sound is asked for all its models.
        assert.include(
          (yield* owui.audio.getModels()).models.map(({ id }) => id),
          "echo"
        )
        assert.deepStrictEqual(
          (yield* owui.audio.getVoices()).voices.map(({ id }) => id),
          ["alloy", "echo", "fable", "onyx", "nova", "shimmer"]
        )
      })
    )
  )

  it.live("refuses settings to other accounts, sound without the permission, and all to nobody", () =>
    configured({ ENGINE: "openai" }, {}, (owui) =>
      Effect.gen(function* () {
        const user = yield* clientOf((yield* freshUser()).token)
        const nobody = yield* clientOf(undefined)
        const config = yield* owui.audio.getAudioConfig()
        const settings = ({ audio }: OpenWebUIService): Calls => [
          audio.getAudioConfig(),
          audio.updateAudioConfig({ payload: config })
        ]
        const sound = ({ audio }: OpenWebUIService): Calls => [
          audio.speech({ payload: { input: "x" } }),
          audio.transcription({ payload: { file: recording } })
        ]
        for (const call of settings(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
        yield* Effect.acquireUseRelease(
          owui.users.getDefaultUserPermissions(),
          (before) =>
            Effect.gen(function* () {
              const payload = { ...before, chat: { ...before.chat, tts: false, stt: false } }
              yield* owui.users.updateDefaultUserPermissions({ payload })
              for (const call of sound(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
            }),
          (before) => Effect.orDie(owui.users.updateDefaultUserPermissions({ payload: before }))
        )
        const all: Calls = [...settings(nobody), ...sound(nobody), nobody.audio.getModels(), nobody.audio.getVoices()]
        for (const call of all) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
      })
    )
  )
})
