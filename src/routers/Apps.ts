/**
 * Apps: programs on servers of their own that take part in channels, as the backend's router `apps` manages them. To
 * install one: look at its manifest, create it, connect it; then it is invited into channels (`channels.inviteApp`).
 *
 * Apps are off unless an administrator switches them on; until then every operation fails with `FeatureDisabled`.
 * Managing them is for administrators; everyone else fails with `Forbidden`. An app lives at an HTTPS URL of the public
 * internet: others are refused unless the server's environment allows their origin (`APP_ALLOWED_PRIVATE_ORIGINS`).
 * Times are in nanoseconds.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, patch, post } from "../internal/operation.ts"
import {
  AppAccessResponse,
  AppConnectionForm,
  AppForm,
  AppInteractionForm,
  AppManifestForm,
  AppResponse,
  AppUpdateForm,
  CreateAppInteractionResponse,
  Manifest
} from "../models/Apps.ts"

/**
 * The operations of the router `apps`.
 *
 * @since 0.1.0
 * @category operations
 */
export const apps = {
  /**
   * Lists apps by name: for an administrator all, those that were uninstalled included, for everyone else those that are
   * active and granted. Any verified account. Fails with `FeatureDisabled` (apps are off).
   * All that is kept of an app is shown, its URL and its settings too. `routers/apps.py: get_apps`
   */
  getApps: get("/api/v1/apps", { success: Schema.Array(AppResponse) }),

  /**
   * Asks an app for its manifest, to be looked at before it is created, or updated. For administrators. Nothing is stored.
   * Fails with `Invalid` (the app refuses the key, its manifest is none, no key is given or stored, or the URL is not that
   * of `app_id`), `NotFound` (no app with this `app_id`), `ServerFailed` (out of reach, not HTTPS, a private address, or
   * an answer that is no JSON), `Forbidden`, `FeatureDisabled`. `routers/apps.py: preview_app_manifest`
   */
  previewAppManifest: post("/api/v1/apps/manifest/preview", { payload: AppManifestForm, success: Manifest }),

  /**
   * Creates an app, without asking it: it is inactive until `connectAppById`. For administrators.
   * Fails with `Invalid` (a URL that is not allowed, a scope that the manifest does not ask for, a key that is not
   * Ed25519), `Conflict` (the slug is taken, also by an app that was uninstalled), `Forbidden`, `FeatureDisabled`.
   * `routers/apps.py: create_new_app`
   */
  createNewApp: post("/api/v1/apps", { payload: AppForm, success: AppResponse }),

  /**
   * Reads an app with its grants. For administrators. Fails with `NotFound`, `Forbidden`, `FeatureDisabled`.
   * `routers/apps.py: get_app_details_by_id`
   */
  getAppDetailsById: get("/api/v1/apps/:app_id", { success: AppAccessResponse }),

  /**
   * Changes an app; what is left out or null stays. For administrators.
   * Fails with `NotFound`, `Invalid` (another `id` in the manifest, a manifest without `granted_scopes`, a scope that
   * the manifest does not ask for), `Forbidden`, `FeatureDisabled`. A new manifest switches the app off until it is
   * connected again. The answer says `disconnected` in any case; read it again for the truth.
   * `routers/apps.py: update_app_by_id`
   */
  updateAppById: patch("/api/v1/apps/:app_id", { payload: AppUpdateForm, success: AppResponse }),

  /**
   * Connects to an app, has it prove who it is, and makes it active; answers when that is done, after 20 seconds at the
   * latest. For administrators. Also the way to connect anew, and to bring back an app that was uninstalled.
   * Fails with `NotFound`, `Invalid` (no key is given or stored), `Forbidden` (also where the app refuses), `Conflict`
   * (it was changed meanwhile), `ServerFailed` (out of reach, or a wrong proof), `FeatureDisabled`. Where it fails, the
   * app is inactive, also if it was active before. `routers/apps.py: connect_app_by_id`
   */
  connectAppById: post("/api/v1/apps/:app_id/connect", { payload: AppConnectionForm, success: AppResponse }),

  /**
   * Uninstalls an app: it becomes inactive, its key is forgotten and it leaves its channels. For administrators.
   * Fails with `NotFound`, `Forbidden`, `FeatureDisabled`. The app stays in the list of administrators and keeps its id
   * and slug, so that a second time succeeds too; `connectAppById` with a key brings it back.
   * `routers/apps.py: uninstall_app_by_id`
   */
  uninstallAppById: del("/api/v1/apps/:app_id", { success: AppResponse }),

  /**
   * Presses a button under a message of an app and answers what the app says to that, after three seconds at the latest.
   * Who may use the app and read the channel; the app must be in it. Fails with `NotFound` (no such app, or no such
   * message of it), `Invalid` (no such button), `Forbidden` (app or channel not for this account, or the app is
   * inactive), `ServerFailed` (it is not connected, is too slow, or answers nonsense), `FeatureDisabled`; and with what
   * the status says that the app itself refuses with. After a timeout the app may have acted nevertheless.
   * `routers/apps.py: create_app_interaction`
   */
  createAppInteraction: post("/api/v1/apps/:app_id/interactions", {
    payload: AppInteractionForm,
    success: CreateAppInteractionResponse
  })
}

/**
 * The methods of the router `apps`.
 *
 * @since 0.1.0
 * @category models
 */
export interface AppsService extends Methods<typeof apps> {}

/**
 * The service of the router `apps`.
 *
 * @since 0.1.0
 * @category services
 */
export class Apps extends /*#__PURE__*/ Context.Service<Apps, AppsService>()("effect-open-webui/routers/Apps") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Apps, apps)
}
