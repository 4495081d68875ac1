"""Errors as RFC 9457 problem details; the only place that knows which refusal has which status."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from coachway.domain.kernel import errors as domain
from coachway.entrypoints.api.errors import Replay, WireError
from coachway.entrypoints.api.methods import allowed
from coachway.entrypoints.api.query import sent_name
from coachway.entrypoints.api.wire import to_json

log = structlog.get_logger()

# The framework tells of a parameter that was not sent in words alone.
_MISSING = re.compile("Missing required query parameter '([^']+)'")

PROBLEM_JSON = "application/problem+json"

_STATUS: dict[type[domain.CoachwayError], int] = {
    domain.BadPageKey: 400,
    domain.NotFound: 404,
    domain.Conflict: 409,
    domain.VersionMismatch: 412,
    domain.TooLarge: 413,
    domain.RuleViolated: 422,
    domain.Forbidden: 403,
    domain.NotAuthenticated: 401,
    domain.TooManyRequests: 429,
    domain.Unavailable: 503,
}

# Codes of what the framework itself refuses, by status.
CODES_OF_THE_FRAMEWORK = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}


def problem(
    request: Request[Any, Any, Any],
    *,
    status: int,
    code: str,
    detail: str,
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    """A problem document as the answer."""
    document = {
        "type": f"{request.base_url}docs#problem-{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "code": code,
        "request_id": request.scope["state"].get("request_id"),
    }
    return Response(
        to_json(document | (extra or {})), status_code=status, media_type=PROBLEM_JSON, headers=headers or {}
    )


def status_of(refusal: type[domain.CoachwayError]) -> int:
    """The status of such a refusal."""
    if issubclass(refusal, WireError):
        return refusal.status
    return next((_STATUS[kind] for kind in refusal.__mro__ if kind in _STATUS), 500)


def on_domain_error(request: Request[Any, Any, Any], error: domain.CoachwayError) -> Response[bytes]:
    status = status_of(type(error))
    extra = dict(error.extra)
    headers: dict[str, str] = {}
    if isinstance(error, domain.RuleViolated) and error.fields:
        extra["errors"] = [{"field": each.field, "message": each.message} for each in error.fields]
    if isinstance(error, domain.Unavailable | domain.TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, domain.NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if status >= 500:
        log.warning("request.unavailable", code=error.code, detail=error.detail)
    return problem(request, status=status, code=error.code, detail=error.detail, extra=extra, headers=headers)


def on_bad_parameters(request: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    """Path and query values that are not what the operation takes; a path that cannot be an id is simply not there."""
    found = error.extra if isinstance(error.extra, list) else []
    if missing := _MISSING.match(error.detail):
        found = [{"key": missing[1], "message": "is needed"}]
    fields = [
        {
            "field": sent_name(request.route_handler, each.get("key", "")),
            "message": each.get("message", "is not acceptable"),
        }
        for each in found
    ]
    if any(each.get("source") == "path" for each in found):
        return problem(request, status=404, code="not_found", detail="There is nothing at this address.")
    if any(each["field"] == "data" for each in fields):
        # The framework does not even read an empty body: to it, the handler's argument is missing.
        return problem(request, status=400, code="not_json", detail="The body is empty: send JSON.")
    names = ", ".join(dict.fromkeys(each["field"] for each in fields)) or "the request"
    detail = f"Some values are not acceptable: {names}."
    return problem(request, status=422, code="invalid", detail=detail, extra={"errors": fields})


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses by itself: no such path, no such method, a body that is too large."""
    status = error.status_code
    if status >= 500:
        return on_crash(request, error)
    detail = {
        404: "There is nothing at this address.",
        405: f"{request.method} is not possible here.",
        413: "The body is larger than what is accepted here.",
    }.get(status, error.detail)
    headers = dict(error.headers or {})
    if "allow" in headers:
        headers["allow"] = allowed(headers["allow"].split(", "))
    code = CODES_OF_THE_FRAMEWORK.get(status, "bad_request")
    return problem(request, status=status, code=code, detail=detail, headers=headers)


def on_crash(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: logged in full, told without a word of its inside."""
    log.error("request.crashed", exc_info=error)
    detail = "Something went wrong on our side. It has been logged under the request id."
    return problem(request, status=500, code="internal_error", detail=detail)


def on_replay(request: Request[Any, Any, Any], stored: Replay) -> Response[bytes]:
    """The answer that an earlier request with the same idempotency key got."""
    headers = stored.headers | {"Idempotency-Replayed": "true"}
    return Response(stored.body, status_code=stored.status, media_type="application/json", headers=headers)


HANDLERS: dict[Any, Any] = {
    domain.CoachwayError: on_domain_error,
    ValidationException: on_bad_parameters,
    HTTPException: on_http_exception,
    Replay: on_replay,
    Exception: on_crash,
}
