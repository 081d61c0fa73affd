/**
 * Groups of accounts: what they add to the permissions of their members, who belongs to them, and what they reach. In
 * the backend: `routers/groups.py`, under `/api/v1/groups`.
 *
 * Where an operation is for administrators or for accounts that are not pending, others get `Forbidden` and a call
 * without a token `Unauthenticated`. Whoever joins or leaves a group, or gains or loses by a change of it, loses the
 * connection of the socket for a moment.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import {
  GroupExportResponse,
  GroupForm,
  GroupInfoResponse,
  GroupMembersResponse,
  GroupResponse,
  GroupUpdateForm,
  PreviewGroupAccessResponse,
  UserIdsForm
} from "../models/Groups.ts"
import { pagedFromOne } from "../models/Queries.ts"
import { UserInfoResponse } from "../models/Users.ts"

/**
 * The operations of the router `groups`.
 *
 * @since 0.1.0
 * @category operations
 */
export const groups = {
  /**
   * Lists groups, those last changed first: all of them for an administrator, one's own and those above them for
   * others. For every account that is not pending. With `share: true` those that one may share with instead, with
   * `share: false` those that nobody may (on SQLite the server finds none of these); an administrator gets all anyway.
   * `routers/groups.py: get_groups`
   */
  getGroups: get("/api/v1/groups/", {
    query: { share: Schema.optional(Schema.Boolean) },
    success: Schema.Array(GroupResponse)
  }),

  /**
   * Makes a group without members. For administrators. Fails with `NotFound` (no such parent), `Invalid`. Two groups may
   * have the same name. `routers/groups.py: create_new_group`
   */
  createNewGroup: post("/api/v1/groups/create", { payload: GroupForm, success: GroupResponse }),

  /** Reads a group. For administrators. Fails with `NotFound`. `routers/groups.py: get_group_by_id` */
  getGroupById: get("/api/v1/groups/id/:id", { success: GroupResponse }),

  /**
   * Reads name, description and size of a group. For every account that is not pending, a member or not. Fails with
   * `NotFound`. `routers/groups.py: get_group_info_by_id`
   */
  getGroupInfoById: get("/api/v1/groups/id/:id/info", { success: GroupInfoResponse }),

  /**
   * Reads a group with the ids of its direct members. For administrators. Fails with `NotFound`.
   * `routers/groups.py: export_group_by_id`
   */
  exportGroupById: get("/api/v1/groups/id/:id/export", { success: GroupExportResponse }),

  /**
   * Lists the direct members of a group, all at once; none for a group that is not there. For administrators. It is a
   * POST that changes nothing. `routers/groups.py: get_users_in_group`
   */
  getUsersInGroup: post("/api/v1/groups/id/:id/users", { idempotent: true, success: Schema.Array(UserInfoResponse) }),

  /**
   * Changes a group; see `GroupUpdateForm` for what stays. For administrators. Fails with `NotFound` (no such group or
   * parent), `Invalid` (a group would be above itself). `routers/groups.py: update_group_by_id`
   */
  updateGroupById: post("/api/v1/groups/id/:id/update", { payload: GroupUpdateForm, success: GroupResponse }),

  /**
   * Adds accounts to a group. For administrators. Fails with `NotFound`. Ids of no account and of members are passed
   * over. `routers/groups.py: add_user_to_group`
   */
  addUserToGroup: post("/api/v1/groups/id/:id/users/add", { payload: UserIdsForm, success: GroupResponse }),

  /**
   * Takes accounts out of a group. For administrators. Fails with `NotFound`. Ids of others are passed over.
   * `routers/groups.py: remove_users_from_group`
   */
  removeUsersFromGroup: post("/api/v1/groups/id/:id/users/remove", { payload: UserIdsForm, success: GroupResponse }),

  /**
   * Takes a group away, with what was shared with it; the answer is true. Groups below it move up to its parent. For
   * administrators. Fails with `NotFound`. `routers/groups.py: delete_group_by_id`
   */
  deleteGroupById: del("/api/v1/groups/id/:id/delete", { success: Schema.Boolean }),

  /**
   * Answers what members of a group reach and may do because of it and the groups above it. For administrators. Fails
   * with `NotFound`. `routers/groups.py: preview_group_access`
   */
  previewGroupAccess: get("/api/v1/groups/id/:id/preview", { success: PreviewGroupAccessResponse }),

  /**
   * Lists members of a group by name, 30 a page, with how they belong to it. For administrators. `membership` is
   * `effective` (all) unless it says otherwise; `query` is a part of the name or the address; `page` starts at 1. Fails
   * with `NotFound`, `Invalid` (a page below 1). `routers/groups.py: inspect_group_members`
   */
  inspectGroupMembers: get("/api/v1/groups/id/:id/members", {
    query: {
      ...pagedFromOne,
      membership: Schema.optional(Schema.Literals(["direct", "inherited", "effective"])),
      query: Schema.optional(Schema.String)
    },
    success: GroupMembersResponse
  })
}

/**
 * The methods of the router `groups`.
 *
 * @since 0.1.0
 * @category models
 */
export interface GroupsService extends Methods<typeof groups> {}

/**
 * The service of the router `groups`.
 *
 * @since 0.1.0
 * @category services
 */
export class Groups extends /*#__PURE__*/ Context.Service<Groups, GroupsService>()("effect-open-webui/routers/Groups") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Groups, groups)
}
