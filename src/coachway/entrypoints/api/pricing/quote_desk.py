"""Where trips of no charter are priced: they wait for nobody's rows, so nobody is held up by sharing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from litestar import Request
from litestar.di import NamedDependency

from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.pricing.model import Quote
from coachway.domain.pricing.use_cases.calculate_quote import TripToQuote, calculate_quotes
from coachway.domain.pricing.views import QuoteView, view_of
from coachway.entrypoints.api.desk import Desk
from coachway.entrypoints.bootstrap import Platform

QuoteDesk: TypeAlias = Desk[TripToQuote, QuoteView]


async def price_trips(
    platform: Platform, work: PostgresUnitOfWork, trips: Sequence[TripToQuote]
) -> list[QuoteView | Exception]:
    """The stored quotes, and the refusal of each trip that has none."""
    quoted = await calculate_quotes(
        trips,
        uow=work,
        clock=platform.clock,
        settings=platform.pricing,
        rule_book=platform.rule_book,
        clients=platform.clients_for_pricing(work.reads),
    )
    return [view_of(quote, stored=True) if isinstance(quote, Quote) else quote for quote in quoted]


Quotes = NamedDependency[QuoteDesk]


async def provide_quote_desk(request: Request[Any, Any, Any]) -> QuoteDesk:
    """The desk of this process."""
    desk: QuoteDesk = request.app.state.quote_desk
    return desk
