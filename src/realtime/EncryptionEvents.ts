/**
 * What is said over the socket about private sessions of channels, in both directions: the `encryption:` events of
 * `socket/encryption.py`. `Encryption` speaks them. The packets are opaque here and for the server.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"

const text = /*#__PURE__*/ Schema.optional(Schema.String)

// ---------------------------------------------------------------------------------------------------------------------
// What the server tells
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Who a key belongs to.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionIdentity extends /*#__PURE__*/ Model<EncryptionIdentity>()({
  channel: Schema.String,
  session: Schema.String,
  /** The account. */
  user: Schema.String,
  participation: Schema.String
}) {}

/**
 * A key, and whom the server saw giving it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionBinding extends /*#__PURE__*/ Model<EncryptionBinding>()({
  identity: EncryptionIdentity,
  /** 32 bytes in base64. */
  key: Schema.String
}) {}

/**
 * Somebody who takes part in a private session.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionParticipant extends /*#__PURE__*/ Model<EncryptionParticipant>()({
  participation: Schema.String,
  /** The account. */
  user: Schema.String,
  name: Schema.String
}) {}

/**
 * A private session as the server has it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionSession extends /*#__PURE__*/ Model<EncryptionSession>()({
  channel: Schema.String,
  /** The id of the session. */
  session: Schema.String,
  /** The participation of the one who started it: when the host leaves, it ends for all. */
  host: Schema.String,
  /** The keys that were given. */
  bindings: /*#__PURE__*/ Schema.Array(EncryptionBinding),
  /** All who take part, admitted or not. */
  participants: /*#__PURE__*/ Schema.Array(EncryptionParticipant)
}) {}

/** What is told in order: the number goes up by one with each event for the same participant, from 1. */
const told = { ...EncryptionSession.fields, sequence: Schema.Int }
/** What one participant sent to others. */
const relayed = {
  ...told,
  /** The participation of the one who sent it. */
  sender: Schema.String,
  /** In base64. */
  packet: Schema.String
}

/**
 * To the host: somebody asks to be admitted. `packet` is the key package.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionCandidate extends /*#__PURE__*/ Model<EncryptionCandidate>()({
  kind: /*#__PURE__*/ Schema.Literal("candidate"),
  ...relayed
}) {}

/**
 * To the one who is admitted. `packet` is the welcome.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionWelcome extends /*#__PURE__*/ Model<EncryptionWelcome>()({
  kind: /*#__PURE__*/ Schema.Literal("welcome"),
  ...relayed
}) {}

/**
 * A packet of MLS, to all who are admitted but its sender.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionPacket extends /*#__PURE__*/ Model<EncryptionPacket>()({
  kind: /*#__PURE__*/ Schema.Literal("mls"),
  ...relayed
}) {}

/**
 * Somebody left, or was removed.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionDeparted extends /*#__PURE__*/ Model<EncryptionDeparted>()({
  kind: /*#__PURE__*/ Schema.Literal("departed"),
  ...told,
  /** Who. */
  participation: Schema.String,
  /** Whether they had been admitted. */
  admitted: Schema.Boolean
}) {}

/**
 * The session has ended, or this client was removed from it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionEnded extends /*#__PURE__*/ Model<EncryptionEnded>()({
  kind: /*#__PURE__*/ Schema.Literal("ended"),
  channel: Schema.String,
  /** Absent where the server lost track of it. */
  session: text
}) {}

/**
 * What is told to those who take part in a private session; `kind` tells them apart.
 *
 * @since 0.1.0
 * @category schemas
 */
export const EncryptionEvent = /*#__PURE__*/ Schema.Union([
  EncryptionCandidate,
  EncryptionWelcome,
  EncryptionPacket,
  EncryptionDeparted,
  EncryptionEnded
])

/**
 * What is told to those who take part in a private session.
 *
 * @since 0.1.0
 * @category models
 */
export type EncryptionEvent = typeof EncryptionEvent.Type

/**
 * What the server tells of private sessions, by the name of the socket event.
 *
 * @since 0.1.0
 * @category schemas
 */
export const encryptionEvents = {
  /** Something happened in a private session that this connection takes part in. */
  "encryption:event": EncryptionEvent
}

// ---------------------------------------------------------------------------------------------------------------------
// What clients send
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Names a channel: starts a private session in it, or asks whether there is one.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionChannelRequest extends /*#__PURE__*/ Model<EncryptionChannelRequest>()({
  channel: Schema.String
}) {}

/**
 * Joins the private session of a channel. The host must be bound.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionJoinRequest extends /*#__PURE__*/ Model<EncryptionJoinRequest>()({
  channel: Schema.String,
  session: Schema.String
}) {}

/**
 * Speaks as a participant of a private session: says that the client is alive, or leaves.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionParticipantRequest extends /*#__PURE__*/ Model<EncryptionParticipantRequest>()({
  channel: Schema.String,
  session: Schema.String,
  participation: Schema.String
}) {}

/**
 * Gives the key of a participant, once.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionBindRequest extends /*#__PURE__*/ Model<EncryptionBindRequest>()({
  ...EncryptionParticipantRequest.fields,
  /** 32 bytes in base64. */
  key: Schema.String,
  /** Of who joins: the key package in base64, for the host. The host gives none. */
  packet: text
}) {}

/**
 * Admits somebody who asked for it. Only the host can.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionAdmitRequest extends /*#__PURE__*/ Model<EncryptionAdmitRequest>()({
  ...EncryptionParticipantRequest.fields,
  kind: /*#__PURE__*/ Schema.Literal("admit"),
  /** The participation of the one who is admitted. */
  target: Schema.String,
  /** For those who are admitted already, in base64. */
  packet: Schema.String,
  /** For the one who is admitted, in base64. */
  welcome: Schema.String
}) {}

/**
 * Sends a packet to all others who are admitted.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionPacketRequest extends /*#__PURE__*/ Model<EncryptionPacketRequest>()({
  ...EncryptionParticipantRequest.fields,
  kind: /*#__PURE__*/ Schema.Literal("mls"),
  /** In base64. */
  packet: Schema.String
}) {}

/**
 * What clients say of private sessions, by the name of the socket event. Each is acknowledged with `ok: true` and what
 * belongs to it, or with `ok: false` and an `error`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const encryptionRequests = {
  /** Asks whether there is a private session. */
  "encryption:status": EncryptionChannelRequest,
  /** Starts a private session. */
  "encryption:start": EncryptionChannelRequest,
  /** Joins a private session. */
  "encryption:join": EncryptionJoinRequest,
  /** Gives the key of a participant. */
  "encryption:bind": EncryptionBindRequest,
  /** Sends a packet, or admits somebody. */
  "encryption:packet": /*#__PURE__*/ Schema.Union([EncryptionAdmitRequest, EncryptionPacketRequest]),
  /** Says that a participant is alive. */
  "encryption:ping": EncryptionParticipantRequest,
  /** Leaves a private session. */
  "encryption:leave": EncryptionParticipantRequest
}

// ---------------------------------------------------------------------------------------------------------------------
// What clients are answered
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Whether a channel has a private session.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionStatus extends /*#__PURE__*/ Model<EncryptionStatus>()({
  /** Whether it can be joined: there is one, and its host is bound. */
  available: Schema.Boolean,
  /** The id of the session; null where there is none. */
  session: /*#__PURE__*/ Schema.NullOr(Schema.String)
}) {}

/**
 * A private session that was started or joined.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionReserved extends /*#__PURE__*/ Model<EncryptionReserved>()({
  ...EncryptionSession.fields,
  /** What the client is called in it. */
  participation: Schema.String
}) {}

/**
 * The server does not do what was asked. It hardly says why.
 *
 * @since 0.1.0
 * @category schemas
 */
export class EncryptionRefused extends /*#__PURE__*/ Model<EncryptionRefused>()({
  ok: /*#__PURE__*/ Schema.Literal(false),
  error: Schema.String
}) {}
