/** What recordings are made of: values without secrets, in fewer words, and of each shape a few. */
import { hostname } from "node:os"
import * as Json from "../src/layers/Json.ts"

const longestText = 200
const longestArray = 3
/** From how many keys on an object whose values are all of one shape is a map. */
const longMap = 8

// ---------------------------------------------------------------------------------------------------------------------
// Shapes
// ---------------------------------------------------------------------------------------------------------------------

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a value looks like: its keys and the types of its values, at every depth. */
export const shapeOf = (value: unknown): string => {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join("|")}]`
  if (!isRecord(value)) return value === null ? "null" : typeof value
  const fields = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}:${shapeOf(child)}`)
  return `{${fields.sort().join()}}`
}

/** A text as JSON, where it is any. */
export const parsed = (text: string): unknown => {
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
/** The id of a connection of Socket.IO. */
const socket = /(?<![\w-])[\w-]{16}AA[\w-]{2}(?![\w-])/g
const secretName =
  /(?:token|password|secret|passphrase|api[_-]?keys?|credential|authorization)s?$|^(?:key|cookie|manual_key|qr_code)$|^backup_codes|^recovery_codes/i

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

/** Writes values without secrets and without what changes from run to run. */
export const cleaner = (): ((value: unknown) => unknown) => {
  const ids = numbered((count) => `00000000-0000-4000-8000-${digits(count, 12)}`)
  const words = numbered((count) => digits(count, 4))
  const accounts = numbered((count) => `user${count}@example.com`)
  const sockets = numbered((count) => `socket${digits(count, 14)}`)
  const machine = hostname()
  const cleanText = (text: string): string => {
    const clean = text
      .replaceAll(jwt, "a.json.webtoken")
      .replaceAll(apiKey, "sk-example")
      .replaceAll(scimToken, "secret")
      .replaceAll(uuid, ids)
      .replaceAll(socket, sockets)
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
export const various = <A>(items: ReadonlyArray<A>, count: number, shape: (item: A) => string): ReadonlyArray<A> => {
  if (items.length <= count) return items
  const seen = new Set<string>()
  const first = items.filter((item) => {
    const own = shape(item)
    return seen.has(own) ? false : seen.add(own) !== undefined
  })
  const chosen = new Set([...first, ...items].slice(0, Math.max(count, 0)))
  return items.filter((item) => chosen.delete(item))
}

/** A value with fewer and shorter parts. */
export const short = (value: unknown): unknown => {
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

// ---------------------------------------------------------------------------------------------------------------------
// Groups
// ---------------------------------------------------------------------------------------------------------------------

/** Compares texts. */
export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Items by key, in the order of the keys. */
export const groupBy = <A>(
  items: ReadonlyArray<A>,
  keyOf: (item: A) => string
): ReadonlyArray<readonly [string, ReadonlyArray<A>]> => {
  const groups = new Map<string, Array<A>>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups].sort(([a], [b]) => order(a, b))
}
