import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Scheduler from "effect/Scheduler"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as Auth from "../../src/layers/Auth.ts"
import type { ClientOptions } from "../../src/layers/Config.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { layer, reasonOf } from "../support/clients.ts"
import { doubleOf } from "../support/double.ts"
import { FaultProxy } from "../support/server/FaultProxy.ts"
import { admin, url } from "../support/TestServer.ts"

type Proxy = FaultProxy["Service"]

/** Runs against the real server behind a proxy, with a client of these limits. */
const behind = <A, E>(
  limits: NonNullable<ClientOptions["limits"]>,
  use: (owui: OpenWebUIService, proxy: Proxy) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const proxy = yield* FaultProxy
    const client = layer({ auth: Auth.token(admin.token), retry: false, limits, url: proxy.url })
    return yield* Effect.provide(
      Effect.flatMap(OpenWebUI, (owui) => use(owui, proxy)),
      client
    )
  }).pipe(Effect.provide(FaultProxy.layer(url)))

const awaitOpen = (proxy: Proxy, count: number) =>
  Effect.repeat(proxy.open, { schedule: Schedule.spaced("5 millis"), until: (open) => open === count })

const ask = (owui: OpenWebUIService) => owui.main.getModels()
const chat = (owui: OpenWebUIService) =>
  owui.main.streamChatCompletion({
    payload: { model: "echo", messages: [{ role: "user", content: "hi [[long=20]]" }] }
  })

describe("concurrency", () => {
  it.live("bounds how many calls are under way at the server, and all of them get their turn", () =>
    behind({ concurrency: 3 }, (owui, proxy) =>
      Effect.gen(function* () {
        yield* proxy.set({ mode: "delay", millis: 20 })
        let most = 0
        const watching = yield* Effect.forkChild(
          Effect.repeat(
            Effect.map(proxy.open, (open) => {
              most = Math.max(most, open)
            }),
            Schedule.spaced("1 millis")
          )
        )
        yield* Effect.all(
          Array.from({ length: 15 }, () => ask(owui)),
          { concurrency: "unbounded" }
        )
        yield* Fiber.interrupt(watching)
        assert.strictEqual(most, 3)
        assert.lengthOf(yield* proxy.requests, 15)
      })
    )
  )

  it.live("counts a stream until it ends, and not longer", () =>
    behind({ concurrency: 1 }, (owui, proxy) =>
      Effect.gen(function* () {
        let waiting: Fiber.Fiber<unknown, unknown> | undefined
        let sentWhileOpen = 0
        yield* Stream.runForEach(chat(owui), () =>
          Effect.gen(function* () {
            waiting ??= yield* Effect.forkDetach(ask(owui))
            yield* Effect.yieldNow
            sentWhileOpen = (yield* proxy.requests).length
          })
        )
        assert.strictEqual(sentWhileOpen, 1)
        if (waiting !== undefined) yield* Fiber.join(waiting)
        assert.lengthOf(yield* proxy.requests, 2)
      })
    )
  )

  it.live("gives a place back when a stream is left early, when a call fails and when one is interrupted", () =>
    behind({ concurrency: 1, queue: 0 }, (owui, proxy) =>
      Effect.gen(function* () {
        yield* Stream.runDrain(Stream.take(chat(owui), 1))
        yield* awaitOpen(proxy, 0)
        yield* ask(owui)
        yield* proxy.set({ mode: "reset" }, { times: 1 })
        assert.strictEqual((yield* reasonOf(ask(owui)))._tag, "Unreachable")
        yield* ask(owui)
        yield* proxy.set({ mode: "stall", afterBytes: 0 }, { times: 2 })
        for (const call of [ask(owui), Stream.runDrain(chat(owui))]) {
          const fiber = yield* Effect.forkChild(call)
          yield* awaitOpen(proxy, 1)
          yield* Fiber.interrupt(fiber)
          yield* awaitOpen(proxy, 0)
        }
        yield* ask(owui)
      })
    )
  )

  it.live("takes no place for a call that waits and is interrupted", () =>
    behind({ concurrency: 1, queue: 1 }, (owui, proxy) =>
      Effect.gen(function* () {
        yield* proxy.set({ mode: "stall", afterBytes: 0 }, { times: 1 })
        const first = yield* Effect.forkChild(ask(owui))
        yield* awaitOpen(proxy, 1)
        for (let count = 0; count < 3; count++) {
          const second = yield* Effect.forkChild(ask(owui))
          yield* Effect.yieldNow
          yield* Fiber.interrupt(second)
        }
        yield* Fiber.interrupt(first)
        yield* Effect.all([ask(owui), ask(owui)], { concurrency: 2 })
      })
    )
  )
})

describe("a call that is interrupted", () => {
  it.live("gives back its place, wherever it was", () =>
    behind({ concurrency: 1, queue: 0 }, (owui) =>
      Effect.gen(function* () {
        // A fiber that yields after so few steps can be interrupted between any two of them.
        for (const steps of [2, 3, 5, 8, 13, 21]) {
          for (const call of [ask(owui), Stream.runDrain(chat(owui))]) {
            for (let after = 0; after < 12; after++) {
              const fiber = yield* Effect.forkChild(Effect.provideService(call, Scheduler.MaxOpsBeforeYield, steps))
              for (let at = 0; at < after; at++) yield* Effect.yieldNow
              yield* Fiber.interrupt(fiber)
            }
          }
        }
        yield* ask(owui)
      })
    )
  )
})

describe("the queue", () => {
  it.live("rejects one call more than may wait, of which nothing is sent", () =>
    behind({ concurrency: 2, queue: 1 }, (owui, proxy) =>
      Effect.gen(function* () {
        yield* proxy.set({ mode: "delay", millis: 100 })
        const three = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(ask(owui)))
        yield* awaitOpen(proxy, 2)
        for (const call of [ask(owui), Stream.runDrain(chat(owui))]) {
          const reason = yield* reasonOf(call)
          assert.strictEqual(reason._tag, "Rejected")
          assert.strictEqual(reason._tag === "Rejected" && reason.kind, "queueFull")
        }
        // Nor does a client that repeats calls undo it.
        const refused = yield* reasonOf(owui.main.getModels({}, { retry: true }))
        assert.strictEqual(refused._tag, "Rejected")
        yield* Fiber.joinAll(three)
        assert.lengthOf(yield* proxy.requests, 3)
      })
    )
  )
})

describe("the breaker", () => {
  const limits = { breaker: { failures: 3, pause: "10 seconds" } } as const
  const list = Effect.flatMap(OpenWebUI, (owui) => owui.chats.getSessionUserChatList())

  it.live("opens after so many broken connections to the real server, and then sends nothing", () =>
    behind({ breaker: { failures: 2, pause: "1 minute" } }, (owui, proxy) =>
      Effect.gen(function* () {
        yield* proxy.set({ mode: "reset" })
        for (const expected of ["Unreachable", "Unreachable", "Rejected", "Rejected"]) {
          assert.strictEqual((yield* reasonOf(ask(owui)))._tag, expected)
        }
        const reason = yield* reasonOf(Stream.runDrain(chat(owui)))
        assert.strictEqual(reason._tag === "Rejected" && reason.kind, "breakerOpen")
        assert.lengthOf(yield* proxy.requests, 2)
      })
    )
  )

  it.effect(
    "closes again after the pause with an answer that makes sense, and opens at once with one that does not",
    () =>
      Effect.gen(function* () {
        let healthy = false
        const { layer, sent } = doubleOf(() => (healthy ? { body: "[]" } : { status: 500, body: '{"detail":"x"}' }), {
          limits,
          retry: false
        })
        const tag = Effect.map(Effect.result(list), (result) =>
          result._tag === "Success" ? "Success" : result.failure.reason._tag
        )
        yield* Effect.gen(function* () {
          for (const expected of ["ServerFailed", "ServerFailed", "ServerFailed", "Rejected"]) {
            assert.strictEqual(yield* tag, expected)
          }
          yield* TestClock.adjust("4 seconds")
          const { retryAfter } = yield* Effect.flip(list)
          assert.strictEqual(retryAfter && Duration.toSeconds(retryAfter), 6)
          assert.lengthOf(sent, 3)

          yield* TestClock.adjust("6 seconds")
          assert.strictEqual(yield* tag, "ServerFailed")
          assert.strictEqual(yield* tag, "Rejected")
          assert.lengthOf(sent, 4)

          healthy = true
          yield* TestClock.adjust("10 seconds")
          assert.strictEqual(yield* tag, "Success")
          healthy = false
          for (const expected of ["ServerFailed", "ServerFailed", "ServerFailed", "Rejected"]) {
            assert.strictEqual(yield* tag, expected)
          }
        }).pipe(Effect.provide(layer))
      })
  )

  it.effect("does not mind what was asked wrongly, which also ends a row of failures", () =>
    Effect.gen(function* () {
      const codes = [500, 500, 404, 500, 500, 422, 403, 409, 500, 500]
      const { layer, sent } = doubleOf((_, count) => ({ status: codes[count - 1] ?? 500, body: '{"detail":"x"}' }), {
        limits,
        retry: false
      })
      yield* Effect.gen(function* () {
        for (const _ of codes) assert.notStrictEqual((yield* reasonOf(list))._tag, "Rejected")
        assert.lengthOf(sent, codes.length)
      }).pipe(Effect.provide(layer))
    })
  )

  it.live("is not waited for by a call that may be repeated: whoever calls is told at once", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(() => ({ status: 500, body: '{"detail":"x"}' }), {
        limits,
        retry: { times: 4, base: 0 }
      })
      yield* Effect.gen(function* () {
        assert.strictEqual((yield* reasonOf(list))._tag, "Rejected")
        assert.lengthOf(sent, 3)
        assert.strictEqual((yield* reasonOf(list))._tag, "Rejected")
        assert.lengthOf(sent, 3)
      }).pipe(Effect.provide(layer))
    })
  )
})

describe("limits that are none", () => {
  it.live("are refused when the client is made, each with its place", () =>
    Effect.gen(function* () {
      const limits = { concurrency: Number.NaN, queue: -1, breaker: { failures: 0, pause: "1 second" } } as const
      const client = OpenWebUI.layer({ url, limits }).pipe(Layer.provide(FetchHttpClient.layer))
      const reason = yield* reasonOf(Layer.build(client))
      assert.strictEqual(reason._tag, "Invalid")
      if (reason._tag !== "Invalid") return
      assert.deepStrictEqual(
        reason.issues.map(({ path }) => path.join(".")),
        ["limits.concurrency", "limits.queue", "limits.breaker.failures"]
      )
      yield* Layer.build(
        OpenWebUI.layer({ url, limits: { concurrency: 1, queue: 0, breaker: { failures: 1, pause: 0 } } }).pipe(
          Layer.provide(FetchHttpClient.layer)
        )
      )
    })
  )
})
