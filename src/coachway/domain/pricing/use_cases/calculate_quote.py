"""Pricing a trip, and storing what came out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Checks, FieldError, RuleViolated
from coachway.domain.pricing.engine import price
from coachway.domain.pricing.explanation import rejected_rules
from coachway.domain.pricing.model import Calculation, PricingSettings, Quote, QuoteRequest, Rejection
from coachway.domain.pricing.ports import (
    ClientLookup,
    PricingUnitOfWork,
    PricingUnitOfWorkOfSeveral,
    SharedRuleBook,
)
from coachway.domain.pricing.recalculation import calculated_again, rules_in
from coachway.domain.pricing.use_cases.known_clients import unknown_clients


@dataclass(frozen=True, kw_only=True)
class CalculateQuote:
    """A price for a trip; of a charter, for its present revision.

    Without `save` it is only calculated: the quote's id is 0, and nothing is stored.
    """

    request: QuoteRequest
    charter_id: int | None = None
    save: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TripToQuote:
    """A trip of no charter, and who asks what it costs."""

    request: QuoteRequest
    asked_by: Actor


async def calculate_quotes(
    trips: Sequence[TripToQuote],
    *,
    uow: PricingUnitOfWorkOfSeveral,
    clock: Clock,
    settings: PricingSettings,
    rule_book: SharedRuleBook,
    clients: ClientLookup,
) -> list[Quote | RuleViolated]:
    """A draft quote for each trip, as `calculate_quote` makes it; in the place of one that has none, why."""
    unknown = await unknown_clients((trip.request.client_id for trip in trips), clients)
    book = await rule_book.current(uow.pricing_rules)
    quoted: list[Quote | RuleViolated] = []
    for trip, quote_id in zip(trips, await uow.quotes.next_ids(len(trips)), strict=True):
        try:
            request = trip.request.checked()
            _require_known(request, unknown)
            calculation = price(request, book, settings)
        except RuleViolated as refused:
            quoted.append(refused)
            continue
        await uow.act_as(trip.asked_by)
        quote = Quote.draft(
            quote_id=quote_id,
            charter_id=None,
            charter_revision=None,
            request=request,
            calculation=calculation,
            settings=settings,
            created_by=trip.asked_by.acting_id,
            at=clock.now(),
        )
        uow.quotes.add(quote)
        quoted.append(quote)
    await uow.flush()
    return quoted


def _require_known(request: QuoteRequest, unknown: Collection[object]) -> None:
    if request.client_id in unknown:
        nobody = FieldError("client_id", f"there is no client {request.client_id}")
        raise RuleViolated("A price is asked for a client who is not there.", fields=[nobody])


async def calculate_quote(
    command: CalculateQuote,
    *,
    actor: Actor,
    uow: PricingUnitOfWork,
    clock: Clock,
    settings: PricingSettings,
    rule_book: SharedRuleBook,
    clients: ClientLookup,
) -> Quote:
    """A draft quote. Raises RuleViolated, `no_base_rate` when no rule says where to begin."""
    request, charter_revision = command.request.checked(), None
    if command.charter_id is not None:
        request, charter_revision = await _of_charter(request, command.charter_id, uow)
    else:
        _require_known(request, await unknown_clients([request.client_id], clients))
    return await draft_quote(
        request,
        charter_id=command.charter_id,
        charter_revision=charter_revision,
        save=command.save,
        actor=actor,
        uow=uow,
        clock=clock,
        settings=settings,
        rule_book=rule_book,
    )


async def draft_quote(
    request: QuoteRequest,
    *,
    charter_id: int | None,
    charter_revision: int | None,
    save: bool = True,
    actor: Actor,
    uow: PricingUnitOfWork,
    clock: Clock,
    settings: PricingSettings,
    rule_book: SharedRuleBook,
) -> Quote:
    """A draft quote for a checked request of a known client; of a charter, for that revision. Raises RuleViolated."""
    book = await rule_book.current(uow.pricing_rules)
    calculation = price(request, book, settings)
    quote = Quote.draft(
        quote_id=await uow.quotes.next_id() if save else 0,
        charter_id=charter_id,
        charter_revision=charter_revision,
        request=request,
        calculation=calculation,
        settings=settings,
        created_by=actor.acting_id,
        at=clock.now(),
    )
    if save:
        uow.quotes.add(quote)
        await uow.flush()
    return quote


async def _of_charter(request: QuoteRequest, charter_id: int, uow: PricingUnitOfWork) -> tuple[QuoteRequest, int]:
    """The request for the charter's own client, so that nobody's rates are shown to another; and the revision."""
    facts = await uow.charter_lookup.facts(charter_id)
    with Checks() as check:
        if check(facts is not None, "charter_id", "there is no such charter") and facts is not None:
            own = request.client_id in (None, facts.client_id)
            check(own, "client_id", f"is not the charter's client, who is {facts.client_id}")
    assert facts is not None  # noqa: S101 (checked)
    return replace(request, client_id=facts.client_id), facts.revision


async def price_trip(
    request: QuoteRequest, *, uow: PricingUnitOfWork, settings: PricingSettings, rule_book: SharedRuleBook
) -> Calculation:
    """What a trip would cost by today's rules; nothing is stored. Raises RuleViolated."""
    return price(request.checked(), await rule_book.current(uow.pricing_rules), settings)


async def explain_quote(quote: Quote, *, uow: PricingUnitOfWork, rule_book: SharedRuleBook) -> list[Rejection]:
    """The rules that nearly applied to a quote that was calculated just now, and why they did not."""
    book = await rule_book.current(uow.pricing_rules)
    return rejected_rules(quote.request, book, quote.calculation)


async def recalculate_quote(quote_id: int, *, uow: PricingUnitOfWork) -> tuple[Calculation, bool]:
    """A stored quote worked out again from its own rules and settings, and whether every line comes out the same."""
    quote = await uow.quotes.get(quote_id)
    rules = await uow.pricing_rules.versions(rules_in(quote.calculation))
    again = calculated_again(quote.request, quote.calculation, rules, quote.settings)
    return again, again == quote.calculation
