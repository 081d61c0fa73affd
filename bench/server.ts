/**
 * The server side of the benchmarks, in a process of its own: bare node:http, so that what is measured is the client.
 * Prints its port and serves until its standard input closes.
 */
import { createServer } from "node:http"

const titles = JSON.stringify(
  Array.from({ length: 60 }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    title: `Chat number ${index} about something that took a while`,
    updated_at: 1_795_252_586 + index,
    created_at: 1_795_250_000 + index,
    last_read_at: 1_795_252_586 + index,
    snippet: null,
    active: false,
    archived: false
  }))
)

const chunk = (index: number): string =>
  `data: ${JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_795_252_586,
    model: "echo",
    system_fingerprint: "fp_1",
    choices: [{ index: 0, delta: { content: `word ${index} ` }, logprobs: null, finish_reason: null }]
  })}\n\n`

const finish = `data: ${JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_795_252_586,
  model: "echo",
  choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: "stop" }]
})}\n\ndata: [DONE]\n\n`

const long = Buffer.from(Array.from({ length: 20_000 }, (_, index) => chunk(index)).join("") + finish)
const short = Buffer.from(chunk(0) + chunk(1))

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost")
  request.resume()
  if (pathname === "/api/v1/chats/") {
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(titles) })
    response.end(titles)
    return
  }
  if (pathname.endsWith("/chat/completions")) {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" })
    if (searchParams.has("hold") || request.headers["x-hold"] !== undefined) {
      // Two chunks, and then the stream stays open: what is measured is what an open stream costs.
      response.write(short)
      return
    }
    // In pieces of the size that a socket gives, not aligned with the frames.
    for (let at = 0; at < long.length; at += 16_000) response.write(long.subarray(at, at + 16_000))
    response.end()
    return
  }
  response.writeHead(404).end()
})
server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  console.log(typeof address === "object" && address !== null ? address.port : 0)
})
process.stdin.on("end", () => process.exit(0)).resume()
