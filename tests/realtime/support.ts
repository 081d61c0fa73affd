/** Connections of the test server, a plugin that does what it is told, and a wire that can be cut. */
import { connect as connectTo, createServer, type Server, type Socket } from "node:net"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Auth from "../../src/layers/Auth.ts"
import { Client } from "../../src/layers/Client.ts"
import type { OpenWebUIError } from "../../src/layers/Failures.ts"
import { type Json, stringify } from "../../src/layers/Json.ts"
import type { ChatTurnForm } from "../../src/models/Completions.ts"
import type { OpenWebUIService } from "../../src/OpenWebUI.ts"
import { isChatEvent, type RealtimeEvent } from "../../src/realtime/Events.ts"
import * as Handlers from "../../src/realtime/Handlers.ts"
import {
  Realtime,
  type RealtimeOptions,
  type RealtimeService,
  type State,
  type Subscription
} from "../../src/realtime/Realtime.ts"
import { clientOf } from "../support/clients.ts"
import { recordEvents } from "../support/recordEvents.ts"
import { admin, unique, url } from "../support/TestServer.ts"

recordEvents()

export interface ConnectOptions extends RealtimeOptions {
  readonly url?: string
  readonly handlers?: Handlers.Handlers
}

/** A connection of these credentials until the scope closes. */
export const connectAs = (
  auth: Auth.Auth,
  options: ConnectOptions = {}
): Effect.Effect<RealtimeService, OpenWebUIError, Scope.Scope> =>
  Realtime.layer({ reconnect: { initial: "50 millis", max: "500 millis" }, ...options }).pipe(
    Layer.provide(options.handlers === undefined ? Layer.empty : Handlers.layer(options.handlers)),
    Layer.provide(Client.layer({ url: options.url ?? url, auth, retry: false })),
    Layer.provide(FetchHttpClient.layer),
    Layer.build,
    Effect.map((context) => Context.get(context, Realtime))
  )

/** A connection of an account until the scope closes. */
export const connect = (token: string, options?: ConnectOptions) => connectAs(Auth.token(token), options)

/** The client of an account, for what needs one beside the connection. */
export const clientFor = (token: string) =>
  Client.layer({ url, auth: Auth.token(token) }).pipe(Layer.provide(FetchHttpClient.layer), Layer.build)

/** The first state that meets a condition. */
export const stateOf = (realtime: RealtimeService, tag: State["_tag"]) =>
  realtime.state.pipe(
    Stream.filter(({ _tag }) => _tag === tag),
    Stream.take(1),
    Stream.runCollect,
    Effect.map(([state]) => state),
    Effect.timeout("20 seconds")
  )

/** An action that emits events and makes calls, and gives what the calls were answered. */
const source = `import json


class Action:
    async def action(self, body, __event_emitter__=None, __event_call__=None):
        answers = []
        for step in json.loads(body['messages'][0]['content']):
            if 'emit' in step:
                await __event_emitter__(step['emit'])
            else:
                answers.append(await __event_call__(step['call']))
        return {'answers': answers}
`

/** A step of the plugin. */
export type Step = { readonly emit: Json } | { readonly call: Json }

/** Lets the server take the steps, on behalf of an account and one of its connections. */
export type Act = (
  owui: OpenWebUIService,
  session: string,
  steps: ReadonlyArray<Step>,
  chat?: string
) => Effect.Effect<ReadonlyArray<unknown>, OpenWebUIError>

/** Installs the plugin until the scope closes. */
export const plugin: Effect.Effect<Act, OpenWebUIError, Scope.Scope> = Effect.gen(function* () {
  // A client that outlives this effect, for the uninstalling.
  const owui = yield* clientOf(admin.token)
  const id = unique("act").replaceAll("-", "_")
  yield* Effect.acquireRelease(
    owui.functions.createNewFunction({ payload: { id, name: id, content: source, meta: { description: "" } } }),
    () => Effect.orDie(owui.functions.deleteFunctionById({ params: { id } }))
  )
  yield* owui.functions.toggleFunctionById({ params: { id } })
  yield* owui.functions.toggleGlobalById({ params: { id } })
  yield* owui.main.getModels()
  const act: Act = (owui, session_id, steps, chat_id = `temporary:${session_id}`) =>
    Effect.map(
      owui.main.chatAction({
        params: { action_id: id },
        payload: {
          model: "echo",
          chat_id,
          id: "message",
          session_id,
          messages: [{ role: "user", content: stringify(steps) }]
        }
      }),
      (answer) =>
        typeof answer === "object" && answer !== null && "answers" in answer && Array.isArray(answer.answers)
          ? answer.answers
          : []
    )
  return act
})

/** The server behind a wire that can be cut. */
export interface Wire {
  readonly url: string
  /** How many connections are open now. */
  readonly open: () => number
  /** How many there were. */
  readonly count: () => number
  /** How many bytes were sent to the server. */
  readonly sent: () => number
  /** Breaks those that are open. */
  readonly cut: () => void
}

const listen = (server: Server) =>
  Effect.callback<number>((resume) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/** A wire to the test server until the scope closes. */
export const wire: Effect.Effect<Wire, never, Scope.Scope> = Effect.gen(function* () {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let count = 0
  let sent = 0
  const server = yield* Effect.acquireRelease(
    Effect.sync(() =>
      createServer((near) => {
        count++
        const far = connectTo(Number(port), hostname)
        sockets.add(near)
        near.on("data", (bytes) => {
          sent += bytes.length
        })
        near.on("close", () => {
          sockets.delete(near)
          far.destroy()
        })
        far.on("close", () => near.destroy())
        // What breaks closes, and that is all that matters here.
        near.on("error", () => {})
        far.on("error", () => {})
        near.pipe(far).pipe(near)
      })
    ),
    (server) =>
      Effect.callback<void>((resume) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resume(Effect.void))
      })
  )
  const own = yield* listen(server)
  return {
    url: `http://127.0.0.1:${own}`,
    open: () => sockets.size,
    count: () => count,
    sent: () => sent,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    }
  }
})

/** What a subscription was told, up to an event. */
export const until = ({ events }: Pick<Subscription, "events">, last: (event: RealtimeEvent) => boolean) =>
  events.pipe(Stream.takeUntil(last), Stream.runCollect, Effect.timeout("30 seconds"))

/** The end of a turn: title, tags and follow-ups are there, too. */
export const isTurnEnd = (event: RealtimeEvent): boolean => isChatEvent("chat:active")(event) && !event.data.active

/** What nobody knows of these, with the reason. */
export const unknownOf = (events: ReadonlyArray<RealtimeEvent>) =>
  events.flatMap((event) => (event.known ? [] : [{ event: event.event, type: event.type, issues: event.issues }]))

/** Begins a turn, in a new chat unless more is said, whose calls and events go to a connection. */
export const beginTurn = (
  owui: OpenWebUIService,
  session_id: string,
  content: string,
  more: Partial<ChatTurnForm> & { readonly after?: string } = {}
) => {
  const { after, ...form } = more
  const [question, answer] = [crypto.randomUUID(), crypto.randomUUID()]
  return Effect.map(
    owui.main.runChatTurn({
      payload: {
        model: "echo",
        messages: [],
        stream: true,
        session_id,
        parent_id: after ?? null,
        message_ids: [{ model_id: form.model ?? "echo", message_id: answer }],
        user_message: { id: question, parentId: after ?? null, role: "user", content },
        ...form
      }
    }),
    (begun) => {
      if (begun === null || !("task_ids" in begun)) throw new Error("The turn did not begin")
      return { chat: begun.chat_id ?? "", question, answer }
    }
  )
}
