/**
 * An app as Open WebUI knows it: a manifest over HTTP, and a Socket.IO server, spoken by hand, to which Open WebUI
 * connects. What a button does is what its `action_id` says, see {@link answers}.
 *
 * | path | what is there |
 * |---|---|
 * | `GET /` | the manifest, for who has the {@link key} |
 * | `GET /strange`, `/page`, `/broken` | a manifest that is none; a text; 500 |
 * | `/socket.io/` | the app |
 * | `/refusing/socket.io/` | an app that refuses the connection |
 * | `/impostor/socket.io/` | an app that proves to be another one |
 */
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto"
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Socket from "effect/socket/Socket"
import type { Manifest } from "../../../src/models/Apps.ts"

export class App extends Context.Service<
  App,
  {
    /** Where it is, without a slash at its end. */
    readonly url: string
    readonly manifest: Manifest
    /** What it was sent so far, oldest first. */
    readonly events: Effect.Effect<ReadonlyArray<AppEvent>>
    /** Asks Open WebUI for something in the name of a connected app, and answers the `data` of a success. */
    readonly request: (app: string, operation: string, args: Schema.JsonObject) => Effect.Effect<Schema.Json>
    /** Closes an app's connection and refuses it from then on. */
    readonly dismiss: (app: string) => Effect.Effect<void>
  }
>()("effect-open-webui/tests/support/apps/App") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = () =>
    Layer.effect(App, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
}

/** What the app asks for, from whoever asks it. */
export const key = "app-key"

/** A key pair of an app, its public half in PEM. */
const keys = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  return { privateKey, pem: publicKey.export({ format: "pem", type: "spki" }).toString() }
}

/** A public key as manifests have it. */
export const publicKey = (): string => keys().pem

const own = keys()
const foreign = keys()

/** A public key that is of another kind than apps must have. */
export const wrongPublicKey = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .publicKey.export({ format: "pem", type: "spki" })
  .toString()

const manifest: Manifest = {
  id: "com.example.test",
  name: "Test app",
  description: "Says what its buttons are called.",
  profile_image_url: null,
  public_key: own.pem,
  requested_scopes: ["channels:mentions:read", "channels:messages:write", "channels:read"]
}

export const AppEvent = Schema.Struct({
  type: Schema.String,
  app_id: Schema.String,
  installation_id: Schema.optionalKey(Schema.NullOr(Schema.String)),
  actor: Schema.optionalKey(Schema.Struct({ id: Schema.String, name: Schema.String, is_admin: Schema.Boolean })),
  channel: Schema.Struct({ id: Schema.String }),
  data: Schema.optionalKey(Schema.Json)
})
export type AppEvent = typeof AppEvent.Type

/** A card with all that a card may have. */
export const embed = {
  title: "A card",
  description: "Its text",
  url: "https://example.com/card",
  color: 0x3366ff,
  author: { name: "An author" },
  footer: { text: "The end" },
  thumbnail: { url: "https://example.com/small.png" },
  fields: [{ name: "Field", value: "Value", inline: true }]
}

/** A button. */
export const button = (action_id: string) => ({ action_id, label: `Press ${action_id}`, context: { of: action_id } })

/** A link below a message. */
export const link = { label: "Open", url: "https://example.com/" }

/** What pressing a button comes to, by its `action_id`; `silent` gets no answer at all. */
export const answers: Readonly<Record<string, Schema.JsonObject>> = {
  ack: { status: 200, data: { type: "ack" } },
  private: { status: 200, data: { type: "message", title: "Psst", content: "Only for you", embeds: [embed] } },
  channel: {
    status: 200,
    data: {
      type: "message",
      visibility: "channel",
      content: "For all",
      embeds: [embed],
      actions: [button("ack"), link]
    }
  },
  update: {
    status: 200,
    data: { type: "update", visibility: "channel", content: "Changed", actions: [button("ack")] }
  },
  download: { status: 200, data: { type: "download", content: "# A list", filename: "list.md" } },
  error: { status: 200, data: { type: "error", content: "It did not work" } },
  nonsense: { status: 200, data: { type: "nonsense" } },
  busy: { status: 429, error: "Too many buttons" },
  refuse: { status: 403, error: "Not for you" },
  fail: { status: 500, error: "Out of order" }
}

const Connect = Schema.Struct({ app_id: Schema.String, challenge: Schema.String })
const Action = Schema.Struct({ action_id: Schema.String })
const Answer = Schema.Struct({ status: Schema.Number, data: Schema.optionalKey(Schema.Json) })

const base64url = (text: string) => Buffer.from(text).toString("base64url")

/** One connection of Open WebUI. */
interface Peer {
  readonly write: (frame: string | Socket.CloseEvent) => Effect.Effect<void, Socket.SocketError>
  readonly waiting: Map<number, Deferred.Deferred<Schema.Json>>
  /** The app that it is for, once that was said. */
  app: string | undefined
}

const json = HttpServerResponse.jsonUnsafe
const parse = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Json))

const make = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const events: Array<AppEvent> = []
  const peers = new Map<string, Peer>()
  /** Who each app says that it is. */
  const installations = new Map<string, string>()
  const dismissed = new Set<string>()
  let lastId = 0

  /** What Open WebUI is told that asks who we are. */
  const connected = Effect.fnUntraced(function* (peer: Peer, told: Schema.Json, path: string) {
    if (path.startsWith("/refusing") || !Schema.is(Connect)(told)) return { status: 403, error: "No" }
    const { app_id, challenge } = told
    if (dismissed.has(app_id)) return { status: 403, error: "Not again" }
    const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const installation_id = installations.get(app_id) ?? randomUUID()
    installations.set(app_id, installation_id)
    const connection_token = randomUUID()
    const claims = {
      aud: "oix:connect",
      sub: installation_id,
      app_id,
      manifest_id: manifest.id,
      iat: now,
      exp: now + 60,
      challenge,
      token_hash: createHash("sha256").update(connection_token).digest("hex")
    }
    const signed = `${base64url('{"alg":"EdDSA","typ":"oix-connect+jwt"}')}.${base64url(JSON.stringify(claims))}`
    const { privateKey } = path.startsWith("/impostor") ? foreign : own
    const proof = `${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`
    peer.app = app_id
    peers.set(app_id, peer)
    return { status: 200, data: { connection_token, installation_id, proof } }
  })

  const answerOf = Effect.fnUntraced(function* (peer: Peer, event: Schema.Json, told: Schema.Json, path: string) {
    switch (event) {
      case "app:connect":
        return yield* connected(peer, told, path)
      case "app:ready":
        return { status: 200, data: { received: true } }
      default: {
        if (!Schema.is(AppEvent)(told)) return { status: 400, error: "Not an event" }
        events.push(told)
        if (told.type !== "channel.action") return { status: 200, data: { received: true } }
        return Schema.is(Action)(told.data) ? answers[told.data.action_id] : { status: 400, error: "No such button" }
      }
    }
  })

  /** One packet of Engine.IO, with one of Socket.IO in it: `40/apps,`, `42/apps,7["event",...]`, `43/apps,7[...]`. */
  const take = Effect.fnUntraced(function* (peer: Peer, packet: string, path: string) {
    if (packet.startsWith("40")) return yield* peer.write(`40/apps,${JSON.stringify({ sid: randomUUID() })}`)
    const parts = /^4([23])\/apps,(\d+)(.*)$/s.exec(packet)
    if (parts === null) return
    const [, type, id, text] = parts
    const values = yield* parse(text)
    if (!Array.isArray(values)) return
    if (type === "3") {
      const waiting = peer.waiting.get(Number(id))
      if (waiting !== undefined) yield* Deferred.succeed(waiting, values[0])
      return
    }
    const answer = yield* answerOf(peer, values[0], values[1], path)
    if (answer !== undefined) yield* peer.write(`43/apps,${id}${JSON.stringify([answer])}`)
  })

  const socket = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest, path: string) {
    const upgraded = yield* request.upgrade
    const pull = yield* Socket.readerString(upgraded)
    const { write } = yield* upgraded.writer
    const peer: Peer = { write, waiting: new Map(), app: undefined }
    // So long an interval that no ping is ever due.
    const open = {
      sid: randomUUID(),
      upgrades: [],
      pingInterval: 3_600_000,
      pingTimeout: 60_000,
      maxPayload: 1_000_000
    }
    yield* write(`0${JSON.stringify(open)}`)
    const next = Effect.flatMap(pull, (packets) => Effect.forEach(packets, (packet) => take(peer, packet, path)))
    // The end of a connection is told as a failure, too.
    return yield* Effect.forever(next).pipe(
      Effect.ignore,
      Effect.onExit(() =>
        Effect.sync(() => {
          if (peer.app !== undefined && peers.get(peer.app) === peer) peers.delete(peer.app)
        })
      ),
      Effect.as(HttpServerResponse.empty())
    )
  }, Effect.scoped)

  const answer = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.headers.authorization !== `Bearer ${key}`) return json({ error: "Wrong key" }, { status: 401 })
    const { pathname } = new URL(request.url, "http://app")
    if (pathname.endsWith("/socket.io/")) return yield* socket(request, pathname)
    switch (pathname) {
      case "/strange":
        return json({ id: manifest.id, name: "No key" })
      case "/page":
        return HttpServerResponse.text("Hello")
      case "/broken":
        return HttpServerResponse.text("Out of order", { status: 500 })
      default:
        return json(manifest)
    }
  }).pipe(Effect.orDie)

  yield* HttpServer.serveEffect(answer)

  const peerOf = (app: string) =>
    Effect.suspend(() => {
      const peer = peers.get(app)
      return peer === undefined ? Effect.die(new Error(`${app} is not connected`)) : Effect.succeed(peer)
    })

  return App.of({
    url: HttpServer.formatAddress(address),
    manifest,
    events: Effect.sync(() => [...events]),
    request: Effect.fnUntraced(function* (app, operation, args) {
      const peer = yield* peerOf(app)
      const id = ++lastId
      const answered = yield* Deferred.make<Schema.Json>()
      peer.waiting.set(id, answered)
      yield* peer.write(`42/apps,${id}${JSON.stringify(["app:request", { operation, arguments: args }])}`)
      const { data, status } = yield* Effect.flatMap(Deferred.await(answered), Schema.decodeUnknownEffect(Answer))
      if (status !== 200 || data === undefined)
        return yield* Effect.die(new Error(`${operation} failed with ${status}`))
      return data
    }, Effect.orDie),
    dismiss: Effect.fnUntraced(function* (app) {
      const { write } = yield* peerOf(app)
      dismissed.add(app)
      yield* Effect.orDie(write(new Socket.CloseEvent()))
    })
  })
})
