/**
 * Channels, their members and their webhooks. `models/channels.py` and the forms of `routers/channels.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { AccessGrantForm, AccessGrantModel } from "./AccessGrants.ts"
import { MessageDataSummary, MessageResponse } from "./Messages.ts"
import { EpochNanos, EpochSeconds } from "./Time.ts"
import { UserIdNameStatusResponse, UserRole } from "./Users.ts"

/**
 * What kind of channel it is: `group` and `dm` are for their members; all others, `null` among them, are standard
 * channels, for those whom access grants let in.
 *
 * @since 0.1.0
 */
export const ChannelType = /*#__PURE__*/ openLiterals(["group", "dm"])

/**
 * What kind of channel it is.
 *
 * @since 0.1.0
 */
export type ChannelType = typeof ChannelType.Type

/**
 * A channel as it is stored.
 *
 * @since 0.1.0
 */
export class ChannelModel extends /*#__PURE__*/ Model<ChannelModel>()({
  id: Schema.String,
  user_id: Schema.String,
  type: Schema.optional(Schema.NullOr(ChannelType)),
  /** In lower case; empty for direct messages. */
  name: Schema.String,
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** For groups; the server stores it and does nothing with it. */
  is_private: Schema.optional(Schema.NullOr(Schema.Boolean)),
  data: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  /** Who may read and write a standard channel. */
  access_grants: Schema.optional(Schema.Array(AccessGrantModel)),
  created_at: EpochNanos,
  updated_at: EpochNanos,
  updated_by: Schema.optional(Schema.NullOr(Schema.String)),
  archived_at: Schema.optional(Schema.NullOr(EpochNanos)),
  archived_by: Schema.optional(Schema.NullOr(Schema.String)),
  deleted_at: Schema.optional(Schema.NullOr(EpochNanos)),
  deleted_by: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * The place of an account or an app in a channel.
 *
 * @since 0.1.0
 */
export class ChannelMemberModel extends /*#__PURE__*/ Model<ChannelMemberModel>()({
  id: Schema.String,
  channel_id: Schema.String,
  /** The account; null where the member is an app. */
  user_id: Schema.optional(Schema.NullOr(Schema.String)),
  app_id: Schema.optional(Schema.NullOr(Schema.String)),
  role: Schema.optional(Schema.NullOr(openLiterals(["manager", "member"]))),
  status: Schema.optional(Schema.NullOr(openLiterals(["joined", "left"]))),
  /** False: the channel is hidden from the member's list. */
  is_active: Schema.optional(Schema.Boolean),
  is_channel_muted: Schema.optional(Schema.Boolean),
  is_channel_pinned: Schema.optional(Schema.Boolean),
  data: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  invited_at: Schema.optional(Schema.NullOr(EpochNanos)),
  invited_by: Schema.optional(Schema.NullOr(Schema.String)),
  joined_at: Schema.optional(Schema.NullOr(EpochNanos)),
  left_at: Schema.optional(Schema.NullOr(EpochNanos)),
  last_read_at: Schema.optional(Schema.NullOr(EpochNanos)),
  created_at: Schema.optional(Schema.NullOr(EpochNanos)),
  updated_at: Schema.optional(Schema.NullOr(EpochNanos))
}) {}

/**
 * A webhook: whoever knows its id and its token may post to the channel.
 *
 * @since 0.1.0
 */
export class ChannelWebhookModel extends /*#__PURE__*/ Model<ChannelWebhookModel>()({
  id: Schema.String,
  channel_id: Schema.String,
  user_id: Schema.String,
  name: Schema.String,
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String)),
  /** A secret. */
  token: Schema.String,
  last_used_at: Schema.optional(Schema.NullOr(EpochNanos)),
  created_at: EpochNanos,
  updated_at: EpochNanos
}) {}

/**
 * The new state of a channel: what is left out is emptied, the name too.
 *
 * @since 0.1.0
 */
export class ChannelForm extends /*#__PURE__*/ Model<ChannelForm>()({
  /** Stored as it is, where a new channel's name is put in lower case. */
  name: Schema.optional(Schema.String),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  is_private: Schema.optional(Schema.NullOr(Schema.Boolean)),
  data: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/**
 * A channel to make.
 *
 * @since 0.1.0
 */
export class CreateChannelForm extends /*#__PURE__*/ Model<CreateChannelForm>()({
  /** Put in lower case by the server. */
  name: Schema.optional(Schema.String),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  is_private: Schema.optional(Schema.NullOr(Schema.Boolean)),
  data: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  /** Groups whose members become members of a `group` or `dm` channel. */
  group_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Accounts that become members of a `group` or `dm` channel, beside the caller. A `dm` must have the list. */
  user_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Who may read and write a standard channel. Grants that the caller may not give are dropped. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm))),
  /** Left out, null or another word: a standard channel, which only administrators make. */
  type: Schema.optional(Schema.NullOr(ChannelType))
}) {}

/**
 * A webhook to make, or the new state of one.
 *
 * @since 0.1.0
 */
export class ChannelWebhookForm extends /*#__PURE__*/ Model<ChannelWebhookForm>()({
  name: Schema.String,
  /**
   * An `http` or `https` URL, a base64 data URL of a PNG, JPEG, GIF or WebP image, or empty. An update that leaves it
   * out takes the image away.
   */
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * A channel in the caller's list.
 *
 * @since 0.1.0
 */
export class ChannelListItemResponse extends /*#__PURE__*/ Model<ChannelListItemResponse>()({
  ...ChannelModel.fields,
  is_channel_muted: Schema.optional(Schema.Boolean),
  /** The members of a `dm`; null for other channels. */
  user_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** The members of a `dm`; null for other channels. */
  users: Schema.optional(Schema.NullOr(Schema.Array(UserIdNameStatusResponse))),
  last_message_at: Schema.optional(Schema.NullOr(EpochNanos)),
  /** Messages of others since the caller last read the channel, threads not counted. */
  unread_count: Schema.optional(Schema.Int)
}) {}

/**
 * A channel with what the caller is in it.
 *
 * @since 0.1.0
 */
export class ChannelFullResponse extends /*#__PURE__*/ Model<ChannelFullResponse>()({
  ...ChannelModel.fields,
  is_manager: Schema.optional(Schema.Boolean),
  write_access: Schema.optional(Schema.Boolean),
  user_count: Schema.optional(Schema.NullOr(Schema.Int)),
  is_channel_muted: Schema.optional(Schema.Boolean),
  /** The members of a `group` or `dm`; null for standard channels. */
  user_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** The members of a `group` or `dm`; null for standard channels. */
  users: Schema.optional(Schema.NullOr(Schema.Array(UserIdNameStatusResponse))),
  last_read_at: Schema.optional(Schema.NullOr(EpochNanos)),
  /** Messages of others since the caller last read the channel, threads not counted. */
  unread_count: Schema.optional(Schema.Int)
}) {}

/**
 * A member of a channel, as the other members may see the account.
 *
 * @since 0.1.0
 */
export class ChannelMemberResponse extends /*#__PURE__*/ Model<ChannelMemberResponse>()({
  id: Schema.String,
  email: Schema.String,
  name: Schema.String,
  role: UserRole,
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String)),
  presence_state: Schema.optional(Schema.NullOr(Schema.String)),
  status_emoji: Schema.optional(Schema.NullOr(Schema.String)),
  status_message: Schema.optional(Schema.NullOr(Schema.String)),
  status_expires_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  /** Whether the account did something in the last minutes. */
  is_active: Schema.optional(Schema.Boolean)
}) {}

/**
 * A page of members.
 *
 * @since 0.1.0
 */
export class ChannelMemberListResponse extends /*#__PURE__*/ Model<ChannelMemberListResponse>()({
  users: Schema.Array(ChannelMemberResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/**
 * Whether the channel is to be in the caller's list.
 *
 * @since 0.1.0
 */
export class UpdateActiveMemberForm extends /*#__PURE__*/ Model<UpdateActiveMemberForm>()({
  is_active: Schema.Boolean
}) {}

/**
 * Whether the caller wants no notifications of the channel.
 *
 * @since 0.1.0
 */
export class UpdateMutedMemberForm extends /*#__PURE__*/ Model<UpdateMutedMemberForm>()({
  is_channel_muted: Schema.Boolean
}) {}

/**
 * Members to add.
 *
 * @since 0.1.0
 */
export class UpdateMembersForm extends /*#__PURE__*/ Model<UpdateMembersForm>()({
  user_ids: Schema.optional(Schema.Array(Schema.String)),
  /** Groups whose members of today are added; later changes of the group change nothing. */
  group_ids: Schema.optional(Schema.Array(Schema.String))
}) {}

/**
 * Members to remove.
 *
 * @since 0.1.0
 */
export class RemoveMembersForm extends /*#__PURE__*/ Model<RemoveMembersForm>()({
  user_ids: Schema.optional(Schema.Array(Schema.String))
}) {}

/**
 * All grants that a channel is to have.
 *
 * @since 0.1.0
 */
export class ChannelAccessGrantsForm extends /*#__PURE__*/ Model<ChannelAccessGrantsForm>()({
  access_grants: Schema.Array(AccessGrantForm)
}) {}

/**
 * What removing an app answers.
 *
 * @since 0.1.0
 */
export class RemoveAppResponse extends /*#__PURE__*/ Model<RemoveAppResponse>()({
  /** True also where the app was no member. */
  removed: Schema.Boolean
}) {}

/**
 * A message in a list, with its author and its reactions; its data is summarised.
 *
 * @since 0.1.0
 */
export class MessageUserResponse extends /*#__PURE__*/ Model<MessageUserResponse>()({
  ...MessageResponse.fields,
  /** Whether there is any, to be read with `getChannelMessageData`; for messages of apps the data itself. */
  data: Schema.optional(Schema.NullOr(MessageDataSummary))
}) {}

/**
 * Whether a message is to be pinned.
 *
 * @since 0.1.0
 */
export class PinMessageForm extends /*#__PURE__*/ Model<PinMessageForm>()({
  is_pinned: Schema.Boolean
}) {}

/**
 * A reaction to add or to take back.
 *
 * @since 0.1.0
 */
export class ReactionForm extends /*#__PURE__*/ Model<ReactionForm>()({
  /** The short name of an emoji, for instance `smile`; the server takes any text. */
  name: Schema.String
}) {}

/**
 * What to post through a webhook.
 *
 * @since 0.1.0
 */
export class WebhookMessageForm extends /*#__PURE__*/ Model<WebhookMessageForm>()({
  /** Markdown. Mentioned models do not answer. */
  content: Schema.String
}) {}

/**
 * What posting through a webhook answers.
 *
 * @since 0.1.0
 */
export class PostWebhookMessageResponse extends /*#__PURE__*/ Model<PostWebhookMessageResponse>()({
  success: Schema.Boolean,
  message_id: Schema.String
}) {}
