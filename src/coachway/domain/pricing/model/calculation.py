"""A price worked out: its lines, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model.kinds import LineKind

ENGINE_VERSION: Final = 1
"""Raised whenever the order of calculation, or its rounding, changes."""

_ADJUSTMENTS: Final = (LineKind.MULTIPLIER, LineKind.DISCOUNT, LineKind.MINIMUM, LineKind.VEHICLES)
_FEES: Final = (LineKind.EXTRA_STOPS, LineKind.SECOND_DRIVER, LineKind.OVERNIGHT)


@dataclass(frozen=True, slots=True)
class PricingSettings:
    """What no rule says: fees, the fuel surcharge a mile, the deposit in percent, and how long quotes stay valid."""

    extra_stop_fee: Money
    second_driver_fee: Money
    overnight_fee: Money
    fuel_surcharge_per_mile: Decimal
    deposit_percent: Decimal
    valid_days: int
    currency: str


class Line(NamedTuple):
    """One step of a price: what it adds or takes away, by which version of which rule (None: a setting), and why."""

    line: LineKind
    rule_id: int | None
    rule_version: int | None
    name: str
    amount: Money
    why: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rule that nearly applied, and why it did not."""

    rule_id: int
    rule_version: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """The lines in their order; they sum to the total exactly. `rules_version` is that of the rules at large."""

    lines: tuple[Line, ...]
    total: Money
    rules_version: int

    def sum_of(self, kinds: Iterable[LineKind]) -> Money:
        """What the lines of these kinds come to."""
        wanted = frozenset(kinds)
        return Money.total(line.amount for line in self.lines if line.line in wanted)

    @property
    def base_cost(self) -> Money:
        return self.sum_of((LineKind.BASE,))

    @property
    def mileage_cost(self) -> Money:
        """Driven and empty miles."""
        return self.sum_of((LineKind.MILEAGE, LineKind.DEADHEAD))

    @property
    def time_cost(self) -> Money:
        return self.sum_of((LineKind.TIME,))

    @property
    def adjustments(self) -> Money:
        """What multipliers, the discount, the minimum and further vehicles change."""
        return self.sum_of(_ADJUSTMENTS)

    @property
    def fees(self) -> Money:
        return self.sum_of(_FEES)

    @property
    def fuel_surcharge(self) -> Money:
        return self.sum_of((LineKind.FUEL_SURCHARGE,))

    @property
    def subtotal(self) -> Money:
        """What the rules come to: the total before fees and fuel."""
        return self.total - self.fees - self.fuel_surcharge
