"""Where places are, as a service of Nominatim's shape knows it (`/search`)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from coachway.adapters.geo.asking import Memory, Service, Turns
from coachway.domain.charters.model import Coordinates, Place, Whereabouts
from coachway.domain.kernel.errors import Unavailable

FOUND_IS_KEPT_SECONDS: Final = 30 * 86_400
NOTHING_IS_KEPT_SECONDS: Final = 86_400
_NOT_ALLOWED: Final = (401, 403)


class NominatimGeocoder:
    """Asks one question at a time, in its turn, each once, and remembers what it was told."""

    def __init__(self, service: Service, *, region: str, contact: str, memory: Memory, turns: Turns) -> None:
        self._service = service
        self._fixed = {"format": "jsonv2", "limit": "1", "countrycodes": region.lower()}
        if "@" in contact:
            self._fixed["email"] = contact
        self._memory = memory
        self._turns = turns
        self._asking = asyncio.Lock()

    async def locate(self, whereabouts: Whereabouts) -> Place | None:
        question = _question(whereabouts)
        kept = await self._memory.recall(question)
        if kept is None:
            async with self._asking:
                # Somebody else may have asked the same while this one waited.
                kept = await self._memory.recall(question)
                if kept is None:
                    return await self._ask_and_remember(question)
        return msgspec.json.decode(kept, type=Place | None)

    async def _ask_and_remember(self, question: str) -> Place | None:
        await self._turns.take()
        place = await self._ask(question)
        seconds = NOTHING_IS_KEPT_SECONDS if place is None else FOUND_IS_KEPT_SECONDS
        await self._memory.keep(question, msgspec.json.encode(place), seconds=seconds)
        return place

    async def _ask(self, question: str) -> Place | None:
        answer = await self._service.get("/search", {"q": question, **self._fixed})
        if answer.status in _NOT_ALLOWED:
            raise Unavailable(f"The geocoder refuses us: it answers {answer.status}.")
        if answer.status >= 400:
            return None  # the question itself was not to its liking, and never will be
        if not isinstance(answer.document, list):
            raise _nonsense()
        return _place(answer.document[0]) if answer.document else None


def _question(whereabouts: Whereabouts) -> str:
    location = " ".join(whereabouts.location.split())
    return f"{location}, {whereabouts.state}" if whereabouts.state else location


def _place(found: object) -> Place:
    if not isinstance(found, Mapping) or not isinstance(found.get("display_name"), str):
        raise _nonsense()
    try:
        latitude, longitude = Decimal(str(found.get("lat"))), Decimal(str(found.get("lon")))
    except InvalidOperation as error:
        raise _nonsense() from error
    if not (latitude.is_finite() and longitude.is_finite() and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise _nonsense()
    return Place(Coordinates(latitude, longitude), found["display_name"][:500])


def _nonsense() -> Unavailable:
    return Unavailable("The geocoder answers what is no list of places.")
