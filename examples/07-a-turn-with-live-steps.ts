/**
 * Ask in a chat that is saved, as the web page does, and follow the answer step by step: reasoning, text, title, tags.
 * Then ask again in the same chat. Leaving the stream early stops the model; the text so far stays saved.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { OpenWebUI } from "effect-open-webui"
import * as Conversation from "effect-open-webui/flows/Conversation"
import { Realtime } from "effect-open-webui/realtime/Realtime"

/** Shows a step; there are more kinds: tool calls and their results, sources, files, usage, questions to the user. */
const show = (step: Conversation.Step): Effect.Effect<void> => {
  switch (step._tag) {
    case "Started":
      return Console.log(`chat ${step.chatId}`)
    case "ReasoningDelta":
    case "TextDelta":
      return Effect.sync(() => process.stdout.write(step.text))
    case "Answered":
      return Console.log("")
    case "Title":
      return Console.log(`(title: ${step.title})`)
    case "Tags":
      return Console.log(`(tags: ${step.tags.join(", ")})`)
    case "FollowUps":
      return Console.log(`(next: ${step.followUps.join(" / ")})`)
    default:
      return Effect.void
  }
}

const program = Effect.gen(function* () {
  const model = yield* Config.withDefault(Config.String("MODEL"), "echo-reasoning")
  const conversation = yield* Conversation.make({ model, timeout: "5 minutes" })

  yield* Stream.runForEach(conversation.turn("Why is the sky blue?"), show)

  // The answer alone, without the steps.
  const { message, text } = yield* Conversation.answer(conversation.turn("And at night?"))
  yield* Console.log(`${message.model}: ${text}`)
})

const client = OpenWebUI.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

// With an API key, which the socket does not take, leave Realtime out: the same steps come in larger pieces.
const live = Layer.provideMerge(Realtime.layer(), client)

NodeRuntime.runMain(Effect.provide(program, live))
