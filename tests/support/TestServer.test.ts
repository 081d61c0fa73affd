import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { FaultProxy } from "./server/FaultProxy.ts"
import * as TestServer from "./TestServer.ts"

const send = (method: "GET" | "POST", path: string, body?: unknown, token = TestServer.admin.token) =>
  HttpClientRequest.make(method)(`${TestServer.url}${path}`).pipe(
    HttpClientRequest.bearerToken(token),
    body === undefined ? (request) => request : HttpClientRequest.bodyJsonUnsafe(body),
    HttpClient.execute
  )

const json = <A>(effect: ReturnType<typeof send>, schema: Schema.Codec<A, unknown>) =>
  Effect.flatMap(effect, HttpClientResponse.schemaBodyJson(schema))

const chat = (content: string, more: Record<string, unknown> = {}) =>
  send("POST", "/api/chat/completions", { model: "echo", messages: [{ role: "user", content }], ...more })

const Completion = Schema.Struct({
  choices: Schema.Array(Schema.Struct({ message: Schema.Struct({ content: Schema.String }) }))
})

const answer = (content: string, more: Record<string, unknown> = {}) =>
  Effect.map(json(chat(content, more), Completion), ({ choices }) => choices[0]?.message.content)

const WithId = Schema.Struct({ id: Schema.String })

/** What the provider does is seen through the server. */
describe("the test server", () => {
  it.live("knows the provider's models", () =>
    Effect.gen(function* () {
      const { data } = yield* json(send("GET", "/api/models"), Schema.Struct({ data: Schema.Array(WithId) }))
      const ids = data.map(({ id }) => id)
      assert.includeMembers(ids, ["echo", "echo-slow", "echo-reasoning", "echo-tools", "echo-embed"])
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("makes users that are signed in", () =>
    Effect.gen(function* () {
      const user = yield* TestServer.freshUser()
      const me = yield* json(
        send("GET", "/api/v1/auths/", undefined, user.token),
        Schema.Struct({ id: Schema.String, email: Schema.String, role: Schema.String })
      )
      assert.deepStrictEqual(me, { id: user.id, email: user.email, role: "user" })
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("passes a chat on to the provider, once", () =>
    Effect.gen(function* () {
      const word = TestServer.unique()
      assert.strictEqual(yield* answer(word), `Echo: ${word}`)
      const requests = yield* TestServer.providerRequests(word)
      assert.lengthOf(requests, 1)
      assert.strictEqual(requests[0]?.method, "POST")
      assert.strictEqual(requests[0]?.outcome, "Answered")
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("passes the provider's failures on", () =>
    Effect.gen(function* () {
      const limited = yield* chat("[[fail=429]]")
      assert.strictEqual(limited.status, 429)
      const cut = yield* Effect.flatMap(chat("[[cut]]", { stream: true }), (response) => response.text)
      assert.include(cut, "Echo:")
      assert.notInclude(cut, '"finish_reason":"stop"')
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("lets go of the provider when the client leaves a stream", () =>
    Effect.gen(function* () {
      const word = TestServer.unique()
      const response = yield* chat(`${word} [[stall]]`, { stream: true })
      yield* response.stream.pipe(
        Stream.decodeText,
        Stream.takeUntil((text) => text.includes(word)),
        Stream.runDrain
      )
      const requests = yield* TestServer.awaitProviderRequests(word, ([request]) => request?.outcome !== "Pending")
      assert.deepStrictEqual(
        requests.map(({ outcome }) => outcome),
        ["Aborted"]
      )
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("reads an uploaded file, and the answer quotes it", () =>
    Effect.gen(function* () {
      const word = TestServer.unique("treasure")
      const form = new FormData()
      form.append(
        "file",
        new File([`The treasure ${word} lies under the old oak tree.`], "map.txt", { type: "text/plain" })
      )
      const { id } = yield* HttpClientRequest.post(`${TestServer.url}/api/v1/files/`).pipe(
        HttpClientRequest.bearerToken(TestServer.admin.token),
        HttpClientRequest.bodyFormData(form),
        HttpClient.execute,
        Effect.flatMap(HttpClientResponse.schemaBodyJson(WithId))
      )
      const Status = Schema.Struct({ status: Schema.String })
      const { status } = yield* json(send("GET", `/api/v1/files/${id}/process/status`), Status).pipe(
        Effect.repeat({
          schedule: Schedule.spaced("50 millis"),
          until: ({ status }) => status === "completed" || status === "failed"
        })
      )
      assert.strictEqual(status, "completed")
      const said = yield* answer("Where is the treasure?", { files: [{ type: "file", id }] })
      assert.include(said, "Echo: Where is the treasure?")
      assert.include(said, `From the context: The treasure ${word} lies under the old oak tree.`)
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("gets titles and tags that it can read", () =>
    Effect.gen(function* () {
      const messages = [
        { role: "user", content: "Tell me about rivers" },
        { role: "assistant", content: "Echo: Tell me about rivers" }
      ]
      const ask = (task: string) =>
        json(send("POST", `/api/v1/tasks/${task}/completions`, { model: "echo", messages }), Completion)
      assert.include((yield* ask("title")).choices[0]?.message.content, '"title"')
      assert.include((yield* ask("tags")).choices[0]?.message.content, '"tags"')
      assert.include((yield* ask("follow_up")).choices[0]?.message.content, '"follow_ups"')
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("has everything switched on", () =>
    Effect.gen(function* () {
      const scim = yield* send("GET", "/api/v1/scim/v2/Users", undefined, TestServer.scimToken)
      assert.strictEqual(scim.status, 200)
      const channels = yield* send("GET", "/api/v1/channels/")
      assert.strictEqual(channels.status, 200)
      const document = yield* send("GET", "/openapi.json")
      assert.match(document.headers["content-type"] ?? "", /json/)
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.live("can be broken by the proxy before it", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      assert.strictEqual((yield* HttpClient.get(`${proxy.url}/health`)).status, 200)
      yield* proxy.set({ mode: "answer", status: 502, body: "Bad gateway" }, { times: 1 })
      assert.strictEqual((yield* HttpClient.get(`${proxy.url}/health`)).status, 502)
      assert.strictEqual((yield* HttpClient.get(`${proxy.url}/health`)).status, 200)
      assert.lengthOf(yield* proxy.requests, 3)
    }).pipe(Effect.provide(FaultProxy.layer(TestServer.url)), Effect.provide(FetchHttpClient.layer))
  )
})
