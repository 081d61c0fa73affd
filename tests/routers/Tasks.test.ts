import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Reason } from "../../src/layers/Failures.ts"
import { type ChatCompletion, chunkText, completionText } from "../../src/models/Completions.ts"
import type { TaskConfigForm } from "../../src/models/Tasks.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import { clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, providerRequests, unique } from "../support/TestServer.ts"

/** The administrator; the server knows models only after they were listed. */
const asAdmin = Effect.gen(function* () {
  const owui = yield* clientOf(admin.token)
  yield* owui.main.getModels()
  return owui
})

const messages = (said: string) => [
  { role: "user", content: said },
  { role: "assistant", content: `Echo: ${said}` }
]

const json = (completion: ChatCompletion): unknown => JSON.parse(completionText(completion))

/** The settings for tasks, changed for as long as the effect runs. */
const withSettings = <A, E, R>(
  owui: OpenWebUIService,
  changes: Partial<TaskConfigForm>,
  effect: (changed: TaskConfigForm) => Effect.Effect<A, E, R>
) =>
  Effect.flatMap(owui.tasks.getTaskConfig(), (settings) =>
    Effect.acquireUseRelease(owui.tasks.updateTaskConfig({ payload: { ...settings, ...changes } }), effect, () =>
      Effect.orDie(owui.tasks.updateTaskConfig({ payload: settings }))
    )
  )

describe("tasks", () => {
  it.live("ask a model about a chat, and give what it wrote", () =>
    Effect.gen(function* () {
      const { tasks } = yield* asAdmin
      const said = unique("task")
      const payload = { model: "echo", messages: messages(said), chat_id: said }
      const title = yield* tasks.generateTitle({ payload })
      assert.deepStrictEqual("choices" in title && json(title), { title: "Echo Chat" })
      const tags = yield* tasks.generateChatTags({ payload })
      assert.deepStrictEqual("choices" in tags && json(tags), { tags: ["Echo", "Test"] })
      const next = yield* tasks.generateFollowUps({ payload })
      assert.deepStrictEqual("choices" in next && json(next), {
        follow_ups: ["Say that again", "Say it louder", "Say something else"]
      })
      const image = yield* tasks.generateImagePrompt({ payload })
      assert.deepStrictEqual(json(image), { prompt: "An echo in the mountains" })
      const queries = yield* tasks.generateQueries({ payload: { ...payload, type: "web_search" } })
      assert.deepStrictEqual(json(queries), { queries: [said] })
      // Each prompt held the chat.
      assert.strictEqual((yield* providerRequests(said)).length, 5)
    })
  )

  it.live("go on with a text, find an emoji, and merge answers", () =>
    Effect.gen(function* () {
      const { tasks } = yield* asAdmin
      const prompt = unique("text")
      const further = yield* tasks.generateAutocompletion({ payload: { model: "echo", prompt, type: "general" } })
      assert.deepStrictEqual(json(further), { text: "and so on" })
      const emoji = yield* tasks.generateEmoji({ payload: { model: "echo", prompt } })
      assert.strictEqual(completionText(emoji).includes(prompt), true)
      const payload = { model: "echo", prompt, responses: ["one answer", "another answer"] }
      const merged = yield* tasks.generateMoaResponse({ payload })
      assert.strictEqual(completionText(merged).includes("another answer"), true)
      const pieces = yield* Stream.runCollect(tasks.streamMoaResponse({ payload }))
      assert.strictEqual(pieces.length > 5, true)
      assert.strictEqual(pieces.map((piece) => chunkText(piece) ?? "").join(""), completionText(merged))
    })
  )

  it.live("pass on what the provider says when it fails", () =>
    Effect.gen(function* () {
      const { tasks } = yield* asAdmin
      const payload = { model: "echo", prompt: `${unique("fail")} [[fail=429]]`, responses: ["x"] }
      const calls: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(tasks.generateEmoji({ payload })),
        reasonOf(tasks.generateMoaResponse({ payload })),
        reasonOf(Stream.runCollect(tasks.streamMoaResponse({ payload })))
      ]
      for (const reason of yield* Effect.all(calls)) {
        assert.deepStrictEqual(reason._tag === "ProviderFailed" && [reason.status, reason.code], [
          429,
          "rate_limit_exceeded"
        ])
      }
      const stream = (mark: string) =>
        reasonOf(
          Stream.runCollect(
            tasks.streamMoaResponse({
              payload: { model: "echo", prompt: `${unique("mark")} [[${mark}]]`, responses: [] }
            })
          )
        )
      assert.strictEqual((yield* stream("error-frame"))._tag, "StreamFailed")
      assert.strictEqual((yield* stream("no-finish"))._tag, "Truncated")
      const text = yield* reasonOf(
        tasks.generateMoaResponse({ payload: { ...payload, prompt: `${unique("fail")} [[fail=503]]` } })
      )
      assert.strictEqual(text._tag, "ProviderFailed")
    })
  )

  it.live("know no model of this name", () =>
    Effect.gen(function* () {
      const { tasks } = yield* asAdmin
      const model = unique("model")
      const payload = { model, messages: messages("x"), prompt: "x", responses: [] }
      const calls: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(tasks.generateTitle({ payload })),
        reasonOf(tasks.generateFollowUps({ payload })),
        reasonOf(tasks.generateChatTags({ payload })),
        reasonOf(tasks.generateImagePrompt({ payload })),
        reasonOf(tasks.generateQueries({ payload })),
        reasonOf(tasks.generateAutocompletion({ payload })),
        reasonOf(tasks.generateEmoji({ payload })),
        reasonOf(tasks.generateMoaResponse({ payload })),
        reasonOf(Stream.runCollect(tasks.streamMoaResponse({ payload })))
      ]
      for (const reason of yield* Effect.all(calls)) assert.strictEqual(reason._tag, "NotFound")
    })
  )

  it.live("are refused for a model that the account may not use", () =>
    Effect.gen(function* () {
      yield* asAdmin
      const { tasks } = yield* clientOf((yield* freshUser()).token)
      const payload = { model: "echo", messages: messages("x"), prompt: "x", responses: [] }
      const reasons = yield* Effect.all({
        title: reasonOf(tasks.generateTitle({ payload })),
        followUps: reasonOf(tasks.generateFollowUps({ payload })),
        tags: reasonOf(tasks.generateChatTags({ payload })),
        image: reasonOf(tasks.generateImagePrompt({ payload })),
        queries: reasonOf(tasks.generateQueries({ payload })),
        auto: reasonOf(tasks.generateAutocompletion({ payload })),
        emoji: reasonOf(tasks.generateEmoji({ payload })),
        moa: reasonOf(tasks.generateMoaResponse({ payload }))
      })
      const tags = Object.fromEntries(Object.entries(reasons).map(([name, reason]) => [name, reason._tag]))
      assert.deepStrictEqual(tags, {
        title: "Invalid",
        followUps: "Invalid",
        tags: "ServerFailed",
        image: "Invalid",
        queries: "NotFound",
        auto: "ServerFailed",
        emoji: "NotFound",
        moa: "NotFound"
      })
    })
  )
})

describe("the settings for tasks", () => {
  it.live("switch tasks off, which is said in three ways", () =>
    Effect.gen(function* () {
      const owui = yield* asAdmin
      const payload = { model: "echo", messages: messages("x"), prompt: "too long" }
      yield* withSettings(
        owui,
        {
          ENABLE_TITLE_GENERATION: false,
          ENABLE_FOLLOW_UP_GENERATION: false,
          ENABLE_TAGS_GENERATION: false,
          ENABLE_SEARCH_QUERY_GENERATION: false,
          ENABLE_RETRIEVAL_QUERY_GENERATION: false,
          ENABLE_AUTOCOMPLETE_GENERATION: false
        },
        () =>
          Effect.gen(function* () {
            for (const answer of [
              yield* owui.tasks.generateTitle({ payload }),
              yield* owui.tasks.generateFollowUps({ payload }),
              yield* owui.tasks.generateChatTags({ payload })
            ]) {
              assert.match("detail" in answer ? answer.detail : "", / is disabled$/)
            }
            const calls: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
              reasonOf(owui.tasks.generateQueries({ payload: { ...payload, type: "web_search" } })),
              reasonOf(owui.tasks.generateQueries({ payload: { ...payload, type: "retrieval" } })),
              reasonOf(owui.tasks.generateAutocompletion({ payload }))
            ]
            for (const reason of yield* Effect.all(calls)) assert.strictEqual(reason._tag, "FeatureDisabled")
            // Without a type no switch is looked at.
            assert.strictEqual((yield* owui.tasks.generateQueries({ payload })).object, "chat.completion")
          })
      )
    })
  )

  it.live("choose another model, its parameters and prompts", () =>
    Effect.gen(function* () {
      const owui = yield* asAdmin
      const word = unique("template")
      yield* withSettings(
        owui,
        {
          TASK_MODEL_EXTERNAL: "echo-slow",
          TASK_MODEL_PARAMS: { temperature: 0.125 },
          TITLE_GENERATION_PROMPT_TEMPLATE: `${word} {{prompt}}`,
          AUTOCOMPLETE_GENERATION_INPUT_MAX_LENGTH: 3,
          VOICE_MODE_PROMPT_TEMPLATE: null
        },
        (changed) =>
          Effect.gen(function* () {
            assert.deepStrictEqual(changed.TASK_MODEL_PARAMS, { temperature: 0.125 })
            assert.strictEqual(changed.VOICE_MODE_PROMPT_TEMPLATE, null)
            const title = yield* owui.tasks.generateTitle({ payload: { model: "echo", messages: messages("this") } })
            assert.strictEqual("choices" in title && completionText(title), `Echo: ${word} this`)
            const [asked] = yield* providerRequests(word)
            assert.strictEqual(JSON.stringify(asked).includes("echo-slow"), true)
            assert.strictEqual(JSON.stringify(asked).includes("0.125"), true)
            const long = yield* reasonOf(
              owui.tasks.generateAutocompletion({ payload: { model: "echo", prompt: "long" } })
            )
            assert.strictEqual(long._tag, "Invalid")
          })
      )
    })
  )

  it.live("are read by every user, and changed by administrators only", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      const settings = yield* user.tasks.getTaskConfig()
      assert.strictEqual(settings.ENABLE_TITLE_GENERATION, true)
      assert.strictEqual((yield* reasonOf(user.tasks.updateTaskConfig({ payload: settings })))._tag, "Forbidden")
      const { tasks } = yield* clientOf(undefined)
      const payload = { model: "echo", messages: messages("x"), prompt: "x", responses: [] }
      const calls: ReadonlyArray<Effect.Effect<Reason, unknown>> = [
        reasonOf(tasks.getTaskConfig()),
        reasonOf(tasks.updateTaskConfig({ payload: settings })),
        reasonOf(tasks.generateTitle({ payload })),
        reasonOf(tasks.generateMoaResponse({ payload })),
        reasonOf(Stream.runCollect(tasks.streamMoaResponse({ payload })))
      ]
      for (const reason of yield* Effect.all(calls)) assert.strictEqual(reason._tag, "Unauthenticated")
    })
  )
})
