import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, asAdmin, asNobody, clientOf, tagOf, tagsOf } from "../support/clients.ts"
import { admin as administrator, freshUser, unique } from "../support/TestServer.ts"

/** An account without memories, and its client. */
const someone = Effect.gen(function* () {
  const user = yield* freshUser()
  return { user, owui: yield* clientOf(user.token) }
})

/** Every operation that is for the account's own memories. */
const own = (owui: OpenWebUIService) => {
  const params = { memory_id: "none" }
  return {
    getMemories: owui.memories.getMemories(),
    addMemory: owui.memories.addMemory({ payload: { content: "x" } }),
    updateMemories: owui.memories.updateMemories({ payload: { operations: [{ action: "add", content: "x" }] } }),
    queryMemory: owui.memories.queryMemory({ payload: { content: "x" } }),
    searchMemories: owui.memories.searchMemories({ payload: {} }),
    listMemoryPaths: owui.memories.listMemoryPaths({ payload: {} }),
    readMemoryPath: owui.memories.readMemoryPath({ payload: { path: "x" } }),
    resetMemoryFromVectorDb: owui.memories.resetMemoryFromVectorDb(),
    deleteMemoryByUserId: owui.memories.deleteMemoryByUserId(),
    updateMemoryById: owui.memories.updateMemoryById({ params, payload: { content: "x" } }),
    deleteMemoryById: owui.memories.deleteMemoryById({ params })
  }
}

describe("memories", () => {
  it.live("are added, listed, changed and deleted", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* someone
      assert.deepStrictEqual(yield* owui.memories.getMemories(), [])
      const content = unique("likes tea")
      const added = yield* owui.memories.addMemory({
        payload: { content: ` ${content} `, type: "user", path: "/taste//drinks/" }
      })
      assert.strictEqual(added.content, content)
      assert.strictEqual(added.path, "taste/drinks")
      assert.strictEqual(added.type, "user")
      assert.strictEqual(added.user_id, user.id)
      assert.deepStrictEqual(added.meta, { created_by: "manual" })
      assert.deepStrictEqual(yield* owui.memories.getMemories(), [added])

      const params = { memory_id: added.id }
      const changed = yield* owui.memories.updateMemoryById({ params, payload: { content: "likes coffee" } })
      assert.strictEqual(changed.content, "likes coffee")
      assert.strictEqual(changed.path, "taste/drinks")
      const moved = yield* owui.memories.updateMemoryById({ params, payload: { path: "", type: "context" } })
      assert.isNull(moved.path)
      assert.strictEqual(moved.type, "context")
      assert.strictEqual(moved.content, "likes coffee")

      assert.isTrue(yield* owui.memories.deleteMemoryById({ params }))
      assert.isFalse(yield* owui.memories.deleteMemoryById({ params }))
      assert.deepStrictEqual(yield* owui.memories.getMemories(), [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are refused where they are blank, badly placed or nothing is to change", () =>
    Effect.gen(function* () {
      const { owui } = yield* someone
      const { id } = yield* owui.memories.addMemory({ payload: { content: "x" } })
      const params = { memory_id: id }
      const calls = {
        blank: owui.memories.addMemory({ payload: { content: "  " } }),
        path: owui.memories.addMemory({ payload: { content: "x", path: "a/../b" } }),
        search: owui.memories.searchMemories({ payload: { path: "." } }),
        read: owui.memories.readMemoryPath({ payload: { path: "/" } }),
        change: owui.memories.updateMemoryById({ params, payload: { content: null, path: null } }),
        none: owui.memories.updateMemories({ payload: { operations: [] } })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Invalid"))
      assert.strictEqual((yield* owui.memories.getMemories()).length, 1)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("of another account are not there, for an administrator neither", () =>
    Effect.gen(function* () {
      const admin = yield* OpenWebUI
      const { owui } = yield* someone
      const { id } = yield* owui.memories.addMemory({ payload: { content: "mine" } })
      const params = { memory_id: id }
      assert.strictEqual(
        yield* tagOf(admin.memories.updateMemoryById({ params, payload: { content: "x" } })),
        "NotFound"
      )
      assert.isFalse(yield* admin.memories.deleteMemoryById({ params }))
      assert.strictEqual((yield* owui.memories.getMemories())[0]?.content, "mine")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are changed together, and each change says what it did", () =>
    Effect.gen(function* () {
      const { owui } = yield* someone
      const tea = yield* owui.memories.addMemory({ payload: { content: "likes tea", path: "taste" } })
      const cake = yield* owui.memories.addMemory({ payload: { content: "likes cake", type: "user", path: "taste" } })
      const soup = yield* owui.memories.addMemory({ payload: { content: "likes soup" } })
      const results = yield* owui.memories.updateMemories({
        payload: {
          operations: [
            { action: "add", content: "likes bread", path: "taste/food" },
            { action: "add", content: "likes tea", path: "taste" },
            { action: "replace", id: cake.id, content: "likes pie" },
            { action: "move", id: tea.id, path: "taste/drinks" },
            { action: "remove", id: soup.id }
          ],
          source: "background_review"
        }
      })
      const [bread, duplicate, pie, moved, removed] = results
      if (bread?.action !== "add" || duplicate?.action !== "add") return assert.fail("expected two additions")
      assert.strictEqual(bread.status, "created")
      assert.strictEqual(bread.memory.content, "likes bread")
      assert.isUndefined(bread.memory.meta)
      assert.strictEqual(duplicate.status, "skipped")
      assert.strictEqual(duplicate.reason, "duplicate")
      assert.strictEqual(duplicate.memory.id, tea.id)
      if (pie?.action !== "replace" || moved?.action !== "move") return assert.fail("expected two changes")
      assert.strictEqual(pie.memory.content, "likes pie")
      assert.strictEqual(pie.memory.type, "user")
      // It was not said again, so it is gone.
      assert.isNull(pie.memory.path)
      assert.strictEqual(moved.memory.path, "taste/drinks")
      assert.deepStrictEqual(removed, { action: "remove", status: "deleted", id: soup.id })
      const listed = yield* owui.memories.getMemories()
      assert.deepStrictEqual(listed.map(({ content }) => content).sort(), ["likes bread", "likes pie", "likes tea"])
      assert.strictEqual(listed.find(({ content }) => content === "likes bread")?.meta?.created_by, "background_review")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are changed together or not at all, but not the same one twice", () =>
    Effect.gen(function* () {
      const { owui } = yield* someone
      const { id } = yield* owui.memories.addMemory({ payload: { content: "first" } })
      const unknown = owui.memories.updateMemories({
        payload: {
          operations: [
            { action: "add", content: "second" },
            { action: "remove", id: "none" }
          ]
        }
      })
      assert.strictEqual(yield* tagOf(unknown), "NotFound")
      assert.strictEqual((yield* owui.memories.getMemories()).length, 1)
      const twice = owui.memories.updateMemories({
        payload: {
          operations: [
            { action: "replace", id, content: "changed" },
            { action: "move", id, path: "moved" }
          ]
        }
      })
      assert.strictEqual(yield* tagOf(twice), "ServerFailed")
      const [memory] = yield* owui.memories.getMemories()
      assert.strictEqual(memory?.content, "changed")
      assert.strictEqual(memory?.path, "moved")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are found by meaning", () =>
    Effect.gen(function* () {
      const { owui } = yield* someone
      assert.strictEqual(yield* tagOf(owui.memories.queryMemory({ payload: { content: "x" } })), "NotFound")
      const content = unique("tea in the morning")
      const { created_at, id } = yield* owui.memories.addMemory({ payload: { content, path: "taste" } })
      const found = yield* owui.memories.queryMemory({ payload: { content: `taste ${content}` } })
      assert.deepStrictEqual(found?.ids, [[id]])
      assert.deepStrictEqual(found?.documents, [[`taste\n${content}`]])
      assert.strictEqual(found?.metadatas?.[0]?.[0]?.path, "taste")
      assert.strictEqual(found?.metadatas?.[0]?.[0]?.type, "context")
      assert.strictEqual(found?.metadatas?.[0]?.[0]?.created_at, created_at)
      assert.isAbove(found?.distances?.[0]?.[0] ?? 0, 0)
      assert.isNull(yield* owui.memories.queryMemory({ payload: { content, k: null } }))
      assert.isNull(yield* owui.memories.queryMemory({ payload: { content, k: 0 } }))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are found by words, type, id and place", () =>
    Effect.gen(function* () {
      const { owui } = yield* someone
      const add = (content: string, path: string, type: "user" | "context" = "context") =>
        owui.memories.addMemory({ payload: { content, path, type } })
      const tea = yield* add("likes Tea", "taste/drinks/hot", "user")
      yield* add("likes lemonade", "taste/drinks")
      yield* add("likes pie", "taste")
      yield* add("lives in Rome", "places")
      const search = (payload: Parameters<typeof owui.memories.searchMemories>[0]["payload"]) =>
        Effect.map(owui.memories.searchMemories({ payload }), (found) => found.map(({ content }) => content))
      assert.deepStrictEqual(yield* search({ query: "TEA" }), ["likes Tea"])
      assert.deepStrictEqual(yield* search({ type: "user" }), ["likes Tea"])
      assert.deepStrictEqual(yield* search({ memory_id: tea.id }), ["likes Tea"])
      assert.deepStrictEqual(yield* search({ path: "taste/drinks" }), ["likes lemonade", "likes Tea", "likes pie"])
      assert.strictEqual((yield* search({ limit: 0 })).length, 4)
      assert.strictEqual((yield* search({ limit: -5 })).length, 1)

      const { count, paths } = yield* owui.memories.listMemoryPaths({ payload: { query: "likes" } })
      assert.strictEqual(count, 3)
      const byPath = new Map(paths.map((group) => [group.path, group]))
      assert.deepStrictEqual(byPath.get("taste")?.children, ["taste/drinks"])
      assert.strictEqual(byPath.get("taste/drinks")?.count, 1)
      assert.strictEqual(byPath.get("taste/drinks/hot")?.type, "user")
      assert.strictEqual(byPath.get("taste/drinks/hot")?.updated_at, tea.updated_at)

      const read = yield* owui.memories.readMemoryPath({ payload: { path: "/taste/drinks" } })
      assert.strictEqual(read.path, "taste/drinks")
      assert.deepStrictEqual(read.parents, ["taste"])
      assert.deepStrictEqual(read.children, ["taste/drinks/hot"])
      assert.deepStrictEqual(
        read.memories.map(({ content }) => content),
        ["likes lemonade", "likes Tea", "likes pie"]
      )
      const without = yield* owui.memories.readMemoryPath({
        payload: { path: "taste/drinks", include_children: false, type: "context" }
      })
      assert.deepStrictEqual(
        without.memories.map(({ content }) => content),
        ["likes lemonade", "likes pie"]
      )
      const unknown = yield* owui.memories.readMemoryPath({ payload: { path: "none" } })
      assert.deepStrictEqual(unknown, { path: "none", parents: [], children: [], memories: [] })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are embedded anew and stay, until all are deleted", () =>
    Effect.gen(function* () {
      const admin = yield* OpenWebUI
      const { owui } = yield* someone
      const { id } = yield* owui.memories.addMemory({ payload: { content: "kept" } })
      assert.isTrue(yield* owui.memories.resetMemoryFromVectorDb())
      assert.deepStrictEqual((yield* owui.memories.queryMemory({ payload: { content: "kept" } }))?.ids, [[id]])
      const { status, total_memories, total_users } = yield* admin.memories.reindexMemoriesFromVectorDb()
      assert.isTrue(status)
      assert.isAtLeast(total_users, 2)
      assert.isAtLeast(total_memories, 1)
      assert.deepStrictEqual((yield* owui.memories.queryMemory({ payload: { content: "kept" } }))?.ids, [[id]])
      assert.strictEqual(yield* tagOf(owui.memories.reindexMemoriesFromVectorDb()), "Forbidden")
      assert.isTrue(yield* owui.memories.deleteMemoryByUserId())
      assert.deepStrictEqual(yield* owui.memories.getMemories(), [])
      // There is nothing left, and it is true all the same.
      assert.isTrue(yield* owui.memories.deleteMemoryByUserId())
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are for accounts, with the permission", () =>
    Effect.gen(function* () {
      const nobody = yield* OpenWebUI
      const { owui } = yield* someone
      const admin = yield* clientOf(administrator.token)
      const calls = { ...own(nobody), reindexMemoriesFromVectorDb: nobody.memories.reindexMemoriesFromVectorDb() }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Unauthenticated"))
      const permissions = yield* admin.users.getDefaultUserPermissions()
      const features = (memories: boolean) =>
        admin.users.updateDefaultUserPermissions({
          payload: { ...permissions, features: { ...permissions.features, memories } }
        })
      const refused = yield* Effect.ensuring(
        Effect.andThen(features(false), tagsOf(own(owui))),
        Effect.orDie(admin.users.updateDefaultUserPermissions({ payload: permissions }))
      )
      assert.deepStrictEqual(refused, allOf(refused, "Forbidden"))
    }).pipe(Effect.provide(asNobody))
  )

  it.live("that are switched off look as if there were none, for an administrator too", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const config = yield* owui.auths.getAdminConfig()
      const switched = (ENABLE_MEMORIES: boolean) =>
        owui.auths.updateAdminConfig({ payload: { ...config, ENABLE_MEMORIES } })
      const refused = yield* Effect.ensuring(
        Effect.andThen(switched(false), tagsOf(own(owui))),
        Effect.orDie(switched(true))
      )
      assert.deepStrictEqual(refused, allOf(refused, "NotFound"))
    }).pipe(Effect.provide(asAdmin))
  )
})
