/**
 * Downloads of stored files, of any size in little memory: as a stream of bytes, or to a path. A download that is cut goes
 * on where it stopped, by a request for the rest of the same file (`Range` with `If-Range`), so that no byte is lost or
 * doubled and a file that changed meanwhile is noticed. Where the server gives no ranges a cut download fails; it never
 * begins anew by itself.
 *
 * ```ts
 * const size = yield* Download.toPath("report.pdf", { fileId })
 * yield* Stream.run(Download.stream({ fileId }), sink)
 * ```
 *
 * Other answers of bytes (a knowledge base, the database) come as streams of their routers, without going on.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as PlatformError from "effect/PlatformError"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { openBytes, readBytes } from "../internal/client.ts"
import { Client, type ClientService, type StreamWatch } from "../layers/Client.ts"
import type { CallOptions } from "../layers/Config.ts"
import { Conflict, Invalid, OpenWebUIError, type Reason, Undecodable, Unreachable } from "../layers/Failures.ts"
import * as Retry from "../layers/Retry.ts"
import type { OnProgress, Progress } from "../layers/Upload.ts"
import { files } from "../routers/Files.ts"

/**
 * How far a download has come.
 *
 * @since 0.1.0
 * @category models
 */
export interface DownloadProgress extends Progress {
  /**
   * What tells this file from a changed one; `undefined` where the server says nothing. Whoever goes on in another program
   * keeps it beside the bytes, and gives it back as `etag`.
   */
  readonly etag: string | undefined
}

/**
 * What a download to a path is made with.
 *
 * @since 0.1.0
 * @category models
 */
export interface FileRequest {
  /** The file's id, as `files.uploadFile` answers it. */
  readonly fileId: string
  /**
   * How often and after which waits a cut download goes on; `times` counts the tries in a row that bring no byte. `false`
   * for never. Default: 3 times, the first after some 250 milliseconds.
   */
  readonly resume?: Retry.RetryOptions | false | undefined
  /** Told how much has come; `transferred` counts from the beginning of the file. */
  readonly onProgress?: OnProgress<DownloadProgress> | undefined
}

/**
 * What a download is made with.
 *
 * @since 0.1.0
 * @category models
 */
export interface DownloadRequest extends FileRequest {
  /** How many bytes are there already: the stream begins with the one after them. Default: 0. */
  readonly offset?: number | undefined
  /** The `etag` of the file that those bytes came from. Left out, a file that changed since then goes unnoticed. */
  readonly etag?: string | undefined
}

/** What is known of a download while it runs. */
interface State {
  /** The next byte. */
  at: number
  /** What tells the file from a changed one, where the server said it. A weak one does not tell bytes apart. */
  etag: string | undefined
  total: number | undefined
  /** Whether a cut can be mended: the server has said that it gives ranges, and of which file. */
  resumable: boolean
}

const header = (response: HttpClientResponse.HttpClientResponse, name: string): string | undefined =>
  response.headers[name]

const strongTag = (response: HttpClientResponse.HttpClientResponse): string | undefined => {
  const tag = header(response, "etag")
  return tag?.startsWith('"') === true ? tag : undefined
}

const lengthOf = (response: HttpClientResponse.HttpClientResponse): number | undefined => {
  // What a transport has unpacked is longer than it says.
  if (header(response, "content-encoding") !== undefined) return undefined
  const length = header(response, "content-length")
  return length === undefined ? undefined : Number(length)
}

const changed = (status: number): Reason =>
  new Conflict({ status, detail: "The file has changed since the first part of it was downloaded." })

const unexpected = (status: number, message: string): Reason =>
  new Undecodable({ status, issues: [{ path: ["headers", "content-range"], message }], body: "" })

/** Takes the head of an answer that has the whole file. */
const takeWhole = (state: State, response: HttpClientResponse.HttpClientResponse): Reason | undefined => {
  const { status } = response
  if (status !== 200) return unexpected(status, "Expected the whole file, got a part of it")
  const etag = strongTag(response)
  if (state.at > 0) {
    return state.etag !== undefined && etag !== undefined && etag !== state.etag
      ? changed(status)
      : unexpected(status, `Expected the file from byte ${state.at} on, got the whole: the server gives no ranges`)
  }
  state.etag = etag
  state.total = lengthOf(response)
  state.resumable = etag !== undefined && header(response, "accept-ranges") === "bytes"
}

const range = /^bytes (\d+)-\d+\/(\d+)$/

/** Takes the head of an answer that has the rest of the file. */
const takeRest = (state: State, from: number, response: HttpClientResponse.HttpClientResponse): Reason | undefined => {
  const { status } = response
  if (status !== 206) return takeWhole(state, response)
  const said = header(response, "content-range") ?? ""
  const [, start, size] = range.exec(said) ?? []
  if (Number(start) !== from) return unexpected(status, `Expected the file from byte ${from} on, got "${said}"`)
  const etag = strongTag(response)
  const total = Number(size)
  const isOther = state.etag !== undefined && etag !== undefined && etag !== state.etag
  if (isOther || (state.total !== undefined && state.total !== total)) return changed(status)
  state.etag ??= etag
  state.total = total
  state.resumable = state.etag !== undefined
}

const optionsOf = (
  { at, etag }: State,
  from: number,
  isFirst: boolean,
  options: CallOptions | undefined
): CallOptions => ({
  ...options,
  // What comes after the beginning is repeated here, a bounded number of times.
  ...(isFirst ? undefined : { retry: false }),
  headers: {
    // Unpacked bytes have no known length.
    "accept-encoding": "identity",
    ...(at === 0 ? undefined : { range: `bytes=${from}-` }),
    ...(at === 0 || etag === undefined ? undefined : { "if-range": etag }),
    ...options?.headers
  }
})

const isCut = ({ isRetryable, reason }: OpenWebUIError): boolean =>
  isRetryable && !(reason._tag === "TimedOut" && reason.phase === "total")

const download = (
  client: ClientService,
  request: DownloadRequest,
  options: CallOptions | undefined
): Stream.Stream<Uint8Array, OpenWebUIError> => {
  const { fileId, offset = 0, onProgress, resume } = request
  const open = openBytes("files", "streamFileContentById", files.streamFileContentById, client)
  const state: State = { at: offset, etag: request.etag, total: undefined, resumable: false }

  const tell = (chunk: Uint8Array): Effect.Effect<void> => {
    state.at += chunk.byteLength
    const { at, etag, total } = state
    return onProgress === undefined ? Effect.void : onProgress({ transferred: at, total, etag })
  }

  const read = (
    from: number,
    response: HttpClientResponse.HttpClientResponse,
    failed: (reason: Reason) => OpenWebUIError,
    watch: StreamWatch
  ): Stream.Stream<Uint8Array, OpenWebUIError> => {
    const refused = state.at === 0 ? takeWhole(state, response) : takeRest(state, from, response)
    if (refused !== undefined) return Stream.fail(failed(refused))
    // The byte before the rest is there already.
    let skip = state.at - from
    const rest = (chunk: Uint8Array): Uint8Array => {
      const kept = chunk.subarray(skip)
      skip -= chunk.byteLength - kept.byteLength
      return kept
    }
    const checkEnd = Effect.suspend(() => {
      const { at, total } = state
      if (total === undefined || at === total) return Effect.void
      const detail = `the answer ended after ${at} of ${total} bytes`
      return Effect.fail(failed(new Unreachable({ phase: "answer", detail, cause: undefined })))
    })
    const bytes = readBytes(response, failed, watch)
    const fresh = skip === 0 ? bytes : Stream.filter(Stream.map(bytes, rest), (chunk) => chunk.byteLength > 0)
    return Stream.onEnd(Stream.tap(fresh, tell), checkEnd)
  }

  const part = Stream.suspend(() => {
    const isFirst = state.at === offset && !state.resumable
    // One byte before the rest: of a file that is there as a whole the rest would be refused as no range.
    const from = Math.max(0, state.at - 1)
    return open({ params: { id: fileId } }, optionsOf(state, from, isFirst, options), (response, failed, watch) =>
      read(from, response, failed, watch)
    ).pipe(
      Stream.catch((error) => {
        // Cut behind the last byte.
        if (state.total !== undefined && state.at === state.total && isCut(error)) return Stream.empty
        const { operation, reason, request } = error
        if (reason._tag !== "Invalid" || reason.status !== 416) return Stream.fail(error)
        const shorter = isFirst
          ? new Invalid({ status: 416, detail: `The file has fewer bytes than ${offset}.`, issues: [] })
          : changed(416)
        return Stream.fail(new OpenWebUIError({ operation, request, reason: shorter }))
      })
    )
  })

  if (resume === false) return part
  const { base, cap, times } = Retry.policy(resume)
  const waits = Schedule.exponential(base).pipe(
    Schedule.modifyDelay(({ duration }) =>
      Effect.map(Random.next, (random) => (Math.min(cap, Duration.toMillis(duration)) * (1 + random)) / 2)
    ),
    Schedule.while(({ attempt, input }: Schedule.Metadata<unknown, OpenWebUIError>) =>
      Effect.succeed(state.resumable && attempt <= times && isCut(input))
    )
  )
  return Stream.retry(part, waits)
}

/**
 * Streams the bytes of a stored file, in order and each once, whatever becomes of the connection meanwhile. Who may read
 * the file. `Stream.run` with a sink writes them anywhere; leaving the stream closes the connection.
 *
 * Fails with `NotFound` (no such file, not for this account, or its bytes are gone), `Unreachable` or `TimedOut` (cut, and
 * the server gives no ranges, or going on has failed as often as `resume` says), `Conflict` (the file is another one now),
 * `Undecodable` (the server gives the whole where the rest was asked for), `Invalid` (`offset` is no number of bytes, or
 * beyond the end of the file). Where the server keeps its files in an object store, each request makes a copy that looks
 * changed: a cut download then fails with `Conflict`. A limit on the total time is one on each part.
 * `routers/files.py: get_file_content_by_id`
 *
 * @since 0.1.0
 * @category constructors
 */
export const stream = (
  request: DownloadRequest,
  options?: CallOptions
): Stream.Stream<Uint8Array, OpenWebUIError, Client> =>
  Stream.unwrap(
    Effect.map(Client, (client) => {
      const { offset = 0 } = request
      if (Number.isSafeInteger(offset) && offset >= 0) return download(client, request, options)
      const issues = [{ path: ["offset"], message: "Expected a number of bytes" }]
      return Stream.fail(
        new OpenWebUIError({
          operation: "files.streamFileContentById",
          request: "no request",
          reason: new Invalid({ detail: "The download cannot begin there.", issues })
        })
      )
    })
  )

/**
 * Downloads a stored file to a path and answers its number of bytes. Who may read the file. It is written beside its place,
 * under the name with `.part` behind it, and moved there when it is whole: a file that was there before stays until then,
 * and where the download fails or is interrupted nothing is left.
 *
 * Fails as `stream` does, and with `PlatformError` where the file cannot be written.
 *
 * @since 0.1.0
 * @category constructors
 */
export const toPath = Effect.fnUntraced(function* (
  path: string,
  request: FileRequest,
  options?: CallOptions
): Effect.fn.Return<number, OpenWebUIError | PlatformError.PlatformError, Client | FileSystem.FileSystem> {
  const fileSystem = yield* FileSystem.FileSystem
  const part = `${path}.part`
  let size = 0
  const { fileId, onProgress, resume } = request
  const bytes = Stream.tap(stream({ fileId, onProgress, resume }, options), (chunk) =>
    Effect.sync(() => {
      size += chunk.byteLength
    })
  )
  yield* Stream.run(bytes, fileSystem.sink(part)).pipe(
    Effect.andThen(fileSystem.rename(part, path)),
    Effect.onError(() => Effect.ignore(fileSystem.remove(part)))
  )
  return size
})
