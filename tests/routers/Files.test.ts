import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import * as Upload from "../../src/layers/Upload.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, isForeign, unique } from "../support/TestServer.ts"

type Calls = ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>>

const text = (content: string, name = `${unique("file")}.txt`): Upload.Upload => ({
  name,
  contentType: "text/plain",
  content
})

/** Uploads a file without having it read. */
const stored = (owui: OpenWebUIService, file: Upload.Upload) =>
  owui.files.uploadFile({ query: { process: false }, payload: { file } })

/** Uploads a file and waits until it was read. */
const processed = Effect.fnUntraced(function* (owui: OpenWebUIService, file: Upload.Upload) {
  const { id } = yield* owui.files.uploadFile({ payload: { file } })
  const last = yield* Stream.runLast(owui.files.streamFileProcessStatus({ params: { id } }))
  return { id, last: last._tag === "Some" ? last.value : undefined }
})

const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const contentOf = Effect.fnUntraced(function* (owui: OpenWebUIService, id: string) {
  const { bytes } = yield* owui.files.getFileContentById({ params: { id } })
  return bytes
})

describe("files", () => {
  describe("uploadFile", () => {
    it.live("takes a text, and has it read", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const content = unique("a text")
        const { id, last } = yield* processed(owui, text(content))
        assert.deepStrictEqual(last, { status: "completed" })
        const file = yield* owui.files.getFileById({ params: { id } })
        assert.strictEqual(file.data?.content, content)
        assert.strictEqual(file.data?.status, "completed")
        assert.strictEqual(file.meta?.collection_name, `file-${id}`)
        assert.strictEqual(file.meta?.size, content.length)
        assert.strictEqual(file.user_id, admin.id)
        assert.match(file.hash ?? "", /^[0-9a-f]{64}$/)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("says pending also where it answers after the file was read", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const file = text(unique("at once"))
        const answer = yield* owui.files.uploadFile({ query: { process_in_background: false }, payload: { file } })
        assert.strictEqual(answer.data?.status, "pending")
        assert.strictEqual(answer.status, true)
        assert.include(answer.path ?? "", answer.id)
        const { status } = yield* owui.files.getFileProcessStatus({ params: { id: answer.id } })
        assert.strictEqual(status, "completed")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("keeps every byte", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const content = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256)
        const { id, meta, status } = yield* stored(owui, { name: "every.bin", content })
        assert.strictEqual(status, undefined)
        assert.strictEqual(meta?.size, content.length)
        assert.strictEqual(meta?.content_type, "application/octet-stream")
        assert.deepStrictEqual(yield* contentOf(owui, id), content)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("takes a file on disk, streamed as it is sent", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const files = yield* FileSystem.FileSystem
        const paths = yield* Path.Path
        const folder = yield* files.makeTempDirectoryScoped()
        const name = `${unique("on disk")}.md`
        const content = "# A heading\n".repeat(20_000)
        yield* files.writeFileString(paths.join(folder, name), content)
        const upload = yield* Upload.fromPath(paths.join(folder, name), { contentType: "text/markdown" })
        const { filename, id, meta } = yield* stored(owui, upload)
        assert.strictEqual(filename, name)
        assert.strictEqual(meta?.content_type, "text/markdown")
        assert.strictEqual(meta?.size, content.length)
        assert.strictEqual(utf8(yield* contentOf(owui, id)), content)
      }).pipe(Effect.scoped, Effect.provide([asAdmin, NodeServices.layer]))
    )

    it.live("takes a stream of unknown length", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const line = new TextEncoder().encode("one line of many\n")
        const content = Stream.range(1, 5_000).pipe(Stream.map(() => line))
        const { filename, id, meta } = yield* stored(owui, { name: "lines.csv", contentType: "text/csv", content })
        assert.strictEqual(filename, "lines.csv")
        assert.strictEqual(meta?.content_type, "text/csv")
        assert.strictEqual((yield* contentOf(owui, id)).length, 5_000 * line.length)
      }).pipe(Effect.provide(asAdmin))
    )

    for (const name of ["Übersicht für Ænne.txt", "日本語 😀.txt", "it's; a=b, 100%.txt", 'the "quoted" one.txt']) {
      it.live(`keeps the name ${name}`, () =>
        Effect.gen(function* () {
          const owui = yield* OpenWebUI
          const { filename, id } = yield* stored(owui, text("named", name))
          assert.strictEqual(filename, name)
          const answer = yield* owui.files.getFileContentById({ params: { id }, query: { attachment: true } })
          assert.strictEqual(answer.fileName, name)
        }).pipe(Effect.provide(asAdmin))
      )
    }

    it.live("takes the folders off a name", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const { filename } = yield* stored(owui, text("in a folder", "some/folder/deep.txt"))
        assert.strictEqual(filename, "deep.txt")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("keeps its metadata, known keys and others", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const metadata = { language: "de", file_hash: "mine", source: { page: 3, tags: ["ä", null] } }
        const file = text("with metadata")
        const { id } = yield* owui.files.uploadFile({ query: { process: false }, payload: { file, metadata } })
        const { meta } = yield* owui.files.getFileById({ params: { id } })
        assert.deepStrictEqual(meta?.data, metadata)
        assert.strictEqual(meta?.file_hash, "mine")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("puts the file into the knowledge base that its metadata name", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const base = yield* owui.knowledge.createNewKnowledge({
          payload: { name: unique("knowledge"), description: "of an upload" }
        })
        assert.isNotNull(base)
        const { id } = yield* owui.files.uploadFile({
          query: { process_in_background: false },
          payload: { file: text(unique("knowledge")), metadata: { knowledge_id: base?.id ?? "" } }
        })
        const { meta } = yield* owui.files.getFileById({ params: { id } })
        assert.strictEqual(meta?.collection_name, base?.id)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("refuses an empty file", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const reason = yield* reasonOf(owui.files.uploadFile({ payload: { file: text("") } }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.include(reason.message, "empty")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("sends nothing where the metadata cannot be sent", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        // A caller without types.
        const metadata = { knowledge_id: 5 } as unknown as { knowledge_id: string }
        const reason = yield* reasonOf(owui.files.uploadFile({ payload: { file: text("x"), metadata } }))
        assert(reason._tag === "Invalid")
        assert.strictEqual(reason.status, undefined)
        assert.deepStrictEqual(reason.issues[0]?.path, ["payload", "metadata", "knowledge_id"])
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("the status of processing", () => {
    it.live("ends with failed for a broken PDF, which the upload took", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const broken = { name: "broken.pdf", contentType: "application/pdf", content: "%PDF-1.4 and nothing else" }
        const { id, last } = yield* processed(owui, broken)
        assert.strictEqual(last?.status, "failed")
        assert.isAbove(last?.error?.length ?? 0, 0)
        const file = yield* owui.files.getFileById({ params: { id } })
        assert.strictEqual(file.data?.status, "failed")
        assert.strictEqual(file.data?.error, last?.error)
        assert.strictEqual((yield* owui.files.getFileProcessStatus({ params: { id } })).status, "failed")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("ends with failed for an image, which is not read", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const content = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3)
        const { last } = yield* processed(owui, { name: "pixel.png", contentType: "image/png", content })
        assert.strictEqual(last?.status, "failed")
        assert.include(last?.error ?? "", "image/png")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("is pending and reports nothing for a file that is not processed", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const { data, id } = yield* stored(owui, text("left alone"))
        assert.deepStrictEqual(data, {})
        assert.strictEqual((yield* owui.files.getFileProcessStatus({ params: { id } })).status, "pending")
        const reports = yield* Stream.runCollect(owui.files.streamFileProcessStatus({ params: { id } }))
        assert.deepStrictEqual([...reports], [])
        assert.strictEqual((yield* owui.files.getFileDataContentById({ params: { id } })).content, "")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("fails before its first element where there is no such file", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const status = Stream.runDrain(owui.files.streamFileProcessStatus({ params: { id: unique("no-file") } }))
        assert.strictEqual((yield* reasonOf(status))._tag, "NotFound")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("the bytes", () => {
    it.live("come as a stream too", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const content = new Uint8Array(300_000).fill(7)
        const { id } = yield* stored(owui, { name: "large.bin", content })
        const size = (chunks: Stream.Stream<Uint8Array, unknown>) =>
          Stream.runFold(
            chunks,
            () => 0,
            (sum, chunk) => sum + chunk.length
          )
        assert.strictEqual(yield* size(owui.files.streamFileContentById({ params: { id } })), content.length)
        const named = owui.files.streamNamedFileContentById({ params: { id, file_name: "x.bin" } })
        assert.strictEqual(yield* size(named), content.length)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("come with the media type and the name that the server tells", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const json = yield* stored(owui, { name: "data.json", contentType: "application/json", content: '{"a":1}' })
        const answer = yield* owui.files.getFileContentById({ params: { id: json.id } })
        assert.strictEqual(utf8(answer.bytes), '{"a":1}')
        assert.strictEqual(answer.contentType, "application/json")
        assert.strictEqual(answer.fileName, "data.json")

        const plain = yield* stored(owui, text("plain", "plain.txt"))
        const params = { id: plain.id }
        assert.strictEqual((yield* owui.files.getFileContentById({ params })).fileName, undefined)
        const attachment = yield* owui.files.getFileContentById({ params, query: { attachment: true } })
        assert.strictEqual(attachment.fileName, "plain.txt")
        assert.strictEqual(attachment.contentType, "text/plain")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("come in part where a range is asked for", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const { id } = yield* stored(owui, text("0123456789"))
        const { bytes } = yield* owui.files.getFileContentById({ params: { id } }, { headers: { range: "bytes=2-4" } })
        assert.strictEqual(utf8(bytes), "234")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("come under the stored name, whatever name the address has", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const { id } = yield* stored(owui, { name: "stored.md", content: "named" })
        const answer = yield* owui.files.getNamedFileContentById({ params: { id, file_name: "another ü.pdf" } })
        assert.strictEqual(utf8(answer.bytes), "named")
        assert.strictEqual(answer.fileName, "stored.md")
        assert.strictEqual(answer.contentType, "text/markdown")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("of a web page come as such, for files of administrators only", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const page = "<!doctype html><title>A page</title>"
        const upload = { name: "page.html", contentType: "text/html", content: page }
        const { id } = yield* stored(owui, upload)
        const answer = yield* owui.files.getHtmlFileContentById({ params: { id } })
        assert.strictEqual(utf8(answer.bytes), page)
        assert.strictEqual(answer.contentType, "text/html")
        assert.strictEqual(answer.fileName, undefined)

        const user = yield* clientOf((yield* freshUser()).token)
        const own = yield* stored(user, upload)
        const reason = yield* reasonOf(user.files.getHtmlFileContentById({ params: { id: own.id } }))
        assert.strictEqual(reason._tag, "NotFound")
        assert.strictEqual(utf8(yield* contentOf(user, own.id)), page)
      }).pipe(Effect.provide(asAdmin))
    )
  })

  it.live("changes the extracted text and leaves the bytes", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* processed(owui, text("what was uploaded"))
      const content = unique("another text")
      const updated = yield* owui.files.updateFileDataContentById({ params: { id }, payload: { content } })
      assert.strictEqual(updated.content, content)
      assert.strictEqual((yield* owui.files.getFileDataContentById({ params: { id } })).content, content)
      assert.strictEqual(utf8(yield* contentOf(owui, id)), "what was uploaded")
      const blank = owui.files.updateFileDataContentById({ params: { id }, payload: { content: " \n" } })
      assert.strictEqual((yield* reasonOf(blank))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("renames a file, its name in the metadata included", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* stored(owui, text("renamed"))
      const filename = `${unique("neu")} "ü".txt`
      const renamed = yield* owui.files.renameFileById({ params: { id }, payload: { filename } })
      assert.strictEqual(renamed.filename, filename)
      assert.strictEqual(renamed.meta?.name, filename)
      assert.strictEqual((yield* owui.files.getFileById({ params: { id } })).filename, filename)
      const answer = yield* owui.files.getFileContentById({ params: { id }, query: { attachment: true } })
      assert.strictEqual(answer.fileName, filename)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("deletes a file once", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* stored(owui, text("deleted"))
      const { message } = yield* owui.files.deleteFileById({ params: { id } })
      assert.include(message, "deleted")
      const calls: Calls = [owui.files.getFileById({ params: { id } }), owui.files.deleteFileById({ params: { id } })]
      for (const call of calls) assert.strictEqual((yield* reasonOf(call))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists, finds and counts: a user their own, an administrator everyone's", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* clientOf((yield* freshUser()).token)
      const word = unique("listed")
      const { id } = yield* processed(user, text("a text of the user", `${word}-1.txt`))
      yield* stored(user, text("second", `${word}_2.txt`))
      const mine = yield* user.files.listFiles()
      assert.strictEqual(mine.total, 2)
      assert.deepStrictEqual(mine.items.map(({ filename }) => filename).sort(), [`${word}-1.txt`, `${word}_2.txt`])
      assert.strictEqual(mine.items.find((file) => file.id === id)?.data?.content, "a text of the user")
      const without = yield* user.files.listFiles({ query: { content: false, page: 1 } })
      assert.strictEqual(without.items.find((file) => file.id === id)?.data?.content, undefined)
      assert.deepStrictEqual((yield* user.files.listFiles({ query: { page: 9 } })).items, [])

      // An underscore is no wildcard; case does not count; the pattern is for the whole name.
      const pattern = { filename: `${word.toUpperCase()}_?.txt`, content: true, skip: 0, limit: 5 }
      assert.deepStrictEqual(
        (yield* owui.files.searchFiles({ query: pattern })).map(({ filename }) => filename),
        [`${word}_2.txt`]
      )
      const found = yield* user.files.searchUserFiles({ query: { filename: `${word}*` } })
      assert.lengthOf(found, 2)
      assert.strictEqual(found.find((file) => file.id === id)?.data?.content, undefined)
      assert.deepStrictEqual(yield* owui.files.searchUserFiles({ query: { filename: `${word}*` } }), [])
      assert.strictEqual((yield* reasonOf(user.files.searchFiles({ query: { filename: word } })))._tag, "NotFound")

      assert.strictEqual(yield* user.files.countFiles(), 2)
      assert.strictEqual(yield* user.files.countUserFiles(), 2)
      assert.isAtLeast(yield* owui.files.countFiles(), 2 + (yield* owui.files.countUserFiles()))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("does not send a page or a limit that the server would refuse", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const page = yield* reasonOf(owui.files.listFiles({ query: { page: 0 } }))
      const limit = yield* reasonOf(owui.files.searchUserFiles({ query: { limit: 1001 } }))
      for (const reason of [page, limit]) {
        assert(reason._tag === "Invalid")
        assert.strictEqual(reason.status, undefined)
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("hides another account's file, and shows it to an administrator", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const owner = yield* clientOf((yield* freshUser()).token)
      const other = yield* clientOf((yield* freshUser()).token)
      const nobody = yield* clientOf(undefined)
      const { id } = yield* stored(owner, text("private"))
      const params = { id }
      const calls = ({ files }: OpenWebUIService): Calls => [
        files.getFileById({ params }),
        files.getFileProcessStatus({ params }),
        Stream.runDrain(files.streamFileProcessStatus({ params })),
        files.getFileDataContentById({ params }),
        files.updateFileDataContentById({ params, payload: { content: "taken" } }),
        files.getFileContentById({ params }),
        Stream.runDrain(files.streamFileContentById({ params })),
        files.getHtmlFileContentById({ params }),
        files.getNamedFileContentById({ params: { id, file_name: "x" } }),
        Stream.runDrain(files.streamNamedFileContentById({ params: { id, file_name: "x" } })),
        files.renameFileById({ params, payload: { filename: "taken" } }),
        files.deleteFileById({ params })
      ]
      for (const call of calls(other)) assert.strictEqual((yield* reasonOf(call))._tag, "NotFound")
      for (const call of calls(nobody)) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
      assert.strictEqual(
        (yield* owui.files.getFileById({ params })).filename,
        (yield* owner.files.getFileById({ params })).filename
      )
      assert.strictEqual(utf8(yield* contentOf(owui, id)), "private")
      yield* owui.files.deleteFileById({ params })
      assert.strictEqual((yield* reasonOf(owner.files.getFileById({ params })))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("does nothing for nobody", () =>
    Effect.gen(function* () {
      const { files } = yield* OpenWebUI
      const calls: Calls = [
        files.uploadFile({ payload: { file: text("from nobody") } }),
        files.listFiles(),
        files.searchFiles({ query: { filename: "*" } }),
        files.searchUserFiles(),
        files.countFiles(),
        files.countUserFiles(),
        files.deleteAllFiles()
      ]
      for (const call of calls) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("lets an administrator delete all files, and no one else", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* clientOf((yield* freshUser()).token)
      const { id } = yield* stored(user, text("one of all"))
      assert.strictEqual((yield* reasonOf(user.files.deleteAllFiles()))._tag, "Forbidden")
      assert.strictEqual((yield* user.files.getFileById({ params: { id } })).id, id)
      // The files of a server that is not ours are left alone.
      if (isForeign) return
      const { message } = yield* owui.files.deleteAllFiles()
      assert.include(message, "deleted")
      assert.strictEqual(yield* owui.files.countFiles(), 0)
      // The vector store is usable again.
      const { last } = yield* processed(user, text(unique("after all")))
      assert.strictEqual(last?.status, "completed")
    }).pipe(Effect.provide(asAdmin))
  )
})
