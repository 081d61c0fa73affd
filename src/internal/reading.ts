/** Looking into values of which nothing is known yet. */
import { hasProperty } from "effect/Predicate"

/** What an object has under a key; `undefined` of all else. */
export const property = (value: unknown, key: string): unknown => (hasProperty(value, key) ? value[key] : undefined)

/** A text that says something, or a number as a text. */
export const word = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined
