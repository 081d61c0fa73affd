/**
 * Calls of the server that wait for our answer: a plugin asks the user, a tool runs on the user's machine, a model
 * behind a connection of the user's own is asked. The server calls the connection whose id was the `session_id` of the
 * completion or action, and no other.
 *
 * A call without a handler is refused in the way that its asker understands, so nobody waits in vain. So is one whose
 * handler fails; the failure is logged.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Model, openLiterals } from "../internal/Model.ts"
import { type AnySchema, decoder, type Outcome } from "../internal/schema.ts"
import type { Issue } from "../layers/Failures.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { CompletionFile } from "../models/Completions.ts"

const text = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.String))
const flag = /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Boolean))

// ---------------------------------------------------------------------------------------------------------------------
// What is asked
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Something that the user shall agree to.
 *
 * @since 0.1.0
 * @category schemas
 */
export class Confirmation extends /*#__PURE__*/ Model<Confirmation>()({
  title: text,
  message: text,
  interaction_id: Schema.String
}) {}

/**
 * A tool that a model wants to call.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ApprovalToolCall extends /*#__PURE__*/ Model<ApprovalToolCall>()({
  id: text,
  name: Schema.String,
  /** What it is called with. */
  arguments: JsonObject
}) {}

/**
 * The question whether a model may call a tool, in a chat that is not saved.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ToolApproval extends /*#__PURE__*/ Model<ToolApproval>()({
  tool_call: ApprovalToolCall,
  interaction_id: Schema.String
}) {}

/**
 * A text that the user shall write or choose.
 *
 * @since 0.1.0
 * @category schemas
 */
export class InputRequest extends /*#__PURE__*/ Model<InputRequest>()({
  title: text,
  message: text,
  placeholder: text,
  /** What is there to begin with. */
  value: /*#__PURE__*/ Schema.optional(Json),
  /** The kind of field, as the plugin and the web page have agreed on it, for instance `password`. */
  type: text,
  /** What to choose from, for a field of the kind that chooses. */
  options: /*#__PURE__*/ Schema.optional(Json),
  /** The field with a kind and options of its own. */
  input: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(JsonObject)),
  interaction_id: Schema.String
}) {}

/**
 * One of the answers to choose from.
 *
 * @since 0.1.0
 * @category schemas
 */
export class QuestionOption extends /*#__PURE__*/ Model<QuestionOption>()({
  label: Schema.String,
  description: text
}) {}

/**
 * One question to the user.
 *
 * @since 0.1.0
 * @category schemas
 */
export class Question extends /*#__PURE__*/ Model<Question>()({
  id: Schema.String,
  header: text,
  question: Schema.String,
  options: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(QuestionOption))),
  /** Whether an answer of one's own will do, too. */
  allow_other: flag
}) {}

/**
 * Questions of a model to the user.
 *
 * @since 0.1.0
 * @category schemas
 */
export class UserInputRequest extends /*#__PURE__*/ Model<UserInputRequest>()({
  questions: /*#__PURE__*/ Schema.Array(Question),
  allow_other: flag,
  /** How long the server waits, in milliseconds: 60,000 to 240,000, else 120,000. */
  timeout_ms: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(Schema.Int)),
  interaction_id: Schema.String
}) {}

/**
 * A question of an MCP server: a form to fill in, or an address to open.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ElicitationRequest extends /*#__PURE__*/ Model<ElicitationRequest>()({
  mode: /*#__PURE__*/ openLiterals(["form", "url"]),
  message: Schema.String,
  /** Of a form: the JSON Schema that `content` must meet. */
  requestedSchema: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(JsonObject)),
  url: text,
  server_name: text,
  interaction_id: Schema.String
}) {}

/**
 * JavaScript to run: the body of an asynchronous function.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ExecuteRequest extends /*#__PURE__*/ Model<ExecuteRequest>()({
  code: Schema.String
}) {}

/**
 * Python to run.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ExecutePythonRequest extends /*#__PURE__*/ Model<ExecutePythonRequest>()({
  id: Schema.String,
  code: Schema.String,
  session_id: text,
  /** What hangs on the turn. */
  files: /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(/*#__PURE__*/ Schema.Array(CompletionFile)))
}) {}

/**
 * A tool of a tool server of the user's own to call.
 *
 * @since 0.1.0
 * @category schemas
 */
export class ExecuteToolRequest extends /*#__PURE__*/ Model<ExecuteToolRequest>()({
  id: Schema.String,
  name: Schema.String,
  params: JsonObject,
  /** The tool server as it was given in `tool_servers`. */
  server: JsonObject,
  session_id: text
}) {}

/**
 * A completion of a model behind a connection of the user's own.
 *
 * @since 0.1.0
 * @category schemas
 */
export class CompletionRequest extends /*#__PURE__*/ Model<CompletionRequest>()({
  /** The request as the provider shall get it. */
  form_data: JsonObject,
  /** The model as it was given in `model_item`. */
  model: JsonObject,
  /** The socket event that the pieces of the answer are sent on. */
  channel: Schema.String,
  session_id: text
}) {}

/**
 * The question whether a terminal of the user's own is connected.
 *
 * @since 0.1.0
 * @category schemas
 */
export class TerminalStateRequest extends /*#__PURE__*/ Model<TerminalStateRequest>()({
  terminal_id: Schema.String,
  session_id: text
}) {}

/**
 * A path of a terminal server of the user's own to read.
 *
 * @since 0.1.0
 * @category schemas
 */
export class TerminalRequest extends /*#__PURE__*/ Model<TerminalRequest>()({
  terminal_id: Schema.String,
  path: Schema.String,
  session_id: text
}) {}

/**
 * A gesture that the avatar of a voice call shall make.
 *
 * @since 0.1.0
 * @category schemas
 */
export class PlayAnimationRequest extends /*#__PURE__*/ Model<PlayAnimationRequest>()({
  name: Schema.String,
  model_id: text
}) {}

/**
 * What is asked, by type. A call of another type is a plugin's own.
 *
 * @since 0.1.0
 * @category schemas
 */
export const calls = {
  /** A plugin asks the user to agree; with a `tool_call`, whether a model may call a tool. */
  confirmation: /*#__PURE__*/ Schema.Union([ToolApproval, Confirmation]),
  /** A plugin asks the user for a text. */
  input: InputRequest,
  /** A model asks the user. */
  "request:user_input": UserInputRequest,
  /** An MCP server asks the user. */
  "request:elicitation": ElicitationRequest,
  /** A plugin wants JavaScript to be run. */
  execute: ExecuteRequest,
  /** A model wants Python to be run. */
  "execute:python": ExecutePythonRequest,
  /** A model calls a tool of a tool server of the user's own. */
  "execute:tool": ExecuteToolRequest,
  /** A model of the user's own is asked. */
  "request:chat:completion": CompletionRequest,
  /** Whether a terminal of the user's own is connected. */
  "request:terminal:state": TerminalStateRequest,
  /** A terminal server of the user's own is asked. */
  "request:terminal": TerminalRequest,
  /** The avatar of a voice call shall make a gesture. */
  "voice:play_animation": PlayAnimationRequest
}

// ---------------------------------------------------------------------------------------------------------------------
// What is answered
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What the user answered, by the id of the question.
 *
 * @since 0.1.0
 * @category models
 */
export type UserInputAnswer =
  | { readonly status: "answered"; readonly answers: Readonly<Record<string, Json>> }
  | { readonly status: "cancelled" }

/**
 * What the user answered to an MCP server. The server checks `content` against the schema that was asked for.
 *
 * @since 0.1.0
 * @category models
 */
export interface ElicitationAnswer {
  readonly action: "accept" | "decline" | "cancel"
  readonly content?: JsonObject | undefined
}

/**
 * What Python put out.
 *
 * @since 0.1.0
 * @category models
 */
export interface PythonOutput {
  readonly stdout?: string | undefined
  readonly stderr?: string | undefined
  readonly result?: Json | undefined
}

// ---------------------------------------------------------------------------------------------------------------------
// Handlers
// ---------------------------------------------------------------------------------------------------------------------

/**
 * A call of the server.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call<Data> {
  /** For instance `confirmation`; a plugin may say anything. */
  readonly type: string
  readonly data: Data
  /** The chat that it is about. Empty or absent where it is about none. */
  readonly chatId: string | undefined
  readonly messageId: string | undefined
}

/**
 * Answers a call. It is interrupted when the server no longer waits.
 *
 * @since 0.1.0
 * @category models
 */
export type Handler<Data, Answer, R = never> = (call: Call<Data>) => Effect.Effect<Answer, unknown, R>

/**
 * Who answers which calls. What is left out is refused.
 *
 * @since 0.1.0
 * @category models
 */
export interface Handlers<R = never> {
  /** A plugin asks the user to agree: `confirmation`. Refused with `false`. */
  readonly confirmation?: Handler<Confirmation, boolean, R> | undefined
  /**
   * Whether a model may call a tool, in a chat that is not saved: `confirmation` with a `tool_call`. Refused with `false`,
   * which denies it. In a saved turn it is a step, which `decide` of `Conversation` answers.
   */
  readonly toolApproval?: Handler<ToolApproval, boolean, R> | undefined
  /** A plugin asks the user for a text: `input`. `undefined` says that the user cancelled; so does a refusal. */
  readonly input?: Handler<InputRequest, string | undefined, R> | undefined
  /**
   * A model asks the user, in a chat that is not saved: `request:user_input`. Refused as cancelled. In a saved turn it is
   * a step, which `decide` of `Conversation` answers.
   */
  readonly userInput?: Handler<UserInputRequest, UserInputAnswer, R> | undefined
  /** An MCP server asks the user: `request:elicitation`. Refused as declined. */
  readonly elicitation?: Handler<ElicitationRequest, ElicitationAnswer, R> | undefined
  /** A plugin wants JavaScript to be run: `execute`. Run nothing that you do not trust. Refused with an `error`. */
  readonly execute?: Handler<ExecuteRequest, Json, R> | undefined
  /** A model wants Python to be run: `execute:python`. Refused with an `error`. */
  readonly executePython?: Handler<ExecutePythonRequest, PythonOutput, R> | undefined
  /** A tool of a tool server of the user's own: `execute:tool`; its result, or result and headers. Refused with an `error`. */
  readonly executeTool?: Handler<ExecuteToolRequest, Json, R> | undefined
  /** A completion in one piece: `request:chat:completion` without `stream`. Refused with an `error`. */
  readonly completion?: Handler<CompletionRequest, JsonObject, R> | undefined
  /**
   * A completion in pieces: `request:chat:completion` with `stream`. Each piece is a chunk as the provider sends it. A
   * stream that fails ends with an error frame. Refused with an `error`.
   */
  readonly streamCompletion?: ((call: Call<CompletionRequest>) => Stream.Stream<JsonObject, unknown, R>) | undefined
  /** Whether a terminal of the user's own is connected: `request:terminal:state`; the server waits for 2 seconds. Refused with `false`. */
  readonly terminalState?: Handler<TerminalStateRequest, boolean, R> | undefined
  /** What a terminal server of the user's own answers to a path: `request:terminal`. Refused with an `error`. */
  readonly terminal?: Handler<TerminalRequest, Json, R> | undefined
  /** A gesture of the avatar: `voice:play_animation`; the server waits for 3 seconds. Refused as unavailable. */
  readonly playAnimation?: Handler<PlayAnimationRequest, "started" | "cancelled" | "unavailable", R> | undefined
  /** A call of any other type, from a plugin. Refused with an `error`. */
  readonly other?: Handler<Json | undefined, Json, R> | undefined
}

/**
 * How an answer in pieces is sent.
 *
 * @internal
 */
export type Send = (event: string, piece: Json) => Effect.Effect<void>

/**
 * What becomes of a call: the answer to give, and what to do after it was given.
 *
 * @internal
 */
export interface Answered<R> {
  readonly answer: Json
  readonly afterwards?: ((send: Send) => Effect.Effect<void, never, R>) | undefined
}

const refusal = (type: string): JsonObject => ({ error: `This client does not answer calls of the type ${type}.` })

/** What is said where there is no handler. */
const refusals: Readonly<Record<string, Json>> = {
  confirmation: false,
  input: false,
  "request:user_input": { status: "cancelled", answers: {} },
  "request:elicitation": { action: "decline" },
  "request:terminal:state": { connected: false },
  "voice:play_animation": { status: "unavailable" }
}

const refuse = (type: string): Json => (Object.hasOwn(refusals, type) ? (refusals[type] ?? false) : refusal(type))

type Run<R> = (data: unknown, call: Call<unknown>) => Effect.Effect<Answered<R>, unknown, R>

/** Data of another shape than the type has. */
class Misshapen {
  readonly issues: ReadonlyArray<Issue>
  constructor(issues: ReadonlyArray<Issue>) {
    this.issues = issues
  }
}

const decoders = new WeakMap<AnySchema, (value: unknown) => Outcome<unknown>>()

const read = <S extends AnySchema>(schema: S, data: unknown): Effect.Effect<S["Type"], Misshapen> => {
  let decode = decoders.get(schema)
  if (decode === undefined) {
    decode = decoder(schema)
    decoders.set(schema, decode)
  }
  const outcome = decode(data)
  return outcome._tag === "Success" ? Effect.succeed(outcome.value) : Effect.fail(new Misshapen(outcome.issues))
}

const runs = <S extends AnySchema, Answer, R>(
  schema: S,
  handler: Handler<S["Type"], Answer, R> | undefined,
  encode: (answer: Answer) => Json
): Run<R> | undefined =>
  handler === undefined
    ? undefined
    : (data, call) =>
        Effect.flatMap(read(schema, data), (decoded) =>
          Effect.map(handler({ ...call, data: decoded }), (answer) => ({ answer: encode(answer) }))
        )

const same = (answer: Json): Json => answer

const messageOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}

const completes = <R>(handlers: Handlers<R>, form: unknown): Run<R> | undefined => {
  const streams = typeof form === "object" && form !== null && "stream" in form && form.stream === true
  if (!streams) return runs(CompletionRequest, handlers.completion, same)
  const handler = handlers.streamCompletion
  if (handler === undefined) return undefined
  return (data, call) =>
    Effect.map(read(CompletionRequest, data), (decoded) => ({
      answer: { status: true },
      afterwards: (send) =>
        Stream.runForEach(handler({ ...call, data: decoded }), (piece) => send(decoded.channel, piece)).pipe(
          Effect.catchCause((cause) =>
            Cause.hasInterruptsOnly(cause)
              ? Effect.void
              : Effect.andThen(
                  Effect.logWarning("A completion in pieces failed", cause),
                  send(decoded.channel, { error: { message: messageOf(cause) } })
                )
          ),
          // Without it the server would wait for ever.
          Effect.ensuring(send(decoded.channel, { done: true }))
        )
    }))
}

const runOf = <R>(handlers: Handlers<R>, type: string, data: unknown): Run<R> | undefined => {
  const has = (key: string) => typeof data === "object" && data !== null && key in data
  switch (type) {
    case "confirmation":
      return has("tool_call")
        ? runs(ToolApproval, handlers.toolApproval, same)
        : runs(Confirmation, handlers.confirmation, same)
    case "input":
      // The web page says `false` where the user cancels.
      return runs(InputRequest, handlers.input, (answer) => answer ?? false)
    case "request:user_input":
      return runs(UserInputRequest, handlers.userInput, (answer) =>
        answer.status === "answered" ? { status: "answered", answers: answer.answers } : refuse(type)
      )
    case "request:elicitation":
      return runs(ElicitationRequest, handlers.elicitation, ({ action, content }) =>
        content === undefined ? { action } : { action, content }
      )
    case "execute":
      return runs(ExecuteRequest, handlers.execute, same)
    case "execute:python":
      return runs(ExecutePythonRequest, handlers.executePython, ({ result, stderr, stdout }) => ({
        stdout: stdout ?? "",
        stderr: stderr ?? "",
        result: result ?? null
      }))
    case "execute:tool":
      return runs(ExecuteToolRequest, handlers.executeTool, same)
    case "request:chat:completion":
      return completes(handlers, has("form_data") ? (data as { readonly form_data: unknown }).form_data : undefined)
    case "request:terminal:state":
      return runs(TerminalStateRequest, handlers.terminalState, (connected) => ({ connected }))
    case "request:terminal":
      return runs(TerminalRequest, handlers.terminal, (data) => ({ data }))
    case "voice:play_animation":
      return runs(PlayAnimationRequest, handlers.playAnimation, (status) => ({ status }))
    default: {
      const { other } = handlers
      return other === undefined
        ? undefined
        : (data, call) =>
            // What came over the socket is JSON, or nothing.
            Effect.map(other({ ...call, data: data as Json | undefined }), (answer) => ({ answer }))
    }
  }
}

/**
 * Answers a call, come what may: without a handler, with data of another shape, and where the handler fails, it is
 * refused.
 *
 * @internal
 */
export const answer = <R>(handlers: Handlers<R>, call: Call<unknown>): Effect.Effect<Answered<R>, never, R> => {
  const { data, type } = call
  const run = runOf(handlers, type, data)
  if (run === undefined) return Effect.succeed({ answer: refuse(type) })
  return Effect.catchCause(
    Effect.suspend(() => run(data, call)),
    (cause) => {
      if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
      const error = Cause.squash(cause)
      const what =
        error instanceof Misshapen
          ? Effect.logWarning(`A call of the type ${type} has another shape than expected`, error.issues)
          : Effect.logWarning(`The handler of calls of the type ${type} failed`, cause)
      return Effect.as(what, { answer: refuse(type) })
    }
  )
}

/**
 * Answers every call, with whatever that needs.
 *
 * @internal
 */
export type AnswerCall = (call: Call<unknown>) => Effect.Effect<Answered<never>>

/**
 * Who answers the calls to connections: what `layer` gives, and nobody without it.
 *
 * @internal
 */
export const Answering: Context.Reference<AnswerCall> = /*#__PURE__*/ Context.Reference<AnswerCall>(
  "effect-open-webui/realtime/Handlers",
  { defaultValue: () => (call) => answer({}, call) }
)

/**
 * The handlers of the connections that are made with this layer:
 *
 * ```ts
 * const handlers = Handlers.layer({ confirmation: ({ data }) => Effect.as(Console.log(data.message), true) })
 * const realtime = Realtime.layer().pipe(Layer.provide(handlers))
 * ```
 *
 * What is left out is refused. What the handlers need, the layer asks for.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = <R = never>(handlers: Handlers<R>): Layer.Layer<never, never, R> =>
  Layer.effect(
    Answering,
    Effect.map(
      Effect.context<R>(),
      (context): AnswerCall =>
        (call) =>
          Effect.map(
            Effect.provideContext(answer(handlers, call), context),
            ({ afterwards, answer }): Answered<never> => ({
              answer,
              afterwards:
                afterwards === undefined ? undefined : (send) => Effect.provideContext(afterwards(send), context)
            })
          )
    )
  )
