/**
 * The steps of a turn: what a program is told while an answer is being written, whichever way it comes to know of it.
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import type { OpenWebUIError } from "../layers/Failures.ts"
import type { ChatMessage, MessageSource, OutputItem, StatusUpdate } from "../models/ChatMessages.ts"
import type { CompletionFile, CompletionUsage } from "../models/Completions.ts"
import type { Question as AskedQuestion } from "../realtime/Handlers.ts"
import * as Output from "./Output.ts"

/**
 * The server has taken the turn: the first step, with all ids.
 *
 * @since 0.1.0
 * @category models
 */
export interface Started {
  readonly _tag: "Started"
  readonly chatId: string
  readonly userMessageId: string
  /** The answers, one for each model, in the order of the models. */
  readonly messageIds: ReadonlyArray<string>
}

/**
 * More text. All of them since the last `Replaced`, joined, are the text of the answer, without white space at the ends of
 * its messages.
 *
 * @since 0.1.0
 * @category models
 */
export interface TextDelta {
  readonly _tag: "TextDelta"
  readonly messageId: string
  readonly text: string
}

/**
 * More of what the model thinks.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReasoningDelta {
  readonly _tag: "ReasoningDelta"
  readonly messageId: string
  readonly text: string
}

/**
 * The server has written the answer anew, for instance since what looked like text was reasoning between tags: this is
 * all there is now, in place of the deltas before.
 *
 * @since 0.1.0
 * @category models
 */
export interface Replaced {
  readonly _tag: "Replaced"
  readonly messageId: string
  readonly text: string
  readonly reasoning: string
}

/**
 * The model calls a tool, and its arguments are complete. The server calls it, unless an `Approval` or a `Question` says
 * that it waits.
 *
 * @since 0.1.0
 * @category models
 */
export interface ToolCall {
  readonly _tag: "ToolCall"
  readonly messageId: string
  readonly callId: string
  readonly name: string
  /** A JSON text, as the model wrote it. */
  readonly arguments: string
}

/**
 * What came of a tool call.
 *
 * @since 0.1.0
 * @category models
 */
export interface ToolResult {
  readonly _tag: "ToolResult"
  readonly messageId: string
  readonly callId: string
  /** The result as the model is given it. */
  readonly text: string
  /** The whole item: its status, and the files that it brought along. */
  readonly item: OutputItem
}

/**
 * Another item of the output is complete: executed code, a summary of what came before, or a kind of a provider's own.
 *
 * @since 0.1.0
 * @category models
 */
export interface Item {
  readonly _tag: "Item"
  readonly messageId: string
  readonly item: OutputItem
}

/**
 * A line on what is being done: searching, retrieving, or what a plugin says.
 *
 * @since 0.1.0
 * @category models
 */
export interface Status {
  readonly _tag: "Status"
  readonly messageId: string
  readonly status: StatusUpdate
}

/**
 * A source of the answer.
 *
 * @since 0.1.0
 * @category models
 */
export interface Source {
  readonly _tag: "Source"
  readonly messageId: string
  readonly source: MessageSource
}

/**
 * The files of the answer have changed; these are all there are.
 *
 * @since 0.1.0
 * @category models
 */
export interface Files {
  readonly _tag: "Files"
  readonly messageId: string
  readonly files: ReadonlyArray<CompletionFile>
}

/**
 * HTML or addresses to show with the answer have changed; these are all there are.
 *
 * @since 0.1.0
 * @category models
 */
export interface Embeds {
  readonly _tag: "Embeds"
  readonly messageId: string
  readonly embeds: ReadonlyArray<string>
}

/**
 * What the answer cost so far. With tools it comes for each round, and grows.
 *
 * @since 0.1.0
 * @category models
 */
export interface Usage {
  readonly _tag: "Usage"
  readonly messageId: string
  readonly usage: CompletionUsage
}

/**
 * The text of an answer is complete and saved. Title, tags and follow-ups may still come.
 *
 * @since 0.1.0
 * @category models
 */
export interface Answered {
  readonly _tag: "Answered"
  readonly messageId: string
  readonly text: string
}

/**
 * The chat has a title.
 *
 * @since 0.1.0
 * @category models
 */
export interface Title {
  readonly _tag: "Title"
  readonly title: string
}

/**
 * The chat has tags; these are the ids of all of them, in lower case with underscores.
 *
 * @since 0.1.0
 * @category models
 */
export interface Tags {
  readonly _tag: "Tags"
  readonly tags: ReadonlyArray<string>
}

/**
 * Questions that could come next.
 *
 * @since 0.1.0
 * @category models
 */
export interface FollowUps {
  readonly _tag: "FollowUps"
  readonly messageId: string
  readonly followUps: ReadonlyArray<string>
}

/**
 * A tool is called only once somebody approves: the answer waits, also for days. `Conversation.resolve` goes on.
 *
 * @since 0.1.0
 * @category models
 */
export interface Approval {
  readonly _tag: "Approval"
  readonly chatId: string
  readonly messageId: string
  readonly callId: string
  readonly name: string
  /** A JSON text, as the model wrote it. */
  readonly arguments: string
  /** The answer as far as it is. */
  readonly message: ChatMessage
}

/**
 * The model asks the user: the answer waits, also for days. `Conversation.resolve` goes on.
 *
 * @since 0.1.0
 * @category models
 */
export interface Question {
  readonly _tag: "Question"
  readonly chatId: string
  readonly messageId: string
  readonly callId: string
  readonly questions: ReadonlyArray<AskedQuestion>
  /** The answer as far as it is. */
  readonly message: ChatMessage
}

/**
 * One of several answers failed. Where none came about, the stream fails instead of ending.
 *
 * @since 0.1.0
 * @category models
 */
export interface Failed {
  readonly _tag: "Failed"
  readonly messageId: string
  readonly error: OpenWebUIError
}

/**
 * An answer with all that belongs to it, as it is saved. One that was stopped from elsewhere is done, too; its last item
 * has the status `incomplete`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Done {
  readonly _tag: "Done"
  readonly chatId: string
  readonly messageId: string
  readonly message: ChatMessage
}

/**
 * A step of a turn, told apart by `_tag`.
 *
 * @since 0.1.0
 * @category models
 */
export type Step =
  | Started
  | TextDelta
  | ReasoningDelta
  | Replaced
  | ToolCall
  | ToolResult
  | Item
  | Status
  | Source
  | Files
  | Embeds
  | Usage
  | Answered
  | Title
  | Tags
  | FollowUps
  | Approval
  | Question
  | Failed
  | Done

/** What lies between two states of the items of a message. */
const outputSteps = (
  messageId: string,
  before: ChatMessage,
  after: ChatMessage,
  told: Set<string>
): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  const output = after.output ?? []
  let said = Output.messageText(before)
  let thought = Output.reasoning(before.output ?? [])
  const text = Output.messageText(after)
  const reasoning = Output.reasoning(output)
  if (!text.startsWith(said) || !reasoning.startsWith(thought)) {
    steps.push({ _tag: "Replaced", messageId, text, reasoning })
    said = text
    thought = reasoning
  }
  // How far the items that were looked at reach into the two texts.
  let textEnd = 0
  let reasoningEnd = 0
  const once = (key: string): boolean => {
    if (told.has(key)) return false
    told.add(key)
    return true
  }
  for (const [index, item] of output.entries()) {
    const callId = Output.callId(item) ?? ""
    switch (item.type) {
      case "message":
      case "reasoning": {
        const whole = Output.itemText(item)
        if (whole === "") break
        const isText = item.type === "message"
        const start = isText ? textEnd : reasoningEnd
        const piece = start === 0 ? whole : `\n${whole}`
        const fresh = piece.slice(Math.max(0, (isText ? said : thought).length - start))
        if (isText) textEnd += piece.length
        else reasoningEnd += piece.length
        if (fresh !== "") steps.push({ _tag: isText ? "TextDelta" : "ReasoningDelta", messageId, text: fresh })
        break
      }
      case "function_call":
        if (item.status !== "in_progress" && once(`call ${callId}`)) {
          const { arguments: written, name } = item
          steps.push({ _tag: "ToolCall", messageId, callId, name: name ?? "", arguments: written ?? "" })
        }
        break
      case "function_call_output":
        if (once(`result ${callId}`)) {
          const parts = Array.isArray(item.output) ? item.output : []
          const text = typeof item.output === "string" ? item.output : parts.map((part) => part.text ?? "").join("")
          steps.push({ _tag: "ToolResult", messageId, callId, text, item })
        }
        break
      default:
        if (item.status !== "in_progress" && once(`item ${item.id ?? index}`)) {
          steps.push({ _tag: "Item", messageId, item })
        }
    }
  }
  if (output.length === 0 && text.length > said.length) {
    steps.push({ _tag: "TextDelta", messageId, text: text.slice(said.length) })
  }
  return steps
}

const differs = (before: unknown, after: unknown): boolean => before !== after && !Equal.equals(before, after)

/**
 * What lies between two states of a message. `told` holds the calls and results that were told of; it is added to.
 *
 * @internal
 */
export const between = (
  messageId: string,
  before: ChatMessage,
  after: ChatMessage,
  told: Set<string>
): ReadonlyArray<Step> => {
  if (before === after) return []
  const steps: Array<Step> = []
  for (const status of (after.statusHistory ?? []).slice(before.statusHistory?.length ?? 0)) {
    steps.push({ _tag: "Status", messageId, status })
  }
  for (const source of (after.sources ?? []).slice(before.sources?.length ?? 0)) {
    steps.push({ _tag: "Source", messageId, source })
  }
  if (after.output !== before.output || after.content !== before.content) {
    steps.push(...outputSteps(messageId, before, after, told))
  }
  const { embeds, files, followUps, usage } = after
  if (files && differs(before.files, files)) steps.push({ _tag: "Files", messageId, files })
  if (embeds && differs(before.embeds, embeds)) steps.push({ _tag: "Embeds", messageId, embeds })
  if (usage && differs(before.usage, usage)) steps.push({ _tag: "Usage", messageId, usage })
  if (after.done === true && before.done !== true && !after.error) {
    steps.push({ _tag: "Answered", messageId, text: Output.messageText(after) })
  }
  if (followUps && differs(before.followUps, followUps)) steps.push({ _tag: "FollowUps", messageId, followUps })
  return steps
}
