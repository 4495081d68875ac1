"""Quotes of charters: sent by staff, answered by whoever holds the secret link."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody

from coachway.domain.charters.ports import Distances
from coachway.domain.charters.views import CharterView
from coachway.domain.charters.visibility import without_link
from coachway.domain.flows.accept_quote import AcceptQuote, BookCharter, accept_quote, book_charter, decline_quote
from coachway.domain.flows.send_quote import SendQuote, send_quote
from coachway.domain.flows.show_quote import QuoteOffer, show_quote
from coachway.entrypoints.api.charters.bodies import ClientAnswer
from coachway.entrypoints.api.operation import CurrentOperation, Operation, Work


class OfferController(Controller):
    path = "/api/v1/charters"
    tags = ["charters"]

    @post("/{charter_id:int}/send-quote", operation_id="send_quote", status_code=200, opt={"holds_secret": True})
    async def send(self, charter_id: FromPath[int], operation: Operation) -> CharterView:
        """Price it, keep the quote, and mail the client a new secret link."""
        platform = operation.platform
        command = SendQuote(charter_id=charter_id, expected_version=operation.expected_version)

        async def sent(distances: Distances) -> CharterView:
            async with operation.transaction() as work:
                await send_quote(
                    command,
                    actor=operation.actor,
                    uow=work,
                    clock=operation.clock,
                    settings=platform.pricing,
                    rule_book=platform.rule_book,
                    tokens=platform.tokens,
                    distances=distances,
                    driving=platform.driving,
                )
                return work.answer(await work.reads.charters.charter(charter_id, actor=operation.actor))

        return await platform.surveyor.survey(sent)

    @post("/{charter_id:int}/book", operation_id="book_charter", status_code=200)
    async def book(self, charter_id: FromPath[int], operation: Operation) -> CharterView:
        """Book it for the client; it must have a price."""
        command = BookCharter(charter_id=charter_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await book_charter(command, actor=operation.actor, uow=work, clock=operation.clock)
            return work.answer(without_link(await work.reads.charters.charter(charter_id, actor=operation.actor)))

    @get("/quote/{token:str}", operation_id="get_quote_by_token")
    async def show(self, token: FromPath[str], operation: Operation) -> QuoteOffer:
        """The quote that a secret link leads to."""
        async with operation.reading() as reads:
            return await show_quote(
                token,
                charters=reads.charters,
                pricing=reads.pricing,
                tokens=operation.platform.tokens,
                clock=operation.clock,
            )

    @post("/quote/{token:str}/accept", operation_id="accept_quote_by_token", status_code=200)
    async def accept(
        self, token: FromPath[str], operation: Operation, data: JSONBody[ClientAnswer | None] = None
    ) -> QuoteOffer:
        """Accept the quote, which books the charter."""
        async with operation.transaction() as work:
            return work.answer(await accept_by_link(token, data.accepted_by_name if data else None, operation, work))

    @post("/quote/{token:str}/decline", operation_id="decline_quote_by_token", status_code=200)
    async def decline(self, token: FromPath[str], operation: Operation) -> QuoteOffer:
        """Decline the quote; another may be sent."""
        async with operation.transaction() as work:
            return work.answer(await decline_by_link(token, operation, work))


async def accept_by_link(token: str, name: str | None, operation: CurrentOperation, work: Work) -> QuoteOffer:
    """Accept, and show how the quote stands."""
    tokens, clock = operation.platform.tokens, operation.clock
    command = AcceptQuote(token=token, accepted_by_name=name)
    await accept_quote(command, actor=operation.actor, uow=work, clock=clock, tokens=tokens)
    reads = work.reads
    return await show_quote(token, charters=reads.charters, pricing=reads.pricing, tokens=tokens, clock=clock)


async def decline_by_link(token: str, operation: CurrentOperation, work: Work) -> QuoteOffer:
    """Decline, and show how the quote stands."""
    tokens, clock = operation.platform.tokens, operation.clock
    await decline_quote(token, actor=operation.actor, uow=work, clock=clock, tokens=tokens)
    reads = work.reads
    return await show_quote(token, charters=reads.charters, pricing=reads.pricing, tokens=tokens, clock=clock)
