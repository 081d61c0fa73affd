import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { Json } from "../../src/layers/Json.ts"
import * as Handlers from "../../src/realtime/Handlers.ts"
import { Realtime } from "../../src/realtime/Realtime.ts"
import { clientOf } from "../support/clients.ts"
import { freshUser, unique, url } from "../support/TestServer.ts"
import { connect, plugin, stateOf, wire } from "./support.ts"

/** What a handler may need. */
class Opinion extends Context.Service<Opinion, { readonly agrees: boolean }>()("tests/realtime/Opinion") {}

/** An administrator, who sees the models, connected, and the plugin. */
const setting = (handlers: Handlers.Handlers, options: { readonly url?: string } = {}) =>
  Effect.gen(function* () {
    const act = yield* plugin
    const user = yield* freshUser("admin")
    const owui = yield* clientOf(user.token)
    const realtime = yield* connect(user.token, { handlers, ...options })
    const { sessionId } = yield* realtime.session
    return { act, owui, realtime, sessionId, user }
  })

/** One call of each type. */
const calls: ReadonlyArray<{ readonly call: { readonly type: string; readonly data: Json } }> = [
  { type: "confirmation", data: { title: "Sure?", message: "Really?" } },
  { type: "confirmation", data: { tool_call: { id: "c1", name: "rm", arguments: { path: "x" } } } },
  { type: "input", data: { title: "Name", message: "Yours?", placeholder: "name", value: "" } },
  {
    type: "request:user_input",
    data: {
      questions: [
        { id: "q", header: "H", question: "Which?", options: [{ label: "a", description: "A" }], allow_other: true }
      ],
      allow_other: true,
      timeout_ms: 60_000
    }
  },
  {
    type: "request:elicitation",
    data: { mode: "form", message: "Fill in", requestedSchema: { type: "object" }, server_name: "s" }
  },
  { type: "execute", data: { code: "return 1 + 1" } },
  { type: "execute:python", data: { id: "p", code: "1 + 1", session_id: "s", files: [] } },
  {
    type: "execute:tool",
    data: { id: "t", name: "add", params: { a: 1 }, server: { url: "http://tool" }, session_id: "s" }
  },
  { type: "request:terminal:state", data: { terminal_id: "one", session_id: "s" } },
  { type: "request:terminal", data: { terminal_id: "one", path: "/files/cwd", session_id: "s" } },
  { type: "voice:play_animation", data: { name: "wave", model_id: "echo" } },
  { type: "plugin:own", data: [1, "two"] },
  {
    type: "request:chat:completion",
    data: { form_data: { model: "m", stream: false }, model: { id: "m" }, channel: "a:b:c", session_id: "s" }
  }
].map((call) => ({ call }))

describe("handlers", () => {
  it.live("answer what plugins and the server ask", () =>
    Effect.gen(function* () {
      const asked: Array<Handlers.Call<unknown>> = []
      const answering =
        <A>(answer: A) =>
        (call: Handlers.Call<unknown>) =>
          Effect.sync(() => {
            asked.push(call)
            return answer
          })
      const { act, owui, sessionId } = yield* setting({
        confirmation: answering(true),
        toolApproval: answering(true),
        input: answering("Ada"),
        userInput: answering({ status: "answered" as const, answers: { q: "a" } }),
        elicitation: answering({ action: "accept" as const, content: { name: "Ada" } }),
        execute: answering({ big: 1795252586020823319n }),
        executePython: answering({ stdout: "2\n", result: 2 }),
        executeTool: answering([{ sum: 1 }, { "content-type": "application/json" }]),
        terminalState: answering(true),
        terminal: answering({ home: "/home/ada" }),
        playAnimation: answering("started" as const),
        other: answering("three"),
        completion: answering({ choices: [] })
      })
      assert.deepStrictEqual(yield* act(owui, sessionId, calls), [
        true,
        true,
        "Ada",
        { status: "answered", answers: { q: "a" } },
        { action: "accept", content: { name: "Ada" } },
        { big: 1795252586020823319n },
        { stdout: "2\n", stderr: "", result: 2 },
        [{ sum: 1 }, { "content-type": "application/json" }],
        { connected: true },
        { data: { home: "/home/ada" } },
        { status: "started" },
        "three",
        { choices: [] }
      ])
      assert.deepStrictEqual(
        asked.map(({ type }) => type),
        calls.map(({ call }) => call.type)
      )
      // One of each that there is, and one of a plugin's own.
      assert.sameMembers([...new Set(asked.map(({ type }) => type))], [...Object.keys(Handlers.calls), "plugin:own"])
      const [confirmation] = asked
      assert.deepInclude(confirmation, { chatId: `temporary:${sessionId}`, messageId: "message" })
      assert.deepInclude(confirmation?.data, { title: "Sure?", message: "Really?" })
      assert.property(confirmation?.data, "interaction_id")
      assert.deepStrictEqual(asked[11]?.data, [1, "two"])
    }).pipe(Effect.scoped)
  )

  it.live("that are missing, fail, or are asked in another shape, refuse in the words of the asker", () =>
    Effect.gen(function* () {
      const none = yield* setting({})
      const refused = yield* none.act(none.owui, none.sessionId, calls)
      const error = (type: string) => ({ error: `This client does not answer calls of the type ${type}.` })
      const refusals = [
        false,
        false,
        false,
        { status: "cancelled", answers: {} },
        { action: "decline" },
        error("execute"),
        error("execute:python"),
        error("execute:tool"),
        { connected: false },
        error("request:terminal"),
        { status: "unavailable" },
        error("plugin:own"),
        error("request:chat:completion")
      ]
      assert.deepStrictEqual(refused, refusals)

      const failing = yield* setting({
        confirmation: () => Effect.fail("no"),
        input: () => Effect.die(new Error("no")),
        executeTool: () => Effect.succeed(1),
        // Who agrees to questions has not agreed to tools.
        other: () => {
          throw new Error("no")
        }
      })
      const steps = calls.map(({ call }) =>
        call.type === "execute:tool" ? { call: { ...call, data: { name: 5 } } } : { call }
      )
      assert.deepStrictEqual(yield* failing.act(failing.owui, failing.sessionId, steps), refusals)
    }).pipe(Effect.scoped)
  )

  it.live("may say that the user cancelled", () =>
    Effect.gen(function* () {
      const { act, owui, sessionId } = yield* setting({
        input: () => Effect.succeed(undefined),
        userInput: () => Effect.succeed({ status: "cancelled" })
      })
      const input = { call: { type: "input", data: { title: "t" } } }
      const questions = { call: { type: "request:user_input", data: { questions: [] } } }
      assert.deepStrictEqual(yield* act(owui, sessionId, [input, questions]), [
        false,
        { status: "cancelled", answers: {} }
      ])
    }).pipe(Effect.scoped)
  )

  it.live("are asked on the connection that is named, and on no other of the account", () =>
    Effect.gen(function* () {
      const one = yield* setting({ confirmation: () => Effect.succeed(true) })
      const two = yield* connect(one.user.token, { handlers: { confirmation: () => Effect.succeed(false) } })
      const ask = [{ call: { type: "confirmation", data: {} } }]
      assert.deepStrictEqual(yield* one.act(one.owui, one.sessionId, ask), [true])
      assert.deepStrictEqual(yield* one.act(one.owui, (yield* two.session).sessionId, ask), [false])
    }).pipe(Effect.scoped)
  )

  it.live("may answer several calls at a time", () =>
    Effect.gen(function* () {
      const both = yield* Deferred.make<void>()
      let running = 0
      const { act, owui, sessionId } = yield* setting({
        execute: ({ data }) =>
          Effect.suspend(() => {
            if (++running === 2) Deferred.doneUnsafe(both, Effect.void)
            return Effect.as(Deferred.await(both), data.code)
          })
      })
      const run = (code: string) => act(owui, sessionId, [{ call: { type: "execute", data: { code } } }])
      assert.deepStrictEqual(yield* Effect.all([run("a"), run("b")], { concurrency: "unbounded" }), [["a"], ["b"]])
    }).pipe(Effect.scoped)
  )

  it.live("are interrupted when the server no longer waits", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<string>()
      const interrupted = yield* Deferred.make<void>()
      const { act, owui, sessionId } = yield* setting({
        confirmation: ({ data }) =>
          Deferred.succeed(asked, data.interaction_id).pipe(
            Effect.andThen(Effect.never),
            Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined))
          )
      })
      yield* Effect.forkChild(act(owui, sessionId, [{ call: { type: "confirmation", data: {} } }]))
      const interaction_id = yield* Deferred.await(asked)
      yield* act(owui, sessionId, [{ emit: { type: "request:interaction:done", data: { interaction_id } } }])
      yield* Effect.timeout(Deferred.await(interrupted), "10 seconds")
    }).pipe(Effect.scoped)
  )

  it.live("go on over a reconnection where the chat is joined, and ask the user once", () =>
    Effect.gen(function* () {
      const { cut, url } = yield* wire
      const asked = yield* Deferred.make<void>()
      const decided = yield* Deferred.make<boolean>()
      let times = 0
      const { act, owui, realtime, sessionId } = yield* setting(
        {
          confirmation: () =>
            Effect.suspend(() => {
              times++
              return Effect.andThen(Deferred.succeed(asked, undefined), Deferred.await(decided))
            })
        },
        { url }
      )
      const chat = yield* owui.chats.createNewChat({ payload: { chat: { title: unique("chat") } } })
      yield* realtime.chat(chat?.id ?? "")
      const acting = yield* Effect.forkChild(
        act(owui, sessionId, [{ call: { type: "confirmation", data: {} } }], chat?.id)
      )
      yield* Deferred.await(asked)
      const broken = yield* Effect.forkChild(stateOf(realtime, "Reconnecting"))
      yield* Effect.yieldNow
      cut()
      yield* Fiber.join(broken)
      yield* realtime.session
      yield* Deferred.succeed(decided, true)
      assert.deepStrictEqual(yield* Effect.timeout(Fiber.join(acting), "30 seconds"), [true])
      assert.strictEqual(times, 1)
    }).pipe(Effect.scoped)
  )

  it.live("are not waited for by the next connection where they clean up", () =>
    Effect.gen(function* () {
      const { cut, url } = yield* wire
      const asked = yield* Deferred.make<void>()
      const cleaned = yield* Deferred.make<void>()
      const { act, owui, realtime, sessionId } = yield* setting(
        {
          execute: () =>
            Effect.andThen(Deferred.succeed(asked, undefined), Effect.never).pipe(
              Effect.onInterrupt(() => Deferred.await(cleaned))
            )
        },
        { url }
      )
      yield* Effect.forkChild(Effect.ignore(act(owui, sessionId, [{ call: { type: "execute", data: { code: "" } } }])))
      yield* Deferred.await(asked)
      const broken = yield* Effect.forkChild(stateOf(realtime, "Reconnecting"), { startImmediately: true })
      cut()
      yield* Fiber.join(broken)
      const { sessionId: next } = yield* realtime.session
      assert.notStrictEqual(next, sessionId)
      yield* Deferred.succeed(cleaned, undefined)
    }).pipe(Effect.scoped)
  )

  it.live("are interrupted when the connection closes", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      const interrupted = yield* Deferred.make<void>()
      const waiting = Deferred.succeed(asked, undefined).pipe(
        Effect.andThen(Effect.never),
        Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined))
      )
      const answers = yield* Effect.scoped(
        Effect.gen(function* () {
          const { act, owui, sessionId } = yield* setting({ execute: () => waiting })
          const acting = yield* Effect.forkDetach(
            act(owui, sessionId, [{ call: { type: "execute", data: { code: "" } } }])
          )
          yield* Deferred.await(asked)
          return acting
        })
      )
      yield* Effect.timeout(Deferred.await(interrupted), "10 seconds")
      // The plugin is gone with the scope, and its call with the connection.
      yield* Effect.ignore(Effect.timeout(Fiber.join(answers), "10 seconds"))
    })
  )

  it.live("may need services, which the layer then asks for", () =>
    Effect.gen(function* () {
      const act = yield* plugin
      const user = yield* freshUser("admin")
      const handlers: Layer.Layer<never, never, Opinion> = Handlers.layer({
        confirmation: () => Opinion.use(({ agrees }) => Effect.succeed(agrees)),
        input: () => Effect.succeed("no service")
      })
      const layer: Layer.Layer<Realtime, OpenWebUIError, Client | Opinion> = Layer.provide(Realtime.layer(), handlers)
      const answers = yield* Effect.gen(function* () {
        const { sessionId } = yield* (yield* Realtime).session
        return yield* act(yield* clientOf(user.token), sessionId, [{ call: { type: "confirmation", data: {} } }])
      }).pipe(
        Effect.provide(layer),
        Effect.provide(Client.layer({ url, auth: Auth.token(user.token) })),
        Effect.provide(FetchHttpClient.layer),
        Effect.provideService(Opinion, { agrees: true })
      )
      assert.deepStrictEqual(answers, [true])
    }).pipe(Effect.scoped)
  )

  it.live("stand in for the provider of a model of the account's own", () =>
    Effect.gen(function* () {
      const word = unique("direct")
      const chunk = (delta: Json, finish_reason: string | null = null) => ({
        id: "x",
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta, finish_reason }]
      })
      const forms: Array<Json | undefined> = []
      const { owui, sessionId } = yield* setting({
        streamCompletion: ({ data }) => {
          forms.push(data.form_data.messages)
          return Stream.make(chunk({ role: "assistant", content: word }), chunk({ content: "!" }), chunk({}, "stop"))
        },
        completion: () =>
          Effect.succeed({
            choices: [{ index: 0, message: { role: "assistant", content: word }, finish_reason: "stop" }]
          })
      })
      const payload = {
        model: "mine",
        model_item: { id: "mine", direct: true as const, name: "Mine" },
        session_id: sessionId,
        messages: [{ role: "user" as const, content: word }]
      }
      const chunks = yield* Stream.runCollect(owui.main.streamChatCompletion({ payload }))
      const text = chunks.map(({ choices }) => choices?.[0]?.delta?.content ?? "").join("")
      assert.strictEqual(text, `${word}!`)
      assert.deepStrictEqual(forms, [[{ role: "user", content: word }]])
      const whole = yield* owui.main.generateChatCompletion({ payload })
      assert.strictEqual(whole.choices[0]?.message?.content, word)
    }).pipe(Effect.scoped)
  )

  it.live("of a stream that fails end it with the failure", () =>
    Effect.gen(function* () {
      const { owui, sessionId } = yield* setting({
        streamCompletion: () =>
          Stream.concat(
            Stream.make({ choices: [{ index: 0, delta: { content: "so far" } }] }),
            Stream.fail(new Error("out of words"))
          )
      })
      const { reason } = yield* Effect.flip(
        Stream.runDrain(
          owui.main.streamChatCompletion({
            payload: {
              model: "mine",
              model_item: { id: "mine", direct: true, name: "Mine" },
              session_id: sessionId,
              messages: [{ role: "user", content: "hi" }]
            }
          })
        )
      )
      assert.strictEqual(reason._tag === "StreamFailed" ? reason.detail : reason._tag, "out of words")
      assert.strictEqual(reason._tag === "StreamFailed" ? reason.text : reason._tag, "so far")
    }).pipe(Effect.scoped)
  )
})
