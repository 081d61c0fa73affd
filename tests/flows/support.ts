/** Accounts with and without a socket, and what the steps of a turn come to. */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type * as Conversation from "../../src/flows/Conversation.ts"
import * as Auth from "../../src/layers/Auth.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { ChatMessage } from "../../src/models/ChatMessages.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { Realtime } from "../../src/realtime/Realtime.ts"
import { recording } from "../support/record.ts"
import { url } from "../support/TestServer.ts"

interface Place {
  readonly url?: string | undefined
  /** Where the socket goes, where that is another way. */
  readonly socketUrl?: string | undefined
}

/** The client of an account, which has no socket. */
export const offline = (token: string, place: Place = {}) =>
  OpenWebUI.layer({ url: place.url ?? url, auth: Auth.token(token) }).pipe(
    Layer.provide(recording(FetchHttpClient.layer, place.url ?? url))
  )

/** The client of an account with a socket. */
export const online = (token: string, place: Place = {}) =>
  Layer.merge(
    offline(token, place),
    Realtime.layer({ reconnect: { initial: "50 millis", max: "500 millis" } }).pipe(
      Layer.provide(offline(token, { url: place.socketUrl ?? place.url }))
    )
  )

/** Both ways for an account to follow a turn: one has a `Realtime`, the other has not. */
export const ways = { online, offline }

/** The steps of a turn, to its end. */
export const stepsOf = <R>(turn: Stream.Stream<Conversation.Step, OpenWebUIError, R>) => Stream.runCollect(turn)

/** What the deltas come to, as a reader puts them together. */
export const told = (steps: ReadonlyArray<Conversation.Step>, messageId?: string) => {
  let text = ""
  let reasoning = ""
  for (const step of steps) {
    if (messageId !== undefined && "messageId" in step && step.messageId !== messageId) continue
    if (step._tag === "TextDelta") text += step.text
    if (step._tag === "ReasoningDelta") reasoning += step.text
    if (step._tag === "Replaced") {
      text = step.text
      reasoning = step.reasoning
    }
  }
  return { text, reasoning }
}

/** The steps of a kind. */
export const only = <Tag extends Conversation.Step["_tag"]>(
  steps: ReadonlyArray<Conversation.Step>,
  tag: Tag
): ReadonlyArray<Extract<Conversation.Step, { readonly _tag: Tag }>> =>
  steps.filter((step): step is Extract<Conversation.Step, { readonly _tag: Tag }> => step._tag === tag)

/** The kinds of steps in order, those that follow each other taken together. */
export const kinds = (steps: ReadonlyArray<Conversation.Step>): ReadonlyArray<string> =>
  steps.map(({ _tag }) => _tag).filter((tag, index, all) => tag !== all[index - 1])

/** A chat as it is saved: its title and tags, its messages, and the branch that is shown. */
export const saved = Effect.fnUntraced(function* (id: string) {
  const owui = yield* OpenWebUI
  const chat = yield* owui.chats.getChatById({ params: { id } })
  const messages = chat.chat.history?.messages ?? {}
  const branch: Array<ChatMessage> = []
  for (let at = chat.current_message_id; at; at = messages[at]?.parentId ?? null) {
    const message = messages[at]
    if (message === undefined) break
    branch.unshift(message)
  }
  return { chat, messages, branch, tags: chat.meta?.tags ?? [] }
})

/** The tasks that run in a chat. */
export const tasksOf = (id: string) =>
  Effect.flatMap(OpenWebUI, ({ main }) =>
    Effect.map(main.listTasksByChatIdEndpoint({ params: { chat_id: id } }), ({ task_ids }) => task_ids)
  )

/** A message without what differs from one turn to the next. */
export const plain = ({ content, done, error, model, modelIdx, output, role, sources, usage }: ChatMessage) => ({
  content,
  done,
  error,
  model,
  modelIdx,
  role,
  usage,
  sources: sources?.map(({ document, source }) => ({ document, id: source?.id })),
  output: output?.map(({ content, name, output, status, type }) => ({ content, name, output, status, type }))
})
