/** What a server of ours sees on its sockets when streams and transfers are left: every connection closes, soon. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { Socket } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Download from "../../src/flows/Download.ts"
import type { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"

const chunk = `data: ${JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_795_252_586,
  model: "echo",
  choices: [{ index: 0, delta: { content: "word " }, finish_reason: null }]
})}\n\n`

const chat = `${JSON.stringify({ id: "c", user_id: "u", title: "t", chat: {}, updated_at: 1, created_at: 1, share_id: null, archived: false })}\n`

/** What an answer begins with; then it stays open until it is left. */
const beginnings: Readonly<Record<string, readonly [contentType: string, text: string]>> = {
  "/api/chat/completions": ["text/event-stream", chunk + chunk + chunk],
  "/api/v1/chats/all": ["application/x-ndjson", chat + chat + chat],
  "/api/v1/files/f/content": ["application/octet-stream", "x".repeat(100_000)]
}

interface Seen {
  readonly url: string
  /** How many requests came, and how many connections are open that one came over. */
  readonly sockets: Effect.Effect<{ readonly asked: number; readonly open: number }>
}

const server = Effect.acquireRelease(
  Effect.callback<Seen & { readonly close: () => void }>((resume) => {
    const open = new Set<Socket>()
    let asked = 0
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      // By request: a transport may connect ahead of the next one.
      asked++
      open.add(request.socket)
      request.socket.once("close", () => open.delete(request.socket))
      // A server that does not read notices nothing.
      request.on("error", () => {}).resume()
      const [contentType, text] = beginnings[request.url ?? ""] ?? []
      // What is uploaded has no end, and some answers never begin.
      if (contentType === undefined || request.headers["x-silent"] !== undefined) return
      response.writeHead(200, { "content-type": contentType })
      response.write(text)
    }
    const server = createServer(answer)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(
        Effect.succeed({
          url: `http://127.0.0.1:${port}`,
          sockets: Effect.sync(() => ({ asked, open: open.size })),
          close: () => {
            server.close()
            server.closeAllConnections()
          }
        })
      )
    })
  }),
  ({ close }) => Effect.sync(close)
)

type Opened = Stream.Stream<unknown, OpenWebUIError, Client>

const streams: Readonly<Record<string, (owui: OpenWebUIService, headers?: Record<string, string>) => Opened>> = {
  "server-sent events": (owui, headers = {}) =>
    owui.main.streamChatCompletion(
      { payload: { model: "echo", messages: [{ role: "user", content: "hi" }] } },
      { headers }
    ),
  "newline-delimited JSON": (owui, headers = {}) => owui.chats.getUserChats({ headers }),
  bytes: (owui, headers = {}) => owui.files.streamFileContentById({ params: { id: "f" } }, { headers }),
  "a download": (_, headers = {}) => Download.stream({ fileId: "f" }, { headers })
}

const untilClosed = ({ sockets }: Seen) =>
  Effect.repeat(sockets, { schedule: Schedule.spaced("5 millis"), until: ({ open }) => open === 0 })

const count = 60

describe("on the socket", () => {
  for (const [name, transport] of [
    ["undici", NodeHttpClient.layerUndici],
    ["fetch", FetchHttpClient.layer]
  ] as const) {
    const run = <A, E>(use: (owui: OpenWebUIService, seen: Seen) => Effect.Effect<A, E, Client>) =>
      Effect.gen(function* () {
        const seen = yield* server
        const client = OpenWebUI.layer({ url: seen.url, retry: false }).pipe(Layer.provide(transport))
        return yield* Effect.provide(
          Effect.flatMap(OpenWebUI, (owui) => use(owui, seen)),
          client
        )
      }).pipe(Effect.scoped)

    for (const [kind, open] of Object.entries(streams)) {
      it.live(`every stream of ${kind} that is left early is closed, over ${name}`, () =>
        run((owui, seen) =>
          Effect.gen(function* () {
            const one = Effect.map(Stream.runCollect(Stream.take(open(owui), 1)), ({ length }) => length)
            const lengths = yield* Effect.all(
              Array.from({ length: count }, () => one),
              { concurrency: 10 }
            )
            assert.isTrue(lengths.every((length) => length === 1))
            const { asked } = yield* untilClosed(seen)
            assert.strictEqual(asked, count)
          })
        )
      )

      it.live(`every stream of ${kind} that is interrupted is closed, over ${name}`, () =>
        run((owui, seen) =>
          Effect.gen(function* () {
            const one = Effect.gen(function* () {
              const begun = yield* Deferred.make<void>()
              const fiber = yield* Effect.forkChild(
                Stream.runForEach(open(owui), () => Deferred.succeed(begun, undefined))
              )
              yield* Deferred.await(begun)
              yield* Fiber.interrupt(fiber)
            })
            yield* Effect.all(
              Array.from({ length: count }, () => one),
              { concurrency: 10 }
            )
            const { asked } = yield* untilClosed(seen)
            assert.strictEqual(asked, count)
          })
        )
      )

      it.live(`a stream of ${kind} that is interrupted before its answer begins is closed, over ${name}`, () =>
        run((owui, seen) =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(Stream.runDrain(open(owui, { "x-silent": "1" })))
            yield* Effect.repeat(seen.sockets, {
              schedule: Schedule.spaced("5 millis"),
              until: ({ open }) => open === 1
            })
            yield* Fiber.interrupt(fiber)
            yield* untilClosed(seen)
          })
        )
      )
    }

    it.live(`an upload that is interrupted is closed, and its content is let go, over ${name}`, () =>
      run((owui, seen) =>
        Effect.gen(function* () {
          let released = false
          const begun = yield* Deferred.make<void>()
          const content = Stream.fromEffectRepeat(Effect.succeed(new Uint8Array(1_000))).pipe(
            Stream.ensuring(
              Effect.sync(() => {
                released = true
              })
            )
          )
          const file = { name: "endless.bin", content, onProgress: () => Deferred.succeed(begun, undefined) }
          const fiber = yield* Effect.forkChild(owui.files.uploadFile({ payload: { file } }))
          yield* Deferred.await(begun)
          yield* Effect.repeat(seen.sockets, { schedule: Schedule.spaced("5 millis"), until: ({ open }) => open === 1 })
          yield* Fiber.interrupt(fiber)
          yield* untilClosed(seen)
          yield* Effect.repeat(
            Effect.sync(() => released),
            { schedule: Schedule.spaced("5 millis"), until: (done) => done }
          )
        })
      )
    )
  }
})
