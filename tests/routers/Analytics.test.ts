import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, asAdmin, asNobody, clientOf, reasonOf, tagsOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"

const day = 86_400

/** An account with one chat, in which a model of its own answered twice, an hour ago and now. */
const used = Effect.gen(function* () {
  const user = yield* freshUser()
  const theirs = yield* clientOf(user.token)
  const model_id = unique("provider/model")
  const title = unique("a chat")
  const now = Math.floor(Date.now() / 1000)
  const message = (id: string, parentId: string | null, childrenIds: ReadonlyArray<string>, timestamp: number) => ({
    id,
    parentId,
    childrenIds,
    timestamp
  })
  const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }
  const chat = yield* theirs.chats.createNewChat({
    payload: {
      chat: {
        title,
        models: [model_id],
        history: {
          currentId: "a2",
          messages: {
            u1: { ...message("u1", null, ["a1"], now - 3600), role: "user", content: "Tea?", models: [model_id] },
            a1: {
              ...message("a1", "u1", ["u2"], now - 3600),
              role: "assistant",
              content: "Yes.",
              model: model_id,
              usage
            },
            u2: { ...message("u2", "a1", ["a2"], now), role: "user", content: "Cake?", models: [model_id] },
            a2: { ...message("a2", "u2", [], now), role: "assistant", content: "No.", model: model_id }
          }
        }
      }
    }
  })
  if (chat === null) return assert.fail("expected a chat")
  return { user, theirs, model_id, title, now, chat_id: chat.id }
})

/** Everything that is for administrators: all of it. */
const operations = (owui: OpenWebUIService): Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>> => ({
  getModelAnalytics: owui.analytics.getModelAnalytics(),
  getUserAnalytics: owui.analytics.getUserAnalytics(),
  getMessages: owui.analytics.getMessages(),
  getSummary: owui.analytics.getSummary(),
  getDailyStats: owui.analytics.getDailyStats(),
  getTokenUsage: owui.analytics.getTokenUsage(),
  getModelChats: owui.analytics.getModelChats({ params: { model_id: "x" } }),
  getModelOverview: owui.analytics.getModelOverview({ params: { model_id: "x" } })
})

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)

describe("analytics", () => {
  it.live("count answers, tokens, chats and accounts", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { chat_id, model_id, now, title, user } = yield* used
      const query = { start_date: now - 2 * 3600, end_date: now + 60 }

      const { models } = yield* owui.analytics.getModelAnalytics({ query })
      assert.deepStrictEqual(
        models.find((entry) => entry.model_id === model_id),
        { model_id, count: 2, unique_users: 1, unique_chats: 1 }
      )
      const { users } = yield* owui.analytics.getUserAnalytics({ query: { ...query, limit: 1000, metric: "tokens" } })
      assert.deepStrictEqual(
        users.find(({ user_id }) => user_id === user.id),
        {
          user_id: user.id,
          name: user.name,
          email: user.email,
          count: 2,
          input_tokens: 3,
          output_tokens: 4,
          total_tokens: 7
        }
      )
      assert.strictEqual((yield* owui.analytics.getUserAnalytics({ query: { limit: 1 } })).users.length, 1)
      const tokens = yield* owui.analytics.getTokenUsage({ query })
      assert.deepStrictEqual(
        tokens.models.find((entry) => entry.model_id === model_id),
        // The answer without a token count is counted too.
        { model_id, input_tokens: 3, output_tokens: 4, total_tokens: 7, message_count: 2 }
      )
      assert.strictEqual(tokens.total_tokens, tokens.total_input_tokens + tokens.total_output_tokens)
      assert.strictEqual(tokens.total_tokens, sum(tokens.models.map(({ total_tokens }) => total_tokens)))

      const summary = yield* owui.analytics.getSummary({ query })
      assert.isAtLeast(summary.total_messages, 2)
      assert.isAtLeast(summary.total_chats, 1)
      assert.isAtLeast(summary.total_models, 1)
      assert.isAtLeast(summary.total_users, 1)
      const nothing = { total_messages: 0, total_chats: 0, total_models: 0, total_users: 0 }
      assert.deepStrictEqual(yield* owui.analytics.getSummary({ query: { start_date: now + day } }), nothing)
      assert.deepStrictEqual(yield* owui.analytics.getSummary({ query: { group_id: "none" } }), nothing)

      const { chats, total } = yield* owui.analytics.getModelChats({ params: { model_id }, query })
      assert.strictEqual(total, 1)
      assert.strictEqual(chats[0]?.chat_id, chat_id)
      assert.strictEqual(chats[0]?.user_name, user.name)
      // It is called the first message, and is the title.
      assert.strictEqual(chats[0]?.first_message, title)
      assert.deepStrictEqual(yield* owui.analytics.getModelChats({ params: { model_id: "none" } }), {
        chats: [],
        total: 0
      })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("count by group", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { model_id, user } = yield* used
      const group = yield* owui.groups.createNewGroup({ payload: { name: unique("group"), description: "" } })
      if (group === null) return assert.fail("expected a group")
      yield* owui.groups.addUserToGroup({ params: { id: group.id }, payload: { user_ids: [user.id] } })
      const query = { group_id: group.id }
      assert.deepStrictEqual((yield* owui.analytics.getModelAnalytics({ query })).models, [
        { model_id, count: 2, unique_users: 1, unique_chats: 1 }
      ])
      assert.deepStrictEqual(yield* owui.analytics.getSummary({ query }), {
        total_messages: 2,
        total_chats: 1,
        total_models: 1,
        total_users: 1
      })
      const { data } = yield* owui.analytics.getDailyStats({ query: { ...query, metric: "tokens" } })
      assert.strictEqual(sum(data.map(({ models }) => models[model_id] ?? 0)), 7)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("list the messages of a chat, a model or an account", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { chat_id, model_id, now, user } = yield* used
      const ids = (query: Parameters<typeof owui.analytics.getMessages>[0]) =>
        Effect.map(owui.analytics.getMessages(query), (messages) =>
          messages.map(({ id }) => id.slice(chat_id.length + 1))
        )
      const ofChat = yield* owui.analytics.getMessages({ query: { chat_id, limit: 1 } })
      assert.strictEqual(ofChat.length, 4)
      const answer = ofChat.find(({ id }) => id === `${chat_id}-a1`)
      assert.strictEqual(answer?.content, "Yes.")
      assert.strictEqual(answer?.role, "assistant")
      assert.strictEqual(answer?.model_id, model_id)
      assert.strictEqual(answer?.parent_id, "u1")
      assert.strictEqual(answer?.created_at, now - 3600)
      assert.strictEqual(answer?.usage?.input_tokens, 3)
      assert.deepStrictEqual(yield* ids({ query: { model_id } }), ["a2", "a1"])
      assert.deepStrictEqual(yield* ids({ query: { model_id, end_date: now - 60 } }), ["a1"])
      assert.deepStrictEqual(yield* ids({ query: { model_id, skip: 1, limit: 1 } }), ["a1"])
      assert.deepStrictEqual((yield* ids({ query: { user_id: user.id } })).sort(), ["a1", "a2", "u1", "u2"])
      assert.deepStrictEqual(yield* ids({}), [])
      const tooMany = yield* reasonOf(owui.analytics.getMessages({ query: { limit: 101 } }))
      assert.strictEqual(tooMany._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("count by interval, and compare with the time before", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { model_id, now } = yield* used
      const query = { start_date: now - 1800, end_date: now + 1800 }
      const of = (data: ReadonlyArray<{ readonly models: Readonly<Record<string, number>> }>) =>
        sum(data.map(({ models }) => models[model_id] ?? 0))
      const short = yield* owui.analytics.getDailyStats({ query: { ...query, granularity: "10m" } })
      assert.strictEqual(of(short.data), 1)
      // The intervals without any answer are there too.
      assert.isAtLeast(short.data.length, 6)
      assert.match(short.data[0]?.date ?? "", /^\d{4}-\d\d-\d\d \d\d:\d0$/)
      assert.isNull(short.data[0]?.previous)
      const compared = yield* owui.analytics.getDailyStats({
        query: { ...query, granularity: "hourly", compare: true }
      })
      assert.strictEqual(of(compared.data), 1)
      assert.strictEqual(of(compared.data.flatMap(({ previous }) => previous ?? [])), 1)
      assert.match(compared.data[0]?.start ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
      const unbounded = yield* reasonOf(owui.analytics.getDailyStats({ query: { compare: true } }))
      assert.strictEqual(unbounded._tag, "Invalid")
      const daily = yield* owui.analytics.getDailyStats()
      assert.strictEqual(of(daily.data), 2)
      assert.match(daily.data[0]?.date ?? "", /^\d{4}-\d\d-\d\d$/)
      const unknown = yield* reasonOf(owui.analytics.getDailyStats({ query: { granularity: "yearly" } }))
      if (unknown._tag !== "Invalid") return assert.fail(unknown._tag)
      assert.deepStrictEqual(unknown.issues[0]?.path, ["query", "granularity"])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("tell of a model's feedback and of the tags of its chats", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { chat_id, model_id, theirs } = yield* used
      const tag = unique("tag")
      yield* theirs.chats.addTagByIdAndTagName({ params: { id: chat_id }, payload: { name: tag } })
      const { id } = yield* theirs.evaluations.createFeedback({
        payload: { type: "rating", data: { rating: 1, model_id } }
      })
      const params = { model_id }
      const { history, tags } = yield* owui.analytics.getModelOverview({ params, query: { days: 1 } })
      assert.strictEqual(history.length, 2)
      assert.strictEqual(sum(history.map(({ won = 0 }) => won)), 1)
      assert.deepStrictEqual(tags, [{ tag: tag.replaceAll(" ", "_").toLowerCase(), count: 1 }])
      assert.strictEqual((yield* owui.analytics.getModelOverview({ params })).history.length, 31)
      const always = yield* owui.analytics.getModelOverview({ params, query: { days: 0 } })
      assert.strictEqual(sum(always.history.map(({ won = 0 }) => won)), 1)
      const unknown = yield* owui.analytics.getModelOverview({ params: { model_id: "none" }, query: { days: 0 } })
      assert.deepStrictEqual(unknown, { history: [], tags: [] })
      yield* theirs.evaluations.deleteFeedbackById({ params: { id } })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are for administrators", () =>
    Effect.gen(function* () {
      const nobody = yield* OpenWebUI
      const theirs = yield* Effect.flatMap(freshUser(), ({ token }) => clientOf(token))
      const calls = operations(nobody)
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Unauthenticated"))
      assert.deepStrictEqual(yield* tagsOf(operations(theirs)), allOf(calls, "Forbidden"))
    }).pipe(Effect.provide(asNobody))
  )
})
