/**
 * The router `folders`: folders of chats, which can be nested and shared, and which give the chats in them a system
 * prompt, models and files.
 *
 * All operations need the feature switched on (`folders.enable`) and the permission `features.folders`, and fail with
 * `Forbidden` without. Times are in seconds. The chats of a folder are listed by the router `chats`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import {
  FolderAccessGrantsForm,
  FolderForm,
  FolderIsExpandedForm,
  FolderModel,
  FolderNameIdResponse,
  FolderParentIdForm,
  FolderResponse,
  FolderUpdateForm,
  GetSharedFolderChatsResponse,
  GetSharedFoldersResponse,
  MarkFolderChatsReadByIdResponse,
  UpdateFolderAccessByIdResponse
} from "../models/Folders.ts"
import { chatOrder, pagedFromOne } from "../models/Queries.ts"

/**
 * The operations of the router `folders`.
 *
 * @since 0.1.0
 * @category operations
 */
export const folders = {
  /**
   * Lists the caller's own folders, as a flat list. Any user with the permission.
   * A folder whose parent is gone, or is below it, is put at the top for good by this call, and files that the caller
   * may not read any more are dropped from the folders. Fails with `Forbidden` (without the permission).
   * `routers/folders.py: get_folders`
   */
  getFolders: get("/api/v1/folders/", { success: Schema.Array(FolderNameIdResponse) }),

  /**
   * Creates a folder. Any user with the permission; in somebody else's folder, those who may write it, and then it is
   * that owner's. Fails with `Conflict` (the caller has a folder of this name there, in upper or lower case),
   * `Forbidden` (a parent that may not be written, files that may not be read). An unknown parent and an empty name are
   * taken. `routers/folders.py: create_folder`
   */
  createFolder: post("/api/v1/folders/", { payload: FolderForm, success: FolderModel }),

  /**
   * Lists the folders that are shared with the caller or by the caller, with the folders below them. Any user with the
   * permission. Fails with `Forbidden` (without the permission). `routers/folders.py: get_shared_folders`
   */
  getSharedFolders: get("/api/v1/folders/shared", { success: Schema.Array(GetSharedFoldersResponse) }),

  /**
   * Reads a folder. The owner, those who may read it or a folder above it, and administrators.
   * Fails with `NotFound` (no such folder, or one that may not be read). `routers/folders.py: get_folder_by_id`
   */
  getFolderById: get("/api/v1/folders/:id", { success: FolderResponse }),

  /**
   * Changes name, data and looks of a folder. The owner, those who may write it, and administrators. Data and looks are
   * merged key by key: send a key as null to clear it. Fails with `NotFound` (no such folder, or one that may not be
   * written), `Conflict` (the name is taken in this place), `Forbidden` (files that may not be read, or another
   * `share_mode` by somebody else than the owner), `Invalid` (null). `routers/folders.py: update_folder_name_by_id`
   */
  updateFolderNameById: post("/api/v1/folders/:id/update", { payload: FolderUpdateForm, success: FolderModel }),

  /**
   * Moves a folder into another one, or to the top (null). The owner.
   * Fails with `NotFound` (no such folder, or not the caller's), `Conflict` (the name is taken there), `Invalid` (into
   * itself or below). An unknown parent is taken; the next `getFolders` undoes it.
   * `routers/folders.py: update_folder_parent_id_by_id`
   */
  updateFolderParentIdById: post("/api/v1/folders/:id/update/parent", {
    payload: FolderParentIdForm,
    success: FolderModel
  }),

  /**
   * Shows a folder open or closed. The owner; for those who may read it and for administrators it changes nothing.
   * Null where somebody else's folder may not be read. Fails with `NotFound` (no such folder).
   * `routers/folders.py: update_folder_is_expanded_by_id`
   */
  updateFolderIsExpandedById: post("/api/v1/folders/:id/update/expanded", {
    payload: FolderIsExpandedForm,
    success: Schema.NullOr(FolderModel)
  }),

  /**
   * Replaces the grants of a folder. The owner with the permission `sharing.folders`, and administrators. Grants are
   * for single accounts and groups, and `write` does not include `read`: give both. Fails with `NotFound` (no such
   * folder), `Forbidden` (not the caller's, or an audience that the caller may not share with, everybody included;
   * nothing is changed). `routers/folders.py: update_folder_access_by_id`
   */
  updateFolderAccessById: post("/api/v1/folders/:id/access/update", {
    payload: FolderAccessGrantsForm,
    success: UpdateFolderAccessByIdResponse
  }),

  /**
   * Lists the chats of a folder, of all accounts. The owner, those who may read it, and administrators. `page` starts
   * at 1 and holds 10; without it 60 come at most. Unread chats come first unless `sort_by` says otherwise. Pinned and
   * archived chats are left out. Fails with `NotFound` (no such folder), `Forbidden` (one that may not be read),
   * `Invalid` (a page below 1). `routers/folders.py: get_shared_folder_chats`
   */
  getSharedFolderChats: get("/api/v1/folders/:id/shared/chats", {
    query: {
      ...chatOrder,
      ...pagedFromOne
    },
    success: GetSharedFolderChatsResponse
  }),

  /**
   * Marks the caller's own chats in a folder as read; of one's own folder those in the folders below too. The owner,
   * those who may read it, and administrators. The count holds those that were read before.
   * Fails with `NotFound` (no such folder), `Forbidden` (one that may not be read).
   * `routers/folders.py: mark_folder_chats_read_by_id`
   */
  markFolderChatsReadById: post("/api/v1/folders/:id/read", { success: MarkFolderChatsReadByIdResponse }),

  /**
   * Deletes a folder and all below it, with the owner's chats in them; with `delete_contents: false` the chats stay, in
   * no folder, as those of others always do. The owner, and administrators; where there are chats to delete with the
   * permission `chat.delete`. Fails with `NotFound` (no such folder), `Forbidden` (not the caller's, or without the
   * permission). `routers/folders.py: delete_folder_by_id`
   */
  deleteFolderById: del("/api/v1/folders/:id", {
    query: { delete_contents: Schema.optional(Schema.Boolean) },
    success: Schema.Boolean
  })
}

/**
 * The methods of the router `folders`.
 *
 * @since 0.1.0
 * @category models
 */
export interface FoldersService extends Methods<typeof folders> {}

/**
 * The service of the router `folders`.
 *
 * @since 0.1.0
 * @category services
 */
export class Folders extends /*#__PURE__*/ Context.Service<Folders, FoldersService>()(
  "effect-open-webui/routers/Folders"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Folders, folders)
}
