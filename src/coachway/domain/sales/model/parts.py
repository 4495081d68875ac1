"""The parts of a lead: who asks, and for what trip."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, TypeVar

from coachway.domain.kernel.contact import normalise_email, normalise_phone
from coachway.domain.kernel.errors import Checks
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Contact:
    """Who asks; e-mail in lower case, phone as E.164."""

    first_name: str
    last_name: str = ""
    email: str | None = None
    phone: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def changed(self, changes: Mapping[str, Any], *, region: str, check: Checks) -> Contact:
        """With the values that were sent, normalised; bad ones are noted in `check`."""
        values = dict(changes)
        for name in ("first_name", "last_name"):
            if name in values:
                values[name] = str(values[name] or "").strip()
        for name, normalise in (("email", normalise_email), ("phone", lambda raw: normalise_phone(raw, region))):
            if name in values:
                values[name] = _normal(name, values[name], normalise, check)
        contact = replace(self, **values)
        check(bool(contact.first_name), "first_name", "must not be empty")
        for name in ("first_name", "last_name"):
            check(len(getattr(contact, name)) <= 200, name, "must have at most 200 characters")
        if not {"email", "phone"} & {failure.field for failure in check.failed}:
            check(bool(contact.email or contact.phone), "email", "is needed, or a phone number")
        return contact


@dataclass(frozen=True, slots=True)
class TripWish:
    """What trip is asked for, as far as it is known."""

    trip_details: str | None = None
    estimated_passengers: int | None = None
    estimated_trip_date: date | None = None
    pickup_location: str | None = None
    dropoff_location: str | None = None
    estimated_value: Money | None = None

    def changed(self, changes: Mapping[str, Any], *, check: Checks) -> TripWish:
        """With the values that were sent; bad ones are noted in `check`."""
        wish = replace(self, **changes)
        passengers, value = wish.estimated_passengers, wish.estimated_value
        check(passengers is None or 1 <= passengers <= 100_000, "estimated_passengers", "must be 1 to 100000")
        check(value is None or value >= Money.zero(), "estimated_value", "must not be negative")
        for name, longest in (("trip_details", 10_000), ("pickup_location", 500), ("dropoff_location", 500)):
            check(len(getattr(wish, name) or "") <= longest, name, f"must have at most {longest} characters")
        return wish


_CONTACT_FIELDS: Final = frozenset(field.name for field in fields(Contact))
_TRIP_FIELDS: Final = frozenset(field.name for field in fields(TripWish))


_Part = TypeVar("_Part", Contact, TripWish)


def completed(part: _Part, by: _Part) -> _Part:
    """With what is missing in it, taken from the other."""
    missing = [field.name for field in fields(part) if getattr(part, field.name) in (None, "")]
    return replace(part, **{name: getattr(by, name) for name in missing})


def read_enquiry(values: Mapping[str, Any], *, region: str) -> tuple[Contact, TripWish]:
    """Contact and trip from their fields by name. Raises RuleViolated, naming every bad field."""
    return changed_enquiry(Contact(""), TripWish(), values, region=region)


def changed_enquiry(
    contact: Contact, trip: TripWish, changes: Mapping[str, Any], *, region: str
) -> tuple[Contact, TripWish]:
    """Contact and trip with the fields that were sent. Raises RuleViolated, naming every bad field."""
    with Checks() as check:
        for name in sorted(changes.keys() - _CONTACT_FIELDS - _TRIP_FIELDS):
            check(False, name, "cannot be set here")
        of_contact = {name: value for name, value in changes.items() if name in _CONTACT_FIELDS}
        of_trip = {name: value for name, value in changes.items() if name in _TRIP_FIELDS}
        return contact.changed(of_contact, region=region, check=check), trip.changed(of_trip, check=check)


def _normal(name: str, value: str | None, normalise: Callable[[str], str], check: Checks) -> str | None:
    if value is None or not value.strip():
        return None
    try:
        return normalise(value)
    except ValueError as error:
        check(False, name, str(error))
        return None
