import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { install, version } from "./server/Pypi.ts"

/** Stand-ins for uv and Python: they leave the same files, so that nothing is downloaded. */
const uv = (install: string) => `
case "$1 $2 $3" in
  "pip install --help") echo "      --excludes <EXCLUDES>" ;;
  "pip install --python") ${install} ;;
  "venv "*) for folder; do :; done; mkdir -p "$folder/bin"; touch "$folder/bin/python" ;;
esac
`
const installs = `echo one >> "$(dirname "$0")/installed"; touch "$(dirname "$4")/open-webui"`

const withTools = Effect.fnUntraced(function* (tools: Record<string, string>) {
  const fs = yield* FileSystem.FileSystem
  const root = yield* fs.makeTempDirectoryScoped()
  yield* fs.makeDirectory(`${root}/bin`)
  for (const [name, script] of Object.entries(tools)) {
    yield* fs.writeFileString(`${root}/bin/${name}`, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}`, { mode: 0o755 })
  }
  const cache = `${root}/cache/effect-open-webui`
  const environment = ConfigProvider.fromEnvRecord({ PATH: `${root}/bin`, XDG_CACHE_HOME: `${root}/cache` })
  const progress: Array<string> = []
  return {
    cache,
    progress,
    bin: `${root}/bin`,
    install: install((line) => Effect.sync(() => progress.push(line))).pipe(
      Effect.provideService(ConfigProvider.ConfigProvider, environment)
    ),
    installations: Effect.map(fs.readFileString(`${root}/bin/installed`), (text) => text.trim().split("\n").length)
  }
})

describe("install", () => {
  it.live("installs once, into the cache, and then finds it there", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const tools = yield* withTools({ uv: uv(installs) })
      const program = yield* tools.install
      assert.strictEqual(program, `${tools.cache}/open-webui-${version}/bin/open-webui`)
      assert.isTrue(yield* fs.exists(program))
      assert.include(tools.progress[0], `Installing Open WebUI ${version}`)
      assert.strictEqual(yield* tools.install, program)
      assert.strictEqual(yield* tools.installations, 1)
      assert.deepStrictEqual(yield* fs.readDirectory(tools.cache), [`open-webui-${version}`])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("lets two programs install at the same time", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const tools = yield* withTools({ uv: uv(`sleep 0.2; ${installs}`) })
      const programs = yield* Effect.all([tools.install, tools.install, tools.install], { concurrency: 3 })
      assert.lengthOf(new Set(programs), 1)
      assert.isTrue(yield* fs.exists(programs[0]))
      assert.deepStrictEqual(yield* fs.readDirectory(tools.cache), [`open-webui-${version}`])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("makes a half-finished installation anew", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const tools = yield* withTools({ uv: uv(installs) })
      yield* fs.makeDirectory(`${tools.cache}/open-webui-${version}/bin`, { recursive: true })
      yield* fs.writeFileString(`${tools.cache}/open-webui-${version}/bin/leftover`, "")
      const program = yield* tools.install
      assert.isTrue(yield* fs.exists(program))
      assert.isFalse(yield* fs.exists(`${tools.cache}/open-webui-${version}/bin/leftover`))
      assert.deepStrictEqual(yield* fs.readDirectory(tools.cache), [`open-webui-${version}`])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("leaves nothing behind when it is interrupted", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const tools = yield* withTools({ uv: uv(`touch "$(dirname "$0")/started"; sleep 600`) })
      const started = fs.exists(`${tools.bin}/started`).pipe(Effect.repeat({ until: (yes) => yes }))
      yield* Effect.raceFirst(tools.install, started)
      assert.deepStrictEqual(yield* fs.readDirectory(tools.cache), [])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("gets uv from PyPI when there is none, or only an old one", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const python = `
        case "$*" in
          "-m venv "*)
            mkdir -p "$3/bin"
            # The new environment's Python: it "installs" uv.
            printf '#!/bin/sh\\nPATH=/usr/bin:/bin\\ncp "%s/new-uv" "$(dirname "$0")/uv"\\n' "$(dirname "$0")" > "$3/bin/python"
            chmod +x "$3/bin/python" ;;
        esac`
      const tools = yield* withTools({ uv: `echo "uv 0.1.0"`, "new-uv": uv(installs), "python3.12": python })
      assert.isTrue(yield* fs.exists(yield* tools.install))
      assert.isTrue(yield* fs.exists(`${tools.cache}/uv/bin/uv`))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("asks for a Python when there is none", () =>
    Effect.gen(function* () {
      // As a version manager's stand-in answers for a version that it does not have.
      const tools = yield* withTools({ "python3.12": "exit 127" })
      const error = yield* Effect.flip(tools.install)
      assert.strictEqual(error.step, "python")
      assert.include(error.message, "Install Python 3.11 or 3.12")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("asks for the venv module when Python lacks it", () =>
    Effect.gen(function* () {
      const tools = yield* withTools({
        python3: `case "$*" in *"-m venv"*) echo "The virtual environment was not created: ensurepip is not available."; exit 1 ;; esac`
      })
      const error = yield* Effect.flip(tools.install)
      assert.strictEqual(error.step, "venv")
      assert.include(error.message, "python3-venv")
      assert.include(error.log, "ensurepip")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("asks for Python 3.11 or 3.12 when uv finds another one only", () =>
    Effect.gen(function* () {
      const script = `case "$1" in venv) echo "error: No interpreter found for Python >=3.11, <3.13"; exit 2 ;; esac`
      const tools = yield* withTools({ uv: `${script}\n${uv(installs)}` })
      const error = yield* Effect.flip(tools.install)
      assert.strictEqual(error.step, "python")
      assert.include(error.log, "No interpreter found")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("tells a failed download from a full disk", () =>
    Effect.gen(function* () {
      const offline = yield* withTools({ uv: uv(`echo "error: Failed to fetch"; exit 2`) })
      const failed = yield* Effect.flip(offline.install)
      assert.strictEqual(failed.step, "install")
      assert.include(failed.log, "Failed to fetch")

      const full = yield* withTools({ uv: uv(`echo "error: No space left on device (os error 28)"; exit 2`) })
      assert.strictEqual((yield* Effect.flip(full.install)).step, "disk")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
