import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { property } from "../../src/internal/reading.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { ConfigSettings, ToolServerConnection } from "../../src/models/Configs.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, asAdmin, clientOf, reasonOf, tagsOf } from "../support/clients.ts"
import { ask } from "../support/main/Settings.ts"
import { Orchestrator, key as orchestratorKey } from "../support/orchestrator/Orchestrator.ts"
import { freshUser, isForeign, unique } from "../support/TestServer.ts"
import { key, mcpTools, ToolServer, title } from "../support/toolServer/ToolServer.ts"

const once = { retry: false } as const

/** Where nobody listens. */
const nowhere = "http://127.0.0.1:1"

/** Puts back settings by their keys, whatever is done with them. */
const restoring = <A, E, R>(keys: ReadonlyArray<keyof ConfigSettings>, use: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.map(ask("GET", "/api/v1/configs/export"), (all) =>
      Object.fromEntries(keys.map((key) => [key, property(all, key)]))
    ),
    () => use,
    (config) => ask("POST", "/api/v1/configs/import", { config })
  )

/** Has a setting changed for a while, and put back by what sets it. */
const changing = <S, A, E, R>(
  read: Effect.Effect<S, OpenWebUIError>,
  write: (settings: S) => Effect.Effect<unknown, OpenWebUIError>,
  use: (before: S) => Effect.Effect<A, E, R>
) => Effect.acquireUseRelease(read, use, (before) => Effect.orDie(write(before)))

const server = { url: nowhere, path: "openapi.json", auth_type: "none", key: null, config: null } as const

/** What only administrators may; none of it is done for anybody else. */
const privileged = ({ configs }: OpenWebUIService) => ({
  importConfig: configs.importConfig({ payload: { config: {} } }),
  exportConfig: configs.exportConfig(),
  getConfigNamespace: configs.getConfigNamespace({ params: { namespace: "ui" } }),
  setInterfaceVisibility: configs.setInterfaceVisibility({ payload: { visibility: {} } }),
  getConnectionsConfig: configs.getConnectionsConfig(),
  setConnectionsConfig: configs.setConnectionsConfig({
    payload: { ENABLE_DIRECT_CONNECTIONS: true, ENABLE_BASE_MODELS_CACHE: false }
  }),
  registerOauthClient: configs.registerOauthClient({ payload: { url: nowhere, client_id: "x" } }),
  getToolServersConfig: configs.getToolServersConfig(),
  setToolServersConfig: configs.setToolServersConfig({ payload: { TOOL_SERVER_CONNECTIONS: [] } }),
  getTerminalServersConfig: configs.getTerminalServersConfig(),
  setTerminalServersConfig: configs.setTerminalServersConfig({ payload: { TERMINAL_SERVER_CONNECTIONS: [] } }),
  verifyTerminalServerConnection: configs.verifyTerminalServerConnection({ payload: { url: nowhere } }),
  putTerminalServerPolicy: configs.putTerminalServerPolicy({ payload: { url: nowhere, policy_id: "x" } }),
  putTerminalServerLifecycle: configs.putTerminalServerLifecycle({ payload: { url: nowhere, policy_id: "x" } }),
  refreshTerminalServerTerminals: configs.refreshTerminalServerTerminals({ payload: { url: nowhere } }),
  verifyToolServersConfig: configs.verifyToolServersConfig({ payload: server }),
  verifyMcpToolServersConfig: configs.verifyMcpToolServersConfig({ payload: server }),
  verifyOauthToolServersConfig: configs.verifyOauthToolServersConfig({ payload: server }),
  getCodeExecutionConfig: configs.getCodeExecutionConfig(),
  setCodeExecutionConfig: configs.setCodeExecutionConfig({
    payload: {
      ENABLE_CODE_EXECUTION: true,
      CODE_EXECUTION_ENGINE: "pyodide",
      CODE_EXECUTION_JUPYTER_URL: null,
      CODE_EXECUTION_JUPYTER_AUTH: null,
      CODE_EXECUTION_JUPYTER_AUTH_TOKEN: null,
      CODE_EXECUTION_JUPYTER_AUTH_PASSWORD: null,
      CODE_EXECUTION_JUPYTER_TIMEOUT: null,
      ENABLE_CODE_INTERPRETER: true,
      CODE_INTERPRETER_ENGINE: "pyodide",
      CODE_INTERPRETER_PROMPT_TEMPLATE: null,
      CODE_INTERPRETER_JUPYTER_URL: null,
      CODE_INTERPRETER_JUPYTER_AUTH: null,
      CODE_INTERPRETER_JUPYTER_AUTH_TOKEN: null,
      CODE_INTERPRETER_JUPYTER_AUTH_PASSWORD: null,
      CODE_INTERPRETER_JUPYTER_TIMEOUT: null
    }
  }),
  getModelsConfig: configs.getModelsConfig(),
  setModelsConfig: configs.setModelsConfig({
    payload: { DEFAULT_MODELS: null, DEFAULT_PINNED_MODELS: null, MODEL_ORDER_LIST: null }
  }),
  getSubagentsConfig: configs.getSubagentsConfig(),
  setSubagentsConfig: configs.setSubagentsConfig({
    payload: {
      ENABLE_SUBAGENTS: false,
      SUBAGENTS_BACKGROUND_ENABLED: false,
      SUBAGENTS_MAX_CONCURRENT: 1,
      SUBAGENTS_MAX_ASYNC: 1,
      SUBAGENTS_MAX_ITERATIONS: 1,
      SUBAGENTS_MAX_OUTPUT: 1,
      SUBAGENTS_SYSTEM_PROMPT: ""
    }
  }),
  setDefaultSuggestions: configs.setDefaultSuggestions({ payload: { suggestions: null } }),
  setBanners: configs.setBanners({ payload: { banners: [] } })
})

const open = ({ configs }: OpenWebUIService) => ({
  getModelsDefaults: configs.getModelsDefaults(),
  getBanners: configs.getBanners()
})

describe("configs", () => {
  it.live("lets administrators do everything, other accounts read what concerns them, and nobody without a token", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const user = yield* clientOf((yield* freshUser()).token)
      const nobody = yield* clientOf(undefined)
      const calls = privileged(user)
      assert.deepStrictEqual(Object.keys(owui.configs).sort(), Object.keys({ ...calls, ...open(user) }).sort())
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Forbidden"))
      assert.deepStrictEqual(
        yield* tagsOf({ ...privileged(nobody), ...open(nobody) }),
        allOf({ ...calls, ...open(nobody) }, "Unauthenticated")
      )
      assert.deepStrictEqual(yield* Effect.all(open(user)), yield* Effect.all(open(owui)))
    }).pipe(Effect.provide(asAdmin))
  )

  describe("exportConfig and importConfig", () => {
    it.live("carry all settings by their keys, secrets too, and leave alone what is not named", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const watermark = unique("watermark")
        const before = yield* configs.exportConfig()
        assert.isAbove(Object.keys(before).length, 400)
        if (!isForeign) assert.deepStrictEqual(before["openai.api_keys"], ["sk-echo"])
        yield* restoring(
          ["ui.watermark"],
          Effect.gen(function* () {
            const answer = yield* configs.importConfig({ payload: { config: { "ui.watermark": watermark } } })
            assert.deepStrictEqual(answer, { ...before, "ui.watermark": watermark })
            assert.deepStrictEqual(yield* configs.exportConfig(), answer)
          })
        )
        assert.deepStrictEqual(yield* configs.exportConfig(), before)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("refuse a value of a wrong type, which the server would store and then fail on", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const reason = yield* reasonOf(configs.importConfig({ payload: { config: { "rag.top_k": 1.5 } } }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.include(reason.message, "payload.config.rag.top_k")
        yield* restoring(
          ["ui.banners"],
          Effect.gen(function* () {
            yield* ask("POST", "/api/v1/configs/import", { config: { "ui.banners": "wrong" } })
            assert.strictEqual((yield* reasonOf(configs.getBanners(once)))._tag, "ServerFailed")
            const exported = yield* reasonOf(configs.exportConfig())
            assert.strictEqual(exported._tag, "Undecodable")
            assert.include(exported.message, "ui.banners")
          })
        )
        assert.isArray(yield* configs.getBanners())
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("take back the whole of what was exported", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const before = yield* configs.exportConfig()
        yield* restoring(
          ["ui.visibility"],
          Effect.gen(function* () {
            const visibility = { [unique()]: false }
            const config = { ...before, "ui.visibility": visibility }
            assert.deepStrictEqual(yield* configs.importConfig({ payload: { config } }), config)
          })
        )
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("refuse settings of the second factor with an API key, and take them with a session", () =>
      Effect.gen(function* () {
        const admin = yield* clientOf((yield* freshUser("admin")).token)
        const { api_key } = yield* admin.auths.generateApiKey()
        const byKey = yield* clientOf(api_key ?? "")
        const same = { config: { "auth.mfa.enable": false } }
        assert.strictEqual((yield* reasonOf(byKey.configs.importConfig({ payload: same })))._tag, "Forbidden")
        assert.strictEqual((yield* admin.configs.importConfig({ payload: same }))["auth.mfa.enable"], false)
        assert.strictEqual((yield* byKey.configs.importConfig({ payload: { config: {} } }))["auth.mfa.enable"], false)
      })
    )
  })

  describe("getConfigNamespace", () => {
    it.live("gives the settings below a prefix, by their whole keys", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const everything = yield* configs.exportConfig()
        const below = (prefix: string) =>
          Object.fromEntries(Object.entries(everything).filter(([key]) => key.startsWith(prefix)))
        const of = (namespace: string) => configs.getConfigNamespace({ params: { namespace } })
        assert.deepStrictEqual(yield* of("ui"), below("ui."))
        assert.deepStrictEqual(yield* of("oauth"), below("oauth."))
        assert.hasAllKeys(yield* of("code_execution.jupyter"), [
          "code_execution.jupyter.url",
          "code_execution.jupyter.auth",
          "code_execution.jupyter.auth_token",
          "code_execution.jupyter.auth_password",
          "code_execution.jupyter.timeout"
        ])
        assert.deepStrictEqual(yield* of(unique()), {})
        assert.deepStrictEqual(yield* of("subagent_"), below("subagents."))
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("refuses a namespace that would change the path, before anything is sent", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const reason = yield* reasonOf(configs.getConfigNamespace({ params: { namespace: ".." } }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.notProperty(reason, "status")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("setInterfaceVisibility", () => {
    it.live("replaces what is hidden", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        yield* restoring(
          ["ui.visibility"],
          Effect.gen(function* () {
            const visibility = { [unique()]: false, "chat.input": true }
            assert.deepStrictEqual(yield* configs.setInterfaceVisibility({ payload: { visibility } }), { visibility })
            const stored = yield* configs.getConfigNamespace({ params: { namespace: "ui" } })
            assert.deepStrictEqual(stored["ui.visibility"], visibility)
            yield* configs.setInterfaceVisibility({ payload: { visibility: {} } })
            const after = yield* configs.getConfigNamespace({ params: { namespace: "ui" } })
            assert.deepStrictEqual(after["ui.visibility"], {})
          })
        )
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("getConnectionsConfig and setConnectionsConfig", () => {
    it.live("change the settings, and keep what is left out", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        yield* changing(
          configs.getConnectionsConfig(),
          (payload) => configs.setConnectionsConfig({ payload }),
          (before) =>
            Effect.gen(function* () {
              const changed = { ...before, ENABLE_DIRECT_INTEGRATIONS: !before.ENABLE_DIRECT_INTEGRATIONS }
              assert.deepStrictEqual(yield* configs.setConnectionsConfig({ payload: changed }), changed)
              const { ENABLE_DIRECT_INTEGRATIONS: _, ...rest } = changed
              const payload = { ...rest, ENABLE_BASE_MODELS_CACHE: true }
              const answer = yield* configs.setConnectionsConfig({ payload })
              assert.deepStrictEqual(answer, { ...changed, ENABLE_BASE_MODELS_CACHE: true })
              assert.deepStrictEqual(yield* configs.getConnectionsConfig(), answer)
            })
        )
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("registerOauthClient", () => {
    it.live("registers at the authorization server of an MCP server", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { requests, url } = yield* ToolServer
        const client_id = unique("mcp-server")
        const { oauth_client_info, status } = yield* configs.registerOauthClient({
          query: { type: "mcp" },
          payload: { url: `${url}/mcp`, client_id, oauth_scope: "tools, more" }
        })
        assert.isTrue(status)
        assert.notInclude(oauth_client_info, "test-client")
        const asked = (yield* requests).filter(({ path }) => path === "/register")
        assert.lengthOf(asked, 1)
        assert.include(JSON.stringify(asked[0]?.body), `/oauth/clients/mcp:${client_id}/callback`)
        assert.include(JSON.stringify(asked[0]?.body), "tools more")
      }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
    )

    it.live("takes a client that the service knows already", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { requests, url } = yield* ToolServer
        const payload = { url: `${url}/mcp`, client_id: unique(), client_secret: "known" }
        const { oauth_client_info } = yield* configs.registerOauthClient({ query: { type: "mcp" }, payload })
        assert.isAbove(oauth_client_info.length, 100)
        assert.isFalse((yield* requests).some(({ path }) => path === "/register"))
      }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
    )

    it.live("fails where nobody listens", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const reason = yield* reasonOf(configs.registerOauthClient({ payload: { url: nowhere, client_id: "x" } }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.include(reason.message, "Failed to register")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("getToolServersConfig and setToolServersConfig", () => {
    const withServers = <A, E, R>(use: Effect.Effect<A, E, R>) =>
      Effect.flatMap(OpenWebUI, ({ configs }) =>
        changing(
          configs.getToolServersConfig(),
          (payload) => configs.setToolServersConfig({ payload }),
          () => use
        )
      )

    it.live("replace the list, load the tools of its servers, and keep keys of one's own", () =>
      Effect.gen(function* () {
        const { configs, tools } = yield* OpenWebUI
        const { url } = yield* ToolServer
        yield* withServers(
          Effect.gen(function* () {
            const [openapi, mcp, off] = [unique("openapi"), unique("mcp"), unique("off")]
            const config = {
              enable: true,
              access_grants: [{ principal_type: "user", principal_id: "*", permission: "read" }],
              function_name_filter_list: "add_numbers,!greet"
            }
            const connections: ReadonlyArray<ToolServerConnection> = [
              { url, path: "openapi.json", auth_type: "bearer", key, config, info: { id: openapi, name: "Named" } },
              { url: `${url}/mcp`, path: "", type: "mcp", auth_type: "none", key: "", config, info: { id: mcp } },
              { ...server, url, config: { enable: false }, info: { id: off }, headers: { "x-user": "{{USER_ID}}" } }
            ]
            const more = connections.map((connection) => ({ ...connection, note_of_mine: [1] }))
            const answer = yield* configs.setToolServersConfig({ payload: { TOOL_SERVER_CONNECTIONS: more } })
            assert.deepStrictEqual(
              JSON.parse(JSON.stringify(answer.TOOL_SERVER_CONNECTIONS)),
              more.map((connection) => ({
                type: "openapi",
                forward_cookies: false,
                headers: null,
                ...connection
              }))
            )
            assert.deepStrictEqual(yield* configs.getToolServersConfig(), answer)
            const found = new Map((yield* tools.getTools()).map(({ id, name }) => [id, name]))
            assert.strictEqual(found.get(`server:${openapi}`), "Named")
            assert.isTrue(found.has(`server:mcp:${mcp}`))
            assert.isFalse([...found.keys()].some((id) => id.includes(off)))
          })
        )
      }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
    )

    it.live("say nothing of a server that cannot be loaded, nor that one without settings keeps all from it", () =>
      Effect.gen(function* () {
        const { configs, tools } = yield* OpenWebUI
        const { url } = yield* ToolServer
        yield* withServers(
          Effect.gen(function* () {
            const id = unique("openapi")
            const good = { ...server, url, config: { enable: true }, info: { id } }
            const down = { ...server, config: { enable: true }, info: { id: unique("down") } }
            const idsOf = (connections: ReadonlyArray<ToolServerConnection>) =>
              configs.setToolServersConfig({ payload: { TOOL_SERVER_CONNECTIONS: connections } }).pipe(
                Effect.andThen(tools.getTools()),
                Effect.map((found) => found.map(({ id }) => id).filter((id) => /^server:(openapi|down)/.test(id)))
              )
            assert.deepStrictEqual(yield* idsOf([]), [])
            assert.deepStrictEqual(yield* idsOf([good, server]), [])
            assert.deepStrictEqual(yield* idsOf([good, { ...down, info: null }]), [])
            assert.deepStrictEqual(yield* idsOf([good, down]), [`server:${id}`])
          })
        )
      }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
    )
  })

  describe("verifyToolServersConfig", () => {
    it.live("gives the description of an OpenAPI server, sent for with the key or the headers", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { requests, url } = yield* ToolServer
        const document = yield* configs.verifyToolServersConfig({ payload: { ...server, url } })
        assert.strictEqual(document.info?.title, title)
        assert.strictEqual(document.openapi, "3.1.0")
        assert.hasAllKeys(document.paths, ["/add", "/greet/{name}"])
        assert.strictEqual(document.servers?.[0]?.url, url)

        const locked = { ...server, url, path: "private/openapi.json" }
        const payload = { ...locked, auth_type: "bearer", key }
        assert.strictEqual((yield* configs.verifyToolServersConfig({ payload })).info?.title, title)
        const headers = { Authorization: `Bearer ${key}`, "X-Asked-By": "{{USER_ROLE}}" }
        yield* configs.verifyToolServersConfig({ payload: { ...locked, headers } })
        assert.strictEqual((yield* requests).at(-1)?.headers["x-asked-by"], "admin")

        const refused = yield* reasonOf(configs.verifyToolServersConfig({ payload: locked }))
        assert.deepInclude(refused, { _tag: "Invalid", detail: "Failed to connect to the tool server" })
      }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
    )

    it.live("takes any object for a description, and a whole URL for the path", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { url } = yield* ToolServer
        const at = (path: string) => configs.verifyToolServersConfig({ payload: { ...server, path } })
        assert.notProperty(yield* at(`${url}/.well-known/oauth-authorization-server`), "paths")
        assert.strictEqual((yield* at(`${url}/openapi.json`)).info?.title, title)
        assert.strictEqual((yield* reasonOf(at(`${url}/skills/page.html`)))._tag, "Undecodable")
        assert.strictEqual((yield* reasonOf(at("openapi.json")))._tag, "Invalid")
      }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
    )
  })

  describe("verifyMcpToolServersConfig", () => {
    it.live("gives the tools of an MCP server", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { url } = yield* ToolServer
        const expected = mcpTools.map(({ description = null, inputSchema, name }) => ({
          name,
          description,
          parameters: inputSchema
        }))
        const at = (path: string, auth: { readonly auth_type: string; readonly key: string | null }) =>
          configs.verifyMcpToolServersConfig({ payload: { ...server, ...auth, url: `${url}${path}` } })
        const none = { auth_type: "none", key: null }
        assert.deepStrictEqual(JSON.parse(JSON.stringify(yield* at("/mcp", none))), { status: true, specs: expected })
        const { specs } = yield* at("/mcp/private", { auth_type: "bearer", key })
        assert.deepStrictEqual(
          specs.map(({ name }) => name),
          mcpTools.map(({ name }) => name)
        )
        for (const path of ["/mcp/private", "/openapi.json"]) {
          const reason = yield* reasonOf(at(path, none))
          assert.deepInclude(reason, { _tag: "Invalid", detail: "Failed to create MCP client" })
        }
      }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
    )

    it.live("refuses OAuth before anything is sent", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const payload = { ...server, auth_type: "oauth_2.1" }
        const reason = yield* reasonOf(configs.verifyMcpToolServersConfig({ payload }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.notProperty(reason, "status")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("verifyOauthToolServersConfig", () => {
    it.live("finds the authorization server of an MCP server, or the one that is named", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { url } = yield* ToolServer
        const { oauth_server_metadata: found, status } = yield* configs.verifyOauthToolServersConfig({
          payload: { ...server, url: `${url}/mcp` }
        })
        assert.isTrue(status)
        assert.strictEqual(found.token_endpoint, `${url}/token`)
        assert.deepStrictEqual(found.scopes_supported, ["tools"])
        assert.isNull(found.revocation_endpoint)
        const named = yield* configs.verifyOauthToolServersConfig({
          payload: { ...server, info: { oauth_server_url: `${url}/mcp` } }
        })
        assert.deepStrictEqual(named.oauth_server_metadata, found)
      }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
    )

    it.live("fails where there is none", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { url } = yield* Orchestrator
        for (const at of [nowhere, url]) {
          const reason = yield* reasonOf(configs.verifyOauthToolServersConfig({ payload: { ...server, url: at } }))
          assert.strictEqual(reason._tag, "Invalid")
        }
      }).pipe(Effect.provide([asAdmin, Orchestrator.layer()]))
    )
  })

  describe("getTerminalServersConfig and setTerminalServersConfig", () => {
    it.live("replace the list, fill in what is left out, and keep keys of one's own", () =>
      Effect.gen(function* () {
        const { configs, terminals } = yield* OpenWebUI
        yield* changing(
          configs.getTerminalServersConfig(),
          (payload) => configs.setTerminalServersConfig({ payload }),
          () =>
            Effect.gen(function* () {
              const id = unique("terminal")
              const whole = {
                id,
                name: "Mine",
                url: nowhere,
                key: "secret",
                server_type: "orchestrator",
                policy_id: "small",
                config: {
                  chat_uploads: "filesystem",
                  contexts: { chat: { context_id: "chat_id" }, automation: false }
                },
                note_of_mine: 1,
                policy: { image: "large" },
                lifecycle: { idle: 60 }
              } as const
              const payload = { TERMINAL_SERVER_CONNECTIONS: [whole, { url: nowhere }] }
              const answer = yield* configs.setTerminalServersConfig({ payload })
              const { lifecycle: _, policy: __, ...kept } = whole
              const defaults = {
                id: "",
                name: "",
                enabled: true,
                path: "/openapi.json",
                key: "",
                auth_type: "bearer",
                forward_cookies: false,
                config: null,
                server_type: null,
                policy_id: null
              }
              assert.deepStrictEqual(JSON.parse(JSON.stringify(answer.TERMINAL_SERVER_CONNECTIONS)), [
                { ...defaults, ...kept },
                { ...defaults, url: nowhere }
              ])
              assert.deepStrictEqual(yield* configs.getTerminalServersConfig(), answer)
              const [shown] = yield* terminals.listTerminalServers()
              assert.strictEqual(shown?.id, id)
            })
        )
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("verifyTerminalServerConnection", () => {
    it.live("tells an orchestrator from a plain terminal", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { url } = yield* Orchestrator
        const at = (url: string, key: string) => configs.verifyTerminalServerConnection({ payload: { url, key } })
        assert.deepStrictEqual(yield* at(`${url}/`, orchestratorKey), { status: true, type: "orchestrator" })
        assert.deepStrictEqual(yield* at(`${url}/terminal`, orchestratorKey), { status: true, type: "terminal" })
        for (const refused of [at(url, "another"), at(nowhere, orchestratorKey), at("", orchestratorKey)]) {
          assert.strictEqual((yield* reasonOf(refused))._tag, "Invalid")
        }
      }).pipe(Effect.provide([asAdmin, Orchestrator.layer()]))
    )
  })

  describe("putTerminalServerPolicy and putTerminalServerLifecycle", () => {
    it.live("write and read at the orchestrator", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { url } = yield* Orchestrator
        const place = { url, key: orchestratorKey, policy_id: "small" }
        const policy_data = { image: "terminal", cpu: 2, tags: ["a"] }
        assert.deepStrictEqual(
          yield* configs.putTerminalServerPolicy({ payload: { ...place, policy_data } }),
          policy_data
        )
        assert.deepStrictEqual(yield* configs.putTerminalServerPolicy({ payload: place }), policy_data)
        const lifecycle_data = { idle_minutes: 5 }
        yield* configs.putTerminalServerLifecycle({ payload: { ...place, lifecycle_data } })
        assert.deepStrictEqual(
          yield* configs.putTerminalServerLifecycle({ payload: { ...place, lifecycle_data: null } }),
          lifecycle_data
        )
      }).pipe(Effect.provide([asAdmin, Orchestrator.layer()]))
    )

    it.live("fail with what the orchestrator says, and where there is none", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { url } = yield* Orchestrator
        const good = { url, key: orchestratorKey, policy_id: "none" }
        for (const call of [configs.putTerminalServerPolicy, configs.putTerminalServerLifecycle]) {
          const missing = yield* reasonOf(call({ payload: good }))
          assert.strictEqual(missing._tag, "NotFound")
          assert.include(missing.message, "none not found")
          const expected = [
            ["Forbidden", { ...good, key: "another" }],
            ["Forbidden", { ...good, auth_type: "none" }],
            ["Invalid", { ...good, url: nowhere }],
            ["Invalid", { ...good, url: "" }]
          ] as const
          for (const [tag, payload] of expected) {
            assert.strictEqual((yield* reasonOf(call({ payload })))._tag, tag)
          }
        }
      }).pipe(Effect.provide([asAdmin, Orchestrator.layer()]))
    )
  })

  describe("refreshTerminalServerTerminals", () => {
    it.live("asks the orchestrator for all idle terminals, or for those that are named", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const { url } = yield* Orchestrator
        const place = { url, key: orchestratorKey }
        const ask = configs.refreshTerminalServerTerminals
        assert.deepStrictEqual(yield* ask({ payload: place }), { asked: { only_idle: true, reset: false } })
        const named = { user_id: "me", policy_id: "small", only_idle: false, reset: true }
        assert.deepStrictEqual(yield* ask({ payload: { ...place, ...named } }), { asked: named })
        assert.strictEqual((yield* reasonOf(ask({ payload: { url } })))._tag, "Forbidden")
        assert.strictEqual((yield* reasonOf(ask({ payload: { url: nowhere } })))._tag, "Invalid")
      }).pipe(Effect.provide([asAdmin, Orchestrator.layer()]))
    )
  })

  describe("getCodeExecutionConfig and setCodeExecutionConfig", () => {
    it.live("change the settings, and try nothing", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        yield* changing(
          configs.getCodeExecutionConfig(),
          (payload) => configs.setCodeExecutionConfig({ payload }),
          (before) =>
            Effect.gen(function* () {
              const payload = {
                ...before,
                ENABLE_CODE_EXECUTION: !before.ENABLE_CODE_EXECUTION,
                CODE_EXECUTION_ENGINE: "jupyter",
                CODE_EXECUTION_JUPYTER_URL: nowhere,
                CODE_EXECUTION_JUPYTER_AUTH: "token",
                CODE_EXECUTION_JUPYTER_AUTH_TOKEN: "secret",
                CODE_INTERPRETER_JUPYTER_TIMEOUT: null,
                CODE_INTERPRETER_PROMPT_TEMPLATE: unique()
              }
              assert.deepStrictEqual(yield* configs.setCodeExecutionConfig({ payload }), payload)
              assert.deepStrictEqual(yield* configs.getCodeExecutionConfig(), payload)
            })
        )
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("refuse half a second, before anything is sent", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const before = yield* configs.getCodeExecutionConfig()
        const payload = { ...before, CODE_EXECUTION_JUPYTER_TIMEOUT: 0.5 }
        const reason = yield* reasonOf(configs.setCodeExecutionConfig({ payload }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.include(reason.message, "payload.CODE_EXECUTION_JUPYTER_TIMEOUT")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("getModelsDefaults, getModelsConfig and setModelsConfig", () => {
    it.live("change what holds of all models, and empty what is left out", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const user = yield* clientOf((yield* freshUser()).token)
        yield* changing(
          configs.getModelsConfig(),
          (payload) => configs.setModelsConfig({ payload }),
          () =>
            Effect.gen(function* () {
              const settings = {
                DEFAULT_MODELS: "echo,echo-slow",
                DEFAULT_PINNED_MODELS: "echo",
                MODEL_ORDER_LIST: ["echo-slow", "echo"]
              }
              const payload = {
                ...settings,
                DEFAULT_MODEL_METADATA: { capabilities: { vision: false }, description: unique(), own: { key: [1] } },
                DEFAULT_MODEL_PARAMS: { temperature: 0.5, stop: ["end"] }
              }
              assert.deepStrictEqual(yield* configs.setModelsConfig({ payload }), payload)
              assert.deepStrictEqual(yield* configs.getModelsConfig(), payload)
              assert.deepStrictEqual(yield* user.configs.getModelsDefaults(), {
                DEFAULT_MODEL_METADATA: payload.DEFAULT_MODEL_METADATA
              })
              assert.deepStrictEqual(yield* configs.setModelsConfig({ payload: settings }), {
                ...settings,
                DEFAULT_MODEL_METADATA: null,
                DEFAULT_MODEL_PARAMS: null
              })
              assert.deepStrictEqual(yield* user.configs.getModelsDefaults(), { DEFAULT_MODEL_METADATA: null })
            })
        )
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("getSubagentsConfig and setSubagentsConfig", () => {
    it.live("change the settings", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        yield* changing(
          configs.getSubagentsConfig(),
          (payload) => configs.setSubagentsConfig({ payload }),
          (before) =>
            Effect.gen(function* () {
              const payload = {
                ...before,
                ENABLE_SUBAGENTS: !before.ENABLE_SUBAGENTS,
                SUBAGENTS_MAX_ASYNC: -1,
                SUBAGENTS_MAX_OUTPUT: 0,
                SUBAGENTS_SYSTEM_PROMPT: unique()
              }
              assert.deepStrictEqual(yield* configs.setSubagentsConfig({ payload }), payload)
              assert.deepStrictEqual(yield* configs.getSubagentsConfig(), payload)
            })
        )
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("setDefaultSuggestions", () => {
    it.live("sets the prompts, with translations in both forms, and takes away what is left out", () =>
      Effect.gen(function* () {
        const { configs, main } = yield* OpenWebUI
        yield* restoring(
          ["ui.prompt_suggestions", "ui.prompt_suggestions_i18n"],
          Effect.gen(function* () {
            const suggestions = [{ title: ["Tell me", "a story"], content: unique() }]
            const translated = [{ title: ["Erzähle", "eine Geschichte"], content: unique() }]
            const i18n = { "de-DE": translated, "de-AT": { suggestion_prompts: translated } }
            const answer = yield* configs.setDefaultSuggestions({ payload: { suggestions, i18n } })
            assert.deepStrictEqual(answer, { suggestions, i18n })
            const shown = yield* main.getAppConfig()
            assert.deepStrictEqual(shown.default_prompt_suggestions, suggestions)
            assert.deepStrictEqual(shown.default_prompt_suggestions_i18n, i18n)
            assert.deepStrictEqual(yield* configs.setDefaultSuggestions({ payload: { suggestions: null } }), {
              suggestions: null,
              i18n: {}
            })
          })
        )
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("setBanners and getBanners", () => {
    it.live("replace what everyone sees", () =>
      Effect.gen(function* () {
        const { configs } = yield* OpenWebUI
        const user = yield* clientOf((yield* freshUser()).token)
        yield* changing(
          configs.getBanners(),
          (banners) => configs.setBanners({ payload: { banners } }),
          () =>
            Effect.gen(function* () {
              const banner = {
                id: unique(),
                type: "warning",
                title: "Tonight",
                content: "**Maintenance**",
                dismissible: true,
                timestamp: 1_795_262_400,
                i18n: { "de-DE": { content: "**Wartung**" } }
              }
              const answer = yield* configs.setBanners({ payload: { banners: [{ ...banner, ...{ mine: 1 } }] } })
              assert.deepStrictEqual(answer, [banner])
              assert.deepStrictEqual(yield* user.configs.getBanners(), [banner])
              yield* configs.setBanners({ payload: { banners: [] } })
              assert.deepStrictEqual(yield* user.configs.getBanners(), [])
            })
        )
      }).pipe(Effect.provide(asAdmin))
    )
  })
})
