"""Prices: `/api/v1/pricing/calculate-quote` and `/quotes`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from litestar import Controller, get, post
from litestar.di import Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from coachway.domain.pricing.model import QuoteRequest, QuoteStatus
from coachway.domain.pricing.ports import QuoteFilter
from coachway.domain.pricing.use_cases.calculate_quote import (
    CalculateQuote,
    TripToQuote,
    calculate_quote,
    explain_quote,
    recalculate_quote,
)
from coachway.domain.pricing.views import ExplainedQuoteView, QuoteView, RecalculationView, explained, view_of
from coachway.entrypoints.api.moments import since, until
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.pricing.quote_desk import Quotes, provide_quote_desk
from coachway.entrypoints.api.wire import Body, ExactResponse, TimeOfDay, time_from

Moment = Annotated[str | None, QueryParameter(description="A moment, or a date that means that whole business day.")]


class TripToPrice(Body, kw_only=True):
    """The trip that a price is asked for; of a charter, `client_id` may be left out."""

    vehicle_type: str
    passengers: int
    trip_date: date
    distance_miles: Decimal
    client_id: int | None = None
    charter_id: int | None = None
    vehicle_count: int = 1
    pickup_time: TimeOfDay | None = None
    deadhead_miles: Decimal = Decimal(0)
    trip_hours: Decimal | None = None
    origin: str | None = None
    destination: str | None = None
    extra_stops: int = 0
    requires_second_driver: bool = False
    overnight_nights: int = 0

    def command(self, *, save: bool) -> CalculateQuote:
        values = self.sent("charter_id", "pickup_time")
        request = QuoteRequest(**values, pickup_time=time_from(self.pickup_time) if self.pickup_time else None)
        return CalculateQuote(request=request, charter_id=self.charter_id, save=save)


class QuoteController(Controller):
    path = "/api/v1/pricing"
    tags = ["pricing"]
    dependencies = {"desk": Provide(provide_quote_desk)}

    @post("/calculate-quote", operation_id="calculate_quote")
    async def calculate_quote(
        self,
        data: JSONBody[TripToPrice],
        operation: Operation,
        save: Annotated[bool, QueryParameter(description="Whether to store it: 201, else 200.")] = True,
        explain: Annotated[bool, QueryParameter(description="Whether to add `rejected`.")] = False,
        *,
        desk: Quotes,
    ) -> QuoteView | ExplainedQuoteView:
        """Price a trip line by line, and store the quote."""
        command, platform = data.command(save=save), operation.platform
        if save and not explain and command.charter_id is None:
            return await desk.ask(TripToQuote(request=command.request, asked_by=operation.actor), operation)
        async with operation.transaction() as work:
            quote = await calculate_quote(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                settings=platform.pricing,
                rule_book=platform.rule_book,
                clients=platform.clients_for_pricing(work.reads),
            )
            view = view_of(quote, stored=save)
            if explain:
                view = explained(view, await explain_quote(quote, uow=work, rule_book=platform.rule_book))
            work.answer(view, status=201 if save else 200)
        return view if save else ExactResponse(view, status_code=200)  # type: ignore[return-value]

    @get("/quotes", operation_id="list_quotes")
    async def list_quotes(
        self,
        *,
        operation: Operation,
        paging: Paging,
        client_id: FromQuery[int | None] = None,
        charter_id: FromQuery[int | None] = None,
        status: FromQuery[QuoteStatus | None] = None,
        created_from: Moment = None,
        created_to: Moment = None,
    ) -> list[QuoteView]:
        """Quotes, newest first; a client's own."""
        wanted = QuoteFilter(
            client_id=client_id,
            charter_id=charter_id,
            status=status,
            created_from=since("created_from", created_from, operation.calendar),
            created_to=until("created_to", created_to, operation.calendar),
        )
        async with operation.reading() as reads:
            return operation.page(await reads.pricing.quotes(wanted, paging, actor=operation.actor))

    @get("/quotes/{quote_id:int}", operation_id="get_quote")
    async def get_quote(self, quote_id: FromPath[int], operation: Operation) -> QuoteView:
        """One quote, with its breakdown."""
        async with operation.reading() as reads:
            return await reads.pricing.quote(quote_id, actor=operation.actor)

    @post("/quotes/{quote_id:int}/recalculate", operation_id="recalculate_quote", status_code=200)
    async def recalculate_quote(self, quote_id: FromPath[int], operation: Operation) -> RecalculationView:
        """Work a stored quote out again from its own rules and settings; nothing is stored."""
        async with operation.transaction() as work:
            again, same = await recalculate_quote(quote_id, uow=work)
            return work.answer(RecalculationView(total=again.total, same=same))
