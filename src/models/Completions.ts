/**
 * What is said to a model and what it answers: chat completions in OpenAI's form with Open WebUI's own additions, their
 * streams, embeddings, and messages in Anthropic's form. Several routers hand the same bodies on to providers.
 *
 * A provider decides what its answers hold, so most of their fields may be absent. Keys that are not listed are kept.
 *
 * @since 0.1.0
 */
import { isNullish } from "effect/Predicate"
import * as Schema from "effect/Schema"
import { errorFrame, type FailureFrame, type StreamedAnswer, sse } from "../internal/answer.ts"
import { Model, openLiterals } from "../internal/Model.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { EpochSeconds } from "./Time.ts"

const text = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.String))
const number = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Number))
const integer = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Int))
const flag = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Boolean))

// ---------------------------------------------------------------------------------------------------------------------
// Messages that are sent
// ---------------------------------------------------------------------------------------------------------------------

/** Marks the end of what a provider shall keep in its prompt cache (Anthropic, and proxies in front of it). */
export class CacheControl extends /*#__PURE__*/ Model<CacheControl>()({
  type: openLiterals(["ephemeral"]),
  /** For instance `5m` or `1h`. */
  ttl: Schema.optional(Schema.String)
}) {}

/** A piece of text within a message. */
export class TextPart extends /*#__PURE__*/ Model<TextPart>()({
  type: Schema.Literal("text"),
  text: Schema.String,
  cache_control: Schema.optional(CacheControl)
}) {}

/** Where a picture is. */
export class ImageUrl extends /*#__PURE__*/ Model<ImageUrl>()({
  /** An address, a `data:` URL, or the id of a file on the server, which puts the file's content in its place. */
  url: Schema.String,
  detail: Schema.optional(openLiterals(["auto", "low", "high"]))
}) {}

/** A picture within a message. */
export class ImagePart extends /*#__PURE__*/ Model<ImagePart>()({
  type: Schema.Literal("image_url"),
  image_url: ImageUrl,
  cache_control: Schema.optional(CacheControl)
}) {}

/** A recording. */
export class InputAudio extends /*#__PURE__*/ Model<InputAudio>()({
  /** Base64. */
  data: Schema.String,
  format: openLiterals(["wav", "mp3"])
}) {}

/** Sound within a message. */
export class AudioPart extends /*#__PURE__*/ Model<AudioPart>()({
  type: Schema.Literal("input_audio"),
  input_audio: InputAudio
}) {}

/** A file in the provider's own terms: its id there, or its content. */
export class ProviderFile extends /*#__PURE__*/ Model<ProviderFile>()({
  file_id: Schema.optional(Schema.String),
  filename: Schema.optional(Schema.String),
  /** A `data:` URL. */
  file_data: Schema.optional(Schema.String)
}) {}

/** A file of the provider's within a message; files of Open WebUI go into `files` of the request. */
export class FilePart extends /*#__PURE__*/ Model<FilePart>()({
  type: Schema.Literal("file"),
  file: ProviderFile
}) {}

/** A part of a message that is not only text. */
export const ContentPart = /*#__PURE__*/ Schema.Union([TextPart, ImagePart, AudioPart, FilePart])
export type ContentPart = typeof ContentPart.Type

const Content = /*#__PURE__*/ Schema.Union([Schema.String, /*#__PURE__*/ Schema.Array(ContentPart)])
const TextContent = /*#__PURE__*/ Schema.Union([Schema.String, /*#__PURE__*/ Schema.Array(TextPart)])

/** Which function shall be called, and with what. */
export class ToolCallFunction extends /*#__PURE__*/ Model<ToolCallFunction>()({
  name: Schema.String,
  /** A JSON text; models now and then write one that cannot be parsed. */
  arguments: Schema.String
}) {}

/** A call of a tool that the model asks for. */
export class ToolCall extends /*#__PURE__*/ Model<ToolCall>()({
  id: Schema.String,
  type: Schema.optional(openLiterals(["function"])),
  function: ToolCallFunction,
  index: Schema.optional(Schema.Int)
}) {}

/** A message of the system. */
export class SystemMessage extends /*#__PURE__*/ Model<SystemMessage>()({
  role: Schema.Literal("system"),
  content: TextContent,
  name: Schema.optional(Schema.String)
}) {}

/** A message of the system, as OpenAI's newer models call it. */
export class DeveloperMessage extends /*#__PURE__*/ Model<DeveloperMessage>()({
  role: Schema.Literal("developer"),
  content: TextContent,
  name: Schema.optional(Schema.String)
}) {}

/** A page that a web search found. */
export class SearchPage extends /*#__PURE__*/ Model<SearchPage>()({
  content: Schema.String,
  metadata: Schema.optional(JsonObject)
}) {}

/**
 * Something attached to a request or to a message, by its kind: `file` and `collection` (a knowledge base) with an `id`,
 * `note`, `chat` and `folder` with an `id`, `url` with a `url`, `text` with `content`, `image` with a `url`.
 * In an answer it says where retrieved text stems from.
 */
export class CompletionFile extends /*#__PURE__*/ Model<CompletionFile>()({
  type: Schema.optional(
    openLiterals([
      "file",
      "collection",
      "note",
      "chat",
      "folder",
      "url",
      "text",
      "image",
      "doc",
      "web_search",
      "filesystem",
      "tool"
    ])
  ),
  id: text,
  name: text,
  /** An address; for an image also a `data:` URL or the id of a file. */
  url: text,
  /** `full` hands over the whole content instead of the passages that fit the question. */
  context: Schema.optional(Schema.NullOr(openLiterals(["full"]))),
  /** The text itself, for `type: "text"`. */
  content: text,
  /** The uploaded file as the upload answered it; its content is taken from here where it holds one. */
  file: Schema.optional(Schema.NullOr(JsonObject)),
  /** Pages of a web search whose content is handed over as it is. */
  docs: Schema.optional(Schema.NullOr(Schema.Array(SearchPage))),
  collection_name: text,
  collection_names: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** From before knowledge bases had ids of their own. */
  legacy: flag,
  content_type: text,
  size: integer,
  status: text
}) {}

/** A message of the user. */
export class UserMessage extends /*#__PURE__*/ Model<UserMessage>()({
  role: Schema.Literal("user"),
  content: Content,
  name: Schema.optional(Schema.String),
  id: Schema.optional(Schema.String),
  /** What was attached to this message; retrieval looks at `files` of the request. */
  files: Schema.optional(Schema.Array(CompletionFile))
}) {}

/** A message of the model, from before. */
export class AssistantMessage extends /*#__PURE__*/ Model<AssistantMessage>()({
  role: Schema.Literal("assistant"),
  /** Absent or null where the model only called tools. */
  content: Schema.optional(Schema.NullOr(TextContent)),
  name: Schema.optional(Schema.String),
  id: Schema.optional(Schema.String),
  reasoning_content: text,
  refusal: text,
  tool_calls: Schema.optional(Schema.NullOr(Schema.Array(ToolCall)))
}) {}

/** What a tool answered. */
export class ToolMessage extends /*#__PURE__*/ Model<ToolMessage>()({
  role: Schema.Literal("tool"),
  /** Of the parts only texts reach a provider of chat completions. */
  content: Content,
  /** The `id` of the call. */
  tool_call_id: Schema.String,
  name: Schema.optional(Schema.String)
}) {}

/** A message of a conversation, told apart by `role`. */
export const ChatMessage = /*#__PURE__*/ Schema.Union([
  SystemMessage,
  DeveloperMessage,
  UserMessage,
  AssistantMessage,
  ToolMessage
])
export type ChatMessage = typeof ChatMessage.Type

// ---------------------------------------------------------------------------------------------------------------------
// Requests for a chat completion
// ---------------------------------------------------------------------------------------------------------------------

/** A function, described to a model. */
export class FunctionSpec extends /*#__PURE__*/ Model<FunctionSpec>()({
  name: Schema.String,
  description: Schema.optional(Schema.String),
  /** A JSON Schema of the arguments. */
  parameters: Schema.optional(JsonObject),
  strict: flag
}) {}

/** A function that the model may ask to be called. */
export class FunctionTool extends /*#__PURE__*/ Model<FunctionTool>()({
  type: Schema.Literal("function"),
  function: FunctionSpec,
  cache_control: Schema.optional(CacheControl)
}) {}

/** A function by its name. */
export class FunctionName extends /*#__PURE__*/ Model<FunctionName>()({ name: Schema.String }) {}

/** Makes the model call this function. */
export class NamedToolChoice extends /*#__PURE__*/ Model<NamedToolChoice>()({
  type: Schema.Literal("function"),
  function: FunctionName
}) {}

/** Whether the model may, must or must not call tools. */
export const ToolChoice = /*#__PURE__*/ Schema.Union([
  /*#__PURE__*/ openLiterals(["auto", "none", "required"]),
  NamedToolChoice
])
export type ToolChoice = typeof ToolChoice.Type

/** The answer shall be text, which is the default. */
export class TextFormat extends /*#__PURE__*/ Model<TextFormat>()({ type: Schema.Literal("text") }) {}

/** The answer shall be some JSON object. */
export class JsonObjectFormat extends /*#__PURE__*/ Model<JsonObjectFormat>()({
  type: Schema.Literal("json_object")
}) {}

/** A JSON Schema with a name. */
export class NamedJsonSchema extends /*#__PURE__*/ Model<NamedJsonSchema>()({
  name: Schema.String,
  description: Schema.optional(Schema.String),
  schema: Schema.optional(JsonObject),
  strict: flag
}) {}

/** The answer shall be JSON that satisfies a JSON Schema. */
export class JsonSchemaFormat extends /*#__PURE__*/ Model<JsonSchemaFormat>()({
  type: Schema.Literal("json_schema"),
  json_schema: NamedJsonSchema
}) {}

/** The form in which the model shall answer. */
export const ResponseFormat = /*#__PURE__*/ Schema.Union([TextFormat, JsonObjectFormat, JsonSchemaFormat])
export type ResponseFormat = typeof ResponseFormat.Type

/** How a model is asked for a stream. */
export class StreamOptions extends /*#__PURE__*/ Model<StreamOptions>()({
  /** Adds a last chunk that has `usage` and no choices. */
  include_usage: flag
}) {}

/** The parameters of OpenAI's chat completion that stand beside model and messages. */
const samplingFields = {
  temperature: number,
  top_p: number,
  top_k: integer,
  min_p: number,
  max_tokens: integer,
  max_completion_tokens: integer,
  frequency_penalty: number,
  presence_penalty: number,
  repeat_penalty: number,
  seed: integer,
  /** Texts at which the model stops. */
  stop: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Union([Schema.String, /*#__PURE__*/ Schema.Array(Schema.String)]))
  ),
  /** Biases by token, or `token:bias` pairs joined by commas. */
  logit_bias: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(
      /*#__PURE__*/ Schema.Union([/*#__PURE__*/ Schema.Record(Schema.String, Schema.Number), Schema.String])
    )
  ),
  reasoning_effort: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ openLiterals(["none", "minimal", "low", "medium", "high", "xhigh"]))
  ),
  response_format: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(ResponseFormat))
}

/** How a model shall speak its answer. */
export class AudioOptions extends /*#__PURE__*/ Model<AudioOptions>()({
  voice: Schema.String,
  format: openLiterals(["wav", "mp3", "flac", "opus", "pcm16"])
}) {}

/**
 * A request for a chat completion in OpenAI's form, for a stream: the operation itself sends `stream: true`.
 */
export class OpenAICompletionStreamForm extends /*#__PURE__*/ Model<OpenAICompletionStreamForm>()({
  model: Schema.String,
  messages: Schema.Array(ChatMessage),
  ...samplingFields,
  tools: Schema.optional(Schema.NullOr(Schema.Array(FunctionTool))),
  tool_choice: Schema.optional(Schema.NullOr(ToolChoice)),
  parallel_tool_calls: flag,
  stream_options: Schema.optional(Schema.NullOr(StreamOptions)),
  n: integer,
  logprobs: flag,
  top_logprobs: integer,
  modalities: Schema.optional(Schema.NullOr(Schema.Array(openLiterals(["text", "audio", "image"])))),
  audio: Schema.optional(Schema.NullOr(AudioOptions)),
  verbosity: Schema.optional(Schema.NullOr(openLiterals(["low", "medium", "high"]))),
  service_tier: text,
  user: text
}) {}

/** A request for a chat completion in OpenAI's form, for an answer in one piece. */
export class OpenAICompletionForm extends /*#__PURE__*/ Model<OpenAICompletionForm>()({
  ...OpenAICompletionStreamForm.fields,
  /** A stream is asked for with the streaming operation. */
  stream: Schema.optional(Schema.Literal(false))
}) {}

/**
 * Parameters of a chat as the web interface sends them: what stands here is a default for the same key of the request,
 * and the rest is Open WebUI's own.
 */
export class CompletionParams extends /*#__PURE__*/ Model<CompletionParams>()({
  ...samplingFields,
  /** A system prompt. */
  system: text,
  /**
   * `native`, the default, hands tools to the model; `legacy` lets a prompt choose them, and searches the web and the
   * model's own knowledge before the model is asked.
   */
  function_calling: Schema.optional(Schema.NullOr(openLiterals(["native", "legacy"]))),
  /** `ask` waits for a person before a tool is called, where the server has tool permissions switched on. */
  tool_approval_mode: Schema.optional(Schema.NullOr(openLiterals(["full", "ask"]))),
  /** How many deltas are sent together to open sockets. */
  stream_delta_chunk_size: integer,
  /** The tags around reasoning, or whether to look for the usual ones. */
  reasoning_tags: Schema.optional(Schema.NullOr(Schema.Union([Schema.Boolean, Schema.Array(Schema.String)]))),
  /** From how many tokens on a conversation is summarised before it is sent. */
  compact_token_threshold: integer,
  /** By model id, then by control: the option that was chosen. */
  model_controls: Schema.optional(
    Schema.NullOr(Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String)))
  ),
  /** Whatever else the provider understands; it is merged into the body that the provider gets. */
  custom_params: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Json)))
}) {}

/** Features of Open WebUI that a request switches on. */
export class CompletionFeatures extends /*#__PURE__*/ Model<CompletionFeatures>()({
  web_search: Schema.optional(Schema.Boolean),
  image_generation: Schema.optional(Schema.Boolean),
  code_interpreter: Schema.optional(Schema.Boolean),
  memory: Schema.optional(Schema.Boolean),
  voice: Schema.optional(Schema.Boolean)
}) {}

/** A tool of a tool server that the caller itself can reach: the server asks the caller's socket to call it. */
export class DirectToolSpec extends /*#__PURE__*/ Model<DirectToolSpec>()({
  name: Schema.String,
  description: Schema.optional(Schema.String),
  /** A JSON Schema of the arguments. */
  parameters: Schema.optional(JsonObject)
}) {}

/** A tool server that the caller itself can reach. */
export class DirectToolServer extends /*#__PURE__*/ Model<DirectToolServer>()({
  url: Schema.optional(Schema.String),
  specs: Schema.Array(DirectToolSpec),
  /** Added to the system prompt. */
  system_prompt: text,
  is_terminal: Schema.optional(Schema.Boolean)
}) {}

/** A model behind a connection of the caller's own: its requests go through the caller's socket, `session_id`. */
export class DirectModel extends /*#__PURE__*/ Model<DirectModel>()({
  id: Schema.String,
  direct: Schema.Literal(true),
  name: Schema.optional(Schema.String),
  info: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/** What Open WebUI adds to a completion that is not part of a chat. */
const webUIFields = {
  params: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(CompletionParams)),
  /** What to answer from; what was found comes in `sources`. Ignored where the model's capability `file_context` is off. */
  files: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(CompletionFile))),
  features: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(CompletionFeatures)),
  /** Tools of the workspace, by id; `server:...` for those of tool servers. */
  tool_ids: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(Schema.String))),
  skill_ids: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(Schema.String))),
  /** Filters that the user switched on, by id. */
  filter_ids: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Array(Schema.String)),
  tool_servers: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(DirectToolServer))
  ),
  terminal_id: text,
  /** Texts that replace their keys in system prompts, for instance `{{USER_NAME}}`. */
  variables: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Record(Schema.String, Schema.String)),
  /** Values for `{{chat.variables.name}}` in system prompts. */
  chat_variables: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Record(Schema.String, Json))
  ),
  /** A folder whose system prompt and files count as if the chat were in it. */
  folder_id: text,
  /** The id of a socket of the caller's, for what the server asks back; it also offers the built-in tools to the model. */
  session_id: text,
  /** Needed for a model behind a connection of the caller's own. */
  model_item: /*#__PURE__*/ Schema.optional(DirectModel)
}

/**
 * A request for a streamed chat completion through Open WebUI: the operation itself sends `stream: true`.
 */
export class ChatCompletionStreamForm extends /*#__PURE__*/ Model<ChatCompletionStreamForm>()({
  ...OpenAICompletionStreamForm.fields,
  ...webUIFields
}) {}

/** A request for a chat completion through Open WebUI, for an answer in one piece. */
export class ChatCompletionForm extends /*#__PURE__*/ Model<ChatCompletionForm>()({
  ...ChatCompletionStreamForm.fields,
  /** A stream is asked for with the streaming operation. */
  stream: Schema.optional(Schema.Literal(false))
}) {}

/** Which model shall fill which message of a chat. */
export class TurnTarget extends /*#__PURE__*/ Model<TurnTarget>()({
  model_id: Schema.String,
  /** The id of the answer, made by the caller; a UUID. */
  message_id: Schema.String,
  /** The column where several models answer side by side. */
  modelIdx: Schema.optional(Schema.NullOr(Schema.Int))
}) {}

/** The user's message of a turn, as it is kept in the chat. */
export class TurnMessage extends /*#__PURE__*/ Model<TurnMessage>()({
  /** Made by the caller; a UUID. The id of a message that is there already asks for another answer to it. */
  id: Schema.String,
  /** The answer before; null in a new chat. What is left out stays out in a new chat. */
  parentId: Schema.optional(Schema.NullOr(Schema.String)),
  childrenIds: Schema.optional(Schema.Array(Schema.String)),
  role: Schema.optional(Schema.Literal("user")),
  content: Schema.String,
  timestamp: Schema.optional(EpochSeconds),
  /** The models that were asked. */
  models: Schema.optional(Schema.Array(Schema.String)),
  files: Schema.optional(Schema.Array(CompletionFile))
}) {}

/** What the server does after the answer. */
export class BackgroundTasks extends /*#__PURE__*/ Model<BackgroundTasks>()({
  /** Absent: the title stays. False: a chat of one turn is called after the user's message. True: a model finds one. */
  title_generation: Schema.optional(Schema.Boolean),
  tags_generation: Schema.optional(Schema.Boolean),
  follow_up_generation: Schema.optional(Schema.Boolean)
}) {}

/**
 * A turn of a chat that the server keeps, or of a temporary chat: the server runs it as a task and saves what comes.
 */
export class ChatTurnForm extends /*#__PURE__*/ Model<ChatTurnForm>()({
  ...ChatCompletionStreamForm.fields,
  /** Of a saved chat only the system message is used, the rest is read from the chat; `[]` will do. */
  messages: Schema.Array(ChatMessage),
  /** Whether the provider streams. Tools are called, and sockets see the answer grow, only where it does. */
  stream: Schema.optional(Schema.Boolean),
  /** An existing chat, `temporary:...` for one that is not kept, or `channel:...`. Left out for a new chat. */
  chat_id: text,
  /** Null, together with no `chat_id`, makes a new chat. */
  parent_id: text,
  message_ids: Schema.Array(TurnTarget),
  /** Without it the answer hangs in the air: the web interface does not show the question. */
  user_message: Schema.optional(Schema.NullOr(TurnMessage)),
  background_tasks: Schema.optional(Schema.NullOr(BackgroundTasks)),
  /** Continues this answer; `message_ids` names it too. */
  assistant_message_id: text,
  /** Shows the model this answer, together with `regeneration_prompt`. */
  regeneration_message_id: text,
  /** What shall be done better. */
  regeneration_prompt: text,
  automation_id: text
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Whole answers
// ---------------------------------------------------------------------------------------------------------------------

/** Details of a count of tokens. */
export class UsageDetails extends /*#__PURE__*/ Model<UsageDetails>()({
  cached_tokens: integer,
  audio_tokens: integer,
  reasoning_tokens: integer,
  accepted_prediction_tokens: integer,
  rejected_prediction_tokens: integer
}) {}

/** How many tokens an answer took. Ollama adds its own measurements, durations in nanoseconds. */
export class CompletionUsage extends /*#__PURE__*/ Model<CompletionUsage>()({
  prompt_tokens: integer,
  completion_tokens: integer,
  total_tokens: integer,
  prompt_tokens_details: Schema.optional(Schema.NullOr(UsageDetails)),
  completion_tokens_details: Schema.optional(Schema.NullOr(UsageDetails)),
  input_tokens: integer,
  output_tokens: integer,
  input_tokens_details: Schema.optional(Schema.NullOr(UsageDetails)),
  output_tokens_details: Schema.optional(Schema.NullOr(UsageDetails)),
  /** A number, or `N/A`. */
  "response_token/s": Schema.optional(Schema.NullOr(Schema.Union([Schema.Number, Schema.Literal("N/A")]))),
  /** A number, or `N/A`. */
  "prompt_token/s": Schema.optional(Schema.NullOr(Schema.Union([Schema.Number, Schema.Literal("N/A")]))),
  total_duration: integer,
  load_duration: integer,
  prompt_eval_count: integer,
  prompt_eval_duration: integer,
  eval_count: integer,
  eval_duration: integer,
  /** For instance `0h0m3s`. */
  approximate_total: text
}) {}

/** Where a retrieved passage stems from; which keys there are depends on the kind of source. */
export class SourceMetadata extends /*#__PURE__*/ Model<SourceMetadata>()({
  source: text,
  name: text,
  title: text,
  url: text,
  file_id: text,
  created_by: text,
  hash: text,
  file_hash: text,
  content_type: text,
  /** Bytes of the file. */
  size: integer,
  /** Where the passage begins, in characters; -1 where that is not known. */
  start_index: integer,
  /** How the passage was embedded: a text in Python's notation from vector stores that hold scalars only, else an object. */
  embedding_config: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, JsonObject])))
}) {}

/** Passages that were retrieved for an answer, from one source. */
export class CompletionSource extends /*#__PURE__*/ Model<CompletionSource>()({
  source: CompletionFile,
  /** The passages. */
  document: Schema.Array(Schema.NullOr(Schema.String)),
  /** Of each passage. */
  metadata: Schema.Array(Schema.NullOr(SourceMetadata)),
  /** Of each passage, where the search gave them. */
  distances: Schema.optional(Schema.NullOr(Schema.Array(Schema.NullOr(Schema.Number))))
}) {}

/** A place in the web that an answer refers to. */
export class UrlCitation extends /*#__PURE__*/ Model<UrlCitation>()({
  url: text,
  title: text,
  content: text,
  start_index: integer,
  end_index: integer
}) {}

/** Something that an answer is annotated with. */
export class CompletionAnnotation extends /*#__PURE__*/ Model<CompletionAnnotation>()({
  type: openLiterals(["url_citation"]),
  url_citation: Schema.optional(Schema.NullOr(UrlCitation))
}) {}

/** A picture that the model made. */
export class CompletionImage extends /*#__PURE__*/ Model<CompletionImage>()({
  type: Schema.optional(openLiterals(["image_url"])),
  image_url: Schema.optional(Schema.NullOr(ImageUrl))
}) {}

/** A token that could have stood there, and how probable it was. */
export class TopLogprob extends /*#__PURE__*/ Model<TopLogprob>()({
  token: Schema.String,
  logprob: Schema.Number
}) {}

/** How probable a token was. */
export class TokenLogprob extends /*#__PURE__*/ Model<TokenLogprob>()({
  token: Schema.String,
  logprob: Schema.Number,
  bytes: Schema.optional(Schema.NullOr(Schema.Array(Schema.Int))),
  top_logprobs: Schema.optional(Schema.NullOr(Schema.Array(TopLogprob)))
}) {}

/** How probable the tokens of an answer were. */
export class Logprobs extends /*#__PURE__*/ Model<Logprobs>()({
  content: Schema.optional(Schema.NullOr(Schema.Array(TokenLogprob))),
  refusal: Schema.optional(Schema.NullOr(Schema.Array(TokenLogprob)))
}) {}

/** Why the model stopped. */
export const FinishReason = /*#__PURE__*/ openLiterals(["stop", "length", "tool_calls", "content_filter"])
export type FinishReason = typeof FinishReason.Type

/** What the model said. */
export class CompletionMessage extends /*#__PURE__*/ Model<CompletionMessage>()({
  role: Schema.optional(openLiterals(["assistant"])),
  /** Null where the model only called tools. */
  content: text,
  /** What the model thought, where the provider tells; some call it `reasoning`. */
  reasoning_content: text,
  reasoning: text,
  refusal: text,
  tool_calls: Schema.optional(Schema.NullOr(Schema.Array(ToolCall))),
  annotations: Schema.optional(Schema.NullOr(Schema.Array(CompletionAnnotation))),
  images: Schema.optional(Schema.NullOr(Schema.Array(CompletionImage)))
}) {}

/** One of the answers of a completion; there is one unless `n` asked for more. */
export class CompletionChoice extends /*#__PURE__*/ Model<CompletionChoice>()({
  index: Schema.optional(Schema.Int),
  /** Absent where a plugin answered nothing. */
  message: Schema.optional(CompletionMessage),
  finish_reason: Schema.optional(Schema.NullOr(FinishReason)),
  logprobs: Schema.optional(Schema.NullOr(Logprobs))
}) {}

/** A chat completion in one piece. */
export class ChatCompletion extends /*#__PURE__*/ Model<ChatCompletion>()({
  id: Schema.optional(Schema.String),
  object: Schema.optional(openLiterals(["chat.completion"])),
  created: Schema.optional(EpochSeconds),
  model: Schema.optional(Schema.String),
  choices: Schema.Array(CompletionChoice),
  usage: Schema.optional(Schema.NullOr(CompletionUsage)),
  system_fingerprint: text,
  service_tier: text,
  /** What was retrieved for the answer. */
  sources: Schema.optional(Schema.Array(CompletionSource)),
  /** The model that an arena chose. */
  selected_model_id: text
}) {}

/** A turn that the server has begun: the answer comes into the chat, and to the sockets of its members. */
export class ChatTurnStarted extends /*#__PURE__*/ Model<ChatTurnStarted>()({
  status: Schema.Boolean,
  /** One task for each model. Empty where no message was named: then nothing happens. */
  task_ids: Schema.Array(Schema.String),
  /** The chat, also where it is new. */
  chat_id: Schema.String
}) {}

/** A turn that waits for somebody to approve or answer a tool call. */
export class ChatTurnPaused extends /*#__PURE__*/ Model<ChatTurnPaused>()({
  status: Schema.Boolean,
  paused: Schema.Literal(true),
  chat_id: Schema.NullOr(Schema.String)
}) {}

/**
 * What becomes of a turn of a chat: begun (`"task_ids" in answer`) where the request has a `session_id`; else, after
 * the turn, the completion (`"choices" in answer`), or null where the provider streamed; or paused (`"paused" in answer`).
 */
export const ChatTurn = /*#__PURE__*/ Schema.NullOr(
  /*#__PURE__*/ Schema.Union([ChatTurnStarted, ChatTurnPaused, ChatCompletion])
)
export type ChatTurn = typeof ChatTurn.Type

/** The text of a completion: what its first choice says, empty where it says nothing. */
export const completionText = (completion: ChatCompletion): string => completion.choices[0]?.message?.content ?? ""

// ---------------------------------------------------------------------------------------------------------------------
// Streams
// ---------------------------------------------------------------------------------------------------------------------

/** A piece of a call's name or arguments. */
export class FunctionDelta extends /*#__PURE__*/ Model<FunctionDelta>()({
  name: text,
  arguments: text
}) {}

/** A piece of a tool call: the first has `id` and name, the rest append to the arguments; `index` tells calls apart. */
export class ToolCallDelta extends /*#__PURE__*/ Model<ToolCallDelta>()({
  index: integer,
  id: text,
  type: text,
  function: Schema.optional(Schema.NullOr(FunctionDelta))
}) {}

/** What a chunk adds to the message. */
export class CompletionDelta extends /*#__PURE__*/ Model<CompletionDelta>()({
  role: text,
  content: text,
  /** What the model thinks, where the provider tells; some call it `reasoning` or `thinking`. */
  reasoning_content: text,
  reasoning: text,
  thinking: text,
  refusal: text,
  tool_calls: Schema.optional(Schema.NullOr(Schema.Array(ToolCallDelta))),
  annotations: Schema.optional(Schema.NullOr(Schema.Array(CompletionAnnotation))),
  images: Schema.optional(Schema.NullOr(Schema.Array(CompletionImage)))
}) {}

/** A piece of one of the answers. */
export class ChunkChoice extends /*#__PURE__*/ Model<ChunkChoice>()({
  index: integer,
  delta: Schema.optional(Schema.NullOr(CompletionDelta)),
  /** The whole message, where a plugin answers in one piece although a stream was asked for. */
  message: Schema.optional(Schema.NullOr(CompletionMessage)),
  /** In the last piece. `stop` may be said although tools were called. */
  finish_reason: Schema.optional(Schema.NullOr(FinishReason)),
  logprobs: Schema.optional(Schema.NullOr(Logprobs))
}) {}

/** Something that a plugin tells beside its answer, for instance `status` or `citation`. */
export class PluginEvent extends /*#__PURE__*/ Model<PluginEvent>()({
  type: Schema.String,
  data: Schema.optional(Json)
}) {}

/** What a frame of the Responses API says of the whole answer. */
export class ResponseState extends /*#__PURE__*/ Model<ResponseState>()({
  id: text,
  object: text,
  status: Schema.optional(
    Schema.NullOr(openLiterals(["queued", "in_progress", "completed", "incomplete", "failed", "cancelled"]))
  ),
  model: text,
  created_at: number,
  output: Schema.optional(Schema.NullOr(Schema.Array(JsonObject))),
  usage: Schema.optional(Schema.NullOr(CompletionUsage)),
  error: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/** The kinds of events of the Responses API, which come in its streams, in those of completions and over the socket. */
export const ResponseEventType = /*#__PURE__*/ openLiterals([
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.output_item.added",
  "response.output_item.done",
  "response.content_part.added",
  "response.content_part.done",
  "response.output_text.delta",
  "response.output_text.done",
  "response.refusal.delta",
  "response.refusal.done",
  "response.reasoning_text.delta",
  "response.reasoning_text.done",
  "response.reasoning_summary_part.added",
  "response.reasoning_summary_part.done",
  "response.reasoning_summary_text.delta",
  "response.reasoning_summary_text.done",
  "response.function_call_arguments.delta",
  "response.function_call_arguments.done",
  "response.completed",
  "response.incomplete",
  "response.failed"
])
export type ResponseEventType = typeof ResponseEventType.Type

/**
 * One frame of a completion's stream. Most have `choices`; others have only `sources`, `selected_model_id`, `usage`,
 * `event` (of a plugin), or, from a provider of the Responses API, a `type` that begins with `response.`.
 */
export class ChatCompletionChunk extends /*#__PURE__*/ Model<ChatCompletionChunk>()({
  id: text,
  object: Schema.optional(Schema.NullOr(openLiterals(["chat.completion.chunk"]))),
  created: Schema.optional(Schema.NullOr(EpochSeconds)),
  model: text,
  /** Empty in a chunk that has only `usage`. */
  choices: Schema.optional(Schema.NullOr(Schema.Array(ChunkChoice))),
  usage: Schema.optional(Schema.NullOr(CompletionUsage)),
  system_fingerprint: text,
  service_tier: text,
  /** What was retrieved for the answer; comes first. */
  sources: Schema.optional(Schema.Array(CompletionSource)),
  /** The model that an arena chose; comes first. */
  selected_model_id: text,
  /** What a plugin tells. */
  event: Schema.optional(PluginEvent),
  /** The kind of a frame of the Responses API. */
  type: Schema.optional(ResponseEventType),
  sequence_number: integer,
  item_id: text,
  output_index: integer,
  content_index: integer,
  summary_index: integer,
  /** The text or the arguments that a frame of the Responses API adds. */
  delta: text,
  /** The whole text, when it is complete. */
  text: text,
  /** The whole arguments of a call, when they are complete. */
  arguments: text,
  item: Schema.optional(Schema.NullOr(JsonObject)),
  part: Schema.optional(Schema.NullOr(JsonObject)),
  response: Schema.optional(Schema.NullOr(ResponseState))
}) {}

/** The text that a chunk adds to the answer; `undefined` where it adds none. */
export const chunkText = (chunk: ChatCompletionChunk): string | undefined => {
  if (chunk.type === "response.output_text.delta") return chunk.delta ?? undefined
  const choice = chunk.choices?.[0]
  return (isNullish(choice?.delta) ? choice?.message : choice?.delta)?.content ?? undefined
}

/** Whether a chunk says that the answer is complete. */
export const isFinish = (chunk: ChatCompletionChunk): boolean => {
  if (chunk.type === "response.completed" || chunk.type === "response.incomplete") return true
  return (
    chunk.choices?.some(
      ({ delta, finish_reason, message }) =>
        // Some providers send an empty text until they have a reason.
        (typeof finish_reason === "string" && finish_reason !== "") || (isNullish(delta) && !isNullish(message))
    ) === true
  )
}

const part = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && key in value ? (value as Record<string, unknown>)[key] : undefined

/** Reads a failure: a key `error`, or one of the two frames with which the Responses API says it. */
const chunkFailure = (frame: unknown): FailureFrame | undefined => {
  const failure = errorFrame(frame)
  if (failure !== undefined) return failure
  const type = part(frame, "type")
  if (type === "error") return errorFrame({ error: frame })
  if (type === "response.failed") return errorFrame(part(frame, "response")) ?? { detail: "The response failed." }
  return undefined
}

/** What nearly all chunks are like; what has another key is looked at in full. */
const usualChunk = /*#__PURE__*/ Schema.Struct({
  id: Schema.String,
  object: /*#__PURE__*/ Schema.Literal("chat.completion.chunk"),
  created: EpochSeconds,
  model: Schema.String,
  system_fingerprint: text,
  choices: /*#__PURE__*/ Schema.Array(
    /*#__PURE__*/ Schema.Struct({
      index: integer,
      delta: /*#__PURE__*/ Schema.Struct({
        role: text,
        content: text,
        reasoning_content: text,
        refusal: /*#__PURE__*/ Schema.optional(Schema.Null)
      }),
      finish_reason: text,
      logprobs: /*#__PURE__*/ Schema.optional(Schema.Null)
    })
  ),
  usage: /*#__PURE__*/ Schema.optional(Schema.Null),
  service_tier: text
})

/**
 * The stream of a chat completion: chunks until one has a finish reason. An error frame makes it fail with
 * `StreamFailed`, an end without a finish reason with `Truncated`; both keep the text that had come.
 */
export const chatCompletionChunks: StreamedAnswer<ChatCompletionChunk> = /*#__PURE__*/ sse(ChatCompletionChunk, {
  textOf: chunkText,
  isFinish,
  failureOf: chunkFailure,
  usual: usualChunk
})

// ---------------------------------------------------------------------------------------------------------------------
// Embeddings
// ---------------------------------------------------------------------------------------------------------------------

/** A request for embeddings in OpenAI's form. */
export class EmbeddingsForm extends /*#__PURE__*/ Model<EmbeddingsForm>()({
  model: Schema.String,
  /** One text or several, or their tokens. */
  input: Schema.Union([
    Schema.String,
    Schema.Array(Schema.String),
    Schema.Array(Schema.Int),
    Schema.Array(Schema.Array(Schema.Int))
  ]),
  encoding_format: Schema.optional(openLiterals(["float", "base64"])),
  dimensions: Schema.optional(Schema.Int),
  user: Schema.optional(Schema.String)
}) {}

/** One embedding. */
export class Embedding extends /*#__PURE__*/ Model<Embedding>()({
  object: Schema.optional(openLiterals(["embedding"])),
  /** The place of its text in the request. */
  index: Schema.Int,
  /** Numbers, or with `encoding_format: "base64"` their 32-bit floats, little-endian, in base64. */
  embedding: Schema.Union([Schema.Array(Schema.Number), Schema.String])
}) {}

/** Embeddings in OpenAI's form. */
export class EmbeddingsResponse extends /*#__PURE__*/ Model<EmbeddingsResponse>()({
  object: Schema.optional(openLiterals(["list"])),
  model: Schema.NullOr(Schema.String),
  data: Schema.Array(Embedding),
  /** Absent from Ollama. */
  usage: Schema.optional(Schema.NullOr(CompletionUsage))
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Messages in Anthropic's form
// ---------------------------------------------------------------------------------------------------------------------

/** A picture given as base64. */
export class Base64Source extends /*#__PURE__*/ Model<Base64Source>()({
  type: Schema.Literal("base64"),
  media_type: openLiterals(["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"]),
  data: Schema.String
}) {}

/** A picture given by its address. */
export class UrlSource extends /*#__PURE__*/ Model<UrlSource>()({
  type: Schema.Literal("url"),
  url: Schema.String
}) {}

/** A document given as text. */
export class TextSource extends /*#__PURE__*/ Model<TextSource>()({
  type: Schema.Literal("text"),
  media_type: Schema.optional(openLiterals(["text/plain"])),
  data: Schema.String
}) {}

/** A picture within a message in Anthropic's form. */
export class ImageBlock extends /*#__PURE__*/ Model<ImageBlock>()({
  type: Schema.Literal("image"),
  source: Schema.Union([Base64Source, UrlSource]),
  cache_control: Schema.optional(CacheControl)
}) {}

/** A document; outside a tool's result only Anthropic's own API reads it, for other providers it is left out. */
export class DocumentBlock extends /*#__PURE__*/ Model<DocumentBlock>()({
  type: Schema.Literal("document"),
  source: Schema.Union([TextSource, Base64Source, UrlSource]),
  title: Schema.optional(Schema.NullOr(Schema.String)),
  context: Schema.optional(Schema.NullOr(Schema.String)),
  cache_control: Schema.optional(CacheControl)
}) {}

/** What the model thought. */
export class ThinkingBlock extends /*#__PURE__*/ Model<ThinkingBlock>()({
  type: Schema.Literal("thinking"),
  thinking: Schema.String,
  /** A block without it is not sent back to the provider. */
  signature: Schema.optional(Schema.String)
}) {}

/** What the model thought, encrypted by the provider. */
export class RedactedThinkingBlock extends /*#__PURE__*/ Model<RedactedThinkingBlock>()({
  type: Schema.Literal("redacted_thinking"),
  data: Schema.String
}) {}

/** A call of a tool that the model asks for. */
export class ToolUseBlock extends /*#__PURE__*/ Model<ToolUseBlock>()({
  type: Schema.Literal("tool_use"),
  id: Schema.String,
  name: Schema.String,
  /** The arguments; `{}` where the model wrote none that could be read, and at the start of a streamed block. */
  input: JsonObject
}) {}

/** What a tool answered. */
export class ToolResultBlock extends /*#__PURE__*/ Model<ToolResultBlock>()({
  type: Schema.Literal("tool_result"),
  tool_use_id: Schema.String,
  content: Schema.optional(
    Schema.Union([Schema.String, Schema.Array(Schema.Union([TextPart, ImageBlock, DocumentBlock]))])
  ),
  is_error: Schema.optional(Schema.Boolean),
  cache_control: Schema.optional(CacheControl)
}) {}

/** A block of a message in Anthropic's form, told apart by `type`. */
export const MessageBlock = /*#__PURE__*/ Schema.Union([
  TextPart,
  ImageBlock,
  DocumentBlock,
  ThinkingBlock,
  RedactedThinkingBlock,
  ToolUseBlock,
  ToolResultBlock
])
export type MessageBlock = typeof MessageBlock.Type

/** A message in Anthropic's form. */
export class MessageParam extends /*#__PURE__*/ Model<MessageParam>()({
  role: Schema.Literals(["user", "assistant"]),
  content: Schema.Union([Schema.String, Schema.Array(MessageBlock)])
}) {}

/** A tool in Anthropic's form. */
export class MessageTool extends /*#__PURE__*/ Model<MessageTool>()({
  name: Schema.String,
  description: Schema.optional(Schema.String),
  /** A JSON Schema of the arguments. */
  input_schema: JsonObject,
  cache_control: Schema.optional(CacheControl)
}) {}

/** Whether the model may, must or must not call tools. Only Anthropic's own API reads `none`. */
export class MessageToolChoice extends /*#__PURE__*/ Model<MessageToolChoice>()({
  type: openLiterals(["auto", "any", "tool", "none"]),
  /** The tool, for `type: "tool"`. */
  name: Schema.optional(Schema.String),
  disable_parallel_tool_use: Schema.optional(Schema.Boolean)
}) {}

/** The form in which a model shall answer. */
export class MessageFormat extends /*#__PURE__*/ Model<MessageFormat>()({
  type: openLiterals(["json_schema", "json_object"]),
  name: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  schema: Schema.optional(JsonObject),
  strict: Schema.optional(Schema.Boolean)
}) {}

/** How much the model shall think. */
export class MessageThinking extends /*#__PURE__*/ Model<MessageThinking>()({
  type: openLiterals(["enabled", "disabled", "adaptive"]),
  budget_tokens: Schema.optional(Schema.Int)
}) {}

/** A request to count tokens, in Anthropic's form. */
export class CountTokensForm extends /*#__PURE__*/ Model<CountTokensForm>()({
  model: Schema.String,
  messages: Schema.Array(MessageParam),
  system: Schema.optional(Schema.Union([Schema.String, Schema.Array(TextPart)])),
  tools: Schema.optional(Schema.Array(MessageTool)),
  tool_choice: Schema.optional(MessageToolChoice),
  /** Only Anthropic's own API reads it, unless the connection passes it on. */
  thinking: Schema.optional(MessageThinking)
}) {}

/** How much effort the model shall spend, and in which form it shall answer. */
export class OutputConfig extends /*#__PURE__*/ Model<OutputConfig>()({
  effort: Schema.optional(openLiterals(["low", "medium", "high", "max"])),
  format: Schema.optional(MessageFormat)
}) {}

/** A request for a streamed message in Anthropic's form: the operation itself sends `stream: true`. */
export class MessagesStreamForm extends /*#__PURE__*/ Model<MessagesStreamForm>()({
  ...CountTokensForm.fields,
  max_tokens: Schema.optional(Schema.Int),
  temperature: Schema.optional(Schema.Number),
  top_p: Schema.optional(Schema.Number),
  top_k: Schema.optional(Schema.Int),
  stop_sequences: Schema.optional(Schema.Array(Schema.String)),
  service_tier: Schema.optional(Schema.String),
  reasoning_effort: Schema.optional(Schema.String),
  output_config: Schema.optional(OutputConfig)
}) {}

/** A request for a message in Anthropic's form, for an answer in one piece. */
export class MessagesForm extends /*#__PURE__*/ Model<MessagesForm>()({
  ...MessagesStreamForm.fields,
  /** A stream is asked for with the streaming operation. */
  stream: Schema.optional(Schema.Literal(false))
}) {}

/** A count of tokens. */
export class CountTokensResponse extends /*#__PURE__*/ Model<CountTokensResponse>()({
  input_tokens: Schema.Int
}) {}

/** How many tokens a message took. */
export class MessageUsage extends /*#__PURE__*/ Model<MessageUsage>()({
  input_tokens: integer,
  output_tokens: integer,
  cache_creation_input_tokens: integer,
  cache_read_input_tokens: integer,
  service_tier: text
}) {}

/** Why the model stopped, in Anthropic's words. */
export const StopReason = /*#__PURE__*/ openLiterals([
  "end_turn",
  "max_tokens",
  "stop_sequence",
  "tool_use",
  "pause_turn",
  "refusal"
])
export type StopReason = typeof StopReason.Type

/** A call of a tool that Anthropic itself runs. */
export class ServerToolUseBlock extends /*#__PURE__*/ Model<ServerToolUseBlock>()({
  type: Schema.Literal("server_tool_use"),
  id: Schema.String,
  name: Schema.String,
  input: JsonObject
}) {}

/** What Anthropic's own search found. */
export class WebSearchResultBlock extends /*#__PURE__*/ Model<WebSearchResultBlock>()({
  type: Schema.Literal("web_search_tool_result"),
  tool_use_id: Schema.String,
  content: Json
}) {}

/** A block of an answer in Anthropic's form, told apart by `type`. */
export const AnswerBlock = /*#__PURE__*/ Schema.Union([
  TextPart,
  ThinkingBlock,
  RedactedThinkingBlock,
  ToolUseBlock,
  ServerToolUseBlock,
  WebSearchResultBlock
])
export type AnswerBlock = typeof AnswerBlock.Type

/** An answer in Anthropic's form. */
export class Message extends /*#__PURE__*/ Model<Message>()({
  id: Schema.String,
  type: Schema.Literal("message"),
  role: Schema.Literal("assistant"),
  content: Schema.Array(AnswerBlock),
  model: Schema.String,
  /** Null at the start of a stream. */
  stop_reason: Schema.NullOr(StopReason),
  stop_sequence: Schema.NullOr(Schema.String),
  usage: MessageUsage
}) {}

/** The text of an answer in Anthropic's form: its text blocks, joined. */
export const messageText = (message: Message): string =>
  message.content.map((block) => (block.type === "text" ? block.text : "")).join("")

/** A message begins; it has no content yet. */
export class MessageStart extends /*#__PURE__*/ Model<MessageStart>()({
  type: Schema.Literal("message_start"),
  message: Message
}) {}

/** A block begins. */
export class ContentBlockStart extends /*#__PURE__*/ Model<ContentBlockStart>()({
  type: Schema.Literal("content_block_start"),
  index: Schema.Int,
  content_block: AnswerBlock
}) {}

/** More text. */
export class TextDelta extends /*#__PURE__*/ Model<TextDelta>()({
  type: Schema.Literal("text_delta"),
  text: Schema.String
}) {}

/** More of what the model thinks. */
export class ThinkingDelta extends /*#__PURE__*/ Model<ThinkingDelta>()({
  type: Schema.Literal("thinking_delta"),
  thinking: Schema.String
}) {}

/** More of a tool's arguments: a piece of a JSON text. */
export class InputJsonDelta extends /*#__PURE__*/ Model<InputJsonDelta>()({
  type: Schema.Literal("input_json_delta"),
  partial_json: Schema.String
}) {}

/** The signature of what the model thought. */
export class SignatureDelta extends /*#__PURE__*/ Model<SignatureDelta>()({
  type: Schema.Literal("signature_delta"),
  signature: Schema.String
}) {}

/** A citation of the text. */
export class CitationsDelta extends /*#__PURE__*/ Model<CitationsDelta>()({
  type: Schema.Literal("citations_delta"),
  citation: JsonObject
}) {}

/** A block goes on. */
export class ContentBlockDelta extends /*#__PURE__*/ Model<ContentBlockDelta>()({
  type: Schema.Literal("content_block_delta"),
  index: Schema.Int,
  delta: Schema.Union([TextDelta, ThinkingDelta, InputJsonDelta, SignatureDelta, CitationsDelta])
}) {}

/** A block is complete. */
export class ContentBlockStop extends /*#__PURE__*/ Model<ContentBlockStop>()({
  type: Schema.Literal("content_block_stop"),
  index: Schema.Int
}) {}

/** Why the model stopped. */
export class MessageEnd extends /*#__PURE__*/ Model<MessageEnd>()({
  stop_reason: Schema.NullOr(StopReason),
  stop_sequence: text
}) {}

/** Why the model stopped, and what it took. */
export class MessageDelta extends /*#__PURE__*/ Model<MessageDelta>()({
  type: Schema.Literal("message_delta"),
  delta: MessageEnd,
  usage: Schema.optional(MessageUsage)
}) {}

/** The message is complete. */
export class MessageStop extends /*#__PURE__*/ Model<MessageStop>()({ type: Schema.Literal("message_stop") }) {}

/** Keeps the connection open; says nothing. */
export class Ping extends /*#__PURE__*/ Model<Ping>()({ type: Schema.Literal("ping") }) {}

/** One event of a message's stream, told apart by `type`. */
export const MessageEvent = /*#__PURE__*/ Schema.Union([
  MessageStart,
  ContentBlockStart,
  ContentBlockDelta,
  ContentBlockStop,
  MessageDelta,
  MessageStop,
  Ping
])
export type MessageEvent = typeof MessageEvent.Type

/**
 * The stream of a message in Anthropic's form, until `message_stop`. An `error` event makes it fail with `StreamFailed`,
 * an end without `message_stop` with `Truncated`; both keep the text that had come.
 */
export const messageEvents: StreamedAnswer<MessageEvent> = /*#__PURE__*/ sse(MessageEvent, {
  textOf: (event) =>
    event.type === "content_block_delta" && event.delta.type === "text_delta" ? event.delta.text : undefined,
  isFinish: (event) => event.type === "message_stop"
})
