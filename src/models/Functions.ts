/**
 * Functions, the plugins that an administrator writes: pipes, filters, actions and event handlers; with what all
 * plugins have in common: valves and their description, the manifest, a source that is loaded from a URL.
 * `models/functions.py` and the forms of `routers/functions.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { EpochSeconds } from "./Time.ts"
import { UserResponse } from "./Users.ts"

/**
 * The settings of a plugin, by name. The plugin's own class `Valves` or `UserValves` decides which there are and of
 * what types.
 *
 * @since 0.1.0
 */
export const Valves: Schema.Codec<JsonObject> = JsonObject

/**
 * The settings of a plugin, by name.
 *
 * @since 0.1.0
 */
export type Valves = JsonObject

/**
 * How the web page asks for a setting.
 *
 * @since 0.1.0
 */
export class ValvesInput extends /*#__PURE__*/ Model<ValvesInput>()({
  type: Schema.optional(openLiterals(["select", "password"])),
  /** What there is to choose from: texts, or objects with `value` and `label`. */
  options: Schema.optional(Json)
}) {}

/**
 * One setting of a plugin, as JSON Schema.
 *
 * @since 0.1.0
 */
export class ValvesProperty extends /*#__PURE__*/ Model<ValvesProperty>()({
  title: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  /** Absent where several types are taken (`anyOf`), and where the type is stated elsewhere (`$ref`). */
  type: Schema.optional(openLiterals(["string", "integer", "number", "boolean", "array", "object", "null"])),
  /** Absent where the setting must be given. */
  default: Schema.optional(Json),
  enum: Schema.optional(Schema.Array(Json)),
  anyOf: Schema.optional(Schema.Array(JsonObject)),
  items: Schema.optional(JsonObject),
  input: Schema.optional(ValvesInput)
}) {}

/**
 * The settings that a plugin has, as the JSON Schema of its class.
 *
 * @since 0.1.0
 */
export class ValvesSpec extends /*#__PURE__*/ Model<ValvesSpec>()({
  /** The name of the class. */
  title: Schema.String,
  type: openLiterals(["object"]),
  /** The documentation of the class. */
  description: Schema.optional(Schema.String),
  properties: Schema.Record(Schema.String, ValvesProperty),
  /** The settings without a default. */
  required: Schema.optional(Schema.Array(Schema.String)),
  /** The types that the properties refer to. */
  $defs: Schema.optional(Schema.Record(Schema.String, JsonObject))
}) {}

/**
 * What the head of a plugin's source says of it, read from the lines `key: value` in its first docstring: `title`,
 * `author`, `author_url`, `funding_url`, `version`, `license`, `description`, `requirements`, `icon_url` and whatever
 * else it has. Empty where the source does not begin with a docstring.
 *
 * @since 0.1.0
 */
export const PluginManifest = /*#__PURE__*/ Schema.Record(Schema.String, Schema.String)

/**
 * What the head of a plugin's source says of it.
 *
 * @since 0.1.0
 */
export type PluginManifest = typeof PluginManifest.Type

/**
 * What a function is: the server looks for a class `Pipe`, `Filter`, `Action` or `Event`, in this order.
 *
 * @since 0.1.0
 */
export const FunctionType = /*#__PURE__*/ openLiterals(["pipe", "filter", "action", "event"])

/**
 * What a function is.
 *
 * @since 0.1.0
 */
export type FunctionType = typeof FunctionType.Type

/**
 * What is said of a function beside its source. Keys of one's own are kept.
 *
 * @since 0.1.0
 */
export class FunctionMeta extends /*#__PURE__*/ Model<FunctionMeta>()({
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** Read from the source when it is saved; what is sent here is thrown away. */
  manifest: Schema.optional(Schema.NullOr(PluginManifest)),
  /** Whether it is a filter that can be switched on and off in a chat. Read from the source, as above. */
  toggle: Schema.optional(Schema.Boolean)
}) {}

/**
 * A function without its source.
 *
 * @since 0.1.0
 */
export class FunctionResponse extends /*#__PURE__*/ Model<FunctionResponse>()({
  /** The version that runs; the key into the history. Null for a function that 0.12 has not saved yet. */
  version_id: Schema.optional(Schema.NullOr(Schema.String)),
  id: Schema.String,
  /** Who created it. */
  user_id: Schema.optional(Schema.NullOr(Schema.String)),
  type: FunctionType,
  name: Schema.String,
  meta: FunctionMeta,
  is_active: Schema.Boolean,
  /** Whether a filter or an action works in every chat, whichever the model. */
  is_global: Schema.Boolean,
  updated_at: EpochSeconds,
  created_at: EpochSeconds
}) {}

/**
 * A function without its source, with its creator.
 *
 * @since 0.1.0
 */
export class FunctionUserResponse extends /*#__PURE__*/ Model<FunctionUserResponse>()({
  ...FunctionResponse.fields,
  /** Null where the account is gone. */
  user: Schema.optional(Schema.NullOr(UserResponse))
}) {}

/**
 * A function with its source.
 *
 * @since 0.1.0
 */
export class FunctionModel extends /*#__PURE__*/ Model<FunctionModel>()({
  ...FunctionResponse.fields,
  /** Python. */
  content: Schema.String,
  is_active: Schema.optional(Schema.Boolean),
  is_global: Schema.optional(Schema.Boolean)
}) {}

/**
 * A function with its source and its valves, the secrets among them in the clear.
 *
 * @since 0.1.0
 */
export class FunctionWithValvesModel extends /*#__PURE__*/ Model<FunctionWithValvesModel>()({
  ...FunctionModel.fields,
  valves: Schema.optional(Schema.NullOr(Valves))
}) {}

/**
 * A function to save. The server runs the source when it is saved, with the rights of the server.
 *
 * @since 0.1.0
 */
export class FunctionForm extends /*#__PURE__*/ Model<FunctionForm>()({
  /** Kept with the version in the history. */
  commit_message: Schema.optional(Schema.NullOr(Schema.String)),
  /** A Python identifier, stored in lower case: letters, digits and `_`. An update does not look at it. */
  id: Schema.String,
  name: Schema.String,
  /** Python with a class `Pipe`, `Filter`, `Action` or `Event`. */
  content: Schema.String,
  /** An update replaces it as a whole. */
  meta: FunctionMeta
}) {}

/**
 * Where something is loaded from.
 *
 * @since 0.1.0
 */
export class LoadUrlForm extends /*#__PURE__*/ Model<LoadUrlForm>()({
  /** `http` or `https`. A page of GitHub that shows a file or a folder works too. */
  url: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(2083), Schema.isPattern(/^https?:\/\/./i))
}) {}

/**
 * The source of a plugin as it was found behind a URL. Nothing is stored or run.
 *
 * @since 0.1.0
 */
export class LoadUrlResponse extends /*#__PURE__*/ Model<LoadUrlResponse>()({
  /** The file's name without `.py`; the folder's where the file is no such one, or is called `main.py` or the like. */
  name: Schema.String,
  /** What the URL answered, whatever that is. */
  content: Schema.String
}) {}

/**
 * All functions that there shall be.
 *
 * @since 0.1.0
 */
export class SyncFunctionsForm extends /*#__PURE__*/ Model<SyncFunctionsForm>()({
  /** A function that is not in it is deleted. `version_id`, `user_id`, `type` and `updated_at` are not looked at. */
  functions: Schema.Array(FunctionWithValvesModel)
}) {}

/**
 * Which version shall run.
 *
 * @since 0.1.0
 */
export class FunctionVersionForm extends /*#__PURE__*/ Model<FunctionVersionForm>()({
  version_id: Schema.String
}) {}
