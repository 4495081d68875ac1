"""Putting a dashboard together from parts of which any may fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from coachway.domain.kernel.errors import NotFound

T = TypeVar("T")

Fetch = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What could be had, by name, and the names of what could not."""

    values: Mapping[str, Any] = field(default_factory=dict)
    degraded: tuple[str, ...] = ()

    def take(self, name: str, pick: Callable[[Any], T] = lambda value: value) -> T | None:
        """The part, or a piece of it; None where it could not be had."""
        return pick(self.values[name]) if name in self.values else None


async def collect(parts: Mapping[str, Fetch], *, on_failure: Callable[[str, Exception], None]) -> Parts:
    """Fetch the parts one after another.

    They share one connection, which keeps a dashboard from taking many of the pool's; how long a part may take is the
    matter of whoever serves it. One that fails is reported and left out by name; what is not there at all (NotFound)
    is no failure but the answer.
    """
    values: dict[str, Any] = {}
    degraded: list[str] = []
    for name, fetch in parts.items():
        try:
            values[name] = await fetch()
        except NotFound:
            raise
        except Exception as error:
            on_failure(name, error)
            degraded.append(name)
    return Parts(values, tuple(degraded))
