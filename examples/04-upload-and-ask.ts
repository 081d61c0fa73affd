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
import * as Stream from "effect/Stream"
import { OpenWebUI, Upload } from "effect-open-webui"
import { chunkText } from "effect-open-webui/models/Completions"

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const model = yield* Config.withDefault(Config.String("MODEL"), "echo")

  // Streamed from disk, however large it is. Bytes and texts can be given as they are: { name, content }.
  const license = new URL("../LICENSE", import.meta.url).pathname
  const file = yield* owui.files.uploadFile({
    payload: { file: yield* Upload.fromPath(license, { name: "license.txt", contentType: "text/plain" }) }
  })

  // The upload is answered at once, also for a file that cannot be read: only the status tells.
  const status = yield* owui.files.streamFileProcessStatus({ params: { id: file.id } }).pipe(
    Stream.tap(({ status }) => Console.log(`${file.filename}: ${status}`)),
    Stream.runLast
  )
  if (status._tag === "Some" && status.value.status === "failed") {
    return yield* Effect.fail(new Error(`The server could not read the file: ${status.value.error}`))
  }

  const answer = yield* owui.main
    .streamChatCompletion({
      payload: {
        model,
        messages: [{ role: "user", content: "Which licence is this?" }],
        files: [{ type: "file", id: file.id }]
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
