/**
 * The skills of the server: instructions in a `SKILL.md` with files beside it, which a model reads when it needs them.
 * In
 * the backend this is the router `skills`.
 *
 * A skill is read by those who have a grant for it, and written by its owner, those with a grant to write, and
 * administrators, unless the server does not let these past grants. Every change of its name, description, `meta` or
 * files makes a version, and versions are what changes are checked against.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { files, multipart } from "../internal/multipart.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { LoadUrlForm } from "../models/Functions.ts"
import { compared, paged, workspaceList } from "../models/Queries.ts"
import { SkillDiff, SkillFileDiff, SkillHistoryModel, SkillHistoryResponse } from "../models/SkillHistory.ts"
import {
  CloneSkillForm,
  GetSkillFilesResponse,
  SkillAccessGrantsForm,
  SkillAccessListResponse,
  SkillDetailResponse,
  SkillForm,
  SkillImportDecision,
  SkillImportPreview,
  SkillImportResult,
  SkillModel,
  SkillPackage,
  SkillPackages,
  SkillResponse,
  SkillUserResponse,
  SkillVersionUpdateForm
} from "../models/Skills.ts"

/**
 * The operations of the router `skills`.
 *
 * @since 0.1.0
 * @category operations
 */
export const skills = {
  /**
   * Lists all skills that the caller may read, the one changed last first. Anyone signed in may call it.
   * `query` looks for a part of the name, without regard to case.
   * Fails with `Unauthenticated`. `routers/skills.py: get_skills`
   */
  getSkills: get("/api/v1/skills/", {
    query: { query: Schema.optional(Schema.String) },
    success: Schema.Array(SkillUserResponse)
  }),

  /**
   * Lists the skills that the caller may read, a page at a time, with what the caller may do with them. Anyone signed
   * in may call it. Pages hold 30 and start at 1. `query` is a part of the name, the description, the id, the `meta`, or
   * of the owner's name or address. The one changed last comes first unless `order_by` says otherwise, and then the
   * largest unless `direction` is `asc`.
   * Fails with `Unauthenticated`. A search that the server cannot do gives an empty page.
   * `routers/skills.py: get_skill_list`
   */
  getSkillList: get("/api/v1/skills/list", {
    query: workspaceList,
    success: SkillAccessListResponse
  }),

  /**
   * Gives skills with all their files, as `importSkills` takes them back. Administrators, and accounts with the
   * permission `workspace.skills_export`. All that the caller may read where `ids` is left out, **or empty**. The
   * answer is a list, and a single package where exactly one id was asked for.
   * Fails with `NotFound` (one of the ids, or the version), `Invalid` (a version without exactly one id) and
   * `Forbidden` (also where one of the skills may not be read). `routers/skills.py: export_skills`
   */
  exportSkills: get("/api/v1/skills/export", {
    query: {
      ids: Schema.optional(Schema.Array(Schema.String)),
      /** A version of the one skill that is asked for; the one in use where it is left out. */
      version_id: Schema.optional(Schema.String)
    },
    fixed: { query: { format: "json" } },
    success: SkillPackages
  }),

  /**
   * Gives skills as one file, as `importSkills` takes them back: a ZIP archive with a folder for each. Administrators,
   * and accounts with the permission `workspace.skills_export`. All that the caller may read where `ids` is left out,
   * or empty.
   * The archive has no place for names, descriptions and `meta`: they are lost unless `SKILL.md` says them in its head.
   * Fails with `NotFound`, `Forbidden` and `Invalid` (a version, or the format `skill`, without exactly one id; two
   * skills whose heads have the same name). `routers/skills.py: export_skills`
   */
  exportSkillsAsFile: get("/api/v1/skills/export", {
    query: {
      /** `skill` is the same archive, of one skill and under its name. */
      format: Schema.Literals(["zip", "skill"]),
      ids: Schema.optional(Schema.Array(Schema.String)),
      /** A version of the one skill that is asked for; the one in use where it is left out. */
      version_id: Schema.optional(Schema.String)
    },
    success: bytes
  }),

  /**
   * Streams the file that `exportSkillsAsFile` gives, so that many skills are never in memory as a whole. Administrators,
   * and accounts with the permission `workspace.skills_export`. Fails as `exportSkillsAsFile`.
   * `routers/skills.py: export_skills`
   */
  streamExportSkills: get("/api/v1/skills/export", {
    query: {
      /** `skill` is the same archive, of one skill and under its name. */
      format: Schema.Literals(["zip", "skill"]),
      ids: Schema.optional(Schema.Array(Schema.String)),
      /** A version of the one skill that is asked for; the one in use where it is left out. */
      version_id: Schema.optional(Schema.String)
    },
    stream: byteStream
  }),

  /**
   * Saves a new skill and answers it without its files. Administrators, and accounts with the permission
   * `workspace.skills` or `workspace.skills_import`. Without `content`, `files` and `data` its `SKILL.md` is empty.
   * Fails with `Conflict` (the id is taken, said with 400, or the name, said with 409), `Invalid` (an id with other
   * characters; files that do not fit: no `SKILL.md`, a bad path, too large) and `Forbidden` (the server says 401).
   * `routers/skills.py: create_new_skill`
   */
  createNewSkill: post("/api/v1/skills/create", { payload: SkillForm, success: SkillResponse }),

  /**
   * Reads one skill with its instructions. Those who may read it. The other files are behind `getSkillFiles`.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/skills.py: get_skill_by_id`
   */
  getSkillById: get("/api/v1/skills/id/:id", { success: SkillDetailResponse }),

  /**
   * Changes a skill and answers it with its files. Those who may write it. What is left out stays; `id` and
   * `access_grants` of the form are not looked at.
   * Fails with `Conflict` (somebody changed it first: the detail has the version that is in use), `Invalid` (files
   * without `expected_version_id`, or that do not fit; **a name that is taken**), `NotFound` and `Forbidden` (the
   * server says 401). `routers/skills.py: update_skill_by_id`
   */
  updateSkillById: post("/api/v1/skills/id/:id/update", { payload: SkillForm, success: SkillModel }),

  /**
   * Sets who may read and write a skill, in place of what was set, and answers the skill. Those who may write it.
   * **A grant to write is none to read**: give both.
   * Null where the skill was deleted in the meantime.
   * Fails with `NotFound` and `Forbidden` (the caller may not write it, said with 401, or may not share with such as
   * these, said with 403). `routers/skills.py: update_skill_access_by_id`
   */
  updateSkillAccessById: post("/api/v1/skills/id/:id/access/update", {
    payload: SkillAccessGrantsForm,
    success: Schema.NullOr(SkillModel)
  }),

  /**
   * Switches a skill on, or off where it is on: it flips, so look at `is_active` of the answer. Those who may write it.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/skills.py: toggle_skill_by_id`
   */
  toggleSkillById: post("/api/v1/skills/id/:id/toggle", { success: SkillModel }),

  /**
   * Deletes a skill with its versions and its grants, and answers true. Those who may write it. False only where the
   * database failed.
   * Fails with `NotFound` and `Forbidden` (the server says 401). `routers/skills.py: delete_skill_by_id`
   */
  deleteSkillById: del("/api/v1/skills/id/:id/delete", { success: Schema.Boolean }),

  /**
   * Lists the files of a skill, without their contents. Those who may read it. `version_id`: the version in use where
   * it is left out.
   * Fails with `NotFound` (the skill, or the version) and `Forbidden`. `routers/skills.py: get_skill_files`
   */
  getSkillFiles: get("/api/v1/skills/id/:id/files", {
    query: { version_id: Schema.optional(Schema.String) },
    success: GetSkillFilesResponse
  }),

  /**
   * Reads one file of a skill as bytes, with a media type that is guessed from its name. Those who may read it. The
   * version must be said; that in use is in `version_id` of the skill.
   * Fails with `NotFound` (the skill, the version, or the file in it) and `Forbidden`.
   * `routers/skills.py: get_skill_file`
   */
  getSkillFile: get("/api/v1/skills/id/:id/files/content", {
    query: { path: Schema.String, version_id: Schema.String },
    success: bytes
  }),

  /**
   * Lists the saved versions of a skill, the newest first. Those who may read it. Pages hold 20 and start at 1; a page
   * after the last is empty.
   * Fails with `NotFound` and `Forbidden`. `created_at` may be a little in the future: versions of the same second are
   * put in order so. `routers/skills.py: get_skill_history`
   */
  getSkillHistory: get("/api/v1/skills/id/:id/history", {
    query: paged,
    success: Schema.Array(SkillHistoryResponse)
  }),

  /**
   * Says what changed between two versions of a skill, file by file; `diffSkillFile` has the changes of one. Those who
   * may read it.
   * Fails with `NotFound` (the skill, or one of the versions) and `Forbidden`. `routers/skills.py: diff_skill_history`
   */
  diffSkillHistory: get("/api/v1/skills/id/:id/history/diff", {
    query: compared,
    success: SkillDiff
  }),

  /**
   * Compares one file in two versions of a skill; one that is only in one of them is compared with an empty one. Those
   * who may read it.
   * Fails with `NotFound` (the skill, one of the versions, or the file in both) and `Forbidden`.
   * `routers/skills.py: diff_skill_file`
   */
  diffSkillFile: get("/api/v1/skills/id/:id/history/diff/file", {
    query: {
      ...compared,
      path: Schema.String
    },
    success: SkillFileDiff
  }),

  /**
   * Reads one version of a skill, with the list of its files. Those who may read it.
   * Fails with `NotFound` (the skill, or the version) and `Forbidden`. `routers/skills.py: get_skill_history_entry`
   */
  getSkillHistoryEntry: get("/api/v1/skills/id/:id/history/:history_id", { success: SkillHistoryModel }),

  /**
   * Deletes one version of a skill and answers true; the version after it then follows the one before. Those who may
   * write it.
   * Fails with `Invalid` (it is the version in use), `NotFound` and `Forbidden`.
   * `routers/skills.py: delete_skill_history_entry`
   */
  deleteSkillHistoryEntry: del("/api/v1/skills/id/:id/history/:history_id", { success: Schema.Literal(true) }),

  /**
   * Goes back to a saved version, or forth, and answers the skill. Those who may write it. No new version is made.
   * Fails with `Conflict` (`expected_version_id` is not the version in use: the detail has that), `NotFound` (the
   * skill, or the version) and `Forbidden`. `routers/skills.py: set_skill_version`
   */
  setSkillVersion: post("/api/v1/skills/id/:id/update/version", {
    payload: SkillVersionUpdateForm,
    success: SkillModel
  }),

  /**
   * Copies a skill under another id and name, without its grants and its history, and answers the copy, which belongs
   * to the caller. Those who may read it and save new ones.
   * Fails with `Conflict` (the id or the name is taken), `Invalid` (an id with other characters), `NotFound` (the
   * skill, or the version) and `Forbidden` (the skill may not be read, said with 403, or none may be saved, said with
   * 401). `routers/skills.py: clone_skill`
   */
  cloneSkill: post("/api/v1/skills/id/:id/clone", { payload: CloneSkillForm, success: SkillModel }),

  /**
   * Fetches skills from a URL, to look at before they are saved; nothing is stored. Administrators only. Takes a
   * Markdown file, an archive, exported JSON, or a repository or folder on GitHub. What the packages say is not
   * checked, only their files are.
   * Fails with `Invalid`: an address inside the server's own network (unless the server allows such), a web page,
   * nothing to be had there, no `SKILL.md`, more than 200 MiB. And with `Forbidden`.
   * `routers/skills.py: load_skill_by_url`
   */
  loadSkillByUrl: post("/api/v1/skills/load/url", { payload: LoadUrlForm, success: Schema.Array(SkillPackage) }),

  /**
   * Reads uploaded files and says which skills they hold and what is in the way of importing them; nothing is stored.
   * Administrators, and accounts with the permission `workspace.skills_import`. Takes `.md`, `.zip`, `.skill` and
   * `.json` files, as many skills in each as it has; files whose names have a `/` are one upload of folders instead,
   * and come last. At most 10000 files and 200 MiB.
   * Fails with `Invalid` (a file that is none of these, or has no `SKILL.md`) and `Forbidden`.
   * `routers/skills.py: preview_skill_import`
   */
  previewSkillImport: post("/api/v1/skills/import/preview", {
    payload: multipart({ files }),
    success: Schema.Array(SkillImportPreview)
  }),

  /**
   * Imports skills from uploaded files, as `previewSkillImport` takes them, with one decision for each skill in the
   * order of the preview. Administrators, and accounts with the permission `workspace.skills_import`.
   * **Skills that could not be imported do not make it fail**: look at `status` of each result.
   * Fails with `Invalid` (files that cannot be read; not as many decisions as skills) and `Forbidden`.
   * `routers/skills.py: import_skills`
   */
  importSkills: post("/api/v1/skills/import", {
    payload: multipart({ files, decisions: Schema.Array(SkillImportDecision) }),
    success: Schema.Array(SkillImportResult)
  })
}

/**
 * The methods of the router `skills`.
 *
 * @since 0.1.0
 * @category models
 */
export interface SkillsService extends Methods<typeof skills> {}

/**
 * The service of the router `skills`.
 *
 * @since 0.1.0
 * @category services
 */
export class Skills extends /*#__PURE__*/ Context.Service<Skills, SkillsService>()("effect-open-webui/routers/Skills") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Skills, skills)
}
