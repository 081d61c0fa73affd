/**
 * One connection to the socket of the server, from its making until it is lost: `socket/main.py` serves it under
 * `/ws/socket.io`, over web sockets or over long polling, whichever is switched on.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { hasProperty } from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { Manager, type Socket } from "socket.io-client"
import { methods } from "../internal/client.ts"
import { decoder } from "../internal/schema.ts"
import { sessionToken } from "../internal/sessionToken.ts"
import type { ClientService } from "../layers/Client.ts"
import { Forbidden, OpenWebUIError, type Reason, TimedOut, Unreachable } from "../layers/Failures.ts"
import type { Json } from "../layers/Json.ts"
import { IdName } from "../models/Users.ts"
import { auths } from "../routers/Auths.ts"
import { main } from "../routers/Main.ts"
import type { ClientEventName, ClientPayload } from "./ClientEvents.ts"
import type { RealtimeOptions, Session } from "./Realtime.ts"
import type { Pausable } from "./Subscriptions.ts"
import * as Wire from "./Wire.ts"

/**
 * A socket that is open.
 *
 * @internal
 */
export interface Opened {
  readonly socket: Socket
  /** Why it is not any more. */
  readonly lost: Deferred.Deferred<OpenWebUIError>
}

/**
 * A connection whose account has joined its rooms.
 *
 * @internal
 */
export interface Connection extends Opened {
  readonly session: Session
  /** How often the server wants to hear that the client is alive. */
  readonly heartbeat: Duration.Input
}

/**
 * What becomes of what comes. Both are called by the socket, so they must not throw.
 *
 * @internal
 */
export interface Receiver {
  readonly told: (event: string, payload: unknown) => void
  readonly asked: (socket: Socket, payload: unknown, reply: (answer: Json) => void) => void
}

/**
 * Makes connections for one client.
 *
 * @internal
 */
export interface Connector {
  /** Why something over the socket did not work. */
  readonly failed: (operation: string, reason: Reason) => OpenWebUIError
  /** The token of a sign-in. Fails, and sends nothing, where the client has an API key or no token. */
  readonly credentials: Effect.Effect<Redacted.Redacted, OpenWebUIError>
  /** Opens a connection, which closes with the scope. */
  readonly open: (receiver: Receiver) => Effect.Effect<Connection, OpenWebUIError, Scope.Scope>
  /** Sends an event and waits for the answer, which has no argument where the server refuses. */
  readonly ask: <Event extends string>(
    operation: string,
    opened: Opened,
    event: Event,
    payload: ClientPayload<Event>
  ) => Effect.Effect<unknown, OpenWebUIError>
}

/**
 * Sends an event and does not wait for an answer.
 *
 * @internal
 */
export const emit = <Event extends ClientEventName>(
  { socket }: Opened,
  event: Event,
  payload: ClientPayload<Event>
): void => void socket.emit(event, payload)

const isPausable = (value: unknown): value is Pausable =>
  hasProperty(value, "pause") &&
  typeof value.pause === "function" &&
  hasProperty(value, "resume") &&
  typeof value.resume === "function"

/**
 * The web socket below a connection, where the platform's can pause.
 *
 * @internal
 */
export const pausableOf = ({ socket }: Opened): Pausable | undefined => {
  // Long polling has none, and a browser's cannot pause.
  const transport: unknown = socket.io.engine?.transport
  return hasProperty(transport, "ws") && isPausable(transport.ws) ? transport.ws : undefined
}

const decodeUser = /*#__PURE__*/ decoder(IdName)

/** What an error of socket.io-client says. */
const detailOf = (error: Error): string =>
  hasProperty(error, "description") && typeof error.description === "string"
    ? `${error.message}: ${error.description}`
    : error.message

/**
 * Makes connections for one client.
 *
 * @internal
 */
export const connector = (client: ClientService, options: Pick<RealtimeOptions, "headers" | "timeout">): Connector => {
  const { url } = client
  const { origin, pathname } = new URL(url)
  const patience = Duration.fromInputUnsafe(options.timeout ?? "20 seconds")
  const { getAppConfig } = methods("main", { getAppConfig: main.getAppConfig }, client)
  const { getSessionUser } = methods("auths", { getSessionUser: auths.getSessionUser }, client)

  const failed: Connector["failed"] = (operation, reason) =>
    new OpenWebUIError({ operation: `realtime.${operation}`, request: `GET ${url}/ws/socket.io`, reason })

  const tooLate = (operation: string, phase: "connect" | "total") => ({
    duration: patience,
    orElse: () => Effect.fail(failed(operation, new TimedOut({ phase, after: patience })))
  })

  const credentials = sessionToken(client, (reason) => failed("connect", reason))

  /** Opens a socket, which closes with the scope. The server lets in whoever comes. */
  const openSocket = Effect.fnUntraced(function* (
    token: Redacted.Redacted,
    transport: "polling" | "websocket",
    receiver: Receiver
  ) {
    const lost = yield* Deferred.make<OpenWebUIError>()
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const manager = new Manager(origin, {
          path: `${pathname.replace(/\/+$/, "")}/ws/socket.io`,
          // The server serves one of them and refuses to change over.
          transports: transport === "websocket" ? ["websocket"] : [Wire.Polling],
          upgrade: false,
          reconnection: false,
          autoConnect: false,
          parser: Wire,
          ...(options.headers === undefined ? undefined : { extraHeaders: { ...options.headers } })
        })
        const socket = manager.socket("/", { auth: { token: Redacted.value(token) } })
        socket.on("disconnect", (detail, cause) => {
          const error = failed("connect", new Unreachable({ phase: "answer", detail, cause }))
          Deferred.doneUnsafe(lost, Effect.succeed(error))
        })
        socket.onAny((name: string, ...args: ReadonlyArray<unknown>) => {
          const last = args.at(-1)
          // A function at the end is how socket.io-client hands over that the server waits for an answer.
          if (typeof last === "function") receiver.asked(socket, args[0], last as (answer: Json) => void)
          else receiver.told(name, args[0])
        })
        return socket
      }),
      (socket) => Effect.sync(() => void socket.disconnect())
    )
    yield* Effect.callback<void, OpenWebUIError>((resume) => {
      socket.once("connect", () => resume(Effect.void))
      socket.once("connect_error", (cause) => {
        const reason = new Unreachable({ phase: "connect", detail: detailOf(cause), cause })
        resume(Effect.fail(failed("connect", reason)))
      })
      socket.connect()
    }).pipe(Effect.timeoutOrElse(tooLate("connect", "connect")))
    return { socket, lost }
  })

  const ask: Connector["ask"] = (operation, { lost, socket }, event, payload) =>
    Effect.callback<unknown>((resume) => {
      socket.emit(event, payload, (answer: unknown) => resume(Effect.succeed(answer)))
    }).pipe(
      Effect.raceFirst(Effect.flatMap(Deferred.await(lost), (error) => Effect.fail(error))),
      Effect.timeoutOrElse(tooLate(operation, "total"))
    )

  /** Joins the rooms of the account; nothing where the server does not take the token. */
  const joinWith = (opened: Opened, token: Redacted.Redacted): Effect.Effect<Session | undefined, OpenWebUIError> =>
    Effect.map(ask("connect", opened, "user-join", { auth: { token: Redacted.value(token) } }), (answer) => {
      const user = decodeUser(answer)
      if (user._tag === "Failure") return undefined
      return { sessionId: opened.socket.id ?? "", userId: user.value.id, userName: user.value.name }
    })

  /** Joins the rooms of the account, with a token that the server takes. */
  const join = Effect.fnUntraced(function* (opened: Opened, token: Redacted.Redacted) {
    const first = yield* joinWith(opened, token)
    if (first !== undefined) return first
    // The server does not say why. Over HTTP it does, and there the client gets another token if it can.
    yield* getSessionUser()
    const fresh = yield* credentials
    const second = fresh === token ? undefined : yield* joinWith(opened, fresh)
    if (second !== undefined) return second
    const detail = "The server takes the token and does not let the account in: it may wait for approval."
    return yield* failed("connect", new Forbidden({ status: 200, detail }))
  })

  const open: Connector["open"] = Effect.fnUntraced(function* (receiver) {
    const token = yield* credentials
    const { features } = yield* getAppConfig()
    const opened = yield* openSocket(token, features.enable_websocket ? "websocket" : "polling", receiver)
    const session = yield* join(opened, token)
    const asked = features.websocket_heartbeat_interval
    return { ...opened, session, heartbeat: asked === undefined ? "30 seconds" : Duration.seconds(asked) }
  })

  return { failed, credentials, open, ask }
}
