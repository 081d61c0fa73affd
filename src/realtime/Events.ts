/**
 * What the server tells over its socket: `socket/main.py`, and whoever emits there. Three records state every event
 * with the schema of its data; the types of the events are derived from them.
 *
 * A type that no record has, and data of another shape than the record says, arrive as an event whose `known` is
 * `false`: plugins may emit whatever they like, and a newer server tells more.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { type AnySchema, decoder, type Outcome } from "../internal/schema.ts"
import type { Issue, OpenWebUIError } from "../layers/Failures.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { ChannelModel } from "../models/Channels.ts"
import {
  ChatMessage,
  CodeExecution,
  MessageContent,
  MessageError,
  MessagePart,
  MessageSource,
  OutputItem,
  StatusUpdate
} from "../models/ChatMessages.ts"
import { ChatTask } from "../models/Chats.ts"
import {
  ChatCompletionChunk,
  CompletionFile,
  CompletionUsage,
  FinishReason,
  ResponseEventType
} from "../models/Completions.ts"
import { PluginMessage } from "../models/Main.ts"
import { MessageResponse } from "../models/Messages.ts"
import { NoteModel } from "../models/Notes.ts"
import { EpochNanos } from "../models/Time.ts"
import { IdName, UserNameResponse } from "../models/Users.ts"
import { documentEvents } from "./DocumentEvents.ts"
import { encryptionEvents } from "./EncryptionEvents.ts"

const text = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.String))
const flag = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Boolean))
const index = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Int))
/** The data of events that say all with their type. */
const nothing = /*#__PURE__*/ Schema.UndefinedOr(JsonObject)

// ---------------------------------------------------------------------------------------------------------------------
// Envelopes
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What an event of chats says beside its data.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChatEnvelope extends /*#__PURE__*/ Model<ChatEnvelope>()({
  /** Empty for a completion that belongs to no chat; absent where no chat is meant. */
  chat_id: text,
  /** The assistant's message; of `chat:list` at the beginning of a turn the user's. */
  message_id: text,
  /** Whose turn it is, in copies for others who look at the chat. */
  user_id: text,
  /** Who types. */
  user: /*#__PURE__*/ Schema.optional(IdName),
  /**
   * A copy for everybody who has joined the chat. Who joined a chat of their own gets both, except on the connection
   * that began the turn.
   */
  shared: flag,
  /** Of a sub-agent. */
  internal: flag
}) {}

/**
 * What an event of channels says beside its data.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChannelEnvelope extends /*#__PURE__*/ Model<ChannelEnvelope>()({
  /** Absent from `channel:created`. */
  channel_id: text,
  message_id: text,
  /** Who did it; absent where a model writes its answer. */
  user: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(UserNameResponse)),
  channel: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(ChannelModel))
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// Data of events of chats
// ---------------------------------------------------------------------------------------------------------------------

/**
 * The list of chats has changed: read it again. What is known of the change is in it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChatListChange extends /*#__PURE__*/ Model<ChatListChange>()({
  chat_id: text,
  folder_id: text,
  /** When the account read the chat last, in seconds since 1970. */
  last_read_at: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Number)),
  /** By folder, how many chats in it are unread. */
  folder_unread_counts: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Record(Schema.String, Schema.Int))
}) {}

/**
 * Whether something is still being written in a chat. `false` comes once title, tags and follow-ups are there, too.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChatActive extends /*#__PURE__*/ Model<ChatActive>()({
  active: Schema.Boolean,
  folder_id: text
}) {}

/**
 * A new turn in a chat that others look at.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChatMessagesChange extends /*#__PURE__*/ Model<ChatMessagesChange>()({
  /** By id. */
  messages: /*#__PURE__*/ Schema.Record(Schema.String, ChatMessage),
  currentId: text
}) {}

const responseType = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(ResponseEventType))

/**
 * Something about an answer: its usage, its sources, an error, all of its output, or that it is done. From a provider a
 * raw chunk, too. `done: true` is the end of the answer.
 *
 * @since 0.1.0
 * @category schemas
 */
export class CompletionEvent extends /*#__PURE__*/ Model<CompletionEvent>()({
  ...ChatCompletionChunk.fields,
  /** Where an answer is continued: the kind of the piece that came last. */
  type: responseType,
  done: flag,
  /** All that was put out so far; it replaces what was folded from `response:completion`. */
  output: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(OutputItem))),
  /** The whole text so far, from plugins. */
  content: text,
  /** The title of the chat. */
  title: text,
  /** A text, or the error as the provider sent it. */
  error: /*#__PURE__*/ Schema.optional(Json),
  finish_reason: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(FinishReason)),
  flush: flag
}) {}

/**
 * The whole answer of a provider of the Responses API, reduced to what the server hands on.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponseSummary extends /*#__PURE__*/ Model<ResponseSummary>()({
  id: text,
  error: /*#__PURE__*/ Schema.optional(Json),
  output: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(OutputItem))),
  usage: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(CompletionUsage))
}) {}

/**
 * A piece of an answer. Mostly in the form of OpenAI's Responses API, with a `type`: it belongs to the item whose `id` or
 * `call_id` is `item_id`, else to the one at `output_index`, which may not have been announced. Without a `type` it is a
 * chunk of a provider that says nothing new, such as the first one with its empty text.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponseEvent extends /*#__PURE__*/ Model<ResponseEvent>()({
  ...ChatCompletionChunk.fields,
  type: responseType,
  /** Sent repeatedly for the same item: it replaces the one that is there. */
  item: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(OutputItem)),
  part: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(MessagePart)),
  response: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(ResponseSummary))
}) {}

/**
 * Questions that could come next.
 *
 * @since 0.1.0
 * @category schemas
 */
export class FollowUps extends /*#__PURE__*/ Model<FollowUps>()({
  follow_ups: /*#__PURE__*/ Schema.Array(Schema.String)
}) {}

/**
 * Why there is no answer, or no more of it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class MessageFailed extends /*#__PURE__*/ Model<MessageFailed>()({
  error: /*#__PURE__*/ Schema.Union([Schema.String, MessageError]),
  done: flag
}) {}

/**
 * An answer was stopped. Said twice, first with what there is of it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class TasksCancelled extends /*#__PURE__*/ Model<TasksCancelled>()({
  output: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(OutputItem)))
}) {}

/**
 * The conversation as filters of the server left it after an answer.
 *
 * @since 0.1.0
 * @category schemas
 */
export class Outlet extends /*#__PURE__*/ Model<Outlet>()({
  messages: /*#__PURE__*/ Schema.Array(PluginMessage)
}) {}

/**
 * The text of a message was edited.
 *
 * @since 0.1.0
 * @category schemas
 */
export class MessageEdited extends /*#__PURE__*/ Model<MessageEdited>()({
  chat_id: Schema.String,
  message_id: Schema.String,
  content: MessageContent
}) {}

/**
 * What belongs to a spoken turn was stored.
 *
 * @since 0.1.0
 * @category schemas
 */
export class MessageVoice extends /*#__PURE__*/ Model<MessageVoice>()({
  chat_id: Schema.String,
  message_id: Schema.String,
  voice: /*#__PURE__*/ Schema.NullOr(JsonObject)
}) {}

/**
 * Files of a message.
 *
 * @since 0.1.0
 * @category schemas
 */
export class FilesChange extends /*#__PURE__*/ Model<FilesChange>()({
  files: /*#__PURE__*/ Schema.Array(CompletionFile)
}) {}

/**
 * The list of things to do that a model keeps in a chat.
 *
 * @since 0.1.0
 * @category schemas
 */
export class TasksChange extends /*#__PURE__*/ Model<TasksChange>()({
  tasks: /*#__PURE__*/ Schema.Array(ChatTask)
}) {}

/**
 * Who looks at a chat now.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChatPresence extends /*#__PURE__*/ Model<ChatPresence>()({
  users: /*#__PURE__*/ Schema.Array(IdName)
}) {}

/**
 * Whether somebody types.
 *
 * @since 0.1.0
 * @category schemas
 */
export class Typing extends /*#__PURE__*/ Model<Typing>()({
  typing: Schema.Boolean
}) {}

/**
 * The older part of a conversation is being summed up.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ContextCompaction extends /*#__PURE__*/ Model<ContextCompaction>()({
  action: text,
  description: text,
  done: flag,
  error: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Union([Schema.Boolean, Schema.String]))
  ),
  /** The last message that the summary holds. */
  checkpoint_message_id: text,
  context_summary: text
}) {}

/**
 * A source of an answer. With `type: "code_execution"` it is code that was executed, which is not stored.
 *
 * @since 0.1.0
 * @category schemas
 */
export class SourceEvent extends /*#__PURE__*/ Model<SourceEvent>()({
  type: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ openLiterals(["code_execution"]))),
  ...MessageSource.fields,
  ...CodeExecution.fields
}) {}

/**
 * HTML, or addresses to show in a frame.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EmbedsChange extends /*#__PURE__*/ Model<EmbedsChange>()({
  embeds: /*#__PURE__*/ Schema.Array(Schema.String),
  /** Whether they take the place of those that are there. */
  replace: flag
}) {}

/**
 * A text that is added to an answer or takes its place.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ContentChange extends /*#__PURE__*/ Model<ContentChange>()({
  content: Schema.String
}) {}

/**
 * Whether a message is a favourite.
 *
 * @since 0.1.0
 * @category schemas
 */
export class FavoriteChange extends /*#__PURE__*/ Model<FavoriteChange>()({
  favorite: Schema.Boolean
}) {}

/**
 * Something to show the user for a moment.
 *
 * @since 0.1.0
 * @category schemas
 */
export class Notification extends /*#__PURE__*/ Model<Notification>()({
  type: /*#__PURE__*/ openLiterals(["info", "success", "warning", "error"]),
  content: Schema.String
}) {}

/**
 * A file that a terminal's tool wants to be seen.
 *
 * @since 0.1.0
 * @category schemas
 */
export class TerminalFile extends /*#__PURE__*/ Model<TerminalFile>()({
  path: Schema.String,
  page: index
}) {}

/**
 * An event of the calendar is about to begin.
 *
 * @since 0.1.0
 * @category schemas
 */
export class CalendarAlert extends /*#__PURE__*/ Model<CalendarAlert>()({
  event_id: Schema.String,
  title: Schema.String,
  description: text,
  start_at: EpochNanos,
  /** 0 where it begins now. */
  minutes_until: Schema.Int,
  calendar_id: text,
  location: text
}) {}

/**
 * A question of the server was answered, or is no longer asked.
 *
 * @since 0.1.0
 * @category schemas
 */
export class InteractionDone extends /*#__PURE__*/ Model<InteractionDone>()({
  interaction_id: Schema.String
}) {}

/**
 * What is told of chats, by type, on the socket event `events`. Everybody gets what belongs to their own chats, on
 * every connection; what is marked shared comes to those who have joined the chat.
 *
 * @since 0.1.0
 * @category schemas
 */
export const chatEvents = {
  /** A piece of an answer, in the form of the Responses API. */
  "response:completion": ResponseEvent,
  /** Something about an answer; its end is `done: true`. */
  "chat:completion": CompletionEvent,
  /** Whether something is being written; `false` is the best sign of a finished turn. */
  "chat:active": ChatActive,
  /** The list of chats has changed. */
  "chat:list": /*#__PURE__*/ Schema.UndefinedOr(ChatListChange),
  /** A new turn; only in shared copies. */
  "chat:messages": ChatMessagesChange,
  /** The title of the chat. It may come before the first word of the answer. */
  "chat:title": Schema.String,
  /** The tags of the chat. */
  "chat:tags": /*#__PURE__*/ Schema.Array(Schema.String),
  /** Questions that could come next. */
  "chat:message:follow_ups": FollowUps,
  /** Why there is no answer. */
  "chat:message:error": MessageFailed,
  /** The answer was stopped; said twice. */
  "chat:tasks:cancel": /*#__PURE__*/ Schema.UndefinedOr(TasksCancelled),
  /** The conversation as filters left it. */
  "chat:outlet": Outlet,
  /** The text of a message was edited. */
  "chat:message": MessageEdited,
  /** What belongs to a spoken turn was stored. */
  "chat:message:voice": MessageVoice,
  /** Images that were made: for a saved chat the full list. */
  "chat:message:files": FilesChange,
  /** The model's list of things to do. */
  "chat:message:tasks": TasksChange,
  /** The history was changed by a sub-agent or a timer: read the chat again. */
  "chat:reload": nothing,
  /** Who looks at the chat now. Shared only. */
  "chat:presence": ChatPresence,
  /** The access to the chat may have changed: read it again. */
  "chat:access": nothing,
  /** Somebody types in the chat; `envelope.user` says who. Shared only. */
  typing: Typing,
  /** A line on what is being done. */
  status: StatusUpdate,
  /** The older part of the conversation is being summed up. */
  context_compaction: ContextCompaction,
  /** A source of the answer. */
  source: SourceEvent,
  /** A source of the answer, as plugins say it. */
  citation: SourceEvent,
  /** Files to add to the message. */
  files: FilesChange,
  /** HTML or addresses to show with the message. */
  embeds: EmbedsChange,
  /** Of plugins: a text to append to the answer. What the model puts out replaces it in the end. */
  message: ContentChange,
  /** Of plugins: a text in place of the answer. */
  replace: ContentChange,
  /** Of plugins: a text to append to the answer; not stored. */
  "chat:message:delta": ContentChange,
  /** Of plugins: as `embeds`, not stored. */
  "chat:message:embeds": EmbedsChange,
  /** Of plugins. */
  "chat:message:favorite": FavoriteChange,
  /** Something to show the user for a moment. */
  notification: Notification,
  /** A tool of a terminal wants a file to be shown. */
  "terminal:display_file": TerminalFile,
  /** A tool of a terminal has written a file. */
  "terminal:write_file": TerminalFile,
  /** A tool of a terminal has changed a file. */
  "terminal:replace_file_content": TerminalFile,
  /** A tool of a terminal has run a command. */
  "terminal:run_command": nothing,
  /** An event of the calendar is about to begin. */
  "calendar:alert": CalendarAlert,
  /** A question of the server is no longer asked. */
  "request:interaction:done": InteractionDone
}

// ---------------------------------------------------------------------------------------------------------------------
// Data of events of channels
// ---------------------------------------------------------------------------------------------------------------------

/**
 * A message of a channel, with what the sender called it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChannelMessage extends /*#__PURE__*/ Model<ChannelMessage>()({
  ...MessageResponse.fields,
  /** What the sender called the message when it was posted. */
  temp_id: text
}) {}

/**
 * A message whose reactions have changed, and the one that came or went.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ReactionChange extends /*#__PURE__*/ Model<ReactionChange>()({
  ...MessageResponse.fields,
  /** The short name of the emoji. */
  name: Schema.String
}) {}

/**
 * Whether the account has muted a channel.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChannelMute extends /*#__PURE__*/ Model<ChannelMute>()({
  is_channel_muted: Schema.Boolean
}) {}

/**
 * What is told of channels, by type, on the socket event `events:channel`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const channelEvents = {
  /** A new message. */
  message: ChannelMessage,
  /** A message was edited or pinned, or a model writes on; then `meta.done` is its end. */
  "message:update": ChannelMessage,
  /** A message was deleted; this is what it was. */
  "message:delete": ChannelMessage,
  /** The message whose thread got or lost a message. */
  "message:reply": ChannelMessage,
  /** Somebody reacted to a message; `envelope.user` says who. */
  "message:reaction:add": ReactionChange,
  /** Somebody took a reaction back. */
  "message:reaction:remove": ReactionChange,
  /** Somebody types. The sender is told, too. */
  typing: Typing,
  /** The account is in a new group or conversation, or in one again. */
  "channel:created": nothing,
  /** The account has muted the channel, or has not any more. */
  "channel:mute": ChannelMute
}

// ---------------------------------------------------------------------------------------------------------------------
// Other socket events
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What an app answers to a mention, for the one who mentioned it alone.
 *
 * @since 0.1.0
 * @category schemas
 */
export class AppReply extends /*#__PURE__*/ Model<AppReply>()({
  type: /*#__PURE__*/ openLiterals(["message", "error"]),
  content: text
}) {}

/**
 * A private answer of an app.
 *
 * @since 0.1.0
 * @category schemas
 */
export class AppEventData extends /*#__PURE__*/ Model<AppEventData>()({
  app_id: Schema.String,
  app_name: text,
  channel_id: text,
  message_id: text,
  parent_id: text,
  reply: AppReply
}) {}

/**
 * An automation has run.
 *
 * @since 0.1.0
 * @category schemas
 */
export class AutomationResult extends /*#__PURE__*/ Model<AutomationResult>()({
  automation_id: Schema.String,
  name: text,
  /** The chat that it wrote, or `channel:` and the id of a channel. */
  chat_id: text,
  message_id: text,
  status: /*#__PURE__*/ openLiterals(["success", "error"])
}) {}

/**
 * A private session of a channel was opened or closed.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionAvailable extends /*#__PURE__*/ Model<EncryptionAvailable>()({
  channel: Schema.String,
  /** Null where there is none any more. */
  session: /*#__PURE__*/ Schema.NullOr(Schema.String)
}) {}

/**
 * Something that did not work, said to one connection.
 *
 * @since 0.1.0
 * @category schemas
 */
export class SocketError extends /*#__PURE__*/ Model<SocketError>()({
  message: Schema.String
}) {}

/**
 * What is told on socket events of their own; the name of the event is the type.
 *
 * @since 0.1.0
 * @category schemas
 */
export const otherEvents = {
  /** A note was changed. Its `data` has only the keys that were sent. */
  "events:note": NoteModel,
  /** A private answer of an app. */
  "events:app": AppEventData,
  /** An automation has run. */
  "automation:result": AutomationResult,
  /** The groups of the account have changed; the server closes the connection next. */
  "access:updated": nothing,
  /** A private session of a channel was opened or closed. */
  "encryption:available": EncryptionAvailable,
  /** Something did not work. */
  error: SocketError,
  ...documentEvents,
  ...encryptionEvents
}

// ---------------------------------------------------------------------------------------------------------------------
// The types of events
// ---------------------------------------------------------------------------------------------------------------------

/**
 * An event of a type that is known, with data of the shape that the type has.
 *
 * @since 0.1.0
 * @category models
 */
export interface KnownEvent<Event extends string, Type extends string, Data, Envelope> {
  readonly known: true
  /** The name of the socket event. */
  readonly event: Event
  readonly type: Type
  readonly data: Data
  /** What is said beside the data: whose chat, which message. */
  readonly envelope: Envelope
}

/**
 * An event of a type that is not known, or with data of another shape than its type has.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnknownEvent {
  readonly known: false
  /** The name of the socket event. */
  readonly event: string
  /** `data.type` of what came, or the name of the socket event where there is none. */
  readonly type: string
  readonly data: Json | undefined
  /** All that came. */
  readonly envelope: Json | undefined
  /** Why it does not decode, with the first step saying whether `envelope` or `data`; empty where the type is new. */
  readonly issues: ReadonlyArray<Issue>
}

/**
 * An event of chats of a type.
 *
 * @since 0.1.0
 * @category models
 */
export type ChatEventOf<Type extends keyof typeof chatEvents> = {
  readonly [T in Type]: KnownEvent<"events", T, (typeof chatEvents)[T]["Type"], ChatEnvelope>
}[Type]

/**
 * An event of chats.
 *
 * @since 0.1.0
 * @category models
 */
export type ChatEvent = ChatEventOf<keyof typeof chatEvents>

/**
 * An event of channels of a type.
 *
 * @since 0.1.0
 * @category models
 */
export type ChannelEventOf<Type extends keyof typeof channelEvents> = {
  readonly [T in Type]: KnownEvent<"events:channel", T, (typeof channelEvents)[T]["Type"], ChannelEnvelope>
}[Type]

/**
 * An event of channels.
 *
 * @since 0.1.0
 * @category models
 */
export type ChannelEvent = ChannelEventOf<keyof typeof channelEvents>

/**
 * An event with a name of its own.
 *
 * @since 0.1.0
 * @category models
 */
export type OtherEvent = {
  readonly [T in keyof typeof otherEvents]: KnownEvent<T, T, (typeof otherEvents)[T]["Type"], Json | undefined>
}[keyof typeof otherEvents]

/**
 * A word of the client itself, between the events: something is missing here. Read again what must be complete.
 *
 * - `dropped`: so many events were let go of, for want of room in the buffer.
 * - `lost`: the connection broke. What is told from here on until `reconnected` does not come, or not all of it.
 * - `reconnected`: the connection is back, and its rooms are joined again.
 *
 * @since 0.1.0
 * @category models
 */
export type GapEvent =
  | KnownEvent<"gap", "dropped", { readonly count: number }, undefined>
  | KnownEvent<"gap", "lost", { readonly error: OpenWebUIError }, undefined>
  | KnownEvent<"gap", "reconnected", { readonly sessionId: string }, undefined>

/**
 * What the server tells, and where something of it is missing. `known` first, then `event` and `type` tell the events
 * apart: `typing` and `message` are of chats and of channels.
 *
 * @since 0.1.0
 * @category models
 */
export type RealtimeEvent = ServerEvent | GapEvent

/**
 * What the server tells.
 *
 * @since 0.1.0
 * @category models
 */
export type ServerEvent = ChatEvent | ChannelEvent | OtherEvent | UnknownEvent

/**
 * Tells whether an event is of chats and of a type: `Stream.filter(isChatEvent("chat:title"))`.
 *
 * @since 0.1.0
 * @category guards
 */
export const isChatEvent =
  <const Type extends keyof typeof chatEvents>(...types: ReadonlyArray<Type>) =>
  (event: RealtimeEvent): event is Extract<ChatEvent, { readonly type: Type }> =>
    event.known && event.event === "events" && types.some((type) => type === event.type)

/**
 * Tells whether an event is of channels and of a type: `Stream.filter(isChannelEvent("message"))`.
 *
 * @since 0.1.0
 * @category guards
 */
export const isChannelEvent =
  <const Type extends keyof typeof channelEvents>(...types: ReadonlyArray<Type>) =>
  (event: RealtimeEvent): event is Extract<ChannelEvent, { readonly type: Type }> =>
    event.known && event.event === "events:channel" && types.some((type) => type === event.type)

/**
 * Tells whether something is missing here: `Stream.filter(isGap)`.
 *
 * @since 0.1.0
 * @category guards
 */
export const isGap = (event: RealtimeEvent): event is GapEvent => event.known && event.event === "gap"

// ---------------------------------------------------------------------------------------------------------------------
// Decoding
// ---------------------------------------------------------------------------------------------------------------------

type Decode = (value: unknown) => Outcome<unknown>

/** Decoders by type, each compiled when its type comes for the first time. */
const decoders = (schemas: Readonly<Record<string, AnySchema>>): ((type: string) => Decode | undefined) => {
  const compiled = new Map<string, Decode>()
  return (type) => {
    const before = compiled.get(type)
    if (before !== undefined) return before
    const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined
    if (schema === undefined) return undefined
    const decode = decoder(schema)
    compiled.set(type, decode)
    return decode
  }
}

interface Family {
  readonly envelope: () => Decode
  readonly data: (type: string) => Decode | undefined
}

const family = (envelope: AnySchema, schemas: Readonly<Record<string, AnySchema>>): Family => {
  let compiled: Decode | undefined
  return { envelope: () => (compiled ??= decoder(envelope)), data: decoders(schemas) }
}

const families: ReadonlyMap<string, Family> = /*#__PURE__*/ new Map([
  ["events", /*#__PURE__*/ family(ChatEnvelope, chatEvents)],
  ["events:channel", /*#__PURE__*/ family(ChannelEnvelope, channelEvents)]
])

const others = /*#__PURE__*/ decoders(otherEvents)

const under = (place: string, outcome: Outcome<unknown>): ReadonlyArray<Issue> =>
  outcome._tag === "Success" ? [] : outcome.issues.map((issue) => ({ ...issue, path: [place, ...issue.path] }))

/** `{ type, data }` of a payload, where it has them. */
const inner = (payload: unknown): { readonly type: string; readonly data: unknown } | undefined => {
  if (typeof payload !== "object" || payload === null || !("data" in payload)) return undefined
  const { data } = payload
  if (typeof data !== "object" || data === null || !("type" in data) || typeof data.type !== "string") return undefined
  return { type: data.type, data: "data" in data ? data.data : undefined }
}

/**
 * Reads an event as it came over the socket, its texts parsed by `Json.parse`. Never fails: what it cannot read is
 * an event whose `known` is `false`.
 *
 * @since 0.1.0
 * @category conversions
 */
export const decodeEvent = (event: string, payload: unknown): ServerEvent => {
  const found = families.get(event)
  const said = found === undefined ? { type: event, data: payload } : inner(payload)
  const type = said?.type ?? event
  const decode = found === undefined ? others(type) : found.data(type)
  const unknown = (issues: ReadonlyArray<Issue>): UnknownEvent => ({
    known: false,
    event,
    type,
    // What came over the socket is JSON, or nothing.
    data: said?.data as Json | undefined,
    envelope: payload as Json | undefined,
    issues
  })
  if (said === undefined || decode === undefined) return unknown([])
  const data = decode(said.data)
  const envelope: Outcome<unknown> =
    found === undefined ? { _tag: "Success", value: payload } : found.envelope()(payload)
  if (data._tag === "Failure" || envelope._tag === "Failure") {
    return unknown([...under("envelope", envelope), ...under("data", data)])
  }
  // The record that the decoder stems from is what the type is derived from.
  return { known: true, event, type, data: data.value, envelope: envelope.value } as ServerEvent
}
