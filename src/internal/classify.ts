/**
 * From an answer of the server to the reason it stands for. Open WebUI says "no such thing" with 400, 401 and 404, and
 * "you may not" with 401 and 403, so the texts decide, which are nearly always the same, and the status only where no
 * text is known. Every rule has a case in `tests/layers/Failures.test.ts`.
 */
import * as Duration from "effect/Duration"
import {
  Conflict,
  FeatureDisabled,
  Forbidden,
  Invalid,
  type Issue,
  NoSuchRoute,
  NotFound,
  ProviderFailed,
  RateLimited,
  type Reason,
  ServerFailed,
  Unauthenticated
} from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import { passesThrough, saidOf, word } from "./reading.ts"

/** What is known of an answer that is not the one hoped for. */
export interface Refusal {
  /** The operation, for instance `chats.getChatById`. */
  readonly operation: string
  /** The router of the operation, for instance `chats`. */
  readonly router: string
  readonly status: number
  /** The media type, in lower case and without parameters. */
  readonly contentType: string
  readonly retryAfter: Duration.Duration | undefined
  readonly body: string
  /** Whether the server took the token of the call just now in another request; `undefined` where that is not known. */
  readonly tokenTaken?: boolean | undefined
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {}

const parsed = (body: string): unknown => {
  try {
    return Json.parse(body)
  } catch {
    // Not JSON: the body is a text.
    return undefined
  }
}

const issuesOf = (detail: ReadonlyArray<unknown>): ReadonlyArray<Issue> =>
  detail.map((one) => {
    const { loc, msg } = record(one)
    const path = Array.isArray(loc) ? loc.filter((step) => typeof step === "string" || typeof step === "number") : []
    return { path, message: word(msg) ?? "Invalid" }
  })

/** Texts that mean the token, whatever the status. */
const noToken =
  /^Not authenticated$|^Invalid token$|session has expired|^Invalid SCIM token|^Authorization header required|^Invalid authorization format|^Invalid authentication scheme|^User mismatch|^Authentication failed$/
const badPassword = /^The (email or )?password provided is incorrect/
const disabled =
  /\bis disabled\b|\bare disabled\b|\bnot enabled\b|\bis not allowed in the environment|turned off|server disabled$|^Registration is|disabled\. /i
const missing =
  /could not find what you're looking for|\bnot found\b|\bwas not found\b|\bdoes not exist|^No such |unavailable$|API key is missing/i
const denied =
  /do not have permission|^Access denied|restricted as a security measure|human session is required|^Permission denied|^Access prohibited|^Forbidden$|^Unauthorized$|^Only administrators/i
const taken =
  /is already registered|already exists?\b|already been|already taken|already in use|is taken|Duplicate content|[Aa]lready resolved|version (conflict|mismatch)/
const ambiguous = "401 Unauthorized"

/** Whether an answer leaves open if the token or a permission is missing, so that asking once more is worth it. */
export const isAmbiguous = (refusal: Refusal): boolean =>
  refusal.status === 401 && (refusal.body === "" || record(parsed(refusal.body)).detail === ambiguous)

/** The routers in which the text "something went wrong" with a 401 means that there is no such thing. */
const vague = /^Something went wrong :\/$/

/**
 * Texts of a provider that come without a form of their own: what the server hands on as it is, what it quotes, and what
 * an image service says.
 */
const isProviders = (router: string, contentType: string, text: string): boolean =>
  (router === "openai" && contentType === "text/plain" && text !== "Internal Server Error") ||
  text.startsWith("External: ") ||
  (router === "images" &&
    (vague.test(text) || (text.startsWith("[ERROR: ") && text !== "[ERROR: Error loading image]")))

const provider = ({ body, retryAfter, status }: Refusal, error: unknown): ProviderFailed =>
  new ProviderFailed({ ...saidOf(error, shown(body)), status, body, retryAfter })

const shown = (body: string): string => (body.length > 300 ? `${body.slice(0, 300)}...` : body)

/**
 * Whether an answer is the page of the web frontend, which the server gives for every GET that it has no route for. A
 * stored web page is told from it by the header that only static files carry.
 */
export const isPage = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  headers["content-type"]?.toLowerCase().startsWith("text/html") === true && headers["cache-control"] === "no-cache"

/** Reads the reason from an answer with a status that is not of success. */
export const classify = (refusal: Refusal): Reason => {
  const { contentType, operation, retryAfter, router, status } = refusal
  const body = parsed(refusal.body)
  const { detail, error } = record(body)

  // The provider's own body has an `error` where Open WebUI has a `detail`; terminals say `{error: text}` themselves.
  if (typeof error === "object" && error !== null && detail === undefined) return provider(refusal, error)
  const nested = record(detail).error
  if (typeof nested === "object" && nested !== null) return provider(refusal, nested)
  if (
    error !== undefined &&
    detail === undefined &&
    router !== "terminals" &&
    record(body).error_description === undefined
  ) {
    return provider(refusal, error)
  }

  if (typeof record(detail).message === "string") return provider(refusal, detail)

  if (Array.isArray(detail)) {
    return new Invalid({ status, detail: "The server does not take this request.", issues: issuesOf(detail) })
  }

  const text =
    word(detail) ??
    word(record(body).error_description) ??
    word(error) ??
    (detail === undefined ? shown(refusal.body) : JSON.stringify(detail))

  if (isProviders(router, contentType, text)) return provider(refusal, text)
  // A proxied service sends elsewhere, where only the server could follow.
  if (status >= 300 && status < 400) return new NoSuchRoute({ status, detail: "it redirects" })
  if (status === 405) return new NoSuchRoute({ status, detail: text })
  if (status === 429) return new RateLimited({ status, detail: text, retryAfter })
  if (status >= 500) {
    if (disabled.test(text)) return new FeatureDisabled({ status, detail: text })
    const own = text === "Internal Server Error" || detail !== undefined
    return own || !passesThrough.has(router)
      ? new ServerFailed({ status, detail: text, retryAfter })
      : provider(refusal, undefined)
  }
  if (status === 404) {
    // An empty detail is the provider's; a bare 404 is FastAPI's own, which at its root means the provider of a sign-in.
    if (detail === "" && passesThrough.has(router)) return provider(refusal, undefined)
    // Where notifications are switched off, the server says this of everything; of a deletion it may also be the truth.
    if (router === "notifications" && missing.test(text) && operation !== "notifications.deleteNotificationTarget") {
      return new FeatureDisabled({ status, detail: text })
    }
    // The proxy is always there: it is the terminal server that has no such path. To HEAD it says so without a text.
    if (router === "terminals" && (text === "" || text === "Not Found")) return new NotFound({ status, detail: "404" })
    if (text === "Not Found" && router === "main") return new NotFound({ status, detail: text })
    return text === "" || text === "Not Found"
      ? new NoSuchRoute({ status, detail: text === "" ? "404" : text })
      : disabled.test(text)
        ? new FeatureDisabled({ status, detail: text })
        : new NotFound({ status, detail: text })
  }
  if (status === 409) return new Conflict({ status, detail: text })
  if (status === 401 && router !== "mfa" && text.startsWith("Invalid authentication request")) {
    return new Unauthenticated({ status, detail: text, kind: "token" })
  }
  if (text === "reauthentication_required") return new Unauthenticated({ status, detail: text, kind: "token" })
  if (status === 400 && text.startsWith("Authentication failed")) {
    return new Unauthenticated({ status, detail: text, kind: "password" })
  }
  if (badPassword.test(text)) return new Unauthenticated({ status, detail: text, kind: "password" })
  if (noToken.test(text)) return new Unauthenticated({ status, detail: text, kind: "token" })
  // A refusal of HEAD has no text.
  if (text === ambiguous || (text === "" && status === 401)) {
    return status === 401 && refusal.tokenTaken !== true
      ? new Unauthenticated({ status, detail: text, kind: "token" })
      : new Forbidden({ status, detail: text })
  }
  // The address of a channel's webhook is its id and its token: there is none of that address.
  if (status === 401 && router === "channels" && text.startsWith("The URL you provided is invalid")) {
    return new NotFound({ status, detail: text })
  }
  // A failure of the database, said with 400; below its first line come the statement and its values.
  if (text.includes("https://sqlalche.me/")) {
    return new ServerFailed({ status, detail: text.split("\n", 1)[0] ?? text, retryAfter })
  }
  if (disabled.test(text)) return new FeatureDisabled({ status, detail: text })
  if (taken.test(text)) return new Conflict({ status, detail: text })
  if (denied.test(text)) return new Forbidden({ status, detail: text })
  if (missing.test(text)) return new NotFound({ status, detail: text })
  if (status === 401) {
    if (router === "mfa") return new Unauthenticated({ status, detail: text, kind: "secondFactor" })
    return vague.test(text) ? new NotFound({ status, detail: text }) : new Forbidden({ status, detail: text })
  }
  if (status === 403) return new Forbidden({ status, detail: text })
  return new Invalid({ status, detail: text, issues: [] })
}

/** Reads a `Retry-After` header: seconds, or a date. */
export const retryAfterOf = (header: string | undefined, nowMillis: number): Duration.Duration | undefined => {
  if (header === undefined) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Duration.seconds(Math.max(0, seconds))
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Duration.millis(Math.max(0, at - nowMillis))
}
