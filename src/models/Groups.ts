/**
 * Groups of accounts, which add permissions to their members and are what things are shared with: `models/groups.py`
 * and the forms of `routers/groups.py`. A group may have a parent; members of a group count as members of those above.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { EpochSeconds } from "./Time.ts"
import {
  AccessGrantsPermissions,
  AccessPreview,
  ChatPermissions,
  FeaturesPermissions,
  IdName,
  SettingsPermissions,
  SharingPermissions,
  UserInfoResponse,
  UserPermissions,
  WorkspacePermissions
} from "./Users.ts"

/**
 * What a group adds to the permissions of its members. An area or a key that is left out adds nothing, and so does
 * `false`: a group cannot take away.
 *
 * @since 0.1.0
 */
export class GroupPermissions extends /*#__PURE__*/ Model<GroupPermissions>()({
  workspace: Schema.optional(WorkspacePermissions),
  sharing: Schema.optional(SharingPermissions),
  access_grants: Schema.optional(AccessGrantsPermissions),
  chat: Schema.optional(ChatPermissions),
  features: Schema.optional(FeaturesPermissions),
  settings: Schema.optional(SettingsPermissions)
}) {}

/**
 * The settings of a group.
 *
 * @since 0.1.0
 */
export class GroupConfig extends /*#__PURE__*/ Model<GroupConfig>()({
  /** Who may share things with the group: everyone, nobody, or its members. Default: `members`, unless the server says otherwise. */
  share: Schema.optional(Schema.NullOr(Schema.Union([Schema.Boolean, openLiterals(["members"])]))),
  /** The ids of the models that its members begin a chat with. The deepest group that has some decides. */
  default_models: Schema.optional(Schema.NullOr(Schema.Array(Schema.String.check(Schema.isPattern(/\S/)))))
}) {}

/**
 * What a group carries beside its permissions.
 *
 * @since 0.1.0
 */
export class GroupData extends /*#__PURE__*/ Model<GroupData>()({
  config: Schema.optional(GroupConfig)
}) {}

/**
 * A group.
 *
 * @since 0.1.0
 */
export class GroupModel extends /*#__PURE__*/ Model<GroupModel>()({
  parent_group_id: Schema.optional(Schema.NullOr(Schema.String)),
  id: Schema.String,
  /** Who made it. */
  user_id: Schema.String,
  name: Schema.String,
  description: Schema.String,
  data: Schema.optional(Schema.NullOr(GroupData)),
  /** Never filled by 0.12.4. */
  meta: Schema.optional(Schema.NullOr(JsonObject)),
  /** Null where it adds none. */
  permissions: Schema.optional(Schema.NullOr(GroupPermissions)),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/**
 * A group with the number of its direct members.
 *
 * @since 0.1.0
 */
export class GroupResponse extends /*#__PURE__*/ Model<GroupResponse>()({
  ...GroupModel.fields,
  member_count: Schema.optional(Schema.NullOr(Schema.Int))
}) {}

/**
 * A group that an account belongs to.
 *
 * @since 0.1.0
 */
export class UserGroupsResponse extends /*#__PURE__*/ Model<UserGroupsResponse>()({
  ...GroupModel.fields,
  /** Whether it is a member itself or through a group below; only there where inherited groups were asked for. */
  membership_type: Schema.optional(openLiterals(["direct", "inherited"]))
}) {}

/**
 * What every account may know of a group.
 *
 * @since 0.1.0
 */
export class GroupInfoResponse extends /*#__PURE__*/ Model<GroupInfoResponse>()({
  parent_group_id: Schema.optional(Schema.NullOr(Schema.String)),
  id: Schema.String,
  user_id: Schema.String,
  name: Schema.String,
  description: Schema.String,
  /** Direct members. */
  member_count: Schema.optional(Schema.NullOr(Schema.Int)),
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}

/**
 * A group to make.
 *
 * @since 0.1.0
 */
export class GroupForm extends /*#__PURE__*/ Model<GroupForm>()({
  /** The group above; none where it is left out. */
  parent_group_id: Schema.optional(Schema.NullOr(Schema.NonEmptyString)),
  /** Need not be unique. */
  name: Schema.String,
  description: Schema.String,
  permissions: Schema.optional(Schema.NullOr(GroupPermissions)),
  data: Schema.optional(Schema.NullOr(GroupData))
}) {}

/**
 * Accounts by their ids.
 *
 * @since 0.1.0
 */
export class UserIdsForm extends /*#__PURE__*/ Model<UserIdsForm>()({
  user_ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}) {}

/**
 * A group as it should be. `name` and `description` are replaced, `permissions` too where they are sent; the keys of
 * `data` and of its `config` are merged. What is null stays as it is, but for `parent_group_id`, which null clears.
 *
 * @since 0.1.0
 */
export class GroupUpdateForm extends /*#__PURE__*/ Model<GroupUpdateForm>()({
  ...GroupForm.fields
}) {}

/**
 * A group with the ids of its direct members.
 *
 * @since 0.1.0
 */
export class GroupExportResponse extends /*#__PURE__*/ Model<GroupExportResponse>()({
  ...GroupResponse.fields,
  user_ids: Schema.Array(Schema.String)
}) {}

/**
 * A member of a group. Bio, status, time zone and activity are never filled.
 *
 * @since 0.1.0
 */
export class GroupMemberInfo extends /*#__PURE__*/ Model<GroupMemberInfo>()({
  ...UserInfoResponse.fields,
  membership_type: openLiterals(["direct", "inherited"]),
  /** The groups below this one that it is a direct member of. */
  via_group_ids: Schema.Array(Schema.String)
}) {}

/**
 * How many members a group has: direct ones, others through groups below, and all together.
 *
 * @since 0.1.0
 */
export class GroupMemberCounts extends /*#__PURE__*/ Model<GroupMemberCounts>()({
  direct: Schema.Int,
  inherited: Schema.Int,
  effective: Schema.Int
}) {}

/**
 * A page of members of a group.
 *
 * @since 0.1.0
 */
export class GroupMembersResponse extends /*#__PURE__*/ Model<GroupMembersResponse>()({
  items: Schema.Array(GroupMemberInfo),
  /** How many fit the question, on all pages. */
  total: Schema.Int,
  /** Of the whole group, whatever was asked for. */
  counts: GroupMemberCounts
}) {}

/**
 * Which models the members of a group begin a chat with.
 *
 * @since 0.1.0
 */
export class GroupDefaultModels extends /*#__PURE__*/ Model<GroupDefaultModels>()({
  /** What the group itself says; null where it says nothing. */
  local: Schema.NullOr(Schema.Array(Schema.String)),
  effective: Schema.Array(Schema.String),
  /** The group that decides: this one or one above it; null where the setting of the server does. */
  source_group_id: Schema.NullOr(Schema.String)
}) {}

/**
 * What the members of a group reach and may do because of it and the groups above it.
 *
 * @since 0.1.0
 */
export class PreviewGroupAccessResponse extends /*#__PURE__*/ Model<PreviewGroupAccessResponse>()({
  group: IdName,
  default_models: GroupDefaultModels,
  /** Models of the workspace that are switched on. */
  models: AccessPreview,
  knowledge: AccessPreview,
  tools: AccessPreview,
  /** What the group itself adds. */
  permissions: GroupPermissions,
  /** The defaults of the server with what the groups above add. */
  inherited_permissions: UserPermissions,
  /** Both together. */
  effective_permissions: UserPermissions
}) {}
