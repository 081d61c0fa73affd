import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { assert, describe, it } from "vitest"

const run = promisify(execFile)

/** Decodes a good and a bad answer, a chunk of a stream, and a time in nanoseconds, and prints what became of them. */
const program = `
import { decoder } from "./src/internal/schema.ts"
import { ChatResponse } from "./src/models/Chats.ts"
import { chatCompletionChunks } from "./src/models/Completions.ts"
import { EpochNanos } from "./src/models/Time.ts"
let allowed = true
try { new Function("return 1") } catch { allowed = false }
const chat = { id: "c", user_id: "u", title: "t", chat: { extra: 1 }, updated_at: 1, created_at: 1, archived: false, meta: {}, more: [1] }
const out = []
const chunk = { id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta: { content: "x" }, finish_reason: null }] }
const reason = chatCompletionChunks.reader().feed("data: " + JSON.stringify(chunk) + "\\n\\n", out)
const results = [
  decoder(ChatResponse)(chat),
  decoder(ChatResponse)({ ...chat, title: 5, archived: "no" }),
  decoder(EpochNanos)(1795252586020823319n),
  out,
  String(reason)
]
console.log(JSON.stringify({ allowed, results }, (_, value) => typeof value === "bigint" ? String(value) : value))
`

const root = new URL("../..", import.meta.url).pathname

const resultsWith = async (...flags: ReadonlyArray<string>): Promise<{ allowed: boolean; results: unknown }> => {
  const { stdout } = await run(process.execPath, [...flags, "--input-type=module", "--eval", program], { cwd: root })
  return JSON.parse(stdout)
}

describe("the compiler of schemas", () => {
  it("changes nothing but the speed: where code may not be generated, the results are the same", async () => {
    const compiled = await resultsWith()
    const interpreted = await resultsWith("--disallow-code-generation-from-strings")
    assert.deepStrictEqual([compiled.allowed, interpreted.allowed], [true, false])
    assert.deepStrictEqual(interpreted.results, compiled.results)
    assert.include(JSON.stringify(compiled.results), "archived")
  })
})
