/** Turns on a real server: how soon the first word is there, how long all takes, and what a turn that runs costs in memory. */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { promisify } from "node:util"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { OpenWebUIServer } from "../tests/support/server/OpenWebUIServer.ts"
import { median } from "./measure.ts"
import { bareStream, bareTurn, ownStream, ownTurn, type TurnClient } from "./turn_clients.ts"

const run = promisify(execFile)

/** What was seen of one way of asking, ours over the bare one. */
export interface Ratios {
  readonly first: number
  readonly total: number
  /** Our own milliseconds to the first word. */
  readonly firstMillis: number
}

export interface Turns {
  readonly stream: Ratios
  readonly turn: Ratios
  /** Bytes for each of 200 turns that run. */
  readonly memory: { readonly own: number; readonly bare: number }
}

const compare = async (own: TurnClient, bare: TurnClient, rounds: number): Promise<Ratios> => {
  const first = { own: [] as Array<number>, bare: [] as Array<number> }
  const total = { own: [] as Array<number>, bare: [] as Array<number> }
  for (let round = -5; round < rounds; round++) {
    const pair = [["own", own] as const, ["bare", bare] as const]
    for (const [name, client] of round % 2 === 0 ? pair : pair.reverse()) {
      const seen = await client.turn("Hello")
      if (round < 0) continue
      first[name].push(seen.first)
      total[name].push(seen.total)
    }
  }
  await own.close()
  await bare.close()
  const firstMillis = median(first.own)
  return { first: firstMillis / median(first.bare), total: median(total.own) / median(total.bare), firstMillis }
}

/** A server with our provider behind it, while something is done with it. */
const withServer = <A>(use: (url: string, token: string, providerUrl: string) => Promise<A>): Promise<A> => {
  const provider = Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, [new URL("provider.ts", import.meta.url).pathname], {
        stdio: ["pipe", "pipe", "inherit"]
      })
      const [port] = (await once(createInterface(child.stdout), "line")) as [string]
      return { child, url: `http://127.0.0.1:${port}` }
    }),
    ({ child }) => Effect.sync(() => child.stdin.end())
  )
  return Effect.gen(function* () {
    const { url: providerUrl } = yield* provider
    const context = yield* Layer.build(
      OpenWebUIServer.layer({ providerUrl: `${providerUrl}/v1`, onProgress: Effect.log })
    )
    const { credentials, url } = Context.get(context, OpenWebUIServer)
    if (credentials._tag === "None" || credentials.token === undefined) throw new Error("the server gave no token")
    const token = Redacted.value(credentials.token)
    return yield* Effect.promise(() => use(url, token, providerUrl))
  }).pipe(Effect.scoped, Effect.runPromise)
}

/** Compares with socket.io-client and undici alone, in the same run, on the same server. */
export const turns = (rounds: number): Promise<Turns> =>
  withServer(async (url, token, providerUrl) => {
    const stream = await compare(ownStream(url, token), bareStream(url, token), rounds)
    const turn = await compare(await ownTurn(url, token), await bareTurn(url, token), rounds)
    const program = new URL("open_turns.ts", import.meta.url).pathname
    const measure = async (client: string): Promise<number> => {
      const options = ["--expose-gc", "-C", "effect-open-webui:source", program]
      const { stdout } = await run(process.execPath, [...options, client, url, token, providerUrl, "200"])
      return Number(stdout)
    }
    return { stream, turn, memory: { own: await measure("own"), bare: await measure("bare") } }
  })
