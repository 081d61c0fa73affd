/**
 * Records what the backend answers in the tests of the routers, as `refs/recorded/<router>.jsonl`: a few answers of each
 * operation and status, shortened, without secrets; and what is said over the socket, as `refs/recorded/realtime/`, see
 * `record-events.ts`. `npm run record` makes all of them anew;
 * `npm run record -- tests/routers/Chats.test.ts` runs these tests only and adds what they show to what is there;
 * `npm run record -- --from FOLDER` runs nothing and reads what a run with `RECORD=FOLDER` has left.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Json from "../src/layers/Json.ts"
import {
  decodeExchange,
  difference,
  type Exchange,
  exchangeOf,
  linesOf,
  operationsOf,
  recorded,
  type Verdict
} from "../tests/contract/decode.ts"
import { fileName } from "../tests/support/record.ts"
import { fileName as eventsName } from "../tests/support/recordEvents.ts"
import { cleaner, groupBy, order, parsed, shapeOf, short, various } from "./distil.ts"
import { distilEvents } from "./record-events.ts"

const root = new URL("../", import.meta.url).pathname
const target = join(root, "refs", "recorded")

/** How many samples an operation keeps of one class of status. */
const samples = 4
const longestStream = 3_000

// ---------------------------------------------------------------------------------------------------------------------
// Short
// ---------------------------------------------------------------------------------------------------------------------

/** A stream of fewer elements: two of each shape and the last ones, with the texts in them shortened. */
const shortStream = (text: string, separator: string): string => {
  const frames = text.split(separator)
  const seen = new Map<string, number>()
  const kept = frames.filter((frame, at) => {
    const shape = shapeOf(parsed(frame.replace(/^(?:[a-z]+: .*\n)*data: /, "")))
    const count = (seen.get(shape) ?? 0) + 1
    seen.set(shape, count)
    return count <= 2 || at >= frames.length - 3
  })
  return kept
    .map((frame) =>
      frame.replace(/\{.*\}/s, (json) => {
        const value = parsed(json)
        return value === undefined ? json : Json.stringify(short(value))
      })
    )
    .join(separator)
}

const shortened = (exchange: Exchange): Exchange => {
  const { response_json, response_text } = exchange
  if (response_text === undefined)
    return response_json === undefined ? exchange : { ...exchange, response_json: short(response_json) }
  const separator =
    exchange.content_type === "text/event-stream" ? "\n\n" : exchange.content_type.endsWith("ndjson") ? "\n" : undefined
  if (separator !== undefined) return { ...exchange, response_text: shortStream(response_text, separator) }
  return { ...exchange, response_text: response_text.slice(0, longestStream) }
}

// ---------------------------------------------------------------------------------------------------------------------
// From all answers to a few
// ---------------------------------------------------------------------------------------------------------------------

const isSame = (a: Verdict, b: Verdict): boolean =>
  a.operation === b.operation && a.ok === b.ok && a.lossless === b.lossless && a.reason === b.reason

/** The texts of a stream are cleaned where they are, since the stream is no JSON as a whole. */
const cleaned = (exchange: Exchange, clean: (value: unknown) => unknown): Exchange => {
  const { content_type, method, path_template, response_json, response_text, status } = exchange
  return {
    method,
    path_template,
    status,
    content_type,
    ...(response_json === undefined ? undefined : { response_json: clean(response_json) }),
    ...(response_text === undefined ? undefined : { response_text: String(clean(response_text)) })
  }
}

interface Sample {
  readonly exchange: Exchange
  readonly verdict: Verdict
  /** Answers of one key say the same. */
  readonly key: string
}

/** What tells the answers of one operation and status apart: of failures what they say, of others how they look. */
const keyOf = ({ response_json, response_text, status }: Exchange): string => {
  if (status >= 400) {
    const said = response_json === undefined ? (response_text ?? "") : Json.stringify(response_json)
    return `${status} ${said.replaceAll(/[0-9a-f]{8}-[0-9a-f-]+|\d+/g, "#")}`
  }
  if (response_json !== undefined) return `${status} ${shapeOf(response_json)}`
  const frames = (response_text ?? "").split("\n").map((line) => shapeOf(parsed(line.replace(/^data: /, ""))))
  return `${status} ${[...new Set(frames)].sort().join()}`
}

const sampleOf = (exchange: Exchange, clean: (value: unknown) => unknown, isWhole: boolean): Sample | undefined => {
  const before = decodeExchange(exchange)
  // A test that has seen enough leaves a stream, which then looks as if the server had cut it off, unless it has no end.
  if (!isWhole && before.reason !== "StreamFailed" && before.lossless !== true) return undefined
  // The test that asked for it says that it cannot be read.
  if (!before.ok) {
    console.error(`left out, since it cannot be read: ${before.operation}: ${before.error}`)
    return undefined
  }
  const clear = cleaned(exchange, clean)
  const verdict = decodeExchange(clear)
  if (!isSame(before, verdict)) {
    console.error(`left out, since it reads otherwise without its secrets: ${verdict.operation} ${verdict.error}`)
    return undefined
  }
  const brief = shortened(clear)
  const chosen = isSame(verdict, decodeExchange(brief)) ? brief : clear
  return { exchange: chosen, verdict, key: keyOf(chosen) }
}

/** The samples of one operation and class of status: the answer that says most first, then those that differ from it. */
const chosenOf = (all: ReadonlyArray<Sample>): ReadonlyArray<Sample> => {
  const unique = groupBy(all, ({ key }) => key).flatMap(([, [first]]) => (first === undefined ? [] : [first]))
  const byLength = unique.toSorted((a, b) => b.key.length - a.key.length || order(a.key, b.key))
  return various(
    byLength,
    samples,
    ({ verdict }) => `${verdict.operation} ${verdict.ok} ${verdict.lossless} ${verdict.reason}`
  )
}

const routerOf = ({ method, path_template }: Exchange): string =>
  operationsOf(method, path_template)[0]?.router ?? "none"

const distil = (lines: ReadonlyArray<string>): void => {
  for (const [router, own] of groupBy(lines, (line) => routerOf(exchangeOf(line)))) {
    const clean = cleaner()
    const all = own.flatMap((line) => {
      const sample = sampleOf(exchangeOf(line), clean, !line.endsWith(`"ended":false}`))
      return sample === undefined ? [] : [sample]
    })
    const groups = groupBy(all, ({ exchange: { method, path_template, status } }) =>
      [path_template, method, Math.floor(status / 100)].join(" ")
    )
    // Numbered anew in the order in which they stay, so that another run changes no more than it must.
    const number = cleaner()
    const kept = groups.flatMap(([, group]) => chosenOf(group)).map(({ exchange }) => cleaned(exchange, number))
    for (const exchange of kept) {
      const back = exchangeOf(Json.stringify(exchange))
      const lost = difference(exchange, back)
      if (lost !== undefined) throw new Error(`A recorded answer does not come back ${lost}`)
    }
    writeFileSync(join(target, `${router}.jsonl`), `${kept.map((one) => Json.stringify(one)).join("\n")}\n`)
    console.log(`${router}: ${kept.length} of ${own.length} answers`)
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// The run
// ---------------------------------------------------------------------------------------------------------------------

const { positionals, values } = parseArgs({ allowPositionals: true, options: { from: { type: "string" } } })
const folder = values.from ?? mkdtempSync(join(tmpdir(), "record-"))
if (values.from === undefined) {
  const tests = positionals.length > 0 ? positionals : ["tests/routers", "tests/realtime"]
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs")
  const { status } = spawnSync(process.execPath, [vitest, "run", ...tests], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, RECORD: folder }
  })
  if (status !== 0) {
    console.error("Some tests failed; what was answered is recorded all the same.")
    process.exitCode = 1
  }
}
/** What was written down, line by line. */
const written = (name: string): ReadonlyArray<string> => {
  const file = join(folder, name)
  return existsSync(file) ? linesOf(readFileSync(file, "utf8")) : []
}

const answers = written(fileName)
const events = written(eventsName)
if (answers.length === 0 && events.length === 0) {
  console.error("Nothing was answered.")
  process.exit(1)
}
const adds = positionals.length > 0
if (answers.length > 0) {
  const before = adds && existsSync(target) ? [...recorded().values()].flat() : []
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(target)) if (name.endsWith(".jsonl")) rmSync(join(target, name))
  distil([...before, ...answers])
}
if (events.length > 0) distilEvents(events, join(target, "realtime"), adds)
if (values.from === undefined) rmSync(folder, { recursive: true, force: true })
