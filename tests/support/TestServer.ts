/**
 * The one Open WebUI and the one provider of a test run, for test files to import. `globalSetup.ts` has started them.
 *
 * Every test file shares them: give what a test makes a name of its own, and tell its requests apart at the provider by a
 * word that only its own text holds ({@link unique}).
 */
import { randomUUID } from "node:crypto"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { inject } from "vitest"
import type { TestServerInfo } from "./globalSetup.ts"
import * as Record from "./provider/Record.ts"

const info: TestServerInfo = inject("openWebUI")

/** The server's address, without a slash at its end. */
export const url = info.url

export const version = info.version

/** The server is `OPEN_WEBUI_URL`'s: its models and settings are not ours, and neither is what a test may break. */
export const isForeign = info.source === "url"

/** The first account, signed in. Share its token: 15 sign-ins in three minutes are all the server allows. */
export const admin = info.admin

/** The bearer token of the SCIM routes. */
export const scimToken = info.scimToken

/** The provider's API as Open WebUI is told it, `/v1` included. */
export const providerUrl = info.providerUrl

/** A word that no other test uses. */
export const unique = (prefix = "test"): string => `${prefix}-${randomUUID().slice(0, 13)}`

export interface TestUser {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly token: string
}

const Added = Schema.Struct({ id: Schema.String, token: Schema.String })

/** Makes a new account, with the role `user` unless another is asked for, and signed in. */
export const freshUser = (role: "user" | "admin" | "pending" = "user"): Effect.Effect<TestUser> =>
  Effect.gen(function* () {
    const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
    const name = unique("user")
    const account = { name, email: `${name}@example.com`, password: unique("password"), role }
    const { id, token } = yield* HttpClientRequest.post(`${url}/api/v1/auths/add`).pipe(
      HttpClientRequest.bearerToken(admin.token),
      HttpClientRequest.bodyJsonUnsafe(account),
      client.execute,
      Effect.flatMap(HttpClientResponse.schemaBodyJson(Added))
    )
    return { id, name, email: account.email, password: account.password, token }
  }).pipe(Effect.provide(FetchHttpClient.layer), Effect.orDie)

const origin = new URL(providerUrl).origin

const ask = <A>(path: string, schema: Schema.Codec<A, unknown>): Effect.Effect<A> =>
  HttpClient.get(`${origin}${path}`).pipe(
    Effect.flatMap(HttpClientResponse.schemaBodyJson(schema)),
    Effect.provide(FetchHttpClient.layer),
    Effect.orDie
  )

/** What the provider was asked, as far as its body contains this text: oldest first. */
export const providerRequests = (containing: string): Effect.Effect<ReadonlyArray<Record.RecordedRequest>> =>
  ask(`/__requests?containing=${encodeURIComponent(containing)}`, Schema.Array(Record.RecordedRequest))

/**
 * Waits until the requests that contain this text satisfy the condition, and answers them: for what happens at the provider
 * a moment after it happened here, such as a connection's closing. Dies after ten seconds.
 */
export const awaitProviderRequests = (
  containing: string,
  condition: (requests: ReadonlyArray<Record.RecordedRequest>) => boolean
): Effect.Effect<ReadonlyArray<Record.RecordedRequest>> =>
  providerRequests(containing).pipe(
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), until: condition }),
    Effect.timeoutOrElse({
      duration: "10 seconds",
      orElse: () =>
        Effect.flatMap(providerRequests(containing), (requests) =>
          Effect.die(
            new Cause.TimeoutError(`The provider's requests with "${containing}" stayed: ${JSON.stringify(requests)}`)
          )
        )
    })
  )
