/** What was said over the socket of a real server, as `refs/recorded/realtime` keeps it: all is read, nothing is lost. */
import { spawnSync } from "node:child_process"
import { assert, describe, it } from "vitest"
import * as Json from "../../src/layers/Json.ts"
import { clientEvents } from "../../src/realtime/ClientEvents.ts"
import { channelEvents, chatEvents, decodeEvent, otherEvents } from "../../src/realtime/Events.ts"
import { calls } from "../../src/realtime/Handlers.ts"
import { eventVerdictOf, recordedEvents } from "../contract/events.ts"

/** Types that plugins of the recording made up; any other that no schema knows is one that was forgotten here. */
const invented: ReadonlySet<string | null> = new Set(["weather", "the:end", "plugin:own", "events", "nobody:knows"])

describe("recorded events", () => {
  const all = recordedEvents()

  it("are there", () => {
    assert.isAbove(all.size, 0)
  })

  it.each([...all.keys()])("of %s are read, and nothing is lost", (file) => {
    const bad = (all.get(file) ?? []).flatMap((line, at) => {
      const { error, event, known, lossless, ok, type } = eventVerdictOf(line)
      return ok && lossless && (known || invented.has(type)) ? [] : [`line ${at + 1}: ${event} ${type}: ${error}`]
    })
    assert.deepStrictEqual(bad, [])
  })

  it.each([...all.keys()])("of %s hold no secret, and nothing of the machine they come from", (file) => {
    const secrets =
      /\beyJ[\w-]+\.[\w-]+\.|\bsk-(?!example)[\w-]{8,}|"\/(?:home|root|tmp|work)\/|:\/\/(?:127\.0\.0\.1|localhost):(?!8080)\d/
    const bad = (all.get(file) ?? []).flatMap((line, at) => (secrets.test(line) ? [`line ${at + 1}`] : []))
    assert.deepStrictEqual(bad, [])
  })

  it("show every type that there is", () => {
    const types = (file: string) => new Set((all.get(file) ?? []).map((line) => eventVerdictOf(line).type))
    assert.includeMembers([...types("chats")], Object.keys(chatEvents))
    assert.includeMembers([...types("channels")], Object.keys(channelEvents))
    assert.includeMembers([...types("calls")], Object.keys(calls))
    const told = [...types("others"), ...types("documents"), ...types("encryption")]
    assert.includeMembers(told, Object.keys(otherEvents))
    const sent = new Set((all.get("sent") ?? []).map((line) => eventVerdictOf(line).event))
    assert.includeMembers([...sent], Object.keys(clientEvents))
  })
})

describe("the verdict on an event", () => {
  const verdict = (event: string, payload: unknown) => eventVerdictOf(Json.stringify({ event, payload }))
  const chat = (type: string, data?: unknown) => ({ chat_id: "c", message_id: "m", data: { type, data } })

  it("is given for both directions, and for calls", () => {
    const good = [
      [verdict("events", chat("chat:title", "A title")), "chat:title"],
      [verdict("events", chat("execute", { code: "1" })), "execute"],
      [verdict("events:channel", { channel_id: "c", data: { type: "last_read_at" } }), "last_read_at"],
      [verdict("events:chat", { chat_id: "c", data: { type: "join" } }), "join"],
      [verdict("ydoc:document:join", { document_id: "note:n" }), "ydoc:document:join"],
      [verdict("heartbeat", {}), "heartbeat"],
      [verdict("access:updated", {}), "access:updated"]
    ] as const
    for (const [found, type] of good) {
      assert.deepStrictEqual(
        { ...found, event: "" },
        { event: "", type, known: true, ok: true, lossless: true, error: null }
      )
    }
    const piece = verdict(`${crypto.randomUUID()}:socket:request`, "data: {}")
    assert.isTrue(piece.known && piece.ok && piece.lossless)
  })

  it("takes what nobody knows as it is", () => {
    for (const one of [
      verdict("events", chat("weather", { wind: 5 })),
      verdict("nobody:knows", 5),
      verdict("events", 5)
    ]) {
      assert.deepInclude(one, { known: false, ok: true, lossless: true, error: null })
    }
  })

  it("says where an event is of another shape", () => {
    const errors = [
      [verdict("events", chat("chat:active", { active: "yes" })), "data.active: "],
      [verdict("events", { ...chat("chat:reload"), chat_id: 5 }), "envelope.chat_id: "],
      [verdict("events", chat("execute", { code: 5 })), "data.code: "],
      [verdict("events:chat", { chat_id: "c", data: { type: "jion" } }), "data.type: "],
      [verdict("usage", {}), "model: "]
    ] as const
    for (const [found, error] of errors) {
      assert.deepInclude(found, { known: true, ok: false, lossless: false })
      assert.strictEqual(found.error?.slice(0, error.length), error)
    }
  })

  it("is printed for every line, also for one that is no event", () => {
    const nanos = "1795252586020823319"
    const lines = [
      `{"event":"events","payload":{"data":{"type":"weather","data":{"at":${nanos}}}}}`,
      "{",
      "null",
      `{"payload":{}}`,
      `{"event":"usage","payload":{"model":"echo"}}`
    ]
    const { status, stdout } = spawnSync(process.execPath, ["scripts/decode.ts", "--events"], {
      cwd: new URL("../../", import.meta.url),
      input: lines.join("\n"),
      encoding: "utf8"
    })
    assert.strictEqual(status, 0)
    const printed = stdout.trimEnd().split("\n")
    const verdicts = printed.slice(0, -1).map((line) => JSON.parse(line))
    assert.deepStrictEqual(
      verdicts.map(({ known, line, lossless, ok, type }) => [line, type, known, ok, lossless]),
      [
        [1, "weather", false, true, true],
        [2, null, false, false, false],
        [3, null, false, false, false],
        [4, null, false, false, false],
        [5, "usage", true, true, true]
      ]
    )
    assert.match(verdicts[1].error, /^SyntaxError: /)
    assert.deepStrictEqual(JSON.parse(printed.at(-1) ?? ""), {
      summary: { lines: 5, ok: 2, lossless: 2, failed: 3, known: 1 }
    })
  })
})

describe("an event", () => {
  it("is told apart by the socket event and its type", () => {
    const chat = decodeEvent("events", { chat_id: "c", data: { type: "typing", data: { typing: true } } })
    const channel = decodeEvent("events:channel", { channel_id: "c", data: { type: "typing", data: { typing: true } } })
    assert.deepInclude(chat, { known: true, event: "events", type: "typing", data: { typing: true } })
    assert.deepInclude(channel, { known: true, event: "events:channel", type: "typing", data: { typing: true } })
  })

  it("keeps what a newer server adds to it", () => {
    const data = { active: true, folder_id: null, since: 5 }
    const event = decodeEvent("events", { chat_id: "c", message_id: "m", tab: 1, data: { type: "chat:active", data } })
    assert.isTrue(event.known)
    assert.deepStrictEqual<unknown>(event.data, data)
    assert.deepInclude(event.envelope, { chat_id: "c", message_id: "m", tab: 1 })
  })

  it("says where its envelope or its data is not as expected", () => {
    const event = decodeEvent("events", { chat_id: 5, data: { type: "chat:active", data: { active: "yes" } } })
    assert.isFalse(event.known)
    assert.deepStrictEqual(event.known ? [] : event.issues.map(({ path }) => path), [
      ["envelope", "chat_id"],
      ["data", "active"]
    ])
    assert.deepStrictEqual<unknown>(event.data, { active: "yes" })
  })

  it("of whatever kind is read without failing", () => {
    for (const payload of [undefined, null, 5, "text", [], {}, { data: null }, { data: { type: 5 } }]) {
      for (const name of ["events", "events:channel", "events:note", "constructor", "__proto__"]) {
        assert.strictEqual(decodeEvent(name, payload).event, name)
      }
    }
    for (const type of ["constructor", "toString", "__proto__"]) {
      assert.deepInclude(decodeEvent("events", { data: { type } }), { known: false, type, issues: [] })
    }
  })
})
