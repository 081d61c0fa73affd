/** The clients that are compared, each doing the same work. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { Auth, OpenWebUI } from "effect-open-webui"
import { createParser } from "eventsource-parser"
import OpenAI from "openai"
import { Agent, request } from "undici"

/** Runs one unit of work and gives what it saw, so that nobody gets away with less. */
export interface Work {
  readonly name: string
  readonly run: () => Promise<number>
  /** Runs it that often and gives the milliseconds, where that is not `run` in a loop: in one fiber, in another process. */
  readonly time?: (times: number) => Promise<number>
}

const token = "bench"

export const ours = (url: string) =>
  ManagedRuntime.make(
    OpenWebUI.layer({ url, auth: Auth.token(token) }).pipe(Layer.provide(NodeHttpClient.layerUndici.pipe(Layer.fresh)))
  )

/** Work that a program of Effect does: in a loop of one fiber, as the others do it in a loop of one function. */
const inFiber = <R, E>(
  name: string,
  runtime: ManagedRuntime.ManagedRuntime<R, E>,
  one: Effect.Effect<ReadonlyArray<unknown>, unknown, R>
): Work => ({
  name,
  run: async () => (await runtime.runPromise(one)).length,
  time: async (times) => {
    const start = performance.now()
    // Effect.repeat would yield to the event loop after each, which nobody else does.
    await runtime.runPromise(
      Effect.gen(function* () {
        for (let i = 0; i < times; i++) yield* one
      })
    )
    return performance.now() - start
  }
})

/** GET of 60 chat titles. */
export const titles = (url: string, runtime: ReturnType<typeof ours>): ReadonlyArray<Work> => {
  const agent = new Agent()
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" }
  const one = Effect.flatMap(OpenWebUI, (owui) => owui.chats.getSessionUserChatList({ query: { page: 1 } }))
  const bare = ManagedRuntime.make(NodeHttpClient.layerUndici.pipe(Layer.fresh))
  const bareOne = HttpClient.get(`${url}/api/v1/chats/?page=1`, { headers }).pipe(
    Effect.flatMap(({ text }) => text),
    Effect.map((text) => JSON.parse(text) as ReadonlyArray<unknown>)
  )
  return [
    inFiber("effect-open-webui", runtime, one),
    inFiber("effect/http + JSON.parse", bare, bareOne),
    {
      name: "undici + JSON.parse",
      run: async () => {
        const { body } = await request(`${url}/api/v1/chats/?page=1`, { dispatcher: agent, headers })
        return (JSON.parse(await body.text()) as ReadonlyArray<unknown>).length
      }
    },
    {
      name: "fetch + json",
      run: async () => {
        const response = await fetch(`${url}/api/v1/chats/?page=1`, { headers })
        return ((await response.json()) as ReadonlyArray<unknown>).length
      }
    }
  ]
}

const body = { model: "echo", messages: [{ role: "user" as const, content: "hello" }] }

/** A completion of 20,000 chunks. */
export const completion = (url: string, runtime: ReturnType<typeof ours>): ReadonlyArray<Work> => {
  const agent = new Agent()
  const openai = new OpenAI({ apiKey: token, baseURL: `${url}/api` })
  const one = Effect.flatMap(OpenWebUI, (owui) =>
    owui.main.streamChatCompletion({ payload: body }).pipe(
      Stream.runFold(
        () => 0,
        (sum: number, chunk) => sum + (chunk.choices?.[0]?.delta?.content?.length ?? 0)
      )
    )
  )
  return [
    { name: "effect-open-webui", run: () => runtime.runPromise(one) },
    {
      name: "undici + eventsource-parser + JSON.parse",
      run: async () => {
        let sum = 0
        const parser = createParser({
          onEvent: ({ data }) => {
            if (data === "[DONE]") return
            const chunk = JSON.parse(data) as { choices: ReadonlyArray<{ delta: { content?: string } }> }
            sum += chunk.choices[0]?.delta.content?.length ?? 0
          }
        })
        const utf8 = new TextDecoder()
        const answer = await request(`${url}/api/chat/completions`, {
          dispatcher: agent,
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ ...body, stream: true })
        })
        for await (const piece of answer.body) parser.feed(utf8.decode(piece as Uint8Array, { stream: true }))
        return sum
      }
    },
    {
      name: "openai-node",
      run: async () => {
        let sum = 0
        for await (const chunk of await openai.chat.completions.create({ ...body, stream: true })) {
          sum += chunk.choices[0]?.delta.content?.length ?? 0
        }
        return sum
      }
    }
  ]
}
