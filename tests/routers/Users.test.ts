import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Stream from "effect/Stream"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { keptFromOthers } from "../support/callers.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"

/** One pixel. */
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

describe("users", () => {
  it.live("lists accounts for an administrator, with all that is kept of them and their groups", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const group = yield* owui.groups.createNewGroup({ payload: { name: unique("group"), description: "" } })
      yield* owui.groups.addUserToGroup({ params: { id: group.id }, payload: { user_ids: [account.id] } })
      const { total, users } = yield* owui.users.getUsers({ query: { query: account.email } })
      assert.strictEqual(total, 1)
      assert.deepInclude(users[0], { id: account.id, name: account.name, email: account.email, role: "user" })
      assert.deepStrictEqual(users[0]?.group_ids, [group.id])
      const now = (yield* Clock.currentTimeMillis) / 1000
      assert.isAtMost(Math.abs(now - (users[0]?.created_at ?? 0)), 600)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live(
    "orders accounts, members of a group first where that is asked for, and ignores an order it does not know",
    () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const word = unique("ordered")
        const [first, second] = yield* Effect.forEach(["a", "b"], (letter) =>
          owui.auths.addUser({
            payload: {
              name: `${letter} ${word}`,
              email: `${letter}-${word}@example.com`,
              password: unique(),
              role: "user"
            }
          })
        )
        const list = (order_by: string, direction?: string) =>
          Effect.map(
            owui.users.getUsers({
              query: { query: word, order_by, ...(direction === undefined ? {} : { direction }) }
            }),
            ({ users }) => users.map(({ id }) => id)
          )
        assert.deepStrictEqual(yield* list("name", "asc"), [first?.id, second?.id])
        assert.deepStrictEqual(yield* list("name"), [second?.id, first?.id])
        const group = yield* owui.groups.createNewGroup({ payload: { name: word, description: "" } })
        yield* owui.groups.addUserToGroup({ params: { id: group.id }, payload: { user_ids: [second?.id ?? ""] } })
        assert.deepStrictEqual(yield* list(`group_id:${group.id}`), [second?.id, first?.id])
        assert.lengthOf(yield* list("nonsense"), 2)
        // Page 0 is page 1; there is nobody on page 2.
        const page = (page: number) =>
          Effect.map(owui.users.getUsers({ query: { query: word, page } }), ({ users }) => users.length)
        assert.deepStrictEqual([yield* page(0), yield* page(1), yield* page(2)], [2, 2, 0])
      }).pipe(Effect.provide(asAdmin))
  )

  it.live("shows all accounts to administrators, and searches them for every account", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const all = yield* owui.users.getAllUsers()
      assert.strictEqual(all.users.length, all.total)
      assert.isTrue(all.users.some(({ id }) => id === account.id))
      const found = yield* user.users.searchUsers({ query: { query: account.name } })
      assert.strictEqual(found.total, 1)
      assert.deepInclude(found.users[0], { id: account.id, email: account.email, is_active: false })
      assert.deepStrictEqual(found.users[0]?.groups, [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists the groups of an account, and those above them where they are asked for", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const above = yield* owui.groups.createNewGroup({ payload: { name: unique("above"), description: "" } })
      const own = yield* owui.groups.createNewGroup({
        payload: { name: unique("own"), description: "mine", parent_group_id: above.id }
      })
      yield* owui.groups.addUserToGroup({ params: { id: own.id }, payload: { user_ids: [account.id] } })
      const byId = { params: { user_id: account.id } }
      const inherited = { query: { include_inherited: true } }
      const direct = yield* user.users.getUserGroups()
      assert.deepStrictEqual(
        direct.map(({ description, id, membership_type }) => ({ description, id, membership_type })),
        [{ description: "mine", id: own.id, membership_type: undefined }]
      )
      assert.deepStrictEqual(yield* owui.users.getUserGroupsById(byId), direct)
      const effective = yield* user.users.getUserGroups(inherited)
      assert.deepStrictEqual(
        new Map(effective.map(({ id, membership_type }) => [id, membership_type])),
        new Map([
          [own.id, "direct"],
          [above.id, "inherited"]
        ])
      )
      assert.deepStrictEqual(yield* owui.users.getUserGroupsById({ ...byId, ...inherited }), effective)
      assert.deepStrictEqual(yield* owui.users.getUserGroupsById({ params: { user_id: "nobody" } }), [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("adds what a group permits to the permissions of an account", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const before = yield* user.users.getUserPermissisions()
      assert.strictEqual(before.workspace.models, false)
      assert.strictEqual(before.chat.delete, true)
      const group = yield* owui.groups.createNewGroup({
        payload: {
          name: unique("group"),
          description: "",
          permissions: { workspace: { models: true }, chat: { delete: false } }
        }
      })
      yield* owui.groups.addUserToGroup({ params: { id: group.id }, payload: { user_ids: [account.id] } })
      const after = yield* user.users.getUserPermissisions()
      assert.deepStrictEqual({ ...after }, { ...before, workspace: { ...before.workspace, models: true } })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("replaces the permissions that every account has", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* clientOf((yield* freshUser()).token)
      const defaults = yield* owui.users.getDefaultUserPermissionsDefaults()
      assert.isBoolean(defaults.features.web_search)
      const before = yield* owui.users.getDefaultUserPermissions()
      const payload = { ...before, features: { ...before.features, api_keys: true }, settings: {} }
      yield* Effect.acquireUseRelease(
        owui.users.updateDefaultUserPermissions({ payload }),
        (changed) =>
          Effect.gen(function* () {
            // A key that is left out takes its default.
            assert.deepStrictEqual({ ...changed }, { ...payload, settings: { interface: true } })
            assert.deepStrictEqual(yield* owui.users.getDefaultUserPermissions(), changed)
            assert.match((yield* user.auths.generateApiKey()).api_key, /^sk-/)
          }),
        () => Effect.orDie(owui.users.updateDefaultUserPermissions({ payload: before }))
      )
      assert.deepStrictEqual(yield* owui.users.getDefaultUserPermissions(), before)
      const untyped = { payload: { ...before, chat: { delete: "never" } } } as never
      assert.strictEqual((yield* reasonOf(owui.users.updateDefaultUserPermissions(untyped)))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("patches the own settings by key, and keeps keys that it does not know", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      assert.isNull(yield* user.users.getUserSettingsBySessionUser({ query: { raw: true } }))
      const first = { ui: { theme: "dark", nested: { a: 1 } }, own: { deep: [1, { b: null }] } }
      yield* user.users.updateUserSettingsBySessionUser({ payload: first })
      const second = { ui: { theme: null, textScale: 1.5, toolServers: [] } }
      const changed = yield* user.users.updateUserSettingsBySessionUser({ payload: second })
      // What the account may not set is dropped, and null takes a key away.
      const expected = { ui: { nested: { a: 1 }, textScale: 1.5 }, own: first.own }
      assert.deepStrictEqual(JSON.parse(JSON.stringify(changed)), expected)
      const read = yield* user.users.getUserSettingsBySessionUser({ query: { raw: true } })
      assert.deepStrictEqual(JSON.parse(JSON.stringify(read)), expected)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("stores the own status, and answers the whole account", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const status = { status_emoji: "🍵", status_message: unique("tea"), status_expires_at: 4_102_444_800 }
      const answer = yield* user.users.updateUserStatusBySessionUser({ payload: status })
      assert.deepInclude(answer, { ...status, id: account.id, email: account.email })
      const { last_active_at: _, ...read } = yield* user.users.getUserStatusBySessionUser()
      assert.deepInclude(answer, read)
      // What is left out or null stays.
      const change = { status_message: "", status_expires_at: null }
      const changed = yield* user.users.updateUserStatusBySessionUser({ payload: change })
      assert.deepInclude(changed, { ...status, status_message: "" })
      const config = yield* owui.auths.getAdminConfig()
      const off = yield* Effect.acquireUseRelease(
        owui.auths.updateAdminConfig({ payload: { ...config, ENABLE_USER_STATUS: false } }),
        () =>
          Effect.all([
            reasonOf(user.users.getUserStatusBySessionUser()),
            reasonOf(user.users.updateUserStatusBySessionUser({ payload: status }))
          ]),
        () => Effect.orDie(owui.auths.updateAdminConfig({ payload: config }))
      )
      assert.deepStrictEqual(
        off.map(({ _tag }) => _tag),
        ["Forbidden", "Forbidden"]
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("stores what an account likes of itself, key by key", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      assert.isNull(yield* user.users.getUserInfoBySessionUser())
      yield* user.users.updateUserInfoBySessionUser({ payload: { tags: ["a", null, 3], nested: { x: { y: true } } } })
      const both = yield* user.users.updateUserInfoBySessionUser({ payload: { nested: {}, big: 1.5 } })
      assert.deepStrictEqual({ ...both }, { tags: ["a", null, 3], nested: {}, big: 1.5 })
      assert.deepStrictEqual(yield* user.users.getUserInfoBySessionUser(), both)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("replaces the own variables as a whole, and refuses wrong names", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      assert.deepStrictEqual((yield* user.users.getUserVariablesBySessionUser()).variables, {})
      yield* user.users.updateUserVariablesBySessionUser({ payload: { variables: { first: "1" } } })
      const variables = { team_name: "Tea\r\nClub" }
      const answer = yield* user.users.updateUserVariablesBySessionUser({ payload: { variables } })
      assert.deepStrictEqual(answer.variables, { team_name: "Tea\nClub" })
      assert.deepStrictEqual(yield* user.users.getUserVariablesBySessionUser(), answer)
      const wrong = user.users.updateUserVariablesBySessionUser({ payload: { variables: { Team: "x" } } })
      const reason = yield* reasonOf(wrong)
      assert.strictEqual(reason._tag, "Invalid")
      if (reason._tag === "Invalid") assert.strictEqual(reason.status, 400)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("counts the usage of an account day by day", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      yield* user.chats.createNewChat({ payload: { chat: { title: unique("used") } } })
      const usage = yield* user.users.getUserUsageBySessionUser({ query: { days: 7 } })
      assert.strictEqual(usage.totals.total_chats, 1)
      assert.strictEqual(usage.totals.lifetime_tokens, 0)
      assert.lengthOf(usage.heatmap, 7)
      assert.lengthOf(usage.cumulative_heatmap, 7)
      assert.isAtMost(usage.weekly_heatmap.length, 2)
      assert.strictEqual(usage.period.days, 7)
      const period = { start_date: 1_700_000_000, end_date: 1_700_086_400 }
      const past = yield* user.users.getUserUsageBySessionUser({ query: period })
      assert.deepStrictEqual({ ...past.period }, { ...period, days: 2 })
      const turned = { query: { start_date: period.end_date, end_date: period.start_date } }
      assert.strictEqual((yield* reasonOf(user.users.getUserUsageBySessionUser(turned)))._tag, "Invalid")
      const few = yield* reasonOf(user.users.getUserUsageBySessionUser({ query: { days: 6 } }))
      assert.strictEqual(few._tag, "Invalid")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("shows an account to administrators, and a part of it to others", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const other = yield* clientOf((yield* freshUser()).token)
      const byId = { params: { user_id: account.id } }
      yield* user.users.updateUserInfoBySessionUser({ payload: { secret: "note" } })
      const group = yield* owui.groups.createNewGroup({ payload: { name: unique("group"), description: "" } })
      yield* owui.groups.addUserToGroup({ params: { id: group.id }, payload: { user_ids: [account.id] } })
      const whole = yield* owui.users.getUserById(byId)
      assert.deepInclude(whole, { id: account.id, email: account.email, info: { secret: "note" }, is_active: true })
      assert.deepStrictEqual(JSON.parse(JSON.stringify(whole.groups)), [{ id: group.id, name: group.name }])
      const part = yield* other.users.getUserInfoById(byId)
      assert.deepInclude(part, { id: account.id, email: account.email, is_active: true })
      assert.deepStrictEqual(part.groups, whole.groups)
      assert.isFalse("info" in part)
      assert.isTrue((yield* other.users.getUserActiveStatusById(byId)).active)
      const nobody = { params: { user_id: unique("nobody") } }
      assert.isFalse((yield* other.users.getUserActiveStatusById(nobody)).active)
      for (const call of [
        owui.users.getUserById(nobody),
        other.users.getUserInfoById(nobody),
        other.users.getUserProfileImageById(nobody),
        owui.users.getUserPreview(nobody),
        owui.users.revokeUserSessions(nobody),
        owui.users.updateUserById({ ...nobody, payload: { name: "x" } }),
        owui.users.getUserOauthSessionsById(nobody),
        // An account that never signed in at a provider is not found either.
        owui.users.getUserOauthSessionsById(byId)
      ]) {
        assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, "NotFound")
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("gives the image of an account, wherever it is, and never takes the token elsewhere", () =>
    Effect.gen(function* () {
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const image = user.users.getUserProfileImageById({ params: { user_id: account.id } })
      const standard = yield* image
      assert.strictEqual(standard.contentType, "image/png")
      const pieces = yield* Stream.runCollect(
        user.users.streamUserProfileImageById({ params: { user_id: account.id } })
      )
      assert.deepStrictEqual(new Uint8Array(Buffer.concat(pieces)), standard.bytes)
      assert.deepStrictEqual(
        [...standard.bytes.slice(1, 4)],
        [..."PNG"].map((letter) => letter.charCodeAt(0))
      )
      const set = (profile_image_url: string) =>
        user.auths.updateProfile({ payload: { name: account.name, profile_image_url } })
      yield* set(`data:image/png;base64,${png}`)
      assert.strictEqual(Buffer.from((yield* image).bytes).toString("base64"), png)

      const server = yield* HttpServer.HttpServer
      let seen: Readonly<Record<string, string | undefined>> | undefined
      yield* server.serve(
        Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) => {
          seen = headers
          return HttpServerResponse.text("GIF89a", { contentType: "image/gif" })
        })
      )
      yield* set(`${HttpServer.formatAddress(server.address)}/me.gif`)
      const elsewhere = yield* image
      assert.strictEqual(elsewhere.contentType, "image/gif")
      assert.strictEqual(new TextDecoder().decode(elsewhere.bytes), "GIF89a")
      assert.isDefined(seen)
      assert.isUndefined(seen?.authorization)
    }).pipe(
      Effect.scoped,
      Effect.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      ),
      Effect.provide(asNobody)
    )
  )

  it.live("voids the tokens of an account, but not of the first one for another administrator", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser("admin")
      const other = yield* clientOf(account.token)
      const { api_key } = yield* other.auths.generateApiKey()
      const { id } = yield* owui.users.getUserStatusBySessionUser()
      assert.strictEqual(
        (yield* reasonOf(other.users.revokeUserSessions({ params: { user_id: id } })))._tag,
        "Forbidden"
      )
      assert.isTrue(yield* owui.users.revokeUserSessions({ params: { user_id: account.id } }))
      assert.strictEqual((yield* reasonOf(other.users.getUserPermissisions()))._tag, "Unauthenticated")
      const withKey = yield* clientOf(api_key)
      assert.strictEqual((yield* withKey.users.getUserStatusBySessionUser()).id, account.id)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes what an administrator says of an account, and nothing else", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const params = { user_id: account.id }
      const email = `${unique("Changed")}@Example.com`
      const changed = yield* owui.users.updateUserById({ params, payload: { email, role: "admin", name: null } })
      assert.deepInclude(changed, { name: account.name, email: email.toLowerCase(), role: "admin" })
      const password = unique("password")
      yield* owui.users.updateUserById({ params, payload: { role: "user", password } })
      assert.strictEqual((yield* reasonOf(user.users.getUserPermissisions()))._tag, "Unauthenticated")
      const session = yield* (yield* clientOf(undefined)).auths.signin({ payload: { email, password } })
      assert.isTrue("token" in session && session.role === "user")
      const { email: taken } = yield* freshUser()
      const conflict = yield* reasonOf(owui.users.updateUserById({ params, payload: { email: taken } }))
      assert.strictEqual(conflict._tag, "Conflict")
      const image = owui.users.updateUserById({ params, payload: { profile_image_url: "javascript:alert(1)" } })
      const invalid = yield* reasonOf(image)
      assert.strictEqual(invalid._tag, "Invalid")
      if (invalid._tag === "Invalid") assert.deepStrictEqual(invalid.issues[0]?.path, ["body", "profile_image_url"])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps the first administrator what it is", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* owui.users.getUserStatusBySessionUser()
      const other = yield* clientOf((yield* freshUser("admin")).token)
      const params = { user_id: id }
      for (const call of [
        owui.users.updateUserById({ params, payload: { role: "user" } }),
        other.users.updateUserById({ params, payload: { name: "Somebody" } }),
        owui.users.deleteUserById({ params }),
        other.users.deleteUserById({ params })
      ]) {
        assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, "Forbidden")
      }
      assert.strictEqual((yield* owui.users.getUserStatusBySessionUser()).role, "admin")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("deletes an account, and says the same when there is none", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser("admin")
      const self = yield* clientOf(account.token)
      const byId = { params: { user_id: account.id } }
      assert.strictEqual((yield* reasonOf(self.users.deleteUserById(byId)))._tag, "Forbidden")
      assert.isTrue(yield* owui.users.deleteUserById(byId))
      assert.strictEqual((yield* reasonOf(owui.users.getUserById(byId)))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(self.users.getUserPermissisions()))._tag, "Unauthenticated")
      assert.isTrue(yield* owui.users.deleteUserById(byId))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("previews what an account reaches", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const group = yield* owui.groups.createNewGroup({ payload: { name: unique("group"), description: "" } })
      yield* owui.groups.addUserToGroup({ params: { id: group.id }, payload: { user_ids: [account.id] } })
      const preview = yield* owui.users.getUserPreview({ params: { user_id: account.id } })
      assert.deepStrictEqual({ ...preview.user }, { id: account.id, name: account.name })
      assert.deepStrictEqual(JSON.parse(JSON.stringify(preview.groups)), [{ id: group.id, name: group.name }])
      for (const { items, total } of [preview.models, preview.knowledge, preview.tools]) {
        assert.isAtMost(items.length, total)
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps what is for administrators from others, and everything from nobody", () =>
    Effect.gen(function* () {
      const admin = yield* OpenWebUI
      const permissions = yield* admin.users.getDefaultUserPermissions()
      const byId = { params: { user_id: (yield* freshUser()).id } }
      const forAdmins = ({ users }: OpenWebUI["Service"]) => ({
        getUsers: users.getUsers(),
        getAllUsers: users.getAllUsers(),
        getDefaultUserPermissions: users.getDefaultUserPermissions(),
        updateDefaultUserPermissions: users.updateDefaultUserPermissions({ payload: permissions }),
        getDefaultUserPermissionsDefaults: users.getDefaultUserPermissionsDefaults(),
        getUserById: users.getUserById(byId),
        getUserOauthSessionsById: users.getUserOauthSessionsById(byId),
        revokeUserSessions: users.revokeUserSessions(byId),
        updateUserById: users.updateUserById({ ...byId, payload: { role: "admin" } }),
        deleteUserById: users.deleteUserById(byId),
        getUserGroupsById: users.getUserGroupsById(byId),
        getUserPreview: users.getUserPreview(byId)
      })
      const forVerified = ({ users }: OpenWebUI["Service"]) => ({
        searchUsers: users.searchUsers(),
        getUserGroups: users.getUserGroups(),
        getUserPermissisions: users.getUserPermissisions(),
        getUserSettingsBySessionUser: users.getUserSettingsBySessionUser(),
        updateUserSettingsBySessionUser: users.updateUserSettingsBySessionUser({ payload: { ui: {} } }),
        getUserStatusBySessionUser: users.getUserStatusBySessionUser(),
        updateUserStatusBySessionUser: users.updateUserStatusBySessionUser({ payload: {} }),
        getUserInfoBySessionUser: users.getUserInfoBySessionUser(),
        updateUserInfoBySessionUser: users.updateUserInfoBySessionUser({ payload: {} }),
        getUserVariablesBySessionUser: users.getUserVariablesBySessionUser(),
        updateUserVariablesBySessionUser: users.updateUserVariablesBySessionUser({ payload: {} }),
        getUserUsageBySessionUser: users.getUserUsageBySessionUser(),
        getUserInfoById: users.getUserInfoById(byId),
        getUserProfileImageById: users.getUserProfileImageById(byId),
        getUserActiveStatusById: users.getUserActiveStatusById(byId)
      })
      yield* keptFromOthers(forAdmins, forVerified)
    }).pipe(Effect.provide(asAdmin))
  )
})
