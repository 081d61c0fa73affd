/**
 * The shapes of uploaded files: the backend's `models/files.py` and the forms of `routers/files.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { EpochSeconds } from "./Time.ts"

/**
 * How far the server is with reading a file: `completed` and `failed` are final. `not_found` comes in a stream only, where
 * the file was deleted meanwhile.
 */
export const FileStatus = /*#__PURE__*/ openLiterals(["pending", "processing", "completed", "failed", "not_found"])
/** How far the server is with reading a file. */
export type FileStatus = typeof FileStatus.Type

/** What the server read in a file. Empty where the upload said `process: false`. */
export class FileData extends /*#__PURE__*/ Model<FileData>()({
  status: Schema.optional(FileStatus),
  /** The text that was extracted; it is what retrieval works with. */
  content: Schema.optional(Schema.NullOr(Schema.String)),
  /** Why reading it failed. */
  error: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** What is known of a file beside its content. */
export class FileMeta extends /*#__PURE__*/ Model<FileMeta>()({
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** The media type that the upload stated. */
  content_type: Schema.optional(Schema.NullOr(Schema.String)),
  /** In bytes. */
  size: Schema.optional(Schema.NullOr(Schema.Int)),
  /** SHA-256 of the uploaded bytes in hexadecimal, or what the upload's metadata said it is. */
  file_hash: Schema.optional(Schema.NullOr(Schema.String)),
  /** The metadata of the upload as it was sent. */
  data: Schema.optional(Schema.NullOr(JsonObject)),
  /** The vector collection of the file, once it is indexed: `file-` and its id, or a knowledge base's id. */
  collection_name: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A file with all that is stored of it. */
export class FileModel extends /*#__PURE__*/ Model<FileModel>()({
  id: Schema.String,
  user_id: Schema.String,
  /** SHA-256 of the extracted text in hexadecimal; null until it was extracted. */
  hash: Schema.optional(Schema.NullOr(Schema.String)),
  filename: Schema.String,
  /** Where the server keeps the bytes. */
  path: Schema.optional(Schema.NullOr(Schema.String)),
  data: Schema.optional(Schema.NullOr(FileData)),
  meta: Schema.optional(Schema.NullOr(FileMeta)),
  created_at: Schema.NullOr(EpochSeconds),
  updated_at: Schema.NullOr(EpochSeconds)
}) {}

/** A file as lists show it. */
export class FileModelResponse extends /*#__PURE__*/ Model<FileModelResponse>()({
  id: Schema.String,
  user_id: Schema.String,
  /** SHA-256 of the extracted text in hexadecimal; null until it was extracted. */
  hash: Schema.optional(Schema.NullOr(Schema.String)),
  filename: Schema.String,
  data: Schema.optional(Schema.NullOr(FileData)),
  meta: Schema.optional(Schema.NullOr(FileMeta)),
  created_at: EpochSeconds,
  updated_at: Schema.optional(Schema.NullOr(EpochSeconds))
}) {}

/** A file as the upload answers it, before it was read. */
export class UploadFileResponse extends /*#__PURE__*/ Model<UploadFileResponse>()({
  ...FileModelResponse.fields,
  /** Always true; absent where the file is not processed. */
  status: Schema.optional(Schema.Boolean),
  /** Where the server keeps the bytes; absent where the file is not processed. */
  path: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A file without its name and its content. */
export class FileMetadataResponse extends /*#__PURE__*/ Model<FileMetadataResponse>()({
  id: Schema.String,
  hash: Schema.optional(Schema.NullOr(Schema.String)),
  meta: Schema.optional(Schema.NullOr(FileMeta)),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/** A page of files. */
export class FileListResponse extends /*#__PURE__*/ Model<FileListResponse>()({
  items: Schema.Array(FileModelResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/**
 * What an upload may say of its file. Any further key is kept in `meta.data` of the file and reaches the metadata of its
 * pieces in the vector store.
 */
export const FileUploadMetadata = /*#__PURE__*/ Schema.StructWithRest(
  /*#__PURE__*/ Schema.Struct({
    /** A knowledge base that gets the file once it is read; silently not done where the account may not write to it. */
    knowledge_id: Schema.optional(Schema.String),
    /** A folder of that knowledge base. Default: its root. */
    directory_id: Schema.optional(Schema.String),
    /** A channel that the file is added to, so that its members may read it. */
    channel_id: Schema.optional(Schema.String),
    /** The language of speech, for instance `en`; used where the file is transcribed. */
    language: Schema.optional(Schema.String),
    /** Stored as `meta.file_hash` in place of the SHA-256 that the server would compute. */
    file_hash: Schema.optional(Schema.String)
  }),
  [/*#__PURE__*/ Schema.Record(Schema.String, Json)]
)
/** What an upload may say of its file. */
export type FileUploadMetadata = typeof FileUploadMetadata.Type

/** How far the server is with reading a file. */
export class GetFileProcessStatusResponse extends /*#__PURE__*/ Model<GetFileProcessStatusResponse>()({
  status: FileStatus
}) {}

/** One report of how far the server is with reading a file. */
export class FileProcessStatusEvent extends /*#__PURE__*/ Model<FileProcessStatusEvent>()({
  status: FileStatus,
  /** Why it failed; only beside `failed`. */
  error: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** The text that the server extracted from a file. */
export class GetFileDataContentResponse extends /*#__PURE__*/ Model<GetFileDataContentResponse>()({
  content: Schema.String
}) {}

/** A text to put in place of the extracted one. */
export class ContentForm extends /*#__PURE__*/ Model<ContentForm>()({
  /** Not blank. */
  content: Schema.String
}) {}

/** A new name for a file. */
export class FileRenameForm extends /*#__PURE__*/ Model<FileRenameForm>()({
  filename: Schema.String
}) {}

/** Says in words that something was deleted. */
export class DeleteFileResponse extends /*#__PURE__*/ Model<DeleteFileResponse>()({
  message: Schema.String
}) {}
