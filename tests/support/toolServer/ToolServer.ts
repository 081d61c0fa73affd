/**
 * What stands behind Open WebUI's tools: an OpenAPI tool server, an MCP server, and sources of plugins to load.
 *
 * | path | what is there |
 * |---|---|
 * | `/openapi.json`, `/private/openapi.json` | the tools; the private one asks for `Bearer tool-key` |
 * | `POST /add`, `GET /greet/{name}` | the tools |
 * | `POST /mcp` | an MCP server without sessions; `/mcp/private` asks for `Bearer tool-key` |
 * | `/.well-known/oauth-authorization-server`, `POST /register` | how to sign in to the MCP server with OAuth |
 * | `/plugins/my_tool.py`, `/plugins/my_tool/main.py`, `/plugins/empty.py` | sources |
 * | `/skills/SKILL.md`, `/skills/page.html` | a skill; a web page |
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
import * as Record from "../provider/Record.ts"

export class ToolServer extends Context.Service<
  ToolServer,
  {
    /** Where it is, without a slash at its end. */
    readonly url: string
    /** Everything asked so far, oldest first. */
    readonly requests: Effect.Effect<ReadonlyArray<Record.RecordedRequest>>
  }
>()("effect-open-webui/tests/support/toolServer/ToolServer") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(ToolServer, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

/** What the private parts ask for. */
export const key = "tool-key"

/** The title of the OpenAPI server. */
export const title = "Arithmetic and manners"

/** A tool in Python. */
export const toolSource = `"""
title: Loaded tool
version: 1.2
"""
class Tools:
    def add(self, a: int, b: int) -> int:
        """Adds two numbers."""
        return a + b
`

/** A skill in Markdown. */
export const skillSource = `---
name: loaded-skill
description: How to greet.
---
Say hello.
`

/** The tools of the MCP server. */
export const mcpTools = [
  {
    name: "add_numbers",
    description: "Adds two numbers.",
    inputSchema: {
      type: "object",
      properties: { a: { type: "number" }, b: { type: "number" } },
      required: ["a", "b"]
    }
  },
  { name: "undescribed", inputSchema: { type: "object", properties: {} } }
]

const openapi = (url: string) => ({
  openapi: "3.1.0",
  info: { title, version: "1.0.0", description: "Tools for tests." },
  servers: [{ url }],
  paths: {
    "/add": {
      post: {
        operationId: "add_numbers",
        summary: "Adds two numbers.",
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: {
                type: "object",
                properties: { a: { type: "number" }, b: { type: "number" } },
                required: ["a", "b"]
              }
            }
          }
        },
        responses: { "200": { description: "The sum." } }
      }
    },
    "/greet/{name}": {
      get: {
        operationId: "greet",
        description: "Greets somebody.",
        parameters: [{ name: "name", in: "path", required: true, schema: { type: "string" } }],
        responses: { "200": { description: "The greeting." } }
      }
    }
  }
})

const json = HttpServerResponse.jsonUnsafe

const Numbers = Schema.Struct({ a: Schema.Number, b: Schema.Number })

const Rpc = Schema.Struct({
  id: Schema.optionalKey(Schema.Union([Schema.String, Schema.Number])),
  method: Schema.String,
  params: Schema.optionalKey(Schema.Json)
})

const Call = Schema.Struct({ name: Schema.String, arguments: Schema.optionalKey(Schema.Json) })

/** What the MCP server answers; `undefined` where it does not know the method. */
const resultOf = ({ method, params }: typeof Rpc.Type): Schema.Json | undefined => {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: "2025-06-18",
        capabilities: { tools: {} },
        serverInfo: { name: "test-mcp", version: "1.0.0" }
      }
    case "ping":
      return {}
    case "tools/list":
      return { tools: mcpTools }
    case "tools/call": {
      if (!Schema.is(Call)(params)) return undefined
      const sum = Schema.is(Numbers)(params.arguments) ? params.arguments.a + params.arguments.b : 0
      return { content: [{ type: "text", text: String(sum) }] }
    }
    default:
      return undefined
  }
}

const mcp = HttpServerRequest.schemaBodyJson(Rpc).pipe(
  Effect.map((rpc) => {
    // A notification is only acknowledged.
    if (rpc.id === undefined) return HttpServerResponse.empty({ status: 202 })
    const result = resultOf(rpc)
    return json(
      result === undefined
        ? { jsonrpc: "2.0", id: rpc.id, error: { code: -32601, message: "Method not found" } }
        : { jsonrpc: "2.0", id: rpc.id, result }
    )
  }),
  Effect.catchTag(["SchemaError", "HttpServerError"], (error) =>
    Effect.succeed(json({ error: error.message }, { status: 400 }))
  )
)

const privately = <E, R>(answer: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) =>
    headers.authorization === `Bearer ${key}`
      ? answer
      : Effect.succeed(json({ detail: "Unauthorized" }, { status: 401 }))
  )

const make = Effect.gen(function* () {
  const recorder = yield* Record.make
  const { address } = yield* HttpServer.HttpServer
  const url = HttpServer.formatAddress(address)
  const description = json(openapi(url))
  const python = (source: string) => HttpServerResponse.text(source, { contentType: "text/x-python" })

  const routes = Layer.mergeAll(
    HttpRouter.add("GET", "/openapi.json", description),
    HttpRouter.add("GET", "/private/openapi.json", privately(Effect.succeed(description))),
    HttpRouter.add(
      "POST",
      "/add",
      HttpServerRequest.schemaBodyJson(Numbers).pipe(
        Effect.map(({ a, b }) => json({ sum: a + b })),
        Effect.catchTag(["SchemaError", "HttpServerError"], (error) =>
          Effect.succeed(json({ detail: error.message }, { status: 422 }))
        )
      )
    ),
    HttpRouter.add(
      "GET",
      "/greet/:name",
      Effect.map(HttpRouter.params, ({ name }) => json({ greeting: `Hello, ${name}!` }))
    ),
    HttpRouter.add("POST", "/mcp", mcp),
    HttpRouter.add("POST", "/mcp/private", privately(mcp)),
    HttpRouter.add(
      "GET",
      "/.well-known/oauth-authorization-server",
      json({
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        registration_endpoint: `${url}/register`,
        scopes_supported: ["tools"],
        response_types_supported: ["code"],
        grant_types_supported: ["authorization_code", "refresh_token"],
        token_endpoint_auth_methods_supported: ["none", "client_secret_post"],
        code_challenge_methods_supported: ["S256"]
      })
    ),
    HttpRouter.add(
      "POST",
      "/register",
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const asked = yield* Effect.orElseSucceed(request.json, () => null)
        const fields = Schema.is(Schema.Record(Schema.String, Schema.Json))(asked) ? asked : {}
        return json({ ...fields, client_id: "test-client", client_id_issued_at: 1_795_262_400 }, { status: 201 })
      })
    ),
    HttpRouter.add("GET", "/plugins/my_tool.py", python(toolSource)),
    HttpRouter.add("GET", "/plugins/my_tool/main.py", python(toolSource)),
    HttpRouter.add("GET", "/plugins/empty.py", python("")),
    HttpRouter.add("GET", "/skills/SKILL.md", HttpServerResponse.text(skillSource, { contentType: "text/markdown" })),
    HttpRouter.add("GET", "/skills/page.html", HttpServerResponse.text("<p>A page</p>", { contentType: "text/html" }))
  )

  const router = yield* HttpRouter.toHttpEffect(routes)
  yield* HttpServer.serveEffect(router, (app: typeof router) => recorder.middleware(app))
  return ToolServer.of({ url, requests: recorder.requests })
})
