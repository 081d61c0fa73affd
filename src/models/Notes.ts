/**
 * Notes. `models/notes.py` and the forms of `routers/notes.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { AccessGrantForm, AccessGrantModel } from "./AccessGrants.ts"
import { EpochNanos } from "./Time.ts"
import { UserResponse } from "./Users.ts"

/**
 * The text of a note. The editor writes all three; models and the search read `md`.
 *
 * @since 0.1.0
 */
export class NoteContent extends /*#__PURE__*/ Model<NoteContent>()({
  /** Markdown. */
  md: Schema.optional(Schema.String),
  html: Schema.optional(Schema.NullOr(Schema.String)),
  /** The editor's own document. */
  json: Schema.optional(Schema.NullOr(Json))
}) {}

/**
 * A file or another thing that hangs on a note.
 *
 * @since 0.1.0
 */
export class NoteFile extends /*#__PURE__*/ Model<NoteFile>()({
  /** Only those of type `file` with an `id` are shared with the note. */
  type: Schema.optional(openLiterals(["file", "image"])),
  /** The id of an uploaded file. */
  id: Schema.optional(Schema.NullOr(Schema.String)),
  url: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * What a note holds. Keys of one's own are stored and given back.
 *
 * @since 0.1.0
 */
export class NoteData extends /*#__PURE__*/ Model<NoteData>()({
  content: Schema.optional(Schema.NullOr(NoteContent)),
  files: Schema.optional(Schema.NullOr(Schema.Array(NoteFile))),
  /** Earlier states of the text, as the editor keeps them. */
  versions: Schema.optional(Schema.NullOr(Schema.Array(NoteContent)))
}) {}

/**
 * A note as it is stored, with who may read and write it.
 *
 * @since 0.1.0
 */
export class NoteModel extends /*#__PURE__*/ Model<NoteModel>()({
  id: Schema.String,
  user_id: Schema.String,
  title: Schema.String,
  data: Schema.optional(Schema.NullOr(NoteData)),
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  /** Whether the caller has pinned it; others do not see that. */
  is_pinned: Schema.optional(Schema.NullOr(Schema.Boolean)),
  access_grants: Schema.optional(Schema.Array(AccessGrantModel)),
  created_at: EpochNanos,
  updated_at: EpochNanos
}) {}

/**
 * A note to make.
 *
 * @since 0.1.0
 */
export class NoteForm extends /*#__PURE__*/ Model<NoteForm>()({
  title: Schema.String,
  data: Schema.optional(Schema.NullOr(NoteData)),
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  /** Grants that the caller may not give are dropped. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/**
 * What to change of a note; what is left out stays.
 *
 * @since 0.1.0
 */
export class NoteUpdateForm extends /*#__PURE__*/ Model<NoteUpdateForm>()({
  title: Schema.optional(Schema.String),
  /** The keys that are given are replaced, the others stay. */
  data: Schema.optional(Schema.NullOr(NoteData)),
  /** The keys that are given are replaced, the others stay. */
  meta: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/**
 * A note that was found, with its owner.
 *
 * @since 0.1.0
 */
export class NoteUserResponse extends /*#__PURE__*/ Model<NoteUserResponse>()({
  ...NoteModel.fields,
  /** Only the first 1000 characters of `content.md`; `getNoteById` has it all. */
  data: Schema.optional(Schema.NullOr(NoteData)),
  /** The owner; null where the account is gone. */
  user: Schema.optional(Schema.NullOr(UserResponse))
}) {}

/**
 * A note in a list, with its owner.
 *
 * @since 0.1.0
 */
export class NoteItemResponse extends /*#__PURE__*/ Model<NoteItemResponse>()({
  id: Schema.String,
  title: Schema.String,
  /** Only the first 1000 characters of `content.md`; `getNoteById` has it all. */
  data: Schema.NullOr(NoteData),
  is_pinned: Schema.optional(Schema.NullOr(Schema.Boolean)),
  updated_at: EpochNanos,
  created_at: EpochNanos,
  user: Schema.optional(Schema.NullOr(UserResponse))
}) {}

/**
 * A page of notes that were found.
 *
 * @since 0.1.0
 */
export class NoteListResponse extends /*#__PURE__*/ Model<NoteListResponse>()({
  items: Schema.Array(NoteUserResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/**
 * A note, and whether the caller may change it.
 *
 * @since 0.1.0
 */
export class NoteResponse extends /*#__PURE__*/ Model<NoteResponse>()({
  ...NoteModel.fields,
  write_access: Schema.optional(Schema.Boolean)
}) {}

/**
 * All grants that a note is to have.
 *
 * @since 0.1.0
 */
export class NoteAccessGrantsForm extends /*#__PURE__*/ Model<NoteAccessGrantsForm>()({
  access_grants: Schema.Array(AccessGrantForm)
}) {}
