import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { keptFromOthers } from "../support/callers.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"

/** Makes a group, with these fields and a name of its own. */
const group = (fields: Partial<Parameters<OpenWebUI["Service"]["groups"]["createNewGroup"]>[0]["payload"]> = {}) =>
  Effect.flatMap(OpenWebUI, (owui) =>
    owui.groups.createNewGroup({ payload: { name: unique("group"), description: "", ...fields } })
  )

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("groups", () => {
  it.live("makes a group, and says what it was told", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const above = yield* group()
      const permissions = { workspace: { models: true }, features: { web_search: false } }
      const made = yield* group({
        description: "who likes tea",
        parent_group_id: above.id,
        permissions,
        data: { config: { share: true, default_models: [" echo ", "echo"] } }
      })
      assert.strictEqual(made.description, "who likes tea")
      assert.strictEqual(made.parent_group_id, above.id)
      assert.deepStrictEqual(plain(made.permissions), permissions)
      assert.deepStrictEqual(plain(made.data), { config: { share: true, default_models: ["echo"] } })
      assert.strictEqual(made.member_count, 0)
      assert.deepStrictEqual(yield* owui.groups.getGroupById({ params: { id: made.id } }), made)
      // Only its members may share with a group, unless the group says otherwise.
      assert.deepStrictEqual(plain(above.data), { config: { share: "members" } })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists all groups for an administrator, and the own ones with those above for others", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const above = yield* group({ data: { config: { share: false } } })
      const own = yield* group({ parent_group_id: above.id })
      const open = yield* group({ data: { config: { share: true } } })
      yield* owui.groups.addUserToGroup({ params: { id: own.id }, payload: { user_ids: [account.id] } })
      const all = (yield* owui.groups.getGroups()).map(({ id }) => id)
      assert.includeMembers(all, [above.id, own.id, open.id])
      const mine = yield* user.groups.getGroups()
      assert.sameMembers(
        mine.map(({ id }) => id),
        [own.id, above.id]
      )
      assert.strictEqual(mine.find(({ id }) => id === own.id)?.member_count, 1)
      const shared = (yield* user.groups.getGroups({ query: { share: true } })).map(({ id }) => id)
      assert.includeMembers(shared, [own.id, open.id])
      assert.notInclude(shared, above.id)
      const closed = (yield* user.groups.getGroups({ query: { share: false } })).map(({ id }) => id)
      // On SQLite the server does not find the closed ones either.
      assert.notInclude(closed, open.id)
      assert.notInclude(closed, own.id)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("adds, lists and removes members, and passes over ids of nobody", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* group()
      const [one, two] = yield* Effect.all([freshUser(), freshUser()])
      const params = { id }
      const user_ids = [one.id, two.id]
      const added = yield* owui.groups.addUserToGroup({ params, payload: { user_ids: [...user_ids, "nobody"] } })
      assert.strictEqual(added.member_count, 2)
      const again = yield* owui.groups.addUserToGroup({ params, payload: { user_ids: [one.id] } })
      assert.strictEqual(again.member_count, 2)
      const members = yield* owui.groups.getUsersInGroup({ params })
      assert.sameMembers(
        members.map(({ email }) => email),
        [one.email, two.email]
      )
      const exported = yield* owui.groups.exportGroupById({ params })
      assert.sameMembers([...exported.user_ids], user_ids)
      assert.strictEqual(exported.member_count, 2)
      const left = yield* owui.groups.removeUsersFromGroup({ params, payload: { user_ids: [one.id, "nobody"] } })
      assert.strictEqual(left.member_count, 1)
      const info = yield* (yield* clientOf(one.token)).groups.getGroupInfoById({ params })
      assert.strictEqual(info.member_count, 1)
      assert.isFalse("permissions" in info)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes a group and leaves alone what is not said", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const above = yield* group()
      const permissions = { chat: { delete: true } }
      const made = yield* group({
        parent_group_id: above.id,
        permissions,
        data: { config: { share: true, default_models: ["echo"] } }
      })
      const params = { id: made.id }
      const name = unique("renamed")
      const changed = yield* owui.groups.updateGroupById({
        params,
        payload: { name, description: "new", permissions: null, data: { config: { default_models: ["echo-slow"] } } }
      })
      assert.strictEqual(changed.name, name)
      assert.strictEqual(changed.parent_group_id, above.id)
      assert.deepStrictEqual(plain(changed.permissions), permissions)
      assert.deepStrictEqual(plain(changed.data), { config: { share: true, default_models: ["echo-slow"] } })
      const alone = yield* owui.groups.updateGroupById({
        params,
        payload: { name, description: "", parent_group_id: null }
      })
      assert.isNull(alone.parent_group_id)
      // A group cannot be above itself, also not by way of another.
      const payload = { name, description: "", parent_group_id: made.id }
      assert.strictEqual((yield* reasonOf(owui.groups.updateGroupById({ params, payload })))._tag, "Invalid")
      yield* owui.groups.updateGroupById({ params: { id: above.id }, payload: { ...payload, name: above.name } })
      const circle = { params, payload: { ...payload, parent_group_id: above.id } }
      assert.strictEqual((yield* reasonOf(owui.groups.updateGroupById(circle)))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("deletes a group, whose groups below move up", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const top = yield* group()
      const middle = yield* group({ parent_group_id: top.id })
      const bottom = yield* group({ parent_group_id: middle.id })
      assert.isTrue(yield* owui.groups.deleteGroupById({ params: { id: middle.id } }))
      const moved = yield* owui.groups.getGroupById({ params: { id: bottom.id } })
      assert.strictEqual(moved.parent_group_id, top.id)
      const again = yield* reasonOf(owui.groups.deleteGroupById({ params: { id: middle.id } }))
      assert.strictEqual(again._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("previews what a group adds to the permissions of the groups above it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const above = yield* group({
        permissions: { workspace: { models: true } },
        data: { config: { default_models: ["echo"] } }
      })
      const made = yield* group({ parent_group_id: above.id, permissions: { features: { api_keys: true } } })
      const preview = yield* owui.groups.previewGroupAccess({ params: { id: made.id } })
      assert.deepStrictEqual(plain(preview.group), { id: made.id, name: made.name })
      assert.deepStrictEqual(plain(preview.default_models), {
        local: null,
        effective: ["echo"],
        source_group_id: above.id
      })
      assert.deepStrictEqual(plain(preview.permissions), { features: { api_keys: true } })
      assert.strictEqual(preview.inherited_permissions.workspace.models, true)
      assert.strictEqual(preview.inherited_permissions.features.api_keys, false)
      assert.strictEqual(preview.effective_permissions.workspace.models, true)
      assert.strictEqual(preview.effective_permissions.features.api_keys, true)
      for (const { items, total } of [preview.models, preview.knowledge, preview.tools]) {
        assert.isAtMost(items.length, total)
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("tells direct members from those of groups below", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const top = yield* group()
      const below = yield* group({ parent_group_id: top.id })
      const [direct, inherited] = yield* Effect.all([freshUser(), freshUser()])
      yield* owui.groups.addUserToGroup({ params: { id: top.id }, payload: { user_ids: [direct.id] } })
      yield* owui.groups.addUserToGroup({ params: { id: below.id }, payload: { user_ids: [inherited.id] } })
      const params = { id: top.id }
      const all = yield* owui.groups.inspectGroupMembers({ params })
      assert.deepStrictEqual(plain(all.counts), { direct: 1, inherited: 1, effective: 2 })
      assert.strictEqual(all.total, 2)
      assert.deepStrictEqual(
        new Map(all.items.map(({ id, membership_type, via_group_ids }) => [id, [membership_type, ...via_group_ids]])),
        new Map([
          [direct.id, ["direct"]],
          [inherited.id, ["inherited", below.id]]
        ])
      )
      const some = yield* owui.groups.inspectGroupMembers({ params, query: { membership: "inherited" } })
      assert.deepStrictEqual(
        some.items.map(({ email }) => email),
        [inherited.email]
      )
      assert.strictEqual(some.counts.effective, 2)
      const found = yield* owui.groups.inspectGroupMembers({ params, query: { query: direct.email, page: 1 } })
      assert.strictEqual(found.total, 1)
      assert.lengthOf((yield* owui.groups.inspectGroupMembers({ params, query: { page: 2 } })).items, 0)
      const zero = yield* reasonOf(owui.groups.inspectGroupMembers({ params, query: { page: 0 } }))
      assert.strictEqual(zero._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("finds no group that is not there, and lists no members of it", () =>
    Effect.gen(function* () {
      const { groups } = yield* OpenWebUI
      const params = { id: unique("nothing") }
      const payload = { name: "x", description: "" }
      for (const call of [
        groups.getGroupById({ params }),
        groups.getGroupInfoById({ params }),
        groups.exportGroupById({ params }),
        groups.updateGroupById({ params, payload }),
        groups.addUserToGroup({ params, payload: { user_ids: [] } }),
        groups.removeUsersFromGroup({ params, payload: {} }),
        groups.deleteGroupById({ params }),
        groups.previewGroupAccess({ params }),
        groups.inspectGroupMembers({ params }),
        groups.createNewGroup({ payload: { ...payload, parent_group_id: params.id } })
      ]) {
        assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, "NotFound")
      }
      assert.deepStrictEqual(yield* groups.getUsersInGroup({ params }), [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps what is for administrators from others, and everything from nobody", () =>
    Effect.gen(function* () {
      const { id } = yield* group()
      const params = { id }
      const payload = { name: "x", description: "" }
      const forAdmins = ({ groups }: OpenWebUI["Service"]) => ({
        createNewGroup: groups.createNewGroup({ payload }),
        getGroupById: groups.getGroupById({ params }),
        exportGroupById: groups.exportGroupById({ params }),
        getUsersInGroup: groups.getUsersInGroup({ params }),
        updateGroupById: groups.updateGroupById({ params, payload }),
        addUserToGroup: groups.addUserToGroup({ params, payload: {} }),
        removeUsersFromGroup: groups.removeUsersFromGroup({ params, payload: {} }),
        deleteGroupById: groups.deleteGroupById({ params }),
        previewGroupAccess: groups.previewGroupAccess({ params }),
        inspectGroupMembers: groups.inspectGroupMembers({ params })
      })
      const forVerified = ({ groups }: OpenWebUI["Service"]) => ({
        getGroups: groups.getGroups(),
        getGroupInfoById: groups.getGroupInfoById({ params })
      })
      yield* keptFromOthers(forAdmins, forVerified)
    }).pipe(Effect.provide(asAdmin))
  )
})
