/**
 * What recurs in the queries of lists: pages, periods, filters, orders. The backend states them anew in each router.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { openLiterals } from "../internal/Model.ts"
import { EpochSeconds } from "./Time.ts"

const integer = /*#__PURE__*/ Schema.optional(Schema.Int)
const text = /*#__PURE__*/ Schema.optional(Schema.String)

/**
 * Which way a list is sorted.
 *
 * @since 0.1.0
 */
export const Direction = /*#__PURE__*/ openLiterals(["asc", "desc"])
/** Which way a list is sorted. */
export type Direction = typeof Direction.Type

const direction = /*#__PURE__*/ Schema.optional(Direction)

/**
 * A page of a list; the first is 1.
 *
 * @since 0.1.0
 */
export const paged = { page: integer }

/**
 * A page of a list whose router refuses what is below 1.
 *
 * @since 0.1.0
 */
export const pagedFromOne = {
  page: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.Int.check(/*#__PURE__*/ Schema.isGreaterThanOrEqualTo(1)))
}

/**
 * A part of a list: how many to pass over, how many to give.
 *
 * @since 0.1.0
 */
export const sliced = { skip: integer, limit: integer }

/**
 * From when to when, both included.
 *
 * @since 0.1.0
 */
export const period = {
  start_date: /*#__PURE__*/ Schema.optional(EpochSeconds),
  end_date: /*#__PURE__*/ Schema.optional(EpochSeconds)
}

/**
 * Two versions that are compared.
 *
 * @since 0.1.0
 */
export const compared = { from_id: Schema.String, to_id: Schema.String }

/**
 * The filters and the order of what the workspace lists: models, knowledge, prompts, skills, notes.
 *
 * @since 0.1.0
 */
export const workspaceList = {
  query: text,
  /** `created`: the account's own; `shared`: those of others. */
  view_option: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ openLiterals(["created", "shared"])),
  order_by: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ openLiterals(["name", "created_at", "updated_at"])),
  direction,
  page: integer
}

/**
 * The filter and the order of lists of chats that are found by their title.
 *
 * @since 0.1.0
 */
export const chatSearch = {
  page: integer,
  query: text,
  order_by: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ openLiterals(["updated_at", "created_at", "title"])),
  direction
}

/**
 * The order of lists of chats as the side bar shows them.
 *
 * @since 0.1.0
 */
export const chatOrder = {
  sort_by: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ openLiterals(["updated_at", "title", "unread_updated_at"])),
  sort_dir: direction
}
