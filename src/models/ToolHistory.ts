/**
 * The saved versions of tools. `models/tool_history.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { HistoryAuthor, HistoryEntry, NameChange, SourceDiff } from "./FunctionHistory.ts"
import { ToolMeta } from "./Tools.ts"

/**
 * A version of a tool in a list: without what was saved.
 *
 * @since 0.1.0
 */
export class ToolHistoryResponse extends /*#__PURE__*/ Model<ToolHistoryResponse>()({
  ...HistoryEntry.fields,
  tool_id: Schema.String,
  /** Null where the account is gone. */
  user: Schema.NullOr(HistoryAuthor)
}) {}

/**
 * What a version of a tool holds.
 *
 * @since 0.1.0
 */
export class ToolSnapshot extends /*#__PURE__*/ Model<ToolSnapshot>()({
  name: Schema.String,
  /** Python. */
  content: Schema.String,
  /** Without `manifest` and `has_user_valves`, which the source tells, and without `i18n` where it is empty. */
  meta: ToolMeta
}) {}

/**
 * A version of a tool with what was saved.
 *
 * @since 0.1.0
 */
export class ToolHistoryModel extends /*#__PURE__*/ Model<ToolHistoryModel>()({
  ...ToolHistoryResponse.fields,
  snapshot: ToolSnapshot
}) {}

/**
 * The `meta` of a tool that changed.
 *
 * @since 0.1.0
 */
export class ToolMetaChange extends /*#__PURE__*/ Model<ToolMetaChange>()({
  before: ToolMeta,
  after: ToolMeta
}) {}

/**
 * What changed beside the source; what did not change is absent.
 *
 * @since 0.1.0
 */
export class ToolMetadataDiff extends /*#__PURE__*/ Model<ToolMetadataDiff>()({
  name: Schema.optional(NameChange),
  meta: Schema.optional(ToolMetaChange)
}) {}

/**
 * What changed in a tool between two versions.
 *
 * @since 0.1.0
 */
export class ToolDiff extends /*#__PURE__*/ Model<ToolDiff>()({
  ...SourceDiff.fields,
  metadata: ToolMetadataDiff
}) {}
