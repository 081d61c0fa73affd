/**
 * The shapes of the router `utils`: the forms of the backend's `routers/utils.py` and the result of
 * `utils/code_interpreter.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"

/** Code in Python. */
export class CodeForm extends /*#__PURE__*/ Model<CodeForm>()({
  code: Schema.String
}) {}

/** Code as it was formatted. */
export class FormatCodeResponse extends /*#__PURE__*/ Model<FormatCodeResponse>()({
  code: Schema.String
}) {}

/** What running code gave, each without white space around it. */
export class ResultModel extends /*#__PURE__*/ Model<ResultModel>()({
  stdout: Schema.String,
  /** What the code wrote there, its exception, or why it could not be run at all. */
  stderr: Schema.String,
  /** The value of the last expression as text, and images as `data:image/png;base64,` URIs, one a line. */
  result: Schema.String
}) {}
