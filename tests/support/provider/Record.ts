/** What the provider was asked, kept so that a test can say "this was sent once" or "this connection was closed". */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** How a request ended: `Aborted` means that the asking side went away, `Broken` that the provider cut the answer off. */
export const Outcome = Schema.Literals(["Pending", "Answered", "Aborted", "Broken"])
export type Outcome = typeof Outcome.Type

export const RecordedRequest = Schema.Struct({
  id: Schema.Number,
  method: Schema.String,
  path: Schema.String,
  headers: Schema.Record(Schema.String, Schema.String),
  /** JSON where the body was JSON, its text otherwise, `null` where there was none. */
  body: Schema.Json,
  outcome: Outcome
})
export type RecordedRequest = typeof RecordedRequest.Type

/** Counters over the provider's life; `open` is how many streams are being written now. */
export const StreamCounts = Schema.Struct({
  opened: Schema.Number,
  open: Schema.Number,
  answered: Schema.Number,
  aborted: Schema.Number,
  broken: Schema.Number
})
export type StreamCounts = typeof StreamCounts.Type

/** The oldest go first: a soak test must not fill the memory. */
const capacity = 2000

const readBody = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const type = request.headers["content-type"] ?? ""
  if (type.startsWith("multipart/")) return `(${(yield* request.arrayBuffer).byteLength} bytes of ${type})`
  const text = yield* request.text
  if (text === "") return null
  const json: Schema.Json = yield* Effect.orElseSucceed(request.json, () => text)
  return json
})

export interface Recorder {
  readonly requests: Effect.Effect<ReadonlyArray<RecordedRequest>>
  readonly streams: Effect.Effect<StreamCounts>
  readonly clear: Effect.Effect<void>
  /** Counts a stream from its first byte to its end, however it ends. */
  readonly track: <A, E, R>(stream: Stream.Stream<A, E, R>) => Stream.Stream<A, E, R>
  /** Wraps the whole handling of a request, the sending of the answer included. */
  readonly middleware: <A, E, R>(
    app: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E, R | HttpServerRequest.HttpServerRequest>
}

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): Exclude<Outcome, "Pending"> =>
  Exit.isSuccess(exit) ? "Answered" : Cause.hasInterrupts(exit.cause) ? "Aborted" : "Broken"

const closedAs = { Answered: "answered", Aborted: "aborted", Broken: "broken" } as const

export const make: Effect.Effect<Recorder> = Effect.sync(() => {
  const records = new Map<number, RecordedRequest>()
  let nextId = 1
  const counts = { opened: 0, answered: 0, aborted: 0, broken: 0 }

  const update = (id: number, change: Partial<RecordedRequest>): void => {
    const record = records.get(id)
    // It may have been cleared, or pushed out by newer ones.
    if (record !== undefined) records.set(id, { ...record, ...change })
  }

  const begin = (request: HttpServerRequest.HttpServerRequest): number => {
    const id = nextId++
    const headers = { ...request.headers }
    if (headers.authorization !== undefined) headers.authorization = "<redacted>"
    records.set(id, { id, method: request.method, path: request.url, headers, body: null, outcome: "Pending" })
    if (records.size > capacity) {
      const oldest = records.keys().next()
      if (oldest.done !== true) records.delete(oldest.value)
    }
    return id
  }

  return {
    requests: Effect.sync(() => Array.from(records.values())),
    streams: Effect.sync(() => ({
      ...counts,
      open: counts.opened - counts.answered - counts.aborted - counts.broken
    })),
    clear: Effect.sync(() => records.clear()),
    track: (stream) =>
      stream.pipe(
        Stream.onStart(Effect.sync(() => counts.opened++)),
        Stream.onExit((exit) => Effect.sync(() => counts[closedAs[outcomeOf(exit)]]++))
      ),
    middleware: (app) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        // Looking at the record leaves no trace in it.
        if (request.url.startsWith("/__")) return yield* app
        const id = begin(request)
        return yield* readBody(request).pipe(
          Effect.tap((body) => Effect.sync(() => update(id, { body }))),
          Effect.ignore,
          Effect.andThen(app),
          Effect.onExit((exit) => Effect.sync(() => update(id, { outcome: outcomeOf(exit) })))
        )
      })
  }
})
