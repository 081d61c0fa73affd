/** What functions and tools have in common: a source that the server runs, its versions, and settings that it names. */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { HistoryEntry, SourceDiff } from "../../src/models/FunctionHistory.ts"
import type { LoadUrlResponse, Valves, ValvesSpec } from "../../src/models/Functions.ts"
import { allOf, reasonOf, tagOf, tagsOf } from "./clients.ts"
import { admin, unique } from "./TestServer.ts"
import { ToolServer, toolSource } from "./toolServer/ToolServer.ts"

type Call<A> = Effect.Effect<A, OpenWebUIError>

interface Form {
  readonly id: string
  readonly name: string
  readonly content: string
  readonly meta: {
    readonly description?: string
    /** For tools. */
    readonly i18n?: Readonly<Record<string, { readonly name: string }>>
  }
  readonly commit_message?: string
}

interface Plugin {
  readonly id: string
  readonly name: string
  readonly version_id?: string | null | undefined
}

interface WithSource {
  readonly content?: string | null | undefined
  readonly version_id?: string | null | undefined
}

type Listed = HistoryEntry & { readonly user: { readonly name: string } | null }

interface Entry extends HistoryEntry {
  readonly snapshot: { readonly content: string; readonly meta: { readonly description?: string | null | undefined } }
}

interface Diff extends SourceDiff {
  readonly metadata: { readonly name?: { readonly before: string; readonly after: string } | undefined }
}

/** The calls of the one router or the other. */
export interface PluginCalls<Saved extends Plugin, L extends Listed, E extends Entry, D extends Diff> {
  readonly load: (url: string) => Call<LoadUrlResponse>
  readonly create: (form: Form) => Call<Plugin>
  readonly read: (id: string) => Call<WithSource>
  readonly update: (id: string, form: Form) => Call<Saved>
  readonly history: (id: string, page?: number) => Call<ReadonlyArray<L>>
  readonly diff: (id: string, from_id: string, to_id: string) => Call<D>
  readonly entry: (id: string, history_id: string) => Call<E>
  readonly deleteEntry: (id: string, history_id: string) => Call<boolean>
  readonly setProduction: (id: string, version_id: string) => Call<WithSource>
  readonly valves: (id: string) => Call<Valves | null>
  readonly valvesSpec: (id: string) => Call<ValvesSpec | null>
  readonly updateValves: (id: string, valves: Valves) => Call<Valves>
  readonly userValvesSpec: (id: string) => Call<ValvesSpec | null>
  readonly updateUserValves: (id: string, valves: Valves) => Call<Valves>
}

type AnyCalls = PluginCalls<Plugin, Listed, Entry, Diff>

/** Ids are Python identifiers. */
export const pluginId = (): string => unique("p").replaceAll("-", "_")

/** An id is taken once, and only with a source that can be run: `broken` is one that is cut off. */
export const takesAnIdOnce = (create: AnyCalls["create"], id: string, source: string, broken: string) =>
  Effect.gen(function* () {
    const refused = (id: string, content: string) => tagOf(create({ id, name: id, content, meta: {} }))
    assert.strictEqual(yield* refused(id, source), "Conflict")
    assert.strictEqual(yield* refused(pluginId(), "class Nothing: pass"), "Invalid")
    assert.strictEqual(yield* refused(pluginId(), broken), "Invalid")
  })

/** An id that is no identifier is refused. */
export const takesOnlyIdentifiers = (create: AnyCalls["create"], content: string) =>
  Effect.gen(function* () {
    const form = { id: unique("with-dashes"), name: "Dashed", content, meta: {} }
    assert.strictEqual(yield* tagOf(create(form)), "Invalid")
  })

/**
 * Saves `after` over `before`, with which the plugin was made, looks at the versions, goes back to the first and deletes
 * the second. Answers what was seen, for what is peculiar to a kind of plugin.
 */
export const keepsVersions = <Saved extends Plugin, L extends Listed, E extends Entry, D extends Diff>(
  calls: PluginCalls<Saved, L, E, D>,
  { id, name, version_id }: Plugin,
  sources: { readonly before: string; readonly after: string; readonly changed: string },
  meta: Form["meta"] = { description: "New" }
) =>
  Effect.gen(function* () {
    const save = (content: string, commit_message: string) =>
      calls.update(id, { id: "not looked at", name: "New name", content, meta, commit_message })
    const second = yield* save(sources.after, "second")
    assert.deepStrictEqual([second.id, second.name], [id, "New name"])
    assert.strictEqual((yield* save(sources.after, "third")).version_id, second.version_id)
    const from_id = version_id ?? ""
    const to_id = second.version_id ?? ""
    assert.notStrictEqual(from_id, to_id)

    const history = yield* calls.history(id)
    assert.lengthOf(history, 2)
    const newest = history.find((entry) => entry.id === to_id)
    assert.deepStrictEqual([newest?.parent_id, newest?.commit_message], [from_id, "second"])
    assert.strictEqual(newest?.user?.name, admin.name)
    assert.deepStrictEqual(yield* calls.history(id, 2), [])

    const diff = yield* calls.diff(id, from_id, to_id)
    assert.deepStrictEqual([diff.from_id, diff.to_id, diff.line_endings_only], [from_id, to_id, false])
    assert.deepStrictEqual(diff.metadata.name, { before: name, after: "New name" })
    assert.include(diff.content_diff, sources.changed)
    const same = yield* calls.diff(id, from_id, from_id)
    assert.deepStrictEqual([{ ...same.metadata }, same.content_diff], [{}, ""])

    const entry = yield* calls.entry(id, from_id)
    assert.deepStrictEqual([entry.parent_id, entry.snapshot.content], [null, sources.before])
    assert.strictEqual(entry.snapshot.meta.description, "For a test")

    const back = yield* calls.setProduction(id, from_id)
    assert.deepStrictEqual([back.version_id, back.content], [from_id, sources.before])

    assert.strictEqual(yield* tagOf(calls.deleteEntry(id, from_id)), "Invalid")
    assert.strictEqual(yield* calls.deleteEntry(id, to_id), true)
    const gone = {
      deleted: calls.deleteEntry(id, to_id),
      entry: calls.entry(id, to_id),
      production: calls.setProduction(id, to_id),
      diff: calls.diff(id, from_id, to_id)
    }
    assert.deepStrictEqual(yield* tagsOf(gone), allOf(gone, "NotFound"))
    return { second, newest, diff, entry }
  })

/** A source that holds no plugin is not saved over one that does; `says` is what the server says then. */
export const savesNoBrokenSource = (
  { read, update }: Pick<AnyCalls, "read" | "update">,
  { id, content, says }: { readonly id: string; readonly content: string; readonly says: string }
) =>
  Effect.gen(function* () {
    const reason = yield* reasonOf(update(id, { id, name: id, content: "class Nothing: pass", meta: {} }))
    assert.strictEqual(reason._tag, "Invalid")
    assert.include(reason.message, says)
    assert.strictEqual((yield* read(id)).content, content)
  })

/** Settings replace all that were set before; null unsets one, and an unknown one is dropped. */
export const replacesValves = (
  { updateValves, valves }: Pick<AnyCalls, "updateValves" | "valves">,
  id: string,
  { number, text }: { readonly number: string; readonly text: string }
) =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* valves(id), {})
    const both = { [text]: "# ", [number]: 4 }
    assert.deepStrictEqual(yield* updateValves(id, { ...both, unknown: "x" }), both)
    assert.deepStrictEqual(yield* updateValves(id, { [text]: "$ ", [number]: null }), { [text]: "$ " })
    assert.deepStrictEqual(yield* valves(id), { [text]: "$ " })
    assert.strictEqual(yield* tagOf(updateValves(id, { [number]: "many" })), "Invalid")
    assert.deepStrictEqual(yield* valves(id), { [text]: "$ " })
  })

/** A plugin without settings has none to read about, and none to change. */
export const hasNoValves = (calls: AnyCalls, id: string) =>
  Effect.gen(function* () {
    assert.strictEqual(yield* calls.valvesSpec(id), null)
    assert.strictEqual(yield* calls.userValvesSpec(id), null)
    const changes = { valves: calls.updateValves(id, {}), user: calls.updateUserValves(id, {}) }
    assert.deepStrictEqual(yield* tagsOf(changes), allOf(changes, "NotFound"))
  })

/** A source is fetched from a URL, and named by the file or, where that is `main`, by its folder. */
export const fetchesSources = (load: (url: string) => Call<LoadUrlResponse>) =>
  Effect.gen(function* () {
    const { url } = yield* ToolServer
    for (const path of ["my_tool.py", "my_tool/main.py"]) {
      assert.deepStrictEqual(yield* load(`${url}/plugins/${path}`), { name: "my_tool", content: toolSource })
    }
    assert.deepStrictEqual(
      yield* tagsOf({
        missing: load(`${url}/plugins/none.py`),
        empty: load(`${url}/plugins/empty.py`),
        unreachable: load("http://127.0.0.1:1/x.py"),
        noUrl: load("not a url")
      }),
      { missing: "NotFound", empty: "Invalid", unreachable: "ServerFailed", noUrl: "Invalid" }
    )
  })
