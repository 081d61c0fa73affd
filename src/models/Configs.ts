/**
 * Settings of the server as the admin pages keep them: the forms of `routers/configs.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { BannerModel } from "./Config.ts"
import { ModelMeta, ModelParams, ModelPromptSuggestion } from "./Models.ts"
import { TerminalContexts } from "./Terminals.ts"

/**
 * Settings to be stored.
 *
 * @since 0.1.0
 */
export class ImportConfigForm extends /*#__PURE__*/ Model<ImportConfigForm>()({
  /** By key, for instance `ui.watermark`. What is left out stays as it is; nothing can be taken away. */
  config: JsonObject
}) {}

/**
 * Which controls of the web frontend are shown.
 *
 * @since 0.1.0
 */
export class InterfaceVisibilityForm extends /*#__PURE__*/ Model<InterfaceVisibilityForm>()({
  /** By the frontend's own id of a control; `false` hides it from everyone but administrators. Absent means shown. */
  visibility: Schema.Record(Schema.String, Schema.Boolean)
}) {}

/**
 * What accounts may connect to by themselves, to be stored.
 *
 * @since 0.1.0
 */
export class ConnectionsConfigForm extends /*#__PURE__*/ Model<ConnectionsConfigForm>()({
  /** Whether accounts may use providers of their own, which their browser reaches. */
  ENABLE_DIRECT_CONNECTIONS: Schema.Boolean,
  /** Whether accounts may use tool servers of their own. Left out it stays as it is. */
  ENABLE_DIRECT_INTEGRATIONS: Schema.optional(Schema.Boolean),
  /** Whether the providers' models are listed once and kept, until somebody asks for them with `refresh`. */
  ENABLE_BASE_MODELS_CACHE: Schema.Boolean
}) {}

/**
 * What accounts may connect to by themselves.
 *
 * @since 0.1.0
 */
export class GetConnectionsConfigResponse extends /*#__PURE__*/ Model<GetConnectionsConfigResponse>()({
  /** Whether accounts may use providers of their own, which their browser reaches. */
  ENABLE_DIRECT_CONNECTIONS: Schema.Boolean,
  /** Whether accounts may use tool servers of their own. */
  ENABLE_DIRECT_INTEGRATIONS: Schema.Boolean,
  /** Whether the providers' models are listed once and kept, until somebody asks for them with `refresh`. */
  ENABLE_BASE_MODELS_CACHE: Schema.Boolean
}) {}

/**
 * A service that Open WebUI is to become an OAuth client of.
 *
 * @since 0.1.0
 */
export class OAuthClientRegistrationForm extends /*#__PURE__*/ Model<OAuthClientRegistrationForm>()({
  /** The service, for instance the URL of an MCP server. */
  url: Schema.String,
  /** With `client_secret` the id that the service gave; else the id of the tool server, which the redirect URI is made of. */
  client_id: Schema.String,
  /** Not used: the server names itself. */
  client_name: Schema.optional(Schema.NullOr(Schema.String)),
  /** Where there is one, nothing is registered: the service knows the client already. */
  client_secret: Schema.optional(Schema.NullOr(Schema.String)),
  /** Where the authorization server is looked for. Default: `url`. */
  oauth_server_url: Schema.optional(Schema.NullOr(Schema.String)),
  /** Scopes with spaces or commas between. Default: what the service says that it supports. */
  oauth_scope: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * Open WebUI as an OAuth client of a service.
 *
 * @since 0.1.0
 */
export class RegisterOauthClientResponse extends /*#__PURE__*/ Model<RegisterOauthClientResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  /** Encrypted; it goes as it is into `info.oauth_client_info` of a tool server. */
  oauth_client_info: Schema.String
}) {}

/**
 * Who may use a tool server or a terminal server.
 *
 * @since 0.1.0
 */
export class ConnectionAccessGrant extends /*#__PURE__*/ Model<ConnectionAccessGrant>()({
  principal_type: openLiterals(["user", "group"]),
  /** The account or the group; `*` with `user` is every account. */
  principal_id: Schema.String,
  /** Only `read` counts. */
  permission: openLiterals(["read", "write"])
}) {}

/**
 * How a tool server is used.
 *
 * @since 0.1.0
 */
export class ToolServerSettings extends /*#__PURE__*/ Model<ToolServerSettings>()({
  /** Whether it is used at all; absent means no. */
  enable: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Who may use it; absent, null or empty: administrators only. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(ConnectionAccessGrant))),
  /** Ends of the names of the tools to offer, in a list or with commas between; after a `!` of those to leave out. */
  function_name_filter_list: Schema.optional(Schema.Union([Schema.String, Schema.Array(Schema.String)])),
  /** As `oauth_scope` of `ToolServerInfo`, which wins. */
  oauth_scope: Schema.optional(Schema.NullOr(Schema.String)),
  /** The token with which clients register, where the authorization server asks for one. */
  oauth_server_key: Schema.optional(Schema.NullOr(Schema.String)),
  /** As `oauth_resource_parameter` of `ToolServerInfo`, which wins. */
  oauth_resource_parameter: Schema.optional(Schema.NullOr(openLiterals(["auto", "include", "omit"])))
}) {}

/**
 * What a tool server is called, and how Open WebUI signs in to it with OAuth.
 *
 * @since 0.1.0
 */
export class ToolServerInfo extends /*#__PURE__*/ Model<ToolServerInfo>()({
  /** What its tools are known by: `server:<id>`, of an MCP server `server:mcp:<id>`. Default: its place in the list. */
  id: Schema.optional(Schema.NullOr(Schema.String)),
  /** In place of the title that an OpenAPI server gives itself. */
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** In place of the description that an OpenAPI server gives itself. */
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** What `registerOauthClient` answered. */
  oauth_client_info: Schema.optional(Schema.NullOr(Schema.String)),
  /** For `oauth_2.1_static`: in place of the id in `oauth_client_info`. */
  oauth_client_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** For `oauth_2.1_static`: in place of the secret in `oauth_client_info`. */
  oauth_client_secret: Schema.optional(Schema.NullOr(Schema.String)),
  /** Where the authorization server is looked for. Default: the URL of the tool server. */
  oauth_server_url: Schema.optional(Schema.NullOr(Schema.String)),
  /** Scopes to ask for, with spaces or commas between. */
  oauth_scope: Schema.optional(Schema.NullOr(Schema.String)),
  /** Whether the sign-in names the service it is for (RFC 8707). Default: `auto`. */
  oauth_resource_parameter: Schema.optional(Schema.NullOr(openLiterals(["auto", "include", "omit"])))
}) {}

/**
 * An MCP server whose sign-in with OAuth is to be tried.
 *
 * @since 0.1.0
 */
export class VerifyOauthToolServerForm extends /*#__PURE__*/ Model<VerifyOauthToolServerForm>()({
  url: Schema.String,
  /** Of an OpenAPI server where its description is: a path below `url`, or a whole URL. Of an MCP server without use. */
  path: Schema.String,
  /** Whether the cookies of the caller are sent along. Default: false. */
  forward_cookies: Schema.optional(Schema.Boolean),
  /** Sent with every request; `{{USER_ID}}` and the like in a value are filled in. A text is kept and not sent. */
  headers: Schema.optional(Schema.NullOr(Schema.Union([Schema.Record(Schema.String, Schema.String), Schema.String]))),
  /** The token for `bearer`. */
  key: Schema.NullOr(Schema.String),
  config: Schema.NullOr(ToolServerSettings),
  info: Schema.optional(Schema.NullOr(ToolServerInfo))
}) {}

/**
 * An MCP server to be tried.
 *
 * @since 0.1.0
 */
export class VerifyMcpToolServerForm extends /*#__PURE__*/ Model<VerifyMcpToolServerForm>()({
  ...VerifyOauthToolServerForm.fields,
  /** `session` is the caller's own token, `system_oauth` the one of the sign-in. Not OAuth of the server itself. */
  auth_type: Schema.NullOr(
    openLiterals(["none", "bearer", "session", "system_oauth"]).check(Schema.isPattern(/^(?!oauth_2\.1)/))
  )
}) {}

/**
 * An OpenAPI tool server to be tried.
 *
 * @since 0.1.0
 */
export class VerifyToolServerForm extends /*#__PURE__*/ Model<VerifyToolServerForm>()({
  ...VerifyOauthToolServerForm.fields,
  /** `session` is the caller's own token, `system_oauth` the one of the sign-in. */
  auth_type: Schema.NullOr(openLiterals(["none", "bearer", "session", "system_oauth"]))
}) {}

/**
 * A tool server for all accounts that its grants let in.
 *
 * @since 0.1.0
 */
export class ToolServerConnection extends /*#__PURE__*/ Model<ToolServerConnection>()({
  ...VerifyOauthToolServerForm.fields,
  /** Default: `openapi`. Null is neither of them. */
  type: Schema.optional(Schema.NullOr(openLiterals(["openapi", "mcp"]))),
  /** `session` is the caller's own token, `system_oauth` the one of the sign-in; the last two are for MCP. */
  auth_type: Schema.NullOr(
    openLiterals(["none", "bearer", "session", "system_oauth", "oauth_2.1", "oauth_2.1_static"])
  ),
  /** Null keeps every OpenAPI server from being loaded, without a word, unless this one is an MCP server. */
  config: Schema.NullOr(ToolServerSettings),
  /** Null, or left out, keeps every OpenAPI server from being loaded, without a word, where this is one that is enabled. */
  info: Schema.optional(Schema.NullOr(ToolServerInfo)),
  /** Where the OpenAPI description comes from: `path`, or the text in `spec`. Default: `url`. */
  spec_type: Schema.optional(Schema.NullOr(openLiterals(["url", "json"]))),
  /** The OpenAPI description as a JSON text. */
  spec: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * All tool servers.
 *
 * @since 0.1.0
 */
export class ToolServersConfigForm extends /*#__PURE__*/ Model<ToolServersConfigForm>()({
  TOOL_SERVER_CONNECTIONS: Schema.Array(ToolServerConnection)
}) {}

/**
 * How a terminal server is used.
 *
 * @since 0.1.0
 */
export class TerminalConnectionSettings extends /*#__PURE__*/ Model<TerminalConnectionSettings>()({
  /** Who may use it; absent, null or empty: administrators only. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(ConnectionAccessGrant))),
  /** Where it may be used; an `orchestrator` only. */
  contexts: Schema.optional(Schema.NullOr(TerminalContexts)),
  /** Where files go that are added to a chat. Default: `default`. */
  chat_uploads: Schema.optional(Schema.NullOr(openLiterals(["default", "filesystem"]))),
  /** Whether a model is told the working directory. Default: true. */
  working_directory_context: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Whether a model has the tools for a person's shell only while that is open (`auto`), or always. Default: `auto`. */
  user_shell_tools: Schema.optional(Schema.NullOr(openLiterals(["auto", "always"])))
}) {}

/**
 * A terminal server for all accounts that its grants let in.
 *
 * @since 0.1.0
 */
export class TerminalServerConnection extends /*#__PURE__*/ Model<TerminalServerConnection>()({
  /** What the proxy knows it by. */
  id: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** Default: true. */
  enabled: Schema.optional(Schema.NullOr(Schema.Boolean)),
  url: Schema.String,
  /** Where its OpenAPI description is. Default: `/openapi.json`. */
  path: Schema.optional(Schema.NullOr(Schema.String)),
  /** The token for `bearer`. */
  key: Schema.optional(Schema.NullOr(Schema.String)),
  /** `session` is the caller's own token, `system_oauth` the one of the sign-in. Default: `bearer`. */
  auth_type: Schema.optional(Schema.NullOr(openLiterals(["bearer", "session", "system_oauth", "none"]))),
  /** Whether the cookies of the caller are sent along. Default: false. */
  forward_cookies: Schema.optional(Schema.Boolean),
  config: Schema.optional(Schema.NullOr(TerminalConnectionSettings)),
  /** An `orchestrator` starts terminals by itself; what `verifyTerminalServerConnection` answers. */
  server_type: Schema.optional(Schema.NullOr(openLiterals(["orchestrator", "terminal"]))),
  /** The policy of an orchestrator that its terminals are started by. */
  policy_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * All terminal servers.
 *
 * @since 0.1.0
 */
export class TerminalServersConfigForm extends /*#__PURE__*/ Model<TerminalServersConfigForm>()({
  TERMINAL_SERVER_CONNECTIONS: Schema.Array(TerminalServerConnection)
}) {}

/**
 * What was found at the URL of a terminal server.
 *
 * @since 0.1.0
 */
export class VerifyTerminalServerConnectionResponse extends /*#__PURE__*/ Model<VerifyTerminalServerConnectionResponse>()(
  {
    /** Always true. */
    status: Schema.Boolean,
    type: openLiterals(["orchestrator", "terminal"])
  }
) {}

/**
 * A policy of a terminal orchestrator, to be read or written.
 *
 * @since 0.1.0
 */
export class TerminalServerPolicyForm extends /*#__PURE__*/ Model<TerminalServerPolicyForm>()({
  /** The orchestrator. */
  url: Schema.String,
  /** The token for `bearer`. */
  key: Schema.optional(Schema.NullOr(Schema.String)),
  /** Anything but `bearer` sends no token. Default: `bearer`. */
  auth_type: Schema.optional(Schema.NullOr(openLiterals(["bearer", "none"]))),
  policy_id: Schema.String,
  /** The policy to write; null or absent reads it. */
  policy_data: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/**
 * The lifecycle of the terminals of a policy, to be read or written.
 *
 * @since 0.1.0
 */
export class TerminalServerLifecycleForm extends /*#__PURE__*/ Model<TerminalServerLifecycleForm>()({
  /** The orchestrator. */
  url: Schema.String,
  /** The token for `bearer`. */
  key: Schema.optional(Schema.NullOr(Schema.String)),
  /** Anything but `bearer` sends no token. Default: `bearer`. */
  auth_type: Schema.optional(Schema.NullOr(openLiterals(["bearer", "none"]))),
  policy_id: Schema.String,
  /** The lifecycle to write; null or absent reads it. */
  lifecycle_data: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/**
 * Which terminals of an orchestrator are started anew.
 *
 * @since 0.1.0
 */
export class TerminalServerRefreshForm extends /*#__PURE__*/ Model<TerminalServerRefreshForm>()({
  /** The orchestrator. */
  url: Schema.String,
  /** The token for `bearer`. */
  key: Schema.optional(Schema.NullOr(Schema.String)),
  /** Anything but `bearer` sends no token. Default: `bearer`. */
  auth_type: Schema.optional(Schema.NullOr(openLiterals(["bearer", "none"]))),
  /** Those of one account. Empty or absent: of all. */
  user_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Those of one policy. Empty or absent: of all. */
  policy_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Those only that nobody uses just now. Default: true. */
  only_idle: Schema.optional(Schema.Boolean),
  /** Default: false. */
  reset: Schema.optional(Schema.Boolean)
}) {}

/**
 * What an OpenAPI document says of itself.
 *
 * @since 0.1.0
 */
export class OpenApiInfo extends /*#__PURE__*/ Model<OpenApiInfo>()({
  title: Schema.optional(Schema.String),
  /** A number where YAML reads it as one. */
  version: Schema.optional(Schema.Union([Schema.String, Schema.Number])),
  description: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * Where what an OpenAPI document describes is.
 *
 * @since 0.1.0
 */
export class OpenApiServer extends /*#__PURE__*/ Model<OpenApiServer>()({
  url: Schema.optional(Schema.String),
  description: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * What was found where an OpenAPI tool server has its description: the document as it is there. It is none where `paths`
 * is absent.
 *
 * @since 0.1.0
 */
export class VerifyToolServersConfigResponse extends /*#__PURE__*/ Model<VerifyToolServersConfigResponse>()({
  /** The version of OpenAPI; a number where YAML reads it as one. */
  openapi: Schema.optional(Schema.Union([Schema.String, Schema.Number])),
  info: Schema.optional(OpenApiInfo),
  servers: Schema.optional(Schema.Array(OpenApiServer)),
  /** By path, then by method. */
  paths: Schema.optional(Schema.Record(Schema.String, JsonObject)),
  components: Schema.optional(JsonObject)
}) {}

/**
 * A tool of an MCP server.
 *
 * @since 0.1.0
 */
export class McpToolSpec extends /*#__PURE__*/ Model<McpToolSpec>()({
  name: Schema.String,
  description: Schema.NullOr(Schema.String),
  /** A JSON Schema. */
  parameters: JsonObject
}) {}

/**
 * The tools of an MCP server.
 *
 * @since 0.1.0
 */
export class VerifyMcpToolServersConfigResponse extends /*#__PURE__*/ Model<VerifyMcpToolServersConfigResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  specs: Schema.Array(McpToolSpec)
}) {}

/**
 * What an authorization server says of itself (RFC 8414). Null is what it does not say.
 *
 * @since 0.1.0
 */
export class OAuthMetadata extends /*#__PURE__*/ Model<OAuthMetadata>()({
  issuer: Schema.String,
  authorization_endpoint: Schema.String,
  token_endpoint: Schema.String,
  registration_endpoint: Schema.NullOr(Schema.String),
  scopes_supported: Schema.NullOr(Schema.Array(Schema.String)),
  response_types_supported: Schema.Array(Schema.String),
  response_modes_supported: Schema.NullOr(Schema.Array(Schema.String)),
  grant_types_supported: Schema.NullOr(Schema.Array(Schema.String)),
  token_endpoint_auth_methods_supported: Schema.NullOr(Schema.Array(Schema.String)),
  token_endpoint_auth_signing_alg_values_supported: Schema.NullOr(Schema.Array(Schema.String)),
  service_documentation: Schema.NullOr(Schema.String),
  ui_locales_supported: Schema.NullOr(Schema.Array(Schema.String)),
  op_policy_uri: Schema.NullOr(Schema.String),
  op_tos_uri: Schema.NullOr(Schema.String),
  revocation_endpoint: Schema.NullOr(Schema.String),
  revocation_endpoint_auth_methods_supported: Schema.NullOr(Schema.Array(Schema.String)),
  revocation_endpoint_auth_signing_alg_values_supported: Schema.NullOr(Schema.Array(Schema.String)),
  introspection_endpoint: Schema.NullOr(Schema.String),
  introspection_endpoint_auth_methods_supported: Schema.NullOr(Schema.Array(Schema.String)),
  introspection_endpoint_auth_signing_alg_values_supported: Schema.NullOr(Schema.Array(Schema.String)),
  code_challenge_methods_supported: Schema.NullOr(Schema.Array(Schema.String)),
  client_id_metadata_document_supported: Schema.NullOr(Schema.Boolean),
  authorization_response_iss_parameter_supported: Schema.optional(Schema.NullOr(Schema.Boolean)),
  authorization_grant_profiles_supported: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}) {}

/**
 * The authorization server of an MCP server.
 *
 * @since 0.1.0
 */
export class VerifyOauthToolServersConfigResponse extends /*#__PURE__*/ Model<VerifyOauthToolServersConfigResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  oauth_server_metadata: OAuthMetadata
}) {}

/**
 * Where code runs: the code that people start in a chat (`CODE_EXECUTION_`), and the code that a model writes and starts
 * by itself (`CODE_INTERPRETER_`).
 *
 * @since 0.1.0
 */
export class CodeInterpreterConfigForm extends /*#__PURE__*/ Model<CodeInterpreterConfigForm>()({
  ENABLE_CODE_EXECUTION: Schema.Boolean,
  /** `pyodide` runs it in the browser. Any other word is stored too. */
  CODE_EXECUTION_ENGINE: openLiterals(["pyodide", "jupyter"]),
  CODE_EXECUTION_JUPYTER_URL: Schema.NullOr(Schema.String),
  /** Empty or null for none. */
  CODE_EXECUTION_JUPYTER_AUTH: Schema.NullOr(openLiterals(["", "token", "password"])),
  CODE_EXECUTION_JUPYTER_AUTH_TOKEN: Schema.NullOr(Schema.String),
  CODE_EXECUTION_JUPYTER_AUTH_PASSWORD: Schema.NullOr(Schema.String),
  /** Seconds. */
  CODE_EXECUTION_JUPYTER_TIMEOUT: Schema.NullOr(Schema.Int),
  ENABLE_CODE_INTERPRETER: Schema.Boolean,
  /** `pyodide` runs it in the browser. Any other word is stored too. */
  CODE_INTERPRETER_ENGINE: openLiterals(["pyodide", "jupyter"]),
  /** What a model is told of it; empty for the server's own text. */
  CODE_INTERPRETER_PROMPT_TEMPLATE: Schema.NullOr(Schema.String),
  CODE_INTERPRETER_JUPYTER_URL: Schema.NullOr(Schema.String),
  /** Empty or null for none. */
  CODE_INTERPRETER_JUPYTER_AUTH: Schema.NullOr(openLiterals(["", "token", "password"])),
  CODE_INTERPRETER_JUPYTER_AUTH_TOKEN: Schema.NullOr(Schema.String),
  CODE_INTERPRETER_JUPYTER_AUTH_PASSWORD: Schema.NullOr(Schema.String),
  /** Seconds. */
  CODE_INTERPRETER_JUPYTER_TIMEOUT: Schema.NullOr(Schema.Int)
}) {}

/**
 * What holds of every model that says nothing else.
 *
 * @since 0.1.0
 */
export class GetModelsDefaultsResponse extends /*#__PURE__*/ Model<GetModelsDefaultsResponse>()({
  /** Null where an administrator left it out. */
  DEFAULT_MODEL_METADATA: Schema.NullOr(ModelMeta)
}) {}

/**
 * Which models people see first, and what holds of every model that says nothing else.
 *
 * @since 0.1.0
 */
export class ModelsConfigForm extends /*#__PURE__*/ Model<ModelsConfigForm>()({
  /** The models of a new chat: ids with commas between. */
  DEFAULT_MODELS: Schema.NullOr(Schema.String),
  /** The models that are pinned for everyone at first: ids with commas between. */
  DEFAULT_PINNED_MODELS: Schema.NullOr(Schema.String),
  /** The order of the models in lists: ids; those that are not named come after. */
  MODEL_ORDER_LIST: Schema.NullOr(Schema.Array(Schema.String)),
  /** Left out in a request it becomes null. */
  DEFAULT_MODEL_METADATA: Schema.optional(Schema.NullOr(ModelMeta)),
  /** Left out in a request it becomes null. */
  DEFAULT_MODEL_PARAMS: Schema.optional(Schema.NullOr(ModelParams))
}) {}

/**
 * How models may hand tasks on to agents below them. 0 is the default; of how many
 * run at a time, -1 is no limit.
 *
 * @since 0.1.0
 */
export class SubagentsConfigForm extends /*#__PURE__*/ Model<SubagentsConfigForm>()({
  ENABLE_SUBAGENTS: Schema.Boolean,
  /** Whether a task may go on while the chat does. */
  SUBAGENTS_BACKGROUND_ENABLED: Schema.Boolean,
  /** How many at a time that the chat waits for; more wait in turn. Default: 20. */
  SUBAGENTS_MAX_CONCURRENT: Schema.Int,
  /** How many at a time in the background; more are refused. Default: 20. */
  SUBAGENTS_MAX_ASYNC: Schema.Int,
  /** How many rounds one of them has. Default: 30. */
  SUBAGENTS_MAX_ITERATIONS: Schema.Int,
  /** How many characters of its answer come back. Default: 30,000. */
  SUBAGENTS_MAX_OUTPUT: Schema.Int,
  /** Empty for the server's own. */
  SUBAGENTS_SYSTEM_PROMPT: Schema.String
}) {}

/**
 * A prompt that a new chat offers.
 *
 * @since 0.1.0
 */
export class PromptSuggestion extends /*#__PURE__*/ Model<PromptSuggestion>()({
  /** Two lines. */
  title: Schema.Array(Schema.String),
  content: Schema.String
}) {}

/**
 * The prompts of a new chat in one language, as a model's translations hold them.
 *
 * @since 0.1.0
 */
export class LocalizedPromptSuggestions extends /*#__PURE__*/ Model<LocalizedPromptSuggestions>()({
  suggestion_prompts: Schema.optional(Schema.NullOr(Schema.Array(ModelPromptSuggestion)))
}) {}

/**
 * The prompts that a new chat offers, to be stored.
 *
 * @since 0.1.0
 */
export class SetDefaultSuggestionsForm extends /*#__PURE__*/ Model<SetDefaultSuggestionsForm>()({
  /** Null for those of the frontend. */
  suggestions: Schema.NullOr(Schema.Array(PromptSuggestion)),
  /** By locale, for instance `de-DE`. Left out or null takes away what was there. */
  i18n: Schema.optional(
    Schema.NullOr(
      Schema.Record(Schema.String, Schema.Union([Schema.Array(ModelPromptSuggestion), LocalizedPromptSuggestions]))
    )
  )
}) {}

/**
 * The prompts that a new chat offers.
 *
 * @since 0.1.0
 */
export class SetDefaultSuggestionsResponse extends /*#__PURE__*/ Model<SetDefaultSuggestionsResponse>()({
  /** Null for those of the frontend. */
  suggestions: Schema.NullOr(Schema.Array(PromptSuggestion)),
  /** By locale, for instance `de-DE`. */
  i18n: Schema.Record(Schema.String, Schema.Union([Schema.Array(ModelPromptSuggestion), LocalizedPromptSuggestions]))
}) {}

/**
 * All banners.
 *
 * @since 0.1.0
 */
export class SetBannersForm extends /*#__PURE__*/ Model<SetBannersForm>()({
  banners: Schema.Array(BannerModel)
}) {}
