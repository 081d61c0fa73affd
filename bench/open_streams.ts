/**
 * Opens many streams with one client, waits until each has given its first chunks, and prints how many bytes of memory
 * each of them holds.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { Auth, OpenWebUI } from "effect-open-webui"
import { createParser } from "eventsource-parser"
import { Agent, request } from "undici"
import { used } from "./measure.ts"

const [client, url = "", count = "500"] = process.argv.slice(2)
const streams = Number(count)

const payload = { model: "echo", messages: [{ role: "user" as const, content: "hello" }] }

/** Opens a stream, calls back after its second chunk, and keeps it open. */
type Open = (ready: () => void) => void

const own = (): Open => {
  const runtime = ManagedRuntime.make(
    OpenWebUI.layer({ url, auth: Auth.token("bench") }).pipe(Layer.provide(NodeHttpClient.layerUndici))
  )
  return (ready) => {
    let chunks = 0
    runtime.runFork(
      Effect.flatMap(OpenWebUI, (owui) =>
        Stream.runForEach(owui.main.streamChatCompletion({ payload }, { headers: { "x-hold": "1" } }), () =>
          Effect.sync(() => {
            if (++chunks === 2) ready()
          })
        )
      )
    )
  }
}

const bare = (): Open => {
  const agent = new Agent()
  return async (ready) => {
    let chunks = 0
    const parser = createParser({
      onEvent: ({ data }) => {
        if (data === "[DONE]") return
        const chunk: unknown = JSON.parse(data)
        if (chunk !== undefined && ++chunks === 2) ready()
      }
    })
    const utf8 = new TextDecoder()
    const answer = await request(`${url}/api/chat/completions`, {
      dispatcher: agent,
      method: "POST",
      headers: { authorization: "Bearer bench", "content-type": "application/json", "x-hold": "1" },
      body: JSON.stringify({ ...payload, stream: true }),
      headersTimeout: 0,
      bodyTimeout: 0
    })
    for await (const piece of answer.body) parser.feed(utf8.decode(piece as Uint8Array, { stream: true }))
  }
}

const open = client === "own" ? own() : bare()
const all = (some: number): Promise<unknown> =>
  Promise.all(Array.from({ length: some }, () => new Promise<void>((resolve) => open(resolve))))

// The first ones pay for what is made once.
await all(20)
const before = used()
await all(streams)
const after = used()
console.log((after - before) / streams)
process.exit(0)
