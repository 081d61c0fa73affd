import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Auth from "../../src/layers/Auth.ts"
import type { CallOptions } from "../../src/layers/Config.ts"
import * as Upload from "../../src/layers/Upload.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { reasonOf } from "../support/clients.ts"
import { admin, unique, url } from "../support/TestServer.ts"

const transports = [
  ["undici", NodeHttpClient.layerUndici],
  ["node:http", NodeHttpClient.layerNodeHttp],
  ["fetch", FetchHttpClient.layer]
] as const

const over =
  (transport: Layer.Layer<HttpClient.HttpClient>, address = url) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provide(
      effect,
      OpenWebUI.layer({ url: address, auth: Auth.token(admin.token), retry: { base: "1 millis" } }).pipe(
        Layer.provide(transport),
        Layer.orDie
      )
    )

const send = (owui: OpenWebUIService, file: Upload.Upload, options?: CallOptions) =>
  owui.files.uploadFile({ query: { process: false }, payload: { file } }, options)

const bytes = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 7) % 251)
const pieces = Stream.fromIterable(
  Array.from({ length: 20 }, (_, at) => bytes.subarray(at * 10_000, (at + 1) * 10_000))
)

/** Keeps what it is told. */
const listener = () => {
  const seen: Array<Upload.Progress> = []
  return { seen, onProgress: (progress: Upload.Progress) => Effect.sync(() => void seen.push(progress)) }
}

/** The names of the stored files that begin so. */
const namesOf = (owui: OpenWebUIService, prefix: string) =>
  Effect.map(owui.files.searchUserFiles({ query: { filename: `${prefix}*` } }), (found) =>
    found.map(({ filename }) => filename)
  )

interface Server {
  readonly url: string
  /** How many requests came. */
  readonly requests: () => number
}

const utf8 = new TextEncoder()

/** What the servers below were sent as the content of a file. */
const sent: Array<string> = []

/** A server of ours that answers so. */
const withServer = <A, E, R>(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  use: (server: Server) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.callback<Server & { readonly close: () => void }>((resume) => {
      let requests = 0
      const server = createServer((request, response) => {
        requests++
        request.on("error", () => {})
        answer(request, response)
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.close()
          server.closeAllConnections()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, requests: () => requests, close }))
      })
    }),
    use,
    ({ close }) => Effect.sync(close)
  )

describe("an upload", () => {
  for (const [name, transport] of transports) {
    it.live(`tells how far it is, of bytes, texts, streams and files, over ${name}`, () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const files = yield* FileSystem.FileSystem
        const paths = yield* Path.Path
        const path = paths.join(yield* files.makeTempDirectoryScoped(), `${unique("file")}.bin`)
        yield* files.writeFile(path, bytes)
        const ways: ReadonlyArray<
          readonly [total: number | undefined, (onProgress: Upload.OnProgress) => Effect.Effect<Upload.Upload, unknown>]
        > = [
          [bytes.length, (onProgress) => Effect.succeed({ name: "a.bin", content: bytes, onProgress })],
          [100_000, (onProgress) => Effect.succeed({ name: "a.txt", content: "x".repeat(100_000), onProgress })],
          [undefined, (onProgress) => Effect.succeed({ name: "a.bin", content: pieces, onProgress })],
          [
            bytes.length,
            (onProgress) => Effect.succeed({ name: "a.bin", content: pieces, size: bytes.length, onProgress })
          ],
          [
            bytes.length,
            (onProgress) =>
              Effect.provideService(
                Effect.provideService(Upload.fromPath(path, { onProgress }), FileSystem.FileSystem, files),
                Path.Path,
                paths
              )
          ]
        ]
        for (const [total, make] of ways) {
          const { onProgress, seen } = listener()
          const { id } = yield* send(owui, yield* make(onProgress))
          assert.isAbove(seen.length, 1)
          assert.isTrue(seen.every((progress) => progress.total === total))
          const counts = seen.map(({ transferred }) => transferred)
          assert.isTrue(counts.every((count, at) => count > (counts[at - 1] ?? 0)))
          const { meta } = yield* owui.files.getFileById({ params: { id } })
          assert.strictEqual(counts.at(-1), meta?.size)
          assert.strictEqual(meta?.size, total ?? bytes.length)
        }
        const { bytes: stored } = yield* owui.files.getFileContentById({
          params: { id: (yield* send(owui, { name: "whole.bin", content: bytes, onProgress: () => Effect.void })).id }
        })
        assert.deepStrictEqual(stored, bytes)
      }).pipe(Effect.scoped, over(transport), Effect.provide(NodeServices.layer))
    )

    it.live(`whose content fails is Invalid, names the part, and is stored nowhere, over ${name}`, () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const prefix = unique("broken")
        // Words in which a transport might see its own failures, which are sent again.
        const broken = Stream.concat(Stream.take(pieces, 3), Stream.fail(new Error("ECONNREFUSED while reading")))
        for (const size of [undefined, bytes.length]) {
          let reads = 0
          const content = Stream.onStart(
            broken,
            Effect.sync(() => void reads++)
          )
          const reason = yield* reasonOf(send(owui, { name: `${prefix}.bin`, content, size }))
          assert.strictEqual(reason._tag, "Invalid")
          if (reason._tag !== "Invalid") return
          assert.include(reason.message, "a part may have been sent")
          assert.deepStrictEqual(reason.issues[0]?.path, ["payload", "file"])
          assert.include(reason.issues[0]?.message, "ECONNREFUSED while reading")
          assert.strictEqual(reads, 1)
        }
        assert.deepStrictEqual(yield* namesOf(owui, prefix), [])
        yield* send(owui, { name: `${prefix}.bin`, content: pieces, size: bytes.length })
        assert.deepStrictEqual(yield* namesOf(owui, prefix), [`${prefix}.bin`])
      }).pipe(over(transport))
    )

    it.live(`that has not the size that was stated is Invalid and stored nowhere, over ${name}`, () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const prefix = unique("size")
        for (const [size, said] of [
          [bytes.length - 1, "has more"],
          [10_000, "has more"],
          [bytes.length + 1, `has ${bytes.length}`]
        ] as const) {
          const reason = yield* reasonOf(send(owui, { name: `${prefix}.bin`, content: pieces, size }))
          assert.strictEqual(reason._tag, "Invalid")
          assert.include(reason.message, said)
        }
        assert.deepStrictEqual(yield* namesOf(owui, prefix), [])
        yield* send(owui, { name: `${prefix}.bin`, content: pieces, size: bytes.length })
        assert.deepStrictEqual(yield* namesOf(owui, prefix), [`${prefix}.bin`])
      }).pipe(over(transport))
    )

    it.live(`that is cut by the server is Unreachable and not sent again, over ${name}`, () =>
      withServer(
        (request) => {
          let got = 0
          request.on("data", (chunk: Buffer) => {
            got += chunk.length
            if (got > 50_000) request.socket.destroy()
          })
        },
        ({ requests, url }) =>
          Effect.gen(function* () {
            const owui = yield* OpenWebUI
            for (const content of [pieces, bytes]) {
              const before = requests()
              const { onProgress, seen } = listener()
              const reason = yield* reasonOf(send(owui, { name: "cut.bin", content, onProgress }))
              assert.strictEqual(reason._tag === "Unreachable" && reason.phase, "answer")
              assert.strictEqual(requests() - before, 1)
              assert.isAbove(seen.length, 0)
            }
          }).pipe(over(transport, url))
      )
    )

    it.live(`is sent again with a new token only where it can be the same again, over ${name}`, () =>
      withServer(
        (request, response) => {
          let body = ""
          request.setEncoding("utf8").on("data", (piece: string) => {
            body += piece
          })
          request.on("end", () => {
            response.setHeader("content-type", "application/json")
            if (request.url === "/api/v1/auths/signin") return response.end(`{"token":"${unique("token")}"}`)
            sent.push(body.split("\r\n\r\n")[1]?.split("\r\n")[0] ?? "")
            // The first token is refused when all has come, and the second one too.
            response.writeHead(401).end('{"detail":"Invalid token"}')
          })
        },
        ({ url }) =>
          Effect.gen(function* () {
            const owui = yield* OpenWebUI
            let at = 0
            const once = Stream.suspend(() => Stream.succeed(utf8.encode(`run ${++at}`)))
            const ways: ReadonlyArray<readonly [Upload.Upload, ReadonlyArray<string>]> = [
              [{ name: "a.txt", content: once }, ["run 1"]],
              [{ name: "a.txt", content: once, repeatable: true }, ["run 2", "run 3"]],
              [{ name: "a.txt", content: "text" }, ["text", "text"]]
            ]
            for (const [file, expected] of ways) {
              sent.length = 0
              assert.strictEqual((yield* reasonOf(send(owui, file)))._tag, "Unauthenticated")
              assert.deepStrictEqual(sent, expected)
            }
          }).pipe(
            Effect.provide(
              OpenWebUI.layer({ url, auth: Auth.password({ email: "me@example.com", password: "x" }) }).pipe(
                Layer.provide(transport)
              )
            )
          )
      )
    )

    it.live(`that is refused before its end fails with the refusal, and its content is let go, over ${name}`, () =>
      withServer(
        (request, response) => {
          request.resume()
          response.writeHead(413, { "content-type": "application/json" }).end('{"detail":"Too large"}')
        },
        ({ url }) =>
          Effect.gen(function* () {
            const owui = yield* OpenWebUI
            let released = false
            const content = Stream.fromEffectRepeat(Effect.succeed(new Uint8Array(1_000))).pipe(
              Stream.ensuring(
                Effect.sync(() => {
                  released = true
                })
              )
            )
            const reason = yield* reasonOf(send(owui, { name: "endless.bin", content }))
            assert.strictEqual(reason._tag === "Invalid" && reason.status, 413)
            yield* Effect.repeat(
              Effect.sync(() => released),
              { schedule: Schedule.spaced("5 millis"), until: (done) => done }
            )
          }).pipe(over(transport, url))
      )
    )
  }

  it.live("of a file that is not there fails before anything is sent", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Upload.fromPath("/nowhere/at/all"))
      assert.strictEqual(error._tag, "PlatformError")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
