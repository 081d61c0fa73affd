/**
 * The saved versions of functions, and what the histories of functions, tools and skills have in common.
 * `models/function_history.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { FunctionMeta } from "./Functions.ts"
import { EpochSeconds } from "./Time.ts"

/**
 * The account that saved a version.
 *
 * @since 0.1.0
 */
export class HistoryAuthor extends /*#__PURE__*/ Model<HistoryAuthor>()({
  name: Schema.String
}) {}

/**
 * What every entry of a history has.
 *
 * @since 0.1.0
 */
export class HistoryEntry extends /*#__PURE__*/ Model<HistoryEntry>()({
  /** The version's id, which `version_id` elsewhere refers to. */
  id: Schema.String,
  /** The version before; null for the first one. */
  parent_id: Schema.NullOr(Schema.String),
  user_id: Schema.String,
  commit_message: Schema.NullOr(Schema.String),
  created_at: EpochSeconds
}) {}

/**
 * A version of a function in a list: without what was saved.
 *
 * @since 0.1.0
 */
export class FunctionHistoryResponse extends /*#__PURE__*/ Model<FunctionHistoryResponse>()({
  ...HistoryEntry.fields,
  function_id: Schema.String,
  /** Null where the account is gone. */
  user: Schema.NullOr(HistoryAuthor)
}) {}

/**
 * What a version of a function holds.
 *
 * @since 0.1.0
 */
export class FunctionSnapshot extends /*#__PURE__*/ Model<FunctionSnapshot>()({
  name: Schema.String,
  /** Python. */
  content: Schema.String,
  /** Without `manifest` and `toggle`, which the source tells. */
  meta: FunctionMeta
}) {}

/**
 * A version of a function with what was saved.
 *
 * @since 0.1.0
 */
export class FunctionHistoryModel extends /*#__PURE__*/ Model<FunctionHistoryModel>()({
  ...FunctionHistoryResponse.fields,
  snapshot: FunctionSnapshot
}) {}

/**
 * A name that changed.
 *
 * @since 0.1.0
 */
export class NameChange extends /*#__PURE__*/ Model<NameChange>()({
  before: Schema.String,
  after: Schema.String
}) {}

/**
 * The `meta` of a function that changed.
 *
 * @since 0.1.0
 */
export class FunctionMetaChange extends /*#__PURE__*/ Model<FunctionMetaChange>()({
  before: FunctionMeta,
  after: FunctionMeta
}) {}

/**
 * What changed beside the source; what did not change is absent.
 *
 * @since 0.1.0
 */
export class FunctionMetadataDiff extends /*#__PURE__*/ Model<FunctionMetadataDiff>()({
  name: Schema.optional(NameChange),
  meta: Schema.optional(FunctionMetaChange)
}) {}

/**
 * What changed in a source between two versions.
 *
 * @since 0.1.0
 */
export class SourceDiff extends /*#__PURE__*/ Model<SourceDiff>()({
  from_id: Schema.String,
  to_id: Schema.String,
  /** A unified diff, from `selected.py` to `production.py` whatever the versions are; empty where no line changed. */
  content_diff: Schema.String,
  /** Whether the sources differ, but only in how their lines end. */
  line_endings_only: Schema.Boolean
}) {}

/**
 * What changed in a function between two versions.
 *
 * @since 0.1.0
 */
export class FunctionDiff extends /*#__PURE__*/ Model<FunctionDiff>()({
  ...SourceDiff.fields,
  metadata: FunctionMetadataDiff
}) {}
