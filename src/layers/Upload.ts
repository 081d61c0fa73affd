/**
 * What is uploaded: bytes, a text, a stream or a file, with the name and the media type that the server is told.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import type * as Stream from "effect/Stream"

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
  /** How many bytes a stream will give, where that is known: the server then learns the length beforehand. */
  readonly size?: number | undefined
}

/**
 * A file on disk, streamed as it is sent. Fails at once where there is no such file.
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
  }
): Effect.fn.Return<Upload, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const fileSystem = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const { size } = yield* fileSystem.stat(path)
  return {
    name: options?.name ?? paths.basename(path),
    contentType: options?.contentType,
    content: fileSystem.stream(path),
    size: Number(size)
  }
})
