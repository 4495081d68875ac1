"""What can be edited of a change case, under the names by which the outside world knows each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Protocol

from coachway.domain.changes.model.values import (
    NO_IMPACT,
    NO_PRICES,
    ChangePriority,
    ChangeType,
    Impact,
    PriceProposal,
    ProposedChange,
    Stakes,
)
from coachway.domain.kernel.errors import Checks
from coachway.domain.kernel.money import Money

_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "impact_level": ("impact", "level"),
    "impact_assessment": ("impact", "assessment"),
    "affects_vendor": ("impact", "affects_vendor"),
    "affects_pricing": ("impact", "affects_pricing"),
    "affects_schedule": ("impact", "affects_schedule"),
    "current_price": ("pricing", "current"),
    "proposed_price": ("pricing", "proposed"),
}
_LONGEST_TEXT: Final = 10_000


class HasDraft(Protocol):
    """Whatever has all the fields of a draft, such as a case."""

    change_type: ChangeType
    priority: ChangePriority
    title: str
    description: str | None
    reason: str | None
    impact: Impact
    pricing: PriceProposal
    proposed_changes: tuple[ProposedChange, ...]
    tags: list[str]
    attachments: list[str]
    related_change_cases: list[int]
    due_date: date | None


@dataclass(frozen=True, kw_only=True)
class CaseDraft:
    """The content of a case, as asked for or as edited; only acceptable ones can be made. Raises RuleViolated."""

    change_type: ChangeType
    priority: ChangePriority = ChangePriority.MEDIUM
    title: str
    description: str | None = None
    reason: str | None = None
    impact: Impact = NO_IMPACT
    pricing: PriceProposal = NO_PRICES
    proposed_changes: tuple[ProposedChange, ...] = ()
    tags: list[str]
    attachments: list[str]
    related_change_cases: list[int]
    due_date: date | None = None

    def __post_init__(self) -> None:
        with Checks() as check:
            check(0 < len(self.title.strip()) <= 200, "title", "must have 1 to 200 characters")
            for name, text in (
                ("description", self.description),
                ("reason", self.reason),
                ("impact_assessment", self.impact.assessment),
            ):
                check(len(text or "") <= _LONGEST_TEXT, name, f"must have at most {_LONGEST_TEXT} characters")
            for name, price in (
                ("current_price", self.pricing.current),
                ("proposed_price", self.pricing.proposed),
            ):
                check(price is None or price >= Money.zero(), name, "must not be negative")
            check(len(self.tags) <= 50, "tags", "must be at most 50")
            check(all(0 < len(tag) <= 100 for tag in self.tags), "tags", "must have 1 to 100 characters each")
            check(len(self.attachments) <= 50, "attachments", "must be at most 50")
            check(len(self.related_change_cases) <= 50, "related_change_cases", "must be at most 50")

    @classmethod
    def of(cls, case: HasDraft) -> CaseDraft:
        return cls(**{each.name: getattr(case, each.name) for each in fields(cls)})

    @property
    def stakes(self) -> Stakes:
        return Stakes.of(self.change_type, self.priority, self.impact, self.pricing, self.proposed_changes)

    def parts(self) -> dict[str, Any]:
        """Its parts by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def with_changes(self, changes: Mapping[str, object]) -> CaseDraft:
        """The draft with the fields that were sent, by their outer names (`impact_level`, `proposed_price`, …)."""
        changed: dict[str, Any] = {}
        for name, value in changes.items():
            if name in _PARTS:
                part, attribute = _PARTS[name]
                current = changed.get(part, getattr(self, part))
                changed[part] = replace(current, **{attribute: value})
            else:
                changed[name] = value
        return replace(self, **changed)

    def differences_to(self, other: CaseDraft) -> dict[str, dict[str, object]]:
        """The fields in which another draft differs, by their outer names, as plain values before and after."""
        before, after = self.plain(), other.plain()
        return {
            name: {"before": before[name], "after": value} for name, value in after.items() if before[name] != value
        }

    def plain(self) -> dict[str, object]:
        """Every field by its outer name, as a plain JSON value; money as text, so that it stays exact."""
        flat = {name: getattr(getattr(self, part), attribute) for name, (part, attribute) in _PARTS.items()}
        whole = {name: value for name, value in self.parts().items() if name not in ("impact", "pricing")}
        return {name: _plain(value) for name, value in (whole | flat).items()}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Money | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return {each.field: {"before": each.before, "after": each.after} for each in value}
    return value
