import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"
import { ToolServer, toolSource } from "../support/toolServer/ToolServer.ts"

/** Function ids are Python identifiers. */
const uniqueId = () => unique("f").replaceAll("-", "_")

/** A pipe that says a word, with settings of its own and for each account. */
const pipe = (word: string) => `"""
title: Says ${word}
author: Test
version: 1.0
"""
from typing import Literal, Optional
from pydantic import BaseModel, Field

class Pipe:
    class Valves(BaseModel):
        """How it speaks."""
        prefix: str = Field(default="> ", description="What comes first")
        level: int = 3
        tone: Literal["calm", "loud"] = "calm"
        limit: Optional[int] = None
        secret: str = Field(default="", json_schema_extra={"input": {"type": "password"}})
        voice: str = Field(default="", json_schema_extra={"input": {"type": "select", "options": "voices"}})

        @classmethod
        def voices(cls, __user__=None):
            return [{"value": "a", "label": __user__["name"]}]

    class UserValves(BaseModel):
        shout: bool = False

    def pipe(self, body):
        return "${word}"
`

const filter = `class Filter:
    toggle = True
    def inlet(self, body):
        return body
`

/** Makes a function that goes when the test ends. */
const made = (owui: OpenWebUIService, content: string, id = uniqueId()) =>
  Effect.acquireRelease(
    owui.functions.createNewFunction({
      payload: { id, name: `Name of ${id}`, content, meta: { description: "For a test" }, commit_message: "first" }
    }),
    ({ id }) => Effect.orDie(owui.functions.deleteFunctionById({ params: { id } }))
  )

const tags = (calls: Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>>) =>
  Effect.all(
    Object.fromEntries(
      Object.entries(calls).map(([name, call]) => [name, Effect.map(reasonOf(call), ({ _tag }) => _tag)])
    )
  )

/** Calls that only an administrator may make. */
const adminOnly = (owui: OpenWebUIService, id: string) => ({
  getFunctionList: owui.functions.getFunctionList(),
  exportFunctions: owui.functions.exportFunctions(),
  loadFunctionFromUrl: owui.functions.loadFunctionFromUrl({ payload: { url: "http://127.0.0.1:1/x.py" } }),
  syncFunctions: owui.functions.syncFunctions({ payload: { functions: [] } }),
  createNewFunction: owui.functions.createNewFunction({ payload: { id, name: id, content: filter, meta: {} } }),
  deleteFunctionById: owui.functions.deleteFunctionById({ params: { id } })
})

/** Calls that only an administrator may make, on one function. */
const adminOnlyById = (owui: OpenWebUIService, id: string) => ({
  getFunctionById: owui.functions.getFunctionById({ params: { id } }),
  toggleFunctionById: owui.functions.toggleFunctionById({ params: { id } }),
  toggleGlobalById: owui.functions.toggleGlobalById({ params: { id } }),
  updateFunctionById: owui.functions.updateFunctionById({
    params: { id },
    payload: { id, name: id, content: filter, meta: {} }
  }),
  getFunctionValvesById: owui.functions.getFunctionValvesById({ params: { id } }),
  getFunctionValvesSpecById: owui.functions.getFunctionValvesSpecById({ params: { id } }),
  updateFunctionValvesById: owui.functions.updateFunctionValvesById({ params: { id }, payload: {} }),
  getFunctionHistory: owui.functions.getFunctionHistory({ params: { id } }),
  getFunctionHistoryDiff: owui.functions.getFunctionHistoryDiff({
    params: { id },
    query: { from_id: "x", to_id: "y" }
  }),
  getFunctionHistoryEntry: owui.functions.getFunctionHistoryEntry({ params: { id, history_id: "x" } }),
  deleteFunctionHistoryEntry: owui.functions.deleteFunctionHistoryEntry({ params: { id, history_id: "x" } }),
  setFunctionProduction: owui.functions.setFunctionProduction({ params: { id }, payload: { version_id: "x" } })
})

/** Calls that everybody who is signed in may make, on one function. */
const everybodysById = (owui: OpenWebUIService, id: string) => ({
  getFunctionUserValvesById: owui.functions.getFunctionUserValvesById({ params: { id } }),
  getFunctionUserValvesSpecById: owui.functions.getFunctionUserValvesSpecById({ params: { id } }),
  updateFunctionUserValvesById: owui.functions.updateFunctionUserValvesById({ params: { id }, payload: {} })
})

const all = <A extends string>(calls: Readonly<Record<string, unknown>>, reason: A): Record<string, A> =>
  Object.fromEntries(Object.keys(calls).map((name) => [name, reason]))

describe("functions", () => {
  it.live("saves a function, which is off, and reads its type and its manifest from its source", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const upper = uniqueId().toUpperCase()
      const id = upper.toLowerCase()
      const created = yield* made(owui, pipe("hello"), upper)
      assert.strictEqual(created.id, id)
      assert.strictEqual(created.type, "pipe")
      assert.strictEqual(created.user_id, admin.id)
      assert.deepStrictEqual(created.meta.manifest, { title: "Says hello", author: "Test", version: "1.0" })
      assert.strictEqual(created.meta.description, "For a test")
      assert.strictEqual(created.meta.toggle, false)
      assert.deepStrictEqual([created.is_active, created.is_global], [false, false])

      const read = yield* owui.functions.getFunctionById({ params: { id } })
      assert.strictEqual(read.content, pipe("hello"))
      assert.strictEqual(read.version_id, created.version_id)

      const withSwitch = yield* made(owui, filter)
      assert.deepStrictEqual([withSwitch.type, withSwitch.meta.toggle], ["filter", true])
      assert.deepStrictEqual(withSwitch.meta.manifest, {})
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("lists functions for everybody, and with their creators and sources for administrators", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, pipe("listed"))
      yield* owui.functions.updateFunctionValvesById({ params: { id }, payload: { secret: "in the clear" } })

      const user = yield* clientOf((yield* freshUser()).token)
      const seen = (yield* user.functions.getFunctions()).find((one) => one.id === id)
      assert.strictEqual(seen?.name, `Name of ${id}`)
      assert.strictEqual(seen !== undefined && "content" in seen, false)

      const listed = (yield* owui.functions.getFunctionList()).find((one) => one.id === id)
      assert.strictEqual(listed?.user?.email, admin.email)

      const bare = (yield* owui.functions.exportFunctions()).find((one) => one.id === id)
      assert.strictEqual(bare?.content, pipe("listed"))
      assert.strictEqual(bare !== undefined && "valves" in bare, false)
      const whole = (yield* owui.functions.exportFunctions({ query: { include_valves: true } })).find(
        (one) => one.id === id
      )
      assert.deepStrictEqual(whole?.valves, { secret: "in the clear" })
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes an id once, and only with a source that can be run", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, filter)
      const create = (id: string, content: string) =>
        reasonOf(owui.functions.createNewFunction({ payload: { id, name: id, content, meta: {} } }))
      assert.strictEqual((yield* create(id, filter))._tag, "Conflict")
      assert.strictEqual((yield* create(uniqueId(), "class Nothing: pass"))._tag, "Invalid")
      assert.strictEqual((yield* create(uniqueId(), "class Filter"))._tag, "Invalid")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes no id that is not an identifier", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const payload = { id: unique("with-dashes"), name: "Dashed", content: filter, meta: {} }
      assert.strictEqual((yield* reasonOf(owui.functions.createNewFunction({ payload })))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("flips what is toggled", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, filter)
      const on = yield* owui.functions.toggleFunctionById({ params: { id } })
      const off = yield* owui.functions.toggleFunctionById({ params: { id } })
      assert.deepStrictEqual([on.is_active, off.is_active], [true, false])
      const everywhere = yield* owui.functions.toggleGlobalById({ params: { id } })
      const elsewhere = yield* owui.functions.toggleGlobalById({ params: { id } })
      assert.deepStrictEqual([everywhere.is_global, elsewhere.is_global], [true, false])
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("keeps versions, compares them, goes back to one and deletes others", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, version_id } = yield* made(owui, pipe("one"))
      const update = (content: string, commit_message: string) =>
        owui.functions.updateFunctionById({
          params: { id },
          payload: { id: "not looked at", name: "New name", content, meta: { description: "New" }, commit_message }
        })
      const second = yield* update(pipe("two"), "second")
      assert.strictEqual(second.id, id)
      assert.strictEqual(second.name, "New name")
      assert.notStrictEqual(second.version_id, version_id)
      const unchanged = yield* update(pipe("two"), "third")
      assert.strictEqual(unchanged.version_id, second.version_id)
      const from_id = version_id ?? ""
      const to_id = second.version_id ?? ""

      const history = yield* owui.functions.getFunctionHistory({ params: { id } })
      assert.lengthOf(history, 2)
      const newest = history.find((entry) => entry.id === to_id)
      assert.strictEqual(newest?.parent_id, from_id)
      assert.strictEqual(newest?.commit_message, "second")
      assert.strictEqual(newest?.function_id, id)
      assert.strictEqual(newest?.user?.name, admin.name)
      assert.deepStrictEqual(yield* owui.functions.getFunctionHistory({ params: { id }, query: { page: 2 } }), [])

      const diff = yield* owui.functions.getFunctionHistoryDiff({ params: { id }, query: { from_id, to_id } })
      assert.deepStrictEqual([diff.from_id, diff.to_id, diff.line_endings_only], [from_id, to_id, false])
      assert.deepStrictEqual(diff.metadata.name, { before: `Name of ${id}`, after: "New name" })
      assert.strictEqual(diff.metadata.meta?.before.description, "For a test")
      assert.strictEqual(diff.metadata.meta?.after.description, "New")
      assert.include(diff.content_diff, `-        return "one"\n+        return "two"`)
      const same = yield* owui.functions.getFunctionHistoryDiff({ params: { id }, query: { from_id, to_id: from_id } })
      assert.deepStrictEqual([same.metadata, same.content_diff], [{}, ""])

      const entry = yield* owui.functions.getFunctionHistoryEntry({ params: { id, history_id: from_id } })
      assert.strictEqual(entry.parent_id, null)
      assert.strictEqual(entry.snapshot.content, pipe("one"))
      assert.strictEqual(entry.snapshot.meta.description, "For a test")
      assert.strictEqual(entry.snapshot.meta.manifest, undefined)

      const back = yield* owui.functions.setFunctionProduction({ params: { id }, payload: { version_id: from_id } })
      assert.deepStrictEqual([back.version_id, back.content], [from_id, pipe("one")])

      const running = { params: { id, history_id: from_id } }
      assert.strictEqual((yield* reasonOf(owui.functions.deleteFunctionHistoryEntry(running)))._tag, "Invalid")
      const other = { params: { id, history_id: to_id } }
      assert.strictEqual(yield* owui.functions.deleteFunctionHistoryEntry(other), true)
      const {
        deleted,
        entry: gone,
        production,
        diff: none
      } = yield* tags({
        deleted: owui.functions.deleteFunctionHistoryEntry(other),
        entry: owui.functions.getFunctionHistoryEntry(other),
        production: owui.functions.setFunctionProduction({ params: { id }, payload: { version_id: to_id } }),
        diff: owui.functions.getFunctionHistoryDiff({ params: { id }, query: { from_id, to_id } })
      })
      assert.deepStrictEqual([deleted, gone, production, none], ["NotFound", "NotFound", "NotFound", "NotFound"])
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("does not save a source that cannot be run over one that can", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, filter)
      const update = (content: string) =>
        reasonOf(owui.functions.updateFunctionById({ params: { id }, payload: { id, name: id, content, meta: {} } }))
      const reason = yield* update("class Nothing: pass")
      assert.strictEqual(reason._tag, "Invalid")
      assert.include(reason.message, "No Function class found")
      assert.strictEqual((yield* owui.functions.getFunctionById({ params: { id } })).content, filter)

      yield* owui.functions.updateFunctionById({
        params: { id },
        payload: { id, name: id, content: pipe("a"), meta: {} }
      })
      yield* owui.functions.updateFunctionValvesById({ params: { id }, payload: { level: 5 } })
      const misfit = yield* update(
        "from pydantic import BaseModel\nclass Pipe:\n  class Valves(BaseModel):\n    level: bool"
      )
      assert.strictEqual(misfit._tag, "Invalid")
      assert.include(misfit.message, "level")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("says which settings there are, and replaces all that were set", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, pipe("set"))
      const params = { id }
      assert.deepStrictEqual(yield* owui.functions.getFunctionValvesById({ params }), {})

      const spec = yield* owui.functions.getFunctionValvesSpecById({ params })
      assert.deepStrictEqual([spec?.title, spec?.type, spec?.description], ["Valves", "object", "How it speaks."])
      assert.strictEqual(spec?.properties.prefix?.description, "What comes first")
      assert.deepStrictEqual([spec?.properties.level?.type, spec?.properties.level?.default], ["integer", 3])
      assert.deepStrictEqual(spec?.properties.tone?.enum, ["calm", "loud"])
      assert.deepStrictEqual(spec?.properties.limit?.anyOf, [{ type: "integer" }, { type: "null" }])
      assert.strictEqual(spec?.properties.secret?.input?.type, "password")
      assert.deepStrictEqual(spec?.properties.voice?.input?.options, [{ value: "a", label: admin.name }])

      const update = (payload: { readonly [name: string]: string | number | null }) =>
        owui.functions.updateFunctionValvesById({ params, payload })
      assert.deepStrictEqual(yield* update({ prefix: "# ", level: 4, unknown: "x" }), { prefix: "# ", level: 4 })
      assert.deepStrictEqual(yield* update({ prefix: "$ ", level: null }), { prefix: "$ " })
      assert.deepStrictEqual(yield* owui.functions.getFunctionValvesById({ params }), { prefix: "$ " })
      assert.strictEqual((yield* reasonOf(update({ level: "many" })))._tag, "Invalid")
      assert.deepStrictEqual(yield* owui.functions.getFunctionValvesById({ params }), { prefix: "$ " })
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("gives each account settings of its own, once the function is on", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, pipe("own"))
      const params = { id }
      const [one, other] = [yield* clientOf((yield* freshUser()).token), yield* clientOf((yield* freshUser()).token)]
      assert.strictEqual(yield* one.functions.getFunctionUserValvesSpecById({ params }), null)
      const off = one.functions.updateFunctionUserValvesById({ params, payload: { shout: true } })
      assert.strictEqual((yield* reasonOf(off))._tag, "Invalid")

      yield* owui.functions.toggleFunctionById({ params })
      const spec = yield* one.functions.getFunctionUserValvesSpecById({ params })
      assert.deepStrictEqual([spec?.title, spec?.properties.shout?.type], ["UserValves", "boolean"])
      const set = yield* one.functions.updateFunctionUserValvesById({ params, payload: { shout: true } })
      assert.deepStrictEqual(set, { shout: true })
      assert.deepStrictEqual(yield* one.functions.getFunctionUserValvesById({ params }), { shout: true })
      assert.deepStrictEqual(yield* other.functions.getFunctionUserValvesById({ params }), {})
      const bad = one.functions.updateFunctionUserValvesById({ params, payload: { shout: "loudly" } })
      assert.strictEqual((yield* reasonOf(bad))._tag, "Invalid")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("has no settings to change where the function has none", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, filter)
      const params = { id }
      yield* owui.functions.toggleFunctionById({ params })
      assert.strictEqual(yield* owui.functions.getFunctionValvesSpecById({ params }), null)
      assert.strictEqual(yield* owui.functions.getFunctionUserValvesSpecById({ params }), null)
      assert.deepStrictEqual(
        yield* tags({
          valves: owui.functions.updateFunctionValvesById({ params, payload: {} }),
          user: owui.functions.updateFunctionUserValvesById({ params, payload: {} })
        }),
        { valves: "NotFound", user: "NotFound" }
      )
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("answers true to deleting, whether there was something or not", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, filter)
      assert.strictEqual(yield* owui.functions.deleteFunctionById({ params: { id } }), true)
      assert.strictEqual(yield* owui.functions.deleteFunctionById({ params: { id } }), true)
      assert.strictEqual((yield* reasonOf(owui.functions.getFunctionById({ params: { id } })))._tag, "NotFound")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("makes the functions be those of a list, all or nothing", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.functions.exportFunctions({ query: { include_valves: true } })
      const restore = Effect.orDie(owui.functions.syncFunctions({ payload: { functions: before } }))
      yield* Effect.gen(function* () {
        const one = { name: "One", type: "pipe", content: pipe("one"), meta: {}, updated_at: 1, created_at: 1 }
        const [kept, dropped, broken] = [uniqueId(), uniqueId(), uniqueId()]
        const sync = (...functions: ReadonlyArray<{ readonly id: string }>) =>
          owui.functions.syncFunctions({
            payload: { functions: [...before, ...functions.map((some) => ({ ...one, ...some }))] }
          })
        const ids = Effect.map(owui.functions.getFunctions(), (all) => all.map(({ id }) => id).sort())
        const old = before.map(({ id }) => id)

        const synced = yield* sync({ id: kept, ...{ is_active: true, valves: { level: 7 } } }, { id: dropped })
        const first = synced.find(({ id }) => id === kept)
        assert.deepStrictEqual([first?.valves, first?.is_active, first?.type], [{ level: 7 }, true, "pipe"])
        assert.strictEqual(first?.meta.manifest?.title, "Says one")
        assert.deepStrictEqual(yield* ids, [...old, kept, dropped].sort())

        const failed = yield* reasonOf(sync({ id: kept }, { id: broken, ...{ content: "class Nothing: pass" } }))
        assert.strictEqual(failed._tag, "Invalid")
        assert.deepStrictEqual(yield* ids, [...old, kept, dropped].sort())

        yield* sync({ id: kept })
        assert.deepStrictEqual(yield* ids, [...old, kept].sort())
      }).pipe(Effect.ensuring(restore))
      assert.deepStrictEqual(
        (yield* owui.functions.getFunctions()).map(({ id }) => id).sort(),
        before.map(({ id }) => id).sort()
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fetches a source from a URL", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { url } = yield* ToolServer
      const load = (url: string) => owui.functions.loadFunctionFromUrl({ payload: { url } })
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

  it.live("is for administrators, but for the list and the settings of one's own", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, filter)
      const user = yield* clientOf((yield* freshUser()).token)
      const calls = { ...adminOnly(user, id), ...adminOnlyById(user, id) }
      assert.deepStrictEqual(yield* tags(calls), all(calls, "Forbidden"))
      assert.strictEqual((yield* owui.functions.getFunctionById({ params: { id } })).is_active, false)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("tells nobody anything", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = uniqueId()
      const calls = {
        getFunctions: owui.functions.getFunctions(),
        ...adminOnly(owui, id),
        ...adminOnlyById(owui, id),
        ...everybodysById(owui, id)
      }
      assert.deepStrictEqual(yield* tags(calls), all(calls, "Unauthenticated"))
    }).pipe(Effect.provide(asNobody))
  )

  it.live("says of every operation on a function that is not there that it is not there", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = uniqueId()
      const calls = { ...adminOnlyById(owui, id), ...everybodysById(owui, id) }
      assert.deepStrictEqual(yield* tags(calls), all(calls, "NotFound"))
    }).pipe(Effect.provide(asAdmin))
  )
})
