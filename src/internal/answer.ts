/** The kinds of answer beside JSON: text, bytes, nothing, and the formats that arrive in pieces. */
import * as Schema from "effect/Schema"
import { createParser, type EventSourceParser } from "eventsource-parser"
import { Invalid, ProviderFailed, type Reason, StreamFailed, Truncated, Undecodable } from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import { passesThrough, property, type Said, saidOf } from "./reading.ts"
import { type AnySchema, closed, decoder, type Outcome } from "./schema.ts"

// ---------------------------------------------------------------------------------------------------------------------
// Whole answers
// ---------------------------------------------------------------------------------------------------------------------

/** An answer that is not JSON and is read as a whole. */
export interface Answer<Success> {
  readonly "~success"?: Success
  readonly kind: "text" | "bytes" | "empty" | "redirect"
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

/** Where the server sends a browser. */
export interface Redirect {
  /** The URL, whole. */
  readonly location: string
  readonly status: number
}

/** The answer is a text. */
export const text: Answer<string> = { kind: "text" }
/** The answer is a file, an image or speech. */
export const bytes: Answer<Bytes> = { kind: "bytes" }
/** The answer has no body, or none that says anything. */
export const empty: Answer<void> = { kind: "empty" }
/** The answer sends a browser elsewhere; it is given and not followed. */
export const redirect: Answer<Redirect> = { kind: "redirect" }

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
  /**
   * The shape that nearly all elements have, as a closed struct of few fields that the schema of the elements takes as
   * it is. An element that fits it and has no other key needs no further check, which is several times faster.
   */
  readonly usual?: AnySchema
}

/** Reads `{error: text}` and `{error: {message, type, code}}`, the two forms in which a failure comes in a stream. */
export const errorFrame = (frame: unknown): Said | undefined => {
  const error = property(frame, "error")
  return error === undefined || error === null ? undefined : saidOf(error, JSON.stringify(error))
}

/**
 * What is said with a status of success where the answer of a provider or a plugin would be: an `error`; of the routers
 * that hand on what a provider says also a text, which is what the server makes of a body that is no JSON, or a `detail`,
 * the server's own, where the provider broke off. `undefined` where it is none of these.
 */
export const saidInstead = (
  router: string,
  value: unknown,
  status: number,
  body: string
): ProviderFailed | undefined => {
  const words = typeof value === "string" ? value : property(value, "detail")
  const text = passesThrough.has(router) ? words : undefined
  const failure =
    errorFrame(value) ?? (typeof text === "string" ? saidOf(text.trim(), "It answered with nothing.") : undefined)
  return failure === undefined ? undefined : new ProviderFailed({ ...failure, status, body, retryAfter: undefined })
}

/** Why an answer in JSON is none where a stream is to come. */
export const unstreamed = (router: string, accept: string, status: number, body: string): Reason => {
  const undecodable = () => {
    const issues = [{ path: [], message: `Expected ${accept}, got application/json` }]
    return new Undecodable({ status, issues, body: body.slice(0, 500) })
  }
  let value: unknown
  try {
    value = Json.parse(body)
  } catch {
    // JSON.parse throws; what is no JSON either says nothing.
    return undecodable()
  }
  if (value === null)
    return new Invalid({ status, detail: "The server found nothing to do in the request.", issues: [] })
  return saidInstead(router, value, status, body) ?? undecodable()
}

/** For streams in which a key `error` is part of an element. */
export const noErrorFrames = (): undefined => undefined

/** Whether a text begins and ends as an object does. */
const isBraced = (text: string): boolean => text.charCodeAt(0) === 123 && text.charCodeAt(text.length - 1) === 125

/** Parses all texts at once, which costs a fifth less than one by one; `undefined` where they are not one value each. */
const parseAll = (texts: ReadonlyArray<string>): ReadonlyArray<unknown> | undefined => {
  // Only whole objects: pieces of values could fit together and be others.
  if (!texts.every(isBraced)) return undefined
  try {
    // The brackets are put on the first and the last text, so that the whole is joined once and not copied again.
    const last = texts.length - 1
    const items = texts.map((text, at) => `${at === 0 ? "[" : ""}${text}${at === last ? "]" : ""}`)
    const values = Json.parse(items.join("\n,\n"))
    return Array.isArray(values) && values.length === texts.length ? values : undefined
  } catch {
    // One of them is no JSON: the caller finds out which.
    return undefined
  }
}

/** What all streams of an operation share, compiled when the first one is opened. */
interface Elements<Element> {
  readonly decode: (value: unknown) => Outcome<Element>
  readonly areUsual: ((values: unknown) => boolean) | undefined
  readonly options: StreamOptions<Element>
}

const elementsOf = <S extends AnySchema>(schema: S, options: StreamOptions<S["Type"]>): Elements<S["Type"]> => ({
  decode: decoder(schema),
  areUsual: options.usual === undefined ? undefined : closed(Schema.Array(options.usual)),
  options
})

/** What one stream has given so far. A class, because thousands of streams may be open and closures are larger. */
class Taker<Element> {
  private readonly elements: Elements<Element>
  private text = ""
  private complete = false
  /** The text of this network read; joined to one string at its end, so that its pieces are not kept. */
  private parts: Array<string> = []

  constructor(elements: Elements<Element>) {
    this.elements = elements
  }

  /** Takes the texts that one network read completed. */
  take(texts: ReadonlyArray<string>, out: Array<Element>): Reason | undefined {
    if (texts.length === 0) return
    const frames = parseAll(texts)
    let reason: Reason | undefined
    if (frames === undefined) reason = this.takeTexts(texts, out)
    // The shape was compared: the frames are elements as they are.
    else if (this.elements.areUsual?.(frames) === true) for (const frame of frames) this.add(frame as Element, out)
    else reason = this.takeFrames(frames, out)
    this.allText()
    return reason
  }

  /** Ends it: `cut` is what the last piece came to, which is no element where the stream stopped inside of one. */
  finish(cut: Reason | undefined, broken: Reason | undefined): Reason | undefined {
    if (cut !== undefined && cut._tag !== "Undecodable") return cut
    return this.end(cut ?? broken) ?? cut
  }

  private end(broken: Reason | undefined): Reason | undefined {
    if (this.elements.options.isFinish === undefined) return broken
    // After the finish reason nothing is missing, however the connection ends.
    return this.complete ? undefined : new Truncated({ text: this.text, cause: broken })
  }

  private allText(): string {
    if (this.parts.length > 0) {
      this.text += this.parts.join("")
      this.parts = []
    }
    return this.text
  }

  private add(element: Element, out: Array<Element>): void {
    const { isFinish, textOf } = this.elements.options
    out.push(element)
    const added = textOf?.(element)
    if (added !== undefined) this.parts.push(added)
    if (!this.complete && isFinish?.(element) === true) this.complete = true
  }

  private takeFrames(frames: ReadonlyArray<unknown>, out: Array<Element>): Reason | undefined {
    const { decode, options } = this.elements
    const failureOf = options.failureOf ?? errorFrame
    for (const frame of frames) {
      const failure = failureOf(frame)
      if (failure !== undefined) {
        return new StreamFailed({
          detail: failure.detail,
          type: failure.type,
          code: failure.code,
          text: this.allText()
        })
      }
      const decoded = decode(frame)
      if (decoded._tag === "Failure") return new Undecodable({ status: 200, issues: decoded.issues, body: "" })
      this.add(decoded.value, out)
    }
  }

  private takeTexts(texts: ReadonlyArray<string>, out: Array<Element>): Reason | undefined {
    for (const text of texts) {
      let frame: unknown
      try {
        frame = Json.parse(text)
      } catch (error) {
        // JSON.parse throws; there is no other way to be told.
        const issues = [{ path: [], message: String(error) }]
        return new Undecodable({ status: 200, issues, body: text.slice(0, 500) })
      }
      const reason = this.takeFrames([frame], out)
      if (reason !== undefined) return reason
    }
  }
}

/** How many characters of an element that is not complete are kept. */
const maxBufferSize = 10 * 1024 * 1024

const undecodable = (message: string, body = ""): Reason =>
  new Undecodable({ status: 200, issues: [{ path: [], message }], body: body.slice(0, 500) })

const tooLong = (): Reason => undecodable(`An element of the stream exceeded ${maxBufferSize} characters`)

const lastLineFeed = (text: string): number => text.lastIndexOf("\n")

/** The last line end of any kind. From the end, since it is near: most reads end with a line. */
const lastLineEnd = (text: string): number => {
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return at
  }
  return -1
}

const lineFeed = /\n/
const anyLineEnd = /[\r\n]/

/** Keeps the line that is not complete, so that what follows sees whole lines wherever the network cuts them. */
class Lines {
  private readonly lastEnd: (text: string) => number
  private readonly lineEnd: RegExp
  private pending = ""
  /** Set where a line is too long; nothing more is to be fed then. */
  overflow = false

  constructor(lastEnd: (text: string) => number, lineEnd: RegExp) {
    this.lastEnd = lastEnd
    this.lineEnd = lineEnd
  }

  /** The lines that a piece completes, as one text with their ends. */
  take(text: string): string {
    const end = this.lastEnd(text) + 1
    const whole = end === 0 ? "" : this.pending + text.slice(0, end)
    this.pending = end === 0 ? this.pending + text : text.slice(end)
    if (whole.length > maxBufferSize) return this.short(whole)
    if (this.pending.length > maxBufferSize) this.overflow = true
    return whole
  }

  /** What is left when the stream ends. */
  rest(): string {
    return this.pending
  }

  /** The lines before the first one that is too long. */
  private short(whole: string): string {
    let at = 0
    for (const line of whole.split(this.lineEnd)) {
      if (line.length > maxBufferSize) {
        this.overflow = true
        return whole.slice(0, at)
      }
      at += line.length + 1
    }
    return whole
  }
}

/** What begins a line of server-sent events; a line that begins with anything else comes from somebody else. */
const field = /^[\w-]+:/

class SseReader<Element> implements Reader<Element> {
  private readonly taker: Taker<Element>
  private readonly parser: EventSourceParser
  private readonly lines = new Lines(lastLineEnd, anyLineEnd)
  private texts: Array<string> = []
  private failure: Reason | undefined = undefined
  /** The first line of a field that there is none of, until an event has come: a text that is no stream at all. */
  private odd: string | undefined = undefined
  private begun = false

  constructor(elements: Elements<Element>) {
    this.taker = new Taker(elements)
    this.parser = createParser({
      maxBufferSize,
      onEvent: ({ data }) => {
        this.begun = true
        if (data !== "[DONE]" && data !== "" && this.failure === undefined) this.texts.push(data)
      },
      onError: ({ line, type }) => {
        if (type === "max-buffer-size-exceeded") this.failure ??= tooLong()
        if (type !== "unknown-field" || line === undefined) return
        // A field that is not known is to be passed over. What is no field is a page or a text of an error.
        if (!field.test(line)) this.failure ??= undecodable("Expected a field of a server-sent event", line)
        this.odd ??= line
      }
    })
  }

  feed(text: string, out: Array<Element>): Reason | undefined {
    const whole = this.lines.take(text)
    const reason = whole === "" ? undefined : this.parse(whole, out)
    return reason ?? (this.lines.overflow ? tooLong() : undefined)
  }

  end(out: Array<Element>, broken?: Reason): Reason | undefined {
    // The last event of a function pipe lacks its blank line; what a broken connection leaves is not complete.
    const cut = broken === undefined ? this.parse(`${this.lines.rest()}\n\n`, out) : undefined
    const reason = this.taker.finish(cut, broken)
    if (reason !== undefined || this.begun || this.odd === undefined) return reason
    return undecodable("Expected server-sent events", this.odd)
  }

  private parse(text: string, out: Array<Element>): Reason | undefined {
    this.texts = []
    this.parser.feed(text)
    return this.taker.take(this.texts, out) ?? this.failure
  }
}

class NdjsonReader<Element> implements Reader<Element> {
  private readonly taker: Taker<Element>
  private readonly lines = new Lines(lastLineFeed, lineFeed)

  constructor(elements: Elements<Element>) {
    this.taker = new Taker(elements)
  }

  feed(text: string, out: Array<Element>): Reason | undefined {
    const whole = this.lines.take(text)
    const reason = whole === "" ? undefined : this.taker.take(whole.split("\n").filter(isNotBlank), out)
    return reason ?? (this.lines.overflow ? tooLong() : undefined)
  }

  end(out: Array<Element>, broken?: Reason): Reason | undefined {
    const rest = broken === undefined ? [this.lines.rest()].filter(isNotBlank) : []
    const cut = this.taker.take(rest, out)
    return this.taker.finish(cut, broken)
  }
}

const isNotBlank = (line: string): boolean => line.trim() !== ""

const streamed = <S extends AnySchema>(
  accept: string,
  schema: S,
  options: StreamOptions<S["Type"]>,
  make: (elements: Elements<S["Type"]>) => Reader<S["Type"]>
): StreamedAnswer<S["Type"]> => {
  let elements: Elements<S["Type"]> | undefined
  return { accept, element: schema, reader: () => make((elements ??= elementsOf(schema, options))) }
}

/** Server-sent events, one JSON value each; `[DONE]` ends them where the route sends it. */
export const sse = <S extends AnySchema>(
  schema: S,
  options: StreamOptions<S["Type"]> = {}
): StreamedAnswer<S["Type"]> => streamed("text/event-stream", schema, options, (elements) => new SseReader(elements))

/** Newline-delimited JSON. */
export const ndjson = <S extends AnySchema>(
  schema: S,
  options: StreamOptions<S["Type"]> = {}
): StreamedAnswer<S["Type"]> =>
  streamed("application/x-ndjson", schema, options, (elements) => new NdjsonReader(elements))

/** Bytes as they come. */
export const byteStream: StreamedAnswer<Uint8Array> = { accept: "*/*", element: undefined, reader: undefined }
