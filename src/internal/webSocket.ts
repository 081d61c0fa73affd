/**
 * What the server's raw WebSockets have in common: frames that come and go under back-pressure, and an end that is told
 * as a reason.
 */
import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { hasProperty } from "effect/Predicate"
import type * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Socket from "effect/socket/Socket"
import type { ClientService } from "../layers/Client.ts"
import { Invalid, type OpenWebUIError, type Reason, ServerFailed, TimedOut, Unreachable } from "../layers/Failures.ts"

/** A frame: bytes, or a text. */
export type Frame = Uint8Array | string

/** A WebSocket that is open. It is closed with the scope in which it was opened. */
export interface Connection {
  /**
   * The frames that have come since, at least one. Done after a clean close and after the scope closed; fails with the
   * reason of any other close. For one reader at a time.
   */
  readonly pull: Pull.Pull<NonEmptyReadonlyArray<Frame>, OpenWebUIError>
  /** Hands over a frame, and waits while too much waits to be sent. Fails where the connection is closed. */
  readonly send: (frame: Frame) => Effect.Effect<void, OpenWebUIError>
  /** Waits for the end. Fails where it was not a clean one. */
  readonly closed: Effect.Effect<void, OpenWebUIError>
  /** Closes the connection, for this reason. */
  readonly fail: (error: OpenWebUIError) => Effect.Effect<void>
}

/** What a WebSocket is opened with. */
export interface OpenOptions {
  /** The path of the route, with its parameters encoded. */
  readonly path: string
  /** How long the opening may take. */
  readonly timeout: Duration.Duration
  readonly headers: Readonly<Record<string, string>> | undefined
  /** The reason behind a close code of the route's own; `undefined` for the codes that all WebSockets share. */
  readonly reasonOf: (code: number, text: string) => Reason | undefined
  readonly failed: (reason: Reason) => OpenWebUIError
}

/** How many bytes may wait to be sent before `send` waits, too. */
const enough = 1024 * 1024

const isOpen = (ws: Socket.WebSocketLike): boolean => ws.readyState === 1

/** How many bytes wait to be sent, where the platform says it. */
const waiting = (ws: Socket.WebSocketLike): number =>
  hasProperty(ws, "bufferedAmount") && typeof ws.bufferedAmount === "number" ? ws.bufferedAmount : 0

/** What an error event says; browsers say nothing. */
const wordsOf = (event: unknown): string => {
  const error = hasProperty(event, "error") ? event.error : undefined
  if (error instanceof Error && error.message !== "") return error.message
  const message = hasProperty(event, "message") ? event.message : undefined
  return typeof message === "string" && message !== "" ? message : "the WebSocket was not opened"
}

const closeReason = (code: number, text: string): Reason | undefined => {
  const said = text === "" ? `close code ${code}` : `${text} (close code ${code})`
  switch (code) {
    case 1000:
    case 1005:
      return undefined
    case 1009:
      return new Invalid({ status: 413, detail: `The server takes no frame of that size: ${said}.`, issues: [] })
    case 1011:
      return new ServerFailed({ status: 500, detail: said, retryAfter: undefined })
    default:
      return new Unreachable({ phase: "answer", detail: said, cause: undefined })
  }
}

/** Opens a WebSocket of the server, until the scope closes. */
export const open = (
  client: ClientService,
  { failed, headers, path, reasonOf, timeout }: OpenOptions
): Effect.Effect<Connection, OpenWebUIError, Scope.Scope | Socket.WebSocketConstructor> =>
  Effect.gen(function* () {
    const construct = yield* Socket.WebSocketConstructor
    const scope = yield* Effect.flatMap(Effect.scope, Scope.fork)
    const closed = Deferred.makeUnsafe<void, OpenWebUIError>()
    const settle = (reason: Reason | undefined) =>
      Deferred.doneUnsafe(closed, reason === undefined ? Exit.void : Exit.fail(failed(reason)))

    const ws = yield* Effect.acquireRelease(
      Effect.try({
        try: () => construct(client.url.replace(/^http/, "ws") + path, headers === undefined ? undefined : { headers }),
        catch: (cause) => {
          const words = cause instanceof Error ? cause.message : String(cause)
          return failed(new Invalid({ detail: `The WebSocket cannot be made: ${words}`, issues: [] }))
        }
      }),
      (ws) => Effect.sync(() => ws.close(1000))
    ).pipe(Scope.provide(scope))
    let words = wordsOf(undefined)
    let error: unknown
    ws.addEventListener("error", (event) => {
      words = wordsOf(event)
      error = hasProperty(event, "error") ? event.error : undefined
    })
    ws.addEventListener("close", ({ code = 1006, reason = "" }) => {
      settle(reasonOf(code, reason) ?? closeReason(code, reason))
    })

    const socket = yield* Socket.fromWebSocket(Effect.succeed(ws), { openTimeout: timeout })
    const { pull } = yield* Effect.mapError(Scope.provide(socket.reader, scope), ({ reason }) =>
      failed(
        reason._tag === "SocketOpenError" && reason.kind === "Timeout"
          ? new TimedOut({ phase: "connect", after: timeout })
          : new Unreachable({ phase: "connect", detail: words, cause: error })
      )
    )
    // Before the socket is given up, so that whoever still reads is told of an end and not of a break.
    yield* Scope.addFinalizer(
      scope,
      Effect.sync(() => settle(undefined))
    )

    const gone = Deferred.await(closed).pipe(
      // A connection that closes says why in a moment, unless what came before it is not read.
      Effect.timeoutOrElse({ duration: "1 second", orElse: () => Effect.void }),
      Effect.andThen(
        Effect.fail(failed(new Unreachable({ phase: "connect", detail: "the connection is closed", cause: undefined })))
      )
    )
    const room: Effect.Effect<void, OpenWebUIError> = Effect.suspend(() => {
      if (waiting(ws) <= enough) return Effect.void
      // WebSockets do not tell when there is room again.
      return isOpen(ws) ? Effect.andThen(Effect.sleep("10 millis"), room) : gone
    })
    const send: Connection["send"] = (frame) =>
      Effect.suspend(() => {
        if (!isOpen(ws)) return gone
        try {
          // A view of shared memory is the one thing of this type that cannot be sent; that throws.
          ws.send(frame as string | Uint8Array<ArrayBuffer>)
        } catch (cause) {
          return Effect.fail(failed(new Unreachable({ phase: "answer", detail: "a frame was not sent", cause })))
        }
        return room
      })

    const connection: Connection = {
      // How it ended is what the close event said, so what broke the pull is not looked at.
      pull: Effect.catch(pull, () => Effect.andThen(Deferred.await(closed), Cause.done())),
      send,
      closed: Deferred.await(closed),
      fail: (error) => {
        Deferred.doneUnsafe(closed, Exit.fail(error))
        return Scope.close(scope, Exit.void)
      }
    }
    return connection
  })
