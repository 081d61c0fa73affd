/**
 * The versions of a prompt: the backend's `models/prompt_history.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { AccessGrantModel } from "./AccessGrants.ts"
import { EpochSeconds } from "./Time.ts"
import { UserResponse } from "./Users.ts"

/** A prompt as it was in one version. Versions made by an upgrade of an old server lack tags and grants. */
export class PromptSnapshot extends /*#__PURE__*/ Model<PromptSnapshot>()({
  name: Schema.String,
  content: Schema.String,
  command: Schema.String,
  data: Schema.NullOr(JsonObject),
  meta: Schema.NullOr(JsonObject),
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantModel)))
}) {}

/** A version of a prompt. */
export class PromptHistoryModel extends /*#__PURE__*/ Model<PromptHistoryModel>()({
  id: Schema.String,
  prompt_id: Schema.String,
  /** The version before it. */
  parent_id: Schema.optional(Schema.NullOr(Schema.String)),
  snapshot: PromptSnapshot,
  user_id: Schema.String,
  commit_message: Schema.optional(Schema.NullOr(Schema.String)),
  created_at: EpochSeconds
}) {}

/** A version of a prompt, with who made it. */
export class PromptHistoryResponse extends /*#__PURE__*/ Model<PromptHistoryResponse>()({
  ...PromptHistoryModel.fields,
  /** Null where the account is gone. */
  user: Schema.optional(Schema.NullOr(UserResponse))
}) {}

/** What differs between two versions of a prompt. */
export class GetPromptDiffResponse extends /*#__PURE__*/ Model<GetPromptDiffResponse>()({
  from_id: Schema.String,
  to_id: Schema.String,
  from_snapshot: PromptSnapshot,
  to_snapshot: PromptSnapshot,
  /** The lines of a unified diff of `content`, its two header lines included; empty where the lines are the same. */
  content_diff: Schema.Array(Schema.String),
  /** Whether the contents differ in nothing but how their lines end. */
  line_endings_only: Schema.Boolean,
  name_changed: Schema.Boolean
}) {}
