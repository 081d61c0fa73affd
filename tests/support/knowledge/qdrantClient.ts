/**
 * The Python package `qdrant_client`, as far as Open WebUI uses it. The backend asks an outside store through it and does
 * not bring it along; where it is missing, this puts a small one in its place, inside the running server, by way of a
 * plugin. Where the real one is installed it is used.
 */
import * as Effect from "effect/Effect"
import type { OpenWebUIError } from "../../../src/layers/Failures.ts"
import type { OpenWebUIService } from "../../../src/OpenWebUI.ts"
import { unique } from "../TestServer.ts"

const plugin = `"""
title: Qdrant client
author: effect-open-webui
version: 0.1.0
"""

import importlib.util
import json
import sys
import types
import urllib.parse
import urllib.request


class Point:
    def __init__(self, point):
        self.point = point
        self.score = point["score"]

    def model_dump(self):
        return json.loads(json.dumps(self.point))


class QdrantClient:
    def __init__(self, url, api_key=None, timeout=None):
        self.url = url
        self.api_key = api_key
        self.timeout = timeout

    def query_points(self, collection_name, query, using=None, limit=10):
        path = f"/collections/{urllib.parse.quote(collection_name)}/points/query"
        body = json.dumps({"query": query, "using": using, "limit": limit, "with_payload": True}).encode()
        headers = {"content-type": "application/json"}
        if self.api_key:
            headers["api-key"] = self.api_key
        request = urllib.request.Request(self.url.rstrip("/") + path, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=self.timeout) as response:
            answer = json.load(response)
        return types.SimpleNamespace(points=[Point(point) for point in answer["result"]["points"]])


if "qdrant_client" not in sys.modules and importlib.util.find_spec("qdrant_client") is None:
    module = types.ModuleType("qdrant_client")
    module.__spec__ = importlib.util.spec_from_loader("qdrant_client", None)
    module.QdrantClient = QdrantClient
    sys.modules["qdrant_client"] = module


class Action:
    pass
`

/** Sees to it that the server can ask Qdrant. What it leaves behind is gone when the server ends. */
export const installQdrantClient = (owui: OpenWebUIService): Effect.Effect<void, OpenWebUIError> => {
  const id = unique("qdrant").replaceAll("-", "_")
  return Effect.acquireUseRelease(
    owui.functions.createNewFunction({
      payload: { id, name: "Qdrant client", content: plugin, meta: { description: "For a test" } }
    }),
    () => Effect.void,
    () => Effect.orDie(owui.functions.deleteFunctionById({ params: { id } }))
  )
}
