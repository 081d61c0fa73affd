import { inspect } from "node:util"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { methods } from "../../src/internal/client.ts"
import { get } from "../../src/internal/operation.ts"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import type { ClientOptions } from "../../src/layers/Config.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, layer, reasonOf } from "../support/clients.ts"
import { doubleOf } from "../support/double.ts"
import { FaultProxy, type SeenRequest } from "../support/server/FaultProxy.ts"
import { admin, freshUser, type TestUser, unique, url } from "../support/TestServer.ts"

const whoAmI = Effect.flatMap(OpenWebUI, (owui) => owui.auths.getSessionUser())
const missingChat = Effect.flatMap(OpenWebUI, (owui) => owui.chats.getChatById({ params: { id: unique("chat") } }))

const isSignIn = ({ method, path }: SeenRequest) => method === "POST" && path === "/api/v1/auths/signin"
const signIns = Effect.flatMap(FaultProxy, ({ requests }) => Effect.map(requests, (all) => all.filter(isSignIn).length))

/** So many times the same at once. */
const together = <A, E, R>(count: number, effect: Effect.Effect<A, E, R>): Effect.Effect<ReadonlyArray<A>, E, R> =>
  Effect.all(
    Array.from({ length: count }, () => effect),
    { concurrency: "unbounded" }
  )

/** Waits until the proxy has seen so many requests. */
const awaitRequests = (count: number) =>
  Effect.flatMap(FaultProxy, ({ requests }) => requests).pipe(
    Effect.repeat({ schedule: Schedule.spaced("10 millis"), until: (all) => all.length >= count })
  )

/** Runs with a client, behind the proxy, of an account with this password. */
const asAccount =
  (account: Pick<TestUser, "email" | "password">, options: Partial<ClientOptions> = {}) =>
  <A, E>(effect: Effect.Effect<A, E, OpenWebUI | FaultProxy>): Effect.Effect<A, E, FaultProxy> =>
    Effect.flatMap(FaultProxy, (proxy) =>
      Effect.provide(effect, layer({ auth: Auth.password(account), ...options, url: proxy.url }))
    )

const behindProxy = Effect.provide(FaultProxy.layer(url))

describe("an account with its password", () => {
  it.live("signs in with the first call and not before, and only once for all calls after it", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      yield* asAccount(user)(
        Effect.gen(function* () {
          assert.strictEqual(yield* signIns, 0)
          const me = yield* whoAmI
          assert.strictEqual(me.id, user.id)
          yield* whoAmI
          yield* reasonOf(missingChat)
          assert.strictEqual(yield* signIns, 1)
        })
      )
    }).pipe(behindProxy)
  )

  it.live("signs in once for twenty first calls at the same time", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const all = yield* asAccount(user)(together(20, whoAmI))
      assert.deepStrictEqual(
        all.map(({ id }) => id),
        Array(20).fill(user.id)
      )
      assert.strictEqual(yield* signIns, 1)
    }).pipe(behindProxy)
  )

  it.live(
    "signs in once more after the server made its token void, however many calls find that out, streams too",
    () =>
      Effect.gen(function* () {
        const user = yield* freshUser()
        const revoke = Effect.provide(
          Effect.flatMap(OpenWebUI, (owui) => owui.users.revokeUserSessions({ params: { user_id: user.id } })),
          asAdmin
        )
        const stats = Effect.flatMap(OpenWebUI, (owui) => Stream.runCollect(owui.chats.streamChatStats()))
        yield* asAccount(user)(
          Effect.gen(function* () {
            yield* whoAmI
            yield* revoke
            yield* together(5, whoAmI)
            assert.strictEqual(yield* signIns, 2)
            yield* revoke
            yield* stats
            assert.strictEqual(yield* signIns, 3)
          })
        )
      }).pipe(behindProxy)
  )

  it.live("does not sign in again for a 401 that means something else: no such chat, not an administrator", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      yield* asAccount(user)(
        Effect.gen(function* () {
          const owui = yield* OpenWebUI
          assert.strictEqual((yield* reasonOf(missingChat))._tag, "NotFound")
          assert.strictEqual((yield* reasonOf(owui.users.getUsers()))._tag, "Forbidden")
          assert.strictEqual((yield* reasonOf(owui.notes.getNoteById({ params: { id: "none" } })))._tag, "NotFound")
          assert.strictEqual(yield* signIns, 1)
        })
      )
    }).pipe(behindProxy)
  )

  it.live("fails every waiting call when the sign-in fails, and asks the server once for all of them", () =>
    Effect.gen(function* () {
      const wrong = { email: `${unique("nobody")}@example.com`, password: "wrong" }
      yield* asAccount(wrong, { retry: false })(
        Effect.gen(function* () {
          const reasons = yield* together(20, reasonOf(whoAmI))
          for (const reason of reasons) {
            assert.strictEqual(reason._tag, "Unauthenticated")
            assert.strictEqual(reason._tag === "Unauthenticated" && reason.kind, "password")
          }
          // The server allows 15 sign-ins of an account in three minutes.
          assert.strictEqual(yield* signIns, 1)
          yield* reasonOf(whoAmI)
          assert.strictEqual(yield* signIns, 2)
        })
      )
    }).pipe(behindProxy)
  )

  it.live("repeats a sign-in that fails as often as any call, not as often again for each call that waits for it", () =>
    Effect.gen(function* () {
      const statuses: ReadonlyArray<readonly [status: number, sent: number]> = [
        [503, 3],
        [429, 1]
      ]
      for (const [status, expected] of statuses) {
        const { layer, sent } = doubleOf(() => ({ status, body: '{"detail":"x"}' }), {
          auth: Auth.password({ email: "me@example.com", password: "secret" }),
          retry: { times: 2, base: 0 }
        })
        const error = yield* Effect.flip(Effect.provide(whoAmI, layer))
        assert.strictEqual(error.operation, "auths.signin")
        assert.lengthOf(sent, expected)
      }
    })
  )

  it.live("serves the others when the call that was signing in is interrupted", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const { set } = yield* FaultProxy
      yield* set({ mode: "delay", millis: 500 }, { times: 1 })
      yield* asAccount(user)(
        Effect.gen(function* () {
          const first = yield* Effect.forkChild(whoAmI)
          yield* awaitRequests(1)
          const others = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(whoAmI))
          yield* Effect.yieldNow
          yield* Fiber.interrupt(first)
          for (const other of others) assert.strictEqual((yield* Fiber.join(other)).id, user.id)
          assert.strictEqual(yield* signIns, 1)
        })
      )
    }).pipe(behindProxy)
  )

  it.live("signs in anew at once after the only call that waited for it was interrupted", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const { set } = yield* FaultProxy
      yield* set({ mode: "delay", millis: 60_000 }, { times: 1 })
      yield* asAccount(user)(
        Effect.gen(function* () {
          const first = yield* Effect.forkChild(whoAmI)
          yield* awaitRequests(1)
          first.interruptUnsafe()
          const second = yield* Effect.exit(whoAmI)
          assert.strictEqual(second._tag === "Success" && second.value.id, user.id)
        })
      )
    }).pipe(behindProxy)
  )

  it.live("signs in where one call may be under way at a time, and nobody may wait", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const me = yield* asAccount(user, { limits: { concurrency: 1, queue: 0 }, timeout: { total: "5 seconds" } })(
        whoAmI
      )
      assert.strictEqual(me.id, user.id)
    }).pipe(behindProxy)
  )

  it.live("gives its token to who asks for it", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const client = Client.layer({ url, auth: Auth.password(user) }).pipe(Layer.provide(NodeHttpClient.layerUndici))
      const token = yield* Effect.provide(
        Effect.flatMap(Client, ({ token }) => token),
        client
      )
      const me = yield* Effect.provide(whoAmI, layer({ auth: Auth.token(token ?? "") }))
      assert.strictEqual(me.id, user.id)
    })
  )

  it.live("fails where a fresh token is refused as well, instead of trying for ever", () => {
    let given = 0
    const { layer, sent } = doubleOf(
      ({ url }) =>
        url.endsWith("/signin")
          ? { body: JSON.stringify({ token: `token-${++given}` }) }
          : { status: 401, body: JSON.stringify({ detail: "Invalid token" }) },
      { auth: Auth.password({ email: "e@example.com", password: "p" }) }
    )
    return Effect.gen(function* () {
      assert.strictEqual((yield* reasonOf(whoAmI))._tag, "Unauthenticated")
      assert.deepStrictEqual(
        sent.map(({ headers, method }) => `${method} ${headers.authorization ?? "nobody"}`),
        ["POST nobody", "GET Bearer token-1", "POST nobody", "GET Bearer token-2"]
      )
    }).pipe(Effect.provide(layer))
  })

  it.live("sends a POST again after renewing its token, since nothing was done the first time", () => {
    let given = 0
    const { layer, sent } = doubleOf(
      ({ headers, url }) => {
        if (url.endsWith("/signin")) return { body: JSON.stringify({ token: `token-${++given}` }) }
        return headers.authorization === "Bearer token-2"
          ? { body: "true" }
          : { status: 401, body: JSON.stringify({ detail: "Invalid token" }) }
      },
      { auth: Auth.password({ email: "e@example.com", password: "p" }) }
    )
    return Effect.gen(function* () {
      const owui = yield* OpenWebUI
      assert.strictEqual(yield* owui.users.revokeUserSessions({ params: { user_id: "u" } }), true)
      assert.lengthOf(sent, 4)
    }).pipe(Effect.provide(layer))
  })

  it.live("says that a second factor is asked for, and that a sign-in answered without a token", () => {
    const signInWith = (body: object) => {
      const { layer } = doubleOf(() => ({ body: JSON.stringify(body) }), {
        auth: Auth.password({ email: "e@example.com", password: "p" })
      })
      return Effect.provide(reasonOf(whoAmI), layer)
    }
    return Effect.gen(function* () {
      const second = yield* signInWith({ next_step: "mfa", challenge: "c" })
      assert.strictEqual(second._tag === "Unauthenticated" && second.kind, "secondFactor")
      const none = yield* signInWith({ hello: 1 })
      assert.strictEqual(none._tag === "Unauthenticated" && none.kind, "token")
    })
  })
})

describe("a token or a key", () => {
  it.live("is asked about with the client's own headers, since a gate before the server may want them", () => {
    const { layer } = doubleOf(
      ({ headers }) =>
        headers["x-gate"] === "open"
          ? { status: 401, body: JSON.stringify({ detail: "401 Unauthorized" }) }
          : { status: 403, body: "The gate is shut." },
      { retry: false, auth: Auth.token("jwt"), headers: { "X-Gate": "open" } }
    )
    return Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const reason = yield* reasonOf(owui.notes.getNoteById({ params: { id: "n" } }))
      assert.strictEqual(reason._tag, "Unauthenticated")
    }).pipe(Effect.provide(layer))
  })

  it.live("that the server refuses is not sent again", () => {
    const { layer, sent } = doubleOf(() => ({ status: 401, body: JSON.stringify({ detail: "Invalid token" }) }), {
      auth: Auth.token("jwt")
    })
    return Effect.gen(function* () {
      assert.strictEqual((yield* reasonOf(whoAmI))._tag, "Unauthenticated")
      assert.lengthOf(sent, 1)
    }).pipe(Effect.provide(layer))
  })

  it.live("is not sent with an operation that takes none", () => {
    const sent: Array<string | undefined> = []
    const transport = HttpClient.make((request) => {
      sent.push(request.headers.authorization)
      return Effect.succeed(HttpClientResponse.fromWeb(request, new Response("{}")))
    })
    const operations = {
      open: get("/open", { auth: "none", success: Schema.Unknown }),
      closed: get("/closed", { success: Schema.Unknown })
    }
    return Effect.gen(function* () {
      const service = methods("gate", operations, yield* Client)
      yield* service.open()
      yield* service.closed()
      assert.deepStrictEqual(sent, [undefined, "Bearer jwt"])
    }).pipe(
      Effect.provide(Client.layer({ url: "http://double", auth: Auth.token("jwt") })),
      Effect.provideService(HttpClient.HttpClient, transport)
    )
  })

  it.live("of an API key serves as a token does", () =>
    Effect.gen(function* () {
      const user = yield* freshUser("admin")
      const { api_key } = yield* Effect.provide(
        Effect.flatMap(OpenWebUI, (owui) => owui.auths.generateApiKey()),
        layer({ auth: Auth.token(user.token) })
      )
      const asKey = layer({ auth: Auth.apiKey(Redacted.make(api_key ?? "")) })
      const models = yield* Effect.provide(
        Effect.flatMap(OpenWebUI, (owui) => owui.main.getModels()),
        asKey
      )
      assert.isAbove(models.data.length, 0)
      // Some routes want a person, which is no reason to doubt the key.
      assert.strictEqual((yield* Effect.provide(reasonOf(whoAmI), asKey))._tag, "Forbidden")
    })
  )
})

describe("two clients in one program", () => {
  it.live("keep their accounts apart, one within the other, with composed clients and with single routers", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* freshUser(), yield* freshUser()]
      const asOne = layer({ auth: Auth.token(one.token) })
      const asTwo = layer({ auth: Auth.password(two) })
      const [outer, inner, again] = yield* Effect.all([whoAmI, Effect.provide(whoAmI, asTwo), whoAmI]).pipe(
        Effect.provide(asOne)
      )
      assert.deepStrictEqual([outer.id, inner.id, again.id], [one.id, two.id, one.id])

      const clientLayer = (token: string) =>
        Client.layer({ url, auth: Auth.token(token) }).pipe(Layer.provide(NodeHttpClient.layerUndici))
      const built = yield* Effect.provide(
        Effect.all([whoAmI, Effect.provide(Effect.provide(whoAmI, OpenWebUI.layerClient), clientLayer(two.token))]),
        Layer.provide(OpenWebUI.layerClient, clientLayer(one.token))
      )
      assert.deepStrictEqual(
        built.map(({ id }) => id),
        [one.id, two.id]
      )
    })
  )
})

describe("no secret is shown", () => {
  const secret = "pa55word-that-nobody-may-see"

  const everyWord = (error: OpenWebUIError, spans: ReadonlyArray<Tracer.Span>): string =>
    [
      error.message,
      String(error),
      error.stack,
      JSON.stringify(error),
      inspect(error, { depth: null, showHidden: true }),
      Cause.pretty(Cause.fail(error)),
      ...spans.map((span) => inspect([span.name, span.attributes, span.status], { depth: null }))
    ].join("\n")

  /** The failure of a call with these options, with all that a program could write down of it. */
  const shown = (
    options: ClientOptions,
    call: (owui: OpenWebUIService) => Effect.Effect<unknown, OpenWebUIError>,
    transport: "undici" | "fetch"
  ) => {
    const spans: Array<Tracer.Span> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    const client = OpenWebUI.layer(options).pipe(
      Layer.provide(transport === "undici" ? NodeHttpClient.layerUndici : FetchHttpClient.layer)
    )
    return Effect.flip(Effect.flatMap(OpenWebUI, call)).pipe(
      Effect.provide(client),
      Effect.withTracer(tracer),
      Effect.map((error) => {
        assert.isAbove(spans.length, 0)
        return { error, words: everyWord(error, spans) }
      })
    )
  }

  const models = (owui: OpenWebUIService) => owui.main.getModels()
  const whole = (owui: OpenWebUIService) => owui.chats.getChatById({ params: { id: "none" } })
  const stream = (owui: OpenWebUIService) => Stream.runDrain(owui.chats.streamChatStats())

  const credentials: ReadonlyArray<readonly [string, Auth.Auth]> = [
    ["password", Auth.password({ email: `${unique("nobody")}@example.com`, password: secret })],
    ["token", Auth.token(secret)],
    ["key", Auth.apiKey(`sk-${secret}`)],
    ["token with a line end in it", Auth.token(`${secret}\nx`)]
  ]

  for (const transport of ["undici", "fetch"] as const) {
    for (const [name, auth] of credentials) {
      it.live(`of a ${name}, in errors and spans, over ${transport}`, () =>
        Effect.gen(function* () {
          const retry = false
          for (const call of [models, whole, stream]) {
            for (const at of [url, "http://127.0.0.1:1"]) {
              const { words } = yield* shown({ url: at, auth, retry }, call, transport)
              assert.notInclude(words, secret)
            }
          }
          // The search makes sure of itself: what is no secret is found.
          assert.include((yield* shown({ url, auth, retry }, models, transport)).words, "main.getModels")
        })
      )
    }

    it.live(`of the headers that a client or a call sends, over ${transport}`, () =>
      Effect.gen(function* () {
        const options = { auth: Auth.token(admin.token), headers: { "x-gate": secret }, retry: false } as const
        for (const at of [url, "http://127.0.0.1:1"]) {
          const { words } = yield* shown(
            { ...options, url: at },
            (owui) => owui.chats.getChatById({ params: { id: "none" } }, { headers: { "x-own": secret } }),
            transport
          )
          assert.notInclude(words, secret)
          assert.notInclude(words, admin.token)
        }
      })
    )
  }

  it.live("of an address that is none", () =>
    Effect.gen(function* () {
      for (const address of [`http://user:${secret}@localhost`, `http://user:${secret}@localhost:port`]) {
        const error = yield* Effect.flip(
          Layer.build(OpenWebUI.layer({ url: address }).pipe(Layer.provide(FetchHttpClient.layer)))
        )
        assert.strictEqual(error.reason._tag, "Invalid")
        assert.notInclude(everyWord(error, []), secret)
      }
    })
  )

  it("of the credentials themselves, when they are written down", () => {
    for (const [, auth] of credentials) {
      assert.notInclude(inspect(auth, { depth: null }) + JSON.stringify(auth), secret)
    }
  })
})
