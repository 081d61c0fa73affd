/**
 * What accounts said about models' answers, the leaderboard that follows from it, and the arena, which draws a model by
 * lot. The backend's router `evaluations`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { GetConfigResponse, LeaderboardResponse, UpdateConfigForm } from "../models/Evaluations.ts"
import {
  FeedbackForm,
  FeedbackIdResponse,
  FeedbackListResponse,
  FeedbackModel,
  ModelHistoryResponse
} from "../models/Feedbacks.ts"
import { Direction, paged } from "../models/Queries.ts"

/**
 * The operations of the router `evaluations`.
 *
 * @since 0.1.0
 * @category operations
 */
export const evaluations = {
  /**
   * Rates the models by the feedbacks of all accounts, the best first. Only feedbacks that name other models beside the
   * rated one count.
   * For administrators. Fails with `Forbidden`.
   * With `query` a feedback counts the more, the nearer its tags are to it; where the server has no model for this,
   * `query` changes nothing. `routers/evaluations.py: get_leaderboard`
   */
  getLeaderboard: get("/api/v1/evaluations/leaderboard", {
    query: { query: Schema.optional(Schema.String) },
    success: LeaderboardResponse
  }),

  /**
   * Counts how often a model was found good and bad, day by day in the server's time zone.
   * For administrators. Fails with `Forbidden`. An unknown model has only zeros.
   * Takes `days`, 30 where it is left out; 0 is all days since the model's first feedback.
   * `routers/evaluations.py: get_model_history`
   */
  getModelHistory: get("/api/v1/evaluations/leaderboard/:model_id*/history", {
    query: { days: Schema.optional(Schema.Int) },
    success: ModelHistoryResponse
  }),

  /**
   * Reads the settings of the arena.
   * For administrators. Fails with `Forbidden`. `routers/evaluations.py: get_config`
   */
  getConfig: get("/api/v1/evaluations/config", { success: GetConfigResponse }),

  /**
   * Changes the settings of the arena, and answers them. What is left out or null stays.
   * For administrators. Fails with `Forbidden`. `routers/evaluations.py: update_config`
   */
  updateConfig: post("/api/v1/evaluations/config", { payload: UpdateConfigForm, success: GetConfigResponse }),

  /**
   * Lists the models that there is feedback on, in alphabetical order.
   * For administrators. Fails with `Forbidden`. `routers/evaluations.py: get_feedback_model_ids`
   */
  getFeedbackModelIds: get("/api/v1/evaluations/feedbacks/models", { success: Schema.Array(Schema.String) }),

  /**
   * Lists the ids of all feedbacks of all accounts, the last changed first.
   * For administrators. Fails with `Forbidden`. `routers/evaluations.py: get_all_feedback_ids`
   */
  getAllFeedbackIds: get("/api/v1/evaluations/feedbacks/all/ids", { success: Schema.Array(FeedbackIdResponse) }),

  /**
   * Deletes all feedbacks of all accounts. Answers whether there were any.
   * For administrators. Fails with `Forbidden`. `routers/evaluations.py: delete_all_feedbacks`
   */
  deleteAllFeedbacks: del("/api/v1/evaluations/feedbacks/all", { success: Schema.Boolean }),

  /**
   * Reads all feedbacks of all accounts, or those on one model, with their snapshots, the last changed first. In one
   * piece, without pages.
   * For administrators. Fails with `Forbidden`. `routers/evaluations.py: export_all_feedbacks`
   */
  exportAllFeedbacks: get("/api/v1/evaluations/feedbacks/all/export", {
    query: { model_id: Schema.optional(Schema.String) },
    success: Schema.Array(FeedbackModel)
  }),

  /**
   * Lists the account's own feedbacks, the last changed first, without their snapshots.
   * For every account. Takes pages of 30; `page` starts at 1. `routers/evaluations.py: get_user_feedbacks`
   */
  getUserFeedbacks: get("/api/v1/evaluations/feedbacks/user", {
    query: paged,
    success: FeedbackListResponse
  }),

  /**
   * Deletes all feedbacks of the account. Answers whether there were any.
   * For every account. `routers/evaluations.py: delete_feedbacks`
   */
  deleteFeedbacks: del("/api/v1/evaluations/feedbacks", { success: Schema.Boolean }),

  /**
   * Lists the feedbacks of all accounts, without their snapshots; those of deleted accounts are left out.
   * For administrators. Fails with `Forbidden`.
   * Takes pages of 30; `page` starts at 1. Without any of the other parameters the latest come first; with `model_id`
   * alone the order is left open, so give `order_by` where you read several pages.
   * `routers/evaluations.py: get_feedbacks`
   */
  getFeedbacks: get("/api/v1/evaluations/feedbacks/list", {
    query: {
      ...paged,
      order_by: Schema.optional(openLiterals(["username", "model_id", "rating", "updated_at"])),
      direction: Schema.optional(Direction),
      model_id: Schema.optional(Schema.String)
    },
    success: FeedbackListResponse
  }),

  /**
   * Gives feedback, and answers it. Nothing is checked against the chat or the models it names.
   * For every account. Fails with `Invalid` (422). `routers/evaluations.py: create_feedback`
   */
  createFeedback: post("/api/v1/evaluations/feedback", { payload: FeedbackForm, success: FeedbackModel }),

  /**
   * Reads one feedback with its snapshot.
   * For the account that gave it, and administrators. Fails with `NotFound`, also for another account's.
   * `routers/evaluations.py: get_feedback_by_id`
   */
  getFeedbackById: get("/api/v1/evaluations/feedback/:id", { success: FeedbackModel }),

  /**
   * Replaces those of `data`, `meta` and `snapshot` that are given, each as a whole, and answers the feedback. `type`
   * must be there and stays as it was.
   * For the account that gave it, and administrators. Fails with `NotFound`, also for another account's, and `Invalid`
   * (422). `routers/evaluations.py: update_feedback_by_id`
   */
  updateFeedbackById: post("/api/v1/evaluations/feedback/:id", { payload: FeedbackForm, success: FeedbackModel }),

  /**
   * Deletes one feedback. Answers true.
   * For the account that gave it, and administrators. Fails with `NotFound`, also for another account's.
   * `routers/evaluations.py: delete_feedback_by_id`
   */
  deleteFeedbackById: del("/api/v1/evaluations/feedback/:id", { success: Schema.Boolean })
}

/**
 * The methods of the router `evaluations`.
 *
 * @since 0.1.0
 * @category models
 */
export interface EvaluationsService extends Methods<typeof evaluations> {}

/**
 * The service of the router `evaluations`.
 *
 * @since 0.1.0
 * @category services
 */
export class Evaluations extends /*#__PURE__*/ Context.Service<Evaluations, EvaluationsService>()(
  "effect-open-webui/routers/Evaluations"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Evaluations, evaluations)
}
