"""The FastAPI application; handlers run in its thread pool, of as many threads as there are connections under load."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI

from benchmarks.former import leads, quotes, vendors
from benchmarks.load import CONNECTIONS


@asynccontextmanager
async def threads(_: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = CONNECTIONS
    yield


app = FastAPI(lifespan=threads)
for context in (leads, quotes, vendors):
    app.include_router(context.router)


@app.get("/livez")
async def livez() -> str:
    return "ok"
