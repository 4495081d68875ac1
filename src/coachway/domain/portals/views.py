"""The dashboards: what the other contexts serve, put together for one audience.

A part that could not be had is null, and its name is in `degraded`; the rest is served all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from coachway.domain.kernel.money import Money


@dataclass(frozen=True, slots=True)
class CharterCounts:
    """A client's charters: all, those not yet over or cancelled, and of these the ones still ahead."""

    total: int
    active: int
    upcoming: int


@dataclass(frozen=True, slots=True)
class PendingQuote:
    """A quote that waits for the client's answer."""

    charter_id: int
    quote_id: int | None
    trip_date: date
    passengers: int
    total_cost: Money
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CharterActivity:
    """Something that was done to a charter: its newest revisions."""

    charter_id: int
    revision_number: int
    action: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ClientPayments:
    """What a client has paid, and still has to."""

    total_spent: Money
    due: Money


@dataclass(frozen=True, slots=True)
class ClientDashboard:
    """What a client sees first."""

    client_id: int
    total_charters: int | None
    active_charters: int | None
    upcoming_charters: int | None
    total_spent: Money | None
    payments_due: Money | None
    pending_quotes: list[PendingQuote] | None
    unread_notifications: int | None
    recent_activity: list[CharterActivity] | None
    degraded: list[str]
    generated_at: datetime


@dataclass(frozen=True, slots=True)
class VendorStanding:
    """How a vendor does: bids, ratings and trips, derived from what happened."""

    average_rating: Decimal
    total_ratings: int
    completed_trips: int
    on_time_percentage: Decimal
    total_bids_submitted: int
    bids_won: int
    win_rate_percentage: Decimal | None


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A request for a bid that can still be answered."""

    bid_request_id: int
    charter_id: int
    trip_date: date
    passengers: int
    vehicle_type: str
    message: str | None
    deadline: datetime


@dataclass(frozen=True, slots=True)
class ScheduledTrip:
    """A trip awarded to a vendor that is still ahead or under way."""

    charter_id: int
    status: str
    trip_date: date
    pickup_time: str | None
    passengers: int
    vehicle_type: str
    vendor_cost: Money | None


@dataclass(frozen=True, slots=True)
class VendorPapers:
    """Where a vendor stands with its compliance documents."""

    is_compliant: bool
    missing_required: list[str]
    approved_documents: int
    pending_documents: int
    expired_documents: int


@dataclass(frozen=True, slots=True)
class VendorDashboard:
    """What a vendor sees first; earnings are those of completed trips."""

    vendor_id: int
    stats: VendorStanding | None
    win_rate_percentage: Decimal | None
    opportunities: list[Opportunity] | None
    schedule: list[ScheduledTrip] | None
    compliance: VendorPapers | None
    earnings: Money | None
    pending_payments: Money | None
    unread_notifications: int | None
    degraded: list[str]
    generated_at: datetime


@dataclass(frozen=True, slots=True)
class BookedFigures:
    """What is booked: revenue of charters booked or further, and what is left of it after the vendors' share.

    The margin counts only charters that a vendor was awarded.
    """

    revenue_booked: Money
    margin: Money


@dataclass(frozen=True, slots=True)
class PendingApprovals:
    """What waits for somebody's decision."""

    change_approvals: int
    changes_to_review: int
    vendors: int
    compliance_documents: int


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that went wrong in the background and waits for an operator."""

    kind: str
    subject: str
    detail: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class CollectedFigures:
    """What has come in, and what has not."""

    collected: Money
    outstanding: Money


@dataclass(frozen=True, slots=True)
class AdminDashboard:
    """What the office sees first."""

    users_by_role: dict[str, int] | None
    charters_by_status: dict[str, int] | None
    leads_by_status: dict[str, int] | None
    revenue_booked: Money | None
    revenue_collected: Money | None
    revenue_outstanding: Money | None
    margin: Money | None
    pending_approvals: PendingApprovals | None
    alerts: list[Alert] | None
    system_health: dict[str, str] | None
    degraded: list[str]
    generated_at: datetime
