/**
 * Sign-in, sessions, the second factor, API keys and the settings around them: `models/auths.py` and the forms of
 * `routers/auths.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { EpochSeconds } from "./Time.ts"
import { UserPermissions, UserProfileImageResponse, UserRole, UserStatus } from "./Users.ts"

/**
 * The API key of an account. It is a secret, and the server shows it again whenever it is asked.
 *
 * @since 0.1.0
 */
export class ApiKey extends /*#__PURE__*/ Model<ApiKey>()({
  /** `sk-` and 32 hexadecimal digits. */
  api_key: Schema.String
}) {}

/**
 * A session: the token to send from now on, and whose it is.
 *
 * @since 0.1.0
 */
export class SessionUserResponse extends /*#__PURE__*/ Model<SessionUserResponse>()({
  ...UserProfileImageResponse.fields,
  /** A JWT; a secret. */
  token: Schema.String,
  /** `Bearer`. */
  token_type: Schema.String,
  /** Null where sessions do not end. */
  expires_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  permissions: Schema.optional(Schema.NullOr(UserPermissions))
}) {}

/**
 * The session that asks, with the profile of its account.
 *
 * @since 0.1.0
 */
export class SessionUserInfoResponse extends /*#__PURE__*/ Model<SessionUserInfoResponse>()({
  ...SessionUserResponse.fields,
  ...UserStatus.fields,
  bio: Schema.optional(Schema.NullOr(Schema.String)),
  gender: Schema.optional(Schema.NullOr(Schema.String)),
  /** `YYYY-MM-DD`. */
  date_of_birth: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * An account that was made, signed in unless a second factor is asked for.
 *
 * @since 0.1.0
 */
export class AddUserResponse extends /*#__PURE__*/ Model<AddUserResponse>()({
  ...UserProfileImageResponse.fields,
  /** A JWT; a secret. Absent while the server asks for a second factor. */
  token: Schema.optional(Schema.String),
  /** `Bearer`. Absent with the token. */
  token_type: Schema.optional(Schema.String)
}) {}

/**
 * A sign-in that needs a second step, through the operations of `mfa`.
 *
 * @since 0.1.0
 */
export class MfaChallengeResponse extends /*#__PURE__*/ Model<MfaChallengeResponse>()({
  /** `enroll`: set up an authenticator; `verify`: send a code; `recover`: send the token that the operator issued. */
  next_step: Schema.Literals(["enroll", "verify", "recover"]),
  /** What the next step is called with; a secret. */
  challenge_token: Schema.String,
  /** Seconds until it is void. */
  expires_in: Schema.Int
}) {}

/**
 * A sign-in that ends here, since an administrator has to approve the account first. Only while the server asks for
 * a second factor; otherwise a pending account gets a session.
 *
 * @since 0.1.0
 */
export class PendingUserResponse extends /*#__PURE__*/ Model<PendingUserResponse>()({
  next_step: Schema.Literal("pending")
}) {}

/**
 * What a sign-in comes to: a session, or a step that is still missing. `"next_step" in answer` tells them apart, and
 * `answer.next_step === "pending"` those without a session.
 *
 * @since 0.1.0
 */
export const SigninResult = /*#__PURE__*/ Schema.Union([SessionUserResponse, MfaChallengeResponse, PendingUserResponse])

/**
 * What a sign-in comes to: a session, or a step that is still missing.
 *
 * @since 0.1.0
 */
export type SigninResult = typeof SigninResult.Type

/**
 * The second factor of an account.
 *
 * @since 0.1.0
 */
export class MfaStatusResponse extends /*#__PURE__*/ Model<MfaStatusResponse>()({
  /** Whether the account has an authenticator. */
  enabled: Schema.Boolean,
  /** Whether the server asks for it after a sign-in such as that of this session. */
  required: Schema.Boolean,
  recovery_codes_remaining: Schema.Int
}) {}

/**
 * What an authenticator is set up with. Both fields hold the secret.
 *
 * @since 0.1.0
 */
export class MfaSetupResponse extends /*#__PURE__*/ Model<MfaSetupResponse>()({
  /** The secret in base 32, for time-based codes of 6 digits, 30 seconds, SHA-1. */
  manual_key: Schema.String,
  /** A data URL of an SVG image. */
  qr_code: Schema.String
}) {}

/**
 * Codes that each stand in for the authenticator once. The server shows them this one time.
 *
 * @since 0.1.0
 */
export class MfaRecoveryCodesResponse extends /*#__PURE__*/ Model<MfaRecoveryCodesResponse>()({
  /** Ten codes of 32 hexadecimal digits; secrets. */
  recovery_codes: Schema.Array(Schema.String)
}) {}

/**
 * A session and the recovery codes, after the first set-up.
 *
 * @since 0.1.0
 */
export class MfaEnrollmentResponse extends /*#__PURE__*/ Model<MfaEnrollmentResponse>()({
  ...SessionUserResponse.fields,
  /** Ten codes of 32 hexadecimal digits; secrets. */
  recovery_codes: Schema.Array(Schema.String)
}) {}

/**
 * What confirming an authenticator comes to: a session where it finished a sign-in, the recovery codes alone where it
 * replaced another authenticator. `"token" in answer` tells them apart.
 *
 * @since 0.1.0
 */
export const MfaConfirmation = /*#__PURE__*/ Schema.Union([
  MfaEnrollmentResponse,
  // A session with a field gone wrong is no answer of the second kind.
  MfaRecoveryCodesResponse.check(/*#__PURE__*/ Schema.makeFilter((answer) => !("token" in answer)))
])

/**
 * What confirming an authenticator comes to.
 *
 * @since 0.1.0
 */
export type MfaConfirmation = typeof MfaConfirmation.Type

/**
 * The challenge of a sign-in.
 *
 * @since 0.1.0
 */
export class MfaChallengeForm extends /*#__PURE__*/ Model<MfaChallengeForm>()({
  challenge_token: Schema.String.check(Schema.isMinLength(20), Schema.isMaxLength(160))
}) {}

/**
 * A code of the second factor.
 *
 * @since 0.1.0
 */
export class MfaFactorForm extends /*#__PURE__*/ Model<MfaFactorForm>()({
  /** Six digits of the authenticator, each code once, or a recovery code. */
  code: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(128)),
  /** Whether it is a recovery code. Default: false. */
  recovery: Schema.optional(Schema.Boolean)
}) {}

/**
 * A code for a challenge.
 *
 * @since 0.1.0
 */
export class MfaVerifyForm extends /*#__PURE__*/ Model<MfaVerifyForm>()({
  ...MfaChallengeForm.fields,
  ...MfaFactorForm.fields
}) {}

/**
 * The operator's token for a challenge.
 *
 * @since 0.1.0
 */
export class MfaRecoveryForm extends /*#__PURE__*/ Model<MfaRecoveryForm>()({
  ...MfaChallengeForm.fields,
  /** What `open-webui mfa reset` printed on the server; it lives for 30 minutes. */
  reset_token: Schema.String.check(Schema.isMinLength(20), Schema.isMaxLength(160))
}) {}

/**
 * An address and its password.
 *
 * @since 0.1.0
 */
export class SigninForm extends /*#__PURE__*/ Model<SigninForm>()({
  /** Large and small letters are the same. */
  email: Schema.String,
  password: Schema.String
}) {}

/**
 * A user of the directory and the password there.
 *
 * @since 0.1.0
 */
export class LdapForm extends /*#__PURE__*/ Model<LdapForm>()({
  user: Schema.String,
  password: Schema.String
}) {}

/**
 * The present password and the next one.
 *
 * @since 0.1.0
 */
export class UpdatePasswordForm extends /*#__PURE__*/ Model<UpdatePasswordForm>()({
  password: Schema.String,
  /** At most 72 bytes; a server may ask for more. */
  new_password: Schema.String
}) {}

/**
 * A new account.
 *
 * @since 0.1.0
 */
export class SignupForm extends /*#__PURE__*/ Model<SignupForm>()({
  name: Schema.String,
  /** Stored in lower case. */
  email: Schema.String,
  /** At most 72 bytes; a server may ask for more. */
  password: Schema.String,
  /** As in `UpdateProfileForm`. */
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * A new account that an administrator makes.
 *
 * @since 0.1.0
 */
export class AddUserForm extends /*#__PURE__*/ Model<AddUserForm>()({
  ...SignupForm.fields,
  /** Default: `pending`. The server stores any word; one that it does not know locks the account out as `pending` does. */
  role: Schema.optional(UserRole)
}) {}

/**
 * A time zone.
 *
 * @since 0.1.0
 */
export class UpdateTimezoneForm extends /*#__PURE__*/ Model<UpdateTimezoneForm>()({
  /** A name of the IANA list, for instance `Europe/Berlin`. The server does not check it. */
  timezone: Schema.String
}) {}

/**
 * Whether a time zone was stored.
 *
 * @since 0.1.0
 */
export class UpdateTimezoneResponse extends /*#__PURE__*/ Model<UpdateTimezoneResponse>()({
  /** Always true. */
  status: Schema.Boolean
}) {}

/**
 * The end of a session.
 *
 * @since 0.1.0
 */
export class SignoutResponse extends /*#__PURE__*/ Model<SignoutResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  /** Where to go on to sign out of the identity provider, where there is such a place. */
  redirect_url: Schema.optional(Schema.String)
}) {}

/**
 * Whom to ask for help.
 *
 * @since 0.1.0
 */
export class GetAdminDetailsResponse extends /*#__PURE__*/ Model<GetAdminDetailsResponse>()({
  /** Null where the address in the settings belongs to no account. */
  name: Schema.NullOr(Schema.String),
  email: Schema.String
}) {}

/** A limit among the settings: a number, or an empty text for none. What the environment of the server says is a text. */
const StoredLimit = /*#__PURE__*/ Schema.Union([Schema.Int, Schema.String])

/** A limit to store: a text that is no number makes the server fail. */
const Limit = /*#__PURE__*/ Schema.Union([Schema.Int, Schema.String.check(Schema.isPattern(/^-?\d*$/))])

/**
 * The settings around accounts and features, to be stored as a whole: read them with `getAdminConfig`, change them,
 * send all back. What is left out goes back to its default, but for the fields of MFA, `ENABLE_LOGIN_FORM`,
 * `ENABLE_ENCRYPTED_CHANNELS`, `ENABLE_APPS`, `I18N` and those of skills, which stay.
 *
 * @since 0.1.0
 */
export class AdminConfig extends /*#__PURE__*/ Model<AdminConfig>()({
  /** Whether every account needs a second factor. Changing it signs everyone out. */
  ENABLE_MFA: Schema.optional(Schema.Boolean),
  /** Whether a sign-in through an identity provider needs none. Changing it signs everyone out. */
  MFA_ALLOW_OAUTH_BYPASS: Schema.optional(Schema.Boolean),
  /** Whether a sign-in by a trusted header needs none. Changing it signs everyone out. */
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: Schema.optional(Schema.Boolean),
  /** Whether `getAdminDetails` answers. */
  SHOW_ADMIN_DETAILS: Schema.Boolean,
  /** Whom `getAdminDetails` names; null for the first account. */
  ADMIN_EMAIL: Schema.optional(Schema.NullOr(Schema.String)),
  /** The address that users know the server by. */
  WEBUI_URL: Schema.String,
  /** Whether the sign-in page asks for a password. Without it nobody can sign up either. */
  ENABLE_LOGIN_FORM: Schema.optional(Schema.Boolean),
  /** Whether `signup` is open. The server closes it itself after the first account. */
  ENABLE_SIGNUP: Schema.Boolean,
  /** Whether API keys are taken and made. */
  ENABLE_API_KEYS: Schema.Boolean,
  /** Whether API keys reach only the paths below. */
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: Schema.Boolean,
  /** Paths with commas between; each with all below it. */
  API_KEYS_ALLOWED_ENDPOINTS: Schema.String,
  /** The role after a sign-up. A word that the server does not know is ignored. */
  DEFAULT_USER_ROLE: UserRole,
  /** The group that new accounts join; empty for none. */
  DEFAULT_GROUP_ID: Schema.String,
  /** What an account has in `settings.ui` until it sets something else. */
  DEFAULT_INTERFACE_SETTINGS: Schema.optional(Schema.NullOr(JsonObject)),
  /** Texts of the frontend to replace, by language and by the text as it is. Both texts need the same placeholders. */
  I18N: Schema.optional(Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String))),
  /** How long a session lasts: `-1` or `0` for ever, or a number and one of `ms`, `s`, `m`, `h`, `d`, `w`. Anything else is ignored. */
  JWT_EXPIRES_IN: Schema.String,
  ENABLE_COMMUNITY_SHARING: Schema.Boolean,
  ENABLE_MESSAGE_RATING: Schema.Boolean,
  ENABLE_FOLDERS: Schema.Boolean,
  /** Empty for no limit. */
  FOLDER_MAX_FILE_COUNT: Schema.optional(Schema.NullOr(Limit)),
  /** For each account; empty for no limit. */
  AUTOMATION_MAX_COUNT: Schema.optional(Schema.NullOr(Limit)),
  /** Seconds; empty for no limit. */
  AUTOMATION_MIN_INTERVAL: Schema.optional(Schema.NullOr(Limit)),
  ENABLE_AUTOMATIONS: Schema.Boolean,
  ENABLE_CHANNELS: Schema.Boolean,
  ENABLE_ENCRYPTED_CHANNELS: Schema.optional(Schema.Boolean),
  ENABLE_APPS: Schema.optional(Schema.Boolean),
  /** Where a model answers in a channel. Default: `thread`. Another word is ignored. */
  CHANNEL_MODEL_RESPONSE_MODE: Schema.optional(openLiterals(["thread", "channel"])),
  ENABLE_CALENDAR: Schema.Boolean,
  ENABLE_MEMORIES: Schema.Boolean,
  ENABLE_MEMORY_SYSTEM_CONTEXT: Schema.Boolean,
  ENABLE_SKILL_LAZY_LOADING: Schema.optional(Schema.Boolean),
  /** Null for the default of the server. */
  SKILL_CONTENT_MAX_CHARS: Schema.optional(Schema.NullOr(Schema.Int.check(Schema.isGreaterThan(0)))),
  /** Null for the default of the server. */
  SKILL_PREVIEW_MAX_CHARS: Schema.optional(Schema.NullOr(Schema.Int.check(Schema.isGreaterThan(0)))),
  ENABLE_NOTES: Schema.Boolean,
  ENABLE_USER_WEBHOOKS: Schema.Boolean,
  ENABLE_USER_STATUS: Schema.Boolean,
  /** What a pending account is shown. */
  PENDING_USER_OVERLAY_TITLE: Schema.optional(Schema.NullOr(Schema.String)),
  /** What a pending account is shown. */
  PENDING_USER_OVERLAY_CONTENT: Schema.optional(Schema.NullOr(Schema.String)),
  /** What the frontend adds to a copied answer. */
  RESPONSE_WATERMARK: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/**
 * The settings around accounts and features, as they are.
 *
 * @since 0.1.0
 */
export class GetAdminConfigResponse extends /*#__PURE__*/ Model<GetAdminConfigResponse>()({
  /** Whether every account needs a second factor. Changing it signs everyone out. */
  ENABLE_MFA: Schema.Boolean,
  /** Whether a sign-in through an identity provider needs none. Changing it signs everyone out. */
  MFA_ALLOW_OAUTH_BYPASS: Schema.Boolean,
  /** Whether a sign-in by a trusted header needs none. Changing it signs everyone out. */
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: Schema.Boolean,
  /** Whether `getAdminDetails` answers. */
  SHOW_ADMIN_DETAILS: Schema.Boolean,
  /** Whom `getAdminDetails` names; null for the first account. */
  ADMIN_EMAIL: Schema.NullOr(Schema.String),
  /** The address that users know the server by. */
  WEBUI_URL: Schema.String,
  /** Whether the sign-in page asks for a password. Without it nobody can sign up either. */
  ENABLE_LOGIN_FORM: Schema.Boolean,
  /** Whether `signup` is open. The server closes it itself after the first account. */
  ENABLE_SIGNUP: Schema.Boolean,
  /** Whether API keys are taken and made. */
  ENABLE_API_KEYS: Schema.Boolean,
  /** Whether API keys reach only the paths below. */
  ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: Schema.Boolean,
  /** Paths with commas between; each with all below it. */
  API_KEYS_ALLOWED_ENDPOINTS: Schema.String,
  /** The role after a sign-up. A word that the server does not know is ignored. */
  DEFAULT_USER_ROLE: UserRole,
  /** The group that new accounts join; empty for none. */
  DEFAULT_GROUP_ID: Schema.String,
  /** What an account has in `settings.ui` until it sets something else. */
  DEFAULT_INTERFACE_SETTINGS: JsonObject,
  /** Texts of the frontend to replace, by language and by the text as it is. Both texts need the same placeholders. */
  I18N: Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String)),
  /** How long a session lasts: `-1` or `0` for ever, or a number and one of `ms`, `s`, `m`, `h`, `d`, `w`. Anything else is ignored. */
  JWT_EXPIRES_IN: Schema.String,
  ENABLE_COMMUNITY_SHARING: Schema.Boolean,
  ENABLE_MESSAGE_RATING: Schema.Boolean,
  ENABLE_FOLDERS: Schema.Boolean,
  /** Empty for no limit. */
  FOLDER_MAX_FILE_COUNT: StoredLimit,
  /** For each account; empty for no limit. */
  AUTOMATION_MAX_COUNT: StoredLimit,
  /** Seconds; empty for no limit. */
  AUTOMATION_MIN_INTERVAL: StoredLimit,
  ENABLE_AUTOMATIONS: Schema.Boolean,
  ENABLE_CHANNELS: Schema.Boolean,
  ENABLE_ENCRYPTED_CHANNELS: Schema.Boolean,
  ENABLE_APPS: Schema.Boolean,
  /** Where a model answers in a channel. Default: `thread`. Another word is ignored. */
  CHANNEL_MODEL_RESPONSE_MODE: openLiterals(["thread", "channel"]),
  ENABLE_CALENDAR: Schema.Boolean,
  ENABLE_MEMORIES: Schema.Boolean,
  ENABLE_MEMORY_SYSTEM_CONTEXT: Schema.Boolean,
  ENABLE_SKILL_LAZY_LOADING: Schema.Boolean,
  /** Null for the default of the server. */
  SKILL_CONTENT_MAX_CHARS: Schema.NullOr(Schema.Int),
  /** Null for the default of the server. */
  SKILL_PREVIEW_MAX_CHARS: Schema.NullOr(Schema.Int),
  ENABLE_NOTES: Schema.Boolean,
  ENABLE_USER_WEBHOOKS: Schema.Boolean,
  ENABLE_USER_STATUS: Schema.Boolean,
  /** What a pending account is shown. */
  PENDING_USER_OVERLAY_TITLE: Schema.NullOr(Schema.String),
  /** What a pending account is shown. */
  PENDING_USER_OVERLAY_CONTENT: Schema.NullOr(Schema.String),
  /** What the frontend adds to a copied answer. */
  RESPONSE_WATERMARK: Schema.NullOr(Schema.String)
}) {}

/**
 * The settings around accounts and features, after a change.
 *
 * @since 0.1.0
 */
export class UpdateAdminConfigResponse extends /*#__PURE__*/ Model<UpdateAdminConfigResponse>()({
  ...GetAdminConfigResponse.fields,
  /** Whether the rules of the second factor changed, which signs every account out, the caller's too. */
  sessions_revoked: Schema.Boolean
}) {}

/**
 * How the directory is reached and read. The answer holds the password in clear.
 *
 * @since 0.1.0
 */
export class LdapServerConfig extends /*#__PURE__*/ Model<LdapServerConfig>()({
  /** Must not be empty when it is stored; neither may `host`, both attributes of a user and `search_base`. */
  label: Schema.String,
  host: Schema.String,
  port: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Default: `mail`. */
  attribute_for_mail: Schema.optional(Schema.String),
  /** What makes an address of a user's name where the directory has none. Default: empty, for none. */
  default_email_domain: Schema.optional(Schema.String),
  /** Default: `uid`. */
  attribute_for_username: Schema.optional(Schema.String),
  /** The account that searches; empty for an anonymous search. */
  app_dn: Schema.String,
  app_dn_password: Schema.String,
  search_base: Schema.String,
  search_filters: Schema.optional(Schema.String),
  /** Default: true. */
  use_tls: Schema.optional(Schema.Boolean),
  certificate_path: Schema.optional(Schema.NullOr(Schema.String)),
  /** Default: true. */
  validate_cert: Schema.optional(Schema.Boolean),
  /** Default: `ALL`. */
  ciphers: Schema.optional(Schema.NullOr(Schema.String)),
  /** Whether a sign-in sets the groups of the account. Default: false. */
  enable_group_management: Schema.optional(Schema.Boolean),
  /** Whether it makes groups that are missing. Default: false. */
  enable_group_creation: Schema.optional(Schema.Boolean),
  /** Must not be empty with group management. Default: `memberOf`. */
  attribute_for_groups: Schema.optional(Schema.String)
}) {}

/**
 * Whether to let the directory sign in. Left out or null it is off, and reads as null.
 *
 * @since 0.1.0
 */
export class LdapConfigForm extends /*#__PURE__*/ Model<LdapConfigForm>()({
  enable_ldap: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/**
 * Whether the directory can sign in.
 *
 * @since 0.1.0
 */
export class LdapConfigResponse extends /*#__PURE__*/ Model<LdapConfigResponse>()({
  /** Null after an update that did not say; then it is off. */
  ENABLE_LDAP: Schema.NullOr(Schema.Boolean)
}) {}

/**
 * The settings of sign-in through identity providers. What is left out or null stays as it is; an empty text clears.
 *
 * @since 0.1.0
 */
export class OAuthConfigForm extends /*#__PURE__*/ Model<OAuthConfigForm>()({
  ENABLE_OAUTH: Schema.optional(Schema.NullOr(Schema.Boolean)),
  ENABLE_OAUTH_SIGNUP: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Whether a sign-in takes over the account with the same address. */
  OAUTH_MERGE_ACCOUNTS_BY_EMAIL: Schema.optional(Schema.NullOr(Schema.Boolean)),
  OAUTH_AUTO_REDIRECT: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** With commas between; `*` for all. */
  OAUTH_ALLOWED_DOMAINS: Schema.optional(Schema.NullOr(Schema.String)),
  /** A JSON list of names and patterns, as a text. */
  OAUTH_BLOCKED_GROUPS: Schema.optional(Schema.NullOr(Schema.String)),
  ENABLE_OAUTH_ROLE_MANAGEMENT: Schema.optional(Schema.NullOr(Schema.Boolean)),
  OAUTH_ROLES_CLAIM: Schema.optional(Schema.NullOr(Schema.String)),
  /** With commas between. */
  OAUTH_ADMIN_ROLES: Schema.optional(Schema.NullOr(Schema.String)),
  /** With commas between. */
  OAUTH_ALLOWED_ROLES: Schema.optional(Schema.NullOr(Schema.String)),
  ENABLE_OAUTH_GROUP_MANAGEMENT: Schema.optional(Schema.NullOr(Schema.Boolean)),
  ENABLE_OAUTH_GROUP_CREATION: Schema.optional(Schema.NullOr(Schema.Boolean)),
  OAUTH_GROUP_CLAIM: Schema.optional(Schema.NullOr(Schema.String)),
  /** Who may share with a group that a sign-in made: everyone, nobody, or its members. */
  OAUTH_GROUP_DEFAULT_SHARE: Schema.optional(Schema.NullOr(Schema.Union([Schema.Boolean, openLiterals(["members"])]))),
  /** What the sign-in page calls the provider. */
  OAUTH_PROVIDER_NAME: Schema.optional(Schema.NullOr(Schema.String)),
  /** The address of the discovery document. */
  OPENID_PROVIDER_URL: Schema.optional(Schema.NullOr(Schema.String)),
  OAUTH_CLIENT_ID: Schema.optional(Schema.NullOr(Schema.String)),
  /** A secret, and answered in clear. */
  OAUTH_CLIENT_SECRET: Schema.optional(Schema.NullOr(Schema.String)),
  OPENID_REDIRECT_URI: Schema.optional(Schema.NullOr(Schema.String)),
  /** With spaces between. */
  OAUTH_SCOPES: Schema.optional(Schema.NullOr(Schema.String)),
  OAUTH_CODE_CHALLENGE_METHOD: Schema.optional(Schema.NullOr(Schema.String)),
  OAUTH_TOKEN_ENDPOINT_AUTH_METHOD: Schema.optional(Schema.NullOr(Schema.String)),
  OPENID_END_SESSION_ENDPOINT: Schema.optional(Schema.NullOr(Schema.String)),
  /** Seconds; empty for the default of the server. */
  OAUTH_TIMEOUT: Schema.optional(Schema.NullOr(Limit)),
  /** Seconds; empty for the default of the server. */
  OAUTH_CLIENT_TIMEOUT: Schema.optional(Schema.NullOr(Limit)),
  OAUTH_EMAIL_CLAIM: Schema.optional(Schema.NullOr(Schema.String)),
  OAUTH_USERNAME_CLAIM: Schema.optional(Schema.NullOr(Schema.String)),
  OAUTH_PICTURE_CLAIM: Schema.optional(Schema.NullOr(Schema.String)),
  OAUTH_SUB_CLAIM: Schema.optional(Schema.NullOr(Schema.String)),
  OAUTH_AUDIENCE: Schema.optional(Schema.NullOr(Schema.String)),
  OAUTH_UPDATE_EMAIL_ON_LOGIN: Schema.optional(Schema.NullOr(Schema.Boolean)),
  OAUTH_UPDATE_NAME_ON_LOGIN: Schema.optional(Schema.NullOr(Schema.Boolean)),
  OAUTH_UPDATE_PICTURE_ON_LOGIN: Schema.optional(Schema.NullOr(Schema.Boolean)),
  OAUTH_REFRESH_TOKEN_INCLUDE_SCOPE: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/**
 * The settings of sign-in through identity providers, as they are.
 *
 * @since 0.1.0
 */
export class OAuthConfigResponse extends /*#__PURE__*/ Model<OAuthConfigResponse>()({
  ...OAuthConfigForm.fields,
  /** Seconds; empty for the default of the server. */
  OAUTH_TIMEOUT: Schema.optional(Schema.NullOr(StoredLimit)),
  /** Seconds; empty for the default of the server. */
  OAUTH_CLIENT_TIMEOUT: Schema.optional(Schema.NullOr(StoredLimit)),
  /** Whether changes are kept over a restart; otherwise the environment of the server decides again. */
  ENABLE_OAUTH_PERSISTENT_CONFIG: Schema.Boolean
}) {}

/**
 * The access token of an identity provider.
 *
 * @since 0.1.0
 */
export class TokenExchangeForm extends /*#__PURE__*/ Model<TokenExchangeForm>()({
  token: Schema.String
}) {}
