/**
 * When a failed call is sent again. Only what may succeed the second time, only where sending it twice is safe, with
 * growing waits, and within a budget, so that a struggling server is not buried under retries.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { OpenWebUIError } from "./Failures.ts"

/**
 * How a failed call is repeated.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryOptions {
  /** How many times it is sent again at the most. Default: 3. */
  readonly times?: number | undefined
  /** The wait before the first repetition; it doubles with each one, and the real wait is drawn between half of it and all of it. Default: 250 milliseconds. */
  readonly base?: Duration.Input | undefined
  /** The longest wait, and the longest `Retry-After` that is waited for; a longer one fails at once. Default: 30 seconds. */
  readonly cap?: Duration.Input | undefined
}

/** @internal */
export interface Policy {
  readonly times: number
  readonly base: number
  readonly cap: number
}

/** @internal */
export const policy = (options: RetryOptions | undefined, fallback: Policy = defaults): Policy =>
  options === undefined
    ? fallback
    : {
        times: options.times ?? fallback.times,
        base: options.base === undefined ? fallback.base : Duration.toMillis(options.base),
        cap: options.cap === undefined ? fallback.cap : Duration.toMillis(options.cap)
      }

/** @internal */
export const defaults: Policy = { times: 3, base: 250, cap: 30_000 }

/**
 * What a client's calls may spend on retries together: each retry takes 5, each call that succeeds gives 1 back. While
 * nearly all calls fail, 100 retries are sent and then none.
 *
 * @internal
 */
export class Budget {
  private left = 500
  take(): boolean {
    if (this.left < 5) return false
    this.left -= 5
    return true
  }
  give(): void {
    if (this.left < 500) this.left++
  }
}

const neverSent = ({ reason }: OpenWebUIError): boolean =>
  (reason._tag === "Unreachable" || reason._tag === "TimedOut") && reason.phase === "connect"

/**
 * Whether a call that failed may be sent again. `safe` says whether it may be sent twice.
 *
 * @internal
 */
export const mayRepeat = (operation: string, safe: boolean, error: OpenWebUIError): boolean =>
  error.isRetryable &&
  // The client's own limits, which trying again would undo.
  error.reason._tag !== "Rejected" &&
  // A sign-in on the way was repeated already.
  error.operation === operation &&
  (safe || neverSent(error))

/**
 * Runs a call, and again while the policy and `repeats` allow it.
 *
 * @internal
 */
export const retry = <A, R>(
  attempt: (resends: number) => Effect.Effect<A, OpenWebUIError, R>,
  policy: Policy,
  budget: Budget,
  repeats: (error: OpenWebUIError) => boolean
): Effect.Effect<A, OpenWebUIError, R> => {
  const loop = (resends: number): Effect.Effect<A, OpenWebUIError, R> =>
    Effect.matchEffect(attempt(resends), {
      onSuccess: (value) => {
        budget.give()
        return Effect.succeed(value)
      },
      onFailure: (error) => {
        if (resends >= policy.times || !repeats(error)) return Effect.fail(error)
        const asked = error.retryAfter === undefined ? 0 : Duration.toMillis(error.retryAfter)
        if (asked > policy.cap || !budget.take()) return Effect.fail(error)
        const grown = Math.min(policy.cap, policy.base * 2 ** resends)
        return Effect.flatMap(Random.next, (random) =>
          Effect.delay(
            Effect.suspend(() => loop(resends + 1)),
            Math.max(asked, (grown * (1 + random)) / 2)
          )
        )
      }
    })
  return loop(0)
}
