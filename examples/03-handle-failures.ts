/**
 * Handle failures by reason. Every operation fails with `OpenWebUIError` alone, and its `reason` says what happened: the
 * status does not, since this server answers a missing chat with 401.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { OpenWebUI } from "effect-open-webui"
import { chunkText } from "effect-open-webui/models/Completions"

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI

  // One reason, handled; the others stay failures.
  const title = yield* owui.chats.getChatById({ params: { id: "no-such-chat" } }).pipe(
    Effect.map((chat) => chat.title),
    Effect.catchReason("OpenWebUIError", "NotFound", () => Effect.succeed("(there is no such chat)"))
  )
  yield* Console.log(title)

  // Several reasons, each in its own way.
  const answer = yield* owui.main
    .generateChatCompletion({
      payload: { model: "no-such-model", messages: [{ role: "user", content: "Hello" }] }
    })
    .pipe(
      Effect.map(() => "answered"),
      Effect.catchReasons("OpenWebUIError", {
        NotFound: () => Effect.succeed("the server has no such model"),
        ProviderFailed: ({ detail, status }) => Effect.succeed(`the provider said ${status}: ${detail}`),
        RateLimited: ({ retryAfter }) => Effect.succeed(`too many requests; again in ${retryAfter ?? "a while"}`)
      })
    )
  yield* Console.log(answer)

  // What a stream gave before it failed is not lost.
  const { data: models } = yield* owui.main.getModels()
  if (models.some((model) => model.id === "echo")) {
    const text = yield* owui.main
      .streamChatCompletion({
        payload: { model: "echo", messages: [{ role: "user", content: "one two three four [[cut]]" }] }
      })
      .pipe(
        Stream.map((chunk) => chunkText(chunk) ?? ""),
        Stream.mkString,
        Effect.catchReasons("OpenWebUIError", {
          Truncated: ({ text }) => Effect.succeed(`cut off after "${text}"`),
          StreamFailed: ({ detail, text }) => Effect.succeed(`failed (${detail}) after "${text}"`)
        })
      )
    yield* Console.log(text)
  }

  // What cannot be right is refused before anything is sent.
  const refused = yield* Effect.flip(owui.chats.getChatById({ params: { id: "../../etc" } }))
  yield* Console.log(refused.message)
})

const client = OpenWebUI.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, client))
