/**
 * Chats: what a chat holds, its summaries, statistics and settings.
 *
 * Times are in seconds, except `Chat.timestamp`, which is in milliseconds.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { AccessGrantForm } from "./AccessGrants.ts"
import { ChatMessage } from "./ChatMessages.ts"
import { CompletionFile } from "./Completions.ts"
import { ChatShareMode } from "./SharedChats.ts"
import { EpochMillis, EpochNanos, EpochSeconds } from "./Time.ts"

// ---------------------------------------------------------------------------------------------------------------------
// The chat itself
// ---------------------------------------------------------------------------------------------------------------------

/**
 * All messages of a chat with all their alternatives: a tree. What is shown is the way from `currentId` up to its root.
 */
export class ChatHistory extends /*#__PURE__*/ Model<ChatHistory>()({
  /** The messages by their ids. */
  messages: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, ChatMessage))),
  /** The last message of the branch that is shown. */
  currentId: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** How the models are to answer in a chat. Parameters of a provider's own go under `custom_params`. */
export class ChatParams extends /*#__PURE__*/ Model<ChatParams>()({
  /** The system prompt. */
  system: Schema.optional(Schema.NullOr(Schema.String)),
  stream_response: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** How many pieces of an answer are sent together. */
  stream_delta_chunk_size: Schema.optional(Schema.NullOr(Schema.Number)),
  function_calling: Schema.optional(Schema.NullOr(openLiterals(["native", "default"]))),
  /** Asks before each tool call, or never. */
  tool_approval_mode: Schema.optional(Schema.NullOr(openLiterals(["ask", "full"]))),
  /** From how many tokens on the older messages are summed up. */
  compact_token_threshold: Schema.optional(Schema.NullOr(Schema.Number)),
  temperature: Schema.optional(Schema.NullOr(Schema.Number)),
  top_p: Schema.optional(Schema.NullOr(Schema.Number)),
  top_k: Schema.optional(Schema.NullOr(Schema.Number)),
  min_p: Schema.optional(Schema.NullOr(Schema.Number)),
  max_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
  frequency_penalty: Schema.optional(Schema.NullOr(Schema.Number)),
  presence_penalty: Schema.optional(Schema.NullOr(Schema.Number)),
  repeat_penalty: Schema.optional(Schema.NullOr(Schema.Number)),
  seed: Schema.optional(Schema.NullOr(Schema.Number)),
  /** Texts that end an answer; in one text they are separated by commas. */
  stop: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(Schema.String)]))),
  reasoning_effort: Schema.optional(Schema.NullOr(Schema.String)),
  num_ctx: Schema.optional(Schema.NullOr(Schema.Number)),
  /** Sent to the provider as they are; a text that is JSON is parsed first. */
  custom_params: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/**
 * What a chat holds. The server stores it as it is sent, so of a chat from elsewhere any key may be absent.
 */
export class Chat extends /*#__PURE__*/ Model<Chat>()({
  id: Schema.optional(Schema.NullOr(Schema.String)),
  title: Schema.optional(Schema.String),
  /** The models that are chosen for the next message. */
  models: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  params: Schema.optional(Schema.NullOr(ChatParams)),
  /** The system prompt, where an older version put it. */
  system: Schema.optional(Schema.NullOr(Schema.String)),
  history: Schema.optional(ChatHistory),
  /** The visible branch as a list. The server does not keep it up to date: read `history`. */
  messages: Schema.optional(Schema.NullOr(Schema.Array(ChatMessage))),
  /** Files that every message of the chat may use. */
  files: Schema.optional(Schema.NullOr(Schema.Array(CompletionFile))),
  /** Left over from older versions; the tags are in `meta.tags` of the answer. */
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.Union([Schema.String, JsonObject])))),
  /** When the web page created the chat, in milliseconds. */
  timestamp: Schema.optional(Schema.NullOr(EpochMillis)),
  /** Set in an answer: `continue` where the caller may write in the chat. */
  share_mode: Schema.optional(Schema.NullOr(openLiterals(["continue"]))),
  /** Of a clone or fork: the chat that it was made of. */
  originalChatId: Schema.optional(Schema.NullOr(Schema.String)),
  /** Of a clone or fork: the message of the original with which it ends. */
  branchPointMessageId: Schema.optional(Schema.NullOr(Schema.String)),
  tool_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  filter_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}) {}

/** What the backend knows of a chat beside its messages. */
export class ChatMeta extends /*#__PURE__*/ Model<ChatMeta>()({
  /** The ids of the tags, in lower case with underscores. */
  tags: Schema.optional(Schema.Array(Schema.String)),
  /** Whether the chat belongs to the machinery and is in no list. */
  internal: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Of an internal chat: what it serves. */
  type: Schema.optional(Schema.NullOr(openLiterals(["note", "subagent", "timer"]))),
  /** The note that an internal chat is about. */
  note_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The chat that started an internal chat. */
  parent_chat_id: Schema.optional(Schema.NullOr(Schema.String)),
  parent_message_id: Schema.optional(Schema.NullOr(Schema.String)),
  delegation_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** When a timer is due, in nanoseconds. */
  timer_at: Schema.optional(Schema.NullOr(EpochNanos)),
  /** Of a fork: the chat that it was made of. */
  forked_from: Schema.optional(Schema.NullOr(Schema.String)),
  forked_from_message_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The automation that made the chat. */
  automation_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** An entry of the list of things to do that a model keeps in a chat. */
export class ChatTask extends /*#__PURE__*/ Model<ChatTask>()({
  id: Schema.String,
  content: Schema.String,
  status: openLiterals(["pending", "in_progress", "completed", "cancelled"])
}) {}

/** How much of the context is used up before older messages are summed up. */
export class ContextUsage extends /*#__PURE__*/ Model<ContextUsage>()({
  tokens: Schema.Int,
  estimated_tokens: Schema.Int,
  /** From how many tokens on the chat is compacted. */
  threshold: Schema.Int,
  /** Of the threshold; may be over 100. */
  percent: Schema.Int,
  source: openLiterals(["estimated"])
}) {}

/** A chat with its whole history. */
export class ChatResponse extends /*#__PURE__*/ Model<ChatResponse>()({
  id: Schema.String,
  user_id: Schema.String,
  title: Schema.String,
  chat: Chat,
  updated_at: EpochSeconds,
  created_at: EpochSeconds,
  /** The id of the link where the chat is shared. */
  share_id: Schema.optional(Schema.NullOr(Schema.String)),
  archived: Schema.Boolean,
  pinned: Schema.optional(Schema.NullOr(Schema.Boolean)),
  meta: Schema.optional(ChatMeta),
  /** The chat's own variables for its prompts; empty for anyone but the owner. */
  variables: Schema.optional(JsonObject),
  folder_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The list of things to do that a model keeps. */
  tasks: Schema.optional(Schema.NullOr(Schema.Array(ChatTask))),
  summary: Schema.optional(Schema.NullOr(Schema.String)),
  /** The last message of the branch that is shown; wins over `chat.history.currentId`. */
  current_message_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Given by `getChatById` only, and only where context compaction is switched on. */
  context_usage: Schema.optional(Schema.NullOr(ContextUsage))
}) {}

/** A chat in a list. */
export class ChatTitleIdResponse extends /*#__PURE__*/ Model<ChatTitleIdResponse>()({
  id: Schema.String,
  title: Schema.String,
  updated_at: EpochSeconds,
  created_at: EpochSeconds,
  /** Unread where this is before `updated_at`; 0 after it was marked as unread. */
  last_read_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  /** Around what a search found, up to 200 characters; null in all other lists. */
  snippet: Schema.optional(Schema.NullOr(Schema.String)),
  /** Whether an answer is being written just now. */
  active: Schema.optional(Schema.Boolean),
  /** Filled by the search only; false in all other lists, that of the archived chats included. */
  archived: Schema.optional(Schema.Boolean)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// What is sent
// ---------------------------------------------------------------------------------------------------------------------

/** A chat to create, or keys of a chat to replace. */
export class ChatForm extends /*#__PURE__*/ Model<ChatForm>()({
  chat: Chat,
  /** The chat's own variables for its prompts. */
  variables: Schema.optional(Schema.NullOr(JsonObject)),
  folder_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A chat to import. */
export class ChatImportForm extends /*#__PURE__*/ Model<ChatImportForm>()({
  chat: Chat,
  variables: Schema.optional(Schema.NullOr(JsonObject)),
  /** A folder that does not exist or may not be written is left out silently. */
  folder_id: Schema.optional(Schema.NullOr(Schema.String)),
  meta: Schema.optional(ChatMeta),
  pinned: Schema.optional(Schema.NullOr(Schema.Boolean)),
  archived: Schema.optional(Schema.Boolean),
  current_message_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Now, where it is absent, null or 0. */
  created_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  /** Now, where it is absent, null or 0. */
  updated_at: Schema.optional(Schema.NullOr(EpochSeconds))
}) {}

/** Chats to import. */
export class ChatsImportForm extends /*#__PURE__*/ Model<ChatsImportForm>()({
  chats: Schema.Array(ChatImportForm)
}) {}

/** A tag by its name. */
export class TagForm extends /*#__PURE__*/ Model<TagForm>()({
  name: Schema.String
}) {}

/** A tag whose chats are wanted. */
export class TagFilterForm extends /*#__PURE__*/ Model<TagFilterForm>()({
  name: Schema.String,
  /** How many to leave out; 0 unless said otherwise. */
  skip: Schema.optional(Schema.NullOr(Schema.Int)),
  /** How many at most; 50 unless said otherwise. */
  limit: Schema.optional(Schema.NullOr(Schema.Int))
}) {}

/** What to change of a message: its text or its speech, at least one of them. */
export class MessageForm extends /*#__PURE__*/ Model<MessageForm>()({
  content: Schema.optional(Schema.NullOr(Schema.String)),
  /** What belongs to a spoken turn, up to 100,000 characters as JSON. */
  voice: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/** An event for a message. */
export class EventForm extends /*#__PURE__*/ Model<EventForm>()({
  type: openLiterals([
    "status",
    "message",
    "chat:message:delta",
    "replace",
    "source",
    "files",
    "embeds",
    "notification"
  ]),
  /** What the type asks for, for instance `{ description, done }` for a status. */
  data: JsonObject
}) {}

/** What a clone is to be called. */
export class CloneForm extends /*#__PURE__*/ Model<CloneForm>()({
  /** "Clone of" and the title, where it is absent, null or empty. */
  title: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Where a fork is to end. */
export class ForkForm extends /*#__PURE__*/ Model<ForkForm>()({
  /** The last message to take over; the chat's current one, where it is absent or null. */
  message_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Who may read a shared chat. */
export class ChatAccessGrantsForm extends /*#__PURE__*/ Model<ChatAccessGrantsForm>()({
  /** All who may; whoever is not in it loses access. */
  access_grants: Schema.Array(AccessGrantForm),
  /** Absent leaves the mode as it is. */
  share_mode: Schema.optional(Schema.NullOr(ChatShareMode))
}) {}

/** The folder that a chat is to be in. */
export class ChatFolderIdForm extends /*#__PURE__*/ Model<ChatFolderIdForm>()({
  /** Absent or null takes the chat out of its folder. */
  folder_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** With which model a chat is to be compacted. */
export class CompactChatForm extends /*#__PURE__*/ Model<CompactChatForm>()({
  /** The one of the last answer, where it is absent or null. */
  model: Schema.optional(Schema.NullOr(Schema.String))
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Settings
// ---------------------------------------------------------------------------------------------------------------------

/** The server's settings for chats: compaction of long ones, and tools. */
export class ChatConfigForm extends /*#__PURE__*/ Model<ChatConfigForm>()({
  /** The model that sums up; that of the chat where it is empty. */
  CONTEXT_COMPACTION_MODEL: Schema.optional(Schema.NullOr(Schema.String)),
  ENABLE_CONTEXT_COMPACTION: Schema.Boolean,
  /** From how many tokens on a chat is compacted, 1 at least; the server's default where it is absent or null. */
  CONTEXT_COMPACTION_TOKEN_THRESHOLD: Schema.optional(Schema.NullOr(Schema.Int)),
  /** The most that a chat may set for itself; the threshold where it is absent, null or 0. */
  CONTEXT_COMPACTION_TOKEN_CAP: Schema.optional(Schema.NullOr(Schema.Int)),
  /** How much of the context is kept as it is, in percent; brought to between 10 and 50. */
  CONTEXT_COMPACTION_RETENTION_PERCENTAGE: Schema.optional(Schema.NullOr(Schema.Int)),
  /** The server's own prompt where it is empty. */
  CONTEXT_COMPACTION_PROMPT_TEMPLATE: Schema.String,
  /** Whether a chat may ask its user before each tool call. Absent means false. */
  ENABLE_TOOL_PERMISSIONS: Schema.optional(Schema.Boolean),
  /** Whether tools are looked up when they are needed instead of all being described. Absent means false. */
  ENABLE_TOOL_SEARCH: Schema.optional(Schema.Boolean),
  /** 400 where it is absent; 0 at least. */
  TOOL_SEARCH_DEFER_THRESHOLD: Schema.optional(Schema.Int),
  /** Tools that are always described. Absent means none. */
  TOOL_SEARCH_ALWAYS_LOADED: Schema.optional(Schema.Array(Schema.String)),
  /** Absent means true. */
  TOOL_SEARCH_DEFER_BUILTIN_TOOLS: Schema.optional(Schema.Boolean)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Answers of single operations
// ---------------------------------------------------------------------------------------------------------------------

/** What came of marking chats as read. */
export class MarkChatsReadByUserIdResponse extends /*#__PURE__*/ Model<MarkChatsReadByUserIdResponse>()({
  /** How many chats were touched, those that were read before included. */
  updated_count: Schema.Int,
  /** By folder id, the unread chats in it and below it. */
  folder_unread_counts: Schema.Record(Schema.String, Schema.Int)
}) {}

/** What came of marking a chat as unread. */
export class MarkChatUnreadByIdResponse extends /*#__PURE__*/ Model<MarkChatUnreadByIdResponse>()({
  chat_id: Schema.String,
  /** 0. */
  last_read_at: EpochSeconds,
  folder_id: Schema.NullOr(Schema.String),
  /** By folder id, the unread chats in it and below it. */
  folder_unread_counts: Schema.Record(Schema.String, Schema.Int)
}) {}

/** What came of compacting a chat. */
export class CompactChatByIdResponse extends /*#__PURE__*/ Model<CompactChatByIdResponse>()({
  ok: Schema.Boolean,
  compacted: Schema.Boolean,
  /** Why nothing was done. */
  reason: Schema.optional(openLiterals(["disabled", "empty", "too_short"])),
  /** How many messages the summary stands for. */
  dropped_messages: Schema.optional(Schema.Int),
  kept_messages: Schema.optional(Schema.Int),
  summary_chars: Schema.optional(Schema.Int),
  context_usage: Schema.NullOr(ContextUsage)
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Statistics
// ---------------------------------------------------------------------------------------------------------------------

/** How a chat is used. `history_` is over all branches, the rest over the one that is shown. */
export class ChatUsageStatsResponse extends /*#__PURE__*/ Model<ChatUsageStatsResponse>()({
  id: Schema.String,
  /** By model id, how many answers it gave. */
  models: Schema.optional(Schema.Record(Schema.String, Schema.Int)),
  message_count: Schema.Int,
  /** By model id, how many answers it gave. */
  history_models: Schema.optional(Schema.Record(Schema.String, Schema.Int)),
  history_message_count: Schema.Int,
  history_user_message_count: Schema.Int,
  history_assistant_message_count: Schema.Int,
  /** In seconds. */
  average_response_time: Schema.Number,
  /** In characters. */
  average_user_message_content_length: Schema.Number,
  /** In characters. */
  average_assistant_message_content_length: Schema.Number,
  tags: Schema.optional(Schema.Array(Schema.String)),
  last_message_at: EpochSeconds,
  updated_at: EpochSeconds,
  created_at: EpochSeconds
}) {}

/** A page of how chats are used. */
export class ChatUsageStatsListResponse extends /*#__PURE__*/ Model<ChatUsageStatsListResponse>()({
  /** Chats that have messages; the others of the page are left out. */
  items: Schema.Array(ChatUsageStatsResponse),
  /** All chats of the account. */
  total: Schema.Int
}) {}

/** A message without what was said. */
export class MessageStats extends /*#__PURE__*/ Model<MessageStats>()({
  id: Schema.String,
  role: Schema.String,
  model: Schema.optional(Schema.NullOr(Schema.String)),
  /** In characters. */
  content_length: Schema.Int,
  /** Never filled by the backend. */
  token_count: Schema.optional(Schema.NullOr(Schema.Int)),
  timestamp: Schema.optional(Schema.NullOr(EpochSeconds)),
  /** 1 for good, -1 for bad. */
  rating: Schema.optional(Schema.NullOr(Schema.Int)),
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}) {}

/** A chat's messages without what was said. */
export class ChatHistoryStats extends /*#__PURE__*/ Model<ChatHistoryStats>()({
  messages: Schema.Record(Schema.String, MessageStats),
  currentId: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A chat without what was said. */
export class ChatBody extends /*#__PURE__*/ Model<ChatBody>()({
  history: ChatHistoryStats
}) {}

/** The figures of a chat. `history_` is over all branches, the rest over the one that is shown. */
export class AggregateChatStats extends /*#__PURE__*/ Model<AggregateChatStats>()({
  /** In seconds. */
  average_response_time: Schema.Number,
  /** In characters. */
  average_user_message_content_length: Schema.Number,
  /** In characters. */
  average_assistant_message_content_length: Schema.Number,
  /** By model id, how many answers it gave. */
  models: Schema.Record(Schema.String, Schema.Int),
  message_count: Schema.Int,
  /** By model id, how many answers it gave. */
  history_models: Schema.Record(Schema.String, Schema.Int),
  history_message_count: Schema.Int,
  history_user_message_count: Schema.Int,
  history_assistant_message_count: Schema.Int
}) {}

/** The statistics of a chat: figures and the shape of its history, nothing that was said. */
export class ChatStatsExport extends /*#__PURE__*/ Model<ChatStatsExport>()({
  id: Schema.String,
  user_id: Schema.String,
  created_at: EpochSeconds,
  updated_at: EpochSeconds,
  tags: Schema.optional(Schema.Array(Schema.String)),
  stats: AggregateChatStats,
  chat: ChatBody
}) {}

/** A page of statistics. */
export class ChatStatsExportList extends /*#__PURE__*/ Model<ChatStatsExportList>()({
  type: Schema.optional(openLiterals(["chats"])),
  items: Schema.Array(ChatStatsExport),
  /** Of all pages. */
  total: Schema.Int,
  page: Schema.Int
}) {}
