import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { NoteData } from "../../src/models/Notes.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"

const newUser = Effect.flatMap(freshUser(), ({ token }) => clientOf(token))

const missing = { params: { id: "00000000-0000-4000-8000-000000000000" } }

describe("notes", () => {
  it.live("makes a note and reads it back, times to the nanosecond", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const title = unique("note")
      const data: NoteData = { content: { md: "# Text", html: "<h1>Text</h1>", json: { type: "doc" } }, files: [] }
      const made = yield* owui.notes.createNewNote({ payload: { title, data, meta: { mine: 1 } } })
      assert.strictEqual(made.title, title)
      assert.deepStrictEqual(made.data, data)
      assert.deepStrictEqual(made.meta, { mine: 1 })
      assert.strictEqual(String(made.created_at).length, 19)
      const read = yield* owui.notes.getNoteById({ params: { id: made.id } })
      assert.strictEqual(read.created_at, made.created_at)
      assert.strictEqual(read.updated_at, made.updated_at)
      assert.deepStrictEqual(read.data, data)
      assert.strictEqual(read.write_access, true)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps in data what it does not know", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const data = { content: { md: "a", mine: [1] }, own: { deep: 1795252586020823319n } }
      const { id } = yield* owui.notes.createNewNote({ payload: { title: unique("note"), data } })
      const read = yield* owui.notes.getNoteById({ params: { id } })
      assert.deepStrictEqual<unknown>(read.data, data)
      yield* owui.notes.updateNoteById({ params: { id }, payload: { data: read.data ?? null } })
      assert.deepStrictEqual<unknown>((yield* owui.notes.getNoteById({ params: { id } })).data, data)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists notes, the last changed first, with a thousand characters of their text", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const first = yield* owui.notes.createNewNote({ payload: { title: "first" } })
      const md = "x".repeat(1500)
      const second = yield* owui.notes.createNewNote({ payload: { title: "second", data: { content: { md } } } })
      const listed = yield* owui.notes.getNotes({ query: { page: 1 } })
      assert.deepStrictEqual(
        listed.map(({ id }) => id),
        [second.id, first.id]
      )
      assert.deepStrictEqual(listed[0]?.data, { content: { md: md.slice(0, 1000) } })
      assert.strictEqual(listed[0]?.updated_at, second.updated_at)
      assert.strictEqual(listed[0]?.user?.id, second.user_id)
      assert.deepStrictEqual(yield* owui.notes.getNotes({ query: { page: 2 } }), [])
      assert.strictEqual((yield* owui.notes.getNotes()).length, 2)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("pins a note for the caller, and unpins it", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const { id } = yield* owui.notes.createNewNote({ payload: { title: unique("note") } })
      assert.strictEqual((yield* owui.notes.pinNoteById({ params: { id } })).is_pinned, true)
      const pinned = yield* owui.notes.getPinnedNotes()
      assert.deepStrictEqual(
        pinned.map((note) => [note.id, note.is_pinned]),
        [[id, true]]
      )
      assert.strictEqual((yield* owui.notes.pinNoteById({ params: { id } })).is_pinned, false)
      assert.deepStrictEqual(yield* owui.notes.getPinnedNotes(), [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("finds notes by the words of title and text, with hyphens or without", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const word = unique("word")
      const made = yield* owui.notes.createNewNote({
        payload: { title: "A list", data: { content: { md: `to-do ${word}` } } }
      })
      const found = yield* owui.notes.searchNotes({
        query: { query: `todo list ${word}`, view_option: "created", order_by: "name", direction: "asc", page: 1 }
      })
      assert.strictEqual(found.total, 1)
      assert.strictEqual(found.items[0]?.id, made.id)
      assert.strictEqual(found.items[0]?.user?.id, made.user_id)
      const none = yield* owui.notes.searchNotes({ query: { query: `${word} absent` } })
      assert.deepStrictEqual(none, { items: [], total: 0 })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("finds only what may be changed, unless reading is asked for", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const reader = yield* freshUser()
      const other = yield* clientOf(reader.token)
      const title = unique("shared")
      const { id } = yield* owui.notes.createNewNote({ payload: { title } })
      const granted = yield* owui.notes.updateNoteAccessById({
        params: { id },
        payload: { access_grants: [{ principal_type: "user", principal_id: reader.id, permission: "read" }] }
      })
      assert.strictEqual(granted.access_grants?.[0]?.principal_id, reader.id)
      const ids = (query: { readonly permission?: "read" | "read_only" }) =>
        Effect.map(other.notes.searchNotes({ query: { query: title, ...query } }), ({ items }) =>
          items.map((item) => item.id)
        )
      assert.deepStrictEqual(yield* ids({}), [])
      assert.deepStrictEqual(yield* ids({ permission: "read" }), [id])
      assert.deepStrictEqual(yield* ids({ permission: "read_only" }), [id])
      const read = yield* other.notes.getNoteById({ params: { id } })
      assert.strictEqual(read.write_access, false)
      const refused = yield* reasonOf(other.notes.updateNoteById({ params: { id }, payload: { title: "mine" } }))
      assert.strictEqual(refused._tag, "Forbidden")
      // Grants that were read can be sent as they are.
      const again = yield* owui.notes.updateNoteAccessById({
        params: { id },
        payload: { access_grants: granted.access_grants ?? [] }
      })
      assert.strictEqual(again.access_grants?.length, 1)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("refuses to share for an account that may not, and drops grants at the making", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const access_grants = [{ principal_type: "user", principal_id: admin.id, permission: "read" }]
      const made = yield* owui.notes.createNewNote({ payload: { title: unique("note"), access_grants } })
      assert.deepStrictEqual(made.access_grants, [])
      const params = { id: made.id }
      const refused = yield* reasonOf(owui.notes.updateNoteAccessById({ params, payload: { access_grants } }))
      assert.strictEqual(refused._tag, "Forbidden")
      const none = yield* owui.notes.updateNoteAccessById({ params, payload: { access_grants: [] } })
      assert.deepStrictEqual(none.access_grants, [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes what is given of a note and leaves the rest", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const title = unique("note")
      const made = yield* owui.notes.createNewNote({
        payload: { title, data: { content: { md: "text" } }, meta: { a: 1 } }
      })
      const params = { id: made.id }
      const changed = yield* owui.notes.updateNoteById({
        params,
        payload: { data: { versions: [{ md: "before" }] }, meta: { b: 2 } }
      })
      assert.strictEqual(changed.title, title)
      assert.deepStrictEqual(changed.data, { content: { md: "text" }, versions: [{ md: "before" }] })
      assert.deepStrictEqual(changed.meta, { a: 1, b: 2 })
      assert.strictEqual(changed.updated_at > made.updated_at, true)
      const renamed = yield* owui.notes.updateNoteById({ params, payload: { title: "new" } })
      assert.strictEqual(renamed.title, "new")
      assert.deepStrictEqual(renamed.data, changed.data)
      const refused = yield* reasonOf(
        owui.notes.updateNoteById({ params, payload: { data: { files: [{ type: "file", id: "of-another" }] } } })
      )
      assert.strictEqual(refused._tag, "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("does not send a title of null, which would make the note unreadable for good", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const { id } = yield* owui.notes.createNewNote({ payload: { title: unique("note") } })
      // @ts-expect-error The server's own description allows it.
      const reason = yield* reasonOf(owui.notes.updateNoteById({ params: { id }, payload: { title: null } }))
      // No status: nothing was sent.
      assert.deepStrictEqual([reason._tag, "status" in reason], ["Invalid", false])
      assert.strictEqual((yield* owui.notes.getNoteById({ params: { id } })).id, id)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("gives each account a chat of its own about a note, and further ones", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const { id } = yield* owui.notes.createNewNote({ payload: { title: unique("note") } })
      const params = { id }
      assert.deepStrictEqual(yield* owui.notes.getNoteChatsById({ params }), [])
      const first = yield* owui.notes.getNoteChatById({ params })
      const same = yield* owui.notes.getNoteChatById({ params })
      assert.strictEqual(same.id, first.id)
      assert.strictEqual(JSON.stringify(first.chat).includes(id), true)
      const second = yield* owui.notes.createNoteChatById({ params })
      assert.notStrictEqual(second.id, first.id)
      const chats = yield* owui.notes.getNoteChatsById({ params })
      assert.deepStrictEqual(chats.map((chat) => chat.id).sort(), [first.id, second.id].sort())
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("deletes a note, once", () =>
    Effect.gen(function* () {
      const owui = yield* newUser
      const { id } = yield* owui.notes.createNewNote({ payload: { title: unique("note") } })
      assert.strictEqual(yield* owui.notes.deleteNoteById({ params: { id } }), true)
      assert.strictEqual((yield* reasonOf(owui.notes.deleteNoteById({ params: { id } })))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("shows an administrator the notes of others, by id and in a search, not in the list", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const title = unique("private")
      const { id } = yield* Effect.flatMap(newUser, (other) => other.notes.createNewNote({ payload: { title } }))
      assert.strictEqual((yield* owui.notes.getNoteById({ params: { id } })).title, title)
      assert.strictEqual((yield* owui.notes.searchNotes({ query: { query: title } })).total, 1)
      assert.strictEqual(
        (yield* owui.notes.getNotes()).some((note) => note.id === id),
        false
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("says which notes are not there, which are another's, and that nobody has any", () =>
    Effect.gen(function* () {
      const single = (owui: OpenWebUI["Service"], request: typeof missing) =>
        Effect.all([
          reasonOf(owui.notes.getNoteById(request)),
          reasonOf(owui.notes.getNoteChatById(request)),
          reasonOf(owui.notes.getNoteChatsById(request)),
          reasonOf(owui.notes.createNoteChatById(request)),
          reasonOf(owui.notes.updateNoteById({ ...request, payload: { title: "x" } })),
          reasonOf(owui.notes.updateNoteAccessById({ ...request, payload: { access_grants: [] } })),
          reasonOf(owui.notes.pinNoteById(request)),
          reasonOf(owui.notes.deleteNoteById(request))
        ])
      const owner = yield* newUser
      const other = yield* newUser
      const { id } = yield* owner.notes.createNewNote({ payload: { title: unique("note") } })
      for (const reason of yield* single(other, missing)) assert.strictEqual(reason._tag, "NotFound")
      for (const reason of yield* single(other, { params: { id } })) assert.strictEqual(reason._tag, "Forbidden")
      const nobody = yield* clientOf(undefined)
      const all = yield* Effect.all([
        reasonOf(nobody.notes.getNotes()),
        reasonOf(nobody.notes.getPinnedNotes()),
        reasonOf(nobody.notes.searchNotes()),
        reasonOf(nobody.notes.createNewNote({ payload: { title: "x" } }))
      ])
      for (const reason of [...all, ...(yield* single(nobody, missing))]) {
        assert.strictEqual(reason._tag, "Unauthenticated")
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("says that notes are switched off", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.auths.getAdminConfig()
      const reason = yield* Effect.acquireUseRelease(
        owui.auths.updateAdminConfig({ payload: { ...before, ENABLE_NOTES: false } }),
        () => reasonOf(owui.notes.getNotes()),
        () => Effect.orDie(owui.auths.updateAdminConfig({ payload: before }))
      )
      assert.strictEqual(reason._tag, "FeatureDisabled")
    }).pipe(Effect.provide(asAdmin))
  )
})
