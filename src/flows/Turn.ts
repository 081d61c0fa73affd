/**
 * How a turn is run, whichever kind it is: sent once, followed over the socket or by reading the chat, stopped, and brought
 * to its end. `Conversation` is made of it.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import { uuidV4Unsafe } from "effect/crypto/SecureRandom"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { methods } from "../internal/client.ts"
import { property, saidOf } from "../internal/reading.ts"
import { decoder } from "../internal/schema.ts"
import { Client, type ClientService } from "../layers/Client.ts"
import {
  NotFound,
  OpenWebUIError,
  ProviderFailed,
  type Reason,
  StreamFailed,
  TimedOut,
  Truncated
} from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import type { ChatMessage, OutputItem } from "../models/ChatMessages.ts"
import type { ChatResponse } from "../models/Chats.ts"
import type { ChatEvent, RealtimeEvent } from "../realtime/Events.ts"
import { Question as AskedQuestion } from "../realtime/Handlers.ts"
import type { Realtime, RealtimeService, State } from "../realtime/Realtime.ts"
import { chats } from "../routers/Chats.ts"
import { main } from "../routers/Main.ts"
import * as Output from "./Output.ts"
import * as Steps from "./Steps.ts"

/**
 * What somebody decides on a call that waits: `approve` or `reject` an `Approval`, `answer` or `reject` a `Question`.
 *
 * @since 0.1.0
 * @category models
 */
export type Decision =
  | { readonly action: "approve" | "reject" }
  | {
      readonly action: "answer"
      /** By the id of the question. */
      readonly answers: Readonly<Record<string, Json.Json>>
    }

/**
 * What may be said of how a turn is run.
 *
 * @since 0.1.0
 * @category models
 */
export interface RunOptions<R = never> {
  /** How long the turn may take. Then the server's task is stopped, what there is stays saved, and it fails with `TimedOut`. */
  readonly timeout?: Duration.Input | undefined
  /**
   * Decides on a call that waits, and the turn goes on. Left out, the turn ends with the step that tells of it, and
   * `resolve` goes on, now or later.
   */
  readonly decide?:
    | ((waiting: Steps.Approval | Steps.Question) => Effect.Effect<Decision, OpenWebUIError, R>)
    | undefined
}

/**
 * A chat as far as a turn needs to know it.
 *
 * @internal
 */
export interface Known {
  readonly chat: ChatResponse
  readonly messages: Readonly<Record<string, ChatMessage>>
}

// ---------------------------------------------------------------------------------------------------------------------
// The server
// ---------------------------------------------------------------------------------------------------------------------

const operations = (client: ClientService) => ({
  ...methods(
    "main",
    {
      runChatTurn: main.runChatTurn,
      resolveChatMessageToolCall: main.resolveChatMessageToolCall,
      listTasksByChatIdEndpoint: main.listTasksByChatIdEndpoint,
      stopTasksByChatIdEndpoint: main.stopTasksByChatIdEndpoint
    },
    client
  ),
  ...methods("chats", { getChatById: chats.getChatById, getSessionUserChatList: chats.getSessionUserChatList }, client)
})

type Operations = ReturnType<typeof operations>

/** A method is compiled when it is first called, so those of a client are kept. */
const kept = /*#__PURE__*/ new WeakMap<ClientService, Operations>()

/**
 * The operations that turns are made of.
 *
 * @internal
 */
export const operationsOf = (client: ClientService): Operations => {
  const before = kept.get(client)
  if (before !== undefined) return before
  const made = operations(client)
  kept.set(client, made)
  return made
}

/** The service `Realtime`, by its key: its module would bring a socket along for those who have none. */
const RealtimeKey = /*#__PURE__*/ Context.Service<Realtime, RealtimeService>("effect-open-webui/realtime/Realtime")

/**
 * Makes the error of an operation of `Conversation`.
 *
 * @internal
 */
export const failing =
  (client: ClientService, operation: string) =>
  (reason: Reason): OpenWebUIError =>
    new OpenWebUIError({
      operation: `conversation.${operation}`,
      request: `POST ${client.url}/api/chat/completions`,
      reason
    })

/** Whether a request that failed with this may have been taken all the same. */
const isOpen = ({ reason }: OpenWebUIError): boolean => {
  switch (reason._tag) {
    case "Unreachable":
      return reason.phase === "answer"
    case "TimedOut":
      return reason.phase !== "connect"
    case "ServerFailed":
      // A proxy in front of the server, which gave up waiting.
      return reason.status === 502 || reason.status === 504
    case "Undecodable":
      return true
    default:
      return false
  }
}

/**
 * A UUID for a message that the server will store.
 *
 * @internal
 */
export const newId: Effect.Effect<string> = /*#__PURE__*/ Effect.sync(() => uuidV4Unsafe())

// ---------------------------------------------------------------------------------------------------------------------
// Reading what is there
// ---------------------------------------------------------------------------------------------------------------------

/** @internal */
export const messagesOf = (chat: ChatResponse): Readonly<Record<string, ChatMessage>> =>
  chat.chat.history?.messages ?? {}

/** Why there is no answer, or no more of it. */
const failureOf = (message: ChatMessage): Reason => {
  const { error } = message
  const content = typeof error === "object" && error !== null ? error.content : error
  const body = typeof content === "string" ? content : Json.stringify(content ?? null)
  const said = saidOf(property(content, "error") ?? content, body)
  const text = Output.messageText(message)
  if (text !== "") return new StreamFailed({ ...said, text })
  // Of several models the server looks for the first one only, with 400; of another that is missing it keeps the bare name.
  if (message.model && said.detail === `'${message.model}'`) {
    return new NotFound({ status: 400, detail: `Model not found: ${message.model}` })
  }
  const code = Number(said.code ?? /^Provider returned HTTP (\d{3})$/.exec(said.detail)?.[1])
  // The server keeps the text of a provider's failure and not its status.
  const status = code >= 400 && code < 600 ? code : undefined
  return new ProviderFailed({ ...said, status, body, retryAfter: undefined })
}

const decodeQuestions = /*#__PURE__*/ decoder(
  /*#__PURE__*/ Schema.Struct({ questions: /*#__PURE__*/ Schema.Array(AskedQuestion) })
)

const questionsOf = (written: string): ReadonlyArray<AskedQuestion> => {
  let value: unknown
  try {
    value = Json.parse(written)
  } catch {
    // The server has checked it; a newer one may write it in another way.
    return []
  }
  const decoded = decodeQuestions(value)
  return decoded._tag === "Success" ? decoded.value.questions : []
}

const waitingStep = (
  chatId: string,
  messageId: string,
  message: ChatMessage,
  call: OutputItem
): Steps.Approval | Steps.Question => {
  const callId = Output.callId(call) ?? ""
  const written = call.arguments ?? ""
  return call.name === "ask_user"
    ? { _tag: "Question", chatId, messageId, callId, questions: questionsOf(written), message }
    : { _tag: "Approval", chatId, messageId, callId, name: call.name ?? "", arguments: written, message }
}

/** What was told of a message before, as `Steps.between` calls it. */
const toldOf = ({ output }: ChatMessage): Set<string> => {
  const told = new Set<string>()
  Steps.between("", {}, { output: output ?? [] }, told)
  return told
}

// ---------------------------------------------------------------------------------------------------------------------
// Running a turn
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What the server answered to the request that began a turn.
 *
 * @internal
 */
export interface Begun {
  readonly chatId: string
  readonly taskIds: ReadonlyArray<string>
}

/**
 * A turn that is ready to be sent.
 *
 * @internal
 */
export interface Plan<R> {
  readonly chatId: string | undefined
  readonly userMessageId: string
  /** The answers as they are before. */
  readonly answers: ReadonlyMap<string, ChatMessage>
  readonly title: string | undefined
  readonly tags: ReadonlyArray<string>
  readonly send: (sessionId: string) => Effect.Effect<Begun, OpenWebUIError>
  /** Whether the chat shows that the request was taken. */
  readonly isTaken: (messages: Readonly<Record<string, ChatMessage>>) => boolean
  readonly options: RunOptions<R>
}

const hasEnded = (message: ChatMessage): boolean => message.done === true

const isWaiting = (message: ChatMessage): boolean => Output.pendingCall(message.output ?? []) !== undefined

/** Whether nothing is being done for a message. */
const isAtRest = (message: ChatMessage): boolean => hasEnded(message) || isWaiting(message)

type Remembered = Pick<Plan<never>, "answers" | "chatId" | "userMessageId" | "title" | "tags">

/** What is known of a turn, and what of it was told. */
const remember = ({ answers, chatId, userMessageId, ...plan }: Remembered) => {
  // What is known now, and what was told of it.
  const now = new Map(answers)
  const then = new Map(answers)
  const told = new Map([...answers].map(([id, message]) => [id, toldOf(message)] as const))
  let title = plan.title
  let titleThen = plan.title
  let tags = plan.tags
  let tagsThen = plan.tags

  /** The chat, also where an event tells of it before the answer to the request does. */
  let heardOf = chatId

  const isOurs = ({ envelope: { chat_id, message_id }, type }: ChatEvent): boolean =>
    (typeof message_id === "string" && (answers.has(message_id) || message_id === userMessageId)) ||
    (type === "chat:active" && typeof chat_id === "string" && chat_id === heardOf)

  const hear = (event: ChatEvent): void => {
    const { chat_id, message_id } = event.envelope
    if (typeof chat_id === "string" && chat_id !== "") heardOf ??= chat_id
    if (event.type === "chat:title") title = event.data
    // As the server makes ids of them.
    if (event.type === "chat:tags") tags = event.data.map((tag) => tag.replaceAll(" ", "_").toLowerCase())
    const message = typeof message_id === "string" ? now.get(message_id) : undefined
    if (typeof message_id === "string" && message !== undefined) now.set(message_id, Output.foldMessage(message, event))
  }

  /** Takes over what the chat holds, except messages that were cut off: of those less is saved than was told. */
  const absorb = ({ chat, messages }: Known, isWhole: (message: ChatMessage) => boolean): void => {
    title = chat.title
    tags = chat.meta?.tags ?? []
    for (const id of answers.keys()) {
      const message = messages[id]
      if (message === undefined || !isWhole(message)) continue
      const before = now.get(id)
      // Where the provider's connection broke, the server saves the failure and not the text.
      const isLost = message.error && Output.messageText(message) === "" && before !== undefined
      now.set(id, isLost ? { ...message, content: before.content, output: before.output } : message)
    }
  }

  /** Whether a message is another than before the turn: one that is gone on with looks complete until its first word. */
  const isNews = ({ id, output }: ChatMessage): boolean => {
    const before = typeof id === "string" ? answers.get(id)?.output : undefined
    return !before || before.length === 0 || !Equal.equals(before, output)
  }

  /** The steps from what was told to what is known. */
  const tell = (): ReadonlyArray<Steps.Step> => {
    const steps: Array<Steps.Step> = []
    for (const [id, message] of now) {
      steps.push(...Steps.between(id, then.get(id) ?? {}, message, told.get(id) ?? new Set()))
      then.set(id, message)
    }
    if (title !== undefined && title !== titleThen) steps.push({ _tag: "Title", title })
    if (tags.length > 0 && !Equal.equals(tags, tagsThen)) steps.push({ _tag: "Tags", tags })
    titleThen = title
    tagsThen = tags
    return steps
  }

  const isSettled = (): boolean => [...now.values()].every(isAtRest)

  return {
    hear,
    absorb,
    isNews,
    isOurs,
    isSettled,
    tell,
    chatId: () => heardOf,
    message: (id: string): ChatMessage => now.get(id) ?? {},
    change: (id: string, message: ChatMessage): void => void now.set(id, message)
  }
}

/** What a turn over the socket is woken by. */
type Signal = ChatEvent | "tick" | "lost"

const isConnected = (state: Option.Option<State>, sessionId: string): boolean =>
  Option.isSome(state) && state.value._tag === "Connected" && state.value.session.sessionId === sessionId

/**
 * Listens to what is told of a turn, from now until the scope closes, where there is a connection. `lost` comes once,
 * after all that was told before something may have been missed, and then nothing more.
 */
const listen = Effect.fnUntraced(function* (isOurs: (event: ChatEvent) => boolean) {
  const realtime = yield* Effect.serviceOption(RealtimeKey)
  if (Option.isNone(realtime)) return undefined
  const { state, subscribe } = realtime.value
  const { dropped, events } = yield* subscribe()
  const now = yield* Stream.runHead(state)
  if (Option.isNone(now) || now.value._tag !== "Connected") return undefined
  const { sessionId } = now.value.session
  // Not the subscription itself: that holds what concerns others, too, and lets go of what is too much.
  const signals = yield* Queue.unbounded<Signal>()
  const isOurEvent = (event: RealtimeEvent): event is ChatEvent =>
    event.known && event.event === "events" && event.envelope.shared !== true && isOurs(event)
  const lose = Effect.sync(() => Queue.offerUnsafe(signals, "lost"))
  const tell = (batch: ReadonlyArray<RealtimeEvent>): Effect.Effect<void, "lost"> =>
    Effect.suspend(() => {
      const ours = batch.filter(isOurEvent)
      if (ours.length === 0) return Effect.void
      return Effect.flatMap(Effect.all([Stream.runHead(state), dropped]), ([state, dropped]) => {
        // Were it another connection by now, these events could stem from either side of the gap.
        if (dropped > 0 || !isConnected(state, sessionId)) return Effect.fail("lost" as const)
        Queue.offerAllUnsafe(signals, ours)
        return Effect.void
      })
    })
  yield* Stream.runForEachArray(events, tell).pipe(Effect.ignore, Effect.andThen(lose), Effect.forkScoped)
  yield* state.pipe(
    Stream.takeWhile((state) => isConnected(Option.some(state), sessionId)),
    Stream.runDrain,
    Effect.andThen(lose),
    Effect.forkScoped
  )
  yield* Effect.sync(() => Queue.offerUnsafe(signals, "tick")).pipe(
    Effect.delay("2 seconds"),
    Effect.forever,
    Effect.forkScoped
  )
  return { sessionId, signals }
})

/** The shortest and the longest pause between two looks at the chat. */
const shortest = 250
const longest = 1000
/** How long the server may be away while an answer is waited for. */
const patience = 60_000

type StepPull = Pull.Pull<readonly [Steps.Step, ...ReadonlyArray<Steps.Step>], OpenWebUIError>

const isNonEmpty = (steps: ReadonlyArray<Steps.Step>): steps is readonly [Steps.Step, ...ReadonlyArray<Steps.Step>] =>
  steps.length > 0

const start = Effect.fnUntraced(function* <R>(
  operation: string,
  prepare: (
    known: (chat: string) => Effect.Effect<Known, OpenWebUIError>
  ) => Effect.Effect<Plan<R>, OpenWebUIError, Client>
) {
  const client = yield* Client
  const api = operationsOf(client)
  const context = yield* Effect.context<R>()
  const failed = failing(client, operation)
  const read = (id: string): Effect.Effect<Known, OpenWebUIError> =>
    Effect.map(api.getChatById({ params: { id } }), (chat) => ({ chat, messages: messagesOf(chat) }))
  const plan = yield* prepare(read)
  const { answers, options, userMessageId } = plan
  const memory = remember(plan)
  const { absorb, hear, isNews, isSettled, tell } = memory

  let begun: Begun | undefined
  /** Whether the turn is at its end, so that there is nothing to stop. */
  let over = false
  let isLate = false

  // -------------------------------------------------------------------------------------------------------------------
  // Beginning and stopping
  // -------------------------------------------------------------------------------------------------------------------

  /** The chat of a turn that may have been taken, without an answer that says so. */
  const search = Effect.gen(function* () {
    const chatId = memory.chatId()
    if (chatId !== undefined) {
      const known = yield* read(chatId)
      return plan.isTaken(known.messages) ? known : undefined
    }
    const listed = yield* api.getSessionUserChatList({
      query: { page: 1, include_folders: true, include_pinned: true }
    })
    const newest = [...listed].sort((one, other) => other.created_at - one.created_at)
    for (const { id } of newest) {
      const known = yield* read(id)
      if (plan.isTaken(known.messages)) return known
    }
    return undefined
  })

  /** Finds out what became of a request whose answer was lost: it is never sent again. */
  const recover = (error: OpenWebUIError, looks = 4): Effect.Effect<Begun, OpenWebUIError> =>
    Effect.flatMap(
      Effect.orElseSucceed(search, () => undefined),
      (known) => {
        const again = looks > 1 ? Effect.delay(recover(error, looks - 1), "1 second") : undefined
        // The server may still be at it: it saves the messages before it makes the tasks that answer them.
        if (known === undefined) return again ?? Effect.fail(error)
        const messages = [...answers.keys()].map((id) => known.messages[id])
        const isBegun = messages.every((one) => one?.meta?.task_id || (one && isAtRest(one)))
        const taskIds = messages.flatMap((one) => one?.meta?.task_id ?? [])
        return isBegun || again === undefined ? Effect.succeed({ chatId: known.chat.id, taskIds }) : again
      }
    )

  const send = (request: Effect.Effect<Begun, OpenWebUIError>): Effect.Effect<Begun, OpenWebUIError> =>
    Effect.tap(
      Effect.catchIf(request, isOpen, (error) => recover(error)),
      (answer) =>
        Effect.sync(() => {
          begun = answer
        })
    )

  const runningTasks = (chatId: string): Effect.Effect<ReadonlyArray<string>, OpenWebUIError> =>
    Effect.map(api.listTasksByChatIdEndpoint({ params: { chat_id: chatId } }), ({ task_ids }) => task_ids)

  const isRunning = (turn: Begun): Effect.Effect<boolean, OpenWebUIError> =>
    turn.taskIds.length === 0
      ? Effect.succeed(false)
      : Effect.map(runningTasks(turn.chatId), (running) => turn.taskIds.some((id) => running.includes(id)))

  const stopTasks = Effect.fnUntraced(function* (turn: Begun) {
    const params = { chat_id: turn.chatId }
    yield* api.stopTasksByChatIdEndpoint({ params })
    yield* isRunning(turn).pipe(
      Effect.repeat({ while: (running) => running, schedule: Schedule.spaced("100 millis") }),
      Effect.timeoutOption("5 seconds")
    )
    const isLeftOpen = Effect.map(read(turn.chatId), ({ messages }) =>
      [...answers.keys()].some((id) => messages[id]?.done !== true)
    )
    // An answer that was stopped before its first word is left open, until the server is asked again.
    yield* Effect.tap(isLeftOpen, (open) => (open ? api.stopTasksByChatIdEndpoint({ params }) : Effect.void)).pipe(
      Effect.repeat({ while: (open) => open, schedule: Schedule.spaced("100 millis"), times: 5 })
    )
  })

  /** Stops what the server does for this turn, unless there is nothing to stop any more. */
  const stop = (posting: Fiber.Fiber<Begun, OpenWebUIError>): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (over) return Effect.void
      const stopping = Fiber.await(posting).pipe(
        // Only who knows the chat can stop the turn, and the server answers at once.
        Effect.timeoutOption("5 seconds"),
        Effect.andThen(Effect.suspend(() => (begun === undefined || isSettled() ? Effect.void : stopTasks(begun)))),
        Effect.timeoutOption("10 seconds"),
        // There is nobody left to be told, and nothing that a second try could do.
        Effect.ignore,
        Effect.andThen(
          Effect.sync(() => {
            over = true
          })
        )
      )
      // In a fiber of its own: one that was interrupted runs nothing that can be timed out.
      return Effect.flatMap(Effect.forkDetach(Effect.interruptible(stopping)), Fiber.await)
    })

  // -------------------------------------------------------------------------------------------------------------------
  // The end
  // -------------------------------------------------------------------------------------------------------------------

  /** What the stream does after the steps that are given now; `undefined` while it simply goes on. */
  let next: StepPull | undefined

  /** What a message came to, once nothing is being done for it any more. */
  const outcome = (chatId: string, messageId: string): Steps.Step => {
    const message = memory.message(messageId)
    const fail = (reason: Reason): Steps.Step => ({ _tag: "Failed", messageId, error: failed(reason) })
    const before = answers.get(messageId)?.error
    if (message.error && !Equal.equals(message.error, before)) return fail(failureOf(message))
    if (hasEnded(message)) return { _tag: "Done", chatId, messageId, message }
    const call = Output.pendingCall(message.output ?? [])
    return call === undefined
      ? fail(new Truncated({ text: Output.messageText(message) }))
      : waitingStep(chatId, messageId, message, call)
  }

  /** Asks what is decided on calls that wait, and tells the server. */
  const decideOn = Effect.fnUntraced(function* (
    turn: Begun,
    waiting: ReadonlyArray<Steps.Approval | Steps.Question>,
    decide: NonNullable<RunOptions<R>["decide"]>
  ): Effect.fn.Return<Begun, OpenWebUIError> {
    const taskIds: Array<string> = []
    for (const step of waiting) {
      const { callId, messageId } = step
      const decision = yield* Effect.provideContext(decide(step), context)
      const message = memory.message(messageId)
      const output = (message.output ?? []).map((item) =>
        item.type === "function_call" && Output.callId(item) === callId ? { ...item, approved: true } : item
      )
      // Before it is sent: from then on the server may be at work, which stops where the turn is left.
      memory.change(messageId, { ...message, output })
      const { task_ids } = yield* api
        .resolveChatMessageToolCall({
          params: { id: turn.chatId, message_id: messageId },
          payload: { call_id: callId, ...decision }
        })
        .pipe(
          Effect.tapError((error) =>
            Effect.sync(() => {
              if (!isOpen(error)) memory.change(messageId, message)
            })
          )
        )
      taskIds.push(...(task_ids ?? []))
    }
    begun = { chatId: turn.chatId, taskIds }
    return begun
  })

  /** Reads the chat for the last time, tells what is new in it, and what became of the answers. */
  const finish = (turn: Begun): Effect.Effect<ReadonlyArray<Steps.Step>, OpenWebUIError> =>
    Effect.gen(function* () {
      const known = yield* read(turn.chatId)
      absorb(known, isAtRest)
      const steps = tell()
      const outcomes = [...answers.keys()].map((id) => outcome(turn.chatId, id))
      const waiting = outcomes.filter((step) => step._tag === "Approval" || step._tag === "Question")
      const { decide } = options
      if (isLate) return yield* Effect.never
      if (waiting.length > 0 && decide !== undefined) {
        next = Effect.suspend(() => {
          next = undefined
          return Effect.flatMap(decideOn(turn, waiting, decide), (turn) =>
            // Without a task there is another call that waits.
            turn.taskIds.length === 0 ? Effect.flatMap(finish(turn), give) : proceed
          )
        })
        return [...steps, ...waiting]
      }
      over = true
      const failures = outcomes.filter((step) => step._tag === "Failed")
      const [first] = failures
      next = first !== undefined && failures.length === outcomes.length ? Effect.fail(first.error) : Cause.done()
      // Of a single answer the stream itself tells.
      return [...steps, ...(outcomes.length > 1 ? outcomes : outcomes.filter((step) => step._tag !== "Failed"))]
    })

  // -------------------------------------------------------------------------------------------------------------------
  // Going on
  // -------------------------------------------------------------------------------------------------------------------

  let pause = shortest
  /** Since when the server could not be asked. */
  let away: number | undefined

  /** Looks at the chat once. The tasks first: what is saved after they have ended is all there will be. */
  const look = (turn: Begun): Effect.Effect<ReadonlyArray<Steps.Step>, OpenWebUIError> =>
    Effect.gen(function* () {
      if (!(yield* isRunning(turn))) return yield* finish(turn)
      absorb(yield* read(turn.chatId), isNews)
      const steps = tell()
      pause = steps.length > 0 ? shortest : Math.min(longest, pause * 1.5)
      away = undefined
      return steps
    })

  const poll = (turn: Begun): Effect.Effect<ReadonlyArray<Steps.Step>, OpenWebUIError> =>
    Effect.andThen(
      Effect.sleep(pause),
      Effect.catchIf(
        look(turn),
        (error) => error.isRetryable,
        (error) =>
          Effect.flatMap(Clock.currentTimeMillis, (time) => {
            away ??= time
            return time - away > patience ? Effect.fail(error) : Effect.succeed([])
          })
      )
    )

  let live: Effect.Success<ReturnType<typeof listen>>
  let ticks = 0

  const follow = (
    turn: Begun,
    signals: Queue.Queue<Signal>
  ): Effect.Effect<ReadonlyArray<Steps.Step>, OpenWebUIError> =>
    Effect.gen(function* () {
      let isDue = false
      for (const signal of yield* Queue.takeAll(signals)) {
        if (signal === "lost") {
          live = undefined
          break
        }
        if (signal === "tick") {
          ticks++
          isDue ||= isSettled() || ticks % 5 === 0
          continue
        }
        ticks = 0
        hear(signal)
        if (signal.type === "chat:active" && !signal.data.active) isDue = true
      }
      const isOver = isDue && live !== undefined && !(yield* isRunning(turn))
      // Told last: what was told and then not given, because something failed in between, would be lost.
      return isOver ? yield* finish(turn) : tell()
    }).pipe(
      // What could not be asked over HTTP is asked again when the chat is read.
      Effect.catchIf(
        (error) => error.isRetryable,
        () =>
          Effect.sync(() => {
            live = undefined
            return tell()
          })
      )
    )

  /** Gives steps, or goes on until there are some. */
  const give = (steps: ReadonlyArray<Steps.Step>): StepPull => (isNonEmpty(steps) ? Effect.succeed(steps) : proceed)

  const proceed: StepPull = Effect.suspend(() => {
    if (next !== undefined) return next
    const turn = begun
    // Once it is too late, nothing comes but the failure.
    if (turn === undefined || isLate) return Effect.never
    const work = live === undefined ? poll(turn) : follow(turn, live.signals)
    return Effect.flatMap(work, give)
  })

  live = yield* listen(memory.isOurs)
  const sessionId = live?.sessionId ?? (yield* newId)
  const late = yield* Deferred.make<never, OpenWebUIError>()
  const posting = yield* Effect.uninterruptible(
    Effect.gen(function* () {
      const posting = yield* Effect.forkScoped(Effect.interruptible(send(plan.send(sessionId))))
      // Added last, so that it runs first.
      yield* Effect.addFinalizer(() => stop(posting))
      return posting
    })
  )
  const { timeout } = options
  if (timeout !== undefined) {
    const after = Duration.fromInputUnsafe(timeout)
    yield* Effect.sleep(after).pipe(
      Effect.andThen(Effect.sync(() => (isLate = true))),
      Effect.andThen(stop(posting)),
      Effect.andThen(Deferred.fail(late, failed(new TimedOut({ phase: "total", after })))),
      Effect.forkScoped
    )
  }

  const first: StepPull = Effect.gen(function* () {
    const { chatId } = yield* Fiber.join(posting)
    return [{ _tag: "Started", chatId, userMessageId, messageIds: [...answers.keys()] }]
  })
  let isFirst = true
  const unhurried: StepPull = Effect.suspend(() => {
    if (!isFirst) return proceed
    isFirst = false
    return first
  })
  const pull: StepPull = timeout === undefined ? unhurried : Effect.raceFirst(unhurried, Deferred.await(late))
  return pull
})

/**
 * The steps of a turn: it is sent when the stream is run, and stopped when it is left early.
 *
 * @internal
 */
export const run = <R>(
  operation: string,
  prepare: Parameters<typeof start<R>>[1]
): Stream.Stream<Steps.Step, OpenWebUIError, Client | R> =>
  Stream.unwrap(Effect.map(start<R>(operation, prepare), (pull) => Stream.fromPull(Effect.succeed(pull))))
