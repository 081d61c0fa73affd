/**
 * Terminal servers: machines, or what looks like one, whose files and shells the server reaches for its accounts. The
 * backend's router `terminals`: the list of them, and a proxy to each, twice, plainly and on behalf of a chat.
 *
 * A terminal server is used by administrators and by those whom its grants let in. What the proxy refuses itself:
 * `NotFound` (no such server), `Forbidden` (not for this account, or a path of its administration: `api/v1/policies`,
 * `api/v1/status`, `api/v1/terminals`), `FeatureDisabled` (this server is switched off, or all are), `Invalid` (a path
 * that leads out, or none), `ServerFailed` (the terminal server is out of reach). What the terminal server itself refuses
 * comes through with its status and its text, so a `NotFound` may also be a missing file, and `Forbidden` a wrong key
 * between the two servers. Where it redirects, that is `NoSuchRoute`. A request carries the id of the account and, as the
 * administrator chose, a key or the account's own token; of the caller's headers only `content-type` and `x-session-id`
 * arrive. A `?` in a `path` begins a query all the same, since the path is decoded until nothing is left to decode.
 *
 * An interactive shell is a WebSocket: `realtime/Terminal`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { file, multipart } from "../internal/multipart.ts"
import { del, get, head, type Methods, options, patch, post, put } from "../internal/operation.ts"
import { Json } from "../layers/Json.ts"
import { TerminalServerResponse } from "../models/Terminals.ts"

/** Query parameters, all of which the proxy hands on; a list is sent as a parameter that is repeated. */
const query = /*#__PURE__*/ Schema.Record(
  Schema.String,
  /*#__PURE__*/ Schema.Union([
    Schema.String,
    Schema.Number,
    Schema.Boolean,
    /*#__PURE__*/ Schema.Array(Schema.String),
    Schema.Undefined
  ])
)

/** What the proxy reads of a request's headers. */
const session = {
  /** Whose working directory counts: usually the id of a chat. */
  "x-session-id": /*#__PURE__*/ Schema.optional(Schema.String)
}

/**
 * The operations of the router `terminals`.
 *
 * @since 0.1.0
 * @category operations
 */
export const terminals = {
  /**
   * Lists the terminal servers that the caller may use, those that are switched off left out. Any verified account: an
   * administrator sees all of them, everyone else those whose grants let them in. Empty where terminals are off.
   * `routers/terminals.py: list_terminal_servers`
   */
  listTerminalServers: get("/api/v1/terminals/", { success: Schema.Array(TerminalServerResponse) }),

  /**
   * Fetches any path of a terminal server. Who may use the server. The header `x-session-id` says whose working
   * directory counts; as `chat_id` in `proxyTerminalChatGet`. `path` is without the slash at its beginning; a slash at
   * its end is kept. An answer that is not binary is complete before it comes, after five minutes at the latest. Fails
   * with `NotFound` (no such server), `Forbidden` (not for this account, or a path of its administration),
   * `FeatureDisabled` (switched off), `Invalid` (a path that leads out), `ServerFailed` (out of reach), and with what
   * the status of the terminal server says. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalGet: get("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    success: bytes
  }),

  /**
   * Streams what `proxyTerminalGet` fetches: images, PDF and `application/octet-stream` as they come, anything else in
   * one go. Who may use the server. Fails as `proxyTerminalGet`; where the terminal server breaks off, the stream does
   * too. `routers/terminals.py: proxy_terminal`
   */
  streamProxyTerminalGet: get("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    stream: byteStream
  }),

  /**
   * Sends POST with JSON, or with no body at all, to any path of a terminal server. Who may use the server. The header
   * `x-session-id` says whose working directory counts; as `chat_id` in `proxyTerminalChatPost`. Fails as
   * `proxyTerminalGet`. Not repeated by itself, as nobody knows what it does. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalPost: post("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    payload: Schema.optional(Json),
    success: bytes
  }),

  /**
   * Sends POST with one file, as `multipart/form-data`, to a path of a terminal server that takes uploads. Who may use
   * the server. The file is passed on as it is, from memory: Open WebUI reads it whole first. Fails as
   * `proxyTerminalGet`. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalPostFile: post("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    payload: multipart({ file }),
    success: bytes
  }),

  /**
   * Sends PUT with JSON, or with no body at all, to any path of a terminal server. Who may use the server. Fails as
   * `proxyTerminalGet`. Repeated by itself where the connection breaks, as for any PUT; `retry: false` in the call's
   * options forbids that. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalPut: put("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    payload: Schema.optional(Json),
    success: bytes
  }),

  /**
   * Sends PATCH with JSON, or with no body at all, to any path of a terminal server. Who may use the server. Fails as
   * `proxyTerminalGet`. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalPatch: patch("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    payload: Schema.optional(Json),
    success: bytes
  }),

  /**
   * Sends DELETE with JSON, or with no body at all, to any path of a terminal server. Who may use the server. Fails as
   * `proxyTerminalGet`. Repeated by itself where the connection breaks, as for any DELETE; `retry: false` in the call's
   * options forbids that. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalDelete: del("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    payload: Schema.optional(Json),
    success: bytes
  }),

  /**
   * Asks whether a path of a terminal server is there: of the answer only the media type and the file name come. Who may
   * use the server. Fails as `proxyTerminalGet`, but a refusal has no text, so the status alone decides.
   * `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalHead: head("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    success: bytes
  }),

  /**
   * Sends OPTIONS to any path of a terminal server. Who may use the server. Only the body of the answer comes, so what
   * its headers allow stays unsaid. Fails as `proxyTerminalGet`. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalOptions: options("/api/v1/terminals/:server_id/:path*", {
    proxied: true,
    query,
    headers: session,
    success: bytes
  }),

  /**
   * Fetches any path of a terminal server on behalf of a chat. Who may use the server. `chat_id` says whose working
   * directory counts, and which terminal, where chats have one each; it is not looked up. `path` is without the slash at
   * its beginning; a slash at its end is kept. An answer that is not binary is complete before it comes, after five
   * minutes at the latest. Fails as `proxyTerminalGet`. Further `Conflict` (each saved chat has a terminal of its own,
   * and this is none), `Forbidden` (not for chats). `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalChatGet: get("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    success: bytes
  }),

  /**
   * Streams what `proxyTerminalChatGet` fetches: images, PDF and `application/octet-stream` as they come, anything else
   * in one go. Who may use the server. Fails as `proxyTerminalChatGet`; where the terminal server breaks off, the stream
   * does too. `routers/terminals.py: proxy_terminal`
   */
  streamProxyTerminalChatGet: get("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    stream: byteStream
  }),

  /**
   * Sends POST with JSON, or with no body at all, to any path of a terminal server on behalf of a chat. Who may use the
   * server. `chat_id` says whose working directory counts, and which terminal, where chats have one each; it is not
   * looked up. Fails as `proxyTerminalChatGet`. Not repeated by itself, as nobody knows what it does.
   * `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalChatPost: post("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    payload: Schema.optional(Json),
    success: bytes
  }),

  /**
   * Sends POST with one file, as `multipart/form-data`, to a path of a terminal server on behalf of a chat that takes
   * uploads. Who may use the server. The file is passed on as it is, from memory: Open WebUI reads it whole first. Fails
   * as `proxyTerminalChatGet`. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalChatPostFile: post("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    payload: multipart({ file }),
    success: bytes
  }),

  /**
   * Sends PUT with JSON, or with no body at all, to any path of a terminal server on behalf of a chat. Who may use the
   * server. Fails as `proxyTerminalChatGet`. Repeated by itself where the connection breaks, as for any PUT; `retry:
   * false` in the call's options forbids that. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalChatPut: put("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    payload: Schema.optional(Json),
    success: bytes
  }),

  /**
   * Sends PATCH with JSON, or with no body at all, to any path of a terminal server on behalf of a chat. Who may use the
   * server. Fails as `proxyTerminalChatGet`. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalChatPatch: patch("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    payload: Schema.optional(Json),
    success: bytes
  }),

  /**
   * Sends DELETE with JSON, or with no body at all, to any path of a terminal server on behalf of a chat. Who may use
   * the server. Fails as `proxyTerminalChatGet`. Repeated by itself where the connection breaks, as for any DELETE;
   * `retry: false` in the call's options forbids that. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalChatDelete: del("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    payload: Schema.optional(Json),
    success: bytes
  }),

  /**
   * Asks whether a path of a terminal server is there on behalf of a chat: of the answer only the media type and the
   * file name come. Who may use the server. Fails as `proxyTerminalChatGet`, but a refusal has no text, so the status
   * alone decides. `routers/terminals.py: proxy_terminal`
   */
  proxyTerminalChatHead: head("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    success: bytes
  }),

  /**
   * Sends OPTIONS to any path of a terminal server on behalf of a chat. Who may use the server. Only the body of the
   * answer comes, so what its headers allow stays unsaid. Fails as `proxyTerminalChatGet`. `routers/terminals.py:
   * proxy_terminal`
   */
  proxyTerminalChatOptions: options("/api/v1/terminals/:server_id/chats/:chat_id/:path*", {
    proxied: true,
    query,
    success: bytes
  })
}

/**
 * The methods of the router `terminals`.
 *
 * @since 0.1.0
 * @category models
 */
export interface TerminalsService extends Methods<typeof terminals> {}

/**
 * The service of the router `terminals`.
 *
 * @since 0.1.0
 * @category services
 */
export class Terminals extends /*#__PURE__*/ Context.Service<Terminals, TerminalsService>()(
  "effect-open-webui/routers/Terminals"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Terminals, terminals)
}
