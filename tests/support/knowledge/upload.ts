/** Files that are read and embedded when their ids are answered. */
import * as Effect from "effect/Effect"
import type { OpenWebUIError } from "../../../src/layers/Failures.ts"
import type { OpenWebUIService } from "../../../src/OpenWebUI.ts"

/** Uploads a text file and answers its id when the server has read it. */
export const upload = (owui: OpenWebUIService, name: string, content: string): Effect.Effect<string, OpenWebUIError> =>
  Effect.map(
    owui.files.uploadFile({
      query: { process_in_background: false },
      payload: { file: { name, contentType: "text/plain", content } }
    }),
    ({ id }) => id
  )
