import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as Auth from "../../src/layers/Auth.ts"
import type { ClientOptions } from "../../src/layers/Config.ts"
import type { Reason } from "../../src/layers/Failures.ts"
import { chunkText } from "../../src/models/Completions.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { layer, reasonOf } from "../support/clients.ts"
import { doubleOf } from "../support/double.ts"
import { type Fault, FaultProxy } from "../support/server/FaultProxy.ts"
import { admin, url } from "../support/TestServer.ts"

type Proxy = FaultProxy["Service"]

/** Runs against the real server behind a proxy that does this, without retries. */
const behind = <A, E>(
  fault: Fault,
  options: Partial<ClientOptions>,
  use: (owui: OpenWebUIService, proxy: Proxy) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const proxy = yield* FaultProxy
    yield* proxy.set(fault)
    const client = layer({ auth: Auth.token(admin.token), retry: false, ...options, url: proxy.url })
    return yield* Effect.provide(
      Effect.flatMap(OpenWebUI, (owui) => use(owui, proxy)),
      client
    )
  }).pipe(Effect.provide(FaultProxy.layer(url)))

const closed = (proxy: Proxy) =>
  Effect.repeat(proxy.open, { schedule: Schedule.spaced("5 millis"), until: (open) => open === 0 })

const timedOut = (reason: Reason, phase: string, millis: number) => {
  assert.strictEqual(reason._tag, "TimedOut")
  if (reason._tag !== "TimedOut") return
  assert.strictEqual(reason.phase, phase)
  assert.strictEqual(reason.after && Duration.toMillis(reason.after), millis)
}

const chat = (owui: OpenWebUIService, text: string, timeout?: ClientOptions["timeout"]) =>
  owui.main.streamChatCompletion(
    { payload: { model: "echo", messages: [{ role: "user", content: text }] } },
    { timeout }
  )

const late: Fault = { mode: "delay", millis: 60_000 }
const stall: Fault = { mode: "stall", afterBytes: 600 }
const pass: Fault = { mode: "pass" }

describe("the first byte", () => {
  it.live("is not waited for longer than the client or the call says, and the connection is closed", () =>
    Effect.gen(function* () {
      yield* behind(late, { timeout: { firstByte: "50 millis" } }, (owui, proxy) =>
        Effect.gen(function* () {
          timedOut(yield* reasonOf(owui.main.getModels()), "firstByte", 50)
          timedOut(yield* reasonOf(Stream.runDrain(chat(owui, "hi"))), "firstByte", 50)
          timedOut(yield* reasonOf(owui.main.getModels({}, { timeout: { firstByte: "80 millis" } })), "firstByte", 80)
          yield* closed(proxy)
        })
      )
      yield* behind(late, {}, (owui) =>
        Effect.gen(function* () {
          timedOut(yield* reasonOf(owui.main.getModels({}, { timeout: { firstByte: 70 } })), "firstByte", 70)
        })
      )
    })
  )

  it.live("is waited for by the call that asks for more patience than its client has", () =>
    behind({ mode: "delay", millis: 300 }, { timeout: { firstByte: "50 millis" } }, (owui) =>
      Effect.gen(function* () {
        const [short, long] = yield* Effect.all(
          [reasonOf(owui.main.getModels()), owui.main.getModels({}, { timeout: { firstByte: "Infinity" } })],
          { concurrency: 2 }
        )
        timedOut(short, "firstByte", 50)
        assert.isAbove(long.data.length, 0)
      })
    )
  )

  it.live("is waited for anew by each repetition of a GET, and not by a POST, which is not repeated", () =>
    behind(late, { timeout: { firstByte: "50 millis" }, retry: { times: 2, base: "1 millis" } }, (owui, proxy) =>
      Effect.gen(function* () {
        timedOut(yield* reasonOf(owui.main.getModels()), "firstByte", 50)
        assert.lengthOf(yield* proxy.requests, 3)
        timedOut(yield* reasonOf(owui.chats.createNewChat({ payload: { chat: {} } })), "firstByte", 50)
        assert.lengthOf(yield* proxy.requests, 4)
      })
    )
  )
})

describe("a silent stream", () => {
  it.live("fails after the idle time, and what came before is given first", () =>
    behind(stall, { timeout: { idle: "200 millis" } }, (owui, proxy) =>
      Effect.gen(function* () {
        let text = ""
        const stream = Stream.runForEach(chat(owui, "one two three four"), (chunk) =>
          Effect.sync(() => {
            text += chunkText(chunk) ?? ""
          })
        )
        timedOut(yield* reasonOf(stream), "idle", 200)
        assert.strictEqual(text, "Echo: one")
        yield* closed(proxy)
      })
    )
  )

  it.live("fails after the idle time of its own call, and takes no other stream with it", () =>
    behind(pass, { timeout: { idle: "30 seconds" } }, (owui, proxy) =>
      Effect.gen(function* () {
        yield* proxy.set(stall, { times: 1 })
        const silent = yield* Effect.forkChild(
          reasonOf(Stream.runDrain(chat(owui, "one two three", { idle: "200 millis" })))
        )
        yield* Effect.repeat(proxy.requests, {
          schedule: Schedule.spaced("5 millis"),
          until: (all) => all.length === 1
        })
        const others = yield* Effect.all(
          [1, 2, 3].map(() => Stream.runCollect(chat(owui, "[[long=20]] [[delay=25]]", { idle: "20 seconds" }))),
          { concurrency: 3 }
        )
        for (const chunks of others) assert.isAbove(chunks.length, 20)
        timedOut(yield* Fiber.join(silent), "idle", 200)
      })
    )
  )

  it.live("that has said all is complete, although it is kept open", () =>
    Effect.gen(function* () {
      const finish = { choices: [{ index: 0, delta: { content: "all" }, finish_reason: "stop" }] }
      const text = new TextEncoder().encode(`data: ${JSON.stringify(finish)}\n\ndata: [DONE]\n\n`)
      const { layer } = doubleOf(
        () => ({
          headers: { "content-type": "text/event-stream" },
          body: new ReadableStream({ start: (controller) => controller.enqueue(text) })
        }),
        { timeout: { idle: "50 millis" }, retry: false }
      )
      const chunks = yield* Effect.flatMap(OpenWebUI, (owui) => Stream.runCollect(chat(owui, "hi"))).pipe(
        Effect.provide(layer)
      )
      assert.deepStrictEqual(chunks.map(chunkText), ["all"])
    })
  )

  it.live("in JSON that stops in the middle fails after the idle time, too", () =>
    behind({ mode: "stall", afterBytes: 600 }, { timeout: { idle: "100 millis" } }, (owui, proxy) =>
      Effect.gen(function* () {
        timedOut(yield* reasonOf(owui.main.getModels()), "idle", 100)
        yield* closed(proxy)
      })
    )
  )

  it.live("of bytes fails after the idle time too", () =>
    behind({ mode: "stall", afterBytes: 3 }, {}, (owui) =>
      Effect.gen(function* () {
        const stats = owui.chats.streamChatStats({}, { timeout: { idle: "100 millis" } })
        const { id } = yield* Effect.provide(
          Effect.flatMap(OpenWebUI, (direct) => direct.chats.createNewChat({ payload: { chat: stalled } })),
          layer({ auth: Auth.token(admin.token) })
        ).pipe(Effect.map((chat) => ({ id: chat?.id ?? "" })))
        assert.notStrictEqual(id, "")
        timedOut(yield* reasonOf(Stream.runDrain(stats)), "idle", 100)
      })
    )
  )

  it.live("is not silent while the consumer takes its time", () =>
    behind(pass, { timeout: { idle: "60 millis" } }, (owui) =>
      Effect.gen(function* () {
        let seen = 0
        yield* Stream.runForEach(chat(owui, "a b c"), () =>
          Effect.andThen(
            Effect.sync(() => {
              seen++
            }),
            // Longer than the stream may be silent.
            Effect.sleep("120 millis")
          )
        )
        assert.isAbove(seen, 4)
      })
    )
  )
})

/** A chat that statistics can be made of. */
const stalled = {
  title: "t",
  models: ["echo"],
  history: {
    currentId: "m2",
    messages: {
      m1: { id: "m1", parentId: null, childrenIds: ["m2"], role: "user", content: "hi", timestamp: 1 },
      m2: { id: "m2", parentId: "m1", childrenIds: [], role: "assistant", content: "ho", timestamp: 2, model: "echo" }
    }
  }
}

describe("the whole call", () => {
  it.live("takes no longer than is said, its repetitions and waits included", () =>
    behind({ mode: "reset" }, { retry: { times: 1000, base: "20 millis", cap: "20 millis" } }, (owui, proxy) =>
      Effect.gen(function* () {
        timedOut(yield* reasonOf(owui.main.getModels({}, { timeout: "300 millis" })), "total", 300)
        const sent = (yield* proxy.requests).length
        assert.isAbove(sent, 1)
        timedOut(yield* reasonOf(owui.main.getModels({}, { timeout: { total: 100 } })), "total", 100)
        // Nothing comes any more: a reset could be faster than the clock.
        yield* proxy.set(late)
        timedOut(yield* reasonOf(Stream.runDrain(chat(owui, "hi", { total: "1 millis" }))), "total", 1)
      })
    )
  )

  it.live("is over in the middle of a stream, however lively that is, after what came", () =>
    behind(pass, {}, (owui, proxy) =>
      Effect.gen(function* () {
        let seen = 0
        const stream = Stream.runForEach(chat(owui, "[[long=2000]] [[delay=10]]", { total: "500 millis" }), () =>
          Effect.sync(() => {
            seen++
          })
        )
        const reason = yield* reasonOf(stream)
        timedOut(reason, "total", 500)
        assert.isAbove(seen, 0)
        yield* closed(proxy)
      })
    )
  )

  it.live("takes as long as it takes where nothing is said: an empty limit is none", () =>
    behind(pass, { timeout: {} }, (owui) =>
      Effect.gen(function* () {
        yield* owui.main.getModels({}, { timeout: {} })
        yield* owui.main.getModels({}, { timeout: { total: undefined } })
        yield* owui.main.getModels({}, { timeout: undefined })
        assert.isAbove((yield* Stream.runCollect(chat(owui, "hi", {}))).length, 2)
      })
    )
  )
})

describe("a phase that is set to undefined", () => {
  it.live("keeps what the client says", () =>
    behind(late, { timeout: { firstByte: "50 millis" } }, (owui) =>
      Effect.gen(function* () {
        const timeout = { firstByte: undefined, total: "5 seconds" } as const
        timedOut(yield* reasonOf(owui.main.getModels({}, { timeout })), "firstByte", 50)
      })
    )
  )

  it.effect("keeps the default", () =>
    Effect.gen(function* () {
      // An answer that never says anything, and breaks when its connection is closed.
      const silent = HttpClient.make((request, _, signal) =>
        Effect.sync(() => {
          const body = new ReadableStream({
            start: (controller) => signal.addEventListener("abort", () => controller.error(new Error("closed")))
          })
          const headers = { "content-type": "text/event-stream" }
          return HttpClientResponse.fromWeb(request, new Response(body, { headers }))
        })
      )
      const call = Effect.flatMap(OpenWebUI, (owui) => reasonOf(Stream.runDrain(chat(owui, "hi")))).pipe(
        Effect.provide(OpenWebUI.layer({ url: "http://double", timeout: { idle: undefined }, retry: false })),
        Effect.provideService(HttpClient.HttpClient, silent)
      )
      const fiber = yield* Effect.forkChild(call)
      yield* TestClock.adjust("299 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("2 seconds")
      timedOut(yield* Fiber.join(fiber), "idle", 300_000)
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// What is left behind
// ---------------------------------------------------------------------------------------------------------------------

const run = promisify(execFile)

/** Makes a call and two streams, one of which it leaves early, with all limits set, and has then nothing left to do. */
const program = `
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Stream from "effect/Stream"
import * as Auth from "./src/layers/Auth.ts"
import { Client } from "./src/layers/Client.ts"
import { make } from "./src/OpenWebUI.ts"
const chat = (owui) => owui.main.streamChatCompletion({ payload: { model: "echo", messages: [{ role: "user", content: "hi [[long=50]]" }] } })
await Effect.gen(function* () {
  const owui = make(yield* Client)
  yield* owui.main.getModels()
  const all = yield* Stream.runCollect(chat(owui))
  const some = yield* Stream.runCollect(Stream.take(chat(owui), 2))
  console.log(JSON.stringify([all.length > 50, some.length]))
}).pipe(
  Effect.provide(Client.layer({
    url: process.env.SERVER,
    auth: Auth.token(process.env.TOKEN),
    timeout: { firstByte: "10 minutes", idle: "10 minutes", total: "10 minutes" },
    limits: { concurrency: 2, breaker: { failures: 3, pause: "10 minutes" } }
  })),
  Effect.provide(FetchHttpClient.layer),
  Effect.runPromise
)
`

const root = new URL("../..", import.meta.url).pathname

describe("a program", () => {
  it("ends by itself after its last stream: no timer of ours keeps it alive", async () => {
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: root,
      env: { ...process.env, SERVER: url, TOKEN: admin.token },
      // Far below the limits that are set, and the rejection says that it was killed.
      timeout: 30_000
    })
    assert.strictEqual(stdout.trim(), "[true,2]")
  })
})
