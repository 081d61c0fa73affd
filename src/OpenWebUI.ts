/**
 * The composed client: one service, one member per router of the backend. Start reading here.
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const owui = yield* OpenWebUI
 *   return yield* owui.chats.getChatById({ params: { id } })
 * })
 * program.pipe(Effect.provide(OpenWebUI.layer({ url, auth: Auth.apiKey(key) })), Effect.provide(FetchHttpClient.layer))
 * ```
 *
 * @since 0.1.0
 */
import type * as EffectConfig from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { methods } from "./internal/client.ts"
import { Client, type ClientService } from "./layers/Client.ts"
import type { ClientOptions } from "./layers/Config.ts"
import type { OpenWebUIError } from "./layers/Failures.ts"
import { type AnalyticsService, analytics } from "./routers/Analytics.ts"
import { type AppsService, apps } from "./routers/Apps.ts"
import { type AudioService, audio } from "./routers/Audio.ts"
import { type AuthsService, auths } from "./routers/Auths.ts"
import { type AutomationsService, automations } from "./routers/Automations.ts"
import { type CalendarService, calendar } from "./routers/Calendar.ts"
import { type ChannelsService, channels } from "./routers/Channels.ts"
import { type ChatsService, chats } from "./routers/Chats.ts"
import { type ConfigsService, configs } from "./routers/Configs.ts"
import { type EvaluationsService, evaluations } from "./routers/Evaluations.ts"
import { type FilesService, files } from "./routers/Files.ts"
import { type FoldersService, folders } from "./routers/Folders.ts"
import { type FunctionsService, functions } from "./routers/Functions.ts"
import { type GroupsService, groups } from "./routers/Groups.ts"
import { type ImagesService, images } from "./routers/Images.ts"
import { type KnowledgeService, knowledge } from "./routers/Knowledge.ts"
import { type MainService, main } from "./routers/Main.ts"
import { type MemoriesService, memories } from "./routers/Memories.ts"
import { type MfaService, mfa } from "./routers/Mfa.ts"
import { type ModelsService, models } from "./routers/Models.ts"
import { type NotesService, notes } from "./routers/Notes.ts"
import { type NotificationsService, notifications } from "./routers/Notifications.ts"
import { type OllamaService, ollama } from "./routers/Ollama.ts"
import { type OpenaiService, openai } from "./routers/Openai.ts"
import { type PipelinesService, pipelines } from "./routers/Pipelines.ts"
import { type PromptsService, prompts } from "./routers/Prompts.ts"
import { type RetrievalService, retrieval } from "./routers/Retrieval.ts"
import { type ScimService, scim } from "./routers/Scim.ts"
import { type SearchService, search } from "./routers/Search.ts"
import { type SkillsService, skills } from "./routers/Skills.ts"
import { type TasksService, tasks } from "./routers/Tasks.ts"
import { type TerminalsService, terminals } from "./routers/Terminals.ts"
import { type ToolsService, tools } from "./routers/Tools.ts"
import { type UsersService, users } from "./routers/Users.ts"
import { type UtilsService, utils } from "./routers/Utils.ts"

export * as Upload from "./flows/Upload.ts"
export type { Bytes, Redirect } from "./internal/answer.ts"
export * as Auth from "./layers/Auth.ts"
export type { CallOptions, ClientOptions, Timeouts } from "./layers/Config.ts"
export * as Failures from "./layers/Failures.ts"
export { isOpenWebUIError, OpenWebUIError } from "./layers/Failures.ts"

/**
 * Every operation of the server, by router.
 *
 * @since 0.1.0
 * @category models
 */
export interface OpenWebUIService {
  /** Who asked which models how much: `routers/analytics.py`. */
  readonly analytics: AnalyticsService
  /** Apps that are installed from a URL and act in channels: `routers/apps.py`. */
  readonly apps: AppsService
  /** Speech to text and text to speech: `routers/audio/`. */
  readonly audio: AudioService
  /** Sign-in, accounts, API keys and the settings around them: `routers/auths.py`. */
  readonly auths: AuthsService
  /** Prompts that run on a schedule: `routers/automations.py`. */
  readonly automations: AutomationsService
  /** Calendars, events and invitations: `routers/calendar.py`. */
  readonly calendar: CalendarService
  /** Channels, their messages, members and webhooks: `routers/channels.py`. */
  readonly channels: ChannelsService
  /** Chats, their messages, tags, sharing and import: `routers/chats.py`. */
  readonly chats: ChatsService
  /** The settings of the server: `routers/configs.py`. */
  readonly configs: ConfigsService
  /** Feedback and the leaderboard: `routers/evaluations.py`. */
  readonly evaluations: EvaluationsService
  /** Uploaded files and their extracted text: `routers/files.py`. */
  readonly files: FilesService
  /** Folders of chats: `routers/folders.py`. */
  readonly folders: FoldersService
  /** Plugins that run in the server: pipes, filters and actions: `routers/functions.py`. */
  readonly functions: FunctionsService
  /** Groups of accounts and their permissions: `routers/groups.py`. */
  readonly groups: GroupsService
  /** Making and changing images: `routers/images.py`. */
  readonly images: ImagesService
  /** Knowledge bases and their files: `routers/knowledge.py`. */
  readonly knowledge: KnowledgeService
  /** What the server mounts at its root: completions, models, tasks, health: `main.py`. */
  readonly main: MainService
  /** What the assistant remembers of an account: `routers/memories.py`. */
  readonly memories: MemoriesService
  /** The second factor of a sign-in: `routers/mfa.py`. */
  readonly mfa: MfaService
  /** Models of the workspace: `routers/models.py`. */
  readonly models: ModelsService
  /** Notes: `routers/notes.py`. */
  readonly notes: NotesService
  /** Where an account is notified: `routers/notifications.py`. */
  readonly notifications: NotificationsService
  /** The Ollama servers behind this one: `routers/ollama.py`. */
  readonly ollama: OllamaService
  /** The OpenAI-compatible providers behind this server: `routers/openai.py`. */
  readonly openai: OpenaiService
  /** Pipelines servers: `routers/pipelines.py`. */
  readonly pipelines: PipelinesService
  /** Prompts of the workspace, with their history: `routers/prompts.py`. */
  readonly prompts: PromptsService
  /** Extraction, embedding and search of documents: `routers/retrieval.py`. */
  readonly retrieval: RetrievalService
  /** Provisioning of accounts and groups by SCIM 2.0: `routers/scim.py`. */
  readonly scim: ScimService
  /** Search over the whole workspace: `routers/search.py`. */
  readonly search: SearchService
  /** Skills of the workspace, with their files and history: `routers/skills.py`. */
  readonly skills: SkillsService
  /** Titles, tags and other small completions: `routers/tasks.py`. */
  readonly tasks: TasksService
  /** Terminal servers, proxied: `routers/terminals.py`. */
  readonly terminals: TerminalsService
  /** Tools of the workspace, with their valves and history: `routers/tools.py`. */
  readonly tools: ToolsService
  /** Accounts, their settings and permissions: `routers/users.py`. */
  readonly users: UsersService
  /** Code formatting and execution, the database: `routers/utils.py`. */
  readonly utils: UtilsService
}

/** The operations of every router, under the name of its member. */
const contracts = {
  analytics,
  apps,
  audio,
  auths,
  automations,
  calendar,
  channels,
  chats,
  configs,
  evaluations,
  files,
  folders,
  functions,
  groups,
  images,
  knowledge,
  main,
  memories,
  mfa,
  models,
  notes,
  notifications,
  ollama,
  openai,
  pipelines,
  prompts,
  retrieval,
  scim,
  search,
  skills,
  tasks,
  terminals,
  tools,
  users,
  utils
}

/**
 * The operations of every router, as they are stated; what `npm run contract` prints and the tests compare.
 *
 * @internal
 */
export const contractsOf = (): typeof contracts => contracts

/**
 * Makes the composed service on a client.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (client: ClientService): OpenWebUIService => {
  const service: Record<string, unknown> = {}
  for (const [router, operations] of Object.entries(contracts)) {
    let made: unknown
    // A router costs nothing until its first use.
    Object.defineProperty(service, router, {
      enumerable: true,
      get: () => (made ??= methods(router, operations, client))
    })
  }
  // `contracts` holds a record for each member, and `methods` derives the member's type from it.
  return service as unknown as OpenWebUIService
}

/**
 * The client of Open WebUI.
 *
 * @since 0.1.0
 * @category services
 */
export class OpenWebUI extends /*#__PURE__*/ Context.Service<OpenWebUI, OpenWebUIService>()(
  "effect-open-webui/OpenWebUI"
) {
  /**
   * The composed service on a client that is there already. It is made anew wherever it is provided: shared, it would
   * give a second client of the same program the account of the first.
   */
  static readonly layerClient: Layer.Layer<OpenWebUI, never, Client> = /*#__PURE__*/ Layer.fresh(
    /*#__PURE__*/ Layer.effect(OpenWebUI, /*#__PURE__*/ Effect.map(Client, make))
  )

  /**
   * The client of one server and one account. It gives `Client` too, on which the layer of a single router can be
   * built. Fails with `Invalid` where the URL is none; nothing is sent before the first call.
   */
  static readonly layer = (
    options: ClientOptions
  ): Layer.Layer<OpenWebUI | Client, OpenWebUIError, HttpClient.HttpClient> =>
    Layer.provideMerge(OpenWebUI.layerClient, Client.layer(options))

  /**
   * The client that the configuration describes, made anew wherever it is provided: `OPEN_WEBUI_URL`, and one of `OPEN_WEBUI_API_KEY`,
   * `OPEN_WEBUI_TOKEN`, or `OPEN_WEBUI_EMAIL` with `OPEN_WEBUI_PASSWORD`.
   */
  static readonly layerConfig: Layer.Layer<
    OpenWebUI | Client,
    OpenWebUIError | EffectConfig.ConfigError,
    HttpClient.HttpClient
  > = /*#__PURE__*/ Layer.fresh(/*#__PURE__*/ Layer.provideMerge(OpenWebUI.layerClient, Client.layerConfig))
}
