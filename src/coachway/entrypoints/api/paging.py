"""Keyset pages on the wire: an opaque cursor in, a Link header out."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from coachway.domain.kernel.paging import Key, PageRequest
from coachway.entrypoints.api.errors import BadCursor

Paging = NamedDependency[PageRequest]


def write_cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def read_cursor(cursor: str) -> Key:
    """Raises BadCursor."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        key = msgspec.json.decode(raw, type=tuple[int | str, ...])
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise BadCursor("The cursor is not one of ours: take it from the Link header of a page.") from error
    if not key or any(isinstance(part, int) and abs(part) >= 2**63 for part in key):
        raise BadCursor("The cursor is not one of ours: take it from the Link header of a page.")
    return key


async def provide_paging(
    limit: Annotated[int, QueryParameter(ge=1, le=200, description="How many items at most.")] = 50,
    cursor: Annotated[str | None, QueryParameter(description="Where the page starts: from the Link header.")] = None,
    count: Annotated[bool, QueryParameter(description="Whether to send X-Total-Count.")] = False,
) -> PageRequest:
    """Which page of a list is wanted."""
    return PageRequest(limit=limit, after=read_cursor(cursor) if cursor else None, count=count)
