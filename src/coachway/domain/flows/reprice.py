"""Pricing a charter anew by the rules in force; no quote is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coachway.domain.charters.model import Price
from coachway.domain.charters.model.itinerary import way
from coachway.domain.charters.model.record import CharterRecord
from coachway.domain.charters.ports import Distances
from coachway.domain.flows.send_quote import distance_unknown, request_of
from coachway.domain.pricing.model import PricingSettings
from coachway.domain.pricing.ports import PricingUnitOfWork, SharedRuleBook
from coachway.domain.pricing.use_cases.calculate_quote import price_trip


@dataclass(frozen=True, slots=True, kw_only=True)
class Repricing:
    """What a price is worked out with."""

    settings: PricingSettings
    rule_book: SharedRuleBook
    distances: Distances


async def reprice(trial: CharterRecord, *, uow: PricingUnitOfWork, repricing: Repricing) -> Price:
    """What a charter that is only tried out would cost today; where its distance is missing, it is measured.

    The deposit stays what was agreed. Raises RuleViolated `no_base_rate`, Conflict `distance_unknown`.
    """
    if trial.trip.distance_miles is None:
        points = way(trial.stops)
        if points is None:
            raise distance_unknown()
        trial.trip = replace(trial.trip, distance_miles=await repricing.distances.road_miles(points))
    calculation = await price_trip(
        request_of(trial), uow=uow, settings=repricing.settings, rule_book=repricing.rule_book
    )
    base, mileage = calculation.base_cost, calculation.mileage_cost
    return Price(
        base_cost=base,
        mileage_cost=mileage,
        additional_fees=calculation.total - base - mileage,
        total_cost=calculation.total,
        deposit_amount=trial.price.deposit_amount,
    )
