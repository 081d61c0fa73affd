import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"

const newUser = Effect.flatMap(freshUser(), ({ token }) => clientOf(token))

/** 2026-11-21 in nanoseconds, to the last one of which the server must be exact. */
const start_at = 1795252586020823319n
const hour = 3_600_000_000_000n
const november = { start: "2026-11-01T00:00:00Z", end: "2026-12-01T00:00:00Z" }

/** An account with a calendar of its own. */
const withCalendar = Effect.gen(function* () {
  const owui = yield* newUser
  const calendar = yield* owui.calendar.createCalendar({ payload: { name: unique("calendar"), color: "#abcdef" } })
  return { owui, calendar, calendar_id: calendar.id }
})

describe("calendar", () => {
  it.live("gives a new account a first calendar, and lists those it makes", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const [personal] = yield* owui.calendar.getCalendars()
      assert.deepStrictEqual([personal?.name, personal?.is_default, personal?.is_system], ["Personal", true, false])
      const name = unique("calendar")
      const made = yield* owui.calendar.createCalendar({ payload: { name, color: "#abcdef", meta: { a: 1 } } })
      assert.deepStrictEqual([made.name, made.color, made.is_default], [name, "#abcdef", false])
      assert.deepStrictEqual(made.meta, { a: 1 })
      assert.strictEqual(String(made.created_at).length, 19)
      const read = yield* owui.calendar.getCalendarById({ params: { calendar_id: made.id } })
      assert.deepStrictEqual(read, made)
      const all = yield* owui.calendar.getCalendars()
      assert.deepStrictEqual(
        all.map(({ id }) => id),
        [personal?.id, made.id]
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists a calendar of scheduled tasks for an administrator, which no other operation knows", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const all = yield* owui.calendar.getCalendars()
      const tasks = all.find(({ is_system }) => is_system === true)
      assert.strictEqual(tasks?.id, "__scheduled_tasks__")
      const params = { calendar_id: "__scheduled_tasks__" }
      assert.strictEqual((yield* reasonOf(owui.calendar.getCalendarById({ params })))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(owui.calendar.deleteCalendar({ params })))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes what is given of a calendar and leaves the rest", () =>
    Effect.gen(function* () {
      const { calendar, calendar_id, owui } = yield* withCalendar
      const params = { calendar_id }
      const first = yield* owui.calendar.updateCalendar({ params, payload: { color: null, data: { a: 1 } } })
      assert.deepStrictEqual([first.name, first.color], [calendar.name, null])
      const second = yield* owui.calendar.updateCalendar({ params, payload: { name: "new", data: { b: 2 } } })
      assert.strictEqual(second.name, "new")
      assert.deepStrictEqual(second.data, { a: 1, b: 2 })
      assert.strictEqual(second.updated_at > calendar.updated_at, true)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("moves the default calendar, which cannot be deleted", () =>
    Effect.gen(function* () {
      const { calendar_id, owui } = yield* withCalendar
      const params = { calendar_id }
      const made = yield* owui.calendar.setDefaultCalendar({ params })
      assert.deepStrictEqual([made.id, made.is_default], [calendar_id, true])
      assert.strictEqual((yield* reasonOf(owui.calendar.deleteCalendar({ params })))._tag, "Invalid")
      const other = yield* owui.calendar.createCalendar({ payload: { name: unique("calendar") } })
      yield* owui.calendar.setDefaultCalendar({ params: { calendar_id: other.id } })
      assert.strictEqual((yield* owui.calendar.getCalendarById({ params })).is_default, false)
      assert.deepStrictEqual(yield* owui.calendar.deleteCalendar({ params }), { status: true })
      assert.strictEqual((yield* reasonOf(owui.calendar.getCalendarById({ params })))._tag, "NotFound")
      // Not even an administrator makes another's calendar the default.
      const refused = yield* reasonOf(owui.calendar.setDefaultCalendar({ params: { calendar_id: "none" } }))
      assert.strictEqual(refused._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps times of events to the nanosecond, both ways", () =>
    Effect.gen(function* () {
      const { calendar_id, owui } = yield* withCalendar
      const title = unique("event")
      const made = yield* owui.calendar.createEvent({
        payload: {
          calendar_id,
          title,
          start_at,
          end_at: start_at + hour,
          location: "here",
          meta: { alert_minutes: -1 }
        }
      })
      assert.strictEqual(made.start_at, 1795252586020823319n)
      assert.strictEqual(made.end_at, 1795256186020823319n)
      const params = { event_id: made.id }
      const read = yield* owui.calendar.getEvent({ params })
      assert.deepStrictEqual(read, made)
      const moved = yield* owui.calendar.updateEvent({ params, payload: { start_at: start_at + 1n, end_at: null } })
      assert.deepStrictEqual([moved.start_at, moved.end_at, moved.title], [1795252586020823320n, null, title])
      assert.deepStrictEqual(moved.meta, { alert_minutes: -1 })
      assert.strictEqual(moved.location, "here")
      const [listed] = yield* owui.calendar.getEvents({ query: { ...november, calendar_ids: calendar_id } })
      assert.strictEqual(listed?.start_at, 1795252586020823320n)
      assert.strictEqual(listed?.user?.id, made.user_id)
      assert.strictEqual(listed?.instance_id, undefined)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("takes a time from long ago, which fits a number", () =>
    Effect.gen(function* () {
      const { calendar_id, owui } = yield* withCalendar
      const made = yield* owui.calendar.createEvent({ payload: { calendar_id, title: "first", start_at: 0n } })
      assert.strictEqual(made.start_at, 0n)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists a recurring event once for each time, and finds it once", () =>
    Effect.gen(function* () {
      const { calendar_id, owui } = yield* withCalendar
      const title = unique("daily")
      const made = yield* owui.calendar.createEvent({
        payload: { calendar_id, title, start_at, rrule: "FREQ=DAILY;COUNT=3" }
      })
      const events = yield* owui.calendar.getEvents({ query: november })
      assert.deepStrictEqual(
        events.map((event) => [event.id, event.start_at]),
        [0n, 1n, 2n].map((day) => [made.id, 1795252586000000000n + day * 24n * hour])
      )
      assert.deepStrictEqual(
        events.map(({ instance_id }) => instance_id),
        events.map((event) => `${made.id}_${event.start_at}`)
      )
      const found = yield* owui.calendar.searchEvents({ query: { query: title, limit: 10 } })
      assert.strictEqual(found.total, 1)
      assert.strictEqual(found.items[0]?.start_at, start_at)
      const none = yield* owui.calendar.searchEvents({ query: { query: unique("absent") } })
      assert.deepStrictEqual(none, { items: [], total: 0 })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("refuses rules that it cannot read or that come too often, and dates that are none", () =>
    Effect.gen(function* () {
      const { calendar_id, owui } = yield* withCalendar
      const made = yield* owui.calendar.createEvent({ payload: { calendar_id, title: "x", start_at } })
      const params = { event_id: made.id }
      for (const rrule of ["FREQ=HOURLY", "FREQ=NEVER"]) {
        const payload = { calendar_id, title: "x", start_at, rrule }
        assert.strictEqual((yield* reasonOf(owui.calendar.createEvent({ payload })))._tag, "Invalid")
        assert.strictEqual((yield* reasonOf(owui.calendar.updateEvent({ params, payload: { rrule } })))._tag, "Invalid")
      }
      const dates = yield* reasonOf(owui.calendar.getEvents({ query: { start: "today", end: "tomorrow" } }))
      assert.strictEqual(dates._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("asks others to an event, who answer for themselves", () =>
    Effect.gen(function* () {
      const { calendar_id, owui } = yield* withCalendar
      const guest = yield* freshUser()
      const other = yield* clientOf(guest.token)
      const made = yield* owui.calendar.createEvent({
        payload: {
          calendar_id,
          title: unique("party"),
          start_at,
          attendees: [{ user_id: guest.id, meta: { seat: 4 } }]
        }
      })
      const [asked] = made.attendees ?? []
      assert.deepStrictEqual([asked?.user_id, asked?.status, asked?.meta], [guest.id, "pending", { seat: 4 }])
      const params = { event_id: made.id }
      const answer = yield* other.calendar.rsvpEvent({ params, payload: { status: "tentative" } })
      assert.deepStrictEqual(answer, { status: true, rsvp: "tentative" })
      const [listed] = yield* other.calendar.getEvents({ query: november })
      assert.strictEqual(listed?.id, made.id)
      // Being asked is not enough to read it by its id.
      assert.strictEqual((yield* reasonOf(other.calendar.getEvent({ params })))._tag, "Forbidden")
      const kept = yield* owui.calendar.updateEvent({ params, payload: { attendees: [{ user_id: guest.id }] } })
      assert.strictEqual(kept.attendees?.[0]?.status, "tentative")
      yield* other.calendar.rsvpEvent({ params, payload: { status: "declined" } })
      assert.deepStrictEqual(yield* other.calendar.getEvents({ query: november }), [])
      const owner = yield* reasonOf(owui.calendar.rsvpEvent({ params, payload: { status: "accepted" } }))
      assert.strictEqual(owner._tag, "NotFound")
      const word = yield* reasonOf(other.calendar.rsvpEvent({ params, payload: { status: "perhaps" } }))
      assert.strictEqual(word._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("cancels an event, moves one to another calendar, and deletes one", () =>
    Effect.gen(function* () {
      const { calendar_id, owui } = yield* withCalendar
      const to = yield* owui.calendar.createCalendar({ payload: { name: unique("calendar") } })
      const made = yield* owui.calendar.createEvent({ payload: { calendar_id, title: "x", start_at } })
      const params = { event_id: made.id }
      const moved = yield* owui.calendar.updateEvent({ params, payload: { calendar_id: to.id } })
      assert.strictEqual(moved.calendar_id, to.id)
      const cancelled = yield* owui.calendar.updateEvent({ params, payload: { is_cancelled: true } })
      assert.strictEqual(cancelled.is_cancelled, true)
      assert.deepStrictEqual(yield* owui.calendar.getEvents({ query: november }), [])
      assert.deepStrictEqual(yield* owui.calendar.deleteEvent({ params }), { status: true })
      assert.strictEqual((yield* reasonOf(owui.calendar.deleteEvent({ params })))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("shares a calendar, but not with everyone for an account that may not", () =>
    Effect.gen(function* () {
      const { calendar_id, owui } = yield* withCalendar
      const reader = yield* freshUser()
      const other = yield* clientOf(reader.token)
      const params = { calendar_id }
      const grant = (principal_id: string) => ({
        params,
        payload: { access_grants: [{ principal_type: "user", principal_id, permission: "read" }] }
      })
      const shared = yield* owui.calendar.updateCalendarAccessById(grant(reader.id))
      assert.strictEqual(shared.access_grants?.[0]?.principal_id, reader.id)
      assert.strictEqual((yield* other.calendar.getCalendars()).at(0)?.id, calendar_id)
      const everyone = yield* reasonOf(owui.calendar.updateCalendarAccessById(grant("*")))
      assert.strictEqual(everyone._tag, "Forbidden")
      const event = { calendar_id, title: "x", start_at }
      assert.strictEqual((yield* reasonOf(other.calendar.createEvent({ payload: event })))._tag, "Forbidden")
      assert.strictEqual((yield* reasonOf(other.calendar.deleteCalendar({ params })))._tag, "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("says what is not there, what is another's, and that nobody has any", () =>
    Effect.gen(function* () {
      const single = (owui: OpenWebUI["Service"], calendar_id: string, event_id: string) =>
        Effect.all([
          reasonOf(owui.calendar.getCalendarById({ params: { calendar_id } })),
          reasonOf(owui.calendar.updateCalendar({ params: { calendar_id }, payload: { name: "x" } })),
          reasonOf(owui.calendar.updateCalendarAccessById({ params: { calendar_id }, payload: { access_grants: [] } })),
          reasonOf(owui.calendar.deleteCalendar({ params: { calendar_id } })),
          reasonOf(owui.calendar.createEvent({ payload: { calendar_id, title: "x", start_at } })),
          reasonOf(owui.calendar.getEvent({ params: { event_id } })),
          reasonOf(owui.calendar.updateEvent({ params: { event_id }, payload: { title: "x" } })),
          reasonOf(owui.calendar.deleteEvent({ params: { event_id } }))
        ])
      const { calendar_id, owui } = yield* withCalendar
      const event = yield* owui.calendar.createEvent({ payload: { calendar_id, title: "x", start_at } })
      const other = yield* newUser
      for (const reason of yield* single(other, "none", "none")) assert.strictEqual(reason._tag, "NotFound")
      for (const reason of yield* single(other, calendar_id, event.id)) assert.strictEqual(reason._tag, "Forbidden")
      const nobody = yield* clientOf(undefined)
      const rest = yield* Effect.all([
        reasonOf(nobody.calendar.getCalendars()),
        reasonOf(nobody.calendar.createCalendar({ payload: { name: "x" } })),
        reasonOf(nobody.calendar.getEvents({ query: november })),
        reasonOf(nobody.calendar.searchEvents()),
        reasonOf(nobody.calendar.rsvpEvent({ params: { event_id: "x" }, payload: { status: "accepted" } })),
        reasonOf(nobody.calendar.setDefaultCalendar({ params: { calendar_id: "x" } }))
      ])
      for (const reason of [...rest, ...(yield* single(nobody, "none", "none"))]) {
        assert.strictEqual(reason._tag, "Unauthenticated")
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lets an administrator read and change the calendars of others", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { calendar_id } = yield* withCalendar
      const params = { calendar_id }
      assert.notStrictEqual((yield* owui.calendar.getCalendarById({ params })).user_id, admin.id)
      assert.strictEqual((yield* owui.calendar.updateCalendar({ params, payload: { name: "seen" } })).name, "seen")
      assert.strictEqual((yield* reasonOf(owui.calendar.setDefaultCalendar({ params })))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is refused, like a missing permission, where it is switched off", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.auths.getAdminConfig()
      const reason = yield* Effect.acquireUseRelease(
        owui.auths.updateAdminConfig({ payload: { ...before, ENABLE_CALENDAR: false } }),
        () => reasonOf(owui.calendar.getCalendars()),
        () => Effect.orDie(owui.auths.updateAdminConfig({ payload: before }))
      )
      assert.strictEqual(reason._tag, "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )
})
