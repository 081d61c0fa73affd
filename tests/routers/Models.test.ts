import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { ModelForm } from "../../src/models/Models.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { freshUser, isForeign, unique } from "../support/TestServer.ts"

type Calls = ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>>

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="

const form = (over: Partial<ModelForm> = {}): ModelForm => ({
  id: unique("model"),
  name: unique("A model"),
  base_model_id: "echo",
  meta: { description: "of a test" },
  params: {},
  ...over
})

const make = (owui: OpenWebUIService, over: Partial<ModelForm> = {}) =>
  owui.models.createNewModel({ payload: form(over) })

const grant = (user: { readonly id: string }, permission: "read" | "write") => ({
  principal_type: "user",
  principal_id: user.id,
  permission
})

describe("models", () => {
  it.live("makes a model, and keeps all that it is given", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const payload = form({
        id: `${unique("some/model")}:latest`,
        meta: {
          description: "ä description",
          profile_image_url: `data:image/png;base64,${pixel}`,
          i18n: { "de-DE": { name: "Ein Modell", suggestion_prompts: [{ title: ["Eins", "zwei"], content: "Drei" }] } },
          capabilities: { vision: false, citations: true },
          knowledge: [{ type: "collection", id: "some-id", name: "some knowledge" }],
          voice: { voice: "alloy" },
          tags: [{ name: " spaced " }],
          suggestion_prompts: [{ title: ["one", "two"], content: "three" }],
          hidden: true,
          toolIds: ["a_tool"],
          defaultFeatureIds: ["web_search"],
          builtinTools: { time: false }
        },
        params: {
          system: 'Answer in {{chat.variables.language | select:options=["de","en"]:required}}.',
          temperature: 0.5,
          stop: ["END"],
          reasoning_tags: ["<think>", "</think>"],
          custom_params: { extra: { deep: [1, null] } },
          model_controls: {
            effort: { label: "Effort", default: "low", options: { low: { label: "Low", params: { effort: 1 } } } }
          }
        },
        commit_message: "the first"
      })
      const made = yield* owui.models.createNewModel({ payload })
      assert.strictEqual(made.id, payload.id)
      assert.strictEqual(made.base_model_id, "echo")
      assert.strictEqual(made.is_active, true)
      const read = yield* owui.models.getModelById({ query: { id: payload.id } })
      assert.deepStrictEqual(read.params, payload.params)
      const { chat_variables_schema, ...meta } = read.meta
      assert.deepStrictEqual(meta, {
        ...payload.meta,
        background_image_url: null,
        voice_avatar: null,
        tags: [{ name: "spaced" }]
      })
      assert.deepStrictEqual(chat_variables_schema?.fields, [
        { key: "language", type: "select", required: true, options: ["de", "en"] }
      ])
      assert.strictEqual(read.write_access, true)
      assert.isTrue(yield* owui.models.deleteModelById({ payload: { id: payload.id } }))
      assert.strictEqual((yield* reasonOf(owui.models.getModelById({ query: { id: payload.id } })))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists models with a base model by text, tag and order, without their images", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique("listed")
      const tag = unique("Tag")
      const image = `data:image/png;base64,${pixel}`
      yield* make(owui, { name: `${word} b`, meta: { tags: [{ name: tag }], profile_image_url: image } })
      yield* make(owui, { name: `${word} a` })
      yield* make(owui, { name: `${word} c`, base_model_id: null, meta: { tags: [{ name: `${tag}-base` }] } })
      const query = { query: word, order_by: "name", direction: "asc" }
      const { items, total } = yield* owui.models.getModels({ query })
      assert.strictEqual(total, 2)
      assert.deepStrictEqual(
        items.map(({ name }) => name),
        [`${word} a`, `${word} b`]
      )
      assert.strictEqual(items[1]?.meta.profile_image_url, undefined)
      assert.strictEqual(items[1]?.user?.role, "admin")
      assert.strictEqual(items[1]?.write_access, true)
      assert.deepStrictEqual((yield* owui.models.getModels({ query: { ...query, page: 2 } })).items, [])
      const tagged = yield* owui.models.getModels({ query: { tag: tag.toLowerCase(), view_option: "created" } })
      assert.deepStrictEqual(
        tagged.items.map(({ name }) => name),
        [`${word} b`]
      )
      assert.strictEqual((yield* owui.models.getModels({ query: { query: word, view_option: "shared" } })).total, 0)
      assert.include(yield* owui.models.getModelTags(), tag)
      assert.notInclude(yield* owui.models.getModelTags(), `${tag}-base`)

      assert.include(yield* owui.models.getBaseModelTags(), `${tag}-base`)
      const base = yield* owui.models.getBaseModels({ query: { tag: `${tag}-base` } })
      assert.deepStrictEqual(
        base.map(({ base_model_id, name }) => [base_model_id, name]),
        [[null, `${word} c`]]
      )
      assert.isAtLeast((yield* owui.models.getBaseModels()).length, 1)
      const all = (yield* owui.models.getAllModelRecords()).filter(({ name }) => name.startsWith(word))
      assert.lengthOf(all, 3)
      assert.isTrue(all.some(({ meta }) => meta.profile_image_url === image))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("refuses an id that is taken or cannot be one", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* make(owui)
      assert.strictEqual((yield* reasonOf(make(owui, { id })))._tag, "Conflict")
      const spaced = yield* reasonOf(make(owui, { id: "with space" }))
      assert(spaced._tag === "Invalid")
      assert.strictEqual(spaced.status, undefined)
      const long = yield* reasonOf(make(owui, { id: "x".repeat(257) }))
      assert(long._tag === "Invalid")
      assert.strictEqual(long.status, 400)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes a model: what it holds is replaced, save for what stays", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const image = `data:image/png;base64,${pixel}`
      const made = yield* make(owui, {
        meta: { description: "old", profile_image_url: image, tags: [{ name: "gone" }] },
        params: { temperature: 1, model_controls: { c: { label: "C", options: { o: { label: "O", params: {} } } } } }
      })
      yield* owui.models.toggleModelById({ query: { id: made.id } })
      const changed = yield* owui.models.updateModelById({
        payload: { id: made.id, name: "another", meta: { description: "new" }, params: { top_p: 0.5 } }
      })
      assert.strictEqual(changed.name, "another")
      assert.strictEqual(changed.base_model_id, "echo")
      assert.strictEqual(changed.is_active, false)
      assert.strictEqual(changed.meta.profile_image_url, image)
      assert.strictEqual(changed.meta.description, "new")
      assert.strictEqual(changed.meta.tags, undefined)
      assert.strictEqual(changed.params.temperature, undefined)
      assert.strictEqual(changed.params.top_p, 0.5)
      assert.strictEqual(changed.params.model_controls?.c?.label, "C")
      // What was read may be sent back as it is.
      const again = yield* owui.models.updateModelById({ payload: { ...changed, name: "sent back" } })
      assert.strictEqual(again.name, "sent back")
      assert.deepStrictEqual(again.params, changed.params)
      const missing = owui.models.updateModelById({ payload: form() })
      assert.strictEqual((yield* reasonOf(missing))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("switches a model off and on", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* make(owui)
      assert.strictEqual((yield* owui.models.toggleModelById({ query: { id } })).is_active, false)
      assert.strictEqual((yield* owui.models.toggleModelById({ query: { id } })).is_active, true)
      const query = { id: unique("none") }
      assert.strictEqual((yield* reasonOf(owui.models.toggleModelById({ query })))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(owui.models.deleteModelById({ payload: query })))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps versions, goes back to one, and deletes those that are not in use", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, name, version_id } = yield* make(owui, { commit_message: "first" })
      const first = version_id ?? ""
      const payload = { id, name: "second name", meta: { hidden: true }, params: {}, commit_message: "second" }
      const second = yield* owui.models.updateModelById({ payload })
      assert.notStrictEqual(second.version_id, first)
      const history = yield* owui.models.getModelHistory({ query: { id, page: 1 } })
      assert.deepStrictEqual(history.map((entry) => entry.commit_message).sort(), ["first", "second"])
      assert.strictEqual(history.find((entry) => entry.id === second.version_id)?.parent_id, first)
      assert.isString(history[0]?.user?.name)
      assert.deepStrictEqual(yield* owui.models.getModelHistory({ query: { id, page: 2 } }), [])

      const entry = yield* owui.models.getModelHistoryEntry({ params: { history_id: first }, query: { id } })
      assert.strictEqual(entry.model_id, id)
      assert.strictEqual(entry.snapshot.name, name)
      assert.strictEqual(entry.snapshot.base_model_id, "echo")
      assert.strictEqual(entry.snapshot.meta.description, "of a test")

      const inUse = { params: { history_id: second.version_id ?? "" }, query: { id } }
      assert.strictEqual((yield* reasonOf(owui.models.deleteModelHistoryEntry(inUse)))._tag, "Invalid")
      const back = yield* owui.models.setModelVersion({ query: { id }, payload: { version_id: first } })
      assert.strictEqual(back.name, name)
      assert.strictEqual(back.version_id, first)
      // Whether it is hidden belongs to the model and not to the version.
      assert.strictEqual(back.meta.hidden, true)
      assert.isTrue(yield* owui.models.deleteModelHistoryEntry(inUse))
      assert.lengthOf(yield* owui.models.getModelHistory({ query: { id } }), 1)

      const none = { params: { history_id: unique("none") }, query: { id } }
      const calls: Calls = [
        owui.models.deleteModelHistoryEntry(inUse),
        owui.models.getModelHistoryEntry(none),
        owui.models.setModelVersion({ query: { id }, payload: { version_id: unique("none") } }),
        owui.models.getModelHistory({ query: { id: unique("none") } })
      ]
      for (const call of calls) assert.strictEqual((yield* reasonOf(call))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("does not go back to a version whose base model is gone", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, version_id } = yield* make(owui, { base_model_id: unique("no-model") })
      yield* owui.models.updateModelById({
        payload: { id, name: "changed", base_model_id: "echo", meta: {}, params: {} }
      })
      const back = owui.models.setModelVersion({ query: { id }, payload: { version_id: version_id ?? "" } })
      assert.strictEqual((yield* reasonOf(back))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("gives the image of a model, and the server's own where there is none", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* make(owui, { meta: { profile_image_url: `data:image/png;base64,${pixel}` } })
      const image = yield* owui.models.getModelProfileImage({ query: { id } })
      assert.strictEqual(image.contentType, "image/png")
      assert.strictEqual(Buffer.from(image.bytes).toString("base64"), pixel)
      const pieces = yield* Stream.runCollect(owui.models.streamModelProfileImage({ query: { id } }))
      assert.strictEqual(Buffer.concat(pieces).toString("base64"), pixel)
      const none = yield* owui.models.getModelProfileImage({ query: { id: unique("none") } })
      assert.strictEqual(none.contentType, "image/png")
      assert.notDeepEqual(none.bytes, image.bytes)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("carries models over: what was exported can be imported", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const upload = { name: "background.png", contentType: "image/png", content: Buffer.from(pixel, "base64") }
      const file = yield* owui.files.uploadFile({ query: { process: false }, payload: { file: upload } })
      const { id } = yield* make(owui, {
        meta: { description: "carried", background_image_url: `/api/v1/files/${file.id}/content` },
        params: { temperature: 0.25 }
      })
      const exported = yield* owui.models.exportModels({ query: { ids: [id] } })
      assert.lengthOf(exported, 1)
      assert.strictEqual(exported[0]?.background_image_data, `data:image/png;base64,${pixel}`)
      yield* owui.models.deleteModelById({ payload: { id } })
      assert.isTrue(yield* owui.models.importModels({ payload: { models: exported } }))
      const imported = yield* owui.models.getModelById({ query: { id } })
      assert.strictEqual(imported.params.temperature, 0.25)
      const background = imported.meta.background_image_url?.split("/").at(-2) ?? ""
      assert.notStrictEqual(background, file.id)
      const { bytes } = yield* owui.files.getFileContentById({ params: { id: background } })
      assert.strictEqual(Buffer.from(bytes).toString("base64"), pixel)

      // What is there is changed: its meta is laid over, its params are replaced.
      yield* owui.models.importModels({ payload: { models: [{ id, name: "over", meta: { hidden: true } }] } })
      const over = yield* owui.models.getModelById({ query: { id } })
      assert.strictEqual(over.name, "over")
      assert.strictEqual(over.meta.description, "carried")
      assert.strictEqual(over.meta.hidden, true)
      assert.strictEqual(over.params.temperature, undefined)
      assert.isAtLeast((yield* owui.models.exportModels()).length, 1)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("does not export an unknown model nor import one without a name", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = unique("none")
      assert.strictEqual((yield* reasonOf(owui.models.exportModels({ query: { ids: [id] } })))._tag, "Forbidden")
      const nameless = owui.models.importModels({ payload: { models: [{ id }] } })
      assert.strictEqual((yield* reasonOf(nameless))._tag, "Invalid")
      // An id that cannot be one is passed over without a word.
      assert.isTrue(yield* owui.models.importModels({ payload: { models: [{ id: "with space" }] } }))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("refuses a background that the server has no file for", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const background_image_url = "/api/v1/files/00000000-0000-4000-8000-000000000000/content"
      assert.strictEqual((yield* reasonOf(make(owui, { meta: { background_image_url } })))._tag, "Forbidden")
      const elsewhere = make(owui, { meta: { background_image_url: "https://example.com/a.png" } })
      assert.strictEqual((yield* reasonOf(elsewhere))._tag, "Invalid")
      const broken = { name: "avatar.vrm", content: "no avatar" }
      const file = yield* owui.files.uploadFile({ query: { process: false }, payload: { file: broken } })
      const avatar = make(owui, { meta: { voice_avatar: { file_id: file.id, states: {}, gestures: [] } } })
      assert.strictEqual((yield* reasonOf(avatar))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("shares a model: to read without its params, to write with all", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const word = unique("shared")
      const { id } = yield* make(owui, { name: word, params: { system: "a secret" }, meta: { tags: [{ name: word }] } })
      const query = { id }
      const changes = ({ models }: OpenWebUIService): Calls => [
        models.updateModelById({ payload: { ...form({ id, name: word }), params: { system: "a secret" } } }),
        models.updateModelAccessById({ payload: { id, access_grants: [grant(account, "write")] } }),
        models.toggleModelById({ query }),
        models.getModelHistory({ query }),
        models.getModelHistoryEntry({ params: { history_id: "x" }, query }),
        models.deleteModelHistoryEntry({ params: { history_id: "x" }, query }),
        models.setModelVersion({ query, payload: { version_id: "x" } }),
        models.deleteModelById({ payload: { id } })
      ]
      for (const call of [...changes(user), user.models.getModelById({ query })]) {
        assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
      }
      assert.strictEqual((yield* user.models.getModels({ query: { query: word } })).total, 0)

      const shared = yield* owui.models.updateModelAccessById({
        payload: { id, access_grants: [grant(account, "read")] }
      })
      assert.deepStrictEqual(
        shared.access_grants?.map((one) => [one.resource_id, one.principal_id, one.permission]),
        [[id, account.id, "read"]]
      )
      const read = yield* user.models.getModelById({ query })
      assert.strictEqual(read.write_access, false)
      assert.deepStrictEqual(read.params, {})
      const [listed] = (yield* user.models.getModels({ query: { query: word, view_option: "shared" } })).items
      assert.deepStrictEqual(listed?.params, {})
      assert.include(yield* user.models.getModelTags(), word)
      for (const call of changes(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")

      yield* owui.models.updateModelAccessById({ payload: { id, access_grants: [grant(account, "write")] } })
      const written = yield* user.models.getModelById({ query })
      assert.strictEqual(written.write_access, true)
      assert.strictEqual(written.params.system, "a secret")
      // To write alone is not to be listed.
      assert.strictEqual((yield* user.models.getModels({ query: { query: word } })).total, 0)
      assert.strictEqual((yield* user.models.toggleModelById({ query })).is_active, false)
      assert.isTrue(yield* user.models.deleteModelById({ payload: { id } }))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("makes an entry where a model without one is shared", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const payload = { id: unique("new"), name: "made by sharing", access_grants: [grant(account, "read")] }
      assert.strictEqual((yield* reasonOf(user.models.updateModelAccessById({ payload })))._tag, "Forbidden")
      const made = yield* owui.models.updateModelAccessById({ payload })
      assert.strictEqual(made.name, "made by sharing")
      assert.strictEqual(made.base_model_id, null)
      assert.lengthOf(made.access_grants ?? [], 1)
      const anyone = { principal_type: "anyone", principal_id: "*", permission: "read" }
      const open = owui.models.updateModelAccessById({ payload: { ...payload, access_grants: [anyone] } })
      assert.strictEqual((yield* reasonOf(open))._tag, "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lets a user with the permission make models on top of others, and no more", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const denied: Calls = [
        make(user),
        user.models.exportModels(),
        user.models.importModels({ payload: { models: [] } }),
        user.models.getAllModelRecords(),
        user.models.getBaseModels(),
        user.models.getBaseModelTags(),
        user.models.syncModels({ payload: { models: [] } }),
        user.models.deleteAllModels()
      ]
      for (const call of denied) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")

      const permissions = { workspace: { models: true, models_import: true, models_export: true } }
      const group = yield* owui.groups.createNewGroup({
        payload: { name: unique("makers"), description: "", permissions }
      })
      yield* owui.groups.addUserToGroup({ params: { id: group?.id ?? "" }, payload: { user_ids: [account.id] } })
      const made = yield* make(user)
      assert.strictEqual(made.user_id, account.id)
      assert.deepStrictEqual(
        (yield* user.models.exportModels()).map(({ id }) => id),
        [made.id]
      )
      assert.isTrue(yield* user.models.importModels({ payload: { models: [{ id: made.id, name: "imported" }] } }))
      assert.strictEqual((yield* user.models.getModelById({ query: { id: made.id } })).name, "imported")

      assert.strictEqual((yield* reasonOf(make(user, { base_model_id: null })))._tag, "Forbidden")
      const foreign = yield* make(owui)
      const taken = user.models.importModels({ payload: { models: [{ id: foreign.id, name: "taken" }] } })
      assert.strictEqual((yield* reasonOf(taken))._tag, "Conflict")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("makes the stored models be those that an administrator sends, and deletes them all", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const kept = yield* make(owui)
      const dropped = yield* make(owui)
      // The models of a server that is not ours stay: all of them are sent back.
      const others = isForeign
        ? (yield* owui.models.getAllModelRecords()).filter(({ id }) => id !== dropped.id)
        : [kept]
      const changed = others.map((model) => (model.id === kept.id ? { ...model, name: "synced" } : model))
      const synced = yield* owui.models.syncModels({ payload: { models: changed } })
      assert.strictEqual(synced.find(({ id }) => id === kept.id)?.name, "synced")
      assert.strictEqual((yield* owui.models.getModelById({ query: { id: kept.id } })).name, "synced")
      assert.strictEqual((yield* reasonOf(owui.models.getModelById({ query: { id: dropped.id } })))._tag, "NotFound")
      if (isForeign) return
      assert.isTrue(yield* owui.models.deleteAllModels())
      assert.deepStrictEqual(yield* owui.models.getAllModelRecords(), [])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("does nothing for nobody", () =>
    Effect.gen(function* () {
      const { models } = yield* OpenWebUI
      const query = { id: "echo" }
      const calls: Calls = [
        models.getModels(),
        models.getAllModelRecords(),
        models.getBaseModelTags(),
        models.getBaseModels(),
        models.getModelTags(),
        models.createNewModel({ payload: form() }),
        models.exportModels(),
        models.importModels({ payload: { models: [] } }),
        models.syncModels({ payload: {} }),
        models.getModelById({ query }),
        models.getModelHistory({ query }),
        models.getModelHistoryEntry({ params: { history_id: "x" }, query }),
        models.deleteModelHistoryEntry({ params: { history_id: "x" }, query }),
        models.setModelVersion({ query, payload: { version_id: "x" } }),
        models.getModelProfileImage({ query }),
        models.toggleModelById({ query }),
        models.updateModelById({ payload: form() }),
        models.updateModelAccessById({ payload: { id: "echo", access_grants: [] } }),
        models.deleteModelById({ payload: query }),
        models.deleteAllModels()
      ]
      for (const call of calls) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )
})
