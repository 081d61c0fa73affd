/**
 * What the router `images` takes and answers.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { UserPermissions } from "./Users.ts"

/** Where in a ComfyUI workflow a value goes. */
export class ComfyUINodeInput extends /*#__PURE__*/ Model<ComfyUINodeInput>()({
  /** Which value. */
  type: Schema.optional(
    Schema.NullOr(
      openLiterals(["model", "prompt", "negative_prompt", "width", "height", "n", "steps", "seed", "image"])
    )
  ),
  /** The nodes of the workflow that get it. */
  node_ids: Schema.optional(Schema.Array(Schema.String)),
  /** The input of the nodes. Default: `text`. */
  key: Schema.optional(Schema.NullOr(Schema.String)),
  /** A value that is always the same. */
  value: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Parameters for a service: an object, or a text that holds none. */
const params = /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Union([JsonObject, Schema.String]))

/** The settings of images, with the keys in clear text. To be changed as a whole. */
export class ImagesConfig extends /*#__PURE__*/ Model<ImagesConfig>()({
  ENABLE_IMAGE_GENERATION: Schema.Boolean,
  ENABLE_IMAGE_PROMPT_GENERATION: Schema.Boolean,
  /** Empty means `automatic1111`. */
  IMAGE_GENERATION_ENGINE: openLiterals(["openai", "gemini", "comfyui", "automatic1111", ""]),
  /** Empty for the engine's own. */
  IMAGE_GENERATION_MODEL: Schema.String,
  /** `512x512`, empty, or (with models called `gpt-image...`) `auto`. Never null: the server fails with 500. */
  IMAGE_SIZE: Schema.String,
  /** 0 or more. Never null: the server fails with 500. */
  IMAGE_STEPS: Schema.Int,
  IMAGES_OPENAI_API_BASE_URL: Schema.String,
  IMAGES_OPENAI_API_KEY: Schema.String,
  /** Sent as `api-version`, for Azure. */
  IMAGES_OPENAI_API_VERSION: Schema.String,
  /** Merged into each request. */
  IMAGES_OPENAI_API_PARAMS: params,
  AUTOMATIC1111_BASE_URL: Schema.String,
  /** `user:password`. An object is taken and makes every later request fail. */
  AUTOMATIC1111_API_AUTH: Schema.NullOr(Schema.String),
  /** Merged into each request. */
  AUTOMATIC1111_PARAMS: params,
  /** Slashes at its ends are dropped. */
  COMFYUI_BASE_URL: Schema.String,
  COMFYUI_API_KEY: Schema.String,
  /** A workflow in ComfyUI's API format, as a text. */
  COMFYUI_WORKFLOW: Schema.String,
  COMFYUI_WORKFLOW_NODES: Schema.Array(ComfyUINodeInput),
  IMAGES_GEMINI_API_BASE_URL: Schema.String,
  IMAGES_GEMINI_API_KEY: Schema.String,
  /** Empty means `predict`. */
  IMAGES_GEMINI_ENDPOINT_METHOD: openLiterals(["", "predict", "generateContent"]),
  ENABLE_IMAGE_EDIT: Schema.Boolean,
  IMAGE_EDIT_ENGINE: openLiterals(["openai", "gemini", "comfyui"]),
  IMAGE_EDIT_MODEL: Schema.String,
  /** `512x512`, or empty or null for the engine's own. */
  IMAGE_EDIT_SIZE: Schema.NullOr(Schema.String),
  IMAGES_EDIT_OPENAI_API_BASE_URL: Schema.String,
  IMAGES_EDIT_OPENAI_API_KEY: Schema.String,
  IMAGES_EDIT_OPENAI_API_VERSION: Schema.String,
  IMAGES_EDIT_GEMINI_API_BASE_URL: Schema.String,
  IMAGES_EDIT_GEMINI_API_KEY: Schema.String,
  /** Slashes at its ends are dropped. */
  IMAGES_EDIT_COMFYUI_BASE_URL: Schema.String,
  IMAGES_EDIT_COMFYUI_API_KEY: Schema.String,
  /** A workflow in ComfyUI's API format, as a text. */
  IMAGES_EDIT_COMFYUI_WORKFLOW: Schema.String,
  IMAGES_EDIT_COMFYUI_WORKFLOW_NODES: Schema.Array(ComfyUINodeInput)
}) {}

/** The settings of images after a change, and the permissions that accounts have by default. */
export class UpdateConfigResponse extends /*#__PURE__*/ Model<UpdateConfigResponse>()({
  ...ImagesConfig.fields,
  USER_PERMISSIONS: UserPermissions
}) {}

/** A service to try, before it is saved. */
export class ConnectionVerificationForm extends /*#__PURE__*/ Model<ConnectionVerificationForm>()({
  engine: Schema.Literals(["automatic1111", "comfyui"]),
  url: Schema.String,
  /** For automatic1111 `user:password`. */
  key: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A model that makes images. */
export class ImageModel extends /*#__PURE__*/ Model<ImageModel>()({
  id: Schema.String,
  name: Schema.String
}) {}

/** An image to make. */
export class CreateImageForm extends /*#__PURE__*/ Model<CreateImageForm>()({
  /** Only of automatic1111, and only where an administrator asks: it becomes the model for everybody. */
  model: Schema.optional(Schema.NullOr(Schema.String)),
  prompt: Schema.String,
  /** `512x512`. What has an `x` and is no size makes the server fail with 500. */
  size: Schema.optional(Schema.NullOr(Schema.String)),
  /** How many. Default: 1. */
  n: Schema.optional(Schema.Int),
  /** ComfyUI and automatic1111 only. */
  steps: Schema.optional(Schema.NullOr(Schema.Int)),
  /** ComfyUI and automatic1111 only. */
  negative_prompt: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** An image to change. */
export class EditImageForm extends /*#__PURE__*/ Model<EditImageForm>()({
  /** A `data:` URL, an address, the id of a file of the server, or its path `/api/v1/files/{id}/content`. */
  image: Schema.Union([Schema.String, Schema.Array(Schema.String)]),
  prompt: Schema.String,
  model: Schema.optional(Schema.NullOr(Schema.String)),
  /** `512x512`. */
  size: Schema.optional(Schema.NullOr(Schema.String)),
  n: Schema.optional(Schema.NullOr(Schema.Int)),
  negative_prompt: Schema.optional(Schema.NullOr(Schema.String)),
  /** OpenAI only, for instance `transparent`. */
  background: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** An image that was made: a file of the caller's. */
export class GeneratedImage extends /*#__PURE__*/ Model<GeneratedImage>()({
  /** The id of the file. */
  id: Schema.String,
  /** The path of the content on the server; it needs the token. */
  url: Schema.String,
  name: Schema.String,
  content_type: Schema.NullOr(Schema.String)
}) {}
