/** The streams of the real server, as they were recorded: every route has its method, and every cut reads the same. */
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { byteStream, type StreamedAnswer } from "../../src/internal/answer.ts"
import { specOf } from "../../src/internal/operation.ts"
import { contractsOf } from "../../src/OpenWebUI.ts"
import { exchangeOf, recorded, verdictOf } from "../contract/decode.ts"
import { cuts, type Options, type Played, play, utf8 } from "../support/streams.ts"

const streamOf = (operation: string): StreamedAnswer<unknown> | undefined => {
  const [router = "", name = ""] = operation.split(".")
  const routers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = contractsOf()
  const stated = routers[router]?.[name]
  return stated === undefined ? undefined : specOf(stated).stream
}

// ---------------------------------------------------------------------------------------------------------------------
// Which methods there are
// ---------------------------------------------------------------------------------------------------------------------

/** What comes in pieces, by format: every route of which the frontend reads a stream or bytes, and the proxied ones. */
const streaming: Readonly<Record<string, ReadonlyArray<string>>> = {
  "text/event-stream": [
    "files.streamFileProcessStatus",
    "knowledge.streamPendingKnowledgeFiles",
    "main.streamChatCompletion",
    "main.streamMessages",
    "ollama.downloadModel",
    "ollama.streamAnthropicMessages",
    "ollama.streamOpenaiChatCompletion",
    "ollama.streamOpenaiCompletion",
    "ollama.streamResponses",
    "ollama.uploadModel",
    "openai.streamChatCompletion",
    "openai.streamProviderModelEvents",
    "openai.streamProxyPost",
    "openai.streamResponses",
    "tasks.streamMoaResponse"
  ],
  "application/x-ndjson": [
    "chats.getUserChats",
    "chats.streamChatStats",
    "ollama.streamChatCompletion",
    "ollama.streamCompletion",
    "ollama.streamCreateModel",
    "ollama.streamPullModel",
    "ollama.streamPushModel"
  ],
  "*/*": [
    "audio.streamSpeech",
    "channels.streamWebhookProfileImage",
    "files.streamFileContentById",
    "files.streamNamedFileContentById",
    "knowledge.streamKnowledgeExportById",
    "models.streamModelProfileImage",
    "openai.streamSpeech",
    "skills.streamExportSkills",
    "terminals.streamProxyTerminalChatGet",
    "terminals.streamProxyTerminalGet",
    "users.streamUserProfileImageById",
    "utils.streamDb"
  ]
}

describe("the routes that answer in pieces", () => {
  for (const [accept, operations] of Object.entries(streaming)) {
    it(`have a method each that reads ${accept}`, () => {
      for (const operation of operations) assert.strictEqual(streamOf(operation)?.accept, accept, operation)
    })
  }
})

// ---------------------------------------------------------------------------------------------------------------------
// Cuts
// ---------------------------------------------------------------------------------------------------------------------

interface Recording {
  readonly operation: string
  readonly answer: StreamedAnswer<unknown>
  readonly text: string
  readonly options: Options
}

/** The recorded streams; of those of one operation the two longest. */
const recordings = (): ReadonlyArray<Recording> => {
  const all = [...recorded().values()].flat().flatMap((line): ReadonlyArray<Recording> => {
    const { operation } = verdictOf(line)
    const answer = operation === null ? undefined : streamOf(operation)
    if (operation === null || answer?.reader === undefined) return []
    const { content_type, response_text, status } = exchangeOf(line)
    if (status !== 200 || response_text === undefined || response_text === "") return []
    return [{ operation, answer, text: response_text, options: { contentType: content_type } }]
  })
  const byLength = all.toSorted((a, b) => b.text.length - a.text.length)
  return byLength.filter(
    ({ operation }, at) => byLength.slice(0, at).filter((other) => other.operation === operation).length < 2
  )
}

/** What can be compared of a stream: a failure by what it says. */
const comparable = ({ elements, reason }: Played) => ({ elements, reason: reason?._tag, message: reason?.message })

const pieces = (bytes: Uint8Array, positions: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const ends = [...positions.map((position) => position % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
}

const positions = Arbitrary.array(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 }))),
  {
    minLength: 1,
    maxLength: 12
  }
)

describe("a recorded stream", () => {
  const all = recordings()

  it("is there in every format that has frames, with [DONE] and without", () => {
    const accepts = new Set(all.map(({ answer }) => answer.accept))
    assert.deepStrictEqual([...accepts].sort(), ["application/x-ndjson", "text/event-stream"])
    const ofEvents = all.filter(({ answer }) => answer.accept === "text/event-stream")
    assert.isTrue(ofEvents.some(({ text }) => text.includes("data: [DONE]")))
    assert.isTrue(ofEvents.some(({ text }) => !text.includes("[DONE]")))
    assert.isAbove(new Set(all.map(({ operation }) => operation)).size, 15)
  })

  for (const [at, { answer, operation, options, text }] of all.entries()) {
    it.live(`${at + 1} (${operation}) reads the same wherever it is cut`, () =>
      Effect.gen(function* () {
        const whole = yield* play(answer, [utf8.encode(text)], options)
        assert.isAbove(whole.elements.length, 0)
        for (const pieces of cuts(text)) {
          assert.deepStrictEqual(comparable(yield* play(answer, pieces, options)), comparable(whole))
        }
      })
    )
  }

  it.live.prop(
    "reads the same wherever it is cut, and how often, whatever its line ends",
    { positions, one: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000 }))) },
    ({ one, positions }) =>
      Effect.gen(function* () {
        const recording = all[one % all.length]
        if (recording === undefined) return
        const { answer, options, text } = recording
        for (const end of ["\n", "\r\n"]) {
          const bytes = utf8.encode(text.replaceAll("\n", end))
          const whole = yield* play(answer, [utf8.encode(text)], options)
          assert.deepStrictEqual(comparable(yield* play(answer, pieces(bytes, positions), options)), comparable(whole))
        }
      }),
    { arbitrary: { runs: 400 } }
  )

  it.live.prop(
    "that breaks off anywhere gives a beginning of its elements, and never a failure as if they were wrong",
    { at: positions, one: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000 }))) },
    ({ at: [position = 0], one }) =>
      Effect.gen(function* () {
        const recording = all[one % all.length]
        if (recording === undefined) return
        const { answer, options, text } = recording
        const bytes = utf8.encode(text)
        const whole = yield* play(answer, [bytes], options)
        const cut = yield* play(answer, [bytes.subarray(0, position % bytes.length)], { ...options, broken: true })
        assert.deepStrictEqual(cut.elements, whole.elements.slice(0, cut.elements.length))
        assert.include(["Truncated", "Unreachable", "StreamFailed", undefined], cut.reason?._tag)
      }),
    { arbitrary: { runs: 400 } }
  )

  it.live("as bytes is the same bytes, wherever it is cut", () =>
    Effect.gen(function* () {
      const { text } = all[0] ?? { text: "" }
      for (const pieces of cuts(text.slice(0, 1_000))) {
        const { elements, reason } = yield* play(byteStream, pieces)
        assert.isUndefined(reason)
        // The elements of a stream of bytes are bytes.
        const came = Buffer.concat(elements as ReadonlyArray<Uint8Array>).toString()
        assert.strictEqual(came, text.slice(0, 1_000))
      }
    })
  )
})
