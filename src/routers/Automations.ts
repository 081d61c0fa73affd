/**
 * Automations: prompts that the server sends to a model on a schedule, in the name of an account. `routers/automations.py`.
 *
 * An account needs the permission `features.automations`, which only administrators have by default; without it, and
 * where automations are switched off, every operation fails with `Forbidden` (the server does not tell which). An
 * automation is for its owner alone: for everyone else, administrators too, it is `NotFound`. Times are in nanoseconds.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import {
  AutomationForm,
  AutomationListResponse,
  AutomationResponse,
  AutomationRunModel
} from "../models/Automations.ts"
import { paged, sliced } from "../models/Queries.ts"

/**
 * The operations of the router `automations`.
 *
 * @since 0.1.0
 * @category operations
 */
export const automations = {
  /**
   * Lists the caller's automations, newest first, 30 a page, starting at 1; `next_runs` is null here.
   * `query` looks into names and prompts (and into the rest of `data`); another `status` than the two counts for none.
   * `routers/automations.py: get_automation_items`
   */
  getAutomationItems: get("/api/v1/automations/list", {
    query: {
      ...paged,
      query: Schema.optional(Schema.String),
      status: Schema.optional(openLiterals(["active", "paused"])),
      folder_id: Schema.optional(Schema.String)
    },
    success: AutomationListResponse
  }),

  /**
   * Makes an automation. Whoever has the permission, up to the number that the server allows.
   * Fails with `Invalid` (the rule cannot be read, never comes, or comes too often for the account), `NotFound` (the
   * folder or the channel) and `Forbidden` (too many, or no writing in the channel). The model is not checked.
   * `routers/automations.py: create_new_automation`
   */
  createNewAutomation: post("/api/v1/automations/create", { payload: AutomationForm, success: AutomationResponse }),

  /**
   * Reads an automation with its last run and the next five. Its owner. Fails with `NotFound`.
   * `routers/automations.py: get_automation_by_id`
   */
  getAutomationById: get("/api/v1/automations/:id", { success: AutomationResponse }),

  /**
   * Replaces an automation. Its owner. What is left out is emptied, and `is_active` becomes true: send null to leave
   * it as it is.
   * Fails with `NotFound` (also for the folder or the channel), `Invalid` (the rule) and `Forbidden` (the channel).
   * `routers/automations.py: update_automation_by_id`
   */
  updateAutomationById: post("/api/v1/automations/:id/update", {
    payload: AutomationForm,
    success: AutomationResponse
  }),

  /**
   * Pauses an automation, or resumes a paused one. Its owner. Fails with `NotFound`. It flips: `updateAutomationById`
   * sets.
   * `routers/automations.py: toggle_automation_by_id`
   */
  toggleAutomationById: post("/api/v1/automations/:id/toggle", { success: AutomationResponse }),

  /**
   * Starts a run now, also of a paused automation, and answers before it is over: `last_run` is the one before.
   * `getAutomationRuns` has it when it is over. Its owner. Fails with `NotFound`.
   * `routers/automations.py: run_automation_by_id`
   */
  runAutomationById: post("/api/v1/automations/:id/run", { success: AutomationResponse }),

  /**
   * Deletes an automation and the list of its runs; the chats that they made stay. Its owner. Answers true.
   * Fails with `NotFound`.
   * `routers/automations.py: delete_automation_by_id`
   */
  deleteAutomationById: del("/api/v1/automations/:id/delete", { success: Schema.Boolean }),

  /**
   * Lists the runs that are over, last first. Its owner. `skip` and `limit` (50) count runs. Fails with `NotFound`.
   * `routers/automations.py: get_automation_runs`
   */
  getAutomationRuns: get("/api/v1/automations/:id/runs", {
    query: sliced,
    success: Schema.Array(AutomationRunModel)
  })
}

/**
 * The methods of the router `automations`.
 *
 * @since 0.1.0
 * @category models
 */
export interface AutomationsService extends Methods<typeof automations> {}

/**
 * The service of the router `automations`.
 *
 * @since 0.1.0
 * @category services
 */
export class Automations extends /*#__PURE__*/ Context.Service<Automations, AutomationsService>()(
  "effect-open-webui/routers/Automations"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Automations, automations)
}
