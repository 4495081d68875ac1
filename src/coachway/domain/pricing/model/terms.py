"""What a pricing rule says: whose trips it is for, when it holds, and what it charges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model.kinds import RuleScope, RuleType

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=10_000)
def same_word(text: str | None) -> str | None:
    """The form in which vehicle types and places are compared: any case, any spacing; blank is none."""
    return " ".join(text.split()).casefold() or None if text is not None else None


def plain_number(number: Decimal) -> str:
    """A number as people write it: 150, 12.5, 0.0125."""
    text = str(number)
    if "E" in text:
        text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1_000)
def plain_rate(rate: Decimal) -> str:
    """A rate as people write it: two decimals, more only where they say something."""
    text = plain_number(rate)
    return text if len(text.partition(".")[2]) > 2 else f"{rate:.2f}"


def tidy_rate(rate: Decimal) -> Decimal:
    """The same rate without decimals that say nothing."""
    return Decimal(plain_rate(rate))


@dataclass(frozen=True, slots=True)
class Target:
    """Whose trips a rule is for; what is None does not matter. All None: everybody's."""

    client_id: int | None = None
    vehicle_type: str | None = None
    origin: str | None = None
    destination: str | None = None

    def key(self) -> TargetKey:
        """What trips find it by."""
        return (self.client_id, same_word(self.vehicle_type), same_word(self.origin), same_word(self.destination))

    def __str__(self) -> str:
        if self.client_id is not None:
            return f"client {self.client_id}" + (f" in a {self.vehicle_type}" if self.vehicle_type else "")
        if self.origin is not None:
            return f"{self.origin} to {self.destination}"
        return f"vehicle {self.vehicle_type}" if self.vehicle_type else "every trip"


TargetKey = tuple[int | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a rule holds. Dates and weekdays (0 Monday) are the trip's; all bounds are inclusive but end_time.

    A time window may cross midnight, and holds for trips whose pickup_time is known.
    """

    days_of_week: tuple[int, ...] = ()
    start_time: time | None = None
    end_time: time | None = None
    min_passengers: int | None = None
    max_passengers: int | None = None
    min_miles: Decimal | None = None
    max_miles: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def __str__(self) -> str:
        """In words, each condition after the other: `on Saturday or Sunday, from 22:00 to 05:00`; empty for none."""
        parts = []
        if self.days_of_week:
            parts.append("on " + " or ".join(WEEKDAYS[day] for day in self.days_of_week))
        if self.start_time is not None and self.end_time is not None:
            parts.append(f"from {self.start_time:%H:%M} to {self.end_time:%H:%M}")
        if self.valid_from is not None or self.valid_until is not None:
            parts.append(_span("dates", self.valid_from, self.valid_until))
        if self.min_passengers is not None or self.max_passengers is not None:
            parts.append(_span("passengers", self.min_passengers, self.max_passengers))
        if self.min_miles is not None or self.max_miles is not None:
            parts.append(_span("miles", self.min_miles, self.max_miles))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Rates:
    """What a rule charges, in the operating currency; rates and the multiplier have up to four decimals."""

    base_rate: Decimal | None = None
    per_mile_rate: Decimal | None = None
    per_hour_rate: Decimal | None = None
    deadhead_per_mile_rate: Decimal | None = None
    minimum_hours: Decimal | None = None
    minimum_charge: Money | None = None
    multiplier: Decimal | None = None
    discount_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """One version of a rule, complete and never changed: what prices are made from, and can be made from again."""

    rule_id: int
    version: int
    name: str
    rule_type: RuleType
    scope: RuleScope
    target: Target
    conditions: Conditions
    rates: Rates
    priority: int
    exclusive: bool
    is_active: bool


def _span(what: str, least: object, most: object) -> str:
    if least is None:
        return f"{what} up to {most}"
    return f"{what} from {least}" + (f" to {most}" if most is not None else " on")
