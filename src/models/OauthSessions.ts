/**
 * What identity providers and MCP servers gave the accounts of this server: `models/oauth_sessions.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { EpochSeconds } from "./Time.ts"

/**
 * The tokens that a provider answered, in clear, with what else it said.
 *
 * @since 0.1.0
 */
export class OAuthToken extends /*#__PURE__*/ Model<OAuthToken>()({
  access_token: Schema.optional(Schema.NullOr(Schema.String)),
  refresh_token: Schema.optional(Schema.NullOr(Schema.String)),
  id_token: Schema.optional(Schema.NullOr(Schema.String)),
  token_type: Schema.optional(Schema.NullOr(Schema.String)),
  /** Scopes, with spaces between. */
  scope: Schema.optional(Schema.NullOr(Schema.String)),
  /** Seconds from when the provider answered; some providers send a text. */
  expires_in: Schema.optional(Schema.NullOr(Schema.Union([Schema.Number, Schema.String]))),
  expires_at: Schema.optional(Schema.NullOr(EpochSeconds)),
  /** Seconds since 1970 with a fraction, by the clock of the server. */
  issued_at: Schema.optional(Schema.NullOr(Schema.Number)),
  /** The claims that the provider made of the account. */
  userinfo: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/**
 * One sign-in of an account at a provider.
 *
 * @since 0.1.0
 */
export class OAuthSessionModel extends /*#__PURE__*/ Model<OAuthSessionModel>()({
  id: Schema.String,
  user_id: Schema.String,
  /** The provider's name, for instance `oidc`, or `mcp:` and the id of an MCP server. */
  provider: Schema.String,
  token: OAuthToken,
  expires_at: EpochSeconds,
  created_at: EpochSeconds,
  updated_at: EpochSeconds
}) {}
