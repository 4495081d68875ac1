"""Refusals that only exist on the wire: the domain knows nothing of bodies and headers."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.errors import CoachwayError


class WireError(CoachwayError):
    """A request that could not even be read; `status` is its HTTP status."""

    status = 400
    code = "bad_request"


class NotJson(WireError):
    code = "not_json"


class BadHeader(WireError):
    code = "bad_header"


class BadCursor(WireError):
    code = "bad_cursor"


class UnsupportedMediaType(WireError):
    status = 415
    code = "unsupported_media_type"


class KeyMismatch(WireError):
    """The idempotency key was used for another request."""

    status = 422
    code = "idempotency_key_reused"


class KeyInFlight(WireError):
    """A request with this idempotency key is still being worked on."""

    status = 409
    code = "idempotency_key_in_use"


@dataclass
class Replay(Exception):
    status: int
    headers: dict[str, str]
    body: bytes
