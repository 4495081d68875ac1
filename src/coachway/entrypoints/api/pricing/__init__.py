"""The price list and quotes: `/api/v1/pricing`."""

from __future__ import annotations

from typing import Any

from coachway.entrypoints.api.health import context_health
from coachway.entrypoints.api.pricing.quotes import QuoteController
from coachway.entrypoints.api.pricing.review import PriceListReviewController
from coachway.entrypoints.api.pricing.rules import PricingRuleController

HANDLERS: list[Any] = [
    context_health("pricing", "/api/v1/pricing", "pricing_health"),
    PriceListReviewController,
    PricingRuleController,
    QuoteController,
]
