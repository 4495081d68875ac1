"""What is wrong with a price list: rules that can never apply, and rules between which nothing but the id decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from coachway.domain.pricing.compiled_rule import CompiledRule
from coachway.domain.pricing.contests import CONTESTS, Contest, Field
from coachway.domain.pricing.model.kinds import ConflictKind
from coachway.domain.pricing.model.terms import RuleTerms
from coachway.domain.pricing.reach import Reach, reach_of

MOST_TIES_OF_A_RULE: Final = 10
"""In one contest; the rules that would win are named first."""


@dataclass(frozen=True, slots=True)
class RuleConflict:
    """Of `unreachable` the one rule, of `tie` the two in the order of their ids; the detail is a sentence."""

    kind: ConflictKind
    rule_ids: Sequence[int]
    detail: str


def find_conflicts(rules: Iterable[RuleTerms]) -> list[RuleConflict]:
    """The conflicts among these rules, the unreachable ones first, each kind by id; inactive rules have none.

    Whether a rule is hidden is found exactly, but for what a hundred others or more hide only together.
    """
    compiled = [CompiledRule(terms) for terms in rules if terms.is_active]
    reaches = {rule: reach for rule in compiled if (reach := reach_of(rule.terms.conditions)) is not None}
    fields = [Field(contest, reaches) for contest in CONTESTS]
    unreachable = [conflict for rule in compiled if (conflict := _unreachable(rule, reaches.get(rule), fields))]
    found = [*unreachable, *_ties(reaches, fields)]
    return sorted(found, key=lambda each: (each.kind is ConflictKind.TIE, each.rule_ids, each.detail))


def _unreachable(rule: CompiledRule, reach: Reach | None, fields: list[Field]) -> RuleConflict | None:
    if reach is None:
        return _never(rule, f"no trip is {rule.terms.conditions}.")
    if rule.terms.rates.multiplier is not None and not rule.terms.exclusive:
        return None
    losses = []
    for field in fields:
        if field.contest.is_entered_by(rule):
            winners = field.hiding(rule, reach)
            if winners is None:
                return None
            losses.append(f"for the {field.contest.what}, {_names(winners)} always wins")
    return _never(rule, "; ".join(losses) + "." if losses else "a minimum charge of 0.00 raises no price.")


def _never(rule: CompiledRule, why: str) -> RuleConflict:
    return RuleConflict(ConflictKind.UNREACHABLE, (rule.terms.rule_id,), f"R{_name(rule)[1:]} can never apply: {why}")


def _ties(reaches: dict[CompiledRule, Reach], fields: list[Field]) -> Iterator[RuleConflict]:
    contests: dict[tuple[CompiledRule, CompiledRule], list[Contest]] = defaultdict(list)
    for field in fields:
        for rule, reach in reaches.items():
            if field.contest.is_entered_by(rule):
                for winner in field.winning_by_id(rule, reach, most=MOST_TIES_OF_A_RULE):
                    contests[rule, winner].append(field.contest)
    for (loser, winner), over in contests.items():
        what = " and the ".join(contest.what for contest in over)
        yield RuleConflict(
            ConflictKind.TIE,
            sorted((loser.terms.rule_id, winner.terms.rule_id)),
            f"R{_name(loser)[1:]} and {_name(winner)} fit the same trips with the same priority: for the {what}, "
            f"{_name(winner)} wins only because it is {over[0].winner_is}.",
        )


def _name(rule: CompiledRule) -> str:
    return f"rule {rule.terms.rule_id} ({rule.terms.name})"


def _names(rules: list[CompiledRule]) -> str:
    named = [_name(rule) for rule in rules[:3]]
    return " or ".join(named) + (f" or one of {len(rules) - 3} more" if len(rules) > 3 else "")
