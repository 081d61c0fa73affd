import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"

describe("search", () => {
  it.live("finds a chat by its title and by its text, and says where", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const title = unique("found")
      const word = unique("said")
      const id = unique("message")
      const message = { id, parentId: null, childrenIds: [], role: "user", content: `Some words, then ${word}.` }
      const history = { messages: { [id]: message }, currentId: id }
      const chat = yield* owui.chats.createNewChat({ payload: { chat: { title, history } } })
      const byTitle = yield* owui.search.search({ query: { q: title } })
      assert.deepStrictEqual(
        byTitle.items.map((item) => [item.id, item.kind, item.title]),
        [[`chat:${chat?.id}`, "chat", title]]
      )
      assert.strictEqual(byTitle.has_more, false)
      assert.include(byTitle.kinds, "chat")
      const [found] = (yield* owui.search.search({ query: { q: `${word.toUpperCase()} words`, kind: "chat" } })).items
      assert.include(found?.snippet ?? "", word)
      assert.strictEqual(found?.url, `/c/${chat?.id}?message=${id}`)
      assert.deepStrictEqual((yield* owui.search.search({ query: { q: word, kind: "note" } })).items, [])
      assert.deepStrictEqual((yield* owui.search.search({ query: { q: `${word} absent` } })).items, [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("finds notes, and pages", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique("note")
      const made = Array.from({ length: 25 }, (_, at) =>
        owui.notes.createNewNote({ payload: { title: `${word} ${at}`, data: { content: { md: "text" } } } })
      )
      yield* Effect.all(made, { concurrency: 5 })
      const query = { q: word, kind: "note", sharing: "mine" }
      const first = yield* owui.search.search({ query })
      const second = yield* owui.search.search({ query: { ...query, page: 2 } })
      assert.lengthOf(first.items, 24)
      assert.strictEqual(first.has_more, true)
      assert.lengthOf(second.items, 1)
      assert.strictEqual(second.has_more, false)
      assert.lengthOf(new Set([...first.items, ...second.items].map(({ id }) => id)), 25)
      assert.isTrue(first.items.every(({ kind, updated_at }) => kind === "note" && updated_at < 10_000_000_000))
      assert.deepStrictEqual((yield* owui.search.search({ query: { ...query, sharing: "shared" } })).items, [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps to a folder, which its scopes name", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const title = unique("in a folder")
      const folder = yield* owui.folders.createFolder({ payload: { name: title } })
      yield* owui.chats.createNewChat({ payload: { chat: { title }, folder_id: folder.id } })
      yield* owui.chats.createNewChat({ payload: { chat: { title } } })
      const all = yield* owui.search.search({ query: { q: title } })
      assert.lengthOf(all.items, 2)
      const scope = all.scopes.find(({ name }) => name === title)
      assert.strictEqual(scope?.kind, "folder")
      assert.strictEqual(scope?.id, `folder:${folder.id}`)
      const within = yield* owui.search.search({ query: { q: title, scope: `folder:${folder.id}` } })
      assert.deepStrictEqual(
        within.items.map(({ context }) => context),
        [title]
      )
      assert.deepStrictEqual((yield* owui.search.search({ query: { scope: "folder:none" } })).items, [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("does not find what is another account's, not even for an administrator", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* clientOf((yield* freshUser()).token)
      const title = unique("private")
      yield* user.chats.createNewChat({ payload: { chat: { title } } })
      assert.lengthOf((yield* user.search.search({ query: { q: title } })).items, 1)
      assert.deepStrictEqual((yield* owui.search.search({ query: { q: title } })).items, [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is refused for a kind that the server does not know", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const reason = yield* reasonOf(owui.search.search({ query: { kind: "picture" } }))
      assert(reason._tag === "Invalid")
      assert.strictEqual(reason.status, 422)
      assert.deepStrictEqual(reason.issues[0]?.path, ["query", "kind"])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is refused to nobody", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const reason = yield* reasonOf(owui.search.search({ query: { q: "x" } }))
      assert.strictEqual(reason._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )
})
