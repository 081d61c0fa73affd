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
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import { hasProperty } from "effect/Predicate"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { Manager, type Socket } from "socket.io-client"
import { methods } from "../internal/client.ts"
import { decoder } from "../internal/schema.ts"
import { Client } from "../layers/Client.ts"
import { Forbidden, Invalid, NotFound, OpenWebUIError, type Reason, TimedOut, Unreachable } from "../layers/Failures.ts"
import type { Json } from "../layers/Json.ts"
import type { AppFeatures } from "../models/Main.ts"
import type { NoteModel } from "../models/Notes.ts"
import { IdName } from "../models/Users.ts"
import { auths } from "../routers/Auths.ts"
import { main } from "../routers/Main.ts"
import { type ChannelEvent, type ChannelEventOf, type ChatEvent, decodeEvent, type RealtimeEvent } from "./Events.ts"
import * as Handlers from "./Handlers.ts"
import * as Wire from "./Wire.ts"

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
export interface RealtimeOptions<R = never> {
  /** Who answers what the server asks. What is left out is refused. */
  readonly handlers?: Handlers.Handlers<R> | undefined
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
  /** What is told from the subscription on. To be run once. Fails where the connection closes for good with an error. */
  readonly events: Stream.Stream<RealtimeEvent, OpenWebUIError>
  /** How many events were let go of so far, for want of room. */
  readonly dropped: Effect.Effect<number>
}

/**
 * A channel, seen over the connection. Every stream begins when it is run.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChannelRoom {
  /** All that is told of the channel. */
  readonly events: Stream.Stream<ChannelEvent, OpenWebUIError>
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
  /** All that is told of the chat. Of a chat of one's own both the event and its shared copy. */
  readonly events: Stream.Stream<ChatEvent, OpenWebUIError>
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
   * good with an error, ends where its scope closes. It goes on over reconnections, and what was told meanwhile is lost.
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
   * Sends an event that has no method of its own and gives what the server acknowledges it with: nothing for most, and
   * nothing, too, where it refuses. Waits while there is no connection; fails with `TimedOut` where no answer comes.
   */
  readonly send: (event: string, payload: Json) => Effect.Effect<unknown, OpenWebUIError>
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
   */
  static readonly layer = <R = never>(
    options?: RealtimeOptions<R>
  ): Layer.Layer<Realtime, OpenWebUIError, Client | R> => Layer.fresh(Layer.effect(Realtime, make(options ?? {})))
}

// ---------------------------------------------------------------------------------------------------------------------
// Making it
// ---------------------------------------------------------------------------------------------------------------------

/** Who takes what is told. */
interface Subscriber {
  readonly offer: (event: RealtimeEvent) => void
  readonly close: (error: OpenWebUIError | undefined) => void
}

/** A connection whose account has joined its rooms. */
interface Connection {
  readonly socket: Socket
  readonly lost: Deferred.Deferred<OpenWebUIError>
  readonly token: Redacted.Redacted
  readonly session: Session
}

/** A question to the user that is being answered; the server may ask it again over another connection. */
interface Interaction {
  fiber: Fiber.Fiber<void> | undefined
  /** Gives the answer to the connection that asked last; absent while there is none. */
  reply: ((answer: Json) => void) | undefined
  /** The answer that came while there was no connection. */
  answer: { readonly value: Json } | undefined
  /** How many connections were lost meanwhile. */
  losses: number
}

/** What may be stopped and read on: the web socket of Node. */
interface Pausable {
  readonly pause: () => void
  readonly resume: () => void
}

const isPausable = (value: unknown): value is Pausable =>
  hasProperty(value, "pause") &&
  typeof value.pause === "function" &&
  hasProperty(value, "resume") &&
  typeof value.resume === "function"

/** The web socket below a connection, where the platform's can pause. */
const pausableOf = (socket: Socket): Pausable | undefined => {
  // Long polling has none, and a browser's cannot pause.
  const transport: unknown = socket.io.engine?.transport
  return hasProperty(transport, "ws") && isPausable(transport.ws) ? transport.ws : undefined
}

/** How long the server waits for another connection when the one that it asked is gone. */
const resumption = Duration.seconds(60)

const decodeUser = /*#__PURE__*/ decoder(IdName)

const text = (value: unknown, key: string): string | undefined => {
  const found = hasProperty(value, key) ? value[key] : undefined
  return typeof found === "string" ? found : undefined
}

/**
 * Makes the service behind `Realtime`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <R = never>(
  options: RealtimeOptions<R>
): Effect.Effect<RealtimeService, OpenWebUIError, Client | R | Scope.Scope> =>
  Effect.flatMap(Client, (client) => {
    const { url } = client
    const { origin, pathname } = new URL(url)
    const patience = Duration.fromInputUnsafe(options.timeout ?? "20 seconds")
    const handlers: Handlers.Handlers<R> = options.handlers ?? {}
    const { getAppConfig } = methods("main", { getAppConfig: main.getAppConfig }, client)
    const { getSessionUser } = methods("auths", { getSessionUser: auths.getSessionUser }, client)

    const failed = (operation: string, reason: Reason): OpenWebUIError =>
      new OpenWebUIError({ operation: `realtime.${operation}`, request: `GET ${url}/ws/socket.io`, reason })

    const tooLate = (operation: string, phase: "connect" | "total") => ({
      duration: patience,
      orElse: () => Effect.fail(failed(operation, new TimedOut({ phase, after: patience })))
    })

    /** The token of a sign-in. */
    const credentials: Effect.Effect<Redacted.Redacted, OpenWebUIError> = Effect.flatMap(client.token, (token) => {
      const instead = "Sign in with an e-mail address and a password (Auth.password), or give the token of a sign-in."
      if (token === undefined) {
        const detail = `The socket needs the token of a sign-in, and the client sends none. ${instead}`
        return Effect.fail(failed("connect", new Invalid({ detail, issues: [] })))
      }
      if (Redacted.value(token).startsWith("sk-")) {
        const detail = `The socket does not take API keys. ${instead}`
        return Effect.fail(failed("connect", new Invalid({ detail, issues: [] })))
      }
      return Effect.succeed(token)
    })

    return Effect.gen(function* () {
      const state = yield* SubscriptionRef.make<State>({ _tag: "Connecting", attempt: 0 })
      const ready = yield* Deferred.make<void, OpenWebUIError>()
      const subscribers = new Set<Subscriber>()
      const chats = new Map<string, number>()
      const notes = new Map<string, number>()
      const interactions = new Map<string, Interaction>()
      /** Subscriptions that have no room. */
      const full = new Set<Subscriber>()
      let current: Connection | undefined
      let end: { readonly error: OpenWebUIError | undefined } | undefined

      const close = (error: OpenWebUIError | undefined): Effect.Effect<void> =>
        Effect.suspend(() => {
          if (end !== undefined) return Effect.void
          end = { error }
          for (const subscriber of subscribers) subscriber.close(error)
          return SubscriptionRef.set(state, { _tag: "Closed", error })
        })
      // Before the fibers, so that it runs after they have ended.
      yield* Effect.addFinalizer(() => close(undefined))
      const fork = yield* FiberSet.makeRuntime<R, void>()

      // -----------------------------------------------------------------------------------------------------------------
      // What is told
      // -----------------------------------------------------------------------------------------------------------------

      const subscribe: RealtimeService["subscribe"] = ({ capacity = 1024, policy = "sliding" } = {}) =>
        Effect.gen(function* () {
          const queue = yield* Queue.make<RealtimeEvent, OpenWebUIError | Cause.Done>(
            policy === "suspend" ? {} : { capacity, strategy: policy }
          )
          let dropped = 0
          const isFull = () => Queue.sizeUnsafe(queue) >= capacity
          const subscriber: Subscriber = {
            offer: (event) => {
              if (policy !== "suspend") {
                if (isFull()) dropped++
                Queue.offerUnsafe(queue, event)
                return
              }
              Queue.offerUnsafe(queue, event)
              if (!isFull() || full.has(subscriber)) return
              full.add(subscriber)
              if (current !== undefined) pausableOf(current.socket)?.pause()
            },
            close: (error) => {
              if (error === undefined) Queue.endUnsafe(queue)
              else Queue.failCauseUnsafe(queue, Cause.fail(error))
            }
          }
          const makeRoom = Effect.sync(() => {
            if (full.delete(subscriber) && full.size === 0 && current !== undefined)
              pausableOf(current.socket)?.resume()
          })
          if (end === undefined) subscribers.add(subscriber)
          else subscriber.close(end.error)
          yield* Effect.addFinalizer(() => {
            subscribers.delete(subscriber)
            return Effect.andThen(makeRoom, Queue.shutdown(queue))
          })
          const events = Stream.fromPull(Effect.succeed(Effect.tap(Queue.takeAll(queue), () => makeRoom)))
          return { events, dropped: Effect.sync(() => dropped) }
        })

      const events: RealtimeService["events"] = Stream.unwrap(Effect.map(subscribe(), ({ events }) => events))

      /** Hands on what came. Runs as a callback of the socket, so it must not fail. */
      const tell = (name: string, payload: unknown): void => {
        const data = hasProperty(payload, "data") ? payload.data : undefined
        if (name === "events" && text(data, "type") === "request:interaction:done") {
          settle(text(hasProperty(data, "data") ? data.data : undefined, "interaction_id"))
        }
        if (subscribers.size === 0) return
        const event = decodeEvent(name, payload)
        for (const subscriber of subscribers) subscriber.offer(event)
      }

      // -----------------------------------------------------------------------------------------------------------------
      // What is asked
      // -----------------------------------------------------------------------------------------------------------------

      /** The server no longer asks: whoever still answers is stopped. */
      const settle = (id: string | undefined): void => {
        if (id === undefined) return
        const interaction = interactions.get(id)
        interactions.delete(id)
        interaction?.fiber?.interruptUnsafe()
      }

      /** Answers a call. `forkHere` runs what ends with the connection. */
      const answer = (
        socket: Socket,
        forkHere: (effect: Effect.Effect<void, never, R>) => void,
        payload: unknown,
        reply: (answer: Json) => void
      ): void => {
        const inner = hasProperty(payload, "data") ? payload.data : undefined
        const call: Handlers.Call<unknown> = {
          type: text(inner, "type") ?? "",
          data: hasProperty(inner, "data") ? inner.data : undefined,
          chatId: text(payload, "chat_id"),
          messageId: text(payload, "message_id")
        }
        const id = text(call.data, "interaction_id")
        if (id === undefined) {
          const send: Handlers.Send = (event, piece) => Effect.sync(() => void socket.emit(event, piece))
          forkHere(
            Effect.flatMap(Handlers.answer(handlers, call), ({ afterwards, answer }) => {
              reply(answer)
              return afterwards?.(send) ?? Effect.void
            })
          )
          return
        }
        const before = interactions.get(id)
        if (before?.answer !== undefined) {
          interactions.delete(id)
          reply(before.answer.value)
          return
        }
        if (before !== undefined) {
          // The same question, asked over another connection: the user is being asked already.
          before.reply = reply
          return
        }
        const interaction: Interaction = { reply, fiber: undefined, answer: undefined, losses: 0 }
        interactions.set(id, interaction)
        interaction.fiber = fork(
          Effect.map(Handlers.answer(handlers, call), ({ answer }) => {
            if (interaction.reply === undefined) {
              interaction.answer = { value: answer }
              return
            }
            interactions.delete(id)
            interaction.reply(answer)
          })
        )
      }

      /** Nobody hears the answers to open questions until the server asks again, which it may do for a while. */
      const orphan = Effect.sync(() => {
        for (const [id, interaction] of interactions) {
          interaction.reply = undefined
          const loss = ++interaction.losses
          const forget = Effect.sync(() => {
            if (interaction.reply === undefined && interaction.losses === loss) settle(id)
          })
          fork(Effect.andThen(Effect.sleep(resumption), forget))
        }
      })

      // -----------------------------------------------------------------------------------------------------------------
      // Connecting
      // -----------------------------------------------------------------------------------------------------------------

      const lostBy = (detail: string, cause: unknown): OpenWebUIError =>
        failed("connect", new Unreachable({ phase: "answer", detail, cause }))

      /** Opens a socket, which closes with the scope. */
      const open = Effect.fnUntraced(function* (token: Redacted.Redacted, features: AppFeatures) {
        const forkHere = yield* FiberSet.makeRuntime<R, void>()
        const lost = yield* Deferred.make<OpenWebUIError>()
        const socket = yield* Effect.acquireRelease(
          Effect.sync(() => {
            const manager = new Manager(origin, {
              path: `${pathname.replace(/\/+$/, "")}/ws/socket.io`,
              // The server serves one of them and refuses to change over.
              transports: features.enable_websocket ? ["websocket"] : [Wire.Polling],
              upgrade: false,
              reconnection: false,
              autoConnect: false,
              parser: Wire,
              ...(options.headers === undefined ? undefined : { extraHeaders: { ...options.headers } })
            })
            const socket = manager.socket("/", { auth: { token: Redacted.value(token) } })
            socket.on("disconnect", (reason, description) => {
              Deferred.doneUnsafe(lost, Effect.succeed(lostBy(reason, description)))
            })
            socket.onAny((name: string, ...args: ReadonlyArray<unknown>) => {
              const last = args.at(-1)
              // A function at the end is how socket.io-client hands over that the server waits for an answer.
              if (typeof last === "function") answer(socket, forkHere, args[0], last as (answer: Json) => void)
              else tell(name, args[0])
            })
            return socket
          }),
          (socket) => Effect.sync(() => void socket.disconnect())
        )
        yield* Effect.callback<void, OpenWebUIError>((resume) => {
          socket.once("connect", () => resume(Effect.void))
          socket.once("connect_error", (error) => {
            const detail = [error.message, text(error, "description")].filter((part) => part !== undefined).join(": ")
            resume(Effect.fail(failed("connect", new Unreachable({ phase: "connect", detail, cause: error }))))
          })
          socket.connect()
        }).pipe(Effect.timeoutOrElse(tooLate("connect", "connect")))
        return { socket, lost }
      })

      /** Sends an event and waits for the answer, which has no argument where the server refuses. */
      const ask = (
        operation: string,
        { lost, socket }: Pick<Connection, "lost" | "socket">,
        event: string,
        payload: unknown
      ): Effect.Effect<unknown, OpenWebUIError> =>
        Effect.callback<unknown>((resume) => {
          socket.emit(event, payload, (answer: unknown) => resume(Effect.succeed(answer)))
        }).pipe(
          Effect.raceFirst(Effect.flatMap(Deferred.await(lost), (error) => Effect.fail(error))),
          Effect.timeoutOrElse(tooLate(operation, "total"))
        )

      /** Joins the rooms of the account, with a token that the server takes. */
      const join = Effect.fnUntraced(function* (
        opened: Pick<Connection, "lost" | "socket">,
        token: Redacted.Redacted
      ): Effect.fn.Return<Connection, OpenWebUIError> {
        const attempt = (token: Redacted.Redacted) =>
          Effect.map(ask("connect", opened, "user-join", { auth: { token: Redacted.value(token) } }), (answer) => {
            const user = decodeUser(answer)
            if (user._tag === "Failure") return undefined
            const { id, name } = user.value
            return { ...opened, token, session: { sessionId: opened.socket.id ?? "", userId: id, userName: name } }
          })
        const first = yield* attempt(token)
        if (first !== undefined) return first
        // The server does not say why. Over HTTP it does, and there the client gets another token if it can.
        yield* getSessionUser()
        const fresh = yield* credentials
        const second = fresh === token ? undefined : yield* attempt(fresh)
        if (second !== undefined) return second
        const detail = "The server takes the token and does not let the account in: it may wait for approval."
        return yield* failed("connect", new Forbidden({ status: 200, detail }))
      })

      /** Joins what is wanted beside the account's own rooms, as far as the account may. */
      const rejoin = Effect.fnUntraced(function* (connection: Connection) {
        for (const id of notes.keys()) yield* joinNote(connection, id)
        for (const id of chats.keys())
          yield* ask("chat", connection, "events:chat", { chat_id: id, data: { type: "join" } })
      })

      const joinNote = (connection: Connection, id: string) =>
        ask("note", connection, "join-note", { note_id: id, auth: { token: Redacted.value(connection.token) } })

      /** One connection, from its making until it is lost; gives when it was there, and why it is not any more. */
      const once = Effect.scoped(
        Effect.gen(function* () {
          const token = yield* credentials
          const { features } = yield* getAppConfig()
          const opened = yield* open(token, features)
          const connection = yield* join(opened, token)
          yield* Effect.addFinalizer(() =>
            Effect.suspend(() => {
              current = undefined
              full.clear()
              return orphan
            })
          )
          current = connection
          yield* rejoin(connection)
          const asked = features.websocket_heartbeat_interval
          const pause = options.heartbeat ?? (asked === undefined ? "30 seconds" : Duration.seconds(asked))
          yield* Effect.sync(() => void connection.socket.emit("heartbeat", {})).pipe(
            Effect.schedule(Schedule.spaced(pause)),
            Effect.forkScoped
          )
          const since = yield* Clock.currentTimeMillis
          yield* SubscriptionRef.set(state, { _tag: "Connected", session: connection.session })
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
          const { error, lasted } = yield* Effect.catch(once, (error) => Effect.succeed({ error, lasted: undefined }))
          const isFirst = !(yield* Deferred.isDone(ready))
          if (isFirst || reconnect === undefined || !error.isRetryable) {
            yield* close(error)
            yield* Deferred.fail(ready, error)
            return
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

      // -----------------------------------------------------------------------------------------------------------------
      // What is said
      // -----------------------------------------------------------------------------------------------------------------

      const watched = Stream.takeUntil(SubscriptionRef.changes(state), ({ _tag }) => _tag === "Closed")

      const closedNow = (operation: string, error: OpenWebUIError | undefined): OpenWebUIError =>
        error ??
        failed(operation, new Unreachable({ phase: "connect", detail: "the connection was closed", cause: undefined }))

      /** The connection that is open; waits while there is none. */
      const connected = (operation: string): Effect.Effect<Connection, OpenWebUIError> =>
        Effect.suspend(() => {
          if (end !== undefined) return Effect.fail(closedNow(operation, end.error))
          // It is there before the state says so, and gone before the state says so: hence the look at both.
          if (current !== undefined && SubscriptionRef.getUnsafe(state)._tag === "Connected")
            return Effect.succeed(current)
          return watched.pipe(
            Stream.filter(({ _tag }) => (_tag === "Connected" && current !== undefined) || _tag === "Closed"),
            Stream.take(1),
            Stream.runDrain,
            Effect.andThen(connected(operation))
          )
        })

      const say = (operation: string, event: string, payload: unknown): Effect.Effect<unknown, OpenWebUIError> =>
        Effect.flatMap(connected(operation), (connection) => ask(operation, connection, event, payload))

      /** Counts who wants a room, until the scope closes; says whether nobody does any more. */
      const wanting = (rooms: Map<string, number>, id: string, leave: Effect.Effect<void>) =>
        Effect.acquireRelease(
          Effect.sync(() => rooms.set(id, (rooms.get(id) ?? 0) + 1)),
          () =>
            Effect.suspend(() => {
              const others = (rooms.get(id) ?? 1) - 1
              if (others > 0) rooms.set(id, others)
              else rooms.delete(id)
              return others > 0 ? Effect.void : leave
            })
        )

      const channel: RealtimeService["channel"] = Effect.fnUntraced(function* (id) {
        const { session, token } = yield* connected("channel")
        yield* say("channel", "join-channels", { auth: { token: Redacted.value(token) } })
        const own = Stream.filter(
          events,
          (event): event is ChannelEvent =>
            event.known && event.event === "events:channel" && event.envelope.channel_id === id
        )
        const room: ChannelRoom = {
          events: own,
          messages: Stream.filter(
            own,
            (event): event is ChannelEventOf<"message" | "message:update" | "message:delete"> =>
              event.type === "message" || event.type === "message:update" || event.type === "message:delete"
          ),
          threads: Stream.filter(
            own,
            (event): event is ChannelEventOf<"message:reply"> => event.type === "message:reply"
          ),
          reactions: Stream.filter(
            own,
            (event): event is ChannelEventOf<"message:reaction:add" | "message:reaction:remove"> =>
              event.type === "message:reaction:add" || event.type === "message:reaction:remove"
          ),
          typing: Stream.filter(
            own,
            (event): event is ChannelEventOf<"typing"> =>
              event.type === "typing" && event.envelope.user?.id !== session.userId
          ),
          setTyping: (typing, messageId) =>
            Effect.asVoid(
              say("channel.setTyping", "events:channel", {
                channel_id: id,
                ...(messageId === undefined ? undefined : { message_id: messageId }),
                data: { type: "typing", data: { typing } }
              })
            ),
          markRead: Effect.asVoid(
            say("channel.markRead", "events:channel", { channel_id: id, data: { type: "last_read_at" } })
          )
        }
        return room
      })

      const chat: RealtimeService["chat"] = Effect.fnUntraced(function* (id) {
        // Nobody waits for a leave: the server forgets the connection with its rooms anyway.
        const leave = Effect.sync(
          () => void current?.socket.emit("events:chat", { chat_id: id, data: { type: "leave" } })
        )
        // Before it is joined, lest a connection that comes back in between does not know of it.
        yield* wanting(chats, id, leave)
        const joined = yield* say("chat", "events:chat", { chat_id: id, data: { type: "join" } })
        if (joined !== true) {
          const detail = "There is no such chat, or it is not saved, or not for this account."
          return yield* failed("chat", new NotFound({ status: 200, detail }))
        }
        const room: ChatRoom = {
          events: Stream.filter(
            events,
            (event): event is ChatEvent => event.known && event.event === "events" && event.envelope.chat_id === id
          ),
          setTyping: (typing) =>
            Effect.flatMap(
              say("chat.setTyping", "events:chat", { chat_id: id, data: { type: "typing", data: { typing } } }),
              (said) =>
                said === true
                  ? Effect.void
                  : Effect.fail(
                      failed(
                        "chat.setTyping",
                        new Forbidden({ status: 200, detail: "The chat is not to be written in" })
                      )
                    )
            ),
          markRead: Effect.asVoid(say("chat.markRead", "events:chat", { chat_id: id, data: { type: "last_read_at" } }))
        }
        return room
      })

      const note: RealtimeService["note"] = (id) =>
        Stream.unwrap(
          Effect.gen(function* () {
            // A note is left with the connection only; then what is told of it finds nobody here.
            yield* wanting(notes, id, Effect.void)
            const { events } = yield* subscribe()
            yield* joinNote(yield* connected("note"), id)
            return Stream.filterMap(events, (event) =>
              event.known && event.event === "events:note" && event.data.id === id
                ? Result.succeed(event.data)
                : Result.failVoid
            )
          })
        )

      const service: RealtimeService = {
        state: watched,
        session: Effect.map(connected("session"), ({ session }) => session),
        events,
        subscribe,
        channel,
        chat,
        note,
        send: (event, payload) => say("send", event, payload)
      }
      return service
    })
  })
