/**
 * One search over chats, messages of channels, and notes. The backend's router `search`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { get, type Methods } from "../internal/operation.ts"
import { SearchResponse } from "../models/Search.ts"

/**
 * The operations of the router `search`.
 *
 * @since 0.1.0
 * @category operations
 */
export const search = {
  /**
   * Finds chats, messages and notes that the account may read and that hold every word of `q`, in any case of letters;
   * without `q`, all of them. Titles that fit come first, then the last changed. Any verified account, and an
   * administrator too finds only what is their own or shared with them. `page` starts at 1, 24 results each.
   * Fails with `Invalid` (a kind or a sharing that the server does not know). An unknown scope gives nothing. Only the
   * first 12 words count; archived chats are left out. `routers/search.py: search`
   */
  search: get("/api/v1/search", {
    query: {
      q: Schema.optional(Schema.String.check(Schema.isMaxLength(500))),
      /** Default: `all`. */
      kind: Schema.optional(openLiterals(["all", "chat", "message", "note"])),
      /** Whose: `mine` or of others. Default: `all`. */
      sharing: Schema.optional(openLiterals(["all", "mine", "shared"])),
      /** The id of a `SearchScope`, for instance `folder:` and a folder's id; its subfolders count too. */
      scope: Schema.optional(Schema.String.check(Schema.isMaxLength(200))),
      page: Schema.optional(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1), Schema.isLessThanOrEqualTo(100000)))
    },
    success: SearchResponse
  })
}

/**
 * The methods of the router `search`.
 *
 * @since 0.1.0
 * @category models
 */
export interface SearchService extends Methods<typeof search> {}

/**
 * The service of the router `search`.
 *
 * @since 0.1.0
 * @category services
 */
export class Search extends /*#__PURE__*/ Context.Service<Search, SearchService>()("effect-open-webui/routers/Search") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Search, search)
}
