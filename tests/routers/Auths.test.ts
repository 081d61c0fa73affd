import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { SigninResult } from "../../src/models/Auths.ts"
import { OpenWebUI } from "../../src/OpenWebUI.ts"
import { asAdmin, asNobody, clientOf, reasonOf } from "../support/clients.ts"
import { OwnServer } from "../support/OwnServer.ts"
import { accessTokenOf, Oidc } from "../support/oidc/Oidc.ts"
import { recording } from "../support/record.ts"
import { freshUser, unique } from "../support/TestServer.ts"

/** The session of a sign-in that needs no second step. */
const sessionOf = <E, R>(signIn: Effect.Effect<SigninResult, E, R>) =>
  Effect.map(signIn, (answer) => {
    if ("next_step" in answer) throw new Error(`A step is missing: ${answer.next_step}`)
    return answer
  })

/** Changes the settings of the server while something runs. */
const withAdminConfig = <A, E, R>(
  change: Partial<Parameters<OpenWebUI["Service"]["auths"]["updateAdminConfig"]>[0]["payload"]>,
  use: Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const owui = yield* OpenWebUI
    return yield* Effect.acquireUseRelease(
      owui.auths.getAdminConfig(),
      (before) => Effect.andThen(owui.auths.updateAdminConfig({ payload: { ...before, ...change } }), use),
      (before) => Effect.orDie(owui.auths.updateAdminConfig({ payload: before }))
    )
  })

describe("auths", () => {
  it.live("signs in, and tells a session from a missing step", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const answer = yield* owui.auths.signin({
        payload: { email: account.email.toUpperCase(), password: account.password }
      })
      assert.isFalse("next_step" in answer)
      if ("next_step" in answer) return
      assert.strictEqual(answer.id, account.id)
      assert.strictEqual(answer.role, "user")
      assert.strictEqual(answer.token_type, "Bearer")
      assert.strictEqual(answer.permissions?.chat.delete, true)
      const signedIn = yield* clientOf(answer.token)
      assert.strictEqual((yield* signedIn.auths.getSessionUser()).expires_at, answer.expires_at)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("does not sign in with a wrong password or an unknown address", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { email } = yield* freshUser()
      for (const address of [email, `${unique()}@example.com`]) {
        const reason = yield* reasonOf(owui.auths.signin({ payload: { email: address, password: "wrong" } }))
        assert.strictEqual(reason._tag, "Unauthenticated")
        if (reason._tag === "Unauthenticated") assert.strictEqual(reason.kind, "password")
      }
    }).pipe(Effect.provide(asNobody))
  )

  it.live("gives a pending account a session, which may do little", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { email, password } = yield* freshUser("pending")
      const session = yield* sessionOf(owui.auths.signin({ payload: { email, password } }))
      assert.strictEqual(session.role, "pending")
      const pending = yield* clientOf(session.token)
      assert.strictEqual((yield* pending.auths.getSessionUser()).email, email)
      assert.isTrue((yield* pending.auths.updateTimezone({ payload: { timezone: "Europe/Berlin" } })).status)
      const reason = yield* reasonOf(pending.auths.updateProfile({ payload: { name: "x", profile_image_url: "" } }))
      assert.strictEqual(reason._tag, "Forbidden")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("lets an address try fifteen times in three minutes", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const payload = { email: `${unique()}@example.com`, password: "wrong" }
      const reasons = yield* Effect.forEach(Array.from({ length: 16 }), () => reasonOf(owui.auths.signin({ payload })))
      assert.deepStrictEqual(
        reasons.map(({ _tag }) => _tag),
        [...Array.from({ length: 15 }, () => "Unauthenticated" as const), "RateLimited"]
      )
      const [last] = reasons.slice(-1)
      if (last?._tag === "RateLimited") assert.isUndefined(last.retryAfter)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("shows no secret in a failure, and sends nothing that does not fit", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const secret = unique("secret")
      const { email } = yield* freshUser()
      // What the compiler would refuse, from a program without types.
      const untyped = { payload: { email, password: [secret] } } as never
      const wrong = yield* Effect.flip(owui.auths.signin(untyped))
      assert.strictEqual(wrong.reason._tag, "Invalid")
      if (wrong.reason._tag === "Invalid") {
        assert.isUndefined(wrong.reason.status)
        assert.deepStrictEqual(wrong.reason.issues, [{ path: ["payload", "password"], message: "Expected string" }])
      }
      const refused = yield* Effect.flip(owui.auths.signin({ payload: { email, password: secret } }))
      for (const error of [wrong, refused]) {
        assert.notInclude(`${error.message} ${String(error)} ${JSON.stringify(error)} ${error.stack}`, secret)
      }
    }).pipe(Effect.provide(asNobody))
  )

  it.live("takes no session with a field gone wrong for one of the other answers of a sign-in", () =>
    Effect.sync(() => {
      const session = {
        id: "1",
        name: "n",
        role: "user",
        email: "e@example.com",
        profile_image_url: "/user.png",
        token: "t",
        token_type: "Bearer",
        expires_at: null,
        permissions: null
      }
      const challenge = { next_step: "verify", challenge_token: "c", expires_in: 300 }
      const is = Schema.is(SigninResult)
      assert.isTrue(is(session))
      assert.isTrue(is(challenge))
      assert.isTrue(is({ next_step: "pending" }))
      assert.isFalse(is({ ...session, token: 1 }))
      assert.isFalse(is({ ...session, expires_at: "soon" }))
      assert.isFalse(is({ ...challenge, next_step: "dance" }))
      assert.isFalse(is({ ...challenge, expires_in: "300" }))
      assert.isFalse(is({}))
    })
  )

  it.live("reads the session of an account, but not for an API key and not for nobody", () =>
    Effect.gen(function* () {
      const account = yield* freshUser("admin")
      const user = yield* clientOf(account.token)
      const session = yield* user.auths.getSessionUser()
      assert.strictEqual(session.id, account.id)
      assert.strictEqual(session.token, account.token)
      assert.strictEqual(session.permissions?.access_grants.allow_users, true)
      const { api_key } = yield* user.auths.generateApiKey()
      const withKey = yield* clientOf(api_key)
      assert.strictEqual((yield* reasonOf(withKey.auths.getSessionUser()))._tag, "Forbidden")
      const nobody = yield* clientOf(undefined)
      assert.strictEqual((yield* reasonOf(nobody.auths.getSessionUser()))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("replaces the own profile, and clears what is left out", () =>
    Effect.gen(function* () {
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const name = unique("name")
      const changed = yield* user.auths.updateProfile({
        payload: { name, profile_image_url: "/favicon.png", bio: "likes tea", gender: "f", date_of_birth: "1990-12-31" }
      })
      assert.strictEqual(changed.name, name)
      assert.strictEqual(changed.profile_image_url, "/favicon.png")
      const session = yield* user.auths.getSessionUser()
      assert.strictEqual(session.bio, "likes tea")
      assert.strictEqual(session.gender, "f")
      assert.strictEqual(session.date_of_birth, "1990-12-31")
      yield* user.auths.updateProfile({ payload: { name, profile_image_url: "" } })
      const cleared = yield* user.auths.getSessionUser()
      assert.isNull(cleared.bio)
      assert.isNull(cleared.date_of_birth)
      const script = { payload: { name, profile_image_url: "javascript:alert(1)" } }
      const reason = yield* reasonOf(user.auths.updateProfile(script))
      assert.strictEqual(reason._tag, "Invalid")
      if (reason._tag === "Invalid") assert.strictEqual(reason.status, 422)
      const nobody = yield* clientOf(undefined)
      assert.strictEqual((yield* reasonOf(nobody.auths.updateProfile(script)))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("stores a time zone without checking it", () =>
    Effect.gen(function* () {
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      for (const timezone of ["Europe/Berlin", "Middle/Earth"]) {
        assert.isTrue((yield* user.auths.updateTimezone({ payload: { timezone } })).status)
        assert.strictEqual((yield* user.users.getUserStatusBySessionUser()).timezone, timezone)
      }
      const nobody = yield* clientOf(undefined)
      const reason = yield* reasonOf(nobody.auths.updateTimezone({ payload: { timezone: "Europe/Berlin" } }))
      assert.strictEqual(reason._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("changes the own password and voids the tokens of the account", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const next = unique("next")
      const wrong = yield* reasonOf(user.auths.updatePassword({ payload: { password: "wrong", new_password: next } }))
      assert.strictEqual(wrong._tag, "Unauthenticated")
      if (wrong._tag === "Unauthenticated") assert.strictEqual(wrong.kind, "password")
      const long = yield* reasonOf(
        user.auths.updatePassword({ payload: { password: account.password, new_password: "x".repeat(73) } })
      )
      assert.strictEqual(long._tag, "Invalid")
      assert.isTrue(yield* user.auths.updatePassword({ payload: { password: account.password, new_password: next } }))
      const after = yield* reasonOf(user.auths.getSessionUser())
      assert.strictEqual(after._tag, "Unauthenticated")
      if (after._tag === "Unauthenticated") assert.strictEqual(after.kind, "token")
      const session = yield* sessionOf(owui.auths.signin({ payload: { email: account.email, password: next } }))
      assert.strictEqual(session.id, account.id)
      const reason = yield* reasonOf(
        owui.auths.updatePassword({ payload: { password: next, new_password: account.password } })
      )
      assert.strictEqual(reason._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("refuses a sign-in through a directory that is off, or that is not there", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const nobody = yield* clientOf(undefined)
      const payload = { user: unique(), password: unique("secret") }
      assert.strictEqual((yield* reasonOf(nobody.auths.ldapAuth({ payload })))._tag, "FeatureDisabled")
      const [empty, failed] = yield* Effect.acquireUseRelease(
        Effect.andThen(
          owui.auths.updateLdapServer({
            // Nobody listens on port 1.
            payload: {
              label: "Nowhere",
              host: "127.0.0.1",
              port: 1,
              app_dn: "cn=app",
              app_dn_password: unique("secret"),
              search_base: "dc=example",
              use_tls: false
            }
          }),
          owui.auths.updateLdapConfig({ payload: { enable_ldap: true } })
        ),
        () =>
          Effect.all([
            reasonOf(nobody.auths.ldapAuth({ payload: { ...payload, password: " " } })),
            reasonOf(nobody.auths.ldapAuth({ payload }))
          ]),
        () => Effect.orDie(owui.auths.updateLdapConfig({ payload: { enable_ldap: false } }))
      )
      assert.strictEqual(empty._tag, "Unauthenticated")
      assert.strictEqual(failed._tag, "Invalid")
      assert.notInclude(JSON.stringify(failed), payload.password)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("signs up while that is open, and refuses addresses that are taken or none", () =>
    Effect.gen(function* () {
      const nobody = yield* clientOf(undefined)
      const name = unique("signup")
      const payload = { name, email: `${name}@Example.com`, password: unique("password") }
      const signUp = nobody.auths.signup({ payload })
      const closed = yield* withAdminConfig({ ENABLE_SIGNUP: false }, reasonOf(signUp))
      assert.strictEqual(closed._tag, "Forbidden")
      yield* withAdminConfig(
        { ENABLE_SIGNUP: true, DEFAULT_USER_ROLE: "user" },
        Effect.gen(function* () {
          const session = yield* sessionOf(signUp)
          assert.strictEqual(session.email, payload.email.toLowerCase())
          assert.strictEqual(session.role, "user")
          const signedUp = yield* clientOf(session.token)
          assert.strictEqual((yield* signedUp.auths.getSessionUser()).name, name)
          assert.strictEqual((yield* reasonOf(signUp))._tag, "Conflict")
          const none = nobody.auths.signup({ payload: { ...payload, email: "nobody" } })
          assert.strictEqual((yield* reasonOf(none))._tag, "Invalid")
        })
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("signs out anybody, and cannot void a token without Redis", () =>
    Effect.gen(function* () {
      const account = yield* freshUser()
      const user = yield* clientOf(account.token)
      const answer = yield* user.auths.signout()
      assert.isTrue(answer.status)
      assert.isUndefined(answer.redirect_url)
      assert.strictEqual((yield* user.auths.getSessionUser()).id, account.id)
      const nobody = yield* clientOf(undefined)
      assert.isTrue((yield* nobody.auths.signout()).status)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("finds no session of a provider that the account never signed in to", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const user = yield* clientOf(token)
      const request = { params: { provider: "mcp:server/with/slashes" } }
      assert.strictEqual((yield* reasonOf(user.auths.deleteOauthSessionByProvider(request)))._tag, "NotFound")
      const pending = yield* clientOf((yield* freshUser("pending")).token)
      assert.strictEqual((yield* reasonOf(pending.auths.deleteOauthSessionByProvider(request)))._tag, "Forbidden")
      const nobody = yield* clientOf(undefined)
      assert.strictEqual((yield* reasonOf(nobody.auths.deleteOauthSessionByProvider(request)))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asNobody))
  )

  it.live("makes accounts for an administrator only", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const name = unique("added")
      const payload = { name, email: `${name}@Example.com`, password: unique("password") }
      const added = yield* owui.auths.addUser({ payload: { ...payload, profile_image_url: null } })
      assert.strictEqual(added.name, name)
      assert.strictEqual(added.email, payload.email.toLowerCase())
      assert.strictEqual(added.role, "pending")
      assert.strictEqual(added.token_type, "Bearer")
      const own = yield* clientOf(added.token)
      assert.strictEqual((yield* own.auths.getSessionUser()).id, added.id)
      assert.strictEqual((yield* reasonOf(owui.auths.addUser({ payload })))._tag, "Conflict")
      const none = owui.auths.addUser({ payload: { ...payload, email: "nobody" } })
      assert.strictEqual((yield* reasonOf(none))._tag, "Invalid")
      // A role is not checked, and an unknown one may do as little as a pending one.
      const other = yield* owui.auths.addUser({ payload: { ...payload, email: `2${payload.email}`, role: "wizard" } })
      assert.strictEqual(other.role, "wizard")
      const wizard = yield* clientOf(other.token)
      assert.strictEqual((yield* reasonOf(wizard.users.getUserPermissisions()))._tag, "Forbidden")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("names whom to ask, unless the settings hide it", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const pending = yield* clientOf((yield* freshUser("pending")).token)
      const first = yield* pending.auths.getAdminDetails()
      assert.include(first.email, "@")
      assert.isString(first.name)
      const email = `${unique()}@example.com`
      const details = yield* withAdminConfig({ ADMIN_EMAIL: email }, pending.auths.getAdminDetails())
      assert.deepStrictEqual({ ...details }, { name: null, email })
      const hidden = yield* withAdminConfig({ SHOW_ADMIN_DETAILS: false }, reasonOf(pending.auths.getAdminDetails()))
      assert.strictEqual(hidden._tag, "Forbidden")
      assert.deepStrictEqual(yield* owui.auths.getAdminDetails(), first)
      const nobody = yield* clientOf(undefined)
      assert.strictEqual((yield* reasonOf(nobody.auths.getAdminDetails()))._tag, "Unauthenticated")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes settings by reading, changing and writing them, and loses none", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.auths.getAdminConfig()
      const watermark = unique("watermark")
      const change = {
        RESPONSE_WATERMARK: watermark,
        FOLDER_MAX_FILE_COUNT: 7,
        AUTOMATION_MAX_COUNT: "12",
        SKILL_CONTENT_MAX_CHARS: 1000,
        CHANNEL_MODEL_RESPONSE_MODE: "channel",
        DEFAULT_INTERFACE_SETTINGS: { chatBubble: false },
        I18N: { "de-DE": { "Hello {{name}}": "Hallo {{name}}" } }
      }
      const changed = yield* withAdminConfig(change, owui.auths.getAdminConfig())
      assert.deepStrictEqual({ ...changed }, { ...before, ...change, AUTOMATION_MAX_COUNT: 12 })
      assert.deepStrictEqual(yield* owui.auths.getAdminConfig(), before)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("ignores a duration that it does not understand, and refuses a limit that is no number", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.auths.getAdminConfig()
      const answer = yield* owui.auths.updateAdminConfig({
        payload: { ...before, JWT_EXPIRES_IN: "soon", DEFAULT_USER_ROLE: "wizard" }
      })
      assert.strictEqual(answer.JWT_EXPIRES_IN, before.JWT_EXPIRES_IN)
      assert.strictEqual(answer.DEFAULT_USER_ROLE, before.DEFAULT_USER_ROLE)
      assert.isFalse(answer.sessions_revoked)
      const reason = yield* reasonOf(
        owui.auths.updateAdminConfig({ payload: { ...before, FOLDER_MAX_FILE_COUNT: "many" } })
      )
      assert.strictEqual(reason._tag, "Invalid")
      if (reason._tag === "Invalid") {
        assert.isUndefined(reason.status)
        assert.deepStrictEqual(reason.issues[0]?.path.slice(0, 2), ["payload", "FOLDER_MAX_FILE_COUNT"])
      }
      const placeholders = { de: { "Hello {{name}}": "Hallo" } }
      const other = yield* reasonOf(owui.auths.updateAdminConfig({ payload: { ...before, I18N: placeholders } }))
      assert.strictEqual(other._tag, "Invalid")
      if (other._tag === "Invalid") assert.strictEqual(other.status, 422)
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("lets an API key change settings, but not those of the second factor", () =>
    Effect.gen(function* () {
      const owui = yield* clientOf((yield* freshUser("admin")).token)
      const withKey = yield* clientOf((yield* owui.auths.generateApiKey()).api_key)
      const { ENABLE_MFA, MFA_ALLOW_OAUTH_BYPASS, MFA_ALLOW_TRUSTED_HEADER_BYPASS, ...rest } =
        yield* withKey.auths.getAdminConfig()
      const refused = withKey.auths.updateAdminConfig({ payload: { ...rest, ENABLE_MFA } })
      assert.strictEqual((yield* reasonOf(refused))._tag, "Forbidden")
      const answer = yield* withKey.auths.updateAdminConfig({ payload: rest })
      assert.strictEqual(answer.MFA_ALLOW_OAUTH_BYPASS, MFA_ALLOW_OAUTH_BYPASS)
      assert.strictEqual(answer.MFA_ALLOW_TRUSTED_HEADER_BYPASS, MFA_ALLOW_TRUSTED_HEADER_BYPASS)
    }).pipe(Effect.provide(asNobody))
  )

  it.live("stores how a directory is reached, but not with what must be there left empty", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.auths.getLdapServer()
      const label = unique("ldap")
      const payload = {
        label,
        host: "ldap.example.com",
        port: 636,
        attribute_for_mail: "mail",
        attribute_for_username: "uid",
        app_dn: "cn=app,dc=example",
        app_dn_password: unique("secret"),
        search_base: "dc=example",
        search_filters: "(objectClass=person)",
        enable_group_management: true,
        attribute_for_groups: "memberOf"
      }
      const stored = yield* owui.auths.updateLdapServer({ payload })
      assert.strictEqual(stored.label, label)
      assert.deepStrictEqual(yield* owui.auths.getLdapServer(), stored)
      assert.deepInclude({ ...stored }, payload)
      for (const change of [{ host: "" }, { attribute_for_groups: " " }]) {
        const reason = yield* reasonOf(owui.auths.updateLdapServer({ payload: { ...payload, ...change } }))
        assert.strictEqual(reason._tag, "Invalid")
      }
      // An empty search base is what a new server has, and what it does not take back.
      const search_base = before.search_base === "" ? payload.search_base : before.search_base
      yield* owui.auths.updateLdapServer({ payload: { ...before, search_base } })
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("switches the directory on and off, and forgets the switch when it is not said", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      yield* Effect.acquireUseRelease(
        owui.auths.getLdapConfig(),
        () =>
          Effect.gen(function* () {
            assert.isTrue((yield* owui.auths.updateLdapConfig({ payload: { enable_ldap: true } })).ENABLE_LDAP)
            assert.isTrue((yield* owui.auths.getLdapConfig()).ENABLE_LDAP)
            assert.isNull((yield* owui.auths.updateLdapConfig({ payload: {} })).ENABLE_LDAP)
            assert.isNull((yield* owui.auths.getLdapConfig()).ENABLE_LDAP)
          }),
        ({ ENABLE_LDAP }) => Effect.orDie(owui.auths.updateLdapConfig({ payload: { enable_ldap: ENABLE_LDAP } }))
      )
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("changes the settings of identity providers and leaves the others alone", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const before = yield* owui.auths.getOauthConfig()
      assert.isBoolean(before.ENABLE_OAUTH_PERSISTENT_CONFIG)
      const change = {
        OAUTH_PROVIDER_NAME: unique("sso"),
        OAUTH_ALLOWED_DOMAINS: "example.com,example.org",
        OAUTH_GROUP_DEFAULT_SHARE: "members",
        OAUTH_TIMEOUT: 30
      }
      yield* Effect.acquireUseRelease(
        owui.auths.updateOauthConfig({ payload: change }),
        (changed) =>
          Effect.gen(function* () {
            assert.deepStrictEqual({ ...changed }, { ...before, ...change })
            assert.deepStrictEqual(yield* owui.auths.getOauthConfig(), changed)
          }),
        () => Effect.orDie(owui.auths.updateOauthConfig({ payload: before }))
      )
      assert.deepStrictEqual(yield* owui.auths.getOauthConfig(), before)
      const reason = yield* reasonOf(owui.auths.updateOauthConfig({ payload: { OAUTH_TIMEOUT: "long" } }))
      assert.strictEqual(reason._tag, "Invalid")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("keeps what is for administrators from others", () =>
    Effect.gen(function* () {
      const admin = yield* OpenWebUI
      const config = yield* admin.auths.getAdminConfig()
      const ldap = yield* admin.auths.getLdapServer()
      const callers = [
        ["Forbidden", yield* clientOf((yield* freshUser()).token)],
        ["Forbidden", yield* clientOf((yield* freshUser("pending")).token)],
        ["Unauthenticated", yield* clientOf(undefined)]
      ] as const
      for (const [expected, { auths }] of callers) {
        const name = unique()
        const calls = {
          addUser: auths.addUser({ payload: { name, email: `${name}@example.com`, password: "password" } }),
          getAdminConfig: auths.getAdminConfig(),
          updateAdminConfig: auths.updateAdminConfig({ payload: config }),
          getLdapServer: auths.getLdapServer(),
          updateLdapServer: auths.updateLdapServer({ payload: ldap }),
          getLdapConfig: auths.getLdapConfig(),
          updateLdapConfig: auths.updateLdapConfig({ payload: { enable_ldap: false } }),
          getOauthConfig: auths.getOauthConfig(),
          updateOauthConfig: auths.updateOauthConfig({ payload: {} })
        }
        for (const [operation, call] of Object.entries(calls)) {
          assert.strictEqual((yield* reasonOf<unknown, never>(call))._tag, expected, operation)
        }
      }
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("makes, reads, replaces and deletes the API key of an account", () =>
    Effect.gen(function* () {
      const account = yield* freshUser("admin")
      const user = yield* clientOf(account.token)
      assert.strictEqual((yield* reasonOf(user.auths.getApiKey()))._tag, "NotFound")
      const first = yield* user.auths.generateApiKey()
      assert.match(first.api_key, /^sk-[0-9a-f]{32}$/)
      assert.deepStrictEqual(yield* user.auths.getApiKey(), first)
      const withFirst = yield* clientOf(first.api_key)
      assert.strictEqual((yield* withFirst.users.getUserStatusBySessionUser()).id, account.id)
      const second = yield* withFirst.auths.generateApiKey()
      assert.notStrictEqual(second.api_key, first.api_key)
      assert.strictEqual((yield* reasonOf(withFirst.auths.getApiKey()))._tag, "Unauthenticated")
      assert.isTrue(yield* user.auths.deleteApiKey())
      assert.strictEqual((yield* reasonOf(user.auths.getApiKey()))._tag, "NotFound")
      assert.isTrue(yield* user.auths.deleteApiKey())
    }).pipe(Effect.provide(asNobody))
  )

  it.live("gives API keys only to accounts with the permission", () =>
    Effect.gen(function* () {
      const user = yield* clientOf((yield* freshUser()).token)
      const nobody = yield* clientOf(undefined)
      for (const name of ["generateApiKey", "getApiKey", "deleteApiKey"] as const) {
        // The server says the same as where keys are off for everyone.
        assert.strictEqual((yield* reasonOf<unknown, never>(user.auths[name]()))._tag, "FeatureDisabled", name)
        assert.strictEqual((yield* reasonOf<unknown, never>(nobody.auths[name]()))._tag, "Unauthenticated", name)
      }
      const off = yield* withAdminConfig(
        { ENABLE_API_KEYS: false },
        Effect.flatMap(OpenWebUI, (owui) => reasonOf(owui.auths.generateApiKey()))
      )
      assert.strictEqual(off._tag, "FeatureDisabled")
    }).pipe(Effect.provide(asAdmin))
  )

  it.live("exchanges no token of a provider that is not set up", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const token = unique("secret")
      const error = yield* Effect.flip(owui.auths.tokenExchange({ params: { provider: "google" }, payload: { token } }))
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.notInclude(JSON.stringify(error), token)
    }).pipe(Effect.provide(asNobody))
  )
})

/** A server that trusts an identity provider, which the shared one does not. */
const withProvider = Layer.unwrap(
  Effect.map(Oidc, ({ env }) =>
    OwnServer.layer({
      env: {
        ...env,
        ENABLE_OAUTH_SIGNUP: "true",
        ENABLE_OAUTH_TOKEN_EXCHANGE: "true",
        DEFAULT_USER_ROLE: "user"
      }
    })
  )
).pipe(Layer.provide(Oidc.layer()))

/** Signs in as a browser does, over the pages of the provider, and answers the token of the session. */
const signInAtProvider = (url: string, email: string) =>
  Effect.gen(function* () {
    const http = yield* HttpClient.HttpClient
    const toProvider = yield* http.get(`${url}/oauth/oidc/login`)
    const asked = new URL(toProvider.headers.location ?? "")
    const back = new URL(asked.searchParams.get("redirect_uri") ?? "")
    back.searchParams.set("code", email)
    back.searchParams.set("state", asked.searchParams.get("state") ?? "")
    const session = /^[^;]*/.exec(toProvider.headers["set-cookie"] ?? "")?.[0] ?? ""
    const signedIn = yield* http.execute(
      HttpClientRequest.get(back.href).pipe(HttpClientRequest.setHeader("cookie", session))
    )
    const token = signedIn.cookies.cookies.token?.value
    if (token === undefined) throw new Error(`No session: ${signedIn.headers.location}`)
    return token
  }).pipe(Effect.provide(recording(NodeHttpClient.layerUndici, url)))

layer(withProvider, { timeout: Duration.minutes(3), excludeTestServices: true })(
  "auths behind an identity provider",
  (it) => {
    it.effect("shows and forgets what the provider gave an account", () =>
      Effect.gen(function* () {
        const { admin, client, url } = yield* OwnServer
        const email = `${unique()}@example.com`
        const user = yield* client(yield* signInAtProvider(url, email))
        const { id } = yield* user.auths.getSessionUser()
        assert.deepStrictEqual(
          JSON.parse(JSON.stringify((yield* admin.users.getUserById({ params: { user_id: id } })).oauth)),
          {
            oidc: { sub: email }
          }
        )
        const [session, ...others] = yield* admin.users.getUserOauthSessionsById({ params: { user_id: id } })
        assert.lengthOf(others, 0)
        assert.strictEqual(session?.provider, "oidc")
        assert.strictEqual(session?.user_id, id)
        assert.strictEqual(session?.token.access_token, accessTokenOf(email))
        assert.strictEqual(session?.token.expires_at, session?.expires_at)
        const mine = { params: { user_id: id } }
        assert.strictEqual((yield* reasonOf(user.users.getUserOauthSessionsById(mine)))._tag, "Forbidden")
        assert.isTrue(yield* user.auths.deleteOauthSessionByProvider({ params: { provider: "oidc" } }))
        assert.strictEqual((yield* reasonOf(admin.users.getUserOauthSessionsById(mine)))._tag, "NotFound")
      })
    )

    it.effect("tells where a browser is sent to sign in, and does not go there itself", () =>
      Effect.gen(function* () {
        const { client, url } = yield* OwnServer
        const { main } = yield* client()
        const { location, status } = yield* main.oauthLogin({ params: { provider: "oidc" } })
        assert.include([302, 307], status)
        assert.strictEqual(new URL(location).searchParams.get("redirect_uri"), `${url}/oauth/oidc/callback`)
        const query = { code: "none", state: "not one that was given" }
        const back = yield* main.oauthLoginCallback({ params: { provider: "oidc" }, query })
        assert.strictEqual(new URL(back.location).pathname, "/auth")
        assert.isTrue(new URL(back.location).searchParams.has("error"))
        const unknown = yield* reasonOf(main.oauthLogin({ params: { provider: "none" } }))
        assert.strictEqual(unknown._tag, "NotFound")
      })
    )

    it.effect("exchanges the token of an account that it knows, and no other", () =>
      Effect.gen(function* () {
        const { client, url } = yield* OwnServer
        const owui = yield* client()
        const email = `${unique()}@example.com`
        const exchange = (token: string) =>
          owui.auths.tokenExchange({ params: { provider: "oidc" }, payload: { token } })
        assert.strictEqual((yield* reasonOf(exchange(accessTokenOf(email))))._tag, "NotFound")
        yield* signInAtProvider(url, email)
        const session = yield* sessionOf(exchange(accessTokenOf(email)))
        assert.strictEqual(session.email, email)
        const refused = yield* reasonOf(exchange(unique("secret")))
        assert.strictEqual(refused._tag, "Invalid")
      })
    )
  }
)
