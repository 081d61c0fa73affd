/**
 * What the router `openai` takes and answers: connections to providers, their models, and the Responses API, which Open
 * WebUI forwards. Chat completions are in `Completions.ts`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { errorFrame, type FailureFrame, type StreamedAnswer, sse } from "../internal/answer.ts"
import { Model, openLiterals } from "../internal/Model.ts"
import { property } from "../internal/reading.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { ResponseEventType } from "./Completions.ts"

const text = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.String))
const integer = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Int))
const number = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Finite))
const flag = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Boolean))

// ---------------------------------------------------------------------------------------------------------------------
// Connections
// ---------------------------------------------------------------------------------------------------------------------

/** A tag that a connection puts on its models. */
export class ConnectionTag extends /*#__PURE__*/ Model<ConnectionTag>()({
  name: Schema.String
}) {}

/** The settings of one connection to a provider. */
export class OpenAIConnectionConfig extends /*#__PURE__*/ Model<OpenAIConnectionConfig>()({
  /** Default: true. */
  enable: flag,
  /** Put before the id of each model, with a dot: `work` makes `work.gpt-5` of `gpt-5`. */
  prefix_id: text,
  /** Put on each model of the connection. */
  tags: Schema.optional(Schema.NullOr(Schema.Array(ConnectionTag))),
  /** The models to list, by their ids without the prefix; the provider is then not asked. Empty to ask it. */
  model_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  connection_type: Schema.optional(Schema.NullOr(openLiterals(["external", "local"]))),
  auth_type: Schema.optional(
    Schema.NullOr(openLiterals(["bearer", "none", "session", "system_oauth", "azure_ad", "microsoft_entra_id"]))
  ),
  /** Headers that are sent along. Values may hold placeholders such as `{{USER_ID}}` and `{{CHAT_ID}}`. */
  headers: Schema.optional(
    Schema.NullOr(Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])))
  ),
  /** Whether the cookies of the caller are sent along. Default: false. */
  forward_cookies: flag,
  /** What kind of provider it is; `llama.cpp` and `lmstudio` can load and unload models. */
  provider: Schema.optional(Schema.NullOr(openLiterals(["", "azure", "llama.cpp", "lmstudio", "litellm"]))),
  /** The older way to say `provider: "azure"`. */
  azure: flag,
  /** For Azure, for instance `2023-03-15-preview`. */
  api_version: text,
  /** Which API of the provider chats go to. */
  api_type: Schema.optional(Schema.NullOr(openLiterals(["chat_completions", "responses"])))
}) {}

/** The connections to providers, as they are changed. */
export class OpenAIConfigForm extends /*#__PURE__*/ Model<OpenAIConfigForm>()({
  /** Left out or null, all of them are switched off. */
  ENABLE_OPENAI_API: flag,
  /** Addresses with `/v1`. Their places in this list are the `url_idx` of the operations. */
  OPENAI_API_BASE_URLS: Schema.Array(Schema.String),
  /** One for each address; missing ones become empty, surplus ones are dropped. */
  OPENAI_API_KEYS: Schema.Array(Schema.String),
  /** By the place of the address, as a text: `"0"`. Others are dropped. */
  OPENAI_API_CONFIGS: Schema.Record(Schema.String, OpenAIConnectionConfig)
}) {}

/** The connections to providers, as they are, with the keys in clear text. */
export class OpenAIConfig extends /*#__PURE__*/ Model<OpenAIConfig>()({
  ENABLE_OPENAI_API: Schema.NullOr(Schema.Boolean),
  OPENAI_API_BASE_URLS: Schema.Array(Schema.String),
  OPENAI_API_KEYS: Schema.Array(Schema.String),
  /** By the place of the address, as a text: `"0"`. Old installations have the address itself as the key. */
  OPENAI_API_CONFIGS: Schema.Record(Schema.String, OpenAIConnectionConfig)
}) {}

/** A connection to try, before it is saved. */
export class ConnectionVerificationForm extends /*#__PURE__*/ Model<ConnectionVerificationForm>()({
  /** The address with `/v1` and without a slash at its end. */
  url: Schema.String,
  /** May be empty. */
  key: Schema.String,
  config: Schema.optional(Schema.NullOr(OpenAIConnectionConfig))
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Models
// ---------------------------------------------------------------------------------------------------------------------

/** Whether llama.cpp has a model in its memory. */
export class ProviderModelStatus extends /*#__PURE__*/ Model<ProviderModelStatus>()({
  value: Schema.optional(openLiterals(["unloaded", "loading", "loaded", "sleeping", "failed"]))
}) {}

/** What a pipeline is, in the model that stands for it. */
export class ModelPipeline extends /*#__PURE__*/ Model<ModelPipeline>()({
  type: Schema.optional(openLiterals(["pipe", "filter", "manifold"])),
  /** Whether it has settings. */
  valves: Schema.optional(Schema.Boolean),
  /** Of a filter: the models that it works on; `["*"]` for all. */
  pipelines: Schema.optional(Schema.Array(Schema.String)),
  /** Of a filter: the lowest works first. */
  priority: Schema.optional(Schema.Int)
}) {}

const providerModel = {
  /** With the prefix of its connection where that has one. */
  id: Schema.String,
  object: text,
  /** Seconds since 1970; many providers say 0. */
  created: number,
  owned_by: text,
  name: text,
  /** llama.cpp: whether the model is in memory. */
  status: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Union([ProviderModelStatus, Schema.String]))
  ),
  /** LM Studio: whether the model is in memory. */
  state: text,
  pipeline: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(ModelPipeline)),
  /** Put there by the server, as the connection says it. */
  connection_type: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ openLiterals(["external", "local"]))
} as const

/** A model as its provider describes it. */
export class ProviderModel extends /*#__PURE__*/ Model<ProviderModel>()({
  ...providerModel
}) {}

/** The models of one provider, in its own words. */
export class ProviderModels extends /*#__PURE__*/ Model<ProviderModels>()({
  object: text,
  /** For Azure only the ids that the connection lists. */
  data: Schema.Array(Schema.Union([ProviderModel, Schema.String]))
}) {}

/** A model of a connection. */
export class OpenAIModel extends /*#__PURE__*/ Model<OpenAIModel>()({
  ...providerModel,
  name: Schema.String,
  /** Always `openai`; what the provider says is in `openai`. */
  owned_by: openLiterals(["openai"]),
  /** The model as its provider describes it. */
  openai: ProviderModel,
  connection_type: openLiterals(["external", "local"]),
  /** As the connection says it; empty where it says nothing. */
  provider: openLiterals(["", "azure", "llama.cpp", "lmstudio", "litellm"]),
  /** The connection. Where several have the model, the first. */
  urlIdx: Schema.Int,
  /** Whether the model is in memory, where the provider is one that tells. */
  loaded: Schema.optional(Schema.Boolean),
  /** The tags of its connection, or of its provider. */
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.Union([ConnectionTag, Schema.String]))))
}) {}

/** The models of all connections. */
export class GetModelsResponse extends /*#__PURE__*/ Model<GetModelsResponse>()({
  data: Schema.Array(OpenAIModel)
}) {}

/** What the provider that was tried answers: its models, or a text where it does not answer with JSON. */
export const VerifyConnectionResponse = /*#__PURE__*/ Schema.Union([ProviderModels, Schema.String])
export type VerifyConnectionResponse = typeof VerifyConnectionResponse.Type

/** A model in memory, as LM Studio tells it. */
export class LoadedInstance extends /*#__PURE__*/ Model<LoadedInstance>()({
  /** To be used as `instance_id` for unloading. */
  id: Schema.optional(Schema.String)
}) {}

/** A model that LM Studio has on its disk. */
export class LMStudioModel extends /*#__PURE__*/ Model<LMStudioModel>()({
  type: Schema.optional(openLiterals(["llm", "embedding"])),
  publisher: text,
  key: Schema.optional(Schema.String),
  display_name: text,
  architecture: text,
  /** Bytes. */
  size_bytes: integer,
  /** Tokens. */
  max_context_length: integer,
  loaded_instances: Schema.optional(Schema.NullOr(Schema.Array(LoadedInstance)))
}) {}

/** What a provider has on its disk: `data` from llama.cpp, `models` from LM Studio. */
export class ProviderModelCatalog extends /*#__PURE__*/ Model<ProviderModelCatalog>()({
  object: text,
  data: Schema.optional(Schema.Array(ProviderModel)),
  models: Schema.optional(Schema.Array(LMStudioModel))
}) {}

/** A model of a provider, to be downloaded, loaded or unloaded. */
export class ProviderModelOperationForm extends /*#__PURE__*/ Model<ProviderModelOperationForm>()({
  /** With or without the prefix of the connection. */
  model: Schema.String,
  /** LM Studio: the loaded model to unload, where that is not called as the model. */
  instance_id: Schema.optional(Schema.String),
  /** LM Studio: tokens of context to load with. */
  context_length: Schema.optional(Schema.Int),
  /** LM Studio: which quantization to download. */
  quantization: Schema.optional(Schema.String)
}) {}

/** What became of it, in the provider's words. `{ success: true }` also where it said nothing that is JSON. */
export class ProviderModelOperationResponse extends /*#__PURE__*/ Model<ProviderModelOperationResponse>()({
  success: Schema.optional(Schema.Boolean),
  /** LM Studio: what to ask after. */
  job_id: Schema.optional(Schema.String),
  /** LM Studio: how far it is. */
  status: Schema.optional(
    openLiterals(["downloading", "paused", "completed", "failed", "already_downloaded", "loaded"])
  ),
  /** LM Studio: the model in memory. */
  instance_id: Schema.optional(Schema.String),
  /** Bytes. */
  total_size_bytes: integer,
  /** Bytes. */
  downloaded_bytes: integer,
  bytes_per_second: number,
  load_time_seconds: number
}) {}

/** Something that happened to a model of llama.cpp. */
export class ProviderModelEvent extends /*#__PURE__*/ Model<ProviderModelEvent>()({
  model: Schema.optional(Schema.String),
  /** For instance `status_change`. */
  event: Schema.optional(Schema.String),
  data: Schema.optional(Json)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Speech
// ---------------------------------------------------------------------------------------------------------------------

/** A text to speak. */
export class SpeechForm extends /*#__PURE__*/ Model<SpeechForm>()({
  input: Schema.String,
  model: Schema.String,
  voice: Schema.String,
  instructions: Schema.optional(Schema.String),
  /** The answer is called `.mp3` whatever is asked for. */
  response_format: Schema.optional(openLiterals(["mp3", "opus", "aac", "flac", "wav", "pcm"])),
  /** 0.25 to 4. Default: 1. */
  speed: Schema.optional(Schema.Finite)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// The Responses API
// ---------------------------------------------------------------------------------------------------------------------

/** A part of an item: text, a picture, a file, a refusal. */
export class ResponsePart extends /*#__PURE__*/ Model<ResponsePart>()({
  type: openLiterals(["input_text", "input_image", "input_file", "output_text", "refusal", "summary_text"]),
  text,
  refusal: text,
  /** An address or a `data:` URL. */
  image_url: text,
  detail: Schema.optional(Schema.NullOr(openLiterals(["auto", "low", "high"]))),
  file_id: text,
  filename: text,
  /** A `data:` URL. */
  file_data: text,
  annotations: Schema.optional(Schema.NullOr(Schema.Array(JsonObject)))
}) {}

const responseItem = {
  id: text,
  status: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ openLiterals(["in_progress", "completed", "incomplete"]))
  ),
  /** Of a call and its output. */
  call_id: text,
  /** Of a call: the name of the function. */
  name: text,
  /** Of a call: a JSON text. */
  arguments: text,
  /** Of reasoning. */
  summary: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(ResponsePart))),
  encrypted_content: text
} as const

/** Something that is said to the model: a message, a call that it made, the output of that call, its reasoning. */
export class ResponseInputItem extends /*#__PURE__*/ Model<ResponseInputItem>()({
  /** Default: `message`. */
  type: Schema.optional(openLiterals(["message", "function_call", "function_call_output", "reasoning"])),
  /** Of a message. */
  role: Schema.optional(openLiterals(["user", "assistant", "system", "developer"])),
  /** Of a message. */
  content: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(ResponsePart)]))),
  ...responseItem,
  /** Of the output of a call. */
  output: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(ResponsePart)])))
}) {}

/** Something that the model answers: a message, a call of a function, its reasoning. */
export class ResponseOutputItem extends /*#__PURE__*/ Model<ResponseOutputItem>()({
  type: openLiterals(["message", "function_call", "reasoning"]),
  /** Of a message. */
  role: Schema.optional(openLiterals(["assistant"])),
  /** Of a message. */
  content: Schema.optional(Schema.NullOr(Schema.Array(ResponsePart))),
  ...responseItem
}) {}

/** A tool that the model may call: a function of the caller's, or one of the provider's by its `type`. */
export class ResponseTool extends /*#__PURE__*/ Model<ResponseTool>()({
  type: openLiterals(["function", "web_search", "file_search", "code_interpreter", "mcp", "image_generation"]),
  name: Schema.optional(Schema.String),
  description: text,
  /** A JSON schema. */
  parameters: Schema.optional(Schema.NullOr(JsonObject)),
  strict: flag
}) {}

/** Which tool the model is to call. */
export class ResponseToolChoice extends /*#__PURE__*/ Model<ResponseToolChoice>()({
  type: openLiterals(["function", "web_search", "file_search", "code_interpreter", "mcp", "image_generation"]),
  name: Schema.optional(Schema.String)
}) {}

/** The form that the text is to have. */
export class ResponseTextFormat extends /*#__PURE__*/ Model<ResponseTextFormat>()({
  type: openLiterals(["text", "json_object", "json_schema"]),
  name: Schema.optional(Schema.String),
  description: text,
  schema: Schema.optional(JsonObject),
  strict: flag
}) {}

/** How the text is to be. */
export class ResponseText extends /*#__PURE__*/ Model<ResponseText>()({
  format: Schema.optional(ResponseTextFormat),
  verbosity: Schema.optional(Schema.NullOr(openLiterals(["low", "medium", "high"])))
}) {}

/** How hard the model is to think. */
export class ResponseReasoning extends /*#__PURE__*/ Model<ResponseReasoning>()({
  effort: Schema.optional(Schema.NullOr(openLiterals(["none", "minimal", "low", "medium", "high", "xhigh"]))),
  summary: Schema.optional(Schema.NullOr(openLiterals(["auto", "concise", "detailed"])))
}) {}

/** A request of the Responses API. The operation itself says whether it wants a stream. */
export class ResponsesForm extends /*#__PURE__*/ Model<ResponsesForm>()({
  model: Schema.String,
  input: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(ResponseInputItem)]))),
  instructions: text,
  temperature: number,
  max_output_tokens: integer,
  top_p: number,
  tools: Schema.optional(Schema.NullOr(Schema.Array(ResponseTool))),
  tool_choice: Schema.optional(
    Schema.NullOr(Schema.Union([openLiterals(["auto", "none", "required"]), ResponseToolChoice]))
  ),
  text: Schema.optional(Schema.NullOr(ResponseText)),
  truncation: Schema.optional(Schema.NullOr(openLiterals(["auto", "disabled"]))),
  metadata: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
  /** Whether the provider keeps the answer. */
  store: flag,
  reasoning: Schema.optional(Schema.NullOr(ResponseReasoning)),
  previous_response_id: text,
  parallel_tool_calls: flag,
  include: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  max_tool_calls: integer,
  prompt_cache_key: text,
  service_tier: text,
  user: text
}) {}

/** Details of the tokens that were read. */
export class ResponseInputDetails extends /*#__PURE__*/ Model<ResponseInputDetails>()({
  cached_tokens: integer
}) {}

/** Details of the tokens that were written. */
export class ResponseOutputDetails extends /*#__PURE__*/ Model<ResponseOutputDetails>()({
  reasoning_tokens: integer
}) {}

/** What an answer cost, in tokens. */
export class ResponseUsage extends /*#__PURE__*/ Model<ResponseUsage>()({
  input_tokens: Schema.Int,
  output_tokens: Schema.Int,
  total_tokens: integer,
  input_tokens_details: Schema.optional(Schema.NullOr(ResponseInputDetails)),
  output_tokens_details: Schema.optional(Schema.NullOr(ResponseOutputDetails))
}) {}

/** Why there is no answer. */
export class ResponseError extends /*#__PURE__*/ Model<ResponseError>()({
  code: text,
  message: text
}) {}

/** Why an answer is not complete. */
export class IncompleteDetails extends /*#__PURE__*/ Model<IncompleteDetails>()({
  reason: Schema.optional(Schema.NullOr(openLiterals(["max_output_tokens", "content_filter"])))
}) {}

/** An answer of the Responses API. `responseText` gives its text. */
export class ModelResponse extends /*#__PURE__*/ Model<ModelResponse>()({
  id: Schema.String,
  object: Schema.optional(openLiterals(["response"])),
  /** Seconds since 1970. */
  created_at: number,
  status: Schema.optional(
    Schema.NullOr(openLiterals(["queued", "in_progress", "completed", "incomplete", "failed", "cancelled"]))
  ),
  model: text,
  output: Schema.Array(ResponseOutputItem),
  usage: Schema.optional(Schema.NullOr(ResponseUsage)),
  error: Schema.optional(Schema.NullOr(ResponseError)),
  incomplete_details: Schema.optional(Schema.NullOr(IncompleteDetails)),
  instructions: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(ResponseInputItem)]))),
  previous_response_id: text,
  parallel_tool_calls: flag,
  temperature: number,
  top_p: number,
  max_output_tokens: integer,
  store: flag,
  metadata: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.String)))
}) {}

/** The text of an answer of the Responses API. */
export const responseText = (response: ModelResponse): string => {
  let whole = ""
  for (const item of response.output) {
    for (const part of item.content ?? []) if (part.type === "output_text") whole += part.text ?? ""
  }
  return whole
}

/** An event of a streamed answer of the Responses API; `type` says which, and with it which fields it has. */
export class ResponseEvent extends /*#__PURE__*/ Model<ResponseEvent>()({
  type: ResponseEventType,
  sequence_number: integer,
  /** The answer so far, of the first events and of the last. */
  response: Schema.optional(ModelResponse),
  item_id: text,
  output_index: integer,
  content_index: integer,
  summary_index: integer,
  item: Schema.optional(ResponseOutputItem),
  part: Schema.optional(ResponsePart),
  /** What comes to the text, or to the arguments of a call. */
  delta: text,
  /** The whole text. */
  text,
  /** The whole arguments of a call. */
  arguments: text,
  /** The whole refusal. */
  refusal: text
}) {}

/** Reads a failure: a key `error`, or one of the two events that say it. */
const responseFailure = (frame: unknown): FailureFrame | undefined => {
  const failure = errorFrame(frame)
  if (failure !== undefined) return failure
  const type = property(frame, "type")
  if (type === "error") return errorFrame({ error: frame })
  if (type === "response.failed") return errorFrame(property(frame, "response")) ?? { detail: "The response failed." }
  return undefined
}

/**
 * The stream of an answer of the Responses API, until `response.completed` or `response.incomplete`. An error event
 * makes it fail with `StreamFailed`, an end without one of the two with `Truncated`; both keep the text that had come.
 */
export const responseEvents: StreamedAnswer<ResponseEvent> = /*#__PURE__*/ sse(ResponseEvent, {
  textOf: (event) => (event.type === "response.output_text.delta" ? (event.delta ?? undefined) : undefined),
  isFinish: (event) => event.type === "response.completed" || event.type === "response.incomplete",
  failureOf: responseFailure
})
