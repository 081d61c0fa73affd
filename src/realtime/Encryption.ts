/**
 * Private sessions of channels: the server relays packets of MLS between those who take part, and keeps none
 * (`socket/encryption.py`). What is in the packets is for a library of MLS: here they are bytes.
 *
 * Who starts a session is its host. Others join, give their key and a key package, and the host admits them: with a
 * commit for those who are in, and a welcome for the one who comes. From then on everybody sends packets to all others.
 * A session lives as long as its host: when it leaves, or its connection breaks, the session ends for all.
 *
 * ```ts
 * const host = yield* Encryption.start(channelId)
 * yield* host.bind(key)
 * yield* Stream.runForEach(host.events, (event) =>
 *   event._tag === "Candidate" ? host.admit(event.sender, mls.add(event.packet)) : Effect.void
 * )
 * ```
 *
 * The server has to have it switched on (`ENABLE_ENCRYPTED_CHANNELS`), the channel must be a conversation (`dm`) or a
 * private group, and the account needs the permissions `features.channels` and `features.encrypted_channels`. Production
 * servers ask for https. It works over web sockets only.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import { hasProperty } from "effect/Predicate"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { methods } from "../internal/client.ts"
import { decoder, type Outcome } from "../internal/schema.ts"
import { allOrNothing } from "../internal/scope.ts"
import { Client } from "../layers/Client.ts"
import {
  Conflict,
  FeatureDisabled,
  Forbidden,
  Invalid,
  NoSuchRoute,
  NotFound,
  OpenWebUIError,
  RateLimited,
  type Reason,
  ServerFailed,
  Undecodable,
  Unreachable
} from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import { main } from "../routers/Main.ts"
import {
  type EncryptionEvent,
  EncryptionRefused,
  EncryptionReserved,
  EncryptionSession,
  EncryptionStatus
} from "./EncryptionEvents.ts"
import type { RealtimeEvent } from "./Events.ts"
import { Realtime, type RealtimeService } from "./Realtime.ts"

// ---------------------------------------------------------------------------------------------------------------------
// Models
// ---------------------------------------------------------------------------------------------------------------------

/** What all that is told has. */
interface Told {
  /** The number of what is told, for this participant; it goes up by one. */
  readonly sequence: number
  /** The session as it is after it. */
  readonly session: EncryptionSession
}

/**
 * What is told to who takes part.
 *
 * - `Candidate`: to the host; `sender` asks to be admitted, and `packet` is its key package.
 * - `Welcome`: to the one who was admitted.
 * - `Packet`: a packet of MLS; of the host also the commits that admit others.
 * - `Departed`: somebody left; where it had been `admitted`, the host removes it from the group.
 * - `Gap`: what was told between `expected` and the next is lost. A group of MLS does not get over that: leave, and join anew.
 *
 * @since 0.1.0
 * @category models
 */
export type PrivateEvent =
  | ({ readonly _tag: "Candidate"; readonly sender: string; readonly packet: Uint8Array } & Told)
  | ({ readonly _tag: "Welcome"; readonly sender: string; readonly packet: Uint8Array } & Told)
  | ({ readonly _tag: "Packet"; readonly sender: string; readonly packet: Uint8Array } & Told)
  | ({ readonly _tag: "Departed"; readonly participation: string; readonly admitted: boolean } & Told)
  | { readonly _tag: "Gap"; readonly expected: number; readonly sequence: number }

/**
 * What admits somebody, as a library of MLS makes it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Admission {
  /** For those who are admitted already. */
  readonly commit: Uint8Array
  /** For the one who is admitted. */
  readonly welcome: Uint8Array
}

/**
 * A place in a private session. All that it does fails with `NotFound` once the session has ended, and with `Unreachable`
 * once the connection broke: the server takes nobody back.
 *
 * @since 0.1.0
 * @category models
 */
export interface Participant {
  /** What this client is called in the session. */
  readonly participation: string
  /** The session as it was told of last: who takes part, and with which keys. */
  readonly session: Effect.Effect<EncryptionSession>
  /**
   * What is told, in order, from the beginning; to be run once. Ends with the session. Fails with `Unreachable` where the
   * connection breaks. Of more than 1024 that wait the oldest are let go of, which makes a `Gap`.
   */
  readonly events: Stream.Stream<PrivateEvent, OpenWebUIError>
  /**
   * Sends a packet of at most 1 MiB to all others who are admitted. Waits where more than 100 a second, or 4 MiB a second,
   * are sent. Fails with `Invalid`, and sends nothing, before the key is given and the client is admitted.
   */
  readonly send: (packet: Uint8Array) => Effect.Effect<void, OpenWebUIError>
}

/**
 * The place of the one who started a private session.
 *
 * @since 0.1.0
 * @category models
 */
export interface Host extends Participant {
  /** Gives the public key, of 32 bytes, once. From then on others can join. */
  readonly bind: (key: Uint8Array) => Effect.Effect<EncryptionSession, OpenWebUIError>
  /** Admits a candidate, by its participation. Fails with `Invalid` where it is none. */
  readonly admit: (candidate: string, admission: Admission) => Effect.Effect<void, OpenWebUIError>
}

/**
 * The place of one who joined a private session.
 *
 * @since 0.1.0
 * @category models
 */
export interface Guest extends Participant {
  /** Gives the public key, of 32 bytes, and the key package for the host, once: asks to be admitted. */
  readonly bind: (key: Uint8Array, keyPackage: Uint8Array) => Effect.Effect<EncryptionSession, OpenWebUIError>
}

// ---------------------------------------------------------------------------------------------------------------------
// Limits
// ---------------------------------------------------------------------------------------------------------------------

const maxPacket = 1024 * 1024
const keyBytes = 32
/** What the server takes of an account: messages and bytes of JSON in a second, and how often in a minute it may come in. */
const traffic = { count: 100, bytes: 4 * maxPacket, window: 1000 }
const admissions = { count: 10, window: 60_000 }

/** A message that counts: until it is answered, and for the length of the window after that. */
interface Counted {
  readonly bytes: number
  until: number | undefined
}

/** What is known of a connection. */
interface Line {
  /** Who takes part over it, if anybody does: the server allows one. */
  taken: object | undefined
  sent: ReadonlyArray<Counted>
  entered: ReadonlyArray<Counted>
}

const lines = /*#__PURE__*/ new WeakMap<RealtimeService, Line>()

const lineOf = (realtime: RealtimeService): Line => {
  const found = lines.get(realtime) ?? { taken: undefined, sent: [], entered: [] }
  lines.set(realtime, found)
  return found
}

const counting = (counted: ReadonlyArray<Counted>, now: number): ReadonlyArray<Counted> =>
  counted.filter(({ until }) => until === undefined || until > now)

/**
 * Waits until a message may be sent. The server's second begins whenever it likes, and ours ends a second after the
 * answer: so never more than it allows are in any of its seconds, however long the way.
 */
const paced = (line: Line, bytes: number): Effect.Effect<Counted> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    line.sent = counting(line.sent, now)
    const total = line.sent.reduce((sum, one) => sum + one.bytes, 0)
    if (line.sent.length < traffic.count && total + bytes <= traffic.bytes) {
      const one: Counted = { bytes, until: undefined }
      line.sent = [...line.sent, one]
      return Effect.succeed(one)
    }
    return Effect.andThen(Effect.sleep("20 millis"), paced(line, bytes))
  })

// ---------------------------------------------------------------------------------------------------------------------
// Asking
// ---------------------------------------------------------------------------------------------------------------------

type Decode<A> = (value: unknown) => Outcome<A>

const decodeRefused = /*#__PURE__*/ decoder(EncryptionRefused)
const decodeStatus = /*#__PURE__*/ decoder(EncryptionStatus)
const decodeReserved = /*#__PURE__*/ decoder(EncryptionReserved)
const decodeSession = /*#__PURE__*/ decoder(EncryptionSession)
const decodeNothing: Decode<void> = () => ({ _tag: "Success", value: undefined })

type Action = "status" | "start" | "join" | "bind" | "packet" | "ping" | "leave"

/** Everything that is asked over one connection. */
const asking = Effect.gen(function* () {
  const realtime = yield* Realtime
  const client = yield* Client
  const line = lineOf(realtime)
  const { getAppConfig } = methods("main", { getAppConfig: main.getAppConfig }, client)

  const failed = (action: string, reason: Reason): OpenWebUIError =>
    new OpenWebUIError({ operation: `encryption.${action}`, request: `GET ${client.url}/ws/socket.io`, reason })
  const invalid = (action: string, detail: string) => Effect.fail(failed(action, new Invalid({ detail, issues: [] })))

  const ask = <A>(action: Action, payload: Json.JsonObject, decode: Decode<A>): Effect.Effect<A, OpenWebUIError> =>
    Effect.gen(function* () {
      const channel = payload.channel
      if (typeof channel !== "string" || channel.length === 0 || channel.length > 128)
        return yield* invalid(action, "The id of a channel has 1 to 128 characters.")
      // The server counts its own way of writing JSON, with a space after each comma and colon.
      const bytes = Json.stringify(payload).length + 2 * Object.keys(payload).length
      const counted = yield* action === "start" || action === "join" ? enter(action) : paced(line, bytes)
      const answer = yield* Effect.ensuring(
        // The shape is checked when it is sent.
        realtime.send<string>(`encryption:${action}`, payload),
        Effect.map(Clock.currentTimeMillis, (now) => {
          counted.until = now + (action === "start" || action === "join" ? admissions : traffic).window
        })
      )
      if (hasProperty(answer, "ok") && answer.ok === true) {
        const decoded = decode(answer)
        if (decoded._tag === "Success") return decoded.value
        return yield* failed(action, new Undecodable({ status: 200, issues: decoded.issues, body: "" }))
      }
      const refused = decodeRefused(answer)
      if (refused._tag === "Failure")
        return yield* failed(action, new NoSuchRoute({ status: 200, detail: "it does not answer encryption events" }))
      return yield* failed(action, yield* reasonFor(action, channel, payload.session, refused.value.error))
    })

  const enter = (action: Action): Effect.Effect<Counted, OpenWebUIError> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      line.entered = counting(line.entered, now)
      if (line.entered.length >= admissions.count) {
        const next = Math.min(...line.entered.map(({ until }) => until ?? now + admissions.window))
        const detail = "An account may start and join 10 times a minute (nothing was sent)."
        return Effect.fail(
          failed(action, new RateLimited({ status: 200, detail, retryAfter: Duration.millis(next - now) }))
        )
      }
      const one: Counted = { bytes: 0, until: undefined }
      line.entered = [...line.entered, one]
      return Effect.succeed(one)
    })

  /** Fails where the server cannot do it at all. */
  const able = (action: Action): Effect.Effect<void, OpenWebUIError> =>
    Effect.flatMap(getAppConfig(), ({ features }) => {
      const disabled = (detail: string) => Effect.fail(failed(action, new FeatureDisabled({ status: 200, detail })))
      if (!features.enable_websocket) return disabled("Private sessions need web sockets, which the server has off.")
      if (features.enable_channels === false || features.enable_encrypted_channels === false)
        return disabled("The server has private sessions of channels switched off.")
      return Effect.void
    })

  const status = (channel: string) => ask("status", { channel }, decodeStatus)

  /** Finds out why the server refused: it says the same for all reasons. */
  const reasonFor = (
    action: Action,
    channel: string,
    session: Json.Json | undefined,
    said: string
  ): Effect.Effect<Reason, OpenWebUIError> =>
    Effect.gen(function* () {
      // The words for what went wrong in the server itself.
      if (said === "Private chat ended.") return new ServerFailed({ status: 500, detail: said, retryAfter: undefined })
      const off = yield* Effect.flip(able(action)).pipe(Effect.option)
      if (off._tag === "Some" && off.value.reason._tag === "FeatureDisabled") return off.value.reason
      const is = { status: 200 }
      const forbidden = new Forbidden({
        ...is,
        detail:
          "The account may not have private sessions in this channel: it needs the permissions, must be in the channel, and the channel must be a conversation or a private group."
      })
      if (action === "status") return forbidden
      const now = yield* Effect.option(status(channel))
      if (now._tag === "None") return forbidden
      const { available, session: current } = now.value
      if (action === "start") {
        if (current !== null) return new Conflict({ ...is, detail: "The channel has a private session already." })
        return new RateLimited({ ...is, detail: "The account started or joined too often.", retryAfter: undefined })
      }
      if (current !== session) return new NotFound({ ...is, detail: "The private session has ended." })
      if (action !== "join") return new Invalid({ ...is, detail: said, issues: [] })
      return new Conflict({
        ...is,
        detail: available
          ? "The account takes part in the private session already, or 128 do."
          : "The host of the private session has not given its key yet."
      })
    })

  return { realtime, line, failed, invalid, able, ask, status }
})

/** Whether an answer or an event is about a session, by channel and session. */
const about = (event: EncryptionEvent, channel: string, session: string): boolean =>
  event.channel === channel && (event.session === undefined || event.session === session)

/** What is told, with its packets as bytes; `undefined` where they are none. */
const eventOf = (
  event: Exclude<EncryptionEvent, { readonly kind: "ended" }>
): Exclude<PrivateEvent, { readonly _tag: "Gap" }> | undefined => {
  const { bindings, channel, host, participants, sequence } = event
  const told: Told = { sequence, session: { bindings, channel, host, participants, session: event.session } }
  if (event.kind === "departed")
    return { _tag: "Departed", participation: event.participation, admitted: event.admitted, ...told }
  const packet = Result.getOrUndefined(Base64.decode(event.packet))
  if (packet === undefined) return undefined
  const tag = { candidate: "Candidate", welcome: "Welcome", mls: "Packet" } as const
  return { _tag: tag[event.kind], sender: event.sender, packet, ...told }
}

/** Puts a gap where numbers are missing, and leaves out what was told before. */
const inOrder = (): ((event: PrivateEvent) => ReadonlyArray<PrivateEvent>) => {
  let last = 0
  return (event) => {
    const { sequence } = event
    const expected = last + 1
    if (sequence < expected) return []
    last = sequence
    return sequence === expected ? [event] : [{ _tag: "Gap", expected, sequence }, event]
  }
}

/** Takes a place in a session, until the scope closes. */
const take = (
  action: "start" | "join",
  payload: Json.JsonObject & { readonly channel: string }
): Effect.Effect<Host & Guest, OpenWebUIError, Realtime | Client | Scope.Scope> => allOrNothing(taking(action, payload))

const taking = (action: "start" | "join", payload: Json.JsonObject & { readonly channel: string }) =>
  Effect.gen(function* () {
    const { able, ask, failed, invalid, line, realtime } = yield* asking
    const { channel } = payload
    const token = {}
    const free = (): void => {
      if (line.taken === token) line.taken = undefined
    }
    const detail = "Somebody takes part over this connection already; use another connection."
    yield* Effect.acquireRelease(
      Effect.suspend(() => {
        if (line.taken !== undefined) return invalid(action, detail)
        line.taken = token
        return Effect.void
      }),
      () => Effect.sync(free)
    )
    yield* able(action)
    const connection = yield* realtime.session
    // Before it begins, lest anything that is told at once is missed.
    const { events } = yield* realtime.subscribe()
    const queue = yield* Queue.sliding<Exclude<PrivateEvent, { readonly _tag: "Gap" }>, OpenWebUIError | Cause.Done>(
      1024
    )
    const broken = failed(
      action,
      new Unreachable({ phase: "answer", detail: "the connection, and with it the session, is lost", cause: undefined })
    )
    let end: { readonly error: OpenWebUIError | undefined } | undefined
    const finish = (error?: OpenWebUIError): Effect.Effect<void> =>
      Effect.sync(() => {
        if (end !== undefined) return
        end = { error }
        free()
        // What had come before is still given.
        if (error === undefined) Queue.endUnsafe(queue)
        else Queue.failCauseUnsafe(queue, Cause.fail(error))
      })

    const reserved = yield* Effect.acquireRelease(ask(action, payload, decodeReserved), ({ participation, session }) =>
      Effect.suspend(() =>
        end !== undefined
          ? Effect.void
          : ask("leave", { channel, session, participation }, decodeNothing).pipe(
              Effect.timeout("5 seconds"),
              Effect.ignore,
              Effect.andThen(finish())
            )
      )
    )
    const { participation } = reserved
    const place = { channel, session: reserved.session, participation }
    let session: EncryptionSession = reserved
    let bound = false
    let admitted = action === "start"

    const handle = (event: RealtimeEvent): Effect.Effect<void> => {
      if (!event.known || event.event !== "encryption:event") return Effect.void
      const { data } = event
      if (!about(data, channel, reserved.session)) return Effect.void
      if (data.kind === "ended") return finish()
      const told = eventOf(data)
      if (told === undefined) return Effect.void
      session = told.session
      if (told._tag === "Welcome") admitted = true
      return Effect.asVoid(Queue.offer(queue, told))
    }
    yield* Stream.runForEach(events, handle).pipe(
      Effect.matchEffect({ onFailure: finish, onSuccess: () => finish() }),
      Effect.forkScoped
    )
    yield* realtime.state.pipe(
      Stream.filter((state) => state._tag !== "Connected" || state.session.sessionId !== connection.sessionId),
      Stream.take(1),
      Stream.runDrain,
      Effect.andThen(finish(broken)),
      Effect.forkScoped
    )

    /** Fails where the session has ended. */
    const still = (name: string): Effect.Effect<void, OpenWebUIError> =>
      Effect.suspend(() => {
        if (end === undefined) return Effect.void
        const detail = "The private session has ended."
        return Effect.fail(end.error ?? failed(name, new NotFound({ status: 200, detail })))
      })
    const say = (action: Action, more: Json.JsonObject): Effect.Effect<EncryptionSession, OpenWebUIError> =>
      Effect.flatMap(ask(action, { ...place, ...more }, decodeSession), (now) =>
        Effect.sync(() => {
          session = now
          return now
        })
      )
    // The server removes who is silent for 45 seconds.
    yield* say("ping", {}).pipe(
      Effect.repeat(Schedule.spaced("15 seconds")),
      Effect.delay("15 seconds"),
      Effect.catch((error) => (error.reason._tag === "NotFound" ? finish() : Effect.fail(error))),
      Effect.retry({ schedule: Schedule.spaced("5 seconds"), while: () => end === undefined }),
      Effect.forkScoped
    )

    const encoded = (name: string, packet: Uint8Array): Effect.Effect<string, OpenWebUIError> =>
      packet.length === 0 || packet.length > maxPacket
        ? invalid(name, "A packet has 1 byte to 1 MiB.")
        : Effect.succeed(Base64.encode(packet))

    const bind = (key: Uint8Array, keyPackage?: Uint8Array): Effect.Effect<EncryptionSession, OpenWebUIError> =>
      Effect.gen(function* () {
        yield* still("bind")
        if (bound) return yield* invalid("bind", "The key was given already.")
        if (key.length !== keyBytes) return yield* invalid("bind", `A key has ${keyBytes} bytes.`)
        const packet = keyPackage === undefined ? undefined : { packet: yield* encoded("bind", keyPackage) }
        const now = yield* say("bind", { key: Base64.encode(key), ...packet })
        bound = true
        return now
      })

    const packet = (name: string, more: Json.JsonObject): Effect.Effect<void, OpenWebUIError> =>
      Effect.gen(function* () {
        yield* still(name)
        if (!bound) return yield* invalid(name, "The key must be given first.")
        if (!admitted) return yield* invalid(name, "The host has not admitted this client yet.")
        yield* say("packet", more)
      })

    const participant: Host & Guest = {
      participation,
      session: Effect.sync(() => session),
      events: Stream.suspend(() => {
        const ordered = inOrder()
        return Stream.flatMap(Stream.fromQueue(queue), (event) => Stream.fromIterable(ordered(event)))
      }),
      bind,
      send: (bytes) => Effect.flatMap(encoded("send", bytes), (body) => packet("send", { kind: "mls", packet: body })),
      admit: (target, { commit, welcome }) =>
        Effect.gen(function* () {
          const bodies = { packet: yield* encoded("admit", commit), welcome: yield* encoded("admit", welcome) }
          yield* packet("admit", { kind: "admit", target, ...bodies })
        })
    }
    return participant
  })

// ---------------------------------------------------------------------------------------------------------------------
// Operations
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Tells whether a channel has a private session, and whether it can be joined. `encryption:available` tells of changes.
 * Fails with `FeatureDisabled` and `Forbidden`. `socket/encryption.py: Relay.handle`
 *
 * @since 0.1.0
 * @category operations
 */
export const status = (channel: string): Effect.Effect<EncryptionStatus, OpenWebUIError, Realtime | Client> =>
  Effect.flatMap(asking, ({ status }) => status(channel))

/**
 * Starts a private session in a channel, and hosts it until the scope closes; then it ends for all. The others are told
 * once the host gives its key. Fails with `Conflict` where there is one, with `FeatureDisabled`, `Forbidden` and
 * `RateLimited` (10 a minute), and with `Invalid`, before anything is sent, where the connection takes part in one.
 * `socket/encryption.py: Relay.reserve`
 *
 * @since 0.1.0
 * @category operations
 */
export const start = (channel: string): Effect.Effect<Host, OpenWebUIError, Realtime | Client | Scope.Scope> =>
  take("start", { channel })

/**
 * Joins a private session, whose id `status` and `encryption:available` tell, until the scope closes. An account takes
 * part once only. Fails with `NotFound` where the session has ended, with `Conflict` where its host has not given its key
 * yet or the account takes part already, and as `start` does. `socket/encryption.py: Relay.reserve`
 *
 * @since 0.1.0
 * @category operations
 */
export const join = (
  channel: string,
  session: string
): Effect.Effect<Guest, OpenWebUIError, Realtime | Client | Scope.Scope> => take("join", { channel, session })
