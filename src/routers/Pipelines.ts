/**
 * Pipelines: programs on a server of their own that answer as models or filter chats. The router `pipelines` of the
 * backend hands on to that server, which is one of the OpenAI connections: `urlIdx` is its place among them.
 *
 * Everything here is for administrators. Where the pipelines server refuses, its status comes through and its text does
 * not: the text is always "Pipeline not found", which is `NotFound` below 500 (a wrong key included) and `ServerFailed`
 * from 500 on. It is `NotFound` too where there is no such connection, and where it cannot be reached.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { implement } from "../internal/client.ts"
import { file, multipart } from "../internal/multipart.ts"
import { del, get, type Methods, post } from "../internal/operation.ts"
import {
  AddPipelineForm,
  DeletePipelineForm,
  GetPipelinesListResponse,
  GetPipelinesResponse,
  PipelineChangeResponse,
  PipelineValves,
  PipelineValvesSpec
} from "../models/Pipelines.ts"

/**
 * The operations of the router `pipelines`.
 *
 * @since 0.1.0
 * @category operations
 */
export const pipelines = {
  /**
   * Lists the connections that lead to pipelines servers. Asks every OpenAI connection for its models first. For
   * administrators. `routers/pipelines.py: get_pipelines_list`
   */
  getPipelinesList: get("/api/v1/pipelines/list", { success: GetPipelinesListResponse }),

  /**
   * Uploads the code of a pipeline, a file of Python. For administrators. Fails with `Invalid` where the name of the
   * file does not end with `.py`, with `NotFound` where there is no such connection.
   * `routers/pipelines.py: upload_pipeline`
   */
  uploadPipeline: post("/api/v1/pipelines/upload", {
    payload: multipart({ urlIdx: Schema.Int, file }),
    success: PipelineChangeResponse
  }),

  /**
   * Makes the pipelines server fetch the code of a pipeline. For administrators. Fails with `NotFound` where there is
   * no such connection. `routers/pipelines.py: add_pipeline`
   */
  addPipeline: post("/api/v1/pipelines/add", { payload: AddPipelineForm, success: PipelineChangeResponse }),

  /**
   * Deletes a pipeline. For administrators. Fails with `NotFound` where there is none of this id.
   * `routers/pipelines.py: delete_pipeline`
   */
  deletePipeline: del("/api/v1/pipelines/delete", { payload: DeletePipelineForm, success: PipelineChangeResponse }),

  /**
   * Lists the pipelines of a server. For administrators. Fails with `NotFound` where there is no such connection, or it
   * leads to no pipelines server. `routers/pipelines.py: get_pipelines`
   */
  getPipelines: get("/api/v1/pipelines/", { query: { urlIdx: Schema.Int }, success: GetPipelinesResponse }),

  /**
   * Reads the settings of a pipeline, secrets in clear text. For administrators. Fails with `NotFound` where there is
   * none of this id, or it has no settings. The server tells its webhooks that the settings were updated, although they
   * were only read. `routers/pipelines.py: get_pipeline_valves`
   */
  getPipelineValves: get("/api/v1/pipelines/:pipeline_id/valves", {
    query: { urlIdx: Schema.Int },
    success: PipelineValves
  }),

  /**
   * Reads which settings a pipeline has, as a JSON schema. For administrators. Fails with `NotFound` where there is
   * none of this id, or it has no settings. `routers/pipelines.py: get_pipeline_valves_spec`
   */
  getPipelineValvesSpec: get("/api/v1/pipelines/:pipeline_id/valves/spec", {
    query: { urlIdx: Schema.Int },
    success: PipelineValvesSpec
  }),

  /**
   * Changes settings of a pipeline and answers all of them. For administrators. Fails with `NotFound` where there is
   * none of this id, or it has no settings. `routers/pipelines.py: update_pipeline_valves`
   */
  updatePipelineValves: post("/api/v1/pipelines/:pipeline_id/valves/update", {
    query: { urlIdx: Schema.Int },
    payload: PipelineValves,
    success: PipelineValves
  })
}

/**
 * The methods of the router `pipelines`.
 *
 * @since 0.1.0
 * @category models
 */
export interface PipelinesService extends Methods<typeof pipelines> {}

/**
 * The service of the router `pipelines`.
 *
 * @since 0.1.0
 * @category services
 */
export class Pipelines extends /*#__PURE__*/ Context.Service<Pipelines, PipelinesService>()(
  "effect-open-webui/routers/Pipelines"
) {
  /** The service on a client. */
  static readonly layer = /*#__PURE__*/ implement(Pipelines, pipelines)
}
