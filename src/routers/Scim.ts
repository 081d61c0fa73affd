/**
 * Users and groups for an identity provider, which makes, changes and deletes them by SCIM 2.0. The backend's router
 * `scim`.
 *
 * **It has a bearer token of its own**, the server's `SCIM_TOKEN`, and takes no other, an administrator's neither: make a
 * client for it, with `auth: Auth.token(scimToken)`. Where the server runs without `ENABLE_SCIM`, every operation fails with
 * `NoSuchRoute`. What makes or finds users by their `externalId` needs `SCIM_AUTH_PROVIDER` on the server, for instance
 * `oidc`, and fails with `ServerFailed` without.
 *
 * Only users that SCIM made, or that signed in through an identity provider, are there; groups are all there. Whatever needs
 * the token fails with `Unauthenticated` (none, or a wrong one), which is not said again below.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { empty } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, patch, post, put } from "../internal/operation.ts"
import {
  GetServiceProviderConfigResponse,
  SCIMGroup,
  SCIMGroupCreateRequest,
  SCIMGroupFilter,
  SCIMGroupListResponse,
  SCIMGroupPatchRequest,
  SCIMGroupUpdateRequest,
  SCIMResourceType,
  SCIMSchema,
  SCIMUser,
  SCIMUserCreateRequest,
  SCIMUserFilter,
  SCIMUserListResponse,
  SCIMUserPatchRequest,
  SCIMUserUpdateRequest
} from "../models/Scim.ts"

/**
 * The operations of the router `scim`.
 *
 * @since 0.1.0
 * @category operations
 */
export const scim = {
  /**
   * Tells what of SCIM the server can do. Everybody, without a token. `routers/scim.py: get_service_provider_config`
   */
  getServiceProviderConfig: get("/api/v1/scim/v2/ServiceProviderConfig", { success: GetServiceProviderConfigResponse }),

  /**
   * Lists the kinds of resources: users and groups. Everybody, without a token. A plain list, where the standard has a
   * page. `routers/scim.py: get_resource_types`
   */
  getResourceTypes: get("/api/v1/scim/v2/ResourceTypes", { success: Schema.Array(SCIMResourceType) }),

  /**
   * Lists the schemas of users and groups, with the attributes that are needed. Everybody, without a token. A plain list,
   * where the standard has a page. `routers/scim.py: get_schemas`
   */
  getSchemas: get("/api/v1/scim/v2/Schemas", { success: Schema.Array(SCIMSchema) }),

  /**
   * Lists users, the newest first, or finds one by `userName` (the e-mail address, in any case of letters) or by
   * `externalId`. The SCIM token. Where nobody fits the list is empty. With a filter the page is always the first. Fails
   * with `ServerFailed` (`externalId` on a server without `SCIM_AUTH_PROVIDER`). `routers/scim.py: get_users`
   */
  getUsers: get("/api/v1/scim/v2/Users", {
    query: {
      /** From 1; below counts as 1. */
      startIndex: Schema.optional(Schema.Int),
      /** 0 to 100; beyond counts as that. Default: 20. */
      count: Schema.optional(Schema.Int),
      filter: Schema.optional(SCIMUserFilter)
    },
    success: SCIMUserListResponse
  }),

  /**
   * Reads a user. The SCIM token. Fails with `NotFound` (no such user, or one that SCIM does not see).
   * `routers/scim.py: get_user`
   */
  getUser: get("/api/v1/scim/v2/Users/:user_id", { success: SCIMUser }),

  /**
   * Makes a user, with the role `user`, or `pending` where `active` is false, and with a password that nobody knows. The
   * SCIM token. Fails with `Conflict` (the e-mail address or the `externalId` is taken), `ServerFailed` (no
   * `SCIM_AUTH_PROVIDER`). **In that case the account may be there all the same**, where SCIM does not see it, if no
   * `externalId` was sent. `routers/scim.py: create_user`
   */
  createUser: post("/api/v1/scim/v2/Users", { payload: SCIMUserCreateRequest, success: SCIMUser }),

  /**
   * Changes what is said of a user; what is left out stays, so nothing can be taken away. The SCIM token. Fails with
   * `NotFound` (no such user, or one that SCIM does not see), `ServerFailed` (the e-mail address is taken; `externalId`
   * without `SCIM_AUTH_PROVIDER`, when the rest is done). The e-mail address is stored as it is written, unlike in
   * `createUser`. `routers/scim.py: update_user`
   */
  updateUser: put("/api/v1/scim/v2/Users/:user_id", { payload: SCIMUserUpdateRequest, success: SCIMUser }),

  /**
   * Changes a user by a list of operations, all or none. The SCIM token. `op` is in small letters. Fails with `NotFound`
   * (no such user, or one that SCIM does not see), `Invalid` (no attributes, or some that are not known), `ServerFailed`
   * (the e-mail address is taken; `externalId` without `SCIM_AUTH_PROVIDER`). `routers/scim.py: patch_user`
   */
  patchUser: patch("/api/v1/scim/v2/Users/:user_id", { payload: SCIMUserPatchRequest, success: SCIMUser }),

  /**
   * Deletes a user with all that is theirs. The SCIM token. Fails with `NotFound` (no such user, or one that SCIM does not
   * see), `Forbidden` (an administrator). There is no way back. `routers/scim.py: delete_user`
   */
  deleteUser: del("/api/v1/scim/v2/Users/:user_id", { success: empty }),

  /**
   * Lists all groups, the last changed first, or finds one by its name. The SCIM token. Where none fits the list is empty;
   * of several with the same name one is answered. `routers/scim.py: get_groups`
   */
  getGroups: get("/api/v1/scim/v2/Groups", {
    query: {
      /** From 1; below counts as 1. */
      startIndex: Schema.optional(Schema.Int),
      /** 0 to 100; beyond counts as that. Default: 20. */
      count: Schema.optional(Schema.Int),
      filter: Schema.optional(SCIMGroupFilter)
    },
    success: SCIMGroupListResponse
  }),

  /** Reads a group. The SCIM token. Fails with `NotFound` (no such group). `routers/scim.py: get_group` */
  getGroup: get("/api/v1/scim/v2/Groups/:group_id", { success: SCIMGroup }),

  /**
   * Makes a group, which belongs to the first administrator. The SCIM token. Any account may be a member, also one that
   * SCIM does not see. Fails with `NotFound` (no such member), `Invalid` (a member that is no user). A name that is taken
   * is no failure. `routers/scim.py: create_group`
   */
  createGroup: post("/api/v1/scim/v2/Groups", { payload: SCIMGroupCreateRequest, success: SCIMGroup }),

  /**
   * Sets the name or all members of a group; what is left out stays. The SCIM token. Fails with `NotFound` (no such group,
   * no such member), `Invalid` (a member that is no user). `routers/scim.py: update_group`
   */
  updateGroup: put("/api/v1/scim/v2/Groups/:group_id", { payload: SCIMGroupUpdateRequest, success: SCIMGroup }),

  /**
   * Changes a group by a list of operations. The SCIM token. `op` is in small letters. Fails with `NotFound` (no such
   * group, no such member), `Invalid` (a member that is no user): members are looked at before anything is done.
   * The server passes over an operation that it does not know without a word; so it is refused here, before anything is
   * sent. `routers/scim.py: patch_group`
   */
  patchGroup: patch("/api/v1/scim/v2/Groups/:group_id", { payload: SCIMGroupPatchRequest, success: SCIMGroup }),

  /**
   * Deletes a group; its members stay, and groups below it move up. The SCIM token. Fails with `NotFound` (no such group).
   * `routers/scim.py: delete_group`
   */
  deleteGroup: del("/api/v1/scim/v2/Groups/:group_id", { success: empty })
}

/**
 * The methods of the router `scim`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ScimService extends Methods<typeof scim> {}

/**
 * The service of the router `scim`.
 *
 * @since 0.1.0
 * @category services
 */
export class Scim extends /*#__PURE__*/ Context.Service<Scim, ScimService>()("effect-open-webui/routers/Scim") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Scim, scim)
}
