/**
 * Prompts: texts that people call up by typing a slash and a command, with versions, tags and sharing. The backend's router
 * `prompts`.
 *
 * A prompt that is not shared with the account is `NotFound` where it is read, and `Forbidden` where it is to be changed or
 * its versions are asked for. An administrator reaches all prompts.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { GetPromptDiffResponse, PromptHistoryModel, PromptHistoryResponse } from "../models/PromptHistory.ts"
import {
  PromptAccessGrantsForm,
  PromptAccessListResponse,
  PromptAccessResponse,
  PromptForm,
  PromptMetadataForm,
  PromptModel,
  PromptVersionUpdateForm
} from "../models/Prompts.ts"
import { compared, workspaceList } from "../models/Queries.ts"

/**
 * The operations of the router `prompts`.
 *
 * @since 0.1.0
 * @category operations
 */
export const prompts = {
  /**
   * Lists the active prompts that the account may read, the last changed first: for an administrator all. Any verified
   * account. Those that are switched off are in `getPromptList` only. `routers/prompts.py: get_prompts`
   */
  getPrompts: get("/api/v1/prompts/", { success: Schema.Array(PromptModel) }),

  /**
   * Lists the tags of the prompts that `getPrompts` lists, sorted. Any verified account. `routers/prompts.py: get_prompt_tags`
   */
  getPromptTags: get("/api/v1/prompts/tags", { success: Schema.Array(Schema.String) }),

  /**
   * Lists the prompts that the account may read, switched off or not, the last changed first: for an administrator all.
   * Any verified account. `query` is looked for in name, command, content and owner; `tag` is a whole tag in any case of
   * letters; `page` starts at 1, 30 prompts each. Without `direction: "asc"` an order is descending.
   * `routers/prompts.py: get_prompt_list`
   */
  getPromptList: get("/api/v1/prompts/list", {
    query: {
      ...workspaceList,
      tag: Schema.optional(Schema.String)
    },
    success: PromptAccessListResponse
  }),

  /**
   * Makes a prompt and its first version. Who has the permission `workspace.prompts` or `workspace.prompts_import`.
   * Fails with `Forbidden` (the permission is missing), `Conflict` (the command is taken). Grants that the account may not
   * give are dropped without a word. The command is taken as it is: leave out the slash. `routers/prompts.py: create_new_prompt`
   */
  createNewPrompt: post("/api/v1/prompts/create", { payload: PromptForm, success: PromptModel }),

  /**
   * Reads a prompt, switched off or not. Who may read it. Fails with `NotFound` (no such prompt, or not for this account).
   * `routers/prompts.py: get_prompt_by_id`
   */
  getPromptById: get("/api/v1/prompts/id/:prompt_id", { success: PromptAccessResponse }),

  /**
   * Changes a prompt, and makes a version where name, command, content or tags changed. Who may change it.
   * Fails with `NotFound` (no such prompt), `Forbidden` (the account may not change it), `Conflict` (the command is taken).
   * With `is_production: false` the answer shows the prompt as it still is, save for its command.
   * `routers/prompts.py: update_prompt_by_id`
   */
  updatePromptById: post("/api/v1/prompts/id/:prompt_id/update", {
    payload: PromptForm,
    success: PromptModel
  }),

  /**
   * Changes name, command and tags of a prompt without making a version. Who may change it.
   * Fails with `NotFound` (no such prompt), `Forbidden` (the account may not change it), `Conflict` (the command is taken).
   * `routers/prompts.py: update_prompt_metadata`
   */
  updatePromptMetadata: post("/api/v1/prompts/id/:prompt_id/update/meta", {
    payload: PromptMetadataForm,
    success: PromptModel
  }),

  /**
   * Takes a version of a prompt into use: name, content, data, meta and tags become what they were; command and sharing
   * stay. Who may change it. Fails with `NotFound` (no such prompt), `Forbidden` (the account may not change it), `Invalid`
   * (it has no such version; the server says only that something went wrong). `routers/prompts.py: set_prompt_version`
   */
  setPromptVersion: post("/api/v1/prompts/id/:prompt_id/update/version", {
    payload: PromptVersionUpdateForm,
    success: PromptModel
  }),

  /**
   * Shares a prompt with exactly these. Who may change it. A grant to write alone does not let the account read: give both.
   * Fails with `NotFound` (no such prompt), `Forbidden` (the account may not change it or share with these; `anyone` is not
   * for prompts). `routers/prompts.py: update_prompt_access_by_id`
   */
  updatePromptAccessById: post("/api/v1/prompts/id/:prompt_id/access/update", {
    payload: PromptAccessGrantsForm,
    success: PromptModel
  }),

  /**
   * Switches a prompt on or off, whichever it is not; there is no way to say which. Who may change it.
   * Fails with `NotFound` (no such prompt), `Forbidden` (the account may not change it).
   * `routers/prompts.py: toggle_prompt_active`
   */
  togglePromptActive: post("/api/v1/prompts/id/:prompt_id/toggle", { success: PromptModel }),

  /**
   * Deletes a prompt and its versions. Who may change it.
   * Fails with `NotFound` (no such prompt; so also the second time), `Forbidden` (the account may not change it).
   * `routers/prompts.py: delete_prompt_by_id`
   */
  deletePromptById: del("/api/v1/prompts/id/:prompt_id/delete", { success: Schema.Boolean }),

  /**
   * Lists the versions of a prompt, the newest first; those of the same second in any order. Who may read it.
   * **`page` starts at 0**, unlike everywhere else, 20 versions each.
   * Fails with `NotFound` (no such prompt), `Forbidden` (not for this account). `routers/prompts.py: get_prompt_history`
   */
  getPromptHistory: get("/api/v1/prompts/id/:prompt_id/history", {
    /** The first page is 0. */
    query: { page: Schema.optional(Schema.Int) },
    success: Schema.Array(PromptHistoryResponse)
  }),

  /**
   * Compares two versions of a prompt, `from_id` being the older. Who may read it.
   * Fails with `NotFound` (no such prompt, or it has no such version), `Forbidden` (not for this account).
   * `routers/prompts.py: get_prompt_diff`
   */
  getPromptDiff: get("/api/v1/prompts/id/:prompt_id/history/diff", {
    query: compared,
    success: GetPromptDiffResponse
  }),

  /**
   * Reads one version of a prompt. Who may read it.
   * Fails with `NotFound` (no such prompt, or it has no such version), `Forbidden` (not for this account).
   * `routers/prompts.py: get_prompt_history_entry`
   */
  getPromptHistoryEntry: get("/api/v1/prompts/id/:prompt_id/history/:history_id", { success: PromptHistoryModel }),

  /**
   * Deletes one version of a prompt. Who may change it.
   * Fails with `NotFound` (no such prompt, or it has no such version), `Forbidden` (the account may not change it),
   * `Invalid` (it is the version in use). Versions made from it become those of its parent.
   * `routers/prompts.py: delete_prompt_history_entry`
   */
  deletePromptHistoryEntry: del("/api/v1/prompts/id/:prompt_id/history/:history_id", { success: Schema.Boolean })
}

/**
 * The methods of the router `prompts`.
 *
 * @since 0.1.0
 * @category models
 */
export interface PromptsService extends Methods<typeof prompts> {}

/**
 * The service of the router `prompts`.
 *
 * @since 0.1.0
 * @category services
 */
export class Prompts extends /*#__PURE__*/ Context.Service<Prompts, PromptsService>()(
  "effect-open-webui/routers/Prompts"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Prompts, prompts)
}
