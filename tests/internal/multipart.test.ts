import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as HttpBody from "effect/http/HttpBody"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { file, files, multipart, multipartEncoder } from "../../src/internal/multipart.ts"
import type { Upload } from "../../src/layers/Upload.ts"

const form = multipart({
  file,
  more: files,
  title: Schema.optional(Schema.String),
  meta: Schema.optional(Schema.Record(Schema.String, Schema.Unknown)),
  count: Schema.optional(Schema.Int)
})
const encode = multipartEncoder(form)

type Sent = HttpBody.Uint8Array | HttpBody.Stream

const bodyOf = (value: unknown): Sent => {
  const outcome = encode(value)
  if (outcome._tag === "Failure") throw new Error(JSON.stringify(outcome.issues))
  const { value: body } = outcome
  if (body._tag !== "Uint8Array" && body._tag !== "Stream") throw new Error(`Not a body to send: ${body._tag}`)
  return body
}

const issuesOf = (value: unknown) => {
  const outcome = encode(value)
  return outcome._tag === "Failure" ? outcome.issues : []
}

const bytesOf = Effect.fnUntraced(function* (body: Sent) {
  if (body._tag === "Uint8Array") return body.body
  const chunks = yield* Stream.runCollect(body.stream)
  return new Uint8Array(Buffer.concat(chunks))
})

/** Reads a body with the platform's own parser, as a server would. */
const parsed = Effect.fnUntraced(function* (body: Sent) {
  const bytes = yield* bytesOf(body)
  const response = new Response(new Uint8Array(bytes), { headers: { "content-type": body.contentType } })
  return yield* Effect.promise(() => response.formData())
})

const textOf = (part: FormDataEntryValue | null) =>
  part instanceof File ? Effect.promise(() => part.text()) : Effect.succeed(part)

const one: Upload = { name: "one.txt", contentType: "text/plain", content: "Grüße" }

describe("a multipart body", () => {
  it.effect("holds files with name and media type, lists of files, texts as they are and the rest as JSON", () =>
    Effect.gen(function* () {
      const body = bodyOf({
        file: one,
        more: [one, { name: "two.bin", content: new Uint8Array([0, 13, 10, 255]) }],
        title: "a\r\nb",
        meta: { at: 1795252586020823319n, list: [1] },
        count: 5
      })
      const data = yield* parsed(body)
      const first = data.get("file")
      assert.isTrue(first instanceof File && first.name === "one.txt" && first.type === "text/plain")
      assert.strictEqual(yield* textOf(first), "Grüße")
      const more = data.getAll("more")
      assert.lengthOf(more, 2)
      const second = more[1]
      assert.isTrue(second instanceof File && second.type === "application/octet-stream")
      if (second instanceof File) {
        const bytes = new Uint8Array(yield* Effect.promise(() => second.arrayBuffer()))
        assert.deepStrictEqual([...bytes], [0, 13, 10, 255])
      }
      assert.strictEqual(data.get("title"), "a\r\nb")
      assert.strictEqual(data.get("meta"), '{"at":1795252586020823319,"list":[1]}')
      assert.strictEqual(data.get("count"), "5")
      assert.deepStrictEqual([...data.keys()], ["file", "more", "more", "title", "meta", "count"])
    })
  )

  it.effect("leaves out what is absent", () =>
    Effect.gen(function* () {
      const data = yield* parsed(bodyOf({ file: one, more: [], title: undefined }))
      assert.deepStrictEqual([...data.keys()], ["file"])
    })
  )

  it.effect("keeps names that hold quotes, line ends, backslashes and other letters within their header", () =>
    Effect.gen(function* () {
      const names = [
        'a"b.txt',
        'x"; filename="y',
        "a\r\nContent-Type: evil/type\r\n\r\nevil",
        "back\\slash",
        "Grüße 😀.txt",
        "100%"
      ]
      for (const name of names) {
        const body = bodyOf({ file: { name, content: "content" }, more: [] })
        const text = new TextDecoder().decode(yield* bytesOf(body))
        const [head = ""] = text.split("\r\n\r\n")
        // The boundary, the disposition and the media type: the name has made no line of its own.
        assert.lengthOf(head.split("\r\n"), 3, name)
        assert.include(text, "\r\n\r\ncontent\r\n")
        const disposition = head.split("\r\n")[1] ?? ""
        const quoted = /filename="((?:[^"\\]|\\.)*)"$/.exec(disposition)?.[1]
        assert.strictEqual(quoted?.replaceAll(/\\(.)/g, "$1"), name.replaceAll(/[\r\n]+/g, " "))
      }
    })
  )

  it.effect(
    "is the same whether a file is given whole or as a stream, and knows its length where the stream does",
    () =>
      Effect.gen(function* () {
        const bytes = new TextEncoder().encode("Grüße, and more of it")
        const content = Stream.make(bytes.subarray(0, 3), bytes.subarray(3))
        const streamed = bodyOf({ file: { ...one, content }, more: [] })
        assert.strictEqual(streamed._tag, "Stream")
        assert.isUndefined(streamed.contentLength)
        const sized = bodyOf({ file: { ...one, content, size: bytes.length }, more: [] })
        const sent = yield* bytesOf(sized)
        assert.strictEqual(sized.contentLength, sent.length)
        for (const body of [streamed, sized, bodyOf({ file: { ...one, content: bytes }, more: [] })]) {
          assert.strictEqual(yield* textOf((yield* parsed(body)).get("file")), "Grüße, and more of it")
        }
      })
  )

  it.effect("reads a stream only when it is sent, and as it is sent", () =>
    Effect.gen(function* () {
      let read = 0
      const piece = Effect.sync(() => {
        read++
        return new Uint8Array(1024)
      })
      const body = bodyOf({ file: { name: "f", content: Stream.take(Stream.fromEffectRepeat(piece), 100) }, more: [] })
      assert.strictEqual(read, 0)
      if (body._tag === "Stream") yield* Stream.runDrain(Stream.take(body.stream, 5))
      assert.isAbove(read, 0)
      assert.isBelow(read, 100)
    })
  )

  it("has a boundary of its own each time", () => {
    const types = new Set(Array.from({ length: 50 }, () => bodyOf({ file: one, more: [] }).contentType))
    assert.strictEqual(types.size, 50)
  })

  it("names what does not fit, all of it at once", () => {
    assert.deepStrictEqual(
      issuesOf({ file: "text", more: one, count: 1.5 }).map(({ path }) => path.join(".")),
      ["file", "more", "count"]
    )
    assert.deepStrictEqual(
      issuesOf({}).map(({ path }) => path.join(".")),
      ["file", "more"]
    )
    for (const value of [undefined, null, 5, "x"]) assert.lengthOf(issuesOf(value), 2)
    const files: ReadonlyArray<unknown> = [
      null,
      {},
      { name: 5, content: "x" },
      { name: "f" },
      { name: "f", content: 5 }
    ]
    for (const value of files) {
      assert.deepStrictEqual(issuesOf({ file: value, more: [] })[0]?.path, ["file"])
      assert.deepStrictEqual(issuesOf({ file: one, more: [one, value] })[0]?.path, ["more"])
    }
  })

  it("refuses a media type that is none, which could make a header of its own", () => {
    for (const contentType of ["", "text", "text/plain\r\nx: y", "text/plain;\r\nx: y", "text/ plain"]) {
      assert.deepStrictEqual(issuesOf({ file: { ...one, contentType }, more: [] })[0]?.path, ["file", "contentType"])
    }
    for (const contentType of ["text/plain", "text/plain; charset=utf-8", "application/vnd.a+json", "image/svg+xml"]) {
      assert.deepStrictEqual(issuesOf({ file: { ...one, contentType }, more: [] }), [])
    }
  })
})
