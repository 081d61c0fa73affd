/**
 * A terminal server as models see it: its tools, described by OpenAPI, each of which answers what a real one would.
 * They are those after which Open WebUI tells its clients what happened to the files.
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"

/** The tools, with the parameters of each. */
export const tools = {
  write_file: ["path", "content"],
  replace_file_content: ["path", "content"],
  run_command: ["command"]
} as const

/** The file that each tool says it is about. */
export const path = "/home/ada/notes.md"

export class Shell extends Context.Service<
  Shell,
  {
    /** Where it is, without a slash at its end. */
    readonly url: string
  }
>()("effect-open-webui/tests/support/terminals/Shell") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(Shell, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

const operation = (operationId: string, parameters: ReadonlyArray<string>) => ({
  post: {
    operationId,
    summary: operationId,
    requestBody: {
      content: {
        "application/json": {
          schema: {
            type: "object",
            properties: Object.fromEntries(parameters.map((name) => [name, { type: "string" }])),
            required: parameters
          }
        }
      }
    },
    responses: { 200: { description: "Done" } }
  }
})

const description = {
  openapi: "3.1.0",
  info: { title: "Shell", version: "1" },
  paths: Object.fromEntries(
    Object.entries(tools).map(([name, parameters]) => [`/${name}`, operation(name, parameters)])
  )
}

const make = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  yield* HttpServer.serveEffect(
    Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) => {
      const { pathname } = new URL(url, "http://shell")
      if (pathname === "/openapi.json") return HttpServerResponse.jsonUnsafe(description)
      return Object.hasOwn(tools, pathname.slice(1))
        ? HttpServerResponse.jsonUnsafe({ path })
        : HttpServerResponse.jsonUnsafe({ detail: "Not Found" }, { status: 404 })
    })
  )
  return Shell.of({ url: HttpServer.formatAddress(address) })
})
