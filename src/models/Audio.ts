/**
 * What the router `audio` takes and answers.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"

const nullableText = /*#__PURE__*/ Schema.NullOr(Schema.String)

/** How texts are spoken, as it is changed. */
export class TTSConfigForm extends /*#__PURE__*/ Model<TTSConfigForm>()({
  OPENAI_API_BASE_URL: Schema.String,
  OPENAI_API_KEY: Schema.String,
  /** Merged into each request to an OpenAI-compatible service. Left out: stays; null: none. */
  OPENAI_PARAMS: Schema.optional(Schema.NullOr(JsonObject)),
  /** The key of ElevenLabs or Azure. */
  API_KEY: Schema.String,
  /** Empty: only in the browser. */
  ENGINE: openLiterals(["", "openai", "openai-realtime", "elevenlabs", "azure", "transformers", "mistral"]),
  MODEL: Schema.String,
  VOICE: Schema.String,
  REALTIME_TTS_PROMPT_TEMPLATE: Schema.optional(nullableText),
  /** How a text is cut before it is spoken. */
  SPLIT_ON: openLiterals(["punctuation", "paragraphs", "none"]),
  AZURE_SPEECH_REGION: Schema.String,
  AZURE_SPEECH_BASE_URL: Schema.String,
  AZURE_SPEECH_OUTPUT_FORMAT: Schema.String,
  MISTRAL_API_KEY: Schema.String,
  MISTRAL_API_BASE_URL: Schema.String
}) {}

/** How texts are spoken. */
export class TTSConfig extends /*#__PURE__*/ Model<TTSConfig>()({
  ...TTSConfigForm.fields,
  OPENAI_PARAMS: Schema.NullOr(JsonObject),
  REALTIME_TTS_PROMPT_TEMPLATE: nullableText
}) {}

/** How recordings are written down, as it is changed. */
export class STTConfigForm extends /*#__PURE__*/ Model<STTConfigForm>()({
  OPENAI_API_BASE_URL: Schema.String,
  OPENAI_API_KEY: Schema.String,
  /** How a recording is sent to an OpenAI-compatible service. Left out: stays. */
  OPENAI_API_REQUEST_FORMAT: Schema.optional(openLiterals(["multipart", "json"])),
  /** Empty: Whisper on the server itself. */
  ENGINE: openLiterals(["", "openai", "deepgram", "azure", "mistral", "web"]),
  MODEL: Schema.String,
  /** Media types that are taken, with `*` for a part; empty for audio and WebM video. Left out: stays. */
  SUPPORTED_CONTENT_TYPES: Schema.optional(Schema.Array(Schema.String)),
  /** Endings of file names that are taken, without the dot; empty for all. Left out: stays. */
  ALLOWED_EXTENSIONS: Schema.optional(Schema.Array(Schema.String)),
  WHISPER_MODEL: Schema.String,
  DEEPGRAM_API_KEY: Schema.String,
  AZURE_API_KEY: Schema.String,
  AZURE_REGION: Schema.String,
  /** Separated by commas. */
  AZURE_LOCALES: Schema.String,
  AZURE_BASE_URL: Schema.String,
  /** A number as a text; empty for 3. */
  AZURE_MAX_SPEAKERS: Schema.String,
  MISTRAL_API_KEY: Schema.String,
  MISTRAL_API_BASE_URL: Schema.String,
  MISTRAL_USE_CHAT_COMPLETIONS: Schema.Boolean
}) {}

/** How recordings are written down. */
export class STTConfig extends /*#__PURE__*/ Model<STTConfig>()({
  ...STTConfigForm.fields,
  OPENAI_API_REQUEST_FORMAT: openLiterals(["multipart", "json"]),
  SUPPORTED_CONTENT_TYPES: Schema.Array(Schema.String),
  ALLOWED_EXTENSIONS: Schema.Array(Schema.String)
}) {}

const name = /*#__PURE__*/ Schema.String.check(
  /*#__PURE__*/ Schema.isMinLength(1),
  /*#__PURE__*/ Schema.isMaxLength(200)
)

/** How calls in real time work, as it is changed; what is left out stays. */
export class RealtimeConfigForm extends /*#__PURE__*/ Model<RealtimeConfigForm>()({
  ENABLED: Schema.optional(Schema.Boolean),
  PROVIDER: Schema.optional(openLiterals(["openai", "azure"])),
  AUTH_TYPE: Schema.optional(openLiterals(["api_key", "microsoft_entra_id"])),
  OPENAI_API_BASE_URL: Schema.optional(Schema.String),
  OPENAI_API_KEY: Schema.optional(Schema.String),
  MODEL: Schema.optional(name),
  VOICE: Schema.optional(name),
  TRANSCRIPTION_MODEL: Schema.optional(name),
  /** Merged into the settings of what is heard. */
  INPUT_PARAMS: Schema.optional(Schema.NullOr(JsonObject)),
  REALTIME_CALL_PROMPT_TEMPLATE: Schema.optional(nullableText)
}) {}

/** How calls in real time work. */
export class RealtimeConfig extends /*#__PURE__*/ Model<RealtimeConfig>()({
  ENABLED: Schema.Boolean,
  PROVIDER: openLiterals(["openai", "azure"]),
  AUTH_TYPE: openLiterals(["api_key", "microsoft_entra_id"]),
  OPENAI_API_BASE_URL: Schema.String,
  OPENAI_API_KEY: Schema.String,
  MODEL: Schema.String,
  VOICE: Schema.String,
  TRANSCRIPTION_MODEL: Schema.String,
  INPUT_PARAMS: Schema.NullOr(JsonObject),
  REALTIME_CALL_PROMPT_TEMPLATE: nullableText
}) {}

/** The settings of sound, as they are changed. */
export class AudioConfigUpdateForm extends /*#__PURE__*/ Model<AudioConfigUpdateForm>()({
  tts: TTSConfigForm,
  stt: STTConfigForm,
  /** Left out or null: stays. */
  realtime: Schema.optional(Schema.NullOr(RealtimeConfigForm))
}) {}

/** The settings of sound, with the keys in clear text. */
export class AudioConfig extends /*#__PURE__*/ Model<AudioConfig>()({
  realtime: RealtimeConfig,
  tts: TTSConfig,
  stt: STTConfig
}) {}

/** A text to speak. */
export class SpeechForm extends /*#__PURE__*/ Model<SpeechForm>()({
  input: Schema.String,
  /** The configured one where it is left out. */
  voice: Schema.optional(Schema.String),
  /** Taken and not used: the configured model speaks. */
  model: Schema.optional(Schema.String),
  instructions: Schema.optional(Schema.String),
  /** OpenAI-compatible services only. The answer is called `.mp3` whatever is asked for. */
  response_format: Schema.optional(openLiterals(["mp3", "opus", "aac", "flac", "wav", "pcm"])),
  /** OpenAI-compatible services only. */
  speed: Schema.optional(Schema.Finite)
}) {}

/** What was said in a recording. */
export class TranscriptionResponse extends /*#__PURE__*/ Model<TranscriptionResponse>()({
  text: Schema.String,
  /** The name that the server gave to the file: an id, with the ending of the name that was sent. */
  filename: Schema.String
}) {}

/** A model that can speak. */
export class AudioModel extends /*#__PURE__*/ Model<AudioModel>()({
  id: Schema.String,
  name: Schema.optional(Schema.NullOr(Schema.String)),
  /** Where the service has no list of its own for sound, its models in OpenAI's words. */
  object: Schema.optional(Schema.NullOr(Schema.String)),
  created: Schema.optional(Schema.NullOr(Schema.Finite)),
  owned_by: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** The models that can speak. */
export class GetModelsResponse extends /*#__PURE__*/ Model<GetModelsResponse>()({
  models: Schema.Array(AudioModel)
}) {}

/** A voice. */
export class AudioVoice extends /*#__PURE__*/ Model<AudioVoice>()({
  id: Schema.String,
  name: Schema.String
}) {}

/** The voices. */
export class GetVoicesResponse extends /*#__PURE__*/ Model<GetVoicesResponse>()({
  voices: Schema.Array(AudioVoice)
}) {}
