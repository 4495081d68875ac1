"""The fairness law of lead assignment, and what may never break it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coachway.domain.sales.assignment import TICKS, Course, Member, Seat, hand_out

WEIGHTS = st.lists(st.integers(1, 100), min_size=1, max_size=12)
BREAKS_SMOOTH_ROUND_ROBIN = [1, 1, 10, 50, 5, 50, 5, 50, 50, 1, 1, 1]


class Office:
    """A rotation with its agents, and what each is due, reckoned apart from it."""

    def __init__(self, weights: list[int]) -> None:
        self.course, self.seats = Course(), dict[int, Seat]()
        self.members = {agent: Member(agent, weight) for agent, weight in enumerate(weights, start=1)}

    def next(self) -> int:
        (agent,) = hand_out(self.course, self.seats, self.members.values(), 1)
        return agent

    def ahead(self, agent: int) -> Fraction:
        """How many leads more than due an agent of the rotation has had."""
        seat = self.seats[agent]
        course = self.course
        now = Fraction(course.base) + Fraction(course.leads * TICKS, course.total_weight)
        return (seat.start - now) * seat.weight / TICKS


def assert_fair(weights: list[int], leads: int) -> None:
    office, had = Office(weights), Counter[int]()
    total = sum(weights)
    for n in range(1, leads + 1):
        had[office.next()] += 1
        for agent, weight in enumerate(weights, start=1):
            assert abs(had[agent] - Fraction(n * weight, total)) < 1


@given(WEIGHTS, st.integers(1, 120))
@example(BREAKS_SMOOTH_ROUND_ROBIN, 450)
@settings(max_examples=60, deadline=None)
def test_nobody_is_ever_a_whole_lead_ahead_or_behind(weights: list[int], leads: int) -> None:
    assert_fair(weights, leads)


@given(WEIGHTS)
@settings(max_examples=40, deadline=None)
def test_a_full_round_gives_everybody_exactly_their_weight(weights: list[int]) -> None:
    office = Office(weights)
    had = Counter(hand_out(office.course, office.seats, office.members.values(), sum(weights)))
    assert had == Counter(dict(enumerate(weights, start=1)))


@given(WEIGHTS, st.lists(st.integers(0, 40), max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_batch_is_what_the_same_leads_one_by_one_would_be(weights: list[int], batches: list[int]) -> None:
    singly, together = Office(weights), Office(weights)
    for batch in batches:
        one_by_one = [singly.next() for _ in range(batch)]
        assert hand_out(together.course, together.seats, together.members.values(), batch) == one_by_one
    hand_out(singly.course, singly.seats, singly.members.values(), 0)
    hand_out(together.course, together.seats, together.members.values(), 0)
    assert (singly.course, singly.seats) == (together.course, together.seats)


def test_the_first_eight_of_weights_three_and_one_are_those_of_the_worked_example() -> None:
    office = Office([3, 1])
    assert "".join("ab"[office.next() - 1] for _ in range(8)) == "aabaaaba"


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["pause", "return", "reweigh"]),
        st.integers(0, 11),
        st.integers(1, 100),
        st.integers(0, 25),
    ),
    max_size=12,
)


@given(st.lists(st.integers(1, 100), min_size=2, max_size=12), CHANGES)
@settings(max_examples=80, deadline=None)
def test_the_bound_holds_plus_what_was_carried_when_the_set_or_a_weight_changes(
    weights: list[int], changes: list[tuple[str, int, int, int]]
) -> None:
    office = Office(weights)
    away: dict[int, Member] = {}
    for kind, who, weight, leads in [("begin", 0, 1, 10), *changes]:
        present = sorted(office.members)
        if kind == "pause" and len(present) > 1:
            agent = present[who % len(present)]
            away[agent] = office.members.pop(agent)
        elif kind == "return" and away:
            agent = sorted(away)[who % len(away)]
            office.members[agent] = away.pop(agent)
        elif kind == "reweigh":
            agent = present[who % len(present)]
            office.members[agent] = replace(office.members[agent], weight=weight)
        hand_out(office.course, office.seats, office.members.values(), 0)
        carried = {agent: office.ahead(agent) for agent in office.members}
        allowed = 1 + sum(abs(lead) for lead in carried.values())
        had, total = Counter[int](), sum(member.weight for member in office.members.values())
        for n in range(1, leads + 1):
            had[office.next()] += 1
            for agent, member in office.members.items():
                assert abs(had[agent] - Fraction(n * member.weight, total)) < allowed


def test_who_stays_keeps_what_they_are_behind_when_somebody_leaves() -> None:
    office = Office([1, 1, 1])
    assert office.next() == 1
    del office.members[3]
    assert [office.next() for _ in range(4)] == [2, 1, 2, 1]
    assert (office.ahead(1), office.ahead(2)) == (Fraction(2, 3), Fraction(-1, 3))


def test_small_weights_are_not_starved_by_frequent_changes() -> None:
    office = Office([1, 99])
    had = Counter[int]()
    for round_ in range(400):
        if round_ % 2:
            office.members[3] = Member(3, 1)
        else:
            office.members.pop(3, None)
        had[office.next()] += 1
    assert had[1] >= 3


def test_coming_back_brings_no_burst_and_no_credit() -> None:
    office = Office([1, 1])
    away = office.members.pop(2)
    assert {office.next() for _ in range(20)} == {1}
    office.members[2] = away
    assert [office.next() for _ in range(6)].count(2) == 3


def test_who_joins_starts_level_and_does_not_catch_up() -> None:
    office = Office([1, 1])
    for _ in range(50):
        office.next()
    office.members[3] = Member(3, 1)
    assert Counter(office.next() for _ in range(9)) == Counter({1: 3, 2: 3, 3: 3})


def test_a_tie_falls_to_whoever_was_assigned_longest_ago_then_to_the_lower_id() -> None:
    office = Office([1, 1, 1])
    assert [office.next() for _ in range(3)] == [1, 2, 3]
    office.seats[1].last_turn = 99
    assert [office.next() for _ in range(3)] == [2, 3, 1]


def test_whoever_runs_out_of_room_gets_no_more_and_the_rest_goes_to_the_others() -> None:
    course, seats = Course(), dict[int, Seat]()
    members = [Member(1, 1, room=2), Member(2, 1), Member(3, 1, room=1)]
    assert Counter(hand_out(course, seats, members, 10)) == Counter({1: 2, 2: 7, 3: 1})


def test_leads_are_left_over_when_nobody_has_room() -> None:
    course, seats = Course(), dict[int, Seat]()
    assert hand_out(course, seats, [Member(1, 1, room=1), Member(2, 5, room=2)], 9).count(2) == 2
    assert hand_out(course, seats, [Member(1, 1, room=0)], 3) == []
    assert hand_out(course, seats, [], 3) == []


def test_a_set_that_stands_touches_only_the_seat_that_got_the_lead() -> None:
    office = Office([3, 1, 2])
    office.next()
    before = {agent: replace(seat) for agent, seat in office.seats.items()}
    got = office.next()
    assert {agent for agent, seat in office.seats.items() if seat != before[agent]} == {got}


@pytest.mark.parametrize("weights", [[1], [100], [7, 7, 7]])
def test_equal_weights_take_turns(weights: list[int]) -> None:
    office = Office(weights)
    everybody = list(range(1, len(weights) + 1))
    assert [office.next() for _ in range(3 * len(weights))] == everybody * 3
