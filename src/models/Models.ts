/**
 * The shapes of models as the workspace keeps them: settings on top of a provider's model, or a model of their own that is
 * based on one. The backend's `models/models.py` and the forms of `routers/models.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { Json, JsonObject } from "../layers/Json.ts"
import { AccessGrantForm, AccessGrantModel } from "./AccessGrants.ts"
import { EpochSeconds } from "./Time.ts"
import { UserResponse } from "./Users.ts"

const uuid = /^[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}$/

/** One choice of a control that users of a model are given. */
export class ModelControlOption extends /*#__PURE__*/ Model<ModelControlOption>()({
  label: Schema.String.check(Schema.isPattern(/\S/)),
  /** What is added to the request to the provider where this option is chosen. */
  params: JsonObject
}) {}

/** A control that users of a model are given beside the prompt. */
export class ModelControl extends /*#__PURE__*/ Model<ModelControl>()({
  /** Default: `menu`, and then it is left out of answers. */
  display: Schema.optional(openLiterals(["menu", "slider"])),
  label: Schema.String.check(Schema.isPattern(/\S/)),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** The key of the option that is chosen at first. */
  default: Schema.optional(Schema.NullOr(Schema.String)),
  /** By key: letters, digits, `_` and `-`, beginning with a letter. At least one, for a slider two. */
  options: Schema.Record(Schema.String, ModelControlOption)
}) {}

/** What is sent to the provider with every request to a model, and how Open WebUI treats its answers. */
export class ModelParams extends /*#__PURE__*/ Model<ModelParams>()({
  /** By key: letters, digits, `_` and `-`, beginning with a letter. Left out of answers where there are none. */
  model_controls: Schema.optional(Schema.Record(Schema.String, ModelControl)),
  /** The system prompt; `{{chat.variables.name}}` in it asks the user of a chat for a value. */
  system: Schema.optional(Schema.NullOr(Schema.String)),
  /** Whether answers are streamed, whatever the request says. */
  stream_response: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** How many tokens one piece of a streamed answer holds. */
  stream_delta_chunk_size: Schema.optional(Schema.NullOr(Schema.Int)),
  function_calling: Schema.optional(Schema.NullOr(openLiterals(["native", "legacy"]))),
  /** The opening and the closing tag of reasoning in the text; `false` leaves reasoning in the text. */
  reasoning_tags: Schema.optional(Schema.NullOr(Schema.Union([Schema.Boolean, Schema.Array(Schema.String)]))),
  /** From how many tokens on a chat is summarised. */
  compact_token_threshold: Schema.optional(Schema.NullOr(Schema.Int)),
  temperature: Schema.optional(Schema.NullOr(Schema.Number)),
  reasoning_effort: Schema.optional(Schema.NullOr(Schema.String)),
  max_tokens: Schema.optional(Schema.NullOr(Schema.Int)),
  seed: Schema.optional(Schema.NullOr(Schema.Int)),
  stop: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  top_k: Schema.optional(Schema.NullOr(Schema.Int)),
  top_p: Schema.optional(Schema.NullOr(Schema.Number)),
  min_p: Schema.optional(Schema.NullOr(Schema.Number)),
  frequency_penalty: Schema.optional(Schema.NullOr(Schema.Number)),
  presence_penalty: Schema.optional(Schema.NullOr(Schema.Number)),
  repeat_penalty: Schema.optional(Schema.NullOr(Schema.Number)),
  repeat_last_n: Schema.optional(Schema.NullOr(Schema.Int)),
  mirostat: Schema.optional(Schema.NullOr(Schema.Int)),
  mirostat_eta: Schema.optional(Schema.NullOr(Schema.Number)),
  mirostat_tau: Schema.optional(Schema.NullOr(Schema.Number)),
  tfs_z: Schema.optional(Schema.NullOr(Schema.Number)),
  num_ctx: Schema.optional(Schema.NullOr(Schema.Int)),
  num_batch: Schema.optional(Schema.NullOr(Schema.Int)),
  num_keep: Schema.optional(Schema.NullOr(Schema.Int)),
  num_thread: Schema.optional(Schema.NullOr(Schema.Int)),
  num_gpu: Schema.optional(Schema.NullOr(Schema.Int)),
  use_mmap: Schema.optional(Schema.NullOr(Schema.Boolean)),
  use_mlock: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** For Ollama: whether the model thinks, or how hard. */
  think: Schema.optional(Schema.NullOr(Schema.Union([Schema.Boolean, Schema.String]))),
  /** For Ollama: how long the model stays loaded, in seconds or as a text such as `5m`. */
  keep_alive: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Number]))),
  /** For Ollama: `json`, or a JSON Schema. */
  format: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, JsonObject]))),
  /** `token:bias` pairs with commas between them, or an object. */
  logit_bias: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, JsonObject]))),
  /** Anything else that the provider takes; a text that is JSON is sent as what it says. */
  custom_params: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/** The voice of a model. */
export class ModelVoice extends /*#__PURE__*/ Model<ModelVoice>()({
  voice: Schema.optional(
    Schema.NullOr(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200), Schema.isPattern(/^\S+$/)))
  )
}) {}

/** An animation of an avatar. */
export class ModelAvatarAnimation extends /*#__PURE__*/ Model<ModelAvatarAnimation>()({
  /** The id of an uploaded VRMA file. */
  file_id: Schema.String.check(Schema.isPattern(uuid))
}) {}

/** A gesture that the model may ask an avatar for. */
export class ModelAvatarGesture extends /*#__PURE__*/ Model<ModelAvatarGesture>()({
  /** The id of an uploaded VRMA file. */
  file_id: Schema.String.check(Schema.isPattern(uuid)),
  name: Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9_]{0,47}$/)),
  description: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(500))
}) {}

/** What an avatar does while nothing is asked of it. */
export class ModelAvatarStates extends /*#__PURE__*/ Model<ModelAvatarStates>()({
  idle: Schema.optional(ModelAvatarAnimation),
  listening: Schema.optional(ModelAvatarAnimation),
  speaking: Schema.optional(ModelAvatarAnimation)
}) {}

/** The avatar of a model in voice calls. */
export class ModelVoiceAvatar extends /*#__PURE__*/ Model<ModelVoiceAvatar>()({
  /** The id of an uploaded VRM file of at most 25 MiB. */
  file_id: Schema.String.check(Schema.isPattern(uuid)),
  states: Schema.optional(ModelAvatarStates),
  /** With names of their own. */
  gestures: Schema.optional(Schema.Array(ModelAvatarGesture).check(Schema.isMaxLength(16)))
}) {}

/** What a model can do. What is left out counts as true, or as the server's default says. */
export class ModelCapabilities extends /*#__PURE__*/ Model<ModelCapabilities>()({
  vision: Schema.optional(Schema.Boolean),
  file_upload: Schema.optional(Schema.Boolean),
  /** Whether the text of attached files is put before the question; otherwise the model has tools to read them. */
  file_context: Schema.optional(Schema.Boolean),
  web_search: Schema.optional(Schema.Boolean),
  image_generation: Schema.optional(Schema.Boolean),
  code_interpreter: Schema.optional(Schema.Boolean),
  terminal: Schema.optional(Schema.Boolean),
  usage: Schema.optional(Schema.Boolean),
  citations: Schema.optional(Schema.Boolean),
  status_updates: Schema.optional(Schema.Boolean),
  memory: Schema.optional(Schema.Boolean),
  builtin_tools: Schema.optional(Schema.Boolean)
}) {}

/** Something that a model may draw on: a file, a knowledge base (`collection`) or a note. Its extracted text is not kept. */
export class ModelKnowledge extends /*#__PURE__*/ Model<ModelKnowledge>()({
  type: Schema.optional(Schema.NullOr(openLiterals(["file", "collection", "note"]))),
  id: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.optional(Schema.NullOr(Schema.String)),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** Set for entries of old versions, which name collections of the vector store. */
  legacy: Schema.optional(Schema.NullOr(Schema.Boolean)),
  collection_name: Schema.optional(Schema.NullOr(Schema.String)),
  collection_names: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
}) {}

/** A question that a new chat with a model offers. */
export class ModelPromptSuggestion extends /*#__PURE__*/ Model<ModelPromptSuggestion>()({
  /** Two lines. */
  title: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  content: Schema.String
}) {}

/** The texts of a model in another language. */
export class ModelTranslation extends /*#__PURE__*/ Model<ModelTranslation>()({
  name: Schema.optional(Schema.NullOr(Schema.String)),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  suggestion_prompts: Schema.optional(Schema.NullOr(Schema.Array(ModelPromptSuggestion)))
}) {}

/** A tag of a model. */
export class ModelTag extends /*#__PURE__*/ Model<ModelTag>()({
  name: Schema.String
}) {}

/** A value that the system prompt asks the user of a chat for. */
export class ChatVariableField extends /*#__PURE__*/ Model<ChatVariableField>()({
  key: Schema.String,
  /** The kind of input, `text` unless the prompt says otherwise. */
  type: openLiterals(["text", "textarea", "select", "number", "checkbox"]),
  required: Schema.Boolean,
  /** Text; true where the prompt names it without a value. */
  label: Schema.optional(Schema.Union([Schema.String, Schema.Boolean])),
  placeholder: Schema.optional(Schema.Union([Schema.String, Schema.Boolean])),
  default: Schema.optional(Json),
  /** The choices of a `select`. */
  options: Schema.optional(Json),
  min: Schema.optional(Json),
  max: Schema.optional(Json),
  minlength: Schema.optional(Json),
  maxlength: Schema.optional(Json),
  step: Schema.optional(Json)
}) {}

/** The values that the system prompt asks the user of a chat for. */
export class ChatVariablesSchema extends /*#__PURE__*/ Model<ChatVariablesSchema>()({
  fields: Schema.Array(ChatVariableField)
}) {}

/** What a model is to people, and what it is given. */
export class ModelMeta extends /*#__PURE__*/ Model<ModelMeta>()({
  /**
   * A `data:image/...;base64,` URI (PNG, JPEG, GIF, WebP), an `https:` URL or a path of the server's own images. Anything
   * else becomes null. `getModels` leaves it out.
   */
  profile_image_url: Schema.optional(Schema.NullOr(Schema.String)),
  /** `/api/v1/files/{id}/content` of an uploaded image. */
  background_image_url: Schema.optional(Schema.NullOr(Schema.String)),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  /** By locale, for instance `de-DE`. */
  i18n: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, ModelTranslation))),
  capabilities: Schema.optional(Schema.NullOr(ModelCapabilities)),
  knowledge: Schema.optional(Schema.NullOr(Schema.Array(ModelKnowledge))),
  voice: Schema.optional(Schema.NullOr(ModelVoice)),
  voice_avatar: Schema.optional(Schema.NullOr(ModelVoiceAvatar)),
  tags: Schema.optional(Schema.NullOr(Schema.Array(ModelTag))),
  suggestion_prompts: Schema.optional(Schema.NullOr(Schema.Array(ModelPromptSuggestion))),
  /** Whether model lists leave it out for people to choose from. */
  hidden: Schema.optional(Schema.NullOr(Schema.Boolean)),
  toolIds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  skillIds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  filterIds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Of the filters that users may switch, those that are on at first. */
  defaultFilterIds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  actionIds: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** What is on in a new chat. */
  defaultFeatureIds: Schema.optional(
    Schema.NullOr(Schema.Array(openLiterals(["web_search", "image_generation", "code_interpreter"])))
  ),
  /** Which groups of built-in tools the model gets, for instance `time`, `memory` or `knowledge`; left out means all. */
  builtinTools: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.Boolean))),
  terminalId: Schema.optional(Schema.NullOr(Schema.String)),
  /** What the system prompt asks the user of a chat for; in answers of `getModels` and `getModelById` only, never stored. */
  chat_variables_schema: Schema.optional(Schema.NullOr(ChatVariablesSchema))
}) {}

/** A model as it is stored. */
export class ModelModel extends /*#__PURE__*/ Model<ModelModel>()({
  /** The version in use, an entry of the history. */
  version_id: Schema.optional(Schema.NullOr(Schema.String)),
  id: Schema.String,
  user_id: Schema.String,
  /** The model that answers; null where these are settings on top of a provider's model of the same id. */
  base_model_id: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.String,
  params: ModelParams,
  meta: ModelMeta,
  access_grants: Schema.optional(Schema.Array(AccessGrantModel)),
  is_active: Schema.Boolean,
  updated_at: EpochSeconds,
  created_at: EpochSeconds
}) {}

/** A model, with what the account may do with it. */
export class ModelAccessResponse extends /*#__PURE__*/ Model<ModelAccessResponse>()({
  ...ModelModel.fields,
  /** The owner; null where a single model was asked for. */
  user: Schema.optional(Schema.NullOr(UserResponse)),
  /** Whether the account may change it. Where it may not, `params` is empty. */
  write_access: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/** A model as it is stored. */
export class ModelResponse extends /*#__PURE__*/ Model<ModelResponse>()({ ...ModelModel.fields }) {}

/** A page of models. */
export class ModelAccessListResponse extends /*#__PURE__*/ Model<ModelAccessListResponse>()({
  items: Schema.Array(ModelAccessResponse),
  /** How many there are on all pages. */
  total: Schema.Int
}) {}

/** A model to be made or changed. */
export class ModelForm extends /*#__PURE__*/ Model<ModelForm>()({
  /** Kept with the version in the history. */
  commit_message: Schema.optional(Schema.NullOr(Schema.String)),
  /** Without white space, at most 256 characters. */
  id: Schema.String.check(Schema.isPattern(/^\S+$/)),
  /** The model that answers. An id equal to the model's own counts as none. */
  base_model_id: Schema.optional(Schema.NullOr(Schema.String)),
  name: Schema.String,
  meta: ModelMeta,
  params: ModelParams,
  /** For a new model only; an existing one is shared by `updateModelAccessById`. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm))),
  /** Default: true for a new model; an existing one stays as it is. */
  is_active: Schema.optional(Schema.Boolean)
}) {}

/** A model as it is carried to another server. */
export class ModelExportResponse extends /*#__PURE__*/ Model<ModelExportResponse>()({
  ...ModelModel.fields,
  /** The background image as a `data:` URI, in place of `meta.background_image_url`. */
  background_image_data: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A model to be imported: what `exportModels` answered, or a part of it. */
export class ModelImport extends /*#__PURE__*/ Model<ModelImport>()({
  /** An entry whose id has white space or more than 256 characters is passed over. */
  id: Schema.String,
  /** Needed for a model that is not there yet. */
  name: Schema.optional(Schema.String),
  base_model_id: Schema.optional(Schema.NullOr(Schema.String)),
  /** Laid over the `meta` of a model that is there. */
  meta: Schema.optional(ModelMeta),
  /** In place of the `params` of a model that is there, also where it is left out. */
  params: Schema.optional(ModelParams),
  /** For a model that is not there yet. */
  access_grants: Schema.optional(Schema.NullOr(Schema.Array(AccessGrantForm))),
  is_active: Schema.optional(Schema.Boolean),
  commit_message: Schema.optional(Schema.NullOr(Schema.String)),
  /** A background image of at most 5 MiB as a `data:` URI. */
  background_image_data: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** Models to be imported. */
export class ModelsImportForm extends /*#__PURE__*/ Model<ModelsImportForm>()({
  models: Schema.Array(ModelImport)
}) {}

/** All models that there are to be. */
export class SyncModelsForm extends /*#__PURE__*/ Model<SyncModelsForm>()({
  /** Left out means none: every model is deleted. */
  models: Schema.optional(Schema.Array(ModelModel))
}) {}

/** Names a model. */
export class ModelIdForm extends /*#__PURE__*/ Model<ModelIdForm>()({
  id: Schema.String
}) {}

/** Names a version of a model. */
export class ModelVersionForm extends /*#__PURE__*/ Model<ModelVersionForm>()({
  version_id: Schema.String
}) {}

/** Whom a model is to be shared with. */
export class ModelAccessGrantsForm extends /*#__PURE__*/ Model<ModelAccessGrantsForm>()({
  /** Without white space. */
  id: Schema.String.check(Schema.isPattern(/^\S+$/)),
  /** The name of the entry that is made where there is none for this id. Default: the id. */
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** In place of all grants that there are. */
  access_grants: Schema.Array(AccessGrantForm)
}) {}
