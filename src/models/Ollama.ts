/**
 * What the router `ollama` takes and answers. The shapes of requests and answers are Ollama's own; Open WebUI forwards
 * them. Durations are nanoseconds, sizes bytes, times texts as RFC 3339 writes them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { ndjson, type StreamedAnswer, sse } from "../internal/answer.ts"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { CompletionUsage } from "./Completions.ts"
import { EpochSeconds } from "./Time.ts"

// ---------------------------------------------------------------------------------------------------------------------
// Connections
// ---------------------------------------------------------------------------------------------------------------------

/** A tag that a connection puts on its models. */
export class OllamaTag extends /*#__PURE__*/ Model<OllamaTag>()({
  name: Schema.String
}) {}

/** The settings of one connection to an Ollama. */
export class OllamaConnectionConfig extends /*#__PURE__*/ Model<OllamaConnectionConfig>()({
  /** Default: true. */
  enable: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Sent as a bearer token. */
  key: Schema.optional(Schema.NullOr(Schema.String)),
  /** Put before the id of each model, with a dot: `home` makes `home.llama:latest` of `llama:latest`. */
  prefix_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Put on each model of the connection. */
  tags: Schema.optional(Schema.NullOr(Schema.Array(OllamaTag))),
  /** The only models to list, by their ids without the prefix; empty for all. */
  model_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  connection_type: Schema.optional(Schema.NullOr(openLiterals(["local", "external"]))),
  auth_type: Schema.optional(
    Schema.NullOr(openLiterals(["bearer", "none", "session", "system_oauth", "azure_ad", "microsoft_entra_id"]))
  ),
  /** Headers that are sent along. Values may hold placeholders such as `{{USER_ID}}` and `{{CHAT_ID}}`. */
  headers: Schema.optional(
    Schema.NullOr(Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])))
  ),
  /** Whether the cookies of the caller are sent along. Default: false. */
  forward_cookies: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/** The connections to Ollamas, as they are changed. */
export class OllamaConfigForm extends /*#__PURE__*/ Model<OllamaConfigForm>()({
  /** Left out or null, Ollama is switched off. */
  ENABLE_OLLAMA_API: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Addresses without `/api`. Their places in this list are the `url_idx` of the operations. */
  OLLAMA_BASE_URLS: Schema.Array(Schema.String),
  /** By the place of the address, as a text: `"0"`. Others are dropped. */
  OLLAMA_API_CONFIGS: Schema.Record(Schema.String, OllamaConnectionConfig)
}) {}

/** The connections to Ollamas, as they are. */
export class OllamaConfig extends /*#__PURE__*/ Model<OllamaConfig>()({
  ENABLE_OLLAMA_API: Schema.NullOr(Schema.Boolean),
  OLLAMA_BASE_URLS: Schema.Array(Schema.String),
  /** By the place of the address, as a text: `"0"`. Old installations have the address itself as the key. */
  OLLAMA_API_CONFIGS: Schema.Record(Schema.String, OllamaConnectionConfig)
}) {}

/** A connection to try, before it is saved. */
export class ConnectionVerificationForm extends /*#__PURE__*/ Model<ConnectionVerificationForm>()({
  /** The address without `/api` and without a slash at its end. */
  url: Schema.String,
  key: Schema.optional(Schema.NullOr(Schema.String)),
  config: Schema.optional(Schema.NullOr(OllamaConnectionConfig))
}) {}

/** That the router is there. */
export class GetStatusResponse extends /*#__PURE__*/ Model<GetStatusResponse>()({
  status: Schema.Boolean
}) {}

/** The version of the Ollama that was tried. */
export class VerifyConnectionResponse extends /*#__PURE__*/ Model<VerifyConnectionResponse>()({
  version: Schema.String
}) {}

/** The lowest version among the Ollamas, or that of the one asked for; `false` where Ollama is switched off. */
export class GetOllamaVersionsResponse extends /*#__PURE__*/ Model<GetOllamaVersionsResponse>()({
  version: Schema.Union([Schema.String, Schema.Literal(false)])
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Models
// ---------------------------------------------------------------------------------------------------------------------

/** What kind of model it is. */
export class OllamaModelDetails extends /*#__PURE__*/ Model<OllamaModelDetails>()({
  parent_model: Schema.optional(Schema.String),
  /** For instance `gguf`. */
  format: Schema.optional(Schema.String),
  family: Schema.optional(Schema.String),
  families: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** For instance `3.2B`. */
  parameter_size: Schema.optional(Schema.String),
  /** For instance `Q4_K_M`. */
  quantization_level: Schema.optional(Schema.String),
  context_length: Schema.optional(Schema.Int),
  embedding_length: Schema.optional(Schema.Int)
}) {}

const ollamaModel = {
  name: /*#__PURE__*/ Schema.optional(Schema.String),
  /** The id, with the prefix of its connection where that has one. */
  model: Schema.String,
  /** RFC 3339. */
  modified_at: /*#__PURE__*/ Schema.optional(Schema.String),
  /** Bytes. */
  size: /*#__PURE__*/ Schema.optional(Schema.Int),
  digest: /*#__PURE__*/ Schema.optional(Schema.String),
  details: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(OllamaModelDetails)),
  /** The address of the service that runs a model of the cloud. */
  remote_host: /*#__PURE__*/ Schema.optional(Schema.String),
  remote_model: /*#__PURE__*/ Schema.optional(Schema.String),
  /** The connections that have the model; absent where one connection was asked. */
  urls: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Array(Schema.Int))
} as const

/** A model that an Ollama has. */
export class OllamaModel extends /*#__PURE__*/ Model<OllamaModel>()({
  ...ollamaModel,
  /** The tags of its connection. */
  tags: Schema.optional(Schema.NullOr(Schema.Array(OllamaTag))),
  connection_type: Schema.optional(openLiterals(["local", "external"])),
  /** When the model leaves the memory; absent where it is not loaded. */
  expires_at: Schema.optional(EpochSeconds)
}) {}

/** The models of one or of all Ollamas. */
export class GetOllamaTagsResponse extends /*#__PURE__*/ Model<GetOllamaTagsResponse>()({
  models: Schema.Array(OllamaModel)
}) {}

/** A model that an Ollama has in its memory. */
export class OllamaLoadedModel extends /*#__PURE__*/ Model<OllamaLoadedModel>()({
  ...ollamaModel,
  /** When it leaves the memory. RFC 3339. */
  expires_at: Schema.optional(Schema.String),
  /** Bytes in the memory of the graphics card. */
  size_vram: Schema.optional(Schema.Int),
  /** Tokens. */
  context_length: Schema.optional(Schema.Int)
}) {}

/** The models in the memory of all Ollamas. */
export class GetOllamaLoadedModelsResponse extends /*#__PURE__*/ Model<GetOllamaLoadedModelsResponse>()({
  models: Schema.Array(OllamaLoadedModel)
}) {}

/** A model, by its id. */
export class ModelNameForm extends /*#__PURE__*/ Model<ModelNameForm>()({
  model: Schema.String
}) {}

/** That the model was unloaded. */
export class UnloadModelResponse extends /*#__PURE__*/ Model<UnloadModelResponse>()({
  status: Schema.Boolean
}) {}

/** How far a long job is, or that it is done: `status` is then `success`. */
export class OllamaProgress extends /*#__PURE__*/ Model<OllamaProgress>()({
  status: Schema.String,
  /** What is transferred now. */
  digest: Schema.optional(Schema.String),
  /** Bytes. */
  total: Schema.optional(Schema.Int),
  /** Bytes. */
  completed: Schema.optional(Schema.Int)
}) {}

/** A model to push to a registry. */
export class PushModelForm extends /*#__PURE__*/ Model<PushModelForm>()({
  model: Schema.String,
  /** Whether the registry may be without TLS. */
  insecure: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/** A message that is part of a model. */
export class OllamaModelMessage extends /*#__PURE__*/ Model<OllamaModelMessage>()({
  role: openLiterals(["system", "user", "assistant"]),
  content: Schema.String
}) {}

/** Settings of a model. What is left out keeps the model's own. */
export class OllamaOptions extends /*#__PURE__*/ Model<OllamaOptions>()({
  temperature: Schema.optional(Schema.Finite),
  seed: Schema.optional(Schema.Int),
  /** Tokens to keep when the context is full. */
  num_keep: Schema.optional(Schema.Int),
  /** The most tokens to answer; -1 without end. */
  num_predict: Schema.optional(Schema.Int),
  /** Tokens of context. */
  num_ctx: Schema.optional(Schema.Int),
  top_k: Schema.optional(Schema.Int),
  top_p: Schema.optional(Schema.Finite),
  min_p: Schema.optional(Schema.Finite),
  typical_p: Schema.optional(Schema.Finite),
  tfs_z: Schema.optional(Schema.Finite),
  repeat_last_n: Schema.optional(Schema.Int),
  repeat_penalty: Schema.optional(Schema.Finite),
  presence_penalty: Schema.optional(Schema.Finite),
  frequency_penalty: Schema.optional(Schema.Finite),
  penalize_newline: Schema.optional(Schema.Boolean),
  mirostat: Schema.optional(Schema.Int),
  mirostat_tau: Schema.optional(Schema.Finite),
  mirostat_eta: Schema.optional(Schema.Finite),
  stop: Schema.optional(Schema.Array(Schema.String)),
  numa: Schema.optional(Schema.Boolean),
  num_batch: Schema.optional(Schema.Int),
  num_gpu: Schema.optional(Schema.Int),
  main_gpu: Schema.optional(Schema.Int),
  num_thread: Schema.optional(Schema.Int),
  low_vram: Schema.optional(Schema.Boolean),
  vocab_only: Schema.optional(Schema.Boolean),
  use_mmap: Schema.optional(Schema.Boolean),
  use_mlock: Schema.optional(Schema.Boolean)
}) {}

/** A model to make. */
export class CreateModelForm extends /*#__PURE__*/ Model<CreateModelForm>()({
  /** The name of the new model. */
  model: Schema.String,
  /** A model that is there already, to make it from. */
  from: Schema.optional(Schema.String),
  /** Files to make it from: names to digests of blobs that the Ollama has (`sha256:...`). */
  files: Schema.optional(Schema.Record(Schema.String, Schema.String)),
  /** Adapters (LoRA): names to digests. */
  adapters: Schema.optional(Schema.Record(Schema.String, Schema.String)),
  template: Schema.optional(Schema.String),
  system: Schema.optional(Schema.String),
  license: Schema.optional(Schema.Union([Schema.String, Schema.Array(Schema.String)])),
  parameters: Schema.optional(OllamaOptions),
  messages: Schema.optional(Schema.Array(OllamaModelMessage)),
  /** For instance `q4_K_M`. */
  quantize: Schema.optional(Schema.String),
  /** A folder or file on the Ollama's machine; old versions only. */
  path: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A model to copy, and the name of the copy. */
export class CopyModelForm extends /*#__PURE__*/ Model<CopyModelForm>()({
  source: Schema.String,
  destination: Schema.String
}) {}

/** A model to read about. */
export class ShowModelInfoForm extends /*#__PURE__*/ Model<ShowModelInfoForm>()({
  model: Schema.String,
  /** Whether long fields of `model_info`, such as the vocabulary, are wanted. */
  verbose: Schema.optional(Schema.Boolean)
}) {}

/** What an Ollama knows of a model. */
export class ShowModelInfoResponse extends /*#__PURE__*/ Model<ShowModelInfoResponse>()({
  modelfile: Schema.optional(Schema.String),
  /** One setting a line. */
  parameters: Schema.optional(Schema.String),
  template: Schema.optional(Schema.String),
  system: Schema.optional(Schema.String),
  license: Schema.optional(Schema.String),
  details: Schema.optional(OllamaModelDetails),
  messages: Schema.optional(Schema.NullOr(Schema.Array(OllamaModelMessage))),
  /** The metadata of the model's file, by keys such as `general.architecture`. */
  model_info: Schema.optional(JsonObject),
  projector_info: Schema.optional(JsonObject),
  capabilities: Schema.optional(
    Schema.Array(openLiterals(["completion", "tools", "insert", "vision", "embedding", "thinking"]))
  ),
  /** RFC 3339. */
  modified_at: Schema.optional(Schema.String),
  remote_host: Schema.optional(Schema.String),
  remote_model: Schema.optional(Schema.String)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Embeddings
// ---------------------------------------------------------------------------------------------------------------------

/** How long the model stays in memory: seconds, or a text such as `5m`; 0 unloads it, -1 keeps it. */
const keepAlive = /*#__PURE__*/ Schema.optional(
  /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Union([Schema.Int, Schema.String]))
)

/** Texts to embed. */
export class GenerateEmbedForm extends /*#__PURE__*/ Model<GenerateEmbedForm>()({
  model: Schema.String,
  input: Schema.Union([Schema.Array(Schema.String), Schema.String]),
  /** Whether a text that is too long is cut. Default: true. */
  truncate: Schema.optional(Schema.NullOr(Schema.Boolean)),
  options: Schema.optional(Schema.NullOr(OllamaOptions)),
  keep_alive: keepAlive,
  /** How long the vectors are to be, for models that can choose. */
  dimensions: Schema.optional(Schema.Int)
}) {}

/** The vectors of texts, in their order. */
export class EmbedResponse extends /*#__PURE__*/ Model<EmbedResponse>()({
  model: Schema.optional(Schema.String),
  embeddings: Schema.Array(Schema.Array(Schema.Finite)),
  /** Nanoseconds. */
  total_duration: Schema.optional(Schema.Int),
  /** Nanoseconds. */
  load_duration: Schema.optional(Schema.Int),
  /** Tokens. */
  prompt_eval_count: Schema.optional(Schema.Int)
}) {}

/** A text to embed, for the older of the two routes. */
export class GenerateEmbeddingsForm extends /*#__PURE__*/ Model<GenerateEmbeddingsForm>()({
  model: Schema.String,
  prompt: Schema.String,
  options: Schema.optional(Schema.NullOr(OllamaOptions)),
  keep_alive: keepAlive
}) {}

/** The vector of a text. */
export class EmbeddingsResponse extends /*#__PURE__*/ Model<EmbeddingsResponse>()({
  embedding: Schema.Array(Schema.Finite)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Generation
// ---------------------------------------------------------------------------------------------------------------------

/** `json`, or a JSON schema that the answer is to follow. */
const format = /*#__PURE__*/ Schema.optional(
  /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Union([JsonObject, Schema.String]))
)

/** A prompt to go on from. */
export class GenerateCompletionForm extends /*#__PURE__*/ Model<GenerateCompletionForm>()({
  model: Schema.String,
  prompt: Schema.optional(Schema.NullOr(Schema.String)),
  /** What comes after the answer, for models that fill in. */
  suffix: Schema.optional(Schema.NullOr(Schema.String)),
  /** Pictures in base64, without `data:`. */
  images: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  format,
  options: Schema.optional(Schema.NullOr(OllamaOptions)),
  system: Schema.optional(Schema.NullOr(Schema.String)),
  template: Schema.optional(Schema.NullOr(Schema.String)),
  /** The `context` of an earlier answer, to go on from it. */
  context: Schema.optional(Schema.NullOr(Schema.Array(Schema.Int))),
  /** Whether the prompt goes to the model as it is, without the template. */
  raw: Schema.optional(Schema.NullOr(Schema.Boolean)),
  keep_alive: keepAlive
}) {}

const measures = {
  /** Why the answer ended; only in the last piece. */
  done_reason: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ openLiterals(["stop", "length", "load", "unload"])),
  /** Nanoseconds; only in the last piece, as all that follows. */
  total_duration: /*#__PURE__*/ Schema.optional(Schema.Int),
  /** Nanoseconds. */
  load_duration: /*#__PURE__*/ Schema.optional(Schema.Int),
  /** Tokens of the prompt. */
  prompt_eval_count: /*#__PURE__*/ Schema.optional(Schema.Int),
  /** Nanoseconds. */
  prompt_eval_duration: /*#__PURE__*/ Schema.optional(Schema.Int),
  /** Tokens of the answer. */
  eval_count: /*#__PURE__*/ Schema.optional(Schema.Int),
  /** Nanoseconds. */
  eval_duration: /*#__PURE__*/ Schema.optional(Schema.Int)
} as const

/** An answer to a prompt, or a piece of it. */
export class GenerateCompletionResponse extends /*#__PURE__*/ Model<GenerateCompletionResponse>()({
  model: Schema.optional(Schema.String),
  /** RFC 3339. */
  created_at: Schema.optional(Schema.String),
  response: Schema.String,
  thinking: Schema.optional(Schema.String),
  /** Whether this is all, or the last piece. */
  done: Schema.Boolean,
  /** To be sent back with a next prompt. */
  context: Schema.optional(Schema.Array(Schema.Int)),
  ...measures
}) {}

/** The function of a tool call. */
export class OllamaToolCallFunction extends /*#__PURE__*/ Model<OllamaToolCallFunction>()({
  index: Schema.optional(Schema.Int),
  name: Schema.String,
  /** An object, not a text as OpenAI has it. */
  arguments: JsonObject
}) {}

/** A tool that the model wants to be called. */
export class OllamaToolCall extends /*#__PURE__*/ Model<OllamaToolCall>()({
  id: Schema.optional(Schema.String),
  function: OllamaToolCallFunction
}) {}

/** A message of a chat that is sent. */
export class ChatMessage extends /*#__PURE__*/ Model<ChatMessage>()({
  role: openLiterals(["system", "user", "assistant", "tool"]),
  /** May be left out, and may not be null, also where `tool_calls` are given. */
  content: Schema.optional(Schema.String),
  tool_calls: Schema.optional(Schema.NullOr(Schema.Array(OllamaToolCall))),
  /** Pictures in base64, without `data:`. */
  images: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  thinking: Schema.optional(Schema.String),
  /** The tool that a message of the role `tool` answers for. */
  tool_name: Schema.optional(Schema.String)
}) {}

/** The function of a tool. */
export class OllamaToolFunction extends /*#__PURE__*/ Model<OllamaToolFunction>()({
  name: Schema.String,
  description: Schema.optional(Schema.String),
  /** A JSON schema. */
  parameters: Schema.optional(JsonObject)
}) {}

/** A tool that the model may want to be called. */
export class OllamaTool extends /*#__PURE__*/ Model<OllamaTool>()({
  type: openLiterals(["function"]),
  function: OllamaToolFunction
}) {}

/** A chat to go on with. */
export class GenerateChatCompletionForm extends /*#__PURE__*/ Model<GenerateChatCompletionForm>()({
  model: Schema.String,
  messages: Schema.Array(ChatMessage),
  format,
  options: Schema.optional(Schema.NullOr(OllamaOptions)),
  template: Schema.optional(Schema.NullOr(Schema.String)),
  keep_alive: keepAlive,
  tools: Schema.optional(Schema.NullOr(Schema.Array(OllamaTool))),
  /** Whether, or how hard, the model is to think first. */
  think: Schema.optional(Schema.Union([Schema.Boolean, openLiterals(["low", "medium", "high"])]))
}) {}

/** A message of a model. */
export class OllamaChatMessage extends /*#__PURE__*/ Model<OllamaChatMessage>()({
  role: openLiterals(["assistant"]),
  content: Schema.String,
  thinking: Schema.optional(Schema.String),
  images: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  tool_calls: Schema.optional(Schema.NullOr(Schema.Array(OllamaToolCall)))
}) {}

/** An answer in a chat, or a piece of it. */
export class GenerateChatCompletionResponse extends /*#__PURE__*/ Model<GenerateChatCompletionResponse>()({
  model: Schema.optional(Schema.String),
  /** RFC 3339. */
  created_at: Schema.optional(Schema.String),
  message: OllamaChatMessage,
  /** Whether this is all, or the last piece. */
  done: Schema.Boolean,
  ...measures
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Files
// ---------------------------------------------------------------------------------------------------------------------

/** Where a model's file is. */
export class UrlForm extends /*#__PURE__*/ Model<UrlForm>()({
  /** Begins with `https://huggingface.co/` or `https://github.com/`. */
  url: Schema.String
}) {}

/** How far a model's file is on its way, or (with `done`) that a model was made of it. */
export class OllamaFileProgress extends /*#__PURE__*/ Model<OllamaFileProgress>()({
  /** Percent, with two decimals. */
  progress: Schema.optional(Schema.Finite),
  /** Bytes; 0 where it is not known. */
  total: Schema.optional(Schema.Int),
  /** Bytes. */
  completed: Schema.optional(Schema.Int),
  /** In the last piece only, as all that follows. */
  done: Schema.optional(Schema.Boolean),
  /** The digest of the file: `sha256:...`. */
  blob: Schema.optional(Schema.String),
  /** The name of the file. */
  name: Schema.optional(Schema.String),
  /** The name of the new model: that of the file without its ending. */
  model_created: Schema.optional(Schema.String)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// OpenAI's API, as far as other routers do not have it
// ---------------------------------------------------------------------------------------------------------------------

/** A model in OpenAI's words. */
export class OllamaOpenAIModel extends /*#__PURE__*/ Model<OllamaOpenAIModel>()({
  id: Schema.String,
  object: openLiterals(["model"]),
  /** The time of the answer, not of the model. */
  created: EpochSeconds,
  owned_by: openLiterals(["openai"])
}) {}

/** The models in OpenAI's words. */
export class GetOpenaiModelsResponse extends /*#__PURE__*/ Model<GetOpenaiModelsResponse>()({
  object: openLiterals(["list"]),
  data: Schema.Array(OllamaOpenAIModel)
}) {}

/** How a stream is to be. */
export class TextCompletionStreamOptions extends /*#__PURE__*/ Model<TextCompletionStreamOptions>()({
  /** Whether a last piece tells the tokens. */
  include_usage: Schema.optional(Schema.Boolean)
}) {}

/** A prompt to go on from, in OpenAI's older, chatless form. The operation itself says whether it wants a stream. */
export class OpenAICompletionForm extends /*#__PURE__*/ Model<OpenAICompletionForm>()({
  model: Schema.String,
  /** One text; OpenAI's lists of texts are refused. */
  prompt: Schema.String,
  /** What comes after the answer. */
  suffix: Schema.optional(Schema.NullOr(Schema.String)),
  max_tokens: Schema.optional(Schema.NullOr(Schema.Int)),
  temperature: Schema.optional(Schema.NullOr(Schema.Finite)),
  top_p: Schema.optional(Schema.NullOr(Schema.Finite)),
  seed: Schema.optional(Schema.NullOr(Schema.Int)),
  stop: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(Schema.String)]))),
  frequency_penalty: Schema.optional(Schema.NullOr(Schema.Finite)),
  presence_penalty: Schema.optional(Schema.NullOr(Schema.Finite)),
  stream_options: Schema.optional(TextCompletionStreamOptions)
}) {}

/** One of the answers, or a piece of it. */
export class TextCompletionChoice extends /*#__PURE__*/ Model<TextCompletionChoice>()({
  index: Schema.optional(Schema.Int),
  text: Schema.String,
  /** Null until the last piece. */
  finish_reason: Schema.optional(Schema.NullOr(openLiterals(["stop", "length"])))
}) {}

/** An answer in OpenAI's older, chatless form, or a piece of it. */
export class TextCompletion extends /*#__PURE__*/ Model<TextCompletion>()({
  id: Schema.optional(Schema.String),
  object: Schema.optional(openLiterals(["text_completion"])),
  created: Schema.optional(EpochSeconds),
  model: Schema.optional(Schema.String),
  choices: Schema.Array(TextCompletionChoice),
  system_fingerprint: Schema.optional(Schema.NullOr(Schema.String)),
  usage: Schema.optional(Schema.NullOr(CompletionUsage))
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Streams
// ---------------------------------------------------------------------------------------------------------------------

/** The progress of a long job, until its `status` is `success`. */
export const progressLines: StreamedAnswer<OllamaProgress> = /*#__PURE__*/ ndjson(OllamaProgress, {
  isFinish: ({ status }) => status === "success"
})

/** The pieces of an answer to a prompt, until one is `done`. */
export const completionLines: StreamedAnswer<GenerateCompletionResponse> = /*#__PURE__*/ ndjson(
  GenerateCompletionResponse,
  { textOf: ({ response }) => response, isFinish: ({ done }) => done }
)

/** The pieces of an answer in a chat, until one is `done`. */
export const chatLines: StreamedAnswer<GenerateChatCompletionResponse> = /*#__PURE__*/ ndjson(
  GenerateChatCompletionResponse,
  { textOf: ({ message }) => message.content, isFinish: ({ done }) => done }
)

/** The pieces of an answer in OpenAI's older form, until one has a finish reason. */
export const textCompletionChunks: StreamedAnswer<TextCompletion> = /*#__PURE__*/ sse(TextCompletion, {
  textOf: ({ choices }) => choices[0]?.text,
  isFinish: ({ choices }) =>
    choices.some(({ finish_reason }) => typeof finish_reason === "string" && finish_reason !== "")
})

/** The progress of a model's file, until it is `done`. */
export const fileProgress: StreamedAnswer<OllamaFileProgress> = /*#__PURE__*/ sse(OllamaFileProgress, {
  isFinish: ({ done }) => done === true
})
