import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import type { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import * as Encryption from "../../src/realtime/Encryption.ts"
import { Realtime, type RealtimeOptions, type RealtimeService } from "../../src/realtime/Realtime.ts"
import { clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, type TestUser, unique } from "../support/TestServer.ts"
import { clientFor, connect, wire } from "./support.ts"

/** Switches private sessions on, or off, until the scope closes. */
const switched = (on: boolean) =>
  Effect.gen(function* () {
    const { auths } = yield* clientOf(admin.token)
    const before = yield* auths.getAdminConfig()
    yield* Effect.acquireRelease(
      auths.updateAdminConfig({ payload: { ...before, ENABLE_ENCRYPTED_CHANNELS: on } }),
      () => Effect.orDie(auths.updateAdminConfig({ payload: before }))
    )
  })

/** A conversation of two accounts, which administrators may make private without further permissions. */
const conversation = Effect.gen(function* () {
  yield* switched(true)
  const [one, two] = [yield* freshUser("admin"), yield* freshUser("admin")]
  const owui = yield* clientOf(one.token)
  const { id } = yield* owui.channels.createNewChannel({
    payload: { type: "dm", name: "", user_ids: [two.id] }
  })
  return { one, two, channel: id, owui }
})

/** What a session is taken part in with: a connection and a client of the same account. */
const person = ({ token }: Pick<TestUser, "token">, options?: RealtimeOptions & { readonly url?: string }) =>
  Effect.flatMap(connect(token, options), (realtime) => over(realtime, token))

const over = (realtime: RealtimeService, token: string) =>
  Effect.gen(function* () {
    const client = yield* clientFor(token)
    const give = <A, E, R>(effect: Effect.Effect<A, E, R | Realtime | Client>) =>
      effect.pipe(Effect.provideService(Realtime, realtime), Effect.provide(client))
    return {
      realtime,
      status: (channel: string) => give(Encryption.status(channel)),
      start: (channel: string) => give(Encryption.start(channel)),
      join: (channel: string, session: string) => give(Encryption.join(channel, session))
    }
  })

/** Runs in a scope of its own, and gives that which closes it. */
const leaving = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const value = yield* Effect.provideService(effect, Scope.Scope, scope)
    return [value, Scope.close(scope, Exit.void)] as const
  })

const key = (filling: number) => new Uint8Array(32).fill(filling)
const bytes = (text: string) => new TextEncoder().encode(text)
const textOf = (packet: Uint8Array) => new TextDecoder().decode(packet)

/** What is told, from the beginning, one after the other. */
const following = ({ events }: Encryption.Participant) =>
  Effect.gen(function* () {
    const pull = yield* Stream.toPull(Stream.rechunk(events, 1))
    return Effect.timeout(
      Effect.map(pull, ([event]) => event),
      "20 seconds"
    )
  })

/** A session in which one hosts and the other is admitted. */
const session = (host: Encryption.Host, join: Effect.Effect<Encryption.Guest, unknown, Scope.Scope>) =>
  Effect.gen(function* () {
    yield* host.bind(key(1))
    const guest = yield* join
    const told = yield* following(host)
    yield* guest.bind(key(2), bytes("key package"))
    const candidate = yield* told
    assert.strictEqual(candidate._tag, "Candidate")
    yield* host.admit(guest.participation, { commit: bytes("commit"), welcome: bytes("welcome") })
    return { guest, told }
  })

describe("a private session", () => {
  it.live("relays packets between those who are admitted, in order, until its host leaves", () =>
    Effect.gen(function* () {
      const { channel, one, two } = yield* conversation
      const [first, second] = [yield* person(one), yield* person(two)]
      assert.deepInclude(yield* second.status(channel), { available: false, session: null })
      const available = yield* Effect.forkScoped(
        second.realtime.events.pipe(
          Stream.filter((event) => event.known && event.event === "encryption:available"),
          Stream.take(1),
          Stream.runCollect
        ),
        { startImmediately: true }
      )
      const [host, leave] = yield* leaving(first.start(channel))
      const { host: hosting, session: id } = yield* host.session
      assert.strictEqual(hosting, host.participation)
      yield* host.bind(key(1))
      assert.deepInclude((yield* Fiber.join(available))[0]?.data, { channel, session: id })
      assert.deepInclude(yield* second.status(channel), { available: true, session: id })

      const [guest, quit] = yield* leaving(second.join(channel, id))
      const [toHost, toGuest] = [yield* following(host), yield* following(guest)]
      const bound = yield* guest.bind(key(2), bytes("key package"))
      assert.deepStrictEqual(
        bound.bindings.map(({ identity, key }) => [identity.user, key]),
        [
          [one.id, Buffer.from(key(1)).toString("base64")],
          [two.id, Buffer.from(key(2)).toString("base64")]
        ]
      )
      const candidate = yield* toHost
      assert.isTrue(candidate._tag === "Candidate" && textOf(candidate.packet) === "key package")
      assert.strictEqual(candidate._tag === "Candidate" ? candidate.sender : "", guest.participation)
      yield* host.admit(guest.participation, { commit: bytes("commit"), welcome: bytes("welcome") })
      const welcome = yield* toGuest
      assert.isTrue(welcome._tag === "Welcome" && textOf(welcome.packet) === "welcome" && welcome.sequence === 1)
      yield* guest.send(Uint8Array.of(0, 255, 128))
      const packet = yield* toHost
      assert.deepStrictEqual(packet._tag === "Packet" ? [...packet.packet] : [], [0, 255, 128])
      assert.strictEqual(packet.sequence, 2)
      yield* host.send(bytes("to the guest"))
      const answer = yield* toGuest
      assert.isTrue(answer._tag === "Packet" && textOf(answer.packet) === "to the guest" && answer.sequence === 2)
      assert.deepStrictEqual(
        (yield* guest.session).participants.map(({ name, user }) => [user, name]),
        [
          [one.id, one.name],
          [two.id, two.name]
        ]
      )

      yield* quit
      const departed = yield* toHost
      assert.isTrue(departed._tag === "Departed" && departed.participation === guest.participation && departed.admitted)
      assert.strictEqual((yield* reasonOf(guest.send(bytes("x"))))._tag, "NotFound")
      const [again] = yield* leaving(second.join(channel, id))
      const end = yield* Effect.forkScoped(Stream.runCollect(again.events))
      yield* leave
      assert.deepStrictEqual(yield* Fiber.join(end), [])
      assert.strictEqual((yield* reasonOf(again.bind(key(2), bytes("x"))))._tag, "NotFound")
      assert.deepInclude(yield* second.status(channel), { available: false, session: null })
    }).pipe(Effect.scoped)
  )

  it.live("sends no faster than the server takes, and loses nothing", () =>
    Effect.gen(function* () {
      const { channel, one, two } = yield* conversation
      const [first, second] = [yield* person(one), yield* person(two)]
      const host = yield* first.start(channel)
      const { guest } = yield* session(
        host,
        Effect.flatMap(host.session, ({ session }) => second.join(channel, session))
      )
      const count = 250
      const all = yield* Effect.forkScoped(
        guest.events.pipe(
          Stream.filter((event) => event._tag !== "Welcome"),
          Stream.take(count + 2),
          Stream.runCollect
        )
      )
      yield* Effect.forEach(Array.from({ length: count }), (_, index) => host.send(bytes(`${index}`)), {
        concurrency: 50
      })
      // A megabyte each, of which the server takes less than three a second.
      const large = new Uint8Array(1024 * 1024).fill(7)
      yield* Effect.all([host.send(large), host.send(large)], { concurrency: 2 })
      const events = yield* Fiber.join(all)
      const packets = events.flatMap((event) => (event._tag === "Packet" ? [event.packet] : []))
      assert.strictEqual(packets.length, count + 2)
      const numbers = packets.slice(0, count).map((packet) => Number(textOf(packet)))
      assert.deepStrictEqual(
        numbers.sort((a, b) => a - b),
        Array.from({ length: count }, (_, index) => index)
      )
      assert.deepStrictEqual(packets.at(-1), large)
    }).pipe(Effect.scoped)
  )

  it.effect("waits before the hundred-and-first message of a second, and the fifth megabyte", () =>
    Effect.gen(function* () {
      const { channel, one } = yield* conversation
      const realtime = yield* connect(one.token)
      let sent = 0
      let answer: unknown
      // The server takes longer over a message than it allows: a double that answers at once as it does.
      const fast: RealtimeService = {
        ...realtime,
        send: (event, payload) =>
          event === "encryption:packet"
            ? Effect.sync(() => {
                sent++
                return answer
              })
            : Effect.tap(realtime.send(event, payload), (real) => Effect.sync(() => void (answer = real)))
      }
      const { start } = yield* over(fast, one.token)
      const host = yield* start(channel)
      yield* host.bind(key(1))
      yield* TestClock.adjust("2 seconds")
      const count = (expected: number) =>
        Effect.sync(() => sent).pipe(
          Effect.repeat({ schedule: Schedule.spaced("5 millis"), until: (now) => now >= expected }),
          TestClock.withLive,
          Effect.andThen(TestClock.adjust("500 millis")),
          Effect.andThen(Effect.sync(() => assert.strictEqual(sent, expected)))
        )
      const sendAll = (packets: ReadonlyArray<Uint8Array>) =>
        Effect.forkScoped(Effect.forEach(packets, host.send, { concurrency: "unbounded", discard: true }))
      const small = yield* sendAll(Array.from({ length: 250 }, () => bytes("x")))
      for (const expected of [100, 200, 250]) {
        yield* count(expected)
        yield* TestClock.adjust("600 millis")
      }
      yield* Fiber.join(small)
      sent = 0
      // In base64, as they are sent, three of them are more than 4 MiB.
      const large = yield* sendAll(Array.from({ length: 3 }, () => new Uint8Array(1024 * 1024)))
      yield* count(2)
      yield* TestClock.adjust("600 millis")
      yield* Fiber.join(large)
      assert.strictEqual(sent, 3)
    }).pipe(Effect.scoped)
  )

  it.live("notices what was lost", () =>
    Effect.gen(function* () {
      const { channel, one, two } = yield* conversation
      const first = yield* person(one)
      const realtime = yield* connect(two.token)
      // The second packet does not come through.
      const lossy: RealtimeService = {
        ...realtime,
        subscribe: (options) =>
          Effect.map(realtime.subscribe(options), (subscription) => ({
            ...subscription,
            events: Stream.filter(
              subscription.events,
              (event) =>
                !(
                  event.known &&
                  event.event === "encryption:event" &&
                  "sequence" in event.data &&
                  event.data.sequence === 3
                )
            )
          }))
      }
      const second = yield* over(lossy, two.token)
      const host = yield* first.start(channel)
      const { guest } = yield* session(
        host,
        Effect.flatMap(host.session, ({ session }) => second.join(channel, session))
      )
      for (const text of ["one", "two", "three"]) {
        // The welcome is told before.
        yield* host.send(bytes(text))
      }
      const events = yield* guest.events.pipe(Stream.take(4), Stream.runCollect)
      assert.deepStrictEqual(
        events.map((event) => (event._tag === "Packet" ? textOf(event.packet) : event._tag)),
        ["Welcome", "one", "Gap", "three"]
      )
      assert.deepStrictEqual(events[2], { _tag: "Gap", expected: 3, sequence: 4 })
    }).pipe(Effect.scoped)
  )

  it.live("ends with its host, also where that is interrupted", () =>
    Effect.gen(function* () {
      const { channel, one } = yield* conversation
      const { start, status } = yield* person(one)
      const holding = yield* Effect.forkChild(Effect.scoped(Effect.andThen(start(channel), Effect.never)))
      yield* Effect.repeat(status(channel), {
        schedule: Schedule.spaced("20 millis"),
        until: ({ session }) => session !== null
      })
      yield* Fiber.interrupt(holding)
      assert.isNull((yield* status(channel)).session)
    }).pipe(Effect.scoped)
  )

  it.live("ends with the connection", () =>
    Effect.gen(function* () {
      const { channel, one, two } = yield* conversation
      const cable = yield* wire
      const [first, second] = [yield* person(one, { url: cable.url }), yield* person(two)]
      const host = yield* first.start(channel)
      const { guest } = yield* session(
        host,
        Effect.flatMap(host.session, ({ session }) => second.join(channel, session))
      )
      const lost = yield* Effect.forkScoped(reasonOf(Stream.runDrain(host.events)))
      const end = yield* Effect.forkScoped(Stream.runCollect(guest.events))
      cable.cut()
      assert.strictEqual((yield* Fiber.join(lost))._tag, "Unreachable")
      assert.strictEqual((yield* reasonOf(host.send(bytes("x"))))._tag, "Unreachable")
      assert.deepStrictEqual(
        (yield* Fiber.join(end)).map(({ _tag }) => _tag),
        ["Welcome"]
      )
      assert.strictEqual((yield* reasonOf(guest.send(bytes("x"))))._tag, "NotFound")
    }).pipe(Effect.scoped)
  )

  it.effect("says every 15 seconds that it is there", () =>
    Effect.gen(function* () {
      const { channel, one } = yield* conversation
      const realtime = yield* connect(one.token)
      const answers: Array<unknown> = []
      const watched: RealtimeService = {
        ...realtime,
        send: (event, payload) =>
          Effect.tap(realtime.send(event, payload), (answer) =>
            Effect.sync(() => {
              if (event === "encryption:ping") answers.push(answer)
            })
          )
      }
      const { start } = yield* over(watched, one.token)
      const host = yield* start(channel)
      yield* host.bind(key(1))
      yield* TestClock.adjust("14 seconds")
      assert.strictEqual(answers.length, 0)
      for (const expected of [1, 2]) {
        yield* TestClock.adjust("15 seconds")
        yield* Effect.sync(() => answers.length).pipe(
          Effect.repeat({ schedule: Schedule.spaced("20 millis"), until: (count) => count === expected }),
          TestClock.withLive
        )
      }
      for (const answer of answers) assert.deepInclude(answer, { ok: true, host: host.participation })
    }).pipe(Effect.scoped)
  )
})

describe("a private session that is refused", () => {
  it.live("says why", () =>
    Effect.gen(function* () {
      const { channel, one, two, owui } = yield* conversation
      const [first, second, third] = [yield* person(one), yield* person(two), yield* person(two)]
      const host = yield* first.start(channel)
      const { session: id } = yield* host.session
      const tagOf = <A>(call: Effect.Effect<A, OpenWebUIError, Scope.Scope>) =>
        Effect.map(reasonOf(call), ({ _tag }) => _tag)
      assert.strictEqual(yield* tagOf(second.start(channel)), "Conflict")
      // Its host has not given its key.
      assert.strictEqual(yield* tagOf(second.join(channel, id)), "Conflict")
      yield* host.bind(key(1))
      assert.strictEqual(yield* tagOf(second.join(channel, unique())), "NotFound")
      yield* second.join(channel, id)
      // The same account over another connection.
      assert.strictEqual(yield* tagOf(third.join(channel, id)), "Conflict")
      assert.strictEqual(yield* tagOf(host.admit(unique(), { commit: bytes("c"), welcome: bytes("w") })), "Invalid")
      // Not in the channel; a channel that is not private; an account without the permission.
      const stranger = yield* person(yield* freshUser("admin"))
      assert.strictEqual(yield* tagOf(stranger.status(channel)), "Forbidden")
      assert.strictEqual(yield* tagOf(stranger.start(channel)), "Forbidden")
      const open = yield* owui.channels.createNewChannel({ payload: { name: unique("channel") } })
      assert.strictEqual(yield* tagOf(third.status(open.id)), "Forbidden")
      const user = yield* freshUser()
      const group = yield* owui.channels.createNewChannel({
        payload: { type: "group", name: unique("group"), is_private: true, user_ids: [user.id, two.id] }
      })
      assert.deepInclude(yield* third.status(group.id), { available: false, session: null })
      const plain = yield* person(user)
      assert.strictEqual(yield* tagOf(plain.start(group.id)), "Forbidden")
    }).pipe(Effect.scoped)
  )

  it.live("is so before anything is sent", () =>
    Effect.gen(function* () {
      const { channel, one } = yield* conversation
      const cable = yield* wire
      const { join, start, status } = yield* person(one, { url: cable.url })
      const host = yield* start(channel)
      const sent = cable.sent()
      const early = [
        host.send(bytes("x")),
        host.admit("a", { commit: bytes("c"), welcome: bytes("w") }),
        host.bind(new Uint8Array(31)),
        Effect.scoped(start(channel)),
        Effect.scoped(join(channel, "a")),
        status(""),
        status("c".repeat(129))
      ]
      for (const call of early) assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, "Invalid")
      assert.strictEqual(cable.sent(), sent)
      yield* host.bind(key(1))
      const bound = cable.sent()
      const late = [
        host.bind(key(1)),
        host.send(new Uint8Array(0)),
        host.send(new Uint8Array(1024 * 1024 + 1)),
        host.admit("a", { commit: bytes("c"), welcome: new Uint8Array(0) })
      ]
      for (const call of late) assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, "Invalid")
      assert.strictEqual(cable.sent(), bound)
    }).pipe(Effect.scoped)
  )

  it.live("is so by a server that has it switched off", () =>
    Effect.gen(function* () {
      const { channel, one } = yield* conversation
      yield* switched(false)
      const { start, status } = yield* person(one)
      for (const call of [start(channel), status(channel)])
        assert.strictEqual((yield* reasonOf<unknown, Scope.Scope>(call))._tag, "FeatureDisabled")
    }).pipe(Effect.scoped)
  )

  it.live("is so to who comes and goes too often", () =>
    Effect.gen(function* () {
      const { channel, one } = yield* conversation
      const { start } = yield* person(one)
      for (let index = 0; index < 10; index++) yield* Effect.scoped(start(channel))
      const reason = yield* reasonOf(Effect.scoped(start(channel)))
      assert.strictEqual(reason._tag, "RateLimited")
      const after = reason._tag === "RateLimited" ? reason.retryAfter : undefined
      assert.isTrue(after !== undefined && Duration.toMillis(after) <= 60_000)
    }).pipe(Effect.scoped)
  )
})
