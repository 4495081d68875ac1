"""A price worked out again from the very rules that made it."""

from __future__ import annotations

from collections.abc import Iterable

from coachway.domain.pricing.compiled_rule import CompiledRule
from coachway.domain.pricing.engine import price_selected
from coachway.domain.pricing.model.calculation import Calculation, PricingSettings
from coachway.domain.pricing.model.kinds import LineKind
from coachway.domain.pricing.model.terms import RuleTerms
from coachway.domain.pricing.model.trip import QuoteRequest
from coachway.domain.pricing.selection import Selection


def rules_in(calculation: Calculation) -> set[tuple[int, int]]:
    """The rules that made it, by id and version."""
    named = ((line.rule_id, line.rule_version) for line in calculation.lines)
    return {(rule_id, version) for rule_id, version in named if rule_id is not None and version is not None}


def calculated_again(
    request: QuoteRequest, former: Calculation, rules: Iterable[RuleTerms], settings: PricingSettings
) -> Calculation:
    """The price by these rules, each in the part that it had.

    Choosing among them anew would not do: a rule can have kept another one from a part without making a line itself.
    """
    by_version = {(terms.rule_id, terms.version): CompiledRule(terms) for terms in rules}

    def all_in(kind: LineKind) -> list[CompiledRule]:
        lines = (line for line in former.lines if line.line is kind)
        return [by_version[line.rule_id, line.rule_version] for line in lines if line.rule_id and line.rule_version]

    def one_in(kind: LineKind) -> CompiledRule | None:
        return next(iter(all_in(kind)), None)

    chosen = Selection(
        one_in(LineKind.BASE),
        one_in(LineKind.MILEAGE),
        one_in(LineKind.TIME),
        all_in(LineKind.MULTIPLIER),
        one_in(LineKind.DISCOUNT),
        one_in(LineKind.MINIMUM),
    )
    return price_selected(request, chosen, settings, rules_version=former.rules_version)
