"""Rules that can never apply, and rules between which only the id decides."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.compiled_rule import CompiledRule
from coachway.domain.pricing.conflicts import RuleConflict, find_conflicts
from coachway.domain.pricing.contests import CONTESTS
from coachway.domain.pricing.model import ConflictKind, QuoteRequest, RuleScope, RuleTerms, RuleType
from coachway.domain.pricing.reach import Reach
from coachway.domain.pricing.rule_book import RuleBook
from coachway.domain.pricing.selection import Selection, select_rules
from tests.builders.pricing import BASE, MILEAGE, terms_of
from tests.domain.pricing.strategies import START, catalogues, requests, rules
from tests.domain.pricing.test_laws_of_pricing import Catalogue, holds

D = Decimal
SEASON = {"valid_from": date(2026, 3, 2), "valid_until": date(2026, 3, 4)}  # Monday to Wednesday
FOR_CLIENT = {"rule_type": RuleType.CLIENT_SPECIFIC, "scope": RuleScope.CLIENT, "client_id": 7}
WEEKEND = {"rule_type": RuleType.TIME_MULTIPLIER, "multiplier": D("1.2"), "days_of_week": [5, 6]}

few_rules = st.lists(rules(), max_size=4)


def conflicts(*given_rules: dict[str, Any]) -> list[RuleConflict]:
    return find_conflicts(terms_of(given_rules))


def unreachable(*given_rules: dict[str, Any]) -> list[int]:
    return [each.rule_ids[0] for each in conflicts(*given_rules) if each.kind is ConflictKind.UNREACHABLE]


def ties(*given_rules: dict[str, Any]) -> list[tuple[int, ...]]:
    return [tuple(each.rule_ids) for each in conflicts(*given_rules) if each.kind is ConflictKind.TIE]


def test_rules_that_each_have_their_own_trips_are_no_conflict() -> None:
    weekdays = {**BASE, "priority": 1, "days_of_week": [0, 1, 2, 3, 4]}
    assert conflicts(BASE, MILEAGE, weekdays, WEEKEND, FOR_CLIENT | {"base_rate": D(1)}) == []


def test_conditions_that_no_trip_meets_make_a_rule_unreachable() -> None:
    never = (
        {**BASE, **SEASON, "days_of_week": [5, 6]},
        {**BASE, "max_passengers": 0},
        {**BASE, "min_miles": D("0.0001"), "max_miles": D("0.0099")},
    )
    for rule in never:
        assert unreachable(rule) == [1]
    (conflict,) = conflicts(never[0] | {"name": "Weekend"})
    assert conflict.detail == (
        "Rule 1 (Weekend) can never apply: no trip is on Saturday or Sunday, dates from 2026-03-02 to 2026-03-04."
    )


def test_a_rule_behind_a_better_one_for_all_its_trips_is_unreachable() -> None:
    better = {**BASE, "priority": 5, "min_passengers": 10, "name": "Groups"}
    assert unreachable(better, BASE) == []
    assert unreachable(better, {**BASE, "min_passengers": 20}) == [2]
    assert conflicts(better, {**BASE, "min_passengers": 20})[0].detail == (
        "Rule 2 (Rule 2) can never apply: for the base, rule 1 (Groups) always wins."
    )


def test_rules_hide_another_together() -> None:
    weekdays, weekend = ({**BASE, "priority": 1, "days_of_week": days} for days in ([0, 1, 2, 3, 4], [5, 6]))
    night = {**BASE, "priority": 1, "start_time": time(22), "end_time": time(5)}
    day = {**BASE, "priority": 1, "start_time": time(5), "end_time": time(22)}
    assert unreachable(weekdays, weekend, BASE) == [3]
    assert unreachable(weekdays, BASE, weekend, {**BASE, **SEASON, "priority": -1}) == [2, 4]
    # Where the pick-up time is not known, neither the day nor the night holds.
    assert unreachable(night, day, BASE) == []
    assert unreachable(night, day, {**BASE, "start_time": time(4), "end_time": time(23)}) == [3]


def test_a_wider_target_never_hides_a_slot_but_the_better_discount_does() -> None:
    assert unreachable({**BASE, "priority": 99}, FOR_CLIENT | {"base_rate": D(1)}) == []
    discount = FOR_CLIENT | {"discount_percent": D(10)}
    in_a_coach = FOR_CLIENT | {"vehicle_type": "coach", "discount_percent": D(5)}
    assert unreachable(discount, in_a_coach) == [2]
    assert unreachable(discount, in_a_coach | {"base_rate": D(1)}) == []
    assert unreachable({**BASE, "minimum_charge": Money.of(500)}, FOR_CLIENT | {"minimum_charge": Money.of(400)}) == [2]
    assert unreachable(BASE, FOR_CLIENT | {"minimum_charge": Money.zero()}) == [2]


def test_only_exclusive_multipliers_hide_each_other() -> None:
    always = WEEKEND | {"days_of_week": list(range(7)), "priority": 1}
    assert unreachable(always, WEEKEND) == []
    assert unreachable(always, WEEKEND | {"exclusive": True}) == []
    assert unreachable(always | {"exclusive": True}, WEEKEND | {"exclusive": True}) == [2]


def test_equals_that_meet_are_a_tie() -> None:
    late, early = {**BASE, "valid_from": START}, {**BASE, "valid_until": START}
    assert ties(late, early) == [(1, 2)]
    assert ties(late, {**early, "valid_until": date(2026, 3, 1)}) == []
    assert ties(late, {**early, "priority": 1}) == []
    assert ties({**BASE, "name": "Old"}, {**BASE, "name": "New"}) == [(1, 2)]
    (_, tie) = conflicts({**BASE, "name": "Old"}, {**BASE, "name": "New"})
    assert tie.detail == (
        "Rule 1 (Old) and rule 2 (New) fit the same trips with the same priority: for the base, "
        "rule 2 (New) wins only because it is newer."
    )


def test_what_a_better_rule_takes_from_both_is_no_tie() -> None:
    assert ties(BASE, BASE, {**BASE, "priority": 1}) == []
    assert ties({**BASE, "max_passengers": 20}, {**BASE, "min_passengers": 20}, {**BASE, "priority": 1}) == []


def test_exclusive_multipliers_tie_across_targets() -> None:
    seasonal = {"rule_type": RuleType.SEASONAL, "multiplier": D(2), **SEASON, "exclusive": True}
    coach = {"scope": RuleScope.VEHICLE, "vehicle_type": "coach"}
    assert ties(seasonal, seasonal | coach) == [(1, 2)]
    assert ties(seasonal, seasonal | coach | {"exclusive": False}) == []


def test_inactive_rules_are_in_no_conflict() -> None:
    terms = terms_of([BASE, BASE])
    assert find_conflicts([terms[0], replace(terms[1], is_active=False)]) == []


def test_ten_times_the_rules_are_about_ten_times_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Counter[str]()

    def counted(name: str) -> Any:
        own = getattr(Reach, name)

        def look(*reaches: Reach) -> Any:
            looks[name] += 1
            return own(*reaches)

        return look

    for name in ("covers", "within", "without"):
        monkeypatch.setattr(Reach, name, counted(name))

    def work(count: int) -> int:
        looks.clear()
        bands = ({**BASE, "min_passengers": n * 10, "max_passengers": n * 10 + 12} for n in range(count))
        whose = ({**BASE, "scope": RuleScope.VEHICLE, "vehicle_type": f"bus {n}"} for n in range(count))
        assert len(conflicts(*bands, *whose)) == count - 1
        return looks.total()

    assert work(2000) < 15 * work(200)


@given(catalogues, st.lists(requests(), max_size=20))
def test_what_is_unreachable_is_in_no_price(given_rules: Catalogue, trips: list[QuoteRequest]) -> None:
    terms = terms_of(given_rules)
    hidden = {each.rule_ids[0] for each in find_conflicts(terms) if each.kind is ConflictKind.UNREACHABLE}
    for trip in trips:
        assert not hidden & applied(select_rules(trip, RuleBook.of(terms)))


@given(catalogues, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_never_matters(given_rules: Catalogue, lots: random.Random) -> None:
    terms = terms_of(given_rules)
    assert find_conflicts(lots.sample(terms, len(terms))) == find_conflicts(terms)


@settings(max_examples=25)
@given(few_rules)
def test_between_rules_that_tie_only_the_id_decides(given_rules: Catalogue) -> None:
    terms = {each.rule_id: each for each in terms_of(given_rules)}
    for conflict in find_conflicts(terms.values()):
        if conflict.kind is ConflictKind.TIE:
            one, other = (terms[rule_id] for rule_id in conflict.rule_ids)
            narrower = max(one, other, key=lambda each: sum(part is not None for part in each.target.key()))
            trips = _telling_trips(narrower, [one, other])
            assert any(holds(one, trip) and holds(other, trip) for trip in trips)
            assert any(_equals_in(contest, one, other) for contest in CONTESTS)


@settings(max_examples=25)
@given(few_rules)
def test_a_rule_is_unreachable_exactly_when_no_trip_at_all_takes_it(given_rules: Catalogue) -> None:
    terms = terms_of(given_rules)
    found = {each.rule_ids[0] for each in find_conflicts(terms) if each.kind is ConflictKind.UNREACHABLE}
    book = RuleBook.of(terms)
    for rule in terms:
        trips = (trip for trip in _telling_trips(rule, terms) if holds(rule, trip))
        taken = any(rule.rule_id in applied(select_rules(trip, book)) for trip in trips)
        assert taken == (rule.rule_id not in found)


def applied(chosen: Selection) -> set[int]:
    """The rules that make a line, given the right trip; a minimum of nothing makes none."""
    slots = [rule for rule in (chosen.base, chosen.mileage, chosen.hourly, chosen.discount) if rule]
    minimum = [chosen.minimum] if chosen.minimum and chosen.minimum.rates.minimum_charge else []
    return {rule.terms.rule_id for rule in [*slots, *chosen.multipliers, *minimum]}


def _equals_in(contest: Any, one: RuleTerms, other: RuleTerms) -> bool:
    rules = [CompiledRule(one), CompiledRule(other)]
    if not all(contest.is_entered_by(rule) for rule in rules):
        return False
    first, second = (contest.order(rule)[:-1] for rule in rules)
    return bool(first == second)


def _telling_trips(rule: RuleTerms, all_rules: list[RuleTerms]) -> Any:
    """Trips of the rule at every bound of any rule and just beyond it: where one of them wins, so does one of these."""
    when = [each.conditions for each in all_rules]
    seats = {1, *(n for w in when for n in (w.min_passengers, (w.max_passengers or 0) + 1) if n)}
    miles = {D(0), *(m for w in when for m in (w.min_miles, (w.max_miles or D(0)) + D("0.01")) if m is not None)}
    times = {None, time(0), *(t for w in when for t in (w.start_time, w.end_time) if t)}
    days = [date.fromordinal(START.toordinal() + number) for number in range(-8, 29)]
    target = rule.target
    for passengers, distance, pickup, day in product(seats, miles, times, days):
        yield QuoteRequest(
            client_id=target.client_id,
            vehicle_type=target.vehicle_type or "nobody's",
            passengers=passengers,
            trip_date=day,
            distance_miles=distance,
            pickup_time=pickup,
            origin=target.origin,
            destination=target.destination,
        )
