import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Client } from "../../src/layers/Client.ts"
import { fromConfig } from "../../src/layers/Config.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, url } from "../support/TestServer.ts"

type Settings = Readonly<Record<string, string>>

/** Reads these settings as they would stand in the environment. */
const withSettings = (settings: Settings) =>
  Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(settings))

const options = (settings: Settings) => withSettings(settings)(fromConfig)

/** Who the real server takes the client for that these settings describe. */
const idWith = (settings: Settings) =>
  Effect.flatMap(OpenWebUI, (owui) => owui.auths.getSessionUser()).pipe(
    Effect.map(({ id }) => id),
    Effect.provide(Layer.provide(OpenWebUI.layerConfig, FetchHttpClient.layer)),
    withSettings(settings)
  )

describe("the client from the configuration", () => {
  it.live("reaches the real server with a token, and with an e-mail address and a password", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      assert.strictEqual(yield* idWith({ OPEN_WEBUI_URL: url, OPEN_WEBUI_TOKEN: user.token }), user.id)
      const account = { OPEN_WEBUI_EMAIL: user.email, OPEN_WEBUI_PASSWORD: user.password }
      assert.strictEqual(yield* idWith({ OPEN_WEBUI_URL: `${url}/`, ...account }), user.id)
    })
  )

  it.live("reaches the real server with an API key, and as nobody", () =>
    Effect.gen(function* () {
      const user = yield* freshUser("admin")
      const { api_key } = yield* Effect.flatMap(clientOf(user.token), (owui) => owui.auths.generateApiKey())
      const use = <A, E>(settings: Settings, call: Effect.Effect<A, E, OpenWebUI>) =>
        call.pipe(
          Effect.provide(Layer.provide(OpenWebUI.layerConfig, FetchHttpClient.layer)),
          withSettings({ OPEN_WEBUI_URL: url, ...settings })
        )
      const models = Effect.flatMap(OpenWebUI, (owui) => owui.main.getModels())
      assert.isAbove((yield* use({ OPEN_WEBUI_API_KEY: api_key ?? "" }, models)).data.length, 0)
      const config = yield* use(
        {},
        Effect.flatMap(OpenWebUI, (owui) => owui.main.getAppConfig())
      )
      assert.isDefined(config.version)
      assert.strictEqual((yield* use({}, reasonOf(models)))._tag, "Unauthenticated")
    })
  )

  it.effect("takes the key before the token, and the token before the password", () =>
    Effect.gen(function* () {
      const account = { OPEN_WEBUI_EMAIL: "e@example.com", OPEN_WEBUI_PASSWORD: "p" }
      const all = { OPEN_WEBUI_URL: "http://host", OPEN_WEBUI_API_KEY: "sk-k", OPEN_WEBUI_TOKEN: "t", ...account }
      const { OPEN_WEBUI_API_KEY: _, ...noKey } = all
      const { OPEN_WEBUI_TOKEN: __, ...noToken } = noKey
      const [first, second, third] = [yield* options(all), yield* options(noKey), yield* options(noToken)]
      assert.strictEqual(first.url, "http://host")
      assert.strictEqual(first.auth?._tag === "Bearer" && Redacted.value(first.auth.token), "sk-k")
      assert.strictEqual(second.auth?._tag === "Bearer" && Redacted.value(second.auth.token), "t")
      assert.strictEqual(third.auth?._tag === "Password" && third.auth.email, "e@example.com")
      assert.strictEqual(third.auth?._tag === "Password" && Redacted.value(third.auth.password), "p")
      assert.isUndefined((yield* options({ OPEN_WEBUI_URL: "http://host" })).auth)
    })
  )

  it.effect("says which setting is missing: the URL, or the password of an address, or the other way round", () =>
    Effect.gen(function* () {
      const noUrl = yield* Effect.flip(options({ OPEN_WEBUI_TOKEN: "t" }))
      assert.include(noUrl.message, "OPEN_WEBUI_URL")
      const noPassword = yield* Effect.flip(
        options({ OPEN_WEBUI_URL: "http://host", OPEN_WEBUI_EMAIL: "e@example.com" })
      )
      assert.include(noPassword.message, "OPEN_WEBUI_PASSWORD")
      const noEmail = yield* Effect.flip(options({ OPEN_WEBUI_URL: "http://host", OPEN_WEBUI_PASSWORD: "p" }))
      assert.include(noEmail.message, "OPEN_WEBUI_EMAIL")
      const build = Layer.build(Layer.provide(Client.layerConfig, FetchHttpClient.layer))
      const error = yield* Effect.flip(withSettings({ OPEN_WEBUI_URL: "http://host", OPEN_WEBUI_EMAIL: "e" })(build))
      assert.strictEqual(error._tag, "ConfigError")
    })
  )

  it.effect("fails with Invalid where the URL is none", () =>
    Effect.gen(function* () {
      const build = Layer.build(Layer.provide(OpenWebUI.layerConfig, FetchHttpClient.layer))
      const error = yield* Effect.flip(withSettings({ OPEN_WEBUI_URL: "localhost:3000" })(build))
      assert.strictEqual(error._tag === "OpenWebUIError" && error.reason._tag, "Invalid")
      assert.include(error.message, "http://localhost:3000")
    })
  )

  it.live("is read anew also for a client within another one, and beside it", () =>
    Effect.gen(function* () {
      const tokens: Array<string | undefined> = []
      const http = Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make((request) =>
          Effect.sync(() => {
            tokens.push(request.headers.authorization)
            return HttpClientResponse.fromWeb(request, Response.json([]))
          })
        )
      )
      const ask = Effect.flatMap(OpenWebUI, (owui) => owui.chats.getSessionUserChatList())
      const as = (token: string) =>
        OpenWebUI.layerConfig.pipe(
          Layer.provide(http),
          Layer.provide(
            ConfigProvider.layer(
              ConfigProvider.fromEnvRecord({ OPEN_WEBUI_URL: "http://host", OPEN_WEBUI_TOKEN: token })
            )
          )
        )
      const inner = Effect.provide(ask, as("b"))
      yield* Effect.provide(Effect.andThen(ask, inner), as("a"))
      assert.deepStrictEqual(tokens, ["Bearer a", "Bearer b"])
    })
  )

  it.live("is read anew for each client, so that two of them may differ", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const [one, two] = [
        yield* idWith({ OPEN_WEBUI_URL: url, OPEN_WEBUI_TOKEN: admin.token }),
        yield* idWith({ OPEN_WEBUI_URL: url, OPEN_WEBUI_TOKEN: user.token })
      ]
      assert.deepStrictEqual([one, two], [admin.id, user.id])
    })
  )
})
