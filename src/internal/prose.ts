/**
 * Texts of notes: the document of the web page's editor (a tree of ProseMirror, with the node names of TipTap), and its
 * way to and from Markdown, and to HTML. Its schema is the page's: what does not fit there the page deletes.
 *
 * Of Markdown it knows what the editor has: paragraphs, headings, lists, tasks, quotes, code, rules, tables, images that
 * stand alone, and in the text bold, italic, struck, underlined, code, links and breaks. All else stays as it is written.
 */
import type { Json, JsonObject } from "../layers/Json.ts"

/** What is said of a text: bold, a link. */
export interface Mark {
  readonly type: string
  readonly attrs?: JsonObject | undefined
}

/** A part of a document; a text where it has `text`. */
export interface ProseNode {
  readonly type: string
  readonly attrs?: JsonObject | undefined
  readonly content?: ReadonlyArray<ProseNode> | undefined
  readonly text?: string | undefined
  readonly marks?: ReadonlyArray<Mark> | undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const attrsOf = (value: unknown): JsonObject | undefined => {
  if (!isObject(value)) return undefined
  // What is null is as good as absent, and Yjs does not hold it.
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined)
  // It was JSON, so its parts are.
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as JsonObject)
}

/** Reads one node of the editor's JSON; `undefined` where it is none. */
const nodeOf = (value: unknown): ProseNode | undefined => {
  if (!isObject(value) || typeof value.type !== "string") return undefined
  const { type, text } = value
  if (type === "text") {
    if (typeof text !== "string" || text === "") return undefined
    const given = Array.isArray(value.marks) ? value.marks : []
    const marks = given.flatMap(
      (mark): ReadonlyArray<Mark> =>
        isObject(mark) && typeof mark.type === "string" ? [{ type: mark.type, attrs: attrsOf(mark.attrs) }] : []
    )
    return { type: "text", text, ...(marks.length === 0 ? undefined : { marks }) }
  }
  const content = Array.isArray(value.content) ? nodesOf(value.content) : []
  return {
    type: value.type,
    attrs: attrsOf(value.attrs),
    ...(content.length === 0 ? undefined : { content })
  }
}

const nodesOf = (values: ReadonlyArray<unknown>): ReadonlyArray<ProseNode> =>
  values.map(nodeOf).filter((node) => node !== undefined)

/** The blocks of the editor's JSON; `undefined` where it is not the editor's. */
export const fromJson = (value: unknown): ReadonlyArray<ProseNode> | undefined =>
  isObject(value) && value.type === "doc" && Array.isArray(value.content) ? nodesOf(value.content) : undefined

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const keys = Object.keys(value).sort()
  // Parts of JSON are JSON.
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] as Json)]))
}

const plain = (node: ProseNode): Json => ({
  type: node.type,
  ...(node.attrs === undefined ? undefined : { attrs: node.attrs }),
  ...(node.content === undefined ? undefined : { content: node.content.map(plain) }),
  ...(node.text === undefined ? undefined : { text: node.text }),
  ...(node.marks === undefined
    ? undefined
    : {
        marks: node.marks.map(({ attrs, type }): Json => (attrs === undefined ? { type } : { type, attrs }))
      })
})

/** The editor's JSON of blocks. */
export const toJson = (blocks: ReadonlyArray<ProseNode>): JsonObject => ({ type: "doc", content: blocks.map(plain) })

/** A text that is the same for nodes that are the same. */
export const keyOf = (node: ProseNode): string => {
  const marks = node.marks === undefined ? undefined : [...node.marks].sort((a, b) => (a.type < b.type ? -1 : 1))
  const own = plain({ ...node, content: undefined, ...(marks === undefined ? undefined : { marks }) })
  return `${JSON.stringify(sorted(own))}[${(node.content ?? []).map(keyOf).join()}]`
}

const children = (node: ProseNode): ReadonlyArray<ProseNode> => node.content ?? []

/** The text of blocks without any marks, a line for each. */
export const toText = (blocks: ReadonlyArray<ProseNode>): string => {
  const lineOf = (node: ProseNode): string => {
    if (node.text !== undefined) return node.text
    if (node.type === "hardBreak") return "\n"
    if (node.type === "mention") return `${str(node, "mentionSuggestionChar") ?? "@"}${str(node, "label") ?? ""}`
    const inner = children(node)
    const blocky = inner.some(({ type }) => isBlock(type))
    return inner.map(lineOf).join(blocky ? "\n" : "")
  }
  return blocks.map(lineOf).join("\n")
}

const inlines: ReadonlySet<string> = /*#__PURE__*/ new Set(["text", "hardBreak", "mention"])
const isBlock = (type: string): boolean => !inlines.has(type)

const str = (node: { readonly attrs?: JsonObject | undefined }, key: string): string | undefined => {
  const value = node.attrs?.[key]
  return typeof value === "string" && value !== "" ? value : undefined
}

const num = (node: ProseNode, key: string): number | undefined => {
  const value = node.attrs?.[key]
  return typeof value === "number" ? value : undefined
}

const has = (node: ProseNode, mark: string): boolean => node.marks?.some(({ type }) => type === mark) === true

// ---------------------------------------------------------------------------------------------------------------------
// To Markdown
// ---------------------------------------------------------------------------------------------------------------------

/** Marks from the outermost to the innermost. */
const order: ReadonlyArray<string> = ["link", "bold", "italic", "strike", "underline"]

const opened: Readonly<Record<string, string>> = { link: "[", bold: "**", italic: "*", strike: "~~", underline: "<u>" }

const closed = (mark: Mark): string => {
  if (mark.type === "underline") return "</u>"
  if (mark.type !== "link") return opened[mark.type] ?? ""
  const title = str(mark, "title")
  const href = str(mark, "href") ?? ""
  const target = /[\s()<>]/.test(href) ? `<${href.replace(/[<>\n]/g, encodeURIComponent)}>` : href
  return `](${target}${title === undefined ? "" : ` "${title.replace(/["\\]/g, "\\$&")}"`})`
}

/** Escapes what Markdown would read as something else. */
const escaped = (text: string): string =>
  text.replace(/[\\`*[\]]|<(?=[a-zA-Z/!?])|~(?=~)|(?<=~)~|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&")

/** Escapes what Markdown would read at the beginning of a line. */
const guarded = (line: string): string =>
  line
    .replace(/^(\s*)([-+>#=|]|~~~)/, "$1\\$2")
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
    .replace(/^\s+/, "")

const codeSpan = (text: string): string => {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const ticks = "`".repeat(longest + 1)
  const room = text.startsWith("`") || text.endsWith("`") || (/^ .* $/s.test(text) && text.trim() !== "") ? " " : ""
  return `${ticks}${room}${text.replace(/\n/g, " ")}${room}${ticks}`
}

const sameMark = (a: Mark, b: Mark): boolean =>
  a.type === b.type && (a.attrs === b.attrs || JSON.stringify(a.attrs) === JSON.stringify(b.attrs))

const sameMarks = (a: ReadonlyArray<Mark> = [], b: ReadonlyArray<Mark> = []): boolean =>
  a.length === b.length && a.every((mark, index) => sameMark(mark, b[index] ?? { type: "" }))

const outerMarks = (node: ProseNode | undefined): ReadonlyArray<Mark> =>
  node === undefined ? [] : order.flatMap((type) => (node.marks ?? []).filter((mark) => mark.type === type).slice(0, 1))

/** White space at the edge of a marked text stands outside of the mark, or Markdown does not see the mark. */
const spacedOut = (nodes: ReadonlyArray<ProseNode>): ReadonlyArray<ProseNode> => {
  const pieces = nodes.flatMap((node): ReadonlyArray<ProseNode> => {
    if (node.text === undefined || node.marks === undefined || has(node, "code")) return [node]
    const [, before = "", middle = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(node.text) ?? []
    return [before, middle, after].filter((text) => text !== "").map((text) => ({ ...node, text }))
  })
  return pieces.map((node, index) => {
    if (node.text === undefined || node.text.trim() !== "" || node.marks === undefined) return node
    const after = outerMarks(pieces[index + 1])
    const both = outerMarks(pieces[index - 1]).filter((mark) => after.some((other) => sameMark(mark, other)))
    return { ...node, marks: node.marks.filter((mark) => both.some((other) => sameMark(mark, other))) }
  })
}

const mentionText = (node: ProseNode): string => {
  const char = str(node, "mentionSuggestionChar") ?? "@"
  return `<${char === "/" ? "$" : char}${str(node, "id") ?? ""}>`
}

const inlineMarkdown = (nodes: ReadonlyArray<ProseNode>, lineBreak: string): string => {
  let out = ""
  let open: ReadonlyArray<Mark> = []
  const until = (wanted: ReadonlyArray<Mark>) => {
    let common = 0
    while (common < open.length) {
      const [a, b] = [open[common], wanted[common]]
      if (a === undefined || b === undefined || !sameMark(a, b)) break
      common++
    }
    for (const mark of open.slice(common).reverse()) out += closed(mark)
    for (const mark of wanted.slice(common)) out += opened[mark.type] ?? ""
    open = wanted
  }
  for (const node of spacedOut(nodes)) {
    if (node.type === "hardBreak") {
      until([])
      out += lineBreak
    } else if (node.type === "mention") {
      until([])
      out += mentionText(node)
    } else if (node.text !== undefined) {
      until(outerMarks(node))
      out += has(node, "code") ? codeSpan(node.text) : escaped(node.text)
    } else {
      out += inlineMarkdown(children(node), lineBreak)
    }
  }
  until([])
  return out
}

const indented = (text: string, by: string): string => text.replace(/\n(?=[^\n])/g, `\n${by}`)

const itemsMarkdown = (list: ProseNode, marker: (item: ProseNode, index: number) => string): string =>
  children(list)
    .map((item, index) => {
      const head = marker(item, index)
      const body = children(item)
        .map((block, place) => `${place === 0 ? "" : /List$/.test(block.type) ? "\n" : "\n\n"}${blockMarkdown(block)}`)
        .join("")
      // Task markers are part of the text for Markdown, so what follows is indented by the dash alone.
      return `${head}${indented(body, " ".repeat(head.startsWith("- ") ? 2 : head.length))}`.trimEnd()
    })
    .join("\n")

const fenced = (node: ProseNode): string => {
  const text = children(node)
    .map(({ text }) => text ?? "")
    .join("")
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(({ length }) => length))
  const fence = "`".repeat(longest + 1)
  return `${fence}${str(node, "language") ?? ""}\n${text}${text === "" ? "" : "\n"}${fence}`
}

const cellMarkdown = (cell: ProseNode): string =>
  children(cell)
    .map((block) => inlineMarkdown(children(block), "<br>"))
    .join("<br>")
    .replace(/\|/g, "\\|")

const tableMarkdown = (node: ProseNode): string => {
  const rows = children(node).map((row) => children(row).map(cellMarkdown))
  const width = Math.max(1, ...rows.map(({ length }) => length))
  const line = (cells: ReadonlyArray<string>) =>
    `| ${Array.from({ length: width }, (_, index) => cells[index] ?? "").join(" | ")} |`
  const [head = [], ...rest] = rows
  return [line(head), line(Array.from({ length: width }, () => "---")), ...rest.map(line)].join("\n")
}

const lines = (node: ProseNode): string => inlineMarkdown(children(node), "\n").split("\n").map(guarded).join("  \n")

const blockMarkdown = (node: ProseNode): string => {
  switch (node.type) {
    case "paragraph":
      return lines(node)
    case "heading":
      return `${"#".repeat(Math.min(6, Math.max(1, num(node, "level") ?? 1)))} ${inlineMarkdown(children(node), " ")}`
    case "bulletList":
      return itemsMarkdown(node, () => "- ")
    case "orderedList": {
      const start = num(node, "start") ?? 1
      return itemsMarkdown(node, (_, index) => `${start + index}. `)
    }
    case "taskList":
      return itemsMarkdown(node, (item) => (item.attrs?.checked === true ? "- [x] " : "- [ ] "))
    case "blockquote":
      return toMarkdown(children(node))
        .split("\n")
        .map((line) => (line === "" ? ">" : `> ${line}`))
        .join("\n")
    case "codeBlock":
      return fenced(node)
    case "horizontalRule":
      return "---"
    case "table":
      return tableMarkdown(node)
    case "image": {
      const title = str(node, "title")
      const src = str(node, "src") ?? ""
      return `![${escaped(str(node, "alt") ?? "")}](${src}${title === undefined ? "" : ` "${title}"`})`
    }
    default:
      return children(node).some(({ type }) => isBlock(type)) ? toMarkdown(children(node)) : lines(node)
  }
}

/** Writes blocks as Markdown. */
export const toMarkdown = (blocks: ReadonlyArray<ProseNode>): string => {
  const written = blocks.map((block) => ({ type: block.type, text: blockMarkdown(block) }))
  // Two lists of a kind, one after the other, would be read as one: a comment keeps them apart.
  return written
    .flatMap(({ text, type }, index) =>
      index > 0 && /List$/.test(type) && written[index - 1]?.type === type ? ["<!-- -->", text] : [text]
    )
    .filter((text) => text !== "")
    .join("\n\n")
}

// ---------------------------------------------------------------------------------------------------------------------
// To HTML
// ---------------------------------------------------------------------------------------------------------------------

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

const html = (text: string): string => text.replace(/[&<>"]/g, (char) => entities[char] ?? char)

const attributes = (attrs: JsonObject | undefined, keys: ReadonlyArray<string>): string =>
  keys
    .flatMap((key) => {
      const value = attrs?.[key]
      return value === undefined || value === null || typeof value === "object"
        ? []
        : [` ${key}="${html(String(value))}"`]
    })
    .join("")

const tags: Readonly<Record<string, string>> = {
  bold: "strong",
  italic: "em",
  strike: "s",
  underline: "u",
  code: "code",
  highlight: "mark"
}

const marked = (inner: string, mark: Mark): string => {
  if (mark.type === "link") {
    const safe = !/^\s*(?:javascript|vbscript|data):/i.test(str(mark, "href") ?? "")
    return `<a${attributes(mark.attrs, [...(safe ? ["href"] : []), "target", "rel", "class", "title"])}>${inner}</a>`
  }
  const tag = tags[mark.type]
  return tag === undefined ? inner : `<${tag}>${inner}</${tag}>`
}

const simple: Readonly<Record<string, string>> = {
  paragraph: "p",
  bulletList: "ul",
  listItem: "li",
  blockquote: "blockquote",
  tableRow: "tr"
}

const nodeHtml = (node: ProseNode): string => {
  if (node.text !== undefined) return (node.marks ?? []).reduceRight(marked, html(node.text))
  const inner = children(node).map(nodeHtml).join("")
  const tag = simple[node.type]
  if (tag !== undefined) return `<${tag}>${inner}</${tag}>`
  switch (node.type) {
    case "heading": {
      const level = Math.min(6, Math.max(1, num(node, "level") ?? 1))
      return `<h${level}>${inner}</h${level}>`
    }
    case "orderedList":
      return `<ol${attributes(node.attrs, num(node, "start") === 1 ? ["type"] : ["start", "type"])}>${inner}</ol>`
    case "taskList":
      return `<ul data-type="taskList">${inner}</ul>`
    case "taskItem": {
      const checked = node.attrs?.checked === true
      const box = `<input type="checkbox"${checked ? ' checked="checked"' : ""}>`
      return `<li data-checked="${checked}" data-type="taskItem"><label>${box}<span></span></label><div>${inner}</div></li>`
    }
    case "codeBlock": {
      const language = str(node, "language")
      return `<pre><code${language === undefined ? "" : ` class="language-${html(language)}"`}>${inner}</code></pre>`
    }
    case "table":
      return `<table><tbody>${inner}</tbody></table>`
    case "tableHeader":
      return `<th${attributes(node.attrs, ["colspan", "rowspan"])}>${inner}</th>`
    case "tableCell":
      return `<td${attributes(node.attrs, ["colspan", "rowspan"])}>${inner}</td>`
    case "horizontalRule":
      return "<hr>"
    case "hardBreak":
      return "<br>"
    case "image":
      return `<img${attributes(node.attrs, ["src", "alt", "title", "width", "height"])}>`
    case "mention": {
      const char = str(node, "mentionSuggestionChar") ?? "@"
      const label = str(node, "label") ?? str(node, "id") ?? ""
      const data = `data-id="${html(str(node, "id") ?? "")}" data-label="${html(label)}"`
      return `<span class="mention" data-type="mention" ${data} data-mention-suggestion-char="${html(char)}">${html(char + label)}</span>`
    }
    default:
      return inner
  }
}

/** Writes blocks as HTML, as the web page's editor does. */
export const toHtml = (blocks: ReadonlyArray<ProseNode>): string => blocks.map(nodeHtml).join("")

// ---------------------------------------------------------------------------------------------------------------------
// From Markdown: the text
// ---------------------------------------------------------------------------------------------------------------------

/** A piece of text while it is read; a run of `*`, `_` or `~` has a count that shrinks as marks take from it. */
interface Leaf {
  text: string
  marks: ReadonlyArray<Mark>
  readonly isBreak?: boolean
  readonly run?: { readonly char: string; readonly opens: boolean; readonly closes: boolean }
  count: number
}

const isPunctuation = (char: string): boolean => /[\p{P}\p{S}]/u.test(char)

const runOf = (char: string, before: string, after: string) => {
  const spaceBefore = before === "" || /\s/.test(before)
  const spaceAfter = after === "" || /\s/.test(after)
  const left = !spaceAfter && (!isPunctuation(after) || spaceBefore || isPunctuation(before))
  const right = !spaceBefore && (!isPunctuation(before) || spaceAfter || isPunctuation(after))
  return char === "_"
    ? { char, opens: left && (!right || isPunctuation(before)), closes: right && (!left || isPunctuation(after)) }
    : { char, opens: left, closes: right }
}

/** Pairs the runs, and marks what stands between them. */
const emphasise = (leaves: Array<Leaf>): void => {
  const stack: Array<number> = []
  leaves.forEach((closer, at) => {
    const { run } = closer
    if (run === undefined) return
    while (run.closes && closer.count > 0) {
      let found = stack.length - 1
      const fits = (index: number | undefined): boolean => {
        const opener = index === undefined ? undefined : leaves[index]
        if (opener?.run?.char !== run.char) return false
        return run.char === "~" ? opener.count === 2 && closer.count === 2 : true
      }
      while (found >= 0 && !fits(stack[found])) found--
      const index = stack[found]
      const opener = index === undefined ? undefined : leaves[index]
      if (index === undefined || opener === undefined) break
      const used = opener.count >= 2 && closer.count >= 2 ? 2 : 1
      const type = run.char === "~" ? "strike" : used === 2 ? "bold" : "italic"
      for (const leaf of leaves.slice(index + 1, at)) {
        if (!leaf.marks.some((mark) => mark.type === type)) leaf.marks = [{ type }, ...leaf.marks]
      }
      opener.count -= used
      closer.count -= used
      // What opened in between and was not closed is a text.
      stack.length = opener.count > 0 ? found + 1 : found
    }
    if (run.opens && closer.count > 0) stack.push(at)
  })
}

const codePattern = /(`+)(?!`)([\s\S]*?[^`])\1(?!`)/y
const linkPattern =
  /\[((?:\\.|[^[\]\\])*)\]\(\s*(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)(?:\s+"((?:\\.|[^"\\])*)")?\s*\)/y
const autolinkPattern = /<((?:https?:\/\/|mailto:)[^\s<>]+)>/y
const breakPattern = /(?: *\n\s*)|<br\s*\/?>/y
const underlinePattern = /<u>([\s\S]*?)<\/u>/y
const runPattern = /\*+|_+|~+/y
const plainPattern = /[^\\`*_~[<\n ]+| +(?!\n| )/y

const unescaped = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, "$1")

const leavesOf = (source: string): Array<Leaf> => {
  const leaves: Array<Leaf> = []
  let at = 0
  const at_ = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(source)
  }
  const add = (text: string, marks: ReadonlyArray<Mark> = []) => leaves.push({ text, marks, count: 0 })
  const wrap = (inner: string, mark: Mark) => {
    for (const leaf of finished(inner)) leaves.push({ ...leaf, marks: [mark, ...leaf.marks] })
  }
  while (at < source.length) {
    const char = source[at] ?? ""
    let found: RegExpExecArray | null = null
    if (char === "\\") {
      const next = source[at + 1] ?? ""
      if (next === "\n") leaves.push({ text: "", marks: [], count: 0, isBreak: true })
      else add(/[!-/:-@[-`{-~]/.test(next) ? next : `\\${next}`)
      at += 2
      continue
    }
    if (char === "`" && (found = at_(codePattern)) !== null) {
      const text = (found[2] ?? "").replace(/\n/g, " ")
      add(/^ .* $/.test(text) && text.trim() !== "" ? text.slice(1, -1) : text, [{ type: "code" }])
    } else if (char === "`") {
      // All of the run, lest every tick of it looks for its end again.
      found = /`+/.exec(source.slice(at))
      add(found?.[0] ?? char)
    } else if (char === "[" && (found = at_(linkPattern)) !== null) {
      const [, inner = "", target = "", title] = found
      const href = unescaped(target.startsWith("<") ? target.slice(1, -1) : target)
      wrap(inner, {
        type: "link",
        attrs: { href, ...(title === undefined ? undefined : { title: unescaped(title) }) }
      })
    } else if (char === "<" && (found = at_(autolinkPattern)) !== null) {
      add(found[1] ?? "", [{ type: "link", attrs: { href: found[1] ?? "" } }])
    } else if (char === "<" && (found = at_(underlinePattern)) !== null) {
      wrap(found[1] ?? "", { type: "underline" })
    } else if ((char === "\n" || char === " " || char === "<") && (found = at_(breakPattern)) !== null) {
      leaves.push({ text: "", marks: [], count: 0, isBreak: true })
    } else if ((found = at_(runPattern)) !== null) {
      const run = runOf(char, source[at - 1] ?? "", source[at + found[0].length] ?? "")
      leaves.push({ text: "", marks: [], count: found[0].length, run })
    } else {
      found = at_(plainPattern)
      add(found?.[0] ?? char)
    }
    at += found?.[0].length ?? 1
  }
  return leaves
}

/** Reads a text; what is left of runs is text again. */
const finished = (source: string): ReadonlyArray<Leaf> => {
  const leaves = leavesOf(source)
  emphasise(leaves)
  return leaves.map((leaf) => (leaf.run === undefined ? leaf : { ...leaf, text: leaf.run.char.repeat(leaf.count) }))
}

const inline = (source: string): ReadonlyArray<ProseNode> => {
  const nodes: Array<ProseNode> = []
  for (const leaf of finished(source.trim())) {
    if (leaf.isBreak === true) {
      nodes.push({ type: "hardBreak" })
      continue
    }
    if (leaf.text === "") continue
    // The editor has no other mark beside code.
    const code = leaf.marks.filter(({ type }) => type === "code")
    const marks = code.length > 0 ? code : leaf.marks
    const node: ProseNode = { type: "text", text: leaf.text, ...(marks.length === 0 ? undefined : { marks }) }
    const last = nodes.at(-1)
    if (last?.text !== undefined && sameMarks(last.marks, node.marks)) {
      nodes[nodes.length - 1] = { ...node, text: last.text + leaf.text }
    } else nodes.push(node)
  }
  return nodes
}

// ---------------------------------------------------------------------------------------------------------------------
// From Markdown: the blocks
// ---------------------------------------------------------------------------------------------------------------------

const withContent = (type: string, content: ReadonlyArray<ProseNode>, attrs?: JsonObject): ProseNode => ({
  type,
  ...(attrs === undefined ? undefined : { attrs }),
  ...(content.length === 0 ? undefined : { content })
})

const paragraph = (text: string): ProseNode => withContent("paragraph", inline(text))

const fencePattern = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/
const headingPattern = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/
const rulePattern = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/
const quotePattern = /^ {0,3}> ?/
const itemPattern = /^( {0,3})([-+*]|\d{1,9}[.)])(?:([ \t]+)(.*)|)$/
const delimiterPattern = /^ {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*$/
const imagePattern = /^ {0,3}!\[((?:\\.|[^[\]\\])*)\]\(([^\s()]+)(?:\s+"((?:\\.|[^"\\])*)")?\)[ \t]*$/
const taskPattern = /^\[([ xX])\](?:[ \t]+|$)/
const commentPattern = /^ {0,3}<!--.*-->[ \t]*$/

const startsBlock = (line: string): boolean =>
  [fencePattern, headingPattern, rulePattern, quotePattern, imagePattern, commentPattern].some((pattern) =>
    pattern.test(line)
  ) || itemPattern.test(line)

interface Item {
  readonly kind: "bulletList" | "orderedList" | "taskList"
  readonly start: number
  readonly node: ProseNode
}

const itemOf = (marker: string, body: ReadonlyArray<string>): Item => {
  const [first = "", ...rest] = body
  const task = /\d/.test(marker) ? null : taskPattern.exec(first)
  const blocks = blocksOf(task === null ? body : [first.slice(task[0].length), ...rest])
  // An item of the editor begins with a paragraph.
  const content = blocks[0]?.type === "paragraph" ? blocks : [{ type: "paragraph" }, ...blocks]
  if (task !== null) {
    const attrs = { checked: task[1] !== " " }
    return { kind: "taskList", start: 1, node: withContent("taskItem", content, attrs) }
  }
  const node = withContent("listItem", content)
  return /\d/.test(marker)
    ? { kind: "orderedList", start: Number.parseInt(marker, 10), node }
    : { kind: "bulletList", start: 1, node }
}

const listsOf = (items: ReadonlyArray<Item>): ReadonlyArray<ProseNode> => {
  const lists: Array<{ readonly kind: Item["kind"]; readonly start: number; readonly nodes: Array<ProseNode> }> = []
  for (const { kind, node, start } of items) {
    const last = lists.at(-1)
    if (last?.kind === kind) last.nodes.push(node)
    else lists.push({ kind, start, nodes: [node] })
  }
  return lists.map(({ kind, nodes, start }) => withContent(kind, nodes, kind === "orderedList" ? { start } : undefined))
}

const cellsOf = (line: string): ReadonlyArray<string> =>
  line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/\\\|/g, "|"))

const rowOf = (line: string, type: "tableHeader" | "tableCell", width: number): ProseNode => {
  const cells = cellsOf(line)
  const content = Array.from({ length: width }, (_, index) =>
    withContent(type, [paragraph(cells[index] ?? "")], { colspan: 1, rowspan: 1 })
  )
  return withContent("tableRow", content)
}

const blocksOf = (source: ReadonlyArray<string>): ReadonlyArray<ProseNode> => {
  const blocks: Array<ProseNode> = []
  let at = 0
  const line = (index = at): string => source[index] ?? ""
  /** The lines from here on that meet a condition. */
  const take = (condition: (line: string) => boolean): ReadonlyArray<string> => {
    const begin = at
    while (at < source.length && condition(line())) at++
    return source.slice(begin, at)
  }
  const list = (): void => {
    const items: Array<Item> = []
    for (let found = itemPattern.exec(line()); found !== null && !rulePattern.test(line()); ) {
      const [, before = "", marker = "", gap = " ", rest = ""] = found
      // Four spaces or more belong to the text.
      const indent = before.length + marker.length + (gap.length > 4 ? 1 : gap.length)
      const first = gap.length > 4 ? gap.slice(1) + rest : rest
      at++
      const body = [first]
      while (at < source.length) {
        const isBlank = line().trim() === ""
        const depth = line().search(/\S/)
        if (isBlank) {
          // A blank line belongs to the item where what follows does.
          let next = at
          while (next < source.length && line(next).trim() === "") next++
          if (next >= source.length || line(next).search(/\S/) < Math.min(indent, 2)) break
          if (line(next).search(/\S/) < indent && itemPattern.test(line(next))) break
        } else if (depth < indent && (depth < 2 || itemPattern.test(line()))) break
        body.push(line().slice(Math.min(indent, isBlank ? indent : depth)))
        at++
      }
      items.push(itemOf(marker, body))
      let next = at
      while (next < source.length && line(next).trim() === "") next++
      found = itemPattern.exec(line(next))
      if (found !== null) at = next
    }
    blocks.push(...listsOf(items))
  }
  while (at < source.length) {
    const fence = fencePattern.exec(line())
    const heading = headingPattern.exec(line())
    const image = imagePattern.exec(line())
    if (line().trim() === "" || commentPattern.test(line())) at++
    else if (fence !== null) {
      const [, mark = "```", language = ""] = fence
      at++
      const end = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}[ \\t]*$`)
      const text = take((one) => !end.test(one)).join("\n")
      at++
      const content = text === "" ? [] : [{ type: "text", text }]
      blocks.push(withContent("codeBlock", content, language === "" ? undefined : { language }))
    } else if (heading !== null) {
      at++
      blocks.push(withContent("heading", inline(heading[2] ?? ""), { level: heading[1]?.length ?? 1 }))
    } else if (rulePattern.test(line())) {
      at++
      blocks.push({ type: "horizontalRule" })
    } else if (quotePattern.test(line())) {
      const inner = blocksOf(take((one) => quotePattern.test(one)).map((one) => one.replace(quotePattern, "")))
      blocks.push(withContent("blockquote", inner.length === 0 ? [{ type: "paragraph" }] : inner))
    } else if (image !== null) {
      at++
      const [, alt = "", src = "", title] = image
      const attrs = {
        src,
        ...(alt === "" ? undefined : { alt: unescaped(alt) }),
        ...(title === undefined ? undefined : { title: unescaped(title) })
      }
      blocks.push({ type: "image", attrs })
    } else if (itemPattern.test(line())) list()
    else if (line().includes("|") && line(at + 1).includes("-") && delimiterPattern.test(line(at + 1))) {
      const width = cellsOf(line()).length
      const [head = "", , ...rest] = take(
        (one) => one.includes("|") || (one === line(at) && delimiterPattern.test(one))
      )
      const rows = [rowOf(head, "tableHeader", width), ...rest.map((row) => rowOf(row, "tableCell", width))]
      blocks.push(withContent("table", rows))
    } else {
      const first = at
      const isMore = (one: string): boolean =>
        at === first || !(one.trim() === "" || startsBlock(one) || /^ {0,3}(=+|-+)[ \t]*$/.test(one))
      const text = take(isMore).map((one) => one.trimStart())
      const under = /^ {0,3}(=+|-+)[ \t]*$/.exec(line())
      if (under !== null && at > first) {
        at++
        blocks.push(withContent("heading", inline(text.join(" ")), { level: under[1]?.startsWith("=") ? 1 : 2 }))
      } else blocks.push(paragraph(text.join("\n")))
    }
  }
  return blocks
}

/** Reads Markdown. A line's end within a paragraph is a break, as on the web page. */
export const fromMarkdown = (markdown: string): ReadonlyArray<ProseNode> =>
  blocksOf(markdown.replace(/\r\n?/g, "\n").replace(/\t/g, "    ").split("\n"))

// ---------------------------------------------------------------------------------------------------------------------
// Merging
// ---------------------------------------------------------------------------------------------------------------------

/** For each element of the first list the place of the same in the second, or -1: a longest common sequence. */
export const matches = (from: ReadonlyArray<string>, to: ReadonlyArray<string>): ReadonlyArray<number> => {
  const out = from.map(() => -1)
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) {
    out[start] = start
    start++
  }
  let [a, b] = [from.length, to.length]
  while (a > start && b > start && from[a - 1] === to[b - 1]) out[--a] = --b
  const [rows, columns] = [a - start, b - start]
  // Beyond this the table takes too much memory: then all that is between counts as changed.
  if (rows * columns === 0 || rows * columns > 4_000_000) return out
  const width = columns + 1
  const lengths = new Uint32Array((rows + 1) * width)
  const length = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      lengths[row * width + column] =
        from[start + row] === to[start + column]
          ? length(row + 1, column + 1) + 1
          : Math.max(length(row + 1, column), length(row, column + 1))
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (from[start + row] === to[start + column]) out[start + row++] = start + column++
    else if (length(row + 1, column) >= length(row, column + 1)) row++
    else column++
  }
  return out
}

/** A piece of what was merged: an element of ours or of theirs. */
export interface Merged {
  readonly side: "ours" | "theirs"
  readonly index: number
}

/**
 * Brings together two lists that stem from a third. What only one side changed is as that side has it. Where both
 * changed the same place, theirs stands first and what ours has new after it: nothing is lost.
 */
export const merge = (
  base: ReadonlyArray<string>,
  ours: ReadonlyArray<string>,
  theirs: ReadonlyArray<string>
): ReadonlyArray<Merged> => {
  const [inOurs, inTheirs] = [matches(base, ours), matches(base, theirs)]
  const out: Array<Merged> = []
  let [b, o, t] = [0, 0, 0]
  const range = (side: Merged["side"], from: number, to: number) => {
    for (let index = from; index < to; index++) out.push({ side, index })
  }
  const chunk = (toB: number, toO: number, toT: number) => {
    const [before, own, other] = [base.slice(b, toB), ours.slice(o, toO), theirs.slice(t, toT)]
    const same = (x: ReadonlyArray<string>, y: ReadonlyArray<string>) =>
      x.length === y.length && x.every((one, index) => one === y[index])
    if (same(own, before) || same(own, other)) range("theirs", t, toT)
    else if (same(other, before)) range("ours", o, toO)
    else if (own.length === before.length && other.length === before.length && before.length > 1) {
      // Neighbours that were changed, each on its own.
      const end = toB
      while (b < end) {
        chunk(b + 1, o + 1, t + 1)
        ;[b, o, t] = [b + 1, o + 1, t + 1]
      }
    } else {
      range("theirs", t, toT)
      own.forEach((one, index) => {
        if (!before.includes(one) && !other.includes(one)) out.push({ side: "ours", index: o + index })
      })
    }
  }
  for (let index = 0; index <= base.length; index++) {
    const [toO, toT] =
      index === base.length ? [ours.length, theirs.length] : [inOurs[index] ?? -1, inTheirs[index] ?? -1]
    if (toO < 0 || toT < 0) continue
    chunk(index, toO, toT)
    if (index < base.length) out.push({ side: "theirs", index: toT })
    ;[b, o, t] = [index + 1, toO + 1, toT + 1]
  }
  return out
}
