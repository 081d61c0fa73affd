/**
 * Channels, chats and notes as they are seen over the connection, and which of them to join again when it comes back.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { Forbidden, NotFound, type OpenWebUIError } from "../layers/Failures.ts"
import type { IdName } from "../models/Users.ts"
import type { ClientEventName, ClientPayload } from "./ClientEvents.ts"
import type { Connection, Connector } from "./Connection.ts"
import { type ChannelEvent, type ChatEvent, type GapEvent, isChannelEvent, isChatEvent, isGap } from "./Events.ts"
import type { ChannelRoom, ChatRoom, RealtimeService } from "./Realtime.ts"

/**
 * What rooms need of the connection.
 *
 * @internal
 */
export interface House extends Pick<Connector, "ask" | "credentials" | "failed"> {
  readonly subscribe: RealtimeService["subscribe"]
  readonly events: RealtimeService["events"]
  readonly session: RealtimeService["session"]
  /** Sends an event and waits for the answer; waits while there is no connection. */
  readonly say: <Event extends ClientEventName>(
    operation: string,
    event: Event,
    payload: ClientPayload<Event>
  ) => Effect.Effect<unknown, OpenWebUIError>
  /** Sends an event where there is a connection, and waits for nothing. */
  readonly mention: <Event extends ClientEventName>(event: Event, payload: ClientPayload<Event>) => Effect.Effect<void>
}

/**
 * The rooms of one client.
 *
 * @internal
 */
export interface Rooms extends Pick<RealtimeService, "channel" | "chat" | "note"> {
  /** Joins what is wanted beside the account's own rooms, as far as the account may. */
  readonly rejoin: (connection: Connection) => Effect.Effect<void, OpenWebUIError>
}

/** Who wants a room: it is joined while anybody does. */
class Wanted {
  private readonly counts = new Map<string, number>()

  get ids(): ReadonlyArray<string> {
    return [...this.counts.keys()]
  }

  /** Wants a room until the scope closes; `leave` runs when nobody does any more. */
  want(id: string, leave: Effect.Effect<void>): Effect.Effect<void, never, Scope.Scope> {
    const { counts } = this
    return Effect.acquireRelease(
      Effect.sync(() => void counts.set(id, (counts.get(id) ?? 0) + 1)),
      () =>
        Effect.suspend(() => {
          const others = (counts.get(id) ?? 1) - 1
          if (others > 0) counts.set(id, others)
          else counts.delete(id)
          return others > 0 ? Effect.void : leave
        })
    )
  }
}

/**
 * The rooms of a connection that comes back whenever it breaks.
 *
 * @internal
 */
export const make = (house: House): Rooms => {
  const { ask, credentials, events, failed, mention, say, session, subscribe } = house
  const chats = new Wanted()
  const notes = new Wanted()

  const auth = Effect.map(credentials, (token) => ({ token: Redacted.value(token) }))

  const channel: Rooms["channel"] = Effect.fnUntraced(function* (id) {
    const { userId } = yield* session
    yield* say("channel", "join-channels", { auth: yield* auth })
    const own = Stream.filter(
      events,
      (event): event is ChannelEvent | GapEvent =>
        isGap(event) || (event.known && event.event === "events:channel" && event.envelope.channel_id === id)
    )
    const tell = (operation: string, notice: Omit<ClientPayload<"events:channel">, "channel_id">) =>
      Effect.asVoid(say(`channel.${operation}`, "events:channel", { ...notice, channel_id: id }))
    const room: ChannelRoom = {
      events: own,
      messages: Stream.filter(own, isChannelEvent("message", "message:update", "message:delete")),
      threads: Stream.filter(own, isChannelEvent("message:reply")),
      reactions: Stream.filter(own, isChannelEvent("message:reaction:add", "message:reaction:remove")),
      typing: Stream.filter(own, isChannelEvent("typing")).pipe(
        Stream.filter(({ envelope }) => envelope.user?.id !== userId)
      ),
      setTyping: (typing, message_id) =>
        tell("setTyping", {
          ...(message_id === undefined ? undefined : { message_id }),
          data: { type: "typing", data: { typing } }
        }),
      markRead: tell("markRead", { data: { type: "last_read_at" } })
    }
    return room
  })

  const chat: Rooms["chat"] = Effect.fnUntraced(function* (id) {
    const notice = (data: ClientPayload<"events:chat">["data"]) => ({ chat_id: id, data })
    const own = Stream.filter(
      events,
      (event): event is ChatEvent | GapEvent =>
        isGap(event) || (event.known && event.event === "events" && event.envelope.chat_id === id)
    )
    // From before it is joined: who is there is told at once, and after that only when it changes.
    const present = yield* SubscriptionRef.make<ReadonlyArray<IdName>>([])
    const { events: heard } = yield* subscribe()
    yield* heard.pipe(
      Stream.filter(isChatEvent("chat:presence")),
      Stream.filter(({ envelope }) => envelope.chat_id === id),
      Stream.runForEach(({ data }) => SubscriptionRef.set(present, data.users)),
      Effect.ignore,
      Effect.forkScoped
    )
    const known = Stream.filter(SubscriptionRef.changes(present), (users) => users.length > 0)
    // Before it is joined, lest a connection that comes back in between does not know of it. Nobody waits for the leave:
    // the server forgets the connection with its rooms anyway.
    yield* chats.want(id, mention("events:chat", notice({ type: "leave" })))
    const joined = yield* say("chat", "events:chat", notice({ type: "join" }))
    if (joined !== true) {
      const detail = "There is no such chat, or it is not saved, or not for this account."
      return yield* failed("chat", new NotFound({ status: 200, detail }))
    }
    const room: ChatRoom = {
      events: own,
      // It ends with the events, and as they do.
      presence: Stream.merge(known, Stream.drain(own), { haltStrategy: "either" }),
      typing: Stream.filter(own, isChatEvent("typing")),
      setTyping: Effect.fnUntraced(function* (typing) {
        const said = yield* say("chat.setTyping", "events:chat", notice({ type: "typing", data: { typing } }))
        if (said === true) return
        return yield* failed(
          "chat.setTyping",
          new Forbidden({ status: 200, detail: "The chat is not to be written in" })
        )
      }),
      markRead: Effect.asVoid(say("chat.markRead", "events:chat", notice({ type: "last_read_at" })))
    }
    return room
  })

  const note: Rooms["note"] = (id) =>
    Stream.unwrap(
      Effect.gen(function* () {
        // A note is left with the connection only; then what is told of it finds nobody here.
        yield* notes.want(id, Effect.void)
        const { events } = yield* subscribe()
        yield* say("note", "join-note", { note_id: id, auth: yield* auth })
        return Stream.filterMap(events, (event) =>
          event.known && event.event === "events:note" && event.data.id === id
            ? Result.succeed(event.data)
            : Result.failVoid
        )
      })
    )

  const rejoin: Rooms["rejoin"] = Effect.fnUntraced(function* (connection) {
    for (const id of notes.ids) yield* ask("note", connection, "join-note", { note_id: id, auth: yield* auth })
    for (const id of chats.ids) {
      yield* ask("chat", connection, "events:chat", { chat_id: id, data: { type: "join" } })
    }
  })

  return { channel, chat, note, rejoin }
}
