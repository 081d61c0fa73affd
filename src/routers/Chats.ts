/**
 * The router `chats`: chats that are kept on the server, with their tags, shares, statistics and settings.
 *
 * A chat's messages form a tree (`chat.history`): read it whole, and send back only the messages that are new or
 * changed, since the server merges them. An answer of a model is asked for through the router `main`, not here.
 *
 * Most operations see the caller's own chats only. "No such chat" and "not your chat" are told apart by few of them,
 * and some say `Forbidden` for both. Times are in seconds.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { ndjson } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, patch, post } from "../internal/operation.ts"
import { AccessGrantResponse } from "../models/AccessGrants.ts"
import {
  ChatAccessGrantsForm,
  ChatConfigForm,
  ChatFolderIdForm,
  ChatForm,
  ChatParams,
  ChatResponse,
  ChatStatsExport,
  ChatStatsExportList,
  ChatsImportForm,
  ChatTitleIdResponse,
  ChatUsageStatsListResponse,
  CloneForm,
  CompactChatByIdResponse,
  CompactChatForm,
  EventForm,
  ForkForm,
  MarkChatsReadByUserIdResponse,
  MarkChatUnreadByIdResponse,
  MessageForm,
  TagFilterForm,
  TagForm
} from "../models/Chats.ts"
import { chatOrder, chatSearch, paged } from "../models/Queries.ts"
import { ShareChatForm, SharedChatResponse } from "../models/SharedChats.ts"
import { TagModel } from "../models/Tags.ts"
import { EpochSeconds } from "../models/Time.ts"

/**
 * The operations of the router `chats`.
 *
 * @since 0.1.0
 * @category operations
 */
export const chats = {
  /**
   * Lists the caller's chats without their messages. Any user. Archived chats are never listed.
   * `page` starts at 1 and holds 60; without it all come at once. Pinned chats and chats in folders come only when
   * asked for. Sorted by `updated_at` and `desc` unless said otherwise; any other `sort_by` counts as `updated_at`.
   * A page below 1 is page 1. `routers/chats.py: get_session_user_chat_list`
   */
  getSessionUserChatList: get("/api/v1/chats/", {
    aliases: ["/api/v1/chats/list"],
    query: {
      ...chatOrder,
      ...paged,
      include_pinned: Schema.optional(Schema.Boolean),
      include_folders: Schema.optional(Schema.Boolean)
    },
    success: Schema.Array(ChatTitleIdResponse)
  }),

  /**
   * Marks all of the caller's chats as read, archived ones excepted. Any user.
   * The count holds those that were read before too. `routers/chats.py: mark_chats_read_by_user_id`
   */
  markChatsReadByUserId: post("/api/v1/chats/read", { success: MarkChatsReadByUserIdResponse }),

  /**
   * Tells how the caller's chats are used: messages, models, lengths, response times. Any user.
   * `page` starts at 1 and holds 50, or `items_per_page`.
   * Chats without messages are left out of their page, so a page may be short while `total` counts them.
   * `routers/chats.py: get_session_user_chat_usage_stats`
   */
  getSessionUserChatUsageStats: get("/api/v1/chats/stats/usage", {
    query: {
      ...paged,
      items_per_page: Schema.optional(Schema.Int)
    },
    success: ChatUsageStatsListResponse
  }),

  /**
   * Gives a page of statistics on the caller's chats, the chats last changed longest ago first; nothing that was said
   * is in it. `page` starts at 1 and holds 10; `updated_at` leaves out what was not changed after it. For all see
   * `streamChatStats`. Administrators, and users while community sharing is switched on.
   * Fails with `Forbidden` (it is switched off). A chat that cannot be read is left out without a word.
   * `routers/chats.py: export_chat_stats`
   */
  exportChatStats: get("/api/v1/chats/stats/export", {
    query: {
      ...paged,
      updated_at: Schema.optional(EpochSeconds)
    },
    fixed: { query: { stream: false } },
    success: ChatStatsExportList
  }),

  /**
   * Gives the statistics of `exportChatStats` on all of the caller's chats, one by one.
   * Administrators, and users while community sharing is switched on. Fails with `Forbidden` (it is switched off).
   * `routers/chats.py: export_chat_stats`
   */
  streamChatStats: get("/api/v1/chats/stats/export", {
    query: { updated_at: Schema.optional(EpochSeconds) },
    fixed: { query: { stream: true } },
    stream: ndjson(ChatStatsExport)
  }),

  /**
   * Gives the statistics on one chat. The owner while community sharing is switched on, and administrators.
   * Fails with `NotFound` (no such chat), `Forbidden` (somebody else's, or sharing is switched off), `Invalid` (a chat
   * with messages that cannot be counted). `routers/chats.py: export_single_chat_stats`
   */
  exportSingleChatStats: get("/api/v1/chats/stats/export/:chat_id", { success: ChatStatsExport }),

  /**
   * Deletes all of the caller's chats, archived ones and those in folders included. Any user with the permission
   * `chat.delete`. True also where there were none. Fails with `Forbidden` (without the permission).
   * `routers/chats.py: delete_all_user_chats`
   */
  deleteAllUserChats: del("/api/v1/chats/", { success: Schema.Boolean }),

  /**
   * Lists the chats of an account, archived ones included. Administrators.
   * `page` starts at 1 and holds 60. `query` looks into titles. `order_by` names a column and counts only together with
   * `direction`; with `query` and without them the order is any.
   * Fails with `Forbidden` (no administrator), `ServerFailed` (another column or direction).
   * An unknown account has an empty list. `routers/chats.py: get_user_chat_list_by_user_id`
   */
  getUserChatListByUserId: get("/api/v1/chats/list/user/:user_id", {
    query: chatSearch,
    success: Schema.Array(ChatTitleIdResponse)
  }),

  /**
   * Creates a chat and gives it back with its id. Any user who is not held to temporary chats.
   * The title is "New Chat" unless `chat.title` says otherwise. Messages are stored as they are, but the server writes
   * the caller as their author. No model answers.
   * Fails with `NotFound` (a folder that does not exist or may not be written), `Forbidden` (temporary chats only),
   * `Invalid` (a chat that the server cannot read). `routers/chats.py: create_new_chat`
   */
  createNewChat: post("/api/v1/chats/new", { payload: ChatForm, success: ChatResponse }),

  /**
   * Imports chats, each under a new id, and gives them back in order. Administrators, and users with the permission
   * `chat.import` who are not held to temporary chats. Takes chats as `getChatById` and `getUserChats` give them.
   * Fails with `Forbidden` (without the permission), `Invalid` (a chat that the server cannot read; none is imported).
   * A folder that does not exist is left out silently. The caller becomes the author of all messages.
   * `routers/chats.py: import_chats`
   */
  importChats: post("/api/v1/chats/import", { payload: ChatsImportForm, success: Schema.Array(ChatResponse) }),

  /**
   * Reads the server's settings for chats. Administrators. Fails with `Forbidden` (no administrator).
   * `routers/chats.py: get_chat_config`
   */
  getChatConfig: get("/api/v1/chats/config", { success: ChatConfigForm }),

  /**
   * Replaces the server's settings for chats and gives them as they are now. Administrators.
   * What is left out falls back to its default, so send what `getChatConfig` gave. Numbers are brought into their
   * range. Fails with `Forbidden` (no administrator). `routers/chats.py: set_chat_config`
   */
  setChatConfig: post("/api/v1/chats/config", { payload: ChatConfigForm, success: ChatConfigForm }),

  /**
   * Searches titles and messages of the caller's chats. Any user. `page` starts at 1 and holds 60.
   * The text may hold `tag:name`, `folder:name`, `pinned:true`, `archived:true`, `shared:true`; archived chats are left
   * out unless asked for. Fails with `Invalid` before it is sent (an empty or blank text, at which the server breaks).
   * A search for a single `tag:name` that finds nothing deletes a tag that no chat has.
   * `routers/chats.py: search_user_chats`
   */
  searchUserChats: get("/api/v1/chats/search", {
    query: {
      ...paged,
      text: Schema.String.check(Schema.isPattern(/\S/))
    },
    success: Schema.Array(ChatTitleIdResponse)
  }),

  /**
   * Gives the caller's chats in a folder and in those below it, with all messages. Any user.
   * An unknown folder has an empty list. Pinned and archived chats are left out; of a shared folder only the caller's
   * own come: for the others see `folders.getSharedFolderChats`. `routers/chats.py: get_chats_by_folder_id`
   */
  getChatsByFolderId: get("/api/v1/chats/folder/:folder_id", { success: Schema.Array(ChatResponse) }),

  /**
   * Lists the caller's chats in a folder without their messages. Any user. `page` starts at 1 and holds 10.
   * Unread chats come first unless `sort_by` says otherwise. Pinned and archived chats are left out.
   * An unknown folder has an empty list. `routers/chats.py: get_chat_list_by_folder_id`
   */
  getChatListByFolderId: get("/api/v1/chats/folder/:folder_id/list", {
    query: {
      ...chatOrder,
      ...paged
    },
    success: Schema.Array(ChatTitleIdResponse)
  }),

  /**
   * Lists the caller's pinned chats, archived ones excepted, the last changed first. Any user.
   * `routers/chats.py: get_user_pinned_chats`
   */
  getUserPinnedChats: get("/api/v1/chats/pinned", { success: Schema.Array(ChatTitleIdResponse) }),

  /**
   * Gives all of the caller's chats with all messages, one by one, the last changed first; archived ones and those in
   * folders included. Any user. The stream is empty where there are none.
   * The server reads them 100 at a time, so a chat that changes meanwhile may come twice or not at all.
   * `routers/chats.py: get_user_chats`
   */
  getUserChats: get("/api/v1/chats/all", { stream: ndjson(ChatResponse) }),

  /**
   * Gives the caller's archived chats with all messages, in one piece. Any user. For a list see
   * `getArchivedSessionUserChatList`. `routers/chats.py: get_user_archived_chats`
   */
  getUserArchivedChats: get("/api/v1/chats/all/archived", { success: Schema.Array(ChatResponse) }),

  /**
   * Lists the caller's tags. Any user. A tag goes with the last chat that has it. `routers/chats.py: get_all_user_tags`
   */
  getAllUserTags: get("/api/v1/chats/all/tags", { success: Schema.Array(TagModel) }),

  /**
   * Gives all chats of all accounts with all messages, in one piece. Administrators.
   * Fails with `Forbidden` (no administrator, or the server has exports for administrators switched off).
   * `routers/chats.py: get_all_user_chats_in_db`
   */
  getAllUserChatsInDb: get("/api/v1/chats/all/db", { success: Schema.Array(ChatResponse) }),

  /**
   * Lists the caller's archived chats without their messages. Any user. `page` starts at 1 and holds 60.
   * `query` looks into titles. `order_by` names a column and counts only together with `direction`.
   * Fails with `ServerFailed` (another column or direction). `routers/chats.py: get_archived_session_user_chat_list`
   */
  getArchivedSessionUserChatList: get("/api/v1/chats/archived", {
    query: chatSearch,
    success: Schema.Array(ChatTitleIdResponse)
  }),

  /** Counts the caller's archived chats. Any user. `routers/chats.py: get_archived_session_user_chat_count` */
  getArchivedSessionUserChatCount: get("/api/v1/chats/archived/count", { success: Schema.Int }),

  /**
   * Archives all of the caller's chats and takes them out of their folders. Any user. True also where there were none.
   * `unarchiveAllChats` does not bring them back into the folders. `routers/chats.py: archive_all_chats`
   */
  archiveAllChats: post("/api/v1/chats/archive/all", { success: Schema.Boolean }),

  /**
   * Brings all of the caller's archived chats back. Any user. True also where there were none.
   * `routers/chats.py: unarchive_all_chats`
   */
  unarchiveAllChats: post("/api/v1/chats/unarchive/all", { success: Schema.Boolean }),

  /**
   * Ends all shares of the caller, with all grants. Any user. True also where there were none.
   * `routers/chats.py: unshare_all_chats`
   */
  unshareAllChats: del("/api/v1/chats/share/all", { success: Schema.Boolean }),

  /**
   * Lists the chats that the caller has shared. Any user. `page` starts at 1 and holds 60. `query` looks into titles.
   * `order_by` names a column and counts only together with `direction`.
   * Fails with `ServerFailed` (another column or direction). `routers/chats.py: get_shared_session_user_chat_list`
   */
  getSharedSessionUserChatList: get("/api/v1/chats/shared", {
    query: chatSearch,
    success: Schema.Array(SharedChatResponse)
  }),

  /**
   * Reads a shared chat by the id of its link. Anyone, without a token too, where it is shared with `anyone`; else
   * those with a grant, the owner and administrators. It is the snapshot, whose `id` is the link's, or the chat itself
   * where the caller may go on with it (`chat.share_mode` is `continue`). Settings and variables are left out for all
   * but the owner. Fails with `NotFound` (no such link), `Forbidden` (no grant), `Unauthenticated` (no valid token, and
   * one is needed). An administrator may give a chat's id instead. `routers/chats.py: get_shared_chat_by_id`
   */
  getSharedChatById: get("/api/v1/chats/share/:share_id", { success: ChatResponse }),

  /**
   * Lists the caller's chats with a tag. Any user. The name is that of the tag or its id; `limit` is 50 unless said
   * otherwise. Where no chat has the tag, the tag is deleted. `routers/chats.py: get_user_chat_list_by_tag_name`
   */
  getUserChatListByTagName: post("/api/v1/chats/tags", {
    payload: TagFilterForm,
    success: Schema.Array(ChatTitleIdResponse)
  }),

  /**
   * Sums up all but the last message of the visible branch, so that the model is sent the summary in their place. The
   * owner. Takes as long as the model does; `reason` says why nothing was done.
   * Fails with `NotFound` (no such chat, or not the caller's), `Conflict` (an answer is being written), `Invalid` (no
   * model is known), `ServerFailed` (the model does not exist, or the caller may not use it).
   * `routers/chats.py: compact_chat_by_id`
   */
  compactChatById: post("/api/v1/chats/:id/compact", {
    payload: Schema.optional(CompactChatForm),
    success: CompactChatByIdResponse
  }),

  /**
   * Reads one chat with its history. The owner, administrators, and those who may read its folder or may go on with it
   * by a share. `chat.share_mode` is `continue` where the caller may write. While an answer is being written, its
   * message holds what has come so far. Settings and variables are left out for all but the owner.
   * Fails with `NotFound` (no such chat, or one that the caller may not read; the server says 401).
   * `routers/chats.py: get_chat_by_id`
   */
  getChatById: get("/api/v1/chats/:id", { success: ChatResponse }),

  /**
   * Replaces the keys of `chat` that are sent, and keeps the others. The owner; the title alone, whoever owns the
   * folder that somebody else's chat is in. `history` is merged: messages that are not sent stay, answers that are
   * being written too, and `childrenIds` follow from `parentId`. `variables` are replaced, `folder_id` is ignored.
   * Fails with `Forbidden` (no such chat, or not the caller's), `ServerFailed` (a chat that the server cannot read).
   * Only new messages or history change `updated_at`. `routers/chats.py: update_chat_by_id`
   */
  updateChatById: post("/api/v1/chats/:id", { payload: ChatForm, success: ChatResponse }),

  /**
   * Replaces the parameters of a chat that are sent, keeps the others, and gives all of them. The owner.
   * A parameter cannot be removed; null switches it off. Fails with `Forbidden` (no such chat, or not the caller's).
   * `routers/chats.py: update_chat_params`
   */
  updateChatParams: patch("/api/v1/chats/:id/params", { payload: ChatParams, success: ChatParams }),

  /**
   * Changes the text or the speech of a message, and tells those who look at the chat. The owner, and administrators.
   * With `content` an unknown message is created, and becomes the current one; with `voice` it is not.
   * Fails with `Forbidden` (no such chat, or not the caller's), `Invalid` (neither is sent, or the speech is too
   * large), `NotFound` (speech for an unknown message). `output` keeps the old text. `routers/chats.py:
   * update_chat_message_by_id`
   */
  updateChatMessageById: post("/api/v1/chats/:id/messages/:message_id", {
    payload: MessageForm,
    success: ChatResponse
  }),

  /**
   * Deletes a message together with its direct answers; what comes after these is joined to the message's parent. The
   * owner, and administrators. An unknown message changes nothing.
   * Fails with `Forbidden` (no such chat, or not the caller's). `routers/chats.py: delete_chat_message_by_id`
   */
  deleteChatMessageById: del("/api/v1/chats/:id/messages/:message_id", { success: ChatResponse }),

  /**
   * Sends an event of a message to the owner's browsers, as plugins do; `status`, `message`, `replace`, `source`,
   * `files` and `embeds` are stored with the message too, any other type is passed on only. The owner, and
   * administrators. Fails with `Forbidden` (no such chat, or not the caller's). True also for an unknown message.
   * `routers/chats.py: send_chat_message_event_by_id`
   */
  sendChatMessageEventById: post("/api/v1/chats/:id/messages/:message_id/event", {
    payload: EventForm,
    success: Schema.Boolean
  }),

  /**
   * Deletes a chat, stops what is running for it, and deletes the internal chats that it started. The owner with the
   * permission `chat.delete`, and administrators.
   * Fails with `NotFound` (no such chat, or not the caller's), `Forbidden` (without the permission).
   * `routers/chats.py: delete_chat_by_id`
   */
  deleteChatById: del("/api/v1/chats/:id", { success: Schema.Boolean }),

  /**
   * Tells whether a chat is pinned. The owner. Fails with `NotFound` (no such chat, or not the caller's).
   * Null means no, for chats from before there were pins. `routers/chats.py: get_pinned_status_by_id`
   */
  getPinnedStatusById: get("/api/v1/chats/:id/pinned", { success: Schema.NullOr(Schema.Boolean) }),

  /**
   * Pins a chat, or unpins it where it is pinned: there is no "set". The owner.
   * Fails with `NotFound` (no such chat, or not the caller's). `routers/chats.py: pin_chat_by_id`
   */
  pinChatById: post("/api/v1/chats/:id/pin", { success: ChatResponse }),

  /**
   * Makes a new chat of one branch, up to a message: by default the current one. Whoever may read the chat, by its id
   * or by a link, and has the permission `chat.import`. Tags, folder, pin and variables go along for the owner only.
   * Fails with `NotFound` (no such chat or message), `Forbidden` (without the permission or grant), `Conflict` (an
   * answer is being written), `Invalid` (no messages). `routers/chats.py: fork_chat_by_id`
   */
  forkChatById: post("/api/v1/chats/:id/fork", { payload: Schema.optional(ForkForm), success: ChatResponse }),

  /**
   * Makes a copy of a chat with all branches, tags, folder and pin. The owner, with the permission `chat.import`.
   * Fails with `NotFound` (no such chat, or not the caller's), `Forbidden` (without the permission), `ServerFailed` (a
   * chat without a history). `routers/chats.py: clone_chat_by_id`
   */
  cloneChatById: post("/api/v1/chats/:id/clone", { payload: CloneForm, success: ChatResponse }),

  /**
   * Makes a copy of a shared chat, by the id of its link, as a chat of the caller's own. Whoever may read it and has
   * the permission `chat.import`. An administrator may give a chat's id instead.
   * Fails with `NotFound` (no such link), `Forbidden` (no grant, or without the permission), `ServerFailed` (a chat
   * without a history). `routers/chats.py: clone_shared_chat_by_id`
   */
  cloneSharedChatById: post("/api/v1/chats/:id/clone/shared", { success: ChatResponse }),

  /**
   * Archives a chat, or brings it back where it is archived: there is no "set". The owner.
   * Either way it leaves its folder; archiving stops what is running for it.
   * Fails with `NotFound` (no such chat, or not the caller's). `routers/chats.py: archive_chat_by_id`
   */
  archiveChatById: post("/api/v1/chats/:id/archive", { success: ChatResponse }),

  /**
   * Shares a chat, or takes the snapshot of a shared one anew; `share_id` of the answer is the link's id. The owner
   * with the permission `chat.share`, and an administrator for a chat of his own. Nobody else may read it before
   * `updateSharedChatAccessById` grants it. Fails with `Forbidden` (no such chat, not the caller's, or without the
   * permission). `routers/chats.py: share_chat_by_id`
   */
  shareChatById: post("/api/v1/chats/:id/share", { payload: Schema.optional(ShareChatForm), success: ChatResponse }),

  /**
   * Ends the share of a chat, with all grants. The owner. True also where it was not shared.
   * Fails with `Forbidden` (no such chat, or not the caller's). `routers/chats.py: delete_shared_chat_by_id`
   */
  deleteSharedChatById: del("/api/v1/chats/:id/share", { success: Schema.Boolean }),

  /**
   * Replaces the grants of a shared chat, by the chat's id. The owner, and administrators.
   * `user` with `*` is every account (permission `sharing.public_chats`), `anyone` with `*` everybody without an
   * account too (`sharing.open_chats`). Fails with `NotFound` (no such chat, or not the caller's), `Forbidden` (an
   * audience that the caller may not share with; nothing is changed). Grants can be set before the chat is shared.
   * `routers/chats.py: update_shared_chat_access_by_id`
   */
  updateSharedChatAccessById: post("/api/v1/chats/shared/:id/access/update", {
    payload: ChatAccessGrantsForm,
    success: ChatResponse
  }),

  /**
   * Lists the grants of a shared chat, by the chat's id. The owner, and administrators.
   * Fails with `NotFound` (no such chat, or not the caller's). `routers/chats.py: get_shared_chat_access_by_id`
   */
  getSharedChatAccessById: get("/api/v1/chats/shared/:id/access", { success: Schema.Array(AccessGrantResponse) }),

  /**
   * Marks a chat as unread. The owner. Fails with `NotFound` (no such chat, or not the caller's).
   * One chat cannot be marked as read over HTTP: that is an event of the socket. `routers/chats.py:
   * mark_chat_unread_by_id`
   */
  markChatUnreadById: post("/api/v1/chats/:id/unread", { success: MarkChatUnreadByIdResponse }),

  /**
   * Puts a chat into a folder, or takes it out of its folder (null). The owner; somebody else's chat only within the
   * tree of a shared folder of one's own. A pinned chat loses its pin, and a folder brings an
   * archived one back.
   * Fails with `NotFound` (no such chat or folder, or one that the caller may not write).
   * `routers/chats.py: update_chat_folder_id_by_id`
   */
  updateChatFolderIdById: post("/api/v1/chats/:id/folder", { payload: ChatFolderIdForm, success: ChatResponse }),

  /**
   * Lists the tags of a chat. Whoever may read the chat. Fails with `NotFound` (no such chat, or one that the caller
   * may not read). `routers/chats.py: get_chat_tags_by_id`
   */
  getChatTagsById: get("/api/v1/chats/:id/tags", { success: Schema.Array(TagModel) }),

  /**
   * Adds a tag to a chat, and gives all its tags. The owner. Upper case and spaces make no other tag.
   * Fails with `NotFound` (no such chat, or not the caller's), `Invalid` (the name "none").
   * `routers/chats.py: add_tag_by_id_and_tag_name`
   */
  addTagByIdAndTagName: post("/api/v1/chats/:id/tags", { payload: TagForm, success: Schema.Array(TagModel) }),

  /**
   * Takes a tag from a chat, and gives the tags that it still has. The owner. A tag that no chat has any more is
   * deleted. Fails with `NotFound` (no such chat, or not the caller's). A tag that the chat does not have changes
   * nothing. `routers/chats.py: delete_tag_by_id_and_tag_name`
   */
  deleteTagByIdAndTagName: del("/api/v1/chats/:id/tags", { payload: TagForm, success: Schema.Array(TagModel) })
}

/**
 * The methods of the router `chats`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChatsService extends Methods<typeof chats> {}

/**
 * The service of the router `chats`.
 *
 * @since 0.1.0
 * @category services
 */
export class Chats extends /*#__PURE__*/ Context.Service<Chats, ChatsService>()("effect-open-webui/routers/Chats") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Chats, chats)
}
