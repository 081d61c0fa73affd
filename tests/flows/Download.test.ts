import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Download from "../../src/flows/Download.ts"
import * as Auth from "../../src/layers/Auth.ts"
import type { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError, Reason } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, reasonOf } from "../support/clients.ts"
import { FaultProxy } from "../support/server/FaultProxy.ts"
import { admin, unique, url } from "../support/TestServer.ts"

/** Bytes of which no part is like another. */
const bytesOf = (size: number): Uint8Array => {
  const words = new Uint32Array(Math.ceil(size / 4))
  for (let at = 0; at < words.length; at++) words[at] = Math.imul(at + 1, 2_654_435_761)
  return new Uint8Array(words.buffer, 0, size)
}

const stored = (owui: OpenWebUIService, content: Uint8Array) =>
  Effect.map(
    owui.files.uploadFile({ query: { process: false }, payload: { file: { name: `${unique("file")}.bin`, content } } }),
    ({ id }) => id
  )

const whole = <E, R>(stream: Stream.Stream<Uint8Array, E, R>): Effect.Effect<Uint8Array, E, R> =>
  Effect.map(Stream.runCollect(stream), (chunks) => new Uint8Array(Buffer.concat(chunks)))

interface Came {
  readonly bytes: Uint8Array
  readonly reason: Reason | undefined
}

/** What came, and why it ended. */
const played = <R>(stream: Stream.Stream<Uint8Array, OpenWebUIError, R>): Effect.Effect<Came, never, R> => {
  const chunks: Array<Uint8Array> = []
  return Stream.runForEach(stream, (chunk) => Effect.sync(() => chunks.push(chunk))).pipe(
    Effect.result,
    Effect.map((result) => ({
      bytes: new Uint8Array(Buffer.concat(chunks)),
      reason: Result.isFailure(result) ? result.failure.reason : undefined
    }))
  )
}

/** Without waits between the tries. */
const atOnce = { times: 3, base: "1 millis" } as const

const transports = [
  ["undici", NodeHttpClient.layerUndici],
  ["fetch", FetchHttpClient.layer]
] as const

describe("a download", () => {
  it.live("gives every byte of a stored file, text too", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      for (const content of [bytesOf(1), bytesOf(300_001), new TextEncoder().encode("Grüße\n".repeat(20_000))]) {
        const fileId = yield* stored(owui, content)
        assert.deepStrictEqual(yield* whole(Download.stream({ fileId })), content)
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("begins behind the bytes that are there, also behind the last one", () =>
    Effect.gen(function* () {
      const content = bytesOf(1_000)
      const fileId = yield* stored(yield* OpenWebUI, content)
      for (const offset of [0, 1, 2, 500, 999, 1_000]) {
        assert.deepStrictEqual(yield* whole(Download.stream({ fileId, offset })), content.subarray(offset))
      }
      const beyond = yield* reasonOf(Stream.runDrain(Download.stream({ fileId, offset: 1_002 })))
      assert.strictEqual(beyond._tag === "Invalid" && beyond.status, 416)
      for (const offset of [-1, 0.5, Number.NaN]) {
        const refused = yield* reasonOf(Stream.runDrain(Download.stream({ fileId, offset })))
        assert.strictEqual(refused._tag, "Invalid")
        assert.isUndefined(refused._tag === "Invalid" && refused.status)
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("goes on in another program with the tag that its progress told, and notices another file", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const content = bytesOf(200_000)
      const fileId = yield* stored(owui, content)
      const seen: Array<Download.DownloadProgress> = []
      const onProgress = (progress: Download.DownloadProgress) => Effect.sync(() => void seen.push(progress))
      const [first] = yield* Stream.runCollect(Stream.take(Download.stream({ fileId, onProgress }), 1))
      const last = seen.at(-1)
      assert.strictEqual(last?.transferred, first?.byteLength)
      assert.strictEqual(last?.total, content.length)
      const offset = last?.transferred ?? 0
      assert.isAbove(offset, 0)
      const rest = yield* whole(Download.stream({ fileId, offset, etag: last?.etag }))
      assert.deepStrictEqual(rest, content.subarray(offset))

      const other = yield* stored(owui, bytesOf(200_001))
      const { bytes, reason } = yield* played(Download.stream({ fileId: other, offset, etag: last?.etag }))
      assert.strictEqual(reason?._tag, "Conflict")
      assert.lengthOf(bytes, 0)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("tells how far it is, up to the whole", () =>
    Effect.gen(function* () {
      const fileId = yield* stored(yield* OpenWebUI, bytesOf(500_000))
      const seen: Array<Download.DownloadProgress> = []
      yield* Stream.runDrain(
        Download.stream({ fileId, onProgress: (progress) => Effect.sync(() => void seen.push(progress)) })
      )
      assert.isAbove(seen.length, 1)
      assert.deepStrictEqual(
        seen.map(({ transferred }) => transferred),
        seen.map(({ transferred }) => transferred).sort((a, b) => a - b)
      )
      assert.isTrue(seen.every(({ total }) => total === 500_000))
      assert.strictEqual(seen.at(-1)?.transferred, 500_000)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fails where there is no such file, and for nobody", () =>
    Effect.gen(function* () {
      const fileId = yield* stored(yield* OpenWebUI, bytesOf(10))
      const missing = yield* reasonOf(Stream.runDrain(Download.stream({ fileId: unique("none") })))
      assert.strictEqual(missing._tag, "NotFound")
      const nobody = yield* Effect.provide(reasonOf(Stream.runDrain(Download.stream({ fileId }))), asNobody)
      assert.strictEqual(nobody._tag, "Unauthenticated")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live(
    "and every other stream is NoSuchRoute where the base URL is wrong and the server has its web page there",
    () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const payload = { model: "echo", messages: [{ role: "user" as const, content: "hi" }] }
        const streams: ReadonlyArray<Stream.Stream<unknown, OpenWebUIError, Client>> = [
          Download.stream({ fileId: "f" }),
          owui.files.streamFileContentById({ params: { id: "f" } }),
          owui.files.streamFileProcessStatus({ params: { id: "f" } }),
          owui.chats.getUserChats(),
          owui.main.streamChatCompletion({ payload })
        ]
        for (const stream of streams) {
          assert.strictEqual((yield* reasonOf(Stream.runDrain(stream)))._tag, "NoSuchRoute")
        }
      }).pipe(
        Effect.provide(
          OpenWebUI.layer({ url: `${url}/elsewhere`, auth: Auth.token(admin.token) }).pipe(
            Layer.provide(NodeHttpClient.layerUndici)
          )
        )
      )
  )

  for (const [name, transport] of transports) {
    const throughProxy = <A, E>(
      use: (
        owui: OpenWebUIService,
        proxy: FaultProxy["Service"]
      ) => Effect.Effect<A, E, Client | FileSystem.FileSystem | Path.Path>
    ) =>
      Effect.gen(function* () {
        const proxy = yield* FaultProxy
        return yield* Effect.flatMap(OpenWebUI, (owui) => use(owui, proxy)).pipe(
          Effect.provide(
            OpenWebUI.layer({ url: proxy.url, auth: Auth.token(admin.token), retry: { base: "1 millis" } }).pipe(
              Layer.provide(transport)
            )
          )
        )
      }).pipe(Effect.provide([FaultProxy.layer(url), NodeServices.layer]))

    it.live(`that is cut anywhere, and again, gives every byte once over ${name}`, () =>
      throughProxy((owui, proxy) =>
        Effect.gen(function* () {
          const content = bytesOf(150_000)
          const fileId = yield* stored(owui, content)
          for (const afterBytes of [0, 1, 2, 65_535, 65_536, 65_537, 149_999, 150_000]) {
            yield* proxy.clear
            yield* proxy.set({ mode: "cut", afterBytes }, { times: 3 })
            const { bytes, reason } = yield* played(Download.stream({ fileId, resume: atOnce }))
            assert.isUndefined(reason, `cut after ${afterBytes}: ${reason?.message}`)
            assert.deepStrictEqual(bytes, content)
          }
          const last = (yield* proxy.requests).at(-1)
          assert.strictEqual(last?.headers["accept-encoding"], "identity")
        })
      )
    )

    it.live(
      `that brings no byte any more fails with the last reason, after the tries that were asked for, over ${name}`,
      () =>
        throughProxy((owui, proxy) =>
          Effect.gen(function* () {
            const content = bytesOf(100_000)
            const fileId = yield* stored(owui, content)
            yield* proxy.clear
            yield* proxy.set({ mode: "cut", afterBytes: 1_000 }, { times: 1 })
            const refused = yield* played(
              Download.stream({
                fileId,
                resume: { times: 2, base: "1 millis" },
                onProgress: () => proxy.set({ mode: "reset" })
              })
            )
            assert.strictEqual(refused.reason?._tag, "Unreachable")
            assert.deepStrictEqual(refused.bytes, content.subarray(0, 1_000))
            assert.lengthOf(yield* proxy.requests, 3)
            const ranges = (yield* proxy.requests).map(({ headers }) => headers.range)
            assert.deepStrictEqual(ranges, [undefined, "bytes=999-", "bytes=999-"])
            const tags = (yield* proxy.requests).map(({ headers }) => headers["if-range"])
            assert.isUndefined(tags[0])
            assert.match(String(tags[1]), /^"[0-9a-f]{32}"$/)
          })
        )
    )

    it.live(`that is not to go on fails where it is cut, over ${name}`, () =>
      throughProxy((owui, proxy) =>
        Effect.gen(function* () {
          const content = bytesOf(100_000)
          const fileId = yield* stored(owui, content)
          yield* proxy.clear
          yield* proxy.set({ mode: "cut", afterBytes: 5_000 }, { times: 1 })
          const { bytes, reason } = yield* played(Download.stream({ fileId, resume: false }))
          assert.strictEqual(reason?._tag === "Unreachable" && reason.phase, "answer")
          assert.deepStrictEqual(bytes, content.subarray(0, 5_000))
          assert.lengthOf(yield* proxy.requests, 1)
        })
      )
    )

    it.live(`that falls silent goes on after the patience of the call, over ${name}`, () =>
      throughProxy((owui, proxy) =>
        Effect.gen(function* () {
          const content = bytesOf(100_000)
          const fileId = yield* stored(owui, content)
          yield* proxy.set({ mode: "stall", afterBytes: 5_000 }, { times: 1 })
          const { bytes, reason } = yield* played(
            Download.stream({ fileId, resume: atOnce }, { timeout: { idle: "200 millis" } })
          )
          assert.isUndefined(reason)
          assert.deepStrictEqual(bytes, content)
        })
      )
    )

    it.live(`to a path is there when it is whole, over ${name}`, () =>
      throughProxy((owui, proxy) =>
        Effect.gen(function* () {
          const files = yield* FileSystem.FileSystem
          const paths = yield* Path.Path
          const folder = yield* files.makeTempDirectoryScoped()
          const path = paths.join(folder, "file.bin")
          const content = bytesOf(400_000)
          const fileId = yield* stored(owui, content)
          yield* proxy.set({ mode: "cut", afterBytes: 100_000 }, { times: 2 })
          const size = yield* Download.toPath(path, { fileId, resume: atOnce })
          assert.strictEqual(size, content.length)
          assert.deepStrictEqual(new Uint8Array(yield* files.readFile(path)), content)

          // What was there stays where a download fails, and nothing else does.
          yield* proxy.set({ mode: "cut", afterBytes: 1_000 }, { times: 1 })
          const reason = yield* Effect.flip(Download.toPath(path, { fileId, resume: false }))
          assert.strictEqual(reason._tag, "OpenWebUIError")
          assert.deepStrictEqual(new Uint8Array(yield* files.readFile(path)), content)
          assert.deepStrictEqual(yield* files.readDirectory(folder), ["file.bin"])

          // And where it is interrupted.
          yield* proxy.set({ mode: "stall", afterBytes: 1_000 }, { times: 1 })
          const fiber = yield* Effect.forkChild(Download.toPath(path, { fileId }))
          yield* Effect.repeat(files.readDirectory(folder), {
            schedule: Schedule.spaced("10 millis"),
            until: (names) => names.length === 2
          })
          yield* Fiber.interrupt(fiber)
          assert.deepStrictEqual(yield* files.readDirectory(folder), ["file.bin"])
          yield* Effect.repeat(proxy.open, { schedule: Schedule.spaced("10 millis"), until: (open) => open === 0 })

          const missing = yield* Effect.flip(Download.toPath(path, { fileId: unique("none") }))
          assert.strictEqual(missing._tag === "OpenWebUIError" && missing.reason._tag, "NotFound")
          const nowhere = yield* Effect.flip(Download.toPath(paths.join(folder, "no", "where"), { fileId }))
          assert.strictEqual(nowhere._tag, "PlatformError")
        }).pipe(Effect.scoped)
      )
    )
  }
})

// ---------------------------------------------------------------------------------------------------------------------
// Servers that answer otherwise
// ---------------------------------------------------------------------------------------------------------------------

interface Part {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Breaks the connection after the body. */
  readonly cut?: boolean
}

const bodyOf = ({ body, cut = false }: Part): ReadableStream<Uint8Array> => {
  let sent = false
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (!sent && body.length > 0) {
        sent = true
        controller.enqueue(body)
      } else if (cut) controller.error(new Error("other side closed"))
      else controller.close()
    }
  })
}

/** A download from a server that answers with these parts, one request after the other; the last one repeats itself. */
const from = Effect.fnUntraced(function* (parts: ReadonlyArray<Part>, request?: Partial<Download.DownloadRequest>) {
  const sent: Array<HttpClientRequest.HttpClientRequest> = []
  const http = HttpClient.make((request) =>
    Effect.sync(() => {
      sent.push(request)
      const part = parts[Math.min(sent.length, parts.length) - 1] ?? { body: new Uint8Array() }
      return HttpClientResponse.fromWeb(
        request,
        new Response(bodyOf(part), { status: part.status ?? 200, headers: part.headers ?? {} })
      )
    })
  )
  const client = OpenWebUI.layer({ url: "http://double", retry: { base: "1 millis" } }).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http)),
    Layer.orDie
  )
  const came = yield* Effect.provide(played(Download.stream({ fileId: "f", resume: atOnce, ...request })), client)
  return { ...came, sent }
})

const content = bytesOf(100)
const ranged = (etag = '"one"') => ({ etag, "accept-ranges": "bytes", "content-length": "100" })
const rest = (at: number, etag = '"one"', total = 100) => ({
  etag,
  "accept-ranges": "bytes",
  "content-length": String(total - at),
  "content-range": `bytes ${at}-${total - 1}/${total}`
})
const beginning: Part = { headers: ranged(), body: content.subarray(0, 40), cut: true }

describe("a cut download", () => {
  it.live("is Conflict where the file is another one now, whichever way the server says it", () =>
    Effect.gen(function* () {
      const others: ReadonlyArray<Part> = [
        { headers: ranged('"two"'), body: bytesOf(100) },
        { status: 206, headers: rest(39, '"two"'), body: content.subarray(39) },
        { status: 206, headers: rest(39, '"one"', 101), body: content.subarray(39) },
        { status: 416, headers: { "content-range": "bytes */10" }, body: new Uint8Array() }
      ]
      for (const other of others) {
        const { bytes, reason, sent } = yield* from([beginning, other])
        assert.strictEqual(reason?._tag, "Conflict")
        assert.deepStrictEqual(bytes, content.subarray(0, 40))
        assert.lengthOf(sent, 2)
      }
    })
  )

  it.live("fails with its own reason, and asks for nothing more, where the server gives no ranges", () =>
    Effect.gen(function* () {
      for (const headers of [{}, { etag: '"one"' }, { "accept-ranges": "bytes" }, ranged('W/"one"')]) {
        const { bytes, reason, sent } = yield* from([{ ...beginning, headers }])
        assert.strictEqual(reason?._tag === "Unreachable" && reason.phase, "answer")
        assert.deepStrictEqual(bytes, content.subarray(0, 40))
        assert.lengthOf(sent, 1)
      }
    })
  )

  it.live("is Undecodable where the server promised ranges and gives the whole, or another part", () =>
    Effect.gen(function* () {
      const others: ReadonlyArray<Part> = [
        { headers: ranged(), body: content },
        { body: content },
        { status: 206, headers: rest(40), body: content.subarray(40) },
        { status: 206, headers: rest(0), body: content },
        { status: 206, body: content.subarray(39) },
        { status: 206, headers: { ...rest(39), "content-range": "bytes 39-99/*" }, body: content.subarray(39) }
      ]
      for (const other of others) {
        const { bytes, reason, sent } = yield* from([beginning, other])
        assert.strictEqual(reason?._tag, "Undecodable")
        assert.deepStrictEqual(bytes, content.subarray(0, 40))
        assert.lengthOf(sent, 2)
      }
      // A whole where nothing but the offset was known.
      const { reason } = yield* from([{ headers: ranged(), body: content }], { offset: 10 })
      assert.strictEqual(reason?._tag, "Undecodable")
    })
  )

  it.live("is told from a whole one by its length, where the connection ended as if all was well", () =>
    Effect.gen(function* () {
      const short: Part = { ...beginning, cut: false }
      const mended = yield* from([short, { status: 206, headers: rest(39), body: content.subarray(39) }])
      assert.isUndefined(mended.reason)
      assert.deepStrictEqual(mended.bytes, content)
      const { bytes, reason } = yield* from([short], { resume: false })
      assert.strictEqual(reason?._tag, "Unreachable")
      assert.include(reason?.message, "40 of 100 bytes")
      assert.deepStrictEqual(bytes, content.subarray(0, 40))
    })
  )

  it.live("of an empty file is empty", () =>
    Effect.gen(function* () {
      const headers = { ...ranged(), "content-length": "0" }
      const { bytes, reason } = yield* from([{ headers, body: new Uint8Array() }])
      assert.isUndefined(reason)
      assert.lengthOf(bytes, 0)
    })
  )

  it.live("is whole where it is cut behind its last byte", () =>
    Effect.gen(function* () {
      const { bytes, reason, sent } = yield* from([{ headers: ranged(), body: content, cut: true }])
      assert.isUndefined(reason)
      assert.deepStrictEqual(bytes, content)
      assert.lengthOf(sent, 1)
    })
  )

  const sizes = Arbitrary.array(Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 }))), {
    maxLength: 20
  })

  it.live.prop(
    "gives each byte once, wherever it is cut and how often, as long as bytes come",
    { sizes },
    ({ sizes }) =>
      Effect.gen(function* () {
        let at = 0
        // The first answer is none of the tries to go on.
        let inVain = -1
        const parts: Array<Part> = []
        const add = (size: number, cut: boolean): boolean => {
          const start = Math.max(0, at - 1)
          const head = at === 0 ? { headers: ranged() } : { status: 206, headers: rest(start) }
          parts.push({ ...head, body: content.subarray(start, start + size), cut })
          // Of what goes on, the first byte is there already.
          const brought = start + size > at
          at = Math.max(at, start + size)
          return brought
        }
        for (const size of sizes) {
          // Two of three tries in a row may bring nothing.
          if (at + size >= content.length || inVain === 2) break
          inVain = add(size, true) ? 0 : inVain + 1
        }
        add(content.length, false)
        const { bytes, reason, sent } = yield* from(parts)
        assert.isUndefined(reason)
        assert.deepStrictEqual(bytes, content)
        assert.lengthOf(sent, parts.length)
      }),
    { arbitrary: { runs: 300 } }
  )
})
