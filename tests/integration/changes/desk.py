"""A booked charter and the people around it, for tests of change cases over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import httpx2

from coachway.domain.charters.model import Charter, Price
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.money import Money
from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.builders.charters import DRIVING, a_trip

CASES = "/api/v1/changes/cases"
APPROVALS = "/api/v1/changes/approvals"
CLIENT_ID, VENDOR_ID = 2, 3


async def a_booked_charter(platform: Platform, *, booked: bool = True, vendor_id: int | None = VENDOR_ID) -> int:
    """Of client 2, driven by vendor 3, with 40 passengers for 2500.00."""
    now = platform.clock.now()
    async with platform.unit_of_work(SYSTEM) as uow:
        charter = Charter.create(
            charter_id=await uow.charters.next_id(),
            client_id=CLIENT_ID,
            client_name="Cleo's Company",
            agent_id=None,
            trip=a_trip(trip_date=date(2026, 5, 1), distance_miles=Decimal(100)),
            price=Price(total_cost=Money.of(2500), deposit_amount=Money.of(625)),
            stops=[],
            driving=DRIVING,
            by=SYSTEM,
            at=now,
        )
        if booked:
            charter.book(by=SYSTEM, at=now)
        if booked and vendor_id is not None:
            charter.award(vendor_id, Money.of(1800), by=SYSTEM, at=now)
        uow.charters.add(charter)
        await uow.commit()
    return charter.id


async def state_of(platform: Platform, charter_id: int) -> Charter:
    """The charter as it is stored."""
    async with platform.unit_of_work(SYSTEM) as uow:
        return await uow.charters.get(charter_id)


@dataclass(frozen=True)
class Desk:
    """The people; every one of them signed in."""

    platform: Platform
    admin: ApiClient
    manager: ApiClient
    agent: ApiClient
    client: ApiClient
    vendor: ApiClient
    charter_id: int

    @classmethod
    async def open(cls, api: ApiClient, platform: Platform) -> Desk:
        return cls(
            platform=platform,
            admin=await api.as_("admin"),
            manager=await api.as_("manager"),
            agent=await api.as_("agent"),
            client=await api.as_("client", client_id=CLIENT_ID),
            vendor=await api.as_("vendor", vendor_id=VENDOR_ID),
            charter_id=await a_booked_charter(platform),
        )

    def asked(self, **fields: Any) -> dict[str, Any]:
        """The report's example."""
        return {
            "charter_id": self.charter_id,
            "client_id": CLIENT_ID,
            "vendor_id": VENDOR_ID,
            "change_type": "passenger_count_change",
            "priority": "medium",
            "title": "Increase passenger count for company event",
            "description": "Client needs to increase passenger count from 40 to 48",
            "reason": "More employees confirmed attendance than originally planned",
            "impact_level": "moderate",
            "affects_vendor": True,
            "affects_pricing": True,
            "current_price": 2500.00,
            "proposed_price": 2800.00,
            "proposed_changes": {"passenger_count": {"before": 40, "after": 48}},
            "tags": ["capacity_increase", "urgent_client_request"],
        } | fields

    async def ask(self, who: ApiClient | None = None, **fields: Any) -> dict[str, Any]:
        answer = await (who or self.agent).post(CASES, self.asked(**fields))
        assert answer.status_code == 201, answer.text
        case: dict[str, Any] = answer.json()
        return case

    async def act(
        self, case: dict[str, Any], action: str, who: ApiClient | None = None, **body: Any
    ) -> httpx2.Response:
        words = {
            "approve": {"approval_notes": "Acceptable"},
            "reject": {"rejection_reason": "Too dear"},
            "implement": {"implementation_notes": "Told the driver"},
            "cancel": {"cancellation_reason": "Not needed"},
        }
        sent = words.get(action, {}) | body
        return await (who or self.manager).post(f"{CASES}/{case['id']}/{action}", sent or None)

    async def take(self, case: dict[str, Any], *actions: str) -> dict[str, Any]:
        """The case after these actions by the manager."""
        for action in actions:
            answer = await self.act(case, action)
            assert answer.status_code == 200, answer.text
            case = answer.json()
        return case
