/**
 * Tools, the Python plugins whose methods a model can call, and the tool servers that are listed among them.
 * `models/tools.py` and the forms of `routers/tools.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { AccessGrantForm, AccessGrantModel } from "./AccessGrants.ts"
import { PluginManifest } from "./Functions.ts"
import { EpochSeconds } from "./Time.ts"
import { UserResponse } from "./Users.ts"

/**
 * What is said of a tool beside its source. Keys of one's own are kept.
 *
 * @since 0.1.0
 */
export class ToolMeta extends /*#__PURE__*/ Model<ToolMeta>()({
  /** Texts in other languages: by language, then by field, for instance `{ de: { name: "..." } }`. */
  i18n: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String)))),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** Read from the source when it is saved; what is sent here is thrown away. */
  manifest: Schema.optional(Schema.NullOr(PluginManifest)),
  /** Whether the tool has settings for each account. Read from the source, as above. */
  has_user_valves: Schema.optional(Schema.Boolean)
}) {}

/**
 * What a method of a tool takes, as JSON Schema.
 *
 * @since 0.1.0
 */
export class ToolParameters extends /*#__PURE__*/ Model<ToolParameters>()({
  type: openLiterals(["object"]),
  /** By the parameter's name. */
  properties: Schema.Record(Schema.String, JsonObject),
  /** The parameters without a default. */
  required: Schema.optional(Schema.Array(Schema.String))
}) {}

/**
 * A method of a tool as the model is told of it; read from the signature and the docstring.
 *
 * @since 0.1.0
 */
export class ToolSpec extends /*#__PURE__*/ Model<ToolSpec>()({
  name: Schema.String,
  description: Schema.String,
  parameters: ToolParameters
}) {}

/**
 * A tool without its source.
 *
 * @since 0.1.0
 */
export class ToolResponse extends /*#__PURE__*/ Model<ToolResponse>()({
  /** The version that runs; the key into the history. Null for a tool that 0.12 has not saved yet and for a server. */
  version_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Of a tool server `server:<id>`, of an MCP server `server:mcp:<id>`, with the id of its connection. */
  id: Schema.String,
  /** Who owns it; of a tool server its id once more. */
  user_id: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.String,
  meta: ToolMeta,
  access_grants: Schema.optional(Schema.Array(AccessGrantModel)),
  /** Of a tool server the time of the answer. */
  updated_at: EpochSeconds,
  /** Of a tool server the time of the answer. */
  created_at: EpochSeconds
}) {}

/**
 * A tool with its source.
 *
 * @since 0.1.0
 */
export class ToolModel extends /*#__PURE__*/ Model<ToolModel>()({
  ...ToolResponse.fields,
  /** Python. */
  content: Schema.optional(Schema.NullOr(Schema.String)),
  specs: Schema.Array(ToolSpec)
}) {}

/**
 * A tool or a tool server in a list.
 *
 * @since 0.1.0
 */
export class ToolUserResponse extends /*#__PURE__*/ Model<ToolUserResponse>()({
  ...ToolResponse.fields,
  /** The owner; null where the account is gone, for a tool server, and where one tool was asked for. */
  user: Schema.optional(Schema.NullOr(UserResponse)),
  /** Python. Null in lists, and absent where the account may not write. */
  content: Schema.optional(Schema.NullOr(Schema.String)),
  /** Absent for a tool server. */
  specs: Schema.optional(Schema.Array(ToolSpec)),
  /** Only where all tools are listed; absent for a tool server. */
  has_user_valves: Schema.optional(Schema.Boolean),
  /** Only for an MCP server that wants OAuth: whether the account has signed in to it. */
  authenticated: Schema.optional(Schema.Boolean)
}) {}

/**
 * A tool with what the account may do with it.
 *
 * @since 0.1.0
 */
export class ToolAccessResponse extends /*#__PURE__*/ Model<ToolAccessResponse>()({
  ...ToolUserResponse.fields,
  write_access: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/**
 * A tool to save. The server runs the source when it is saved, with the rights of the server.
 *
 * @since 0.1.0
 */
export class ToolForm extends /*#__PURE__*/ Model<ToolForm>()({
  /** Kept with the version in the history. */
  commit_message: Schema.optional(Schema.NullOr(Schema.String)),
  /** A Python identifier, stored in lower case: letters, digits and `_`. An update does not look at it. */
  id: Schema.String,
  name: Schema.String,
  /** Python with a class `Tools`. */
  content: Schema.String,
  /** An update replaces it as a whole. */
  meta: ToolMeta,
  /** Grants that the account may not give are left out without a word. An update does not look at it. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm)))
}) {}

/**
 * All grants that a tool shall have.
 *
 * @since 0.1.0
 */
export class ToolAccessGrantsForm extends /*#__PURE__*/ Model<ToolAccessGrantsForm>()({
  /** Replaces what there is; an empty list takes all grants away. */
  access_grants: Schema.Array(AccessGrantForm)
}) {}

/**
 * Which version shall run.
 *
 * @since 0.1.0
 */
export class ToolVersionForm extends /*#__PURE__*/ Model<ToolVersionForm>()({
  version_id: Schema.String
}) {}

/**
 * A tool of an MCP server, as the server itself describes it.
 *
 * @since 0.1.0
 */
export class ServerToolSpec extends /*#__PURE__*/ Model<ServerToolSpec>()({
  name: Schema.String,
  description: Schema.NullOr(Schema.String)
}) {}

/**
 * The tools of an MCP server.
 *
 * @since 0.1.0
 */
export class GetToolSpecsResponse extends /*#__PURE__*/ Model<GetToolSpecsResponse>()({
  specs: Schema.Array(ServerToolSpec)
}) {}
