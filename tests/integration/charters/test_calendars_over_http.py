"""Charters as calendars over HTTP: one's own by its token, and one charter by signing in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import structlog
import vobject
from sqlalchemy import text

from tests.api_client import ApiClient
from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office
from tests.integration.charters.test_series_over_http import series

CALENDAR = f"{CHARTERS}/calendar.ics"
AUTH = "/api/v1/auth"


async def token_of(who: ApiClient) -> str:
    return str((await who.get(f"{AUTH}/me")).json()["calendar_token"])


async def events_of(office: Office, who: ApiClient, **narrowed: int) -> dict[int, Any]:
    """What the calendar of that user holds, for anybody who has its token; by charter."""
    answer = await office.public.get(CALENDAR, params={"token": await token_of(who), **narrowed})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    events = vobject.readOne(answer.text).contents.get("vevent", [])
    return {int(event.uid.value.split("@")[0].removeprefix("charter-")): event for event in events}


async def award(office: Office, charter_id: int, vendor_id: int) -> None:
    async with office.public.platform.engine.begin() as connection:
        statement = text("UPDATE charters.charters SET vendor_id = :vendor, vendor_cost = 612.34 WHERE id = :id")
        await connection.execute(statement, {"vendor": vendor_id, "id": charter_id})


async def test_everybody_has_what_they_may_see(office: Office) -> None:
    own, booked = await office.charter(), await office.booked()
    other = await Office.made(office.agent, "/api/v1/clients", {"company_name": "Other", "email": "o@example.com"})
    theirs = await office.charter(client_id=other["id"])
    await award(office, booked["id"], 77)
    vendor = await office.public.as_("vendor", vendor_id=77)
    assert set(await events_of(office, office.agent)) == {own["id"], booked["id"], theirs["id"]}
    assert set(await events_of(office, office.manager)) == {own["id"], booked["id"], theirs["id"]}
    assert set(await events_of(office, office.client)) == {own["id"], booked["id"]}
    assert set(await events_of(office, vendor)) == {booked["id"]}
    assert set(await events_of(office, await office.public.as_("vendor", vendor_id=78))) == set()


async def test_staff_narrow_it_to_one_agent(office: Office) -> None:
    mine, another = await office.charter(), await office.charter(agent_id=office.manager.user_id)
    assert office.agent.user_id is not None
    assert office.manager.user_id is not None
    assert set(await events_of(office, office.manager, agent_id=office.agent.user_id)) == {mine["id"]}
    assert set(await events_of(office, office.agent, agent_id=office.manager.user_id)) == {another["id"]}


async def test_a_vendor_is_told_no_price(office: Office) -> None:
    booked = await office.booked(total_cost=4321.98, deposit_amount=1234.56)
    await award(office, booked["id"], 77)
    vendor = await office.public.as_("vendor", vendor_id=77)
    by_token = await office.public.get(CALENDAR, params={"token": await token_of(vendor)})
    by_id = await vendor.get(f"{CHARTERS}/{booked['id']}/calendar.ics")
    for answer in (by_token, by_id):
        assert "BEGIN:VEVENT" in answer.text
        assert not [amount for amount in ("4321", "1234", "612.34") if amount in answer.text]


async def test_it_says_how_sure_a_trip_is_and_how_often_it_was_revised(office: Office) -> None:
    quote, booked, lost = await office.charter(), await office.booked(), await office.charter()
    await office.done(office.agent, f"{CHARTERS}/{lost['id']}/cancel", {"reason": "The wedding is off"})
    events = await events_of(office, office.client)
    assert [events[each["id"]].status.value for each in (quote, booked, lost)] == [
        "TENTATIVE",
        "CONFIRMED",
        "CANCELLED",
    ]
    assert [events[each["id"]].sequence.value for each in (quote, booked, lost)] == ["1", "2", "2"]


async def test_times_are_those_of_the_wall_clock_also_after_it_was_changed(office: Office) -> None:
    weekly = await series(office, "weekly", 2, pickup_time="09:00", trip_hours=8, stops=[BOSTON, NEW_YORK])
    events = await events_of(office, office.agent)
    before, after = (events[each["id"]] for each in weekly)
    assert (before.dtstart.value.hour, after.dtstart.value.hour) == (9, 9)
    assert before.dtstart.value.astimezone(UTC) == datetime(2026, 3, 1, 14, tzinfo=UTC)
    assert after.dtstart.value.astimezone(UTC) == datetime(2026, 3, 8, 13, tzinfo=UTC)
    assert after.dtend.value.astimezone(UTC) == datetime(2026, 3, 8, 21, tzinfo=UTC)
    assert (after.location.value, after.geo.value) == ("Boston, MA", "42.3601;-71.0589")


async def test_without_a_pickup_time_it_is_a_matter_of_days(office: Office) -> None:
    charter = await office.charter(return_date="2026-03-06")
    event = (await events_of(office, office.agent))[charter["id"]]
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 3, 4), date(2026, 3, 7))


async def test_it_goes_back_ninety_days(office: Office) -> None:
    await office.charter(trip_date="2025-12-01")
    kept = await office.charter(trip_date="2025-12-02")
    ahead = await office.charter(trip_date="2031-01-01")
    assert set(await events_of(office, office.agent)) == {kept["id"], ahead["id"]}


async def test_one_charter_is_for_whoever_may_see_it(office: Office) -> None:
    charter = await office.charter()
    path = f"{CHARTERS}/{charter['id']}/calendar.ics"
    for who in (office.agent, office.client):
        answer = await who.get(path)
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert vobject.readOne(answer.text).vevent.summary.value.startswith(f"Charter {charter['id']}: ")
    assert (await office.public.get(path)).status_code == 401
    stranger = await office.public.as_("client", client_id=4711)
    assert (await stranger.get(path)).status_code == 404
    assert (await office.agent.get(f"{CHARTERS}/4711/calendar.ics")).status_code == 404


async def test_whoever_has_it_already_is_told_so(office: Office) -> None:
    charter = await office.charter()
    asked = {"token": await token_of(office.agent)}
    first = await office.public.get(CALENDAR, params=asked)
    assert first.headers["Cache-Control"] == "private, max-age=300, must-revalidate"
    for known in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}', "*"):
        again = await office.public.get(CALENDAR, params=asked, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    await office.agent.put(f"{CHARTERS}/{charter['id']}", {"passengers": 31})
    changed = await office.public.get(CALENDAR, params=asked, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "31 passengers" in changed.text


async def test_a_token_opens_nothing_once_it_was_renewed_or_its_owner_disabled(office: Office) -> None:
    old = await token_of(office.agent)
    await office.done(office.agent, f"{AUTH}/me/calendar-token")
    new = await token_of(office.agent)
    statuses = [(await office.public.get(CALENDAR, params={"token": each})).status_code for each in (old, new, "no")]
    assert statuses == [404, 200, 404]
    admin = await office.public.as_("admin")
    await admin.patch(f"{AUTH}/users/{office.agent.user_id}/status?new_status=disabled")
    assert (await office.public.get(CALENDAR, params={"token": new})).status_code == 404
    assert (await office.public.get(CALENDAR)).status_code == 422


async def test_the_token_stands_in_no_log_and_no_answer(office: Office) -> None:
    token = await token_of(office.agent)
    with structlog.testing.capture_logs() as logged:
        good = await office.public.get(CALENDAR, params={"token": token})
        bad = await office.public.get(CALENDAR, params={"token": token + "x"})
        wrong = await office.public.get(CALENDAR, params={"token": token, "agent_id": "nobody"})
    assert [answer.status_code for answer in (good, bad, wrong)] == [200, 404, 422]
    assert [entry["path"] for entry in logged if entry["event"] == "request"] == [CALENDAR] * 3
    assert token not in repr(logged)
    assert not [answer for answer in (good, bad, wrong) if token in answer.text + repr(answer.headers)]
