"""Fifty vendors, by the statement that the product itself sends."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get

from benchmarks.limit.recorded import Statement, statements_of
from coachway.adapters.postgres.vendors.reads import PostgresVendorsReads
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.paging import PageRequest
from coachway.domain.vendors.ports import VendorFilter

_encode = msgspec.json.Encoder(decimal_format="number").encode


async def statement() -> Statement:
    """What the product sends for a manager who lists the newest fifty."""
    manager = Actor(role=Role.MANAGER, user_id=1)
    sent = await statements_of(
        lambda connection: PostgresVendorsReads(connection).vendors(VendorFilter(), PageRequest(), actor=manager)
    )
    (only,) = sent
    return only


@get("/api/v1/vendor/vendors")
async def list_vendors(request: Request[Any, Any, Any]) -> Response[bytes]:
    query, parameters = request.app.state.vendor_list
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(query, *parameters)
    return Response(_encode([dict(row) for row in rows[:50]]), media_type="application/json")
