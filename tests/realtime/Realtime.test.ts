import { randomBytes } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Auth from "../../src/layers/Auth.ts"
import { isChatEvent, isGap, type RealtimeEvent } from "../../src/realtime/Events.ts"
import { clientOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"
import { connect, connectAs, plugin, stateOf, until, wire } from "./support.ts"

/** Lines of a turn, in order, the last of which ends what is looked at. */
const status = (description: string) => ({ emit: { type: "status", data: { description, done: true } } })

/** Ends what is looked at. */
const isEnd = (event: RealtimeEvent) =>
  event.known && event.event === "events" && event.type === "status" && event.data.description === "end"

const words = (events: ReadonlyArray<RealtimeEvent>) =>
  events.map((event) => (isChatEvent("status")(event) ? event.data.description : event.type))

const eventually = <E>(condition: Effect.Effect<boolean, E>) =>
  condition.pipe(
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), until: (met) => met }),
    Effect.timeout("10 seconds")
  )

describe("realtime", () => {
  describe("the connection", () => {
    it.live("is open when the layer is built, and knows whose it is", () =>
      Effect.gen(function* () {
        const user = yield* freshUser()
        const realtime = yield* connect(user.token)
        const session = yield* realtime.session
        assert.deepStrictEqual([session.userId, session.userName], [user.id, user.name])
        assert.isAbove(session.sessionId.length, 10)
        const state = yield* stateOf(realtime, "Connected")
        assert.deepStrictEqual(state, { _tag: "Connected", session })
      }).pipe(Effect.scoped)
    )

    it.live("is not opened with an API key or without a token, and nothing is sent", () =>
      Effect.gen(function* () {
        const { count, url } = yield* wire
        for (const auth of [Auth.apiKey("sk-example0000000000000000000000000"), Auth.none]) {
          const { operation, reason } = yield* Effect.flip(connectAs(auth, { url }))
          assert.strictEqual(operation, "realtime.connect")
          assert.strictEqual(reason._tag, "Invalid")
          assert.include(reason.message, "Sign in with an e-mail address and a password")
          assert.include(reason.message, "nothing was sent")
        }
        assert.strictEqual(count(), 0)
      }).pipe(Effect.scoped)
    )

    it.live("fails with Unauthenticated for a token that the server refuses", () =>
      Effect.gen(function* () {
        const { reason } = yield* Effect.flip(connect("eyJhbGciOiJIUzI1NiJ9.e30.AAAA"))
        assert.strictEqual(reason._tag, "Unauthenticated")
      }).pipe(Effect.scoped)
    )

    it.live("fails with Forbidden for an account that is not approved", () =>
      Effect.gen(function* () {
        const { token } = yield* freshUser("pending")
        const { reason } = yield* Effect.flip(connect(token))
        assert.strictEqual(reason._tag, "Forbidden")
      }).pipe(Effect.scoped)
    )

    it.live("fails with Unreachable where nobody listens", () =>
      Effect.gen(function* () {
        const { token } = yield* freshUser()
        const { reason } = yield* Effect.flip(connect(token, { url: "http://127.0.0.1:1" }))
        assert.strictEqual(reason._tag, "Unreachable")
      }).pipe(Effect.scoped)
    )

    it.live("is closed with the scope, and its streams end", () =>
      Effect.gen(function* () {
        const { token } = yield* freshUser()
        const { open, url } = yield* wire
        const scope = yield* Scope.make()
        const realtime = yield* Scope.provide(connect(token, { url }), scope)
        const { events } = yield* realtime.subscribe()
        const told = yield* Effect.forkChild(Stream.runDrain(events), { startImmediately: true })
        const states = yield* Effect.forkChild(Stream.runCollect(realtime.state), { startImmediately: true })
        assert.isAbove(open(), 0)
        yield* Scope.close(scope, Exit.void)
        yield* Effect.timeout(Fiber.join(told), "5 seconds")
        const [, last] = yield* Effect.timeout(Fiber.join(states), "5 seconds")
        assert.deepStrictEqual(last, { _tag: "Closed", error: undefined })
        const { reason } = yield* Effect.flip(realtime.session)
        assert.strictEqual(reason._tag, "Unreachable")
        // What is left are idle connections of HTTP, which the server closes after five seconds.
        yield* eventually(Effect.sync(() => open() === 0))
      }).pipe(Effect.scoped)
    )

    it.live("comes back after it broke, under another id, and tells on", () =>
      Effect.gen(function* () {
        const act = yield* plugin
        const user = yield* freshUser("admin")
        const owui = yield* clientOf(user.token)
        const { cut, url } = yield* wire
        const realtime = yield* connect(user.token, { url })
        const before = yield* realtime.session
        const subscription = yield* realtime.subscribe()
        const broken = yield* Effect.forkChild(stateOf(realtime, "Reconnecting"))
        yield* Effect.yieldNow
        cut()
        const state = yield* Fiber.join(broken)
        assert.strictEqual(state?._tag === "Reconnecting" ? state.error.reason._tag : state, "Unreachable")
        const after = yield* realtime.session
        assert.notStrictEqual(after.sessionId, before.sessionId)
        assert.strictEqual(after.userId, user.id)
        yield* act(owui, after.sessionId, [status("end")])
        const told = yield* until(subscription, isEnd)
        assert.deepStrictEqual(words(told), ["lost", "reconnected", "end"])
        const [lost, back] = told.filter(isGap)
        assert.strictEqual(lost?.type === "lost" ? lost.data.error.reason._tag : lost, "Unreachable")
        assert.deepStrictEqual<unknown>(back?.data, { sessionId: after.sessionId })
      }).pipe(Effect.scoped)
    )

    it.live("is closed after a break where it shall not come back", () =>
      Effect.gen(function* () {
        const { token } = yield* freshUser()
        const { cut, url } = yield* wire
        const realtime = yield* connect(token, { url, reconnect: false })
        const { events } = yield* realtime.subscribe()
        cut()
        const { reason } = yield* Effect.flip(Stream.runDrain(events))
        assert.strictEqual(reason._tag, "Unreachable")
      }).pipe(Effect.scoped)
    )

    it.live("says that a model is in use", () =>
      Effect.gen(function* () {
        const model = unique("model")
        const user = yield* freshUser("admin")
        const owui = yield* clientOf(user.token)
        const realtime = yield* connect(user.token)
        yield* realtime.usage(model)
        const { model_ids } = yield* owui.main.getCurrentUsage()
        assert.include(model_ids, model)
      }).pipe(Effect.scoped)
    )

    it.live("sends what has no method, and refuses what cannot be sent", () =>
      Effect.gen(function* () {
        const user = yield* freshUser("admin")
        const { sent, url } = yield* wire
        const realtime = yield* connect(user.token, { url })
        const auth = { token: user.token }
        assert.deepStrictEqual<unknown>(yield* realtime.send("user-join", { auth }), { id: user.id, name: user.name })
        assert.isUndefined(yield* realtime.send("nobody:knows", [1795252586020823319n]))
        const before = sent()
        const refused = [
          // @ts-expect-error
          realtime.send("usage", { model: 5 }),
          // @ts-expect-error
          realtime.send("events:chat", { chat_id: "c", data: { type: "jion" } }),
          // @ts-expect-error
          realtime.send("nobody:knows", () => 5),
          realtime.send("disconnect", {})
        ]
        for (const sending of refused) {
          const { operation, reason } = yield* Effect.flip(sending)
          assert.deepStrictEqual([operation, reason._tag], ["realtime.send", "Invalid"])
        }
        assert.strictEqual(sent(), before)
        yield* realtime.session
      }).pipe(Effect.scoped)
    )

    it.live("is kept alive by heartbeats", () =>
      Effect.gen(function* () {
        const { token } = yield* freshUser()
        const { sent, url } = yield* wire
        yield* connect(token, { url, heartbeat: "50 millis" })
        // The server notes the last one once a minute only, so what is seen here is that something goes out.
        const before = sent()
        yield* eventually(Effect.sync(() => sent() > before + 100))
      }).pipe(Effect.scoped)
    )
  })

  describe("events", () => {
    it.live("come to every connection of the account, and to no other account", () =>
      Effect.gen(function* () {
        const act = yield* plugin
        const [user, stranger] = [yield* freshUser("admin"), yield* freshUser("admin")]
        const [one, two, other] = yield* Effect.all([connect(user.token), connect(user.token), connect(stranger.token)])
        const [first, second, third] = yield* Effect.all([one.subscribe(), two.subscribe(), other.subscribe()])
        const { sessionId } = yield* one.session
        assert.notStrictEqual((yield* two.session).sessionId, sessionId)
        yield* act(yield* clientOf(user.token), sessionId, [status("busy"), status("end")])
        yield* act(yield* clientOf(stranger.token), (yield* other.session).sessionId, [status("end")])
        const told = yield* until(first, isEnd)
        assert.deepStrictEqual(words(told), ["busy", "end"])
        const [event] = told
        assert.deepStrictEqual(
          event?.known && event.event === "events" ? event.envelope.chat_id : event,
          `temporary:${sessionId}`
        )
        assert.deepStrictEqual(words(yield* until(second, isEnd)), ["busy", "end"])
        assert.deepStrictEqual(words(yield* until(third, isEnd)), ["end"])
      }).pipe(Effect.scoped)
    )

    it.live("of a type that nobody knows, or with other data than theirs, break nothing", () =>
      Effect.gen(function* () {
        const act = yield* plugin
        const user = yield* freshUser("admin")
        const realtime = yield* connect(user.token)
        const subscription = yield* realtime.subscribe()
        const { sessionId } = yield* realtime.session
        yield* act(yield* clientOf(user.token), sessionId, [
          { emit: { type: "weather", data: { at: 1795252586020823319n, wind: [1, 2.5] } } },
          { emit: { type: "chat:title", data: 5 } },
          { emit: { type: "chat:reload" } },
          { emit: { kind: "no type" } },
          status("end")
        ])
        const [weather, title, reload, none] = yield* until(subscription, isEnd)
        assert.deepInclude(weather, {
          known: false,
          event: "events",
          type: "weather",
          // Nineteen digits, exactly.
          data: { at: 1795252586020823319n, wind: [1, 2.5] },
          issues: []
        })
        assert.deepInclude(title, { known: false, type: "chat:title", data: 5 })
        assert.deepStrictEqual(title?.known === false ? title.issues.map(({ path }) => path) : undefined, [["data"]])
        assert.deepInclude(reload, { known: true, type: "chat:reload", data: undefined })
        assert.deepInclude(none, { known: false, event: "events", type: "events" })
      }).pipe(Effect.scoped)
    )

    it.live("tell a turn from its first word to its end", () =>
      Effect.gen(function* () {
        const word = unique("turn")
        const user = yield* freshUser("admin")
        const owui = yield* clientOf(user.token)
        const realtime = yield* connect(user.token)
        const subscription = yield* realtime.subscribe()
        const { sessionId } = yield* realtime.session
        const [question, answer] = [crypto.randomUUID(), crypto.randomUUID()]
        yield* owui.main.runChatTurn({
          payload: {
            model: "echo",
            messages: [],
            stream: true,
            session_id: sessionId,
            parent_id: null,
            message_ids: [{ model_id: "echo", message_id: answer }],
            user_message: { id: question, parentId: null, role: "user", content: word, models: ["echo"] },
            background_tasks: { title_generation: true, tags_generation: true, follow_up_generation: true }
          }
        })
        const told = yield* until(subscription, (event) => isChatEvent("chat:active")(event) && !event.data.active)
        assert.deepStrictEqual(
          told.filter((event) => !event.known),
          []
        )
        const text = told
          .filter(isChatEvent("response:completion"))
          .map(({ data }) => (data.type === "response.output_text.delta" ? data.delta : ""))
          .join("")
        assert.include(text, word)
        const [done] = told.filter(isChatEvent("chat:completion")).filter(({ data }) => data.done === true)
        assert.strictEqual(done?.envelope.message_id, answer)
        assert.strictEqual(done?.data.output?.at(-1)?.type, "message")
        for (const type of ["chat:list", "chat:title", "chat:tags", "chat:message:follow_ups"] as const) {
          assert.lengthOf(told.filter(isChatEvent(type)).slice(0, 1), 1, type)
        }
      }).pipe(Effect.scoped)
    )

    it.live("that come faster than they are taken are dropped as was chosen, and counted", () =>
      Effect.gen(function* () {
        const act = yield* plugin
        const user = yield* freshUser("admin")
        const realtime = yield* connect(user.token)
        const sliding = yield* realtime.subscribe({ capacity: 4 })
        const dropping = yield* realtime.subscribe({ capacity: 4, policy: "dropping" })
        const suspend = yield* realtime.subscribe({ capacity: 4, policy: "suspend" })
        const { sessionId } = yield* realtime.session
        const steps = Array.from({ length: 40 }, (_, at) => status(`line ${at}`))
        const acting = yield* Effect.forkChild(act(yield* clientOf(user.token), sessionId, steps))
        const lines = (from: number, to: number) => steps.slice(from, to).map(({ emit }) => emit.data.description)
        // Whoever suspends has them all.
        const all = yield* until(suspend, (event) => words([event])[0] === "line 39")
        assert.deepStrictEqual(words(all), lines(0, 40))
        assert.strictEqual(yield* suspend.dropped, 0)
        yield* Fiber.join(acting)
        const newest = yield* until(sliding, (event) => words([event])[0] === "line 39")
        // What is missing is said where it is missing.
        assert.deepStrictEqual(words(newest), ["dropped", ...lines(36, 40)])
        assert.strictEqual(yield* sliding.dropped, 36)
        const oldest = yield* until(dropping, isGap)
        assert.deepStrictEqual(words(oldest), [...lines(0, 4), "dropped"])
        assert.strictEqual(yield* dropping.dropped, 36)
        for (const gap of [...newest, ...oldest].filter(isGap)) assert.deepStrictEqual<unknown>(gap.data, { count: 36 })
      }).pipe(Effect.scoped)
    )

    it.live("wait at the server while a subscription that suspends has no room", () =>
      Effect.gen(function* () {
        const act = yield* plugin
        const user = yield* freshUser("admin")
        const realtime = yield* connect(user.token)
        const suspended = yield* realtime.subscribe({ capacity: 2, policy: "suspend" })
        const watching = yield* realtime.subscribe({ capacity: 10_000 })
        const { sessionId } = yield* realtime.session
        // More than the buffers of the sockets hold, and nothing that compression makes small.
        const large = () => randomBytes(50_000).toString("hex")
        const steps = Array.from({ length: 60 }, (_, at) => status(`${at} ${large()}`))
        const acting = yield* Effect.forkChild(act(yield* clientOf(user.token), sessionId, [...steps, status("end")]))
        let seen = 0
        const counting = yield* Effect.forkChild(
          Stream.runForEach(watching.events, () => Effect.sync(() => void seen++))
        )
        yield* Effect.sleep("2 seconds")
        assert.isBelow(seen, 60)
        assert.lengthOf(yield* until(suspended, isEnd), 61)
        yield* Fiber.join(acting)
        yield* eventually(Effect.sync(() => seen === 61))
        yield* Fiber.interrupt(counting)
      }).pipe(Effect.scoped)
    )
  })
})
