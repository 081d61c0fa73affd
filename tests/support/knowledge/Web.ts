/**
 * A piece of the web: pages and files to read, a search engine that finds the pages, a service that reads pages and one
 * that reads documents. The last three speak the protocols that Open WebUI calls `external`.
 *
 * | path | what it is |
 * |---|---|
 * | `/page/<word>` | a page about the word |
 * | `/file/<name>.txt` | a text file to download |
 * | `/image.png` | an image |
 * | `/search` | finds two pages about the last word of the query; nothing for one that ends in `nothing` |
 * | `/load` | reads the pages that it is told, without fetching them |
 * | `/process` | reads the document that it is sent, as soon as the gate is open |
 *
 * Everything else is 404.
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Wire from "../provider/Wire.ts"

/** What the page about a word says. */
export const sentence = (word: string): string => `All that is known about ${word} is on this page.`

export class Web extends Context.Service<
  Web,
  {
    readonly url: string
    /** The keys that the search engine and the reading services were asked with, oldest first. */
    readonly keys: Effect.Effect<ReadonlyArray<string | undefined>>
    /** Reading documents waits while it is closed. */
    readonly gate: Latch.Latch
  }
>()("effect-open-webui/tests/support/knowledge/Web") {
  /** Serves on 127.0.0.1, on a free port, until the scope closes. */
  static readonly layer = Layer.suspend(() =>
    Layer.effect(Web, make).pipe(
      Layer.provide(
        NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0, gracefulShutdownTimeout: "100 millis" })
      )
    )
  )
}

const Search = Schema.Struct({ query: Schema.String, count: Schema.Int })
const Load = Schema.Struct({ urls: Schema.Array(Schema.String) })

const lastWord = (text: string): string => text.slice(text.lastIndexOf(" ") + 1)

const page = (word: string): string =>
  `<!doctype html><html lang="en"><head><title>About ${word}</title></head><body><p>${sentence(word)}</p></body></html>`

const make = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const url = HttpServer.formatAddress(address)
  const keys: Array<string | undefined> = []
  const gate = yield* Latch.make(true)
  const key = Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) => {
    keys.push(headers.authorization)
  })

  const search = Effect.gen(function* () {
    yield* key
    const { count, query } = yield* HttpServerRequest.schemaBodyJson(Search)
    const word = lastWord(query)
    const found = [
      { link: `${url}/page/${word}`, title: `About ${word}`, snippet: `A snippet about ${word}.` },
      { link: `${url}/page/more-${word}`, title: null, snippet: `More about ${word}.` }
    ]
    return HttpServerResponse.jsonUnsafe(word === "nothing" ? [] : found.slice(0, count))
  })

  const load = Effect.gen(function* () {
    yield* key
    const { urls } = yield* HttpServerRequest.schemaBodyJson(Load)
    return HttpServerResponse.jsonUnsafe(
      urls.map((source) => {
        const word = source.slice(source.lastIndexOf("/") + 1)
        return { page_content: sentence(word), metadata: { source, title: `About ${word}` } }
      })
    )
  })

  const process = Effect.gen(function* () {
    yield* key
    const request = yield* HttpServerRequest.HttpServerRequest
    const text = yield* request.text
    yield* gate.await
    return HttpServerResponse.jsonUnsafe({ page_content: text, metadata: {} })
  })

  const router = yield* HttpRouter.toHttpEffect(
    Layer.mergeAll(
      HttpRouter.add(
        "GET",
        "/page/:word",
        Effect.map(HttpRouter.params, ({ word = "" }) =>
          HttpServerResponse.text(page(word), { contentType: "text/html" })
        )
      ),
      HttpRouter.add(
        "GET",
        "/file/:name",
        Effect.map(HttpRouter.params, ({ name = "" }) =>
          HttpServerResponse.text(sentence(name), {
            contentType: "text/plain",
            headers: { "content-disposition": `attachment; filename="${name}"` }
          })
        )
      ),
      HttpRouter.add(
        "GET",
        "/image.png",
        HttpServerResponse.uint8Array(Buffer.from(Wire.pngBase64, "base64"), { contentType: "image/png" })
      ),
      HttpRouter.add("POST", "/search", search),
      HttpRouter.add("POST", "/load", load),
      HttpRouter.add("PUT", "/process", process)
    )
  )
  yield* HttpServer.serveEffect(router)
  return Web.of({ url, keys: Effect.sync(() => [...keys]), gate })
})
