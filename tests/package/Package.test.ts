/**
 * The package as it is installed: packed, put into an empty project beside `effect`, type-checked and run there. The build
 * happens in a copy of the repository, so that `dist` of the working copy stays as it is.
 */
import { execFile } from "node:child_process"
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { SourceMap } from "node:module"
import { tmpdir } from "node:os"
import { basename, dirname, join, relative } from "node:path"
import { promisify } from "node:util"
import { build } from "esbuild"
import ts from "typescript-5.9"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import manifest from "../../package.json" with { type: "json" }
import { admin, url } from "../support/TestServer.ts"

const root = new URL("../../", import.meta.url).pathname
const name = manifest.name

interface Ran {
  readonly code: number
  readonly output: string
}

const run = promisify(execFile)

/** Runs a program to its end, however that is. */
const ran = async (
  folder: string,
  command: string,
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Promise<Ran> => {
  // A run of npm tells those that it starts where its own project is.
  const { npm_config_local_prefix: _, ...rest } = process.env
  try {
    const { stderr, stdout } = await run(command, args, {
      cwd: folder,
      env: { ...rest, ...env },
      maxBuffer: 64 * 1024 * 1024
    })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    // What `execFile` rejects with, where the program was started and failed.
    const { code, stderr, stdout } = error as { code?: unknown; stderr?: string; stdout?: string }
    if (typeof code !== "number") throw error
    return { code, output: `${stdout}${stderr}` }
  }
}

const succeeded = async (...call: Parameters<typeof ran>): Promise<string> => {
  const { code, output } = await ran(...call)
  assert.strictEqual(code, 0, `${call[1]} ${call[2].join(" ")}\n${output}`)
  return output
}

const filesUnder = async (folder: string): Promise<ReadonlyArray<string>> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()

// ---------------------------------------------------------------------------------------------------------------------
// The programs of the project that installs us
// ---------------------------------------------------------------------------------------------------------------------

const program = `
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { type CallOptions, Failures, OpenWebUI, type OpenWebUIError } from "${name}"
import { Client } from "${name}/layers/Client"
import type { ChatResponse } from "${name}/models/Chats"
import { chunkText } from "${name}/models/Completions"
import { Chats } from "${name}/routers/Chats"

const patient: CallOptions = { timeout: "30 seconds" }

const title = (id: string): Effect.Effect<string, OpenWebUIError, Chats> =>
  Effect.flatMap(Chats, (chats) => chats.getChatById({ params: { id } }, patient)).pipe(
    Effect.map((chat: ChatResponse) => chat.title),
    Effect.catchReason("OpenWebUIError", "NotFound", () => Effect.succeed("no such chat"))
  )

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const { role } = yield* owui.auths.getSessionUser()
  yield* Console.log("role: " + role)
  const text = yield* owui.main
    .streamChatCompletion({ payload: { model: "echo", messages: [{ role: "user", content: "as installed" }] } })
    .pipe(
      Stream.map((chunk) => chunkText(chunk) ?? ""),
      Stream.mkString
    )
  yield* Console.log("answer: " + text)
  yield* Console.log("title: " + (yield* title("none")))
  const refused = yield* Effect.flip(owui.chats.getChatById({ params: { id: ".." } }))
  yield* Console.log("refused: " + (refused.reason instanceof Failures.Invalid))
})

// @ts-expect-error: a parameter that there is not
export const misspelt = (owui: typeof OpenWebUI.Service) => owui.chats.getChatById({ params: { chat: "a" } })
// @ts-expect-error: a field that the answer does not have
export const wrong = (chat: ChatResponse) => chat.titel

const client = OpenWebUI.layerConfig.pipe(Layer.provide(FetchHttpClient.layer))
const chats = Chats.layer.pipe(Layer.provide(Client.layerConfig), Layer.provide(FetchHttpClient.layer))

await Effect.runPromise(Effect.provide(program, Layer.merge(client, chats)))
`

const intruder = `
// @ts-expect-error: nobody imports what is internal
import { methods } from "${name}/internal/client"
// @ts-expect-error: nor by its file
import { specOf } from "${name}/dist/internal/operation.js"
export { methods, specOf }
`

/** Prints the URL of every module that is loaded. */
const listing = `
import { registerHooks } from "node:module"
registerHooks({
  load: (url, context, next) => {
    console.log(url)
    return next(url, context)
  }
})
`

/** Without `types`: the package and what it needs bring nothing of Node in. */
const settings = (module: string, moduleResolution: string) =>
  JSON.stringify({
    compilerOptions: {
      target: "ES2023",
      lib: ["ES2023", "DOM", "DOM.Iterable", "ESNext.Disposable"],
      types: [],
      module,
      moduleResolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true
    },
    files: ["program.ts", "intruder.ts"]
  })

const resolutions = [
  ["NodeNext", "NodeNext"],
  ["ESNext", "Bundler"]
] as const

let home = ""
/** The project that installs us, and our package in it. */
let consumer = ""
let installed = ""
let packed: ReadonlyArray<string> = []
/** Every module that may be imported, without its ending: `routers/Chats`. */
let modules: ReadonlyArray<string> = []
let routers: ReadonlyArray<string> = []

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "effect-open-webui-package-"))
  const copy = join(home, "copy")
  consumer = join(home, "consumer")
  installed = join(consumer, "node_modules", name)
  const left = new Set(["node_modules", "dist", ".git"].map((folder) => join(root, folder)))
  await cp(root, copy, { recursive: true, filter: (path) => !left.has(path) })
  await symlink(join(root, "node_modules"), join(copy, "node_modules"))
  await succeeded(copy, "npm", ["pack", "--silent", "--pack-destination", home])
  const tarball = (await readdir(home)).find((file) => file.endsWith(".tgz")) ?? ""

  await mkdir(consumer)
  await writeFile(join(consumer, "package.json"), JSON.stringify({ private: true, type: "module" }))
  const effect = `effect@${manifest.devDependencies.effect}`
  await succeeded(consumer, "npm", [
    "install",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    join(home, tarball),
    effect
  ])
  await writeFile(join(consumer, "program.ts"), program)
  await writeFile(join(consumer, "intruder.ts"), intruder)
  await writeFile(join(consumer, "listing.js"), listing)
  for (const [module, resolution] of resolutions) {
    await writeFile(join(consumer, `tsconfig.${resolution}.json`), settings(module, resolution))
  }

  packed = await filesUnder(installed)
  modules = packed
    .filter((file) => file.startsWith("src/") && !file.startsWith("src/internal/"))
    .map((file) => file.slice("src/".length, -".ts".length))
  routers = modules.filter((module) => module.startsWith("routers/"))
}, 300_000)

afterAll(() => rm(home, { recursive: true, force: true }))

describe("what is packed", () => {
  it("is the sources, what is built of them, and the papers", () => {
    const strays = packed.filter((file) => !/^(src|dist)\/[\w/]+\.(ts|d\.ts|d\.ts\.map|js|js\.map)$/.test(file))
    assert.deepStrictEqual(strays.sort(), ["CHANGELOG.md", "LICENSE", "README.md", "package.json"])
    assert.include(packed, "src/routers/Chats.ts")
    assert.include(packed, "dist/routers/Chats.js")
  })

  it("is every source, and a module, a declaration and two maps of each", () => {
    const sources = packed.filter((file) => file.startsWith("src/")).map((file) => file.slice(4, -".ts".length))
    const expected = sources.flatMap((file) =>
      [".js", ".js.map", ".d.ts", ".d.ts.map"].map((ending) => `dist/${file}${ending}`)
    )
    assert.deepStrictEqual(packed.filter((file) => file.startsWith("dist/")).sort(), expected.sort())
  })

  it("has every file that `exports` names", async () => {
    const { exports } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"))
    assert.isNull(exports["./internal/*"])
    const targets = Object.entries<string | Record<string, string> | null>(exports).flatMap(([subpath, target]) => {
      const files = typeof target === "string" ? [target] : Object.values(target ?? {})
      return subpath.includes("*") ? files.flatMap((file) => modules.map((module) => file.replace("*", module))) : files
    })
    assert.isAbove(targets.length, 3 * routers.length)
    assert.deepStrictEqual(
      targets.map((target) => target.replace(/^\.\//, "")).filter((target) => !packed.includes(target)),
      []
    )
  })

  it("needs nothing but effect and what it states", async () => {
    // The optional peer, which one module needs.
    assert.deepStrictEqual(manifest.peerDependenciesMeta, { yjs: { optional: true } })
    const shared = "realtime/Documents"
    const others = modules.filter((module) => module !== shared)
    assert.lengthOf(others, modules.length - 1)
    const imports = others.map((module) => `await import("${name}/${module}")`).join("\n")
    await writeFile(join(consumer, "all.js"), `await import("${name}")\n${imports}\nconsole.log("all are there")\n`)
    assert.strictEqual(await succeeded(consumer, process.execPath, ["all.js"]), "all are there\n")
    await writeFile(join(consumer, "shared.js"), `await import("${name}/${shared}")\n`)
    const { code, output } = await ran(consumer, process.execPath, ["shared.js"])
    assert.notStrictEqual(code, 0)
    assert.include(output, "Cannot find package 'yjs'")
  })
})

// ---------------------------------------------------------------------------------------------------------------------
// Declarations
// ---------------------------------------------------------------------------------------------------------------------

/** `chats` for `routers/Chats`. */
const routerOf = (module: string): string => basename(module).replace(/^./, (first) => first.toLowerCase())

/** Every declaration of a file by its name, members as `Class.member`. */
const declarationsOf = async (file: string): Promise<ReadonlyMap<string, ts.Node>> => {
  const source = ts.createSourceFile(file, await readFile(file, "utf8"), ts.ScriptTarget.Latest, true)
  const found = new Map<string, ts.Node>()
  const visit = (node: ts.Node, within: string): void => {
    const own = (node as ts.NamedDeclaration).name
    const named =
      own !== undefined && (ts.isIdentifier(own) || ts.isStringLiteral(own)) ? `${within}${own.text}` : undefined
    if (named !== undefined) found.set(named, ts.isVariableDeclaration(node) ? node.parent.parent : node)
    if (ts.isFunctionLike(node) || ts.isBlock(node)) return
    ts.forEachChild(node, (child) => visit(child, named === undefined ? within : `${named}.`))
  }
  visit(source, "")
  return found
}

describe("a declaration", () => {
  it("is left out where it is marked internal", async () => {
    const marked: Array<string> = []
    const kept: Array<string> = []
    for (const file of packed.filter((file) => file.startsWith("src/"))) {
      const declared = await declarationsOf(join(installed, file.replace(/^src\//, "dist/").replace(/\.ts$/, ".d.ts")))
      for (const [declaration, node] of await declarationsOf(join(installed, file))) {
        if (!ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal")) continue
        marked.push(`${file}: ${declaration}`)
        if (declared.has(declaration)) kept.push(`${file}: ${declaration}`)
      }
    }
    assert.include(marked, "src/OpenWebUI.ts: contractsOf")
    assert.deepStrictEqual(kept, [])
  })

  it("leads to the shipped source, by its map", async () => {
    const wrong: Array<string> = []
    for (const file of packed.filter((file) => file.endsWith(".map"))) {
      const map = JSON.parse(await readFile(join(installed, file), "utf8"))
      const sources: ReadonlyArray<string> = map.sources
      const expected = file.replace(/^dist\//, "src/").replace(/(\.d\.ts|\.js)\.map$/, ".ts")
      const meant = sources.map((source) => join(dirname(file), map.sourceRoot ?? "", source))
      if (meant.join() !== expected || !packed.includes(expected)) wrong.push(`${file} leads to ${meant}`)
      const mapped = await readFile(join(installed, file.replace(/\.map$/, "")), "utf8")
      if (!mapped.trimEnd().endsWith(`//# sourceMappingURL=${basename(file)}`)) wrong.push(`${file} is not named`)
    }
    assert.deepStrictEqual(wrong, [])
  })

  it("of an operation is documented, and leads to the line that states it", async () => {
    let seen = 0
    const wrong: Array<string> = []
    for (const router of routers) {
      const file = join(installed, "dist", `${router}.d.ts`)
      const text = await readFile(file, "utf8")
      const map = new SourceMap(JSON.parse(await readFile(`${file}.map`, "utf8")))
      const source = (await readFile(join(installed, "src", `${router}.ts`), "utf8")).split("\n")
      for (const [declaration, node] of await declarationsOf(file)) {
        // `chats.getChatById`, not what its type holds.
        const [record, operation, ...deeper] = declaration.split(".")
        if (record !== routerOf(router) || operation === undefined || deeper.length > 0) continue
        seen++
        if (!ts.getJSDocCommentsAndTags(node).some((doc) => /`[^`]*\.py:[\s*]+\w+`/.test(doc.getText()))) {
          wrong.push(`${declaration} is not documented`)
        }
        const start = (node as ts.NamedDeclaration).name?.getStart() ?? 0
        const before = text.slice(0, start).split("\n")
        const entry = map.findEntry(before.length - 1, before.at(-1)?.length ?? 0)
        const line = "originalLine" in entry ? source[entry.originalLine]?.trim() : undefined
        if (!new RegExp(`^${operation}: \\w+\\(`).test(line ?? "")) wrong.push(`${declaration} leads to: ${line}`)
      }
    }
    assert.isAbove(seen, 600)
    assert.deepStrictEqual(wrong, [])
  })
})

// ---------------------------------------------------------------------------------------------------------------------
// A program that uses it
// ---------------------------------------------------------------------------------------------------------------------

describe("a program that installs it", () => {
  for (const compiler of ["typescript", "typescript-5.9"]) {
    for (const [, resolution] of resolutions) {
      it(`type-checks with ${compiler} and the resolution ${resolution}, declarations included`, async () => {
        const tsc = join(root, "node_modules", compiler, "bin", "tsc")
        const { code, output } = await ran(consumer, process.execPath, [tsc, "-p", `tsconfig.${resolution}.json`])
        assert.strictEqual(output, "")
        assert.strictEqual(code, 0)
      }, 120_000)
    }
  }

  it("runs on Node", async () => {
    const output = await succeeded(consumer, process.execPath, ["program.ts"], {
      OPEN_WEBUI_URL: url,
      OPEN_WEBUI_TOKEN: admin.token
    })
    assert.deepStrictEqual(output.trim().split("\n"), [
      "role: admin",
      "answer: Echo: as installed",
      "title: no such chat",
      "refused: true"
    ])
  })

  it("cannot import what is internal", async () => {
    for (const module of [
      "internal/client",
      "internal/client.js",
      "dist/internal/client.js",
      "src/internal/client.ts"
    ]) {
      await writeFile(join(consumer, "intruder.js"), `import "${name}/${module}"\n`)
      const { code, output } = await ran(consumer, process.execPath, ["intruder.js"])
      assert.notStrictEqual(code, 0, module)
      assert.match(output, /ERR_PACKAGE_PATH_NOT_EXPORTED|ERR_MODULE_NOT_FOUND/, module)
    }
  })
})

describe("one router", () => {
  it("loads no other, and of effect only the modules it needs", async () => {
    await writeFile(join(consumer, "one.js"), `import "${name}/routers/Notes"\n`)
    const output = await succeeded(consumer, process.execPath, ["--import", "./listing.js", "one.js"])
    const loaded = output.trim().split("\n")
    const ours = loaded.flatMap((url) => url.split(`/node_modules/${name}/dist/`).slice(1))
    assert.deepStrictEqual(
      ours.filter((file) => file.startsWith("routers/")),
      ["routers/Notes.js"]
    )
    assert.notInclude(ours, "OpenWebUI.js")
    assert.isNotEmpty(loaded.filter((url) => url.endsWith("/node_modules/effect/dist/Effect.js")))
    assert.isEmpty(loaded.filter((url) => url.endsWith("/node_modules/effect/dist/index.js")))
    assert.isEmpty(loaded.filter((url) => url.startsWith("node:")))
  })

  it("is in a browser's bundle without the others, and without Node", async () => {
    const entries: Array<string> = []
    for (const router of routers) {
      const service = basename(router)
      const entry = join(consumer, `browser-${service}.js`)
      await writeFile(
        entry,
        `import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { Client } from "${name}/layers/Client"
import { ${service} } from "${name}/${router}"
console.log(Client.layer, ${service}.layer, FetchHttpClient.layer)
`
      )
      entries.push(entry)
    }
    const { metafile } = await build({
      absWorkingDir: consumer,
      entryPoints: entries,
      outdir: "browser",
      bundle: true,
      format: "esm",
      platform: "browser",
      write: false,
      metafile: true,
      logLevel: "silent"
    })
    const outputs = Object.values(metafile.outputs)
    assert.strictEqual(outputs.length, routers.length)
    for (const { entryPoint = "", imports, inputs } of outputs) {
      const own = entryPoint.replace(/^browser-(\w+)\.js$/, "routers/$1.js")
      const ours = Object.keys(inputs).flatMap((file) => file.split(`node_modules/${name}/dist/`).slice(1))
      assert.deepStrictEqual(
        ours.filter((file) => file.startsWith("routers/") || file === "OpenWebUI.js"),
        [own]
      )
      // All that is imported is in the bundle.
      assert.deepStrictEqual(imports, [])
    }
  })
})
