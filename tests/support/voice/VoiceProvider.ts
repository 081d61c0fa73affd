/**
 * A provider of voice models, as OpenAI's Realtime API is one: it writes down how much sound it got, and answers with the
 * same sound. It takes the key {@link key}, and knows no model `missing`; for the model `refused` it refuses the settings.
 *
 * | the first byte of the sound that is committed | what happens |
 * |---|---|
 * | {@link kinds}.delegate | the answer is a call of `generate_chat_completion` with what was heard |
 * | {@link kinds}.gesture | the answer is a call of `play_animation` with a gesture `nod` |
 * | {@link kinds}.unclear | nothing is understood |
 * | {@link kinds}.slow | the answer begins and goes on only until it is cancelled |
 * | {@link kinds}.news | an event of a type that nobody knows, and one of another shape than its type has |
 * | {@link kinds}.error | an error of the provider |
 * | {@link kinds}.hangUp | the provider closes |
 * | anything else | the answer is the same sound, in pieces of half a second, and what is said in it |
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Socket from "effect/socket/Socket"

/** What the provider takes. */
export const key = "voice-key"

export const kinds = { delegate: 1, gesture: 2, unclear: 3, slow: 4, news: 5, error: 6, hangUp: 7, echo: 8 } as const

/** Sound whose first byte says what the provider shall do with it. */
export const sound = (kind: keyof typeof kinds, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, at) => (at === 0 ? kinds[kind] : (at * 7) % 256))

/** What the provider understands of so much sound. */
export const heard = (bytes: number): string => `heard ${bytes} bytes`

/** What the server sends, as far as the provider looks at it. */
const Command = Schema.fromJsonString(
  Schema.StructWithRest(
    Schema.Struct({
      type: Schema.String,
      audio: Schema.optionalKey(Schema.String),
      response_id: Schema.optionalKey(Schema.String),
      item_id: Schema.optionalKey(Schema.String),
      item: Schema.optionalKey(Schema.Json),
      session: Schema.optionalKey(Schema.Json),
      response: Schema.optionalKey(Schema.Struct({ metadata: Schema.optionalKey(Schema.Json) }))
    }),
    [Schema.Record(Schema.String, Schema.Json)]
  )
)
export type Command = typeof Command.Type

/** A connection, as the provider sees it. */
export interface Line {
  /** Its path and query. */
  readonly url: string
  readonly authorization: string | undefined
  /** What was sent, sound left out, oldest first. */
  readonly commands: ReadonlyArray<Command>
  /** How long the pieces of sound were, in bytes. */
  readonly pieces: ReadonlyArray<number>
  readonly open: boolean
}

export class VoiceProvider extends Context.Service<
  VoiceProvider,
  {
    /** What Open WebUI calls the base URL, without a slash at its end. */
    readonly url: string
    /** Every connection that there was, oldest first. */
    readonly lines: ReadonlyArray<Line>
  }
>()("effect-open-webui/tests/support/voice/VoiceProvider") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(VoiceProvider, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

type Mutable<A> = { -readonly [K in keyof A]: A[K] }

const make = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const lines: Array<Line> = []

  const serve = Effect.fnUntraced(function* (line: Mutable<Line>, model: string | null) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const socket = yield* request.upgrade
    const { pull } = yield* socket.reader
    const { write } = yield* socket.writer
    line.open = true
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        line.open = false
      })
    )
    let count = 0
    const id = (prefix: string) => `${prefix}_${++count}`
    const tell = (event: object) => write(JSON.stringify({ event_id: id("event"), ...event }))
    let incoming = Buffer.alloc(0)
    let last = Buffer.alloc(0)
    let item = ""
    let running: { readonly id: string; readonly metadata: unknown } | undefined

    const commit = Effect.gen(function* () {
      last = incoming
      incoming = Buffer.alloc(0)
      item = id("item")
      const item_id = item
      yield* tell({ type: "input_audio_buffer.committed", item_id, previous_item_id: null })
      yield* tell({
        type: "conversation.item.added",
        previous_item_id: null,
        item: { id: item_id, type: "message", role: "user", content: [{ type: "input_audio", transcript: null }] }
      })
      switch (last[0]) {
        case kinds.error:
          return yield* tell({ type: "error", error: { type: "server_error", message: "secret of the provider" } })
        case kinds.hangUp:
          return yield* write(new Socket.CloseEvent(1000))
        case kinds.news:
          yield* tell({ type: "response.invented", what: ["ever", 1] })
          return yield* tell({ type: "response.output_text.delta", delta: 7 })
        case kinds.unclear:
          return yield* tell({
            type: "conversation.item.input_audio_transcription.failed",
            item_id,
            content_index: 0,
            error: { type: "transcription_error", message: "noise" }
          })
        default: {
          const transcript = heard(last.length)
          const place = { item_id, content_index: 0 }
          yield* tell({
            type: "conversation.item.input_audio_transcription.delta",
            ...place,
            delta: transcript.slice(0, 5)
          })
          yield* tell({ type: "conversation.item.input_audio_transcription.completed", ...place, transcript })
        }
      }
    })

    const finish = (status: string) => {
      const response = { ...running, object: "realtime.response", status, output: [] }
      running = undefined
      return tell({ type: "response.done", response })
    }

    const callFunction = Effect.fnUntraced(function* (response_id: string, name: string, args: object) {
      const call = {
        id: id("item"),
        type: "function_call",
        status: "completed",
        call_id: id("call"),
        name,
        arguments: JSON.stringify(args)
      }
      yield* tell({ type: "response.output_item.done", response_id, output_index: 0, item: call })
      yield* finish("completed")
    })

    const speak = Effect.fnUntraced(function* (response_id: string, pcm: Uint8Array) {
      const place = { response_id, item_id: id("item"), output_index: 0, content_index: 0 }
      yield* tell({
        type: "response.output_item.added",
        response_id,
        output_index: 0,
        item: { id: place.item_id, type: "message", role: "assistant", status: "in_progress", content: [] }
      })
      yield* tell({ type: "response.content_part.added", ...place, part: { type: "output_audio", transcript: "" } })
      for (let at = 0; at < pcm.length; at += 24_000) {
        const delta = Buffer.from(pcm.subarray(at, at + 24_000)).toString("base64")
        yield* tell({ type: "response.output_audio.delta", ...place, delta })
      }
      yield* tell({ type: "response.output_audio_transcript.delta", ...place, delta: "You " })
      if (pcm[0] === kinds.slow) return
      yield* tell({ type: "response.output_audio.done", ...place })
      yield* tell({ type: "response.output_audio_transcript.done", ...place, transcript: `You ${heard(pcm.length)}` })
      yield* finish("completed")
    })

    const respond = Effect.fnUntraced(function* (metadata: unknown) {
      running = { id: id("response"), metadata }
      const response = { ...running, object: "realtime.response", status: "in_progress", output: [] }
      yield* tell({ type: "response.created", response })
      const aboutSpeech = typeof metadata === "object" && metadata !== null && "input_item_id" in metadata
      switch (aboutSpeech ? last[0] : undefined) {
        case kinds.delegate:
          return yield* callFunction(response.id, "generate_chat_completion", { request: heard(last.length) })
        case kinds.gesture:
          return yield* callFunction(response.id, "play_animation", { name: "nod" })
        default:
          return yield* speak(response.id, last)
      }
    })

    yield* tell({ type: "session.created", session: { id: id("session") } })
    while (true) {
      for (const frame of yield* pull) {
        const command = yield* Schema.decodeUnknownEffect(Command)(frame)
        if (command.type === "input_audio_buffer.append") {
          const pcm = Buffer.from(command.audio ?? "", "base64")
          line.pieces = [...line.pieces, pcm.length]
          incoming = Buffer.concat([incoming, pcm])
          continue
        }
        line.commands = [...line.commands, command]
        switch (command.type) {
          case "session.update":
            yield* tell(
              model === "refused"
                ? { type: "error", error: { type: "invalid_request_error", message: "no such voice" } }
                : { type: "session.updated", session: command.session }
            )
            break
          case "input_audio_buffer.commit":
            yield* commit
            break
          case "input_audio_buffer.clear":
            incoming = Buffer.alloc(0)
            yield* tell({ type: "input_audio_buffer.cleared" })
            break
          case "conversation.item.create":
            yield* tell({ type: "conversation.item.added", previous_item_id: null, item: command.item })
            break
          case "conversation.item.truncate":
            yield* tell({ ...command, type: "conversation.item.truncated" })
            break
          case "response.create":
            yield* respond(command.response?.metadata ?? null)
            break
          case "response.cancel":
            yield* running?.id === command.response_id
              ? finish("cancelled")
              : tell({ type: "error", error: { code: "response_cancel_not_active", message: "It is over." } })
            break
          default:
        }
      }
    }
  }, Effect.scoped)

  const answer = Effect.gen(function* () {
    const { headers, url } = yield* HttpServerRequest.HttpServerRequest
    const { pathname, searchParams } = new URL(url, "http://voice")
    const model = searchParams.get("model")
    const { authorization } = headers
    if (authorization !== `Bearer ${key}`) return HttpServerResponse.empty({ status: 401 })
    if (pathname !== "/v1/realtime" || model === "missing") return HttpServerResponse.empty({ status: 404 })
    const line: Mutable<Line> = { url, authorization, commands: [], pieces: [], open: false }
    lines.push(line)
    yield* Effect.ignore(serve(line, model))
    return HttpServerResponse.empty()
  })

  yield* HttpServer.serveEffect(answer)
  return VoiceProvider.of({ url: `${HttpServer.formatAddress(address)}/v1`, lines })
})
