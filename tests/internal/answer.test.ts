import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { byteStream, errorFrame, ndjson, sse, unstreamed } from "../../src/internal/answer.ts"
import { decoder } from "../../src/internal/schema.ts"
import type { Reason } from "../../src/layers/Failures.ts"
import * as Json from "../../src/layers/Json.ts"
import { ChatCompletionChunk, chatCompletionChunks, chunkText, isFinish } from "../../src/models/Completions.ts"
import { cuts, type Options, play, playText, utf8 } from "../support/streams.ts"

const chunk = (delta: object, finish: string | null = null) =>
  `{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1795266354,"model":"echo","choices":[{"index":0,"delta":${JSON.stringify(delta)},"finish_reason":${JSON.stringify(finish)}}]}`

const begin = `data: ${chunk({ role: "assistant", content: "" })}\n\ndata: ${chunk({ content: "Echo:" })}\n\ndata: ${chunk({ content: " Grüße" })}\n\ndata: ${chunk({ content: " 😀" })}\n\n`
/** As the real server sent it. */
const recorded = `${begin}data: ${chunk({}, "stop")}\n\ndata: [DONE]\n\n`

const contentsOf = (elements: ReadonlyArray<unknown>) =>
  elements.map((element) => chunkText(element as ChatCompletionChunk))
const whole = ["", "Echo:", " Grüße", " 😀", undefined]
const beginning = whole.slice(0, 4)

class Frame extends Schema.Opaque<Frame>()(Schema.Struct({ n: Schema.Int, text: Schema.optional(Schema.String) })) {}
const frames = sse(Frame)
const lines = ndjson(Frame)
const asLines: Options = { contentType: "application/x-ndjson" }

describe("a stream of server-sent events", () => {
  it.live("is the same wherever the network cuts it, also within a character", () =>
    Effect.gen(function* () {
      for (const pieces of cuts(recorded)) {
        const { elements, reason } = yield* play(chatCompletionChunks, pieces)
        assert.isUndefined(reason)
        assert.deepStrictEqual(contentsOf(elements), whole)
      }
    })
  )

  it.live(
    "is the same wherever it is cut, with every line end, comments, names, ids, retry and a byte order mark",
    () =>
      Effect.gen(function* () {
        const text =
          ': hello\nretry: 3000\n\nevent: message\nid: 7\ndata: {"n":1}\n\ndata:{"n":2,\ndata: "text":"ü 😀"}\n\nunknown: x\n: ping\n\n\ndata\n\ndata: {"n":3}\n\ndata: [DONE]\n\n'
        const expected = [{ n: 1 }, { n: 2, text: "ü 😀" }, { n: 3 }]
        for (const end of ["\n", "\r\n", "\r"]) {
          for (const mark of ["", "\ufeff"]) {
            for (const pieces of cuts(mark + text.replaceAll("\n", end))) {
              assert.deepStrictEqual(yield* play(frames, pieces), { elements: expected, reason: undefined })
            }
          }
        }
      })
  )

  it.live("needs no blank line at its end, and not even a line end", () =>
    Effect.gen(function* () {
      for (const text of ['data: {"n":1}\n\ndata: {"n":2}\n', 'data: {"n":1}\n\ndata: {"n":2}']) {
        for (const pieces of cuts(text)) {
          assert.deepStrictEqual(yield* play(frames, pieces), { elements: [{ n: 1 }, { n: 2 }], reason: undefined })
        }
      }
    })
  )

  it.live("may be empty where nothing says how it ends", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* playText(frames, ""), { elements: [], reason: undefined })
      assert.deepStrictEqual(yield* playText(frames, "data: [DONE]\n\n"), { elements: [], reason: undefined })
    })
  )

  it.live("keeps integers of 19 digits, at every cut", () =>
    Effect.gen(function* () {
      const answer = sse(Schema.Struct({ at: Schema.BigInt }))
      const text = 'data: {"at":1795252586020823319}\n\ndata: {"at":1795252586020823321}\n\n'
      for (const pieces of cuts(text)) {
        const { elements } = yield* play(answer, pieces)
        assert.deepStrictEqual(elements, [{ at: 1795252586020823319n }, { at: 1795252586020823321n }])
      }
    })
  )

  it.live("is Truncated with its text where no finish reason came, after what had come", () =>
    Effect.gen(function* () {
      for (const text of [begin, `${begin}data: [DONE]\n\n`]) {
        for (const pieces of cuts(text)) {
          const { elements, reason } = yield* play(chatCompletionChunks, pieces)
          assert.deepStrictEqual(contentsOf(elements), beginning)
          assert.strictEqual(reason?._tag, "Truncated")
          assert.strictEqual(reason?._tag === "Truncated" && reason.text, "Echo: Grüße 😀")
          assert.isUndefined(reason?._tag === "Truncated" && reason.cause)
        }
      }
    })
  )

  it.live("is Truncated with its text and the cause where the connection breaks, wherever that is", () =>
    Effect.gen(function* () {
      const bytes = utf8.encode(begin)
      for (let at = 0; at <= bytes.length; at++) {
        const { elements, reason } = yield* play(chatCompletionChunks, [bytes.subarray(0, at)], { broken: true })
        assert.strictEqual(reason?._tag, "Truncated")
        if (reason?._tag !== "Truncated") return
        // What arrived whole is delivered; of a frame that broke off, nothing is.
        assert.deepStrictEqual(contentsOf(elements), beginning.slice(0, elements.length))
        assert.strictEqual(reason.text, contentsOf(elements).join(""))
        assert.strictEqual((reason.cause as Reason | undefined)?._tag, "Unreachable")
      }
    })
  )

  it.live("is no other than what was sent where broken frames would fit together", () =>
    Effect.gen(function* () {
      const { elements, reason } = yield* playText(frames, 'data: {"n":1},{"n":2\n\ndata: "text":"x"}\n\n')
      assert.deepStrictEqual([elements, reason?._tag], [[], "Undecodable"])
    })
  )

  it.live("is complete where the connection breaks after the finish reason", () =>
    Effect.gen(function* () {
      const { elements, reason } = yield* playText(chatCompletionChunks, recorded.replace("data: [DONE]\n\n", ""), {
        broken: true
      })
      assert.isUndefined(reason)
      assert.deepStrictEqual(contentsOf(elements), whole)
    })
  )

  it.live("is Unreachable where the connection breaks and nothing says how it ends", () =>
    Effect.gen(function* () {
      const { elements, reason } = yield* playText(frames, 'data: {"n":1}\n\ndata: {"n"', { broken: true })
      assert.deepStrictEqual(elements, [{ n: 1 }])
      assert.strictEqual(reason?._tag, "Unreachable")
      assert.strictEqual(reason?._tag === "Unreachable" && reason.phase, "answer")
    })
  )

  it.live("is StreamFailed with its text at an error frame, in whatever piece that comes", () =>
    Effect.gen(function* () {
      const text = `${begin}data: {"error":{"message":"It broke.","type":"server_error","code":500}}\n\ndata: ${chunk({ content: "never" })}\n\n`
      for (const pieces of cuts(text)) {
        const { elements, reason } = yield* play(chatCompletionChunks, pieces)
        assert.deepStrictEqual(contentsOf(elements), beginning)
        assert.strictEqual(reason?._tag, "StreamFailed")
        if (reason?._tag !== "StreamFailed") return
        assert.deepStrictEqual(
          [reason.detail, reason.type, reason.code, reason.text],
          ["It broke.", "server_error", "500", "Echo: Grüße 😀"]
        )
      }
    })
  )

  it.live("is Undecodable at what is no JSON and at a frame of another shape, after what had come", () =>
    Effect.gen(function* () {
      const garbage = yield* playText(frames, 'data: {"n":1}\n\ndata: oops\n\ndata: {"n":2}\n\n')
      assert.deepStrictEqual(garbage.elements, [{ n: 1 }])
      assert.strictEqual(garbage.reason?._tag, "Undecodable")
      assert.strictEqual(garbage.reason?._tag === "Undecodable" && garbage.reason.body, "oops")

      const other = yield* playText(frames, 'data: {"n":1}\n\ndata: {"n":"2"}\n\ndata: {"n":3}\n\n')
      assert.deepStrictEqual(other.elements, [{ n: 1 }])
      assert.strictEqual(other.reason?._tag, "Undecodable")
      assert.deepStrictEqual(other.reason?._tag === "Undecodable" && other.reason.issues[0]?.path, ["n"])
      assert.strictEqual(other.reason?._tag === "Undecodable" && other.reason.body, "")

      // Two frames that are no JSON each, and one list when they are joined.
      const pair = yield* playText(frames, 'data: {"n":1},{"n":2}\n\n')
      assert.deepStrictEqual(pair.elements, [])
      assert.strictEqual(pair.reason?._tag, "Undecodable")
    })
  )

  it.live("is Undecodable at a frame over 10 MiB, whether it comes in one line or in many, after what had come", () =>
    Effect.gen(function* () {
      const mebibyte = "x".repeat(1024 * 1024)
      const first = utf8.encode('data: {"n":1}\n\n')
      const oneLine = [first, utf8.encode("data: "), ...Array.from({ length: 11 }, () => utf8.encode(mebibyte))]
      const manyLines = [first, ...Array.from({ length: 11 }, () => utf8.encode(`data: ${mebibyte}\n`))]
      for (const pieces of [oneLine, manyLines]) {
        const { elements, reason } = yield* play(frames, [...pieces, utf8.encode("\n\n")])
        assert.deepStrictEqual(elements, [{ n: 1 }])
        assert.strictEqual(reason?._tag, "Undecodable")
        assert.include(reason?.message, "10485760")
      }
    })
  )

  it.live("takes a frame of several mebibytes in small pieces", () =>
    Effect.gen(function* () {
      const text = "y".repeat(4 * 1024 * 1024)
      const bytes = utf8.encode(`data: {"n":1,"text":"${text}"}\n\n`)
      const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, at) =>
        bytes.subarray(at * 65_536, (at + 1) * 65_536)
      )
      const { elements, reason } = yield* play(frames, pieces)
      assert.isUndefined(reason)
      assert.deepStrictEqual(elements, [{ n: 1, text }])
    })
  )

  it.live("tells a web page and a JSON answer from a stream", () =>
    Effect.gen(function* () {
      const page = yield* playText(frames, "<!doctype html>", { contentType: "text/html; charset=utf-8" })
      assert.strictEqual(page.reason?._tag, "NoSuchRoute")
      const json = yield* playText(frames, '{"n":1}', { contentType: "application/json" })
      assert.strictEqual(json.reason?._tag, "Undecodable")
      assert.strictEqual(json.reason?._tag === "Undecodable" && json.reason.body, '{"n":1}')
      const nothing = yield* playText(frames, "null", { contentType: "application/json" })
      assert.strictEqual(nothing.reason?._tag, "Invalid")
      const broken = yield* playText(frames, "{", { contentType: "application/json" })
      assert.strictEqual(broken.reason?._tag, "Undecodable")
      const error = yield* playText(frames, '{"error":{"message":"too much"}}', { contentType: "application/json" })
      assert.strictEqual(error.reason?._tag === "ProviderFailed" && error.reason.detail, "too much")
    })
  )

  it("takes a text for the provider's own where the router hands on what that says, and only there", () => {
    const said: ReadonlyArray<readonly [body: string, detail: string]> = [
      ['"no stream here"', "no stream here"],
      ['""', "It answered with nothing."],
      ['{"detail":"Open WebUI: Server Connection Error"}', "Open WebUI: Server Connection Error"]
    ]
    for (const [body, detail] of said) {
      const reason = unstreamed("openai", "text/event-stream", 200, body)
      assert.strictEqual(reason._tag === "ProviderFailed" ? reason.detail : reason._tag, detail)
      assert.strictEqual(unstreamed("configs", "text/event-stream", 200, body)._tag, "Undecodable")
    }
  })
})

describe("a stream of newline-delimited JSON", () => {
  it.live("is the same wherever the network cuts it, with both line ends, blank lines and a byte order mark", () =>
    Effect.gen(function* () {
      const text = '{"n":1}\n\n{"n":2,"text":"ü 😀"}\n  \n{"n":3}\n'
      const expected = [{ n: 1 }, { n: 2, text: "ü 😀" }, { n: 3 }]
      for (const end of ["\n", "\r\n"]) {
        for (const mark of ["", "\ufeff"]) {
          for (const last of [end, ""]) {
            for (const pieces of cuts(mark + text.trimEnd().replaceAll("\n", end) + last)) {
              assert.deepStrictEqual(yield* play(lines, pieces, asLines), { elements: expected, reason: undefined })
            }
          }
        }
      }
    })
  )

  it.live("is Unreachable where the connection breaks, without the line that broke off", () =>
    Effect.gen(function* () {
      const { elements, reason } = yield* playText(lines, '{"n":1}\n{"n":2}', { ...asLines, broken: true })
      assert.deepStrictEqual(elements, [{ n: 1 }])
      assert.strictEqual(reason?._tag, "Unreachable")
    })
  )

  it.live("is Truncated with its text where it can tell its end and does not", () =>
    Effect.gen(function* () {
      const answer = ndjson(Schema.Struct({ text: Schema.String, done: Schema.Boolean }), {
        textOf: ({ text }) => text,
        isFinish: ({ done }) => done
      })
      const text = '{"text":"a","done":false}\n{"text":"b","done":false}\n'
      const cut = yield* playText(answer, text, asLines)
      assert.strictEqual(cut.reason?._tag === "Truncated" && cut.reason.text, "ab")
      const full = yield* playText(answer, `${text}{"text":"c","done":true}`, asLines)
      assert.isUndefined(full.reason)
      assert.lengthOf(full.elements, 3)
    })
  )

  it.live("fails at an error frame, at what is no JSON, at another shape and at a line over 10 MiB", () =>
    Effect.gen(function* () {
      const failed = yield* playText(lines, '{"n":1}\n{"error":"It broke."}\n{"n":2}\n', asLines)
      assert.deepStrictEqual(failed.elements, [{ n: 1 }])
      assert.strictEqual(failed.reason?._tag === "StreamFailed" && failed.reason.detail, "It broke.")
      for (const bad of ["oops", '{"n":null}', '{"n":1}{"n":2}']) {
        const { elements, reason } = yield* playText(lines, `{"n":1}\n${bad}\n{"n":2}\n`, asLines)
        assert.deepStrictEqual(elements, [{ n: 1 }])
        assert.strictEqual(reason?._tag, "Undecodable", bad)
      }
      const mebibyte = utf8.encode("x".repeat(1024 * 1024))
      const long = yield* play(
        lines,
        [utf8.encode('{"n":1}\n"'), ...Array.from({ length: 11 }, () => mebibyte)],
        asLines
      )
      assert.deepStrictEqual(long.elements, [{ n: 1 }])
      assert.strictEqual(long.reason?._tag, "Undecodable")
    })
  )
})

describe("a stream of bytes", () => {
  it.live("is given on as it comes, and what came stands before the failure of a broken connection", () =>
    Effect.gen(function* () {
      const bytes = utf8.encode("Grüße")
      const halves = [bytes.subarray(0, 3), bytes.subarray(3)]
      assert.deepStrictEqual(yield* play(byteStream, halves), { elements: halves, reason: undefined })
      const { elements, reason } = yield* play(byteStream, halves, { broken: true })
      assert.deepStrictEqual(elements, halves)
      assert.strictEqual(reason?._tag, "Unreachable")
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// What is no stream
// ---------------------------------------------------------------------------------------------------------------------

const page = "<!doctype html>\n<html><body>\n\n<h1>502 Bad Gateway</h1>\n</body></html>\n"
const asEvents: Options = { contentType: "text/event-stream" }

describe("what comes in place of a stream", () => {
  const formats = [
    ["server-sent events", frames, asEvents, 'data: {"n":1}\n\n'],
    ["server-sent events that end with [DONE]", chatCompletionChunks, asEvents, `data: ${chunk({ content: "a" })}\n\n`],
    ["newline-delimited JSON", lines, asLines, '{"n":1}\n']
  ] as const

  for (const [name, answer, options, first] of formats) {
    it.live(`of ${name} is NoSuchRoute where it is a web page`, () =>
      Effect.gen(function* () {
        for (const contentType of ["text/html", "text/html; charset=utf-8", "TEXT/HTML"]) {
          const { elements, reason } = yield* playText(answer, page, { contentType })
          assert.lengthOf(elements, 0)
          assert.strictEqual(reason?._tag, "NoSuchRoute")
        }
      })
    )

    it.live(`of ${name} fails where a page or a text comes under its name, at every cut`, () =>
      Effect.gen(function* () {
        const texts = [
          page,
          "Internal Server Error",
          "Internal Server Error\n",
          "upstream connect error: reset",
          '{"detail":"no"}'
        ]
        for (const text of texts) {
          for (const pieces of cuts(text)) {
            const { elements, reason } = yield* play(answer, pieces, options)
            assert.lengthOf(elements, 0)
            assert.include(["Undecodable", "Truncated"], reason?._tag, text)
          }
        }
      })
    )

    it.live(`of ${name} fails where a page follows what had come, which is kept, at every cut`, () =>
      Effect.gen(function* () {
        for (const pieces of cuts(`${first}${page}`)) {
          const { elements, reason } = yield* play(answer, pieces, options)
          assert.lengthOf(elements, 1)
          assert.strictEqual(reason?._tag, "Undecodable")
        }
      })
    )

    it.live(`of ${name} fails where it is no text at all`, () =>
      Effect.gen(function* () {
        const bytes = Uint8Array.from({ length: 5_000 }, (_, at) => (Math.imul(at + 1, 2_654_435_761) >>> 13) & 255)
        const { elements, reason } = yield* play(answer, [bytes], options)
        assert.lengthOf(elements, 0)
        assert.include(["Undecodable", "Truncated"], reason?._tag)
      })
    )
  }

  it.live("is told where nothing else says so: an event stream with lines and no event", () =>
    Effect.gen(function* () {
      for (const pieces of cuts("Error: the service is not there\n")) {
        const { reason } = yield* play(frames, pieces)
        assert.strictEqual(reason?._tag, "Undecodable")
        assert.strictEqual(reason?._tag === "Undecodable" && reason.body, "Error: the service is not there")
      }
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Elements without an end
// ---------------------------------------------------------------------------------------------------------------------

const mebibyte = 1024 * 1024
const limit = 10 * mebibyte

/** The same piece for ever, after a beginning; counts what was taken of it. */
const endless = (begin: string, again: string) => {
  const seen = { bytes: 0, ended: false }
  const source = function* () {
    try {
      yield utf8.encode(begin)
      const piece = utf8.encode(again)
      for (;;) {
        seen.bytes += piece.length
        yield piece
      }
    } finally {
      seen.ended = true
    }
  }
  return { seen, pieces: source() }
}

describe("an element that does not end", () => {
  const large = "x".repeat(65_536)
  const kinds = [
    ["a line of an event", frames, asEvents, 'data: {"n":1}\n\ndata: "', large],
    ["an event of many lines", frames, asEvents, 'data: {"n":1}\n\n', `data: ${large}\n`],
    ["a line of an event in small pieces", frames, asEvents, 'data: {"n":1}\n\ndata: "', "x".repeat(1_000)],
    ["a line that is no field", frames, asEvents, 'data: {"n":1}\n\n', large],
    ["a comment", frames, asEvents, 'data: {"n":1}\n\n:', large],
    ["a line of JSON", lines, asLines, '{"n":1}\n"', large]
  ] as const

  for (const [name, answer, options, begin, again] of kinds) {
    it.live(`is Undecodable soon after 10 MiB, and no more is taken: ${name}`, () =>
      Effect.gen(function* () {
        const { pieces, seen } = endless(begin, again)
        const { elements, reason } = yield* play(answer, pieces, options)
        assert.deepStrictEqual(elements, [{ n: 1 }])
        assert.strictEqual(reason?._tag, "Undecodable")
        assert.include(reason?.message, String(limit))
        // A few pieces more lie in the queues of the transport.
        assert.isAtMost(seen.bytes, limit + 8 * 65_536)
        assert.isAtLeast(seen.bytes, limit - 65_536)
      })
    )
  }

  it.live("is taken up to the limit and refused behind it, however it is cut", () =>
    Effect.gen(function* () {
      const Text = Schema.Struct({ text: Schema.String })
      const frame = (size: number) => `{"text":"${"x".repeat(size - 11)}"}`
      for (const [answer, options, line] of [
        [sse(Text), asEvents, (size: number) => `data:${frame(size - 5)}`],
        [ndjson(Text), asLines, frame]
      ] as const) {
        for (const [size, fits] of [
          [limit, true],
          [limit + 1, false]
        ] as const) {
          const text = `${line(30)}\n\n${line(size)}\n\n${line(30)}\n\n`
          const bytes = utf8.encode(text)
          for (const step of [bytes.length, 65_536, 1_000_003]) {
            const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, at) =>
              bytes.subarray(at * step, (at + 1) * step)
            )
            const { elements, reason } = yield* play(answer, pieces, options)
            assert.strictEqual(reason?._tag, fits ? undefined : "Undecodable")
            assert.lengthOf(elements, fits ? 3 : 1)
          }
        }
      }
    })
  )
})

describe("an error frame", () => {
  it("is read in the forms that the server and the providers use", () => {
    const failure = (detail: string, type?: string, code?: string) => ({ detail, type, code })
    assert.deepStrictEqual(errorFrame({ error: "text" }), failure("text"))
    assert.deepStrictEqual(errorFrame({ error: { message: "m", type: "t", code: 429 } }), failure("m", "t", "429"))
    assert.deepStrictEqual(errorFrame({ error: { detail: "d" } }), failure("d"))
    assert.deepStrictEqual(errorFrame({ error: { other: 1 } }), failure('{"other":1}'))
    for (const frame of [{ error: null }, { error: undefined }, {}, null, 5, "error"])
      assert.isUndefined(errorFrame(frame))
  })
})

// ---------------------------------------------------------------------------------------------------------------------
// The short way of the usual chunk
// ---------------------------------------------------------------------------------------------------------------------

const maybe = <S extends Schema.ConstraintCodec<unknown, unknown>>(schema: S) =>
  Schema.optionalKey(Schema.NullOr(schema))

/** Of the usual shape: what stands here is all that such a chunk has. */
const usual = Schema.Struct({
  id: Schema.String,
  object: Schema.Literal("chat.completion.chunk"),
  created: Schema.Int,
  model: Schema.String,
  system_fingerprint: maybe(Schema.String),
  service_tier: maybe(Schema.String),
  usage: Schema.optionalKey(Schema.Null),
  choices: Schema.Array(
    Schema.Struct({
      index: maybe(Schema.Int),
      delta: Schema.Struct({
        role: maybe(Schema.String),
        content: maybe(Schema.String),
        reasoning_content: maybe(Schema.String),
        refusal: Schema.optionalKey(Schema.Null)
      }),
      finish_reason: maybe(Schema.String),
      logprobs: Schema.optionalKey(Schema.Null)
    })
  )
})

/** Chunks around the usual shape: some fit it, some have a key or a value that it does not take. */
const nearlyUsual = Schema.Struct({
  id: Schema.Union([Schema.String, Schema.String, Schema.Null]),
  object: Schema.Literals(["chat.completion.chunk", "chat.completion.chunk", "other"]),
  created: Schema.Union([Schema.Int, Schema.Int, Schema.Finite]),
  model: Schema.String,
  system_fingerprint: maybe(Schema.String),
  service_tier: maybe(Schema.String),
  usage: Schema.optionalKey(Schema.Union([Schema.Null, Schema.Struct({ total_tokens: Schema.Int })])),
  choices: Schema.Array(
    Schema.Struct({
      index: maybe(Schema.Int),
      delta: Schema.Struct({
        role: maybe(Schema.String),
        content: maybe(Schema.Union([Schema.String, Schema.String, Schema.Int])),
        reasoning_content: maybe(Schema.String),
        refusal: maybe(Schema.String),
        extra: Schema.optionalKey(Schema.Int)
      }),
      finish_reason: maybe(Schema.String),
      logprobs: Schema.optionalKey(Schema.Null)
    })
  ),
  more: Schema.optionalKey(Schema.Array(Schema.Finite))
})

describe("the usual chunk", () => {
  const decode = decoder(ChatCompletionChunk)

  /** Compares the elements of a stream of these values with what the whole schema makes of each. */
  const compare = Effect.fnUntraced(function* (values: ReadonlyArray<unknown>) {
    const texts = values.map((value) => JSON.stringify(value))
    const { elements, reason } = yield* playText(
      chatCompletionChunks,
      texts.map((text) => `data: ${text}\n\n`).join("")
    )
    const decoded = texts.map((text) => decode(Json.parse(text)))
    const bad = decoded.findIndex(({ _tag }) => _tag === "Failure")
    const good = decoded
      .slice(0, bad < 0 ? undefined : bad)
      .flatMap((outcome) => (outcome._tag === "Success" ? [outcome.value] : []))
    assert.deepStrictEqual(elements, good)
    assert.strictEqual(reason?._tag, bad >= 0 ? "Undecodable" : good.some(isFinish) ? undefined : "Truncated")
    return { bad, reason }
  })

  it.effect.prop(
    "is taken as it is, and exactly as the whole schema decodes it",
    { values: Arbitrary.array(Arbitrary.schema(usual), { minLength: 1, maxLength: 4 }) },
    ({ values }) => Effect.map(compare(values), ({ bad }) => assert.strictEqual(bad, -1)),
    { arbitrary: { runs: 300 } }
  )

  it.effect.prop(
    "is told from one with another key or value, which decodes or fails as the whole schema says",
    { values: Arbitrary.array(Arbitrary.schema(nearlyUsual), { minLength: 1, maxLength: 3 }) },
    ({ values }) => compare(values),
    { arbitrary: { runs: 500 } }
  )
})
