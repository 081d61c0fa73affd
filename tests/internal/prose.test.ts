import { assert, describe, it } from "vitest"
import {
  fromJson,
  fromMarkdown,
  keyOf,
  merge,
  type ProseNode,
  toHtml,
  toJson,
  toMarkdown,
  toText
} from "../../src/internal/prose.ts"

const keys = (blocks: ReadonlyArray<ProseNode>) => blocks.map(keyOf)
const text = (value: string, ...marks: ReadonlyArray<string>): ProseNode => ({
  type: "text",
  text: value,
  ...(marks.length === 0 ? undefined : { marks: marks.map((type) => ({ type })) })
})
const paragraph = (...content: ReadonlyArray<ProseNode>): ProseNode => ({ type: "paragraph", content })

describe("Markdown of notes", () => {
  it("is read into the nodes of the editor", () => {
    const read = (markdown: string) => toJson(fromMarkdown(markdown)).content
    assert.deepStrictEqual(read("# One\n\nTwo\n---"), [
      { type: "heading", attrs: { level: 1 }, content: [{ type: "text", text: "One" }] },
      { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "Two" }] }
    ])
    assert.deepStrictEqual(read("- [x] a\n- [ ] b\n- c"), [
      {
        type: "taskList",
        content: [true, false].map((checked) => ({
          type: "taskItem",
          attrs: { checked },
          content: [{ type: "paragraph", content: [{ type: "text", text: checked ? "a" : "b" }] }]
        }))
      },
      {
        type: "bulletList",
        content: [{ type: "listItem", content: [{ type: "paragraph", content: [{ type: "text", text: "c" }] }] }]
      }
    ])
    // An item begins with a paragraph, and code has no other mark, or the page deletes them.
    assert.deepStrictEqual(read("- > q"), [
      {
        type: "bulletList",
        content: [
          {
            type: "listItem",
            content: [
              { type: "paragraph" },
              { type: "blockquote", content: [{ type: "paragraph", content: [{ type: "text", text: "q" }] }] }
            ]
          }
        ]
      }
    ])
    assert.deepStrictEqual(read("**`c`**"), [
      { type: "paragraph", content: [{ type: "text", marks: [{ type: "code" }], text: "c" }] }
    ])
  })

  it("comes back as it was", () => {
    const markdown = [
      "## Title with *emphasis*",
      'Hello **bold *both*** `co*de` ~~gone~~ <u>under</u> [link](http://x.example/a "t").  \nnext line',
      "- one\n- two\n  - three\n    - four\n\n    more of four\n- five",
      "3. a\n4. b",
      "- [ ] todo\n- [x] done",
      "> quote\n>\n> - in it",
      "```ts\nconst a = `1`\n\n  # b\n```",
      "````\n```\n````",
      "---",
      "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |",
      '![alt](data://x "T")',
      "\\# no title, 2 \\* 3, snake_case, \\_not\\_ and \\<b>"
    ].join("\n\n")
    assert.strictEqual(toMarkdown(fromMarkdown(markdown)), markdown)
  })

  it("keeps every text and mark that the editor can have", () => {
    let seed = 11
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    const letters = [...'ab *_~`[]()<>#-+1.\\|!é="&']
    const word = () => Array.from({ length: 1 + next(8) }, () => letters[next(letters.length)]).join("")
    const marks = ["", "bold", "italic", "strike", "code", "underline"]
    for (let index = 0; index < 3000; index++) {
      const content: Array<ProseNode> = []
      for (let count = 1 + next(4); count > 0; count--) {
        const mark = marks[next(marks.length)] ?? ""
        // Two neighbours with the same mark are one text.
        if (content.at(-1)?.marks?.[0]?.type === (mark === "" ? undefined : mark)) continue
        content.push(mark === "" ? text(`w${word()}w`) : text(`w${word().trim()}w`, mark))
      }
      if (content.length === 0) continue
      const inner = paragraph(...content)
      const blocks = [
        [inner],
        [{ type: "bulletList", content: [{ type: "listItem", content: [inner] }] }],
        [{ type: "blockquote", content: [inner, inner] }],
        [paragraph(text(word().trim() || "x"))]
      ][next(4)] as ReadonlyArray<ProseNode>
      const markdown = toMarkdown(blocks)
      const again = fromMarkdown(markdown)
      assert.strictEqual(toText(again).replace(/\s+/g, " "), toText(blocks).replace(/\s+/g, " "), markdown)
      assert.strictEqual(toMarkdown(again), markdown)
    }
  })

  it("is read in a time that does not explode", () => {
    for (const evil of ["*", "`a", "[", "_a ", "<u>", "[a](", "![", "> ", "| "]) {
      const source = evil.repeat(1000)
      assert.strictEqual(typeof toMarkdown(fromMarkdown(source)), "string")
    }
  })
})

describe("a document of the editor", () => {
  it("is read whatever it holds, and is the same with or without empty attributes", () => {
    const of = (attrs: unknown) => fromJson({ type: "doc", content: [{ type: "paragraph", attrs }, 1, { type: 2 }] })
    assert.deepStrictEqual(keys(of({ a: null }) ?? []), keys(of(undefined) ?? []))
    assert.strictEqual(of({})?.length, 1)
    for (const other of [null, "text", [], { type: "other", content: [] }, { type: "doc" }])
      assert.isUndefined(fromJson(other))
  })

  it("is written as HTML in which a text stays a text", () => {
    const link = { type: "link", attrs: { href: "javascript:alert(1)" } }
    const blocks = [paragraph(text('<b>"&"'), { type: "text", text: "x", marks: [link] })]
    assert.strictEqual(toHtml(blocks), "<p>&lt;b&gt;&quot;&amp;&quot;<a>x</a></p>")
  })
})

describe("a merge of three", () => {
  const merged = (base: string, ours: string, theirs: string) => {
    const sides = { ours: [...ours], theirs: [...theirs] }
    return merge([...base], sides.ours, sides.theirs)
      .map(({ index, side }) => sides[side][index])
      .join("")
  }

  it("takes from each side what it changed", () => {
    assert.strictEqual(merged("abc", "abc", "aXc"), "aXc")
    assert.strictEqual(merged("abc", "aXc", "abc"), "aXc")
    assert.strictEqual(merged("abc", "aXc", "aXc"), "aXc")
    assert.strictEqual(merged("abcde", "aXcde", "abcdY"), "aXcdY")
    assert.strictEqual(merged("abcd", "aXcd", "abYd"), "aXYd")
    assert.strictEqual(merged("abc", "bc", "abcY"), "bcY")
    assert.strictEqual(merged("", "ab", ""), "ab")
    assert.strictEqual(merged("ab", "", "ab"), "")
  })

  it("keeps both where both changed the same", () => {
    assert.strictEqual(merged("abc", "aXc", "aYc"), "aYXc")
    assert.strictEqual(merged("", "X", "Y"), "YX")
    assert.strictEqual(merged("ab", "aX", "abY"), "abYX")
  })

  it("loses nothing that is new on either side", () => {
    let seed = 5
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    for (let round = 0; round < 2000; round++) {
      const base = Array.from({ length: next(8) }, (_, index) => String.fromCharCode(97 + index))
      const changed = (from: number) => {
        const out = base.filter(() => next(4) > 0)
        for (let count = next(4); count > 0; count--)
          out.splice(next(out.length + 1), 0, String.fromCharCode(from + count))
        return out.join("")
      }
      const [ours, theirs] = [changed(65), changed(48)]
      const all = merged(base.join(""), ours, theirs)
      for (const one of `${ours}${theirs}`) if (!base.includes(one)) assert.strictEqual(all.split(one).length, 2, all)
    }
  })
})
