import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { property } from "../../src/internal/reading.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import {
  ask,
  outletFilter,
  withAnthropic,
  withArena,
  withPlugin,
  withToolPermissions
} from "../support/main/Settings.ts"
import { awaitProviderRequests, freshUser, unique } from "../support/TestServer.ts"

type Main = OpenWebUIService["main"]

const action = `
import os
from open_webui.config import CACHE_DIR


class Action:
    actions = [{'id': 'count', 'name': 'Count'}, {'id': 'nothing', 'name': 'Nothing'}, {'id': 'fail', 'name': 'Fail'}]

    async def action(self, body, __id__=None):
        if __id__ == 'fail':
            raise Exception('the action broke')
        if __id__ == 'nothing':
            return None
        with open(os.path.join(CACHE_DIR, body['id'] + '.txt'), 'w') as file:
            file.write('kept')
        return {'content': str(len(body['messages'])), 'model': body['model']}
`

/** Begins a turn of a new chat. */
const begin = (main: Main, content: string, params: { readonly tool_approval_mode?: "ask" } = {}) => {
  const [user, assistant] = [crypto.randomUUID(), crypto.randomUUID()]
  return Effect.map(
    main.runChatTurn({
      payload: {
        model: "echo",
        messages: [],
        stream: true,
        params,
        session_id: "none",
        parent_id: null,
        message_ids: [{ model_id: "echo", message_id: assistant }],
        user_message: { id: user, parentId: null, role: "user", content }
      }
    }),
    (begun) => {
      if (begun === null || !("task_ids" in begun)) throw new Error("The turn did not begin")
      return { chat: begun.chat_id, task: begun.task_ids[0] ?? "", message: assistant }
    }
  )
}

const outputOf = (chat: string, message: string) =>
  Effect.map(ask("GET", `/api/v1/chats/${chat}`), (answer) => {
    const messages = property(property(property(answer, "chat"), "history"), "messages")
    const output = property(property(messages, message), "output")
    return Array.isArray(output) ? (output as ReadonlyArray<unknown>) : []
  })

/** Waits for an item of the answer. */
const awaitOutput = (chat: string, message: string, condition: (item: unknown) => boolean) =>
  outputOf(chat, message).pipe(
    Effect.repeat({ schedule: Schedule.spaced("50 millis"), until: (output) => output.some(condition) }),
    Effect.timeout("10 seconds"),
    Effect.map((output) => output.find(condition))
  )

describe("models", () => {
  it.live("are listed as providers, plugins, the workspace and the arena have them", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const arena = unique("arena")
      const id = unique("preset")
      yield* ask("POST", "/api/v1/models/create", {
        id,
        name: "A preset",
        base_model_id: "echo",
        meta: { description: "Echoes", tags: [{ name: "loud" }] },
        params: { system: "secret" },
        access_grants: []
      })
      yield* withPlugin(action, (plugin) =>
        withArena(
          arena,
          "echo",
          Effect.gen(function* () {
            // An action that is not global belongs to the models that name it.
            yield* ask("POST", `/api/v1/functions/id/${plugin}/toggle/global`)
            const { data } = yield* main.getModels({ query: { refresh: true } })
            const find = (wanted: string) => data.find((model) => model.id === wanted)
            const echo = find("echo")
            assert.strictEqual(echo?.owned_by, "openai")
            assert.strictEqual(echo?.openai?.owned_by, "echo")
            assert.strictEqual(echo?.urlIdx, 0)
            assert.isTrue(echo?.actions.some((one) => one.id === `${plugin}.count` && one.name === "Count"))
            const preset = find(id)
            assert.isTrue(preset?.preset)
            assert.strictEqual(preset?.info?.base_model_id, "echo")
            assert.strictEqual(preset?.info?.meta?.description, "Echoes")
            // The system prompt is not told.
            assert.deepStrictEqual(preset?.info?.params, {})
            assert.deepStrictEqual(preset?.tags, [{ name: "loud" }])
            assert.isTrue(find(arena)?.arena)
            assert.deepStrictEqual(find(arena)?.info?.meta?.model_ids, ["echo"])

            const base = yield* main.getBaseModels()
            const ids = base.data.map((model) => model.id)
            assert.include(ids, "echo")
            assert.notInclude(ids, id)
            assert.notInclude(ids, arena)
          })
        )
      ).pipe(Effect.ensuring(ask("POST", "/api/v1/models/model/delete", { id })))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are unloaded where the provider can do that", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const unloaded = yield* withAnthropic("llama.cpp", main.unloadModel({ payload: { model: "native" } }))
      assert.deepStrictEqual(unloaded, { success: true })
      const stuck = yield* reasonOf(main.unloadModel({ payload: { model: "echo" } }))
      assert.strictEqual(stuck._tag, "Invalid")
      const unknown = yield* reasonOf(main.unloadModel({ payload: { model: unique("model") } }))
      assert.strictEqual(unknown._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are hidden from accounts that may not use them", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const { main } = yield* clientOf(user.token)
      const { data } = yield* main.getModels()
      assert.notInclude(
        data.map((model) => model.id),
        "echo"
      )
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("routes for administrators", () => {
  const calls = (main: Main): Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>> => ({
    getBaseModels: main.getBaseModels(),
    unloadModel: main.unloadModel({ payload: { model: "echo" } }),
    stopTaskEndpoint: main.stopTaskEndpoint({ params: { task_id: "none" } }),
    listTasksEndpoint: main.listTasksEndpoint(),
    getEventCatalog: main.getEventCatalog(),
    getEventWebhooksApi: main.getEventWebhooksApi(),
    createEventWebhook: main.createEventWebhook({ payload: { url: "" } }),
    updateEventWebhook: main.updateEventWebhook({ params: { webhook_id: "none" }, payload: {} }),
    deleteEventWebhookApi: main.deleteEventWebhookApi({ params: { webhook_id: "none" } })
  })

  it.live("are forbidden to other accounts, and closed to nobody", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      for (const [name, call] of Object.entries(calls(user.main))) {
        assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden", name)
      }
      const nobody = yield* clientOf(undefined)
      for (const [name, call] of Object.entries(calls(nobody.main))) {
        assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated", name)
      }
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("routes for accounts", () => {
  it.live("are closed to nobody", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const conversation = { model: "echo", messages: [], chat_id: "", session_id: "", id: "" }
      const calls: Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>> = {
        getModels: main.getModels(),
        resolveChatMessageToolCall: main.resolveChatMessageToolCall({
          params: { id: "none", message_id: "none" },
          payload: { call_id: "none", action: "reject" }
        }),
        chatCompleted: main.chatCompleted({ payload: conversation }),
        chatAction: main.chatAction({ params: { action_id: "none" }, payload: conversation }),
        listTasksByChatIdEndpoint: main.listTasksByChatIdEndpoint({ params: { chat_id: "none" } }),
        stopTasksByChatIdEndpoint: main.stopTasksByChatIdEndpoint({ params: { chat_id: "none" } }),
        getAppLatestReleaseVersion: main.getAppLatestReleaseVersion(),
        getCurrentUsage: main.getCurrentUsage(),
        oauthClientAuthorize: main.oauthClientAuthorize({ params: { client_id: "none" } }),
        serveCacheFile: main.serveCacheFile({ params: { path: "none.txt" } })
      }
      for (const [name, call] of Object.entries(calls)) {
        assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated", name)
      }
    }).pipe(Effect.provide(asNobody))
  )
})

describe("tasks", () => {
  it.live("of a chat are listed and stopped", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("task")
      const { chat, task } = yield* begin(main, `${word} [[stall]]`)
      yield* awaitProviderRequests(word, (requests) => requests.length > 0)
      const params = { chat_id: chat }
      assert.deepStrictEqual(yield* main.listTasksByChatIdEndpoint({ params }), { task_ids: [task] })
      assert.include((yield* main.listTasksEndpoint()).tasks, task)

      const user = yield* clientOf((yield* freshUser()).token)
      assert.deepStrictEqual(yield* user.main.listTasksByChatIdEndpoint({ params }), { task_ids: [] })
      const foreign = yield* reasonOf(user.main.stopTasksByChatIdEndpoint({ params }))
      assert.strictEqual(foreign._tag, "NotFound")

      const stopped = yield* main.stopTasksByChatIdEndpoint({ params })
      assert.isTrue(stopped.status)
      assert.include(stopped.message, task)
      yield* awaitProviderRequests(word, (requests) => requests.some(({ outcome }) => outcome === "Aborted"))
      assert.deepStrictEqual(yield* main.listTasksByChatIdEndpoint({ params }), { task_ids: [] })
      const idle = yield* main.stopTasksByChatIdEndpoint({ params })
      assert.isTrue(idle.status)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are stopped by their id, also those that there are not", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("task")
      const { task } = yield* begin(main, `${word} [[stall]]`)
      yield* awaitProviderRequests(word, (requests) => requests.length > 0)
      const stopped = yield* main.stopTaskEndpoint({ params: { task_id: task } })
      assert.isTrue(stopped.status)
      const unknown = yield* main.stopTaskEndpoint({ params: { task_id: task } })
      assert.isFalse(unknown.status)
      const chat = yield* reasonOf(main.stopTasksByChatIdEndpoint({ params: { chat_id: crypto.randomUUID() } }))
      assert.strictEqual(chat._tag, "NotFound")
      // The id of a chat that is not kept holds a colon.
      const temporary = yield* main.listTasksByChatIdEndpoint({ params: { chat_id: "temporary:none" } })
      assert.deepStrictEqual(temporary, { task_ids: [] })
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("tool calls that wait for a person", () => {
  it.live("go on when they are approved, once", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      yield* withToolPermissions(
        Effect.gen(function* () {
          const { chat, message } = yield* begin(main, `${unique("ask")} [[tool=get_current_timestamp]]`, {
            tool_approval_mode: "ask"
          })
          const waiting = yield* awaitOutput(chat, message, (item) => property(item, "status") === "pending")
          const call_id = String(property(waiting, "call_id"))
          const params = { id: chat, message_id: message }
          const answered = yield* reasonOf(
            main.resolveChatMessageToolCall({ params, payload: { call_id, action: "answer" } })
          )
          assert.strictEqual(answered._tag, "Invalid")
          const resolved = yield* main.resolveChatMessageToolCall({ params, payload: { call_id, action: "approve" } })
          assert.isTrue(resolved.status)
          assert.strictEqual(resolved.chat_id, chat)
          assert.strictEqual(resolved.message_id, message)
          assert.lengthOf(resolved.task_ids ?? [], 1)
          const result = yield* awaitOutput(
            chat,
            message,
            (item) => property(item, "type") === "function_call_output" && property(item, "status") === "completed"
          )
          assert.include(JSON.stringify(property(result, "output")), "current_timestamp")
          const again = yield* reasonOf(
            main.resolveChatMessageToolCall({ params, payload: { call_id, action: "approve" } })
          )
          assert.strictEqual(again._tag, "Conflict")

          const fails = (id: string, message_id: string, service: Main = main) =>
            Effect.map(
              reasonOf(
                service.resolveChatMessageToolCall({
                  params: { id, message_id },
                  payload: { call_id: "none", action: "reject" }
                })
              ),
              ({ _tag }) => _tag
            )
          assert.strictEqual(yield* fails(chat, message), "NotFound")
          assert.strictEqual(yield* fails(chat, crypto.randomUUID()), "NotFound")
          assert.strictEqual(yield* fails(crypto.randomUUID(), message), "Forbidden")
          const user = yield* clientOf((yield* freshUser()).token)
          assert.strictEqual(yield* fails(chat, message, user.main), "Forbidden")
        })
      )
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("plugins around a chat", () => {
  const conversation = {
    model: "echo",
    messages: [
      { id: "1", role: "user", content: "hi" },
      { id: "2", role: "assistant", content: "Echo: hi" }
    ],
    chat_id: "temporary:none",
    session_id: "none",
    id: "2"
  }

  it.live("filter a conversation that is complete", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      assert.deepStrictEqual(yield* main.chatCompleted({ payload: conversation }), conversation)
      yield* withPlugin(outletFilter, (id) =>
        Effect.gen(function* () {
          yield* ask("POST", `/api/v1/functions/id/${id}/toggle/global`)
          const offered = (yield* main.getModels()).data.find((model) => model.id === "echo")?.filters
          assert.isFalse(offered?.find((one) => one.id === id)?.has_user_valves)
          const filtered = yield* main.chatCompleted({ payload: { ...conversation, filter_ids: [id] } })
          assert.strictEqual(filtered.messages[1]?.content, "Echo: hi (filtered)")
        })
      )
      const model = yield* reasonOf(main.chatCompleted({ payload: { ...conversation, model: unique("model") } }))
      assert.strictEqual(model._tag, "NotFound")
      const message = yield* reasonOf(main.chatCompleted({ payload: { ...conversation, id: "" } }))
      assert.strictEqual(message._tag, "Invalid")
      const user = yield* clientOf((yield* freshUser()).token)
      const chat = yield* reasonOf(
        user.main.chatCompleted({ payload: { ...conversation, chat_id: crypto.randomUUID() } })
      )
      assert.strictEqual(chat._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("act on a message, and put files into the cache", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const name = unique("cached")
      yield* withPlugin(action, (plugin) =>
        Effect.gen(function* () {
          const run = (kind: string) =>
            main.chatAction({ params: { action_id: `${plugin}.${kind}` }, payload: { ...conversation, id: name } })
          assert.deepStrictEqual(yield* run("count"), { content: "2", model: "echo" })
          assert.isNull(yield* run("nothing"))
          const failed = yield* reasonOf(run("fail"))
          assert.strictEqual(failed._tag === "Invalid" ? failed.detail : failed._tag, "Error: the action broke")
        })
      )
      const missing = yield* reasonOf(
        main.chatAction({ params: { action_id: unique("action") }, payload: conversation })
      )
      assert.strictEqual(missing._tag, "NotFound")

      const file = yield* main.serveCacheFile({ params: { path: `${name}.txt` } })
      assert.strictEqual(new TextDecoder().decode(file.bytes), "kept")
      assert.strictEqual(file.contentType, "text/plain")
      assert.strictEqual(file.fileName, `${name}.txt`)
      const absent = yield* reasonOf(main.serveCacheFile({ params: { path: `audio/${name}` } }))
      assert.strictEqual(absent._tag, "NotFound")
      const outside = yield* reasonOf(main.serveCacheFile({ params: { path: "../webui.db" } }))
      assert.strictEqual(outside._tag === "Invalid" ? outside.status : outside._tag, undefined)
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("the settings that an interface needs", () => {
  it.live("are told as far as the asker may know them", () =>
    Effect.gen(function* () {
      const nobody = yield* clientOf(undefined)
      const shown = yield* nobody.main.getAppConfig()
      assert.strictEqual(shown.version, "0.12.4")
      assert.isTrue(shown.features.enable_login_form)
      assert.isUndefined(shown.features.enable_notes)
      assert.isUndefined(shown.ui)
      assert.isUndefined(shown.onboarding)

      const pending = yield* clientOf((yield* freshUser("pending")).token)
      const waiting = yield* pending.main.getAppConfig()
      assert.isTrue(waiting.features.enable_notes)
      assert.strictEqual(typeof waiting.ui?.pending_user_overlay_title, "string")
      assert.isUndefined(waiting.ui?.visibility)
      assert.isUndefined(waiting.permissions)

      const user = yield* clientOf((yield* freshUser()).token)
      const known = yield* user.main.getAppConfig()
      assert.strictEqual(known.permissions?.chat?.file_upload, true)
      assert.deepStrictEqual(known.ui?.visibility, {})
      assert.strictEqual(known.code?.engine, "pyodide")
      assert.isNull(known.file?.image_compression.width)

      // A key is no token, so it counts as nobody here.
      const key = yield* clientOf("sk-none")
      assert.isUndefined((yield* key.main.getAppConfig()).features.enable_notes)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are told to the administrator with all features", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const config = yield* main.getAppConfig()
      assert.isTrue(config.features.enable_channels)
      assert.strictEqual(config.permissions?.workspace?.models, false)
      assert.isNull(config.license_metadata)
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("events", () => {
  it.live("are listed", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const catalog = yield* main.getEventCatalog()
      assert.strictEqual(catalog.schema, "0.12.4")
      assert.isString(catalog.events.find(({ event }) => event === "chat.finished")?.description)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are told to webhooks that are made, changed and deleted", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const name = unique("webhook")
      const targets = [{ type: "user" as const, id: "somebody" }]
      const made = yield* main.createEventWebhook({
        payload: { name, url: "https://1.1.1.1/hook", enabled: false, events: ["chat.*"], targets }
      })
      assert.strictEqual(made.name, name)
      assert.isFalse(made.enabled)
      assert.deepStrictEqual(made.events, ["chat.*"])
      assert.deepStrictEqual(made.targets, targets)
      const params = { webhook_id: made.id }
      const changed = yield* main.updateEventWebhook({ params, payload: { targets: null, events: ["chat.finished"] } })
      assert.strictEqual(changed.url, made.url)
      assert.isNull(changed.targets)
      assert.deepStrictEqual(changed.events, ["chat.finished"])
      assert.strictEqual(changed.created_at, made.created_at)
      assert.deepStrictEqual(
        (yield* main.getEventWebhooksApi()).filter(({ id }) => id === made.id),
        [changed]
      )
      const cleared = yield* main.updateEventWebhook({ params, payload: { name: null, url: null, enabled: null } })
      assert.deepStrictEqual([cleared.name, cleared.url, cleared.enabled], ["Webhook", "", false])
      const wrong = yield* reasonOf(main.updateEventWebhook({ params, payload: { events: ["no.such.event"] } }))
      assert.strictEqual(wrong._tag, "Invalid")
      assert.deepStrictEqual(yield* main.deleteEventWebhookApi({ params }), { status: true })
      assert.strictEqual((yield* reasonOf(main.deleteEventWebhookApi({ params })))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(main.updateEventWebhook({ params, payload: {} })))._tag, "NotFound")
      const nowhere = yield* reasonOf(main.createEventWebhook({ payload: { url: "ftp://example.com/hook" } }))
      assert.strictEqual(nowhere._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("the server itself", () => {
  it.live("tells its version, its changes and its health to everybody", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const version = yield* main.getAppVersion()
      assert.strictEqual(version.version, "0.12.4")
      const changelog = yield* main.getAppChangelog()
      assert.lengthOf(Object.keys(changelog), 5)
      assert.isAbove(changelog["0.12.4"]?.added?.length ?? 0, 0)
      assert.include(changelog["0.12.4"]?.added?.[0]?.raw, "<li>")
      assert.deepStrictEqual(yield* main.healthcheck(), { status: true })
      assert.deepStrictEqual(yield* main.readinessCheck(), { status: true })
      assert.deepStrictEqual(yield* main.checkDbHealth(), { status: true })
      const manifest = yield* main.getManifestJson()
      assert.strictEqual(manifest.start_url, "/")
      assert.strictEqual(manifest.icons?.[0]?.type, "image/png")
      assert.deepStrictEqual(manifest.share_target?.params, { text: "shared" })
      const opensearch = yield* main.getOpensearchXml()
      assert.include(opensearch, "<OpenSearchDescription")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("tells accounts who is there, and which release is the latest", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      const usage = yield* user.main.getCurrentUsage()
      assert.isAtLeast(usage.user_count, 1)
      assert.isArray(usage.model_ids)
      const release = yield* user.main.getAppLatestReleaseVersion()
      // The test server does not look for releases.
      assert.deepStrictEqual(release, { current: "0.12.4", latest: "0.12.4" })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("has no sign-in with other accounts unless it is set up", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const params = { provider: "google" }
      const calls: Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>> = {
        oauthLogin: main.oauthLogin({ params }),
        oauthLoginCallback: main.oauthLoginCallback({ params, query: { code: "none", state: "none" } }),
        oauthClientAuthorize: main.oauthClientAuthorize({ params: { client_id: "none" } }),
        oauthClientCallback: main.oauthClientCallback({ params: { client_id: "none" } }),
        oauthBackchannelLogout: main.oauthBackchannelLogout({ payload: { logout_token: "none" } })
      }
      for (const [name, call] of Object.entries(calls)) {
        const reason = yield* reasonOf(call)
        assert.strictEqual(reason._tag === "NotFound" ? reason.status : reason._tag, 404, name)
      }
    }).pipe(Effect.provide(asAdmin))
  )
})
