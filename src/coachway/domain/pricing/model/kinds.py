"""The words of the trade: kinds of rules, whom they are for, lines of a price, and what becomes of a quote."""

from __future__ import annotations

from enum import StrEnum


class RuleType(StrEnum):
    """What a rule is for; it decides which amounts the rule may carry."""

    BASE_RATE = "base_rate"
    MILEAGE_RATE = "mileage_rate"
    TIME_MULTIPLIER = "time_multiplier"
    SEASONAL = "seasonal"
    CLIENT_SPECIFIC = "client_specific"
    VEHICLE_SPECIFIC = "vehicle_specific"


class RuleScope(StrEnum):
    """Whose trips a rule is for."""

    GLOBAL = "global"
    CLIENT = "client"
    VEHICLE = "vehicle"
    ROUTE = "route"


class LineKind(StrEnum):
    """The lines of a price, in the order in which they are worked out."""

    BASE = "base"
    MILEAGE = "mileage"
    DEADHEAD = "deadhead"
    TIME = "time"
    MULTIPLIER = "multiplier"
    DISCOUNT = "discount"
    MINIMUM = "minimum"
    VEHICLES = "vehicles"
    EXTRA_STOPS = "extra_stops"
    SECOND_DRIVER = "second_driver"
    OVERNIGHT = "overnight"
    FUEL_SURCHARGE = "fuel_surcharge"


class QuoteStatus(StrEnum):
    """What has become of a quote."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


class ConflictKind(StrEnum):
    """What is wrong between rules."""

    UNREACHABLE = "unreachable"
    TIE = "tie"
