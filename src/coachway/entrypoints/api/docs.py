"""The OpenAPI schema, and the docs page that is readable without the internet."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from litestar import Litestar, MediaType, Request, Response, get

from coachway.entrypoints.api.openapi import complete
from coachway.entrypoints.pages.docs_page import render_docs


def schema_of(app: Litestar) -> dict[str, Any]:
    """The whole OpenAPI document."""
    return _schema(app)


@lru_cache(maxsize=4)
def _schema(app: Litestar) -> dict[str, Any]:
    without_key = {
        handler.operation_id
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.opt.get("holds_secret")
    }
    return complete(app.openapi_schema.to_schema(), without_key=frozenset(map(str, without_key)))


@get("/openapi.json", operation_id="openapi", include_in_schema=False)
async def openapi_json(request: Request[Any, Any, Any]) -> Response[Any]:
    """The OpenAPI 3.1 schema."""
    return Response(schema_of(request.app), media_type=MediaType.JSON)


@get(["/docs", "/"], operation_id="docs", include_in_schema=False)
async def docs(request: Request[Any, Any, Any]) -> Response[str]:
    """Every operation, as a page."""
    return Response(render_docs(schema_of(request.app)), media_type=MediaType.HTML)


HANDLERS: list[Any] = [openapi_json, docs]
