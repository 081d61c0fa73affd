/**
 * Shapes that the backend's `config.py` defines.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { EpochSeconds } from "./Time.ts"

/** A banner that the web interface shows to everyone who signed in. */
export class BannerModel extends /*#__PURE__*/ Model<BannerModel>()({
  /** By language, for instance `de-DE`: texts in place of `title` and `content`. */
  i18n: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String)))),
  /** Made by the caller. */
  id: Schema.String,
  type: openLiterals(["info", "success", "warning", "error"]),
  title: Schema.optional(Schema.NullOr(Schema.String)),
  /** Markdown. */
  content: Schema.String,
  /** Whether people can close it. */
  dismissible: Schema.Boolean,
  timestamp: EpochSeconds
}) {}
