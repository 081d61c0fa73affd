/**
 * A batch of 200 prompts: a few at a time, with progress, and with the failures collected by reason, so that one bad
 * answer does not cost the others.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import { OpenWebUI } from "effect-open-webui"
import { completionText } from "effect-open-webui/models/Completions"

// Every twentieth prompt asks the echoing provider of the tests to fail; a real model just answers it.
const prompts = Array.from({ length: 200 }, (_, index) =>
  index % 20 === 19 ? `Prompt ${index} [[fail=${index % 40 === 39 ? 500 : 429}]]` : `Prompt ${index}`
)

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const model = yield* Config.withDefault(Config.String("MODEL"), "echo")
  const done = yield* Ref.make(0)

  const results = yield* Effect.forEach(
    prompts,
    (content) =>
      owui.main.generateChatCompletion({ payload: { model, messages: [{ role: "user", content }] } }).pipe(
        Effect.result,
        Effect.tap(() =>
          Effect.flatMap(
            Ref.updateAndGet(done, (count) => count + 1),
            (count) => (count % 50 === 0 ? Console.log(`${count} of ${prompts.length}`) : Effect.void)
          )
        )
      ),
    { concurrency: 8 }
  )

  const answers = results.filter(Result.isSuccess).map(({ success }) => completionText(success))
  yield* Console.log(`${answers.length} answers, for instance: ${answers[0]}`)

  const failures = new Map<string, number>()
  for (const result of results) {
    if (Result.isFailure(result)) {
      const reason = result.failure.reason._tag
      failures.set(reason, (failures.get(reason) ?? 0) + 1)
    }
  }
  for (const [reason, count] of failures) yield* Console.log(`${count} failed with ${reason}`)
})

const client = OpenWebUI.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, client))
