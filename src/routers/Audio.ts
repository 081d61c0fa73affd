/**
 * Speaking texts and writing down recordings: the router `audio` of the backend. The services that do it are settings
 * of the server. Calls in real time go over a WebSocket: `realtime/Voice`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { byteStream, bytes } from "../internal/answer.ts"
import { implement } from "../internal/client.ts"
import { file, multipart } from "../internal/multipart.ts"
import { get, type Methods, post } from "../internal/operation.ts"
import {
  AudioConfig,
  AudioConfigUpdateForm,
  GetModelsResponse,
  GetVoicesResponse,
  SpeechForm,
  TranscriptionResponse
} from "../models/Audio.ts"

/**
 * The operations of the router `audio`.
 *
 * @since 0.1.0
 * @category operations
 */
export const audio = {
  /** Reads the settings of sound, keys in clear text. For administrators. `routers/audio.py: get_audio_config` */
  getAudioConfig: get("/api/v1/audio/config", { success: AudioConfig }),

  /**
   * Changes the settings of sound and answers all of them. Optional fields that are left out stay as they are. For
   * administrators. With the engine `""` for recordings the server loads a model of its own at once; where it cannot,
   * the call fails with `ServerFailed`, and the settings are stored nevertheless.
   * `routers/audio.py: update_audio_config`
   */
  updateAudioConfig: post("/api/v1/audio/config/update", { payload: AudioConfigUpdateForm, success: AudioConfig }),

  /**
   * Speaks a text; answers a sound file. For accounts with the permission `chat.tts`. Fails with `NotFound` where
   * speaking is left to the browser (the engine is empty), with `Forbidden` without the permission, with
   * `ProviderFailed` where the service fails, with its status. The same request is answered from a cache. What the
   * service sends is turned into MP3, except Realtime's WAV. `routers/audio.py: speech`
   */
  speech: post("/api/v1/audio/speech", { payload: SpeechForm, success: bytes }),

  /**
   * Streams what `speech` answers: it begins when the whole sound is there, and is never in memory as a whole here. For
   * accounts with the permission `chat.tts`. Fails as `speech`. `routers/audio.py: speech`
   */
  streamSpeech: post("/api/v1/audio/speech", { payload: SpeechForm, stream: byteStream }),

  /**
   * Writes down a recording; `language` is an ISO code such as `de`, and guessed where it is left out. For accounts
   * with the permission `chat.stt`. Fails with `Invalid` where the media type or the ending of the name is not taken,
   * with `Forbidden` without the permission, and with `ServerFailed` where the service fails.
   * `routers/audio.py: transcription`
   */
  transcription: post("/api/v1/audio/transcriptions", {
    payload: multipart({ file, language: Schema.optional(Schema.String) }),
    success: TranscriptionResponse
  }),

  /**
   * Lists the models that can speak; empty where the engine has none or does not answer. For every account.
   * `routers/audio.py: get_models`
   */
  getModels: get("/api/v1/audio/models", { success: GetModelsResponse }),

  /**
   * Lists the voices; OpenAI's six where an OpenAI-compatible service does not tell its own, and empty where another
   * engine does not answer. For every account. `routers/audio.py: get_voices`
   */
  getVoices: get("/api/v1/audio/voices", { success: GetVoicesResponse })
}

/**
 * The methods of the router `audio`.
 *
 * @since 0.1.0
 * @category models
 */
export interface AudioService extends Methods<typeof audio> {}

/**
 * The service of the router `audio`.
 *
 * @since 0.1.0
 * @category services
 */
export class Audio extends /*#__PURE__*/ Context.Service<Audio, AudioService>()("effect-open-webui/routers/Audio") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Audio, audio)
}
