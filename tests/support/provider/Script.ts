/**
 * What the provider answers to one chat: decided from the request alone, without any input or output.
 *
 * The provider holds no model. It repeats the last thing the user said, and marks in that text, such as `[[fail=429]]` or
 * `[[cut]]`, choose a fault, so that a test can provoke it through a real Open WebUI in between.
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

const Content = Schema.Union([
  Schema.String,
  Schema.Array(Schema.Struct({ type: Schema.String, text: Schema.optionalKey(Schema.String) }))
])

const Message = Schema.Struct({ role: Schema.String, content: Schema.optionalKey(Schema.NullOr(Content)) })

const Tool = Schema.Struct({
  function: Schema.optionalKey(
    Schema.Struct({ name: Schema.String, parameters: Schema.optionalKey(Schema.NullOr(Schema.JsonObject)) })
  )
})

/** The part of a chat completion request that the provider looks at. */
export const ChatRequest = Schema.Struct({
  model: Schema.String,
  messages: Schema.Array(Message),
  stream: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  stream_options: Schema.optionalKey(
    Schema.NullOr(Schema.Struct({ include_usage: Schema.optionalKey(Schema.NullOr(Schema.Boolean)) }))
  ),
  tools: Schema.optionalKey(Schema.NullOr(Schema.Array(Tool)))
})
export type ChatRequest = typeof ChatRequest.Type

export interface ToolCall {
  readonly name: string
  /** JSON, in the fragments it is streamed in. */
  readonly fragments: ReadonlyArray<string>
}

export interface Usage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
}

/** What goes wrong on purpose. Streams break after three deltas of text. */
export type Fault =
  | { readonly _tag: "None" }
  | { readonly _tag: "Status"; readonly status: number; readonly times: number }
  | { readonly _tag: "ErrorFrame" }
  | { readonly _tag: "Cut" }
  | { readonly _tag: "Stall" }
  | { readonly _tag: "Plain" }

export interface Reply {
  readonly reasoning: ReadonlyArray<string>
  readonly deltas: ReadonlyArray<string>
  readonly toolCalls: ReadonlyArray<ToolCall>
  readonly finishReason: string | null
  readonly usage: Usage
  readonly includeUsage: boolean
  readonly delayMillis: number
  readonly fault: Fault
  /** The user's text with its marks: faults that are limited in number are counted by it. */
  readonly prompt: string
}

/** How many deltas of text a stream carries before its fault. */
export const deltasBeforeFault = 3

const markPattern = /\[\[([a-z-]+)(?:=([^\]]*))?\]\]/g

const readMarks = (text: string): ReadonlyMap<string, string> =>
  new Map(Array.from(text.matchAll(markPattern), (match) => [match[1] ?? "", match[2] ?? ""] as const))

const withoutMarks = (text: string): string => text.replaceAll(markPattern, "").trim()

const textOf = (message: typeof Message.Type): string => {
  const content = message.content ?? ""
  return Predicate.isString(content) ? content : content.map((part) => part.text ?? "").join("")
}

const words = (text: string): ReadonlyArray<string> => text.match(/\s*\S+/g) ?? []

const numberMark = (marks: ReadonlyMap<string, string>, name: string, fallback: number): number => {
  const value = Number(marks.get(name) || Number.NaN)
  return Number.isFinite(value) ? value : fallback
}

const readFault = (marks: ReadonlyMap<string, string>): Fault => {
  if (marks.has("fail")) {
    return {
      _tag: "Status",
      status: numberMark(marks, "fail", 500),
      times: numberMark(marks, "times", Number.POSITIVE_INFINITY)
    }
  }
  if (marks.has("error-frame")) return { _tag: "ErrorFrame" }
  if (marks.has("cut")) return { _tag: "Cut" }
  if (marks.has("stall")) return { _tag: "Stall" }
  if (marks.has("plain")) return { _tag: "Plain" }
  return { _tag: "None" }
}

/**
 * Open WebUI asks for titles, tags and the like with prompts that hold the whole chat and name the JSON they want. The
 * chat inside must not be obeyed: a fault asked for there was meant for the answer, not for its title.
 */
const taskAnswer = (prompt: string): string | undefined => {
  const [instructions = "", history = ""] = prompt.split("<chat_history>")
  const key = /JSON format:\s*`?\{\s*"([a-z_]+)"/.exec(instructions)?.[1]
  switch (key) {
    case "title":
      return JSON.stringify({ title: "Echo Chat" })
    case "tags":
      return JSON.stringify({ tags: ["Echo", "Test"] })
    case "follow_ups":
      return JSON.stringify({ follow_ups: ["Say that again", "Say it louder", "Say something else"] })
    case "queries": {
      const asked =
        history
          .match(/^USER: (.*)$/gm)
          ?.at(-1)
          ?.slice("USER: ".length) ?? ""
      return JSON.stringify({ queries: asked === "" ? [] : [withoutMarks(asked)] })
    }
    case "prompt":
      return JSON.stringify({ prompt: "An echo in the mountains" })
    case "text":
      return JSON.stringify({ text: "and so on" })
    default:
      return undefined
  }
}

/** What Open WebUI retrieved for this chat: it arrives between `<context>` tags, in the system's or in the user's message. */
const retrievedContext = (messages: ChatRequest["messages"]): string | undefined => {
  for (const message of messages) {
    const context = /<context>([\s\S]*)<\/context>/.exec(textOf(message))?.[1]
    if (context !== undefined) return context.replaceAll(/<\/?source[^>]*>/g, "").trim()
  }
  return undefined
}

const sampleValue = (schema: unknown, text: string): unknown => {
  if (!Predicate.isReadonlyObject(schema)) return text
  if (Predicate.hasProperty(schema, "enum") && Array.isArray(schema.enum)) return schema.enum[0]
  switch (Predicate.hasProperty(schema, "type") ? schema.type : undefined) {
    case "integer":
    case "number":
      return 1
    case "boolean":
      return true
    case "array":
      return []
    case "object":
      return {}
    default:
      return text
  }
}

/** Arguments that satisfy the tool's declared parameters as far as their types go. */
const sampleArguments = (parameters: unknown, text: string): string => {
  const properties =
    Predicate.hasProperty(parameters, "properties") && Predicate.isReadonlyObject(parameters.properties)
      ? parameters.properties
      : { text: { type: "string" } }
  return JSON.stringify(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, sampleValue(schema, text)]))
  )
}

const inFragments = (json: string): ReadonlyArray<string> => {
  const size = Math.max(1, Math.ceil(json.length / 3))
  return [json.slice(0, size), json.slice(size, 2 * size), json.slice(2 * size)].filter((part) => part !== "")
}

const readToolCall = (request: ChatRequest, marks: ReadonlyMap<string, string>, text: string): ToolCall | undefined => {
  const tools = (request.tools ?? []).flatMap((tool) => (tool.function === undefined ? [] : [tool.function]))
  const wanted = marks.has("tool") || (request.model === "echo-tools" && tools.length > 0)
  // Once a tool has answered, the model answers: otherwise the two would talk to each other for ever.
  if (!wanted || request.messages.at(-1)?.role === "tool") return undefined
  const named = marks.get("tool")
  const tool = tools.find((candidate) => candidate.name === named) ?? tools[0]
  return {
    name: named || tool?.name || "echo_tool",
    fragments: inFragments(sampleArguments(tool?.parameters, text))
  }
}

/** Decides the answer to a chat completion request. */
export const reply = (request: ChatRequest): Reply => {
  const lastUser = request.messages.findLast((message) => message.role === "user")
  const said = lastUser === undefined ? "" : textOf(lastUser)
  const promptTokens = request.messages.reduce((sum, message) => sum + words(textOf(message)).length, 0)
  const usageOf = (completion: number): Usage => ({
    prompt_tokens: promptTokens,
    completion_tokens: completion,
    total_tokens: promptTokens + completion
  })
  const includeUsage = request.stream_options?.include_usage === true

  const task = taskAnswer(said)
  if (task !== undefined) {
    const deltas = words(task)
    return {
      reasoning: [],
      deltas,
      toolCalls: [],
      finishReason: "stop",
      usage: usageOf(deltas.length),
      includeUsage,
      delayMillis: 0,
      fault: { _tag: "None" },
      prompt: said
    }
  }

  // The retrieved context is put before what the user said, in the same message.
  const prompt = (said.split("</context>").at(-1) ?? "").trim()
  const marks = readMarks(prompt)
  const text = withoutMarks(prompt)
  const fault = readFault(marks)
  const context = retrievedContext(request.messages)
  const toolResult = request.messages.at(-1)?.role === "tool" ? request.messages.at(-1) : undefined
  const toolCall = readToolCall(request, marks, text)

  const sentences = [
    `Echo: ${text}`,
    ...(toolResult === undefined ? [] : [`\n\nThe tool said: ${textOf(toolResult).slice(0, 200)}`]),
    ...(context === undefined ? [] : [`\n\nFrom the context: ${context.slice(0, 200)}`])
  ]
  const deltas = marks.has("long")
    ? Array.from({ length: numberMark(marks, "long", 2000) }, (_, index) => ` word${index}`)
    : [...words(sentences.join(""))]
  // A stream that shall break in the middle needs a middle.
  if (fault._tag !== "None") {
    while (deltas.length <= deltasBeforeFault + 1) deltas.push(" again")
  }

  const spoken = toolCall === undefined ? deltas : []
  const reasoning =
    marks.has("reasoning") || request.model === "echo-reasoning"
      ? ["I", " have", " no", " thoughts;", " I", " repeat."]
      : []
  return {
    reasoning,
    deltas: spoken,
    toolCalls: toolCall === undefined ? [] : [toolCall],
    finishReason: marks.has("no-finish")
      ? null
      : marks.get("finish") || (toolCall === undefined ? "stop" : "tool_calls"),
    usage: usageOf(spoken.length + reasoning.length + (toolCall?.fragments.length ?? 0)),
    includeUsage: includeUsage || marks.has("usage"),
    delayMillis: numberMark(marks, "delay", request.model === "echo-slow" ? 100 : 0),
    fault,
    prompt
  }
}
