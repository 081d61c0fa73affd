/**
 * Sign in and list: the models, and the chats of the account.
 *
 * Reads OPEN_WEBUI_URL and the credentials from the environment, as all examples do.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { OpenWebUI } from "effect-open-webui"
import * as Time from "effect-open-webui/models/Time"

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI

  // Unlike auths.getSessionUser it may be asked with an API key too.
  const account = yield* owui.users.getUserStatusBySessionUser()
  yield* Console.log(`signed in as ${account.name} (${account.role})`)

  const { data: models } = yield* owui.main.getModels()
  yield* Console.log(`models: ${models.map((model) => model.id).join(", ")}`)

  const chats = yield* owui.chats.getSessionUserChatList({ query: { page: 1 } })
  for (const chat of chats) {
    yield* Console.log(`${DateTime.formatIso(Time.fromSeconds(chat.updated_at))}  ${chat.title}`)
  }
})

const client = OpenWebUI.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, client))
