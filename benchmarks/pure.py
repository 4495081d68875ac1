"""The rules alone, with nothing around them: prices among many rules, and fair picks among many agents.

`python -m benchmarks.pure` measures only these.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import PricingRule, PricingSettings, QuoteRequest, RuleScope, RuleTerms, RuleType
from coachway.domain.pricing.rule_book import RuleBook
from coachway.domain.sales.assignment import Course, Member, Seat, hand_out

ROUNDS = 9
TRIPS = 2_000
AGENTS = 1_000
PICKS = 100_000
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
SPRING = date(2026, 3, 1)

SETTINGS = PricingSettings(
    extra_stop_fee=Money.of("25.00"),
    second_driver_fee=Money.of("250.00"),
    overnight_fee=Money.of("175.00"),
    fuel_surcharge_per_mile=Decimal("0.01"),
    deposit_percent=Decimal(25),
    valid_days=14,
    currency="USD",
)


@dataclass(frozen=True)
class Measured:
    """What was done how often a second of one core, round by round."""

    what: str
    target: int
    per_second: list[float]

    def __str__(self) -> str:
        median, least, most = statistics.median(self.per_second), min(self.per_second), max(self.per_second)
        return f"{self.what}: {median:,.0f} a second ({least:,.0f}-{most:,.0f}); wanted: {self.target:,}"


def measure_all() -> list[Measured]:
    """Prices at two lengths of the price list, then picks."""
    return [_prices(1_000), _prices(100_000), _picks()]


def _prices(count: int) -> Measured:
    book = RuleBook.of(_rules(count), version=1)
    trips = _trips(count)

    def run() -> int:
        for trip in trips:
            price(trip, book, SETTINGS)
        return len(trips)

    lines = sum(len(price(trip, book, SETTINGS).lines) for trip in trips) / len(trips)
    what = f"prices among {count:,} rules, each with its breakdown ({lines:.1f} lines)"
    return Measured(what, 50_000, _rounds(run))


def _picks() -> Measured:
    members = [Member(agent_id, 1 + agent_id % 100) for agent_id in range(1, AGENTS + 1)]
    course, seats = Course(), dict[int, Seat]()
    return Measured(
        f"fair picks among {AGENTS:,} agents",
        500_000,
        _rounds(lambda: len(hand_out(course, seats, members, PICKS))),
    )


def _rounds(run: Callable[[], int]) -> list[float]:
    """By the time of the processor, so that a busy neighbour takes nothing away; the first run warms up."""
    run()
    figures = []
    for _ in range(ROUNDS):
        started = time.process_time()
        done = run()
        figures.append(done / (time.process_time() - started))
    return figures


def _rules(count: int) -> list[RuleTerms]:
    """Three that fit every trip, and the others of clients, vehicles, routes, group sizes and seasons by lot."""
    lots = random.Random(1)
    everybody: list[dict[str, Any]] = [
        {"rule_type": RuleType.BASE_RATE, "base_rate": Decimal(350)},
        {"rule_type": RuleType.MILEAGE_RATE, "per_mile_rate": Decimal("2.50")},
        {"rule_type": RuleType.TIME_MULTIPLIER, "multiplier": Decimal("1.25"), "days_of_week": [5, 6]},
    ]
    fields = everybody + [_rule(count, lots) for _ in range(count - len(everybody))]
    return [_terms(number, each) for number, each in enumerate(fields, start=1)]


def _rule(count: int, lots: random.Random) -> dict[str, Any]:
    kind, rate = lots.random(), Decimal(lots.randint(100, 900))
    if kind < 0.3:
        mine = {"scope": RuleScope.CLIENT, "client_id": lots.randint(1, count)}
        terms = {"per_mile_rate": rate / 200, "discount_percent": Decimal(lots.randint(1, 20))}
        return {"rule_type": RuleType.CLIENT_SPECIFIC} | mine | terms
    if kind < 0.5:
        vehicle = {"scope": RuleScope.VEHICLE, "vehicle_type": f"vehicle {lots.randint(1, count // 5)}"}
        return {"rule_type": RuleType.VEHICLE_SPECIFIC, "base_rate": rate, "multiplier": Decimal("1.05")} | vehicle
    if kind < 0.7:
        ends = {"origin": f"Town {lots.randint(1, count)}", "destination": f"City {lots.randint(1, 10)}"}
        return {"rule_type": RuleType.BASE_RATE, "scope": RuleScope.ROUTE, "base_rate": rate} | ends
    if kind < 0.85:
        least = lots.randint(0, 99_000)
        seats = {"min_passengers": least, "max_passengers": least + max(2, 200_000 // count)}
        return {"rule_type": RuleType.BASE_RATE, "base_rate": rate, "priority": lots.randint(0, 9)} | seats
    day = SPRING + timedelta(days=lots.randint(0, max(30, count * 3 // 100)))
    season = {"valid_from": day, "valid_until": day, "multiplier": Decimal("1.1"), "exclusive": True}
    return {"rule_type": RuleType.SEASONAL} | season


def _terms(rule_id: int, fields: dict[str, Any]) -> RuleTerms:
    values = {"name": f"Rule {rule_id}", "scope": RuleScope.GLOBAL} | fields
    return PricingRule.create(rule_id=rule_id, values=values, created_by=None, at=NOW).terms()


def _trips(count: int) -> list[QuoteRequest]:
    lots = random.Random(2)
    return [
        QuoteRequest(
            client_id=lots.randint(1, count),
            vehicle_type=f"Vehicle {lots.randint(1, count // 5)}",
            origin=f"town {lots.randint(1, count)}",
            destination="city 3",
            passengers=lots.randint(1, 60),
            trip_date=SPRING + timedelta(days=lots.randint(0, 27)),
            distance_miles=Decimal(lots.randint(1, 500)),
            extra_stops=lots.randint(0, 2),
        )
        for _ in range(TRIPS)
    ]


if __name__ == "__main__":
    for measured in measure_all():
        print(measured)
