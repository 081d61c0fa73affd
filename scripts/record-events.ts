/**
 * Makes `refs/recorded/realtime` out of what a run of the tests has said and heard over the socket: a few events of each
 * type, one of each shape, shortened, without secrets. `npm run record` does it, see `record.ts`.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { property } from "../src/internal/reading.ts"
import * as Json from "../src/layers/Json.ts"
import { calls } from "../src/realtime/Handlers.ts"
import { difference } from "../tests/contract/decode.ts"
import { decodeTold, type EventVerdict, recordedEvents, type Told, toldOf } from "../tests/contract/events.ts"
import { cleaner, groupBy, order, shapeOf, short } from "./distil.ts"

/** How many samples a type keeps. */
const samples = 6

/** The file of what clients send. */
const sentFile = "sent"

interface Sample extends Told {
  /** The file that it belongs to. */
  readonly file: string
  readonly type: string
  readonly shape: string
}

const fileOf = (event: string, type: string | null): string => {
  if (event === "events") return type !== null && Object.hasOwn(calls, type) ? "calls" : "chats"
  if (event === "events:channel") return "channels"
  const [family = ""] = event.split(":")
  return { ydoc: "documents", encryption: "encryption" }[family] ?? "others"
}

const isSame = (a: EventVerdict, b: EventVerdict): boolean =>
  a.type === b.type && a.known === b.known && a.ok === b.ok && a.lossless === b.lossless

const cleaned = ({ event, payload }: Told, clean: (value: unknown) => unknown): Told => ({
  event: String(clean(event)),
  payload: clean(payload)
})

const sampleOf = (told: Told, sent: boolean, clean: (value: unknown) => unknown): ReadonlyArray<Sample> => {
  const clear = cleaned(told, clean)
  const verdict = decodeTold(clear)
  // The test that said it wants it to be refused.
  if (!verdict.ok) {
    console.error(`left out, since it cannot be read: ${verdict.event} ${verdict.type}: ${verdict.error}`)
    return []
  }
  const brief = { event: clear.event, payload: short(clear.payload) }
  const chosen = isSame(verdict, decodeTold(brief)) ? brief : clear
  const { event, payload } = chosen
  // A provider's pieces are of many kinds.
  const kind = property(property(property(payload, "data"), "data"), "type") ?? property(payload, "kind")
  const file = sent ? sentFile : fileOf(event, verdict.type)
  return [{ event, payload, file, type: [event, verdict.type, kind].join(" "), shape: shapeOf(payload) }]
}

/** Of each type the event that says most, and then others of other shapes. */
const chosenOf = (all: ReadonlyArray<Sample>): ReadonlyArray<Sample> =>
  groupBy(all, ({ type }) => type).flatMap(([, own]) =>
    groupBy(own, ({ shape }) => shape)
      .flatMap(([, [first]]) => (first === undefined ? [] : [first]))
      .toSorted((a, b) => b.shape.length - a.shape.length || order(a.shape, b.shape))
      .slice(0, samples)
  )

/** Writes the recordings anew, or with what is there already. */
export const distilEvents = (lines: ReadonlyArray<string>, target: string, adds: boolean): void => {
  const clean = cleaner()
  const before = adds && existsSync(target) ? [...recordedEvents()] : []
  const all = [
    ...before.flatMap(([file, lines]) => lines.flatMap((line) => sampleOf(toldOf(line), file === sentFile, clean))),
    ...lines.flatMap((line) => sampleOf(toldOf(line), property(Json.parse(line), "sent") === true, clean))
  ]
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  for (const [file, own] of groupBy(all, ({ file }) => file)) {
    // Numbered anew in the order in which they stay, so that another run changes no more than it must.
    const number = cleaner()
    const kept = chosenOf(own).map((sample) => cleaned(sample, number))
    for (const told of kept) {
      const lost = difference(told, toldOf(Json.stringify(told)))
      if (lost !== undefined) throw new Error(`A recorded event does not come back ${lost}`)
    }
    writeFileSync(join(target, `${file}.jsonl`), `${kept.map((one) => Json.stringify(one)).join("\n")}\n`)
    console.log(`realtime/${file}: ${kept.length} of ${own.length} events`)
  }
}
