"""What the portals ask of the other contexts: answered by a call inside the process, or over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.money import Money
from coachway.domain.portals.views import (
    Alert,
    BookedFigures,
    CharterActivity,
    CharterCounts,
    ClientPayments,
    CollectedFigures,
    Opportunity,
    PendingApprovals,
    PendingQuote,
    ScheduledTrip,
    VendorPapers,
    VendorStanding,
)


class CharterFigures(Protocol):
    async def counts_of_client(self, client_id: int, *, today: date) -> CharterCounts: ...

    async def pending_quotes(self, client_id: int, *, at: datetime) -> list[PendingQuote]: ...

    async def activity_of_client(self, client_id: int, *, limit: int) -> list[CharterActivity]: ...

    async def schedule_of_vendor(self, vendor_id: int, *, today: date, limit: int) -> list[ScheduledTrip]: ...

    async def earnings_of_vendor(self, vendor_id: int) -> Money: ...

    async def by_status(self) -> dict[str, int]: ...

    async def booked(self) -> BookedFigures: ...


class VendorFigures(Protocol):
    async def standing(self, vendor_id: int) -> VendorStanding: ...

    async def papers(self, vendor_id: int, *, today: date) -> VendorPapers: ...

    async def opportunities(self, vendor_id: int, *, at: datetime, limit: int) -> list[Opportunity]: ...


class OfficeFigures(Protocol):
    async def users_by_role(self) -> dict[str, int]: ...

    async def leads_by_status(self) -> dict[str, int]: ...

    async def pending_approvals(self) -> PendingApprovals: ...

    async def alerts(self, *, limit: int) -> list[Alert]: ...


class NotificationFigures(Protocol):
    async def unread(self, *, actor: Actor) -> int: ...


class PaymentFigures(Protocol):
    """What was paid and is due; Unavailable where no ledger is served."""

    async def of_client(self, client_id: int) -> ClientPayments: ...

    async def pending_of_vendor(self, vendor_id: int) -> Money: ...

    async def collected(self) -> CollectedFigures: ...
