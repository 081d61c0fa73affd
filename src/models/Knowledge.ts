/**
 * Knowledge bases, their directories and files, and knowledge kept outside in another vector store.
 * `models/knowledge.py` and the forms of `routers/knowledge.py`. All times are seconds.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { AccessGrantForm, AccessGrantModel } from "./AccessGrants.ts"
import { FileMetadataResponse, FileModelResponse } from "./Files.ts"
import { EpochSeconds } from "./Time.ts"
import { UserResponse } from "./Users.ts"

/** What an outside vector store can do. */
export class ExternalKnowledgeCapabilities extends /*#__PURE__*/ Model<ExternalKnowledgeCapabilities>()({
  retrieve: Schema.optional(Schema.Boolean)
}) {}

/**
 * Where in a record of an outside vector store the parts of a document are. A path such as `payload.text` leads into
 * nested objects; for `pgvector` the values are names of columns.
 */
export class ExternalKnowledgeSourceConfig extends /*#__PURE__*/ Model<ExternalKnowledgeSourceConfig>()({
  /** Where the text is, for instance `payload.text`. The server insists on it. */
  content_field: Schema.NonEmptyString,
  /** Where the metadata is. */
  metadata_field: Schema.optional(Schema.String),
  /** Where the id is. Default: `id`. */
  document_id_field: Schema.optional(Schema.String),
  /** The vector to search by. `milvus` and `pgvector` need it; `qdrant` takes its unnamed one without. */
  vector_field: Schema.optional(Schema.String),
  /** `pgvector` only: the table, with its schema in front where it needs one. Default: `document_chunk`. */
  table_name: Schema.optional(Schema.String),
  /** `pgvector` only: the column that holds the collection's name. Default: `collection_name`. */
  collection_field: Schema.optional(Schema.String)
}) {}

/** A collection in an outside vector store, and how to read it. */
export class ExternalKnowledgeSourceForm extends /*#__PURE__*/ Model<ExternalKnowledgeSourceForm>()({
  /** The server knows collections only. */
  type: Schema.optional(openLiterals(["collection"])),
  /** The name of the collection in the outside store. */
  name: Schema.String,
  /** Keys that the provider does not use are dropped. */
  config: ExternalKnowledgeSourceConfig
}) {}

/** How a knowledge base is tied to an outside vector store. */
export class KnowledgeExternalMeta extends /*#__PURE__*/ Model<KnowledgeExternalMeta>()({
  connection_id: Schema.String,
  source: ExternalKnowledgeSourceForm,
  provider: openLiterals(["qdrant", "milvus", "pgvector"]),
  auth_mode: openLiterals(["service_account"]),
  capabilities: ExternalKnowledgeCapabilities
}) {}

/** What the server notes about a knowledge base. Only one that is kept outside has any. */
export class KnowledgeMeta extends /*#__PURE__*/ Model<KnowledgeMeta>()({
  source: Schema.optional(openLiterals(["external"])),
  /** Files and directories cannot be changed. */
  read_only: Schema.optional(Schema.Boolean),
  external: Schema.optional(KnowledgeExternalMeta)
}) {}

/** A knowledge base without its files. */
export class KnowledgeModel extends /*#__PURE__*/ Model<KnowledgeModel>()({
  id: Schema.String,
  /** The account that owns it. */
  user_id: Schema.String,
  name: Schema.String,
  description: Schema.String,
  /** Null unless the knowledge base is kept outside. */
  meta: Schema.optional(Schema.NullOr(KnowledgeMeta)),
  access_grants: Schema.optional(Schema.Array(AccessGrantModel)),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/** A directory of a knowledge base. */
export class KnowledgeDirectoryModel extends /*#__PURE__*/ Model<KnowledgeDirectoryModel>()({
  id: Schema.String,
  knowledge_id: Schema.String,
  /** The directory that it is in; null at the root. */
  parent_id: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.String,
  /** The account that made it. */
  user_id: Schema.String,
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/** A knowledge base as it is answered when it was made or emptied. */
export class KnowledgeResponse extends /*#__PURE__*/ Model<KnowledgeResponse>()({
  ...KnowledgeModel.fields,
  /** Null in every answer of this shape; the files have an operation of their own. */
  files: Schema.optional(Schema.NullOr(Schema.Array(FileMetadataResponse)))
}) {}

/** What a knowledge base is called and who may use it. */
export class KnowledgeForm extends /*#__PURE__*/ Model<KnowledgeForm>()({
  /** May be empty, and several may have the same. */
  name: Schema.String,
  description: Schema.String,
  /** Taken when a knowledge base is made. Ignored when one is changed: that has an operation of its own. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/** A file of a knowledge base, with the account that put it there. */
export class FileUserResponse extends /*#__PURE__*/ Model<FileUserResponse>()({
  ...FileModelResponse.fields,
  /** The directory that it is in; null at the root. */
  directory_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The names of its directories, joined by `/`; empty at the root. */
  directory_path: Schema.optional(Schema.String),
  /** Whether the uploaded file is still there and not only its text. */
  has_original: Schema.optional(Schema.Boolean),
  user: Schema.optional(Schema.NullOr(UserResponse)),
  /** The knowledge base that it is in; there when several were searched. */
  collection: Schema.optional(KnowledgeModel)
}) {}

/** A page of files, with the directories beside them. */
export class KnowledgeFileListResponse extends /*#__PURE__*/ Model<KnowledgeFileListResponse>()({
  items: Schema.Array(FileUserResponse),
  /** The directories in the one that was asked for; those of the root where none was. */
  directories: Schema.optional(Schema.Array(KnowledgeDirectoryModel)),
  /** The way to the directory that was asked for, the root's first. */
  breadcrumbs: Schema.optional(Schema.Array(KnowledgeDirectoryModel)),
  /** How many files there are on all pages. */
  total: Schema.Int
}) {}

/** A knowledge base in a list. */
export class KnowledgeAccessResponse extends /*#__PURE__*/ Model<KnowledgeAccessResponse>()({
  ...KnowledgeModel.fields,
  /** Its owner. */
  user: Schema.optional(Schema.NullOr(UserResponse)),
  file_count: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Whether the caller may change it. */
  write_access: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/** A page of knowledge bases. */
export class KnowledgeAccessListResponse extends /*#__PURE__*/ Model<KnowledgeAccessListResponse>()({
  items: Schema.Array(KnowledgeAccessResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/** A knowledge base on a connection that exists. */
export class ExternalKnowledgeCreateForm extends /*#__PURE__*/ Model<ExternalKnowledgeCreateForm>()({
  /** Not blank. */
  name: Schema.String,
  description: Schema.optional(Schema.String),
  connection_id: Schema.String,
  source: ExternalKnowledgeSourceForm,
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/** How the server signs in at an outside vector store. `pgvector` has it in its endpoint. */
export class ExternalKnowledgeAuthConfig extends /*#__PURE__*/ Model<ExternalKnowledgeAuthConfig>()({
  /** For `qdrant` and `milvus`. */
  api_key: Schema.optional(Schema.String),
  /** For `milvus`, where there is no `api_key`. */
  token: Schema.optional(Schema.String)
}) {}

/** Further settings of a connection to an outside vector store. */
export class ExternalKnowledgeConnectionConfig extends /*#__PURE__*/ Model<ExternalKnowledgeConnectionConfig>()({
  /** Seconds; 30 where there is none. */
  timeout: Schema.optional(Schema.NullOr(Schema.Int)),
  /** `milvus` only. */
  db_name: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A connection to an outside vector store. */
export class ExternalKnowledgeConnectionForm extends /*#__PURE__*/ Model<ExternalKnowledgeConnectionForm>()({
  /** Not blank. */
  name: Schema.String,
  /** The server refuses others. */
  provider: openLiterals(["qdrant", "milvus", "pgvector"]),
  /** A URL; for `pgvector` the connection text of the database, its password included. */
  endpoint: Schema.String,
  /** Never answered. When a connection is changed, null or nothing keeps what is stored, and `{}` clears it. */
  auth_config: Schema.optional(Schema.NullOr(ExternalKnowledgeAuthConfig)),
  /** Replaced as a whole; keys that the provider does not use are dropped. */
  config: Schema.optional(Schema.NullOr(ExternalKnowledgeConnectionConfig)),
  /** `{ retrieve: true }` where nothing is said. */
  capabilities: Schema.optional(Schema.NullOr(ExternalKnowledgeCapabilities)),
  /** Default: true. Nothing can be retrieved over a connection that is switched off. */
  enabled: Schema.optional(Schema.Boolean)
}) {}

/** What the last test of a connection found. It looks at the settings only and does not connect. */
export class ExternalKnowledgeConnectionHealth extends /*#__PURE__*/ Model<ExternalKnowledgeConnectionHealth>()({
  /** Whether the connection is switched on and has an endpoint. */
  ok: Schema.Boolean,
  provider: openLiterals(["qdrant", "milvus", "pgvector"]),
  checked_at: EpochSeconds
}) {}

/** A connection to an outside vector store as the server answers it, without its secrets. */
export class ExternalKnowledgeConnection extends /*#__PURE__*/ Model<ExternalKnowledgeConnection>()({
  id: Schema.String,
  name: Schema.String,
  provider: openLiterals(["qdrant", "milvus", "pgvector"]),
  endpoint: Schema.String,
  config: ExternalKnowledgeConnectionConfig,
  capabilities: ExternalKnowledgeCapabilities,
  /** Null until the connection is tested for the first time. */
  health: Schema.NullOr(ExternalKnowledgeConnectionHealth),
  enabled: Schema.Boolean,
  /** The account that made it. */
  created_by: Schema.String,
  created_at: EpochSeconds,
  updated_at: EpochSeconds,
  /** Whether there are secrets. */
  auth_configured: Schema.Boolean
}) {}

/** A knowledge base together with a connection of its own. */
export class ExternalKnowledgeSourceCreateForm extends /*#__PURE__*/ Model<ExternalKnowledgeSourceCreateForm>()({
  /** Not blank. */
  name: Schema.String,
  description: Schema.optional(Schema.String),
  connection: ExternalKnowledgeConnectionForm,
  source: ExternalKnowledgeSourceForm,
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm))),
  /** Searched for before anything is stored; not blank. Nothing is stored where it finds nothing. */
  test_query: Schema.String,
  /** How many documents the test asks for. Default: 5. */
  test_count: Schema.optional(Schema.Int)
}) {}

/** A knowledge base and its connection, both replaced. */
export class ExternalKnowledgeSourceUpdateForm extends /*#__PURE__*/ Model<ExternalKnowledgeSourceUpdateForm>()({
  ...ExternalKnowledgeSourceCreateForm.fields,
  /** Ignored here: access is changed by an operation of its own. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/** What to try a connection with that need not be stored. */
export class ExternalKnowledgeSourceTestForm extends /*#__PURE__*/ Model<ExternalKnowledgeSourceTestForm>()({
  /** A stored connection, whose secrets are used where `connection` has none. */
  connection_id: Schema.optional(Schema.NullOr(Schema.String)),
  connection: ExternalKnowledgeConnectionForm,
  source: ExternalKnowledgeSourceForm,
  /** Not blank. */
  query: Schema.String,
  /** How many documents to ask for. Default: 5. */
  count: Schema.optional(Schema.Int)
}) {}

/** What to try a stored connection with. */
export class ExternalKnowledgeRetrieveTestForm extends /*#__PURE__*/ Model<ExternalKnowledgeRetrieveTestForm>()({
  /** Not blank. */
  query: Schema.String,
  /** Default: a collection called `test` with its text in `payload.text`. */
  source: Schema.optional(Schema.NullOr(ExternalKnowledgeSourceForm)),
  /** How many documents to ask for. Default: 5. */
  count: Schema.optional(Schema.Int)
}) {}

/** The connections to outside vector stores. */
export class ExternalKnowledgeConnectionListResponse extends /*#__PURE__*/ Model<ExternalKnowledgeConnectionListResponse>()(
  {
    items: Schema.Array(ExternalKnowledgeConnection),
    total: Schema.Int
  }
) {}

/** What the server notes about a document from an outside vector store; the store's own metadata is beside it. */
export class ExternalKnowledgeDocumentMetadata extends /*#__PURE__*/ Model<ExternalKnowledgeDocumentMetadata>()({
  name: Schema.String,
  source: Schema.String,
  url: Schema.NullOr(Schema.String),
  /** `external-test` where there is no knowledge base yet. */
  knowledge_id: Schema.String,
  /** The name of the knowledge base, or of the connection where there is none yet. */
  knowledge_name: Schema.String,
  external: Schema.Boolean,
  document_id: Schema.optional(Schema.Union([Schema.String, Schema.Int])),
  page: Schema.optional(Schema.Union([Schema.Int, Schema.String]))
}) {}

/** What a search in an outside vector store found: three lists of the same length and order. */
export class ExternalKnowledgeTestResponse extends /*#__PURE__*/ Model<ExternalKnowledgeTestResponse>()({
  /** The texts; null where the store has null in the place of the text, empty where it has nothing. */
  documents: Schema.Array(Schema.NullOr(Schema.String)),
  metadatas: Schema.Array(ExternalKnowledgeDocumentMetadata),
  /** The store's own scores: of Qdrant the higher is the nearer, of pgvector the lower. */
  distances: Schema.Array(Schema.NullOr(Schema.Number))
}) {}

/** How many knowledge bases there are, and for how many the name and the description were embedded. */
export class ReindexKnowledgeBaseMetadataEmbeddingsResponse extends /*#__PURE__*/ Model<ReindexKnowledgeBaseMetadataEmbeddingsResponse>()(
  {
    total: Schema.Int,
    success: Schema.Int
  }
) {}

/** A knowledge base with its files. */
export class KnowledgeFilesResponse extends /*#__PURE__*/ Model<KnowledgeFilesResponse>()({
  ...KnowledgeModel.fields,
  /** Null where one knowledge base is read; a list after it was changed. */
  files: Schema.optional(Schema.NullOr(Schema.Array(FileMetadataResponse))),
  /** True only where one knowledge base is read: after a change it is false even for the owner. */
  write_access: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/** All that may use a knowledge base; replaces what was granted before. */
export class KnowledgeAccessGrantsForm extends /*#__PURE__*/ Model<KnowledgeAccessGrantsForm>()({
  access_grants: Schema.Array(AccessGrantForm)
}) {}

/** A file, and where in the knowledge base it goes. */
export class KnowledgeFileIdForm extends /*#__PURE__*/ Model<KnowledgeFileIdForm>()({
  file_id: Schema.String,
  /** Only looked at when a file is added. Null or nothing is the root. */
  directory_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A local file, for comparing a folder with a knowledge base. */
export class FileManifestEntry extends /*#__PURE__*/ Model<FileManifestEntry>()({
  /** Without its directories. */
  filename: Schema.String,
  /** Its directories joined by `/`, without a slash at either end; empty at the root. */
  path: Schema.String,
  /** SHA-256 of its bytes, in lower-case hexadecimal digits. */
  checksum: Schema.String,
  /** Bytes. Not compared. */
  size: Schema.Int
}) {}

/** All files of a local folder. */
export class SyncDiffForm extends /*#__PURE__*/ Model<SyncDiffForm>()({
  manifest: Schema.Array(FileManifestEntry)
}) {}

/** A file that the knowledge base does not have. */
export class SyncDiffAdded extends /*#__PURE__*/ Model<SyncDiffAdded>()({
  filename: Schema.String,
  path: Schema.String
}) {}

/** A file that the knowledge base has with another content. */
export class SyncDiffModified extends /*#__PURE__*/ Model<SyncDiffModified>()({
  filename: Schema.String,
  path: Schema.String,
  /** The file in the knowledge base, to be removed when the new one is there. */
  stale_file_id: Schema.String
}) {}

/** A file that only the knowledge base has. */
export class SyncDiffDeleted extends /*#__PURE__*/ Model<SyncDiffDeleted>()({
  file_id: Schema.String,
  filename: Schema.String
}) {}

/** What must happen for a knowledge base to hold what a local folder holds. */
export class SyncDiffResponse extends /*#__PURE__*/ Model<SyncDiffResponse>()({
  added: Schema.Array(SyncDiffAdded),
  modified: Schema.Array(SyncDiffModified),
  deleted: Schema.Array(SyncDiffDeleted),
  /** Paths of directories to make, parents first. */
  mkdir: Schema.Array(Schema.String),
  /** Ids of directories to remove. */
  rmdir: Schema.Array(Schema.String),
  unmodified_count: Schema.Int,
  /** The ids of the directories that are there, by their paths. */
  directory_map: Schema.Record(Schema.String, Schema.String)
}) {}

/** What to take out of a knowledge base. */
export class SyncCleanupForm extends /*#__PURE__*/ Model<SyncCleanupForm>()({
  file_ids: Schema.Array(Schema.String),
  /** Removed from the last to the first, so parents come before their children. */
  dir_ids: Schema.optional(Schema.Array(Schema.String))
}) {}

/** The cleaning was done. */
export class SyncKnowledgeCleanupResponse extends /*#__PURE__*/ Model<SyncKnowledgeCleanupResponse>()({
  /** Always true. */
  status: Schema.Boolean
}) {}

/** A directory to make. */
export class KnowledgeDirectoryCreateForm extends /*#__PURE__*/ Model<KnowledgeDirectoryCreateForm>()({
  name: Schema.String,
  /** Null or nothing is the root. */
  parent_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A new name or a new place for a directory. */
export class KnowledgeDirectoryUpdateForm extends /*#__PURE__*/ Model<KnowledgeDirectoryUpdateForm>()({
  /** Null or nothing leaves it. */
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** Nothing leaves it where it is; null moves it to the root. */
  parent_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** The directory is gone. */
export class DeleteKnowledgeDirectoryResponse extends /*#__PURE__*/ Model<DeleteKnowledgeDirectoryResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  /** The files that went with it; empty where they were moved. */
  file_ids: Schema.Array(Schema.String)
}) {}

/** A new place for a file. */
export class KnowledgeFileMoveForm extends /*#__PURE__*/ Model<KnowledgeFileMoveForm>()({
  file_id: Schema.String,
  /** Null or nothing is the root. */
  directory_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** The file was moved. */
export class MoveFileInKnowledgeResponse extends /*#__PURE__*/ Model<MoveFileInKnowledgeResponse>()({
  /** Always true. */
  status: Schema.Boolean
}) {}
