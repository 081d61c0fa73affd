/**
 * Compose layers in a backend: a service of one's own on top of two routers, which alone are loaded, with limits and
 * retries of the client set once; and the same service on a test double.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Client } from "effect-open-webui/layers/Client"
import * as Config from "effect-open-webui/layers/Config"
import type { OpenWebUIError } from "effect-open-webui/layers/Failures"
import { Chats } from "effect-open-webui/routers/Chats"
import { Users } from "effect-open-webui/routers/Users"

/** What our backend needs, in its own words. */
class Greeting extends Context.Service<Greeting, { readonly text: Effect.Effect<string, OpenWebUIError> }>()(
  "examples/Greeting"
) {
  static readonly layer = Layer.effect(
    Greeting,
    Effect.gen(function* () {
      const chats = yield* Chats
      const users = yield* Users
      const text = Effect.gen(function* () {
        const [settings, list] = yield* Effect.all(
          [users.getUserSettingsBySessionUser(), chats.getSessionUserChatList()],
          {
            concurrency: 2
          }
        )
        return `${list.length} chats, ${settings === null ? "no settings yet" : "with settings of your own"}`
      })
      return { text }
    })
  )
}

// One connection for all routers: the same token, the same limits, the same budget of retries.
const client = Layer.unwrap(
  Effect.map(Config.fromConfig, (options) =>
    Client.layer({
      ...options,
      limits: { concurrency: 8, queue: 100 },
      retry: { times: 2 },
      timeout: { firstByte: "1 minute" }
    })
  )
).pipe(Layer.provide(NodeHttpClient.layerUndici))

const live = Greeting.layer.pipe(Layer.provide([Chats.layer, Users.layer]), Layer.provide(client))

/** In a unit test: only what is used has to be there. */
const double = Greeting.layer.pipe(
  Layer.provide([
    Layer.mock(Chats)({ getSessionUserChatList: () => Effect.succeed([]) }),
    Layer.mock(Users)({ getUserSettingsBySessionUser: () => Effect.succeed(null) })
  ])
)

const greet = Effect.flatMap(Greeting, (greeting) => greeting.text)

const program = Effect.gen(function* () {
  yield* Console.log(`live:   ${yield* Effect.provide(greet, live)}`)
  yield* Console.log(`double: ${yield* Effect.provide(greet, double)}`)
})

NodeRuntime.runMain(program)
