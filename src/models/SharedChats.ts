/**
 * Shared chats: snapshots that others may read by a link.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { EpochSeconds } from "./Time.ts"

/** `continue` lets those who may read the chat write in it; null shows a snapshot only. */
export const ChatShareMode = /*#__PURE__*/ Schema.Literals(["continue"])
/** `continue` lets those who may read the chat write in it; null shows a snapshot only. */
export type ChatShareMode = typeof ChatShareMode.Type

/** How a chat is to be shared. */
export class ShareChatForm extends /*#__PURE__*/ Model<ShareChatForm>()({
  /** Absent leaves an existing share's mode as it is. */
  share_mode: Schema.optional(Schema.NullOr(ChatShareMode))
}) {}

/** A chat of one's own that is shared. */
export class SharedChatResponse extends /*#__PURE__*/ Model<SharedChatResponse>()({
  /** The chat's id, as in `chat_id`. */
  id: Schema.String,
  chat_id: Schema.String,
  /** The title when it was shared. */
  title: Schema.String,
  /** The share's own id, which the link holds. */
  share_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** When the snapshot was last taken. */
  updated_at: EpochSeconds,
  /** When it was first shared. */
  created_at: EpochSeconds
}) {}
