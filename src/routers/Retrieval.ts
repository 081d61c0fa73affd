/**
 * Reading, embedding and searching texts, files and web pages, and the settings for it. The backend's router `retrieval`.
 *
 * A text is embedded into a collection. Who may use one follows from its name: the id of a knowledge base is for those
 * that may use that, `file-` and an id for those that may use the file, `user-memory-` and an id for that account, and
 * any other name for administrators only.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { empty } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { get, type Methods, post } from "../internal/operation.ts"
import {
  BatchProcessFilesForm,
  BatchProcessFilesResponse,
  ConfigForm,
  DeleteEntriesFromCollectionResponse,
  DeleteForm,
  EmbeddingModelUpdateForm,
  GetEmbeddingConfigResponse,
  GetRagConfigResponse,
  ProcessFileForm,
  ProcessFileResponse,
  ProcessTextForm,
  ProcessTextResponse,
  ProcessUrlForm,
  ProcessUrlResponse,
  ProcessWebResponse,
  ProcessWebSearchResponse,
  QueryCollectionResponse,
  QueryCollectionsForm,
  QueryDocForm,
  QueryDocResponse,
  SearchForm,
  UpdateRagConfigResponse
} from "../models/Retrieval.ts"

/**
 * The operations of the router `retrieval`.
 *
 * @since 0.1.0
 * @category operations
 */
export const retrieval = {
  /**
   * Reads how texts are embedded, keys included.
   * For administrators. Fails with `Forbidden`. `routers/retrieval.py: get_embedding_config`
   */
  getEmbeddingConfig: get("/api/v1/retrieval/embedding", { success: GetEmbeddingConfigResponse }),

  /**
   * Changes how texts are embedded, and answers it. What was embedded with another model must be embedded anew:
   * `reindexKnowledgeFiles` of the router `knowledge`, `reindexMemoriesFromVectorDb` of `memories`.
   * For administrators.
   * Fails with `Forbidden`, and `ServerFailed` where the server cannot load the model; until it is set again nothing can
   * be embedded then.
   * Fields that are left out go back to their defaults, except for the three connections.
   * `routers/retrieval.py: update_embedding_config`
   */
  updateEmbeddingConfig: post("/api/v1/retrieval/embedding/update", {
    payload: EmbeddingModelUpdateForm,
    success: GetEmbeddingConfigResponse
  }),

  /**
   * Reads all settings of reading, embedding and searching, and of web search, keys included.
   * For administrators. Fails with `Forbidden`. `routers/retrieval.py: get_rag_config`
   */
  getRagConfig: get("/api/v1/retrieval/config", { success: GetRagConfigResponse }),

  /**
   * Changes settings, and answers them. What is left out stays.
   * For administrators.
   * Fails with `Forbidden` and `Invalid` (422).
   * The answer lacks five of the settings that `getRagConfig` reads: do not put it in the place of what was read. Hybrid
   * search is switched off again, without a failure, where its reranker cannot be loaded.
   * `routers/retrieval.py: update_rag_config`
   */
  updateRagConfig: post("/api/v1/retrieval/config/update", { payload: ConfigForm, success: UpdateRagConfigResponse }),

  /**
   * Reads an uploaded file and embeds it, or embeds another text in its place, and answers its text.
   * For administrators, the file's owner, and accounts that may write to it; they must be able to write to the
   * collection.
   * Fails with `NotFound` (no such file, or not the account's), `Forbidden` (the collection; said with 400), `Conflict`
   * (the collection has the same text of another file) and `Invalid` (the file has no text).
   * A failure is kept with the file: its status becomes `failed`, also where only the collection was refused. A file
   * that is in its own collection already is not embedded anew unless `content` is given.
   * `routers/retrieval.py: process_file`
   */
  processFile: post("/api/v1/retrieval/process/file", { payload: ProcessFileForm, success: ProcessFileResponse }),

  /**
   * Embeds a text, and answers the collection that it is in.
   * For every account; with `collection_name` for those that may write to it.
   * Fails with `Forbidden`, and `ServerFailed` (the text is empty, or embedding failed).
   * A collection that exists is left as it is: the text is not added to it, though the answer is the same.
   * `routers/retrieval.py: process_text`
   */
  processText: post("/api/v1/retrieval/process/text", { payload: ProcessTextForm, success: ProcessTextResponse }),

  /**
   * Reads what is behind a URL: a web page or a video becomes a text, everything else is stored as a file of the
   * account.
   * For every account; with `collection_name` for those that may write to it.
   * Takes `process: false` to read without embedding.
   * Fails with `Invalid` (it cannot be read, whatever the reason, or it is larger than a file may be, 413) and
   * `Forbidden`. `routers/retrieval.py: process_url`
   */
  processUrl: post("/api/v1/retrieval/process/url", {
    query: { process: Schema.optional(Schema.Boolean) },
    payload: ProcessUrlForm,
    success: ProcessUrlResponse
  }),

  /**
   * Reads a web page, a document on the web, or the transcript of a video, embeds it, and answers its text.
   * For every account; with `collection_name` for those that may write to it.
   * Takes `process: false` to read without embedding, and `overwrite: false` to add to the collection instead of
   * replacing it.
   * Fails with `Invalid` (it cannot be read, whatever the reason) and `Forbidden`. `routers/retrieval.py: process_web`
   */
  processWeb: post("/api/v1/retrieval/process/web", {
    aliases: ["/api/v1/retrieval/process/youtube"],
    query: { process: Schema.optional(Schema.Boolean), overwrite: Schema.optional(Schema.Boolean) },
    payload: ProcessUrlForm,
    success: ProcessWebResponse
  }),

  /**
   * Searches the web, reads the pages that were found, and embeds them into one collection, which only the account can
   * search; what an earlier search for the same queries had embedded is replaced.
   * For administrators, and for accounts with the permission `features.web_search`.
   * Fails with `Forbidden` (no permission, or web search is switched off), `NotFound` (nothing was found, or no page
   * could be read; some engines find nothing where they fail), `Invalid` (the engine failed) and `ServerFailed`
   * (embedding failed). `routers/retrieval.py: process_web_search`
   */
  processWebSearch: post("/api/v1/retrieval/process/web/search", {
    payload: SearchForm,
    success: ProcessWebSearchResponse
  }),

  /**
   * Finds the chunks of one collection that are nearest to a text. Null where there is no such collection; in hybrid
   * search that is `Invalid`.
   * For those that may read the collection.
   * Fails with `Forbidden` (also for a name with other characters than letters, digits, `-` and `_`) and `Invalid`
   * (searching failed). `routers/retrieval.py: query_doc_handler`
   */
  queryDocHandler: post("/api/v1/retrieval/query/doc", {
    idempotent: true,
    payload: QueryDocForm,
    success: Schema.NullOr(QueryDocResponse)
  }),

  /**
   * Finds the chunks of several collections that are nearest to a text. A collection that does not exist has none.
   * For those that may read all of the collections.
   * Fails with `Forbidden` (also for a name with other characters than letters, digits, `-` and `_`) and `Invalid`
   * (searching failed). `routers/retrieval.py: query_collection_handler`
   */
  queryCollectionHandler: post("/api/v1/retrieval/query/collection", {
    idempotent: true,
    payload: QueryCollectionsForm,
    success: QueryCollectionResponse
  }),

  /**
   * Removes the chunks of a file from a collection. They are found by the hash of the file's text as it is now: what was
   * embedded before the text was changed stays.
   * For administrators.
   * Fails with `NotFound` (no such file), `Invalid` (the file has no hash, as where it was not processed) and
   * `Forbidden`. `status` is false where there is no such collection.
   * `routers/retrieval.py: delete_entries_from_collection`
   */
  deleteEntriesFromCollection: post("/api/v1/retrieval/delete", {
    payload: DeleteForm,
    success: DeleteEntriesFromCollectionResponse
  }),

  /**
   * Deletes all that was ever embedded, and all knowledge bases. The files stay; memories must be embedded anew.
   * For administrators. Fails with `Forbidden`. `routers/retrieval.py: reset_vector_db`
   */
  resetVectorDb: post("/api/v1/retrieval/reset/db", { success: empty }),

  /**
   * Deletes the contents of all uploaded files from the server's disk. The files stay in all lists, and reading their
   * contents fails from then on. Answers true, also where not everything could be deleted.
   * For administrators. Fails with `Forbidden`. `routers/retrieval.py: reset_upload_dir`
   */
  resetUploadDir: post("/api/v1/retrieval/reset/uploads", { success: Schema.Boolean }),

  /**
   * Embeds the texts of several files, as they are sent, into one collection.
   * For those that may write to the collection, with their own files; an administrator may take all files.
   * Fails with `Forbidden` (the collection). What fails for a single file is in `errors`: it is unknown or another
   * account's, or its text is in the collection or in this batch already. `routers/retrieval.py: process_files_batch`
   */
  processFilesBatch: post("/api/v1/retrieval/process/files/batch", {
    payload: BatchProcessFilesForm,
    success: BatchProcessFilesResponse
  })
}

/**
 * The methods of the router `retrieval`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetrievalService extends Methods<typeof retrieval> {}

/**
 * The service of the router `retrieval`.
 *
 * @since 0.1.0
 * @category services
 */
export class Retrieval extends /*#__PURE__*/ Context.Service<Retrieval, RetrievalService>()(
  "effect-open-webui/routers/Retrieval"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Retrieval, retrieval)
}
