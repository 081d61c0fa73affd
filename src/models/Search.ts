/**
 * The shapes of the search over chats, messages and notes: the models of the backend's `routers/search.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { EpochSeconds } from "./Time.ts"

/** Something that was found. */
export class SearchResult extends /*#__PURE__*/ Model<SearchResult>()({
  /** The kind and the id with a colon between them; a snapshot of a shared chat has `shared` as its kind here. */
  id: Schema.String,
  kind: openLiterals(["chat", "message", "note"]),
  /** The title; of a message, who wrote it. */
  title: Schema.String,
  /** Where it is, in words for people: a folder, a channel, or whose it is. */
  context: Schema.String,
  /** About 200 characters around the first word that was found. */
  snippet: Schema.String,
  /** About 2,400 characters around the first word that was found. */
  preview: Schema.String,
  /** A path of the web frontend. */
  url: Schema.String,
  updated_at: EpochSeconds,
  shared: Schema.optional(Schema.Boolean),
  pinned: Schema.optional(Schema.Boolean)
}) {}

/** A folder or a channel that the search can be kept to. */
export class SearchScope extends /*#__PURE__*/ Model<SearchScope>()({
  /** The kind and the id with a colon between them; it is what the search takes as `scope`. */
  id: Schema.String,
  /** Of a direct message without a name, the other members. */
  name: Schema.String,
  kind: openLiterals(["folder", "channel"])
}) {}

/** A page of what was found. */
export class SearchResponse extends /*#__PURE__*/ Model<SearchResponse>()({
  items: Schema.Array(SearchResult),
  has_more: Schema.Boolean,
  /** All that the account could search in, whatever was asked for. */
  scopes: Schema.Array(SearchScope),
  /** What the account can search for: messages and notes are missing where the feature or the permission is. */
  kinds: Schema.Array(openLiterals(["chat", "message", "note"]))
}) {}
