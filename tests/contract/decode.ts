/**
 * Recorded answers of the backend, read as the client reads them: which operation answers so, whether its schema takes
 * the answer, whether anything is lost on the way back, and which reason a failure stands for.
 */
import { readdirSync, readFileSync } from "node:fs"
import { createParser } from "eventsource-parser"
import { type StreamedAnswer, saidInstead, unstreamed } from "../../src/internal/answer.ts"
import { classify } from "../../src/internal/classify.ts"
import { type AnySchema, decoder, encoder, type Outcome } from "../../src/internal/schema.ts"
import type { Issue } from "../../src/layers/Failures.ts"
import * as Json from "../../src/layers/Json.ts"
import { contract, type Stated, stated } from "./contract.ts"

/** One answer of the backend. Neither JSON nor text is there where the body is binary, or there is none. */
export interface Exchange {
  readonly method: string
  /** The path as FastAPI writes it, for instance `/api/v1/chats/{id}`. */
  readonly path_template: string
  readonly status: number
  readonly content_type: string
  /** The body as `Json.parse` gives it. */
  readonly response_json?: unknown
  readonly response_text?: string
}

/** What became of an answer. */
export interface Verdict {
  /** For instance `chats.getChatById`; null where the contract has no such path. */
  readonly operation: string | null
  /** The answer was decoded, or it is a failure that the client can name. */
  readonly ok: boolean
  /** Encoding gave back what was decoded; null for a failure, which nobody encodes. */
  readonly lossless: boolean | null
  /** The reason that the client fails with, for instance `NotFound`. */
  readonly reason: string | null
  readonly error: string | null
}

// ---------------------------------------------------------------------------------------------------------------------
// From a method and a path to operations
// ---------------------------------------------------------------------------------------------------------------------

/** Parameters without their names: `/api/v1/chats/{chat_id}` and `/api/v1/chats/{id}` are one path. */
const nameless = (template: string): string => template.replaceAll(/\{[^}]*\}/g, "{}")

const keyOf = (method: string, template: string): string => `${method.toUpperCase()} ${template}`

const byName = new Map(stated.map((one) => [`${one.router}.${one.operation}`, one]))

const byTemplate = new Map<string, Array<Stated>>()
for (const { method, operation, path, router } of contract) {
  const one = byName.get(`${router}.${operation}`)
  if (one === undefined) continue
  for (const key of new Set([keyOf(method, path), keyOf(method, nameless(path))])) {
    byTemplate.set(key, [...(byTemplate.get(key) ?? []), one])
  }
}

/** The operations that a path is served by; several where one route answers in several forms. */
export const operationsOf = (method: string, template: string): ReadonlyArray<Stated> => {
  const [path = ""] = template.split("?")
  const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`
  return (
    byTemplate.get(keyOf(method, path)) ??
    byTemplate.get(keyOf(method, nameless(path))) ??
    byTemplate.get(keyOf(method, nameless(other))) ??
    []
  )
}

/** The parameters of an operation that may hold slashes. */
const restsOf = ({ spec }: Stated): ReadonlySet<string> =>
  new Set(
    [spec.path, ...(spec.aliases ?? [])].flatMap((path) =>
      [...path.matchAll(/:(\w+)\*/g)].map(([, name]) => `{${name}}`)
    )
  )

/** Every path of the contract, the one first that says most of itself in words: `/chats/list` before `/chats/{id}`. */
const patterns = contract
  .map(({ method, operation, path, router }) => {
    const one = byName.get(`${router}.${operation}`)
    const rests = one === undefined ? new Set<string>() : restsOf(one)
    const segments = path.split("/")
    const pattern = segments
      .map((segment) =>
        rests.has(segment)
          ? ".*"
          : segment.startsWith("{")
            ? "[^/]+"
            : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
      )
      .join("/")
    const rank = segments.map((segment) => (rests.has(segment) ? "2" : segment.startsWith("{") ? "1" : "0")).join("")
    return { method, path, pattern: new RegExp(`^${pattern}$`), rank }
  })
  .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))

/** The path of the contract that a request was sent to. */
export const templateOf = (method: string, path: string): string | undefined =>
  patterns.find((one) => one.method === method && one.pattern.test(path))?.path

// ---------------------------------------------------------------------------------------------------------------------
// Comparison
// ---------------------------------------------------------------------------------------------------------------------

const shown = (value: unknown): string => {
  const text = value === undefined ? "nothing" : Json.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}

/** Where two JSON values differ first; `undefined` where they do not. The order of keys does not count. */
export const difference = (a: unknown, b: unknown, at = ""): string | undefined => {
  if (Object.is(a, b)) return undefined
  const differs = `at ${at === "" ? "the top" : at}: ${shown(a)} became ${shown(b)}`
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    // A long integer may be a bigint on one side.
    const numbers = /^(number|bigint)$/.test(typeof a) && /^(number|bigint)$/.test(typeof b)
    return numbers && Number(a) === Number(b) && String(a) === String(b) ? undefined : differs
  }
  if (Array.isArray(a) !== Array.isArray(b)) return differs
  const left = new Map(Object.entries(a))
  const right = new Map(Object.entries(b))
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const found = difference(left.get(key), right.get(key), at === "" ? key : `${at}.${key}`)
    if (found !== undefined) return found
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Answers
// ---------------------------------------------------------------------------------------------------------------------

const nameOf = ({ operation, router }: Stated): string => `${router}.${operation}`

const media = (exchange: Exchange): string => {
  const [type = ""] = exchange.content_type.split(";")
  return type.trim().toLowerCase()
}

const textOf = (exchange: Exchange): string =>
  exchange.response_text ?? (exchange.response_json === undefined ? "" : Json.stringify(exchange.response_json))

const decoded = (one: Stated, back: string | undefined): Verdict => ({
  operation: nameOf(one),
  ok: true,
  lossless: back === undefined,
  reason: null,
  error: back ?? null
})

const failed = (one: Stated, reason: string): Verdict => ({
  operation: nameOf(one),
  ok: true,
  lossless: null,
  reason,
  error: null
})

const undecodable = (one: Stated, error: string): Verdict => ({
  operation: nameOf(one),
  ok: false,
  lossless: false,
  reason: "Undecodable",
  error
})

const list = (issues: ReadonlyArray<Issue>): string =>
  issues
    .slice(0, 5)
    .map(({ message, path }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
    .join("; ")

interface Coder {
  readonly decode: (value: unknown) => Outcome<unknown>
  readonly encode: (value: unknown) => Outcome<unknown>
}

const coders = new Map<AnySchema, Coder>()

const coderOf = (schema: AnySchema): Coder => {
  const found = coders.get(schema)
  if (found !== undefined) return found
  const made: Coder = { decode: decoder(schema), encode: encoder(schema) }
  coders.set(schema, made)
  return made
}

/** Encodes what was decoded, and says what the way back changed. */
const wayBack = (schema: AnySchema, value: unknown, input: unknown): string | undefined => {
  const encoded = coderOf(schema).encode(value)
  return encoded._tag === "Failure" ? `does not encode: ${list(encoded.issues)}` : difference(input, encoded.value)
}

type Parsed = { readonly value: unknown } | { readonly problem: string }

const parsed = (exchange: Exchange): Parsed => {
  if (exchange.response_json !== undefined) return { value: exchange.response_json }
  try {
    return { value: Json.parse(exchange.response_text ?? "") }
  } catch (error) {
    // JSON.parse throws; there is no other way to be told.
    return { problem: String(error) }
  }
}

const readJson = (one: Stated, schema: AnySchema, exchange: Exchange): Verdict => {
  const body = parsed(exchange)
  if ("problem" in body) return undecodable(one, body.problem)
  const outcome = coderOf(schema).decode(body.value)
  if (outcome._tag === "Success") return decoded(one, wayBack(schema, outcome.value, body.value))
  const said = saidInstead(one.router, body.value, exchange.status, textOf(exchange))
  return said === undefined ? undecodable(one, list(outcome.issues)) : failed(one, said._tag)
}

/** The texts of the elements of a stream, found without the reader that is looked at. */
const framesOf = (text: string, accept: string): ReadonlyArray<string> => {
  if (accept !== "text/event-stream") return text.split("\n").filter((line) => line.trim() !== "")
  const frames: Array<string> = []
  createParser({
    onEvent: ({ data }) => {
      if (data !== "[DONE]" && data !== "") frames.push(data)
    }
  }).feed(`${text}\n\n`)
  return frames
}

const readStream = (one: Stated, stream: StreamedAnswer<unknown>, exchange: Exchange): Verdict => {
  const { accept, element } = stream
  if (stream.reader === undefined || element === undefined) return decoded(one, undefined)
  const text = textOf(exchange)
  if (media(exchange) === "application/json") {
    const reason = unstreamed(one.router, accept, exchange.status, text)
    return reason._tag === "Undecodable" ? undecodable(one, list(reason.issues)) : failed(one, reason._tag)
  }
  const reader = stream.reader()
  const elements: Array<unknown> = []
  const reason = reader.feed(text, elements) ?? reader.end(elements)
  if (reason?._tag === "Undecodable") return undecodable(one, list(reason.issues))
  const frames = framesOf(text, accept)
  for (const [at, value] of elements.entries()) {
    // The reader has parsed all of these.
    const back = wayBack(element, value, Json.parse(frames[at] ?? "null"))
    if (back !== undefined) return decoded(one, `element ${at}: ${back}`)
  }
  if (reason !== undefined) return failed(one, reason._tag)
  return decoded(one, frames.length === elements.length ? undefined : `${frames.length} became ${elements.length}`)
}

/** The page of the web frontend, told from a page that somebody stored. */
const isFrontend = (text: string): boolean => /<title>[^<]*Open WebUI/i.test(text)

/** Reads an answer with a status of success as one operation does. */
const readAs = (one: Stated, exchange: Exchange): Verdict => {
  const { stream, success } = one.spec
  const text = textOf(exchange)
  const isPage = media(exchange) === "text/html"
  if (stream !== undefined) {
    const isNoElement = stream.reader !== undefined || isFrontend(text)
    return isPage && isNoElement ? failed(one, "NoSuchRoute") : readStream(one, stream, exchange)
  }
  if (success === undefined) return undecodable(one, "The operation states no answer")
  if (!("kind" in success)) return isPage ? failed(one, "NoSuchRoute") : readJson(one, success, exchange)
  if (isPage && isFrontend(text)) return failed(one, "NoSuchRoute")
  switch (success.kind) {
    case "redirect":
      return undecodable(one, "Expected a redirect")
    case "empty":
      // All that is sent where nothing is said.
      return decoded(one, ["", "null", "true", "{}"].includes(text) ? undefined : `${shown(text)} became nothing`)
    case "text":
    case "bytes":
      return decoded(one, undefined)
  }
}

/** The operations that are asked in this order: those of which the content type is come first. */
const inOrder = (operations: ReadonlyArray<Stated>, exchange: Exchange): ReadonlyArray<Stated> => {
  const type = media(exchange)
  const isStream = type === "text/event-stream" || type === "application/x-ndjson"
  const rank = ({ spec }: Stated): number => {
    const isJson = spec.success !== undefined && !("kind" in spec.success)
    if (spec.stream?.accept === type) return 0
    if (isStream) return spec.stream?.reader !== undefined ? 1 : spec.stream !== undefined ? 2 : isJson ? 4 : 3
    return isJson ? 1 : spec.stream === undefined ? 2 : 3
  }
  return operations.toSorted((a, b) => rank(a) - rank(b))
}

/** Reads an answer as the client does. */
export const decodeExchange = (exchange: Exchange): Verdict => {
  const { method, path_template, status } = exchange
  const operations = inOrder(operationsOf(method, path_template), exchange)
  const [first] = operations
  if (first === undefined) {
    const error = `The contract has no ${method} ${path_template}`
    return { operation: null, ok: false, lossless: false, reason: null, error }
  }
  const redirect = operations.find(({ spec }) => {
    const { success } = spec
    return success !== undefined && "kind" in success && success.kind === "redirect"
  })
  if (redirect !== undefined && status >= 300 && status < 400) return decoded(redirect, undefined)
  if (status < 200 || status >= 300) {
    const { _tag } = classify({
      operation: nameOf(first),
      router: first.router,
      status,
      contentType: media(exchange),
      retryAfter: undefined,
      body: textOf(exchange)
    })
    return failed(first, _tag)
  }
  const verdicts: Array<Verdict> = []
  for (const one of operations) {
    const verdict = readAs(one, exchange)
    if (verdict.ok && verdict.reason === null) return verdict
    verdicts.push(verdict)
  }
  // No operation decodes it: one that can name the failure says more than one that cannot.
  return verdicts.find(({ ok }) => ok) ?? verdicts[0] ?? undecodable(first, "No operation reads it")
}

// ---------------------------------------------------------------------------------------------------------------------
// Lines
// ---------------------------------------------------------------------------------------------------------------------

const property = (value: object, key: string): unknown => (value as Readonly<Record<string, unknown>>)[key]

/** Reads a line of a recording. Throws `SyntaxError` or `TypeError` where it is none. */
export const exchangeOf = (line: string): Exchange => {
  const value = Json.parse(line)
  if (typeof value !== "object" || value === null) throw new TypeError("Expected an object")
  const method = property(value, "method")
  const path_template = property(value, "path_template")
  const status = property(value, "status")
  const text = property(value, "response_text")
  const json = property(value, "response_json")
  const type = property(value, "content_type") ?? (json === undefined ? "" : "application/json")
  if (typeof method !== "string") throw new TypeError("Expected method to be a text")
  if (typeof path_template !== "string") throw new TypeError("Expected path_template to be a text")
  if (typeof status !== "number" || !Number.isInteger(status)) throw new TypeError("Expected status to be an integer")
  if (typeof type !== "string") throw new TypeError("Expected content_type to be a text")
  if (text !== undefined && text !== null && typeof text !== "string") {
    throw new TypeError("Expected response_text to be a text")
  }
  return {
    method: method.toUpperCase(),
    path_template,
    status,
    content_type: type,
    // A null beside a text says that there is no JSON.
    ...(json === undefined || (json === null && typeof text === "string") ? undefined : { response_json: json }),
    ...(typeof text === "string" ? { response_text: text } : undefined)
  }
}

/** The verdict on a line, whatever it holds. */
export const verdictOf = (line: string): Verdict => {
  try {
    return decodeExchange(exchangeOf(line))
  } catch (error) {
    // No exchange, or a value that the machinery did not expect: the other lines are still read.
    return { operation: null, ok: false, lossless: false, reason: null, error: String(error) }
  }
}

const folder = new URL("../../refs/recorded/", import.meta.url)

/** The lines of a recording. */
export const linesOf = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line.trim() !== "")

/** The recorded answers, by router. */
export const recorded = (): ReadonlyMap<string, ReadonlyArray<string>> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .sort()
      .map((name) => [name.replace(/\.jsonl$/, ""), linesOf(readFileSync(new URL(name, folder), "utf8"))])
  )
