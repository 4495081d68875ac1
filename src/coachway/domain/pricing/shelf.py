"""Finding the rules that a trip can meet without looking at those that it cannot."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any, Final, NamedTuple, TypeAlias

from coachway.domain.pricing.compiled_rule import Bound, CompiledRule, TripPoint

_FEW: Final = 4
"""So many rules are looked through faster than told apart."""

_CROWDED: Final = 12
"""When rules are added, more than this are told apart again."""


class Cut(NamedTuple):
    """Trips below the value, in one of a TripPoint's dimensions, meet only the rules on one side."""

    dimension: int
    value: Bound
    below: Node
    above: Node


Node: TypeAlias = Cut | tuple[CompiledRule, ...]

Order: TypeAlias = Callable[[CompiledRule], Any]
"""By which the best rule is the smallest."""


class Box(NamedTuple):
    """A rule with its corners, while the tree grows."""

    rule: CompiledRule
    lows: TripPoint
    highs: TripPoint


class Shelf:
    """Rules of one target for one purpose, best first, cut by their conditions into small groups.

    Many rules for one target differ by their dates, passengers or miles; cutting at these bounds leaves a trip a
    handful to look at, however many there are. Rules that overlap everywhere stay together.
    """

    __slots__ = ("_order", "_root")

    def __init__(self, rules: Iterable[CompiledRule], order: Order) -> None:
        self._order = order
        self._root = _grow(_boxes(sorted(rules, key=order)))

    def changed(self, gone: Iterable[CompiledRule], added: Iterable[CompiledRule]) -> Shelf:
        """The shelf without some of its rules and with others; branches that they are not on are shared."""
        other = copy(self)
        other._root = _changed(self._root, list(_boxes(gone)), list(_boxes(added)), self._order)
        return other

    def first(self, trip: TripPoint) -> CompiledRule | None:
        """The best rule that holds for the trip."""
        for rule in self.near(trip):
            if rule.is_unconditional or rule.holds_for(trip):
                return rule
        return None

    def all(self, trip: TripPoint) -> list[CompiledRule]:
        """Every rule that holds for the trip, best first."""
        return [rule for rule in self.near(trip) if rule.is_unconditional or rule.holds_for(trip)]

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


def _boxes(rules: Iterable[CompiledRule]) -> tuple[Box, ...]:
    return tuple(Box(rule, *rule.corners()) for rule in rules)


def _changed(node: Node, gone: list[Box], added: list[Box], order: Order) -> Node:
    """The node anew where the boxes reach into it, else itself."""
    if not gone and not added:
        return node
    if isinstance(node, Cut):
        dimension, value = node.dimension, node.value
        gone_below = [box for box in gone if box.lows[dimension] < value]
        gone_above = [box for box in gone if box.highs[dimension] >= value]
        added_below = [box for box in added if box.lows[dimension] < value]
        added_above = [box for box in added if box.highs[dimension] >= value]
        below = _changed(node.below, gone_below, added_below, order)
        return Cut(dimension, value, below, _changed(node.above, gone_above, added_above, order))
    rules = list(node)
    for box in gone:
        rules.remove(box.rule)
    for box in added:
        insort(rules, box.rule, key=order)
    return _grow(_boxes(rules)) if added and len(rules) > _CROWDED else tuple(rules)


def _grow(boxes: tuple[Box, ...]) -> Node:
    if len(boxes) > _FEW:
        larger, dimension, value = min(_cuts(boxes), default=(len(boxes), 0, 0))
        if larger <= len(boxes) * 0.8:
            below = _grow(tuple(box for box in boxes if box.lows[dimension] < value))
            return Cut(dimension, value, below, _grow(tuple(box for box in boxes if box.highs[dimension] >= value)))
    return tuple(box.rule for box in boxes)


def _cuts(boxes: tuple[Box, ...]) -> Iterator[tuple[int, int, Bound]]:
    """Cuts near the middle of each dimension: how many rules the larger side has, the dimension, the value."""
    for dimension in range(len(TripPoint._fields)):
        lows = sorted(box.lows[dimension] for box in boxes)
        middle = lows[len(lows) // 2]
        for below in (bisect_left(lows, middle), bisect_right(lows, middle)):
            if 0 < below < len(lows):
                value = lows[below]
                yield max(below, sum(box.highs[dimension] >= value for box in boxes)), dimension, value
