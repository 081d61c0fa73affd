import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Reason } from "../../src/layers/Failures.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import { clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"

const nobody = "00000000-dead-4bad-beef-000000000000"

const asAdmin = Effect.suspend(() => clientOf(admin.token))

/** A new account and its client. */
const member = Effect.gen(function* () {
  const user = yield* freshUser()
  return { user, owui: yield* clientOf(user.token) }
})

const create = (owui: OpenWebUIService, parent_id?: string) =>
  owui.folders.createFolder({
    payload: { name: unique("folder"), ...(parent_id === undefined ? undefined : { parent_id }) }
  })

const file = (owui: OpenWebUIService, folder_id: string, title: string) =>
  owui.chats.createNewChat({
    payload: {
      folder_id,
      chat: {
        title,
        history: { currentId: "q", messages: { q: { id: "q", parentId: null, role: "user", content: title } } }
      }
    }
  })

/** What every account may do, changed for as long as the effect runs. */
const withPermissions = <A, E, R>(
  changes: {
    readonly chat?: { readonly delete: boolean }
    readonly features?: { readonly folders: boolean }
    readonly sharing?: { readonly folders: boolean }
  },
  effect: Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const owui = yield* asAdmin
    const all = yield* owui.users.getDefaultUserPermissions()
    return yield* Effect.acquireUseRelease(
      owui.users.updateDefaultUserPermissions({
        payload: {
          ...all,
          chat: { ...all.chat, ...changes.chat },
          features: { ...all.features, ...changes.features },
          sharing: { ...all.sharing, ...changes.sharing }
        }
      }),
      () => effect,
      () => Effect.orDie(owui.users.updateDefaultUserPermissions({ payload: all }))
    )
  })

describe("folders", () => {
  it.live("are created, listed, read, changed and moved", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* member
      const name = unique("Folder")
      const top = yield* owui.folders.createFolder({
        payload: {
          name,
          data: { system_prompt: "Be brief.", model_ids: ["echo"], files: [] },
          meta: { icon: "smile", background_image_url: null }
        }
      })
      assert.strictEqual(top.user_id, user.id)
      assert.deepStrictEqual(top.data, { system_prompt: "Be brief.", model_ids: ["echo"], files: [] })
      const below = yield* create(owui, top.id)
      assert.strictEqual(below.parent_id, top.id)
      assert.deepStrictEqual(
        (yield* owui.folders.getFolders()).map((one) => [one.id, one.parent_id, one.meta?.icon]).sort(),
        [
          [top.id, null, "smile"],
          [below.id, top.id, undefined]
        ].sort()
      )

      const changed = yield* owui.folders.updateFolderNameById({
        params: { id: top.id },
        payload: { data: { system_prompt: null, share_mode: "continue" }, meta: { icon: "star" } }
      })
      // Merged key by key; what was not sent is still there.
      assert.deepStrictEqual(changed.data, {
        system_prompt: null,
        model_ids: ["echo"],
        files: [],
        share_mode: "continue"
      })
      assert.strictEqual(changed.name, name)
      const read = yield* owui.folders.getFolderById({ params: { id: top.id } })
      assert.deepStrictEqual([read.meta?.icon, read.write_access, read.access_grants], ["star", true, []])

      const open = yield* owui.folders.updateFolderIsExpandedById({
        params: { id: top.id },
        payload: { is_expanded: true }
      })
      assert.strictEqual(open?.is_expanded, true)
      const moved = yield* owui.folders.updateFolderParentIdById({ params: { id: below.id }, payload: {} })
      assert.strictEqual(moved.parent_id, null)
    })
  )

  it.live("refuse names that are taken, cycles, and ids that lead nowhere", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const one = yield* create(owui)
      const two = yield* create(owui)
      const below = yield* create(owui, one.id)
      const params = { id: two.id }
      const upper = one.name.toUpperCase()
      const conflicts: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(owui.folders.createFolder({ payload: { name: upper } })),
        reasonOf(owui.folders.updateFolderNameById({ params, payload: { name: one.name } }))
      ]
      for (const reason of yield* Effect.all(conflicts)) assert.strictEqual(reason._tag, "Conflict")
      yield* owui.folders.updateFolderNameById({ params: { id: below.id }, payload: { name: two.name } })
      const taken = yield* reasonOf(
        owui.folders.updateFolderParentIdById({ params: { id: below.id }, payload: { parent_id: null } })
      )
      assert.strictEqual(taken._tag, "Conflict")
      const cycle = yield* reasonOf(
        owui.folders.updateFolderParentIdById({ params: { id: one.id }, payload: { parent_id: below.id } })
      )
      assert.strictEqual(cycle._tag, "Invalid")

      // An unknown parent is taken; the list mends it.
      const lost = yield* create(owui, nobody)
      assert.strictEqual(lost.parent_id, nobody)
      const listed = yield* owui.folders.getFolders()
      assert.strictEqual(listed.find(({ id }) => id === lost.id)?.parent_id, null)

      const nowhere = { params: { id: nobody } }
      const missing: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(owui.folders.getFolderById(nowhere)),
        reasonOf(owui.folders.updateFolderNameById({ ...nowhere, payload: { name: "x" } })),
        reasonOf(owui.folders.updateFolderParentIdById({ ...nowhere, payload: {} })),
        reasonOf(owui.folders.updateFolderIsExpandedById({ ...nowhere, payload: { is_expanded: true } })),
        reasonOf(owui.folders.updateFolderAccessById({ ...nowhere, payload: { access_grants: [] } })),
        reasonOf(owui.folders.getSharedFolderChats(nowhere)),
        reasonOf(owui.folders.markFolderChatsReadById(nowhere)),
        reasonOf(owui.folders.deleteFolderById(nowhere))
      ]
      for (const reason of yield* Effect.all(missing)) assert.strictEqual(reason._tag, "NotFound")
    })
  )

  it.live("count what is unread in them and below, and mark it as read", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const top = yield* create(owui)
      const below = yield* create(owui, top.id)
      const { id } = yield* file(owui, below.id, unique("unread"))
      yield* owui.chats.markChatUnreadById({ params: { id } })
      assert.deepStrictEqual(
        (yield* owui.folders.getFolders()).map(({ unread_count }) => unread_count),
        [1, 1]
      )
      const read = yield* owui.folders.markFolderChatsReadById({ params: { id: top.id } })
      assert.deepStrictEqual([...read.folder_ids].sort(), [top.id, below.id].sort())
      assert.strictEqual(read.updated_count, 1)
      assert.deepStrictEqual(read.folder_unread_counts, { [top.id]: 0, [below.id]: 0 })
    })
  )

  it.live("go with their chats, or without", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const first = yield* create(owui)
      const below = yield* create(owui, first.id)
      const lost = yield* file(owui, below.id, unique("lost"))
      assert.strictEqual(yield* owui.folders.deleteFolderById({ params: { id: first.id } }), true)
      assert.deepStrictEqual(yield* owui.folders.getFolders(), [])
      assert.strictEqual((yield* reasonOf(owui.chats.getChatById({ params: { id: lost.id } })))._tag, "NotFound")

      const second = yield* create(owui)
      const kept = yield* file(owui, second.id, unique("kept"))
      const params = { id: second.id }
      yield* withPermissions(
        { chat: { delete: false } },
        Effect.gen(function* () {
          const reason = yield* reasonOf(owui.folders.deleteFolderById({ params }))
          assert.strictEqual(reason._tag, "Forbidden")
          assert.strictEqual(yield* owui.folders.deleteFolderById({ params, query: { delete_contents: false } }), true)
        })
      )
      assert.strictEqual((yield* owui.chats.getChatById({ params: { id: kept.id } })).folder_id, null)
    })
  )
})

describe("sharing folders", () => {
  it.live("lets others see the chats, and write where it says so", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* member
      const guest = yield* member
      const stranger = yield* member
      const folder = yield* create(owui)
      const below = yield* create(owui, folder.id)
      const params = { id: folder.id }
      const chat = yield* file(owui, folder.id, unique("shared"))
      const grant = { principal_type: "user", principal_id: guest.user.id, permission: "write" } as const
      const read = { ...grant, permission: "read" } as const

      const without = yield* reasonOf(
        owui.folders.updateFolderAccessById({ params, payload: { access_grants: [grant] } })
      )
      assert.strictEqual(without._tag, "Forbidden")
      yield* withPermissions(
        { sharing: { folders: true } },
        Effect.gen(function* () {
          const everybody = { principal_type: "user", principal_id: "*", permission: "read" } as const
          const tooMany = yield* reasonOf(
            owui.folders.updateFolderAccessById({ params, payload: { access_grants: [grant, everybody] } })
          )
          assert.strictEqual(tooMany._tag, "Forbidden")
          const shared = yield* owui.folders.updateFolderAccessById({
            params,
            payload: { access_grants: [grant, read], share_mode: "continue" }
          })
          assert.deepStrictEqual(
            shared.access_grants.map((one) => [one.resource_type, one.resource_id, one.principal_id, one.permission]),
            [
              ["folder", folder.id, guest.user.id, "write"],
              ["folder", folder.id, guest.user.id, "read"]
            ]
          )
          assert.strictEqual(shared.data?.share_mode, "continue")
          // A grant to write is none to read.
          yield* owui.folders.updateFolderAccessById({ params, payload: { access_grants: [grant] } })
          assert.strictEqual((yield* reasonOf(guest.owui.folders.getFolderById({ params })))._tag, "NotFound")
          yield* owui.folders.updateFolderAccessById({ params, payload: { access_grants: [grant, read] } })
        })
      )

      const seen = yield* guest.owui.folders.getSharedFolders()
      assert.deepStrictEqual(
        seen.map((one) => [one.id, one.owner_name, one.permission]).sort(),
        [
          [folder.id, user.name, "write"],
          [below.id, user.name, "write"]
        ].sort()
      )
      assert.strictEqual((yield* guest.owui.folders.getFolderById({ params })).write_access, true)

      const page = yield* guest.owui.folders.getSharedFolderChats({ params, query: { page: 1, sort_by: "title" } })
      assert.deepStrictEqual([page.folder_permission, page.total, page.has_more], ["write", 1, false])
      assert.deepStrictEqual(
        page.chats.map((one) => [one.id, one.owner_name, one.readonly, one.participants]),
        [[chat.id, user.name, true, [{ id: user.id, name: user.name }]]]
      )
      const unpaged = yield* owui.folders.getSharedFolderChats({ params })
      assert.deepStrictEqual([unpaged.total, unpaged.chats[0]?.readonly], [undefined, false])
      const early = yield* reasonOf(guest.owui.folders.getSharedFolderChats({ params, query: { page: 0 } }))
      assert.strictEqual(early._tag, "Invalid")
      assert.strictEqual((yield* guest.owui.folders.markFolderChatsReadById({ params })).updated_count, 0)
      const whole = yield* guest.owui.chats.getChatById({ params: { id: chat.id } })
      assert.strictEqual(whole.chat.share_mode, "continue")

      // A folder below belongs to the owner of the one above.
      const made = yield* create(guest.owui, folder.id)
      assert.strictEqual(made.user_id, user.id)
      const renamed = yield* guest.owui.folders.updateFolderNameById({ params, payload: { name: unique("renamed") } })
      assert.strictEqual(renamed.user_id, user.id)
      const shown = yield* guest.owui.folders.updateFolderIsExpandedById({ params, payload: { is_expanded: true } })
      assert.strictEqual(shown?.is_expanded, false)
      const reasons: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(guest.owui.folders.deleteFolderById({ params })),
        reasonOf(guest.owui.folders.updateFolderAccessById({ params, payload: { access_grants: [] } })),
        reasonOf(guest.owui.folders.updateFolderNameById({ params, payload: { data: { share_mode: null } } })),
        reasonOf(stranger.owui.folders.getSharedFolderChats({ params })),
        reasonOf(stranger.owui.folders.markFolderChatsReadById({ params })),
        reasonOf(stranger.owui.folders.createFolder({ payload: { name: "x", parent_id: folder.id } }))
      ]
      for (const reason of yield* Effect.all(reasons)) assert.strictEqual(reason._tag, "Forbidden")
      assert.strictEqual((yield* reasonOf(stranger.owui.folders.getFolderById({ params })))._tag, "NotFound")
      assert.strictEqual(
        yield* stranger.owui.folders.updateFolderIsExpandedById({ params, payload: { is_expanded: true } }),
        null
      )

      const chief = yield* asAdmin
      assert.strictEqual((yield* chief.folders.getFolderById({ params })).write_access, true)
      const ended = yield* chief.folders.updateFolderAccessById({ params, payload: { access_grants: [] } })
      assert.deepStrictEqual(ended.access_grants, [])
      assert.deepStrictEqual(yield* guest.owui.folders.getSharedFolders(), [])
      assert.strictEqual(yield* chief.folders.deleteFolderById({ params }), true)
      assert.deepStrictEqual(yield* owui.folders.getFolders(), [])
    })
  )
})

describe("who may use folders", () => {
  const calls = (owui: OpenWebUIService): ReadonlyArray<Effect.Effect<Reason, unknown>> => {
    const params = { id: nobody }
    return [
      reasonOf(owui.folders.getFolders()),
      reasonOf(owui.folders.createFolder({ payload: { name: "x" } })),
      reasonOf(owui.folders.getSharedFolders()),
      reasonOf(owui.folders.getFolderById({ params })),
      reasonOf(owui.folders.updateFolderNameById({ params, payload: {} })),
      reasonOf(owui.folders.updateFolderParentIdById({ params, payload: {} })),
      reasonOf(owui.folders.updateFolderIsExpandedById({ params, payload: { is_expanded: true } })),
      reasonOf(owui.folders.updateFolderAccessById({ params, payload: { access_grants: [] } })),
      reasonOf(owui.folders.getSharedFolderChats({ params })),
      reasonOf(owui.folders.markFolderChatsReadById({ params })),
      reasonOf(owui.folders.deleteFolderById({ params }))
    ]
  }

  it.live("is not nobody", () =>
    Effect.gen(function* () {
      for (const reason of yield* Effect.all(calls(yield* clientOf(undefined)))) {
        assert.strictEqual(reason._tag, "Unauthenticated")
      }
    })
  )

  it.live("is not a user without the permission", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const reasons = yield* withPermissions({ features: { folders: false } }, Effect.all(calls(owui)))
      for (const reason of reasons) assert.strictEqual(reason._tag, "Forbidden")
    })
  )
})
