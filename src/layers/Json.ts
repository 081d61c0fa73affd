/**
 * JSON as the backend writes it. Open WebUI sends times in nanoseconds, 19 digits, which a JavaScript number cannot
 * hold; here an integer that a number would round is a `bigint`, both ways.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Any JSON value. An integer that a number cannot hold exactly is a `bigint`.
 *
 * @since 0.1.0
 * @category models
 */
export type Json = null | boolean | number | bigint | string | ReadonlyArray<Json> | JsonObject

/**
 * A JSON object.
 *
 * @since 0.1.0
 * @category models
 */
export interface JsonObject {
  readonly [key: string]: Json
}

const isJson = (u: unknown): u is Json => {
  switch (typeof u) {
    case "string":
    case "boolean":
    case "bigint":
      return true
    case "number":
      return Number.isFinite(u)
    case "object": {
      if (u === null) return true
      if (Array.isArray(u)) return u.every(isJson)
      const prototype: unknown = Object.getPrototypeOf(u)
      if (prototype !== Object.prototype && prototype !== null) return false
      // A key set to `undefined` is left out of the text, as JSON.stringify does.
      return Object.values(u).every((value) => value === undefined || isJson(value))
    }
    default:
      return false
  }
}

/**
 * Schema of any JSON value. Used where a third party decides the shape: a provider's body, a plugin's valves, `meta`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Json: Schema.Codec<Json> = /*#__PURE__*/ Schema.declare(isJson, {
  identifier: "Json",
  expected: "a JSON value"
})

/**
 * Schema of a JSON object whose keys a third party decides.
 *
 * @since 0.1.0
 * @category schemas
 */
export const JsonObject: Schema.Codec<JsonObject> = /*#__PURE__*/ Schema.declare(
  (u): u is JsonObject => typeof u === "object" && u !== null && !Array.isArray(u) && isJson(u),
  { identifier: "JsonObject", expected: "a JSON object" }
)

const isDigit = (code: number): boolean => code >= 48 && code <= 57

const dot = 46

/**
 * Whether a text may hold an integer too long for a number: 16 digits in a row that are no fraction. A run that long
 * covers one of every 16 places, so only these are looked at; a needless yes costs a slower parse, never a wrong value.
 */
const hasLongInteger = (text: string): boolean => {
  const { length } = text
  for (let at = 15; at < length; at += 16) {
    if (!isDigit(text.charCodeAt(at))) continue
    // Of 16 digits around a place, 8 in a row lie before it or behind it.
    if (!isDigit(text.charCodeAt(at - 7)) && !isDigit(text.charCodeAt(at + 8))) continue
    let start = at
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--
    let end = at + 1
    while (end < length && isDigit(text.charCodeAt(end))) end++
    if (end - start >= 16 && text.charCodeAt(start - 1) !== dot) return true
    // The rest of this run is known; walking it again from each place would take minutes for a million decimals.
    at += (end - at) & ~15
  }
  return false
}

const integer = /^-?\d+$/

const revive = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" &&
  !Number.isSafeInteger(value) &&
  context?.source !== undefined &&
  integer.test(context.source)
    ? BigInt(context.source)
    : value

/**
 * Parses a JSON text exactly. Throws `SyntaxError` as `JSON.parse` does.
 *
 * @since 0.1.0
 * @category conversions
 */
export const parse = (text: string): unknown => (hasLongInteger(text) ? JSON.parse(text, revive) : JSON.parse(text))

// Not in TypeScript's library files yet. Node has had it since 21; where it is missing, long integers cannot be sent.
declare global {
  interface JSON {
    rawJSON?(text: string): unknown
  }
}

const replace = (_key: string, value: unknown): unknown => {
  if (typeof value !== "bigint") return value
  if (JSON.rawJSON === undefined) throw new TypeError("This JavaScript runtime cannot write integers over 2^53 as JSON")
  return JSON.rawJSON(String(value))
}

const hasBigInt = (value: unknown): boolean =>
  typeof value === "bigint" ||
  (typeof value === "object" && value !== null && Object.values(value).some((child) => hasBigInt(child)))

/**
 * Writes a value as JSON, `bigint` as an integer. Throws `TypeError` where it cannot be written.
 *
 * @since 0.1.0
 * @category conversions
 */
export const stringify = (value: unknown): string => JSON.stringify(value, hasBigInt(value) ? replace : undefined)
