/**
 * An Open WebUI of a test file's own, for what the shared one is not started with, or what would take from others what is
 * theirs. It comes from PyPI, since it has to reach the stand-ins on this machine, and boots in 15 to 60 seconds.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { clientAt } from "./clients.ts"
import { OpenWebUIServer, type Options } from "./server/OpenWebUIServer.ts"

export class OwnServer extends Context.Service<
  OwnServer,
  {
    readonly url: string
    /** The first account. */
    readonly account: { readonly email: string; readonly password: string }
    /** The client of the first account, which is the administrator. */
    readonly admin: OpenWebUIService
    /** The client of another account, by its token; nobody's without one. */
    readonly client: (token?: string | Redacted.Redacted) => Effect.Effect<OpenWebUIService>
  }
>()("effect-open-webui/tests/support/OwnServer") {
  static readonly layer = (options: Omit<Options, "onProgress"> = {}): Layer.Layer<OwnServer> =>
    Layer.effect(OwnServer, make).pipe(
      Layer.provide(OpenWebUIServer.layerPypi({ ...options, onProgress: () => Effect.void })),
      Layer.orDie
    )

  /** The client of its administrator, for tests that need no other. */
  static readonly asAdmin = (options: Omit<Options, "onProgress"> = {}): Layer.Layer<OpenWebUI> =>
    Layer.effect(
      OpenWebUI,
      Effect.map(OwnServer, ({ admin }) => admin)
    ).pipe(Layer.provide(OwnServer.layer(options)))
}

const make = Effect.gen(function* () {
  const { credentials, url } = yield* OpenWebUIServer
  if (credentials._tag !== "Password" || credentials.token === undefined) throw new Error("The server is not ours")
  const { email, password, token } = credentials
  const client = (token?: string | Redacted.Redacted) => clientAt(url, token)
  return OwnServer.of({
    url,
    account: { email, password: Redacted.value(password) },
    admin: yield* client(token),
    client
  })
})
