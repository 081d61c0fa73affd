import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as Auth from "../../src/layers/Auth.ts"
import type { ClientOptions } from "../../src/layers/Config.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { RetryOptions } from "../../src/layers/Retry.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { layer, reasonOf } from "../support/clients.ts"
import { type Answered, doubleOf } from "../support/double.ts"
import { type Fault, FaultProxy } from "../support/server/FaultProxy.ts"
import { admin, unique, url } from "../support/TestServer.ts"

const quick: RetryOptions = { times: 3, base: "1 millis" }
const noRetry = { retry: false } as const
const anyway = { retry: true } as const

type Call = (owui: OpenWebUIService) => Effect.Effect<unknown, OpenWebUIError>

const get: Call = (owui) => owui.main.getModels()
const createChat: Call = (owui) => owui.chats.createNewChat({ payload: { chat: { title: unique("chat") } } })

/** Runs against the real server behind a proxy that breaks what it is told. */
const behind = <A, E>(
  fault: Fault,
  times: number,
  use: (owui: OpenWebUIService) => Effect.Effect<A, E>,
  options: Partial<ClientOptions> = { retry: quick }
) =>
  Effect.gen(function* () {
    const proxy = yield* FaultProxy
    yield* proxy.set(fault, { times })
    const result = yield* Effect.flatMap(OpenWebUI, use).pipe(
      Effect.provide(layer({ auth: Auth.token(admin.token), ...options, url: proxy.url }))
    )
    const requests = yield* proxy.requests
    return { result, requests: requests.map(({ method }) => method) }
  }).pipe(Effect.provide(FaultProxy.layer(url)))

const reset: Fault = { mode: "reset" }
const cut: Fault = { mode: "cut", afterBytes: 10 }
const status = (code: number, headers: Readonly<Record<string, string>> = {}): Fault => ({
  mode: "answer",
  status: code,
  headers: { "content-type": "application/json", ...headers },
  body: '{"detail":"Scripted."}'
})

describe("a GET", () => {
  it.live("is sent again after a reset, a broken answer and statuses that pass, until it is answered", () =>
    Effect.gen(function* () {
      for (const fault of [reset, cut, status(500), status(502), status(503), status(429)]) {
        const { requests } = yield* behind(fault, 2, get)
        assert.deepStrictEqual(requests, ["GET", "GET", "GET"], JSON.stringify(fault))
      }
    })
  )

  it.live("is not sent again after an answer that would be the same", () =>
    Effect.gen(function* () {
      for (const code of [400, 401, 403, 404, 405, 409, 422]) {
        const { requests } = yield* behind(status(code), 1, (owui) => reasonOf(owui.main.getModels()))
        assert.deepStrictEqual(requests, ["GET"], String(code))
      }
    })
  )

  it.live("is sent again as often as is said and then fails with what happened last", () =>
    Effect.gen(function* () {
      const failing = (owui: OpenWebUIService) => reasonOf(owui.main.getModels())
      const four = yield* behind(reset, 10, failing)
      assert.strictEqual(four.result._tag, "Unreachable")
      assert.lengthOf(four.requests, 4)
      const two = yield* behind(status(500), 10, failing, { retry: { ...quick, times: 1 } })
      assert.strictEqual(two.result._tag, "ServerFailed")
      assert.lengthOf(two.requests, 2)
      assert.lengthOf((yield* behind(reset, 10, failing, { retry: { ...quick, times: 0 } })).requests, 1)
      assert.lengthOf((yield* behind(reset, 10, failing, { retry: false })).requests, 1)
    })
  )

  it.live("is sent again or not as the call itself says, whatever the client says", () =>
    Effect.gen(function* () {
      const never = yield* behind(reset, 10, (owui) => reasonOf(owui.main.getModels({}, noRetry)))
      assert.lengthOf(never.requests, 1)
      const once = yield* behind(reset, 10, (owui) => reasonOf(owui.main.getModels({}, { retry: { times: 1 } })))
      assert.lengthOf(once.requests, 2)
      const despite = yield* behind(reset, 1, (owui) => owui.main.getModels({}, { retry: quick }), { retry: false })
      assert.lengthOf(despite.requests, 2)
    })
  )

  it.live("that is streamed is sent again until its answer begins, and not after that", () =>
    Effect.gen(function* () {
      const stats = (owui: OpenWebUIService) => Stream.runCollect(owui.chats.streamChatStats())
      assert.deepStrictEqual((yield* behind(reset, 2, stats)).requests, ["GET", "GET", "GET"])
      assert.deepStrictEqual((yield* behind(status(503), 1, stats)).requests, ["GET", "GET"])
      const begun = yield* behind({ mode: "cut", afterBytes: 0 }, 1, (owui) => reasonOf(stats(owui)))
      assert.strictEqual(begun.result._tag, "Unreachable")
      assert.deepStrictEqual(begun.requests, ["GET"])
    })
  )
})

describe("a POST", () => {
  it.live("is not sent again once the server may have it: after a reset, a broken answer, 429, 500, 502 and 503", () =>
    Effect.gen(function* () {
      for (const fault of [reset, cut, status(429), status(500), status(502), status(503)]) {
        const { requests } = yield* behind(fault, 1, (owui) => Effect.flip(createChat(owui)))
        assert.deepStrictEqual(requests, ["POST"], JSON.stringify(fault))
      }
    })
  )

  it.live("that streams is not sent again either", () =>
    Effect.gen(function* () {
      const stream = (owui: OpenWebUIService) =>
        Stream.runDrain(
          owui.main.streamChatCompletion({ payload: { model: "echo", messages: [{ role: "user", content: "hi" }] } })
        )
      for (const fault of [reset, status(500), status(503)]) {
        const { requests } = yield* behind(fault, 1, (owui) => Effect.flip(stream(owui)))
        assert.deepStrictEqual(requests, ["POST"], JSON.stringify(fault))
      }
    })
  )

  it.live("is sent again where the call says that this is safe", () =>
    Effect.gen(function* () {
      const pinned = (owui: OpenWebUIService) =>
        owui.chats.createNewChat({ payload: { chat: { title: unique("chat") } } }, { retry: quick })
      for (const fault of [reset, status(503)]) {
        assert.deepStrictEqual((yield* behind(fault, 2, pinned)).requests, ["POST", "POST", "POST"])
      }
      const withTrue = (owui: OpenWebUIService) =>
        owui.chats.createNewChat({ payload: { chat: { title: unique("chat") } } }, anyway)
      assert.deepStrictEqual((yield* behind(reset, 1, withTrue)).requests, ["POST", "POST"])
    })
  )

  it.live("is sent again where no connection was made, since nothing was sent", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      yield* proxy.set({ mode: "refuse" })
      const client = layer({ url: proxy.url, auth: Auth.token(admin.token), retry: { times: 100, base: "5 millis" } })
      const call = yield* Effect.forkChild(Effect.provide(Effect.flatMap(OpenWebUI, createChat), client))
      // Another client finds nobody there, so the first one has had its chance to.
      const nobody = layer({ url: proxy.url, retry: false })
      const reason = yield* Effect.provide(reasonOf(Effect.flatMap(OpenWebUI, get)), nobody)
      assert.strictEqual(reason._tag === "Unreachable" && reason.phase, "connect")
      yield* proxy.set({ mode: "pass" })
      yield* Fiber.join(call)
      assert.deepStrictEqual(
        (yield* proxy.requests).map(({ method }) => method),
        ["POST"]
      )
    }).pipe(Effect.provide(FaultProxy.layer(url)))
  )

  it.live("that only reads is sent again like a GET", () =>
    Effect.gen(function* () {
      const { requests } = yield* behind(reset, 1, (owui) =>
        Effect.exit(owui.groups.getUsersInGroup({ params: { id: "none" } }))
      )
      assert.deepStrictEqual(requests, ["POST", "POST"])
    })
  )
})

describe("other methods", () => {
  it.live("DELETE and PUT are sent again, and a GET that does something is not", () =>
    Effect.gen(function* () {
      const remove = yield* behind(reset, 1, (owui) => reasonOf(owui.chats.deleteChatById({ params: { id: "none" } })))
      assert.deepStrictEqual(remove.requests, ["DELETE", "DELETE"])
      const put = yield* behind(reset, 1, (owui) =>
        reasonOf(owui.terminals.proxyTerminalPut({ params: { server_id: "none", path: "x" } }))
      )
      assert.deepStrictEqual(put.requests, ["PUT", "PUT"])
      const patch = yield* behind(reset, 1, (owui) =>
        reasonOf(owui.terminals.proxyTerminalPatch({ params: { server_id: "none", path: "x" } }))
      )
      assert.deepStrictEqual(patch.requests, ["PATCH"])
      const opens = yield* behind(reset, 1, (owui) =>
        reasonOf(owui.channels.getDmChannelByUserId({ params: { user_id: admin.id } }))
      )
      assert.deepStrictEqual(opens.requests, ["GET"])
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Waits and the budget, by the test clock
// ---------------------------------------------------------------------------------------------------------------------

const unavailable = (headers: Readonly<Record<string, string>> = {}): Answered => ({
  status: 503,
  headers,
  body: '{"detail":"Scripted."}'
})

/** The times, in milliseconds, at which the requests of a call were sent. */
const timesOf = (
  answer: (count: number) => Answered,
  options: Partial<ClientOptions>,
  call: Call = (owui) => owui.chats.getSessionUserChatList()
) =>
  Effect.gen(function* () {
    const times: Array<number> = []
    const clock = yield* TestClock.testClockWith(Effect.succeed)
    const { layer } = doubleOf((_, count) => {
      times.push(clock.currentTimeMillisUnsafe())
      return answer(count)
    }, options)
    const fiber = yield* Effect.forkChild(Effect.exit(Effect.provide(Effect.flatMap(OpenWebUI, call), layer)))
    // In small steps, so that each wait is seen as long as it is.
    yield* Effect.repeat(TestClock.adjust("1 millis"), {
      schedule: Schedule.recurs(100_000),
      until: () => fiber.pollUnsafe() !== undefined
    })
    return { times, exit: yield* Fiber.join(fiber) }
  })

const waits = (times: ReadonlyArray<number>) => times.slice(1).map((time, at) => time - (times[at] ?? 0))

describe("the waits between", () => {
  it.effect("double, and each is drawn between half of that and all of it", () =>
    Effect.gen(function* () {
      const drawn = new Set<number>()
      for (let run = 0; run < 5; run++) {
        const { times } = yield* timesOf(() => unavailable(), { retry: { times: 4, base: "100 millis" } })
        const all = waits(times)
        assert.lengthOf(all, 4)
        all.forEach((wait, at) => {
          // The clock ticks in whole milliseconds.
          assert.isAtLeast(wait, 50 * 2 ** at)
          assert.isAtMost(wait, 100 * 2 ** at + 1)
        })
        drawn.add(all[3] ?? 0)
      }
      assert.isAbove(drawn.size, 1)
    })
  )

  it.effect("stay below the cap", () =>
    Effect.gen(function* () {
      const { times } = yield* timesOf(() => unavailable(), {
        retry: { times: 5, base: "100 millis", cap: "200 millis" }
      })
      for (const wait of waits(times)) assert.isAtMost(wait, 201)
      assert.lengthOf(times, 6)
    })
  )

  it.effect("are as long as the server asks in seconds or with a date, where that is longer", () =>
    Effect.gen(function* () {
      const retry = { times: 1, base: "1 millis" } as const
      const seconds = yield* timesOf((count) => (count === 1 ? unavailable({ "retry-after": "3" }) : { body: "[]" }), {
        retry
      })
      assert.strictEqual(seconds.exit._tag, "Success")
      assert.deepStrictEqual(waits(seconds.times), [3000])
      const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
      const date = new Date(Math.ceil(now / 1000) * 1000 + 4000)
      const dated = yield* timesOf(
        (count) =>
          count === 1 ? { ...unavailable({ "retry-after": date.toUTCString() }), status: 429 } : { body: "[]" },
        { retry }
      )
      assert.strictEqual(dated.times[1], date.getTime())
    })
  )

  it.effect("are not begun where the server asks for more than the cap: the call fails at once and says how long", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(() => unavailable({ "retry-after": "31" }))
      const error = yield* Effect.flip(
        Effect.provide(
          Effect.flatMap(OpenWebUI, (owui) => owui.chats.getSessionUserChatList()),
          layer
        )
      )
      assert.lengthOf(sent, 1)
      assert.strictEqual(error.retryAfter && Duration.toMillis(error.retryAfter), 31_000)
    })
  )
})

describe("the budget of a client", () => {
  it.effect("runs dry after a hundred retries while everything fails, and one success does not fill it", () =>
    Effect.gen(function* () {
      let healthy = false
      const { layer, sent } = doubleOf(() => (healthy ? { body: "[]" } : unavailable()), {
        retry: { times: 10, base: 0 }
      })
      const call = Effect.flatMap(OpenWebUI, (owui) => owui.chats.getSessionUserChatList())
      yield* Effect.gen(function* () {
        const some = yield* Effect.forkChild(Effect.forEach(Array(50), () => Effect.exit(call)))
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(some)
        assert.lengthOf(sent, 150)
        // Five successes pay for one retry.
        healthy = true
        for (let count = 0; count < 4; count++) yield* call
        healthy = false
        yield* Effect.exit(call)
        assert.lengthOf(sent, 155)
        healthy = true
        yield* call
        healthy = false
        const last = yield* Effect.forkChild(Effect.exit(call))
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(last)
        assert.lengthOf(sent, 158)
      }).pipe(Effect.provide(layer))
    })
  )
})
