/**
 * The bodies of the provider's answers, as OpenAI's API writes them: server-sent events, completion objects, vectors, and
 * the smallest valid sound and picture.
 */
import type { Reply, ToolCall } from "./Script.ts"

export interface Envelope {
  readonly id: string
  /** Seconds. */
  readonly created: number
  readonly model: string
}

/** One piece of a stream: text to send, or what is to happen instead. */
export type Step =
  | { readonly _tag: "Send"; readonly text: string; readonly paced: boolean }
  | { readonly _tag: "Break" }
  | { readonly _tag: "Hang" }

const send = (text: string, paced = false): Step => ({ _tag: "Send", text, paced })

const data = (value: unknown, paced = false): Step => send(`data: ${JSON.stringify(value)}\n\n`, paced)

const done: Step = send("data: [DONE]\n\n")

export const errorBody = (status: number): { readonly error: Record<string, string | number | null> } => {
  const known: Record<number, readonly [message: string, type: string, code: string]> = {
    401: ["Incorrect API key provided (scripted).", "invalid_request_error", "invalid_api_key"],
    429: ["Rate limit reached (scripted).", "requests", "rate_limit_exceeded"],
    500: ["The provider had an error (scripted).", "server_error", "internal_error"]
  }
  const [message, type, code] = known[status] ?? [`Status ${status} (scripted).`, "scripted_error", "scripted"]
  return { error: { message, type, param: null, code } }
}

/** Puts the fault in: the deltas before it still arrive, nothing after it does. */
const withFault = (
  reply: Reply,
  before: number,
  deltas: ReadonlyArray<Step>,
  errorFrame: Step,
  rest: ReadonlyArray<Step>
): ReadonlyArray<Step> => {
  switch (reply.fault._tag) {
    case "ErrorFrame":
      return [...deltas.slice(0, before), errorFrame]
    case "Cut":
      return [...deltas.slice(0, before), { _tag: "Break" }]
    case "Stall":
      return [...deltas.slice(0, before), { _tag: "Hang" }]
    default:
      return [...deltas, ...rest]
  }
}

const toolCallId = (envelope: Envelope, index: number): string => `call_${envelope.id.replaceAll("-", "")}_${index}`

/** A streamed chat completion. */
export const chatSteps = (envelope: Envelope, reply: Reply, before: number): ReadonlyArray<Step> => {
  const chunk = (delta: unknown, finishReason: string | null = null, paced = false): Step =>
    data(
      {
        id: envelope.id,
        object: "chat.completion.chunk",
        created: envelope.created,
        model: envelope.model,
        choices: [{ index: 0, delta, finish_reason: finishReason }]
      },
      paced
    )
  const toolChunks = (call: ToolCall, index: number): ReadonlyArray<Step> => [
    chunk({
      tool_calls: [
        {
          index,
          id: toolCallId(envelope, index),
          type: "function",
          function: { name: call.name, arguments: "" }
        }
      ]
    }),
    ...call.fragments.map((fragment) =>
      chunk({ tool_calls: [{ index, function: { arguments: fragment } }] }, null, true)
    )
  ]
  const usage = data({
    id: envelope.id,
    object: "chat.completion.chunk",
    created: envelope.created,
    model: envelope.model,
    choices: [],
    usage: reply.usage
  })
  return [
    chunk({ role: "assistant", content: "" }),
    ...reply.reasoning.map((text) => chunk({ reasoning_content: text }, null, true)),
    ...withFault(
      reply,
      before,
      reply.deltas.map((text) => chunk({ content: text }, null, true)),
      data(errorBody(500)),
      [
        ...reply.toolCalls.flatMap(toolChunks),
        ...(reply.finishReason === null ? [] : [chunk({}, reply.finishReason)]),
        ...(reply.includeUsage ? [usage] : []),
        done
      ]
    )
  ]
}

/** A whole chat completion. */
export const chatCompletion = (envelope: Envelope, reply: Reply): unknown => ({
  id: envelope.id,
  object: "chat.completion",
  created: envelope.created,
  model: envelope.model,
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content: reply.toolCalls.length > 0 ? null : reply.deltas.join(""),
        ...(reply.reasoning.length === 0 ? {} : { reasoning_content: reply.reasoning.join("") }),
        ...(reply.toolCalls.length === 0
          ? {}
          : {
              tool_calls: reply.toolCalls.map((call, index) => ({
                id: toolCallId(envelope, index),
                type: "function",
                function: { name: call.name, arguments: call.fragments.join("") }
              }))
            })
      },
      finish_reason: reply.finishReason
    }
  ],
  usage: reply.usage
})

/** A streamed completion of the older, chatless kind. */
export const completionSteps = (envelope: Envelope, reply: Reply, before: number): ReadonlyArray<Step> => {
  const chunk = (text: string, finishReason: string | null, paced: boolean): Step =>
    data(
      {
        id: envelope.id,
        object: "text_completion",
        created: envelope.created,
        model: envelope.model,
        choices: [{ index: 0, text, finish_reason: finishReason }]
      },
      paced
    )
  return withFault(
    reply,
    before,
    reply.deltas.map((text) => chunk(text, null, true)),
    data(errorBody(500)),
    [...(reply.finishReason === null ? [] : [chunk("", reply.finishReason, false)]), done]
  )
}

export const completion = (envelope: Envelope, reply: Reply): unknown => ({
  id: envelope.id,
  object: "text_completion",
  created: envelope.created,
  model: envelope.model,
  choices: [{ index: 0, text: reply.deltas.join(""), finish_reason: reply.finishReason }],
  usage: reply.usage
})

/** The answer of the Responses API. */
export const response = (
  envelope: Envelope,
  reply: Reply,
  status: "in_progress" | "completed" = "completed"
): unknown => ({
  id: envelope.id,
  object: "response",
  created_at: envelope.created,
  model: envelope.model,
  status,
  output: status === "completed" ? [responseMessage(envelope, reply, "completed")] : [],
  usage:
    status === "completed"
      ? {
          input_tokens: reply.usage.prompt_tokens,
          output_tokens: reply.usage.completion_tokens,
          total_tokens: reply.usage.total_tokens
        }
      : null
})

const responseMessage = (envelope: Envelope, reply: Reply, status: "in_progress" | "completed"): unknown => ({
  id: `msg-${envelope.id}`,
  type: "message",
  role: "assistant",
  status,
  content: status === "completed" ? [{ type: "output_text", text: reply.deltas.join(""), annotations: [] }] : []
})

/** The same answer as the events of the Responses API. */
export const responseSteps = (envelope: Envelope, reply: Reply, before: number): ReadonlyArray<Step> => {
  let sequence = 0
  const event = (type: string, fields: Record<string, unknown>, paced = false): Step =>
    send(`event: ${type}\ndata: ${JSON.stringify({ ...fields, type, sequence_number: sequence++ })}\n\n`, paced)
  const item_id = `msg-${envelope.id}`
  const place = { item_id, output_index: 0, content_index: 0 }
  const text = reply.deltas.join("")
  return [
    event("response.created", { response: response(envelope, reply, "in_progress") }),
    event("response.output_item.added", { output_index: 0, item: responseMessage(envelope, reply, "in_progress") }),
    event("response.content_part.added", { ...place, part: { type: "output_text", text: "", annotations: [] } }),
    ...withFault(
      reply,
      before,
      reply.deltas.map((delta) => event("response.output_text.delta", { ...place, delta }, true)),
      event("error", { ...errorBody(500).error }),
      [
        event("response.output_text.done", { ...place, text }),
        event("response.content_part.done", { ...place, part: { type: "output_text", text, annotations: [] } }),
        event("response.output_item.done", { output_index: 0, item: responseMessage(envelope, reply, "completed") }),
        event("response.completed", { response: response(envelope, reply) })
      ]
    )
  ]
}

export const dimensions = 64

/** FNV-1a, so that a word has the same place in every process. */
const hash = (word: string): number => {
  let value = 0x811c9dc5
  for (let index = 0; index < word.length; index++) {
    value = Math.imul(value ^ word.charCodeAt(index), 0x01000193) >>> 0
  }
  return value
}

/** A bag of hashed words, of length 1: texts that share words are near one another, and the same text is always the same. */
export const embedding = (text: string): ReadonlyArray<number> => {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [""]) {
    const place = hash(word)
    // The sign comes from another bit, so that unrelated words cancel out rather than add up.
    const index = place % dimensions
    vector[index] = (vector[index] ?? 0) + ((place >>> 16) % 2 === 0 ? 1 : -1)
  }
  const length = Math.hypot(...vector)
  if (length > 0) return vector.map((value) => value / length)
  // Every word cancelled another one: any fixed direction will do, a vector of length 0 would not.
  return vector.map((_, index) => (index === 0 ? 1 : 0))
}

/** OpenAI's own clients ask for little-endian 32-bit floats in base64. */
export const embeddingBase64 = (text: string): string =>
  Buffer.from(new Float32Array(embedding(text)).buffer).toString("base64")

/** A tenth of a second of silence: 8 kHz, 16 bit, mono. */
export const wav: Uint8Array = (() => {
  const samples = 800
  const bytes = Buffer.alloc(44 + samples * 2)
  bytes.write("RIFF", 0)
  bytes.writeUInt32LE(36 + samples * 2, 4)
  bytes.write("WAVEfmt ", 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(16000, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write("data", 36)
  bytes.writeUInt32LE(samples * 2, 40)
  return bytes
})()

/** A picture of one pixel. */
export const pngBase64 =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
