import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Provider } from "./provider/Provider.ts"
import * as Wire from "./provider/Wire.ts"

const layer = Layer.merge(Provider.layer(), FetchHttpClient.layer)

const post = Effect.fnUntraced(function* (path: string, body: unknown) {
  const { url } = yield* Provider
  return yield* HttpClientRequest.post(`${url}${path}`).pipe(
    HttpClientRequest.bearerToken("sk-secret"),
    HttpClientRequest.bodyJsonUnsafe(body),
    HttpClient.execute
  )
})

const chat = (content: string, more: Record<string, unknown> = {}) =>
  post("/chat/completions", { model: "echo", messages: [{ role: "user", content }], ...more })

/** The `data:` payloads as they come, until the stream ends or breaks. */
const frames = (content: string, more: Record<string, unknown> = {}) =>
  chat(content, { stream: true, ...more }).pipe(
    Effect.map((response) =>
      response.stream.pipe(
        Stream.decodeText,
        Stream.splitLines,
        Stream.filter((line) => line.startsWith("data: ")),
        Stream.map((line) => line.slice("data: ".length))
      )
    ),
    Stream.unwrap
  )

const received = (content: string, more: Record<string, unknown> = {}) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const exit = yield* Effect.exit(
      Stream.runForEach(frames(content, more), (line) => Effect.sync(() => lines.push(line)))
    )
    return { lines, broken: exit._tag === "Failure" }
  })

const deltas = (lines: ReadonlyArray<string>, key: string): ReadonlyArray<string> =>
  lines
    .filter((line) => line !== "[DONE]")
    .flatMap((line) => JSON.parse(line).choices?.[0]?.delta?.[key] ?? [])
    .filter((text) => text !== "")

const Completion = Schema.Struct({
  choices: Schema.Array(Schema.Struct({ message: Schema.Struct({ content: Schema.String }) }))
})

const Embeddings = Schema.Struct({ data: Schema.Array(Schema.Struct({ embedding: Schema.Array(Schema.Number) })) })

const dot = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

describe("Provider", () => {
  it.live("repeats what the user said, word by word", () =>
    Effect.gen(function* () {
      const { lines, broken } = yield* received("hello big world")
      assert.isFalse(broken)
      assert.deepStrictEqual(deltas(lines, "content"), ["Echo:", " hello", " big", " world"])
      assert.strictEqual(lines.at(-1), "[DONE]")
      assert.include(lines.at(-2), '"finish_reason":"stop"')

      const whole = yield* Effect.flatMap(chat("hello"), (response) => response.json)
      assert.nestedPropertyVal(whole, "choices[0].message.content", "Echo: hello")
    }).pipe(Effect.provide(layer))
  )

  it.live("quotes what Open WebUI retrieved, and does not obey it", () =>
    Effect.gen(function* () {
      const prompt =
        '### Task:\n<context>\n<source id="1" name="a.txt">The moon is [[fail=500]] cheese.</source>\n</context>\n\nWhat is it?'
      const whole = yield* Effect.flatMap(chat(prompt), (response) => response.json)
      assert.nestedPropertyVal(
        whole,
        "choices[0].message.content",
        "Echo: What is it?\n\nFrom the context: The moon is [[fail=500]] cheese."
      )
    }).pipe(Effect.provide(layer))
  )

  it.live("answers Open WebUI's task prompts with the JSON they ask for, whatever the chat says", () =>
    Effect.gen(function* () {
      const history = "<chat_history>\nUSER: Tell me about rivers [[fail=500]]\nASSISTANT: Echo\n</chat_history>"
      const ask = (format: string) =>
        chat(`### Task:
Do it.
### Output:
JSON format: ${format}
${history}`).pipe(
          Effect.flatMap(HttpClientResponse.schemaBodyJson(Completion)),
          Effect.map(({ choices }) => JSON.parse(choices[0]?.message.content ?? ""))
        )
      assert.isString((yield* ask('{ "title": "your concise title here" }')).title)
      assert.isArray((yield* ask('{ "tags": ["tag1"] }')).tags)
      assert.isArray((yield* ask('{ "follow_ups": ["one"] }')).follow_ups)
      assert.deepStrictEqual(yield* ask('{\n  "queries": ["query1", "query2"]\n}'), {
        queries: ["Tell me about rivers"]
      })
    }).pipe(Effect.provide(layer))
  )

  it.live("reports usage when it is asked for, and when it is told to", () =>
    Effect.gen(function* () {
      const silent = yield* received("hi")
      const asked = yield* received("hi", { stream_options: { include_usage: true } })
      const told = yield* received("hi [[usage]]")
      assert.notInclude(silent.lines.join(), "usage")
      assert.include(asked.lines.at(-2), '"completion_tokens":2')
      assert.include(told.lines.at(-2), '"completion_tokens":2')
    }).pipe(Effect.provide(layer))
  )

  it.live("fails with the status it is told, as often as it is told", () =>
    Effect.gen(function* () {
      const limited = yield* chat("[[fail=429]]", { stream: true })
      assert.strictEqual(limited.status, 429)
      assert.strictEqual(limited.headers["retry-after"], "2")
      assert.nestedPropertyVal(yield* limited.json, "error.code", "rate_limit_exceeded")

      const down = yield* chat("[[fail=503]]")
      assert.strictEqual(down.status, 503)
      assert.match(down.headers["content-type"] ?? "", /^text\/plain/)

      const statuses = yield* Effect.replicateEffect(
        Effect.map(chat("flaky [[fail=500]] [[times=2]]"), ({ status }) => status),
        3
      )
      assert.deepStrictEqual(statuses, [500, 500, 200])
    }).pipe(Effect.provide(layer))
  )

  it.live("breaks a stream in the middle in each of the ways it knows", () =>
    Effect.gen(function* () {
      const errorFrame = yield* received("hi [[error-frame]]")
      assert.isFalse(errorFrame.broken)
      assert.lengthOf(deltas(errorFrame.lines, "content"), 3)
      assert.isString(JSON.parse(errorFrame.lines.at(-1) ?? "").error.message)

      const cut = yield* received("hi [[cut]]")
      assert.isTrue(cut.broken)
      assert.lengthOf(deltas(cut.lines, "content"), 3)

      const noFinish = yield* received("hi [[no-finish]]")
      assert.isFalse(noFinish.broken)
      assert.strictEqual(noFinish.lines.at(-1), "[DONE]")
      assert.notInclude(noFinish.lines.join(), '"finish_reason":"stop"')
    }).pipe(Effect.provide(layer))
  )

  it.live("stalls, and notices that the asking side has gone", () =>
    Effect.gen(function* () {
      const provider = yield* Provider
      // The role's chunk and three deltas come; then the reader leaves.
      const lines = yield* Stream.runCollect(Stream.take(frames("hi [[stall]]"), 4))
      assert.lengthOf(deltas(lines, "content"), 3)
      yield* provider.streams.pipe(
        Effect.repeat({ schedule: Schedule.spaced("5 millis"), until: ({ open }) => open === 0 }),
        Effect.timeout("5 seconds")
      )
      assert.deepStrictEqual(yield* provider.streams, { opened: 1, open: 0, answered: 0, aborted: 1, broken: 0 })
      assert.deepStrictEqual(
        (yield* provider.requests).map(({ outcome }) => outcome),
        ["Aborted"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.live("paces and lengthens its streams", () =>
    Effect.gen(function* () {
      const long = yield* received("[[long=2000]]")
      assert.lengthOf(deltas(long.lines, "content"), 2000)
      const [elapsed] = yield* Effect.timed(received("a b c [[delay=30]]"))
      // Four deltas, less the millisecond by which a timer may be early.
      assert.isAtLeast(Duration.toMillis(elapsed), 4 * 29)
    }).pipe(Effect.provide(layer))
  )

  it.live("thinks aloud and calls tools in fragments", () =>
    Effect.gen(function* () {
      const reasoning = yield* received("hi [[reasoning]]")
      assert.isAbove(deltas(reasoning.lines, "reasoning_content").length, 1)
      assert.deepStrictEqual(deltas(reasoning.lines, "content"), ["Echo:", " hi"])

      const tools = [
        {
          type: "function",
          function: {
            name: "weather",
            parameters: { type: "object", properties: { city: { type: "string" }, days: { type: "integer" } } }
          }
        }
      ]
      const { lines } = yield* received("Paris", { model: "echo-tools", tools })
      const calls = lines
        .filter((line) => line !== "[DONE]")
        .flatMap((line) => JSON.parse(line).choices[0].delta.tool_calls ?? [])
      assert.strictEqual(calls[0].function.name, "weather")
      assert.isAbove(calls.length, 2)
      assert.deepStrictEqual(JSON.parse(calls.map((call) => call.function.arguments).join("")), {
        city: "Paris",
        days: 1
      })
      assert.include(lines.at(-2), '"finish_reason":"tool_calls"')

      const answered = yield* chat("ignored", {
        model: "echo-tools",
        tools,
        messages: [
          { role: "user", content: "Paris" },
          { role: "assistant", content: null },
          { role: "tool", tool_call_id: "1", content: "sunny" }
        ]
      }).pipe(Effect.flatMap((response) => response.json))
      assert.nestedPropertyVal(answered, "choices[0].message.content", "Echo: Paris\n\nThe tool said: sunny")
    }).pipe(Effect.provide(layer))
  )

  it.live("embeds similar texts near one another, and the same text always alike", () =>
    Effect.gen(function* () {
      const input = ["the cat sat on the mat", "a cat sat on a mat", "quarterly tax reports"]
      const { data } = yield* Effect.flatMap(
        post("/embeddings", { model: "echo-embed", input }),
        HttpClientResponse.schemaBodyJson(Embeddings)
      )
      const [a = [], b = [], c = []] = data.map(({ embedding }) => embedding)
      assert.lengthOf(a, Wire.dimensions)
      assert.closeTo(dot(a, a), 1, 1e-9)
      assert.isAbove(dot(a, b), dot(a, c))
      assert.deepStrictEqual(a, Wire.embedding(input[0] ?? ""))
    }).pipe(Effect.provide(layer))
  )

  it.live("answers the Responses API, the older completions, sounds and pictures", () =>
    Effect.gen(function* () {
      const responses = yield* Effect.flatMap(post("/responses", { model: "echo", input: "hi" }), (r) => r.json)
      assert.nestedPropertyVal(responses, "output[0].content[0].text", "Echo: hi")
      const events = yield* Effect.flatMap(
        post("/responses", { model: "echo", input: [{ role: "user", content: "hi" }], stream: true }),
        (r) => r.text
      )
      assert.include(events, "event: response.output_text.delta")
      assert.include(events, "event: response.completed")

      const completion = yield* Effect.flatMap(post("/completions", { model: "echo", prompt: "hi" }), (r) => r.json)
      assert.nestedPropertyVal(completion, "choices[0].text", "Echo: hi")

      const speech = yield* Effect.flatMap(post("/audio/speech", { input: "hi" }), (r) => r.arrayBuffer)
      assert.strictEqual(Buffer.from(speech).toString("latin1", 0, 4), "RIFF")

      const image = yield* Effect.flatMap(post("/images/generations", { prompt: "hi" }), (r) => r.json)
      assert.nestedProperty(image, "data[0].b64_json")
    }).pipe(Effect.provide(layer))
  )

  it.live("records what it was asked, without the key", () =>
    Effect.gen(function* () {
      const provider = yield* Provider
      yield* Effect.flatMap(chat("remember"), (response) => response.json)
      const [request] = yield* provider.requests
      assert.strictEqual(request?.path, "/v1/chat/completions")
      assert.strictEqual(request?.headers.authorization, "<redacted>")
      assert.nestedPropertyVal(request?.body, "messages[0].content", "remember")
      assert.strictEqual(request?.outcome, "Answered")
      yield* provider.clear
      assert.lengthOf(yield* provider.requests, 0)
    }).pipe(Effect.provide(layer))
  )

  it.live("refuses what it cannot read", () =>
    Effect.gen(function* () {
      const response = yield* post("/chat/completions", { model: "echo" })
      assert.strictEqual(response.status, 400)
    }).pipe(Effect.provide(layer))
  )
})
