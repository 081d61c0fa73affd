/**
 * Calendars and their events. `routers/calendar.py`.
 *
 * An account needs the permission `features.calendar`, which it has by default; without it, and where calendars are
 * switched off, every operation fails with `Forbidden` (the server does not tell which). A calendar is for its owner,
 * for those whom its access grants let in, and for administrators. Times are in nanoseconds, also in requests.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import {
  CalendarAccessGrantsForm,
  CalendarEventForm,
  CalendarEventListResponse,
  CalendarEventModel,
  CalendarEventUpdateForm,
  CalendarEventUserResponse,
  CalendarForm,
  CalendarModel,
  CalendarUpdateForm,
  DeleteCalendarResponse,
  DeleteEventResponse,
  RSVPForm,
  RsvpEventResponse
} from "../models/Calendar.ts"
import { sliced } from "../models/Queries.ts"

/**
 * The operations of the router `calendar`.
 *
 * @since 0.1.0
 * @category operations
 */
export const calendar = {
  /**
   * Lists the calendars that the caller owns or is let read, oldest first. An account without any gets a first one,
   * `Personal`. Where the caller may use automations, the calendar `__scheduled_tasks__` comes last: the server makes
   * it up, and no other operation but `getEvents` knows it.
   * `routers/calendar.py: get_calendars`
   */
  getCalendars: get("/api/v1/calendars/", { success: Schema.Array(CalendarModel) }),

  /**
   * Makes a calendar. Any account. Grants that the caller may not give are dropped without a word.
   * `routers/calendar.py: create_calendar`
   */
  createCalendar: post("/api/v1/calendars/create", { payload: CalendarForm, success: CalendarModel }),

  /**
   * Lists the events of a span of time: those of the calendars that the caller may read, those to which the caller is
   * asked and has not declined, and the runs of the caller's automations. A recurring event comes once for each time
   * it takes place, with whole seconds. No pages.
   * `start` and `end` are ISO 8601; without an offset they are in the server's time zone. `calendar_ids` is a list with
   * commas; events to which the caller is asked come all the same.
   * Fails with `Invalid` (a date that cannot be read).
   * `routers/calendar.py: get_events`
   */
  getEvents: get("/api/v1/calendars/events", {
    query: { start: Schema.String, end: Schema.String, calendar_ids: Schema.optional(Schema.String) },
    success: Schema.Array(CalendarEventUserResponse)
  }),

  /**
   * Makes an event. Whoever may write to the calendar.
   * Fails with `NotFound` (no such calendar), `Forbidden` and `Invalid` (the rule cannot be read, or repeats more often
   * than daily). Ids of attendees are not checked.
   * `routers/calendar.py: create_event`
   */
  createEvent: post("/api/v1/calendars/events/create", { payload: CalendarEventForm, success: CalendarEventModel }),

  /**
   * Searches titles, descriptions and places of the calendars that the caller may read, latest start first. A recurring
   * event is found once. `skip` and `limit` (30) count events; a limit of 0 is none.
   * `routers/calendar.py: search_events`
   */
  searchEvents: get("/api/v1/calendars/events/search", {
    query: {
      ...sliced,
      query: Schema.optional(Schema.String)
    },
    success: CalendarEventListResponse
  }),

  /**
   * Reads an event. Whoever may read its calendar; being asked to it is not enough.
   * Fails with `NotFound` and `Forbidden`.
   * `routers/calendar.py: get_event`
   */
  getEvent: get("/api/v1/calendars/events/:event_id", { success: CalendarEventModel }),

  /**
   * Changes an event, of a recurring one all its times. Whoever may write to its calendar, and to the new one where it
   * is moved. Fails with `NotFound`, `Forbidden` and `Invalid` (the rule).
   * `routers/calendar.py: update_event`
   */
  updateEvent: post("/api/v1/calendars/events/:event_id/update", {
    payload: CalendarEventUpdateForm,
    success: CalendarEventModel
  }),

  /**
   * Deletes an event, of a recurring one all its times. Whoever may write to its calendar.
   * Fails with `NotFound` and `Forbidden`.
   * `routers/calendar.py: delete_event`
   */
  deleteEvent: del("/api/v1/calendars/events/:event_id/delete", { success: DeleteEventResponse }),

  /**
   * Answers an invitation. Who is asked to the event, and nobody else.
   * Fails with `NotFound` (no such event, or not asked) and `Invalid` (another word than the four).
   * `routers/calendar.py: rsvp_event`
   */
  rsvpEvent: post("/api/v1/calendars/events/:event_id/rsvp", { payload: RSVPForm, success: RsvpEventResponse }),

  /**
   * Reads a calendar. Its owner, whom grants let read, or an administrator. Fails with `NotFound` and `Forbidden`.
   * `routers/calendar.py: get_calendar_by_id`
   */
  getCalendarById: get("/api/v1/calendars/:calendar_id", { success: CalendarModel }),

  /**
   * Changes a calendar. Its owner, whom grants let write, or an administrator. `data` and `meta` are merged by their
   * first keys. Fails with `NotFound` and `Forbidden`.
   * `routers/calendar.py: update_calendar`
   */
  updateCalendar: post("/api/v1/calendars/:calendar_id/update", {
    payload: CalendarUpdateForm,
    success: CalendarModel
  }),

  /**
   * Replaces all access grants of a calendar. Its owner, or an administrator.
   * Fails with `NotFound` and `Forbidden` (also for grants that the caller may not give).
   * `routers/calendar.py: update_calendar_access_by_id`
   */
  updateCalendarAccessById: post("/api/v1/calendars/:calendar_id/access/update", {
    payload: CalendarAccessGrantsForm,
    success: CalendarModel
  }),

  /**
   * Deletes a calendar with its events. Its owner, or an administrator.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (the default calendar, and `__scheduled_tasks__`).
   * `routers/calendar.py: delete_calendar`
   */
  deleteCalendar: del("/api/v1/calendars/:calendar_id/delete", { success: DeleteCalendarResponse }),

  /**
   * Makes a calendar the caller's default; the default before it is one no more. Its owner, and nobody else.
   * Fails with `NotFound` (no such calendar, or another's).
   * `routers/calendar.py: set_default_calendar`
   */
  setDefaultCalendar: post("/api/v1/calendars/:calendar_id/default", { success: CalendarModel })
}

/**
 * The methods of the router `calendar`.
 *
 * @since 0.1.0
 * @category models
 */
export interface CalendarService extends Methods<typeof calendar> {}

/**
 * The service of the router `calendar`.
 *
 * @since 0.1.0
 * @category services
 */
export class Calendar extends /*#__PURE__*/ Context.Service<Calendar, CalendarService>()(
  "effect-open-webui/routers/Calendar"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Calendar, calendar)
}
