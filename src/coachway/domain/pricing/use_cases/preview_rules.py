"""What stored quotes would have cost by a draft of the price list; nothing is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks, FieldError, RuleViolated
from coachway.domain.kernel.money import Money
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.model import PricingRule, RuleTerms
from coachway.domain.pricing.ports import ClientLookup, PricedTrips, PricingUnitOfWork, SharedRuleBook
from coachway.domain.pricing.rule_book import RuleBook
from coachway.domain.pricing.use_cases.known_clients import unknown_clients
from coachway.domain.pricing.use_cases.manage_rules import CreateRule
from coachway.domain.pricing.views import PreviewedQuoteView, PreviewView, PricedTrip

MOST_DRAFTS: Final = 200
MOST_QUOTES: Final = 500
NEWEST_QUOTES: Final = 200
"""So many are looked at where no quotes are named."""

_AFTER_ALL_RULES: Final = 2**62
"""Drafts come after every rule there is, as new rules do."""


@dataclass(frozen=True, kw_only=True)
class PreviewRules:
    """Today's price list with these rules added and those taken out, for these quotes, or else the newest."""

    rules: Sequence[CreateRule]
    replace_rule_ids: Sequence[int] = ()
    quote_ids: Sequence[int] | None = None


async def preview_rules(
    command: PreviewRules,
    *,
    actor: Actor,
    uow: PricingUnitOfWork,
    clock: Clock,
    rule_book: SharedRuleBook,
    quotes: PricedTrips,
    clients: ClientLookup,
) -> PreviewView:
    """Each quote as it stands against what the draft makes of its trip, with the quote's own fees and settings.

    The same few reads, however many rules and quotes. Raises RuleViolated, naming every bad field.
    """
    with Checks() as check:
        check(len(command.rules) <= MOST_DRAFTS, "rules", f"must be at most {MOST_DRAFTS}")
        check(len(command.quote_ids or ()) <= MOST_QUOTES, "quote_ids", f"must be at most {MOST_QUOTES}")
    book = await rule_book.current(uow.pricing_rules)
    trips = await _trips(command.quote_ids, quotes)
    unknown = await unknown_clients((draft.values.get("client_id") for draft in command.rules), clients)
    drafts, refused = [], []
    for number, draft in enumerate(command.rules):
        try:
            drafts.append(_draft(draft, _AFTER_ALL_RULES + number, actor=actor, clock=clock, unknown=unknown))
        except RuleViolated as error:
            refused += [FieldError(f"rules.{number}.{each.field}", each.message) for each in error.fields]
    with Checks(code="rule_does_not_fit" if refused else None) as check:
        check.failed += refused
        for number, rule_id in enumerate(command.replace_rule_ids):
            check(book.rule(rule_id) is not None, f"replace_rule_ids.{number}", f"there is no rule {rule_id} in force")
        found = {trip.quote_id for trip in trips}
        for number, quote_id in enumerate(command.quote_ids or ()):
            check(quote_id in found, f"quote_ids.{number}", f"there is no quote {quote_id}")
    return _compared(trips, _drafted(book, drafts, command.replace_rule_ids))


async def _trips(quote_ids: Sequence[int] | None, quotes: PricedTrips) -> list[PricedTrip]:
    """In the order in which they were named, each once; else the newest first."""
    if quote_ids is None:
        return await quotes.newest_priced_trips(NEWEST_QUOTES)
    found = {trip.quote_id: trip for trip in await quotes.priced_trips(quote_ids)}
    return [found[quote_id] for quote_id in dict.fromkeys(quote_ids) if quote_id in found]


def _draft(draft: CreateRule, rule_id: int, *, actor: Actor, clock: Clock, unknown: Collection[object]) -> RuleTerms:
    """The rule as creating it would make it. Raises RuleViolated, Forbidden."""
    return PricingRule.create(
        rule_id=rule_id,
        values=draft.values,
        created_by=actor.naming(draft.created_by).acting_id,
        at=clock.now(),
        client_is_known=draft.values.get("client_id") not in unknown,
    ).terms()


def _drafted(book: RuleBook, drafts: list[RuleTerms], replaced: Sequence[int]) -> RuleBook:
    gone = [replace(terms, is_active=False) for rule_id in replaced if (terms := book.rule(rule_id)) is not None]
    return book.changed([*gone, *drafts], version=book.version)


def _compared(trips: list[PricedTrip], book: RuleBook) -> PreviewView:
    quotes = list(_each_compared(trips, book))
    return PreviewView(
        quotes,
        Money.total(quote.before for quote in quotes if quote.after is not None),
        Money.total(quote.after for quote in quotes if quote.after is not None),
    )


def _each_compared(trips: list[PricedTrip], book: RuleBook) -> Iterator[PreviewedQuoteView]:
    for trip in trips:
        try:
            after = price(trip.request, book, trip.settings).total
        except RuleViolated:
            yield PreviewedQuoteView(trip.quote_id, trip.total, None, None)
        else:
            yield PreviewedQuoteView(trip.quote_id, trip.total, after, after - trip.total)
