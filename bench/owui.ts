/** owui-client, the peer in Python: installed with uv, driven by a program of its own against the same server. */
import { execFile } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { homedir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

/** Milliseconds per call, for each round. */
export const owuiClient = async (url: string, rounds: number, times: number): Promise<ReadonlyArray<number>> => {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "effect-open-webui")
  await mkdir(cache, { recursive: true })
  const uv = await findUv(cache)
  const script = new URL("owui_client.py", import.meta.url).pathname
  const { stdout } = await run(uv, [
    "run", "--no-project", "--python", ">=3.11", "--with", "owui-client==11.0.0", "python", script, url, String(rounds), String(times)
  ])
  return JSON.parse(stdout) as ReadonlyArray<number>
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
