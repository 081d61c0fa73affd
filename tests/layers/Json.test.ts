import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { Json, JsonObject, parse, stringify } from "../../src/layers/Json.ts"

// ---------------------------------------------------------------------------------------------------------------------
// A second parser, slow and plain, that is exact
// ---------------------------------------------------------------------------------------------------------------------

/** Reads JSON by hand: a number without fraction and exponent that a number cannot hold is a bigint. Takes valid texts. */
const naive = (text: string): unknown => {
  let at = 0
  const blank = () => {
    while (" \n\r\t".includes(text[at] ?? "x")) at++
  }
  const string = (): string => {
    const start = at++
    while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1
    at++
    return JSON.parse(text.slice(start, at)) as string
  }
  const list = (close: string, item: () => void) => {
    at++
    blank()
    while (text[at] !== close) {
      item()
      blank()
      if (text[at] === ",") at++
      blank()
    }
    at++
  }
  const value = (): unknown => {
    blank()
    const first = text[at]
    if (first === '"') return string()
    if (first === "[") {
      const items: Array<unknown> = []
      list("]", () => items.push(value()))
      return items
    }
    if (first === "{") {
      const entries: Array<[string, unknown]> = []
      list("}", () => {
        const key = string()
        blank()
        at++
        entries.push([key, value()])
      })
      return Object.fromEntries(entries)
    }
    const start = at
    while (at < text.length && !",]} \n\r\t".includes(text[at] ?? "")) at++
    const word = text.slice(start, at)
    if (word === "null") return null
    if (word === "true" || word === "false") return word === "true"
    const number = Number(word)
    return /[.eE]/.test(word) || Number.isSafeInteger(number) ? number : BigInt(word)
  }
  return value()
}

/** Writes a tree as text, with blanks here and there; a number is given as its digits. */
type Tree =
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "word"; readonly text: "null" | "true" | "false" }
  | { readonly kind: "array"; readonly blank: string; readonly items: ReadonlyArray<Tree> }
  | { readonly kind: "object"; readonly blank: string; readonly items: ReadonlyArray<readonly [string, Tree]> }

const write = (tree: Tree): string => {
  switch (tree.kind) {
    case "number":
    case "word":
      return tree.text
    case "string":
      return JSON.stringify(tree.text)
    case "array":
      return `[${tree.items.map((item) => tree.blank + write(item)).join(",")}${tree.blank}]`
    case "object":
      return `{${tree.items.map(([key, item]) => `${JSON.stringify(key)}:${tree.blank}${write(item)}`).join(",")}}`
  }
}

const digits = (pattern: RegExp) => Schema.String.check(Schema.isPattern(pattern))
const blank = Schema.Literals(["", " ", "\n  "])
const leaves = [
  Schema.Struct({ kind: Schema.Literal("number"), text: digits(/^-?[1-9][0-9]{0,28}$/) }),
  Schema.Struct({ kind: Schema.Literal("number"), text: digits(/^-?[1-9][0-9]{14,19}$/) }),
  Schema.Struct({
    kind: Schema.Literal("number"),
    text: digits(/^-?(0|[1-9][0-9]{0,18})\.[0-9]{1,20}(e[+-]?[0-9]{1,2})?$/)
  }),
  Schema.Struct({ kind: Schema.Literal("string"), text: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("string"), text: digits(/^[0-9]{16,24}$/) }),
  Schema.Struct({ kind: Schema.Literal("word"), text: Schema.Literals(["null", "true", "false"]) })
] as const
const deeper = <S extends Schema.ConstraintCodec<Tree, unknown>>(inner: S) =>
  Schema.Union([
    ...leaves,
    Schema.Struct({ kind: Schema.Literal("array"), blank, items: Schema.Array(inner) }),
    Schema.Struct({
      kind: Schema.Literal("object"),
      blank,
      // A key that is set twice, or that JavaScript sorts or treats apart, is not what this is about.
      items: Schema.Array(Schema.Tuple([digits(/^k[a-z0-9]{1,18}$/), inner]))
    })
  ])
const tree = deeper(deeper(deeper(Schema.Union(leaves))))

describe("parse", () => {
  it("keeps an integer of 19 digits exactly, at the top, in keys that nobody knows, in lists and negative", () => {
    assert.strictEqual(parse("1795252586020823319"), 1795252586020823319n)
    assert.deepStrictEqual(parse('{"meta":{"unknown":[1795252586020823319,-1795252586020823320]},"n":1}'), {
      meta: { unknown: [1795252586020823319n, -1795252586020823320n] },
      n: 1
    })
  })

  it("gives a number wherever a number is exact", () => {
    assert.strictEqual(parse("9007199254740991"), 9007199254740991)
    assert.strictEqual(parse("-9007199254740991"), -9007199254740991)
    assert.strictEqual(parse("9007199254740992"), 9007199254740992n)
    assert.strictEqual(parse("-9007199254740993"), -9007199254740993n)
    assert.deepStrictEqual(parse("[0,1795252586,1795252586020]"), [0, 1795252586, 1795252586020])
  })

  it("leaves strings alone that look like long integers", () => {
    assert.deepStrictEqual(
      parse('{"a":"1795252586020823319","1795252586020823319":"x","b":" 1795252586020823319, "}'),
      {
        a: "1795252586020823319",
        "1795252586020823319": "x",
        b: " 1795252586020823319, "
      }
    )
  })

  it("leaves fractions and exponents numbers, however many digits they have", () => {
    for (const text of ["0.12345678901234567", "12345678901234567.5", "12345678901234567890e3", "1.5e300", "-1e-20"]) {
      assert.strictEqual(parse(text), Number(text))
      assert.deepStrictEqual(parse(`{"logprob":${text},"at":1795252586020823319}`), {
        logprob: Number(text),
        at: 1795252586020823319n
      })
    }
  })

  it("throws SyntaxError for what is no JSON, with and without a long integer in it", () => {
    assert.throws(() => parse("{"), SyntaxError)
    assert.throws(() => parse('{"a":1795252586020823319'), SyntaxError)
    assert.throws(() => parse(""), SyntaxError)
  })

  it("finds a long integer wherever it stands", () => {
    for (let length = 16; length <= 40; length++) {
      const word = "9".repeat(length)
      for (let before = 0; before < 50; before++) {
        for (const sign of ["", "-"]) {
          const text = `[${" ".repeat(before)}${sign}${word}]`
          assert.deepStrictEqual(parse(text), [BigInt(sign + word)], text)
        }
      }
    }
  })

  it.prop(
    "finds a long integer at any place among digits, fractions and texts",
    {
      integer: digits(/^-?[1-9][0-9]{15,30}$/).check(
        Schema.makeFilter((text: string) => !Number.isSafeInteger(Number(text)))
      ),
      before: Schema.Array(Schema.Union([Schema.Finite, digits(/^[0-9.]{0,40}$/)])),
      after: Schema.Array(Schema.Union([Schema.Finite, Schema.String]))
    },
    ({ after, before, integer }) => {
      const text = `[${[...before.map((one) => JSON.stringify(one)), integer, ...after.map((one) => JSON.stringify(one))].join(",")}]`
      const values = parse(text)
      assert.isTrue(Array.isArray(values) && values[before.length] === BigInt(integer), text)
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "gives what a plain exact parser gives",
    { tree: Arbitrary.schema(tree) },
    ({ tree }) => {
      const text = write(tree)
      assert.deepStrictEqual(parse(text), naive(text), text)
    },
    { arbitrary: { runs: 500 } }
  )

  it("takes a million decimals in its stride", () => {
    const text = `{"pi":"3.${"1415926535".repeat(200_000)}","at":1795252586020823319}`
    assert.deepStrictEqual(parse(text), { pi: `3.${"1415926535".repeat(200_000)}`, at: 1795252586020823319n })
  })
})

describe("stringify", () => {
  it("writes a bigint as an integer, at any depth", () => {
    assert.strictEqual(stringify(1795252586020823319n), "1795252586020823319")
    assert.strictEqual(
      stringify({ a: [{ b: -1795252586020823319n }], c: "1n" }),
      '{"a":[{"b":-1795252586020823319}],"c":"1n"}'
    )
  })

  it("writes everything else as JSON.stringify does", () => {
    const value = {
      a: [1, 0.5, null, true, "x\u2028\ud83d\ude00"],
      b: undefined,
      c: { d: [undefined] },
      e: new Date(0)
    }
    assert.strictEqual(stringify(value), JSON.stringify(value))
    assert.strictEqual(stringify({ ...value, big: 1n }), JSON.stringify({ ...value, big: 1 }))
  })

  /** What a number comes back as: a large one that was a fraction is written as an integer, and zero without a sign. */
  const again = (value: unknown): unknown => {
    if (typeof value === "number") {
      const text = JSON.stringify(value)
      return /[.e]/.test(text) || Number.isSafeInteger(value) ? value + 0 : BigInt(text)
    }
    if (Array.isArray(value)) return value.map(again)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, again(child)]))
  }

  it.prop(
    "gives back what was parsed",
    { tree: Arbitrary.schema(tree) },
    ({ tree }) => {
      const value = parse(write(tree))
      const text = stringify(value)
      assert.deepStrictEqual(parse(text), again(value), text)
      assert.deepStrictEqual(naive(text), again(value), text)
    },
    { arbitrary: { runs: 500 } }
  )
})

describe("the schemas of JSON", () => {
  const isJson = Schema.is(Json)
  const isObject = Schema.is(JsonObject)

  it("take what JSON can hold, bigint included, and nothing else", () => {
    assert.isTrue(isJson({ a: [null, true, 1, 1n, "x", { b: {} }] }))
    assert.isTrue(isJson(Object.assign(Object.create(null), { a: 1 })))
    assert.isTrue(isJson({ a: undefined }))
    for (const value of [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      () => 1,
      Symbol("x"),
      new Date(0),
      new Map(),
      [undefined]
    ]) {
      assert.isFalse(isJson(value), String(value))
      assert.isFalse(isJson({ deep: [value] }), String(value))
    }
    assert.isTrue(isObject({ a: 1n }))
    assert.isFalse(isObject([]))
    assert.isFalse(isObject(null))
    assert.isFalse(isObject("x"))
  })
})
