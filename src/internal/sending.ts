/** What is known of the files of a request while it is sent: why one failed, and whether they can be sent again. */
import type * as HttpBody from "effect/http/HttpBody"
import type { Issue } from "../layers/Failures.ts"

/** What became of the files of one request. */
export interface Sending {
  /** Why a file could not be sent, where it was not the transport's fault. */
  failure: Issue | undefined
  /** Whether a stream was begun that may give something else the second time. */
  spent: boolean
}

const sendings = /*#__PURE__*/ new WeakMap<HttpBody.HttpBody, Sending>()

/** Remembers what becomes of the files of a body. */
export const watch = (body: HttpBody.HttpBody, sending: Sending): void => {
  sendings.set(body, sending)
}

/** Why the content of a file could not be sent, where that and not the transport made a request fail. */
export const failureOf = (body: HttpBody.HttpBody): Issue | undefined => sendings.get(body)?.failure

/** Whether a body can be sent again and be the same. */
export const isRepeatable = (body: HttpBody.HttpBody): boolean => {
  const sending = sendings.get(body)
  return sending === undefined || (sending.failure === undefined && !sending.spent)
}
