/**
 * Small jobs that a model does beside a chat: titles, tags, questions that could come next, search queries.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { MessageContent } from "./ChatMessages.ts"
import { ChatCompletion } from "./Completions.ts"

/** The server's settings for tasks. An empty template stands for the server's own. */
export class TaskConfigForm extends /*#__PURE__*/ Model<TaskConfigForm>()({
  /** The model that does the tasks of chats with a local model; that of the chat where it is empty. */
  TASK_MODEL: Schema.NullOr(Schema.String),
  /** The model that does the tasks of chats with a model of a provider; that of the chat where it is empty. */
  TASK_MODEL_EXTERNAL: Schema.NullOr(Schema.String),
  /** Parameters that go to the model with each task. Absent and null clear them. */
  TASK_MODEL_PARAMS: Schema.optional(Schema.NullOr(JsonObject)),
  ENABLE_TITLE_GENERATION: Schema.Boolean,
  TITLE_GENERATION_PROMPT_TEMPLATE: Schema.String,
  IMAGE_PROMPT_GENERATION_PROMPT_TEMPLATE: Schema.String,
  ENABLE_AUTOCOMPLETE_GENERATION: Schema.Boolean,
  /** In characters; 0 and below for no limit. Absent and null stand for the server's default. */
  AUTOCOMPLETE_GENERATION_INPUT_MAX_LENGTH: Schema.optional(Schema.NullOr(Schema.Int)),
  AUTOCOMPLETE_GENERATION_PROMPT_TEMPLATE: Schema.String,
  TAGS_GENERATION_PROMPT_TEMPLATE: Schema.String,
  FOLLOW_UP_GENERATION_PROMPT_TEMPLATE: Schema.String,
  ENABLE_FOLLOW_UP_GENERATION: Schema.Boolean,
  ENABLE_TAGS_GENERATION: Schema.Boolean,
  ENABLE_SEARCH_QUERY_GENERATION: Schema.Boolean,
  ENABLE_RETRIEVAL_QUERY_GENERATION: Schema.Boolean,
  QUERY_GENERATION_PROMPT_TEMPLATE: Schema.String,
  TOOLS_FUNCTION_CALLING_PROMPT_TEMPLATE: Schema.String,
  ENABLE_VOICE_MODE_PROMPT: Schema.Boolean,
  VOICE_MODE_PROMPT_TEMPLATE: Schema.NullOr(Schema.String)
}) {}

/** A message that a task looks at. */
export class TaskMessage extends /*#__PURE__*/ Model<TaskMessage>()({
  role: openLiterals(["user", "assistant", "system"]),
  content: MessageContent
}) {}

/** A task on the messages of a chat. */
export class TaskForm extends /*#__PURE__*/ Model<TaskForm>()({
  /** The chat's model; the settings may have another one do the task. */
  model: Schema.String,
  messages: Schema.Array(TaskMessage),
  /** Told to filters and to the provider's log; the chat need not exist. */
  chat_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A task that looks for search queries. */
export class QueriesForm extends /*#__PURE__*/ Model<QueriesForm>()({
  ...TaskForm.fields,
  /** What the queries are for. Each is switched on by itself; without it, neither switch is looked at. */
  type: Schema.optional(Schema.NullOr(Schema.Literals(["web_search", "retrieval"])))
}) {}

/** A task that goes on with a text. */
export class AutocompletionForm extends /*#__PURE__*/ Model<AutocompletionForm>()({
  model: Schema.String,
  /** What was written so far. */
  prompt: Schema.String,
  /** What the text is to become; the prompt names it. */
  type: Schema.optional(Schema.NullOr(openLiterals(["general", "search query"]))),
  /** The chat so far. */
  messages: Schema.optional(Schema.NullOr(Schema.Array(TaskMessage))),
  chat_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A task that finds an emoji for a text. */
export class EmojiForm extends /*#__PURE__*/ Model<EmojiForm>()({
  model: Schema.String,
  prompt: Schema.String,
  chat_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A task that makes one answer of several. */
export class MoaForm extends /*#__PURE__*/ Model<MoaForm>()({
  /** The model that merges; the settings have no say in it. */
  model: Schema.String,
  /** What the models were asked. */
  prompt: Schema.String,
  /** What they answered. */
  responses: Schema.Array(Schema.String),
  chat_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Said with 200 where a task is switched off. */
export class TaskDisabledResponse extends /*#__PURE__*/ Model<TaskDisabledResponse>()({
  /** For instance "Title generation is disabled". */
  detail: Schema.String
}) {}

/**
 * What a task gives: the completion, or the word that the task is switched off. `"choices" in answer` tells them apart.
 */
export const TaskResponse = /*#__PURE__*/ Schema.Union([ChatCompletion, TaskDisabledResponse])
/**
 * What a task gives: the completion, or the word that the task is switched off. `"choices" in answer` tells them apart.
 */
export type TaskResponse = typeof TaskResponse.Type
