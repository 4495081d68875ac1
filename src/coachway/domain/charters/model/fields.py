"""The fields of a charter by the names of the contract: where each lies, what it holds, and what altering it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from coachway.domain.charters.model.kinds import (
    BOOLEAN,
    DAY,
    DECIMAL,
    MONEY,
    STOPS,
    TEXT,
    TEXTS,
    TIME,
    WHOLE,
    Kind,
    one_of,
)
from coachway.domain.charters.model.status import CharterStatus
from coachway.domain.charters.model.trip import TripType
from coachway.domain.kernel.errors import Checks


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the part of the charter that holds it (None: the charter itself), and what may be done with it.

    `agreed`: from booked on it changes through a change case. `priced`: changing it lets the quotes sent before expire.
    """

    kind: Kind
    part: str | None = None
    editable: bool = True
    nullable: bool = True
    agreed: bool = False
    priced: bool = False


def _trip(kind: Kind, *, nullable: bool = False, priced: bool = True) -> Field:
    return Field(kind, "trip", nullable=nullable, agreed=True, priced=priced)


_PRICE: Final = Field(MONEY, "price", agreed=True, priced=True)
_NUMBER: Final = Field(WHOLE, editable=False)

FIELDS: Final[Mapping[str, Field]] = {
    "client_id": Field(WHOLE, nullable=False, agreed=True, priced=True),
    "agent_id": Field(WHOLE),
    "vendor_id": _NUMBER,
    "status": Field(one_of(CharterStatus), editable=False),
    "vehicle_type": _trip(TEXT),
    "trip_type": _trip(one_of(TripType)),
    "trip_date": _trip(DAY),
    "pickup_time": _trip(TIME, nullable=True),
    "return_date": _trip(DAY, nullable=True),
    "passengers": _trip(WHOLE),
    "trip_hours": _trip(DECIMAL, nullable=True),
    "distance_miles": _trip(DECIMAL, nullable=True),
    "deadhead_miles": _trip(DECIMAL, nullable=True),
    "requires_second_driver": Field(BOOLEAN, nullable=False, agreed=True, priced=True),
    "vehicle_count": _trip(WHOLE),
    "driver_name": Field(TEXT),
    "base_cost": _PRICE,
    "mileage_cost": _PRICE,
    "additional_fees": _PRICE,
    "total_cost": _PRICE,
    "deposit_amount": _PRICE,
    "vendor_cost": Field(MONEY),
    "amenities": _trip(TEXTS, priced=False),
    "notes": Field(TEXT),
    "parent_charter_id": Field(WHOLE),
    "cloned_from_charter_id": _NUMBER,
    "recurrence_rule": Field(TEXT, editable=False),
    "series_id": _NUMBER,
    "instance_number": _NUMBER,
    "series_total": _NUMBER,
    "is_series_master": Field(BOOLEAN, editable=False),
    "cancellation_reason": Field(TEXT, editable=False),
    "stops": Field(STOPS, nullable=False, agreed=True, priced=True),
}

SYNONYMS: Final[Mapping[str, str]] = {"passenger_count": "passengers"}
"""Names that change cases also use."""

EDITABLE: Final = frozenset(name for name, field in FIELDS.items() if field.editable)


def field_name(name: str) -> str:
    """The field's own name for a name or synonym. Raises KeyError when no field of a charter can be changed by it."""
    own = SYNONYMS.get(name, name)
    if own not in EDITABLE:
        raise KeyError(name)
    return own


def read_changes(changes: Mapping[str, object]) -> dict[str, object]:
    """Plain values by field name as the values that the charter holds. Raises RuleViolated, naming every bad field."""
    values: dict[str, object] = {}
    with Checks() as check:
        for name, plain in changes.items():
            own = SYNONYMS.get(name, name)
            if not check(own in EDITABLE, name, "is not a field of a charter that can be changed"):
                continue
            if plain is None:
                check(FIELDS[own].nullable, name, "must not be null")
                values[own] = None
                continue
            try:
                values[own] = FIELDS[own].kind.read(plain)
            except ValueError as error:
                check(False, name, str(error))
    return values


def plain_value(name: str, value: object) -> object:
    """A field's value as a plain one."""
    return None if value is None else FIELDS[name].kind.write(value)


def wire_value(name: str, plain: object) -> object:
    """A plain value as answers carry it: money and other decimals as numbers, everything else as it is."""
    kind = FIELDS[name].kind
    return kind.read(plain) if plain is not None and kind in (MONEY, DECIMAL, STOPS) else plain
