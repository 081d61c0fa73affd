"""Prints the methods of the installed owui-client as JSON, read from its source: for each its router, its name and the
requests that it makes, or the methods of its router that it calls in their place. A value in a path is `{}`; a method
that the caller chooses is `*`."""

import ast
import json
from pathlib import Path

import owui_client

HOME = Path(owui_client.__file__).parent
BASE = "/api"


def text_of(node: ast.expr, known: dict[str, list[str]]) -> list[str]:
    """What a string expression can be, with `{}` for what is not known."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        texts = [""]
        for part in node.values:
            if isinstance(part, ast.Constant):
                texts = [text + str(part.value) for text in texts]
                continue
            value = part.value if isinstance(part, ast.FormattedValue) else part
            # A variable that holds the beginning of the path, to which more is added; else a parameter.
            parts = known.get(value.id, ["{}"]) if isinstance(value, ast.Name) else ["{}"]
            texts = [text + one for text in texts for one in parts]
        return texts
    if isinstance(node, ast.Name) and node.id in known:
        return known[node.id]
    if isinstance(node, ast.IfExp):
        return text_of(node.body, known) + text_of(node.orelse, known)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [left + right for left in text_of(node.left, known) for right in text_of(node.right, known)]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("_get_url"):
        # What it does differs by router.
        return ["_get_url:" + text for text in text_of(node.args[0], known)]
    return ["{}"]


def path_of(url: str, rewrite: tuple[str, str] | None) -> str:
    """The path on the server, with the default base URL."""
    built = url.removeprefix("_get_url:")
    if built != url and rewrite is None:
        return "/" + built.lstrip("/")
    if built != url and rewrite is not None:
        built = built.replace(*rewrite)
    if built.startswith("../"):
        return built[2:]
    return BASE + "/" + built.lstrip("/")


def rewrite_of(router: ast.ClassDef) -> tuple[str, str] | None:
    """What the `_get_url` of a router replaces in a path; where it does not, it leads to the root of the server."""
    for function in router.body:
        if isinstance(function, ast.FunctionDef) and function.name == "_get_url":
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
                    if ast.unparse(node.value.func) == "path.replace":
                        old, new = (str(ast.literal_eval(one)) for one in node.value.args)
                        return old, new
    return None


def requests_of(function: ast.AsyncFunctionDef, rewrite: tuple[str, str] | None) -> list[list[str]]:
    known: dict[str, list[str]] = {}
    found: list[list[str]] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in ("url", "path", "endpoint"):
                known[name] = known.get(name, []) + text_of(node.value, known)
    for node in ast.walk(function):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("._request")):
            continue
        methods = ["*"] if not isinstance(node.args[0], ast.Constant) else [node.args[0].value]
        for method in methods:
            for url in text_of(node.args[1], known):
                pair = [method, path_of(url, rewrite)]
                if pair not in found:
                    found.append(pair)
    return found


def calls_of(function: ast.AsyncFunctionDef) -> list[str]:
    """The other methods of the same router that it calls."""
    return [
        node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "self"
        and not node.func.attr.startswith("_")
    ]


def routers() -> dict[str, str]:
    """The attribute of the client by the name of its class."""
    tree = ast.parse((HOME / "client.py").read_text())
    return {
        node.value.func.id: node.targets[0].attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    }


def main() -> None:
    attributes = routers()
    methods = []
    for file in sorted((HOME / "routers").glob("*.py")):
        for node in ast.parse(file.read_text()).body:
            if not (isinstance(node, ast.ClassDef) and node.name in attributes):
                continue
            for function in node.body:
                if isinstance(function, ast.AsyncFunctionDef) and not function.name.startswith("_"):
                    methods.append(
                        {
                            "router": attributes[node.name],
                            "name": function.name,
                            "arguments": len(function.args.args) + len(function.args.kwonlyargs) > 1,
                            "requests": requests_of(function, rewrite_of(node)),
                            "calls": calls_of(function),
                        }
                    )
    print(json.dumps(methods))


main()
