import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { ToolUserResponse } from "../../src/models/Tools.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"
import { mcpTools, ToolServer, toolSource } from "../support/toolServer/ToolServer.ts"

/** Tool ids are Python identifiers. */
const uniqueId = () => unique("t").replaceAll("-", "_")

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

const plain = `class Tools:
    def nothing(self):
        pass
`

/** Makes a tool that goes when the test ends. */
const made = (owui: OpenWebUIService, content: string, id = uniqueId()) =>
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

const tags = (calls: Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>>) =>
  Effect.all(
    Object.fromEntries(
      Object.entries(calls).map(([name, call]) => [name, Effect.map(reasonOf(call), ({ _tag }) => _tag)])
    )
  )

const all = <A extends string>(calls: Readonly<Record<string, unknown>>, reason: A): Record<string, A> =>
  Object.fromEntries(Object.keys(calls).map((name) => [name, reason]))

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
      const upper = uniqueId().toUpperCase()
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
      const create = (id: string, content: string) =>
        reasonOf(owui.tools.createNewTools({ payload: { id, name: id, content, meta: {} } }))
      assert.strictEqual((yield* create(id, plain))._tag, "Conflict")
      assert.strictEqual((yield* create(uniqueId(), "class Nothing: pass"))._tag, "Invalid")
      assert.strictEqual((yield* create(uniqueId(), "class Tools"))._tag, "Invalid")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes no id that is not an identifier", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const payload = { id: unique("with-dashes"), name: "Dashed", content: plain, meta: {} }
      assert.strictEqual((yield* reasonOf(owui.tools.createNewTools({ payload })))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps versions, compares them, goes back to one and deletes others", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, version_id } = yield* made(owui, source("one"))
      const update = (content: string, commit_message: string) =>
        owui.tools.updateToolsById({
          params: { id },
          payload: {
            id: "not looked at",
            name: "New name",
            content,
            meta: { description: "New", i18n: { de: { name: "Neu" } } },
            commit_message
          }
        })
      const second = yield* update(source("two"), "second")
      assert.deepStrictEqual([second.id, second.name, second.specs[0]?.name], [id, "New name", "two"])
      assert.deepStrictEqual(second.meta.i18n, { de: { name: "Neu" } })
      assert.strictEqual((yield* update(source("two"), "third")).version_id, second.version_id)
      const from_id = version_id ?? ""
      const to_id = second.version_id ?? ""
      assert.notStrictEqual(from_id, to_id)

      const history = yield* owui.tools.getToolHistory({ params: { id } })
      assert.lengthOf(history, 2)
      const newest = history.find((entry) => entry.id === to_id)
      assert.deepStrictEqual([newest?.parent_id, newest?.commit_message, newest?.tool_id], [from_id, "second", id])
      assert.strictEqual(newest?.user?.name, admin.name)
      assert.deepStrictEqual(yield* owui.tools.getToolHistory({ params: { id }, query: { page: 2 } }), [])

      const diff = yield* owui.tools.getToolHistoryDiff({ params: { id }, query: { from_id, to_id } })
      assert.deepStrictEqual([diff.from_id, diff.to_id, diff.line_endings_only], [from_id, to_id, false])
      assert.deepStrictEqual(diff.metadata.name, { before: `Name of ${id}`, after: "New name" })
      assert.deepStrictEqual(diff.metadata.meta?.after.i18n, { de: { name: "Neu" } })
      assert.include(diff.content_diff, "-        Does one.\n+        Does two.")

      const entry = yield* owui.tools.getToolHistoryEntry({ params: { id, history_id: from_id } })
      assert.deepStrictEqual([entry.parent_id, entry.snapshot.content], [null, source("one")])
      assert.strictEqual(entry.snapshot.meta.description, "For a test")

      const back = yield* owui.tools.setToolProduction({ params: { id }, payload: { version_id: from_id } })
      assert.deepStrictEqual([back.version_id, back.content], [from_id, source("one")])

      const running = { params: { id, history_id: from_id } }
      assert.strictEqual((yield* reasonOf(owui.tools.deleteToolHistoryEntry(running)))._tag, "Invalid")
      const other = { params: { id, history_id: to_id } }
      assert.strictEqual(yield* owui.tools.deleteToolHistoryEntry(other), true)
      const gone = {
        deleted: owui.tools.deleteToolHistoryEntry(other),
        entry: owui.tools.getToolHistoryEntry(other),
        production: owui.tools.setToolProduction({ params: { id }, payload: { version_id: to_id } }),
        diff: owui.tools.getToolHistoryDiff({ params: { id }, query: { from_id, to_id } })
      }
      assert.deepStrictEqual(yield* tags(gone), all(gone, "NotFound"))
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
      const payload = { id, name: id, content: "class Nothing: pass", meta: {} }
      const reason = yield* reasonOf(owui.tools.updateToolsById({ params: { id }, payload }))
      assert.strictEqual(reason._tag, "Invalid")
      assert.include(reason.message, "No Tools class found")
      assert.strictEqual((yield* owui.tools.getToolsById({ params: { id } })).content, source("kept"))
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("says which settings there are, and replaces all that were set", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, source("set"))
      const params = { id }
      assert.deepStrictEqual(yield* owui.tools.getToolsValvesById({ params }), {})
      const spec = yield* owui.tools.getToolsValvesSpecById({ params })
      assert.deepStrictEqual([spec?.title, spec?.type], ["Valves", "object"])
      assert.strictEqual(spec?.properties.base?.description, "Where it asks")
      assert.deepStrictEqual([spec?.properties.retries?.type, spec?.properties.retries?.default], ["integer", 3])

      const update = (payload: { readonly [name: string]: string | number | null }) =>
        owui.tools.updateToolsValvesById({ params, payload })
      assert.deepStrictEqual(yield* update({ base: "x", retries: 4, unknown: 1 }), { base: "x", retries: 4 })
      assert.deepStrictEqual(yield* update({ base: "y", retries: null }), { base: "y" })
      assert.deepStrictEqual(yield* owui.tools.getToolsValvesById({ params }), { base: "y" })
      assert.strictEqual((yield* reasonOf(update({ retries: "many" })))._tag, "Invalid")

      const mine = yield* owui.tools.getToolsUserValvesSpecById({ params })
      assert.strictEqual(mine?.properties.nick?.type, "string")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("has no settings to change where the tool has none", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, plain)
      const params = { id }
      assert.strictEqual(yield* owui.tools.getToolsValvesSpecById({ params }), null)
      assert.strictEqual(yield* owui.tools.getToolsUserValvesSpecById({ params }), null)
      const calls = {
        valves: owui.tools.updateToolsValvesById({ params, payload: {} }),
        user: owui.tools.updateToolsUserValvesById({ params, payload: {} })
      }
      assert.deepStrictEqual(yield* tags(calls), all(calls, "NotFound"))
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("lets an account with a grant to read use a tool with settings of its own, and not see its source", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, source("shared"))
      const params = { id }
      const { account, user } = yield* newUser
      const closed = { ...usersById(user, id), ...writersById(user, id) }
      assert.deepStrictEqual(yield* tags(closed), all(closed, "Forbidden"))
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
      assert.deepStrictEqual(yield* tags(writing), all(writing, "Forbidden"))
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
      const calls = privileged(user, uniqueId())
      assert.deepStrictEqual(yield* tags(calls), all(calls, "Forbidden"))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists tool servers beside the tools, for those who may use them", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { url } = yield* ToolServer
      const { account, user } = yield* newUser
      const { user: stranger } = yield* newUser
      const [openapi, mcp] = [uniqueId(), uniqueId()]
      const readers = [account.id]
      yield* connected(
        owui,
        [
          { url, type: "openapi", readers, info: { id: openapi, name: `API ${openapi}`, description: "Sums" } },
          { url: `${url}/mcp`, type: "mcp", readers, info: { id: mcp, name: `MCP ${mcp}`, description: "More sums" } },
          { url: "http://127.0.0.1:1", type: "openapi", info: { id: uniqueId(), name: "Down", description: "" } }
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
          assert.deepStrictEqual(yield* tags(calls), all(calls, "NotFound"))
        })
      )
      const asked = (yield* (yield* ToolServer).requests).map(({ path }) => path)
      assert.include(asked, "/openapi.json")
    }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
  )

  it.live("tells of an MCP server that cannot be reached", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = uniqueId()
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
      const owui = yield* OpenWebUI
      const { url } = yield* ToolServer
      const load = (url: string) => owui.tools.loadToolFromUrl({ payload: { url } })
      assert.deepStrictEqual(yield* load(`${url}/plugins/my_tool.py`), { name: "my_tool", content: toolSource })
      assert.deepStrictEqual(yield* load(`${url}/plugins/my_tool/main.py`), { name: "my_tool", content: toolSource })
      assert.deepStrictEqual(
        yield* tags({
          missing: load(`${url}/plugins/none.py`),
          empty: load(`${url}/plugins/empty.py`),
          unreachable: load("http://127.0.0.1:1/x.py"),
          noUrl: load("not a url")
        }),
        { missing: "NotFound", empty: "Invalid", unreachable: "ServerFailed", noUrl: "Invalid" }
      )
    }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
  )

  it.live("tells nobody anything", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = uniqueId()
      const calls = {
        getTools: owui.tools.getTools(),
        getToolList: owui.tools.getToolList(),
        getToolSpecs: owui.tools.getToolSpecs({ params: { id } }),
        ...privileged(owui, id),
        ...usersById(owui, id),
        ...writersById(owui, id)
      }
      assert.deepStrictEqual(yield* tags(calls), all(calls, "Unauthenticated"))
    }).pipe(Effect.provide(asNobody))
  )

  it.live("says of every operation on a tool that is not there that it is not there", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = uniqueId()
      const calls = {
        getToolSpecs: owui.tools.getToolSpecs({ params: { id } }),
        ...usersById(owui, id),
        ...writersById(owui, id)
      }
      assert.deepStrictEqual(yield* tags(calls), all(calls, "NotFound"))
    }).pipe(Effect.provide(asAdmin))
  )
})
