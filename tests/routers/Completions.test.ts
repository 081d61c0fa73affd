import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { property } from "../../src/internal/reading.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import {
  type ChatCompletionChunk,
  chatCompletionChunks,
  chunkText,
  completionText,
  isFinish,
  type MessageEvent,
  messageText
} from "../../src/models/Completions.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientByAlias, clientOf, reasonOf } from "../support/clients.ts"
import { ask, withAnthropic, withArena, withConnection, withPlugin } from "../support/main/Settings.ts"
import { admin, awaitProviderRequests, freshUser, providerRequests, unique } from "../support/TestServer.ts"

const python = `
class Pipe:
    def pipes(self):
        return [{'id': kind, 'name': kind} for kind in ('nothing', 'text', 'dict', 'events', 'raises')]

    async def pipe(self, body):
        kind = body['model'].split('.')[-1]
        if kind == 'nothing':
            return None
        if kind == 'dict':
            return {'choices': [{'message': {'role': 'assistant', 'content': 'in one piece'}}]}
        if kind == 'raises':
            raise Exception('the pipe broke')
        if kind == 'events':
            def generate():
                yield {'event': {'type': 'status', 'data': {'description': 'working', 'done': False}}}
                yield 'spoken'
            return generate()
        return 'just text'
`

/** Runs with a plugin that answers in unusual ways. */
const withPipe = <A, E, R>(use: (pipe: string) => Effect.Effect<A, E, R>) => withPlugin(python, use)

/** Runs with a model that every account may use: a plugin's, since a model in front of another needs access to both. */
const withPublicModel = <A, E, R>(use: (model: string) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  withPipe((pipe) => {
    const id = `${pipe}.text`
    const grant = { principal_type: "user", principal_id: "*", permission: "read" }
    return Effect.acquireUseRelease(
      ask("POST", "/api/v1/models/create", { id, name: id, meta: {}, params: {}, access_grants: [grant] }),
      () => use(id),
      () => ask("POST", "/api/v1/models/model/delete", { id })
    )
  })

const says = (content: string) => [{ role: "user" as const, content }]

const textOf = (chunks: ReadonlyArray<ChatCompletionChunk>): string =>
  chunks.map((chunk) => chunkText(chunk) ?? "").join("")

const streamed = (
  owui: OpenWebUIService,
  content: string,
  more: Omit<Parameters<OpenWebUIService["main"]["streamChatCompletion"]>[0]["payload"], "messages" | "model"> & {
    readonly model?: string
  } = {}
): Effect.Effect<ReadonlyArray<ChatCompletionChunk>, OpenWebUIError> =>
  Stream.runCollect(owui.main.streamChatCompletion({ payload: { model: "echo", ...more, messages: says(content) } }))

const silentWav = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA="
const pixel =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="

const weather = {
  type: "function" as const,
  function: {
    name: "get_weather",
    description: "Tells the weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
  }
}

const bodyOf = (requests: ReadonlyArray<{ readonly body: unknown }>): unknown => requests.at(-1)?.body

describe("chat completions in one piece", () => {
  it.live("say what the model said, and what it took", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("whole")
      const completion = yield* main.generateChatCompletion({ payload: { model: "echo", messages: says(word) } })
      assert.strictEqual(completionText(completion), `Echo: ${word}`)
      assert.strictEqual(completion.object, "chat.completion")
      assert.strictEqual(completion.model, "echo")
      assert.strictEqual(completion.choices[0]?.finish_reason, "stop")
      assert.strictEqual(completion.usage?.total_tokens, 3)
      assert.notStrictEqual(property(bodyOf(yield* providerRequests(word)), "stream"), true)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("hand pictures, sounds and parameters on to the provider", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("parts")
      yield* main.generateChatCompletion({
        payload: {
          model: "echo",
          messages: [
            { role: "system", content: "Repeat." },
            {
              role: "user",
              content: [
                { type: "text", text: word },
                { type: "image_url", image_url: { url: pixel, detail: "low" } },
                { type: "input_audio", input_audio: { data: silentWav, format: "wav" } }
              ]
            }
          ],
          temperature: 0.5,
          max_tokens: 100,
          stop: ["STOP"],
          seed: 7,
          response_format: { type: "json_schema", json_schema: { name: "any", schema: { type: "object" } } },
          params: { top_p: 0.25, custom_params: { chat_template_kwargs: { thinking: false } } },
          features: { web_search: false },
          variables: { "{{USER_NAME}}": "Ada" }
        }
      })
      const sent = bodyOf(yield* providerRequests(word))
      assert.deepStrictEqual(sent, {
        model: "echo",
        messages: [
          { role: "system", content: "Repeat." },
          {
            role: "user",
            content: [
              { type: "text", text: word },
              { type: "image_url", image_url: { url: pixel, detail: "low" } },
              { type: "input_audio", input_audio: { data: silentWav, format: "wav" } }
            ]
          }
        ],
        temperature: 0.5,
        max_tokens: 100,
        stop: ["STOP"],
        seed: 7,
        response_format: { type: "json_schema", json_schema: { name: "any", schema: { type: "object" } } },
        top_p: 0.25,
        chat_template_kwargs: { thinking: false }
      })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("give a tool call to the caller, and take the tool's answer back", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("tool")
      const asked = yield* main.generateChatCompletion({
        payload: {
          model: "echo-tools",
          messages: says(word),
          tools: [weather],
          tool_choice: { type: "function", function: { name: "get_weather" } }
        }
      })
      const message = asked.choices[0]?.message
      const call = message?.tool_calls?.[0]
      assert.strictEqual(message?.content, null)
      assert.strictEqual(asked.choices[0]?.finish_reason, "tool_calls")
      assert.strictEqual(call?.function.name, "get_weather")
      assert.deepStrictEqual(JSON.parse(call?.function.arguments ?? ""), { city: word })
      if (call === undefined) return
      const answered = yield* main.generateChatCompletion({
        payload: {
          model: "echo-tools",
          messages: [
            ...says(word),
            { role: "assistant", content: null, tool_calls: [call] },
            { role: "tool", tool_call_id: call.id, content: "raining frogs" }
          ],
          tools: [weather]
        }
      })
      assert.include(completionText(answered), "The tool said: raining frogs")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("tell what was retrieved, and which model an arena chose", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("retrieved")
      const payload = {
        model: "echo",
        messages: says("What was it?"),
        files: [{ type: "text", name: word, content: `It was ${word}.` }]
      }
      const completion = yield* main.generateChatCompletion({ payload })
      assert.strictEqual(completion.sources?.[0]?.source.name, word)
      assert.deepStrictEqual(completion.sources?.[0]?.document, [`It was ${word}.`])
      assert.include(completionText(completion), `It was ${word}.`)

      const chunks = yield* Stream.runCollect(main.streamChatCompletion({ payload }))
      assert.deepStrictEqual(chunks[0]?.sources?.[0]?.metadata, [{ name: word }])
      assert.isUndefined(chunks[0]?.choices)
      assert.include(textOf(chunks), `It was ${word}.`)

      const arena = unique("arena")
      const [chosen, chosenStreaming] = yield* withArena(
        arena,
        "echo-reasoning",
        Effect.all([
          main.generateChatCompletion({ payload: { model: arena, messages: says("hi") } }),
          Stream.runCollect(main.streamChatCompletion({ payload: { model: arena, messages: says("hi") } }))
        ])
      )
      assert.strictEqual(chosen.selected_model_id, "echo-reasoning")
      assert.strictEqual(chosen.choices[0]?.message?.reasoning_content, "I have no thoughts; I repeat.")
      assert.strictEqual(chosenStreaming[0]?.selected_model_id, "echo-reasoning")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are for accounts that may use the model, and for nobody else", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const { main } = yield* clientOf(user.token)
      const payload = { model: "echo", messages: says("hi") }
      const hidden = yield* reasonOf(main.generateChatCompletion({ payload }))
      assert.strictEqual(hidden._tag, "NotFound")
      const text = yield* withPublicModel((model) =>
        Effect.map(main.generateChatCompletion({ payload: { ...payload, model } }), completionText)
      )
      assert.strictEqual(text, "just text")
      const nobody = yield* clientOf(undefined)
      const refused = yield* reasonOf(nobody.main.generateChatCompletion({ payload }))
      assert.strictEqual(refused._tag, "Unauthenticated")
      const refusedStream = yield* reasonOf(streamed(nobody, "hi"))
      assert.strictEqual(refusedStream._tag, "Unauthenticated")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fail with what the provider said", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const fails = (mark: string) =>
        reasonOf(
          main.generateChatCompletion({ payload: { model: "echo", messages: says(`${unique("fail")} ${mark}`) } })
        )
      const limited = yield* fails("[[fail=429]]")
      assert.strictEqual(limited._tag, "ProviderFailed")
      if (limited._tag === "ProviderFailed") {
        assert.strictEqual(limited.status, 429)
        assert.strictEqual(limited.code, "rate_limit_exceeded")
        assert.strictEqual(limited.retryAfter && Duration.toMillis(limited.retryAfter), 2000)
      }
      const key = yield* fails("[[fail=401]]")
      assert.strictEqual(key._tag === "ProviderFailed" ? key.code : key._tag, "invalid_api_key")
      const busy = yield* fails("[[fail=503]]")
      assert.strictEqual(busy._tag === "ProviderFailed" ? busy.status : busy._tag, 503)
      const unknown = yield* reasonOf(
        main.generateChatCompletion({ payload: { model: unique("model"), messages: says("hi") } })
      )
      assert.strictEqual(unknown._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fail with what the provider said with 200 in place of an answer", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("plain")
      const payload = (mark: string) => ({ model: "echo", messages: says(`${word} ${mark}`) })
      const broken = yield* reasonOf(main.generateChatCompletion({ payload: payload("[[cut]]") }))
      assert.include(broken._tag === "ProviderFailed" ? broken.detail : broken._tag, "Connection Error")
      for (const fails of [
        (mark: string) => main.generateChatCompletion({ payload: payload(mark) }),
        (mark: string) => Stream.runDrain(main.streamChatCompletion({ payload: payload(mark) }))
      ]) {
        const text = yield* reasonOf(fails("[[plain]]"))
        assert.include(text._tag === "ProviderFailed" ? text.detail : text._tag, `Echo: ${word}`)
        const error = yield* reasonOf(fails("[[fail=200]]"))
        assert.strictEqual(error._tag === "ProviderFailed" ? error.status : error._tag, 200)
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("of plugins have what the plugin gave", () =>
    withPipe((pipe) =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const whole = (kind: string) =>
          owui.main.generateChatCompletion({ payload: { model: `${pipe}.${kind}`, messages: says("hi") } })
        assert.strictEqual(completionText(yield* whole("text")), "just text")
        assert.strictEqual(completionText(yield* whole("dict")), "in one piece")
        assert.isUndefined((yield* whole("nothing")).choices[0]?.message)

        const chunks = (kind: string) => streamed(owui, "hi", { model: `${pipe}.${kind}` })
        assert.strictEqual(textOf(yield* chunks("text")), "just text")
        assert.strictEqual(textOf(yield* chunks("dict")), "in one piece")
        const events = yield* chunks("events")
        assert.deepStrictEqual(events[0]?.event, { type: "status", data: { description: "working", done: false } })
        assert.strictEqual(textOf(events), "spoken")
        const failure = yield* reasonOf(chunks("raises"))
        assert.strictEqual(failure._tag === "StreamFailed" ? failure.detail : failure._tag, "the pipe broke")
      })
    ).pipe(Effect.provide(asAdmin))
  )
})

describe("streamed chat completions", () => {
  it.live("come in pieces that end with a finish reason", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique("streamed")
      const chunks = yield* streamed(owui, `${word} two three`)
      assert.strictEqual(textOf(chunks), `Echo: ${word} two three`)
      assert.isAbove(chunks.filter((chunk) => chunkText(chunk)).length, 2)
      assert.strictEqual(chunks.at(-1)?.choices?.[0]?.finish_reason, "stop")
      const sent = bodyOf(yield* providerRequests(word))
      assert.strictEqual(property(sent, "stream"), true)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("send `stream: true` even where a value without a type says otherwise", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("forced")
      const untyped: object = { stream: false }
      const payload = { model: "echo", messages: says(word), ...untyped }
      const chunks = yield* Stream.runCollect(main.streamChatCompletion({ payload }))
      assert.strictEqual(textOf(chunks), `Echo: ${word}`)
      // @ts-expect-error: a stream is asked for with the streaming operation.
      const refused = yield* reasonOf(main.generateChatCompletion({ payload: { ...payload, stream: true } }))
      assert.strictEqual(refused._tag === "Invalid" ? refused.status : refused._tag, undefined)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("may carry usage without choices, reasoning, and tool calls in fragments", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique("frames")
      const used = yield* streamed(owui, word, { stream_options: { include_usage: true } })
      assert.deepStrictEqual(used.at(-1)?.choices, [])
      assert.strictEqual(used.at(-1)?.usage?.total_tokens, 3)

      const reasoned = yield* streamed(owui, word, { model: "echo-reasoning" })
      const thoughts = reasoned.map((chunk) => chunk.choices?.[0]?.delta?.reasoning_content ?? "").join("")
      assert.strictEqual(thoughts, "I have no thoughts; I repeat.")
      assert.strictEqual(textOf(reasoned), `Echo: ${word}`)

      const called = yield* streamed(owui, word, { model: "echo-tools", tools: [weather] })
      const fragments = called.flatMap((chunk) => chunk.choices?.[0]?.delta?.tool_calls ?? [])
      assert.strictEqual(fragments[0]?.function?.name, "get_weather")
      assert.isAbove(fragments.length, 2)
      assert.deepStrictEqual(JSON.parse(fragments.map((one) => one.function?.arguments ?? "").join("")), { city: word })
      assert.strictEqual(called.at(-1)?.choices?.[0]?.finish_reason, "tool_calls")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fail with the text so far on an error frame, on a broken connection, and without a finish reason", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const failed = yield* reasonOf(streamed(owui, "one two three four [[error-frame]]"))
      assert.strictEqual(failed._tag, "StreamFailed")
      if (failed._tag === "StreamFailed") {
        assert.strictEqual(failed.text, "Echo: one two")
        assert.strictEqual(failed.code, "internal_error")
        assert.include(failed.detail, "had an error")
      }
      // The server turns the broken connection into an error frame of its own.
      const cut = yield* reasonOf(streamed(owui, "one two three four [[cut]]"))
      assert.strictEqual(cut._tag === "StreamFailed" ? cut.text : cut._tag, "Echo: one two")
      const open = yield* reasonOf(streamed(owui, "one two three four [[no-finish]]"))
      assert.strictEqual(open._tag === "Truncated" ? open.text : open._tag, "Echo: one two three four")
      const refused = yield* reasonOf(streamed(owui, `${unique("fail")} [[fail=429]]`))
      assert.strictEqual(refused._tag === "ProviderFailed" ? refused.status : refused._tag, 429)
      const unknown = yield* reasonOf(streamed(owui, "hi", { model: unique("model") }))
      assert.strictEqual(unknown._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("give the chunks that came before a failure", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const seen: Array<string> = []
      const failure = yield* main
        .streamChatCompletion({ payload: { model: "echo", messages: says("one two three [[error-frame]]") } })
        .pipe(
          Stream.runForEach((chunk) => Effect.sync(() => seen.push(chunkText(chunk) ?? ""))),
          reasonOf
        )
      assert.strictEqual(failure._tag, "StreamFailed")
      assert.strictEqual(seen.join(""), "Echo: one two")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("close the provider's connection when they are left, or interrupted", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const aborted = (word: string) =>
        awaitProviderRequests(word, (requests) => requests.some(({ outcome }) => outcome === "Aborted"))
      const left = unique("left")
      const begun = yield* main
        .streamChatCompletion({ payload: { model: "echo", messages: says(`${left} [[stall]]`) } })
        .pipe(Stream.take(2), Stream.runCollect)
      assert.strictEqual(begun.length, 2)
      assert.lengthOf(yield* aborted(left), 1)

      const interrupted = unique("interrupted")
      const fiber = yield* Effect.forkChild(
        Stream.runDrain(
          main.streamChatCompletion({ payload: { model: "echo", messages: says(`${interrupted} [[stall]]`) } })
        )
      )
      yield* awaitProviderRequests(interrupted, (requests) => requests.length === 1)
      yield* Fiber.interrupt(fiber)
      assert.lengthOf(yield* aborted(interrupted), 1)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("hold the frames of the Responses API where the provider speaks that", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique("responses")
      yield* withConnection(
        { api_type: "responses" },
        Effect.gen(function* () {
          const chunks = yield* streamed(owui, `${word} two`)
          assert.strictEqual(textOf(chunks), `Echo: ${word} two`)
          assert.strictEqual(chunks[0]?.type, "response.created")
          assert.strictEqual(chunks.at(-1)?.type, "response.completed")
          assert.strictEqual(chunks.at(-1)?.response?.status, "completed")
          const whole = yield* owui.main.generateChatCompletion({ payload: { model: "echo", messages: says(word) } })
          assert.strictEqual(completionText(whole), `Echo: ${word}`)
        })
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it("are complete with a finish reason, not with an empty one, and fail with the Responses API's failures", () => {
    const choice = (finish_reason: string | null) => ({
      choices: [{ index: 0, delta: { content: null }, finish_reason }]
    })
    assert.isTrue(isFinish(choice("length")))
    assert.isFalse(isFinish(choice("")))
    assert.isFalse(isFinish(choice(null)))
    assert.isFalse(isFinish({ usage: { total_tokens: 3 } }))
    assert.isTrue(isFinish({ type: "response.incomplete" }))
    const outcome = (frame: unknown) => {
      const out: Array<ChatCompletionChunk> = []
      return { out, reason: chatCompletionChunks.reader?.().feed(`data: ${JSON.stringify(frame)}\n\n`, out) }
    }
    const failed = outcome({ type: "response.failed", response: { error: { code: "server_error", message: "no" } } })
    assert.strictEqual(failed.reason?._tag === "StreamFailed" ? failed.reason.code : failed.reason, "server_error")
    const broken = outcome({ type: "error", code: "rate_limit", message: "too fast", param: null })
    assert.strictEqual(broken.reason?._tag === "StreamFailed" ? broken.reason.detail : broken.reason, "too fast")
    const refused = outcome({ choices: [{ delta: { content: 7 } }] })
    assert.strictEqual(refused.reason?._tag, "Undecodable")
    const frame = { choices: [{ delta: { content: "x", newer: [1] } }], newer: { key: "kept" } }
    const kept: ReadonlyArray<unknown> = outcome(frame).out
    assert.deepStrictEqual(kept, [frame])
  })
})

describe("turns of a chat", () => {
  const turn = (content: string) => {
    const [user, assistant] = [crypto.randomUUID(), crypto.randomUUID()]
    return {
      user,
      assistant,
      payload: {
        model: "echo",
        messages: [],
        message_ids: [{ model_id: "echo", message_id: assistant }],
        user_message: { id: user, parentId: null, role: "user" as const, content, models: ["echo"] }
      }
    }
  }

  const messagesOf = (chat: string) =>
    Effect.map(ask("GET", `/api/v1/chats/${chat}`), (answer) =>
      property(property(property(answer, "chat"), "history"), "messages")
    )

  it.live("with a session begin at once, and the answer comes into the chat", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("turn")
      const { assistant, payload, user } = turn(word)
      const begun = yield* main.runChatTurn({
        payload: { ...payload, stream: true, parent_id: null, session_id: unique("session") }
      })
      assert.isTrue(begun !== null && "task_ids" in begun)
      if (begun === null || !("task_ids" in begun)) return
      assert.lengthOf(begun.task_ids, 1)
      const message = yield* Effect.repeat(
        Effect.map(messagesOf(begun.chat_id), (messages) => property(messages, assistant)),
        { schedule: Schedule.spaced("50 millis"), until: (message) => property(message, "done") === true }
      ).pipe(Effect.timeout("10 seconds"))
      assert.strictEqual(property(message, "content"), `Echo: ${word}`)
      assert.strictEqual(property(message, "parentId"), user)

      const again = { ...payload, chat_id: begun.chat_id, session_id: "any" }
      assert.strictEqual((yield* reasonOf(main.runChatTurn({ payload: again })))._tag, "Conflict")
      const orphan = turn(word)
      const parentId = crypto.randomUUID()
      const lost = yield* reasonOf(
        main.runChatTurn({
          payload: {
            ...orphan.payload,
            chat_id: begun.chat_id,
            user_message: { ...orphan.payload.user_message, parentId }
          }
        })
      )
      assert.strictEqual(lost._tag, "Conflict")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("without a session wait: for the completion, or, where the provider streamed, for null", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("waited")
      const whole = yield* main.runChatTurn({ payload: { ...turn(word).payload, parent_id: null } })
      assert.strictEqual(whole !== null && "choices" in whole ? completionText(whole) : whole, `Echo: ${word}`)
      const silent = yield* main.runChatTurn({ payload: { ...turn(word).payload, stream: true, parent_id: null } })
      assert.isNull(silent)
      const nothing = yield* main.runChatTurn({
        payload: { ...turn(word).payload, message_ids: [], chat_id: "temporary:none", session_id: "any" }
      })
      assert.deepStrictEqual(nothing, { status: true, task_ids: [], chat_id: "temporary:none" })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fail where there is no such chat or folder, and for nobody", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const { payload } = turn("hi")
      const chat = yield* reasonOf(main.runChatTurn({ payload: { ...payload, chat_id: crypto.randomUUID() } }))
      assert.strictEqual(chat._tag, "NotFound")
      const folder = yield* reasonOf(
        main.runChatTurn({ payload: { ...payload, parent_id: null, folder_id: crypto.randomUUID() } })
      )
      assert.strictEqual(folder._tag, "NotFound")
      const nobody = yield* clientOf(undefined)
      assert.strictEqual((yield* reasonOf(nobody.main.runChatTurn({ payload })))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("the paths of OpenAI and Anthropic under /api/v1", () => {
  it.live("answer as the ones that the methods send to", () =>
    Effect.gen(function* () {
      const under = (path: string, alias = path) =>
        Effect.map(clientByAlias(admin.token, `/api/${path}`, `/api/v1/${alias}`), ({ main }) => main)
      const word = unique("alias")
      const messages = says(word)

      const { data } = yield* (yield* under("models")).getModels()
      assert.include(
        data.map(({ id }) => id),
        "echo"
      )
      const { data: embedded } = yield* (yield* under("embeddings")).embeddings({
        payload: { model: "echo-embed", input: word }
      })
      assert.lengthOf(embedded[0]?.embedding ?? [], 64)

      const completions = yield* under("chat/completions")
      const payload = { model: "echo", messages }
      assert.strictEqual(completionText(yield* completions.generateChatCompletion({ payload })), `Echo: ${word}`)
      const chunks = yield* Stream.runCollect(completions.streamChatCompletion({ payload }))
      assert.strictEqual(textOf(chunks), `Echo: ${word}`)

      const native = { model: "native", messages }
      yield* withAnthropic(
        "litellm",
        Effect.gen(function* () {
          const whole = yield* under("message", "messages")
          assert.strictEqual(messageText(yield* whole.generateMessages({ payload: native })), `Natively: ${word}`)
          const events = yield* Stream.runCollect(whole.streamMessages({ payload: native }))
          assert.strictEqual(events.at(-1)?.type, "message_stop")
          const counting = yield* under("message/count_tokens", "messages/count_tokens")
          assert.deepStrictEqual(yield* counting.countMessageTokens({ payload: native }), { input_tokens: 1 })
        })
      )
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("embeddings", () => {
  it.live("are numbers, or base64, one for each text", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const numbers = yield* main.embeddings({ payload: { model: "echo-embed", input: ["one word", "two words"] } })
      assert.deepStrictEqual(
        numbers.data.map(({ index }) => index),
        [0, 1]
      )
      assert.strictEqual(numbers.model, "echo-embed")
      assert.lengthOf(numbers.data[0]?.embedding ?? [], 64)
      assert.strictEqual(numbers.usage?.total_tokens, 4)
      const coded = yield* main.embeddings({
        payload: { model: "echo-embed", input: "one word", encoding_format: "base64" }
      })
      const text = coded.data[0]?.embedding
      assert.isTrue(typeof text === "string")
      if (typeof text !== "string") return
      const floats = new Float32Array(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)).buffer)
      assert.closeTo(floats[0] ?? Number.NaN, Number(numbers.data[0]?.embedding[0]), 1e-6)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("of a model that there is not make the server fail", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const unknown = yield* reasonOf(main.embeddings({ payload: { model: unique("model"), input: "x" } }))
      assert.strictEqual(unknown._tag, "ServerFailed")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are refused to nobody", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const refused = yield* reasonOf(main.embeddings({ payload: { model: "echo-embed", input: "x" } }))
      assert.strictEqual(refused._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )
})

describe("messages in Anthropic's form", () => {
  const types = (events: ReadonlyArray<MessageEvent>) => events.map(({ type }) => type)

  it.live("reach any model, translated", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("anthropic")
      const message = yield* main.generateMessages({
        payload: {
          model: "echo",
          max_tokens: 50,
          system: [{ type: "text", text: "Repeat." }],
          stop_sequences: ["STOP"],
          messages: [
            {
              role: "user",
              content: [
                { type: "image", source: { type: "url", url: pixel } },
                { type: "text", text: word }
              ]
            }
          ]
        }
      })
      assert.strictEqual(messageText(message), `Echo: ${word}`)
      assert.strictEqual(message.stop_reason, "end_turn")
      assert.strictEqual(message.usage.output_tokens, 2)
      const sent = bodyOf(yield* providerRequests(word))
      assert.deepStrictEqual(property(sent, "stop"), ["STOP"])
      assert.deepStrictEqual(property(sent, "messages"), [
        { role: "system", content: "Repeat." },
        {
          role: "user",
          content: [
            { type: "image_url", image_url: { url: pixel } },
            { type: "text", text: word }
          ]
        }
      ])
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("call tools, and take their results", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("tool")
      const tools = [{ name: "get_weather", input_schema: weather.function.parameters }]
      const called = yield* main.generateMessages({
        payload: {
          model: "echo-tools",
          tools,
          tool_choice: { type: "any" },
          messages: [{ role: "user", content: word }]
        }
      })
      assert.strictEqual(called.stop_reason, "tool_use")
      const use = called.content.find((block) => block.type === "tool_use")
      assert.deepStrictEqual(use?.input, { city: word })
      if (use === undefined) return
      const answered = yield* main.generateMessages({
        payload: {
          model: "echo-tools",
          tools,
          messages: [
            { role: "user", content: word },
            { role: "assistant", content: [use] },
            { role: "user", content: [{ type: "tool_result", tool_use_id: use.id, content: "raining frogs" }] }
          ]
        }
      })
      assert.include(messageText(answered), "raining frogs")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("stream as events from message_start to message_stop", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("events")
      const events = yield* Stream.runCollect(
        main.streamMessages({ payload: { model: "echo-reasoning", messages: says(word) } })
      )
      assert.strictEqual(events[0]?.type, "message_start")
      assert.strictEqual(events.at(-1)?.type, "message_stop")
      const starts = events.flatMap((event) => (event.type === "content_block_start" ? [event.content_block.type] : []))
      assert.deepStrictEqual(starts, ["thinking", "text"])
      const text = events.map((event) =>
        event.type === "content_block_delta" && event.delta.type === "text_delta" ? event.delta.text : ""
      )
      assert.strictEqual(text.join(""), `Echo: ${word}`)
      const calls = yield* Stream.runCollect(
        main.streamMessages({
          payload: {
            model: "echo-tools",
            messages: says(word),
            tools: [{ name: "get_weather", input_schema: weather.function.parameters }]
          }
        })
      )
      const json = calls.map((event) =>
        event.type === "content_block_delta" && event.delta.type === "input_json_delta" ? event.delta.partial_json : ""
      )
      assert.deepStrictEqual(JSON.parse(json.join("")), { city: word })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("fail with the text so far on an error event, and with what the provider said before that", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const fails = (content: string) =>
        reasonOf(Stream.runDrain(main.streamMessages({ payload: { model: "echo", messages: says(content) } })))
      const framed = yield* fails("one two three four [[error-frame]]")
      assert.strictEqual(framed._tag === "StreamFailed" ? framed.text : framed._tag, "Echo: one two")
      const cut = yield* fails("one two three four [[cut]]")
      assert.strictEqual(cut._tag === "StreamFailed" ? cut.type : cut._tag, "api_error")
      const limited = yield* fails(`${unique("fail")} [[fail=429]]`)
      assert.strictEqual(limited._tag === "ProviderFailed" ? limited.status : limited._tag, 429)
      const whole = yield* reasonOf(
        main.generateMessages({ payload: { model: "echo", messages: says(`${unique("fail")} [[fail=401]]`) } })
      )
      assert.strictEqual(whole._tag === "ProviderFailed" ? whole.code : whole._tag, "invalid_api_key")
      const unknown = yield* reasonOf(
        main.generateMessages({ payload: { model: unique("model"), messages: says("hi") } })
      )
      assert.strictEqual(unknown._tag, "NotFound")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("close the provider's connection when they are left", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const word = unique("left")
      yield* main
        .streamMessages({ payload: { model: "echo", messages: says(`${word} [[stall]]`) } })
        .pipe(Stream.take(3), Stream.runDrain)
      const requests = yield* awaitProviderRequests(word, (all) => all.some(({ outcome }) => outcome === "Aborted"))
      assert.include(
        requests.map(({ path }) => path),
        "/v1/chat/completions"
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("are handed on, and counted, where the provider speaks that form itself", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const payload = { model: "native", messages: says("one two three") }
      yield* withAnthropic(
        "litellm",
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* main.countMessageTokens({ payload }), { input_tokens: 3 })
          const message = yield* main.generateMessages({ payload })
          assert.strictEqual(messageText(message), "Natively: one two three")
          assert.strictEqual(message.content[0]?.type, "thinking")
          assert.strictEqual(message.usage.input_tokens, 3)
          const events = yield* Stream.runCollect(main.streamMessages({ payload }))
          assert.include(types(events), "ping")
          assert.strictEqual(types(events).at(-1), "message_stop")
          const refused = { model: "native", messages: says("[[refuse]]") }
          const uncounted = yield* reasonOf(main.countMessageTokens({ payload: refused }))
          assert.strictEqual(
            uncounted._tag === "ProviderFailed" ? uncounted.detail : uncounted._tag,
            "Refused (scripted)."
          )
          const unsaid = yield* reasonOf(main.generateMessages({ payload: refused }))
          assert.strictEqual(unsaid._tag === "ProviderFailed" ? unsaid.type : unsaid._tag, "invalid_request_error")
          const open = yield* reasonOf(
            Stream.runDrain(main.streamMessages({ payload: { model: "native", messages: says("a [[no-stop]]") } }))
          )
          assert.strictEqual(open._tag === "Truncated" ? open.text : open._tag, "Natively: a [[no-stop]]")
        })
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("cannot be counted for a model that there is not, nor by nobody", () =>
    Effect.gen(function* () {
      const { main } = yield* OpenWebUI
      const unknown = yield* reasonOf(
        main.countMessageTokens({ payload: { model: unique("model"), messages: says("hi") } })
      )
      assert.strictEqual(unknown._tag, "NotFound")
      const nobody = yield* clientOf(undefined)
      const payload = { model: "echo", messages: says("hi") }
      assert.strictEqual((yield* reasonOf(nobody.main.countMessageTokens({ payload })))._tag, "Unauthenticated")
      assert.strictEqual((yield* reasonOf(nobody.main.generateMessages({ payload })))._tag, "Unauthenticated")
      const streamedByNobody = yield* reasonOf(Stream.runDrain(nobody.main.streamMessages({ payload })))
      assert.strictEqual(streamedByNobody._tag, "Unauthenticated")
    }).pipe(Effect.provide(asAdmin))
  )
})
