import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { PromptForm } from "../../src/models/Prompts.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"

type Calls = ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>>

const form = (over: Partial<PromptForm> = {}): PromptForm => ({
  command: unique("command"),
  name: "A prompt",
  content: "Say {{what}}.",
  ...over
})

const make = (owui: OpenWebUIService, over: Partial<PromptForm> = {}) =>
  owui.prompts.createNewPrompt({ payload: form(over) })

/** All calls on one prompt. */
const onPrompt = (prompts: OpenWebUIService["prompts"], prompt_id: string): Calls => {
  const params = { prompt_id }
  return [
    prompts.getPromptById({ params }),
    prompts.updatePromptById({ params, payload: form() }),
    prompts.updatePromptMetadata({ params, payload: form() }),
    prompts.setPromptVersion({ params, payload: { version_id: "x" } }),
    prompts.updatePromptAccessById({ params, payload: { access_grants: [] } }),
    prompts.togglePromptActive({ params }),
    prompts.deletePromptById({ params }),
    prompts.getPromptHistory({ params }),
    prompts.getPromptDiff({ params, query: { from_id: "x", to_id: "y" } }),
    prompts.getPromptHistoryEntry({ params: { ...params, history_id: "x" } }),
    prompts.deletePromptHistoryEntry({ params: { ...params, history_id: "x" } })
  ]
}

const grant = (user: { readonly id: string }, permission: "read" | "write") => ({
  principal_type: "user",
  principal_id: user.id,
  permission
})

describe("prompts", () => {
  it.live("makes a prompt, and keeps all that it is given", () =>
    Effect.gen(function* () {
      const { prompts } = yield* OpenWebUI
      const payload = form({
        content: "Ünïcode\n{{CLIPBOARD}}",
        tags: [unique("tag")],
        data: { kept: [1, null] },
        meta: { description: "kept" },
        commit_message: "the first"
      })
      const made = yield* prompts.createNewPrompt({ payload })
      assert.strictEqual(made.user_id, admin.id)
      assert.strictEqual(made.is_active, true)
      const read = yield* prompts.getPromptById({ params: { prompt_id: made.id } })
      assert.strictEqual(read.command, payload.command)
      assert.strictEqual(read.content, payload.content)
      assert.deepStrictEqual(read.tags, payload.tags)
      assert.deepStrictEqual(read.data, payload.data)
      assert.deepStrictEqual(read.meta, payload.meta)
      assert.strictEqual(read.write_access, true)
      const [entry] = yield* prompts.getPromptHistory({ params: { prompt_id: made.id } })
      assert.strictEqual(entry?.id, made.version_id)
      assert.strictEqual(entry?.commit_message, "the first")
      assert.strictEqual(entry?.user?.id, admin.id)
      assert.strictEqual((yield* reasonOf(prompts.createNewPrompt({ payload })))._tag, "Conflict")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lists active prompts and tags, and finds all by text, tag and order", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { prompts } = owui
      const word = unique("listed")
      const tag = unique("Tag")
      yield* make(owui, { name: `${word} b`, tags: [tag] })
      const off = yield* make(owui, { name: `${word} a` })
      const switched = yield* prompts.togglePromptActive({ params: { prompt_id: off.id } })
      assert.strictEqual(switched.is_active, false)

      const active = (yield* prompts.getPrompts()).filter(({ name }) => name.startsWith(word))
      assert.deepStrictEqual(
        active.map(({ name }) => name),
        [`${word} b`]
      )
      assert.include(yield* prompts.getPromptTags(), tag)

      const query = { query: word, order_by: "name", direction: "asc" }
      const { items, total } = yield* prompts.getPromptList({ query })
      assert.strictEqual(total, 2)
      assert.deepStrictEqual(
        items.map(({ name }) => name),
        [`${word} a`, `${word} b`]
      )
      assert.strictEqual(items[0]?.user?.id, admin.id)
      assert.strictEqual(items[0]?.write_access, true)
      assert.deepStrictEqual((yield* prompts.getPromptList({ query: { ...query, page: 2 } })).items, [])
      assert.strictEqual((yield* prompts.getPromptList({ query: { ...query, view_option: "shared" } })).total, 0)
      const tagged = yield* prompts.getPromptList({ query: { tag: tag.toLowerCase(), view_option: "created" } })
      assert.deepStrictEqual(
        tagged.items.map(({ name }) => name),
        [`${word} b`]
      )

      const on = yield* prompts.togglePromptActive({ params: { prompt_id: off.id } })
      assert.strictEqual(on.is_active, true)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes a prompt, with a version; its name, command and tags also without one", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { prompts } = owui
      const other = yield* make(owui)
      const { command, id, version_id } = yield* make(owui, { tags: ["kept"], data: { kept: true } })
      const params = { prompt_id: id }
      const changed = yield* prompts.updatePromptById({
        params,
        payload: { command, name: "another", content: "new", commit_message: "changed" }
      })
      assert.strictEqual(changed.content, "new")
      assert.deepStrictEqual(changed.tags, ["kept"])
      assert.deepStrictEqual(changed.data, { kept: true })
      assert.notStrictEqual(changed.version_id, version_id)

      const renamed = unique("renamed")
      const meta = yield* prompts.updatePromptMetadata({
        params,
        payload: { name: "a third", command: renamed, tags: ["new"] }
      })
      assert.deepStrictEqual([meta.name, meta.command, meta.tags], ["a third", renamed, ["new"]])
      assert.strictEqual(meta.version_id, changed.version_id)
      assert.lengthOf(yield* prompts.getPromptHistory({ params }), 2)

      const taken = { name: "taken", command: other.command, content: "" }
      for (const call of [
        prompts.updatePromptById({ params, payload: taken }),
        prompts.updatePromptMetadata({ params, payload: taken })
      ]) {
        assert.strictEqual((yield* reasonOf(call))._tag, "Conflict")
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps versions, compares them, takes one into use, and deletes those that are not", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { prompts } = owui
      const { command, id, version_id } = yield* make(owui, { content: "one\ntwo" })
      const params = { prompt_id: id }
      const first = version_id ?? ""
      const draft = {
        command,
        name: "A prompt",
        content: "one\nthree",
        is_production: false,
        commit_message: "a draft"
      }
      const unchanged = yield* prompts.updatePromptById({ params, payload: draft })
      assert.strictEqual(unchanged.content, "one\ntwo")
      assert.strictEqual(unchanged.version_id, first)
      const history = yield* prompts.getPromptHistory({ params, query: { page: 0 } })
      assert.lengthOf(history, 2)
      assert.deepStrictEqual(yield* prompts.getPromptHistory({ params, query: { page: 1 } }), [])
      const second = history.find((entry) => entry.commit_message === "a draft")?.id ?? ""

      const diff = yield* prompts.getPromptDiff({ params, query: { from_id: first, to_id: second } })
      assert.includeMembers([...diff.content_diff], ["-two", "+three"])
      assert.strictEqual(diff.from_snapshot.content, "one\ntwo")
      assert.strictEqual(diff.to_snapshot.command, command)
      assert.strictEqual(diff.name_changed, false)
      assert.strictEqual(diff.line_endings_only, false)

      const taken = yield* prompts.setPromptVersion({ params, payload: { version_id: second } })
      assert.strictEqual(taken.content, "one\nthree")
      assert.strictEqual(taken.version_id, second)
      const entry = yield* prompts.getPromptHistoryEntry({ params: { ...params, history_id: second } })
      assert.strictEqual(entry.parent_id, first)
      assert.strictEqual(entry.snapshot.content, "one\nthree")

      const inUse = prompts.deletePromptHistoryEntry({ params: { ...params, history_id: second } })
      assert.strictEqual((yield* reasonOf(inUse))._tag, "Invalid")
      assert.isTrue(yield* prompts.deletePromptHistoryEntry({ params: { ...params, history_id: first } }))
      assert.strictEqual(
        (yield* prompts.getPromptHistoryEntry({ params: { ...params, history_id: second } })).parent_id,
        null
      )

      const gone: Calls = [
        prompts.deletePromptHistoryEntry({ params: { ...params, history_id: first } }),
        prompts.getPromptHistoryEntry({ params: { ...params, history_id: first } }),
        prompts.getPromptDiff({ params, query: { from_id: first, to_id: second } })
      ]
      for (const call of gone) assert.strictEqual((yield* reasonOf(call))._tag, "NotFound")
      const missing = prompts.setPromptVersion({ params, payload: { version_id: first } })
      assert.strictEqual((yield* reasonOf(missing))._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("says what is not there", () =>
    Effect.gen(function* () {
      const { prompts } = yield* OpenWebUI
      for (const call of onPrompt(prompts, unique("none"))) assert.strictEqual((yield* reasonOf(call))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("shares a prompt: hidden, to read, and to change", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const tag = unique("shared")
      const { command, id, version_id } = yield* make(owui, { tags: [tag] })
      const params = { prompt_id: id }
      const history = { ...params, history_id: version_id ?? "" }
      const reads: Calls = [
        user.prompts.getPromptHistory({ params }),
        user.prompts.getPromptDiff({ params, query: { from_id: version_id ?? "", to_id: version_id ?? "" } }),
        user.prompts.getPromptHistoryEntry({ params: history })
      ]
      const changes: Calls = [
        user.prompts.updatePromptById({ params, payload: { command, name: "n", content: "c" } }),
        user.prompts.updatePromptMetadata({ params, payload: { command, name: "n" } }),
        user.prompts.setPromptVersion({ params, payload: { version_id: version_id ?? "" } }),
        user.prompts.updatePromptAccessById({ params, payload: { access_grants: [] } }),
        user.prompts.togglePromptActive({ params }),
        user.prompts.deletePromptHistoryEntry({ params: history }),
        user.prompts.deletePromptById({ params })
      ]
      assert.strictEqual((yield* reasonOf(user.prompts.getPromptById({ params })))._tag, "NotFound")
      for (const call of [...reads, ...changes]) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
      assert.notInclude(yield* user.prompts.getPromptTags(), tag)

      const shared = yield* owui.prompts.updatePromptAccessById({
        params,
        payload: { access_grants: [grant(account, "read")] }
      })
      assert.deepStrictEqual(
        shared.access_grants?.map((one) => [one.principal_id, one.permission]),
        [[account.id, "read"]]
      )
      assert.strictEqual((yield* user.prompts.getPromptById({ params })).write_access, false)
      assert.isTrue((yield* user.prompts.getPrompts()).some((prompt) => prompt.id === id))
      assert.strictEqual(
        (yield* user.prompts.getPromptList({ query: { query: command } })).items[0]?.write_access,
        false
      )
      assert.include(yield* user.prompts.getPromptTags(), tag)
      for (const call of reads) yield* call
      for (const call of changes) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")

      // To write alone is not to read.
      const write = grant(account, "write")
      yield* owui.prompts.updatePromptAccessById({ params, payload: { access_grants: [write] } })
      assert.strictEqual((yield* reasonOf(user.prompts.getPromptById({ params })))._tag, "NotFound")
      const both = [write, grant(account, "read")]
      yield* owui.prompts.updatePromptAccessById({ params, payload: { access_grants: both } })
      assert.strictEqual((yield* user.prompts.getPromptById({ params })).write_access, true)
      assert.strictEqual((yield* user.prompts.togglePromptActive({ params })).is_active, false)
      assert.isTrue(yield* user.prompts.deletePromptById({ params }))
      assert.strictEqual((yield* reasonOf(owui.prompts.getPromptById({ params })))._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("needs a permission to make prompts, and to share with everyone", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      assert.strictEqual((yield* reasonOf(make(user)))._tag, "Forbidden")
      const permissions = { workspace: { prompts: true } }
      const group = yield* owui.groups.createNewGroup({
        payload: { name: unique("writers"), description: "", permissions }
      })
      yield* owui.groups.addUserToGroup({ params: { id: group?.id ?? "" }, payload: { user_ids: [account.id] } })
      const everyone = { principal_type: "user", principal_id: "*", permission: "read" }
      const made = yield* make(user, { access_grants: [everyone] })
      assert.strictEqual(made.user_id, account.id)
      // What may not be given is dropped when a prompt is made, and refused when it is shared.
      assert.deepStrictEqual(made.access_grants, [])
      const sharing = { params: { prompt_id: made.id }, payload: { access_grants: [everyone] } }
      assert.strictEqual((yield* reasonOf(user.prompts.updatePromptAccessById(sharing)))._tag, "Forbidden")
      const shared = yield* owui.prompts.updatePromptAccessById(sharing)
      assert.lengthOf(shared.access_grants ?? [], 1)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("does nothing for nobody", () =>
    Effect.gen(function* () {
      const { prompts } = yield* OpenWebUI
      const calls: Calls = [
        prompts.getPrompts(),
        prompts.getPromptTags(),
        prompts.getPromptList(),
        prompts.createNewPrompt({ payload: form() }),
        ...onPrompt(prompts, "x")
      ]
      for (const call of calls) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )
})
