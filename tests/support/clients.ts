/** Clients of the test server, one for each kind of caller. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import type { ClientOptions } from "../../src/layers/Config.ts"
import type { OpenWebUIError, Reason } from "../../src/layers/Failures.ts"
import { make, OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { recording } from "./record.ts"
import { admin, url } from "./TestServer.ts"

/** The composed client of the test server with these options. */
export const layer = (options: Omit<ClientOptions, "url"> & { readonly url?: string }) =>
  OpenWebUI.layer({ url, ...options }).pipe(
    Layer.provide(recording(NodeHttpClient.layerUndici, options.url ?? url)),
    Layer.orDie
  )

/** The administrator. */
export const asAdmin = layer({ auth: Auth.token(admin.token) })

/** Nobody: no token is sent. */
export const asNobody = layer({})

type Token = string | Redacted.Redacted | undefined

const clientOver = (
  server: string,
  token: Token,
  transport: Layer.Layer<HttpClient.HttpClient>
): Effect.Effect<OpenWebUIService> =>
  Effect.map(Client, make).pipe(
    Effect.provide(Client.layer({ url: server, auth: token === undefined ? Auth.none : Auth.token(token) })),
    // The client outlives its layer, so its transport must hold nothing that the layer would close.
    Effect.provide(transport),
    Effect.orDie
  )

/** The client of an account of any server, by its token; nobody's without one. */
export const clientAt = (server: string, token: Token): Effect.Effect<OpenWebUIService> =>
  clientOver(server, token, recording(FetchHttpClient.layer, server))

/** The client of an account of the test server, by its token, for a test that has several at once. */
export const clientOf = (token: Token): Effect.Effect<OpenWebUIService> => clientAt(url, token)

/**
 * The client of an account of the test server that calls one path by another name: what it sends to `path` goes to `alias`,
 * which the server serves in the same way.
 */
export const clientByAlias = (token: Token, path: string, alias: string): Effect.Effect<OpenWebUIService> =>
  clientOver(
    url,
    token,
    Layer.effect(
      HttpClient.HttpClient,
      Effect.map(
        HttpClient.HttpClient,
        HttpClient.mapRequest(
          HttpClientRequest.updateUrl((asked) => {
            if (new URL(asked).pathname !== path) throw new Error(`${asked} is not ${path}`)
            return new URL(alias, url).href
          })
        )
      )
    ).pipe(Layer.provide(recording(FetchHttpClient.layer, url)))
  )

/** The reason for which a call fails; the test fails where it succeeds. */
export const reasonOf = <A, R>(call: Effect.Effect<A, OpenWebUIError, R>): Effect.Effect<Reason, A, R> =>
  Effect.map(Effect.flip(call), ({ reason }) => reason)

/** The tag of the reason for which a call fails. */
export const tagOf = <A, R>(call: Effect.Effect<A, OpenWebUIError, R>): Effect.Effect<Reason["_tag"], A, R> =>
  Effect.map(reasonOf(call), ({ _tag }) => _tag)

type Calls = Readonly<Record<string, Effect.Effect<unknown, OpenWebUIError>>>

/** The tags of the reasons for which calls fail, by the names of the calls. */
export const tagsOf = (calls: Calls) =>
  Effect.all(Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, tagOf(call)])))

/** What `tagsOf` answers where all calls fail for one reason. */
export const allOf = <Tag extends string>(calls: Readonly<Record<string, unknown>>, tag: Tag): Record<string, Tag> =>
  Object.fromEntries(Object.keys(calls).map((name) => [name, tag]))
