"""What clients want to be mailed, from the wish to the letter."""

from __future__ import annotations

import asyncio

from aiosmtplib.email import flatten_message

from coachway.adapters.smtp.mail import compose
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.notifications.ports import Letter
from coachway.domain.sales.model import PreferenceType
from coachway.domain.sales.use_cases.email_preferences import UpdateEmailPreferences, update_email_preferences
from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.background import drain
from tests.fakes.notifications import CollectingCourier

PREFERENCES = "/api/v1/sales/email-preferences"
ONE_CLICK = {"content": b"List-Unsubscribe=One-Click", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}
NEWS = {"channel": "email", "subject": "Spring prices", "message": "Ten per cent off.", "category": "marketing"}


async def a_client(agent: ApiClient, address: str = "dora@example.com") -> int:
    made = await agent.post("/api/v1/clients", {"last_name": "Fox", "email": address})
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


async def letters(platform: Platform) -> list[Letter]:
    courier = CollectingCourier()
    object.__setattr__(platform, "courier", courier)
    await drain(platform)
    return courier.delivered


async def news(agent: ApiClient, platform: Platform, address: str = "dora@example.com") -> Letter:
    sent = await agent.post("/api/v1/notifications", NEWS | {"recipient_email": address})
    assert sent.status_code == 201, sent.text
    (letter,) = await letters(platform)
    return letter


async def path_of_link(agent: ApiClient, platform: Platform) -> str:
    url = (await news(agent, platform)).unsubscribe_url
    assert url is not None
    return url.removeprefix(platform.settings.public_url.rstrip("/"))


async def test_who_never_said_anything_gets_all_and_says_it_once(api: ApiClient) -> None:
    agent = await api.as_("agent")
    client_id, other = await a_client(agent), await a_client(agent, "other@example.com")
    unsaid = await agent.get(f"{PREFERENCES}/{client_id}")
    assert (unsaid.json()["opted_out"], unsaid.json()["preference_type"], unsaid.json()["version"]) == (False, "all", 1)
    client = await api.as_("client", client_id=client_id)
    path = f"{PREFERENCES}/{client_id}"
    said = await client.put(
        path, {"preference_type": "transactional_only"}, headers={"If-Match": unsaid.headers["etag"]}
    )
    assert said.status_code == 200, said.text
    assert (await agent.get(path)).json() == said.json()
    assert said.headers["etag"] == '"2"'
    stale = await client.put(path, {"opted_out": True}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    for missing in (other, 999_999):
        assert (await client.get(f"{PREFERENCES}/{missing}")).status_code == 404
        assert (await client.put(f"{PREFERENCES}/{missing}", {"opted_out": True})).status_code == 404
    assert (await agent.put(f"{PREFERENCES}/999999", {"opted_out": True})).status_code == 404
    bad = await agent.put(path, {"preference_type": "some"})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "preference_type")


async def test_looking_at_the_link_changes_nothing_and_one_click_ends_it_for_good(
    api: ApiClient, platform: Platform
) -> None:
    agent = await api.as_("agent")
    client_id = await a_client(agent)
    path = await path_of_link(agent, platform)
    page = await api.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<form method="post">' in page.text
    assert "<script" not in page.text
    assert not (await agent.get(f"{PREFERENCES}/{client_id}")).json()["opted_out"]
    for body in (ONE_CLICK, {}, ONE_CLICK):
        clicked = await api.request("POST", path, **body)
        assert (clicked.status_code, clicked.json()) == (200, {"opted_out": True})
    assert (await agent.get(f"{PREFERENCES}/{client_id}")).json()["version"] == 2
    by_form = await api.request("POST", path, content=b"", headers={"Accept": "text/html,*/*"})
    assert "You are unsubscribed" in by_form.text
    assert "You are unsubscribed" in (await api.get(path)).text


async def test_a_guessed_link_opens_nothing(api: ApiClient) -> None:
    for path in ("/api/v1/sales/unsubscribe/guessed", "/api/v1/sales/unsubscribe/%00"):
        assert (await api.get(path)).status_code == 404
        assert (await api.request("POST", path)).status_code == 404
    page = await api.request("POST", "/api/v1/sales/unsubscribe/guessed", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


async def test_who_opted_out_gets_no_marketing_not_even_what_was_queued_before(
    api: ApiClient, platform: Platform
) -> None:
    agent = await api.as_("agent")
    client_id = await a_client(agent)
    queued = await agent.post("/api/v1/notifications", NEWS | {"recipient_email": "dora@example.com"})
    await agent.put(f"{PREFERENCES}/{client_id}", {"opted_out": True})
    assert await letters(platform) == []
    kept = (await agent.get(f"/api/v1/notifications/{queued.json()['id']}")).json()
    assert (kept["status"], kept["category"]) == ("failed", "marketing")
    again = await agent.post("/api/v1/notifications", NEWS | {"recipient_email": "Dora@example.com"})
    assert (again.status_code, again.json()["code"]) == (409, "opted_out")
    other = await agent.post(
        "/api/v1/notifications", NEWS | {"recipient_email": "dora@example.com", "category": "transactional"}
    )
    assert other.status_code == 201
    (letter,) = await letters(platform)
    assert letter.unsubscribe_url is None


async def test_marketing_to_somebody_who_is_no_client_is_refused(api: ApiClient) -> None:
    agent = await api.as_("agent")
    refused = await agent.post("/api/v1/notifications", NEWS | {"recipient_email": "stranger@example.com"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "category")


async def test_the_mail_carries_the_headers_of_one_click(api: ApiClient, platform: Platform) -> None:
    agent = await api.as_("agent")
    await a_client(agent)
    letter = await news(agent, platform)
    mail = compose(letter, sender="CoachWay <no-reply@coachway.example>")
    # As it goes over the wire: mail programs look for the address itself, not for its encoded form.
    for written in (mail.as_bytes(), flatten_message(mail)):
        assert f"\r\nList-Unsubscribe: <{letter.unsubscribe_url}>\r\n".encode() in written
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in written
    assert (await news(agent, platform)).unsubscribe_url == letter.unsubscribe_url


async def test_the_mail_of_a_quote_comes_in_any_case_and_tells_how_to_unsubscribe(
    api: ApiClient, platform: Platform
) -> None:
    agent, manager = await api.as_("agent"), await api.as_("manager")
    client_id = await a_client(agent)
    await agent.put(f"{PREFERENCES}/{client_id}", {"opted_out": True})
    rate = {"name": "Any trip", "rule_type": "base_rate", "base_rate": 300}
    assert (await manager.post("/api/v1/pricing/pricing-rules", rate)).status_code == 201
    trip = {"client_id": client_id, "trip_date": "2026-08-03", "passengers": 20, "vehicle_type": "coach"}
    charter = (await agent.post("/api/v1/charters", trip | {"distance_miles": 100})).json()
    sent = await agent.post(f"/api/v1/charters/{charter['id']}/send-quote")
    assert sent.is_success, sent.text
    to_client = [letter for letter in await letters(platform) if letter.recipient.email == "dora@example.com"]
    assert [bool(letter.unsubscribe_url) for letter in to_client] == [True]


async def test_no_event_and_no_audit_record_tells_the_secret(api: ApiClient, platform: Platform) -> None:
    agent, admin = await api.as_("agent"), await api.as_("admin")
    await a_client(agent)
    path = await path_of_link(agent, platform)
    await api.request("POST", path)
    token = path.rpartition("/")[2]
    records = await admin.get("/api/v1/changes/audit?entity_type=unsubscribe_link")
    assert len(records.json()) == 1
    everything = await admin.get("/api/v1/changes/audit?limit=200")
    async with platform.unit_of_work(SYSTEM) as work:
        rows = (await work.session.connection()).exec_driver_sql
        outbox = str((await rows("SELECT * FROM platform.outbox")).all())
    hashed = platform.tokens.hash(token)
    assert not any(secret in found for secret in (token, hashed) for found in (everything.text, outbox))


async def test_wishes_said_for_the_first_time_at_the_same_moment_all_count(api: ApiClient, platform: Platform) -> None:
    client_id = await a_client(await api.as_("agent"))

    async def say(changes: dict[str, object]) -> None:
        async with platform.unit_of_work(SYSTEM) as work:
            command = UpdateEmailPreferences(client_id=client_id, changes=changes)
            await update_email_preferences(command, uow=work, clock=platform.clock)
            await asyncio.sleep(0.01)
            await work.commit()

    await asyncio.gather(
        *(say({"opted_out": True} if turn % 2 else {"preference_type": PreferenceType.MARKETING}) for turn in range(8))
    )
    async with platform.reading() as reads:
        said = await reads.sales.email_preferences(client_id)
    assert (said.opted_out, said.preference_type, said.version) == (True, "marketing", 3)
