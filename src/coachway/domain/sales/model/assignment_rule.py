"""The assignment rule: on which terms an agent takes part in the rotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Checks
from coachway.domain.sales.assignment import HEAVIEST
from coachway.domain.sales.events import AssignmentRuleWasCreated, AssignmentRuleWasUpdated
from coachway.domain.sales.roster import Terms

TERMS: Final = frozenset(field.name for field in fields(Terms))


@dataclass(eq=False, kw_only=True)
class AssignmentRule(Aggregate):
    """One agent's terms; there is at most one for each agent."""

    id: int
    agent_id: int
    agent_name: str
    terms: Terms
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def create(cls, *, rule_id: int, agent_id: int, agent_name: str, terms: Terms, at: datetime) -> AssignmentRule:
        """A new rule. Raises RuleViolated."""
        rule = cls(
            id=rule_id, agent_id=agent_id, agent_name=agent_name.strip(), terms=terms, created_at=at, updated_at=at
        )
        rule._check()
        rule.record(AssignmentRuleWasCreated(rule_id=rule.id, agent_id=agent_id))
        return rule

    def update(self, changes: Mapping[str, Any], *, at: datetime) -> None:
        """Change the name and the terms that were sent. Raises RuleViolated."""
        self.terms = replace(self.terms, **{name: value for name, value in changes.items() if name in TERMS})
        self.agent_name = str(changes.get("agent_name", self.agent_name)).strip()
        self.updated_at = at
        self._check()
        self.record(AssignmentRuleWasUpdated(rule_id=self.id, agent_id=self.agent_id, fields=sorted(changes)))

    def _check(self) -> None:
        with Checks() as check:
            check(bool(self.agent_name), "agent_name", "must not be empty")
            check(len(self.agent_name) <= 200, "agent_name", "must have at most 200 characters")
            check_terms(self.terms, check)


def check_terms(terms: Terms, check: Checks) -> None:
    """Name every value that no terms can have."""
    quota, start, end = terms.max_leads_per_day, terms.unavailable_from, terms.unavailable_until
    check(1 <= terms.weight <= HEAVIEST, "weight", f"must be 1 to {HEAVIEST}")
    check(quota is None or 0 <= quota <= 1_000_000, "max_leads_per_day", "must be 0 to 1000000")
    check(start is None or end is None or start <= end, "unavailable_until", "must not be before its start")
