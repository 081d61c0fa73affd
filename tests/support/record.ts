/**
 * Where `RECORD` names a folder, every answer of the test server is appended to a file in it: one JSON object a line, as
 * `tests/contract/decode.ts` reads them. `npm run record` makes `refs/recorded` out of it.
 */
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { contentTypeOf } from "../../src/layers/Client.ts"
import * as Json from "../../src/layers/Json.ts"
import { templateOf } from "../contract/decode.ts"

const folder = process.env.RECORD

/** The name of the file in the folder. */
export const fileName = "exchanges.jsonl"

/** A longer body is left out. */
const longest = 4 * 1024 * 1024

const isText = (contentType: string): boolean =>
  contentType.startsWith("text/") || /\b(json|x-ndjson|xml|yaml|javascript)$/.test(contentType)

const bodyOf = (contentType: string, text: string): object => {
  if (text.length > longest) return {}
  if (!contentType.endsWith("json") || contentType.endsWith("ndjson")) return { response_text: text }
  try {
    return { response_json: Json.parse(text) }
  } catch {
    // It says that it is JSON and is not.
    return { response_text: text }
  }
}

/** An answer that is written down when its body has been read, by whatever way. */
const watched = (
  response: HttpClientResponse.HttpClientResponse,
  method: string,
  path_template: string,
  folder: string
): HttpClientResponse.HttpClientResponse => {
  const { status } = response
  const contentType = contentTypeOf(response.headers)
  let written = false
  const write = (text: string | undefined, ended = true) => {
    if (written) return
    written = true
    const body = text === undefined || !isText(contentType) ? {} : bodyOf(contentType, text)
    // What a test leaves before its end says nothing of how the server ends it.
    const whole = ended ? {} : { ended }
    const exchange = { method, path_template, status, content_type: contentType, ...body, ...whole }
    appendFileSync(join(folder, fileName), `${Json.stringify(exchange)}\n`)
  }
  // A redirect that is given on has no body that anybody reads.
  if (status >= 300 && status < 400) write(undefined)

  const text = Effect.tap(response.text, (text) => Effect.sync(() => write(text)))
  const arrayBuffer = Effect.tap(response.arrayBuffer, (buffer) =>
    Effect.sync(() => write(isText(contentType) ? new TextDecoder().decode(buffer) : undefined))
  )
  const stream = Stream.suspend(() => {
    const utf8 = new TextDecoder()
    let all = ""
    let ended = false
    return response.stream.pipe(
      Stream.map((chunk) => {
        if (isText(contentType) && all.length <= longest) all += utf8.decode(chunk, { stream: true })
        return chunk
      }),
      Stream.onEnd(
        Effect.sync(() => {
          ended = true
        })
      ),
      Stream.ensuring(Effect.sync(() => write(all, ended)))
    )
  })
  const ways: Readonly<Record<PropertyKey, unknown>> = { text, arrayBuffer, stream }
  return new Proxy(response, {
    // The answer itself is `this` of its getters: it keeps what it has read in itself.
    get: (target, key) => (Object.hasOwn(ways, key) ? ways[key] : Reflect.get(target, key, target))
  })
}

/** A transport whose answers are recorded where that is asked for; otherwise the transport as it is. */
export const recording = <E, R>(
  transport: Layer.Layer<HttpClient.HttpClient, E, R>,
  url: string
): Layer.Layer<HttpClient.HttpClient, E, R> => {
  if (folder === undefined || folder === "") return transport
  const origin = URL.canParse(url) ? new URL(url).origin : undefined
  return Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (client) =>
      HttpClient.transform(client, (answer, request) =>
        Effect.map(answer, (response) => {
          const asked = URL.canParse(request.url) ? new URL(request.url) : undefined
          const template =
            asked !== undefined && asked.origin === origin ? templateOf(request.method, asked.pathname) : undefined
          return template === undefined ? response : watched(response, request.method, template, folder)
        })
      )
    )
  ).pipe(Layer.provide(transport))
}
