"""What the story is told with: the office, both sides, and an ear for every answer."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.api_client import ApiClient
from tests.served import operation_at

AUTH, SALES, CHARTERS = "/api/v1/auth", "/api/v1/sales", "/api/v1/charters"
PRICING, VENDOR, CHANGES = "/api/v1/pricing", "/api/v1/vendor", "/api/v1/changes"
NOTIFICATIONS = "/api/v1/notifications"
BOSTON = {"location": "Boston", "state": "MA", "latitude": 42.3601, "longitude": -71.0589}
NEW_YORK = {"location": "New York", "state": "NY", "latitude": 40.7128, "longitude": -74.006}
SECRET_NUMBERS = {"tax_id": "98-7654321", "bank_account_number": "000123456789", "bank_routing_number": "021000021"}
OVERRIDE = {"override": True, "reason": "The deposit comes tomorrow"}
AGENTS_PASSWORD = "of an agent in a story"

_keys = itertools.count(1)


@dataclass
class Side:
    """One client and one vendor, and an object of theirs (or about them) of each kind."""

    name: str
    client: ApiClient
    vendor: ApiClient
    ids: dict[str, int | str] = field(default_factory=dict)


@dataclass
class Story:
    """The office and both sides; which operations were posted to, and what they answered to whom.

    `secrets` are passwords, keys, tokens and numbers that must not lie or stand anywhere in clear, and so are `links`,
    the tokens of quotes; `logged` is every event of the log.
    """

    api: ApiClient
    admin: ApiClient
    manager: ApiClient
    agent: ApiClient
    sides: dict[str, Side] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    heard: list[tuple[ApiClient, str, str]] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    logged: list[str] = field(default_factory=list)
    secrets: set[str] = field(default_factory=lambda: {AGENTS_PASSWORD, *SECRET_NUMBERS.values()})

    def day(self, ahead: int) -> str:
        """The business day so many days from today."""
        moment = self.api.platform.clock.now() + timedelta(days=ahead)
        return self.api.platform.calendar.day_of(moment).isoformat()

    @property
    def deadline(self) -> str:
        return f"{self.day(2)}T12:00:00Z"

    async def post(self, who: ApiClient, path: str, body: Any = None, *, table: str | None = None) -> Any:
        """The answer's JSON, after an equal request with the same key was answered by the same."""
        sent: dict[str, Any] = {"headers": {"Idempotency-Key": f"story-{next(_keys)}"}}
        if table is not None:
            sent["headers"]["Content-Type"] = "text/csv"
            sent["content"] = table.encode()
        answer = await who.post(path, body, **sent)
        assert answer.is_success, f"POST {path}: {answer.text}"
        operation = operation_at("POST", path)
        self.told.add(operation.operation_id)
        self.heard.append((who, path, answer.text))
        again = await who.post(path, body, **sent)
        assert again.headers.get("idempotency-replayed") == "true", f"POST {path} again: {again.text}"
        assert (again.status_code, again.content) == (answer.status_code, answer.content)
        assert again.headers.get("etag") == answer.headers.get("etag")
        return answer.json() if answer.content else None

    async def made(self, who: ApiClient, path: str, body: Any = None) -> int:
        """The id of what was made."""
        return int((await self.post(who, path, body))["id"])

    async def put(self, who: ApiClient, path: str, body: Any) -> Any:
        answer = await who.put(path, body)
        assert answer.is_success, f"PUT {path}: {answer.text}"
        return answer.json()
