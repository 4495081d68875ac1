"""The pricing rule: one entry of the price list, whose every change makes a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.pricing.events import PricingRuleWasChanged, PricingRuleWasCreated
from coachway.domain.pricing.model.kinds import RuleScope, RuleType
from coachway.domain.pricing.model.rule_shape import check_rule
from coachway.domain.pricing.model.terms import Conditions, Rates, RuleTerms, Target

_PART_OF: Final = {
    field.name: part
    for part, kind in (("target", Target), ("conditions", Conditions), ("rates", Rates))
    for field in fields(kind)
}
_OWN: Final = ("name", "description", "rule_type", "scope", "priority", "exclusive", "is_active")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a rule before and after, by its name on the wire."""

    field_name: str
    old_value: object
    new_value: object


@dataclass(eq=False, kw_only=True)
class PricingRule(Aggregate):
    """A rule in force while `is_active`; deactivated ones are kept, since quotes were made by them."""

    id: int
    name: str
    description: str | None
    rule_type: RuleType
    scope: RuleScope
    target: Target
    conditions: Conditions
    rates: Rates
    priority: int
    exclusive: bool
    is_active: bool
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def create(
        cls,
        *,
        rule_id: int,
        values: Mapping[str, object],
        created_by: int | None,
        at: datetime,
        client_is_known: bool = True,
    ) -> PricingRule:
        """From values by field name; what is not given has its default. Raises RuleViolated with every reason."""
        rule = cls(
            id=rule_id,
            name="",
            description=None,
            rule_type=RuleType.BASE_RATE,
            scope=RuleScope.GLOBAL,
            target=Target(),
            conditions=Conditions(),
            rates=Rates(),
            priority=0,
            exclusive=False,
            is_active=True,
            created_by=created_by,
            created_at=at,
            updated_at=at,
        )
        rule._assign(values)
        check_rule(rule.terms(), client_is_known=client_is_known)
        rule.record(PricingRuleWasCreated(rule_id=rule.id, rule_version=rule.version))
        return rule

    def update(self, values: Mapping[str, object], *, at: datetime, client_is_known: bool = True) -> list[FieldChange]:
        """Change what was sent and tell what differs; nothing that differs is no new version. Raises RuleViolated."""
        before = {name: self.value_of(name) for name in values}
        self._assign(values)
        check_rule(self.terms(), client_is_known=client_is_known)
        changes = [
            FieldChange(name, before[name], self.value_of(name))
            for name in values
            if before[name] != self.value_of(name)
        ]
        if changes:
            self.version += 1
            self.updated_at = at
            names = tuple(change.field_name for change in changes)
            self.record(PricingRuleWasChanged(rule_id=self.id, rule_version=self.version, fields=names))
        return changes

    def value_of(self, field: str) -> object:
        """The value of a field by its name on the wire. Raises AttributeError for what is none."""
        part = _PART_OF.get(field)
        value: object = getattr(getattr(self, part) if part else self, field)
        return value

    def terms(self) -> RuleTerms:
        """What this version of the rule says, frozen."""
        return RuleTerms(
            rule_id=self.id,
            version=self.version,
            name=self.name,
            rule_type=self.rule_type,
            scope=self.scope,
            target=self.target,
            conditions=self.conditions,
            rates=self.rates,
            priority=self.priority,
            exclusive=self.exclusive,
            is_active=self.is_active,
        )

    def _assign(self, values: Mapping[str, object]) -> None:
        parts: dict[str, dict[str, Any]] = {"target": {}, "conditions": {}, "rates": {}}
        for name, value in values.items():
            if name in _OWN:
                setattr(self, name, value)
            else:
                parts[_PART_OF[name]][name] = value
        if "days_of_week" in parts["conditions"]:
            parts["conditions"]["days_of_week"] = tuple(sorted(parts["conditions"]["days_of_week"] or ()))
        for name, word in parts["target"].items():
            parts["target"][name] = " ".join(word.split()) if isinstance(word, str) else word
        self.target = replace(self.target, **parts["target"])
        self.conditions = replace(self.conditions, **parts["conditions"])
        self.rates = replace(self.rates, **parts["rates"])
        self.name = " ".join(self.name.split())
