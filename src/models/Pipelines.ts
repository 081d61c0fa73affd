/**
 * What the router `pipelines` takes and answers. The answers are those of a pipelines server, which Open WebUI
 * forwards.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { Json, JsonObject } from "../layers/Json.ts"

/** A connection that leads to a pipelines server. */
export class PipelinesConnection extends /*#__PURE__*/ Model<PipelinesConnection>()({
  url: Schema.String,
  /** Its place among the OpenAI connections: the `urlIdx` of the operations. */
  idx: Schema.Int
}) {}

/** The connections that lead to pipelines servers. */
export class GetPipelinesListResponse extends /*#__PURE__*/ Model<GetPipelinesListResponse>()({
  data: Schema.Array(PipelinesConnection)
}) {}

/** Where the code of a pipeline is. */
export class AddPipelineForm extends /*#__PURE__*/ Model<AddPipelineForm>()({
  /** The pipelines server fetches it: a file of Python, often on GitHub. */
  url: Schema.String,
  urlIdx: Schema.Int
}) {}

/** A pipeline to delete. */
export class DeletePipelineForm extends /*#__PURE__*/ Model<DeletePipelineForm>()({
  id: Schema.String,
  urlIdx: Schema.Int
}) {}

/** What a pipelines server says after a change. */
export class PipelineChangeResponse extends /*#__PURE__*/ Model<PipelineChangeResponse>()({
  status: Schema.Boolean,
  detail: Schema.optional(Schema.String),
  id: Schema.optional(Schema.String)
}) {}

/** A pipeline. */
export class Pipeline extends /*#__PURE__*/ Model<Pipeline>()({
  id: Schema.String,
  name: Schema.String,
  type: openLiterals(["pipe", "filter", "manifold"]),
  /** Whether it has settings. */
  valves: Schema.Boolean
}) {}

/** The pipelines of a server. */
export class GetPipelinesResponse extends /*#__PURE__*/ Model<GetPipelinesResponse>()({
  data: Schema.Array(Pipeline)
}) {}

/** The settings of a pipeline, described as a JSON schema. */
export class PipelineValvesSpec extends /*#__PURE__*/ Model<PipelineValvesSpec>()({
  title: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  type: Schema.optional(openLiterals(["object"])),
  /** A JSON schema for each setting. */
  properties: Schema.optional(Schema.Record(Schema.String, JsonObject)),
  required: Schema.optional(Schema.Array(Schema.String)),
  $defs: Schema.optional(Schema.Record(Schema.String, JsonObject))
}) {}

/** The settings of a pipeline, whose names and types its author chose. */
export const PipelineValves = /*#__PURE__*/ Schema.Record(Schema.String, Json)
export type PipelineValves = typeof PipelineValves.Type
