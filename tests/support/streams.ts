/** Streams that arrive in pieces, read as an operation's method reads them. */
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { StreamedAnswer } from "../../src/internal/answer.ts"
import { methods } from "../../src/internal/client.ts"
import { get } from "../../src/internal/operation.ts"
import type { ClientService } from "../../src/layers/Client.ts"
import type { Reason } from "../../src/layers/Failures.ts"

export interface Played {
  readonly elements: ReadonlyArray<unknown>
  readonly reason: Reason | undefined
}

export interface Options {
  readonly broken?: boolean
  readonly contentType?: string
}

/** Reads a stream that arrives in these pieces, as an operation's method does. */
export const play = (
  answer: StreamedAnswer<unknown>,
  pieces: Iterable<Uint8Array>,
  { broken = false, contentType = "text/event-stream" }: Options = {}
): Effect.Effect<Played> => {
  const iterator = pieces[Symbol.iterator]()
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const next = iterator.next()
      if (next.done !== true) controller.enqueue(next.value)
      else if (broken) controller.error(new Error("other side closed"))
      else controller.close()
    }
  })
  const response = HttpClientResponse.fromWeb(
    HttpClientRequest.get("http://double/play"),
    new Response(body, { headers: { "content-type": contentType } })
  )
  const client: ClientService = {
    url: "http://double",
    token: Effect.undefined,
    send: () => Effect.die("Only streams are played"),
    open: (_, read) => read(response, { waiting: () => {}, arrived: () => {}, expired: () => undefined })
  }
  const service = methods("player", { play: get("/play", { stream: answer }) }, client)
  const elements: Array<unknown> = []
  return Stream.runForEach(service.play(), (element) => Effect.sync(() => elements.push(element))).pipe(
    Effect.result,
    Effect.map((result) => ({ elements, reason: Result.isFailure(result) ? result.failure.reason : undefined }))
  )
}

export const utf8 = new TextEncoder()
export const playText = (answer: StreamedAnswer<unknown>, text: string, options?: Options) =>
  play(answer, [utf8.encode(text)], options)

/** All ways to cut a text in two, every byte by itself, and a few sizes between. */
export const cuts = (text: string): ReadonlyArray<ReadonlyArray<Uint8Array>> => {
  const bytes = utf8.encode(text)
  const inTwo = Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)])
  const bySize = [1, 2, 3, 7, 64].map((size) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
  )
  return [...inTwo, ...bySize]
}
