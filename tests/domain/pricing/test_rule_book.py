"""The compiled price list looks at few rules, however many there are."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from coachway.domain.pricing.compiled_rule import CompiledRule, TripPoint, point_of
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import RuleScope, RuleType
from coachway.domain.pricing.rule_book import EMPTY_BOOK, MOST_CHANGES, PURPOSES, RuleBook, Shelves, slot_order
from coachway.domain.pricing.shelf import Shelf
from tests.builders.pricing import BASE, SETTINGS, a_book, a_request, a_rule, amounts, terms_of

D = Decimal
MANY = 3000


def bands(number: int) -> dict[str, Any]:
    """One of many base rates that differ by their passengers."""
    return {**BASE, "min_passengers": number * 10, "max_passengers": number * 10 + 9, "base_rate": D(number)}


def days(number: int) -> dict[str, Any]:
    """One of many seasons of three days that overlap."""
    start = date(2020, 1, 1) + timedelta(days=number)
    season = {"valid_from": start, "valid_until": start + timedelta(days=2)}
    return {"rule_type": RuleType.SEASONAL, "multiplier": D(2), **season}


def distances(number: int) -> dict[str, Any]:
    """One of many mileage rates, each from its own distance to the next."""
    return {**BASE, "min_miles": D(number), "max_miles": D(number) + D("0.99"), "base_rate": D(number)}


@pytest.mark.parametrize(
    ("make", "trip"),
    [
        (bands, a_request(passengers=12_345)),
        (days, a_request(trip_date=date(2024, 2, 29))),
        (distances, a_request(distance_miles=D("1234.50"))),
    ],
)
def test_a_trip_meets_few_of_many_rules_and_none_that_fits_is_missed(make: Any, trip: Any) -> None:
    rules = [CompiledRule(terms) for terms in terms_of([make(number) for number in range(MANY)])]
    rules.sort(key=slot_order)
    shelf, point = Shelf(rules, slot_order), point_of(trip)
    assert len(shelf.near(point)) <= 12
    assert shelf.all(point) == [rule for rule in rules if rule.holds_for(point)] != []


def test_rules_for_others_are_not_even_compiled() -> None:
    others = [
        {"rule_type": RuleType.CLIENT_SPECIFIC, "scope": RuleScope.CLIENT, "client_id": number, "base_rate": D(1)}
        for number in range(1, 500)
    ]
    book = a_book(BASE, *others)
    assert len(book) == 500
    assert len(book.shelves_for(a_request(client_id=7))) == 2
    assert sum(shelves.is_up for shelves in book._targets.values()) == 2


def test_a_change_replaces_the_version_before_even_under_another_target() -> None:
    rule = a_rule(1, **BASE)
    before = RuleBook.of([rule.terms()], version=1)
    rule.update({"scope": RuleScope.VEHICLE, "vehicle_type": "Coach", "base_rate": D(400)}, at=rule.updated_at)
    after = before.changed([rule.terms()], version=2)
    (line, _) = price(a_request(), after, SETTINGS).lines
    assert (line.rule_version, str(line.amount)) == (2, "400.00")
    assert amounts(price(a_request(), before, SETTINGS))["base"] == "350.00"
    assert after.version == 2


def test_an_inactive_rule_leaves_the_book_and_comes_back() -> None:
    rule = a_rule(1, **BASE)
    book = RuleBook.of([rule.terms()])
    rule.update({"is_active": False}, at=rule.updated_at)
    without = book.changed([rule.terms()], version=2)
    assert (len(book), len(without), len(EMPTY_BOOK)) == (1, 0, 0)
    rule.update({"is_active": True}, at=rule.updated_at)
    assert len(without.changed([rule.terms()], version=3)) == 1


def test_vehicles_and_places_are_the_same_in_any_case_and_spacing() -> None:
    route = {"scope": RuleScope.ROUTE, "origin": "New York,  NY", "destination": "Boston, MA"}
    book = a_book({**BASE, **route})
    trip = a_request(origin=" new york, ny", destination="BOSTON,   MA ")
    assert amounts(price(trip, book, SETTINGS))["base"] == "350.00"


@pytest.mark.parametrize("make", [bands, days, distances])
def test_changed_shelves_are_the_shelves_put_up_anew(make: Any) -> None:
    lots = random.Random(7)
    former = terms_of([make(number) for number in range(300)])
    everybody = [replace(terms, rule_id=terms.rule_id + 1000) for terms in terms_of([BASE] * 3)]
    shelves = Shelves({})
    for terms in (*former, *everybody):
        shelves = shelves.changed({terms.rule_id: terms})
    assert not shelves.is_up
    shelves.put_up()
    for _ in range(MOST_CHANGES):
        rule_id = lots.choice(list(shelves.rules))
        other = terms_of([make(lots.randrange(400))])[0] if lots.random() < 0.6 else None
        shelves = shelves.changed({rule_id: replace(other, rule_id=rule_id) if other else None})
        assert shelves.is_up, "few changes are worked in"
    anew = Shelves(shelves.rules)
    anew.put_up()
    for _ in range(200):
        day = date(2020, 1, 1) + timedelta(days=lots.randrange(400))
        trip = a_request(passengers=lots.randrange(1, 4000), trip_date=day, distance_miles=D(lots.randrange(400)))
        for purpose in PURPOSES:
            ours, theirs = (found(each, purpose.shelf, point_of(trip)) for each in (shelves, anew))
            assert ours == theirs
    assert not shelves.changed({1: None}).is_up, "and many even themselves out"


def found(shelves: Shelves, name: str, trip: TripPoint) -> list[tuple[int, int]]:
    shelf: Shelf | None = getattr(shelves, name)
    return [] if shelf is None else [(rule.terms.rule_id, rule.terms.version) for rule in shelf.all(trip)]


def test_a_change_leaves_the_branches_alone_that_it_does_not_reach() -> None:
    rules = [CompiledRule(terms) for terms in terms_of([bands(number) for number in range(MANY)])]
    shelf = Shelf(rules, slot_order)
    near, far = (point_of(a_request(passengers=passengers)) for passengers in (20_005, 5))
    other = CompiledRule(replace(rules[2000].terms, version=2))
    changed = shelf.changed([rules[2000]], [other])
    assert (shelf.first(near), changed.first(near)) == (rules[2000], other)
    assert changed.near(far) is shelf.near(far)
