/**
 * What fits nowhere else: avatars, formatting and running code, a copy of the database. The backend's router `utils`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { get, type Methods, post } from "../internal/operation.ts"
import { CodeForm, FormatCodeResponse, ResultModel } from "../models/Utils.ts"

/**
 * The operations of the router `utils`.
 *
 * @since 0.1.0
 * @category operations
 */
export const utils = {
  /**
   * Gives the address of the Gravatar image of an e-mail address. Any verified account. Nothing is fetched, and any text is
   * taken for an address. `routers/utils.py: get_gravatar`
   */
  getGravatar: get("/api/v1/utils/gravatar", { query: { email: Schema.String }, success: Schema.String }),

  /**
   * Formats Python code in the style of Black. Administrators.
   * Fails with `Forbidden` (another account), `Invalid` (the code cannot be parsed; the detail says where).
   * `routers/utils.py: format_code`
   */
  formatCode: post("/api/v1/utils/code/format", { payload: CodeForm, success: FormatCodeResponse }),

  /**
   * Runs Python code on the Jupyter server that the administrator set, in a kernel of its own. Any verified account.
   * Fails with `FeatureDisabled` (code execution is switched off), `Invalid` (the engine is not Jupyter; by default it runs
   * in the browser). Code that fails, takes too long, or finds no Jupyter server is an answer: see `stderr`.
   * `routers/utils.py: execute_code`
   */
  executeCode: post("/api/v1/utils/code/execute", { payload: CodeForm, success: ResultModel }),

  /**
   * Fetches the file of the database, `webui.db`. Administrators, where the server runs on SQLite.
   * Fails with `Forbidden` (another account, or the export is switched off), `Invalid` (the server runs on another
   * database). It holds everything, the hashes of passwords included; changes of the last moments may still be missing.
   * `routers/utils.py: download_db`
   */
  downloadDb: get("/api/v1/utils/db/download", { success: bytes }),

  /**
   * Streams the file of the database, so that it is never in memory as a whole. Administrators, where the server runs on
   * SQLite. Fails as `downloadDb` does. `routers/utils.py: download_db`
   */
  streamDb: get("/api/v1/utils/db/download", { stream: byteStream })
}

/**
 * The methods of the router `utils`.
 *
 * @since 0.1.0
 * @category models
 */
export interface UtilsService extends Methods<typeof utils> {}

/**
 * The service of the router `utils`.
 *
 * @since 0.1.0
 * @category services
 */
export class Utils extends /*#__PURE__*/ Context.Service<Utils, UtilsService>()("effect-open-webui/routers/Utils") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Utils, utils)
}
