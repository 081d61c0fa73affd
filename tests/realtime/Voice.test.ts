import { randomBytes } from "node:crypto"
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as NodeWS from "@effect/platform-node/NodeWS"
import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Socket from "effect/socket/Socket"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { RealtimeConfigForm } from "../../src/models/Audio.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import * as Voice from "../../src/realtime/Voice.ts"
import { clientOf } from "../support/clients.ts"
import { admin, freshUser, unique, url } from "../support/TestServer.ts"
import { heard, key, type Line, sound, VoiceProvider } from "../support/voice/VoiceProvider.ts"
import { wire } from "./support.ts"

/** Calls that are switched on, with the voice provider of the tests. */
class Setting extends Context.Service<
  Setting,
  {
    readonly owui: OpenWebUIService
    readonly provider: VoiceProvider["Service"]
    /** Runs with other settings of calls. */
    readonly with: <A, E, R>(
      realtime: RealtimeConfigForm,
      use: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | OpenWebUIError, R>
  }
>()("effect-open-webui/tests/realtime/Voice/Setting") {}

const make = Effect.gen(function* () {
  const provider = yield* VoiceProvider
  const owui = yield* clientOf(admin.token)
  const set = (realtime: RealtimeConfigForm) =>
    Effect.flatMap(owui.audio.getAudioConfig(), ({ stt, tts }) =>
      owui.audio.updateAudioConfig({ payload: { stt, tts, realtime } })
    )
  const own = {
    ENABLED: true,
    PROVIDER: "openai",
    AUTH_TYPE: "api_key",
    OPENAI_API_BASE_URL: provider.url,
    OPENAI_API_KEY: key,
    MODEL: "voice-1",
    VOICE: "cedar",
    TRANSCRIPTION_MODEL: "transcribe-1"
  }
  yield* Effect.acquireRelease(
    Effect.tap(
      Effect.map(owui.audio.getAudioConfig(), ({ realtime }) => realtime),
      () => set(own)
    ),
    (before) => Effect.orDie(set(before))
  )
  return Setting.of({
    owui,
    provider,
    with: (realtime, use) =>
      Effect.acquireUseRelease(
        set(realtime),
        () => use,
        () => Effect.orDie(set(own))
      )
  })
})

/** A call of these credentials until the scope closes. */
const openAs = (
  auth: Auth.Auth,
  {
    at = url,
    modelId = "echo",
    sockets = NodeSocket.layerWebSocketConstructor,
    ...options
  }: Partial<Voice.VoiceOptions> & {
    readonly at?: string
    readonly sockets?: Layer.Layer<Socket.WebSocketConstructor>
  } = {}
) =>
  Voice.open({ modelId, ...options }).pipe(
    Effect.provide(
      Layer.merge(Client.layer({ url: at, auth, retry: false }).pipe(Layer.provide(FetchHttpClient.layer)), sockets)
    )
  )

const open = (options?: Parameters<typeof openAs>[1]) => openAs(Auth.token(admin.token), options)

/** A call and the provider's end of it. */
const opened = (options?: Parameters<typeof openAs>[1]) =>
  Effect.gen(function* () {
    const { provider } = yield* Setting
    const at = provider.lines.length
    const call = yield* open(options)
    return { call, line: () => provider.lines[at] }
  })

/** The provider's end of a call once it meets a condition. */
const lineOf = (line: () => Line | undefined, condition: (line: Line) => boolean) =>
  Effect.suspend(() => {
    const now = line()
    return now !== undefined && condition(now) ? Effect.succeed(now) : Effect.fail(now)
  }).pipe(Effect.retry(Schedule.spaced("20 millis")), Effect.timeout("10 seconds"))

/** What is told up to an event of a type. */
const until = ({ events }: Voice.VoiceCall, type: string) =>
  events.pipe(
    Stream.takeUntil((event) => event.type === type),
    Stream.runCollect,
    Effect.timeout("20 seconds")
  )

/** Speaks and gives what is told until it was written down. */
const spoken = (call: Voice.VoiceCall, pcm: Uint8Array) =>
  Effect.gen(function* () {
    yield* call.append(pcm)
    yield* call.send({ type: "input_audio_buffer.commit" })
    const events = yield* until(call, "conversation.item.input_audio_transcription.completed")
    const [said] = events.filter(Voice.isVoiceEvent("conversation.item.input_audio_transcription.completed"))
    if (said === undefined) return assert.fail("Nothing was written down")
    return { events, itemId: said.data.item_id, transcript: said.data.transcript }
  })

/** Has what was said answered and gives what is told until the answer is complete. */
const answered = (call: Voice.VoiceCall, item_id: string) =>
  Effect.andThen(call.send({ type: "bridge.respond", item_id }), until(call, "response.done"))

const soundOf = (events: ReadonlyArray<Voice.VoiceEvent>) =>
  Buffer.concat(events.filter(Voice.isVoiceEvent("response.output_audio.delta")).map(({ data }) => data.delta))

const environment = Layer.effect(Setting, make).pipe(Layer.provide(VoiceProvider.layer()))

const both = [
  ["the global WebSocket", NodeSocket.layerWebSocketConstructor],
  ["the one of ws", NodeWS.layerWebSocketConstructor]
] as const

describe("a call", () => {
  layer(environment, { excludeTestServices: true })((it) => {
    describe.each(both)("over %s", (_, sockets) => {
      it.effect("is ready with the voice that is set", () =>
        Effect.gen(function* () {
          const { call, line } = yield* opened({ sockets })
          const { model, sample_rate, voice } = call.ready
          assert.deepStrictEqual([model, voice, sample_rate], ["voice-1", "cedar", 24_000])
          const { commands, url } = yield* lineOf(line, ({ open }) => open)
          assert.strictEqual(url, "/v1/realtime?model=voice-1")
          assert.deepStrictEqual(
            commands.map(({ type }) => type),
            ["session.update"]
          )
        }).pipe(Effect.scoped)
      )

      it.effect("takes sound and gives sound, byte by byte the same, with what was said", () =>
        Effect.gen(function* () {
          const { call, line } = yield* opened({ sockets })
          const pcm = sound("echo", 100_002)
          const { events, itemId, transcript } = yield* spoken(call, pcm)
          assert.strictEqual(transcript, heard(pcm.length))
          assert.deepStrictEqual(
            events.map(({ known, type }) => [known, type]),
            [
              [true, "input_audio_buffer.committed"],
              [true, "conversation.item.added"],
              [true, "conversation.item.input_audio_transcription.delta"],
              [true, "conversation.item.input_audio_transcription.completed"]
            ]
          )
          // A second at a time.
          assert.deepStrictEqual(line()?.pieces, [48_000, 48_000, 4002])
          const answer = yield* answered(call, itemId)
          assert.isTrue(Buffer.from(pcm).equals(soundOf(answer)))
          assert.deepStrictEqual(
            answer.filter(({ known }) => !known),
            []
          )
          const [created] = answer.filter(Voice.isVoiceEvent("response.created"))
          assert.deepStrictEqual(created?.data.response.metadata, { input_item_id: itemId })
          const [written] = answer.filter(Voice.isVoiceEvent("response.output_audio_transcript.done"))
          assert.strictEqual(written?.data.transcript, `You ${heard(pcm.length)}`)
          const [done] = answer.filter(Voice.isVoiceEvent("response.done"))
          assert.strictEqual(done?.data.response.status, "completed")
        }).pipe(Effect.scoped)
      )

      it.effect("is closed with its scope at once, and its streams end", () =>
        Effect.gen(function* () {
          const scope = yield* Scope.make()
          const { call, line } = yield* Scope.provide(opened({ sockets }), scope)
          const events = yield* Effect.forkChild(Stream.runDrain(call.events))
          const closed = yield* Effect.forkChild(call.closed)
          yield* lineOf(line, ({ open }) => open)
          yield* Effect.timeout(Scope.close(scope, Exit.void), "5 seconds")
          yield* Effect.timeout(Fiber.join(events), "5 seconds")
          yield* Effect.timeout(Fiber.join(closed), "5 seconds")
          yield* lineOf(line, ({ open }) => !open)
          const { reason } = yield* Effect.flip(call.append(sound("echo", 2)))
          assert.strictEqual(reason._tag, "Unreachable")
          assert.include(reason.message, "nothing was sent")
        })
      )

      it.effect("is closed where who is in it is interrupted", () =>
        Effect.gen(function* () {
          const made = yield* Deferred.make<() => Line | undefined>()
          const fiber = yield* Effect.forkChild(
            Effect.scoped(
              Effect.gen(function* () {
                const { call, line } = yield* opened({ sockets })
                yield* Deferred.succeed(made, line)
                yield* Stream.runDrain(call.events)
              })
            )
          )
          const line = yield* Deferred.await(made)
          yield* lineOf(line, ({ open }) => open)
          yield* Effect.timeout(Fiber.interrupt(fiber), "5 seconds")
          yield* lineOf(line, ({ open }) => !open)
        })
      )
    })

    it.effect("stops an answer", () =>
      Effect.gen(function* () {
        const { call, line } = yield* opened()
        const pcm = sound("slow", 48_000)
        const { itemId } = yield* spoken(call, pcm)
        yield* call.send({ type: "bridge.respond", item_id: itemId })
        const begun = yield* until(call, "response.output_audio_transcript.delta")
        const [created] = begun.filter(Voice.isVoiceEvent("response.created"))
        const [piece] = begun.filter(Voice.isVoiceEvent("response.output_audio.delta"))
        const response_id = created?.data.response.id ?? ""
        const item_id = piece?.data.item_id ?? ""
        yield* call.send({ type: "response.cancel", response_id })
        const [done] = (yield* until(call, "response.done")).filter(Voice.isVoiceEvent("response.done"))
        assert.deepStrictEqual([done?.data.response.id, done?.data.response.status], [response_id, "cancelled"])
        yield* call.send({ type: "conversation.item.truncate", item_id, content_index: 0, audio_end_ms: 250 })
        const [cut] = (yield* until(call, "conversation.item.truncated")).filter(
          Voice.isVoiceEvent("conversation.item.truncated")
        )
        assert.deepStrictEqual([cut?.data.item_id, cut?.data.audio_end_ms], [item_id, 250])
        // An answer that is over already: the server keeps to itself what the provider says of it.
        yield* call.send({ type: "response.cancel", response_id })
        yield* call.send({ type: "input_audio_buffer.clear" })
        assert.lengthOf(yield* until(call, "input_audio_buffer.cleared"), 1)
        yield* lineOf(line, ({ commands }) => commands.filter(({ type }) => type === "response.cancel").length === 2)
      }).pipe(Effect.scoped)
    )

    it.effect("hands a question to the chat model, and has the result spoken", () =>
      Effect.gen(function* () {
        const { owui } = yield* Setting
        const chat = yield* owui.chats.createNewChat({ payload: { chat: { title: unique("call") } } })
        const { call, line } = yield* opened({ chatId: chat?.id })
        const messages = [
          { role: "user", content: "What did I say?" },
          { role: "assistant", content: "Nothing yet 😀" }
        ] as const
        yield* call.send({ type: "bridge.context", messages })
        yield* until(call, "conversation.item.added")
        const { itemId } = yield* spoken(call, sound("delegate", 4800))
        const answer = yield* answered(call, itemId)
        const item = answer.filter(Voice.isVoiceEvent("response.output_item.done"))[0]?.data.item
        assert.strictEqual(item?.name, "generate_chat_completion")
        assert.deepStrictEqual(JSON.parse(item?.arguments ?? ""), { request: heard(4800) })
        const call_id = item?.call_id ?? ""
        yield* call.send({ type: "bridge.status", status: "working" })
        const status = yield* until(call, "response.done")
        assert.deepStrictEqual(status.filter(Voice.isVoiceEvent("response.created"))[0]?.data.response.metadata, {
          status: "working"
        })
        yield* call.send({ type: "bridge.result", call_id, status: "completed", answer: "Forty-two" })
        yield* call.send({ type: "bridge.respond", call_id })
        const told = yield* until(call, "response.done")
        assert.deepStrictEqual(told.filter(Voice.isVoiceEvent("response.created"))[0]?.data.response.metadata, {
          call_id
        })
        const { commands } = yield* lineOf(line, () => true)
        const items = commands.filter(({ type }) => type === "conversation.item.create").map(({ item }) => item)
        assert.lengthOf(items, 2)
        assert.include(JSON.stringify(items[0]), "Nothing yet")
        assert.deepStrictEqual(items[1], {
          type: "function_call_output",
          call_id,
          output: '{"status":"completed","answer":"Forty-two"}'
        })
      }).pipe(Effect.scoped)
    )

    it.effect("tells of gestures, and is told what became of them", () =>
      Effect.gen(function* () {
        const { call, line } = yield* opened()
        const { itemId } = yield* spoken(call, sound("gesture", 4800))
        const answer = yield* answered(call, itemId)
        const [done] = answer.filter(Voice.isVoiceEvent("response.output_item.done"))
        assert.strictEqual(done?.data.item.name, "play_animation")
        // The model has no avatar.
        assert.isFalse(done?.data.animation_valid)
        const call_id = done?.data.item.call_id ?? ""
        yield* call.send({ type: "bridge.animation.result", call_id, status: "unavailable" })
        yield* call.send({ type: "bridge.animation.respond", response_id: done?.data.response_id ?? "" })
        yield* until(call, "response.done")
        const { commands } = yield* lineOf(line, () => true)
        assert.deepStrictEqual(commands.map(({ type }) => type).slice(-3), [
          "response.create",
          "conversation.item.create",
          "response.create"
        ])
      }).pipe(Effect.scoped)
    )

    it.effect("goes on where nothing was understood, and where the provider says what nobody knows", () =>
      Effect.gen(function* () {
        const { call, line } = yield* opened()
        yield* call.append(sound("unclear", 4800))
        yield* call.send({ type: "input_audio_buffer.commit" })
        const [failed] = (yield* until(call, "conversation.item.input_audio_transcription.failed")).filter(
          Voice.isVoiceEvent("conversation.item.input_audio_transcription.failed")
        )
        assert.deepStrictEqual(failed?.data.error, { type: "transcription_error", message: "noise" })
        yield* lineOf(line, ({ commands }) =>
          commands.some(({ item_id, type }) => type === "conversation.item.delete" && item_id === failed?.data.item_id)
        )
        yield* call.append(sound("news", 4800))
        yield* call.send({ type: "input_audio_buffer.commit" })
        const [invented, odd] = (yield* until(call, "response.output_text.delta")).filter(({ known }) => !known)
        assert.isFalse(invented?.known)
        if (invented?.known === false) {
          assert.deepStrictEqual([invented.type, invented.issues], ["response.invented", []])
          assert.deepInclude(invented.data, { what: ["ever", 1] })
        }
        if (odd?.known === false) {
          assert.deepInclude(odd.data, { delta: 7 })
          assert.includeDeepMembers(
            odd.issues.map(({ path }) => path),
            [["delta"]]
          )
        } else assert.fail("It is of the shape that it should not have")
        yield* spoken(call, sound("echo", 4800))
      }).pipe(Effect.scoped)
    )

    it.effect("keeps what is not taken yet, and gives it even where the call is over", () =>
      Effect.gen(function* () {
        const { call, line } = yield* opened({ sockets: NodeWS.layerWebSocketConstructor })
        // Compression makes it no smaller, so it waits to be sent, and the second waits for the first.
        const [first, second] = [randomBytes(2_000_000), randomBytes(2_000_000)]
        first.set(sound("echo", 2))
        yield* Effect.all([call.append(first), call.append(second)], { concurrency: 2, discard: true })
        const pcm = Buffer.concat([first, second])
        const { itemId } = yield* spoken(call, new Uint8Array())
        yield* call.send({ type: "bridge.respond", item_id: itemId })
        // Nobody takes anything until the provider has told it all, and more.
        yield* lineOf(line, ({ commands }) => commands.some(({ type }) => type === "response.create"))
        yield* call.send({ type: "bridge.status", status: "working" })
        yield* lineOf(line, ({ commands }) => commands.filter(({ type }) => type === "response.create").length === 2)
        yield* call.append(sound("hangUp", 2))
        yield* call.send({ type: "input_audio_buffer.commit" })
        yield* Effect.flip(call.closed)
        const got: Array<Voice.VoiceEvent> = []
        const { reason } = yield* Effect.flip(
          Stream.runForEach(call.events, (event) => Effect.sync(() => void got.push(event)))
        )
        assert.strictEqual(reason._tag, "ProviderFailed")
        assert.isTrue(Buffer.concat([pcm, pcm]).equals(soundOf(got)))
      }).pipe(Effect.scoped)
    )

    it.effect("asks whether the server is there", () =>
      Effect.gen(function* () {
        const pings = { sent: 0, answered: 0 }
        const sockets = watched((direction, frame) => {
          if (direction === "out" && frame === '{"type":"bridge.ping"}') pings.sent++
          if (direction === "in" && typeof frame === "string" && frame.includes("bridge.pong")) pings.answered++
          return true
        })
        const { call } = yield* opened({ keepAlive: "40 millis", timeout: "4 seconds", sockets })
        // For longer than the server may be silent.
        yield* Effect.suspend(() => (pings.answered >= 120 ? Effect.void : Effect.fail(pings))).pipe(
          Effect.retry(Schedule.spaced("20 millis")),
          Effect.timeout("30 seconds")
        )
        assert.isAtLeast(pings.sent, pings.answered)
        yield* call.send({ type: "input_audio_buffer.clear" })
        assert.deepStrictEqual(
          (yield* until(call, "input_audio_buffer.cleared")).map(({ type }) => type),
          ["input_audio_buffer.cleared"]
        )
      }).pipe(Effect.scoped)
    )

    it.effect("ends with TimedOut where the server is silent, at once and at both ends", () =>
      Effect.gen(function* () {
        const state = { silent: false }
        const sockets = watched((direction) => direction === "out" || !state.silent)
        const { call, line } = yield* opened({ keepAlive: "50 millis", timeout: "5 seconds", sockets })
        state.silent = true
        const { operation, reason } = yield* Effect.flip(Stream.runDrain(call.events))
        assert.strictEqual(operation, "voice.open")
        assert.strictEqual(reason._tag, "TimedOut")
        yield* lineOf(line, ({ open }) => !open)
      }).pipe(Effect.scoped, Effect.timeout("30 seconds"))
    )

    it.effect("fails with what the provider did, and shows nothing of its words", () =>
      Effect.gen(function* () {
        for (const kind of ["error", "hangUp"] as const) {
          const { call, line } = yield* opened()
          yield* call.append(sound(kind, 4800))
          yield* call.send({ type: "input_audio_buffer.commit" })
          for (const use of [Stream.runDrain(call.events), call.closed, call.append(sound("echo", 2))]) {
            const error = yield* Effect.flip(use)
            assert.strictEqual(error.reason._tag, "ProviderFailed", error.message)
            assert.notInclude(error.message, "secret")
          }
          yield* lineOf(line, ({ open }) => !open)
        }
      }).pipe(Effect.scoped, Effect.timeout("20 seconds"))
    )

    it.effect("fails with Invalid where the server does not take a command", () =>
      Effect.gen(function* () {
        for (const command of [
          { type: "response.cancel", response_id: "none" },
          { type: "conversation.item.truncate", item_id: "none", content_index: 0, audio_end_ms: 1 },
          { type: "bridge.respond", item_id: "none" },
          { type: "bridge.respond", call_id: "none" },
          { type: "bridge.result", call_id: "none", status: "failed", answer: "" },
          { type: "bridge.animation.respond", response_id: "none" },
          { type: "bridge.animation.result", call_id: "none", status: "busy" }
        ] as const) {
          const call = yield* open()
          yield* call.send(command)
          const { reason } = yield* Effect.flip(call.closed)
          assert.strictEqual(reason._tag, "Invalid", command.type)
          assert.notInclude(reason.message, "nothing was sent")
        }
      }).pipe(Effect.scoped, Effect.timeout("30 seconds"))
    )

    it.effect("refuses what the server would not take, before anything is sent", () =>
      Effect.gen(function* () {
        const { call, line } = yield* opened()
        const said = (count: number, length: number) =>
          Array.from({ length: count }, () => ({ role: "user" as const, content: "é".repeat(length) }))
        const refused: ReadonlyArray<readonly [string, Effect.Effect<void, OpenWebUIError>]> = [
          ["append", call.append(new Uint8Array(3))],
          ["send", call.send({ type: "bridge.context", messages: said(101, 1) })],
          ["send", call.send({ type: "bridge.context", messages: said(1, 32_001) })],
          ["send", call.send({ type: "bridge.context", messages: said(3, 32_000) })],
          ["send", call.send({ type: "bridge.result", call_id: "a", status: "failed", answer: "x".repeat(100_001) })],
          [
            "send",
            call.send({ type: "bridge.result", call_id: "a", status: "failed", answer: "\u0001".repeat(99_999) })
          ],
          ["send", call.send({ type: "conversation.item.truncate", item_id: "a", content_index: 0, audio_end_ms: -1 })],
          // @ts-expect-error: a status that there is not
          ["send", call.send({ type: "bridge.status", status: "bored" })],
          // @ts-expect-error: a command that there is not
          ["send", call.send({ type: "session.update", session: {} })]
        ]
        for (const [operation, sent] of refused) {
          const error = yield* Effect.flip(sent)
          assert.strictEqual(error.operation, `voice.${operation}`)
          assert.strictEqual(error.reason._tag, "Invalid")
          assert.include(error.message, "nothing was sent")
        }
        // The longest that the server takes, and keys that it would not.
        yield* call.send({ type: "bridge.context", messages: said(2, 32_000) })
        yield* call.send({ type: "bridge.context", messages: [{ role: "user", content: "😀".repeat(32_000) }] })
        const more = { type: "input_audio_buffer.clear" as const, more: true }
        yield* call.send(more)
        yield* call.append(new Uint8Array())
        yield* until(call, "input_audio_buffer.cleared")
        assert.deepStrictEqual(line()?.pieces, [])
      }).pipe(Effect.scoped)
    )

    it.effect("is refused as the reason says", () =>
      Effect.gen(function* () {
        const setting = yield* Setting
        const { owui } = setting
        const user = yield* freshUser()
        const pending = yield* freshUser("pending")
        const foreign = yield* owui.chats.createNewChat({ payload: { chat: { title: unique("foreign") } } })
        const asUser = Auth.token(user.token)
        const tagOf = <R>(effect: Effect.Effect<unknown, OpenWebUIError, R>) =>
          Effect.map(Effect.flip(effect), (error) => {
            assert.notInclude(error.message, admin.token)
            assert.notInclude(error.message, user.token)
            return error.reason._tag
          })
        const cases: ReadonlyArray<readonly [RealtimeConfigForm, ReturnType<typeof open>, string]> = [
          [{}, open({ modelId: unique("model") }), "NotFound"],
          [{}, open({ chatId: unique("chat") }), "NotFound"],
          [{}, openAs(asUser, { chatId: foreign?.id }), "NotFound"],
          [{}, openAs(Auth.token("eyJhbGciOiJIUzI1NiJ9.e30.AAAA")), "Unauthenticated"],
          [{}, openAs(Auth.token(pending.token)), "Forbidden"],
          [{ ENABLED: false }, open(), "FeatureDisabled"],
          [{ OPENAI_API_KEY: "" }, open(), "FeatureDisabled"],
          [{ OPENAI_API_BASE_URL: "nowhere" }, open(), "FeatureDisabled"],
          [{ OPENAI_API_KEY: "wrong" }, open(), "ProviderFailed"],
          [{ MODEL: "missing" }, open(), "ProviderFailed"],
          [{ MODEL: "refused" }, open(), "ProviderFailed"],
          [{ OPENAI_API_BASE_URL: "http://127.0.0.1:1" }, open(), "ServerFailed"],
          [{}, open({ at: "http://127.0.0.1:1" }), "Unreachable"]
        ]
        for (const [settings, call, tag] of cases) {
          assert.strictEqual(yield* tagOf(setting.with(settings, Effect.scoped(call))), tag, JSON.stringify(settings))
        }
        const permissions = yield* owui.users.getDefaultUserPermissions()
        const without = { ...permissions, chat: { ...permissions.chat, call: false } }
        const denied = yield* Effect.acquireUseRelease(
          owui.users.updateDefaultUserPermissions({ payload: without }),
          () => tagOf(Effect.scoped(openAs(asUser))),
          () => Effect.orDie(owui.users.updateDefaultUserPermissions({ payload: permissions }))
        )
        assert.strictEqual(denied, "Forbidden")
      })
    )

    it.effect("is not opened with an API key or without a token, and nothing is sent", () =>
      Effect.gen(function* () {
        const { count, url: at } = yield* wire
        for (const auth of [Auth.apiKey("sk-example0000000000000000000000000"), Auth.none]) {
          const { operation, reason } = yield* Effect.flip(openAs(auth, { at }))
          assert.strictEqual(operation, "voice.open")
          assert.strictEqual(reason._tag, "Invalid")
          assert.include(reason.message, "nothing was sent")
        }
        assert.strictEqual(count(), 0)
      }).pipe(Effect.scoped)
    )

    it.effect("signs in by itself, and again where its token is no longer taken", () =>
      Effect.gen(function* () {
        const account = yield* freshUser("admin")
        const client = yield* Layer.build(
          Client.layer({ url, auth: Auth.password(account) }).pipe(Layer.provide(FetchHttpClient.layer))
        )
        const made = Voice.open({ modelId: "echo" }).pipe(
          Effect.provide(client),
          Effect.provide(NodeSocket.layerWebSocketConstructor)
        )
        yield* Effect.scoped(made)
        const first = yield* Context.get(client, Client).token
        const own = yield* clientOf(first === undefined ? undefined : Redacted.value(first))
        // All sessions of the account end with it.
        yield* own.auths.updatePassword({ payload: { password: account.password, new_password: account.password } })
        const { ready } = yield* made
        assert.strictEqual(ready.voice, "cedar")
      }).pipe(Effect.scoped)
    )

    it.effect("fails with Unreachable where the connection breaks", () =>
      Effect.gen(function* () {
        const { cut, url: at } = yield* wire
        const { call, line } = yield* opened({ at })
        cut()
        for (const use of [Stream.runDrain(call.events), call.closed, call.append(sound("echo", 2))]) {
          assert.strictEqual((yield* Effect.flip(use)).reason._tag, "Unreachable")
        }
        yield* lineOf(line, ({ open }) => !open)
      }).pipe(Effect.scoped, Effect.timeout("20 seconds"))
    )
  })
})

/** WebSockets whose frames are looked at, and let through or not. */
const watched = (
  lets: (direction: "in" | "out", frame: unknown) => boolean
): Layer.Layer<Socket.WebSocketConstructor> =>
  Layer.succeed(Socket.WebSocketConstructor)((url) => {
    const ws = new WebSocket(url)
    const added = new Map<unknown, EventListener>()
    return {
      get readyState() {
        return ws.readyState
      },
      addEventListener: (type, listener, options) => {
        const own: EventListener = (event) => {
          // The events of the platform have what these events have.
          const told = event as unknown as Socket.WebSocketEvent
          if (type !== "message" || lets("in", told.data)) listener(told)
        }
        added.set(listener, own)
        ws.addEventListener(type, own, options)
      },
      removeEventListener: (type, listener) => {
        const own = added.get(listener)
        if (own !== undefined) ws.removeEventListener(type, own)
      },
      close: (code, reason) => ws.close(code, reason),
      send: (frame) => {
        if (lets("out", frame)) ws.send(frame)
      }
    }
  })
