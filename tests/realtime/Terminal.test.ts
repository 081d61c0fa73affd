import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as NodeWS from "@effect/platform-node/NodeWS"
import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Socket from "effect/socket/Socket"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { type TerminalServerConnection, TerminalServersConfigForm } from "../../src/models/Configs.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import * as Terminal from "../../src/realtime/Terminal.ts"
import { clientOf } from "../support/clients.ts"
import { admin, freshUser, type TestUser, unique, url } from "../support/TestServer.ts"
import { apart, pattern, type Shell, Shells } from "../support/terminals/Shells.ts"
import { wire } from "./support.ts"

/** A terminal server of the tests, connected in several ways. */
class Setting extends Context.Service<
  Setting,
  {
    readonly owui: OpenWebUIService
    readonly user: TestUser
    readonly upstream: Shells["Service"]
    /** For everyone; with a key. */
    readonly shared: string
    /** For administrators only. */
    readonly own: string
    /** For everyone; each saved chat has its own terminal, and the account's own token is sent. */
    readonly perChat: string
    /** For everyone, but not in chats. */
    readonly notInChats: string
    readonly off: string
    /** Nobody listens there. */
    readonly down: string
    /** Connects another one, for everyone. */
    readonly connect: (id: string, url?: string) => Effect.Effect<void, OpenWebUIError>
    /** Changes a connection, or takes it away. */
    readonly change: (
      id: string,
      to: Partial<TerminalServerConnection> | undefined
    ) => Effect.Effect<void, OpenWebUIError>
  }
>()("effect-open-webui/tests/realtime/Terminal/Setting") {}

const everyone = [{ principal_type: "user", principal_id: "*", permission: "read" }]

const make = Effect.gen(function* () {
  const upstream = yield* Shells
  const owui = yield* clientOf(admin.token)
  const word = unique("shell")
  const id = (name: string) => `${word}-${name}`
  const orchestrator = { url: upstream.url, server_type: "orchestrator", auth_type: "session" } as const
  const connections: ReadonlyArray<TerminalServerConnection> = [
    { id: id("shared"), url: upstream.url, key: "terminal-key", config: { access_grants: everyone } },
    { id: id("own"), url: upstream.url },
    {
      id: id("perChat"),
      ...orchestrator,
      config: { access_grants: everyone, contexts: { chat: { context_id: "chat_id" } } }
    },
    { id: id("notInChats"), ...orchestrator, config: { access_grants: everyone, contexts: { chat: false } } },
    { id: id("off"), url: upstream.url, enabled: false, config: { access_grants: everyone } },
    { id: id("down"), url: "http://127.0.0.1:1", config: { access_grants: everyone } }
  ]
  const read = Effect.map(
    Effect.flatMap(owui.configs.getTerminalServersConfig(), Schema.decodeUnknownEffect(TerminalServersConfigForm)),
    ({ TERMINAL_SERVER_CONNECTIONS }) => TERMINAL_SERVER_CONNECTIONS
  ).pipe(Effect.catchTag("SchemaError", Effect.die))
  const set = (TERMINAL_SERVER_CONNECTIONS: ReadonlyArray<TerminalServerConnection>) =>
    Effect.asVoid(owui.configs.setTerminalServersConfig({ payload: { TERMINAL_SERVER_CONNECTIONS } }))
  yield* Effect.acquireRelease(
    Effect.tap(read, (before) => set([...before, ...connections])),
    (before) => Effect.orDie(set(before))
  )
  return Setting.of({
    owui,
    user: yield* freshUser(),
    upstream,
    shared: id("shared"),
    own: id("own"),
    perChat: id("perChat"),
    notInChats: id("notInChats"),
    off: id("off"),
    down: id("down"),
    connect: (id, url = upstream.url) =>
      Effect.flatMap(read, (all) => set([...all, { id, url, config: { access_grants: everyone } }])),
    change: (id, to) =>
      Effect.flatMap(read, (all) =>
        set(all.flatMap((one) => (one.id !== id ? [one] : to === undefined ? [] : [{ ...one, ...to }])))
      )
  })
})

/** A terminal of these credentials until the scope closes. */
const openAs = (
  auth: Auth.Auth,
  {
    at = url,
    sockets = NodeSocket.layerWebSocketConstructor,
    ...options
  }: Terminal.TerminalOptions & {
    readonly at?: string
    readonly sockets?: Layer.Layer<Socket.WebSocketConstructor>
  }
) =>
  Terminal.open(options).pipe(
    Effect.provide(
      Layer.merge(Client.layer({ url: at, auth, retry: false }).pipe(Layer.provide(FetchHttpClient.layer)), sockets)
    )
  )

const open = (token: string, options: Parameters<typeof openAs>[1]) => openAs(Auth.token(token), options)

/** The shell behind a terminal once it meets a condition. */
const shellOf = ({ shells }: Shells["Service"], id: string, condition: (shell: Shell) => boolean) =>
  Effect.suspend(() => {
    const shell = shells.get(id)
    return shell !== undefined && condition(shell) ? Effect.succeed(shell) : Effect.fail(shell)
  }).pipe(Effect.retry(Schedule.spaced("20 millis")), Effect.timeout("10 seconds"))

/** The proxy says who is there as soon as it is. */
const isOpen = (shell: Shell) => shell.open && shell.controls.length > 0
const isShut = (shell: Shell) => shell.joined !== undefined && !shell.open

/** What the terminal shows until it has shown so many bytes. */
const shown = (terminal: Terminal.Terminal, length: number) => {
  let seen = 0
  return terminal.output.pipe(
    Stream.takeUntil((bytes) => (seen += bytes.length) >= length),
    Stream.runCollect,
    Effect.timeout("30 seconds"),
    Effect.map((pieces) => new Uint8Array(Buffer.concat(pieces)))
  )
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const both = [
  ["the global WebSocket", NodeSocket.layerWebSocketConstructor],
  ["the one of ws", NodeWS.layerWebSocketConstructor]
] as const

const environment = Layer.effect(Setting, make).pipe(Layer.provide(Shells.layer()))

describe("a terminal", () => {
  layer(environment, { excludeTestServices: true })((it) => {
    describe.each(both)("over %s", (_, sockets) => {
      it.effect("is a new session, whose shell gets what is typed and shows what it says", () =>
        Effect.gen(function* () {
          const { shared, upstream, user } = yield* Setting
          const terminal = yield* open(user.token, { serverId: shared, sockets })
          yield* terminal.write("écho\n")
          assert.strictEqual(textOf(yield* shown(terminal, 6)), "écho\n")
          yield* terminal.write(Uint8Array.of(0, 255, 3))
          assert.deepStrictEqual([...(yield* shown(terminal, 3))], [0, 255, 3])
          const shell = yield* shellOf(upstream, terminal.sessionId, isOpen)
          assert.strictEqual(shell.made.authorization, "Bearer terminal-key")
          assert.strictEqual(shell.made["x-user-id"], user.id)
          assert.strictEqual(shell.joined?.url, `/api/terminals/${terminal.sessionId}?user_id=${user.id}`)
          assert.deepStrictEqual(
            shell.controls.map((text): unknown => JSON.parse(text)),
            [{ type: "auth", token: "terminal-key" }]
          )
        }).pipe(Effect.scoped)
      )

      it.effect("is closed with its scope at once, and its streams end", () =>
        Effect.gen(function* () {
          const { shared, upstream, user } = yield* Setting
          const scope = yield* Scope.make()
          const terminal = yield* Scope.provide(open(user.token, { serverId: shared, sockets }), scope)
          const output = yield* Effect.forkChild(Stream.runDrain(terminal.output))
          const closed = yield* Effect.forkChild(terminal.closed)
          yield* shellOf(upstream, terminal.sessionId, isOpen)
          yield* Scope.close(scope, Exit.void)
          yield* Effect.timeout(Fiber.join(output), "5 seconds")
          yield* Effect.timeout(Fiber.join(closed), "5 seconds")
          yield* shellOf(upstream, terminal.sessionId, isShut)
          const { reason } = yield* Effect.flip(terminal.write("too late"))
          assert.strictEqual(reason._tag, "Unreachable")
          assert.include(reason.message, "nothing was sent")
          assert.strictEqual(upstream.shells.get(terminal.sessionId)?.frames, 0)
          // With the WebSocket the session ended; nobody deletes it a second time.
          assert.notInclude(upstream.requests, `DELETE /api/terminals/${terminal.sessionId}`)
        })
      )

      it.effect("is closed where who uses it is interrupted", () =>
        Effect.gen(function* () {
          const { shared, upstream, user } = yield* Setting
          const opened = yield* Deferred.make<string>()
          const fiber = yield* Effect.forkChild(
            Effect.scoped(
              Effect.gen(function* () {
                const terminal = yield* open(user.token, { serverId: shared, sockets })
                yield* Deferred.succeed(opened, terminal.sessionId)
                yield* Stream.runDrain(terminal.output)
              })
            )
          )
          const id = yield* Deferred.await(opened)
          yield* shellOf(upstream, id, isOpen)
          yield* Effect.timeout(Fiber.interrupt(fiber), "5 seconds")
          yield* shellOf(upstream, id, isShut)
        })
      )

      it.effect("takes and gives 1 MiB, byte by byte the same", () =>
        Effect.gen(function* () {
          const { shared, upstream, user } = yield* Setting
          const terminal = yield* open(user.token, { serverId: shared, sockets })
          const bytes = pattern(1024 * 1024)
          yield* Effect.forkChild(terminal.write(bytes))
          assert.isTrue(Buffer.from(bytes).equals(yield* shown(terminal, bytes.length)))
          const shell = yield* shellOf(upstream, terminal.sessionId, isOpen)
          assert.isTrue(Buffer.from(bytes).equals(shell.typed))
          assert.strictEqual(shell.frames, 16)
          yield* terminal.write("[[flood=1048576]]")
          assert.isTrue(Buffer.from(bytes).equals(yield* shown(terminal, bytes.length)))
        }).pipe(Effect.scoped)
      )

      it.effect("puts characters together whose bytes came apart, and shows text frames", () =>
        Effect.gen(function* () {
          const { shared, user } = yield* Setting
          const terminal = yield* open(user.token, { serverId: shared, sockets })
          yield* terminal.write("[[apart]]")
          const { text } = terminal
          const letters = yield* Stream.runCollect(Stream.take(text, [...apart].length))
          assert.deepStrictEqual(letters, [...apart])
          yield* terminal.write("[[text]]")
          assert.deepStrictEqual(yield* Stream.runCollect(Stream.take(text, 1)), ["shown as text"])
        }).pipe(Effect.scoped, Effect.timeout("20 seconds"))
      )

      it.effect("ends in order when the shell is closed, after all that it has shown", () =>
        Effect.gen(function* () {
          const { shared, user } = yield* Setting
          const terminal = yield* open(user.token, { serverId: shared, sockets })
          yield* terminal.write("good-bye")
          yield* terminal.write("[[exit]]")
          const text = yield* Stream.mkString(terminal.text)
          assert.strictEqual(text, "good-byegood-bye")
          yield* terminal.closed
          const { reason } = yield* Effect.flip(terminal.write("hello?"))
          assert.strictEqual(reason._tag, "Unreachable")
        }).pipe(Effect.scoped, Effect.timeout("20 seconds"))
      )

      it.effect("cannot be opened where nobody listens", () =>
        Effect.gen(function* () {
          const { user } = yield* Setting
          const { operation, reason } = yield* Effect.flip(
            open(user.token, { serverId: "any", at: "http://127.0.0.1:1", sockets })
          )
          assert.strictEqual(operation, "terminals.proxyTerminalPost")
          assert.strictEqual(reason._tag, "Unreachable")
        }).pipe(Effect.scoped)
      )

      it.effect("fails with Unreachable where the connection breaks, for all who use it", () =>
        Effect.gen(function* () {
          const { shared, upstream, user } = yield* Setting
          const { cut, url: at } = yield* wire
          const terminal = yield* open(user.token, { serverId: shared, at, sockets })
          yield* shellOf(upstream, terminal.sessionId, isOpen)
          cut()
          for (const use of [Stream.runDrain(terminal.output), terminal.closed, terminal.write("hello?")]) {
            const { operation, reason } = yield* Effect.flip(use)
            assert.strictEqual(operation, "terminal.open")
            assert.strictEqual(reason._tag, "Unreachable")
          }
        }).pipe(Effect.scoped, Effect.timeout("20 seconds"))
      )
    })

    it.effect("joins a session that is there", () =>
      Effect.gen(function* () {
        const { shared, upstream, user } = yield* Setting
        const sessionId = upstream.make()
        const terminal = yield* open(user.token, { serverId: shared, sessionId })
        assert.strictEqual(terminal.sessionId, sessionId)
        yield* terminal.write("here")
        assert.strictEqual(textOf(yield* shown(terminal, 4)), "here")
      }).pipe(Effect.scoped)
    )

    it.effect("does not join a session that is not there, or of an id that means another path", () =>
      Effect.gen(function* () {
        const { shared, upstream, user } = yield* Setting
        const missing = yield* Effect.flip(open(user.token, { serverId: shared, sessionId: "none" }))
        assert.strictEqual(missing.reason._tag, "NotFound")
        const before = upstream.requests.length
        for (const sessionId of ["", "..", "a/b", "a%2Fb", "a?b", "a#b", "a b", "a\\b"]) {
          const { operation, reason } = yield* Effect.flip(open(user.token, { serverId: shared, sessionId }))
          assert.strictEqual(operation, "terminal.open")
          assert.strictEqual(reason._tag, "Invalid")
          assert.include(reason.message, "nothing was sent")
        }
        const { reason } = yield* Effect.flip(open(user.token, { serverId: ".." }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.strictEqual(upstream.requests.length, before)
      }).pipe(Effect.scoped)
    )

    it.effect("tells the size of its window, at the beginning and later", () =>
      Effect.gen(function* () {
        const { shared, upstream, user } = yield* Setting
        const terminal = yield* open(user.token, { serverId: shared, size: { cols: 132, rows: 43 } })
        yield* terminal.resize({ cols: 80, rows: 24 })
        const shell = yield* shellOf(upstream, terminal.sessionId, ({ controls }) => controls.length === 3)
        assert.deepStrictEqual(
          shell.controls.slice(1).map((text): unknown => JSON.parse(text)),
          [
            { type: "resize", cols: 132, rows: 43 },
            { type: "resize", cols: 80, rows: 24 }
          ]
        )
      }).pipe(Effect.scoped)
    )

    it.effect("refuses a size that there is not, before anything is sent", () =>
      Effect.gen(function* () {
        const { shared, upstream, user } = yield* Setting
        const terminal = yield* open(user.token, { serverId: shared })
        for (const size of [
          { cols: 0, rows: 24 },
          { cols: 80, rows: 65_536 },
          { cols: 80.5, rows: 24 },
          { cols: Number.NaN, rows: 24 }
        ]) {
          const { operation, reason } = yield* Effect.flip(terminal.resize(size))
          assert.strictEqual(operation, "terminal.resize")
          assert.strictEqual(reason._tag, "Invalid")
        }
        const before = upstream.requests.length
        const { reason } = yield* Effect.flip(open(user.token, { serverId: shared, size: { cols: -1, rows: 1 } }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.strictEqual(upstream.requests.length, before)
        yield* terminal.write("last")
        const shell = yield* shellOf(upstream, terminal.sessionId, ({ frames }) => frames === 1)
        assert.lengthOf(shell.controls, 1)
      }).pipe(Effect.scoped)
    )

    it.effect("keeps its connection alive", () =>
      Effect.gen(function* () {
        const { shared, upstream, user } = yield* Setting
        const terminal = yield* open(user.token, { serverId: shared, keepAlive: "50 millis" })
        const shell = yield* shellOf(upstream, terminal.sessionId, ({ controls }) => controls.length > 3)
        assert.deepStrictEqual(
          shell.controls.slice(1, 4).map((text): unknown => JSON.parse(text)),
          [{ type: "ping" }, { type: "ping" }, { type: "ping" }]
        )
      }).pipe(Effect.scoped)
    )

    it.effect("types one thing after the other, however many type", () =>
      Effect.gen(function* () {
        const { shared, upstream, user } = yield* Setting
        const terminal = yield* open(user.token, { serverId: shared, sockets: NodeWS.layerWebSocketConstructor })
        yield* Effect.forkChild(Stream.runDrain(terminal.output))
        const first = pattern(3 * 1024 * 1024 + 1)
        const second = first.toReversed()
        yield* Effect.all([terminal.write(first), terminal.write(second)], { concurrency: 2, discard: true })
        const all = Buffer.concat([first, second])
        const { frames, typed } = yield* shellOf(
          upstream,
          terminal.sessionId,
          ({ typed }) => typed.length >= all.length
        )
        assert.isTrue(all.equals(typed))
        assert.strictEqual(frames, 2 * 49)
        yield* terminal.write("")
        yield* terminal.write("end")
        const shell = yield* shellOf(upstream, terminal.sessionId, ({ typed }) => typed.length > all.length)
        assert.strictEqual(shell.frames, 2 * 49 + 1)
      }).pipe(Effect.scoped)
    )

    it.effect("ends with its scope even where the server does not answer to that", () =>
      Effect.gen(function* () {
        const { shared, user } = yield* Setting
        const deaf = Layer.effect(
          Socket.WebSocketConstructor,
          Effect.map(
            Socket.WebSocketConstructor,
            (construct) => (url: string, options?: Socket.WebSocketConstructorOptions) => {
              const ws = construct(url, options)
              const listen = ws.addEventListener.bind(ws)
              ws.addEventListener = (type, listener, options) => {
                if (type !== "close") listen(type, listener, options)
              }
              return ws
            }
          )
        ).pipe(Layer.provide(NodeSocket.layerWebSocketConstructor))
        const scope = yield* Scope.make()
        const terminal = yield* Scope.provide(open(user.token, { serverId: shared, sockets: deaf }), scope)
        const output = yield* Effect.forkChild(Stream.runDrain(terminal.output))
        yield* Scope.close(scope, Exit.void)
        yield* Effect.timeout(Fiber.join(output), "5 seconds")
        yield* Effect.timeout(terminal.closed, "5 seconds")
      })
    )

    it.effect("is read no faster than its output is taken, where the platform can pause", () =>
      Effect.gen(function* () {
        const { shared, user } = yield* Setting
        const { received, sockets } = counting(NodeWS.layerWebSocketConstructor)
        const terminal = yield* open(user.token, { serverId: shared, sockets })
        const total = 8 * 1024 * 1024
        yield* terminal.write(`[[flood=${total}]]`)
        // Until no more comes: whoever does not pause would have it all.
        yield* Effect.repeat(
          Effect.flatMap(Effect.sync(received), (before) =>
            Effect.as(Effect.sleep("300 millis"), before).pipe(
              Effect.map((before) => before > 0 && before === received())
            )
          ),
          { until: (still) => still }
        ).pipe(Effect.timeout("20 seconds"))
        assert.isBelow(received(), total / 2)
        assert.isTrue(Buffer.from(pattern(total)).equals(yield* shown(terminal, total)))
      }).pipe(Effect.scoped)
    )

    it.effect("waits with writing while too much waits to be sent", () =>
      Effect.gen(function* () {
        const { shared, upstream, user } = yield* Setting
        const { buffered, sockets } = counting(NodeWS.layerWebSocketConstructor)
        const terminal = yield* open(user.token, { serverId: shared, sockets })
        const bytes = pattern(8 * 1024 * 1024)
        yield* terminal.write(bytes)
        assert.isBelow(buffered(), 2 * 1024 * 1024)
        assert.isAbove(buffered(), 0)
        yield* Effect.forkChild(Stream.runDrain(terminal.output))
        const shell = yield* shellOf(upstream, terminal.sessionId, ({ typed }) => typed.length === bytes.length)
        assert.isTrue(Buffer.from(bytes).equals(shell.typed))
      }).pipe(Effect.scoped)
    )

    it.effect("belongs to a chat, where each has its own, and is the account's to the orchestrator", () =>
      Effect.gen(function* () {
        const { owui: _, perChat, upstream, user } = yield* Setting
        const owui = yield* clientOf(user.token)
        const chat = yield* owui.chats.createNewChat({ payload: { chat: { title: unique("chat") } } })
        assert.isNotNull(chat)
        const chatId = chat?.id ?? ""
        const terminal = yield* open(user.token, { serverId: perChat, chatId })
        const { controls, joined, made } = yield* shellOf(upstream, terminal.sessionId, isOpen)
        for (const headers of [made, joined?.headers ?? {}]) {
          assert.strictEqual(headers["x-session-id"], chatId)
          assert.strictEqual(headers["x-terminal-context-id"], `chat:${chatId}`)
        }
        assert.deepStrictEqual(JSON.parse(controls[0] ?? ""), { type: "auth", token: user.token })
        const unsaved = yield* Effect.flip(open(user.token, { serverId: perChat, chatId: "temporary:1" }))
        assert.strictEqual(unsaved.reason._tag, "Conflict")
      }).pipe(Effect.scoped)
    )

    it.effect("is refused as the reason says, before there is a socket", () =>
      Effect.gen(function* () {
        const { down, notInChats, off, own, shared, upstream, user } = yield* Setting
        const pending = yield* freshUser("pending")
        const before = upstream.shells.size
        const cases = [
          [open(user.token, { serverId: unique() }), "NotFound"],
          [open(user.token, { serverId: own }), "Forbidden"],
          [open(user.token, { serverId: notInChats, chatId: "some" }), "Forbidden"],
          [open(user.token, { serverId: off }), "FeatureDisabled"],
          [open(user.token, { serverId: down }), "ServerFailed"],
          [open(user.token, { serverId: shared, chatId: "full" }), "RateLimited"],
          [open("eyJhbGciOiJIUzI1NiJ9.e30.AAAA", { serverId: shared }), "Unauthenticated"],
          [open(pending.token, { serverId: shared }), "Forbidden"]
        ] as const
        for (const [opened, tag] of cases) {
          const error = yield* Effect.flip(opened)
          assert.strictEqual(error.reason._tag, tag, error.message)
          assert.notInclude(error.message, user.token)
        }
        assert.strictEqual(upstream.shells.size, before)
        const odd = yield* Effect.flip(open(user.token, { serverId: shared, chatId: "odd" }))
        assert.strictEqual(odd.reason._tag, "Undecodable")
      }).pipe(Effect.scoped)
    )

    it.effect("is not opened with an API key or without a token, and nothing is sent", () =>
      Effect.gen(function* () {
        const { shared } = yield* Setting
        const { count, url: at } = yield* wire
        for (const auth of [Auth.apiKey("sk-example0000000000000000000000000"), Auth.none]) {
          const { operation, reason } = yield* Effect.flip(openAs(auth, { serverId: shared, at }))
          assert.strictEqual(operation, "terminal.open")
          assert.strictEqual(reason._tag, "Invalid")
          assert.include(reason.message, "Sign in with an e-mail address and a password")
          assert.include(reason.message, "nothing was sent")
        }
        assert.strictEqual(count(), 0)
      }).pipe(Effect.scoped)
    )

    it.effect("signs in by itself, and again where its token is no longer taken", () =>
      Effect.gen(function* () {
        const { shared, upstream } = yield* Setting
        const account = yield* freshUser()
        const client = yield* Layer.build(
          Client.layer({ url, auth: Auth.password(account) }).pipe(Layer.provide(FetchHttpClient.layer))
        )
        const opened = Terminal.open({ serverId: shared }).pipe(
          Effect.provide(client),
          Effect.provide(NodeSocket.layerWebSocketConstructor)
        )
        yield* Effect.scoped(opened)
        const first = yield* Context.get(client, Client).token
        assert.isDefined(first)
        const own = yield* clientOf(first === undefined ? undefined : Redacted.value(first))
        // All sessions of the account end with it.
        yield* own.auths.updatePassword({ payload: { password: account.password, new_password: account.password } })
        const terminal = yield* opened
        yield* shellOf(upstream, terminal.sessionId, isOpen)
      }).pipe(Effect.scoped)
    )

    it.effect("is closed by the server where the account may no longer be there", () =>
      Effect.gen(function* () {
        const { change, connect } = yield* Setting
        const [stayer, leaver] = [yield* freshUser(), yield* freshUser()]
        const ids = ["removed", "forbidden", "disabled", "left"].map((word) => unique(word))
        for (const id of ids) yield* connect(id)
        const opened = yield* Effect.forEach(ids, (serverId, at) =>
          open((at < 3 ? stayer : leaver).token, { serverId })
        )
        yield* change(ids[0] ?? "", undefined)
        yield* change(ids[1] ?? "", { config: { access_grants: [] } })
        yield* change(ids[2] ?? "", { enabled: false })
        const owui = yield* clientOf(leaver.token)
        // All sessions of the account end with it.
        yield* owui.auths.updatePassword({ payload: { password: leaver.password, new_password: leaver.password } })
        const tags = yield* Effect.forEach(
          opened,
          Effect.fnUntraced(function* ({ closed, output, write }) {
            const errors = [
              yield* Effect.flip(Stream.runDrain(output)),
              yield* Effect.flip(closed),
              yield* Effect.flip(write("hello?"))
            ]
            for (const { message } of errors) assert.notInclude(message, leaver.token)
            return [...new Set(errors.map(({ reason }) => reason._tag))].join()
          }),
          { concurrency: "unbounded" }
          // The server looks every ten seconds.
        ).pipe(Effect.timeout("40 seconds"))
        assert.deepStrictEqual(tags, ["NotFound", "Forbidden", "FeatureDisabled", "Unauthenticated"])
      }).pipe(Effect.scoped)
    )

    it.effect("deletes the session that it made where no socket could be opened", () =>
      Effect.gen(function* () {
        const { shared, upstream, user } = yield* Setting
        const before = upstream.requests.length
        const nowhere = Layer.succeed(Socket.WebSocketConstructor)(() => new WebSocket("ws://127.0.0.1:1"))
        const { operation, reason } = yield* Effect.flip(open(user.token, { serverId: shared, sockets: nowhere }))
        assert.strictEqual(operation, "terminal.open")
        assert.strictEqual(reason._tag, "Unreachable")
        const asked = upstream.requests.slice(before)
        assert.lengthOf(asked, 2)
        assert.match(asked.join(), /^POST \/api\/terminals,DELETE \/api\/terminals\/shell-\d+$/)
      }).pipe(Effect.scoped)
    )

    it.effect("says that a platform cannot send headers, and that an opening took too long", () =>
      Effect.gen(function* () {
        const { shared, user } = yield* Setting
        const plain = Socket.layerWebSocketConstructorGlobal
        const refused = yield* Effect.flip(
          open(user.token, { serverId: shared, headers: { "x-proxy": "secret" }, sockets: plain })
        )
        assert.strictEqual(refused.reason._tag, "Invalid")
        assert.notInclude(refused.message, "secret")
        yield* Effect.scoped(open(user.token, { serverId: shared, headers: { "x-proxy": "a" } }))
        const silent = Layer.succeed(Socket.WebSocketConstructor)(() => ({
          readyState: 0,
          addEventListener: () => {},
          removeEventListener: () => {},
          close: () => {},
          send: () => {}
        }))
        const late = yield* Effect.flip(open(user.token, { serverId: shared, sockets: silent, timeout: "50 millis" }))
        assert.strictEqual(late.reason._tag, "TimedOut")
      }).pipe(Effect.scoped)
    )
  })
})

/** A constructor whose WebSocket is looked at: what has come in, and what waits to go out. */
const counting = (sockets: Layer.Layer<Socket.WebSocketConstructor>) => {
  let received = 0
  let made: Socket.WebSocketLike | undefined
  const counted = Layer.effect(
    Socket.WebSocketConstructor,
    Effect.map(
      Socket.WebSocketConstructor,
      (construct) => (url: string, options?: Socket.WebSocketConstructorOptions) => {
        const ws = construct(url, options)
        made = ws
        ws.addEventListener("message", ({ data }) => {
          received += data instanceof ArrayBuffer ? data.byteLength : 0
        })
        return ws
      }
    )
  ).pipe(Layer.provide(sockets))
  const buffered = () =>
    made !== undefined && "bufferedAmount" in made && typeof made.bufferedAmount === "number" ? made.bufferedAmount : -1
  return { sockets: counted, received: () => received, buffered }
}
