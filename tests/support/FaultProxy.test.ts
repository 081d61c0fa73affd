import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { Provider } from "./provider/Provider.ts"
import { FaultProxy } from "./server/FaultProxy.ts"

const proxy = Layer.unwrap(Effect.map(Provider, ({ url }) => FaultProxy.layer(new URL(url).origin)))

const layer = proxy.pipe(Layer.provideMerge(Provider.layer()), Layer.provideMerge(FetchHttpClient.layer))

const chat = Effect.fnUntraced(function* (content: string, stream = false) {
  const { url } = yield* FaultProxy
  return yield* HttpClientRequest.post(`${url}/v1/chat/completions`).pipe(
    HttpClientRequest.bodyJsonUnsafe({ model: "echo", stream, messages: [{ role: "user", content }] }),
    HttpClient.execute
  )
})

const text = (content: string, stream = false) => Effect.flatMap(chat(content, stream), (response) => response.text)

const bytesUntilTheEnd = Effect.fnUntraced(function* (content: string) {
  let bytes = 0
  const { stream } = yield* chat(content, true)
  const exit = yield* Effect.exit(Stream.runForEach(stream, (chunk) => Effect.sync(() => (bytes += chunk.length))))
  return { bytes, broken: exit._tag === "Failure" }
})

describe("FaultProxy", () => {
  it.live("passes requests and answers through, and remembers the requests", () =>
    Effect.gen(function* () {
      const { requests, clear } = yield* FaultProxy
      assert.include(yield* text("hello"), "Echo: hello")
      assert.include(yield* text("streamed", true), "data: [DONE]")
      const [first, second] = yield* requests
      assert.strictEqual(first?.method, "POST")
      assert.strictEqual(first?.path, "/v1/chat/completions")
      assert.include(first?.body, "hello")
      assert.include(second?.body, "streamed")
      yield* clear
      assert.lengthOf(yield* requests, 0)
    }).pipe(Effect.provide(layer))
  )

  it.live("cuts the answer off after so many bytes", () =>
    Effect.gen(function* () {
      const { set } = yield* FaultProxy
      yield* set({ mode: "cut", afterBytes: 100 })
      assert.deepStrictEqual(yield* bytesUntilTheEnd("[[long=50]]"), { bytes: 100, broken: true })
    }).pipe(Effect.provide(layer))
  )

  it.live("stalls after so many bytes, and lets go of the server when the client leaves", () =>
    Effect.gen(function* () {
      const { set, open } = yield* FaultProxy
      yield* set({ mode: "stall", afterBytes: 100 })
      const { stream } = yield* chat("[[long=50]]", true)
      let bytes = 0
      yield* stream.pipe(
        Stream.tap((chunk) => Effect.sync(() => (bytes += chunk.length))),
        Stream.takeUntil(() => bytes >= 100),
        Stream.runDrain
      )
      assert.strictEqual(bytes, 100)
      yield* open.pipe(
        Effect.repeat({ schedule: Schedule.spaced("5 millis"), until: (count) => count === 0 }),
        Effect.timeout("5 seconds")
      )
    }).pipe(Effect.provide(layer))
  )

  it.live("answers by itself as often as it is told, then passes", () =>
    Effect.gen(function* () {
      const { set } = yield* FaultProxy
      const provider = yield* Provider
      yield* set({ mode: "answer", status: 503, headers: { "retry-after": "1" }, body: "busy" }, { times: 2 })
      const statuses = yield* Effect.replicateEffect(
        Effect.map(chat("hi"), ({ status }) => status),
        3
      )
      assert.deepStrictEqual(statuses, [503, 503, 200])
      assert.lengthOf(yield* provider.requests, 1)
    }).pipe(Effect.provide(layer))
  )

  it.live("delays the head of the answer", () =>
    Effect.gen(function* () {
      const { set } = yield* FaultProxy
      yield* set({ mode: "delay", millis: 5000 })
      const early = yield* Effect.timeoutOption(chat("hi"), "100 millis")
      assert.strictEqual(early._tag, "None")
      yield* set({ mode: "delay", millis: 20 })
      assert.include(yield* text("hi"), "Echo: hi")
    }).pipe(Effect.provide(layer))
  )

  it.live("resets a connection, or does not listen at all, and recovers", () =>
    Effect.gen(function* () {
      const { set, requests } = yield* FaultProxy
      yield* set({ mode: "reset" })
      assert.strictEqual((yield* Effect.flip(chat("hi"))).reason._tag, "TransportError")
      assert.lengthOf(yield* requests, 1)
      yield* set({ mode: "refuse" })
      assert.strictEqual((yield* Effect.flip(chat("hi"))).reason._tag, "TransportError")
      assert.lengthOf(yield* requests, 1)
      yield* set({ mode: "pass" })
      assert.include(yield* text("hi"), "Echo: hi")
    }).pipe(Effect.provide(layer))
  )
})
