"""What pricing needs from the outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.kernel.unit_of_work import UnitOfWork
from coachway.domain.pricing.model import FieldChange, PricingRule, Quote, QuoteStatus, RuleScope, RuleTerms, RuleType
from coachway.domain.pricing.rule_book import RuleBook
from coachway.domain.pricing.views import PricedTrip, PricingRuleView, QuoteView, RuleChangeView


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """The record of one update of a rule: who changed which fields, when, and why if they said."""

    rule_id: int
    rule_version: int
    fields: Sequence[FieldChange]
    changed_by: int | None
    changed_at: datetime
    reason: str | None


class PricingRuleRepository(Protocol):
    """Rules, every version of them, and the history of their fields; versions and history only grow."""

    async def next_id(self) -> int: ...

    def add(self, rule: PricingRule) -> None: ...

    async def get(self, rule_id: int) -> PricingRule:
        """The rule, locked. Raises NotFound."""
        ...

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> list[PricingRule]:
        """All rules of the one client are the other's from now on, each in a new version; locked, by id."""
        ...

    async def publish(self, *terms: RuleTerms) -> None:
        """Keep new versions of rules for good, each of which raises the version of the price list.

        Whoever publishes waits for those who have not committed yet, so that versions of the price list become
        visible in their order.
        """
        ...

    async def note(self, *changes: RuleChange) -> None:
        """Add to the history."""
        ...

    async def list_version(self) -> int:
        """The version of the price list: how many times a rule was published."""
        ...

    @property
    def has_unpublished(self) -> bool:
        """Whether this very transaction has published something that nobody else can see yet."""
        ...

    async def published_between(self, after: int, up_to: int) -> list[RuleTerms]:
        """Of each rule published after one version of the price list, up to another, its last version there."""
        ...

    async def versions(self, wanted: Iterable[tuple[int, int]]) -> list[RuleTerms]:
        """Versions of rules by (rule id, version)."""
        ...


class QuoteRepository(Protocol):
    async def next_id(self) -> int: ...

    async def next_ids(self, count: int) -> list[int]: ...

    def add(self, quote: Quote) -> None: ...

    async def get(self, quote_id: int) -> Quote:
        """The quote, locked. Raises NotFound."""
        ...

    async def live_of_charter(self, charter_id: int) -> list[Quote]:
        """The drafts and sent quotes of a charter, locked, by id."""
        ...

    async def hand_over_client(self, duplicate_id: int, survivor_id: int) -> None:
        """All quotes of the one client are the other's from now on; what they say stays as it is."""
        ...

    async def overdue(self, at: datetime, limit: int) -> list[Quote]:
        """Drafts and sent quotes whose time is over, locked, by id; those that somebody else has locked are left."""
        ...


@dataclass(frozen=True, slots=True)
class CharterFacts:
    """What pricing must know of a charter: whose it is, and at which revision it stands."""

    client_id: int
    revision: int


class CharterLookup(Protocol):
    """The charters context, as pricing needs it."""

    async def facts(self, charter_id: int) -> CharterFacts | None: ...


class ClientLookup(Protocol):
    """The clients context, as pricing needs it."""

    async def known(self, client_ids: Collection[int]) -> Collection[int]:
        """Those of the ids that are a client's."""
        ...


class PricingUnitOfWork(UnitOfWork, Protocol):
    @property
    def pricing_rules(self) -> PricingRuleRepository: ...

    @property
    def quotes(self) -> QuoteRepository: ...

    @property
    def charter_lookup(self) -> CharterLookup: ...


class PricingUnitOfWorkOfSeveral(PricingUnitOfWork, Protocol):
    """One in which several people act, one after the other."""

    async def act_as(self, actor: Actor) -> None:
        """From here on, what happens is this actor's doing; what happened before stays the other's. Raises Conflict."""
        ...


class SharedRuleBook(Protocol):
    """The compiled price list that all quotes of a process share."""

    async def current(self, rules: PricingRuleRepository) -> RuleBook:
        """The book at the version that this transaction sees: it costs one small read while no rule has changed,
        and the reading of what has changed otherwise."""
        ...


@dataclass(frozen=True, slots=True)
class RuleFilter:
    rule_type: RuleType | None = None
    scope: RuleScope | None = None
    client_id: int | None = None
    vehicle_type: str | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class QuoteFilter:
    """`created_to` is the first moment that is too late."""

    client_id: int | None = None
    charter_id: int | None = None
    status: QuoteStatus | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None


class PricedTrips(Protocol):
    """Stored quotes, as a draft of the price list is held against them."""

    async def priced_trips(self, quote_ids: Collection[int]) -> list[PricedTrip]:
        """What these quotes are for, in no order; those that are not there are left out."""
        ...

    async def newest_priced_trips(self, limit: int) -> list[PricedTrip]:
        """What the newest quotes are for, whatever has become of them, newest first."""
        ...


class PricingReads(PricedTrips, Protocol):
    async def rule(self, rule_id: int) -> PricingRuleView:
        """Raises NotFound."""
        ...

    async def rules(self, wanted: RuleFilter, page: PageRequest) -> Page[PricingRuleView]: ...

    async def rule_history(self, rule_id: int, page: PageRequest) -> Page[RuleChangeView]:
        """Field by field, oldest first. Raises NotFound."""
        ...

    async def quote(self, quote_id: int, *, actor: Actor) -> QuoteView:
        """Raises NotFound, also for somebody else's."""
        ...

    async def quotes(self, wanted: QuoteFilter, page: PageRequest, *, actor: Actor) -> Page[QuoteView]:
        """Newest first; a client's own only, where a client asks."""
        ...
