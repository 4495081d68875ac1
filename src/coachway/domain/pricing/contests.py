"""What rules compete for: each slot, being the one exclusive multiplier, the discount and the minimum charge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

from coachway.domain.pricing.compiled_rule import CompiledRule, TripPoint
from coachway.domain.pricing.model.terms import TargetKey
from coachway.domain.pricing.reach import Reach
from coachway.domain.pricing.rule_book import discount_order, minimum_order, multiplier_order, slot_order
from coachway.domain.pricing.shelf import Shelf

_MOST_LOOKS: Final = 128
"""So many rivals are held against one rule before it is taken to be free of them."""

Place: TypeAlias = tuple[Any, ...]
"""Where a rule stands among all that enter: the smaller wins. Without its last part, the id, equals share it."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One thing that only one of the rules that a trip meets can be.

    For a slot only rules of the same target compete, since another target decides by being more specific; for the
    others the rules of wider targets do too.
    """

    what: str
    is_entered_by: Callable[[CompiledRule], bool]
    order: Callable[[CompiledRule], Place]
    against_wider: bool
    winner_is: str


CONTESTS: Final = (
    Contest("base", lambda rule: rule.rates.base_rate is not None, slot_order, False, "newer"),
    Contest("mileage", lambda rule: rule.rates.per_mile_rate is not None, slot_order, False, "newer"),
    Contest("time", lambda rule: rule.rates.per_hour_rate is not None, slot_order, False, "newer"),
    Contest(
        "exclusive multiplier",
        lambda rule: rule.rates.multiplier is not None and rule.terms.exclusive,
        multiplier_order,
        True,
        "older",
    ),
    Contest("discount", lambda rule: rule.rates.discount_percent is not None, discount_order, True, "newer"),
    # A minimum charge of nothing raises no price.
    Contest("minimum charge", lambda rule: bool(rule.rates.minimum_charge), minimum_order, True, "newer"),
)


class Field:
    """All rules that enter one contest, found by their targets and by the trips that they fit."""

    def __init__(self, contest: Contest, reaches: Mapping[CompiledRule, Reach]) -> None:
        self.contest = contest
        self._reaches = reaches
        self._places = {rule: contest.order(rule) for rule in reaches if contest.is_entered_by(rule)}
        by_target: dict[TargetKey, list[CompiledRule]] = defaultdict(list)
        equals: dict[tuple[TargetKey, Place], list[CompiledRule]] = defaultdict(list)
        for rule, place in sorted(self._places.items(), key=lambda entry: entry[1]):
            key = rule.terms.target.key()
            by_target[key].append(rule)
            equals[key, place[:-1]].append(rule)
        self._by_target = {key: Shelf(rules, contest.order) for key, rules in by_target.items()}
        self._equals = {key: Shelf(rules, contest.order) for key, rules in equals.items()}

    def hiding(self, rule: CompiledRule, reach: Reach) -> list[CompiledRule] | None:
        """The rules that win against this one wherever it fits; None when it wins somewhere."""
        shelves, place = self._shelves_against(rule), self._places[rule]
        trip = reach.a_trip()
        for rival in islice(self._before(place, shelves, trip, trip), _MOST_LOOKS):
            if self._reaches[rival].covers(reach):
                return [rival]
        return self._taking_all(reach, shelves, place)

    def winning_by_id(self, rule: CompiledRule, reach: Reach, *, most: int) -> list[CompiledRule]:
        """Rules that win against this one only by their ids, for trips that no better rule takes from both."""
        place, better = self._places[rule], self._shelves_against(rule)
        standing = place[:-1]
        if self._taking_all(reach, better, standing) is not None:
            return []
        equal = [shelf for key in self._targets_against(rule) if (shelf := self._equals.get((key, standing)))]
        found: dict[CompiledRule, None] = {}
        for rival in islice(self._before(place, equal, reach.lows(), reach.highs()), _MOST_LOOKS):
            both = reach.within(self._reaches[rival])
            if both is not None and self._taking_all(both, better, standing) is None:
                found[rival] = None
                if len(found) == most:
                    break
        return list(found)

    def _taking_all(self, reach: Reach, shelves: list[Shelf], place: Place) -> list[CompiledRule] | None:
        """The rules before that place that leave nothing of the region; None when something stays."""
        takers: dict[CompiledRule, None] = {}
        parts, looks = [reach], 0
        while parts:
            part = parts.pop()
            for rival in self._before(place, shelves, part.lows(), part.highs()):
                looks += 1
                if looks > _MOST_LOOKS:
                    return None
                met = part.within(self._reaches[rival])
                if met is not None:
                    takers[rival] = None
                    parts += part.without(met)
                    break
            else:
                return None
        return list(takers)

    def _before(self, place: Place, shelves: list[Shelf], lows: TripPoint, highs: TripPoint) -> Iterator[CompiledRule]:
        """The rules near those trips that come before that place; a shorter place comes before its equals."""
        for shelf in shelves:
            for group in shelf.between(lows, highs):
                for rival in group:
                    if self._places[rival] >= place:
                        break
                    yield rival

    def _shelves_against(self, rule: CompiledRule) -> list[Shelf]:
        return [shelf for key in self._targets_against(rule) if (shelf := self._by_target.get(key))]

    def _targets_against(self, rule: CompiledRule) -> Iterable[TargetKey]:
        """The rule's own target, and the wider ones where their rules compete with it."""
        own = client_id, vehicle, _, _ = rule.terms.target.key()
        if not self.contest.against_wider:
            return (own,)
        everybody = (None, None, None, None)
        return dict.fromkeys((own, (client_id, None, None, None), (None, vehicle, None, None), everybody))
