/** The examples and the programs of the README: they compile, and the examples run against the test server. */
import { execFile } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "vitest"
import manifest from "../package.json" with { type: "json" }
import { admin, isForeign, url } from "./support/TestServer.ts"

const root = new URL("../", import.meta.url).pathname
const run = promisify(execFile)

/** Runs Node to its end: how it ended, and what it printed. */
const node = async (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) => {
  try {
    const { stderr, stdout } = await run(process.execPath, args, { cwd: root, env: { ...process.env, ...env } })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    // What `execFile` rejects with, where the program was started and failed.
    const { code, stderr, stdout } = error as { code?: unknown; stderr?: string; stdout?: string }
    if (typeof code !== "number") throw error
    return { code, output: `${stdout}${stderr}` }
  }
}

const files = readdirSync(join(root, "examples")).sort()

interface Expected {
  /** What it prints with any server. */
  readonly always: ReadonlyArray<RegExp>
  /** What it prints with the echoing provider of the tests; a server of one's own needs `MODEL` in the environment. */
  readonly echoed: ReadonlyArray<RegExp>
}

const expected: Readonly<Record<string, Expected>> = {
  "01-sign-in-and-list.ts": {
    always: [/^signed in as .+ \(admin\)$/m, /^models: /m],
    echoed: [/^models: .*\becho\b/m]
  },
  "02-stream-a-chat.ts": {
    always: [/\S/],
    echoed: [/^Echo: Why is the sky blue\?$/m]
  },
  "03-handle-failures.ts": {
    always: [
      /^\(there is no such chat\)$/m,
      /^the server has no such model$/m,
      /^chats\.getChatById \(GET .+\) failed with Invalid: .*nothing was sent/m
    ],
    // Whether the broken connection is told by an error frame or not depends on how far the server had come.
    echoed: [/^(?:cut off|failed \(.+\)) after "Echo: one.*"$/m]
  },
  "04-upload-and-ask.ts": {
    always: [/^license\.txt: completed$/m],
    // The provider repeats what of the file the server gave it to read.
    echoed: [/^Echo: Which licence is this\?$/m, /MIT License/]
  },
  "05-compose-layers.ts": {
    always: [
      /^live: {3}\d+ chats, (?:no settings yet|with settings of your own)$/m,
      /^double: 0 chats, no settings yet$/m
    ],
    echoed: []
  },
  "06-batch.ts": {
    always: [/^200 of 200$/m],
    echoed: [/^190 answers, for instance: Echo: Prompt 0$/m, /^10 failed with ProviderFailed$/m]
  },
  "07-a-turn-with-live-steps.ts": {
    always: [/^chat [\da-f-]{36}$/m, /^\(title: \S/m],
    echoed: [
      /I have no thoughts; I repeat\./,
      /Echo: Why is the sky blue\?$/m,
      /^\(tags: echo, test\)$/m,
      /^echo-reasoning: Echo: And at night\?$/m
    ]
  },
  "08-a-bot-in-a-channel.ts": {
    always: [/^bot, green or black\?$/m],
    echoed: [/^Echo: green or black\?$/m]
  },
  "09-edit-one-note.ts": {
    always: [/^# Shopping$/m, /^green tea$/m, /^black tea$/m, /^milk$/m, /^honey$/m],
    echoed: []
  },
  "10-answer-confirmations.ts": {
    always: [/^Tea: Brew a pot\? Yes\.$/m, /^Tea: Which\? Black\.$/m, /^\{ brewed: 'black' \}$/m],
    echoed: []
  },
  "11-import-chats.ts": {
    always: [/^2 answers$/m, /^# About tea$/m, /^imported again: About tea$/m],
    echoed: [/^## Assistant \(echo\)$/m]
  }
}

describe("the examples", () => {
  it("are all expected to print something", () => {
    assert.deepStrictEqual(files, Object.keys(expected))
  })

  it.each(files)("%s runs, and prints what it is to show", async (file) => {
    const { code, output } = await node(["-C", `${manifest.name}:source`, join("examples", file)], {
      OPEN_WEBUI_URL: url,
      OPEN_WEBUI_TOKEN: admin.token
    })
    assert.strictEqual(code, 0, output)
    const { always, echoed } = expected[file] ?? { always: [], echoed: [] }
    const lines = isForeign ? always : [...always, ...echoed]
    assert.isNotEmpty(lines)
    for (const line of lines) assert.match(output, line)
    assert.notInclude(output, admin.token)
  })
})

/** The programs of a page, each with as many empty lines before it that its lines have the numbers of the page. */
const programsOf = (page: string): ReadonlyArray<string> =>
  [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(
    ({ 1: text = "", index }) => "\n".repeat(page.slice(0, index).split("\n").length) + text
  )

describe("the README", () => {
  const page = (): string => {
    assert.isTrue(existsSync(join(root, "README.md")), "There is no README.md")
    return readFileSync(join(root, "README.md"), "utf8")
  }

  it("names every example", () => {
    const text = page()
    assert.deepStrictEqual(
      files.filter((file) => !text.includes(`examples/${file}`)),
      []
    )
  })

  it("holds programs that compile, beside the examples", async () => {
    const programs = programsOf(page())
    assert.isNotEmpty(programs)
    // Within the repository, where the package finds itself by its name; no pattern of ours looks into such a folder.
    const folder = await mkdtemp(join(root, "tests", ".readme-"))
    try {
      await Promise.all(programs.map((text, index) => writeFile(join(folder, `README-${index + 1}.ts`), text)))
      const settings = {
        extends: "../../tsconfig.json",
        // A page shows a piece of a program, which need not use what it makes.
        compilerOptions: { noUnusedLocals: false },
        include: ["*.ts", "../../examples"]
      }
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings))
      const tsc = join(root, "node_modules", "typescript", "bin", "tsc")
      const listed = await node([tsc, "-p", folder, "--listFilesOnly"])
      for (const file of [...files.map((file) => `examples/${file}`), "README-1.ts"])
        assert.include(listed.output, file)
      const { code, output } = await node([tsc, "-p", folder])
      assert.strictEqual(output, "")
      assert.strictEqual(code, 0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
