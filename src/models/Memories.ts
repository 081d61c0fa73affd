/**
 * What the server remembers about an account for later chats. `models/memories.py`, the forms of
 * `routers/memories.py` and the answers of `utils/memory.py`. All times are seconds.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { EpochSeconds } from "./Time.ts"

/** Where a memory comes from. */
export class MemoryMeta extends /*#__PURE__*/ Model<MemoryMeta>()({
  created_by: Schema.optional(openLiterals(["manual", "tool", "background_review"])),
  chat_id: Schema.optional(Schema.NullOr(Schema.String)),
  message_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The model's id. */
  model: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** One memory. */
export class MemoryModel extends /*#__PURE__*/ Model<MemoryModel>()({
  id: Schema.String,
  user_id: Schema.String,
  /** `user` goes into every chat that uses memories; `context` only where it fits. */
  type: Schema.optional(openLiterals(["user", "context"])),
  /** Its place in a tree, such as `work/projects`, without a slash at either end; null without one. */
  path: Schema.optional(Schema.NullOr(Schema.String)),
  content: Schema.String,
  /** Left out where memories are read by path or changed together. */
  meta: Schema.optional(Schema.NullOr(MemoryMeta)),
  updated_at: EpochSeconds,
  created_at: EpochSeconds
}) {}

/** A memory to add. */
export class AddMemoryForm extends /*#__PURE__*/ Model<AddMemoryForm>()({
  /** Not blank; spaces at its ends are cut off. */
  content: Schema.String,
  /** Default: `context`. */
  type: Schema.optional(openLiterals(["user", "context"])),
  /** Slashes at its ends and doubled ones are cut off; `.` and `..` are refused. */
  path: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** What to change in a memory. Null leaves a field, and one at least must be given. */
export class MemoryUpdateModel extends /*#__PURE__*/ Model<MemoryUpdateModel>()({
  /** Not blank. */
  content: Schema.optional(Schema.NullOr(Schema.String)),
  type: Schema.optional(Schema.NullOr(openLiterals(["user", "context"]))),
  /** An empty text takes the path away. */
  path: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Adds a memory, unless one with the same content, type and path is there. */
export class AddMemoryOperation extends /*#__PURE__*/ Model<AddMemoryOperation>()({
  action: Schema.Literal("add"),
  /** Not blank. */
  content: Schema.String,
  /** Default: `context`. */
  type: Schema.optional(Schema.NullOr(openLiterals(["user", "context"]))),
  path: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Replaces a memory. Its type stays where none is given; its path does not. */
export class ReplaceMemoryOperation extends /*#__PURE__*/ Model<ReplaceMemoryOperation>()({
  action: Schema.Literal("replace"),
  id: Schema.String,
  /** Not blank. */
  content: Schema.String,
  type: Schema.optional(Schema.NullOr(openLiterals(["user", "context"]))),
  /** Null or nothing takes the path away. */
  path: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Removes a memory. */
export class RemoveMemoryOperation extends /*#__PURE__*/ Model<RemoveMemoryOperation>()({
  action: Schema.Literal("remove"),
  id: Schema.String
}) {}

/** Gives a memory another path. */
export class MoveMemoryOperation extends /*#__PURE__*/ Model<MoveMemoryOperation>()({
  action: Schema.Literal("move"),
  id: Schema.String,
  /** Null or nothing takes the path away. */
  path: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** One change of several. */
export const MemoryOperationModel = /*#__PURE__*/ Schema.Union([
  AddMemoryOperation,
  ReplaceMemoryOperation,
  RemoveMemoryOperation,
  MoveMemoryOperation
])
/** One change of several. */
export type MemoryOperationModel = typeof MemoryOperationModel.Type

/** Several changes in one. */
export class UpdateMemoriesForm extends /*#__PURE__*/ Model<UpdateMemoriesForm>()({
  /** One at least. */
  operations: Schema.Array(MemoryOperationModel),
  /** Kept with the memories as who made them. Default: `tool`. */
  source: Schema.optional(Schema.NullOr(openLiterals(["tool", "background_review"])))
}) {}

/** What an addition, a replacement or a move did. */
export class StoredMemoryResult extends /*#__PURE__*/ Model<StoredMemoryResult>()({
  action: Schema.Literals(["add", "replace", "move"]),
  /** `skipped` is an addition of what is there already. */
  status: openLiterals(["created", "updated", "skipped"]),
  /** As it is now, without its `meta`. */
  memory: MemoryModel,
  /** Why it was skipped. */
  reason: Schema.optional(openLiterals(["duplicate"]))
}) {}

/** What a removal did. */
export class RemovedMemoryResult extends /*#__PURE__*/ Model<RemovedMemoryResult>()({
  action: Schema.Literal("remove"),
  status: openLiterals(["deleted"]),
  /** The memory that is gone. */
  id: Schema.String
}) {}

/** What one of several changes did. */
export const MemoryOperationResult = /*#__PURE__*/ Schema.Union([StoredMemoryResult, RemovedMemoryResult])
/** What one of several changes did. */
export type MemoryOperationResult = typeof MemoryOperationResult.Type

/** Which memories to find by their words. */
export class SearchMemoriesForm extends /*#__PURE__*/ Model<SearchMemoriesForm>()({
  /** A part of the content or of the path, in any case. */
  query: Schema.optional(Schema.NullOr(Schema.String)),
  /** Default: `all`. */
  type: Schema.optional(openLiterals(["user", "context", "all"])),
  /** Finds what lies near it in the tree, the nearest first, and what mentions it. */
  path: Schema.optional(Schema.NullOr(Schema.String)),
  memory_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** 1 to 100. Default: 20. */
  limit: Schema.optional(Schema.Int)
}) {}

/** Which paths to list. */
export class ListMemoryPathsForm extends /*#__PURE__*/ Model<ListMemoryPathsForm>()({
  /** A part of the content or of the path of the memories that count, in any case. */
  query: Schema.optional(Schema.NullOr(Schema.String)),
  /** Default: `all`. */
  type: Schema.optional(openLiterals(["user", "context", "all"])),
  /** 1 to 500. Default: 100. */
  limit: Schema.optional(Schema.Int)
}) {}

/** The memories of one path and of one type, counted. */
export class MemoryPathGroup extends /*#__PURE__*/ Model<MemoryPathGroup>()({
  /** Null for the memories without a path. */
  path: Schema.NullOr(Schema.String),
  type: openLiterals(["user", "context"]),
  /** How many memories have just this path. */
  count: Schema.Int,
  /** The last change of one of them. */
  updated_at: EpochSeconds,
  /** The paths one step below, 20 at most. */
  children: Schema.Array(Schema.String)
}) {}

/** The paths of an account's memories, the last changed first. */
export class ListMemoryPathsResponse extends /*#__PURE__*/ Model<ListMemoryPathsResponse>()({
  paths: Schema.Array(MemoryPathGroup),
  /** How many there are, also those beyond the limit. */
  count: Schema.Int
}) {}

/** Which path to read. */
export class ReadMemoryPathForm extends /*#__PURE__*/ Model<ReadMemoryPathForm>()({
  path: Schema.String,
  /** Default: `all`. */
  type: Schema.optional(openLiterals(["user", "context", "all"])),
  /** Whether the memories below the path come too. Default: true. */
  include_children: Schema.optional(Schema.Boolean),
  /** 1 to 100. Default: 50. */
  limit: Schema.optional(Schema.Int)
}) {}

/** A path with its memories: its own first, then those below it, then those above it. */
export class ReadMemoryPathResponse extends /*#__PURE__*/ Model<ReadMemoryPathResponse>()({
  /** As the server reads it, without doubled slashes. */
  path: Schema.String,
  /** Those paths above it that have memories of their own. */
  parents: Schema.Array(Schema.String),
  /** The paths one step below, 50 at most. */
  children: Schema.Array(Schema.String),
  /** Without their `meta`. */
  memories: Schema.Array(MemoryModel)
}) {}

/** What to find memories by, by its meaning. */
export class QueryMemoryForm extends /*#__PURE__*/ Model<QueryMemoryForm>()({
  content: Schema.String,
  /** How many. Default: 1. With null, 0 or less the answer is null. */
  k: Schema.optional(Schema.NullOr(Schema.Int))
}) {}

/** What is kept of a memory beside its vector. A key is left out where there is no value. */
export class MemoryVectorMetadata extends /*#__PURE__*/ Model<MemoryVectorMetadata>()({
  created_at: EpochSeconds,
  updated_at: EpochSeconds,
  type: Schema.optional(openLiterals(["user", "context"])),
  path: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** The memories that are nearest in meaning: lists of one list each, all of the same order. */
export class QueryMemoryResponse extends /*#__PURE__*/ Model<QueryMemoryResponse>()({
  ids: Schema.NullOr(Schema.Array(Schema.Array(Schema.String))),
  /** What was embedded: the path, a line end, and the content; the content alone where there is no path. */
  documents: Schema.NullOr(Schema.Array(Schema.Array(Schema.String))),
  metadatas: Schema.NullOr(Schema.Array(Schema.Array(MemoryVectorMetadata))),
  /** From 0 to 1; the higher is the nearer. */
  distances: Schema.NullOr(Schema.Array(Schema.Array(Schema.Number)))
}) {}

/** How much was embedded anew. */
export class ReindexMemoriesFromVectorDbResponse extends /*#__PURE__*/ Model<ReindexMemoriesFromVectorDbResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  total_users: Schema.Int,
  total_memories: Schema.Int
}) {}
