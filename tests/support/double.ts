/** A transport that answers from memory, for tests of what a client makes of an answer. It stands beside the real server. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import type { ClientOptions } from "../../src/layers/Config.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"

export interface Answered {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: BodyInit
}

export interface Double {
  /** What was sent, oldest first. */
  readonly sent: Array<HttpClientRequest.HttpClientRequest>
  readonly layer: Layer.Layer<OpenWebUI>
}

/** A body that breaks when the request is aborted, as that of a connection does. */
const abortable = (body: BodyInit, signal: AbortSignal): BodyInit =>
  body instanceof ReadableStream ? body.pipeThrough(new TransformStream(), { signal }) : body

/** A client whose requests are answered by a function, and kept. */
export const doubleOf = (
  answer: (request: HttpClientRequest.HttpClientRequest, count: number) => Answered,
  options: Partial<ClientOptions> = {}
): Double => {
  const sent: Array<HttpClientRequest.HttpClientRequest> = []
  const http = HttpClient.make((request, _url, signal) =>
    Effect.sync(() => {
      sent.push(request)
      const { body = "", headers = {}, status = 200 } = answer(request, sent.length)
      const empty = status === 204 || status === 304
      return HttpClientResponse.fromWeb(
        request,
        new Response(empty ? null : abortable(body, signal), {
          status,
          headers: { "content-type": "application/json", ...headers }
        })
      )
    })
  )
  const layer = OpenWebUI.layer({ url: "http://double", ...options }).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http)),
    Layer.orDie
  )
  return { sent, layer }
}

/** The text of a request's body. */
export const bodyOf = (request: HttpClientRequest.HttpClientRequest | undefined): string =>
  request?.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
