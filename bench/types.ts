/**
 * The type check of a consumer: a program that calls through the composed client, beside the same program without it,
 * which imports only effect. Needs `npm run build`.
 */
import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { median } from "./measure.ts"

const run = promisify(execFile)

const root = new URL("..", import.meta.url).pathname

const effect = `
import { Effect, Layer, Schema, Stream } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
class Chat extends Schema.Class<Chat>("Chat")({ title: Schema.String }) {}
export const bare = Effect.gen(function* () {
  const response = yield* HttpClient.get("http://localhost/chats")
  return yield* Effect.flatMap(response.json, Schema.decodeUnknownEffect(Chat))
}).pipe(Effect.provide(FetchHttpClient.layer))
export const numbers = Stream.runCollect(Stream.range(1, 3))
export const nothing = Layer.empty
`

const call = `export const titles = Effect.gen(function* () {
  const chats = yield* Chats
  const chat = yield* chats.getChatById({ params: { id: "id" } })
  return chat.title
}).pipe(Effect.provide(layer))
`

const programs = {
  effect,
  one: `${effect}
import { Client } from "effect-open-webui/layers/Client"
import { Chats } from "effect-open-webui/routers/Chats"
const layer = Chats.layer.pipe(Layer.provide(Client.layer({ url: "http://localhost" })), Layer.provide(FetchHttpClient.layer))
${call}`,
  all: `${effect}
import { OpenWebUI } from "effect-open-webui"
const layer = OpenWebUI.layer({ url: "http://localhost" }).pipe(Layer.provide(FetchHttpClient.layer))
const Chats = Effect.map(OpenWebUI, ({ chats }) => chats)
${call}`
}

const settings = (file: string) => ({
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    module: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: []
  },
  files: [file]
})

/** The time of a check with one router and with all, over that of a check with effect alone: medians of pairs. */
export const typeCheck = async (rounds: number): Promise<Readonly<Record<"one" | "all", number>>> => {
  const names = ["effect", "one", "all"] as const
  const folder = await mkdtemp(join(root, ".bench-"))
  const tsc = join(root, "node_modules", ".bin", "tsc")
  const check = async (name: (typeof names)[number]): Promise<number> => {
    const start = performance.now()
    await run(tsc, ["-p", join(folder, `${name}.json`)])
    return performance.now() - start
  }
  try {
    for (const name of names) {
      await writeFile(join(folder, `${name}.ts`), programs[name])
      await writeFile(join(folder, `${name}.json`), JSON.stringify(settings(`${name}.ts`)))
      await check(name)
    }
    const one: Array<number> = []
    const all: Array<number> = []
    for (let round = 0; round < rounds; round++) {
      const times = { effect: 0, one: 0, all: 0 }
      for (let at = 0; at < names.length; at++) {
        const name = names[(at + round) % names.length] ?? "effect"
        times[name] = await check(name)
      }
      one.push(times.one / times.effect)
      all.push(times.all / times.effect)
    }
    return { one: median(one), all: median(all) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
