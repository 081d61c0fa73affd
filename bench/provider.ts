/**
 * The model provider of the benchmarks, in a process of its own: its first word is the time at which it is sent, in
 * milliseconds since 1970. Prints its port and serves until its standard input closes. A prompt with `[[hold]]` is
 * answered with that word alone, and the answer stays open until somebody asks for `/release`.
 */
import { createServer, type ServerResponse } from "node:http"
import { now } from "./measure.ts"

const frame = (delta: object, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_795_252_586,
    model: "clock",
    choices: [{ index: 0, delta, finish_reason }]
  })}\n\n`

const held: Array<ServerResponse> = []

const finish = (response: ServerResponse): void => {
  response.end(`${frame({}, "stop")}data: [DONE]\n\n`)
}

/** The words of an answer, one every two milliseconds. */
const words = 50

const server = createServer((request, response) => {
  let body = ""
  request.setEncoding("utf8")
  request.on("data", (piece) => {
    body += piece
  })
  request.on("end", () => {
    if (request.url === "/release") {
      for (const one of held.splice(0)) finish(one)
      response.end()
      return
    }
    if (request.url?.endsWith("/models") === true) {
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify({ object: "list", data: [{ id: "clock", object: "model", owned_by: "bench" }] }))
      return
    }
    if (request.url?.endsWith("/chat/completions") !== true) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.write(frame({ role: "assistant", content: `${now()} ` }))
    if (body.includes("[[hold]]")) {
      held.push(response)
      return
    }
    let word = 0
    const timer = setInterval(() => {
      if (word++ < words) {
        response.write(frame({ content: `word ${word} ` }))
        return
      }
      clearInterval(timer)
      finish(response)
    }, 2)
    response.on("close", () => clearInterval(timer))
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  console.log(typeof address === "object" && address !== null ? address.port : 0)
})
process.stdin.on("end", () => process.exit(0)).resume()
