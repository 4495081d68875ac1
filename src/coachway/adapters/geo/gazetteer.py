"""Where places are, without any service: the town that an address names, from GeoNames data."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from coachway.adapters.geo.towns import Town, Towns, read_towns
from coachway.adapters.geo.wording import plain
from coachway.domain.charters.model import Coordinates, Place, Whereabouts

_ZIP: Final = re.compile(r"[\s,]+\d{5}(-\d{4})?$")
_COUNTRIES: Final = {"US": frozenset({"us", "usa", "united states", "united states of america"})}
_MOST_WORDS: Final = 5


class Gazetteer:
    """Knows towns, not streets: an address is where its town's centre is.

    It reads an address from its end: country, postal code, state, town. What stands there and is none of these is
    somewhere it does not know, and it says so rather than guess. The data is read when it is first asked.
    """

    def __init__(self, country: str, *, read: Callable[[str], Towns] = read_towns) -> None:
        self._country = country
        self._read = read
        self._towns: Towns | None = None
        self._reading = asyncio.Lock()

    async def locate(self, whereabouts: Whereabouts) -> Place | None:
        async with self._reading:
            if self._towns is None:
                self._towns = await asyncio.to_thread(self._read, self._country)
        town = self._town(whereabouts, self._towns)
        if town is None:
            return None
        address = f"{town.name}, {town.state}" if self._towns.states else town.name
        return Place(Coordinates(_degrees(town.latitude), _degrees(town.longitude)), address)

    def _town(self, whereabouts: Whereabouts, towns: Towns) -> Town | None:
        parts = self._parts(whereabouts.location)
        if not parts:
            return None
        said = None if whereabouts.state is None else towns.states.get(plain(whereabouts.state))
        if whereabouts.state is not None and said is None:
            return None
        rest, state = _without_state(parts, towns)
        if state is not None and rest:
            # A state in the address that is not the one beside it contradicts it, unless it is the town's own name.
            found = _named(rest[-1], state, towns) if said in (None, state) else None
            if found is not None:
                return found
        return _named(parts[-1], said, towns)

    def _parts(self, location: str) -> list[str]:
        """The address between its commas in plain words, without country and postal code."""
        text = location.strip(" ,")
        last = plain(text.rpartition(",")[2])
        if "," in text and last in _COUNTRIES.get(self._country, frozenset()):
            text = text.rpartition(",")[0].strip(" ,")
        text = _ZIP.sub("", text)
        return [words for part in text.split(",") if (words := plain(part))]


def _without_state(parts: list[str], towns: Towns) -> tuple[list[str], str | None]:
    """The parts before the state, and the state: the last part, or the last words of it."""
    *before, last = parts
    if before and last in towns.states:
        return before, towns.states[last]
    words = last.split()
    for count in range(min(3, len(words) - 1), 0, -1):
        state = towns.states.get(" ".join(words[-count:]))
        if state is not None:
            return [*before, " ".join(words[:-count])], state
    return parts, None


def _named(part: str, state: str | None, towns: Towns) -> Town | None:
    """The town that the part is; within a known state also the one that it ends with (`12 Elm St Springfield`)."""
    whole = towns.called(part, state)
    if whole is not None or state is None:
        return whole
    words = part.split()
    longest = min(len(words) - 1, _MOST_WORDS)
    endings = (" ".join(words[-count:]) for count in range(longest, 0, -1))
    return next((town for ending in endings if (town := towns.called(ending, state))), None)


def _degrees(value: float) -> Decimal:
    return Decimal(str(value))
