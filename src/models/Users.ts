/**
 * Accounts: what is known of them, their permissions, settings, status and usage. `models/users.py` and the forms of
 * `routers/users.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { EpochSeconds } from "./Time.ts"

/**
 * The role of an account. `pending` waits for an administrator and may do nearly nothing; so may any word that the
 * server does not know, which it stores without a check.
 *
 * @since 0.1.0
 */
export const UserRole = /*#__PURE__*/ openLiterals(["admin", "user", "pending"])

/**
 * The role of an account.
 *
 * @since 0.1.0
 */
export type UserRole = typeof UserRole.Type

/**
 * The id of a thing with its name.
 *
 * @since 0.1.0
 */
export class IdName extends /*#__PURE__*/ Model<IdName>()({
  id: Schema.String,
  name: Schema.String
}) {}

/**
 * The settings of an account. The frontend owns the keys of `ui`, and anyone may store keys of their own beside it.
 *
 * @since 0.1.0
 */
export class UserSettings extends /*#__PURE__*/ Model<UserSettings>()({
  /** As an update it is a patch by key: a key that is left out stays, a key that is null goes. */
  ui: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/**
 * How an account is known at one identity provider.
 *
 * @since 0.1.0
 */
export class UserOAuth extends /*#__PURE__*/ Model<UserOAuth>()({
  /** The subject. Old rows have it as a number, until the account signs in the next time. */
  sub: Schema.optional(Schema.Union([Schema.String, Schema.Int]))
}) {}

/**
 * How an account is known to one SCIM provider.
 *
 * @since 0.1.0
 */
export class UserScim extends /*#__PURE__*/ Model<UserScim>()({
  external_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * An account with all that the server keeps of it, except its password and its variables.
 *
 * @since 0.1.0
 */
export class UserModel extends /*#__PURE__*/ Model<UserModel>()({
  id: Schema.String,
  email: Schema.String,
  /** Never filled by 0.12.4. */
  username: Schema.optional(Schema.NullOr(Schema.String)),
  role: UserRole,
  name: Schema.String,
  /** A path of the server, an `http` URL or a data URL. */
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String)),
  /** Never filled by 0.12.4. */
  profile_banner_image_url: Schema.optional(Schema.NullOr(Schema.String)),
  bio: Schema.optional(Schema.NullOr(Schema.String)),
  gender: Schema.optional(Schema.NullOr(Schema.String)),
  /** `YYYY-MM-DD`. */
  date_of_birth: Schema.optional(Schema.NullOr(Schema.String)),
  /** A name of the IANA list, for instance `Europe/Berlin`; not checked by the server. */
  timezone: Schema.optional(Schema.NullOr(Schema.String)),
  /** Never filled by 0.12.4. */
  presence_state: Schema.optional(Schema.NullOr(Schema.String)),
  status_emoji: Schema.optional(Schema.NullOr(Schema.String)),
  status_message: Schema.optional(Schema.NullOr(Schema.String)),
  status_expires_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  /** What the account stored of itself with `updateUserInfoBySessionUser`. */
  info: Schema.optional(Schema.NullOr(JsonObject)),
  settings: Schema.optional(Schema.NullOr(UserSettings)),
  /** By the provider's name, for instance `oidc`. */
  oauth: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, UserOAuth))),
  /** By the provider's name. */
  scim: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, UserScim))),
  last_active_at: EpochSeconds,
  updated_at: EpochSeconds,
  created_at: EpochSeconds
}) {}

/**
 * The profile of an account, as it changes it itself. What is left out of `bio`, `gender` and `date_of_birth` is
 * cleared.
 *
 * @since 0.1.0
 */
export class UpdateProfileForm extends /*#__PURE__*/ Model<UpdateProfileForm>()({
  /**
   * Empty, `/user.png`, `/favicon.png`, `/static/favicon.png`, `/api/v1/users/{id}/profile/image`, an `http` or `https`
   * URL, or a data URL in base64 of a PNG, JPEG, GIF or WebP image. Anything else is refused.
   */
  profile_image_url: Schema.String,
  name: Schema.String,
  bio: Schema.optional(Schema.NullOr(Schema.String)),
  gender: Schema.optional(Schema.NullOr(Schema.String)),
  /** `YYYY-MM-DD`. */
  date_of_birth: Schema.optional(Schema.NullOr(Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}$/))))
}) {}

/**
 * An account with the groups that it is a direct member of.
 *
 * @since 0.1.0
 */
export class UserGroupIdsModel extends /*#__PURE__*/ Model<UserGroupIdsModel>()({
  ...UserModel.fields,
  group_ids: Schema.Array(Schema.String)
}) {}

/**
 * A page of accounts.
 *
 * @since 0.1.0
 */
export class UserGroupIdsListResponse extends /*#__PURE__*/ Model<UserGroupIdsListResponse>()({
  users: Schema.Array(UserGroupIdsModel),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/**
 * What an account says of itself at the moment. As an update, what is left out or null stays.
 *
 * @since 0.1.0
 */
export class UserStatus extends /*#__PURE__*/ Model<UserStatus>()({
  status_emoji: Schema.optional(Schema.NullOr(Schema.String)),
  status_message: Schema.optional(Schema.NullOr(Schema.String)),
  status_expires_at: Schema.optional(Schema.NullOr(EpochSeconds))
}) {}

/**
 * What one account may know of another.
 *
 * @since 0.1.0
 */
export class UserInfoResponse extends /*#__PURE__*/ Model<UserInfoResponse>()({
  ...UserStatus.fields,
  id: Schema.String,
  name: Schema.String,
  email: Schema.String,
  role: UserRole,
  bio: Schema.optional(Schema.NullOr(Schema.String)),
  last_active_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  timezone: Schema.optional(Schema.NullOr(Schema.String)),
  /** The groups that it is a direct member of; always empty in lists. */
  groups: Schema.optional(Schema.NullOr(Schema.Array(IdName))),
  /** Always false in lists. */
  is_active: Schema.optional(Schema.Boolean)
}) {}

/**
 * An account by name and status.
 *
 * @since 0.1.0
 */
export class UserIdNameStatusResponse extends /*#__PURE__*/ Model<UserIdNameStatusResponse>()({
  ...UserStatus.fields,
  id: Schema.String,
  name: Schema.String,
  is_active: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/**
 * A list of accounts as others may see them.
 *
 * @since 0.1.0
 */
export class UserInfoListResponse extends /*#__PURE__*/ Model<UserInfoListResponse>()({
  users: Schema.Array(UserInfoResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/**
 * An account by name and role.
 *
 * @since 0.1.0
 */
export class UserNameResponse extends /*#__PURE__*/ Model<UserNameResponse>()({
  id: Schema.String,
  name: Schema.String,
  role: UserRole
}) {}

/**
 * An account by name, role and address.
 *
 * @since 0.1.0
 */
export class UserResponse extends /*#__PURE__*/ Model<UserResponse>()({
  ...UserNameResponse.fields,
  email: Schema.String
}) {}

/**
 * An account by name, role, address and image.
 *
 * @since 0.1.0
 */
export class UserProfileImageResponse extends /*#__PURE__*/ Model<UserProfileImageResponse>()({
  ...UserResponse.fields,
  /** A path of the server, an `http` URL or a data URL. */
  profile_image_url: Schema.String
}) {}

/**
 * What an administrator changes of an account. What is left out or null stays as it is.
 *
 * @since 0.1.0
 */
export class UserUpdateForm extends /*#__PURE__*/ Model<UserUpdateForm>()({
  /** The server takes any word; one that it does not know leaves the account as locked out as `pending` does. */
  role: Schema.optional(Schema.NullOr(UserRole)),
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** Stored in lower case; not checked to be an address. */
  email: Schema.optional(Schema.NullOr(Schema.String)),
  /** As in `UpdateProfileForm`. */
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String)),
  /** A new password signs the account out everywhere. An empty one changes nothing. */
  password: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * What an account may do in the workspace.
 *
 * @since 0.1.0
 */
export class WorkspacePermissions extends /*#__PURE__*/ Model<WorkspacePermissions>()({
  models: Schema.optional(Schema.Boolean),
  knowledge: Schema.optional(Schema.Boolean),
  prompts: Schema.optional(Schema.Boolean),
  tools: Schema.optional(Schema.Boolean),
  skills: Schema.optional(Schema.Boolean),
  models_import: Schema.optional(Schema.Boolean),
  models_export: Schema.optional(Schema.Boolean),
  models_hidden: Schema.optional(Schema.Boolean),
  prompts_import: Schema.optional(Schema.Boolean),
  prompts_export: Schema.optional(Schema.Boolean),
  tools_import: Schema.optional(Schema.Boolean),
  tools_export: Schema.optional(Schema.Boolean),
  skills_import: Schema.optional(Schema.Boolean),
  skills_export: Schema.optional(Schema.Boolean)
}) {}

/**
 * What an account may share; `public_...` is sharing with every account.
 *
 * @since 0.1.0
 */
export class SharingPermissions extends /*#__PURE__*/ Model<SharingPermissions>()({
  models: Schema.optional(Schema.Boolean),
  public_models: Schema.optional(Schema.Boolean),
  knowledge: Schema.optional(Schema.Boolean),
  public_knowledge: Schema.optional(Schema.Boolean),
  prompts: Schema.optional(Schema.Boolean),
  public_prompts: Schema.optional(Schema.Boolean),
  tools: Schema.optional(Schema.Boolean),
  public_tools: Schema.optional(Schema.Boolean),
  skills: Schema.optional(Schema.Boolean),
  public_skills: Schema.optional(Schema.Boolean),
  notes: Schema.optional(Schema.Boolean),
  public_notes: Schema.optional(Schema.Boolean),
  folders: Schema.optional(Schema.Boolean),
  public_chats: Schema.optional(Schema.Boolean),
  open_chats: Schema.optional(Schema.Boolean),
  public_calendars: Schema.optional(Schema.Boolean)
}) {}

/**
 * With whom an account may share.
 *
 * @since 0.1.0
 */
export class AccessGrantsPermissions extends /*#__PURE__*/ Model<AccessGrantsPermissions>()({
  allow_users: Schema.optional(Schema.Boolean),
  allow_groups: Schema.optional(Schema.Boolean)
}) {}

/**
 * What an account may do in a chat.
 *
 * @since 0.1.0
 */
export class ChatPermissions extends /*#__PURE__*/ Model<ChatPermissions>()({
  controls: Schema.optional(Schema.Boolean),
  valves: Schema.optional(Schema.Boolean),
  system_prompt: Schema.optional(Schema.Boolean),
  params: Schema.optional(Schema.Boolean),
  file_upload: Schema.optional(Schema.Boolean),
  web_upload: Schema.optional(Schema.Boolean),
  delete: Schema.optional(Schema.Boolean),
  delete_message: Schema.optional(Schema.Boolean),
  continue_response: Schema.optional(Schema.Boolean),
  regenerate_response: Schema.optional(Schema.Boolean),
  rate_response: Schema.optional(Schema.Boolean),
  edit: Schema.optional(Schema.Boolean),
  share: Schema.optional(Schema.Boolean),
  export: Schema.optional(Schema.Boolean),
  import: Schema.optional(Schema.Boolean),
  stt: Schema.optional(Schema.Boolean),
  tts: Schema.optional(Schema.Boolean),
  call: Schema.optional(Schema.Boolean),
  multiple_models: Schema.optional(Schema.Boolean),
  temporary: Schema.optional(Schema.Boolean),
  temporary_enforced: Schema.optional(Schema.Boolean)
}) {}

/**
 * Which features an account may use.
 *
 * @since 0.1.0
 */
export class FeaturesPermissions extends /*#__PURE__*/ Model<FeaturesPermissions>()({
  api_keys: Schema.optional(Schema.Boolean),
  notes: Schema.optional(Schema.Boolean),
  channels: Schema.optional(Schema.Boolean),
  encrypted_channels: Schema.optional(Schema.Boolean),
  folders: Schema.optional(Schema.Boolean),
  direct_tool_servers: Schema.optional(Schema.Boolean),
  web_search: Schema.optional(Schema.Boolean),
  image_generation: Schema.optional(Schema.Boolean),
  code_interpreter: Schema.optional(Schema.Boolean),
  memories: Schema.optional(Schema.Boolean),
  automations: Schema.optional(Schema.Boolean),
  calendar: Schema.optional(Schema.Boolean),
  webhooks: Schema.optional(Schema.Boolean)
}) {}

/**
 * Which settings an account may change.
 *
 * @since 0.1.0
 */
export class SettingsPermissions extends /*#__PURE__*/ Model<SettingsPermissions>()({
  interface: Schema.optional(Schema.Boolean)
}) {}

/**
 * The permissions of an account, by area. Those of its groups are added to it: the most generous wins. In an
 * answer every key is there; in a request a key that is left out takes the default of the server, not its present
 * value.
 *
 * @since 0.1.0
 */
export class UserPermissions extends /*#__PURE__*/ Model<UserPermissions>()({
  workspace: WorkspacePermissions,
  sharing: SharingPermissions,
  access_grants: AccessGrantsPermissions,
  chat: ChatPermissions,
  features: FeaturesPermissions,
  settings: SettingsPermissions
}) {}

/**
 * The usage of an account in figures.
 *
 * @since 0.1.0
 */
export class UserUsageTotals extends /*#__PURE__*/ Model<UserUsageTotals>()({
  /** Input and output, since the account was made. */
  lifetime_tokens: Schema.Int,
  /** Since the account was made. */
  input_tokens: Schema.Int,
  /** Since the account was made. */
  output_tokens: Schema.Int,
  /** Of the busiest day of the period. */
  peak_daily_tokens: Schema.Int,
  /** Of all chats. */
  longest_chat_seconds: Schema.Int,
  /** Days in a row with messages, up to the end of the period. */
  current_streak: Schema.Int,
  /** Days in a row with messages, within the period. */
  longest_streak: Schema.Int,
  /** Of all time. */
  total_chats: Schema.Int,
  /** Days of the period with messages. */
  active_days: Schema.Int,
  /** Of all time. */
  models_used: Schema.Int,
  /** Within the period. */
  messages: Schema.Int,
  /** Within the period. */
  user_messages: Schema.Int,
  /** Within the period. */
  assistant_messages: Schema.Int
}) {}

/**
 * The usage of one day, of one week, or up to one day.
 *
 * @since 0.1.0
 */
export class UserUsageHeatmapEntry extends /*#__PURE__*/ Model<UserUsageHeatmapEntry>()({
  /** `YYYY-MM-DD` in the time zone of the account; of a week its Monday. */
  date: Schema.String,
  messages: Schema.Int,
  chats: Schema.Int,
  tokens: Schema.Int,
  /** How often each model answered, by its id. */
  models: Schema.Record(Schema.String, Schema.Int)
}) {}

/**
 * The usage of one model.
 *
 * @since 0.1.0
 */
export class UserUsageModelEntry extends /*#__PURE__*/ Model<UserUsageModelEntry>()({
  model_id: Schema.String,
  messages: Schema.Int,
  input_tokens: Schema.Int,
  output_tokens: Schema.Int,
  total_tokens: Schema.Int
}) {}

/**
 * How often one tool was called.
 *
 * @since 0.1.0
 */
export class UserUsageToolEntry extends /*#__PURE__*/ Model<UserUsageToolEntry>()({
  name: Schema.String,
  count: Schema.Int
}) {}

/**
 * What the figures of an account say.
 *
 * @since 0.1.0
 */
export class UserUsageInsights extends /*#__PURE__*/ Model<UserUsageInsights>()({
  /** The id of a model; null where none answered within the period. */
  most_used_model: Schema.NullOr(Schema.String),
  average_tokens_per_chat: Schema.Number,
  average_messages_per_active_day: Schema.Number,
  /** In percent. */
  user_message_share: Schema.Number,
  /** In percent. */
  assistant_message_share: Schema.Number
}) {}

/**
 * The period that usage was counted for.
 *
 * @since 0.1.0
 */
export class UserUsagePeriod extends /*#__PURE__*/ Model<UserUsagePeriod>()({
  start_date: EpochSeconds,
  end_date: EpochSeconds,
  days: Schema.Int
}) {}

/**
 * The usage of an account.
 *
 * @since 0.1.0
 */
export class UserUsageResponse extends /*#__PURE__*/ Model<UserUsageResponse>()({
  totals: UserUsageTotals,
  /** One entry for each day of the period, oldest first, those without messages too. */
  heatmap: Schema.Array(UserUsageHeatmapEntry),
  /** The same by week. */
  weekly_heatmap: Schema.Array(UserUsageHeatmapEntry),
  /** The same, each day with the sum of all before it. */
  cumulative_heatmap: Schema.Array(UserUsageHeatmapEntry),
  insights: UserUsageInsights,
  top_models: Schema.Array(UserUsageModelEntry),
  top_tools: Schema.Array(UserUsageToolEntry),
  period: UserUsagePeriod
}) {}

/**
 * The variables that an account wants to have, as a whole: what is left out is forgotten. They stand for
 * `{{user.variables.name}}` in system prompts.
 *
 * @since 0.1.0
 */
export class UserVariablesForm extends /*#__PURE__*/ Model<UserVariablesForm>()({
  /**
   * A name starts with a small letter and goes on with small letters, digits and underscores. A value has up to 20,000
   * characters, all together up to 100,000 as JSON. Left out: none.
   */
  variables: Schema.optional(Schema.Record(Schema.String, Schema.String.check(Schema.isMaxLength(20_000))))
}) {}

/**
 * The variables of an account.
 *
 * @since 0.1.0
 */
export class UserVariablesResponse extends /*#__PURE__*/ Model<UserVariablesResponse>()({
  variables: Schema.Record(Schema.String, Schema.String)
}) {}

/**
 * An account as an administrator sees it: all that is kept, its groups, and whether it is here.
 *
 * @since 0.1.0
 */
export class UserActiveResponse extends /*#__PURE__*/ Model<UserActiveResponse>()({
  ...UserModel.fields,
  /** The groups that it is a direct member of. */
  groups: Schema.optional(Schema.NullOr(Schema.Array(IdName))),
  /** Whether it sent a request within the last three minutes. */
  is_active: Schema.Boolean
}) {}

/**
 * Whether an account is here.
 *
 * @since 0.1.0
 */
export class GetUserActiveStatusByIdResponse extends /*#__PURE__*/ Model<GetUserActiveStatusByIdResponse>()({
  /** Whether it sent a request within the last three minutes. */
  active: Schema.Boolean
}) {}

/**
 * Those things of one kind that an account or a group reaches.
 *
 * @since 0.1.0
 */
export class AccessPreview extends /*#__PURE__*/ Model<AccessPreview>()({
  items: Schema.Array(IdName),
  /** How many there are on the server, whether it reaches them or not. */
  total: Schema.Int
}) {}

/**
 * What an account reaches through what it owns, its groups and what is shared with it.
 *
 * @since 0.1.0
 */
export class GetUserPreviewResponse extends /*#__PURE__*/ Model<GetUserPreviewResponse>()({
  user: IdName,
  /** Those that it is a member of, and those above them. */
  groups: Schema.Array(IdName),
  /** Models of the workspace that are switched on. */
  models: AccessPreview,
  knowledge: AccessPreview,
  tools: AccessPreview
}) {}
