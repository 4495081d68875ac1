"""Looking up where a charter's stops are, after the save that named them."""

from __future__ import annotations

import asyncio

from coachway.domain.charters.model import Place, Whereabouts
from coachway.domain.charters.use_cases.locate_stops import locate_stops, whereabouts_to_look_up
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import Unavailable
from coachway.entrypoints.bootstrap import Platform

PATIENCE_SECONDS = 40.0


async def look_up_stops(charter_id: int, platform: Platform) -> None:
    """Look up every stop without coordinates, holding no transaction meanwhile; note whatever was found.

    Raises Unavailable when some could not be asked for: then it wants to be run again.
    """
    async with platform.reading() as reads:
        wanted = whereabouts_to_look_up(await reads.charters.stops(charter_id, actor=SYSTEM))
    found, failure = await _asked(wanted, platform)
    if found:
        async with platform.unit_of_work(SYSTEM) as work:
            await locate_stops(charter_id, found, uow=work)
            await work.commit()
    if failure is not None:
        raise failure


async def _asked(wanted: list[Whereabouts], platform: Platform) -> tuple[dict[Whereabouts, Place], Unavailable | None]:
    """What was found within our patience, and the last failure; one address that fails keeps no other waiting."""
    found: dict[Whereabouts, Place] = {}
    failure: Unavailable | None = None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            for whereabouts in wanted:
                try:
                    place = await platform.geocoder.locate(whereabouts)
                except Unavailable as error:
                    failure = error
                    continue
                if place is not None:
                    found[whereabouts] = place
    except TimeoutError:
        failure = Unavailable("There are more stops to look up than could be asked for in one go.")
    return found, failure
