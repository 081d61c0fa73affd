import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Reason } from "../../src/layers/Failures.ts"
import type { ChatResponse } from "../../src/models/Chats.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import { clientByAlias, clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"

const nobody = "00000000-dead-4bad-beef-000000000000"

const asAdmin = Effect.suspend(() => clientOf(admin.token))

/** A new account and its client. */
const member = Effect.gen(function* () {
  const user = yield* freshUser()
  return { user, owui: yield* clientOf(user.token) }
})

/** Three messages: a question with two answers, the second of which is shown. */
const history = (said: string) => ({
  currentId: "a2",
  messages: {
    q: { id: "q", parentId: null, childrenIds: ["a1", "a2"], role: "user", content: said, timestamp: 1700000000 },
    a1: {
      id: "a1",
      parentId: "q",
      childrenIds: [],
      role: "assistant",
      content: "first answer",
      model: "echo",
      done: true,
      timestamp: 1700000004,
      annotation: { rating: -1, tags: ["short"] }
    },
    a2: {
      id: "a2",
      parentId: "q",
      childrenIds: [],
      role: "assistant",
      content: "second answer",
      model: "echo",
      done: true,
      timestamp: 1700000006
    }
  }
})

const messagesOf = (response: ChatResponse) => response.chat.history?.messages ?? {}

const create = (owui: OpenWebUIService, title: string) =>
  owui.chats.createNewChat({ payload: { chat: { title, models: ["echo"], history: history(`about ${title}`) } } })

/** The administrator's settings, changed for as long as the effect runs. */
const withPermissions = <A, E, R>(chat: Readonly<Record<string, boolean>>, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const owui = yield* asAdmin
    const permissions = yield* owui.users.getDefaultUserPermissions()
    return yield* Effect.acquireUseRelease(
      owui.users.updateDefaultUserPermissions({
        payload: { ...permissions, chat: { ...permissions.chat, ...chat } }
      }),
      () => effect,
      () => Effect.orDie(owui.users.updateDefaultUserPermissions({ payload: permissions }))
    )
  })

describe("a chat", () => {
  it.live("is created with its history, read back whole, and deleted", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* member
      const title = unique("chat")
      const created = yield* create(owui, title)
      assert.strictEqual(created.title, title)
      assert.strictEqual(created.user_id, user.id)
      assert.strictEqual(created.current_message_id, "a2")

      const read = yield* owui.chats.getChatById({ params: { id: created.id } })
      assert.strictEqual(read.chat.share_mode, "continue")
      assert.strictEqual(messagesOf(read).q?.content, `about ${title}`)
      assert.deepStrictEqual(messagesOf(read).q?.childrenIds, ["a1", "a2"])
      // The server writes who said it.
      assert.deepStrictEqual(messagesOf(read).q?.user, { id: user.id, name: user.name })

      assert.strictEqual(yield* owui.chats.deleteChatById({ params: { id: created.id } }), true)
      const gone = yield* reasonOf(owui.chats.getChatById({ params: { id: created.id } }))
      assert.strictEqual(gone._tag, "NotFound")
      const again = yield* reasonOf(owui.chats.deleteChatById({ params: { id: created.id } }))
      assert.strictEqual(again._tag, "NotFound")
    })
  )

  it.live("keeps keys that the client does not know", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      // Wider than the type on purpose: a plugin or a newer web page may say more.
      const chat = { title: unique("wide"), plugin: { deep: [1, null, { x: "y" }] } }
      const created = yield* owui.chats.createNewChat({ payload: { chat } })
      const read = yield* owui.chats.getChatById({ params: { id: created.id } })
      assert.deepStrictEqual(Object.entries(read.chat).find(([key]) => key === "plugin")?.[1], chat.plugin)
    })
  )

  it.live("cannot be created in a folder that does not exist", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const reason = yield* reasonOf(owui.chats.createNewChat({ payload: { chat: {}, folder_id: nobody } }))
      assert.strictEqual(reason._tag, "NotFound")
    })
  )

  it.live("merges the messages that are sent into those that it has, and replaces its other keys", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* member
      const created = yield* create(owui, unique("chat"))
      const renamed = unique("renamed")
      const updated = yield* owui.chats.updateChatById({
        params: { id: created.id },
        payload: {
          chat: {
            title: renamed,
            history: {
              currentId: "q2",
              messages: { q2: { id: "q2", parentId: "a1", role: "user", content: "and then?" } }
            }
          },
          variables: { tone: "dry" }
        }
      })
      assert.strictEqual(updated.title, renamed)
      assert.deepStrictEqual(updated.chat.models, ["echo"])
      assert.deepStrictEqual(updated.variables, { tone: "dry" })
      assert.strictEqual(updated.chat.history?.currentId, "q2")
      assert.strictEqual(messagesOf(updated).a2?.content, "second answer")
      assert.deepStrictEqual(messagesOf(updated).a1?.childrenIds, ["q2"])
      assert.strictEqual(messagesOf(updated).q2?.user_id, user.id)

      const stranger = yield* member
      const payload = { chat: { title: "mine now" } }
      const foreign = yield* reasonOf(stranger.owui.chats.updateChatById({ params: { id: created.id }, payload }))
      assert.strictEqual(foreign._tag, "Forbidden")
      const missing = yield* reasonOf(owui.chats.updateChatById({ params: { id: nobody }, payload }))
      assert.strictEqual(missing._tag, "Forbidden")
      // Administrators may read it, no more.
      const chief = yield* asAdmin
      assert.strictEqual((yield* chief.chats.getChatById({ params: { id: created.id } })).title, renamed)
      const chiefly = yield* reasonOf(chief.chats.updateChatById({ params: { id: created.id }, payload }))
      assert.strictEqual(chiefly._tag, "Forbidden")
    })
  )

  it.live("adds parameters to those that it has", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const params = { id: (yield* create(owui, unique("params"))).id }
      yield* owui.chats.updateChatParams({ params, payload: { temperature: 0.25, system: "Be brief." } })
      const all = yield* owui.chats.updateChatParams({
        params,
        payload: { temperature: null, custom_params: { top: [1, "x"] } }
      })
      assert.deepStrictEqual(all, { temperature: null, system: "Be brief.", custom_params: { top: [1, "x"] } })
      assert.deepStrictEqual((yield* owui.chats.getChatById({ params })).chat.params, all)

      const reason = yield* reasonOf(owui.chats.updateChatParams({ params: { id: nobody }, payload: { seed: 1 } }))
      assert.strictEqual(reason._tag, "Forbidden")
    })
  )

  it.live("holds what a model put out, in a shape that is known", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const chief = yield* asAdmin
      // The server knows models only after they were listed; a plain account may use none of the provider's.
      yield* chief.main.getModels()
      const said = unique("turn")
      const { id } = yield* chief.chats.createNewChat({
        payload: { chat: { title: said, models: ["echo-reasoning"] } }
      })
      yield* chief.main.runChatTurn({
        payload: {
          model: "echo-reasoning",
          stream: true,
          chat_id: id,
          session_id: unique("session"),
          message_ids: [{ model_id: "echo-reasoning", message_id: "reply" }],
          user_message: { id: "ask", parentId: null, role: "user", content: said },
          messages: []
        }
      })
      const answered = yield* chief.chats.getChatById({ params: { id } }).pipe(
        Effect.repeat({
          schedule: Schedule.spaced("50 millis"),
          until: (chat) => messagesOf(chat).reply?.done === true
        }),
        Effect.timeout("20 seconds")
      )
      const reply = messagesOf(answered).reply
      assert.strictEqual(reply?.role, "assistant")
      assert.strictEqual(reply?.parentId, "ask")
      assert.deepStrictEqual(
        reply?.output?.map(({ type }) => type),
        ["reasoning", "message"]
      )
      assert.strictEqual(typeof reply?.output?.[0]?.duration, "number")
      assert.strictEqual(String(reply?.content).includes(said), true)
      assert.strictEqual(answered.current_message_id, "reply")
      // Nothing of it for others.
      const reason = yield* reasonOf(owui.chats.getChatById({ params: { id } }))
      assert.strictEqual(reason._tag, "NotFound")
      yield* chief.chats.deleteChatById({ params: { id } })
    })
  )
})

describe("a chat that is being answered", () => {
  it.live("can be neither forked nor compacted, and shows what has come so far", () =>
    Effect.gen(function* () {
      const chief = yield* asAdmin
      yield* chief.main.getModels()
      const said = unique("stalled")
      const { id } = yield* chief.chats.createNewChat({ payload: { chat: { title: said, models: ["echo"] } } })
      const params = { id }
      yield* chief.main.runChatTurn({
        payload: {
          model: "echo",
          stream: true,
          chat_id: id,
          session_id: unique("session"),
          message_ids: [{ model_id: "echo", message_id: "reply" }],
          user_message: { id: "ask", parentId: null, role: "user", content: `${said} [[stall]]` },
          messages: []
        }
      })
      const partial = yield* chief.chats.getChatById({ params }).pipe(
        Effect.repeat({
          schedule: Schedule.spaced("50 millis"),
          until: (chat) => String(messagesOf(chat).reply?.content).includes(said)
        }),
        Effect.timeout("20 seconds")
      )
      assert.strictEqual(messagesOf(partial).reply?.done, false)
      const listed = yield* chief.chats.searchUserChats({ query: { text: said } })
      assert.strictEqual(listed.find((chat) => chat.id === id)?.active, true)
      assert.strictEqual((yield* reasonOf(chief.chats.forkChatById({ params })))._tag, "Conflict")
      assert.strictEqual((yield* reasonOf(chief.chats.compactChatById({ params })))._tag, "Conflict")
      // Deleting it stops the answer.
      assert.strictEqual(yield* chief.chats.deleteChatById({ params }), true)
    })
  )
})

describe("a message", () => {
  it.live("is changed, made where there is none, and deleted with its answers", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const { id } = yield* create(owui, unique("messages"))
      const message = (message_id: string) => ({ id, message_id })

      const changed = yield* owui.chats.updateChatMessageById({
        params: message("a2"),
        payload: { content: "a better answer" }
      })
      assert.strictEqual(messagesOf(changed).a2?.content, "a better answer")
      const spoken = yield* owui.chats.updateChatMessageById({
        params: message("a2"),
        payload: { voice: { speech: [{ item_id: "1" }] } }
      })
      assert.deepStrictEqual(messagesOf(spoken).a2?.meta?.voice, { speech: [{ item_id: "1" }] })
      const made = yield* owui.chats.updateChatMessageById({
        params: message("new"),
        payload: { content: "from nowhere" }
      })
      assert.strictEqual(messagesOf(made).new?.role, "assistant")
      assert.strictEqual(made.current_message_id, "new")

      const less = yield* owui.chats.deleteChatMessageById({ params: message("a1") })
      assert.deepStrictEqual(messagesOf(less).q?.childrenIds, ["a2"])
      const same = yield* owui.chats.deleteChatMessageById({ params: message("a1") })
      assert.deepStrictEqual(messagesOf(same), messagesOf(less))
      const empty = yield* owui.chats.deleteChatMessageById({ params: message("q") })
      assert.deepStrictEqual(Object.keys(messagesOf(empty)), ["new"])

      const nothing = yield* reasonOf(owui.chats.updateChatMessageById({ params: message("a2"), payload: {} }))
      assert.strictEqual(nothing._tag, "Invalid")
      const speechless = yield* reasonOf(
        owui.chats.updateChatMessageById({ params: message("never"), payload: { voice: {} } })
      )
      assert.strictEqual(speechless._tag, "NotFound")
      const stranger = yield* member
      const foreign = yield* reasonOf(
        stranger.owui.chats.updateChatMessageById({ params: message("new"), payload: { content: "x" } })
      )
      assert.strictEqual(foreign._tag, "Forbidden")
      const alien = yield* reasonOf(stranger.owui.chats.deleteChatMessageById({ params: message("new") }))
      assert.strictEqual(alien._tag, "Forbidden")
    })
  )

  it.live("takes events, and keeps those that are known", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const { id } = yield* create(owui, unique("events"))
      const send = (type: string, data: { readonly [key: string]: string | boolean | ReadonlyArray<string> }) =>
        owui.chats.sendChatMessageEventById({ params: { id, message_id: "a2" }, payload: { type, data } })
      assert.strictEqual(yield* send("status", { description: "thinking hard", done: false }), true)
      assert.strictEqual(yield* send("message", { content: ", and more" }), true)
      assert.strictEqual(yield* send("embeds", { embeds: ["<p>hi</p>"] }), true)
      assert.strictEqual(yield* send("my-plugin:ping", { anything: true }), true)
      const { a2 } = messagesOf(yield* owui.chats.getChatById({ params: { id } }))
      assert.deepStrictEqual(a2?.statusHistory, [{ description: "thinking hard", done: false }])
      assert.strictEqual(a2?.content, "second answer, and more")
      assert.deepStrictEqual(a2?.embeds, ["<p>hi</p>"])

      const unknown = yield* owui.chats.sendChatMessageEventById({
        params: { id, message_id: "never" },
        payload: { type: "status", data: {} }
      })
      assert.strictEqual(unknown, true)
      const reason = yield* reasonOf(
        owui.chats.sendChatMessageEventById({
          params: { id: nobody, message_id: "a2" },
          payload: { type: "status", data: {} }
        })
      )
      assert.strictEqual(reason._tag, "Forbidden")
    })
  )
})

describe("the lists of chats", () => {
  it.live("hold what they say, page by page", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* member
      const word = unique("listed")
      const first = yield* create(owui, `${word} a`)
      const second = yield* create(owui, `${word} b`)
      const ids = (list: ReadonlyArray<{ readonly id: string }>) => list.map(({ id }) => id)

      const byTitle = yield* owui.chats.getSessionUserChatList({ query: { sort_by: "title", sort_dir: "asc" } })
      assert.deepStrictEqual(ids(byTitle), [first.id, second.id])
      assert.strictEqual(byTitle[0]?.active, false)
      assert.deepStrictEqual(yield* owui.chats.getSessionUserChatList({ query: { page: 2 } }), [])
      const { chats: byAlias } = yield* clientByAlias(user.token, "/api/v1/chats/", "/api/v1/chats/list")
      const same = yield* byAlias.getSessionUserChatList({ query: { sort_by: "title", sort_dir: "asc" } })
      assert.deepStrictEqual(same, byTitle)

      const pinned = yield* owui.chats.pinChatById({ params: { id: first.id } })
      assert.strictEqual(pinned.pinned, true)
      assert.strictEqual(yield* owui.chats.getPinnedStatusById({ params: { id: first.id } }), true)
      assert.deepStrictEqual(ids(yield* owui.chats.getUserPinnedChats()), [first.id])
      assert.deepStrictEqual(ids(yield* owui.chats.getSessionUserChatList()), [second.id])
      const withPinned = yield* owui.chats.getSessionUserChatList({ query: { page: 1, include_pinned: true } })
      assert.deepStrictEqual(ids(withPinned).sort(), [first.id, second.id].sort())
      assert.strictEqual((yield* owui.chats.pinChatById({ params: { id: first.id } })).pinned, false)

      // A search looks into the messages too.
      const found = yield* owui.chats.searchUserChats({ query: { text: `about ${word} b` } })
      assert.strictEqual(found[0]?.id, second.id)
      assert.strictEqual(found[0]?.snippet, `about ${word} b`)
      const blank = yield* reasonOf(owui.chats.searchUserChats({ query: { text: "  " } }))
      assert.strictEqual(blank._tag, "Invalid")

      const archived = yield* owui.chats.archiveChatById({ params: { id: first.id } })
      assert.strictEqual(archived.archived, true)
      assert.strictEqual(yield* owui.chats.getArchivedSessionUserChatCount(), 1)
      const list = yield* owui.chats.getArchivedSessionUserChatList({
        query: { query: word, order_by: "title", direction: "asc" }
      })
      assert.deepStrictEqual(ids(list), [first.id])
      const whole = yield* owui.chats.getUserArchivedChats()
      assert.strictEqual(messagesOf(whole[0] ?? archived).a1?.content, "first answer")
      assert.strictEqual((yield* owui.chats.archiveChatById({ params: { id: first.id } })).archived, false)
      assert.strictEqual(yield* owui.chats.archiveAllChats(), true)
      assert.strictEqual(yield* owui.chats.getArchivedSessionUserChatCount(), 2)
      assert.strictEqual(yield* owui.chats.unarchiveAllChats(), true)
      assert.strictEqual(yield* owui.chats.getArchivedSessionUserChatCount(), 0)
      const odd = yield* reasonOf(
        owui.chats.getArchivedSessionUserChatList(
          { query: { order_by: "nonsense", direction: "asc" } },
          { retry: false }
        )
      )
      assert.strictEqual(odd._tag, "ServerFailed")

      const chief = yield* asAdmin
      const seen = yield* chief.chats.getUserChatListByUserId({
        params: { user_id: user.id },
        query: { query: word, order_by: "title", direction: "desc" }
      })
      assert.deepStrictEqual(ids(seen), [second.id, first.id])
      assert.deepStrictEqual(yield* chief.chats.getUserChatListByUserId({ params: { user_id: nobody } }), [])
      const everything = yield* chief.chats.getAllUserChatsInDb()
      assert.includeMembers(ids(everything), [first.id, second.id])

      assert.strictEqual(yield* owui.chats.deleteAllUserChats(), true)
      assert.deepStrictEqual(yield* owui.chats.getSessionUserChatList(), [])
      assert.strictEqual(yield* owui.chats.deleteAllUserChats(), true)
    })
  )

  it.live("come as a stream with all messages", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      assert.deepStrictEqual(yield* Stream.runCollect(owui.chats.getUserChats()), [])
      const made = yield* Effect.forEach([1, 2, 3], (number) => create(owui, unique(`stream ${number}`)))
      yield* owui.chats.archiveChatById({ params: { id: made[0]?.id ?? "" } })
      const all = yield* Stream.runCollect(owui.chats.getUserChats())
      assert.deepStrictEqual(all.map(({ id }) => id).sort(), made.map(({ id }) => id).sort())
      for (const chat of all) assert.strictEqual(messagesOf(chat).a2?.content, "second answer")
    })
  )

  it.live("follow tags", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const { id } = yield* create(owui, unique("tagged"))
      const name = `Big ${unique("Tag")}`
      const tagId = name.replaceAll(" ", "_").toLowerCase()
      const added = yield* owui.chats.addTagByIdAndTagName({ params: { id }, payload: { name } })
      assert.deepStrictEqual(
        added.map((tag) => [tag.id, tag.name]),
        [[tagId, name]]
      )
      assert.deepStrictEqual(yield* owui.chats.getChatTagsById({ params: { id } }), added)
      assert.deepStrictEqual(yield* owui.chats.getAllUserTags(), added)
      assert.deepStrictEqual((yield* owui.chats.getChatById({ params: { id } })).meta?.tags, [tagId])
      const list = yield* owui.chats.getUserChatListByTagName({ payload: { name, limit: 1 } })
      assert.strictEqual(list[0]?.id, id)
      const found = yield* owui.chats.searchUserChats({ query: { text: `tag:${tagId}` } })
      assert.strictEqual(found[0]?.id, id)
      assert.deepStrictEqual(yield* owui.chats.getUserChatListByTagName({ payload: { name: unique("none") } }), [])

      assert.deepStrictEqual(yield* owui.chats.deleteTagByIdAndTagName({ params: { id }, payload: { name } }), [])
      assert.deepStrictEqual(yield* owui.chats.getAllUserTags(), [])
      const none = yield* reasonOf(owui.chats.addTagByIdAndTagName({ params: { id }, payload: { name: "None" } }))
      assert.strictEqual(none._tag, "Invalid")
      const params = { id: nobody }
      for (const call of [
        owui.chats.getChatTagsById({ params }),
        owui.chats.addTagByIdAndTagName({ params, payload: { name } }),
        owui.chats.deleteTagByIdAndTagName({ params, payload: { name } })
      ]) {
        assert.strictEqual((yield* reasonOf(call))._tag, "NotFound")
      }
    })
  )

  it.live("follow folders, and tell what is unread", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const folder = yield* owui.folders.createFolder({ payload: { name: unique("folder") } })
      const { id } = yield* create(owui, unique("filed"))
      const moved = yield* owui.chats.updateChatFolderIdById({ params: { id }, payload: { folder_id: folder.id } })
      assert.strictEqual(moved.folder_id, folder.id)
      assert.deepStrictEqual(yield* owui.chats.getSessionUserChatList(), [])
      const unread = yield* owui.chats.markChatUnreadById({ params: { id } })
      assert.deepStrictEqual(unread, {
        chat_id: id,
        last_read_at: 0,
        folder_id: folder.id,
        folder_unread_counts: { [folder.id]: 1 }
      })
      const params = { folder_id: folder.id }
      const listed = yield* owui.chats.getChatListByFolderId({ params, query: { sort_by: "title" } })
      assert.deepStrictEqual(
        listed.map((chat) => [chat.id, chat.last_read_at]),
        [[id, 0]]
      )
      const whole = yield* owui.chats.getChatsByFolderId({ params })
      assert.strictEqual(messagesOf(whole[0] ?? moved).a1?.content, "first answer")
      const read = yield* owui.chats.markChatsReadByUserId()
      assert.deepStrictEqual(read, { updated_count: 1, folder_unread_counts: { [folder.id]: 0 } })

      assert.deepStrictEqual(yield* owui.chats.getChatsByFolderId({ params: { folder_id: nobody } }), [])
      assert.deepStrictEqual(yield* owui.chats.getChatListByFolderId({ params: { folder_id: nobody } }), [])
      const out = yield* owui.chats.updateChatFolderIdById({ params: { id }, payload: { folder_id: null } })
      assert.strictEqual(out.folder_id, null)
      const nowhere = yield* reasonOf(
        owui.chats.updateChatFolderIdById({ params: { id }, payload: { folder_id: nobody } })
      )
      assert.strictEqual(nowhere._tag, "NotFound")
    })
  )
})

describe("the statistics of chats", () => {
  it.live("count messages and models, and hold nothing that was said", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* member
      const { id } = yield* create(owui, unique("stats"))
      yield* owui.chats.createNewChat({ payload: { chat: { title: "empty" } } })

      const usage = yield* owui.chats.getSessionUserChatUsageStats({ query: { items_per_page: 10, page: 1 } })
      assert.strictEqual(usage.total, 2)
      assert.deepStrictEqual(
        usage.items.map((item) => [item.id, item.message_count, item.history_message_count, item.history_models]),
        [[id, 2, 3, { echo: 2 }]]
      )
      assert.strictEqual(usage.items[0]?.average_response_time, 5)
      assert.strictEqual(usage.items[0]?.last_message_at, 1700000006)

      const page = yield* owui.chats.exportChatStats()
      assert.deepStrictEqual([page.type, page.total, page.page], ["chats", 2, 1])
      const own = page.items.find((item) => item.id === id)
      assert.strictEqual(own?.user_id, user.id)
      assert.strictEqual(own?.stats.average_response_time, 5)
      assert.deepStrictEqual(own?.chat.history.messages.a1?.tags, ["short"])
      assert.strictEqual(own?.chat.history.messages.a1?.rating, -1)
      assert.strictEqual(own?.chat.history.messages.a2?.content_length, "second answer".length)
      assert.strictEqual(JSON.stringify(page).includes("second answer"), false)

      assert.deepStrictEqual(yield* Stream.runCollect(owui.chats.streamChatStats()), page.items)
      const later = { updated_at: (own?.updated_at ?? 0) + 1000 }
      assert.deepStrictEqual(yield* Stream.runCollect(owui.chats.streamChatStats({ query: later })), [])
      assert.deepStrictEqual((yield* owui.chats.exportChatStats({ query: later })).items, [])
      assert.deepStrictEqual(yield* owui.chats.exportSingleChatStats({ params: { chat_id: id } }), own)

      const missing = yield* reasonOf(owui.chats.exportSingleChatStats({ params: { chat_id: nobody } }))
      assert.strictEqual(missing._tag, "NotFound")
      const stranger = yield* member
      const foreign = yield* reasonOf(stranger.owui.chats.exportSingleChatStats({ params: { chat_id: id } }))
      assert.strictEqual(foreign._tag, "Forbidden")
    })
  )

  it.live("are for administrators only where community sharing is switched off", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const chief = yield* asAdmin
      const settings = yield* chief.auths.getAdminConfig()
      yield* Effect.acquireUseRelease(
        chief.auths.updateAdminConfig({ payload: { ...settings, ENABLE_COMMUNITY_SHARING: false } }),
        () =>
          Effect.gen(function* () {
            const reasons = yield* Effect.all([
              reasonOf(owui.chats.exportChatStats()),
              reasonOf(Stream.runCollect(owui.chats.streamChatStats())),
              reasonOf(owui.chats.exportSingleChatStats({ params: { chat_id: nobody } }))
            ])
            for (const reason of reasons) assert.strictEqual(reason._tag, "Forbidden")
            assert.strictEqual((yield* chief.chats.exportChatStats()).page, 1)
          }),
        () => Effect.orDie(chief.auths.updateAdminConfig({ payload: settings }))
      )
    })
  )
})

describe("importing and copying", () => {
  it.live("imports what was exported, under new ids", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* member
      const title = unique("import")
      const exported = yield* create(owui, title)
      const other = yield* member
      const [imported] = yield* other.owui.chats.importChats({
        payload: {
          chats: [
            {
              chat: exported.chat,
              meta: { tags: ["kept"] },
              pinned: true,
              archived: true,
              folder_id: nobody,
              created_at: 1600000000,
              updated_at: 1600000001
            }
          ]
        }
      })
      assert.notStrictEqual(imported?.id, exported.id)
      assert.deepStrictEqual(
        [imported?.title, imported?.pinned, imported?.archived, imported?.folder_id, imported?.created_at],
        [title, true, true, null, 1600000000]
      )
      assert.deepStrictEqual(imported?.meta, { tags: ["kept"] })
      assert.strictEqual(messagesOf(exported).q?.user_id, user.id)
      assert.strictEqual(messagesOf(imported ?? exported).q?.user_id, other.user.id)
      assert.deepStrictEqual(
        (yield* other.owui.chats.getAllUserTags()).map(({ id }) => id),
        ["kept"]
      )
    })
  )

  it.live("clones a whole chat and forks one branch of it", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const title = unique("original")
      const { id } = yield* create(owui, title)
      const params = { id }
      const clone = yield* owui.chats.cloneChatById({ params, payload: {} })
      assert.strictEqual(clone.title, `Clone of ${title}`)
      assert.strictEqual(clone.chat.originalChatId, id)
      assert.deepStrictEqual(Object.keys(messagesOf(clone)).sort(), ["a1", "a2", "q"])
      const named = yield* owui.chats.cloneChatById({ params, payload: { title: "my own words" } })
      assert.strictEqual(named.title, "my own words")

      const fork = yield* owui.chats.forkChatById({ params, payload: { message_id: "a1" } })
      assert.strictEqual(fork.title, `${title} (fork)`)
      assert.deepStrictEqual(Object.keys(messagesOf(fork)).sort(), ["a1", "q"])
      assert.strictEqual(fork.meta?.forked_from, id)
      assert.strictEqual(fork.meta?.forked_from_message_id, "a1")
      const current = yield* owui.chats.forkChatById({ params })
      assert.strictEqual(current.chat.branchPointMessageId, "a2")

      const nowhere = yield* reasonOf(owui.chats.forkChatById({ params, payload: { message_id: "never" } }))
      assert.strictEqual(nowhere._tag, "NotFound")
      const empty = yield* owui.chats.createNewChat({ payload: { chat: {} } })
      const nothing = yield* reasonOf(owui.chats.forkChatById({ params: { id: empty.id } }))
      assert.strictEqual(nothing._tag, "Invalid")
      const broken = yield* reasonOf(owui.chats.cloneChatById({ params: { id: empty.id }, payload: {} }))
      assert.strictEqual(broken._tag, "ServerFailed")
      const stranger = yield* member
      assert.strictEqual((yield* reasonOf(stranger.owui.chats.cloneChatById({ params, payload: {} })))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(stranger.owui.chats.forkChatById({ params })))._tag, "NotFound")
    })
  )

  it.live("needs permissions, as deleting and sharing do", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const chat = yield* create(owui, unique("forbidden"))
      const params = { id: chat.id }
      yield* withPermissions(
        { import: false, delete: false, share: false },
        Effect.gen(function* () {
          for (const call of [
            owui.chats.importChats({ payload: { chats: [{ chat: chat.chat }] } }),
            owui.chats.forkChatById({ params }),
            owui.chats.cloneChatById({ params, payload: {} }),
            owui.chats.cloneSharedChatById({ params }),
            owui.chats.shareChatById({ params }),
            owui.chats.deleteChatById({ params }),
            owui.chats.deleteAllUserChats()
          ]) {
            assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, "Forbidden")
          }
        })
      )
      assert.strictEqual(yield* owui.chats.deleteChatById({ params }), true)
      yield* withPermissions(
        { temporary: true, temporary_enforced: true },
        Effect.gen(function* () {
          const reason = yield* reasonOf(owui.chats.createNewChat({ payload: { chat: {} } }))
          assert.strictEqual(reason._tag, "Forbidden")
        })
      )
    })
  )
})

describe("sharing", () => {
  it.live("shows a snapshot to those who are granted it, and to no one else", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* member
      const stranger = yield* member
      const title = unique("shared")
      const { id } = yield* create(owui, title)
      const shared = yield* owui.chats.shareChatById({ params: { id } })
      const share_id = shared.share_id ?? ""
      assert.deepStrictEqual(
        (yield* owui.chats.getSharedSessionUserChatList({ query: { query: title } })).map((one) => [
          one.chat_id,
          one.share_id,
          one.title
        ]),
        [[id, share_id, title]]
      )
      const own = yield* owui.chats.getSharedChatById({ params: { share_id } })
      assert.strictEqual(own.id, share_id)

      const anonymous = yield* clientOf(undefined)
      assert.strictEqual(
        (yield* reasonOf(stranger.owui.chats.getSharedChatById({ params: { share_id } })))._tag,
        "Forbidden"
      )
      assert.strictEqual(
        (yield* reasonOf(anonymous.chats.getSharedChatById({ params: { share_id } })))._tag,
        "Unauthenticated"
      )
      assert.strictEqual(
        (yield* reasonOf(stranger.owui.chats.cloneSharedChatById({ params: { id: share_id } })))._tag,
        "Forbidden"
      )
      assert.strictEqual(
        (yield* reasonOf(owui.chats.getSharedChatById({ params: { share_id: nobody } })))._tag,
        "NotFound"
      )

      // A user may share with single accounts, not with everybody.
      const everybody = { principal_type: "anyone", principal_id: "*", permission: "read" } as const
      const tooMany = yield* reasonOf(
        owui.chats.updateSharedChatAccessById({ params: { id }, payload: { access_grants: [everybody] } })
      )
      assert.strictEqual(tooMany._tag, "Forbidden")

      const chief = yield* asAdmin
      yield* chief.chats.updateSharedChatAccessById({ params: { id }, payload: { access_grants: [everybody] } })
      assert.deepStrictEqual(
        (yield* owui.chats.getSharedChatAccessById({ params: { id } })).map(({ id: _, ...grant }) => grant),
        [everybody]
      )
      const open = yield* anonymous.chats.getSharedChatById({ params: { share_id } })
      assert.strictEqual(open.title, title)
      assert.strictEqual(open.chat.share_mode, null)
      assert.strictEqual(messagesOf(open).q?.user?.name, user.name)

      const clone = yield* stranger.owui.chats.cloneSharedChatById({ params: { id: share_id } })
      assert.strictEqual(clone.user_id, stranger.user.id)
      assert.strictEqual(clone.title, `Clone of ${title}`)
      const fork = yield* stranger.owui.chats.forkChatById({ params: { id: share_id } })
      assert.strictEqual(fork.user_id, stranger.user.id)
      assert.strictEqual(
        (yield* reasonOf(stranger.owui.chats.cloneSharedChatById({ params: { id: nobody } })))._tag,
        "NotFound"
      )

      assert.strictEqual(yield* owui.chats.deleteSharedChatById({ params: { id } }), true)
      assert.strictEqual(yield* owui.chats.deleteSharedChatById({ params: { id } }), true)
      assert.strictEqual(
        (yield* reasonOf(anonymous.chats.getSharedChatById({ params: { share_id } })))._tag,
        "NotFound"
      )
      assert.deepStrictEqual(yield* owui.chats.getSharedChatAccessById({ params: { id } }), [])
    })
  )

  it.live("lets others go on with a chat where it says so, and ends for all chats at once", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const guest = yield* member
      const { id } = yield* create(owui, unique("together"))
      yield* owui.chats.shareChatById({ params: { id }, payload: { share_mode: "continue" } })
      const granted = yield* owui.chats.updateSharedChatAccessById({
        params: { id },
        payload: {
          access_grants: [{ principal_type: "user", principal_id: guest.user.id, permission: "read" }],
          share_mode: "continue"
        }
      })
      const seen = yield* guest.owui.chats.getChatById({ params: { id } })
      assert.strictEqual(seen.chat.share_mode, "continue")
      assert.deepStrictEqual(seen.variables, {})
      const live = yield* guest.owui.chats.getSharedChatById({ params: { share_id: granted.share_id ?? "" } })
      assert.strictEqual(live.id, id)

      assert.strictEqual(yield* owui.chats.unshareAllChats(), true)
      assert.deepStrictEqual(yield* owui.chats.getSharedSessionUserChatList(), [])
      assert.strictEqual((yield* reasonOf(guest.owui.chats.getChatById({ params: { id } })))._tag, "NotFound")
      assert.strictEqual(yield* owui.chats.unshareAllChats(), true)

      const params = { id: nobody }
      const payload = { access_grants: [] }
      assert.strictEqual((yield* reasonOf(owui.chats.getSharedChatAccessById({ params })))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(owui.chats.updateSharedChatAccessById({ params, payload })))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(owui.chats.shareChatById({ params })))._tag, "Forbidden")
      assert.strictEqual((yield* reasonOf(owui.chats.deleteSharedChatById({ params })))._tag, "Forbidden")
      const odd = { order_by: "nonsense", direction: "asc" }
      assert.strictEqual(
        (yield* reasonOf(owui.chats.getSharedSessionUserChatList({ query: odd }, { retry: false })))._tag,
        "ServerFailed"
      )
    })
  )
})

describe("compaction", () => {
  it.live("sums up what came before the last message, where it is switched on", () =>
    Effect.gen(function* () {
      const chief = yield* asAdmin
      yield* chief.main.getModels()
      const { id } = yield* create(chief, unique("compact"))
      const params = { id }
      const settings = yield* chief.chats.getChatConfig()
      const off = yield* chief.chats.compactChatById({ params })
      assert.deepStrictEqual(off, { ok: true, compacted: false, reason: "disabled", context_usage: null })

      yield* Effect.acquireUseRelease(
        chief.chats.setChatConfig({
          payload: {
            ...settings,
            ENABLE_CONTEXT_COMPACTION: true,
            CONTEXT_COMPACTION_TOKEN_THRESHOLD: 1000,
            CONTEXT_COMPACTION_RETENTION_PERCENTAGE: 99
          }
        }),
        (changed) =>
          Effect.gen(function* () {
            assert.strictEqual(changed.CONTEXT_COMPACTION_RETENTION_PERCENTAGE, 50)
            const before = yield* chief.chats.getChatById({ params })
            assert.strictEqual(before.context_usage?.threshold, 1000)
            const done = yield* chief.chats.compactChatById({ params, payload: { model: "echo" } })
            assert.deepStrictEqual(
              [done.ok, done.compacted, done.dropped_messages, done.kept_messages],
              [true, true, 1, 1]
            )
            assert.strictEqual(done.context_usage?.threshold, 1000)
            const after = yield* chief.chats.getChatById({ params })
            assert.strictEqual(messagesOf(after).a2?.contextSummary?.length, done.summary_chars)

            assert.strictEqual((yield* chief.chats.compactChatById({ params })).reason, "too_short")

            const other = yield* create(chief, unique("compact"))
            const never = yield* reasonOf(
              chief.chats.compactChatById({ params: { id: other.id }, payload: { model: unique("model") } })
            )
            assert.strictEqual(never._tag, "ServerFailed")
            const short = yield* chief.chats.createNewChat({ payload: { chat: { models: ["echo"] } } })
            const empty = yield* chief.chats.compactChatById({ params: { id: short.id } })
            assert.strictEqual(empty.reason, "empty")
          }),
        () => Effect.orDie(chief.chats.setChatConfig({ payload: settings }))
      )
      const modelless = yield* chief.chats.createNewChat({ payload: { chat: {} } })
      assert.strictEqual(
        (yield* reasonOf(chief.chats.compactChatById({ params: { id: modelless.id } })))._tag,
        "Invalid"
      )
      assert.strictEqual((yield* reasonOf(chief.chats.compactChatById({ params: { id: nobody } })))._tag, "NotFound")
    })
  )
})

describe("who may", () => {
  it.live("do nothing without a token", () =>
    Effect.gen(function* () {
      const { chats } = yield* clientOf(undefined)
      const params = { id: nobody }
      const calls: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(chats.getSessionUserChatList()),
        reasonOf(chats.markChatsReadByUserId()),
        reasonOf(chats.getSessionUserChatUsageStats()),
        reasonOf(chats.deleteAllUserChats()),
        reasonOf(chats.createNewChat({ payload: { chat: {} } })),
        reasonOf(Stream.runCollect(chats.getUserChats())),
        reasonOf(chats.getUserPinnedChats()),
        reasonOf(chats.getUserArchivedChats()),
        reasonOf(chats.getAllUserTags()),
        reasonOf(chats.getArchivedSessionUserChatCount()),
        reasonOf(chats.archiveAllChats()),
        reasonOf(chats.unarchiveAllChats()),
        reasonOf(chats.unshareAllChats()),
        reasonOf(chats.getUserChatListByTagName({ payload: { name: "x" } })),
        reasonOf(chats.getChatListByFolderId({ params: { folder_id: nobody } })),
        reasonOf(chats.getChatsByFolderId({ params: { folder_id: nobody } })),
        reasonOf(chats.getChatById({ params })),
        reasonOf(chats.getChatConfig())
      ]
      for (const reason of yield* Effect.all(calls)) assert.strictEqual(reason._tag, "Unauthenticated")
    })
  )

  it.live("see all chats and the settings: administrators only", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const settings = yield* (yield* asAdmin).chats.getChatConfig()
      const calls: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(owui.chats.getChatConfig()),
        reasonOf(owui.chats.setChatConfig({ payload: settings })),
        reasonOf(owui.chats.getAllUserChatsInDb()),
        reasonOf(owui.chats.getUserChatListByUserId({ params: { user_id: nobody } }))
      ]
      for (const reason of yield* Effect.all(calls)) assert.strictEqual(reason._tag, "Forbidden")
    })
  )

  it.live("not change another's chat, which looks as if it were not there", () =>
    Effect.gen(function* () {
      const { owui } = yield* member
      const { id } = yield* create(yield* asAdmin, unique("another"))
      const params = { id }
      const calls: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(owui.chats.getPinnedStatusById({ params })),
        reasonOf(owui.chats.pinChatById({ params })),
        reasonOf(owui.chats.archiveChatById({ params })),
        reasonOf(owui.chats.markChatUnreadById({ params })),
        reasonOf(owui.chats.updateChatFolderIdById({ params, payload: {} })),
        reasonOf(owui.chats.deleteChatById({ params })),
        reasonOf(owui.chats.compactChatById({ params }))
      ]
      for (const reason of yield* Effect.all(calls)) assert.strictEqual(reason._tag, "NotFound")
    })
  )

  it.live("not do anything with an account that waits to be let in", () =>
    Effect.gen(function* () {
      const pending = yield* clientOf((yield* freshUser("pending")).token)
      assert.strictEqual((yield* reasonOf(pending.chats.getSessionUserChatList()))._tag, "Forbidden")
    })
  )
})
