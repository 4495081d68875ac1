"""The three operations, as bytes: the same requests for every contender."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.load import request

TRIP_DATE = "2030-05-02"
ROUTES = 25
_RUN = os.getpid() % 100_000


@dataclass(frozen=True)
class Operation:
    """A row of the table: its name, and the requests of it, without end."""

    name: str
    requests: Callable[[str], Iterator[bytes]]


def lead_requests(token: str) -> Iterator[bytes]:
    """Leads of people whom nobody has heard of, so that each is assigned by the rotation."""
    for number in itertools.count():
        person = next(_numbers)
        lead = {
            "first_name": "Ada",
            "last_name": f"Fox {number}",
            "email": f"ada.{_RUN}.{person}@example.com",
            "phone": f"+1212{2000000 + person:07}",
            "source": "web",
            "estimated_passengers": 44,
            "estimated_trip_date": TRIP_DATE,
            "pickup_location": "Montclair, NJ",
            "dropoff_location": "Philadelphia, PA",
            "estimated_value": 1520,
            "trip_details": "Class trip, back that evening.",
        }
        yield request("POST", "/api/v1/sales/leads", token=token, body=json.dumps(lead).encode())


def quote_requests(token: str) -> Iterator[bytes]:
    """Trips of many lengths; each is priced among the thousand rules, and stored."""
    for number in itertools.count():
        trip = {
            "vehicle_type": f"vehicle {number % ROUTES}",
            "passengers": 20 + number % 36,
            "trip_date": TRIP_DATE,
            "distance_miles": 40 + number % 300,
            "deadhead_miles": 20,
            "trip_hours": 9,
            "extra_stops": number % 3,
        }
        yield request("POST", "/api/v1/pricing/calculate-quote", token=token, body=json.dumps(trip).encode())


def vendor_requests(token: str) -> Iterator[bytes]:
    """The newest fifty, in full."""
    return itertools.repeat(request("GET", "/api/v1/vendor/vendors?limit=50", token=token))


_numbers = itertools.count()

OPERATIONS = (
    Operation("create a lead and assign it, 20 agents", lead_requests),
    Operation("price a trip among 1,000 rules, store the quote", quote_requests),
    Operation("list 50 vendors", vendor_requests),
)
