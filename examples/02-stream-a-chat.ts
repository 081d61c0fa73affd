/**
 * Stream a chat completion: typed chunks, as the model makes them. Leaving the stream early closes the connection, and
 * the server stops the model.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { OpenWebUI } from "effect-open-webui"
import { chunkText } from "effect-open-webui/models/Completions"

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const model = yield* Config.withDefault(Config.String("MODEL"), "echo")

  const answer = owui.main.streamChatCompletion({
    payload: { model, messages: [{ role: "user", content: "Why is the sky blue?" }] }
  })

  yield* Stream.runForEach(answer, (chunk) => Effect.sync(() => process.stdout.write(chunkText(chunk) ?? "")))
  process.stdout.write("\n")
})

const client = OpenWebUI.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, client))
