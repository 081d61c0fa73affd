/** Settings, plugins and connections of the test server that a test changes for a while, through the API as it is. */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { Anthropic } from "../anthropic/Anthropic.ts"
import { admin, unique, url } from "../TestServer.ts"

/** A filter, to be switched on for a chat, that adds to the answer once it is complete. */
export const outletFilter = `
class Filter:
    toggle = True

    def outlet(self, body):
        body['messages'][-1]['content'] += ' (filtered)'
        return body
`

/** Asks a route of another router, as the administrator. */
export const ask = (method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Effect.Effect<unknown> =>
  HttpClientRequest.make(method)(`${url}${path}`).pipe(
    HttpClientRequest.bearerToken(admin.token),
    body === undefined ? (request) => request : HttpClientRequest.bodyJsonUnsafe(body),
    (request) => Effect.flatMap(HttpClient.HttpClient, (client) => HttpClient.filterStatusOk(client).execute(request)),
    Effect.flatMap((response) => response.json),
    Effect.provide(FetchHttpClient.layer),
    Effect.orDie
  )

/** Runs with settings changed at a path that reads them with GET and takes them with POST, and puts them back. */
const withSettings = <A, E, R>(
  path: { readonly read: string; readonly write: string },
  change: (settings: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  use: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => {
  const refresh = ask("GET", "/api/models?refresh=true")
  return Effect.acquireUseRelease(
    Effect.tap(ask("GET", path.read), (settings) =>
      Effect.andThen(
        ask("POST", path.write, { ...(settings as object), ...change({ ...(settings as object) }) }),
        refresh
      )
    ),
    () => use,
    (settings) => Effect.andThen(ask("POST", path.write, settings), refresh)
  )
}

/** Runs with a setting of the first connection changed. */
export const withConnection = <A, E, R>(config: object, use: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  withSettings(
    { read: "/openai/config", write: "/openai/config/update" },
    () => ({ OPENAI_API_CONFIGS: { 0: { enable: true, ...config } } }),
    use
  )

/** Runs with the provider of `Anthropic.ts` as a second connection, which says that it is of this kind. */
export const withAnthropic = <A, E, R>(provider: "litellm" | "llama.cpp", use: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Anthropic, (anthropic) =>
    withSettings(
      { read: "/openai/config", write: "/openai/config/update" },
      ({ OPENAI_API_BASE_URLS, OPENAI_API_CONFIGS, OPENAI_API_KEYS }) => ({
        OPENAI_API_BASE_URLS: [...(OPENAI_API_BASE_URLS as ReadonlyArray<string>), anthropic.url],
        OPENAI_API_KEYS: [...(OPENAI_API_KEYS as ReadonlyArray<string>), "key"],
        OPENAI_API_CONFIGS: { ...(OPENAI_API_CONFIGS as object), 1: { enable: true, provider } }
      }),
      use
    )
  ).pipe(Effect.provide(Anthropic.layer))

/** Runs with an arena that draws from one model. */
export const withArena = <A, E, R>(id: string, model: string, use: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  withSettings(
    { read: "/api/v1/evaluations/config", write: "/api/v1/evaluations/config" },
    () => ({
      ENABLE_EVALUATION_ARENA_MODELS: true,
      EVALUATION_ARENA_MODELS: [{ id, name: id, meta: { model_ids: [model] } }]
    }),
    use
  )

/** Runs with tools that wait for an approval where a request asks for that. */
export const withToolPermissions = <A, E, R>(use: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  withSettings(
    { read: "/api/v1/chats/config", write: "/api/v1/chats/config" },
    () => ({ ENABLE_TOOL_PERMISSIONS: true }),
    use
  )

/** Runs with a plugin, given as its Python text, which is switched on. */
export const withPlugin = <A, E, R>(
  python: string,
  use: (id: string) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => {
  const id = unique("plugin").replaceAll("-", "_")
  return Effect.acquireUseRelease(
    ask("POST", "/api/v1/functions/create", { id, name: id, meta: { description: "A plugin" }, content: python }),
    () =>
      ask("POST", `/api/v1/functions/id/${id}/toggle`).pipe(
        Effect.andThen(ask("GET", "/api/models")),
        Effect.andThen(use(id))
      ),
    () => Effect.andThen(ask("DELETE", `/api/v1/functions/id/${id}/delete`), ask("GET", "/api/models"))
  )
}
