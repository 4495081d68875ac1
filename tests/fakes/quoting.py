"""Charters and quotes in one transaction, in memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from coachway.domain.kernel.errors import NotFound
from coachway.domain.pricing.model import Quote
from coachway.domain.pricing.ports import CharterLookup, PricingRuleRepository
from coachway.domain.pricing.rule_book import RuleBook
from tests.builders.pricing import a_book
from tests.fakes.charters import FakeChartersUnitOfWork


class InMemoryQuotes:
    def __init__(self) -> None:
        self.by_id: dict[int, Quote] = {}

    async def next_id(self) -> int:
        return len(self.by_id) + 1

    def add(self, quote: Quote) -> None:
        self.by_id[quote.id] = quote

    async def get(self, quote_id: int) -> Quote:
        if quote_id not in self.by_id:
            raise NotFound.of("quote", quote_id)
        return self.by_id[quote_id]

    async def live_of_charter(self, charter_id: int) -> list[Quote]:
        return [quote for quote in self.by_id.values() if quote.charter_id == charter_id and quote.is_live]

    async def overdue(self, at: datetime, limit: int) -> list[Quote]:
        return [quote for quote in self.by_id.values() if quote.is_live and quote.valid_until <= at][:limit]


class FakeQuotingUnitOfWork(FakeChartersUnitOfWork):
    """Where quotes are sent and answered; the rules are in the book that a test hands over, not here."""

    pricing_rules: PricingRuleRepository
    charter_lookup: CharterLookup

    def __init__(self) -> None:
        super().__init__()
        self.quotes = InMemoryQuotes()
        self.pricing_rules = None  # type: ignore[assignment]  # the fixed book never asks
        self.charter_lookup = None  # type: ignore[assignment]  # a quote for a charter's revision never asks


class FixedRuleBook:
    """Always these rules."""

    def __init__(self, *rules: dict[str, Any]) -> None:
        self._book = a_book(*rules)

    async def current(self, rules: PricingRuleRepository) -> RuleBook:
        return self._book
