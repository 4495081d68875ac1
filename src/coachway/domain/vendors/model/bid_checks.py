"""What a bid must hold to: every bad field is named at once, good ones come back in their kept form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from coachway.domain.kernel.contact import normalise_phone
from coachway.domain.kernel.errors import Checks, Conflict
from coachway.domain.kernel.money import Money
from coachway.domain.vendors.model.bid_terms import CharterForBids, OfferedVehicle

_PRICE_PARTS: Final = ("base_price", "mileage_charge", "fuel_surcharge", "additional_fees")
_LONGEST_TEXT: Final = 5000
_MOST_SEATS: Final = 10_000


def check_terms(
    details: Mapping[str, object],
    region: str,
    *,
    charter: CharterForBids,
    at: datetime,
    current: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """The details in their kept form, checked together with what the bid says already. Raises RuleViolated."""
    values: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in details.items()}
    with Checks() as check:
        for name, value in values.items():
            if isinstance(value, str):
                check(len(value) <= _LONGEST_TEXT, name, f"must have at most {_LONGEST_TEXT} characters")
                check("\x00" not in value, name, "must not hold a NUL character")
        _check_vehicle(values, {**(current or {}), **values}, charter, check)
        _check_price({**(current or {}), **values}, check)
        if values.get("valid_until") is not None:
            check(values["valid_until"] > at, "valid_until", "must be in the future")
        if values.get("driver_phone"):
            try:
                values["driver_phone"] = normalise_phone(values["driver_phone"], region)
            except ValueError as error:
                check(False, "driver_phone", str(error))
    return values


def require_seats(vehicle: OfferedVehicle, charter: CharterForBids) -> None:
    """Refuse a bid whose vehicles do not seat the charter's passengers (any more). Raises Conflict."""
    if vehicle.passenger_capacity * charter.vehicle_count < charter.passengers:
        raise Conflict(f"The bid {_too_few_seats(charter)}.", code="capacity_too_small")


def _check_price(whole: Mapping[str, Any], check: Checks) -> None:
    quoted: Money = whole["quoted_price"]
    check(quoted > Money.zero(), "quoted_price", "must be more than 0")
    parts = {name: whole[name] for name in _PRICE_PARTS if whole.get(name) is not None}
    for name, part in parts.items():
        check(part >= Money.zero(), name, "must not be negative")
    whole_of_parts = Money.total(parts.values())
    if parts and whole_of_parts != quoted:
        check(False, "quoted_price", f"must be the sum of its parts ({' + '.join(parts)} = {whole_of_parts})")


def _check_vehicle(values: dict[str, Any], whole: Mapping[str, Any], charter: CharterForBids, check: Checks) -> None:
    check(bool(whole["vehicle_type"]), "vehicle_type", "must not be empty")
    capacity: int = whole["passenger_capacity"]
    check(0 < capacity <= _MOST_SEATS, "passenger_capacity", f"must be from 1 to {_MOST_SEATS}")
    check(capacity * charter.vehicle_count >= charter.passengers, "passenger_capacity", _too_few_seats(charter))
    if values.get("vehicle_year") is not None:
        check(1900 <= values["vehicle_year"] <= 2200, "vehicle_year", "must be a year")
    if values.get("driver_experience_years") is not None:
        check(0 <= values["driver_experience_years"] <= 100, "driver_experience_years", "must be from 0 to 100")
    if "amenities" in values:
        values["amenities"] = tuple(word.strip() for word in values["amenities"])
        check(len(values["amenities"]) <= 100, "amenities", "must have at most 100 entries")
        check(
            all(0 < len(word) <= 100 and "\x00" not in word for word in values["amenities"]),
            "amenities",
            "must hold texts, none empty",
        )


def _too_few_seats(charter: CharterForBids) -> str:
    vehicles = "vehicle" if charter.vehicle_count == 1 else "vehicles"
    return f"must cover the charter's {charter.passengers} passengers in {charter.vehicle_count} {vehicles}"
