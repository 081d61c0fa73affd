/** A server of a test's own that can be ended and started again over the same data. */
import { tmpdir } from "node:os"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Auth from "../../src/layers/Auth.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { boot } from "../support/server/Boot.ts"
import * as Pypi from "../support/server/Pypi.ts"
import { providerUrl, unique } from "../support/TestServer.ts"

const silent = () => Effect.void

/** The server, its first account, and how to end it and have it back. */
export const restartable = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "open-webui-" })
  const command = yield* Pypi.install(silent)
  let running: Scope.Closeable | undefined
  const secret = unique("secret")
  const start = Effect.fnUntraced(function* (port?: number) {
    running = yield* Scope.make()
    return yield* Scope.provide(
      boot({
        command,
        args: (port) => ["serve", "--host", "127.0.0.1", "--port", String(port)],
        cwd: folder,
        env: {
          PATH: process.env.PATH ?? "",
          HOME: folder,
          TMPDIR: folder,
          LANG: "C.UTF-8",
          DATA_DIR: `${folder}/data`,
          WEBUI_SECRET_KEY: secret,
          OFFLINE_MODE: "true",
          HF_HUB_OFFLINE: "1",
          ANONYMIZED_TELEMETRY: "false",
          ENABLE_VERSION_UPDATE_CHECK: "false",
          ENABLE_OLLAMA_API: "false",
          RAG_EMBEDDING_ENGINE: "openai",
          OPENAI_API_BASE_URL: providerUrl,
          OPENAI_API_KEY: "sk-echo"
        },
        port,
        onProgress: silent
      }),
      running
    )
  })
  const stop = Effect.suspend(() => (running === undefined ? Effect.void : Scope.close(running, Exit.void)))
  yield* Effect.addFinalizer(() => stop)
  const { url } = yield* start()
  const nobody = OpenWebUI.layer({ url, auth: Auth.none }).pipe(Layer.provide(NodeHttpClient.layerUndici))
  const session = yield* Effect.flatMap(OpenWebUI, ({ auths }) =>
    auths.signup({ payload: { name: "Admin", email: "admin@example.com", password: unique("password") } })
  ).pipe(Effect.provide(nobody))
  const token = "token" in session ? session.token : ""
  return { url, token, restart: Effect.andThen(stop, start(Number(new URL(url).port))) }
})

/** What starting it needs. */
export const machinery = Layer.merge(NodeServices.layer, NodeHttpClient.layerUndici)
