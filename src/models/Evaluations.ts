/**
 * The leaderboard of models, and the settings of the arena. The forms and answers of `routers/evaluations.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { AccessGrantForm } from "./AccessGrants.ts"

/** How often the feedbacks on a model have a tag. */
export class LeaderboardTag extends /*#__PURE__*/ Model<LeaderboardTag>()({
  tag: Schema.String,
  count: Schema.Int
}) {}

/** A model's place on the leaderboard. */
export class LeaderboardEntry extends /*#__PURE__*/ Model<LeaderboardEntry>()({
  model_id: Schema.String,
  /** Elo rating, rounded; every model starts with 1000. */
  rating: Schema.Int,
  won: Schema.Int,
  lost: Schema.Int,
  /** `won` and `lost` together. */
  count: Schema.Int,
  /** The five most frequent tags. */
  top_tags: Schema.Array(LeaderboardTag)
}) {}

/** The models, the best rated first. */
export class LeaderboardResponse extends /*#__PURE__*/ Model<LeaderboardResponse>()({
  entries: Schema.Array(LeaderboardEntry)
}) {}

/** What an arena model chooses from, and who may use it. */
export class ArenaModelMeta extends /*#__PURE__*/ Model<ArenaModelMeta>()({
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String)),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** The models that one is drawn from; null or empty is all. */
  model_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** `exclude` draws from all but `model_ids`. Default: `include`. */
  filter_mode: Schema.optional(Schema.NullOr(openLiterals(["include", "exclude"]))),
  /** Who may use it beside administrators. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/** A model that stands for one drawn by lot from others. */
export class ArenaModel extends /*#__PURE__*/ Model<ArenaModel>()({
  id: Schema.String,
  name: Schema.String,
  meta: ArenaModelMeta
}) {}

/** Settings of the arena to change. A field that is left out or null stays. */
export class UpdateConfigForm extends /*#__PURE__*/ Model<UpdateConfigForm>()({
  ENABLE_EVALUATION_ARENA_MODELS: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Replaces all; where it is empty the server has one of its own, `arena-model`, over all models. */
  EVALUATION_ARENA_MODELS: Schema.optional(Schema.NullOr(Schema.Array(ArenaModel)))
}) {}

/** The settings of the arena. */
export class GetConfigResponse extends /*#__PURE__*/ Model<GetConfigResponse>()({
  ENABLE_EVALUATION_ARENA_MODELS: Schema.Boolean,
  /** Empty: where the arena is on, the server has one of its own, `arena-model`, over all models. */
  EVALUATION_ARENA_MODELS: Schema.Array(ArenaModel)
}) {}
