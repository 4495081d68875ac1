"""From the records of a client and a vendor to a charter that the client has accepted."""

from __future__ import annotations

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.sales.use_cases.email_preferences import unsubscribe_token
from coachway.domain.vendors.model.compliance import REQUIRED_DOCUMENTS
from tests.story.told import (
    AGENTS_PASSWORD,
    AUTH,
    BOSTON,
    CHARTERS,
    NEW_YORK,
    OVERRIDE,
    PRICING,
    SALES,
    SECRET_NUMBERS,
    VENDOR,
    Side,
    Story,
)


async def a_side(story: Story, name: str) -> Side:
    """The records, their logins, and the vendor's papers."""
    client = {"company_name": f"Client {name}", "email": f"client-{name}@example.com", "notes": f"office note {name}"}
    client_id = await story.made(story.agent, "/api/v1/clients", client)
    twin_id = await story.made(story.agent, "/api/v1/clients", {"last_name": f"Client {name}", "city": "Boston"})
    await story.post(story.agent, f"/api/v1/clients/{client_id}/merge", {"duplicate_client_id": twin_id})
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
        {"clients": client_id, "merged client": twin_id, "vendors": vendor_id},
    )
    for kind in REQUIRED_DOCUMENTS:
        paper = {"document_type": kind, "expiration_date": story.day(365)}
        side.ids["compliance"] = await story.made(side.vendor, f"{VENDOR}/compliance", paper)
        review = {"status": "approved", "review_notes": f"review note {name}"}
        await story.put(story.manager, f"{VENDOR}/compliance/{side.ids['compliance']}", review)
    active = await story.manager.patch(f"{VENDOR}/vendors/{vendor_id}/status?new_status=active")
    assert active.is_success, active.text
    return side


async def sell(story: Story, side: Side) -> None:
    """From a lead to a charter that the client has accepted; others that were declined, booked, cancelled."""
    ids, agent, manager = side.ids, story.agent, story.manager
    user = {"full_name": f"Agent {side.name}", "role": "agent", "password": AGENTS_PASSWORD}
    agent_id = await story.made(story.admin, f"{AUTH}/users", user | {"email": f"agent-{side.name}@example.com"})
    ids["users"] = ids["pending"] = agent_id
    rule = {"agent_id": agent_id, "max_leads_per_day": 5}
    ids["assignment-rules"] = await story.made(manager, f"{SALES}/assignment-rules", rule)
    lead = {"first_name": f"Lead {side.name}", "email": f"client-{side.name}@example.com", "estimated_passengers": 30}
    ids["leads"] = await story.made(agent, f"{SALES}/leads", lead)
    await story.post(story.api, f"{SALES}/leads/intake", {"first_name": "Web", "email": f"web-{side.name}@example.com"})
    table = f"first_name,email\nFiled,filed-{side.name}@example.com\nNobody,\n"
    await story.post(agent, f"{SALES}/leads/import", table=table)
    path = f"{SALES}/leads/{ids['leads']}"
    ids["merged lead"] = await story.made(agent, f"{SALES}/leads", lead)
    await story.post(manager, f"{path}/merge", {"duplicate_lead_id": ids["merged lead"]})
    await story.post(manager, f"{path}/assign", {"agent_id": agent_id})
    await story.post(manager, f"{path}/activities", {"activity_type": "call", "details": "Called back"})
    converted = await story.post(manager, f"{path}/convert", {"trip_date": story.day(3), "vehicle_type": "coach"})
    ids["charters"] = charter_id = int(converted["charter"]["id"])
    ids["email-preferences"] = ids["clients"]
    await story.put(agent, f"{SALES}/email-preferences/{ids['clients']}", {"preference_type": "marketing"})
    ids["unsubscribe"] = await _unsubscribe_token(story, int(ids["clients"]))
    await story.post(story.api, f"{SALES}/unsubscribe/{ids['unsubscribe']}")
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
    draft = {"name": "Special", "rule_type": "base_rate", "base_rate": 375}
    await story.post(manager, f"{PRICING}/pricing-rules/preview", {"rules": [draft], "quote_ids": [ids["quotes"]]})


async def _send_quote(story: Story, charter_id: int) -> str:
    """The secret link's token; its answer holds a secret, so it is never replayed."""
    sent = await story.agent.post(f"{CHARTERS}/{charter_id}/send-quote")
    assert sent.is_success, sent.text
    token = str(sent.json()["quote_secure_token"])
    story.links.add(token)
    return token


async def _unsubscribe_token(story: Story, client_id: int) -> str:
    """The secret that the client's mails carry."""
    platform = story.api.platform
    async with platform.unit_of_work(SYSTEM) as work:
        token = await unsubscribe_token(client_id, uow=work, tokens=platform.tokens, clock=platform.clock)
        await work.commit()
    story.links.add(token)
    return token
