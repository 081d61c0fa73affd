/**
 * Upload a file, wait until the server has read it, and ask about it.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { OpenWebUI, Upload } from "effect-open-webui"
import { chunkText } from "effect-open-webui/models/Completions"

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const model = yield* Config.withDefault(Config.String("MODEL"), "echo")

  // Streamed from disk, however large it is. Bytes and texts can be given as they are: { name, content }.
  const license = new URL("../LICENSE", import.meta.url).pathname
  const steps = Upload.steps({
    file: yield* Upload.fromPath(license, { name: "license.txt", contentType: "text/plain" }),
    timeout: "5 minutes"
  })
  // `Upload.andWait` is the same without the steps. It fails where the server cannot read the file.
  const file = yield* steps.pipe(
    Stream.tap((step) => Console.log(`license.txt: ${step._tag === "Processing" ? step.status : step._tag}`)),
    Stream.filterMap((step) => (step._tag === "Done" ? Result.succeed(step.file) : Result.failVoid)),
    Stream.runHead,
    Effect.flatMap(Effect.fromOption)
  )

  const answer = yield* owui.main
    .streamChatCompletion({
      payload: {
        model,
        messages: [{ role: "user", content: "Which licence is this?" }],
        files: [Upload.attachment(file)]
      }
    })
    .pipe(
      Stream.map((chunk) => chunkText(chunk) ?? ""),
      Stream.mkString
    )
  yield* Console.log(answer)

  yield* owui.files.deleteFileById({ params: { id: file.id } })
})

const client = OpenWebUI.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, Layer.merge(client, NodeServices.layer)))
