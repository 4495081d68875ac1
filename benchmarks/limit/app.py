"""One Litestar application without plugins, guards, sessions or models: what is left is the database and HTTP."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import msgspec
from litestar import Litestar, get

from benchmarks.limit import leads, quotes, vendors
from coachway.adapters.postgres.pricing.columns import to_document
from coachway.entrypoints.settings import load_settings


@get("/livez", media_type="text/plain")
async def livez() -> str:
    return "ok"


async def exact_json(connection: asyncpg.Connection) -> None:
    """JSON columns as bytes, encoded and decoded by msgspec."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + msgspec.json.encode(value),
        decoder=lambda value: msgspec.json.decode(value[1:]),
        format="binary",
    )


@asynccontextmanager
async def database(app: Litestar) -> AsyncIterator[None]:
    """As many connections as the product has."""
    size = load_settings().database_pool_size
    dsn = os.environ["COACHWAY_DATABASE_URL"]
    async with asyncpg.create_pool(dsn, min_size=size, max_size=size, init=exact_json) as pool:
        app.state.pool = pool
        app.state.vendor_list = await vendors.statement()
        terms = quotes.settings()
        app.state.pricing = terms, to_document(terms)
        yield


app = Litestar(
    [livez, leads.create_lead, quotes.calculate_quote, vendors.list_vendors],
    lifespan=[database],
    openapi_config=None,
    logging_config=None,
)
