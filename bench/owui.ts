/** owui-client, the peer in Python: installed with uv, driven by a program of its own against the same server. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import { cacheFolder, obtainUv } from "../tests/support/server/Pypi.ts"

export interface OwuiClient {
  /** Makes that many calls and gives the milliseconds that they took, measured in its own process. */
  readonly time: (calls: number) => Promise<number>
  readonly stop: () => void
}

/** Starts the program, which has made its first call when this is there. */
export const owuiClient = async (url: string): Promise<OwuiClient> => {
  const uv = await Effect.runPromise(
    Effect.flatMap(cacheFolder, (cache) => obtainUv(cache, Effect.log)).pipe(Effect.provide(NodeServices.layer))
  )
  const script = new URL("time_owui_client.py", import.meta.url).pathname
  const environment = ["--no-project", "--python", ">=3.11", "--with", "owui-client==11.0.0"]
  const child = spawn(uv, ["run", ...environment, "python", script, url], { stdio: ["pipe", "pipe", "inherit"] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done === true) throw new Error("owui-client ended before it answered")
    return line.value
  }
  await next()
  return {
    time: async (calls) => {
      child.stdin.write(`${calls}\n`)
      return Number(await next())
    },
    stop: () => child.stdin.end()
  }
}
