/**
 * The shapes of prompts: texts that people call up by a command. The backend's `models/prompts.py` and the forms of
 * `routers/prompts.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { AccessGrantForm, AccessGrantModel } from "./AccessGrants.ts"
import { EpochSeconds } from "./Time.ts"
import { UserResponse } from "./Users.ts"

/** A prompt as it is stored. */
export class PromptModel extends /*#__PURE__*/ Model<PromptModel>()({
  id: Schema.String,
  /** What people type after the slash. No two prompts have the same. */
  command: Schema.String,
  user_id: Schema.String,
  name: Schema.String,
  /** The text; `{{...}}` in it is filled in when it is used. */
  content: Schema.String,
  /** Whatever its maker keeps with it; the server does not look at it. */
  data: Schema.optional(Schema.NullOr(JsonObject)),
  /** Whatever its maker keeps with it; the server does not look at it. */
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  is_active: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** The version in use, an entry of the history. */
  version_id: Schema.optional(Schema.NullOr(Schema.String)),
  created_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  updated_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  access_grants: Schema.optional(Schema.Array(AccessGrantModel))
}) {}

/** A prompt, with what the account may do with it. */
export class PromptAccessResponse extends /*#__PURE__*/ Model<PromptAccessResponse>()({
  ...PromptModel.fields,
  /** The owner; null where a single prompt was asked for. */
  user: Schema.optional(Schema.NullOr(UserResponse)),
  /** Whether the account may change it. */
  write_access: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/** A page of prompts. */
export class PromptAccessListResponse extends /*#__PURE__*/ Model<PromptAccessListResponse>()({
  items: Schema.Array(PromptAccessResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/** A prompt to be made or changed. */
export class PromptForm extends /*#__PURE__*/ Model<PromptForm>()({
  /** What people type after the slash. */
  command: Schema.String,
  name: Schema.String,
  content: Schema.String,
  /** Left out, null or empty, what an existing prompt has stays. */
  data: Schema.optional(Schema.NullOr(JsonObject)),
  /** Left out, null or empty, what an existing prompt has stays. */
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  /** Left out or null, what an existing prompt has stays. */
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** For a new prompt only; an existing one is shared by `updatePromptAccessById`. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm))),
  /** Not looked at. */
  version_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Kept with the version in the history. Default for a new prompt: `Initial version`. */
  commit_message: Schema.optional(Schema.NullOr(Schema.String)),
  /** Whether the change is in use at once; with false or null it is a version only, though `command` changes. Default: true. */
  is_production: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/** Names a version of a prompt. */
export class PromptVersionUpdateForm extends /*#__PURE__*/ Model<PromptVersionUpdateForm>()({
  version_id: Schema.String
}) {}

/** What of a prompt changes without a version. */
export class PromptMetadataForm extends /*#__PURE__*/ Model<PromptMetadataForm>()({
  name: Schema.String,
  command: Schema.String,
  /** Left out or null, the tags stay. */
  tags: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}) {}

/** Whom a prompt is to be shared with. */
export class PromptAccessGrantsForm extends /*#__PURE__*/ Model<PromptAccessGrantsForm>()({
  /** In place of all grants that there are. */
  access_grants: Schema.Array(AccessGrantForm)
}) {}
