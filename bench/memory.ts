/** What an open, validated completion stream costs in memory, beside undici with eventsource-parser. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { median } from "./measure.ts"

const run = promisify(execFile)

/** Bytes for each of 500 open streams. */
export const memory = async (url: string): Promise<{ readonly own: number; readonly bare: number }> => {
  const program = new URL("open_streams.ts", import.meta.url).pathname
  const measure = async (client: string): Promise<number> => {
    const { stdout } = await run(process.execPath, [
      "--expose-gc",
      "-C",
      "effect-open-webui:source",
      program,
      client,
      url,
      "500"
    ])
    return Number(stdout)
  }
  const own: Array<number> = []
  const bare: Array<number> = []
  for (let round = 0; round < 5; round++) {
    own.push(await measure("own"))
    bare.push(await measure("bare"))
  }
  return { own: median(own), bare: median(bare) }
}
