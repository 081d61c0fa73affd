/**
 * What a client is made from, and what a single call may change.
 *
 * @since 0.1.0
 */
import * as EffectConfig from "effect/Config"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Auth from "./Auth.ts"
import type { LimitOptions } from "./Limits.ts"
import type { RetryOptions } from "./Retry.ts"

/**
 * How long to wait, by phase. A phase that is left out keeps its default; `"Infinity"` waits for ever.
 *
 * @since 0.1.0
 * @category models
 */
export interface Timeouts {
  /** From sending the request to the head of the answer. A completion that is not streamed takes as long as the model. Default: 5 minutes. */
  readonly firstByte?: Duration.Input | undefined
  /**
   * Between two pieces of a streamed answer, and for the whole of one in JSON after its head; a reasoning model may be
   * silent for long. Default: 5 minutes.
   */
  readonly idle?: Duration.Input | undefined
  /** For the whole call, retries and waits included; for a stream, until it ends. Default: none. */
  readonly total?: Duration.Input | undefined
}

/**
 * What a single call may say, as the last argument of every method.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /** Headers to send beside the client's own; they win over those. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** A limit on the whole call, or limits by phase. */
  readonly timeout?: Duration.Input | Timeouts | undefined
  /**
   * `false`: never send it twice. `true` or options: repeating it is safe, so retry it whatever its method. Left out:
   * the method decides (GET, HEAD, OPTIONS, PUT and DELETE are retried, POST and PATCH only if nothing was sent).
   */
  readonly retry?: boolean | RetryOptions | undefined
}

/**
 * What a client is made from.
 *
 * @since 0.1.0
 * @category models
 */
export interface ClientOptions {
  /** The address of the server as a browser would be given it, without `/api`, for instance `http://localhost:3000`. */
  readonly url: string | URL
  /** Who calls. Default: nobody, which only a handful of routes allow. */
  readonly auth?: Auth.Auth | undefined
  /** How failed calls are repeated, or `false` for never. */
  readonly retry?: RetryOptions | false | undefined
  /** How long to wait, by phase. */
  readonly timeout?: Timeouts | undefined
  /** How many calls may be under way and waiting, and when to leave a failing server alone. Default: no limit. */
  readonly limits?: LimitOptions | undefined
  /** Headers to send with every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * Reads the address and the credentials from the configuration: `OPEN_WEBUI_URL`, and one of `OPEN_WEBUI_API_KEY`,
 * `OPEN_WEBUI_TOKEN`, or `OPEN_WEBUI_EMAIL` with `OPEN_WEBUI_PASSWORD`, tried in this order.
 *
 * @since 0.1.0
 * @category configuration
 */
export const fromConfig: Effect.Effect<ClientOptions, EffectConfig.ConfigError> = /*#__PURE__*/ Effect.gen(
  function* () {
    const url = yield* EffectConfig.String("OPEN_WEBUI_URL")
    const key = yield* EffectConfig.option(EffectConfig.Redacted("OPEN_WEBUI_API_KEY"))
    if (Option.isSome(key)) return { url, auth: Auth.apiKey(key.value) }
    const token = yield* EffectConfig.option(EffectConfig.Redacted("OPEN_WEBUI_TOKEN"))
    if (Option.isSome(token)) return { url, auth: Auth.token(token.value) }
    const anyEmail = yield* EffectConfig.option(EffectConfig.String("OPEN_WEBUI_EMAIL"))
    const anyPassword = yield* EffectConfig.option(EffectConfig.Redacted("OPEN_WEBUI_PASSWORD"))
    if (Option.isNone(anyEmail) && Option.isNone(anyPassword)) return { url }
    // One without the other is a mistake that is better said now than as a 401 later.
    const email = yield* EffectConfig.String("OPEN_WEBUI_EMAIL")
    const password = yield* EffectConfig.Redacted("OPEN_WEBUI_PASSWORD")
    return { url, auth: Auth.password({ email, password }) }
  }
)
