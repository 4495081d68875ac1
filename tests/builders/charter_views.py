"""Charters as their readers see them: say only what the test is about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from coachway.domain.charters.model import CharterStatus, StopType, TripType
from coachway.domain.charters.views import CharterView, DriverHoursView, StopView
from coachway.domain.kernel.money import Money
from tests.builders.charters import NOW


def a_stop_view(stop_id: int, location: str | None = None, **fields: Any) -> StopView:
    values: dict[str, Any] = {
        **dict.fromkeys(StopView.__dataclass_fields__),
        "id": stop_id,
        "charter_id": 1,
        "sequence": stop_id,
        "location": location or f"Stop {stop_id}",
        "stop_type": StopType.WAYPOINT,
        "version": 1,
    }
    return StopView(**(values | fields))


def a_charter_view(*, on_duty_hours: Decimal = Decimal(2), **fields: Any) -> CharterView:
    """A charter in `quote` of 40 passengers on the first of April 2026, with two stops and prices."""
    values: dict[str, Any] = {
        **dict.fromkeys(CharterView.__dataclass_fields__),
        "id": 1,
        "client_id": 7,
        "client_name": "Clara Client",
        "vehicle_type": "coach",
        "vehicle_count": 1,
        "status": CharterStatus.QUOTE,
        "trip_type": TripType.ONE_WAY,
        "trip_date": date(2026, 4, 1),
        "passengers": 40,
        "requires_second_driver": False,
        "driver_hours": DriverHoursView(driving_hours=on_duty_hours, on_duty_hours=on_duty_hours, rule="fine"),
        "total_cost": Money.of("726.50"),
        "vendor_cost": Money.of("500.25"),
        "amenities": (),
        "revision_number": 1,
        "is_series_master": False,
        "stops": (a_stop_view(1, "Boston"), a_stop_view(2, "New York")),
        "created_at": NOW,
        "updated_at": NOW,
        "version": 1,
    }
    return CharterView(**(values | fields))
