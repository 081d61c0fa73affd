/**
 * Accounts: lists, profiles, roles and groups for administrators, and one's own settings, status, variables and usage.
 * In the backend: `routers/users.py`, under `/api/v1/users`.
 *
 * Where an operation is for administrators or for accounts that are not pending, others get `Forbidden` and a call
 * without a token `Unauthenticated`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { JsonObject } from "../layers/Json.ts"
import { UserGroupsResponse } from "../models/Groups.ts"
import { OAuthSessionModel } from "../models/OauthSessions.ts"
import { Direction } from "../models/Queries.ts"
import {
  GetUserActiveStatusByIdResponse,
  GetUserPreviewResponse,
  UserActiveResponse,
  UserGroupIdsListResponse,
  UserInfoListResponse,
  UserInfoResponse,
  UserModel,
  UserPermissions,
  UserSettings,
  UserStatus,
  UserUpdateForm,
  UserUsageResponse,
  UserVariablesForm,
  UserVariablesResponse
} from "../models/Users.ts"

/** What both lists of accounts take. */
const listing = {
  query: Schema.optional(Schema.String),
  order_by: Schema.optional(openLiterals(["name", "email", "role", "created_at", "updated_at", "last_active_at"])),
  direction: Schema.optional(Direction),
  page: Schema.optional(Schema.Int)
}

/**
 * The operations of the router `users`.
 *
 * @since 0.1.0
 * @category operations
 */
export const users = {
  /**
   * Lists accounts with all that is kept of them, 30 a page. For administrators. `page` starts at 1; `query` is a part
   * of the name or the address; `order_by` may also be `group_id:` and the id of a group, whose members then come
   * first; `direction` is `desc` unless it says `asc`. An unknown order is ignored. `routers/users.py: get_users`
   */
  getUsers: get("/api/v1/users/", { query: listing, success: UserGroupIdsListResponse }),

  /**
   * Lists all accounts at once, those last made first. For administrators. `groups` is empty and `is_active` false,
   * whatever is true. `routers/users.py: get_all_users`
   */
  getAllUsers: get("/api/v1/users/all", { success: UserInfoListResponse }),

  /**
   * Lists accounts as others may see them, 30 a page. For every account that is not pending: each sees every name and
   * address. Takes what `getUsers` takes. `groups` is empty and `is_active` false, whatever is true.
   * `routers/users.py: search_users`
   */
  searchUsers: get("/api/v1/users/search", { query: listing, success: UserInfoListResponse }),

  /**
   * Lists the groups that one belongs to. For every account that is not pending. With `include_inherited` those above
   * them too, and each with its `membership_type`. `routers/users.py: get_user_groups`
   */
  getUserGroups: get("/api/v1/users/groups", {
    query: { include_inherited: Schema.optional(Schema.Boolean) },
    success: Schema.Array(UserGroupsResponse)
  }),

  /**
   * Reads one's own permissions: the defaults with what one's groups add. For every account that is not pending. An
   * administrator may do everything, whatever stands here. `routers/users.py: get_user_permissisions`
   */
  getUserPermissisions: get("/api/v1/users/permissions", { success: UserPermissions }),

  /**
   * Reads the permissions that every account has. For administrators.
   * `routers/users.py: get_default_user_permissions`
   */
  getDefaultUserPermissions: get("/api/v1/users/default/permissions", { success: UserPermissions }),

  /**
   * Replaces the permissions that every account has; answers what is stored. For administrators. Fails with `Invalid`.
   * A key that is left out takes the default of the backend's code, not its present value, so send all of
   * `getDefaultUserPermissions`. Keys that the server does not know are lost.
   * `routers/users.py: update_default_user_permissions`
   */
  updateDefaultUserPermissions: post("/api/v1/users/default/permissions", {
    payload: UserPermissions,
    success: UserPermissions
  }),

  /**
   * Reads the permissions that every account would have without a change, as the environment of the server says. For
   * administrators. `routers/users.py: get_default_user_permissions_defaults`
   */
  getDefaultUserPermissionsDefaults: get("/api/v1/users/default/permissions/defaults", { success: UserPermissions }),

  /**
   * Reads one's own settings, with the defaults of the server for what is not set; null where neither is there. For
   * every account that is not pending. With `raw` without the defaults.
   * `routers/users.py: get_user_settings_by_session_user`
   */
  getUserSettingsBySessionUser: get("/api/v1/users/user/settings", {
    query: { raw: Schema.optional(Schema.Boolean) },
    success: Schema.NullOr(UserSettings)
  }),

  /**
   * Changes one's own settings; answers them. For every account that is not pending. Keys that are left out stay, in
   * `ui` too, where null takes a key away. What one may not set (tool servers, webhooks, the system prompt, the
   * interface) is dropped without a word. `routers/users.py: update_user_settings_by_session_user`
   */
  updateUserSettingsBySessionUser: post("/api/v1/users/user/settings/update", {
    payload: UserSettings,
    success: UserSettings
  }),

  /**
   * Reads one's own account, with all that is kept of it and not just its status. For every account that is not
   * pending. Fails with `Forbidden` (status is switched off). `routers/users.py: get_user_status_by_session_user`
   */
  getUserStatusBySessionUser: get("/api/v1/users/user/status", { success: UserModel }),

  /**
   * Changes one's own status; answers the whole account. For every account that is not pending. What is left out or
   * null stays: an empty text clears a text, and nothing clears the time. Fails with `Forbidden` (status is off).
   * `routers/users.py: update_user_status_by_session_user`
   */
  updateUserStatusBySessionUser: post("/api/v1/users/user/status/update", {
    payload: UserStatus,
    success: UserModel
  }),

  /**
   * Reads what `updateUserInfoBySessionUser` stored, null before. For every account that is not pending.
   * `routers/users.py: get_user_info_by_session_user`
   */
  getUserInfoBySessionUser: get("/api/v1/users/user/info", { success: Schema.NullOr(JsonObject) }),

  /**
   * Reads one's own variables. For every account that is not pending.
   * `routers/users.py: get_user_variables_by_session_user`
   */
  getUserVariablesBySessionUser: get("/api/v1/users/user/variables", { success: UserVariablesResponse }),

  /**
   * Replaces one's own variables; answers them, line ends as `\n`. For every account that is not pending. Fails with
   * `Invalid` (a wrong name, or too long). `routers/users.py: update_user_variables_by_session_user`
   */
  updateUserVariablesBySessionUser: post("/api/v1/users/user/variables/update", {
    payload: UserVariablesForm,
    success: UserVariablesResponse
  }),

  /**
   * Stores keys of one's own choice beside those that are there; answers all. For every account that is not pending.
   * A key is replaced as a whole, and none can be taken away. Two updates at once may lose one.
   * `routers/users.py: update_user_info_by_session_user`
   */
  updateUserInfoBySessionUser: post("/api/v1/users/user/info/update", {
    payload: JsonObject,
    success: JsonObject
  }),

  /**
   * Counts one's own usage. For every account that is not pending. The period is `days` up to now (7 to 732, 730 unless
   * it says otherwise), or from `start_date` to `end_date` in seconds since 1970. Fails with `Invalid` (it ends before
   * it begins). A long period answers an entry for every day, three times.
   * `routers/users.py: get_user_usage_by_session_user`
   */
  getUserUsageBySessionUser: get("/api/v1/users/usage", {
    query: {
      days: Schema.optional(Schema.Int.check(Schema.isGreaterThanOrEqualTo(7), Schema.isLessThanOrEqualTo(732))),
      start_date: Schema.optional(Schema.Int),
      end_date: Schema.optional(Schema.Int)
    },
    success: UserUsageResponse
  }),

  /**
   * Reads an account with all that is kept of it, and its groups. For administrators. Fails with `NotFound`.
   * `routers/users.py: get_user_by_id`
   */
  getUserById: get("/api/v1/users/:user_id", { success: UserActiveResponse }),

  /**
   * Reads what others may know of an account, its address and groups included. For every account that is not pending.
   * Fails with `NotFound`. `routers/users.py: get_user_info_by_id`
   */
  getUserInfoById: get("/api/v1/users/:user_id/info", { success: UserInfoResponse }),

  /**
   * Lists what identity providers and MCP servers gave an account, the tokens in clear. For administrators. Fails with
   * `NotFound`, also where the account is there and has none. `routers/users.py: get_user_oauth_sessions_by_id`
   */
  getUserOauthSessionsById: get("/api/v1/users/:user_id/oauth/sessions", {
    success: Schema.Array(OAuthSessionModel)
  }),

  /**
   * Reads the image of an account, or the server's own where it has none. For every account that is not pending. Fails
   * with `NotFound` (no such account). Where an account set an address elsewhere on the web, the server redirects to it
   * (unless its environment forbids that) and the call goes there without the token, so it can fail as that place does.
   * `routers/users.py: get_user_profile_image_by_id`
   */
  getUserProfileImageById: get("/api/v1/users/:user_id/profile/image", { success: bytes }),

  /**
   * Streams what `getUserProfileImageById` reads. For every account that is not pending. Fails as
   * `getUserProfileImageById`. `routers/users.py: get_user_profile_image_by_id`
   */
  streamUserProfileImageById: get("/api/v1/users/:user_id/profile/image", { stream: byteStream }),

  /**
   * Tells whether an account sent a request within the last three minutes; no for one that is not there. For every
   * account that is not pending. `routers/users.py: get_user_active_status_by_id`
   */
  getUserActiveStatusById: get("/api/v1/users/:user_id/active", { success: GetUserActiveStatusByIdResponse }),

  /**
   * Makes all tokens of an account void; the answer is true. Its API key stays good. For administrators. Fails with
   * `NotFound`, `Forbidden` (the first account, unless it asks itself).
   * `routers/users.py: revoke_user_sessions`
   */
  revokeUserSessions: post("/api/v1/users/:user_id/sessions/revoke", { success: Schema.Boolean }),

  /**
   * Changes the role, name, address, image or password of an account; answers it. For administrators. Fails with
   * `NotFound`, `Conflict` (the address is taken), `Invalid` (the image URL or the password will not do), `Forbidden`
   * (the first account, unless it asks itself and stays an administrator). `routers/users.py: update_user_by_id`
   */
  updateUserById: post("/api/v1/users/:user_id/update", { payload: UserUpdateForm, success: UserModel }),

  /**
   * Takes an account away with its chats; the answer is true, also where there was none. For administrators. Fails with
   * `Forbidden` (the own account, or the first one). `routers/users.py: delete_user_by_id`
   */
  deleteUserById: del("/api/v1/users/:user_id", { success: Schema.Boolean }),

  /**
   * Lists the groups of an account, as `getUserGroups` does; none for an account that is not there. For administrators.
   * `routers/users.py: get_user_groups_by_id`
   */
  getUserGroupsById: get("/api/v1/users/:user_id/groups", {
    query: { include_inherited: Schema.optional(Schema.Boolean) },
    success: Schema.Array(UserGroupsResponse)
  }),

  /**
   * Answers which models of the workspace, knowledge bases and tools an account reaches. For administrators. Fails with
   * `NotFound`. `routers/users.py: get_user_preview`
   */
  getUserPreview: get("/api/v1/users/:user_id/preview", { success: GetUserPreviewResponse })
}

/**
 * The methods of the router `users`.
 *
 * @since 0.1.0
 * @category models
 */
export interface UsersService extends Methods<typeof users> {}

/**
 * The service of the router `users`.
 *
 * @since 0.1.0
 * @category services
 */
export class Users extends /*#__PURE__*/ Context.Service<Users, UsersService>()("effect-open-webui/routers/Users") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Users, users)
}
