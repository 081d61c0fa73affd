/**
 * What the backend serves from its `main.py` itself: models, completions in OpenAI's and in Anthropic's form, embeddings,
 * running tasks, the settings that an interface needs, events and their webhooks, version, health, OAuth sign-in.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { bytes, empty, redirect, text } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { multipart } from "../internal/multipart.ts"
import { del, get, type Methods, post, put } from "../internal/operation.ts"
import { Json } from "../layers/Json.ts"
import {
  ChatCompletion,
  ChatCompletionForm,
  ChatCompletionStreamForm,
  ChatTurn,
  ChatTurnForm,
  CountTokensForm,
  CountTokensResponse,
  chatCompletionChunks,
  EmbeddingsForm,
  EmbeddingsResponse,
  Message,
  MessagesForm,
  MessagesStreamForm,
  messageEvents
} from "../models/Completions.ts"
import {
  ChatActionForm,
  ChatCompletedForm,
  ChatCompletedResponse,
  EventWebhook,
  EventWebhookForm,
  EventWebhookUpdateForm,
  GetAppChangelogResponse,
  GetAppConfigResponse,
  GetAppLatestReleaseVersionResponse,
  GetAppVersionResponse,
  GetBaseModelsResponse,
  GetCurrentUsageResponse,
  GetEventCatalogResponse,
  GetManifestJsonResponse,
  GetModelsResponse,
  ListTasksByChatIdResponse,
  ListTasksResponse,
  ModelUnloadForm,
  ResolveChatMessageToolCallResponse,
  StatusResponse,
  StopTaskResponse,
  UnloadModelResponse
} from "../models/Main.ts"
import { ResolveToolCallForm } from "../models/ToolApproval.ts"

const oauthCallbackQuery = {
  code: /*#__PURE__*/ Schema.optional(Schema.String),
  state: /*#__PURE__*/ Schema.optional(Schema.String),
  error: /*#__PURE__*/ Schema.optional(Schema.String)
}

/**
 * The operations of the router `main`.
 *
 * @since 0.1.0
 * @category operations
 */
export const main = {
  /**
   * Lists the models that the account may use: those of providers, plugins, the workspace and the arena. Any account;
   * administrators see all. `refresh` asks the providers again. After a plugin or its valves change, a completion finds
   * its models only once this was called. Sorted as the administrator said. `main.py: get_models`
   */
  getModels: get("/api/models", {
    aliases: ["/api/v1/models"],
    query: { refresh: Schema.optional(Schema.Boolean) },
    success: GetModelsResponse
  }),

  /**
   * Lists the models of all providers and plugins as they are, without those of the workspace and the arena.
   * Administrators only, others are `Forbidden`. `main.py: get_base_models`
   */
  getBaseModels: get("/api/models/base", { success: GetBaseModelsResponse }),

  /**
   * Takes a model out of the memory of Ollama (all servers that have it) or llama.cpp; for a model of the workspace, the
   * one behind it. Administrators only. Fails with `NotFound` (no such model), `Invalid` (its provider cannot unload).
   * `main.py: unload_model`
   */
  unloadModel: post("/api/models/unload", { payload: ModelUnloadForm, success: UnloadModelResponse }),

  /**
   * Embeds texts with a model of any provider. Any account that may use the model.
   * Fails with `ServerFailed` where there is no such model (the server says 500 with a bare text), and with
   * `ProviderFailed` where the provider refuses. `main.py: embeddings`
   */
  embeddings: post("/api/embeddings", {
    aliases: ["/api/v1/embeddings"],
    payload: EmbeddingsForm,
    success: EmbeddingsResponse
  }),

  /**
   * Asks a model, through Open WebUI's filters, tools and retrieval, and answers in one piece; nothing is saved.
   * Any account that may use the model. For a stream see `streamChatCompletion`, for a saved chat `runChatTurn`.
   * Fails with `NotFound` (no such model, or not for this account; the server says 400), `ProviderFailed` with the
   * provider's own status and body, `Invalid`. What was retrieved comes in `sources`. Tools of the workspace are offered
   * to the model, but nobody calls them: `tool_calls` come back to the caller.
   * `main.py: chat_completion`
   */
  generateChatCompletion: post("/api/chat/completions", {
    aliases: ["/api/v1/chat/completions"],
    payload: ChatCompletionForm,
    success: ChatCompletion
  }),

  /**
   * Asks a model as `generateChatCompletion` does, and gives the answer as it is made. Leaving the stream early, or
   * interrupting it, closes the connection to the provider too. Any account that may use the model.
   * Fails before the first chunk as `generateChatCompletion` does; later with `StreamFailed` on an error frame, also
   * where the provider's connection broke, and with `Truncated` where no finish reason came; both keep the text so far.
   * A model whose parameters switch streaming off answers JSON: `Undecodable`. `main.py: chat_completion`
   */
  streamChatCompletion: post("/api/chat/completions", {
    aliases: ["/api/v1/chat/completions"],
    payload: ChatCompletionStreamForm,
    fixed: { payload: { stream: true } },
    stream: chatCompletionChunks
  }),

  /**
   * Runs a turn of a chat that the server keeps: makes the chat where it is new, saves question and answer, calls tools,
   * finds title, tags and follow-ups. With a `session_id`, which may be any text that is not empty, it answers at once
   * with `task_ids` and `chat_id`, and failures are found in the message; without, it waits and answers the completion,
   * or null where `stream` is true. Any account that may use the model and write the chat.
   * Fails with `NotFound` (model, chat, folder), `Conflict` (a message id is taken, or the parent is gone), `Forbidden`.
   * `main.py: chat_completion`
   */
  runChatTurn: post("/api/chat/completions", {
    aliases: ["/api/v1/chat/completions"],
    payload: ChatTurnForm,
    success: ChatTurn
  }),

  /**
   * Decides on a tool call that waits for a person, or answers a question of the model, and goes on with the turn. Any
   * account, on its own answers in a chat that it may write. Fails with `Forbidden` (no such chat, or not the account's
   * own answer), `NotFound` (message, call), `Conflict` (decided already), `Invalid` (the action is not for this call).
   * `main.py: resolve_chat_message_tool_call`
   */
  resolveChatMessageToolCall: post("/api/v1/chats/:id/messages/:message_id/resolve", {
    payload: ResolveToolCallForm,
    success: ResolveChatMessageToolCallResponse
  }),

  /**
   * Counts the tokens of a conversation in Anthropic's form. Any account that may use the model; the provider counts, so
   * its API must have the route. Fails with `ProviderFailed` where it refuses. `main.py: count_message_tokens`
   */
  countMessageTokens: post("/api/message/count_tokens", {
    aliases: ["/api/v1/messages/count_tokens"],
    payload: CountTokensForm,
    success: CountTokensResponse
  }),

  /**
   * Asks any model in Anthropic's form and answers in one piece; the server translates to OpenAI's form and back, unless
   * the connection speaks Anthropic's. Any account that may use the model.
   * Fails as `generateChatCompletion` does. `main.py: generate_messages`
   */
  generateMessages: post("/api/message", {
    aliases: ["/api/v1/messages"],
    payload: MessagesForm,
    success: Message
  }),

  /**
   * Asks any model in Anthropic's form and gives the answer as it is made. Any account that may use the model.
   * Fails as `streamChatCompletion` does, but an answer without a finish reason looks complete here: the server
   * translates it to `end_turn`. `main.py: generate_messages`
   */
  streamMessages: post("/api/message", {
    aliases: ["/api/v1/messages"],
    payload: MessagesStreamForm,
    fixed: { payload: { stream: true } },
    stream: messageEvents
  }),

  /**
   * Tells the filters of a model that an answer is complete, and answers the conversation as they leave it. Any account
   * that owns the chat. Deprecated by the backend, which runs the filters itself at the end of a completion.
   * Fails with `NotFound` (model, or somebody else's chat), `Invalid` (a filter failed, or a key is missing).
   * `main.py: chat_completed`
   */
  chatCompleted: post("/api/chat/completed", { payload: ChatCompletedForm, success: ChatCompletedResponse }),

  /**
   * Runs an action of a plugin on a message and answers what the plugin answers, null for nothing. Any account that may
   * use the model, on whose messages the action must be shown. Fails with `NotFound` (action, model, or somebody else's
   * chat), `Invalid` (the plugin failed; or the action is switched off or not for this model, "not available").
   * `main.py: chat_action`
   */
  chatAction: post("/api/chat/actions/:action_id", { payload: ChatActionForm, success: Json }),

  /**
   * Stops a task. Administrators only; everybody may use `stopTasksByChatIdEndpoint`. A task that there is not answers
   * `status: false`. `main.py: stop_task_endpoint`
   */
  stopTaskEndpoint: post("/api/tasks/stop/:task_id", { success: StopTaskResponse }),

  /** Lists the tasks that run, of all accounts. Administrators only. `main.py: list_tasks_endpoint` */
  listTasksEndpoint: get("/api/tasks", { success: ListTasksResponse }),

  /**
   * Lists the account's tasks of a chat that it may write; empty where nothing runs, and where there is no such chat. A
   * turn is over, title and tags included, when its task is gone. `temporary:...` names a chat that is not kept.
   * `main.py: list_tasks_by_chat_id_endpoint`
   */
  listTasksByChatIdEndpoint: get("/api/tasks/chat/:chat_id*", { success: ListTasksByChatIdResponse }),

  /**
   * Stops the account's tasks of a chat that it may write, and ends messages that wait for an approval. Where nothing
   * runs, it answers `status: true` too. Fails with `NotFound`. `main.py: stop_tasks_by_chat_id_endpoint`
   */
  stopTasksByChatIdEndpoint: post("/api/tasks/chat/:chat_id*/stop", { success: StopTaskResponse }),

  /**
   * Reads the server's settings as far as an interface needs them. Everybody, also without a token; how much is
   * answered depends on who asks. API keys and tokens that cannot be read count as nobody here, without an error.
   * `main.py: get_app_config`
   */
  getAppConfig: get("/api/config", { success: GetAppConfigResponse }),

  /** Lists the events that webhooks can be told. Administrators only. `main.py: get_event_catalog` */
  getEventCatalog: get("/api/events", { success: GetEventCatalogResponse }),

  /** Lists the webhooks that are told of events. Administrators only. `main.py: get_event_webhooks_api` */
  getEventWebhooksApi: get("/api/events/webhooks", { success: Schema.Array(EventWebhook) }),

  /**
   * Makes a webhook. Administrators only. Fails with `Invalid` (an unknown event or target type; an address in the
   * server's own network, or one that it cannot resolve). `main.py: create_event_webhook`
   */
  createEventWebhook: post("/api/events/webhooks", { payload: EventWebhookForm, success: EventWebhook }),

  /**
   * Changes a webhook; keys that are left out stay. Administrators only. Fails with `NotFound`, `Invalid` as when it is
   * made. `main.py: update_event_webhook`
   */
  updateEventWebhook: put("/api/events/webhooks/:webhook_id", {
    payload: EventWebhookUpdateForm,
    success: EventWebhook
  }),

  /** Deletes a webhook. Administrators only. Fails with `NotFound`. `main.py: delete_event_webhook_api` */
  deleteEventWebhookApi: del("/api/events/webhooks/:webhook_id", { success: StatusResponse }),

  /** Reads the server's version. Everybody, also without a token. `main.py: get_app_version` */
  getAppVersion: get("/api/version", { success: GetAppVersionResponse }),

  /**
   * Reads the server's version and the latest release, which the server looks up at GitHub. Any account.
   * `main.py: get_app_latest_release_version`
   */
  getAppLatestReleaseVersion: get("/api/version/updates", { success: GetAppLatestReleaseVersionResponse }),

  /** Reads what changed with the last five versions. Everybody. `main.py: get_app_changelog` */
  getAppChangelog: get("/api/changelog", { success: GetAppChangelogResponse }),

  /**
   * Tells how many accounts are active, and which models open sockets use. Any account; where the server keeps the
   * number to itself, others than administrators are `Forbidden`. `main.py: get_current_usage`
   */
  getCurrentUsage: get("/api/usage", { success: GetCurrentUsageResponse }),

  /**
   * Begins the sign-in at a tool server: a URL to open in a browser that is signed in to Open WebUI, since its answer is
   * a redirect to the tool server's own sign-in, and a cookie. Any account. Fails with `NotFound` for an unknown
   * client, `FeatureDisabled`. `main.py: oauth_client_authorize`
   */
  oauthClientAuthorize: get("/oauth/clients/:client_id/authorize", { idempotent: false, success: redirect }),

  /**
   * Where the sign-in at a tool server comes back to, in the browser; it redirects to `/`, with `?error=` after a
   * failure. Fails with `NotFound` for an unknown client. `main.py: oauth_client_callback`
   */
  oauthClientCallback: get("/oauth/clients/:client_id/callback", {
    query: oauthCallbackQuery,
    idempotent: false,
    success: redirect
  }),

  /**
   * Begins a sign-in with another account: a URL to open in a browser, since its answer is a redirect to the provider,
   * and a cookie. `getAppConfig` lists the providers. Everybody. Fails with `NotFound` where the server has no such
   * provider. `main.py: oauth_login`
   */
  oauthLogin: get("/oauth/:provider/login", { idempotent: false, success: redirect }),

  /**
   * Where a sign-in with another account comes back to, in the browser; it redirects to `/auth` with the token in a
   * cookie, with `?error=` after a failure. Everybody. Fails with `NotFound` where the server has no such provider.
   * `main.py: oauth_login_callback`
   */
  oauthLoginCallback: get("/oauth/:provider/login/callback", {
    aliases: ["/oauth/:provider/callback"],
    query: oauthCallbackQuery,
    idempotent: false,
    success: redirect
  }),

  /**
   * Signs the account out that an identity provider's logout token names: the provider calls this. Everybody who has
   * such a token. Fails with `Invalid` (the token), `NoSuchRoute` where the server has this switched off, which is the
   * default. `main.py: oauth_backchannel_logout`
   */
  oauthBackchannelLogout: post("/oauth/backchannel-logout", {
    payload: multipart({ logout_token: Schema.String }),
    success: empty
  }),

  /** Reads the web app manifest, the operator's own where there is one. Everybody. `main.py: get_manifest_json` */
  getManifestJson: get("/manifest.json", { success: GetManifestJsonResponse }),

  /** Reads how browsers can search with the server, as XML. Everybody. `main.py: get_opensearch_xml` */
  getOpensearchXml: get("/opensearch.xml", { success: text }),

  /** Tells that the server runs. Everybody. `main.py: healthcheck` */
  healthcheck: get("/health", { success: StatusResponse }),

  /**
   * Tells that the server has started, and reaches its database and Redis. Everybody. Fails with `ServerFailed` (503)
   * until then. `main.py: readiness_check`
   */
  readinessCheck: get("/ready", { success: StatusResponse }),

  /** Tells that the server reaches its database. Everybody. Fails with `ServerFailed`. `main.py: check_db_health` */
  checkDbHealth: get("/health/db", { success: StatusResponse }),

  /**
   * Reads a file of the server's cache, for instance `audio/speech/....mp3` or what a plugin put there. Any account, for
   * every file. Fails with `NotFound`. `main.py: serve_cache_file`
   */
  serveCacheFile: get("/cache/:path*", { success: bytes })
}

/**
 * The methods of the router `main`.
 *
 * @since 0.1.0
 * @category models
 */
export interface MainService extends Methods<typeof main> {}

/**
 * The service of the router `main`.
 *
 * @since 0.1.0
 * @category services
 */
export class Main extends /*#__PURE__*/ Context.Service<Main, MainService>()("effect-open-webui/routers/Main") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Main, main)
}
