/**
 * Where an account is notified outside of Open WebUI. The forms of `routers/notifications.py` and the answers of
 * `utils/notifications.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { EpochSeconds } from "./Time.ts"

/**
 * The name of an event that an account can be notified of.
 *
 * @since 0.1.0
 */
export const NotificationEventName = /*#__PURE__*/ openLiterals([
  "chat.finished",
  "chat.failed",
  "channel.message",
  "calendar.alert",
  "retrieval.content.process_failed"
])

/**
 * The name of an event that an account can be notified of.
 *
 * @since 0.1.0
 */
export type NotificationEventName = typeof NotificationEventName.Type

/**
 * An event that an account can be notified of.
 *
 * @since 0.1.0
 */
export class NotificationEvent extends /*#__PURE__*/ Model<NotificationEvent>()({
  event: NotificationEventName,
  label: Schema.String,
  description: Schema.String
}) {}

/**
 * The events that an account can be notified of.
 *
 * @since 0.1.0
 */
export class GetNotificationEventsResponse extends /*#__PURE__*/ Model<GetNotificationEventsResponse>()({
  events: Schema.Array(NotificationEvent)
}) {}

/**
 * How a target is reached. Other keys that were stored come back too.
 *
 * @since 0.1.0
 */
export class NotificationTargetConfig extends /*#__PURE__*/ Model<NotificationTargetConfig>()({
  /** The URL with its path but the last four characters left out; the whole one is never told. */
  url_masked: Schema.String
}) {}

/**
 * Where an account is notified.
 *
 * @since 0.1.0
 */
export class NotificationTarget extends /*#__PURE__*/ Model<NotificationTarget>()({
  id: Schema.String,
  type: openLiterals(["webhook"]),
  enabled: Schema.Boolean,
  /** What it is told of; nothing where it is empty. */
  events: Schema.Array(NotificationEventName),
  /** `away`: only while the account is not active. Messages in channels count as away where the channel is not open. */
  delivery: openLiterals(["away", "always"]),
  config: NotificationTargetConfig,
  created_at: EpochSeconds,
  updated_at: EpochSeconds,
  is_default: Schema.Boolean
}) {}

/**
 * All targets of an account.
 *
 * @since 0.1.0
 */
export class GetNotificationTargetsResponse extends /*#__PURE__*/ Model<GetNotificationTargetsResponse>()({
  targets: Schema.Array(NotificationTarget)
}) {}

/**
 * The address of a target to make.
 *
 * @since 0.1.0
 */
export class NotificationTargetConfigForm extends /*#__PURE__*/ Model<NotificationTargetConfigForm>()({
  /**
   * An `http` or `https` URL; one within a private network only where the server allows that. Slack, Discord, Google
   * Chat and Teams are known by their hosts and get their own format, all others the event as JSON.
   */
  url: Schema.String
}) {}

/**
 * A target to make.
 *
 * @since 0.1.0
 */
export class NotificationTargetForm extends /*#__PURE__*/ Model<NotificationTargetForm>()({
  /** Put in lower case, with `-` for what is no letter or digit. Left out: the host of the URL, with a number if taken. */
  id: Schema.optional(Schema.NullOr(Schema.String)),
  type: Schema.optional(Schema.NullOr(openLiterals(["webhook"]))),
  /** True where it is left out. */
  enabled: Schema.optional(Schema.Boolean),
  /** None where they are left out. */
  events: Schema.optional(Schema.NullOr(Schema.Array(NotificationEventName))),
  /** `away` where it is left out. */
  delivery: Schema.optional(Schema.NullOr(openLiterals(["away", "always"]))),
  config: NotificationTargetConfigForm
}) {}

/**
 * What to change of a target; what is left out stays.
 *
 * @since 0.1.0
 */
export class NotificationTargetUpdateForm extends /*#__PURE__*/ Model<NotificationTargetUpdateForm>()({
  /** A new id. */
  id: Schema.optional(Schema.NullOr(Schema.String)),
  type: Schema.optional(Schema.NullOr(openLiterals(["webhook"]))),
  enabled: Schema.optional(Schema.Boolean),
  /** Null: none. */
  events: Schema.optional(Schema.NullOr(Schema.Array(NotificationEventName))),
  delivery: Schema.optional(Schema.NullOr(openLiterals(["away", "always"]))),
  /** A URL with `...` in it, such as the masked one, leaves the URL as it was. */
  config: Schema.optional(Schema.NullOr(NotificationTargetConfigForm))
}) {}

/**
 * What deleting a target answers.
 *
 * @since 0.1.0
 */
export class DeleteNotificationTargetResponse extends /*#__PURE__*/ Model<DeleteNotificationTargetResponse>()({
  /** Always true. */
  ok: Schema.Boolean
}) {}

/**
 * What a delivered test answers.
 *
 * @since 0.1.0
 */
export class TestNotificationTargetResponse extends /*#__PURE__*/ Model<TestNotificationTargetResponse>()({
  /** Always true. */
  ok: Schema.Boolean
}) {}
