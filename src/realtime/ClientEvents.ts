/**
 * What clients send over the socket: the handlers of `socket/main.py` and `socket/encryption.py`. `Realtime` and its
 * kin have methods for all of it; the schemas are here for `Realtime.send`, and for whoever reads a recording.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { type Json, JsonObject } from "../layers/Json.ts"
import { documentRequests } from "./DocumentEvents.ts"
import { encryptionRequests } from "./EncryptionEvents.ts"
import { Typing } from "./Events.ts"

const text = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.String))

// ---------------------------------------------------------------------------------------------------------------------
// Payloads
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Who is there.
 *
 * @since 0.1.0
 * @category schemas
 */
export class SocketAuth extends /*#__PURE__*/ Model<SocketAuth>()({
  /** The token of a sign-in; an API key is not taken. */
  token: Schema.String
}) {}

/**
 * Joins what belongs to an account: its own room, its channels.
 *
 * @since 0.1.0
 * @category schemas
 */
export class AccountJoin extends /*#__PURE__*/ Model<AccountJoin>()({
  auth: SocketAuth
}) {}

/**
 * Joins a note.
 *
 * @since 0.1.0
 * @category schemas
 */
export class NoteJoin extends /*#__PURE__*/ Model<NoteJoin>()({
  note_id: Schema.String,
  auth: SocketAuth
}) {}

/**
 * A model is in use.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ModelUsage extends /*#__PURE__*/ Model<ModelUsage>()({
  model: Schema.String,
  /** Sent by the web page; the server reads the model only. */
  action: text,
  /** Sent by the web page; the server reads the model only. */
  chat_id: text
}) {}

/**
 * Whether the account types.
 *
 * @since 0.1.0
 * @category schemas
 */
export class TypingNotice extends /*#__PURE__*/ Model<TypingNotice>()({
  type: /*#__PURE__*/ Schema.Literal("typing"),
  data: Typing
}) {}

/**
 * The account has read up to now.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ReadNotice extends /*#__PURE__*/ Model<ReadNotice>()({
  type: /*#__PURE__*/ Schema.Literal("last_read_at")
}) {}

/**
 * Joins a chat, or leaves it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class VisitNotice extends /*#__PURE__*/ Model<VisitNotice>()({
  type: /*#__PURE__*/ Schema.Literals(["join", "leave"])
}) {}

/**
 * Something about a channel.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChannelNotice extends /*#__PURE__*/ Model<ChannelNotice>()({
  channel_id: Schema.String,
  /** The message whose thread is meant. */
  message_id: text,
  data: /*#__PURE__*/ Schema.Union([TypingNotice, ReadNotice])
}) {}

/**
 * Something about a chat.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ChatNotice extends /*#__PURE__*/ Model<ChatNotice>()({
  chat_id: Schema.String,
  data: /*#__PURE__*/ Schema.Union([VisitNotice, TypingNotice, ReadNotice])
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// By the name of the socket event
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What clients send, by the name of the socket event. Most is acknowledged with nothing, also where the server refuses.
 *
 * @since 0.1.0
 * @category schemas
 */
export const clientEvents = {
  /** Joins what belongs to an account; acknowledged with its id and name, or with nothing where the token is refused. */
  "user-join": AccountJoin,
  /** Says that the client is alive. What is in it does not matter. */
  heartbeat: JsonObject,
  /** A model is in use, which `GET /api/usage` tells for three seconds. */
  usage: ModelUsage,
  /** Joins the channels of the account, also those that were made since it joined last. */
  "join-channels": AccountJoin,
  /** Joins a note. */
  "join-note": NoteJoin,
  /** Types in a channel, or has read it. */
  "events:channel": ChannelNotice,
  /** Joins or leaves a chat, or types in it: acknowledged with whether it was allowed. Or has read it. */
  "events:chat": ChatNotice,
  ...documentRequests,
  ...encryptionRequests
}

/**
 * The names of what clients send.
 *
 * @since 0.1.0
 * @category models
 */
export type ClientEventName = keyof typeof clientEvents

/**
 * What is sent with an event: its own payload where the name is one of `clientEvents`, else any JSON.
 *
 * @since 0.1.0
 * @category models
 */
export type ClientPayload<Event extends string> = Event extends ClientEventName
  ? (typeof clientEvents)[Event]["Type"]
  : Json

/**
 * A piece of a completion that this client stands in for: a line of server-sent events, a chunk, or `{ done: true }`.
 * It is sent on the socket event that the call named as its `channel`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CompletionPiece = /*#__PURE__*/ Schema.Union([Schema.String, JsonObject])
