import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { AccessGrantForm } from "../../src/models/AccessGrants.ts"
import type { ExternalKnowledgeConnectionForm } from "../../src/models/Knowledge.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { installQdrantClient } from "../support/knowledge/qdrantClient.ts"
import { upload } from "../support/knowledge/upload.ts"
import { points, VectorStore } from "../support/knowledge/VectorStore.ts"
import { Web } from "../support/knowledge/Web.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

/** A knowledge base with a name of its own. */
const create = (owui: OpenWebUIService, access_grants: ReadonlyArray<AccessGrantForm> = []) =>
  Effect.flatMap(
    Effect.sync(() => unique("knowledge")),
    (name) => owui.knowledge.createNewKnowledge({ payload: { name, description: `About ${name}`, access_grants } })
  )

const grant = (principal_id: string, permission: "read" | "write"): AccessGrantForm => ({
  principal_type: "user",
  principal_id,
  permission
})

/** An account beside the administrator, and its client. */
const someone = Effect.gen(function* () {
  const user = yield* freshUser()
  return { user, theirs: yield* clientOf(user.token) }
})

const nameOf = (reason: { readonly _tag: string }): string => reason._tag

/** Every operation is asked, and all fail with the same reason. */
const allFail = (tag: string, calls: Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>>) =>
  Effect.gen(function* () {
    const reasons: Record<string, string> = {}
    for (const [name, call] of Object.entries(calls)) reasons[name] = nameOf(yield* reasonOf(call))
    assert.deepStrictEqual(reasons, Object.fromEntries(Object.keys(calls).map((name) => [name, tag])))
  })

const connectionForm = (endpoint = "http://127.0.0.1:1"): ExternalKnowledgeConnectionForm => ({
  name: unique("connection"),
  provider: "qdrant",
  endpoint,
  auth_config: { api_key: "store-key" },
  config: { timeout: 5 }
})

const source = (name = "shelf") => ({
  name,
  config: { content_field: "payload.text", metadata_field: "payload.metadata" }
})

/** All operations on one knowledge base that change it or read it. */
const onOne = (owui: OpenWebUIService, id: string, dir_id = "none") => {
  const params = { id }
  const payload = { file_id: "none" }
  return {
    getKnowledgeById: owui.knowledge.getKnowledgeById({ params }),
    updateKnowledgeById: owui.knowledge.updateKnowledgeById({ params, payload: { name: "x", description: "" } }),
    updateKnowledgeAccessById: owui.knowledge.updateKnowledgeAccessById({ params, payload: { access_grants: [] } }),
    getPendingKnowledgeFiles: owui.knowledge.getPendingKnowledgeFiles({ params }),
    streamPendingKnowledgeFiles: Stream.runCollect(owui.knowledge.streamPendingKnowledgeFiles({ params })),
    getKnowledgeFilesById: owui.knowledge.getKnowledgeFilesById({ params }),
    addFileToKnowledgeById: owui.knowledge.addFileToKnowledgeById({ params, payload }),
    updateFileFromKnowledgeById: owui.knowledge.updateFileFromKnowledgeById({ params, payload }),
    removeFileFromKnowledgeById: owui.knowledge.removeFileFromKnowledgeById({ params, payload }),
    resetKnowledgeById: owui.knowledge.resetKnowledgeById({ params }),
    syncKnowledgeDiff: owui.knowledge.syncKnowledgeDiff({ params, payload: { manifest: [] } }),
    syncKnowledgeCleanup: owui.knowledge.syncKnowledgeCleanup({ params, payload: { file_ids: [] } }),
    addFilesToKnowledgeBatch: owui.knowledge.addFilesToKnowledgeBatch({ params, payload: [payload] }),
    createKnowledgeDirectory: owui.knowledge.createKnowledgeDirectory({ params, payload: { name: "x" } }),
    updateKnowledgeDirectory: owui.knowledge.updateKnowledgeDirectory({ params: { id, dir_id }, payload: {} }),
    deleteKnowledgeDirectory: owui.knowledge.deleteKnowledgeDirectory({ params: { id, dir_id } }),
    moveFileInKnowledge: owui.knowledge.moveFileInKnowledge({ params, payload }),
    deleteKnowledgeById: owui.knowledge.deleteKnowledgeById({ params })
  }
}

/** All operations for administrators. */
const forAdministrators = (owui: OpenWebUIService) => {
  const params = { id: "none" }
  const connection = connectionForm()
  const made = { name: "x", connection, source: source(), test_query: "x" }
  return {
    reindexKnowledgeFiles: owui.knowledge.reindexKnowledgeFiles(),
    reindexKnowledgeBaseMetadataEmbeddings: owui.knowledge.reindexKnowledgeBaseMetadataEmbeddings(),
    getExternalKnowledgeConnections: owui.knowledge.getExternalKnowledgeConnections(),
    createExternalKnowledgeConnection: owui.knowledge.createExternalKnowledgeConnection({ payload: connection }),
    getExternalKnowledgeConnection: owui.knowledge.getExternalKnowledgeConnection({ params }),
    updateExternalKnowledgeConnection: owui.knowledge.updateExternalKnowledgeConnection({
      params,
      payload: connection
    }),
    deleteExternalKnowledgeConnection: owui.knowledge.deleteExternalKnowledgeConnection({ params }),
    testExternalKnowledgeConnection: owui.knowledge.testExternalKnowledgeConnection({ params }),
    testExternalKnowledgeSource: owui.knowledge.testExternalKnowledgeSource({
      payload: { connection, source: source(), query: "x" }
    }),
    testExternalKnowledgeRetrieval: owui.knowledge.testExternalKnowledgeRetrieval({ params, payload: { query: "x" } }),
    createExternalKnowledge: owui.knowledge.createExternalKnowledge({
      payload: { name: "x", connection_id: "none", source: source() }
    }),
    createExternalKnowledgeSource: owui.knowledge.createExternalKnowledgeSource({ payload: made }),
    updateExternalKnowledgeSource: owui.knowledge.updateExternalKnowledgeSource({ params, payload: made }),
    exportKnowledgeById: owui.knowledge.exportKnowledgeById({ params }),
    streamKnowledgeExportById: Stream.runCollect(owui.knowledge.streamKnowledgeExportById({ params }))
  }
}

describe("knowledge bases", () => {
  it.live("are made, read, renamed and deleted", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const made = yield* create(owui)
      assert.strictEqual(made.user_id, admin.id)
      assert.strictEqual(made.description, `About ${made.name}`)
      assert.isNull(made.files)
      const params = { id: made.id }
      const read = yield* owui.knowledge.getKnowledgeById({ params })
      assert.strictEqual(read.name, made.name)
      assert.isTrue(read.write_access)
      assert.isNull(read.meta)
      const name = unique("renamed")
      const changed = yield* owui.knowledge.updateKnowledgeById({
        params,
        payload: { name, description: "", access_grants: [grant("*", "read")] }
      })
      assert.strictEqual(changed.name, name)
      assert.strictEqual(changed.description, "")
      // It has grants in its form, and does not look at them.
      assert.deepStrictEqual(changed.access_grants, [])
      assert.deepStrictEqual(changed.files, [])
      assert.isFalse(changed.write_access)
      assert.isTrue(yield* owui.knowledge.deleteKnowledgeById({ params }))
      assert.strictEqual(nameOf(yield* reasonOf(owui.knowledge.getKnowledgeById({ params }))), "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are listed to those who may read them, with what they may do", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs, user } = yield* someone
      const toRead = yield* create(owui, [grant(user.id, "read")])
      const toWrite = yield* create(owui, [grant(user.id, "read"), grant(user.id, "write")])
      yield* create(owui)
      const { items, total } = yield* theirs.knowledge.getKnowledgeBases()
      assert.strictEqual(total, 2)
      assert.deepStrictEqual(
        new Map(items.map(({ id, write_access }) => [id, write_access])),
        new Map([
          [toRead.id, false],
          [toWrite.id, true]
        ])
      )
      assert.strictEqual(items[0]?.user?.email, admin.email)
      assert.strictEqual(items[0]?.file_count, 0)
      const second = yield* theirs.knowledge.getKnowledgeBases({ query: { page: 2 } })
      assert.deepStrictEqual(second, { items: [], total: 2 })
      assert.strictEqual((yield* theirs.knowledge.getKnowledgeBases({ query: { page: -1 } })).items.length, 2)
      const ofAdmin = yield* owui.knowledge.searchKnowledgeBases({ query: { query: toRead.name } })
      assert.isTrue(ofAdmin.items[0]?.write_access)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are found by name, by whose they are and by where they are kept, in an order", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs, user } = yield* someone
      const word = unique("shelf")
      const make = (name: string) =>
        owui.knowledge.createNewKnowledge({
          payload: { name: `${name} ${word}`, description: "", access_grants: [grant(user.id, "read")] }
        })
      yield* make("a")
      yield* make("b")
      const names = (query: Parameters<typeof owui.knowledge.searchKnowledgeBases>[0]) =>
        Effect.map(theirs.knowledge.searchKnowledgeBases(query), ({ items }) => items.map(({ name }) => name))
      const both = [`a ${word}`, `b ${word}`]
      const order = { order_by: "name", direction: "asc" }
      assert.deepStrictEqual(yield* names({ query: { query: word, ...order } }), both)
      assert.deepStrictEqual(
        yield* names({ query: { query: word, order_by: "name", direction: "desc" } }),
        both.toReversed()
      )
      assert.deepStrictEqual(yield* names({ query: { query: word, view_option: "shared", ...order } }), both)
      assert.deepStrictEqual(yield* names({ query: { query: word, view_option: "created" } }), [])
      assert.deepStrictEqual(yield* names({ query: { query: word, source: "external" } }), [])
      // They are local, and yet not found as such.
      assert.deepStrictEqual(yield* names({ query: { query: word, source: "local" } }), [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("may be made by accounts with the permission only", () =>
    Effect.gen(function* () {
      const { theirs } = yield* someone
      assert.strictEqual(nameOf(yield* reasonOf(create(theirs))), "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are shared by replacing all grants", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs, user } = yield* someone
      const { id } = yield* create(owui)
      const params = { id }
      assert.strictEqual(nameOf(yield* reasonOf(theirs.knowledge.getKnowledgeById({ params }))), "Forbidden")
      const shared = yield* owui.knowledge.updateKnowledgeAccessById({
        params,
        payload: { access_grants: [grant(user.id, "read"), grant(user.id, "write")] }
      })
      assert.deepStrictEqual(shared.access_grants?.map(({ permission }) => permission).sort(), ["read", "write"])
      assert.strictEqual(shared.access_grants?.[0]?.resource_id, id)
      assert.isTrue((yield* theirs.knowledge.getKnowledgeById({ params })).write_access)
      // A grant that was read can be sent again.
      const again = yield* owui.knowledge.updateKnowledgeAccessById({
        params,
        payload: { access_grants: shared.access_grants?.slice(0, 1) ?? [] }
      })
      assert.strictEqual(again.access_grants?.length, 1)
      yield* owui.knowledge.updateKnowledgeAccessById({ params, payload: { access_grants: [] } })
      assert.strictEqual(nameOf(yield* reasonOf(theirs.knowledge.getKnowledgeById({ params }))), "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("cannot be shared with the whole world", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* create(owui)
      const reason = yield* reasonOf(
        owui.knowledge.updateKnowledgeAccessById({
          params: { id },
          payload: { access_grants: [{ principal_type: "anyone", principal_id: "*", permission: "read" }] }
        })
      )
      assert.strictEqual(reason._tag, "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("that do not exist fail with NotFound, whatever the server's status", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      yield* allFail("NotFound", onOne(owui, "none"))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("that are not shared fail with Forbidden", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs } = yield* someone
      const { id } = yield* create(owui)
      yield* allFail("Forbidden", onOne(theirs, id))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("that may only be read cannot be changed", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs, user } = yield* someone
      const { id } = yield* create(owui, [grant(user.id, "read")])
      const {
        getKnowledgeById,
        getKnowledgeFilesById,
        getPendingKnowledgeFiles,
        streamPendingKnowledgeFiles,
        ...rest
      } = onOne(theirs, id)
      assert.strictEqual((yield* getKnowledgeById).id, id)
      assert.strictEqual((yield* getKnowledgeFilesById).total, 0)
      assert.deepStrictEqual(yield* getPendingKnowledgeFiles, [])
      assert.deepStrictEqual(yield* streamPendingKnowledgeFiles, [[]])
      yield* allFail("Forbidden", rest)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are for accounts, and some operations for administrators", () =>
    Effect.gen(function* () {
      const nobody = yield* OpenWebUI
      const { theirs } = yield* someone
      yield* allFail("Unauthenticated", {
        ...onOne(nobody, "none"),
        ...forAdministrators(nobody),
        getKnowledgeBases: nobody.knowledge.getKnowledgeBases(),
        searchKnowledgeBases: nobody.knowledge.searchKnowledgeBases(),
        searchKnowledgeFiles: nobody.knowledge.searchKnowledgeFiles(),
        createNewKnowledge: create(nobody)
      })
      yield* allFail("Forbidden", forAdministrators(theirs))
    }).pipe(Effect.provide(asNobody))
  )

  it.live("are embedded anew, with their files and their names", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* create(owui)
      const text = unique("the text")
      const file_id = yield* upload(owui, "a.txt", text)
      yield* owui.knowledge.addFileToKnowledgeById({ params: { id }, payload: { file_id } })
      assert.isTrue(yield* owui.knowledge.reindexKnowledgeFiles())
      const found = yield* owui.retrieval.queryDocHandler({ payload: { collection_name: id, query: text } })
      assert.deepStrictEqual(found?.documents, [[text]])
      const { success, total } = yield* owui.knowledge.reindexKnowledgeBaseMetadataEmbeddings()
      assert.isAtLeast(total, 1)
      assert.strictEqual(success, total)
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("files of a knowledge base", () => {
  it.live("are added, listed, embedded anew and taken out", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, name } = yield* create(owui)
      const params = { id }
      const word = unique("word")
      const text = `A text with ${word} in it.`
      const file_id = yield* upload(owui, `${word}.txt`, text)
      const payload = { file_id }
      const { files } = yield* owui.knowledge.addFileToKnowledgeById({ params, payload })
      assert.strictEqual(files?.[0]?.id, file_id)
      assert.strictEqual(files?.[0]?.meta?.file_hash, sha256(text))
      const chunks = Effect.map(
        owui.retrieval.queryDocHandler({ payload: { collection_name: id, query: word, k: 9 } }),
        (found) => found?.documents?.[0]
      )
      assert.deepStrictEqual(yield* chunks, [text])
      assert.strictEqual((yield* owui.knowledge.addFileToKnowledgeById({ params, payload })).files?.length, 1)
      // It is there once, and found twice.
      assert.deepStrictEqual(yield* chunks, [text, text])

      const { items, total } = yield* owui.knowledge.getKnowledgeFilesById({ params, query: { limit: 5 } })
      assert.strictEqual(total, 1)
      assert.strictEqual(items[0]?.filename, `${word}.txt`)
      assert.strictEqual(items[0]?.directory_path, "")
      assert.isTrue(items[0]?.has_original)
      assert.isNull(items[0]?.data)
      assert.strictEqual(items[0]?.user?.id, admin.id)
      const withText = { query: `with ${word}`, include_content: true }
      assert.strictEqual((yield* owui.knowledge.getKnowledgeFilesById({ params, query: withText })).total, 1)
      const byName = { query: `with ${word}`, include_content: false }
      assert.strictEqual((yield* owui.knowledge.getKnowledgeFilesById({ params, query: byName })).total, 0)

      const searched = yield* owui.knowledge.searchKnowledgeFiles({ query: { query: word } })
      assert.strictEqual(searched.total, 1)
      assert.strictEqual(searched.items[0]?.id, file_id)
      assert.strictEqual(searched.items[0]?.collection?.name, name)

      yield* owui.files.updateFileDataContentById({ params: { id: file_id }, payload: { content: `New ${word}` } })
      yield* owui.knowledge.updateFileFromKnowledgeById({ params, payload })
      assert.deepStrictEqual(yield* chunks, [`New ${word}`])

      const left = yield* owui.knowledge.removeFileFromKnowledgeById({ params, payload, query: { delete_file: false } })
      assert.deepStrictEqual(left.files, [])
      assert.strictEqual((yield* owui.files.getFileById({ params: { id: file_id } })).id, file_id)
      yield* allFail("NotFound", {
        removeFileFromKnowledgeById: owui.knowledge.removeFileFromKnowledgeById({ params, payload }),
        updateFileFromKnowledgeById: owui.knowledge.updateFileFromKnowledgeById({ params, payload }),
        moveFileInKnowledge: owui.knowledge.moveFileInKnowledge({ params, payload })
      })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are deleted when they are taken out and when it is emptied, unless told otherwise", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* create(owui)
      const params = { id }
      const first = yield* upload(owui, "first.txt", unique("first"))
      const second = yield* upload(owui, "second.txt", unique("second"))
      yield* owui.knowledge.addFilesToKnowledgeBatch({ params, payload: [{ file_id: first }, { file_id: second }] })
      const fileGone = (id: string) => Effect.map(reasonOf(owui.files.getFileById({ params: { id } })), nameOf)
      yield* owui.knowledge.removeFileFromKnowledgeById({ params, payload: { file_id: first } })
      assert.strictEqual(yield* fileGone(first), "NotFound")
      yield* owui.knowledge.createKnowledgeDirectory({ params, payload: { name: "kept" } })
      const reset = yield* owui.knowledge.resetKnowledgeById({ params, query: { include_directories: false } })
      assert.strictEqual(reset?.id, id)
      assert.strictEqual(yield* fileGone(second), "NotFound")
      const emptied = yield* owui.knowledge.getKnowledgeFilesById({ params })
      assert.strictEqual(emptied.total, 0)
      assert.deepStrictEqual(
        emptied.directories?.map(({ name }) => name),
        ["kept"]
      )
      yield* owui.knowledge.resetKnowledgeById({ params })
      assert.deepStrictEqual((yield* owui.knowledge.getKnowledgeFilesById({ params })).directories, [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are refused where they are not processed, unknown, somebody else's or there already", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs, user } = yield* someone
      const { id } = yield* create(owui, [grant(user.id, "write")])
      const params = { id }
      const add = (owui: OpenWebUIService, file_id: string, directory_id?: string) =>
        Effect.map(
          reasonOf(owui.knowledge.addFileToKnowledgeById({ params, payload: { file_id, directory_id } })),
          nameOf
        )
      const unread = yield* owui.files.uploadFile({
        query: { process: false },
        payload: { file: { name: "unread.txt", contentType: "text/plain", content: "x" } }
      })
      assert.strictEqual(yield* add(owui, unread.id), "Invalid")
      assert.strictEqual(yield* add(owui, "none"), "NotFound")
      const text = unique("text")
      const file_id = yield* upload(owui, "a.txt", text)
      assert.strictEqual(yield* add(owui, file_id, "none"), "NotFound")
      assert.strictEqual(yield* add(theirs, file_id), "Forbidden")
      yield* owui.knowledge.addFileToKnowledgeById({ params, payload: { file_id } })
      const same = yield* upload(owui, "b.txt", text)
      assert.strictEqual(yield* add(owui, same), "Conflict")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are added together, and those that fail are left out without a word", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs, user } = yield* someone
      const { id } = yield* create(owui, [grant(user.id, "write")])
      const params = { id }
      const batch = (owui: OpenWebUIService, ...ids: ReadonlyArray<string>) =>
        owui.knowledge.addFilesToKnowledgeBatch({ params, payload: ids.map((file_id) => ({ file_id })) })
      const text = unique("text")
      const first = yield* upload(owui, "a.txt", text)
      const same = yield* upload(owui, "b.txt", text)
      const { files } = yield* batch(owui, first, same)
      // Which of the two of the same text comes first is left open.
      assert.strictEqual(files?.length, 1)
      assert.include([first, same], files?.[0]?.id)
      assert.strictEqual((yield* batch(owui, first, first)).files?.length, 1)
      assert.strictEqual(nameOf(yield* reasonOf(batch(owui, "none"))), "NotFound")
      const own = yield* upload(owui, "c.txt", unique("own"))
      assert.strictEqual(nameOf(yield* reasonOf(batch(theirs, own))), "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are pending while they are processed, and the stream ends when none is left", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const web = yield* Web
      const { id } = yield* create(owui)
      const params = { id }
      const before = yield* owui.retrieval.getRagConfig()
      const slow = owui.retrieval.updateRagConfig({
        payload: {
          CONTENT_EXTRACTION_ENGINE: "external",
          EXTERNAL_DOCUMENT_LOADER_URL: web.url,
          EXTERNAL_DOCUMENT_LOADER_API_KEY: "loader-key"
        }
      })
      yield* Effect.acquireUseRelease(
        Effect.andThen(slow, web.gate.close),
        Effect.fnUntraced(function* () {
          const name = `${unique("slow")}.txt`
          const uploaded = yield* owui.files.uploadFile({
            payload: {
              file: { name, contentType: "text/plain", content: unique("slow text") },
              metadata: { knowledge_id: id }
            }
          })
          const pending = yield* owui.knowledge.getPendingKnowledgeFiles({ params })
          assert.deepStrictEqual(
            pending.map((file) => file.id),
            [uploaded.id]
          )
          assert.strictEqual(pending[0]?.filename, name)
          assert.strictEqual((yield* owui.knowledge.getKnowledgeFilesById({ params })).total, 0)
          const unchanged = yield* owui.knowledge.syncKnowledgeDiff({ params, payload: { manifest: [] } })
          assert.deepStrictEqual(unchanged.deleted, [])
          const streamed = yield* Effect.forkChild(
            owui.knowledge.streamPendingKnowledgeFiles({ params }).pipe(
              // The file is let through when the stream has shown it.
              Stream.tap(() => web.gate.open),
              Stream.runCollect
            )
          )
          const lists = yield* Fiber.join(streamed)
          assert.deepStrictEqual(
            lists[0]?.map((file) => file.id),
            [uploaded.id]
          )
          assert.deepStrictEqual(lists.at(-1), [])
          const files = yield* owui.knowledge.getKnowledgeFilesById({ params })
          assert.deepStrictEqual(
            files.items.map((file) => file.id),
            [uploaded.id]
          )
          assert.include(yield* web.keys, "Bearer loader-key")
        }),
        () =>
          Effect.andThen(
            web.gate.open,
            Effect.orDie(
              owui.retrieval.updateRagConfig({
                payload: {
                  CONTENT_EXTRACTION_ENGINE: before.CONTENT_EXTRACTION_ENGINE,
                  EXTERNAL_DOCUMENT_LOADER_URL: before.EXTERNAL_DOCUMENT_LOADER_URL,
                  EXTERNAL_DOCUMENT_LOADER_API_KEY: before.EXTERNAL_DOCUMENT_LOADER_API_KEY
                }
              })
            )
          )
      )
    }).pipe(Effect.provide([asAdmin, Web.layer]))
  )

  it.live("are exported as a ZIP file, whole or in pieces", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const name = unique("für alle")
      const { id } = yield* owui.knowledge.createNewKnowledge({ payload: { name, description: "" } })
      const params = { id }
      const file_id = yield* upload(owui, "notes.md", unique("exported"))
      yield* owui.knowledge.addFileToKnowledgeById({ params, payload: { file_id } })
      const { bytes, contentType, fileName } = yield* owui.knowledge.exportKnowledgeById({ params })
      assert.strictEqual(contentType, "application/zip")
      assert.strictEqual(fileName, `${name}.zip`)
      assert.deepStrictEqual([...bytes.subarray(0, 4)], [0x50, 0x4b, 3, 4])
      assert.include(new TextDecoder("latin1").decode(bytes), "notes.md.txt")
      const pieces = yield* Stream.runCollect(owui.knowledge.streamKnowledgeExportById({ params }))
      assert.deepStrictEqual([...Buffer.concat(pieces).subarray(0, 4)], [0x50, 0x4b, 3, 4])
      yield* allFail("NotFound", {
        exportKnowledgeById: owui.knowledge.exportKnowledgeById({ params: { id: "none" } }),
        streamKnowledgeExportById: Stream.runCollect(
          owui.knowledge.streamKnowledgeExportById({ params: { id: "none" } })
        )
      })
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("directories of a knowledge base", () => {
  it.live("are made, renamed, moved, filled and deleted", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* create(owui)
      const params = { id }
      const make = (name: string, parent_id?: string) =>
        owui.knowledge.createKnowledgeDirectory({ params, payload: { name, parent_id } })
      const docs = yield* make("docs")
      assert.strictEqual(docs.knowledge_id, id)
      assert.isNull(docs.parent_id)
      const api = yield* make("api", docs.id)
      assert.strictEqual(api.parent_id, docs.id)
      const file_id = yield* upload(owui, "a.txt", unique("in a directory"))
      yield* owui.knowledge.addFileToKnowledgeById({ params, payload: { file_id, directory_id: api.id } })

      const inApi = yield* owui.knowledge.getKnowledgeFilesById({ params, query: { directory_id: api.id } })
      assert.strictEqual(inApi.items[0]?.directory_path, "docs/api")
      assert.deepStrictEqual(
        inApi.breadcrumbs?.map(({ name }) => name),
        ["docs", "api"]
      )
      const atRoot = yield* owui.knowledge.getKnowledgeFilesById({ params, query: { directory_id: "" } })
      assert.strictEqual(atRoot.total, 0)
      assert.deepStrictEqual(
        atRoot.directories?.map(({ name }) => name),
        ["docs"]
      )

      const renamed = yield* owui.knowledge.updateKnowledgeDirectory({
        params: { id, dir_id: api.id },
        payload: { name: "reference" }
      })
      assert.strictEqual(renamed.name, "reference")
      assert.strictEqual(renamed.parent_id, docs.id)
      const moved = yield* owui.knowledge.updateKnowledgeDirectory({
        params: { id, dir_id: api.id },
        payload: { parent_id: null }
      })
      assert.strictEqual(moved.name, "reference")
      assert.isNull(moved.parent_id)

      const { status } = yield* owui.knowledge.moveFileInKnowledge({
        params,
        payload: { file_id, directory_id: docs.id }
      })
      assert.isTrue(status)
      const deleted = yield* owui.knowledge.deleteKnowledgeDirectory({ params: { id, dir_id: docs.id } })
      assert.deepStrictEqual(deleted, { status: true, file_ids: [] })
      const kept = yield* owui.knowledge.getKnowledgeFilesById({ params, query: { directory_id: "" } })
      assert.strictEqual(kept.items[0]?.id, file_id)

      yield* owui.knowledge.moveFileInKnowledge({ params, payload: { file_id, directory_id: api.id } })
      const gone = yield* owui.knowledge.deleteKnowledgeDirectory({
        params: { id, dir_id: api.id },
        query: { move_files: false }
      })
      assert.deepStrictEqual(gone.file_ids, [file_id])
      assert.strictEqual(nameOf(yield* reasonOf(owui.files.getFileById({ params: { id: file_id } }))), "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("have names of their own below the root, and are never inside themselves", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* create(owui)
      const params = { id }
      const make = (name: string, parent_id?: string) =>
        owui.knowledge.createKnowledgeDirectory({ params, payload: { name, parent_id } })
      const outer = yield* make("same")
      // At the root the server does not mind.
      assert.notStrictEqual((yield* make("same")).id, outer.id)
      const inner = yield* make("inner", outer.id)
      assert.strictEqual(nameOf(yield* reasonOf(make("inner", outer.id))), "Conflict")
      const inItself = yield* reasonOf(
        owui.knowledge.updateKnowledgeDirectory({ params: { id, dir_id: outer.id }, payload: { parent_id: inner.id } })
      )
      assert.strictEqual(inItself._tag, "Invalid")
      yield* allFail("NotFound", {
        createKnowledgeDirectory: make("x", "none"),
        updateKnowledgeDirectory: owui.knowledge.updateKnowledgeDirectory({
          params: { id, dir_id: outer.id },
          payload: { parent_id: "none" }
        }),
        deleteKnowledgeDirectory: owui.knowledge.deleteKnowledgeDirectory({ params: { id, dir_id: "none" } })
      })
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("a folder beside a knowledge base", () => {
  it.live("is compared with it, and what is too much is cleaned up", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* create(owui)
      const params = { id }
      const docs = yield* owui.knowledge.createKnowledgeDirectory({ params, payload: { name: "docs" } })
      const old = yield* owui.knowledge.createKnowledgeDirectory({ params, payload: { name: "old" } })
      const texts = { same: unique("same"), changed: unique("changed"), gone: unique("gone") }
      const ids: Record<string, string> = {}
      for (const [name, text] of Object.entries(texts)) {
        const file_id = yield* upload(owui, `${name}.txt`, text)
        ids[name] = file_id
        yield* owui.knowledge.addFileToKnowledgeById({ params, payload: { file_id, directory_id: docs.id } })
      }
      const entry = (filename: string, path: string, text: string) => ({
        filename,
        path,
        checksum: sha256(text),
        size: text.length
      })
      const diff = yield* owui.knowledge.syncKnowledgeDiff({
        params,
        payload: {
          manifest: [
            entry("same.txt", "docs", texts.same),
            entry("changed.txt", "docs", "something else"),
            entry("new.txt", "docs/more", "new")
          ]
        }
      })
      assert.deepStrictEqual(diff, {
        added: [{ filename: "new.txt", path: "docs/more" }],
        modified: [{ filename: "changed.txt", path: "docs", stale_file_id: ids.changed ?? "" }],
        deleted: [{ file_id: ids.gone ?? "", filename: "gone.txt" }],
        mkdir: ["docs/more"],
        rmdir: [old.id],
        unmodified_count: 1,
        directory_map: { docs: docs.id, old: old.id }
      })
      const { status } = yield* owui.knowledge.syncKnowledgeCleanup({
        params,
        payload: { file_ids: [...diff.deleted.map(({ file_id }) => file_id), "unknown"], dir_ids: diff.rmdir }
      })
      assert.isTrue(status)
      const after = yield* owui.knowledge.syncKnowledgeDiff({ params, payload: { manifest: [] } })
      assert.deepStrictEqual(after.deleted.map(({ filename }) => filename).sort(), ["changed.txt", "same.txt"])
      assert.deepStrictEqual(after.directory_map, { docs: docs.id })
      assert.strictEqual(
        nameOf(yield* reasonOf(owui.files.getFileById({ params: { id: ids.gone ?? "" } }))),
        "NotFound"
      )
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("connections to outside vector stores", () => {
  it.live("are stored without telling their secrets, changed, tested and removed", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const form = connectionForm()
      const made = yield* owui.knowledge.createExternalKnowledgeConnection({
        payload: { ...form, provider: " Qdrant" }
      })
      const params = { id: made.id }
      assert.strictEqual(made.provider, "qdrant")
      assert.deepStrictEqual(made.config, { timeout: 5 })
      assert.deepStrictEqual(made.capabilities, { retrieve: true })
      assert.strictEqual(made.created_by, admin.id)
      assert.isTrue(made.auth_configured)
      assert.isNull(made.health)
      assert.notInclude(JSON.stringify(made), "store-key")
      const { items, total } = yield* owui.knowledge.getExternalKnowledgeConnections()
      assert.strictEqual(items.length, total)
      assert.deepStrictEqual(
        items.find(({ id }) => id === made.id),
        made
      )

      const health = yield* owui.knowledge.testExternalKnowledgeConnection({ params })
      // Nobody listens there: it only looks at the settings.
      assert.isTrue(health.ok)
      const read = yield* owui.knowledge.getExternalKnowledgeConnection({ params })
      assert.deepStrictEqual(read.health, health)

      const { name, provider, endpoint } = form
      const changed = yield* owui.knowledge.updateExternalKnowledgeConnection({
        params,
        payload: { name, provider, endpoint, enabled: false }
      })
      assert.isFalse(changed.enabled)
      assert.deepStrictEqual(changed.config, {})
      assert.isTrue(changed.auth_configured)
      assert.isFalse((yield* owui.knowledge.testExternalKnowledgeConnection({ params })).ok)
      const cleared = yield* owui.knowledge.updateExternalKnowledgeConnection({
        params,
        payload: { name, provider, endpoint, auth_config: {} }
      })
      assert.isFalse(cleared.auth_configured)

      assert.isTrue(yield* owui.knowledge.deleteExternalKnowledgeConnection({ params }))
      const payload = connectionForm()
      yield* allFail("NotFound", {
        getExternalKnowledgeConnection: owui.knowledge.getExternalKnowledgeConnection({ params }),
        updateExternalKnowledgeConnection: owui.knowledge.updateExternalKnowledgeConnection({ params, payload }),
        deleteExternalKnowledgeConnection: owui.knowledge.deleteExternalKnowledgeConnection({ params }),
        testExternalKnowledgeConnection: owui.knowledge.testExternalKnowledgeConnection({ params }),
        testExternalKnowledgeRetrieval: owui.knowledge.testExternalKnowledgeRetrieval({
          params,
          payload: { query: "x" }
        }),
        testExternalKnowledgeSource: owui.knowledge.testExternalKnowledgeSource({
          payload: { connection_id: made.id, connection: payload, source: source(), query: "x" }
        }),
        createExternalKnowledge: owui.knowledge.createExternalKnowledge({
          payload: { name: "x", connection_id: made.id, source: source() }
        }),
        updateExternalKnowledgeSource: owui.knowledge.updateExternalKnowledgeSource({
          params,
          payload: { name: "x", connection: payload, source: source(), test_query: "x" }
        })
      })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are refused where the server cannot use them", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const connection = connectionForm()
      const make = (change: Partial<ExternalKnowledgeConnectionForm>) =>
        owui.knowledge.createExternalKnowledgeConnection({ payload: { ...connection, ...change } })
      const test = (query: string, change: Partial<ExternalKnowledgeConnectionForm>) =>
        owui.knowledge.testExternalKnowledgeSource({
          payload: { connection: { ...connection, ...change }, source: source(), query }
        })
      yield* allFail("Invalid", {
        provider: make({ provider: "weaviate" }),
        name: make({ name: " " }),
        endpoint: make({ endpoint: "" }),
        query: test(" ", {}),
        // The server wants to know which vector, for this provider.
        vector: test("x", { provider: "milvus" })
      })
      const text = yield* reasonOf(
        owui.knowledge.testExternalKnowledgeSource({
          payload: { connection, source: { name: "shelf", config: { content_field: "" } }, query: "x" }
        })
      )
      if (text._tag !== "Invalid") return assert.fail(text._tag)
      assert.isUndefined(text.status, "it was not sent")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are searched, and fail with ServerFailed where the store does", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const store = yield* VectorStore
      yield* installQdrantClient(owui)
      const connection = connectionForm(store.url)
      const asked = (name: string, change: Partial<ExternalKnowledgeConnectionForm> = {}) =>
        owui.knowledge.testExternalKnowledgeSource({
          payload: { connection: { ...connection, ...change }, source: source(name), query: "Where is it?", count: 1 }
        })
      const found = yield* asked("shelf-one")
      const [first] = points
      assert.deepStrictEqual(found.documents, [first.payload.text])
      assert.deepStrictEqual(found.distances, [first.score])
      assert.deepStrictEqual(found.metadatas, [
        {
          name: "kitchen.md",
          source: "kitchen.md",
          url: null,
          knowledge_id: "external-test",
          knowledge_name: connection.name,
          external: true,
          document_id: first.id,
          // The store's own metadata is kept, though its type does not say so.
          ...{ room: "kitchen" }
        }
      ])
      const last = (yield* store.asked).at(-1)
      assert.deepStrictEqual(last, { collection: "shelf-one", apiKey: "store-key", limit: 1 })
      assert.deepStrictEqual(yield* asked("empty-shelf"), { documents: [], metadatas: [], distances: [] })
      yield* allFail("ServerFailed", { missing: asked("missing-shelf"), off: asked("shelf", { enabled: false }) })

      const stored = yield* owui.knowledge.createExternalKnowledgeConnection({ payload: connection })
      const params = { id: stored.id }
      const again = yield* owui.knowledge.testExternalKnowledgeRetrieval({ params, payload: { query: "Where?" } })
      // Without a source it looks into a collection of this name.
      assert.strictEqual((yield* store.asked).at(-1)?.collection, "test")
      assert.deepStrictEqual(again.documents, [points[0].payload.text, points[1].payload.text])
      assert.strictEqual(again.metadatas[1]?.document_id, 7)
      const { name, provider, endpoint } = connection
      yield* owui.knowledge.testExternalKnowledgeSource({
        payload: { connection_id: stored.id, connection: { name, provider, endpoint }, source: source(), query: "x" }
      })
      assert.strictEqual((yield* store.asked).at(-1)?.apiKey, "store-key")
      yield* owui.knowledge.deleteExternalKnowledgeConnection({ params })
    }).pipe(Effect.provide([asAdmin, VectorStore.layer]))
  )
})

describe("knowledge kept outside", () => {
  it.live("is made on a stored connection, is read-only, and takes its connection along when it goes", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const connection = yield* owui.knowledge.createExternalKnowledgeConnection({ payload: connectionForm() })
      const name = unique("outside")
      const made = yield* owui.knowledge.createExternalKnowledge({
        payload: { name: ` ${name} `, connection_id: connection.id, source: source() }
      })
      assert.strictEqual(made.name, name)
      assert.deepStrictEqual(made.meta, {
        source: "external",
        read_only: true,
        external: {
          connection_id: connection.id,
          source: { type: "collection", ...source() },
          provider: "qdrant",
          auth_mode: "service_account",
          capabilities: { retrieve: true }
        }
      })
      const outside = yield* owui.knowledge.searchKnowledgeBases({ query: { query: name, source: "external" } })
      assert.deepStrictEqual(
        outside.items.map(({ id }) => id),
        [made.id]
      )
      const {
        getKnowledgeById,
        updateKnowledgeById,
        updateKnowledgeAccessById,
        getPendingKnowledgeFiles,
        streamPendingKnowledgeFiles,
        getKnowledgeFilesById,
        deleteKnowledgeById,
        ...changes
      } = onOne(owui, made.id)
      yield* allFail("Invalid", {
        ...changes,
        exportKnowledgeById: owui.knowledge.exportKnowledgeById({ params: { id: made.id } }),
        deleteExternalKnowledgeConnection: owui.knowledge.deleteExternalKnowledgeConnection({
          params: { id: connection.id }
        })
      })
      assert.strictEqual((yield* getKnowledgeById).meta?.external?.source.name, "shelf")
      assert.isTrue(yield* deleteKnowledgeById)
      const reason = yield* reasonOf(owui.knowledge.getExternalKnowledgeConnection({ params: { id: connection.id } }))
      assert.strictEqual(reason._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is made and changed together with its connection, if a search finds something", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const store = yield* VectorStore
      yield* installQdrantClient(owui)
      const connection = connectionForm(store.url)
      const name = unique("outside")
      const make = (collection: string) =>
        owui.knowledge.createExternalKnowledgeSource({
          payload: { name, connection, source: source(collection), test_query: "Where?", test_count: 1 }
        })
      assert.strictEqual(nameOf(yield* reasonOf(make("empty-shelf"))), "Invalid")
      const made = yield* make("shelf-a")
      const { connection_id = "" } = made.meta?.external ?? {}
      const stored = yield* owui.knowledge.getExternalKnowledgeConnection({ params: { id: connection_id } })
      assert.strictEqual(stored.endpoint, store.url)

      const { provider, endpoint } = connection
      const change = (collection: string) =>
        owui.knowledge.updateExternalKnowledgeSource({
          params: { id: made.id },
          payload: {
            name: `${name} changed`,
            description: "New",
            connection: { name: "Other", provider, endpoint },
            source: source(collection),
            test_query: "Where?"
          }
        })
      assert.strictEqual(nameOf(yield* reasonOf(change("empty-shelf"))), "Invalid")
      const changed = yield* change("shelf-b")
      assert.strictEqual(changed.name, `${name} changed`)
      assert.strictEqual(changed.meta?.external?.source.name, "shelf-b")
      assert.strictEqual(changed.meta?.external?.connection_id, connection_id)
      assert.strictEqual((yield* store.asked).at(-1)?.apiKey, "store-key")
      const renamed = yield* owui.knowledge.getExternalKnowledgeConnection({ params: { id: connection_id } })
      assert.strictEqual(renamed.name, "Other")
      yield* owui.knowledge.deleteKnowledgeById({ params: { id: made.id } })
    }).pipe(Effect.provide([asAdmin, VectorStore.layer]))
  )
})
