"""Rules, their versions and quotes come back as they were stored, whatever stores them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Protocol

import pytest

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import PricingRule, QuoteStatus, RuleScope, RuleType
from coachway.domain.pricing.ports import PricingUnitOfWork
from coachway.domain.pricing.rule_book import RuleBook
from tests.builders.pricing import BASE, NOW, SETTINGS, a_quote, a_request, a_rule
from tests.fakes.pricing import FakePricingUnitOfWork


class Committable(PricingUnitOfWork, Protocol):
    async def commit(self) -> None: ...


class _CommittingFake(FakePricingUnitOfWork):
    async def commit(self) -> None:
        await self.flush()


Opener = Callable[[], AbstractAsyncContextManager[Committable]]

EVERYTHING: dict[str, Any] = {
    "name": "All there is",
    "description": "Every field that one rule can have.",
    "rule_type": RuleType.VEHICLE_SPECIFIC,
    "scope": RuleScope.CLIENT,
    "client_id": 7,
    "vehicle_type": "Coach",
    "base_rate": Decimal("350.1234"),
    "per_mile_rate": Decimal("2.5"),
    "per_hour_rate": Decimal(80),
    "deadhead_per_mile_rate": Decimal("1.25"),
    "minimum_hours": Decimal("4.5"),
    "minimum_charge": Money.of("500.50"),
    "multiplier": Decimal("1.1"),
    "days_of_week": [0, 2, 6],
    "start_time": time(22),
    "end_time": time(5, 30),
    "min_passengers": 10,
    "max_passengers": 56,
    "min_miles": Decimal("0.5"),
    "max_miles": Decimal(900),
    "valid_from": date(2026, 1, 1),
    "valid_until": date(2026, 12, 31),
    "priority": -3,
    "exclusive": True,
}


@pytest.fixture(params=["fake", "postgres"])
def opening(request: pytest.FixtureRequest) -> Opener:
    """Opens a unit of work; each sees what the one before committed."""
    if request.param == "fake":
        fake = _CommittingFake()

        @asynccontextmanager
        async def open_fake() -> AsyncIterator[Committable]:
            yield fake

        return open_fake
    platform = request.getfixturevalue("platform")

    @asynccontextmanager
    async def open_real() -> AsyncIterator[Committable]:
        async with platform.unit_of_work(SYSTEM) as uow:
            yield uow

    return open_real


async def publish(opening: Opener, **fields: Any) -> PricingRule:
    async with opening() as uow:
        rule = a_rule(await uow.pricing_rules.next_id(), **fields)
        uow.pricing_rules.add(rule)
        await uow.flush()
        await uow.pricing_rules.publish(rule.terms())
        await uow.commit()
    return rule


async def change(opening: Opener, rule_id: int, **values: Any) -> None:
    async with opening() as uow:
        rule = await uow.pricing_rules.get(rule_id)
        rule.update(values, at=NOW + timedelta(days=1))
        await uow.flush()
        await uow.pricing_rules.publish(rule.terms())
        await uow.commit()


async def test_a_rule_comes_back_whole(opening: Opener) -> None:
    stored = await publish(opening, **EVERYTHING)
    async with opening() as uow:
        rule = await uow.pricing_rules.get(stored.id)
        assert rule.terms() == stored.terms()
        assert (rule.description, rule.created_by, rule.created_at) == (EVERYTHING["description"], 12, NOW)
        assert await uow.pricing_rules.published_between(0, 1) == [stored.terms()]


async def test_of_the_published_versions_only_what_is_new_is_read_and_each_rule_once(opening: Opener) -> None:
    first, second = await publish(opening, **BASE), await publish(opening, **BASE)
    await change(opening, first.id, base_rate=Decimal(360))
    await change(opening, first.id, base_rate=Decimal(370))
    async with opening() as uow:
        rules = uow.pricing_rules
        assert await rules.list_version() == 4
        every = {(terms.rule_id, terms.version) for terms in await rules.published_between(0, 4)}
        assert every == {(first.id, 3), (second.id, 1)}
        assert [terms.version for terms in await rules.published_between(2, 3)] == [2]
        assert await rules.published_between(4, 4) == []


async def test_every_version_stays_to_be_found(opening: Opener) -> None:
    rule = await publish(opening, **BASE)
    await change(opening, rule.id, is_active=False)
    async with opening() as uow:
        (first,) = await uow.pricing_rules.versions([(rule.id, 1)])
        assert first.is_active
        assert await uow.pricing_rules.versions([(rule.id, 9)]) == []


async def test_what_is_not_there_is_not_found(opening: Opener) -> None:
    async with opening() as uow:
        with pytest.raises(NotFound):
            await uow.pricing_rules.get(99)
        with pytest.raises(NotFound):
            await uow.quotes.get(99)
        assert await uow.charter_lookup.facts(99) is None


async def test_a_quote_comes_back_to_the_cent_and_the_word(opening: Opener) -> None:
    request = a_request(
        client_id=7,
        vehicle_count=2,
        pickup_time=time(9, 30),
        distance_miles=Decimal("120.25"),
        deadhead_miles=Decimal("10.5"),
        trip_hours=Decimal("7.75"),
        origin="Boston",
        destination="New York",
        extra_stops=1,
        requires_second_driver=True,
        overnight_nights=1,
    )
    rule = await publish(opening, **{**BASE, "per_hour_rate": Decimal("80.5")})
    calculation = price(request, RuleBook.of([rule.terms()], version=1), SETTINGS)
    async with opening() as uow:
        stored = a_quote(await uow.quotes.next_id(), request=request, calculation=calculation)
        uow.quotes.add(stored)
        await uow.commit()
    async with opening() as uow:
        quote = await uow.quotes.get(stored.id)
        assert (quote.request, quote.calculation, quote.settings) == (request, calculation, SETTINGS)
        assert (quote.total, quote.deposit_amount) == (calculation.total, stored.deposit_amount)
        assert (quote.status, quote.client_id, quote.valid_until) == (QuoteStatus.DRAFT, 7, stored.valid_until)


async def test_quotes_are_found_when_their_time_is_over_and_not_once_settled(opening: Opener) -> None:
    async with opening() as uow:
        for _ in range(3):
            uow.quotes.add(a_quote(await uow.quotes.next_id()))
            await uow.flush()
        await uow.commit()
    over = NOW + timedelta(days=14)
    async with opening() as uow:
        assert await uow.quotes.overdue(over - timedelta(seconds=1), 10) == []
        first, second = await uow.quotes.overdue(over, 2)
        assert first.id < second.id
        first.expire(at=over)
        await uow.commit()
    async with opening() as uow:
        assert len(await uow.quotes.overdue(over, 10)) == 2


async def test_rules_and_quotes_follow_a_client_who_was_merged(opening: Opener) -> None:
    rule = await publish(opening, **EVERYTHING)
    await publish(opening, **BASE)
    async with opening() as uow:
        quote_id = await uow.quotes.next_id()
        uow.quotes.add(a_quote(quote_id, request=a_request(client_id=7)))
        await uow.flush()
        await uow.commit()
    later = NOW + timedelta(days=1)
    async with opening() as uow:
        before = await uow.pricing_rules.list_version()
        (moved,) = await uow.pricing_rules.hand_over_client(7, 8, at=later)
        assert (moved.id, moved.target.client_id, moved.version, moved.updated_at) == (rule.id, 8, 2, later)
        await uow.pricing_rules.publish(moved.terms())
        await uow.quotes.hand_over_client(7, 8)
        await uow.commit()
    async with opening() as uow:
        assert await uow.pricing_rules.hand_over_client(7, 8, at=later) == []
        (published,) = await uow.pricing_rules.published_between(before, before + 1)
        assert (published.rule_id, published.version, published.target.client_id) == (rule.id, 2, 8)
        quote = await uow.quotes.get(quote_id)
        assert (quote.client_id, quote.request.client_id) == (8, 7)


async def test_several_rules_are_published_each_as_a_version_of_the_list(opening: Opener) -> None:
    one, two = await publish(opening, **BASE), await publish(opening, **BASE)
    async with opening() as uow:
        before = await uow.pricing_rules.list_version()
        again = [replace(rule.terms(), version=2) for rule in (one, two)]
        await uow.pricing_rules.publish(*again)
        assert await uow.pricing_rules.list_version() == before + 2
        assert await uow.pricing_rules.published_between(before, before + 1) == again[:1]
        assert await uow.pricing_rules.published_between(before + 1, before + 2) == again[1:]


async def test_ids_of_quotes_are_drawn_together_and_never_twice(opening: Opener) -> None:
    async with opening() as uow:
        drawn = await uow.quotes.next_ids(3)
    assert sorted(set(drawn)) == drawn
    assert len(drawn) == 3
