"""The business told from end to end over HTTP: one of everything, for each of two clients and their vendors.

Every POST is sent twice under one Idempotency-Key, and the second must replay the first. What the story has posted to
is remembered, so that a test can ask whether it left any operation out.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from coachway.domain.vendors.model.compliance import REQUIRED_DOCUMENTS
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

    async def post(self, who: ApiClient, path: str, body: Any = None) -> Any:
        """The answer's JSON, after an equal request with the same key was answered by the same."""
        headers = {"Idempotency-Key": f"story-{next(_keys)}"}
        answer = await who.post(path, body, headers=headers)
        assert answer.is_success, f"POST {path}: {answer.text}"
        operation = operation_at("POST", path)
        self.told.add(operation.operation_id)
        self.heard.append((who, path, answer.text))
        again = await who.post(path, body, headers=headers)
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


async def tell(api: ApiClient) -> Story:
    """The whole story, with sides `a` and `b`."""
    story = Story(api, await api.as_("admin"), await api.as_("manager"), await api.as_("agent"))
    for rule in (
        {"name": "base", "rule_type": "base_rate", "base_rate": "350.17"},
        {"name": "mileage", "rule_type": "mileage_rate", "per_mile_rate": "2.53"},
    ):
        await story.made(story.manager, f"{PRICING}/pricing-rules", rule)
    for name in ("a", "b"):
        side = await _a_side(story, name)
        story.sides[name] = side
        await _sell(story, side)
        await _award(story, side)
        await _change(story, side)
        await _write(story, side)
        await _leave_open(story, side)
    await _compete(story)
    return story


async def _a_side(story: Story, name: str) -> Side:
    """The records, their logins, and the vendor's papers."""
    client = {"company_name": f"Client {name}", "email": f"client-{name}@example.com", "notes": f"office note {name}"}
    client_id = await story.made(story.agent, "/api/v1/clients", client)
    vendor = {
        "business_name": f"Vendor {name}",
        "vendor_type": "fleet_operator",
        "primary_email": f"vendor-{name}@example.com",
        "state": "MA",
        "total_vehicles": 5,
        "max_passenger_capacity": 56,
        "internal_notes": f"broker note {name}",
        **SECRET_NUMBERS,
    }
    vendor_id = await story.made(story.admin, f"{VENDOR}/vendors", vendor)
    side = Side(
        name,
        await story.api.as_("client", client_id=client_id),
        await story.api.as_("vendor", vendor_id=vendor_id),
        {"clients": client_id, "vendors": vendor_id},
    )
    for kind in REQUIRED_DOCUMENTS:
        paper = {"document_type": kind, "expiration_date": story.day(365)}
        side.ids["compliance"] = await story.made(side.vendor, f"{VENDOR}/compliance", paper)
        review = {"status": "approved", "review_notes": f"review note {name}"}
        await story.put(story.manager, f"{VENDOR}/compliance/{side.ids['compliance']}", review)
    active = await story.manager.patch(f"{VENDOR}/vendors/{vendor_id}/status?new_status=active")
    assert active.is_success, active.text
    return side


async def _sell(story: Story, side: Side) -> None:
    """From a lead to a charter that the client has accepted; others that were declined, booked, cancelled."""
    ids, agent, manager = side.ids, story.agent, story.manager
    user = {"full_name": f"Agent {side.name}", "role": "agent", "password": AGENTS_PASSWORD}
    agent_id = await story.made(story.admin, f"{AUTH}/users", user | {"email": f"agent-{side.name}@example.com"})
    ids["users"] = ids["pending"] = agent_id
    rule = {"agent_id": agent_id, "max_leads_per_day": 5}
    ids["assignment-rules"] = await story.made(manager, f"{SALES}/assignment-rules", rule)
    lead = {"first_name": f"Lead {side.name}", "email": f"client-{side.name}@example.com", "estimated_passengers": 30}
    ids["leads"] = await story.made(agent, f"{SALES}/leads", lead)
    path = f"{SALES}/leads/{ids['leads']}"
    await story.post(manager, f"{path}/assign", {"agent_id": agent_id})
    await story.post(manager, f"{path}/activities", {"activity_type": "call", "details": "Called back"})
    converted = await story.post(manager, f"{path}/convert", {"trip_date": story.day(3), "vehicle_type": "coach"})
    ids["charters"] = charter_id = int(converted["charter"]["id"])
    for stop in (BOSTON, NEW_YORK):
        ids["stops"] = await story.made(agent, f"{CHARTERS}/{charter_id}/stops", stop)
    ids["quote"] = await _send_quote(story, charter_id)
    await story.post(story.api, f"{CHARTERS}/quote/{ids['quote']}/accept")
    ids["quotes"] = int((await agent.get(f"{CHARTERS}/{charter_id}")).json()["quote_id"])
    await story.post(agent, f"{PRICING}/quotes/{ids['quotes']}/recalculate")
    ids["revisions"] = 1
    trip = {"client_id": ids["clients"], "trip_date": story.day(3), "passengers": 20, "vehicle_type": "coach"}
    declined = await story.made(agent, CHARTERS, trip | {"distance_miles": 100})
    await story.post(story.api, f"{CHARTERS}/quote/{await _send_quote(story, declined)}/decline")
    ids["open charter"] = await story.made(agent, CHARTERS, trip | {"total_cost": 1203.37})
    await story.post(agent, f"{CHARTERS}/{ids['open charter']}/book")
    driven = await story.made(agent, CHARTERS, trip | {"total_cost": 903.41, "trip_date": story.day(-1)})
    for step, words in (("book", None), ("confirm", OVERRIDE), ("start", None), ("complete", None)):
        await story.post(manager, f"{CHARTERS}/{driven}/{step}", words)
    cancelled = await story.made(agent, f"{CHARTERS}/{driven}/clone")
    await story.post(manager, f"{CHARTERS}/{cancelled}/cancel", {"reason": "Not needed"})
    weekly = await story.post(agent, f"{CHARTERS}/recurring?recurrence_rule=weekly&instance_count=3", trip)
    leave_off = {"from_instance": 2, "reason": "Once is enough"}
    await story.post(agent, f"{CHARTERS}/{weekly[0]['id']}/series/cancel", leave_off)
    await story.post(agent, f"{PRICING}/calculate-quote", trip | {"distance_miles": 100})
    special = {"name": "Special", "rule_type": "client_specific", "scope": "client", "discount_percent": 5}
    rule_id = await story.made(manager, f"{PRICING}/pricing-rules", special | {"client_id": ids["clients"]})
    ids["pricing-rules"] = rule_id


async def _send_quote(story: Story, charter_id: int) -> str:
    """The secret link's token; its answer holds a secret, so it is never replayed."""
    sent = await story.agent.post(f"{CHARTERS}/{charter_id}/send-quote")
    assert sent.is_success, sent.text
    token = str(sent.json()["quote_secure_token"])
    story.links.add(token)
    return token


def _terms(side: Side, charter: int | str, price: str) -> dict[str, Any]:
    return {
        "charter_id": charter,
        "quoted_price": price,
        "vehicle_type": "coach",
        "passenger_capacity": 56,
        "notes": f"bid note {side.name}",
    }


async def _award(story: Story, side: Side) -> None:
    """The client's charter goes to the side's vendor, at the third try."""
    ids, vendor, manager = side.ids, side.vendor, story.manager
    asked = {"charter_id": ids["charters"], "vendor_ids": [ids["vendors"]], "deadline": story.deadline}
    (request,) = await story.post(story.agent, f"{VENDOR}/bid-requests", asked)
    ids["bid-requests"] = request["id"]
    await story.post(vendor, f"{VENDOR}/bid-requests/{request['id']}/view")
    endings = (
        (vendor, "withdraw", {"reason": "A typo"}),
        (manager, "reject", {"reason": "Too dear"}),
        (manager, "accept", {"decision": "accept", "reason": "The best"}),
    )
    for position, (who, ending, words) in enumerate(endings):
        price = f"{600 - 100 * position}.{13 if side.name == 'a' else 19}"
        bid_id = await story.made(vendor, f"{VENDOR}/bids", _terms(side, ids["charters"], price))
        await story.post(vendor, f"{VENDOR}/bids/{bid_id}/submit")
        await story.post(who, f"{VENDOR}/bids/{bid_id}/{ending}", words)
        ids["bids"] = bid_id
    await story.post(manager, f"{CHARTERS}/{ids['charters']}/confirm", OVERRIDE)


async def _leave_open(story: Story, side: Side) -> None:
    """What can still be edited: a lead, and a paper that nobody has reviewed."""
    words = {"first_name": "Another", "last_name": f"Lead {side.name}", "phone": f"+1 212 555 013{len(story.sides)}"}
    side.ids["leads"] = await story.made(story.agent, f"{SALES}/leads", words)
    paper = {"document_type": "w9", "document_name": f"Paper for {side.name}"}
    side.ids["compliance"] = await story.made(side.vendor, f"{VENDOR}/compliance", paper)


async def _change(story: Story, side: Side) -> None:
    """Cases that were implemented and undone, rejected, cancelled, and one that is pending."""
    ids, agent, manager = side.ids, story.agent, story.manager

    async def ask(after: int, who: ApiClient) -> str:
        wanted = {
            "charter_id": ids["charters"],
            "change_type": "passenger_count_change",
            "title": f"More people on {side.name}",
            "impact_level": "significant",
            "proposed_changes": {"passengers": {"before": 30, "after": after}},
        }
        ids["cases"] = await story.made(who, f"{CHANGES}/cases", wanted)
        return f"{CHANGES}/cases/{ids['cases']}"

    case = await ask(31, side.client)
    await story.post(manager, f"{case}/review")
    asked = {"change_case_id": ids["cases"], "approver_id": manager.user_id}
    ids["approvals"] = await story.made(agent, f"{CHANGES}/approvals", asked)
    answer = {"decision": "approved", "notes": "Fine"}
    await story.put(manager, f"{CHANGES}/approvals/{ids['approvals']}", answer)
    await story.post(manager, f"{case}/approve", {"approval_notes": "Fine"})
    await story.post(manager, f"{case}/implement", {"implementation_notes": "Done"})
    await story.post(manager, f"{case}/rollback", {"reason": "They are fewer after all"})
    case = await ask(32, agent)
    await story.post(manager, f"{case}/review")
    await story.post(manager, f"{case}/reject", {"rejection_reason": "No"})
    await story.post(agent, f"{await ask(33, agent)}/cancel", {"cancellation_reason": "Not needed"})
    await ask(34, agent)
    ids["number"] = (await agent.get(f"{CHANGES}/cases/{ids['cases']}")).json()["case_number"]


async def _write(story: Story, side: Side) -> None:
    """A message to the client's user; one that could not be delivered; a key; a session that ends."""
    words = {"channel": "in_app", "subject": f"Dear {side.name}", "message": f"Only for {side.name}"}
    letter = await story.made(story.agent, NOTIFICATIONS, words | {"recipient_user_id": side.client.user_id})
    side.ids["notifications"] = letter
    await story.post(side.client, f"{NOTIFICATIONS}/{letter}/read")
    undelivered = words | {"channel": "email", "recipient_email": f"{side.name}@example.com"}
    lost = await story.made(story.agent, NOTIFICATIONS, undelivered)
    async with story.api.platform.engine.begin() as connection:
        failed = text("UPDATE notifications.notifications SET status = 'failed' WHERE id = :id")
        await connection.execute(failed, {"id": lost})
    await story.post(story.agent, f"{NOTIFICATIONS}/{lost}/retry")
    key = await story.admin.post(f"{AUTH}/api-keys", {"name": f"Key {side.name}", "scopes": ["sales"]})
    side.ids["api-keys"] = key.json()["id"]
    story.secrets.add(key.json()["key"])
    for who in (side.client, side.vendor):
        story.secrets.add((await who.get(f"{AUTH}/me")).json()["calendar_token"])
    sessions = (await side.client.get(f"{AUTH}/sessions")).json()
    side.ids["sessions"] = sessions[0]["id"]
    address = {"email": f"agent-{side.name}@example.com"}
    await story.post(story.api, f"{AUTH}/password-reset", address)
    async with story.api.platform.reading() as reads:
        link = await reads.identity.newest_password_link(int(side.ids["users"]))
    assert link is not None
    story.secrets.add(link.token)
    tokens = (await story.api.post(f"{AUTH}/login", address | {"password": AGENTS_PASSWORD})).json()
    story.secrets |= {tokens["access_token"], tokens["refresh_token"]}


async def _compete(story: Story) -> None:
    """Both vendors bid on a's open charter, sealed; asked for b's, vendor a declines."""
    a, b = story.sides["a"], story.sides["b"]
    charter_id = a.ids["open charter"]
    asked = {"charter_id": charter_id, "deadline": story.deadline, "vendor_ids": [a.ids["vendors"], b.ids["vendors"]]}
    await story.post(story.agent, f"{VENDOR}/bid-requests", asked)
    for side, price in ((a, "811.31"), (b, "822.37")):
        side.ids["sealed bid"] = bid_id = await story.made(
            side.vendor, f"{VENDOR}/bids", _terms(side, charter_id, price)
        )
        await story.post(side.vendor, f"{VENDOR}/bids/{bid_id}/submit")
    other = {"charter_id": b.ids["open charter"], "deadline": story.deadline, "vendor_ids": [a.ids["vendors"]]}
    (request,) = await story.post(story.agent, f"{VENDOR}/bid-requests", other)
    await story.post(a.vendor, f"{VENDOR}/bid-requests/{request['id']}/decline", {"reason": "No coach free"})
