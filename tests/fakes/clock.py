"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# A Monday, 10:00 in New York.
MONDAY_MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class SteerableClock:
    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, **span: float) -> None:
        """By timedelta's own words: `clock.advance(hours=3)`."""
        self._now += timedelta(**span)

    def set(self, now: datetime) -> None:
        self._now = now
