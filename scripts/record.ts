/**
 * Records what the backend answers in the tests of the routers, as `refs/recorded/<router>.jsonl`: a few answers of each
 * operation and status, shortened, without secrets. `npm run record` makes all of them anew;
 * `npm run record -- tests/routers/Chats.test.ts` runs these tests only and adds what they show to what is there;
 * `npm run record -- --from FOLDER` runs nothing and reads what a run with `RECORD=FOLDER` has left.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
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

const root = new URL("../", import.meta.url).pathname
const target = join(root, "refs", "recorded")

/** How many samples an operation keeps of one class of status. */
const samples = 4
const longestText = 200
const longestStream = 3_000
const longestArray = 3
/** From how many keys on an object whose values are all of one shape is a map. */
const longMap = 8

// ---------------------------------------------------------------------------------------------------------------------
// Shapes
// ---------------------------------------------------------------------------------------------------------------------

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a value looks like: its keys and the types of its values, at every depth. */
const shapeOf = (value: unknown): string => {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join("|")}]`
  if (!isRecord(value)) return value === null ? "null" : typeof value
  const fields = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}:${shapeOf(child)}`)
  return `{${fields.sort().join()}}`
}

const parsed = (text: string): unknown => {
  try {
    return Json.parse(text)
  } catch {
    // No JSON: the text itself is all that there is to look at.
    return undefined
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Without secrets, and the same in every run
// ---------------------------------------------------------------------------------------------------------------------

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** What `unique` of the tests adds to a word. */
const unique = /(?<![0-9a-f])([0-9a-f]{8})([-_])([0-9a-f]{4})(?![0-9a-f-])/g
const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g
const apiKey = /\bsk-[\w-]{8,}/g
const scimToken = /\bscim-test-token\b/g
const url = /\b(https?|wss?):\/\/(?:127\.0\.0\.1|localhost|0\.0\.0\.0|\[::1\])(?::\d+)?/g
const host = /\b(?:127\.0\.0\.1|localhost|0\.0\.0\.0):\d+/g
const absolute = /(?<![\w/:.<)])\/(?:home|root|tmp|work|var|usr|opt|private|Users|mnt|srv|data)\/[^\s"'`<>),;]*/g
const secretName =
  /(?:token|password|secret|passphrase|api[_-]?keys?|credential|authorization)s?$|^(?:key|cookie)$|^backup_codes|^recovery_codes/i

/** Gives every text of a kind a number in the order of appearance. */
const numbered = (write: (count: number) => string): ((text: string) => string) => {
  const known = new Map<string, string>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const made = write(known.size + 1)
    known.set(text, made)
    return made
  }
}

const digits = (count: number, length: number): string => String(count).padStart(length, "0")

const cleaner = (): ((value: unknown) => unknown) => {
  const ids = numbered((count) => `00000000-0000-4000-8000-${digits(count, 12)}`)
  const words = numbered((count) => digits(count, 4))
  const accounts = numbered((count) => `user${count}@example.com`)
  const machine = hostname()
  const cleanText = (text: string): string => {
    const clean = text
      .replaceAll(jwt, "a.json.webtoken")
      .replaceAll(apiKey, "sk-example")
      .replaceAll(scimToken, "secret")
      .replaceAll(uuid, ids)
      .replaceAll(email, accounts)
      .replaceAll(unique, (_, head: string, sign: string, tail: string) => `00000000${sign}${words(head + tail)}`)
      .replaceAll(url, (_, scheme: string) => `${scheme}://127.0.0.1:8080`)
      .replaceAll(host, "127.0.0.1:8080")
      .replaceAll(absolute, (path) => `/data/${path.slice(path.lastIndexOf("/") + 1)}`)
    return machine.length > 3 ? clean.replaceAll(machine, "localhost") : clean
  }
  const clean = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return secretName.test(key) && value !== "" ? "secret" : cleanText(value)
    if (Array.isArray(value)) return value.map((child) => clean(child, key))
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [cleanText(name), clean(child, name)]))
  }
  return (value) => clean(value, "")
}

// ---------------------------------------------------------------------------------------------------------------------
// Short
// ---------------------------------------------------------------------------------------------------------------------

const isId = (key: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(key) || /^\d+$/.test(key)

/** The first of each shape, and then others, in their order. */
const various = <A>(items: ReadonlyArray<A>, count: number, shape: (item: A) => string): ReadonlyArray<A> => {
  if (items.length <= count) return items
  const seen = new Set<string>()
  const first = items.filter((item) => {
    const own = shape(item)
    return seen.has(own) ? false : seen.add(own) !== undefined
  })
  const chosen = new Set([...first, ...items].slice(0, Math.max(count, 0)))
  return items.filter((item) => chosen.delete(item))
}

const short = (value: unknown): unknown => {
  if (typeof value === "string") return value.length > longestText ? `${value.slice(0, longestText - 3)}...` : value
  if (Array.isArray(value)) {
    const items = value.map((item) => ({ item: short(item) }))
    return various(items, longestArray, ({ item }) => shapeOf(item)).map(({ item }) => item)
  }
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(([key, child]) => [key, short(child)] as const)
  const isMap =
    (entries.length > longestArray && entries.every(([key]) => isId(key))) ||
    (entries.length > longMap &&
      entries.every(([, child]) => typeof child === "object" && child !== null) &&
      new Set(entries.map(([, child]) => shapeOf(child))).size === 1)
  return Object.fromEntries(isMap ? various(entries, longestArray, ([, child]) => shapeOf(child)) : entries)
}

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
  // A test that has seen enough leaves a stream, which then looks as if the server had cut it off.
  if (!isWhole && before.reason !== "StreamFailed") return undefined
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

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const groupBy = <A>(
  items: ReadonlyArray<A>,
  keyOf: (item: A) => string
): ReadonlyArray<readonly [string, ReadonlyArray<A>]> => {
  const groups = new Map<string, Array<A>>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups].sort(([a], [b]) => order(a, b))
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
  const tests = positionals.length > 0 ? positionals : ["tests/routers"]
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
const file = join(folder, fileName)
if (!existsSync(file)) {
  console.error("Nothing was answered.")
  process.exit(1)
}
const fresh = linesOf(readFileSync(file, "utf8"))
const before = positionals.length > 0 && existsSync(target) ? [...recorded().values()].flat() : []
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
distil([...before, ...fresh])
if (values.from === undefined) rmSync(folder, { recursive: true, force: true })
