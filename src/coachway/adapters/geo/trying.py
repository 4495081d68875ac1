"""Asking several geocoders for one place."""

from __future__ import annotations

from coachway.domain.charters.model import Place, Whereabouts
from coachway.domain.charters.ports import Geocoder


class FirstWhoKnows:
    """Asks one after the other until one knows; one that is unavailable ends it, since it might have known best."""

    def __init__(self, *geocoders: Geocoder) -> None:
        self._geocoders = geocoders

    async def locate(self, whereabouts: Whereabouts) -> Place | None:
        for geocoder in self._geocoders:
            place = await geocoder.locate(whereabouts)
            if place is not None:
                return place
        return None
