/** Looking into values of which nothing is known yet, and whose words they may be. */
import { hasProperty } from "effect/Predicate"

/** What an object has under a key; `undefined` of all else. */
export const property = (value: unknown, key: string): unknown => (hasProperty(value, key) ? value[key] : undefined)

/** A text that says something, or a number as a text. */
export const word = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined

/** The words of a failure. */
export interface Said {
  readonly detail: string
  readonly type: string | undefined
  readonly code: string | undefined
}

/** What a failure says of itself: a text, or an object with `message` or `detail`, and with `type` and `code`. */
export const saidOf = (failure: unknown, otherwise: string): Said => ({
  detail: word(property(failure, "message")) ?? word(property(failure, "detail")) ?? word(failure) ?? otherwise,
  type: word(property(failure, "type")),
  code: word(property(failure, "code"))
})

/** Routers that hand on what a provider answers. */
export const passesThrough: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "main",
  "openai",
  "ollama",
  "audio",
  "images",
  "tasks",
  "retrieval"
])
