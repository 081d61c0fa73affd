/** Multipart bodies: stated as a record of parts, sent as bytes where they are small and as a stream where they are not. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import * as Stream from "effect/Stream"
import type { Issue } from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import type { Upload } from "../layers/Upload.ts"
import { type AnySchema, encoder, type Outcome } from "./schema.ts"
import * as Sending from "./sending.ts"

/** A part that is a file. */
interface FilePart {
  readonly part: "file"
}
/** A part that is repeated, once for each file. */
interface FilesPart {
  readonly part: "files"
}

/** A part that is one file. */
export const file: FilePart = { part: "file" }
/** A part that is repeated, once for each file. */
export const files: FilesPart = { part: "files" }

type Parts = Readonly<Record<string, FilePart | FilesPart | AnySchema>>

type PartType<P> = P extends FilePart
  ? Upload
  : P extends FilesPart
    ? ReadonlyArray<Upload>
    : P extends AnySchema
      ? P["Type"]
      : never

type OptionalNames<P extends Parts> = {
  [Name in keyof P]: P[Name] extends { readonly "~type.optionality": "optional" } ? Name : never
}[keyof P]

type FormOf<P extends Parts> = {
  readonly [Name in Exclude<keyof P, OptionalNames<P>>]: PartType<P[Name]>
} & { readonly [Name in OptionalNames<P>]?: PartType<P[Name]> }

/** A multipart body. */
export interface Multipart<Form> {
  readonly "~form"?: Form
  readonly parts: Parts
}

/**
 * States a multipart body. A part with a schema is sent as text: a string as it is, anything else as JSON.
 */
export const multipart = <const P extends Parts>(parts: P): Multipart<{ [K in keyof FormOf<P>]: FormOf<P>[K] }> => ({
  parts
})

const isFile = (part: FilePart | FilesPart | AnySchema): part is FilePart | FilesPart => "part" in part

const isUpload = (value: unknown): value is Upload =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  typeof value.name === "string" &&
  "content" in value &&
  (typeof value.content === "string" || value.content instanceof Uint8Array || Stream.isStream(value.content))

// The server takes percent signs literally and reads backslashes; a line end cannot be said.
const quote = (name: string): string => name.replaceAll(/[\\"]/g, "\\$&").replaceAll(/[\r\n]+/g, " ")

const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[^\r\n]*)?$/

type Piece = Uint8Array | { readonly stream: Stream.Stream<Uint8Array, unknown>; readonly size: number | undefined }

/** How much of a file in memory is sent at once, where somebody wants to know how far it is. */
const pieceSize = 65_536

/** A file in memory, in pieces. */
const inPieces = (bytes: Uint8Array): Stream.Stream<Uint8Array> =>
  Stream.unfold(0, (at) =>
    Effect.succeed(at < bytes.byteLength ? ([bytes.subarray(at, at + pieceSize), at + pieceSize] as const) : undefined)
  )

/** The content of a file as it is sent: counted, told of, and of the size that was stated, or it fails. */
const watched = (
  part: string,
  { name, onProgress, repeatable }: Upload,
  content: Stream.Stream<Uint8Array, unknown>,
  size: number | undefined,
  sending: Sending.Sending
): Stream.Stream<Uint8Array, Error> =>
  Stream.suspend(() => {
    let transferred = 0
    sending.failure = undefined
    if (repeatable !== true) sending.spent = true
    const fail = (message: string) => {
      sending.failure = { path: [part], message: `${name} ${message}` }
      // The transport is told no more: its retries go by the words of an error.
      return Effect.fail(new Error("A file could not be sent"))
    }
    const tell = (chunk: Uint8Array) => {
      transferred += chunk.byteLength
      // Found before the piece is sent: what goes over is never more than what was announced.
      if (size !== undefined && transferred > size) return fail(`was said to have ${size} bytes and has more`)
      return onProgress === undefined ? Effect.void : onProgress({ transferred, total: size })
    }
    const checkSize = Effect.suspend(() =>
      size === undefined || transferred === size
        ? Effect.void
        : fail(`was said to have ${size} bytes and has ${transferred}`)
    )
    return content.pipe(
      Stream.catchCause((cause) =>
        Cause.hasInterruptsOnly(cause)
          ? Stream.fromEffect(Effect.interrupt)
          : Stream.fromEffect(fail(`could not be read: ${String(Cause.squash(cause))}`))
      ),
      Stream.tap((chunk) =>
        Effect.catchDefect(tell(chunk), (defect) => fail(`has a broken onProgress: ${String(defect)}`))
      ),
      Stream.onEnd(checkSize)
    )
  })

/** Compiles the body: checks a form, and writes it. */
export const multipartEncoder = (multipart: Multipart<unknown>): ((form: unknown) => Outcome<HttpBody.HttpBody>) => {
  const text = new TextEncoder()
  const fields = Object.entries(multipart.parts).map(([name, part]) => ({
    name,
    part,
    encode: isFile(part) ? undefined : encoder(part)
  }))
  return (form) => {
    const values: Readonly<Record<string, unknown>> = typeof form === "object" && form !== null ? { ...form } : {}
    const issues: Array<Issue> = []
    const pieces: Array<Piece> = []
    const sending: Sending.Sending = { failure: undefined, spent: false }
    const boundary = `effect-open-webui-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`
    const addFile = (name: string, value: unknown) => {
      if (!isUpload(value)) {
        issues.push({ path: [name], message: "Expected a file: { name, content }" })
        return
      }
      const type = value.contentType ?? "application/octet-stream"
      if (!mediaType.test(type)) {
        issues.push({ path: [name, "contentType"], message: "Expected a media type such as text/plain" })
        return
      }
      const disposition = `form-data; name="${quote(name)}"; filename="${quote(value.name)}"`
      pieces.push(text.encode(`--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${type}\r\n\r\n`))
      const content = typeof value.content === "string" ? text.encode(value.content) : value.content
      if (!(content instanceof Uint8Array)) {
        pieces.push({ stream: watched(name, value, content, value.size, sending), size: value.size })
      } else if (value.onProgress !== undefined) {
        const size = content.byteLength
        const upload = { ...value, repeatable: true }
        pieces.push({ stream: watched(name, upload, inPieces(content), size, sending), size })
      } else pieces.push(content)
      pieces.push(text.encode("\r\n"))
    }
    for (const { encode, name, part } of fields) {
      const value = values[name]
      if (isFile(part) || encode === undefined) {
        if (isFile(part) && part.part === "files") {
          if (Array.isArray(value)) for (const one of value) addFile(name, one)
          else issues.push({ path: [name], message: "Expected a list of files" })
        } else addFile(name, value)
        continue
      }
      if (value === undefined && part.ast.context?.isOptional === true) continue
      const encoded = encode(value)
      if (encoded._tag === "Failure") {
        for (const issue of encoded.issues) issues.push({ ...issue, path: [name, ...issue.path] })
        continue
      }
      if (encoded.value === undefined) continue
      const written = typeof encoded.value === "string" ? encoded.value : Json.stringify(encoded.value)
      pieces.push(
        text.encode(`--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"\r\n\r\n${written}\r\n`)
      )
    }
    if (issues.length > 0) return { _tag: "Failure", issues }
    pieces.push(text.encode(`--${boundary}--\r\n`))
    const body = write(pieces, `multipart/form-data; boundary=${boundary}`)
    Sending.watch(body, sending)
    return { _tag: "Success", value: body }
  }
}

const write = (pieces: ReadonlyArray<Piece>, contentType: string): HttpBody.HttpBody => {
  if (pieces.every((piece) => piece instanceof Uint8Array)) {
    const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.byteLength, 0))
    let at = 0
    for (const piece of pieces) {
      whole.set(piece, at)
      at += piece.byteLength
    }
    return HttpBody.uint8Array(whole, contentType)
  }
  const size = pieces.reduce<number | undefined>((sum, piece) => {
    const own = piece instanceof Uint8Array ? piece.byteLength : piece.size
    return sum === undefined || own === undefined ? undefined : sum + own
  }, 0)
  const streams = pieces.map((piece) => (piece instanceof Uint8Array ? Stream.succeed(piece) : piece.stream))
  return HttpBody.stream(Stream.flatten(Stream.fromIterable(streams)), contentType, size)
}
