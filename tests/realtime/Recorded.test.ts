/** What a real server told, as `refs/recorded/realtime` keeps it: every event is read, and nothing of it is lost. */
import { readdirSync, readFileSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"
import { assert, describe, it } from "vitest"
import * as Json from "../../src/layers/Json.ts"
import { decodeEvent } from "../../src/realtime/Events.ts"

const folder = new URL("../../refs/recorded/realtime/", import.meta.url)

const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"))

interface Line {
  readonly event: string
  readonly payload: unknown
}

const linesOf = (file: string): ReadonlyArray<Line> =>
  readFileSync(new URL(file, folder), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    // Written by the recorder, one event a line.
    .map((line) => Json.parse(line) as Line)

/** Types that plugins of the recording made up; any other that no schema knows is one that was forgotten here. */
const invented: ReadonlySet<string> = new Set(["weather"])

/** Calls wait for an answer and are no events; the recorder keeps them, too. */
const calls = /^(?:confirmation|input|execute(?::python|:tool)?|request:(?!interaction:done).*|voice:play_animation)$/

/** The data of what came, to compare with what was read. */
const dataOf = (event: string, payload: unknown): unknown => {
  if (event !== "events" && event !== "events:channel") return payload
  const { data } = payload as { readonly data?: { readonly data?: unknown } }
  return data?.data
}

describe("recorded events", () => {
  it("are kept", () => assert.isAbove(files.length, 0))

  it.each(files)("of %s are read, and nothing is lost", (file) => {
    const lines = linesOf(file)
    assert.isAbove(lines.length, 0)
    const bad = lines.flatMap(({ event, payload }, at) => {
      const read = decodeEvent(event, payload)
      if (read.known) {
        return isDeepStrictEqual(read.data, dataOf(event, payload)) ? [] : [`line ${at + 1}: ${read.type} is not whole`]
      }
      if (calls.test(read.type) || (read.issues.length === 0 && invented.has(read.type))) return []
      const issues = read.issues.map(({ message, path }) => `${path.join(".")}: ${message}`)
      return [`line ${at + 1}: ${event} ${read.type} ${issues.join("; ")}`]
    })
    assert.deepStrictEqual(bad, [])
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
