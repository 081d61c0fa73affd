/**
 * Transfers and endings: what 1 GiB each way costs in memory and in speed beside bare undici, and how soon the server
 * sees that a stream was left. Each measurement runs in a process of its own, against a server in another one.
 *
 * `node -C effect-open-webui:source bench/transfer.ts` prints one figure a line; `bench/main.ts` has them in its report.
 */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Readable, Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { promisify } from "node:util"
import { median, now, used } from "./measure.ts"

/** One figure, without the judgement. */
export interface Seen {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The condition that it is held to, for instance `<= 64`; empty where it is only reported. */
  readonly bar: string
}

const mebibyte = 1024 * 1024
const gibibyte = 1024 * mebibyte

const sleep = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

// ---------------------------------------------------------------------------------------------------------------------
// The server
// ---------------------------------------------------------------------------------------------------------------------

const piece = Buffer.alloc(65_536, "x")

const zeros = function* (size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece
}

const chunk = `data: ${JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_795_252_586,
  model: "echo",
  choices: [{ index: 0, delta: { content: "word " }, logprobs: null, finish_reason: null }]
})}\n\n`

const uploaded = (size: number): string =>
  JSON.stringify({ id: "f", user_id: "u", hash: null, filename: "f.bin", meta: { size }, created_at: 1, updated_at: 1 })

/** Serves files of the size that their id says, takes uploads, and holds streams open until they are left. */
const serve = (): void => {
  /** When each stream was left, by the name that the client gave it. */
  const left = new Map<string, number>()
  let open = 0
  const json = (response: ServerResponse, text: string): void => {
    response.writeHead(200, { "content-type": "application/json" }).end(text)
  }
  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    files: (request, response) => {
      let size = 0
      request.on("data", (bytes: Buffer) => {
        size += bytes.length
      })
      request.on("end", () => json(response, uploaded(size)))
    },
    content: (request, response) => {
      const size = Number(/files\/(\d+)\//.exec(request.url ?? "")?.[1])
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": size })
      let sent = 0
      const write = (): void => {
        while (sent < size) {
          const bytes = piece.subarray(0, size - sent)
          sent += bytes.length
          if (!response.write(bytes)) return void response.once("drain", write)
        }
        response.end()
      }
      write()
    },
    completions: (request, response) => {
      const name = String(request.headers["x-name"])
      open++
      request.socket.once("close", () => {
        open--
        left.set(name, now())
      })
      response.writeHead(200, { "content-type": "text/event-stream" })
      response.write(chunk + chunk)
    },
    left: (_, response) => json(response, JSON.stringify({ open, left: Object.fromEntries(left) }))
  }
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? ""
    const last =
      path
        .split("/")
        .filter((part) => part !== "")
        .at(-1) ?? ""
    const route = routes[last]
    if (route === undefined) response.writeHead(404).end()
    else route(request, response)
  })
  server.requestTimeout = 0
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    console.log(typeof address === "object" && address !== null ? address.port : 0)
  })
  process.stdin.on("end", () => process.exit(0)).resume()
}

// ---------------------------------------------------------------------------------------------------------------------
// The clients
// ---------------------------------------------------------------------------------------------------------------------

/** Transfers that many bytes. */
type Transfer = (size: number, path: string) => Promise<unknown>

interface Transfers {
  /** From memory that is made on the way, and to nowhere. */
  readonly upload: Transfer
  readonly download: Transfer
  /** From and to a file. */
  readonly uploadPath: Transfer
  readonly downloadPath: Transfer
}

const own = async (url: string): Promise<Transfers> => {
  const [NodeHttpClient, NodeServices, Effect, Layer, ManagedRuntime, Stream, { Auth, OpenWebUI, Upload }, Download] =
    await Promise.all([
      import("@effect/platform-node/NodeHttpClient"),
      import("@effect/platform-node/NodeServices"),
      import("effect/Effect"),
      import("effect/Layer"),
      import("effect/ManagedRuntime"),
      import("effect/Stream"),
      import("effect-open-webui"),
      import("effect-open-webui/flows/Download")
    ])
  const runtime = ManagedRuntime.make(
    OpenWebUI.layer({ url, auth: Auth.token("bench") }).pipe(
      Layer.provide(NodeHttpClient.layerUndici),
      Layer.provideMerge(NodeServices.layer)
    )
  )
  const send = (file: import("effect-open-webui/layers/Upload").Upload) =>
    Effect.flatMap(OpenWebUI, (owui) => owui.files.uploadFile({ payload: { file } }))
  return {
    upload: (size) =>
      runtime.runPromise(
        send({ name: "f.bin", size, content: Stream.fromIterable(zeros(size)).pipe(Stream.rechunk(1)) })
      ),
    uploadPath: (_, path) => runtime.runPromise(Effect.flatMap(Upload.fromPath(path), send)),
    download: (size) => runtime.runPromise(Stream.runDrain(Download.stream({ fileId: String(size) }))),
    downloadPath: (size, path) => runtime.runPromise(Download.toPath(path, { fileId: String(size) }))
  }
}

const bare = async (url: string): Promise<Transfers> => {
  const { Agent, request } = await import("undici")
  const dispatcher = new Agent()
  const headers = { authorization: "Bearer bench" }
  const send = async (size: number, body: Readable) => {
    const answer = await request(`${url}/api/v1/files/`, {
      dispatcher,
      method: "POST",
      headers: { ...headers, "content-type": "application/octet-stream", "content-length": String(size) },
      body
    })
    return answer.body.json()
  }
  const fetched = async (size: number) =>
    (await request(`${url}/api/v1/files/${size}/content`, { dispatcher, headers })).body
  return {
    upload: (size) => send(size, Readable.from(zeros(size), { objectMode: false })),
    uploadPath: (size, path) => send(size, createReadStream(path)),
    download: async (size) =>
      pipeline(await fetched(size), new Writable({ write: (_bytes, _encoding, done) => done() })),
    downloadPath: async (size, path) => pipeline(await fetched(size), createWriteStream(path))
  }
}

const clients: Readonly<Record<string, (url: string) => Promise<Transfers>>> = { own, bare }

/** What a transfer cost. */
interface Cost {
  readonly seconds: number
  /** Seconds of the processor, the system's included. */
  readonly processor: number
  /** By how many MiB the process grew at the most, over what it had after its first 64 MiB. */
  readonly growth: number
  /** The same over what it had while it was idle: the engine collects no buffers before there are some 64 MiB of them. */
  readonly peak: number
}

const warmUp = 64 * mebibyte

/** Transfers 1 GiB after 64 MiB; prints what it cost. */
const measure = async (client: string, kind: keyof Transfers, url: string, folder: string): Promise<void> => {
  const transfers = await clients[client]?.(url)
  if (transfers === undefined) throw new Error(`No client ${client}`)
  const go = (size: number): Promise<unknown> =>
    transfers[kind](size, join(folder, kind !== "uploadPath" ? "written" : size === gibibyte ? "large" : "small"))
  await go(warmUp)
  globalThis.gc?.()
  const idle = process.memoryUsage.rss()
  await go(warmUp)
  const before = process.memoryUsage.rss()
  let highest = before
  const look = (): void => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }
  const timer = setInterval(look, 10)
  const start = performance.now()
  const processor = process.cpuUsage()
  await go(gibibyte)
  const seconds = (performance.now() - start) / 1000
  const { system, user } = process.cpuUsage(processor)
  clearInterval(timer)
  look()
  const cost: Cost = {
    seconds,
    processor: (system + user) / 1_000_000,
    growth: (highest - before) / mebibyte,
    peak: (highest - idle) / mebibyte
  }
  console.log(JSON.stringify(cost))
  process.exit(0)
}

interface LeftStreams {
  readonly open: number
  readonly left: Readonly<Record<string, number>>
}

/** Opens streams and leaves them, half by interruption and half by an early end; prints what the server saw of it. */
const leave = async (transport: string, url: string, count: number): Promise<void> => {
  const [NodeHttpClient, FetchHttpClient, Deferred, Effect, Fiber, Layer, ManagedRuntime, Stream, { Auth, OpenWebUI }] =
    await Promise.all([
      import("@effect/platform-node/NodeHttpClient"),
      import("effect/http/FetchHttpClient"),
      import("effect/Deferred"),
      import("effect/Effect"),
      import("effect/Fiber"),
      import("effect/Layer"),
      import("effect/ManagedRuntime"),
      import("effect/Stream"),
      import("effect-open-webui")
    ])
  const runtime = ManagedRuntime.make(
    OpenWebUI.layer({ url, auth: Auth.token("bench") }).pipe(
      Layer.provide(transport === "fetch" ? FetchHttpClient.layer : NodeHttpClient.layerUndici)
    )
  )
  const payload = { model: "echo", messages: [{ role: "user" as const, content: "hello" }] }
  const asked = new Map<string, number>()
  const one = (name: string, early: boolean) =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const stream = owui.main.streamChatCompletion({ payload }, { headers: { "x-name": name } })
      const mark = Effect.sync(() => void asked.set(name, now()))
      if (early) return yield* Stream.runDrain(Stream.tap(Stream.take(stream, 1), () => mark))
      const begun = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(Stream.runForEach(stream, () => Deferred.succeed(begun, undefined)))
      yield* Deferred.await(begun)
      yield* mark
      yield* Fiber.interrupt(fiber)
    })
  const seen = async (): Promise<LeftStreams> => (await (await fetch(`${url}/left`)).json()) as LeftStreams
  /** Leaves streams, ten at a time, until the server has none. */
  const round = async (prefix: string, some: number): Promise<LeftStreams> => {
    const names = Array.from({ length: some }, (_, at) => `${prefix}${at}`)
    await runtime.runPromise(
      Effect.forEach(names, (name, at) => one(name, at % 2 === 0), { concurrency: 10, discard: true })
    )
    for (let tries = 0; tries < 100; tries++) {
      const all = await seen()
      if (all.open === 0) return all
      await sleep(50)
    }
    return seen()
  }
  // The first ones pay for what is made once.
  await round("warm", 500)
  asked.clear()
  const before = used()
  const { left, open } = await round("stream", count)
  const times = [...asked].map(([name, at]) => (left[name] ?? Number.POSITIVE_INFINITY) - at)
  asked.clear()
  console.log(
    JSON.stringify({ open, median: median(times), longest: Math.max(...times), growth: (used() - before) / mebibyte })
  )
  process.exit(0)
}

// ---------------------------------------------------------------------------------------------------------------------
// The report
// ---------------------------------------------------------------------------------------------------------------------

const program = new URL(import.meta.url).pathname
const run = promisify(execFile)

const inProcess = async <A>(...args: ReadonlyArray<string>): Promise<A> => {
  const { stdout } = await run(process.execPath, ["--expose-gc", "-C", "effect-open-webui:source", program, ...args])
  return JSON.parse(stdout) as A
}

const kinds = {
  upload: "upload of 1 GiB",
  download: "download of 1 GiB",
  uploadPath: "upload of 1 GiB from a path",
  downloadPath: "download of 1 GiB to a path"
} as const

/** All figures of this file. */
export const transfer = async (rounds = 3): Promise<ReadonlyArray<Seen>> => {
  const folder = await mkdtemp(join(tmpdir(), "transfer-"))
  const server = spawn(process.execPath, [program, "server"], { stdio: ["pipe", "pipe", "inherit"] })
  const seen: Array<Seen> = []
  try {
    const [port] = (await once(createInterface(server.stdout), "line")) as [string]
    const url = `http://127.0.0.1:${port}`
    await writeFile(join(folder, "small"), zeros(warmUp))
    await writeFile(join(folder, "large"), zeros(gibibyte))
    if ((await stat(join(folder, "large"))).size !== gibibyte) throw new Error("The file was not written")
    for (const [kind, name] of Object.entries(kinds)) {
      const speeds: Array<number> = []
      const processors: Array<number> = []
      const growths: Array<number> = []
      const peaks: Array<number> = []
      for (let round = 0; round < rounds; round++) {
        const turn = round % 2 === 0 ? ["own", "bare"] : ["bare", "own"]
        const costs = new Map<string, Cost>()
        for (const client of turn) costs.set(client, await inProcess<Cost>(client, kind, url, folder))
        const ours = costs.get("own")
        const theirs = costs.get("bare")
        if (ours === undefined || theirs === undefined) throw new Error("A client is missing")
        growths.push(ours.growth)
        peaks.push(ours.peak)
        speeds.push(theirs.seconds / ours.seconds)
        processors.push(ours.processor / theirs.processor)
      }
      seen.push({ name: `${name}, growth of the process`, value: median(growths), unit: "MiB", bar: "<= 64" })
      seen.push({ name: `${name}, memory over an idle process`, value: median(peaks), unit: "MiB", bar: "" })
      seen.push({ name: `${name}, speed / undici`, value: median(speeds), unit: "x", bar: "" })
      // What the machine does beside it weighs less on this one.
      seen.push({ name: `${name}, processor time / undici`, value: median(processors), unit: "x", bar: "" })
    }
    for (const transport of ["undici", "fetch"]) {
      const ended = await inProcess<{ open: number; median: number; longest: number; growth: number }>(
        "leave",
        transport,
        url,
        "10000"
      )
      const of = `10,000 streams left over ${transport}`
      seen.push({ name: `${of}, until the server sees it`, value: ended.median, unit: "ms", bar: "<= 50" })
      seen.push({ name: `${of}, the longest`, value: ended.longest, unit: "ms", bar: "" })
      seen.push({ name: `${of}, still open`, value: ended.open, unit: "streams", bar: "<= 0" })
      seen.push({ name: `${of}, growth of the heap`, value: ended.growth, unit: "MiB", bar: "" })
    }
  } finally {
    server.stdin.end()
    await rm(folder, { recursive: true })
  }
  return seen
}

if (import.meta.main) {
  const [role = "", first = "", url = "", last = ""] = process.argv.slice(2)
  if (role === "server") serve()
  else if (role === "leave") await leave(first, url, Number(last))
  else if (role in clients) await measure(role, first as keyof Transfers, url, last)
  else for (const one of await transfer(Number(role) || undefined)) console.log(JSON.stringify(one))
}
