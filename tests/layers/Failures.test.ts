import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError, Reason } from "../../src/layers/Failures.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, layer, reasonOf } from "../support/clients.ts"
import { type Answered, doubleOf } from "../support/double.ts"
import { admin, freshUser, unique, url } from "../support/TestServer.ts"

type Call = (owui: OpenWebUIService) => Effect.Effect<unknown, OpenWebUIError>

const getChat: Call = (owui) => owui.chats.getChatById({ params: { id: "c" } })
const getNote: Call = (owui) => owui.notes.getNoteById({ params: { id: "n" } })
const complete: Call = (owui) =>
  owui.main.generateChatCompletion({ payload: { model: "m", messages: [{ role: "user", content: "x" }] } })

interface Rule extends Answered {
  readonly rule: string
  readonly call?: Call
  readonly reason: Reason["_tag"]
  readonly holds?: (reason: Reason) => boolean
}

const detail = (text: string): string => JSON.stringify({ detail: text })
const missing = "We could not find what you're looking for :/"
const denied = "You do not have permission to access this resource. Please contact your administrator for assistance."

/** Every rule of `src/internal/classify.ts`, with a body that the server was seen to answer. */
const rules: ReadonlyArray<Rule> = [
  { rule: "no token", status: 401, body: detail("Not authenticated"), reason: "Unauthenticated" },
  { rule: "a broken token", status: 401, body: detail("Invalid token"), reason: "Unauthenticated" },
  {
    rule: "a deleted key",
    status: 401,
    body: detail("Your session has expired or the token is invalid. Please sign in again."),
    reason: "Unauthenticated"
  },
  {
    rule: "a wrong password, which is a 400",
    status: 400,
    body: detail("The email or password provided is incorrect. Please check for typos and try logging in again."),
    reason: "Unauthenticated",
    holds: (reason) => reason._tag === "Unauthenticated" && reason.kind === "password"
  },
  { rule: "a SCIM token", status: 401, body: detail("Invalid SCIM token"), reason: "Unauthenticated" },
  { rule: "a missing role, said with 401", status: 401, body: detail(denied), reason: "Forbidden" },
  { rule: "a missing permission, said with 403", status: 403, body: detail(denied), reason: "Forbidden" },
  { rule: "a 403 that says 401 Unauthorized", status: 403, body: detail("401 Unauthorized"), reason: "Forbidden" },
  {
    rule: "a key where a person is asked for",
    status: 403,
    body: detail("A human session is required."),
    reason: "Forbidden"
  },
  { rule: "a feature that is off", status: 403, body: detail("Channels is disabled"), reason: "FeatureDisabled" },
  {
    rule: "Ollama switched off, which is a 503",
    status: 503,
    body: detail("The Ollama API is disabled. Please enable it to use this feature."),
    reason: "FeatureDisabled"
  },
  { rule: "a missing chat, which is a 401", status: 401, body: detail(missing), reason: "NotFound" },
  { rule: "a missing user, which is a 400", status: 400, body: detail(missing), reason: "NotFound" },
  { rule: "a missing note", call: getNote, status: 404, body: detail(missing), reason: "NotFound" },
  {
    rule: "a missing model, which is a 400",
    call: complete,
    status: 400,
    body: detail("Model not found"),
    reason: "NotFound"
  },
  {
    rule: "a chat that is not there, vaguely",
    status: 401,
    body: detail("Something went wrong :/"),
    reason: "NotFound"
  },
  {
    rule: "an address that is taken, which is a 400",
    status: 400,
    body: detail(
      "Uh-oh! This email is already registered. Sign in with your existing account or choose another email to start anew."
    ),
    reason: "Conflict"
  },
  { rule: "a 409", status: 409, body: detail("Tool call has already been resolved."), reason: "Conflict" },
  {
    rule: "a 409 whose detail is an object",
    status: 409,
    body: JSON.stringify({ detail: { code: "stale", current_version_id: "v" } }),
    reason: "Conflict",
    holds: (reason) => reason._tag === "Conflict" && reason.detail.includes("current_version_id")
  },
  {
    rule: "a body that does not fit, with its issues",
    status: 422,
    body: JSON.stringify({ detail: [{ type: "missing", loc: ["body", "chat"], msg: "Field required", input: {} }] }),
    reason: "Invalid",
    holds: (reason) =>
      reason._tag === "Invalid" &&
      reason.issues[0]?.path.join(".") === "body.chat" &&
      reason.issues[0].message === "Field required"
  },
  { rule: "a 422 with a text", status: 422, body: detail("Invalid authentication request."), reason: "Invalid" },
  { rule: "a file that is too large", status: 413, body: detail("Oops! The file is too large."), reason: "Invalid" },
  {
    rule: "a failure of the database, which is a 400, without its values",
    status: 400,
    body: detail(
      "(sqlite3.OperationalError) database is locked\n[SQL: INSERT INTO chat (id) VALUES (?)]\n[parameters: ('secret')]\n(Background on this error at: https://sqlalche.me/e/20/e3q8)"
    ),
    reason: "ServerFailed",
    holds: (reason) =>
      reason._tag === "ServerFailed" && reason.detail === "(sqlite3.OperationalError) database is locked"
  },
  { rule: "any other 400", status: 400, body: detail("'session_id'"), reason: "Invalid" },
  {
    rule: "too many sign-ins, without Retry-After",
    status: 429,
    body: detail("API rate limit exceeded"),
    reason: "RateLimited",
    holds: (reason) => reason._tag === "RateLimited" && reason.retryAfter === undefined
  },
  {
    rule: "a limit with Retry-After in seconds",
    status: 429,
    headers: { "retry-after": "7" },
    body: detail("Too many codes. Please sign in again."),
    reason: "RateLimited",
    holds: (reason) => reason._tag === "RateLimited" && Duration.toMillis(reason.retryAfter ?? 0) === 7000
  },
  {
    rule: "the provider's own 429",
    call: complete,
    status: 429,
    headers: { "retry-after": "2" },
    body: JSON.stringify({
      error: { message: "Rate limit reached", type: "rate_limit_error", code: "rate_limit_exceeded" }
    }),
    reason: "ProviderFailed",
    holds: (reason) =>
      reason._tag === "ProviderFailed" &&
      reason.status === 429 &&
      reason.type === "rate_limit_error" &&
      reason.code === "rate_limit_exceeded" &&
      Duration.toMillis(reason.retryAfter ?? 0) === 2000
  },
  {
    rule: "the provider's own 401, which is not about our token",
    call: complete,
    status: 401,
    body: JSON.stringify({
      error: { message: "Incorrect API key", type: "invalid_request_error", code: "invalid_api_key" }
    }),
    reason: "ProviderFailed"
  },
  {
    rule: "the provider's text",
    call: complete,
    status: 503,
    headers: { "content-type": "text/plain" },
    body: "upstream exploded",
    reason: "ProviderFailed",
    holds: (reason) => reason._tag === "ProviderFailed" && reason.detail === "upstream exploded"
  },
  {
    rule: "the provider's error inside a detail",
    call: complete,
    status: 400,
    body: JSON.stringify({ detail: { type: "error", error: { type: "not_found_error", message: "no counter" } } }),
    reason: "ProviderFailed"
  },
  {
    rule: "a failure that a plugin says with 200",
    call: complete,
    status: 200,
    body: JSON.stringify({ error: { detail: "the pipe broke" } }),
    reason: "ProviderFailed",
    holds: (reason) => reason._tag === "ProviderFailed" && reason.detail === "the pipe broke"
  },
  {
    rule: "a 500 of the server, in plain text",
    status: 500,
    headers: { "content-type": "text/plain" },
    body: "Internal Server Error",
    reason: "ServerFailed"
  },
  { rule: "a 500 with a detail", status: 500, body: detail("[ERROR: Error fetching tool]"), reason: "ServerFailed" },
  {
    rule: "the web page with 200",
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" },
    body: "<!doctype html><script src='/_app/x.js'></script>",
    reason: "NoSuchRoute"
  },
  { rule: "a 405", status: 405, body: detail("Method Not Allowed"), reason: "NoSuchRoute" },
  { rule: "a bare 404", status: 404, headers: { "content-type": "text/plain" }, body: "", reason: "NoSuchRoute" },
  {
    rule: "the OAuth form",
    call: (owui) => owui.main.oauthBackchannelLogout({ payload: { logout_token: "t" } }),
    status: 400,
    body: JSON.stringify({ error: "invalid_request", error_description: "Missing logout_token parameter" }),
    reason: "Invalid",
    holds: (reason) => reason._tag === "Invalid" && reason.detail === "Missing logout_token parameter"
  },
  {
    rule: "an answer of another shape, with the place",
    status: 200,
    body: JSON.stringify({ id: "c", user_id: 5 }),
    reason: "Undecodable",
    holds: (reason) => reason._tag === "Undecodable" && reason.issues.some(({ path }) => path.join(".") === "user_id")
  },
  {
    rule: "an answer that is no JSON",
    status: 200,
    body: "{",
    reason: "Undecodable",
    holds: (reason) => reason._tag === "Undecodable" && reason.body === "{"
  }
]

describe("an answer is classified", () => {
  for (const { call = getChat, holds, reason: expected, rule, ...answer } of rules) {
    it.live(`as ${expected}: ${rule}`, () => {
      const { layer, sent } = doubleOf(() => answer, { retry: false })
      return Effect.gen(function* () {
        const reason = yield* reasonOf(call(yield* OpenWebUI))
        assert.strictEqual(reason._tag, expected, reason.message)
        assert.strictEqual(holds?.(reason) ?? true, true, JSON.stringify(reason))
        assert.strictEqual(sent.length, 1)
      }).pipe(Effect.provide(layer))
    })
  }

  it.live("asks once more whether a 401 is about the token, and says Forbidden where it is not", () => {
    const { layer, sent } = doubleOf(
      ({ url }) =>
        url.endsWith("/api/v1/auths/") ? { body: "{}" } : { status: 401, body: detail("401 Unauthorized") },
      { retry: false, auth: Auth.token("jwt") }
    )
    return Effect.gen(function* () {
      const reason = yield* reasonOf(getNote(yield* OpenWebUI))
      assert.strictEqual(reason._tag, "Forbidden")
      assert.strictEqual(sent.length, 2)
    }).pipe(Effect.provide(layer))
  })

  it.live("takes the same 401 for the token where the server takes it nowhere", () => {
    const { layer } = doubleOf(() => ({ status: 401, body: detail("401 Unauthorized") }), {
      retry: false,
      auth: Auth.token("jwt")
    })
    return Effect.gen(function* () {
      const reason = yield* reasonOf(getNote(yield* OpenWebUI))
      assert.strictEqual(reason._tag, "Unauthenticated")
    }).pipe(Effect.provide(layer))
  })
})

const clientOfAdmin = Client.layer({ url, auth: Auth.token(admin.token) }).pipe(
  Layer.provide(NodeHttpClient.layerUndici)
)

describe("the real server gives", () => {
  const tagOf = <E, R>(call: Effect.Effect<unknown, OpenWebUIError, OpenWebUI>, client: Layer.Layer<OpenWebUI, E, R>) =>
    Effect.provide(
      Effect.map(reasonOf(call), (reason) => reason._tag),
      client
    )
  const use = (call: Call) => Effect.flatMap(OpenWebUI, call)

  it.live("Unauthenticated for a wrong password, no token, a wrong key and a wrong token", () =>
    Effect.gen(function* () {
      const models: Call = (owui) => owui.main.getModels()
      const nobody = unique("nobody")
      const wrong = layer({ auth: Auth.password({ email: `${nobody}@example.com`, password: "wrong" }) })
      assert.strictEqual(yield* tagOf(use(models), wrong), "Unauthenticated")
      assert.strictEqual(yield* tagOf(use(models), asNobody), "Unauthenticated")
      assert.strictEqual(yield* tagOf(use(models), layer({ auth: Auth.apiKey("sk-wrong") })), "Unauthenticated")
      assert.strictEqual(yield* tagOf(use(models), layer({ auth: Auth.token("wrong") })), "Unauthenticated")
    })
  )

  it.live("Forbidden for a plain user on an admin route, which is a 401", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const asUser = layer({ auth: Auth.token(user.token) })
      assert.strictEqual(
        yield* tagOf(
          use((owui) => owui.users.getUsers()),
          asUser
        ),
        "Forbidden"
      )
    })
  )

  it.live("NotFound for a missing chat (401), user (400), file (404) and model (400)", () =>
    Effect.gen(function* () {
      const id = "00000000-dead-4bad-beef-000000000000"
      const calls: ReadonlyArray<Call> = [
        (owui) => owui.chats.getChatById({ params: { id } }),
        (owui) => owui.users.getUserById({ params: { user_id: id } }),
        (owui) => owui.files.getFileById({ params: { id } }),
        complete
      ]
      for (const call of calls) assert.strictEqual(yield* tagOf(use(call), asAdmin), "NotFound")
    })
  )

  it.live("Invalid with the paths of the issues for a body that it does not take", () =>
    Effect.gen(function* () {
      // Our types let no such body through, so it is sent past them.
      const client = yield* Client
      const { reason } = yield* Effect.flip(
        client.send(
          {
            operation: "chats.createNewChat",
            router: "chats",
            template: "/api/v1/chats/new",
            request: HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post("/api/v1/chats/new"), { chat: 5 }),
            idempotent: false,
            json: true,
            redirects: false,
            proxied: false,
            anonymous: false,
            options: undefined
          },
          () => Effect.void
        )
      )
      assert.strictEqual(reason._tag, "Invalid")
      assert.deepStrictEqual(reason._tag === "Invalid" && reason.issues[0]?.path, ["body", "chat"])
    }).pipe(Effect.provide(clientOfAdmin))
  )

  it.live("NoSuchRoute for an unknown GET (the page with 200), an unknown POST (405) and a wrong base URL", () =>
    Effect.gen(function* () {
      const elsewhere = layer({ url: `${url}/somewhere`, auth: Auth.token(admin.token) })
      assert.strictEqual(
        yield* tagOf(
          use((owui) => owui.main.getModels()),
          elsewhere
        ),
        "NoSuchRoute"
      )
      assert.strictEqual(
        yield* tagOf(
          use((owui) => owui.files.getFileContentById({ params: { id: "x" } })),
          elsewhere
        ),
        "NoSuchRoute"
      )
      assert.strictEqual(yield* tagOf(use(complete), elsewhere), "NoSuchRoute")
      const stream: Call = (owui) => Stream.runDrain(owui.files.streamFileProcessStatus({ params: { id: "x" } }))
      assert.strictEqual(yield* tagOf(use(stream), elsewhere), "NoSuchRoute")
    })
  )

  it.live("FeatureDisabled for a feature that is switched off", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const config = yield* owui.auths.getAdminConfig()
      const off = owui.auths.updateAdminConfig({ payload: { ...config, ENABLE_CHANNELS: false } })
      const on = owui.auths.updateAdminConfig({ payload: { ...config, ENABLE_CHANNELS: true } })
      yield* Effect.acquireUseRelease(
        off,
        () =>
          Effect.map(reasonOf(owui.channels.getChannels()), (reason) =>
            assert.strictEqual(reason._tag, "FeatureDisabled")
          ),
        () => Effect.orDie(on)
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("ProviderFailed with the provider's own status, body and Retry-After", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const reason = yield* reasonOf(
        owui.main.generateChatCompletion({
          payload: { model: "echo", messages: [{ role: "user", content: "[[fail=429]]" }] }
        })
      )
      assert.strictEqual(reason._tag, "ProviderFailed")
      if (reason._tag !== "ProviderFailed") return
      assert.strictEqual(reason.status, 429)
      assert.strictEqual(reason.code, "rate_limit_exceeded")
      assert.include(reason.body, "Rate limit")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("Unreachable where nobody listens, with nothing sent", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf(Effect.flatMap(OpenWebUI, (owui) => owui.main.getModels()))
      assert.strictEqual(reason._tag, "Unreachable")
      assert.strictEqual(reason._tag === "Unreachable" && reason.phase, "connect")
    }).pipe(Effect.provide(layer({ url: "http://127.0.0.1:1", retry: false })))
  )

  it.live("TimedOut where the server stalls", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const chunks = owui.main.streamChatCompletion(
        { payload: { model: "echo", messages: [{ role: "user", content: "one two three four [[stall]]" }] } },
        { timeout: { idle: "500 millis" } }
      )
      const { reason } = yield* Effect.flip(Stream.runDrain(chunks))
      assert.strictEqual(reason._tag, "TimedOut")
      assert.strictEqual(reason._tag === "TimedOut" && reason.phase, "idle")
    }).pipe(Effect.provide(asAdmin))
  )
})
