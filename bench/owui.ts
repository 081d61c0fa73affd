/** owui-client, the peer in Python: installed with uv, driven by a program of its own against the same server. */
import { execFile, spawn } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { homedir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { promisify } from "node:util"

const run = promisify(execFile)

export interface OwuiClient {
  /** Makes that many calls and gives the milliseconds that they took, measured in its own process. */
  readonly time: (calls: number) => Promise<number>
  readonly stop: () => void
}

/** Starts the program, which has made its first call when this is there. */
export const owuiClient = async (url: string): Promise<OwuiClient> => {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "effect-open-webui")
  await mkdir(cache, { recursive: true })
  const uv = await findUv(cache)
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

/** uv from the path, or from a virtual environment of its own beside the server's. */
const findUv = async (cache: string): Promise<string> => {
  const works = async (uv: string): Promise<boolean> =>
    run(uv, ["--version"]).then(
      () => true,
      () => false
    )
  if (await works("uv")) return "uv"
  const own = join(cache, "uv")
  const binary = join(own, "bin", "uv")
  if (await works(binary)) return binary
  await run("python3", ["-m", "venv", own])
  await run(join(own, "bin", "python"), ["-m", "pip", "install", "--quiet", "uv"])
  return binary
}
