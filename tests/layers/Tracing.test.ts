import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import * as Auth from "../../src/layers/Auth.ts"
import type { ClientOptions } from "../../src/layers/Config.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { layer, reasonOf } from "../support/clients.ts"
import { doubleOf } from "../support/double.ts"
import { type Fault, FaultProxy, type SeenRequest } from "../support/server/FaultProxy.ts"
import { admin, freshUser, unique, url } from "../support/TestServer.ts"

interface Traced<A> {
  readonly result: A
  readonly spans: ReadonlyArray<Tracer.Span>
  readonly requests: ReadonlyArray<SeenRequest>
  readonly address: URL
}

const collector = () => {
  const spans: Array<Tracer.Span> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { spans, tracer }
}

/** Runs against the real server, and gives the spans and what a proxy before it saw. */
const traced = <A, E>(
  use: (owui: OpenWebUIService, spans: ReadonlyArray<Tracer.Span>) => Effect.Effect<A, E>,
  { fault = { mode: "pass" }, ...options }: Partial<ClientOptions> & { readonly fault?: Fault } = {}
): Effect.Effect<Traced<A>, E> =>
  Effect.gen(function* () {
    const proxy = yield* FaultProxy
    yield* proxy.set(fault, { times: 2 })
    const { spans, tracer } = collector()
    const client = layer({ auth: Auth.token(admin.token), retry: false, ...options, url: proxy.url })
    const result = yield* Effect.flatMap(OpenWebUI, (owui) => Effect.withTracer(use(owui, spans), tracer)).pipe(
      Effect.provide(client)
    )
    return { result, spans, requests: yield* proxy.requests, address: new URL(proxy.url) }
  }).pipe(Effect.provide(FaultProxy.layer(url)))

const attributesOf = (span: Tracer.Span | undefined) => Object.fromEntries(span?.attributes ?? [])

const chat = (owui: OpenWebUIService, text = "hi") =>
  owui.main.streamChatCompletion({ payload: { model: "echo", messages: [{ role: "user", content: text }] } })

describe("a call", () => {
  it.live("has one span, named after the operation, with what was asked of whom and the status", () =>
    Effect.gen(function* () {
      const { address, spans } = yield* traced((owui) => owui.chats.getSessionUserChatList({ query: { page: 3 } }))
      assert.deepStrictEqual(
        spans.map(({ kind, name, status }) => [name, kind, status._tag]),
        [["chats.getSessionUserChatList", "client", "Ended"]]
      )
      assert.deepStrictEqual(attributesOf(spans[0]), {
        "http.request.method": "GET",
        "url.template": "/api/v1/chats/",
        "server.address": "127.0.0.1",
        "server.port": Number(address.port),
        "http.response.status_code": 200
      })
    })
  )

  it.live("that fails says with what, and its span ends with the failure", () =>
    Effect.gen(function* () {
      const id = unique("chat")
      const { spans } = yield* traced((owui) => reasonOf(owui.chats.getChatById({ params: { id } })))
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["chats.getChatById"]
      )
      const [span] = spans
      assert.deepInclude(attributesOf(span), {
        "url.template": "/api/v1/chats/:id",
        "http.response.status_code": 401,
        "error.type": "NotFound"
      })
      assert.strictEqual(span?.status._tag === "Ended" && span.status.exit._tag, "Failure")

      const broken = yield* traced((owui) => reasonOf(owui.main.getModels()), { fault: { mode: "reset" } })
      assert.deepInclude(attributesOf(broken.spans[0]), { "error.type": "Unreachable" })
      assert.notProperty(attributesOf(broken.spans[0]), "http.response.status_code")
    })
  )

  it.live("that is sent again has one span, with the number of repetitions", () =>
    Effect.gen(function* () {
      const { requests, spans } = yield* traced((owui) => owui.main.getModels(), {
        fault: { mode: "reset" },
        retry: { times: 3, base: "1 millis" }
      })
      assert.lengthOf(requests, 3)
      assert.lengthOf(spans, 1)
      assert.deepInclude(attributesOf(spans[0]), { "http.request.resend_count": 2, "http.response.status_code": 200 })
      assert.notProperty(attributesOf(spans[0]), "error.type")
    })
  )

  it.live("tells the server its span, which is a child of the caller's", () =>
    Effect.gen(function* () {
      const { requests, spans } = yield* traced((owui) => Effect.withSpan(owui.main.getModels(), "caller"))
      const [caller, call] = spans
      assert.strictEqual(call?.name, "main.getModels")
      assert.strictEqual(call && Option.getOrUndefined(call.parent)?.spanId, caller?.spanId)
      assert.strictEqual(requests[0]?.headers.traceparent, `00-${call?.traceId}-${call?.spanId}-01`)
      assert.strictEqual(call?.traceId, caller?.traceId)
    })
  )

  it.live("tells the server nothing where that is switched off or the span is not sampled", () =>
    Effect.gen(function* () {
      const off = yield* traced((owui) =>
        Effect.provideService(owui.main.getModels(), HttpClient.TracerPropagationEnabled, false)
      )
      assert.lengthOf(off.spans, 1)
      assert.isUndefined(off.requests[0]?.headers.traceparent)
      const untraced = yield* traced((owui) => Effect.withTracerEnabled(owui.main.getModels(), false))
      assert.lengthOf(untraced.spans, 0)
      assert.isUndefined(untraced.requests[0]?.headers.traceparent)
    })
  )

  it.live("shows no token, id, query, header or body in its span", () =>
    Effect.gen(function* () {
      const word = unique("private")
      const { spans } = yield* traced((owui) =>
        Effect.all([
          Effect.exit(owui.chats.getChatById({ params: { id: word } }, { headers: { "x-own": word } })),
          owui.users.searchUsers({ query: { query: word } }),
          owui.chats.createNewChat({ payload: { chat: { title: word } } }),
          Stream.runDrain(chat(owui, word))
        ])
      )
      assert.lengthOf(spans, 4)
      const shown = JSON.stringify(spans.map((span) => [span.name, attributesOf(span)]))
      assert.notInclude(shown, word)
      assert.notInclude(shown, admin.token)
    })
  )

  it.live("that signs in first shows that as a span of its own", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const { spans } = yield* traced((owui) => owui.main.getModels(), { auth: Auth.password(user) })
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["main.getModels", "auths.signin"]
      )
      assert.notInclude(JSON.stringify(spans.map(attributesOf)), user.password)
    })
  )

  it.live("has no second span, of effect/http, also where a 401 makes the client ask about its token", () =>
    Effect.gen(function* () {
      const { layer, sent } = doubleOf(
        ({ url }) =>
          url.endsWith("/auths/") ? { body: "{}" } : { status: 401, body: '{"detail":"401 Unauthorized"}' },
        { retry: false, auth: Auth.token("jwt") }
      )
      const { spans, tracer } = collector()
      yield* Effect.flatMap(OpenWebUI, (owui) => reasonOf(owui.notes.getNoteById({ params: { id: "n" } }))).pipe(
        Effect.withTracer(tracer),
        Effect.provide(layer)
      )
      assert.lengthOf(sent, 2)
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["notes.getNoteById"]
      )
    })
  )
})

describe("a stream", () => {
  it.live("has one span, which ends with the stream and not before", () =>
    Effect.gen(function* () {
      const during: Array<string> = []
      const { requests, spans } = yield* traced((owui, spans) =>
        Stream.runForEach(chat(owui), () =>
          Effect.sync(() => during.push(spans.map(({ status }) => status._tag).join()))
        )
      )
      assert.deepStrictEqual([...new Set(during)], ["Started"])
      assert.deepStrictEqual(
        spans.map(({ kind, name, status }) => [name, kind, status._tag]),
        [["main.streamChatCompletion", "client", "Ended"]]
      )
      assert.deepInclude(attributesOf(spans[0]), {
        "http.request.method": "POST",
        "url.template": "/api/chat/completions",
        "http.response.status_code": 200
      })
      assert.strictEqual(requests[0]?.headers.traceparent, `00-${spans[0]?.traceId}-${spans[0]?.spanId}-01`)
    })
  )

  it.live("that fails in the middle says with what, and one that cannot be opened too", () =>
    Effect.gen(function* () {
      const cut = yield* traced((owui) => reasonOf(Stream.runDrain(chat(owui, "a b c d [[error-frame]]"))))
      assert.deepInclude(attributesOf(cut.spans[0]), { "error.type": "StreamFailed", "http.response.status_code": 200 })
      assert.strictEqual(cut.spans[0]?.status._tag, "Ended")
      const unopened = yield* traced((owui) => reasonOf(Stream.runDrain(chat(owui))), { fault: { mode: "reset" } })
      assert.deepInclude(attributesOf(unopened.spans[0]), { "error.type": "Unreachable" })
      assert.strictEqual(unopened.spans[0]?.status._tag, "Ended")
    })
  )

  it.live("that is left early or interrupted ends its span too", () =>
    Effect.gen(function* () {
      const left = yield* traced((owui) => Stream.runDrain(Stream.take(chat(owui, "[[long=100]]"), 1)))
      assert.deepStrictEqual(
        left.spans.map(({ status }) => status._tag),
        ["Ended"]
      )
      const interrupted = yield* traced((owui, spans) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(Stream.runDrain(chat(owui, "[[long=2000]] [[delay=10]]")))
          yield* Effect.repeat(
            Effect.sync(() => attributesOf(spans[0])["http.response.status_code"]),
            { schedule: Schedule.spaced("5 millis"), until: (status) => status === 200 }
          )
          yield* Fiber.interrupt(fiber)
        })
      )
      assert.deepStrictEqual(
        interrupted.spans.map(({ status }) => status._tag),
        ["Ended"]
      )
    })
  )
})
