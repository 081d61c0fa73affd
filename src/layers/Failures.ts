/**
 * What can go wrong, said once. Every operation of the client fails with `OpenWebUIError` and nothing else; its
 * `reason` tells the failures apart by meaning, since the status codes of Open WebUI do not (a 401 has eight meanings).
 *
 * `Effect.catchReason("OpenWebUIError", "NotFound", ...)` handles one reason, `Effect.unwrapReason("OpenWebUIError")`
 * turns the reasons into a tagged union of their own.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import { hasProperty } from "effect/Predicate"

const TypeId = "~effect-open-webui/layers/Failures/OpenWebUIError"

/**
 * One problem with a value: where in it, and what.
 *
 * @since 0.1.0
 * @category models
 */
export interface Issue {
  /** The way to the value, for instance `["body", "chat", "title"]`; the first step says which part of a request it is. */
  readonly path: ReadonlyArray<string | number>
  /** What is wrong there, in words. */
  readonly message: string
}

const issuesText = (issues: ReadonlyArray<Issue>): string => {
  const shown = issues
    .slice(0, 5)
    .map(({ message, path }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
  return shown.join("; ") + (issues.length > 5 ? ` (and ${issues.length - 5} more)` : "")
}

/** A text as a sentence, for another to follow it. */
const sentence = (text: string): string => (/[.!?:…/)]$/.test(text) ? text : `${text}.`)

/** What every reason carries that stems from an answer of the server. */
interface FromServer {
  /** The HTTP status. */
  readonly status: number
  /** What the server said: its `detail` text, or the text of its error body. */
  readonly detail: string
}

/**
 * The server does not know who asks: no token, a wrong or expired one, or a wrong password (which the server answers
 * with 400). Sign in again, or check the key.
 *
 * @since 0.1.0
 * @category reasons
 */
export class Unauthenticated extends Data.TaggedError("Unauthenticated")<
  FromServer & {
    /** `token`: no, wrong or expired token or key; `password`: wrong credentials; `secondFactor`: sign-in needs another step. */
    readonly kind: "token" | "password" | "secondFactor"
  }
> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    const next = {
      token: "Give the client an API key, a token or a password that the server takes.",
      password: "Check the e-mail address and the password.",
      secondFactor: "Finish the sign-in through the mfa routes and use the token it gives."
    }
    return `${sentence(this.detail)} ${next[this.kind]}`
  }
}

/**
 * The server knows who asks and refuses: the role or a permission is missing. Said with 401 or 403.
 *
 * @since 0.1.0
 * @category reasons
 */
export class Forbidden extends Data.TaggedError("Forbidden")<FromServer> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    return `${this.detail} (the account may not do this)`
  }
}

/**
 * The server has the feature switched off, for everyone.
 *
 * @since 0.1.0
 * @category reasons
 */
export class FeatureDisabled extends Data.TaggedError("FeatureDisabled")<FromServer> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    return `${this.detail} (an administrator can switch the feature on)`
  }
}

/**
 * There is no such thing, or the account may not know of it. Said with 404, and by many routers with 400 or 401.
 *
 * @since 0.1.0
 * @category reasons
 */
export class NotFound extends Data.TaggedError("NotFound")<FromServer> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    return this.detail
  }
}

/**
 * What was sent collides with what is there: a name, an id or an address is taken, or somebody changed it first.
 *
 * @since 0.1.0
 * @category reasons
 */
export class Conflict extends Data.TaggedError("Conflict")<FromServer> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    return this.detail
  }
}

/**
 * The request is not one that the server takes. Found before sending (`status` absent: nothing was sent, or of a file
 * only a part), or said by the server with 400, 413 or 422.
 *
 * @since 0.1.0
 * @category reasons
 */
export class Invalid extends Data.TaggedError("Invalid")<{
  /** The HTTP status; absent where the server did not say it. */
  readonly status?: number
  /** The whole of it in words. */
  readonly detail: string
  /** The single problems with their places; empty where the server names none. */
  readonly issues: ReadonlyArray<Issue>
  /** Whether a part may have been sent: the content of a file failed on the way. Absent where nothing was sent, or all. */
  readonly partlySent?: boolean
}> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    const issues = this.issues.length === 0 ? "" : ` ${issuesText(this.issues)}`
    const sent =
      this.partlySent === true ? " (a part may have been sent)" : this.status === undefined ? " (nothing was sent)" : ""
    return `${this.detail}${issues}${sent}`
  }
}

/**
 * Too many requests. `retryAfter` is what the server asked for; Open WebUI's own limits do not say.
 *
 * @since 0.1.0
 * @category reasons
 */
export class RateLimited extends Data.TaggedError("RateLimited")<
  FromServer & { readonly retryAfter: Duration.Duration | undefined }
> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = true
  override get message(): string {
    const when =
      this.retryAfter === undefined ? "Try again later." : `Try again in ${Duration.format(this.retryAfter)}.`
    return `${sentence(this.detail)} ${when}`
  }
}

/**
 * The model provider behind Open WebUI failed; its status and its body were passed through.
 *
 * @since 0.1.0
 * @category reasons
 */
export class ProviderFailed extends Data.TaggedError("ProviderFailed")<
  Pick<FromServer, "detail"> & {
    /** The provider's HTTP status; undefined where the server keeps only the text, as it does in saved turns. */
    readonly status: number | undefined
    /** The provider's own error type, for instance `rate_limit_error`. */
    readonly type: string | undefined
    /** The provider's own error code, for instance `invalid_api_key`. */
    readonly code: string | undefined
    /** The provider's body as it came. */
    readonly body: string
    readonly retryAfter: Duration.Duration | undefined
  }
> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  get isRetryable(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500
  }
  override get message(): string {
    return this.status === undefined
      ? `The model provider failed: ${this.detail}`
      : `The model provider answered ${this.status}: ${this.detail}`
  }
}

/**
 * Open WebUI itself failed, with a status of 500 or above.
 *
 * @since 0.1.0
 * @category reasons
 */
export class ServerFailed extends Data.TaggedError("ServerFailed")<
  FromServer & { readonly retryAfter: Duration.Duration | undefined }
> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = true
  override get message(): string {
    return `The server failed with ${this.status}: ${this.detail} (its log says why)`
  }
}

/**
 * The server has no such route: it answered with its web page and 200, with 405, or with a bare 404. It is another
 * version, the feature's routes are not mounted, or the base URL is wrong.
 *
 * @since 0.1.0
 * @category reasons
 */
export class NoSuchRoute extends Data.TaggedError("NoSuchRoute")<FromServer> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    return `The server has no such route (${this.detail}). Check the base URL (it ends before /api), and that the server is of version 0.12.4 and has the feature switched on.`
  }
}

/**
 * The server could not be reached, or the connection broke.
 *
 * @since 0.1.0
 * @category reasons
 */
export class Unreachable extends Data.TaggedError("Unreachable")<{
  /** `connect`: no connection was made, so nothing was sent; `answer`: it broke later, so the server may have acted. */
  readonly phase: "connect" | "answer"
  readonly detail: string
  readonly cause: unknown
}> {
  /** Whether the same request may succeed when it is sent again unchanged: not where the two sides disagree on TLS. */
  get isRetryable(): boolean {
    return !/CERT_|SELF_SIGNED|ERR_TLS|ERR_SSL/.test(this.detail)
  }
  override get message(): string {
    return this.phase === "connect"
      ? `Could not connect: ${sentence(this.detail)} Is the server running, and is the URL right (http or https, host, port)? (nothing was sent)`
      : `The connection broke: ${this.detail}`
  }
}

/**
 * The server took longer than the time it was given.
 *
 * @since 0.1.0
 * @category reasons
 */
export class TimedOut extends Data.TaggedError("TimedOut")<{
  /** What was waited for: a connection, the first byte of the answer, the next piece of it, or all of it. */
  readonly phase: "connect" | "firstByte" | "idle" | "total"
  /** How long was waited; absent where the transport's own limit struck. */
  readonly after: Duration.Duration | undefined
}> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = true
  override get message(): string {
    const what = {
      connect: "No connection was made",
      firstByte: "No answer came",
      idle: "Nothing more of the answer came",
      total: "The answer was not complete"
    }
    const after = this.after === undefined ? "in time" : `within ${Duration.format(this.after)}`
    return `${what[this.phase]} ${after}.`
  }
}

/**
 * The answer came and is of another shape than the contract says.
 *
 * @since 0.1.0
 * @category reasons
 */
export class Undecodable extends Data.TaggedError("Undecodable")<{
  readonly status: number
  /** Where in the answer, and what is wrong there. */
  readonly issues: ReadonlyArray<Issue>
  /** The beginning of what came, where it is no JSON; empty where it is, since an answer may hold secrets. */
  readonly body: string
}> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    return `The answer has another shape than expected: ${issuesText(this.issues)}. The server may be of another version than 0.12.4.`
  }
}

/**
 * A stream carried an error frame. What came before it is in `text`.
 *
 * @since 0.1.0
 * @category reasons
 */
export class StreamFailed extends Data.TaggedError("StreamFailed")<{
  readonly detail: string
  /** The error's own type, where it has one. */
  readonly type: string | undefined
  /** The error's own code, where it has one. */
  readonly code: string | undefined
  /** The text that had come before the failure. */
  readonly text: string
}> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    return `The stream failed: ${this.detail} (${this.text.length} characters had come)`
  }
}

/**
 * A stream ended without saying that it was complete. What came is in `text`.
 *
 * @since 0.1.0
 * @category reasons
 */
export class Truncated extends Data.TaggedError("Truncated")<{
  /** The text that had come. */
  readonly text: string
  /** How the connection broke, where it did. */
  readonly cause?: unknown
}> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = false
  override get message(): string {
    return `The answer was cut off after ${this.text.length} characters: the stream ended without a finish reason.`
  }
}

/**
 * This client refused: its queue is full or its breaker is open. Nothing was sent.
 *
 * @since 0.1.0
 * @category reasons
 */
export class Rejected extends Data.TaggedError("Rejected")<{
  readonly kind: "queueFull" | "breakerOpen"
  readonly retryAfter: Duration.Duration | undefined
}> {
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly isRetryable = true
  override get message(): string {
    return this.kind === "queueFull"
      ? "Too many requests are waiting already (nothing was sent)."
      : "The server failed too often just now, so it is left alone for a while (nothing was sent)."
  }
}

/**
 * Every reason for which an operation can fail.
 *
 * @since 0.1.0
 * @category models
 */
export type Reason =
  | Unauthenticated
  | Forbidden
  | FeatureDisabled
  | NotFound
  | Conflict
  | Invalid
  | RateLimited
  | ProviderFailed
  | ServerFailed
  | NoSuchRoute
  | Unreachable
  | TimedOut
  | Undecodable
  | StreamFailed
  | Truncated
  | Rejected

/**
 * The one error of this client: which operation was asked of which server, and the reason for which it failed.
 *
 * @since 0.1.0
 * @category errors
 */
export class OpenWebUIError extends Data.TaggedError("OpenWebUIError")<{
  /** The operation, for instance `chats.getChatById`. */
  readonly operation: string
  /** The method and the server's URL with the route's template, for instance `GET http://host/api/v1/chats/:id`. */
  readonly request: string
  /** Why it failed. */
  readonly reason: Reason
}> {
  readonly [TypeId] = TypeId

  override get message(): string {
    return `${this.operation} (${this.request}) failed with ${this.reason._tag}: ${this.reason.message}`
  }

  /** Whether the same request may succeed when it is sent again unchanged. Says nothing about whether that is safe. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }

  /** How long the server asked to wait before the next try, where it did. */
  get retryAfter(): Duration.Duration | undefined {
    return "retryAfter" in this.reason ? this.reason.retryAfter : undefined
  }
}

/**
 * Tells whether a value is an `OpenWebUIError`.
 *
 * @since 0.1.0
 * @category guards
 */
export const isOpenWebUIError = (u: unknown): u is OpenWebUIError => hasProperty(u, TypeId)
