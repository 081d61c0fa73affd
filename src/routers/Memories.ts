/**
 * What the server remembers about the account for its later chats. Every operation but one is about the account's own
 * memories. Where memories are switched off for the whole server, all but that one fail with `NotFound`, as if there
 * were no such thing. The backend's router `memories`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import {
  AddMemoryForm,
  ListMemoryPathsForm,
  ListMemoryPathsResponse,
  MemoryModel,
  MemoryOperationResult,
  MemoryUpdateModel,
  QueryMemoryForm,
  QueryMemoryResponse,
  ReadMemoryPathForm,
  ReadMemoryPathResponse,
  ReindexMemoriesFromVectorDbResponse,
  SearchMemoriesForm,
  UpdateMemoriesForm
} from "../models/Memories.ts"

/**
 * The operations of the router `memories`.
 *
 * @since 0.1.0
 * @category operations
 */
export const memories = {
  /**
   * Lists the account's memories.
   * For accounts with the permission `features.memories`.
   * Fails with `Forbidden` and `NotFound` (memories are switched off). `routers/memories.py: get_memories`
   */
  getMemories: get("/api/v1/memories/", { success: Schema.Array(MemoryModel) }),

  /**
   * Adds a memory and embeds it. The same one can be added twice.
   * For accounts with the permission `features.memories`.
   * Fails with `Invalid` (blank content, a path with `.` or `..`), `Forbidden` and `NotFound` (memories are switched
   * off). `routers/memories.py: add_memory`
   */
  addMemory: post("/api/v1/memories/add", { payload: AddMemoryForm, success: MemoryModel }),

  /**
   * Adds, replaces, moves and removes memories in this order, all or none, and says what each did.
   * For accounts with the permission `features.memories`.
   * Fails with `Invalid` (no operation, blank content, a bad path), `NotFound` (no such memory, or memories are switched
   * off) and `Forbidden`.
   * Change a memory only once in a call: where two operations change the same one, both are stored and the call fails
   * with `ServerFailed`. A replacement without `path` takes the path away. `routers/memories.py: update_memories`
   */
  updateMemories: post("/api/v1/memories/update", {
    payload: UpdateMemoriesForm,
    success: Schema.Array(MemoryOperationResult)
  }),

  /**
   * Finds the memories that are nearest to a text in meaning; those below the setting `RELEVANCE_THRESHOLD` of
   * `retrieval` are left out.
   * For accounts with the permission `features.memories`.
   * Fails with `NotFound` (the account has no memories, or they are switched off) and `Forbidden`.
   * Answers null where `k` is null, 0 or less, and where the memories are not embedded.
   * `routers/memories.py: query_memory`
   */
  queryMemory: post("/api/v1/memories/query", {
    idempotent: true,
    payload: QueryMemoryForm,
    success: Schema.NullOr(QueryMemoryResponse)
  }),

  /**
   * Finds memories by words, path, type or id, the last changed first; near a `path` the nearest first.
   * For accounts with the permission `features.memories`.
   * Fails with `Invalid` (a path with `.` or `..`), `Forbidden` and `NotFound` (memories are switched off).
   * `routers/memories.py: search_memories`
   */
  searchMemories: post("/api/v1/memories/search", {
    idempotent: true,
    payload: SearchMemoriesForm,
    success: Schema.Array(MemoryModel)
  }),

  /**
   * Lists the paths of the account's memories with their numbers, the last changed first. A path that has memories of
   * both types is there twice.
   * For accounts with the permission `features.memories`.
   * Fails with `Forbidden` and `NotFound` (memories are switched off). `routers/memories.py: list_memory_paths`
   */
  listMemoryPaths: post("/api/v1/memories/paths", {
    idempotent: true,
    payload: ListMemoryPathsForm,
    success: ListMemoryPathsResponse
  }),

  /**
   * Reads the memories at a path, below it and above it. An unknown path has none and is no failure.
   * For accounts with the permission `features.memories`.
   * Fails with `Invalid` (an empty path, or one with `.` or `..`), `Forbidden` and `NotFound` (memories are switched
   * off). `routers/memories.py: read_memory_path`
   */
  readMemoryPath: post("/api/v1/memories/path", {
    idempotent: true,
    payload: ReadMemoryPathForm,
    success: ReadMemoryPathResponse
  }),

  /**
   * Embeds the memories of all accounts anew, which is needed after the embedding model was changed. Answers when all is
   * done.
   * For administrators. Fails with `Forbidden`. `routers/memories.py: reindex_memories_from_vector_db`
   */
  reindexMemoriesFromVectorDb: post("/api/v1/memories/reindex", { success: ReindexMemoriesFromVectorDbResponse }),

  /**
   * Embeds the account's own memories anew. Nothing is deleted, though the name sounds so. Answers true.
   * For accounts with the permission `features.memories`.
   * Fails with `Forbidden` and `NotFound` (memories are switched off).
   * `routers/memories.py: reset_memory_from_vector_db`
   */
  resetMemoryFromVectorDb: post("/api/v1/memories/reset", { success: Schema.Boolean }),

  /**
   * Deletes all memories of the account. Answers true, also where there were none.
   * For accounts with the permission `features.memories`.
   * Fails with `Forbidden` and `NotFound` (memories are switched off). `routers/memories.py: delete_memory_by_user_id`
   */
  deleteMemoryByUserId: del("/api/v1/memories/delete/user", { success: Schema.Boolean }),

  /**
   * Changes the given fields of a memory and answers it.
   * For the account whose memory it is, with the permission `features.memories`; not for administrators.
   * Fails with `NotFound` (no such memory, another account's, or memories are switched off), `Invalid` (no field, blank
   * content, a bad path) and `Forbidden`. `routers/memories.py: update_memory_by_id`
   */
  updateMemoryById: post("/api/v1/memories/:memory_id/update", { payload: MemoryUpdateModel, success: MemoryModel }),

  /**
   * Deletes a memory. Answers whether there was one: false for an unknown one and for another account's.
   * For accounts with the permission `features.memories`.
   * Fails with `Forbidden` and `NotFound` (memories are switched off). `routers/memories.py: delete_memory_by_id`
   */
  deleteMemoryById: del("/api/v1/memories/:memory_id", { success: Schema.Boolean })
}

/**
 * The methods of the router `memories`.
 *
 * @since 0.1.0
 * @category models
 */
export interface MemoriesService extends Methods<typeof memories> {}

/**
 * The service of the router `memories`.
 *
 * @since 0.1.0
 * @category services
 */
export class Memories extends /*#__PURE__*/ Context.Service<Memories, MemoriesService>()(
  "effect-open-webui/routers/Memories"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Memories, memories)
}
