/**
 * Messages in channels, their reactions and what hangs on them. `models/messages.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { EpochNanos } from "./Time.ts"
import { IdName, UserNameResponse } from "./Users.ts"

/**
 * A file, an image or another thing that hangs on a message. A model that is mentioned reads `type`, `id`, `url` and
 * `content_type`; the rest is for whoever shows the message.
 *
 * @since 0.1.0
 */
export class MessageFile extends /*#__PURE__*/ Model<MessageFile>()({
  type: Schema.optional(openLiterals(["file", "image"])),
  /** The id of an uploaded file. */
  id: Schema.optional(Schema.NullOr(Schema.String)),
  /** A data URL or a file id; models get it as it is where `type` is `image`. */
  url: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** The media type; a file whose type starts with `image/` is shown to models as an image. */
  content_type: Schema.optional(Schema.NullOr(Schema.String)),
  /** In bytes. */
  size: Schema.optional(Schema.NullOr(Schema.Number))
}) {}

/**
 * A button under a message of an app: it has either an `action_id` or a `url`.
 *
 * @since 0.1.0
 */
export class MessageAppAction extends /*#__PURE__*/ Model<MessageAppAction>()({
  /** What to send to `apps.createAppInteraction`; absent from links. */
  action_id: Schema.optional(Schema.NullOr(Schema.String)),
  label: Schema.String,
  url: Schema.optional(Schema.NullOr(Schema.String)),
  /** What the app is handed back when the button is pressed. */
  context: Schema.optional(JsonObject)
}) {}

/**
 * One field of a card.
 *
 * @since 0.1.0
 */
export class MessageAppEmbedField extends /*#__PURE__*/ Model<MessageAppEmbedField>()({
  name: Schema.String,
  value: Schema.String,
  inline: Schema.optional(Schema.Boolean)
}) {}

/**
 * Who a card says it is from.
 *
 * @since 0.1.0
 */
export class MessageAppEmbedAuthor extends /*#__PURE__*/ Model<MessageAppEmbedAuthor>()({
  name: Schema.String
}) {}

/**
 * The last line of a card.
 *
 * @since 0.1.0
 */
export class MessageAppEmbedFooter extends /*#__PURE__*/ Model<MessageAppEmbedFooter>()({
  text: Schema.String
}) {}

/**
 * The small image of a card.
 *
 * @since 0.1.0
 */
export class MessageAppEmbedThumbnail extends /*#__PURE__*/ Model<MessageAppEmbedThumbnail>()({
  url: Schema.String
}) {}

/**
 * A card in a message of an app.
 *
 * @since 0.1.0
 */
export class MessageAppEmbed extends /*#__PURE__*/ Model<MessageAppEmbed>()({
  title: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  url: Schema.optional(Schema.NullOr(Schema.String)),
  /** Red, green and blue as one integer, 0 to 0xFFFFFF. */
  color: Schema.optional(Schema.NullOr(Schema.Int)),
  author: Schema.optional(Schema.NullOr(MessageAppEmbedAuthor)),
  footer: Schema.optional(Schema.NullOr(MessageAppEmbedFooter)),
  thumbnail: Schema.optional(Schema.NullOr(MessageAppEmbedThumbnail)),
  fields: Schema.optional(Schema.Array(MessageAppEmbedField))
}) {}

/**
 * What a message of an app has beside its text. Previews of a replied-to message have the cards only.
 *
 * @since 0.1.0
 */
export class MessageApp extends /*#__PURE__*/ Model<MessageApp>()({
  actions: Schema.optional(Schema.Array(MessageAppAction)),
  embeds: Schema.optional(Schema.Array(MessageAppEmbed))
}) {}

/**
 * What a message has beside its text. Keys of one's own are stored and given back.
 *
 * @since 0.1.0
 */
export class MessageData extends /*#__PURE__*/ Model<MessageData>()({
  files: Schema.optional(Schema.NullOr(Schema.Array(MessageFile))),
  /** What a model answered, item by item, in the form of OpenAI's Responses API. Written by the server. */
  output: Schema.optional(Schema.NullOr(Schema.Array(JsonObject))),
  /** Cards and buttons of an app. Written by the server. */
  app: Schema.optional(Schema.NullOr(MessageApp))
}) {}

/**
 * The webhook that posted a message.
 *
 * @since 0.1.0
 */
export class MessageWebhook extends /*#__PURE__*/ Model<MessageWebhook>()({
  id: Schema.String,
  name: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * Who or what wrote a message in the name of an account. Only the server writes it.
 *
 * @since 0.1.0
 */
export class MessageMeta extends /*#__PURE__*/ Model<MessageMeta>()({
  /** The model that answers in this message. */
  model_id: Schema.optional(Schema.String),
  model_name: Schema.optional(Schema.String),
  /** True once the model's answer is complete; absent while it is being written. */
  done: Schema.optional(Schema.Boolean),
  /** The webhook that posted the message; its name is in the message's `user`. */
  webhook: Schema.optional(Schema.NullOr(MessageWebhook)),
  /** The automation that posted the message. */
  automation_id: Schema.optional(Schema.String)
}) {}

/**
 * A message as it is stored.
 *
 * @since 0.1.0
 */
export class MessageModel extends /*#__PURE__*/ Model<MessageModel>()({
  id: Schema.String,
  /** The author's account; for webhooks and models the account that made or called them. Null for apps. */
  user_id: Schema.optional(Schema.NullOr(Schema.String)),
  app_id: Schema.optional(Schema.NullOr(Schema.String)),
  channel_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The message that it quotes. */
  reply_to_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The message whose thread it is in; null for messages of the channel itself. */
  parent_id: Schema.optional(Schema.NullOr(Schema.String)),
  is_pinned: Schema.optional(Schema.Boolean),
  pinned_by: Schema.optional(Schema.NullOr(Schema.String)),
  pinned_at: Schema.optional(Schema.NullOr(EpochNanos)),
  /** Markdown. Mentions are written `<@U:user id|name>`, `<@M:model id|name>` and `<@A:app id|name>`. */
  content: Schema.String,
  data: Schema.optional(Schema.NullOr(MessageData)),
  meta: Schema.optional(Schema.NullOr(MessageMeta)),
  created_at: EpochNanos,
  updated_at: EpochNanos,
  /** `updated_at` as a text. */
  etag: Schema.String
}) {}

/**
 * A message to post, or the new state of one.
 *
 * @since 0.1.0
 */
export class MessageForm extends /*#__PURE__*/ Model<MessageForm>()({
  /** Comes back in the socket event, so that the sender knows its own message. Not stored. */
  temp_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Markdown. Mentions are written `<@U:user id|name>`, `<@M:model id|name>` and `<@A:app id|name>`. */
  content: Schema.String,
  /** The message to quote. An update leaves it as it was. */
  reply_to_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The message in whose thread to post. An update leaves it as it was. */
  parent_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** An update replaces the keys that are given and keeps the others. */
  data: Schema.optional(Schema.NullOr(MessageData))
}) {}

/**
 * One emoji under a message, and who chose it.
 *
 * @since 0.1.0
 */
export class Reactions extends /*#__PURE__*/ Model<Reactions>()({
  /** The short name of an emoji. */
  name: Schema.String,
  users: Schema.Array(IdName),
  count: Schema.Int
}) {}

/**
 * What lists say of a message's `data`: whether there is any, and, for messages of apps, the data itself.
 *
 * @since 0.1.0
 */
export const MessageDataSummary = /*#__PURE__*/ Schema.Union([Schema.Boolean, MessageData])

/**
 * What lists say of a message's `data`.
 *
 * @since 0.1.0
 */
export type MessageDataSummary = typeof MessageDataSummary.Type

/**
 * A message that another one quotes.
 *
 * @since 0.1.0
 */
export class MessageUserSlimResponse extends /*#__PURE__*/ Model<MessageUserSlimResponse>()({
  ...MessageModel.fields,
  /** Whether there is any; for messages of apps the cards. */
  data: Schema.optional(Schema.NullOr(MessageDataSummary)),
  /** The author; its role may be `webhook` or `app`. */
  user: Schema.optional(Schema.NullOr(UserNameResponse))
}) {}

/**
 * A pinned message.
 *
 * @since 0.1.0
 */
export class MessageWithReactionsResponse extends /*#__PURE__*/ Model<MessageWithReactionsResponse>()({
  ...MessageUserSlimResponse.fields,
  reactions: Schema.Array(Reactions)
}) {}

/**
 * A message with all that hangs on it.
 *
 * @since 0.1.0
 */
export class MessageResponse extends /*#__PURE__*/ Model<MessageResponse>()({
  ...MessageModel.fields,
  /** The author; its role may be `webhook` or `app`. */
  user: Schema.optional(Schema.NullOr(UserNameResponse)),
  reply_to_message: Schema.optional(Schema.NullOr(MessageUserSlimResponse)),
  latest_reply_at: Schema.NullOr(EpochNanos),
  /** How many messages its thread has. */
  reply_count: Schema.Int,
  reactions: Schema.Array(Reactions)
}) {}
