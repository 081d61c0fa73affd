/**
 * A proxy between a client and a real server, which breaks what it is told to break.
 *
 * It works on node:http rather than on an Effect server, as it must do what a good server never does: stop in the middle
 * of a body, destroy a socket, or stop listening. WebSockets pass through it untouched.
 */
import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { connect } from "node:net"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"

export type Fault =
  /** Hands everything through. */
  | { readonly mode: "pass" }
  /** Hands everything through, the head of the answer that much later. */
  | { readonly mode: "delay"; readonly millis: number }
  /** Falls silent after that many bytes of the answer's body; the connection stays open. */
  | { readonly mode: "stall"; readonly afterBytes: number }
  /** Destroys the connection after that many bytes of the answer's body. */
  | { readonly mode: "cut"; readonly afterBytes: number }
  /** Answers by itself; the server is not asked. */
  | {
      readonly mode: "answer"
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** Reads the request and destroys the connection without an answer. */
  | { readonly mode: "reset" }
  /** Stops listening: connecting fails. */
  | { readonly mode: "refuse" }

export interface SeenRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: string
}

export class FaultProxy extends Context.Service<
  FaultProxy,
  {
    readonly url: string
    /** Sets what happens to the requests from now on; with `times`, to that many of them, after which they pass. */
    readonly set: (fault: Fault, options?: { readonly times?: number }) => Effect.Effect<void>
    /** The requests seen so far, refused ones excepted. */
    readonly requests: Effect.Effect<ReadonlyArray<SeenRequest>>
    readonly clear: Effect.Effect<void>
    /** How many requests are being answered now: falls when the client goes away. */
    readonly open: Effect.Effect<number>
  }
>()("effect-open-webui/tests/support/server/FaultProxy") {
  /** Before the server with this URL. */
  static readonly layer = (target: string) => Layer.effect(FaultProxy, make(target))
}

const listen = (server: Server, port: number): Effect.Effect<number> =>
  Effect.callback((resume) => {
    if (server.listening) return resume(Effect.succeed(port))
    server.once("error", (error) => resume(Effect.die(error)))
    server.listen(port, "127.0.0.1", () => {
      const address = server.address()
      resume(Effect.succeed(address !== null && typeof address === "object" ? address.port : port))
    })
  })

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  // Without an encoding, node:http hands out buffers; its types cannot know.
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Hands the answer's body on, up to a limit; true when the limit cut it. */
const copy = async (from: IncomingMessage, to: ServerResponse, limit: number): Promise<boolean> => {
  let left = limit
  for await (const chunk of from) {
    const bytes = chunk as Buffer
    const allowed = bytes.subarray(0, left)
    left -= allowed.length
    // Waiting for the write to leave: destroying the socket would otherwise take it along.
    if (allowed.length > 0) await new Promise<void>((resolve) => to.write(allowed, () => resolve()))
    if (allowed.length < bytes.length || left === 0) return true
  }
  return false
}

const make = Effect.fnUntraced(function* (target: string) {
  const upstream = new URL(target)
  const seen = yield* Ref.make<ReadonlyArray<SeenRequest>>([])
  let fault: Fault = { mode: "pass" }
  let remaining = Number.POSITIVE_INFINITY
  let open = 0

  const nextFault = (): Fault => {
    if (remaining <= 0) return { mode: "pass" }
    remaining--
    return fault
  }

  const forward = (request: IncomingMessage, body: Buffer, signal: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { host: _, ...headers } = request.headers
      const outgoing = httpRequest(
        {
          host: upstream.hostname,
          port: upstream.port,
          method: request.method,
          path: request.url,
          headers: { ...headers, host: upstream.host },
          agent: false,
          signal
        },
        resolve
      )
      outgoing.on("error", reject)
      outgoing.end(body)
    })

  const handle = async (request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> => {
    const body = await readBody(request)
    Effect.runSync(
      Ref.update(seen, (all) => [
        ...all,
        {
          method: request.method ?? "",
          path: request.url ?? "",
          headers: request.headers,
          body: body.toString("utf8")
        }
      ])
    )
    const now = nextFault()
    if (now.mode === "reset" || now.mode === "refuse") {
      request.socket.destroy()
      return
    }
    if (now.mode === "answer") {
      response.writeHead(now.status, now.headers)
      response.end(now.body)
      return
    }
    const answer = await forward(request, body, signal)
    if (now.mode === "delay") await new Promise((resolve) => setTimeout(resolve, now.millis))
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    response.flushHeaders()
    const limit = now.mode === "stall" || now.mode === "cut" ? now.afterBytes : Number.POSITIVE_INFINITY
    const limited = limit === 0 || (await copy(answer, response, limit))
    if (!limited) response.end()
    else if (now.mode === "cut") request.socket.destroy()
    // Stalling is doing nothing more; the client's leaving ends it.
  }

  const server = createServer((request, response) => {
    open++
    const controller = new AbortController()
    response.once("close", () => {
      open--
      controller.abort()
    })
    // An upstream that breaks is shown as a broken connection, not as an answer of ours.
    handle(request, response, controller.signal).catch(() => request.socket.destroy())
  })

  server.on("upgrade", (request, socket, head) => {
    const outgoing = connect(Number(upstream.port), upstream.hostname, () => {
      const head_ = Object.entries({ ...request.headers, host: upstream.host }).map(
        ([name, value]) => `${name}: ${value}`
      )
      outgoing.write(`${request.method} ${request.url} HTTP/1.1\r\n${head_.join("\r\n")}\r\n\r\n`)
      outgoing.write(head)
      outgoing.pipe(socket).pipe(outgoing)
    })
    outgoing.on("error", () => socket.destroy())
    socket.on("error", () => outgoing.destroy())
    socket.on("close", () => outgoing.destroy())
  })

  const port = yield* Effect.acquireRelease(listen(server, 0), () => close(server))

  return FaultProxy.of({
    url: `http://127.0.0.1:${port}`,
    set: (next, options) =>
      Effect.suspend(() => {
        fault = next
        remaining = options?.times ?? Number.POSITIVE_INFINITY
        return next.mode === "refuse" ? close(server) : Effect.asVoid(listen(server, port))
      }),
    requests: Ref.get(seen),
    clear: Ref.set(seen, []),
    open: Effect.sync(() => open)
  })
})
