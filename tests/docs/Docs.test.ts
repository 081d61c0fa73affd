/** The documentation: it is built, opened in a browser, and compared with the contract. */
import { execFile } from "node:child_process"
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import type { Browser, Page } from "playwright-core"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { contract, stated } from "../contract/contract.ts"
import { backend } from "../contract/parity.ts"
import { launchChromium } from "../support/chromium.ts"

const run = promisify(execFile)
const root = new URL("../../", import.meta.url).pathname

const build = (...args: ReadonlyArray<string>) => run(process.execPath, [join(root, "scripts/docs.ts"), ...args])

describe("the documentation site", () => {
  const scratch = mkdtempSync(join(tmpdir(), "effect-open-webui-docs-"))
  const site = join(scratch, "site")
  const urlOf = (path: string) => `${pathToFileURL(site).href}/${path}`
  let browser: Browser
  let page: Page
  /** What the pages complain of, and what they ask for beyond the folder. */
  const complaints: Array<string> = []

  const watched = async (options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> => {
    const made = await browser.newPage(options)
    made.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        complaints.push(`${made.url()}: ${message.text()}`)
    })
    made.on("pageerror", (error) => complaints.push(`${made.url()}: ${error.message}`))
    made.on("requestfailed", (request) => complaints.push(`${made.url()} misses ${request.url()}`))
    made.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) complaints.push(`${made.url()} asks for ${request.url()}`)
    })
    return made
  }

  beforeAll(async () => {
    browser = await launchChromium()
    await build(site)
    page = await watched()
  }, 300_000)

  afterAll(async () => {
    await browser?.close()
    rmSync(scratch, { recursive: true, force: true })
  })

  const pages = () =>
    readdirSync(site, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".html"))
      .sort()

  it("has every operation, with its handler, its paths and its documentation", () => {
    const texts = new Map(pages().map((name) => [name, readFileSync(join(site, name), "utf8")]))
    const wrong = stated.flatMap(({ operation, router }) => {
      const name = `routers/${router.charAt(0).toUpperCase()}${router.slice(1)}.html`
      const [, section] = texts.get(name)?.split(`<section id="${operation}">`) ?? []
      const text = section?.slice(0, section.indexOf("</section>")) ?? ""
      const sites = contract.filter((one) => one.router === router && one.operation === operation)
      const handlers = backend.operations
        .filter((one) =>
          sites.some(({ aliasOf, method, path }) => !aliasOf && one.method === method && one.path === path)
        )
        .map(({ handler }) => `<code>${handler}</code>`)
      const wanted = [
        `owui.${router}.${operation}(`,
        "OpenWebUIError",
        "<p>",
        ...sites.map(({ path }) => path),
        ...handlers
      ]
      return wanted.filter((part) => !text.includes(part)).map((part) => `${router}.${operation} lacks ${part}`)
    })
    assert.deepStrictEqual(wrong, [])
  })

  it("leads from the name of a handler, of a method, or from a path to the operation", async () => {
    const ways = {
      get_chat_by_id: "routers/Chats.html#getChatById",
      getChatById: "routers/Chats.html#getChatById",
      "chats.getChatById": "routers/Chats.html#getChatById",
      "/api/v1/chats/{id}": "routers/Chats.html#getChatById",
      "GET /api/v1/files/0f5a-11/content": "routers/Files.html#getFileContentById",
      upload_file: "routers/Files.html#uploadFile",
      "create user scim": "routers/Scim.html#createUser",
      FileModelResponse: "models/Files.html#FileModelResponse",
      NoSuchRoute: "layers/Failures.html#NoSuchRoute"
    }
    for (const [query, target] of Object.entries(ways)) {
      await page.goto(urlOf("models/Chats.html"))
      await page.fill("#search", query)
      await page.press("#search", "Enter")
      await page.waitForURL(urlOf(target), { timeout: 5000 })
      const id = target.slice(target.indexOf("#"))
      assert.isTrue(await page.locator(id).isVisible(), `${query} leads to ${target}`)
    }
    assert.deepStrictEqual(complaints, [])
  })

  it("finds every handler of the backend at the first place", async () => {
    await page.goto(urlOf("index.html"))
    const handlers = [...new Set(backend.operations.map(({ handler }) => handler))]
    const wrong = await page.evaluate((names) => {
      const input = document.querySelector<HTMLInputElement>("#search")
      return names.filter((name) => {
        if (input === null) return true
        input.value = name
        input.dispatchEvent(new Event("input"))
        return !document.querySelector("#results a small")?.textContent?.includes(` · ${name} · `)
      })
    }, handlers)
    assert.deepStrictEqual(wrong, [])
  })

  it("loads every page without a complaint and without asking for anything outside", async () => {
    for (const name of pages()) await page.goto(urlOf(name))
    assert.deepStrictEqual(complaints, [])
  })

  it("fits the width of a phone, in both colour schemes", async () => {
    const grounds = new Set<string>()
    for (const colorScheme of ["light", "dark"] as const) {
      const phone = await watched({ viewport: { width: 360, height: 740 }, colorScheme })
      for (const name of ["index.html", "routers/Files.html", "models/Completions.html", "layers/Failures.html"]) {
        await phone.goto(urlOf(name))
        const width = await phone.evaluate(() => document.documentElement.scrollWidth)
        assert.isAtMost(width, 360, `${name} is wider than the phone`)
      }
      grounds.add(await phone.evaluate(() => getComputedStyle(document.body).backgroundColor))
      await phone.close()
    }
    assert.strictEqual(grounds.size, 2)
    assert.deepStrictEqual(complaints, [])
  })

  it("is not built where a link leads nowhere", async () => {
    await build("--check", site)
    const broken = join(scratch, "broken")
    cpSync(site, broken, { recursive: true })
    const index = join(broken, "index.html")
    const links = `<a href="routers/Nothing.html"></a><a href="routers/Files.html#nothing"></a><script src="//x.test/a.js"></script>`
    writeFileSync(index, readFileSync(index, "utf8").replace("</main>", `${links}</main>`))
    const message = await build("--check", broken).then(
      () => "",
      (error: { readonly stderr: string }) => error.stderr
    )
    assert.match(message, /^3 links lead nowhere/)
    assert.match(message, /Nothing\.html/)
    assert.match(message, /Files\.html#nothing/)
    assert.match(message, /x\.test/)
  })
})

describe("the page for those who come from owui-client", () => {
  const text = readFileSync(join(root, "docs/from-owui-client.md"), "utf8")
  const rows = text.split("\n").filter((line) => line.startsWith("| `client."))
  const key = (method: string, path: string) => `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`
  const sitesOf = (name: string) =>
    contract.filter((one) => `${one.router}.${one.operation}` === name).map(({ method, path }) => key(method, path))

  it("names operations that exist", () => {
    const named = [...text.matchAll(/`(?:owui\.)?(\w+\.\w+)(?:\([^`)]*\))?`/g)]
      .map(([whole, name = ""]) => ({ whole, name }))
      .filter(
        ({ name, whole }) => whole.startsWith("`owui.") || stated.some(({ router }) => name.startsWith(`${router}.`))
      )
    assert.isAbove(named.length, 500)
    assert.deepStrictEqual(
      named.filter(({ name }) => sitesOf(name).length === 0).map(({ whole }) => whole),
      []
    )
  })

  it("sets beside each method the operations that send the same request", () => {
    const wrong = rows.flatMap((row) => {
      const [, , ours = "", request = ""] = row.split(" | ").length === 3 ? ["", ...row.split(" | ")] : []
      const named = [...ours.matchAll(/`owui\.(\w+\.\w+)\(/g)].map(([, name = ""]) => name)
      // A request that the server does not have stands with its reason, a pass-through with a star.
      const served = [...request.matchAll(/`([A-Z]+ [^`]+)`(?! \()/g)].map(([, pair = ""]) => pair)
      if (served.length === 0) return []
      const wanted = contract.filter(({ method, path }) => served.includes(key(method, path)))
      const names = [...new Set(wanted.map(({ operation, router }) => `${router}.${operation}`))]
      return names.sort().join() === [...named].sort().join() ? [] : [row]
    })
    assert.isAbove(rows.length, 470)
    assert.deepStrictEqual(wrong, [])
  })

  it("counts what is only here as the contract does", () => {
    const tables = text.slice(text.indexOf("## Method by method"), text.indexOf("## Requests of owui-client"))
    const reached = new Set([...tables.matchAll(/`([A-Z]+ \/[^`]+)`(?! \()/g)].map(([, pair = ""]) => pair))
    const counts = [...new Set(contract.map(({ router }) => router))].sort().flatMap((router) => {
      const all = new Set(contract.filter((one) => one.router === router).map(({ method, path }) => key(method, path)))
      const missing = [...all].filter((pair) => !reached.has(pair))
      return missing.length === 0 ? [] : [`| ${router} | ${missing.length} of ${all.size} |`]
    })
    const only = text.slice(text.indexOf("## Only here"))
    assert.deepStrictEqual(
      counts.filter((line) => !only.includes(line)),
      []
    )
  })
})
