/**
 * Answer what plugins ask: an action asks before it does something and wants a text, and this program answers in place
 * of the person at the web page. The server asks the connection whose id the call names, and no other.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { OpenWebUI } from "effect-open-webui"
import * as Handlers from "effect-open-webui/realtime/Handlers"
import { Realtime } from "effect-open-webui/realtime/Realtime"

/** A plugin as an administrator installs it. */
const plugin = `
class Action:
    async def action(self, body, __event_call__=None):
        sure = await __event_call__({"type": "confirmation", "data": {"title": "Tea", "message": "Brew a pot?"}})
        if not sure:
            return {"brewed": None}
        kind = await __event_call__({"type": "input", "data": {"title": "Tea", "message": "Which?", "placeholder": "green"}})
        return {"brewed": kind}
`

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const realtime = yield* Realtime
  const model = yield* Config.withDefault(Config.String("MODEL"), "echo")
  const id = "brew_tea"
  yield* owui.functions.createNewFunction({
    payload: { id, name: "Brew tea", content: plugin, meta: { description: "Asks before it brews." } }
  })
  yield* owui.functions.toggleFunctionById({ params: { id } })
  // The server looks for new plugins when it lists the models.
  yield* owui.main.getModels()

  const { sessionId } = yield* realtime.session
  const answer = yield* Effect.ensuring(
    owui.main.chatAction({
      params: { action_id: id },
      payload: {
        model,
        session_id: sessionId,
        chat_id: `temporary:${sessionId}`,
        id: crypto.randomUUID(),
        messages: [{ role: "user", content: "Tea, please." }]
      }
    }),
    Effect.ignore(owui.functions.deleteFunctionById({ params: { id } }))
  )
  yield* Console.log(answer)
})

const handlers = Handlers.layer({
  confirmation: ({ data }) => Effect.as(Console.log(`${data.title}: ${data.message} Yes.`), true),
  input: ({ data }) => Effect.as(Console.log(`${data.title}: ${data.message} Black.`), "black")
})

const realtime = Realtime.layer().pipe(Layer.provide(handlers))

const client = realtime.pipe(Layer.provideMerge(OpenWebUI.layerConfig), Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, client))
