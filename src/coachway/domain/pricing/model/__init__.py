"""Rules, trips, prices and quotes."""

from __future__ import annotations

from coachway.domain.pricing.model.calculation import (
    ENGINE_VERSION,
    Calculation,
    Line,
    PricingSettings,
    Rejection,
)
from coachway.domain.pricing.model.kinds import ConflictKind, LineKind, QuoteStatus, RuleScope, RuleType
from coachway.domain.pricing.model.quote import Quote
from coachway.domain.pricing.model.rule import FieldChange, PricingRule
from coachway.domain.pricing.model.terms import Conditions, Rates, RuleTerms, Target
from coachway.domain.pricing.model.trip import QuoteRequest

__all__ = [
    "ENGINE_VERSION",
    "Calculation",
    "Conditions",
    "ConflictKind",
    "FieldChange",
    "Line",
    "LineKind",
    "PricingRule",
    "PricingSettings",
    "Quote",
    "QuoteRequest",
    "QuoteStatus",
    "Rates",
    "Rejection",
    "RuleScope",
    "RuleTerms",
    "RuleType",
    "Target",
]
