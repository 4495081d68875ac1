"""What pricing needs from the outside, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.events import Event
from coachway.domain.pricing.model import PricingRule, Quote, RuleTerms
from coachway.domain.pricing.ports import CharterFacts, RuleChange


class InMemoryPricingRules:
    """Rules in a dictionary, and every version that was published, in its order."""

    def __init__(self) -> None:
        self.by_id: dict[int, PricingRule] = {}
        self.published: list[RuleTerms] = []
        self.changes: list[RuleChange] = []
        self.has_unpublished = False

    async def next_id(self) -> int:
        return len(self.by_id) + 1

    def add(self, rule: PricingRule) -> None:
        self.by_id[rule.id] = rule

    async def get(self, rule_id: int) -> PricingRule:
        if rule_id not in self.by_id:
            raise NotFound.of("pricing rule", rule_id)
        return self.by_id[rule_id]

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> list[PricingRule]:
        moved = [rule for _, rule in sorted(self.by_id.items()) if rule.target.client_id == duplicate_id]
        for rule in moved:
            rule.update({"client_id": survivor_id}, at=at)
            rule.collect_events()
        return moved

    async def publish(self, *terms: RuleTerms) -> None:
        self.published += terms

    async def note(self, *changes: RuleChange) -> None:
        self.changes += changes

    async def list_version(self) -> int:
        return len(self.published)

    async def published_between(self, after: int, up_to: int) -> list[RuleTerms]:
        return list({terms.rule_id: terms for terms in self.published[after:up_to]}.values())

    async def versions(self, wanted: Iterable[tuple[int, int]]) -> list[RuleTerms]:
        kept = set(wanted)
        return [terms for terms in self.published if (terms.rule_id, terms.version) in kept]


class InMemoryQuotes:
    def __init__(self) -> None:
        self.by_id: dict[int, Quote] = {}

    async def next_id(self) -> int:
        return len(self.by_id) + 1

    async def next_ids(self, count: int) -> list[int]:
        return [len(self.by_id) + number for number in range(1, count + 1)]

    def add(self, quote: Quote) -> None:
        self.by_id[quote.id] = quote

    async def get(self, quote_id: int) -> Quote:
        if quote_id not in self.by_id:
            raise NotFound.of("quote", quote_id)
        return self.by_id[quote_id]

    async def live_of_charter(self, charter_id: int) -> list[Quote]:
        return [quote for quote in self.by_id.values() if quote.charter_id == charter_id and quote.is_live]

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        for quote in self.by_id.values():
            if quote.client_id == duplicate_id:
                quote.client_id = survivor_id

    async def overdue(self, at: datetime, limit: int) -> list[Quote]:
        return [quote for quote in self.by_id.values() if quote.is_live and quote.valid_until <= at][:limit]


class InMemoryCharterLookup:
    def __init__(self) -> None:
        self.by_id: dict[int, CharterFacts] = {}

    async def facts(self, charter_id: int) -> CharterFacts | None:
        return self.by_id.get(charter_id)


class InMemoryClientLookup:
    """Clients 7 and 8, unless a test says otherwise; it counts how often it was asked."""

    def __init__(self, *client_ids: int) -> None:
        self.ids = set(client_ids or (7, 8))
        self.asked = 0

    async def known(self, client_ids: Collection[int]) -> set[int]:
        self.asked += 1
        return self.ids & set(client_ids)


class FakePricingUnitOfWork:
    def __init__(self) -> None:
        self.pricing_rules = InMemoryPricingRules()
        self.quotes = InMemoryQuotes()
        self.charter_lookup = InMemoryCharterLookup()
        self.recorded: list[Event] = []
        self.actors: list[Actor] = []

    async def act_as(self, actor: Actor) -> None:
        self.actors.append(actor)

    def record(self, event: Event) -> None:
        self.recorded.append(event)

    async def flush(self) -> None:
        """Nothing to write."""
