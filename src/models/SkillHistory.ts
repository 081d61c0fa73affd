/**
 * The saved versions of skills. `models/skill_history.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { HistoryAuthor, HistoryEntry, NameChange } from "./FunctionHistory.ts"
import { SkillFileSummary } from "./SkillFiles.ts"
import { SkillMeta } from "./Skills.ts"

/**
 * A version of a skill in a list: without what was saved.
 *
 * @since 0.1.0
 */
export class SkillHistoryResponse extends /*#__PURE__*/ Model<SkillHistoryResponse>()({
  ...HistoryEntry.fields,
  skill_id: Schema.String,
  /** Null where the account is gone. */
  user: Schema.NullOr(HistoryAuthor)
}) {}

/**
 * The files of a version, without their contents.
 *
 * @since 0.1.0
 */
export class SkillSnapshotData extends /*#__PURE__*/ Model<SkillSnapshotData>()({
  files: Schema.Array(SkillFileSummary)
}) {}

/**
 * What a version of a skill holds.
 *
 * @since 0.1.0
 */
export class SkillSnapshot extends /*#__PURE__*/ Model<SkillSnapshot>()({
  name: Schema.String,
  description: Schema.NullOr(Schema.String),
  meta: SkillMeta,
  /** The content of `SKILL.md`. */
  content: Schema.String,
  data: SkillSnapshotData
}) {}

/**
 * A version of a skill with what was saved. It does not say who saved it, but by id.
 *
 * @since 0.1.0
 */
export class SkillHistoryModel extends /*#__PURE__*/ Model<SkillHistoryModel>()({
  ...HistoryEntry.fields,
  skill_id: Schema.String,
  snapshot: SkillSnapshot
}) {}

/**
 * A description that changed; null where there is none.
 *
 * @since 0.1.0
 */
export class DescriptionChange extends /*#__PURE__*/ Model<DescriptionChange>()({
  before: Schema.NullOr(Schema.String),
  after: Schema.NullOr(Schema.String)
}) {}

/**
 * The `meta` of a skill that changed.
 *
 * @since 0.1.0
 */
export class SkillMetaChange extends /*#__PURE__*/ Model<SkillMetaChange>()({
  before: SkillMeta,
  after: SkillMeta
}) {}

/**
 * What changed beside the files; what did not change is absent.
 *
 * @since 0.1.0
 */
export class SkillMetadataDiff extends /*#__PURE__*/ Model<SkillMetadataDiff>()({
  name: Schema.optional(NameChange),
  description: Schema.optional(DescriptionChange),
  meta: Schema.optional(SkillMetaChange)
}) {}

/**
 * That a file changed.
 *
 * @since 0.1.0
 */
export class SkillFileChange extends /*#__PURE__*/ Model<SkillFileChange>()({
  path: Schema.String,
  status: openLiterals(["added", "deleted", "modified"]),
  /** Whether it is no text in one of the two versions, so that there is no diff of it. */
  binary: Schema.Boolean
}) {}

/**
 * What changed in a skill between two versions.
 *
 * @since 0.1.0
 */
export class SkillDiff extends /*#__PURE__*/ Model<SkillDiff>()({
  metadata: SkillMetadataDiff,
  /** By path. Files that are the same are left out. */
  files: Schema.Array(SkillFileChange)
}) {}

/**
 * What changed in a file that is text in both versions.
 *
 * @since 0.1.0
 */
export class SkillTextDiff extends /*#__PURE__*/ Model<SkillTextDiff>()({
  binary: Schema.Literal(false),
  /** A unified diff; empty where no line changed. */
  diff: Schema.String,
  /** Whether the texts differ, but only in how their lines end. */
  line_endings_only: Schema.Boolean
}) {}

/**
 * A file that is no text in one of the versions: there is nothing to show.
 *
 * @since 0.1.0
 */
export class SkillBinaryDiff extends /*#__PURE__*/ Model<SkillBinaryDiff>()({
  binary: Schema.Literal(true)
}) {}

/**
 * What changed in a file between two versions; `binary` tells the forms apart.
 *
 * @since 0.1.0
 */
export const SkillFileDiff = /*#__PURE__*/ Schema.Union([SkillTextDiff, SkillBinaryDiff])

/**
 * What changed in a file between two versions.
 *
 * @since 0.1.0
 */
export type SkillFileDiff = typeof SkillFileDiff.Type
