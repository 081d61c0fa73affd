/**
 * What accounts said about models' answers. `models/feedbacks.py`. All times are seconds.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { EpochSeconds } from "./Time.ts"

/** A finer mark, beside good and bad. */
export class RatingDetails extends /*#__PURE__*/ Model<RatingDetails>()({
  /** 1 to 10, as the web interface asks for it. */
  rating: Schema.optional(Schema.NullOr(Schema.Int))
}) {}

/** What was said of an answer. Further keys are kept. */
export class RatingData extends /*#__PURE__*/ Model<RatingData>()({
  /** 1 is good, -1 is bad, as a number or a text; the leaderboard leaves out everything else. */
  rating: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Int]))),
  /** The model whose answer it is. */
  model_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The models that answered the same question; against each of them the rating counts as won or lost. */
  sibling_model_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  reason: Schema.optional(Schema.NullOr(Schema.String)),
  comment: Schema.optional(Schema.NullOr(Schema.String)),
  /** What the chat is about. The leaderboard counts them. */
  tags: Schema.optional(Schema.Array(Schema.String)),
  details: Schema.optional(Schema.NullOr(RatingDetails))
}) {}

/** Where the answer is that something was said of. Further keys are kept. */
export class MetaData extends /*#__PURE__*/ Model<MetaData>()({
  /** Whether the model was chosen by the arena. */
  arena: Schema.optional(Schema.NullOr(Schema.Boolean)),
  chat_id: Schema.optional(Schema.NullOr(Schema.String)),
  message_id: Schema.optional(Schema.NullOr(Schema.String)),
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  model_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Which message of the chat it is, from 0 or from 1 as the caller counts. */
  message_index: Schema.optional(Schema.NullOr(Schema.Int)),
  /** The base model of each model that took part; null for one that has none. */
  base_models: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.NullOr(Schema.String))))
}) {}

/** The chat as it was then. Further keys are kept. */
export class SnapshotData extends /*#__PURE__*/ Model<SnapshotData>()({
  /** What the caller sent; the web interface sends the whole chat. */
  chat: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/** One feedback with its snapshot. */
export class FeedbackModel extends /*#__PURE__*/ Model<FeedbackModel>()({
  id: Schema.String,
  /** The account that gave it. */
  user_id: Schema.String,
  /** Always 0. */
  version: Schema.Int,
  type: openLiterals(["rating"]),
  data: Schema.optional(Schema.NullOr(RatingData)),
  meta: Schema.optional(Schema.NullOr(MetaData)),
  snapshot: Schema.optional(Schema.NullOr(SnapshotData)),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/** The id of a feedback, and whose it is. */
export class FeedbackIdResponse extends /*#__PURE__*/ Model<FeedbackIdResponse>()({
  id: Schema.String,
  user_id: Schema.String,
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/** A feedback to give, or what to replace in one. */
export class FeedbackForm extends /*#__PURE__*/ Model<FeedbackForm>()({
  /** Cannot be changed afterwards. */
  type: openLiterals(["rating"]),
  data: Schema.optional(Schema.NullOr(RatingData)),
  meta: Schema.optional(Schema.NullOr(MetaData)),
  snapshot: Schema.optional(Schema.NullOr(SnapshotData))
}) {}

/** The account that gave a feedback. */
export class UserResponse extends /*#__PURE__*/ Model<UserResponse>()({
  id: Schema.String,
  name: Schema.String,
  email: Schema.String,
  role: Schema.optional(openLiterals(["admin", "user", "pending"])),
  last_active_at: EpochSeconds,
  updated_at: EpochSeconds,
  created_at: EpochSeconds
}) {}

/** A feedback in a list: without its snapshot, with the account. */
export class FeedbackUserResponse extends /*#__PURE__*/ Model<FeedbackUserResponse>()({
  id: Schema.String,
  user_id: Schema.String,
  /** Always 0. */
  version: Schema.Int,
  type: openLiterals(["rating"]),
  data: Schema.optional(Schema.NullOr(RatingData)),
  meta: Schema.optional(Schema.NullOr(MetaData)),
  created_at: EpochSeconds,
  updated_at: EpochSeconds,
  user: Schema.optional(Schema.NullOr(UserResponse))
}) {}

/** A page of feedbacks. */
export class FeedbackListResponse extends /*#__PURE__*/ Model<FeedbackListResponse>()({
  items: Schema.Array(FeedbackUserResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/** How often a model won and lost on one day. */
export class ModelHistoryEntry extends /*#__PURE__*/ Model<ModelHistoryEntry>()({
  /** `YYYY-MM-DD` in the server's time zone. */
  date: Schema.String,
  won: Schema.Int,
  lost: Schema.Int
}) {}

/** How often a model won and lost, day by day. */
export class ModelHistoryResponse extends /*#__PURE__*/ Model<ModelHistoryResponse>()({
  model_id: Schema.String,
  /** One entry for each day, the oldest first, also for days without feedback. */
  history: Schema.Array(ModelHistoryEntry)
}) {}
