"""What happens to prices. That a quote was sent, accepted or declined is a fact about its charter, and told there."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.kernel.events import Event
from coachway.domain.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class PricingRuleWasCreated(Event, name="pricing_rule.created"):
    rule_id: int
    rule_version: int


@dataclass(frozen=True, kw_only=True)
class PricingRuleWasChanged(Event, name="pricing_rule.changed"):
    """Deactivating is a change of `is_active`."""

    rule_id: int
    rule_version: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class QuoteWasCalculated(Event, name="quote.calculated"):
    quote_id: int
    client_id: int | None
    charter_id: int | None
    total: Money


@dataclass(frozen=True, kw_only=True)
class QuoteExpired(Event, name="quote.expired"):
    quote_id: int
    client_id: int | None
    charter_id: int | None
