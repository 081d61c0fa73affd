import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { redirect, text } from "../../src/internal/answer.ts"
import { methods } from "../../src/internal/client.ts"
import { get, type Methods, post } from "../../src/internal/operation.ts"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import type { ClientOptions } from "../../src/layers/Config.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { clientOf, layer, reasonOf } from "../support/clients.ts"
import { bodyOf, doubleOf } from "../support/double.ts"
import { FaultProxy } from "../support/server/FaultProxy.ts"
import { admin, unique, url } from "../support/TestServer.ts"

/** Runs against the real server, and gives what a proxy before it saw. */
const seen = <A, E>(use: Effect.Effect<A, E, OpenWebUI>, options: Partial<ClientOptions> = {}) =>
  Effect.gen(function* () {
    const proxy = yield* FaultProxy
    const client = layer({ auth: Auth.token(admin.token), retry: false, ...options, url: proxy.url })
    const result = yield* Effect.provide(use, client)
    return { result, requests: yield* proxy.requests }
  }).pipe(Effect.provide(FaultProxy.layer(url)))

const urlOf = (request: HttpClientRequest.HttpClientRequest | undefined): string =>
  request === undefined
    ? ""
    : String(HttpClientRequest.toUrl(request).pipe((option) => (option._tag === "Some" ? option.value : "")))

describe("the address", () => {
  const list = Effect.flatMap(OpenWebUI, (owui) => owui.chats.getSessionUserChatList({ query: { page: 2 } }))

  it.live("may end with slashes and may have a path, below which everything is asked", () =>
    Effect.gen(function* () {
      const expected: ReadonlyArray<readonly [string | URL, string]> = [
        ["http://host", "http://host/api/v1/chats/?page=2"],
        ["http://host/", "http://host/api/v1/chats/?page=2"],
        ["http://host:8080///", "http://host:8080/api/v1/chats/?page=2"],
        ["https://host/owui", "https://host/owui/api/v1/chats/?page=2"],
        ["https://host/a/b//", "https://host/a/b/api/v1/chats/?page=2"],
        [new URL("http://host/x/"), "http://host/x/api/v1/chats/?page=2"]
      ]
      for (const [address, asked] of expected) {
        const { layer, sent } = doubleOf(() => ({ body: "[]" }), { url: address })
        yield* Effect.provide(list, layer)
        assert.strictEqual(urlOf(sent[0]), asked)
      }
    })
  )

  it.live("of the real server serves with and without a slash", () =>
    Effect.gen(function* () {
      for (const address of [url, `${url}/`, `${url}//`]) {
        yield* Effect.provide(list, layer({ url: address, auth: Auth.token(admin.token) }))
      }
    })
  )

  it.live("that is none fails when the client is made, with nothing sent", () =>
    Effect.gen(function* () {
      for (const address of ["", "localhost:3000", "host", "/api", "ftp://host", "http://", "http://user:pw@host"]) {
        const error = yield* Effect.flip(
          Layer.build(OpenWebUI.layer({ url: address })).pipe(
            Effect.provideService(
              HttpClient.HttpClient,
              HttpClient.make(() => Effect.die("Nothing is to be sent"))
            )
          )
        )
        assert.strictEqual(error.reason._tag, "Invalid", address)
        assert.isUndefined(error.reason._tag === "Invalid" && error.reason.status)
      }
    })
  )
})

describe("a path parameter", () => {
  it.live("that would lead elsewhere, or cannot be sent, is refused, and nothing is sent", () =>
    Effect.gen(function* () {
      const bad = [
        "",
        ".",
        "..",
        "/",
        "a/b",
        "../x",
        "a/../b",
        "\\",
        "a\\b",
        "\u0000",
        "a\nb",
        "a\tb",
        "\ud800",
        "x\udc00y"
      ]
      const { requests } = yield* seen(
        Effect.gen(function* () {
          const owui = yield* OpenWebUI
          for (const id of bad) {
            for (const call of [
              owui.chats.getChatById({ params: { id } }),
              owui.chats.deleteChatById({ params: { id } }),
              Stream.runDrain(owui.files.streamFileProcessStatus({ params: { id } }))
            ]) {
              const reason = yield* reasonOf(call)
              assert.strictEqual(reason._tag, "Invalid", JSON.stringify(id))
              if (reason._tag !== "Invalid") return
              assert.isUndefined(reason.status)
              assert.deepStrictEqual(reason.issues[0]?.path, ["params", "id"])
            }
          }
          // A caller without types may forget it.
          const forgotten = yield* reasonOf(owui.chats.getChatById({ params: {} as { id: string } }))
          assert.strictEqual(forgotten._tag, "Invalid")
        })
      )
      assert.deepStrictEqual(requests, [])
    })
  )

  it.live("may hold anything else, and the real server's own 404 comes back, not that of another route", () =>
    Effect.gen(function* () {
      const odd = [
        "a b",
        " ",
        "Grüße",
        "😀",
        "what?page=1",
        "a#b",
        "100%",
        "%2e%2e",
        "%2F",
        "..%2Fx",
        "a;b=c",
        "a&b=c",
        "+",
        ":id",
        "...",
        "~!*'()",
        "a:b@c",
        "\u007f",
        "null"
      ]
      for (const id of odd) {
        const { requests, result } = yield* seen(
          Effect.flatMap(OpenWebUI, (owui) => reasonOf(owui.files.getFileById({ params: { id } })))
        )
        assert.strictEqual(result._tag, "NotFound", id)
        assert.strictEqual(result._tag === "NotFound" && result.status, 404)
        assert.deepStrictEqual(
          requests.map(({ path }) => path),
          [`/api/v1/files/${encodeURIComponent(id)}`]
        )
      }
    })
  )

  it.live("that takes the rest of the path keeps its slashes and the one at its end, and leads nowhere else", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(() => ({ body: "{}" }))
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        for (const path of ["models", "/models", "a/b c/ü?x=1#y", "a/b/"])
          yield* owui.openai.proxyGet({ params: { path } })
        assert.deepStrictEqual(sent.map(urlOf), [
          "http://double/openai/models",
          "http://double/openai/models",
          "http://double/openai/a/b%20c/%C3%BC%3Fx%3D1%23y",
          "http://double/openai/a/b/"
        ])
        for (const path of ["..", "a/../b", "a//b", "//a", "./a", "a\\b", "a/\u0001"]) {
          assert.strictEqual((yield* reasonOf(owui.openai.proxyGet({ params: { path } })))._tag, "Invalid", path)
        }
        assert.lengthOf(sent, 4)
      }).pipe(Effect.provide(layer))
    })
  )
})

describe("a query", () => {
  const operations = {
    search: get("/search", {
      query: {
        text: Schema.optional(Schema.NullOr(Schema.String)),
        page: Schema.optional(Schema.Int),
        score: Schema.optional(Schema.Finite),
        archived: Schema.optional(Schema.Boolean),
        tags: Schema.optional(Schema.Array(Schema.String)),
        at: Schema.optional(Schema.BigInt),
        filter: Schema.optional(Schema.Record(Schema.String, Schema.Unknown))
      },
      fixed: { query: { stream: true } },
      success: Schema.Unknown
    }),
    free: get("/free", { query: Schema.Record(Schema.String, Schema.Unknown), success: Schema.Unknown })
  }
  const asked = (call: (service: Methods<typeof operations>) => Effect.Effect<unknown, OpenWebUIError>) => {
    let search = "nothing was sent"
    const transport = HttpClient.make((request, url) => {
      search = url.search
      return Effect.succeed(HttpClientResponse.fromWeb(request, new Response("{}")))
    })
    return Effect.gen(function* () {
      yield* call(methods("double", operations, yield* Client))
      return search
    }).pipe(
      Effect.provide(Client.layer({ url: "http://double" })),
      Effect.provideService(HttpClient.HttpClient, transport)
    )
  }

  it.live("is written as FastAPI reads it: words for booleans, lists repeated, what is absent or null left out", () =>
    Effect.gen(function* () {
      const all = yield* asked((owui) =>
        owui.search({
          query: {
            text: "a b&c=ü",
            page: 2,
            score: 0.5,
            archived: false,
            tags: ["x", "y z", ""],
            at: 1795252586020823319n,
            filter: { a: [1, 1795252586020823319n] }
          }
        })
      )
      assert.deepStrictEqual(
        [...new URLSearchParams(all)],
        [
          ["text", "a b&c=ü"],
          ["page", "2"],
          ["score", "0.5"],
          ["archived", "false"],
          ["tags", "x"],
          ["tags", "y z"],
          ["tags", ""],
          ["at", "1795252586020823319"],
          ["filter", '{"a":[1,1795252586020823319]}'],
          ["stream", "true"]
        ]
      )
      assert.strictEqual(yield* asked((owui) => owui.search()), "?stream=true")
      assert.strictEqual(
        yield* asked((owui) => owui.search({ query: { text: null, page: undefined, tags: [] } })),
        "?stream=true"
      )
      assert.strictEqual(
        yield* asked((owui) => owui.free({ query: { a: [1, null, true], b: undefined } })),
        "?a=1&a=true"
      )
      assert.strictEqual(yield* asked((owui) => owui.free()), "")
    })
  )

  it.live("of the wrong kind is refused with its place, and nothing is sent", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(() => ({ body: "[]" }))
      const reason = yield* Effect.provide(
        Effect.flatMap(OpenWebUI, (owui) => reasonOf(owui.chats.getSessionUserChatList({ query: { page: 1.5 } }))),
        layer
      )
      assert.deepStrictEqual(reason._tag === "Invalid" && reason.issues[0]?.path, ["query", "page"])
      assert.deepStrictEqual(sent, [])
    })
  )

  it.live("is understood by the real server", () =>
    Effect.gen(function* () {
      const name = unique("query ü&=")
      const { requests, result } = yield* seen(
        Effect.gen(function* () {
          const owui = yield* OpenWebUI
          yield* owui.chats.createNewChat({ payload: { chat: { title: name } } })
          const found = yield* owui.chats.getUserChatListByUserId({
            params: { user_id: admin.id },
            query: { query: name, page: 1, order_by: "title", direction: "asc" }
          })
          yield* owui.chats.getSessionUserChatList({ query: { page: 1, include_pinned: true, include_folders: false } })
          return found
        })
      )
      assert.deepStrictEqual(
        result.map(({ title }) => title),
        [name]
      )
      assert.strictEqual(requests[2]?.path, "/api/v1/chats/?page=1&include_pinned=true&include_folders=false")
    })
  )
})

describe("headers", () => {
  it.live("of a call win over the client's, and these over none, whatever their case", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(() => ({ body: "[]" }), {
        auth: Auth.token("jwt"),
        headers: { "X-One": "client", "X-Two": "client" }
      })
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        yield* owui.chats.getSessionUserChatList({}, { headers: { "x-ONE": "call" } })
        yield* owui.chats.getSessionUserChatList({}, { headers: { Authorization: "Basic call", Accept: "call/type" } })
      }).pipe(Effect.provide(layer))
      const [first, second] = sent
      assert.deepInclude(first?.headers, {
        "x-one": "call",
        "x-two": "client",
        authorization: "Bearer jwt",
        accept: "application/json"
      })
      assert.deepInclude(second?.headers, { "x-one": "client", authorization: "Basic call", accept: "call/type" })
    })
  )

  it.live("of a call that are refused are not taken for the client's own, and those that are none are not sent", () =>
    Effect.gen(function* () {
      const owui = yield* clientOf(admin.token)
      const wrong = yield* reasonOf(owui.main.getModels({}, { headers: { Authorization: "Bearer wrong" } }))
      assert.strictEqual(wrong._tag, "Unauthenticated")
      const { layer, sent } = doubleOf(() => ({ body: "[]" }))
      const named = Effect.flatMap(OpenWebUI, ({ main }) => main.getModels({}, { headers: { "bad name": "x" } }))
      const reason = yield* reasonOf(Effect.provide(named, layer))
      assert.deepStrictEqual(reason._tag === "Invalid" && reason.issues[0]?.path, ["headers", "bad name"])
      assert.lengthOf(sent, 0)
    })
  )

  it.live("of a call decide at the real server who asks", () =>
    Effect.gen(function* () {
      const me = yield* Effect.provide(
        Effect.flatMap(OpenWebUI, (owui) =>
          owui.auths.getSessionUser({ headers: { Authorization: `Bearer ${admin.token}` } })
        ),
        layer({})
      )
      assert.strictEqual(me.id, admin.id)
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Redirects
// ---------------------------------------------------------------------------------------------------------------------

interface Asked {
  readonly path: string
  readonly headers: IncomingMessage["headers"]
}

/** A server of its own origin, which remembers what it was asked. */
const server = Effect.fnUntraced(function* (answer: (path: string, response: ServerResponse) => void) {
  const asked: Array<Asked> = []
  const listening = createServer((request, response) => {
    asked.push({ path: request.url ?? "", headers: request.headers })
    request.resume()
    answer(request.url ?? "", response)
  })
  const port = yield* Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      listening.listen(0, "127.0.0.1", () => {
        const address = listening.address()
        resume(Effect.succeed(address !== null && typeof address === "object" ? address.port : 0))
      })
    }),
    () =>
      Effect.callback<void>((resume) => {
        listening.close(() => resume(Effect.void))
        listening.closeAllConnections()
      })
  )
  return { asked, url: `http://127.0.0.1:${port}` }
})

const to = (response: ServerResponse, location: string, status = 302) =>
  response.writeHead(status, { location }).end("moved")

describe("a redirect", () => {
  const operations = {
    follow: get("/follow", { query: { secret: Schema.optional(Schema.String) }, success: text }),
    away: get("/away", { success: text }),
    loop: get("/loop", { success: text }),
    write: post("/write", { success: text }),
    given: get("/away", { success: redirect })
  }
  const servers = Effect.gen(function* () {
    const other = yield* server((_, response) => response.end("elsewhere"))
    const own = yield* server((path, response) => {
      if (path.startsWith("/follow")) to(response, "here?x=1")
      else if (path === "/away") to(response, `${other.url}/there?y=2`)
      else if (path === "/loop") to(response, "/loop", 307)
      else if (path === "/write") to(response, "/here")
      else response.end("here")
    })
    return { other, own }
  })
  const transports = { undici: NodeHttpClient.layerUndici, fetch: FetchHttpClient.layer }

  it.live("to what is no HTTP is not followed", () =>
    Effect.gen(function* () {
      for (const location of ["file:///etc/hosts", "data:application/json,[]"]) {
        const { layer, sent } = doubleOf(() => ({ status: 302, headers: { location } }))
        const reason = yield* reasonOf(
          Effect.provide(
            Effect.flatMap(OpenWebUI, ({ main }) => main.getModels()),
            layer
          )
        )
        assert.strictEqual(reason._tag, "NoSuchRoute")
        assert.lengthOf(sent, 1)
      }
    })
  )

  for (const transport of ["undici", "fetch"] as const) {
    const use = Effect.gen(function* () {
      const { other, own } = yield* servers
      const client = Client.layer({
        url: own.url,
        auth: Auth.token("jwt"),
        headers: { "x-gate": "secret", cookie: "gate=secret" },
        retry: false
      }).pipe(Layer.provide(transports[transport]))
      const context = yield* Layer.build(client)
      const service = yield* Effect.provide(
        Effect.map(Client, (client) => methods("double", operations, client)),
        context
      )
      return { other, own, service }
    })

    it.live(`within the server is followed with all headers, over ${transport}`, () =>
      Effect.gen(function* () {
        const { own, service } = yield* use
        assert.strictEqual(yield* service.follow({ query: { secret: "s" } }), "here")
        assert.deepStrictEqual(
          own.asked.map(({ path }) => path),
          ["/follow?secret=s", "/here?x=1"]
        )
        assert.deepInclude(own.asked[1]?.headers, { authorization: "Bearer jwt", "x-gate": "secret" })
      })
    )

    it.live(`to another server is followed with none of our headers, over ${transport}`, () =>
      Effect.gen(function* () {
        const { other, service } = yield* use
        assert.strictEqual(yield* service.away({ headers: { "x-own": "secret" } }), "elsewhere")
        assert.strictEqual(other.asked[0]?.path, "/there?y=2")
        assert.notInclude(JSON.stringify(other.asked), "secret")
        assert.notInclude(JSON.stringify(other.asked), "jwt")
        assert.notInclude(JSON.stringify(other.asked), "traceparent")
      })
    )

    it.live(`that never ends is given up, over ${transport}`, () =>
      Effect.gen(function* () {
        const { own, service } = yield* use
        const reason = yield* reasonOf(service.loop())
        assert.include(["NoSuchRoute", "Unreachable"], reason._tag)
        assert.isBelow(own.asked.length, 30)
      })
    )

    it.live(`that is the answer is given and not followed, over ${transport}`, () =>
      Effect.gen(function* () {
        const { other, service } = yield* use
        assert.deepStrictEqual(yield* service.given(), { location: `${other.url}/there?y=2`, status: 302 })
        assert.deepStrictEqual(other.asked, [])
      })
    )

    it.live(`of a POST is not followed, since it would lose its body, over ${transport}`, () =>
      Effect.gen(function* () {
        const { own, service } = yield* use
        assert.strictEqual((yield* reasonOf(service.write()))._tag, "NoSuchRoute")
        assert.lengthOf(own.asked, 1)
      })
    )
  }
})

// ---------------------------------------------------------------------------------------------------------------------
// Bodies
// ---------------------------------------------------------------------------------------------------------------------

/** Whether a value has these keys with these values, whatever its type says of them. */
const holds = (value: unknown, part: object) => {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : []
  assert.deepStrictEqual(Object.fromEntries(entries.filter(([key]) => key in part)), { ...part })
}

describe("keys that nobody knows", () => {
  it.live("survive the way to the real server and back, at every depth", () =>
    Effect.gen(function* () {
      const extra = { mystery: { deep: [1, { at: 1795252586020823319n }, null] }, "odd key": "ü" }
      const message = { id: "m", parentId: null, childrenIds: [], role: "user", content: "hi", timestamp: 1 }
      const chat = {
        title: unique("chat"),
        ...extra,
        history: { currentId: "m", messages: { m: { ...message, ...extra } }, ...extra }
      }
      const back = yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const made = yield* owui.chats.createNewChat({ payload: { chat } })
        return yield* owui.chats.getChatById({ params: { id: made.id } })
      }).pipe(Effect.provide(layer({ auth: Auth.token(admin.token) })))
      holds(back.chat, extra)
      holds(back.chat.history, extra)
      holds(back.chat.history?.messages?.m, extra)
    })
  )

  it.live("survive also where they stand beside known ones", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(() => ({
        body: '[{"id":"c","title":"t","updated_at":1,"created_at":1,"next":{"at":1795252586020823319}}]'
      }))
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const [chat] = yield* owui.chats.getSessionUserChatList()
        holds(chat, { next: { at: 1795252586020823319n } })
        yield* Effect.exit(owui.chats.createNewChat({ payload: Object.assign({ chat: {} }, { next: [1n] }) }))
      }).pipe(Effect.provide(layer))
      assert.strictEqual(bodyOf(sent[1]), '{"chat":{},"next":[1]}')
    })
  )
})

describe("a body", () => {
  it.live("holds null where null is said, and no key where nothing is said", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(() => ({ status: 404 }))
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        for (const payload of [{ chat: {}, folder_id: null }, { chat: {} }, { chat: {}, folder_id: undefined }]) {
          yield* Effect.exit(owui.chats.createNewChat({ payload }))
        }
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(sent.map(bodyOf), ['{"chat":{},"folder_id":null}', '{"chat":{}}', '{"chat":{}}'])
    })
  )

  it.live("with null clears a field at the real server, and without the key leaves it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const data = { system_prompt: "Be brief." }
      const { id: folder_id } = yield* owui.folders.createFolder({ payload: { name: unique("folder"), data } })
      yield* owui.folders.updateFolderNameById({ params: { id: folder_id }, payload: { name: unique("folder") } })
      const folder = yield* owui.folders.getFolderById({ params: { id: folder_id } })
      assert.deepInclude(folder?.data, data)

      const { id } = yield* owui.chats.createNewChat({ payload: { chat: { title: unique("chat") }, folder_id } })
      assert.strictEqual((yield* owui.chats.getChatById({ params: { id } })).folder_id, folder_id)
      yield* owui.chats.updateChatFolderIdById({ params: { id }, payload: { folder_id: null } })
      assert.isNull((yield* owui.chats.getChatById({ params: { id } })).folder_id)
    }).pipe(Effect.provide(layer({ auth: Auth.token(admin.token) })))
  )

  it.live("of a GET reaches the real server", () =>
    Effect.gen(function* () {
      const word = unique("body")
      const { requests } = yield* seen(
        Effect.flatMap(OpenWebUI, (owui) =>
          Effect.exit(owui.openai.proxyGet({ params: { path: `jobs/${word}` }, payload: { word } }))
        )
      )
      assert.strictEqual(requests[0]?.method, "GET")
      assert.strictEqual(requests[0]?.body, JSON.stringify({ word }))
    })
  )

  it.live("that does not fit is refused with its place and without its values, and nothing is sent", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(() => ({ body: "null" }))
      yield* Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const wrong = { chat: {}, folder_id: 5 } as unknown as { chat: {} }
        const reason = yield* reasonOf(owui.chats.createNewChat({ payload: wrong }))
        assert.deepStrictEqual(reason._tag === "Invalid" && reason.issues[0]?.path, ["payload", "folder_id"])
        const missing = yield* reasonOf(owui.chats.createNewChat({} as { payload: { chat: {} } }))
        assert.deepStrictEqual(missing._tag === "Invalid" && missing.issues[0]?.path, ["payload"])
        const secret = { model: "m", messages: [{ role: "user", content: { text: "pa55word" } }] } as never
        const told = yield* Effect.flip(owui.main.generateChatCompletion({ payload: secret }))
        assert.strictEqual(told.reason._tag, "Invalid")
        assert.notInclude(told.message + JSON.stringify(told), "pa55word")
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(sent, [])
    })
  )
})
