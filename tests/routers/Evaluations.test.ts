import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { RatingData } from "../../src/models/Feedbacks.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, asAdmin, asNobody, clientOf, reasonOf, tagsOf } from "../support/clients.ts"
import { freshUser, unique } from "../support/TestServer.ts"

/** An account without feedbacks, and its client. */
const someone = Effect.gen(function* () {
  const user = yield* freshUser()
  return { user, owui: yield* clientOf(user.token) }
})

const rate = (owui: OpenWebUIService, data: RatingData) =>
  owui.evaluations.createFeedback({ payload: { type: "rating", data } })

const forAdministrators = (owui: OpenWebUIService) => ({
  getLeaderboard: owui.evaluations.getLeaderboard(),
  getModelHistory: owui.evaluations.getModelHistory({ params: { model_id: "x" } }),
  getConfig: owui.evaluations.getConfig(),
  updateConfig: owui.evaluations.updateConfig({ payload: {} }),
  getFeedbackModelIds: owui.evaluations.getFeedbackModelIds(),
  getAllFeedbackIds: owui.evaluations.getAllFeedbackIds(),
  deleteAllFeedbacks: owui.evaluations.deleteAllFeedbacks(),
  exportAllFeedbacks: owui.evaluations.exportAllFeedbacks(),
  getFeedbacks: owui.evaluations.getFeedbacks()
})

const forAll = (owui: OpenWebUIService) => {
  const params = { id: "none" }
  const payload = { type: "rating" }
  return {
    getUserFeedbacks: owui.evaluations.getUserFeedbacks(),
    deleteFeedbacks: owui.evaluations.deleteFeedbacks(),
    createFeedback: owui.evaluations.createFeedback({ payload }),
    getFeedbackById: owui.evaluations.getFeedbackById({ params }),
    updateFeedbackById: owui.evaluations.updateFeedbackById({ params, payload }),
    deleteFeedbackById: owui.evaluations.deleteFeedbackById({ params })
  }
}

describe("feedback", () => {
  it.live("is given, read, changed and deleted", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* someone
      const model_id = unique("model")
      const data = {
        rating: 1,
        model_id,
        sibling_model_ids: ["other"],
        reason: "accurate",
        comment: "Good.",
        tags: ["tea"],
        details: { rating: 9 }
      }
      const meta = { arena: false, chat_id: "chat", message_id: "message", message_index: 1, model_id }
      const snapshot = { chat: { id: "chat", title: "About tea" } }
      const given = yield* owui.evaluations.createFeedback({ payload: { type: "rating", data, meta, snapshot } })
      assert.strictEqual(given.user_id, user.id)
      assert.strictEqual(given.version, 0)
      assert.deepStrictEqual(given.data, data)
      assert.deepStrictEqual(given.meta, meta)
      assert.deepStrictEqual(given.snapshot, snapshot)
      const params = { id: given.id }
      assert.deepStrictEqual(yield* owui.evaluations.getFeedbackById({ params }), given)

      const changed = yield* owui.evaluations.updateFeedbackById({
        params,
        payload: { type: "another", data: { rating: -1 } }
      })
      assert.strictEqual(changed.type, "rating")
      // Replaced as a whole; what was not given stays as a whole.
      assert.strictEqual(changed.data?.rating, -1)
      assert.isNull(changed.data?.model_id)
      assert.deepStrictEqual(changed.meta, meta)

      assert.isTrue(yield* owui.evaluations.deleteFeedbackById({ params }))
      const calls = {
        getFeedbackById: owui.evaluations.getFeedbackById({ params }),
        updateFeedbackById: owui.evaluations.updateFeedbackById({ params, payload: { type: "rating" } }),
        deleteFeedbackById: owui.evaluations.deleteFeedbackById({ params })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("of another account is not there, except for administrators", () =>
    Effect.gen(function* () {
      const admin = yield* OpenWebUI
      const { owui } = yield* someone
      const other = yield* someone
      const { id } = yield* rate(owui, { rating: 1 })
      const params = { id }
      const calls = {
        getFeedbackById: other.owui.evaluations.getFeedbackById({ params }),
        updateFeedbackById: other.owui.evaluations.updateFeedbackById({ params, payload: { type: "rating" } }),
        deleteFeedbackById: other.owui.evaluations.deleteFeedbackById({ params })
      }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
      assert.strictEqual((yield* admin.evaluations.getFeedbackById({ params })).id, id)
      const payload = { type: "rating", data: { rating: "-1", comment: "Changed" } }
      const changed = yield* admin.evaluations.updateFeedbackById({ params, payload })
      assert.strictEqual(changed.data?.rating, "-1")
      assert.isTrue(yield* admin.evaluations.deleteFeedbackById({ params }))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is listed to the account page by page, and deleted all at once", () =>
    Effect.gen(function* () {
      const { owui, user } = yield* someone
      yield* rate(owui, { rating: 1, comment: "one" })
      yield* rate(owui, { rating: -1, comment: "two" })
      const { items, total } = yield* owui.evaluations.getUserFeedbacks()
      assert.strictEqual(total, 2)
      assert.deepStrictEqual(items.map(({ data }) => data?.comment).sort(), ["one", "two"])
      assert.strictEqual(items[0]?.user?.email, user.email)
      assert.notProperty(items[0], "snapshot")
      assert.deepStrictEqual(yield* owui.evaluations.getUserFeedbacks({ query: { page: 2 } }), { items: [], total: 2 })
      assert.isTrue(yield* owui.evaluations.deleteFeedbacks())
      assert.isFalse(yield* owui.evaluations.deleteFeedbacks())
      assert.strictEqual((yield* owui.evaluations.getUserFeedbacks()).total, 0)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("of all accounts is listed, exported and counted for administrators", () =>
    Effect.gen(function* () {
      const admin = yield* OpenWebUI
      const { owui, user } = yield* someone
      const model_id = unique("provider/model")
      const good = yield* rate(owui, { rating: 1, model_id })
      const bad = yield* rate(owui, { rating: -1, model_id })
      assert.include(yield* admin.evaluations.getFeedbackModelIds(), model_id)
      const ids = yield* admin.evaluations.getAllFeedbackIds()
      assert.deepStrictEqual(
        ids.find(({ id }) => id === good.id),
        { id: good.id, user_id: user.id, created_at: good.created_at, updated_at: good.updated_at }
      )
      const listed = (direction: string) =>
        Effect.map(
          admin.evaluations.getFeedbacks({ query: { model_id, order_by: "rating", direction } }),
          ({ items, total }) => {
            assert.strictEqual(total, 2)
            return items.map(({ id }) => id)
          }
        )
      assert.deepStrictEqual(yield* listed("desc"), [good.id, bad.id])
      assert.deepStrictEqual(yield* listed("asc"), [bad.id, good.id])
      const exported = yield* admin.evaluations.exportAllFeedbacks({ query: { model_id } })
      assert.deepStrictEqual(exported.map(({ id }) => id).sort(), [good.id, bad.id].sort())
      assert.deepStrictEqual(yield* admin.evaluations.exportAllFeedbacks({ query: { model_id: "none" } }), [])

      const { history, model_id: asked } = yield* admin.evaluations.getModelHistory({
        params: { model_id },
        query: { days: 2 }
      })
      assert.strictEqual(asked, model_id)
      assert.strictEqual(history.length, 2)
      assert.strictEqual(
        history.reduce((sum, { won }) => sum + won, 0),
        1
      )
      assert.strictEqual(
        history.reduce((sum, { lost }) => sum + lost, 0),
        1
      )
      assert.match(history[0]?.date ?? "", /^\d{4}-\d\d-\d\d$/)
      const unknown = yield* admin.evaluations.getModelHistory({ params: { model_id: "none" }, query: { days: 0 } })
      assert.deepStrictEqual(unknown, { model_id: "none", history: [] })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("makes the leaderboard, where it compares models", () =>
    Effect.gen(function* () {
      const admin = yield* OpenWebUI
      const { owui } = yield* someone
      const [winner, loser, alone] = [unique("winner"), unique("loser"), unique("alone")]
      yield* rate(owui, { rating: 1, model_id: winner, sibling_model_ids: [loser], tags: ["tea", "cake"] })
      yield* rate(owui, { rating: "1", model_id: winner, sibling_model_ids: [loser], tags: ["tea"] })
      yield* rate(owui, { rating: 1, model_id: alone })
      const { entries } = yield* admin.evaluations.getLeaderboard()
      const of = (model: string) => entries.find(({ model_id }) => model_id === model)
      assert.deepStrictEqual(of(winner), {
        model_id: winner,
        rating: 1031,
        won: 2,
        lost: 0,
        count: 2,
        top_tags: [
          { tag: "tea", count: 2 },
          { tag: "cake", count: 1 }
        ]
      })
      assert.strictEqual(of(loser)?.rating, 969)
      assert.strictEqual(of(loser)?.lost, 2)
      assert.isUndefined(of(alone))
      assert.deepStrictEqual(
        entries.map(({ rating }) => rating),
        entries.map(({ rating }) => rating).toSorted((a, b) => b - a)
      )
      const asked = yield* admin.evaluations.getLeaderboard({ query: { query: "tea" } })
      assert.isDefined(asked.entries.find(({ model_id }) => model_id === winner))
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is for accounts, and some operations for administrators", () =>
    Effect.gen(function* () {
      const nobody = yield* OpenWebUI
      const { owui } = yield* someone
      const calls = { ...forAll(nobody), ...forAdministrators(nobody) }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "Unauthenticated"))
      const refused = forAdministrators(owui)
      assert.deepStrictEqual(yield* tagsOf(refused), allOf(refused, "Forbidden"))
    }).pipe(Effect.provide(asNobody))
  )

  it.live("is refused without a type, and before it is sent where the rating is none", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const reason = yield* reasonOf(rate(owui, { rating: 1.5 }))
      if (reason._tag !== "Invalid") return assert.fail(reason._tag)
      assert.isUndefined(reason.status)
      assert.deepStrictEqual(reason.issues[0]?.path.slice(0, 3), ["payload", "data", "rating"])
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("the arena", () => {
  it.live("is set up with models of its own, and switched off again", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.evaluations.getConfig()
      const id = unique("arena")
      const arena = {
        id,
        name: "Arena",
        meta: {
          profile_image_url: "/favicon.png",
          description: "One of them",
          model_ids: ["echo", "echo-slow"],
          filter_mode: "include",
          access_grants: []
        }
      }
      yield* Effect.ensuring(
        Effect.gen(function* () {
          const set = yield* owui.evaluations.updateConfig({
            payload: { ENABLE_EVALUATION_ARENA_MODELS: true, EVALUATION_ARENA_MODELS: [arena] }
          })
          assert.deepStrictEqual(set, { ENABLE_EVALUATION_ARENA_MODELS: true, EVALUATION_ARENA_MODELS: [arena] })
          // What is not said stays.
          const off = yield* owui.evaluations.updateConfig({ payload: { ENABLE_EVALUATION_ARENA_MODELS: false } })
          assert.deepStrictEqual(off, { ENABLE_EVALUATION_ARENA_MODELS: false, EVALUATION_ARENA_MODELS: [arena] })
          assert.deepStrictEqual(yield* owui.evaluations.getConfig(), off)
        }),
        Effect.orDie(owui.evaluations.updateConfig({ payload: before }))
      )
      assert.deepStrictEqual(yield* owui.evaluations.getConfig(), before)
    }).pipe(Effect.provide(asAdmin))
  )
})
