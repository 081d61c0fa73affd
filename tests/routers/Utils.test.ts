import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { image, Jupyter } from "../support/jupyter/Jupyter.ts"
import { freshUser } from "../support/TestServer.ts"

/** Changes the settings of code execution for a while. */
const withSettings = <A, E, R>(
  settings: {
    readonly ENABLE_CODE_EXECUTION?: boolean
    readonly CODE_EXECUTION_ENGINE?: string
    readonly CODE_EXECUTION_JUPYTER_URL?: string
    readonly CODE_EXECUTION_JUPYTER_AUTH?: string
    readonly CODE_EXECUTION_JUPYTER_AUTH_TOKEN?: string
  },
  use: Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const { configs } = yield* OpenWebUI
    return yield* Effect.acquireUseRelease(
      Effect.tap(configs.getCodeExecutionConfig(), (before) =>
        configs.setCodeExecutionConfig({ payload: { ...before, ...settings } })
      ),
      () => use,
      (before) => Effect.orDie(configs.setCodeExecutionConfig({ payload: before }))
    )
  })

describe("utils", () => {
  it.live("gives the address of a Gravatar image", () =>
    Effect.gen(function* () {
      const { utils } = yield* OpenWebUI
      const email = "someone@example.com"
      const address = yield* utils.getGravatar({ query: { email: ` ${email.toUpperCase()} ` } })
      assert.include(address, createHash("sha256").update(email).digest("hex"))
      assert.match(address, /^https:\/\/www\.gravatar\.com\/avatar\//)
      assert.match(yield* utils.getGravatar({ query: { email: "no address" } }), /^https:/)
    }).pipe(Effect.provide(asAdmin))
  )

  describe("formatCode", () => {
    it.live("formats Python, and leaves what is formatted", () =>
      Effect.gen(function* () {
        const { utils } = yield* OpenWebUI
        const { code } = yield* utils.formatCode({ payload: { code: "x  =  {  'ü':1 }" } })
        assert.strictEqual(code, 'x = {"ü": 1}\n')
        assert.strictEqual((yield* utils.formatCode({ payload: { code } })).code, code)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("says where code cannot be parsed", () =>
      Effect.gen(function* () {
        const { utils } = yield* OpenWebUI
        const reason = yield* reasonOf(utils.formatCode({ payload: { code: "x = (" } }))
        assert.strictEqual(reason._tag, "Invalid")
        assert.include(reason.message, "Cannot parse")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("executeCode", () => {
    it.live("runs code on a Jupyter server, for every account", () =>
      Effect.gen(function* () {
        const jupyter = yield* Jupyter
        const user = yield* clientOf((yield* freshUser()).token)
        const settings = {
          ENABLE_CODE_EXECUTION: true,
          CODE_EXECUTION_ENGINE: "jupyter",
          CODE_EXECUTION_JUPYTER_URL: jupyter.url,
          CODE_EXECUTION_JUPYTER_AUTH: "token",
          CODE_EXECUTION_JUPYTER_AUTH_TOKEN: "jupyter-token"
        }
        const run = (code: string) => user.utils.executeCode({ payload: { code } })
        yield* withSettings(
          settings,
          Effect.gen(function* () {
            assert.deepStrictEqual(yield* run("print(hällo)"), { stdout: "hällo", stderr: "", result: "" })
            assert.deepStrictEqual(yield* run("6 * 7"), { stdout: "", stderr: "", result: "6 * 7" })
            assert.deepStrictEqual(yield* run("raise trouble"), {
              stdout: "",
              stderr: "Traceback\ntrouble",
              result: ""
            })
            assert.strictEqual((yield* run("image")).result, `data:image/png;base64,${image}`)
          })
        )
        assert.deepStrictEqual(yield* jupyter.tokens, Array(4).fill("jupyter-token"))
        assert.strictEqual(yield* jupyter.open, 0)
      }).pipe(Effect.provide([asAdmin, Jupyter.layer]))
    )

    it.live("answers with the trouble where there is no Jupyter server", () =>
      Effect.gen(function* () {
        const { utils } = yield* OpenWebUI
        const settings = {
          ENABLE_CODE_EXECUTION: true,
          CODE_EXECUTION_ENGINE: "jupyter",
          CODE_EXECUTION_JUPYTER_URL: "http://127.0.0.1:9"
        }
        const { result, stderr } = yield* withSettings(settings, utils.executeCode({ payload: { code: "1" } }))
        assert.match(stderr, /^Error: /)
        assert.strictEqual(result, "")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("is refused where the browser runs code, and where it is switched off", () =>
      Effect.gen(function* () {
        const { utils } = yield* OpenWebUI
        const refused = reasonOf(utils.executeCode({ payload: { code: "1" } }))
        const engine = { ENABLE_CODE_EXECUTION: true, CODE_EXECUTION_ENGINE: "pyodide" }
        assert.strictEqual((yield* withSettings(engine, refused))._tag, "Invalid")
        assert.strictEqual((yield* withSettings({ ENABLE_CODE_EXECUTION: false }, refused))._tag, "FeatureDisabled")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  it.live("fetches the database, as a whole and as a stream", () =>
    Effect.gen(function* () {
      const { utils } = yield* OpenWebUI
      const { bytes, contentType, fileName } = yield* utils.downloadDb()
      assert.strictEqual(contentType, "application/octet-stream")
      assert.strictEqual(fileName, "webui.db")
      assert.strictEqual(new TextDecoder().decode(bytes.slice(0, 15)), "SQLite format 3")
      const chunks = yield* Stream.runCollect(utils.streamDb())
      const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
      assert.isAtLeast(size, bytes.length)
      assert.strictEqual(new TextDecoder().decode(chunks[0]?.slice(0, 15)), "SQLite format 3")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps formatting and the database from users, and everything from nobody", () =>
    Effect.gen(function* () {
      const nobody = yield* OpenWebUI
      const user = yield* clientOf((yield* freshUser()).token)
      const forAdmins = ({ utils }: typeof user): ReadonlyArray<Effect.Effect<unknown, OpenWebUIError>> => [
        utils.formatCode({ payload: { code: "x" } }),
        utils.downloadDb(),
        Stream.runDrain(utils.streamDb())
      ]
      for (const call of forAdmins(user)) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
      assert.match(yield* user.utils.getGravatar({ query: { email: "a@example.com" } }), /^https:/)
      const calls = [
        ...forAdmins(nobody),
        nobody.utils.getGravatar({ query: { email: "a@example.com" } }),
        nobody.utils.executeCode({ payload: { code: "1" } })
      ]
      for (const call of calls) assert.strictEqual((yield* reasonOf(call))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )
})
