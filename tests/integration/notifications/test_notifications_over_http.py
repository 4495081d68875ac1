"""Notifications over HTTP."""

from __future__ import annotations

from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.notifications.ports import DeliveryRefused
from coachway.entrypoints.bootstrap import Platform
from tests.api_client import ApiClient
from tests.background import drain
from tests.builders.notifications import CLIENT, a_notification
from tests.fakes.notifications import CollectingCourier

URL = "/api/v1/notifications"
MESSAGE = {"channel": "email", "subject": "Hello", "message": "How are you?"}


async def test_staff_send_a_message_and_its_recipient_reads_it(api: ApiClient, platform: Platform) -> None:
    agent, manager = await api.as_("agent"), await api.as_("manager")
    made = await manager.post(URL, MESSAGE | {"recipient_user_id": agent.user_id})
    assert made.status_code == 201, made.text
    assert made.json()["status"] == "queued"
    assert made.json()["created_by"] == manager.user_id
    await drain(platform)
    path = f"{URL}/{made.json()['id']}"
    seen = await agent.get(path)
    assert (seen.json()["status"], seen.json()["read_at"]) == ("sent", None)
    read = await agent.post(f"{path}/read", headers={"If-Match": seen.headers["etag"]})
    assert read.status_code == 200
    assert read.json()["read_at"] is not None
    assert (await agent.get(f"{URL}?unread=true")).json() == []


async def test_only_its_recipient_marks_it_as_read(api: ApiClient) -> None:
    agent, manager = await api.as_("agent"), await api.as_("manager")
    made = await manager.post(URL, MESSAGE | {"recipient_user_id": agent.user_id, "channel": "in_app"})
    assert made.json()["status"] == "sent"
    refused = await manager.post(f"{URL}/{made.json()['id']}/read")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_the_recipient")


async def test_a_client_sees_what_is_for_them_and_nothing_else(api: ApiClient, platform: Platform) -> None:
    async with platform.unit_of_work(SYSTEM) as work:
        first, second = await work.notifications.next_ids(2)
        work.notifications.add(a_notification(first, recipient=CLIENT))
        work.notifications.add(a_notification(second))
        await work.commit()
    client = await api.as_("client", client_id=CLIENT.id)
    assert [each["id"] for each in (await client.get(URL)).json()] == [first]
    assert (await client.get(f"{URL}/{second}")).status_code == 404
    assert (await client.post(f"{URL}/{second}/read")).status_code == 404
    assert (await client.post(f"{URL}/{first}/retry")).status_code == 403
    staff = await api.as_("agent")
    assert [each["id"] for each in (await staff.get(URL)).json()] == [second, first]


async def test_a_failed_one_is_retried_by_hand(api: ApiClient, platform: Platform) -> None:
    courier = CollectingCourier()
    object.__setattr__(platform, "courier", courier)
    courier.error = DeliveryRefused("unknown mailbox")
    staff = await api.as_("agent")
    made = await staff.post(URL, MESSAGE | {"recipient_email": "Somebody@Example.com"})
    await drain(platform)
    path = f"{URL}/{made.json()['id']}"
    failed = (await staff.get(path)).json()
    assert (failed["status"], failed["last_error"]) == ("failed", "DeliveryRefused: unknown mailbox")
    courier.error = None
    assert (await staff.post(f"{path}/retry")).json()["status"] == "queued"
    await drain(platform)
    assert (await staff.get(path)).json()["status"] == "sent"
    again = await staff.post(f"{path}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "already_sent")


async def test_every_bad_field_of_a_message_is_named(api: ApiClient) -> None:
    staff = await api.as_("agent")
    bad = {"recipient_email": "nobody", "channel": "sms", "subject": " ", "message": ""}
    answer = await staff.post(URL, bad)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"recipient_email", "channel", "subject", "message"}
    neither = await staff.post(URL, MESSAGE)
    assert {error["field"] for error in neither.json()["errors"]} == {"recipient_user_id"}


async def test_a_link_to_choose_a_password_is_mailed_and_shown_to_nobody(api: ApiClient, platform: Platform) -> None:
    admin = await api.as_("admin")
    await admin.post("/api/v1/auth/users", {"email": "new@example.com", "full_name": "New", "role": "agent"})
    courier = CollectingCourier()
    object.__setattr__(platform, "courier", courier)
    await drain(platform)
    (letter,) = courier.delivered
    assert letter.recipient.email == "new@example.com"
    token = letter.message.split("\n\n")[2].strip()
    confirmed = await api.post(
        "/api/v1/auth/password-reset/confirm", {"token": token, "new_password": "a long enough one"}
    )
    assert confirmed.status_code == 204, confirmed.text
    (shown,) = (await admin.get(URL)).json()
    assert shown["message"] is None
    assert token not in str(shown)
