/**
 * The connection over which the server tells what happens, asks what only this program can answer, and hears who types:
 * Socket.IO, as `socket/main.py` serves it. It is opened when the layer is built, comes back by itself when it breaks,
 * and is closed with the layer's scope.
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const realtime = yield* Realtime
 *   yield* Stream.runForEach(realtime.events, (event) => Effect.log(event.type))
 * })
 * program.pipe(Effect.provide(Realtime.layer()), Effect.provide(OpenWebUI.layer({ url, auth })))
 * ```
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { type AnySchema, encoder, type Outcome } from "../internal/schema.ts"
import { Client } from "../layers/Client.ts"
import { Invalid, type OpenWebUIError, Unreachable } from "../layers/Failures.ts"
import { Json } from "../layers/Json.ts"
import type { NoteModel } from "../models/Notes.ts"
import type { IdName } from "../models/Users.ts"
import { type ClientEventName, type ClientPayload, clientEvents } from "./ClientEvents.ts"
import { type Connection, connector, emit, pausableOf, type Receiver } from "./Connection.ts"
import {
  type ChannelEvent,
  type ChannelEventOf,
  type ChatEvent,
  type ChatEventOf,
  decodeEvent,
  type GapEvent,
  type RealtimeEvent
} from "./Events.ts"
import type * as Handlers from "./Handlers.ts"
import * as Interactions from "./Interactions.ts"
import * as Rooms from "./Rooms.ts"
import * as Subscriptions from "./Subscriptions.ts"

// ---------------------------------------------------------------------------------------------------------------------
// Options
// ---------------------------------------------------------------------------------------------------------------------

/**
 * How long to wait before the connection is made again. Each wait is twice as long as the one before, up to the
 * longest, and shortened by chance to between a half and the whole, so that not all clients come back at once.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReconnectOptions {
  /** The first wait. Default: 1 second. */
  readonly initial?: Duration.Input | undefined
  /** The longest wait. Default: 30 seconds. */
  readonly max?: Duration.Input | undefined
}

/**
 * What a connection is made with.
 *
 * @since 0.1.0
 * @category models
 */
export interface RealtimeOptions {
  /** How the connection comes back after it broke, or `false` for never: then it is closed. */
  readonly reconnect?: ReconnectOptions | false | undefined
  /** How long a connection, and an answer to what is sent, may take. Default: 20 seconds. */
  readonly timeout?: Duration.Input | undefined
  /**
   * How often to say that this client is alive. The server asks no more calls of a client that was silent for two
   * minutes. Default: what the server asks for, else 30 seconds.
   */
  readonly heartbeat?: Duration.Input | undefined
  /** Headers of the handshake, for a proxy in front of the server. Browsers do not send them. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * What becomes of events that come faster than they are taken.
 *
 * @since 0.1.0
 * @category models
 */
export interface SubscribeOptions {
  /** How many events wait at most; one that reads a batch at a time holds as many again. Default: 1024. */
  readonly capacity?: number | undefined
  /**
   * What happens when that many wait. `sliding` lets go of the oldest, `dropping` of the newest. `suspend` loses none: the
   * connection is not read on until there is room, for all subscriptions, calls and answers alike, and where that takes
   * longer than 20 seconds the server closes it; where the platform cannot pause a connection (browsers, long polling),
   * the events wait in memory. Default: `sliding`.
   */
  readonly policy?: "sliding" | "dropping" | "suspend" | undefined
}

// ---------------------------------------------------------------------------------------------------------------------
// The service
// ---------------------------------------------------------------------------------------------------------------------

/**
 * A connection that is open.
 *
 * @since 0.1.0
 * @category models
 */
export interface Session {
  /**
   * The id of the connection: the `session_id` to send with completions and actions, so that their calls come here. A
   * connection that comes back has another.
   */
  readonly sessionId: string
  readonly userId: string
  readonly userName: string
}

/**
 * How the connection is.
 *
 * - `Connecting`: it is being made; `attempt` counts from 0.
 * - `Connected`: it is there, and the account has joined its rooms.
 * - `Reconnecting`: it broke, or could not be made, for `error`; the next try comes after `delay`. What is told meanwhile
 *   is lost: read again what must be complete.
 * - `Closed`: there will be none any more, for `error`, or, without one, since the scope was closed.
 *
 * @since 0.1.0
 * @category models
 */
export type State =
  | { readonly _tag: "Connecting"; readonly attempt: number }
  | { readonly _tag: "Connected"; readonly session: Session }
  | {
      readonly _tag: "Reconnecting"
      readonly attempt: number
      readonly delay: Duration.Duration
      readonly error: OpenWebUIError
    }
  | { readonly _tag: "Closed"; readonly error: OpenWebUIError | undefined }

/**
 * Events with a buffer of one's own.
 *
 * @since 0.1.0
 * @category models
 */
export interface Subscription {
  /**
   * What is told from the subscription on, with a `GapEvent` where something is missing. To be run once. Fails where the
   * connection closes for good with an error.
   */
  readonly events: Stream.Stream<RealtimeEvent, OpenWebUIError>
  /** How many events were let go of so far, for want of room. The stream says where. */
  readonly dropped: Effect.Effect<number>
}

/**
 * A channel, seen over the connection. Every stream begins when it is run.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChannelRoom {
  /** All that is told of the channel, with a `GapEvent` where something may be missing. */
  readonly events: Stream.Stream<ChannelEvent | GapEvent, OpenWebUIError>
  /** Messages that are posted, changed (edited, pinned, or written on by a model) and deleted, in threads, too. */
  readonly messages: Stream.Stream<ChannelEventOf<"message" | "message:update" | "message:delete">, OpenWebUIError>
  /** Messages whose thread got or lost a message, with their new `reply_count`. */
  readonly threads: Stream.Stream<ChannelEventOf<"message:reply">, OpenWebUIError>
  /** Reactions that come and go. */
  readonly reactions: Stream.Stream<ChannelEventOf<"message:reaction:add" | "message:reaction:remove">, OpenWebUIError>
  /** Who types, of others: the server tells the sender, too, which is left out here. */
  readonly typing: Stream.Stream<ChannelEventOf<"typing">, OpenWebUIError>
  /** Says whether the account types, in the channel or in the thread of a message. */
  readonly setTyping: (typing: boolean, messageId?: string) => Effect.Effect<void, OpenWebUIError>
  /** Says that the account has read the channel up to now. */
  readonly markRead: Effect.Effect<void, OpenWebUIError>
}

/**
 * A chat that others may look at, too, seen over the connection. Every stream begins when it is run.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChatRoom {
  /**
   * All that is told of the chat, with a `GapEvent` where something may be missing. Of a chat of one's own both the event
   * and its shared copy.
   */
  readonly events: Stream.Stream<ChatEvent | GapEvent, OpenWebUIError>
  /** Who has the chat open, oneself included: as it is now, then each change. */
  readonly presence: Stream.Stream<ReadonlyArray<IdName>, OpenWebUIError>
  /** Who types, of others: `envelope.user`. */
  readonly typing: Stream.Stream<ChatEventOf<"typing">, OpenWebUIError>
  /** Says to the others whether the account types. Fails with `Forbidden` where it may not write in the chat. */
  readonly setTyping: (typing: boolean) => Effect.Effect<void, OpenWebUIError>
  /** Says that the account has read the chat up to now. */
  readonly markRead: Effect.Effect<void, OpenWebUIError>
}

/**
 * What is done over the connection. The server does not say when it refuses what is sent, unless it is said otherwise.
 *
 * @since 0.1.0
 * @category models
 */
export interface RealtimeService {
  /** How the connection is: as it is now, then each change. Ends after `Closed`. */
  readonly state: Stream.Stream<State>
  /** The connection that is open. Waits while there is none; fails where there will be none any more. */
  readonly session: Effect.Effect<Session, OpenWebUIError>
  /**
   * What is told from now on, with the buffer that `subscribe` makes by default. Fails where the connection closes for
   * good with an error, ends where its scope closes. It goes on over reconnections; what was told meanwhile is lost, and a
   * `GapEvent` says so.
   */
  readonly events: Stream.Stream<RealtimeEvent, OpenWebUIError>
  /** Begins to keep what is told, in a buffer of its own, until the scope closes. Nothing is missed after it. */
  readonly subscribe: (options?: SubscribeOptions) => Effect.Effect<Subscription, never, Scope.Scope>
  /**
   * Joins a channel. The server lets every connection join the channels that its account is in by itself, except one that
   * was made or entered since; of a channel that the account may not see nothing is told.
   */
  readonly channel: (id: string) => Effect.Effect<ChannelRoom, OpenWebUIError>
  /**
   * Joins a saved chat, and joins it again whenever the connection comes back, until the scope closes. While it is joined,
   * a question that was open when the connection broke is asked again. Fails with `NotFound` where there is no such
   * chat, or not for this account.
   */
  readonly chat: (id: string) => Effect.Effect<ChatRoom, OpenWebUIError, Scope.Scope>
  /** Changes of a note, from now on. Nothing is told of a note that the account may not see. */
  readonly note: (id: string) => Stream.Stream<NoteModel, OpenWebUIError>
  /**
   * Says that a model is in use: `GET /api/usage` tells of it for three seconds. The web page says so once a second while
   * it waits for an answer.
   */
  readonly usage: (model: string) => Effect.Effect<void, OpenWebUIError>
  /**
   * Sends an event and gives what the server acknowledges it with: nothing for most, and nothing, too, where it refuses.
   * The payload is that of `clientEvents` where the event is one of them, else any JSON. Waits while there is no connection.
   * Fails with `Invalid`, and sends nothing, for a payload of another shape, and for a name that Socket.IO keeps to itself;
   * with `TimedOut` where no answer comes; with `Unreachable` where the connection breaks before: the server may have
   * taken it.
   */
  readonly send: <const Event extends string>(
    event: Event,
    payload: ClientPayload<Event>
  ) => Effect.Effect<unknown, OpenWebUIError>
}

/**
 * The connection over Socket.IO.
 *
 * @since 0.1.0
 * @category services
 */
export class Realtime extends /*#__PURE__*/ Context.Service<Realtime, RealtimeService>()(
  "effect-open-webui/realtime/Realtime"
) {
  /**
   * A connection for the account of the client, open once the layer is built, and closed with its scope.
   *
   * Fails with `Invalid`, and sends nothing, where the client has an API key or no token: the socket takes the token of
   * a sign-in only, so give the client an e-mail address and a password, or a token. Fails with `Unauthenticated` for a
   * token that the server refuses, with `Forbidden` for an account that is not approved yet, and with `Unreachable` and
   * the like where the first connection cannot be made. Each place that provides the layer has a connection of its own.
   *
   * Once it is there it comes back whatever breaks it, the server's restart, too. Only where the server no longer lets the
   * account in is it closed for good: with `Unauthenticated` where the token ran out or was revoked and there is no
   * password to get another with, or the account was deleted; with `Forbidden` where the account has to wait for approval.
   *
   * `Handlers.layer`, provided to it, answers what the server asks; without it all is refused.
   */
  static readonly layer = (options?: RealtimeOptions): Layer.Layer<Realtime, OpenWebUIError, Client> =>
    Layer.fresh(Layer.effect(Realtime, make(options ?? {})))
}

// ---------------------------------------------------------------------------------------------------------------------
// Making it
// ---------------------------------------------------------------------------------------------------------------------

/** Names that socket.io-client takes for its own events, and throws at. */
const reserved: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener"
])

const isClientEvent = (event: string): event is ClientEventName => Object.hasOwn(clientEvents, event)

const encoders = /*#__PURE__*/ new Map<string, (value: unknown) => Outcome<unknown>>()

/** The encoder of a payload, compiled when its event is sent for the first time. */
const encoderOf = (event: string): ((payload: unknown) => Outcome<unknown>) => {
  const key = isClientEvent(event) ? event : ""
  const schema: AnySchema = isClientEvent(event) ? clientEvents[event] : Json
  const encode = encoders.get(key) ?? encoder(schema)
  encoders.set(key, encode)
  return encode
}

/** Whether the account is not let in. Anything else may be over soon: what answers may not even be Open WebUI. */
const isRefusal = ({ reason }: OpenWebUIError): boolean =>
  reason._tag === "Unauthenticated" ||
  reason._tag === "Forbidden" ||
  reason._tag === "FeatureDisabled" ||
  reason._tag === "Invalid"

/** How one connection ended. */
interface Ending {
  readonly error: OpenWebUIError
  /** How long it was there, in milliseconds; absent where it could not be made. */
  readonly lasted: number | undefined
}

/**
 * Makes the service behind `Realtime`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (
  options: RealtimeOptions
): Effect.fn.Return<RealtimeService, OpenWebUIError, Client | Scope.Scope> {
  const { ask, credentials, failed, open } = connector(yield* Client, options)
  const state = yield* SubscriptionRef.make<State>({ _tag: "Connecting", attempt: 0 })
  /** Done once the first connection is there, or cannot be made. */
  const ready = yield* Deferred.make<void, OpenWebUIError>()
  const subscriptions = Subscriptions.make()
  let current: Connection | undefined
  let end: { readonly error: OpenWebUIError | undefined } | undefined

  const close = (error: OpenWebUIError | undefined): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (end !== undefined) return Effect.void
      end = { error }
      subscriptions.close(error)
      return SubscriptionRef.set(state, { _tag: "Closed", error })
    })
  // Before the fibers, so that it runs after they have ended.
  yield* Effect.addFinalizer(() => close(undefined))
  const interactions = yield* Interactions.make

  // -------------------------------------------------------------------------------------------------------------------
  // What is said
  // -------------------------------------------------------------------------------------------------------------------

  const watched = Stream.takeUntil(SubscriptionRef.changes(state), ({ _tag }) => _tag === "Closed")

  /** The connection that is open; waits while there is none. */
  const connected = (operation: string): Effect.Effect<Connection, OpenWebUIError> =>
    Effect.suspend(() => {
      if (end !== undefined) {
        const closed = new Unreachable({ phase: "connect", detail: "the connection was closed", cause: undefined })
        return Effect.fail(end.error ?? failed(operation, closed))
      }
      // It is there before the state says so, and gone before the state says so: hence the look at both.
      if (current !== undefined && SubscriptionRef.getUnsafe(state)._tag === "Connected") return Effect.succeed(current)
      return watched.pipe(
        Stream.filter(({ _tag }) => (_tag === "Connected" && current !== undefined) || _tag === "Closed"),
        Stream.take(1),
        Stream.runDrain,
        Effect.andThen(connected(operation))
      )
    })

  const say = <Event extends string>(operation: string, event: Event, payload: ClientPayload<Event>) =>
    Effect.flatMap(connected(operation), (connection) => ask(operation, connection, event, payload))

  const send: RealtimeService["send"] = (event, payload) =>
    Effect.suspend(() => {
      const refused = (detail: string, issues: Invalid["issues"]) =>
        Effect.fail(failed("send", new Invalid({ detail, issues })))
      if (reserved.has(event)) return refused(`Socket.IO keeps the event ${event} to itself.`, [])
      const encoded = encoderOf(event)(payload)
      return encoded._tag === "Failure"
        ? refused(`The payload is not what ${event} takes.`, encoded.issues)
        : say("send", event, payload)
    })

  const session: RealtimeService["session"] = Effect.map(connected("session"), ({ session }) => session)

  const events: RealtimeService["events"] = Stream.unwrap(Effect.map(subscriptions.subscribe(), ({ events }) => events))

  const rooms = Rooms.make({
    ask,
    credentials,
    failed,
    say,
    session,
    events,
    subscribe: subscriptions.subscribe,
    mention: (event, payload) =>
      Effect.sync(() => {
        if (current !== undefined) emit(current, event, payload)
      })
  })

  // -------------------------------------------------------------------------------------------------------------------
  // Connecting, again and again
  // -------------------------------------------------------------------------------------------------------------------

  const told: Receiver["told"] = (name, payload) => {
    interactions.observe(name, payload)
    if (!subscriptions.isEmpty()) subscriptions.tell(decodeEvent(name, payload))
  }

  /** One connection, from its making until it is lost. */
  const once = Effect.scoped(
    Effect.gen(function* () {
      const answering = yield* Scope.make()
      // Where the connection is lost, the next one does not wait for what handlers clean up.
      yield* Effect.addFinalizer((exit) =>
        Exit.hasInterrupts(exit) ? Scope.close(answering, exit) : Effect.forkDetach(Scope.close(answering, exit))
      )
      const fork = yield* Scope.provide(FiberSet.makeRuntime<never, void>(), answering)
      const connection = yield* open({
        told,
        asked: (socket, payload, reply) => {
          const send: Handlers.Send = (event, piece) => Effect.sync(() => void socket.emit(event, piece))
          interactions.answer(payload, { fork, reply, send })
        }
      })
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          current = undefined
          subscriptions.readFrom(undefined)
          interactions.orphan()
        })
      )
      current = connection
      subscriptions.readFrom(pausableOf(connection))
      yield* rooms.rejoin(connection)
      yield* Effect.sync(() => emit(connection, "heartbeat", {})).pipe(
        Effect.schedule(Schedule.spaced(options.heartbeat ?? connection.heartbeat)),
        Effect.forkScoped
      )
      const since = yield* Clock.currentTimeMillis
      const { session } = connection
      if (yield* Deferred.isDone(ready)) {
        const data = { sessionId: session.sessionId }
        subscriptions.tell({ known: true, event: "gap", type: "reconnected", data, envelope: undefined })
      }
      yield* SubscriptionRef.set(state, { _tag: "Connected", session })
      yield* Deferred.succeed(ready, undefined)
      const error = yield* Deferred.await(connection.lost)
      return { error, lasted: (yield* Clock.currentTimeMillis) - since }
    })
  )

  const supervise = Effect.gen(function* () {
    const reconnect = options.reconnect === false ? undefined : (options.reconnect ?? {})
    const initial = Duration.toMillis(reconnect?.initial ?? "1 second")
    const max = Duration.toMillis(reconnect?.max ?? "30 seconds")
    let attempt = 0
    while (true) {
      yield* SubscriptionRef.set(state, { _tag: "Connecting", attempt })
      const { error, lasted }: Ending = yield* Effect.catch(once, (error) =>
        Effect.succeed({ error, lasted: undefined })
      )
      const isFirst = !(yield* Deferred.isDone(ready))
      if (isFirst || reconnect === undefined || isRefusal(error)) {
        yield* close(error)
        yield* Deferred.fail(ready, error)
        return
      }
      if (lasted !== undefined) {
        subscriptions.tell({ known: true, event: "gap", type: "lost", data: { error }, envelope: undefined })
      }
      // A server that lets in and throws out at once is not to be asked once a second.
      if (lasted !== undefined && lasted > max) attempt = 0
      attempt++
      const longest = Math.min(max, initial * 2 ** (attempt - 1))
      const delay = Duration.millis(longest * (0.5 + (yield* Random.next) / 2))
      yield* SubscriptionRef.set(state, { _tag: "Reconnecting", attempt, delay, error })
      yield* Effect.sleep(delay)
    }
  })

  // Said before anything is sent.
  yield* credentials
  yield* Effect.forkScoped(supervise)
  yield* Deferred.await(ready)

  return {
    state: watched,
    session,
    events,
    subscribe: subscriptions.subscribe,
    channel: rooms.channel,
    chat: rooms.chat,
    note: rooms.note,
    usage: (model) => Effect.asVoid(say("usage", "usage", { model })),
    send
  }
})
