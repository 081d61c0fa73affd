#!/usr/bin/env python3
"""Say what differs between two documents written by refs/extract.py.

    python refs/diff.py OLD.json NEW.json

Prints one line per difference and a count at the end. Leaves with status 0 when
nothing differs, 1 when something does.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

MISSING = object()


def short(value: object) -> str:
    if value is MISSING:
        return "(absent)"
    text = json.dumps(value, ensure_ascii=False).replace("#/components/schemas/", "")
    return text if len(text) <= 100 else text[:97] + "..."


def differences(old: object, new: object, where: str = ""):
    """(place, old, new) for every leaf that is not the same."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in list(old) + [key for key in new if key not in old]:
            place = f"{where}.{key}" if where else key
            yield from differences(old.get(key, MISSING), new.get(key, MISSING), place)
    elif isinstance(old, list) and isinstance(new, list) and old != new:
        scalars = all(not isinstance(item, (dict, list)) for item in old + new)
        if scalars:
            gone = [item for item in old if item not in new]
            added = [item for item in new if item not in old]
            if gone or added:
                yield where, gone or MISSING, added or MISSING
            else:
                yield f"{where} (order)", old, new
        elif len(old) == len(new):
            for index, (left, right) in enumerate(zip(old, new)):
                yield from differences(left, right, f"{where}[{index}]")
        else:
            yield where, old, new
    elif old != new or type(old) is not type(new):
        yield where, old, new


def keyed(entry: dict) -> dict:
    """An operation with its parameters by place and name instead of in a list."""
    result = dict(entry)
    for name in ("parameters", "auth_parameters"):
        if name in result:
            result[name] = {f"{item['in']}:{item['name']}": item for item in result[name]}
    return result


def compare(title: str, old: dict, new: dict) -> Counter:
    lines, counts = [], Counter()
    for key in old:
        if key not in new:
            lines.append(f"- {key}")
            counts["gone"] += 1
    for key in new:
        if key not in old:
            lines.append(f"+ {key}")
            counts["new"] += 1
    for key in old:
        if key not in new:
            continue
        changes = list(differences(old[key], new[key]))
        if changes:
            lines.append(f"~ {key}")
            counts["changed"] += 1
            lines += [f"    {place}: {short(left)} -> {short(right)}" for place, left, right in changes]
    if lines:
        print(f"{title}\n" + "\n".join(f"  {line}" for line in lines) + "\n")
    return counts


def main() -> int:
    if len(sys.argv) != 3:
        sys.stderr.write(__doc__ or "")
        return 2
    documents = []
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file:
            documents.append(json.load(file))
    old, new = documents
    print(f"Open WebUI {old['open_webui']} -> {new['open_webui']}\n")
    total = {}
    for title, section, key in (
        ("Operations", "operations", lambda item: f"{item['method']} {item['path']}"),
        ("WebSockets", "websockets", lambda item: item["path"]),
        ("Other routes", "other_routes", lambda item: f"{item['kind']} {item['path']}"),
    ):
        total[title] = compare(
            title,
            {key(item): keyed(item) for item in old[section]},
            {key(item): keyed(item) for item in new[section]},
        )
    total["Socket.IO events"] = compare(
        "Socket.IO events",
        dict.fromkeys(old["socketio_events"]),
        dict.fromkeys(new["socketio_events"]),
    )
    total["Schemas"] = compare("Schemas", old["schemas"], new["schemas"])
    for title, counts in total.items():
        if counts:
            print(f"{title}: " + ", ".join(f"{counts[kind]} {kind}" for kind in ("gone", "new", "changed")))
    if not any(total.values()):
        print("No difference.")
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
