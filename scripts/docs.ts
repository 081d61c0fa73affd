/**
 * Builds the documentation site from the documentation comments: `npm run docs`, into `docs/api` or the folder that is
 * named. Fails where an internal link leads nowhere; `node scripts/docs.ts --check <folder>` only looks for such links.
 *
 * A page for each router with its operations, one for each module of models and layers, and a search. It reads the
 * types with the compiler of TypeScript 5.9, since TypeScript 7 has none that a program can ask.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join, relative, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript-5.9"
import { contract } from "../tests/contract/contract.ts"
import { type BackendOperation, backend } from "../tests/contract/parity.ts"

const root = resolve(fileURLToPath(new URL("..", import.meta.url)))
const sources = join(root, "src")

// ---------------------------------------------------------------------------------------------------------------------
// Links that lead nowhere
// ---------------------------------------------------------------------------------------------------------------------

const unescape = (text: string): string => text.replaceAll("&quot;", '"').replaceAll("&amp;", "&")

/** Every internal link of the pages in a folder whose file or whose place in it is not there, and every foreign source. */
const deadLinks = (folder: string): ReadonlyArray<string> => {
  const pages = new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".html"))
      .map((name) => [join(folder, name), readFileSync(join(folder, name), "utf8")] as const)
  )
  const ids = new Map(
    [...pages].map(([page, html]) => [page, new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))])
  )
  return [...pages].flatMap(([page, html]) =>
    [...html.matchAll(/ (href|src)="([^"]*)"/g)].flatMap(([, kind, text = ""]) => {
      const link = unescape(text)
      const says = `${relative(folder, page)}: ${link}`
      if (/^[a-z]+:|^\/\//.test(link))
        return kind === "href" && !html.includes(`<link rel="stylesheet" href="${text}"`) ? [] : [says]
      const [path = "", id] = link.split("#")
      const target = path === "" ? page : join(dirname(page), path)
      if (!existsSync(target)) return [says]
      return id === undefined || ids.get(target)?.has(decodeURIComponent(id)) === true ? [] : [says]
    })
  )
}

/** Ends the program where a link is dead. */
const checkLinks = (folder: string): void => {
  const dead = deadLinks(folder)
  if (dead.length === 0) return
  console.error(`${dead.length} links lead nowhere:\n${dead.map((one) => `  ${one}`).join("\n")}`)
  process.exit(1)
}

const [first, second] = process.argv.slice(2)
if (first === "--check") {
  checkLinks(resolve(second ?? join(root, "docs/api")))
  process.exit(0)
}

// ---------------------------------------------------------------------------------------------------------------------
// What is documented, and on which page
// ---------------------------------------------------------------------------------------------------------------------

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
  ts.sys,
  root
)
const program = ts.createProgram([...ts.sys.readDirectory(sources, [".ts"])], options)
const checker = program.getTypeChecker()
const printer = ts.createPrinter({ removeComments: true })

/** A module of the source, with what it exports. */
interface Module {
  /** `routers/Chats`. */
  readonly name: string
  readonly file: ts.SourceFile
  readonly page: string
  readonly exports: ReadonlyArray<ts.Symbol>
}

const tagsOf = (symbol: ts.Symbol): ReadonlyArray<string> => symbol.getJsDocTags(checker).map(({ name }) => name)
const isOwn = (declaration: ts.Declaration): boolean => declaration.getSourceFile().fileName.startsWith(sources + sep)
const startOf = (symbol: ts.Symbol): number => symbol.declarations?.[0]?.pos ?? 0
const fileOf = (symbol: ts.Symbol): string => symbol.declarations?.[0]?.getSourceFile().fileName ?? ""

const moduleOf = (file: ts.SourceFile): Module => {
  const name = relative(sources, file.fileName).replaceAll(sep, "/").replace(/\.ts$/, "")
  const symbol = checker.getSymbolAtLocation(file)
  const exports = (symbol === undefined ? [] : checker.getExportsOfModule(symbol))
    // What another module has is documented there.
    .filter((one) => (one.flags & ts.SymbolFlags.Alias) === 0 && fileOf(one) === file.fileName)
    .filter((one) => !tagsOf(one).includes("internal"))
    .sort((a, b) => startOf(a) - startOf(b))
  return { name, file, page: `${name}.html`, exports }
}

const modules = program
  .getSourceFiles()
  .filter(({ fileName }) => fileName.startsWith(sources + sep))
  .map(moduleOf)
  .sort((a, b) => a.name.localeCompare(b.name))
const folderOf = (module: Module): string => (module.name.includes("/") ? dirname(module.name) : "")
const publicModules = modules.filter((module) => folderOf(module) !== "internal")
const folders = [...new Set(publicModules.map(folderOf))]
  .filter((folder) => folder !== "routers" && folder !== "models")
  .sort()

/** The page and the place of every type that has one. */
const places = new Map<ts.Symbol, string>()
/** The same by name, for the texts; undefined where two modules use the name. */
const names = new Map<string, string | undefined>()
for (const module of publicModules) {
  for (const symbol of module.exports) {
    // The record of a router and the interface of its methods are what its page shows as a whole.
    const isWhole = folderOf(module) === "routers" && (/^[a-z]/.test(symbol.name) || symbol.name.endsWith("Service"))
    const place = isWhole ? module.page : `${module.page}#${symbol.name}`
    places.set(symbol, place)
    if (!isWhole) names.set(symbol.name, names.has(symbol.name) ? undefined : place)
  }
}
/** Types of the machinery that a signature names, such as `Bytes`: they get a page of their own. */
const otherTypes = new Set<ts.Symbol>()

const entry = modules.find(({ name }) => name === "OpenWebUI")
const service = entry?.exports.find(({ name }) => name === "OpenWebUIService")
if (entry === undefined || service === undefined) throw new Error("src/OpenWebUI.ts has no OpenWebUIService")
const serviceType = checker.getDeclaredTypeOfSymbol(service)

interface Operation {
  readonly name: string
  readonly symbol: ts.Symbol
  readonly type: ts.Type
  readonly sites: ReadonlyArray<{ readonly method: string; readonly path: string }>
  readonly backend: BackendOperation | undefined
}

interface Router {
  readonly name: string
  readonly symbol: ts.Symbol
  readonly module: Module
  readonly operations: ReadonlyArray<Operation>
}

const routers: ReadonlyArray<Router> = serviceType.getProperties().map((symbol) => {
  const type = checker.getTypeOfSymbol(symbol)
  const name = symbol.name
  const module = modules.find((one) => one.name === `routers/${name.charAt(0).toUpperCase()}${name.slice(1)}`)
  if (module === undefined) throw new Error(`no module has the router ${name}`)
  const operations = type.getProperties().map((operation): Operation => {
    const sites = contract.filter((one) => one.router === name && one.operation === operation.name)
    const own = sites.filter((one) => one.aliasOf === undefined)
    const theirs = backend.operations.find((one) =>
      own.some(({ method, path }) => one.method === method && one.path === path)
    )
    return { name: operation.name, symbol: operation, type: checker.getTypeOfSymbol(operation), sites, backend: theirs }
  })
  return { name, symbol, module, operations }
})
const operationPlaces = new Map<string, string>(
  routers.flatMap(({ module, name, operations }) =>
    operations.map((operation) => [`${name}.${operation.name}`, `${module.page}#${operation.name}`] as const)
  )
)

// ---------------------------------------------------------------------------------------------------------------------
// Texts and types as HTML
// ---------------------------------------------------------------------------------------------------------------------

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

/** A page that is being written: it knows the way to the others. */
interface Page {
  readonly path: string
  /** The router whose operations a text means by their bare names. */
  readonly router?: string
}

const hrefTo = (page: Page, place: string): string => {
  const [path = "", id] = place.split("#")
  if (path === page.path && id === undefined) return "#top"
  const way = path === page.path ? "" : relative(dirname(page.path), path).replaceAll(sep, "/")
  return id === undefined ? way : `${way}#${encodeURIComponent(id)}`
}

const link = (page: Page, place: string | undefined, html: string): string =>
  place === undefined ? html : `<a href="${hrefTo(page, place)}">${html}</a>`

/** Where a name in a text leads: an operation, a model, a reason. */
const placeOf = (page: Page, name: string): string | undefined =>
  operationPlaces.get(`${page.router}.${name}`) ?? operationPlaces.get(name) ?? names.get(name)

const inline = (page: Page, text: string): string =>
  escape(text)
    .replaceAll(/`([^`]+)`/g, (_, code: string) => link(page, placeOf(page, code), `<code>${code}</code>`))
    .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")

/** The little Markdown that the comments use: paragraphs, lists, code. */
const prose = (page: Page, text: string): string =>
  text
    .split(/(```\w*\n[\s\S]*?```)/)
    .flatMap((part) => {
      const code = /^```\w*\n([\s\S]*?)```$/.exec(part)?.[1]
      if (code !== undefined) return [`<pre><code>${escape(code.trimEnd())}</code></pre>`]
      return part
        .split(/\n\s*\n/)
        .filter((block) => block.trim() !== "")
        .map((block) => {
          const items = block.trim().split(/^- /m)
          const [before = "", ...points] = items
          const list = points.map((point) => `<li>${inline(page, point.trim())}</li>`).join("")
          const head = before.trim() === "" ? "" : `<p>${inline(page, before.trim())}</p>`
          return list === "" ? head : `${head}<ul>${list}</ul>`
        })
    })
    .join("\n")

const docOf = (symbol: ts.Symbol): string => ts.displayPartsToString(symbol.getDocumentationComment(checker))

/** The header comment of a module. */
const headerOf = (file: ts.SourceFile): string => {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(file.text)?.[1] ?? ""
  return comment
    .split("\n")
    .map((line) => line.replace(/^ ?\* ?/, ""))
    .filter((line) => !line.startsWith("@"))
    .join("\n")
    .trim()
}

const firstSentence = (text: string): string =>
  (/^[\s\S]*?[.:](?=\s|$)/.exec(text.trim())?.[0] ?? text).replaceAll(/\s+/g, " ").replace(/:$/, ".")

const targetOf = (symbol: ts.Symbol): string | undefined => {
  const place = places.get(symbol)
  if (place !== undefined) return place
  const [declaration] = symbol.declarations ?? []
  // A type parameter has no place of its own, and what the machinery does not export nobody can name.
  if (declaration === undefined || !isOwn(declaration) || ts.isTypeParameterDeclaration(declaration)) return undefined
  const inner = modules.find(({ file }) => file === declaration.getSourceFile())
  if (inner === undefined || folderOf(inner) !== "internal" || !inner.exports.includes(symbol)) return undefined
  otherTypes.add(symbol)
  return `types.html#${symbol.name}`
}

const one = ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.UseAliasDefinedOutsideCurrentScope

/** A node as HTML, with a link on each name that has a place. */
const nodeHtml = (page: Page, node: ts.Node): string => {
  const links: Array<string> = []
  const { transformed } = ts.transform(node, [
    (context) => {
      const visit = (inner: ts.Node): ts.Node => {
        // What the checker makes into a node keeps its symbol, which the public interface does not tell.
        const symbol = ts.isIdentifier(inner) ? (inner as { readonly symbol?: ts.Symbol }).symbol : undefined
        const place = symbol === undefined ? undefined : targetOf(symbol)
        if (place === undefined || !ts.isIdentifier(inner)) return ts.visitEachChild(inner, visit, context)
        links.push(link(page, place, escape(inner.text)))
        return ts.factory.createIdentifier(`__link${links.length - 1}__`)
      }
      return (start) => ts.visitNode(start, visit)
    }
  ])
  const [result] = transformed
  if (result === undefined) return ""
  const text = printer.printNode(ts.EmitHint.Unspecified, result, entry.file).replaceAll("    ", "  ")
  return escape(
    text
      .replaceAll("readonly ", "")
      .replaceAll("ReadonlyArray<", "Array<")
      // The rest of an open set of literals belongs at its end.
      .replace(/\(string & \{\}\) \| ((?:"[^"]*"(?: \| )?)+)/, (_, literals: string) =>
        literals.endsWith(" | ") ? `${literals}(string & {}) | ` : `${literals} | (string & {})`
      )
  ).replaceAll(/__link(\d+)__/g, (_, at: string) => links[Number(at)] ?? "")
}

const typeHtml = (page: Page, type: ts.Type, flags: ts.NodeBuilderFlags = ts.NodeBuilderFlags.None): string => {
  const node = checker.typeToTypeNode(type, undefined, one | flags)
  return node === undefined ? "" : nodeHtml(page, node)
}

/** What the types do not say, read off the schema of a field: which named schema it is, whole numbers, limits. */
const remarks = (page: Page, symbol: ts.Symbol, shown: string): string => {
  const declaration = symbol.declarations?.find(ts.isPropertyAssignment)
  if (declaration === undefined) return ""
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const at = checker.getSymbolAtLocation(node)
      const real = at !== undefined && (at.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(at) : at
      const place = real === undefined ? undefined : places.get(real)
      if (real !== undefined && place !== undefined && !shown.includes(`>${real.name}</a>`)) {
        found.add(link(page, place, `<code>${escape(real.name)}</code>`))
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(declaration.initializer)
  const text = declaration.initializer.getText()
  if (/\bSchema\.Int\b/.test(text)) found.add("whole")
  const limits = {
    isGreaterThanOrEqualTo: "at least",
    isGreaterThan: "more than",
    isLessThanOrEqualTo: "at most",
    isLessThan: "less than",
    isMinLength: "length at least",
    isMaxLength: "length at most"
  }
  for (const [check, words] of Object.entries(limits)) {
    const value = new RegExp(`Schema\\.${check}\\(([^()]+)\\)`).exec(text)?.[1]
    if (value !== undefined) found.add(escape(`${words} ${value.replaceAll("_", "")}`))
  }
  return found.size === 0 ? "" : ` <small>(${[...found].join(", ")})</small>`
}

/** The fields of a type as rows of a table, in the order in which they are stated. */
const rows = (page: Page, type: ts.Type, prefix = ""): ReadonlyArray<string> =>
  type
    .getProperties()
    .filter((field) => field.declarations?.some(isOwn) === true)
    .sort((a, b) => fileOf(a).localeCompare(fileOf(b)) || startOf(a) - startOf(b))
    .map((field) => {
      const optional = (field.flags & ts.SymbolFlags.Optional) !== 0
      const shown = typeHtml(page, checker.getTypeOfSymbol(field), ts.NodeBuilderFlags.None)
      const text = optional ? shown.replace(/ \| undefined$/, "") : shown
      return `<tr><td><code>${escape(prefix + field.name)}${optional ? "?" : ""}</code></td><td><code>${text}</code>${remarks(
        page,
        field,
        text
      )}</td><td>${inline(page, docOf(field))}</td></tr>`
    })

const table = (title: string, lines: ReadonlyArray<string>): string =>
  lines.length === 0
    ? ""
    : `<table class="fields"><tr><th>${title}</th><th>type</th><th></th></tr>${lines.join("\n")}</table>`

// ---------------------------------------------------------------------------------------------------------------------
// The parts of pages
// ---------------------------------------------------------------------------------------------------------------------

/** Who passes the check that the server makes before it runs a handler. */
const callers: Readonly<Record<string, string>> = {
  get_admin_user: "administrators",
  get_verified_user: "any verified account",
  get_human_user: "any verified account that is a person's",
  get_current_user: "any account, also one that is not verified yet",
  get_optional_verified_user: "anyone; a verified account is known as such",
  get_scim_auth: "whoever has the SCIM token",
  none: "no check before the handler"
}

const signatureHtml = (page: Page, router: string, operation: Operation): string => {
  const [signature] = operation.type.getCallSignatures()
  if (signature === undefined) throw new Error(`${router}.${operation.name} is no method`)
  const print = (flags: ts.NodeBuilderFlags): string => {
    const parameters = signature.parameters.map((parameter) => {
      const { valueDeclaration } = parameter
      const optional =
        valueDeclaration !== undefined &&
        ts.isParameter(valueDeclaration) &&
        checker.isOptionalParameter(valueDeclaration)
      const shown = typeHtml(page, checker.getTypeOfSymbol(parameter), flags)
      return `${escape(parameter.name)}${optional ? "?" : ""}: ${optional ? shown.replace(/ \| undefined$/, "") : shown}`
    })
    return `owui.${router}.${operation.name}(${parameters.join(", ")}): ${typeHtml(page, signature.getReturnType(), flags)}`
  }
  // Who leaves a part out seldom cares that it may be undefined too.
  const tidy = (text: string): string => text.replaceAll(/ \| undefined(?=;| \}|\))/g, "").replaceAll("; }", " }")
  const short = tidy(print(ts.NodeBuilderFlags.None))
  return short.replaceAll(/<[^>]+>/g, "").length <= 110
    ? short
    : tidy(print(ts.NodeBuilderFlags.MultilineObjectLiterals))
}

/** The fields of the parts of a request that have no model of their own. */
const requestRows = (page: Page, operation: Operation): ReadonlyArray<string> => {
  const [request] = operation.type.getCallSignatures()[0]?.parameters ?? []
  if (request?.name !== "request") return []
  const parts = checker.getNonNullableType(checker.getTypeOfSymbol(request)).getProperties()
  return parts.flatMap((part) => {
    const type = checker.getNonNullableType(checker.getTypeOfSymbol(part))
    const named = type.aliasSymbol ?? type.symbol
    if (type.isUnion() || (named !== undefined && targetOf(named) !== undefined)) return []
    return rows(page, type, `${part.name}.`)
  })
}

const operationHtml = (page: Page, router: Router, operation: Operation): string => {
  const { backend: theirs } = operation
  const sites = operation.sites.map(
    ({ method, path }) => `<span class="method">${method}</span> <code>${escape(path)}</code>`
  )
  const handler = theirs === undefined ? "" : ` · <code>${escape(theirs.handler)}</code>`
  const who = theirs === undefined ? "" : (callers[theirs.auth] ?? theirs.auth)
  return `<section id="${operation.name}">
<h2><a href="#${operation.name}">${router.name}.${operation.name}</a></h2>
<p class="where">${sites.join(", also ")}${handler}</p>
<p class="where">Who gets to the handler: ${escape(who)}</p>
${prose(page, docOf(operation.symbol))}
<pre><code>${signatureHtml(page, router.name, operation)}</code></pre>
${table("request", requestRows(page, operation))}
</section>`
}

const kindOf = (symbol: ts.Symbol): string => {
  const { flags } = symbol
  if ((flags & ts.SymbolFlags.Class) !== 0) return "class"
  if ((flags & ts.SymbolFlags.Interface) !== 0) return "interface"
  if ((flags & ts.SymbolFlags.TypeAlias) !== 0) return (flags & ts.SymbolFlags.Variable) !== 0 ? "schema" : "type"
  return checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0 ? "function" : "value"
}

/** Static members of a service: its layers. */
const staticRows = (page: Page, symbol: ts.Symbol): ReadonlyArray<string> =>
  checker
    .getTypeOfSymbol(symbol)
    .getProperties()
    .filter((member) => member.valueDeclaration !== undefined && ts.isPropertyDeclaration(member.valueDeclaration))
    .filter((member) => member.declarations?.some(isOwn) === true)
    .map(
      (member) =>
        `<tr><td><code>${symbol.name}.${escape(member.name)}</code></td><td><code>${typeHtml(
          page,
          checker.getTypeOfSymbol(member)
        )}</code></td><td>${inline(page, docOf(member))}</td></tr>`
    )

const exportHtml = (page: Page, symbol: ts.Symbol): string => {
  const kind = kindOf(symbol)
  const isType = kind !== "function" && kind !== "value"
  const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol)
  const fields = !isType || type.isUnion() ? [] : rows(page, type)
  const statics = kind === "class" ? staticRows(page, symbol) : []
  const alias = ts.NodeBuilderFlags.InTypeAlias
  const bare = `<pre><code>${escape(symbol.name)}: ${typeHtml(page, type, alias)}</code></pre>`
  return `<section id="${symbol.name}">
<h2><a href="#${symbol.name}">${escape(symbol.name)}</a></h2>
<p class="where">${kind}</p>
${prose(page, docOf(symbol))}
${fields.length > 0 || statics.length > 0 || kind === "class" ? "" : bare}
${table("member", statics)}
${table("field", fields)}
</section>`
}

const titleOf = (name: string): string => basename(name)

const navigation = (page: Page): string => {
  const item = (place: string, text: string): string =>
    `<li><a href="${hrefTo(page, place)}"${place === page.path ? ' aria-current="page"' : ""}>${escape(text)}</a></li>`
  const group = (title: string, items: ReadonlyArray<string>, open: boolean): string =>
    `<details${open ? " open" : ""}><summary>${title}</summary><ul>${items.join("")}</ul></details>`
  const list = (folder: string): ReadonlyArray<string> =>
    publicModules
      .filter((module) => folderOf(module) === folder)
      .map((module) => item(module.page, titleOf(module.name)))
  return [
    group(
      "Routers",
      routers.map(({ module, name }) => item(module.page, name)),
      true
    ),
    ...folders.map((folder) =>
      group(folder === "" ? "Client" : folder.replace(/^./, (letter) => letter.toUpperCase()), list(folder), true)
    ),
    group("Models", [...list("models"), item("types.html", "Other types")], page.path.startsWith("models/"))
  ].join("\n")
}

/** Every page that is written, by its path. */
const written = new Map<string, string>()

const write = (page: Page, title: string, content: string): void => {
  const up = "../".repeat(page.path.split("/").length - 1)
  written.set(
    page.path,
    `<!doctype html>
<html lang="en" data-root="${up}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${up}style.css">
<title>${escape(title)} · effect-open-webui</title>
</head>
<body id="top">
<header>
<a href="${up}index.html">effect-open-webui</a>
<div class="search" role="search">
<input id="search" type="search" autocomplete="off" spellcheck="false" aria-label="Search"
 placeholder="Search: a method, a path, or a handler such as get_chat_by_id">
<ul class="results" id="results" hidden></ul>
</div>
</header>
<div class="page">
<nav aria-label="Contents">${navigation(page)}</nav>
<main>
${content}
</main>
</div>
<script src="${up}minisearch.js"></script>
<script src="${up}entries.js"></script>
<script src="${up}search.js"></script>
</body>
</html>
`
  )
}

interface Entry {
  readonly name: string
  readonly handler: string
  readonly paths: string
  readonly text: string
  readonly url: string
}
const entries: Array<Entry> = []

// ---------------------------------------------------------------------------------------------------------------------
// The pages
// ---------------------------------------------------------------------------------------------------------------------

const toc = (ids: ReadonlyArray<string>): string =>
  `<ul class="list">${ids.map((id) => `<li><a href="#${id}">${escape(id)}</a></li>`).join("")}</ul>`

for (const router of routers) {
  const { module, name, operations } = router
  const page: Page = { path: module.page, router: name }
  const others = module.exports.filter((symbol) => places.get(symbol) !== module.page)
  write(
    page,
    name,
    `<h1>${name}</h1>
${prose(page, headerOf(module.file))}
<p class="where">${operations.length} operations · <code>import { ${titleOf(module.name)} } from "effect-open-webui/${module.name}"</code></p>
${toc(operations.map((operation) => operation.name))}
${operations.map((operation) => operationHtml(page, router, operation)).join("\n")}
${others.map((symbol) => exportHtml(page, symbol)).join("\n")}`
  )
  for (const operation of operations) {
    entries.push({
      name: `${name}.${operation.name}`,
      handler: operation.backend?.handler ?? "",
      paths: operation.sites.map(({ method, path }) => `${method} ${path}`).join("\n"),
      text: firstSentence(docOf(operation.symbol)),
      url: `${module.page}#${operation.name}`
    })
  }
}

for (const module of publicModules.filter((one) => folderOf(one) !== "routers")) {
  const page: Page = { path: module.page }
  const from = module === entry ? "effect-open-webui" : `effect-open-webui/${module.name}`
  write(
    page,
    module.name,
    `<h1>${escape(module.name)}</h1>
${prose(page, headerOf(module.file))}
<p class="where">from <code>"${from}"</code></p>
${toc(module.exports.map((symbol) => symbol.name))}
${module.exports.map((symbol) => exportHtml(page, symbol)).join("\n")}`
  )
  for (const symbol of module.exports) {
    entries.push({
      name: symbol.name,
      handler: "",
      paths: "",
      text: `${module.name}: ${firstSentence(docOf(symbol))}`,
      url: `${module.page}#${symbol.name}`
    })
  }
}

const typesPage: Page = { path: "types.html" }
const typeSections: Array<string> = []
// A type may name another one, which then joins the set while it is read.
for (const symbol of otherTypes) typeSections.push(exportHtml(typesPage, symbol))
write(
  typesPage,
  "Other types",
  `<h1>Other types</h1><p>Types that signatures name and no module of models has.</p>${typeSections.join("\n")}`
)

const index: Page = { path: "index.html" }
const total = routers.reduce((sum, { operations }) => sum + operations.length, 0)
const routerRows = routers.map(
  ({ module, name, operations, symbol }) =>
    `<tr><td>${link(index, module.page, `<code>owui.${name}</code>`)}</td><td>${operations.length} operations</td><td>${inline(index, docOf(symbol))}</td></tr>`
)
const moduleRows = (folder: string): ReadonlyArray<string> =>
  publicModules
    .filter((module) => folderOf(module) === folder)
    .map(
      (module) =>
        `<tr><td>${link(index, module.page, `<code>${escape(module.name)}</code>`)}</td><td>${module.exports.length} exports</td><td>${inline(index, firstSentence(headerOf(module.file)))}</td></tr>`
    )
write(
  index,
  "Documentation",
  `<h1>effect-open-webui</h1>
<p>The client of Open WebUI ${escape(JSON.parse(readFileSync(join(root, "refs/open-webui-0.12.4.json"), "utf8")).open_webui)} for programs written with Effect: ${total} methods of ${routers.length} routers.
Start with the ${link(index, entry.page, "composed client")}; what can go wrong is on ${link(index, "layers/Failures.html", "the page of the failures")}.</p>
<h2>Routers</h2><table class="fields">${routerRows.join("\n")}</table>
${folders
  .filter((folder) => folder !== "")
  .map(
    (folder) =>
      `<h2>${folder.replace(/^./, (letter) => letter.toUpperCase())}</h2><table class="fields">${moduleRows(folder).join("\n")}</table>`
  )
  .join("\n")}
<h2>Models</h2><table class="fields">${moduleRows("models").join("\n")}</table>`
)

const out = resolve(first ?? join(root, "docs/api"))
rmSync(out, { recursive: true, force: true })
for (const [path, html] of written) {
  mkdirSync(dirname(join(out, path)), { recursive: true })
  writeFileSync(join(out, path), html)
}
for (const asset of ["style.css", "search.js"]) cpSync(join(root, "scripts/docs", asset), join(out, asset))
// The build for a page without modules, which lies beside the one for Node.
const minisearch = join(dirname(createRequire(import.meta.url).resolve("minisearch")), "../umd/index.js")
writeFileSync(
  join(out, "minisearch.js"),
  readFileSync(minisearch, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n")
)
writeFileSync(join(out, "entries.js"), `window.searchEntries = ${JSON.stringify(entries)}\n`)
checkLinks(out)
console.log(`${written.size} pages, ${total} operations, ${entries.length} entries of the search: ${out}`)
