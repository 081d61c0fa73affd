/**
 * The models of the workspace: settings on top of a provider's model, and models of their own that are based on one.
 * What can be chatted with, provider's models included, is listed by the router `main`. The backend's router `models`.
 *
 * An id may hold any sign but white space, `/` included, and so it travels in the query or in the body. A model without a
 * `base_model_id` is the settings of a provider's model of the same id; only administrators make such ones.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { ModelHistoryModel, ModelHistoryResponse } from "../models/ModelHistory.ts"
import {
  ModelAccessGrantsForm,
  ModelAccessListResponse,
  ModelAccessResponse,
  ModelExportResponse,
  ModelForm,
  ModelIdForm,
  ModelModel,
  ModelResponse,
  ModelsImportForm,
  ModelVersionForm,
  SyncModelsForm
} from "../models/Models.ts"
import { paged, workspaceList } from "../models/Queries.ts"

/**
 * The operations of the router `models`.
 *
 * @since 0.1.0
 * @category operations
 */
export const models = {
  /**
   * Lists the models that the account may read and that are based on another, the newest first: for an administrator all.
   * Any verified account. `query` is looked for in the name, the base model and the owner; `tag` is a whole tag in any case of
   * letters; `page` starts at 1, 30 models each. Without `direction: "asc"` an order is descending.
   * `meta.profile_image_url` is left out, and `params` is empty where the account may not change the model.
   * `routers/models.py: get_models`
   */
  getModels: get("/api/v1/models/list", {
    query: {
      ...workspaceList,
      tag: Schema.optional(Schema.String)
    },
    success: ModelAccessListResponse
  }),

  /**
   * Lists every stored model, with and without a base model. Administrators.
   * Fails with `Forbidden` (another account). `routers/models.py: get_all_model_records`
   */
  getAllModelRecords: get("/api/v1/models/all", { success: Schema.Array(ModelResponse) }),

  /**
   * Lists the tags of the models without a base model, sorted. Administrators.
   * Fails with `Forbidden` (another account). `routers/models.py: get_base_model_tags`
   */
  getBaseModelTags: get("/api/v1/models/base/tags", { success: Schema.Array(Schema.String) }),

  /**
   * Lists the stored models without a base model: the settings of provider's models. Administrators.
   * `tag` is a whole tag, in its case of letters. Fails with `Forbidden` (another account). A provider's model without
   * settings is not among them. `routers/models.py: get_base_models`
   */
  getBaseModels: get("/api/v1/models/base", {
    query: { tag: Schema.optional(Schema.String) },
    success: Schema.Array(ModelResponse)
  }),

  /**
   * Lists the tags of the models that `getModels` lists, sorted. Any verified account. `routers/models.py: get_model_tags`
   */
  getModelTags: get("/api/v1/models/tags", { success: Schema.Array(Schema.String) }),

  /**
   * Makes a model. Who has the permission `workspace.models`; without `base_model_id` administrators only.
   * Fails with `Forbidden` (the permission is missing, no base model, a file that the account may not read), `Conflict`
   * (the id is taken, for others than administrators also by a provider's model), `Invalid` (the id has white space or is
   * too long; a file that is no image or avatar; controls on a plugin's model).
   * The base model need not exist. Grants that the account may not give are dropped without a word.
   * `routers/models.py: create_new_model`
   */
  createNewModel: post("/api/v1/models/create", { payload: ModelForm, success: ModelModel }),

  /**
   * Gives models with a base model in the form that `importModels` takes, background images included: all that the account
   * may change, or those of `ids`. Who has the permission `workspace.models_export`.
   * Fails with `Forbidden` (the permission is missing; an id that is not there, has no base model or may not be changed),
   * `Invalid` (a background image cannot be read). `routers/models.py: export_models`
   */
  exportModels: get("/api/v1/models/export", {
    query: { ids: Schema.optional(Schema.Array(Schema.String)) },
    success: Schema.Array(ModelExportResponse)
  }),

  /**
   * Makes models, or changes those that are there: `meta` is laid over what is there, `params` replaced. Who has the
   * permission `workspace.models_import`. Fails with `Forbidden` (the permission is missing), `Conflict` (a model of another
   * account), `Invalid` (a new one without a name, a wrong background image); those before it are imported then.
   * Entries with an id that cannot be one, or with files that the account may not read, are passed over without a word.
   * `routers/models.py: import_models`
   */
  importModels: post("/api/v1/models/import", { payload: ModelsImportForm, success: Schema.Boolean }),

  /**
   * Makes the stored models be these: makes, changes and **deletes every other one**. Administrators.
   * Fails with `Forbidden` (another account), `Invalid` (a file that is no image or avatar). Owners and grants of models
   * that are there stay; a new one belongs to the caller. Answers all of them. `routers/models.py: sync_models`
   */
  syncModels: post("/api/v1/models/sync", { payload: SyncModelsForm, success: Schema.Array(ModelModel) }),

  /**
   * Reads one model. Who may read it. Fails with `NotFound` (no stored model has this id, also where a provider's model
   * has), `Forbidden` (it is not shared with the account). `params` is empty where the account may not change the model.
   * `routers/models.py: get_model_by_id`
   */
  getModelById: get("/api/v1/models/model", {
    query: { id: Schema.String },
    success: ModelAccessResponse
  }),

  /**
   * Lists the versions of a model, the newest first. Who may change it. `page` starts at 1, 20 versions each.
   * Fails with `NotFound` (no such model), `Forbidden` (the account may not change it). `routers/models.py: get_model_history`
   */
  getModelHistory: get("/api/v1/models/model/history", {
    query: {
      ...paged,
      id: Schema.String
    },
    success: Schema.Array(ModelHistoryResponse)
  }),

  /**
   * Reads one version of a model. Who may change the model.
   * Fails with `NotFound` (no such model or version), `Forbidden` (the account may not change it).
   * `routers/models.py: get_model_history_entry`
   */
  getModelHistoryEntry: get("/api/v1/models/model/history/:history_id", {
    query: { id: Schema.String },
    success: ModelHistoryModel
  }),

  /**
   * Deletes one version of a model. Who may change the model.
   * Fails with `NotFound` (no such model or version), `Forbidden` (the account may not change it), `Invalid` (it is the
   * version in use). Versions made from it become those of its parent. `routers/models.py: delete_model_history_entry`
   */
  deleteModelHistoryEntry: del("/api/v1/models/model/history/:history_id", {
    query: { id: Schema.String },
    success: Schema.Boolean
  }),

  /**
   * Takes a version of a model into use; no new version is made. Who may change the model.
   * Fails with `NotFound` (no such model or version), `Forbidden` (the account may not change it, or may not use what the
   * version refers to), `Invalid` (the base model, or a tool, function or file that the version names, is gone), `Conflict`
   * (somebody changed the model meanwhile). `routers/models.py: set_model_version`
   */
  setModelVersion: post("/api/v1/models/model/update/version", {
    query: { id: Schema.String },
    payload: ModelVersionForm,
    success: ModelModel
  }),

  /**
   * Fetches the image of a model. Any verified account.
   * Never fails for want of an image: an unknown model, or one that the account may not read, has the server's own logo.
   * Where the image is a URL, it is fetched from there, without the token, and fails as that place does.
   * `routers/models.py: get_model_profile_image`
   */
  getModelProfileImage: get("/api/v1/models/model/profile/image", {
    query: { id: Schema.String },
    success: bytes
  }),

  /**
   * Streams what `getModelProfileImage` fetches. Any verified account. Fails only where the image is a URL, as that place
   * does. `routers/models.py: get_model_profile_image`
   */
  streamModelProfileImage: get("/api/v1/models/model/profile/image", {
    query: { id: Schema.String },
    stream: byteStream
  }),

  /**
   * Switches a model on or off, whichever it is not; there is no way to say which. Who may change it.
   * Fails with `NotFound` (no such model; the server says 401), `Forbidden` (the account may not change it).
   * `routers/models.py: toggle_model_by_id`
   */
  toggleModelById: post("/api/v1/models/model/toggle", {
    query: { id: Schema.String },
    success: ModelResponse
  }),

  /**
   * Changes a model, and makes a version of it where anything changed. Who may change it.
   * `params` and `meta` are replaced as a whole. Only these stay where they are left out: `base_model_id`, `is_active`,
   * `params.model_controls` and in `meta` both images and the avatar. `access_grants` is not looked at.
   * Fails with `NotFound` (no such model; the server says 401), `Forbidden` (the account may not change it, take its base
   * model away or read a file), `Invalid` (a file that is no image or avatar), `Conflict` (somebody changed it meanwhile).
   * `routers/models.py: update_model_by_id`
   */
  updateModelById: post("/api/v1/models/model/update", { payload: ModelForm, success: ModelModel }),

  /**
   * Shares a model with exactly these. Who may change it. A grant to write alone does not have lists show it: give both.
   * **An unknown id makes an entry** where an administrator asks, since a provider's model need not have one.
   * Fails with `Forbidden` (the account may not change it or share with these; an unknown id). `anyone` is not for models: a
   * grant to it is refused with `Forbidden` too. `routers/models.py: update_model_access_by_id`
   */
  updateModelAccessById: post("/api/v1/models/model/access/update", {
    payload: ModelAccessGrantsForm,
    success: ModelModel
  }),

  /**
   * Deletes a model, its versions and its grants. Who may change it.
   * Fails with `NotFound` (no such model; the server says 401), `Forbidden` (the account may not change it).
   * `routers/models.py: delete_model_by_id`
   */
  deleteModelById: post("/api/v1/models/model/delete", { payload: ModelIdForm, success: Schema.Boolean }),

  /**
   * Deletes every stored model, with and without a base model. Administrators. Fails with `Forbidden` (another account).
   * `routers/models.py: delete_all_models`
   */
  deleteAllModels: del("/api/v1/models/delete/all", { success: Schema.Boolean })
}

/**
 * The methods of the router `models`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ModelsService extends Methods<typeof models> {}

/**
 * The service of the router `models`.
 *
 * @since 0.1.0
 * @category services
 */
export class Models extends /*#__PURE__*/ Context.Service<Models, ModelsService>()("effect-open-webui/routers/Models") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Models, models)
}
