/**
 * Providers behind Open WebUI: the router `openai` of the backend. It keeps the connections to OpenAI-compatible
 * services, forwards to them, and loads and unloads the models of those that run on a machine of one's own.
 *
 * `url_idx` is the place of a connection in `OPENAI_API_BASE_URLS`. What a provider refuses comes with its status and
 * its body: `ProviderFailed`. Models are visible to accounts as the router `models` says: one that is not, and one that
 * is not registered there, is `NotFound` for everybody but administrators.
 *
 * What goes through here is not filtered, saved or completed with tools: that is done by the router `main`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes, sse } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post, put } from "../internal/operation.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import {
  ChatCompletion,
  chatCompletionChunks,
  OpenAICompletionForm,
  OpenAICompletionStreamForm
} from "../models/Completions.ts"
import {
  ConnectionVerificationForm,
  GetModelsResponse,
  ModelResponse,
  OpenAIConfig,
  OpenAIConfigForm,
  ProviderModelCatalog,
  ProviderModelEvent,
  ProviderModelOperationForm,
  ProviderModelOperationResponse,
  ProviderModels,
  ResponsesForm,
  responseEvents,
  SpeechForm,
  VerifyConnectionResponse
} from "../models/Openai.ts"

const params = { url_idx: Schema.Int }

/**
 * The operations of the router `openai`.
 *
 * @since 0.1.0
 * @category operations
 */
export const openai = {
  /** Reads the connections, keys in clear text. For administrators. `routers/openai.py: get_config` */
  getConfig: get("/openai/config", { success: OpenAIConfig }),

  /**
   * Replaces the connections. For administrators. Without `ENABLE_OPENAI_API` it switches all of them off.
   * `routers/openai.py: update_config`
   */
  updateConfig: post("/openai/config/update", { payload: OpenAIConfigForm, success: OpenAIConfig }),

  /**
   * Speaks a text through the connection to `https://api.openai.com/v1`; answers a sound file. For accounts with the
   * permission `chat.tts`. Fails with `Forbidden` without it, and with `ServerFailed` where no connection has this very
   * address. The same request is answered from a cache. The router `audio` speaks through any service.
   * `routers/openai.py: speech`
   */
  speech: post("/openai/audio/speech", { payload: SpeechForm, success: bytes }),

  /**
   * Streams what `speech` answers: it begins when the whole sound is there, and is never in memory as a whole here. For
   * accounts with the permission `chat.tts`. Fails as `speech`. `routers/openai.py: speech`
   */
  streamSpeech: post("/openai/audio/speech", { payload: SpeechForm, stream: byteStream }),

  /**
   * Lists the models of all connections. For every account, which sees what it may use. Fails with `FeatureDisabled`
   * where the connections are switched off. Providers that do not answer are left out; of OpenAI's own models those
   * that do not chat are. `routers/openai.py: get_models`
   */
  getModels: get("/openai/models", { success: GetModelsResponse }),

  /**
   * Lists the models of one connection, in the provider's own words and without its prefix. For administrators. Fails
   * with `Forbidden` for others, with `FeatureDisabled` where the connections are switched off, and with `ServerFailed`
   * where the provider fails or there is no such connection. `routers/openai.py: get_models`
   */
  getModelsOfConnection: get("/openai/models/:url_idx", {
    aliases: ["/openai/models"],
    params,
    success: ProviderModels
  }),

  /**
   * Lists what a llama.cpp or an LM Studio has on its disk. For administrators. Fails with `NotFound` where there is no
   * such connection, with `Invalid` where its `provider` is another. `routers/openai.py: get_provider_model_catalog`
   */
  getProviderModelCatalog: get("/openai/models/:url_idx/catalog", { params, success: ProviderModelCatalog }),

  /**
   * Makes a llama.cpp or an LM Studio download a model. For administrators. LM Studio answers a `job_id`, to be asked
   * after with `getProviderModelDownloadStatus`. Fails with `NotFound` where there is no such connection, with
   * `Invalid` where its `provider` is another. `routers/openai.py: download_provider_model`
   */
  downloadProviderModel: post("/openai/models/:url_idx/download", {
    params,
    payload: ProviderModelOperationForm,
    success: ProviderModelOperationResponse
  }),

  /**
   * Reads how far a download of LM Studio is. For administrators. Fails with `NotFound` where there is no such
   * connection, with `Invalid` where its `provider` is another, also llama.cpp.
   * `routers/openai.py: get_provider_model_download_status`
   */
  getProviderModelDownloadStatus: get("/openai/models/:url_idx/download/status/:job_id", {
    params,
    success: ProviderModelOperationResponse
  }),

  /**
   * Makes a llama.cpp or an LM Studio load a model into memory. For administrators. Fails with `NotFound` where there
   * is no such connection, with `Invalid` where its `provider` is another. `routers/openai.py: load_provider_model`
   */
  loadProviderModel: post("/openai/models/:url_idx/load", {
    params,
    payload: ProviderModelOperationForm,
    success: ProviderModelOperationResponse
  }),

  /**
   * Makes a llama.cpp or an LM Studio take a model out of memory. For administrators. Fails with `NotFound` where there
   * is no such connection, with `Invalid` where its `provider` is another. `routers/openai.py: unload_provider_model`
   */
  unloadProviderModel: post("/openai/models/:url_idx/unload", {
    params,
    payload: ProviderModelOperationForm,
    success: ProviderModelOperationResponse
  }),

  /**
   * Tells what happens to the models of a llama.cpp, as long as it is listened to. For administrators. Fails with
   * `NotFound` where there is no such connection, with `Invalid` where its `provider` is another, also LM Studio.
   * `routers/openai.py: stream_provider_model_events`
   */
  streamProviderModelEvents: get("/openai/models/:url_idx/sse", { params, stream: sse(ProviderModelEvent) }),

  /**
   * Deletes a model from the disk of a llama.cpp. For administrators. Fails with `NotFound` where there is no such
   * connection, with `Invalid` where its `provider` is another, also LM Studio.
   * `routers/openai.py: delete_provider_model`
   */
  deleteProviderModel: del("/openai/models/:url_idx", {
    params,
    query: { model: Schema.String },
    success: ProviderModelOperationResponse
  }),

  /**
   * Tries a provider; answers its models. For administrators. Fails with `ProviderFailed` where it refuses, with
   * `ServerFailed` where it does not answer. A text as the answer means that something is there, but no such service.
   * `routers/openai.py: verify_connection`
   */
  verifyConnection: post("/openai/verify", {
    payload: ConnectionVerificationForm,
    success: VerifyConnectionResponse,
    idempotent: true
  }),

  /**
   * Goes on with a chat. For every account that may use the model. Fails with `NotFound` otherwise and where no
   * connection has the model, with `ProviderFailed` where the provider refuses, with `ServerFailed` where it breaks
   * off, with `FeatureDisabled` where the connections are switched off. The settings and the system prompt of a model
   * of the workspace are added. `routers/openai.py: generate_chat_completion`
   */
  generateChatCompletion: post("/openai/chat/completions", { payload: OpenAICompletionForm, success: ChatCompletion }),

  /**
   * Goes on with a chat, chunk by chunk. For every account that may use the model. Fails as `generateChatCompletion`
   * does, with `StreamFailed` where the provider fails halfway, with `Truncated` where the answer ends early.
   * `routers/openai.py: generate_chat_completion`
   */
  streamChatCompletion: post("/openai/chat/completions", {
    payload: OpenAICompletionStreamForm,
    fixed: { payload: { stream: true } },
    stream: chatCompletionChunks
  }),

  /**
   * Answers in the form of the Responses API. For every account that may use the model. Fails with `NotFound`
   * otherwise, with `ProviderFailed` where the provider refuses. A model that no connection has goes to the first
   * connection. Works also where the connections are switched off. `routers/openai.py: responses`
   */
  responses: post("/openai/responses", {
    payload: ResponsesForm,
    fixed: { payload: { stream: false } },
    success: ModelResponse
  }),

  /**
   * Answers in the form of the Responses API, event by event. For every account that may use the model. Fails as
   * `responses` does, with `StreamFailed` where the provider fails halfway, with `Truncated` where the answer ends
   * early. `routers/openai.py: responses`
   */
  streamResponses: post("/openai/responses", {
    payload: ResponsesForm,
    fixed: { payload: { stream: true } },
    stream: responseEvents
  }),

  /**
   * Sends GET to any path of a provider; answers its JSON, or its text. For every account, whatever models it may use.
   * The connection is the one that has the `model` of the body, else the first. The query is dropped (but for Azure).
   * Fails with `FeatureDisabled` where the server does not allow it (`ENABLE_OPENAI_API_PASSTHROUGH`), with
   * `ProviderFailed` where the provider refuses. `routers/openai.py: proxy`
   */
  proxyGet: get("/openai/:path*", { payload: Schema.optional(Json), success: Json }),

  /** Sends POST to any path of a provider, as `proxyGet` does. `routers/openai.py: proxy` */
  proxyPost: post("/openai/:path*", { payload: Schema.optional(Json), success: Json }),

  /**
   * Sends POST to any path of a provider, as `proxyGet` does, for an answer of server-sent events; `stream: true` is
   * added to the body. Ends when the provider ends, complete or not. `routers/openai.py: proxy`
   */
  streamProxyPost: post("/openai/:path*", {
    payload: JsonObject,
    fixed: { payload: { stream: true } },
    stream: sse(Json)
  }),

  /** Sends PUT to any path of a provider, as `proxyGet` does. `routers/openai.py: proxy` */
  proxyPut: put("/openai/:path*", { payload: Schema.optional(Json), success: Json }),

  /** Sends DELETE to any path of a provider, as `proxyGet` does. `routers/openai.py: proxy` */
  proxyDelete: del("/openai/:path*", { payload: Schema.optional(Json), success: Json })
}

/**
 * The methods of the router `openai`.
 *
 * @since 0.1.0
 * @category models
 */
export interface OpenaiService extends Methods<typeof openai> {}

/**
 * The service of the router `openai`.
 *
 * @since 0.1.0
 * @category services
 */
export class Openai extends /*#__PURE__*/ Context.Service<Openai, OpenaiService>()("effect-open-webui/routers/Openai") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Openai, openai)
}
