"""Measuring by a service for an operation that holds locks: never while it holds them.

The operation is begun with what is known. Where it comes upon a way that nobody has measured, it is given up (which
lets go of its transaction and all locks), the way is measured, and the operation is begun anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Final, TypeVar

from coachway.domain.charters.model import Coordinates
from coachway.domain.charters.ports import Distances

T = TypeVar("T")

# Ways that one operation may come upon; it meets a second one only when its stops are edited at that very moment.
MOST_WAYS: Final = 3


class _NotMeasuredYet(Exception):
    def __init__(self, way: tuple[Coordinates, ...]) -> None:
        super().__init__()
        self.way = way


class _Measured:
    """The ways that were measured ahead."""

    def __init__(self) -> None:
        self.miles: dict[tuple[Coordinates, ...], Decimal] = {}

    async def road_miles(self, way: Sequence[Coordinates]) -> Decimal:
        if tuple(way) not in self.miles:
            raise _NotMeasuredYet(tuple(way))
        return self.miles[tuple(way)]


class Surveyor:
    """`at_hand` measures at once, from what is in memory; `service`, where there is one, better and slowly."""

    def __init__(self, at_hand: Distances, service: Distances | None = None) -> None:
        self._at_hand = at_hand
        self._service = service

    async def survey(self, operation: Callable[[Distances], Awaitable[T]]) -> T:
        """Run the operation, which opens its own transaction and may be begun several times.

        Whatever it asks the distances that it is given is answered without leaving the process.
        """
        if self._service is None:
            return await operation(self._at_hand)
        measured = _Measured()
        for _ in range(MOST_WAYS):
            try:
                return await operation(measured)
            except _NotMeasuredYet as missing:
                measured.miles[missing.way] = await self._service.road_miles(missing.way)
        return await operation(self._at_hand)
