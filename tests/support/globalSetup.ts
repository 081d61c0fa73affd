/**
 * Starts one provider and one Open WebUI for a whole test run, and tells the test files where they are.
 *
 * The server is started with everything switched on that needs no outside service. Where `OPEN_WEBUI_URL` names a server,
 * that one is tested: the tests make users and data in it, and its models are its own.
 */
import { readFileSync } from "node:fs"
import * as Config from "effect/Config"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { TestProject } from "vitest/node"
import { Provider } from "./provider/Provider.ts"
import { type Credentials, OpenWebUIServer } from "./server/OpenWebUIServer.ts"
import { unavailable } from "./server/ServerUnavailable.ts"

/** Handed to the test files: only plain values travel between the processes. */
export const TestServerInfo = Schema.Struct({
  url: Schema.String,
  version: Schema.String,
  source: Schema.Literals(["url", "docker", "pypi"]),
  /** The provider's API, `/v1` included. */
  providerUrl: Schema.String,
  /** The password is empty where the server is not ours and only a token is known. */
  admin: Schema.Struct({
    id: Schema.String,
    name: Schema.String,
    email: Schema.String,
    password: Schema.String,
    token: Schema.String
  }),
  /** Empty where the server is not ours. */
  scimToken: Schema.String
})
export type TestServerInfo = typeof TestServerInfo.Type

declare module "vitest" {
  interface ProvidedContext {
    readonly openWebUI: TestServerInfo
  }
}

const scimToken = "scim-test-token"

const everythingOn = {
  ENABLE_SCIM: "true",
  SCIM_TOKEN: scimToken,
  ENABLE_CHANNELS: "true",
  ENABLE_APPS: "true",
  // The stand-ins that the server is to reach listen on this machine.
  ENABLE_LOCAL_WEB_FETCH: "true",
  ENABLE_USER_WEBHOOKS: "true",
  ENABLE_DIRECT_CONNECTIONS: "true",
  ENABLE_AUTOCOMPLETE_GENERATION: "true",
  ENABLE_IMAGE_GENERATION: "true",
  ENABLE_OPENAI_API_PASSTHROUGH: "true",
  ENABLE_OAUTH_TOKEN_EXCHANGE: "true"
}

const servers = Layer.unwrap(
  Effect.map(Provider, ({ url }) =>
    OpenWebUIServer.layer({
      providerUrl: url,
      env: everythingOn,
      // Vitest owns the terminal's standard output.
      onProgress: (line) => Effect.sync(() => process.stderr.write(`${line}\n`))
    })
  )
).pipe(Layer.provideMerge(Provider.layer()), Layer.provideMerge(FetchHttpClient.layer))

const Session = Schema.Struct({ token: Schema.String })

/** Signs in once for the whole run: the server allows 15 sign-ins in three minutes. */
const tokenOf = Effect.fnUntraced(function* (url: string, credentials: Credentials) {
  if (credentials._tag === "None") {
    return yield* unavailable(
      "config",
      "OPEN_WEBUI_URL names a server, but not how to sign in. Set OPEN_WEBUI_API_KEY, OPEN_WEBUI_TOKEN, or OPEN_WEBUI_EMAIL and OPEN_WEBUI_PASSWORD of an admin."
    )
  }
  if (credentials._tag === "Token") return Redacted.value(credentials.token)
  if (credentials.token !== undefined) return Redacted.value(credentials.token)
  const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
  const { token } = yield* HttpClientRequest.post(`${url}/api/v1/auths/signin`).pipe(
    HttpClientRequest.bodyJsonUnsafe({ email: credentials.email, password: Redacted.value(credentials.password) }),
    client.execute,
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Session))
  )
  return token
})

const Account = Schema.Struct({ id: Schema.String, name: Schema.String, email: Schema.String })

const start: Effect.Effect<TestServerInfo, unknown, OpenWebUIServer | Provider | HttpClient.HttpClient> = Effect.gen(
  function* () {
    const { url, version, source, credentials } = yield* OpenWebUIServer
    const provider = yield* Provider
    const token = yield* tokenOf(url, credentials)
    const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
    const { id, name, email } = yield* HttpClientRequest.get(`${url}/api/v1/auths/`).pipe(
      HttpClientRequest.bearerToken(token),
      client.execute,
      Effect.flatMap(HttpClientResponse.schemaBodyJson(Account))
    )
    const password = credentials._tag === "Password" ? Redacted.value(credentials.password) : ""
    return {
      url,
      version,
      source,
      providerUrl: provider.url,
      admin: { id, name, email, password, token },
      scimToken: source === "url" ? "" : scimToken
    }
  }
)

/**
 * The servers and what the tests are told of them, until the returned function is called. They live as one fiber:
 * interrupting it takes everything down, also while it is still starting.
 */
export const bringUp = async (): Promise<{ readonly info: TestServerInfo; readonly stop: () => Promise<void> }> => {
  const started = Deferred.makeUnsafe<TestServerInfo, unknown>()
  const fiber = start.pipe(
    Effect.tap((info) => Deferred.succeed(started, info)),
    Effect.andThen(Effect.never),
    Effect.provide(servers),
    Effect.onError((cause) => Deferred.failCause(started, cause)),
    Effect.runFork
  )
  const interrupt = () => Effect.runPromise(Fiber.interrupt(fiber))

  // A run that is ended by a signal has no teardown of its own: without this, its data folder would stay.
  const onSignal = () => {
    void interrupt().finally(() => process.exit(130))
  }
  process.once("SIGINT", onSignal)
  process.once("SIGTERM", onSignal)
  const stop = async () => {
    process.off("SIGINT", onSignal)
    process.off("SIGTERM", onSignal)
    await interrupt()
  }
  return { info: await Effect.runPromise(Deferred.await(started)), stop }
}

/** `TEST_SERVER_INFO` names the file of a server that `keep.ts` keeps up: then nothing is started, and nothing is stopped. */
const kept = Config.option(Config.NonEmptyString("TEST_SERVER_INFO")).pipe(
  Effect.flatMap(
    Option.match({
      onNone: () => Effect.succeedNone,
      onSome: (file) =>
        Effect.asSome(Schema.decodeEffect(Schema.fromJsonString(TestServerInfo))(readFileSync(file, "utf8")))
    })
  )
)

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const before = await Effect.runPromise(kept)
  if (Option.isSome(before)) {
    project.provide("openWebUI", before.value)
    return async () => {}
  }
  const { info, stop } = await bringUp()
  project.provide("openWebUI", info)
  return stop
}
