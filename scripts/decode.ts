/**
 * Reads recorded answers from standard input and says of each whether the client can read it, and whether anything is
 * lost: `npm run -s decode < refs/recorded/chats.jsonl`. A line is an object of `method`, `path_template` as FastAPI
 * writes it, `status`, `content_type`, and `response_json` or `response_text`. The last line that is printed counts.
 *
 * With `--events` it reads events of the socket: `npm run -s decode -- --events < refs/recorded/realtime/chats.jsonl`. A
 * line is an object of `event`, the name, and `payload`, its first argument.
 */
import { createInterface } from "node:readline"
import { parseArgs } from "node:util"
import { verdictOf } from "../tests/contract/decode.ts"
import { eventVerdictOf } from "../tests/contract/events.ts"

const { values } = parseArgs({ options: { events: { type: "boolean", default: false } } })

const reasons: Record<string, number> = {}
const counts = { lines: 0, ok: 0, lossless: 0, failed: 0 }
let known = 0

/** The verdict on a line, counted. */
const judged = (text: string): { readonly ok: boolean; readonly lossless: boolean | null } => {
  if (values.events) {
    const verdict = eventVerdictOf(text)
    if (verdict.known) known++
    return verdict
  }
  const verdict = verdictOf(text)
  if (verdict.reason !== null) reasons[verdict.reason] = (reasons[verdict.reason] ?? 0) + 1
  return verdict
}

let line = 0
for await (const text of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  line++
  if (text.trim() === "") continue
  const verdict = judged(text)
  counts.lines++
  if (verdict.ok) counts.ok++
  else counts.failed++
  if (verdict.lossless === true) counts.lossless++
  console.log(JSON.stringify({ line, ...verdict }))
}
console.log(JSON.stringify({ summary: { ...counts, ...(values.events ? { known } : { reasons }) } }))
