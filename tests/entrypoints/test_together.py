"""What is asked at the same time is answered together, and each gets their own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from coachway.entrypoints.together import Together


class Doubling:
    """Doubles what it is asked; refuses odd numbers, and everything where a zero is among it."""

    def __init__(self, at_most: int = 100, rounds: int = 1) -> None:
        self.rounds: list[list[int]] = []
        self.under_way = asyncio.Event()
        self.together = Together(self._answer_all, at_most=at_most, rounds=rounds)

    async def _answer_all(self, asked: Sequence[int]) -> Sequence[int | Exception]:
        self.rounds.append(list(asked))
        self.under_way.set()
        await asyncio.sleep(0)
        if 0 in asked:
            raise ZeroDivisionError
        return [ValueError(number) if number % 2 else number * 2 for number in asked]


async def test_nobody_waits_for_company() -> None:
    doubling = Doubling()
    assert await doubling.together.ask(2) == 4
    assert await doubling.together.ask(4) == 8
    assert doubling.rounds == [[2], [4]]


async def test_who_comes_during_an_answer_is_answered_with_the_next() -> None:
    doubling = Doubling()
    first = asyncio.create_task(doubling.together.ask(2))
    await doubling.under_way.wait()
    others = [asyncio.create_task(doubling.together.ask(number)) for number in (4, 6, 8)]
    assert await asyncio.gather(first, *others) == [4, 8, 12, 16]
    assert doubling.rounds == [[2], [4, 6, 8]]


async def test_no_round_is_larger_than_was_said() -> None:
    doubling = Doubling(at_most=2)
    assert await asyncio.gather(*(doubling.together.ask(number) for number in (2, 4, 6, 8, 10))) == [4, 8, 12, 16, 20]
    assert doubling.rounds == [[2, 4], [6, 8], [10]]


async def test_one_refusal_is_nobody_elses() -> None:
    doubling = Doubling()
    good, bad = await asyncio.gather(doubling.together.ask(2), doubling.together.ask(3), return_exceptions=True)
    assert good == 4
    assert isinstance(bad, ValueError)


async def test_what_fails_for_all_is_raised_to_all_and_the_next_are_served() -> None:
    doubling = Doubling()
    failed = await asyncio.gather(doubling.together.ask(0), doubling.together.ask(2), return_exceptions=True)
    assert [type(error) for error in failed] == [ZeroDivisionError, ZeroDivisionError]
    assert await doubling.together.ask(2) == 4


async def test_who_gives_up_keeps_nobody_from_their_answer() -> None:
    doubling = Doubling()
    impatient = asyncio.create_task(doubling.together.ask(2))
    patient = asyncio.create_task(doubling.together.ask(4))
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    assert await patient == 8


async def test_two_rounds_may_be_under_way_at_once() -> None:
    doubling = Doubling(at_most=2, rounds=2)
    assert await asyncio.gather(*(doubling.together.ask(number) for number in (2, 4, 6))) == [4, 8, 12]
    assert doubling.rounds == [[2, 4], [6]]
    for number in (8, 10):
        assert await doubling.together.ask(number) == 2 * number
