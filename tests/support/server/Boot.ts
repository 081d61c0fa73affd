/**
 * Starts a server program and waits until it answers.
 *
 * The program runs in a process group of its own, which ends with the scope: SIGTERM, and SIGKILL after five seconds. A
 * guard inside the group ends it also when our own process is killed without a chance to clean up.
 */
import { createServer } from "node:net"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as ChildProcess from "effect/process/ChildProcess"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { lastLines, unavailable } from "./ServerUnavailable.ts"

export type OnProgress = (line: string) => Effect.Effect<void>

export interface BootOptions {
  readonly command: string
  readonly args: (port: number) => ReadonlyArray<string>
  /** The whole environment of the program: ours is not handed on, it may hold real keys and databases. */
  readonly env: Record<string, string>
  readonly cwd: string
  /** A free one by default. */
  readonly port?: number | undefined
  /** 180 seconds by default. */
  readonly deadline?: Duration.Input | undefined
  readonly onProgress: OnProgress
}

export interface Booted {
  readonly url: string
  readonly version: string
  /** The last lines the program has written so far. */
  readonly log: Effect.Effect<string>
}

/**
 * Runs a program beside a watcher that reads from a pipe that only we hold. When we are gone the pipe ends, however we
 * went, and the watcher ends the group. The shell itself stays until the program has ended, to report its exit code.
 */
const guard = `
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{ read -r _ <&3; trap '' TERM; kill -TERM 0; sleep 5; kill -KILL 0; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
trap : TERM
while wait "$program"; code=$?; kill -0 "$program" 2>/dev/null; do :; done
kill -KILL "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
exit "$code"
`

/** Binds the port for a moment: 0 asks for any free one. Answers the port, or nothing when it is taken. */
const bind = (port: number): Effect.Effect<number | undefined> =>
  Effect.callback((resume) => {
    const server = createServer()
    server.once("error", () => resume(Effect.succeed(undefined)))
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address()
      const bound = address !== null && typeof address === "object" ? address.port : port
      server.close(() => resume(Effect.succeed(bound)))
    })
  })

const portBusy = (port: number) =>
  unavailable("port", `Port ${port} is in use. Stop what listens there, or choose another port.`)

const choosePort = Effect.fnUntraced(function* (wanted: number | undefined) {
  const port = yield* bind(wanted ?? 0)
  if (port !== undefined) return port
  return yield* wanted === undefined
    ? unavailable("port", "The system gave no free port. Close some programs that listen on ports, then try again.")
    : portBusy(wanted)
})

const ServerConfig = Schema.Struct({ version: Schema.String })

/** Waits until the server under this address is healthy, and answers its version. Never gives up by itself. */
export const awaitReady = Effect.fnUntraced(function* (url: string) {
  const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
  const probe = client
    .get(`${url}/health`)
    .pipe(
      Effect.andThen(client.get(`${url}/api/config`)),
      Effect.flatMap(HttpClientResponse.schemaBodyJson(ServerConfig)),
      Effect.timeout("5 seconds")
    )
  const { version } = yield* Effect.retry(probe, { schedule: Schedule.spaced("200 millis") }).pipe(Effect.orDie)
  return version
})

/** Says something every five seconds, for as long as it is not interrupted. */
export const ticking = Effect.fnUntraced(function* (onProgress: OnProgress, what: string) {
  const start = yield* Clock.currentTimeMillis
  return yield* Effect.forever(
    Effect.gen(function* () {
      yield* Effect.sleep("5 seconds")
      const seconds = Math.round(((yield* Clock.currentTimeMillis) - start) / 1000)
      yield* onProgress(`${what} ... ${seconds} s`)
    })
  )
})

const addressInUse = /address already in use|EADDRINUSE|error while attempting to bind/i

const logCapacity = 400

const start = Effect.fnUntraced(function* (options: BootOptions, port: number) {
  const program = [options.command, ...options.args(port)] as const
  const [command, ...args] =
    process.platform === "win32" ? program : (["sh", "-c", guard, "guard", ...program] as const)
  const child = yield* ChildProcess.make(command, args, {
    cwd: options.cwd,
    env: options.env,
    forceKillAfter: "5 seconds"
  }).pipe(
    Effect.mapError((cause) => unavailable("boot", `Could not start ${options.command}: ${cause.message}.`, { cause }))
  )

  const lines: Array<string> = []
  const reading = yield* child.all.pipe(
    Stream.decodeText,
    Stream.splitLines,
    Stream.runForEach((line) =>
      Effect.sync(() => {
        lines.push(line)
        if (lines.length > logCapacity) lines.shift()
      })
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  const log = Effect.sync(() => lines.join("\n"))

  const died = Effect.gen(function* () {
    const how = yield* child.exitCode.pipe(
      Effect.map((code) => `ended with exit code ${code}`),
      Effect.catch((error) => Effect.succeed(`was ended (${error.message})`))
    )
    // The last words may still be on their way; a grandchild could hold the pipe open for ever.
    yield* Effect.timeoutOption(Fiber.await(reading), "1 second")
    const text = yield* log
    return yield* addressInUse.test(text)
      ? portBusy(port)
      : unavailable(
          "boot",
          `The server ${how} while it was booting. The end of its log says why: ${lastLines(text, 1) || "(it is empty)"}`,
          { log: text }
        )
  })

  const url = `http://127.0.0.1:${port}`
  const deadline = Duration.fromInputUnsafe(options.deadline ?? "180 seconds")
  const version = yield* Effect.raceAllFirst([
    awaitReady(url),
    died,
    ticking(options.onProgress, "Booting Open WebUI")
  ]).pipe(
    Effect.timeoutOrElse({
      duration: deadline,
      orElse: () =>
        Effect.flatMap(log, (text) =>
          unavailable(
            "deadline",
            `The server did not answer within ${Duration.format(deadline)}. Close other programs and try again, or give it more time.`,
            { log: text }
          )
        )
    })
  )
  return { url, version, log }
})

/** Starts the program and waits until it is ready. It ends with the scope. */
export const boot = Effect.fnUntraced(function* (options: BootOptions) {
  const attempt = Effect.flatMap(choosePort(options.port), (port) => start(options, port))
  // Between our asking for a free port and the server's taking it, somebody else may have got it.
  return yield* Effect.retry(attempt, {
    while: (error) => options.port === undefined && error.step === "port",
    times: 3
  })
})
