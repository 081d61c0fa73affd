import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { FunctionForm, Valves } from "../../src/models/Functions.ts"
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
import { admin, freshUser } from "../support/TestServer.ts"
import { ToolServer } from "../support/toolServer/ToolServer.ts"

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

/** What functions have in common with tools. */
const callsOf = ({ functions }: OpenWebUIService) => ({
  load: (url: string) => functions.loadFunctionFromUrl({ payload: { url } }),
  create: (payload: FunctionForm) => functions.createNewFunction({ payload }),
  read: (id: string) => functions.getFunctionById({ params: { id } }),
  update: (id: string, payload: FunctionForm) => functions.updateFunctionById({ params: { id }, payload }),
  history: (id: string, page?: number) => functions.getFunctionHistory({ params: { id }, query: { page } }),
  diff: (id: string, from_id: string, to_id: string) =>
    functions.getFunctionHistoryDiff({ params: { id }, query: { from_id, to_id } }),
  entry: (id: string, history_id: string) => functions.getFunctionHistoryEntry({ params: { id, history_id } }),
  deleteEntry: (id: string, history_id: string) => functions.deleteFunctionHistoryEntry({ params: { id, history_id } }),
  setProduction: (id: string, version_id: string) =>
    functions.setFunctionProduction({ params: { id }, payload: { version_id } }),
  valves: (id: string) => functions.getFunctionValvesById({ params: { id } }),
  valvesSpec: (id: string) => functions.getFunctionValvesSpecById({ params: { id } }),
  updateValves: (id: string, payload: Valves) => functions.updateFunctionValvesById({ params: { id }, payload }),
  userValvesSpec: (id: string) => functions.getFunctionUserValvesSpecById({ params: { id } }),
  updateUserValves: (id: string, payload: Valves) => functions.updateFunctionUserValvesById({ params: { id }, payload })
})

const filter = `class Filter:
    toggle = True
    def inlet(self, body):
        return body
`

/** Makes a function that goes when the test ends. */
const made = (owui: OpenWebUIService, content: string, id = pluginId()) =>
  Effect.acquireRelease(
    owui.functions.createNewFunction({
      payload: { id, name: `Name of ${id}`, content, meta: { description: "For a test" }, commit_message: "first" }
    }),
    ({ id }) => Effect.orDie(owui.functions.deleteFunctionById({ params: { id } }))
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

describe("functions", () => {
  it.live("saves a function, which is off, and reads its type and its manifest from its source", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const upper = pluginId().toUpperCase()
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
      yield* takesAnIdOnce(callsOf(owui).create, id, filter, "class Filter")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes no id that is not an identifier", () =>
    Effect.gen(function* () {
      yield* takesOnlyIdentifiers(callsOf(yield* OpenWebUI).create, filter)
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
      const plugin = yield* made(owui, pipe("one"))
      const { diff, entry, newest } = yield* keepsVersions(callsOf(owui), plugin, {
        before: pipe("one"),
        after: pipe("two"),
        changed: `-        return "one"\n+        return "two"`
      })
      assert.strictEqual(newest?.function_id, plugin.id)
      assert.strictEqual(diff.metadata.meta?.before.description, "For a test")
      assert.strictEqual(diff.metadata.meta?.after.description, "New")
      assert.strictEqual(entry.snapshot.meta.manifest, undefined)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("does not save a source that cannot be run over one that can", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, filter)
      yield* savesNoBrokenSource(callsOf(owui), { id, content: filter, says: "No Function class found" })
      yield* callsOf(owui).update(id, { id, name: id, content: pipe("a"), meta: {} })
      yield* owui.functions.updateFunctionValvesById({ params: { id }, payload: { level: 5 } })
      const content = "from pydantic import BaseModel\nclass Pipe:\n  class Valves(BaseModel):\n    level: bool"
      const misfit = yield* reasonOf(callsOf(owui).update(id, { id, name: id, content, meta: {} }))
      assert.strictEqual(misfit._tag, "Invalid")
      assert.include(misfit.message, "level")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("says which settings there are, and replaces all that were set", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, pipe("set"))
      const spec = yield* owui.functions.getFunctionValvesSpecById({ params: { id } })
      assert.deepStrictEqual([spec?.title, spec?.type, spec?.description], ["Valves", "object", "How it speaks."])
      assert.strictEqual(spec?.properties.prefix?.description, "What comes first")
      assert.deepStrictEqual([spec?.properties.level?.type, spec?.properties.level?.default], ["integer", 3])
      assert.deepStrictEqual(spec?.properties.tone?.enum, ["calm", "loud"])
      assert.deepStrictEqual(spec?.properties.limit?.anyOf, [{ type: "integer" }, { type: "null" }])
      assert.strictEqual(spec?.properties.secret?.input?.type, "password")
      assert.deepStrictEqual(spec?.properties.voice?.input?.options, [{ value: "a", label: admin.name }])
      yield* replacesValves(callsOf(owui), id, { text: "prefix", number: "level" })
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
      yield* owui.functions.toggleFunctionById({ params: { id } })
      yield* hasNoValves(callsOf(owui), id)
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
        const [kept, dropped, broken] = [pluginId(), pluginId(), pluginId()]
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
      yield* fetchesSources(callsOf(yield* OpenWebUI).load)
    }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
  )

  it.live("is for administrators, but for the list and the settings of one's own", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui, filter)
      const user = yield* clientOf((yield* freshUser()).token)
      const calls = { ...adminOnly(user, id), ...adminOnlyById(user, id) }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Forbidden"))
      assert.strictEqual((yield* owui.functions.getFunctionById({ params: { id } })).is_active, false)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("tells nobody anything", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = pluginId()
      const calls = {
        getFunctions: owui.functions.getFunctions(),
        ...adminOnly(owui, id),
        ...adminOnlyById(owui, id),
        ...everybodysById(owui, id)
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Unauthenticated"))
    }).pipe(Effect.provide(asNobody))
  )

  it.live("says of every operation on a function that is not there that it is not there", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = pluginId()
      const calls = { ...adminOnlyById(owui, id), ...everybodysById(owui, id) }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
    }).pipe(Effect.provide(asAdmin))
  )
})
