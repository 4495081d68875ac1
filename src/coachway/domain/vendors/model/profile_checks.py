"""What a vendor's profile must hold to: every bad field is named at once, good ones come back in their kept form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from coachway.domain.kernel.contact import normalise_email, normalise_phone
from coachway.domain.kernel.errors import Checks
from coachway.domain.kernel.money import Money
from coachway.domain.vendors.model.profile import SecretNumber

_EMAILS: Final = ("primary_email", "secondary_email")
_PHONES: Final = ("primary_phone", "secondary_phone", "emergency_phone", "dispatch_phone")
_SECRETS: Final = ("tax_id", "bank_account_number", "bank_routing_number")
_NOT_NEGATIVE: Final = ("total_vehicles", "max_passenger_capacity", "service_radius_miles", "years_in_business")
_WORD_LISTS: Final = ("vehicle_types", "amenities")
_LONGEST_TEXT: Final = 5000
_LARGEST_NUMBER: Final = 1_000_000


def checked_profile(
    details: Mapping[str, object], region: str, *, current: Mapping[str, Decimal | None] | None = None
) -> dict[str, Any]:
    """The details with addresses, phones, states and secret numbers in their kept form.

    `region` is the country of phone numbers without a code; `current` holds the coordinates that changes are made to.
    Raises RuleViolated.
    """
    values: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in details.items()}
    with Checks() as check:
        for name, value in values.items():
            if isinstance(value, str):
                check(len(value) <= _LONGEST_TEXT, name, f"must have at most {_LONGEST_TEXT} characters")
                check("\x00" not in value, name, "must not hold a NUL character")
        if "business_name" in values:
            check(bool(values["business_name"]), "business_name", "must not be empty")
        for name in _EMAILS:
            _take(values, name, normalise_email, check)
        for name in _PHONES:
            _take(values, name, lambda number: normalise_phone(number, region), check)
        for name in _SECRETS:
            _take(values, name, _secret, check)
        _check_numbers(values, check)
        _check_position({**(current or {}), **values}, check)
        _check_lists(values, check)
    return values


def _take(values: dict[str, Any], name: str, keep: Callable[[str], Any], check: Checks) -> None:
    """Put a field's kept form in its place, or note why there is none."""
    given = values.get(name)
    if given is None:
        return
    try:
        values[name] = keep(given)
    except ValueError as error:
        check(False, name, str(error))


def _secret(value: str) -> SecretNumber:
    if not value or len(value) > 64:
        raise ValueError("must have 1 to 64 characters")
    if "*" in value:
        raise ValueError("is masked: send the whole number, or leave it out")
    return SecretNumber.of(value)


def _check_numbers(values: Mapping[str, Any], check: Checks) -> None:
    for name in _NOT_NEGATIVE:
        if values.get(name) is not None:
            check(0 <= values[name] <= _LARGEST_NUMBER, name, f"must be from 0 to {_LARGEST_NUMBER}")
    year = values.get("oldest_vehicle_year")
    if year is not None:
        check(1900 <= year <= 2200, "oldest_vehicle_year", "must be a year")
    coverage = values.get("insurance_coverage_amount")
    if coverage is not None:
        check(coverage >= Money.zero(), "insurance_coverage_amount", "must not be negative")


def _check_position(values: Mapping[str, Any], check: Checks) -> None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if (latitude is None) != (longitude is None):
        check(False, "latitude" if latitude is None else "longitude", "is needed where the other coordinate is given")
    if latitude is not None:
        check(-90 <= latitude <= 90, "latitude", "must be from -90 to 90")
    if longitude is not None:
        check(-180 <= longitude <= 180, "longitude", "must be from -180 to 180")


def _check_lists(values: dict[str, Any], check: Checks) -> None:
    if values.get("state"):
        values["state"] = _state(values["state"])
    if "service_states" in values:
        values["service_states"] = tuple(dict.fromkeys(_state(state.strip()) for state in values["service_states"]))
    for name in _WORD_LISTS:
        if name in values:
            values[name] = tuple(word.strip() for word in values[name])
    for name in (*_WORD_LISTS, "service_states"):
        words = values.get(name, ())
        check(len(words) <= 100, name, "must have at most 100 entries")
        check(all(0 < len(word) <= 100 and "\x00" not in word for word in words), name, "must hold texts, none empty")


def _state(state: str) -> str:
    """A state's code in capitals; a name that is spelled out stays as it is."""
    return state.upper() if len(state) <= 3 else state
