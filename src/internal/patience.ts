/**
 * How long a client waits for the first byte of an answer and for the next piece of a stream. What waits equally long is
 * watched by one fiber: a timeout around each wait would cost 7 KB of memory for an open stream, and a turn of the event
 * loop for each call.
 */
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { TimedOut } from "../layers/Failures.ts"

/** The watch over one connection. */
export interface Watch {
  /** Told that something is waited for, since now or since a time before. */
  readonly waiting: (since?: number) => void
  /** Told that it came. Time that the consumer takes is nobody's patience. */
  readonly arrived: () => void
  /** Told that nothing more is waited for. */
  readonly end: () => void
  /** Why the connection was closed, where the watch closed it. */
  readonly expired: TimedOut | undefined
}

/** Where a watch is made: the clock and the services of the fiber that waits. */
export interface Surroundings {
  readonly clock: Clock.Clock
  readonly context: Context.Context<never>
}

class ConnectionWatch implements Watch {
  expired: TimedOut | undefined = undefined
  private readonly group: Group
  private readonly clock: Clock.Clock
  private readonly close: Effect.Effect<void>
  private since = Number.POSITIVE_INFINITY

  constructor(group: Group, clock: Clock.Clock, close: Effect.Effect<void>) {
    this.group = group
    this.clock = clock
    this.close = close
  }

  waiting(since: number = this.clock.currentTimeMillisUnsafe()): void {
    this.since = since
    this.group.hurry(since)
  }

  arrived(): void {
    this.since = Number.POSITIVE_INFINITY
  }

  end(): void {
    this.group.leave(this)
  }

  /** The milliseconds that are left of `limit`; infinitely many where nothing is waited for. */
  left(limit: number): number {
    return this.since + limit - this.clock.currentTimeMillisUnsafe()
  }

  expire(reason: TimedOut): Effect.Effect<void> {
    this.expired = reason
    this.arrived()
    return this.close
  }
}

/**
 * The milliseconds after which a watch looks around for the first time. Most calls are over by then, and the next ones
 * find the fiber still there: one for each call would cost 20 microseconds.
 */
const glance = 50

/** Watches what waits equally long for the same thing, by the same clock. */
class Group {
  readonly clock: Clock.Clock
  private readonly phase: TimedOut["phase"]
  private readonly after: Duration.Duration
  private readonly limit: number
  private readonly onEmpty: () => void
  private readonly watches = new Set<ConnectionWatch>()
  private fiber: Fiber.Fiber<void> | undefined
  private context: Context.Context<never> = Context.empty()
  private glancing = false
  /** When the fiber wakes. */
  private wakesAt = 0

  /** `onEmpty` is told when nobody waits any more. */
  constructor(phase: TimedOut["phase"], after: Duration.Duration, clock: Clock.Clock, onEmpty: () => void) {
    this.clock = clock
    this.phase = phase
    this.after = after
    this.limit = Duration.toMillis(after)
    this.onEmpty = onEmpty
  }

  /** Sleeps until the first one could lose its patience; whoever comes later loses it later. */
  private readonly loop: Effect.Effect<void> = Effect.suspend(() => {
    this.glancing = false
    if (this.watches.size === 0) {
      this.fiber = undefined
      this.onEmpty()
      return Effect.void
    }
    let next = this.limit
    const expired: Array<ConnectionWatch> = []
    for (const watch of this.watches) {
      const left = watch.left(this.limit)
      if (left <= 0) expired.push(watch)
      else if (left < next) next = left
    }
    this.wakesAt = this.clock.currentTimeMillisUnsafe() + next
    const sleep = Effect.delay(this.loop, next)
    if (expired.length === 0) return sleep
    const reason = new TimedOut({ phase: this.phase, after: this.after })
    // Each in a fiber of its own: a connection that does not let itself be closed holds up no other.
    return Effect.andThen(
      Effect.forEach(expired, (watch) => Effect.forkDetach(watch.expire(reason)), { discard: true }),
      sleep
    )
  })

  private sleep(millis: number): void {
    this.wakesAt = this.clock.currentTimeMillisUnsafe() + millis
    this.fiber = Effect.runForkWith(this.context)(Effect.delay(this.loop, millis))
  }

  /** Wakes earlier for one that waits since a time before. */
  hurry(since: number): void {
    const at = since + this.limit
    if (this.fiber === undefined || at >= this.wakesAt) return
    this.fiber.interruptUnsafe()
    this.glancing = false
    this.sleep(Math.max(0, at - this.clock.currentTimeMillisUnsafe()))
  }

  enter(surroundings: Surroundings, close: Effect.Effect<void>): ConnectionWatch {
    const watch = new ConnectionWatch(this, this.clock, close)
    this.watches.add(watch)
    if (this.fiber === undefined) {
      this.glancing = true
      this.context = surroundings.context
      this.sleep(Math.min(glance, this.limit))
    }
    return watch
  }

  leave(watch: ConnectionWatch): void {
    this.watches.delete(watch)
    if (this.watches.size > 0 || this.glancing) return
    // Its timer would keep a program alive that has nothing left to do.
    this.fiber?.interruptUnsafe()
    this.fiber = undefined
    this.onEmpty()
  }
}

/** A watch for those who wait for ever. */
const patient: Watch = { waiting: () => {}, arrived: () => {}, end: () => {}, expired: undefined }

/** The watches of a client. */
export class Patience {
  private readonly groups = new Map<string, Group>()

  /** Watches a connection until `end`: closes it where what is waited for is not there in time. */
  watch(
    phase: TimedOut["phase"],
    after: Duration.Duration,
    surroundings: Surroundings,
    close: Effect.Effect<void>
  ): Watch {
    if (!Duration.isFinite(after)) return patient
    const key = `${phase} ${Duration.toMillis(after)}`
    const found = this.groups.get(key)
    if (found !== undefined && found.clock === surroundings.clock) return found.enter(surroundings, close)
    const group: Group = new Group(phase, after, surroundings.clock, () => {
      if (this.groups.get(key) === group) this.groups.delete(key)
    })
    this.groups.set(key, group)
    return group.enter(surroundings, close)
  }
}
