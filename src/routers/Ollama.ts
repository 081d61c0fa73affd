/**
 * Ollamas behind Open WebUI: the router `ollama` of the backend. It keeps the connections, and forwards Ollama's own
 * API, its OpenAI-compatible one and its Anthropic-compatible one.
 *
 * `url_idx` is the place of a connection in `OLLAMA_BASE_URLS`; left out, the server picks one that has the model. One
 * that is not there makes the server fail (`ServerFailed`). What Ollama refuses comes with Ollama's status and text:
 * 404 as `NotFound`, 400 as `Invalid`, 500 as `ServerFailed`; on the paths under `/v1` as `ProviderFailed`. Where
 * Ollama is switched off nearly everything fails with `FeatureDisabled`. Models are visible to accounts as the router
 * `models` says: one that is not, and one that is not registered there, is `NotFound` for everybody but administrators.
 *
 * What goes through here is not filtered, saved or completed with tools: that is done by the router `main`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { empty } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { file, multipart } from "../internal/multipart.ts"
import { del, get, head, type Methods, post } from "../internal/operation.ts"
import {
  ChatCompletion,
  chatCompletionChunks,
  EmbeddingsForm,
  Message,
  MessagesForm,
  MessagesStreamForm,
  messageEvents,
  OpenAICompletionForm as OpenAIChatCompletionForm,
  OpenAICompletionStreamForm as OpenAIChatCompletionStreamForm,
  EmbeddingsResponse as OpenAIEmbeddingsResponse
} from "../models/Completions.ts"
import {
  ConnectionVerificationForm,
  CopyModelForm,
  CreateModelForm,
  chatLines,
  completionLines,
  EmbeddingsResponse,
  EmbedResponse,
  fileProgress,
  GenerateChatCompletionForm,
  GenerateChatCompletionResponse,
  GenerateCompletionForm,
  GenerateCompletionResponse,
  GenerateEmbeddingsForm,
  GenerateEmbedForm,
  GetOllamaLoadedModelsResponse,
  GetOllamaTagsResponse,
  GetOllamaVersionsResponse,
  GetOpenaiModelsResponse,
  GetStatusResponse,
  ModelNameForm,
  OllamaConfig,
  OllamaConfigForm,
  OllamaProgress,
  OpenAICompletionForm,
  PushModelForm,
  progressLines,
  ShowModelInfoForm,
  ShowModelInfoResponse,
  TextCompletion,
  textCompletionChunks,
  UnloadModelResponse,
  UrlForm,
  VerifyConnectionResponse
} from "../models/Ollama.ts"
import { ModelResponse, ResponsesForm, responseEvents } from "../models/Openai.ts"

const params = { url_idx: Schema.Int }

/**
 * The operations of the router `ollama`.
 *
 * @since 0.1.0
 * @category operations
 */
export const ollama = {
  /** Tells that the router is there, not whether an Ollama is. For everybody. `routers/ollama.py: get_status` */
  getStatus: get("/ollama/", { success: GetStatusResponse }),

  /** Does what `getStatus` does, without an answer. For everybody. `routers/ollama.py: get_status` */
  getStatusHead: head("/ollama/", { success: empty }),

  /**
   * Tries an Ollama; answers its version. For administrators. Fails with `ServerFailed` where it does not answer,
   * whatever the cause. `routers/ollama.py: verify_connection`
   */
  verifyConnection: post("/ollama/verify", {
    payload: ConnectionVerificationForm,
    success: VerifyConnectionResponse,
    idempotent: true
  }),

  /** Reads the connections, keys in clear text. For administrators. `routers/ollama.py: get_config` */
  getConfig: get("/ollama/config", { success: OllamaConfig }),

  /**
   * Replaces the connections. For administrators. Without `ENABLE_OLLAMA_API` it switches Ollama off.
   * `routers/ollama.py: update_config`
   */
  updateConfig: post("/ollama/config/update", { payload: OllamaConfigForm, success: OllamaConfig }),

  /**
   * Lists the models of all Ollamas, or of one in its own words. For every account, which sees what it may use; one
   * Ollama only for administrators. Fails with `Forbidden` where another account gives `url_idx`, with
   * `FeatureDisabled` where Ollama is switched off. Ollamas that do not answer are left out. What an account sees may
   * be a second old. `routers/ollama.py: get_ollama_tags`
   */
  getOllamaTags: get("/ollama/api/tags/:url_idx?", { params, success: GetOllamaTagsResponse }),

  /**
   * Lists the models that the Ollamas have in memory. For administrators. The body, which may be left out, names
   * connections that are not to be asked; `fetch` cannot send a body with GET, undici can. Empty where Ollama is
   * switched off. `routers/ollama.py: get_ollama_loaded_models`
   */
  getOllamaLoadedModels: get("/ollama/api/ps", {
    payload: Schema.optional(Schema.Array(Schema.Int)),
    success: GetOllamaLoadedModelsResponse
  }),

  /**
   * Reads the version of one Ollama, or the lowest of all. For every account; one Ollama only for administrators.
   * `false` where Ollama is switched off. Fails with `Forbidden` where another account gives `url_idx`, with
   * `ServerFailed` where no Ollama answers. `routers/ollama.py: get_ollama_versions`
   */
  getOllamaVersions: get("/ollama/api/version/:url_idx?", { params, success: GetOllamaVersionsResponse }),

  /**
   * Takes a model out of the memory of all Ollamas that have it. For administrators. Fails with `NotFound` where none
   * has it, also where Ollama is switched off, and with `ServerFailed` where one of them fails.
   * `routers/ollama.py: unload_model`
   */
  unloadModel: post("/ollama/api/unload", { payload: ModelNameForm, success: UnloadModelResponse }),

  /**
   * Makes an Ollama pull a model from a registry, and answers when it is there: `{ status: "success" }`. This may take
   * long; `streamPullModel` tells how far it is. For administrators. Without `url_idx` it is the first Ollama.
   * Registries without TLS are allowed. `routers/ollama.py: pull_model`
   */
  pullModel: post("/ollama/api/pull/:url_idx?", {
    params,
    payload: ModelNameForm,
    fixed: { payload: { stream: false } },
    success: OllamaProgress
  }),

  /**
   * Makes an Ollama pull a model from a registry, and tells how far it is; the last piece has the status `success`. For
   * administrators. Without `url_idx` it is the first Ollama. Fails with `StreamFailed` where the registry has no such
   * model, since the answer has begun by then. `routers/ollama.py: pull_model`
   */
  streamPullModel: post("/ollama/api/pull/:url_idx?", {
    params,
    payload: ModelNameForm,
    fixed: { payload: { stream: true } },
    stream: progressLines
  }),

  /**
   * Makes an Ollama push a model to a registry, and answers when it is there: `{ status: "success" }`. For
   * administrators. Fails with `NotFound` where no Ollama has the model. The method is DELETE, and nothing is deleted.
   * `routers/ollama.py: push_model`
   */
  pushModel: del("/ollama/api/push/:url_idx?", {
    params,
    payload: PushModelForm,
    fixed: { payload: { stream: false } },
    success: OllamaProgress,
    idempotent: false
  }),

  /**
   * Makes an Ollama push a model to a registry, and tells how far it is; the last piece has the status `success`. For
   * administrators. Fails with `NotFound` where no Ollama has the model, with `StreamFailed` where the registry
   * refuses. The method is DELETE, and nothing is deleted. `routers/ollama.py: push_model`
   */
  streamPushModel: del("/ollama/api/push/:url_idx?", {
    params,
    payload: PushModelForm,
    fixed: { payload: { stream: true } },
    stream: progressLines,
    idempotent: false
  }),

  /**
   * Makes a model of another or of files, and answers when it is there: `{ status: "success" }`. For administrators.
   * Without `url_idx` it is the first Ollama. `routers/ollama.py: create_model`
   */
  createModel: post("/ollama/api/create/:url_idx?", {
    params,
    payload: CreateModelForm,
    fixed: { payload: { stream: false } },
    success: OllamaProgress
  }),

  /**
   * Makes a model of another or of files, and tells how far it is; the last piece has the status `success`. For
   * administrators. Without `url_idx` it is the first Ollama. Fails with `StreamFailed` where Ollama refuses halfway.
   * `routers/ollama.py: create_model`
   */
  streamCreateModel: post("/ollama/api/create/:url_idx?", {
    params,
    payload: CreateModelForm,
    fixed: { payload: { stream: true } },
    stream: progressLines
  }),

  /**
   * Gives a model a second name; answers `true`. For administrators. Fails with `NotFound` where no Ollama has the
   * model. `routers/ollama.py: copy_model`
   */
  copyModel: post("/ollama/api/copy/:url_idx?", { params, payload: CopyModelForm, success: Schema.Boolean }),

  /**
   * Deletes a model from an Ollama; answers `true`. For administrators. Without `url_idx` it is the first Ollama that
   * has it. Fails with `NotFound` where none has. `routers/ollama.py: delete_model`
   */
  deleteModel: del("/ollama/api/delete/:url_idx?", { params, payload: ModelNameForm, success: Schema.Boolean }),

  /**
   * Reads what an Ollama knows of a model. For every account that may use the model. Fails with `NotFound` otherwise,
   * and where no Ollama has it. `routers/ollama.py: show_model_info`
   */
  showModelInfo: post("/ollama/api/show", {
    payload: ShowModelInfoForm,
    success: ShowModelInfoResponse,
    idempotent: true
  }),

  /**
   * Embeds texts; the vectors come in the order of the texts. For every account that may use the model. Fails with
   * `NotFound` otherwise, and with `Forbidden` where the account gives a `url_idx` that does not have the model.
   * `routers/ollama.py: embed`
   */
  embed: post("/ollama/api/embed/:url_idx?", { params, payload: GenerateEmbedForm, success: EmbedResponse }),

  /**
   * Embeds one text, by the older route of Ollama; `embed` takes several. For every account that may use the model.
   * Fails with `NotFound` otherwise, and with `Forbidden` where the account gives a `url_idx` that does not have the
   * model. `routers/ollama.py: embeddings`
   */
  embeddings: post("/ollama/api/embeddings/:url_idx?", {
    params,
    payload: GenerateEmbeddingsForm,
    success: EmbeddingsResponse
  }),

  /**
   * Goes on from a prompt. For every account that may use the model. Fails with `NotFound` otherwise, and with
   * `Forbidden` where the account gives a `url_idx` that does not have the model. Only the fields of the form reach
   * Ollama: `think` and others that are newer are dropped by the server. `routers/ollama.py: generate_completion`
   */
  generateCompletion: post("/ollama/api/generate/:url_idx?", {
    params,
    payload: GenerateCompletionForm,
    fixed: { payload: { stream: false } },
    success: GenerateCompletionResponse
  }),

  /**
   * Goes on from a prompt, piece by piece; the last piece is `done`. For every account that may use the model. Fails
   * with `NotFound` otherwise, with `StreamFailed` where Ollama fails halfway, with `Truncated` where the answer ends
   * early. `routers/ollama.py: generate_completion`
   */
  streamCompletion: post("/ollama/api/generate/:url_idx?", {
    params,
    payload: GenerateCompletionForm,
    fixed: { payload: { stream: true } },
    stream: completionLines
  }),

  /**
   * Goes on with a chat, in Ollama's own form. For every account that may use the model. Fails with `NotFound`
   * otherwise and where no Ollama has the model, with `Forbidden` where the account gives a `url_idx` that does not
   * have it, and with `Invalid` where a message has neither content nor tool calls. The settings and the system prompt
   * of a model of the workspace are added. `routers/ollama.py: generate_chat_completion`
   */
  generateChatCompletion: post("/ollama/api/chat/:url_idx?", {
    params,
    payload: GenerateChatCompletionForm,
    fixed: { payload: { stream: false } },
    success: GenerateChatCompletionResponse
  }),

  /**
   * Goes on with a chat, in Ollama's own form, piece by piece; the last piece is `done`. For every account that may use
   * the model. Fails as `generateChatCompletion` does, with `StreamFailed` where Ollama fails halfway, with `Truncated`
   * where the answer ends early. `routers/ollama.py: generate_chat_completion`
   */
  streamChatCompletion: post("/ollama/api/chat/:url_idx?", {
    params,
    payload: GenerateChatCompletionForm,
    fixed: { payload: { stream: true } },
    stream: chatLines
  }),

  /**
   * Goes on from a prompt, in OpenAI's older form. For every account that may use the model. Fails with `NotFound`
   * otherwise, and where Ollama is switched off. `routers/ollama.py: generate_openai_completion`
   */
  generateOpenaiCompletion: post("/ollama/v1/completions/:url_idx?", {
    params,
    payload: OpenAICompletionForm,
    fixed: { payload: { stream: false } },
    success: TextCompletion
  }),

  /**
   * Goes on from a prompt, in OpenAI's older form, piece by piece. For every account that may use the model. Fails with
   * `NotFound` otherwise, and where Ollama is switched off. `routers/ollama.py: generate_openai_completion`
   */
  streamOpenaiCompletion: post("/ollama/v1/completions/:url_idx?", {
    params,
    payload: OpenAICompletionForm,
    fixed: { payload: { stream: true } },
    stream: textCompletionChunks
  }),

  /**
   * Embeds texts, in OpenAI's form. For every account that may use the model. Fails with `NotFound` otherwise.
   * `routers/ollama.py: generate_openai_embeddings`
   */
  generateOpenaiEmbeddings: post("/ollama/v1/embeddings/:url_idx?", {
    params,
    payload: EmbeddingsForm,
    success: OpenAIEmbeddingsResponse
  }),

  /**
   * Goes on with a chat, in OpenAI's form. For every account that may use the model. Fails with `NotFound` otherwise,
   * and where Ollama is switched off. The settings and the system prompt of a model of the workspace are added.
   * `routers/ollama.py: generate_openai_chat_completion`
   */
  generateOpenaiChatCompletion: post("/ollama/v1/chat/completions/:url_idx?", {
    params,
    payload: OpenAIChatCompletionForm,
    success: ChatCompletion
  }),

  /**
   * Goes on with a chat, in OpenAI's form, piece by piece. For every account that may use the model. Fails with
   * `NotFound` otherwise, and where Ollama is switched off. `routers/ollama.py: generate_openai_chat_completion`
   */
  streamOpenaiChatCompletion: post("/ollama/v1/chat/completions/:url_idx?", {
    params,
    payload: OpenAIChatCompletionStreamForm,
    fixed: { payload: { stream: true } },
    stream: chatCompletionChunks
  }),

  /**
   * Goes on with a chat, in Anthropic's form; needs an Ollama that knows it. For every account that may use the model.
   * Fails with `NotFound` otherwise. `routers/ollama.py: generate_anthropic_messages`
   */
  generateAnthropicMessages: post("/ollama/v1/messages/:url_idx?", {
    params,
    payload: MessagesForm,
    success: Message
  }),

  /**
   * Goes on with a chat, in Anthropic's form, event by event; needs an Ollama that knows it. For every account that may
   * use the model. Fails with `NotFound` otherwise. `routers/ollama.py: generate_anthropic_messages`
   */
  streamAnthropicMessages: post("/ollama/v1/messages/:url_idx?", {
    params,
    payload: MessagesStreamForm,
    fixed: { payload: { stream: true } },
    stream: messageEvents
  }),

  /**
   * Answers in the form of the Responses API; needs an Ollama that knows it. For every account that may use the model.
   * Fails with `NotFound` otherwise. `routers/ollama.py: generate_responses`
   */
  generateResponses: post("/ollama/v1/responses/:url_idx?", {
    params,
    payload: ResponsesForm,
    fixed: { payload: { stream: false } },
    success: ModelResponse
  }),

  /**
   * Answers in the form of the Responses API, event by event; needs an Ollama that knows it. For every account that may
   * use the model. Fails with `NotFound` otherwise. `routers/ollama.py: generate_responses`
   */
  streamResponses: post("/ollama/v1/responses/:url_idx?", {
    params,
    payload: ResponsesForm,
    fixed: { payload: { stream: true } },
    stream: responseEvents
  }),

  /**
   * Lists the models of all Ollamas, or of one, in OpenAI's form. For every account, which sees what it may use; one
   * Ollama only for administrators. Fails with `Forbidden` where another account gives `url_idx`. Empty where Ollama is
   * switched off. `routers/ollama.py: get_openai_models`
   */
  getOpenaiModels: get("/ollama/v1/models/:url_idx?", { params, success: GetOpenaiModelsResponse }),

  /**
   * Makes the server fetch a model's file (GGUF) from Hugging Face or GitHub, hand it to an Ollama and make a model of
   * it; tells how far it is, and ends with a piece that is `done`. For administrators. Without `url_idx` it is the
   * first Ollama. Fails with `Invalid` for other addresses and for one that ends with a slash, and with `Truncated` where
   * anything fails later. The page of a failure is taken for the file.
   * `routers/ollama.py: download_model`
   */
  downloadModel: post("/ollama/models/download/:url_idx?", { params, payload: UrlForm, stream: fileProgress }),

  /**
   * Uploads a model's file (GGUF), hands it to an Ollama and makes a model of it, called as the file without its
   * ending; tells how far it is, and ends with a piece that is `done`. For administrators. Without `url_idx` it is the
   * first Ollama. Fails with `StreamFailed` where Ollama refuses the file. `routers/ollama.py: upload_model`
   */
  uploadModel: post("/ollama/models/upload/:url_idx?", { params, payload: multipart({ file }), stream: fileProgress })
}

/**
 * The methods of the router `ollama`.
 *
 * @since 0.1.0
 * @category models
 */
export interface OllamaService extends Methods<typeof ollama> {}

/**
 * The service of the router `ollama`.
 *
 * @since 0.1.0
 * @category services
 */
export class Ollama extends /*#__PURE__*/ Context.Service<Ollama, OllamaService>()("effect-open-webui/routers/Ollama") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Ollama, ollama)
}
