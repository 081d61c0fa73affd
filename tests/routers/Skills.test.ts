import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { SkillForm } from "../../src/models/Skills.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, asAdmin, asNobody, clientOf, reasonOf, tagsOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"
import { skillSource, ToolServer } from "../support/toolServer/ToolServer.ts"

const markdown = (name: string, description = "How to greet.") =>
  `---\nname: ${name}\ndescription: ${description}\n---\nSay hello.\n`

/** Three bytes that are no text. */
const binary = new Uint8Array([0, 255, 2])
const binaryFile = { path: "data/raw.bin", content: "AP8C", encoding: "base64" } as const

/** Makes a skill that goes when the test ends. */
const made = (owui: OpenWebUIService, form: Partial<SkillForm> = {}, id = unique("skill")) =>
  Effect.acquireRelease(
    owui.skills.createNewSkill({ payload: { id, name: `Name of ${id}`, content: "Say hello.\n", ...form } }),
    ({ id }) => Effect.ignore(owui.skills.deleteSkillById({ params: { id } }))
  )

/** Deletes a skill when the test ends, however it came there. */
const goes = (owui: OpenWebUIService, id: string) =>
  Effect.addFinalizer(() => Effect.ignore(owui.skills.deleteSkillById({ params: { id } })))

/** Calls on one skill that those who may read it may make. */
const readersById = (owui: OpenWebUIService, id: string) => ({
  getSkillById: owui.skills.getSkillById({ params: { id } }),
  getSkillFiles: owui.skills.getSkillFiles({ params: { id } }),
  getSkillFile: owui.skills.getSkillFile({ params: { id }, query: { path: "SKILL.md", version_id: "x" } }),
  getSkillHistory: owui.skills.getSkillHistory({ params: { id } }),
  diffSkillHistory: owui.skills.diffSkillHistory({ params: { id }, query: { from_id: "x", to_id: "y" } }),
  diffSkillFile: owui.skills.diffSkillFile({ params: { id }, query: { from_id: "x", to_id: "y", path: "SKILL.md" } }),
  getSkillHistoryEntry: owui.skills.getSkillHistoryEntry({ params: { id, history_id: "x" } }),
  cloneSkill: owui.skills.cloneSkill({ params: { id }, payload: { id: `${id}-copy`, name: `${id} copy` } })
})

/** Calls on one skill that those who may write it may make. */
const writersById = (owui: OpenWebUIService, id: string) => ({
  updateSkillById: owui.skills.updateSkillById({ params: { id }, payload: { id, name: id } }),
  updateSkillAccessById: owui.skills.updateSkillAccessById({ params: { id }, payload: { access_grants: [] } }),
  toggleSkillById: owui.skills.toggleSkillById({ params: { id } }),
  deleteSkillHistoryEntry: owui.skills.deleteSkillHistoryEntry({ params: { id, history_id: "x" } }),
  setSkillVersion: owui.skills.setSkillVersion({
    params: { id },
    payload: { version_id: "x", expected_version_id: "y" }
  }),
  deleteSkillById: owui.skills.deleteSkillById({ params: { id } })
})

/** Calls on no skill that take an administrator or a permission. */
const privileged = (owui: OpenWebUIService, id: string) => {
  const files = [{ name: "SKILL.md", content: markdown(id) }]
  return {
    exportSkills: owui.skills.exportSkills(),
    exportSkillsAsFile: owui.skills.exportSkillsAsFile({ query: { format: "zip" } }),
    createNewSkill: owui.skills.createNewSkill({ payload: { id, name: id } }),
    loadSkillByUrl: owui.skills.loadSkillByUrl({ payload: { url: "http://127.0.0.1:1/SKILL.md" } }),
    previewSkillImport: owui.skills.previewSkillImport({ payload: { files } }),
    importSkills: owui.skills.importSkills({ payload: { files, decisions: [{ action: "create" }] } })
  }
}

describe("skills", () => {
  it.live("saves a skill with its files and lists it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique("word")
      const created = yield* made(
        owui,
        {
          description: "For a test",
          files: [{ path: "SKILL.md", content: markdown(word) }, binaryFile],
          meta: { tags: [word], i18n: { de: { name: "Gruß" } } }
        },
        `My ${word}`
      )
      const id = `my-${word}`
      assert.deepStrictEqual([created.id, created.user_id, created.is_active], [id, admin.id, true])
      assert.deepStrictEqual(created.meta, { tags: [word], i18n: { de: { name: "Gruß" } } })
      assert.strictEqual("content" in created, false)

      const read = yield* owui.skills.getSkillById({ params: { id } })
      assert.strictEqual(read.content, markdown(word))
      assert.deepStrictEqual([read.description, read.write_access, read.user], ["For a test", true, null])
      assert.strictEqual(read.version_id, created.version_id)

      const [listed, ...others] = yield* owui.skills.getSkills({ query: { query: `NAME OF MY ${word}` } })
      assert.deepStrictEqual([listed?.id, listed?.user?.email, others], [id, admin.email, []])
      const query = { query: word, view_option: "created", order_by: "name", direction: "asc" }
      const page = yield* owui.skills.getSkillList({ query })
      assert.deepStrictEqual([page.items?.map((one) => one.id), page.total], [[id], 1])
      const second = yield* owui.skills.getSkillList({ query: { ...query, page: 2 } })
      assert.deepStrictEqual([second.items, second.total], [[], 1])
      const shared = yield* owui.skills.getSkillList({ query: { query: word, view_option: "shared" } })
      assert.strictEqual(shared.total, 0)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes an id and a name once, and only files that make a skill", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, name } = yield* made(owui)
      const create = (form: Partial<SkillForm>) =>
        owui.skills.createNewSkill({ payload: { id: unique("skill"), name: unique("name"), ...form } })
      assert.deepStrictEqual(
        yield* tagsOf({
          id: create({ id }),
          name: create({ name }),
          characters: create({ id: "a/b" }),
          noRoot: create({ files: [{ path: "other.md", content: "x" }] }),
          climbing: create({
            files: [
              { path: "SKILL.md", content: "x" },
              { path: "../x", content: "x" }
            ]
          }),
          both: create({
            files: [{ path: "SKILL.md", content: "x" }],
            data: { files: [{ path: "SKILL.md", content: "x" }] }
          })
        }),
        {
          id: "Conflict",
          name: "Conflict",
          characters: "Invalid",
          noRoot: "Invalid",
          climbing: "Invalid",
          both: "Invalid"
        }
      )
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("changes what is said of a skill and keeps what is not", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, name, version_id } = yield* made(owui, { description: "Old", meta: { tags: ["kept"] } })
      const { name: taken } = yield* made(owui)
      const update = (form: Partial<SkillForm>) =>
        owui.skills.updateSkillById({ params: { id }, payload: { id: "not looked at", name, ...form } })
      const same = yield* update({})
      assert.deepStrictEqual([same.id, same.version_id, same.description], [id, version_id, "Old"])
      const cleared = yield* update({ description: null, content: "New.\n", is_active: false })
      assert.deepStrictEqual([cleared.description, cleared.content, cleared.is_active], [null, "New.\n", false])
      assert.deepStrictEqual(cleared.meta.tags, ["kept"])
      assert.deepStrictEqual(cleared.data.files, [{ path: "SKILL.md", content: "New.\n" }])
      assert.notStrictEqual(cleared.version_id, version_id)
      assert.strictEqual((yield* reasonOf(update({ name: taken })))._tag, "Invalid")
      assert.strictEqual((yield* owui.skills.getSkillById({ params: { id } })).name, name)
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("changes files one by one, from the version that is in use", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, name, version_id } = yield* made(owui)
      const update = (form: Partial<SkillForm>) =>
        owui.skills.updateSkillById({ params: { id }, payload: { id, name, ...form } })
      const put = [
        { op: "put", path: "a/one.txt", content: "one" },
        { op: "put", path: "a/two.txt", content: "two" },
        { op: "put", ...binaryFile }
      ] as const
      const first = yield* update({ expected_version_id: version_id, operations: put })
      assert.deepStrictEqual(first.data.files, [
        { path: "SKILL.md", content: "Say hello.\n" },
        { path: "a/one.txt", content: "one" },
        { path: "a/two.txt", content: "two" },
        binaryFile
      ])
      const second = yield* update({
        expected_version_id: first.version_id,
        operations: [
          { op: "move", path: "a", destination: "b" },
          { op: "delete", path: "b/two.txt" }
        ]
      })
      assert.deepStrictEqual(
        second.data.files.map(({ path }) => path),
        ["SKILL.md", "b/one.txt", "data/raw.bin"]
      )

      const stale = yield* reasonOf(update({ expected_version_id: version_id, operations: put }))
      assert.strictEqual(stale._tag, "Conflict")
      assert.include(stale.message, second.version_id ?? "none")
      const again = { expected_version_id: second.version_id }
      assert.deepStrictEqual(
        yield* tagsOf({
          unsaid: update({ operations: put }),
          root: update({ ...again, operations: [{ op: "delete", path: "SKILL.md" }] }),
          missing: update({ ...again, operations: [{ op: "delete", path: "none" }] }),
          over: update({ ...again, operations: [{ op: "move", path: "b/one.txt", destination: "SKILL.md" }] })
        }),
        { unsaid: "Invalid", root: "Invalid", missing: "Invalid", over: "Invalid" }
      )
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("gives the files of a version, text and others", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const files = [{ path: "SKILL.md", content: "Grüße.\n" }, { path: "ä b/ö.txt", content: "ü" }, binaryFile]
      const { id, name, version_id } = yield* made(owui, { files })
      const params = { id }
      const listed = yield* owui.skills.getSkillFiles({ params })
      assert.strictEqual(listed.version_id, version_id)
      assert.deepStrictEqual(listed.files, [
        { path: "SKILL.md", size: 9, encoding: null },
        { path: binaryFile.path, size: 3, encoding: "base64" },
        { path: "ä b/ö.txt", size: 2, encoding: null }
      ])
      yield* owui.skills.updateSkillById({ params, payload: { id, name, content: "Later.\n" } })
      const old = version_id ?? ""
      const read = (path: string, version_id = old) => owui.skills.getSkillFile({ params, query: { path, version_id } })
      const text = yield* read("ä b/ö.txt")
      assert.deepStrictEqual([new TextDecoder().decode(text.bytes), text.fileName], ["ü", "ö.txt"])
      assert.strictEqual(text.contentType, "text/plain")
      assert.strictEqual(new TextDecoder().decode((yield* read("SKILL.md")).bytes), "Grüße.\n")
      const raw = yield* read(binaryFile.path)
      assert.deepStrictEqual([raw.bytes, raw.contentType], [binary, "application/octet-stream"])
      const now = yield* owui.skills.getSkillFiles({ params })
      assert.deepStrictEqual(now.files[0], { path: "SKILL.md", size: 7, encoding: null })
      const then = yield* owui.skills.getSkillFiles({ params, query: { version_id: old } })
      assert.deepStrictEqual([then.version_id, then.files], [old, listed.files])
      assert.deepStrictEqual(
        yield* tagsOf({
          file: read("none.txt"),
          version: read("SKILL.md", "none"),
          list: owui.skills.getSkillFiles({ params, query: { version_id: "none" } })
        }),
        { file: "NotFound", version: "NotFound", list: "NotFound" }
      )
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("keeps versions, compares them, goes back to one and deletes others", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, name, version_id } = yield* made(owui, { commit_message: "first" })
      const params = { id }
      const second = yield* owui.skills.updateSkillById({
        params,
        payload: {
          id,
          name: `New ${name}`,
          description: "New",
          meta: { tags: ["new"] },
          files: [{ path: "SKILL.md", content: "Say goodbye.\n" }, binaryFile],
          expected_version_id: version_id,
          commit_message: "second"
        }
      })
      const from_id = version_id ?? ""
      const to_id = second.version_id ?? ""

      const [newest, oldest] = yield* owui.skills.getSkillHistory({ params })
      assert.deepStrictEqual([newest?.id, newest?.parent_id, newest?.commit_message], [to_id, from_id, "second"])
      assert.deepStrictEqual([oldest?.id, oldest?.parent_id, oldest?.commit_message], [from_id, null, "first"])
      assert.deepStrictEqual([newest?.skill_id, newest?.user?.name], [id, admin.name])
      assert.deepStrictEqual(yield* owui.skills.getSkillHistory({ params, query: { page: 2 } }), [])

      const diff = yield* owui.skills.diffSkillHistory({ params, query: { from_id, to_id } })
      assert.deepStrictEqual(diff.metadata.name, { before: name, after: `New ${name}` })
      assert.deepStrictEqual(diff.metadata.description, { before: null, after: "New" })
      assert.deepStrictEqual(diff.metadata.meta?.after.tags, ["new"])
      assert.deepStrictEqual(diff.files, [
        { path: "SKILL.md", status: "modified", binary: false },
        { path: binaryFile.path, status: "added", binary: true }
      ])
      const compare = (path: string) => owui.skills.diffSkillFile({ params, query: { from_id, to_id, path } })
      const text = yield* compare("SKILL.md")
      assert.strictEqual(text.binary, false)
      if (!text.binary) {
        assert.include(text.diff, "-Say hello.\n+Say goodbye.")
        assert.strictEqual(text.line_endings_only, false)
      }
      assert.deepStrictEqual(yield* compare(binaryFile.path), { binary: true })
      assert.strictEqual((yield* reasonOf(compare("none.txt")))._tag, "NotFound")

      const entry = yield* owui.skills.getSkillHistoryEntry({ params: { id, history_id: to_id } })
      assert.deepStrictEqual([entry.id, entry.user_id, entry.skill_id], [to_id, admin.id, id])
      assert.deepStrictEqual([entry.snapshot.content, entry.snapshot.description], ["Say goodbye.\n", "New"])
      assert.deepStrictEqual(entry.snapshot.data.files[1], { path: binaryFile.path, size: 3, encoding: "base64" })

      const back = { version_id: from_id, expected_version_id: to_id }
      const reset = yield* owui.skills.setSkillVersion({ params, payload: back })
      assert.deepStrictEqual([reset.version_id, reset.content, reset.name], [from_id, "Say hello.\n", name])
      const stale = yield* reasonOf(owui.skills.setSkillVersion({ params, payload: back }))
      assert.strictEqual(stale._tag, "Conflict")
      assert.include(stale.message, from_id)

      const remove = (history_id: string) => owui.skills.deleteSkillHistoryEntry({ params: { id, history_id } })
      assert.strictEqual((yield* reasonOf(remove(from_id)))._tag, "Invalid")
      assert.strictEqual(yield* remove(to_id), true)
      const gone = {
        again: remove(to_id),
        entry: owui.skills.getSkillHistoryEntry({ params: { id, history_id: to_id } }),
        diff: owui.skills.diffSkillHistory({ params, query: { from_id, to_id } }),
        set: owui.skills.setSkillVersion({ params, payload: { version_id: to_id, expected_version_id: from_id } })
      }
      assert.deepStrictEqual(yield* tagsOf(gone), allOf(gone, "NotFound"))
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("flips a skill and deletes it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id } = yield* made(owui)
      const params = { id }
      const off = yield* owui.skills.toggleSkillById({ params })
      const on = yield* owui.skills.toggleSkillById({ params })
      assert.deepStrictEqual([off.is_active, on.is_active], [false, true])
      assert.strictEqual(yield* owui.skills.deleteSkillById({ params }), true)
      assert.strictEqual((yield* reasonOf(owui.skills.deleteSkillById({ params })))._tag, "NotFound")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("copies a skill, or an old version of it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, name, version_id } = yield* made(owui, { meta: { tags: ["copied"] } })
      const params = { id }
      yield* owui.skills.updateSkillById({ params, payload: { id, name, content: "Later.\n" } })
      const clone = (payload: { readonly id: string; readonly name: string; readonly version_id?: string | null }) =>
        owui.skills.cloneSkill({ params, payload })
      const copyId = `${id}-copy`
      yield* goes(owui, copyId)
      const copy = yield* clone({ id: copyId, name: copyId, ...(version_id == null ? {} : { version_id }) })
      assert.deepStrictEqual([copy.id, copy.name, copy.content], [copyId, copyId, "Say hello.\n"])
      assert.deepStrictEqual([copy.meta.tags, copy.access_grants], [["copied"], []])
      assert.lengthOf(yield* owui.skills.getSkillHistory({ params: { id: copyId } }), 1)
      const free = unique("free")
      assert.deepStrictEqual(
        yield* tagsOf({
          id: clone({ id, name: free }),
          name: clone({ id: free, name }),
          characters: clone({ id: "a/b", name: free }),
          version: clone({ id: free, name: free, version_id: "none" })
        }),
        { id: "Conflict", name: "Conflict", characters: "Invalid", version: "NotFound" }
      )
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("exports one skill, some or all of them, as a list in any case", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const one = yield* made(owui, { description: "One", files: [{ path: "SKILL.md", content: "x" }, binaryFile] })
      const two = yield* made(owui)
      const listOf = (ids?: ReadonlyArray<string>) =>
        Effect.map(owui.skills.exportSkills(ids === undefined ? {} : { query: { ids } }), (packages) => {
          assert.isArray(packages)
          return "id" in packages ? [] : packages
        })
      const single = yield* owui.skills.exportSkills({ query: { ids: [one.id] } })
      if (!("id" in single)) throw new Error("One package was expected, and not a list.")
      assert.deepStrictEqual([single.id, single.name, single.description], [one.id, one.name, "One"])
      assert.deepStrictEqual(single.files, [{ path: "SKILL.md", content: "x" }, binaryFile])
      const both = yield* listOf([two.id, one.id])
      assert.deepStrictEqual(
        both.map(({ id }) => id),
        [two.id, one.id]
      )
      const every = (yield* listOf()).map(({ id }) => id)
      assert.includeMembers(every, [one.id, two.id])
      const none = (yield* listOf([])).map(({ id }) => id)
      assert.includeMembers(none, [one.id, two.id])

      const { version_id } = one
      yield* owui.skills.updateSkillById({
        params: { id: one.id },
        payload: { id: one.id, name: one.name, content: "y" }
      })
      const query = version_id == null ? {} : { version_id }
      const old = yield* owui.skills.exportSkills({ query: { ids: [one.id], ...query } })
      assert.strictEqual("id" in old && old.files[0]?.content, "x")
      assert.deepStrictEqual(
        yield* tagsOf({
          missing: owui.skills.exportSkills({ query: { ids: [one.id, unique("none")] } }),
          version: owui.skills.exportSkills({ query: { ids: [one.id, two.id], ...query } })
        }),
        { missing: "NotFound", version: "Invalid" }
      )
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("exports archives that it can import again", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique("packed")
      const files = [{ path: "SKILL.md", content: markdown(word) }, binaryFile]
      const one = yield* made(owui, { files })
      const two = yield* made(owui)
      const skill = yield* owui.skills.exportSkillsAsFile({ query: { format: "skill", ids: [one.id] } })
      assert.deepStrictEqual([skill.contentType, skill.fileName], ["application/zip", `${one.id}.skill`])
      const zip = yield* owui.skills.exportSkillsAsFile({ query: { format: "zip", ids: [one.id, two.id] } })
      assert.deepStrictEqual([zip.contentType, zip.fileName], ["application/zip", "skills.zip"])
      const pieces = yield* Stream.runCollect(
        owui.skills.streamExportSkills({ query: { format: "zip", ids: [one.id, two.id] } })
      )
      assert.strictEqual(Buffer.concat(pieces).length, zip.bytes.length)
      const none = owui.skills.streamExportSkills({ query: { format: "zip", ids: [unique("none")] } })
      assert.strictEqual((yield* reasonOf(Stream.runDrain(none)))._tag, "NotFound")

      const preview = (name: string, content: Uint8Array) =>
        owui.skills.previewSkillImport({ payload: { files: [{ name, content }] } })
      const [found, ...others] = yield* preview("a.skill", skill.bytes)
      assert.lengthOf(others, 0)
      assert.deepStrictEqual([found?.id, found?.name, found?.description], [word, word, "How to greet."])
      assert.deepStrictEqual(
        found?.files.map(({ path, size }) => [path, size]),
        [
          ["SKILL.md", markdown(word).length],
          [binaryFile.path, 3]
        ]
      )
      assert.lengthOf(yield* preview("a.zip", zip.bytes), 2)
      const several = owui.skills.exportSkillsAsFile({ query: { format: "skill", ids: [one.id, two.id] } })
      assert.strictEqual((yield* reasonOf(several))._tag, "Invalid")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("says before an import what is in its way", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const existing = yield* made(owui)
      const word = unique("fresh")
      const taken = { id: existing.id, name: existing.name, description: "From a package", content: "x" }
      const preview = yield* owui.skills.previewSkillImport({
        payload: {
          files: [
            { name: `folder/${word}-b/SKILL.md`, content: markdown(`${word}-b`) },
            { name: `folder/${word}-b/more.txt`, content: "more" },
            { name: "fresh.md", content: markdown(word) },
            { name: "taken.json", content: JSON.stringify(taken) }
          ]
        }
      })
      assert.deepStrictEqual(
        preview.map(({ files, id, id_taken, index, name_taken }) => ({
          index,
          id,
          id_taken,
          name_taken,
          files: files.map(({ path }) => path)
        })),
        [
          { index: 0, id: word, id_taken: false, name_taken: false, files: ["SKILL.md"] },
          { index: 1, id: existing.id, id_taken: true, name_taken: true, files: ["SKILL.md"] },
          { index: 2, id: `${word}-b`, id_taken: false, name_taken: false, files: ["SKILL.md", "more.txt"] }
        ]
      )
      assert.deepStrictEqual(
        preview.map(({ can_replace, expected_version_id }) => [can_replace, expected_version_id]),
        [
          [false, null],
          [true, existing.version_id],
          [false, null]
        ]
      )
      const refused = (name: string, content: string) =>
        owui.skills.previewSkillImport({ payload: { files: [{ name, content }] } })
      const calls = {
        kind: refused("x.txt", "x"),
        json: refused("x.json", "{"),
        archive: refused("x.zip", "x"),
        none: refused("folder/readme.md", "x")
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Invalid"))
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("imports each skill as it was decided, and says what became of it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const one = yield* made(owui)
      const two = yield* made(owui)
      const words = [unique("a"), unique("b"), unique("c")] as const
      const files = [
        { name: "a.md", content: markdown(words[0]) },
        { name: "b.md", content: markdown(words[1]) },
        { name: "one.md", content: markdown("one") },
        { name: "two.md", content: markdown("two") },
        { name: "taken.md", content: markdown("taken") }
      ]
      yield* goes(owui, words[0])
      const results = yield* owui.skills.importSkills({
        payload: {
          files,
          decisions: [
            { action: "create" },
            { action: "skip" },
            { action: "replace", id: one.id, name: one.name, expected_version_id: one.version_id ?? "" },
            { action: "replace", id: two.id, name: two.name, expected_version_id: "stale" },
            { action: "copy", id: one.id, name: words[2] }
          ]
        }
      })
      assert.deepStrictEqual(results.slice(0, 4), [
        { status: "saved", id: words[0] },
        { status: "skipped", id: words[1] },
        { status: "saved", id: one.id },
        {
          status: "error",
          id: "two",
          error: { code: "version_conflict", ...(two.version_id == null ? {} : { current_version_id: two.version_id }) }
        }
      ])
      const last = results[4]
      assert.deepStrictEqual([last?.status, last?.id], ["error", "taken"])
      assert.include(last?.status === "error" ? last.error : "", "already registered")
      const content = (id: string) => Effect.map(owui.skills.getSkillById({ params: { id } }), ({ content }) => content)
      assert.strictEqual(yield* content(words[0]), markdown(words[0]))
      assert.strictEqual(yield* content(one.id), markdown("one"))
      assert.strictEqual(yield* content(two.id), "Say hello.\n")

      const uneven = owui.skills.importSkills({ payload: { files, decisions: [{ action: "skip" }] } })
      assert.strictEqual((yield* reasonOf(uneven))._tag, "Invalid")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("lets accounts read and write by their grants, each for itself", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { id, name } = yield* made(owui)
      const params = { id }
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const share = (...permissions: ReadonlyArray<"read" | "write">) =>
        owui.skills.updateSkillAccessById({
          params,
          payload: {
            access_grants: permissions.map((permission) => ({
              principal_type: "user",
              principal_id: account.id,
              permission
            }))
          }
        })
      const closed = { ...readersById(user, id), ...writersById(user, id) }
      assert.deepStrictEqual(yield* tagsOf(closed), allOf(closed, "Forbidden"))
      const seen = Effect.map(user.skills.getSkills(), (all) => all.filter((one) => one.id === id))
      assert.deepStrictEqual(yield* seen, [])

      const shared = yield* share("read")
      assert.deepStrictEqual(
        shared?.access_grants?.map(({ permission, principal_id }) => [permission, principal_id]),
        [["read", account.id]]
      )
      assert.strictEqual((yield* user.skills.getSkillById({ params })).write_access, false)
      assert.lengthOf((yield* user.skills.getSkillFiles({ params })).files, 1)
      assert.lengthOf(yield* seen, 1)
      const listed = yield* user.skills.getSkillList({ query: { view_option: "shared", query: id } })
      assert.deepStrictEqual(
        listed.items?.map((one) => [one.id, one.write_access]),
        [[id, false]]
      )
      const writing = { ...writersById(user, id), clone: readersById(user, id).cloneSkill }
      assert.deepStrictEqual(yield* tagsOf(writing), allOf(writing, "Forbidden"))

      yield* share("write")
      assert.strictEqual((yield* reasonOf(user.skills.getSkillById({ params })))._tag, "Forbidden")
      yield* share("read", "write")
      assert.strictEqual((yield* user.skills.getSkillById({ params })).write_access, true)
      const changed = yield* user.skills.updateSkillById({ params, payload: { id, name, content: "Theirs.\n" } })
      assert.strictEqual(changed.content, "Theirs.\n")
      const openly = user.skills.updateSkillAccessById({
        params,
        payload: { access_grants: [{ principal_type: "user", principal_id: "*", permission: "read" }] }
      })
      assert.strictEqual((yield* reasonOf(openly))._tag, "Forbidden")
    }).pipe(Effect.scoped, Effect.provide(asAdmin))
  )

  it.live("takes an administrator or a permission to save, export, import and load", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      const calls = privileged(user, unique("skill"))
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Forbidden"))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fetches nothing that is not on the web", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      for (const url of ["file:///etc/hostname", "http://nowhere.invalid/SKILL.md"]) {
        assert.strictEqual((yield* reasonOf(owui.skills.loadSkillByUrl({ payload: { url } })))._tag, "Invalid")
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("tells nobody anything", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = unique("skill")
      const calls = {
        getSkills: owui.skills.getSkills(),
        getSkillList: owui.skills.getSkillList(),
        ...privileged(owui, id),
        ...readersById(owui, id),
        ...writersById(owui, id)
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Unauthenticated"))
    }).pipe(Effect.provide(asNobody))
  )

  it.live("says of every operation on a skill that is not there that it is not there", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const id = unique("skill")
      const calls = { ...readersById(owui, id), ...writersById(owui, id) }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("skills elsewhere", () => {
  it.live("fetches skills from a URL, to look at", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { url } = yield* ToolServer
      const load = (path: string) => owui.skills.loadSkillByUrl({ payload: { url: `${url}${path}` } })
      assert.deepStrictEqual(yield* load("/skills/SKILL.md"), [
        {
          id: "loaded-skill",
          name: "loaded-skill",
          description: "How to greet.",
          meta: {},
          files: [{ path: "SKILL.md", content: skillSource }]
        }
      ])
      assert.isFalse((yield* owui.skills.getSkills()).some(({ id }) => id === "loaded-skill"))
      const calls = {
        page: load("/skills/page.html"),
        missing: load("/skills/none.md"),
        other: load("/plugins/my_tool.py"),
        unreachable: owui.skills.loadSkillByUrl({ payload: { url: "http://127.0.0.1:1/SKILL.md" } })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Invalid"))
    }).pipe(Effect.provide([asAdmin, ToolServer.layer()]))
  )
})
