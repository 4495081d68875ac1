"""What a draft of the price list would have made of quotes, without a database."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.use_cases.manage_rules import CreateRule
from coachway.domain.pricing.use_cases.preview_rules import NEWEST_QUOTES, PreviewRules, preview_rules
from coachway.domain.pricing.views import PreviewView, PricedTrip
from tests.builders.pricing import BASE, MANAGER, MILEAGE, SETTINGS, a_request
from tests.fakes.clock import SteerableClock
from tests.fakes.pricing import FakePricingUnitOfWork, InMemoryClientLookup
from tests.fakes.quoting import FixedRuleBook

DEARER: dict[str, Any] = {**BASE, "name": "dearer", "base_rate": Decimal(500), "priority": 1}


class Trips:
    """As many plain trips as are asked for, each once sold at 600."""

    def __init__(self) -> None:
        self.limits: list[int] = []

    async def newest_priced_trips(self, limit: int) -> list[PricedTrip]:
        self.limits.append(limit)
        return await self.priced_trips(range(3, 0, -1))

    async def priced_trips(self, quote_ids: Collection[int]) -> list[PricedTrip]:
        return [PricedTrip(quote_id, a_request(), SETTINGS, Money.of(600)) for quote_id in quote_ids]


async def preview(clock: SteerableClock, trips: Trips, clients: InMemoryClientLookup, **command: Any) -> PreviewView:
    uow = FakePricingUnitOfWork()
    view = await preview_rules(
        PreviewRules(**command),
        actor=MANAGER,
        uow=uow,
        clock=clock,
        rule_book=FixedRuleBook(BASE, MILEAGE),
        quotes=trips,
        clients=clients,
    )
    assert (uow.recorded, uow.pricing_rules.by_id, uow.pricing_rules.published) == ([], {}, [])
    return view


async def test_the_newest_quotes_are_looked_at_and_not_more_than_a_bound(clock: SteerableClock) -> None:
    trips, clients = Trips(), InMemoryClientLookup()
    view = await preview(clock, trips, clients, rules=[CreateRule(values=DEARER)] * 5)
    assert trips.limits == [NEWEST_QUOTES]
    assert [quote.quote_id for quote in view.quotes] == [3, 2, 1]
    assert (str(view.total_before), str(view.total_after)) == ("1800.00", "2253.00")
    assert clients.asked == 0, "no draft names a client"


async def test_a_draft_comes_after_the_rules_that_are_there_as_a_new_rule_would(clock: SteerableClock) -> None:
    equal = CreateRule(values=DEARER | {"priority": 0})
    view = await preview(clock, Trips(), InMemoryClientLookup(), rules=[equal], quote_ids=[1])
    assert str(view.quotes[0].after) == "751.00"


async def test_a_draft_that_is_not_in_force_changes_nothing(clock: SteerableClock) -> None:
    idle = CreateRule(values=DEARER | {"is_active": False})
    view = await preview(clock, Trips(), InMemoryClientLookup(), rules=[idle], replace_rule_ids=[2], quote_ids=[1])
    assert str(view.quotes[0].after) == "351.00"
