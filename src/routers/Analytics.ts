/**
 * How much the models are used, by whom and for what, counted from the saved messages of all accounts. For administrators
 * only. The backend's router `analytics`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { get, type Methods } from "../internal/operation.ts"
import {
  DailyStatsResponse,
  ModelAnalyticsResponse,
  ModelChatsResponse,
  ModelOverviewResponse,
  SummaryResponse,
  TokenUsageResponse,
  UserAnalyticsResponse
} from "../models/Analytics.ts"
import { ChatMessageModel } from "../models/ChatMessages.ts"
import { Direction, period } from "../models/Queries.ts"

/**
 * The operations of the router `analytics`.
 *
 * @since 0.1.0
 * @category operations
 */
export const analytics = {
  /**
   * Counts the answers of each model, with the accounts and chats that it answered in, the most used first.
   * For administrators. Fails with `Forbidden`.
   * Takes times in seconds since 1970, both ends included, and the id of a group, whose members (those of groups below
   * it too) are counted alone. `routers/analytics.py: get_model_analytics`
   */
  getModelAnalytics: get("/api/v1/analytics/models", {
    query: {
      ...period,
      group_id: Schema.optional(Schema.String)
    },
    success: ModelAnalyticsResponse
  }),

  /**
   * Counts the answers and tokens that each account got, those with the most first, by answers or by tokens as `metric`
   * says (default: `messages`).
   * For administrators. Fails with `Forbidden` and `Invalid` (422, another metric).
   * Takes times in seconds since 1970, both ends included, and the id of a group, whose members (those of groups below
   * it too) are counted alone. `limit`: 50 where it is left out. `routers/analytics.py: get_user_analytics`
   */
  getUserAnalytics: get("/api/v1/analytics/users", {
    query: {
      ...period,
      group_id: Schema.optional(Schema.String),
      limit: Schema.optional(Schema.Int),
      metric: Schema.optional(openLiterals(["messages", "tokens"]))
    },
    success: UserAnalyticsResponse
  }),

  /**
   * Lists saved messages of one chat, one model or one account, with their contents. The first of the three that is
   * given counts; with none the list is empty.
   * For administrators. Fails with `Forbidden` and `Invalid` (422, `limit` above 100).
   * A chat's messages come as a whole, the oldest first, whatever `skip` and `limit` say; the others the latest first,
   * 50 where `limit` is left out. The times, in seconds, are looked at for a model only.
   * `routers/analytics.py: get_messages`
   */
  getMessages: get("/api/v1/analytics/messages", {
    query: {
      ...period,
      model_id: Schema.optional(Schema.String),
      user_id: Schema.optional(Schema.String),
      chat_id: Schema.optional(Schema.String),
      skip: Schema.optional(Schema.Int),
      limit: Schema.optional(Schema.Int.check(Schema.isLessThanOrEqualTo(100)))
    },
    success: Schema.Array(ChatMessageModel)
  }),

  /**
   * Counts answers, chats, models and accounts.
   * For administrators. Fails with `Forbidden`. An unknown group has only zeros.
   * Takes times in seconds since 1970, both ends included, and the id of a group, whose members (those of groups below
   * it too) are counted alone. `routers/analytics.py: get_summary`
   */
  getSummary: get("/api/v1/analytics/summary", {
    query: {
      ...period,
      group_id: Schema.optional(Schema.String)
    },
    success: SummaryResponse
  }),

  /**
   * Counts answers or tokens of each model by day or by a shorter interval, in the server's time zone, the oldest first.
   * Intervals without any are there only where both times are given.
   * For administrators. Fails with `Forbidden` and `Invalid` (`compare` without both times or with the end before the
   * start; 422, another granularity or metric).
   * Takes times in seconds since 1970, both ends included, and the id of a group, whose members (those of groups below
   * it too) are counted alone. `compare` adds to each interval the matching one of the time of equal length just before.
   * Default: answers by day. `routers/analytics.py: get_daily_stats`
   */
  getDailyStats: get("/api/v1/analytics/daily", {
    query: {
      ...period,
      group_id: Schema.optional(Schema.String),
      granularity: Schema.optional(openLiterals(["10m", "hourly", "3h", "6h", "daily"])),
      metric: Schema.optional(openLiterals(["messages", "tokens"])),
      compare: Schema.optional(Schema.Boolean)
    },
    success: DailyStatsResponse
  }),

  /**
   * Adds up the tokens of each model, as providers reported them, the most first.
   * For administrators. Fails with `Forbidden`.
   * Takes times in seconds since 1970, both ends included, and the id of a group, whose members (those of groups below
   * it too) are counted alone. `routers/analytics.py: get_token_usage`
   */
  getTokenUsage: get("/api/v1/analytics/tokens", {
    query: {
      ...period,
      group_id: Schema.optional(Schema.String)
    },
    success: TokenUsageResponse
  }),

  /**
   * Lists the chats of all accounts in which a model answered, the last changed first unless another order is asked for.
   * For administrators. Fails with `Forbidden` and `Invalid` (422, `limit` above 100). An unknown model has none.
   * Takes times in seconds since 1970; a chat counts when a message of the model lies between them. `limit`: 50 where it
   * is left out. `routers/analytics.py: get_model_chats`
   */
  getModelChats: get("/api/v1/analytics/models/:model_id*/chats", {
    query: {
      ...period,
      skip: Schema.optional(Schema.Int),
      limit: Schema.optional(Schema.Int.check(Schema.isLessThanOrEqualTo(100))),
      order_by: Schema.optional(openLiterals(["title", "updated_at", "user_name"])),
      direction: Schema.optional(Direction)
    },
    success: ModelChatsResponse
  }),

  /**
   * Counts the feedbacks on a model day by day, and the tags of the chats that it answered in.
   * For administrators. Fails with `Forbidden`. An unknown model has only zeros.
   * Takes `days`, 30 where it is left out: that many days and today; 0 is all since the first feedback. The tags are of
   * all times. `routers/analytics.py: get_model_overview`
   */
  getModelOverview: get("/api/v1/analytics/models/:model_id*/overview", {
    query: { days: Schema.optional(Schema.Int) },
    success: ModelOverviewResponse
  })
}

/**
 * The methods of the router `analytics`.
 *
 * @since 0.1.0
 * @category models
 */
export interface AnalyticsService extends Methods<typeof analytics> {}

/**
 * The service of the router `analytics`.
 *
 * @since 0.1.0
 * @category services
 */
export class Analytics extends /*#__PURE__*/ Context.Service<Analytics, AnalyticsService>()(
  "effect-open-webui/routers/Analytics"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Analytics, analytics)
}
