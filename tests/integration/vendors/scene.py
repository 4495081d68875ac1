"""What tests of bidding start from: eligible vendors with logins, and a charter that is open for bids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from coachway.adapters.postgres.platform_tables import outbox
from coachway.domain.charters.model import Charter
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.vendors.model.compliance import REQUIRED_DOCUMENTS
from coachway.domain.vendors.model.vendor import Vendor, VendorStatus
from tests.api_client import ApiClient
from tests.builders.charters import a_booked_charter, a_stop
from tests.builders.vendors import a_document, approved

VENDORS = "/api/v1/vendor/vendors"
PAPERS = "/api/v1/vendor/compliance"
BIDS = "/api/v1/vendor/bids"
REQUESTS = "/api/v1/vendor/bid-requests"


def profile(**changes: Any) -> dict[str, Any]:
    """The report's vendor, as it is sent."""
    return {
        "business_name": "Premium Coach Lines",
        "legal_name": "Premium Coach Lines LLC",
        "vendor_type": "fleet_operator",
        "primary_contact_name": "John Smith",
        "primary_email": "john@premiumcoach.com",
        "primary_phone": "555-010-0000",
        "address_line1": "123 Transport Ave",
        "city": "San Diego",
        "state": "CA",
        "zip_code": "92101",
        "total_vehicles": 10,
        "max_passenger_capacity": 56,
        "service_radius_miles": 200,
        "service_states": ["CA", "NV", "AZ"],
    } | changes


def terms(price: str | float = 1250, **changes: Any) -> dict[str, Any]:
    """The report's bid, as it is sent, but for vendor and charter."""
    return {
        "quoted_price": price,
        "vehicle_type": "coach",
        "passenger_capacity": 56,
        "driver_name": "Mike Johnson",
        "amenities": ["wifi", "restroom", "reclining_seats"],
        "is_ada_compliant": True,
    } | changes


@dataclass
class Scene:
    api: ApiClient
    manager: ApiClient
    vendors: dict[int, ApiClient] = field(default_factory=dict)

    @classmethod
    async def open(cls, api: ApiClient) -> Scene:
        return cls(api, await api.as_("manager"))

    async def a_vendor(
        self, *, active: bool = True, papers: tuple[str, ...] = REQUIRED_DOCUMENTS, **details: Any
    ) -> int:
        """A vendor with a login and these papers approved; not over HTTP, which other tests walk."""
        platform = self.api.platform
        now = platform.clock.now()
        async with platform.unit_of_work(SYSTEM) as uow:
            vendor_id = await uow.vendors.next_id()
            vendor = Vendor.create(
                vendor_id=vendor_id, details=profile(**details), region="US", created_by=None, at=now
            )
            if active:
                today = platform.calendar.day_of(now)
                vendor.change_status(VendorStatus.ACTIVE, reason=None, by=None, at=now, today=today)
            uow.vendors.add(vendor)
            await uow.flush()
            for kind in papers:
                document_id = await uow.compliance.next_id()
                uow.compliance.add(approved(a_document(kind, document_id, vendor_id)))
            await uow.commit()
        self.vendors[vendor_id] = await self.api.as_("vendor", vendor_id=vendor_id)
        return vendor_id

    async def a_paper(self, vendor_id: int, kind: str, *, days: int = 365, approve: bool = True) -> int:
        """A document good for so many days from today."""
        platform = self.api.platform
        expires = platform.calendar.day_of(platform.clock.now()) + timedelta(days=days)
        paper = {"vendor_id": vendor_id, "document_type": kind, "expiration_date": expires.isoformat()}
        made = await ok(self.manager.post(PAPERS, paper), 201)
        if approve:
            await ok(self.manager.put(f"{PAPERS}/{made['id']}", {"status": "approved", "review_notes": "fine"}))
        document_id: int = made["id"]
        return document_id

    async def a_charter(self, **values: Any) -> int:
        """A charter that is booked, and that nobody drives yet."""
        async with self.api.platform.unit_of_work(SYSTEM) as uow:
            charter_id = await uow.charters.next_id()
            values.setdefault("stops", [a_stop(1000 * charter_id), a_stop(1000 * charter_id + 1)])
            uow.charters.add(a_booked_charter(charter_id=charter_id, **values))
            await uow.commit()
        return charter_id

    async def charter(self, charter_id: int) -> Charter:
        async with self.api.platform.unit_of_work(SYSTEM) as uow:
            return await uow.charters.get(charter_id)

    async def a_draft(self, vendor_id: int, charter_id: int, price: str | float = 1250, **changes: Any) -> int:
        bid = {"vendor_id": vendor_id, "charter_id": charter_id, **terms(price, **changes)}
        made = await ok(self.vendors[vendor_id].post(BIDS, bid), 201)
        bid_id: int = made["id"]
        return bid_id

    async def a_bid(self, vendor_id: int, charter_id: int, price: str | float = 1250, **changes: Any) -> int:
        """Drafted and submitted by the vendor."""
        bid_id = await self.a_draft(vendor_id, charter_id, price, **changes)
        await ok(self.vendors[vendor_id].post(f"{BIDS}/{bid_id}/submit"))
        return bid_id

    async def seen_bid(self, bid_id: int, by: ApiClient | None = None) -> Any:
        return await ok((by or self.manager).get(f"{BIDS}/{bid_id}"))

    async def events(self, *names: str) -> list[tuple[str, dict[str, Any]]]:
        """What the outbox holds of these names, in order."""
        async with self.api.platform.engine.connect() as connection:
            query = select(outbox.c.name, outbox.c.payload).where(outbox.c.name.in_(names)).order_by(outbox.c.id)
            return [(name, payload) for name, payload in await connection.execute(query)]


async def ok(answering: Any, status: int = 200) -> Any:
    """The answer's JSON, once its status is as it should be."""
    answer = await answering
    assert answer.status_code == status, answer.text
    return answer.json()


async def refused(answering: Any, status: int, code: str) -> Any:
    """The problem, once it is the expected one."""
    answer = await answering
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()
