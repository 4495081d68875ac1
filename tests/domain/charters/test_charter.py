"""The life of a charter: what may follow what, and what each write leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.charters.events import CharterWasAwarded, CharterWasBooked, CharterWasCancelled, QuoteWasAccepted
from coachway.domain.charters.model import Acceptance, Act, Charter, CharterStatus, Override, Price
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.kernel.money import Money
from tests.builders.charters import (
    AGENT,
    CLIENT,
    DRIVING,
    MANAGER,
    NOW,
    a_booked_charter,
    a_charter,
    a_link,
    a_quoted_charter,
    a_stop,
)

ACCEPTANCE = Acceptance(NOW, "198.51.100.7", "a browser", "Clara")


def refused_fields(error: pytest.ExceptionInfo[RuleViolated]) -> set[str]:
    return {failure.field for failure in error.value.fields}


def test_all_bad_fields_are_named_at_once() -> None:
    with pytest.raises(RuleViolated) as error:
        a_charter(
            passengers=0,
            vehicle_type="",
            return_date=date(2026, 3, 1),
            trip_hours=Decimal(-1),
            distance_miles=Decimal(-1),
            price=Price(total_cost=Money.of(-1)),
            stops=[a_stop(1, latitude=Decimal(95))],
        )
    assert refused_fields(error) == {
        "passengers", "vehicle_type", "return_date", "trip_hours", "distance_miles", "total_cost",
        "stops.0.latitude", "stops.0.longitude",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trip_hours", Decimal("1e30")),
        ("trip_hours", Decimal("1.005")),
        ("distance_miles", Decimal("1e30")),
        ("trip_date", date(9999, 12, 31)),
        ("trip_date", date(1, 1, 1)),
    ],
)
def test_absurd_values_are_refused_and_break_nothing(field: str, value: object) -> None:
    with pytest.raises(RuleViolated) as error:
        a_charter(**{field: value})
    assert refused_fields(error) == {field}


def test_a_new_charter_is_a_quote_at_revision_1() -> None:
    charter = a_charter()
    assert charter.status is CharterStatus.QUOTE
    (revision,) = charter.collect_revisions()
    assert (revision.revision_number, revision.action, revision.changes) == (1, Act.CREATED, {})
    assert revision.state["passengers"] == 40


def test_every_write_is_one_revision_with_what_it_changed_and_the_whole_state_it_left() -> None:
    charter = a_charter()
    charter.collect_revisions()
    charter.update({"passengers": 45, "notes": "more people"}, driving=DRIVING, by=AGENT, at=NOW)
    (revision,) = charter.collect_revisions()
    assert revision.revision_number == charter.revision_number == 2
    assert revision.changes == {
        "passengers": {"before": 40, "after": 45},
        "notes": {"before": None, "after": "more people"},
    }
    assert revision.state == charter.state()
    assert (revision.changed_by, revision.changed_by_name) == (AGENT.user_id, AGENT.name)


def test_it_is_booked_only_with_a_price() -> None:
    with pytest.raises(Conflict) as error:
        a_charter(price=Price()).book(by=AGENT, at=NOW)
    assert error.value.code == "not_priced"


def test_an_illegal_move_names_what_is_allowed() -> None:
    with pytest.raises(Conflict) as error:
        a_charter().start(by=AGENT, at=NOW)
    assert error.value.detail == "Cannot move from 'quote' to 'in_progress'. Allowed: booked, cancelled"


def test_it_is_not_over_before_its_day() -> None:
    charter = a_booked_charter()
    charter.confirm(deposit_is_paid=False, by=MANAGER, at=NOW, override=Override("The client is good for it"))
    charter.start(by=AGENT, at=NOW)
    with pytest.raises(Conflict) as error:
        charter.complete(today=charter.trip.trip_date - timedelta(days=1), by=AGENT, at=NOW)
    assert error.value.code == "before_trip_date"
    charter.complete(today=charter.trip.trip_date, by=AGENT, at=NOW)
    assert charter.status is CharterStatus.COMPLETED


def test_confirming_wants_a_vendor_and_a_paid_deposit() -> None:
    charter = a_booked_charter()
    with pytest.raises(Conflict) as no_vendor:
        charter.confirm(deposit_is_paid=True, by=AGENT, at=NOW)
    charter.award(5, Money.of(500), by=MANAGER, at=NOW)
    with pytest.raises(Conflict) as unpaid:
        charter.confirm(deposit_is_paid=False, by=AGENT, at=NOW)
    assert (no_vendor.value.code, unpaid.value.code) == ("no_vendor", "deposit_unpaid")
    charter.confirm(deposit_is_paid=True, by=AGENT, at=NOW)
    assert charter.status is CharterStatus.CONFIRMED


def test_an_override_of_an_agent_counts_for_nothing() -> None:
    with pytest.raises(Conflict):
        a_booked_charter().confirm(deposit_is_paid=True, by=AGENT, at=NOW, override=Override("please"))


def test_a_second_award_loses() -> None:
    charter = a_booked_charter()
    charter.award(5, Money.of(500), by=MANAGER, at=NOW)
    assert not charter.is_open_for_bids
    with pytest.raises(Conflict) as error:
        charter.award(6, Money.of(400), by=MANAGER, at=NOW)
    assert error.value.code == "charter_not_open"
    assert (charter.vendor_id, charter.vendor_cost) == (5, Money.of(500))
    assert [type(event) for event in charter.collect_events()][-2:] == [CharterWasBooked, CharterWasAwarded]


def test_cancelling_says_why() -> None:
    charter = a_booked_charter()
    with pytest.raises(RuleViolated):
        charter.cancel("  ", by=MANAGER, at=NOW)
    charter.cancel("The wedding is off", by=MANAGER, at=NOW)
    event = charter.collect_events()[-1]
    assert isinstance(event, CharterWasCancelled)
    assert event.reason == charter.cancellation_reason == "The wedding is off"


class TestTheQuote:
    def test_accepting_books_it_and_is_one_revision(self) -> None:
        charter = a_quoted_charter()
        before = charter.revision_number
        charter.accept_quote(ACCEPTANCE, by=CLIENT, at=NOW)
        assert charter.status is CharterStatus.BOOKED
        assert charter.acceptance == ACCEPTANCE
        assert charter.revision_number == before + 1
        assert [type(event) for event in charter.collect_events()][-2:] == [QuoteWasAccepted, CharterWasBooked]

    def test_a_second_accept_loses(self) -> None:
        charter = a_quoted_charter()
        charter.accept_quote(ACCEPTANCE, by=CLIENT, at=NOW)
        with pytest.raises(Conflict) as error:
            charter.accept_quote(ACCEPTANCE, by=CLIENT, at=NOW)
        assert error.value.code == "already_accepted"

    def test_an_expired_one_is_refused(self) -> None:
        charter = a_quoted_charter()
        assert charter.link
        with pytest.raises(Conflict) as error:
            charter.accept_quote(ACCEPTANCE, by=CLIENT, at=charter.link.expires_at)
        assert error.value.code == "quote_expired"

    def test_a_priced_edit_lets_it_expire(self) -> None:
        charter = a_quoted_charter()
        charter.update({"passengers": 44}, driving=DRIVING, by=AGENT, at=NOW)
        with pytest.raises(Conflict) as error:
            charter.accept_quote(ACCEPTANCE, by=CLIENT, at=NOW)
        assert error.value.code == "quote_expired"

    @pytest.mark.parametrize("changes", [{"notes": "call before"}, {"amenities": ("wifi",)}, {"passengers": 40}])
    def test_an_edit_that_touches_no_price_lets_it_stand(self, changes: dict[str, object]) -> None:
        charter = a_quoted_charter()
        charter.update(changes, driving=DRIVING, by=AGENT, at=NOW)
        charter.accept_quote(ACCEPTANCE, by=CLIENT, at=NOW)
        assert charter.status is CharterStatus.BOOKED

    def test_a_declined_one_leaves_the_charter_for_another(self) -> None:
        charter = a_quoted_charter()
        charter.decline_quote(by=CLIENT, at=NOW)
        assert charter.status is CharterStatus.QUOTE
        with pytest.raises(Conflict) as error:
            charter.accept_quote(ACCEPTANCE, by=CLIENT, at=NOW)
        assert error.value.code == "quote_declined"
        charter.send_quote(a_link(4), Price(total_cost=Money.of(700)), by=AGENT, at=NOW)
        charter.accept_quote(ACCEPTANCE, by=CLIENT, at=NOW)
        assert charter.price.total_cost == Money.of(700)

    def test_no_event_carries_the_secret(self) -> None:
        charter = a_quoted_charter()
        charter.accept_quote(ACCEPTANCE, by=CLIENT, at=NOW)
        assert charter.link
        assert charter.link.token not in repr(charter.collect_events())
        assert charter.link.token not in repr(charter.collect_revisions())


class TestChangeControl:
    def test_what_was_agreed_changes_through_a_change_case(self) -> None:
        charter = a_booked_charter()
        with pytest.raises(Conflict) as error:
            charter.update({"passengers": 41, "notes": "x"}, driving=DRIVING, by=MANAGER, at=NOW)
        assert error.value.code == "change_case_required"

    def test_what_was_not_agreed_changes_at_once(self) -> None:
        charter = a_booked_charter()
        charter.update({"driver_name": "Dora", "passengers": 40}, driving=DRIVING, by=AGENT, at=NOW)
        assert charter.driver_name == "Dora"

    def test_a_manager_may_override_and_the_reason_is_kept(self) -> None:
        charter = a_booked_charter()
        charter.update({"passengers": 41}, driving=DRIVING, by=MANAGER, at=NOW, override=Override("agreed by phone"))
        assert charter.collect_revisions()[-1].reason == "agreed by phone"

    def test_an_override_needs_its_reason(self) -> None:
        with pytest.raises(RuleViolated) as error:
            a_booked_charter().update({"passengers": 41}, driving=DRIVING, by=MANAGER, at=NOW, override=Override(" "))
        assert refused_fields(error) == {"reason"}

    def test_stops_are_agreed_too(self) -> None:
        charter = a_booked_charter()
        with pytest.raises(Conflict) as added:
            charter.add_stop(a_stop(9), None, driving=DRIVING, by=AGENT, at=NOW)
        with pytest.raises(Conflict) as changed:
            charter.change_stop(1, {"location": "X"}, driving=DRIVING, by=AGENT, at=NOW)
        with pytest.raises(Conflict) as removed:
            charter.remove_stop(1, driving=DRIVING, by=AGENT, at=NOW, override=Override("I want to"))
        assert {error.value.code for error in (added, changed, removed)} == {"change_case_required"}
        assert [stop.location for stop in charter.stops] == ["Boston", "New York"]


@pytest.mark.parametrize("closed", [CharterStatus.COMPLETED, CharterStatus.CANCELLED])
@pytest.mark.parametrize("by", [AGENT, MANAGER])
class TestWhatIsOver:
    def charter(self, closed: CharterStatus) -> Charter:
        charter = a_booked_charter()
        charter.status = closed
        return charter

    def test_is_not_changed_any_more_not_even_by_an_override(self, closed: CharterStatus, by: Actor) -> None:
        charter = self.charter(closed)
        way: dict[str, Any] = {"driving": DRIVING, "by": by, "at": NOW}
        override = Override("It was otherwise")
        edits: list[Callable[[], None]] = [
            lambda: charter.update({"passengers": 41}, override=override, **way),
            lambda: charter.update({"passengers": 41}, **way),
            lambda: charter.add_stop(a_stop(9), None, override=override, **way),
            lambda: charter.change_stop(1, {"location": "X"}, override=override, **way),
            lambda: charter.remove_stop(1, override=override, **way),
        ]
        refusals = []
        for edit in edits:
            with pytest.raises(Conflict) as refusal:
                edit()
            refusals.append(refusal.value.code)
        assert refusals == ["charter_closed"] * 5
        assert charter.trip.passengers == 40
        assert [stop.location for stop in charter.stops] == ["Boston", "New York"]

    def test_still_takes_a_note(self, closed: CharterStatus, by: Actor) -> None:
        charter = self.charter(closed)
        charter.update({"notes": "They left a bag", "passengers": 40}, driving=DRIVING, by=by, at=NOW)
        assert charter.notes == "They left a bag"


class TestAnImplementedChange:
    def test_is_one_revision_from_plain_values(self) -> None:
        charter = a_booked_charter()
        before = charter.revision_number
        changes = {"passenger_count": 48, "trip_date": "2026-04-02", "pickup_time": "09:30", "total_cost": 810}
        charter.apply(changes, driving=DRIVING, by=AGENT, at=NOW, reason="CHG-2026-0001")
        assert charter.revision_number == before + 1
        assert charter.trip == replace(charter.trip, passengers=48, trip_date=date(2026, 4, 2))
        assert charter.plain_value_of("pickup_time") == "09:30"
        assert charter.price.total_cost == Money.of(810)

    def test_names_every_field_it_cannot_change(self) -> None:
        with pytest.raises(RuleViolated) as error:
            a_booked_charter().apply(
                {"status": "completed", "colour": "red", "passengers": "many", "trip_date": None},
                driving=DRIVING,
                by=AGENT,
                at=NOW,
            )
        assert refused_fields(error) == {"status", "colour", "passengers", "trip_date"}

    def test_takes_the_stops_whole_and_knows_those_that_stay(self) -> None:
        charter = a_booked_charter()
        changes = {"stops": [{"id": 2, "location": "New York"}, {"location": "Hartford"}]}
        charter.apply(changes, driving=DRIVING, by=AGENT, at=NOW, new_stop_ids=[9])
        assert [(stop.id, stop.sequence, stop.location) for stop in charter.stops] == [
            (2, 1, "New York"),
            (9, 2, "Hartford"),
        ]

    def test_is_only_for_what_is_booked(self) -> None:
        with pytest.raises(Conflict) as error:
            a_charter().apply({"passengers": 1}, driving=DRIVING, by=AGENT, at=NOW)
        assert error.value.code == "charter_not_booked"

    @pytest.mark.parametrize(
        ("field", "plain", "held"),
        [
            ("passenger_count", 40, True),
            ("passengers", 41, False),
            ("total_cost", 726.5, True),
            ("total_cost", "726.50", True),
            ("distance_miles", 120.0, True),
            ("trip_date", "2026-04-01", True),
            ("trip_date", "soon", False),
            ("return_date", None, True),
            ("return_date", "2026-04-01", False),
            ("stops", [{"location": "Boston"}, {"location": "New York"}], True),
            ("stops", [{"location": "Boston"}], False),
            ("stops", [{"sequence": 2, "location": "New York"}, {"sequence": 1, "location": "Boston"}], True),
        ],
    )
    def test_its_before_is_held_against_what_is(self, field: str, plain: object, held: bool) -> None:
        assert a_booked_charter().holds(field, plain) is held
