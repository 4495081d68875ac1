"""What happens around a charter that runs: changes, messages, keys, and what is left open."""

from __future__ import annotations

from sqlalchemy import text

from tests.api_client import ApiClient
from tests.story.told import AGENTS_PASSWORD, AUTH, CHANGES, CHARTERS, NOTIFICATIONS, SALES, VENDOR, Side, Story


async def change(story: Story, side: Side) -> None:
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


async def write(story: Story, side: Side) -> None:
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
        token = (await who.get(f"{AUTH}/me")).json()["calendar_token"]
        story.secrets.add(token)
        calendar = await story.api.get(f"{CHARTERS}/calendar.ics", params={"token": token})
        assert f"charter-{side.ids['charters']}@" in calendar.text
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


async def leave_open(story: Story, side: Side) -> None:
    """What can still be edited: a lead, and a paper that nobody has reviewed."""
    words = {"first_name": "Another", "last_name": f"Lead {side.name}", "phone": f"+1 212 555 013{len(story.sides)}"}
    side.ids["leads"] = await story.made(story.agent, f"{SALES}/leads", words)
    paper = {"document_type": "w9", "document_name": f"Paper for {side.name}"}
    side.ids["compliance"] = await story.made(side.vendor, f"{VENDOR}/compliance", paper)
