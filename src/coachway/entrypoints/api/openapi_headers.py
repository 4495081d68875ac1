"""The headers of requests and answers, as the OpenAPI schema tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

# Actions by a secret link show no version; working out a price again changes nothing; sessions have no version.
_WITHOUT_VERSION: Final = frozenset(
    {"accept_quote_by_token", "decline_quote_by_token", "recalculate_quote", "end_session", "unsubscribe"}
)
# Mutate one's own account, which has a version, though no id stands in their path.
_OWN_ACCOUNT: Final = frozenset({"renew_calendar_token"})


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _header(description: str, kind: str = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}}


PARAMETERS: Final = {
    "X-Request-ID": _parameter(
        "X-Request-ID", "Taken over into the answer and the log where it is a harmless word.", maxLength=64
    ),
    "If-Match": _parameter("If-Match", 'The version that the caller holds, like "3": another is 412.'),
    "Idempotency-Key": _parameter(
        "Idempotency-Key",
        "Makes it safe to repeat for 24 hours: the first success is answered again.",
        minLength=1,
        maxLength=255,
    ),
}

HEADERS: Final = {
    "X-Request-ID": _header("The request's id, as it stands in the log."),
    "ETag": _header("The object's version in quotes, for If-Match."),
    "Link": _header("The next page, with rel=next, where there is one."),
    "X-Total-Count": _header("How many there are in all, where count=true.", "integer"),
    "Idempotency-Replayed": _header("true where an earlier request with the same key was answered so."),
    "Retry-After": _header("After how many seconds to try again.", "integer"),
    "RateLimit-Limit": _header("How many requests a minute are let through.", "integer"),
    "RateLimit-Remaining": _header("How many are left at this moment.", "integer"),
    "RateLimit-Reset": _header("In how many seconds all are left again.", "integer"),
}
_ALWAYS: Final = ("X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def of_problem(status: int) -> dict[str, Any]:
    """What comes with every problem of that status."""
    return _references([*_ALWAYS, "Retry-After"] if status in (429, 503) else _ALWAYS)


def describe(document: dict[str, Any], operation: dict[str, Any], method: str, path: str, *, takes_key: bool) -> None:
    """Add the headers that this operation takes, and those that its successes carry."""
    taken = ["X-Request-ID"]
    if _takes_version(operation["operationId"], method, path):
        taken.append("If-Match")
    if method == "post" and takes_key:
        taken.append("Idempotency-Key")
    parameters = operation.setdefault("parameters", [])
    for answer in operation["responses"].values():
        given = _of_success(document, answer, "Idempotency-Key" in taken, parameters)
        answer["headers"] = _references([*_ALWAYS, *given])
    parameters += [{"$ref": f"#/components/parameters/{name}"} for name in taken]


def _references(names: Sequence[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _takes_version(operation_id: str, method: str, path: str) -> bool:
    on_object = "{" in path and method in ("put", "patch", "post", "delete")
    return operation_id in _OWN_ACCOUNT or (on_object and operation_id not in _WITHOUT_VERSION)


def _of_success(
    document: dict[str, Any], answer: dict[str, Any], takes_key: bool, parameters: list[dict[str, Any]]
) -> list[str]:
    names = []
    schema = next(iter(answer.get("content", {"": {}}).values())).get("schema", {})
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("properties", {}).get("version", {}).get("type") == "integer":
        names.append("ETag")
    if any(parameter.get("name") == "cursor" for parameter in parameters):
        names += ["Link", "X-Total-Count"]
    if takes_key:
        names.append("Idempotency-Replayed")
    return names
