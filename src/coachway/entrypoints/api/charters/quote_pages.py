"""The page that a quote's secret link opens, and the two forms on it: `/quote/{token}` at the root."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from coachway.domain.flows.show_quote import show_quote
from coachway.domain.kernel.errors import CoachwayError, Conflict, NotFound, RuleViolated
from coachway.entrypoints.api import problems
from coachway.entrypoints.api.charters.bodies import ClientAnswer
from coachway.entrypoints.api.charters.offers import accept_by_link, decline_by_link
from coachway.entrypoints.api.operation import CurrentOperation, Operation
from coachway.entrypoints.api.pages import REFUSALS, html
from coachway.entrypoints.api.wire import from_json, to_json
from coachway.entrypoints.pages.quote_page import render_no_quote, render_notice, render_quote


@get("/quote/{token:str}", operation_id="quote_page", include_in_schema=False, exception_handlers=REFUSALS)
async def quote_page(token: FromPath[str], operation: Operation) -> Response[str]:
    """The quote as a page; looking at it changes nothing."""
    return await _page(token, operation)


@post(
    "/quote/{token:str}/accept",
    operation_id="accept_quote_on_page",
    include_in_schema=False,
    exception_handlers=REFUSALS,
)
async def accept_on_page(token: FromPath[str], operation: Operation) -> Response[Any]:
    """Accept by the form, within the limits of the JSON API, then show the quote as it stands."""
    form = await operation.request.form()
    try:
        sent = {"accepted_by_name": str(form.get("accepted_by_name") or "")}
        answer: ClientAnswer = from_json(to_json(sent), ClientAnswer)
        async with operation.transaction() as work:
            await accept_by_link(token, answer.accepted_by_name, operation, work)
    except (Conflict, NotFound, RuleViolated) as refusal:
        return await _page(token, operation, refusal)
    return Redirect(f"/quote/{token}", status_code=303)


@post(
    "/quote/{token:str}/decline",
    operation_id="decline_quote_on_page",
    include_in_schema=False,
    exception_handlers=REFUSALS,
)
async def decline_on_page(token: FromPath[str], operation: Operation) -> Response[Any]:
    """Decline by the form, then show the quote as it stands."""
    try:
        async with operation.transaction() as work:
            await decline_by_link(token, operation, work)
    except (Conflict, NotFound) as refusal:
        return await _page(token, operation, refusal)
    return Redirect(f"/quote/{token}", status_code=303)


async def _page(token: str, operation: CurrentOperation, refusal: CoachwayError | None = None) -> Response[str]:
    tokens = operation.platform.tokens
    try:
        async with operation.reading() as reads:
            offer = await show_quote(
                token, charters=reads.charters, pricing=reads.pricing, tokens=tokens, clock=operation.clock
            )
    except NotFound:
        return html(render_no_quote(), 404)
    except Conflict as replaced:
        return html(render_notice("There is a newer quote", replaced.detail), 409)
    page = render_quote(offer, token, operation.calendar, problem=_sentence(refusal) if refusal else None)
    return html(page, problems.status_of(type(refusal)) if refusal else 200)


def _sentence(refusal: CoachwayError) -> str:
    """What went wrong, for a person; the form has one field."""
    if isinstance(refusal, RuleViolated) and refusal.fields:
        return f"The name {refusal.fields[0].message}."
    return refusal.detail
