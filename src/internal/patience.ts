/**
 * How long streams wait for their next piece. All streams of a client are watched by one fiber: a timeout around each
 * read would cost 7 KB of memory for an open stream.
 */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { TimedOut } from "../layers/Failures.ts"

/** The watch over one stream. */
export interface Watch {
  /** Told that the next piece is waited for. */
  readonly waiting: () => void
  /** Told that it came. Time that the consumer takes is nobody's patience. */
  readonly arrived: () => void
  /** Why the connection was closed, where the watch closed it. */
  readonly expired: TimedOut | undefined
}

class StreamWatch implements Watch {
  expired: TimedOut | undefined = undefined
  private readonly clock: Clock.Clock
  private readonly close: Effect.Effect<void>
  private since = Number.POSITIVE_INFINITY

  constructor(clock: Clock.Clock, close: Effect.Effect<void>) {
    this.clock = clock
    this.close = close
  }

  waiting(): void {
    this.since = this.clock.currentTimeMillisUnsafe()
  }

  arrived(): void {
    this.since = Number.POSITIVE_INFINITY
  }

  /** The milliseconds that are left of `limit`; infinitely many where nothing is waited for. */
  left(limit: number): number {
    return this.since + limit - this.clock.currentTimeMillisUnsafe()
  }

  expire(reason: TimedOut): Effect.Effect<void> {
    this.expired = reason
    this.since = Number.POSITIVE_INFINITY
    return this.close
  }
}

/** Watches those streams of a client that have the same patience. */
class Group {
  private readonly after: Duration.Duration
  private readonly watches = new Set<StreamWatch>()
  private fiber: Fiber.Fiber<never> | undefined

  constructor(after: Duration.Duration) {
    this.after = after
  }

  /** Sleeps until the first one could lose its patience; whoever comes later loses it later. */
  private readonly loop: Effect.Effect<never> = Effect.suspend(() => {
    const limit = Duration.toMillis(this.after)
    let next = limit
    const expired: Array<StreamWatch> = []
    for (const watch of this.watches) {
      const left = watch.left(limit)
      if (left <= 0) expired.push(watch)
      else if (left < next) next = left
    }
    const reason = new TimedOut({ phase: "idle", after: this.after })
    return Effect.andThen(
      Effect.forEach(expired, (watch) => watch.expire(reason), { discard: true }),
      Effect.delay(this.loop, next)
    )
  })

  readonly enter = (watch: StreamWatch): Effect.Effect<void> =>
    Effect.suspend(() => {
      this.watches.add(watch)
      if (this.fiber !== undefined) return Effect.void
      return Effect.map(Effect.forkDetach(this.loop), (fiber) => {
        this.fiber = fiber
      })
    })

  readonly leave = (watch: StreamWatch): Effect.Effect<void> =>
    Effect.suspend(() => {
      this.watches.delete(watch)
      const { fiber } = this
      // Without this, its timer would keep a program alive that has nothing left to do.
      if (fiber === undefined || this.watches.size > 0) return Effect.void
      this.fiber = undefined
      return Fiber.interrupt(fiber)
    })
}

/** The watches of a client. */
export class Patience {
  private readonly groups = new Map<number, Group>()

  /** Watches a stream until the scope closes: closes its connection where a piece or the end is not there in time. */
  readonly watch = (
    idle: Duration.Duration,
    total: Duration.Duration,
    close: Effect.Effect<void>
  ): Effect.Effect<Watch, never, Scope.Scope> =>
    Effect.flatMap(
      Effect.clockWith((clock) => Effect.succeed(new StreamWatch(clock, close))),
      (watch) => {
        const forNext = Duration.isFinite(idle) ? this.enter(watch, idle) : Effect.void
        const end = Effect.suspend(() => watch.expire(new TimedOut({ phase: "total", after: total })))
        const forEnd = Duration.isFinite(total) ? Effect.forkScoped(Effect.delay(end, total)) : Effect.void
        return Effect.as(Effect.andThen(forNext, forEnd), watch)
      }
    )

  private enter(watch: StreamWatch, idle: Duration.Duration): Effect.Effect<void, never, Scope.Scope> {
    const key = Duration.toMillis(idle)
    const group = this.groups.get(key) ?? new Group(idle)
    this.groups.set(key, group)
    return Effect.acquireRelease(group.enter(watch), () => group.leave(watch))
  }
}
