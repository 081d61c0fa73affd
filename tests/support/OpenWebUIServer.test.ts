import { createServer, type Server } from "node:http"
import { createServer as createSocketServer } from "node:net"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Docker from "./server/Docker.ts"
import { OpenWebUIServer, type Options } from "./server/OpenWebUIServer.ts"
import * as TestServer from "./TestServer.ts"

const environment = (env: Record<string, string>) => ConfigProvider.fromEnvRecord(env)

const found = (env: Record<string, string>, options: Options = {}) =>
  OpenWebUIServer.pipe(
    Effect.provide(
      OpenWebUIServer.layer({ onProgress: () => Effect.void, ...options }).pipe(
        Layer.provide(ConfigProvider.layer(environment(env)))
      )
    )
  )

describe("a server that OPEN_WEBUI_URL names", () => {
  it.live("is used, with the key", () =>
    Effect.gen(function* () {
      const server = yield* found({ OPEN_WEBUI_URL: `${TestServer.url}/`, OPEN_WEBUI_API_KEY: "sk-1" })
      assert.strictEqual(server.url, TestServer.url)
      assert.strictEqual(server.version, TestServer.version)
      assert.strictEqual(server.source, "url")
      if (server.credentials._tag !== "Token") return assert.fail("expected a token")
      assert.strictEqual(Redacted.value(server.credentials.token), "sk-1")
      assert.notInclude(JSON.stringify(server), "sk-1")
    })
  )

  it.live("is used with e-mail and password, or with nothing", () =>
    Effect.gen(function* () {
      const url = { OPEN_WEBUI_URL: TestServer.url }
      const withPassword = yield* found({ ...url, OPEN_WEBUI_EMAIL: "a@b.c", OPEN_WEBUI_PASSWORD: "secret" })
      if (withPassword.credentials._tag !== "Password") return assert.fail("expected a password")
      assert.strictEqual(withPassword.credentials.email, "a@b.c")
      assert.strictEqual(Redacted.value(withPassword.credentials.password), "secret")
      assert.strictEqual((yield* found(url)).credentials._tag, "None")
    })
  )

  it.live("is missed when it does not answer", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(found({ OPEN_WEBUI_URL: "http://127.0.0.1:1" }, { deadline: "300 millis" }))
      assert.strictEqual(error.step, "url")
      assert.include(error.message, "http://127.0.0.1:1")
      assert.include(error.message, "unset OPEN_WEBUI_URL")
    })
  )
})

/** Listens on a socket file in place of a Docker engine. */
const listenOn = (make: () => Server | ReturnType<typeof createSocketServer>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped()
    const path = `${folder}/docker.sock`
    yield* Effect.acquireRelease(
      Effect.callback<Server | ReturnType<typeof createSocketServer>>((resume) => {
        const server = make().listen(path, () => resume(Effect.succeed(server)))
      }),
      (server) => Effect.sync(() => server.close())
    )
    return path
  })

const engineAnswersAt = (path: string) =>
  Docker.engineAnswers.pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, environment({ DOCKER_HOST: `unix://${path}` }))
  )

describe("the search for a Docker engine", () => {
  it.live("finds one that answers a ping", () =>
    Effect.gen(function* () {
      const path = yield* listenOn(() => createServer((_, response) => response.end("OK")))
      assert.isTrue(yield* engineAnswersAt(path))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("passes over a missing one, a broken one and a silent one, and does not wait for long", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* engineAnswersAt("/no/such/docker.sock"))
      const broken = yield* listenOn(() => createServer((_, response) => response.writeHead(500).end()))
      assert.isFalse(yield* engineAnswersAt(broken))
      const silent = yield* listenOn(() => createSocketServer((socket) => socket.on("error", () => {})))
      assert.isFalse(yield* Effect.timeout(engineAnswersAt(silent), "3 seconds"))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})

describe("a server from PyPI", () => {
  it.live(
    "starts empty with an admin, and leaves nothing behind",
    () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const folders = Effect.map(fs.readDirectory(tmpdir()), (names) =>
          names.filter((name) => name.startsWith("open-webui-"))
        )
        const before = new Set(yield* folders)
        const lines: Array<string> = []
        const options: Options = {
          providerUrl: TestServer.providerUrl,
          env: { WEBUI_NAME: "Second" },
          onProgress: (line) => Effect.sync(() => lines.push(line))
        }
        const { url, ours } = yield* Effect.gen(function* () {
          const server = yield* OpenWebUIServer
          assert.strictEqual(server.source, "pypi")
          assert.strictEqual(server.version, "0.12.4")
          assert.notStrictEqual(server.url, TestServer.url)
          if (server.credentials._tag !== "Password") return assert.fail("expected a password")
          assert.isDefined(server.credentials.token)
          const config = yield* Effect.flatMap(HttpClient.get(`${server.url}/api/config`), (response) => response.text)
          assert.include(config, "Second")
          return { url: server.url, ours: (yield* folders).filter((name) => !before.has(name)) }
        }).pipe(Effect.provide(OpenWebUIServer.layerPypi(options)))
        assert.match(lines.at(-1) ?? "", /is ready at http:/)
        assert.isAbove(ours.length, 0)

        const error = yield* Effect.flip(HttpClient.get(`${url}/health`))
        assert.strictEqual(error.reason._tag, "TransportError")
        const left = yield* folders
        assert.deepStrictEqual(
          ours.filter((name) => left.includes(name)),
          []
        )
      }).pipe(Effect.provide(Layer.merge(NodeServices.layer, FetchHttpClient.layer))),
    240_000
  )
})
