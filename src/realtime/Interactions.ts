/**
 * Calls of the server that are being answered. A question to the user outlives the connection that asked it: the server
 * asks again over the next one, and the user is asked once.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import { isString } from "effect/Predicate"
import type * as Scope from "effect/Scope"
import { property } from "../internal/reading.ts"
import type { Json } from "../layers/Json.ts"
import * as Handlers from "./Handlers.ts"

/**
 * The connection that a call came over.
 *
 * @internal
 */
export interface Asker {
  /** Gives the answer. */
  readonly reply: (answer: Json) => void
  /** Sends what belongs to an answer in pieces. */
  readonly send: Handlers.Send
  /** Runs what ends with the connection. */
  readonly fork: (effect: Effect.Effect<void>) => unknown
}

/**
 * The calls of one client, over all its connections.
 *
 * @internal
 */
export interface Interactions {
  /** Answers a call. */
  readonly answer: (payload: unknown, asker: Asker) => void
  /** Takes a look at an event: the server may say that it no longer asks. Then whoever still answers is stopped. */
  readonly observe: (event: string, payload: unknown) => void
  /** The connection is gone: nobody hears the answers to open questions until the server asks again. */
  readonly orphan: () => void
}

/** A question to the user that is being answered; the server may ask it again over another connection. */
interface Interaction {
  fiber: Fiber.Fiber<void> | undefined
  /** Gives the answer to the connection that asked last; absent while there is none. */
  reply: ((answer: Json) => void) | undefined
  /** The answer, which may not have arrived. */
  answer: { readonly value: Json } | undefined
  /** How many connections were lost meanwhile. */
  losses: number
}

/** How long the server waits for another connection when the one that it asked is gone. */
const resumption = Duration.seconds(60)

const text = (value: unknown, key: string): string | undefined => {
  const found = property(value, key)
  return isString(found) ? found : undefined
}

const dataOf = (value: unknown): unknown => property(value, "data")

/**
 * Begins without any. What is being answered when the scope closes is stopped.
 *
 * @internal
 */
export const make = Effect.gen(function* (): Effect.fn.Return<Interactions, never, Scope.Scope> {
  const fork = yield* FiberSet.makeRuntime<never, void>()
  const answer = yield* Handlers.Answering
  const open = new Map<string, Interaction>()

  const settle = (id: string): void => {
    const interaction = open.get(id)
    open.delete(id)
    interaction?.fiber?.interruptUnsafe()
  }

  const answerOnce = (call: Handlers.Call<unknown>, { fork, reply, send }: Asker): void => {
    fork(
      Effect.flatMap(answer(call), ({ afterwards, answer }) => {
        reply(answer)
        return afterwards?.(send) ?? Effect.void
      })
    )
  }

  const interact = (id: string, call: Handlers.Call<unknown>, reply: (answer: Json) => void): void => {
    const before = open.get(id)
    if (before !== undefined) {
      // The same question, asked over another connection: the user is being asked already, or has answered.
      before.reply = reply
      if (before.answer !== undefined) reply(before.answer.value)
      return
    }
    const interaction: Interaction = { reply, fiber: undefined, answer: undefined, losses: 0 }
    open.set(id, interaction)
    interaction.fiber = fork(
      Effect.flatMap(answer(call), ({ answer }) => {
        interaction.answer = { value: answer }
        interaction.reply?.(answer)
        // The server says that it has it. Until then it may ask again: a connection may be broken before that shows.
        return Effect.andThen(
          Effect.sleep(resumption),
          Effect.sync(() => open.delete(id))
        )
      })
    )
  }

  return {
    answer: (payload, asker) => {
      const inner = dataOf(payload)
      const call: Handlers.Call<unknown> = {
        type: text(inner, "type") ?? "",
        data: dataOf(inner),
        chatId: text(payload, "chat_id"),
        messageId: text(payload, "message_id")
      }
      const id = text(call.data, "interaction_id")
      if (id === undefined) answerOnce(call, asker)
      else interact(id, call, asker.reply)
    },
    observe: (event, payload) => {
      const inner = dataOf(payload)
      if (event !== "events" || text(inner, "type") !== "request:interaction:done") return
      const id = text(dataOf(inner), "interaction_id")
      if (id !== undefined) settle(id)
    },
    orphan: () => {
      for (const [id, interaction] of open) {
        interaction.reply = undefined
        const loss = ++interaction.losses
        const forget = Effect.sync(() => {
          if (interaction.reply === undefined && interaction.losses === loss) settle(id)
        })
        fork(Effect.andThen(Effect.sleep(resumption), forget))
      }
    }
  }
})
