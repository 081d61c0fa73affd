/**
 * What becomes of an answer while it is told: the items of its output, and the message that they belong to. Pure
 * functions, for whoever reads the events of a chat without `Conversation`.
 *
 * Which events may come twice, and which may not: nearly all of them say how something is (an item that is complete, the
 * whole output, the usage, the error), so saying it again changes nothing. A delta says what is added, without saying
 * where, so it must be folded once and in order, which is how one connection tells it. After a gap, or where it is not
 * known which deltas a state holds already, take the state from the chat (`GET /api/v1/chats/{id}` gives what is there
 * while it is being written) and fold no deltas onto it. Whatever was doubled or lost in between, the end puts right: the
 * last event carries the whole output, and a message that is done takes nothing more.
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import type { Json } from "../layers/Json.ts"
import type { ChatMessage, MessageContent, MessageError, MessagePart, OutputItem } from "../models/ChatMessages.ts"
import type { ChatEvent, CompletionEvent, ResponseEvent } from "../realtime/Events.ts"

/**
 * The items of an answer, in order.
 *
 * @since 0.1.0
 * @category models
 */
export type Output = ReadonlyArray<OutputItem>

// ---------------------------------------------------------------------------------------------------------------------
// Reading
// ---------------------------------------------------------------------------------------------------------------------

const partsOf = (content: OutputItem["content"]): ReadonlyArray<MessagePart> =>
  typeof content === "string" ? [{ type: "output_text", text: content }] : (content ?? [])

/**
 * The text of a content: its parts are pieces of one text.
 *
 * @internal
 */
export const contentText = (content: MessageContent | null | undefined): string =>
  typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("")

/**
 * What an item says, without white space at its ends: the server takes it off when the item is complete. Of reasoning
 * without text its summary; empty where an item says nothing.
 *
 * @since 0.1.0
 * @category getters
 */
export const itemText = (item: OutputItem): string => {
  if (item.type !== "message" && item.type !== "reasoning") return ""
  const said = contentText(item.content).trim()
  if (said !== "" || item.type === "message") return said
  return contentText(item.summary).trim()
}

const joined = (output: Output, type: "message" | "reasoning"): string =>
  output
    .filter((item) => item.type === type)
    .map(itemText)
    .filter((said) => said !== "")
    .join("\n")

/**
 * The text of an answer: its messages, one to a line. `content` of the saved message is the same but for white space at
 * the ends of the messages.
 *
 * @since 0.1.0
 * @category getters
 */
export const text = (output: Output): string => joined(output, "message")

/**
 * What the model thought before it answered.
 *
 * @since 0.1.0
 * @category getters
 */
export const reasoning = (output: Output): string => joined(output, "reasoning")

/**
 * The text of a message: of its output where it has one, else its content.
 *
 * @since 0.1.0
 * @category getters
 */
export const messageText = ({ content, output }: ChatMessage): string => {
  if (output !== undefined && output !== null && output.length > 0) return text(output)
  return contentText(content).trim()
}

/**
 * The id of a call, which its result carries, too.
 *
 * @since 0.1.0
 * @category getters
 */
export const callId = (item: OutputItem): string | undefined => item.call_id ?? item.id ?? undefined

/**
 * The call for which an answer waits: a tool that asks for approval, or a question to the user. Those after it wait until
 * it is decided. `undefined` where nothing waits.
 *
 * @since 0.1.0
 * @category getters
 */
export const pendingCall = (output: Output): OutputItem | undefined => {
  const answered = new Set(output.flatMap((item) => (item.type === "function_call_output" ? [item.call_id] : [])))
  return output.find(
    (item) =>
      item.type === "function_call" &&
      (item.status === "pending" || item.status === "requires_approval") &&
      item.approved !== true &&
      !answered.has(callId(item))
  )
}

// ---------------------------------------------------------------------------------------------------------------------
// Items
// ---------------------------------------------------------------------------------------------------------------------

const at = (output: Output, id: string | null | undefined, index: number | null | undefined): number => {
  const named = id === undefined || id === null ? -1 : output.findIndex((item) => item.id === id || item.call_id === id)
  return named >= 0 ? named : (index ?? Math.max(output.length - 1, 0))
}

const replaced = <A>(list: ReadonlyArray<A>, index: number, value: A): ReadonlyArray<A> =>
  list.map((one, place) => (place === index ? value : one))

const inserted = <A>(list: ReadonlyArray<A>, index: number, value: A): ReadonlyArray<A> => [
  ...list.slice(0, index),
  value,
  ...list.slice(index)
]

/** Where an item is already: under its id, or a call or result under the id of its call. */
const known = (output: Output, { call_id, id, type }: OutputItem): number =>
  output.findIndex(
    (item) =>
      item.type === type &&
      ((typeof id === "string" && item.id === id) || (typeof call_id === "string" && item.call_id === call_id))
  )

/** What a delta is added to where there is nothing yet. */
type Kind = "message" | "reasoning" | "function_call"

/** Puts a text into a part, which is made where there is none: added to what is there, or in its place. */
const written = (
  parts: ReadonlyArray<MessagePart>,
  index: number,
  type: "output_text" | "summary_text",
  write: (before: string) => string
): ReadonlyArray<MessagePart> => {
  const filled = Array.from(
    { length: Math.max(parts.length, index + 1) },
    (_, place) => parts[place] ?? { type, text: "" }
  )
  return filled.map((part, place) => (place === index ? { ...part, text: write(part.text ?? "") } : part))
}

/** An item to which a delta is added. */
const grown = (item: OutputItem, event: ResponseEvent, delta: string): OutputItem => {
  const add = (before: string) => before + delta
  switch (event.type) {
    case "response.function_call_arguments.delta":
      return item.type === "function_call" ? { ...item, arguments: add(item.arguments ?? "") } : item
    case "response.reasoning_summary_text.delta":
      return item.type === "reasoning"
        ? { ...item, summary: written(partsOf(item.summary), event.summary_index ?? 0, "summary_text", add) }
        : item
    default: {
      // What a code interpreter is to run comes as text.
      if (item.type === "open_webui:code_interpreter") return { ...item, code: add(item.code ?? "") }
      const wanted = event.type === "response.reasoning_text.delta" ? "reasoning" : "message"
      return item.type === wanted
        ? { ...item, content: written(partsOf(item.content), event.content_index ?? 0, "output_text", add) }
        : item
    }
  }
}

/** An item of which a part is complete. */
const settled = (item: OutputItem, event: ResponseEvent): OutputItem => {
  const whole = event.text
  switch (event.type) {
    case "response.function_call_arguments.done":
      return item.type === "function_call" ? { ...item, arguments: event.arguments ?? item.arguments } : item
    case "response.output_text.done":
    case "response.reasoning_text.done":
      return typeof whole === "string" && (item.type === "message" || item.type === "reasoning")
        ? { ...item, content: written(partsOf(item.content), event.content_index ?? 0, "output_text", () => whole) }
        : item
    case "response.reasoning_summary_text.done":
      return typeof whole === "string" && item.type === "reasoning"
        ? { ...item, summary: written(partsOf(item.summary), event.summary_index ?? 0, "summary_text", () => whole) }
        : item
    default:
      return item
  }
}

/** Puts a part where it belongs; one that was only announced leaves what is there. */
const withPart = (
  parts: ReadonlyArray<MessagePart>,
  index: number,
  part: MessagePart,
  complete: boolean
): ReadonlyArray<MessagePart> => {
  if (index < parts.length) return complete ? replaced(parts, index, part) : parts
  return [...parts, part]
}

const withPartOf = (item: OutputItem, event: ResponseEvent, part: MessagePart): OutputItem => {
  const complete = event.type === "response.content_part.done" || event.type === "response.reasoning_summary_part.done"
  if (event.type === "response.content_part.added" || event.type === "response.content_part.done") {
    const content = partsOf(item.content)
    return item.type === "message"
      ? { ...item, content: withPart(content, event.content_index ?? content.length, part, complete) }
      : item
  }
  const summary = partsOf(item.summary)
  return item.type === "reasoning"
    ? { ...item, summary: withPart(summary, event.summary_index ?? summary.length, part, complete) }
    : item
}

const added = (output: Output, item: OutputItem, index: number | null | undefined): Output => {
  if (known(output, item) >= 0) return output
  return inserted(output, index ?? output.length, item)
}

const completed = (output: Output, item: OutputItem, index: number | null | undefined): Output => {
  const before = known(output, item)
  if (before >= 0) return replaced(output, before, item)
  const place = index ?? output.length
  const there = output[place]
  // An item that began with a delta may have no id yet, and some providers give it another one with each event.
  const isSame = there?.type === item.type && (typeof there.id !== "string" || there.status === "in_progress")
  return isSame ? replaced(output, place, item) : inserted(output, place, item)
}

/** Whether an item is there already, complete and under another id. */
const hasTwin = (output: Output, item: OutputItem): boolean =>
  known(output, item) < 0 &&
  output.some(
    (there) =>
      there.type === item.type &&
      there.status === "completed" &&
      Equal.equals(there.content, item.content) &&
      Equal.equals(there.summary, item.summary) &&
      there.arguments === item.arguments &&
      there.name === item.name &&
      there.call_id === item.call_id
  )

const grow = (output: Output, event: ResponseEvent, kind: Kind): Output => {
  const { delta } = event
  if (typeof delta !== "string" || delta === "") return output
  const index = at(output, event.item_id, event.output_index)
  const item = output[index]
  if (item === undefined) {
    // A provider of chat completions says nothing before the first word.
    const id = event.item_id ?? undefined
    const fresh: OutputItem = {
      type: kind,
      status: "in_progress",
      ...(id === undefined ? undefined : { id }),
      ...(kind === "function_call"
        ? { arguments: "", ...(id === undefined ? undefined : { call_id: id }) }
        : undefined),
      ...(kind === "message" ? { role: "assistant", content: [] } : undefined)
    }
    return [...output, grown(fresh, event, delta)]
  }
  // Reasoning may go on after it was said to be complete.
  const isClosed = item.type !== "reasoning" && typeof item.status === "string" && item.status !== "in_progress"
  return isClosed ? output : replaced(output, index, grown(item, event, delta))
}

/**
 * Folds a piece of an answer into its items. What has no `type` is a raw chunk of a provider that adds nothing, and what
 * is meant for an item that is complete adds nothing either.
 *
 * @since 0.1.0
 * @category folding
 */
export const fold = (output: Output, event: ResponseEvent): Output => {
  switch (event.type) {
    case "response.output_item.added":
      return event.item ? added(output, event.item, event.output_index) : output
    case "response.output_item.done":
      return event.item ? completed(output, event.item, event.output_index) : output
    case "response.output_text.delta":
      return grow(output, event, "message")
    case "response.reasoning_text.delta":
    case "response.reasoning_summary_text.delta":
      return grow(output, event, "reasoning")
    case "response.function_call_arguments.delta":
      return grow(output, event, "function_call")
    case "response.content_part.added":
    case "response.content_part.done":
    case "response.reasoning_summary_part.added":
    case "response.reasoning_summary_part.done":
    case "response.output_text.done":
    case "response.reasoning_text.done":
    case "response.reasoning_summary_text.done":
    case "response.function_call_arguments.done": {
      const index = at(output, event.item_id, event.output_index)
      const item = output[index]
      if (item === undefined) return output
      return replaced(output, index, event.part ? withPartOf(item, event, event.part) : settled(item, event))
    }
    case "response.completed":
    case "response.incomplete":
      return (event.response?.output ?? []).reduce<Output>(
        (all, item) => (hasTwin(output, item) ? all : completed(all, item, all.length)),
        output
      )
    default:
      return output
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Messages
// ---------------------------------------------------------------------------------------------------------------------

const includes = (list: ReadonlyArray<unknown>, value: unknown): boolean => list.some((one) => Equal.equals(one, value))

/** What is new before what was there, as the server stores it. */
const merged = <A>(fresh: ReadonlyArray<A>, before: ReadonlyArray<A> | null | undefined): ReadonlyArray<A> => {
  const known = before ?? []
  return [...fresh.filter((one) => !includes(known, one)), ...known]
}

/** An error as it is saved. */
const errorOf = (content: Json): MessageError => ({ content })

const isGiven = <A>(value: A | null | undefined): value is A => value !== undefined && value !== null

const complete = (message: ChatMessage, event: CompletionEvent): ChatMessage => ({
  ...message,
  ...(isGiven(event.output) ? { output: event.output } : undefined),
  ...(isGiven(event.content) ? { content: event.content } : undefined),
  ...(isGiven(event.usage) ? { usage: event.usage } : undefined),
  ...(isGiven(event.sources) ? { sources: event.sources } : undefined),
  ...(isGiven(event.selected_model_id) ? { selectedModelId: event.selected_model_id } : undefined),
  ...(isGiven(event.error) ? { error: errorOf(event.error) } : undefined),
  ...(event.done === true ? { done: true } : undefined)
})

/**
 * Folds an event of a chat into the message that it is about. Which message that is, `event.envelope.message_id` says;
 * copies for others who look at the chat (`event.envelope.shared`) are not to be folded beside the events themselves.
 * Gives the very message where the event says nothing about it.
 *
 * @since 0.1.0
 * @category folding
 */
export const foldMessage = (message: ChatMessage, event: ChatEvent): ChatMessage => {
  switch (event.type) {
    case "response:completion": {
      if (message.done === true) return message
      const before = message.output ?? []
      const output = fold(before, event.data)
      return output === before ? message : { ...message, output }
    }
    case "chat:completion":
      return message.done === true && event.data.done !== true ? message : complete(message, event.data)
    case "chat:message:error": {
      const { done, error } = event.data
      return {
        ...message,
        error: typeof error === "string" ? errorOf(error) : error,
        ...(done === true ? { done: true } : undefined)
      }
    }
    case "chat:tasks:cancel": {
      const output = event.data?.output
      return { ...message, ...(isGiven(output) ? { output } : undefined), done: true }
    }
    case "chat:message:follow_ups":
      return { ...message, followUps: event.data.follow_ups }
    case "status": {
      const before = message.statusHistory ?? []
      return Equal.equals(before.at(-1), event.data) ? message : { ...message, statusHistory: [...before, event.data] }
    }
    case "source":
    case "citation": {
      if (isGiven(event.data.type)) return message
      const before = message.sources ?? []
      return includes(before, event.data) ? message : { ...message, sources: [...before, event.data] }
    }
    case "files":
      return { ...message, files: merged(event.data.files, message.files) }
    case "chat:message:files":
      return { ...message, files: event.data.files }
    case "embeds":
      return {
        ...message,
        embeds: event.data.replace === true ? event.data.embeds : merged(event.data.embeds, message.embeds)
      }
    case "message":
    case "chat:message:delta":
      return message.done === true || Array.isArray(message.content)
        ? message
        : { ...message, content: `${message.content ?? ""}${event.data.content}` }
    case "replace":
      return { ...message, content: event.data.content }
    default:
      return message
  }
}
