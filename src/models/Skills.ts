/**
 * Skills, the instructions with files beside them that a model reads when it needs them. `models/skills.py` and the
 * forms of `routers/skills.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { AccessGrantForm, AccessGrantModel } from "./AccessGrants.ts"
import { SkillFile, SkillFileOperation, SkillFileSummary } from "./SkillFiles.ts"
import { EpochSeconds } from "./Time.ts"
import { UserResponse } from "./Users.ts"

/**
 * What is said of a skill beside its files. Other keys are thrown away.
 *
 * @since 0.1.0
 */
export class SkillMeta extends /*#__PURE__*/ Model<SkillMeta>()({
  /** Texts in other languages: by language, then by field, for instance `{ de: { name: "..." } }`. */
  i18n: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String)))),
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}) {}

/**
 * The files of a skill.
 *
 * @since 0.1.0
 */
export class SkillData extends /*#__PURE__*/ Model<SkillData>()({
  files: Schema.Array(SkillFile)
}) {}

/**
 * A skill without its files.
 *
 * @since 0.1.0
 */
export class SkillResponse extends /*#__PURE__*/ Model<SkillResponse>()({
  /** The version that is in use; the key into the history, and what an update of files is checked against. */
  version_id: Schema.optional(Schema.NullOr(Schema.String)),
  id: Schema.String,
  /** Who owns it. */
  user_id: Schema.String,
  /** No two skills have the same. */
  name: Schema.String,
  description: Schema.optional(Schema.NullOr(Schema.String)),
  meta: SkillMeta,
  is_active: Schema.optional(Schema.Boolean),
  access_grants: Schema.optional(Schema.Array(AccessGrantModel)),
  updated_at: EpochSeconds,
  created_at: EpochSeconds
}) {}

/**
 * A skill with its files.
 *
 * @since 0.1.0
 */
export class SkillModel extends /*#__PURE__*/ Model<SkillModel>()({
  ...SkillResponse.fields,
  /** The content of `SKILL.md`. */
  content: Schema.String,
  data: SkillData
}) {}

/**
 * A skill in a list.
 *
 * @since 0.1.0
 */
export class SkillUserResponse extends /*#__PURE__*/ Model<SkillUserResponse>()({
  ...SkillResponse.fields,
  /** The owner; null where the account is gone, and where one skill was asked for. */
  user: Schema.optional(Schema.NullOr(UserResponse))
}) {}

/**
 * A skill with what the account may do with it.
 *
 * @since 0.1.0
 */
export class SkillAccessResponse extends /*#__PURE__*/ Model<SkillAccessResponse>()({
  ...SkillUserResponse.fields,
  write_access: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/**
 * A skill with its instructions.
 *
 * @since 0.1.0
 */
export class SkillDetailResponse extends /*#__PURE__*/ Model<SkillDetailResponse>()({
  ...SkillAccessResponse.fields,
  /** The content of `SKILL.md`. */
  content: Schema.String
}) {}

/**
 * A skill to save. At most one of `files`, `data` and `operations` may be given.
 *
 * @since 0.1.0
 */
export class SkillForm extends /*#__PURE__*/ Model<SkillForm>()({
  /** Letters, digits, `_` and `-`, stored in lower case, with `-` for a blank. An update does not look at it. */
  id: Schema.String,
  /** No two skills may have the same. */
  name: Schema.String,
  /** Left out of an update it stays; null clears it. */
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** The content of `SKILL.md`. A new skill takes it where it has neither `files` nor `data`; an update over both. */
  content: Schema.optional(Schema.NullOr(Schema.String)),
  /** All files, `SKILL.md` among them. */
  files: Schema.optional(Schema.NullOr(Schema.Array(SkillFile))),
  /** The same in another form. */
  data: Schema.optional(Schema.NullOr(SkillData)),
  /** What to change of the files; not looked at when a skill is created. */
  operations: Schema.optional(Schema.NullOr(Schema.Array(SkillFileOperation))),
  /** The version that an update starts from; it must be given with `files`, `data` or `operations`. */
  expected_version_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Kept with the version in the history. */
  commit_message: Schema.optional(Schema.NullOr(Schema.String)),
  /** Left out of an update it stays; given it is replaced as a whole. */
  meta: Schema.optional(SkillMeta),
  is_active: Schema.optional(Schema.Boolean),
  /** Grants that the account may not give are left out without a word. An update does not look at it. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/**
 * A page of skills.
 *
 * @since 0.1.0
 */
export class SkillAccessListResponse extends /*#__PURE__*/ Model<SkillAccessListResponse>()({
  items: Schema.optional(Schema.Array(SkillAccessResponse)),
  /** How many there are on all pages. */
  total: Schema.optional(Schema.Int)
}) {}

/**
 * All grants that a skill shall have.
 *
 * @since 0.1.0
 */
export class SkillAccessGrantsForm extends /*#__PURE__*/ Model<SkillAccessGrantsForm>()({
  /** Replaces what there is; an empty list takes all grants away. */
  access_grants: Schema.Array(AccessGrantForm)
}) {}

/**
 * Which version shall be in use.
 *
 * @since 0.1.0
 */
export class SkillVersionUpdateForm extends /*#__PURE__*/ Model<SkillVersionUpdateForm>()({
  version_id: Schema.String,
  /** The version that is in use now. */
  expected_version_id: Schema.String
}) {}

/**
 * What a copy of a skill is called.
 *
 * @since 0.1.0
 */
export class CloneSkillForm extends /*#__PURE__*/ Model<CloneSkillForm>()({
  /** As in `SkillForm`. */
  id: Schema.String,
  /** No two skills may have the same. */
  name: Schema.String,
  /** The version to copy; the one in use where it is left out. */
  version_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * The files of one version of a skill.
 *
 * @since 0.1.0
 */
export class GetSkillFilesResponse extends /*#__PURE__*/ Model<GetSkillFilesResponse>()({
  version_id: Schema.String,
  files: Schema.Array(SkillFileSummary)
}) {}

/**
 * A skill to take along: what one server exports and another imports.
 *
 * @since 0.1.0
 */
export class SkillPackage extends /*#__PURE__*/ Model<SkillPackage>()({
  id: Schema.String,
  name: Schema.String,
  description: Schema.NullOr(Schema.String),
  meta: SkillMeta,
  /** Absent where what was read does not say it. */
  is_active: Schema.optional(Schema.Boolean),
  files: Schema.Array(SkillFile)
}) {}

/**
 * Skills as they are exported: a list, or a single package where exactly one id was asked for.
 *
 * @since 0.1.0
 */
export const SkillPackages = /*#__PURE__*/ Schema.Union([/*#__PURE__*/ Schema.Array(SkillPackage), SkillPackage])

/**
 * Skills as they are exported.
 *
 * @since 0.1.0
 */
export type SkillPackages = typeof SkillPackages.Type

/**
 * A skill that was found in uploaded files, and what is in the way of importing it.
 *
 * @since 0.1.0
 */
export class SkillImportPreview extends /*#__PURE__*/ Model<SkillImportPreview>()({
  /** Its place among all that were found: the place of its decision. */
  index: Schema.Int,
  /** From the package, or made of the name. */
  id: Schema.String,
  /** From the package, or from the head of `SKILL.md`. */
  name: Schema.String,
  description: Schema.NullOr(Schema.String),
  meta: SkillMeta,
  is_active: Schema.optional(Schema.Boolean),
  files: Schema.Array(SkillFileSummary),
  id_taken: Schema.Boolean,
  name_taken: Schema.Boolean,
  /** Whether the account may write to the skill with this id. */
  can_replace: Schema.Boolean,
  /** The version that would be replaced; null where there is none. */
  expected_version_id: Schema.NullOr(Schema.String)
}) {}

/**
 * Leaves a skill out.
 *
 * @since 0.1.0
 */
export class SkipSkillImport extends /*#__PURE__*/ Model<SkipSkillImport>()({
  action: Schema.Literal("skip")
}) {}

/**
 * Makes a new skill.
 *
 * @since 0.1.0
 */
export class CreateSkillImport extends /*#__PURE__*/ Model<CreateSkillImport>()({
  /** The server does the same for both. */
  action: Schema.Literals(["create", "copy"]),
  /** The id of the package where it is left out. */
  id: Schema.optional(Schema.String),
  /** The name of the package where it is left out. */
  name: Schema.optional(Schema.String)
}) {}

/**
 * Makes a new version of a skill that is there.
 *
 * @since 0.1.0
 */
export class ReplaceSkillImport extends /*#__PURE__*/ Model<ReplaceSkillImport>()({
  action: Schema.Literal("replace"),
  /** The skill; the one with the id of the package where it is left out. */
  id: Schema.optional(Schema.String),
  /** The name of the package where it is left out. */
  name: Schema.optional(Schema.String),
  /** The version that is in use now, as the preview says it. */
  expected_version_id: Schema.NonEmptyString
}) {}

/**
 * What to do with one skill of an import.
 *
 * @since 0.1.0
 */
export const SkillImportDecision = /*#__PURE__*/ Schema.Union([SkipSkillImport, CreateSkillImport, ReplaceSkillImport])

/**
 * What to do with one skill of an import.
 *
 * @since 0.1.0
 */
export type SkillImportDecision = typeof SkillImportDecision.Type

/**
 * That somebody else changed a skill first.
 *
 * @since 0.1.0
 */
export class SkillVersionConflict extends /*#__PURE__*/ Model<SkillVersionConflict>()({
  code: openLiterals(["version_conflict"]),
  current_version_id: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * A skill that was imported, or left out as it was decided.
 *
 * @since 0.1.0
 */
export class SkillImported extends /*#__PURE__*/ Model<SkillImported>()({
  status: Schema.Literals(["saved", "skipped"]),
  /** Of the skill as it is stored; of the package where it was left out. */
  id: Schema.String
}) {}

/**
 * A skill that could not be imported.
 *
 * @since 0.1.0
 */
export class SkillNotImported extends /*#__PURE__*/ Model<SkillNotImported>()({
  status: Schema.Literal("error"),
  /** Of the package. */
  id: Schema.String,
  error: Schema.Union([Schema.String, SkillVersionConflict])
}) {}

/**
 * What became of one skill of an import; `status` tells the forms apart.
 *
 * @since 0.1.0
 */
export const SkillImportResult = /*#__PURE__*/ Schema.Union([SkillImported, SkillNotImported])

/**
 * What became of one skill of an import.
 *
 * @since 0.1.0
 */
export type SkillImportResult = typeof SkillImportResult.Type
