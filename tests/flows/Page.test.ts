/** What the client saves is what the web page shows: chats of ours, opened in a real browser. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import * as Conversation from "../../src/flows/Conversation.ts"
import * as History from "../../src/flows/History.ts"
import * as Upload from "../../src/flows/Upload.ts"
import * as Auth from "../../src/layers/Auth.ts"
import { Realtime } from "../../src/realtime/Realtime.ts"
import { launchChromium } from "../support/chromium.ts"
import { clientOf, layer } from "../support/clients.ts"
import { freshUser, type TestUser, unique, url } from "../support/TestServer.ts"

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 300_000)

afterAll(() => browser?.close())

/** The page of a chat, as its owner sees it, while something is done with it. */
const onPage = <A>(user: TestUser, chatId: string, use: (page: Page) => Promise<A>): Effect.Effect<A> =>
  Effect.acquireUseRelease(
    Effect.promise(async () => {
      const context = await browser.newContext()
      await context.addInitScript((token) => localStorage.setItem("token", token), user.token)
      return context
    }),
    (context) =>
      Effect.promise(async () => {
        const page = await context.newPage()
        await page.goto(`${url}/c/${chatId}`)
        return use(page)
      }),
    (context) => Effect.promise(() => context.close())
  )

/** Waits until a message shows a text. */
const shows = (page: Page, messageId: string | null | undefined, text: string): Promise<void> =>
  page.locator(`#message-${messageId}`).filter({ hasText: text }).first().waitFor({ timeout: 45_000 })

const client = (user: TestUser) => layer({ auth: Auth.token(user.token) })

describe("the web page", () => {
  it.live(
    "shows a turn with its answer, its title and its sources, and the turn that follows",
    () =>
      Effect.gen(function* () {
        const user = yield* freshUser("admin")
        const word = unique("word")
        const prompt = `What is ${word}?`
        const { chatId, first, second } = yield* Effect.gen(function* () {
          const name = `${unique("about")}.txt`
          const file = yield* Upload.andWait({ file: { name, contentType: "text/plain", content: `${word} is blue.` } })
          const first = yield* Conversation.answer(
            Conversation.turn({ model: "echo", prompt, files: [Upload.attachment(file)] })
          )
          assert.isAbove(first.message.sources?.length ?? 0, 0)
          assert.include(first.text, `${word} is blue.`)
          // On with it, without the connection: as with an API key.
          const next = Conversation.turn({ model: "echo", prompt: `And ${word} at night?`, chat: first.chatId })
          const second = yield* Conversation.answer(next).pipe(Effect.provide(client(user)))
          return { chatId: first.chatId, first, second }
        }).pipe(Effect.provide(Realtime.layer().pipe(Layer.provideMerge(client(user)))))
        const owui = yield* clientOf(user.token)
        const { title } = yield* owui.chats.getChatById({ params: { id: chatId } })

        const seen = yield* onPage(user, chatId, async (page) => {
          await shows(page, first.userMessageId, prompt)
          // The provider repeats what it was given to read.
          await shows(page, first.message.id, `${word} is blue.`)
          await shows(page, first.message.id, "1 Source")
          await shows(page, second.userMessageId, `And ${word} at night?`)
          await shows(page, second.message.id, `Echo: And ${word} at night?`)
          await page.waitForFunction((title) => document.title.includes(title), title, { timeout: 45_000 })
          return page.title()
        })
        assert.include(seen, title)
        assert.notStrictEqual(title, "New Chat")
      }),
    120_000
  )

  it.live(
    "shows an answer beside the one that it was given first",
    () =>
      Effect.gen(function* () {
        const user = yield* freshUser("admin")
        const prompt = unique("again")
        const { first, second } = yield* Effect.gen(function* () {
          const first = yield* Conversation.answer(Conversation.turn({ model: "echo", prompt }))
          const { chatId: chat, message } = first
          const again = Conversation.regenerate({ chat, message: message.id ?? "" })
          return { first, second: yield* Conversation.answer(again) }
        }).pipe(Effect.provide(client(user)))
        yield* onPage(user, first.chatId, async (page) => {
          await shows(page, second.message.id, `Echo: ${prompt}`)
          await shows(page, second.message.id, "2/2")
        })
        assert.notStrictEqual(second.message.id, first.message.id)
      }),
    120_000
  )

  it.live(
    "shows a conversation that was imported",
    () =>
      Effect.gen(function* () {
        const user = yield* freshUser("admin")
        const owui = yield* clientOf(user.token)
        const title = unique("About tea")
        const form = yield* History.importMessages(
          [
            { role: "user", content: "Green or black?" },
            { role: "assistant", content: "Green." },
            { role: "user", content: "Why?" },
            { role: "assistant", content: "It is evening." }
          ],
          { title, models: ["echo"] }
        )
        const chat = yield* owui.chats.createNewChat({ payload: form })
        const ids = History.path(History.fromChat(chat))
        assert.lengthOf(ids, 4)
        yield* onPage(user, chat.id, async (page) => {
          const texts = ["Green or black?", "Green.", "Why?", "It is evening."]
          for (const [at, text] of texts.entries()) await shows(page, ids[at], text)
        })
      }),
    120_000
  )
})
