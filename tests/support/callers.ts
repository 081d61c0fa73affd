/** Who may make a call, and who may not. */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, clientOf, tagsOf } from "./clients.ts"
import { freshUser } from "./TestServer.ts"

type CallsOf = (owui: OpenWebUIService) => Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>>

/** The first calls are for administrators only, the second for every account that is not pending. */
export const keptFromOthers = (forAdmins: CallsOf, forVerified: CallsOf) =>
  Effect.gen(function* () {
    const user = yield* clientOf((yield* freshUser()).token)
    const pending = yield* clientOf((yield* freshUser("pending")).token)
    const nobody = yield* clientOf(undefined)
    for (const [expected, calls] of [
      ["Forbidden", forAdmins(user)],
      ["Forbidden", { ...forAdmins(pending), ...forVerified(pending) }],
      ["Unauthenticated", { ...forAdmins(nobody), ...forVerified(nobody) }]
    ] as const) {
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, expected))
    }
  })
