"""What a charter is made of, by which names its fields go, and how each write of it becomes a revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from coachway.domain.charters.driver_hours import DriverHours
from coachway.domain.charters.events import CharterWasUpdated, StopsWereLocated
from coachway.domain.charters.model.fields import FIELDS, SYNONYMS, plain_value
from coachway.domain.charters.model.places import Place, Whereabouts
from coachway.domain.charters.model.quote_link import Acceptance, QuoteLink
from coachway.domain.charters.model.revision import Act, Revision, differences
from coachway.domain.charters.model.status import UNDER_CHANGE_CONTROL, CharterStatus
from coachway.domain.charters.model.stops import Stop
from coachway.domain.charters.model.trip import Price, SeriesPlace, Trip
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.money import Money


class Facts(TypedDict):
    """What every event of a charter says."""

    charter_id: int
    client_id: int
    agent_id: int | None
    vendor_id: int | None
    trip_date: date


@dataclass(eq=False, kw_only=True)
class CharterRecord(Aggregate):
    """The data of a charter. Whoever changes it says `_begin()` before and `_revise(…)` after."""

    id: int
    client_id: int
    client_name: str
    agent_id: int | None
    vendor_id: int | None = None
    status: CharterStatus = CharterStatus.QUOTE
    trip: Trip
    stops: list[Stop]
    price: Price
    vendor_cost: Money | None = None
    driver_hours: DriverHours
    requires_second_driver: bool = False
    second_driver_requested: bool = False
    distance_measured: bool = False
    driver_name: str | None = None
    notes: str | None = None
    link: QuoteLink | None = None
    acceptance: Acceptance | None = None
    cancellation_reason: str | None = None
    parent_charter_id: int | None = None
    cloned_from_charter_id: int | None = None
    series: SeriesPlace | None = None
    revision_number: int = 0
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def is_open_for_bids(self) -> bool:
        """Booked, and no vendor yet."""
        return self.status is CharterStatus.BOOKED and self.vendor_id is None

    @property
    def is_under_change_control(self) -> bool:
        """Whether change cases may be raised for it: booked, confirmed or in progress."""
        return self.status in UNDER_CHANGE_CONTROL

    @property
    def series_id(self) -> int | None:
        return self.series.series_id if self.series else None

    @property
    def recurrence_rule(self) -> str | None:
        return self.series.recurrence_rule if self.series else None

    @property
    def instance_number(self) -> int | None:
        return self.series.instance_number if self.series else None

    @property
    def series_total(self) -> int | None:
        return self.series.series_total if self.series else None

    @property
    def is_series_master(self) -> bool:
        return self.series is not None and self.series.is_master

    def value_of(self, field: str) -> object:
        """The present value of a field, by its contract name (`passenger_count` is passengers). Raises KeyError."""
        name = SYNONYMS.get(field, field)
        part = FIELDS[name].part
        return getattr(getattr(self, part) if part else self, name)

    def plain_value_of(self, field: str) -> object:
        """The same as plain JSON: dates and exact decimals as text, stops as objects. Raises KeyError."""
        return plain_value(SYNONYMS.get(field, field), self.value_of(field))

    def state(self) -> dict[str, object]:
        """Every field as plain JSON: what a revision keeps."""
        return {name: self.plain_value_of(name) for name in FIELDS}

    def facts(self) -> Facts:
        """What every event about it says."""
        return Facts(
            charter_id=self.id,
            client_id=self.client_id,
            agent_id=self.agent_id,
            vendor_id=self.vendor_id,
            trip_date=self.trip.trip_date,
        )

    def locate_stops(self, found: Mapping[Whereabouts, Place]) -> list[int]:
        """Take what was looked up for stops that still say so and have no coordinates yet; answers which took it.

        It is a note on what was written before and no write of its own: no revision, and no quote expires.
        """
        located = [stop.id for stop in self.stops if (place := found.get(stop.whereabouts)) and stop.take_place(place)]
        if located:
            self.record(StopsWereLocated(**self.facts(), stop_ids=located))
        return located

    def collect_revisions(self) -> list[Revision]:
        """Hand over the revisions made since the last time; whoever stores the charter stores them with it."""
        revisions: list[Revision] = self.__dict__.pop("_revisions", [])
        return revisions

    def _begin(self) -> None:
        """Remember how it stands, for the revision that follows."""
        self.__dict__.setdefault("_state_before", self.state())

    def _revise(self, act: Act, *, by: Actor, at: datetime, reason: str | None = None) -> list[str]:
        """Close a write: one revision more, with all that the write changed. Answers the names of these fields."""
        before: Mapping[str, object] = self.__dict__.pop("_state_before", {})
        state = self.state()
        changes = differences(before, state) if before else {}
        self.revision_number += 1
        self.updated_at = at
        revision = Revision(
            charter_id=self.id,
            revision_number=self.revision_number,
            action=act,
            reason=reason,
            changes=changes,
            state=state,
            changed_by=by.acting_id,
            changed_by_name=by.acting_name,
            changed_by_role=by.role.value,
            changed_at=at,
        )
        self.__dict__.setdefault("_revisions", []).append(revision)
        return list(changes)

    def _revise_edit(self, act: Act, *, by: Actor, at: datetime, reason: str | None = None) -> list[str]:
        """Close a write that edits: others are told which fields changed."""
        changed = self._revise(act, by=by, at=at, reason=reason)
        self.record(CharterWasUpdated(**self.facts(), fields=changed))
        return changed
