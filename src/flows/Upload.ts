/**
 * Uploads a file and waits until the server has read it, which an upload by itself does not: it is answered at once, also
 * for a file that cannot be read. Then puts it into a knowledge base, where that is asked for, and no sooner: a file that
 * is added before it was read fails, and keeps the failure.
 *
 * ```ts
 * const file = yield* Upload.andWait({ file: { name: "report.txt", content: text }, knowledge: id })
 * yield* owui.main.generateChatCompletion({ payload: { model, messages, files: [Upload.attachment(file)] } })
 * ```
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { methods } from "../internal/client.ts"
import { Client, type ClientService } from "../layers/Client.ts"
import type { Timeouts } from "../layers/Config.ts"
import { Conflict, Invalid, type Issue, NotFound, OpenWebUIError, type Reason, TimedOut } from "../layers/Failures.ts"
import type { Progress, Upload } from "../layers/Upload.ts"
import type { CompletionFile } from "../models/Completions.ts"
import type {
  FileModel,
  FileModelResponse,
  FileStatus,
  FileUploadMetadata,
  UploadFileResponse
} from "../models/Files.ts"
import { files } from "../routers/Files.ts"
import { knowledge } from "../routers/Knowledge.ts"

export { fromPath, type OnProgress, type Progress, type Upload } from "../layers/Upload.ts"

// ---------------------------------------------------------------------------------------------------------------------
// What is asked, and what comes of it
// ---------------------------------------------------------------------------------------------------------------------

/**
 * What becomes of an uploaded file.
 *
 * @since 0.1.0
 * @category models
 */
export interface UploadOptions {
  /**
   * What the server keeps with the file: the language of speech, a channel, keys of one's own. A knowledge base is named
   * by `knowledge` and not here, where a missing permission would be passed over in silence.
   */
  readonly metadata?: FileUploadMetadata | undefined
  /** `false` only stores the file: nothing is read, and nothing waited for. For pictures, which are not read. Default: true. */
  readonly process?: boolean | undefined
  /** A knowledge base to put the file into once it is read: its id, or with it the id of one of its directories. */
  readonly knowledge?: string | { readonly id: string; readonly directory?: string | undefined } | undefined
  /** How long all of it may take. `"Infinity"` waits for ever, which can happen: a server that is restarted forgets what it was reading. Default: 30 minutes. */
  readonly timeout?: Duration.Input | undefined
  /** Whether the file is deleted again where it was uploaded and something fails after that, or is interrupted. Default: false. */
  readonly removeOnFailure?: boolean | undefined
}

/**
 * A file to upload, and what becomes of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface UploadRequest extends UploadOptions {
  /** The name, the media type and the content: a text, bytes or a stream. `fromPath` makes one of a file on disk. */
  readonly file: Upload
}

/**
 * How far an upload is.
 *
 * - `Sent`: so much of a stream was handed to the connection; contents that are no streams are sent as a whole and tell
 *   nothing.
 * - `Uploaded`: the server has it, under an id.
 * - `Processing`: the server's status, whenever it is another.
 * - `Adding`: it was read, and goes into the knowledge base.
 * - `Done`: all was done; the last step.
 *
 * @since 0.1.0
 * @category models
 */
export type Step =
  | ({ readonly _tag: "Sent" } & Progress)
  | { readonly _tag: "Uploaded"; readonly file: UploadFileResponse }
  | { readonly _tag: "Processing"; readonly status: FileStatus }
  | { readonly _tag: "Adding"; readonly knowledge: string }
  | { readonly _tag: "Done"; readonly file: FileModel }

/**
 * The failure of an upload: an `OpenWebUIError` that knows what is left on the server.
 *
 * @since 0.1.0
 * @category errors
 */
export class UploadError extends OpenWebUIError {
  /** The id of the file that was uploaded and is still there; undefined where nothing was, or it was removed again. */
  readonly fileId: string | undefined

  constructor(error: Pick<OpenWebUIError, "operation" | "request" | "reason">, fileId: string | undefined) {
    super({ operation: error.operation, request: error.request, reason: error.reason })
    this.fileId = fileId
  }

  override get message(): string {
    return this.fileId === undefined ? super.message : `${super.message} (the file ${this.fileId} is on the server)`
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Uploading
// ---------------------------------------------------------------------------------------------------------------------

/** The server reports once a second; a connection that is silent for so long is no good. */
const silence: Timeouts = { firstByte: "30 seconds", idle: "30 seconds", total: "Infinity" }

/** For calls that take as long as the file is large; the deadline of the whole holds for them. */
const patience: Timeouts = { firstByte: "Infinity", idle: "Infinity", total: "Infinity" }

/** For questions, which may be asked again: for about a minute, in which a server is restarted. */
const stubborn = {
  schedule: /*#__PURE__*/ Schedule.exponential("500 millis", 1.5),
  times: 10,
  while: (error: OpenWebUIError) => error.isRetryable
}

type Report = (step: Step) => Effect.Effect<void>

const isFinal = (status: FileStatus): boolean => status === "completed" || status === "failed" || status === "not_found"

const issuesOf = ({ file, knowledge, metadata, process }: UploadRequest): ReadonlyArray<Issue> => {
  const issues: Array<Issue> = []
  const { content, size } = file
  if ((Stream.isStream(content) ? size : content.length) === 0) {
    issues.push({ path: ["file", "content"], message: "The file is empty" })
  }
  if (metadata?.knowledge_id !== undefined || metadata?.directory_id !== undefined) {
    issues.push({ path: ["metadata"], message: "A knowledge base is named by the option `knowledge`" })
  }
  if (knowledge !== undefined && process === false) {
    issues.push({ path: ["knowledge"], message: "A file that is not read cannot go into a knowledge base" })
  }
  return issues
}

/** Everything that one upload does, over one client. */
const uploader = (client: ClientService, request: UploadRequest, report?: Report) => {
  const tell: Report = report ?? (() => Effect.void)
  const file = methods("files", files, client)
  const base = methods("knowledge", knowledge, client)
  const into = typeof request.knowledge === "string" ? { id: request.knowledge } : request.knowledge

  const failed = (reason: Reason): OpenWebUIError =>
    new OpenWebUIError({ operation: "upload.andWait", request: `POST ${client.url}/api/v1/files/`, reason })

  /** The file, which tells how much of it was sent. */
  const told = (): Upload => {
    const { content, onProgress } = request.file
    // What is in memory is sent as a whole, which every transport can do.
    if (report === undefined || !Stream.isStream(content)) return request.file
    return {
      ...request.file,
      onProgress: (progress) =>
        Effect.andThen(onProgress?.(progress) ?? Effect.void, tell({ _tag: "Sent", ...progress }))
    }
  }

  const send = Effect.suspend(() =>
    file.uploadFile(
      {
        ...(request.process === false && { query: { process: false } }),
        payload: { file: told(), ...(request.metadata !== undefined && { metadata: request.metadata }) }
      },
      { timeout: patience }
    )
  )

  /** Waits until the file was read: asks twice, listens as long as the connection holds, then asks once a second. */
  const settled = Effect.fnUntraced(function* (id: string) {
    let before: FileStatus | undefined
    const changed = ({ status }: { readonly status: FileStatus }) =>
      Effect.suspend(() => {
        if (status === before || status === "not_found") return Effect.void
        before = status
        return tell({ _tag: "Processing", status })
      })
    // A small file is read at once, and the server reports once a second.
    for (const wait of ["100 millis", "300 millis"] as const) {
      const soon = yield* file.getFileProcessStatus({ params: { id } }, { timeout: silence, retry: false }).pipe(
        Effect.delay(wait),
        Effect.tap(changed),
        Effect.map(Option.some),
        Effect.catchIf(
          ({ isRetryable }) => isRetryable,
          () => Effect.succeedNone
        )
      )
      if (Option.isSome(soon) && isFinal(soon.value.status)) return soon.value.status
    }
    const heard = yield* file.streamFileProcessStatus({ params: { id } }, { timeout: silence }).pipe(
      Stream.tap(changed),
      Stream.takeUntil(({ status }) => isFinal(status)),
      Stream.runLast,
      Effect.catchIf(
        ({ isRetryable }) => isRetryable,
        () => Effect.succeedNone
      )
    )
    if (Option.isSome(heard) && isFinal(heard.value.status)) return heard.value.status
    const { status } = yield* file
      .getFileProcessStatus({ params: { id } }, { timeout: silence })
      .pipe(
        Effect.retry(stubborn),
        Effect.tap(changed),
        Effect.repeat({ schedule: Schedule.spaced("1 second"), until: ({ status }) => isFinal(status) })
      )
    return status
  })

  const read = (id: string) => file.getFileById({ params: { id } }).pipe(Effect.retry(stubborn))

  const processed = Effect.fnUntraced(function* (id: string) {
    const status = yield* settled(id)
    if (status === "not_found") {
      return yield* failed(new NotFound({ status: 200, detail: "The file was deleted while the server read it." }))
    }
    const found = yield* read(id)
    if (status !== "failed") return found
    const detail = `The server could not read the file: ${found.data?.error ?? "it does not say why"}`
    return yield* failed(new Invalid({ status: 200, detail, issues: [] }))
  })

  /**
   * Where the answer to adding was lost, the file tells what came of it: asking a second time to add it would have its
   * text found twice.
   */
  const added = (id: string, base: string, lost: OpenWebUIError) =>
    read(id).pipe(
      Effect.repeat({
        schedule: Schedule.spaced("1 second"),
        times: 30,
        until: ({ data, meta }) => meta?.collection_name === base || data?.status === "failed"
      }),
      Effect.flatMap((found) => {
        if (found.meta?.collection_name === base) return Effect.succeed(found)
        if (found.data?.status !== "failed") return Effect.fail(lost)
        const detail = found.data.error ?? "The file could not be added, and the server does not say why."
        const reason = detail.includes("Duplicate content")
          ? new Conflict({ status: 400, detail })
          : new Invalid({ status: 400, detail, issues: [] })
        return Effect.fail(new OpenWebUIError({ operation: lost.operation, request: lost.request, reason }))
      })
    )

  const add = Effect.fnUntraced(function* (
    id: string,
    to: { readonly id: string; readonly directory?: string | undefined }
  ) {
    yield* tell({ _tag: "Adding", knowledge: to.id })
    yield* base
      .addFileToKnowledgeById(
        { params: { id: to.id }, payload: { file_id: id, directory_id: to.directory ?? null } },
        { timeout: patience }
      )
      .pipe(Effect.catchIf(isLost, (lost) => added(id, to.id, lost)))
    return yield* read(id)
  })

  return Effect.suspend(() => {
    const issues = issuesOf(request)
    if (issues.length > 0) {
      return Effect.fail(new UploadError(failed(new Invalid({ detail: "That is not uploaded.", issues })), undefined))
    }
    let fileId: string | undefined
    const all = Effect.gen(function* () {
      const uploaded = yield* Effect.tap(send, ({ id }) => Effect.sync(() => (fileId = id)))
      yield* tell({ _tag: "Uploaded", file: uploaded })
      const ready = request.process === false ? yield* read(uploaded.id) : yield* processed(uploaded.id)
      return into === undefined ? ready : yield* add(uploaded.id, into)
    })
    const after = Duration.fromInputUnsafe(request.timeout ?? "30 minutes")
    const remove = Effect.suspend(() => {
      if (fileId === undefined || request.removeOnFailure !== true) return Effect.void
      return file.deleteFileById({ params: { id: fileId } }, { timeout: "30 seconds" }).pipe(
        Effect.tap(() => Effect.sync(() => (fileId = undefined))),
        // What failed before is what to tell; the failure names the file, since it is still there.
        Effect.ignore
      )
    })
    return all.pipe(
      Effect.timeoutOrElse({
        duration: after,
        orElse: () => Effect.fail(failed(new TimedOut({ phase: "total", after })))
      }),
      Effect.onExit((exit) => (Exit.isFailure(exit) ? remove : Effect.void)),
      Effect.mapError((error) => new UploadError(error, fileId)),
      Effect.tap((done) => tell({ _tag: "Done", file: done }))
    )
  })
}

/** Whether an answer was lost on its way, so that nobody knows what came of the call. */
const isLost = ({ reason }: OpenWebUIError): boolean =>
  (reason._tag === "Unreachable" && reason.phase === "answer") ||
  (reason._tag === "ServerFailed" && [502, 503, 504].includes(reason.status))

/**
 * Uploads a file, waits until the server has read it, puts it into a knowledge base where one is named, and gives the file
 * as it is then, with its text. Any verified account.
 *
 * Asks twice soon after the upload, follows the server's reports, and where that connection breaks asks once a second. Nothing is sent twice: an
 * upload whose answer is lost fails with `Unreachable`, and the server may have it all the same.
 *
 * Fails with `Invalid` (an empty file or contradicting options, where nothing is sent; a file that the server refuses; one
 * that it cannot read, with its own words), `TimedOut` (the deadline has passed; the server goes on), `NotFound` (no such
 * knowledge base, or the file was deleted meanwhile), `Conflict` (the knowledge base has a file with the same text),
 * `Forbidden` (the account may not write to the knowledge base). `fileId` of the failure is what is left on the server;
 * `removeOnFailure` leaves nothing.
 *
 * A file that could not be added has the status `failed` from then on, though its text is there and chats can use it.
 * `routers/files.py: upload_file`, `routers/knowledge.py: add_file_to_knowledge_by_id`
 *
 * @since 0.1.0
 * @category uploading
 */
export const andWait = (request: UploadRequest): Effect.Effect<FileModel, UploadError, Client> =>
  Effect.flatMap(Client, (client) => uploader(client, request))

/**
 * As `andWait`, told step by step. The last step is `Done`, or the stream fails as `andWait` does. Leaving the stream
 * interrupts the upload.
 *
 * @since 0.1.0
 * @category uploading
 */
export const steps = (request: UploadRequest): Stream.Stream<Step, UploadError, Client> =>
  Stream.callback<Step, UploadError, Client>((queue) =>
    Effect.flatMap(Client, (client) =>
      Effect.andThen(
        uploader(client, request, (step) => Effect.asVoid(Queue.offer(queue, step))),
        Queue.end(queue)
      )
    )
  )

/**
 * Uploads several files as `andWait` does, a few at a time (4 unless `concurrency` says otherwise), and gives what came of
 * each, in their order; the failure of one does not cost the others. The deadline holds for each file.
 *
 * @since 0.1.0
 * @category uploading
 */
export const all = (
  uploads: ReadonlyArray<Upload>,
  options: UploadOptions & { readonly concurrency?: number | undefined } = {}
): Effect.Effect<ReadonlyArray<Result.Result<FileModel, UploadError>>, never, Client> =>
  Effect.forEach(uploads, (file) => Effect.result(andWait({ ...options, file })), {
    concurrency: options.concurrency ?? 4
  })

/**
 * An uploaded file as it goes into `files` of a completion, of a turn or of a message. `context: "full"` hands the whole
 * text to the model in place of the passages that fit the question.
 *
 * @since 0.1.0
 * @category conversions
 */
export const attachment = (
  file: FileModel | FileModelResponse,
  options: { readonly context?: "full" | undefined } = {}
): CompletionFile => {
  const { content_type, size } = file.meta ?? {}
  return {
    type: "file",
    id: file.id,
    url: file.id,
    name: file.filename,
    status: "uploaded",
    ...(typeof content_type === "string" && { content_type }),
    ...(typeof size === "number" && { size }),
    ...(options.context !== undefined && { context: options.context })
  }
}
