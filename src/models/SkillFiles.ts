/**
 * The files of a skill, how they are changed, and the packages that skills travel in. `utils/skill_files.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"

/**
 * How the content of a file is written: absent or null for UTF-8 text.
 *
 * @since 0.1.0
 */
export const SkillFileEncoding = /*#__PURE__*/ Schema.Literal("base64")

/**
 * How the content of a file is written.
 *
 * @since 0.1.0
 */
export type SkillFileEncoding = typeof SkillFileEncoding.Type

/**
 * One file of a skill. At most 10 MiB each, 50 MiB and 1000 files for a skill.
 *
 * @since 0.1.0
 */
export class SkillFile extends /*#__PURE__*/ Model<SkillFile>()({
  /** Relative, with `/`, without `..`, `:` or `\`. One is `SKILL.md`, in UTF-8. */
  path: Schema.String,
  content: Schema.String,
  encoding: Schema.optional(Schema.NullOr(SkillFileEncoding))
}) {}

/**
 * One file of a skill without its content.
 *
 * @since 0.1.0
 */
export class SkillFileSummary extends /*#__PURE__*/ Model<SkillFileSummary>()({
  path: Schema.String,
  /** In bytes, of the file itself. */
  size: Schema.Int,
  /** `base64` where the file is no text. */
  encoding: Schema.NullOr(SkillFileEncoding)
}) {}

/**
 * Writes a file, over the one that is there.
 *
 * @since 0.1.0
 */
export class PutSkillFile extends /*#__PURE__*/ Model<PutSkillFile>()({
  op: Schema.Literal("put"),
  path: Schema.String,
  content: Schema.String,
  encoding: Schema.optional(Schema.NullOr(SkillFileEncoding))
}) {}

/**
 * Moves a file or a folder; never over a file that is there.
 *
 * @since 0.1.0
 */
export class MoveSkillFile extends /*#__PURE__*/ Model<MoveSkillFile>()({
  op: Schema.Literal("move"),
  /** Not `SKILL.md`. */
  path: Schema.String,
  destination: Schema.String
}) {}

/**
 * Deletes a file or a folder.
 *
 * @since 0.1.0
 */
export class DeleteSkillFile extends /*#__PURE__*/ Model<DeleteSkillFile>()({
  op: Schema.Literal("delete"),
  /** Not `SKILL.md`. */
  path: Schema.String
}) {}

/**
 * One change of the files of a skill.
 *
 * @since 0.1.0
 */
export const SkillFileOperation = /*#__PURE__*/ Schema.Union([PutSkillFile, MoveSkillFile, DeleteSkillFile])

/**
 * One change of the files of a skill.
 *
 * @since 0.1.0
 */
export type SkillFileOperation = typeof SkillFileOperation.Type
