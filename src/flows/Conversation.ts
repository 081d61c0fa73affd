/**
 * A turn of a chat, in one call: question and answer are saved as the web page saves them, and what happens is told step
 * by step.
 *
 * ```ts
 * const steps = Conversation.turn({ model: "gpt-5", prompt: "Why is the sky blue?" })
 * yield* Stream.runForEach(steps, (step) => (step._tag === "TextDelta" ? Console.log(step.text) : Effect.void))
 *
 * const { chatId, text } = yield* Conversation.answer(Conversation.turn({ model: "gpt-5", prompt: "And at night?" }))
 * ```
 *
 * Where the environment holds a `Realtime` connection, the steps come as the server tells them; where it does not (an API
 * key has none), or where the connection breaks in the middle, the chat is read again and again instead, which gives the
 * same steps in larger pieces. Nothing is sent twice.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { Client, type ClientService } from "../layers/Client.ts"
import { Invalid, NotFound, type OpenWebUIError, type Reason } from "../layers/Failures.ts"
import type * as Json from "../layers/Json.ts"
import type { ChatMessage } from "../models/ChatMessages.ts"
import type { ChatResponse } from "../models/Chats.ts"
import type {
  BackgroundTasks,
  ChatTurnForm,
  CompletionFeatures,
  CompletionFile,
  CompletionParams,
  TurnTarget
} from "../models/Completions.ts"
import * as Output from "./Output.ts"
import type * as Steps from "./Steps.ts"
import { type Begun, type Decision, failing, type Known, newId, operationsOf, type RunOptions, run } from "./Turn.ts"

export type * from "./Steps.ts"
export type { Decision, RunOptions } from "./Turn.ts"

// ---------------------------------------------------------------------------------------------------------------------
// What is asked
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What every kind of turn may say.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<R = never> extends RunOptions<R> {
  /**
   * The system prompt of this turn. Default: that of the chat's own settings. The server does not save it with the chat.
   */
  readonly system?: string | undefined
  /** Parameters of the model, on top of those of the chat's own settings. */
  readonly params?: CompletionParams | undefined
  /** Features of Open WebUI to switch on, for instance `{ web_search: true }`. */
  readonly features?: CompletionFeatures | undefined
  /** Tools of the workspace, by id; `server:...` for those of tool servers. */
  readonly tools?: ReadonlyArray<string> | undefined
  /** Skills of the workspace, by id. */
  readonly skills?: ReadonlyArray<string> | undefined
  /** Filters to switch on, by id. */
  readonly filters?: ReadonlyArray<string> | undefined
  /** Texts that replace their keys in system prompts, for instance `{ "{{USER_NAME}}": "Ada" }`. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  /** Whether a model finds a title, on the first turn of a chat; where not, the prompt is the title. Default: true. */
  readonly title?: boolean | undefined
  /** Whether a model finds tags, on the first turn of a chat. Default: true. */
  readonly tags?: boolean | undefined
  /** Whether a model finds questions that could come next. Default: true. */
  readonly followUps?: boolean | undefined
}

/**
 * A new question.
 *
 * @since 0.1.0
 * @category models
 */
export interface TurnOptions<R = never> extends Options<R> {
  /** The model, or several, which answer side by side. */
  readonly model: string | ReadonlyArray<string>
  readonly prompt: string
  /** The chat to go on with. Left out, a chat is made. */
  readonly chat?: string | undefined
  /**
   * The message after which the question comes, of any branch; `null` begins another conversation in the chat. Default:
   * the last message of the branch that is shown.
   */
  readonly parent?: string | null | undefined
  /** Files to answer from, and images: `{ type: "file", id }` is enough for an upload. */
  readonly files?: ReadonlyArray<CompletionFile> | undefined
  /** The folder of a new chat. */
  readonly folder?: string | undefined
  /** Values for `{{chat.variables.name}}` in system prompts, kept with the chat. */
  readonly chatVariables?: Readonly<Record<string, Json.Json>> | undefined
}

/**
 * A message to answer anew, or to go on with.
 *
 * @since 0.1.0
 * @category models
 */
export interface MessageOptions<R = never> extends Options<R> {
  readonly chat: string
  readonly message: string
  /** The model. Default: the one that answered. */
  readonly model?: string | undefined
}

/**
 * A call that waits, and what is decided on it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ResolveOptions<R = never> extends RunOptions<R> {
  readonly chat: string
  readonly message: string
  readonly call: string
  readonly decision: Decision
}

const currentOf = (chat: ChatResponse): string | null => chat.current_message_id ?? chat.chat.history?.currentId ?? null

const isNotImage = ({ content_type, type }: CompletionFile): boolean =>
  type !== "image" && content_type?.startsWith("image/") !== true

/** Files without those that come twice. */
const unique = (files: ReadonlyArray<CompletionFile>): ReadonlyArray<CompletionFile> =>
  files.filter((file, index) => files.findIndex((other) => Equal.equals(other, file)) === index)

// ---------------------------------------------------------------------------------------------------------------------
// The kinds of turns
// ---------------------------------------------------------------------------------------------------------------------

const modelsOf = (model: string | ReadonlyArray<string>): ReadonlyArray<string> =>
  typeof model === "string" ? [model] : model

/** The request for a turn, in a chat or for a new one. */
const formOf = <R>(
  options: Options<R>,
  known: Known | undefined,
  targets: ReadonlyArray<TurnTarget>,
  turn: Partial<typeof ChatTurnForm.Type> & { readonly parent_id: string | null }
): Omit<typeof ChatTurnForm.Type, "session_id"> => {
  // The web page stores the parameters of a chat as it sends them.
  const stored = (known?.chat.chat.params ?? {}) as CompletionParams
  const params: CompletionParams = { ...stored, ...options.params }
  const system = options.system ?? params.system ?? known?.chat.chat.system
  const files = unique([...(known?.chat.chat.files ?? []), ...(turn.files ?? [])])
  const isFirstTurn = turn.parent_id === null && turn.assistant_message_id === undefined
  const tasks: typeof BackgroundTasks.Type = {
    ...(isFirstTurn ? { title_generation: options.title ?? true, tags_generation: options.tags ?? true } : undefined),
    follow_up_generation: options.followUps ?? true
  }
  return {
    ...turn,
    model: targets[0]?.model_id ?? "",
    stream: true,
    messages: typeof system === "string" && system !== "" ? [{ role: "system", content: system }] : [],
    message_ids: targets,
    params,
    files: files.length > 0 ? files : undefined,
    features: options.features,
    tool_ids: options.tools,
    skill_ids: options.skills,
    ...(options.filters === undefined ? undefined : { filter_ids: options.filters }),
    ...(options.variables === undefined ? undefined : { variables: options.variables }),
    ...(known === undefined ? undefined : { chat_id: known.chat.id }),
    background_tasks: tasks
  }
}

const sending =
  (
    client: ClientService,
    failed: (reason: Reason) => OpenWebUIError,
    form: Omit<typeof ChatTurnForm.Type, "session_id">
  ) =>
  (session_id: string): Effect.Effect<Begun, OpenWebUIError> =>
    // Sent once: whether a repetition would be a second turn, only the chat can tell.
    Effect.flatMap(operationsOf(client).runChatTurn({ payload: { ...form, session_id } }), (answer) =>
      answer !== null && "task_ids" in answer
        ? Effect.succeed({ chatId: answer.chat_id, taskIds: answer.task_ids })
        : Effect.fail(failed(new Invalid({ status: 200, detail: "The server did not begin a turn.", issues: [] })))
    )

const invalid = (failed: (reason: Reason) => OpenWebUIError, path: string, message: string) =>
  Effect.fail(failed(new Invalid({ detail: "The turn cannot be asked for.", issues: [{ path: [path], message }] })))

const noMessage = (failed: (reason: Reason) => OpenWebUIError, id: string) =>
  Effect.fail(failed(new NotFound({ status: 200, detail: `There is no message ${id} in the chat.` })))

/**
 * Asks one model or several, in a new chat or in one that is there, and gives the steps until all is saved: the answers,
 * and the title, tags and follow-ups that the server finds. The web page shows the chat as if it had been asked there.
 *
 * Leaving the stream early, or interrupting it, stops the server's task, and the text so far stays saved; an answer that
 * is complete already is left alone. It takes 10 seconds at most, whether or not the server can be asked; and the server
 * can only stop all that the account has running in a chat. A slow reader loses nothing. Without a `Realtime` connection,
 * or after it broke, the steps come in larger pieces.
 *
 * Fails with `NotFound` (model, chat, folder, parent), `Forbidden`, `Invalid` before anything is sent; with
 * `ProviderFailed` where the model gave no answer (without a status, where the server kept only the text; without a
 * `Realtime` connection also where it failed in the middle, since the server then saves nothing of it), `StreamFailed`
 * where it failed in the middle, `Truncated` where the server died over it, each with the text so far; with `TimedOut`
 * after `timeout`; and with `Unreachable` where the server stays away for a minute. A question whose taking was not confirmed is looked
 * for in the chats, not sent again. Of several models each failure is a step, and the stream fails where none answered.
 * `main.py: chat_completion`
 *
 * @since 0.1.0
 * @category flows
 */
export const turn = <R = never>(options: TurnOptions<R>): Stream.Stream<Steps.Step, OpenWebUIError, Client | R> =>
  asked("turn", options, (load) => {
    const { chat, parent } = options
    return chat === undefined && typeof parent === "string"
      ? Effect.flatMap(Client, (client) =>
          invalid(failing(client, "turn"), "parent", "A new chat has no messages yet: name the chat, too.")
        )
      : Effect.map(chat === undefined ? Effect.undefined : load(chat), (known) => ({ options, known }))
  })

/** Refuses what is no question, before anything is sent. */
const refuse = <R>(
  operation: string,
  { files = [], model, prompt = "" }: Partial<Pick<TurnOptions<R>, "model" | "prompt" | "files">>
) =>
  Effect.flatMap(Client, (client) => {
    const failed = failing(client, operation)
    const models = model === undefined ? undefined : modelsOf(model)
    if (models?.length === 0 || models?.includes("")) return invalid(failed, "model", "Name a model.")
    return prompt.trim() === "" && files.length === 0 ? invalid(failed, "prompt", "Ask something.") : Effect.void
  })

/** What a question is made of. */
interface Asked<R> {
  readonly options: TurnOptions<R>
  readonly known: Known | undefined
}

type Load = (chat: string) => Effect.Effect<Known, OpenWebUIError>

/** A new question, beside others or after them. */
const asked = <R>(
  operation: string,
  said: Partial<Pick<TurnOptions<R>, "model" | "prompt" | "files">>,
  given: (load: Load) => Effect.Effect<Asked<R>, OpenWebUIError, Client>
) =>
  run<R>(operation, (load) =>
    Effect.gen(function* () {
      yield* refuse(operation, said)
      const { known, options } = yield* given(load)
      const client = yield* Client
      const failed = failing(client, operation)
      const models = modelsOf(options.model)
      const { chat, files = [], folder, prompt } = options
      const parent = options.parent ?? (options.parent === null || known === undefined ? null : currentOf(known.chat))
      if (parent !== null && known?.messages[parent] === undefined) return yield* noMessage(failed, parent)

      const userMessageId = yield* newId
      const targets: Array<TurnTarget> = []
      for (const [modelIdx, model_id] of models.entries())
        targets.push({ model_id, message_id: yield* newId, modelIdx })
      const ids = targets.map(({ message_id }) => message_id)
      const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      const form = formOf(options, known, targets, {
        parent_id: parent,
        files: files.filter(isNotImage),
        ...(folder === undefined ? undefined : { folder_id: folder }),
        ...(options.chatVariables === undefined ? undefined : { chat_variables: options.chatVariables }),
        user_message: {
          id: userMessageId,
          parentId: parent,
          childrenIds: ids,
          role: "user",
          content: prompt,
          timestamp,
          models,
          ...(files.length > 0 ? { files } : undefined)
        }
      })
      return {
        chatId: chat,
        userMessageId,
        answers: new Map(ids.map((id) => [id, {}])),
        title: known?.chat.title ?? "New Chat",
        tags: known?.chat.meta?.tags ?? [],
        send: sending(client, failed, form),
        isTaken: (messages) => ids.some((id) => id in messages),
        options
      }
    })
  )

/** An answer of a chat, and the question before it. */
const answerOf = (known: Known, id: string) => {
  const message = known.messages[id]
  const question = known.messages[message?.parentId ?? ""]
  return message?.role === "assistant" && question?.role === "user" ? { message, question } : undefined
}

/** A question as the server finds it again. */
const again = (id: string, { content, files, models, parentId }: ChatMessage) => ({
  id,
  parentId: parentId ?? null,
  role: "user" as const,
  content: Output.contentText(content),
  ...(models ? { models } : undefined),
  ...(files && files.length > 0 ? { files } : undefined)
})

/**
 * Asks for another answer to the same question, beside the one that is there: `message` is the answer. `suggestion` says
 * what shall be better, and shows the model its former answer. Otherwise as `turn`.
 *
 * @since 0.1.0
 * @category flows
 */
export const regenerate = <R = never>(
  options: MessageOptions<R> & { readonly suggestion?: string | undefined }
): Stream.Stream<Steps.Step, OpenWebUIError, Client | R> =>
  run<R>("regenerate", (load) =>
    Effect.gen(function* () {
      const client = yield* Client
      const failed = failing(client, "regenerate")
      const known = yield* load(options.chat)
      const found = answerOf(known, options.message)
      if (found === undefined) return yield* noMessage(failed, options.message)
      const userMessageId = found.message.parentId ?? ""
      const id = yield* newId
      const target: TurnTarget = {
        model_id: options.model ?? found.message.model ?? known.chat.chat.models?.[0] ?? "",
        message_id: id,
        modelIdx: found.message.modelIdx ?? 0
      }
      const question = again(userMessageId, found.question)
      const form = formOf(options, known, [target], {
        parent_id: question.parentId,
        user_message: question,
        ...(options.suggestion === undefined
          ? undefined
          : { regeneration_prompt: options.suggestion, regeneration_message_id: options.message })
      })
      return {
        chatId: options.chat,
        userMessageId,
        answers: new Map([[id, {}]]),
        title: known.chat.title,
        tags: known.chat.meta?.tags ?? [],
        send: sending(client, failed, form),
        isTaken: (messages) => id in messages,
        options
      }
    })
  )

/**
 * Asks a question in other words, beside the one that is there, and has it answered: `message` is the question. Files and
 * models are those of the question unless others are named. Otherwise as `turn`.
 *
 * @since 0.1.0
 * @category flows
 */
export const edit = <R = never>(
  options: Omit<MessageOptions<R>, "model"> &
    Pick<TurnOptions<R>, "prompt" | "files"> &
    Partial<Pick<TurnOptions<R>, "model">>
): Stream.Stream<Steps.Step, OpenWebUIError, Client | R> =>
  asked<R>("edit", options, (load) =>
    Effect.gen(function* () {
      const client = yield* Client
      const known = yield* load(options.chat)
      const question = known.messages[options.message]
      if (question?.role !== "user") return yield* noMessage(failing(client, "edit"), options.message)
      const model = options.model ?? question.models ?? known.chat.chat.models ?? []
      const files = options.files ?? question.files ?? []
      return { options: { ...options, model, files, parent: question.parentId ?? null }, known }
    })
  )

/**
 * Lets a model go on with an answer that ended too early: `message` is the answer, to which the text is added. Otherwise
 * as `turn`.
 *
 * @since 0.1.0
 * @category flows
 */
export const proceed = <R = never>(options: MessageOptions<R>): Stream.Stream<Steps.Step, OpenWebUIError, Client | R> =>
  run<R>("proceed", (load) =>
    Effect.gen(function* () {
      const client = yield* Client
      const failed = failing(client, "proceed")
      const known = yield* load(options.chat)
      const found = answerOf(known, options.message)
      if (found === undefined) return yield* noMessage(failed, options.message)
      const { message, question } = found
      const userMessageId = message.parentId ?? ""
      const model = options.model ?? message.selectedModelId ?? message.model ?? ""
      const target: TurnTarget = { model_id: model, message_id: options.message, modelIdx: message.modelIdx ?? 0 }
      const form = formOf(options, known, [target], {
        parent_id: question.parentId ?? null,
        user_message: again(userMessageId, question),
        assistant_message_id: options.message
      })
      return {
        chatId: options.chat,
        userMessageId,
        answers: new Map([[options.message, { ...message, done: false }]]),
        title: known.chat.title,
        tags: known.chat.meta?.tags ?? [],
        send: sending(client, failed, form),
        isTaken: (messages) => messages[options.message]?.meta?.task_id !== message.meta?.task_id,
        options
      }
    })
  )

/**
 * Decides on a call that waits (see `Approval` and `Question`), and gives the steps from there on. Fails with `Conflict`
 * where it was decided already, otherwise as `turn`. `main.py: resolve_chat_message_tool_call`
 *
 * @since 0.1.0
 * @category flows
 */
export const resolve = <R = never>(options: ResolveOptions<R>): Stream.Stream<Steps.Step, OpenWebUIError, Client | R> =>
  run<R>("resolve", (load) =>
    Effect.gen(function* () {
      const client = yield* Client
      const failed = failing(client, "resolve")
      const { call, chat, decision, message: id } = options
      const known = yield* load(chat)
      const message = known.messages[id]
      if (message === undefined) return yield* noMessage(failed, id)
      const isPending = (output: Output.Output): boolean => {
        const waiting = Output.pendingCall(output)
        return waiting !== undefined && Output.callId(waiting) === call
      }
      const output = (message.output ?? []).map((item) =>
        item.type === "function_call" && Output.callId(item) === call ? { ...item, approved: true } : item
      )
      return {
        chatId: chat,
        userMessageId: message.parentId ?? "",
        answers: new Map([[id, { ...message, output, done: false }]]),
        title: known.chat.title,
        tags: known.chat.meta?.tags ?? [],
        send: () =>
          Effect.map(
            operationsOf(client).resolveChatMessageToolCall({
              params: { id: chat, message_id: id },
              payload: { call_id: call, ...decision }
            }),
            ({ task_ids }) => ({ chatId: chat, taskIds: task_ids ?? [] })
          ),
        isTaken: (messages) => !isPending(messages[id]?.output ?? []),
        options
      }
    })
  )

// ---------------------------------------------------------------------------------------------------------------------
// The answer alone
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What came of a turn.
 *
 * @since 0.1.0
 * @category models
 */
export interface Answer {
  readonly chatId: string
  readonly userMessageId: string
  /** The text of the answer, of the first model where several were asked. */
  readonly text: string
  /** The answer as it is saved, of the first model where several were asked. */
  readonly message: ChatMessage
  /** All answers that came about, in the order of the models. */
  readonly messages: ReadonlyArray<ChatMessage>
  /** What waits for a decision; empty where the answers are complete. */
  readonly waiting: ReadonlyArray<Steps.Approval | Steps.Question>
}

/** How a message ended. */
type Ended = Steps.Done | Steps.Approval | Steps.Question

/**
 * Runs a turn to its end and gives what came of it: `Conversation.answer(Conversation.turn({ model, prompt }))`.
 *
 * @since 0.1.0
 * @category flows
 */
export const answer = <R>(
  steps: Stream.Stream<Steps.Step, OpenWebUIError, R>
): Effect.Effect<Answer, OpenWebUIError, R> =>
  Effect.map(
    Stream.runFold(
      steps,
      () => ({ started: undefined as Steps.Started | undefined, ended: new Map<string, Ended>() }),
      (answer, step) => {
        if (step._tag === "Started") return { ...answer, started: step }
        // What waits may be decided meanwhile: the last word counts.
        if (step._tag === "Done" || step._tag === "Approval" || step._tag === "Question")
          answer.ended.set(step.messageId, step)
        return answer
      }
    ),
    ({ ended, started }) => {
      const last = (started?.messageIds ?? []).flatMap((id) => ended.get(id) ?? [])
      const messages = last.map(({ message }) => message)
      const message = messages[0] ?? {}
      return {
        chatId: started?.chatId ?? "",
        userMessageId: started?.userMessageId ?? "",
        text: Output.messageText(message),
        message,
        messages,
        waiting: last.filter((step) => step._tag !== "Done")
      }
    }
  )

// ---------------------------------------------------------------------------------------------------------------------
// Several turns
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Several turns of one chat, one after the other.
 *
 * @since 0.1.0
 * @category models
 */
export interface Conversation<R = never> {
  /** The id of the chat; `undefined` before the server has taken the first turn. */
  readonly chat: Effect.Effect<string | undefined>
  /** The next turn, as `Conversation.turn` gives it. It begins once the one before has ended. */
  readonly turn: (
    prompt: string,
    options?: Partial<TurnOptions<R>>
  ) => Stream.Stream<Steps.Step, OpenWebUIError, Client | R>
}

/**
 * Begins a conversation, in a chat that is there or in a new one. What is said here holds for every turn that does not say
 * otherwise. Nothing is sent before the first turn.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <R = never>(options: Omit<TurnOptions<R>, "prompt" | "parent">): Effect.Effect<Conversation<R>> =>
  Effect.sync(() => {
    const one = Semaphore.makeUnsafe(1)
    let chat = options.chat
    return {
      chat: Effect.sync(() => chat),
      turn: (prompt, more) =>
        Stream.unwrap(
          Effect.as(
            Effect.acquireRelease(one.take(1), () => one.release(1), { interruptible: true }),
            Stream.suspend(() =>
              Stream.tap(turn<R>({ ...options, chat, ...more, prompt }), (step) =>
                Effect.sync(() => {
                  if (step._tag === "Started") chat = step.chatId
                })
              )
            )
          )
        )
    }
  })
