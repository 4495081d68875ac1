"""Keyset pages on the wire: an opaque cursor in, a Link header out."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Annotated, Any, Final

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from coachway.domain.kernel.paging import Key, PageRequest
from coachway.entrypoints.api.errors import BadCursor
from coachway.entrypoints.api.wire import LARGEST_INTEGER

Paging = NamedDependency[PageRequest]


_NOT_OURS: Final = "The cursor is not one of this list: take it from the Link header of a page, with its filters."

# What of a query says how to page, not which list it is.
_OF_THE_PAGE: Final = frozenset({"limit", "cursor", "count"})


def list_of(request: Request[Any, Any, Any]) -> str:
    """Which list is asked for, filters included, in few characters: a cursor leads on in that one alone."""
    filters = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in _OF_THE_PAGE)
    told = msgspec.json.encode([request.url.path, filters])
    return hashlib.blake2b(told, digest_size=6).hexdigest()


def write_cursor(key: Key, listed: str) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode((listed, *key))).rstrip(b"=").decode()


def read_cursor(cursor: str, listed: str) -> Key:
    """The key that the next page of this list starts after. Raises BadCursor, also for a cursor of another list."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found, *key = msgspec.json.decode(raw, type=tuple[int | str, ...])
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise BadCursor(_NOT_OURS) from error
    if found != listed or not key or any(isinstance(part, int) and abs(part) > LARGEST_INTEGER for part in key):
        raise BadCursor(_NOT_OURS)
    return tuple(key)


async def provide_paging(
    request: Request[Any, Any, Any],
    limit: Annotated[int, QueryParameter(ge=1, le=200, description="How many items at most.")] = 50,
    cursor: Annotated[str | None, QueryParameter(description="Where the page starts: from the Link header.")] = None,
    count: Annotated[bool, QueryParameter(description="Whether to send X-Total-Count.")] = False,
) -> PageRequest:
    """Which page of a list is wanted."""
    return PageRequest(limit=limit, after=read_cursor(cursor, list_of(request)) if cursor else None, count=count)
