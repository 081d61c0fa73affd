/**
 * Sign-in and sign-out, one's own profile, password and API key, accounts made by an administrator, and the settings of
 * accounts, of a directory (LDAP) and of identity providers (OAuth). In the backend: `routers/auths.py`, under
 * `/api/v1/auths`.
 *
 * Where an operation is for administrators or for accounts that are not pending, others get `Forbidden` and a call
 * without a token `Unauthenticated`. For a request that is not well formed the server says no more than that
 * (`Invalid` without issues).
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import {
  AddUserForm,
  AddUserResponse,
  AdminConfig,
  ApiKey,
  GetAdminConfigResponse,
  GetAdminDetailsResponse,
  LdapConfigForm,
  LdapConfigResponse,
  LdapForm,
  LdapServerConfig,
  OAuthConfigForm,
  OAuthConfigResponse,
  SessionUserInfoResponse,
  SigninForm,
  SigninResult,
  SignoutResponse,
  SignupForm,
  TokenExchangeForm,
  UpdateAdminConfigResponse,
  UpdatePasswordForm,
  UpdateTimezoneForm,
  UpdateTimezoneResponse
} from "../models/Auths.ts"
import { UpdateProfileForm, UserProfileImageResponse } from "../models/Users.ts"

/**
 * The operations of the router `auths`.
 *
 * @since 0.1.0
 * @category operations
 */
export const auths = {
  /**
   * Answers the session that asks: its account, token, end and permissions. For every account, pending ones too, with
   * the token of a sign-in. Fails with `Forbidden` for an API key (`users.getUserStatusBySessionUser` takes one).
   * `routers/auths.py: get_session_user`
   */
  getSessionUser: get("/api/v1/auths/", { success: SessionUserInfoResponse }),

  /**
   * Replaces one's own name, image, bio, gender and date of birth. For every account that is not pending. Fails with
   * `Invalid` (an image URL of a kind that the server does not take). What is left out is cleared.
   * `routers/auths.py: update_profile`
   */
  updateProfile: post("/api/v1/auths/update/profile", {
    payload: UpdateProfileForm,
    success: UserProfileImageResponse
  }),

  /**
   * Stores one's own time zone, which the days of `users.getUserUsageBySessionUser` follow. For every account, pending
   * ones too. Stored as it is: a wrong name is not refused. `routers/auths.py: update_timezone`
   */
  updateTimezone: post("/api/v1/auths/update/timezone", {
    payload: UpdateTimezoneForm,
    success: UpdateTimezoneResponse
  }),

  /**
   * Changes one's own password; the answer is true. For every account, pending ones too. Fails with `Unauthenticated`
   * (the present password is wrong), `Invalid` (the new one is too long or too weak), `Conflict` (another request
   * changed it just now). All tokens of the account are void afterwards, the one of the call too; its API key is not.
   * `routers/auths.py: update_password`
   */
  updatePassword: post("/api/v1/auths/update/password", { payload: UpdatePasswordForm, success: Schema.Boolean }),

  /**
   * Signs in through a directory; a user who is new gets an account. Needs no token. Fails with `FeatureDisabled` (it
   * is switched off), `Unauthenticated` (an empty or a wrong password), `NotFound` (the directory has no such user), `Invalid`
   * (any other failure, an unreachable directory too). The answer is a union, see `SigninResult`.
   * `routers/auths.py: ldap_auth`
   */
  ldapAuth: post("/api/v1/auths/ldap", { payload: LdapForm, success: SigninResult }),

  /**
   * Signs in with an e-mail address and a password. Needs no token. Fails with `Unauthenticated` (either is wrong),
   * `RateLimited` (the 16th sign-in for an address within three minutes, successful ones included; while a second factor is
   * asked for also the 11th of an account within a quarter of an hour), `Forbidden` (passwords are switched off). The answer is a union, see `SigninResult`. A client made with `Auth.password` does
   * this by itself. `routers/auths.py: signin`
   */
  signin: post("/api/v1/auths/signin", { payload: SigninForm, success: SigninResult }),

  /**
   * Makes an account and signs it in. Needs no token. Fails with `Forbidden` (signing up is closed, which it is after
   * the first account), `Conflict` (the address is taken), `Invalid` (the address or the password will not do). The
   * first account becomes the administrator. The answer is a union, see `SigninResult`.
   * `routers/auths.py: signup`
   */
  signup: post("/api/v1/auths/signup", { payload: SignupForm, success: SigninResult }),

  /**
   * Ends the session. Needs no token, and never refuses one. On a server without Redis the token stays good until it
   * expires: to be sure, use `users.revokeUserSessions`. Fails with `ServerFailed` (the identity provider of the
   * session cannot be asked). `routers/auths.py: signout`
   */
  signout: post("/api/v1/auths/signout", { success: SignoutResponse }),

  /**
   * Forgets what a provider or an MCP server gave the own account; the answer is true. For every account that is not
   * pending. `provider` is the name in `users.getUserOauthSessionsById`, for instance `mcp:server`. Fails with
   * `NotFound`. `routers/auths.py: delete_oauth_session_by_provider`
   */
  deleteOauthSessionByProvider: del("/api/v1/auths/oauth/sessions/:provider*", { success: Schema.Boolean }),

  /**
   * Makes an account with a role, and a session for it unless a second factor is asked for. For administrators. Fails
   * with `Conflict` (the address is taken), `Invalid` (the address or the password will not do).
   * `routers/auths.py: add_user`
   */
  addUser: post("/api/v1/auths/add", { payload: AddUserForm, success: AddUserResponse }),

  /**
   * Answers whom to ask for help, by default the first account. For every account, pending ones too. Fails with
   * `Forbidden` (the settings keep it hidden). `routers/auths.py: get_admin_details`
   */
  getAdminDetails: get("/api/v1/auths/admin/details", { success: GetAdminDetailsResponse }),

  /**
   * Reads the settings around accounts and features. For administrators. `routers/auths.py: get_admin_config`
   */
  getAdminConfig: get("/api/v1/auths/admin/config", { success: GetAdminConfigResponse }),

  /**
   * Replaces the settings around accounts and features: send what `getAdminConfig` answered, changed. For
   * administrators. Fails with `Invalid` (a field is missing or of a wrong kind), `Conflict` (the second factor cannot
   * be switched on), `Forbidden` (an API key sends a field of MFA). A wrong role, duration or mode is ignored. A change
   * of an MFA field signs everyone out, the caller too (`sessions_revoked`).
   * `routers/auths.py: update_admin_config`
   */
  updateAdminConfig: post("/api/v1/auths/admin/config", {
    payload: AdminConfig,
    success: UpdateAdminConfigResponse
  }),

  /**
   * Reads how the directory is reached, its password included. For administrators.
   * `routers/auths.py: get_ldap_server`
   */
  getLdapServer: get("/api/v1/auths/admin/config/ldap/server", { success: LdapServerConfig }),

  /**
   * Replaces how the directory is reached. For administrators. Fails with `Invalid` (a field that must not be empty
   * is). What the server answers before it was ever set lacks `search_base`, so it is refused as it is.
   * `routers/auths.py: update_ldap_server`
   */
  updateLdapServer: post("/api/v1/auths/admin/config/ldap/server", {
    payload: LdapServerConfig,
    success: LdapServerConfig
  }),

  /** Tells whether the directory can sign in. For administrators. `routers/auths.py: get_ldap_config` */
  getLdapConfig: get("/api/v1/auths/admin/config/ldap", { success: LdapConfigResponse }),

  /**
   * Lets the directory sign in, or no longer. For administrators. `routers/auths.py: update_ldap_config`
   */
  updateLdapConfig: post("/api/v1/auths/admin/config/ldap", {
    payload: LdapConfigForm,
    success: LdapConfigResponse
  }),

  /**
   * Reads the settings of sign-in through identity providers, the client secret included. For administrators.
   * `routers/auths.py: get_oauth_config`
   */
  getOauthConfig: get("/api/v1/auths/admin/config/oauth", { success: OAuthConfigResponse }),

  /**
   * Changes the settings of sign-in through identity providers. For administrators. Fails with `Invalid`. A provider
   * is set up when the server starts. `routers/auths.py: update_oauth_config`
   */
  updateOauthConfig: post("/api/v1/auths/admin/config/oauth", {
    payload: OAuthConfigForm,
    success: OAuthConfigResponse
  }),

  /**
   * Makes an API key for the own account; the key before it is void. For every account with the permission
   * `features.api_keys`, and for administrators. Fails with `FeatureDisabled` (keys are switched off, or the permission
   * is missing: the server says the same). `routers/auths.py: generate_api_key`
   */
  generateApiKey: post("/api/v1/auths/api_key", { success: ApiKey }),

  /**
   * Takes the own API key away; the answer is true, also where there was none. For the same accounts as
   * `generateApiKey`, and fails as it does. `routers/auths.py: delete_api_key`
   */
  deleteApiKey: del("/api/v1/auths/api_key", { success: Schema.Boolean }),

  /**
   * Reads the own API key. For the same accounts as `generateApiKey`. Fails with `NotFound` (there is none), and as
   * `generateApiKey` does. `routers/auths.py: get_api_key`
   */
  getApiKey: get("/api/v1/auths/api_key", { success: ApiKey }),

  /**
   * Makes a session from an access token of an identity provider. Needs no token of this server. The account must be
   * there already. Fails with `FeatureDisabled` (switched off, as it is by default), `NotFound` (no such provider, or no
   * such account), `Invalid` (the provider does not take the token), `Forbidden` (the domain of the account is not
   * allowed), `RateLimited`. The answer is a union, see `SigninResult`. `routers/auths.py: token_exchange`
   */
  tokenExchange: post("/api/v1/auths/oauth/:provider/token/exchange", {
    payload: TokenExchangeForm,
    success: SigninResult
  })
}

/**
 * The methods of the router `auths`.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthsService extends Methods<typeof auths> {}

/**
 * The service of the router `auths`.
 *
 * @since 0.1.0
 * @category services
 */
export class Auths extends /*#__PURE__*/ Context.Service<Auths, AuthsService>()("effect-open-webui/routers/Auths") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Auths, auths)
}
