/**
 * Shells of a terminal server, as far as a client sees them: sessions over HTTP, and a WebSocket to each, which gives back
 * what is typed. A session ends with its WebSocket.
 *
 * | typed, as one frame | what happens |
 * |---|---|
 * | `[[flood=1000]]` | so many bytes of {@link pattern}, in frames of 64 KiB |
 * | `[[apart]]` | {@link apart}, one byte in each frame |
 * | `[[text]]` | a text frame: `shown as text` |
 * | `[[exit]]` | what was typed before is given back, and the WebSocket is closed with 1000 |
 * | `[[crash]]` | the WebSocket is closed with 1011 |
 * | anything else | the same bytes, in the same frames |
 *
 * A new session for the chat `full` is refused with 429, and one for the chat `odd` is answered without an id.
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Socket from "effect/socket/Socket"

/** A shell, as its server sees it. */
export interface Shell {
  readonly id: string
  /** The headers of the request that made it. */
  readonly made: Readonly<Record<string, string | undefined>>
  /** The path of the WebSocket, with its query, and its headers. */
  readonly joined: { readonly url: string; readonly headers: Readonly<Record<string, string | undefined>> } | undefined
  /** The text frames that came, the first of which says who is there. */
  readonly controls: ReadonlyArray<string>
  /** What was typed, in one. */
  readonly typed: Uint8Array
  /** How many frames that were. */
  readonly frames: number
  readonly open: boolean
}

export class Shells extends Context.Service<
  Shells,
  {
    /** Where it is, without a slash at its end. */
    readonly url: string
    /** Every shell that there was, by id. */
    readonly shells: ReadonlyMap<string, Shell>
    /** What was asked over HTTP, as `METHOD /path`, oldest first. */
    readonly requests: ReadonlyArray<string>
    /** Makes a session, as somebody else would. */
    readonly make: () => string
  }
>()("effect-open-webui/tests/support/terminals/Shells") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(Shells, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

/** So many bytes, always the same, which compression makes no smaller. */
export const pattern = (length: number): Uint8Array => {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 255
  })
}

/** A text whose characters have one to four bytes. */
export const apart = "aé€😀z"

const json = HttpServerResponse.jsonUnsafe

const make = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const shells = new Map<string, { -readonly [K in keyof Shell]: Shell[K] }>()
  const requests: Array<string> = []
  let count = 0

  const begin = (made: Shell["made"]): string => {
    const id = `shell-${++count}`
    const none = new Uint8Array()
    shells.set(id, { id, made, joined: undefined, controls: [], typed: none, frames: 0, open: false })
    return id
  }

  /** Gives back what comes, until the WebSocket is closed. */
  const serve = Effect.fnUntraced(function* (shell: { -readonly [K in keyof Shell]: Shell[K] }) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const socket = yield* request.upgrade
    const { pull } = yield* socket.reader
    const { write } = yield* socket.writer
    shell.joined = { url: request.url, headers: request.headers }
    shell.open = true
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        shell.open = false
      })
    )
    while (true) {
      for (const frame of yield* pull) {
        if (typeof frame === "string") {
          shell.controls = [...shell.controls, frame]
          continue
        }
        const before = shell.typed
        shell.typed = Buffer.concat([before, frame])
        shell.frames++
        const text = frame.length > 100 ? "" : new TextDecoder().decode(frame)
        const flood = /^\[\[flood=(\d+)\]\]$/.exec(text)?.[1]
        if (flood !== undefined) {
          const bytes = pattern(Number(flood))
          for (let at = 0; at < bytes.length; at += 65_536) yield* write(bytes.subarray(at, at + 65_536))
        } else if (text === "[[apart]]") {
          for (const byte of new TextEncoder().encode(apart)) yield* write(Uint8Array.of(byte))
        } else if (text === "[[text]]") {
          yield* write("shown as text")
        } else if (text === "[[exit]]") {
          yield* write(before)
          yield* write(new Socket.CloseEvent(1000))
        } else if (text === "[[crash]]") {
          yield* write(new Socket.CloseEvent(1011))
        } else {
          yield* write(frame)
        }
      }
    }
  }, Effect.scoped)

  const answer = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { headers, method, url } = request
    const { pathname } = new URL(url, "http://terminal")
    const id = /^\/api\/terminals\/([^/]+)$/.exec(pathname)?.[1]
    if (headers.upgrade !== undefined) {
      const shell = shells.get(id ?? "")
      if (shell === undefined) return json({ error: "Session not found" }, { status: 403 })
      yield* Effect.ignore(serve(shell))
      return HttpServerResponse.empty()
    }
    requests.push(`${method} ${pathname}`)
    if (pathname === "/api/terminals" && method === "POST") {
      if (headers["x-session-id"] === "full")
        return json({ error: "Maximum number of terminal sessions (16) reached" }, { status: 429 })
      if (headers["x-session-id"] === "odd") return json({ session: begin(headers) })
      return json({ id: begin(headers), created_at: "2026-11-21T12:00:00Z", pid: 42 })
    }
    const shell = shells.get(id ?? "")
    if (shell === undefined) return json({ error: "Session not found" }, { status: 404 })
    if (method === "DELETE") {
      shells.delete(shell.id)
      return json({ status: "deleted" })
    }
    return json({ id: shell.id, created_at: "2026-11-21T12:00:00Z", pid: 42 })
  })

  yield* HttpServer.serveEffect(answer)
  return Shells.of({ url: HttpServer.formatAddress(address), shells, requests, make: () => begin({}) })
})
