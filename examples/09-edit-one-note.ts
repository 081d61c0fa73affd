/**
 * Two programs that edit one note at once, each over a connection of its own: what both write is there in the end, in
 * both and in the note that is saved. The web page may have the same note open meanwhile. Needs `npm install yjs`.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { OpenWebUI } from "effect-open-webui"
import * as Documents from "effect-open-webui/realtime/Documents"
import { Realtime } from "effect-open-webui/realtime/Realtime"

/** Joins the note, adds what there is to buy, and stays until all of it is there. */
const shopper = Effect.fnUntraced(function* (id: string, name: string, things: ReadonlyArray<string>, total: number) {
  const note = yield* Documents.join(id, { name })
  const buy = Effect.forEach(things, (thing) => note.append(thing), { discard: true })
  // Looked at when the own lines are written, and whenever the other program writes.
  yield* Stream.merge(Stream.fromEffect(buy), note.changes).pipe(
    Stream.mapEffect(() => note.text),
    Stream.takeUntil((text) => text.split("\n").length > total),
    Stream.runDrain
  )
  yield* note.save
})

const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  const { id } = yield* owui.notes.createNewNote({
    payload: { title: "Shopping", data: { content: { md: "# Shopping", html: "<h1>Shopping</h1>", json: null } } }
  })
  const connected = (name: string, things: ReadonlyArray<string>) =>
    shopper(id, name, things, 4).pipe(Effect.scoped, Effect.provide(Realtime.layer()))
  yield* Effect.all([connected("Ada", ["green tea", "black tea"]), connected("Bob", ["milk", "honey"])], {
    concurrency: "unbounded"
  })

  const { data } = yield* owui.notes.getNoteById({ params: { id } })
  yield* Console.log(data?.content?.md)
  yield* owui.notes.deleteNoteById({ params: { id } })
})

const client = OpenWebUI.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

NodeRuntime.runMain(Effect.provide(program, client))
