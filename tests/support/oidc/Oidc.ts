/**
 * An identity provider (OpenID Connect) that lets everyone in: whoever asks for a code is given away by the code itself.
 *
 * The code is the e-mail address of the account, the access token that address behind `access-`, and its owner's subject
 * the address too. It signs no id tokens: the server reads the account from `/userinfo`.
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

/** The access token of an account, by its e-mail address. */
export const accessTokenOf = (email: string): string => `access-${email}`

const Code = Schema.Struct({ code: Schema.String })

const json = HttpServerResponse.jsonUnsafe

const make = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const url = HttpServer.formatAddress(address)

  const token = HttpServerRequest.schemaBodyUrlParams(Code).pipe(
    Effect.map(({ code }) =>
      json({
        access_token: accessTokenOf(code),
        refresh_token: `refresh-${code}`,
        token_type: "Bearer",
        expires_in: 3600,
        scope: "openid email profile"
      })
    ),
    Effect.catch(() => Effect.succeed(json({ error: "invalid_grant" }, { status: 400 })))
  )

  const userinfo = Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) => {
    const email = /^Bearer access-(.+)$/.exec(headers.authorization ?? "")?.[1]
    return email === undefined
      ? json({ error: "invalid_token" }, { status: 401 })
      : json({ sub: email, email, name: email.slice(0, email.indexOf("@")) })
  })

  const routes = Layer.mergeAll(
    HttpRouter.add(
      "GET",
      "/.well-known/openid-configuration",
      json({
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        userinfo_endpoint: `${url}/userinfo`,
        jwks_uri: `${url}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"]
      })
    ),
    HttpRouter.add("GET", "/jwks", json({ keys: [] })),
    HttpRouter.add("POST", "/token", token),
    HttpRouter.add("GET", "/userinfo", userinfo)
  )
  yield* HttpServer.serveEffect(yield* HttpRouter.toHttpEffect(routes))
  return Oidc.of({
    url,
    env: {
      OPENID_PROVIDER_URL: `${url}/.well-known/openid-configuration`,
      OAUTH_CLIENT_ID: "open-webui",
      OAUTH_CLIENT_SECRET: "oidc-client-secret"
    }
  })
})

export class Oidc extends Context.Service<
  Oidc,
  {
    readonly url: string
    /** What an Open WebUI is started with to trust it, as the provider `oidc`. */
    readonly env: Readonly<Record<string, string>>
  }
>()("effect-open-webui/tests/support/oidc/Oidc") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(Oidc, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}
