/** Runs the official image of Open WebUI where a Docker engine answers. */
import { connect } from "node:net"
import { homedir } from "node:os"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { awaitReady, type OnProgress, ticking } from "./Boot.ts"
import { version } from "./Pypi.ts"
import { unavailable } from "./ServerUnavailable.ts"

const image = `ghcr.io/open-webui/open-webui:${version}`

const environment = Config.all({
  dockerHost: Config.option(Config.NonEmptyString("DOCKER_HOST")),
  runtimeFolder: Config.option(Config.NonEmptyString("XDG_RUNTIME_DIR"))
})

type Address = { readonly path: string } | { readonly host: string; readonly port: number }

/** The places testcontainers looks at, in its order. */
const addresses = (dockerHost: Option.Option<string>, runtimeFolder: Option.Option<string>): ReadonlyArray<Address> => {
  if (Option.isSome(dockerHost)) {
    const url = URL.parse(dockerHost.value)
    if (url === null) return []
    return url.protocol === "unix:" || url.protocol === "npipe:"
      ? [{ path: url.pathname }]
      : [{ host: url.hostname, port: Number(url.port || "2375") }]
  }
  if (process.platform === "win32") return [{ path: "//./pipe/docker_engine" }]
  return [
    "/var/run/docker.sock",
    ...(Option.isSome(runtimeFolder) ? [`${runtimeFolder.value}/docker.sock`] : []),
    `${homedir()}/.docker/run/docker.sock`,
    `${homedir()}/.docker/desktop/docker.sock`
  ].map((path) => ({ path }))
}

/** A socket file may outlive its engine: only one that accepts and, without TLS, answers a ping counts. */
const answers = (address: Address): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    const socket = connect(address)
    const settle = (value: boolean) => {
      socket.destroy()
      resume(Effect.succeed(value))
    }
    socket.once("error", () => settle(false))
    socket.once("close", () => settle(false))
    socket.once("connect", () => {
      if ("host" in address) settle(true)
      else socket.write("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
    })
    socket.once("data", (data) => settle(/^HTTP\/1\.\d 200/.test(data.toString("latin1"))))
    return Effect.sync(() => socket.destroy())
  }).pipe(Effect.timeoutOrElse({ duration: "1500 millis", orElse: () => Effect.succeed(false) }))

/** Whether a Docker engine answers. A client without an engine is common, so this is bounded and loads nothing. */
export const engineAnswers: Effect.Effect<boolean> = environment.pipe(
  Effect.map(({ dockerHost, runtimeFolder }) => addresses(dockerHost, runtimeFolder)),
  Effect.flatMap((list) => Effect.forEach(list, answers, { concurrency: "unbounded" })),
  Effect.map((found) => found.some((one) => one)),
  Effect.orElseSucceed(() => false)
)

/** The name under which a container reaches this machine, once testcontainers has opened the port to it. */
const hostFromInside = "host.testcontainers.internal"

const isLocal = (url: URL): boolean => ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)

/** Starts the image and waits until it is ready. The container ends with the scope. */
export const start = Effect.fnUntraced(function* (options: {
  /** The environment, given the provider's address as the container sees it. */
  readonly env: (providerUrl: string | undefined) => Record<string, string>
  readonly providerUrl?: string | undefined
  readonly port?: number | undefined
  readonly onProgress: OnProgress
}) {
  const attempt = <A>(what: string, run: () => Promise<A>) =>
    Effect.tryPromise({
      try: run,
      catch: (cause) =>
        unavailable(
          "docker",
          `${what} failed: ${cause instanceof Error ? cause.message : String(cause)}. Check \`docker pull ${image}\`, or stop the engine to use PyPI instead.`,
          { cause }
        )
    })

  // Half a second to load, and most machines that run the tests have no engine.
  const { GenericContainer, TestContainers, Wait } = yield* attempt(
    "Loading testcontainers",
    () => import("testcontainers")
  )

  let providerUrl = options.providerUrl
  if (providerUrl !== undefined) {
    const url = new URL(providerUrl)
    if (isLocal(url)) {
      yield* attempt("Opening the provider's port to the container", () =>
        TestContainers.exposeHostPorts(Number(url.port || "80"))
      )
      url.hostname = hostFromInside
      providerUrl = url.href
    }
  }

  const inside = 8080
  const container = new GenericContainer(image)
    .withEnvironment(options.env(providerUrl))
    .withExposedPorts(options.port === undefined ? inside : { container: inside, host: options.port })
    .withWaitStrategy(Wait.forHttp("/health", inside))
    .withStartupTimeout(180_000)
  yield* options.onProgress(`Starting ${image} (the first time it is pulled, which takes minutes) ...`)
  const started = yield* Effect.acquireRelease(
    attempt("Starting the container", () => container.start()),
    (running) => Effect.ignore(attempt("Stopping the container", () => running.stop())),
    { interruptible: true }
  ).pipe(Effect.raceFirst(ticking(options.onProgress, "Waiting for the container")))

  const url = `http://${started.getHost()}:${started.getMappedPort(inside)}`
  const answered = yield* awaitReady(url).pipe(
    Effect.timeoutOrElse({
      duration: "60 seconds",
      orElse: () =>
        Effect.fail(unavailable("deadline", `The container runs, but ${url} does not answer. See its log with docker.`))
    })
  )
  return { url, version: answered }
})
