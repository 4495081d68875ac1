"""Sending a quote: the charter is priced, the quote is kept, and its client gets a secret link."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.model import Charter, Price, QuoteLink
from coachway.domain.charters.model.itinerary import way
from coachway.domain.charters.model.record import CharterRecord
from coachway.domain.charters.ports import Distances, LinkTokens
from coachway.domain.flows.accept_quote import AnswerUnitOfWork
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import Conflict
from coachway.domain.pricing.model import PricingSettings, Quote, QuoteRequest
from coachway.domain.pricing.ports import SharedRuleBook
from coachway.domain.pricing.use_cases.calculate_quote import draft_quote


@dataclass(frozen=True, kw_only=True)
class SendQuote:
    charter_id: int
    expected_version: int | None = None


async def send_quote(
    command: SendQuote,
    *,
    actor: Actor,
    uow: AnswerUnitOfWork,
    clock: Clock,
    settings: PricingSettings,
    rule_book: SharedRuleBook,
    tokens: LinkTokens,
    distances: Distances,
    driving: DrivingPolicy,
) -> Charter:
    """Price the charter and offer it to its client; quotes sent before expire, and their link with them.

    Raises NotFound, VersionMismatch, RuleViolated `no_base_rate`, Conflict `charter_not_in_quote` or
    `distance_unknown`.
    """
    charter = await uow.charters.get(command.charter_id)
    charter.expect_version(command.expected_version)
    charter.expect_quote()
    if charter.trip.distance_miles is None:
        await _measure(charter, distances, driving)
    now = clock.now()
    for earlier in await uow.quotes.live_of_charter(charter.id):
        earlier.expire(at=now)
    quote = await draft_quote(
        request_of(charter).checked(),
        charter_id=charter.id,
        charter_revision=charter.revision_number + 1,
        actor=actor,
        uow=uow,
        clock=clock,
        settings=settings,
        rule_book=rule_book,
    )
    quote.send(at=now)
    token = tokens.secret()
    link = QuoteLink(quote.id, token, tokens.hash(token), quote.valid_until)
    if charter.link is not None:
        await uow.charters.keep_replaced(charter.id, charter.link, at=now)
    charter.send_quote(link, price_of(quote), by=actor, at=now)
    await uow.flush()
    return charter


def request_of(charter: CharterRecord) -> QuoteRequest:
    """The pricing request that a charter with a distance makes. Raises Conflict `distance_unknown`."""
    trip, stops = charter.trip, charter.stops
    if trip.distance_miles is None:
        raise distance_unknown()
    return QuoteRequest(
        client_id=charter.client_id,
        vehicle_type=trip.vehicle_type,
        vehicle_count=trip.vehicle_count,
        passengers=trip.passengers,
        trip_date=trip.trip_date,
        pickup_time=trip.pickup_time,
        distance_miles=trip.distance_miles,
        deadhead_miles=trip.deadhead_miles or Decimal(0),
        trip_hours=trip.trip_hours,
        origin=stops[0].location if stops else None,
        destination=stops[-1].location if stops else None,
        extra_stops=max(0, len(stops) - 2),
        requires_second_driver=charter.requires_second_driver,
        overnight_nights=trip.nights,
    )


def price_of(quote: Quote) -> Price:
    """What the quote makes the client pay, in the charter's words: additional fees are all but base and mileage."""
    base, mileage = quote.calculation.base_cost, quote.calculation.mileage_cost
    return Price(
        base_cost=base,
        mileage_cost=mileage,
        additional_fees=quote.total - base - mileage,
        total_cost=quote.total,
        deposit_amount=quote.deposit_amount,
    )


async def _measure(charter: Charter, distances: Distances, driving: DrivingPolicy) -> None:
    points = way(charter.stops)
    if points is None:
        raise distance_unknown()
    charter.take_measured_distance(await distances.road_miles(points), driving=driving)


def distance_unknown() -> Conflict:
    return Conflict(
        "The distance is not known: give distance_miles, or coordinates of every stop (those that can be found "
        "are looked up a moment after each save).",
        code="distance_unknown",
    )
