"""An office with prices and a client, ready to charter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest_asyncio

from tests.api_client import ApiClient

CHARTERS = "/api/v1/charters"
BOSTON = {"location": "Boston", "state": "MA", "latitude": 42.3601, "longitude": -71.0589}
NEW_YORK = {"location": "New York", "state": "NY", "latitude": 40.7128, "longitude": -74.0060}


@dataclass(frozen=True)
class Office:
    """Who works there, the client they have, and what they do a hundred times a day."""

    agent: ApiClient
    manager: ApiClient
    client: ApiClient
    public: ApiClient
    client_id: int

    async def charter(self, **fields: Any) -> dict[str, Any]:
        """A new charter of 30 passengers over 150 miles on a Wednesday."""
        body = {
            "client_id": self.client_id,
            "trip_date": "2026-03-04",
            "passengers": 30,
            "vehicle_type": "coach",
            "distance_miles": 150,
        }
        return await self.made(self.agent, CHARTERS, body | fields)

    async def quoted(self, **fields: Any) -> dict[str, Any]:
        """A charter whose client has been sent a quote, as staff see it; needs prices."""
        charter = await self.charter(**fields)
        return await self.done(self.agent, f"{CHARTERS}/{charter['id']}/send-quote")

    async def booked(self, **fields: Any) -> dict[str, Any]:
        """A charter that staff booked at a price of their own."""
        charter = await self.charter(**{"total_cost": 726.5, "deposit_amount": 181.63} | fields)
        return await self.done(self.agent, f"{CHARTERS}/{charter['id']}/book")

    async def read(self, charter_id: int, by: ApiClient | None = None) -> dict[str, Any]:
        answer = await (by or self.agent).get(f"{CHARTERS}/{charter_id}")
        assert answer.status_code == 200, answer.text
        charter: dict[str, Any] = answer.json()
        return charter

    @staticmethod
    async def made(by: ApiClient, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = await by.post(path, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    @staticmethod
    async def done(by: ApiClient, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = await by.post(path, body)
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done


@pytest_asyncio.fixture
async def office(api: ApiClient) -> Office:
    agent, manager = await api.as_("agent"), await api.as_("manager")
    client = await Office.made(
        agent,
        "/api/v1/clients",
        {"client_type": "individual", "first_name": "Clara", "last_name": "Client", "email": "clara@example.com"},
    )
    return Office(
        agent=agent,
        manager=manager,
        client=await api.as_("client", client_id=client["id"]),
        public=api,
        client_id=client["id"],
    )


@pytest_asyncio.fixture
async def prices(office: Office) -> None:
    """The rules of the contract's worked examples."""
    rules: list[dict[str, Any]] = [
        {"rule_type": "base_rate", "base_rate": "350.00"},
        {"rule_type": "mileage_rate", "per_mile_rate": "2.50"},
        {"rule_type": "time_multiplier", "multiplier": "1.25", "days_of_week": [5, 6]},
    ]
    for rule in rules:
        body = {"name": rule["rule_type"], "scope": "global", **rule}
        await Office.made(office.manager, "/api/v1/pricing/pricing-rules", body)
