import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Bytes } from "../../src/internal/answer.ts"
import { type TerminalServerConnection, TerminalServersConfigForm } from "../../src/models/Configs.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import { clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, type TestUser, unique } from "../support/TestServer.ts"
import { Echo, page, picture, TerminalServer } from "../support/terminals/TerminalServer.ts"

/** The connections to one terminal server, each with other settings, while the tests run. */
class Connections extends Context.Service<
  Connections,
  {
    readonly owui: OpenWebUIService
    readonly account: TestUser
    readonly user: OpenWebUIService
    readonly nobody: OpenWebUIService
    readonly upstream: TerminalServer["Service"]
    /** For administrators only; with a key. */
    readonly own: string
    /** For the account; with its own token. */
    readonly shared: string
    /** For everyone; each saved chat has its own terminal. */
    readonly perChat: string
    /** For everyone; not in chats. */
    readonly notInChats: string
    readonly off: string
    /** Nobody listens there. */
    readonly down: string
    /** Without a URL. */
    readonly nowhere: string
  }
>()("effect-open-webui/tests/routers/Terminals/Connections") {}

const read = (owui: OpenWebUIService) =>
  Effect.flatMap(owui.configs.getTerminalServersConfig(), Schema.decodeUnknownEffect(TerminalServersConfigForm))

const make = Effect.gen(function* () {
  const upstream = yield* TerminalServer
  const owui = yield* clientOf(admin.token)
  const account = yield* freshUser()
  const word = unique("terminal")
  const names = ["own", "shared", "perChat", "notInChats", "off", "down", "nowhere"] as const
  const ids = Object.fromEntries(names.map((name) => [name, `${word}-${name}`])) as Record<
    (typeof names)[number],
    string
  >
  const everyone = [{ principal_type: "user", principal_id: "*", permission: "read" }]
  const connections: ReadonlyArray<TerminalServerConnection> = [
    { id: ids.own, name: "Own", url: `${upstream.url}/`, key: "terminal-key" },
    {
      id: ids.shared,
      name: "Shared",
      url: `${upstream.url}/below`,
      auth_type: "session",
      config: {
        access_grants: [{ principal_type: "user", principal_id: account.id, permission: "read" }],
        chat_uploads: "filesystem"
      }
    },
    {
      id: ids.perChat,
      name: "One for each chat",
      url: upstream.url,
      auth_type: "none",
      server_type: "orchestrator",
      policy_id: "small one",
      config: { access_grants: everyone, contexts: { chat: { context_id: "chat_id" }, automation: false } }
    },
    {
      id: ids.notInChats,
      name: "Not in chats",
      url: upstream.url,
      server_type: "orchestrator",
      config: { access_grants: everyone, contexts: { chat: false, automation: { context_id: "automation_id" } } }
    },
    { id: ids.off, url: upstream.url, enabled: false, config: { access_grants: everyone } },
    { id: ids.down, url: "http://127.0.0.1:1" },
    { id: ids.nowhere, url: "", name: null }
  ]
  const set = (TERMINAL_SERVER_CONNECTIONS: ReadonlyArray<TerminalServerConnection>) =>
    owui.configs.setTerminalServersConfig({ payload: { TERMINAL_SERVER_CONNECTIONS } })
  yield* Effect.acquireRelease(
    Effect.tap(read(owui), (before) => set([...before.TERMINAL_SERVER_CONNECTIONS, ...connections])),
    (before) => Effect.orDie(set(before.TERMINAL_SERVER_CONNECTIONS))
  )
  return Connections.of({
    owui,
    account,
    user: yield* clientOf(account.token),
    nobody: yield* clientOf(undefined),
    upstream,
    ...ids
  })
})

/** What the terminal server says that it was asked. */
const echoOf = ({ bytes, contentType }: Bytes) => {
  assert.strictEqual(contentType, "application/json")
  return Schema.decodeUnknownSync(Schema.fromJsonString(Echo))(new TextDecoder().decode(bytes))
}

/** The proxy by every method, on one path, plainly or on behalf of a chat. */
const everyMethod = ({ terminals }: OpenWebUIService, server_id: string, path: string, chat_id?: string) => {
  const content = { name: "a.txt", content: "Some text", contentType: "text/plain" }
  const payload = { told: ["this", 1] }
  const once = { retry: false } as const
  if (chat_id === undefined) {
    const params = { server_id, path }
    return {
      GET: terminals.proxyTerminalGet({ params }, once),
      POST: terminals.proxyTerminalPost({ params, payload }, once),
      FILE: terminals.proxyTerminalPostFile({ params, payload: { file: content } }, once),
      PUT: terminals.proxyTerminalPut({ params, payload }, once),
      PATCH: terminals.proxyTerminalPatch({ params, payload }, once),
      DELETE: terminals.proxyTerminalDelete({ params, payload }, once),
      OPTIONS: terminals.proxyTerminalOptions({ params }, once),
      HEAD: terminals.proxyTerminalHead({ params }, once)
    }
  }
  const params = { server_id, path, chat_id }
  return {
    GET: terminals.proxyTerminalChatGet({ params }, once),
    POST: terminals.proxyTerminalChatPost({ params, payload }, once),
    FILE: terminals.proxyTerminalChatPostFile({ params, payload: { file: content } }, once),
    PUT: terminals.proxyTerminalChatPut({ params, payload }, once),
    PATCH: terminals.proxyTerminalChatPatch({ params, payload }, once),
    DELETE: terminals.proxyTerminalChatDelete({ params, payload }, once),
    OPTIONS: terminals.proxyTerminalChatOptions({ params }, once),
    HEAD: terminals.proxyTerminalChatHead({ params }, once)
  }
}

/** The reasons for which every method fails there, each once, HEAD left out, whose refusals have no text. */
const reasonsOf = ({ HEAD: _, ...calls }: ReturnType<typeof everyMethod>) =>
  Effect.map(Effect.all(Object.values(calls).map((call) => reasonOf(call))), (reasons) => [
    ...new Set(reasons.map(({ _tag }) => _tag))
  ])

describe("terminals", () => {
  layer(Layer.effect(Connections, make).pipe(Layer.provide(TerminalServer.layer())), { excludeTestServices: true })(
    (it) => {
      it.effect("lists the terminal servers of the caller, with where they may be used", () =>
        Effect.gen(function* () {
          const { down, nobody, notInChats, nowhere, owui, own, perChat, shared, upstream, user } = yield* Connections
          const mine = new Set([own, shared, perChat, notInChats, down, nowhere])
          const all = (yield* owui.terminals.listTerminalServers()).filter(({ id }) => id !== null && mine.has(id))
          const plain = { contexts: {}, config: { chat_uploads: "default" } }
          assert.deepStrictEqual(all, [
            { id: own, url: `${upstream.url}/`, name: "Own", ...plain },
            {
              id: shared,
              url: `${upstream.url}/below`,
              name: "Shared",
              contexts: {},
              config: { chat_uploads: "filesystem" }
            },
            {
              ...plain,
              id: perChat,
              url: upstream.url,
              name: "One for each chat",
              contexts: { chat: { context_id: "chat_id" }, automation: false }
            },
            {
              ...plain,
              id: notInChats,
              url: upstream.url,
              name: "Not in chats",
              contexts: { chat: false, automation: { context_id: "automation_id" } }
            },
            { id: down, url: "http://127.0.0.1:1", name: "", ...plain },
            { id: nowhere, url: "", name: null, ...plain }
          ])
          const granted = yield* user.terminals.listTerminalServers()
          assert.deepStrictEqual(
            granted.map(({ id }) => id),
            [shared, perChat, notInChats]
          )
          assert.strictEqual((yield* reasonOf(nobody.terminals.listTerminalServers()))._tag, "Unauthenticated")
        })
      )

      it.effect(
        "hands on every method with its body, the account's id and the key, and nothing else of the caller",
        () =>
          Effect.gen(function* () {
            const { owui, own, upstream } = yield* Connections
            const path = `files/${unique("a b")}/`
            const { HEAD, ...calls } = everyMethod(owui, own, path)
            const answers = yield* Effect.all(calls)
            const told = '{"told":["this",1]}'
            for (const [name, answer] of Object.entries(answers)) {
              const { body, headers, method, url } = echoOf(answer)
              assert.strictEqual(method, name === "FILE" ? "POST" : name)
              assert.strictEqual(url, `/${path.replace(" ", "%20")}`)
              assert.strictEqual(headers["x-user-id"], admin.id)
              assert.strictEqual(headers.authorization, "Bearer terminal-key")
              assert.isUndefined(headers["x-session-id"])
              if (name === "FILE") {
                assert.match(headers["content-type"] ?? "", /^multipart\/form-data; boundary=/)
                assert.match(body, /name="file"; filename="a.txt"\r\nContent-Type: text\/plain\r\n\r\nSome text\r\n/)
              } else {
                assert.strictEqual(body, name === "GET" || name === "OPTIONS" ? "" : told)
              }
            }
            const { bytes, contentType } = yield* HEAD
            assert.lengthOf(bytes, 0)
            assert.strictEqual(contentType, "application/json")
            assert.include(yield* upstream.requests, `HEAD /${path.replace(" ", "%20")}`)
          })
      )

      it.effect("hands on the query, whatever it holds", () =>
        Effect.gen(function* () {
          const { owui, own } = yield* Connections
          const params = { server_id: own, path: "files/list" }
          const query = { directory: "/tmp/a b", depth: 2, hidden: true, only: ["x", "y&z"], without: undefined }
          const asked = (answer: Bytes) => {
            const { pathname, searchParams } = new URL(echoOf(answer).url, "http://terminal")
            assert.strictEqual(pathname, "/files/list")
            return [...searchParams]
          }
          const expected = [
            ["directory", "/tmp/a b"],
            ["depth", "2"],
            ["hidden", "true"],
            ["only", "x"],
            ["only", "y&z"]
          ]
          const { terminals } = owui
          const chat = { ...params, chat_id: unique() }
          assert.deepStrictEqual(asked(yield* terminals.proxyTerminalGet({ params, query })), expected)
          assert.deepStrictEqual(asked(yield* terminals.proxyTerminalPost({ params, query })), expected)
          assert.deepStrictEqual(asked(yield* terminals.proxyTerminalChatGet({ params: chat, query })), expected)
          assert.deepStrictEqual(asked(yield* terminals.proxyTerminalChatDelete({ params: chat, query })), expected)
        })
      )

      it.effect("sends no body where none is given", () =>
        Effect.gen(function* () {
          const { owui, own } = yield* Connections
          const params = { server_id: own, path: "reset" }
          const chat = { ...params, chat_id: unique() }
          const { terminals } = owui
          const answers = yield* Effect.all([
            terminals.proxyTerminalPost({ params }),
            terminals.proxyTerminalPut({ params }),
            terminals.proxyTerminalPatch({ params }),
            terminals.proxyTerminalDelete({ params }),
            terminals.proxyTerminalChatPost({ params: chat }),
            terminals.proxyTerminalChatPut({ params: chat }),
            terminals.proxyTerminalChatPatch({ params: chat }),
            terminals.proxyTerminalChatDelete({ params: chat })
          ])
          assert.deepStrictEqual(
            answers.map(echoOf).map(({ body, url }) => [url, body]),
            answers.map(() => ["/reset", ""])
          )
        })
      )

      it.effect("says on whose behalf, by the chat in the path or by a header", () =>
        Effect.gen(function* () {
          const { account, shared, user } = yield* Connections
          const chat_id = unique("chat")
          const { HEAD, ...calls } = everyMethod(user, shared, "files/cwd", chat_id)
          for (const answer of Object.values(yield* Effect.all(calls))) {
            const { headers, url } = echoOf(answer)
            assert.strictEqual(url, "/below/files/cwd")
            assert.strictEqual(headers["x-session-id"], chat_id)
            assert.strictEqual(headers["x-user-id"], account.id)
            // What the administrator chose for this server.
            assert.strictEqual(headers.authorization, `Bearer ${account.token}`)
            assert.isUndefined(headers["x-terminal-context-id"])
          }
          assert.strictEqual((yield* HEAD).contentType, "application/json")
          const params = { server_id: shared, path: "files/cwd" }
          const headers = { "x-session-id": chat_id }
          const said = echoOf(yield* user.terminals.proxyTerminalGet({ params, headers }))
          assert.strictEqual(said.headers["x-session-id"], chat_id)
          assert.strictEqual(said.url, "/below/files/cwd")
          // The plain path reads the same where it looks like that of a chat.
          const chat = { server_id: shared, path: `chats/${chat_id}/files/cwd` }
          const alike = echoOf(yield* user.terminals.proxyTerminalGet({ params: chat }))
          assert.deepStrictEqual([alike.url, alike.headers["x-session-id"]], [said.url, chat_id])
        })
      )

      it.effect("names the chat's own terminal, which only saved chats have", () =>
        Effect.gen(function* () {
          const { perChat, user } = yield* Connections
          const chat_id = unique("chat")
          const { headers, url } = echoOf(
            yield* user.terminals.proxyTerminalChatGet({ params: { server_id: perChat, chat_id, path: "files/cwd" } })
          )
          assert.strictEqual(headers["x-terminal-context-id"], `chat:${chat_id}`)
          assert.strictEqual(url, "/p/small%20one/files/cwd")
          assert.isUndefined(headers.authorization)
          const unsaved = yield* reasonsOf(everyMethod(user, perChat, "files/cwd", `local:${chat_id}`))
          assert.deepStrictEqual(unsaved, ["Conflict"])
        })
      )

      it.effect("fetches and streams a file with its name", () =>
        Effect.gen(function* () {
          const { owui, own } = yield* Connections
          const params = { server_id: own, path: "files/view" }
          const chat = { ...params, chat_id: unique() }
          const expected = { bytes: picture, contentType: "application/octet-stream", fileName: "picture.bin" }
          const collected = <E>(stream: Stream.Stream<Uint8Array, E>) =>
            Effect.map(Stream.runCollect(stream), (pieces) => new Uint8Array(Buffer.concat(pieces)))
          assert.deepStrictEqual(yield* owui.terminals.proxyTerminalGet({ params }), expected)
          assert.deepStrictEqual(yield* owui.terminals.proxyTerminalChatGet({ params: chat }), expected)
          assert.deepStrictEqual(yield* collected(owui.terminals.streamProxyTerminalGet({ params })), picture)
          assert.deepStrictEqual(yield* collected(owui.terminals.streamProxyTerminalChatGet({ params: chat })), picture)
          const { bytes, contentType, fileName } = yield* owui.terminals.proxyTerminalHead({ params })
          assert.deepStrictEqual([bytes.length, contentType, fileName], [0, expected.contentType, expected.fileName])
        })
      )

      it.effect("passes on what the terminal server refuses", () =>
        Effect.gen(function* () {
          const { owui, own } = yield* Connections
          const ask = (path: string) =>
            reasonOf(owui.terminals.proxyTerminalGet({ params: { server_id: own, path } }, { retry: false }))
          const missing = yield* ask("files/none")
          assert(missing._tag === "NotFound")
          assert.strictEqual(missing.detail, "File not found")
          const unknown = yield* ask("no/such/route")
          assert.strictEqual(unknown._tag, "NotFound")
          const key = yield* ask("private")
          assert(key._tag === "Forbidden")
          assert.strictEqual(key.status, 401)
          const broken = yield* ask("broken")
          assert(broken._tag === "ServerFailed")
          assert.deepStrictEqual([broken.status, broken.detail], [500, "The disk is full"])
          const busy = yield* ask("slow-down")
          assert(busy._tag === "RateLimited")
          assert.strictEqual(busy.detail, "Too many sessions")
          const params = { server_id: own, path: "files/none" }
          const streamed = Stream.runDrain(owui.terminals.streamProxyTerminalGet({ params }))
          assert.strictEqual((yield* reasonOf(streamed))._tag, "NotFound")
          const chat = { ...params, chat_id: unique() }
          const streamedForChat = Stream.runDrain(owui.terminals.streamProxyTerminalChatGet({ params: chat }))
          assert.strictEqual((yield* reasonOf(streamedForChat))._tag, "NotFound")
        })
      )

      it.effect("does not follow a redirect of the terminal server to where it leads", () =>
        Effect.gen(function* () {
          const { owui, own, upstream } = yield* Connections
          const params = { server_id: own, path: "moved" }
          // It is taken as a path of Open WebUI, which has none such.
          assert.strictEqual((yield* reasonOf(owui.terminals.proxyTerminalGet({ params })))._tag, "NoSuchRoute")
          assert.notInclude(yield* upstream.requests, "GET /elsewhere")
        })
      )

      it.effect("refuses by every method what is no server, not for the account, off or out of reach", () =>
        Effect.gen(function* () {
          const { down, notInChats, nobody, nowhere, off, own, owui, user } = yield* Connections
          const chat = unique("chat")
          const path = "files/cwd"
          for (const chat_id of [undefined, chat]) {
            assert.deepStrictEqual(yield* reasonsOf(everyMethod(owui, unique(), path, chat_id)), ["NotFound"])
            assert.deepStrictEqual(yield* reasonsOf(everyMethod(user, own, path, chat_id)), ["Forbidden"])
            assert.deepStrictEqual(yield* reasonsOf(everyMethod(owui, own, "api/v1/status", chat_id)), ["Forbidden"])
            assert.deepStrictEqual(yield* reasonsOf(everyMethod(nobody, own, path, chat_id)), ["Unauthenticated"])
            assert.deepStrictEqual(yield* reasonsOf(everyMethod(owui, nowhere, path, chat_id)), ["ServerFailed"])
          }
          assert.deepStrictEqual(yield* reasonsOf(everyMethod(user, notInChats, path, chat)), ["Forbidden"])
          assert.strictEqual(echoOf(yield* everyMethod(user, notInChats, path).GET).url, "/files/cwd")
          const unreachable = yield* reasonOf(
            owui.terminals.proxyTerminalGet({ params: { server_id: down, path } }, { retry: false })
          )
          assert(unreachable._tag === "ServerFailed")
          assert.strictEqual(unreachable.status, 502)
          assert.deepStrictEqual(yield* reasonsOf(everyMethod(owui, off, path)), ["FeatureDisabled"])
        })
      )

      it.effect("tells by HEAD, whose refusals have no text, what is there", () =>
        Effect.gen(function* () {
          const { nobody, own, owui, user } = yield* Connections
          const at = { params: { server_id: own, path: "files/none" } }
          const chat = { params: { ...at.params, chat_id: unique() } }
          assert.strictEqual((yield* reasonOf(owui.terminals.proxyTerminalHead(at)))._tag, "NotFound")
          assert.strictEqual((yield* reasonOf(owui.terminals.proxyTerminalChatHead(chat)))._tag, "NotFound")
          assert.strictEqual((yield* reasonOf(user.terminals.proxyTerminalHead(at)))._tag, "Forbidden")
          assert.strictEqual((yield* reasonOf(user.terminals.proxyTerminalChatHead(chat)))._tag, "Forbidden")
          assert.strictEqual((yield* reasonOf(nobody.terminals.proxyTerminalHead(at)))._tag, "Unauthenticated")
          assert.strictEqual((yield* reasonOf(nobody.terminals.proxyTerminalChatHead(chat)))._tag, "Unauthenticated")
        })
      )

      it.effect("fetches a page that a program behind the terminal serves", () =>
        Effect.gen(function* () {
          const { own, owui } = yield* Connections
          const { bytes, contentType } = yield* owui.terminals.proxyTerminalGet({
            params: { server_id: own, path: "proxy/5173/" }
          })
          assert.strictEqual(contentType, "text/html")
          assert.strictEqual(new TextDecoder().decode(bytes), page)
        })
      )

      it.effect("keeps paths below the terminal server", () =>
        Effect.gen(function* () {
          const { owui, own, upstream } = yield* Connections
          const word = unique()
          const ask = (path: string) =>
            reasonOf(owui.terminals.proxyTerminalGet({ params: { server_id: own, path: `${word}/${path}` } }))
          const outside = yield* ask("../../secret")
          assert(outside._tag === "Invalid")
          // Nothing was sent: our own check.
          assert.isUndefined(outside.status)
          const encoded = yield* ask("%2e%2e/%2e%2e/secret")
          assert(encoded._tag === "Invalid")
          assert.strictEqual(encoded.status, 400)
          const root = yield* reasonOf(owui.terminals.proxyTerminalGet({ params: { server_id: own, path: "" } }))
          assert(root._tag === "Invalid")
          assert.isFalse((yield* upstream.requests).some((request) => request.includes("secret")))
          const marked = yield* owui.terminals.proxyTerminalGet({ params: { server_id: own, path: `${word}?of=x` } })
          assert.strictEqual(echoOf(marked).url, `/${word}?of=x`)
        })
      )
    }
  )
})
