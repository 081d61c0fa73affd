/** The size of a browser bundle, minified and compressed. Needs `npm run build`. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"

const root = new URL("..", import.meta.url).pathname

const programs = {
  "one router (notes)": `
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { Client } from "effect-open-webui/layers/Client"
import { Notes } from "effect-open-webui/routers/Notes"
console.log(Client.layer, Notes.layer, FetchHttpClient.layer)`,
  "all routers": `
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { OpenWebUI } from "effect-open-webui"
console.log(OpenWebUI.layer, FetchHttpClient.layer)`,
  "bare Effect + fetch + Schema": `
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
const Title = Schema.Struct({ id: Schema.String, title: Schema.String })
console.log(Effect.gen, Layer.effect, Schema.decodeUnknownEffect(Title), FetchHttpClient.layer, HttpClient.get)`
}

export interface Bundle {
  readonly name: string
  /** The size in bytes, compressed. */
  readonly bytes: number
  /** Modules of Node that the bundle imports. */
  readonly nodeImports: ReadonlyArray<string>
}

/** Bundles each program for a browser. */
export const bundles = async (): Promise<ReadonlyArray<Bundle>> => {
  const folder = await mkdtemp(join(root, "bench", ".bundle-"))
  try {
    const made: Array<Bundle> = []
    for (const [name, program] of Object.entries(programs)) {
      const entry = join(folder, "entry.mjs")
      await writeFile(entry, program)
      const result = await build({
        entryPoints: [entry],
        bundle: true,
        minify: true,
        format: "esm",
        platform: "browser",
        write: false,
        metafile: true,
        logLevel: "silent"
      })
      const [file] = result.outputFiles
      const nodeImports = Object.values(result.metafile.inputs)
        .flatMap((input) => input.imports.map(({ path }) => path))
        .filter((path) => path.startsWith("node:"))
      made.push({ name, bytes: gzipSync(file?.contents ?? new Uint8Array()).length, nodeImports })
    }
    return made
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
