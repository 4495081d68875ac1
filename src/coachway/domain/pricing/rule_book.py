"""The price list, compiled: a trip finds the rules for it by whose they are, most specific first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.compiled_rule import CompiledRule
from coachway.domain.pricing.model.terms import RuleTerms, TargetKey, same_word
from coachway.domain.pricing.model.trip import QuoteRequest
from coachway.domain.pricing.shelf import Shelf, up_to_unconditional


class Shelves:
    """The rules of one target, by purpose; None where there are none.

    They are put up when a trip first asks for them, so that neither starting nor the change of one rule costs as much
    as there are rules for others.
    """

    __slots__ = ("base", "discounts", "hourly", "is_up", "mileage", "minimums", "multipliers", "rules")

    def __init__(self, rules: Mapping[int, RuleTerms]) -> None:
        self.rules = rules
        self.is_up = False
        self.base: Shelf | None = None
        self.mileage: Shelf | None = None
        self.hourly: Shelf | None = None
        self.multipliers: Shelf | None = None
        self.discounts: Shelf | None = None
        self.minimums: Shelf | None = None

    def put_up(self) -> None:
        """Compile the rules."""
        rules = [CompiledRule(terms) for terms in self.rules.values()]
        self.base = _winners([rule for rule in rules if rule.rates.base_rate is not None], slot_order)
        self.mileage = _winners([rule for rule in rules if rule.rates.per_mile_rate is not None], slot_order)
        self.hourly = _winners([rule for rule in rules if rule.rates.per_hour_rate is not None], slot_order)
        self.discounts = _winners([rule for rule in rules if rule.rates.discount_percent is not None], discount_order)
        self.minimums = _winners([rule for rule in rules if rule.rates.minimum_charge is not None], minimum_order)
        multiplying = [rule for rule in rules if rule.rates.multiplier is not None]
        self.multipliers = Shelf(sorted(multiplying, key=multiplier_order)) if multiplying else None
        self.is_up = True


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


def _winners(rules: list[CompiledRule], order: Callable[[CompiledRule], Any]) -> Shelf | None:
    """A shelf from which only the first rule that holds is taken."""
    return Shelf(up_to_unconditional(sorted(rules, key=order))) if rules else None


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
        target_of = dict(self._target_of)
        touched: dict[TargetKey, dict[int, RuleTerms]] = {}

        def rules_at(key: TargetKey) -> dict[int, RuleTerms]:
            if key not in touched:
                shelves = self._targets.get(key)
                touched[key] = dict(shelves.rules) if shelves is not None else {}
            return touched[key]

        for terms in changes:
            former = target_of.pop(terms.rule_id, None)
            if former is not None:
                del rules_at(former)[terms.rule_id]
            if terms.is_active:
                key = target_of[terms.rule_id] = terms.target.key()
                rules_at(key)[terms.rule_id] = terms
        targets = {key: shelves for key, shelves in self._targets.items() if key not in touched}
        targets |= {key: Shelves(rules) for key, rules in touched.items() if rules}
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


EMPTY_BOOK: Final = RuleBook(0, {}, {})
