/** Clients of the test server, one for each kind of caller. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
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

/** The client of an account, by its token, for a test that has several at once. */
export const clientOf = (token: string | undefined): Effect.Effect<OpenWebUIService> =>
  Effect.map(Client, make).pipe(
    Effect.provide(Client.layer({ url, auth: token === undefined ? Auth.none : Auth.token(token) })),
    // The client outlives its layer, so its transport must hold nothing that the layer would close.
    Effect.provide(recording(FetchHttpClient.layer, url)),
    Effect.orDie
  )

/** The reason for which a call fails; the test fails where it succeeds. */
export const reasonOf = <A, R>(call: Effect.Effect<A, OpenWebUIError, R>): Effect.Effect<Reason, A, R> =>
  Effect.map(Effect.flip(call), ({ reason }) => reason)
