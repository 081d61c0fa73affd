/**
 * Start-up: import, layer and the first call, which needs no network, each in a process of its own; beside a process
 * that imports the subpaths of effect that the client needs, and `effect/http`. Needs `npm run build`.
 */
import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { median } from "./measure.ts"

const run = promisify(execFile)

const root = new URL("..", import.meta.url).pathname

/** What the client imports of effect, and the whole of `effect/http`. */
const effect = `
import "effect/Cause"
import "effect/Clock"
import "effect/Config"
import "effect/Context"
import "effect/Data"
import "effect/DateTime"
import "effect/Duration"
import "effect/Effect"
import "effect/Layer"
import "effect/Redacted"
import "effect/Schema"
import "effect/SchemaParser"
import "effect/Stream"
import "effect/encoding/Sse"
import "effect/http"
import "effect/schema/SchemaJITCompiler"
`

const answer = `{
  status: 200,
  headers: { "content-type": "application/json" },
  text: Effect.succeed("[]")
}`

/** A transport that answers from memory, so that the first call is made whole and nothing is waited for. */
const program = (imports: string, layer: string, call: string) => `
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
${imports}
const http = Layer.succeed(HttpClient.HttpClient, HttpClient.make(() => Effect.succeed(${answer})))
const seen = await Effect.runPromise(Effect.provide(${call}, Layer.provide(${layer}, http)))
if (seen.length !== 0) throw new Error("the first call was not made")
`

const programs = {
  effect,
  one: program(
    `import { Client } from "effect-open-webui/layers/Client"
import { Chats } from "effect-open-webui/routers/Chats"`,
    `Layer.provide(Chats.layer, Client.layer({ url: "http://localhost" }))`,
    "Effect.flatMap(Chats, (chats) => chats.getSessionUserChatList())"
  ),
  all: program(
    `import { OpenWebUI } from "effect-open-webui"`,
    `OpenWebUI.layer({ url: "http://localhost" })`,
    "Effect.flatMap(OpenWebUI, (owui) => owui.chats.getSessionUserChatList())"
  )
}

type Name = keyof typeof programs

/** How much longer one router and all routers take than importing effect. */
export const startup = async (rounds: number): Promise<{ readonly one: number; readonly all: number }> => {
  // Inside the checkout, so that the package resolves by its own name.
  const folder = await mkdtemp(join(root, "bench", ".startup-"))
  try {
    const names: ReadonlyArray<Name> = ["effect", "one", "all"]
    for (const name of names) await writeFile(join(folder, `${name}.mjs`), programs[name])
    const time = async (name: Name): Promise<number> => {
      const start = performance.now()
      await run(process.execPath, [join(folder, `${name}.mjs`)])
      return performance.now() - start
    }
    // What an empty process takes is no one's import.
    await writeFile(join(folder, "empty.mjs"), "")
    const emptyTime = async (): Promise<number> => {
      const start = performance.now()
      await run(process.execPath, [join(folder, "empty.mjs")])
      return performance.now() - start
    }
    const ratios = { one: [] as Array<number>, all: [] as Array<number> }
    for (const name of names) await time(name)
    for (let round = 0; round < rounds; round++) {
      const empty = await emptyTime()
      const bare = (await time("effect")) - empty
      ratios.one.push(((await time("one")) - empty) / bare)
      ratios.all.push(((await time("all")) - empty) / bare)
    }
    return { one: median(ratios.one), all: median(ratios.all) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
