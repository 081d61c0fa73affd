/**
 * What the routes of the backend's `main.py` take and answer: models, the settings that an interface needs, tasks,
 * events and webhooks.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { AccessGrantForm } from "./AccessGrants.ts"
import { CompletionSource, ContentPart, DirectModel } from "./Completions.ts"
import { ModelMeta, ModelModel, ModelPromptSuggestion } from "./Models.ts"
import { OllamaModel } from "./Ollama.ts"
import { ProviderModel } from "./Openai.ts"
import { EpochSeconds } from "./Time.ts"
import {
  AccessGrantsPermissions,
  ChatPermissions,
  FeaturesPermissions,
  SettingsPermissions,
  SharingPermissions,
  WorkspacePermissions
} from "./Users.ts"

const text = /*#__PURE__*/ Schema.NullOr(Schema.String)
const maybeText = /*#__PURE__*/ Schema.optional(text)
/** Settings can be stored as null, which counts as off. */
const flag = /*#__PURE__*/ Schema.NullOr(Schema.Boolean)
const maybeFlag = /*#__PURE__*/ Schema.optional(flag)

// ---------------------------------------------------------------------------------------------------------------------
// Models
// ---------------------------------------------------------------------------------------------------------------------

/** A tag of a model. */
export class ModelItemTag extends /*#__PURE__*/ Model<ModelItemTag>()({ name: Schema.String }) {}

/** The kind of plugin that a model is. */
export class ModelItemPipe extends /*#__PURE__*/ Model<ModelItemPipe>()({
  type: openLiterals(["pipe"])
}) {}

/** A model as a provider or a plugin offers it, without what the workspace adds. */
export class BaseModelItem extends /*#__PURE__*/ Model<BaseModelItem>()({
  ...ProviderModel.fields,
  name: Schema.String,
  owned_by: openLiterals(["openai", "ollama", "arena"]),
  connection_type: Schema.optional(Schema.NullOr(openLiterals(["external", "local"]))),
  /** The model as its provider describes it; absent for Ollama and for plugins. */
  openai: Schema.optional(ProviderModel),
  /** The model as Ollama describes it. */
  ollama: Schema.optional(OllamaModel),
  /** As the connection says it; empty where it says nothing. */
  provider: Schema.optional(openLiterals(["", "azure", "llama.cpp", "lmstudio", "litellm"])),
  /** The connection, counted from 0. */
  urlIdx: Schema.optional(Schema.Int),
  /** Whether the model is in memory, where the provider is one that tells. */
  loaded: maybeFlag,
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.Union([ModelItemTag, Schema.String])))),
  /** Set where a plugin answers. */
  pipe: Schema.optional(ModelItemPipe),
  /** Of a plugin: whether accounts have settings of their own. */
  has_user_valves: Schema.optional(Schema.Boolean)
}) {}

/** One choice of a control, as users of the model see it. */
export class PublicControlOption extends /*#__PURE__*/ Model<PublicControlOption>()({ label: Schema.String }) {}

/** A control that users of a model are given, without what it adds to the request. */
export class PublicModelControl extends /*#__PURE__*/ Model<PublicModelControl>()({
  label: Schema.String,
  description: maybeText,
  /** The key of the option that is chosen at first. */
  default: maybeText,
  display: Schema.optional(openLiterals(["menu", "slider"])),
  options: Schema.Record(Schema.String, PublicControlOption)
}) {}

/** Those parameters of a model that its users may see. */
export class PublicModelParams extends /*#__PURE__*/ Model<PublicModelParams>()({
  /** By key. */
  model_controls: Schema.optional(Schema.Record(Schema.String, PublicModelControl)),
  /** From how many tokens on a chat is summarised. */
  compact_token_threshold: Schema.optional(Schema.NullOr(Schema.Int))
}) {}

/** What a model is to people, for arena models also what it draws from. */
export class ModelItemMeta extends /*#__PURE__*/ Model<ModelItemMeta>()({
  ...ModelMeta.fields,
  /** Of an arena model: the models that one is drawn from. */
  model_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Of an arena model: `exclude` draws from all but `model_ids`. */
  filter_mode: Schema.optional(Schema.NullOr(openLiterals(["include", "exclude"]))),
  /** Of an arena model: who may use it beside administrators. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/**
 * What the workspace says of a model. Arena models have only `meta`, and models that nobody set up only the server's
 * defaults.
 */
export class ModelItemInfo extends /*#__PURE__*/ Model<ModelItemInfo>()({
  version_id: maybeText,
  id: Schema.optional(Schema.String),
  user_id: Schema.optional(Schema.String),
  base_model_id: maybeText,
  name: Schema.optional(Schema.String),
  params: Schema.optional(PublicModelParams),
  meta: Schema.optional(ModelItemMeta),
  access_grants: ModelModel.fields.access_grants,
  is_active: Schema.optional(Schema.Boolean),
  updated_at: Schema.optional(EpochSeconds),
  created_at: Schema.optional(EpochSeconds)
}) {}

/** A button below a message: an action of a plugin. */
export class ModelItemAction extends /*#__PURE__*/ Model<ModelItemAction>()({
  /** For `chatAction`; the plugin's id, and after a dot the action's where it has several. */
  id: Schema.String,
  name: Schema.String,
  description: text,
  /** An address or a `data:` URL. */
  icon: text
}) {}

/** A filter that users of the model can switch on. */
export class ModelItemFilter extends /*#__PURE__*/ Model<ModelItemFilter>()({
  /** For `filter_ids` of a request. */
  id: Schema.String,
  name: Schema.String,
  description: text,
  /** An address or a `data:` URL. */
  icon: text,
  has_user_valves: Schema.Boolean
}) {}

/** A model that the account may use. */
export class ModelItem extends /*#__PURE__*/ Model<ModelItem>()({
  ...BaseModelItem.fields,
  /** Those of the workspace and of the provider, each once. */
  tags: Schema.Array(ModelItemTag),
  info: Schema.optional(Schema.NullOr(ModelItemInfo)),
  /** Whether it is a model of the workspace in front of another. */
  preset: Schema.optional(Schema.Boolean),
  /** Whether it draws one from other models. */
  arena: Schema.optional(Schema.Boolean),
  actions: Schema.Array(ModelItemAction),
  filters: Schema.Array(ModelItemFilter)
}) {}

/** The models that the account may use. */
export class GetModelsResponse extends /*#__PURE__*/ Model<GetModelsResponse>()({
  data: Schema.Array(ModelItem)
}) {}

/** The models of all providers and plugins. */
export class GetBaseModelsResponse extends /*#__PURE__*/ Model<GetBaseModelsResponse>()({
  data: Schema.Array(BaseModelItem)
}) {}

/** A model to unload. */
export class ModelUnloadForm extends /*#__PURE__*/ Model<ModelUnloadForm>()({
  model: Schema.String
}) {}

/** That a model was unloaded: `status` says Ollama, `success` llama.cpp. */
export class UnloadModelResponse extends /*#__PURE__*/ Model<UnloadModelResponse>()({
  status: Schema.optional(Schema.Boolean),
  success: Schema.optional(Schema.Boolean)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Around a chat
// ---------------------------------------------------------------------------------------------------------------------

/** A message of a conversation that plugins are shown. */
export class PluginMessage extends /*#__PURE__*/ Model<PluginMessage>()({
  id: Schema.optional(Schema.String),
  role: openLiterals(["user", "assistant", "system", "tool"]),
  content: Schema.Union([Schema.String, Schema.Array(ContentPart)]),
  timestamp: Schema.optional(EpochSeconds),
  /** What the provider said of the answer. */
  info: Schema.optional(Schema.NullOr(JsonObject)),
  usage: Schema.optional(Schema.NullOr(JsonObject)),
  sources: Schema.optional(Schema.NullOr(Schema.Array(CompletionSource)))
}) {}

/** A conversation that filters shall see. */
export class ChatCompletedForm extends /*#__PURE__*/ Model<ChatCompletedForm>()({
  model: Schema.String,
  messages: Schema.Array(PluginMessage),
  /** A saved chat of the account, or `temporary:...`. */
  chat_id: Schema.String,
  session_id: Schema.String,
  /** The message that is complete. */
  id: Schema.String,
  /** Filters that the user switched on. */
  filter_ids: Schema.optional(Schema.Array(Schema.String)),
  model_item: Schema.optional(DirectModel)
}) {}

/** The conversation as the filters left it. */
export class ChatCompletedResponse extends /*#__PURE__*/ Model<ChatCompletedResponse>()({
  model: Schema.String,
  messages: Schema.Array(PluginMessage),
  chat_id: Schema.String,
  session_id: Schema.String,
  id: Schema.String,
  filter_ids: Schema.optional(Schema.Array(Schema.String))
}) {}

/** What an action is run on. */
export class ChatActionForm extends /*#__PURE__*/ Model<ChatActionForm>()({
  model: Schema.String,
  /** A saved chat of the account, or `temporary:...`; empty for none. */
  chat_id: Schema.String,
  /** The message. */
  id: Schema.String,
  /** The socket that the action can ask. */
  session_id: Schema.String,
  messages: Schema.optional(Schema.Array(PluginMessage)),
  model_item: Schema.optional(DirectModel)
}) {}

/** That a tool call was resolved. */
export class ResolveChatMessageToolCallResponse extends /*#__PURE__*/ Model<ResolveChatMessageToolCallResponse>()({
  status: Schema.Boolean,
  chat_id: Schema.String,
  message_id: Schema.String,
  /** The task that goes on with the answer; empty where other calls still wait, absent where the turn waited itself. */
  task_ids: Schema.optional(Schema.Array(Schema.String)),
  /** Whether the turn waits again. */
  paused: Schema.optional(Schema.Boolean)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Tasks
// ---------------------------------------------------------------------------------------------------------------------

/** The tasks of the server. */
export class ListTasksResponse extends /*#__PURE__*/ Model<ListTasksResponse>()({
  tasks: Schema.Array(Schema.String)
}) {}

/** The tasks of a chat. */
export class ListTasksByChatIdResponse extends /*#__PURE__*/ Model<ListTasksByChatIdResponse>()({
  task_ids: Schema.Array(Schema.String)
}) {}

/** Whether something was stopped, and what, in words. */
export class StopTaskResponse extends /*#__PURE__*/ Model<StopTaskResponse>()({
  /** False where there is no such task. */
  status: Schema.Boolean,
  message: Schema.String
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// The server's settings, as far as an interface needs them
// ---------------------------------------------------------------------------------------------------------------------

/** Where people can sign in with another account. */
export class AppOauth extends /*#__PURE__*/ Model<AppOauth>()({
  /** By id, the name to show. */
  providers: Schema.Record(Schema.String, Schema.String),
  /** Whether the sign-in page goes on to the only provider by itself. */
  auto_redirect: flag
}) {}

/** What the server has switched on. The first group is for everyone, the rest for those who are signed in. */
export class AppFeatures extends /*#__PURE__*/ Model<AppFeatures>()({
  /** Whether the server is built without local models for speech and embeddings. */
  slim: Schema.Boolean,
  auth: Schema.Boolean,
  auth_trusted_header: Schema.Boolean,
  enable_signup_password_confirmation: Schema.Boolean,
  enable_ldap: flag,
  enable_signup: flag,
  enable_login_form: flag,
  enable_websocket: Schema.Boolean,
  /** Seconds. */
  websocket_heartbeat_interval: Schema.optional(Schema.Number),

  enable_api_keys: maybeFlag,
  enable_password_change_form: maybeFlag,
  enable_version_update_check: maybeFlag,
  enable_pyodide_file_persistence: maybeFlag,
  enable_public_active_users_count: maybeFlag,
  enable_easter_eggs: maybeFlag,
  enable_direct_connections: maybeFlag,
  enable_direct_integrations: maybeFlag,
  enable_plugins: maybeFlag,
  enable_tools: maybeFlag,
  enable_functions: maybeFlag,
  enable_tool_servers: maybeFlag,
  enable_terminal_servers: maybeFlag,
  enable_folders: maybeFlag,
  /** Empty where there is no limit. */
  folder_max_file_count: Schema.optional(Schema.NullOr(Schema.Union([Schema.Int, Schema.String]))),
  enable_channels: maybeFlag,
  enable_encrypted_channels: maybeFlag,
  enable_apps: maybeFlag,
  enable_calendar: maybeFlag,
  enable_automations: maybeFlag,
  enable_notes: maybeFlag,
  enable_context_compaction: maybeFlag,
  enable_tool_permissions: maybeFlag,
  enable_web_search: maybeFlag,
  enable_web_search_confirmation: maybeFlag,
  web_search_confirmation_content: maybeText,
  enable_code_execution: maybeFlag,
  enable_code_interpreter: maybeFlag,
  enable_image_generation: maybeFlag,
  enable_autocomplete_generation: maybeFlag,
  enable_title_generation: maybeFlag,
  enable_follow_up_generation: maybeFlag,
  enable_tags_generation: maybeFlag,
  enable_community_sharing: maybeFlag,
  enable_message_rating: maybeFlag,
  enable_user_webhooks: maybeFlag,
  enable_user_status: maybeFlag,
  enable_admin_export: maybeFlag,
  enable_admin_chat_access: maybeFlag,
  enable_admin_analytics: maybeFlag,
  enable_google_drive_integration: maybeFlag,
  enable_onedrive_integration: maybeFlag,
  enable_memories: maybeFlag,
  enable_subagents: maybeFlag,
  enable_onedrive_personal: maybeFlag,
  enable_onedrive_business: maybeFlag
}) {}

/** Who runs code. */
export class AppCode extends /*#__PURE__*/ Model<AppCode>()({
  engine: Schema.NullOr(openLiterals(["pyodide", "jupyter"])),
  interpreter_engine: Schema.NullOr(openLiterals(["pyodide", "jupyter"]))
}) {}

/** Voice calls. */
export class AppRealtime extends /*#__PURE__*/ Model<AppRealtime>()({
  enabled: flag,
  model: text,
  voice: text
}) {}

/** How text is spoken. */
export class AppTextToSpeech extends /*#__PURE__*/ Model<AppTextToSpeech>()({
  /** Empty: the browser speaks. */
  engine: text,
  voice: text,
  split_on: Schema.NullOr(openLiterals(["punctuation", "paragraphs", "none"]))
}) {}

/** How speech is written. */
export class AppSpeechToText extends /*#__PURE__*/ Model<AppSpeechToText>()({
  /** Empty: the server's own model; `web`: the browser. */
  engine: text
}) {}

/** What the web page needs to know to speak and to listen. */
export class AppAudio extends /*#__PURE__*/ Model<AppAudio>()({
  realtime: AppRealtime,
  tts: AppTextToSpeech,
  stt: AppSpeechToText
}) {}

/** The size that pictures are made smaller to before they are sent, in pixels; null for no limit. */
export class AppImageCompression extends /*#__PURE__*/ Model<AppImageCompression>()({
  width: Schema.NullOr(Schema.Int),
  height: Schema.NullOr(Schema.Int)
}) {}

/** Limits for attached files; null for none. The web interface keeps them, and so must other programs. */
export class AppFile extends /*#__PURE__*/ Model<AppFile>()({
  /** Megabytes. */
  max_size: Schema.NullOr(Schema.Int),
  max_count: Schema.NullOr(Schema.Int),
  image_compression: AppImageCompression
}) {}

/** What accounts without special permissions may do. Areas that the server never stored are left out. */
export class AppPermissions extends /*#__PURE__*/ Model<AppPermissions>()({
  workspace: Schema.optional(WorkspacePermissions),
  sharing: Schema.optional(SharingPermissions),
  access_grants: Schema.optional(AccessGrantsPermissions),
  chat: Schema.optional(ChatPermissions),
  features: Schema.optional(FeaturesPermissions),
  settings: Schema.optional(SettingsPermissions)
}) {}

/** How to reach Google Drive. */
export class AppGoogleDrive extends /*#__PURE__*/ Model<AppGoogleDrive>()({
  client_id: text,
  api_key: text
}) {}

/** How to reach OneDrive. */
export class AppOneDrive extends /*#__PURE__*/ Model<AppOneDrive>()({
  client_id_personal: text,
  client_id_business: text,
  sharepoint_url: text,
  sharepoint_tenant_id: text
}) {}

/** What the interface looks like. An account that waits for approval is told only the two texts for it. */
export class AppUi extends /*#__PURE__*/ Model<AppUi>()({
  /** Settings of the interface where an account has none of its own. */
  default_interface_settings: Schema.optional(Schema.NullOr(JsonObject)),
  /** By part of the interface, whether it is shown. */
  visibility: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.Boolean))),
  pending_user_overlay_title: text,
  pending_user_overlay_content: text,
  /** Put below answers that are copied. */
  response_watermark: maybeText,
  /** The content security policy of embedded pages. */
  iframe_csp: maybeText
}) {}

/** Texts of the licence for the sign-in page. */
export class AppMetadata extends /*#__PURE__*/ Model<AppMetadata>()({
  login_footer: Schema.String,
  auth_logo_position: Schema.String
}) {}

/** The settings of the server, as far as the asker may know them: the rest is left out. */
export class GetAppConfigResponse extends /*#__PURE__*/ Model<GetAppConfigResponse>()({
  /** True where there is no account yet: the first to sign up becomes the administrator. */
  onboarding: Schema.optional(Schema.Boolean),
  status: Schema.Boolean,
  name: Schema.String,
  version: Schema.String,
  /** Empty: the browser's. */
  default_locale: Schema.String,
  /** By language, then by the English text: another text for the interface. */
  i18n: Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String)),
  oauth: AppOauth,
  features: AppFeatures,

  /** The models that are chosen in a new chat, separated by commas; where groups of the account say so, theirs. */
  default_models: maybeText,
  /** Separated by commas. */
  default_pinned_models: maybeText,
  default_prompt_suggestions: Schema.optional(Schema.NullOr(Schema.Array(ModelPromptSuggestion))),
  /** By language. */
  default_prompt_suggestions_i18n: Schema.optional(Schema.NullOr(JsonObject)),
  /** Only on a server with a licence. */
  user_count: Schema.optional(Schema.Int),
  code: Schema.optional(AppCode),
  audio: Schema.optional(AppAudio),
  file: Schema.optional(AppFile),
  permissions: Schema.optional(AppPermissions),
  google_drive: Schema.optional(AppGoogleDrive),
  onedrive: Schema.optional(AppOneDrive),
  ui: Schema.optional(AppUi),
  license_metadata: Schema.optional(Schema.NullOr(JsonObject)),
  /** For administrators of a server with a licence: how many accounts there are. */
  active_entries: Schema.optional(Schema.Int),
  metadata: Schema.optional(AppMetadata)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Events
// ---------------------------------------------------------------------------------------------------------------------

/** An event that the server can tell. */
export class EventDefinition extends /*#__PURE__*/ Model<EventDefinition>()({
  /** For instance `chat.finished`. */
  event: Schema.String,
  description: Schema.String,
  message: Schema.String
}) {}

/** The events that the server can tell. */
export class GetEventCatalogResponse extends /*#__PURE__*/ Model<GetEventCatalogResponse>()({
  /** The version of the server. */
  schema: Schema.String,
  events: Schema.Array(EventDefinition)
}) {}

/** Whose events are told. */
export class EventWebhookTarget extends /*#__PURE__*/ Model<EventWebhookTarget>()({
  type: Schema.Literals(["user", "group"]),
  id: Schema.String
}) {}

/** Where events are posted to. */
export class EventWebhook extends /*#__PURE__*/ Model<EventWebhook>()({
  id: Schema.String,
  name: Schema.String,
  /** Empty where none is set; then nothing is posted. */
  url: Schema.String,
  enabled: Schema.Boolean,
  /** Names of events, `chat.*` for a group of them, `*` for all. */
  events: Schema.Array(Schema.String),
  /** Null for everybody's. */
  targets: Schema.NullOr(Schema.Array(EventWebhookTarget)),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/** A webhook to make. */
export class EventWebhookForm extends /*#__PURE__*/ Model<EventWebhookForm>()({
  /** Default: `Webhook`. */
  name: maybeText,
  /** An address outside the server's own network that can be resolved, or empty. */
  url: Schema.String,
  /** Default: true. */
  enabled: Schema.optional(Schema.Boolean),
  /** Names of events, `chat.*` for a group of them, `*` for all, which is the default. */
  events: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Whose events; null, the default, for everybody's. */
  targets: Schema.optional(Schema.NullOr(Schema.Array(EventWebhookTarget)))
}) {}

/** What to change of a webhook; what is left out stays. */
export class EventWebhookUpdateForm extends /*#__PURE__*/ Model<EventWebhookUpdateForm>()({
  /** Null: `Webhook` again. */
  name: maybeText,
  /** Null: none. */
  url: maybeText,
  /** Null counts as false. */
  enabled: maybeFlag,
  /** Null: all. */
  events: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Null: everybody's. */
  targets: Schema.optional(Schema.NullOr(Schema.Array(EventWebhookTarget)))
}) {}

/** That it was done. */
export class StatusResponse extends /*#__PURE__*/ Model<StatusResponse>()({ status: Schema.Boolean }) {}

// ---------------------------------------------------------------------------------------------------------------------
// The server itself
// ---------------------------------------------------------------------------------------------------------------------

/** Which version runs. */
export class GetAppVersionResponse extends /*#__PURE__*/ Model<GetAppVersionResponse>()({
  version: Schema.String,
  /** Tells one deployment from the next, where it is set. */
  deployment_id: Schema.String
}) {}

/** Which version runs, and which is the latest. */
export class GetAppLatestReleaseVersionResponse extends /*#__PURE__*/ Model<GetAppLatestReleaseVersionResponse>()({
  current: Schema.String,
  /** Null where GitHub could not be asked; the same as `current` where the server does not look. */
  latest: text
}) {}

/** One change. */
export class ChangelogEntry extends /*#__PURE__*/ Model<ChangelogEntry>()({
  /** May be empty. */
  title: Schema.String,
  content: Schema.String,
  /** As HTML. */
  raw: Schema.String
}) {}

const entries = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Array(ChangelogEntry))

/** What changed with a version. */
export class ChangelogVersion extends /*#__PURE__*/ Model<ChangelogVersion>()({
  /** For instance `2026-10-25`. */
  date: Schema.String,
  added: entries,
  fixed: entries,
  changed: entries,
  removed: entries,
  deprecated: entries,
  security: entries
}) {}

/** What changed with the last five versions, by version. */
export const GetAppChangelogResponse = /*#__PURE__*/ Schema.Record(Schema.String, ChangelogVersion)
export type GetAppChangelogResponse = typeof GetAppChangelogResponse.Type

/** Who is there, and with what. */
export class GetCurrentUsageResponse extends /*#__PURE__*/ Model<GetCurrentUsageResponse>()({
  /** The models that open sockets use. */
  model_ids: Schema.Array(Schema.String),
  /** Accounts that were active in the last minutes. */
  user_count: Schema.Int
}) {}

/** An icon of the web interface. */
export class ManifestIcon extends /*#__PURE__*/ Model<ManifestIcon>()({
  src: Schema.String,
  type: Schema.optional(Schema.String),
  sizes: Schema.optional(Schema.String),
  purpose: Schema.optional(Schema.String)
}) {}

/** How another app shares something with the web interface. */
export class ManifestShareTarget extends /*#__PURE__*/ Model<ManifestShareTarget>()({
  action: Schema.String,
  method: Schema.optional(openLiterals(["GET", "POST"])),
  /** By what is shared, the name of the parameter. */
  params: JsonObject
}) {}

/** The web app manifest; one of the operator's own has what the operator wrote. */
export class GetManifestJsonResponse extends /*#__PURE__*/ Model<GetManifestJsonResponse>()({
  name: Schema.optional(Schema.String),
  short_name: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  start_url: Schema.optional(Schema.String),
  display: Schema.optional(openLiterals(["standalone", "fullscreen", "minimal-ui", "browser"])),
  background_color: Schema.optional(Schema.String),
  icons: Schema.optional(Schema.Array(ManifestIcon)),
  share_target: Schema.optional(ManifestShareTarget)
}) {}
