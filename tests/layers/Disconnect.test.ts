import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Auth from "../../src/layers/Auth.ts"
import { chunkText } from "../../src/models/Completions.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { reasonOf } from "../support/clients.ts"
import { FaultProxy } from "../support/server/FaultProxy.ts"
import { OpenWebUIServer } from "../support/server/OpenWebUIServer.ts"
import { admin, awaitProviderRequests, providerRequests, providerUrl, unique, url } from "../support/TestServer.ts"

const stream = (owui: OpenWebUIService, text: string) =>
  owui.main.streamChatCompletion({ payload: { model: "echo", messages: [{ role: "user", content: text }] } })

const poll = <A, E, R>(effect: Effect.Effect<A, E, R>, until: (value: A) => boolean) =>
  Effect.repeat(effect, { schedule: Schedule.spaced("10 millis"), until })

describe("a server that goes away", () => {
  it.live(
    "in the middle of a stream leaves its text, and is Unreachable for the next call",
    () =>
      Effect.gen(function* () {
        const scope = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
        const booted = yield* Layer.buildWithScope(
          OpenWebUIServer.layerPypi({ providerUrl, onProgress: () => Effect.void }),
          scope
        )
        const { credentials, url } = Context.get(booted, OpenWebUIServer)
        const token = credentials._tag === "Password" ? credentials.token : undefined
        yield* Effect.gen(function* () {
          const owui = yield* OpenWebUI
          let text = ""
          const reading = yield* Effect.forkChild(
            reasonOf(
              Stream.runForEach(stream(owui, "[[long=2000]] [[delay=20]]"), (chunk) =>
                Effect.sync(() => {
                  text += chunkText(chunk) ?? ""
                })
              )
            )
          )
          yield* poll(
            Effect.sync(() => text.length),
            (length) => length > 20
          )
          yield* Scope.close(scope, Exit.void)
          const reason = yield* Fiber.join(reading)
          assert.strictEqual(reason._tag, "Truncated")
          assert.strictEqual(reason._tag === "Truncated" && reason.text, text)
          assert.isAbove(text.length, 20)

          for (const call of [owui.main.getModels({}, { retry: false }), Stream.runDrain(stream(owui, "hi"))]) {
            const gone = yield* reasonOf(call)
            assert.strictEqual(gone._tag, "Unreachable")
            assert.strictEqual(gone._tag === "Unreachable" && gone.phase, "connect")
          }
        }).pipe(
          Effect.provide(
            OpenWebUI.layer({
              url,
              auth: Auth.token(token ?? Redacted.make("")),
              retry: { times: 1, base: "1 millis" }
            }).pipe(Layer.provide(NodeHttpClient.layerUndici))
          )
        )
      }),
    180_000
  )

  it.live("between the server and the client leaves the text too, wherever the answer is cut", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      const client = OpenWebUI.layer({ url: proxy.url, auth: Auth.token(admin.token) }).pipe(
        Layer.provide(NodeHttpClient.layerUndici)
      )
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        for (const afterBytes of [0, 1, 100, 300, 500, 700, 801, 900]) {
          yield* proxy.set({ mode: "cut", afterBytes }, { times: 1 })
          let text = ""
          const reason = yield* reasonOf(
            Stream.runForEach(stream(owui, "one two three four five six"), (chunk) =>
              Effect.sync(() => {
                text += chunkText(chunk) ?? ""
              })
            )
          )
          assert.strictEqual(reason._tag, "Truncated")
          assert.strictEqual(reason._tag === "Truncated" && reason.text, text)
          assert.isTrue("Echo: one two three four five six".startsWith(text))
        }
      }).pipe(Effect.provide(client))
    }).pipe(Effect.provide(FaultProxy.layer(url)))
  )
})

describe("a client that goes away", () => {
  for (const [name, transport] of [
    ["undici", NodeHttpClient.layerUndici],
    ["fetch", FetchHttpClient.layer]
  ] as const) {
    const run = <A, E>(use: (owui: OpenWebUIService, proxy: FaultProxy["Service"]) => Effect.Effect<A, E>) =>
      Effect.gen(function* () {
        const proxy = yield* FaultProxy
        const client = OpenWebUI.layer({ url: proxy.url, auth: Auth.token(admin.token) }).pipe(Layer.provide(transport))
        return yield* Effect.provide(
          Effect.flatMap(OpenWebUI, (owui) => use(owui, proxy)),
          client
        )
      }).pipe(Effect.provide(FaultProxy.layer(url)))

    it.live(`by leaving a stream early closes the connection, up to the provider, over ${name}`, () =>
      run((owui, proxy) =>
        Effect.gen(function* () {
          const word = unique("leave")
          yield* Stream.runDrain(Stream.take(stream(owui, `${word} [[long=2000]] [[delay=20]]`), 3))
          yield* poll(proxy.open, (open) => open === 0)
          const [request] = yield* awaitProviderRequests(word, ([request]) => request?.outcome !== "Pending")
          assert.strictEqual(request?.outcome, "Aborted")
        })
      )
    )

    it.live(`by interrupting a stream closes the connection, up to the provider, over ${name}`, () =>
      run((owui, proxy) =>
        Effect.gen(function* () {
          const word = unique("interrupt")
          let seen = 0
          const fiber = yield* Effect.forkChild(
            Stream.runForEach(stream(owui, `${word} [[long=2000]] [[delay=20]]`), () =>
              Effect.sync(() => {
                seen++
              })
            )
          )
          yield* poll(
            Effect.sync(() => seen),
            (count) => count > 2
          )
          assert.strictEqual(yield* proxy.open, 1)
          yield* Fiber.interrupt(fiber)
          yield* poll(proxy.open, (open) => open === 0)
          const [request] = yield* awaitProviderRequests(word, ([request]) => request?.outcome !== "Pending")
          assert.strictEqual(request?.outcome, "Aborted")
        })
      )
    )

    it.live(`by interrupting a call closes the connection before its answer has begun, over ${name}`, () =>
      run((owui, proxy) =>
        Effect.gen(function* () {
          const word = unique("call")
          const payload = {
            model: "echo",
            messages: [{ role: "user" as const, content: `${word} [[long=500]] [[delay=20]]` }]
          }
          const fiber = yield* Effect.forkChild(owui.main.generateChatCompletion({ payload }))
          yield* poll(providerRequests(word), (requests) => requests.length === 1)
          assert.strictEqual(yield* proxy.open, 1)
          yield* Fiber.interrupt(fiber)
          yield* poll(proxy.open, (open) => open === 0)
          // The connection is closed, and the client is as good as before.
          yield* owui.main.getModels()
        })
      )
    )

    it.live(`by interrupting a call closes the connection in the middle of its answer, over ${name}`, () =>
      run((owui, proxy) =>
        Effect.gen(function* () {
          yield* proxy.set({ mode: "stall", afterBytes: 20 }, { times: 1 })
          const fiber = yield* Effect.forkChild(owui.main.getModels())
          yield* poll(proxy.open, (open) => open === 1)
          yield* Fiber.interrupt(fiber)
          yield* poll(proxy.open, (open) => open === 0)
        })
      )
    )
  }
})
