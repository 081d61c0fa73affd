/**
 * Making and changing images: the router `images` of the backend. The service that does it (OpenAI, Gemini, ComfyUI,
 * automatic1111) is a setting of the server, and another one for changing than for making.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { get, type Methods, post } from "../internal/operation.ts"
import {
  ConnectionVerificationForm,
  CreateImageForm,
  EditImageForm,
  GeneratedImage,
  ImageModel,
  ImagesConfig,
  UpdateConfigResponse
} from "../models/Images.ts"

/**
 * The operations of the router `images`.
 *
 * @since 0.1.0
 * @category operations
 */
export const images = {
  /** Reads the settings of images, keys in clear text. For administrators. `routers/images.py: get_config` */
  getConfig: get("/api/v1/images/config", { success: ImagesConfig }),

  /**
   * Replaces the settings of images as a whole and answers them, with the default permissions of accounts besides.
   * For administrators. Fails with `Invalid` where `IMAGE_SIZE` is no size or `IMAGE_STEPS` is below 0.
   * With automatic1111 it also switches the model of that service, and says nothing where it cannot.
   * `routers/images.py: update_config`
   */
  updateConfig: post("/api/v1/images/config/update", { payload: ImagesConfig, success: UpdateConfigResponse }),

  /**
   * Tries an automatic1111 or a ComfyUI; answers `true`. For administrators. Fails with `Invalid` where it does not
   * answer, or with a status of failure. `routers/images.py: verify_connection`
   */
  verifyConnection: post("/api/v1/images/verify", { payload: ConnectionVerificationForm, success: Schema.Boolean }),

  /**
   * Lists the models that can make images; `null` where the engine is one that the server does not know. For every
   * account. Fails with `ProviderFailed` where the service does not answer. The lists of OpenAI and Gemini are fixed.
   * `routers/images.py: get_models`
   */
  getModels: get("/api/v1/images/models", { success: Schema.NullOr(Schema.Array(ImageModel)) }),

  /**
   * Makes images and stores each as a file of the caller's; `null` where the engine is one that the server does not
   * know. For accounts with the permission `features.image_generation`. Fails with `Forbidden` without it and also
   * where image generation is switched off, and with `ProviderFailed` (400, whatever the service answered) where the
   * service fails. `routers/images.py: generate_images`
   */
  generateImages: post("/api/v1/images/generations", {
    payload: CreateImageForm,
    success: Schema.NullOr(Schema.Array(GeneratedImage))
  }),

  /**
   * Changes an image, or makes one of several, and stores each as a file of the caller's; `null` where the engine is
   * one that the server does not know. For accounts with the permission `features.image_generation`. Fails with
   * `Forbidden` without it and also where image editing is switched off, with `NotFound` where the file is missing,
   * with `Invalid` where an address cannot be loaded (private networks are refused), and with `ProviderFailed` (400,
   * whatever the service answered) where the service fails. `routers/images.py: edit_images`
   */
  editImages: post("/api/v1/images/edit", {
    payload: EditImageForm,
    success: Schema.NullOr(Schema.Array(GeneratedImage))
  })
}

/**
 * The methods of the router `images`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ImagesService extends Methods<typeof images> {}

/**
 * The service of the router `images`.
 *
 * @since 0.1.0
 * @category services
 */
export class Images extends /*#__PURE__*/ Context.Service<Images, ImagesService>()("effect-open-webui/routers/Images") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Images, images)
}
