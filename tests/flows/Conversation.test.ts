import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Conversation from "../../src/flows/Conversation.ts"
import * as Output from "../../src/flows/Output.ts"
import type { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import * as Handlers from "../../src/realtime/Handlers.ts"
import { Realtime } from "../../src/realtime/Realtime.ts"
import { wire } from "../realtime/support.ts"
import { clientOf } from "../support/clients.ts"
import { ask, withPlugin, withToolPermissions } from "../support/main/Settings.ts"
import { FaultProxy } from "../support/server/FaultProxy.ts"
import { Restartable } from "../support/server/Restartable.ts"
import {
  admin,
  awaitProviderRequests,
  freshUser,
  providerRequests,
  providerUrl,
  unique,
  url
} from "../support/TestServer.ts"
import { kinds, offline, online, only, plain, saved, stepsOf, tasksOf, told, ways } from "./support.ts"

/** Waits until something is so. */
const eventually = (condition: () => boolean) =>
  Effect.sync(condition).pipe(
    Effect.repeat({ until: (met) => met, schedule: Schedule.spaced("20 millis") }),
    Effect.timeout("20 seconds")
  )

const both = Object.entries(ways)

describe.each(both)("a turn, %s", (_, way) => {
  it.live("makes a chat that shows question and answer, with title, tags and follow-ups", () =>
    Effect.gen(function* () {
      const word = unique()
      const steps = yield* stepsOf(Conversation.turn({ model: "echo", prompt: `Hello ${word}` }))
      const [started] = only(steps, "Started")
      assert.isDefined(started)
      if (started === undefined) return
      const { chatId, messageIds, userMessageId } = started
      const [messageId] = messageIds
      assert.strictEqual(steps[0], started)
      assert.strictEqual(told(steps).text, `Echo: Hello ${word}`)
      assert.deepStrictEqual(only(steps, "Title"), [{ _tag: "Title", title: "Echo Chat" }])
      assert.deepStrictEqual(only(steps, "Tags"), [{ _tag: "Tags", tags: ["echo", "test"] }])
      assert.strictEqual(only(steps, "FollowUps").length, 1)
      assert.deepStrictEqual(
        only(steps, "Answered").map(({ text }) => text),
        [`Echo: Hello ${word}`]
      )

      const { branch, chat, messages, tags } = yield* saved(chatId)
      assert.strictEqual(chat.title, "Echo Chat")
      assert.deepStrictEqual(tags, ["echo", "test"])
      assert.strictEqual(chat.current_message_id, messageId)
      assert.strictEqual(chat.chat.history?.currentId, messageId)
      assert.deepStrictEqual(Object.keys(messages).sort(), [userMessageId, messageId].sort())
      const [question = {}, answer = {}] = branch
      assert.deepInclude<object>(question, {
        id: userMessageId,
        parentId: null,
        childrenIds: [messageId],
        role: "user",
        content: `Hello ${word}`,
        models: ["echo"]
      })
      assert.isNumber(question.timestamp)
      assert.deepInclude<object>(answer, {
        id: messageId,
        parentId: userMessageId,
        role: "assistant",
        done: true,
        content: `Echo: Hello ${word}`,
        model: "echo",
        modelIdx: 0
      })
      assert.strictEqual(answer.output?.length, 1)
      assert.strictEqual(answer.followUps?.length, 3)

      const last = steps.at(-1)
      assert.strictEqual(last?._tag, "Done")
      if (last?._tag === "Done") assert.deepStrictEqual(last.message, answer)
      assert.deepStrictEqual(yield* tasksOf(chatId), [])
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("goes on with a chat, after the message that is shown", () =>
    Effect.gen(function* () {
      const word = unique()
      const first = yield* Conversation.answer(Conversation.turn({ model: "echo", prompt: `One ${word}` }))
      const second = yield* Conversation.answer(
        Conversation.turn({ chat: first.chatId, model: "echo", prompt: `Two ${word}`, followUps: false })
      )
      assert.strictEqual(second.chatId, first.chatId)
      assert.strictEqual(second.text, `Echo: Two ${word}`)
      assert.isUndefined(second.message.followUps)
      const { branch, messages } = yield* saved(first.chatId)
      assert.deepStrictEqual(
        branch.map(({ content }) => content),
        [`One ${word}`, `Echo: One ${word}`, `Two ${word}`, `Echo: Two ${word}`]
      )
      assert.deepStrictEqual(messages[first.message.id ?? ""]?.childrenIds, [second.userMessageId])
      // The model was told what was said before.
      const asked = yield* providerRequests(`Two ${word}`)
      assert.isTrue(asked.some(({ body }) => JSON.stringify(body).includes(`Echo: One ${word}`)))
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("asks several models side by side", () =>
    Effect.gen(function* () {
      const word = unique()
      const models = ["echo", "echo-reasoning"]
      const steps = yield* stepsOf(Conversation.turn({ model: models, prompt: `Both ${word}` }))
      const [started] = only(steps, "Started")
      const [plainId = "", thinkingId = ""] = started?.messageIds ?? []
      for (const id of [plainId, thinkingId]) assert.strictEqual(told(steps, id).text, `Echo: Both ${word}`)
      assert.strictEqual(told(steps, plainId).reasoning, "")
      assert.strictEqual(told(steps, thinkingId).reasoning, "I have no thoughts; I repeat.")
      assert.deepStrictEqual(
        only(steps, "Done").map(({ message }) => [message.model, message.modelIdx]),
        [
          ["echo", 0],
          ["echo-reasoning", 1]
        ]
      )
      const { messages } = yield* saved(started?.chatId ?? "")
      assert.deepStrictEqual(messages[started?.userMessageId ?? ""]?.childrenIds, [plainId, thinkingId])
      assert.deepStrictEqual(messages[started?.userMessageId ?? ""]?.models, models)
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("lets the server call tools, and tells of calls and results", () =>
    Effect.gen(function* () {
      const prompt = `[[tool=get_current_timestamp]] When? ${unique()}`
      const steps = yield* stepsOf(Conversation.turn({ model: "echo", prompt, tags: false }))
      const [call] = only(steps, "ToolCall")
      assert.strictEqual(call?.name, "get_current_timestamp")
      assert.deepStrictEqual(JSON.parse(call?.arguments ?? ""), {})
      const [result] = only(steps, "ToolResult")
      assert.strictEqual(result?.callId, call?.callId)
      assert.match(result?.text ?? "", /timestamp/)
      const order = kinds(steps)
      assert.isBelow(order.indexOf("ToolCall"), order.indexOf("ToolResult"))
      assert.isBelow(order.indexOf("ToolResult"), order.indexOf("TextDelta"))
      const [done] = only(steps, "Done")
      assert.strictEqual(told(steps).text, done?.message.content)
      assert.match(told(steps).text, /The tool said/)
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("answers from a file, and tells of its sources", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique("colour")
      const file = yield* owui.files.uploadFile({
        query: { process_in_background: false },
        payload: {
          file: { name: `${word}.txt`, content: `The colour of the day is ${word}.`, contentType: "text/plain" }
        }
      })
      const steps = yield* stepsOf(
        Conversation.turn({
          model: "echo",
          prompt: "Which colour?",
          files: [{ type: "file", id: file.id, name: `${word}.txt` }],
          params: { function_calling: "legacy" }
        })
      )
      assert.include(told(steps).text, word)
      const [source] = only(steps, "Source")
      assert.strictEqual(source?.source.source?.id, file.id)
      const [done] = only(steps, "Done")
      assert.strictEqual(done?.message.sources?.length, only(steps, "Source").length)
      const { branch, chat } = yield* saved(done?.chatId ?? "")
      assert.strictEqual(branch[0]?.files?.[0]?.id, file.id)
      assert.strictEqual(chat.chat.files?.[0]?.id, file.id)
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("answers anew, in other words, and goes on with an answer", () =>
    Effect.gen(function* () {
      const word = unique()
      const first = yield* Conversation.answer(
        Conversation.turn({ model: "echo", prompt: `[[delay=150]] First ${word}` })
      )
      const chat = first.chatId
      const id = first.message.id ?? ""

      const other = yield* Conversation.answer(Conversation.regenerate({ chat, message: id, model: "echo-reasoning" }))
      assert.strictEqual(other.userMessageId, first.userMessageId)
      assert.strictEqual(other.message.model, "echo-reasoning")
      const edited = yield* Conversation.answer(
        Conversation.edit({ chat, message: first.userMessageId, prompt: `[[delay=300]] Second ${word}` })
      )
      assert.strictEqual(edited.text, `Echo: Second ${word}`)

      const steps = yield* stepsOf(Conversation.proceed({ chat, message: `${edited.message.id}` }))
      const [done] = only(steps, "Done")
      const whole = Output.messageText(done?.message ?? {})
      assert.isTrue(whole.startsWith(edited.text) && whole.length > edited.text.length, whole)
      assert.strictEqual(edited.text + told(steps).text, whole)

      const { branch, messages } = yield* saved(chat)
      assert.deepStrictEqual(messages[first.userMessageId]?.childrenIds, [id, other.message.id ?? ""])
      assert.strictEqual(messages[edited.userMessageId]?.parentId ?? null, null)
      assert.deepStrictEqual(
        branch.map((message) => message.id),
        [edited.userMessageId, edited.message.id]
      )
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("stops on the server when it is interrupted, and keeps the text so far", () =>
    Effect.gen(function* () {
      const word = unique()
      const seen: Array<Conversation.Step> = []
      const fiber = yield* Conversation.turn({ model: "echo", prompt: `[[long=500]] [[delay=50]] ${word}` }).pipe(
        Stream.runForEach((step) => Effect.sync(() => seen.push(step))),
        Effect.forkChild
      )
      yield* eventually(() => told(seen).text !== "")
      yield* Fiber.interrupt(fiber)
      const [started] = only(seen, "Started")
      const chatId = started?.chatId ?? ""
      assert.deepStrictEqual(yield* tasksOf(chatId), [])
      const { branch } = yield* saved(chatId)
      const answer = branch.at(-1)
      assert.strictEqual(answer?.done, true)
      assert.strictEqual(answer?.output?.at(-1)?.status, "incomplete")
      const text = Output.messageText(answer ?? {})
      assert.isTrue(text.startsWith(told(seen).text), `${text} / ${told(seen).text}`)
      assert.notInclude(text, "word499")
      yield* awaitProviderRequests(word, (requests) => requests.some(({ outcome }) => outcome === "Aborted"))
    }).pipe(Effect.provide(way(admin.token)))
  )
})

/** A model that asks the user once, and says what was answered. */
const asking = `import json


class Pipe:
    async def pipe(self, body):
        last = body['messages'][-1]
        if last['role'] == 'tool':
            yield 'You said: ' + str(last['content'])
            return
        question = {
            'id': 'colour',
            'header': 'Colour',
            'question': 'Which colour?',
            'options': [{'label': 'Red', 'description': 'Like a rose'}, {'label': 'Blue', 'description': 'Like the sky'}],
        }
        call = {
            'index': 0,
            'id': 'call_colour',
            'type': 'function',
            'function': {'name': 'ask_user', 'arguments': json.dumps({'questions': [question]})},
        }
        yield {'choices': [{'index': 0, 'delta': {'tool_calls': [call]}, 'finish_reason': None}]}
        yield {'choices': [{'index': 0, 'delta': {}, 'finish_reason': 'tool_calls'}]}
`

const approving = (text: string) => ({
  model: "echo",
  prompt: `[[tool=get_current_timestamp]] ${text} ${unique()}`,
  params: { tool_approval_mode: "ask" as const }
})

describe.each(both)("a turn that waits for somebody, %s", (_, way) => {
  it.live("ends with the call to approve, and goes on once it is approved", () =>
    Effect.gen(function* () {
      const first = yield* stepsOf(Conversation.turn(approving("Approve")))
      const waiting = first.at(-1)
      assert.strictEqual(waiting?._tag, "Approval")
      if (waiting?._tag !== "Approval") return
      assert.strictEqual(waiting.name, "get_current_timestamp")
      assert.strictEqual(only(first, "ToolCall").length, 1)
      assert.deepStrictEqual(only(first, "Done"), [])
      const { callId: call, chatId: chat, messageId: message } = waiting
      // Who only looks leaves it waiting.
      assert.strictEqual((yield* saved(chat)).branch.at(-1)?.done, false)

      const resolving = Conversation.resolve({ chat, message, call, decision: { action: "approve" } })
      const second = yield* stepsOf(resolving)
      assert.deepStrictEqual(only(second, "ToolCall"), [])
      assert.match(only(second, "ToolResult")[0]?.text ?? "", /timestamp/)
      const done = second.at(-1)
      assert.strictEqual(done?._tag, "Done")
      if (done?._tag === "Done") assert.strictEqual(told(second).text, done.message.content)
      assert.match(told(second).text, /The tool said/)
      assert.strictEqual((yield* Effect.flip(stepsOf(resolving))).reason._tag, "Conflict")
    }).pipe(withToolPermissions, Effect.provide(way(admin.token)))
  )

  it.live("goes on by itself where somebody decides meanwhile", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const { message, waiting } = yield* Conversation.answer(
        Conversation.turn({
          ...approving("Reject"),
          decide: (step) =>
            Effect.sync(() => {
              asked.push(step._tag)
              return { action: "reject" }
            })
        })
      )
      assert.deepStrictEqual(asked, ["Approval"])
      assert.deepStrictEqual(waiting, [])
      assert.strictEqual(message.done, true)
      assert.include(message.output?.map(({ status }) => status) ?? [], "rejected")
      assert.match(Output.messageText(message), /rejected by user/)
    }).pipe(withToolPermissions, Effect.provide(way(admin.token)))
  )

  it.live("hands on what the model asks, and the answer", () =>
    withPlugin(asking, (model) =>
      Effect.gen(function* () {
        const first = yield* Conversation.answer(Conversation.turn({ model, prompt: "Paint something", title: false }))
        const [waiting] = first.waiting
        assert.strictEqual(waiting?._tag, "Question")
        if (waiting?._tag !== "Question") return
        assert.deepStrictEqual(
          waiting.questions.map(({ id, options, question }) => [id, question, options?.map(({ label }) => label)]),
          [["colour", "Which colour?", ["Red", "Blue"]]]
        )
        const { callId: call, chatId: chat, messageId: message } = waiting
        const decision = { action: "answer", answers: { colour: "Blue" } } as const
        const { text } = yield* Conversation.answer(Conversation.resolve({ chat, message, call, decision }))
        assert.match(text, /^You said: .*"colour": ?"Blue"/)
      })
    ).pipe(Effect.provide(way(admin.token)))
  )
})

describe.each(both)("a turn that fails, %s", (_, way) => {
  const failure = (prompt: string, model = "echo") =>
    Effect.map(Effect.flip(stepsOf(Conversation.turn({ model, prompt }))), ({ reason }) => reason)

  it.live("says what the provider said", () =>
    Effect.gen(function* () {
      for (const [status, detail] of [
        [429, /^Rate limit reached/],
        [500, /^The provider had an error/]
      ] as const) {
        const reason = yield* failure(`[[fail=${status}]] ${unique()}`)
        assert.strictEqual(reason._tag, "ProviderFailed")
        if (reason._tag === "ProviderFailed") assert.match(reason.detail, detail)
      }
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("keeps the text that came before", () =>
    Effect.gen(function* () {
      const reason = yield* failure("[[error-frame]] one two three four")
      assert.strictEqual(reason._tag, "StreamFailed")
      if (reason._tag !== "StreamFailed") return
      assert.strictEqual(reason.text, "Echo: one two")
      assert.strictEqual(reason.type, "server_error")
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("says that there is no such model, chat or message, and refuses what is no question", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* failure("Hello", unique("model")))._tag, "NotFound")
      const reasonOf = (turn: Stream.Stream<Conversation.Step, OpenWebUIError, Client>) =>
        Effect.map(Effect.flip(Stream.runDrain(turn)), ({ reason }) => reason)
      const chat = crypto.randomUUID()
      assert.strictEqual(
        (yield* reasonOf(Conversation.turn({ chat, model: "echo", prompt: "Hello" })))._tag,
        "NotFound"
      )
      const { chatId } = yield* Conversation.answer(Conversation.turn({ model: "echo", prompt: "Hello", tags: false }))
      for (const turn of [
        Conversation.turn({ chat: chatId, parent: "nothing", model: "echo", prompt: "Hello" }),
        Conversation.regenerate({ chat: chatId, message: "nothing" }),
        Conversation.edit({ chat: chatId, message: "nothing", prompt: "Hello" }),
        Conversation.proceed({ chat: chatId, message: "nothing" })
      ]) {
        assert.strictEqual((yield* reasonOf(turn))._tag, "NotFound")
      }
      for (const turn of [
        Conversation.turn({ model: [], prompt: "Hello" }),
        Conversation.turn({ model: "", prompt: "Hello" }),
        Conversation.turn({ model: "echo", prompt: " " }),
        Conversation.turn({ model: "echo", prompt: "Hello", parent: "nothing" })
      ]) {
        const reason = yield* reasonOf(turn)
        assert.strictEqual(reason._tag, "Invalid")
        if (reason._tag === "Invalid") assert.isUndefined(reason.status)
      }
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("gives the other answers where one of several models fails", () =>
    Effect.gen(function* () {
      const steps = yield* stepsOf(Conversation.turn({ model: ["echo", unique("none")], prompt: `Any ${unique()}` }))
      assert.strictEqual(only(steps, "Done").length, 1)
      const [failed] = only(steps, "Failed")
      assert.strictEqual(failed?.error.reason._tag, "NotFound")
      assert.notStrictEqual(failed?.messageId, only(steps, "Done")[0]?.messageId)
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("stops on the server when it takes too long, and keeps the text so far", () =>
    Effect.gen(function* () {
      const seen: Array<Conversation.Step> = []
      const error = yield* Conversation.turn({
        model: "echo",
        prompt: `[[long=500]] [[delay=50]] ${unique()}`,
        timeout: "1500 millis"
      }).pipe(
        Stream.runForEach((step) => Effect.sync(() => seen.push(step))),
        Effect.flip
      )
      assert.strictEqual(error.reason._tag, "TimedOut")
      if (error.reason._tag === "TimedOut") assert.strictEqual(error.reason.phase, "total")
      const chatId = only(seen, "Started")[0]?.chatId ?? ""
      assert.deepStrictEqual(yield* tasksOf(chatId), [])
      const { branch } = yield* saved(chatId)
      assert.strictEqual(branch.at(-1)?.done, true)
      const text = Output.messageText(branch.at(-1) ?? {})
      assert.isTrue(text !== "" && text.startsWith(told(seen).text), text)
    }).pipe(Effect.provide(way(admin.token)))
  )
})

describe("a turn", () => {
  it.live("comes to the same with and without a socket", () =>
    Effect.gen(function* () {
      const user = yield* freshUser("admin")
      for (const [model, prompt] of [
        ["echo", "Hello there"],
        ["echo-reasoning", "Think"],
        ["echo", "[[tool=get_current_timestamp]] When?"]
      ] as const) {
        const live = yield* Effect.provide(stepsOf(Conversation.turn({ model, prompt })), online(user.token))
        const polled = yield* Effect.provide(stepsOf(Conversation.turn({ model, prompt })), offline(user.token))
        const withoutTimes = (text: string) => text.replaceAll(/\d{6,}|\d{4}-\d\d-\d\dT[\d:.]+/g, "time")
        const messages = [live, polled].map((steps) => only(steps, "Done").map(({ message }) => plain(message)))
        assert.strictEqual(withoutTimes(JSON.stringify(messages[0])), withoutTimes(JSON.stringify(messages[1])))
        assert.strictEqual(withoutTimes(told(live).text), withoutTimes(told(polled).text))
        assert.strictEqual(told(live).reasoning, told(polled).reasoning)
        const sorts = (steps: ReadonlyArray<Conversation.Step>) => [...new Set(steps.map(({ _tag }) => _tag))].sort()
        assert.deepStrictEqual(sorts(live), sorts(polled))
      }
    })
  )

  it.live("works with an API key, which has no socket", () =>
    Effect.gen(function* () {
      const user = yield* freshUser("admin")
      const { api_key } = yield* (yield* clientOf(user.token)).auths.generateApiKey()
      const { chatId, text } = yield* Conversation.answer(Conversation.turn({ model: "echo", prompt: "Key" })).pipe(
        Effect.provide(offline(api_key))
      )
      assert.strictEqual(text, "Echo: Key")
      const { branch } = yield* Effect.provide(saved(chatId), offline(user.token))
      assert.deepStrictEqual(
        branch.map(({ content }) => content),
        ["Key", "Echo: Key"]
      )
    })
  )

  it.live("does not mix with another of the same client", () =>
    Effect.gen(function* () {
      const words = Array.from({ length: 6 }, () => unique())
      const turns = yield* Effect.forEach(
        words,
        (word) => stepsOf(Conversation.turn({ model: "echo", prompt: `[[delay=20]] ${word}` })),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        turns.map((steps) => told(steps).text),
        words.map((word) => `Echo: ${word}`)
      )
      assert.strictEqual(new Set(turns.flatMap((steps) => only(steps, "Started").map(({ chatId }) => chatId))).size, 6)
    }).pipe(Effect.provide(online(admin.token)))
  )

  it.live("loses nothing where the steps are taken slowly", () =>
    Effect.gen(function* () {
      const seen: Array<Conversation.Step> = []
      yield* Conversation.turn({ model: "echo", prompt: `[[long=3000]] ${unique()}` }).pipe(
        Stream.runForEachArray((steps) =>
          Effect.andThen(
            Effect.sync(() => seen.push(...steps)),
            Effect.sleep("200 millis")
          )
        )
      )
      const text = Array.from({ length: 3000 }, (_, index) => `word${index}`).join(" ")
      assert.strictEqual(told(seen).text, text)
      assert.deepStrictEqual(only(seen, "Replaced"), [])
      assert.strictEqual(only(seen, "Done")[0]?.message.content, text)
    }).pipe(Effect.provide(online(admin.token)))
  )

  it.live("catches up where the socket breaks in the middle: no text is lost, none comes twice", () =>
    Effect.gen(function* () {
      const line = yield* wire
      const seen: Array<Conversation.Step> = []
      const prompt = `[[long=60]] [[delay=40]] ${unique()}`
      yield* Conversation.turn({ model: "echo", prompt }).pipe(
        Stream.runForEach((step) =>
          Effect.sync(() => {
            seen.push(step)
            // Twice, the second time once it has come back.
            const { text } = told(seen)
            if (/ word(?:5|6)$/.test(text)) line.cut()
          })
        ),
        Effect.provide(online(admin.token, { socketUrl: line.url }))
      )
      const text = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ")
      assert.isAbove(line.count(), 1)
      assert.strictEqual(told(seen).text, text)
      assert.deepStrictEqual(only(seen, "Replaced"), [])
      assert.strictEqual(only(seen, "Done")[0]?.message.content, text)
      assert.strictEqual(only(seen, "Title").length, 1)
    })
  )

  it.live("is found again, and not asked twice, where the answer to the request is lost", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      for (const way of [offline, online]) {
        const word = unique()
        const { chatId, text } = yield* Effect.gen(function* () {
          // Whatever the client asks before it asks the question.
          yield* OpenWebUI
          yield* proxy.set({ mode: "cut", afterBytes: 1 }, { times: 1 })
          return yield* Conversation.answer(Conversation.turn({ model: "echo", prompt: word }))
        }).pipe(Effect.provide(way(admin.token, { url: proxy.url, socketUrl: url })))
        assert.strictEqual(text, `Echo: ${word}`)
        const again = yield* Effect.gen(function* () {
          const cut = Conversation.turn({ chat: chatId, model: "echo", prompt: `Again ${word}` }).pipe(
            Conversation.answer
          )
          return yield* cut
        }).pipe(Effect.provide(way(admin.token, { url: proxy.url, socketUrl: url })))
        assert.strictEqual(again.chatId, chatId)
        const posts = (yield* proxy.requests).filter(({ body, method }) => method === "POST" && body.includes(word))
        assert.strictEqual(posts.length, 2)
      }
    }).pipe(Effect.provide(FaultProxy.layer(url)))
  )

  it.live("that was never taken fails as its request did", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      const word = unique()
      yield* proxy.set({ mode: "reset" }, { times: 1 })
      const { reason } = yield* Effect.flip(stepsOf(Conversation.turn({ model: "echo", prompt: word }))).pipe(
        Effect.provide(offline((yield* freshUser()).token, { url: proxy.url }))
      )
      assert.strictEqual(reason._tag, "Unreachable")
      assert.deepStrictEqual(yield* providerRequests(word), [])
    }).pipe(Effect.provide(FaultProxy.layer(url)))
  )
})

describe("a turn that is left early", () => {
  it.live("is stopped on the server, before its text is complete", () =>
    Effect.gen(function* () {
      const steps = yield* Conversation.turn({ model: "echo", prompt: `[[long=500]] [[delay=50]] ${unique()}` }).pipe(
        Stream.takeUntil(({ _tag }) => _tag === "TextDelta"),
        stepsOf
      )
      const chatId = only(steps, "Started")[0]?.chatId ?? ""
      assert.deepStrictEqual(yield* tasksOf(chatId), [])
      assert.strictEqual((yield* saved(chatId)).branch.at(-1)?.done, true)
    }).pipe(Effect.provide(online(admin.token)))
  )

  it.live("is ended on the server before its first word, too", () =>
    Effect.gen(function* () {
      for (const prompt of ["[[stall]] one", "[[delay=3000]] two", "three"]) {
        const steps = yield* Conversation.turn({ model: "echo", prompt }).pipe(Stream.take(1), stepsOf)
        const chatId = only(steps, "Started")[0]?.chatId ?? ""
        assert.deepStrictEqual(yield* tasksOf(chatId), [])
        assert.strictEqual((yield* saved(chatId)).branch.at(-1)?.done, true)
      }
    }).pipe(Effect.provide(offline(admin.token)))
  )

  it.live("is left alone once its text is complete: title and tags still come", () =>
    Effect.gen(function* () {
      const steps = yield* Conversation.turn({ model: "echo", prompt: `Soon ${unique()}` }).pipe(
        Stream.takeUntil(({ _tag }) => _tag === "Answered"),
        stepsOf
      )
      const chatId = only(steps, "Started")[0]?.chatId ?? ""
      const { tags } = yield* saved(chatId).pipe(
        Effect.repeat({ until: ({ tags }) => tags.length > 0, schedule: Schedule.spaced("100 millis") }),
        Effect.timeout("20 seconds")
      )
      assert.deepStrictEqual(tags, ["echo", "test"])
    }).pipe(Effect.provide(online(admin.token)))
  )

  it.live("is stopped, too, where the server has not answered to the question yet", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      const { token } = yield* freshUser("admin")
      const word = unique()
      yield* proxy.set({ mode: "delay", millis: 1000 }, { times: 1 })
      const fiber = yield* stepsOf(
        Conversation.turn({ model: "echo", prompt: `[[long=500]] [[delay=50]] ${word}` })
      ).pipe(Effect.provide(offline(token, { url: proxy.url })), Effect.forkChild)
      yield* awaitProviderRequests(word, (requests) => requests.length > 0)
      yield* Fiber.interrupt(fiber)
      yield* Effect.gen(function* () {
        const { chats } = yield* OpenWebUI
        const [chat] = yield* chats.getSessionUserChatList({ query: {} })
        const { branch } = yield* saved(chat?.id ?? "")
        assert.deepStrictEqual(yield* tasksOf(chat?.id ?? ""), [])
        assert.strictEqual(branch.at(-1)?.done, true)
      }).pipe(Effect.provide(offline(token)))
    }).pipe(Effect.provide(FaultProxy.layer(url)))
  )
})

describe("a turn whose answer the server writes anew", () => {
  const thinking = `import asyncio


class Pipe:
    async def pipe(self, body):
        for piece in ['Aloud: ', '<thi', 'nk>inside', ' the head</think>', ' and outside']:
            yield piece
            await asyncio.sleep(0.05)
`

  it.live("says so, and comes to what is saved", () =>
    withPlugin(thinking, (model) =>
      Effect.gen(function* () {
        const steps = yield* stepsOf(Conversation.turn({ model, prompt: "Think aloud", title: false, tags: false }))
        const [done] = only(steps, "Done")
        // The tag looked like text until it was complete.
        assert.isAbove(only(steps, "Replaced").length, 0)
        assert.strictEqual(told(steps).text, Output.messageText(done?.message ?? {}))
        assert.deepStrictEqual(told(steps), { text: "Aloud:\nand outside", reasoning: "inside the head" })
      })
    ).pipe(Effect.provide(online(admin.token)))
  )
})

describe("a turn of a plugin", () => {
  const busy = `import asyncio


class Pipe:
    async def pipe(self, body, __event_emitter__=None):
        await __event_emitter__({'type': 'status', 'data': {'description': 'Looking', 'done': False}})
        source = {'source': {'name': 'Book'}, 'document': ['A page'], 'metadata': [{'source': 'Book'}]}
        await __event_emitter__({'type': 'citation', 'data': source})
        await __event_emitter__({'type': 'status', 'data': {'description': 'Found', 'done': True}})
        await __event_emitter__({'type': 'files', 'data': {'files': [{'type': 'image', 'url': '/picture.png'}]}})
        await __event_emitter__({'type': 'embeds', 'data': {'embeds': ['<p>Frame</p>']}})
        yield 'Found it'
`

  it.live.each(both)("tells what it does beside its text, %s", ([, way]) =>
    withPlugin(busy, (model) =>
      Effect.gen(function* () {
        const steps = yield* stepsOf(Conversation.turn({ model, prompt: "Look", title: false, tags: false }))
        assert.deepStrictEqual(
          only(steps, "Status").map(({ status }) => [status.description, status.done]),
          [
            ["Looking", false],
            ["Found", true]
          ]
        )
        assert.deepStrictEqual(
          only(steps, "Source").map(({ source }) => [source.source?.name, source.document]),
          [["Book", ["A page"]]]
        )
        assert.deepStrictEqual(
          only(steps, "Files").map(({ files }) => files.map(({ url }) => url)),
          [["/picture.png"]]
        )
        assert.deepStrictEqual(
          only(steps, "Embeds").map(({ embeds }) => embeds),
          [["<p>Frame</p>"]]
        )
        assert.strictEqual(told(steps).text, "Found it")
      })
    ).pipe(Effect.provide(way(admin.token)))
  )

  const confirming = `class Pipe:
    async def pipe(self, body, __event_call__=None):
        data = {'title': 'Tea', 'message': 'Brew a pot?'}
        yield 'Confirmed: ' + str(await __event_call__({'type': 'confirmation', 'data': data}))
`

  it.live("asks the connection that began it", () =>
    withPlugin(confirming, (model) =>
      Effect.gen(function* () {
        const asked: Array<string> = []
        const confirmation: NonNullable<Handlers.Handlers["confirmation"]> = ({ data }) => {
          asked.push(data.message ?? "")
          return Effect.succeed(true)
        }
        const { text } = yield* Conversation.answer(Conversation.turn({ model, prompt: "Tea" })).pipe(
          Effect.provide(Layer.provide(Realtime.layer(), Handlers.layer({ confirmation })))
        )
        assert.deepStrictEqual(asked, ["Brew a pot?"])
        assert.strictEqual(text, "Confirmed: True")
      })
    ).pipe(Effect.provide(offline(admin.token)))
  )
})

describe("an answer that is gone on with", () => {
  const hesitating = `import asyncio


class Pipe:
    async def pipe(self, body):
        await asyncio.sleep(1)
        yield 'More'
`

  it.live("is not taken for complete before the model has begun", () =>
    withPlugin(hesitating, (model) =>
      Effect.gen(function* () {
        const options = { model, title: false, tags: false, followUps: false }
        const { chatId: chat, message } = yield* Conversation.answer(Conversation.turn({ ...options, prompt: "Go" }))
        const steps = yield* stepsOf(Conversation.proceed({ ...options, chat, message: message.id ?? "" }))
        assert.strictEqual(told(steps).text, "More")
        assert.deepStrictEqual(
          only(steps, "Answered").map(({ text }) => text),
          ["MoreMore"]
        )
      })
    ).pipe(Effect.provide(offline(admin.token)))
  )
})

describe("a conversation", () => {
  it.live("goes on in its chat, one turn after the other", () =>
    Effect.gen(function* () {
      const conversation = yield* Conversation.make({ model: "echo", tags: false, followUps: false })
      assert.isUndefined(yield* conversation.chat)
      const word = unique()
      const answers = yield* Effect.forEach(
        ["One", "Two", "Three"],
        (number) => Conversation.answer(conversation.turn(`${number} ${word}`)),
        { concurrency: "unbounded" }
      )
      const chat = yield* conversation.chat
      assert.deepStrictEqual([...new Set(answers.map(({ chatId }) => chatId))], [chat])
      const { branch } = yield* saved(chat ?? "")
      assert.deepStrictEqual(
        branch.map(({ content }) => content),
        ["One", "Two", "Three"].flatMap((number) => [`${number} ${word}`, `Echo: ${number} ${word}`])
      )
    }).pipe(Effect.provide(offline(admin.token)))
  )
})

describe.each(both)("what a turn is told, %s", (_, way) => {
  it.live("goes to the model and into the chat", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique()
      const folder = yield* owui.folders.createFolder({ payload: { name: word } })
      const first = yield* Conversation.answer(
        Conversation.turn({
          model: "echo",
          prompt: `First ${word}`,
          system: `System ${word}`,
          params: { temperature: 0.25 },
          folder: folder?.id,
          title: false,
          tags: false,
          followUps: false
        })
      )
      const { chat, tags } = yield* saved(first.chatId)
      assert.strictEqual(chat.title, `First ${word}`)
      assert.deepStrictEqual(tags, [])
      assert.strictEqual(chat.folder_id, folder?.id)
      const requests = yield* providerRequests(`First ${word}`)
      assert.strictEqual(requests.length, 1)
      const body = JSON.stringify(requests[0]?.body)
      assert.include(body, `{"role":"system","content":"System ${word}"}`)
      assert.include(body, '"temperature":0.25')
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("is what the chat's own settings say, unless the turn says otherwise", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const word = unique()
      const file = yield* owui.files.uploadFile({
        query: { process_in_background: false },
        payload: { file: { name: `${word}.txt`, content: `It is ${word}.` } }
      })
      const files = [{ type: "file", id: file.id }] as const
      const { id = "" } =
        (yield* owui.chats.createNewChat({
          payload: { chat: { title: "Mine", files, params: { system: `Own ${word}`, temperature: 0.5 } } }
        })) ?? {}
      const options = { chat: id, model: "echo", title: false, followUps: false }
      yield* Conversation.answer(Conversation.turn({ ...options, prompt: `One ${word}` }))
      yield* Conversation.answer(
        Conversation.turn({ ...options, prompt: `Two ${word}`, params: { temperature: 0.75 } })
      )
      // Beside the questions, the server asked for words to search the file with.
      const temperatures = (yield* providerRequests(`Own ${word}`)).flatMap(({ body }) =>
        typeof body === "object" && body !== null && "temperature" in body ? [body.temperature] : []
      )
      assert.deepStrictEqual(temperatures, [0.5, 0.75])
      const { branch, chat } = yield* saved(id)
      assert.strictEqual(branch.length, 4)
      assert.strictEqual(chat.chat.files?.[0]?.id, file.id)
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("ends where it is stopped from elsewhere, with the text so far", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const seen: Array<Conversation.Step> = []
      const fiber = yield* Conversation.turn({ model: "echo", prompt: `[[long=500]] [[delay=50]] ${unique()}` }).pipe(
        Stream.runForEach((step) => Effect.sync(() => seen.push(step))),
        Effect.forkChild
      )
      yield* eventually(() => told(seen).text !== "")
      const chat_id = only(seen, "Started")[0]?.chatId ?? ""
      yield* owui.main.stopTasksByChatIdEndpoint({ params: { chat_id } })
      yield* Fiber.join(fiber)
      const [done] = only(seen, "Done")
      assert.strictEqual(done?.message.output?.at(-1)?.status, "incomplete")
      assert.strictEqual(told(seen).text, Output.messageText(done?.message ?? {}))
      assert.deepStrictEqual(only(seen, "Replaced"), [])
    }).pipe(Effect.provide(way(admin.token)))
  )

  it.live("is decided call by call, where several wait", () =>
    withPlugin(twice, (model) =>
      Effect.gen(function* () {
        const asked: Array<string> = []
        const turn = Conversation.turn({
          model,
          prompt: "Twice",
          title: false,
          params: { tool_approval_mode: "ask" },
          decide: (waiting) => {
            asked.push(waiting.callId)
            return Effect.succeed({ action: asked.length === 1 ? "approve" : "reject" })
          }
        })
        const steps = yield* stepsOf(turn)
        assert.deepStrictEqual(asked, ["call_1", "call_2"])
        assert.deepStrictEqual(
          only(steps, "ToolCall").map(({ callId }) => callId),
          asked
        )
        const results = only(steps, "ToolResult").map(({ callId, item }) => [callId, item.status])
        assert.deepStrictEqual(results, [
          ["call_1", "completed"],
          ["call_2", "rejected"]
        ])
        assert.strictEqual(told(steps).text, "Both are decided")
        assert.strictEqual(steps.at(-1)?._tag, "Done")
      })
    ).pipe(withToolPermissions, Effect.provide(way(admin.token)))
  )
})

/** A model that calls two tools at once. */
const twice = `class Pipe:
    async def pipe(self, body):
        if body['messages'][-1]['role'] == 'tool':
            yield 'Both are decided'
            return
        function = {'name': 'get_current_timestamp', 'arguments': '{}'}
        calls = [{'index': i, 'id': f'call_{i + 1}', 'type': 'function', 'function': dict(function)} for i in range(2)]
        yield {'choices': [{'index': 0, 'delta': {'tool_calls': calls}, 'finish_reason': None}]}
        yield {'choices': [{'index': 0, 'delta': {}, 'finish_reason': 'tool_calls'}]}
`

describe("a turn with a socket", () => {
  it.live("loses nothing where the server cannot be asked for a while", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      const seen: Array<Conversation.Step> = []
      const word = unique()
      yield* Conversation.turn({ model: "echo", prompt: `one two three ${word}` }).pipe(
        Stream.runForEach((step) => {
          seen.push(step)
          // All that is told meanwhile is then taken at once, together with the end.
          return step._tag === "Started"
            ? Effect.andThen(proxy.set({ mode: "reset" }, { times: 6 }), Effect.sleep("2 seconds"))
            : Effect.void
        }),
        Effect.provide(online(admin.token, { url: proxy.url, socketUrl: url }))
      )
      assert.strictEqual(told(seen).text, `Echo: one two three ${word}`)
      assert.strictEqual(seen.at(-1)?._tag, "Done")
    }).pipe(Effect.provide(FaultProxy.layer(url)))
  )

  it.live("keeps the text that the server does not save when the provider's connection breaks", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(
        stepsOf(Conversation.turn({ model: "echo", prompt: "[[cut]] [[delay=50]] one two three four" }))
      )
      assert.strictEqual(reason._tag, "StreamFailed")
      if (reason._tag === "StreamFailed") assert.strictEqual(reason.text, "Echo: one two")
    }).pipe(Effect.provide(online(admin.token)))
  )

  it.live("is told by it: the chat is read at the end only", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy
      const steps = yield* stepsOf(Conversation.turn({ model: "echo-slow", prompt: `one two three ${unique()}` })).pipe(
        Effect.provide(online(admin.token, { url: proxy.url, socketUrl: url }))
      )
      assert.isAbove(only(steps, "TextDelta").length, 2)
      const reads = (yield* proxy.requests).filter(({ path }) => path.startsWith("/api/v1/chats/"))
      assert.strictEqual(reads.length, 1)
    }).pipe(Effect.provide(FaultProxy.layer(url)))
  )

  it.live("goes on from the chat where something that was told had to be let go of", () =>
    Effect.gen(function* () {
      const realtime = yield* Realtime
      // Room for two events, while hundreds come at once.
      const narrow = Realtime.of({
        ...realtime,
        subscribe: () =>
          Effect.map(realtime.subscribe({ capacity: 2 }), (subscription) => ({
            ...subscription,
            events: Stream.tap(subscription.events, () => Effect.sleep("20 millis"))
          }))
      })
      const text = Array.from({ length: 800 }, (_, index) => `word${index}`).join(" ")
      const steps = yield* stepsOf(Conversation.turn({ model: "echo", prompt: `[[long=800]] ${unique()}` })).pipe(
        Effect.provideService(Realtime, narrow)
      )
      assert.strictEqual(told(steps).text, text)
      assert.deepStrictEqual(only(steps, "Replaced"), [])
    }).pipe(Effect.provide(online(admin.token)))
  )
})

describe("a turn of an account without rights", () => {
  const speaking = `class Pipe:
    def pipe(self, body):
        for word in ['You', ' asked', ' for', ' it']:
            yield word
`

  it.live("is told the same way, and its chat is nobody else's", () =>
    withPlugin(speaking, (model) => {
      const grant = { principal_type: "user", principal_id: "*", permission: "read" }
      return Effect.acquireUseRelease(
        ask("POST", "/api/v1/models/create", { id: model, name: model, meta: {}, params: {}, access_grants: [grant] }),
        () =>
          Effect.gen(function* () {
            for (const way of Object.values(ways)) {
              const { token } = yield* freshUser()
              const { chatId, text } = yield* Conversation.answer(Conversation.turn({ model, prompt: "Please" })).pipe(
                Effect.provide(way(token))
              )
              assert.strictEqual(text, "You asked for it")
              const prompt = { chat: chatId, model, prompt: "Mine?" }
              const { reason } = yield* Effect.flip(stepsOf(Conversation.turn(prompt))).pipe(
                Effect.provide(way((yield* freshUser()).token))
              )
              assert.strictEqual(reason._tag, "NotFound")
            }
          }),
        () => ask("POST", "/api/v1/models/model/delete", { id: model })
      )
    })
  )
})

describe("a server that is started again in the middle of a turn", () => {
  it.live(
    "ends the turn, with the text so far",
    () =>
      Effect.gen(function* () {
        const { start, stop, token, url } = yield* Restartable
        const online: Array<Conversation.Step> = []
        const offline: Array<Conversation.Step> = []
        const seen = { online, offline }
        const begin = (way: "online" | "offline") =>
          Conversation.turn({ model: "echo", prompt: `[[long=2000]] [[delay=50]] ${unique()}` }).pipe(
            Stream.runForEach((step) => Effect.sync(() => seen[way].push(step))),
            Effect.provide(ways[way](token, { url })),
            Effect.result,
            Effect.forkChild
          )
        const turns = [yield* begin("online"), yield* begin("offline")]
        yield* eventually(() => Object.values(seen).every((steps) => told(steps).text !== ""))
        yield* stop
        yield* start
        for (const [index, fiber] of turns.entries()) {
          const result = yield* Fiber.join(fiber)
          const steps = index === 0 ? seen.online : seen.offline
          const { text } = told(steps)
          if (result._tag === "Failure") {
            const { reason } = result.failure
            assert.strictEqual(reason._tag, "Truncated")
            if (reason._tag === "Truncated") assert.strictEqual(reason.text, text)
          } else {
            // The server had the time to save what there was.
            assert.strictEqual(Output.messageText(only(steps, "Done")[0]?.message ?? {}), text)
          }
          assert.notInclude(text, "word1999")
        }
      }).pipe(
        Effect.provide(
          Restartable.layer({
            ENABLE_OPENAI_API: "true",
            OPENAI_API_BASE_URL: providerUrl,
            OPENAI_API_KEY: "sk-echo",
            RAG_EMBEDDING_ENGINE: "openai"
          })
        )
      ),
    240_000
  )
})
