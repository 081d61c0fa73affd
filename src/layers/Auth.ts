/**
 * Who calls: nobody, an API key, a token, or an account with its password, which is signed in when the first call
 * needs it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"

/**
 * The credentials of a client.
 *
 * @since 0.1.0
 * @category models
 */
export type Auth =
  | { readonly _tag: "None" }
  | { readonly _tag: "Bearer"; readonly token: Redacted.Redacted }
  | { readonly _tag: "Password"; readonly email: string; readonly password: Redacted.Redacted }

const redacted = (secret: string | Redacted.Redacted): Redacted.Redacted =>
  Redacted.isRedacted(secret) ? secret : Redacted.make(secret)

/**
 * Nobody: only the routes that are open to everyone answer.
 *
 * @since 0.1.0
 * @category constructors
 */
export const none: Auth = { _tag: "None" }

/**
 * An API key (`sk-...`). It serves every HTTP route; the Socket.IO connection does not take it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const apiKey = (key: string | Redacted.Redacted): Auth => ({ _tag: "Bearer", token: redacted(key) })

/**
 * A token (JWT) that a sign-in gave.
 *
 * @since 0.1.0
 * @category constructors
 */
export const token = (token: string | Redacted.Redacted): Auth => ({ _tag: "Bearer", token: redacted(token) })

/**
 * An account's e-mail address and password. The client signs in when the first call needs it, once however many calls
 * wait, and once more when the server no longer takes the token.
 *
 * @since 0.1.0
 * @category constructors
 */
export const password = (options: { readonly email: string; readonly password: string | Redacted.Redacted }): Auth => ({
  _tag: "Password",
  email: options.email,
  password: redacted(options.password)
})

/**
 * Gives the token to send, and takes back one that the server refused.
 *
 * @internal
 */
export interface Tokens<E> {
  /** The token, or `undefined` where none is sent. Signs in if it has to. */
  readonly current: Effect.Effect<Redacted.Redacted | undefined, E>
  /** Whether another token can be had after the server refused this one; if so, the next `current` gets it. */
  readonly renew: (refused: Redacted.Redacted) => boolean
}

/** @internal */
export const tokens = <E>(
  auth: Auth,
  signIn: (email: string, password: Redacted.Redacted) => Effect.Effect<Redacted.Redacted, E>
): Tokens<E> => {
  if (auth._tag === "None") return { current: Effect.succeed(undefined), renew: () => false }
  if (auth._tag === "Bearer") return { current: Effect.succeed(auth.token), renew: () => false }
  let held: Redacted.Redacted | undefined
  /** The sign-in under way. A fiber of its own: whoever waits may be interrupted, and all learn how it came out. */
  let underWay: Fiber.Fiber<Redacted.Redacted, E> | undefined
  let waiting = 0
  const wait = (fiber: Fiber.Fiber<Redacted.Redacted, E>): Effect.Effect<Redacted.Redacted, E> => {
    waiting++
    return Effect.ensuring(
      Fiber.join(fiber),
      Effect.sync(() => {
        waiting--
        if (waiting > 0 || underWay !== fiber) return
        // Nobody wants to know any more.
        fiber.interruptUnsafe()
        underWay = undefined
      })
    )
  }
  const signInOnce = Effect.suspend(() => {
    if (underWay !== undefined && underWay.pollUnsafe() === undefined) return wait(underWay)
    const signedIn = Effect.onExit(signIn(auth.email, auth.password), (exit) =>
      Effect.sync(() => {
        underWay = undefined
        if (Exit.isSuccess(exit)) held = exit.value
      })
    )
    return Effect.flatMap(Effect.forkDetach(signedIn), (fiber) => {
      underWay = fiber
      return wait(fiber)
    })
  })
  return {
    current: Effect.suspend(() => (held === undefined ? signInOnce : Effect.succeed(held))),
    renew: (refused) => {
      if (held === refused) held = undefined
      return true
    }
  }
}
