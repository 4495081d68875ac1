"""The pricing context on PostgreSQL."""

from __future__ import annotations

from functools import cached_property

import coachway.adapters.postgres.pricing.mapping  # noqa: F401
from coachway.adapters.postgres.pricing.repositories import PostgresCharterLookup, PostgresPricingRules, PostgresQuotes
from coachway.adapters.postgres.session import Repositories


class PricingRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""

    @cached_property
    def pricing_rules(self) -> PostgresPricingRules:
        return PostgresPricingRules(self.session)

    @cached_property
    def quotes(self) -> PostgresQuotes:
        return PostgresQuotes(self.session)

    @cached_property
    def charter_lookup(self) -> PostgresCharterLookup:
        return PostgresCharterLookup(self.session)
