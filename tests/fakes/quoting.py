"""Charters and quotes in one transaction, in memory."""

from __future__ import annotations

from typing import Any

from coachway.domain.pricing.ports import PricingRuleRepository
from coachway.domain.pricing.rule_book import RuleBook
from tests.builders.pricing import a_book
from tests.fakes.charters import FakeChartersUnitOfWork
from tests.fakes.pricing import InMemoryCharterLookup, InMemoryPricingRules, InMemoryQuotes


class FakeQuotingUnitOfWork(FakeChartersUnitOfWork):
    """Where quotes are sent and answered; the rules that count are those in the book that a test hands over."""

    def __init__(self) -> None:
        super().__init__()
        self.pricing_rules = InMemoryPricingRules()
        self.quotes = InMemoryQuotes()
        self.charter_lookup = InMemoryCharterLookup()


class FixedRuleBook:
    """Always these rules."""

    def __init__(self, *rules: dict[str, Any]) -> None:
        self._book = a_book(*rules)

    async def current(self, rules: PricingRuleRepository) -> RuleBook:
        return self._book
