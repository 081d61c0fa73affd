import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { NotificationTargetForm } from "../../src/models/Notifications.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"
import { Webhooks } from "../support/webhooks/Webhooks.ts"

/** Never asked for anything: making a target contacts nobody, and these are told of nothing. */
const config = { url: "https://1.2.3.4/hooks/abcdef" }

/** An administrator with no targets yet. */
const newAdmin = Effect.flatMap(freshUser("admin"), ({ token }) => clientOf(token))

describe("notifications", () => {
  it.live("lists the events that a target can be told of", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { events } = yield* owui.notifications.getNotificationEvents()
      const finished = events.find(({ event }) => event === "chat.finished")
      assert.strictEqual(finished?.label, "Chat finished")
      assert.strictEqual(events.length >= 5, true)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("makes a target, which comes back with its URL masked", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      assert.deepStrictEqual(yield* owui.notifications.getNotificationTargets(), { targets: [] })
      const payload: NotificationTargetForm = { id: "My Target", events: ["chat.failed"], delivery: "always", config }
      const target = yield* owui.notifications.createNotificationTarget({ payload })
      assert.strictEqual(target.id, "my-target")
      assert.strictEqual(target.type, "webhook")
      assert.strictEqual(target.enabled, true)
      assert.deepStrictEqual(target.events, ["chat.failed"])
      assert.strictEqual(target.delivery, "always")
      assert.deepStrictEqual(target.config, { url_masked: "https://1.2.3.4/...cdef" })
      assert.strictEqual(target.is_default, true)
      assert.strictEqual(target.created_at > 1_700_000_000 && target.created_at < 10_000_000_000, true)
      assert.deepStrictEqual(yield* owui.notifications.getNotificationTargets(), { targets: [target] })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("names a target after the host of its URL, with a number where that is taken", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const first = yield* owui.notifications.createNotificationTarget({ payload: { config } })
      const second = yield* owui.notifications.createNotificationTarget({ payload: { config } })
      assert.deepStrictEqual([first.id, second.id], ["1-2-3-4", "1-2-3-4-2"])
      assert.deepStrictEqual([first.is_default, second.is_default], [true, false])
      assert.deepStrictEqual(first.events, [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("refuses a target that it cannot use", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const refused = (payload: NotificationTargetForm) =>
        reasonOf(owui.notifications.createNotificationTarget({ payload }))
      assert.strictEqual((yield* refused({ config: { url: "file:///etc/hosts" } }))._tag, "Invalid")
      assert.strictEqual((yield* refused({ config: { url: "" } }))._tag, "Invalid")
      assert.strictEqual((yield* refused({ events: ["no.such.event"], config }))._tag, "Invalid")
      assert.strictEqual((yield* refused({ delivery: "never", config }))._tag, "Invalid")
      yield* owui.notifications.createNotificationTarget({ payload: { id: "taken", config } })
      assert.strictEqual((yield* refused({ id: "taken", config }))._tag, "Conflict")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes what is given of a target, and keeps its URL where the masked one is sent", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      const made = yield* owui.notifications.createNotificationTarget({ payload: { events: ["chat.failed"], config } })
      const params = { target_id: made.id }
      const off = yield* owui.notifications.updateNotificationTarget({ params, payload: { enabled: false } })
      assert.strictEqual(off.enabled, false)
      assert.deepStrictEqual(off.events, ["chat.failed"])
      const renamed = yield* owui.notifications.updateNotificationTarget({
        params,
        payload: { id: "renamed", events: null, config: { url: made.config.url_masked } }
      })
      assert.strictEqual(renamed.id, "renamed")
      assert.strictEqual(renamed.is_default, true)
      assert.deepStrictEqual(renamed.events, [])
      assert.strictEqual(renamed.config.url_masked, made.config.url_masked)
      const gone = yield* reasonOf(owui.notifications.updateNotificationTarget({ params, payload: { enabled: true } }))
      assert.strictEqual(gone._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("moves the default, and hands it on when it is deleted", () =>
    Effect.gen(function* () {
      const owui = yield* newAdmin
      yield* owui.notifications.createNotificationTarget({ payload: { id: "a", config } })
      yield* owui.notifications.createNotificationTarget({ payload: { id: "b", config } })
      const moved = yield* owui.notifications.setDefaultNotificationTarget({ params: { target_id: "b" } })
      assert.deepStrictEqual([moved.id, moved.is_default], ["b", true])
      const none = yield* reasonOf(owui.notifications.setDefaultNotificationTarget({ params: { target_id: "c" } }))
      assert.strictEqual(none._tag, "NotFound")
      const deleted = yield* owui.notifications.deleteNotificationTarget({ params: { target_id: "b" } })
      assert.deepStrictEqual(deleted, { ok: true })
      const { targets } = yield* owui.notifications.getNotificationTargets()
      assert.deepStrictEqual(
        targets.map(({ id, is_default }) => [id, is_default]),
        [["a", true]]
      )
      yield* owui.notifications.deleteNotificationTarget({ params: { target_id: "a" } })
      const again = yield* reasonOf(owui.notifications.deleteNotificationTarget({ params: { target_id: "a" } }))
      assert.strictEqual(again._tag, "NotFound")
      // The surprise: it remembers that there is no default.
      const next = yield* owui.notifications.createNotificationTarget({ payload: { id: "c", config } })
      assert.strictEqual(next.is_default, false)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("sends a test to a target, and says when it does not arrive", () =>
    Effect.gen(function* () {
      const hooks = yield* Webhooks
      const owui = yield* newAdmin
      const path = `/${unique("hook")}`
      const { id } = yield* owui.notifications.createNotificationTarget({
        payload: { config: { url: hooks.url + path } }
      })
      const sent = yield* owui.notifications.testNotificationTarget({ params: { target_id: id } })
      assert.deepStrictEqual(sent, { ok: true })
      const body = yield* hooks.first(path)
      assert.strictEqual(JSON.stringify(body).includes(`"action":"test"`), true)

      yield* owui.notifications.updateNotificationTarget({
        params: { target_id: id },
        payload: { config: { url: `${hooks.url}${path}/fail` } }
      })
      const failed = yield* reasonOf(owui.notifications.testNotificationTarget({ params: { target_id: id } }))
      assert.strictEqual(failed._tag, "Invalid")
      assert.strictEqual((yield* hooks.at(`${path}/fail`)).length, 1)
      const none = yield* reasonOf(owui.notifications.testNotificationTarget({ params: { target_id: "nobody" } }))
      assert.strictEqual(none._tag, "NotFound")
    }).pipe(Effect.provide([asAdmin, Webhooks.layer]))
  )

  it.live("tells a target of messages in a channel, of a muted one those that mention the account", () =>
    Effect.gen(function* () {
      const hooks = yield* Webhooks
      const author = yield* Effect.flatMap(freshUser(), ({ token }) => clientOf(token))
      const reader = yield* freshUser("admin")
      const owui = yield* clientOf(reader.token)
      const path = `/${unique("hook")}`
      yield* owui.notifications.createNotificationTarget({
        payload: { events: ["channel.message"], delivery: "always", config: { url: hooks.url + path } }
      })
      const name = unique("room")
      const payload = { type: "group", name, user_ids: [reader.id] }
      const { id } = yield* author.channels.createNewChannel({ payload })
      yield* owui.channels.updateMemberMuteStatus({ params: { id }, payload: { is_channel_muted: true } })
      const unheard = unique("unheard")
      yield* author.channels.postNewMessage({ params: { id }, payload: { content: unheard } })
      const heard = unique("heard")
      const content = `<@U:${reader.id}|${reader.name}> ${heard}`
      yield* author.channels.postNewMessage({ params: { id }, payload: { content } })
      yield* hooks.first(path)
      const bodies = JSON.stringify(yield* hooks.at(path))
      assert.strictEqual(bodies.includes(`"action":"channel"`), true)
      assert.strictEqual(bodies.includes(name), true)
      assert.strictEqual(bodies.includes(heard), true)
      assert.strictEqual(bodies.includes(`"message":"${unheard}`), false)
    }).pipe(Effect.provide([asAdmin, Webhooks.layer]))
  )

  it.live("is refused to accounts without the permission, and to nobody", () =>
    Effect.gen(function* () {
      const walk = (owui: OpenWebUI["Service"]) => {
        const params = { target_id: "any" }
        return Effect.all([
          reasonOf(owui.notifications.getNotificationEvents()),
          reasonOf(owui.notifications.getNotificationTargets()),
          reasonOf(owui.notifications.createNotificationTarget({ payload: { config } })),
          reasonOf(owui.notifications.updateNotificationTarget({ params, payload: {} })),
          reasonOf(owui.notifications.deleteNotificationTarget({ params })),
          reasonOf(owui.notifications.setDefaultNotificationTarget({ params })),
          reasonOf(owui.notifications.testNotificationTarget({ params }))
        ])
      }
      const plain = yield* Effect.flatMap(freshUser(), ({ token }) => clientOf(token))
      for (const reason of yield* walk(plain)) assert.strictEqual(reason._tag, "Forbidden")
      const nobody = yield* clientOf(undefined)
      for (const reason of yield* walk(nobody)) assert.strictEqual(reason._tag, "Unauthenticated")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is off where an administrator has switched it off", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.auths.getAdminConfig()
      const set = (on: boolean) => owui.auths.updateAdminConfig({ payload: { ...before, ENABLE_USER_WEBHOOKS: on } })
      const reason = yield* Effect.acquireUseRelease(
        set(false),
        () => reasonOf(owui.notifications.getNotificationEvents()),
        () => Effect.orDie(set(before.ENABLE_USER_WEBHOOKS))
      )
      assert.strictEqual(reason._tag, "FeatureDisabled")
    }).pipe(Effect.provide(asAdmin))
  )
})
