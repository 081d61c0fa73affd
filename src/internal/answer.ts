/** The kinds of answer beside JSON: text, bytes, nothing, and the formats that arrive in pieces. */
import * as Sse from "effect/encoding/Sse"
import { type Reason, StreamFailed, Truncated, Undecodable } from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import { type AnySchema, decoder } from "./schema.ts"

// ---------------------------------------------------------------------------------------------------------------------
// Whole answers
// ---------------------------------------------------------------------------------------------------------------------

/** An answer that is not JSON and is read as a whole. */
export interface Answer<Success> {
  readonly "~success"?: Success
  readonly kind: "text" | "bytes" | "empty"
}

/**
 * Bytes that the server sent, with what it said of them.
 */
export interface Bytes {
  readonly bytes: Uint8Array
  /** The media type, for instance `image/png`. */
  readonly contentType: string
  /** The file name of the `Content-Disposition` header, where there is one. */
  readonly fileName: string | undefined
}

/** The answer is a text. */
export const text: Answer<string> = { kind: "text" }
/** The answer is a file, an image or speech. */
export const bytes: Answer<Bytes> = { kind: "bytes" }
/** The answer has no body, or none that says anything. */
export const empty: Answer<void> = { kind: "empty" }

// ---------------------------------------------------------------------------------------------------------------------
// Answers in pieces
// ---------------------------------------------------------------------------------------------------------------------

/** Reads one stream: takes its text as it comes, gives what is complete. */
export interface Reader<Element> {
  /** Takes a piece of text and adds to `out` what it completes. Gives the reason where the stream failed. */
  feed(text: string, out: Array<Element>): Reason | undefined
  /** Told that the stream has ended, or that it broke and why. Gives the reason where it is a failure. */
  end(out: Array<Element>, broken?: Reason): Reason | undefined
}

/** An answer that arrives in pieces. */
export interface StreamedAnswer<Element> {
  readonly "~element"?: Element
  readonly accept: string
  /** Makes a reader; absent where the bytes are given on as they come. */
  readonly reader: (() => Reader<Element>) | undefined
  /** The schema of one element, where it has one. */
  readonly element: AnySchema | undefined
}

/** What a failure that was sent inside a stream says. */
export interface FailureFrame {
  readonly detail: string
  readonly type?: string | undefined
  readonly code?: string | undefined
}

/** How the elements of a stream tell about the whole. */
interface StreamOptions<Element> {
  /** The text that an element adds to the answer; kept for the failures. */
  readonly textOf?: (element: Element) => string | undefined
  /** Whether an element says that the answer is complete. Where this is given, a stream that ends without is `Truncated`. */
  readonly isFinish?: (element: Element) => boolean
  /** Reads an error frame. Default: an object with a key `error`. */
  readonly failureOf?: (frame: unknown) => FailureFrame | undefined
}

const word = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined

const property = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && key in value ? (value as Record<string, unknown>)[key] : undefined

/** Reads `{error: text}` and `{error: {message, type, code}}`, the two forms in which a failure comes in a stream. */
export const errorFrame = (frame: unknown): FailureFrame | undefined => {
  const error = property(frame, "error")
  if (error === undefined || error === null) return undefined
  return {
    detail: word(property(error, "message")) ?? word(property(error, "detail")) ?? word(error) ?? JSON.stringify(error),
    type: word(property(error, "type")),
    code: word(property(error, "code"))
  }
}

/** For streams in which a key `error` is part of an element. */
export const noErrorFrames = (): undefined => undefined

const elements = <S extends AnySchema>(schema: S, options: StreamOptions<S["Type"]>) => {
  const decode = decoder(schema)
  const failureOf = options.failureOf ?? errorFrame
  return () => {
    let text = ""
    let complete = false
    return {
      take: (data: string, out: Array<S["Type"]>): Reason | undefined => {
        let frame: unknown
        try {
          frame = Json.parse(data)
        } catch (error) {
          // JSON.parse throws; there is no other way to be told.
          return new Undecodable({
            status: 200,
            issues: [{ path: [], message: String(error) }],
            body: data.slice(0, 500)
          })
        }
        const failure = failureOf(frame)
        if (failure !== undefined) {
          return new StreamFailed({ detail: failure.detail, type: failure.type, code: failure.code, text })
        }
        const decoded = decode(frame)
        if (decoded._tag === "Failure") {
          return new Undecodable({ status: 200, issues: decoded.issues, body: "" })
        }
        const element = decoded.value
        out.push(element)
        const added = options.textOf?.(element)
        if (added !== undefined) text += added
        if (options.isFinish?.(element) === true) complete = true
      },
      // After the finish reason nothing is missing, however the connection ends.
      end: (broken: Reason | undefined): Reason | undefined =>
        options.isFinish === undefined ? broken : complete ? undefined : new Truncated({ text, cause: broken })
    }
  }
}

/** Server-sent events, one JSON value each; `[DONE]` ends them where the route sends it. */
export const sse = <S extends AnySchema>(
  schema: S,
  options: StreamOptions<S["Type"]> = {}
): StreamedAnswer<S["Type"]> => {
  let open: ReturnType<typeof elements<S>> | undefined
  return {
    accept: "text/event-stream",
    element: schema,
    reader: () => {
      const { end, take } = (open ??= elements(schema, options))()
      let out: Array<S["Type"]> = []
      let failure: Reason | undefined
      const parser = Sse.makeParser((event) => {
        // A `retry:` line is advice to browsers; the answer goes on.
        if (event._tag !== "Event" || event.data === "[DONE]" || failure !== undefined) return
        failure = take(event.data, out)
      })
      const feed = (text: string, target: Array<S["Type"]>): Reason | undefined => {
        out = target
        const tooLarge = parser.feed(text)
        if (failure !== undefined) return failure
        if (tooLarge !== undefined) {
          return new Undecodable({ status: 200, issues: [{ path: [], message: tooLarge.message }], body: "" })
        }
      }
      return {
        feed,
        // The last event of a function pipe lacks its blank line; one that was cut off is not complete JSON.
        end: (target, broken) => feed("\n\n", target) ?? end(broken)
      }
    }
  }
}

/** The longest line that is waited for, as many characters as the parser of server-sent events waits for. */
const maxLine = 10 * 1024 * 1024

/** Newline-delimited JSON. */
export const ndjson = <S extends AnySchema>(
  schema: S,
  options: StreamOptions<S["Type"]> = {}
): StreamedAnswer<S["Type"]> => {
  let open: ReturnType<typeof elements<S>> | undefined
  return {
    accept: "application/x-ndjson",
    element: schema,
    reader: () => {
      const { end, take } = (open ??= elements(schema, options))()
      let pending = ""
      const line = (data: string, out: Array<S["Type"]>) => (data.trim() === "" ? undefined : take(data, out))
      return {
        feed: (text, out) => {
          let start = 0
          for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", start)) {
            const failure = line(pending + text.slice(start, at), out)
            if (failure !== undefined) return failure
            pending = ""
            start = at + 1
          }
          pending += text.slice(start)
          if (pending.length > maxLine) {
            const message = `A line is longer than ${maxLine} characters`
            return new Undecodable({ status: 200, issues: [{ path: [], message }], body: pending.slice(0, 500) })
          }
        },
        end: (out, broken) => line(broken === undefined ? pending : "", out) ?? end(broken)
      }
    }
  }
}

/** Bytes as they come. */
export const byteStream: StreamedAnswer<Uint8Array> = { accept: "*/*", element: undefined, reader: undefined }
