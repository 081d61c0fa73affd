/**
 * Who may read or change a thing: one grant for each account, group or public. `models/access_grants.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { EpochSeconds } from "./Time.ts"

/**
 * One grant as the server keeps it.
 *
 * @since 0.1.0
 */
export class AccessGrantModel extends /*#__PURE__*/ Model<AccessGrantModel>()({
  id: Schema.String,
  /** What kind of thing it is for, in the singular. */
  resource_type: openLiterals([
    "calendar",
    "channel",
    "file",
    "folder",
    "knowledge",
    "model",
    "note",
    "prompt",
    "shared_chat",
    "skill",
    "tool"
  ]),
  resource_id: Schema.String,
  /** `user` and `group` need a token; `anyone` needs none and is only ever for reading. */
  principal_type: openLiterals(["user", "group", "anyone"]),
  /** The account or the group; `*` with `user` is every account, and `anyone` always has `*`. */
  principal_id: Schema.String,
  permission: openLiterals(["read", "write"]),
  created_at: EpochSeconds
}) {}

/**
 * One grant without the thing that it is for, which the answer around it tells.
 *
 * @since 0.1.0
 */
export class AccessGrantResponse extends /*#__PURE__*/ Model<AccessGrantResponse>()({
  id: Schema.String,
  /** `user` and `group` need a token; `anyone` needs none and is only ever for reading. */
  principal_type: openLiterals(["user", "group", "anyone"]),
  /** The account or the group; `*` with `user` is every account, and `anyone` always has `*`. */
  principal_id: Schema.String,
  permission: openLiterals(["read", "write"])
}) {}

/**
 * One grant to give. The server drops grants that it does not understand without a word, and an empty list takes
 * all grants away; so a wrong word is refused here, before anything is sent. A grant that was read fits as it is.
 *
 * @since 0.1.0
 */
export class AccessGrantForm extends /*#__PURE__*/ Model<AccessGrantForm>()({
  /** Made by the server where it is left out. */
  id: Schema.optional(Schema.String),
  /** `user` and `group` need a token; `anyone` needs none, takes `*` and `read` only. */
  principal_type: openLiterals(["user", "group", "anyone"]).check(Schema.isPattern(/^(?:user|group|anyone)$/)),
  /** The account or the group; `*` with `user` is every account. */
  principal_id: Schema.NonEmptyString,
  permission: openLiterals(["read", "write"]).check(Schema.isPattern(/^(?:read|write)$/))
}) {}
