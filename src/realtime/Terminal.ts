/**
 * A shell on a terminal server, over a raw WebSocket of its own: `routers/terminals.py: ws_terminal`.
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const terminal = yield* Terminal.open({ serverId })
 *   yield* terminal.write("uname -a\n")
 *   yield* Stream.runForEach(terminal.text, (text) => Console.log(text))
 * })
 * program.pipe(Effect.scoped, Effect.provide(NodeSocket.layerWebSocketConstructor), Effect.provide(client))
 * ```
 *
 * The platform gives the WebSocket: `NodeSocket.layerWebSocketConstructor` or `NodeWS.layerWebSocketConstructor` of
 * `@effect/platform-node`, `Socket.layerWebSocketConstructorGlobal` of `effect` in browsers. Those of `NodeWS` are
 * read no faster than their output is taken; others keep in memory what is not taken.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { WebSocketConstructor } from "effect/socket/Socket"
import type { Bytes } from "../internal/answer.ts"
import { methods } from "../internal/client.ts"
import { decoder } from "../internal/schema.ts"
import { allOrNothing } from "../internal/scope.ts"
import { sessionToken } from "../internal/sessionToken.ts"
import * as WebSocket from "../internal/webSocket.ts"
import { Client } from "../layers/Client.ts"
import {
  Conflict,
  FeatureDisabled,
  Forbidden,
  Invalid,
  NotFound,
  OpenWebUIError,
  type Reason,
  ServerFailed,
  Unauthenticated,
  Undecodable
} from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import { terminals } from "../routers/Terminals.ts"

/**
 * How large the window of a terminal is, in characters: 1 to 65,535 each way.
 *
 * @since 0.1.0
 * @category models
 */
export interface Size {
  readonly cols: number
  readonly rows: number
}

/**
 * What a terminal is opened with.
 *
 * @since 0.1.0
 * @category models
 */
export interface TerminalOptions {
  /** The terminal server: an id that `terminals.listTerminalServers` tells. */
  readonly serverId: string
  /** The session to join. Default: a new one. */
  readonly sessionId?: string | undefined
  /** The chat whose working directory counts and, where chats have terminals of their own, whose terminal is meant. */
  readonly chatId?: string | undefined
  /** How large the window is. Default: what the terminal server begins with, mostly 80 by 24. */
  readonly size?: Size | undefined
  /** How often something is sent, so that no proxy on the way closes a connection for its silence. Default: 25 seconds. */
  readonly keepAlive?: Duration.Input | undefined
  /** How long the WebSocket may take to open. Default: 20 seconds. */
  readonly timeout?: Duration.Input | undefined
  /** Headers of the handshake, for a proxy in front of the server. Browsers, and the global WebSocket, cannot send any. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * A terminal that is open.
 *
 * @since 0.1.0
 * @category models
 */
export interface Terminal {
  /** The session on the terminal server. It mostly ends with its connection, so nobody can join it later. */
  readonly sessionId: string
  /**
   * What the terminal shows, as bytes, control sequences included. Ends when the terminal is closed or its scope is;
   * fails as `closed` does. Run either this or `text`, one at a time: what one has taken the other does not get. Where
   * the platform can pause a connection, one that is not read from for more than 20 seconds is closed by the server.
   */
  readonly output: Stream.Stream<Uint8Array, OpenWebUIError>
  /** `output` as text: UTF-8, with characters put together whose bytes came apart. */
  readonly text: Stream.Stream<string, OpenWebUIError>
  /**
   * Types: a text as UTF-8, or bytes. What is long is sent in pieces of 64 KiB, one call after the other. Waits while
   * more than 1 MiB waits to be sent, where the platform tells. Fails as `closed` does where the terminal is closed, with
   * `Unreachable` where that was in order.
   */
  readonly write: (input: string | Uint8Array) => Effect.Effect<void, OpenWebUIError>
  /** Says how large the window is now. Fails with `Invalid`, and sends nothing, for a size that there is not. */
  readonly resize: (size: Size) => Effect.Effect<void, OpenWebUIError>
  /**
   * Waits until the terminal is closed. The server does not tell a shell that ended from a terminal server that broke
   * off: both are an end. It looks every ten seconds whether the account may still be here; where it may not, this fails
   * with `Unauthenticated`, `Forbidden`, `FeatureDisabled` or `NotFound`. It fails with `Unreachable` where the
   * connection broke.
   */
  readonly closed: Effect.Effect<void, OpenWebUIError>
}

const Session = /*#__PURE__*/ Schema.Struct({ id: Schema.String })

const decodeSession = /*#__PURE__*/ decoder(Session)

/** How long a frame of what is typed is at most. */
const piece = 64 * 1024

const utf8 = /*#__PURE__*/ new TextEncoder()

const isSide = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 65_535

/** Whether an id means one session: the server decodes it more than once before it looks. */
const isSession = (id: string): boolean => !/^$|^\.\.?$|[\s/\\?#%]/.test(id)

/** The reason behind a close code of the proxy. `status` is what the same refusal has over HTTP. */
const reasonOf = (code: number, detail: string): Reason | undefined => {
  switch (code) {
    case 4001:
      return new Unauthenticated({ status: 401, detail, kind: "token" })
    case 4003:
      if (/\bdisabled$/.test(detail)) return new FeatureDisabled({ status: 403, detail })
      if (/saved chat is required/.test(detail)) return new Conflict({ status: 409, detail })
      return /not configured$/.test(detail)
        ? new ServerFailed({ status: 503, detail, retryAfter: undefined })
        : new Forbidden({ status: 403, detail })
    case 4004:
      return new NotFound({ status: 404, detail })
    default:
      return undefined
  }
}

const idOf = ({ bytes }: Bytes, failed: (reason: Reason) => OpenWebUIError): Effect.Effect<string, OpenWebUIError> => {
  const text = new TextDecoder().decode(bytes)
  let answer: unknown
  try {
    answer = Json.parse(text)
  } catch (error) {
    // JSON.parse throws; there is no other way to be told.
    const issues = [{ path: [], message: String(error) }]
    return Effect.fail(failed(new Undecodable({ status: 200, issues, body: text.slice(0, 500) })))
  }
  const session = decodeSession(answer)
  return session._tag === "Success"
    ? Effect.succeed(session.value.id)
    : Effect.fail(failed(new Undecodable({ status: 200, issues: session.issues, body: "" })))
}

/**
 * Opens a terminal, in a new session or in one that is there, until the scope closes; then the WebSocket is closed at
 * once, on which a terminal server mostly ends the shell.
 *
 * Fails with `Invalid`, and sends nothing, where the client has an API key or no token: the socket takes the token of a
 * sign-in only. Whether the terminal may be used is asked over HTTP first, so that a refusal is told here: `NotFound` (no
 * such terminal server or session), `Forbidden` (not for this account, or not for chats), `FeatureDisabled` (switched
 * off), `Conflict` (chats have terminals of their own, and `chatId` is none of a saved chat), `RateLimited` (the terminal
 * server has too many sessions), `ServerFailed` (it is out of reach). Fails with `Unreachable` or `TimedOut` where no
 * WebSocket could be opened; a session that was made for it is then deleted.
 *
 * @since 0.1.0
 * @category constructors
 */
export const open = ({
  chatId,
  headers,
  keepAlive = "25 seconds",
  serverId,
  sessionId,
  size,
  timeout = "20 seconds"
}: TerminalOptions): Effect.Effect<Terminal, OpenWebUIError, Client | WebSocketConstructor | Scope.Scope> =>
  allOrNothing(
    Effect.gen(function* () {
      const client = yield* Client
      const { proxyTerminalChatDelete, proxyTerminalChatGet, proxyTerminalChatPost } = terminals
      const { proxyTerminalDelete, proxyTerminalGet, proxyTerminalPost } = terminals
      const plain = methods("terminals", { proxyTerminalDelete, proxyTerminalGet, proxyTerminalPost }, client)
      const ofChat = methods(
        "terminals",
        { proxyTerminalChatDelete, proxyTerminalChatGet, proxyTerminalChatPost },
        client
      )
      const failed = (operation: string) => (reason: Reason) =>
        new OpenWebUIError({
          operation: `terminal.${operation}`,
          request: `GET ${client.url}/api/v1/terminals/:server_id/api/terminals/:session_id`,
          reason
        })
      const openFailed = failed("open")

      const checked = ({ cols, rows }: Size, operation: string): Effect.Effect<string, OpenWebUIError> => {
        const issues = Object.entries({ cols, rows })
          .filter(([, value]) => !isSide(value))
          .map(([name]) => ({ path: [name], message: "Expected an integer from 1 to 65,535" }))
        return issues.length === 0
          ? Effect.succeed(Json.stringify({ type: "resize", cols, rows }))
          : Effect.fail(failed(operation)(new Invalid({ detail: "There is no window of that size.", issues })))
      }

      yield* sessionToken(client, openFailed)
      if (sessionId !== undefined && !isSession(sessionId)) {
        const issues = [{ path: ["sessionId"], message: "Empty, or with characters that would change the path" }]
        return yield* openFailed(new Invalid({ detail: "There is no session of that id.", issues }))
      }
      const sized = size === undefined ? undefined : yield* checked(size, "open")

      const paramsOf = (id: string | undefined) => {
        const path = id === undefined ? "api/terminals" : `api/terminals/${id}`
        return { server_id: serverId, path }
      }
      const create = Effect.flatMap(
        chatId === undefined
          ? plain.proxyTerminalPost({ params: paramsOf(undefined) })
          : ofChat.proxyTerminalChatPost({ params: { ...paramsOf(undefined), chat_id: chatId } }),
        (answer) => idOf(answer, openFailed)
      )
      const look = (id: string) =>
        chatId === undefined
          ? plain.proxyTerminalGet({ params: paramsOf(id) })
          : ofChat.proxyTerminalChatGet({ params: { ...paramsOf(id), chat_id: chatId } })
      const remove = (id: string) => {
        const once = { retry: false, timeout: "5 seconds" } as const
        return chatId === undefined
          ? plain.proxyTerminalDelete({ params: paramsOf(id) }, once)
          : ofChat.proxyTerminalChatDelete({ params: { ...paramsOf(id), chat_id: chatId } }, once)
      }

      /** Whether the session has had a connection, with which it ends. */
      let joined = false
      const session =
        sessionId === undefined
          ? yield* Effect.acquireRelease(create, (id) => (joined ? Effect.void : Effect.ignore(remove(id))), {
              interruptible: true
            })
          : yield* Effect.as(look(sessionId), sessionId)

      const connection = yield* WebSocket.open(client, {
        path: `/api/v1/terminals/${encodeURIComponent(serverId)}/api/terminals/${encodeURIComponent(session)}`,
        timeout: Duration.fromInputUnsafe(timeout),
        headers,
        reasonOf,
        failed: openFailed
      })
      const { closed, pull, send } = connection
      // The client may have got another token while the session was looked at.
      const current = yield* sessionToken(client, openFailed)
      yield* send(
        Json.stringify({
          type: "auth",
          token: Redacted.value(current),
          ...(chatId === undefined ? undefined : { chat_id: chatId })
        })
      )
      joined = true
      if (sized !== undefined) yield* send(sized)
      yield* send(Json.stringify({ type: "ping" })).pipe(
        Effect.schedule(Schedule.spaced(keepAlive)),
        // Whoever uses the terminal is told of its end.
        Effect.ignore,
        Effect.forkScoped
      )

      const typing = Semaphore.makeUnsafe(1)
      const output = Stream.fromPull(
        Effect.succeed(Effect.map(pull, ([first, ...rest]) => [bytesOf(first), ...rest.map(bytesOf)] as const))
      )
      const terminal: Terminal = {
        sessionId: session,
        output,
        // A piece of a character is no text yet.
        text: Stream.filter(Stream.decodeText(output), (text) => text !== ""),
        write: (input) =>
          Effect.suspend(() => {
            const bytes = bytesOf(input)
            const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
              bytes.subarray(at * piece, (at + 1) * piece)
            )
            return typing.withPermit(Effect.forEach(pieces, send, { discard: true }))
          }),
        resize: (size) => Effect.flatMap(checked(size, "resize"), send),
        closed
      }
      return terminal
    })
  )

const bytesOf = (frame: WebSocket.Frame): Uint8Array => (typeof frame === "string" ? utf8.encode(frame) : frame)
