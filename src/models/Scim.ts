/**
 * Users and groups as identity providers see them: the shapes of SCIM 2.0 (RFC 7643, RFC 7644) as far as `routers/scim.py`
 * knows them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"

/**
 * Whether the server can do something.
 *
 * @since 0.1.0
 */
export class SCIMSupport extends /*#__PURE__*/ Model<SCIMSupport>()({
  supported: Schema.Boolean
}) {}

/**
 * Whether the server takes many operations in one request.
 *
 * @since 0.1.0
 */
export class SCIMBulkSupport extends /*#__PURE__*/ Model<SCIMBulkSupport>()({
  supported: Schema.Boolean,
  maxOperations: Schema.Int,
  /** In bytes. */
  maxPayloadSize: Schema.Int
}) {}

/**
 * Whether the server takes filters.
 *
 * @since 0.1.0
 */
export class SCIMFilterSupport extends /*#__PURE__*/ Model<SCIMFilterSupport>()({
  supported: Schema.Boolean,
  /** What the server says; in truth a page holds at most 100. */
  maxResults: Schema.Int
}) {}

/**
 * A way to prove who one is.
 *
 * @since 0.1.0
 */
export class SCIMAuthenticationScheme extends /*#__PURE__*/ Model<SCIMAuthenticationScheme>()({
  type: openLiterals(["oauthbearertoken"]),
  name: Schema.String,
  description: Schema.String
}) {}

/**
 * What of SCIM the server can do.
 *
 * @since 0.1.0
 */
export class GetServiceProviderConfigResponse extends /*#__PURE__*/ Model<GetServiceProviderConfigResponse>()({
  schemas: Schema.Array(Schema.String),
  patch: SCIMSupport,
  bulk: SCIMBulkSupport,
  filter: SCIMFilterSupport,
  changePassword: SCIMSupport,
  sort: SCIMSupport,
  etag: SCIMSupport,
  authenticationSchemes: Schema.Array(SCIMAuthenticationScheme)
}) {}

/**
 * Where a kind of resource is described.
 *
 * @since 0.1.0
 */
export class SCIMResourceTypeMeta extends /*#__PURE__*/ Model<SCIMResourceTypeMeta>()({
  location: Schema.String,
  resourceType: Schema.String
}) {}

/**
 * A kind of resource.
 *
 * @since 0.1.0
 */
export class SCIMResourceType extends /*#__PURE__*/ Model<SCIMResourceType>()({
  schemas: Schema.Array(Schema.String),
  id: openLiterals(["User", "Group"]),
  name: openLiterals(["User", "Group"]),
  /** Below `/api/v1/scim/v2`. */
  endpoint: Schema.String,
  /** The URN of its schema. */
  schema: Schema.String,
  meta: SCIMResourceTypeMeta
}) {}

/**
 * An attribute of a schema.
 *
 * @since 0.1.0
 */
export class SCIMAttribute extends /*#__PURE__*/ Model<SCIMAttribute>()({
  name: Schema.String,
  type: openLiterals(["string", "boolean", "complex"]),
  required: Schema.Boolean,
  multiValued: Schema.optional(Schema.Boolean),
  uniqueness: Schema.optional(openLiterals(["none", "server", "global"]))
}) {}

/**
 * The schema of a kind of resource.
 *
 * @since 0.1.0
 */
export class SCIMSchema extends /*#__PURE__*/ Model<SCIMSchema>()({
  schemas: Schema.Array(Schema.String),
  /** A URN. */
  id: Schema.String,
  name: openLiterals(["User", "Group"]),
  description: Schema.String,
  attributes: Schema.Array(SCIMAttribute)
}) {}

/**
 * What is known of a user or a group as a resource.
 *
 * @since 0.1.0
 */
export class SCIMMeta extends /*#__PURE__*/ Model<SCIMMeta>()({
  resourceType: openLiterals(["User", "Group"]),
  /** ISO 8601, in UTC, to the second. */
  created: Schema.String,
  /** ISO 8601, in UTC, to the second. */
  lastModified: Schema.String,
  /** Its URL. */
  location: Schema.NullOr(Schema.String),
  /** Always null. */
  version: Schema.NullOr(Schema.String)
}) {}

/**
 * The name of a user. Open WebUI keeps one text: what it answers is cut at its first space.
 *
 * @since 0.1.0
 */
export class SCIMName extends /*#__PURE__*/ Model<SCIMName>()({
  /** The whole name. */
  formatted: Schema.optional(Schema.NullOr(Schema.String)),
  familyName: Schema.optional(Schema.NullOr(Schema.String)),
  givenName: Schema.optional(Schema.NullOr(Schema.String)),
  /** Not kept. */
  middleName: Schema.optional(Schema.NullOr(Schema.String)),
  /** Not kept. */
  honorificPrefix: Schema.optional(Schema.NullOr(Schema.String)),
  /** Not kept. */
  honorificSuffix: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * An e-mail address of a user.
 *
 * @since 0.1.0
 */
export class SCIMEmail extends /*#__PURE__*/ Model<SCIMEmail>()({
  value: Schema.String,
  /** Not kept. Default: `work`. */
  type: Schema.optional(Schema.NullOr(Schema.String)),
  /** Default: true, for each of several. */
  primary: Schema.optional(Schema.Boolean),
  /** Not kept. */
  display: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * A picture of a user.
 *
 * @since 0.1.0
 */
export class SCIMPhoto extends /*#__PURE__*/ Model<SCIMPhoto>()({
  /** A URL, a path of the server, or a `data:` URI. */
  value: Schema.String,
  /** Not kept. Default: `photo`. */
  type: Schema.optional(Schema.NullOr(Schema.String)),
  /** Not kept. Default: true. */
  primary: Schema.optional(Schema.Boolean),
  /** Not kept. */
  display: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * A group that a user is in.
 *
 * @since 0.1.0
 */
export class SCIMUserGroup extends /*#__PURE__*/ Model<SCIMUserGroup>()({
  /** The id of the group. */
  value: Schema.String,
  /** The name of the group. */
  display: Schema.String,
  /** The URL of the group. */
  $ref: Schema.String,
  type: openLiterals(["direct"])
}) {}

/**
 * A member of a group: a user, never a group.
 *
 * @since 0.1.0
 */
export class SCIMGroupMember extends /*#__PURE__*/ Model<SCIMGroupMember>()({
  /** The id of the user. */
  value: Schema.String,
  /** The URL of the user. */
  $ref: Schema.optional(Schema.NullOr(Schema.String)),
  /** Anything but `User` is refused. Default: `User`. */
  type: Schema.optional(Schema.NullOr(openLiterals(["User"]))),
  /** The name of the user. Not read. */
  display: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * An account in the form of SCIM 2.0.
 *
 * @since 0.1.0
 */
export class SCIMUser extends /*#__PURE__*/ Model<SCIMUser>()({
  schemas: Schema.Array(Schema.String),
  /** The id of the account. */
  id: Schema.String,
  /** The id at the identity provider. */
  externalId: Schema.NullOr(Schema.String),
  /** The e-mail address. */
  userName: Schema.String,
  name: Schema.NullOr(SCIMName),
  displayName: Schema.String,
  /** One. */
  emails: Schema.Array(SCIMEmail),
  /** Whether the role is another than `pending`. */
  active: Schema.Boolean,
  /** At most one; null where there is none. */
  photos: Schema.NullOr(Schema.Array(SCIMPhoto)),
  /** Null where there are none. */
  groups: Schema.NullOr(Schema.Array(SCIMUserGroup)),
  meta: SCIMMeta
}) {}

/**
 * A user to be made.
 *
 * @since 0.1.0
 */
export class SCIMUserCreateRequest extends /*#__PURE__*/ Model<SCIMUserCreateRequest>()({
  /** Not read. */
  schemas: Schema.optional(Schema.Array(Schema.String)),
  /** The id at the identity provider. */
  externalId: Schema.optional(Schema.NullOr(Schema.String)),
  /** The e-mail address, where `emails` has none that is primary. In small letters it is stored. */
  userName: Schema.String,
  /** Wins over `displayName` where it says anything. */
  name: Schema.optional(Schema.NullOr(SCIMName)),
  displayName: Schema.String,
  /** The first that is primary counts. */
  emails: Schema.Array(SCIMEmail),
  /** `false` gives the role `pending`. Default: true. */
  active: Schema.optional(Schema.Boolean),
  /** Not read: the account gets a password that nobody knows. */
  password: Schema.optional(Schema.NullOr(Schema.String)),
  /** The first counts. */
  photos: Schema.optional(Schema.NullOr(Schema.Array(SCIMPhoto)))
}) {}

/**
 * A user to be changed. What is left out, null or empty stays as it is.
 *
 * @since 0.1.0
 */
export class SCIMUserUpdateRequest extends /*#__PURE__*/ Model<SCIMUserUpdateRequest>()({
  /** Not read. */
  schemas: Schema.optional(Schema.Array(Schema.String)),
  /** Not read. */
  id: Schema.optional(Schema.NullOr(Schema.String)),
  /** The id at the identity provider. */
  externalId: Schema.optional(Schema.NullOr(Schema.String)),
  /** The e-mail address, where `emails` is empty. */
  userName: Schema.optional(Schema.NullOr(Schema.String)),
  /** Counts where there is no `displayName`. */
  name: Schema.optional(Schema.NullOr(SCIMName)),
  displayName: Schema.optional(Schema.NullOr(Schema.String)),
  /** The first counts, primary or not. */
  emails: Schema.optional(Schema.NullOr(Schema.Array(SCIMEmail))),
  /** Gives the role `user` or `pending`; an administrator stays one. */
  active: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** The first counts. */
  photos: Schema.optional(Schema.NullOr(Schema.Array(SCIMPhoto)))
}) {}

/**
 * A group.
 *
 * @since 0.1.0
 */
export class SCIMGroup extends /*#__PURE__*/ Model<SCIMGroup>()({
  schemas: Schema.Array(Schema.String),
  id: Schema.String,
  displayName: Schema.String,
  members: Schema.Array(SCIMGroupMember),
  meta: SCIMMeta
}) {}

/**
 * A group to be made.
 *
 * @since 0.1.0
 */
export class SCIMGroupCreateRequest extends /*#__PURE__*/ Model<SCIMGroupCreateRequest>()({
  /** Not read. */
  schemas: Schema.optional(Schema.Array(Schema.String)),
  displayName: Schema.String,
  members: Schema.optional(Schema.NullOr(Schema.Array(SCIMGroupMember)))
}) {}

/**
 * A group to be changed.
 *
 * @since 0.1.0
 */
export class SCIMGroupUpdateRequest extends /*#__PURE__*/ Model<SCIMGroupUpdateRequest>()({
  /** Not read. */
  schemas: Schema.optional(Schema.Array(Schema.String)),
  /** Left out, null or empty it stays as it is. */
  displayName: Schema.optional(Schema.NullOr(Schema.String)),
  /** All members; left out or null they stay as they are. */
  members: Schema.optional(Schema.NullOr(Schema.Array(SCIMGroupMember)))
}) {}

/**
 * A page of users.
 *
 * @since 0.1.0
 */
export class SCIMUserListResponse extends /*#__PURE__*/ Model<SCIMUserListResponse>()({
  schemas: Schema.Array(Schema.String),
  /** How many there are on all pages. */
  totalResults: Schema.Int,
  /** How many this page has. */
  itemsPerPage: Schema.Int,
  /** Counted from 1. */
  startIndex: Schema.Int,
  Resources: Schema.Array(SCIMUser)
}) {}

/**
 * A page of groups.
 *
 * @since 0.1.0
 */
export class SCIMGroupListResponse extends /*#__PURE__*/ Model<SCIMGroupListResponse>()({
  ...SCIMUserListResponse.fields,
  Resources: Schema.Array(SCIMGroup)
}) {}

/**
 * Which users are asked for. The server reads nothing else: another filter counts as none.
 *
 * @since 0.1.0
 */
export const SCIMUserFilter = /*#__PURE__*/ Schema.Union([
  /*#__PURE__*/ Schema.TemplateLiteral(['userName eq "', Schema.String, '"']),
  /*#__PURE__*/ Schema.TemplateLiteral(['externalId eq "', Schema.String, '"'])
])
/**
 * Which users are asked for.
 *
 * @since 0.1.0
 */
export type SCIMUserFilter = typeof SCIMUserFilter.Type

/**
 * Which groups are asked for. The server reads nothing else: another filter counts as none.
 *
 * @since 0.1.0
 */
export const SCIMGroupFilter = /*#__PURE__*/ Schema.TemplateLiteral(['displayName eq "', Schema.String, '"'])
/**
 * Which groups are asked for.
 *
 * @since 0.1.0
 */
export type SCIMGroupFilter = typeof SCIMGroupFilter.Type

/**
 * Several attributes of a user to be set at once.
 *
 * @since 0.1.0
 */
export class SCIMUserAttributes extends /*#__PURE__*/ Model<SCIMUserAttributes>()({
  /** Gives the role `user` or `pending`; an administrator stays one. */
  active: Schema.optional(Schema.Boolean),
  /** The e-mail address. */
  userName: Schema.optional(Schema.String),
  "emails[primary eq true].value": Schema.optional(Schema.String),
  displayName: Schema.optional(Schema.String),
  "name.formatted": Schema.optional(Schema.String),
  externalId: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * Sets several attributes of a user.
 *
 * @since 0.1.0
 */
export class SCIMUserPatchAttributes extends /*#__PURE__*/ Model<SCIMUserPatchAttributes>()({
  op: Schema.Literals(["add", "replace"]),
  path: Schema.optional(Schema.Null),
  /** At least one; one that is not known is refused. */
  value: SCIMUserAttributes
}) {}

/**
 * Lets a user in, or not.
 *
 * @since 0.1.0
 */
export class SCIMUserPatchActive extends /*#__PURE__*/ Model<SCIMUserPatchActive>()({
  op: Schema.Literals(["add", "replace"]),
  path: Schema.Literal("active"),
  /** Gives the role `user` or `pending`; an administrator stays one. */
  value: Schema.Boolean
}) {}

/**
 * Sets the name or the e-mail address of a user.
 *
 * @since 0.1.0
 */
export class SCIMUserPatchText extends /*#__PURE__*/ Model<SCIMUserPatchText>()({
  op: Schema.Literals(["add", "replace"]),
  /** The first two are the e-mail address, the others the name. */
  path: Schema.Literals(["userName", "emails[primary eq true].value", "displayName", "name.formatted"]),
  value: Schema.String
}) {}

/**
 * Sets the id of a user at the identity provider.
 *
 * @since 0.1.0
 */
export class SCIMUserPatchExternalId extends /*#__PURE__*/ Model<SCIMUserPatchExternalId>()({
  op: Schema.Literals(["add", "replace"]),
  path: Schema.Literal("externalId"),
  value: Schema.NullOr(Schema.String)
}) {}

/**
 * Takes away the id of a user at the identity provider. Nothing else can be taken away.
 *
 * @since 0.1.0
 */
export class SCIMUserPatchRemove extends /*#__PURE__*/ Model<SCIMUserPatchRemove>()({
  op: Schema.Literal("remove"),
  path: Schema.Literal("externalId")
}) {}

/**
 * Changes to a user.
 *
 * @since 0.1.0
 */
export class SCIMUserPatchRequest extends /*#__PURE__*/ Model<SCIMUserPatchRequest>()({
  /** Not read. */
  schemas: Schema.optional(Schema.Array(Schema.String)),
  /** One after the other; where one is refused none is done. */
  Operations: Schema.Array(
    Schema.Union([
      SCIMUserPatchActive,
      SCIMUserPatchText,
      SCIMUserPatchExternalId,
      SCIMUserPatchRemove,
      SCIMUserPatchAttributes
    ])
  )
}) {}

/**
 * Sets the name of a group.
 *
 * @since 0.1.0
 */
export class SCIMGroupPatchName extends /*#__PURE__*/ Model<SCIMGroupPatchName>()({
  op: Schema.Literal("replace"),
  path: Schema.Literal("displayName"),
  value: Schema.String
}) {}

/**
 * Adds members to a group, or sets all of them (`replace`).
 *
 * @since 0.1.0
 */
export class SCIMGroupPatchMembers extends /*#__PURE__*/ Model<SCIMGroupPatchMembers>()({
  op: Schema.Literals(["add", "replace"]),
  path: Schema.Literal("members"),
  value: Schema.Array(SCIMGroupMember)
}) {}

/**
 * Takes one member out of a group.
 *
 * @since 0.1.0
 */
export class SCIMGroupPatchRemove extends /*#__PURE__*/ Model<SCIMGroupPatchRemove>()({
  op: Schema.Literal("remove"),
  /** With the id of the user. */
  path: Schema.TemplateLiteral(['members[value eq "', Schema.String, '"]'])
}) {}

/**
 * Changes to a group.
 *
 * @since 0.1.0
 */
export class SCIMGroupPatchRequest extends /*#__PURE__*/ Model<SCIMGroupPatchRequest>()({
  /** Not read. */
  schemas: Schema.optional(Schema.Array(Schema.String)),
  /** One after the other. */
  Operations: Schema.Array(Schema.Union([SCIMGroupPatchName, SCIMGroupPatchMembers, SCIMGroupPatchRemove]))
}) {}
