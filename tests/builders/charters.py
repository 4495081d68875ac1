"""Charters for tests: say only what the test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import Charter, Price, QuoteLink, Stop, Trip, TripType
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.money import Money

NOW: Final = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
DRIVING: Final = DrivingPolicy(BusinessCalendar())
AGENT: Final = Actor(role=Role.AGENT, user_id=11, name="Ada Agent")
MANAGER: Final = Actor(role=Role.MANAGER, user_id=12, name="Max Manager")
CLIENT: Final = Actor(role=Role.CLIENT, user_id=21, name="Clara Client", client_id=7)
VENDOR: Final = Actor(role=Role.VENDOR, user_id=31, name="Vic Vendor", vendor_id=5)


def a_trip(**changes: Any) -> Trip:
    """A one-way trip of 40 passengers over 120 miles."""
    values: dict[str, Any] = {
        "vehicle_type": "coach",
        "vehicle_count": 1,
        "passengers": 40,
        "trip_type": TripType.ONE_WAY,
        "trip_date": date(2026, 4, 1),
        "pickup_time": None,
        "return_date": None,
        "trip_hours": None,
        "distance_miles": Decimal(120),
        "deadhead_miles": None,
        "amenities": (),
    }
    return Trip(**(values | changes))


def a_stop(stop_id: int, location: str | None = None, **values: Any) -> Stop:
    return Stop(
        id=stop_id,
        charter_id=values.pop("charter_id", 1),
        sequence=values.pop("sequence", stop_id),
        location=location or f"Stop {stop_id}",
        **values,
    )


def a_charter(**values: Any) -> Charter:
    """A charter in `quote` of client 7, with two stops and a price of 726.50; any argument of `create` may be given."""
    trip = values.pop("trip", None) or a_trip(**{key: values.pop(key) for key in list(values) if key in _TRIP})
    arguments: dict[str, Any] = {
        "charter_id": 1,
        "client_id": 7,
        "client_name": "Clara Client",
        "agent_id": 11,
        "trip": trip,
        "price": Price(total_cost=Money.of("726.50"), deposit_amount=Money.of("181.63")),
        "stops": [a_stop(1, "Boston"), a_stop(2, "New York")],
        "driving": DRIVING,
        "by": AGENT,
        "at": NOW,
    }
    return Charter.create(**(arguments | values))


def a_link(quote_id: int = 3, **values: Any) -> QuoteLink:
    """A link that is open for two weeks."""
    token = values.pop("token", f"token-of-quote-{quote_id}")
    defaults: dict[str, Any] = {"token_hash": f"hash of {token}", "expires_at": NOW + timedelta(days=14)}
    return QuoteLink(quote_id=quote_id, token=token, **(defaults | values))


def a_quoted_charter(**values: Any) -> Charter:
    """One whose client has the link of quote 3."""
    charter = a_charter(**values)
    charter.send_quote(a_link(), charter.price, by=AGENT, at=NOW)
    return charter


def a_booked_charter(**values: Any) -> Charter:
    charter = a_charter(**values)
    charter.book(by=AGENT, at=NOW)
    return charter


_TRIP: Final = frozenset(Trip.__dataclass_fields__)
