"""The three dashboards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from coachway.domain.kernel.actor import Actor
from coachway.domain.portals.parts import collect
from coachway.domain.portals.ports import (
    CharterFigures,
    NotificationFigures,
    OfficeFigures,
    PaymentFigures,
    VendorFigures,
)
from coachway.domain.portals.views import AdminDashboard, ClientDashboard, VendorDashboard

NEWEST: Final = 10


async def client_dashboard(
    client_id: int,
    *,
    actor: Actor,
    charters: CharterFigures,
    payments: PaymentFigures,
    notifications: NotificationFigures,
    now: datetime,
    today: date,
    on_failure: Callable[[str, Exception], None],
) -> ClientDashboard:
    """A client's charters, quotes to answer, payments and news; a fixed number of statements."""
    parts = await collect(
        {
            "charters": lambda: charters.counts_of_client(client_id, today=today),
            "quotes": lambda: charters.pending_quotes(client_id, at=now),
            "payments": lambda: payments.of_client(client_id),
            "notifications": lambda: notifications.unread(actor=actor),
            "activity": lambda: charters.activity_of_client(client_id, limit=NEWEST),
        },
        on_failure=on_failure,
    )
    return ClientDashboard(
        client_id=client_id,
        total_charters=parts.take("charters", lambda counts: counts.total),
        active_charters=parts.take("charters", lambda counts: counts.active),
        upcoming_charters=parts.take("charters", lambda counts: counts.upcoming),
        total_spent=parts.take("payments", lambda paid: paid.total_spent),
        payments_due=parts.take("payments", lambda paid: paid.due),
        pending_quotes=parts.take("quotes"),
        unread_notifications=parts.take("notifications"),
        recent_activity=parts.take("activity"),
        degraded=list(parts.degraded),
        generated_at=now,
    )


async def vendor_dashboard(
    vendor_id: int,
    *,
    actor: Actor,
    vendors: VendorFigures,
    charters: CharterFigures,
    payments: PaymentFigures,
    notifications: NotificationFigures,
    now: datetime,
    today: date,
    on_failure: Callable[[str, Exception], None],
) -> VendorDashboard:
    """A vendor's standing, requests to answer, trips, papers and earnings; a fixed number of statements."""
    parts = await collect(
        {
            "stats": lambda: vendors.standing(vendor_id),
            "opportunities": lambda: vendors.opportunities(vendor_id, at=now, limit=NEWEST),
            "schedule": lambda: charters.schedule_of_vendor(vendor_id, today=today, limit=NEWEST),
            "compliance": lambda: vendors.papers(vendor_id, today=today),
            "earnings": lambda: charters.earnings_of_vendor(vendor_id),
            "payments": lambda: payments.pending_of_vendor(vendor_id),
            "notifications": lambda: notifications.unread(actor=actor),
        },
        on_failure=on_failure,
    )
    return VendorDashboard(
        vendor_id=vendor_id,
        stats=parts.take("stats"),
        win_rate_percentage=parts.take("stats", lambda standing: standing.win_rate_percentage),
        opportunities=parts.take("opportunities"),
        schedule=parts.take("schedule"),
        compliance=parts.take("compliance"),
        earnings=parts.take("earnings"),
        pending_payments=parts.take("payments"),
        unread_notifications=parts.take("notifications"),
        degraded=list(parts.degraded),
        generated_at=now,
    )


async def admin_dashboard(
    *,
    office: OfficeFigures,
    charters: CharterFigures,
    payments: PaymentFigures,
    system_health: Mapping[str, str],
    now: datetime,
    on_failure: Callable[[str, Exception], None],
) -> AdminDashboard:
    """Users, charters, leads, money, what waits for a decision and what went wrong; a fixed number of statements."""
    parts = await collect(
        {
            "users": office.users_by_role,
            "charters": charters.by_status,
            "leads": office.leads_by_status,
            "revenue": charters.booked,
            "payments": payments.collected,
            "approvals": office.pending_approvals,
            "alerts": lambda: office.alerts(limit=NEWEST),
        },
        on_failure=on_failure,
    )
    return AdminDashboard(
        users_by_role=parts.take("users"),
        charters_by_status=parts.take("charters"),
        leads_by_status=parts.take("leads"),
        revenue_booked=parts.take("revenue", lambda booked: booked.revenue_booked),
        revenue_collected=parts.take("payments", lambda figures: figures.collected),
        revenue_outstanding=parts.take("payments", lambda figures: figures.outstanding),
        margin=parts.take("revenue", lambda booked: booked.margin),
        pending_approvals=parts.take("approvals"),
        alerts=parts.take("alerts"),
        system_health=dict(system_health),
        degraded=list(parts.degraded),
        generated_at=now,
    )
