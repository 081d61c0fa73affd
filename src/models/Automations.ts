/**
 * Automations: prompts that the server sends to a model on a schedule. `models/automations.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { EpochNanos } from "./Time.ts"

/**
 * The terminal server that the model may use.
 *
 * @since 0.1.0
 */
export class AutomationTerminalConfig extends /*#__PURE__*/ Model<AutomationTerminalConfig>()({
  server_id: Schema.String,
  /** The folder to start in. */
  cwd: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * Each run makes a new chat.
 *
 * @since 0.1.0
 */
export class AutomationChatTarget extends /*#__PURE__*/ Model<AutomationChatTarget>()({
  type: Schema.Literal("chat"),
  channel_id: Schema.optional(Schema.Null)
}) {}

/**
 * Each run posts the prompt to a channel, and the model's answer after it.
 *
 * @since 0.1.0
 */
export class AutomationChannelTarget extends /*#__PURE__*/ Model<AutomationChannelTarget>()({
  type: Schema.Literal("channel"),
  channel_id: Schema.String
}) {}

/**
 * Where the prompt and the answer go.
 *
 * @since 0.1.0
 */
export const AutomationTarget = /*#__PURE__*/ Schema.Union([AutomationChannelTarget, AutomationChatTarget])

/**
 * Where the prompt and the answer go.
 *
 * @since 0.1.0
 */
export type AutomationTarget = typeof AutomationTarget.Type

/**
 * What an automation does, and when.
 *
 * @since 0.1.0
 */
export class AutomationData extends /*#__PURE__*/ Model<AutomationData>()({
  prompt: Schema.String,
  /** Not checked before a run. */
  model_id: Schema.String,
  /**
   * When to run, as iCalendar (RFC 5545) writes it, for instance `FREQ=DAILY;BYHOUR=8;BYMINUTE=0`, in the time zone of
   * the account. A rule with COUNT needs a DTSTART line before it.
   */
  rrule: Schema.String,
  terminal: Schema.optional(Schema.NullOr(AutomationTerminalConfig)),
  /** Left out or null: a new chat for each run. */
  target: Schema.optional(Schema.NullOr(AutomationTarget))
}) {}

/**
 * One run that is over.
 *
 * @since 0.1.0
 */
export class AutomationRunModel extends /*#__PURE__*/ Model<AutomationRunModel>()({
  id: Schema.String,
  automation_id: Schema.String,
  /** The chat that the run made, or `channel:` and the id of the channel. */
  chat_id: Schema.optional(Schema.NullOr(Schema.String)),
  status: openLiterals(["success", "error"]),
  error: Schema.optional(Schema.NullOr(Schema.String)),
  created_at: EpochNanos
}) {}

/**
 * An automation to make, or the new state of one.
 *
 * @since 0.1.0
 */
export class AutomationForm extends /*#__PURE__*/ Model<AutomationForm>()({
  name: Schema.String,
  /** The folder for the chats of the runs. An update that leaves it out takes it away. */
  folder_id: Schema.optional(Schema.NullOr(Schema.String)),
  data: AutomationData,
  /** An update that leaves it out takes it away. */
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  /** True where it is left out, in an update too; null leaves it as it was. */
  is_active: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/**
 * An automation.
 *
 * @since 0.1.0
 */
export class AutomationResponse extends /*#__PURE__*/ Model<AutomationResponse>()({
  id: Schema.String,
  user_id: Schema.String,
  folder_id: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.String,
  data: AutomationData,
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  is_active: Schema.Boolean,
  last_run_at: Schema.optional(Schema.NullOr(EpochNanos)),
  next_run_at: Schema.optional(Schema.NullOr(EpochNanos)),
  created_at: EpochNanos,
  updated_at: EpochNanos,
  last_run: Schema.optional(Schema.NullOr(AutomationRunModel)),
  /** The next five runs by the schedule, also while it is paused; null in lists. */
  next_runs: Schema.optional(Schema.NullOr(Schema.Array(EpochNanos)))
}) {}

/**
 * A page of automations.
 *
 * @since 0.1.0
 */
export class AutomationListResponse extends /*#__PURE__*/ Model<AutomationListResponse>()({
  items: Schema.Array(AutomationResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}
