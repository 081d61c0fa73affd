/** Everything that the server can be made to tell, told by it, and everything that a plugin can say, said by one. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Json } from "../../src/layers/Json.ts"
import { TerminalServersConfigForm } from "../../src/models/Configs.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import {
  type ChannelEvent,
  channelEvents,
  type chatEvents,
  isChannelEvent,
  isChatEvent,
  type RealtimeEvent
} from "../../src/realtime/Events.ts"
import { clientOf } from "../support/clients.ts"
import { outletFilter, withPlugin } from "../support/main/Settings.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"
import { path, Shell, tools } from "../support/terminals/Shell.ts"
import { beginTurn, connect, isTurnEnd, plugin, unknownOf, until } from "./support.ts"

/** An administrator, who sees the models, connected and listening. */
const listening = Effect.gen(function* () {
  const user = yield* freshUser("admin")
  const owui = yield* clientOf(user.token)
  const realtime = yield* connect(user.token)
  const told = yield* realtime.subscribe({ capacity: 10_000 })
  const { sessionId } = yield* realtime.session
  return { user, owui, realtime, told, sessionId }
})

/** The first event with the name, which must be known. */
const named = (told: { readonly events: Stream.Stream<RealtimeEvent, unknown> }, event: string) =>
  told.events.pipe(
    Stream.filter((one) => one.event === event),
    Stream.take(1),
    Stream.runCollect,
    Effect.timeout("30 seconds"),
    Effect.map(([one]) => {
      assert.isTrue(one?.known, event)
      return one
    })
  )

const file = { type: "file", id: "f1", name: "a.txt", url: "/api/v1/files/f1" }
const source = { source: { name: "a.txt" }, document: ["text"], metadata: [{ source: "a.txt" }] }

/** Data of every type of event, as the backend and plugins give it; `undefined` where it is left out. */
const samples: Readonly<Record<keyof typeof chatEvents, Json | undefined>> = {
  "response:completion": { type: "response.output_text.delta", item_id: "m", output_index: 0, delta: "a" },
  "chat:completion": { done: false, content: "a", usage: { prompt_tokens: 1, total_duration: 5 } },
  "chat:active": { active: true, folder_id: null },
  "chat:list": undefined,
  "chat:messages": { messages: { m: { id: "m", role: "user", content: "a" } }, currentId: "m" },
  "chat:title": "A title",
  "chat:tags": ["a", "b"],
  "chat:message:follow_ups": { follow_ups: ["And then?"] },
  "chat:message:error": { error: { content: "It broke" }, done: true },
  "chat:tasks:cancel": undefined,
  "chat:outlet": { messages: [{ role: "user", content: "a" }] },
  "chat:message": { chat_id: "c", message_id: "m", content: "a" },
  "chat:message:voice": { chat_id: "c", message_id: "m", voice: { at: 1 } },
  "chat:message:files": { files: [file] },
  "chat:message:tasks": { tasks: [{ id: "1", content: "a", status: "pending" }] },
  "chat:reload": undefined,
  "chat:presence": { users: [{ id: "u", name: "Ada" }] },
  "chat:access": {},
  typing: { typing: true },
  status: { action: "web_search", description: "Searching", done: false, queries: ["a"] },
  context_compaction: { action: "context_compaction", description: "Summing up", done: false },
  source,
  citation: source,
  files: { files: [file] },
  embeds: { embeds: ["<p>a</p>"], replace: true },
  message: { content: "a" },
  replace: { content: "a" },
  "chat:message:delta": { content: "a" },
  "chat:message:embeds": { embeds: ["<p>a</p>"] },
  "chat:message:favorite": { favorite: true },
  notification: { type: "info", content: "a" },
  "terminal:display_file": { path, page: 2 },
  "terminal:write_file": { path },
  "terminal:replace_file_content": { path },
  "terminal:run_command": {},
  "calendar:alert": {
    event_id: "e",
    title: "Tea",
    description: "",
    start_at: 1795252586020823319n,
    minutes_until: 1,
    calendar_id: "c",
    location: ""
  },
  "request:interaction:done": { interaction_id: "i" }
}

/** What a plugin emits for these types. */
const emitted = (types: ReadonlyArray<keyof typeof chatEvents>) =>
  types.map((type) => {
    const data = samples[type]
    return { emit: { type, ...(data === undefined ? undefined : { data }) } }
  })

describe("a plugin", () => {
  it.live("may emit every type of event of chats, and each is known", () =>
    Effect.gen(function* () {
      const act = yield* plugin
      const { owui, sessionId, told } = yield* listening
      // Only others who look at the chat are told of this one.
      const types = (Object.keys(samples) as ReadonlyArray<keyof typeof chatEvents>).filter(
        (type) => type !== "chat:messages"
      )
      yield* act(owui, sessionId, [...emitted(types), { emit: { type: "the:end" } }])
      const events = yield* until(told, ({ type }) => type === "the:end")
      assert.deepStrictEqual<unknown>(
        events.map(({ data, known, type }) => [type, known, data]),
        [...types.map((type) => [type, true, samples[type]]), ["the:end", false, undefined]]
      )
    }).pipe(Effect.scoped)
  )

  it.live("may tell those who look at a chat of a new turn", () =>
    Effect.gen(function* () {
      const act = yield* plugin
      const { owui, sessionId, told, user } = yield* listening
      const chat = yield* owui.chats.createNewChat({ payload: { chat: { title: unique("chat") } } })
      const id = chat?.id ?? ""
      const other = yield* connect(user.token)
      const seen = yield* other.subscribe()
      yield* other.chat(id)
      yield* act(owui, sessionId, [...emitted(["chat:messages"]), { emit: { type: "the:end" } }], id)
      const isMessages = isChatEvent("chat:messages")
      const [copy] = (yield* until(seen, isMessages)).filter(isMessages)
      assert.deepStrictEqual<unknown>(copy?.data, samples["chat:messages"])
      assert.deepInclude(copy?.envelope, { chat_id: id, shared: true, user_id: user.id })
      const own = yield* until(told, ({ type }) => type === "the:end")
      assert.deepStrictEqual(own.filter(isMessages), [])
    }).pipe(Effect.scoped)
  )
})

describe("a turn", () => {
  /** What is told of a turn of a new chat. */
  const turn = (content: string, more: Parameters<typeof beginTurn>[3] = {}) =>
    Effect.gen(function* () {
      const { owui, sessionId, told, ...rest } = yield* listening
      const begun = yield* beginTurn(owui, sessionId, content, more)
      const events = yield* until(told, isTurnEnd)
      assert.deepStrictEqual(unknownOf(events), [])
      return { ...rest, ...begun, owui, sessionId, told, events }
    })

  /** The types of the pieces of the answer. */
  const pieces = (events: ReadonlyArray<RealtimeEvent>) =>
    new Set(events.filter(isChatEvent("response:completion")).map(({ data }) => data.type))

  it.live("that thinks is told as it is written", () =>
    Effect.gen(function* () {
      const { events } = yield* turn(unique("think"), { model: "echo-reasoning" })
      assert.include([...pieces(events)], "response.reasoning_text.delta")
      assert.include([...pieces(events)], "response.output_text.delta")
      const done = events.filter(isChatEvent("chat:completion")).find(({ data }) => data.done === true)
      assert.deepStrictEqual(
        done?.data.output?.map(({ type }) => type),
        ["reasoning", "message"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("that calls tools tells of the calls, of their results and of what they do", () =>
    Effect.gen(function* () {
      const { events } = yield* turn(`${unique("tool")} [[tool=create_tasks]]`)
      assert.includeMembers(
        [...pieces(events)],
        ["response.function_call_arguments.done", "response.output_item.added", "response.output_item.done"]
      )
      const [tasks] = events.filter(isChatEvent("chat:message:tasks"))
      assert.deepStrictEqual(tasks?.data, { tasks: [] })
    }).pipe(Effect.scoped)
  )

  it.live("that a provider refuses, breaks off or fails in tells why", () =>
    Effect.gen(function* () {
      const refused = yield* turn(`${unique("refuse")} [[fail=400]]`)
      const [error] = refused.events.filter(isChatEvent("chat:message:error"))
      assert.strictEqual(error?.envelope.message_id, refused.answer)
      const failed = yield* turn(`${unique("frame")} [[error-frame]]`)
      assert.isAbove(failed.events.filter(isChatEvent("chat:completion")).filter(({ data }) => data.error).length, 0)
      const broken = yield* turn(`${unique("cut")} [[cut]]`)
      assert.isAbove(pieces(broken.events).size, 0)
    }).pipe(Effect.scoped)
  )

  it.live("that is stopped says so twice, once with what there is", () =>
    Effect.gen(function* () {
      const { owui, sessionId, told } = yield* listening
      const { chat } = yield* beginTurn(owui, sessionId, `${unique("stop")} [[long=2000]]`, { model: "echo-slow" })
      const isText = (event: RealtimeEvent) => pieces([event]).has("response.output_text.delta")
      const before = yield* until(told, isText)
      yield* owui.main.stopTasksByChatIdEndpoint({ params: { chat_id: chat } })
      const events = [...before, ...(yield* until(told, isTurnEnd))]
      assert.deepStrictEqual(unknownOf(events), [])
      const cancelled = events.filter(isChatEvent("chat:tasks:cancel"))
      assert.lengthOf(cancelled, 2)
      assert.strictEqual(cancelled[0]?.data?.output?.[0]?.status, "incomplete")
      assert.isUndefined(cancelled[1]?.data)
    }).pipe(Effect.scoped)
  )

  it.live("that is answered anew, gone on with, and answered by two models is told as a whole", () =>
    Effect.gen(function* () {
      const { answer, chat, owui, question, sessionId, told } = yield* turn(unique("again"))
      const second = crypto.randomUUID()
      const user_message = { id: question, parentId: null, role: "user" as const, content: unique("again") }
      const form = { model: "echo", messages: [], stream: true, session_id: sessionId, chat_id: chat, user_message }
      const message_ids = [{ model_id: "echo", message_id: second }]
      yield* owui.main.runChatTurn({ payload: { ...form, message_ids } })
      const anew = yield* until(told, isTurnEnd)
      assert.deepStrictEqual(unknownOf(anew), [])
      assert.isTrue(anew.some((event) => event.known && isChatEvent("chat:completion")(event) && event.data.done))

      yield* owui.main.runChatTurn({
        payload: { ...form, assistant_message_id: answer, message_ids: [{ model_id: "echo", message_id: answer }] }
      })
      const goneOn = yield* until(told, isTurnEnd)
      assert.deepStrictEqual(unknownOf(goneOn), [])

      const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
      const both = yield* turn(unique("both"), {
        message_ids: [
          { model_id: "echo", message_id: one },
          { model_id: "echo-reasoning", message_id: two }
        ]
      })
      const done = both.events.filter(isChatEvent("chat:completion")).filter(({ data }) => data.done === true)
      assert.sameMembers(
        done.map(({ envelope }) => envelope.message_id),
        [one, two]
      )
    }).pipe(Effect.scoped)
  )

  it.live("that filters change at the end says how they left it", () =>
    withPlugin(outletFilter, (id) =>
      Effect.gen(function* () {
        yield* (yield* clientOf(admin.token)).functions.toggleGlobalById({ params: { id } })
        const word = unique("filter")
        const { events } = yield* turn(word, { filter_ids: [id] })
        const [outlet] = events.filter(isChatEvent("chat:outlet"))
        assert.deepInclude(outlet?.data.messages.at(-1), { role: "assistant", content: `Echo: ${word} (filtered)` })
      })
    ).pipe(Effect.scoped)
  )

  it.live("whose conversation has become too long tells that it is summed up", () =>
    Effect.gen(function* () {
      const chief = yield* clientOf(admin.token)
      const settings = yield* chief.chats.getChatConfig()
      yield* Effect.acquireRelease(
        chief.chats.setChatConfig({
          payload: { ...settings, ENABLE_CONTEXT_COMPACTION: true, CONTEXT_COMPACTION_TOKEN_THRESHOLD: 1000 }
        }),
        () => Effect.orDie(chief.chats.setChatConfig({ payload: settings }))
      )
      const { answer, chat, owui, sessionId, told } = yield* turn(`${unique("sum")} [[long=2000]]`)
      yield* beginTurn(owui, sessionId, unique("sum"), { chat_id: chat, parent_id: answer, after: answer })
      const events = yield* until(told, isTurnEnd)
      assert.deepStrictEqual(unknownOf(events), [])
      const [begun, done] = events.filter(isChatEvent("context_compaction"))
      assert.deepStrictEqual([begun?.data.done, done?.data.done], [false, true])
      assert.isString(done?.data.context_summary)
    }).pipe(Effect.scoped)
  )

  it.live("that is edited and spoken tells of it", () =>
    Effect.gen(function* () {
      const { answer, chat, owui, told } = yield* turn(unique("edit"))
      const message = { id: chat, message_id: answer }
      yield* owui.chats.updateChatMessageById({ params: message, payload: { content: "Changed" } })
      yield* owui.chats.updateChatMessageById({ params: message, payload: { voice: { seconds: 2 } } })
      const events = yield* until(told, isChatEvent("chat:message:voice"))
      assert.deepStrictEqual(unknownOf(events), [])
      const [edited] = events.filter(isChatEvent("chat:message"))
      assert.deepStrictEqual<unknown>(edited?.data, { chat_id: chat, message_id: answer, content: "Changed" })
      const [voice] = events.filter(isChatEvent("chat:message:voice"))
      assert.deepStrictEqual<unknown>(voice?.data, { chat_id: chat, message_id: answer, voice: { seconds: 2 } })
    }).pipe(Effect.scoped)
  )

  const read = (owui: OpenWebUIService) =>
    Effect.flatMap(owui.configs.getTerminalServersConfig(), Schema.decodeUnknownEffect(TerminalServersConfigForm))

  /** A terminal server whose tools models may call. */
  const withShell = Effect.gen(function* () {
    const { url } = yield* Shell
    const owui = yield* clientOf(admin.token)
    const id = unique("shell")
    const set = (TERMINAL_SERVER_CONNECTIONS: TerminalServersConfigForm["TERMINAL_SERVER_CONNECTIONS"]) =>
      owui.configs.setTerminalServersConfig({ payload: { TERMINAL_SERVER_CONNECTIONS } })
    yield* Effect.acquireRelease(
      Effect.tap(read(owui), ({ TERMINAL_SERVER_CONNECTIONS }) =>
        set([...TERMINAL_SERVER_CONNECTIONS, { id, name: id, url, auth_type: "none" }])
      ),
      ({ TERMINAL_SERVER_CONNECTIONS }) => Effect.orDie(set(TERMINAL_SERVER_CONNECTIONS))
    )
    return id
  })

  it.live("in a terminal tells of the files that its tools touch", () =>
    Effect.gen(function* () {
      // The fourth, `terminal:display_file`, is not told where the model wants the file inline, as that of the tests does.
      const terminal_id = yield* withShell
      for (const tool of Object.keys(tools)) {
        const { events } = yield* turn(`${unique("shell")} [[tool=${tool}]]`, { terminal_id })
        const [told] = events.filter(
          isChatEvent("terminal:write_file", "terminal:replace_file_content", "terminal:run_command")
        )
        assert.strictEqual(told?.type, `terminal:${tool}`)
        assert.deepStrictEqual<unknown>(told?.data, tool === "run_command" ? {} : { path })
      }
    }).pipe(Effect.scoped, Effect.provide(Shell.layer()))
  )
})

describe("a chat that is shared", () => {
  it.live("tells who looks at it, who types, and of each turn", () =>
    Effect.gen(function* () {
      const { owui, realtime, sessionId, told, user } = yield* listening
      const first = yield* beginTurn(owui, sessionId, unique("shared"))
      yield* until(told, isTurnEnd)
      const guest = yield* freshUser()
      const params = { id: first.chat }
      yield* owui.chats.shareChatById({ params, payload: { share_mode: "continue" } })
      yield* owui.chats.updateSharedChatAccessById({
        params,
        payload: {
          access_grants: [{ principal_type: "user", principal_id: guest.id, permission: "read" }],
          share_mode: "continue"
        }
      })
      const [near, far] = [yield* connect(guest.token), yield* connect(guest.token)]
      const [guestTold, farTold] = [yield* near.subscribe(), yield* far.subscribe()]
      const own = yield* realtime.chat(first.chat)
      const theirs = yield* near.chat(first.chat)
      yield* far.chat(first.chat)
      const isBoth = (event: RealtimeEvent) => isChatEvent("chat:presence")(event) && event.data.users.length === 2
      const presence = yield* until(guestTold, isBoth)
      const last = presence.at(-1)
      assert.sameDeepMembers(last !== undefined && isChatEvent("chat:presence")(last) ? [...last.data.users] : [], [
        { id: user.id, name: user.name },
        { id: guest.id, name: guest.name }
      ])

      const isTyping = isChatEvent("typing")
      yield* own.setTyping(true)
      for (const guests of [guestTold, farTold]) {
        const [typing] = (yield* until(guests, isTyping)).filter(isTyping)
        assert.deepStrictEqual<unknown>(typing?.envelope.user, { id: user.id, name: user.name })
      }
      yield* theirs.setTyping(false)
      const [typing] = (yield* until(told, isTyping)).filter(isTyping)
      assert.deepStrictEqual<unknown>(
        [typing?.envelope.user_id, typing?.data, typing?.envelope.shared],
        [guest.id, { typing: false }, true]
      )

      const second = yield* beginTurn(owui, sessionId, unique("shared"), {
        chat_id: first.chat,
        parent_id: first.answer,
        after: first.answer
      })
      const copies = yield* until(guestTold, isTurnEnd)
      assert.deepStrictEqual(unknownOf(copies), [])
      for (const copy of copies) {
        assert.deepInclude(copy.envelope, { chat_id: first.chat, shared: true }, copy.type)
      }
      const [messages] = copies.filter(isChatEvent("chat:messages"))
      assert.includeMembers(Object.keys(messages?.data.messages ?? {}), [second.question, second.answer])
      const done = copies.filter(isChatEvent("chat:completion")).find(({ data }) => data.done === true)
      assert.deepStrictEqual([done?.envelope.message_id, done?.envelope.user_id], [second.answer, user.id])
      assert.strictEqual(done?.data.output?.at(-1)?.type, "message")

      yield* owui.chats.deleteSharedChatById({ params })
      const access = yield* until(guestTold, isChatEvent("chat:access"))
      assert.deepStrictEqual(unknownOf(access), [])
    }).pipe(Effect.scoped)
  )
})

describe("a channel", () => {
  it.live("tells of everything that happens in it", () =>
    Effect.gen(function* () {
      const [owner, member] = [yield* freshUser("admin"), yield* freshUser()]
      const [own, other] = [yield* clientOf(owner.token), yield* clientOf(member.token)]
      const [first, second] = [yield* connect(owner.token), yield* connect(member.token)]
      const told = yield* second.subscribe()
      const { id } = yield* own.channels.createNewChannel({
        payload: { type: "group", name: unique("group"), user_ids: [member.id] }
      })
      const params = { id }
      const room = yield* first.channel(id)
      yield* room.setTyping(true)
      const posted = yield* own.channels.postNewMessage({ params, payload: { content: "hello" } })
      const message = { ...params, message_id: posted.id }
      yield* own.channels.updateMessageById({ params: message, payload: { content: "hello again" } })
      yield* own.channels.addReactionToMessage({ params: message, payload: { name: "wave" } })
      yield* own.channels.removeReactionByIdAndUserIdAndName({ params: message, payload: { name: "wave" } })
      yield* own.channels.postNewMessage({ params, payload: { content: "in the thread", parent_id: posted.id } })
      // A model that is mentioned writes its answer while everybody watches.
      yield* own.channels.postNewMessage({ params, payload: { content: "<@M:echo|Echo> hello" } })
      const isDone = (event: RealtimeEvent) => isChannelEvent("message:update")(event) && event.data.meta?.done === true
      const events = [...(yield* until(told, isDone))]
      yield* own.channels.deleteMessageById({ params: message })
      yield* other.channels.updateMemberMuteStatus({ params, payload: { is_channel_muted: true } })
      events.push(...(yield* until(told, isChannelEvent("channel:mute"))))
      assert.deepStrictEqual(unknownOf(events), [])
      const ofChannel = events.filter((event): event is ChannelEvent => event.event === "events:channel")
      assert.sameMembers([...new Set(ofChannel.map(({ type }) => type))], Object.keys(channelEvents))
      const answer = ofChannel.find(isDone)
      assert.isUndefined(answer?.envelope.user)
    }).pipe(Effect.scoped)
  )
})

describe("the server", () => {
  it.live("tells of a note, of a document and of those in it, and of what does not work", () =>
    Effect.gen(function* () {
      // No administrator, who may attach any file.
      const user = yield* freshUser()
      const owui = yield* clientOf(user.token)
      const realtime = yield* connect(user.token)
      const told = yield* realtime.subscribe()
      const { id } = yield* owui.notes.createNewNote({ payload: { title: "before" } })
      const document_id = `note:${id}`
      const other = yield* connect(user.token)
      yield* realtime.send("join-note", { note_id: id, auth: { token: user.token } })
      yield* realtime.send("ydoc:document:join", { document_id, user_id: user.id, user_name: user.name })
      yield* other.send("ydoc:document:join", { document_id, user_id: user.id, user_color: "#abcdef" })
      yield* other.send("ydoc:document:update", { document_id, update: [0, 0], user_id: user.id })
      yield* other.send("ydoc:awareness:update", { document_id, update: [123, 125] })
      yield* other.send("ydoc:document:leave", { document_id })
      yield* realtime.send("ydoc:document:state", { document_id })
      yield* owui.notes.updateNoteById({ params: { id }, payload: { title: "after" } })
      const files = [{ id: crypto.randomUUID(), type: "file" }]
      yield* realtime.send("ydoc:document:update", { document_id, data: { files } })
      const events = yield* until(told, ({ event }) => event === "error")
      assert.deepStrictEqual(unknownOf(events), [])
      assert.deepStrictEqual(
        events.map(({ event }) => event),
        [
          "ydoc:document:state",
          "ydoc:user:joined",
          "ydoc:document:update",
          "ydoc:awareness:update",
          "ydoc:user:left",
          "ydoc:document:state",
          "events:note",
          "error"
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.live("tells of a private session of a channel, and hands on what is said in it", () =>
    Effect.gen(function* () {
      const owui = yield* clientOf(admin.token)
      const settings = yield* owui.auths.getAdminConfig()
      yield* Effect.acquireRelease(
        owui.auths.updateAdminConfig({ payload: { ...settings, ENABLE_ENCRYPTED_CHANNELS: true } }),
        () => Effect.orDie(owui.auths.updateAdminConfig({ payload: settings }))
      )
      const [host, guest] = [yield* listening, yield* listening]
      const { id: channel } = yield* host.owui.channels.createNewChannel({
        payload: { type: "dm", name: "", user_ids: [guest.user.id] }
      })
      const Reserved = Schema.Struct({ session: Schema.String, participation: Schema.String })
      const reserve = Schema.decodeUnknownEffect(Reserved)
      const key = Buffer.alloc(32).toString("base64")
      const packet = "AAAA"

      const own = { channel, ...(yield* reserve(yield* host.realtime.send("encryption:start", { channel }))) }
      yield* host.realtime.send("encryption:bind", { ...own, key })
      const { session } = own
      const status = yield* guest.realtime.send("encryption:status", { channel })
      assert.deepStrictEqual(status, { ok: true, available: true, session })
      const joined = yield* reserve(yield* guest.realtime.send("encryption:join", { channel, session }))
      const theirs = { channel, ...joined }
      yield* guest.realtime.send("encryption:bind", { ...theirs, key, packet })
      yield* guest.realtime.send("encryption:ping", theirs)
      const { participation: target } = theirs
      yield* host.realtime.send("encryption:packet", { ...own, kind: "admit", target, packet, welcome: packet })
      yield* host.realtime.send("encryption:packet", { ...own, kind: "mls", packet })
      yield* guest.realtime.send("encryption:leave", theirs)
      yield* host.realtime.send("encryption:leave", own)

      /** What is told of the session, by kind. */
      const kinds = (events: ReadonlyArray<RealtimeEvent>) =>
        events.flatMap((event): ReadonlyArray<unknown> => {
          if (!event.known) return [event]
          if (event.event === "encryption:event") return [event.data.kind]
          return event.event === "encryption:available" ? [event.data.session === session] : []
        })
      const isOver = (event: RealtimeEvent) =>
        event.known && event.event === "encryption:available" && event.data.session === null
      assert.deepStrictEqual(kinds(yield* until(host.told, isOver)), [true, "candidate", "departed", "ended", false])
      assert.deepStrictEqual(kinds(yield* until(guest.told, isOver)), [true, "welcome", "mls", "ended", false])
    }).pipe(Effect.scoped)
  )

  it.live("tells that an app could not be reached", () =>
    Effect.gen(function* () {
      const { owui, told } = yield* listening
      const { id } = yield* owui.channels.createNewChannel({ payload: { type: "group", name: unique("group") } })
      const app = crypto.randomUUID()
      yield* owui.channels.postNewMessage({ params: { id }, payload: { content: `<@A:${app}|App> hello` } })
      const event = yield* named(told, "events:app")
      assert.deepInclude(event?.data, { app_id: app, channel_id: id })
      assert.strictEqual(event?.known && event.event === "events:app" ? event.data.reply.type : event, "error")
    }).pipe(Effect.scoped)
  )

  it.live("tells that an automation has run", () =>
    Effect.gen(function* () {
      const { owui, told } = yield* listening
      const name = unique("automation")
      const { id } = yield* owui.automations.createNewAutomation({
        payload: {
          name,
          data: { prompt: `say ${name}`, model_id: "echo", rrule: "FREQ=DAILY;BYHOUR=8;BYMINUTE=30;BYSECOND=0" }
        }
      })
      yield* owui.automations.runAutomationById({ params: { id } })
      const events = yield* until(told, ({ event }) => event === "automation:result")
      assert.deepStrictEqual(unknownOf(events), [])
      assert.deepInclude(events.at(-1)?.data, { automation_id: id, name, status: "success" })
    }).pipe(Effect.scoped)
  )

  it.live("tells that an event of the calendar is about to begin", () =>
    Effect.gen(function* () {
      const { owui, told } = yield* listening
      const [calendar] = yield* owui.calendar.getCalendars()
      const title = unique("tea")
      const start_at = BigInt(yield* Clock.currentTimeMillis) * 1_000_000n + 90_000_000_319n
      yield* owui.calendar.createEvent({
        payload: { calendar_id: calendar?.id ?? "", title, start_at, location: "Here" }
      })
      const isAlert = isChatEvent("calendar:alert")
      const [alert] = (yield* until(told, isAlert)).filter(isAlert)
      assert.deepInclude(alert?.data, { title, start_at, location: "Here", minutes_until: 1 })
      assert.isUndefined(alert?.envelope.chat_id)
    }).pipe(Effect.scoped)
  )

  it.live("tells that the groups of the account have changed, and closes the connection", () =>
    Effect.gen(function* () {
      const owui = yield* clientOf(admin.token)
      const user = yield* freshUser()
      const realtime = yield* connect(user.token)
      const told = yield* realtime.subscribe()
      const { id } = yield* Effect.acquireRelease(
        owui.groups.createNewGroup({ payload: { name: unique("group"), description: "" } }),
        ({ id }) => Effect.orDie(owui.groups.deleteGroupById({ params: { id } }))
      )
      yield* owui.groups.addUserToGroup({ params: { id }, payload: { user_ids: [user.id] } })
      const events = yield* until(told, ({ type }) => type === "reconnected")
      assert.deepStrictEqual(
        events.map(({ event, type }) => [event, type]),
        [
          ["access:updated", "access:updated"],
          ["gap", "lost"],
          ["gap", "reconnected"]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.live("forgets a model in use three seconds after the last word of it", () =>
    Effect.gen(function* () {
      const { owui, realtime } = yield* listening
      const model = unique("model")
      yield* realtime.usage(model)
      const inUse = Effect.map(owui.main.getCurrentUsage(), ({ model_ids }) => model_ids?.includes(model) === true)
      assert.isTrue(yield* inUse)
      yield* Effect.repeat(inUse, { schedule: Schedule.spaced("500 millis"), until: (used) => !used }).pipe(
        Effect.timeout("20 seconds")
      )
    }).pipe(Effect.scoped)
  )
})
