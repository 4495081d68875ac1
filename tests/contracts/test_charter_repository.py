"""Charters come back as they were stored, whatever stores them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Protocol

import pytest

from coachway.domain.charters.model import Acceptance, SeriesPlace, StopType, TripType
from coachway.domain.charters.ports import ChartersUnitOfWork
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Conflict, NotFound
from coachway.domain.kernel.money import Money
from tests.builders.charters import AGENT, DRIVING, MANAGER, NOW, a_charter, a_link, a_stop
from tests.fakes.charters import FakeChartersUnitOfWork


class Committable(ChartersUnitOfWork, Protocol):
    async def commit(self) -> None: ...


Opener = Callable[[], AbstractAsyncContextManager[Committable]]


class _CommittingFake(FakeChartersUnitOfWork):
    async def commit(self) -> None:
        await self.flush()


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


async def a_stored_charter(opening: Opener) -> tuple[int, dict[str, object]]:
    """One with everything that a charter can have: its id and its state."""
    async with opening() as uow:
        charter_id = await uow.charters.next_id()
        first, second, third = await uow.charters.next_stop_ids(3)
        charter = a_charter(
            charter_id=charter_id,
            trip_type=TripType.MULTI_DAY,
            pickup_time=time(9, 30),
            return_date=date(2026, 4, 3),
            trip_hours=Decimal("30.5"),
            deadhead_miles=Decimal("12.25"),
            amenities=("wifi", "restroom"),
            notes="Bring water",
            driver_name="Dora",
            stops=[
                a_stop(first, "Boston", charter_id=charter_id, state="MA", stop_type=StopType.PICKUP),
                a_stop(
                    second,
                    "Hartford",
                    charter_id=charter_id,
                    latitude=Decimal("41.7658"),
                    longitude=Decimal("-72.6734"),
                    estimated_arrival=NOW,
                    estimated_departure=NOW + timedelta(hours=1),
                ),
                a_stop(third, "New York", charter_id=charter_id, geocoded_address="New York, NY, USA"),
            ],
        )
        charter.series = SeriesPlace(charter_id, "weekly", 1, 3)
        charter.send_quote(a_link(), charter.price, by=AGENT, at=NOW)
        charter.accept_quote(Acceptance(NOW, "198.51.100.7", "a browser", "Clara"), by=AGENT, at=NOW)
        charter.award(5, Money.of("500.00"), by=MANAGER, at=NOW)
        uow.charters.add(charter)
        state = charter.state()
        await uow.commit()
    return charter_id, state


async def test_every_field_comes_back(opening: Opener) -> None:
    charter_id, state = await a_stored_charter(opening)
    async with opening() as uow:
        charter = await uow.charters.get(charter_id)
    assert charter.state() == state
    assert charter.trip.amenities == ("wifi", "restroom")
    assert charter.trip.pickup_time == time(9, 30)
    assert charter.trip.deadhead_miles == Decimal("12.25")
    assert charter.price.total_cost == Money.of("726.50")
    assert charter.link == a_link()
    assert charter.acceptance == Acceptance(NOW, "198.51.100.7", "a browser", "Clara")
    assert charter.series == SeriesPlace(charter_id, "weekly", 1, 3)
    assert (charter.vendor_id, charter.vendor_cost) == (5, Money.of(500))
    assert charter.driver_hours.on_duty_hours == Decimal("10.17")
    assert [(stop.sequence, stop.location) for stop in charter.stops] == [
        (1, "Boston"),
        (2, "Hartford"),
        (3, "New York"),
    ]
    assert charter.revision_number == 4


async def test_a_value_that_is_not_there_comes_back_as_none(opening: Opener) -> None:
    async with opening() as uow:
        uow.charters.add(a_charter(charter_id=await uow.charters.next_id(), stops=[]))
        await uow.commit()
    async with opening() as uow:
        charter = await uow.charters.get(1)
        assert (charter.link, charter.acceptance, charter.series) == (None, None, None)
        assert charter.price.base_cost is None


async def test_it_is_found_by_the_hash_of_its_newest_link(opening: Opener) -> None:
    charter_id, _ = await a_stored_charter(opening)
    async with opening() as uow:
        assert (await uow.charters.by_token_hash(a_link().token_hash)).id == charter_id
        with pytest.raises(NotFound):
            await uow.charters.by_token_hash("hash of another")


async def test_a_link_that_was_replaced_is_not_taken_for_one_that_never_was(opening: Opener) -> None:
    charter_id, _ = await a_stored_charter(opening)
    async with opening() as uow:
        await uow.charters.keep_replaced(charter_id, a_link(2), at=NOW)
        await uow.commit()
    async with opening() as uow:
        with pytest.raises(Conflict) as replaced:
            await uow.charters.by_token_hash(a_link(2).token_hash)
        assert replaced.value.code == "quote_expired"
        assert (await uow.charters.by_token_hash(a_link().token_hash)).id == charter_id


async def test_stops_can_change_places(opening: Opener) -> None:
    charter_id, _ = await a_stored_charter(opening)
    async with opening() as uow:
        charter = await uow.charters.get(charter_id)
        first, second, third = charter.stops
        (new_id,) = await uow.charters.next_stop_ids(1)
        changes = {"stops": [{"id": third.id, "location": "NY"}, {"location": "X"}, {"id": first.id, "location": "B"}]}
        charter.apply(changes, driving=DRIVING, by=MANAGER, at=NOW, new_stop_ids=[new_id])
        await uow.commit()
    async with opening() as uow:
        charter = await uow.charters.get(charter_id)
        assert [(stop.id, stop.location) for stop in charter.stops] == [
            (third.id, "NY"),
            (new_id, "X"),
            (first.id, "B"),
        ]
        assert second.id not in {stop.id for stop in charter.stops}


async def test_ids_are_never_given_twice(opening: Opener) -> None:
    async with opening() as uow:
        ids = [await uow.charters.next_id(), await uow.charters.next_id()]
        stop_ids = [*await uow.charters.next_stop_ids(2), *await uow.charters.next_stop_ids(1)]
        assert len(set(ids)) == 2
        assert len(set(stop_ids)) == 3
        assert await uow.charters.next_stop_ids(0) == []


async def test_one_that_is_not_there_is_not_found(opening: Opener) -> None:
    async with opening() as uow:
        assert not await uow.charters.exists(4711)
        with pytest.raises(NotFound):
            await uow.charters.get(4711)


async def test_a_renamed_client_is_renamed_on_all_their_charters(opening: Opener) -> None:
    charter_id, _ = await a_stored_charter(opening)
    async with opening() as uow:
        await uow.charters.rename_client(7, "Clara Married")
        await uow.charters.rename_client(8, "Somebody Else")
        await uow.commit()
    async with opening() as uow:
        assert (await uow.charters.get(charter_id)).client_name == "Clara Married"


async def test_charters_follow_a_client_who_was_merged(opening: Opener) -> None:
    charter_id, _ = await a_stored_charter(opening)
    async with opening() as uow:
        await uow.charters.hand_over_client(7, 9, "Dora", at=NOW)
        await uow.charters.hand_over_client(8, 10, "Somebody Else", at=NOW)
        await uow.commit()
    async with opening() as uow:
        charter = await uow.charters.get(charter_id)
        assert (charter.client_id, charter.client_name) == (9, "Dora")
