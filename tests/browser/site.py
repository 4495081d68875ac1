"""The served platform with an office behind it, which makes the quotes that the pages show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.background import drain
from tests.fakes.notifications import CollectingCourier

CHARTERS: Final = "/api/v1/charters"
RULES: Final[tuple[dict[str, Any], ...]] = (
    {"rule_type": "base_rate", "base_rate": "350.00"},
    {"rule_type": "mileage_rate", "per_mile_rate": "2.50"},
    {"rule_type": "time_multiplier", "multiplier": "1.25", "days_of_week": [5, 6]},
)
STOPS: Final[tuple[dict[str, Any], ...]] = (
    {
        "location": "Boston Common, 139 Tremont St, Boston",
        "state": "MA",
        "stop_type": "pickup",
        "estimated_departure": "2030-05-04T13:00:00Z",
    },
    {"location": "Hartford", "state": "CT", "estimated_arrival": "2030-05-04T15:00:00Z"},
    {"location": "New York", "state": "NY", "stop_type": "dropoff", "estimated_arrival": "2030-05-04T18:00:00Z"},
)


@dataclass(frozen=True)
class Site:
    """Where it is served, the same platform in this process, and an agent of its office."""

    address: str
    platform: Platform
    agent: ApiClient

    async def client(self, **fields: Any) -> int:
        """The id of a new client."""
        body = {"client_type": "individual", "first_name": "Clara", "last_name": "Client"}
        return int((await self.made("/api/v1/clients", body | fields))["id"])

    async def quote(self, client_id: int | None = None, **fields: Any) -> dict[str, Any]:
        """A charter whose client has a quote, as staff see it: on a Saturday, with three stops."""
        body = {
            "client_id": client_id or await self.client(),
            "trip_date": "2030-05-04",
            "pickup_time": "09:00",
            "passengers": 42,
            "vehicle_type": "coach",
            "amenities": ["wifi", "restroom"],
            "distance_miles": 215,
            "stops": list(STOPS),
        }
        charter = await self.made(CHARTERS, body | fields)
        answer = await self.agent.post(f"{CHARTERS}/{charter['id']}/send-quote")
        assert answer.status_code == 200, answer.text
        quoted: dict[str, Any] = answer.json()
        return quoted

    async def unsubscribing(self) -> tuple[int, str]:
        """The id of a new client, and the path of the link to unsubscribe in a mail to them."""
        address = f"clara{uuid4().hex}@example.com"
        client_id, courier = await self.client(email=address), CollectingCourier()
        await self.quote(client_id)
        await drain(replace(self.platform, courier=courier))
        (letter,) = [letter for letter in courier.delivered if letter.recipient.email == address]
        return client_id, urlsplit(letter.unsubscribe_url or "").path

    async def opted_out(self, client_id: int) -> bool:
        answer = await self.agent.get(f"/api/v1/sales/email-preferences/{client_id}")
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["opted_out"])

    async def charter(self, charter_id: int) -> dict[str, Any]:
        answer = await self.agent.get(f"{CHARTERS}/{charter_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def made(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.agent.post(path, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


async def open_office(api: ApiClient) -> ApiClient:
    """An agent in an office that has prices."""
    manager = await api.as_("manager")
    for rule in RULES:
        body = {"name": str(rule["rule_type"]).replace("_", " "), "scope": "global", **rule}
        answer = await manager.post("/api/v1/pricing/pricing-rules", body)
        assert answer.status_code == 201, answer.text
    return await api.as_("agent")


def path_of(quoted: dict[str, Any]) -> str:
    """Where a quote's page is."""
    return f"/quote/{quoted['quote_secure_token']}"


def long_ago() -> datetime:
    """When a quote was sent that has expired by now."""
    return datetime.now(UTC) - timedelta(days=60)
