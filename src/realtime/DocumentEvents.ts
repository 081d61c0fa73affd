/**
 * What is said over the socket about shared documents, in both directions: the `ydoc:` events of `socket/main.py`.
 * `Documents` speaks them; they are here for whoever wants to look at the events themselves.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { NoteContent, NoteData } from "../models/Notes.ts"

const text = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.String))
/** Bytes, as JSON can hold them. */
const bytes = /*#__PURE__*/ Schema.Array(Schema.Int)

// ---------------------------------------------------------------------------------------------------------------------
// What the server tells
// ---------------------------------------------------------------------------------------------------------------------

/**
 * A document as the server has it. Told to who joins it, and to who asks.
 *
 * @since 0.1.0
 * @category schemas
 */
export class DocumentState extends /*#__PURE__*/ Model<DocumentState>()({
  document_id: Schema.String,
  /** An update of Yjs with all there is; `[0, 0]` where the server has nothing: then the text is in `content`. */
  state: bytes,
  /** To who joins a note: the text as it was saved last. */
  content: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(NoteContent)),
  /** To who asks: the connections that have joined. */
  sessions: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Array(Schema.String))
}) {}

/**
 * Somebody changed a document. The sender is not told.
 *
 * @since 0.1.0
 * @category schemas
 */
export class DocumentChange extends /*#__PURE__*/ Model<DocumentChange>()({
  document_id: Schema.String,
  /** What the sender called itself: the server does not check it. */
  user_id: text,
  /** An update of Yjs. */
  update: bytes,
  /** The connection that sent it. */
  socket_id: text
}) {}

/**
 * Where somebody is in a document, and whatever else editors tell one another.
 *
 * @since 0.1.0
 * @category schemas
 */
export class AwarenessChange extends /*#__PURE__*/ Model<AwarenessChange>()({
  document_id: Schema.String,
  user_id: text,
  /** Of the web page: a JSON object in UTF-8, with a state for each client id of Yjs. */
  update: bytes
}) {}

/**
 * Somebody joined a document. All of it is what the one who joined said; the server does not check it.
 *
 * @since 0.1.0
 * @category schemas
 */
export class DocumentUserJoined extends /*#__PURE__*/ Model<DocumentUserJoined>()({
  document_id: Schema.String,
  user_id: text,
  user_name: text,
  /** A colour of CSS. */
  user_color: text
}) {}

/**
 * Somebody left a document. Not told where a connection breaks.
 *
 * @since 0.1.0
 * @category schemas
 */
export class DocumentUserLeft extends /*#__PURE__*/ Model<DocumentUserLeft>()({
  document_id: Schema.String,
  /** The account, which may have the document open on other connections, too. */
  user_id: text
}) {}

/**
 * What the server tells of shared documents, by the name of the socket event.
 *
 * @since 0.1.0
 * @category schemas
 */
export const documentEvents = {
  /** A document as the server has it. */
  "ydoc:document:state": DocumentState,
  /** Somebody changed a document. */
  "ydoc:document:update": DocumentChange,
  /** Where somebody is in a document. */
  "ydoc:awareness:update": AwarenessChange,
  /** Somebody joined a document. */
  "ydoc:user:joined": DocumentUserJoined,
  /** Somebody left a document. */
  "ydoc:user:left": DocumentUserLeft
}

// ---------------------------------------------------------------------------------------------------------------------
// What clients send
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Joins a document. The others are told what it says of the user.
 *
 * @since 0.1.0
 * @category schemas
 */
export class DocumentJoinRequest extends /*#__PURE__*/ Model<DocumentJoinRequest>()({
  /** Of a note: `note:` and its id. */
  document_id: Schema.String,
  user_id: text,
  user_name: text,
  user_color: text
}) {}

/**
 * Asks for a document as the server has it. It must be joined.
 *
 * @since 0.1.0
 * @category schemas
 */
export class DocumentStateRequest extends /*#__PURE__*/ Model<DocumentStateRequest>()({
  document_id: Schema.String
}) {}

/**
 * Changes a document, or saves it, or both.
 *
 * @since 0.1.0
 * @category schemas
 */
export class DocumentUpdateRequest extends /*#__PURE__*/ Model<DocumentUpdateRequest>()({
  document_id: Schema.String,
  /** An update of Yjs. */
  update: /*#__PURE__*/ Schema.optional(bytes),
  /** What the note is to hold: it is written half a second after the last of them. Without it nothing is saved. */
  data: /*#__PURE__*/ Schema.optional(NoteData),
  user_id: text,
  socket_id: text,
  /** Whether `update` is the beginning of a document. It is not taken where there is one; the answer is what there is. */
  initialize: /*#__PURE__*/ Schema.optional(Schema.Boolean)
}) {}

/**
 * Tells the others where the user is in a document.
 *
 * @since 0.1.0
 * @category schemas
 */
export class AwarenessUpdateRequest extends /*#__PURE__*/ Model<AwarenessUpdateRequest>()({
  document_id: Schema.String,
  user_id: text,
  update: bytes
}) {}

/**
 * Leaves a document.
 *
 * @since 0.1.0
 * @category schemas
 */
export class DocumentLeaveRequest extends /*#__PURE__*/ Model<DocumentLeaveRequest>()({
  document_id: Schema.String,
  user_id: text
}) {}

/**
 * What clients say of shared documents, by the name of the socket event. Nothing is acknowledged with data but the
 * beginning of a document; the server does not say when it refuses.
 *
 * @since 0.1.0
 * @category schemas
 */
export const documentRequests = {
  /** Joins a document. */
  "ydoc:document:join": DocumentJoinRequest,
  /** Asks for a document. */
  "ydoc:document:state": DocumentStateRequest,
  /** Changes a document, or saves it. */
  "ydoc:document:update": DocumentUpdateRequest,
  /** Tells the others where the user is. */
  "ydoc:awareness:update": AwarenessUpdateRequest,
  /** Leaves a document. */
  "ydoc:document:leave": DocumentLeaveRequest
}
