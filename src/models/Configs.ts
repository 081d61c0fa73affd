/**
 * Settings of the server as the admin pages keep them: the forms of `routers/configs.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { BannerModel } from "./Config.ts"
import { ArenaModel } from "./Evaluations.ts"
import { ComfyUINodeInput } from "./Images.ts"
import { ModelMeta, ModelParams, ModelPromptSuggestion } from "./Models.ts"
import { OllamaConnectionConfig } from "./Ollama.ts"
import { OpenAIConnectionConfig } from "./Openai.ts"
import { TerminalContexts } from "./Terminals.ts"
import { UserRole } from "./Users.ts"

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

// What settings hold, for the list below. Null is what some routes store where a form leaves a field out.
const flag = /*#__PURE__*/ Schema.optional(Schema.Boolean)
const nullableFlag = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Boolean))
const text = /*#__PURE__*/ Schema.optional(Schema.String)
const nullableText = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.String))
const integer = /*#__PURE__*/ Schema.optional(Schema.Int)
const nullableInteger = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Int))
const nullableNumber = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Number))
/** A number, also as a text; empty or null is none. */
const limit = /*#__PURE__*/ Schema.optional(
  /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Union([Schema.Int, Schema.String]))
)
const texts = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Array(Schema.String))
const nullableTexts = /*#__PURE__*/ Schema.optional(
  /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(Schema.String))
)
/** What is sent to another service as it is. */
const parameters = /*#__PURE__*/ Schema.optional(
  /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Union([JsonObject, Schema.String]))
)

/**
 * Settings by their keys. What one means is told by the form of the route that has it too; those without such a route come
 * from the environment of the server. Keys that are not here, of another version, are kept.
 *
 * @since 0.1.0
 */
export class ConfigSettings extends /*#__PURE__*/ Model<ConfigSettings>()({
  // Skills; with `auths.getAdminConfig`.
  "skills.lazy_loading.enable": flag,
  "skills.content_max_chars": nullableInteger,
  "skills.preview_max_chars": nullableInteger,
  // What accounts may connect to by themselves; with `configs.getConnectionsConfig`.
  "direct.enable": flag,
  "direct.integrations.enable": flag,
  // Ollama; with `ollama.getConfig`.
  "ollama.enable": nullableFlag,
  "ollama.base_urls": texts,
  "ollama.api_configs": Schema.optional(Schema.Record(Schema.String, OllamaConnectionConfig)),
  // Providers; with `openai.getConfig`.
  "openai.enable": nullableFlag,
  "openai.api_keys": texts,
  "openai.api_base_urls": texts,
  "openai.api_configs": Schema.optional(Schema.Record(Schema.String, OpenAIConnectionConfig)),
  // What holds of every model; with `configs.getModelsConfig`.
  "models.base_models_cache": flag,
  "models.default_metadata": ModelsConfigForm.fields.DEFAULT_MODEL_METADATA,
  "models.default_params": ModelsConfigForm.fields.DEFAULT_MODEL_PARAMS,
  // Tool servers; with `configs.getToolServersConfig`.
  "tool_server.connections": Schema.optional(Schema.Array(ToolServerConnection)),
  // Terminal servers; with `configs.getTerminalServersConfig`.
  "terminal_server.connections": Schema.optional(Schema.Array(TerminalServerConnection)),
  // Code that people start; with `configs.getCodeExecutionConfig`.
  "code_execution.enable": flag,
  "code_execution.engine": Schema.optional(openLiterals(["pyodide", "jupyter"])),
  "code_execution.jupyter.url": nullableText,
  "code_execution.jupyter.auth": nullableText,
  "code_execution.jupyter.auth_token": nullableText,
  "code_execution.jupyter.auth_password": nullableText,
  "code_execution.jupyter.timeout": nullableInteger,
  // Code that a model starts; with `configs.getCodeExecutionConfig`.
  "code_interpreter.enable": flag,
  "code_interpreter.engine": Schema.optional(openLiterals(["pyodide", "jupyter"])),
  "code_interpreter.prompt_template": nullableText,
  "code_interpreter.jupyter.url": nullableText,
  "code_interpreter.jupyter.auth": nullableText,
  "code_interpreter.jupyter.auth_token": nullableText,
  "code_interpreter.jupyter.auth_password": nullableText,
  "code_interpreter.jupyter.timeout": nullableInteger,
  // Memories; two of them with `auths.getAdminConfig`.
  "memories.enable": flag,
  "memories.system_context.enable": flag,
  "memories.background_review.enable": flag,
  "memories.review_interval_turns": integer,
  "memories.user_char_limit": integer,
  "memories.context_char_limit": integer,
  // Files from Google Drive; `enable` with `retrieval.getRagConfig`.
  "google_drive.enable": nullableFlag,
  "google_drive.client_id": text,
  "google_drive.api_key": text,
  // Files from OneDrive and SharePoint; `enable` with `retrieval.getRagConfig`.
  "onedrive.enable": nullableFlag,
  "onedrive.sharepoint_url": text,
  "onedrive.sharepoint_tenant_id": text,
  // Reading and finding documents; with `retrieval.getRagConfig` and `retrieval.getEmbeddingConfig`.
  "rag.content_extraction_engine": nullableText,
  "rag.content_extraction.supported_media_mime_types": nullableTexts,
  "rag.datalab_marker_api_key": nullableText,
  "rag.datalab_marker_api_base_url": nullableText,
  "rag.datalab_marker_additional_config": nullableText,
  "rag.datalab_marker_use_llm": nullableFlag,
  "rag.datalab_marker_skip_cache": nullableFlag,
  "rag.datalab_marker_force_ocr": nullableFlag,
  "rag.datalab_marker_paginate": nullableFlag,
  "rag.datalab_marker_strip_existing_ocr": nullableFlag,
  "rag.datalab_marker_disable_image_extraction": nullableFlag,
  "rag.datalab_marker_format_lines": nullableFlag,
  "rag.datalab_marker_output_format": nullableText,
  "rag.mineru_api_mode": nullableText,
  "rag.mineru_api_url": nullableText,
  "rag.mineru_api_timeout": limit,
  "rag.mineru_api_key": nullableText,
  "rag.mineru_params": parameters,
  "rag.mineru_file_extensions": nullableTexts,
  "rag.external_document_loader_url": nullableText,
  "rag.external_document_loader_api_key": nullableText,
  "rag.external_document_loader_headers": Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
  "rag.tika_server_url": nullableText,
  "rag.tika_server_version": nullableText,
  "rag.docling_server_url": nullableText,
  "rag.docling_api_key": nullableText,
  "rag.docling_params": parameters,
  "rag.document_intelligence_endpoint": nullableText,
  "rag.document_intelligence_key": nullableText,
  "rag.document_intelligence_model": nullableText,
  "rag.mistral_ocr_api_base_url": nullableText,
  "rag.mistral_ocr_api_key": nullableText,
  "rag.mistral_ocr_use_base64": nullableFlag,
  "rag.paddleocr_vl_base_url": nullableText,
  "rag.paddleocr_vl_token": nullableText,
  "rag.bypass_embedding_and_retrieval": nullableFlag,
  "rag.top_k": nullableInteger,
  "rag.top_k_reranker": nullableInteger,
  "rag.relevance_threshold": nullableNumber,
  "rag.hybrid_bm25_weight": nullableNumber,
  "rag.enable_hybrid_search": nullableFlag,
  "rag.enable_hybrid_search_enriched_texts": nullableFlag,
  "rag.full_context": nullableFlag,
  "rag.file.max_count": limit,
  "rag.file.max_size": limit,
  "rag.file.allowed_extensions": nullableTexts,
  "rag.embedding_engine": text,
  "rag.pdf_extract_images": nullableFlag,
  "rag.pdf_loader_mode": nullableText,
  "rag.embedding_model": text,
  "rag.tokenizer_model": nullableText,
  "rag.embedding_batch_size": nullableInteger,
  "rag.enable_async_embedding": nullableFlag,
  "rag.embedding_concurrent_requests": nullableInteger,
  "rag.reranking_engine": nullableText,
  "rag.reranking_model": nullableText,
  "rag.reranking_batch_size": nullableInteger,
  "rag.external_reranker_url": nullableText,
  "rag.external_reranker_api_key": nullableText,
  "rag.external_reranker_timeout": nullableText,
  "rag.text_splitter": nullableText,
  "rag.enable_markdown_header_text_splitter": nullableFlag,
  "rag.tiktoken_encoding_name": text,
  "rag.chunk_size": nullableInteger,
  "rag.chunk_min_size_target": nullableInteger,
  "rag.chunk_overlap": nullableInteger,
  "rag.template": nullableText,
  "rag.openai.api_base_url": nullableText,
  "rag.openai.api_key": nullableText,
  "rag.azure_openai.base_url": nullableText,
  "rag.azure_openai.api_key": nullableText,
  "rag.azure_openai.api_version": nullableText,
  "rag.ollama.base_url": nullableText,
  "rag.ollama.api_key": nullableText,
  "rag.youtube_loader_language": nullableTexts,
  "rag.youtube_loader_proxy_url": nullableText,
  // Images that are made smaller; with `retrieval.getRagConfig`.
  "file.image_compression_width": limit,
  "file.image_compression_height": limit,
  // Searching and reading the web; with `retrieval.getRagConfig`.
  "web.search.enable": nullableFlag,
  "web.search.confirmation.enable": nullableFlag,
  "web.search.confirmation.content": nullableText,
  "web.search.engine": nullableText,
  "web.search.bypass_embedding_and_retrieval": nullableFlag,
  "web.search.bypass_web_loader": nullableFlag,
  "web.search.result_count": nullableInteger,
  "web.search.domain.filter_list": nullableTexts,
  "web.search.concurrent_requests": nullableInteger,
  "web.fetch.max_content_length": nullableInteger,
  "web.loader.engine": nullableText,
  "web.loader.concurrent_requests": nullableInteger,
  "web.loader.timeout": nullableText,
  "web.loader.ssl_verification": nullableFlag,
  "web.search.trust_env": nullableFlag,
  "web.search.ollama_cloud_api_key": nullableText,
  "web.search.searxng_query_url": nullableText,
  "web.search.openserp_base_url": nullableText,
  "web.search.searxng_language": nullableText,
  "web.search.yacy_query_url": nullableText,
  "web.search.yacy_username": nullableText,
  "web.search.yacy_password": nullableText,
  "web.search.google_pse_api_key": nullableText,
  "web.search.google_pse_engine_id": nullableText,
  "web.search.brave_search_api_key": nullableText,
  "web.search.brave_search_context_tokens": nullableInteger,
  "web.search.kagi_search_api_key": nullableText,
  "web.search.mojeek_search_api_key": nullableText,
  "web.search.bocha_search_api_key": nullableText,
  "web.search.serpstack_api_key": nullableText,
  "web.search.serpstack_https": nullableFlag,
  "web.search.serper_api_key": nullableText,
  "web.search.serply_api_key": nullableText,
  "web.search.serphouse_api_key": nullableText,
  "web.search.serphouse_domain": nullableText,
  "web.search.ddgs_backend": nullableText,
  "web.search.jina_api_key": nullableText,
  "web.search.jina_api_base_url": nullableText,
  "web.search.searchapi_api_key": nullableText,
  "web.search.searchapi_engine": nullableText,
  "web.search.serpapi_api_key": nullableText,
  "web.search.serpapi_engine": nullableText,
  "web.search.bing_search_v7_endpoint": nullableText,
  "web.search.bing_search_v7_subscription_key": nullableText,
  "web.search.azure_ai_search_api_key": text,
  "web.search.azure_ai_search_endpoint": text,
  "web.search.azure_ai_search_index_name": text,
  "web.search.exa_api_key": nullableText,
  "web.search.exa_max_content_length": nullableInteger,
  "web.search.perplexity_api_key": nullableText,
  "web.search.perplexity_model": nullableText,
  "web.search.perplexity_search_context_usage": nullableText,
  "web.search.perplexity_search_api_url": nullableText,
  "web.search.microsoft_web_iq_api_base_url": nullableText,
  "web.search.microsoft_web_iq_api_key": nullableText,
  "web.search.microsoft_web_iq_language": nullableText,
  "web.search.sougou_api_sid": nullableText,
  "web.search.sougou_api_sk": nullableText,
  "web.search.tavily_api_key": nullableText,
  "web.search.tavily_extract_depth": nullableText,
  "web.search.tavily_search_depth": nullableText,
  "web.search.staan_api_key": nullableText,
  "web.search.staan_market": nullableText,
  "web.search.staan_max_snippets": nullableInteger,
  "web.loader.playwright_ws_url": nullableText,
  "web.loader.playwright_timeout": nullableInteger,
  "web.loader.firecrawl_api_key": nullableText,
  "web.loader.firecrawl_api_url": nullableText,
  "web.loader.firecrawl_timeout": nullableText,
  "web.search.external_web_search_url": nullableText,
  "web.search.external_web_search_api_key": nullableText,
  "web.loader.external_web_loader_url": nullableText,
  "web.loader.external_web_loader_api_key": nullableText,
  "web.search.yandex_web_search_url": nullableText,
  "web.search.yandex_web_search_api_key": nullableText,
  "web.search.yandex_web_search_config": nullableText,
  "web.search.youcom_api_key": nullableText,
  "web.search.linkup_api_key": nullableText,
  "web.search.linkup_search_params": parameters,
  // Making images; with `images.getConfig`.
  "image_generation.enable": flag,
  "image_generation.engine": text,
  "image_generation.model": text,
  "image_generation.size": nullableText,
  "image_generation.steps": nullableInteger,
  "image_generation.prompt.enable": flag,
  "image_generation.automatic1111.base_url": text,
  "image_generation.automatic1111.api_auth": nullableText,
  "image_generation.automatic1111.api_params": parameters,
  "image_generation.comfyui.base_url": text,
  "image_generation.comfyui.api_key": text,
  "image_generation.comfyui.workflow": text,
  "image_generation.comfyui.nodes": Schema.optional(Schema.Array(ComfyUINodeInput)),
  "image_generation.openai.api_base_url": text,
  "image_generation.openai.api_version": text,
  "image_generation.openai.api_key": text,
  "image_generation.openai.params": parameters,
  "image_generation.gemini.api_base_url": text,
  "image_generation.gemini.api_key": text,
  "image_generation.gemini.endpoint_method": text,
  // Changing images; with `images.getConfig`.
  "images.edit.enable": flag,
  "images.edit.engine": text,
  "images.edit.model": text,
  "images.edit.size": nullableText,
  "images.edit.openai.api_base_url": text,
  "images.edit.openai.api_version": text,
  "images.edit.openai.api_key": text,
  "images.edit.gemini.api_base_url": text,
  "images.edit.gemini.api_key": text,
  "images.edit.comfyui.base_url": text,
  "images.edit.comfyui.api_key": text,
  "images.edit.comfyui.workflow": text,
  "images.edit.comfyui.nodes": Schema.optional(Schema.Array(ComfyUINodeInput)),
  // Speech; with `audio.getAudioConfig`.
  "audio.stt.whisper_model": text,
  "audio.stt.deepgram.api_key": text,
  "audio.stt.openai.api_base_url": text,
  "audio.stt.openai.api_key": text,
  "audio.stt.openai.api_request_format": text,
  "audio.stt.engine": text,
  "audio.stt.model": text,
  "audio.stt.supported_content_types": texts,
  "audio.stt.allowed_extensions": texts,
  "audio.stt.azure.api_key": text,
  "audio.stt.azure.region": text,
  "audio.stt.azure.locales": text,
  "audio.stt.azure.base_url": text,
  "audio.stt.azure.max_speakers": text,
  "audio.stt.mistral.api_key": text,
  "audio.stt.mistral.api_base_url": text,
  "audio.stt.mistral.use_chat_completions": flag,
  "audio.tts.openai.api_base_url": text,
  "audio.tts.openai.api_key": text,
  "audio.tts.openai.params": parameters,
  "audio.tts.api_key": text,
  "audio.realtime.enabled": flag,
  "audio.realtime.provider": Schema.optional(openLiterals(["openai", "azure"])),
  "audio.realtime.auth_type": Schema.optional(openLiterals(["api_key", "microsoft_entra_id"])),
  "audio.realtime.openai.api_base_url": text,
  "audio.realtime.openai.api_key": text,
  "audio.realtime.model": text,
  "audio.realtime.voice": text,
  "audio.realtime.transcription_model": text,
  "audio.realtime.input_params": parameters,
  "audio.realtime.prompt_template": nullableText,
  "audio.tts.engine": text,
  "audio.tts.model": text,
  "audio.tts.voice": text,
  "audio.tts.realtime.prompt_template": nullableText,
  "audio.tts.split_on": text,
  "audio.tts.azure.speech_region": text,
  "audio.tts.azure.speech_base_url": text,
  "audio.tts.azure.speech_output_format": text,
  "audio.tts.mistral.api_key": text,
  "audio.tts.mistral.api_base_url": text,
  // Where people reach the server; with `auths.getAdminConfig`.
  "webui.url": text,
  // What people see; with `auths.getAdminConfig`, and by the setters of this router.
  "ui.enable_signup": flag,
  "ui.enable_login_form": flag,
  "ui.enable_password_change_form": flag,
  "ui.default_locale": text,
  "ui.default_models": nullableText,
  "ui.default_pinned_models": nullableText,
  "ui.default_interface_settings": Schema.optional(Schema.NullOr(JsonObject)),
  "ui.visibility": Schema.optional(InterfaceVisibilityForm.fields.visibility),
  "ui.i18n": Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String)))),
  "ui.prompt_suggestions": Schema.optional(SetDefaultSuggestionsResponse.fields.suggestions),
  "ui.prompt_suggestions_i18n": Schema.optional(SetDefaultSuggestionsResponse.fields.i18n),
  "ui.model_order_list": nullableTexts,
  "ui.default_user_role": Schema.optional(UserRole),
  "ui.default_group_id": text,
  "ui.pending_user_overlay_title": nullableText,
  "ui.pending_user_overlay_content": nullableText,
  "ui.watermark": nullableText,
  "ui.enable_community_sharing": flag,
  "ui.enable_message_rating": flag,
  "ui.enable_user_webhooks": flag,
  "ui.banners": Schema.optional(Schema.Array(BannerModel)),
  // What accounts may do; with `users.getDefaultUserPermissions`.
  "user.permissions": Schema.optional(Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.Boolean))),
  // Folders; with `auths.getAdminConfig`.
  "folders.enable": flag,
  "folders.max_file_count": limit,
  // Channels; with `auths.getAdminConfig`.
  "channels.enable": flag,
  "channels.encryption.enable": flag,
  "channels.model_response_mode": Schema.optional(openLiterals(["thread", "channel"])),
  // Apps; with `auths.getAdminConfig`.
  "apps.enable": flag,
  // Calendars; with `auths.getAdminConfig`.
  "calendar.enable": flag,
  // Automations; most with `auths.getAdminConfig`.
  "automations.enable": flag,
  "automations.max_count": limit,
  "automations.min_interval": limit,
  "automations.auth_token_expires_in": text,
  // Agents below a model; with `configs.getSubagentsConfig`.
  "subagents.enable": flag,
  "subagents.background_enabled": flag,
  "subagents.max_concurrent": integer,
  "subagents.max_async": integer,
  "subagents.max_iterations": integer,
  "subagents.max_output": integer,
  "subagents.system_prompt": text,
  // Notes; with `auths.getAdminConfig`.
  "notes.enable": flag,
  // The status of accounts; with `auths.getAdminConfig`.
  "users.enable_status": flag,
  // The arena; with `evaluations.getConfig`.
  "evaluation.arena.enable": nullableFlag,
  "evaluation.arena.models": Schema.optional(Schema.NullOr(Schema.Array(ArenaModel))),
  // The webhook of old versions, for all events; now there is `main.createEventWebhook`.
  webhook_url: text,
  // Sessions, API keys and the second factor; with `auths.getAdminConfig`.
  "auth.admin.show": flag,
  "auth.admin.email": nullableText,
  "auth.enable_api_keys": flag,
  "auth.api_key.endpoint_restrictions": flag,
  "auth.api_key.allowed_endpoints": text,
  "auth.jwt_expiry": text,
  "auth.mfa.enable": flag,
  "auth.mfa.allow_oauth_bypass": flag,
  "auth.mfa.allow_trusted_header_bypass": flag,
  // What models do beside answering; with `tasks.getTaskConfig`.
  "task.model.default": nullableText,
  "task.model.external": nullableText,
  "task.model.params": parameters,
  "task.title.prompt_template": text,
  "task.tags.prompt_template": text,
  "task.image.prompt_template": text,
  "task.follow_up.prompt_template": text,
  "task.follow_up.enable": flag,
  "task.tags.enable": flag,
  "task.title.enable": flag,
  "task.query.search.enable": flag,
  "task.query.retrieval.enable": flag,
  "task.query.prompt_template": text,
  "task.autocomplete.enable": flag,
  "task.autocomplete.input_max_length": nullableInteger,
  "task.autocomplete.prompt_template": text,
  "task.voice.prompt_template": nullableText,
  "task.voice.prompt.enable": flag,
  "task.tools.prompt_template": text,
  // Chats; with `chats.getChatConfig`.
  "chat.context_compaction.model": nullableText,
  "chat.context_compaction.enable": flag,
  "chat.context_compaction.token_threshold": nullableInteger,
  "chat.context_compaction.token_cap": nullableInteger,
  "chat.context_compaction.retention_percentage": nullableInteger,
  "chat.context_compaction.prompt_template": text,
  "chat.tool_permissions.enable": flag,
  "chat.tool_search.enable": flag,
  "chat.tool_search.defer_threshold": integer,
  "chat.tool_search.always_loaded": texts,
  "chat.tool_search.defer_builtin_tools": flag,
  // Sign-in by LDAP; with `auths.getLdapServer`.
  "ldap.enable": nullableFlag,
  "ldap.server.label": text,
  "ldap.server.host": text,
  "ldap.server.port": nullableInteger,
  "ldap.server.attribute_for_mail": text,
  "ldap.server.default_email_domain": text,
  "ldap.server.attribute_for_username": text,
  "ldap.server.app_dn": text,
  "ldap.server.app_password": text,
  "ldap.server.users_dn": text,
  "ldap.server.search_filter": text,
  "ldap.server.use_tls": flag,
  "ldap.server.ca_cert_file": nullableText,
  "ldap.server.validate_cert": flag,
  "ldap.server.ciphers": nullableText,
  "ldap.group.enable_management": flag,
  "ldap.group.enable_creation": flag,
  "ldap.server.attribute_for_groups": text,
  // Sign-in by identity providers; most with `auths.getOauthConfig`. Kept in memory only, unless the server says otherwise.
  "oauth.client.timeout": limit,
  "oauth.enable": nullableFlag,
  "oauth.enable_signup": nullableFlag,
  "oauth.auto_redirect": nullableFlag,
  "oauth.refresh_token.include_scope": nullableFlag,
  "oauth.merge_accounts_by_email": nullableFlag,
  "oauth.google.client_id": text,
  "oauth.google.client_secret": text,
  "oauth.google.scope": text,
  "oauth.google.redirect_uri": text,
  "oauth.microsoft.client_id": text,
  "oauth.microsoft.client_secret": text,
  "oauth.microsoft.tenant_id": text,
  "oauth.microsoft.login_base_url": text,
  "oauth.microsoft.picture_url": text,
  "oauth.microsoft.scope": text,
  "oauth.microsoft.redirect_uri": text,
  "oauth.github.client_id": text,
  "oauth.github.client_secret": text,
  "oauth.github.scope": text,
  "oauth.github.redirect_uri": text,
  "oauth.client_id": nullableText,
  "oauth.client_secret": nullableText,
  "oauth.provider_url": nullableText,
  "oauth.end_session_endpoint": nullableText,
  "oauth.redirect_uri": nullableText,
  "oauth.scopes": nullableText,
  "oauth.timeout": limit,
  "oauth.token_endpoint_auth_method": nullableText,
  "oauth.code_challenge_method": nullableText,
  "oauth.provider_name": nullableText,
  "oauth.sub_claim": nullableText,
  "oauth.username_claim": nullableText,
  "oauth.picture_claim": nullableText,
  "oauth.email_claim": nullableText,
  "oauth.group_claim": nullableText,
  "oauth.feishu.client_id": text,
  "oauth.feishu.client_secret": text,
  "oauth.feishu.scope": text,
  "oauth.feishu.redirect_uri": text,
  "oauth.enable_role_mapping": nullableFlag,
  "oauth.enable_group_mapping": nullableFlag,
  "oauth.enable_group_creation": nullableFlag,
  "oauth.group_default_share": Schema.optional(Schema.NullOr(Schema.Union([Schema.Boolean, Schema.String]))),
  "oauth.blocked_groups": nullableText,
  "oauth.roles_claim": nullableText,
  "oauth.allowed_roles": texts,
  "oauth.admin_roles": texts,
  "oauth.allowed_domains": texts,
  "oauth.update_picture_on_login": nullableFlag,
  "oauth.update_name_on_login": nullableFlag,
  "oauth.update_email_on_login": nullableFlag,
  "oauth.audience": nullableText
}) {}

/**
 * Settings to be stored.
 *
 * @since 0.1.0
 */
export class ImportConfigForm extends /*#__PURE__*/ Model<ImportConfigForm>()({
  /** What is left out stays as it is; nothing can be taken away. */
  config: ConfigSettings
}) {}
