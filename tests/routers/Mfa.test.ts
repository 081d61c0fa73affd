import { execFile } from "node:child_process"
import { createHmac, randomBytes } from "node:crypto"
import { tmpdir } from "node:os"
import { promisify } from "node:util"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { MfaConfirmation } from "../../src/models/Auths.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { OwnServer } from "../support/OwnServer.ts"
import * as Pypi from "../support/server/Pypi.ts"
import { freshUser, unique, url } from "../support/TestServer.ts"

const decodeBase32 = (text: string): Buffer => {
  const bits = [...text].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")
  )
  return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** The code of RFC 6238 for that many half minutes from now; the server takes those from -1 to 1. */
const codeOf = (secret: string, later: 0 | 1 = 0): Effect.Effect<string> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + later))
    const hash = createHmac("sha1", decodeBase32(secret)).update(counter).digest()
    const number = hash.readUInt32BE((hash[19] ?? 0) & 15) & 0x7fff_ffff
    return String(number % 1_000_000).padStart(6, "0")
  })

/** Another code than this one. */
const wrong = (code: string): string => (code === "000000" ? "000001" : "000000")

const secondFactor = <A, R>(call: Effect.Effect<A, OpenWebUIError, R>) =>
  Effect.map(reasonOf(call), (reason) => {
    assert.strictEqual(reason._tag, "Unauthenticated")
    if (reason._tag === "Unauthenticated") assert.strictEqual(reason.kind, "secondFactor")
  })

describe("mfa, while it is off", () => {
  it.live("says so to accounts, and to them only after a sign-in", () =>
    Effect.gen(function* () {
      const nobody = yield* clientOf(undefined)
      for (const role of ["admin", "pending"] as const) {
        const user = yield* clientOf((yield* freshUser(role)).token)
        assert.deepStrictEqual(
          { ...(yield* user.mfa.getMfaStatus()) },
          { enabled: false, required: false, recovery_codes_remaining: 0 }
        )
      }
      const admin = yield* clientOf((yield* freshUser("admin")).token)
      const withKey = yield* clientOf((yield* admin.auths.generateApiKey()).api_key)
      const payload = { code: "123456" }
      for (const call of [
        withKey.mfa.getMfaStatus(),
        withKey.mfa.startMfaReplacement({ payload }),
        withKey.mfa.regenerateMfaRecoveryCodes({ payload })
      ]) {
        assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, "Forbidden")
      }
      for (const call of [
        nobody.mfa.getMfaStatus(),
        nobody.mfa.startMfaReplacement({ payload }),
        nobody.mfa.regenerateMfaRecoveryCodes({ payload })
      ]) {
        assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, "Unauthenticated")
      }
    }).pipe(Effect.provide(asNobody))
  )

  it.live("changes a second factor only soon after a sign-in", () =>
    Effect.gen(function* () {
      const nobody = yield* clientOf(undefined)
      const account = yield* freshUser()
      const payload = { code: "123456" }
      // The token that comes with a new account is not one of a sign-in.
      const user = yield* clientOf(account.token)
      const answer = yield* nobody.auths.signin({ payload: { email: account.email, password: account.password } })
      const signedIn = yield* clientOf("token" in answer ? answer.token : undefined)
      for (const name of ["startMfaReplacement", "regenerateMfaRecoveryCodes"] as const) {
        const late = yield* reasonOf<unknown, never>(user.mfa[name]({ payload }))
        assert.strictEqual(late._tag, "Unauthenticated")
        if (late._tag === "Unauthenticated") assert.strictEqual(late.detail, "reauthentication_required")
        const off = yield* reasonOf<unknown, never>(signedIn.mfa[name]({ payload }))
        assert.strictEqual(off._tag, "FeatureDisabled")
      }
    }).pipe(Effect.provide(asNobody))
  )

  it.live("knows no challenge that it did not issue", () =>
    Effect.gen(function* () {
      const { mfa } = yield* clientOf(undefined)
      const { id } = yield* freshUser()
      const challenge_token = `${id}.${unique("challenge")}`
      yield* secondFactor(mfa.startMfaEnrollment({ payload: { challenge_token } }))
      yield* secondFactor(mfa.confirmMfaEnrollment({ payload: { challenge_token, code: "123456" } }))
      yield* secondFactor(mfa.verifyMfaChallenge({ payload: { challenge_token, code: "123456" } }))
      yield* secondFactor(mfa.redeemMfaResetToken({ payload: { challenge_token, reset_token: unique("reset-token") } }))
      yield* secondFactor(mfa.getMfaChallenge({ headers: { origin: url, cookie: `mfa_challenge=${challenge_token}` } }))
      yield* secondFactor(mfa.getMfaChallenge({ headers: { origin: url } }))
      const elsewhere = mfa.getMfaChallenge({ headers: { origin: "http://elsewhere.example" } })
      assert.strictEqual((yield* reasonOf(elsewhere))._tag, "Forbidden")
      const short = yield* reasonOf(mfa.startMfaEnrollment({ payload: { challenge_token: "short" } }))
      assert.strictEqual(short._tag, "Invalid")
      if (short._tag === "Invalid") assert.isUndefined(short.status)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("takes no session with a field gone wrong for recovery codes alone", () =>
    Effect.sync(() => {
      const is = Schema.is(MfaConfirmation)
      const session = {
        id: "1",
        name: "n",
        role: "user",
        email: "e@example.com",
        profile_image_url: "/user.png",
        token: "t",
        token_type: "Bearer",
        recovery_codes: ["c"]
      }
      assert.isTrue(is(session))
      assert.isTrue(is({ recovery_codes: ["c"] }))
      assert.isFalse(is({ ...session, token: 1 }))
      assert.isFalse(is({ ...session, email: null }))
      assert.isFalse(is({ recovery_codes: "c" }))
    })
  )
})

interface Account {
  readonly id: string
  readonly email: string
  readonly password: string
}

/**
 * A server of our own that asks for a second factor: switching that on signs everybody out, which the other tests would
 * not like. It runs from PyPI, as its operator has to be us.
 */
class Protected extends Context.Service<
  Protected,
  {
    readonly url: string
    readonly client: OwnServer["Service"]["client"]
    readonly nobody: OpenWebUIService
    readonly admin: OpenWebUIService
    /** The administrator's session from before. */
    readonly before: OpenWebUIService
    /** What exchanging a token of a provider came to, which this server has switched off. */
    readonly exchange: string
    /** Runs `open-webui mfa reset` and answers the token that it prints. */
    readonly reset: (email: string) => Effect.Effect<string>
  }
>()("effect-open-webui/tests/routers/Mfa/Protected") {}

const enroll = (nobody: OpenWebUIService, challenge_token: string) =>
  Effect.gen(function* () {
    const { manual_key } = yield* nobody.mfa.startMfaEnrollment({ payload: { challenge_token } })
    const code = yield* codeOf(manual_key)
    const answer = yield* nobody.mfa.confirmMfaEnrollment({ payload: { challenge_token, code } })
    return { secret: manual_key, answer }
  })

const challengeOf = (nobody: OpenWebUIService, { email, password }: Pick<Account, "email" | "password">) =>
  Effect.map(nobody.auths.signin({ payload: { email, password } }), (answer) => {
    if ("next_step" in answer && answer.next_step !== "pending") return answer
    throw new Error("The sign-in asks for no second factor")
  })

const makeProtected = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "open-webui-mfa-" })
  const secretKey = randomBytes(24).toString("hex")
  const env = { DATA_DIR: folder, WEBUI_SECRET_KEY: secretKey }
  const server = yield* Layer.build(OwnServer.layer({ env }))
  const { account, admin: before, client, url } = Context.get(server, OwnServer)
  const nobody = yield* client()
  const exchange = yield* reasonOf(
    nobody.auths.tokenExchange({ params: { provider: "oidc" }, payload: { token: unique() } })
  )
  const { sessions_revoked } = yield* before.auths.updateAdminConfig({
    payload: { ...(yield* before.auths.getAdminConfig()), ENABLE_MFA: true }
  })
  assert.isTrue(sessions_revoked)

  const challenge = yield* challengeOf(nobody, account)
  const { answer } = yield* enroll(nobody, challenge.challenge_token)
  const program = yield* Pypi.install(() => Effect.void)
  return Protected.of({
    url,
    client,
    nobody,
    admin: yield* client("token" in answer ? answer.token : undefined),
    before,
    exchange: exchange._tag,
    reset: (email) =>
      Effect.promise(() =>
        promisify(execFile)(program, ["mfa", "reset", email, "--reason", "test"], {
          cwd: folder,
          // The last one makes the program look for its own files where it is installed.
          env: { PATH: process.env.PATH, HOME: folder, ...env, ENABLE_DB_MIGRATIONS: "false", FROM_INIT_PY: "true" }
        })
      ).pipe(Effect.map(({ stdout }) => stdout.trim().split("\n").at(-1) ?? ""))
  })
})

const protectedServer = Layer.effect(Protected, makeProtected).pipe(Layer.provide(NodeServices.layer))

/** Makes an account, which is not signed in. */
const account = (role = "user") =>
  Effect.gen(function* () {
    const { admin } = yield* Protected
    const name = unique("mfa")
    const form = { name, email: `${name}@example.com`, password: unique("password"), role }
    const { id, token } = yield* admin.auths.addUser({ payload: form })
    assert.isUndefined(token)
    return { id, email: form.email, password: form.password }
  })

/** Makes an account and sets up its authenticator. */
const enrolled = Effect.gen(function* () {
  const { client, nobody } = yield* Protected
  const made = yield* account()
  const { challenge_token, next_step } = yield* challengeOf(nobody, made)
  assert.strictEqual(next_step, "enroll")
  const { answer, secret } = yield* enroll(nobody, challenge_token)
  if (!("token" in answer)) throw new Error("The sign-in gave no session")
  assert.strictEqual(answer.id, made.id)
  assert.lengthOf(answer.recovery_codes, 10)
  return { ...made, secret, codes: answer.recovery_codes, user: yield* client(answer.token) }
})

layer(protectedServer, { timeout: Duration.minutes(4), excludeTestServices: true })("mfa, while it is on", (it) => {
  it.effect("has signed everybody out", () =>
    Effect.gen(function* () {
      const { admin, before, exchange } = yield* Protected
      const reason = yield* reasonOf(before.auths.getSessionUser())
      assert.strictEqual(reason._tag, "Unauthenticated")
      if (reason._tag === "Unauthenticated") assert.strictEqual(reason.kind, "token")
      const { enabled, required } = yield* admin.mfa.getMfaStatus()
      assert.isTrue(enabled && required)
      assert.strictEqual(exchange, "FeatureDisabled")
    })
  )

  it.effect("lets nobody in who is pending", () =>
    Effect.gen(function* () {
      const { nobody } = yield* Protected
      const { email, password } = yield* account("pending")
      const answer = yield* nobody.auths.signin({ payload: { email, password } })
      assert.deepStrictEqual({ ...answer }, { next_step: "pending" })
    })
  )

  it.effect("sets up an authenticator at the first sign-in", () =>
    Effect.gen(function* () {
      const { nobody } = yield* Protected
      const made = yield* account()
      const { challenge_token, expires_in, next_step } = yield* challengeOf(nobody, made)
      assert.strictEqual(next_step, "enroll")
      assert.isAtMost(expires_in, 300)
      const setup = yield* nobody.mfa.startMfaEnrollment({ payload: { challenge_token } })
      assert.match(setup.manual_key, /^[A-Z2-7]{32}$/)
      assert.match(setup.qr_code, /^data:image\/svg\+xml;base64,/)
      assert.deepStrictEqual(yield* nobody.mfa.startMfaEnrollment({ payload: { challenge_token } }), setup)
      const code = yield* codeOf(setup.manual_key)
      yield* secondFactor(nobody.mfa.confirmMfaEnrollment({ payload: { challenge_token, code: wrong(code) } }))
      // A challenge to enroll cannot be verified.
      yield* secondFactor(nobody.mfa.verifyMfaChallenge({ payload: { challenge_token, code } }))
      const answer = yield* nobody.mfa.confirmMfaEnrollment({ payload: { challenge_token, code } })
      assert.isTrue("token" in answer && answer.email === made.email)
      yield* secondFactor(nobody.mfa.confirmMfaEnrollment({ payload: { challenge_token, code } }))
    })
  )

  it.effect("finishes a sign-in with a code, each once, and with a recovery code", () =>
    Effect.gen(function* () {
      const { client, nobody } = yield* Protected
      const made = yield* enrolled
      assert.deepStrictEqual(
        { ...(yield* made.user.mfa.getMfaStatus()) },
        { enabled: true, required: true, recovery_codes_remaining: 10 }
      )
      const { challenge_token, next_step } = yield* challengeOf(nobody, made)
      assert.strictEqual(next_step, "verify")
      const code = yield* codeOf(made.secret, 1)
      const session = yield* nobody.mfa.verifyMfaChallenge({ payload: { challenge_token, code } })
      assert.strictEqual(session.id, made.id)
      const user = yield* client(session.token)
      assert.strictEqual((yield* user.auths.getSessionUser()).email, made.email)
      const next = yield* challengeOf(nobody, made)
      yield* secondFactor(nobody.mfa.verifyMfaChallenge({ payload: { challenge_token: next.challenge_token, code } }))
      const [recovery = ""] = made.codes
      const payload = { challenge_token: next.challenge_token, code: recovery, recovery: true }
      assert.strictEqual((yield* nobody.mfa.verifyMfaChallenge({ payload })).id, made.id)
      assert.strictEqual((yield* user.mfa.getMfaStatus()).recovery_codes_remaining, 9)
      yield* secondFactor(nobody.mfa.verifyMfaChallenge({ payload }))
    })
  )

  it.effect("takes five codes for a challenge, and says when to come back", () =>
    Effect.gen(function* () {
      const { nobody } = yield* Protected
      const made = yield* enrolled
      const { challenge_token } = yield* challengeOf(nobody, made)
      const payload = { challenge_token, code: wrong(yield* codeOf(made.secret)) }
      for (let attempt = 0; attempt < 5; attempt++) yield* secondFactor(nobody.mfa.verifyMfaChallenge({ payload }))
      const reason = yield* reasonOf(nobody.mfa.verifyMfaChallenge({ payload }))
      assert.strictEqual(reason._tag, "RateLimited")
      if (reason._tag === "RateLimited" && reason.retryAfter !== undefined) {
        assert.isTrue(Duration.isLessThanOrEqualTo(reason.retryAfter, Duration.minutes(5)))
        assert.isTrue(Duration.isGreaterThan(reason.retryAfter, Duration.minutes(4)))
      } else {
        assert.fail("It does not say when")
      }
    })
  )

  it.effect("gives a browser the challenge that it holds as a cookie", () =>
    Effect.gen(function* () {
      const { nobody, url } = yield* Protected
      const { challenge_token } = yield* challengeOf(nobody, yield* account())
      const answer = yield* nobody.mfa.getMfaChallenge({
        headers: { origin: url, cookie: `mfa_challenge=${challenge_token}` }
      })
      assert.strictEqual(answer.challenge_token, challenge_token)
      assert.strictEqual(answer.next_step, "enroll")
    })
  )

  it.effect("replaces an authenticator, and voids the sessions", () =>
    Effect.gen(function* () {
      const { nobody } = yield* Protected
      const { codes, user } = yield* enrolled
      const [code = ""] = codes
      yield* secondFactor(user.mfa.startMfaReplacement({ payload: { code: "123456", recovery: true } }))
      const challenge = yield* user.mfa.startMfaReplacement({ payload: { code, recovery: true } })
      assert.strictEqual(challenge.next_step, "enroll")
      const { answer } = yield* enroll(nobody, challenge.challenge_token)
      assert.isFalse("token" in answer)
      assert.lengthOf(answer.recovery_codes, 10)
      assert.notInclude(answer.recovery_codes, code)
      assert.strictEqual((yield* reasonOf(user.auths.getSessionUser()))._tag, "Unauthenticated")
    })
  )

  it.effect("makes new recovery codes, and voids the old ones and the sessions", () =>
    Effect.gen(function* () {
      const { nobody } = yield* Protected
      const { codes, user, ...made } = yield* enrolled
      const [first = "", second = ""] = codes
      yield* secondFactor(user.mfa.regenerateMfaRecoveryCodes({ payload: { code: "123456", recovery: true } }))
      const fresh = yield* user.mfa.regenerateMfaRecoveryCodes({ payload: { code: first, recovery: true } })
      assert.lengthOf(fresh.recovery_codes, 10)
      assert.strictEqual((yield* reasonOf(user.auths.getSessionUser()))._tag, "Unauthenticated")
      const { challenge_token } = yield* challengeOf(nobody, made)
      yield* secondFactor(nobody.mfa.verifyMfaChallenge({ payload: { challenge_token, code: second, recovery: true } }))
      const [third = ""] = fresh.recovery_codes
      const session = yield* nobody.mfa.verifyMfaChallenge({
        payload: { challenge_token, code: third, recovery: true }
      })
      assert.strictEqual(session.id, made.id)
    })
  )

  it.effect("lets an account start over with the token of the operator", () =>
    Effect.gen(function* () {
      const { nobody, reset } = yield* Protected
      const { user, ...made } = yield* enrolled
      const reset_token = yield* reset(made.email)
      assert.strictEqual((yield* reasonOf(user.auths.getSessionUser()))._tag, "Unauthenticated")
      const { challenge_token, next_step } = yield* challengeOf(nobody, made)
      assert.strictEqual(next_step, "recover")
      yield* secondFactor(
        nobody.mfa.redeemMfaResetToken({ payload: { challenge_token, reset_token: unique("another-reset-token") } })
      )
      const challenge = yield* nobody.mfa.redeemMfaResetToken({ payload: { challenge_token, reset_token } })
      assert.strictEqual(challenge.next_step, "enroll")
      const { answer } = yield* enroll(nobody, challenge.challenge_token)
      assert.isTrue("token" in answer && answer.id === made.id)
    })
  )
})
