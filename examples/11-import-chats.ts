/**
 * Store a conversation from elsewhere as a chat that the web page shows, add another answer beside the first, and take
 * all of it out again, as Markdown and as a file that the web page imports.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { OpenWebUI } from "effect-open-webui"
import * as History from "effect-open-webui/flows/History"

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const model = yield* Config.withDefault(Config.String("MODEL"), "echo")

  const form = yield* History.importMessages(
    [
      { role: "system", content: "You know all about tea." },
      { role: "user", content: "Green or black?" },
      { role: "assistant", content: "Green." }
    ],
    { title: "About tea", models: [model] }
  )
  const { id } = yield* owui.chats.createNewChat({ payload: form })

  // The history is a value: what is added gives another one, and nothing is sent.
  const before = History.fromChat(yield* owui.chats.getChatById({ params: { id } }))
  const [question] = History.roots(before)
  const after = yield* Effect.fromResult(
    History.append(before, {
      id: crypto.randomUUID(),
      parentId: question ?? null,
      role: "assistant",
      content: "Black, in the morning.",
      model,
      done: true
    })
  )
  yield* owui.chats.updateChatById({ params: { id }, payload: { chat: { history: History.toShape(after) } } })

  const chat = yield* owui.chats.getChatById({ params: { id } })
  const history = History.fromChat(chat)
  yield* Console.log(`${History.leaves(history).length} answers`)
  yield* Console.log(History.toMarkdown(history, { title: chat.title }))

  // What the web page exports and imports.
  const file = History.exportFile([chat])
  const chats = yield* Effect.fromResult(History.importFile(file))
  const copies = yield* owui.chats.importChats({ payload: { chats } })
  yield* Console.log(`imported again: ${copies.map(({ title }) => title).join(", ")}`)

  for (const { id } of [chat, ...copies]) yield* owui.chats.deleteChatById({ params: { id } })
})

const client = OpenWebUI.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, client))
