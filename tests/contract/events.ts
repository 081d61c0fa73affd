/**
 * Recorded events of the socket, read as the client reads them: whether a schema knows the type, whether it takes what was
 * said, and whether anything is lost on the way back. Events of both directions count, and calls that wait for an answer.
 */
import { readdirSync, readFileSync } from "node:fs"
import { type AnySchema, decoder, encoder, type Outcome } from "../../src/internal/schema.ts"
import type { Issue } from "../../src/layers/Failures.ts"
import * as Json from "../../src/layers/Json.ts"
import { CompletionPiece, clientEvents } from "../../src/realtime/ClientEvents.ts"
import {
  ChannelEnvelope,
  ChatEnvelope,
  channelEvents,
  chatEvents,
  decodeEvent,
  otherEvents
} from "../../src/realtime/Events.ts"
import { calls } from "../../src/realtime/Handlers.ts"
import { difference } from "./decode.ts"

/** One event: its name, and the first of its arguments, which is all that Open WebUI sends. */
export interface Told {
  readonly event: string
  readonly payload: unknown
}

/** What became of an event. */
export interface EventVerdict {
  /** Null where the line holds none. */
  readonly event: string | null
  /** `data.type` where there is one, else the name of the event. */
  readonly type: string | null
  /** A schema has the type; whether it takes what was said is another question. */
  readonly known: boolean
  /** It was read without an issue. One of a type that nobody knows is. */
  readonly ok: boolean
  /** Encoding gave back what was decoded. */
  readonly lossless: boolean
  readonly error: string | null
}

// ---------------------------------------------------------------------------------------------------------------------
// Reading
// ---------------------------------------------------------------------------------------------------------------------

/** Something that was decoded, and what it must encode to. */
interface Part {
  readonly schema: AnySchema
  readonly value: unknown
  readonly input: unknown
}

/** What reading came to: its parts, or why it did not go. */
type Reading = { readonly parts: ReadonlyArray<Part> } | { readonly issues: ReadonlyArray<Issue> }

const property = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined

/** `data.type` of a payload. */
const innerType = (payload: unknown): string | undefined => {
  const type = property(property(payload, "data"), "type")
  return typeof type === "string" ? type : undefined
}

const innerData = (payload: unknown): unknown => property(property(payload, "data"), "data")

const schemaIn = (schemas: Readonly<Record<string, AnySchema>>, name: string | undefined): AnySchema | undefined =>
  name !== undefined && Object.hasOwn(schemas, name) ? schemas[name] : undefined

interface Coder {
  readonly decode: (value: unknown) => Outcome<unknown>
  readonly encode: (value: unknown) => Outcome<unknown>
}

const coders = new Map<AnySchema, Coder>()

const coderOf = (schema: AnySchema): Coder => {
  const coder = coders.get(schema) ?? { decode: decoder(schema), encode: encoder(schema) }
  coders.set(schema, coder)
  return coder
}

/** Reads what all of these schemas take; each has the steps that lead to its part. */
const readAs = (...parts: ReadonlyArray<readonly [schema: AnySchema, input: unknown, ...Issue["path"]]>): Reading => {
  const read: Array<Part> = []
  const issues: Array<Issue> = []
  for (const [schema, input, ...steps] of parts) {
    const outcome = coderOf(schema).decode(input)
    if (outcome._tag === "Success") read.push({ schema, input, value: outcome.value })
    else issues.push(...outcome.issues.map((issue) => ({ ...issue, path: [...steps, ...issue.path] })))
  }
  return issues.length === 0 ? { parts: read } : { issues }
}

/** An event that the server tells, as the client gives it to its user. */
const asTold = ({ event, payload }: Told): Reading | undefined => {
  const read = decodeEvent(event, payload)
  if (!read.known) return read.issues.length === 0 ? undefined : { issues: read.issues }
  const envelope = event === "events" ? ChatEnvelope : event === "events:channel" ? ChannelEnvelope : undefined
  if (envelope === undefined) {
    const schema = schemaIn(otherEvents, event)
    return schema && { parts: [{ schema, value: read.data, input: payload }] }
  }
  const schema = schemaIn(event === "events" ? chatEvents : channelEvents, read.type)
  const whole = { schema: envelope, value: read.envelope, input: payload }
  return schema && { parts: [whole, { schema, value: read.data, input: innerData(payload) }] }
}

/** A call that waits for an answer. */
const asAsked = ({ event, payload }: Told): Reading | undefined => {
  const schema = event === "events" ? schemaIn(calls, innerType(payload)) : undefined
  return schema && readAs([ChatEnvelope, payload, "envelope"], [schema, innerData(payload), "data"])
}

/** The event on which a client answers in pieces: account, connection and request. */
const pieces = /^[0-9a-f]{8}-[0-9a-f-]{27}:[^:]+:[^:]+$/

/** An event that a client sends. */
const asSent = ({ event, payload }: Told): Reading | undefined => {
  const schema = schemaIn(clientEvents, event) ?? (pieces.test(event) ? CompletionPiece : undefined)
  return schema && readAs([schema, payload])
}

const wayBack = ({ input, schema, value }: Part): string | undefined => {
  const encoded = coderOf(schema).encode(value)
  return encoded._tag === "Failure" ? written(encoded.issues) : difference(input, encoded.value)
}

const written = ([first]: ReadonlyArray<Issue>): string =>
  first === undefined ? "" : [first.path.join("."), first.message].filter((part) => part !== "").join(": ")

/** Reads an event as the client does. */
export const decodeTold = (told: Told): EventVerdict => {
  const { event, payload } = told
  const type = innerType(payload) ?? event
  let misfit: ReadonlyArray<Issue> | undefined
  // Some names are of both directions: it is whichever takes it.
  for (const read of [asTold, asAsked, asSent]) {
    const reading = read(told)
    if (reading === undefined) continue
    if ("issues" in reading) {
      misfit ??= reading.issues
      continue
    }
    const lost = reading.parts.map(wayBack).find((one) => one !== undefined)
    return { event, type, known: true, ok: true, lossless: lost === undefined, error: lost ?? null }
  }
  return misfit === undefined
    ? { event, type, known: false, ok: true, lossless: true, error: null }
    : { event, type, known: true, ok: false, lossless: false, error: written(misfit) }
}

// ---------------------------------------------------------------------------------------------------------------------
// Lines
// ---------------------------------------------------------------------------------------------------------------------

/** Reads a line of a recording. Throws `SyntaxError` or `TypeError` where it is none. */
export const toldOf = (line: string): Told => {
  const value = Json.parse(line)
  const event = property(value, "event")
  if (typeof event !== "string") throw new TypeError("Expected event to be a text")
  return { event, payload: property(value, "payload") }
}

/** The verdict on a line, whatever it holds. */
export const eventVerdictOf = (line: string): EventVerdict => {
  try {
    return decodeTold(toldOf(line))
  } catch (error) {
    // No event, or a value that the machinery did not expect: the other lines are still read.
    return { event: null, type: null, known: false, ok: false, lossless: false, error: String(error) }
  }
}

const folder = new URL("../../refs/recorded/realtime/", import.meta.url)

/** The recorded events, by file. */
export const recordedEvents = (): ReadonlyMap<string, ReadonlyArray<string>> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .sort()
      .map((name) => {
        const lines = readFileSync(new URL(name, folder), "utf8").split("\n")
        return [name.replace(/\.jsonl$/, ""), lines.filter((line) => line.trim() !== "")]
      })
  )
