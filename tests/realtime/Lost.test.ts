/** What becomes of a connection when its server goes away, and when its account may no longer have it. */
import { createServer, type Server } from "node:http"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import { make, OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { type GapEvent, isChatEvent, isGap } from "../../src/realtime/Events.ts"
import type { RealtimeService } from "../../src/realtime/Realtime.ts"
import { asAdmin } from "../support/clients.ts"
import { Restartable } from "../support/server/Restartable.ts"
import { freshUser, type TestUser, unique } from "../support/TestServer.ts"
import { connect, connectAs, stateOf, until } from "./support.ts"

/** Waits for a state that is yet to come while something is done. */
const during = <A, E, R>(
  realtime: RealtimeService,
  tag: Parameters<typeof stateOf>[1],
  effect: Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const waiting = yield* Effect.forkChild(stateOf(realtime, tag))
    yield* Effect.yieldNow
    yield* effect
    return yield* Fiber.join(waiting)
  })

/** The reason for which a connection is closed for good, which all who listen are told. */
const closedBy = <E, R>(realtime: RealtimeService, effect: Effect.Effect<unknown, E, R>) =>
  Effect.gen(function* () {
    const { events } = yield* realtime.subscribe()
    yield* effect
    const { reason } = yield* Effect.timeout(Effect.flip(Stream.runDrain(events)), "20 seconds")
    const state = yield* stateOf(realtime, "Closed")
    assert.strictEqual(state?._tag === "Closed" ? state.error?.reason : undefined, reason)
    assert.strictEqual((yield* Effect.flip(realtime.session)).reason, reason)
    // Who comes later is told the same.
    assert.strictEqual((yield* Effect.flip(Stream.runDrain(realtime.events))).reason, reason)
    return reason
  })

const setRole = (owui: OpenWebUIService, { email, id, name }: TestUser, role: string) =>
  owui.users.updateUserById({
    params: { user_id: id },
    payload: { role, name, email, profile_image_url: "/user.png" }
  })

describe("a connection", () => {
  it.live("comes back after the role of its account has changed", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* freshUser()
      const realtime = yield* connect(user.token)
      const before = yield* realtime.session
      const state = yield* during(realtime, "Reconnecting", setRole(owui, user, "admin"))
      assert.include(state?._tag === "Reconnecting" ? state.error.message : "", "io server disconnect")
      assert.notStrictEqual((yield* realtime.session).sessionId, before.sessionId)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("is closed for good when its account has to wait for approval", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* freshUser()
      const realtime = yield* connect(user.token)
      const reason = yield* closedBy(realtime, setRole(owui, user, "pending"))
      assert.strictEqual(reason._tag, "Forbidden")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("is closed for good when its token is revoked", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, token } = yield* freshUser()
      const realtime = yield* connect(token)
      const reason = yield* closedBy(realtime, owui.users.revokeUserSessions({ params: { user_id: id } }))
      assert.strictEqual(reason._tag, "Unauthenticated")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("signs in again when its token is revoked and there is a password", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { email, id, password } = yield* freshUser()
      const realtime = yield* connectAs(Auth.password({ email, password }))
      const before = yield* realtime.session
      yield* during(realtime, "Reconnecting", owui.users.revokeUserSessions({ params: { user_id: id } }))
      const after = yield* realtime.session
      assert.notStrictEqual(after.sessionId, before.sessionId)
      assert.strictEqual(after.userId, id)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("is closed for good when its account is deleted, password or not", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { email, id, password, token } = yield* freshUser()
      const realtime = yield* connect(token)
      const other = yield* connectAs(Auth.password({ email, password }))
      const watching = yield* Effect.forkChild(closedBy(other, Effect.void))
      yield* Effect.yieldNow
      const reason = yield* closedBy(realtime, owui.users.deleteUserById({ params: { user_id: id } }))
      assert.strictEqual(reason._tag, "Unauthenticated")
      assert.strictEqual((yield* Fiber.join(watching))._tag, "Unauthenticated")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )
})

/** The client of an account of the server that restarts. */
const clientAt = (url: string, auth: Auth.Auth) =>
  Effect.map(Client, make).pipe(Effect.provide(Client.layer({ url, auth })), Effect.provide(FetchHttpClient.layer))

/** An account of the server that restarts. */
const account = Effect.gen(function* () {
  const { token, url } = yield* Restartable
  const admin = yield* clientAt(url, Auth.token(token))
  const name = unique("user")
  const form = { name, email: `${name}@example.com`, password: unique("password"), role: "admin" }
  const added = yield* admin.auths.addUser({ payload: form })
  return { ...form, id: added.id, token: added.token ?? "", admin, url }
})

/** What a proxy says while the server behind it is away, until the scope closes. */
const maintenance = (port: number) =>
  Effect.acquireRelease(
    Effect.callback<Server>((resume) => {
      const server = createServer((_, response) => {
        response.setHeader("content-type", "text/html").end("<!doctype html><title>Back soon</title>")
      })
      server.listen(port, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )

/** How long a test may take that boots a server, in milliseconds. */
const restarting = 180_000

layer(Restartable.layer(), { timeout: Duration.minutes(3), excludeTestServices: true })("a server", (it) => {
  it.effect(
    "that restarts has its connections back, in their rooms, and says that something may be missing",
    () =>
      Effect.gen(function* () {
        const { start, stop } = yield* Restartable
        const { token, url } = yield* account
        const owui = yield* clientAt(url, Auth.token(token))
        const realtime = yield* connect(token, { url })
        const watching = yield* connect(token, { url })
        const chat = yield* owui.chats.createNewChat({ payload: { chat: { title: unique("chat") } } })
        const { id } = yield* owui.notes.createNewNote({ payload: { title: "before" } })
        yield* realtime.chat(chat?.id ?? "")
        const notes = yield* Effect.forkScoped(Stream.runHead(realtime.note(id)))
        const told = yield* realtime.subscribe()

        yield* during(realtime, "Reconnecting", stop)
        const sending = yield* Effect.forkChild(realtime.session)
        yield* start
        const session = yield* Fiber.join(sending)
        const events = yield* until(told, ({ type }) => type === "reconnected")
        const gaps = events.filter((event): event is GapEvent => isGap(event))
        assert.deepStrictEqual(
          gaps.map(({ type }) => type),
          ["lost", "reconnected"]
        )
        assert.deepStrictEqual<unknown>(gaps[1]?.data, { sessionId: session.sessionId })

        yield* owui.notes.updateNoteById({ params: { id }, payload: { title: "after" } })
        const note = yield* Effect.timeout(Fiber.join(notes), "20 seconds")
        assert.strictEqual(note._tag === "Some" ? note.value.title : note._tag, "after")
        const room = yield* watching.chat(chat?.id ?? "")
        yield* room.setTyping(true)
        const typing = yield* until(told, isChatEvent("typing"))
        assert.strictEqual(typing.at(-1)?.known, true)
      }).pipe(Effect.scoped),
    restarting
  )

  it.effect(
    "in whose place something else answers keeps the clients trying, each time after a longer wait",
    () =>
      Effect.gen(function* () {
        const { start, stop } = yield* Restartable
        const { token, url } = yield* account
        const realtime = yield* connect(token, { url, reconnect: { initial: "20 millis", max: "200 millis" } })
        const enough = yield* Deferred.make<void>()
        const delays: Array<number> = []
        yield* Effect.forkScoped(
          Stream.runForEach(realtime.state, (state) =>
            Effect.sync(() => {
              if (state._tag !== "Reconnecting") return
              delays.push(Duration.toMillis(state.delay))
              if (delays.length === 8) Deferred.doneUnsafe(enough, Effect.void)
            })
          )
        )
        yield* Effect.yieldNow
        yield* stop
        // What is asked for meanwhile waits.
        const asked = yield* Effect.forkChild(realtime.usage("model"))
        yield* Effect.scoped(
          Effect.andThen(maintenance(Number(new URL(url).port)), Effect.timeout(Deferred.await(enough), "30 seconds"))
        )
        assert.isUndefined(asked.pollUnsafe())
        for (const [at, delay] of delays.entries()) {
          const longest = Math.min(200, 20 * 2 ** at)
          assert.isAtLeast(delay, longest / 2)
          assert.isAtMost(delay, longest)
        }
        yield* start
        yield* Effect.timeout(Fiber.join(asked), "30 seconds")
      }).pipe(Effect.scoped),
    restarting
  )

  it.effect(
    "whose tokens run out has the client sign in anew, and tells a bare token so",
    () =>
      Effect.gen(function* () {
        const { admin, email, password, url } = yield* account
        const settings = yield* admin.auths.getAdminConfig()
        yield* Effect.acquireRelease(
          admin.auths.updateAdminConfig({ payload: { ...settings, JWT_EXPIRES_IN: "3s" } }),
          () => Effect.orDie(admin.auths.updateAdminConfig({ payload: settings }))
        )
        const signedIn = yield* clientAt(url, Auth.none).pipe(
          Effect.flatMap(({ auths }) => auths.signin({ payload: { email, password } }))
        )
        const bare = yield* connect("token" in signedIn ? (signedIn.token ?? "") : "", { url, heartbeat: "100 millis" })
        const realtime = yield* connectAs(Auth.password({ email, password }), { url, heartbeat: "100 millis" })
        const first = yield* realtime.session
        const told = yield* realtime.subscribe()
        // The next heartbeat has the server look at the token, and close the connection.
        assert.strictEqual((yield* closedBy(bare, Effect.void))._tag, "Unauthenticated")
        yield* until(told, ({ type }) => type === "reconnected")
        const second = yield* realtime.session
        assert.notStrictEqual(second.sessionId, first.sessionId)
        assert.strictEqual(second.userId, first.userId)
        // What needs the token gets the new one.
        const { id } = yield* admin.notes.createNewNote({ payload: { title: "before" } })
        const change = yield* Effect.forkScoped(Stream.runHead(realtime.note(id)))
        const update = admin.notes.updateNoteById({ params: { id }, payload: { title: unique("after") } })
        yield* Effect.raceFirst(Fiber.join(change), Effect.repeat(update, Schedule.spaced("200 millis"))).pipe(
          Effect.timeout("20 seconds")
        )
      }).pipe(Effect.scoped),
    restarting
  )
})

layer(Restartable.layer({ ENABLE_WEBSOCKET_SUPPORT: "false" }), {
  timeout: Duration.minutes(3),
  excludeTestServices: true
})("a server without web sockets", (it) => {
  it.effect(
    "is heard by long polling, also after it has restarted",
    () =>
      Effect.gen(function* () {
        const { start, stop } = yield* Restartable
        const { id, token, url } = yield* account
        const realtime = yield* connect(token, { url })
        const told = yield* realtime.subscribe({ policy: "suspend", capacity: 1 })
        const owui = yield* clientAt(url, Auth.token(token))
        const chat = yield* owui.chats.createNewChat({ payload: { chat: { title: unique("chat") } } })
        const room = yield* realtime.chat(chat?.id ?? "")
        yield* until(told, isChatEvent("chat:presence"))
        yield* during(realtime, "Reconnecting", stop)
        yield* start
        assert.strictEqual((yield* realtime.session).userId, id)
        yield* room.markRead
        const events = yield* until(told, isChatEvent("chat:list"))
        assert.includeMembers(
          events.map(({ type }) => type),
          ["lost", "reconnected", "chat:presence", "chat:list"]
        )
      }).pipe(Effect.scoped),
    restarting
  )
})
