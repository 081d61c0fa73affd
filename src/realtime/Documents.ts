/**
 * Notes that several people write in at once, as the web page's editor does: over Yjs, with the server between
 * (`socket/main.py`, the `ydoc:` events). `yjs` must be installed beside this package.
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const note = yield* Documents.join(noteId)
 *   yield* note.append("Written by a **program**.")
 *   yield* note.save
 * })
 * program.pipe(Effect.scoped, Effect.provide(Realtime.layer()), Effect.provide(OpenWebUI.layer({ url, auth })))
 * ```
 *
 * The server keeps a document only while somebody has joined it; what lasts is the text in the note, which is written
 * by who edits. So a joined note saves itself a moment after each change, and when it is left.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as Y from "yjs"
import { methods } from "../internal/client.ts"
import * as Prose from "../internal/prose.ts"
import { decoder } from "../internal/schema.ts"
import { allOrNothing } from "../internal/scope.ts"
import { Client } from "../layers/Client.ts"
import { Forbidden, Invalid, OpenWebUIError, type Reason, TimedOut } from "../layers/Failures.ts"
import * as Json from "../layers/Json.ts"
import type { NoteContent, NoteResponse } from "../models/Notes.ts"
import { notes } from "../routers/Notes.ts"
import type { AwarenessChange, DocumentChange, DocumentState } from "./DocumentEvents.ts"
import type { RealtimeEvent } from "./Events.ts"
import { Realtime, type RealtimeService, type Session } from "./Realtime.ts"

// ---------------------------------------------------------------------------------------------------------------------
// Models
// ---------------------------------------------------------------------------------------------------------------------

/**
 * How a note is joined.
 *
 * @since 0.1.0
 * @category models
 */
export interface JoinOptions {
  /** What the others see as the name. Default: the name of the account. */
  readonly name?: string | undefined
  /** A colour of CSS for the cursor. Default: one of ten, by chance. */
  readonly color?: string | undefined
  /**
   * How long after a change the text is sent to be saved; changes meanwhile go with it. The server writes it half a
   * second later, so less than that makes it wait for a pause. Default: 1 second.
   */
  readonly saveAfter?: Duration.Input | undefined
}

/**
 * Somebody else changed the text. It is in the document already.
 *
 * @since 0.1.0
 * @category models
 */
export interface RemoteChange {
  /** What the sender calls itself: the id of its account, from the web page and from here. Absent after a reconnection. */
  readonly userId: string | undefined
  /** The connection that sent it. */
  readonly sessionId: string | undefined
  /** The change as an update of Yjs. */
  readonly update: Uint8Array
}

/**
 * Somebody joined or left. Of a connection that breaks nothing is told.
 *
 * @since 0.1.0
 * @category models
 */
export type Presence =
  | {
      readonly _tag: "Joined"
      readonly userId: string | undefined
      readonly name: string | undefined
      readonly color: string | undefined
    }
  | { readonly _tag: "Left"; readonly userId: string | undefined }

/**
 * What an editor tells of itself.
 *
 * @since 0.1.0
 * @category models
 */
export interface AwarenessState {
  /** The account, which the server vouches for. */
  readonly userId: string | undefined
  /** Of the web page: `user` with `name` and `color`, and `cursor` with two relative positions of Yjs. */
  readonly state: Json.JsonObject
}

/**
 * A note that is joined. Every stream begins when it is run, ends when the note is left, and fails where the note is
 * gone or the connection closes for good.
 *
 * @since 0.1.0
 * @category models
 */
export interface SharedNote {
  /** The document, for whoever wants to edit with Yjs itself: what is changed in it is sent. */
  readonly doc: Y.Doc
  /**
   * The text in the document: `paragraph`, `heading`, `bulletList` and so on, as the editor of the web page names them.
   * The page deletes what does not fit there.
   */
  readonly fragment: Y.XmlFragment
  /** Whether the account may change the note, as far as is known now. */
  readonly writable: Effect.Effect<boolean>
  /** The text without any marks, a line for each paragraph. */
  readonly text: Effect.Effect<string>
  /** The text as Markdown. */
  readonly markdown: Effect.Effect<string>
  /**
   * Makes the text what this Markdown says. Paragraphs that are the same already are left alone, so that what others write
   * in them meanwhile stays. Fails with `Forbidden` where the account may only read, with `Invalid` where the text is too
   * long.
   */
  readonly replace: (markdown: string) => Effect.Effect<void, OpenWebUIError>
  /** Adds Markdown at the end, as blocks of its own: items after a list begin a new list. Fails as `replace` does. */
  readonly append: (markdown: string) => Effect.Effect<void, OpenWebUIError>
  /**
   * Changes the document in one transaction of Yjs. Fails with `Forbidden` before it, where the account may only read, and
   * with `Invalid` after it, where the document is now longer than the server takes: then nothing is sent until it is
   * shorter.
   */
  readonly edit: <A>(change: (fragment: Y.XmlFragment, doc: Y.Doc) => A) => Effect.Effect<A, OpenWebUIError>
  /**
   * Sends what was changed and waits until the note holds it. Waits while there is no connection. Fails with `Forbidden`
   * where the account may no longer write, and with `Invalid` where the document is longer than the server takes: it says
   * neither when it refuses a change.
   */
  readonly save: Effect.Effect<void, OpenWebUIError>
  /** What others change. */
  readonly changes: Stream.Stream<RemoteChange, OpenWebUIError>
  /** Who joins and leaves. */
  readonly presence: Stream.Stream<Presence, OpenWebUIError>
  /** What the editors of others tell of themselves, by their client id in Yjs: as it is now, then each change. */
  readonly awareness: Stream.Stream<ReadonlyMap<number, AwarenessState>, OpenWebUIError>
  /**
   * Tells the others about this editor, beside its name and colour: `cursor`, for instance. It is told again to who joins
   * later, and after a reconnection.
   */
  readonly setAwareness: (state: Json.JsonObject) => Effect.Effect<void, OpenWebUIError>
}

// ---------------------------------------------------------------------------------------------------------------------
// The document and its text
// ---------------------------------------------------------------------------------------------------------------------

/** How many bytes of updates the server keeps for a document. */
const maxBytes = 2 * 1024 * 1024
/** How many documents the server lets a connection join. */
const maxDocuments = 20
/** From how many updates on the server puts the older half together. */
const compaction = 500
/** What the editor of the web page calls the text in the document. */
/** How long after it took a text the server has surely written it: it waits for half a second. In milliseconds. */
const writing = 2000

const rootName = "prosemirror"

const colors = [
  "#e6194b",
  "#3cb44b",
  "#4363d8",
  "#f58231",
  "#911eb4",
  "#008080",
  "#9a6324",
  "#800000",
  "#808000",
  "#000075"
] as const

const textOf = (text: Y.XmlText): ReadonlyArray<Prose.ProseNode> => {
  // Yjs types its delta as `any`.
  const delta: ReadonlyArray<{ readonly insert: unknown; readonly attributes?: Readonly<Record<string, unknown>> }> =
    text.toDelta()
  const content = delta.map(({ attributes, insert }) => ({
    type: "text",
    text: insert,
    // A mark that may be there twice has a hash behind its name.
    marks: Object.entries(attributes ?? {}).map(([name, attrs]) => ({ type: name.replace(/--.*$/, ""), attrs }))
  }))
  return Prose.fromJson({ type: "doc", content }) ?? []
}

const contentOf = (parent: Y.XmlFragment): ReadonlyArray<Prose.ProseNode> =>
  parent
    .toArray()
    .flatMap((child) =>
      child instanceof Y.XmlElement ? [elementOf(child)] : child instanceof Y.XmlText ? textOf(child) : []
    )

const elementOf = (element: Y.XmlElement): Prose.ProseNode => {
  const content = contentOf(element)
  // The reading of JSON leaves out what is empty; the content is read already.
  const [head] = Prose.fromJson({
    type: "doc",
    content: [{ type: element.nodeName, attrs: element.getAttributes() }]
  }) ?? [{ type: element.nodeName }]
  return { ...head, type: element.nodeName, ...(content.length === 0 ? undefined : { content }) }
}

/** The text in the document: one block for each child of the fragment. */
const blocksOf = (fragment: Y.XmlFragment): ReadonlyArray<Prose.ProseNode> =>
  fragment
    .toArray()
    .map((child) =>
      child instanceof Y.XmlElement
        ? elementOf(child)
        : { type: "paragraph", content: child instanceof Y.XmlText ? textOf(child) : [] }
    )

/** An element of Yjs for a node, with its texts that stand side by side in one. */
const elementFor = (node: Prose.ProseNode): Y.XmlElement => {
  const element = new Y.XmlElement<Readonly<Record<string, Json.Json>>>(node.type)
  for (const [key, value] of Object.entries(node.attrs ?? {})) element.setAttribute(key, value)
  const children: Array<Y.XmlElement | Y.XmlText> = []
  let delta: Array<{ readonly insert: string; readonly attributes: Readonly<Record<string, Json.JsonObject>> }> = []
  const close = () => {
    if (delta.length === 0) return
    const text = new Y.XmlText()
    text.applyDelta(delta)
    children.push(text)
    delta = []
  }
  for (const child of node.content ?? []) {
    if (child.text === undefined) {
      close()
      children.push(elementFor(child))
    } else {
      const marks = (child.marks ?? []).map(({ attrs, type }) => [type, attrs ?? {}] as const)
      delta.push({ insert: child.text, attributes: Object.fromEntries(marks) })
    }
  }
  close()
  element.insert(0, children)
  // What an attribute may hold is of no matter to who inserts it.
  return element as unknown as Y.XmlElement
}

/** An update that makes an empty document hold these blocks. */
const seedOf = (blocks: ReadonlyArray<Prose.ProseNode>): Uint8Array => {
  const seed = new Y.Doc()
  seed.getXmlFragment(rootName).insert(0, blocks.map(elementFor))
  const update = Y.encodeStateAsUpdate(seed)
  seed.destroy()
  return update
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', nbsp: " ", amp: "&" }

/** The text of HTML, a paragraph for each block: for a note that has nothing else. */
const fromHtml = (html: string): ReadonlyArray<Prose.ProseNode> =>
  html
    .replace(/<br\s*\/?>|<\/(?:p|h[1-6]|li|pre|tr|div|blockquote)>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|quot|nbsp|amp);/g, (_, name: string) => entities[name] ?? "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((text) => ({ type: "paragraph", content: [{ type: "text", text }] }))

/** The blocks of a note as it was saved. */
const savedBlocks = (content: NoteContent | null | undefined): ReadonlyArray<Prose.ProseNode> => {
  if (content === null || content === undefined) return []
  const fromEditor = Prose.fromJson(content.json)
  if (fromEditor !== undefined) return fromEditor
  return content.md === undefined || content.md === "" ? fromHtml(content.html ?? "") : Prose.fromMarkdown(content.md)
}

const keysOf = (blocks: ReadonlyArray<Prose.ProseNode>): ReadonlyArray<string> => blocks.map(Prose.keyOf)

const sameKeys = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index])

/** Makes the fragment hold these blocks, and touches only what is between the first and the last that differ. */
const setBlocks = (fragment: Y.XmlFragment, blocks: ReadonlyArray<Prose.ProseNode>): void => {
  const [before, after] = [keysOf(blocksOf(fragment)), keysOf(blocks)]
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  fragment.delete(start, before.length - start - end)
  fragment.insert(start, blocks.slice(start, after.length - end).map(elementFor))
}

/** Does to a list what a merge says: deletes theirs that are left out, puts ours between. */
const setMerged = (
  fragment: Y.XmlFragment,
  merged: ReadonlyArray<Prose.Merged>,
  ours: ReadonlyArray<Prose.ProseNode>,
  count: number
): void => {
  let at = 0
  let theirs = 0
  const skipTo = (index: number) => {
    if (index > theirs) fragment.delete(at, index - theirs)
    theirs = index
  }
  for (const { index, side } of merged) {
    const node = ours[index]
    if (side === "theirs") {
      skipTo(index)
      theirs++
      at++
    } else if (node !== undefined) {
      fragment.insert(at, [elementFor(node)])
      at++
    }
  }
  skipTo(count)
}

// ---------------------------------------------------------------------------------------------------------------------
// Joining
// ---------------------------------------------------------------------------------------------------------------------

const isAbsent = (state: ReadonlyArray<number>): boolean => state.length === 2 && state[0] === 0 && state[1] === 0

const numbers = (value: unknown): Uint8Array | undefined =>
  Array.isArray(value) && value.length > 0 ? Uint8Array.from(value) : undefined

const clientsOf = (update: Uint8Array): ReadonlyMap<number, number> =>
  Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update))

const vectorOf = (doc: Y.Doc): ReadonlyMap<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc))

/** Whether the first vector has all that the second has. */
const covers = (all: ReadonlyMap<number, number>, some: ReadonlyMap<number, number>): boolean =>
  [...some].every(([client, clock]) => (all.get(client) ?? 0) >= clock)

const decodeStates = /*#__PURE__*/ decoder(
  /*#__PURE__*/ Schema.Record(Schema.String, /*#__PURE__*/ Schema.NullOr(Json.JsonObject))
)

/** Which notes are joined over which connection: the server counts them, and takes a note for joined once only. */
const joinedOver = /*#__PURE__*/ new WeakMap<RealtimeService, Set<string>>()

/** What the server has, when it was asked. */
interface Entered {
  readonly state: DocumentState
  readonly session: Session
}

/**
 * Joins a note and gives it once its text is there; leaves it when the scope closes, after what was changed last is sent
 * and saved. It is joined again whenever the connection comes back; what was changed meanwhile is sent then, and where the
 * server has forgotten the document and others began anew from the saved text, the changes are carried over to theirs.
 *
 * Fails with `NotFound` or `Forbidden` where there is no such note for the account, and with `Invalid`, before anything is
 * sent, where the note is joined over this connection already or 20 others are.
 * `socket/main.py: ydoc_document_join`
 *
 * @since 0.1.0
 * @category constructors
 */
export const join = (
  noteId: string,
  options: JoinOptions = {}
): Effect.Effect<SharedNote, OpenWebUIError, Realtime | Client | Scope.Scope> => allOrNothing(joining(noteId, options))

const joining = (noteId: string, options: JoinOptions) =>
  Effect.gen(function* () {
    const realtime = yield* Realtime
    const client = yield* Client
    const { getNoteById } = methods("notes", { getNoteById: notes.getNoteById }, client)
    const document_id = `note:${noteId}`
    const color = options.color ?? colors[yield* Random.nextIntBetween(0, colors.length - 1)]
    const saveAfter = options.saveAfter ?? "1 second"

    const failed = (operation: string, reason: Reason): OpenWebUIError =>
      new OpenWebUIError({ operation: `documents.${operation}`, request: `GET ${client.url}/ws/socket.io`, reason })
    const readOnly = (operation: string) =>
      failed(operation, new Forbidden({ status: 200, detail: "The account may read the note and not change it." }))
    const tooLong = (operation: string) => {
      const detail = "The document, with its history, is longer than the 2 MiB that the server takes."
      return failed(operation, new Invalid({ detail, issues: [] }))
    }

    yield* Effect.acquireRelease(
      Effect.suspend(() => {
        const joined = joinedOver.get(realtime) ?? new Set()
        const refuse = (detail: string) => Effect.fail(failed("join", new Invalid({ detail, issues: [] })))
        if (joined.has(noteId)) return refuse("The note is joined over this connection already.")
        if (joined.size >= maxDocuments)
          return refuse(`A connection may join ${maxDocuments} notes at once; leave one, or use another connection.`)
        joinedOver.set(realtime, joined.add(noteId))
        return Effect.void
      }),
      () => Effect.sync(() => joinedOver.get(realtime)?.delete(noteId))
    )

    const doc = new Y.Doc()
    const fragment = doc.getXmlFragment(rootName)
    /** The origin of what does not have to be sent. */
    const remote = {}
    const turn = yield* Semaphore.make(1)
    const ended = yield* Deferred.make<void, OpenWebUIError>()
    const toSend = yield* Queue.sliding<void>(1)
    const toSave = yield* Queue.sliding<void>(1)
    const changes = yield* PubSub.sliding<RemoteChange>(1024)
    const presence = yield* PubSub.sliding<Presence>(1024)
    const others = yield* SubscriptionRef.make<ReadonlyMap<number, AwarenessState>>(new Map())

    /** The connection over which the document is joined and in step. */
    let joined: string | undefined
    /** The connection over which the server was asked in. */
    let knockedAt: string | undefined
    let writable = false
    /** What was changed here and is not known to have arrived. */
    let pending: Array<Uint8Array> = []
    /** Whether anything was changed here at all. */
    let touched = false
    /** Whether the text has changed since it was last sent to be saved. */
    let dirty = false
    /** The text is here only, read from the note: an account that may not write cannot put it into the document. */
    let provisional = false
    /** The clients of Yjs whose changes the server was told of, or told: the history that is shared with it. */
    let shared = new Set<number>()
    /** The text as it was last saved, as far as is known. */
    let base: ReadonlyArray<string> = []
    /** The text that the server took last, which it has not written yet where it dies now. */
    let taken: { readonly keys: ReadonlyArray<string>; readonly at: number } | undefined
    /** Since when the document may not be joined any more. */
    let lostAt = Number.POSITIVE_INFINITY
    /** The sizes of the updates that the server keeps. */
    let sizes: Array<number> = []
    let ownState: Json.JsonObject | undefined
    /** Changes of others that come while the document is being joined. */
    let early: Array<DocumentChange> | undefined
    /** What others changed while the document was not joined. */
    let news: Uint8Array | undefined
    let arriving: Deferred.Deferred<DocumentState> | undefined
    let asked: Deferred.Deferred<DocumentState> | undefined

    const total = (): number => sizes.reduce((sum, size) => sum + size, 0)
    const fits = (bytes: number): boolean => total() + bytes <= maxBytes
    const count = (bytes: number): void => {
      sizes.push(bytes)
      if (sizes.length < compaction) return
      const later = sizes.slice(sizes.length / 2)
      sizes = [Y.encodeStateAsUpdate(doc).length, ...later]
    }

    // -------------------------------------------------------------------------------------------------------------------
    // What comes
    // -------------------------------------------------------------------------------------------------------------------

    const apply = (change: DocumentChange): Effect.Effect<void> =>
      Effect.suspend(() => {
        const update = Uint8Array.from(change.update)
        count(update.length)
        for (const id of clientsOf(update).keys()) shared.add(id)
        doc.transact(() => {
          if (provisional) fragment.delete(0, fragment.length)
          provisional = false
          Y.applyUpdate(doc, update, remote)
        }, remote)
        // Who sent it had perhaps not seen what was written here, and may save last.
        if (touched && writable) {
          dirty = true
          Queue.offerUnsafe(toSave, undefined)
        }
        return PubSub.publish(changes, {
          userId: change.user_id ?? undefined,
          sessionId: change.socket_id ?? undefined,
          update
        })
      }).pipe(
        Effect.asVoid,
        // The server hands on what it could read itself; should it not be readable here, the rest must go on.
        Effect.catchCause((cause) => Effect.logWarning("A change of a note could not be applied", cause))
      )

    const hear = (change: AwarenessChange): Effect.Effect<void> =>
      Effect.suspend(() => {
        let states: unknown
        try {
          states = Json.parse(new TextDecoder().decode(Uint8Array.from(change.update)))
        } catch {
          // Another encoding: nothing that can be told here.
          return Effect.void
        }
        const read = decodeStates(states)
        if (read._tag === "Failure") return Effect.void
        const told = Object.entries(read.value)
        return SubscriptionRef.update(others, (before) => {
          const after = new Map(before)
          for (const [id, state] of told) {
            if (Number(id) === doc.clientID) continue
            // Nothing said is how an editor that leaves says so.
            if (state === null || Object.keys(state).length === 0) after.delete(Number(id))
            else after.set(Number(id), { userId: change.user_id ?? undefined, state })
          }
          return after
        })
      })

    const handle = (event: RealtimeEvent): Effect.Effect<void> => {
      if (!event.known) return Effect.void
      switch (event.event) {
        case "ydoc:document:state": {
          if (event.data.document_id !== document_id) return Effect.void
          const waiting = event.data.sessions === undefined ? arriving : asked
          return waiting === undefined ? Effect.void : Effect.asVoid(Deferred.succeed(waiting, event.data))
        }
        case "ydoc:document:update": {
          if (event.data.document_id !== document_id) return Effect.void
          if (early === undefined) return apply(event.data)
          early.push(event.data)
          return Effect.void
        }
        case "ydoc:awareness:update":
          return event.data.document_id === document_id ? hear(event.data) : Effect.void
        case "ydoc:user:joined": {
          if (event.data.document_id !== document_id) return Effect.void
          const { user_color, user_id, user_name } = event.data
          return Effect.andThen(
            PubSub.publish(presence, {
              _tag: "Joined",
              userId: user_id ?? undefined,
              name: user_name ?? undefined,
              color: user_color ?? undefined
            }),
            // Nobody tells them but the editors themselves. Not waited for: what comes next is to be read.
            Effect.forkIn(Effect.ignore(tellOthers), scope)
          )
        }
        case "ydoc:user:left": {
          if (event.data.document_id !== document_id) return Effect.void
          const userId = event.data.user_id ?? undefined
          return Effect.andThen(
            PubSub.publish(presence, { _tag: "Left", userId }),
            SubscriptionRef.update(
              others,
              (before) => new Map([...before].filter(([, state]) => state.userId !== userId))
            )
          )
        }
        default:
          return Effect.void
      }
    }

    // -------------------------------------------------------------------------------------------------------------------
    // What goes. Each step is taken with the turn, so that no two are under way at once.
    // -------------------------------------------------------------------------------------------------------------------

    /** Whether what was just acknowledged was so over the connection on which the document is joined. */
    const arrived = (session: string): Effect.Effect<boolean, OpenWebUIError> =>
      Effect.map(realtime.session, ({ sessionId }) => sessionId === session && joined === session)

    const sendUpdate = (
      session: string,
      rest: { readonly update?: Uint8Array; readonly data?: Json.JsonObject; readonly initialize?: boolean }
    ): Effect.Effect<unknown, OpenWebUIError> =>
      Effect.flatMap(realtime.session, ({ userId }) => {
        const { data, initialize, update } = rest
        // Whether the beginning of a document is taken shows in the answer only.
        if (update !== undefined && initialize !== true) for (const id of clientsOf(update).keys()) shared.add(id)
        return realtime.send("ydoc:document:update", {
          document_id,
          user_id: userId,
          socket_id: session,
          ...(update === undefined ? undefined : { update: Array.from(update) }),
          ...(data === undefined ? undefined : { data }),
          ...(initialize === undefined ? undefined : { initialize })
        })
      })

    /** What is to be sent in one update; fails where it is too long. */
    const collected = (operation: string): Effect.Effect<Uint8Array, OpenWebUIError> =>
      Effect.suspend(() => {
        const merged = Y.mergeUpdates(pending)
        if (fits(merged.length)) return Effect.succeed(merged)
        // What was written and deleted again is gone from the document, and not from the list of its changes.
        const vector = new Map(vectorOf(doc))
        for (const [id, clock] of Y.parseUpdateMeta(merged).from) vector.set(id, clock)
        const shorter = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(vector))
        return fits(shorter.length) ? Effect.succeed(shorter) : Effect.fail(tooLong(operation))
      })

    /** Sends what was changed here. */
    const flush = (operation: string): Effect.Effect<void, OpenWebUIError> =>
      Effect.suspend(() => {
        const session = joined
        if (session === undefined || !writable || pending.length === 0) return Effect.void
        const sending = pending
        return Effect.flatMap(collected(operation), (update) => {
          pending = []
          let confirmed = false
          return Effect.flatMap(sendUpdate(session, { update }), () => arrived(session)).pipe(
            Effect.tap((yes) =>
              Effect.sync(() => {
                confirmed = yes
                if (yes) count(update.length)
              })
            ),
            // Sent twice is as good as once.
            Effect.onExit(() =>
              Effect.sync(() => {
                if (!confirmed) pending = [...sending, ...pending]
              })
            ),
            Effect.asVoid
          )
        })
      })

    const contentNow = () => {
      const blocks = blocksOf(fragment)
      const content = { md: Prose.toMarkdown(blocks), html: Prose.toHtml(blocks), json: Prose.toJson(blocks) }
      return { keys: keysOf(blocks), content }
    }

    /** Sends the text to be saved. */
    const snapshot: Effect.Effect<void, OpenWebUIError> = Effect.suspend(() => {
      const session = joined
      if (session === undefined || !writable || !dirty) return Effect.void
      const { content, keys } = contentNow()
      dirty = false
      return Effect.flatMap(sendUpdate(session, { data: { content } }), () => arrived(session)).pipe(
        Effect.tap((yes) =>
          Effect.map(Clock.currentTimeMillis, (at) => {
            if (!yes) {
              dirty = true
              return
            }
            if (taken !== undefined && at - taken.at > writing) base = taken.keys
            taken = { keys, at }
          })
        ),
        Effect.onExit((exit) =>
          Effect.sync(() => {
            if (Exit.isFailure(exit)) dirty = true
          })
        ),
        Effect.asVoid
      )
    })

    const tellOthers: Effect.Effect<void, OpenWebUIError> = Effect.suspend(() => {
      if (joined === undefined) return Effect.void
      return Effect.flatMap(realtime.session, ({ sessionId, userId, userName }) => {
        const user = { name: options.name ?? userName, color, id: sessionId }
        const state = { [doc.clientID]: { user, ...ownState } }
        return realtime.send("ydoc:awareness:update", {
          document_id,
          user_id: userId,
          update: Array.from(new TextEncoder().encode(Json.stringify(state)))
        })
      }).pipe(Effect.asVoid)
    })

    // -------------------------------------------------------------------------------------------------------------------
    // Joining, and joining again
    // -------------------------------------------------------------------------------------------------------------------

    /** Asks the server in, over one connection. */
    const knock: Effect.Effect<Entered, OpenWebUIError> = Effect.gen(function* () {
      const { write_access } = yield* getNoteById({ params: { id: noteId } })
      writable = write_access !== false
      const session = yield* realtime.session
      early = []
      arriving = Deferred.makeUnsafe()
      knockedAt = session.sessionId
      yield* realtime.send("ydoc:document:join", {
        document_id,
        user_id: session.userId,
        user_name: options.name ?? session.userName,
        user_color: color
      })
      // The state comes before the acknowledgement, and is only waited for because it goes through a queue.
      const detail = "The server does not let the account join the note, or has it joined 20 documents already."
      const state = yield* Effect.timeoutOrElse(Deferred.await(arriving), {
        duration: "5 seconds",
        orElse: () => Effect.fail(failed("join", new Forbidden({ status: 200, detail })))
      })
      const after = yield* realtime.session
      return after.sessionId === session.sessionId ? { state, session } : yield* knock
    })

    /** Takes over what the server has, and keeps what was changed here. */
    const adopt = (state: Uint8Array): void => {
      const clients = clientsOf(state)
      const isNew = !covers(vectorOf(doc), clients)
      const isForeign = provisional || (shared.size > 0 && ![...shared].some((id) => (clients.get(id) ?? 0) > 0))
      if (isForeign) {
        // Another history, begun from the saved text: put together, the two would hold all of it twice. So what is here
        // goes, and comes back as far as it differs from what was saved.
        const ours = provisional ? [] : blocksOf(fragment)
        doc.transact((transaction) => {
          fragment.delete(0, fragment.length)
          Y.applyUpdate(doc, state, remote)
          // What follows is written here. Yjs would think that somebody else has the same client id.
          transaction.local = true
          const theirs = blocksOf(fragment)
          if (provisional) return
          setMerged(fragment, Prose.merge(base, keysOf(ours), keysOf(theirs)), ours, theirs.length)
        }, remote)
        shared = new Set()
      } else Y.applyUpdate(doc, state, remote)
      provisional = false
      for (const id of clients.keys()) shared.add(id)
      sizes = [state.length]
      if (writable && (isForeign || pending.length > 0 || !covers(clients, vectorOf(doc)))) {
        pending = [Y.encodeStateAsUpdate(doc, Y.encodeStateVectorFromUpdate(state))]
        dirty = true
      }
      if (isNew) news = state
    }

    /** Puts the text of the note, or the document that is here, into a document that the server does not have. */
    const initialize = ({ session, state }: Entered): Effect.Effect<void, OpenWebUIError> =>
      Effect.gen(function* () {
        const saved = savedBlocks(state.content)
        const isOurs = fragment.length > 0 && !provisional && (saved.length === 0 || sameKeys(keysOf(saved), base))
        const update = isOurs ? Y.encodeStateAsUpdate(doc) : saved.length > 0 ? seedOf(saved) : undefined
        sizes = []
        if (update === undefined) return
        if (update.length > maxBytes) return yield* tooLong("join")
        // Who is first decides how the document begins, and is what everybody goes on from.
        const answer = writable
          ? numbers(yield* sendUpdate(session.sessionId, { update, initialize: true }))
          : undefined
        if (answer !== undefined) return adopt(answer)
        // The server refuses without a word those who may not write. They see the text as it was saved, until somebody
        // who may write puts it into the document.
        writable = false
        doc.transact(() => setBlocks(fragment, saved), remote)
        provisional = true
      })

    /** Joins the document and brings it in step, until that is done over a connection that still stands. */
    const enter: Effect.Effect<void, OpenWebUIError> = Effect.gen(function* () {
      joined = undefined
      const since = lostAt
      const entered = yield* knock
      const { session, state } = entered
      if (taken !== undefined) {
        // A server that died before it wrote has what was saved before.
        const isLost = since - taken.at <= writing && sameKeys(keysOf(savedBlocks(state.content)), base)
        if (isLost) dirty = true
        else base = taken.keys
        taken = undefined
      }
      if (isAbsent(state.state)) yield* initialize(entered)
      else adopt(Uint8Array.from(state.state))
      if (state.content !== null && state.content !== undefined) base = keysOf(savedBlocks(state.content))
      const now = yield* realtime.session
      if (now.sessionId !== session.sessionId) return yield* enter
      joined = session.sessionId
      lostAt = Number.POSITIVE_INFINITY
      const waiting = early ?? []
      early = undefined
      arriving = undefined
      yield* SubscriptionRef.set(others, new Map())
      if (news !== undefined) yield* PubSub.publish(changes, { userId: undefined, sessionId: undefined, update: news })
      news = undefined
      for (const change of waiting) yield* apply(change)
      Queue.offerUnsafe(toSend, undefined)
      if (dirty) Queue.offerUnsafe(toSave, undefined)
      yield* Effect.ignore(tellOthers)
    })

    /** Joins where the connection is another than the one that was joined over. */
    const inStep: Effect.Effect<void, OpenWebUIError> = Effect.flatMap(realtime.session, ({ sessionId }) =>
      sessionId === joined
        ? Effect.void
        : enter.pipe(
            // The note is gone, or not for this account any more.
            Effect.tapError((error) => (error.isRetryable ? Effect.void : Deferred.fail(ended, error))),
            // Who saves may be interrupted; then another goes on with it.
            Effect.onInterrupt(() => Queue.offer(toSend, undefined))
          )
    )

    /** Sends all that there is to send, over as many connections as that takes. */
    const settle = (operation: string): Effect.Effect<void, OpenWebUIError> =>
      Effect.gen(function* () {
        do {
          yield* inStep
          if (!writable) {
            if (pending.length > 0) return yield* readOnly(operation)
            return
          }
          yield* flush(operation)
          yield* snapshot
        } while (pending.length > 0 || dirty)
      })

    const scope = yield* Effect.scope
    const { events } = yield* realtime.subscribe({ policy: "suspend" })
    yield* Stream.runForEach(events, handle).pipe(
      Effect.matchCauseEffect({
        onFailure: (cause) => Deferred.failCause(ended, cause),
        onSuccess: () => Deferred.succeed(ended, undefined)
      }),
      Effect.forkScoped
    )

    const onUpdate = (update: Uint8Array, origin: unknown): void => {
      if (origin === remote) return
      pending.push(update)
      if (pending.length === compaction) pending = [Y.mergeUpdates(pending)]
      touched = true
      dirty = true
      Queue.offerUnsafe(toSend, undefined)
      Queue.offerUnsafe(toSave, undefined)
    }

    const isConnected = Effect.map(Stream.runHead(realtime.state), (state) =>
      Option.exists(state, ({ _tag }) => _tag === "Connected")
    )

    /** Leaves. What is not sent yet is, if it takes no longer than ten seconds. */
    const leave = Effect.gen(function* () {
      const hasMore = pending.length > 0 || (dirty && writable)
      if (hasMore) yield* turn.withPermit(settle("leave"))
      if (!(yield* isConnected)) return
      const { sessionId, userId } = yield* realtime.session
      // The server forgets a connection that breaks, with all that it had joined.
      if (sessionId !== knockedAt) return
      // The page trips over a state that is null.
      const gone = new TextEncoder().encode(Json.stringify({ [doc.clientID]: {} }))
      yield* realtime.send("ydoc:awareness:update", { document_id, user_id: userId, update: Array.from(gone) })
      yield* realtime.send("ydoc:document:leave", { document_id, user_id: userId })
    }).pipe(
      Effect.timeoutOrElse({
        duration: "10 seconds",
        orElse: () => Effect.fail(failed("leave", new TimedOut({ phase: "total", after: Duration.seconds(10) })))
      }),
      Effect.catchCause((cause) =>
        pending.length > 0 || dirty
          ? Effect.logWarning("A note was left with changes that were not saved", cause)
          : Effect.void
      )
    )
    yield* Effect.addFinalizer(() =>
      Effect.suspend(() => {
        doc.off("update", onUpdate)
        return Effect.andThen(leave, Deferred.succeed(ended, undefined))
      })
    )

    yield* turn.withPermit(enter)
    doc.on("update", onUpdate)

    // What fails here is tried again: when the connection comes back, with the next change, and when it is saved or left.
    const patiently = (effect: Effect.Effect<void, OpenWebUIError>) => Effect.ignore(turn.withPermit(effect))
    yield* Queue.take(toSend).pipe(
      Effect.andThen(patiently(Effect.andThen(inStep, flush("flush")))),
      Effect.forever,
      Effect.forkScoped
    )
    yield* Queue.take(toSave).pipe(
      Effect.andThen(Effect.sleep(saveAfter)),
      Effect.andThen(patiently(Effect.andThen(flush("flush"), snapshot))),
      Effect.forever,
      Effect.forkScoped
    )
    yield* realtime.state.pipe(
      Stream.runForEach((state) => {
        if (state._tag !== "Connected") {
          joined = undefined
          return Effect.map(Clock.currentTimeMillis, (now) => {
            lostAt = Math.min(lostAt, now)
          })
        }
        return turn.withPermit(inStep).pipe(
          Effect.retry({
            schedule: Schedule.spaced("1 second"),
            while: (error) => error.isRetryable && !Deferred.isDoneUnsafe(ended)
          }),
          Effect.ignore
        )
      }),
      Effect.forkScoped
    )

    // -------------------------------------------------------------------------------------------------------------------
    // What is given
    // -------------------------------------------------------------------------------------------------------------------

    /** Fails where the note is no longer there to be changed. */
    const open = (operation: string): Effect.Effect<void, OpenWebUIError> =>
      Effect.suspend(() =>
        Deferred.isDoneUnsafe(ended) ? Deferred.await(ended) : writable ? Effect.void : Effect.fail(readOnly(operation))
      )

    const change = <A>(operation: string, transaction: () => A): Effect.Effect<A, OpenWebUIError> =>
      Effect.flatMap(open(operation), () => {
        const result = doc.transact(transaction)
        return Effect.as(collectable(operation), result)
      })

    /** Fails where what is to be sent is too long. */
    const collectable = (operation: string): Effect.Effect<void, OpenWebUIError> =>
      Effect.suspend(() => {
        const bytes = pending.reduce((sum, { length }) => sum + length, 0)
        // Together they are shorter, which takes a while to find out.
        return fits(bytes) ? Effect.void : Effect.asVoid(collected(operation))
      })

    const write = (
      operation: string,
      markdown: string,
      put: (blocks: ReadonlyArray<Prose.ProseNode>) => void
    ): Effect.Effect<void, OpenWebUIError> =>
      Effect.flatMap(open(operation), () => {
        const blocks = Prose.fromMarkdown(markdown)
        if (!fits(seedOf(blocks).length)) return Effect.fail(tooLong(operation))
        return change(operation, () => put(blocks))
      })

    /** Whether the server has all that is here. */
    const verify = (operation: string): Effect.Effect<void, OpenWebUIError> =>
      Effect.gen(function* () {
        // As long as there is much room the server has no reason to refuse.
        if (total() < maxBytes / 2) return
        const here = vectorOf(doc)
        asked = Deferred.makeUnsafe()
        yield* realtime.send("ydoc:document:state", { document_id })
        const state = yield* Effect.timeoutOption(Deferred.await(asked), "5 seconds")
        asked = undefined
        if (Option.isSome(state) && !covers(clientsOf(Uint8Array.from(state.value.state)), here))
          return yield* tooLong(operation)
      })

    const holds = (note: NoteResponse, keys: ReadonlyArray<string>): boolean =>
      sameKeys(keysOf(savedBlocks(note.data?.content)), keys)

    const save: SharedNote["save"] = Effect.gen(function* () {
      if (yield* Deferred.isDone(ended)) yield* Deferred.await(ended)
      if (!touched && !dirty) return
      const { write_access } = yield* getNoteById({ params: { id: noteId } })
      writable = write_access !== false
      if (!writable) return yield* readOnly("save")
      const keys = yield* turn.withPermit(
        Effect.gen(function* () {
          dirty = true
          yield* settle("save")
          yield* verify("save")
          return contentNow().keys
        })
      )
      // What was sent before is written by now, or never will be: the next that is written is this, or comes after it.
      const before = yield* getNoteById({ params: { id: noteId } })
      if (holds(before, keys)) return
      yield* getNoteById({ params: { id: noteId } }).pipe(
        Effect.repeat({
          schedule: Schedule.spaced("200 millis"),
          until: (note) => holds(note, keys) || note.updated_at !== before.updated_at
        }),
        Effect.timeoutOrElse({
          duration: "10 seconds",
          orElse: () => Effect.fail(failed("save", new TimedOut({ phase: "total", after: Duration.seconds(10) })))
        })
      )
    })

    const told = <A>(stream: Stream.Stream<A>): Stream.Stream<A, OpenWebUIError> =>
      Stream.interruptWhen(stream, Deferred.await(ended))

    const note: SharedNote = {
      doc,
      fragment,
      writable: Effect.sync(() => writable),
      text: Effect.sync(() => Prose.toText(blocksOf(fragment))),
      markdown: Effect.sync(() => Prose.toMarkdown(blocksOf(fragment))),
      replace: (markdown) => write("replace", markdown, (blocks) => setBlocks(fragment, blocks)),
      append: (markdown) =>
        write("append", markdown, (blocks) => fragment.insert(fragment.length, blocks.map(elementFor))),
      edit: (transaction) => change("edit", () => transaction(fragment, doc)),
      save,
      changes: told(Stream.fromPubSub(changes)),
      presence: told(Stream.fromPubSub(presence)),
      awareness: told(SubscriptionRef.changes(others)),
      setAwareness: (state) =>
        Effect.suspend(() => {
          ownState = state
          return tellOthers
        })
    }
    return note
  })
