"""How rules and quotes lie in their tables."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy.orm import composite

from coachway.adapters.postgres.metadata import mapper_registry
from coachway.adapters.postgres.pricing.tables import pricing_rules, quotes
from coachway.domain.pricing.model import Calculation, Conditions, PricingRule, Quote, Rates, Target


def _part(name: str, kind: type[Any]) -> dict[str, Any]:
    """The properties that keep a part of a rule in columns named like its fields; it is never missing."""
    hidden = {f"_{field.name}": pricing_rules.c[field.name] for field in fields(kind)}
    return {**hidden, name: composite(kind, *hidden, return_none_on=None)}


# The rule counts its versions itself, because they mean something: quotes name them.
mapper_registry.map_imperatively(
    PricingRule,
    pricing_rules,
    version_id_col=pricing_rules.c.version,
    version_id_generator=False,
    properties={**_part("target", Target), **_part("conditions", Conditions), **_part("rates", Rates)},
)
mapper_registry.map_imperatively(
    Quote,
    quotes,
    version_id_col=quotes.c.version,
    properties={
        "_breakdown": quotes.c.breakdown,
        "_rules_version": quotes.c.rules_version,
        "total": quotes.c.total,
        "calculation": composite(Calculation, "_breakdown", "total", "_rules_version", return_none_on=None),
    },
)
