/** Our contracts beside the backend's own description: nothing missing, nothing too much, every difference explained. */
import { readdirSync } from "node:fs"
import { assert, describe, it } from "vitest"
import { contract, stated } from "./contract.ts"
import { backend, type Correction, corrections, missing, obsolete, unexplained, unknown } from "./parity.ts"

const routers = readdirSync(new URL("../../src/routers/", import.meta.url)).map((file) =>
  file.replace(/\.ts$/, "").replace(/^./, (first) => first.toLowerCase())
)

const keyOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`

describe("what is implemented", () => {
  it("is every operation of the backend", () => {
    const left = routers.map((router) => ({ router, missing: missing(router).map(keyOf) }))
    console.log(`not implemented: ${left.map(({ missing, router }) => `${router} ${missing.length}`).join(", ")}`)
    assert.deepStrictEqual(
      left.filter(({ missing }) => missing.length > 0),
      []
    )
    // A router of the backend without a file of ours is in none of these.
    assert.deepStrictEqual(missing().map(keyOf), [])
  })

  it("is 612 pairs of method and path, each once", () => {
    const pairs = new Set(contract.map(keyOf))
    assert.strictEqual(pairs.size, 612)
    assert.strictEqual(pairs.size, new Set(backend.operations.map(keyOf)).size)
  })

  it("is nothing that the backend does not have", () => {
    assert.deepStrictEqual(unknown(), [])
  })

  it("stands in the router of its handler, in a file of that name", () => {
    const routerOf = new Map(backend.operations.map((operation) => [keyOf(operation), operation.router]))
    const strays = contract.filter((one) => routerOf.get(keyOf(one)) !== one.router)
    assert.deepStrictEqual(
      strays.map(({ operation, router }) => `${router}.${operation}`),
      []
    )
    assert.deepStrictEqual([...new Set(contract.map(({ router }) => router))].sort(), [...routers].sort())
  })
})

describe("what a contract says", () => {
  it.each(routers)("of %s is what the backend says, or what a correction says", (router) => {
    const open = unexplained(router).map(
      ({ at, method, operation, ours, part, path, theirs }) =>
        `${operation} (${method} ${path}) ${part} ${at}: the backend says ${theirs}, we say ${ours}`
    )
    assert.deepStrictEqual(open, [])
  })
})

describe("a correction", () => {
  const where = ({ file, model, operation }: Correction): string => `${file} (${operation ?? model})`
  const has = (value: unknown): boolean => typeof value === "string" && value.trim() !== ""

  it("says what the backend says, what it answers, and where that was seen", () => {
    assert.isAbove(corrections.length, 0)
    const wanting = corrections.filter(
      ({ answers, field, says, seen }) =>
        !has(says) || !has(answers) || !has(seen) || (field !== undefined && !has(field))
    )
    assert.deepStrictEqual(wanting.map(where), [])
  })

  it("speaks of one part of one operation of ours, or of one model of the backend", () => {
    const strays = corrections.filter(({ method, model, operation, part, path }) => {
      if (model !== undefined) return operation !== undefined || !has(model)
      const found = contract.find((one) => `${one.router}.${one.operation}` === operation)
      return (
        found === undefined ||
        part === undefined ||
        !["parameters", "body", "answer"].includes(part) ||
        !contract.some(
          (one) => `${one.router}.${one.operation}` === operation && one.method === method && one.path === path
        )
      )
    })
    assert.deepStrictEqual(strays.map(where), [])
  })

  it("explains a difference that there is", () => {
    assert.deepStrictEqual(obsolete().map(where), [])
  })

  it("is not said twice", () => {
    const said = corrections.map(({ field, model, operation, part }) => `${operation ?? model}.${part ?? field ?? ""}`)
    assert.deepStrictEqual(
      said.filter((one, index) => said.indexOf(one) !== index),
      []
    )
  })
})

// ---------------------------------------------------------------------------------------------------------------------
// Names
// ---------------------------------------------------------------------------------------------------------------------

/** `getChatById` for `get_chat_by_id`. */
const camelCase = (handler: string): string =>
  handler.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`

/** Names that the rule below does not give, and why. */
const exceptions: ReadonlyArray<{ readonly names: ReadonlyArray<string>; readonly reason: string }> = [
  {
    names: ["main.generateChatCompletion"],
    reason: "`chat_completion` is named as `generate_chat_completion`, which does the same for one provider"
  },
  {
    names: ["main.runChatTurn"],
    reason: "a third way of `chat_completion`: the server saves the answer, and only the turn's ids come back"
  },
  { names: ["functions.exportFunctions"], reason: "`get_functions` serves the export too, with other answers" },
  {
    names: ["files.getNamedFileContentById", "files.streamNamedFileContentById"],
    reason: "`get_file_content_by_id` serves a second path, with the name of the file at its end"
  },
  {
    names: ["configs.verifyMcpToolServersConfig", "configs.verifyOauthToolServersConfig"],
    reason: "`verify_tool_servers_config` answers another thing for each kind of server"
  },
  { names: ["openai.getModelsOfConnection"], reason: "`get_models` serves a second path, for one connection" },
  { names: ["skills.exportSkillsAsFile"], reason: "`export_skills` answers an archive as well as JSON" },
  {
    names: ["knowledge.streamKnowledgeExportById"],
    reason: "the stream of `export_knowledge_by_id`: `streamKnowledgeById` would say that the knowledge is streamed"
  },
  {
    names: ["terminals.proxyTerminalPostFile", "terminals.proxyTerminalChatPostFile"],
    reason: "`proxy_terminal` takes JSON and files, by the same method"
  },
  {
    names: ["Get", "Post", "Put", "Patch", "Delete", "Head", "Options"]
      .map((method) => `terminals.proxyTerminalChat${method}`)
      .concat("terminals.streamProxyTerminalChatGet"),
    reason: "`proxy_terminal` serves a second family of paths, those of a chat"
  }
]

/**
 * The names that an operation may have: the handler's; with the method behind it where one handler serves several
 * methods; and for a stream that has a plain answer beside it, `stream` in place of the handler's verb or before the whole.
 */
const namesOf = (
  handler: string,
  { method, methods, streamed }: { readonly method: string; readonly methods: number; readonly streamed: boolean }
): ReadonlyArray<string> => {
  const own = camelCase(handler)
  const rest = own.replace(/^[a-z0-9]+/, "")
  const bases = streamed ? [`stream${capital(own)}`, ...(rest === "" ? [] : [`stream${rest}`])] : [own]
  const suffixes = methods > 1 ? ["", capital(method.toLowerCase())] : [""]
  return bases.flatMap((base) => suffixes.map((suffix) => `${base}${suffix}`))
}

describe("the name of a method", () => {
  const served = stated.map((one) => {
    const own = contract.find(
      ({ aliasOf, operation, router }) => router === one.router && operation === one.operation && aliasOf === undefined
    )
    const handler = backend.operations.find((theirs) => own !== undefined && keyOf(theirs) === keyOf(own))?.handler
    return { ...one, handler: handler ?? "" }
  })
  const named = served.map(({ handler, operation, router, spec }) => {
    const methods = new Set(
      backend.operations.filter((one) => one.router === router && one.handler === handler).map(({ method }) => method)
    )
    const beside = served.some(
      (one) => one.router === router && one.handler === handler && one.spec.stream === undefined
    )
    const names = namesOf(handler, {
      method: spec.method,
      methods: methods.size,
      streamed: spec.stream !== undefined && beside
    })
    return { name: `${router}.${operation}`, handler, fits: names.includes(operation) }
  })
  const excepted = new Set(exceptions.flatMap(({ names }) => names))

  it("is the handler's, in camel case", () => {
    assert.deepStrictEqual(
      named
        .filter(({ fits, name }) => !fits && !excepted.has(name))
        .map(({ handler, name }) => `${name} is served by ${handler}`),
      []
    )
  })

  it("is an exception only where the rule does not give it", () => {
    const needed = new Set(named.filter(({ fits }) => !fits).map(({ name }) => name))
    assert.deepStrictEqual(
      [...excepted].filter((name) => !needed.has(name)),
      []
    )
  })
})
