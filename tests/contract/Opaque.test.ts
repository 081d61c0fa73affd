/** Where the types give up: each such place is one where a third party decides, and says so in `refs/opaque.json`. */
import { assert, describe, it } from "vitest"
import { listed, places, unexplained, unneeded } from "./opaque.ts"

describe("opaque places", () => {
  const entries = listed()

  it("are found in models, answers, payloads and elements", () => {
    // One of each kind, so that what follows does not hold for want of places.
    for (const place of [
      "models/Chats.ts: ChatParams.custom_params",
      "models/Pipelines.ts: PipelineValves",
      "routers/Openai.ts: proxyPost answer",
      "routers/Openai.ts: proxyPost payload",
      "routers/Openai.ts: streamProxyPost answer"
    ]) {
      assert.include(places, place)
    }
    // Models keep the keys that they do not know, which makes none of them opaque.
    assert.notInclude(places, "models/Chats.ts: ChatResponse")
  })

  it("are all explained", () => {
    assert.deepStrictEqual(unexplained(entries), [])
  })

  it("are each explained once, in order, and nothing else is", () => {
    assert.deepStrictEqual(
      unneeded(entries).map(({ place }) => place),
      []
    )
    const named = entries.map(({ place }) => place)
    assert.deepStrictEqual(named, [...new Set(named)].sort())
    for (const { place, reason } of entries) assert.isAbove(reason.length, 10, place)
  })

  it("would be missed without an entry, and an entry without a place", () => {
    const place = "routers/Openai.ts: proxyPost answer"
    assert.include(unexplained(entries.filter((entry) => entry.place !== place)), place)
    assert.deepStrictEqual(unneeded([{ place: "models/Chats.ts: NoSuchModel.field", reason: "none" }]).length, 1)
  })
})
