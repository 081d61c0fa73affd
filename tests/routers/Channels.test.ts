import { generateKeyPairSync } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { CreateChannelForm } from "../../src/models/Channels.ts"
import type { MessageData } from "../../src/models/Messages.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { asAdmin, clientOf, reasonOf } from "../support/clients.ts"
import { admin, freshUser, unique, url } from "../support/TestServer.ts"

const newUser = freshUser()
const nowhere = "00000000-0000-4000-8000-000000000000"

/** Two accounts in a group of the first one. */
const withGroup = Effect.gen(function* () {
  const owner = yield* newUser
  const member = yield* newUser
  const own = yield* clientOf(owner.token)
  const other = yield* clientOf(member.token)
  const name = unique("group")
  const channel = yield* own.channels.createNewChannel({ payload: { type: "group", name, user_ids: [member.id] } })
  return { owner, member, own, other, channel, id: channel.id, params: { id: channel.id } }
})

const says = (owui: OpenWebUIService, id: string, content: string) =>
  owui.channels.postNewMessage({ params: { id }, payload: { content } })

/** A base64 PNG of one pixel. */
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

describe("channels", () => {
  describe("the channel", () => {
    it.live("makes a group, which its members see, with times to the nanosecond", () =>
      Effect.gen(function* () {
        const { channel, member, other, owner, own, params } = yield* withGroup
        assert.deepStrictEqual([channel.type, channel.user_id], ["group", owner.id])
        assert.strictEqual(String(channel.created_at).length, 19)
        const read = yield* other.channels.getChannelById({ params })
        assert.strictEqual(read.created_at, channel.created_at)
        assert.deepStrictEqual([read.is_manager, read.write_access, read.user_count], [false, true, 2])
        assert.deepStrictEqual([...(read.user_ids ?? [])].sort(), [owner.id, member.id].sort())
        assert.strictEqual(String(read.last_read_at).length, 19)
        assert.strictEqual((yield* own.channels.getChannelById({ params })).is_manager, true)
        yield* says(own, channel.id, "hello")
        const [listed] = yield* other.channels.getChannels()
        assert.deepStrictEqual([listed?.id, listed?.unread_count, listed?.users], [channel.id, 1, null])
        assert.strictEqual(String(listed?.last_message_at).length, 19)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("puts the name in lower case when it makes a channel, and not when it changes one", () =>
      Effect.gen(function* () {
        const own = yield* Effect.flatMap(newUser, ({ token }) => clientOf(token))
        const payload: CreateChannelForm = {
          type: "group",
          name: "MiXed",
          description: "d",
          data: { a: 1 },
          meta: { b: 2 }
        }
        const made = yield* own.channels.createNewChannel({ payload })
        assert.deepStrictEqual([made.name, made.data, made.meta], ["mixed", { a: 1 }, { b: 2 }])
        const params = { id: made.id }
        const changed = yield* own.channels.updateChannelById({ params, payload: { name: "MiXed" } })
        // What is left out is emptied.
        assert.deepStrictEqual([changed.name, changed.description, changed.data], ["MiXed", null, null])
        assert.strictEqual(changed.updated_at > made.updated_at, true)
        assert.strictEqual(changed.created_at, made.created_at)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("lists every channel of the server for an administrator, and for others their own", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const { id, own } = yield* withGroup
        const all = yield* owui.channels.getAllChannels()
        assert.strictEqual(
          all.some((channel) => channel.id === id),
          true
        )
        const mine = yield* own.channels.getAllChannels()
        assert.deepStrictEqual(
          mine.filter(({ type }) => type === "group").map((channel) => channel.id),
          [id]
        )
        // Seeing it in the list does not make an administrator a member.
        assert.strictEqual((yield* reasonOf(owui.channels.getChannelById({ params: { id } })))._tag, "Forbidden")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("gives the one channel that two accounts have for direct messages, from both sides", () =>
      Effect.gen(function* () {
        const one = yield* newUser
        const two = yield* newUser
        const mine = yield* clientOf(one.token)
        const theirs = yield* clientOf(two.token)
        const made = yield* mine.channels.getDmChannelByUserId({ params: { user_id: two.id } })
        assert.strictEqual(made.type, "dm")
        const same = yield* theirs.channels.getDmChannelByUserId({ params: { user_id: one.id } })
        assert.strictEqual(same.id, made.id)
        const created = yield* mine.channels.createNewChannel({ payload: { type: "dm", user_ids: [two.id] } })
        assert.strictEqual(created.id, made.id)
        const listed = (yield* mine.channels.getChannels()).find(({ id }) => id === made.id)
        assert.deepStrictEqual([...(listed?.user_ids ?? [])].sort(), [one.id, two.id].sort())
        assert.deepStrictEqual(listed?.users?.map(({ name }) => name).sort(), [one.name, two.name].sort())
        const members = yield* mine.channels.getChannelMembersById({ params: { id: made.id } })
        assert.strictEqual(members.total, 2)
        const refused = yield* reasonOf(
          mine.channels.addMembersById({ params: { id: made.id }, payload: { user_ids: [admin.id] } })
        )
        assert.strictEqual(refused._tag, "Forbidden")
        const nobody = yield* reasonOf(mine.channels.createNewChannel({ payload: { type: "dm" } }))
        assert.strictEqual(nobody._tag, "Invalid")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("makes another channel, with nobody, each time that it is asked for an unknown account", () =>
      Effect.gen(function* () {
        const own = yield* Effect.flatMap(newUser, ({ token }) => clientOf(token))
        const params = { user_id: unique("nobody") }
        const first = yield* own.channels.getDmChannelByUserId({ params })
        const second = yield* own.channels.getDmChannelByUserId({ params })
        assert.notStrictEqual(first.id, second.id)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("leaves standard channels to administrators, and shares them by grants", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const user = yield* newUser
        const other = yield* clientOf(user.token)
        const name = unique("standard")
        const grant = { principal_type: "user", principal_id: user.id, permission: "read" }
        const made = yield* owui.channels.createNewChannel({ payload: { name, access_grants: [grant] } })
        assert.deepStrictEqual([made.type, made.access_grants?.[0]?.principal_id], [null, user.id])
        const id = made.id
        const params = { id }
        assert.strictEqual((yield* other.channels.getChannelById({ params })).write_access, false)
        assert.strictEqual((yield* reasonOf(says(other, id, "hello")))._tag, "Forbidden")
        const members = yield* other.channels.getChannelMembersById({
          params,
          query: { query: user.name, order_by: "name", direction: "asc", page: 1 }
        })
        assert.deepStrictEqual([members.total, members.users[0]?.email], [1, user.email])
        const access_grants = [grant, { ...grant, permission: "write" }]
        const shared = yield* owui.channels.updateChannelAccessById({ params, payload: { access_grants } })
        assert.strictEqual(shared.access_grants?.length, 2)
        assert.strictEqual((yield* says(other, id, "hello")).content, "hello")
        const closed = yield* owui.channels.updateChannelAccessById({ params, payload: { access_grants: [] } })
        assert.deepStrictEqual(closed.access_grants, [])
        assert.strictEqual((yield* reasonOf(other.channels.getChannelById({ params })))._tag, "Forbidden")
        const refused = yield* reasonOf(other.channels.createNewChannel({ payload: { name } }))
        assert.strictEqual(refused._tag, "Forbidden")
        assert.strictEqual(yield* owui.channels.deleteChannelById({ params }), true)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("lets the owner alone change a group and delete it", () =>
      Effect.gen(function* () {
        const { other, own, params } = yield* withGroup
        const tries = [
          reasonOf(other.channels.updateChannelById({ params, payload: { name: "x" } })),
          reasonOf(other.channels.addMembersById({ params, payload: { user_ids: [] } })),
          reasonOf(other.channels.removeMembersById({ params, payload: { user_ids: [] } })),
          reasonOf(other.channels.deleteChannelById({ params })),
          // Groups have members, not grants.
          reasonOf(own.channels.updateChannelAccessById({ params, payload: { access_grants: [] } }))
        ]
        for (const reason of yield* Effect.all(tries)) assert.strictEqual(reason._tag, "Forbidden")
        assert.strictEqual(yield* own.channels.deleteChannelById({ params }), true)
        assert.strictEqual((yield* reasonOf(own.channels.deleteChannelById({ params })))._tag, "NotFound")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("its members", () => {
    it.live("adds accounts and those of groups, each once, and removes them", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const { member, own, owner, params } = yield* withGroup
        const third = yield* newUser
        const grouped = yield* newUser
        const group = yield* owui.groups.createNewGroup({ payload: { name: unique("group"), description: "" } })
        yield* owui.groups.addUserToGroup({ params: { id: group.id }, payload: { user_ids: [grouped.id] } })
        const payload = { user_ids: [third.id, member.id], group_ids: [group.id] }
        const added = yield* own.channels.addMembersById({ params, payload })
        assert.deepStrictEqual(added.map(({ user_id }) => user_id).sort(), [third.id, grouped.id].sort())
        assert.deepStrictEqual(
          [added[0]?.status, added[0]?.is_active, added[0]?.invited_by, added[0]?.channel_id],
          ["joined", true, owner.id, params.id]
        )
        assert.strictEqual(String(added[0]?.joined_at).length, 19)
        assert.deepStrictEqual(yield* own.channels.addMembersById({ params, payload }), [])
        const { total, users } = yield* own.channels.getChannelMembersById({ params, query: { order_by: "name" } })
        assert.strictEqual(total, 4)
        assert.strictEqual(users.find(({ id }) => id === third.id)?.name, third.name)
        assert.deepStrictEqual((yield* own.channels.getChannelMembersById({ params, query: { page: 2 } })).users, [])
        const removed = yield* own.channels.removeMembersById({
          params,
          payload: { user_ids: [third.id, grouped.id, "nobody"] }
        })
        assert.strictEqual(removed, 2)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("mutes a channel for one member", () =>
      Effect.gen(function* () {
        const { other, own, params } = yield* withGroup
        const muted = yield* other.channels.updateMemberMuteStatus({ params, payload: { is_channel_muted: true } })
        assert.deepStrictEqual(muted, { is_channel_muted: true })
        assert.strictEqual((yield* other.channels.getChannelById({ params })).is_channel_muted, true)
        assert.strictEqual((yield* own.channels.getChannelById({ params })).is_channel_muted, false)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("takes a channel out of a member's list, from where only a message brings it back", () =>
      Effect.gen(function* () {
        const { id, other, own, params } = yield* withGroup
        const listed = Effect.map(other.channels.getChannels(), (all) => all.some((channel) => channel.id === id))
        assert.strictEqual(yield* listed, true)
        const set = (is_active: boolean) =>
          other.channels.updateIsActiveMemberByIdAndUserId({ params, payload: { is_active } })
        assert.strictEqual(yield* set(false), true)
        assert.strictEqual(yield* listed, false)
        assert.strictEqual((yield* reasonOf(set(true)))._tag, "NotFound")
        yield* says(own, id, "come back")
        assert.strictEqual(yield* listed, true)
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("its messages", () => {
    it.live("posts a message with data and reads it in every form", () =>
      Effect.gen(function* () {
        const { other, owner, own, params } = yield* withGroup
        const data: MessageData = { files: [{ type: "file", id: "some-file", name: "a.txt" }] }
        const content = unique("message")
        const made = yield* own.channels.postNewMessage({ params, payload: { content, data, temp_id: "t" } })
        assert.deepStrictEqual([made.content, made.user_id, made.data], [content, owner.id, data])
        assert.strictEqual(made.etag, String(made.updated_at))
        const at = { params: { ...params, message_id: made.id } }
        const read = yield* other.channels.getChannelMessage(at)
        assert.deepStrictEqual([read.data, read.user?.name, read.reply_count], [data, owner.name, 0])
        assert.strictEqual(read.created_at, made.created_at)
        assert.deepStrictEqual(yield* other.channels.getChannelMessageData(at), data)
        const [listed] = yield* other.channels.getChannelMessages({ params })
        // Lists only say that there is some.
        assert.deepStrictEqual([listed?.id, listed?.data], [made.id, true])
        const plain = yield* says(own, params.id, "plain")
        const [newest] = yield* other.channels.getChannelMessages({ params, query: { skip: 0, limit: 1 } })
        assert.deepStrictEqual([newest?.id, newest?.data], [plain.id, false])
        const nothing = yield* other.channels.getChannelMessageData({ params: { ...params, message_id: plain.id } })
        assert.strictEqual(nothing, null)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("changes a message and the keys of its data that are given", () =>
      Effect.gen(function* () {
        const { other, own, params } = yield* withGroup
        const data = { files: [{ id: "a" }], own: { deep: 1795252586020823319n } }
        const made = yield* own.channels.postNewMessage({ params, payload: { content: "before", data } })
        const at = { params: { ...params, message_id: made.id } }
        const changed = yield* own.channels.updateMessageById({
          ...at,
          payload: { content: "after", data: { files: [] } }
        })
        assert.deepStrictEqual<unknown>([changed.content, changed.data], ["after", { ...data, files: [] }])
        assert.strictEqual(changed.updated_at > made.updated_at, true)
        assert.strictEqual(changed.created_at, made.created_at)
        const refused = yield* reasonOf(other.channels.updateMessageById({ ...at, payload: { content: "mine" } }))
        assert.strictEqual(refused._tag, "Forbidden")
        assert.strictEqual((yield* reasonOf(other.channels.deleteMessageById(at)))._tag, "Forbidden")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("keeps threads and quotes", () =>
      Effect.gen(function* () {
        const { id, other, own, params } = yield* withGroup
        const root = yield* says(own, id, "root")
        const reply = (content: string, reply_to_id?: string) =>
          other.channels.postNewMessage({ params, payload: { content, parent_id: root.id, reply_to_id } })
        const first = yield* reply("first")
        const second = yield* reply("second", first.id)
        const at = { params: { ...params, message_id: root.id } }
        const thread = yield* own.channels.getChannelThreadMessages(at)
        assert.deepStrictEqual(
          thread.map(({ content }) => content),
          ["second", "first", "root"]
        )
        assert.deepStrictEqual(
          [thread[0]?.reply_to_message?.id, thread[0]?.reply_to_message?.content],
          [first.id, "first"]
        )
        const before = yield* own.channels.getChannelThreadMessages({ ...at, query: { before: second.id, limit: 1 } })
        assert.deepStrictEqual(
          before.map((message) => message.id),
          [first.id]
        )
        const around = yield* own.channels.getChannelThreadMessages({ ...at, query: { around: first.id, limit: 2 } })
        assert.deepStrictEqual(
          around.map((message) => message.id),
          [second.id, first.id]
        )
        const [listed] = yield* own.channels.getChannelMessages({ params })
        assert.deepStrictEqual([listed?.id, listed?.reply_count], [root.id, 2])
        assert.strictEqual(listed?.latest_reply_at, second.created_at)
        const unknown = { params: { ...params, message_id: nowhere } }
        assert.deepStrictEqual(yield* own.channels.getChannelThreadMessages(unknown), [])
        const foreign = yield* reasonOf(
          own.channels.postNewMessage({ params, payload: { content: "x", parent_id: nowhere } })
        )
        assert.strictEqual(foreign._tag, "Invalid")
        assert.strictEqual(yield* own.channels.deleteMessageById(at), true)
        assert.deepStrictEqual(yield* own.channels.getChannelMessages({ params }), [])
        assert.strictEqual((yield* reasonOf(own.channels.getChannelMessage(at)))._tag, "NotFound")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("pins a message for all, and unpins it", () =>
      Effect.gen(function* () {
        const { id, member, other, own, params } = yield* withGroup
        const made = yield* says(own, id, "important")
        const at = { params: { ...params, message_id: made.id } }
        const pinned = yield* other.channels.pinChannelMessage({ ...at, payload: { is_pinned: true } })
        assert.deepStrictEqual([pinned.is_pinned, pinned.pinned_by], [true, member.id])
        assert.strictEqual(String(pinned.pinned_at).length, 19)
        const [listed] = yield* own.channels.getPinnedChannelMessages({ params, query: { page: 1 } })
        assert.deepStrictEqual([listed?.id, listed?.pinned_at], [made.id, pinned.pinned_at])
        assert.deepStrictEqual(yield* own.channels.getPinnedChannelMessages({ params, query: { page: 2 } }), [])
        const unpinned = yield* own.channels.pinChannelMessage({ ...at, payload: { is_pinned: false } })
        assert.deepStrictEqual([unpinned.is_pinned, unpinned.pinned_at], [false, null])
        assert.deepStrictEqual(yield* own.channels.getPinnedChannelMessages({ params }), [])
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("counts reactions by name, one of each for an account", () =>
      Effect.gen(function* () {
        const { id, member, other, owner, own, params } = yield* withGroup
        const { id: message_id } = yield* says(own, id, "react")
        const at = { params: { ...params, message_id } }
        const smile = { ...at, payload: { name: "smile" } }
        assert.strictEqual(yield* own.channels.addReactionToMessage(smile), true)
        assert.strictEqual(yield* own.channels.addReactionToMessage(smile), true)
        yield* other.channels.addReactionToMessage(smile)
        const [reaction] = (yield* own.channels.getChannelMessage(at)).reactions
        assert.deepStrictEqual([reaction?.name, reaction?.count], ["smile", 2])
        assert.deepStrictEqual(reaction?.users.map((user) => user.id).sort(), [member.id, owner.id].sort())
        assert.strictEqual(yield* own.channels.removeReactionByIdAndUserIdAndName(smile), true)
        const [left] = yield* own.channels.getChannelMessages({ params })
        assert.deepStrictEqual(left?.reactions, [
          { name: "smile", users: [{ id: member.id, name: member.name }], count: 1 }
        ])
        // Taking back what is not there is no failure.
        assert.strictEqual(yield* own.channels.removeReactionByIdAndUserIdAndName(smile), true)
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("lets a model answer where it is mentioned, in a thread", () =>
      Effect.gen(function* () {
        const owui = yield* Effect.flatMap(freshUser("admin"), ({ token }) => clientOf(token))
        const { id } = yield* owui.channels.createNewChannel({ payload: { type: "group", name: unique("models") } })
        const word = unique("word")
        const asked = yield* says(owui, id, `<@M:echo|Echo> ${word}`)
        const answer = yield* owui.channels.getChannelThreadMessages({ params: { id, message_id: asked.id } }).pipe(
          Effect.flatMap(([first]) => (first?.meta?.done === true ? Effect.succeed(first) : Effect.fail("not yet"))),
          Effect.retry({ schedule: Schedule.spaced("100 millis"), times: 300 })
        )
        assert.strictEqual(answer.meta?.model_id, "echo")
        assert.strictEqual(answer.content.includes(word), true)
        const data = yield* owui.channels.getChannelMessageData({ params: { id, message_id: answer.id } })
        assert.strictEqual(data?.output?.[0]?.type, "message")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("its webhooks", () => {
    it.live("makes a webhook, through which anybody who knows its token posts", () =>
      Effect.gen(function* () {
        const { id, own, owner, params } = yield* withGroup
        const name = unique("hook")
        const hook = yield* own.channels.createChannelWebhook({ params, payload: { name } })
        assert.deepStrictEqual(
          [hook.name, hook.channel_id, hook.user_id, hook.last_used_at],
          [name, id, owner.id, null]
        )
        const nobody = yield* clientOf(undefined)
        const content = unique("posted")
        const at = { webhook_id: hook.id, token: hook.token }
        const posted = yield* nobody.channels.postWebhookMessage({ params: at, payload: { content } })
        assert.strictEqual(posted.success, true)
        const [listed] = yield* own.channels.getChannelMessages({ params })
        assert.deepStrictEqual([listed?.id, listed?.content], [posted.message_id, content])
        assert.deepStrictEqual([listed?.user?.name, listed?.user?.role], [name, "webhook"])
        assert.deepStrictEqual(listed?.meta, { webhook: { id: hook.id } })
        // By itself the message is by the account that made the webhook; among pinned ones it is by "Webhook".
        const message = { params: { ...params, message_id: posted.message_id } }
        assert.strictEqual((yield* own.channels.getChannelMessage(message)).user?.name, owner.name)
        yield* own.channels.pinChannelMessage({ ...message, payload: { is_pinned: true } })
        const [pinned] = yield* own.channels.getPinnedChannelMessages({ params })
        assert.deepStrictEqual([pinned?.user?.name, pinned?.user?.role], ["Webhook", "webhook"])
        const [used] = yield* own.channels.getChannelWebhooks({ params })
        assert.strictEqual(String(used?.last_used_at).length, 19)
        const wrong = { webhook_id: hook.id, token: "wrong" }
        const refused = yield* reasonOf(nobody.channels.postWebhookMessage({ params: wrong, payload: { content } }))
        assert.strictEqual(refused._tag, "NotFound")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("changes a webhook and its image, and deletes it", () =>
      Effect.gen(function* () {
        const { other, own, params } = yield* withGroup
        const image = `data:image/png;base64,${png}`
        const hook = yield* own.channels.createChannelWebhook({
          params,
          payload: { name: "first", profile_image_url: image }
        })
        const at = { params: { webhook_id: hook.id } }
        const shown = yield* other.channels.getWebhookProfileImage(at)
        assert.strictEqual(shown.contentType, "image/png")
        assert.strictEqual(Buffer.from(shown.bytes).toString("base64"), png)
        const pieces = yield* Stream.runCollect(other.channels.streamWebhookProfileImage(at))
        assert.strictEqual(Buffer.concat(pieces).toString("base64"), png)
        const both = { params: { ...params, webhook_id: hook.id } }
        const changed = yield* own.channels.updateChannelWebhook({ ...both, payload: { name: "second" } })
        assert.deepStrictEqual([changed.name, changed.token, changed.profile_image_url], ["second", hook.token, null])
        assert.strictEqual(changed.updated_at > hook.updated_at, true)
        // Without an image of its own it has the server's, and so has a webhook that is not there.
        const icon = yield* other.channels.getWebhookProfileImage(at)
        assert.strictEqual(icon.contentType, "image/png")
        assert.strictEqual(icon.bytes.length > shown.bytes.length, true)
        const same = yield* other.channels.getWebhookProfileImage({ params: { webhook_id: nowhere } })
        assert.deepStrictEqual(same.bytes, icon.bytes)
        // An image that is given by its URL is fetched from there.
        yield* own.channels.updateChannelWebhook({
          ...both,
          payload: { name: "third", profile_image_url: `${url}/static/favicon.png` }
        })
        assert.deepStrictEqual((yield* other.channels.getWebhookProfileImage(at)).bytes, icon.bytes)
        const script = { name: "x", profile_image_url: "javascript:alert(1)" }
        const refused = yield* reasonOf(own.channels.updateChannelWebhook({ ...both, payload: script }))
        assert.strictEqual(refused._tag, "Invalid")
        const made = yield* reasonOf(own.channels.createChannelWebhook({ params, payload: script }))
        assert.strictEqual(made._tag, "Invalid")
        assert.strictEqual(yield* own.channels.deleteChannelWebhook(both), true)
        assert.strictEqual((yield* reasonOf(own.channels.deleteChannelWebhook(both)))._tag, "NotFound")
        assert.deepStrictEqual(yield* own.channels.getChannelWebhooks({ params }), [])
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("keeps webhooks from members who are no managers, and their images from strangers", () =>
      Effect.gen(function* () {
        const { other, own, params } = yield* withGroup
        const hook = yield* own.channels.createChannelWebhook({ params, payload: { name: "hook" } })
        const both = { params: { ...params, webhook_id: hook.id } }
        const stranger = yield* Effect.flatMap(newUser, ({ token }) => clientOf(token))
        const tries = [
          reasonOf(other.channels.getChannelWebhooks({ params })),
          reasonOf(other.channels.createChannelWebhook({ params, payload: { name: "x" } })),
          reasonOf(other.channels.updateChannelWebhook({ ...both, payload: { name: "x" } })),
          reasonOf(other.channels.deleteChannelWebhook(both)),
          reasonOf(stranger.channels.getWebhookProfileImage({ params: { webhook_id: hook.id } }))
        ]
        for (const reason of yield* Effect.all(tries)) assert.strictEqual(reason._tag, "Forbidden")
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("its apps", () => {
    it.live("has none at first, and takes none that is not connected", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const { other, own, params } = yield* withGroup
        const at = { params: { channel_id: params.id } }
        assert.deepStrictEqual(yield* other.channels.getChannelApps(at), [])
        const unknown = yield* reasonOf(own.channels.inviteApp({ ...at, payload: { app_id: nowhere } }))
        assert.strictEqual(unknown._tag, "NotFound")
        const { publicKey } = generateKeyPairSync("ed25519")
        const slug = unique("app")
        const app = yield* owui.apps.createNewApp({
          payload: {
            manifest: {
              id: slug,
              name: slug,
              public_key: publicKey.export({ type: "spki", format: "pem" }).toString(),
              requested_scopes: []
            },
            url: "https://app.example.com",
            api_key: "key",
            slug,
            granted_scopes: []
          }
        })
        const inactive = yield* reasonOf(own.channels.inviteApp({ ...at, payload: { app_id: app.id } }))
        assert.deepStrictEqual(
          [inactive._tag, "detail" in inactive && inactive.detail],
          ["Forbidden", "App is inactive"]
        )
        const member = yield* reasonOf(other.channels.inviteApp({ ...at, payload: { app_id: app.id } }))
        assert.deepStrictEqual(
          [member._tag, "detail" in member && member.detail],
          ["Forbidden", "Channel access denied"]
        )
        // What is not there counts as removed.
        const gone = { params: { channel_id: params.id, app_id: nowhere } }
        assert.deepStrictEqual(yield* own.channels.removeApp(gone), { removed: true })
        assert.strictEqual((yield* reasonOf(other.channels.removeApp(gone)))._tag, "Forbidden")
        yield* owui.apps.uninstallAppById({ params: { app_id: app.id } })
      }).pipe(Effect.provide(asAdmin))
    )
  })

  describe("who may", () => {
    const inChannel = (owui: OpenWebUIService, id: string) => {
      const params = { id }
      return [
        reasonOf(owui.channels.getChannelById({ params })),
        reasonOf(owui.channels.getChannelMembersById({ params })),
        reasonOf(owui.channels.updateMemberMuteStatus({ params, payload: { is_channel_muted: true } })),
        reasonOf(owui.channels.addMembersById({ params, payload: {} })),
        reasonOf(owui.channels.removeMembersById({ params, payload: {} })),
        reasonOf(owui.channels.updateChannelById({ params, payload: { name: "x" } })),
        reasonOf(owui.channels.updateChannelAccessById({ params, payload: { access_grants: [] } })),
        reasonOf(owui.channels.deleteChannelById({ params })),
        reasonOf(owui.channels.getChannelMessages({ params })),
        reasonOf(owui.channels.getPinnedChannelMessages({ params })),
        reasonOf(owui.channels.getChannelThreadMessages({ params: { id, message_id: nowhere } })),
        reasonOf(owui.channels.postNewMessage({ params, payload: { content: "x" } })),
        reasonOf(owui.channels.getChannelWebhooks({ params })),
        reasonOf(owui.channels.createChannelWebhook({ params, payload: { name: "x" } })),
        reasonOf(owui.channels.getChannelApps({ params: { channel_id: id } })),
        reasonOf(owui.channels.inviteApp({ params: { channel_id: id }, payload: { app_id: nowhere } })),
        reasonOf(owui.channels.removeApp({ params: { channel_id: id, app_id: nowhere } }))
      ]
    }
    const onMessage = (owui: OpenWebUIService, id: string, message_id: string) => {
      const params = { id, message_id }
      return [
        reasonOf(owui.channels.getChannelMessage({ params })),
        reasonOf(owui.channels.getChannelMessageData({ params })),
        reasonOf(owui.channels.pinChannelMessage({ params, payload: { is_pinned: true } })),
        reasonOf(owui.channels.updateMessageById({ params, payload: { content: "x" } })),
        reasonOf(owui.channels.addReactionToMessage({ params, payload: { name: "x" } })),
        reasonOf(owui.channels.removeReactionByIdAndUserIdAndName({ params, payload: { name: "x" } })),
        reasonOf(owui.channels.deleteMessageById({ params }))
      ]
    }
    const onHook = (owui: OpenWebUIService, id: string) => {
      const params = { id, webhook_id: nowhere }
      return [
        reasonOf(owui.channels.updateChannelWebhook({ params, payload: { name: "x" } })),
        reasonOf(owui.channels.deleteChannelWebhook({ params }))
      ]
    }

    it.live("says what is not there, and what is not the caller's", () =>
      Effect.gen(function* () {
        const { id, own } = yield* withGroup
        const { id: message_id } = yield* says(own, id, "mine")
        const missing = [...inChannel(own, nowhere), ...onMessage(own, id, nowhere), ...onHook(own, id)]
        for (const reason of yield* Effect.all(missing)) assert.strictEqual(reason._tag, "NotFound")
        const stranger = yield* Effect.flatMap(newUser, ({ token }) => clientOf(token))
        const foreign = [...inChannel(stranger, id), ...onMessage(stranger, id, message_id), ...onHook(stranger, id)]
        for (const reason of yield* Effect.all(foreign)) assert.strictEqual(reason._tag, "Forbidden")
        const active = { params: { id }, payload: { is_active: true } }
        const notMember = yield* reasonOf(stranger.channels.updateIsActiveMemberByIdAndUserId(active))
        assert.strictEqual(notMember._tag, "NotFound")
        const elsewhere = yield* own.channels.createNewChannel({ payload: { type: "group", name: unique("other") } })
        for (const reason of yield* Effect.all(onMessage(own, elsewhere.id, message_id))) {
          assert.strictEqual(reason._tag, "Invalid")
        }
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("has nothing for nobody but the posting through webhooks", () =>
      Effect.gen(function* () {
        const nobody = yield* clientOf(undefined)
        const all = [
          reasonOf(nobody.channels.getChannels()),
          reasonOf(nobody.channels.getAllChannels()),
          reasonOf(nobody.channels.getDmChannelByUserId({ params: { user_id: nowhere } })),
          reasonOf(nobody.channels.createNewChannel({ payload: { type: "group" } })),
          reasonOf(
            nobody.channels.updateIsActiveMemberByIdAndUserId({ params: { id: nowhere }, payload: { is_active: true } })
          ),
          reasonOf(nobody.channels.getWebhookProfileImage({ params: { webhook_id: nowhere } })),
          ...inChannel(nobody, nowhere),
          ...onMessage(nobody, nowhere, nowhere),
          ...onHook(nobody, nowhere)
        ]
        for (const reason of yield* Effect.all(all)) assert.strictEqual(reason._tag, "Unauthenticated")
      }).pipe(Effect.provide(asAdmin))
    )

    it.live("says that channels are switched off", () =>
      Effect.gen(function* () {
        const owui = yield* OpenWebUI
        const before = yield* owui.auths.getAdminConfig()
        const set = (on: boolean) => owui.auths.updateAdminConfig({ payload: { ...before, ENABLE_CHANNELS: on } })
        const reasons = yield* Effect.acquireUseRelease(
          set(false),
          () =>
            Effect.all([
              reasonOf(owui.channels.getChannels()),
              reasonOf(owui.channels.getChannelApps({ params: { channel_id: nowhere } })),
              reasonOf(
                owui.channels.postWebhookMessage({
                  params: { webhook_id: nowhere, token: "x" },
                  payload: { content: "x" }
                })
              )
            ]),
          () => Effect.orDie(set(true))
        )
        for (const reason of reasons) assert.strictEqual(reason._tag, "FeatureDisabled")
      }).pipe(Effect.provide(asAdmin))
    )
  })
})
