/**
 * How much of a server one client takes: how many calls are under way, how many may wait, and when a failing server is
 * left alone.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { type Issue, type Reason, Rejected } from "./Failures.ts"

/**
 * Limits on one client. Whatever is left out is not limited.
 *
 * @since 0.1.0
 * @category models
 */
export interface LimitOptions {
  /**
   * How many calls may be under way at once, at least 1. Further ones wait. A stream has its place until it ends: whoever
   * calls while reading one needs a second place, or waits for ever.
   */
  readonly concurrency?: number | undefined
  /** How many calls may wait for a place; one more is `Rejected`. Means something only with `concurrency`. */
  readonly queue?: number | undefined
  /** After how many failures in a row (of the server or the connection) calls are `Rejected`, and for how long. */
  readonly breaker?: { readonly failures: number; readonly pause: Duration.Input } | undefined
}

/**
 * What is wrong with limits: they may come from a configuration.
 *
 * @internal
 */
export const issuesOf = (options: LimitOptions | undefined): ReadonlyArray<Issue> => {
  const bounds: ReadonlyArray<readonly [path: ReadonlyArray<string>, value: number | undefined, least: number]> = [
    [["concurrency"], options?.concurrency, 1],
    [["queue"], options?.queue, 0],
    [["breaker", "failures"], options?.breaker?.failures, 1]
  ]
  return bounds.flatMap(([path, value, least]) =>
    value === undefined || (value >= least && (Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY))
      ? []
      : [{ path: ["limits", ...path], message: `Expected an integer of ${least} or more, got ${value}` }]
  )
}

/** @internal */
export interface Limits {
  /** Waits for a place and keeps it until the scope closes; fails where there is none to wait for. */
  readonly enter: Effect.Effect<void, Rejected, Scope.Scope>
  /** Told how a call that entered came out: the reason of its failure, or `undefined`. */
  readonly settle: (reason: Reason | undefined) => Effect.Effect<void>
}

/** Failures that speak of the server's health, and not of what was asked. */
const unhealthy: ReadonlySet<Reason["_tag"]> = /*#__PURE__*/ new Set(["ServerFailed", "Unreachable", "TimedOut"])

/** @internal */
export const make = (options: LimitOptions | undefined): Limits | undefined => {
  if (options?.concurrency === undefined && options?.breaker === undefined) return undefined
  const { breaker, concurrency, queue } = options
  const places = concurrency === undefined ? undefined : Semaphore.makeUnsafe(concurrency)
  let inside = 0
  let failures = 0
  let openUntil = 0

  const place: Effect.Effect<void, Rejected, Scope.Scope> =
    places === undefined || concurrency === undefined
      ? Effect.void
      : Effect.uninterruptibleMask((restore) =>
          Effect.suspend(() => {
            if (queue !== undefined && inside >= concurrency + queue) {
              return Effect.fail(new Rejected({ kind: "queueFull", retryAfter: undefined }))
            }
            inside++
            const leave = Effect.sync(() => {
              inside--
            })
            return Effect.andThen(
              Effect.addFinalizer(() => leave),
              restore(places.takeScoped(1))
            )
          })
        )

  const closed = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    now < openUntil
      ? Effect.fail(new Rejected({ kind: "breakerOpen", retryAfter: Duration.millis(Math.ceil(openUntil - now)) }))
      : Effect.void
  )

  return {
    // It may have opened while a place was waited for.
    enter: breaker === undefined ? place : Effect.andThen(closed, Effect.andThen(place, closed)),
    settle: (reason) =>
      breaker === undefined
        ? Effect.void
        : Effect.map(Clock.currentTimeMillis, (now) => {
            failures = reason !== undefined && unhealthy.has(reason._tag) ? failures + 1 : 0
            if (failures < breaker.failures) return
            openUntil = now + Duration.toMillis(breaker.pause)
            // After the pause one more failure opens it again, and one answer that makes sense closes it.
            failures = breaker.failures - 1
          })
  }
}
