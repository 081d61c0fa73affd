/**
 * The second factor of a sign-in: time-based codes of an authenticator, and recovery codes. It is on for every account
 * or for none (`ENABLE_MFA` of `auths.updateAdminConfig`). While it is on, `auths.signin` answers a challenge, with
 * which the sign-in goes on here. In the backend: `routers/mfa.py`, under `/api/v1/auths/mfa`.
 *
 * A challenge lives for five minutes and takes five codes, an account ten in a quarter of an hour (`RateLimited`, with
 * the time to wait). While MFA is on, all POSTs to this router and to `auths` count as well: a hundred from one network
 * address in a quarter of an hour. A request that is not well formed is `Invalid` without issues.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { get, type Methods, post } from "../internal/operation.ts"
import {
  MfaChallengeForm,
  MfaChallengeResponse,
  MfaConfirmation,
  MfaFactorForm,
  MfaRecoveryCodesResponse,
  MfaRecoveryForm,
  MfaSetupResponse,
  MfaStatusResponse,
  MfaVerifyForm,
  SessionUserResponse
} from "../models/Auths.ts"

/**
 * The operations of the router `mfa`.
 *
 * @since 0.1.0
 * @category operations
 */
export const mfa = {
  /**
   * Tells whether the own account has a second factor and needs one. For every account, pending ones too, with the
   * token of a sign-in. Fails with `Forbidden` for an API key. `routers/mfa.py: get_mfa_status`
   */
  getMfaStatus: get("/api/v1/auths/mfa/status", { success: MfaStatusResponse }),

  /**
   * Answers the challenge that a browser got as a cookie from a sign-in through an identity provider. Needs no token,
   * but `origin`, the server's own address, and `cookie`, `mfa_challenge=` and the challenge; a browser sets both by
   * itself. Fails with `Forbidden` (another origin), `Unauthenticated` (no challenge, or it is over).
   * `routers/mfa.py: get_mfa_challenge`
   */
  getMfaChallenge: post("/api/v1/auths/mfa/challenge", {
    headers: { origin: Schema.optional(Schema.String), cookie: Schema.optional(Schema.String) },
    success: MfaChallengeResponse
  }),

  /**
   * Makes the secret for an authenticator; asked again for the same challenge it answers the same one. Needs no token,
   * but a challenge whose next step is `enroll`. Fails with `Unauthenticated` (the challenge is over or for another
   * step), `Forbidden` (the account is pending), `FeatureDisabled` (MFA was switched off).
   * `routers/mfa.py: start_mfa_enrollment`
   */
  startMfaEnrollment: post("/api/v1/auths/mfa/enroll/start", {
    payload: MfaChallengeForm,
    success: MfaSetupResponse
  }),

  /**
   * Confirms the authenticator with its first code, and answers the recovery codes this one time; with a session where
   * it finished a sign-in. Needs no token, but the challenge of `startMfaEnrollment`. Fails with `Unauthenticated` (a
   * wrong code, or the challenge is over), `RateLimited`. All earlier sessions of the account are void afterwards.
   * `routers/mfa.py: confirm_mfa_enrollment`
   */
  confirmMfaEnrollment: post("/api/v1/auths/mfa/enroll/confirm", { payload: MfaVerifyForm, success: MfaConfirmation }),

  /**
   * Finishes a sign-in with a code, and answers the session. Needs no token, but a challenge whose next step is
   * `verify`. Fails with `Unauthenticated` (a code that is wrong or was used, or the challenge is over), `RateLimited`.
   * `routers/mfa.py: verify_mfa_challenge`
   */
  verifyMfaChallenge: post("/api/v1/auths/mfa/verify", { payload: MfaVerifyForm, success: SessionUserResponse }),

  /**
   * Begins to replace the own authenticator, and answers the challenge for `startMfaEnrollment`. For every account with
   * the token of a sign-in that is at most five minutes old. Fails with `Unauthenticated` (a wrong code, or an
   * older sign-in: its text is `reauthentication_required`), `Forbidden` (an API key), `FeatureDisabled` (MFA is off),
   * `RateLimited`. The present authenticator serves until the new one is confirmed.
   * `routers/mfa.py: start_mfa_replacement`
   */
  startMfaReplacement: post("/api/v1/auths/mfa/replace", { payload: MfaFactorForm, success: MfaChallengeResponse }),

  /**
   * Makes ten new recovery codes; the old ones are void, and so are all sessions of the account, the one of the call
   * too. For the same sessions as `startMfaReplacement`, and fails as it does.
   * `routers/mfa.py: regenerate_mfa_recovery_codes`
   */
  regenerateMfaRecoveryCodes: post("/api/v1/auths/mfa/recovery/codes", {
    payload: MfaFactorForm,
    success: MfaRecoveryCodesResponse
  }),

  /**
   * Trades the token that the operator of the server issued for a challenge to set up another authenticator. Needs no
   * token of a session, but a challenge whose next step is `recover`. Fails with `Unauthenticated` (either is wrong or
   * over), `RateLimited`. `routers/mfa.py: redeem_mfa_reset_token`
   */
  redeemMfaResetToken: post("/api/v1/auths/mfa/recover", { payload: MfaRecoveryForm, success: MfaChallengeResponse })
}

/**
 * The methods of the router `mfa`.
 *
 * @since 0.1.0
 * @category models
 */
export interface MfaService extends Methods<typeof mfa> {}

/**
 * The service of the router `mfa`.
 *
 * @since 0.1.0
 * @category services
 */
export class Mfa extends /*#__PURE__*/ Context.Service<Mfa, MfaService>()("effect-open-webui/routers/Mfa") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Mfa, mfa)
}
