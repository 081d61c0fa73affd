/**
 * Tool calls that wait for a person: the backend's `utils/tool_approval.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { Json } from "../layers/Json.ts"

/** What becomes of a tool call that waits for a person. */
export class ResolveToolCallForm extends /*#__PURE__*/ Model<ResolveToolCallForm>()({
  /** The `call_id` of the call in the message's `output`. */
  call_id: Schema.String,
  /** `approve` and `reject` for a tool, `answer` and `reject` for a question to the user (`ask_user`). */
  action: Schema.Literals(["approve", "reject", "answer"]),
  /** By question id: what the user answers. Needed for `answer` unless `timed_out`. */
  answers: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Json))),
  /** Whether nobody answered in time. */
  timed_out: Schema.optional(Schema.Boolean)
}) {}
