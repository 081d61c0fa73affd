import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as History from "../../src/flows/History.ts"
import * as Json from "../../src/layers/Json.ts"
import type { ChatMessage } from "../../src/models/ChatMessages.ts"
import { type ChatHistory, ChatResponse } from "../../src/models/Chats.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { freshUser, isForeign, providerRequests, unique } from "../support/TestServer.ts"

// ---------------------------------------------------------------------------------------------------------------------
// Histories to look at
// ---------------------------------------------------------------------------------------------------------------------

/** Two questions; the first with two answers, of which the second is followed up. */
const shape = {
  messages: {
    q: { id: "q", parentId: null, childrenIds: ["a", "b"], role: "user", content: "Tea?", timestamp: 1 },
    a: { id: "a", parentId: "q", childrenIds: [], role: "assistant", content: "No.", timestamp: 2 },
    b: { id: "b", parentId: "q", childrenIds: ["c"], role: "assistant", content: "Yes.", timestamp: 3 },
    c: { id: "c", parentId: "b", childrenIds: ["d"], role: "user", content: "Green?", timestamp: 4 },
    d: { id: "d", parentId: "c", childrenIds: [], role: "assistant", content: "Black.", timestamp: 5 },
    other: { id: "other", parentId: null, childrenIds: [], role: "user", content: "Coffee?", timestamp: 6 }
  },
  currentId: "d"
} satisfies ChatHistory

const history = History.fromShape(shape)

const idsOf = (messages: ReadonlyArray<ChatMessage>) => messages.map(({ id }) => id)

const message = (id: string, more: Omit<ChatMessage, "id" | "role"> = {}): History.NewMessage => ({
  id,
  role: "user",
  content: `says ${id}`,
  ...more
})

/** The value of a result; the test fails where there is none. */
const done = <A, E>(result: Result.Result<A, E>): A => Result.getOrThrow(result)

const reasonsOf = (result: Result.Result<unknown, { readonly message: string }>) =>
  Result.isFailure(result) ? result.failure.message : assert.fail("It succeeded")

/** A history of messages in a chain or a tree: each follows on one before it, or on none. */
const tree = Arbitrary.map(
  Arbitrary.schema(
    Schema.Array(
      Schema.Struct({
        parent: Schema.Int.check(Schema.isBetween({ minimum: -2, maximum: 1000 })),
        id: Schema.String,
        extra: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Null, Schema.Int]))
      })
    )
  ),
  (drawn) => {
    const messages = new Map<string, ChatMessage>()
    for (const [at, { extra, id, parent }] of drawn.entries()) {
      const ids = [...messages.keys()]
      const key = messages.has(id) || id === "" ? `${at}-${id}` : id
      const parentId = parent < 0 ? null : (ids[parent % (ids.length + 1)] ?? null)
      const above = parentId === null ? undefined : messages.get(parentId)
      if (parentId !== null && above !== undefined) {
        messages.set(parentId, { ...above, childrenIds: [...(above.childrenIds ?? []), key] })
      }
      const own = { id: key, parentId, childrenIds: [], role: at % 2 === 0 ? "user" : "assistant", timestamp: at }
      messages.set(key, { ...(extra as object), ...own })
    }
    const ids = [...messages.keys()]
    return {
      messages: Object.fromEntries(messages),
      currentId: ids.at((drawn[0]?.parent ?? 0) % (ids.length + 1)) ?? null
    }
  }
)

/** Anything that somebody may have stored as a history: links that lead nowhere, in circles, or are none. */
const junk = Arbitrary.map(
  Arbitrary.schema(
    Schema.Struct({
      nodes: Schema.Array(
        Schema.NullOr(
          Schema.Struct({
            id: Schema.optionalKey(Schema.Literals(["0", "1", "2", "x"])),
            parentId: Schema.optionalKey(Schema.NullOr(Schema.Literals(["0", "1", "2", "3", "4", "x"]))),
            childrenIds: Schema.optionalKey(
              Schema.NullOr(Schema.Array(Schema.Literals(["0", "1", "2", "3", "4", "x"])))
            ),
            role: Schema.optionalKey(Schema.Literals(["user", "assistant"])),
            done: Schema.optionalKey(Schema.Boolean),
            timestamp: Schema.optionalKey(Schema.Int)
          })
        )
      ),
      currentId: Schema.optionalKey(Schema.NullOr(Schema.Literals(["0", "1", "x"])))
    })
  ),
  ({ currentId, nodes }) =>
    // Not what the types say, on purpose.
    ({ messages: Object.fromEntries(nodes.map((node, at) => [String(at), node])), currentId }) as unknown as ChatHistory
)

/** What must hold of a history in which nothing contradicts anything. */
const contradictions = (self: History.History): ReadonlyArray<string> => {
  const { currentId, messages } = History.toShape(self)
  const found: Array<string> = []
  if (currentId === null ? self.size > 0 : messages[currentId] === undefined) found.push(`currentId ${currentId}`)
  for (const [id, message] of Object.entries(messages)) {
    if (message.id !== id) found.push(`${id}.id`)
    if (!message.role) found.push(`${id}.role`)
    const { childrenIds, parentId } = message
    if (parentId !== null && !messages[parentId ?? ""]?.childrenIds?.includes(id)) found.push(`${id}.parentId`)
    if (!Array.isArray(childrenIds) || new Set(childrenIds).size < childrenIds.length) found.push(`${id}.childrenIds`)
    for (const child of childrenIds ?? []) if (messages[child]?.parentId !== id) found.push(`${id} has ${child}`)
    if (History.path(self, id)[0] === undefined || !History.roots(self).includes(History.path(self, id)[0] ?? "")) {
      found.push(`${id} hangs on no root`)
    }
  }
  return found
}

// ---------------------------------------------------------------------------------------------------------------------
// The value
// ---------------------------------------------------------------------------------------------------------------------

describe("a history", () => {
  it("gives the shown conversation, and that of any other leaf", () => {
    assert.deepStrictEqual(idsOf(History.thread(history)), ["q", "b", "c", "d"])
    assert.deepStrictEqual(idsOf(History.thread(history, "a")), ["q", "a"])
    assert.deepStrictEqual(History.path(history, "other"), ["other"])
    assert.deepStrictEqual(History.thread(history, "nobody"), [])
    assert.deepStrictEqual(History.thread(history, null), [])
  })

  it("knows who follows on whom", () => {
    assert.deepStrictEqual(History.children(history, "q"), ["a", "b"])
    assert.deepStrictEqual(History.siblings(history, "a"), ["a", "b"])
    assert.deepStrictEqual(History.siblings(history, "other"), ["q", "other"])
    assert.deepStrictEqual(History.siblings(history, "nobody"), [])
    assert.deepStrictEqual(History.roots(history), ["q", "other"])
    assert.deepStrictEqual(History.leaves(history), ["a", "d", "other"])
    assert.strictEqual(history.size, 6)
    assert.isTrue(History.has(history, "c"))
    assert.strictEqual(Option.getOrThrow(History.get(history, "c")).content, "Green?")
    assert.isTrue(Option.isNone(History.get(history, "toString")))
  })

  it("shows another branch to its end", () => {
    assert.deepStrictEqual(History.leafOf(history, "q"), Option.some("d"))
    assert.strictEqual(done(History.select(history, "a")).currentId, "a")
    assert.strictEqual(done(pipe(history, History.select("b"))).currentId, "d")
    assert.include(reasonsOf(History.select(history, "nobody")), "nobody")
    assert.isTrue(Option.isNone(History.leafOf(history, "nobody")))
  })

  it("takes a message after the shown one, after any other, and as a new beginning", () => {
    const after = done(History.append(history, message("e")))
    assert.deepStrictEqual(idsOf(History.thread(after)), ["q", "b", "c", "d", "e"])
    const edited = done(pipe(after, History.append(message("f", { parentId: "b" }))))
    assert.deepStrictEqual(History.children(edited, "b"), ["c", "f"])
    assert.deepStrictEqual(idsOf(History.thread(edited)), ["q", "b", "f"])
    const begun = done(History.append(edited, message("g", { parentId: null })))
    assert.deepStrictEqual(History.roots(begun), ["q", "other", "g"])
    assert.deepStrictEqual(contradictions(begun), [])
    // The values before are what they were.
    assert.deepStrictEqual(History.toShape(history), shape)
    assert.strictEqual(after.currentId, "e")
  })

  it("takes no message whose id is taken or whose parent is not there", () => {
    assert.include(reasonsOf(History.append(history, message("a"))), "There is a message a already")
    assert.include(reasonsOf(History.append(history, message("n", { parentId: "nobody" }))), "no message nobody")
    assert.include(reasonsOf(History.append(history, message(""))), "Expected an id")
  })

  it("changes what is said, and never the links", () => {
    const changed = History.modify(history, "b", () => ({
      id: "z",
      role: "assistant",
      content: "Perhaps.",
      parentId: "x"
    }))
    const b = Option.getOrThrow(History.get(changed, "b"))
    assert.deepStrictEqual(b, { id: "b", parentId: "q", childrenIds: ["c"], role: "assistant", content: "Perhaps." })
    assert.strictEqual(
      History.modify(history, "nobody", (one) => one),
      history
    )
  })

  it("removes a question with its answers, and hangs up higher what came after them", () => {
    const removed = History.remove(done(History.append(history, message("e"))), "c")
    assert.deepStrictEqual(Object.keys(History.toShape(removed).messages), ["q", "a", "b", "other", "e"])
    assert.deepStrictEqual(idsOf(History.thread(removed)), ["q", "b", "e"])
    assert.deepStrictEqual(contradictions(removed), [])
    const first = History.remove(history, "q")
    assert.deepStrictEqual(History.roots(first), ["c", "other"])
    assert.strictEqual(first.currentId, "other")
    const none = History.remove(History.fromShape({ messages: { one: { id: "one", parentId: null } } }), "one")
    assert.deepStrictEqual(History.toShape(none), { messages: {}, currentId: null })
    assert.strictEqual(History.remove(history, "nobody"), history)
  })

  it("is merged with a version of later", () => {
    const mine = done(History.append(history, message("mine", { parentId: "b" })))
    const theirs = History.modify(done(History.append(history, message("theirs", { parentId: "d" }))), "a", (a) => ({
      ...a,
      content: "No!"
    }))
    const both = History.merge(mine, theirs)
    assert.deepStrictEqual(History.children(both, "b"), ["c", "mine"])
    assert.strictEqual(both.currentId, "theirs")
    assert.strictEqual(Option.getOrThrow(History.get(both, "a")).content, "No!")
    assert.strictEqual(both.size, 8)
    assert.deepStrictEqual(contradictions(both), [])
  })

  it("is written by JSON.stringify as the server's shape", () => {
    assert.strictEqual(JSON.stringify(history), JSON.stringify(shape))
    assert.isTrue(History.isHistory(history))
    assert.isFalse(History.isHistory(shape))
  })

  it("keeps keys that it does not know, and an id that is a name of JavaScript's", () => {
    const strange = JSON.parse(
      `{"messages": {"__proto__": {"id": "__proto__", "parentId": null, "childrenIds": [], "mood": {"a": [1]}}}, "currentId": "__proto__", "more": 1}`
    )
    const read = History.fromShape(strange)
    assert.strictEqual(JSON.stringify(History.toShape(read)), JSON.stringify(strange))
    assert.strictEqual(History.thread(read).length, 1)
  })

  it("grows by 2,000 messages, and every value before stays what it was", () => {
    let grown = History.empty
    const all: Array<History.History> = []
    for (let at = 0; at < 2000; at++) {
      grown = done(History.append(grown, message(`m${at}`)))
      all.push(grown)
    }
    assert.strictEqual(grown.size, 2000)
    assert.strictEqual(History.thread(grown).length, 2000)
    assert.strictEqual(all[999]?.size, 1000)
    assert.strictEqual(
      Option.getOrThrow(History.get(grown, "m5")),
      Option.getOrThrow(History.get(all[999] ?? grown, "m5"))
    )
    assert.deepStrictEqual(History.normalize(grown).repairs, [])
  })

  it.prop(
    "comes back from the server's shape and its text as it was",
    { tree },
    ({ tree }) => {
      const read = History.fromShape(tree)
      assert.deepStrictEqual(History.toShape(read), tree)
      assert.strictEqual(JSON.stringify(read), JSON.stringify(tree))
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "holds together whatever is added, chosen and removed",
    { tree, more: Schema.Array(Schema.Struct({ at: Schema.Int, what: Schema.Literals(["add", "select", "remove"]) })) },
    ({ more, tree }) => {
      let self = History.fromShape({ ...tree, currentId: Object.keys(tree.messages).at(-1) ?? null })
      for (const [index, { at, what }] of more.entries()) {
        const ids = Object.keys(History.toShape(self).messages)
        const id = ids[Math.abs(at) % (ids.length + 1)]
        if (what === "add") self = done(History.append(self, message(`new ${index}`, { parentId: id ?? null })))
        else if (id !== undefined) self = what === "select" ? done(History.select(self, id)) : History.remove(self, id)
      }
      assert.deepStrictEqual(contradictions(self), [])
      assert.deepStrictEqual(History.normalize(self).repairs, [])
    },
    { arbitrary: { runs: 300 } }
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Chats of the server, as they were recorded
// ---------------------------------------------------------------------------------------------------------------------

const isChat = Schema.is(ChatResponse)

const chatsIn = (value: unknown): ReadonlyArray<ChatResponse> =>
  Array.isArray(value) ? value.flatMap(chatsIn) : isChat(value) ? [value] : []

const recorded = readFileSync(new URL("../../refs/recorded/chats.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .flatMap((line) => {
    // Written by the recorder, one call a line.
    const { response_json, response_text } = Json.parse(line) as { response_json?: unknown; response_text?: string }
    const lines = response_text?.startsWith("{") ? response_text.trim().split("\n").map(Json.parse) : []
    return chatsIn([response_json, ...lines])
  })

describe("recorded chats", () => {
  it("are there", () => {
    assert.isAbove(recorded.length, 20)
    assert.isAbove(recorded.filter((chat) => chat.chat.history !== undefined).length, 20)
  })

  it("come back as they were", () => {
    for (const chat of recorded) {
      const { history: stored } = chat.chat
      if (stored?.messages === undefined || stored.messages === null) continue
      const written = History.toShape(History.fromShape(stored))
      assert.deepStrictEqual(written, { ...stored, currentId: stored.currentId ?? null, messages: stored.messages })
      assert.strictEqual(JSON.stringify(written.messages), JSON.stringify(stored.messages))
    }
  })

  it("are shown as their current message says", () => {
    for (const chat of recorded) {
      const current = chat.current_message_id
      const read = History.fromChat(chat)
      if (current && chat.chat.history?.messages?.[current]) assert.strictEqual(read.currentId, current)
      else assert.strictEqual(read.currentId, chat.chat.history?.currentId ?? null)
    }
  })
})

describe("the history of a chat", () => {
  it("shows the chat's own current message before that of the tree", () => {
    assert.strictEqual(History.fromChat({ chat: { history: shape }, current_message_id: "a" }).currentId, "a")
    assert.strictEqual(History.fromChat({ chat: { history: shape }, current_message_id: "nobody" }).currentId, "d")
    assert.strictEqual(History.fromChat({ chat: { history: shape }, current_message_id: null }).currentId, "d")
  })

  it("is read from the list of a chat from before there were trees", () => {
    const messages = [
      { id: "1", role: "user" as const, content: "Tea?" },
      { role: "assistant" as const, content: "Yes." },
      { id: "message-1", role: "user" as const, content: "Green?" }
    ]
    const read = History.fromChat({ chat: { messages } })
    assert.deepStrictEqual(History.thread(read).map(History.text), ["Tea?", "Yes.", "Green?"])
    assert.strictEqual(read.size, 3)
    assert.deepStrictEqual(contradictions(read), [])
    assert.deepStrictEqual(History.toShape(History.fromChat({ chat: {} })), { messages: {}, currentId: null })
  })
})

// ---------------------------------------------------------------------------------------------------------------------
// Mending
// ---------------------------------------------------------------------------------------------------------------------

/** As somebody stored it, whatever the types say. */
const stored = (messages: Record<string, unknown>, currentId: string | null = null) =>
  History.fromShape({ messages, currentId } as ChatHistory)

describe("repair", () => {
  it("gives back a whole history as it is", () => {
    const { history: same, repairs } = History.repair(history)
    assert.strictEqual(same, history)
    assert.deepStrictEqual(repairs, [])
  })

  it("mends what the web page mends, and says so", () => {
    const { history: mended, repairs } = History.repair(
      stored(
        {
          q: { parentId: null, role: "user", childrenIds: ["a", "gone"], timestamp: 1 },
          a: { content: "lost", done: true, timestamp: 3 },
          nothing: null,
          text: "x",
          b: { id: "wrong", parentId: "a", role: "user", childrenIds: [], timestamp: 2 }
        },
        "nobody"
      )
    )
    assert.deepStrictEqual(History.toShape(mended), {
      messages: {
        q: { id: "q", parentId: null, role: "user", childrenIds: ["a"], timestamp: 1 },
        a: { id: "a", parentId: "q", role: "assistant", childrenIds: [], content: "lost", done: true, timestamp: 3 },
        b: { id: "b", parentId: "a", role: "user", childrenIds: [], timestamp: 2 }
      },
      currentId: "a"
    })
    assert.deepStrictEqual(
      repairs.map(({ path }) => path.join(".")),
      [
        "messages.q.id",
        "messages.a.id",
        "messages.a.childrenIds",
        "messages.nothing",
        "messages.text",
        "messages.b.id",
        "currentId",
        "messages.a.parentId",
        "messages.a.role",
        "messages.q.childrenIds"
      ]
    )
  })

  it("takes a parent of null as it is said, and shows the latest leaf in place of an answer without a role", () => {
    const { history: mended } = History.repair(
      stored(
        {
          q: { id: "q", parentId: null, role: "user", childrenIds: ["a"], timestamp: 1 },
          a: { id: "a", parentId: null, childrenIds: [], done: true },
          b: { id: "b", parentId: "q", role: "assistant", childrenIds: [], timestamp: 2 }
        },
        "a"
      )
    )
    assert.strictEqual(mended.currentId, "b")
    assert.strictEqual(Option.getOrThrow(History.get(mended, "a")).parentId, null)
    assert.strictEqual(Option.getOrThrow(History.get(mended, "a")).role, "assistant")
  })

  it.prop(
    "has nothing more to mend the second time",
    { junk },
    ({ junk }) => {
      const once = History.repair(History.fromShape(junk))
      const twice = History.repair(once.history)
      assert.deepStrictEqual(twice.repairs, [])
      assert.strictEqual(twice.history, once.history)
    },
    { arbitrary: { runs: 1000 } }
  )
})

describe("normalize", () => {
  it("opens circles, and lets go of parents that are not there", () => {
    const { history: mended, repairs } = History.normalize(
      stored({
        one: { id: "one", parentId: "two", role: "user", childrenIds: ["two"] },
        two: { id: "two", parentId: "one", role: "assistant", childrenIds: ["one"] },
        self: { id: "self", parentId: "self", role: "user", childrenIds: ["self"] },
        lost: { id: "lost", parentId: "nobody", role: "user", childrenIds: [] }
      })
    )
    assert.deepStrictEqual(contradictions(mended), [])
    assert.deepStrictEqual(History.roots(mended), ["one", "self", "lost"])
    assert.isAbove(repairs.length, 0)
  })

  it("links what only names its parent, after what is linked", () => {
    const { history: mended } = History.normalize(
      stored({
        q: { id: "q", parentId: null, role: "user", childrenIds: ["c", "c", "elsewhere"] },
        a: { id: "a", parentId: "q", role: "assistant", childrenIds: [] },
        c: { id: "c", parentId: "q", role: "assistant", childrenIds: [] },
        elsewhere: { id: "elsewhere", parentId: null, role: "user", childrenIds: [] }
      })
    )
    assert.deepStrictEqual(History.children(mended, "q"), ["c", "a"])
  })

  it.prop(
    "leaves no contradiction in anything, and nothing to mend",
    { junk },
    ({ junk }) => {
      const once = History.normalize(History.fromShape(junk))
      assert.deepStrictEqual(contradictions(once.history), [])
      assert.strictEqual(History.normalize(once.history).history, once.history)
      const usable = Object.values(junk.messages ?? {}).filter((node) => node !== null)
      assert.strictEqual(once.history.size, usable.length)
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "has nothing to do for a whole history",
    { tree },
    ({ tree }) => {
      const self = History.fromShape({ ...tree, currentId: Object.keys(tree.messages)[0] ?? null })
      assert.strictEqual(History.normalize(self).history, self)
    },
    { arbitrary: { runs: 200 } }
  )
})

describe("a broken history", () => {
  it.prop(
    "can be looked at from every side",
    { junk },
    ({ junk }) => {
      const self = History.fromShape(junk)
      for (const id of Object.keys(junk.messages ?? {})) {
        const ids = History.path(self, id)
        assert.strictEqual(new Set(ids).size, ids.length)
        assert.strictEqual(History.thread(self, id).length, ids.length)
        assert.isTrue(History.children(self, id).every((child) => History.has(self, child)))
        assert.strictEqual(Option.isSome(History.leafOf(self, id)), History.has(self, id))
        assert.strictEqual(Option.isSome(History.get(self, id)), History.has(self, id))
        History.remove(self, id)
      }
      assert.isTrue([...History.roots(self), ...History.leaves(self)].every((id) => History.has(self, id)))
    },
    { arbitrary: { runs: 500 } }
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Import
// ---------------------------------------------------------------------------------------------------------------------

const weather: ReadonlyArray<History.MessageInput> = [
  { role: "system", content: "Be brief." },
  {
    role: "user",
    content: [
      { type: "text", text: "Weather here?" },
      { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } }
    ]
  },
  {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "call-1", type: "function", function: { name: "weather", arguments: "{}" } }]
  },
  { role: "tool", tool_call_id: "call-1", content: "18 degrees" },
  { role: "assistant", content: "It is 18 degrees." },
  { role: "user", content: "Thanks" },
  { role: "assistant", content: "You are welcome.", model: "other" }
]

describe("importMessages", () => {
  it.effect("makes a tree of a list, in which an answer and its tools are one message", () =>
    Effect.gen(function* () {
      const { chat, created_at, current_message_id, updated_at } = yield* History.importMessages(weather, {
        title: "Weather",
        models: ["echo"],
        updatedAt: 1_700_000_000
      })
      const read = History.fromChat({ chat })
      const [question, answer, thanks, welcome] = History.thread(read)
      assert.strictEqual(read.size, 4)
      assert.deepStrictEqual(contradictions(read), [])
      assert.strictEqual(current_message_id, welcome?.id)
      assert.deepStrictEqual(chat.params, { system: "Be brief." })
      assert.strictEqual(question?.content, "Weather here?")
      assert.deepStrictEqual(question?.files, [{ type: "image", url: "data:image/png;base64,AA==" }])
      assert.deepStrictEqual(question?.models, ["echo"])
      assert.strictEqual(answer?.content, "It is 18 degrees.")
      assert.deepStrictEqual(
        answer?.output?.map(({ type }) => type),
        ["function_call", "function_call_output", "message"]
      )
      assert.deepStrictEqual(
        [answer?.model, answer?.done, welcome?.model, thanks?.done],
        ["echo", true, "other", undefined]
      )
      assert.isUndefined(welcome?.output)
      assert.strictEqual(welcome?.timestamp, 1_700_000_000)
      assert.strictEqual(question?.timestamp, 1_699_999_995)
      assert.deepStrictEqual([created_at, updated_at], [1_699_999_995, 1_700_000_000])
      assert.strictEqual(chat.timestamp, 1_699_999_995_000)
      // And back, but for the model and the answer that was null.
      const expected = weather.map((message) => {
        const { model: _, ...plain } = { model: undefined, ...message }
        return plain.content === null ? { ...plain, content: "" } : plain
      })
      assert.deepStrictEqual(History.toMessages(read, { system: chat.params?.system }), expected)
    })
  )

  it.effect("takes times, ids and models as they are given", () =>
    Effect.gen(function* () {
      const { chat, created_at } = yield* History.importMessages(
        [
          { role: "user", content: "Tea?", id: "mine", timestamp: 5 },
          { role: "assistant", content: "Yes.", model: "m2", timestamp: 9 }
        ],
        { createdAt: 1 }
      )
      const [question, answer] = History.thread(History.fromChat({ chat }))
      assert.deepStrictEqual([question?.id, question?.timestamp, answer?.timestamp, created_at], ["mine", 5, 9, 1])
      assert.deepStrictEqual([chat.models, chat.title], [["m2"], "New Chat"])
    })
  )

  it.effect("refuses what it cannot keep, and says where", () =>
    Effect.gen(function* () {
      const refusal = Effect.fnUntraced(function* (messages: ReadonlyArray<unknown>) {
        // Callers without types, some of them.
        const { issues, message } = yield* Effect.flip(
          History.importMessages(messages as ReadonlyArray<History.MessageInput>)
        )
        return `${issues[0]?.path.join(".")}: ${message}`
      })
      assert.match(
        yield* refusal([
          { role: "user", content: "x" },
          { role: "robot", content: "x" }
        ]),
        /^1/
      )
      assert.match(yield* refusal([{ role: "tool", tool_call_id: "none", content: "x" }]), /^0: .*not called/)
      const audio = { type: "input_audio", input_audio: { data: "AA==", format: "wav" } }
      assert.match(yield* refusal([{ role: "user", content: [audio] }]), /^0: .*input_audio/)
      const same = { role: "user", content: "x", id: "same" }
      assert.match(yield* refusal([same, same]), /^1: .*same already/)
    })
  )

  it.effect("takes an empty list as an empty chat", () =>
    Effect.gen(function* () {
      const { chat } = yield* History.importMessages([])
      assert.deepStrictEqual(chat.history, { messages: {}, currentId: null })
    })
  )
})

describe("a chat that is imported", () => {
  it.live("is shown with its messages, models and system prompt, without any permission", () =>
    Effect.gen(function* () {
      const account = yield* freshUser()
      const owui = yield* clientOf(account.token)
      const title = unique("Weather")
      const sent = yield* History.importMessages(weather, { title, models: ["echo"] })
      const { id } = yield* owui.chats.createNewChat({ payload: sent })
      const chat = yield* owui.chats.getChatById({ params: { id } })
      assert.strictEqual(chat.title, title)
      assert.deepStrictEqual(chat.chat.models, ["echo"])
      assert.strictEqual(chat.chat.params?.system, "Be brief.")
      assert.strictEqual(chat.current_message_id, sent.current_message_id)
      const read = History.fromChat(chat)
      assert.deepStrictEqual(History.repair(read).repairs, [])
      assert.deepStrictEqual(contradictions(read), [])
      // The server adds the author and nothing else.
      const author = { user_id: account.id }
      const user = { user: { id: account.id, name: account.name } }
      const expected = History.thread(History.fromChat(sent)).map((message) => ({
        ...message,
        ...author,
        ...(message.role === "user" && user)
      }))
      assert.deepStrictEqual(History.thread(read), expected)
    })
  )

  it.live("keeps its times, tags and pin where it is imported", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const tag = unique("Tag")
      const form = yield* History.importMessages(weather, {
        title: unique("old"),
        createdAt: 1_600_000_000,
        updatedAt: 1_600_000_600,
        tags: [`${tag} One`],
        pinned: true
      })
      const [imported] = yield* owui.chats.importChats({ payload: { chats: [form] } })
      const chat = yield* owui.chats.getChatById({ params: { id: imported?.id ?? "" } })
      assert.deepStrictEqual([chat.created_at, chat.updated_at], [1_600_000_000, 1_600_000_600])
      assert.deepStrictEqual(chat.meta?.tags, [`${tag}_one`.toLowerCase()])
      assert.strictEqual(chat.pinned, true)
      assert.deepStrictEqual(History.thread(History.fromChat(chat)).at(-1)?.timestamp, 1_600_000_600)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("may have 500 messages", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const messages = Array.from({ length: 500 }, (_, at) =>
        at % 2 === 0
          ? { role: "user" as const, content: `Question ${at}` }
          : { role: "assistant" as const, content: `Answer ${at}` }
      )
      const form = yield* History.importMessages(messages, { title: unique("long"), models: ["echo"] })
      const [imported] = yield* owui.chats.importChats({ payload: { chats: [form] } })
      const chat = yield* owui.chats.getChatById({ params: { id: imported?.id ?? "" } })
      const read = History.fromChat(chat)
      assert.deepStrictEqual(History.toMessages(read), messages)
      assert.deepStrictEqual(History.repair(read).repairs, [])
      const times = History.thread(read).map(({ timestamp }) => timestamp ?? 0)
      assert.deepStrictEqual(
        times,
        [...new Set(times)].sort((a, b) => a - b)
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("is gone on with, and the model hears what was said before", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const asked = unique("go on")
      const form = yield* History.importMessages(weather, { title: unique("goes on"), models: ["echo"] })
      const { id } = yield* owui.chats.createNewChat({ payload: form })
      const before = History.fromChat(form)
      const [question, answer] = [unique("q"), unique("a")]
      yield* owui.main.runChatTurn({
        payload: {
          model: "echo",
          chat_id: id,
          parent_id: before.currentId,
          messages: [{ role: "system", content: form.chat.params?.system ?? "" }],
          message_ids: [{ model_id: "echo", message_id: answer }],
          user_message: { id: question, parentId: before.currentId, role: "user", content: asked },
          stream: false
        }
      })
      const after = History.fromChat(yield* owui.chats.getChatById({ params: { id } }))
      assert.deepStrictEqual(History.path(after), [...History.path(before), question, answer])
      assert.deepStrictEqual(contradictions(after), [])
      if (!isForeign) {
        const [request] = yield* providerRequests(asked)
        const heard = JSON.stringify(request?.body)
        for (const said of ["Be brief.", "Weather here?", "18 degrees", "call-1", "You are welcome."]) {
          assert.include(heard, said)
        }
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("was mended before it was sent", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const broken = stored(
        {
          q: { parentId: "nobody", role: "user", content: "Tea?", timestamp: 1 },
          a: { parentId: "q", content: "Yes.", done: true, timestamp: 2 },
          nothing: null
        },
        "elsewhere"
      )
      const [imported] = yield* owui.chats.importChats({ payload: { chats: [History.toImport(broken)] } })
      const chat = yield* owui.chats.getChatById({ params: { id: imported?.id ?? "" } })
      const read = History.fromChat(chat)
      assert.deepStrictEqual(contradictions(read), [])
      assert.deepStrictEqual(idsOf(History.thread(read)), ["q", "a"])
      assert.strictEqual(chat.current_message_id, "a")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("needs a permission to be imported, and none to be created", () =>
    Effect.gen(function* () {
      const owui = yield* clientOf(undefined)
      const form = yield* History.importMessages(weather)
      assert.strictEqual(
        (yield* reasonOf(owui.chats.importChats({ payload: { chats: [form] } })))._tag,
        "Unauthenticated"
      )
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Files of exported chats
// ---------------------------------------------------------------------------------------------------------------------

describe("a file of exported chats", () => {
  it.live("brings a chat from the server to the server, with all its branches", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const form = History.toImport(history, { title: unique("branches"), tags: ["kept"], createdAt: 1_500_000_000 })
      const [first] = yield* owui.chats.importChats({ payload: { chats: [form] } })
      const chat = yield* owui.chats.getChatById({ params: { id: first?.id ?? "" } })
      const forms = done(History.importFile(History.exportFile([chat])))
      const [second] = yield* owui.chats.importChats({ payload: { chats: forms } })
      const copy = yield* owui.chats.getChatById({ params: { id: second?.id ?? "" } })
      assert.notStrictEqual(copy.id, chat.id)
      assert.deepStrictEqual(copy.chat, chat.chat)
      assert.deepStrictEqual(
        [copy.title, copy.created_at, copy.meta, copy.current_message_id],
        [chat.title, chat.created_at, chat.meta, chat.current_message_id]
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it("is read from its text and from its JSON, one chat or many", () => {
    const form = History.toImport(history, { title: "One" })
    const text = History.exportFile([form, form])
    assert.deepStrictEqual(done(History.importFile(text)), [form, form])
    assert.deepStrictEqual(done(History.importFile(JSON.parse(text))), [form, form])
    assert.deepStrictEqual(done(History.importFile(form)), [form])
    assert.deepStrictEqual(done(History.importFile("[]")), [])
  })

  it("takes every recorded chat", () => {
    const forms = done(History.importFile(History.exportFile(recorded)))
    assert.strictEqual(forms.length, recorded.length)
    for (const [at, form] of forms.entries()) {
      const chat = recorded[at]
      assert.strictEqual(form.chat.title, chat?.chat.title ?? chat?.title)
      assert.deepStrictEqual(contradictions(History.fromChat(form)), [])
      assert.strictEqual(History.fromChat(form).size, Object.keys(chat?.chat.history?.messages ?? {}).length)
    }
  })

  it("is mended as it is read", () => {
    const [form] = done(
      History.importFile([
        {
          id: "1",
          title: "Outer",
          archived: null,
          meta: null,
          chat: { history: { messages: { q: { role: "user", content: "Tea?" }, x: null }, currentId: "x" } }
        }
      ])
    )
    assert.deepStrictEqual(form, {
      chat: {
        title: "Outer",
        history: {
          messages: { q: { role: "user", content: "Tea?", id: "q", childrenIds: [], parentId: null } },
          currentId: "q"
        }
      },
      current_message_id: "q"
    })
  })

  it("is refused where it is none, with the place", () => {
    const refused = (file: unknown) => {
      const read = History.importFile(file)
      return Result.isFailure(read) ? read.failure.issues.map(({ path }) => path.join(".")) : []
    }
    assert.deepStrictEqual(refused("no JSON"), [""])
    assert.deepStrictEqual(refused([{ chat: {} }, { title: "no chat" }, 5]), ["1.chat", "2"])
    assert.deepStrictEqual(refused([{ chat: { models: "one" } }]), ["0.chat.models"])
    assert.deepStrictEqual(refused({ chat: { history: { messages: { q: { role: 5 } } } } }), [
      "0.chat.history.messages.q.role"
    ])
  })
})

// ---------------------------------------------------------------------------------------------------------------------
// Export
// ---------------------------------------------------------------------------------------------------------------------

describe("toMessages", () => {
  it("gives the shown conversation, or another, with a system prompt", () => {
    assert.deepStrictEqual(History.toMessages(history, { leaf: "a", system: "Be brief." }), [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Tea?" },
      { role: "assistant", content: "No." }
    ])
    assert.strictEqual(History.toMessages(history).length, 4)
  })

  it("leaves out reasoning, calls that got no result, and answers that failed", () => {
    const self = History.fromShape({
      messages: {
        q: { id: "q", parentId: null, childrenIds: ["a"], role: "user", content: [{ type: "text", text: "Tea?" }] },
        a: {
          id: "a",
          parentId: "q",
          childrenIds: ["b"],
          role: "assistant",
          content: "flat",
          output: [
            { type: "reasoning", content: [{ type: "output_text", text: "Hm." }] },
            { type: "message", content: [{ type: "output_text", text: "Let me look." }] },
            { type: "function_call", call_id: "1", name: "look", arguments: "{}" },
            { type: "function_call", call_id: "2", name: "lost", arguments: "{}" },
            { type: "function_call_output", call_id: "1", output: [{ type: "input_text", text: "Green." }] },
            { type: "message", content: [{ type: "output_text", text: "Green tea." }] }
          ]
        },
        b: {
          id: "b",
          parentId: "a",
          childrenIds: ["c"],
          role: "user",
          content: '<details type="reasoning">?</details>'
        },
        c: { id: "c", parentId: "b", childrenIds: ["d"], role: "assistant", content: "", error: { content: "down" } },
        d: {
          id: "d",
          parentId: "c",
          childrenIds: [],
          role: "assistant",
          content: '<details type="reasoning" done="true">\n<summary>Thought</summary>\nHm.\n</details>\nFine.'
        }
      },
      currentId: "d"
    })
    assert.deepStrictEqual(History.toMessages(self), [
      { role: "user", content: "Tea?" },
      {
        role: "assistant",
        content: "Let me look.",
        tool_calls: [{ id: "1", type: "function", function: { name: "look", arguments: "{}" } }]
      },
      { role: "tool", tool_call_id: "1", content: "Green." },
      { role: "assistant", content: "Green tea." },
      { role: "user", content: '<details type="reasoning">?</details>' },
      { role: "assistant", content: "Fine." }
    ])
  })

  it.live("gives what a model takes", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { chat } = yield* History.importMessages(weather)
      const self = done(History.append(History.fromChat({ chat }), message("last", { content: unique("again") })))
      const answer = yield* owui.main.generateChatCompletion({
        payload: { model: "echo", messages: History.toMessages(self) }
      })
      assert.include(JSON.stringify(answer), "again")
    }).pipe(Effect.provide(asAdmin))
  )
})

describe("toMarkdown", () => {
  it("writes a heading, a text and the files of each message", () => {
    const self = done(
      History.append(
        done(
          History.append(
            History.empty,
            message("q", { content: "Which?", files: [{ type: "file", id: "1", name: "a.txt" }] })
          )
        ),
        { id: "a", role: "assistant", content: "This.", model: "echo" }
      )
    )
    assert.strictEqual(
      History.toMarkdown(self, { title: "Files" }),
      "# Files\n\n## User\n\nWhich?\n\n- a.txt\n\n## Assistant (echo)\n\nThis.\n"
    )
  })
})
