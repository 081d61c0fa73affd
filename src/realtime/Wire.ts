/**
 * What socket.io-client is given in place of its own: packets as text, since times in nanoseconds have 19 digits, which
 * the parser that it ships rounds (Open WebUI sends and takes JSON only, so there are no binary parts here), and long
 * polling that ends with the connection.
 *
 * @since 0.1.0
 */
import { Fetch } from "socket.io-client"
import * as Json from "../layers/Json.ts"

/** The kinds of packets, by their digit. */
const kinds = { connect: 0, disconnect: 1, event: 2, ack: 3, connectError: 4 } as const

/**
 * A packet as socket.io-client gives and takes it.
 *
 * @internal
 */
export interface Packet {
  readonly type: number
  readonly nsp: string
  readonly data?: unknown
  readonly id?: number | undefined
}

/**
 * Writes packets.
 *
 * @internal
 */
export class Encoder {
  encode({ data, id, nsp, type }: Packet): ReadonlyArray<string> {
    const namespace = nsp === "" || nsp === "/" ? "" : `${nsp},`
    const body = data === undefined || data === null ? "" : Json.stringify(data)
    return [`${type}${namespace}${id ?? ""}${body}`]
  }
}

type Listener = (packet: Packet) => void

const head = /^([0-4])(\/[^,]*,)?(\d*)/

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether the data of a packet is what its kind has. */
const isValid = (type: number, data: unknown): boolean => {
  switch (type) {
    case kinds.connect:
      return data === undefined || isObject(data)
    case kinds.disconnect:
      return data === undefined
    case kinds.event:
      return Array.isArray(data) && typeof data[0] === "string"
    case kinds.ack:
      return Array.isArray(data)
    default:
      return typeof data === "string" || isObject(data)
  }
}

/**
 * Reads packets, and tells who listens to `decoded`. What is no packet throws; socket.io-client then closes the
 * connection with the reason `parse error`.
 *
 * @internal
 */
export class Decoder {
  private listeners: ReadonlyArray<Listener> = []

  on(_event: "decoded", listener: Listener): this {
    this.listeners = [...this.listeners, listener]
    return this
  }

  off(_event: "decoded", listener: Listener): this {
    this.listeners = this.listeners.filter((one) => one !== listener)
    return this
  }

  add(text: unknown): void {
    const found = typeof text === "string" ? head.exec(text) : null
    if (found === null || typeof text !== "string") throw new Error("Not a text packet of Socket.IO")
    const [start, digit, namespace, id] = found
    const type = Number(digit)
    const data = start.length === text.length ? undefined : Json.parse(text.slice(start.length))
    if (!isValid(type, data)) throw new Error(`A Socket.IO packet of type ${type} with other data than it has`)
    const packet: Packet = {
      type,
      nsp: namespace === undefined ? "/" : namespace.slice(0, -1),
      data,
      id: id === undefined || id === "" ? undefined : Number(id)
    }
    for (const listener of this.listeners) listener(packet)
  }

  destroy(): void {}
}

/**
 * Long polling, for servers that have web sockets switched off. Unlike the one that socket.io-client ships, it does not
 * leave the request that waits for news behind when it closes: the server would answer it only after 45 seconds.
 *
 * @internal
 */
export class Polling extends Fetch {
  private readonly waiting = new AbortController()

  override doPoll(): void {
    const { signal } = this.waiting
    const read = async (): Promise<void> => {
      const response = await fetch(this.uri(), { headers: this.opts.extraHeaders ?? {}, credentials: "omit", signal })
      if (response.ok) this.onData(await response.text())
      else this.onError("fetch read error", response.status, response)
    }
    read().catch((error: unknown) => {
      if (!signal.aborted) this.onError("fetch read error", error)
    })
  }

  override doClose(): void {
    super.doClose()
    this.waiting.abort()
  }
}
