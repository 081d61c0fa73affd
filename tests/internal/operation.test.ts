import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { type Bytes, byteStream, bytes, empty, ndjson, sse, text } from "../../src/internal/answer.ts"
import { methods, routerOf } from "../../src/internal/client.ts"
import { Model, openLiterals } from "../../src/internal/Model.ts"
import { file, files, multipart } from "../../src/internal/multipart.ts"
import { del, get, head, type Methods, options, patch, post, put, specOf } from "../../src/internal/operation.ts"
import { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { reasonOf } from "../support/clients.ts"

class Pet extends Model<Pet>()({
  name: Schema.String,
  age: Schema.optional(Schema.Int),
  kind: Schema.optional(openLiterals(["cat", "dog"]))
}) {}

const pets = {
  list: get("/pets", { query: { page: Schema.optional(Schema.Int) }, success: Schema.Array(Pet) }),
  search: get("/pets/search", { query: { text: Schema.String }, success: Schema.Array(Pet) }),
  count: get("/pets/count", { success: Schema.Int }),
  read: get("/pets/:id", { success: Pet }),
  readTyped: get("/pets/by/:number", { params: { number: Schema.Int }, success: Pet }),
  readPart: get("/pets/:id/parts/:part?", { success: Pet }),
  proxy: get("/proxy/:server_id/:path*", {
    headers: { "x-session-id": Schema.optional(Schema.String) },
    success: bytes
  }),
  change: put("/pets/:id", { payload: Pet, headers: { "if-match": Schema.String }, success: Pet }),
  clear: post("/pets/clear", { payload: Schema.optional(Pet), success: empty }),
  upload: post("/pets/upload", {
    payload: multipart({ file, more: files, title: Schema.optional(Schema.String) }),
    success: text
  }),
  watch: get("/pets/watch/:id", { stream: sse(Pet) }),
  export: get("/pets/export", { stream: ndjson(Pet) }),
  download: get("/pets/download", { stream: byteStream })
}

type Service = Methods<typeof pets>

/** Compiled and never run: what the type checker has to refuse. */
const refused = (owui: Service) => [
  // Path parameters.
  owui.read({ params: { id: "1" } }),
  // @ts-expect-error a path parameter cannot be forgotten
  owui.read(),
  // @ts-expect-error nor its object
  owui.read({}),
  // @ts-expect-error nor the field in it
  owui.read({ params: {} }),
  // @ts-expect-error nor be undefined
  owui.read({ params: { id: undefined } }),
  // @ts-expect-error nor be of another kind
  owui.read({ params: { id: 1 } }),
  // @ts-expect-error nor be misspelt
  owui.read({ params: { id: "1", idd: "1" } }),
  // @ts-expect-error nor stand at the top
  owui.read({ id: "1" }),
  owui.readTyped({ params: { number: 1 } }),
  // @ts-expect-error a parameter with a schema takes what the schema says
  owui.readTyped({ params: { number: "1" } }),
  owui.readPart({ params: { id: "1" } }),
  owui.readPart({ params: { id: "1", part: "leg" } }),
  // @ts-expect-error only the optional parameter may be left out
  owui.readPart({ params: { part: "leg" } }),
  owui.proxy({ params: { server_id: "s", path: "a/b" } }),
  // @ts-expect-error the rest of a path is a parameter like others
  owui.proxy({ params: { server_id: "s" } }),
  // @ts-expect-error its name has no star
  owui.proxy({ params: { server_id: "s", "path*": "a" } }),

  // Queries.
  owui.list(),
  owui.list({}),
  owui.list({ query: {} }),
  owui.list({ query: { page: 1 } }, { retry: false }),
  // @ts-expect-error of another kind
  owui.list({ query: { page: "1" } }),
  // @ts-expect-error misspelt
  owui.list({ query: { pag: 1 } }),
  // @ts-expect-error another part of a request than the operation has
  owui.list({ payload: {} }),
  owui.search({ query: { text: "x" } }),
  // @ts-expect-error a query field that is needed cannot be forgotten
  owui.search(),
  // @ts-expect-error nor left out of its object
  owui.search({ query: {} }),

  // What needs nothing takes nothing but the options.
  owui.count(),
  owui.count({ timeout: "1 second" }),
  // @ts-expect-error no request
  owui.count({ query: {} }),
  // @ts-expect-error no second argument
  owui.count(undefined, { retry: false }),
  // @ts-expect-error options are checked too
  owui.count({ timeuot: 1 }),

  // Payloads and headers.
  owui.change({ params: { id: "1" }, payload: { name: "Tom" }, headers: { "if-match": "x" } }),
  // @ts-expect-error a header that is needed cannot be forgotten
  owui.change({ params: { id: "1" }, payload: { name: "Tom" } }),
  // @ts-expect-error nor a payload
  owui.change({ params: { id: "1" }, headers: { "if-match": "x" } }),
  // @ts-expect-error a field of a payload that is needed cannot be forgotten
  owui.change({ params: { id: "1" }, payload: {}, headers: { "if-match": "x" } }),
  // @ts-expect-error nor be of another kind
  owui.change({ params: { id: "1" }, payload: { name: 1 }, headers: { "if-match": "x" } }),
  // @ts-expect-error nor be misspelt
  owui.change({ params: { id: "1" }, payload: { name: "Tom", agee: 1 }, headers: { "if-match": "x" } }),
  // @ts-expect-error a header is a text
  owui.change({ params: { id: "1" }, payload: { name: "Tom" }, headers: { "if-match": 1 } }),
  owui.clear(),
  owui.clear({ payload: { name: "Tom" } }),
  // @ts-expect-error an optional payload is checked where it is there
  owui.clear({ payload: { name: 1 } }),
  owui.upload({ payload: { file: { name: "f", content: "x" }, more: [] } }),
  // @ts-expect-error a file cannot be forgotten
  owui.upload({ payload: { more: [] } }),
  // @ts-expect-error a list of files is a list
  owui.upload({ payload: { file: { name: "f", content: "x" }, more: { name: "f", content: "x" } } }),
  // @ts-expect-error a file has a name
  owui.upload({ payload: { file: { content: "x" }, more: [] } }),
  // @ts-expect-error a text part takes what its schema says
  owui.upload({ payload: { file: { name: "f", content: "x" }, more: [], title: 5 } }),

  // Streams.
  owui.watch({ params: { id: "1" } }),
  // @ts-expect-error a stream's path parameter cannot be forgotten
  owui.watch(),
  owui.export({ timeout: { idle: "1 minute" } }),
  // @ts-expect-error there is no such operation
  owui.remove
]

/** Compiled and never run: answers are what the contract says. */
const answers = (owui: Service) => {
  const list: Effect.Effect<ReadonlyArray<Pet>, OpenWebUIError> = owui.list()
  const count: Effect.Effect<number, OpenWebUIError> = owui.count()
  const cleared: Effect.Effect<void, OpenWebUIError> = owui.clear()
  const written: Effect.Effect<string, OpenWebUIError> = owui.upload({
    payload: { file: { name: "f", content: "x" }, more: [] }
  })
  const proxied: Effect.Effect<Bytes, OpenWebUIError> = owui.proxy({ params: { server_id: "s", path: "p" } })
  const watched: Stream.Stream<Pet, OpenWebUIError> = owui.watch({ params: { id: "1" } })
  const downloaded: Stream.Stream<Uint8Array, OpenWebUIError> = owui.download()
  // @ts-expect-error an answer is no other
  const wrong: Effect.Effect<string, OpenWebUIError> = owui.count()
  // @ts-expect-error a stream is no effect
  const effect: Effect.Effect<unknown, unknown> = owui.watch({ params: { id: "1" } })
  // @ts-expect-error a field that the model does not have
  const missing = Effect.map(owui.read({ params: { id: "1" } }), (pet) => pet.nmae)
  // @ts-expect-error an operation fails with one error and nothing else
  const never: Effect.Effect<number> = owui.count()
  return [list, count, cleared, written, proxied, watched, downloaded, wrong, effect, missing, never]
}

/** Compiled and never run: statements that make no operation. */
const misstated = () => [
  // @ts-expect-error an operation states its answer
  get("/x", {}),
  // @ts-expect-error a whole one or a stream, not both
  get("/x", { success: Pet, stream: sse(Pet) }),
  // @ts-expect-error a path begins with a slash
  get("x", { success: Pet }),
  // @ts-expect-error a schema for a parameter that the path has not
  get("/x/:id", { params: { idd: Schema.Int }, success: Pet }),
  // @ts-expect-error the only other credentials are none
  get("/x", { success: Pet, auth: "some" })
]

/** Compiled and never run: a model is closed for the type checker. */
const literals = (): ReadonlyArray<Pet> => [
  { name: "Tom" },
  { name: "Tom", kind: "cat" },
  { name: "Tom", kind: "some newer kind" },
  // @ts-expect-error misspelt
  { nmae: "Tom" },
  // @ts-expect-error a key that the model does not have
  { name: "Tom", colour: "red" },
  // @ts-expect-error of another kind
  { name: 5 },
  // @ts-expect-error an optional field is of its kind too
  { name: "Tom", age: "old" },
  // @ts-expect-error an open set of words holds words
  { name: "Tom", kind: 5 }
]

// ---------------------------------------------------------------------------------------------------------------------
// At run time
// ---------------------------------------------------------------------------------------------------------------------

interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** Runs with a service of these operations, and gives what was sent. */
const sentBy = <O extends object, A, E>(
  operations: O,
  use: (service: Methods<O>) => Effect.Effect<A, E>,
  body = "{}",
  headers: Readonly<Record<string, string>> = {}
) => {
  const sent: Array<Sent> = []
  const transport = HttpClient.make((request, url) => {
    sent.push({ method: request.method, url: url.pathname + url.search, headers: request.headers })
    return Effect.succeed(
      HttpClientResponse.fromWeb(request, new Response(request.method === "HEAD" ? null : body, { headers }))
    )
  })
  return Effect.flatMap(Client, (client) => use(methods("pets", operations, client))).pipe(
    Effect.map((result) => ({ result, sent })),
    Effect.provide(Client.layer({ url: "http://double", retry: false })),
    Effect.provideService(HttpClient.HttpClient, transport)
  )
}

describe("the type checker", () => {
  it("has compiled what is right and refused what is wrong, or this file would not compile", () => {
    for (const compiled of [refused, answers, misstated, literals]) assert.isFunction(compiled)
  })
})

describe("an operation", () => {
  it.effect("is sent by its method, with what it accepts", () =>
    Effect.gen(function* () {
      const operations = {
        get: get("/x", { success: Schema.Unknown }),
        post: post("/x", { success: empty }),
        put: put("/x", { success: text }),
        patch: patch("/x", { success: bytes }),
        del: del("/x", { success: Schema.Unknown }),
        head: head("/x", { success: empty }),
        options: options("/x", { success: empty })
      }
      const { sent } = yield* sentBy(operations, (service) =>
        Effect.all(Object.values(service).map((method) => method() as Effect.Effect<unknown, OpenWebUIError>))
      )
      assert.deepStrictEqual(
        sent.map(({ headers, method }) => `${method} ${headers.accept}`),
        [
          "GET application/json",
          "POST */*",
          "PUT */*",
          "PATCH */*",
          "DELETE application/json",
          "HEAD */*",
          "OPTIONS */*"
        ]
      )
    })
  )

  it.effect("is not looked at before its first call, and then compiled once", () =>
    Effect.gen(function* () {
      let looked = 0
      const stated = {
        ...specOf(pets.count),
        get success() {
          looked++
          return Schema.Int
        }
      }
      // The type of an operation is a phantom: what matters at run time is its specification.
      const operations = { count: stated as unknown as typeof pets.count, other: pets.read }
      yield* sentBy(
        operations,
        (service) =>
          Effect.gen(function* () {
            assert.strictEqual(looked, 0)
            yield* service.count()
            const first = looked
            assert.isAbove(first, 0)
            yield* service.count()
            // A call looks at what the answer is, and compiles nothing.
            const more = looked - first
            yield* service.count()
            yield* service.count()
            assert.strictEqual(looked - first, 3 * more)
            assert.isBelow(more, first)
          }),
        "5"
      )
    })
  )

  it.effect("leaves out the optional end of its path", () =>
    Effect.gen(function* () {
      const { sent } = yield* sentBy(
        pets,
        (service) =>
          Effect.all([
            service.readPart({ params: { id: "a b" } }),
            service.readPart({ params: { id: "1", part: "leg" } }),
            service.readPart({ params: { id: "1", part: undefined } }),
            service.readTyped({ params: { number: 7 } })
          ]),
        '{"name":"Tom"}'
      )
      assert.deepStrictEqual(
        sent.map(({ url }) => url),
        ["/pets/a%20b/parts", "/pets/1/parts/leg", "/pets/1/parts", "/pets/by/7"]
      )
    })
  )

  it.effect("takes its options as the second argument, or as the first where it needs nothing", () =>
    Effect.gen(function* () {
      const { sent } = yield* sentBy(
        pets,
        (service) =>
          Effect.all([
            Effect.exit(service.count({ headers: { "x-a": "1" } })),
            Effect.exit(service.list(undefined, { headers: { "x-a": "2" } })),
            Effect.exit(service.read({ params: { id: "1" } }, { headers: { "x-a": "3" } }))
          ]),
        "[]"
      )
      assert.deepStrictEqual(
        sent.map(({ headers }) => headers["x-a"]),
        ["1", "2", "3"]
      )
    })
  )

  it.effect("sends the headers that it states, and refuses those of another kind", () =>
    Effect.gen(function* () {
      const request = { params: { server_id: "s", path: "p" } }
      const { sent } = yield* sentBy(pets, (service) =>
        Effect.gen(function* () {
          yield* service.proxy({ ...request, headers: { "x-session-id": "chat" } })
          yield* service.proxy(request)
          const wrong = { ...request, headers: { "x-session-id": 5 as unknown as string } }
          const reason = yield* reasonOf(service.proxy(wrong))
          assert.deepStrictEqual(reason._tag === "Invalid" && reason.issues[0]?.path, ["headers", "x-session-id"])
        })
      )
      assert.deepStrictEqual(
        sent.map(({ headers }) => headers["x-session-id"]),
        ["chat", undefined]
      )
    })
  )

  it.effect("of bytes says what the server said of them: the media type and the name, in both of its forms", () =>
    Effect.gen(function* () {
      const disposition: ReadonlyArray<readonly [string, string | undefined]> = [
        ['attachment; filename="a b.pdf"', "a b.pdf"],
        ["attachment; filename=plain.pdf", "plain.pdf"],
        ["attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"],
        ["attachment; filename=\"x.pdf\"; filename*=utf-8''y.pdf", "y.pdf"],
        ["attachment; filename*=UTF-8''100%.pdf", "100%.pdf"],
        ["inline", undefined]
      ]
      for (const [header, fileName] of disposition) {
        const { result } = yield* sentBy(
          pets,
          (service) => service.proxy({ params: { server_id: "s", path: "p" } }),
          "PDF",
          { "content-type": "Application/PDF; version=1", "content-disposition": header }
        )
        assert.deepStrictEqual(result, {
          bytes: new TextEncoder().encode("PDF"),
          contentType: "application/pdf",
          fileName
        })
      }
    })
  )

  it("belongs to the router that its service's key names", () => {
    assert.strictEqual(routerOf("effect-open-webui/routers/Chats"), "chats")
  })

  it.effect("that states no answer is a mistake that shows itself with the first call", () =>
    Effect.gen(function* () {
      const operations = { bad: { method: "GET", path: "/x" } as unknown as typeof pets.count }
      const exit = yield* Effect.exit(sentBy(operations, (service) => Effect.suspend(() => service.bad())))
      assert.strictEqual(exit._tag, "Failure")
    })
  )
})
