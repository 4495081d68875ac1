"""From a charter to a quote, and from the client's answer back to the charter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.charters.model import CharterStatus, Coordinates, TripType
from coachway.domain.flows.accept_quote import AcceptQuote, BookCharter, accept_quote, book_charter, decline_quote
from coachway.domain.flows.send_quote import SendQuote, request_of, send_quote
from coachway.domain.kernel.actor import Actor, Origin, Role
from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model import QuoteStatus
from tests.builders.charters import AGENT, DRIVING, NOW, a_charter, a_stop
from tests.builders.pricing import BASE, MILEAGE, SETTINGS
from tests.fakes.charters import CountingTokens, FakeDistances
from tests.fakes.clock import SteerableClock
from tests.fakes.quoting import FakeQuotingUnitOfWork, FixedRuleBook

SOMEBODY = Actor(role=Role.PUBLIC, origin=Origin(ip_address="198.51.100.7", user_agent="a browser"))
BOSTON, NEW_YORK = (
    Coordinates(Decimal("42.3601"), Decimal("-71.0589")),
    Coordinates(Decimal("40.7128"), Decimal("-74.0060")),
)


class Desk:
    """Where charter 1 is quoted and answered for."""

    def __init__(self, **charter: Any) -> None:
        self.uow, self.clock, self.tokens = FakeQuotingUnitOfWork(), SteerableClock(NOW), CountingTokens()
        self.charter = a_charter(**charter)
        self.uow.charters.add(self.charter)

    async def send(self, *rules: dict[str, Any]) -> str:
        """The token of the link."""
        await send_quote(
            SendQuote(charter_id=1),
            actor=AGENT,
            uow=self.uow,
            clock=self.clock,
            settings=SETTINGS,
            rule_book=FixedRuleBook(*(rules or (BASE, MILEAGE))),
            tokens=self.tokens,
            distances=FakeDistances(),
            driving=DRIVING,
        )
        assert self.charter.link
        return self.charter.link.token

    async def accept(self, token: str, name: str | None = None) -> None:
        command = AcceptQuote(token=token, accepted_by_name=name)
        await accept_quote(command, actor=SOMEBODY, uow=self.uow, clock=self.clock, tokens=self.tokens)

    async def decline(self, token: str) -> None:
        await decline_quote(token, actor=SOMEBODY, uow=self.uow, clock=self.clock, tokens=self.tokens)

    def statuses(self) -> list[QuoteStatus]:
        return [quote.status for quote in self.uow.quotes.by_id.values()]


async def test_the_price_of_the_quote_becomes_the_charters() -> None:
    desk = Desk()
    await desk.send()
    (quote,) = desk.uow.quotes.by_id.values()
    price = desk.charter.price
    assert price.total_cost == quote.total == Money.of("651.20")
    parts = (price.base_cost, price.mileage_cost, price.additional_fees)
    assert Money.total(part for part in parts if part is not None) == price.total_cost
    assert quote.status is QuoteStatus.SENT
    assert quote.charter_revision == desk.charter.revision_number == 2
    assert desk.charter.link
    assert desk.charter.link.expires_at == quote.valid_until


def test_the_request_is_filled_from_the_charter() -> None:
    charter = a_charter(
        trip_type=TripType.MULTI_DAY,
        return_date=date(2026, 4, 3),
        vehicle_count=2,
        second_driver_requested=True,
        stops=[a_stop(number) for number in (1, 2, 3, 4)],
    )
    request = request_of(charter)
    assert (request.origin, request.destination, request.extra_stops) == ("Stop 1", "Stop 4", 2)
    assert (request.overnight_nights, request.vehicle_count, request.requires_second_driver) == (2, 2, True)
    assert (request.client_id, request.deadhead_miles) == (7, Decimal(0))


async def test_a_missing_distance_is_measured_before_the_second_driver_is_decided() -> None:
    stops = [
        a_stop(number, latitude=place.latitude, longitude=place.longitude)
        for number, place in enumerate([BOSTON, NEW_YORK] * 4, start=1)
    ]
    desk = Desk(distance_miles=None, stops=stops)
    assert desk.charter.driver_hours.driving_hours == 0
    await desk.send()
    assert desk.charter.trip.distance_miles == 700
    assert desk.charter.requires_second_driver
    assert desk.uow.quotes.by_id[1].request.requires_second_driver
    assert desk.uow.charters.revisions[-1].changes["distance_miles"] == {"before": None, "after": "700"}


async def test_a_distance_that_nobody_knows_is_refused() -> None:
    for stops in ([], [a_stop(1)], [a_stop(1, latitude=Decimal(1), longitude=Decimal(1)), a_stop(2)]):
        with pytest.raises(Conflict) as error:
            await Desk(distance_miles=None, stops=stops).send()
        assert error.value.code == "distance_unknown"


async def test_without_a_base_rate_nothing_is_sent() -> None:
    desk = Desk()
    with pytest.raises(RuleViolated) as error:
        await desk.send(MILEAGE)
    assert error.value.code == "no_base_rate"


async def test_a_new_quote_takes_the_place_of_the_one_before() -> None:
    desk = Desk()
    first = await desk.send()
    second = await desk.send()
    assert desk.statuses() == [QuoteStatus.EXPIRED, QuoteStatus.SENT]
    with pytest.raises(Conflict) as replaced:
        await desk.accept(first)
    assert replaced.value.code == "quote_expired"
    await desk.accept(second)
    assert desk.charter.status is CharterStatus.BOOKED


async def test_accepting_books_and_records_who_and_from_where() -> None:
    desk = Desk()
    await desk.accept(await desk.send(), " Clara ")
    acceptance = desk.charter.acceptance
    assert acceptance
    assert (acceptance.ip_address, acceptance.user_agent) == ("198.51.100.7", "a browser")
    assert (acceptance.accepted_at, acceptance.accepted_by_name) == (NOW, "Clara")
    assert desk.statuses() == [QuoteStatus.ACCEPTED]
    assert desk.uow.charters.revisions[-1].changed_by_name == "Clara"


async def test_a_second_accept_loses() -> None:
    desk = Desk()
    token = await desk.send()
    await desk.accept(token)
    with pytest.raises(Conflict) as error:
        await desk.accept(token)
    assert error.value.code == "already_accepted"


async def test_declining_leaves_the_charter_in_quote() -> None:
    desk = Desk()
    await desk.decline(await desk.send())
    assert desk.charter.status is CharterStatus.QUOTE
    assert desk.statuses() == [QuoteStatus.DECLINED]
    assert desk.uow.charters.revisions[-1].changed_by_name == "Clara Client"


async def test_staff_book_at_the_quoted_price_and_the_quote_counts_as_accepted() -> None:
    desk = Desk()
    token = await desk.send()
    await book_charter(BookCharter(charter_id=1), actor=AGENT, uow=desk.uow, clock=desk.clock)
    assert desk.statuses() == [QuoteStatus.ACCEPTED]
    with pytest.raises(Conflict) as error:
        await desk.accept(token)
    assert error.value.code == "charter_not_in_quote"


async def test_a_quote_for_what_is_booked_is_not_sent() -> None:
    desk = Desk()
    await book_charter(BookCharter(charter_id=1), actor=AGENT, uow=desk.uow, clock=desk.clock)
    with pytest.raises(Conflict) as error:
        await desk.send()
    assert error.value.code == "charter_not_in_quote"
