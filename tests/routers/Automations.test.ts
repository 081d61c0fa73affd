import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { AutomationForm } from "../../src/models/Automations.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"

const newUser = Effect.flatMap(freshUser(), ({ token }) => clientOf(token))
const newAdmin = Effect.flatMap(freshUser("admin"), ({ token }) => clientOf(token))

const daily = "FREQ=DAILY;BYHOUR=8;BYMINUTE=30;BYSECOND=0"
const form = (name: string, more: Partial<AutomationForm["data"]> = {}): AutomationForm => ({
  name,
  data: { prompt: `say ${name}`, model_id: "echo", rrule: daily, ...more }
})

/** Waits for the first run that is over. */
const firstRun = (owui: OpenWebUIService, id: string) =>
  owui.automations.getAutomationRuns({ params: { id }, query: { limit: 1 } }).pipe(
    Effect.flatMap(([run]) => (run === undefined ? Effect.fail("not over yet") : Effect.succeed(run))),
    Effect.retry({ schedule: Schedule.spaced("100 millis"), times: 300 }),
    Effect.orDie
  )

describe("automations", () => {
  it.live("makes an automation and reads it back, with its next runs to the nanosecond", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const name = unique("automation")
      const made = yield* owui.automations.createNewAutomation({ payload: { ...form(name), meta: { a: 1 } } })
      assert.strictEqual(made.name, name)
      assert.deepStrictEqual(made.data, { ...form(name).data, terminal: null, target: null })
      assert.deepStrictEqual(made.meta, { a: 1 })
      assert.strictEqual(made.is_active, true)
      assert.strictEqual(String(made.created_at).length, 19)
      assert.strictEqual(made.next_runs?.length, 5)
      assert.strictEqual(made.next_runs?.[0], made.next_run_at)
      // Half past eight each day, in whole seconds: what a number would round shows in none of the digits.
      const day = 86_400_000_000_000n
      assert.strictEqual((made.next_runs?.[1] ?? 0n) - (made.next_runs?.[0] ?? 0n), day)
      assert.strictEqual((made.next_run_at ?? 1n) % 60_000_000_000n, 0n)
      const read = yield* owui.automations.getAutomationById({ params: { id: made.id } })
      assert.strictEqual(read.created_at, made.created_at)
      assert.strictEqual(read.updated_at, made.updated_at)
      assert.deepStrictEqual(read.next_runs, made.next_runs)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists automations by name, prompt and state, newest first", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const first = yield* owui.automations.createNewAutomation({ payload: form("first") })
      const second = yield* owui.automations.createNewAutomation({ payload: { ...form("second"), is_active: false } })
      const all = yield* owui.automations.getAutomationItems()
      assert.deepStrictEqual([all.total, ...all.items.map(({ id }) => id)], [2, second.id, first.id])
      assert.strictEqual(all.items[1]?.next_runs, null)
      assert.strictEqual(all.items[1]?.created_at, first.created_at)
      const ids = (query: { readonly query?: string; readonly status?: string; readonly page?: number }) =>
        Effect.map(owui.automations.getAutomationItems({ query }), ({ items }) => items.map(({ id }) => id))
      assert.deepStrictEqual(yield* ids({ query: "say first" }), [first.id])
      assert.deepStrictEqual(yield* ids({ status: "active" }), [first.id])
      assert.deepStrictEqual(yield* ids({ status: "paused" }), [second.id])
      assert.deepStrictEqual(yield* ids({ page: 2 }), [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("replaces an automation; one that is paused stays so only where null is sent", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const { id } = yield* owui.automations.createNewAutomation({
        payload: { ...form("old"), meta: { a: 1 }, is_active: false }
      })
      const params = { id }
      const kept = yield* owui.automations.updateAutomationById({
        params,
        payload: { ...form("new"), is_active: null }
      })
      assert.deepStrictEqual([kept.name, kept.data.prompt, kept.is_active, kept.meta], ["new", "say new", false, null])
      const woken = yield* owui.automations.updateAutomationById({ params, payload: form("new") })
      assert.strictEqual(woken.is_active, true)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("pauses an automation, and resumes it", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const made = yield* owui.automations.createNewAutomation({ payload: form("flip") })
      const params = { id: made.id }
      const paused = yield* owui.automations.toggleAutomationById({ params })
      assert.deepStrictEqual([paused.is_active, paused.next_run_at], [false, null])
      const resumed = yield* owui.automations.toggleAutomationById({ params })
      assert.deepStrictEqual([resumed.is_active, resumed.next_run_at], [true, made.next_run_at])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("runs an automation now, in a chat of its own, which the calendar shows", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const name = unique("run")
      const { id } = yield* owui.automations.createNewAutomation({ payload: form(name) })
      const started = yield* owui.automations.runAutomationById({ params: { id } })
      assert.strictEqual(started.id, id)
      assert.strictEqual(String(started.last_run_at).length, 19)
      const run = yield* firstRun(owui, id)
      assert.deepStrictEqual([run.status, run.error, run.automation_id], ["success", null, id])
      const chat = yield* owui.chats.getChatById({ params: { id: run.chat_id ?? "" } })
      assert.strictEqual(chat.title, name)
      const read = yield* owui.automations.getAutomationById({ params: { id } })
      assert.deepStrictEqual(read.last_run, run)
      const listed = yield* owui.automations.getAutomationItems({ query: { query: name } })
      assert.deepStrictEqual(listed.items[0]?.last_run, run)

      const from = new Date(Number(run.created_at / 1_000_000n) - 60_000).toISOString()
      const to = new Date(Number(run.created_at / 1_000_000n) + 2 * 86_400_000).toISOString()
      const events = yield* owui.calendar.getEvents({ query: { start: from, end: to } })
      const past = events.find((event) => event.id === `run_${run.id}`)
      assert.strictEqual(past?.start_at, run.created_at)
      assert.deepStrictEqual(past?.meta, {
        automation_id: id,
        run_id: run.id,
        chat_id: run.chat_id ?? null,
        status: "success"
      })
      const future = events.find((event) => event.id === `auto_${id}`)
      assert.strictEqual(future?.start_at, read.next_run_at)
      assert.strictEqual(future?.instance_id, `auto_${id}_${read.next_run_at}`)
      assert.strictEqual(future?.user, null)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("posts to a channel where that is the target", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const channel = yield* owui.channels.createNewChannel({ payload: { type: "group", name: unique("room") } })
      const name = unique("channel")
      const target = { type: "channel" as const, channel_id: channel.id }
      const { id, data } = yield* owui.automations.createNewAutomation({ payload: form(name, { target }) })
      assert.deepStrictEqual(data.target, target)
      yield* owui.automations.runAutomationById({ params: { id } })
      const run = yield* firstRun(owui, id)
      assert.deepStrictEqual([run.status, run.chat_id], ["success", `channel:${channel.id}`])
      const [message] = yield* owui.channels.getChannelMessages({ params: { id: channel.id } })
      assert.strictEqual(message?.content, `say ${name}`)
      assert.deepStrictEqual(message?.meta, { automation_id: id })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps why a run failed", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const { id } = yield* owui.automations.createNewAutomation({
        payload: form(unique("fails"), { model_id: "no-such-model" })
      })
      yield* owui.automations.runAutomationById({ params: { id } })
      const run = yield* firstRun(owui, id)
      assert.strictEqual(run.status, "error")
      assert.strictEqual((run.error ?? "").length > 0, true)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("deletes an automation with its runs, once", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const { id } = yield* owui.automations.createNewAutomation({ payload: form("gone") })
      assert.strictEqual(yield* owui.automations.deleteAutomationById({ params: { id } }), true)
      const again = yield* reasonOf(owui.automations.deleteAutomationById({ params: { id } }))
      assert.strictEqual(again._tag, "NotFound")
      const runs = yield* reasonOf(owui.automations.getAutomationRuns({ params: { id } }))
      assert.strictEqual(runs._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("refuses rules that it cannot read or that never come, and targets that are not there", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const { id } = yield* owui.automations.createNewAutomation({ payload: form("good") })
      const rules = ["nonsense", "FREQ=DAILY;COUNT=1", "DTSTART:20200101T000000\nRRULE:FREQ=DAILY;COUNT=1"]
      for (const rrule of rules) {
        const payload = form("bad", { rrule })
        const created = yield* reasonOf(owui.automations.createNewAutomation({ payload }))
        assert.strictEqual(created._tag, "Invalid")
        const updated = yield* reasonOf(owui.automations.updateAutomationById({ params: { id }, payload }))
        assert.strictEqual(updated._tag, "Invalid")
      }
      const payload = form("bad", { target: { type: "channel", channel_id: "none" } })
      assert.strictEqual((yield* reasonOf(owui.automations.createNewAutomation({ payload })))._tag, "NotFound")
      const folder = { ...form("bad"), folder_id: "none" }
      const nowhere = yield* reasonOf(owui.automations.createNewAutomation({ payload: folder }))
      assert.strictEqual(nowhere._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is for its owner alone, and for those who have the permission", () =>
    Effect.gen(function* () {
      const walk = (owui: OpenWebUIService, id: string) =>
        Effect.all([
          reasonOf(owui.automations.getAutomationById({ params: { id } })),
          reasonOf(owui.automations.updateAutomationById({ params: { id }, payload: form("x") })),
          reasonOf(owui.automations.toggleAutomationById({ params: { id } })),
          reasonOf(owui.automations.runAutomationById({ params: { id } })),
          reasonOf(owui.automations.deleteAutomationById({ params: { id } })),
          reasonOf(owui.automations.getAutomationRuns({ params: { id } }))
        ])
      const anywhere = (owui: OpenWebUIService) =>
        Effect.all([
          reasonOf(owui.automations.getAutomationItems()),
          reasonOf(owui.automations.createNewAutomation({ payload: form("x") }))
        ])
      const owner = yield* newAdmin
      const { id } = yield* owner.automations.createNewAutomation({ payload: form(unique("own")) })
      const admin = yield* OpenWebUI
      for (const reason of yield* walk(admin, id)) assert.strictEqual(reason._tag, "NotFound")
      const plain = yield* newUser
      for (const reason of [...(yield* walk(plain, id)), ...(yield* anywhere(plain))]) {
        assert.strictEqual(reason._tag, "Forbidden")
      }
      const nobody = yield* clientOf(undefined)
      for (const reason of [...(yield* walk(nobody, id)), ...(yield* anywhere(nobody))]) {
        assert.strictEqual(reason._tag, "Unauthenticated")
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lets an account whose group has the permission, within the limits of the server", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* freshUser()
      const member = yield* clientOf(user.token)
      const group = yield* owui.groups.createNewGroup({
        payload: { name: unique("group"), description: "", permissions: { features: { automations: true } } }
      })
      yield* owui.groups.addUserToGroup({ params: { id: group.id }, payload: { user_ids: [user.id] } })
      yield* member.automations.createNewAutomation({ payload: form("allowed") })
      const before = yield* owui.auths.getAdminConfig()
      const limit = (count: string | number) =>
        owui.auths.updateAdminConfig({ payload: { ...before, AUTOMATION_MAX_COUNT: count } })
      const reason = yield* Effect.acquireUseRelease(
        limit(1),
        () => reasonOf(member.automations.createNewAutomation({ payload: form("one too many") })),
        () => Effect.orDie(owui.auths.updateAdminConfig({ payload: before }))
      )
      assert.strictEqual(reason._tag, "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )
})
