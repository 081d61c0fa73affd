import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { ConfigForm } from "../../src/models/Retrieval.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, asAdmin, asNobody, clientByAlias, clientOf, reasonOf, tagOf, tagsOf } from "../support/clients.ts"
import { upload } from "../support/knowledge/upload.ts"
import { sentence, Web } from "../support/knowledge/Web.ts"
import { OwnServer } from "../support/OwnServer.ts"
import { admin, freshUser, providerUrl, unique } from "../support/TestServer.ts"

/** An account beside the administrator, and its client. */
const someone = Effect.gen(function* () {
  const user = yield* freshUser()
  return { user, theirs: yield* clientOf(user.token) }
})

/** Runs with other settings, and puts back the old ones. */
const withSettings = <A, E, R>(
  owui: OpenWebUIService,
  { web, ...rest }: ConfigForm,
  use: Effect.Effect<A, E, R>
): Effect.Effect<A, E | OpenWebUIError, R> =>
  Effect.gen(function* () {
    const before = yield* owui.retrieval.getRagConfig()
    const old = (now: object, then: object) => Object.fromEntries(Object.entries(then).filter(([key]) => key in now))
    return yield* Effect.ensuring(
      Effect.andThen(owui.retrieval.updateRagConfig({ payload: { ...rest, web } }), use),
      Effect.orDie(
        owui.retrieval.updateRagConfig({ payload: { ...old(rest, before), web: old(web ?? {}, before.web) } })
      )
    )
  })

const forAdministrators = (owui: OpenWebUIService) => ({
  getEmbeddingConfig: owui.retrieval.getEmbeddingConfig(),
  updateEmbeddingConfig: owui.retrieval.updateEmbeddingConfig({
    payload: { RAG_EMBEDDING_ENGINE: "openai", RAG_EMBEDDING_MODEL: "x" }
  }),
  getRagConfig: owui.retrieval.getRagConfig(),
  updateRagConfig: owui.retrieval.updateRagConfig({ payload: {} }),
  deleteEntriesFromCollection: owui.retrieval.deleteEntriesFromCollection({
    payload: { collection_name: "x", file_id: "x" }
  }),
  resetVectorDb: owui.retrieval.resetVectorDb(),
  resetUploadDir: owui.retrieval.resetUploadDir()
})

/** Every operation that is for all accounts, on a collection that they may not use. */
const onOthers = (owui: OpenWebUIService) => {
  const collection_name = "somebody-elses"
  const url = "http://127.0.0.1:1/page"
  return {
    processText: owui.retrieval.processText({ payload: { name: "x", content: "x", collection_name } }),
    processWebSearch: owui.retrieval.processWebSearch({ payload: { queries: ["x"] } }),
    queryDocHandler: owui.retrieval.queryDocHandler({ payload: { collection_name, query: "x" } }),
    queryCollectionHandler: owui.retrieval.queryCollectionHandler({
      payload: { collection_names: [collection_name], query: "x" }
    }),
    processFilesBatch: owui.retrieval.processFilesBatch({ payload: { files: [], collection_name } }),
    // These two look at the URL first.
    urls: {
      processUrl: owui.retrieval.processUrl({ payload: { url } }),
      processWeb: owui.retrieval.processWeb({ payload: { url } })
    }
  }
}

describe("the settings of retrieval", () => {
  it.live("are read, and changed one by one", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.retrieval.getRagConfig()
      assert.isTrue(before.status)
      assert.include(before.RAG_TEMPLATE, "{{CONTEXT}}")
      assert.isString(before.web.WEB_SEARCH_ENGINE)
      const after = yield* withSettings(
        owui,
        { TOP_K: before.TOP_K + 1, FILE_MAX_COUNT: 7, web: { WEB_SEARCH_RESULT_COUNT: 9 } },
        Effect.gen(function* () {
          const read = yield* owui.retrieval.getRagConfig()
          assert.strictEqual(read.FILE_MAX_COUNT, 7)
          // Nothing else has changed.
          assert.deepStrictEqual(read, {
            ...before,
            TOP_K: before.TOP_K + 1,
            FILE_MAX_COUNT: 7,
            web: { ...before.web, WEB_SEARCH_RESULT_COUNT: 9 }
          })
          const changed = yield* owui.retrieval.updateRagConfig({ payload: { FILE_MAX_COUNT: "" } })
          assert.isNull(changed.FILE_MAX_COUNT)
          assert.strictEqual(changed.TOP_K, before.TOP_K + 1)
          // What the answer to a change lacks.
          const lacking = Object.keys(read).filter((key) => !(key in changed))
          assert.deepStrictEqual(lacking.sort(), [
            "DATALAB_MARKER_FORMAT_LINES",
            "ENABLE_RAG_HYBRID_SEARCH_ENRICHED_TEXTS",
            "MINERU_FILE_EXTENSIONS",
            "RAG_RERANKING_BATCH_SIZE"
          ])
          assert.deepStrictEqual(
            Object.keys(read.web).filter((key) => !(key in changed.web)),
            ["DDGS_BACKEND"]
          )
          return yield* owui.retrieval.getRagConfig()
        })
      )
      assert.strictEqual(after.web.WEB_SEARCH_RESULT_COUNT, 9)
      assert.deepStrictEqual(yield* owui.retrieval.getRagConfig(), before)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("can be sent back as they were read", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.retrieval.getRagConfig()
      yield* owui.retrieval.updateRagConfig({ payload: before })
      // A text until then, a number from then on.
      const { MINERU_API_TIMEOUT, ...after } = yield* owui.retrieval.getRagConfig()
      assert.strictEqual(MINERU_API_TIMEOUT, Number(before.MINERU_API_TIMEOUT))
      assert.deepStrictEqual({ ...after, MINERU_API_TIMEOUT: before.MINERU_API_TIMEOUT }, before)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are refused where a value is of another kind, before anything is sent", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const reason = yield* reasonOf(
        owui.retrieval.updateRagConfig({ payload: { web: { EXA_MAX_CONTENT_LENGTH: 0 } } })
      )
      if (reason._tag !== "Invalid") return assert.fail(reason._tag)
      assert.isUndefined(reason.status)
      assert.deepStrictEqual(reason.issues[0]?.path, ["payload", "web", "EXA_MAX_CONTENT_LENGTH"])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("say how texts are embedded, and are refused where the server cannot do it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.retrieval.getEmbeddingConfig()
      assert.strictEqual(before.RAG_EMBEDDING_ENGINE, "openai")
      assert.isNotEmpty(before.openai_config.url)
      yield* Effect.ensuring(
        Effect.gen(function* () {
          const changed = yield* owui.retrieval.updateEmbeddingConfig({
            payload: {
              RAG_EMBEDDING_ENGINE: "openai",
              RAG_EMBEDDING_MODEL: ` ${before.RAG_EMBEDDING_MODEL} `,
              RAG_EMBEDDING_BATCH_SIZE: 5
            }
          })
          assert.deepStrictEqual(changed, {
            ...before,
            RAG_EMBEDDING_BATCH_SIZE: 5,
            ENABLE_ASYNC_EMBEDDING: true,
            RAG_EMBEDDING_CONCURRENT_REQUESTS: 0
          })
          // This server has no machine-learning packages.
          const impossible = owui.retrieval.updateEmbeddingConfig({
            payload: { RAG_EMBEDDING_ENGINE: "", RAG_EMBEDDING_MODEL: "none" }
          })
          assert.strictEqual(yield* tagOf(impossible), "ServerFailed")
          assert.strictEqual((yield* owui.retrieval.getEmbeddingConfig()).RAG_EMBEDDING_BATCH_SIZE, 5)
        }),
        Effect.orDie(owui.retrieval.updateEmbeddingConfig({ payload: before }))
      )
      assert.deepStrictEqual(yield* owui.retrieval.getEmbeddingConfig(), before)
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("texts", () => {
  it.live("are embedded into a collection, and found in it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const collection_name = unique("collection")
      const content = unique("A text to find")
      const embedded = yield* owui.retrieval.processText({ payload: { name: "note", content, collection_name } })
      assert.deepStrictEqual(embedded, { status: true, collection_name, content })
      const found = yield* owui.retrieval.queryDocHandler({ payload: { collection_name, query: content, k: 1 } })
      assert.deepStrictEqual(found?.documents, [[content]])
      assert.strictEqual(found?.metadatas?.[0]?.[0]?.name, "note")
      assert.strictEqual(found?.metadatas?.[0]?.[0]?.created_by, admin.id)
      assert.strictEqual(found?.metadatas?.[0]?.[0]?.start_index, 0)
      assert.strictEqual(found?.ids?.[0]?.length, 1)
      assert.isAbove(found?.distances?.[0]?.[0] ?? 0, 0.5)
      // A second text is taken, and not added.
      yield* owui.retrieval.processText({ payload: { name: "other", content: "Something else", collection_name } })
      const again = yield* owui.retrieval.queryDocHandler({
        payload: { collection_name, query: "Something else", k: 9 }
      })
      assert.deepStrictEqual(again?.documents, [[content]])

      const other = yield* owui.retrieval.processText({ payload: { name: "more", content: `More: ${content}` } })
      assert.match(other.collection_name, /^[0-9a-f]{64}$/)
      const both = yield* owui.retrieval.queryCollectionHandler({
        payload: { collection_names: [collection_name, other.collection_name, unique("missing")], query: content, k: 9 }
      })
      assert.deepStrictEqual([...(both.documents[0] ?? [])].sort(), [content, `More: ${content}`].sort())
      const [first = 0, second = 0] = both.distances[0] ?? []
      assert.isAtLeast(first, second)
      assert.strictEqual(both.metadatas[0]?.length, 2)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are not found where there is no collection", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const collection_name = unique("missing")
      assert.isNull(yield* owui.retrieval.queryDocHandler({ payload: { collection_name, query: "x" } }))
      assert.deepStrictEqual(
        yield* owui.retrieval.queryCollectionHandler({ payload: { collection_names: [collection_name], query: "x" } }),
        { distances: [[]], documents: [[]], metadatas: [[]] }
      )
      const calls = {
        queryDocHandler: owui.retrieval.queryDocHandler({ payload: { collection_name: "a/b", query: "x" } }),
        queryCollectionHandler: owui.retrieval.queryCollectionHandler({
          payload: { collection_names: ["a/b"], query: "x" }
        })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Forbidden"))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are found by words too, in hybrid search", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const collection_name = unique("collection")
      const content = unique("hybrid")
      yield* owui.retrieval.processText({ payload: { name: "note", content, collection_name } })
      yield* withSettings(
        owui,
        { ENABLE_RAG_HYBRID_SEARCH: true },
        Effect.gen(function* () {
          const payload = { collection_name, query: content, hybrid_bm25_weight: 1 }
          const found = yield* owui.retrieval.queryDocHandler({ payload })
          assert.deepStrictEqual(found?.documents, [[content]])
          assert.isUndefined(found?.ids)
          assert.isNumber(found?.metadatas?.[0]?.[0]?.score)
          assert.match(found?.metadatas?.[0]?.[0]?._chunk_hash ?? "", /^[0-9a-f]{64}$/)
          const plain = yield* owui.retrieval.queryDocHandler({ payload: { ...payload, hybrid: false } })
          assert.strictEqual(plain?.ids?.[0]?.length, 1)
          const missing = { collection_name: unique("missing"), query: "x" }
          assert.strictEqual(yield* tagOf(owui.retrieval.queryDocHandler({ payload: missing })), "Invalid")
        })
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("must not be empty", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const reason = yield* reasonOf(owui.retrieval.processText({ payload: { name: "x", content: "" } }))
      assert.strictEqual(reason._tag, "ServerFailed")
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("files", () => {
  it.live("are embedded with their text or with another", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs } = yield* someone
      const text = unique("the text")
      const file_id = yield* upload(theirs, "a.txt", text)
      const collection_name = `file-${file_id}`
      const embedded = yield* theirs.retrieval.processFile({ payload: { file_id } })
      assert.deepStrictEqual(embedded, { status: true, collection_name, filename: "a.txt", content: text })
      const content = unique("another text")
      yield* theirs.retrieval.processFile({ payload: { file_id, content } })
      const found = yield* theirs.retrieval.queryDocHandler({ payload: { collection_name, query: "text" } })
      assert.deepStrictEqual(found?.documents, [[content]])
      assert.strictEqual(found?.metadatas?.[0]?.[0]?.file_id, file_id)
      assert.strictEqual((yield* theirs.files.getFileById({ params: { id: file_id } })).data?.content, content)
      // The administrator may use all, another account none of it.
      assert.strictEqual((yield* owui.retrieval.processFile({ payload: { file_id } })).content, text)
      const other = (yield* someone).theirs
      const calls = {
        processFile: other.retrieval.processFile({ payload: { file_id } }),
        unknown: theirs.retrieval.processFile({ payload: { file_id: "none" } })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are marked as failed where the collection is somebody else's", () =>
    Effect.gen(function* () {
      const { theirs } = yield* someone
      const file_id = yield* upload(theirs, "a.txt", unique("text"))
      const refused = theirs.retrieval.processFile({ payload: { file_id, collection_name: "somebody-elses" } })
      assert.strictEqual(yield* tagOf(refused), "Forbidden")
      const { data, hash } = yield* theirs.files.getFileById({ params: { id: file_id } })
      assert.strictEqual(data?.status, "failed")
      assert.isNull(hash)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are embedded together, with a result for each", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { theirs } = yield* someone
      const { id: collection_name } = yield* owui.knowledge.createNewKnowledge({
        payload: { name: unique("batch"), description: "" }
      })
      const ids = [
        yield* upload(owui, "a.txt", unique("first")),
        yield* upload(owui, "b.txt", unique("second")),
        yield* upload(theirs, "c.txt", unique("third"))
      ]
      const [first, second, third] = yield* Effect.forEach(ids, (id) => owui.files.getFileById({ params: { id } }))
      if (first === undefined || second === undefined || third === undefined) return assert.fail("expected three files")
      const file = { ...first, created_at: first.created_at, updated_at: first.updated_at ?? null }
      const files = [
        file,
        { ...file, id: second.id, filename: second.filename },
        { ...file, id: "none" },
        { ...file, id: third.id, data: { content: unique("another") } }
      ]
      const { errors, results } = yield* owui.retrieval.processFilesBatch({ payload: { files, collection_name } })
      assert.deepStrictEqual(
        results.map(({ file_id, status }) => [file_id, status]),
        [
          [first.id, "completed"],
          [third.id, "completed"]
        ]
      )
      assert.deepStrictEqual(
        errors.map(({ file_id, status }) => [file_id, status]),
        [
          [second.id, "failed"],
          ["none", "failed"]
        ]
      )
      assert.include(errors[0]?.error ?? "", "Duplicate")
      const found = yield* owui.retrieval.queryDocHandler({ payload: { collection_name, query: "x", k: 9 } })
      assert.strictEqual(found?.documents?.[0]?.length, 2)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are removed from a collection by the hash of their text", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const file_id = yield* upload(owui, "a.txt", unique("text"))
      const collection_name = `file-${file_id}`
      const remove = (payload: { readonly collection_name: string; readonly file_id: string }) =>
        owui.retrieval.deleteEntriesFromCollection({ payload })
      assert.deepStrictEqual(yield* remove({ collection_name, file_id }), { status: true })
      const found = yield* owui.retrieval.queryDocHandler({ payload: { collection_name, query: "text" } })
      assert.deepStrictEqual(found?.documents, [[]])
      assert.deepStrictEqual(yield* remove({ collection_name: unique("missing"), file_id }), { status: false })
      assert.strictEqual(yield* tagOf(remove({ collection_name, file_id: "none" })), "NotFound")
      const { id } = yield* owui.files.uploadFile({
        query: { process: false },
        payload: { file: { name: "b.txt", contentType: "text/plain", content: "x" } }
      })
      assert.strictEqual(yield* tagOf(remove({ collection_name, file_id: id })), "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("a page", () => {
  it.live("is read by the path for videos too", () =>
    Effect.gen(function* () {
      const path = "/api/v1/retrieval/process"
      const { retrieval } = yield* clientByAlias(admin.token, `${path}/web`, `${path}/youtube`)
      const word = unique("word")
      const url = `${(yield* Web).url}/page/${word}`
      const { content } = yield* retrieval.processWeb({ payload: { url }, query: { process: false } })
      assert.include(content, sentence(word))
    }).pipe(Effect.provide(Web.layer))
  )
})

describe("who may", () => {
  it.live("use retrieval: accounts, administrators for the settings, and others' collections nobody", () =>
    Effect.gen(function* () {
      const nobody = yield* OpenWebUI
      const { theirs } = yield* someone
      const { urls, ...rest } = onOthers(nobody)
      const calls = {
        ...rest,
        ...urls,
        ...forAdministrators(nobody),
        processFile: nobody.retrieval.processFile({ payload: { file_id: "none" } })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Unauthenticated"))
      const refused = forAdministrators(theirs)
      assert.deepStrictEqual(yield* tagsOf(refused), allOf(refused, "Forbidden"))
      const { urls: private_, ...others } = onOthers(theirs)
      assert.deepStrictEqual(yield* tagsOf(others), allOf(others, "Forbidden"))
      // An address of this machine is not read.
      assert.deepStrictEqual(yield* tagsOf(private_), allOf(private_, "Invalid"))
    }).pipe(Effect.provide(asNobody))
  )
})

/** Settings for searching and reading the web by way of the stand-ins. */
const searching = (web: Web["Service"]) => ({
  ENABLE_WEB_SEARCH: true,
  WEB_SEARCH_ENGINE: "external",
  EXTERNAL_WEB_SEARCH_URL: `${web.url}/search`,
  EXTERNAL_WEB_SEARCH_API_KEY: "search-key"
})

/** Emptying the vector store would take data away from others. */
const ownServer = OwnServer.asAdmin({ providerUrl, env: { ENABLE_LOCAL_WEB_FETCH: "true" } })

// Without the test services, so `it.effect` runs on the real clock.
layer(Layer.merge(ownServer, Web.layer), { timeout: "3 minutes", excludeTestServices: true })(
  "a server that may fetch pages of this machine",
  (it) => {
    it.effect("reads a page, a file and an image behind a URL", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const web = yield* Web
        const word = unique("word")
        const page = `${web.url}/page/${word}`
        const read = yield* owui.retrieval.processUrl({ payload: { url: page } })
        assert.strictEqual(read.type, "web")
        assert.strictEqual(read.name, page)
        assert.include(read.content ?? "", sentence(word))
        assert.isNull(read.file)
        const found = yield* owui.retrieval.queryDocHandler({
          payload: { collection_name: read.collection_name ?? "", query: word }
        })
        assert.include(found?.documents?.[0]?.[0] ?? "", sentence(word))
        assert.strictEqual(found?.metadatas?.[0]?.[0]?.source, page)
        assert.strictEqual(found?.metadatas?.[0]?.[0]?.title, `About ${word}`)

        const stored = yield* owui.retrieval.processUrl({ payload: { url: `${web.url}/file/${word}.txt` } })
        assert.strictEqual(stored.type, "file")
        assert.strictEqual(stored.name, `${word}.txt`)
        assert.isNull(stored.content)
        assert.strictEqual(stored.file?.filename, `${word}.txt`)
        assert.strictEqual(stored.file?.data?.content, sentence(`${word}.txt`))
        assert.strictEqual(stored.collection_name, `file-${stored.file?.id}`)

        const image = yield* owui.retrieval.processUrl({ payload: { url: `${web.url}/image.png` } })
        assert.strictEqual(image.type, "image")
        assert.strictEqual(image.file?.meta?.content_type, "image/png")
        assert.isNull(image.collection_name)
        const missing = owui.retrieval.processUrl({ payload: { url: `${web.url}/missing` } })
        assert.strictEqual(yield* tagOf(missing), "Invalid")
      })
    )

    it.effect("reads a page into a collection, adds to it, or only reads it", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const web = yield* Web
        const collection_name = unique("pages")
        const [first, second] = [unique("first"), unique("second")]
        const read = (word: string, query?: { readonly overwrite?: boolean; readonly process?: boolean }) =>
          owui.retrieval.processWeb({ payload: { url: `${web.url}/page/${word}`, collection_name }, query })
        const page = yield* read(first)
        assert.strictEqual(page.collection_name, collection_name)
        assert.strictEqual(page.filename, `${web.url}/page/${first}`)
        assert.strictEqual(page.file?.meta.source, `${web.url}/page/${first}`)
        assert.strictEqual(page.file?.data.content, page.content)
        const chunks = Effect.map(
          owui.retrieval.queryDocHandler({ payload: { collection_name, query: "page", k: 9 } }),
          (found) => found?.documents?.[0]?.length
        )
        yield* read(second, { overwrite: false })
        assert.strictEqual(yield* chunks, 2)
        yield* read(second)
        assert.strictEqual(yield* chunks, 1)
        const only = yield* read(first, { process: false })
        assert.deepStrictEqual(Object.keys(only).sort(), ["content", "status"])
        assert.include(only.content, sentence(first))
        assert.strictEqual(yield* tagOf(owui.retrieval.processWeb({ payload: { url: "no URL" } })), "Invalid")
      })
    )

    it.effect("searches the web, reads what is found, and embeds it", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const web = yield* Web
        const word = unique("word")
        const search = (...queries: ReadonlyArray<string>) => owui.retrieval.processWebSearch({ payload: { queries } })
        assert.strictEqual(yield* tagOf(search("off")), "Forbidden")
        yield* withSettings(
          owui,
          { web: searching(web) },
          Effect.gen(function* () {
            const found = yield* search(`all about ${word}`)
            assert.strictEqual(found.loaded_count, 2)
            assert.deepStrictEqual(found.items, [
              { link: `${web.url}/page/${word}`, title: `About ${word}`, snippet: `A snippet about ${word}.` },
              { link: `${web.url}/page/more-${word}`, title: null, snippet: `More about ${word}.` }
            ])
            assert.deepStrictEqual(
              [...found.filenames].sort(),
              [`${web.url}/page/${word}`, `${web.url}/page/more-${word}`].sort()
            )
            assert.isUndefined(found.docs)
            const [collection_name = ""] = found.collection_names ?? []
            const read = yield* owui.retrieval.queryDocHandler({ payload: { collection_name, query: word } })
            assert.include(read?.documents?.[0]?.join() ?? "", sentence(word))
            assert.include(yield* web.keys, "Bearer search-key")
            assert.strictEqual(yield* tagOf(search("nothing")), "NotFound")
          })
        )
      })
    )

    it.effect("answers what it found whole, where embedding is switched off", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const web = yield* Web
        const word = unique("word")
        const search = owui.retrieval.processWebSearch({ payload: { queries: [`about ${word}`] } })
        const whole = { ...searching(web), BYPASS_WEB_SEARCH_EMBEDDING_AND_RETRIEVAL: true }
        const loaded = yield* withSettings(
          owui,
          {
            web: {
              ...whole,
              WEB_LOADER_ENGINE: "external",
              EXTERNAL_WEB_LOADER_URL: `${web.url}/load`,
              EXTERNAL_WEB_LOADER_API_KEY: "load-key"
            }
          },
          search
        )
        assert.isNull(loaded.collection_name)
        assert.isUndefined(loaded.collection_names)
        assert.deepStrictEqual(loaded.docs?.[0], {
          content: sentence(word),
          metadata: { source: `${web.url}/page/${word}`, title: `About ${word}` }
        })
        assert.include(yield* web.keys, "Bearer load-key")
        const snippets = yield* withSettings(owui, { web: { ...whole, BYPASS_WEB_SEARCH_WEB_LOADER: true } }, search)
        assert.strictEqual(snippets.docs?.[0]?.content, `A snippet about ${word}.`)
        assert.strictEqual(snippets.docs?.[0]?.metadata.snippet, `A snippet about ${word}.`)
        assert.isNull(snippets.docs?.[1]?.metadata.title)
      })
    )

    it.effect("fails with Invalid where the search engine is not set up", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const search = owui.retrieval.processWebSearch({ payload: { queries: ["x"] } })
        const tag = yield* withSettings(
          owui,
          { web: { ENABLE_WEB_SEARCH: true, WEB_SEARCH_ENGINE: "searxng" } },
          tagOf(search)
        )
        assert.strictEqual(tag, "Invalid")
      })
    )

    it.effect("deletes the contents of all files, which stay in the lists", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const id = yield* upload(owui, "a.txt", unique("lost"))
        assert.isTrue(yield* owui.retrieval.resetUploadDir())
        assert.strictEqual((yield* owui.files.getFileById({ params: { id } })).id, id)
        assert.strictEqual(yield* tagOf(owui.files.getFileContentById({ params: { id } })), "NotFound")
      })
    )

    it.effect("deletes all that was embedded, and all knowledge bases", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const collection_name = unique("collection")
        yield* owui.retrieval.processText({ payload: { name: "x", content: "x", collection_name } })
        yield* owui.knowledge.createNewKnowledge({ payload: { name: "gone", description: "" } })
        assert.isUndefined(yield* owui.retrieval.resetVectorDb())
        assert.isNull(yield* owui.retrieval.queryDocHandler({ payload: { collection_name, query: "x" } }))
        assert.strictEqual((yield* owui.knowledge.getKnowledgeBases()).total, 0)
      })
    )

    it.effect("deletes the feedbacks of all accounts", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        yield* owui.evaluations.createFeedback({ payload: { type: "rating", data: { rating: 1 } } })
        assert.isTrue(yield* owui.evaluations.deleteAllFeedbacks())
        assert.isFalse(yield* owui.evaluations.deleteAllFeedbacks())
        assert.deepStrictEqual(yield* owui.evaluations.getAllFeedbackIds(), [])
      })
    )
  }
)
