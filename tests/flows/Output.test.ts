import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Conversation from "../../src/flows/Conversation.ts"
import * as Output from "../../src/flows/Output.ts"
import type { ChatMessage, OutputItem } from "../../src/models/ChatMessages.ts"
import type { ChatEvent, ResponseEvent } from "../../src/realtime/Events.ts"
import { Realtime } from "../../src/realtime/Realtime.ts"
import { admin, unique } from "../support/TestServer.ts"
import { online, saved } from "./support.ts"

const prompts = [
  ["echo", "Hello there"],
  ["echo-reasoning", "Think it over"],
  ["echo", "[[tool=get_current_timestamp]] [[usage]] When?"],
  ["echo", "Aloud: <think>inside the head</think> and outside"],
  ["echo", "[[error-frame]] one two three four"],
  ["echo", "[[fail=500]] never"]
] as const

interface Recorded {
  readonly events: ReadonlyArray<ChatEvent>
  readonly saved: ChatMessage
}

/** The events of a turn on the real server, and what it saved. */
const record = Effect.fnUntraced(function* (model: string, prompt: string) {
  const { subscribe } = yield* Realtime
  const { events } = yield* subscribe()
  const steps = yield* Conversation.turn({ model, prompt: `${prompt} ${unique()}` }).pipe(
    Stream.catch(() => Stream.empty),
    Stream.runCollect
  )
  const [started] = steps
  if (started?._tag !== "Started") return assert.fail("The turn did not begin")
  const [id = ""] = started.messageIds
  const heard = yield* events.pipe(
    Stream.filter(
      (event): event is ChatEvent =>
        event.known && event.event === "events" && event.envelope.message_id === id && event.envelope.shared !== true
    ),
    Stream.takeUntil((event) => event.type === "chat:active" && !event.data.active),
    Stream.runCollect
  )
  const { messages } = yield* saved(started.chatId)
  return { events: heard, saved: messages[id] ?? {} }
})

/** What of a message events tell. */
const shown = ({ done, error, followUps, output, sources, statusHistory, usage }: ChatMessage) => ({
  done,
  error,
  followUps,
  output: output ?? undefined,
  sources,
  statusHistory,
  usage
})

const foldAll = (events: ReadonlyArray<ChatEvent>): ChatMessage => events.reduce<ChatMessage>(Output.foldMessage, {})

/** Numbers to choose by: times, places. */
const choices = Arbitrary.array(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))),
  { minLength: 40, maxLength: 40 }
)

/** The events, each as often as it was drawn for it; a run of them once more in the middle, and once after the end. */
const repeated = (events: ReadonlyArray<ChatEvent>, drawn: ReadonlyArray<number>): ReadonlyArray<ChatEvent> => {
  const often = events.flatMap((event, index) =>
    Array.from({ length: 1 + ((drawn[index % drawn.length] ?? 0) % 3) }, () => event)
  )
  const start = (drawn[0] ?? 0) % often.length
  const end = start + ((drawn[1] ?? 0) % (often.length - start)) + 1
  return [...often.slice(0, end), ...often.slice(start), ...often.slice(start, end)]
}

/** The events, with the texts of deltas cut in two where it was drawn. */
const split = (events: ReadonlyArray<ChatEvent>, drawn: ReadonlyArray<number>): ReadonlyArray<ChatEvent> =>
  events.flatMap((event, index): ReadonlyArray<ChatEvent> => {
    if (event.type !== "response:completion" || typeof event.data.delta !== "string") return [event]
    const { delta } = event.data
    const at = (drawn[index % drawn.length] ?? 0) % (delta.length + 1)
    return [delta.slice(0, at), delta.slice(at)].map((delta) => ({ ...event, data: { ...event.data, delta } }))
  })

describe("the events of a turn, folded", () => {
  const recorded = Effect.forEach(prompts, ([model, prompt]) => Effect.scoped(record(model, prompt))).pipe(
    Effect.provide(online(admin.token)),
    Effect.cached,
    Effect.runSync
  )
  const each = (check: (turn: Recorded) => void) => Effect.map(recorded, (turns) => turns.forEach(check))

  it.live("come to the message that the server saves", () =>
    each(({ events, saved }) => {
      assert.isAbove(events.length, 1)
      assert.deepStrictEqual(shown(foldAll(events)), shown(saved))
    })
  )

  it.live("say what the text is before the end does", () =>
    each(({ events, saved }) => {
      const end = events.findIndex((event) => event.type === "chat:completion" && event.data.done === true)
      if (end < 0) return
      assert.strictEqual(Output.messageText(foldAll(events.slice(0, end))), Output.messageText(saved))
    })
  )

  it.live.prop("come to the same however often they are told", [choices], ([drawn]) =>
    each(({ events, saved }) => {
      assert.deepStrictEqual(shown(foldAll(repeated(events, drawn))), shown(saved))
    })
  )

  it.live.prop("come to the same however the deltas are cut, also before the end", [choices], ([drawn]) =>
    each(({ events }) => {
      for (const length of [events.length, (drawn[0] ?? 0) % events.length]) {
        const part = events.slice(0, length)
        assert.deepStrictEqual(shown(foldAll(split(part, drawn))), shown(foldAll(part)))
      }
    })
  )

  it.live.prop("may be told again after a state that holds them, except the deltas", [choices], ([drawn]) =>
    each(({ events, saved }) => {
      const at = (drawn[0] ?? 0) % events.length
      const from = (drawn[1] ?? 0) % (at + 1)
      const isDelta = (event: ChatEvent) => event.type === "response:completion" && typeof event.data.delta === "string"
      const again = events.slice(from, at).filter((event) => !isDelta(event))
      const message = [...again, ...events.slice(at)].reduce(Output.foldMessage, foldAll(events.slice(0, at)))
      assert.deepStrictEqual(shown(message), shown(saved))
    })
  )
})

const message = (id: string, text: string, status: OutputItem["status"] = "in_progress"): OutputItem => ({
  type: "message",
  id,
  status,
  role: "assistant",
  content: [{ type: "output_text", text }]
})

const messageItem = message("m", "Said", "completed")

const call = (status: OutputItem["status"], written = ""): OutputItem => ({
  type: "function_call",
  id: "fc",
  call_id: "call",
  name: "add",
  arguments: written,
  status
})

const foldOutput = (events: ReadonlyArray<ResponseEvent>, before: Output.Output = []): Output.Output =>
  events.reduce(Output.fold, before)

const textDelta = (
  delta: string,
  place: Partial<ResponseEvent> = { item_id: "m", output_index: 0 }
): ResponseEvent => ({
  type: "response.output_text.delta",
  delta,
  ...place
})

describe("the items of an answer", () => {
  it("begin with a delta where nothing was announced", () => {
    assert.deepStrictEqual(foldOutput([textDelta("Hel"), textDelta("lo")]), [message("m", "Hello")])
    const reasoning = foldOutput([
      { type: "response.reasoning_text.delta", item_id: "r", output_index: 0, delta: "Hm" }
    ])
    assert.deepStrictEqual([reasoning[0]?.type, Output.reasoning(reasoning)], ["reasoning", "Hm"])
    const written = foldOutput([
      { type: "response.function_call_arguments.delta", item_id: "call", output_index: 0, delta: "{}" }
    ])
    assert.deepInclude<object>(written[0] ?? {}, { type: "function_call", call_id: "call", arguments: "{}" })
  })

  it("are found by their id, by the id of their call, else by their place", () => {
    const output = [message("a", "A"), call("in_progress"), message("b", "B")]
    assert.strictEqual(Output.text(foldOutput([textDelta("!", { item_id: "b", output_index: 0 })], output)), "A\nB!")
    const named = foldOutput(
      [{ type: "response.function_call_arguments.delta", item_id: "call", output_index: 0, delta: "{" }],
      output
    )
    assert.strictEqual(named[1]?.arguments, "{")
    assert.strictEqual(
      Output.text(foldOutput([textDelta("?", { item_id: "unknown", output_index: 2 })], output)),
      "A\nB?"
    )
  })

  it("are one where a provider gives them another id with each event", () => {
    const text = (id: string, status: string) => ({ ...message(id, "Hello"), status })
    const output = foldOutput([
      { type: "response.output_item.added", output_index: 0, item: { ...message("a", ""), status: "in_progress" } },
      textDelta("Hel", { item_id: "b", output_index: 0 }),
      textDelta("lo", { item_id: "c", output_index: 0 }),
      { type: "response.output_item.done", output_index: 0, item: text("d", "completed") },
      { type: "response.completed", response: { output: [text("e", "completed")] } }
    ])
    assert.strictEqual(Output.text(output), "Hello")
    assert.lengthOf(output, 1)
  })

  it("are announced once, at their place, and replaced when they are complete", () => {
    const added: ResponseEvent = { type: "response.output_item.added", output_index: 0, item: message("first", "") }
    const output = foldOutput([added, textDelta("Hi", { item_id: "first" }), added], [message("m", "later")])
    assert.strictEqual(Output.text(output), "Hi\nlater")
    const done: ResponseEvent = { type: "response.output_item.done", output_index: 0, item: call("completed", "{}") }
    const complete = foldOutput([done, done], [call("in_progress", "{")])
    assert.deepStrictEqual(complete, [call("completed", "{}")])
    // One that the fold did not know takes no other's place.
    assert.strictEqual(foldOutput([done], [message("m", "text")]).length, 2)
  })

  it("take no delta any more when they are complete, except reasoning", () => {
    const output = [message("m", "Hello", "completed"), call("completed", "{}")]
    assert.strictEqual(foldOutput([textDelta("!")], output), output)
    const written: ResponseEvent = { type: "response.function_call_arguments.delta", item_id: "call", delta: "}" }
    assert.strictEqual(foldOutput([written], output), output)
    const thought: OutputItem = { type: "reasoning", id: "r", status: "completed", content: [] }
    const more: ResponseEvent = { type: "response.reasoning_text.delta", item_id: "r", delta: "Hm" }
    assert.strictEqual(Output.reasoning(foldOutput([more], [thought])), "Hm")
  })

  it("follow a provider of the Responses API from the announcement of parts to the whole", () => {
    const events: ReadonlyArray<ResponseEvent> = [
      { type: "response.created", response: { id: "resp" } },
      { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", id: "r", summary: [] } },
      {
        type: "response.reasoning_summary_part.added",
        item_id: "r",
        summary_index: 0,
        part: { type: "summary_text", text: "" }
      },
      { type: "response.reasoning_summary_text.delta", item_id: "r", summary_index: 0, delta: "Sum" },
      { type: "response.reasoning_summary_text.done", item_id: "r", summary_index: 0, text: "Summary" },
      {
        type: "response.output_item.added",
        output_index: 1,
        item: { type: "message", id: "m", status: "in_progress", role: "assistant", content: [] }
      },
      { type: "response.content_part.added", item_id: "m", content_index: 0, part: { type: "output_text", text: "" } },
      { type: "response.output_text.delta", item_id: "m", output_index: 1, content_index: 0, delta: "Te" },
      { type: "response.output_text.done", item_id: "m", output_index: 1, content_index: 0, text: "Text" },
      {
        type: "response.content_part.done",
        item_id: "m",
        content_index: 0,
        part: { type: "output_text", text: "Text" }
      }
    ]
    const output = foldOutput(events)
    assert.strictEqual(Output.text(output), "Text")
    assert.strictEqual(Output.reasoning(output), "Summary")
    assert.deepStrictEqual(foldOutput(events.flatMap((event) => (event.delta ? [event] : [event, event]))), output)
    const whole: ResponseEvent = {
      type: "response.completed",
      response: { output: [message("m", "Text, complete", "completed")] }
    }
    assert.strictEqual(Output.text(foldOutput([whole, whole], output)), "Text, complete")
    assert.strictEqual(foldOutput([whole, whole], output).length, 2)
  })

  it("take what a code interpreter is to run, and nothing from what says nothing", () => {
    const output: Output.Output = [{ type: "open_webui:code_interpreter", id: "c", status: "in_progress", code: "1" }]
    assert.strictEqual(foldOutput([textDelta("+1", { item_id: "c" })], output)[0]?.code, "1+1")
    for (const event of [{}, { choices: [] }, textDelta(""), { type: "response.of_tomorrow" }] as const) {
      assert.strictEqual(Output.fold(output, event), output)
    }
  })

  it("wait for somebody where a call is pending", () => {
    assert.isUndefined(Output.pendingCall([call("completed")]))
    assert.strictEqual(Output.pendingCall([message("m", ""), call("pending")])?.call_id, "call")
    const result: OutputItem = { type: "function_call_output", call_id: "call", status: "completed" }
    assert.isUndefined(Output.pendingCall([call("pending"), result]))
    assert.isUndefined(Output.pendingCall([{ ...call("pending"), approved: true }]))
  })
})

/** An event of a chat. */
const told = <Type extends ChatEvent["type"]>(
  type: Type,
  data: Extract<ChatEvent, { readonly type: Type }>["data"]
): ChatEvent =>
  // The type and the data belong to each other, which the compiler cannot follow through a union.
  ({ known: true, event: "events", type, data, envelope: {} }) as unknown as ChatEvent

describe("a message", () => {
  const foldTwice = (...events: ReadonlyArray<ChatEvent>) => foldAll(events.flatMap((event) => [event, event]))

  it("keeps lines of status in order, and one that is said again once", () => {
    const begun = told("status", { description: "Searching", done: false })
    const done = told("status", { description: "Found", done: true })
    const { statusHistory } = foldTwice(begun, done, begun)
    assert.deepStrictEqual(
      statusHistory?.map(({ description }) => description),
      ["Searching", "Found", "Searching"]
    )
  })

  it("gathers sources, files and frames, each once, the new ones as the server puts them", () => {
    const source = told("source", { source: { name: "a" }, document: ["A"], metadata: [{ source: "a" }] })
    const other = told("citation", { source: { name: "b" }, document: ["B"], metadata: [{ source: "b" }] })
    const code = told("source", { type: "code_execution", id: "1", name: "code" })
    const message = foldTwice(source, other, code, source)
    assert.deepStrictEqual(
      message.sources?.map((one) => one.source?.name),
      ["a", "b"]
    )
    const [one, two] = [{ type: "image", url: "1" } as const, { type: "image", url: "2" } as const]
    assert.deepStrictEqual(foldTwice(told("files", { files: [one] }), told("files", { files: [two] })).files, [
      two,
      one
    ])
    assert.deepStrictEqual(
      foldTwice(told("files", { files: [one] }), told("chat:message:files", { files: [two] })).files,
      [two]
    )
    const embeds = [told("embeds", { embeds: ["a"] }), told("embeds", { embeds: ["b"] })]
    assert.deepStrictEqual(foldTwice(...embeds).embeds, ["b", "a"])
    assert.deepStrictEqual(foldTwice(...embeds, told("embeds", { embeds: ["c"], replace: true })).embeds, ["c"])
  })

  it("takes the text of plugins, as long as it has no output", () => {
    const message = foldAll([told("message", { content: "Hel" }), told("message", { content: "lo" })])
    assert.strictEqual(Output.messageText(message), "Hello")
    const other = Output.foldMessage(message, told("replace", { content: "Bye" }))
    assert.strictEqual(Output.messageText(other), "Bye")
    const whole = Output.foldMessage(other, told("chat:completion", { done: true, output: [messageItem] }))
    assert.strictEqual(Output.messageText(whole), "Said")
    assert.strictEqual(Output.foldMessage(whole, told("message", { content: "!" })), whole)
  })

  it("is done when it was stopped, with what there was", () => {
    const message = foldTwice(
      told("response:completion", textDelta("Sai")),
      told("chat:tasks:cancel", { output: [messageItem] }),
      told("chat:tasks:cancel", undefined)
    )
    assert.strictEqual(message.done, true)
    assert.strictEqual(Output.messageText(message), "Said")
  })

  it("has its failure as it is saved, a text or what the provider sent", () => {
    const failed = foldTwice(told("chat:message:error", { error: { content: "No" }, done: true }))
    assert.deepStrictEqual([failed.error, failed.done], [{ content: "No" }, true])
    assert.deepStrictEqual(foldAll([told("chat:message:error", { error: "No" })]).error, { content: "No" })
    const broken = foldTwice(told("chat:completion", { error: { message: "Broken", code: 5 } }))
    assert.deepStrictEqual([broken.error, broken.done], [{ content: { message: "Broken", code: 5 } }, undefined])
  })
})
