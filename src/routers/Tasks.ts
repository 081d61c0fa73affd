/**
 * The router `tasks`: small jobs that a model does beside a chat, and their settings. Not to be confused with the tasks
 * that run on the server, which the router `main` lists and stops.
 *
 * Each task puts its prompt around what is sent, asks a model, and gives the model's completion as it is: the prompts
 * ask for JSON, but the model may write anything. The model is the one that is named, unless the settings have one for
 * tasks.
 *
 * The server knows models from the last time that they were listed, so after its start every task fails with `NotFound`
 * until somebody has listed them (`main.getModels`).
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import { implement } from "../internal/client.ts"
import { get, type Methods, post } from "../internal/operation.ts"
import { ChatCompletion, chatCompletionChunks } from "../models/Completions.ts"
import {
  AutocompletionForm,
  EmojiForm,
  MoaForm,
  QueriesForm,
  TaskConfigForm,
  TaskForm,
  TaskResponse
} from "../models/Tasks.ts"

/**
 * The operations of the router `tasks`.
 *
 * @since 0.1.0
 * @category operations
 */
export const tasks = {
  /** Reads the server's settings for tasks. Any user. `routers/tasks.py: get_task_config` */
  getTaskConfig: get("/api/v1/tasks/config", { success: TaskConfigForm }),

  /**
   * Replaces the server's settings for tasks and gives them as they are now. Administrators.
   * Fails with `Forbidden` (no administrator). `routers/tasks.py: update_task_config`
   */
  updateTaskConfig: post("/api/v1/tasks/config/update", { payload: TaskConfigForm, success: TaskConfigForm }),

  /**
   * Asks for a title of a chat; the text is to be `{"title": "..."}`. Any user who may use the model. Nothing is
   * stored. Where titles are switched off it answers `{ detail }` instead of a completion.
   * Fails with `NotFound` (no such model), `ProviderFailed` (the provider's own failure), `Invalid` with "An internal
   * error has occurred." (a model that the caller may not use, among others). `routers/tasks.py: generate_title`
   */
  generateTitle: post("/api/v1/tasks/title/completions", { payload: TaskForm, success: TaskResponse }),

  /**
   * Asks for questions that could come next; the text is to be `{"follow_ups": ["..."]}`. Any user who may use the
   * model. With the server's own prompt only the first message of the user and the last four messages are looked at.
   * Where it is switched off it answers `{ detail }` instead of a completion. Fails as `generateTitle` does.
   * `routers/tasks.py: generate_follow_ups`
   */
  generateFollowUps: post("/api/v1/tasks/follow_up/completions", { payload: TaskForm, success: TaskResponse }),

  /**
   * Asks for tags of a chat; the text is to be `{"tags": ["..."]}`. Any user who may use the model. Nothing is stored.
   * Where it is switched off it answers `{ detail }` instead of a completion. Fails as `generateTitle` does, but with
   * `ServerFailed` for a model that the caller may not use. `routers/tasks.py: generate_chat_tags`
   */
  generateChatTags: post("/api/v1/tasks/tags/completions", { payload: TaskForm, success: TaskResponse }),

  /**
   * Asks for a prompt with which an image could be made; the text is to be `{"prompt": "..."}`. Any user who may use
   * the model. Fails as `generateTitle` does. `routers/tasks.py: generate_image_prompt`
   */
  generateImagePrompt: post("/api/v1/tasks/image_prompt/completions", { payload: TaskForm, success: ChatCompletion }),

  /**
   * Asks for search queries that would help to answer; the text is to be `{"queries": ["..."]}`. Any user who may use
   * the model. Fails with `FeatureDisabled` (queries of this `type` are switched off), `NotFound` (no such model, or
   * one that the caller may not use), `ProviderFailed`.
   * `routers/tasks.py: generate_queries`
   */
  generateQueries: post("/api/v1/tasks/queries/completions", { payload: QueriesForm, success: ChatCompletion }),

  /**
   * Asks for how a text could go on; the text is to be `{"text": "..."}`. Any user who may use the model.
   * Fails with `FeatureDisabled` (it is switched off), `Invalid` (longer than the settings allow), and as
   * `generateChatTags` does. `routers/tasks.py: generate_autocompletion`
   */
  generateAutocompletion: post("/api/v1/tasks/auto/completions", {
    payload: AutocompletionForm,
    success: ChatCompletion
  }),

  /**
   * Asks for an emoji that shows the mood of a text. Any user who may use the model. The model is given 4 tokens.
   * Fails as `generateQueries` does, but cannot be switched off. `routers/tasks.py: generate_emoji`
   */
  generateEmoji: post("/api/v1/tasks/emoji/completions", { payload: EmojiForm, success: ChatCompletion }),

  /**
   * Has a model make one answer of the answers of several. Any user who may use the model. The settings have no say in
   * it. Fails as `generateEmoji` does. `routers/tasks.py: generate_moa_response`
   */
  generateMoaResponse: post("/api/v1/tasks/moa/completions", {
    payload: MoaForm,
    fixed: { payload: { stream: false } },
    success: ChatCompletion
  }),

  /**
   * Does what `generateMoaResponse` does, and gives the answer as it is made. Any user who may use the model.
   * Fails as `generateMoaResponse` does before it begins; then with `StreamFailed` (an error frame) or `Truncated` (an
   * end without a finish reason), which keep the text so far. `routers/tasks.py: generate_moa_response`
   */
  streamMoaResponse: post("/api/v1/tasks/moa/completions", {
    payload: MoaForm,
    fixed: { payload: { stream: true } },
    stream: chatCompletionChunks
  })
}

/**
 * The methods of the router `tasks`.
 *
 * @since 0.1.0
 * @category models
 */
export interface TasksService extends Methods<typeof tasks> {}

/**
 * The service of the router `tasks`.
 *
 * @since 0.1.0
 * @category services
 */
export class Tasks extends /*#__PURE__*/ Context.Service<Tasks, TasksService>()("effect-open-webui/routers/Tasks") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Tasks, tasks)
}
