"""Who may get leads today: quotas, leave, and what is said of those who may not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachway.domain.sales.roster import Caseload, Roster
from tests.builders.sales import MONDAY, build_roster, build_terms
from tests.fakes.clock import MONDAY_MORNING as NOW

TUESDAY = MONDAY + timedelta(days=1)


def draw(roster: Roster, leads: int) -> Counter[int]:
    return Counter(roster.draw(leads, at=NOW))


def test_a_quota_is_never_exceeded_and_the_rest_goes_on() -> None:
    roster = build_roster(build_terms(quota=2), build_terms(weight=3))
    assert draw(roster, 12) == Counter({1: 2, 2: 10})
    assert roster.places[1].caseload.leads_assigned_today == 2


def test_a_quota_is_fresh_on_the_next_day_without_any_reset() -> None:
    roster = build_roster(build_terms(quota=1))
    assert draw(roster, 3) == Counter({1: 1})
    roster.day = TUESDAY
    assert draw(roster, 3) == Counter({1: 1})
    assert roster.places[1].caseload.total_leads_assigned == 2


def test_beginning_a_day_twice_or_late_grants_nothing_twice() -> None:
    roster = build_roster(build_terms(quota=1))
    roster.begin_day()
    assert draw(roster, 2) == Counter({1: 1})
    roster.begin_day()
    assert not draw(roster, 2)


def test_a_clock_that_still_says_yesterday_grants_nothing() -> None:
    roster = build_roster(build_terms(quota=1), day=TUESDAY)
    draw(roster, 1)
    roster.day = MONDAY
    assert not draw(roster, 1)
    assert roster.places[1].caseload.last_reset_date == TUESDAY


@pytest.mark.parametrize(
    ("leave", "away"),
    [
        ((None, None), False),
        ((MONDAY, MONDAY), True),
        ((MONDAY, None), True),
        ((None, MONDAY), True),
        ((TUESDAY, None), False),
        ((None, date(2026, 3, 1)), False),
        ((date(2026, 2, 1), date(2026, 3, 1)), False),
    ],
)
def test_leave_counts_both_of_its_days(leave: tuple[date | None, date | None], away: bool) -> None:
    roster = build_roster(build_terms(leave=leave))
    assert roster.has_room is not away
    assert roster.can_take(1) is not away


def test_the_disabled_and_the_inactive_are_passed_over() -> None:
    roster = build_roster(build_terms(), build_terms(is_active=False), build_terms(), able={2, 3})
    assert draw(roster, 5) == Counter({3: 5})


def test_a_lead_outside_the_rotation_counts_in_the_total_only() -> None:
    roster = build_roster(build_terms(quota=1), build_terms())
    roster.credit(1, at=NOW)
    caseload = roster.places[1].caseload
    assert (caseload.total_leads_assigned, caseload.leads_assigned_today) == (1, 0)
    assert draw(roster, 2) == Counter({1: 1, 2: 1})


def test_who_knows_the_customer_can_take_a_lead_beyond_their_quota() -> None:
    roster = build_roster(build_terms(quota=0))
    assert roster.can_take(1)
    assert not roster.has_room


def test_an_agent_without_a_rule_can_take_who_they_know_unless_they_are_disabled() -> None:
    roster = build_roster(build_terms(), able={1, 7})
    assert roster.can_take(7)
    assert not roster.can_take(8)


def test_only_what_changed_is_written() -> None:
    roster = build_roster(build_terms(), build_terms(), build_terms())
    draw(roster, 3)
    fresh = Roster(course=roster.course, places=roster.places, able=roster.able, day=roster.day)
    (got,) = fresh.draw(1, at=NOW)
    assert [place.agent_id for place in fresh.changed()] == [got]


def test_everybody_who_would_not_get_the_next_lead_is_told_why() -> None:
    roster = build_roster(
        build_terms(weight=2),
        build_terms(quota=0),
        build_terms(leave=(None, TUESDAY)),
        build_terms(is_active=False),
        build_terms(),
        build_terms(),
        able={1, 2, 3, 4, 5},
    )
    told = roster.explain_next(0, at=NOW)
    assert (told.agent_id, told.agent_name) == (1, "Agent 1")
    assert told.reason == "Their next lead is due first: 0.67 leads behind their share."
    assert {each.agent_id: each.reason for each in told.skipped} == {
        2: "Has had today's 0 leads.",
        3: "On leave until 2026-03-03.",
        4: "Their assignment rule is not active.",
        5: "Not their turn: 0.33 leads behind their share.",
        6: "Their account is disabled, or no longer an agent's.",
    }


def test_those_who_wait_come_before_the_next_lead() -> None:
    roster = build_roster(build_terms(quota=2))
    told = roster.explain_next(2, at=NOW)
    assert told.agent_id is None
    assert [each.agent_id for each in told.skipped] == [1]


@given(
    quotas=st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=1, max_size=6),
    weights=st.lists(st.integers(1, 100), min_size=6, max_size=6),
    days=st.lists(st.integers(0, 15), min_size=1, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_no_quota_is_exceeded_on_any_day_and_no_room_is_left_while_leads_wait(
    quotas: list[int | None], weights: list[int], days: list[int]
) -> None:
    roster = build_roster(*(build_terms(weight=w, quota=q) for q, w in zip(quotas, weights, strict=False)))
    for leads in days:
        had = draw(roster, leads)
        for agent, quota in enumerate(quotas, start=1):
            assert quota is None or had[agent] <= quota
        if had.total() < leads:
            assert not roster.has_room
        roster.day += timedelta(days=1)


def test_a_day_never_goes_back() -> None:
    caseload = Caseload(leads_assigned_today=3, last_reset_date=TUESDAY)
    caseload.begin(MONDAY)
    assert (caseload.leads_assigned_today, caseload.last_reset_date) == (3, TUESDAY)
