/** Why there is no Open WebUI to talk to, in a sentence or two that end with what to do about it. */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

export const Step = Schema.Literals([
  "config",
  "url",
  "docker",
  "python",
  "venv",
  "uv",
  "install",
  "disk",
  "port",
  "boot",
  "deadline",
  "signup"
])
export type Step = typeof Step.Type

export class ServerUnavailable extends Schema.TaggedError<ServerUnavailable>()("ServerUnavailable", {
  /** The step at which it ended. */
  step: Step,
  /** What happened and what to do. */
  message: Schema.String,
  /** The last lines of the output of the program that failed. */
  log: Schema.optionalKey(Schema.String)
}) {}

/** The other two ways to a server, for the end of a message. */
export const otherWays = "Or start a Docker engine, or set OPEN_WEBUI_URL to a server that runs."

const diskFull = /ENOSPC|no space left on device|os error 28\b|database or disk is full/i

const hasCode = (error: unknown, code: string): boolean => Predicate.hasProperty(error, "code") && error.code === code

/** Node's error code sits at the bottom of a chain of causes. */
const isDiskFull = (error: unknown): boolean =>
  hasCode(error, "ENOSPC") ||
  (Predicate.isString(error) && diskFull.test(error)) ||
  (Predicate.hasProperty(error, "cause") && isDiskFull(error.cause))

/** Makes the failure of a step; whatever the step was, a full disk is called a full disk. */
export const unavailable = (
  step: Step,
  message: string,
  details?: { readonly log?: string; readonly cause?: unknown }
) => {
  const log = details?.log === undefined || details.log.trim() === "" ? {} : { log: lastLines(details.log) }
  return isDiskFull(details?.log) || isDiskFull(details?.cause)
    ? new ServerUnavailable({
        step: "disk",
        message: `The disk is full (while: ${step}). Free about 3 GB for the cache and the temporary folder, then try again.`,
        ...log
      })
    : new ServerUnavailable({ step, message, ...log })
}

export const lastLines = (text: string, count = 30): string => text.trimEnd().split("\n").slice(-count).join("\n")
