"""The page that a quote's secret link opens, and the two forms on it: `/quote/{token}` at the root."""

from __future__ import annotations

from typing import Any

from litestar import MediaType, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from coachway.domain.flows.show_quote import show_quote
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.entrypoints.api.charters.offers import accept_by_link, decline_by_link
from coachway.entrypoints.api.operation import CurrentOperation, Operation
from coachway.entrypoints.pages.quote_page import render_no_quote, render_quote

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
}


@get("/quote/{token:str}", operation_id="quote_page", include_in_schema=False)
async def quote_page(token: FromPath[str], operation: Operation) -> Response[str]:
    """The quote as a page; looking at it changes nothing."""
    return await _page(token, operation)


@post("/quote/{token:str}/accept", operation_id="accept_quote_on_page", include_in_schema=False)
async def accept_on_page(token: FromPath[str], operation: Operation) -> Response[Any]:
    """Accept by the form, then show the quote as it stands."""
    form = await operation.request.form()
    name = str(form.get("accepted_by_name") or "")[:200]
    try:
        async with operation.transaction() as work:
            await accept_by_link(token, name, operation, work)
    except (Conflict, NotFound) as refusal:
        return await _page(token, operation, refusal)
    return Redirect(f"/quote/{token}", status_code=303)


@post("/quote/{token:str}/decline", operation_id="decline_quote_on_page", include_in_schema=False)
async def decline_on_page(token: FromPath[str], operation: Operation) -> Response[Any]:
    """Decline by the form, then show the quote as it stands."""
    try:
        async with operation.transaction() as work:
            await decline_by_link(token, operation, work)
    except (Conflict, NotFound) as refusal:
        return await _page(token, operation, refusal)
    return Redirect(f"/quote/{token}", status_code=303)


async def _page(token: str, operation: CurrentOperation, refusal: Conflict | NotFound | None = None) -> Response[str]:
    tokens = operation.platform.tokens
    try:
        async with operation.reading() as reads:
            offer = await show_quote(
                token, charters=reads.charters, pricing=reads.pricing, tokens=tokens, clock=operation.clock
            )
    except NotFound:
        return Response(render_no_quote(), status_code=404, media_type=MediaType.HTML, headers=_HEADERS)
    page = render_quote(offer, token, operation.calendar, problem=refusal.detail if refusal else None)
    return Response(page, status_code=409 if refusal else 200, media_type=MediaType.HTML, headers=_HEADERS)
