/**
 * The tools of the server: plugins in Python whose methods models can call, with those of tool servers beside them in
 * the lists. In the backend this is the router `tools`.
 *
 * A tool runs inside the server, so whoever may save one may do there what the server may. That takes the permission
 * `workspace.tools` or `workspace.tools_import`, which plain accounts do not have unless an administrator gives it.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { LoadUrlForm, LoadUrlResponse, Valves, ValvesSpec } from "../models/Functions.ts"
import { compared, paged } from "../models/Queries.ts"
import { ToolDiff, ToolHistoryModel, ToolHistoryResponse } from "../models/ToolHistory.ts"
import {
  GetToolSpecsResponse,
  ToolAccessGrantsForm,
  ToolAccessResponse,
  ToolForm,
  ToolModel,
  ToolResponse,
  ToolUserResponse,
  ToolVersionForm
} from "../models/Tools.ts"

/**
 * The operations of the router `tools`.
 *
 * @since 0.1.0
 * @category operations
 */
export const tools = {
  /**
   * Lists what a chat can be given as tools: the tools that the caller may use, and the tool servers. Anyone signed in
   * may call it; an administrator sees all.
   * `query` looks for a part of the name, without regard to case. Of a tool server there is no more than its name.
   * The server asks every OpenAPI tool server for its description first, so a slow one makes this slow; one that does
   * not answer is left out. MCP servers are listed unasked. Fails with `Unauthenticated`. `routers/tools.py: get_tools`
   */
  getTools: get("/api/v1/tools/", {
    query: { query: Schema.optional(Schema.String) },
    success: Schema.Array(ToolUserResponse)
  }),

  /**
   * Asks an MCP server for its tools. Anyone signed in who may use the server may call it.
   * `id` is `server:mcp:<id>`, as `getTools` gives it.
   * Fails with `NotFound` (no such server, none that the caller may use, or no MCP server: also for a tool that is
   * there), `ServerFailed` (it cannot be reached, or took longer than 15 seconds) and `Forbidden` (it wants the caller
   * to sign in to it first). `routers/tools.py: get_tool_specs`
   */
  getToolSpecs: get("/api/v1/tools/id/:id/specs", { success: GetToolSpecsResponse }),

  /**
   * Lists the tools that the caller may use, with what the caller may do with them, the one changed last first. Anyone
   * signed in may call it; an administrator sees all. Tool servers are not among them.
   * Fails with `Unauthenticated`. `routers/tools.py: get_tool_list`
   */
  getToolList: get("/api/v1/tools/list", { success: Schema.Array(ToolAccessResponse) }),

  /**
   * Fetches a source from a URL, to look at before it is saved; nothing is stored or run. Administrators only.
   * Pages of GitHub that show a file or a folder lead to the raw file, of a folder to its `main.py`.
   * Fails with `Invalid` (no URL, an empty answer), `ServerFailed` (the URL cannot be reached) and, where the URL
   * answers another status than 200, with the reason of that status: `NotFound` for 404.
   * Other content than Python is not noticed. `routers/tools.py: load_tool_from_url`
   */
  loadToolFromUrl: post("/api/v1/tools/load/url", { payload: LoadUrlForm, success: LoadUrlResponse }),

  /**
   * Gives the tools that the caller may write, with their sources, as a backup. Administrators, and accounts with the
   * permission `workspace.tools_export`. Valves are not among it.
   * Fails with `Forbidden` (the server says 401). `routers/tools.py: export_tools`
   */
  exportTools: get("/api/v1/tools/export", { success: Schema.Array(ToolModel) }),

  /**
   * Saves a new tool. Administrators, and accounts with the permission `workspace.tools` or `workspace.tools_import`.
   * Answers it without its source and its methods.
   * Fails with `Conflict` (the id is taken, said with 400), `Invalid` (a source that cannot be run, or has no class
   * `Tools`; the server's log says why) and `Forbidden` (the server says 401). `routers/tools.py: create_new_tools`
   */
  createNewTools: post("/api/v1/tools/create", { payload: ToolForm, success: ToolResponse }),

  /**
   * Reads one tool. Its owner, accounts with a grant, and administrators.
   * The source (`content`) is there only for those who may write; `user` is always null.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/tools.py: get_tools_by_id`
   */
  getToolsById: get("/api/v1/tools/id/:id", { success: ToolAccessResponse }),

  /**
   * Saves a tool anew, which makes a version in its history unless nothing changed. Those who may write it; another
   * source than before takes the permission `workspace.tools` or `workspace.tools_import` too.
   * `meta` is replaced as a whole; `id` and `access_grants` of the form are not looked at.
   * Fails with `NotFound` (the server says 401), `Invalid` (a source that cannot be run, or that the stored valves do
   * not fit) and `Forbidden` (the server says 401). `routers/tools.py: update_tools_by_id`
   */
  updateToolsById: post("/api/v1/tools/id/:id/update", { payload: ToolForm, success: ToolModel }),

  /**
   * Sets who may use and write a tool, in place of what was set, and answers the tool. Those who may write it.
   * **A grant to write is none to use**: give both. Null where the tool was deleted in the meantime.
   * Fails with `NotFound` and `Forbidden` (the caller may not write it, said with 401, or may not share with such as
   * these, said with 403). `routers/tools.py: update_tool_access_by_id`
   */
  updateToolAccessById: post("/api/v1/tools/id/:id/access/update", {
    payload: ToolAccessGrantsForm,
    success: Schema.NullOr(ToolModel)
  }),

  /**
   * Deletes a tool with its history and its grants, and answers true. Those who may write it.
   * Fails with `NotFound` and `Forbidden` (the server says 401 for both). `routers/tools.py: delete_tools_by_id`
   */
  deleteToolsById: del("/api/v1/tools/id/:id/delete", { success: Schema.Boolean }),

  /**
   * Reads the settings of a tool, secrets in the clear. Those who may write it.
   * Only what was set is there: `{}` where nothing was, or where the tool has no settings; the defaults are in
   * `getToolsValvesSpecById`. Null where the database failed.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/tools.py: get_tools_valves_by_id`
   */
  getToolsValvesById: get("/api/v1/tools/id/:id/valves", { success: Schema.NullOr(Valves) }),

  /**
   * Reads which settings a tool has; null where it has none. Those who may write it.
   * Choices that the tool works out itself (`input.options`) are worked out for the caller.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/tools.py: get_tools_valves_spec_by_id`
   */
  getToolsValvesSpecById: get("/api/v1/tools/id/:id/valves/spec", { success: Schema.NullOr(ValvesSpec) }),

  /**
   * Sets the settings of a tool and answers them. Those who may write it.
   * **They replace all that were set**: send those that shall stay too. A null goes back to the default, and so does
   * what is left out; names that the tool does not have are dropped.
   * Fails with `Invalid` (a value does not fit), `NotFound` (no such tool, or one without settings; the server says
   * 401) and `Forbidden` (said with 400). `routers/tools.py: update_tools_valves_by_id`
   */
  updateToolsValvesById: post("/api/v1/tools/id/:id/valves/update", { payload: Valves, success: Valves }),

  /**
   * Reads the caller's own settings of a tool; `{}` where none were set. Those who may use it.
   * Null where the stored settings of the account cannot be read.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/tools.py: get_tools_user_valves_by_id`
   */
  getToolsUserValvesById: get("/api/v1/tools/id/:id/valves/user", { success: Schema.NullOr(Valves) }),

  /**
   * Reads which settings a tool has for each account; null where it has none. Those who may use it.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/tools.py: get_tools_user_valves_spec_by_id`
   */
  getToolsUserValvesSpecById: get("/api/v1/tools/id/:id/valves/user/spec", { success: Schema.NullOr(ValvesSpec) }),

  /**
   * Sets the caller's own settings of a tool and answers them. Those who may use it.
   * They replace all that were set; a null goes back to the default.
   * Fails with `Invalid` (a value does not fit), `NotFound` (no such tool, or, said with 401, one without settings for
   * accounts) and `Forbidden` (the server says 401). `routers/tools.py: update_tools_user_valves_by_id`
   */
  updateToolsUserValvesById: post("/api/v1/tools/id/:id/valves/user/update", { payload: Valves, success: Valves }),

  /**
   * Lists the saved versions of a tool, the newest first. Those who may write it.
   * Pages hold 20 and start at 1; a page after the last is empty. Versions of the same second come in no order: follow
   * `parent_id`.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/tools.py: get_tool_history`
   */
  getToolHistory: get("/api/v1/tools/id/:id/history", {
    query: paged,
    success: Schema.Array(ToolHistoryResponse)
  }),

  /**
   * Compares two versions of a tool. Those who may write it.
   * Fails with `NotFound` (no such tool, or no such version of it) and `Forbidden` (the server says 401).
   * `routers/tools.py: get_tool_history_diff`
   */
  getToolHistoryDiff: get("/api/v1/tools/id/:id/history/diff", {
    query: compared,
    success: ToolDiff
  }),

  /**
   * Reads one version of a tool with its source. Those who may write it.
   * Fails with `NotFound` (no such tool, or no such version of it) and `Forbidden` (the server says 401).
   * `routers/tools.py: get_tool_history_entry`
   */
  getToolHistoryEntry: get("/api/v1/tools/id/:id/history/:history_id", { success: ToolHistoryModel }),

  /**
   * Deletes one version of a tool and answers true; the version after it then follows the one before. Those who may
   * write it.
   * Fails with `Invalid` (it is the version that runs), `NotFound` and `Forbidden` (the server says 401).
   * `routers/tools.py: delete_tool_history_entry`
   */
  deleteToolHistoryEntry: del("/api/v1/tools/id/:id/history/:history_id", { success: Schema.Literal(true) }),

  /**
   * Lets another saved version run, and answers the tool. Those who may update it, as there. No new version is made.
   * Fails with `NotFound` (no such tool, or no such version of it), `Invalid` (the source cannot be run any more, or
   * the stored valves do not fit it) and `Forbidden` (the server says 401). `routers/tools.py: set_tool_production`
   */
  setToolProduction: post("/api/v1/tools/id/:id/update/version", { payload: ToolVersionForm, success: ToolModel })
}

/**
 * The methods of the router `tools`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ToolsService extends Methods<typeof tools> {}

/**
 * The service of the router `tools`.
 *
 * @since 0.1.0
 * @category services
 */
export class Tools extends /*#__PURE__*/ Context.Service<Tools, ToolsService>()("effect-open-webui/routers/Tools") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Tools, tools)
}
