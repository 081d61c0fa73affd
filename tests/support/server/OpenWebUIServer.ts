/**
 * A real Open WebUI to talk to, as a layer.
 *
 * It comes from the first of these that there is:
 *
 * 1. `OPEN_WEBUI_URL`, with `OPEN_WEBUI_API_KEY`, `OPEN_WEBUI_TOKEN`, or `OPEN_WEBUI_EMAIL` and `OPEN_WEBUI_PASSWORD`;
 * 2. a Docker engine that answers: the official image of the pinned version;
 * 3. PyPI: the pinned version without its machine-learning packages, in a cache outside the checkout.
 *
 * The last two start empty, make their first account the admin, and end with the scope without a trace.
 */
import { randomBytes } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { awaitReady, boot, type OnProgress } from "./Boot.ts"
import * as Docker from "./Docker.ts"
import * as Pypi from "./Pypi.ts"
import { type ServerUnavailable, unavailable } from "./ServerUnavailable.ts"

/** How to sign in. `Password` comes with a token where the server has just handed one out: signing in is rate-limited. */
export type Credentials =
  | {
      readonly _tag: "Password"
      readonly email: string
      readonly password: Redacted.Redacted
      readonly token?: Redacted.Redacted
    }
  /** An API key (`sk-...`) or a JWT: both go into the Authorization header. */
  | { readonly _tag: "Token"; readonly token: Redacted.Redacted }
  | { readonly _tag: "None" }

export interface Options {
  /** The model provider's base URL, `/v1` included. Without one the server has no models. */
  readonly providerUrl?: string | undefined
  /** `echo-embed` by default. */
  readonly embeddingModel?: string | undefined
  /** Further environment variables of the server; they win over ours. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** A free one by default. */
  readonly port?: number | undefined
  /** How long the server may take: 180 seconds to boot, 10 to answer at `OPEN_WEBUI_URL`. */
  readonly deadline?: Duration.Input | undefined
  /** Called with a line for people; logs it by default. */
  readonly onProgress?: OnProgress | undefined
}

export class OpenWebUIServer extends Context.Service<
  OpenWebUIServer,
  {
    readonly url: string
    readonly version: string
    readonly source: "url" | "docker" | "pypi"
    readonly credentials: Credentials
  }
>()("effect-open-webui/tests/support/server/OpenWebUIServer") {
  /** From the first source that there is. */
  static readonly layer = (options: Options = {}): Layer.Layer<OpenWebUIServer, ServerUnavailable> =>
    provided(Effect.suspend(() => fromAnywhere(options)))

  /** From PyPI, whatever else there is. */
  static readonly layerPypi = (options: Options = {}): Layer.Layer<OpenWebUIServer, ServerUnavailable> =>
    provided(Effect.suspend(() => fromPypi(options)))

  /** From Docker, whatever else there is. */
  static readonly layerDocker = (options: Options = {}): Layer.Layer<OpenWebUIServer, ServerUnavailable> =>
    provided(Effect.suspend(() => fromDocker(options)))
}

const platform = Layer.merge(NodeServices.layer, FetchHttpClient.layer)

const provided = <E, R>(make: Effect.Effect<OpenWebUIServer["Service"], E, R>) =>
  Layer.effect(OpenWebUIServer, make).pipe(Layer.provide(platform))

const random = (bytes: number): string => randomBytes(bytes).toString("hex")

const progress = (options: Options): OnProgress => options.onProgress ?? ((line) => Effect.logInfo(line))

/** What every server of ours is started with. */
export const environment = (options: Options, providerUrl: string | undefined): Record<string, string> => ({
  WEBUI_SECRET_KEY: random(24),
  // Serves the OpenAPI document.
  ENV: "dev",
  OFFLINE_MODE: "true",
  HF_HUB_OFFLINE: "1",
  ANONYMIZED_TELEMETRY: "false",
  ENABLE_VERSION_UPDATE_CHECK: "false",
  ENABLE_SIGNUP: "true",
  ENABLE_API_KEYS: "true",
  ENABLE_OLLAMA_API: "false",
  ...(providerUrl === undefined
    ? { ENABLE_OPENAI_API: "false" }
    : {
        OPENAI_API_BASE_URL: providerUrl,
        OPENAI_API_KEY: "sk-echo",
        RAG_EMBEDDING_ENGINE: "openai",
        RAG_EMBEDDING_MODEL: options.embeddingModel ?? "echo-embed",
        RAG_OPENAI_API_BASE_URL: providerUrl,
        RAG_OPENAI_API_KEY: "sk-echo",
        AUDIO_STT_ENGINE: "openai",
        AUDIO_TTS_ENGINE: "openai"
      }),
  ...options.env
})

/** What keeps a server of PyPI within a folder. */
export const within = (folder: string): Record<string, string> => ({
  PATH: process.env.PATH ?? "",
  // Whatever a library wants to keep in the user's home goes with the rest.
  HOME: folder,
  TMPDIR: folder,
  LANG: "C.UTF-8",
  PYTHONUNBUFFERED: "1",
  DATA_DIR: `${folder}/data`
})

const Session = Schema.Struct({ token: Schema.String })

/** The first account of an empty server is its admin. */
export const signUp = Effect.fnUntraced(function* (url: string) {
  const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
  const email = "admin@example.com"
  const password = random(12)
  const { token } = yield* HttpClientRequest.post(`${url}/api/v1/auths/signup`).pipe(
    HttpClientRequest.bodyJsonUnsafe({ name: "Admin", email, password }),
    client.execute,
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Session)),
    Effect.timeout("30 seconds"),
    Effect.mapError((cause) =>
      unavailable("signup", `The server runs, but making its first account failed: ${cause.message}`, { cause })
    )
  )
  return { _tag: "Password", email, password: Redacted.make(password), token: Redacted.make(token) } as const
})

/** Test runners answer a signal with an immediate exit, before any scope has closed. The server ends itself then; see `Boot`. */
const removeAtExit = (folder: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const remove = () => rmSync(folder, { recursive: true, force: true })
      process.once("exit", remove)
      return remove
    }),
    (remove) => Effect.sync(() => process.off("exit", remove))
  )

const fromPypi = Effect.fnUntraced(function* (options: Options) {
  const fs = yield* FileSystem.FileSystem
  const onProgress = progress(options)
  const command = yield* Pypi.install(onProgress)

  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "open-webui-" }).pipe(
    Effect.mapError((cause) =>
      unavailable("disk", `No temporary folder could be made: ${cause.message}. Check that TMPDIR can be written to.`, {
        cause
      })
    )
  )
  yield* removeAtExit(folder)
  yield* onProgress(`Booting Open WebUI ${Pypi.version} (15 to 60 s) ...`)
  const { url, version } = yield* boot({
    command,
    args: (port) => ["serve", "--host", "127.0.0.1", "--port", String(port)],
    cwd: folder,
    env: {
      ...within(folder),
      ...environment(options, options.providerUrl)
    },
    port: options.port,
    deadline: options.deadline,
    onProgress
  })
  const credentials = yield* signUp(url)
  yield* onProgress(`Open WebUI ${version} is ready at ${url}`)
  return { url, version, source: "pypi", credentials } as const
})

const fromDocker = Effect.fnUntraced(function* (options: Options) {
  const onProgress = progress(options)
  const { url, version } = yield* Docker.start({
    env: (providerUrl) => environment(options, providerUrl),
    providerUrl: options.providerUrl,
    port: options.port,
    onProgress
  })
  const credentials = yield* signUp(url)
  yield* onProgress(`Open WebUI ${version} is ready at ${url}`)
  return { url, version, source: "docker", credentials } as const
})

const settings = Config.all({
  url: Config.option(Config.NonEmptyString("OPEN_WEBUI_URL")),
  apiKey: Config.option(Config.Redacted("OPEN_WEBUI_API_KEY")),
  token: Config.option(Config.Redacted("OPEN_WEBUI_TOKEN")),
  email: Config.option(Config.NonEmptyString("OPEN_WEBUI_EMAIL")),
  password: Config.option(Config.Redacted("OPEN_WEBUI_PASSWORD"))
})

const credentialsOf = (set: Config.Success<typeof settings>): Credentials => {
  const token = Option.orElse(set.apiKey, () => set.token)
  if (Option.isSome(token)) return { _tag: "Token", token: token.value }
  if (Option.isSome(set.email) && Option.isSome(set.password)) {
    return { _tag: "Password", email: set.email.value, password: set.password.value }
  }
  return { _tag: "None" }
}

const fromUrl = Effect.fnUntraced(function* (given: string, credentials: Credentials, options: Options) {
  const url = given.replace(/\/+$/, "")
  const version = yield* awaitReady(url).pipe(
    Effect.timeoutOrElse({
      duration: options.deadline ?? "10 seconds",
      orElse: () =>
        Effect.fail(
          unavailable(
            "url",
            `No Open WebUI answers at ${url}, which OPEN_WEBUI_URL names. Start it, or unset OPEN_WEBUI_URL to have one started.`
          )
        )
    })
  )
  return { url, version, source: "url", credentials } as const
})

const fromAnywhere = Effect.fnUntraced(function* (options: Options) {
  const set = yield* settings.pipe(
    Effect.mapError((error) => unavailable("config", `Could not read the environment: ${error.message}`))
  )
  if (Option.isSome(set.url)) return yield* fromUrl(set.url.value, credentialsOf(set), options)
  if (yield* Docker.engineAnswers) {
    return yield* fromDocker(options).pipe(
      Effect.catchTag("ServerUnavailable", (error) =>
        Effect.andThen(progress(options)(`${error.message} Using PyPI.`), fromPypi(options))
      )
    )
  }
  return yield* fromPypi(options)
})
