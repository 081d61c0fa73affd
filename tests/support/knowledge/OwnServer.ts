/**
 * An Open WebUI of a test file's own: for what would take data away from others, such as emptying the vector store, and
 * for a server that may fetch pages from this machine.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Auth from "../../../src/layers/Auth.ts"
import { OpenWebUI } from "../../../src/OpenWebUI.ts"
import { OpenWebUIServer } from "../server/OpenWebUIServer.ts"
import { providerUrl } from "../TestServer.ts"

const server = OpenWebUIServer.layerPypi({
  providerUrl,
  env: { ENABLE_LOCAL_WEB_FETCH: "true" },
  onProgress: () => Effect.void
})

/** Its administrator's client. It boots in 15 to 60 seconds. */
export const ownServer = Layer.unwrap(
  Effect.map(OpenWebUIServer, ({ credentials, url }) => {
    const token = credentials._tag === "Password" ? credentials.token : undefined
    return OpenWebUI.layer({ url, auth: token === undefined ? Auth.none : Auth.token(token) })
  })
).pipe(Layer.provide(NodeHttpClient.layerUndici), Layer.provide(server), Layer.orDie)
