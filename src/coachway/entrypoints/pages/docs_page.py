"""The docs page: the OpenAPI schema as plain HTML, made on the server, with nothing fetched from anywhere."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from coachway.entrypoints.api.problem_codes import PROBLEM_CODES


@cache
def templates() -> Environment:
    """The templates of all pages; everything put into them is escaped."""
    return Environment(
        loader=PackageLoader("coachway.entrypoints.pages"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_METHODS = "get post put patch delete"


def render_docs(schema: dict[str, Any]) -> str:
    """The page for an OpenAPI document."""
    by_tag: dict[str, list[dict[str, Any]]] = {}
    for path, operations in sorted(schema["paths"].items()):
        for method, operation in sorted(operations.items(), key=lambda item: _METHODS.find(item[0])):
            if isinstance(operation, dict) and "operationId" in operation:
                tag = (operation.get("tags") or ["other"])[0]
                by_tag.setdefault(tag, []).append(_row(schema, path, method, operation))
    return (
        templates()
        .get_template("docs.html")
        .render(
            title=schema["info"]["title"],
            version=schema["info"]["version"],
            description=schema["info"].get("description", ""),
            tags=sorted(by_tag.items()),
            count=sum(len(rows) for rows in by_tag.values()),
            problems=PROBLEM_CODES,
        )
    )


def _row(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = _content(operation.get("requestBody", {}))
    good = [(status, answer) for status, answer in operation["responses"].items() if status.startswith("2")]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("description") or operation.get("summary", ""),
        "roles": ["everybody"] if operation.get("security") == [] else operation.get("x-roles", []),
        "parameters": [_resolve(schema, each, "parameters") for each in operation.get("parameters", [])],
        "body": _fields(schema, body) if body else [],
        "answers": [(status, _shape(schema, _content(answer))) for status, answer in good],
        "problems": [status for status in operation["responses"] if not status.startswith("2")],
    }


def _content(holder: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of a request body or an answer, whatever its media type."""
    for content in holder.get("content", {}).values():
        found: dict[str, Any] | None = content.get("schema")
        return found
    return None


def _resolve(schema: dict[str, Any], node: dict[str, Any], kind: str = "schemas") -> dict[str, Any]:
    while "$ref" in node:
        node = schema["components"][kind][node["$ref"].rpartition("/")[2]]
    return node


def _fields(schema: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    resolved = _resolve(schema, node)
    needed = set(resolved.get("required", []))
    return [
        {"name": name, "type": _type(schema, each), "required": name in needed}
        for name, each in resolved.get("properties", {}).items()
    ]


def _type(schema: dict[str, Any], node: dict[str, Any]) -> str:
    resolved = _resolve(schema, node)
    if "oneOf" in resolved or "anyOf" in resolved:
        return " or ".join(dict.fromkeys(_type(schema, each) for each in resolved.get("oneOf") or resolved["anyOf"]))
    if "enum" in resolved:
        return " | ".join(str(value) for value in resolved["enum"])
    if resolved.get("type") == "array":
        return "list of " + _type(schema, resolved.get("items", {}))
    if resolved.get("type") == "object":
        return str(resolved.get("title", "object"))
    kind = resolved.get("format") or resolved.get("type", "anything")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _shape(schema: dict[str, Any], node: dict[str, Any] | None) -> str:
    """The answer's fields as an indented outline."""
    if node is None:
        return ""
    resolved = _resolve(schema, node)
    if resolved.get("type") == "array":
        return "[" + _shape(schema, resolved.get("items", {})) + ", …]"
    if "properties" in resolved:
        return json.dumps({name: _type(schema, each) for name, each in resolved["properties"].items()}, indent=2)
    return _type(schema, resolved)
