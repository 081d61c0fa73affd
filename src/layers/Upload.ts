/**
 * What is uploaded: bytes, a text, a stream or a file, with the name and the media type that the server is told; and how
 * far a transfer has come, in both directions.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import type * as Stream from "effect/Stream"

/**
 * How far a transfer has come.
 *
 * @since 0.1.0
 * @category models
 */
export interface Progress {
  /** How many bytes of the file have gone over, beginning at 0. */
  readonly transferred: number
  /** How many bytes the file has; `undefined` while that is not known. */
  readonly total: number | undefined
}

/**
 * Told of each piece of a transfer, some 64 KiB, after it went over: handed to the transport in an upload, come in a
 * download. The transfer waits for it, so it should be quick; interrupting the call ends the transfer.
 *
 * @since 0.1.0
 * @category models
 */
export type OnProgress<P extends Progress = Progress> = (progress: P) => Effect.Effect<void>

/**
 * One file of an upload.
 *
 * @since 0.1.0
 * @category models
 */
export interface Upload {
  /** The file's name; the server looks at its extension to choose how to read it. */
  readonly name: string
  /** The media type, for instance `text/plain`. Default: `application/octet-stream`. */
  readonly contentType?: string | undefined
  /** What the file holds. A stream is sent as it comes and never held in memory as a whole. */
  readonly content: string | Uint8Array | Stream.Stream<Uint8Array, unknown>
  /**
   * How many bytes a stream will give, where that is known: the server then learns the length beforehand, and a stream
   * that gives another number fails the call with `Invalid`.
   */
  readonly size?: number | undefined
  /**
   * Whether a stream gives the same again when it is run again, as one from a file does. Only then is a call sent again
   * whose sending had begun, be it with a new token. Default: `false`; strings and bytes can always be sent again.
   */
  readonly repeatable?: boolean | undefined
  /** Told how much of the content was sent. Begins anew at 0 where the call is sent again. */
  readonly onProgress?: OnProgress | undefined
}

/**
 * A file on disk, streamed as it is sent, so that it is never in memory as a whole. Fails at once where there is no such
 * file; where it cannot be read to its end, or changes its size meanwhile, the call that sends it fails with `Invalid`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromPath = Effect.fnUntraced(function* (
  path: string,
  options?: {
    /** The name that the server is told. Default: the last part of the path. */
    readonly name?: string | undefined
    /** The media type. Default: `application/octet-stream`. */
    readonly contentType?: string | undefined
    /** Told how much of the file was sent. */
    readonly onProgress?: OnProgress | undefined
  }
): Effect.fn.Return<Upload, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const fileSystem = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const { size } = yield* fileSystem.stat(path)
  return {
    name: options?.name ?? paths.basename(path),
    contentType: options?.contentType,
    content: fileSystem.stream(path),
    size: Number(size),
    repeatable: true,
    onProgress: options?.onProgress
  }
})
