"""Revisions: whatever was done to a charter, every state that it was in can be had again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.charters.model import FIELDS, Charter, CharterStatus, Override, Price, Revision
from coachway.domain.charters.model.fields import plain_value
from coachway.domain.kernel.money import Money
from tests.builders.charters import AGENT, DRIVING, MANAGER, NOW, a_charter, a_link, a_stop

MONEY = st.integers(0, 10_000_000).map(lambda cents: Money(Decimal(cents) / 100))
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20).map(str.strip)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "passengers": st.integers(1, 60),
    "vehicle_count": st.integers(1, 3),
    "vehicle_type": st.sampled_from(["coach", "minibus"]),
    "trip_date": st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    "pickup_time": st.none() | st.times().map(lambda at: time(at.hour, at.minute)),
    "distance_miles": st.none() | st.decimals(0, 900, places=2),
    "deadhead_miles": st.none() | st.decimals(0, 90, places=2),
    "trip_hours": st.none() | st.decimals(1, 20, places=2),
    "amenities": st.lists(st.sampled_from(["wifi", "restroom", "water"]), unique=True).map(tuple),
    "notes": st.none() | TEXT,
    "driver_name": st.none() | TEXT,
    "agent_id": st.none() | st.integers(1, 9),
    "total_cost": MONEY,
    "deposit_amount": st.none() | MONEY,
    "vendor_cost": st.none() | MONEY,
}
CHANGES = st.fixed_dictionaries({}, optional=VALUES).filter(bool)
STOPS: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {"location": TEXT.filter(bool)},
    optional={
        "state": st.sampled_from(["MA", "NY"]),
        "sequence": st.integers(1, 5),
        "estimated_arrival": st.just(NOW),
    },
)
Act = Callable[[Charter], None]
WAY: dict[str, Any] = {"driving": DRIVING, "by": MANAGER, "at": NOW}
OVERRIDE: dict[str, Any] = {**WAY, "override": Override("Agreed by phone")}


def updated(changes: dict[str, object]) -> Act:
    return lambda charter: charter.update(changes, **OVERRIDE)


def stop_added(values: dict[str, object]) -> Act:
    def add(charter: Charter) -> None:
        stop_id = max((stop.id for stop in charter.stops), default=0) + 1
        sequence = values.get("sequence")
        stop = a_stop(stop_id, str(values["location"]))
        charter.add_stop(stop, sequence if isinstance(sequence, int) else None, **OVERRIDE)

    return add


def stop_changed(values: dict[str, object]) -> Act:
    return lambda charter: charter.change_stop(charter.stops[-1].id, values, **OVERRIDE) if charter.stops else None


def stop_removed(charter: Charter) -> None:
    if charter.stops:
        charter.remove_stop(charter.stops[0].id, **OVERRIDE)


def moved_on(charter: Charter) -> None:
    """One step further in its life, as far as that goes under change control."""
    if charter.status is CharterStatus.QUOTE and charter.link is None:
        charter.send_quote(a_link(), Price(total_cost=Money.of(700)), by=AGENT, at=NOW)
    elif charter.status is CharterStatus.QUOTE:
        charter.book(by=AGENT, at=NOW)
    elif charter.is_open_for_bids:
        charter.award(5, Money.of(500), by=MANAGER, at=NOW)
    elif charter.status is CharterStatus.BOOKED:
        charter.confirm(deposit_is_paid=True, by=AGENT, at=NOW)


ACTS = st.lists(
    CHANGES.map(updated) | STOPS.map(stop_added) | STOPS.map(stop_changed) | st.just(stop_removed) | st.just(moved_on),
    max_size=12,
)


def lived(acts: list[Act]) -> tuple[list[dict[str, object]], list[Revision]]:
    """The charter's state after each of its revisions, and these revisions."""
    charter = a_charter()
    states = [charter.state()]
    for act in acts:
        before = charter.revision_number
        act(charter)
        if charter.revision_number > before:
            states.append(charter.state())
    return states, charter.collect_revisions()


@given(ACTS)
def test_each_revision_holds_the_state_that_was_saved_with_it(acts: list[Act]) -> None:
    states, revisions = lived(acts)
    assert [revision.revision_number for revision in revisions] == list(range(1, len(states) + 1))
    assert [revision.state for revision in revisions] == states


@given(ACTS)
def test_what_changed_leads_from_each_state_to_the_next_and_back(acts: list[Act]) -> None:
    states, revisions = lived(acts)
    for number, revision in enumerate(revisions[1:], start=1):
        after = {name: change["after"] for name, change in revision.changes.items()}
        before = {name: change["before"] for name, change in revision.changes.items()}
        assert {**states[number - 1], **after} == states[number]
        assert {**states[number], **before} == states[number - 1]
        assert all(change["before"] != change["after"] for change in revision.changes.values())


@given(ACTS)
def test_a_state_that_went_through_json_is_read_as_the_same_values(acts: list[Act]) -> None:
    states, _ = lived(acts)
    for state in states:
        kept = json.loads(json.dumps(state))
        assert kept == state
        assert set(kept) == set(FIELDS)
        for name, plain in kept.items():
            if plain is not None and name != "stops":
                assert plain_value(name, FIELDS[name].kind.read(plain)) == plain


@given(ACTS)
def test_any_earlier_trip_can_be_put_back_as_it_was(acts: list[Act]) -> None:
    """A change case that proposes an old state leads to it, stops and all."""
    states, _ = lived(acts)
    taken_back = a_charter(charter_id=1)
    taken_back.book(by=AGENT, at=NOW)
    names = [name for name, field in FIELDS.items() if field.agreed and name not in ("client_id", "stops")]
    for state in states:
        if state["total_cost"] is None:
            continue
        old: dict[str, object] = {name: state[name] for name in names if name != "requires_second_driver"}
        stops = [{name: value for name, value in stop.items() if name != "id"} for stop in _list(state["stops"])]
        ids = range(100, 100 + len(stops))
        taken_back.apply(old | {"stops": stops}, driving=DRIVING, by=MANAGER, at=NOW, new_stop_ids=ids)
        now = taken_back.state()
        assert {name: now[name] for name in old} == old
        assert [{**stop, "id": None} for stop in _list(now["stops"])] == [
            {**stop, "id": None} for stop in _list(state["stops"])
        ]


def _list(stops: Any) -> list[dict[str, Any]]:
    return list(stops)
