import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import { pathToFileURL } from "node:url"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { type BootOptions, boot } from "./server/Boot.ts"

const platform = Layer.merge(NodeServices.layer, FetchHttpClient.layer)

/** A server that answers what Open WebUI answers while it boots, and names its processes. */
const healthy = `
  const child = require("node:child_process").spawn("sleep", ["600"])
  require("node:http").createServer((request, response) => {
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ status: true, version: "0.0.0", pids: [process.pid, child.pid] }))
  }).listen(Number(process.argv[1]), "127.0.0.1")
`

const options = (program: string, more: Partial<BootOptions> = {}): BootOptions => ({
  command: process.execPath,
  args: (port) => ["-e", program, String(port)],
  env: { PATH: process.env.PATH ?? "" },
  cwd: process.cwd(),
  onProgress: () => Effect.void,
  ...more
})

const Pids = Schema.Struct({ pids: Schema.Array(Schema.Number) })

const pidsOf = (url: string) =>
  Effect.flatMap(HttpClient.get(url), (response) =>
    Effect.map(HttpClientResponse.schemaBodyJson(Pids)(response), ({ pids }) => pids)
  )

const isAlive = (pid: number): boolean => {
  // `kill` with signal 0 asks whether a process is there, and throws when it is not.
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A process that was killed stays listed until the system's first process takes notice of it. */
const allGone = (pids: ReadonlyArray<number>) =>
  Effect.sync(() => pids.some(isAlive)).pipe(
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), until: (alive) => !alive }),
    Effect.timeout("9 seconds")
  )

describe("boot", () => {
  it.live("answers once the server is ready, and leaves no process behind", () =>
    Effect.gen(function* () {
      const pids = yield* Effect.scoped(
        Effect.gen(function* () {
          const { url, version } = yield* boot(options(healthy))
          assert.strictEqual(version, "0.0.0")
          return yield* pidsOf(url)
        })
      )
      assert.lengthOf(pids, 2)
      yield* allGone(pids)
    }).pipe(Effect.provide(platform))
  )

  it.live("kills a server that does not want to end", () =>
    Effect.gen(function* () {
      const stubborn = `process.on("SIGTERM", () => {});${healthy}`
      const pids = yield* Effect.scoped(Effect.flatMap(boot(options(stubborn)), ({ url }) => pidsOf(url)))
      yield* allGone(pids)
    }).pipe(Effect.provide(platform))
  )

  it.live("takes the server along when our own process is killed", () =>
    Effect.gen(function* () {
      const module = pathToFileURL(`${import.meta.dirname}/server/Boot.ts`).href
      const program = `
        import * as NodeServices from "@effect/platform-node/NodeServices"
        import * as Effect from "effect/Effect"
        import * as FetchHttpClient from "effect/http/FetchHttpClient"
        import { boot } from ${JSON.stringify(module)}
        await Effect.runPromise(boot({
          command: process.execPath,
          args: (port) => ["-e", ${JSON.stringify(healthy)}, String(port)],
          env: { PATH: process.env.PATH },
          cwd: process.cwd(),
          onProgress: () => Effect.void
        }).pipe(
          Effect.tap(({ url }) => Effect.sync(() => console.log(url))),
          Effect.andThen(Effect.never),
          Effect.scoped,
          Effect.provide(NodeServices.layer),
          Effect.provide(FetchHttpClient.layer)
        ))
      `
      const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
        stdio: ["ignore", "pipe", "inherit"]
      })
      const [line] = yield* Effect.promise(() => once(parent.stdout, "data"))
      const pids = yield* pidsOf(String(line).trim())
      parent.kill("SIGKILL")
      yield* allGone(pids)
    }).pipe(Effect.provide(platform))
  )

  it.live("says at once when the server dies while it boots, with its last words", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(boot(options(`console.error("no such table: user"); process.exit(3)`)))
      assert.strictEqual(error.step, "boot")
      assert.include(error.message, "exit code 3")
      assert.include(error.message, "no such table: user")
      assert.include(error.log, "no such table: user")
    }).pipe(Effect.scoped, Effect.provide(platform))
  )

  it.live("says when the program is not there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(boot(options("", { command: "/no/such/program" })))
      assert.strictEqual(error.step, "boot")
      assert.include(error.log, "/no/such/program")
    }).pipe(Effect.scoped, Effect.provide(platform))
  )

  it.live("calls a full disk a full disk", () =>
    Effect.gen(function* () {
      const full = `console.error("OSError: [Errno 28] No space left on device"); process.exit(1)`
      const error = yield* Effect.flip(boot(options(full)))
      assert.strictEqual(error.step, "disk")
    }).pipe(Effect.scoped, Effect.provide(platform))
  )

  it.live("gives up at the deadline", () =>
    Effect.gen(function* () {
      const silent = `console.log("thinking"); setInterval(() => {}, 1000)`
      const error = yield* Effect.flip(boot(options(silent, { deadline: "1 second" })))
      assert.strictEqual(error.step, "deadline")
      assert.include(error.message, "1s")
      assert.include(error.log, "thinking")
    }).pipe(Effect.scoped, Effect.provide(platform))
  )

  it.live("refuses a port that is in use before it starts anything", () =>
    Effect.gen(function* () {
      const port = yield* Effect.acquireRelease(
        Effect.promise(async () => {
          const server = createServer().listen(0, "127.0.0.1")
          await once(server, "listening")
          return server
        }),
        (server) => Effect.sync(() => server.close())
      ).pipe(
        Effect.map((server) => server.address()),
        Effect.map((address) => (address !== null && typeof address === "object" ? address.port : 0))
      )
      const error = yield* Effect.flip(boot(options(healthy, { port })))
      assert.strictEqual(error.step, "port")
      assert.include(error.message, `Port ${port} is in use`)
    }).pipe(Effect.scoped, Effect.provide(platform))
  )

  it.live("takes another port when the chosen one is lost in the meantime", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const cwd = yield* fs.makeTempDirectoryScoped()
      const unlucky = `
        const fs = require("node:fs")
        if (!fs.existsSync("tried")) {
          fs.writeFileSync("tried", "")
          console.error("[Errno 98] error while attempting to bind on address: address already in use")
          process.exit(1)
        }
        ${healthy}
      `
      const { version } = yield* boot(options(unlucky, { cwd }))
      assert.strictEqual(version, "0.0.0")
    }).pipe(Effect.scoped, Effect.provide(platform))
  )
})
