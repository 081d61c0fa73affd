/** The provider as a process of its own: `node tests/support/provider/main.ts --port 0` prints its URL as a line of JSON. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { Provider } from "./Provider.ts"

const port = Flag.Int("port").pipe(
  Flag.withDescription("The port to listen on; 0 takes a free one."),
  Flag.withDefault(0)
)

const serve = Command.make("provider", { port }, ({ port }) =>
  Effect.gen(function* () {
    const { url } = yield* Provider
    yield* Console.log(JSON.stringify({ url }))
    return yield* Effect.never
  }).pipe(Effect.provide(Provider.layer({ port })))
)

serve.pipe(Command.run({ version: "0.0.0" }), Effect.provide(NodeServices.layer), NodeRuntime.runMain)
