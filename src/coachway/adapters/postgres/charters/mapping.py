"""How charters and their stops lie in their tables, and how their revisions get there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session, UOWTransaction, composite, relationship

from coachway.adapters.postgres.charters.tables import charters, revisions, stops
from coachway.adapters.postgres.metadata import mapper_registry
from coachway.domain.charters.driver_hours import DriverHours
from coachway.domain.charters.model import Acceptance, Charter, Price, QuoteLink, Revision, SeriesPlace, Stop, Trip

# Each value object, with the columns of its fields in their order.
TRIP = (
    "vehicle_type",
    "vehicle_count",
    "passengers",
    "trip_type",
    "trip_date",
    "pickup_time",
    "return_date",
    "trip_hours",
    "distance_miles",
    "deadhead_miles",
    "amenities",
)
PRICE = ("base_cost", "mileage_cost", "additional_fees", "total_cost", "deposit_amount")
DRIVER_HOURS = ("driving_hours", "on_duty_hours", "driver_hours_rule")
LINK = ("quote_id", "quote_secure_token", "quote_token_hash", "quote_expires_at", "quote_declined_at")
ACCEPTANCE = ("accepted_at", "accepted_from_ip", "accepted_user_agent", "accepted_by_name")
SERIES = ("series_id", "recurrence_rule", "instance_number", "series_total")


def _value_object(name: str, kind: type[Any], columns: tuple[str, ...], *, optional: bool = False) -> dict[str, Any]:
    """The properties that keep a value object in these columns; an optional one is None where its first column is."""
    hidden = {f"_{column}": charters.c[column] for column in columns}
    none_on = (lambda first, *_: first is None) if optional else None
    return {**hidden, name: composite(kind, *hidden, return_none_on=none_on)}


mapper_registry.map_imperatively(Stop, stops)
mapper_registry.map_imperatively(
    Charter,
    charters,
    version_id_col=charters.c.version,
    properties={
        **_value_object("trip", Trip, TRIP),
        **_value_object("price", Price, PRICE),
        **_value_object("driver_hours", DriverHours, DRIVER_HOURS),
        **_value_object("link", QuoteLink, LINK, optional=True),
        **_value_object("acceptance", Acceptance, ACCEPTANCE, optional=True),
        **_value_object("series", SeriesPlace, SERIES, optional=True),
        "stops": relationship(Stop, order_by=stops.c.sequence, cascade="all, delete-orphan", lazy="raise"),
    },
)


@event.listens_for(Session, "after_flush")
def _keep_revisions(session: Session, _context: UOWTransaction) -> None:
    """No write of charters goes without the revisions it made, whoever wrote them; one statement for all of them."""
    written = [each for each in (*session.new, *session.dirty) if isinstance(each, Charter)]
    made = [_row(revision) for charter in written for revision in charter.collect_revisions()]
    if made:
        session.connection().execute(insert(revisions), made)


def _row(revision: Revision) -> dict[str, object]:
    return {name: getattr(revision, name) for name in Revision.__dataclass_fields__}
