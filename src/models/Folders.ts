/**
 * Folders of chats. A folder is a project too: it has a system prompt, models and files for the chats in it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { AccessGrantForm, AccessGrantModel } from "./AccessGrants.ts"
import { CompletionFile } from "./Completions.ts"
import { ChatShareMode } from "./SharedChats.ts"
import { EpochSeconds } from "./Time.ts"

/** How a folder looks, as the list of folders tells it. */
export class FolderMetadataResponse extends /*#__PURE__*/ Model<FolderMetadataResponse>()({
  /** An emoji's short name. */
  icon: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** How a folder looks. */
export class FolderMeta extends /*#__PURE__*/ Model<FolderMeta>()({
  /** An emoji's short name. */
  icon: Schema.optional(Schema.NullOr(Schema.String)),
  background_image_url: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** What a folder gives to the chats in it. */
export class FolderData extends /*#__PURE__*/ Model<FolderData>()({
  system_prompt: Schema.optional(Schema.NullOr(Schema.String)),
  /** The models that a new chat begins with. */
  model_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /**
   * Files and knowledge bases. Those that the account may not read any more are dropped when its folders are listed.
   */
  files: Schema.optional(Schema.NullOr(Schema.Array(CompletionFile))),
  /** `continue` lets those who may read the folder write in its chats. */
  share_mode: Schema.optional(Schema.NullOr(openLiterals(["continue"])))
}) {}

/** A folder in the list of folders. */
export class FolderNameIdResponse extends /*#__PURE__*/ Model<FolderNameIdResponse>()({
  id: Schema.String,
  name: Schema.String,
  meta: Schema.optional(Schema.NullOr(FolderMetadataResponse)),
  parent_id: Schema.optional(Schema.NullOr(Schema.String)),
  is_expanded: Schema.optional(Schema.Boolean),
  /** The unread chats in it and in the folders below it. */
  unread_count: Schema.optional(Schema.Int),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/** A folder. */
export class FolderModel extends /*#__PURE__*/ Model<FolderModel>()({
  id: Schema.String,
  parent_id: Schema.optional(Schema.NullOr(Schema.String)),
  user_id: Schema.String,
  name: Schema.String,
  /** Never filled by the backend. */
  items: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(FolderMeta)),
  data: Schema.optional(Schema.NullOr(FolderData)),
  is_expanded: Schema.optional(Schema.Boolean),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/** A folder, and what the caller may do with it. */
export class FolderResponse extends /*#__PURE__*/ Model<FolderResponse>()({
  ...FolderModel.fields,
  /** With whom it is shared. */
  access_grants: Schema.optional(Schema.Array(AccessGrantModel)),
  write_access: Schema.optional(Schema.Boolean)
}) {}

/** A folder that is shared, with the caller or by the caller. */
export class GetSharedFoldersResponse extends /*#__PURE__*/ Model<GetSharedFoldersResponse>()({
  ...FolderModel.fields,
  /** "Unknown" where the account is gone. */
  owner_name: Schema.String,
  /** What the caller may do; `write` for the owner. */
  permission: openLiterals(["read", "write"])
}) {}

/** A folder after its sharing has changed. */
export class UpdateFolderAccessByIdResponse extends /*#__PURE__*/ Model<UpdateFolderAccessByIdResponse>()({
  ...FolderModel.fields,
  /** With whom it is shared now. */
  access_grants: Schema.Array(AccessGrantModel)
}) {}

/** Somebody who wrote in a chat. */
export class SharedFolderChatParticipant extends /*#__PURE__*/ Model<SharedFolderChatParticipant>()({
  id: Schema.String,
  /** Null where the account is gone. */
  name: Schema.NullOr(Schema.String)
}) {}

/** A chat in a shared folder, whoever owns it. */
export class SharedFolderChat extends /*#__PURE__*/ Model<SharedFolderChat>()({
  id: Schema.String,
  title: Schema.String,
  user_id: Schema.String,
  updated_at: EpochSeconds,
  created_at: EpochSeconds,
  /** Of somebody else's chat the same as `updated_at`, so that it never counts as unread. */
  last_read_at: Schema.NullOr(EpochSeconds),
  /** "Unknown" where the account is gone. */
  owner_name: Schema.String,
  /** Those who wrote in it, the owner first. */
  participants: Schema.Array(SharedFolderChatParticipant),
  /** Whether an answer is being written just now. */
  active: Schema.Boolean,
  /** Whether it is somebody else's. */
  readonly: Schema.Boolean
}) {}

/** The chats of a shared folder. */
export class GetSharedFolderChatsResponse extends /*#__PURE__*/ Model<GetSharedFolderChatsResponse>()({
  chats: Schema.Array(SharedFolderChat),
  /** What the caller may do in the folder. */
  folder_permission: openLiterals(["read", "write"]),
  /** Of all pages; there where a page was asked for. */
  total: Schema.optional(Schema.Int),
  /** There where a page was asked for. */
  has_more: Schema.optional(Schema.Boolean)
}) {}

/** What came of marking the chats of a folder as read. */
export class MarkFolderChatsReadByIdResponse extends /*#__PURE__*/ Model<MarkFolderChatsReadByIdResponse>()({
  folder_id: Schema.String,
  /** The folder and those below it; of a folder that is shared with the caller only itself. */
  folder_ids: Schema.Array(Schema.String),
  /** How many of the caller's own chats were touched, those that were read before included. */
  updated_count: Schema.Int,
  /** By folder id, the caller's unread chats in it and below it. */
  folder_unread_counts: Schema.Record(Schema.String, Schema.Int)
}) {}

/** A folder to create. */
export class FolderForm extends /*#__PURE__*/ Model<FolderForm>()({
  name: Schema.String,
  data: Schema.optional(Schema.NullOr(FolderData)),
  meta: Schema.optional(Schema.NullOr(FolderMeta)),
  parent_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** What to change of a folder; what is absent stays as it is. The server refuses null. */
export class FolderUpdateForm extends /*#__PURE__*/ Model<FolderUpdateForm>()({
  name: Schema.optional(Schema.String),
  /** Merged into what there is, key by key. */
  data: Schema.optional(FolderData),
  /** Merged into what there is, key by key. */
  meta: Schema.optional(FolderMeta)
}) {}

/** The folder that a folder is to be in. */
export class FolderParentIdForm extends /*#__PURE__*/ Model<FolderParentIdForm>()({
  /** Absent or null puts it at the top. */
  parent_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Whether a folder is shown open. */
export class FolderIsExpandedForm extends /*#__PURE__*/ Model<FolderIsExpandedForm>()({
  is_expanded: Schema.Boolean
}) {}

/** With whom a folder is shared. */
export class FolderAccessGrantsForm extends /*#__PURE__*/ Model<FolderAccessGrantsForm>()({
  /** All who may; whoever is not in it loses access. Only single accounts and groups, not everybody. */
  access_grants: Schema.Array(AccessGrantForm),
  /** Absent leaves the mode as it is. */
  share_mode: Schema.optional(Schema.NullOr(ChatShareMode))
}) {}
