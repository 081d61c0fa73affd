/**
 * Channels: rooms in which accounts, models and apps talk, direct messages among them, and the webhooks that post to
 * them from outside. `routers/channels.py`.
 *
 * Channels are off unless an administrator switches them on; then all but the app routes need the permission
 * `features.channels`, which accounts have by default. So every operation may fail with `FeatureDisabled`, `Forbidden`
 * and `Unauthenticated`. A `group` or `dm` is for its members, administrators not excepted; a standard channel is for
 * those whom its access grants let in, and for administrators. Times are in nanoseconds.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { AppInvitation, AppResponse } from "../models/Apps.ts"
import {
  ChannelAccessGrantsForm,
  ChannelForm,
  ChannelFullResponse,
  ChannelListItemResponse,
  ChannelMemberListResponse,
  ChannelMemberModel,
  ChannelModel,
  ChannelWebhookForm,
  ChannelWebhookModel,
  CreateChannelForm,
  MessageUserResponse,
  PinMessageForm,
  PostWebhookMessageResponse,
  ReactionForm,
  RemoveAppResponse,
  RemoveMembersForm,
  UpdateActiveMemberForm,
  UpdateMembersForm,
  UpdateMutedMemberForm,
  WebhookMessageForm
} from "../models/Channels.ts"
import {
  MessageData,
  MessageForm,
  MessageModel,
  MessageResponse,
  MessageWithReactionsResponse
} from "../models/Messages.ts"
import { Direction, paged, sliced } from "../models/Queries.ts"

/**
 * The operations of the router `channels`.
 *
 * @since 0.1.0
 * @category operations
 */
export const channels = {
  /**
   * Lists the caller's channels: groups and direct messages in which the caller is active, and standard channels that
   * grants let the caller read; with the number of unread messages. Any account.
   * An administrator sees here what grants give, like everyone else. All in one answer, without pages.
   * `routers/channels.py: get_channels`
   */
  getChannels: get("/api/v1/channels/", { success: Schema.Array(ChannelListItemResponse) }),

  /**
   * Lists all channels of the server, direct messages of others too, for an administrator; for everyone else the
   * caller's own. All in one answer, without pages.
   * `routers/channels.py: get_all_channels`
   */
  getAllChannels: get("/api/v1/channels/list", { success: Schema.Array(ChannelModel) }),

  /**
   * Gives the direct messages between the caller and an account, and makes the channel where there is none; it comes
   * back to both lists. Any account.
   * The id is not checked: one that does not exist makes another channel, with nobody, on every call. Hence it is not
   * repeated by itself.
   * `routers/channels.py: get_dm_channel_by_user_id`
   */
  getDmChannelByUserId: get("/api/v1/channels/users/:user_id", { success: ChannelModel, idempotent: false }),

  /**
   * Makes a channel; the caller becomes its owner. Any account for `group` and `dm`, administrators for others.
   * A `dm` of the same accounts is not made twice: the one that is there comes back.
   * Fails with `Forbidden` (a standard channel, not an administrator) and `Invalid` (a `dm` without `user_ids`).
   * Unknown accounts are taken without a word.
   * `routers/channels.py: create_new_channel`
   */
  createNewChannel: post("/api/v1/channels/create", { payload: CreateChannelForm, success: ChannelModel }),

  /**
   * Reads a channel, with its members where it is a `group` or `dm`. Members, or whom grants let read.
   * Fails with `NotFound` and `Forbidden` (also for an administrator who is no member of the group).
   * Reading it here does not mark its messages as read.
   * `routers/channels.py: get_channel_by_id`
   */
  getChannelById: get("/api/v1/channels/:id", { success: ChannelFullResponse }),

  /**
   * Lists the members, 30 a page; of a standard channel all accounts that may read it. Members, or whom grants let
   * read. Pages start at 1. A `dm` ignores all parameters and answers in one page.
   * `query` looks into names and addresses; an `order_by` that is unknown counts as `created_at`.
   * Fails with `NotFound` and `Forbidden`.
   * `routers/channels.py: get_channel_members_by_id`
   */
  getChannelMembersById: get("/api/v1/channels/:id/members", {
    query: {
      ...paged,
      query: Schema.optional(Schema.String),
      order_by: Schema.optional(openLiterals(["name", "email", "created_at", "last_active_at", "updated_at", "role"])),
      direction: Schema.optional(Direction)
    },
    success: ChannelMemberListResponse
  }),

  /**
   * Switches the caller's notifications of the channel off or on; mentions still notify. Members, or whom grants let
   * read, who become members by it. Fails with `NotFound` and `Forbidden`.
   * `routers/channels.py: update_member_mute_status`
   */
  updateMemberMuteStatus: post("/api/v1/channels/:id/members/mute", {
    payload: UpdateMutedMemberForm,
    success: UpdateMutedMemberForm
  }),

  /**
   * Takes the channel out of the caller's list. Active members. Answers true.
   * Fails with `NotFound` (no such channel, or no active member). Hence it cannot bring a channel back: a new message
   * or `getDmChannelByUserId` does. Ends encrypted sessions of the channel.
   * `routers/channels.py: update_is_active_member_by_id_and_user_id`
   */
  updateIsActiveMemberByIdAndUserId: post("/api/v1/channels/:id/members/active", {
    payload: UpdateActiveMemberForm,
    success: Schema.Boolean
  }),

  /**
   * Adds accounts, and those who are in groups now, to a channel; answers the new memberships only. The owner, or an
   * administrator. Fails with `NotFound` and `Forbidden` (also for a `dm`).
   * The caller becomes a member too. Unknown accounts are taken without a word.
   * `routers/channels.py: add_members_by_id`
   */
  addMembersById: post("/api/v1/channels/:id/update/members/add", {
    payload: UpdateMembersForm,
    success: Schema.Array(ChannelMemberModel)
  }),

  /**
   * Removes members; answers how many there were. The owner, or an administrator.
   * Fails with `NotFound` and `Forbidden` (also for a `dm`). Ends encrypted sessions of the channel.
   * `routers/channels.py: remove_members_by_id`
   */
  removeMembersById: post("/api/v1/channels/:id/update/members/remove", {
    payload: RemoveMembersForm,
    success: Schema.Int
  }),

  /**
   * Replaces name, description, `is_private`, `data` and `meta`; what is left out is emptied. The owner, or an
   * administrator. Fails with `NotFound` and `Forbidden`. Ends encrypted sessions of the channel.
   * `routers/channels.py: update_channel_by_id`
   */
  updateChannelById: post("/api/v1/channels/:id/update", { payload: ChannelForm, success: ChannelModel }),

  /**
   * Replaces all access grants of a standard channel. The owner, or an administrator.
   * Fails with `NotFound` and `Forbidden` (also for a `group` or `dm`, and for grants that the caller may not give).
   * `routers/channels.py: update_channel_access_by_id`
   */
  updateChannelAccessById: post("/api/v1/channels/:id/access/update", {
    payload: ChannelAccessGrantsForm,
    success: ChannelModel
  }),

  /**
   * Deletes a channel for everyone. The owner, or an administrator. Answers true. Its messages, memberships and
   * webhooks stay behind in the database, out of reach. Fails with `NotFound` and `Forbidden`.
   * `routers/channels.py: delete_channel_by_id`
   */
  deleteChannelById: del("/api/v1/channels/:id/delete", { success: Schema.Boolean }),

  /**
   * Lists the apps that are in a channel. Members, whom grants let read, or an administrator.
   * Fails with `NotFound` (no such channel, or a `dm`), `Forbidden` and `FeatureDisabled` (apps or channels).
   * Asks for no permission `features.channels`. `connection_status` is absent: `apps.getApps` has it.
   * `routers/channels.py: get_channel_apps`
   */
  getChannelApps: get("/api/v1/channels/:channel_id/apps", { success: Schema.Array(AppResponse) }),

  /**
   * Brings an app into a channel; answers the app. Managers of the channel, or an administrator.
   * Fails with `NotFound` (no such app or channel, or a `dm`), `Forbidden` (no manager, the app is not connected, or
   * not granted to the caller), `Conflict` (two invitations at once) and `FeatureDisabled`.
   * `routers/channels.py: invite_app`
   */
  inviteApp: post("/api/v1/channels/:channel_id/apps", { payload: AppInvitation, success: AppResponse }),

  /**
   * Takes an app out of a channel. Managers of the channel, or an administrator.
   * Fails with `NotFound` (no such channel, or a `dm`), `Forbidden` and `FeatureDisabled`. An app that is not there, or
   * does not exist, counts as removed.
   * `routers/channels.py: remove_app`
   */
  removeApp: del("/api/v1/channels/:channel_id/apps/:app_id", { success: RemoveAppResponse }),

  /**
   * Lists messages of the channel itself, newest first; those in threads are counted in `reply_count`. Members, or whom
   * grants let read, who become members by it. `skip` and `limit` (50) count messages; there is no upper limit.
   * Fails with `NotFound` and `Forbidden`. `data` only tells whether there is any: see `getChannelMessageData`.
   * `routers/channels.py: get_channel_messages`
   */
  getChannelMessages: get("/api/v1/channels/:id/messages", {
    query: sliced,
    success: Schema.Array(MessageUserResponse)
  }),

  /**
   * Lists pinned messages, last pinned first, 20 a page. Members, or whom grants let read. Pages start at 1.
   * Fails with `NotFound` and `Forbidden`. A message of a webhook has `Webhook` for the author's name here.
   * `routers/channels.py: get_pinned_channel_messages`
   */
  getPinnedChannelMessages: get("/api/v1/channels/:id/messages/pinned", {
    query: paged,
    success: Schema.Array(MessageWithReactionsResponse)
  }),

  /**
   * Posts a message, to the channel or to a thread. Members, or whom grants let write.
   * A model that is mentioned, or whose message is quoted, answers later in a message of its own (in the thread, unless
   * the server says otherwise), whose `meta.done` becomes true.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (`parent_id` or `reply_to_id` is in no or another channel).
   * `routers/channels.py: post_new_message`
   */
  postNewMessage: post("/api/v1/channels/:id/messages/post", { payload: MessageForm, success: MessageModel }),

  /**
   * Reads a message with its data. Members, or whom grants let read.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (the message is in another channel).
   * `user` is the account behind a webhook here; the lists name the webhook.
   * `routers/channels.py: get_channel_message`
   */
  getChannelMessage: get("/api/v1/channels/:id/messages/:message_id", { success: MessageResponse }),

  /**
   * Reads a message's data; null where it has none. Members, or whom grants let read.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (the message is in another channel).
   * `routers/channels.py: get_channel_message_data`
   */
  getChannelMessageData: get("/api/v1/channels/:id/messages/:message_id/data", {
    success: Schema.NullOr(MessageData)
  }),

  /**
   * Pins a message for all, or unpins it. Members, or whom grants let write.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (the message is in another channel).
   * `routers/channels.py: pin_channel_message`
   */
  pinChannelMessage: post("/api/v1/channels/:id/messages/:message_id/pin", {
    payload: PinMessageForm,
    success: MessageUserResponse
  }),

  /**
   * Lists a thread, newest first; the message it hangs on comes last, where `limit` leaves room for it. Members, or
   * whom grants let read. `limit` (50) is 1 to 100; `before` gives what is older than that message, `around` a window
   * that starts ten messages above it, and both make `skip` count for nothing.
   * Fails with `NotFound` (no such channel) and `Forbidden`. An unknown message gives an empty list. `reply_count` is
   * always 0 here.
   * `routers/channels.py: get_channel_thread_messages`
   */
  getChannelThreadMessages: get("/api/v1/channels/:id/messages/:message_id/thread", {
    query: {
      ...sliced,
      around: Schema.optional(Schema.String),
      before: Schema.optional(Schema.String)
    },
    success: Schema.Array(MessageUserResponse)
  }),

  /**
   * Changes a message's text, and the keys of its data that are given. Its author, or an administrator.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (the message is in another channel).
   * `routers/channels.py: update_message_by_id`
   */
  updateMessageById: post("/api/v1/channels/:id/messages/:message_id/update", {
    payload: MessageForm,
    success: MessageModel
  }),

  /**
   * Adds the caller's reaction; one that is there already stays. Answers true. Members, or whom grants let write.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (the message is in another channel).
   * `routers/channels.py: add_reaction_to_message`
   */
  addReactionToMessage: post("/api/v1/channels/:id/messages/:message_id/reactions/add", {
    payload: ReactionForm,
    success: Schema.Boolean
  }),

  /**
   * Takes the caller's reaction back; answers true, also where there was none. Members, or whom grants let write.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (the message is in another channel).
   * `routers/channels.py: remove_reaction_by_id_and_user_id_and_name`
   */
  removeReactionByIdAndUserIdAndName: post("/api/v1/channels/:id/messages/:message_id/reactions/remove", {
    payload: ReactionForm,
    success: Schema.Boolean
  }),

  /**
   * Deletes a message and its thread. Its author, or an administrator. Answers true.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (the message is in another channel).
   * `routers/channels.py: delete_message_by_id`
   */
  deleteMessageById: del("/api/v1/channels/:id/messages/:message_id/delete", { success: Schema.Boolean }),

  /**
   * Gives a webhook's image. Members, or whom grants let read.
   * Fails with `NotFound` (the channel is gone) and `Forbidden`. A webhook that does not exist, or has no image, gives
   * the server's own icon. Where the image was given by its URL the server redirects there: it is fetched from there,
   * without the token.
   * `routers/channels.py: get_webhook_profile_image`
   */
  getWebhookProfileImage: get("/api/v1/channels/webhooks/:webhook_id/profile/image", { success: bytes }),

  /**
   * Streams what `getWebhookProfileImage` gives. Members, or whom grants let read. Fails as `getWebhookProfileImage`.
   * `routers/channels.py: get_webhook_profile_image`
   */
  streamWebhookProfileImage: get("/api/v1/channels/webhooks/:webhook_id/profile/image", { stream: byteStream }),

  /**
   * Lists the webhooks of a channel, with their tokens. Managers of the channel, or an administrator.
   * Fails with `NotFound` and `Forbidden`.
   * `routers/channels.py: get_channel_webhooks`
   */
  getChannelWebhooks: get("/api/v1/channels/:id/webhooks", { success: Schema.Array(ChannelWebhookModel) }),

  /**
   * Makes a webhook; its id and its token are what `postWebhookMessage` takes. Managers of the channel, or an
   * administrator. Fails with `NotFound`, `Forbidden` and `Invalid` (the image's URL).
   * `routers/channels.py: create_channel_webhook`
   */
  createChannelWebhook: post("/api/v1/channels/:id/webhooks/create", {
    payload: ChannelWebhookForm,
    success: ChannelWebhookModel
  }),

  /**
   * Replaces a webhook's name and image; its token stays. Managers of the channel, or an administrator.
   * Fails with `NotFound` (also for a webhook of another channel), `Forbidden` and `Invalid` (the image's URL).
   * `routers/channels.py: update_channel_webhook`
   */
  updateChannelWebhook: post("/api/v1/channels/:id/webhooks/:webhook_id/update", {
    payload: ChannelWebhookForm,
    success: ChannelWebhookModel
  }),

  /**
   * Deletes a webhook; what it posted stays, under the name `Deleted Webhook`. Managers of the channel, or an
   * administrator. Answers true. Fails with `NotFound` (also for a webhook of another channel) and `Forbidden`.
   * `routers/channels.py: delete_channel_webhook`
   */
  deleteChannelWebhook: del("/api/v1/channels/:id/webhooks/:webhook_id/delete", { success: Schema.Boolean }),

  /**
   * Posts a message in the name of a webhook. Anyone who knows its token; no sign-in is needed.
   * Fails with `NotFound` (a wrong id or token, said with 401; the channel is gone). Mentioned models and apps do not
   * answer.
   * `routers/channels.py: post_webhook_message`
   */
  postWebhookMessage: post("/api/v1/channels/webhooks/:webhook_id/:token", {
    payload: WebhookMessageForm,
    success: PostWebhookMessageResponse
  })
}

/**
 * The methods of the router `channels`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChannelsService extends Methods<typeof channels> {}

/**
 * The service of the router `channels`.
 *
 * @since 0.1.0
 * @category services
 */
export class Channels extends /*#__PURE__*/ Context.Service<Channels, ChannelsService>()(
  "effect-open-webui/routers/Channels"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Channels, channels)
}
