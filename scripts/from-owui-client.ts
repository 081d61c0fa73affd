/**
 * Writes `docs/from-owui-client.md`, the methods of the Python package owui-client beside ours:
 * `node scripts/from-owui-client.ts [interpreter]`. Without an interpreter that has the package it is installed into the
 * user's cache folder. The introduction stands here; all the rest is read from the package, from our contract and from
 * `refs/`.
 */
import { execFile } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { contract, stated } from "../tests/contract/contract.ts"
import { backend } from "../tests/contract/parity.ts"

const run = promisify(execFile)
const version = "11.0.0"

interface Theirs {
  readonly router: string
  readonly name: string
  readonly arguments: boolean
  /** Method and path; `*` for a method that the caller chooses. */
  readonly requests: ReadonlyArray<readonly [method: string, path: string]>
  readonly calls: ReadonlyArray<string>
}

/** An interpreter that has the package. */
const interpreter = async (): Promise<string> => {
  const [given] = process.argv.slice(2)
  if (given !== undefined) return given
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache")
  const folder = join(cache, "effect-open-webui", `owui-client-${version}`)
  const python = join(folder, "bin", "python")
  if (!existsSync(join(folder, "bin", "owui-client"))) {
    await run("python3", ["-m", "venv", folder])
    await run(python, ["-m", "pip", "install", "--quiet", `owui-client==${version}`])
  }
  return python
}

const script = fileURLToPath(new URL("owui_methods.py", import.meta.url))
const { stdout } = await run(await interpreter(), [script], { maxBuffer: 2 ** 24 })
// Written by the program beside this one.
const theirs = JSON.parse(stdout) as ReadonlyArray<Theirs>

// ---------------------------------------------------------------------------------------------------------------------
// Side by side
// ---------------------------------------------------------------------------------------------------------------------

const bare = (path: string): string => path.replaceAll(/\{[^}]*\}/g, "{}")
const keyOf = (method: string, path: string): string => `${method} ${bare(path)}`

/** Our operations by method and path, without the names of the parameters. */
const ours = new Map<string, ReadonlyArray<string>>()
for (const one of contract) {
  const key = keyOf(one.method, one.path)
  ours.set(key, [...new Set([...(ours.get(key) ?? []), `${one.router}.${one.operation}`])])
}
const pairs = new Set(backend.operations.map(({ method, path }) => keyOf(method, path)))
const methods = [...new Set(backend.operations.map(({ method }) => method))]

// An operation takes a request where it has parameters or a body.
const requestOf = new Set(
  stated
    .filter(({ spec }) => /:\w/.test(spec.path) || spec.query || spec.payload || spec.headers)
    .map(({ operation, router }) => `${router}.${operation}`)
)

/** A call as a program writes it: that something is passed at all; what, says the documentation of the operation. */
const call = (name: string): string => `\`owui.${name}(${requestOf.has(name) ? "..." : ""})\``

interface Row {
  readonly method: Theirs
  readonly found: ReadonlyArray<string>
  readonly dead: ReadonlyArray<string>
  readonly proxied: ReadonlyArray<string>
}

const requests = (method: Theirs, depth = 0): Theirs["requests"] => {
  if (method.requests.length > 0 || depth > 2) return method.requests
  const called = theirs.filter((one) => one.router === method.router && method.calls.includes(one.name))
  return called.flatMap((one) => requests(one, depth + 1))
}

const rows = theirs.map((method): Row => {
  const keys = requests(method)
  const named = keys.filter(([verb]) => verb !== "*").map(([verb, path]) => keyOf(verb, path))
  const proxied = keys
    .filter(([verb]) => verb === "*")
    .flatMap(([, path]) => methods.map((verb) => keyOf(verb, path)))
    .filter((key) => pairs.has(key))
  return { method, found: named.filter((key) => pairs.has(key)), dead: named.filter((key) => !pairs.has(key)), proxied }
})

const reaches = (path: string, key: string): boolean => {
  const [head = ""] = path.split(/\{\}$/)
  const start = new RegExp(`^${head.replaceAll("{}", "[^/]+")}.`)
  return start.test(key.slice(key.indexOf(" ") + 1))
}
const covered = new Set(rows.flatMap(({ found }) => found))
/** What a pass-through takes below its path, whatever it is, that no named method reaches. */
const passed = new Set(
  rows
    .filter(({ proxied }) => proxied.length > 0)
    .flatMap(({ method }) => requests(method))
    .flatMap(([, path]) => [...pairs].filter((key) => reaches(path, key) && !covered.has(key)))
)
const own = new Set(rows.filter(({ method }) => method.requests.length > 0).flatMap(({ dead }) => dead))

// ---------------------------------------------------------------------------------------------------------------------
// The page
// ---------------------------------------------------------------------------------------------------------------------

const table = (head: ReadonlyArray<string>, lines: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const theirCall = ({ arguments: takes, name, router }: Theirs): string =>
  `\`client.${router}.${name}(${takes ? "..." : ""})\``
const code = (text: string): string => `\`${text}\``
const operationsOf = (keys: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set(keys.flatMap((key) => ours.get(key) ?? []))
]

/** Why a request of theirs is not served. */
const reason = (key: string): string => {
  const [verb = "", path = ""] = key.split(" ")
  if (path.startsWith("/api/api/")) return "the prefix `/api` is there twice"
  // The catch-all of the OpenAI router takes what no other route does.
  if (path.startsWith("/openai/") && pairs.has(`${verb} /openai/{}`)) {
    return "taken by the pass-through to the provider, which is off by default (403)"
  }
  return `no such route in Open WebUI ${release}`
}
const release = (
  JSON.parse(readFileSync(new URL("../refs/open-webui-0.12.4.json", import.meta.url), "utf8")) as {
    readonly open_webui: string
  }
).open_webui

const instead = (key: string): string =>
  operationsOf([key.replace("/api/api/", "/api/")])
    .map(call)
    .join(", ")

const routerNames = [...new Set(theirs.map(({ router }) => router))].sort()

const sections = routerNames.map((router) => {
  const lines = rows
    .filter(({ method }) => method.router === router)
    .map(({ dead, found, method, proxied }) => {
      const names = operationsOf([...found, ...proxied])
      const wrong = dead.map((key) => `${code(key)} (${reason(key)})`)
      const paths = proxied.length > 0 ? [code(`* ${proxied[0]?.split(" ")[1]}`)] : found.map(code)
      const meant = dead.map(instead).filter((text) => text !== "" && names.length === 0)
      return [
        theirCall(method),
        names.length > 0 ? names.map(call).join(", ") : meant.length > 0 ? meant.join(", ") : "none",
        [...paths, ...wrong].join(", ")
      ]
    })
  return `### ${router}\n\n${table(["owui-client", "effect-open-webui", "request"], lines)}`
})

const deadRows = [...own].sort().map((key) => {
  const callers = rows.filter(({ dead, method }) => method.requests.length > 0 && dead.includes(key))
  return [callers.map(({ method }) => theirCall(method)).join(", "), code(key), reason(key), instead(key) || "none"]
})

const onlyOurs = [...new Set(contract.map(({ router }) => router))].sort().flatMap((router) => {
  const missing = contract.filter((one) => one.router === router && !covered.has(keyOf(one.method, one.path)))
  const all = new Set(contract.filter((one) => one.router === router).map(({ method, path }) => keyOf(method, path)))
  const keys = new Set(missing.map(({ method, path }) => keyOf(method, path)))
  // A method that they reach on another path of its own is named by the path.
  const names = [
    ...new Set(
      missing.map(({ method, operation, path }) => {
        const sites = contract.filter((one) => one.router === router && one.operation === operation)
        const reached = sites.some((one) => covered.has(keyOf(one.method, one.path)))
        return reached ? `${method} ${path}` : `${router}.${operation}`
      })
    )
  ]
  return keys.size === 0 ? [] : [[router, `${keys.size} of ${all.size}`, names.map((name) => code(name)).join(", ")]]
})

const total = new Set(contract.map(({ method, path }) => keyOf(method, path))).size
const proxies = rows.filter(({ proxied }) => proxied.length > 0).map(({ method }) => theirCall(method))

const page = `# Coming from owui-client

**owui-client** is an asynchronous client for Python that covers most of Open WebUI
with pydantic models. This page sets its version ${version}, which was made for Open WebUI 0.11.0, beside this client, which
is made for ${release}. It is written by \`scripts/from-owui-client.ts\` from the installed package and from our contract;
do not edit it by hand.

## In short

Of the ${total} pairs of method and path that the backend serves, named methods of owui-client reach ${covered.size}.
Its ${proxies.length} pass-throughs (${proxies.join(", ")}) can reach ${passed.size} more. This client has a method for each of the ${total}.

| | owui-client ${version} | effect-open-webui |
|---|---|---|
| language | Python, \`async\` with httpx | TypeScript, Effect 4 |
| method names | its own | the backend's handlers in camelCase |
| arguments | positional and by keyword | one request: \`{ params, query, payload, headers }\` |
| typed answers | 250 of 470 methods give a model; 148 a plain dict or \`Any\` | every one; \`Json\` only where a third party decides the shape |
| an answer of another shape | handed on as it came | \`Undecodable\`, with the place |
| keys that the client does not know | dropped by 314 of 349 models | kept, both ways |
| clearing a field with null | 137 methods leave \`None\` out of what they send | null is sent as null, a missing key is left out |
| streams | none: the whole answer arrives as one text | a \`Stream\` of typed chunks; leaving it closes the connection |
| failures | \`httpx.HTTPStatusError\` with the server's detail in its text | \`OpenWebUIError\` with a tagged reason |
| an unknown route that is answered with the web page | a text, as a success | \`NoSuchRoute\` |
| retries | none | of what is safe to repeat, with a budget |
| timeouts | 60 seconds, fixed | by phase, for the client and for each call |
| sign-in | password, LDAP, API key, token | password, API key, token; LDAP and the second factor as operations |
| second factor | no routes | all 8 |

owui-client has things that this client has not: it reads skills from Markdown files and brings them to the server
(\`client.shortcuts\`), and it comes with a command line.

## The same program

\`\`\`python
client = OpenWebUI(api_url="http://localhost:8080/api", api_key=key)
chats = await client.chats.get_list(page=1)
\`\`\`

\`\`\`ts
const program = Effect.gen(function* () {
  const owui = yield* OpenWebUI
  return yield* owui.chats.getSessionUserChatList({ query: { page: 1 } })
})
program.pipe(
  Effect.provide(OpenWebUI.layer({ url: "http://localhost:8080", auth: Auth.apiKey(key) })),
  Effect.provide(FetchHttpClient.layer)
)
\`\`\`

The base URL is that of the server, without \`/api\`.

## Method by method

Its ${theirs.length} methods by router, each with the method of ours that sends the same request. A router may have another
name here, since ours are those of the backend: what it calls \`root\` is \`main\`. Where several are named, one path serves
several purposes, a whole answer and a stream for instance.

${sections.join("\n\n")}

## Requests of owui-client that Open WebUI ${release} does not serve

${own.size} method and path pairs, beside the ${proxies.length} pass-throughs, whose method the caller chooses.

${table(["method", "request", "why", "here"], deadRows)}

## Only here

What no named method of owui-client reaches, as pairs of method and path: ${total - covered.size} in all, of which its
pass-throughs can reach ${passed.size} (those of \`openai\` and \`terminals\`).

${table(["router", "pairs", "operations"], onlyOurs)}
`

writeFileSync(new URL("../docs/from-owui-client.md", import.meta.url), page)
console.log(
  `${theirs.length} methods, ${covered.size} of ${total} pairs reached, ${own.size} requests not served, ${onlyOurs.length} routers with more`
)
