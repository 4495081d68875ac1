"""The machine's clock: the one place that reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SystemClock:
    """The present moment, shifted by a fixed offset where the platform runs at another time."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset
