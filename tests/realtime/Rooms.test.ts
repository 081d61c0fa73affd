import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { isChannelEvent, isChatEvent } from "../../src/realtime/Events.ts"
import { clientOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"
import { connect, stateOf, until, wire } from "./support.ts"

/** Collects so many elements in the background; it listens when this is there, since subscribing waits for nothing. */
const listen = <A, E>(
  stream: Stream.Stream<A, E>,
  count: number
): Effect.Effect<Effect.Effect<ReadonlyArray<A>>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkScoped(stream.pipe(Stream.take(count), Stream.runCollect), {
      startImmediately: true
    })
    return Effect.orDie(Effect.timeout(Fiber.join(fiber), "20 seconds"))
  })

/** Two accounts in a group of the first one, each connected. */
const group = Effect.gen(function* () {
  const [owner, member] = [yield* freshUser(), yield* freshUser()]
  const [own, other] = [yield* clientOf(owner.token), yield* clientOf(member.token)]
  const { id } = yield* own.channels.createNewChannel({
    payload: { type: "group", name: unique("group"), user_ids: [member.id] }
  })
  const [first, second] = [yield* connect(owner.token), yield* connect(member.token)]
  return { owner, member, own, other, id, first, second }
})

describe("a channel", () => {
  it.live("tells of messages, threads and reactions", () =>
    Effect.gen(function* () {
      const { first, id, member, other, owner, second } = yield* group
      const room = yield* first.channel(id)
      yield* second.channel(id)
      const messages = yield* listen(room.messages, 4)
      const threads = yield* listen(room.threads, 1)
      const reactions = yield* listen(room.reactions, 2)
      const posted = yield* other.channels.postNewMessage({
        params: { id },
        payload: { content: "hello", temp_id: "mine" }
      })
      const message = { id, message_id: posted.id }
      yield* other.channels.updateMessageById({ params: message, payload: { content: "hello again" } })
      yield* other.channels.addReactionToMessage({ params: message, payload: { name: "wave" } })
      yield* other.channels.removeReactionByIdAndUserIdAndName({ params: message, payload: { name: "wave" } })
      const reply = yield* other.channels.postNewMessage({
        params: { id },
        payload: { content: "in the thread", parent_id: posted.id }
      })
      yield* other.channels.deleteMessageById({ params: { id, message_id: reply.id } })

      const told = yield* messages
      assert.deepStrictEqual(
        told.map(({ data, type }) => [type, data.content]),
        [
          ["message", "hello"],
          ["message:update", "hello again"],
          ["message", "in the thread"],
          ["message:delete", "in the thread"]
        ]
      )
      const [event] = told
      assert.strictEqual(event?.data.temp_id, "mine")
      assert.strictEqual(event?.data.created_at, posted.created_at)
      assert.strictEqual(String(event?.data.created_at).length, 19)
      assert.strictEqual(event?.envelope.user?.id, member.id)
      assert.strictEqual(event?.envelope.channel?.user_id, owner.id)
      const [thread] = yield* threads
      assert.deepStrictEqual([thread?.data.id, thread?.data.reply_count], [posted.id, 1])
      assert.deepStrictEqual(
        (yield* reactions).map(({ data, type }) => [type, data.name, data.reactions.length]),
        [
          ["message:reaction:add", "wave", 1],
          ["message:reaction:remove", "wave", 0]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.live("tells who types, of others, and what is read", () =>
    Effect.gen(function* () {
      const { first, id, member, other, own, second } = yield* group
      const [mine, theirs] = [yield* first.channel(id), yield* second.channel(id)]
      const typing = yield* listen(mine.typing, 2)
      yield* mine.setTyping(true)
      yield* theirs.setTyping(true, "thread")
      yield* theirs.setTyping(false)
      assert.deepStrictEqual(
        (yield* typing).map(({ data, envelope }) => [envelope.user?.id, envelope.message_id, data.typing]),
        [
          [member.id, "thread", true],
          [member.id, null, false]
        ]
      )
      yield* other.channels.postNewMessage({ params: { id }, payload: { content: "unread" } })
      const unread = Effect.map(own.channels.getChannels(), ([one]) => one?.unread_count)
      assert.strictEqual(yield* unread, 1)
      yield* mine.markRead
      yield* Effect.repeat(unread, { schedule: Schedule.spaced("50 millis"), until: (count) => count === 0 }).pipe(
        Effect.timeout("10 seconds")
      )
    }).pipe(Effect.scoped)
  )

  it.live("is told of when it is made, and when it is muted", () =>
    Effect.gen(function* () {
      const [owner, member] = [yield* freshUser(), yield* freshUser()]
      const [own, other] = [yield* clientOf(owner.token), yield* clientOf(member.token)]
      const realtime = yield* connect(member.token)
      const told = yield* listen(Stream.filter(realtime.events, isChannelEvent("channel:created", "channel:mute")), 2)
      const { id } = yield* own.channels.createNewChannel({
        payload: { type: "group", name: unique("group"), user_ids: [member.id] }
      })
      yield* other.channels.updateMemberMuteStatus({ params: { id }, payload: { is_channel_muted: true } })
      const [created, muted] = yield* told
      assert.strictEqual(created?.type, "channel:created")
      assert.deepStrictEqual(muted?.data, { is_channel_muted: true })
      assert.strictEqual(muted?.envelope.channel_id, id)
    }).pipe(Effect.scoped)
  )
})

/** A chat of one account that another may write in, and both connected, the second over a wire. */
const sharedChat = Effect.gen(function* () {
  const [owner, guest] = [yield* freshUser("admin"), yield* freshUser()]
  const [own, theirs] = [yield* clientOf(owner.token), yield* clientOf(guest.token)]
  const chat = yield* own.chats.createNewChat({ payload: { chat: { title: unique("chat") } } })
  const id = chat?.id ?? ""
  return { owner, guest, own, theirs, id }
})

describe("a chat", () => {
  it.live("is joined by who may read it, and by nobody else", () =>
    Effect.gen(function* () {
      const { guest, id, owner } = yield* sharedChat
      const [first, second] = [yield* connect(owner.token), yield* connect(guest.token)]
      const presence = yield* first.subscribe()
      const room = yield* first.chat(id)
      const [event] = yield* presence.events.pipe(Stream.take(1), Stream.runCollect, Effect.timeout("10 seconds"))
      assert.deepInclude(event, {
        known: true,
        type: "chat:presence",
        data: { users: [{ id: owner.id, name: owner.name }] }
      })
      const { operation, reason } = yield* Effect.flip(second.chat(id))
      assert.deepStrictEqual([operation, reason._tag], ["realtime.chat", "NotFound"])
      assert.strictEqual((yield* Effect.flip(first.chat("temporary:x"))).reason._tag, "NotFound")
      yield* room.setTyping(true)
      yield* room.markRead
      // Told when it was joined; whoever looks later knows it, too.
      const [present] = yield* room.presence.pipe(Stream.take(1), Stream.runCollect, Effect.timeout("10 seconds"))
      assert.deepStrictEqual(
        present?.map((user) => user.id),
        [owner.id]
      )
    }).pipe(Effect.scoped)
  )

  it.live("tells who is there and who types, of others", () =>
    Effect.gen(function* () {
      const { id, owner } = yield* sharedChat
      const other = yield* freshUser("admin")
      const own = yield* clientOf(owner.token)
      const params = { id }
      yield* own.chats.shareChatById({ params, payload: { share_mode: "continue" } })
      yield* own.chats.updateSharedChatAccessById({
        params,
        payload: {
          access_grants: [{ principal_type: "user", principal_id: other.id, permission: "read" }],
          share_mode: "continue"
        }
      })
      const [first, second] = [yield* connect(owner.token), yield* connect(other.token)]
      const room = yield* first.chat(id)
      const idsOf = (users: ReadonlyArray<{ readonly id: string }>) => users.map((user) => user.id)
      const seen = yield* Effect.forkChild(
        room.presence.pipe(
          Stream.map(idsOf),
          Stream.takeUntil((ids) => ids.length === 2),
          Stream.runLast
        ),
        { startImmediately: true }
      )
      const typing = yield* Effect.forkChild(Stream.runHead(room.typing), { startImmediately: true })
      const theirs = yield* second.chat(id)
      const both = yield* Effect.timeout(Fiber.join(seen), "10 seconds")
      assert.sameMembers([...Option.getOrElse(both, () => [])], [owner.id, other.id])
      yield* theirs.setTyping(true)
      const typed = yield* Effect.timeout(Fiber.join(typing), "10 seconds")
      assert.strictEqual(Option.getOrUndefined(typed)?.envelope.user?.id, other.id)
    }).pipe(Effect.scoped)
  )

  it.live("is joined again when the connection comes back, and left with the scope", () =>
    Effect.gen(function* () {
      const { id, owner } = yield* sharedChat
      const { cut, url } = yield* wire
      const watching = yield* connect(owner.token)
      const realtime = yield* connect(owner.token, { url })
      const [joined, done] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const staying = yield* Effect.forkScoped(
        Effect.scoped(
          realtime
            .chat(id)
            .pipe(Effect.andThen(Deferred.succeed(joined, undefined)), Effect.andThen(Deferred.await(done)))
        )
      )
      yield* Deferred.await(joined)
      const told = yield* realtime.subscribe()
      const presence = yield* watching.subscribe()
      const room = yield* watching.chat(id)
      yield* until(presence, isChatEvent("chat:presence"))
      const broken = yield* Effect.forkChild(stateOf(realtime, "Reconnecting"))
      yield* Effect.yieldNow
      cut()
      yield* Fiber.join(broken)
      yield* realtime.session
      yield* room.setTyping(true)
      const typing = (yield* until(told, isChatEvent("typing"))).at(-1)
      assert.deepInclude(typing, { known: true, event: "events", data: { typing: true } })

      const left = yield* Effect.forkChild(until(yield* watching.subscribe(), isChatEvent("chat:presence")), {
        startImmediately: true
      })
      yield* Deferred.succeed(done, undefined)
      yield* Fiber.join(staying)
      yield* Fiber.join(left)
      yield* room.setTyping(false)
      // What comes after it comes to every connection of the account.
      yield* room.markRead
      const after = yield* until(told, isChatEvent("chat:list"))
      assert.notInclude(
        after.map(({ type }) => type),
        "typing"
      )
    }).pipe(Effect.scoped)
  )
})

describe("a note", () => {
  it.live("tells of its changes", () =>
    Effect.gen(function* () {
      const user = yield* freshUser("admin")
      const owui = yield* clientOf(user.token)
      const { id } = yield* owui.notes.createNewNote({ payload: { title: "before" } })
      const realtime = yield* connect(user.token)
      const changes = yield* listen(realtime.note(id), 1)
      // It is joined a moment later.
      yield* owui.notes
        .updateNoteById({ params: { id }, payload: { title: "after" } })
        .pipe(Effect.repeat(Schedule.spaced("100 millis")), Effect.forkScoped)
      const [note] = yield* changes
      assert.deepStrictEqual([note?.id, note?.title], [id, "after"])
      assert.strictEqual(String(note?.updated_at).length, 19)
    }).pipe(Effect.scoped)
  )
})
