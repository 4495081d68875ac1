"""Pricing a trip the former way: candidate rules as mapped instances, filtered by the database, chosen in Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, func, or_, select, text

from benchmarks.former.database import Base, Database, table
from benchmarks.former.numbers import Number
from benchmarks.former.security import Staff, User
from benchmarks.former.writing import Outbox, act
from coachway.entrypoints.settings import load_settings

router = APIRouter()
SETTINGS = load_settings()
SPECIFICITY = {"global": 0, "vehicle": 1, "route": 2, "client": 3}


class PricingRule(Base):
    __table__ = table("pricing", "pricing_rules")


class QuoteCalculation(Base):
    __table__ = table("pricing", "quotes")


class QuoteRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    client_id: int | None = None
    vehicle_type: str = Field(min_length=1, max_length=100)
    vehicle_count: int = Field(1, ge=1, le=1000)
    passengers: int = Field(ge=1, le=100_000)
    trip_date: date
    pickup_time: time | None = None
    distance_miles: Decimal = Field(ge=0, le=100_000, decimal_places=2)
    deadhead_miles: Decimal = Field(Decimal(0), ge=0, le=100_000, decimal_places=2)
    trip_hours: Decimal | None = Field(None, ge=0, le=10_000, decimal_places=2)
    origin: str | None = Field(None, max_length=300)
    destination: str | None = Field(None, max_length=300)
    extra_stops: int = Field(0, ge=0, le=1000)
    requires_second_driver: bool = False
    overnight_nights: int = Field(0, ge=0, le=1000)


class LineOut(BaseModel):
    line: str
    rule_id: int | None
    rule_version: int | None
    name: str
    amount: Number
    why: str


class QuoteOut(QuoteRequest):
    id: int
    charter_id: int | None
    charter_revision: int | None
    status: str
    distance_miles: Number
    deadhead_miles: Number
    trip_hours: Number | None
    breakdown: list[LineOut]
    base_cost: Number
    mileage_cost: Number
    time_cost: Number
    adjustments: Number
    fees: Number
    fuel_surcharge: Number
    subtotal: Number
    total: Number
    deposit_amount: Number
    currency: str
    valid_until: datetime
    rules_version: int
    engine_version: int
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


def candidates(trip: QuoteRequest) -> Select[tuple[PricingRule]]:
    """The active rules whose target and conditions fit the trip, by the database."""
    rule = PricingRule
    scopes = [
        rule.scope == "global",
        (rule.scope == "vehicle") & (func.lower(rule.vehicle_type) == trip.vehicle_type.lower()),
    ]
    if trip.client_id is not None:
        scopes.append((rule.scope == "client") & (rule.client_id == trip.client_id))
    if trip.origin and trip.destination:
        ends = (func.lower(rule.origin) == trip.origin.lower()) & (
            func.lower(rule.destination) == trip.destination.lower()
        )
        scopes.append((rule.scope == "route") & ends)

    def within(least: Any, value: object, most: Any) -> list[Any]:
        return [or_(least.is_(None), least <= value), or_(most.is_(None), most >= value)]

    return select(rule).where(
        rule.is_active,
        or_(*scopes),
        *within(rule.valid_from, trip.trip_date, rule.valid_until),
        *within(rule.min_passengers, trip.passengers, rule.max_passengers),
        *within(rule.min_miles, trip.distance_miles, rule.max_miles),
    )


class Breakdown:
    """The lines so far; each rounded once, and the next step takes their sum."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def add(self, line: str, rule: PricingRule | None, name: str, amount: Decimal, why: str) -> None:
        self.lines.append(
            {
                "line": line,
                "rule_id": rule.id if rule else None,
                "rule_version": rule.version if rule else None,
                "name": rule.name if rule else name,
                "amount": amount.quantize(Decimal("0.01"), ROUND_HALF_UP),
                "why": why,
            }
        )

    @property
    def total(self) -> Decimal:
        return sum((line["amount"] for line in self.lines), Decimal(0))

    def sum_of(self, *kinds: str) -> Decimal:
        return sum((line["amount"] for line in self.lines if line["line"] in kinds), Decimal(0))


def best(rules: Iterable[PricingRule], field: str) -> PricingRule | None:
    """Of the rules that fill a slot the most specific, then the higher priority, then the later id."""
    filling = [rule for rule in rules if getattr(rule, field) is not None]
    return max(filling, key=lambda rule: (SPECIFICITY[rule.scope], rule.priority, rule.id), default=None)


def on_its_day(rule: PricingRule, day: date) -> bool:
    return not rule.days_of_week or day.weekday() in rule.days_of_week


def at_its_hour(rule: PricingRule, pickup: time | None) -> bool:
    """A window may cross midnight; a trip without a time is in none."""
    start, end = rule.start_time, rule.end_time
    if start is None or end is None:
        return True
    if pickup is None:
        return False
    return start <= pickup < end if start <= end else pickup >= start or pickup < end


def work_out(trip: QuoteRequest, rules: Sequence[PricingRule]) -> Breakdown:
    """The same order of calculation as the product's."""
    found = [rule for rule in rules if on_its_day(rule, trip.trip_date) and at_its_hour(rule, trip.pickup_time)]
    lines = Breakdown()
    base, mileage, hourly = (best(found, field) for field in ("base_rate", "per_mile_rate", "per_hour_rate"))
    if base is None:
        raise HTTPException(422, "No base rate fits this trip: add a rule that does.")
    lines.add("base", base, "", base.base_rate, f"Base rate, {base.scope}.")
    if mileage is not None:
        miles = trip.distance_miles * mileage.per_mile_rate
        lines.add("mileage", mileage, "", miles, f"{trip.distance_miles} miles at {mileage.per_mile_rate} a mile.")
        if trip.deadhead_miles and mileage.deadhead_per_mile_rate is not None:
            empty = trip.deadhead_miles * mileage.deadhead_per_mile_rate
            lines.add("deadhead", mileage, "", empty, f"{trip.deadhead_miles} empty miles.")
    hours = max((h for h in (trip.trip_hours, hourly.minimum_hours if hourly else None) if h is not None), default=None)
    if hourly is not None and hours is not None:
        lines.add("time", hourly, "", hours * hourly.per_hour_rate, f"{hours} hours at {hourly.per_hour_rate} an hour.")
    _adjust(lines, found)
    _add_fees(lines, trip)
    return lines


def _adjust(lines: Breakdown, rules: Sequence[PricingRule]) -> None:
    exclusive_taken = False
    for rule in sorted((r for r in rules if r.multiplier is not None), key=lambda r: (-r.priority, r.id)):
        if rule.exclusive and exclusive_taken:
            continue
        exclusive_taken = exclusive_taken or rule.exclusive
        lines.add(
            "multiplier", rule, "", lines.total * (rule.multiplier - 1), f"{lines.total} times {rule.multiplier}."
        )
    discount = max((r for r in rules if r.discount_percent), key=lambda r: r.discount_percent, default=None)
    if discount is not None:
        off = lines.total * -discount.discount_percent / 100
        lines.add("discount", discount, "", off, f"{discount.discount_percent} % off {lines.total}.")
    minimum = max((r for r in rules if r.minimum_charge), key=lambda r: r.minimum_charge, default=None)
    if minimum is not None and lines.total < minimum.minimum_charge:
        lines.add("minimum", minimum, "", minimum.minimum_charge - lines.total, f"Raised to {minimum.minimum_charge}.")


def _add_fees(lines: Breakdown, trip: QuoteRequest) -> None:
    if trip.vehicle_count > 1:
        lines.add("vehicles", None, "Further vehicles", lines.total * (trip.vehicle_count - 1), "Each the same.")
    if trip.extra_stops:
        fee = SETTINGS.extra_stop_fee
        lines.add("extra_stops", None, "Extra stops", trip.extra_stops * fee, f"{trip.extra_stops} stops at {fee}.")
    if trip.requires_second_driver:
        lines.add("second_driver", None, "Second driver", SETTINGS.second_driver_fee, "A second driver is required.")
    if trip.overnight_nights:
        nights = trip.overnight_nights * SETTINGS.overnight_fee
        lines.add("overnight", None, "Overnight", nights, f"{trip.overnight_nights} nights.")
    miles = trip.distance_miles + trip.deadhead_miles
    if miles:
        fuel = miles * SETTINGS.fuel_surcharge_per_mile * trip.vehicle_count
        lines.add("fuel_surcharge", None, "Fuel surcharge", fuel, f"{miles} miles.")


@router.post("/api/v1/pricing/calculate-quote", response_model=QuoteOut, status_code=201)
def calculate_quote(trip: QuoteRequest, db: Database, user: Staff) -> dict[str, Any]:
    now = act(db, user)
    lines = work_out(trip, db.scalars(candidates(trip)).all())
    quote = _stored(trip, lines, user, now)
    quote.rules_version = db.scalar(select(text("version")).select_from(text("pricing.price_list")))
    db.add(quote)
    db.flush()
    payload = {"quote_id": quote.id, "client_id": trip.client_id, "charter_id": None, "total": str(lines.total)}
    db.add(Outbox.of("quote.calculated", payload, user, now))
    db.commit()
    kept = {column: getattr(quote, column) for column in QuoteOut.model_fields if hasattr(quote, column)}
    adjusting = ("multiplier", "discount", "minimum", "vehicles")
    fees = lines.sum_of("extra_stops", "second_driver", "overnight")
    return (
        trip.model_dump()
        | kept
        | {
            "breakdown": lines.lines,
            "base_cost": lines.sum_of("base"),
            "mileage_cost": lines.sum_of("mileage", "deadhead"),
            "time_cost": lines.sum_of("time"),
            "adjustments": lines.sum_of(*adjusting),
            "fees": fees,
            "fuel_surcharge": lines.sum_of("fuel_surcharge"),
            "subtotal": lines.total - fees - lines.sum_of("fuel_surcharge"),
            "currency": SETTINGS.currency,
        }
    )


def _stored(trip: QuoteRequest, lines: Breakdown, user: User, now: datetime) -> QuoteCalculation:
    percent = SETTINGS.deposit_percent
    return QuoteCalculation(
        client_id=trip.client_id,
        status="draft",
        request=trip.model_dump(mode="json"),
        breakdown=[line | {"amount": str(line["amount"])} for line in lines.lines],
        total=lines.total,
        deposit_amount=(lines.total * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP),
        settings={"deposit_percent": str(percent), "extra_stop_fee": str(SETTINGS.extra_stop_fee)},
        engine_version=1,
        valid_until=now.astimezone(UTC) + timedelta(days=SETTINGS.quote_valid_days),
        created_by=user.id,
        created_at=now,
        updated_at=now,
        version=1,
    )
