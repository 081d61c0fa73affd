import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import { HttpClientError, TransportError } from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Upload from "../../src/flows/Upload.ts"
import * as Auth from "../../src/layers/Auth.ts"
import { isOpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, layer } from "../support/clients.ts"
import { FaultProxy } from "../support/server/FaultProxy.ts"
import { admin, freshUser, unique, url } from "../support/TestServer.ts"

const text = (content: string, name = `${unique("file")}.txt`): Upload.Upload => ({
  name,
  contentType: "text/plain",
  content
})

/** A file that the server cannot read, though it takes it. */
const brokenPdf = (): Upload.Upload => ({
  name: `${unique("broken")}.pdf`,
  contentType: "application/pdf",
  content: "%PDF-1.4 and nothing else"
})

/** A text that takes the server some seconds, since each of its many pieces is embedded. */
const large = (): Upload.Upload => {
  const word = unique("large")
  return text(Array.from({ length: 30_000 }, (_, at) => `${word}, line ${at} of many.\n`).join(""))
}

const makeBase = (owui: OpenWebUIService) =>
  owui.knowledge.createNewKnowledge({ payload: { name: unique("knowledge"), description: "of uploads" } })

/** The ids of all files of a knowledge base. */
const filesOf = Effect.fnUntraced(function* (owui: OpenWebUIService, id: string) {
  const { items } = yield* owui.knowledge.getKnowledgeFilesById({ params: { id }, query: { limit: 100 } })
  return items.map((file) => file.id)
})

/** What a search in a knowledge base finds. */
const found = Effect.fnUntraced(function* (owui: OpenWebUIService, id: string, query: string) {
  const { documents } = yield* owui.retrieval.queryCollectionHandler({
    payload: { collection_names: [id], query, k: 50 }
  })
  return documents[0] ?? []
})

const isGone = (owui: OpenWebUIService, id: string) =>
  Effect.match(owui.files.getFileById({ params: { id } }), {
    onFailure: ({ reason }) => reason._tag === "NotFound",
    onSuccess: () => false
  })

/** The files of this name that the administrator has: what was left on the server, and how often. */
const named = (owui: OpenWebUIService, name: string) => owui.files.searchUserFiles({ query: { filename: name } })

type Change = (http: HttpClient.HttpClient) => HttpClient.HttpClient

/** The administrator, over a transport that is changed. */
const over = (change: Change) =>
  OpenWebUI.layer({ url, auth: Auth.token(admin.token), retry: false }).pipe(
    Layer.provide(Layer.effect(HttpClient.HttpClient, Effect.map(HttpClient.HttpClient, change))),
    Layer.provide(NodeHttpClient.layerUndici)
  )

/** The administrator, whose requests to paths with this end go through the proxy; the others do not. */
const through = (end: string) =>
  Effect.map(FaultProxy, (proxy) =>
    over(
      HttpClient.mapRequest((request) =>
        request.url.endsWith(end) ? HttpClientRequest.setUrl(request, request.url.replace(url, proxy.url)) : request
      )
    )
  )

/** The administrator, who gets no answer to requests to paths with this end: the server acts, and the connection breaks. */
const losing = (end: string) =>
  over(
    HttpClient.transform((answer, request) => {
      const broken = new HttpClientError({ reason: new TransportError({ request, cause: new Error("ECONNRESET") }) })
      return request.url.endsWith(end) ? Effect.andThen(answer, Effect.fail(broken)) : answer
    })
  )

const proxied = Effect.provide(FaultProxy.layer(url))

describe("andWait", () => {
  it.live("gives a text once it was read", () =>
    Effect.gen(function* () {
      const content = unique("a text")
      const file = yield* Upload.andWait({ file: text(content), metadata: { topic: "tea" } })
      assert.strictEqual(file.data?.status, "completed")
      assert.strictEqual(file.data?.content, content)
      assert.strictEqual(file.meta?.size, content.length)
      assert.strictEqual(file.meta?.collection_name, `file-${file.id}`)
      assert.deepStrictEqual(file.meta?.data, { topic: "tea" })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("takes bytes, a stream and a file on disk", () =>
    Effect.gen(function* () {
      const content = unique("the same three times")
      const bytes = new TextEncoder().encode(content)
      const files = yield* FileSystem.FileSystem
      const paths = yield* Path.Path
      const path = paths.join(yield* files.makeTempDirectoryScoped(), `${unique("disk")}.txt`)
      yield* files.writeFile(path, bytes)
      const uploads = [
        { name: "bytes.txt", content: bytes },
        { name: "stream.txt", content: Stream.fromIterable([bytes.slice(0, 5), bytes.slice(5)]) },
        yield* Upload.fromPath(path, { contentType: "text/plain" })
      ]
      for (const file of uploads) {
        const { data, filename } = yield* Upload.andWait({ file })
        assert.strictEqual(data?.content, content)
        assert.strictEqual(filename, file.name)
      }
    }).pipe(Effect.scoped, Effect.provide([asAdmin, NodeServices.layer]))
  )

  it.live("only stores a file where that is wanted", () =>
    Effect.gen(function* () {
      const picture = { name: "dot.png", contentType: "image/png", content: Uint8Array.of(0x89, 0x50, 0, 0x47) }
      const file = yield* Upload.andWait({ file: picture, process: false })
      assert.strictEqual(file.meta?.size, 4)
      assert.strictEqual(file.data?.status, undefined)
      assert.strictEqual(Upload.attachment(file).content_type, "image/png")
      const error = yield* Effect.flip(Upload.andWait({ file: picture }))
      assert.match(error.message, /image\/png is not supported/)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fails for a file that cannot be read, with the server's words and the file's id", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const error = yield* Effect.flip(Upload.andWait({ file: brokenPdf() }))
      assert(error.reason._tag === "Invalid")
      assert.strictEqual(error.reason.status, 200)
      assert.isFalse(error.isRetryable)
      assert.isTrue(isOpenWebUIError(error))
      const { data } = yield* owui.files.getFileById({ params: { id: error.fileId ?? "" } })
      assert.strictEqual(data?.status, "failed")
      assert.include(error.reason.detail, data?.error ?? "no error")
      assert.include(error.message, error.fileId ?? "no id")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("leaves nothing behind where that is wanted", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const file = brokenPdf()
      const error = yield* Effect.flip(Upload.andWait({ file, removeOnFailure: true }))
      assert.strictEqual(error.reason._tag, "Invalid")
      assert.strictEqual(error.fileId, undefined)
      assert.deepStrictEqual(yield* named(owui, file.name), [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("sends nothing where the file is empty or the options contradict each other", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      const refused = Effect.fnUntraced(function* (request: Upload.UploadRequest) {
        const { fileId, reason } = yield* Effect.flip(Upload.andWait(request))
        assert(reason._tag === "Invalid")
        assert.strictEqual(fileId, undefined)
        assert.strictEqual(reason.status, undefined)
        return reason.issues.map(({ path }) => path.join("."))
      })
      yield* Effect.gen(function* () {
        assert.deepStrictEqual(yield* refused({ file: text("") }), ["file.content"])
        assert.deepStrictEqual(yield* refused({ file: { name: "x", content: new Uint8Array() } }), ["file.content"])
        assert.deepStrictEqual(yield* refused({ file: { name: "x", content: Stream.empty, size: 0 } }), [
          "file.content"
        ])
        assert.deepStrictEqual(yield* refused({ file: text("x"), metadata: { knowledge_id: "k" } }), ["metadata"])
        assert.deepStrictEqual(yield* refused({ file: text("x"), knowledge: "k", process: false }), ["knowledge"])
      }).pipe(Effect.provide(layer({ auth: Auth.token(admin.token), url: proxy.url })))
      assert.deepStrictEqual(yield* proxy.requests, [])
    }).pipe(proxied)
  )

  it.live("fails as the server does for an empty stream whose length nobody knows", () =>
    Effect.gen(function* () {
      const { fileId, reason } = yield* Effect.flip(Upload.andWait({ file: { name: "x.txt", content: Stream.empty } }))
      assert(reason._tag === "Invalid")
      assert.strictEqual(reason.status, 400)
      assert.include(reason.detail, "empty")
      assert.strictEqual(fileId, undefined)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("tells step by step how far it is", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const base = yield* makeBase(owui)
      const chunk = new TextEncoder().encode(`${unique("a line")}\n`)
      const content = Stream.range(1, 500).pipe(
        Stream.rechunk(50),
        Stream.map(() => chunk)
      )
      const steps = yield* Stream.runCollect(Upload.steps({ file: { name: "lines.txt", content }, knowledge: base.id }))
      const tags = steps.map(({ _tag }) => _tag)
      const ordered = tags.filter((tag, at) => tag !== tags[at - 1])
      assert.deepStrictEqual(ordered, ["Sent", "Uploaded", "Processing", "Adding", "Done"])
      const sent = steps.flatMap((step) => (step._tag === "Sent" ? [step.transferred] : []))
      assert.strictEqual(sent.at(-1), 500 * chunk.length)
      assert.deepStrictEqual(
        sent,
        [...sent].sort((a, b) => a - b)
      )
      const status = steps.flatMap((step) => (step._tag === "Processing" ? [step.status] : []))
      assert.strictEqual(status.at(-1), "completed")
      assert.strictEqual(new Set(status).size, status.length)
      const last = steps.at(-1)
      assert(last?._tag === "Done")
      assert.deepStrictEqual(yield* filesOf(owui, base.id), [last.file.id])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("waits for a large file as long as it takes", () =>
    Effect.gen(function* () {
      const file = large()
      const read = yield* Upload.andWait({ file })
      assert.strictEqual(read.data?.content, file.content)
      assert.strictEqual(read.data?.status, "completed")
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("the deadline", () => {
  it.live("ends the wait for a server that says nothing, and names the file that is there", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      yield* proxy.set({ mode: "stall", afterBytes: 0 })
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const error = yield* Effect.flip(Upload.andWait({ file: text("x"), timeout: "2 seconds" }))
        assert(error.reason._tag === "TimedOut")
        assert.strictEqual(error.reason.phase, "total")
        const { id } = yield* owui.files.getFileById({ params: { id: error.fileId ?? "" } })
        assert.strictEqual(id, error.fileId)
        const file = text("x")
        const removed = yield* Effect.flip(Upload.andWait({ file, timeout: "2 seconds", removeOnFailure: true }))
        assert.deepStrictEqual([removed.reason._tag, removed.fileId], ["TimedOut", undefined])
        assert.deepStrictEqual(yield* named(owui, file.name), [])
      }).pipe(Effect.provide(yield* through("/process/status")))
    }).pipe(proxied)
  )

  it.live("ends the upload itself", () =>
    Effect.gen(function* () {
      const content = Stream.concat(Stream.succeed(new TextEncoder().encode("and then nothing")), Stream.never)
      const error = yield* Effect.flip(Upload.andWait({ file: { name: "slow.txt", content }, timeout: "300 millis" }))
      assert.deepStrictEqual([error.reason._tag, error.fileId], ["TimedOut", undefined])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("takes the file away again where the wait is interrupted and that is wanted", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const file = large()
      // Leaving the stream interrupts the upload, and ends when that has ended.
      const [uploaded] = yield* Upload.steps({ file, removeOnFailure: true }).pipe(
        Stream.filter(({ _tag }) => _tag === "Uploaded"),
        Stream.take(1),
        Stream.runCollect
      )
      assert(uploaded?._tag === "Uploaded")
      assert.isTrue(yield* isGone(owui, uploaded.file.id))
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("a connection that breaks", () => {
  it.live("while the server reports is replaced by asking, and nothing is uploaded twice", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      // It asks twice before it listens.
      yield* proxy.set({ mode: "cut", afterBytes: 10 }, { times: 3 })
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const file = text(unique("cut"))
        const read = yield* Upload.andWait({ file })
        assert.strictEqual(read.data?.status, "completed")
        const listens = (yield* proxy.requests).map(({ path }) => path.includes("stream=true"))
        assert.deepStrictEqual(listens.slice(0, 3), [false, false, true])
        assert.isAbove(listens.length, 3)
        assert.isFalse(listens.slice(3).includes(true))
        assert.strictEqual((yield* named(owui, file.name)).length, 1)
      }).pipe(Effect.provide(yield* through("/process/status")))
    }).pipe(proxied)
  )

  it.live("is borne for a while when asking, too, and a failure is still told in full", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      yield* proxy.set({ mode: "answer", status: 503, body: "down" }, { times: 3 })
      yield* Effect.gen(function* () {
        const error = yield* Effect.flip(Upload.andWait({ file: brokenPdf() }))
        assert(error.reason._tag === "Invalid")
        assert.isAbove(error.reason.detail.length, "The server could not read the file: ".length)
        assert.isString(error.fileId)
        assert.isAtLeast((yield* proxy.requests).length, 4)
      }).pipe(Effect.provide(yield* through("/process/status")))
    }).pipe(proxied)
  )

  it.live("before the upload is answered is told, and the file is not sent again", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      yield* proxy.set({ mode: "cut", afterBytes: 0 })
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const file = text(unique("lost"))
        const error = yield* Effect.flip(Upload.andWait({ file }))
        assert.deepStrictEqual([error.reason._tag, error.fileId], ["Unreachable", undefined])
        assert.strictEqual((yield* proxy.requests).length, 1)
        assert.strictEqual((yield* named(owui, file.name)).length, 1)
      }).pipe(Effect.provide(yield* through("/api/v1/files/")))
    }).pipe(proxied)
  )

  it.live("before adding is answered leaves the file in the knowledge base, once", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const base = yield* makeBase(owui)
      const content = unique("added")
      const { id } = yield* Upload.andWait({ file: text(content), knowledge: base.id })
      assert.deepStrictEqual(yield* filesOf(owui, base.id), [id])
      assert.deepStrictEqual(yield* found(owui, base.id, content), [content])
    }).pipe(Effect.provide(losing("/file/add")))
  )

  it.live("before adding is answered hides no failure", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const base = yield* makeBase(owui)
      const content = unique("added")
      const { id } = yield* Upload.andWait({ file: text(content), knowledge: base.id })
      const error = yield* Effect.flip(Upload.andWait({ file: text(content), knowledge: base.id }))
      assert.strictEqual(error.reason._tag, "Conflict")
      assert.strictEqual(error.operation, "knowledge.addFileToKnowledgeById")
      assert.deepStrictEqual(yield* filesOf(owui, base.id), [id])
    }).pipe(Effect.provide(losing("/file/add")))
  )
})

describe("a knowledge base", () => {
  it.live("gets the file once it was read, and a search finds it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const base = yield* makeBase(owui)
      const directory = yield* owui.knowledge.createKnowledgeDirectory({
        params: { id: base.id },
        payload: { name: "inner" }
      })
      const content = unique("to be found")
      const file = yield* Upload.andWait({ file: text(content), knowledge: { id: base.id, directory: directory.id } })
      assert.strictEqual(file.meta?.collection_name, base.id)
      assert.deepStrictEqual(yield* found(owui, base.id, content), [content])
      const { items } = yield* owui.knowledge.getKnowledgeFilesById({
        params: { id: base.id },
        query: { directory_id: directory.id }
      })
      assert.deepStrictEqual(
        items.map(({ id }) => id),
        [file.id]
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("gets no file twice, and the failure names the one that is left over", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const base = yield* makeBase(owui)
      const content = unique("twice")
      const { id } = yield* Upload.andWait({ file: text(content), knowledge: base.id })
      const kept = yield* Effect.flip(Upload.andWait({ file: text(content), knowledge: base.id }))
      assert.strictEqual(kept.reason._tag, "Conflict")
      // The text is there, though the server calls the file failed from now on.
      const left = yield* owui.files.getFileById({ params: { id: kept.fileId ?? "" } })
      assert.deepStrictEqual([left.data?.content, left.data?.status], [content, "failed"])
      const file = text(content)
      const removed = yield* Effect.flip(Upload.andWait({ file, knowledge: base.id, removeOnFailure: true }))
      assert.deepStrictEqual([removed.reason._tag, removed.fileId], ["Conflict", undefined])
      assert.deepStrictEqual(yield* named(owui, file.name), [])
      assert.deepStrictEqual(yield* filesOf(owui, base.id), [id])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("that is not there, or is somebody else's, is told, and the file is kept", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const missing = yield* Effect.flip(Upload.andWait({ file: text("x"), knowledge: unique("none") }))
      assert.strictEqual(missing.reason._tag, "NotFound")
      assert.isFalse(yield* isGone(owui, missing.fileId ?? ""))
      const base = yield* makeBase(owui)
      const account = yield* freshUser()
      const foreign = yield* Effect.flip(Upload.andWait({ file: text("x"), knowledge: base.id })).pipe(
        Effect.provide(layer({ auth: Auth.token(account.token) }))
      )
      assert.strictEqual(foreign.reason._tag, "Forbidden")
      const own = yield* clientOf(account.token)
      assert.isFalse(yield* isGone(own, foreign.fileId ?? ""))
      assert.deepStrictEqual(yield* filesOf(owui, base.id), [])
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("all", () => {
  it.live("lets 20 uploads at once into one knowledge base, and none is lost", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const base = yield* makeBase(owui)
      const words = Array.from({ length: 20 }, () => unique("one of twenty"))
      const results = yield* Upload.all(
        words.map((word) => text(word)),
        { knowledge: base.id, concurrency: 20 }
      )
      const files = results.map((result) => Result.getOrThrow(result))
      assert.deepStrictEqual(
        files.map(({ data }) => data?.content),
        words
      )
      assert.deepStrictEqual([...(yield* filesOf(owui, base.id))].sort(), files.map(({ id }) => id).sort())
      assert.deepStrictEqual([...(yield* found(owui, base.id, "one of twenty"))].sort(), [...words].sort())
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("gives what came of each, and one failure does not cost the others", () =>
    Effect.gen(function* () {
      const results = yield* Upload.all([text("first"), brokenPdf(), text(""), text("last")])
      assert.deepStrictEqual(
        results.map((result) => (Result.isSuccess(result) ? result.success.data?.content : result.failure.reason._tag)),
        ["first", "Invalid", "Invalid", "last"]
      )
      assert.deepStrictEqual(yield* Upload.all([]), [])
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("attachment", () => {
  it.live("lets a model be asked about the file, and the answer names it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const secret = unique("the word")
      const file = yield* Upload.andWait({ file: text(`The password is ${secret}.`) })
      for (const attachment of [Upload.attachment(file), Upload.attachment(file, { context: "full" })]) {
        const answer = yield* owui.main.generateChatCompletion({
          payload: { model: "echo", messages: [{ role: "user", content: "Which password?" }], files: [attachment] }
        })
        assert.include(JSON.stringify(answer.choices), secret)
        const [source] = answer.sources ?? []
        assert.strictEqual(source?.source?.id, file.id)
        assert.strictEqual(source?.source?.name, file.filename)
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is what the web page makes of the file", () =>
    Effect.gen(function* () {
      const file = yield* Upload.andWait({ file: text("abc", "abc.txt") })
      assert.deepStrictEqual(Upload.attachment(file), {
        type: "file",
        id: file.id,
        url: file.id,
        name: "abc.txt",
        status: "uploaded",
        content_type: "text/plain",
        size: 3
      })
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("what was interrupted", () => {
  it.live("is not waited for any longer", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      yield* proxy.set({ mode: "stall", afterBytes: 0 })
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Upload.andWait({ file: text("x") }))
        yield* Effect.repeat(proxy.open, { until: (open) => open > 0 })
        yield* Fiber.interrupt(fiber)
        yield* Effect.repeat(proxy.open, { until: (open) => open === 0 })
      }).pipe(Effect.provide(yield* through("/process/status")))
    }).pipe(proxied)
  )
})
