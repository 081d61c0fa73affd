import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Valves } from "../../src/models/Functions.ts"
import type { ToolForm, ToolUserResponse } from "../../src/models/Tools.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, asAdmin, asNobody, clientOf, reasonOf, tagsOf } from "../support/clients.ts"
import {
  fetchesSources,
  hasNoValves,
  keepsVersions,
  pluginId,
  replacesValves,
  savesNoBrokenSource,
  takesAnIdOnce,
  takesOnlyIdentifiers
} from "../support/plugins.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"
import { mcpTools, ToolServer } from "../support/toolServer/ToolServer.ts"

/** A tool with one method, with settings of its own and for each account. */
const source = (method: string) => `"""
title: Has ${method}
requirements:
version: 1.0
"""
from typing import Optional
from pydantic import BaseModel, Field

class Tools:
    class Valves(BaseModel):
        base: str = Field(default="http://localhost", description="Where it asks")
        retries: int = 3

    class UserValves(BaseModel):
        nick: str = ""

    def ${method}(self, first: int, second: int = 2, names: Optional[list[str]] = None, __user__: dict = {}) -> int:
        """
        Does ${method}.

        :param first: The first one.
        """
        return first
`

/** What tools have in common with functions. */
const callsOf = ({ tools }: OpenWebUIService) => ({
  load: (url: string) => tools.loadToolFromUrl({ payload: { url } }),
  create: (payload: ToolForm) => tools.createNewTools({ payload }),
  read: (id: string) => tools.getToolsById({ params: { id } }),
  update: (id: string, payload: ToolForm) => tools.updateToolsById({ params: { id }, payload }),
  history: (id: string, page?: number) => tools.getToolHistory({ params: { id }, query: { page } }),
  diff: (id: string, from_id: string, to_id: string) =>
    tools.getToolHistoryDiff({ params: { id }, query: { from_id, to_id } }),
  entry: (id: string, history_id: string) => tools.getToolHistoryEntry({ params: { id, history_id } }),
  deleteEntry: (id: string, history_id: string) => tools.deleteToolHistoryEntry({ params: { id, history_id } }),
  setProduction: (id: string, version_id: string) =>
    tools.setToolProduction({ params: { id }, payload: { version_id } }),
  valves: (id: string) => tools.getToolsValvesById({ params: { id } }),
  valvesSpec: (id: string) => tools.getToolsValvesSpecById({ params: { id } }),
  updateValves: (id: string, payload: Valves) => tools.updateToolsValvesById({ params: { id }, payload }),
  userValvesSpec: (id: string) => tools.getToolsUserValvesSpecById({ params: { id } }),
  updateUserValves: (id: string, payload: Valves) => tools.updateToolsUserValvesById({ params: { id }, payload })
})

const plain = `class Tools:
    def nothing(self):
        pass
`

/** Makes a tool that goes when the test ends. */
const made = (owui: OpenWebUIService, content: string, id = pluginId()) =>
  Effect.acquireRelease(
    owui.tools.createNewTools({
      payload: { id, name: `Name of ${id}`, content, meta: { description: "For a test" }, commit_message: "first" }
    }),
    ({ id }) => Effect.ignore(owui.tools.deleteToolsById({ params: { id } }))
  )

const newUser = Effect.gen(function* () {
  const account = yield* freshUser()
  return { account, user: yield* clientOf(account.token) }
})

/** Gives an account these permissions on a tool, and takes all others away. */
const share = (
  owui: OpenWebUIService,
  id: string,
  principal_id: string,
  ...permissions: ReadonlyArray<"read" | "write">
) =>
  owui.tools.updateToolAccessById({
    params: { id },
    payload: {
      access_grants: permissions.map((permission) => ({ principal_type: "user", principal_id, permission }))
    }
  })

/** Calls on one tool that those who may use it may make. */
const usersById = (owui: OpenWebUIService, id: string) => ({
  getToolsById: owui.tools.getToolsById({ params: { id } }),
  getToolsUserValvesById: owui.tools.getToolsUserValvesById({ params: { id } }),
  getToolsUserValvesSpecById: owui.tools.getToolsUserValvesSpecById({ params: { id } }),
  updateToolsUserValvesById: owui.tools.updateToolsUserValvesById({ params: { id }, payload: {} })
})

/** Calls on one tool that those who may write it may make. */
const writersById = (owui: OpenWebUIService, id: string) => ({
  updateToolsById: owui.tools.updateToolsById({
    params: { id },
    payload: { id, name: id, content: plain, meta: {} }
  }),
  updateToolAccessById: owui.tools.updateToolAccessById({ params: { id }, payload: { access_grants: [] } }),
  getToolsValvesById: owui.tools.getToolsValvesById({ params: { id } }),
  getToolsValvesSpecById: owui.tools.getToolsValvesSpecById({ params: { id } }),
  updateToolsValvesById: owui.tools.updateToolsValvesById({ params: { id }, payload: {} }),
  getToolHistory: owui.tools.getToolHistory({ params: { id } }),
  getToolHistoryDiff: owui.tools.getToolHistoryDiff({ params: { id }, query: { from_id: "x", to_id: "y" } }),
  getToolHistoryEntry: owui.tools.getToolHistoryEntry({ params: { id, history_id: "x" } }),
  deleteToolHistoryEntry: owui.tools.deleteToolHistoryEntry({ params: { id, history_id: "x" } }),
  setToolProduction: owui.tools.setToolProduction({ params: { id }, payload: { version_id: "x" } }),
  deleteToolsById: owui.tools.deleteToolsById({ params: { id } })
})

/** Calls on no tool that take an administrator or a permission. */
const privileged = (owui: OpenWebUIService, id: string) => ({
  loadToolFromUrl: owui.tools.loadToolFromUrl({ payload: { url: "http://127.0.0.1:1/x.py" } }),
  exportTools: owui.tools.exportTools(),
  createNewTools: owui.tools.createNewTools({ payload: { id, name: id, content: plain, meta: {} } })
})

/** Adds connections to tool servers for the time of an effect. */
const connected = <A, E, R>(
  owui: OpenWebUIService,
  connections: ReadonlyArray<{
    readonly url: string
    readonly type: "openapi" | "mcp"
    readonly info: { readonly id: string; readonly name: string; readonly description: string }
    readonly readers?: ReadonlyArray<string>
  }>,
  use: Effect.Effect<A, E, R>
) =>
  Effect.acquireUseRelease(
    Effect.gen(function* () {
      const before = yield* owui.configs.getToolServersConfig()
      const added = connections.map(({ info, readers, type, url }) => ({
        url,
        path: "openapi.json",
        type,
        auth_type: "none",
        key: "",
        info,
        config: {
          enable: true,
          access_grants: (readers ?? []).map((principal_id) => ({
            principal_type: "user" as const,
            principal_id,
            permission: "read" as const
          }))
        }
      }))
      yield* owui.configs.setToolServersConfig({
        payload: { TOOL_SERVER_CONNECTIONS: [...before.TOOL_SERVER_CONNECTIONS, ...added] }
      })
      return before
    }),
    () => use,
    (before) => Effect.orDie(owui.configs.setToolServersConfig({ payload: before }))
  )

describe("tools", () => {
  it.live("saves a tool and reads its methods and its manifest from its source", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const upper = pluginId().toUpperCase()
      const id = upper.toLowerCase()
      const created = yield* made(owui, source("add"), upper)
      assert.strictEqual(created.id, id)
      assert.strictEqual(created.user_id, admin.id)
      assert.deepStrictEqual(created.meta.manifest, { title: "Has add", requirements: "", version: "1.0" })
      assert.deepStrictEqual([created.meta.description, created.meta.has_user_valves], ["For a test", true])
      assert.deepStrictEqual(created.access_grants, [])

      const read = yield* owui.tools.getToolsById({ params: { id } })
      assert.strictEqual(read.content, source("add"))
      assert.strictEqual(read.write_access, true)
      assert.strictEqual(read.version_id, created.version_id)
      assert.strictEqual(read.specs?.length, 1)
      const spec = read.specs?.[0]
      assert.deepStrictEqual([spec?.name, spec?.description], ["add", "Does add."])
      assert.deepStrictEqual(spec?.parameters.required, ["first"])
      assert.deepStrictEqual(spec?.parameters.properties, {
        first: { description: "The first one.", type: "integer" },
        second: { default: 2, type: "integer" },
        names: { items: { type: "string" }, type: "array" }
      })
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("lists tools without their sources, and exports them with", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, source("listed"))
      const [found, ...others] = yield* owui.tools.getTools({ query: { query: `NAME OF ${id}` } })
      assert.lengthOf(others, 0)
      assert.strictEqual(found?.id, id)
      assert.deepStrictEqual([found?.content, found?.has_user_valves], [null, true])
      assert.strictEqual(found?.user?.email, admin.email)
      assert.deepStrictEqual(yield* owui.tools.getTools({ query: { query: unique("none") } }), [])

      const listed = (yield* owui.tools.getToolList()).find((one) => one.id === id)
      assert.deepStrictEqual([listed?.content, listed?.write_access], [null, true])
      assert.strictEqual(listed?.specs?.[0]?.name, "listed")

      const exported = (yield* owui.tools.exportTools()).find((one) => one.id === id)
      assert.strictEqual(exported?.content, source("listed"))
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes an id once, and only with a source that can be run", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, plain)
      yield* takesAnIdOnce(callsOf(owui).create, id, plain, "class Tools")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes no id that is not an identifier", () =>
    Effect.gen(function* () {
      yield* takesOnlyIdentifiers(callsOf(yield* OpenWebUI).create, plain)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps versions, compares them, goes back to one and deletes others", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const plugin = yield* made(owui, source("one"))
      const i18n = { de: { name: "Neu" } }
      const { diff, newest, second } = yield* keepsVersions(
        callsOf(owui),
        plugin,
        { before: source("one"), after: source("two"), changed: "-        Does one.\n+        Does two." },
        { description: "New", i18n }
      )
      assert.strictEqual(second.specs[0]?.name, "two")
      assert.deepStrictEqual(second.meta.i18n, i18n)
      assert.strictEqual(newest?.tool_id, plugin.id)
      assert.deepStrictEqual(diff.metadata.meta?.after.i18n, i18n)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("tells of a change of line ends that it is no other", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, version_id } = yield* made(owui, plain)
      const second = yield* owui.tools.updateToolsById({
        params: { id },
        payload: {
          id,
          name: `Name of ${id}`,
          content: plain.replaceAll("\n", "\r\n"),
          meta: { description: "For a test" }
        }
      })
      const query = { from_id: version_id ?? "", to_id: second.version_id ?? "" }
      const diff = yield* owui.tools.getToolHistoryDiff({ params: { id }, query })
      assert.deepStrictEqual([diff.metadata, diff.content_diff, diff.line_endings_only], [{}, "", true])
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("does not save a source that cannot be run over one that can", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, source("kept"))
      yield* savesNoBrokenSource(callsOf(owui), { id, content: source("kept"), says: "No Tools class found" })
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("says which settings there are, and replaces all that were set", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, source("set"))
      const params = { id }
      const spec = yield* owui.tools.getToolsValvesSpecById({ params })
      assert.deepStrictEqual([spec?.title, spec?.type], ["Valves", "object"])
      assert.strictEqual(spec?.properties.base?.description, "Where it asks")
      assert.deepStrictEqual([spec?.properties.retries?.type, spec?.properties.retries?.default], ["integer", 3])

      yield* replacesValves(callsOf(owui), id, { text: "base", number: "retries" })
      const mine = yield* owui.tools.getToolsUserValvesSpecById({ params })
      assert.strictEqual(mine?.properties.nick?.type, "string")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("has no settings to change where the tool has none", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, plain)
      yield* hasNoValves(callsOf(owui), id)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("lets an account with a grant to read use a tool with settings of its own, and not see its source", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, source("shared"))
      const params = { id }
      const { account, user } = yield* newUser
      const closed = { ...usersById(user, id), ...writersById(user, id) }
      assert.deepStrictEqual(yield* tagsOf(closed), allOf(closed, "Forbidden"))
      const seen = Effect.map(user.tools.getTools(), (all) => all.filter((one) => one.id === id))
      assert.deepStrictEqual(yield* seen, [])

      const shared = yield* share(owui, id, account.id, "read")
      assert.deepStrictEqual(
        shared?.access_grants?.map(({ permission, principal_id }) => [permission, principal_id]),
        [["read", account.id]]
      )
      const read = yield* user.tools.getToolsById({ params })
      assert.strictEqual(read.write_access, false)
      assert.strictEqual("content" in read, false)
      assert.deepStrictEqual(
        (yield* seen).map(({ name }) => name),
        [`Name of ${id}`]
      )
      const listed = (yield* user.tools.getToolList()).find((one) => one.id === id)
      assert.strictEqual(listed?.write_access, false)

      const set = yield* user.tools.updateToolsUserValvesById({ params, payload: { nick: "Nick" } })
      assert.deepStrictEqual(set, { nick: "Nick" })
      assert.deepStrictEqual(yield* user.tools.getToolsUserValvesById({ params }), { nick: "Nick" })
      assert.deepStrictEqual(yield* owui.tools.getToolsUserValvesById({ params }), {})
      const bad = user.tools.updateToolsUserValvesById({ params, payload: { nick: 1 } })
      assert.strictEqual((yield* reasonOf(bad))._tag, "Invalid")

      const writing = writersById(user, id)
      assert.deepStrictEqual(yield* tagsOf(writing), allOf(writing, "Forbidden"))
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("lets an account with a grant to write change all but the source, and not share it on", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, source("shared"))
      const params = { id }
      const { account, user } = yield* newUser
      // A grant to write is none to read.
      yield* share(owui, id, account.id, "write")
      assert.strictEqual((yield* reasonOf(user.tools.getToolsById({ params })))._tag, "Forbidden")
      yield* share(owui, id, account.id, "read", "write")
      const read = yield* user.tools.getToolsById({ params })
      assert.deepStrictEqual([read.content, read.write_access], [source("shared"), true])

      const update = (content: string) =>
        user.tools.updateToolsById({ params, payload: { id, name: "Renamed", content, meta: {} } })
      assert.strictEqual((yield* update(source("shared"))).name, "Renamed")
      assert.strictEqual((yield* reasonOf(update(source("other"))))._tag, "Forbidden")
      assert.deepStrictEqual(yield* user.tools.updateToolsValvesById({ params, payload: { retries: 1 } }), {
        retries: 1
      })
      assert.lengthOf(yield* user.tools.getToolHistory({ params }), 2)
      assert.strictEqual((yield* reasonOf(share(user, id, "*", "read")))._tag, "Forbidden")
      assert.strictEqual(yield* user.tools.deleteToolsById({ params }), true)
      assert.strictEqual((yield* reasonOf(owui.tools.getToolsById({ params })))._tag, "NotFound")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes an administrator or a permission to save, export and load", () =>
    Effect.gen(function* () {
      const { user } = yield* newUser
      const calls = privileged(user, pluginId())
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Forbidden"))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists tool servers beside the tools, for those who may use them", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { url } = yield* ToolServer
      const { account, user } = yield* newUser
      const { user: stranger } = yield* newUser
      const [openapi, mcp] = [pluginId(), pluginId()]
      const readers = [account.id]
      yield* connected(
        owui,
        [
          { url, type: "openapi", readers, info: { id: openapi, name: `API ${openapi}`, description: "Sums" } },
          { url: `${url}/mcp`, type: "mcp", readers, info: { id: mcp, name: `MCP ${mcp}`, description: "More sums" } },
          { url: "http://127.0.0.1:1", type: "openapi", info: { id: pluginId(), name: "Down", description: "" } }
        ],
        Effect.gen(function* () {
          const ours = (all: ReadonlyArray<ToolUserResponse>) =>
            all.filter(({ id }) => id === `server:${openapi}` || id === `server:mcp:${mcp}`)
          const servers = ours(yield* user.tools.getTools())
          assert.deepStrictEqual(
            servers.map(({ id, meta, name, user_id }) => [id, user_id, name, meta.description]),
            [
              [`server:${openapi}`, `server:${openapi}`, `API ${openapi}`, "Sums"],
              [`server:mcp:${mcp}`, `server:mcp:${mcp}`, `MCP ${mcp}`, "More sums"]
            ]
          )
          assert.deepStrictEqual(ours(yield* stranger.tools.getTools()), [])
          assert.strictEqual(
            (yield* owui.tools.getTools()).some(({ id }) => id === `server:${openapi}`),
            true
          )
          assert.strictEqual(
            (yield* owui.tools.getToolList()).some(({ id }) => id.startsWith("server:")),
            false
          )

          const { specs } = yield* user.tools.getToolSpecs({ params: { id: `server:mcp:${mcp}` } })
          assert.deepStrictEqual(
            specs,
            mcpTools.map(({ description, name }) => ({ name, description: description ?? null }))
          )
          const calls = {
            stranger: stranger.tools.getToolSpecs({ params: { id: `server:mcp:${mcp}` } }),
            openapi: owui.tools.getToolSpecs({ params: { id: `server:${openapi}` } })
          }
          assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
        })
      )
      const asked = (yield* (yield* ToolServer).requests).map(({ path }) => path)
      assert.include(asked, "/openapi.json")
    }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
  )

  it.live("tells of an MCP server that cannot be reached", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = pluginId()
      const reason = yield* connected(
        owui,
        [{ url: "http://127.0.0.1:1/mcp", type: "mcp", info: { id, name: "Down", description: "" } }],
        reasonOf(owui.tools.getToolSpecs({ params: { id: `server:mcp:${id}` } }))
      )
      assert.strictEqual(reason._tag, "ServerFailed")
      assert.include(reason.message, "502")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fetches a source from a URL", () =>
    Effect.gen(function* () {
      yield* fetchesSources(callsOf(yield* OpenWebUI).load)
    }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
  )

  it.live("tells nobody anything", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = pluginId()
      const calls = {
        getTools: owui.tools.getTools(),
        getToolList: owui.tools.getToolList(),
        getToolSpecs: owui.tools.getToolSpecs({ params: { id } }),
        ...privileged(owui, id),
        ...usersById(owui, id),
        ...writersById(owui, id)
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Unauthenticated"))
    }).pipe(Effect.provide(asNobody))
  )

  it.live("says of every operation on a tool that is not there that it is not there", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = pluginId()
      const calls = {
        getToolSpecs: owui.tools.getToolSpecs({ params: { id } }),
        ...usersById(owui, id),
        ...writersById(owui, id)
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
    }).pipe(Effect.provide(asAdmin))
  )
})
