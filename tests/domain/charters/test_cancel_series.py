"""A series is cancelled from one instance on, as far as its members still can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.charters.model import CharterStatus, Override, SeriesPlace
from coachway.domain.charters.use_cases.cancel_series import CancelSeries, cancel_series
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import Conflict, NotFound, RuleViolated, VersionMismatch
from tests.builders.charters import AGENT, MANAGER, NOW, a_charter
from tests.fakes.charters import FakeChartersUnitOfWork, FakeSentQuotes
from tests.fakes.clock import SteerableClock

SIZE = 5
OVERRIDE = Override("The client ended the contract")


def a_series(booked: frozenset[int] = frozenset()) -> FakeChartersUnitOfWork:
    """Charters 1 to 5, one series; those numbers are booked."""
    uow = FakeChartersUnitOfWork()
    for number in range(1, SIZE + 1):
        charter = a_charter(charter_id=number, series=SeriesPlace(1, "weekly", number, SIZE))
        if number in booked:
            charter.book(by=AGENT, at=NOW)
        uow.charters.add(charter)
    return uow


async def cancelled(uow: FakeChartersUnitOfWork, command: CancelSeries, actor: Actor = AGENT) -> list[int]:
    done = await cancel_series(command, actor=actor, uow=uow, clock=SteerableClock(NOW), quotes=FakeSentQuotes())
    assert all(charter.status is CharterStatus.CANCELLED for charter in done)
    return [charter.id for charter in done]


@given(first=st.integers(1, SIZE), member=st.integers(1, SIZE), booked=st.frozensets(st.integers(1, SIZE)))
async def test_that_one_and_the_later_ones_are_cancelled_but_not_what_is_booked(
    first: int, member: int, booked: frozenset[int]
) -> None:
    uow = a_series(booked)
    expected = [number for number in range(first, SIZE + 1) if number not in booked]
    command = CancelSeries(charter_id=member, from_instance=first)
    assert await cancelled(uow, command) == expected
    assert await cancelled(uow, command) == [], "what is cancelled stays so"


async def test_a_manager_takes_the_booked_ones_along_and_says_why() -> None:
    uow = a_series(frozenset({3, 4}))
    command = CancelSeries(charter_id=1, from_instance=3, reason=OVERRIDE.reason, override=OVERRIDE)
    assert await cancelled(uow, command, MANAGER) == [3, 4, 5]
    assert uow.charters.by_id[3].cancellation_reason == OVERRIDE.reason


async def test_an_agent_overrides_nothing() -> None:
    command = CancelSeries(charter_id=1, from_instance=3, override=OVERRIDE)
    assert await cancelled(a_series(frozenset({3, 4})), command) == [5]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (CancelSeries(charter_id=9, from_instance=1), NotFound),
        (CancelSeries(charter_id=1, from_instance=0), RuleViolated),
        (CancelSeries(charter_id=1, from_instance=6), RuleViolated),
        (CancelSeries(charter_id=1, from_instance=1, override=Override(" ")), RuleViolated),
        (CancelSeries(charter_id=1, from_instance=1, expected_version=4), VersionMismatch),
        (CancelSeries(charter_id=8, from_instance=1), Conflict),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_cancelled(
    command: CancelSeries, refusal: type[Exception]
) -> None:
    uow = a_series()
    uow.charters.add(a_charter(charter_id=8))
    with pytest.raises(refusal):
        await cancelled(uow, command, MANAGER)
    assert {charter.status for charter in uow.charters.by_id.values()} == {CharterStatus.QUOTE}
