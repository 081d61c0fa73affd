import { assert, describe, it } from "vitest"
import { Decoder, Encoder, type Packet } from "../../src/realtime/Wire.ts"

const read = (text: unknown): ReadonlyArray<Packet> => {
  const packets: Array<Packet> = []
  const decoder = new Decoder()
  decoder.on("decoded", (packet) => packets.push(packet))
  decoder.add(text)
  return packets
}

/** Packets as they are on the wire. */
const wires: ReadonlyArray<readonly [text: string, packet: Packet]> = [
  ['0{"token":"t"}', { type: 0, nsp: "/", data: { token: "t" }, id: undefined }],
  ["1", { type: 1, nsp: "/", data: undefined, id: undefined }],
  [
    '2["events",{"at":1795252586020823319}]',
    { type: 2, nsp: "/", data: ["events", { at: 1795252586020823319n }], id: undefined }
  ],
  ['212["ask",1]', { type: 2, nsp: "/", data: ["ask", 1], id: 12 }],
  ["30[]", { type: 3, nsp: "/", data: [], id: 0 }],
  ['2/apps,7["ask"]', { type: 2, nsp: "/apps", data: ["ask"], id: 7 }],
  ['4{"message":"no"}', { type: 4, nsp: "/", data: { message: "no" }, id: undefined }]
]

describe("packets", () => {
  it.each(wires)("%s is read and written", (text, packet) => {
    assert.deepStrictEqual(read(text), [packet])
    assert.deepStrictEqual(new Encoder().encode(packet), [text])
  })

  it.each([
    "",
    "9",
    "x",
    "2",
    '2{"a":1}',
    "2[5]",
    "3{}",
    "0[]",
    "1[]",
    '2["a"',
    '51-["a",{"_placeholder":true,"num":0}]'
  ])("%j is none", (text) => {
    assert.throws(() => read(text))
  })

  it("of bytes are none", () => {
    assert.throws(() => read(new Uint8Array([1])))
  })

  it("are no longer told to who has left", () => {
    const packets: Array<Packet> = []
    const decoder = new Decoder()
    const listener = (packet: Packet) => void packets.push(packet)
    decoder.on("decoded", listener)
    decoder.off("decoded", listener)
    decoder.add("1")
    assert.deepStrictEqual(packets, [])
  })
})
