/**
 * Where the caller is notified outside of Open WebUI: webhooks, each for the events that it is to hear of.
 * `routers/notifications.py`.
 *
 * Webhooks of accounts are off unless an administrator switches them on, which the server says with the same 404 as "no
 * such thing" (`FeatureDisabled`); and an account needs the permission `features.webhooks` (`Forbidden`), which only
 * administrators have by default. Targets belong to the caller; times are in seconds.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post, put } from "../internal/operation.ts"
import {
  DeleteNotificationTargetResponse,
  GetNotificationEventsResponse,
  GetNotificationTargetsResponse,
  NotificationTarget,
  NotificationTargetForm,
  NotificationTargetUpdateForm,
  TestNotificationTargetResponse
} from "../models/Notifications.ts"

/**
 * The operations of the router `notifications`.
 *
 * @since 0.1.0
 * @category operations
 */
export const notifications = {
  /**
   * Lists the events that a target can be told of.
   * `routers/notifications.py: get_notification_events`
   */
  getNotificationEvents: get("/api/v1/notifications/events", { success: GetNotificationEventsResponse }),

  /**
   * Lists the caller's targets; their URLs are masked.
   * `routers/notifications.py: get_notification_targets`
   */
  getNotificationTargets: get("/api/v1/notifications/targets", { success: GetNotificationTargetsResponse }),

  /**
   * Makes a target. The first one becomes the default; after all were deleted, a new one does not.
   * Fails with `Invalid` (no URL, one that does not resolve or that the server may not reach, an unknown event or
   * delivery) and `Conflict` (the id is taken).
   * `routers/notifications.py: create_notification_target`
   */
  createNotificationTarget: post("/api/v1/notifications/targets", {
    payload: NotificationTargetForm,
    success: NotificationTarget
  }),

  /**
   * Changes a target; an id in the payload renames it.
   * Fails with `NotFound` (said with 400), `Conflict` (the new id is taken) and `Invalid`. The URL is checked again,
   * also where it does not change.
   * `routers/notifications.py: update_notification_target`
   */
  updateNotificationTarget: put("/api/v1/notifications/targets/:target_id", {
    payload: NotificationTargetUpdateForm,
    success: NotificationTarget
  }),

  /**
   * Deletes a target; where it was the default, the first of the others becomes it. Fails with `NotFound`.
   * `routers/notifications.py: delete_notification_target`
   */
  deleteNotificationTarget: del("/api/v1/notifications/targets/:target_id", {
    success: DeleteNotificationTargetResponse
  }),

  /**
   * Makes a target the default: the one that tools of a model use where they name none. Events go to every target.
   * Fails with `NotFound` (said with 400).
   * `routers/notifications.py: set_default_notification_target`
   */
  setDefaultNotificationTarget: put("/api/v1/notifications/targets/:target_id/default", {
    success: NotificationTarget
  }),

  /**
   * Sends a test message to a target, also to one that is not enabled, and waits for its answer.
   * Fails with `NotFound` (said with 400) and `Invalid` (it could not be reached, or answered with a failure).
   * `routers/notifications.py: test_notification_target`
   */
  testNotificationTarget: post("/api/v1/notifications/targets/:target_id/test", {
    success: TestNotificationTargetResponse
  })
}

/**
 * The methods of the router `notifications`.
 *
 * @since 0.1.0
 * @category models
 */
export interface NotificationsService extends Methods<typeof notifications> {}

/**
 * The service of the router `notifications`.
 *
 * @since 0.1.0
 * @category services
 */
export class Notifications extends /*#__PURE__*/ Context.Service<Notifications, NotificationsService>()(
  "effect-open-webui/routers/Notifications"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Notifications, notifications)
}
