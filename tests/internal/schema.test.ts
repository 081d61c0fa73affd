import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Model } from "../../src/internal/Model.ts"
import { closed, decoder, encoder } from "../../src/internal/schema.ts"
import { EpochNanos } from "../../src/models/Time.ts"

class Item extends Model<Item>()({ name: Schema.String, at: Schema.optional(EpochNanos) }) {}
class Plain extends Model<Plain>()({ name: Schema.String, size: Schema.optional(Schema.NullOr(Schema.Int)) }) {}

describe("a decoder", () => {
  it("gives the very value where decoding changes nothing, and a new one where it does", () => {
    const plain = { name: "x", size: null, newer: 1 }
    const outcome = decoder(Plain)(plain)
    assert.strictEqual(outcome._tag === "Success" && outcome.value, plain)
    const changed = decoder(Schema.Array(Item))([{ name: "x", at: 0, newer: 1 }])
    assert.deepStrictEqual<unknown>(changed, { _tag: "Success", value: [{ name: "x", at: 0n, newer: 1 }] })
  })

  it("names every problem with its place, and no value, since that may be a secret", () => {
    const secret = "pa55word"
    const outcome = decoder(Schema.Array(Plain))([
      { name: "x" },
      { size: secret },
      { name: [secret], size: 1.5 },
      secret
    ])
    assert.strictEqual(outcome._tag, "Failure")
    if (outcome._tag !== "Failure") return
    assert.deepStrictEqual(
      outcome.issues.map(({ path }) => path.join(".")),
      ["1.name", "1.size", "2.name", "2.size", "3"]
    )
    assert.notInclude(JSON.stringify(outcome), secret)
    for (const { message } of outcome.issues) assert.notStrictEqual(message, "")
  })

  it("asks a check of the whole about keys that are not stated, too", () => {
    const noToken = Plain.check(Schema.makeFilter((value) => !("token" in value)))
    assert.strictEqual(decoder(noToken)({ name: "x", other: 1 })._tag, "Success")
    assert.strictEqual(decoder(noToken)({ name: "x", token: "t" })._tag, "Failure")
  })

  it("says once what several members of a union have in common", () => {
    const either = Schema.Union([Schema.Struct({ a: Schema.Int, b: Schema.Int }), Schema.Struct({ a: Schema.Int })])
    const outcome = decoder(either)({ a: "x" })
    const said =
      outcome._tag === "Failure" ? outcome.issues.map(({ message, path }) => `${path.join(".")} ${message}`) : []
    assert.isAbove(said.length, 0)
    assert.strictEqual(new Set(said).size, said.length)
  })

  it("does not fail with an exception, whatever it is given", () => {
    const circular: Record<string, unknown> = {}
    circular.name = circular
    for (const value of [undefined, null, Number.NaN, Symbol("x"), () => 1, circular, Object.create(null)]) {
      assert.strictEqual(decoder(Plain)(value)._tag, "Failure")
    }
  })

  it("looks at a union member by member", () => {
    const decode = decoder(Schema.Union([Schema.String, Schema.Array(Plain), Schema.Null]))
    for (const value of ["x", [{ name: "y" }], null]) assert.strictEqual(decode(value)._tag, "Success")
    for (const value of [5, [{}], {}]) assert.strictEqual(decode(value)._tag, "Failure")
  })
})

describe("an encoder", () => {
  it("writes what the server reads, keeps unknown keys, and names what does not fit without its value", () => {
    const encode = encoder(Item)
    assert.deepStrictEqual<unknown>(encode({ name: "x", at: 5n, newer: 1 }), {
      _tag: "Success",
      value: { name: "x", at: 5n, newer: 1 }
    })
    const wrong = encode({ name: { secret: "pa55word" }, at: "pa55word" })
    assert.strictEqual(wrong._tag, "Failure")
    assert.deepStrictEqual(wrong._tag === "Failure" && wrong.issues.map(({ path }) => path.join(".")), ["name", "at"])
    assert.notInclude(JSON.stringify(wrong), "pa55word")
  })
})

describe("a closed shape", () => {
  const fits = closed(
    Schema.Array(
      Schema.Struct({
        id: Schema.String,
        inner: Schema.Struct({ text: Schema.optional(Schema.NullOr(Schema.String)) }),
        list: Schema.optional(Schema.NullOr(Schema.Array(Schema.Struct({ n: Schema.Int }))))
      })
    )
  )

  it("takes what has its keys and no others, at every depth", () => {
    for (const value of [
      [],
      [{ id: "x", inner: {} }],
      [
        { id: "x", inner: { text: null }, list: null },
        { id: "y", inner: { text: "t" }, list: [{ n: 1 }, { n: 2 }] }
      ]
    ]) {
      assert.isTrue(fits(value), JSON.stringify(value))
    }
  })

  it("refuses another key, another kind and a missing key, wherever that is", () => {
    const good = { id: "x", inner: {} }
    for (const value of [
      [{ ...good, newer: undefined }],
      [good, { ...good, newer: 1 }],
      [{ ...good, inner: { text: "t", newer: 1 } }],
      [{ ...good, list: [{ n: 1 }, { n: 2, newer: 1 }] }],
      [{ ...good, id: 5 }],
      [{ inner: {} }],
      [{ id: "x" }],
      [{ ...good, toString: "x" }],
      [null],
      good,
      null,
      "x"
    ]) {
      assert.isFalse(fits(value), JSON.stringify(value))
    }
  })

  it("has one kind of object at each place, and says so where it is stated otherwise", () => {
    const one = Schema.Struct({ a: Schema.String })
    const other = Schema.Struct({ b: Schema.String })
    assert.throws(() => closed(Schema.Union([one, other])), /one kind of object/)
    assert.isTrue(closed(Schema.Union([one, Schema.String]))("x"))
    assert.isFalse(closed(Schema.Union([one, Schema.String]))({ a: "x", c: 1 }))
  })

  it("of scalars is just the check", () => {
    const fits = closed(Schema.Array(Schema.Int))
    assert.isTrue(fits([1, 2]))
    assert.isFalse(fits([1.5]))
  })
})
