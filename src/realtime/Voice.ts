/**
 * A spoken call with a voice model that hands questions to a chat model, over a raw WebSocket of its own:
 * `routers/audio/realtime.py: realtime_call`. Sound is PCM, 16 bit, little-endian, one channel, 24,000 samples per
 * second, both ways.
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const call = yield* Voice.open({ modelId, chatId })
 *   yield* Effect.forkScoped(Stream.runForEach(microphone, call.append))
 *   yield* Stream.runForEach(call.events, (event) => {
 *     switch (event.type) {
 *       case "conversation.item.input_audio_transcription.completed":
 *         return event.known ? call.send({ type: "bridge.respond", item_id: event.data.item_id }) : Effect.void
 *       case "response.output_audio.delta":
 *         return event.known ? play(event.data.delta) : Effect.void
 *       default:
 *         return Effect.void
 *     }
 *   })
 * })
 * program.pipe(Effect.scoped, Effect.provide(NodeSocket.layerWebSocketConstructor), Effect.provide(client))
 * ```
 *
 * Nothing is answered by itself. What was said comes as a transcript; `bridge.respond` with its `item_id` lets the voice
 * model answer, once for each. Where that needs the chat model, a `response.output_item.done` brings a function call
 * named `generate_chat_completion`: ask the chat model, say what it answered with `bridge.result`, and have it spoken with
 * `bridge.respond` and the `call_id`. `bridge.context` tells the voice model of the chat so far.
 *
 * The platform gives the WebSocket, as for `Terminal`.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Base64 from "effect/encoding/Base64"
import * as Option from "effect/Option"
import { hasProperty } from "effect/Predicate"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { WebSocketConstructor } from "effect/socket/Socket"
import { methods } from "../internal/client.ts"
import { Model, openLiterals } from "../internal/Model.ts"
import { type AnySchema, decoder, encoder, type Outcome } from "../internal/schema.ts"
import { allOrNothing } from "../internal/scope.ts"
import { sessionToken } from "../internal/sessionToken.ts"
import * as WebSocket from "../internal/webSocket.ts"
import { Client } from "../layers/Client.ts"
import {
  FeatureDisabled,
  Forbidden,
  Invalid,
  type Issue,
  isOpenWebUIError,
  NotFound,
  OpenWebUIError,
  ProviderFailed,
  RateLimited,
  type Reason,
  ServerFailed,
  TimedOut,
  Unauthenticated,
  Undecodable,
  Unreachable
} from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import { auths } from "../routers/Auths.ts"

const text = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.String))
const integer = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Int))
const json = /*#__PURE__*/ Schema.optional(Json.Json)

// ---------------------------------------------------------------------------------------------------------------------
// What is told
// ---------------------------------------------------------------------------------------------------------------------

/**
 * A part of what was said.
 *
 * @since 0.1.0
 * @category schemas
 */
export class VoiceContent extends /*#__PURE__*/ Model<VoiceContent>()({
  type: /*#__PURE__*/ openLiterals(["input_text", "input_audio", "output_text", "output_audio", "text", "audio"]),
  text,
  /** What the sound says. */
  transcript: text
}) {}

/**
 * A turn, a function call or its result.
 *
 * @since 0.1.0
 * @category schemas
 */
export class VoiceItem extends /*#__PURE__*/ Model<VoiceItem>()({
  id: text,
  type: /*#__PURE__*/ openLiterals(["message", "function_call", "function_call_output"]),
  status: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ openLiterals(["in_progress", "completed", "incomplete"]))
  ),
  role: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ openLiterals(["user", "assistant", "system"]))
  ),
  content: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(VoiceContent))),
  /** Of a function call, and of its result. */
  call_id: text,
  /** Of a function call: which function. */
  name: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ openLiterals(["generate_chat_completion", "play_animation"]))
  ),
  /** Of a function call: JSON as text, `{"request": "..."}` or `{"name": "..."}`. */
  arguments: text,
  /** Of a result. */
  output: text
}) {}

/**
 * An answer of the voice model.
 *
 * @since 0.1.0
 * @category schemas
 */
export class VoiceResponse extends /*#__PURE__*/ Model<VoiceResponse>()({
  id: Schema.String,
  status: /*#__PURE__*/ Schema.optional(
    /*#__PURE__*/ Schema.NullOr(
      /*#__PURE__*/ openLiterals(["in_progress", "completed", "cancelled", "incomplete", "failed"])
    )
  ),
  status_details: json,
  output: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(VoiceItem))),
  /** What it answers: `input_item_id` (something said), `call_id` (a result) or `status`. */
  metadata: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Json.JsonObject)),
  /** Counts of tokens, as the provider has them. */
  usage: json
}) {}

/**
 * A change of the sound that was sent and not yet taken up as a turn.
 *
 * @since 0.1.0
 * @category schemas
 */
export class InputAudioChange extends /*#__PURE__*/ Model<InputAudioChange>()({
  event_id: text,
  /** The turn that it is to become; absent where the sound was cleared. */
  item_id: text,
  previous_item_id: text,
  /** Where speech begins, in milliseconds since the beginning of the call. */
  audio_start_ms: integer,
  /** Where speech ends, in milliseconds since the beginning of the call. */
  audio_end_ms: integer
}) {}

/**
 * A turn or function call in the conversation.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ConversationItemEvent extends /*#__PURE__*/ Model<ConversationItemEvent>()({
  event_id: text,
  previous_item_id: text,
  item: VoiceItem
}) {}

/**
 * A turn that was taken out of the conversation, or shortened.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ConversationItemChange extends /*#__PURE__*/ Model<ConversationItemChange>()({
  event_id: text,
  item_id: Schema.String,
  content_index: integer,
  /** How much of the sound is left, in milliseconds. */
  audio_end_ms: integer
}) {}

/**
 * What the user said, or a piece of it, as text.
 *
 * @since 0.1.0
 * @category schemas
 */
export class InputTranscript extends /*#__PURE__*/ Model<InputTranscript>()({
  event_id: text,
  /** The turn; `bridge.respond` takes it. */
  item_id: Schema.String,
  content_index: integer,
  /** A piece. */
  delta: text,
  /** The whole text. Empty where nothing was understood: the server then takes the turn out of the conversation. */
  transcript: text,
  usage: json
}) {}

/**
 * What the user said could not be written down; the server takes the turn out of the conversation.
 *
 * @since 0.1.0
 * @category schemas
 */
export class InputTranscriptFailed extends /*#__PURE__*/ Model<InputTranscriptFailed>()({
  event_id: text,
  item_id: Schema.String,
  content_index: integer,
  error: json
}) {}

/**
 * An answer as it is now.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponseChange extends /*#__PURE__*/ Model<ResponseChange>()({
  event_id: text,
  response: VoiceResponse
}) {}

/**
 * A turn or function call of an answer.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponseItemEvent extends /*#__PURE__*/ Model<ResponseItemEvent>()({
  event_id: text,
  response_id: text,
  output_index: integer,
  item: VoiceItem,
  /** Of a call of `play_animation`: whether the avatar has that gesture. */
  animation_valid: /*#__PURE__*/ Schema.optional(Schema.Boolean)
}) {}

/** Where in an answer something belongs. */
const place = {
  event_id: text,
  response_id: Schema.String,
  item_id: Schema.String,
  output_index: integer,
  content_index: integer
}

/**
 * A part of an answer begins or is complete.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponsePart extends /*#__PURE__*/ Model<ResponsePart>()({
  ...place,
  part: VoiceContent
}) {}

/**
 * A piece of the sound of an answer.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponseAudio extends /*#__PURE__*/ Model<ResponseAudio>()({
  ...place,
  content_index: Schema.Int,
  /** PCM, 16 bit, 24,000 samples per second. It comes faster than it is spoken. */
  delta: Schema.Uint8ArrayFromBase64
}) {}

/**
 * The sound of an answer is complete.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponseAudioDone extends /*#__PURE__*/ Model<ResponseAudioDone>()(place) {}

/**
 * A piece of text of an answer.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponseText extends /*#__PURE__*/ Model<ResponseText>()({
  ...place,
  delta: Schema.String
}) {}

/**
 * A text of an answer, whole.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ResponseTextDone extends /*#__PURE__*/ Model<ResponseTextDone>()({
  ...place,
  /** What is spoken. */
  transcript: text,
  /** What is written. */
  text,
  /** Of a function call: JSON as text. */
  arguments: text,
  call_id: text,
  name: text
}) {}

/**
 * What is told in a call, by type. The server hands on what the provider says under `response.`, `conversation.item.` and
 * `input_audio_buffer.`; of what is not here, the data come as they are.
 *
 * @since 0.1.0
 * @category schemas
 */
export const voiceEvents = {
  /** Somebody begins to speak. */
  "input_audio_buffer.speech_started": InputAudioChange,
  /** Somebody has stopped speaking. */
  "input_audio_buffer.speech_stopped": InputAudioChange,
  /** The sound so far is a turn. */
  "input_audio_buffer.committed": InputAudioChange,
  /** The sound so far was thrown away. */
  "input_audio_buffer.cleared": InputAudioChange,
  /** A turn or function call is in the conversation. */
  "conversation.item.added": ConversationItemEvent,
  /** As `conversation.item.added`, of older providers. */
  "conversation.item.created": ConversationItemEvent,
  /** A turn or function call is complete. */
  "conversation.item.done": ConversationItemEvent,
  /** A turn was taken out of the conversation. */
  "conversation.item.deleted": ConversationItemChange,
  /** The sound of a turn was shortened to what was heard. */
  "conversation.item.truncated": ConversationItemChange,
  /** A piece of what was said. */
  "conversation.item.input_audio_transcription.delta": InputTranscript,
  /** What was said; now it can be answered. */
  "conversation.item.input_audio_transcription.completed": InputTranscript,
  /** What was said was not understood. */
  "conversation.item.input_audio_transcription.failed": InputTranscriptFailed,
  /** An answer begins. */
  "response.created": ResponseChange,
  /** An answer is complete, or was cancelled. */
  "response.done": ResponseChange,
  /** A turn or function call of an answer begins. */
  "response.output_item.added": ResponseItemEvent,
  /** A turn or function call of an answer is complete; a function call is to be done now. */
  "response.output_item.done": ResponseItemEvent,
  "response.content_part.added": ResponsePart,
  "response.content_part.done": ResponsePart,
  /** A piece of sound to play. */
  "response.output_audio.delta": ResponseAudio,
  "response.output_audio.done": ResponseAudioDone,
  /** A piece of what is spoken, as text. */
  "response.output_audio_transcript.delta": ResponseText,
  /** What is spoken, as text. */
  "response.output_audio_transcript.done": ResponseTextDone,
  "response.output_text.delta": ResponseText,
  "response.output_text.done": ResponseTextDone,
  "response.function_call_arguments.delta": ResponseText,
  "response.function_call_arguments.done": ResponseTextDone
}

/**
 * An event of a call of a type that is known.
 *
 * @since 0.1.0
 * @category models
 */
export type VoiceEventOf<Type extends keyof typeof voiceEvents> = {
  readonly [T in Type]: {
    readonly known: true
    readonly type: T
    /** All that came; its keys beside those that are stated are kept. */
    readonly data: (typeof voiceEvents)[T]["Type"]
  }
}[Type]

/**
 * An event of a call of a type that is not known, or of another shape than its type has.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnknownVoiceEvent {
  readonly known: false
  /** Empty where what came has none. */
  readonly type: string
  /** All that came; the text itself where it is no JSON. */
  readonly data: Json.Json
  /** Why it does not decode; empty where the type is new. */
  readonly issues: ReadonlyArray<Issue>
}

/**
 * An event of a call. `known` first, then `type` tell them apart.
 *
 * @since 0.1.0
 * @category models
 */
export type VoiceEvent = VoiceEventOf<keyof typeof voiceEvents> | UnknownVoiceEvent

/**
 * Tells whether an event is of a type: `Stream.filter(isVoiceEvent("response.output_audio.delta"))`.
 *
 * @since 0.1.0
 * @category guards
 */
export const isVoiceEvent =
  <const Type extends keyof typeof voiceEvents>(...types: ReadonlyArray<Type>) =>
  (event: VoiceEvent): event is Extract<VoiceEventOf<keyof typeof voiceEvents>, { readonly type: Type }> =>
    event.known && types.some((type) => type === event.type)

/**
 * What the server says when a call begins.
 *
 * @since 0.1.0
 * @category schemas
 */
export class VoiceReady extends /*#__PURE__*/ Model<VoiceReady>()({
  /** The voice model. */
  model: Schema.String,
  voice: Schema.String,
  /** Samples per second, both ways: 24,000. */
  sample_rate: Schema.Int
}) {}

// ---------------------------------------------------------------------------------------------------------------------
// What is said
// ---------------------------------------------------------------------------------------------------------------------

/** A text of so many characters at most, counted as the server counts. */
const upTo = (most: number) =>
  Schema.String.check(
    Schema.makeFilter((value) => [...value].length <= most, { expected: `a text of at most ${most} characters` })
  )

/** The roles and texts of a chat, so far. */
const Messages = /*#__PURE__*/ Schema.Array(
  /*#__PURE__*/ Schema.Struct({
    role: /*#__PURE__*/ Schema.Literals(["user", "assistant"]),
    content: /*#__PURE__*/ upTo(32_000)
  })
).check(
  /*#__PURE__*/ Schema.isMaxLength(100),
  /*#__PURE__*/ Schema.makeFilter(
    (messages) => messages.reduce((sum, { content }) => sum + [...content].length, 0) <= 64_000,
    { expected: "messages of at most 64,000 characters together" }
  )
)

const index = /*#__PURE__*/ Schema.Int.check(/*#__PURE__*/ Schema.isGreaterThanOrEqualTo(0))

/**
 * What can be said in a call, by type; sound is sent with `append`. The server ends the call at what it does not take: an
 * id that it does not know, or at the wrong time.
 *
 * @since 0.1.0
 * @category schemas
 */
export const voiceCommands = {
  /** Makes the sound so far a turn, where the provider does not notice by itself that somebody stopped speaking. */
  "input_audio_buffer.commit": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("input_audio_buffer.commit")
  }),
  /** Throws the sound so far away. */
  "input_audio_buffer.clear": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("input_audio_buffer.clear")
  }),
  /** Stops an answer; one that is complete already stays. */
  "response.cancel": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("response.cancel"),
    response_id: Schema.String
  }),
  /** Says how much of an answer was heard, in milliseconds of its sound; the rest leaves the conversation. */
  "conversation.item.truncate": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("conversation.item.truncate"),
    item_id: Schema.String,
    content_index: index,
    audio_end_ms: index
  }),
  /** Tells the voice model of the chat so far, in place of what was told before: the last 100 messages at most. */
  "bridge.context": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("bridge.context"),
    messages: Messages
  }),
  /** The result of a call of `generate_chat_completion`, once for each; it is spoken after `bridge.respond`. */
  "bridge.result": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("bridge.result"),
    call_id: Schema.String,
    status: /*#__PURE__*/ Schema.Literals(["completed", "failed", "cancelled", "deferred"]),
    answer: /*#__PURE__*/ upTo(100_000)
  }),
  /** Lets the voice model answer something that was said (`item_id`), or speak a result (`call_id`); once for each. */
  "bridge.respond": /*#__PURE__*/ Schema.Union([
    /*#__PURE__*/ Schema.Struct({
      type: /*#__PURE__*/ Schema.Literal("bridge.respond"),
      item_id: Schema.String
    }),
    /*#__PURE__*/ Schema.Struct({
      type: /*#__PURE__*/ Schema.Literal("bridge.respond"),
      call_id: Schema.String
    })
  ]),
  /** Lets the voice model say that the chat model works, waits for an approval, or waits for settings. */
  "bridge.status": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("bridge.status"),
    status: /*#__PURE__*/ Schema.Literals(["working", "approval", "deferred"])
  }),
  /** What became of a call of `play_animation`, once for each. */
  "bridge.animation.result": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("bridge.animation.result"),
    call_id: Schema.String,
    status: /*#__PURE__*/ Schema.Literals(["started", "busy", "unavailable", "cancelled"])
  }),
  /** Lets the voice model speak after an answer that was gestures, all of which have their results. */
  "bridge.animation.respond": /*#__PURE__*/ Schema.Struct({
    type: /*#__PURE__*/ Schema.Literal("bridge.animation.respond"),
    response_id: Schema.String
  })
}

/**
 * Something that can be said in a call.
 *
 * @since 0.1.0
 * @category models
 */
export type VoiceCommand = {
  readonly [T in keyof typeof voiceCommands]: (typeof voiceCommands)[T]["Type"]
}[keyof typeof voiceCommands]

// ---------------------------------------------------------------------------------------------------------------------
// The call
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What a call is opened with.
 *
 * @since 0.1.0
 * @category models
 */
export interface VoiceOptions {
  /** The chat model that substantial questions go to: one of the server's, not of a connection of the user's own. */
  readonly modelId: string
  /** The saved chat that the call belongs to; it has to be the account's. The server reads nothing of it. */
  readonly chatId?: string | undefined
  /** How often the server is asked whether it is there. Default: 10 seconds. */
  readonly keepAlive?: Duration.Input | undefined
  /** How long the call may take to be ready, and how long the server may be silent when it is asked. Default: 45 seconds. */
  readonly timeout?: Duration.Input | undefined
  /** Headers of the handshake, for a proxy in front of the server. Browsers, and the global WebSocket, cannot send any. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * A call that is open.
 *
 * @since 0.1.0
 * @category models
 */
export interface VoiceCall {
  /** What the server said when the call began: the voice model, its voice. */
  readonly ready: VoiceReady
  /**
   * What is told, from the beginning of the call. To be run once. Sound comes faster than it is spoken, and the server
   * ends a call that it cannot tell it to: so what is not taken waits here, in memory. Ends when the scope closes;
   * fails as `closed` does.
   */
  readonly events: Stream.Stream<VoiceEvent, OpenWebUIError>
  /**
   * Sends sound: PCM, 16 bit, little-endian, one channel, 24,000 samples per second; 48,000 bytes are a second. What is
   * longer is sent in pieces. Fails with `Invalid`, and sends nothing, for half a sample; and as `closed` does.
   */
  readonly append: (pcm: Uint8Array) => Effect.Effect<void, OpenWebUIError>
  /**
   * Says something. Fails with `Invalid`, and sends nothing, where it is of another shape or longer than the server
   * takes; and as `closed` does.
   */
  readonly send: (command: VoiceCommand) => Effect.Effect<void, OpenWebUIError>
  /**
   * Waits until the call is over. Mostly it fails, with what the server said last: `Invalid` (it did not take a command),
   * `ProviderFailed`, `RateLimited` (an hour is over, or another limit: a new call can be made), `Forbidden` or
   * `Unauthenticated` (looked at once a minute), `TimedOut` and `Unreachable` (the connection).
   */
  readonly closed: Effect.Effect<void, OpenWebUIError>
}

/** A second of sound, which is what the server takes at once. */
const second = 48_000

/** What the server takes as one frame, in bytes. */
const largest = 512 * 1024

const encoders = /*#__PURE__*/ new Map<AnySchema, (value: unknown) => Outcome<unknown>>()
const decoders = /*#__PURE__*/ new Map<AnySchema, (value: unknown) => Outcome<unknown>>()

/** What compiles a schema, once. */
const compiled = (
  before: Map<AnySchema, (value: unknown) => Outcome<unknown>>,
  compile: typeof decoder,
  schema: AnySchema
): ((value: unknown) => Outcome<unknown>) => {
  const found = before.get(schema) ?? compile(schema)
  before.set(schema, found)
  return found
}

const schemaOf = (schemas: Readonly<Record<string, AnySchema>>, type: string): AnySchema | undefined =>
  Object.hasOwn(schemas, type) ? schemas[type] : undefined

const typeOf = (frame: unknown): string =>
  hasProperty(frame, "type") && typeof frame.type === "string" ? frame.type : ""

const parsed = (frame: WebSocket.Frame): Json.Json => {
  const text = typeof frame === "string" ? frame : new TextDecoder().decode(frame)
  try {
    // What JSON.parse gives is JSON.
    return Json.parse(text) as Json.Json
  } catch {
    // No JSON, which this server does not send: it is told as it came.
    return text
  }
}

const eventOf = (type: string, data: Json.Json): VoiceEvent => {
  const schema = schemaOf(voiceEvents, type)
  if (schema === undefined) return { known: false, type, data, issues: [] }
  const outcome = compiled(decoders, decoder, schema)(data)
  return outcome._tag === "Success"
    ? // The record says which data a type has.
      ({ known: true, type, data: outcome.value } as VoiceEvent)
    : { known: false, type, data, issues: outcome.issues }
}

const isProviders =
  /^Realtime (provider|endpoint)|^Provider |^Voice provider|voice function|^Invalid provider (PCM|event)/

/** The reason behind the last words of the server. `status` is the one that HTTP has for it. */
const reasonOf = (detail: string): Reason => {
  if (/^Invalid authentication|^Authentication |^Call authorization expired/.test(detail)) {
    return new Unauthenticated({ status: 401, detail, kind: "token" })
  }
  // The administrator has to set it up, or to set it right.
  if (/are disabled$|^Configure |^Unsupported Realtime|^Invalid Realtime|Microsoft Entra ID/.test(detail)) {
    return new FeatureDisabled({ status: 403, detail })
  }
  if (/ denied$| revoked$/.test(detail)) return new Forbidden({ status: 403, detail })
  if (/^Chat not found|^Bridge requires/.test(detail)) return new NotFound({ status: 404, detail })
  if (/Start a new call\.$/.test(detail)) return new RateLimited({ status: 429, detail, retryAfter: undefined })
  if (isProviders.test(detail)) {
    const status = /authentication rejected/.test(detail) ? 401 : /endpoint not found/.test(detail) ? 404 : 502
    return new ProviderFailed({
      status,
      detail,
      type: undefined,
      code: undefined,
      body: detail,
      retryAfter: undefined
    })
  }
  if (detail === "Voice connection timed out") return new TimedOut({ phase: "firstByte", after: undefined })
  if (/^Invalid |^Unknown |^Unsupported |^Select | not ready$| too large$/.test(detail)) {
    return new Invalid({ status: 400, detail, issues: [] })
  }
  return new ServerFailed({ status: 500, detail, retryAfter: undefined })
}

/**
 * Opens a call until the scope closes; then the WebSocket is closed at once, and the server lets go of the provider.
 *
 * Fails with `Invalid`, and sends nothing, where the client has an API key or no token: the socket takes the token of a
 * sign-in only. Fails with `Unauthenticated` for a token that the server refuses, with `Forbidden` (an account that is
 * not approved, without the permission `chat.call`, or without access to the model), `FeatureDisabled` (calls are
 * switched off or not set up), `NotFound` (the model or the chat), `ProviderFailed` (it refuses the credentials or the
 * settings), `ServerFailed` (the provider is out of reach), `Unreachable` and `TimedOut`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const open = ({
  chatId,
  headers,
  keepAlive = "10 seconds",
  modelId,
  timeout = "45 seconds"
}: VoiceOptions): Effect.Effect<VoiceCall, OpenWebUIError, Client | WebSocketConstructor | Scope.Scope> =>
  Effect.gen(function* () {
    const client = yield* Client
    const patience = Duration.fromInputUnsafe(timeout)
    const { getSessionUser } = methods("auths", { getSessionUser: auths.getSessionUser }, client)
    const failed = (operation: string) => (reason: Reason) =>
      new OpenWebUIError({
        operation: `voice.${operation}`,
        request: `GET ${client.url}/api/v1/audio/realtime`,
        reason
      })
    const openFailed = failed("open")
    const invalid = (operation: string, detail: string, issues: ReadonlyArray<Issue>) =>
      Effect.fail(failed(operation)(new Invalid({ detail, issues })))

    /** A call with a token. */
    const dial = Effect.fnUntraced(function* (token: Redacted.Redacted) {
      const connection = yield* WebSocket.open(client, {
        path: "/api/v1/audio/realtime",
        timeout: patience,
        headers,
        reasonOf: () => undefined,
        failed: openFailed
      })
      const ready = yield* Deferred.make<VoiceReady, OpenWebUIError>()
      const queue = yield* Queue.unbounded<VoiceEvent, OpenWebUIError | Cause.Done>()
      let heard = yield* Clock.currentTimeMillis

      const take = (frame: WebSocket.Frame): Effect.Effect<void> => {
        const data = parsed(frame)
        const type = typeOf(data)
        switch (type) {
          case "bridge.pong":
            return Effect.void
          case "bridge.ready": {
            const outcome = decoder(VoiceReady)(data)
            return outcome._tag === "Success"
              ? Effect.asVoid(Deferred.succeed(ready, outcome.value))
              : connection.fail(openFailed(new Undecodable({ status: 200, issues: outcome.issues, body: "" })))
          }
          case "bridge.error": {
            const message = hasProperty(data, "message") && typeof data.message === "string" ? data.message : ""
            return connection.fail(openFailed(reasonOf(message)))
          }
          default:
        }
        Queue.offerUnsafe(queue, eventOf(type, data))
        return Effect.void
      }
      yield* connection.pull.pipe(
        Effect.tap(() => Effect.map(Clock.currentTimeMillis, (now) => void (heard = now))),
        Effect.flatMap((frames) => Effect.forEach(frames, take, { discard: true })),
        Effect.forever,
        Effect.onExit((exit) =>
          Effect.sync(() => {
            const end = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.findErrorOption(exit.cause)) : undefined
            if (isOpenWebUIError(end)) {
              Deferred.doneUnsafe(ready, Exit.fail(end))
              Queue.failCauseUnsafe(queue, Cause.fail(end))
            } else {
              const early = new Unreachable({ phase: "answer", detail: "it closed at once", cause: undefined })
              Deferred.doneUnsafe(ready, Exit.fail(openFailed(early)))
              Queue.endUnsafe(queue)
            }
          })
        ),
        Effect.ignore,
        Effect.forkScoped
      )
      yield* connection.send(
        Json.stringify({
          type: "auth",
          token: Redacted.value(token),
          model_id: modelId,
          ...(chatId === undefined ? undefined : { chat_id: chatId })
        })
      )
      const said = yield* Deferred.await(ready).pipe(
        Effect.timeoutOrElse({
          duration: patience,
          orElse: () => Effect.fail(openFailed(new TimedOut({ phase: "firstByte", after: patience })))
        })
      )
      const watch = Effect.gen(function* () {
        yield* Effect.sleep(keepAlive)
        const silence = (yield* Clock.currentTimeMillis) - heard
        if (silence > Duration.toMillis(patience)) {
          yield* connection.fail(openFailed(new TimedOut({ phase: "idle", after: patience })))
        }
        yield* connection.send('{"type":"bridge.ping"}')
      })
      yield* watch.pipe(
        Effect.forever,
        // Whoever is in the call is told of its end.
        Effect.ignore,
        Effect.forkScoped
      )
      const events = Stream.fromPull(Effect.succeed(Queue.takeAll(queue)))
      return { ...connection, ready: said, events }
    })

    const token = yield* sessionToken(client, openFailed)
    const { closed, events, ready, send } = yield* Effect.catch(allOrNothing(dial(token)), (error) =>
      Effect.gen(function* () {
        if (error.reason._tag !== "Unauthenticated") return yield* error
        // The server does not say why. Over HTTP it does, and there the client gets another token if it can.
        yield* getSessionUser()
        const fresh = yield* sessionToken(client, openFailed)
        if (fresh !== token) return yield* allOrNothing(dial(fresh))
        const detail = "The server takes the token and does not let the account in: it may wait for approval."
        return yield* openFailed(new Forbidden({ status: 403, detail }))
      })
    )

    const speaking = Semaphore.makeUnsafe(1)
    const call: VoiceCall = {
      ready,
      events,
      closed,
      append: (pcm) =>
        Effect.suspend(() => {
          if (pcm.length % 2 !== 0) return invalid("append", "Samples have two bytes each.", [])
          const pieces = Array.from({ length: Math.ceil(pcm.length / second) }, (_, at) =>
            Json.stringify({
              type: "input_audio_buffer.append",
              audio: Base64.encode(pcm.subarray(at * second, (at + 1) * second))
            })
          )
          return speaking.withPermit(Effect.forEach(pieces, send, { discard: true }))
        }),
      send: (command) =>
        Effect.suspend(() => {
          const schema = schemaOf(voiceCommands, typeOf(command))
          if (schema === undefined) return invalid("send", "There is no such command.", [])
          const outcome = compiled(encoders, encoder, schema)(command)
          if (outcome._tag === "Failure") return invalid("send", "The command does not fit.", outcome.issues)
          const frame = Json.stringify(outcome.value)
          return new TextEncoder().encode(frame).length > largest
            ? invalid("send", "The command is longer than 512 KiB.", [])
            : send(frame)
        })
    }
    return call
  })
