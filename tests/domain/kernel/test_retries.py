"""How often something is tried again."""

from __future__ import annotations

from datetime import timedelta

from coachway.domain.kernel.retries import Retries

RETRIES = Retries(first=timedelta(seconds=2), longest=timedelta(minutes=1), attempts=8)


def test_pauses_double_up_to_the_longest() -> None:
    seconds = [RETRIES.pause_after(attempt).total_seconds() for attempt in range(1, 9)]
    assert seconds == [2, 4, 8, 16, 32, 60, 60, 60]


def test_a_very_late_attempt_still_has_a_pause() -> None:
    assert RETRIES.pause_after(10**9) == timedelta(minutes=1)


def test_the_last_attempt_is_the_last() -> None:
    assert [RETRIES.are_used_up(attempt) for attempt in (1, 7, 8, 9)] == [False, False, True, True]
