/**
 * Reads recorded answers from standard input and says of each whether the client can read it, and whether anything is
 * lost: `npm run -s decode < refs/recorded/chats.jsonl`. A line is an object of `method`, `path_template` as FastAPI
 * writes it, `status`, `content_type`, and `response_json` or `response_text`. The last line that is printed counts.
 */
import { createInterface } from "node:readline"
import { verdictOf } from "../tests/contract/decode.ts"

const reasons: Record<string, number> = {}
const summary = { lines: 0, ok: 0, lossless: 0, failed: 0, reasons }

let line = 0
for await (const text of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  line++
  if (text.trim() === "") continue
  const verdict = verdictOf(text)
  summary.lines++
  if (verdict.ok) summary.ok++
  else summary.failed++
  if (verdict.lossless === true) summary.lossless++
  if (verdict.reason !== null) reasons[verdict.reason] = (reasons[verdict.reason] ?? 0) + 1
  console.log(JSON.stringify({ line, ...verdict }))
}
console.log(JSON.stringify({ summary }))
