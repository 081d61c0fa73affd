/**
 * The functions of the server: plugins in Python that an administrator writes and that run inside the server. Pipes are
 * models, filters change what goes into and comes out of models, actions are buttons below answers, event handlers are
 * told what happens. In the backend this is the router `functions`.
 *
 * A saved function is off until it is toggled. After a change `main.getModels` must be called before a chat finds a new
 * pipe. Saving runs the source, and first installs the packages that its head names under `requirements`, unless the
 * server is offline or told not to.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { FunctionDiff, FunctionHistoryModel, FunctionHistoryResponse } from "../models/FunctionHistory.ts"
import {
  FunctionForm,
  FunctionModel,
  FunctionResponse,
  FunctionUserResponse,
  FunctionVersionForm,
  FunctionWithValvesModel,
  LoadUrlForm,
  LoadUrlResponse,
  SyncFunctionsForm,
  Valves,
  ValvesSpec
} from "../models/Functions.ts"
import { compared, paged } from "../models/Queries.ts"

/**
 * The operations of the router `functions`.
 *
 * @since 0.1.0
 * @category operations
 */
export const functions = {
  /**
   * Lists all functions without their sources, also those that are off; an empty list where the server has functions
   * switched off. Anyone signed in may call it.
   * Fails with `Unauthenticated`. `routers/functions.py: get_functions`
   */
  getFunctions: get("/api/v1/functions/", { success: Schema.Array(FunctionResponse) }),

  /**
   * Lists all functions with their creators, the one changed last first. Administrators only.
   * Fails with `Forbidden`. `routers/functions.py: get_function_list`
   */
  getFunctionList: get("/api/v1/functions/list", { success: Schema.Array(FunctionUserResponse) }),

  /**
   * Gives all functions with their sources, as a backup. Administrators only.
   * With `include_valves` the settings come along, secrets in the clear; without, the key `valves` is absent.
   * Fails with `Forbidden`. The backend's handler has the name of the first one; it is another.
   * `routers/functions.py: get_functions`
   */
  exportFunctions: get("/api/v1/functions/export", {
    query: {
      /** Default: false. */
      include_valves: Schema.optional(Schema.Boolean)
    },
    success: Schema.Array(FunctionWithValvesModel)
  }),

  /**
   * Fetches a source from a URL, to look at before it is saved; nothing is stored or run. Administrators only.
   * Pages of GitHub that show a file or a folder lead to the raw file, of a folder to its `main.py`.
   * Fails with `Invalid` (no URL, an empty answer), `ServerFailed` (the URL cannot be reached) and, where the URL
   * answers another status than 200, with the reason of that status: `NotFound` for 404.
   * Other content than Python is not noticed. `routers/functions.py: load_function_from_url`
   */
  loadFunctionFromUrl: post("/api/v1/functions/load/url", { payload: LoadUrlForm, success: LoadUrlResponse }),

  /**
   * Makes the functions of the server be these, and answers them with their valves. Administrators only.
   * **What is not in the list is deleted**, with its history. What is there already is overwritten: left out,
   * `is_active` switches it off and `valves` clears its settings, and the caller becomes its creator. All or nothing.
   * Fails with `Invalid` (one of the sources cannot be run, or its valves do not fit it) and `Forbidden`.
   * `routers/functions.py: sync_functions`
   */
  syncFunctions: post("/api/v1/functions/sync", {
    payload: SyncFunctionsForm,
    success: Schema.Array(FunctionWithValvesModel)
  }),

  /**
   * Saves a new function, which is off. Administrators only.
   * Answers it without its source; `type` and `meta.manifest` are read from that.
   * Fails with `Conflict` (the id is taken, said with 400), `Invalid` (a source that cannot be run, or has none of the
   * four classes; the server's log says why) and `Forbidden`. `routers/functions.py: create_new_function`
   */
  createNewFunction: post("/api/v1/functions/create", { payload: FunctionForm, success: FunctionResponse }),

  /**
   * Reads one function with its source. Administrators only.
   * Fails with `NotFound` (the server says 401) and `Forbidden`. `routers/functions.py: get_function_by_id`
   */
  getFunctionById: get("/api/v1/functions/id/:id", { success: FunctionModel }),

  /**
   * Switches a function on, or off where it is on: it flips, so look at `is_active` of the answer. Administrators only.
   * Fails with `NotFound` (the server says 401) and `Forbidden`. `routers/functions.py: toggle_function_by_id`
   */
  toggleFunctionById: post("/api/v1/functions/id/:id/toggle", { success: FunctionModel }),

  /**
   * Makes a filter or an action work in every chat, or no longer: it flips, so look at `is_global` of the answer.
   * Administrators only.
   * Fails with `NotFound` (the server says 401) and `Forbidden`. `routers/functions.py: toggle_global_by_id`
   */
  toggleGlobalById: post("/api/v1/functions/id/:id/toggle/global", { success: FunctionModel }),

  /**
   * Saves a function anew, which makes a version in its history unless nothing changed. Administrators only.
   * `meta` is replaced as a whole; `id` of the form is not looked at; whether it is on stays.
   * Fails with `NotFound` (said with 400), `Invalid` (a source that cannot be run, or that the stored valves do not
   * fit) and `Forbidden`. A source that cannot be run is told of before a function that is not there.
   * `routers/functions.py: update_function_by_id`
   */
  updateFunctionById: post("/api/v1/functions/id/:id/update", { payload: FunctionForm, success: FunctionModel }),

  /**
   * Deletes a function with its history. Administrators only.
   * Answers true, also where there was none; false only where the database failed.
   * Fails with `Forbidden`. `routers/functions.py: delete_function_by_id`
   */
  deleteFunctionById: del("/api/v1/functions/id/:id/delete", { success: Schema.Boolean }),

  /**
   * Reads the settings of a function, secrets in the clear. Administrators only.
   * Only what was set is there: `{}` where nothing was, or where the function has no settings; the defaults are in
   * `getFunctionValvesSpecById`. Null where the database failed.
   * Fails with `NotFound` (the server says 401) and `Forbidden`. `routers/functions.py: get_function_valves_by_id`
   */
  getFunctionValvesById: get("/api/v1/functions/id/:id/valves", { success: Schema.NullOr(Valves) }),

  /**
   * Reads which settings a function has; null where it has none. Administrators only.
   * Choices that the function works out itself (`input.options`) are worked out for the caller.
   * Fails with `NotFound` (the server says 401) and `Forbidden`. `routers/functions.py: get_function_valves_spec_by_id`
   */
  getFunctionValvesSpecById: get("/api/v1/functions/id/:id/valves/spec", { success: Schema.NullOr(ValvesSpec) }),

  /**
   * Sets the settings of a function and answers them. Administrators only.
   * **They replace all that were set**: send those that shall stay too. A null goes back to the default, and so does
   * what is left out; names that the function does not have are dropped.
   * Fails with `Invalid` (a value does not fit), `NotFound` (no such function, or one without settings; the server says
   * 401) and `Forbidden`. `routers/functions.py: update_function_valves_by_id`
   */
  updateFunctionValvesById: post("/api/v1/functions/id/:id/valves/update", { payload: Valves, success: Valves }),

  /**
   * Reads the caller's own settings of a function; `{}` where none were set. Anyone signed in may call it.
   * Null where the stored settings of the account cannot be read.
   * Fails with `NotFound` (the server says 401). `routers/functions.py: get_function_user_valves_by_id`
   */
  getFunctionUserValvesById: get("/api/v1/functions/id/:id/valves/user", { success: Schema.NullOr(Valves) }),

  /**
   * Reads which settings a function has for each account; null where it has none, **and while it is off**. Anyone
   * signed in may call it.
   * Fails with `NotFound` (the server says 401). `routers/functions.py: get_function_user_valves_spec_by_id`
   */
  getFunctionUserValvesSpecById: get("/api/v1/functions/id/:id/valves/user/spec", {
    success: Schema.NullOr(ValvesSpec)
  }),

  /**
   * Sets the caller's own settings of a function and answers them. Anyone signed in may call it.
   * They replace all that were set; a null goes back to the default.
   * Fails with `Invalid` (the function is off, or a value does not fit) and `NotFound` (no such function, or one
   * without settings for accounts; the server says 401). `routers/functions.py: update_function_user_valves_by_id`
   */
  updateFunctionUserValvesById: post("/api/v1/functions/id/:id/valves/user/update", {
    payload: Valves,
    success: Valves
  }),

  /**
   * Lists the saved versions of a function, the newest first. Administrators only.
   * Pages hold 20 and start at 1; a page after the last is empty. Versions of the same second come in no order: follow
   * `parent_id`.
   * Fails with `NotFound` and `Forbidden`. `routers/functions.py: get_function_history`
   */
  getFunctionHistory: get("/api/v1/functions/id/:id/history", {
    query: paged,
    success: Schema.Array(FunctionHistoryResponse)
  }),

  /**
   * Compares two versions of a function. Administrators only.
   * Fails with `NotFound` (no such function, or no such version of it) and `Forbidden`.
   * `routers/functions.py: get_function_history_diff`
   */
  getFunctionHistoryDiff: get("/api/v1/functions/id/:id/history/diff", {
    query: compared,
    success: FunctionDiff
  }),

  /**
   * Reads one version of a function with its source. Administrators only.
   * Fails with `NotFound` (no such function, or no such version of it) and `Forbidden`.
   * `routers/functions.py: get_function_history_entry`
   */
  getFunctionHistoryEntry: get("/api/v1/functions/id/:id/history/:history_id", { success: FunctionHistoryModel }),

  /**
   * Deletes one version of a function and answers true; the version after it then follows the one before.
   * Administrators only.
   * Fails with `Invalid` (it is the version that runs), `NotFound` and `Forbidden`.
   * `routers/functions.py: delete_function_history_entry`
   */
  deleteFunctionHistoryEntry: del("/api/v1/functions/id/:id/history/:history_id", {
    success: Schema.Literal(true)
  }),

  /**
   * Lets another saved version run, and answers the function. Administrators only. No new version is made.
   * Fails with `NotFound` (no such function, or no such version of it), `Invalid` (the source cannot be run any more,
   * or the stored valves do not fit it) and `Forbidden`. `routers/functions.py: set_function_production`
   */
  setFunctionProduction: post("/api/v1/functions/id/:id/update/version", {
    payload: FunctionVersionForm,
    success: FunctionModel
  })
}

/**
 * The methods of the router `functions`.
 *
 * @since 0.1.0
 * @category models
 */
export interface FunctionsService extends Methods<typeof functions> {}

/**
 * The service of the router `functions`.
 *
 * @since 0.1.0
 * @category services
 */
export class Functions extends /*#__PURE__*/ Context.Service<Functions, FunctionsService>()(
  "effect-open-webui/routers/Functions"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Functions, functions)
}
