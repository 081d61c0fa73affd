/**
 * Installs Open WebUI from PyPI, once, into a cache outside the checkout.
 *
 * Without its machine-learning packages, which a server with an outside model provider does not need, it is there in about
 * ten seconds. The installation is made beside its final place and moved there when it is complete: two programs that
 * start at the same time do not disturb one another, and what a killed one left behind is never taken for a whole one.
 */
import { homedir } from "node:os"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import * as ChildProcess from "effect/process/ChildProcess"
import * as Stream from "effect/Stream"
import { type OnProgress, ticking } from "./Boot.ts"
import { otherWays, type Step, unavailable } from "./ServerUnavailable.ts"

/** The pinned backend. */
export const version = "0.12.4"

/** Needed only for models that run inside the server; they are most of its size. */
const excluded = [
  "torch",
  "sentence-transformers",
  "transformers",
  "accelerate",
  "faster-whisper",
  "opencv-python-headless",
  "rapidocr",
  "pyarrow",
  "einops",
  "sentencepiece",
  "playwright"
]

/** What a complete installation carries as its mark: another recipe is another installation. */
const recipe = JSON.stringify({ package: `open-webui==${version}`, excluded })

const binaries = process.platform === "win32" ? "Scripts" : "bin"

const searchPath = Config.String("PATH").pipe(Config.withDefault(""))

const cacheHome = Config.all({
  xdg: Config.option(Config.NonEmptyString("XDG_CACHE_HOME")),
  home: Config.option(Config.NonEmptyString("HOME"))
})

/** The cache folder. */
export const cacheFolder = Effect.gen(function* () {
  const path = yield* Path.Path
  const { xdg, home } = yield* cacheHome.pipe(
    Effect.mapError((error) => unavailable("config", `Could not read the environment: ${error.message}`))
  )
  const base = Option.getOrElse(xdg, () => path.join(Option.getOrElse(home, homedir), ".cache"))
  return path.join(base, "effect-open-webui")
})

interface Ran {
  readonly ok: boolean
  readonly output: string
}

/** Runs a program to its end. One that cannot even be started is one that failed. */
const run = Effect.fnUntraced(
  function* (command: string, args: ReadonlyArray<string>, cwd: string) {
    const PATH = yield* Effect.orElseSucceed(searchPath, () => "")
    const child = yield* ChildProcess.make(command, args, {
      cwd,
      extendEnv: true,
      // An active environment or a foreign PYTHONPATH must not leak into the one we make.
      env: { PATH, VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined, PYTHONHOME: undefined, PYTHONPATH: undefined },
      stdin: "ignore",
      forceKillAfter: "2 seconds"
    })
    const [output, code] = yield* Effect.all([Stream.mkString(Stream.decodeText(child.all)), child.exitCode], {
      concurrency: 2
    })
    return { ok: code === 0, output }
  },
  Effect.scoped,
  Effect.catch((error): Effect.Effect<Ran> => Effect.succeed({ ok: false, output: error.message }))
)

const diskTrouble = (step: Step, what: string) =>
  Effect.mapError((cause: PlatformError.PlatformError) =>
    unavailable(step, `${what} failed: ${cause.message}. Check that the cache folder can be written to.`, { cause })
  )

const minutes = (count: number): number => count * 60_000

/** Removes what killed installations have left. Young ones may still be at work. */
const sweep = Effect.fnUntraced(
  function* (cache: string, prefix: string) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const now = yield* Clock.currentTimeMillis
    for (const name of yield* fs.readDirectory(cache)) {
      if (!name.startsWith(prefix)) continue
      const folder = path.join(cache, name)
      const { mtime } = yield* fs.stat(folder)
      if (Option.exists(mtime, (date) => now - date.getTime() > minutes(60))) {
        yield* fs.remove(folder, { recursive: true, force: true })
      }
    }
  },
  (sweeping) => Effect.ignore(sweeping)
)

/**
 * Makes a folder beside its final place and moves it there when `build` has succeeded. Whoever is first wins; a folder
 * that is there but not `usable` makes way.
 */
const publish = Effect.fnUntraced(function* <E, R, E2, R2>(
  cache: string,
  name: string,
  usable: (folder: string) => Effect.Effect<boolean, E2, R2>,
  build: (folder: string, workshop: string) => Effect.Effect<void, E, R>
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const target = path.join(cache, name)
  yield* sweep(cache, `${name}.`)
  yield* Effect.acquireUseRelease(
    fs.makeTempDirectory({ directory: cache, prefix: `${name}.` }).pipe(diskTrouble("install", "Making a folder")),
    Effect.fnUntraced(function* (workshop) {
      const fresh = path.join(workshop, "new")
      yield* build(fresh, workshop)
      const move = fs.rename(fresh, target)
      yield* move.pipe(
        Effect.catch(() =>
          Effect.gen(function* () {
            // Another program was faster, or a broken installation is in the way.
            if (yield* usable(target)) return
            yield* fs.rename(target, path.join(workshop, "old"))
            yield* move
          })
        ),
        Effect.mapError((cause) =>
          unavailable("install", `Moving the installation to ${target} failed. Remove that folder and try again.`, {
            cause
          })
        )
      )
    }),
    (workshop) => Effect.ignore(fs.remove(workshop, { recursive: true, force: true }))
  )
  return target
})

/** An older uv knows no `--excludes`. */
const isGoodUv = (command: string, cwd: string) =>
  Effect.map(run(command, ["pip", "install", "--help"], cwd), ({ ok, output }) => ok && output.includes("--excludes"))

const findPython = Effect.fnUntraced(function* (cache: string) {
  const ask = "import sys; sys.exit(0 if sys.version_info >= (3, 8) else 1)"
  for (const candidate of ["python3.12", "python3.11", "python3", "python"]) {
    // Asked rather than looked up: a version manager's stand-in may exist and know no such version.
    if ((yield* run(candidate, ["-c", ask], cache)).ok) return candidate
  }
  return yield* unavailable(
    "python",
    `No Python was found on the PATH. Install Python 3.11 or 3.12, or uv, then try again. ${otherWays}`
  )
})

/** uv from the PATH, else the one in the cache, else from PyPI. */
export const obtainUv = Effect.fnUntraced(function* (cache: string, onProgress: OnProgress) {
  const path = yield* Path.Path
  if (yield* isGoodUv("uv", cache)) return "uv"
  const inFolder = (folder: string) => path.join(folder, binaries, "uv")
  const cached = path.join(cache, "uv")
  if (yield* isGoodUv(inFolder(cached), cache)) return inFolder(cached)

  const python = yield* findPython(cache)
  yield* onProgress("Installing uv from PyPI (about 5 s) ...")
  const target = yield* publish(
    cache,
    "uv",
    (folder) => isGoodUv(inFolder(folder), cache),
    Effect.fnUntraced(function* (folder) {
      const venv = yield* run(python, ["-m", "venv", folder], cache)
      if (!venv.ok) {
        return yield* /ensurepip|No module named venv/.test(venv.output)
          ? unavailable(
              "venv",
              `${python} cannot make virtual environments. Install its venv module (Debian and Ubuntu: apt-get install python3-venv), or uv, then try again. ${otherWays}`,
              { log: venv.output }
            )
          : unavailable("uv", `Making a virtual environment with ${python} failed. ${otherWays}`, { log: venv.output })
      }
      const pip = yield* run(path.join(folder, binaries, "python"), ["-m", "pip", "install", "uv"], cache)
      if (!pip.ok) {
        return yield* unavailable(
          "uv",
          `uv could not be installed from PyPI. Check the network, or install uv yourself, then try again. ${otherWays}`,
          { log: pip.output }
        )
      }
    })
  )
  return inFolder(target)
})

const isInstalled = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const mark = yield* Effect.orElseSucceed(fs.readFileString(path.join(folder, "complete.json")), () => "")
  // The interpreter is a link to the system's Python, which may have been removed since.
  return mark === recipe && (yield* fs.exists(path.join(folder, binaries, "python")))
})

const build = (cache: string, uv: string) =>
  Effect.fnUntraced(function* (folder: string, workshop: string) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const excludes = path.join(workshop, "excludes.txt")
    yield* fs.writeFileString(excludes, `${excluded.join("\n")}\n`).pipe(diskTrouble("install", "Writing a file"))

    // Relocatable, as it is moved when it is complete.
    const venv = yield* run(uv, ["venv", "--relocatable", "--python", ">=3.11,<3.13", folder], cache)
    if (!venv.ok) {
      return yield* unavailable(
        "python",
        `Open WebUI ${version} needs Python 3.11 or 3.12, and uv found neither. Install one of them, then try again. ${otherWays}`,
        { log: venv.output }
      )
    }
    const python = path.join(folder, binaries, "python")
    const args = ["pip", "install", "--python", python, "--excludes", excludes, `open-webui==${version}`]
    const pip = yield* run(uv, args, cache)
    if (!pip.ok) {
      return yield* unavailable(
        "install",
        `Open WebUI ${version} could not be installed from PyPI. Check the network, then try again. ${otherWays}`,
        { log: pip.output }
      )
    }
    yield* fs.writeFileString(path.join(folder, "complete.json"), recipe).pipe(diskTrouble("install", "Writing a file"))
  })

/** Makes sure that Open WebUI is installed, and answers its program. */
export const install = Effect.fnUntraced(function* (onProgress: OnProgress) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const cache = yield* cacheFolder
  yield* fs.makeDirectory(cache, { recursive: true }).pipe(diskTrouble("install", "Making the cache folder"))

  const name = `open-webui-${version}`
  const program = path.join(cache, name, binaries, "open-webui")
  const installed = isInstalled(path.join(cache, name)).pipe(diskTrouble("install", "Looking into the cache"))
  if (yield* installed) return program

  const uv = yield* obtainUv(cache, onProgress)
  yield* onProgress(`Installing Open WebUI ${version} from PyPI into ${cache} (about 10 s, once) ...`)
  yield* Effect.raceFirst(
    publish(cache, name, isInstalled, build(cache, uv)),
    ticking(onProgress, `Installing Open WebUI ${version}`)
  )
  return program
})
