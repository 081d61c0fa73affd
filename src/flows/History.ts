/**
 * The history of a chat as a value: a tree of messages with a branch that is shown. It is read from what the server
 * sends, changed without touching the value before, and written back in the server's shape, unknown keys included.
 * Chats from elsewhere become chats to import here, and chats become files, messages for a model, or Markdown.
 *
 * Everything is pure but `importMessages`, which makes ids and asks for the time; nothing is sent. What may not be possible
 * is a `Result` that fails with the reason `Invalid`: `Effect.fromResult` makes an effect of it.
 *
 * ```ts
 * const history = History.fromChat(yield* owui.chats.getChatById({ params: { id } }))
 * for (const message of History.thread(history)) yield* Console.log(message.role, History.text(message))
 * ```
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import { uuidV4Unsafe } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { type Pipeable, Prototype } from "effect/Pipeable"
import { hasProperty, isReadonlyObject } from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { decoder, type Outcome } from "../internal/schema.ts"
import { Invalid, type Issue } from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import type { ChatMessage, MessagePart, OutputItem } from "../models/ChatMessages.ts"
import { type Chat, type ChatHistory, ChatImportForm, type ChatParams, type ChatResponse } from "../models/Chats.ts"
import {
  type CompletionFile,
  ChatMessage as CompletionMessage,
  type ContentPart,
  type ToolCall
} from "../models/Completions.ts"
import * as Output from "./Output.ts"

const TypeId = "~effect-open-webui/flows/History"

// ---------------------------------------------------------------------------------------------------------------------
// The value
// ---------------------------------------------------------------------------------------------------------------------

/** A message with its place: messages keep the order in which they came, which is the order of several roots. */
interface Node {
  readonly at: number
  readonly message: ChatMessage
}

/**
 * All messages of a chat with their alternatives, and which of them are shown. Immutable: adding a message to one of
 * thousands leaves the value before as it is and costs no copy of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface History extends Pipeable {
  readonly [TypeId]: typeof TypeId
  /** The last message of the branch that is shown; null where there is none. It may name a message that is not there: `repair`. */
  readonly currentId: string | null
  /** How many messages there are, on all branches. */
  readonly size: number
  /** @internal */
  readonly nodes: HashMap.HashMap<string, Node>
  /** @internal Where the next message goes. */
  readonly next: number
  /** @internal What else the server's shape held. */
  readonly rest: Readonly<Record<string, unknown>>
}

const Proto = {
  ...Prototype,
  [TypeId]: TypeId,
  get size(): number {
    // The prototype of histories only, here and below.
    return HashMap.size((this as unknown as History).nodes)
  },
  toJSON(): ChatHistory {
    return toShape(this as unknown as History)
  }
}

type Parts = Pick<History, "currentId" | "nodes" | "next" | "rest">

const make = (parts: Parts): History => Object.assign(Object.create(Proto), parts)

/** The history of these messages, in their order. */
const fromMap = (
  messages: ReadonlyMap<string, ChatMessage>,
  currentId: string | null,
  rest: History["rest"]
): History => {
  let next = 0
  const nodes = HashMap.mutate(HashMap.empty<string, Node>(), (all) => {
    for (const [id, message] of messages) HashMap.set(all, id, { at: next++, message })
  })
  return make({ currentId, nodes, next, rest })
}

const entriesOf = (history: History): ReadonlyArray<readonly [string, ChatMessage]> =>
  HashMap.toEntries(history.nodes)
    .sort(([, one], [, other]) => one.at - other.at)
    .map(([id, { message }]) => [id, message])

/** Whether that may be a message: what others stored may be anything. */
const isMessage = (value: unknown): value is ChatMessage => isReadonlyObject(value)

/** The message of an id, where it is one. */
const messageOf = (history: History, id: string | null | undefined): ChatMessage | undefined => {
  if (typeof id !== "string") return undefined
  const node = HashMap.get(history.nodes, id)
  return Option.isSome(node) && isMessage(node.value.message) ? node.value.message : undefined
}

const put = (history: History, id: string, message: ChatMessage): History["nodes"] =>
  HashMap.modify(history.nodes, id, ({ at }) => ({ at, message }))

const isText = (value: unknown): value is string => typeof value === "string"

const childrenIn = (message: ChatMessage | undefined): ReadonlyArray<string> =>
  // What others stored there may be anything.
  Array.isArray(message?.childrenIds) ? message.childrenIds.filter(isText) : []

const invalid = (path: Issue["path"], message: string): Invalid =>
  new Invalid({ detail: "The history does not allow that.", issues: [{ path, message }] })

/**
 * Tells whether a value is a `History`.
 *
 * @since 0.1.0
 * @category guards
 */
export const isHistory = (u: unknown): u is History => hasProperty(u, TypeId)

/**
 * The history of a chat in which nothing was said yet.
 *
 * @since 0.1.0
 * @category constructors
 */
export const empty: History = /*#__PURE__*/ fromMap(/*#__PURE__*/ new Map(), null, {})

// ---------------------------------------------------------------------------------------------------------------------
// From and to the server
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Reads the server's shape as it is, whatever is broken in it; `repair` mends it.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromShape = (shape: ChatHistory): History => {
  const { currentId, messages, ...rest } = shape
  return fromMap(new Map(Object.entries(messages ?? {})), currentId ?? null, rest)
}

/**
 * Writes the server's shape: what `fromShape` read, byte for byte but for a missing `currentId`, which comes back as null,
 * and missing `messages`, which come back empty.
 *
 * @since 0.1.0
 * @category conversions
 */
export const toShape = (
  history: History
): ChatHistory & { readonly messages: Readonly<Record<string, ChatMessage>>; readonly currentId: string | null } => ({
  messages: Object.fromEntries(entriesOf(history)),
  currentId: history.currentId,
  ...history.rest
})

/**
 * The history of a chat as the web page opens it: the chat's `current_message_id` wins over `history.currentId` where it
 * names a message, and a chat from before there were trees is read from its list `messages`. What is broken stays:
 * `repair` mends it, as the page does next.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromChat = (chat: {
  readonly chat: Chat
  readonly current_message_id?: string | null | undefined
}): History => {
  const shape = chat.chat.history ?? {}
  const history = isReadonlyObject(shape.messages) ? fromShape(shape) : fromList(chat.chat.messages ?? [], shape)
  const current = chat.current_message_id
  return messageOf(history, current) === undefined ? history : make({ ...history, currentId: current ?? null })
}

/** The chain of a chat from before there were trees. */
const fromList = (stored: ReadonlyArray<ChatMessage>, { currentId, messages: _, ...rest }: ChatHistory): History => {
  const list = Array.isArray(stored) ? stored.filter(isMessage) : []
  const messages = new Map<string, ChatMessage>()
  const taken = new Set(list.map(({ id }) => id))
  let previous: string | null = null
  for (const [index, message] of list.entries()) {
    let id: string = message.id ?? `message-${index}`
    while (message.id !== id && taken.has(id)) id += "'"
    messages.set(id, { ...message, id, parentId: message.parentId ?? previous, childrenIds: [] })
    previous = id
  }
  return fromMap(linked(messages), currentId ?? previous, rest)
}

// ---------------------------------------------------------------------------------------------------------------------
// Looking at it
// ---------------------------------------------------------------------------------------------------------------------

/**
 * The message with this id.
 *
 * @since 0.1.0
 * @category getters
 */
export const get: {
  (id: string): (self: History) => Option.Option<ChatMessage>
  (self: History, id: string): Option.Option<ChatMessage>
} = /*#__PURE__*/ dual(2, (self: History, id: string) => Option.fromUndefinedOr(messageOf(self, id)))

/**
 * Tells whether there is a message with this id.
 *
 * @since 0.1.0
 * @category getters
 */
export const has: {
  (id: string): (self: History) => boolean
  (self: History, id: string): boolean
} = /*#__PURE__*/ dual(2, (self: History, id: string) => messageOf(self, id) !== undefined)

/**
 * The ids from the root down to a message, by the parents; without one, to the message that is shown last. Ends where a
 * parent is missing or comes a second time. Empty where there is no such message.
 *
 * @since 0.1.0
 * @category getters
 */
export const path = (self: History, leaf: string | null = self.currentId): ReadonlyArray<string> => {
  const ids = new Set<string>()
  let id: string | null | undefined = leaf
  let message = messageOf(self, id)
  while (message !== undefined && isText(id) && !ids.has(id)) {
    ids.add(id)
    id = message.parentId
    message = messageOf(self, id)
  }
  return [...ids].reverse()
}

/**
 * The conversation that ends with a message, the first message first; without an id, the one that is shown. Ends where a
 * parent is missing or comes a second time. Empty where there is no such message.
 *
 * @since 0.1.0
 * @category getters
 */
export const thread = (self: History, leaf: string | null = self.currentId): ReadonlyArray<ChatMessage> =>
  path(self, leaf).flatMap((id) => messageOf(self, id) ?? [])

/**
 * The ids of the messages that follow on a message, as alternatives, in their order. Without those that are not there.
 *
 * @since 0.1.0
 * @category getters
 */
export const children: {
  (id: string): (self: History) => ReadonlyArray<string>
  (self: History, id: string): ReadonlyArray<string>
} = /*#__PURE__*/ dual(2, (self: History, id: string) =>
  childrenIn(messageOf(self, id)).filter((child) => has(self, child))
)

/**
 * The ids of the messages that begin a conversation, in their order: several where the first prompt was edited. A message
 * whose parent is not there counts as one.
 *
 * @since 0.1.0
 * @category getters
 */
export const roots = (self: History): ReadonlyArray<string> =>
  entriesOf(self).flatMap(([id, message]) =>
    messageOf(self, id) !== undefined && messageOf(self, message.parentId) === undefined ? [id] : []
  )

/**
 * The ids of the messages that nothing follows on, in their order: one for each branch.
 *
 * @since 0.1.0
 * @category getters
 */
export const leaves = (self: History): ReadonlyArray<string> =>
  entriesOf(self).flatMap(([id]) => (has(self, id) && children(self, id).length === 0 ? [id] : []))

/**
 * The ids of a message and of its alternatives, in their order: the children of its parent, or all roots. Empty where
 * there is no such message.
 *
 * @since 0.1.0
 * @category getters
 */
export const siblings: {
  (id: string): (self: History) => ReadonlyArray<string>
  (self: History, id: string): ReadonlyArray<string>
} = /*#__PURE__*/ dual(2, (self: History, id: string) => {
  const message = messageOf(self, id)
  if (message === undefined) return []
  return isText(message.parentId) && has(self, message.parentId) ? children(self, message.parentId) : roots(self)
})

/**
 * The end of the branch that goes through a message: the last child of the last child, and so on. None where there is no
 * such message.
 *
 * @since 0.1.0
 * @category getters
 */
export const leafOf: {
  (id: string): (self: History) => Option.Option<string>
  (self: History, id: string): Option.Option<string>
} = /*#__PURE__*/ dual(2, (self: History, id: string) =>
  has(self, id) ? Option.some(deepest(self, id)) : Option.none()
)

const deepest = (self: History, id: string): string => {
  const seen = new Set<string>()
  let leaf = id
  for (
    let child: string | undefined = id;
    child !== undefined && !seen.has(child);
    child = children(self, leaf).at(-1)
  ) {
    leaf = child
    seen.add(leaf)
  }
  return leaf
}

/**
 * What a message says: its text, the texts of its parts, or, where it has none, the texts of what the assistant put out.
 * Reasoning, tool calls and pictures are not among it.
 *
 * @since 0.1.0
 * @category getters
 */
export const text = (message: ChatMessage): string => {
  const { content, role } = message
  const said = !isText(content) ? partsText(content ?? []) : role === "user" ? content : withoutDetails(content)
  if (said !== "") return said
  return (message.output ?? [])
    .filter(({ type }) => type === "message")
    .map(({ content }) => Output.contentText(content))
    .filter((part) => part !== "")
    .join("\n")
}

const partsText = (parts: ReadonlyArray<MessagePart>): string =>
  parts.flatMap(({ text }) => (isText(text) && text !== "" ? [text] : [])).join("\n")

/** What older versions put into the text of an answer: reasoning, tool calls and code, as HTML. */
const withoutDetails = (content: string): string =>
  content.includes("<details")
    ? content
        .replaceAll(/<details\s+type="(?:reasoning|tool_calls|code_interpreter)"[^>]*>.*?<\/details>\n*/gis, "")
        .trim()
    : content

// ---------------------------------------------------------------------------------------------------------------------
// Changing it
// ---------------------------------------------------------------------------------------------------------------------

/**
 * A message to add: its id, made by the caller, a UUID unless another is needed, and who says it. Its `parentId` says what
 * it follows on: left out, the message that is shown last; null, nothing, so that it begins another conversation.
 *
 * @since 0.1.0
 * @category models
 */
export type NewMessage = ChatMessage & {
  readonly id: string
  readonly role: NonNullable<ChatMessage["role"]>
}

/**
 * Adds a message, which is shown from then on, and links it with its parent both ways. `childrenIds` of it are passed
 * over. Fails with `Invalid` where its id is empty or taken, or its parent is not there.
 *
 * @since 0.1.0
 * @category combinators
 */
export const append: {
  (message: NewMessage): (self: History) => Result.Result<History, Invalid>
  (self: History, message: NewMessage): Result.Result<History, Invalid>
} = /*#__PURE__*/ dual(2, (self: History, message: NewMessage): Result.Result<History, Invalid> => {
  const { id } = message
  if (id === "") return Result.fail(invalid(["id"], "Expected an id"))
  if (HashMap.has(self.nodes, id)) return Result.fail(invalid(["id"], `There is a message ${id} already`))
  const asked = message.parentId
  const parentId =
    asked === undefined && messageOf(self, self.currentId) !== undefined ? self.currentId : (asked ?? null)
  const parent = messageOf(self, parentId)
  if (parentId !== null && parent === undefined) {
    return Result.fail(invalid(["parentId"], `There is no message ${parentId}`))
  }
  const nodes =
    parent === undefined || parentId === null
      ? self.nodes
      : put(self, parentId, { ...parent, childrenIds: [...childrenIn(parent), id] })
  return Result.succeed(
    make({
      ...self,
      currentId: id,
      next: self.next + 1,
      nodes: HashMap.set(nodes, id, { at: self.next, message: { ...message, parentId, childrenIds: [] } })
    })
  )
})

/**
 * Changes what a message says; its id and its links stay. Without effect where there is no such message.
 *
 * @since 0.1.0
 * @category combinators
 */
export const modify: {
  (id: string, f: (message: ChatMessage) => ChatMessage): (self: History) => History
  (self: History, id: string, f: (message: ChatMessage) => ChatMessage): History
} = /*#__PURE__*/ dual(3, (self: History, id: string, f: (message: ChatMessage) => ChatMessage): History => {
  const message = messageOf(self, id)
  if (message === undefined) return self
  const { childrenIds, parentId } = message
  const links = { id, ...(parentId !== undefined && { parentId }), ...(childrenIds !== undefined && { childrenIds }) }
  return make({ ...self, nodes: put(self, id, { ...f(message), ...links }) })
})

/**
 * Shows the branch that goes through a message, to its end, as the web page does when an alternative is chosen. Fails
 * with `Invalid` where there is no such message.
 *
 * @since 0.1.0
 * @category combinators
 */
export const select: {
  (id: string): (self: History) => Result.Result<History, Invalid>
  (self: History, id: string): Result.Result<History, Invalid>
} = /*#__PURE__*/ dual(
  2,
  (self: History, id: string): Result.Result<History, Invalid> =>
    has(self, id)
      ? Result.succeed(make({ ...self, currentId: deepest(self, id) }))
      : Result.fail(invalid(["currentId"], `There is no message ${id}`))
)

/**
 * Removes a message and those that directly follow on it, which is a question with all its answers; what came after these
 * follows on the parent then. Shown is the last branch of the parent. So do the web page and the server
 * (`routers/chats.py: delete_chat_message_by_id`). Without effect where there is no such message.
 *
 * @since 0.1.0
 * @category combinators
 */
export const remove: {
  (id: string): (self: History) => History
  (self: History, id: string): History
} = /*#__PURE__*/ dual(2, (self: History, id: string): History => {
  const message = messageOf(self, id)
  if (message === undefined) return self
  const answers = children(self, id)
  const gone = new Set([id, ...answers])
  const orphans = answers.flatMap((answer) => children(self, answer)).filter((child) => !gone.has(child))
  const parentId = isText(message.parentId) && !gone.has(message.parentId) ? message.parentId : null
  let nodes = self.nodes
  const parent = messageOf(self, parentId)
  if (parent !== undefined && parentId !== null) {
    const childrenIds = [...childrenIn(parent).filter((child) => child !== id), ...orphans]
    nodes = HashMap.modify(nodes, parentId, ({ at }) => ({ at, message: { ...parent, childrenIds } }))
  }
  for (const orphan of orphans) {
    nodes = HashMap.modify(nodes, orphan, ({ at, message }) => ({ at, message: { ...message, parentId } }))
  }
  const left = make({ ...self, nodes: HashMap.removeMany(nodes, gone) })
  const from = parent === undefined ? roots(left).at(-1) : parentId
  return make({ ...left, currentId: isText(from) ? deepest(left, from) : null })
})

/**
 * Two versions of one chat in one, for instance what was read before and what the server has now: all messages of both,
 * of a message that both have the one of `that`, and `that`'s current message where it names one. Children follow from the
 * parents, in the order of the messages. So does the server when a chat is updated (`models/chats.py: merge_history`).
 *
 * @since 0.1.0
 * @category combinators
 */
export const merge: {
  (that: History): (self: History) => History
  (self: History, that: History): History
} = /*#__PURE__*/ dual(2, (self: History, that: History): History => {
  const messages = new Map<string, ChatMessage>()
  for (const [id, message] of [...entriesOf(self), ...entriesOf(that)]) {
    if (isMessage(message)) messages.set(id, { ...message, childrenIds: [] })
  }
  const current = [that.currentId, self.currentId].find((id) => id !== null && messages.has(id))
  return fromMap(linked(messages), current ?? null, { ...self.rest, ...that.rest })
})

/** Adds every message to the children of its parent, where it is not among them. Changes the map. */
const linked = (messages: Map<string, ChatMessage>): Map<string, ChatMessage> => {
  const added = new Map<string, Array<string>>()
  for (const [id, { parentId }] of messages) {
    const parent = isText(parentId) ? messages.get(parentId) : undefined
    if (parent === undefined || !isText(parentId)) continue
    const children = added.get(parentId)
    if (children === undefined) added.set(parentId, [id])
    else children.push(id)
  }
  for (const [id, children] of added) {
    const message = messages.get(id)
    if (message === undefined) continue
    const known = childrenIn(message)
    const all = new Set([...known, ...children])
    if (all.size > known.length) messages.set(id, { ...message, childrenIds: [...all] })
  }
  return messages
}

// ---------------------------------------------------------------------------------------------------------------------
// Mending it
// ---------------------------------------------------------------------------------------------------------------------

/**
 * A history that was mended, and what was wrong.
 *
 * @since 0.1.0
 * @category models
 */
export interface Repaired {
  readonly history: History
  /** What was mended, by its place, for instance `["messages", id, "parentId"]`. Empty where nothing was. */
  readonly repairs: ReadonlyArray<Issue>
}

/** A history that is being mended. */
class Bench {
  readonly messages: Map<string, ChatMessage>
  readonly repairs: Array<Issue> = []
  currentId: string | null
  private readonly rest: History["rest"]
  constructor({ history, repairs }: Repaired) {
    this.messages = new Map(entriesOf(history))
    this.repairs = [...repairs]
    this.currentId = history.currentId
    this.rest = history.rest
  }
  note(path: Issue["path"], message: string): void {
    this.repairs.push({ path, message })
  }
  set(id: string, key: keyof ChatMessage, change: ChatMessage, why: string): void {
    this.messages.set(id, { ...this.messages.get(id), ...change })
    this.note(["messages", id, key], why)
  }
  done(original: History): Repaired {
    return this.repairs.length === 0
      ? { history: original, repairs: [] }
      : { history: fromMap(this.messages, this.currentId, this.rest), repairs: this.repairs }
  }
}

/**
 * Mends a history as the web page does when it opens a chat: what is no message is dropped; every message gets its id, a
 * list of children, a parent where it has none and is somebody's child, and a role; children that are not there are taken
 * out; and where the current message is not there or has no role, the latest leaf is shown. A history that needs nothing is
 * given back as it is.
 *
 * A parent of null is taken as it is said, and parents that are not there and circles stay: the page lives with the first
 * and hangs on the second. `normalize` mends these, too.
 *
 * @since 0.1.0
 * @category repair
 */
export const repair = (self: History): Repaired => {
  const bench = new Bench({ history: self, repairs: [] })
  const { messages } = bench
  for (const [id, message] of messages) {
    if (!isMessage(message)) {
      messages.delete(id)
      bench.note(["messages", id], "Is no message")
      continue
    }
    if (message.id !== id) bench.set(id, "id", { id }, "Is another id than the message's key, or none")
    if (!Array.isArray(message.childrenIds)) bench.set(id, "childrenIds", { childrenIds: [] }, "Is no list")
  }
  const parents = new Map<string, string>()
  for (const [id, message] of messages) for (const child of childrenIn(message)) parents.set(child, id)
  mendCurrent(bench)
  for (const [id, message] of messages) {
    if (message.parentId === undefined) {
      bench.set(id, "parentId", { parentId: parents.get(id) ?? null }, "Is missing")
    }
    if (!message.role) bench.set(id, "role", { role: roleOf(bench, id) }, "Is missing")
  }
  for (const [id, message] of messages) {
    const children = childrenIn(message)
    const there = children.filter((child) => messages.has(child))
    if (there.length < (message.childrenIds?.length ?? 0)) {
      bench.set(id, "childrenIds", { childrenIds: there }, "Names messages that are not there")
    }
  }
  return bench.done(self)
}

/** Before the roles are mended: a message without one is the rest of an answer that failed, and not what to show. */
const mendCurrent = (bench: Bench): void => {
  const current = bench.currentId === null ? undefined : bench.messages.get(bench.currentId)
  if (current?.role) return
  let latest: string | null = null
  let time = -1
  for (const [id, message] of bench.messages) {
    const own = typeof message.timestamp === "number" ? message.timestamp : 0
    if (childrenIn(message).length > 0 || own <= time) continue
    latest = id
    time = own
  }
  const [first = null] = bench.messages.keys()
  const id = latest ?? first
  if (id === bench.currentId) return
  bench.currentId = id
  bench.note(["currentId"], "Names no message that can be shown")
}

const roleOf = ({ messages }: Bench, id: string): "user" | "assistant" => {
  const message = messages.get(id)
  const parent = isText(message?.parentId) ? messages.get(message.parentId) : undefined
  if (parent?.role === "user") return "assistant"
  if (parent?.role === "assistant") return "user"
  return message?.model || message?.usage || message?.done !== undefined ? "assistant" : "user"
}

/**
 * Mends a history so that nothing in it contradicts anything: first as `repair` does, then parents that are not there
 * become null, circles are opened, and the children of every message are the messages that name it as their parent, once
 * each, those that were listed in their order and then the others. What is imported goes through this.
 *
 * @since 0.1.0
 * @category repair
 */
export const normalize = (self: History): Repaired => {
  const repaired = repair(self)
  const bench = new Bench(repaired)
  const { messages } = bench
  for (const [id, { parentId }] of messages) {
    if (isText(parentId) ? !messages.has(parentId) : parentId !== null) {
      bench.set(id, "parentId", { parentId: null }, "Names a message that is not there")
    }
  }
  openCircles(bench)
  const children = new Map<string, Set<string>>()
  for (const [id, message] of messages) {
    const own = childrenIn(message).filter((child) => messages.get(child)?.parentId === id)
    children.set(id, new Set(own))
  }
  for (const [id, { parentId }] of messages) if (isText(parentId)) children.get(parentId)?.add(id)
  for (const [id, ids] of children) {
    const before = childrenIn(messages.get(id))
    const childrenIds = [...ids]
    if (before.length !== childrenIds.length || childrenIds.some((child, at) => child !== before[at])) {
      bench.set(id, "childrenIds", { childrenIds }, "Are not the messages that name it as their parent")
    }
  }
  return bench.done(repaired.history)
}

const openCircles = (bench: Bench): void => {
  const fine = new Set<string>()
  for (const start of bench.messages.keys()) {
    const way = new Set<string>()
    let id: string | null | undefined = start
    while (isText(id) && !fine.has(id)) {
      if (way.has(id)) {
        bench.set(id, "parentId", { parentId: null }, "Leads in a circle")
        break
      }
      way.add(id)
      id = bench.messages.get(id)?.parentId
    }
    for (const passed of way) fine.add(passed)
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Import
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What an imported chat is to have beside its messages.
 *
 * @since 0.1.0
 * @category models
 */
export interface ImportOptions {
  /** Default: `New Chat`. */
  readonly title?: string | undefined
  /** The models that are chosen when the chat is opened. Default: those that answer in it. */
  readonly models?: ReadonlyArray<string> | undefined
  /** How the models are to answer in the chat; `system` is its system prompt. */
  readonly params?: ChatParams | undefined
  /** In seconds. Default: the time of the first message. Taken by `importChats` only. */
  readonly createdAt?: number | undefined
  /** In seconds. Default: the time of the last message. Taken by `importChats` only. */
  readonly updatedAt?: number | undefined
  /** Names of tags. Taken by `importChats` only. */
  readonly tags?: ReadonlyArray<string> | undefined
  /** Taken by `importChats` only. */
  readonly pinned?: boolean | undefined
  /** Taken by `importChats` only. */
  readonly archived?: boolean | undefined
  /** The id of a folder. */
  readonly folderId?: string | undefined
}

/**
 * Makes of a history a chat that `chats.importChats` takes, and `chats.createNewChat`, which needs no permission and
 * passes over times, tags, `pinned` and `archived`. Broken links are mended first: see `normalize`.
 *
 * ```ts
 * yield* owui.chats.importChats({ payload: { chats: [History.toImport(history, { title: "From elsewhere" })] } })
 * ```
 *
 * @since 0.1.0
 * @category import
 */
export const toImport = (self: History, options: ImportOptions = {}): ChatImportForm => {
  const history = toShape(normalize(self).history)
  const messages = Object.values(history.messages)
  const times = messages.flatMap(({ timestamp }) => (typeof timestamp === "number" ? [Math.floor(timestamp)] : []))
  const createdAt = options.createdAt ?? (times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : undefined)
  const updatedAt = options.updatedAt ?? (times.length > 0 ? times.reduce((a, b) => Math.max(a, b)) : undefined)
  const { archived, folderId, params, pinned, tags } = options
  return {
    chat: {
      title: options.title ?? "New Chat",
      models: options.models ?? modelsIn(messages),
      ...(params !== undefined && { params }),
      history,
      tags: [],
      ...(createdAt !== undefined && { timestamp: createdAt * 1000 })
    },
    ...(history.currentId !== null && { current_message_id: history.currentId }),
    ...(tags !== undefined && { meta: { tags: tags.map((tag) => tag.replaceAll(" ", "_").toLowerCase()) } }),
    ...(pinned !== undefined && { pinned }),
    ...(archived !== undefined && { archived }),
    ...(folderId !== undefined && { folder_id: folderId }),
    ...(createdAt !== undefined && { created_at: createdAt }),
    ...(updatedAt !== undefined && { updated_at: updatedAt })
  }
}

const modelsIn = (messages: ReadonlyArray<ChatMessage>): ReadonlyArray<string> => [
  ...new Set(messages.flatMap(({ model, role }) => (role === "assistant" && isText(model) ? [model] : [])))
]

/**
 * A message of a conversation from elsewhere, as OpenAI's chat completions have it.
 *
 * @since 0.1.0
 * @category models
 */
export type MessageInput = CompletionMessage & {
  /** Seconds since 1970. Default: a second before the message that follows; of the last one, `updatedAt`, or now. */
  readonly timestamp?: number | undefined
  /** Of an answer: the model that gave it. Default: the first of `models`. */
  readonly model?: string | undefined
}

/** Compiled when it is first needed. */
let reader: ((value: unknown) => Outcome<unknown>) | undefined
const readMessages = (messages: unknown) => (reader ??= decoder(Schema.Array(CompletionMessage)))(messages)

/**
 * Makes of a list of messages, as one sends it to a model, a chat that the web page shows, for `chats.importChats` or
 * `chats.createNewChat`. Messages of the system become the chat's system prompt, pictures become files of their message,
 * and an answer with its tool calls, their results and what was said after them becomes one message.
 *
 * Fails with `Invalid` where a message is none, an id comes twice, a tool's result belongs to no call before it, or a
 * message holds what a chat cannot keep (sound, a provider's file).
 *
 * ```ts
 * const chat = yield* History.importMessages(
 *   [{ role: "user", content: "Tea?" }, { role: "assistant", content: "Gladly." }],
 *   { title: "Tea", models: ["llama3"] }
 * )
 * const { id } = yield* owui.chats.createNewChat({ payload: chat })
 * ```
 *
 * @since 0.1.0
 * @category import
 */
export const importMessages = Effect.fnUntraced(function* (
  messages: ReadonlyArray<MessageInput>,
  options: ImportOptions = {}
): Effect.fn.Return<ChatImportForm, Invalid> {
  const read = readMessages(messages)
  if (read._tag === "Failure") {
    return yield* Effect.fail(new Invalid({ detail: "The messages are not all messages.", issues: read.issues }))
  }
  const end = options.updatedAt ?? Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const models = options.models ?? [...new Set(messages.flatMap(({ model }) => model ?? []))]
  const imported = yield* Effect.fromResult(new Importer(models, messages.length, end).read(messages))
  const system = [options.params?.system ?? "", ...imported.system].filter((prompt) => prompt !== "").join("\n\n")
  return toImport(imported.history, {
    ...options,
    models,
    updatedAt: end,
    ...(system !== "" && { params: { ...options.params, system } })
  })
})

/** What a chat cannot keep. */
const unkept = (at: number, what: string): Result.Result<never, Invalid> =>
  Result.fail(new Invalid({ detail: "A message cannot be kept in a chat.", issues: [{ path: [at], message: what }] }))

/** Reads a list of messages, one after the other. */
class Importer {
  private history: History = empty
  private readonly system: Array<string> = []
  private readonly models: ReadonlyArray<string>
  /** When the first message was said, where nobody says. */
  private readonly start: number
  /** The answer that a tool's result, and what is said after that, belongs to; whether a result came last. */
  private answer: { readonly id: string; readonly calls: Set<string>; open: boolean } | undefined = undefined

  constructor(models: ReadonlyArray<string>, count: number, end: number) {
    this.models = models
    this.start = end - count + 1
  }

  read(
    messages: ReadonlyArray<MessageInput>
  ): Result.Result<{ readonly history: History; readonly system: ReadonlyArray<string> }, Invalid> {
    for (const [at, message] of messages.entries()) {
      const added = this.add(message, at)
      if (Result.isFailure(added)) return Result.fail(added.failure)
    }
    return Result.succeed({ history: this.history, system: this.system })
  }

  private add(message: MessageInput, at: number): Result.Result<void, Invalid> {
    switch (message.role) {
      case "system":
      case "developer":
        this.system.push(contentText(message.content))
        return Result.void
      case "user":
        return this.addUser(message, at)
      case "assistant":
        return this.addAnswer(message, at)
      case "tool":
        return this.addResult(message, at)
    }
  }

  private addUser(message: Extract<MessageInput, { role: "user" }>, at: number): Result.Result<void, Invalid> {
    this.answer = undefined
    const { content } = message
    const pictures: Array<CompletionFile> = []
    for (const part of isText(content) ? [] : content) {
      if (part.type === "image_url") pictures.push({ type: "image", url: part.image_url.url })
      else if (part.type !== "text") return unkept(at, `A part of the kind ${part.type}`)
    }
    const files = [...(message.files ?? []), ...pictures]
    return this.append(message, at, {
      content: contentText(content),
      models: this.models,
      ...(files.length > 0 && { files })
    })
  }

  private addAnswer(message: Extract<MessageInput, { role: "assistant" }>, at: number): Result.Result<void, Invalid> {
    const said = contentText(message.content ?? message.refusal ?? "")
    const calls = message.tool_calls ?? []
    const output: ReadonlyArray<OutputItem> = [
      ...(message.reasoning_content ? [reasoningItem(message.reasoning_content)] : []),
      ...(said === "" ? [] : [messageItem(said)]),
      ...calls.map(callItem)
    ]
    if (this.answer?.open === true) {
      const { answer } = this
      for (const { id } of calls) answer.calls.add(id)
      answer.open = false
      this.extend(answer.id, output, said)
      return Result.void
    }
    const model = message.model ?? this.models[0]
    const added = this.append(message, at, {
      content: said,
      // A plain answer needs no more than its text.
      ...(output.some(({ type }) => type !== "message") && { output }),
      ...(model !== undefined && { model, modelName: model, modelIdx: 0 }),
      done: true
    })
    const id = this.history.currentId
    if (id !== null) this.answer = { id, calls: new Set(calls.map(({ id }) => id)), open: false }
    return added
  }

  private addResult(message: Extract<MessageInput, { role: "tool" }>, at: number): Result.Result<void, Invalid> {
    const { content, tool_call_id } = message
    if (this.answer?.calls.has(tool_call_id) !== true) return unkept(at, "The result of a tool that was not called")
    const parts: Array<MessagePart> = []
    for (const part of isText(content) ? [{ type: "text" as const, text: content }] : content) {
      if (part.type === "text") parts.push({ type: "input_text", text: part.text })
      else if (part.type === "image_url") parts.push({ type: "input_image", image_url: part.image_url.url })
      else return unkept(at, `A part of the kind ${part.type}`)
    }
    this.answer.open = true
    this.extend(this.answer.id, [resultItem(tool_call_id, parts)], "")
    return Result.void
  }

  private append(message: MessageInput, at: number, says: ChatMessage): Result.Result<void, Invalid> {
    const own = "id" in message ? message.id : undefined
    const added = append(this.history, {
      ...says,
      id: own ?? uuidV4Unsafe(),
      role: message.role === "user" ? "user" : "assistant",
      timestamp: message.timestamp ?? this.start + at
    })
    if (Result.isFailure(added)) return unkept(at, added.failure.issues.map(({ message }) => message).join("; "))
    this.history = added.success
    return Result.void
  }

  private extend(id: string, items: ReadonlyArray<OutputItem>, said: string): void {
    this.history = modify(this.history, id, (message) => ({
      ...message,
      content: [isText(message.content) ? message.content : "", said].filter((part) => part !== "").join("\n"),
      output: [...(message.output ?? []), ...items]
    }))
  }
}

const contentText = (content: string | ReadonlyArray<ContentPart>): string =>
  isText(content) ? content : content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")

const messageItem = (text: string): OutputItem => ({
  type: "message",
  id: `msg_${uuidV4Unsafe()}`,
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text }]
})

const reasoningItem = (text: string): OutputItem => ({
  type: "reasoning",
  id: `r_${uuidV4Unsafe()}`,
  status: "completed",
  content: [{ type: "output_text", text }],
  summary: null
})

const callItem = (call: ToolCall): OutputItem => ({
  type: "function_call",
  id: call.id,
  call_id: call.id,
  name: call.function.name,
  arguments: call.function.arguments,
  status: "completed"
})

const resultItem = (callId: string, output: ReadonlyArray<MessagePart>): OutputItem => ({
  type: "function_call_output",
  id: `fco_${uuidV4Unsafe()}`,
  call_id: callId,
  output,
  status: "completed"
})

/** What of a chat that was exported is imported again; the rest belongs to the server that it came from. */
const importedKeys = [
  "meta",
  "variables",
  "pinned",
  "archived",
  "folder_id",
  "created_at",
  "updated_at"
] as const satisfies ReadonlyArray<keyof ChatImportForm>

/** Compiled when it is first needed. */
let importReader: ((value: unknown) => Outcome<ChatImportForm>) | undefined
const readImport = (value: unknown) => (importReader ??= decoder(ChatImportForm))(value)

/**
 * Reads a file of exported chats, as the web page writes it: the text or the parsed JSON of a list of chats, or of one
 * chat. Broken links are mended: see `normalize`. Fails with `Invalid` where it is no such file, naming the place.
 *
 * ```ts
 * const chats = yield* Effect.fromResult(History.importFile(yield* fileSystem.readFileString("chats.json")))
 * yield* owui.chats.importChats({ payload: { chats } })
 * ```
 *
 * @since 0.1.0
 * @category import
 */
export const importFile = (file: unknown): Result.Result<ReadonlyArray<ChatImportForm>, Invalid> => {
  const noFile = (issues: ReadonlyArray<Issue>) =>
    Result.fail(new Invalid({ detail: "That is no file of exported chats.", issues }))
  let parsed = file
  if (isText(file)) {
    try {
      parsed = Json.parse(file)
    } catch (error) {
      // There is no other way to learn that a text is no JSON.
      return noFile([{ path: [], message: String(error) }])
    }
  }
  const items: ReadonlyArray<unknown> = Array.isArray(parsed) ? parsed : [parsed]
  const chats: Array<ChatImportForm> = []
  const issues: Array<Issue> = []
  for (const [at, item] of items.entries()) {
    const read = readImport(isReadonlyObject(item) ? importOf(item) : item)
    if (read._tag === "Success") chats.push(read.value)
    else issues.push(...read.issues.map(({ message, path }) => ({ path: [at, ...path], message })))
  }
  return issues.length === 0 ? Result.succeed(chats) : noFile(issues)
}

/** A chat to import, of whatever somebody exported; what does not fit is found when it is read. */
const importOf = (item: { readonly [key: PropertyKey]: unknown }): unknown => {
  const { chat, current_message_id, title } = item
  if (!isReadonlyObject(chat)) return { chat }
  const { history } = normalize(
    fromChat({
      // The tree is looked at with care, key by key, and everything else is checked when it is read.
      chat: { ...chat, history: isReadonlyObject(chat.history) ? chat.history : {} } as Chat,
      current_message_id: isText(current_message_id) ? current_message_id : null
    })
  )
  const kept = importedKeys.flatMap((key) => (item[key] === undefined || item[key] === null ? [] : [[key, item[key]]]))
  return {
    ...Object.fromEntries(kept),
    chat: { ...(isText(title) && { title }), ...chat, history: toShape(history) },
    current_message_id: history.currentId
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Export
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Writes chats as the text of a file that the web page imports, and `importFile` reads: what the server gives for a chat,
 * or what `toImport` made.
 *
 * @since 0.1.0
 * @category export
 */
export const exportFile = (chats: ReadonlyArray<ChatResponse | ChatImportForm>): string => Json.stringify(chats)

/**
 * What to export of a history.
 *
 * @since 0.1.0
 * @category models
 */
export interface ThreadOptions {
  /** The message with which the conversation ends. Default: the one that is shown last. */
  readonly leaf?: string | undefined
}

/**
 * The conversation that is shown as messages for a model: texts, pictures, tool calls and their results. Left out are
 * reasoning, files other than pictures, and answers that hold nothing, such as those that failed. The chat's system prompt
 * is no message of its history: pass `chat.params.system` as `system`.
 *
 * @since 0.1.0
 * @category export
 */
export const toMessages = (
  self: History,
  options: ThreadOptions & { readonly system?: string | null | undefined } = {}
): ReadonlyArray<CompletionMessage> => [
  ...(options.system ? [{ role: "system" as const, content: options.system }] : []),
  ...thread(self, options.leaf).flatMap(messagesOf)
]

const messagesOf = (message: ChatMessage): ReadonlyArray<CompletionMessage> => {
  if (message.role === "user") return [{ role: "user", content: userContent(message) }]
  const content = text(message)
  if (message.role === "system") return content === "" ? [] : [{ role: "system", content }]
  const put = answered(message.output ?? [])
  return put.length > 0 ? put : content === "" ? [] : [{ role: "assistant", content }]
}

const userContent = (message: ChatMessage): string | ReadonlyArray<ContentPart> => {
  const content = text(message)
  const parts = isText(message.content) ? [] : (message.content ?? [])
  const pictures = [
    ...parts.map(({ image_url }) => (isText(image_url) ? image_url : image_url?.url)),
    ...(message.files ?? []).map(({ id, type, url }) => (type === "image" ? (url ?? id) : undefined))
  ].filter(isText)
  if (pictures.length === 0) return content
  return [
    ...(content === "" ? [] : [{ type: "text" as const, text: content }]),
    ...pictures.map((url) => ({ type: "image_url" as const, image_url: { url } }))
  ]
}

/** What an assistant put out, as the messages of which it consists. A call without a result, or the reverse, is left out. */
const answered = (output: ReadonlyArray<OutputItem>): ReadonlyArray<CompletionMessage> => {
  const idsOf = (kind: OutputItem["type"]) =>
    new Set(output.flatMap(({ call_id, type }) => (type === kind && isText(call_id) ? [call_id] : [])))
  const asked = idsOf("function_call")
  const results = idsOf("function_call_output")
  const messages: Array<CompletionMessage> = []
  let said: Array<string> = []
  let calls: Array<ToolCall> = []
  const flush = () => {
    if (said.length > 0 || calls.length > 0) {
      messages.push({ role: "assistant", content: said.join("\n"), ...(calls.length > 0 && { tool_calls: calls }) })
    }
    said = []
    calls = []
  }
  for (const item of output) {
    const id = item.call_id ?? ""
    if (item.type === "message") {
      // What was said after calls belongs to the next message.
      const own = Output.contentText(item.content)
      if (own !== "") said.push(own)
    } else if (item.type === "function_call" && results.has(id)) {
      const call = { name: item.name ?? "", arguments: item.arguments ?? "{}" }
      calls.push({ id, type: "function", function: call })
    } else if (item.type === "function_call_output" && asked.has(id)) {
      flush()
      messages.push({ role: "tool", tool_call_id: id, content: resultText(item.output) })
    }
  }
  flush()
  return messages
}

const resultText = (output: OutputItem["output"]): string => {
  if (isText(output)) return output
  if (Array.isArray(output)) return Output.contentText(output)
  return Json.stringify(output ?? "")
}

const namesOf: Readonly<Record<string, string>> = { user: "User", assistant: "Assistant", system: "System" }

/**
 * The conversation that is shown as Markdown: a heading for each message, its text, and the names of its files.
 *
 * @since 0.1.0
 * @category export
 */
export const toMarkdown = (
  self: History,
  options: ThreadOptions & {
    /** A heading above all. */
    readonly title?: string | undefined
  } = {}
): string => {
  const blocks = options.title === undefined ? [] : [`# ${options.title}`]
  for (const message of thread(self, options.leaf)) {
    const name = namesOf[message.role ?? ""] ?? message.role ?? "Unknown"
    const model = message.modelName ?? message.model
    blocks.push(`## ${name}${message.role === "assistant" && isText(model) ? ` (${model})` : ""}`)
    const said = text(message)
    if (said !== "") blocks.push(said)
    const files = (message.files ?? []).map(({ id, name, type }) => `- ${name ?? id ?? type ?? "file"}`)
    if (files.length > 0) blocks.push(files.join("\n"))
  }
  return `${blocks.join("\n\n")}\n`
}
