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
    return complete(
        app.openapi_schema.to_schema(), without_key=_marked(app, "holds_secret"), also_csv=_marked(app, "also_csv")
    )


def _marked(app: Litestar, mark: str) -> frozenset[str]:
    """The operations whose handlers carry that mark."""
    handlers = (handler for route in app.routes for handler in getattr(route, "route_handlers", ()))
    return frozenset(str(handler.operation_id) for handler in handlers if handler.opt.get(mark))


@get("/openapi.json", operation_id="openapi", include_in_schema=False)
async def openapi_json(request: Request[Any, Any, Any]) -> Response[Any]:
    """The OpenAPI 3.1 schema."""
    return Response(schema_of(request.app), media_type=MediaType.JSON)


@get(["/docs", "/"], operation_id="docs", include_in_schema=False)
async def docs(request: Request[Any, Any, Any]) -> Response[str]:
    """Every operation, as a page."""
    return Response(render_docs(schema_of(request.app)), media_type=MediaType.HTML)


HANDLERS: list[Any] = [openapi_json, docs]
