"""The portals' questions about vendors, answered inside the process by the vendors' own reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.portals.views import Opportunity, VendorPapers, VendorStanding
from coachway.domain.vendors.ports import VendorsReads


class InProcessVendorFigures:
    """Takes the vendors' reads, and the one read of requests that spans vendors and charters."""

    def __init__(
        self, reads: VendorsReads, open_requests: Callable[[int, datetime, int], Awaitable[list[Opportunity]]]
    ) -> None:
        self._reads = reads
        self._open_requests = open_requests

    async def standing(self, vendor_id: int) -> VendorStanding:
        found = await self._reads.statistics(vendor_id, actor=SYSTEM)
        return VendorStanding(**{name: getattr(found, name) for name in VendorStanding.__dataclass_fields__})

    async def papers(self, vendor_id: int, *, today: date) -> VendorPapers:
        found = await self._reads.compliance_status(vendor_id, actor=SYSTEM, today=today)
        return VendorPapers(**{name: getattr(found, name) for name in VendorPapers.__dataclass_fields__})

    async def opportunities(self, vendor_id: int, *, at: datetime, limit: int) -> list[Opportunity]:
        return await self._open_requests(vendor_id, at, limit)
