/**
 * The versions of a model: the backend's `models/model_history.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { ModelMeta, ModelParams } from "./Models.ts"
import { EpochSeconds } from "./Time.ts"

/** Who made a version. */
export class ModelHistoryAuthor extends /*#__PURE__*/ Model<ModelHistoryAuthor>()({
  name: Schema.String
}) {}

/** A model as it was in one version; `meta.hidden` is not part of it. */
export class ModelSnapshot extends /*#__PURE__*/ Model<ModelSnapshot>()({
  name: Schema.String,
  base_model_id: Schema.NullOr(Schema.String),
  params: ModelParams,
  meta: ModelMeta
}) {}

/** A version of a model, without its content. */
export class ModelHistoryResponse extends /*#__PURE__*/ Model<ModelHistoryResponse>()({
  id: Schema.String,
  model_id: Schema.String,
  /** The version that it was made from. */
  parent_id: Schema.optional(Schema.NullOr(Schema.String)),
  user_id: Schema.String,
  commit_message: Schema.optional(Schema.NullOr(Schema.String)),
  created_at: EpochSeconds,
  /** Null where the account is gone. */
  user: Schema.optional(Schema.NullOr(ModelHistoryAuthor))
}) {}

/** A version of a model. */
export class ModelHistoryModel extends /*#__PURE__*/ Model<ModelHistoryModel>()({
  ...ModelHistoryResponse.fields,
  snapshot: ModelSnapshot
}) {}
