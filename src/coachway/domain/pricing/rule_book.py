"""The price list, compiled: a trip finds the rules for it by whose they are, most specific first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.compiled_rule import CompiledRule
from coachway.domain.pricing.model.terms import RuleTerms, TargetKey, same_word
from coachway.domain.pricing.model.trip import QuoteRequest
from coachway.domain.pricing.shelf import Order, Shelf


def slot_order(rule: CompiledRule) -> tuple[int, int]:
    """Among rules for the same target: higher priority, then the later id."""
    return -rule.terms.priority, -rule.terms.rule_id


def multiplier_order(rule: CompiledRule) -> tuple[int, int]:
    """Higher priority first, then the lower id."""
    return -rule.terms.priority, rule.terms.rule_id


def discount_order(rule: CompiledRule) -> tuple[Decimal, int, int]:
    """The highest first."""
    return -(rule.rates.discount_percent or Decimal(0)), *slot_order(rule)


def minimum_order(rule: CompiledRule) -> tuple[Money, int, int]:
    """The highest first."""
    return -(rule.rates.minimum_charge or Money.zero()), *slot_order(rule)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What rules can be for: the shelf that they stand on, the rate that makes them stand there, and the best first."""

    shelf: str
    rate: str
    order: Order


PURPOSES: Final = (
    Purpose("base", "base_rate", slot_order),
    Purpose("mileage", "per_mile_rate", slot_order),
    Purpose("hourly", "per_hour_rate", slot_order),
    Purpose("multipliers", "multiplier", multiplier_order),
    Purpose("discounts", "discount_percent", discount_order),
    Purpose("minimums", "minimum_charge", minimum_order),
)

MOST_CHANGES: Final = 200
"""So many changes of one target are worked into its shelves before they are put up anew, which evens them out."""


class Shelves:
    """The rules of one target, by purpose; None where there are none.

    They are put up when a trip first asks for them, and a few changes then touch only a few branches: neither starting
    nor the change of one rule costs as much as there are rules.
    """

    __slots__ = (
        "_changes",
        "_compiled",
        "base",
        "discounts",
        "hourly",
        "is_up",
        "mileage",
        "minimums",
        "multipliers",
        "rules",
    )

    def __init__(self, rules: Mapping[int, RuleTerms]) -> None:
        self.rules = rules
        self.is_up = False
        self._changes = 0
        self._compiled: dict[int, CompiledRule] = {}
        self.base: Shelf | None = None
        self.mileage: Shelf | None = None
        self.hourly: Shelf | None = None
        self.multipliers: Shelf | None = None
        self.discounts: Shelf | None = None
        self.minimums: Shelf | None = None

    def put_up(self) -> None:
        """Compile the rules."""
        self._compiled = {rule_id: CompiledRule(terms) for rule_id, terms in self.rules.items()}
        for purpose in PURPOSES:
            rules = _serving(purpose, self._compiled.values())
            setattr(self, purpose.shelf, Shelf(rules, purpose.order) if rules else None)
        self.is_up = True

    def changed(self, changes: Mapping[int, RuleTerms | None]) -> Shelves:
        """The shelves with these rules in the place of their earlier versions, or without those that are None."""
        rules = dict(self.rules)
        for rule_id, terms in changes.items():
            rules.pop(rule_id, None)
            if terms is not None:
                rules[rule_id] = terms
        other = Shelves(rules)
        other._changes = self._changes + len(changes)
        if self.is_up and other._changes <= MOST_CHANGES:
            other._take_over(self, changes)
        else:
            other._changes = 0
        return other

    def _take_over(self, former: Shelves, changes: Mapping[int, RuleTerms | None]) -> None:
        self._compiled = dict(former._compiled)
        gone = [self._compiled.pop(rule_id) for rule_id in changes if rule_id in self._compiled]
        added = [CompiledRule(terms) for terms in changes.values() if terms is not None]
        self._compiled |= {rule.terms.rule_id: rule for rule in added}
        for purpose in PURPOSES:
            shelf: Shelf | None = getattr(former, purpose.shelf)
            ours, theirs = _serving(purpose, added), _serving(purpose, gone)
            if shelf is not None:
                shelf = shelf.changed(theirs, ours)
            elif ours:
                shelf = Shelf(ours, purpose.order)
            setattr(self, purpose.shelf, shelf)
        self.is_up = True


def _serving(purpose: Purpose, rules: Iterable[CompiledRule]) -> list[CompiledRule]:
    return [rule for rule in rules if getattr(rule.rates, purpose.rate) is not None]


class RuleBook:
    """All rules in force at one version of the price list; never changes, but is replaced by `changed`."""

    def __init__(self, version: int, targets: Mapping[TargetKey, Shelves], target_of: Mapping[int, TargetKey]) -> None:
        self.version = version
        self._targets = targets
        self._target_of = target_of

    @classmethod
    def of(cls, rules: Iterable[RuleTerms], *, version: int = 0) -> RuleBook:
        """The book of these rules; inactive ones are left out."""
        return EMPTY_BOOK.changed(rules, version=version)

    def changed(self, changes: Iterable[RuleTerms], *, version: int) -> RuleBook:
        """The book in which these versions of rules take the place of earlier ones."""
        target_of, targets = dict(self._target_of), dict(self._targets)
        touched: dict[TargetKey, dict[int, RuleTerms | None]] = defaultdict(dict)
        for terms in changes:
            former = target_of.pop(terms.rule_id, None)
            if former is not None:
                touched[former][terms.rule_id] = None
            if terms.is_active:
                key = target_of[terms.rule_id] = terms.target.key()
                touched[key][terms.rule_id] = terms
        for key, rules in touched.items():
            shelves = targets.pop(key, _EMPTY_SHELVES).changed(rules)
            if shelves.rules:
                targets[key] = shelves
        return RuleBook(version, targets, target_of)

    def shelves_for(self, request: QuoteRequest) -> list[Shelves]:
        """The shelves that a trip may take rules from: client and vehicle, client, route, vehicle, everybody."""
        found = []
        for key in targets_of(request):
            shelves = self._targets.get(key)
            if shelves is not None:
                if not shelves.is_up:
                    shelves.put_up()
                found.append(shelves)
        return found

    def rules(self) -> Iterator[RuleTerms]:
        """All that are in force, in no order."""
        for shelves in self._targets.values():
            yield from shelves.rules.values()

    def rule(self, rule_id: int) -> RuleTerms | None:
        """The version in force; None where there is none."""
        key = self._target_of.get(rule_id)
        return None if key is None else self._targets[key].rules[rule_id]

    def __len__(self) -> int:
        return len(self._target_of)


def targets_of(request: QuoteRequest) -> list[TargetKey]:
    """The targets that a trip is one of, most specific first."""
    vehicle = same_word(request.vehicle_type)
    keys: list[TargetKey] = []
    if request.client_id is not None:
        keys += (request.client_id, vehicle, None, None), (request.client_id, None, None, None)
    if request.origin is not None and request.destination is not None:
        keys.append((None, None, same_word(request.origin), same_word(request.destination)))
    keys += (None, vehicle, None, None), (None, None, None, None)
    return keys


_EMPTY_SHELVES: Final = Shelves({})
EMPTY_BOOK: Final = RuleBook(0, {}, {})
