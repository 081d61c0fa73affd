/**
 * Where `RECORD` names a folder, what is said over the socket is appended to a file in it, both ways: one JSON object a
 * line, with the name of the event, its first argument, and whether the client sent it. `npm run record` makes
 * `refs/recorded/realtime` out of it.
 */
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import * as Json from "../../src/layers/Json.ts"
import { Decoder, Encoder } from "../../src/realtime/Wire.ts"

const folder = process.env.RECORD

/** The name of the file in the folder. */
export const fileName = "events.jsonl"

/** A longer packet is left out: it is one of a test that fills buffers, and says nothing new. */
const longest = 16 * 1024

/** A packet that is an event, with its arguments behind the name. */
const event = /^2(?:\/[^,]*,)?\d*(\[.*)$/s

const write = (packet: unknown, sent: boolean): void => {
  if (folder === undefined || typeof packet !== "string" || packet.length > longest) return
  const [, list] = event.exec(packet) ?? []
  if (list === undefined) return
  // The wire has written or read it, so it is a list that begins with the name.
  const [name, payload] = Json.parse(list) as ReadonlyArray<unknown>
  appendFileSync(join(folder, fileName), `${Json.stringify({ event: name, payload, sent })}\n`)
}

/** Records all connections of this process from now on. */
export const recordEvents = (): void => {
  if (folder === undefined || folder === "") return
  const { add } = Decoder.prototype
  Decoder.prototype.add = function (packet) {
    write(packet, false)
    add.call(this, packet)
  }
  const { encode } = Encoder.prototype
  Encoder.prototype.encode = function (packet) {
    const texts = encode.call(this, packet)
    for (const text of texts) write(text, true)
    return texts
  }
}
