/**
 * `npm start`: brings up a real Open WebUI, uses it through this client, and ends with nothing left running.
 * `npm start -- --keep` then stays up until Ctrl-C, for a look with the browser; `--port 3000` asks for a port.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { Auth, OpenWebUI } from "effect-open-webui"
import { chunkText } from "effect-open-webui/models/Completions"
import { Provider } from "../tests/support/provider/Provider.ts"
import { type Credentials, OpenWebUIServer } from "../tests/support/server/OpenWebUIServer.ts"

const keep = process.argv.includes("--keep")

const portArgument = (): number | undefined => {
  const at = process.argv.indexOf("--port")
  if (at < 0) return undefined
  const port = Number(process.argv[at + 1])
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  console.error(`--port takes a number from 1 to 65535, for instance: npm start -- --port 3000`)
  process.exit(1)
}

const port = portArgument()

const step = (title: string) => Console.log(`\n${title}`)

/** The provider that the environment names, or the one of ours that only echoes. */
const provider = Config.option(Config.Redacted("OPENAI_API_KEY"))

const server = Layer.unwrap(
  Effect.gen(function* () {
    const echo = yield* Provider
    const key = yield* provider
    const base = yield* Config.withDefault(Config.String("OPENAI_API_BASE_URL"), "https://api.openai.com/v1")
    return OpenWebUIServer.layer({
      providerUrl: echo.url,
      port,
      onProgress: (line) => Console.log(line),
      // Embeddings stay with ours: not every provider has them.
      env: Option.isSome(key) ? { OPENAI_API_BASE_URL: base, OPENAI_API_KEY: Redacted.value(key.value) } : {}
    })
  })
).pipe(Layer.provideMerge(Provider.layer()))

const authOf = (credentials: Credentials): Auth.Auth => {
  switch (credentials._tag) {
    case "Password":
      return Auth.password(credentials)
    case "Token":
      return Auth.token(credentials.token)
    case "None":
      return Auth.none
  }
}

const client = Layer.unwrap(
  Effect.map(OpenWebUIServer, ({ credentials, url }) => OpenWebUI.layer({ url, auth: authOf(credentials) }))
).pipe(Layer.provide(NodeHttpClient.layerUndici))

const write = (text: string) => Effect.sync(() => process.stdout.write(text))

/** Asks, prints the answer as it comes, and gives it as a whole. */
const ask = Effect.fn("ask")(function* (model: string, content: string, files: ReadonlyArray<string> = []) {
  const owui = yield* OpenWebUI
  yield* write("  ")
  const answer = yield* owui.main
    .streamChatCompletion({
      payload: {
        model,
        messages: [{ role: "user", content }],
        files: files.map((id) => ({ type: "file", id }))
      }
    })
    .pipe(
      Stream.map((chunk) => chunkText(chunk) ?? ""),
      Stream.tap(write),
      Stream.mkString
    )
  yield* write("\n")
  return answer
})

const program = Effect.gen(function* () {
  const { credentials, source, url } = yield* OpenWebUIServer
  const owui = yield* OpenWebUI

  yield* step("Signing in")
  const account = yield* owui.users.getUserStatusBySessionUser()
  yield* Console.log(`  ${account.name} <${account.email}>, ${account.role}`)

  yield* step("Models")
  const { data: models } = yield* owui.main.getModels()
  for (const { id } of models) yield* Console.log(`  ${id}`)
  const model = models.find(({ id }) => id === "echo")?.id ?? models[0]?.id
  if (model === undefined) return yield* Effect.fail(new Error("The server has no model. Connect a provider to it."))
  const echoes = source !== "url" && Option.isNone(yield* provider)
  if (echoes) yield* Console.log("  (set OPENAI_API_KEY for a real model; this one only echoes)")

  yield* step(`Asking ${model}, token by token`)
  const question = "Say hello to a new user of effect-open-webui."
  const answer = yield* ask(model, question)

  yield* step("Uploading a text file")
  const text = "The lighthouse of Cape Effect was built in 1897 and is 42 metres high."
  const file = yield* owui.files.uploadFile({
    payload: { file: { name: "lighthouse.txt", contentType: "text/plain", content: text } }
  })
  yield* owui.files
    .streamFileProcessStatus({ params: { id: file.id } })
    .pipe(
      Stream.runForEach(({ error, status }) =>
        Console.log(`  ${file.filename}: ${status}${error == null ? "" : ` (${error})`}`)
      )
    )

  yield* step("Asking about it")
  yield* ask(model, "How high is the lighthouse of Cape Effect?", [file.id])

  yield* step("Saving the chat")
  const ids = { user: crypto.randomUUID(), assistant: crypto.randomUUID() }
  const timestamp = Math.floor(Date.now() / 1000)
  const chat = yield* owui.chats.createNewChat({
    payload: {
      chat: {
        title: "Hello from effect-open-webui",
        models: [model],
        history: {
          currentId: ids.assistant,
          messages: {
            [ids.user]: {
              id: ids.user,
              parentId: null,
              childrenIds: [ids.assistant],
              role: "user",
              content: question,
              timestamp,
              models: [model]
            },
            [ids.assistant]: {
              id: ids.assistant,
              parentId: ids.user,
              childrenIds: [],
              role: "assistant",
              content: answer,
              model,
              done: true,
              timestamp
            }
          }
        }
      }
    }
  })
  const saved = yield* owui.chats.getChatById({ params: { id: chat.id } })
  yield* Console.log(`  "${saved.title}" is chat ${saved.id}`)

  if (keep) {
    yield* step("Open WebUI stays up until Ctrl-C")
    yield* Console.log(`  page:  ${url}/c/${saved.id}`)
    if (credentials._tag === "Password") {
      yield* Console.log(`  login: ${credentials.email} / ${Redacted.value(credentials.password)}`)
    }
    return yield* Effect.never
  }
  yield* step("Done: everything that was started is stopped again.")
})

// What went wrong is said in a sentence or two, with what to do; a trace would bury it.
const explain = (error: { readonly message: string; readonly log?: string | undefined }) =>
  Console.error(`\n${error.message}${error.log === undefined ? "" : `\n\nThe last lines of its log:\n${error.log}`}`)

NodeRuntime.runMain(Effect.tapError(Effect.provide(program, Layer.provideMerge(client, server)), explain), {
  disableErrorReporting: true
})
