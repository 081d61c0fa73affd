import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { hasProperty } from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Y from "yjs"
import type { JsonObject } from "../../src/layers/Json.ts"
import type { NoteContent } from "../../src/models/Notes.ts"
import * as Documents from "../../src/realtime/Documents.ts"
import { Realtime, type RealtimeOptions, type RealtimeService } from "../../src/realtime/Realtime.ts"
import { clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique } from "../support/TestServer.ts"
import { clientFor, connect, stateOf, wire } from "./support.ts"

/** What a note is joined with: a connection and a client of the same account. */
const person = (token: string, options?: RealtimeOptions & { readonly url?: string }) =>
  Effect.flatMap(connect(token, options), (realtime) => over(realtime, token))

const over = (realtime: RealtimeService, token: string) =>
  Effect.gen(function* () {
    const client = yield* clientFor(token)
    const join = (id: string, joining?: Documents.JoinOptions) =>
      Documents.join(id, { saveAfter: "100 millis", ...joining }).pipe(
        Effect.provideService(Realtime, realtime),
        Effect.provide(client)
      )
    return { realtime, join }
  })

/** A new note of an account. */
const noteOf = (token: string, content?: typeof NoteContent.Type, grants: ReadonlyArray<Grant> = []) =>
  Effect.gen(function* () {
    const owui = yield* clientOf(token)
    const { id } = yield* owui.notes.createNewNote({
      payload: {
        title: unique("note"),
        ...(content === undefined ? undefined : { data: { content } }),
        access_grants: grants.map(({ permission, user }) => ({
          principal_type: "user",
          principal_id: user,
          permission
        }))
      }
    })
    const saved = Effect.map(owui.notes.getNoteById({ params: { id } }), ({ data }) => data?.content?.md ?? "")
    return { id, owui, saved }
  })

interface Grant {
  readonly user: string
  readonly permission: "read" | "write"
}

/** Waits until something is so. */
const eventually = <A, E>(effect: Effect.Effect<A, E>, condition: (value: A) => boolean): Effect.Effect<A, E> =>
  effect.pipe(
    Effect.repeat({ schedule: Schedule.spaced("50 millis"), until: condition }),
    Effect.timeoutOrElse({
      duration: "20 seconds",
      orElse: () => Effect.flatMap(effect, (value) => Effect.die(new Error(`It stayed ${JSON.stringify(value)}`)))
    })
  )

/** Joins until the scope that is given back closes. */
const joinFor = <A, E>(join: Effect.Effect<A, E, Scope.Scope>) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const note = yield* Effect.provideService(join, Scope.Scope, scope)
    return { note, leave: Scope.close(scope, Exit.void) }
  })

const paragraph = (text: string): Y.XmlElement => {
  const element = new Y.XmlElement("paragraph")
  element.insert(0, [new Y.XmlText(text)])
  return element
}

/** Collects so many elements in the background; it listens when this is there. */
const listen = <A, E>(stream: Stream.Stream<A, E>, count: number) =>
  Effect.gen(function* () {
    // The subscription is made when the fiber first runs, which is now.
    const fiber = yield* Effect.forkScoped(stream.pipe(Stream.take(count), Stream.runCollect), {
      startImmediately: true
    })
    return Effect.orDie(Effect.timeout(Fiber.join(fiber), "20 seconds"))
  })

/** What is told of documents over a connection, as the web page hears it: collected until the scope closes. */
const heard = (realtime: RealtimeService) =>
  Effect.gen(function* () {
    const all: Array<{ readonly event: string; readonly data: Readonly<Record<string, unknown>> }> = []
    const { events } = yield* realtime.subscribe()
    yield* Effect.forkScoped(
      Stream.runForEach(events, ({ data, event }) =>
        Effect.sync(() => {
          if (typeof data === "object" && data !== null && event.startsWith("ydoc:"))
            all.push({ event, data: Object.fromEntries(Object.entries(data)) })
        })
      )
    )
    return (event: string) => all.filter((one) => one.event === event).map(({ data }) => data)
  })

const bytes = (value: unknown): Uint8Array => Uint8Array.from(Array.isArray(value) ? value : [])

describe("a shared note", () => {
  it.live("is written in, saved, left, and holds its text when it is joined again", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, saved } = yield* noteOf(token)
      const { join } = yield* person(token)
      const { leave, note } = yield* joinFor(join(id))
      assert.strictEqual(yield* note.markdown, "")
      yield* note.append("# Plan\n\nBuy **milk** and [bread](https://example.com).\n\n- one\n- two")
      yield* note.save
      const written = "# Plan\n\nBuy **milk** and [bread](https://example.com).\n\n- one\n- two"
      assert.strictEqual(yield* saved, written)
      yield* note.append("The last words.")
      yield* leave
      assert.strictEqual(yield* eventually(saved, (text) => text.endsWith("words.")), `${written}\n\nThe last words.`)
      const again = yield* joinFor(join(id))
      assert.strictEqual(yield* again.note.markdown, `${written}\n\nThe last words.`)
      yield* again.leave
    }).pipe(Effect.scoped)
  )

  it.live("is saved also when whoever writes is interrupted", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, saved } = yield* noteOf(token)
      const { join } = yield* person(token)
      const written = yield* Deferred.make<void>()
      const writing = yield* Effect.forkChild(
        Effect.scoped(
          Effect.gen(function* () {
            const note = yield* join(id, { saveAfter: "1 minute" })
            yield* note.append("The last words.")
            yield* Deferred.succeed(written, undefined)
            return yield* Effect.never
          })
        )
      )
      yield* Deferred.await(written)
      yield* Fiber.interrupt(writing)
      assert.strictEqual(yield* eventually(saved, (text) => text !== ""), "The last words.")
    }).pipe(Effect.scoped)
  )

  it.live("is the same for two who write at once", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id } = yield* noteOf(token, { md: "First\n\nLast" })
      const [one, two] = [yield* person(token), yield* person(token)]
      // Both find a document that has not begun yet, and read the same text: it must not be there twice.
      const [a, b] = yield* Effect.all([one.join(id), two.join(id)], { concurrency: 2 })
      assert.deepStrictEqual([yield* a.text, yield* b.text], ["First\nLast", "First\nLast"])
      yield* Effect.all([
        a.edit((fragment) => fragment.insert(1, [paragraph("from a")])),
        b.edit((fragment) => fragment.insert(1, [paragraph("from b")]))
      ])
      const both = (text: string) => text.includes("from a") && text.includes("from b")
      const text = yield* eventually(a.text, both)
      assert.strictEqual(yield* eventually(b.text, both), text)
      assert.strictEqual(text.split("\n").length, 4)
    }).pipe(Effect.scoped)
  )

  it.live("begins as the first one says, who comes in between", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id } = yield* noteOf(token, { md: "Once" })
      const document_id = `note:${id}`
      const page = yield* connect(token)
      const seed = new Y.Doc()
      seed.getXmlFragment("prosemirror").insert(0, [paragraph("Once")])
      const update = Array.from(Y.encodeStateAsUpdate(seed))
      const realtime = yield* connect(token)
      const { join } = yield* over(
        {
          ...realtime,
          send: (event, payload) =>
            hasProperty(payload, "initialize")
              ? page
                  .send("ydoc:document:join", { document_id })
                  .pipe(
                    Effect.andThen(page.send("ydoc:document:update", { document_id, update, initialize: true })),
                    Effect.andThen(realtime.send(event, payload))
                  )
              : realtime.send(event, payload)
        },
        token
      )
      const note = yield* join(id)
      assert.strictEqual(yield* note.text, "Once")
      assert.deepStrictEqual([...Y.decodeStateVector(Y.encodeStateVector(note.doc)).keys()], [seed.clientID])
    }).pipe(Effect.scoped)
  )

  it.live("leaves paragraphs alone that a replacement does not change", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id } = yield* noteOf(token, { md: "one\n\ntwo\n\nthree" })
      const [first, second] = [yield* person(token), yield* person(token)]
      const [a, b] = [yield* first.join(id), yield* second.join(id)]
      yield* Effect.all([
        a.replace("one\n\n2\n\nthree"),
        b.edit((fragment) => {
          const last = fragment.get(2)
          const text = last instanceof Y.XmlElement ? last.get(0) : undefined
          if (text instanceof Y.XmlText) text.insert(5, " and more")
        })
      ])
      assert.strictEqual(yield* eventually(a.text, (text) => text.includes("more")), "one\n2\nthree and more")
      assert.strictEqual(yield* eventually(b.text, (text) => text.includes("2")), "one\n2\nthree and more")
    }).pipe(Effect.scoped)
  )
})

describe("a shared note and the web page", () => {
  /** As the editor has it, with these attributes of a link, and these blocks after all others. */
  const json = (link: JsonObject, ...more: ReadonlyArray<JsonObject>): JsonObject => ({
    type: "doc",
    content: [
      { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "Title" }] },
      {
        type: "paragraph",
        content: [
          { type: "text", text: "a " },
          { type: "text", marks: [{ type: "bold" }], text: "bold" },
          { type: "hardBreak" },
          {
            type: "text",
            marks: [{ type: "link", attrs: { href: "http://x.example", ...link } }],
            text: "link"
          }
        ]
      },
      {
        type: "taskList",
        content: [
          {
            type: "taskItem",
            attrs: { checked: true },
            content: [{ type: "paragraph", content: [{ type: "text", text: "done" }] }]
          }
        ]
      },
      { type: "codeBlock", attrs: { language: "ts" }, content: [{ type: "text", text: "let a = 1" }] },
      { type: "paragraph" },
      ...more
    ]
  })
  const markdown = "## Title\n\na **bold**  \n[link](http://x.example)\n\n- [x] done\n\n```ts\nlet a = 1\n```"

  it.live("reads what the page saved, and saves it as the page does", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, owui } = yield* noteOf(token, {
        json: json({ target: "_blank", class: null }),
        html: "<p>not read</p>",
        md: "not read"
      })
      const { join } = yield* person(token)
      const note = yield* join(id)
      assert.strictEqual(yield* note.markdown, markdown)
      yield* note.append("More.")
      yield* note.save
      const { data } = yield* owui.notes.getNoteById({ params: { id } })
      assert.strictEqual(data?.content?.md, `${markdown}\n\nMore.`)
      const more = { type: "paragraph", content: [{ type: "text", text: "More." }] }
      // Null says as much as nothing.
      assert.deepStrictEqual(data?.content?.json, json({ target: "_blank" }, more))
      assert.strictEqual(
        data?.content?.html,
        '<h2>Title</h2><p>a <strong>bold</strong><br><a href="http://x.example" target="_blank">link</a></p>' +
          '<ul data-type="taskList"><li data-checked="true" data-type="taskItem"><label><input type="checkbox"' +
          ' checked="checked"><span></span></label><div><p>done</p></div></li></ul>' +
          '<pre><code class="language-ts">let a = 1</code></pre><p></p><p>More.</p>'
      )
    }).pipe(Effect.scoped)
  )

  it.live("writes nodes and marks by the names of the page, and takes what the page writes", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id } = yield* noteOf(token)
      const document_id = `note:${id}`
      const page = yield* connect(token)
      const said = yield* heard(page)
      const { join } = yield* person(token)
      const note = yield* join(id)
      yield* note.append(
        "### H\n\n**b** *i* ~~s~~ `c`\n\n1. one\n\n| t |\n| --- |\n| u |\n\n![p](data://x)\n\n> q\n\n---"
      )
      yield* note.save
      // The page joins, and gives what it gets to its editor.
      yield* page.send("ydoc:document:join", { document_id, user_id: "page", user_name: "Page", user_color: "#123" })
      const [state] = yield* eventually(
        Effect.sync(() => said("ydoc:document:state")),
        ({ length }) => length === 1
      )
      const doc = new Y.Doc()
      Y.applyUpdate(doc, bytes(state?.state))
      const fragment = doc.getXmlFragment("prosemirror")
      assert.strictEqual(
        fragment.toString(),
        '<heading level="3">H</heading>' +
          "<paragraph><bold>b</bold> <italic>i</italic> <strike>s</strike> <code>c</code></paragraph>" +
          '<orderedlist start="1"><listitem><paragraph>one</paragraph></listitem></orderedlist>' +
          '<table><tablerow><tableheader colspan="1" rowspan="1"><paragraph>t</paragraph></tableheader></tablerow>' +
          '<tablerow><tablecell colspan="1" rowspan="1"><paragraph>u</paragraph></tablecell></tablerow></table>' +
          '<image alt="p" src="data://x"></image><blockquote><paragraph>q</paragraph></blockquote>' +
          "<horizontalrule></horizontalrule>"
      )
      const [heading] = fragment.toArray()
      assert.strictEqual(heading instanceof Y.XmlElement ? heading.nodeName : "", "heading")
      // The schema of the editor wants a number.
      assert.strictEqual(heading instanceof Y.XmlElement ? Number(heading.getAttribute("level")) : 0, 3)
      assert.isTrue(heading instanceof Y.XmlElement && typeof heading.getAttribute("level") === "number")
      const changes = yield* listen(note.changes, 1)
      const before = Y.encodeStateVector(doc)
      const list = new Y.XmlElement("bulletList")
      const item = new Y.XmlElement("listItem")
      const body = new Y.XmlElement("paragraph")
      const text = new Y.XmlText()
      text.applyDelta([{ insert: "from the page", attributes: { underline: {} } }])
      body.insert(0, [text])
      item.insert(0, [body])
      list.insert(0, [item])
      fragment.insert(0, [list])
      yield* page.send("ydoc:document:update", {
        document_id,
        user_id: "page",
        update: Array.from(Y.encodeStateAsUpdate(doc, before))
      })
      assert.strictEqual((yield* changes)[0]?.userId, "page")
      assert.isTrue((yield* note.markdown).startsWith("- <u>from the page</u>\n\n### H"))
    }).pipe(Effect.scoped)
  )

  it.live("tells and hears who is there, and where", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const { id } = yield* noteOf(user.token)
      const document_id = `note:${id}`
      const { join } = yield* person(user.token)
      const note = yield* join(id, { name: "Program", color: "#abc" })
      const presence = yield* listen(note.presence, 2)
      const states = yield* listen(Stream.drop(note.awareness, 1), 2)
      const page = yield* connect(user.token)
      const said = yield* heard(page)
      yield* page.send("ydoc:document:join", { document_id, user_id: "page", user_name: "Page", user_color: "#123" })
      const state = { user: { name: "Page", color: "#123", id: "sid" }, cursor: { anchor: null, head: null } }
      const update = Array.from(new TextEncoder().encode(JSON.stringify({ 77: state })))
      yield* page.send("ydoc:awareness:update", { document_id, update })
      yield* note.setAwareness({ cursor: { anchor: 1 } })
      yield* page.send("ydoc:document:leave", { document_id })
      assert.deepStrictEqual(yield* presence, [
        { _tag: "Joined", userId: "page", name: "Page", color: "#123" },
        { _tag: "Left", userId: user.id }
      ])
      const [there, gone] = yield* states
      assert.deepStrictEqual([...(there ?? [])], [[77, { userId: user.id, state }]])
      assert.strictEqual(gone?.size, 0)
      const told = yield* eventually(
        Effect.sync(() =>
          said("ydoc:awareness:update").map(({ update }) => JSON.parse(new TextDecoder().decode(bytes(update))))
        ),
        ({ length }) => length === 2
      )
      const { sessionId } = { sessionId: told[0][note.doc.clientID].user.id }
      const own = { user: { name: "Program", color: "#abc", id: sessionId } }
      assert.deepStrictEqual(told, [
        { [note.doc.clientID]: own },
        { [note.doc.clientID]: { ...own, cursor: { anchor: 1 } } }
      ])
    }).pipe(Effect.scoped)
  )
})

describe("a shared note and what is allowed", () => {
  it.live("is only read by who may only read, also before anybody has begun the document", () =>
    Effect.gen(function* () {
      const reader = yield* freshUser()
      const { id } = yield* noteOf(admin.token, { md: "Some text" }, [{ user: reader.id, permission: "read" }])
      const cable = yield* wire
      const [own, other] = [yield* person(admin.token), yield* person(reader.token, { url: cable.url })]
      const read = yield* other.join(id)
      assert.strictEqual(yield* read.text, "Some text")
      assert.isFalse(yield* read.writable)
      const refused = [read.append("x"), read.replace("x"), read.edit((fragment) => fragment.delete(0, 1))]
      for (const call of refused) assert.strictEqual((yield* reasonOf(call))._tag, "Forbidden")
      yield* read.save
      const written = yield* own.join(id)
      assert.isTrue(yield* written.writable)
      yield* written.append("More")
      // The text that the reader had by itself is gone, or it would be there twice.
      assert.strictEqual(yield* eventually(read.text, (text) => text.includes("More")), "Some text\nMore")
      assert.strictEqual(yield* written.text, "Some text\nMore")
      // Nothing of its own is left to be sent when it comes back.
      const lost = yield* Effect.forkScoped(stateOf(other.realtime, "Reconnecting"))
      cable.cut()
      yield* Fiber.join(lost)
      yield* written.append("And more")
      assert.strictEqual(yield* eventually(read.text, (text) => text.includes("And")), "Some text\nMore\nAnd more")
      yield* read.save
      // Who edits the document itself is told when it is saved.
      read.fragment.insert(0, [paragraph("in vain")])
      assert.strictEqual((yield* reasonOf(read.save))._tag, "Forbidden")
      assert.strictEqual(yield* written.text, "Some text\nMore\nAnd more")
    }).pipe(Effect.scoped)
  )

  it.live("fails to be saved once the account may not write any more", () =>
    Effect.gen(function* () {
      const writer = yield* freshUser()
      const { id, owui, saved } = yield* noteOf(admin.token, { md: "Before" }, [
        { user: writer.id, permission: "read" },
        { user: writer.id, permission: "write" }
      ])
      const { join } = yield* person(writer.token)
      const note = yield* join(id)
      yield* note.append("Mine")
      yield* note.save
      const grant = { principal_type: "user", principal_id: writer.id, permission: "read" }
      yield* owui.notes.updateNoteAccessById({ params: { id }, payload: { access_grants: [grant] } })
      yield* note.append("Lost")
      assert.strictEqual((yield* reasonOf(note.save))._tag, "Forbidden")
      assert.strictEqual(yield* saved, "Before\n\nMine")
    }).pipe(Effect.scoped)
  )

  it.live("is not joined where there is none, or not for the account", () =>
    Effect.gen(function* () {
      const user = yield* freshUser()
      const { id } = yield* noteOf(admin.token, { md: "Secret" })
      const { join } = yield* person(user.token)
      assert.strictEqual((yield* reasonOf(join("no-such-note")))._tag, "NotFound")
      // A failed try is in the way of no other.
      for (let index = 0; index < 2; index++) assert.strictEqual((yield* reasonOf(join(id)))._tag, "Forbidden")
    }).pipe(Effect.scoped)
  )

  it.live("is joined once, and with 19 others at most", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { join } = yield* person(token)
      const ids: Array<string> = []
      for (let index = 0; index < 21; index++) ids.push((yield* noteOf(token)).id)
      const [first = "", ...rest] = ids
      const { leave } = yield* joinFor(join(first))
      assert.strictEqual((yield* reasonOf(join(first)))._tag, "Invalid")
      for (const id of rest.slice(0, 19)) yield* join(id)
      const last = rest.at(-1) ?? ""
      assert.strictEqual((yield* reasonOf(join(last)))._tag, "Invalid")
      yield* leave
      const note = yield* join(last)
      yield* note.append("There was room")
      yield* note.save
    }).pipe(Effect.scoped)
  )

  it.live("refuses what the server would drop for its length, and goes on", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, saved } = yield* noteOf(token)
      const [one, two] = [yield* person(token), yield* person(token)]
      const [a, b] = [yield* one.join(id), yield* two.join(id)]
      const half = "x".repeat(1_200_000)
      yield* a.append(half)
      yield* a.save
      assert.strictEqual((yield* reasonOf(a.append(half)))._tag, "Invalid")
      assert.strictEqual((yield* a.text).length, half.length)
      // Written without asking: it is not sent before it is shorter.
      const put = a.edit((fragment) => fragment.insert(1, [paragraph("y".repeat(1_000_000))]))
      assert.strictEqual((yield* reasonOf(put))._tag, "Invalid")
      assert.strictEqual((yield* reasonOf(a.save))._tag, "Invalid")
      yield* a.edit((fragment) => fragment.delete(1, 1))
      yield* a.append("short")
      yield* a.save
      assert.isTrue((yield* eventually(b.text, (text) => text.endsWith("short"))) === `${half}\nshort`)
      assert.isTrue((yield* saved).endsWith("short"))
    }).pipe(Effect.scoped)
  )
})

describe("a shared note whose connection breaks", () => {
  it.live("keeps what is written meanwhile, on both sides", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, saved } = yield* noteOf(token, { md: "Begin" })
      const cable = yield* wire
      const [far, near] = [yield* person(token, { url: cable.url }), yield* person(token)]
      const [a, b] = [yield* far.join(id), yield* near.join(id)]
      const lost = yield* Effect.forkScoped(stateOf(far.realtime, "Reconnecting"))
      cable.cut()
      yield* Fiber.join(lost)
      yield* a.append("from a")
      yield* b.append("from b")
      const both = (text: string) => text.includes("from a") && text.includes("from b")
      const text = yield* eventually(a.text, both)
      assert.strictEqual(yield* eventually(b.text, both), text)
      assert.strictEqual(text.split("\n").length, 3)
      yield* a.save
      assert.isTrue(both(yield* saved))
    }).pipe(Effect.scoped)
  )

  it.live("sends again what a connection took that has not joined yet", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id } = yield* noteOf(token, { md: "Begin\n\nGo" })
      const cable = yield* wire
      const realtime = yield* connect(token, { url: cable.url })
      let isFirst = true
      const { join } = yield* over(
        {
          ...realtime,
          send: (event, payload) =>
            Effect.gen(function* () {
              if (isFirst && hasProperty(payload, "update")) {
                isFirst = false
                const lost = yield* Effect.forkScoped(stateOf(realtime, "Reconnecting"))
                cable.cut()
                yield* Effect.orDie(Fiber.join(lost))
              }
              // Over the next connection, where the server drops it without a word.
              return yield* realtime.send(event, payload)
            }).pipe(Effect.scoped)
        },
        token
      )
      const near = yield* person(token)
      const b = yield* near.join(id)
      const a = yield* join(id)
      // What it tells of itself when it joins is no change of the text.
      isFirst = true
      // Of what is deleted no state vector tells: nobody would miss it.
      yield* a.edit((fragment) => fragment.delete(1, 1))
      assert.strictEqual(yield* eventually(b.text, (text) => text === "Begin"), "Begin")
      assert.isFalse(isFirst)
    }).pipe(Effect.scoped)
  )

  it.live("carries its changes over where others have begun anew", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, saved } = yield* noteOf(token, { md: "one\n\ntwo\n\nthree" })
      const cable = yield* wire
      const far = yield* person(token, { url: cable.url, reconnect: { initial: "4 seconds", max: "4 seconds" } })
      const near = yield* person(token)
      const a = yield* far.join(id)
      const { clientID } = a.doc
      const changes = yield* listen(a.changes, 1)
      yield* a.append("saved")
      yield* a.save
      const lost = yield* Effect.forkScoped(stateOf(far.realtime, "Reconnecting"))
      cable.cut()
      yield* Fiber.join(lost)
      yield* a.replace("one\n\n2\n\nthree\n\nsaved\n\nfrom a")
      // The server forgets the document with its last editor; then it begins anew from the saved text.
      const { leave, note: b } = yield* joinFor(near.join(id)).pipe(
        Effect.repeat({
          until: ({ leave, note }) =>
            Y.decodeStateVector(Y.encodeStateVector(note.doc)).has(a.doc.clientID)
              ? Effect.as(leave, false)
              : Effect.succeed(true)
        })
      )
      yield* b.replace("one\n\ntwo\n\nthree, by b\n\nsaved")
      const merged = "one\n2\nthree, by b\nsaved\nfrom a"
      assert.strictEqual(yield* eventually(b.text, (text) => text.includes("from a")), merged)
      assert.strictEqual(yield* eventually(a.text, (text) => text.includes("by b")), merged)
      assert.strictEqual(a.doc.clientID, clientID)
      // Of what was changed while it was away nobody says who did it.
      assert.deepInclude((yield* changes)[0], { userId: undefined, sessionId: undefined })
      // They go on as one.
      yield* a.append("a again")
      yield* eventually(b.text, (text) => text.endsWith("a again"))
      yield* b.append("b again")
      yield* eventually(a.text, (text) => text.endsWith("b again"))
      yield* leave
      yield* a.save
      assert.strictEqual(yield* saved, [...merged.split("\n"), "a again", "b again"].join("\n\n"))
    }).pipe(Effect.scoped)
  )

  it.live("sends its last changes before it is left, over the next connection", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, saved } = yield* noteOf(token)
      const cable = yield* wire
      const { join, realtime } = yield* person(token, { url: cable.url })
      const { leave, note } = yield* joinFor(join(id))
      yield* note.append("first")
      const lost = yield* Effect.forkScoped(stateOf(realtime, "Reconnecting"))
      cable.cut()
      yield* Fiber.join(lost)
      yield* note.append("last")
      yield* leave
      assert.strictEqual(yield* eventually(saved, (text) => text.includes("last")), "first\n\nlast")
    }).pipe(Effect.scoped)
  )

  it.live("fails where the note is gone when it comes back", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, owui } = yield* noteOf(token, { md: "Here" })
      const cable = yield* wire
      const { join } = yield* person(token, { url: cable.url })
      const note = yield* join(id)
      const changes = yield* Effect.forkScoped(reasonOf(Stream.runDrain(note.changes)))
      yield* owui.notes.deleteNoteById({ params: { id } })
      cable.cut()
      assert.strictEqual((yield* Fiber.join(changes))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(note.append("x")))._tag, "NotFound")
      assert.strictEqual((yield* reasonOf(note.save))._tag, "NotFound")
    }).pipe(Effect.scoped)
  )

  it.live("loses and doubles nothing while three write and one wire is cut again and again", () =>
    Effect.gen(function* () {
      const { token } = yield* freshUser()
      const { id, saved } = yield* noteOf(token, { md: "start" })
      const cable = yield* wire
      const people = [yield* person(token, { url: cable.url }), yield* person(token), yield* person(token)]
      const shared: Array<Documents.SharedNote> = []
      for (const { join } of people) shared.push(yield* join(id))
      let seed = 1
      const next = (below: number) => {
        seed = (seed * 48_271) % 2_147_483_647
        return seed % below
      }
      const kept = new Set<string>(["start"])
      const write = (note: Documents.SharedNote, name: string) =>
        Effect.gen(function* () {
          let last = ""
          for (let index = 0; index < 40; index++) {
            const word = `${name}${index}.`
            yield* note.edit((fragment) => {
              if (next(4) === 0 && last !== "") {
                const place = fragment
                  .toArray()
                  .findIndex((child) => child.toString() === `<paragraph>${last}</paragraph>`)
                if (place >= 0) {
                  fragment.delete(place, 1)
                  kept.delete(last)
                }
              }
              fragment.insert(next(fragment.length + 1), [paragraph(word)])
            })
            kept.add(word)
            last = word
            yield* Effect.sleep(`${next(60)} millis`)
          }
        })
      const cutting = yield* Effect.forkScoped(
        Effect.forever(Effect.andThen(Effect.sleep("300 millis"), Effect.sync(cable.cut)))
      )
      yield* Effect.all(
        shared.map((note, index) => write(note, "abc"[index] ?? "")),
        { concurrency: 3 }
      )
      yield* Fiber.interrupt(cutting)
      assert.isAbove(cable.count(), 3)
      const words = [...kept].sort()
      const sorted = (note: Documents.SharedNote) => Effect.map(note.text, (text) => text.split("\n").sort())
      for (const note of shared) {
        assert.deepStrictEqual(yield* eventually(sorted(note), (all) => all.join() === words.join()), words)
      }
      const [first, ...rest] = yield* Effect.all(shared.map(({ text }) => text))
      for (const text of rest) assert.strictEqual(text, first)
      yield* Effect.all(shared.map(({ save }) => save))
      assert.strictEqual(yield* saved, (first ?? "").split("\n").join("\n\n"))
    }).pipe(Effect.scoped)
  )
})
