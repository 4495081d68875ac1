"""What clients send to the charters context."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from msgspec import UNSET, Meta, UnsetType

from coachway.domain.charters.model import Override, StopType, TripType
from coachway.domain.charters.use_cases.create_charter import CreateCharter
from coachway.domain.kernel.money import Money
from coachway.entrypoints.api.wire import Body, TimeOfDay, time_from

_LONGEST_NAME: Final = "must be text of at most 200 characters"
MomentInTime = Annotated[datetime, Meta(tz=True)]


class NewStop(Body, kw_only=True):
    """A stop; without a sequence it comes last, at one in use it moves the later ones."""

    location: str
    sequence: Annotated[int, Meta(ge=1)] | None = None
    state: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    geocoded_address: str | None = None
    stop_type: StopType = StopType.WAYPOINT
    estimated_arrival: MomentInTime | None = None
    estimated_departure: MomentInTime | None = None


class Overriding(Body, kw_only=True):
    """From booked on, a manager goes past the change cases with `override` and a `reason`."""

    override: bool = False
    reason: str | None = None

    def overridden(self) -> Override | None:
        return overriding(self.override, self.reason)


class NewStopOfCharter(NewStop, kw_only=True):
    """A stop of a charter that is there already; from booked on a manager sends `override` and a `reason`."""

    override: bool = False
    reason: str | None = None

    def overridden(self) -> Override | None:
        return overriding(self.override, self.reason)


class StopChanges(Overriding, kw_only=True):
    """What to change of a stop; a sequence moves it."""

    location: str | UnsetType = UNSET
    sequence: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    state: str | UnsetType | None = UNSET
    latitude: Decimal | UnsetType | None = UNSET
    longitude: Decimal | UnsetType | None = UNSET
    geocoded_address: str | UnsetType | None = UNSET
    stop_type: StopType | UnsetType = UNSET
    estimated_arrival: MomentInTime | UnsetType | None = UNSET
    estimated_departure: MomentInTime | UnsetType | None = UNSET


class NewCharter(Body, kw_only=True):
    """A trip that a client asks for."""

    client_id: int
    trip_date: date
    passengers: int
    vehicle_type: str
    agent_id: int | None = None
    trip_type: TripType | None = None
    pickup_time: TimeOfDay | None = None
    return_date: date | None = None
    vehicle_count: int = 1
    trip_hours: Decimal | None = None
    distance_miles: Decimal | None = None
    deadhead_miles: Decimal | None = None
    requires_second_driver: bool | None = None
    driver_name: str | None = None
    base_cost: Money | None = None
    mileage_cost: Money | None = None
    additional_fees: Money | None = None
    total_cost: Money | None = None
    deposit_amount: Money | None = None
    amenities: list[str] = []
    notes: str | None = None
    parent_charter_id: int | None = None
    stops: list[NewStop] = []

    def command(self) -> CreateCharter:
        values: dict[str, Any] = self.sent("pickup_time", "stops")
        return CreateCharter(
            **values,
            pickup_time=time_from(self.pickup_time) if self.pickup_time else None,
            stops=[stop.sent() for stop in self.stops],
        )


class CharterChanges(Overriding, kw_only=True):
    """What to change of a charter; what is not sent stays, null clears."""

    client_id: int | UnsetType = UNSET
    agent_id: int | UnsetType | None = UNSET
    vehicle_type: str | UnsetType = UNSET
    trip_type: TripType | UnsetType = UNSET
    trip_date: date | UnsetType = UNSET
    pickup_time: TimeOfDay | UnsetType | None = UNSET
    return_date: date | UnsetType | None = UNSET
    passengers: int | UnsetType = UNSET
    trip_hours: Decimal | UnsetType | None = UNSET
    distance_miles: Decimal | UnsetType | None = UNSET
    deadhead_miles: Decimal | UnsetType | None = UNSET
    requires_second_driver: bool | UnsetType = UNSET
    vehicle_count: int | UnsetType = UNSET
    driver_name: str | UnsetType | None = UNSET
    base_cost: Money | UnsetType | None = UNSET
    mileage_cost: Money | UnsetType | None = UNSET
    additional_fees: Money | UnsetType | None = UNSET
    total_cost: Money | UnsetType | None = UNSET
    deposit_amount: Money | UnsetType | None = UNSET
    vendor_cost: Money | UnsetType | None = UNSET
    amenities: list[str] | UnsetType = UNSET
    notes: str | UnsetType | None = UNSET
    parent_charter_id: int | UnsetType | None = UNSET


class Cancellation(Overriding, kw_only=True):
    """Why it will not run; from booked on a manager sends `override` along."""


class SeriesCancellation(Overriding, kw_only=True):
    """From which instance on; a manager takes those that are booked along with `override` and a `reason`."""

    from_instance: int


class Confirmation(Overriding, kw_only=True):
    """A manager confirms without a vendor or a deposit with `override` and a `reason`."""


class ClientAnswer(Body, kw_only=True):
    """The name of who accepts, if they give one."""

    accepted_by_name: Annotated[str, Meta(max_length=200, extra={"says": _LONGEST_NAME})] | None = None


def overriding(override: bool, reason: str | None) -> Override | None:
    return Override(reason or "") if override else None
