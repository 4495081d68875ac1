"""Where no ledger of payments is served: whoever asks is told so, rather than given figures that nobody counted."""

from __future__ import annotations

from coachway.domain.kernel.errors import Unavailable
from coachway.domain.kernel.money import Money
from coachway.domain.portals.views import ClientPayments, CollectedFigures


class NoLedger:
    """Answers every question about payments with Unavailable."""

    async def of_client(self, client_id: int) -> ClientPayments:
        raise _not_served()

    async def pending_of_vendor(self, vendor_id: int) -> Money:
        raise _not_served()

    async def collected(self) -> CollectedFigures:
        raise _not_served()


class NoDeposits:
    """Where no payment is recorded, no deposit counts as paid: a manager's override confirms the charter."""

    async def deposit_is_paid(self, charter_id: int) -> bool:
        return False


def _not_served() -> Unavailable:
    return Unavailable("Payments are not served here.", code="payments_not_served")
