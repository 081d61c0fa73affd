import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { ImagesConfig } from "../../src/models/Images.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import * as Wire from "../support/provider/Wire.ts"
import { freshUser, providerRequests, providerUrl, unique } from "../support/TestServer.ts"

/** An automatic1111 with one model, and as much of a ComfyUI and a Gemini as lists and answers need. */
class Painter extends Context.Service<
  Painter,
  {
    readonly url: string
    /** The bodies that it got. */
    readonly asked: Effect.Effect<ReadonlyArray<unknown>>
  }
>()("tests/routers/Images/Painter") {
  static readonly layer = () =>
    Layer.effect(Painter, painter).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

const json = HttpServerResponse.jsonUnsafe

const painter = Effect.gen(function* () {
  const asked: Array<unknown> = []
  const recorded = (answer: unknown) =>
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      asked.push(yield* Effect.orDie(request.json))
      return json(answer)
    })
  const models = { CheckpointLoaderSimple: { input: { required: { ckpt_name: [["comfy.safetensors"]] } } } }
  const part = { inlineData: { mimeType: "image/png", data: Wire.pngBase64 } }
  const router = yield* HttpRouter.toHttpEffect(
    Layer.mergeAll(
      HttpRouter.add("GET", "/sdapi/v1/options", json({ sd_model_checkpoint: "brush" })),
      HttpRouter.add("POST", "/sdapi/v1/options", recorded({})),
      HttpRouter.add("GET", "/sdapi/v1/sd-models", json([{ title: "brush [1]", model_name: "brush" }])),
      HttpRouter.add("POST", "/sdapi/v1/txt2img", recorded({ images: [Wire.pngBase64, Wire.pngBase64], info: "{}" })),
      HttpRouter.add("GET", "/object_info", json(models)),
      HttpRouter.add("POST", "/models/:model", recorded({ candidates: [{ content: { parts: [part] } }] }))
    )
  )
  yield* HttpServer.serveEffect(router)
  const { address } = yield* HttpServer.HttpServer
  return Painter.of({ url: HttpServer.formatAddress(address), asked: Effect.sync(() => [...asked]) })
})

/** Runs with these settings and the provider of the tests as OpenAI, and puts the settings back. */
const configured = <A, E, R>(
  change: (painter: string) => Partial<ImagesConfig>,
  use: (owui: OpenWebUIService, mock: Painter["Service"]) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const owui = yield* OpenWebUI
    const mock = yield* Painter
    return yield* Effect.acquireUseRelease(
      owui.images.getConfig(),
      (before) => {
        const payload = {
          ...before,
          ENABLE_IMAGE_GENERATION: true,
          ENABLE_IMAGE_EDIT: true,
          IMAGE_GENERATION_ENGINE: "openai",
          IMAGE_EDIT_ENGINE: "openai",
          IMAGES_OPENAI_API_BASE_URL: providerUrl,
          IMAGES_EDIT_OPENAI_API_BASE_URL: providerUrl,
          ...change(mock.url)
        }
        return Effect.andThen(owui.images.updateConfig({ payload }), use(owui, mock))
      },
      (before) => Effect.orDie(owui.images.updateConfig({ payload: before }))
    )
  }).pipe(Effect.provide(Layer.merge(asAdmin, Painter.layer())))

type Calls = ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>>

const png = `data:image/png;base64,${Wire.pngBase64}`

describe("images", () => {
  it.live("keeps the settings, and answers the permissions of accounts with them", () =>
    configured(
      () => ({}),
      (owui) =>
        Effect.gen(function* () {
          const before = yield* owui.images.getConfig()
          const payload = {
            ...before,
            IMAGE_SIZE: "64x32",
            IMAGE_STEPS: 7,
            IMAGES_OPENAI_API_PARAMS: { quality: "low" },
            COMFYUI_BASE_URL: "http://127.0.0.1:1/",
            COMFYUI_WORKFLOW_NODES: [{ type: "prompt", key: "text", node_ids: ["6"] }]
          }
          const { USER_PERMISSIONS, ...stored } = yield* owui.images.updateConfig({ payload })
          assert.deepStrictEqual(stored, { ...payload, COMFYUI_BASE_URL: "http://127.0.0.1:1" })
          assert.strictEqual(typeof USER_PERMISSIONS.features?.image_generation, "boolean")
          assert.deepStrictEqual(yield* owui.images.getConfig(), stored)
          for (const wrong of [{ IMAGE_SIZE: "large" }, { IMAGE_SIZE: "auto" }, { IMAGE_STEPS: -1 }]) {
            const reason = yield* reasonOf(owui.images.updateConfig({ payload: { ...payload, ...wrong } }))
            assert.deepStrictEqual([reason._tag, "status" in reason && reason.status], ["Invalid", 400])
          }
        })
    )
  )

  it.live("tries a service before it is saved", () =>
    configured(
      () => ({}),
      (owui, { url }) =>
        Effect.gen(function* () {
          const { verifyConnection } = owui.images
          for (const engine of ["automatic1111", "comfyui"] as const) {
            assert.strictEqual(yield* verifyConnection({ payload: { engine, url: `${url}/`, key: "k" } }), true)
            const reason = yield* reasonOf(verifyConnection({ payload: { engine, url: `${url}/nothing` } }))
            assert.strictEqual(reason._tag, "Invalid")
          }
        })
    )
  )

  it.live("makes images, as files of the caller's", () =>
    configured(
      () => ({ IMAGE_SIZE: "64x64" }),
      () =>
        Effect.gen(function* () {
          const user = yield* clientOf((yield* freshUser()).token)
          assert.include((yield* user.images.getModels())?.map(({ id }) => id) ?? [], "gpt-image-1")
          const prompt = unique("paint")
          const made = yield* user.images.generateImages({ payload: { prompt, n: 1 } })
          assert.deepStrictEqual(
            made?.map(({ content_type, url, id }) => [content_type, url === `/api/v1/files/${id}/content`]),
            [["image/png", true]]
          )
          const [asked] = yield* providerRequests(prompt)
          assert.deepStrictEqual(asked?.body, {
            model: "dall-e-2",
            prompt,
            n: 1,
            size: "64x64",
            response_format: "b64_json"
          })
        })
    )
  )

  it.live("changes images, given as data and as files", () =>
    configured(
      () => ({}),
      (owui) =>
        Effect.gen(function* () {
          const first = yield* owui.images.editImages({ payload: { image: png, prompt: "brighter", size: "64x64" } })
          assert.strictEqual(first?.length, 1)
          const id = first?.[0]?.id ?? ""
          const both = yield* owui.images.editImages({
            payload: { image: [id, `/api/v1/files/${id}/content`], prompt: "both", n: 1, background: "transparent" }
          })
          assert.strictEqual(both?.[0]?.content_type, "image/png")
          const missing = yield* reasonOf(owui.images.editImages({ payload: { image: unique(), prompt: "x" } }))
          assert.strictEqual(missing._tag, "NotFound")
          const nowhere = "http://nowhere.invalid/image.png"
          const refused = yield* reasonOf(owui.images.editImages({ payload: { image: nowhere, prompt: "x" } }))
          assert.strictEqual(refused._tag, "Invalid")
        })
    )
  )

  it.live("paints with automatic1111", () =>
    configured(
      (url) => ({
        IMAGE_GENERATION_ENGINE: "automatic1111",
        AUTOMATIC1111_BASE_URL: url,
        AUTOMATIC1111_PARAMS: { cfg_scale: 3 }
      }),
      (owui, mock) =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* owui.images.getModels(), [{ id: "brush [1]", name: "brush" }])
          const payload = { prompt: "a tree", size: "32x16", n: 2, steps: 4, negative_prompt: "a house" }
          const made = yield* owui.images.generateImages({ payload })
          assert.strictEqual(made?.length, 2)
          assert.deepStrictEqual((yield* mock.asked).at(-1), {
            prompt: "a tree",
            batch_size: 2,
            width: 32,
            height: 16,
            steps: 4,
            negative_prompt: "a house",
            cfg_scale: 3
          })
        })
    )
  )

  it.live("lists the models of ComfyUI, and paints and edits with Gemini", () =>
    configured(
      (url) => ({ IMAGE_GENERATION_ENGINE: "comfyui", COMFYUI_BASE_URL: url }),
      (owui, mock) =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* owui.images.getModels(), [
            { id: "comfy.safetensors", name: "comfy.safetensors" }
          ])
          const config = yield* owui.images.getConfig()
          const payload = {
            ...config,
            IMAGE_GENERATION_ENGINE: "gemini",
            IMAGES_GEMINI_API_BASE_URL: mock.url,
            IMAGES_GEMINI_ENDPOINT_METHOD: "generateContent",
            IMAGE_EDIT_ENGINE: "gemini",
            IMAGE_EDIT_MODEL: "gemini-edit",
            IMAGES_EDIT_GEMINI_API_BASE_URL: mock.url
          }
          yield* owui.images.updateConfig({ payload })
          assert.deepStrictEqual(
            (yield* owui.images.getModels())?.map(({ id }) => id),
            ["imagen-3.0-generate-002"]
          )
          assert.strictEqual((yield* owui.images.generateImages({ payload: { prompt: "a tree" } }))?.length, 1)
          assert.deepStrictEqual((yield* mock.asked).at(-1), { contents: [{ parts: [{ text: "a tree" }] }] })
          const edited = yield* owui.images.editImages({ payload: { image: png, prompt: "x" } })
          assert.strictEqual(edited?.length, 1)
        })
    )
  )

  it.live("answers null where the engine is unknown", () =>
    configured(
      () => ({ IMAGE_GENERATION_ENGINE: "crayon", IMAGE_EDIT_ENGINE: "crayon" }),
      (owui) =>
        Effect.gen(function* () {
          assert.isNull(yield* owui.images.getModels())
          assert.isNull(yield* owui.images.generateImages({ payload: { prompt: "x" } }))
          assert.isNull(yield* owui.images.editImages({ payload: { image: png, prompt: "x" } }))
        })
    )
  )

  it.live("says that the service fails", () =>
    configured(
      () => ({
        IMAGES_OPENAI_API_BASE_URL: `${providerUrl}/nothing`,
        IMAGES_EDIT_OPENAI_API_BASE_URL: `${providerUrl}/nothing`
      }),
      (owui) =>
        Effect.gen(function* () {
          const calls: Calls = [
            owui.images.generateImages({ payload: { prompt: "x" } }),
            owui.images.editImages({ payload: { image: png, prompt: "x" } })
          ]
          for (const call of calls) {
            const reason = yield* reasonOf(call)
            assert.deepStrictEqual(
              [reason._tag, "status" in reason && reason.status, "detail" in reason && reason.detail],
              ["ProviderFailed", 400, "[ERROR: Not Found]"]
            )
          }
          const config = yield* owui.images.getConfig()
          const payload = { ...config, IMAGE_GENERATION_ENGINE: "", AUTOMATIC1111_BASE_URL: "http://127.0.0.1:1" }
          yield* owui.images.updateConfig({ payload })
          const reason = yield* reasonOf(owui.images.getModels())
          assert.deepStrictEqual(
            [reason._tag, "detail" in reason && reason.detail],
            ["ProviderFailed", "[ERROR: Failed to retrieve image generation models]"]
          )
        })
    )
  )

  it.live(
    "refuses settings to other accounts, images without the permission or while switched off, all to nobody",
    () =>
      configured(
        () => ({}),
        (owui) =>
          Effect.gen(function* () {
            const user = yield* clientOf((yield* freshUser()).token)
            const nobody = yield* clientOf(undefined)
            const config = yield* owui.images.getConfig()
            const settings = ({ images }: OpenWebUIService): Calls => [
              images.getConfig(),
              images.updateConfig({ payload: config }),
              images.verifyConnection({ payload: { engine: "comfyui", url: "http://127.0.0.1:1" } })
            ]
            const painting = ({ images }: OpenWebUIService): Calls => [
              images.generateImages({ payload: { prompt: "x" } }),
              images.editImages({ payload: { image: png, prompt: "x" } })
            ]
            for (const call of settings(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
            yield* Effect.acquireUseRelease(
              owui.users.getDefaultUserPermissions(),
              (before) =>
                Effect.gen(function* () {
                  const payload = { ...before, features: { ...before.features, image_generation: false } }
                  yield* owui.users.updateDefaultUserPermissions({ payload })
                  for (const call of painting(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
                }),
              (before) => Effect.orDie(owui.users.updateDefaultUserPermissions({ payload: before }))
            )
            const off = { ...config, ENABLE_IMAGE_GENERATION: false, ENABLE_IMAGE_EDIT: false }
            yield* owui.images.updateConfig({ payload: off })
            for (const call of painting(owui)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
            const all: Calls = [...settings(nobody), ...painting(nobody), nobody.images.getModels()]
            for (const call of all) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
          })
      )
  )
})
