"""Looking up where stops are: after the save that named them, so that no save ever waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coachway.domain.charters.model import Place, Whereabouts
from coachway.domain.charters.ports import ChartersUnitOfWork
from coachway.domain.charters.views import StopView


def whereabouts_to_look_up(stops: Iterable[StopView]) -> list[Whereabouts]:
    """What the stops without coordinates say of where they are, each once."""
    return list(dict.fromkeys(Whereabouts(stop.location, stop.state) for stop in stops if stop.latitude is None))


async def locate_stops(charter_id: int, found: Mapping[Whereabouts, Place], *, uow: ChartersUnitOfWork) -> None:
    """Note what was found. Whoever edited a stop meanwhile is left alone; twice does no harm. Raises NotFound."""
    charter = await uow.charters.get(charter_id)
    charter.locate_stops(found)
    await uow.flush()
