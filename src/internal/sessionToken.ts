/** Who opens a socket. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { ClientService } from "../layers/Client.ts"
import { Invalid, type OpenWebUIError, type Reason } from "../layers/Failures.ts"

/** The token of a sign-in, which is what sockets take. Nothing is sent where the client has none. */
export const sessionToken = (
  client: ClientService,
  failed: (reason: Reason) => OpenWebUIError
): Effect.Effect<Redacted.Redacted, OpenWebUIError> =>
  Effect.flatMap(client.token, (token) => {
    if (token !== undefined && !Redacted.value(token).startsWith("sk-")) return Effect.succeed(token)
    const detail =
      token === undefined
        ? "The socket needs the token of a sign-in, and the client sends none."
        : "The socket does not take API keys."
    const instead = "Sign in with an e-mail address and a password (Auth.password), or give the token of a sign-in."
    return Effect.fail(failed(new Invalid({ detail: `${detail} ${instead}`, issues: [] })))
  })
