/**
 * The benchmarks: ratios against peers in the same run. `npm run bench` prints a table, `npm run -s bench -- --json` one
 * line for each figure: `{name, value, unit, bar, holds}`. Figures are medians of interleaved rounds; a ratio is the
 * median of the rounds' own ratios, so that a machine that slows down slows down both.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { bundles } from "./bundle.ts"
import { completion, ours, titles, type Work } from "./clients.ts"
import { median } from "./measure.ts"
import { memory } from "./memory.ts"
import { owuiClient } from "./owui.ts"
import { startup } from "./startup.ts"
import { transfer } from "./transfer.ts"
import { turns } from "./turns.ts"
import { typeCheck } from "./types.ts"

/** One figure of the report. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The condition that it is held to, for instance `<= 2.2`; empty where it is only reported. */
  readonly bar: string
  readonly holds: boolean
}

const asJson = process.argv.includes("--json")
const only = process.argv.slice(2).filter((argument) => !argument.startsWith("--"))
const wanted = (group: string): boolean => only.length === 0 || only.includes(group)

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const holds = (value: number, bar: string): boolean => {
  const [sign, limit] = bar.split(" ")
  if (sign === "<=") return value <= Number(limit)
  if (sign === ">=") return value >= Number(limit)
  return true
}

const figure = (name: string, value: number, unit: string, bar = ""): Figure => ({
  name,
  value: Math.round(value * 1000) / 1000,
  unit,
  bar,
  holds: holds(value, bar)
})

/** Milliseconds per unit of work, for each client in each round. */
const rounds = async (
  works: ReadonlyArray<Work>,
  options: { readonly rounds: number; readonly times: number }
): Promise<ReadonlyMap<string, ReadonlyArray<number>>> => {
  const expected = await works[0]?.run()
  for (const { name, run } of works) {
    // Warm, and the same result from everybody.
    for (let i = 0; i < Math.max(2, options.times >> 1); i++) {
      const seen = await run()
      if (seen !== expected) throw new Error(`${name} saw ${seen} and not ${expected}`)
    }
  }
  const times = new Map<string, Array<number>>(works.map(({ name }) => [name, []]))
  for (let round = 0; round < options.rounds; round++) {
    // Another one begins each round.
    const turn = works.map((_, index) => works[(index + round) % works.length])
    for (const work of turn) {
      if (work === undefined) continue
      const start = performance.now()
      let total: number | undefined
      if (work.time !== undefined) total = await work.time(options.times)
      else for (let i = 0; i < options.times; i++) await work.run()
      times.get(work.name)?.push((total ?? performance.now() - start) / options.times)
    }
  }
  return times
}

const ratio = (times: ReadonlyMap<string, ReadonlyArray<number>>, over: string, under: string): number => {
  const below = times.get(under) ?? []
  return median((times.get(over) ?? []).map((time, round) => time / (below[round] ?? Number.NaN)))
}

const us = "effect-open-webui"

const main = async (): Promise<ReadonlyArray<Figure>> => {
  const server = spawn(process.execPath, [new URL("server.ts", import.meta.url).pathname], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const [port] = (await once(createInterface(server.stdout), "line")) as [string]
  const url = `http://127.0.0.1:${port}`
  const figures: Array<Figure> = []
  const runtime = ours(url)
  try {
    if (wanted("titles")) {
      progress("GET of 60 chat titles ...")
      const python = await owuiClient(url)
      const owui: Work = { name: "owui-client", run: async () => 60, time: python.time }
      const times = await rounds([...titles(url, runtime), owui], { rounds: 15, times: 1000 })
      python.stop()
      const perCall = median(times.get(us) ?? []) * 1000
      figures.push(figure("GET of 60 chat titles", perCall, "microseconds"))
      const bare = "undici + JSON.parse"
      figures.push(figure(`GET of 60 chat titles / ${bare}`, ratio(times, us, bare), "x", "<= 2.2"))
      figures.push(
        figure("GET of 60 chat titles / effect/http alone", ratio(times, us, "effect/http + JSON.parse"), "x")
      )
      figures.push(figure("GET of 60 chat titles / fetch + json", ratio(times, us, "fetch + json"), "x"))
      figures.push(
        figure("GET of 60 chat titles / owui-client 11.0.0", ratio(times, us, "owui-client"), "x", "<= 0.35")
      )
      const floor = ratio(times, "effect/http + JSON.parse", "owui-client")
      figures.push(figure("the same of effect/http alone / owui-client 11.0.0", floor, "x"))
    }
    if (wanted("completion")) {
      progress("completion stream of 20,000 chunks ...")
      const times = await rounds(completion(url, runtime), { rounds: 9, times: 3 })
      const bare = "undici + eventsource-parser + JSON.parse"
      figures.push(figure("completion stream, chunks per second", 20_000_000 / median(times.get(us) ?? []), "1/s"))
      figures.push(figure(`completion stream, speed / ${bare}`, ratio(times, bare, us), "x", ">= 0.75"))
      figures.push(figure("completion stream, speed / openai-node", ratio(times, "openai-node", us), "x", ">= 2.5"))
    }
    if (wanted("startup")) {
      progress("start-up ...")
      const { all, one } = await startup(15)
      figures.push(figure("import, layer, first call of one router / importing effect", one, "x", "<= 1.4"))
      figures.push(figure("import, layer, first call of all routers / importing effect", all, "x", "<= 2"))
    }
    if (wanted("types")) {
      progress("type check of a consumer ...")
      const { all, one } = await typeCheck(15)
      figures.push(figure("type check of a consumer of one router / of effect alone", one, "x", "<= 1.1"))
      figures.push(figure("type check of a consumer of all routers / of effect alone", all, "x", "<= 1.1"))
    }
    if (wanted("bundle")) {
      progress("bundles ...")
      for (const { bytes, name } of await bundles()) figures.push(figure(`bundle, gz: ${name}`, bytes / 1024, "KiB"))
    }
    if (wanted("memory")) {
      progress("memory of 500 streams ...")
      const { bare, own } = await memory(url)
      figures.push(figure("memory of an open stream", own / 1024, "KiB"))
      figures.push(figure("memory of an open stream / undici + eventsource-parser", own / bare, "x", "<= 2"))
    }
    if (wanted("transfer")) {
      progress("transfers of 1 GiB, and 10,000 streams left ...")
      for (const { bar, name, unit, value } of await transfer()) figures.push(figure(name, value, unit, bar))
    }
    if (wanted("turns")) {
      progress("turns on a real server ...")
      const { memory, stream, turn } = await turns(25)
      figures.push(figure("first word of a stream, after the provider's", stream.firstMillis, "ms"))
      figures.push(figure("first word of a stream / undici", stream.first, "x"))
      figures.push(figure("whole stream / undici", stream.total, "x"))
      figures.push(figure("first word of a saved turn, after the provider's", turn.firstMillis, "ms"))
      figures.push(figure("first word of a saved turn / socket.io-client", turn.first, "x"))
      figures.push(figure("whole saved turn / socket.io-client and undici", turn.total, "x"))
      figures.push(figure("memory of a running turn, 200 at once", memory.own / 1024, "KiB"))
      figures.push(figure("memory of a running turn / socket.io-client and undici", memory.own / memory.bare, "x"))
    }
  } finally {
    await runtime.dispose()
    server.stdin.end()
  }
  return figures
}

const figures = await main()
if (asJson) {
  for (const one of figures) console.log(JSON.stringify(one))
} else {
  console.log("| what | seen | must be |\n|---|---|---|")
  for (const { bar, holds, name, unit, value } of figures) {
    console.log(`| ${name} | ${value} ${unit} | ${bar === "" ? "reported" : `${bar}${holds ? "" : " (MISSED)"}`} |`)
  }
}
// The agents of the peers keep the process up.
process.exit(figures.every((one) => one.holds) ? 0 : 1)
