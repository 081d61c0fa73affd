/**
 * Notes: texts of an account, which others may be let read or change. `routers/notes.py`.
 *
 * Notes can be switched off for everyone (`FeatureDisabled`), and an account needs the permission `features.notes`
 * (`Forbidden`), which it has by default. A note is for its owner, for those whom its access grants let in, and for
 * administrators. Times are in nanoseconds.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { openLiterals } from "../internal/Model.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import { ChatResponse } from "../models/Chats.ts"
import {
  NoteAccessGrantsForm,
  NoteForm,
  NoteItemResponse,
  NoteListResponse,
  NoteModel,
  NoteResponse,
  NoteUpdateForm
} from "../models/Notes.ts"
import { paged, workspaceList } from "../models/Queries.ts"

/**
 * The operations of the router `notes`.
 *
 * @since 0.1.0
 * @category operations
 */
export const notes = {
  /**
   * Lists the notes that the caller owns or is let read, last changed first; 60 a page, starting at 1, or all where
   * `page` is left out. An administrator sees here what grants give, like everyone else.
   * `data` is cut to the first 1000 characters of `content.md`.
   * `routers/notes.py: get_notes`
   */
  getNotes: get("/api/v1/notes/", {
    query: paged,
    success: Schema.Array(NoteItemResponse)
  }),

  /**
   * Lists the notes that the caller has pinned, last pinned first, without pages.
   * `data` is cut to the first 1000 characters of `content.md`.
   * `routers/notes.py: get_pinned_notes`
   */
  getPinnedNotes: get("/api/v1/notes/pinned", { success: Schema.Array(NoteItemResponse) }),

  /**
   * Searches titles and texts for all words of `query`, hyphens and spaces not counted; 60 a page, starting at 1.
   * Without `permission`, only notes that the caller may change are found (`read_only`: those that may only be read).
   * For administrators every note of the server is found. An unknown `order_by` counts as `updated_at`, and the
   * direction is `desc` where it is not `asc`.
   * `data` is cut to the first 1000 characters of `content.md`.
   * `routers/notes.py: search_notes`
   */
  searchNotes: get("/api/v1/notes/search", {
    query: {
      ...workspaceList,
      permission: Schema.optional(openLiterals(["read", "write", "read_only"]))
    },
    success: NoteListResponse
  }),

  /**
   * Makes a note. Any account. Grants that the caller may not give are dropped without a word, and ids of files are
   * not checked.
   * `routers/notes.py: create_new_note`
   */
  createNewNote: post("/api/v1/notes/create", { payload: NoteForm, success: NoteModel }),

  /**
   * Reads a note. Its owner, whom grants let read, or an administrator. Fails with `NotFound` and `Forbidden`.
   * `routers/notes.py: get_note_by_id`
   */
  getNoteById: get("/api/v1/notes/:id", { success: NoteResponse }),

  /**
   * Gives the caller's own chat about a note, and makes one where there is none: a chat that no list shows, whose
   * system prompt tells the model of the note. Whoever may read the note. Fails with `NotFound` and `Forbidden`.
   * `routers/notes.py: get_note_chat_by_id`
   */
  getNoteChatById: get("/api/v1/notes/:id/chat", { success: ChatResponse }),

  /**
   * Lists the caller's own chats about a note. Whoever may read the note. Fails with `NotFound` and `Forbidden`.
   * `routers/notes.py: get_note_chats_by_id`
   */
  getNoteChatsById: get("/api/v1/notes/:id/chats", { success: Schema.Array(ChatResponse) }),

  /**
   * Makes a further chat about a note. Whoever may read the note. Fails with `NotFound` and `Forbidden`.
   * `routers/notes.py: create_note_chat_by_id`
   */
  createNoteChatById: post("/api/v1/notes/:id/chat", { success: ChatResponse }),

  /**
   * Changes a note. Its owner, whom grants let write, or an administrator. `data` and `meta` are merged by their
   * first keys. Fails with `NotFound` and `Forbidden` (also for files that the caller may not read).
   * An editor that has the note open overwrites it with its own state when it next saves.
   * `routers/notes.py: update_note_by_id`
   */
  updateNoteById: post("/api/v1/notes/:id/update", { payload: NoteUpdateForm, success: NoteModel }),

  /**
   * Replaces all access grants of a note. Its owner, whom grants let write, or an administrator.
   * Fails with `NotFound` and `Forbidden` (also for grants that the caller may not give: sharing notes needs the
   * permission `sharing.notes`, which accounts lack by default).
   * `routers/notes.py: update_note_access_by_id`
   */
  updateNoteAccessById: post("/api/v1/notes/:id/access/update", { payload: NoteAccessGrantsForm, success: NoteModel }),

  /**
   * Pins a note for the caller, or unpins it where it is pinned. Whoever may read the note.
   * Fails with `NotFound` and `Forbidden`. It flips: there is no way to set it.
   * `routers/notes.py: pin_note_by_id`
   */
  pinNoteById: post("/api/v1/notes/:id/pin", { success: NoteModel }),

  /**
   * Deletes a note. Its owner, whom grants let write, or an administrator. Answers true.
   * Fails with `NotFound` and `Forbidden`. Its chats stay.
   * `routers/notes.py: delete_note_by_id`
   */
  deleteNoteById: del("/api/v1/notes/:id/delete", { success: Schema.Boolean })
}

/**
 * The methods of the router `notes`.
 *
 * @since 0.1.0
 * @category models
 */
export interface NotesService extends Methods<typeof notes> {}

/**
 * The service of the router `notes`.
 *
 * @since 0.1.0
 * @category services
 */
export class Notes extends /*#__PURE__*/ Context.Service<Notes, NotesService>()("effect-open-webui/routers/Notes") {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Notes, notes)
}
