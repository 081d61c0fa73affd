/**
 * Settings of the server: all of them at once, and by subject those of connections, tool servers, terminal servers, code
 * execution, models and what people see first. The backend's router `configs`.
 *
 * Administrators only, but for `getModelsDefaults` and `getBanners`, which any verified account may call. So every
 * operation fails with `Unauthenticated` (no token, or a wrong one) and with `Forbidden` (another account), which is not
 * said again below. A setting holds for the whole server at once. Most setters take a whole form, so read, change and
 * write; nothing tells two administrators who do so at the same time. The settings of other subjects (audio, images,
 * retrieval, sign-in and so on) have routes in their own routers.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { get, type Methods, post } from "../internal/operation.ts"
import { Json } from "../layers/Json.ts"
import { BannerModel } from "../models/Config.ts"
import {
  CodeInterpreterConfigForm,
  ConfigSettings,
  ConnectionsConfigForm,
  GetConnectionsConfigResponse,
  GetModelsDefaultsResponse,
  ImportConfigForm,
  InterfaceVisibilityForm,
  ModelsConfigForm,
  OAuthClientRegistrationForm,
  RegisterOauthClientResponse,
  SetBannersForm,
  SetDefaultSuggestionsForm,
  SetDefaultSuggestionsResponse,
  SubagentsConfigForm,
  TerminalServerConnection,
  TerminalServerLifecycleForm,
  TerminalServerPolicyForm,
  TerminalServerRefreshForm,
  TerminalServersConfigForm,
  ToolServersConfigForm,
  VerifyMcpToolServerForm,
  VerifyMcpToolServersConfigResponse,
  VerifyOauthToolServerForm,
  VerifyOauthToolServersConfigResponse,
  VerifyTerminalServerConnectionResponse,
  VerifyToolServerForm,
  VerifyToolServersConfigResponse
} from "../models/Configs.ts"

/**
 * The operations of the router `configs`.
 *
 * @since 0.1.0
 * @category operations
 */
export const configs = {
  /**
   * Stores settings by their keys, as `exportConfig` answers them, and answers all settings. Administrators. What is left
   * out stays. Fails with `Conflict` (the second factor cannot be switched on), `Forbidden` (a setting of it, with an API
   * key). **The server checks nothing else**: what is of a wrong type here is refused before it is sent, but a key
   * that nobody knows stays for ever. Tool and terminal servers are not connected to anew. A change of the second factor
   * signs everyone out. `routers/configs.py: import_config`
   */
  importConfig: post("/api/v1/configs/import", { payload: ImportConfigForm, success: ConfigSettings }),

  /**
   * Answers all settings by their keys, about 430. Administrators. **Keys and passwords are among them, as they are.**
   * Fails with `Undecodable` (something wrote a value of a wrong type). `routers/configs.py: export_config`
   */
  exportConfig: get("/api/v1/configs/export", { success: ConfigSettings }),

  /**
   * Answers the settings whose keys begin with a namespace and a dot, for instance `ui` or `code_execution.jupyter`; the
   * keys are whole. Administrators. Where there are none the answer is empty. Keys and passwords are as they are.
   * `%` and `_` in the namespace stand for any text and for any character.
   * `routers/configs.py: get_config_namespace`
   */
  getConfigNamespace: get("/api/v1/configs/namespace/:namespace", { success: ConfigSettings }),

  /**
   * Sets which controls of the frontend are hidden from everyone but administrators, and answers what was sent.
   * Administrators. All that is not in it is shown. It hides and forbids nothing. To read it: `ui.visibility` in the
   * namespace `ui`. `routers/configs.py: set_interface_visibility`
   */
  setInterfaceVisibility: post("/api/v1/configs/interface/visibility", {
    payload: InterfaceVisibilityForm,
    success: InterfaceVisibilityForm
  }),

  /**
   * Tells what accounts may connect to by themselves, and whether the providers' models are kept. Administrators.
   * `routers/configs.py: get_connections_config`
   */
  getConnectionsConfig: get("/api/v1/configs/connections", { success: GetConnectionsConfigResponse }),

  /**
   * Sets what accounts may connect to by themselves, and answers what holds now. Administrators. Here a field that is
   * left out stays as it is. `routers/configs.py: set_connections_config`
   */
  setConnectionsConfig: post("/api/v1/configs/connections", {
    payload: ConnectionsConfigForm,
    success: GetConnectionsConfigResponse
  }),

  /**
   * Makes Open WebUI an OAuth client of a service: registers it there, or with `client_secret` takes the client that the
   * service knows already. Answers a text to keep in `info.oauth_client_info` of the tool server; nothing is stored.
   * Administrators. `type` goes before the id, so it has to be the tool server's. Fails with `Invalid` (the service is out
   * of reach or refuses; its text is in it), `FeatureDisabled` (tool servers are off). Every call registers once more.
   * `routers/configs.py: register_oauth_client`
   */
  registerOauthClient: post("/api/v1/configs/oauth/clients/register", {
    query: { type: Schema.optional(openLiterals(["mcp", "openapi"])) },
    payload: OAuthClientRegistrationForm,
    success: RegisterOauthClientResponse
  }),

  /**
   * Lists the tool servers, keys included. Administrators. `routers/configs.py: get_tool_servers_config`
   */
  getToolServersConfig: get("/api/v1/configs/tool_servers", { success: ToolServersConfigForm }),

  /**
   * Replaces the whole list of tool servers, loads the OpenAPI ones, and answers the list. Administrators. A server
   * without an id is known by its place in the list. **A server that cannot be loaded is no failure**, it is only missing
   * among the tools: try it with `verifyToolServersConfig` first. A `config` or an `info` of null can keep all others
   * from being loaded too. `routers/configs.py: set_tool_servers_config`
   */
  setToolServersConfig: post("/api/v1/configs/tool_servers", {
    payload: ToolServersConfigForm,
    success: ToolServersConfigForm
  }),

  /**
   * Lists the terminal servers, keys included. Administrators. `routers/configs.py: get_terminal_servers_config`
   */
  getTerminalServersConfig: get("/api/v1/configs/terminal_servers", { success: TerminalServersConfigForm }),

  /**
   * Replaces the whole list of terminal servers, loads their tools, and answers the list. Administrators. Keys of one's
   * own are kept, except `policy` and `lifecycle`. **A server that cannot be loaded is no failure**: try it with
   * `verifyTerminalServerConnection` first. `routers/configs.py: set_terminal_servers_config`
   */
  setTerminalServersConfig: post("/api/v1/configs/terminal_servers", {
    payload: TerminalServersConfigForm,
    success: TerminalServersConfigForm
  }),

  /**
   * Tells whether there is an orchestrator or a plain terminal at a URL. Administrators. Nothing is stored. Fails with
   * `Invalid` (neither of them, or no URL), `FeatureDisabled` (tool servers are off). Whatever answers `api/v1/policies`
   * with success counts as an orchestrator, a web page too. `routers/configs.py: verify_terminal_server_connection`
   */
  verifyTerminalServerConnection: post("/api/v1/configs/terminal_servers/verify", {
    payload: TerminalServerConnection,
    success: VerifyTerminalServerConnectionResponse
  }),

  /**
   * Reads a policy of a terminal orchestrator, or writes it where `policy_data` is there; answers what the orchestrator
   * answers. Administrators. Fails with `Invalid` (out of reach, no JSON, or no URL), `FeatureDisabled` (tool servers are
   * off), and with what the status of the orchestrator says: `NotFound`, and for a wrong key `Forbidden`.
   * `routers/configs.py: put_terminal_server_policy`
   */
  putTerminalServerPolicy: post("/api/v1/configs/terminal_servers/policy", {
    payload: TerminalServerPolicyForm,
    success: Json
  }),

  /**
   * Reads the lifecycle of a policy of a terminal orchestrator, or writes it where `lifecycle_data` is there; answers
   * what the orchestrator answers. Administrators. Fails as `putTerminalServerPolicy`.
   * `routers/configs.py: put_terminal_server_lifecycle`
   */
  putTerminalServerLifecycle: post("/api/v1/configs/terminal_servers/lifecycle", {
    payload: TerminalServerLifecycleForm,
    success: Json
  }),

  /**
   * Has a terminal orchestrator start terminals anew, all idle ones unless the form says less or more; answers what the
   * orchestrator answers. Administrators. Fails as `putTerminalServerPolicy`.
   * `routers/configs.py: refresh_terminal_server_terminals`
   */
  refreshTerminalServerTerminals: post("/api/v1/configs/terminal_servers/refresh", {
    payload: TerminalServerRefreshForm,
    success: Json
  }),

  /**
   * Fetches the description of an OpenAPI tool server and answers it as it is. Administrators. Nothing is stored. Fails
   * with `Invalid` (out of reach, refused, or neither JSON nor YAML), `FeatureDisabled` (tool servers are off),
   * `Undecodable` (a list, a text, or wrong fields). Any other object passes: look whether `paths` is there. `info` and
   * `config` are of no use here. `routers/configs.py: verify_tool_servers_config`
   */
  verifyToolServersConfig: post("/api/v1/configs/tool_servers/verify", {
    payload: VerifyToolServerForm,
    fixed: { payload: { type: "openapi" } },
    success: VerifyToolServersConfigResponse
  }),

  /**
   * Connects to an MCP server, as it would be for the caller, and answers its tools. Administrators. Nothing is stored.
   * Fails with `Invalid` (out of reach, refused, or no MCP server: the server says the same of all), `FeatureDisabled`
   * (tool servers are off). For a server behind OAuth there is `verifyOauthToolServersConfig`.
   * `routers/configs.py: verify_tool_servers_config`
   */
  verifyMcpToolServersConfig: post("/api/v1/configs/tool_servers/verify", {
    payload: VerifyMcpToolServerForm,
    fixed: { payload: { type: "mcp" } },
    success: VerifyMcpToolServersConfigResponse
  }),

  /**
   * Looks for the authorization server of an MCP server behind OAuth 2.1, and answers what that says of itself. The MCP
   * server itself is not signed in to. Administrators. Nothing is stored. It is looked for at `info.oauth_server_url`, or
   * else at `url`. Fails with `Invalid` (none found, or its document is none), `FeatureDisabled` (tool servers are off).
   * `routers/configs.py: verify_tool_servers_config`
   */
  verifyOauthToolServersConfig: post("/api/v1/configs/tool_servers/verify", {
    payload: VerifyOauthToolServerForm,
    fixed: { payload: { type: "mcp", auth_type: "oauth_2.1" } },
    success: VerifyOauthToolServersConfigResponse
  }),

  /**
   * Tells where code runs, keys and passwords included. Administrators. `routers/configs.py: get_code_execution_config`
   */
  getCodeExecutionConfig: get("/api/v1/configs/code_execution", { success: CodeInterpreterConfigForm }),

  /**
   * Sets where code runs, and answers what holds now. Administrators. Nothing is tried: a URL that nobody serves is
   * stored. `routers/configs.py: set_code_execution_config`
   */
  setCodeExecutionConfig: post("/api/v1/configs/code_execution", {
    payload: CodeInterpreterConfigForm,
    success: CodeInterpreterConfigForm
  }),

  /**
   * Tells what holds of every model that says nothing else, as far as people need it. Any verified account.
   * `routers/configs.py: get_models_defaults`
   */
  getModelsDefaults: get("/api/v1/configs/models/defaults", { success: GetModelsDefaultsResponse }),

  /**
   * Tells which models people see first, and what holds of every model that says nothing else. Administrators.
   * `routers/configs.py: get_models_config`
   */
  getModelsConfig: get("/api/v1/configs/models", { success: ModelsConfigForm }),

  /**
   * Sets which models people see first, and what holds of every model that says nothing else; answers what holds now.
   * Administrators. **`DEFAULT_MODEL_METADATA` and `DEFAULT_MODEL_PARAMS` become null where they are left out.** Whether
   * the models are there is not checked. `routers/configs.py: set_models_config`
   */
  setModelsConfig: post("/api/v1/configs/models", { payload: ModelsConfigForm, success: ModelsConfigForm }),

  /** Tells how models may hand tasks on to agents below them. Administrators. `routers/configs.py: get_subagents_config` */
  getSubagentsConfig: get("/api/v1/configs/subagents", { success: SubagentsConfigForm }),

  /**
   * Sets how models may hand tasks on to agents below them, and answers what holds now. Administrators. How many run at
   * a time in the foreground holds from the next start of the server, once an agent has run.
   * `routers/configs.py: set_subagents_config`
   */
  setSubagentsConfig: post("/api/v1/configs/subagents", { payload: SubagentsConfigForm, success: SubagentsConfigForm }),

  /**
   * Sets the prompts that a new chat offers, and answers them. Administrators. Null brings back those of the frontend.
   * `i18n` is taken away where it is left out. To read them: `default_prompt_suggestions` of `main.getAppConfig`.
   * `routers/configs.py: set_default_suggestions`
   */
  setDefaultSuggestions: post("/api/v1/configs/suggestions", {
    payload: SetDefaultSuggestionsForm,
    success: SetDefaultSuggestionsResponse
  }),

  /**
   * Replaces all banners, and answers them. Administrators. Keys that a banner does not have are dropped.
   * `routers/configs.py: set_banners`
   */
  setBanners: post("/api/v1/configs/banners", { payload: SetBannersForm, success: Schema.Array(BannerModel) }),

  /** Lists the banners. Any verified account. `routers/configs.py: get_banners` */
  getBanners: get("/api/v1/configs/banners", { success: Schema.Array(BannerModel) })
}

/**
 * The methods of the router `configs`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConfigsService extends Methods<typeof configs> {}

/**
 * The service of the router `configs`.
 *
 * @since 0.1.0
 * @category services
 */
export class Configs extends /*#__PURE__*/ Context.Service<Configs, ConfigsService>()(
  "effect-open-webui/routers/Configs"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Configs, configs)
}
