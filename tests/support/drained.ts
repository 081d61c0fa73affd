/** What tests ask of a stream. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"

/** What a stream gave, and the reason for which it failed, where it did. */
export const drained = <A>(stream: Stream.Stream<A, OpenWebUIError>) =>
  Effect.gen(function* () {
    const elements: Array<A> = []
    const exit = yield* Effect.exit(Stream.runForEach(stream, (element) => Effect.sync(() => elements.push(element))))
    const error = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.findErrorOption(exit.cause)) : undefined
    return { elements, reason: error?.reason }
  })
