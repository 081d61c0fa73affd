/**
 * Who takes what is told over a connection: each with a buffer of its own, and with a word in it where events are missing.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../layers/Failures.ts"
import type { RealtimeEvent } from "./Events.ts"
import type { RealtimeService } from "./Realtime.ts"

/**
 * What may be stopped and read on: the web socket of Node.
 *
 * @internal
 */
export interface Pausable {
  readonly pause: () => void
  readonly resume: () => void
}

/**
 * All subscriptions of a connection, whatever breaks and comes back below.
 *
 * @internal
 */
export interface Subscriptions {
  readonly subscribe: RealtimeService["subscribe"]
  /** Whether nobody listens. */
  readonly isEmpty: () => boolean
  /** Hands an event to everybody. */
  readonly tell: (event: RealtimeEvent) => void
  /** Ends the streams of all who listen, and of all who come later. */
  readonly close: (error: OpenWebUIError | undefined) => void
  /** Says what to pause while a subscription that suspends has no room; of a new connection, which is not paused. */
  readonly readFrom: (connection: Pausable | undefined) => void
}

interface Subscriber {
  readonly offer: (event: RealtimeEvent) => void
  readonly close: (error: OpenWebUIError | undefined) => void
}

/**
 * Begins without any.
 *
 * @internal
 */
export const make = (): Subscriptions => {
  const subscribers = new Set<Subscriber>()
  /** Those that suspend and have no room. */
  const full = new Set<Subscriber>()
  let connection: Pausable | undefined
  let end: { readonly error: OpenWebUIError | undefined } | undefined

  const subscribe: RealtimeService["subscribe"] = ({ capacity = 1024, policy = "sliding" } = {}) =>
    Effect.gen(function* () {
      const queue = yield* Queue.make<RealtimeEvent, OpenWebUIError | Cause.Done>(
        policy === "suspend" ? {} : { capacity, strategy: policy }
      )
      let dropped = 0
      /** How many of these the stream has told of. */
      let admitted = 0
      const subscriber: Subscriber = {
        offer: (event) => {
          const isFull = Queue.sizeUnsafe(queue) >= capacity
          if (isFull && policy !== "suspend") dropped++
          Queue.offerUnsafe(queue, event)
          if (policy !== "suspend" || Queue.sizeUnsafe(queue) < capacity || full.has(subscriber)) return
          full.add(subscriber)
          connection?.pause()
        },
        close: (error) => {
          if (error === undefined) Queue.endUnsafe(queue)
          else Queue.failCauseUnsafe(queue, Cause.fail(error))
        }
      }
      const makeRoom = () => {
        if (full.delete(subscriber) && full.size === 0) connection?.resume()
      }
      /** All that waits, and at its place what was dropped. In one go, lest more is dropped in between. */
      const drain = (): Array<RealtimeEvent> => {
        const batch: Array<RealtimeEvent> = []
        let next = Queue.takeUnsafe(queue)
        while (next !== undefined && Exit.isSuccess(next)) {
          batch.push(next.value)
          next = Queue.takeUnsafe(queue)
        }
        makeRoom()
        const count = dropped - admitted
        if (count === 0) return batch
        admitted = dropped
        const gap = { known: true, event: "gap", type: "dropped", data: { count }, envelope: undefined } as const
        return policy === "sliding" ? [gap, ...batch] : [...batch, gap]
      }
      const pull: Effect.Effect<Arr.NonEmptyReadonlyArray<RealtimeEvent>, OpenWebUIError | Cause.Done> = Effect.flatMap(
        Queue.peek(queue),
        () => {
          const batch = drain()
          return Arr.isArrayNonEmpty(batch) ? Effect.succeed(batch) : pull
        }
      )
      if (end === undefined) subscribers.add(subscriber)
      else subscriber.close(end.error)
      yield* Effect.addFinalizer(() => {
        subscribers.delete(subscriber)
        makeRoom()
        return Queue.shutdown(queue)
      })
      return { events: Stream.fromPull(Effect.succeed(pull)), dropped: Effect.sync(() => dropped) }
    })

  return {
    subscribe,
    isEmpty: () => subscribers.size === 0,
    tell: (event) => {
      for (const subscriber of subscribers) subscriber.offer(event)
    },
    close: (error) => {
      end = { error }
      for (const subscriber of subscribers) subscriber.close(error)
    },
    readFrom: (next) => {
      // What is not read cannot say goodbye, and would be waited for.
      if (full.size > 0) connection?.resume()
      full.clear()
      connection = next
    }
  }
}
