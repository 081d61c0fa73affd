/**
 * A bot that answers in a channel: it hears of messages over the socket, shows that it types, and replies to each that
 * begins with "bot," in that message's thread. Here it stops after one.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { OpenWebUI } from "effect-open-webui"
import { completionText } from "effect-open-webui/models/Completions"
import { type ChannelRoom, Realtime } from "effect-open-webui/realtime/Realtime"

const bot = Effect.fnUntraced(function* (channel: string, room: ChannelRoom, answers: number) {
  const owui = yield* OpenWebUI
  const model = yield* Config.withDefault(Config.String("MODEL"), "echo")

  const reply = Effect.fnUntraced(function* (id: string, question: string) {
    yield* room.setTyping(true, id)
    const completion = yield* owui.main.generateChatCompletion({
      payload: { model, messages: [{ role: "user", content: question }] }
    })
    yield* owui.channels.postNewMessage({
      params: { id: channel },
      payload: { content: completionText(completion), parent_id: id }
    })
  })

  yield* room.messages.pipe(
    Stream.filter(({ type }) => type === "message"),
    Stream.filter(({ data }) => data.content.startsWith("bot,")),
    Stream.tap(({ data }) =>
      Effect.ensuring(reply(data.id, data.content.slice(4).trim()), Effect.ignore(room.setTyping(false, data.id)))
    ),
    Stream.take(answers),
    Stream.runDrain
  )
})

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const realtime = yield* Realtime
  const { id } = yield* owui.channels.createNewChannel({ payload: { name: "tea", type: "group" } })
  const room = yield* realtime.channel(id)
  const running = yield* Effect.forkChild(bot(id, room, 1), { startImmediately: true })

  const posted = yield* owui.channels.postNewMessage({ params: { id }, payload: { content: "bot, green or black?" } })
  yield* Fiber.join(running)
  const thread = yield* owui.channels.getChannelThreadMessages({ params: { id, message_id: posted.id } })
  for (const { content } of thread) yield* Console.log(content)

  yield* owui.channels.deleteChannelById({ params: { id } })
})

// The socket needs an account that signs in: `Auth.password`, or the token of a session. It takes no API key.
const client = Realtime.layer().pipe(
  Layer.provideMerge(OpenWebUI.layerConfig),
  Layer.provide(NodeHttpClient.layerUndici)
)

NodeRuntime.runMain(Effect.provide(program, client))
