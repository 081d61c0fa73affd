/**
 * Messages of chats: the nodes of a chat's history as it is stored, and the rows of the backend's message table.
 *
 * A history is written by the web page, by API users and by plugins, and the backend stores what they send. So nearly
 * every key may be absent or null; the types of those that are there are fixed by the web page and the backend.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { CompletionFile, CompletionUsage, ImageUrl, SourceMetadata } from "./Completions.ts"
import { EpochSeconds } from "./Time.ts"

/** A part of a message's content or of an output item: a text, an image. */
export class MessagePart extends /*#__PURE__*/ Model<MessagePart>()({
  type: Schema.optional(
    openLiterals(["text", "image_url", "output_text", "input_text", "input_image", "reasoning_text", "summary_text"])
  ),
  text: Schema.optional(Schema.NullOr(Schema.String)),
  /** The URL itself in output items, `{ url }` in messages as OpenAI writes them. */
  image_url: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, ImageUrl])))
}) {}

/** What is said in a message: a text, or parts where images are among it. */
export const MessageContent = /*#__PURE__*/ Schema.Union([Schema.String, Schema.Array(MessagePart)])
/** What is said in a message: a text, or parts where images are among it. */
export type MessageContent = typeof MessageContent.Type

/** What a code interpreter gave back. */
export class CodeInterpreterOutput extends /*#__PURE__*/ Model<CodeInterpreterOutput>()({
  stdout: Schema.optional(Schema.NullOr(Schema.String)),
  stderr: Schema.optional(Schema.NullOr(Schema.String)),
  result: Schema.optional(Schema.NullOr(Json))
}) {}

/**
 * One item of what an assistant put out: a text, its reasoning, a tool call, a tool's result, executed code. Which keys
 * there are depends on `type`; a provider that speaks the Responses API may add types of its own.
 */
export class OutputItem extends /*#__PURE__*/ Model<OutputItem>()({
  type: openLiterals([
    "message",
    "reasoning",
    "function_call",
    "function_call_output",
    "open_webui:code_interpreter",
    "open_webui:context_compaction"
  ]),
  id: Schema.optional(Schema.NullOr(Schema.String)),
  /**
   * `incomplete` after a stop; `pending`, `queued`, `requires_approval` and `rejected` while a user must agree to a
   * call.
   */
  status: Schema.optional(
    Schema.NullOr(
      openLiterals([
        "in_progress",
        "completed",
        "incomplete",
        "failed",
        "pending",
        "queued",
        "requires_approval",
        "rejected"
      ])
    )
  ),
  /** Of a message. */
  role: Schema.optional(Schema.NullOr(openLiterals(["assistant", "user", "system"]))),
  /** Of a message and of reasoning. */
  content: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(MessagePart)]))),
  /** Of reasoning: the provider's summary in parts. Of a context compaction: the summary's text. */
  summary: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(MessagePart)]))),
  /** Ties a tool call to its result. */
  call_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The tool's name. */
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** The tool's arguments as a JSON text, not yet complete while they stream. */
  arguments: Schema.optional(Schema.NullOr(Schema.String)),
  /** Whether the user has agreed to the call. */
  approved: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** The result of a tool or of a code interpreter. */
  output: Schema.optional(
    Schema.NullOr(Schema.Union([Schema.String, Schema.Array(MessagePart), CodeInterpreterOutput]))
  ),
  /** What a tool's result brought along. */
  files: Schema.optional(Schema.NullOr(Schema.Array(CompletionFile))),
  /** HTML, or addresses to show in a frame, that a tool's result brought along. */
  embeds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Of a code interpreter. */
  code: Schema.optional(Schema.NullOr(Schema.String)),
  /** Of a code interpreter. */
  lang: Schema.optional(Schema.NullOr(Schema.String)),
  /** The tag that began the item in the model's text, for instance `<think>`. */
  start_tag: Schema.optional(Schema.NullOr(Schema.String)),
  end_tag: Schema.optional(Schema.NullOr(Schema.String)),
  /** The attributes of that tag. */
  attributes: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
  /** Seconds since 1970, with fractions. */
  started_at: Schema.optional(Schema.NullOr(Schema.Number)),
  /** Seconds since 1970, with fractions. */
  ended_at: Schema.optional(Schema.NullOr(Schema.Number)),
  /** In seconds. */
  duration: Schema.optional(Schema.NullOr(Schema.Number)),
  /** What the provider wants back with the reasoning. */
  reasoning_details: Schema.optional(Schema.NullOr(Json))
}) {}

/** A page that a web search found. */
export class StatusItem extends /*#__PURE__*/ Model<StatusItem>()({
  title: Schema.optional(Schema.NullOr(Schema.String)),
  link: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A line on what is being done for an answer: searching, retrieving, or what a plugin says. */
export class StatusUpdate extends /*#__PURE__*/ Model<StatusUpdate>()({
  action: Schema.optional(
    Schema.NullOr(
      openLiterals([
        "web_search",
        "web_search_queries_generated",
        "knowledge_search",
        "queries_generated",
        "sources_retrieved",
        "tool_connection"
      ])
    )
  ),
  /** May hold `{{count}}` and the like, to be filled in from the other keys. */
  description: Schema.optional(Schema.NullOr(Schema.String)),
  done: Schema.optional(Schema.NullOr(Schema.Boolean)),
  hidden: Schema.optional(Schema.NullOr(Schema.Boolean)),
  error: Schema.optional(Schema.NullOr(Schema.Union([Schema.Boolean, Schema.String]))),
  query: Schema.optional(Schema.NullOr(Schema.String)),
  queries: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  urls: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  items: Schema.optional(Schema.NullOr(Schema.Array(StatusItem))),
  count: Schema.optional(Schema.NullOr(Schema.Int))
}) {}

/** A source of an answer: passages of a file, a web page or a tool's result. */
export class MessageSource extends /*#__PURE__*/ Model<MessageSource>()({
  source: Schema.optional(Schema.NullOr(CompletionFile)),
  /** The passages. */
  document: Schema.optional(Schema.NullOr(Schema.Array(Schema.NullOr(Schema.String)))),
  /** What is known of each passage, in the order of `document`. */
  metadata: Schema.optional(Schema.NullOr(Schema.Array(Schema.NullOr(SourceMetadata)))),
  /** How well each passage fits, in the order of `document`. */
  distances: Schema.optional(Schema.NullOr(Schema.Array(Schema.NullOr(Schema.Number)))),
  tool_result: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/** A file that executed code made. */
export class CodeExecutionFile extends /*#__PURE__*/ Model<CodeExecutionFile>()({
  name: Schema.optional(Schema.NullOr(Schema.String)),
  url: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** What executed code gave back. */
export class CodeExecutionResult extends /*#__PURE__*/ Model<CodeExecutionResult>()({
  error: Schema.optional(Schema.NullOr(Schema.String)),
  output: Schema.optional(Schema.NullOr(Schema.String)),
  files: Schema.optional(Schema.NullOr(Schema.Array(CodeExecutionFile)))
}) {}

/** Code that a plugin executed for an answer. */
export class CodeExecution extends /*#__PURE__*/ Model<CodeExecution>()({
  id: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.optional(Schema.NullOr(Schema.String)),
  code: Schema.optional(Schema.NullOr(Schema.String)),
  language: Schema.optional(Schema.NullOr(Schema.String)),
  result: Schema.optional(Schema.NullOr(CodeExecutionResult))
}) {}

/** Why there is no answer. */
export class MessageError extends /*#__PURE__*/ Model<MessageError>()({
  /** A text, or the error as the provider sent it. */
  content: Schema.optional(Schema.NullOr(Json))
}) {}

/** The finer part of a rating. */
export class AnnotationDetails extends /*#__PURE__*/ Model<AnnotationDetails>()({
  /** From 1 to 10. */
  rating: Schema.optional(Schema.NullOr(Schema.Number))
}) {}

/** How a user rated an answer. */
export class MessageAnnotation extends /*#__PURE__*/ Model<MessageAnnotation>()({
  /** 1 for good, -1 for bad. */
  rating: Schema.optional(Schema.NullOr(Schema.Int)),
  reason: Schema.optional(Schema.NullOr(Schema.String)),
  comment: Schema.optional(Schema.NullOr(Schema.String)),
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  details: Schema.optional(Schema.NullOr(AnnotationDetails))
}) {}

/** The answers of several models, merged into one. */
export class MergedResponse extends /*#__PURE__*/ Model<MergedResponse>()({
  /** Whether it is shown. */
  status: Schema.optional(Schema.NullOr(Schema.Boolean)),
  content: Schema.optional(Schema.NullOr(Schema.String)),
  timestamp: Schema.optional(Schema.NullOr(Schema.Number))
}) {}

/** What the backend keeps with a message. Seen by the message's author only. */
export class MessageMeta extends /*#__PURE__*/ Model<MessageMeta>()({
  /** The task that writes the answer. */
  task_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** What belongs to a spoken turn. */
  voice: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/** Where older versions kept what an answer cost. */
export class MessageInfo extends /*#__PURE__*/ Model<MessageInfo>()({
  usage: Schema.optional(Schema.NullOr(CompletionUsage))
}) {}

/** The author of a message. */
export class MessageUser extends /*#__PURE__*/ Model<MessageUser>()({
  id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Empty where the account is gone. */
  name: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * A message as a node of a chat's history. `parentId` and `childrenIds` make the tree; the order of the children is the
 * order of the alternatives. A message whose `parentId` is null begins a conversation, and there may be several.
 */
export class ChatMessage extends /*#__PURE__*/ Model<ChatMessage>()({
  id: Schema.optional(Schema.NullOr(Schema.String)),
  parentId: Schema.optional(Schema.NullOr(Schema.String)),
  childrenIds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  role: Schema.optional(Schema.NullOr(openLiterals(["user", "assistant", "system"]))),
  /** What is said. Of an assistant the flat text of `output`. */
  content: Schema.optional(Schema.NullOr(MessageContent)),
  /** Seconds since 1970. */
  timestamp: Schema.optional(Schema.NullOr(Schema.Number)),
  /** The author's id. The server sets it to the caller's in whatever is sent to it. */
  user_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The author of a user's message; set by the server. */
  user: Schema.optional(Schema.NullOr(MessageUser)),
  files: Schema.optional(Schema.NullOr(Schema.Array(CompletionFile))),
  /** Of a user's message: the models that were asked. */
  models: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Of an assistant's message: the model that answered. */
  model: Schema.optional(Schema.NullOr(Schema.String)),
  modelName: Schema.optional(Schema.NullOr(Schema.String)),
  /** The column of the answer where several models were asked side by side. */
  modelIdx: Schema.optional(Schema.NullOr(Schema.Int)),
  /** The model that really answered where an arena chose one. */
  selectedModelId: Schema.optional(Schema.NullOr(Schema.String)),
  arena: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** What an assistant put out, in order. */
  output: Schema.optional(Schema.NullOr(Schema.Array(OutputItem))),
  /** Whether an answer is complete. */
  done: Schema.optional(Schema.NullOr(Schema.Boolean)),
  error: Schema.optional(Schema.NullOr(Schema.Union([Schema.Boolean, Schema.String, MessageError]))),
  statusHistory: Schema.optional(Schema.NullOr(Schema.Array(StatusUpdate))),
  sources: Schema.optional(Schema.NullOr(Schema.Array(MessageSource))),
  /** HTML, or addresses to show in a frame. */
  embeds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  code_executions: Schema.optional(Schema.NullOr(Schema.Array(CodeExecution))),
  usage: Schema.optional(Schema.NullOr(CompletionUsage)),
  /** Questions that could come next. */
  followUps: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  annotation: Schema.optional(Schema.NullOr(MessageAnnotation)),
  feedbackId: Schema.optional(Schema.NullOr(Schema.String)),
  favorite: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** The text before a filter of the server changed it. */
  originalContent: Schema.optional(Schema.NullOr(MessageContent)),
  merged: Schema.optional(Schema.NullOr(MergedResponse)),
  /** A summary of all that came before; what is older is no longer sent to the model. */
  contextSummary: Schema.optional(Schema.NullOr(Schema.String)),
  meta: Schema.optional(Schema.NullOr(MessageMeta)),
  info: Schema.optional(Schema.NullOr(MessageInfo))
}) {}

/** A message as a row of the backend's message table. */
export class ChatMessageModel extends /*#__PURE__*/ Model<ChatMessageModel>()({
  /** The chat's id, a hyphen, and the id that the message has in the chat's history. */
  id: Schema.String,
  chat_id: Schema.String,
  user_id: Schema.String,
  role: openLiterals(["user", "assistant", "system"]),
  parent_id: Schema.optional(Schema.NullOr(Schema.String)),
  content: Schema.optional(Schema.NullOr(MessageContent)),
  output: Schema.optional(Schema.NullOr(Schema.Array(OutputItem))),
  model_id: Schema.optional(Schema.NullOr(Schema.String)),
  files: Schema.optional(Schema.NullOr(Schema.Array(CompletionFile))),
  sources: Schema.optional(Schema.NullOr(Schema.Array(MessageSource))),
  embeds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  meta: Schema.optional(Schema.NullOr(MessageMeta)),
  done: Schema.optional(Schema.Boolean),
  status_history: Schema.optional(Schema.NullOr(Schema.Array(StatusUpdate))),
  error: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, MessageError]))),
  usage: Schema.optional(Schema.NullOr(CompletionUsage)),
  context_summary: Schema.optional(Schema.NullOr(Schema.String)),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}
