"""The OpenAPI schema: what the framework finds out, and what it must be told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from litestar._openapi.schema_generation import SchemaCreator
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import (
    Components,
    OpenAPIType,
    Schema,
    SecurityScheme,
)
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.money import Money
from coachway.entrypoints.api import openapi_headers as headers
from coachway.entrypoints.api.permissions import PERMISSIONS
from coachway.entrypoints.api.problems import PROBLEM_JSON
from coachway.entrypoints.api.tables import CSV

MONEY: Final = Schema(
    type=OpenAPIType.NUMBER, multiple_of=0.01, description="Money, with exactly two decimals.", examples=[726.5]
)

PROBLEM: Final = Schema(
    type=OpenAPIType.OBJECT,
    title="Problem",
    description="RFC 9457 problem details.",
    required=["type", "title", "status", "detail", "instance", "code", "request_id"],
    properties={
        "type": Schema(type=OpenAPIType.STRING),
        "title": Schema(type=OpenAPIType.STRING),
        "status": Schema(type=OpenAPIType.INTEGER),
        "detail": Schema(type=OpenAPIType.STRING),
        "instance": Schema(type=OpenAPIType.STRING),
        "code": Schema(type=OpenAPIType.STRING, description="Stable, snake_case; one for each rule."),
        "request_id": Schema(type=[OpenAPIType.STRING, OpenAPIType.NULL]),
        "errors": Schema(
            type=OpenAPIType.ARRAY,
            items=Schema(
                type=OpenAPIType.OBJECT,
                required=["field", "message"],
                properties={
                    "field": Schema(type=OpenAPIType.STRING),
                    "message": Schema(type=OpenAPIType.STRING),
                },
            ),
        ),
    },
)

_WHEN: Final = {
    400: "Not JSON, or a malformed header or cursor",
    401: "No credentials, or bad ones",
    403: "A role that may never do this",
    404: "Not there, or not yours",
    409: "A state or rule forbids it now",
    412: "If-Match names an old version",
    413: "The body is too large",
    415: "The body is of the wrong content type",
    429: "Too many requests; see Retry-After",
    422: "Bad values; `errors` names them",
    500: "A fault of ours",
    503: "A dependency is down; see Retry-After",
}

# An older link of a quote leads to no quote any more.
_READS_THAT_STATES_FORBID: Final = frozenset({"get_quote_by_token"})
# What a browser opens is answered by a page, errors included.
_PAGES: Final = frozenset({"ask_to_unsubscribe", "unsubscribe"})
_PAGE: Final = {"text/html": {"schema": {"type": "string"}}}


class ExactNumberSchema(OpenAPISchemaPlugin):
    """Money and decimals are numbers on the wire; the framework would call them texts."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        return value in (Money, Decimal)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        return MONEY if field_definition.annotation is Money else Schema(type=OpenAPIType.NUMBER)


def openapi_config(version: str) -> OpenAPIConfig:
    """Title, tags and security of the schema; it is served by our own handlers."""
    return OpenAPIConfig(
        title="CoachWay",
        version=version,
        description="The system that charter-bus brokers run their business on.",
        use_handler_docstrings=True,
        components=Components(
            schemas={"Problem": PROBLEM},
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT"),
                "api_key": SecurityScheme(type="apiKey", name="X-API-Key", security_scheme_in="header"),
            },
        ),
        security=[{"bearer": []}],
        path="/openapi",
        render_plugins=(),
    )


def complete(document: dict[str, Any], *, without_key: frozenset[str], also_csv: frozenset[str]) -> dict[str, Any]:
    """Add what holds for every operation: problems, headers, and who may call it.

    `without_key` names the operations whose repeats are not recognised by an Idempotency-Key, `also_csv` those that
    answer a table where one is wanted.
    """
    document["components"]["parameters"] = headers.PARAMETERS
    document["components"]["headers"] = headers.HEADERS
    document["components"]["responses"] = {
        f"Problem{status}": {
            "description": when,
            "headers": headers.of_problem(status),
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, when in _WHEN.items()
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if not isinstance(operation, dict) or "operationId" not in operation:
                continue
            roles = PERMISSIONS[operation["operationId"]]
            operation["security"] = _credentials(roles)
            operation["x-roles"] = sorted(role.value for role in roles - {Role.SYSTEM})
            _free_optional_body(operation)
            answers = operation["responses"]
            answers.pop("400", None)
            if operation["operationId"] in also_csv:
                answers["200"]["content"][CSV] = {"schema": {"type": "string"}}
            headers.describe(document, operation, method, path, takes_key=operation["operationId"] not in without_key)
            for status in _statuses(method, operation):
                answers[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
                if operation["operationId"] in _PAGES:
                    told = document["components"]["responses"][f"Problem{status}"]
                    answers[str(status)] = told | {"content": told["content"] | _PAGE}
            if operation["operationId"] in _PAGES:
                answers["200"]["content"] |= _PAGE
    return document


def _credentials(roles: frozenset[Role]) -> list[dict[str, list[str]]]:
    """None are needed where the public may; programs send a key instead of a token."""
    if Role.PUBLIC in roles:
        return []
    return [{"bearer": []}, {"api_key": []}] if Role.SERVICE in roles else [{"bearer": []}]


def _free_optional_body(operation: dict[str, Any]) -> None:
    """A body that may be null may be left out; the framework's schema says that it is needed."""
    body: dict[str, Any] = operation.get("requestBody", {})
    if any({"type": "null"} in content["schema"].get("oneOf", ()) for content in body.get("content", {}).values()):
        body["required"] = False


def _statuses(method: str, operation: dict[str, Any]) -> list[int]:
    statuses = {400, 401, 403, 404, 422, 429, 500, 503}
    if method != "get":
        statuses |= {409, 412}
    if operation["operationId"] in _READS_THAT_STATES_FORBID:
        statuses.add(409)
    if "requestBody" in operation:
        statuses |= {413, 415}
    return sorted(statuses)
