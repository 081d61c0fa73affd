/**
 * Apps: programs on servers of their own that take part in channels. `models/apps.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { AccessGrantForm } from "./AccessGrants.ts"
import { MessageAppAction, MessageAppEmbed, MessageResponse } from "./Messages.ts"
import { EpochNanos } from "./Time.ts"

/**
 * Which app to invite into a channel.
 *
 * @since 0.1.0
 */
export class AppInvitation extends /*#__PURE__*/ Model<AppInvitation>()({
  app_id: Schema.String
}) {}

/**
 * What an app may do in the channels that it is in: see messages that mention it, read all messages, write messages,
 * list its channels.
 *
 * @since 0.1.0
 */
export const Scope = /*#__PURE__*/ openLiterals([
  "channels:mentions:read",
  "channels:messages:read",
  "channels:messages:write",
  "channels:read"
])

/**
 * What an app may do.
 *
 * @since 0.1.0
 */
export type Scope = typeof Scope.Type

/**
 * What an app says of itself. The server refuses keys that it does not know.
 *
 * @since 0.1.0
 */
export class Manifest extends /*#__PURE__*/ Model<Manifest>()({
  /** The app's own name for itself; it can never change once it is installed. */
  id: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(100)),
  name: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(100)),
  /** At most 2000 characters. Default: empty. */
  description: Schema.optional(Schema.String.check(Schema.isMaxLength(2000))),
  /** A URL without credentials, or a data URL with a PNG, JPEG, GIF or WebP in base64. */
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String.check(Schema.isMaxLength(196608)))),
  /** An Ed25519 key in PEM, by which the app proves who it is. */
  public_key: Schema.String.check(Schema.isMaxLength(2000)),
  /** What the app asks for; an administrator grants all or some of it. */
  requested_scopes: Schema.Array(Scope)
}) {}

/**
 * Which button under an app's message was pressed.
 *
 * @since 0.1.0
 */
export class AppInteractionForm extends /*#__PURE__*/ Model<AppInteractionForm>()({
  /** The message of the app. */
  message_id: Schema.String,
  /** The button, by the `action_id` in the message's `data.app.actions`. */
  action_id: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(100))
}) {}

/**
 * Where to ask an app for its manifest.
 *
 * @since 0.1.0
 */
export class AppManifestForm extends /*#__PURE__*/ Model<AppManifestForm>()({
  /** The app's URL, HTTPS, without credentials, query or fragment. */
  url: Schema.String.check(Schema.isMaxLength(2048)),
  /** The key that the app asks for. May be left out where `app_id` names an app whose key is stored. */
  api_key: Schema.optional(Schema.NullOr(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4096)))),
  /** An installed app, to see what it says now; `url` must be its URL. */
  app_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * An app to install.
 *
 * @since 0.1.0
 */
export class AppForm extends /*#__PURE__*/ Model<AppForm>()({
  manifest: Manifest,
  /** The app's URL, HTTPS, without credentials, query or fragment. It can never change. */
  url: Schema.String.check(Schema.isMaxLength(2048)),
  /** The key that the app asks for. Stored encrypted and never given back. */
  api_key: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4096)),
  /** Its short name here, unique for ever: an app that was uninstalled keeps it. */
  slug: Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,39}$/)),
  /** All or some of the manifest's `requested_scopes`. */
  granted_scopes: Schema.Array(Scope),
  /** Who may see and use it; `read` is enough. Default: every account. */
  access_grants: Schema.optional(Schema.Array(AccessGrantForm))
}) {}

/**
 * What to change of an app. What is left out or null stays.
 *
 * @since 0.1.0
 */
export class AppUpdateForm extends /*#__PURE__*/ Model<AppUpdateForm>()({
  /** `false` switches it off. Only `connectAppById` switches it on. */
  is_active: Schema.optional(Schema.NullOr(Schema.Literal(false))),
  name: Schema.optional(Schema.NullOr(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(100)))),
  /** Replaces all settings. */
  settings: Schema.optional(Schema.NullOr(JsonObject)),
  /** Its new manifest, with the old `id`; needs `granted_scopes` beside it. Switches the app off; `name` stays. */
  manifest: Schema.optional(Schema.NullOr(Manifest)),
  /** Replaces what is granted: all or some of the manifest's `requested_scopes`. */
  granted_scopes: Schema.optional(Schema.NullOr(Schema.Array(Scope))),
  /** Replaces all grants; an empty list leaves it to administrators. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/**
 * How to connect to an app.
 *
 * @since 0.1.0
 */
export class AppConnectionForm extends /*#__PURE__*/ Model<AppConnectionForm>()({
  /** A new key to store. Needed where the app was uninstalled, since that forgets the key. */
  api_key: Schema.optional(Schema.NullOr(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4096))))
}) {}

/**
 * What is kept of an app beside its name.
 *
 * @since 0.1.0
 */
export class AppData extends /*#__PURE__*/ Model<AppData>()({
  url: Schema.String,
  manifest: Manifest,
  /** What it may do. */
  granted_scopes: Schema.Array(Scope),
  /** Whatever administrators keep here. Everyone who sees the app sees it. */
  settings: JsonObject,
  /** Made by the app when it was connected: its name for this server. Absent before. */
  installation_id: Schema.optional(Schema.String)
}) {}

/**
 * An app. Its key is never given.
 *
 * @since 0.1.0
 */
export class AppResponse extends /*#__PURE__*/ Model<AppResponse>()({
  /** Whether the server holds a connection to it now. Absent where a channel lists its apps. */
  connection_status: Schema.optional(openLiterals(["connecting", "connected", "disconnected"])),
  id: Schema.String,
  slug: Schema.String,
  name: Schema.String,
  /** Whether it may be used; true from a successful `connectAppById` on. */
  is_active: Schema.Boolean,
  /** Whether a key is stored; false for an app that was uninstalled. */
  configured: Schema.Boolean,
  data: AppData,
  created_at: EpochNanos,
  updated_at: EpochNanos
}) {}

/**
 * Who may see and use an app: one account, group or everyone.
 *
 * @since 0.1.0
 */
export class AppAccessGrant extends /*#__PURE__*/ Model<AppAccessGrant>()({
  principal_type: openLiterals(["user", "group", "anyone"]),
  /** The account or the group; `*` with `user` is every account. */
  principal_id: Schema.String,
  /** Both let use it. */
  permission: openLiterals(["read", "write"])
}) {}

/**
 * An app with its grants.
 *
 * @since 0.1.0
 */
export class AppAccessResponse extends /*#__PURE__*/ Model<AppAccessResponse>()({
  ...AppResponse.fields,
  /** Empty: for administrators only. */
  access_grants: Schema.Array(AppAccessGrant)
}) {}

/**
 * The app took note and says nothing.
 *
 * @since 0.1.0
 */
export class AppAcknowledgement extends /*#__PURE__*/ Model<AppAcknowledgement>()({
  type: Schema.Literal("ack")
}) {}

/**
 * What an app says to a button: a text for who pressed it (`visibility` is `private`; nobody stores it), a message that
 * is now in the channel (`channel`, then `message` holds it), a file to save (`download`), or that it failed (`error`).
 *
 * @since 0.1.0
 */
export class AppChannelReply extends /*#__PURE__*/ Model<AppChannelReply>()({
  type: Schema.Literals(["message", "download", "error"]),
  visibility: openLiterals(["private", "channel"]),
  /** Markdown; of a `download` the file's content. */
  content: Schema.String,
  /** At most 200 characters; may be empty. */
  title: Schema.String,
  /** The name to save a `download` as; `report.md` where the app gave none, also where nothing is to be saved. */
  filename: Schema.String,
  actions: Schema.Array(MessageAppAction),
  embeds: Schema.Array(MessageAppEmbed),
  reply_to_id: Schema.NullOr(Schema.String),
  parent_id: Schema.NullOr(Schema.String),
  /** The message in the channel; absent where `visibility` is `private`. */
  message: Schema.optional(MessageResponse)
}) {}

/**
 * The app changed the message whose button was pressed.
 *
 * @since 0.1.0
 */
export class AppUpdateReply extends /*#__PURE__*/ Model<AppUpdateReply>()({
  ...AppChannelReply.fields,
  type: Schema.Literal("update"),
  /** The message as it is now. */
  message: MessageResponse
}) {}

/**
 * What pressing a button comes to; `type` tells which.
 *
 * @since 0.1.0
 */
export const CreateAppInteractionResponse = /*#__PURE__*/ Schema.Union([
  AppAcknowledgement,
  AppChannelReply,
  AppUpdateReply
])

/**
 * What pressing a button comes to.
 *
 * @since 0.1.0
 */
export type CreateAppInteractionResponse = typeof CreateAppInteractionResponse.Type
