import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../../src/internal/Model.ts"

class Inner extends Model<Inner>()({ n: Schema.Int }) {}
class Outer extends Model<Outer>()({
  id: Schema.String,
  inner: Inner,
  list: Schema.optional(Schema.Array(Inner)),
  at: Schema.optional(Schema.BigInt),
  kind: Schema.optional(openLiterals(["a", "b"]))
}) {}
class Longer extends Model<Longer>()({ ...Outer.fields, more: Schema.Boolean }) {}

const decode = Schema.decodeUnknownSync(Outer)
const encode = Schema.encodeUnknownSync(Outer)

describe("a model", () => {
  const full = {
    id: "x",
    inner: { n: 1, newer: { deep: [null] } },
    list: [{ n: 2, "odd key": 1n }],
    at: 5n,
    kind: "c",
    newer: [1, { x: undefined }]
  }

  it("keeps keys that it does not know, at every depth, decoding and encoding", () => {
    assert.deepStrictEqual<unknown>(decode(full), full)
    assert.deepStrictEqual<unknown>(encode(full), full)
    assert.isTrue(Schema.is(Outer)(full))
  })

  it("refuses known keys that are missing or of another kind, whatever else is there", () => {
    for (const wrong of [
      { ...full, id: 5 },
      { ...full, inner: { n: "1" } },
      { ...full, list: [{}] },
      { inner: { n: 1 } }
    ]) {
      assert.throws(() => decode(wrong))
      assert.throws(() => encode(wrong))
      assert.isFalse(Schema.is(Outer)(wrong))
    }
    for (const wrong of [null, [], "x", 5, undefined]) assert.throws(() => decode(wrong))
  })

  it("takes plain objects, and leaves what is absent absent", () => {
    assert.deepStrictEqual<unknown>(decode({ id: "x", inner: { n: 1 } }), { id: "x", inner: { n: 1 } })
    assert.deepStrictEqual<unknown>(encode({ id: "x", inner: { n: 1 } }), { id: "x", inner: { n: 1 } })
  })

  it("hands its fields on to another model", () => {
    assert.deepStrictEqual(Object.keys(Longer.fields), ["id", "inner", "list", "at", "kind", "more"])
    const value = { ...full, more: true }
    assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(Longer)(value), value)
    assert.throws(() => Schema.decodeUnknownSync(Longer)(full))
  })

  it("takes a key that objects have of themselves as any other", () => {
    const odd = JSON.parse('{"id":"x","inner":{"n":1},"toString":1,"constructor":{"a":1},"__proto__":{"b":1}}')
    const decoded = decode(odd)
    assert.deepStrictEqual(Object.keys(decoded).sort(), ["__proto__", "constructor", "id", "inner", "toString"])
    assert.strictEqual(Object.getPrototypeOf(decoded), Object.prototype)
  })
})

describe("an open set of words", () => {
  it("takes any word and nothing else", () => {
    const is = Schema.is(openLiterals(["a", "b"]))
    assert.deepStrictEqual([is("a"), is("newer"), is(""), is(5), is(null)], [true, true, true, false, false])
  })
})
