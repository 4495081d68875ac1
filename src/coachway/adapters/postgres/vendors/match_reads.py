"""Reads for matching vendors to trips: the database sorts out who may drive at all, the rule who could."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from coachway.adapters.postgres.charters.tables import charters, stops
from coachway.adapters.postgres.session import Executor
from coachway.adapters.postgres.vendors.conditions import is_compliant
from coachway.adapters.postgres.vendors.tables import vendor_statistics, vendors
from coachway.domain.charters.model import StopType
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.geography import Place
from coachway.domain.vendors.matching import Candidate, TripToMatch, match_vendors
from coachway.domain.vendors.model.vendor import VendorStatus
from coachway.domain.vendors.views import MatchingVendor

_with_statistics: Final = vendors.join(vendor_statistics, vendor_statistics.c.vendor_id == vendors.c.id)
_SHOWN: Final = tuple(
    column
    for name in MatchingVendor.__dataclass_fields__
    for column in (*vendors.c, *vendor_statistics.c)
    if column.name == name
)


class MatchReads:
    _db: Executor

    async def trip_of(self, charter_id: int) -> TripToMatch:
        """The first pickup, or the first stop where none is marked as one."""
        query = (
            select(charters.c.passengers, stops.c.state, stops.c.latitude, stops.c.longitude)
            .select_from(charters.outerjoin(stops, stops.c.charter_id == charters.c.id))
            .where(charters.c.id == charter_id)
            .order_by((stops.c.stop_type == StopType.PICKUP).desc(), stops.c.sequence)
            .limit(1)
        )
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            raise NotFound.of("charter", charter_id)
        passengers, state, latitude, longitude = row
        return TripToMatch(passengers, state, _place(latitude, longitude))

    async def matching(self, trip: TripToMatch, *, today: date, limit: int) -> list[MatchingVendor]:
        seats = vendors.c.max_passenger_capacity * vendors.c.total_vehicles
        query = (
            select(
                vendors.c.id,
                seats,
                vendors.c.state,
                vendors.c.service_states,
                vendors.c.service_radius_miles,
                vendors.c.latitude,
                vendors.c.longitude,
                vendor_statistics.c.average_rating,
            )
            .select_from(_with_statistics)
            .where(vendors.c.status == VendorStatus.ACTIVE, seats >= trip.passengers, is_compliant(vendors.c.id, today))
        )
        candidates = [
            Candidate(vendor_id, seats, state, states, radius, _place(latitude, longitude), rating)
            for vendor_id, seats, state, states, radius, latitude, longitude, rating in await self._db.execute(query)
        ]
        matches = match_vendors(trip, candidates)[:limit]
        shown = select(*_SHOWN).select_from(_with_statistics)
        rows = await self._db.execute(shown.where(vendors.c.id.in_([match.vendor_id for match in matches])))
        by_id = {row["id"]: row for row in rows.mappings()}
        return [MatchingVendor(**by_id[match.vendor_id], distance_miles=match.distance_miles) for match in matches]


def _place(latitude: Decimal | None, longitude: Decimal | None) -> Place | None:
    return None if latitude is None or longitude is None else (latitude, longitude)
