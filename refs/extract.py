#!/usr/bin/env python3
"""Write down what an installed Open WebUI backend serves, as one JSON document.

Run it with the interpreter of an environment where `open-webui` is installed:

    python refs/extract.py --out refs/open-webui-0.12.4.json

Without --out the document goes to standard output. Nothing else is needed: the
backend is imported (never started) in a child process that has its own
environment and its own temporary folders. refs/README.md explains the result.

Only facts are written: names, types, defaults, constraints. Prose and code of
the backend are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# What every run needs, so that the import is quiet, offline and complete.
BASE_ENV = {
    "FROM_INIT_PY": "true",  # look for the web files where the package has them
    "WEBUI_SECRET_KEY": "x",
    "OFFLINE_MODE": "true",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "false",
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
    "ENABLE_VERSION_UPDATE_CHECK": "false",
    "RAG_EMBEDDING_ENGINE": "openai",  # no local model is loaded
    "RAG_OPENAI_API_BASE_URL": "http://127.0.0.1:9/v1",
    "RAG_OPENAI_API_KEY": "x",
    "GLOBAL_LOG_LEVEL": "ERROR",
    "PYTHONHASHSEED": "0",  # FastAPI names some schemas after the first of a set
    "PYTHONDONTWRITEBYTECODE": "1",
}

# Switches that decide at import time whether a route exists at all, followed by
# those that only change what a handler answers. All on, to be sure.
SWITCHES = {
    "ENABLE_SCIM": "true",
    "SCIM_TOKEN": "x",
    "SCIM_AUTH_PROVIDER": "oidc",
    "ENABLE_ADMIN_ANALYTICS": "true",
    "ENV": "dev",
    "ENABLE_OPENAI_API_PASSTHROUGH": "true",
    "ENABLE_OAUTH_TOKEN_EXCHANGE": "true",
    "ENABLE_OAUTH_BACKCHANNEL_LOGOUT": "true",
    "ENABLE_OLLAMA_API": "true",
    "ENABLE_OPENAI_API": "true",
    "ENABLE_CHANNELS": "true",
    "ENABLE_API_KEYS": "true",
    "ENABLE_SIGNUP": "true",
}

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
PROSE = {"title", "description", "summary", "example", "examples", "externalDocs"}
NAME_MAPS = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
LONGEST_DEFAULT = 120  # characters of JSON
BODY_READS = {"json", "form", "body", "stream"}
AUTH_MODULE = "open_webui.utils.auth"
# Dependencies that neither take input nor ask who is calling.
PLUMBING = {"get_async_session", "get_session"}


# ---------------------------------------------------------------- parent ----


def run_child(mode: str, switches: dict[str, str]) -> object:
    """Import the backend in a clean child process and return what it found."""
    with tempfile.TemporaryDirectory(prefix="refs-extract-") as folder:
        out = Path(folder) / "out.json"
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")}
        env |= BASE_ENV | switches
        env |= {
            "HOME": folder,
            "TMPDIR": folder,
            "LC_ALL": "C.UTF-8",
            "DATA_DIR": str(Path(folder) / "data"),
            # The import empties and fills this one: never the package's own.
            "STATIC_DIR": str(Path(folder) / "static"),
        }
        (Path(folder) / "data").mkdir()
        command = [sys.executable, str(Path(__file__).resolve()), "--child", mode, "--out", str(out)]
        done = subprocess.run(
            command, env=env, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode != 0:
            sys.stderr.write(done.stdout)
            raise SystemExit(f"extract.py: importing the backend failed ({done.returncode})")
        text = out.read_text(encoding="utf-8")
        if folder in text:
            raise SystemExit("extract.py: a path of the temporary folder got into the result")
        return json.loads(text)


def render(document: dict) -> str:
    """One operation, one WebSocket, one schema per line."""
    compact = lambda value: json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    parts = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            inner = ",\n".join("  " + compact(item) for item in value)
            parts.append(f" {json.dumps(key)}: [\n{inner}\n ]")
        elif key == "schemas":
            inner = ",\n".join(f"  {json.dumps(name)}: {compact(item)}" for name, item in value.items())
            parts.append(f" {json.dumps(key)}: {{\n{inner}\n }}")
        elif isinstance(value, dict):
            lines = json.dumps(value, ensure_ascii=False, indent=1).splitlines()
            parts.append(f" {json.dumps(key)}: " + "\n ".join(lines))
        else:
            parts.append(f" {json.dumps(key)}: {compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", help="file to write; standard output without it")
    parser.add_argument("--child", choices=["full", "keys"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        Path(options.out).write_text(json.dumps(child(options.child)), encoding="utf-8")
        return
    document = run_child("full", SWITCHES)
    default = {tuple(key) for key in run_child("keys", {})}
    for entry in document["operations"] + document["websockets"]:
        if (entry.get("method", "WEBSOCKET"), entry["path"], entry["handler"]) not in default:
            entry["by_default"] = False
    text = render(document)
    if options.out:
        Path(options.out).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


# ----------------------------------------------------------------- child ----


def clean(schema: object) -> object:
    """A JSON schema without prose; long defaults are only marked as present."""
    if isinstance(schema, list):
        return [clean(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for key, value in schema.items():
        if key in PROSE:
            continue
        if key in NAME_MAPS and isinstance(value, dict):
            result[key] = {name: clean(item) for name, item in value.items()}
        elif key in ("enum", "const", "required"):
            result[key] = value
        elif key == "default":
            if len(json.dumps(value)) <= LONGEST_DEFAULT:
                result[key] = value
            else:
                result["x-long-default"] = True
        else:
            result[key] = clean(value)
    return result


def walk(routes, prefix=""):
    """All routes below a router, mounted applications included."""
    for route in routes:
        yield prefix, route
        below = getattr(route, "routes", None)
        if below:
            yield from walk(below, prefix + getattr(route, "path", getattr(route, "prefix", "")))


def router_name(endpoint) -> str:
    parts = endpoint.__module__.split(".")
    return parts[parts.index("routers") + 1] if "routers" in parts else parts[-1]


def call_name(dependant) -> str:
    call = dependant.call
    return getattr(call, "__name__", type(call).__name__)


def is_auth(dependant) -> bool:
    """Does this dependency ask who is calling?"""
    from fastapi.security.base import SecurityBase

    call = dependant.call
    if isinstance(call, SecurityBase) or getattr(call, "__module__", "") == AUTH_MODULE:
        return True
    if call_name(dependant).endswith("_auth"):
        return True
    return any(is_auth(inner) for inner in dependant.dependencies)


def inputs(dependant, into: set) -> set:
    for where in ("path", "query", "header", "cookie"):
        for field in getattr(dependant, f"{where}_params"):
            into.add((where, field.alias.replace("_", "-").lower()))
    for inner in dependant.dependencies:
        inputs(inner, into)
    return into


def function_ast(function):
    import ast
    import inspect
    import textwrap

    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    except (OSError, TypeError, SyntaxError):
        return None
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return node
    return None


def resolve(node, names: dict):
    """The object a dotted name stands for, as far as module globals tell."""
    import ast

    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = resolve(node.value, names)
        return getattr(owner, node.attr, None) if owner is not None else None
    return None


def body_reads(function, parameter: str | None, depth: int = 3, seen: set | None = None) -> set:
    """The ways a function reads the body of the request it was given.

    Functions of the backend that the request is handed on to are followed too.
    """
    import ast
    import inspect

    seen = set() if seen is None else seen
    function = inspect.unwrap(function)
    if parameter is None or depth == 0 or (function, parameter) in seen:
        return set()
    seen.add((function, parameter))
    node = function_ast(function)
    if node is None:
        return set()
    found = set()
    is_request = lambda item: isinstance(item, ast.Name) and item.id == parameter
    for call in (item for item in ast.walk(node) if isinstance(item, ast.Call)):
        if isinstance(call.func, ast.Attribute) and is_request(call.func.value):
            if call.func.attr in BODY_READS:
                found.add(call.func.attr)
            continue
        passed = [i for i, item in enumerate(call.args) if is_request(item)]
        named = [item.arg for item in call.keywords if item.arg and is_request(item.value)]
        if not passed and not named:
            continue
        target = resolve(call.func, getattr(function, "__globals__", {}))
        if not (inspect.isfunction(target) or inspect.ismethod(target)):
            continue
        if not target.__module__.startswith("open_webui."):
            continue
        accepted = list(inspect.signature(target).parameters)
        for name in [accepted[i] for i in passed if i < len(accepted)] + named:
            found |= body_reads(getattr(target, "__func__", target), name, depth - 1, seen)
    return found


def undeclared_inputs(function, parameter: str | None) -> dict:
    """Query, header and cookie names a handler takes from the request by itself."""
    import ast

    places = {"query_params": "query", "headers": "header", "cookies": "cookie"}
    node = function_ast(function) if parameter else None
    if node is None:
        return {}
    found: dict[str, set] = {}
    named = set()

    def place_of(item):
        if isinstance(item, ast.Attribute) and isinstance(item.value, ast.Name):
            if item.value.id == parameter:
                return places.get(item.attr)
        return None

    for item in ast.walk(node):
        key = owner = None
        if isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.args:
            if item.func.attr in ("get", "getlist"):
                owner, key = item.func.value, item.args[0]
        elif isinstance(item, ast.Subscript):
            owner, key = item.value, item.slice
        if owner is not None and place_of(owner):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                found.setdefault(place_of(owner), set()).add(key.value)
                named.add(id(owner))
    for item in ast.walk(node):
        if isinstance(item, ast.Compare) and isinstance(item.left, ast.Constant):
            named |= {id(other) for other in item.comparators}
    for item in ast.walk(node):
        if place_of(item) and id(item) not in named:
            found.setdefault(place_of(item), set()).add("*")
    return {where: sorted(found[where]) for where in ("query", "header", "cookie") if where in found}


def calls_to(function, wanted) -> list:
    """Names of the called objects, as the module knows them, that `wanted` accepts."""
    import ast
    import inspect

    node = function_ast(function)
    if node is None:
        return []
    names = getattr(inspect.unwrap(function), "__globals__", {})
    found = set()
    for call in (item for item in ast.walk(node) if isinstance(item, ast.Call)):
        target = resolve(call.func, names)
        if target is not None and wanted(target):
            found.add(target.__name__)
    return sorted(found)


def is_caller_check(target) -> bool:
    return getattr(target, "__module__", "") == AUTH_MODULE and getattr(target, "__name__", "") in {
        "get_current_user",
        "get_verified_user_by_token",
        "get_optional_verified_user_from_request",
        "get_http_authorization_cred",
        "decode_token",
    }


def is_response(target) -> bool:
    from starlette.responses import Response

    return isinstance(target, type) and issubclass(target, Response)


def first_match(api: list, index: int, method: str) -> str | None:
    """An earlier route that takes every request meant for this one, if any."""
    prefix, route = api[index]
    sample = route.path_format
    for number, name in enumerate(route.param_convertors):
        sample = sample.replace("{" + name + "}", f"x{number}")
    for earlier_prefix, earlier in api[:index]:
        if method in earlier.methods and earlier_prefix == prefix and earlier.path_regex.match(sample):
            return earlier_prefix + earlier.path_format
    return None


def parameter_entry(raw: dict) -> dict:
    schema = clean(raw.get("schema", {}))
    entry = {"name": raw["name"], "in": raw["in"], "required": bool(raw.get("required"))}
    if "default" in schema:
        default = schema.pop("default")
        entry["schema"] = schema
        entry["default"] = default
    else:
        entry["schema"] = schema
    if raw.get("deprecated"):
        entry["deprecated"] = True
    return entry


def path_entries(route, declared: list) -> list:
    """Path parameters of the template that the handler does not declare."""
    known = {item["name"] for item in declared if item["in"] == "path"}
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "declared": False}
        for name in route.param_convertors
        if name not in known
    ]


def body_entry(route, method: str, operation: dict) -> dict:
    reads = body_reads(route.endpoint, route.dependant.request_param_name)
    declared = operation.get("requestBody")
    if declared:
        content = declared.get("content", {})
        media_type = next(iter(content))
        kind = {
            "application/json": "json",
            "multipart/form-data": "multipart",
            "application/x-www-form-urlencoded": "form",
        }.get(media_type, "raw")
        body = {
            "kind": kind,
            "required": bool(declared.get("required")),
            "schema": clean(content[media_type].get("schema", {})),
            "media_type": media_type,
        }
        if len(content) > 1:
            body["other_media_types"] = sorted(set(content) - {media_type})
        if reads:
            body["reads"] = sorted(reads)
        return body
    if reads:
        return {"kind": "raw", "reads": sorted(reads)}
    return {"kind": "none"}


def child(mode: str) -> object:
    from importlib.metadata import version

    import open_webui.main as backend
    from fastapi._compat import get_definitions, get_flat_models_from_fields, get_model_name_map
    from fastapi.datastructures import DefaultPlaceholder
    from fastapi.openapi.utils import get_fields_from_routes, get_openapi_path
    from fastapi.routing import APIRoute, APIRouter, APIWebSocketRoute
    from starlette.routing import Mount, Route

    app = backend.app
    found = list(walk(app.routes))
    api = [(prefix, route) for prefix, route in found if isinstance(route, APIRoute)]
    sockets = [(prefix, route) for prefix, route in found if isinstance(route, APIWebSocketRoute)]
    if mode == "keys":
        keys = [(m, p + r.path_format, r.endpoint.__name__) for p, r in api for m in r.methods]
        return keys + [("WEBSOCKET", p + r.path_format, r.endpoint.__name__) for p, r in sockets]

    listed = {
        (method.upper(), path) for path, item in app.openapi()["paths"].items() for method in item
    }
    fields = get_fields_from_routes([route for _, route in api])
    names = get_model_name_map(get_flat_models_from_fields(fields, known_models=set()))
    mapping, schemas = get_definitions(
        fields=fields, model_name_map=names, separate_input_output_schemas=True
    )
    ids: set[str] = set()

    def entry_start(prefix, route, method):
        entry = {"method": method} if method else {}
        entry["path"] = prefix + route.path_format
        special = {
            name: type(convertor).__name__
            for name, convertor in route.param_convertors.items()
            if type(convertor).__name__ != "StringConvertor"
        }
        if "PathConvertor" in special.values():
            entry["catch_all"] = True
        others = {name: kind for name, kind in special.items() if kind != "PathConvertor"}
        if others:
            entry["convertors"] = others
        entry["router"] = router_name(route.endpoint)
        entry["handler"] = route.endpoint.__name__
        auth = [item for item in route.dependant.dependencies if is_auth(item)]
        callers = list(dict.fromkeys(call_name(item) for item in auth))
        entry["auth"] = "+".join(callers) or "none"
        checks = [name for name in calls_to(route.endpoint, is_caller_check) if name not in callers]
        if checks:
            entry["auth_in_handler"] = checks
        for item in route.dependant.dependencies:
            if item not in auth and call_name(item) not in PLUMBING:
                entry.setdefault("depends", []).append(call_name(item))
        return entry, auth

    def split_parameters(route, raw, auth):
        own = set()
        for where in ("path", "query", "header", "cookie"):
            for field in getattr(route.dependant, f"{where}_params"):
                own.add((where, field.alias.replace("_", "-").lower()))
        for item in route.dependant.dependencies:
            if item not in auth:
                inputs(item, own)
        of_auth = set()
        for item in auth:
            inputs(item, of_auth)
        key = lambda item: (item["in"], item["name"].replace("_", "-").lower())
        mine, theirs = [], []
        for item in raw:
            theirs_only = key(item) in of_auth and key(item) not in own
            (theirs if theirs_only else mine).append(parameter_entry(item))
        mine = path_entries(route, mine) + mine
        for item in mine:
            convertor = route.param_convertors.get(item["name"]) if item["in"] == "path" else None
            if type(convertor).__name__ == "PathConvertor":
                item["catch_all"] = True
        return mine, theirs

    operations = []
    for index, (prefix, route) in enumerate(api):
        in_document, route.include_in_schema = route.include_in_schema, True
        described, _, extra = get_openapi_path(
            route=route, operation_ids=ids, model_name_map=names, field_mapping=mapping
        )
        route.include_in_schema = in_document
        schemas.update(extra)
        for method in sorted(route.methods, key=METHODS.index):
            operation = described[method.lower()]
            entry, auth = entry_start(prefix, route, method)
            mine, theirs = split_parameters(route, operation.get("parameters", []), auth)
            entry["parameters"] = mine
            if theirs:
                entry["auth_parameters"] = theirs
            undeclared = undeclared_inputs(route.endpoint, route.dependant.request_param_name)
            if undeclared:
                entry["undeclared"] = undeclared
            entry["body"] = body_entry(route, method, operation)
            status = next(code for code in operation["responses"] if code.startswith("2"))
            entry["status"] = int(status)
            content = operation["responses"][status].get("content", {})
            answer = clean(content.get("application/json", {}).get("schema") or {})
            entry["answer"] = answer or None
            others = sorted(
                code for code in operation["responses"] if code not in (status, "422")
            )
            if others:
                entry["other_statuses"] = others
            if not isinstance(route.response_class, DefaultPlaceholder):
                entry["response_class"] = route.response_class.__name__
            made = calls_to(route.endpoint, is_response)
            if made:
                entry["makes"] = made
            if operation.get("deprecated"):
                entry["deprecated"] = True
            earlier = first_match(api, index, method)
            if earlier:
                entry["shadowed_by"] = earlier
            entry["in_openapi"] = (method, prefix + route.path_format) in listed
            operations.append(entry)
    operations.sort(key=lambda item: item["router"])  # stable: keeps the table's order

    websockets = []
    for prefix, route in sockets:
        entry, auth = entry_start(prefix, route, None)
        declared = []
        for where in ("path", "query", "header", "cookie"):
            for field in getattr(route.dependant, f"{where}_params"):
                required = field.field_info.is_required()
                kind = getattr(field.field_info.annotation, "__name__", str(field.field_info.annotation))
                item = {"name": field.alias, "in": where, "required": required, "type": kind}
                if not required:
                    item["default"] = field.field_info.default
                declared.append(item)
        entry["parameters"] = declared
        undeclared = undeclared_inputs(route.endpoint, route.dependant.websocket_param_name)
        if undeclared:
            entry["undeclared"] = undeclared
        websockets.append(entry)
    websockets.sort(key=lambda item: item["router"])

    others = []
    for prefix, route in found:
        if isinstance(route, (APIRoute, APIWebSocketRoute)):
            continue
        if not isinstance(route, (Mount, Route)):
            raise SystemExit(f"extract.py: unknown kind of route {type(route).__name__}")
        entry = {"path": prefix + route.path, "kind": type(route).__name__}
        if isinstance(route, Mount):
            entry["application"] = type(route.app).__name__
        else:
            entry["methods"] = sorted(route.methods or [])
        others.append(entry)

    served = {route.endpoint for _, route in api} | {route.endpoint for _, route in sockets}
    for name, module in sorted(sys.modules.items()):
        router = getattr(module, "router", None)
        if name.startswith("open_webui.routers.") and isinstance(router, APIRouter):
            missing = [r.path for r in router.routes if getattr(r, "endpoint", None) not in served]
            if missing:
                raise SystemExit(f"extract.py: routes of {name} are not mounted: {missing}")

    by_router: dict[str, int] = {}
    for entry in operations:
        by_router[entry["router"]] = by_router.get(entry["router"], 0) + 1
    from open_webui.socket.main import sio

    return {
        "open_webui": version("open-webui"),
        "fastapi": version("fastapi"),
        "pydantic": version("pydantic"),
        "counts": {
            "operations": len(operations),
            "in_openapi": sum(entry["in_openapi"] for entry in operations),
            "websockets": len(websockets),
            "schemas": len(schemas),
            "by_router": dict(sorted(by_router.items())),
        },
        "operations": operations,
        "websockets": websockets,
        "other_routes": others,
        "socketio_events": sorted(sio.handlers.get("/", {})),
        "schemas": {name: clean(schemas[name]) for name in sorted(schemas)},
    }


if __name__ == "__main__":
    main()
