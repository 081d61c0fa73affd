import { assert, describe, it, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Auth from "../../src/layers/Auth.ts"
import type { SCIMUserCreateRequest } from "../../src/models/Scim.ts"
import { OpenWebUI, type OpenWebUIService } from "../../src/OpenWebUI.ts"
import { allOf, layer as client, clientOf, reasonOf, tagsOf } from "../support/clients.ts"
import { OwnServer } from "../support/OwnServer.ts"
import { admin, freshUser, scimToken, unique } from "../support/TestServer.ts"

const once = { retry: false } as const

const nowhere = "00000000-0000-4000-8000-000000000000"

/** The identity provider of the shared server. */
const asProvider = client({ auth: Auth.token(scimToken) })

/** A user to be made, of whom nobody else has anything. */
const userOf = (change: Partial<SCIMUserCreateRequest> = {}): SCIMUserCreateRequest => {
  const userName = `${unique("scim")}@example.com`
  return { userName, displayName: "Ann of the Hill", emails: [], ...change }
}

/** What reads or changes one user. */
const onUser = ({ scim }: OpenWebUIService, user_id: string) => ({
  getUser: scim.getUser({ params: { user_id } }),
  updateUser: scim.updateUser({ params: { user_id }, payload: {} }),
  patchUser: scim.patchUser({ params: { user_id }, payload: { Operations: [] } }),
  deleteUser: scim.deleteUser({ params: { user_id } })
})

/** What reads or changes one group. */
const onGroup = ({ scim }: OpenWebUIService, group_id: string) => ({
  getGroup: scim.getGroup({ params: { group_id } }),
  updateGroup: scim.updateGroup({ params: { group_id }, payload: {} }),
  patchGroup: scim.patchGroup({ params: { group_id }, payload: { Operations: [] } }),
  deleteGroup: scim.deleteGroup({ params: { group_id } })
})

/** What needs the token. */
const privileged = (owui: OpenWebUIService) => ({
  ...onUser(owui, nowhere),
  ...onGroup(owui, nowhere),
  getUsers: owui.scim.getUsers(),
  createUser: owui.scim.createUser({ payload: userOf() }),
  getGroups: owui.scim.getGroups(),
  createGroup: owui.scim.createGroup({ payload: { displayName: unique() } })
})

const described = ({ scim }: OpenWebUIService) => ({
  getServiceProviderConfig: scim.getServiceProviderConfig(),
  getResourceTypes: scim.getResourceTypes(),
  getSchemas: scim.getSchemas()
})

describe("scim", () => {
  it.live("takes its own token and no other", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const calls = privileged(owui)
      assert.deepStrictEqual(Object.keys(owui.scim).sort(), Object.keys({ ...calls, ...described(owui) }).sort())
      for (const token of [undefined, admin.token, (yield* freshUser()).token]) {
        const refused = privileged(yield* clientOf(token))
        assert.deepStrictEqual(yield* tagsOf(refused), allOf(refused, "Unauthenticated"))
      }
      assert.isAtLeast((yield* owui.scim.getGroups()).totalResults, 0)
    }).pipe(Effect.provide(asProvider))
  )

  it.live("describes itself to everybody", () =>
    Effect.gen(function* () {
      const owui = yield* clientOf(undefined)
      const { getResourceTypes, getSchemas, getServiceProviderConfig } = yield* Effect.all(described(owui))
      assert.deepStrictEqual(yield* Effect.all(described(yield* OpenWebUI)), {
        getResourceTypes,
        getSchemas,
        getServiceProviderConfig
      })
      assert.isTrue(getServiceProviderConfig.patch.supported)
      assert.isFalse(getServiceProviderConfig.bulk.supported)
      assert.strictEqual(getServiceProviderConfig.authenticationSchemes[0]?.type, "oauthbearertoken")
      assert.deepStrictEqual(
        getResourceTypes.map(({ endpoint, id }) => [id, endpoint]),
        [
          ["User", "/Users"],
          ["Group", "/Groups"]
        ]
      )
      assert.deepStrictEqual(
        getSchemas.map(({ id }) => id),
        getResourceTypes.map(({ schema }) => schema)
      )
      const required = getSchemas[0]?.attributes.filter(({ required }) => required).map(({ name }) => name)
      assert.deepStrictEqual(required, ["userName", "displayName", "emails"])
    }).pipe(Effect.provide(asProvider))
  )

  it.live("finds no user and no group where there is none", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const calls = { ...onUser(owui, nowhere), ...onGroup(owui, nowhere) }
      assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
      assert.include((yield* reasonOf(calls.getUser)).message, `User ${nowhere} not found`)
    }).pipe(Effect.provide(asProvider))
  )

  it.live("does not see accounts that it did not make", () =>
    Effect.gen(function* () {
      const owui = yield* OpenWebUI
      const { email, id } = yield* freshUser()
      for (const calls of [onUser(owui, id), onUser(owui, admin.id)]) {
        assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
      }
      const found = yield* owui.scim.getUsers({ query: { filter: `userName eq "${email}"` } })
      assert.deepStrictEqual([found.totalResults, found.Resources], [0, []])
    }).pipe(Effect.provide(asProvider))
  )

  it.live("fails on a server that names no provider, and leaves an account all the same", () =>
    Effect.gen(function* () {
      const { scim } = yield* OpenWebUI
      const filter = `externalId eq "${unique()}"` as const
      const payload = userOf()
      const create = scim.createUser({ payload })
      for (const call of [create, scim.getUsers({ query: { filter } }, once)]) {
        const reason = yield* reasonOf<unknown, never>(call)
        assert.strictEqual(reason._tag, "ServerFailed")
        assert.include(reason.message, "SCIM_AUTH_PROVIDER")
      }
      const hidden = yield* scim.getUsers({ query: { filter: `userName eq "${payload.userName}"` } })
      assert.strictEqual(hidden.totalResults, 0)
      assert.strictEqual((yield* reasonOf(create))._tag, "Conflict")

      const known = userOf({ externalId: unique() })
      const refused = scim.createUser({ payload: known })
      assert.strictEqual((yield* reasonOf(refused))._tag, "ServerFailed")
      assert.strictEqual((yield* reasonOf(refused))._tag, "ServerFailed")
    }).pipe(Effect.provide(asProvider))
  )

  describe("groups", () => {
    it.live("are made with members, read, found by their name, and deleted", () =>
      Effect.gen(function* () {
        const { scim } = yield* OpenWebUI
        const member = yield* freshUser()
        const displayName = unique("group")
        const made = yield* scim.createGroup({ payload: { displayName, members: [{ value: member.id }] } })
        assert.strictEqual(made.displayName, displayName)
        assert.deepStrictEqual(
          made.members.map(({ display, type, value }) => [value, display, type]),
          [[member.id, member.name, "User"]]
        )
        assert.isTrue(made.members[0]?.$ref?.endsWith(`/api/v1/scim/v2/Users/${member.id}`))
        assert.strictEqual(made.meta.resourceType, "Group")
        assert.isTrue(made.meta.location?.endsWith(`/api/v1/scim/v2/Groups/${made.id}`))
        assert.isBelow(Math.abs(Date.parse(made.meta.created) - Date.now()), 60_000)
        const params = { group_id: made.id }
        assert.deepStrictEqual(yield* scim.getGroup({ params }), made)

        const owui = yield* clientOf(admin.token)
        const group = yield* owui.groups.getGroupById({ params: { id: made.id } })
        assert.deepStrictEqual([group?.name, group?.user_id], [displayName, admin.id])

        const found = yield* scim.getGroups({ query: { filter: `displayName eq "${displayName}"` } })
        assert.deepStrictEqual(found.Resources, [made])
        assert.deepStrictEqual([found.totalResults, found.itemsPerPage, found.startIndex], [1, 1, 1])
        const none = yield* scim.getGroups({ query: { filter: `displayName eq "${unique()}"` } })
        assert.deepStrictEqual([none.totalResults, none.Resources], [0, []])

        assert.isUndefined(yield* scim.deleteGroup({ params }))
        assert.strictEqual((yield* reasonOf(scim.getGroup({ params })))._tag, "NotFound")
      }).pipe(Effect.provide(asProvider))
    )

    it.live("come in pages, the last changed first, and may share a name", () =>
      Effect.gen(function* () {
        const { scim } = yield* OpenWebUI
        const displayName = unique("group")
        const create = scim.createGroup({ payload: { displayName } })
        const [one, two] = [yield* create, yield* create]
        assert.notStrictEqual(one.id, two.id)
        assert.deepStrictEqual(one.members, [])
        const { totalResults } = yield* scim.getGroups({ query: { count: 0 } })
        const ids: Array<string> = []
        for (let startIndex = 1; startIndex <= totalResults; startIndex += 100) {
          const page = yield* scim.getGroups({ query: { startIndex, count: 1000 } })
          assert.strictEqual(page.itemsPerPage, Math.min(100, totalResults - startIndex + 1))
          assert.strictEqual(page.totalResults, totalResults)
          ids.push(...page.Resources.map(({ id }) => id))
        }
        assert.lengthOf(new Set(ids), totalResults)
        assert.includeMembers(ids.slice(0, 2), [one.id, two.id])
        const last = yield* scim.getGroups({ query: { startIndex: totalResults, count: 5 } })
        assert.strictEqual(last.Resources[0]?.id, ids.at(-1))
        const first = yield* scim.getGroups({ query: { startIndex: -3, count: 1 } })
        assert.deepStrictEqual([first.startIndex, first.Resources[0]?.id], [1, ids[0]])
        for (const { id } of [one, two]) yield* scim.deleteGroup({ params: { group_id: id } })
      }).pipe(Effect.provide(asProvider))
    )

    it.live("are changed in what is said, and only in that", () =>
      Effect.gen(function* () {
        const { scim } = yield* OpenWebUI
        const members = [{ value: (yield* freshUser()).id }, { value: (yield* freshUser()).id }]
        const { id: group_id } = yield* scim.createGroup({ payload: { displayName: unique("group"), members } })
        const params = { group_id }
        const displayName = unique("group")
        const renamed = yield* scim.updateGroup({ params, payload: { displayName } })
        assert.strictEqual(renamed.displayName, displayName)
        assert.sameMembers(
          renamed.members.map(({ value }) => value),
          members.map(({ value }) => value)
        )
        const emptied = yield* scim.updateGroup({ params, payload: { members: [] } })
        assert.deepStrictEqual([emptied.displayName, emptied.members], [displayName, []])
        yield* scim.deleteGroup({ params })
      }).pipe(Effect.provide(asProvider))
    )

    it.live("are changed by operations", () =>
      Effect.gen(function* () {
        const { scim } = yield* OpenWebUI
        const [one, two, three] = [yield* freshUser(), yield* freshUser(), yield* freshUser()]
        const { id: group_id } = yield* scim.createGroup({
          payload: { displayName: unique("group"), members: [{ value: one.id }] }
        })
        const params = { group_id }
        const displayName = unique("group")
        const added = yield* scim.patchGroup({
          params,
          payload: {
            Operations: [
              { op: "add", path: "members", value: [{ value: two.id }, { value: three.id }] },
              { op: "remove", path: `members[value eq "${one.id}"]` },
              { op: "replace", path: "displayName", value: displayName }
            ]
          }
        })
        assert.strictEqual(added.displayName, displayName)
        assert.sameMembers(
          added.members.map(({ value }) => value),
          [two.id, three.id]
        )
        const replaced = yield* scim.patchGroup({
          params,
          payload: { Operations: [{ op: "replace", path: "members", value: [{ value: one.id }] }] }
        })
        assert.deepStrictEqual(
          replaced.members.map(({ value }) => value),
          [one.id]
        )
        yield* scim.deleteGroup({ params })
      }).pipe(Effect.provide(asProvider))
    )

    it.live("take users and nothing else as members", () =>
      Effect.gen(function* () {
        const { scim } = yield* OpenWebUI
        const displayName = unique("group")
        const { id: value } = yield* scim.createGroup({ payload: { displayName } })
        const params = { group_id: value }
        const cases = [
          ["NotFound", [{ value: nowhere }]],
          ["Invalid", [{ value, type: "Group" }]],
          ["Invalid", [{ value: "" }]]
        ] as const
        for (const [tag, members] of cases) {
          const calls = {
            createGroup: scim.createGroup({ payload: { displayName, members } }),
            updateGroup: scim.updateGroup({ params, payload: { members } }),
            patchGroup: scim.patchGroup({
              params,
              payload: { Operations: [{ op: "add", path: "members", value: members }] }
            })
          }
          assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, tag))
        }
        const { Resources } = yield* scim.getGroups({ query: { filter: `displayName eq "${displayName}"` } })
        assert.deepStrictEqual(
          Resources.map(({ id, members }) => [id, members]),
          [[value, []]]
        )
        yield* scim.deleteGroup({ params })
      }).pipe(Effect.provide(asProvider))
    )
  })
})

/** A server that names its identity provider, which the shared one does not. */
class Own extends Context.Service<
  Own,
  {
    readonly scim: OpenWebUIService["scim"]
    readonly provider: OpenWebUIService
    readonly owui: OpenWebUIService
  }
>()("effect-open-webui/tests/routers/Scim/Own") {}

const token = unique("scim-token")

const ownServer = Layer.effect(
  Own,
  Effect.gen(function* () {
    const { admin, client } = yield* OwnServer
    const provider = yield* client(token)
    return Own.of({ provider, scim: provider.scim, owui: admin })
  })
).pipe(Layer.provide(OwnServer.layer({ env: { ENABLE_SCIM: "true", SCIM_TOKEN: token, SCIM_AUTH_PROVIDER: "oidc" } })))

layer(ownServer, { timeout: Duration.minutes(3), excludeTestServices: true })(
  "scim on a server that names its provider",
  (it) => {
    it.effect("makes a user, and finds it by address and by the id at the provider", () =>
      Effect.gen(function* () {
        const { owui, scim } = yield* Own
        const payload = userOf({ externalId: unique("external"), userName: `${unique("Scim")}@Example.com` })
        const made = yield* scim.createUser({ payload })
        const address = payload.userName.toLowerCase()
        assert.strictEqual(made.userName, address)
        assert.strictEqual(made.externalId, payload.externalId)
        assert.strictEqual(made.displayName, "Ann of the Hill")
        assert.deepInclude(made.name, { formatted: "Ann of the Hill", givenName: "Ann", familyName: "of the Hill" })
        assert.deepStrictEqual(
          made.emails.map(({ primary, value }) => [value, primary]),
          [[address, true]]
        )
        assert.isTrue(made.active)
        assert.strictEqual(made.photos?.[0]?.value, "/user.png")
        assert.isNull(made.groups)
        assert.strictEqual(made.meta.resourceType, "User")
        assert.isBelow(Math.abs(Date.parse(made.meta.lastModified) - Date.now()), 60_000)
        assert.deepStrictEqual(yield* scim.getUser({ params: { user_id: made.id } }), made)

        const account = yield* owui.users.getUserById({ params: { user_id: made.id } })
        assert.deepInclude(account, { email: address, role: "user", name: "Ann of the Hill" })
        for (const filter of [`userName eq "${payload.userName}"`, `externalId eq "${payload.externalId}"`] as const) {
          const found = yield* scim.getUsers({ query: { filter } })
          assert.deepStrictEqual(found.Resources, [made])
          assert.deepStrictEqual([found.totalResults, found.itemsPerPage, found.startIndex], [1, 1, 1])
        }
        assert.strictEqual((yield* scim.getUsers({ query: { filter: `externalId eq "${nowhere}"` } })).totalResults, 0)
      })
    )

    it.effect("prefers the first primary address and the parts of the name, and can keep a user out", () =>
      Effect.gen(function* () {
        const { owui, scim } = yield* Own
        const value = `${unique("primary")}@example.com`
        const made = yield* scim.createUser({
          payload: userOf({
            emails: [{ value: "second@example.com", primary: false }, { value }, { value: "third@example.com" }],
            name: { givenName: "Given", familyName: "Family" },
            photos: [{ value: "https://example.com/photo.png" }],
            active: false,
            password: "not read"
          })
        })
        assert.strictEqual(made.userName, value)
        assert.strictEqual(made.displayName, "Given Family")
        assert.strictEqual(made.photos?.[0]?.value, "https://example.com/photo.png")
        assert.isFalse(made.active)
        assert.strictEqual((yield* owui.users.getUserById({ params: { user_id: made.id } })).role, "pending")
      })
    )

    it.effect("refuses an address and an id that are taken", () =>
      Effect.gen(function* () {
        const { scim } = yield* Own
        const payload = userOf({ externalId: unique("external") })
        yield* scim.createUser({ payload })
        const address = yield* reasonOf(scim.createUser({ payload: userOf({ userName: payload.userName }) }))
        assert.strictEqual(address._tag, "Conflict")
        assert.include(address.message, payload.userName)
        const id = yield* reasonOf(scim.createUser({ payload: userOf({ externalId: payload.externalId }) }))
        assert.strictEqual(id._tag, "Conflict")
      })
    )

    it.effect("lists the users that it made, in pages", () =>
      Effect.gen(function* () {
        const { owui, provider, scim } = yield* Own
        const [one, two] = [
          yield* scim.createUser({ payload: userOf() }),
          yield* scim.createUser({ payload: userOf() })
        ]
        const whole = yield* scim.getUsers({ query: { count: 100 } })
        const ids = whole.Resources.map(({ id }) => id)
        assert.lengthOf(ids, whole.totalResults)
        assert.includeMembers(ids, [one.id, two.id])
        const { id } = yield* owui.auths.getSessionUser()
        assert.notInclude(ids, id)
        assert.deepStrictEqual(yield* tagsOf(onUser(provider, id)), allOf(onUser(provider, id), "NotFound"))
        const page = yield* scim.getUsers({ query: { startIndex: 2, count: 1 } })
        assert.deepStrictEqual([page.startIndex, page.itemsPerPage, page.totalResults], [2, 1, ids.length])
        assert.strictEqual((yield* scim.getUsers({ query: { count: -1 } })).itemsPerPage, 0)
        assert.strictEqual((yield* scim.getUsers({ query: { startIndex: 0, count: 1 } })).startIndex, 1)
      })
    )

    it.effect("changes what is said of a user, and keeps the rest", () =>
      Effect.gen(function* () {
        const { scim } = yield* Own
        const made = yield* scim.createUser({ payload: userOf({ externalId: unique("external") }) })
        const params = { user_id: made.id }
        assert.deepStrictEqual(yield* scim.updateUser({ params, payload: {} }), made)
        const value = `${unique("Changed")}@Example.com`
        const changed = yield* scim.updateUser({
          params,
          payload: {
            emails: [{ value, primary: false }, { value: made.userName }],
            displayName: "Another Name",
            externalId: unique("external"),
            active: false
          }
        })
        assert.deepInclude(changed, { userName: value, displayName: "Another Name", active: false })
        assert.notStrictEqual(changed.externalId, made.externalId)
        assert.deepStrictEqual(changed.photos, made.photos)
        const back = yield* scim.updateUser({ params, payload: { active: true, externalId: null, displayName: "" } })
        assert.deepInclude(back, { active: true, externalId: changed.externalId, displayName: "Another Name" })

        const other = yield* scim.createUser({ payload: userOf() })
        const taken = yield* reasonOf(scim.updateUser({ params, payload: { userName: other.userName } }, once))
        assert.strictEqual(taken._tag, "ServerFailed")
      })
    )

    it.effect("changes a user by operations, all or none", () =>
      Effect.gen(function* () {
        const { scim } = yield* Own
        const made = yield* scim.createUser({ payload: userOf({ externalId: unique("external") }) })
        const params = { user_id: made.id }
        const userName = `${unique("patched")}@example.com`
        const externalId = unique("external")
        const patched = yield* scim.patchUser({
          params,
          payload: {
            Operations: [
              { op: "replace", path: "active", value: false },
              { op: "add", path: "displayName", value: "First" },
              { op: "replace", path: "externalId", value: "overwritten" },
              { op: "replace", value: { userName, "name.formatted": "Second Name", externalId } }
            ]
          }
        })
        assert.deepInclude(patched, { active: false, displayName: "Second Name", userName, externalId })
        const address = `${unique("again")}@example.com`
        const again = yield* scim.patchUser({
          params,
          payload: {
            Operations: [
              { op: "remove", path: "externalId" },
              { op: "replace", path: "emails[primary eq true].value", value: address }
            ]
          }
        })
        assert.deepInclude(again, { externalId: null, userName: address, active: false })

        const unknown = { displayName: "Third", nickName: "Annie" }
        const reason = yield* reasonOf(
          scim.patchUser({
            params,
            payload: {
              Operations: [
                { op: "replace", path: "active", value: true },
                { op: "replace", value: unknown }
              ]
            }
          })
        )
        assert.deepInclude(reason, { _tag: "Invalid", detail: "Unsupported PATCH path: nickName" })
        const nothing = yield* reasonOf(scim.patchUser({ params, payload: { Operations: [{ op: "add", value: {} }] } }))
        assert.strictEqual(nothing._tag, "Invalid")
        assert.deepStrictEqual(yield* scim.getUser({ params }), again)
      })
    )

    it.effect("tells which groups a user is in", () =>
      Effect.gen(function* () {
        const { scim } = yield* Own
        const { id: value } = yield* scim.createUser({ payload: userOf() })
        const displayName = unique("group")
        const group = yield* scim.createGroup({ payload: { displayName, members: [{ value }] } })
        const { groups } = yield* scim.getUser({ params: { user_id: value } })
        assert.deepStrictEqual(JSON.parse(JSON.stringify(groups)), [
          { value: group.id, display: displayName, $ref: group.meta.location, type: "direct" }
        ])
        yield* scim.deleteGroup({ params: { group_id: group.id } })
        assert.isNull((yield* scim.getUser({ params: { user_id: value } })).groups)
      })
    )

    it.effect("deletes a user", () =>
      Effect.gen(function* () {
        const { owui, provider, scim } = yield* Own
        const { id } = yield* scim.createUser({ payload: userOf() })
        assert.isUndefined(yield* scim.deleteUser({ params: { user_id: id } }))
        const calls = onUser(provider, id)
        assert.deepStrictEqual(yield* tagsOf(calls), allOf(calls, "NotFound"))
        assert.strictEqual((yield* reasonOf(owui.users.getUserById({ params: { user_id: id } })))._tag, "NotFound")
      })
    )

    it.effect("neither deletes nor shuts out a user who became an administrator", () =>
      Effect.gen(function* () {
        const { owui, scim } = yield* Own
        const { displayName: name, id, userName: email } = yield* scim.createUser({ payload: userOf() })
        const params = { user_id: id }
        const profile_image_url = "/user.png"
        yield* owui.users.updateUserById({ params, payload: { role: "admin", name, email, profile_image_url } })
        assert.isTrue((yield* scim.updateUser({ params, payload: { active: false } })).active)
        const Operations = [{ op: "replace", path: "active", value: false }] as const
        assert.isTrue((yield* scim.patchUser({ params, payload: { Operations } })).active)
        assert.strictEqual((yield* reasonOf(scim.deleteUser({ params })))._tag, "Forbidden")
        assert.strictEqual((yield* owui.users.getUserById({ params })).role, "admin")
      })
    )
  }
)
