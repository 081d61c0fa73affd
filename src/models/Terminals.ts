/**
 * Terminal servers as an account sees them. `routers/terminals.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"

/**
 * How chats share a terminal of a server.
 *
 * @since 0.1.0
 */
export class TerminalChatContext extends /*#__PURE__*/ Model<TerminalChatContext>()({
  /** `chat_id`: each saved chat has a terminal of its own; `default`, or absent: all share one. */
  context_id: Schema.optional(openLiterals(["default", "chat_id"]))
}) {}

/**
 * How automations share a terminal of a server.
 *
 * @since 0.1.0
 */
export class TerminalAutomationContext extends /*#__PURE__*/ Model<TerminalAutomationContext>()({
  /** `automation_id`: each automation has a terminal of its own; `default`, or absent: all share one. */
  context_id: Schema.optional(openLiterals(["default", "automation_id"]))
}) {}

/**
 * Where a terminal server may be used. Only those of the type `orchestrator` say anything here; what is absent is
 * allowed.
 *
 * @since 0.1.0
 */
export class TerminalContexts extends /*#__PURE__*/ Model<TerminalContexts>()({
  /** `false`: not in chats. */
  chat: Schema.optional(Schema.Union([Schema.Literal(false), TerminalChatContext])),
  /** `false`: not in automations. */
  automation: Schema.optional(Schema.Union([Schema.Literal(false), TerminalAutomationContext]))
}) {}

/**
 * What an account is told of the settings of a terminal server.
 *
 * @since 0.1.0
 */
export class TerminalServerSettings extends /*#__PURE__*/ Model<TerminalServerSettings>()({
  /** Where files go that are added to a chat: as always (`default`), or to the file system of the terminal. */
  chat_uploads: openLiterals(["default", "filesystem"])
}) {}

/**
 * A terminal server that the account may use.
 *
 * @since 0.1.0
 */
export class TerminalServerResponse extends /*#__PURE__*/ Model<TerminalServerResponse>()({
  /** What the proxy knows it by. Null or empty where the administrator gave none: it is then out of reach. */
  id: Schema.NullOr(Schema.String),
  /** Its own address, as Open WebUI reaches it. */
  url: Schema.String,
  name: Schema.NullOr(Schema.String),
  contexts: TerminalContexts,
  config: TerminalServerSettings
}) {}
