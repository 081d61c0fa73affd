/**
 * Tags of chats.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"

/** A tag of an account. */
export class TagModel extends /*#__PURE__*/ Model<TagModel>()({
  /** The name in lower case with underscores for spaces; this is what `meta.tags` of a chat lists. */
  id: Schema.String,
  /** The name as it was first written. */
  name: Schema.String,
  user_id: Schema.String,
  /** Never filled by the backend. */
  meta: Schema.optional(Schema.NullOr(JsonObject))
}) {}
