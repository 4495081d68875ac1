"""The charter: a trip that a client asks for, is quoted, books, and that a vendor drives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from coachway.domain.charters import events
from coachway.domain.charters.driver_hours import DriverHours, DrivingPolicy
from coachway.domain.charters.model import editing, itinerary
from coachway.domain.charters.model.change_control import Override, check_change_control
from coachway.domain.charters.model.fields import SYNONYMS, read_changes
from coachway.domain.charters.model.offer import OfferedCharter
from coachway.domain.charters.model.revision import Act
from coachway.domain.charters.model.status import TRANSITIONS, CharterStatus
from coachway.domain.charters.model.stops import Stop
from coachway.domain.charters.model.trip import Price, SeriesPlace, Trip
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import Checks, Conflict
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.transitions import require_transition


@dataclass(eq=False, kw_only=True)
class Charter(OfferedCharter):
    """A chartered trip. Every public method that changes it is one accepted write, and makes one revision."""

    @classmethod
    def create(
        cls,
        *,
        charter_id: int,
        client_id: int,
        client_name: str,
        agent_id: int | None,
        trip: Trip,
        price: Price,
        stops: Iterable[Stop],
        stop_prefixes: Mapping[int, str] | None = None,
        second_driver_requested: bool | None = None,
        driver_name: str | None = None,
        notes: str | None = None,
        parent_charter_id: int | None = None,
        cloned_from_charter_id: int | None = None,
        distance_measured: bool = False,
        series: SeriesPlace | None = None,
        driving: DrivingPolicy,
        by: Actor,
        at: datetime,
    ) -> Charter:
        """A charter in `quote`, at revision 1. Raises RuleViolated, naming every bad field.

        `stop_prefixes` says by id how the caller wrote the fields of each stop.
        """
        charter = cls(
            id=charter_id,
            client_id=client_id,
            client_name=client_name,
            agent_id=agent_id,
            trip=trip,
            stops=itinerary.numbered(stops),
            price=price,
            driver_hours=DriverHours(Decimal(0), Decimal(0), ""),
            second_driver_requested=bool(second_driver_requested),
            driver_name=driver_name,
            notes=notes,
            parent_charter_id=parent_charter_id,
            cloned_from_charter_id=cloned_from_charter_id,
            distance_measured=distance_measured,
            series=series,
            created_at=at,
            updated_at=at,
        )
        with Checks() as check:
            editing.settle(charter, driving, check, stop_prefixes)
            charter._check_second_driver(second_driver_requested, check)
        charter.record(events.CharterWasCreated(**charter.facts()))
        charter._revise(Act.CREATED, by=by, at=at)
        return charter

    def clone(
        self, charter_id: int, stop_ids: Iterable[int], *, driving: DrivingPolicy, by: Actor, at: datetime
    ) -> Charter:
        """The same trip once more, in `quote`: with all stops and prices, but without driver, vendor, link or series.

        `stop_ids` gives an id for each stop.
        """
        return Charter.create(
            charter_id=charter_id,
            client_id=self.client_id,
            client_name=self.client_name,
            agent_id=self.agent_id,
            trip=self.trip,
            price=self.price,
            stops=itinerary.copied(self.stops, charter_id, stop_ids),
            second_driver_requested=self.second_driver_requested or None,
            notes=self.notes,
            parent_charter_id=self.parent_charter_id,
            cloned_from_charter_id=self.id,
            distance_measured=self.distance_measured,
            driving=driving,
            by=by,
            at=at,
        )

    def holds(self, field: str, plain: object) -> bool:
        """Whether the field has this plain JSON value now: what a change case's `before` is held against.

        Raises KeyError for what is no field of a charter.
        """
        return editing.holds(self, SYNONYMS.get(field, field), plain)

    def update(
        self,
        changes: Mapping[str, object],
        *,
        driving: DrivingPolicy,
        by: Actor,
        at: datetime,
        override: Override | None = None,
    ) -> None:
        """Change the fields that were sent, given as values by name.

        Raises RuleViolated, or Conflict `change_case_required` or `charter_closed` when what was agreed would change.
        """
        agreed = editing.agreed(editing.altered(self, changes))
        if agreed:
            check_change_control(self.status, f"a change of {', '.join(agreed)}", by=by, override=override)
        self._begin()
        with Checks() as check:
            editing.assign(self, changes, check)
            editing.settle(self, driving, check)
            self._check_second_driver(changes.get("requires_second_driver"), check)
        self._close_edit(Act.UPDATED, by=by, at=at, reason=override.reason if override and agreed else None)

    def apply(
        self,
        changes: Mapping[str, object],
        *,
        driving: DrivingPolicy,
        by: Actor,
        at: datetime,
        reason: str | None = None,
        new_stop_ids: Iterable[int] = (),
    ) -> None:
        """Take over what an approved change case proposes: plain JSON values by field name, `stops` whole.

        `new_stop_ids` are for stops without an id. Raises RuleViolated for a field that cannot be changed or a bad
        value, and Conflict `charter_not_booked` outside booked to in progress.
        """
        if not self.is_under_change_control:
            raise Conflict(f"The charter is {self.status.value}, not booked.", code="charter_not_booked")
        values = read_changes(changes)
        self._begin()
        with Checks() as check:
            editing.assign(self, values, check, new_stop_ids)
            editing.settle(self, driving, check)
            self._check_second_driver(values.get("requires_second_driver"), check)
        self._close_edit(Act.CHANGE_IMPLEMENTED, by=by, at=at, reason=reason)

    def add_stop(
        self,
        stop: Stop,
        sequence: int | None,
        *,
        driving: DrivingPolicy,
        by: Actor,
        at: datetime,
        override: Override | None = None,
    ) -> None:
        """Call at one more place: at the sequence, moving later stops, or last. Raises RuleViolated, Conflict."""
        check_change_control(self.status, "a new stop", by=by, override=override)
        self._begin()
        self._take_stops(itinerary.placed(self.stops, stop, sequence), driving, edited=stop)
        self._close_edit(Act.STOP_ADDED, by=by, at=at, reason=override.reason if override else None)

    def change_stop(
        self,
        stop_id: int,
        changes: Mapping[str, object],
        *,
        driving: DrivingPolicy,
        by: Actor,
        at: datetime,
        override: Override | None = None,
    ) -> None:
        """Change the fields that were sent of a stop; `sequence` moves it. Raises NotFound, RuleViolated, Conflict."""
        stop = itinerary.find(self.stops, stop_id)
        check_change_control(self.status, "a change of a stop", by=by, override=override)
        self._begin()
        itinerary.amend(stop, changes)
        sequence = changes.get("sequence")
        place = sequence if isinstance(sequence, int) else stop.sequence
        self._take_stops(itinerary.placed(self.stops, stop, place), driving, edited=stop)
        self._close_edit(Act.STOP_CHANGED, by=by, at=at, reason=override.reason if override else None)

    def remove_stop(
        self, stop_id: int, *, driving: DrivingPolicy, by: Actor, at: datetime, override: Override | None = None
    ) -> None:
        """Call at one place less; later stops move up. Raises NotFound, Conflict."""
        stop = itinerary.find(self.stops, stop_id)
        check_change_control(self.status, "leaving out a stop", by=by, override=override)
        self._begin()
        self._take_stops(itinerary.numbered(other for other in self.stops if other is not stop), driving)
        self._close_edit(Act.STOP_REMOVED, by=by, at=at, reason=override.reason if override else None)

    def take_measured_distance(self, miles: Decimal, *, driving: DrivingPolicy) -> None:
        """Fill in the distance that was missing; the write that needs it (sending a quote) makes the revision."""
        self._begin()
        self.trip, self.distance_measured = replace(self.trip, distance_miles=miles), True
        with Checks() as check:
            editing.settle(self, driving, check)

    def award(self, vendor_id: int, cost: Money, *, by: Actor, at: datetime) -> None:
        """A vendor gets it, for what they bid. Raises Conflict `charter_not_open`."""
        if not self.is_open_for_bids:
            state = "awarded already" if self.vendor_id is not None else self.status.value
            raise Conflict(f"The charter is not open for bids: it is {state}.", code="charter_not_open")
        self._begin()
        self.vendor_id, self.vendor_cost = vendor_id, cost
        self.record(events.CharterWasAwarded(**self.facts(), vendor_cost=cost))
        self._revise(Act.AWARDED, by=by, at=at)

    def confirm(self, *, deposit_is_paid: bool, by: Actor, at: datetime, override: Override | None = None) -> None:
        """It will run: a vendor has it, and the deposit, where there is one, is paid; a manager may override that.

        Raises Conflict `illegal_transition`, `no_vendor` or `deposit_unpaid`.
        """
        require_transition(TRANSITIONS, self.status, CharterStatus.CONFIRMED)
        reason = None
        if override is not None and by.is_manager:
            override.check()
            reason = override.reason
        elif self.vendor_id is None:
            raise Conflict("No vendor has been awarded this charter yet.", code="no_vendor")
        elif self.price.deposit_amount and not deposit_is_paid:
            raise Conflict("The deposit has not been paid yet.", code="deposit_unpaid")
        self._begin()
        self.status = CharterStatus.CONFIRMED
        self.record(events.CharterWasConfirmed(**self.facts()))
        self._revise(Act.CONFIRMED, by=by, at=at, reason=reason)

    def start(self, *, by: Actor, at: datetime) -> None:
        """The trip is under way. Raises Conflict `illegal_transition`."""
        require_transition(TRANSITIONS, self.status, CharterStatus.IN_PROGRESS)
        self._begin()
        self.status = CharterStatus.IN_PROGRESS
        self.record(events.CharterWasStarted(**self.facts()))
        self._revise(Act.STARTED, by=by, at=at)

    def complete(self, *, today: date, by: Actor, at: datetime) -> None:
        """The trip is over. Raises Conflict `illegal_transition`, or `before_trip_date`."""
        require_transition(TRANSITIONS, self.status, CharterStatus.COMPLETED)
        if today < self.trip.trip_date:
            raise Conflict(f"The trip is on {self.trip.trip_date}: it cannot be over yet.", code="before_trip_date")
        self._begin()
        self.status = CharterStatus.COMPLETED
        self.record(events.CharterWasCompleted(**self.facts()))
        self._revise(Act.COMPLETED, by=by, at=at)

    def cancel(self, reason: str, *, by: Actor, at: datetime) -> None:
        """It will not run. Raises Conflict `illegal_transition`, RuleViolated without a reason."""
        require_transition(TRANSITIONS, self.status, CharterStatus.CANCELLED)
        reason = reason.strip()
        with Checks() as check:
            check(bool(reason), "reason", "must not be empty")
        self._begin()
        self.let_quote_expire(at)
        self.status, self.cancellation_reason = CharterStatus.CANCELLED, reason
        self.record(events.CharterWasCancelled(**self.facts(), reason=reason))
        self._revise(Act.CANCELLED, by=by, at=at, reason=reason)

    def _take_stops(self, stops: list[Stop], driving: DrivingPolicy, *, edited: Stop | None = None) -> None:
        with Checks() as check:
            editing.take_stops(self, stops)
            editing.settle(self, driving, check, {edited.id: ""} if edited else None)

    def _check_second_driver(self, wanted: object, check: Checks) -> None:
        hopeless = wanted is False and self.driver_hours.needs_second_driver
        check(not hopeless, "requires_second_driver", self.driver_hours.rule)

    def _close_edit(self, act: Act, *, by: Actor, at: datetime, reason: str | None) -> None:
        if editing.priced(self._revise_edit(act, by=by, at=at, reason=reason)):
            self.let_quote_expire(at)
