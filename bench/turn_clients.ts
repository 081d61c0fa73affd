/** The clients of the benchmarks of turns, each doing the same work on a real server. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { Auth, OpenWebUI } from "effect-open-webui"
import * as Conversation from "effect-open-webui/flows/Conversation"
import { chunkText } from "effect-open-webui/models/Completions"
import { Realtime } from "effect-open-webui/realtime/Realtime"
import { createParser } from "eventsource-parser"
import { io } from "socket.io-client"
import { Agent, request } from "undici"
import { now } from "./measure.ts"

/** When a turn was seen to do what. */
export interface Seen {
  /** Milliseconds between the first word at the provider and here. */
  readonly first: number
  /** Milliseconds from the call to the finished answer. */
  readonly total: number
}

/** Runs one turn. `onFirst` is told of the first word. */
export type Turn = (prompt: string, onFirst?: () => void) => Promise<Seen>

export interface TurnClient {
  readonly turn: Turn
  readonly close: () => Promise<void>
}

const model = "clock"

/** Watches one turn. */
const watch = (onFirst: (() => void) | undefined) => {
  const start = performance.now()
  let first: number | undefined
  return {
    word: (text: string | null | undefined): void => {
      if (first !== undefined || text === undefined || text === null || text.trim() === "") return
      first = now() - Number(text.trim().split(" ")[0])
      onFirst?.()
    },
    seen: (): Seen => {
      if (first === undefined) throw new Error("no word came")
      return { first, total: performance.now() - start }
    }
  }
}

const http = NodeHttpClient.layerUndici.pipe(Layer.fresh)

/** Our plain stream. */
export const ownStream = (url: string, token: string): TurnClient => {
  const runtime = ManagedRuntime.make(OpenWebUI.layer({ url, auth: Auth.token(token) }).pipe(Layer.provide(http)))
  return {
    turn: async (content, onFirst) => {
      const { seen, word } = watch(onFirst)
      await runtime.runPromise(
        Effect.flatMap(OpenWebUI, (owui) =>
          Stream.runForEach(
            owui.main.streamChatCompletion({ payload: { model, messages: [{ role: "user", content }] } }),
            (chunk) => Effect.sync(() => word(chunkText(chunk)))
          )
        )
      )
      return seen()
    },
    close: () => runtime.dispose()
  }
}

/** The same with undici alone. */
export const bareStream = (url: string, token: string): TurnClient => {
  const agent = new Agent()
  return {
    turn: async (content, onFirst) => {
      const { seen, word } = watch(onFirst)
      const parser = createParser({
        onEvent: ({ data }) => {
          if (data === "[DONE]") return
          const chunk = JSON.parse(data) as { choices: ReadonlyArray<{ delta: { content?: string } }> }
          word(chunk.choices[0]?.delta.content)
        }
      })
      const utf8 = new TextDecoder()
      const answer = await request(`${url}/api/chat/completions`, {
        dispatcher: agent,
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ model, messages: [{ role: "user", content }], stream: true })
      })
      for await (const piece of answer.body) parser.feed(utf8.decode(piece as Uint8Array, { stream: true }))
      return seen()
    },
    close: () => agent.close()
  }
}

/** Our turn, over the socket. */
export const ownTurn = async (url: string, token: string): Promise<TurnClient> => {
  const runtime = ManagedRuntime.make(
    Realtime.layer().pipe(Layer.provideMerge(OpenWebUI.layer({ url, auth: Auth.token(token) })), Layer.provide(http))
  )
  // The connection is there before anything is timed.
  await runtime.runPromise(Effect.flatMap(Realtime, ({ session }) => session))
  return {
    turn: async (prompt, onFirst) => {
      const { seen, word } = watch(onFirst)
      await runtime.runPromise(
        Stream.runForEach(Conversation.turn({ model, prompt, title: false, tags: false, followUps: false }), (step) =>
          Effect.sync(() => word(step._tag === "TextDelta" ? step.text : undefined))
        )
      )
      return seen()
    },
    close: () => runtime.dispose()
  }
}

interface BareEvent {
  readonly chat_id: string
  readonly message_id: string
  readonly data: { readonly type: string; readonly data: { readonly delta?: string; readonly active?: boolean } }
}

/** The same with socket.io-client and undici alone, with no check of anything. */
export const bareTurn = async (url: string, token: string): Promise<TurnClient> => {
  const agent = new Agent()
  const socket = io(url, { path: "/ws/socket.io", transports: ["websocket"], auth: { token } })
  await new Promise<void>((resolve) => socket.once("connect", resolve))
  await socket.emitWithAck("user-join", { auth: { token } })
  const words = new Map<string, (word: string) => void>()
  const ends = new Map<string, () => void>()
  const ended = new Set<string>()
  socket.on("events", ({ chat_id, data, message_id }: BareEvent) => {
    if (data.type === "response:completion" && data.data.delta !== undefined) words.get(message_id)?.(data.data.delta)
    if (data.type === "chat:active" && data.data.active === false) {
      ended.add(chat_id)
      ends.get(chat_id)?.()
    }
  })
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  return {
    turn: async (content, onFirst) => {
      const { seen, word } = watch(onFirst)
      const question = crypto.randomUUID()
      const answer = crypto.randomUUID()
      words.set(answer, word)
      const taken = await request(`${url}/api/chat/completions`, {
        dispatcher: agent,
        method: "POST",
        headers,
        body: JSON.stringify({
          model,
          stream: true,
          session_id: socket.id,
          parent_id: null,
          messages: [],
          message_ids: [{ model_id: model, message_id: answer, modelIdx: 0 }],
          user_message: {
            id: question,
            parentId: null,
            childrenIds: [answer],
            role: "user",
            content,
            timestamp: Math.floor(Date.now() / 1000),
            models: [model]
          },
          background_tasks: { title_generation: false, tags_generation: false, follow_up_generation: false }
        })
      })
      const { chat_id } = (await taken.body.json()) as { chat_id: string }
      if (!ended.has(chat_id)) await new Promise<void>((resolve) => ends.set(chat_id, resolve))
      const saved = await request(`${url}/api/v1/chats/${chat_id}`, { dispatcher: agent, headers })
      await saved.body.json()
      words.delete(answer)
      ends.delete(chat_id)
      return seen()
    },
    close: async () => {
      socket.close()
      await agent.close()
    }
  }
}
