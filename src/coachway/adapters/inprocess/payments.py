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


def _not_served() -> Unavailable:
    return Unavailable("Payments are not served here.", code="payments_not_served")
