/** What a real server answered, as `refs/recorded` keeps it: every answer is read, and nothing of it is lost. */
import { assert, describe, it } from "vitest"
import { decodeExchange, difference, exchangeOf, recorded, templateOf, verdictOf } from "./decode.ts"

const detail = "We could not find what you're looking for :/"

const line = (exchange: object): string =>
  JSON.stringify({ method: "GET", status: 200, content_type: "application/json", ...exchange })

describe("recorded answers", () => {
  const all = recorded()

  it("are there", () => {
    assert.isAbove(all.size, 0)
  })

  it.each([...all.keys()])("of %s are read, and nothing is lost", (router) => {
    const bad = (all.get(router) ?? []).flatMap((line, at) => {
      const { error, lossless, ok, operation } = verdictOf(line)
      return ok && lossless !== false ? [] : [`line ${at + 1}: ${operation}: ${error}`]
    })
    assert.deepStrictEqual(bad, [])
  })

  it.each([...all.keys()])("of %s hold no secret, and nothing of the machine they come from", (router) => {
    const secrets =
      /\beyJ[\w-]+\.[\w-]+\.|\bsk-(?!example)[\w-]{8,}|"\/(?:home|root|tmp|work)\/|:\/\/(?:127\.0\.0\.1|localhost):(?!8080)\d/
    const bad = (all.get(router) ?? []).flatMap((line, at) => (secrets.test(line) ? [`line ${at + 1}`] : []))
    assert.deepStrictEqual(bad, [])
  })
})

describe("the verdict on an answer", () => {
  it("names what a failure stands for", () => {
    const path_template = "/api/v1/chats/{id}"
    assert.deepStrictEqual(verdictOf(line({ path_template, status: 401, response_json: { detail } })), {
      operation: "chats.getChatById",
      ok: true,
      lossless: null,
      reason: "NotFound",
      error: null
    })
    const page = { path_template, content_type: "text/html; charset=utf-8", response_text: "<!doctype html>" }
    assert.strictEqual(verdictOf(line(page)).reason, "NoSuchRoute")
  })

  it("says where an answer is of another shape", () => {
    const verdict = verdictOf(line({ path_template: "/api/version", response_json: { version: 12 } }))
    assert.isFalse(verdict.ok)
    assert.strictEqual(verdict.reason, "Undecodable")
    assert.match(verdict.error ?? "", /^version: /)
  })

  it("is given for every form of a path", () => {
    const operation = (method: string, path_template: string) => verdictOf(line({ method, path_template })).operation
    assert.strictEqual(operation("POST", "/ollama/api/pull"), operation("POST", "/ollama/api/pull/{url_idx}"))
    assert.strictEqual(operation("GET", "/api/v1/chats/list"), operation("GET", "/api/v1/chats/"))
    assert.strictEqual(operation("GET", "/api/v1/chats/{chat_id}"), "chats.getChatById")
    assert.strictEqual(operation("get", "/api/v1/chats/{id}"), "chats.getChatById")
    assert.match(operation("GET", "/api/v1/terminals/{server_id}/{path:path}") ?? "", /^terminals\./)
    assert.deepStrictEqual(verdictOf(line({ path_template: "/api/v1/no/such" })), {
      operation: null,
      ok: false,
      lossless: false,
      reason: null,
      error: "The contract has no GET /api/v1/no/such"
    })
  })

  it("is of the operation that reads such an answer", () => {
    const chunk = { id: "1", object: "chat.completion.chunk", created: 1, model: "m" }
    const frames = [
      { ...chunk, choices: [{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: null }] },
      { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }
    ]
    const text = `${frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join("")}data: [DONE]\n\n`
    const stream = (response_text: string) =>
      verdictOf(
        line({
          method: "POST",
          path_template: "/api/chat/completions",
          content_type: "text/event-stream",
          response_text
        })
      )
    const whole = stream(text)
    assert.deepStrictEqual(whole, { ...whole, operation: "main.streamChatCompletion", ok: true, lossless: true })
    assert.strictEqual(stream(text.slice(0, text.indexOf("\n\n") + 2)).reason, "Truncated")
    assert.strictEqual(stream(`data: {"error": {"message": "no"}}\n\n`).reason, "StreamFailed")
    assert.isFalse(stream(`data: {"id": 5}\n\n`).ok)
  })

  it("is given for a line that is no answer", () => {
    for (const bad of [
      "",
      "{",
      "null",
      "[]",
      "{}",
      line({ path_template: 5 }),
      line({ path_template: "/", status: "x" })
    ]) {
      const verdict = verdictOf(bad)
      assert.isFalse(verdict.ok)
      assert.isNotNull(verdict.error)
    }
  })

  it("counts long integers exactly", () => {
    const exchange = exchangeOf(
      `{"method":"GET","path_template":"/x","status":200,"response_json":1795252586020823319}`
    )
    assert.strictEqual(exchange.response_json, 1795252586020823319n)
    assert.isDefined(difference(1795252586020823319n, 1795252586020823318n))
    assert.isUndefined(difference({ a: 5n, b: [1] }, { b: [1], a: 5 }))
    assert.isDefined(difference({ a: 1, b: null }, { a: 1 }))
    assert.isFalse(decodeExchange({ ...exchange, path_template: "/api/version" }).ok)
  })
})

describe("a request", () => {
  it("is of the path that says most in words", () => {
    assert.strictEqual(templateOf("GET", "/api/v1/chats/pinned"), "/api/v1/chats/pinned")
    assert.strictEqual(templateOf("GET", "/api/v1/chats/0123"), "/api/v1/chats/{id}")
    assert.strictEqual(templateOf("GET", "/api/v1/terminals/a/b/c.txt"), "/api/v1/terminals/{server_id}/{path}")
    assert.strictEqual(templateOf("POST", "/ollama/api/pull/0"), "/ollama/api/pull/{url_idx}")
    assert.isUndefined(templateOf("GET", "/nowhere"))
  })
})
