/**
 * Calendars, their events and who attends. `models/calendar.py` and the forms of `routers/calendar.py`.
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
 * A calendar.
 *
 * @since 0.1.0
 */
export class CalendarModel extends /*#__PURE__*/ Model<CalendarModel>()({
  /** `__scheduled_tasks__` is the calendar that the server makes up from the caller's automations. */
  id: Schema.String,
  user_id: Schema.String,
  name: Schema.String,
  /** As CSS writes it, for instance `#3b82f6`. */
  color: Schema.optional(Schema.NullOr(Schema.String)),
  is_default: Schema.optional(Schema.Boolean),
  /** Made up by the server: it cannot be read by its id, changed or deleted. */
  is_system: Schema.optional(Schema.Boolean),
  data: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  access_grants: Schema.optional(Schema.Array(AccessGrantModel)),
  created_at: EpochNanos,
  updated_at: EpochNanos
}) {}

/**
 * Whether somebody comes.
 *
 * @since 0.1.0
 */
export const RSVPStatus = /*#__PURE__*/ openLiterals(["pending", "accepted", "declined", "tentative"])

/**
 * Whether somebody comes.
 *
 * @since 0.1.0
 */
export type RSVPStatus = typeof RSVPStatus.Type

/**
 * Somebody who is asked to an event.
 *
 * @since 0.1.0
 */
export class CalendarEventAttendeeModel extends /*#__PURE__*/ Model<CalendarEventAttendeeModel>()({
  id: Schema.String,
  event_id: Schema.String,
  user_id: Schema.String,
  status: Schema.optional(RSVPStatus),
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  created_at: EpochNanos,
  updated_at: EpochNanos
}) {}

/**
 * What an event carries beside its fields; keys of one's own are welcome. Events made up from automations also have
 * `chat_id` and `status` of a run that is over.
 *
 * @since 0.1.0
 */
export const CalendarEventMeta = /*#__PURE__*/ Schema.StructWithRest(
  Schema.Struct({
    /** How many minutes before the start to remind; below 0 never, left out ten. */
    alert_minutes: Schema.optional(Schema.NullOr(Schema.Number)),
    /** The automation that an event of the calendar `__scheduled_tasks__` stands for. */
    automation_id: Schema.optional(Schema.String),
    /** The run that an event of the calendar `__scheduled_tasks__` stands for, where it is over. */
    run_id: Schema.optional(Schema.String)
  }),
  [Schema.Record(Schema.String, Json)]
)

/**
 * What an event carries beside its fields.
 *
 * @since 0.1.0
 */
export type CalendarEventMeta = typeof CalendarEventMeta.Type

/**
 * An event, or the rule of a recurring one.
 *
 * @since 0.1.0
 */
export class CalendarEventModel extends /*#__PURE__*/ Model<CalendarEventModel>()({
  id: Schema.String,
  calendar_id: Schema.String,
  user_id: Schema.String,
  title: Schema.String,
  description: Schema.optional(Schema.NullOr(Schema.String)),
  start_at: EpochNanos,
  /** Null where no end is set. The server takes one before the start. */
  end_at: Schema.optional(Schema.NullOr(EpochNanos)),
  all_day: Schema.optional(Schema.Boolean),
  /** How it recurs, as iCalendar (RFC 5545) writes it, for instance `FREQ=WEEKLY;BYDAY=MO`. */
  rrule: Schema.optional(Schema.NullOr(Schema.String)),
  color: Schema.optional(Schema.NullOr(Schema.String)),
  location: Schema.optional(Schema.NullOr(Schema.String)),
  data: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(CalendarEventMeta)),
  /** A cancelled event is in no list and in no search. */
  is_cancelled: Schema.optional(Schema.Boolean),
  attendees: Schema.optional(Schema.Array(CalendarEventAttendeeModel)),
  created_at: EpochNanos,
  updated_at: EpochNanos
}) {}

/**
 * A calendar to make.
 *
 * @since 0.1.0
 */
export class CalendarForm extends /*#__PURE__*/ Model<CalendarForm>()({
  name: Schema.String,
  color: Schema.optional(Schema.NullOr(Schema.String)),
  data: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  /** Grants that the caller may not give are dropped. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/**
 * What to change of a calendar; what is left out stays.
 *
 * @since 0.1.0
 */
export class CalendarUpdateForm extends /*#__PURE__*/ Model<CalendarUpdateForm>()({
  name: Schema.optional(Schema.String),
  /** Null takes the colour away. */
  color: Schema.optional(Schema.NullOr(Schema.String)),
  /** The keys that are given are replaced, the others stay. */
  data: Schema.optional(JsonObject),
  /** The keys that are given are replaced, the others stay. */
  meta: Schema.optional(JsonObject)
}) {}

/**
 * Somebody to ask to an event. The answer is theirs to give.
 *
 * @since 0.1.0
 */
export class CalendarEventAttendeeForm extends /*#__PURE__*/ Model<CalendarEventAttendeeForm>()({
  user_id: Schema.String,
  meta: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/**
 * An event to make.
 *
 * @since 0.1.0
 */
export class CalendarEventForm extends /*#__PURE__*/ Model<CalendarEventForm>()({
  calendar_id: Schema.String,
  title: Schema.String,
  description: Schema.optional(Schema.NullOr(Schema.String)),
  start_at: EpochNanos,
  end_at: Schema.optional(Schema.NullOr(EpochNanos)),
  all_day: Schema.optional(Schema.Boolean),
  /** How it recurs, as iCalendar (RFC 5545) writes it, at most daily. It counts from `start_at`; a DTSTART is ignored. */
  rrule: Schema.optional(Schema.NullOr(Schema.String)),
  color: Schema.optional(Schema.NullOr(Schema.String)),
  location: Schema.optional(Schema.NullOr(Schema.String)),
  data: Schema.optional(Schema.NullOr(JsonObject)),
  meta: Schema.optional(Schema.NullOr(CalendarEventMeta)),
  attendees: Schema.optional(Schema.NullOr(Schema.Array(CalendarEventAttendeeForm)))
}) {}

/**
 * What to change of an event; what is left out stays.
 *
 * @since 0.1.0
 */
export class CalendarEventUpdateForm extends /*#__PURE__*/ Model<CalendarEventUpdateForm>()({
  /** Moves the event to another calendar that the caller may write to. */
  calendar_id: Schema.optional(Schema.String),
  title: Schema.optional(Schema.String),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  start_at: Schema.optional(EpochNanos),
  /** Null: no end. */
  end_at: Schema.optional(Schema.NullOr(EpochNanos)),
  all_day: Schema.optional(Schema.Boolean),
  /** Null: it does not recur any more. */
  rrule: Schema.optional(Schema.NullOr(Schema.String)),
  color: Schema.optional(Schema.NullOr(Schema.String)),
  location: Schema.optional(Schema.NullOr(Schema.String)),
  /** The keys that are given are replaced, the others stay; null changes nothing. */
  data: Schema.optional(Schema.NullOr(JsonObject)),
  /** The keys that are given are replaced, the others stay; null changes nothing. */
  meta: Schema.optional(Schema.NullOr(CalendarEventMeta)),
  is_cancelled: Schema.optional(Schema.Boolean),
  /** All who are asked from now on; those who were asked before keep their answer. Null changes nothing. */
  attendees: Schema.optional(Schema.NullOr(Schema.Array(CalendarEventAttendeeForm)))
}) {}

/**
 * The caller's answer to an invitation.
 *
 * @since 0.1.0
 */
export class RSVPForm extends /*#__PURE__*/ Model<RSVPForm>()({
  /** The server refuses other words. */
  status: RSVPStatus
}) {}

/**
 * An event with its owner, or one occurrence of a recurring event.
 *
 * @since 0.1.0
 */
export class CalendarEventUserResponse extends /*#__PURE__*/ Model<CalendarEventUserResponse>()({
  ...CalendarEventModel.fields,
  /** Tells the occurrences of a recurring event apart: its id, `_` and the start. Absent from single events. */
  instance_id: Schema.optional(Schema.String),
  /** The owner; null for events made up from automations. */
  user: Schema.optional(Schema.NullOr(UserResponse))
}) {}

/**
 * A page of events that were found.
 *
 * @since 0.1.0
 */
export class CalendarEventListResponse extends /*#__PURE__*/ Model<CalendarEventListResponse>()({
  items: Schema.Array(CalendarEventUserResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/**
 * All grants that a calendar is to have.
 *
 * @since 0.1.0
 */
export class CalendarAccessGrantsForm extends /*#__PURE__*/ Model<CalendarAccessGrantsForm>()({
  access_grants: Schema.Array(AccessGrantForm)
}) {}

/**
 * What deleting an event answers.
 *
 * @since 0.1.0
 */
export class DeleteEventResponse extends /*#__PURE__*/ Model<DeleteEventResponse>()({
  /** Always true. */
  status: Schema.Boolean
}) {}

/**
 * What answering an invitation answers.
 *
 * @since 0.1.0
 */
export class RsvpEventResponse extends /*#__PURE__*/ Model<RsvpEventResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  rsvp: RSVPStatus
}) {}

/**
 * What deleting a calendar answers.
 *
 * @since 0.1.0
 */
export class DeleteCalendarResponse extends /*#__PURE__*/ Model<DeleteCalendarResponse>()({
  /** Always true. */
  status: Schema.Boolean
}) {}
