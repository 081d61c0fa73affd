/**
 * Knowledge bases: named collections of files that chats can search, with directories, sharing, a comparison for keeping
 * one in step with a local folder, and connections to vector stores outside. The backend's router `knowledge`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes, sse } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { del, get, type Methods, patch, post } from "../internal/operation.ts"
import { FileModelResponse } from "../models/Files.ts"
import {
  DeleteKnowledgeDirectoryResponse,
  ExternalKnowledgeConnection,
  ExternalKnowledgeConnectionForm,
  ExternalKnowledgeConnectionHealth,
  ExternalKnowledgeConnectionListResponse,
  ExternalKnowledgeCreateForm,
  ExternalKnowledgeRetrieveTestForm,
  ExternalKnowledgeSourceCreateForm,
  ExternalKnowledgeSourceTestForm,
  ExternalKnowledgeSourceUpdateForm,
  ExternalKnowledgeTestResponse,
  KnowledgeAccessGrantsForm,
  KnowledgeAccessListResponse,
  KnowledgeDirectoryCreateForm,
  KnowledgeDirectoryModel,
  KnowledgeDirectoryUpdateForm,
  KnowledgeFileIdForm,
  KnowledgeFileListResponse,
  KnowledgeFileMoveForm,
  KnowledgeFilesResponse,
  KnowledgeForm,
  KnowledgeResponse,
  MoveFileInKnowledgeResponse,
  ReindexKnowledgeBaseMetadataEmbeddingsResponse,
  SyncCleanupForm,
  SyncDiffForm,
  SyncDiffResponse,
  SyncKnowledgeCleanupResponse
} from "../models/Knowledge.ts"
import { paged, workspaceList } from "../models/Queries.ts"

/**
 * The operations of the router `knowledge`.
 *
 * @since 0.1.0
 * @category operations
 */
export const knowledge = {
  /**
   * Lists the knowledge bases that the account may read, the last changed first; an administrator sees all.
   * For every account.
   * Pages of 30; `page` starts at 1, and anything lower is read as 1. `routers/knowledge.py: get_knowledge_bases`
   */
  getKnowledgeBases: get("/api/v1/knowledge/", {
    query: paged,
    success: KnowledgeAccessListResponse
  }),

  /**
   * Searches the knowledge bases that the account may read by name, description and owner; an administrator searches
   * all.
   * For every account.
   * Takes pages of 30; `page` starts at 1. `view_option`: `created` by the account itself, or `shared` by others.
   * Default order: the last changed first. Unknown words are ignored.
   * `source: "local"` finds none of the knowledge bases that this server makes; leave it out and look at `meta` instead.
   * `routers/knowledge.py: search_knowledge_bases`
   */
  searchKnowledgeBases: get("/api/v1/knowledge/search", {
    query: {
      ...workspaceList,
      source: Schema.optional(openLiterals(["local", "external"]))
    },
    success: KnowledgeAccessListResponse
  }),

  /**
   * Searches the files of all knowledge bases that the account may read by file name, and by text with
   * `include_content`; a file that is in two is found twice, each time with its `collection`.
   * For every account; here an administrator too sees only what is his or was shared with him.
   * Takes pages of 30; `page` starts at 1. `routers/knowledge.py: search_knowledge_files`
   */
  searchKnowledgeFiles: get("/api/v1/knowledge/search/files", {
    query: {
      ...paged,
      query: Schema.optional(Schema.String),
      include_content: Schema.optional(Schema.Boolean)
    },
    success: KnowledgeFileListResponse
  }),

  /**
   * Makes a knowledge base and answers it.
   * For administrators, and for accounts with the permission `workspace.knowledge`.
   * Fails with `Forbidden` (no permission).
   * Grants that the account may not give, or that are malformed, are left out without a word. The answer comes after the
   * name and the description are embedded; where that fails the knowledge base is made all the same.
   * `routers/knowledge.py: create_new_knowledge`
   */
  createNewKnowledge: post("/api/v1/knowledge/create", { payload: KnowledgeForm, success: KnowledgeResponse }),

  /**
   * Embeds the files of all knowledge bases anew, from their stored texts. Answers true when all is done, which can take
   * long: give it a timeout of its own.
   * For administrators.
   * Fails with `Forbidden`.
   * A file that fails is only noted in the server's log, and the answer is still true.
   * `routers/knowledge.py: reindex_knowledge_files`
   */
  reindexKnowledgeFiles: post("/api/v1/knowledge/reindex", { success: Schema.Boolean }),

  /**
   * Embeds names and descriptions of all knowledge bases anew, by which models find them. Answers when all is done.
   * For administrators.
   * Fails with `Forbidden`. What could not be embedded is the difference between `total` and `success`.
   * `routers/knowledge.py: reindex_knowledge_base_metadata_embeddings`
   */
  reindexKnowledgeBaseMetadataEmbeddings: post("/api/v1/knowledge/metadata/reindex", {
    success: ReindexKnowledgeBaseMetadataEmbeddingsResponse
  }),

  /**
   * Lists all connections to outside vector stores, without their secrets.
   * For administrators. Fails with `Forbidden`. `routers/knowledge.py: get_external_knowledge_connections`
   */
  getExternalKnowledgeConnections: get("/api/v1/knowledge/external/connections", {
    success: ExternalKnowledgeConnectionListResponse
  }),

  /**
   * Stores a connection to an outside vector store and answers it without its secrets. Nothing is connected to yet.
   * For administrators.
   * Fails with `Invalid` (another provider, a blank name or endpoint) and `Forbidden`.
   * `routers/knowledge.py: create_external_knowledge_connection`
   */
  createExternalKnowledgeConnection: post("/api/v1/knowledge/external/connections", {
    payload: ExternalKnowledgeConnectionForm,
    success: ExternalKnowledgeConnection
  }),

  /**
   * Reads a connection to an outside vector store, without its secrets.
   * For administrators. Fails with `NotFound` and `Forbidden`. `routers/knowledge.py: get_external_knowledge_connection`
   */
  getExternalKnowledgeConnection: get("/api/v1/knowledge/external/connections/:id", {
    success: ExternalKnowledgeConnection
  }),

  /**
   * Replaces the settings of a connection and answers it without its secrets, which stay where `auth_config` is left
   * out.
   * For administrators.
   * Fails with `NotFound`, `Invalid` (another provider, a blank name or endpoint) and `Forbidden`.
   * Everything else that is left out goes back to its default: the form is not a patch.
   * `routers/knowledge.py: update_external_knowledge_connection`
   */
  updateExternalKnowledgeConnection: patch("/api/v1/knowledge/external/connections/:id", {
    payload: ExternalKnowledgeConnectionForm,
    success: ExternalKnowledgeConnection
  }),

  /**
   * Removes a connection. Answers true.
   * For administrators.
   * Fails with `NotFound`, `Invalid` (a knowledge base still uses it) and `Forbidden`.
   * `routers/knowledge.py: delete_external_knowledge_connection`
   */
  deleteExternalKnowledgeConnection: del("/api/v1/knowledge/external/connections/:id", { success: Schema.Boolean }),

  /**
   * Looks whether a connection is switched on and has an endpoint, and keeps the finding as its `health`. Does not
   * connect: `testExternalKnowledgeRetrieval` does.
   * For administrators. Fails with `NotFound` and `Forbidden`.
   * `routers/knowledge.py: test_external_knowledge_connection`
   */
  testExternalKnowledgeConnection: post("/api/v1/knowledge/external/connections/:id/test", {
    success: ExternalKnowledgeConnectionHealth
  }),

  /**
   * Searches an outside vector store over a connection that need not be stored, and answers what it found.
   * For administrators.
   * Fails with `NotFound` (no such `connection_id`), `Invalid` (a blank query, a field that is needed is missing),
   * `Forbidden`, and `ServerFailed` for whatever goes wrong behind: the store does not answer, has no such collection,
   * the connection is switched off, or the server lacks the Python package for the provider.
   * `routers/knowledge.py: test_external_knowledge_source`
   */
  testExternalKnowledgeSource: post("/api/v1/knowledge/external/source/test", {
    payload: ExternalKnowledgeSourceTestForm,
    success: ExternalKnowledgeTestResponse
  }),

  /**
   * Searches an outside vector store over a stored connection, and answers what it found.
   * For administrators.
   * Fails with `NotFound`, `Invalid` (a blank query, a field that is needed is missing), `Forbidden`, and `ServerFailed`
   * for whatever goes wrong behind: the store does not answer, has no such collection, the connection is switched off,
   * or the server lacks the Python package for the provider. `routers/knowledge.py: test_external_knowledge_retrieval`
   */
  testExternalKnowledgeRetrieval: post("/api/v1/knowledge/external/connections/:id/retrieve-test", {
    payload: ExternalKnowledgeRetrieveTestForm,
    success: ExternalKnowledgeTestResponse
  }),

  /**
   * Makes a knowledge base on a stored connection, without trying it. Its files and directories cannot be changed here.
   * For administrators.
   * Fails with `NotFound` (no such connection), `Invalid` (a blank name, a field that is needed is missing) and
   * `Forbidden`. `routers/knowledge.py: create_external_knowledge`
   */
  createExternalKnowledge: post("/api/v1/knowledge/external/knowledge/create", {
    payload: ExternalKnowledgeCreateForm,
    success: KnowledgeResponse
  }),

  /**
   * Tries a connection with a test query and, where that finds something, stores the connection and makes a knowledge
   * base on it.
   * For administrators.
   * Fails with `Invalid` (the test found nothing, a blank name or query, a field that is needed is missing),
   * `Forbidden`, and `ServerFailed` where the search itself failed.
   * `routers/knowledge.py: create_external_knowledge_source`
   */
  createExternalKnowledgeSource: post("/api/v1/knowledge/external/source/create", {
    payload: ExternalKnowledgeSourceCreateForm,
    success: KnowledgeResponse
  }),

  /**
   * Replaces an outside knowledge base and its connection, after a test query found something. The secrets stay where
   * `auth_config` is left out.
   * For administrators.
   * Fails with `NotFound` (no such knowledge base, one that is not outside, or its connection is gone), `Invalid` (the
   * test found nothing, a blank name or query, a field that is needed is missing), `Forbidden`, and `ServerFailed` where
   * the search itself failed.
   * Other knowledge bases on the same connection change with it.
   * `routers/knowledge.py: update_external_knowledge_source`
   */
  updateExternalKnowledgeSource: patch("/api/v1/knowledge/external/source/:id", {
    payload: ExternalKnowledgeSourceUpdateForm,
    success: KnowledgeResponse
  }),

  /**
   * Reads one knowledge base. Its `files` are null: `getKnowledgeFilesById` lists them.
   * For administrators, its owner, and accounts that it is shared with.
   * Fails with `NotFound` and `Forbidden` (said with 401). `routers/knowledge.py: get_knowledge_by_id`
   */
  getKnowledgeById: get("/api/v1/knowledge/:id", { success: KnowledgeFilesResponse }),

  /**
   * Changes name and description, and answers the knowledge base with its files. Grants in the form are ignored:
   * `updateKnowledgeAccessById` sets them.
   * For administrators, its owner, and accounts that may write to it.
   * Fails with `NotFound` and `Forbidden` (both said with 400).
   * `write_access` in the answer is always false. `routers/knowledge.py: update_knowledge_by_id`
   */
  updateKnowledgeById: post("/api/v1/knowledge/:id/update", {
    payload: KnowledgeForm,
    success: KnowledgeFilesResponse
  }),

  /**
   * Replaces all grants, and answers the knowledge base with them and its files. An empty list takes all away.
   * For administrators, its owner, and accounts that may write to it.
   * Fails with `NotFound` and `Forbidden` (said with 400; with 403 where the account may not share with these, as nobody
   * may with `anyone`).
   * `write_access` in the answer is always false. `routers/knowledge.py: update_knowledge_access_by_id`
   */
  updateKnowledgeAccessById: post("/api/v1/knowledge/:id/access/update", {
    payload: KnowledgeAccessGrantsForm,
    success: KnowledgeFilesResponse
  }),

  /**
   * Lists the files that were uploaded for the knowledge base (`knowledge_id` in the metadata of the upload) and are
   * still being processed; until then they are in no other list.
   * For administrators, its owner, and accounts that it is shared with.
   * Fails with `NotFound` and `Forbidden` (said with 400). A file whose processing failed is not listed any more.
   * `routers/knowledge.py: get_pending_knowledge_files`
   */
  getPendingKnowledgeFiles: get("/api/v1/knowledge/:id/files/pending", {
    fixed: { query: { stream: false } },
    success: Schema.Array(FileModelResponse)
  }),

  /**
   * Gives the files that are still being processed for the knowledge base, again every three seconds, until none is
   * left: the last element is empty.
   * For administrators, its owner, and accounts that it is shared with.
   * Fails with `NotFound`, `Forbidden` (said with 400), and `Truncated` where files are still left after an hour.
   * `routers/knowledge.py: get_pending_knowledge_files`
   */
  streamPendingKnowledgeFiles: get("/api/v1/knowledge/:id/files/pending", {
    fixed: { query: { stream: true } },
    stream: sse(Schema.Array(FileModelResponse), { isFinish: (files) => files.length === 0 })
  }),

  /**
   * Lists the files of one knowledge base, with the directories beside them; their texts are not in the answer (`data`
   * is null).
   * For administrators, its owner, and accounts that it is shared with.
   * Takes pages of 30, of which an administrator may choose another size with `limit`; `page` starts at 1.
   * `directory_id`: an empty text is the root, without one the files of all directories come. `include_content` lets
   * `query` look into the texts too, which is slow. Default order: the last changed first.
   * Fails with `NotFound` and `Forbidden` (both said with 400). An unknown directory has no files and is no failure.
   * `routers/knowledge.py: get_knowledge_files_by_id`
   */
  getKnowledgeFilesById: get("/api/v1/knowledge/:id/files", {
    query: {
      ...workspaceList,
      include_content: Schema.optional(Schema.Boolean),
      directory_id: Schema.optional(Schema.String),
      limit: Schema.optional(Schema.Int)
    },
    success: KnowledgeFileListResponse
  }),

  /**
   * Embeds a file into the knowledge base, and answers the knowledge base with its files.
   * For administrators, its owner, and accounts that may write to it; they must be able to read the file.
   * Fails with `NotFound` (no such knowledge base or file, said with 400; no such directory, 404), `Forbidden`,
   * `Conflict` (another file there has the same text), and `Invalid` (the file is not processed yet or has no text; the
   * knowledge base is kept outside).
   * Wait until the file is processed: added too early it fails, and the failure is kept with the file. Added again, its
   * text is found twice, and it stays in its directory; `addFilesToKnowledgeBatch` passes it over,
   * `updateFileFromKnowledgeById` mends it. `routers/knowledge.py: add_file_to_knowledge_by_id`
   */
  addFileToKnowledgeById: post("/api/v1/knowledge/:id/file/add", {
    payload: KnowledgeFileIdForm,
    success: KnowledgeFilesResponse
  }),

  /**
   * Embeds a file of the knowledge base anew, after its text was changed, and answers the knowledge base with its files.
   * For administrators, its owner, and accounts that may write to it.
   * Fails with `NotFound` (no such knowledge base, or the file is not in it; said with 400), `Forbidden` (400), and
   * `Invalid` (the file has no text; the knowledge base is kept outside).
   * `routers/knowledge.py: update_file_from_knowledge_by_id`
   */
  updateFileFromKnowledgeById: post("/api/v1/knowledge/:id/file/update", {
    payload: KnowledgeFileIdForm,
    success: KnowledgeFilesResponse
  }),

  /**
   * Takes a file out of the knowledge base, and answers the knowledge base with the files that are left.
   * For administrators, its owner, and accounts that may write to it.
   * Fails with `NotFound` (no such knowledge base, or the file is not in it; said with 400), `Forbidden` (400), and
   * `Invalid` (the knowledge base is kept outside).
   * The file itself is deleted too, also where other knowledge bases have it, unless `delete_file` is false or it is
   * another account's and the caller is no administrator. `routers/knowledge.py: remove_file_from_knowledge_by_id`
   */
  removeFileFromKnowledgeById: post("/api/v1/knowledge/:id/file/remove", {
    query: { delete_file: Schema.optional(Schema.Boolean) },
    payload: KnowledgeFileIdForm,
    success: KnowledgeFilesResponse
  }),

  /**
   * Deletes a knowledge base and takes it out of all models. Answers true. Its files stay. With the last knowledge base
   * on an outside connection the connection goes too.
   * For administrators, its owner, and accounts that may write to it.
   * Fails with `NotFound` and `Forbidden` (both said with 400). `routers/knowledge.py: delete_knowledge_by_id`
   */
  deleteKnowledgeById: del("/api/v1/knowledge/:id/delete", { success: Schema.Boolean }),

  /**
   * Empties a knowledge base: its files are deleted, also those that other knowledge bases have (except other accounts'
   * files where the caller is no administrator), and its directories unless `include_directories` is false.
   * For administrators, its owner, and accounts that may write to it.
   * Fails with `NotFound` and `Forbidden` (both said with 400), and `Invalid` (it is kept outside). Answers null where
   * the database failed. `routers/knowledge.py: reset_knowledge_by_id`
   */
  resetKnowledgeById: post("/api/v1/knowledge/:id/reset", {
    query: { include_directories: Schema.optional(Schema.Boolean) },
    success: Schema.NullOr(KnowledgeResponse)
  }),

  /**
   * Compares a local folder with the knowledge base, by path, name and SHA-256, and says what must be uploaded, removed
   * and made for them to be the same. Changes nothing.
   * For administrators, its owner, and accounts that may write to it.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (it is kept outside).
   * An upload that has been pending for less than an hour counts as unmodified. Compared is the `file_hash` that the
   * server took of the uploaded bytes. `routers/knowledge.py: sync_knowledge_diff`
   */
  syncKnowledgeDiff: post("/api/v1/knowledge/:id/sync/diff", {
    idempotent: true,
    payload: SyncDiffForm,
    success: SyncDiffResponse
  }),

  /**
   * Takes files and directories out of the knowledge base. A file that no other knowledge base has is deleted, unless it
   * is another account's and the caller is no administrator.
   * For administrators, its owner, and accounts that may write to it.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (it is kept outside). Unknown files and directories are passed
   * over.
   * Files in a removed directory are taken out of the knowledge base too, but not out of its search index: name them in
   * `file_ids`. `routers/knowledge.py: sync_knowledge_cleanup`
   */
  syncKnowledgeCleanup: post("/api/v1/knowledge/:id/sync/cleanup", {
    payload: SyncCleanupForm,
    success: SyncKnowledgeCleanupResponse
  }),

  /**
   * Embeds several files into the knowledge base, and answers the knowledge base with its files. Files that it has
   * already are passed over.
   * For administrators, its owner, and accounts that may write to it; they must be able to read every file.
   * Fails with `NotFound` (no such knowledge base or file, said with 400; no such directory, 404), `Forbidden`, and
   * `Invalid` (the knowledge base is kept outside).
   * A file that could not be embedded is missing in `files`, and nothing says why.
   * `routers/knowledge.py: add_files_to_knowledge_batch`
   */
  addFilesToKnowledgeBatch: post("/api/v1/knowledge/:id/files/batch/add", {
    payload: Schema.Array(KnowledgeFileIdForm),
    success: KnowledgeFilesResponse
  }),

  /**
   * Answers the texts of all files as one ZIP file; `.txt` is put behind every name that does not end so, and
   * directories are not kept.
   * For administrators.
   * Fails with `NotFound`, `Invalid` (it is kept outside) and `Forbidden`. Files without a text are left out.
   * `routers/knowledge.py: export_knowledge_by_id`
   */
  exportKnowledgeById: get("/api/v1/knowledge/:id/export", { success: bytes }),

  /**
   * Gives the texts of all files as one ZIP file, piece by piece; `exportKnowledgeById` holds it in memory as a whole.
   * For administrators.
   * Fails with `NotFound`, `Invalid` (it is kept outside) and `Forbidden`.
   * `routers/knowledge.py: export_knowledge_by_id`
   */
  streamKnowledgeExportById: get("/api/v1/knowledge/:id/export", { stream: byteStream }),

  /**
   * Makes a directory and answers it.
   * For administrators, the knowledge base's owner, and accounts that may write to it.
   * Fails with `NotFound` (no such knowledge base or parent), `Forbidden`, `Conflict` (there is one of this name) and
   * `Invalid` (the knowledge base is kept outside).
   * At the root two directories may have the same name; below they may not.
   * `routers/knowledge.py: create_knowledge_directory`
   */
  createKnowledgeDirectory: post("/api/v1/knowledge/:id/dirs/create", {
    payload: KnowledgeDirectoryCreateForm,
    success: KnowledgeDirectoryModel
  }),

  /**
   * Renames a directory, moves it, or both, and answers it.
   * For administrators, the knowledge base's owner, and accounts that may write to it.
   * Fails with `NotFound` (no such knowledge base, directory or parent), `Forbidden`, and `Invalid` (there is one of
   * this name, it would be inside itself, or the knowledge base is kept outside).
   * `routers/knowledge.py: update_knowledge_directory`
   */
  updateKnowledgeDirectory: post("/api/v1/knowledge/:id/dirs/:dir_id/update", {
    payload: KnowledgeDirectoryUpdateForm,
    success: KnowledgeDirectoryModel
  }),

  /**
   * Deletes a directory and those below it. Their files move to the directory above; with `move_files: false` they are
   * taken out of the knowledge base, and deleted where no other has them.
   * For administrators, the knowledge base's owner, and accounts that may write to it.
   * Fails with `NotFound` (no such knowledge base or directory), `Forbidden`, and `Invalid` (the knowledge base is kept
   * outside).
   * Other accounts' files are not deleted unless the caller is an administrator.
   * `routers/knowledge.py: delete_knowledge_directory`
   */
  deleteKnowledgeDirectory: del("/api/v1/knowledge/:id/dirs/:dir_id/delete", {
    query: { move_files: Schema.optional(Schema.Boolean) },
    success: DeleteKnowledgeDirectoryResponse
  }),

  /**
   * Moves a file to another directory of the same knowledge base.
   * For administrators, the knowledge base's owner, and accounts that may write to it.
   * Fails with `NotFound` (no such knowledge base or directory, or the file is not in it), `Forbidden`, and `Invalid`
   * (the knowledge base is kept outside). `routers/knowledge.py: move_file_in_knowledge`
   */
  moveFileInKnowledge: post("/api/v1/knowledge/:id/file/move", {
    payload: KnowledgeFileMoveForm,
    success: MoveFileInKnowledgeResponse
  })
}

/**
 * The methods of the router `knowledge`.
 *
 * @since 0.1.0
 * @category models
 */
export interface KnowledgeService extends Methods<typeof knowledge> {}

/**
 * The service of the router `knowledge`.
 *
 * @since 0.1.0
 * @category services
 */
export class Knowledge extends /*#__PURE__*/ Context.Service<Knowledge, KnowledgeService>()(
  "effect-open-webui/routers/Knowledge"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Knowledge, knowledge)
}
