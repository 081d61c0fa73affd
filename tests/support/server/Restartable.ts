/** An Open WebUI that can be stopped and started again, on the same port and with the same data. Without models unless `env` says otherwise. */
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { boot } from "./Boot.ts"
import { environment, signUp, within } from "./OpenWebUIServer.ts"
import * as Pypi from "./Pypi.ts"

export class Restartable extends Context.Service<
  Restartable,
  {
    readonly url: string
    /** The token of the first account, an administrator. It outlives restarts. */
    readonly token: string
    /** Ends the server; what is connected breaks. */
    readonly stop: Effect.Effect<void>
    /** Starts it again, and waits until it answers. */
    readonly start: Effect.Effect<void>
  }
>()("effect-open-webui/tests/support/server/Restartable") {
  /** Runs until the scope closes. */
  static readonly layer = (env: Readonly<Record<string, string>> = {}) =>
    Layer.effect(Restartable, make(env)).pipe(
      Layer.provide(Layer.merge(NodeServices.layer, FetchHttpClient.layer)),
      Layer.orDie
    )
}

const make = Effect.fnUntraced(function* (env: Readonly<Record<string, string>>) {
  const fs = yield* FileSystem.FileSystem
  const onProgress = () => Effect.void
  const command = yield* Pypi.install(onProgress)
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "open-webui-restartable-" })
  const context = yield* Effect.context<Effect.Services<ReturnType<typeof boot>>>()
  // Once: its secret key must outlive restarts, as the tokens that it signs do.
  const variables = {
    ...within(folder),
    ...environment({ env: { ENABLE_CHANNELS: "true", ...env } }, undefined)
  }
  const run = (port?: number) =>
    boot({
      command,
      args: (port) => ["serve", "--host", "127.0.0.1", "--port", String(port)],
      cwd: folder,
      env: variables,
      port,
      onProgress
    })

  let running: Scope.Closeable | undefined
  const stop = Effect.suspend(() => {
    const scope = running
    running = undefined
    return scope === undefined ? Effect.void : Scope.close(scope, Exit.void)
  })
  yield* Effect.addFinalizer(() => stop)
  const start = (port?: number) =>
    Effect.gen(function* () {
      running = yield* Scope.make()
      return yield* Scope.provide(run(port), running)
    }).pipe(Effect.provide(context), Effect.orDie)

  const { url } = yield* start()
  const { token } = yield* signUp(url)
  return Restartable.of({
    url,
    token: Redacted.value(token),
    stop,
    start: Effect.asVoid(start(Number(new URL(url).port)))
  })
})
