/**
 * Uploaded files: send them, wait until the server has read them, find them, fetch their bytes or their text, delete them.
 * The backend's router `files`.
 *
 * An upload answers at once, also for a file that cannot be read: `streamFileProcessStatus` tells how it ended. Where
 * another account's file is asked for, it is as if there were none. An administrator reaches all files.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes, noErrorFrames, sse } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { file, multipart } from "../internal/multipart.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import {
  ContentForm,
  DeleteFileResponse,
  FileListResponse,
  FileModel,
  FileModelResponse,
  FileProcessStatusEvent,
  FileRenameForm,
  FileUploadMetadata,
  GetFileDataContentResponse,
  GetFileProcessStatusResponse,
  UploadFileResponse
} from "../models/Files.ts"
import { pagedFromOne } from "../models/Queries.ts"

/** A part of a list whose router checks its bounds. */
const slicedWithin = {
  skip: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Int.check(/*#__PURE__*/ Schema.isGreaterThanOrEqualTo(0))),
  limit: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.Int.check(
      /*#__PURE__*/ Schema.isGreaterThanOrEqualTo(1),
      /*#__PURE__*/ Schema.isLessThanOrEqualTo(1000)
    )
  )
}

/**
 * The operations of the router `files`.
 *
 * @since 0.1.0
 * @category operations
 */
export const files = {
  /**
   * Uploads a file and has it read: its text extracted, split and indexed. Any verified account. `process: false` only
   * stores it; `process_in_background: false` answers after it was read. The reader is chosen by media type and extension;
   * images are not read by default. Fails with `Invalid` (empty file, extension that is not allowed, over the size limit).
   * **The answer says `pending` in any case, and a file that cannot be read is no failure here**: ask
   * `streamFileProcessStatus`. `routers/files.py: upload_file`
   */
  uploadFile: post("/api/v1/files/", {
    query: {
      /** Default: true. */
      process: Schema.optional(Schema.Boolean),
      /** Default: true. */
      process_in_background: Schema.optional(Schema.Boolean)
    },
    payload: multipart({ file: file, metadata: Schema.optional(FileUploadMetadata) }),
    success: UploadFileResponse
  }),

  /**
   * Lists files, the last changed first: the account's own, for an administrator everyone's. Any verified account.
   * `page` starts at 1, 50 files each; `content: false` leaves out the extracted texts, which may be long.
   * Fails with `Invalid` (a page below 1). `routers/files.py: list_files`
   */
  listFiles: get("/api/v1/files/", {
    query: {
      ...pagedFromOne,
      /** Default: true. */
      content: Schema.optional(Schema.Boolean)
    },
    success: FileListResponse
  }),

  /**
   * Finds files by name, the newest first: the account's own, for an administrator everyone's. Any verified account.
   * `filename` is a pattern for the whole name, `*` for any text and `?` for one character, in any case of letters.
   * `skip` counts from 0, `limit` is 1 to 1000 (default 100). Fails with `NotFound` (no file fits).
   * `routers/files.py: search_files`
   */
  searchFiles: get("/api/v1/files/search", {
    query: {
      ...slicedWithin,
      filename: Schema.String,
      /** Whether the extracted texts come too. Default: true. */
      content: Schema.optional(Schema.Boolean)
    },
    success: Schema.Array(FileModelResponse)
  }),

  /**
   * Finds the account's own files by name, the newest first, also for an administrator. Any verified account.
   * As `searchFiles`, but `filename` may be left out, the texts are left out by default, `limit` is 50 by default, and
   * where no file fits the answer is an empty list. `routers/files.py: search_user_files`
   */
  searchUserFiles: get("/api/v1/files/user/search", {
    query: {
      ...slicedWithin,
      /** Default: `*`. */
      filename: Schema.optional(Schema.String),
      /** Whether the extracted texts come too. Default: false. */
      content: Schema.optional(Schema.Boolean)
    },
    success: Schema.Array(FileModelResponse)
  }),

  /**
   * Counts files: the account's own, for an administrator everyone's. Any verified account.
   * `routers/files.py: count_files`
   */
  countFiles: get("/api/v1/files/count", { success: Schema.Int }),

  /** Counts the account's own files, also for an administrator. Any verified account. `routers/files.py: count_user_files` */
  countUserFiles: get("/api/v1/files/user/count", { success: Schema.Int }),

  /**
   * Deletes every file of every account and empties the whole vector store, what knowledge bases and memories find included.
   * Administrators. Fails with `Forbidden` (another account). There is no way back.
   * `routers/files.py: delete_all_files`
   */
  deleteAllFiles: del("/api/v1/files/all", { success: DeleteFileResponse }),

  /**
   * Reads what is stored of a file, its extracted text included. Its owner, an administrator, and who reaches it through a
   * knowledge base, a channel, a shared chat, a note or a model. Fails with `NotFound` (no such file, or not for this
   * account). `routers/files.py: get_file_by_id`
   */
  getFileById: get("/api/v1/files/:id", { success: FileModel }),

  /**
   * Says how far the server is with reading a file. Who may read the file.
   * Fails with `NotFound` (no such file, or not for this account). A file that was uploaded with `process: false` is
   * `pending` for ever. `routers/files.py: get_file_process_status`
   */
  getFileProcessStatus: get("/api/v1/files/:id/process/status", { success: GetFileProcessStatusResponse }),

  /**
   * Reports once a second how far the server is with reading a file, and ends after `completed` or `failed`; a failure is
   * an element with its `error`, the stream itself does not fail. Who may read the file.
   * Fails with `NotFound` (no such file, or not for this account). A file that was uploaded with `process: false` gives no
   * element at all; one that is deleted meanwhile ends with `not_found`; after two hours it ends in any case.
   * `routers/files.py: get_file_process_status`
   */
  streamFileProcessStatus: get("/api/v1/files/:id/process/status", {
    fixed: { query: { stream: true } },
    stream: sse(FileProcessStatusEvent, { failureOf: noErrorFrames })
  }),

  /**
   * Reads the text that the server extracted from a file; empty while there is none. Who may read the file.
   * Fails with `NotFound` (no such file, or not for this account). `routers/files.py: get_file_data_content_by_id`
   */
  getFileDataContentById: get("/api/v1/files/:id/data/content", { success: GetFileDataContentResponse }),

  /**
   * Puts another text in place of the extracted one and indexes it anew, also in the knowledge bases that hold the file;
   * answers after that. The uploaded bytes stay. Who may write to the file: its owner, an administrator, and who may write
   * to a knowledge base or model of its owner that holds it.
   * Fails with `NotFound` (no such file, or not for this account), `Invalid` (a blank text, or one over the size limit),
   * `ServerFailed` (indexing failed; the text may be saved nevertheless). `routers/files.py: update_file_data_content_by_id`
   */
  updateFileDataContentById: post("/api/v1/files/:id/data/content/update", {
    payload: ContentForm,
    success: GetFileDataContentResponse
  }),

  /**
   * Fetches the uploaded bytes. Who may read the file.
   * `attachment: true` has the server name the file in any case: otherwise `fileName` is undefined for `text/plain`.
   * Fails with `NotFound` (no such file, not for this account, or its bytes are gone). `contentType` is what the upload
   * stated. A header `range`, for instance `bytes=0-99`, in the call's options fetches a part.
   * `routers/files.py: get_file_content_by_id`
   */
  getFileContentById: get("/api/v1/files/:id/content", {
    query: {
      /** Default: false. */
      attachment: Schema.optional(Schema.Boolean)
    },
    success: bytes
  }),

  /**
   * Streams the uploaded bytes, so that a large file is never in memory as a whole. Who may read the file.
   * Fails with `NotFound` (no such file, not for this account, or its bytes are gone).
   * `routers/files.py: get_file_content_by_id`
   */
  streamFileContentById: get("/api/v1/files/:id/content", { stream: byteStream }),

  /**
   * Fetches the uploaded bytes as the server would show them as a web page: the media type follows from the name and no
   * file name is sent. Who may read the file, and only for files of an administrator, since a page may run scripts.
   * Fails with `NotFound` (no such file, not for this account, its owner is no administrator, or its bytes are gone).
   * `routers/files.py: get_html_file_content_by_id`
   */
  getHtmlFileContentById: get("/api/v1/files/:id/content/html", { success: bytes }),

  /**
   * Fetches the uploaded bytes under an address that ends in a file name; where the bytes are gone, the extracted text.
   * Who may read the file. `file_name` is for people: the server does not look at it, and names the file as it is stored.
   * Fails with `NotFound` (no such file, or not for this account). `contentType` follows from the stored name.
   * The name `html` leads to `getHtmlFileContentById`. `routers/files.py: get_file_content_by_id`
   */
  getNamedFileContentById: get("/api/v1/files/:id/content/:file_name", { success: bytes }),

  /**
   * Streams what `getNamedFileContentById` fetches. Who may read the file.
   * Fails with `NotFound` (no such file, or not for this account). `routers/files.py: get_file_content_by_id`
   */
  streamNamedFileContentById: get("/api/v1/files/:id/content/:file_name", { stream: byteStream }),

  /**
   * Renames a file. Who may write to the file: its owner, an administrator, and who may write to a knowledge base or model
   * of its owner that holds it. Fails with `NotFound` (no such file, or not for this account). An empty name is taken.
   * `routers/files.py: rename_file_by_id`
   */
  renameFileById: post("/api/v1/files/:id/rename", { payload: FileRenameForm, success: FileModel }),

  /**
   * Deletes a file, its bytes, its index and its place in knowledge bases. Who may write to the file.
   * Fails with `NotFound` (no such file, or not for this account; so also the second time). `routers/files.py: delete_file_by_id`
   */
  deleteFileById: del("/api/v1/files/:id", { success: DeleteFileResponse })
}

/**
 * The methods of the router `files`.
 *
 * @since 0.1.0
 * @category models
 */
export interface FilesService extends Methods<typeof files> {}

/**
 * The service of the router `files`.
 *
 * @since 0.1.0
 * @category services
 */
export class Files extends /*#__PURE__*/ Context.Service<Files, FilesService>()("effect-open-webui/routers/Files") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Files, files)
}
