"""Finding the rules that a trip can meet without looking at those that it cannot."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from coachway.domain.pricing.compiled_rule import Bound, CompiledRule, TripPoint

_FEW: Final = 4
"""So many rules are looked through faster than told apart."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Trips below the value, in one of a TripPoint's dimensions, meet only the rules on one side."""

    dimension: int
    value: Bound
    below: Node
    above: Node


Node: TypeAlias = Cut | tuple[CompiledRule, ...]


class Shelf:
    """Rules of one target for one purpose, best first, cut by their conditions into small groups.

    Many rules for one target differ by their dates, passengers or miles; cutting at these bounds leaves a trip a
    handful to look at, however many there are. Rules that overlap everywhere stay together.
    """

    __slots__ = ("_root",)

    def __init__(self, best_first: Sequence[CompiledRule]) -> None:
        self._root = _grow(tuple(best_first))

    def first(self, trip: TripPoint) -> CompiledRule | None:
        """The best rule that holds for the trip."""
        for rule in self.near(trip):
            if rule.holds_for(trip):
                return rule
        return None

    def all(self, trip: TripPoint) -> list[CompiledRule]:
        """Every rule that holds for the trip, best first."""
        return [rule for rule in self.near(trip) if rule.holds_for(trip)]

    def between(self, lows: TripPoint, highs: TripPoint) -> Iterator[tuple[CompiledRule, ...]]:
        """The groups of rules, each best first, that trips between these corners could meet; some come twice."""
        nodes = [self._root]
        while nodes:
            node = nodes.pop()
            if isinstance(node, Cut):
                if highs[node.dimension] >= node.value:
                    nodes.append(node.above)
                if lows[node.dimension] < node.value:
                    nodes.append(node.below)
            else:
                yield node

    def near(self, trip: TripPoint) -> tuple[CompiledRule, ...]:
        """The few rules that the trip could meet, best first."""
        node = self._root
        while isinstance(node, Cut):
            node = node.below if trip[node.dimension] < node.value else node.above
        return node


def up_to_unconditional(best_first: Iterable[CompiledRule]) -> list[CompiledRule]:
    """Without the rules behind one that always holds, where only the first counts: they can never be it."""
    kept = []
    for rule in best_first:
        kept.append(rule)
        if rule.is_unconditional:
            break
    return kept


def _grow(rules: tuple[CompiledRule, ...]) -> Node:
    if len(rules) <= _FEW:
        return rules
    larger, dimension, value = min(_cuts(rules), default=(len(rules), 0, 0))
    if larger > len(rules) * 0.8:
        return rules
    return Cut(
        dimension,
        value,
        _grow(tuple(rule for rule in rules if rule.lows[dimension] < value)),
        _grow(tuple(rule for rule in rules if rule.highs[dimension] >= value)),
    )


def _cuts(rules: tuple[CompiledRule, ...]) -> Iterator[tuple[int, int, Bound]]:
    """Cuts near the middle of each dimension: how many rules the larger side has, the dimension, the value."""
    for dimension in range(len(TripPoint._fields)):
        lows = sorted(rule.lows[dimension] for rule in rules)
        middle = lows[len(lows) // 2]
        for below in (bisect_left(lows, middle), bisect_right(lows, middle)):
            if 0 < below < len(lows):
                value = lows[below]
                yield max(below, sum(rule.highs[dimension] >= value for rule in rules)), dimension, value
