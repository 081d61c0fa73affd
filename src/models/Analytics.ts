/**
 * The use of models by all accounts, counted from the saved messages. The answers of `routers/analytics.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { EpochSeconds } from "./Time.ts"

/** How much one model was used. */
export class ModelAnalyticsEntry extends /*#__PURE__*/ Model<ModelAnalyticsEntry>()({
  model_id: Schema.String,
  /** Its answers. */
  count: Schema.Int,
  unique_users: Schema.optional(Schema.Int),
  unique_chats: Schema.optional(Schema.Int)
}) {}

/** The models, the most used first. */
export class ModelAnalyticsResponse extends /*#__PURE__*/ Model<ModelAnalyticsResponse>()({
  models: Schema.Array(ModelAnalyticsEntry)
}) {}

/** How much one account used the models. */
export class UserAnalyticsEntry extends /*#__PURE__*/ Model<UserAnalyticsEntry>()({
  user_id: Schema.String,
  /** Null where the account is gone. */
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** Null where the account is gone. */
  email: Schema.optional(Schema.NullOr(Schema.String)),
  /** Answers that it got. */
  count: Schema.Int,
  input_tokens: Schema.optional(Schema.Int),
  output_tokens: Schema.optional(Schema.Int),
  total_tokens: Schema.optional(Schema.Int)
}) {}

/** The accounts, those with the most first. */
export class UserAnalyticsResponse extends /*#__PURE__*/ Model<UserAnalyticsResponse>()({
  users: Schema.Array(UserAnalyticsEntry)
}) {}

/** The totals of a time. */
export class SummaryResponse extends /*#__PURE__*/ Model<SummaryResponse>()({
  /** Answers of models. */
  total_messages: Schema.Int,
  total_chats: Schema.Int,
  total_models: Schema.Int,
  /** Accounts that got an answer. */
  total_users: Schema.Int
}) {}

/** What was used in the matching part of the time before. */
export class ComparisonStatsEntry extends /*#__PURE__*/ Model<ComparisonStatsEntry>()({
  /** Answers or tokens, by model. */
  models: Schema.Record(Schema.String, Schema.Int),
  /** ISO 8601 in the server's time zone, without saying which. */
  start: Schema.String,
  end: Schema.String
}) {}

/** What was used in one interval. */
export class DailyStatsEntry extends /*#__PURE__*/ Model<DailyStatsEntry>()({
  /** `YYYY-MM-DD`, or `YYYY-MM-DD HH:MM` for intervals shorter than a day, in the server's time zone. */
  date: Schema.String,
  /** Answers or tokens, by model. */
  models: Schema.Record(Schema.String, Schema.Int),
  /** ISO 8601 in the server's time zone, without saying which; null unless a comparison was asked for. */
  start: Schema.optional(Schema.NullOr(Schema.String)),
  end: Schema.optional(Schema.NullOr(Schema.String)),
  /** Null unless a comparison was asked for. */
  previous: Schema.optional(Schema.NullOr(ComparisonStatsEntry))
}) {}

/** The intervals, the oldest first. */
export class DailyStatsResponse extends /*#__PURE__*/ Model<DailyStatsResponse>()({
  data: Schema.Array(DailyStatsEntry)
}) {}

/** How many tokens one model used. */
export class TokenUsageEntry extends /*#__PURE__*/ Model<TokenUsageEntry>()({
  model_id: Schema.String,
  input_tokens: Schema.Int,
  output_tokens: Schema.Int,
  total_tokens: Schema.Int,
  /** Its answers, also those without a token count. */
  message_count: Schema.Int
}) {}

/** The models, those with the most tokens first. */
export class TokenUsageResponse extends /*#__PURE__*/ Model<TokenUsageResponse>()({
  models: Schema.Array(TokenUsageEntry),
  total_input_tokens: Schema.Int,
  total_output_tokens: Schema.Int,
  /** Of input and output together. */
  total_tokens: Schema.Int
}) {}

/** A chat in which a model was used. */
export class ModelChatEntry extends /*#__PURE__*/ Model<ModelChatEntry>()({
  chat_id: Schema.String,
  user_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Null where the account is gone. */
  user_name: Schema.optional(Schema.NullOr(Schema.String)),
  /** The title of the chat. */
  first_message: Schema.optional(Schema.NullOr(Schema.String)),
  updated_at: EpochSeconds
}) {}

/** A page of chats. */
export class ModelChatsResponse extends /*#__PURE__*/ Model<ModelChatsResponse>()({
  chats: Schema.Array(ModelChatEntry),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/** How often a model won and lost on one day. */
export class HistoryEntry extends /*#__PURE__*/ Model<HistoryEntry>()({
  /** `YYYY-MM-DD` in the server's time zone. */
  date: Schema.String,
  won: Schema.optional(Schema.Int),
  lost: Schema.optional(Schema.Int)
}) {}

/** How many chats have a tag. */
export class TagEntry extends /*#__PURE__*/ Model<TagEntry>()({
  tag: Schema.String,
  count: Schema.Int
}) {}

/** A model's feedback day by day, and what its chats are about. */
export class ModelOverviewResponse extends /*#__PURE__*/ Model<ModelOverviewResponse>()({
  /** One entry for each day, the oldest first. */
  history: Schema.Array(HistoryEntry),
  /** The ten most frequent. */
  tags: Schema.Array(TagEntry)
}) {}
