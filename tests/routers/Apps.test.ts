import { assert, describe, it, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { type AppForm, AppResponse, type Manifest } from "../../src/models/Apps.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { App, answers, button, embed, key, link, publicKey, wrongPublicKey } from "../support/apps/App.ts"
import { allOf, asAdmin, clientOf, reasonOf, tagsOf } from "../support/clients.ts"
import { OwnServer } from "../support/OwnServer.ts"
import { freshUser, unique } from "../support/TestServer.ts"

const nowhere = "00000000-0000-4000-8000-000000000000"

/** An app that nobody asks. */
const formOf = (change: Partial<AppForm> = {}): AppForm => {
  const slug = unique("app")
  const manifest: Manifest = {
    id: `com.example.${slug}`,
    name: `App ${slug}`,
    public_key: publicKey(),
    requested_scopes: ["channels:read", "channels:messages:write"]
  }
  return {
    manifest,
    url: "https://app.example.com/path",
    api_key: "secret-key",
    slug,
    granted_scopes: ["channels:read"],
    ...change
  }
}

/** What only administrators may, of an app with this id. */
const privileged = ({ apps }: OpenWebUIService, app_id: string) => ({
  previewAppManifest: apps.previewAppManifest({ payload: { url: "https://app.example.com", api_key: "x", app_id } }),
  getAppDetailsById: apps.getAppDetailsById({ params: { app_id } }),
  updateAppById: apps.updateAppById({ params: { app_id }, payload: {} }),
  connectAppById: apps.connectAppById({ params: { app_id }, payload: {} }),
  uninstallAppById: apps.uninstallAppById({ params: { app_id } })
})

/** What everyone may. */
const open = ({ apps }: OpenWebUIService, app_id: string) => ({
  createAppInteraction: apps.createAppInteraction({
    params: { app_id },
    payload: { message_id: nowhere, action_id: "x" }
  })
})

describe("apps", () => {
  it.live("creates an app, which is inactive, reads it, and forgets its key when it is uninstalled", () =>
    Effect.gen(function* () {
      const { apps } = yield* OpenWebUI
      const form = formOf()
      const made = yield* apps.createNewApp({ payload: form })
      assert.deepStrictEqual(
        [made.slug, made.name, made.is_active, made.configured, made.connection_status],
        [form.slug, form.manifest.name, false, true, "disconnected"]
      )
      assert.deepStrictEqual(made.data, {
        url: form.url,
        manifest: { ...form.manifest, description: "", profile_image_url: null },
        granted_scopes: ["channels:read"],
        settings: {}
      })
      assert.match(String(made.created_at), /^\d{19}$/)
      const params = { app_id: made.id }
      const read = yield* apps.getAppDetailsById({ params })
      const everyone = { principal_type: "user", principal_id: "*", permission: "read" }
      assert.deepStrictEqual(read, { ...made, access_grants: [everyone] })
      assert.deepStrictEqual(
        (yield* apps.getApps()).find(({ id }) => id === made.id),
        made
      )
      const gone = yield* apps.uninstallAppById({ params })
      assert.deepStrictEqual([gone.id, gone.is_active, gone.configured], [made.id, false, false])
      assert.isTrue(gone.updated_at > made.updated_at)
      const again = yield* apps.uninstallAppById({ params })
      assert.isTrue(again.updated_at > gone.updated_at)
      assert.isTrue((yield* apps.getApps()).some(({ id }) => id === made.id))
      // The slug is not free again.
      const taken = yield* reasonOf(apps.createNewApp({ payload: formOf({ slug: form.slug }) }))
      assert(taken._tag === "Conflict")
      assert.strictEqual(taken.status, 409)
      const keyless = yield* reasonOf(apps.connectAppById({ params, payload: {} }))
      assert(keyless._tag === "Invalid")
      assert.strictEqual(keyless.detail, "An app API key is required")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes what is given and leaves the rest", () =>
    Effect.gen(function* () {
      const { apps } = yield* OpenWebUI
      const form = formOf()
      const made = yield* apps.createNewApp({ payload: form })
      const params = { app_id: made.id }
      const settings = { depth: { of: [1, "two"] } }
      const name = unique("Renamed")
      const renamed = yield* apps.updateAppById({ params, payload: { name, settings, is_active: false } })
      assert.deepStrictEqual([renamed.name, renamed.data], [name, { ...made.data, settings }])
      assert.deepStrictEqual([renamed.created_at, renamed.updated_at > made.updated_at], [made.created_at, true])
      const granted = yield* apps.updateAppById({
        params,
        payload: { granted_scopes: ["channels:messages:write"], name: null, settings: null }
      })
      assert.deepStrictEqual(
        [granted.name, granted.data],
        [name, { ...renamed.data, granted_scopes: ["channels:messages:write"] }]
      )
      const manifest: Manifest = { ...made.data.manifest, name: "Another", requested_scopes: ["channels:read"] }
      const renewed = yield* apps.updateAppById({ params, payload: { manifest, granted_scopes: [] } })
      assert.deepStrictEqual(renewed.data.manifest, manifest)
      assert.deepStrictEqual([renewed.name, renewed.data.granted_scopes, renewed.data.settings], [name, [], settings])
      const access_grants = [{ principal_type: "user", principal_id: nowhere, permission: "read" }]
      yield* apps.updateAppById({ params, payload: { access_grants } })
      assert.deepStrictEqual((yield* apps.getAppDetailsById({ params })).access_grants, access_grants)
      yield* apps.updateAppById({ params, payload: { access_grants: [] } })
      assert.deepStrictEqual((yield* apps.getAppDetailsById({ params })).access_grants, [])
      const update = (payload: Parameters<typeof apps.updateAppById>[0]["payload"]) =>
        apps.updateAppById({ params, payload })
      const calls = {
        "another id": update({ manifest: { ...manifest, id: "com.example.other" }, granted_scopes: [] }),
        "a manifest without scopes": update({ manifest }),
        "more than the manifest asks for": update({ granted_scopes: ["channels:messages:read"] }),
        "more than the new manifest asks for": update({ manifest, granted_scopes: ["channels:messages:read"] }),
        "a scope that is none": update({ granted_scopes: ["channels:all"] }),
        "no name": update({ name: "" })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Invalid"))
      yield* apps.uninstallAppById({ params })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("creates no app with a wrong key, slug, scope or URL", () =>
    Effect.gen(function* () {
      const { apps } = yield* OpenWebUI
      const { manifest } = formOf()
      const create = (change: Partial<AppForm>) => apps.createNewApp({ payload: formOf(change) })
      const calls = {
        "another kind of key": create({ manifest: { ...manifest, public_key: wrongPublicKey } }),
        "an image that is none": create({
          manifest: { ...manifest, profile_image_url: "data:text/plain;base64,eA==" }
        }),
        "a scope that was not asked for": create({ granted_scopes: ["channels:messages:read"] }),
        "plain HTTP": create({ url: "http://app.example.com" }),
        "a query": create({ url: "https://app.example.com?x=1" }),
        "a slug in capitals": create({ slug: "App" }),
        "no key": create({ api_key: "" })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Invalid"))
      const image = "data:image/png;base64,iVBORw0KGgo="
      const made = yield* create({ manifest: { ...manifest, profile_image_url: image } })
      assert.strictEqual(made.data.manifest.profile_image_url, image)
      yield* apps.uninstallAppById({ params: { app_id: made.id } })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("asks no app on its own network", () =>
    Effect.gen(function* () {
      const { apps } = yield* OpenWebUI
      const preview = (url: string) => reasonOf(apps.previewAppManifest({ payload: { url, api_key: "x" } }))
      const plain = yield* preview("http://127.0.0.1:1/")
      assert(plain._tag === "ServerFailed")
      assert.match(plain.detail, /require HTTPS/)
      const secure = yield* preview("https://127.0.0.1:1/")
      assert(secure._tag === "ServerFailed")
      assert.strictEqual(secure.status, 502)
      const made = yield* apps.createNewApp({ payload: formOf({ url: "https://127.0.0.1:1/" }) })
      const params = { app_id: made.id }
      const connected = yield* reasonOf(apps.connectAppById({ params, payload: {} }))
      assert(connected._tag === "ServerFailed")
      assert.match(connected.detail, /^App connection failed/)
      const keyless = yield* reasonOf(apps.previewAppManifest({ payload: { url: "https://127.0.0.1:1/" } }))
      assert.strictEqual(keyless._tag, "Invalid")
      const another = { url: "https://127.0.0.1:2/", app_id: made.id }
      assert.strictEqual((yield* reasonOf(apps.previewAppManifest({ payload: another })))._tag, "Invalid")
      yield* apps.uninstallAppById({ params })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lets administrators manage apps, an account see what is active, and nobody anything", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* Effect.flatMap(freshUser(), ({ token }) => clientOf(token))
      const nobody = yield* clientOf(undefined)
      const made = yield* owui.apps.createNewApp({ payload: formOf() })
      assert.isFalse((yield* user.apps.getApps()).some(({ id }) => id === made.id))
      const inactive = yield* reasonOf(open(user, made.id).createAppInteraction)
      assert(inactive._tag === "Forbidden")
      assert.strictEqual(inactive.detail, "App is inactive")
      const forbidden = { ...privileged(user, made.id), createNewApp: user.apps.createNewApp({ payload: formOf() }) }
      assert.deepStrictEqual(yield* tagsOf(forbidden), allOf(forbidden, "Forbidden"))
      const anonymous = {
        ...privileged(nobody, made.id),
        ...open(nobody, made.id),
        getApps: nobody.apps.getApps(),
        createNewApp: nobody.apps.createNewApp({ payload: formOf() })
      }
      assert.deepStrictEqual(yield* tagsOf(anonymous), allOf(anonymous, "Unauthenticated"))
      const missing = { ...privileged(owui, nowhere), ...open(user, nowhere) }
      assert.deepStrictEqual(yield* tagsOf(missing), allOf(missing, "NotFound"))
      yield* owui.apps.uninstallAppById({ params: { app_id: made.id } })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps times to the nanosecond, and keys that it does not know", () =>
    Effect.gen(function* () {
      const { apps } = yield* OpenWebUI
      const made = yield* apps.createNewApp({ payload: formOf() })
      const later = { ...Schema.encodeSync(AppResponse)(made), newer: { than: "us" } }
      const again = Schema.decodeUnknownSync(AppResponse)(later)
      assert.deepStrictEqual(Schema.encodeSync(AppResponse)(again), later)
      assert.strictEqual(again.created_at, made.created_at)
      yield* apps.uninstallAppById({ params: { app_id: made.id } })
    }).pipe(Effect.provide(asAdmin))
  )
})

/** A server that may ask apps on this machine, which the shared one may not. */
class Own extends Context.Service<
  Own,
  {
    readonly owui: OpenWebUIService
    readonly user: OpenWebUIService
    readonly userId: string
    /** Creates an app of the stand-in, at a path of it. */
    readonly create: (path?: string) => Effect.Effect<AppResponse, OpenWebUIError>
    /** Creates an app and connects it. */
    readonly connected: Effect.Effect<AppResponse, OpenWebUIError>
    /** Has a connected app post a message with these buttons to a channel of the user that it is invited into. */
    readonly posted: (
      app: AppResponse,
      actions: ReadonlyArray<string>
    ) => Effect.Effect<{ readonly channel: string; readonly message_id: string }, OpenWebUIError>
  }
>()("effect-open-webui/tests/routers/Apps/Own") {}

const Posted = Schema.Struct({ id: Schema.String })

const own = Effect.gen(function* () {
  const { admin: owui, client } = yield* OwnServer
  const app = yield* App
  const name = unique("user")
  const { id, token } = yield* owui.auths.addUser({
    payload: { name, email: `${name}@example.com`, password: unique("password"), role: "user" }
  })
  const user = yield* client(token ?? "")
  const create = (path = "") =>
    owui.apps.createNewApp({
      payload: {
        manifest: app.manifest,
        url: `${app.url}${path}`,
        api_key: key,
        slug: unique("app"),
        granted_scopes: app.manifest.requested_scopes
      }
    })
  return Own.of({
    owui,
    user,
    userId: id,
    create,
    connected: Effect.flatMap(Effect.suspend(create), ({ id }) =>
      owui.apps.connectAppById({ params: { app_id: id }, payload: {} })
    ),
    posted: Effect.fnUntraced(function* ({ id }, actions) {
      const { id: channel } = yield* user.channels.createNewChannel({ payload: { type: "group", name: unique() } })
      yield* user.channels.inviteApp({ params: { channel_id: channel }, payload: { app_id: id } })
      const sent = { channel_id: channel, content: "Press something", actions: actions.map(button) }
      const posted = yield* app.request(id, "create_message", sent)
      return { channel, message_id: (yield* Effect.orDie(Schema.decodeUnknownEffect(Posted)(posted))).id }
    })
  })
})

const ownServer = Layer.effect(Own, own).pipe(
  Layer.provide(
    Layer.unwrap(
      Effect.map(App, ({ url }) =>
        OwnServer.layer({ env: { ENABLE_APPS: "true", ENABLE_CHANNELS: "true", APP_ALLOWED_PRIVATE_ORIGINS: url } })
      )
    )
  ),
  Layer.provideMerge(App.layer()),
  Layer.orDie
)

layer(ownServer, { timeout: Duration.minutes(3), excludeTestServices: true })(
  "apps on a server that may reach them",
  (it) => {
    it.effect("shows the manifest of an app before it is created, and with the stored key afterwards", () =>
      Effect.gen(function* () {
        const { create, owui } = yield* Own
        const { manifest, url } = yield* App
        const preview = (path: string, api_key = key) =>
          owui.apps.previewAppManifest({ payload: { url: `${url}${path}`, api_key } })
        assert.deepStrictEqual(yield* preview("/"), manifest)
        const made = yield* create("/")
        const payload = { url: `${url}/`, app_id: made.id }
        assert.deepStrictEqual(yield* owui.apps.previewAppManifest({ payload }), manifest)
        assert.deepStrictEqual(
          yield* tagsOf({
            key: preview("/", "another"),
            strange: preview("/strange"),
            page: preview("/page"),
            broken: preview("/broken")
          }),
          { key: "Invalid", strange: "Invalid", page: "ServerFailed", broken: "ServerFailed" }
        )
      })
    )

    it.effect("connects an app, which is then there for all who may see it", () =>
      Effect.gen(function* () {
        const { create, owui, user, userId } = yield* Own
        const made = yield* create()
        const params = { app_id: made.id }
        const seen = Effect.map(user.apps.getApps(), (apps) => apps.find(({ id }) => id === made.id))
        assert.isUndefined(yield* seen)
        const active = yield* owui.apps.connectAppById({ params, payload: {} })
        assert.deepStrictEqual([active.is_active, active.connection_status], [true, "connected"])
        assert.match(active.data.installation_id ?? "", /^[0-9a-f-]{36}$/)
        assert.deepStrictEqual(yield* seen, active)
        // @ts-expect-error The server connects an app to make it active, and takes no `true`.
        const on = yield* reasonOf(owui.apps.updateAppById({ params, payload: { is_active: true } }))
        assert(on._tag === "Invalid")
        assert.isUndefined(on.status)
        const access_grants = [{ principal_type: "user", principal_id: nowhere, permission: "read" }]
        const changed = yield* owui.apps.updateAppById({ params, payload: { access_grants } })
        assert.deepStrictEqual([changed.is_active, changed.connection_status], [true, "disconnected"])
        assert.strictEqual((yield* owui.apps.getAppDetailsById({ params })).connection_status, "connected")
        assert.isUndefined(yield* seen)
        yield* owui.apps.updateAppById({
          params,
          payload: { access_grants: [{ principal_type: "user", principal_id: userId, permission: "read" }] }
        })
        assert.strictEqual((yield* seen)?.id, made.id)
        // With the key the connection is forgotten, and can be made anew.
        const gone = yield* owui.apps.uninstallAppById({ params })
        assert.isUndefined(gone.data.installation_id)
        assert.isUndefined(yield* seen)
        const wrong = yield* reasonOf(owui.apps.connectAppById({ params, payload: { api_key: "another" } }))
        assert.strictEqual(wrong._tag, "ServerFailed")
        const back = yield* owui.apps.connectAppById({ params, payload: { api_key: key } })
        assert.deepStrictEqual([back.is_active, back.configured, back.id], [true, true, made.id])
      })
    )

    it.effect("connects no app that refuses, or is another one", () =>
      Effect.gen(function* () {
        const { create, owui } = yield* Own
        const connect = (path: string) =>
          Effect.flatMap(create(path), ({ id }) =>
            reasonOf(owui.apps.connectAppById({ params: { app_id: id }, payload: {} }))
          )
        const refused = yield* connect("/refusing")
        assert(refused._tag === "Forbidden")
        assert.match(refused.detail, /^App rejected/)
        const impostor = yield* connect("/impostor")
        assert(impostor._tag === "ServerFailed")
        assert.strictEqual(impostor.status, 502)
      })
    )

    it.effect("presses buttons, and answers what the app says to that", () =>
      Effect.gen(function* () {
        const { connected, posted, user, userId } = yield* Own
        const app = yield* App
        const made = yield* connected
        const { channel, message_id } = yield* posted(made, Object.keys(answers))
        const press = (action_id: string) =>
          user.apps.createAppInteraction({ params: { app_id: made.id }, payload: { message_id, action_id } })

        assert.deepStrictEqual(yield* press("ack"), { type: "ack" })
        const event = (yield* app.events).findLast(({ type }) => type === "channel.action")
        assert.deepStrictEqual(event?.channel, { id: channel })
        assert.deepStrictEqual([event?.actor?.id, event?.actor?.is_admin], [userId, false])
        assert.deepInclude(event?.data, { message_id, action_id: "ack", context: { of: "ack" } })

        const empty = { actions: [], embeds: [], reply_to_id: null, parent_id: null, title: "", filename: "report.md" }
        assert.deepStrictEqual(yield* press("private"), {
          ...empty,
          type: "message",
          visibility: "private",
          title: "Psst",
          content: "Only for you",
          embeds: [embed]
        })
        assert.deepStrictEqual(yield* press("download"), {
          ...empty,
          type: "download",
          visibility: "private",
          content: "# A list",
          filename: "list.md"
        })
        assert.deepStrictEqual(yield* press("error"), {
          ...empty,
          type: "error",
          visibility: "private",
          content: "It did not work"
        })

        const said = yield* press("channel")
        assert(said.type === "message")
        const actions = [
          { ...button("ack"), url: null },
          { ...link, action_id: null, context: {} }
        ]
        assert.deepStrictEqual([said.visibility, said.actions, said.embeds], ["channel", actions, [embed]])
        const { message } = said
        assert.deepStrictEqual(
          [message?.app_id, message?.channel_id, message?.content, message?.user?.name],
          [made.id, channel, "For all", made.name]
        )
        assert.deepStrictEqual(message?.data?.app, { actions, embeds: [embed] })
        assert.match(String(message?.created_at), /^\d{19}$/)
        const stored = yield* user.channels.getChannelMessage({
          params: { id: channel, message_id: message?.id ?? "" }
        })
        assert.deepStrictEqual([stored.content, stored.created_at], ["For all", message?.created_at])

        const changed = yield* press("update")
        assert(changed.type === "update")
        assert.deepStrictEqual(
          [changed.message.id, changed.message.content, changed.message.data?.app?.actions?.length],
          [message_id, "Changed", 1]
        )
        assert.isTrue(changed.message.updated_at > changed.message.created_at)
        // The old buttons are gone.
        const unknown = yield* reasonOf(press("private"))
        assert(unknown._tag === "Invalid")
        assert.strictEqual(unknown.detail, "Unknown action")
      })
    )

    it.effect("says why a button came to nothing", () =>
      Effect.gen(function* () {
        const { connected, owui, posted, user } = yield* Own
        const made = yield* connected
        const { channel, message_id } = yield* posted(made, [...Object.keys(answers), "silent"])
        const params = { app_id: made.id }
        const press = (action_id: string, by = user) =>
          by.apps.createAppInteraction({ params, payload: { message_id, action_id } })
        assert.deepStrictEqual(
          yield* tagsOf({
            nonsense: press("nonsense"),
            silent: press("silent"),
            fail: press("fail"),
            busy: press("busy"),
            refuse: press("refuse"),
            none: press("none"),
            message: user.apps.createAppInteraction({ params, payload: { message_id: nowhere, action_id: "ack" } })
          }),
          {
            nonsense: "ServerFailed",
            silent: "ServerFailed",
            fail: "ServerFailed",
            busy: "RateLimited",
            refuse: "Forbidden",
            none: "Invalid",
            message: "NotFound"
          }
        )
        const busy = yield* reasonOf(press("busy"))
        assert.strictEqual("detail" in busy && busy.detail, "Too many buttons")
        // An administrator need not be a member of the group.
        assert.deepStrictEqual(yield* press("ack", owui), { type: "ack" })
        yield* user.channels.removeApp({ params: { channel_id: channel, app_id: made.id } })
        const outside = yield* reasonOf(press("ack"))
        assert(outside._tag === "Forbidden")
        assert.match(outside.detail, /^Invite the app/)
        yield* owui.apps.updateAppById({ params, payload: { access_grants: [] } })
        const denied = yield* reasonOf(press("ack"))
        assert(denied._tag === "Forbidden")
        assert.strictEqual(denied.detail, "App invocation denied")
      })
    )

    it.effect("knows that an app has hung up, and switches it off where it cannot be connected anew", () =>
      Effect.gen(function* () {
        const { connected, owui, posted, user } = yield* Own
        const app = yield* App
        const made = yield* connected
        const { message_id } = yield* posted(made, ["ack"])
        const params = { app_id: made.id }
        yield* app.dismiss(made.id)
        yield* owui.apps.getAppDetailsById({ params }).pipe(
          Effect.repeat({
            schedule: Schedule.spaced("50 millis"),
            until: ({ connection_status }) => connection_status !== "connected"
          }),
          Effect.timeout("10 seconds")
        )
        const press = user.apps.createAppInteraction({ params, payload: { message_id, action_id: "ack" } })
        const away = yield* reasonOf(press)
        assert(away._tag === "ServerFailed")
        assert.strictEqual(away.status, 503)
        assert.isTrue((yield* owui.apps.getAppDetailsById({ params })).is_active)
        const refused = yield* reasonOf(owui.apps.connectAppById({ params, payload: {} }))
        assert.strictEqual(refused._tag, "Forbidden")
        assert.isFalse((yield* owui.apps.getAppDetailsById({ params })).is_active)
      })
    )

    it.effect("refuses everything while apps are off", () =>
      Effect.gen(function* () {
        const { create, owui, user } = yield* Own
        const made = yield* create()
        const config = yield* owui.auths.getAdminConfig()
        const set = (ENABLE_APPS: boolean) => owui.auths.updateAdminConfig({ payload: { ...config, ENABLE_APPS } })
        const calls = {
          ...privileged(owui, made.id),
          ...open(user, made.id),
          getApps: user.apps.getApps(),
          createNewApp: owui.apps.createNewApp({ payload: formOf() })
        }
        const reasons = yield* Effect.acquireUseRelease(
          set(false),
          () => tagsOf(calls),
          () => Effect.orDie(set(true))
        )
        assert.deepStrictEqual(reasons, allOf(calls, "FeatureDisabled"))
      })
    )
  }
)
