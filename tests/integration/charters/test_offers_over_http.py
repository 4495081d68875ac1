"""What whoever holds a quote's link is shown, and what the page's forms take."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fakes.clock import SteerableClock
from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office

pytestmark = pytest.mark.usefixtures("prices")


def link(charter: dict[str, Any]) -> str:
    return f"{CHARTERS}/quote/{charter['quote_secure_token']}"


def page(charter: dict[str, Any]) -> str:
    return f"/quote/{charter['quote_secure_token']}"


async def test_an_older_links_page_says_that_there_is_a_newer_quote(office: Office) -> None:
    first = await office.quoted()
    second = await office.done(office.agent, f"{CHARTERS}/{first['id']}/send-quote")
    for answer in (
        await office.public.get(page(first)),
        await office.public.post(f"{page(first)}/accept", data={"accepted_by_name": "Clara"}),
        await office.public.post(f"{page(first)}/decline"),
    ):
        assert answer.status_code == 409
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "There is a newer quote" in answer.text
        assert second["quote_secure_token"] not in answer.text
    assert (await office.read(first["id"]))["status"] == "quote"


async def test_each_of_many_older_links_is_remembered(office: Office) -> None:
    sent = [await office.quoted()]
    for _ in range(3):
        sent.append(await office.done(office.agent, f"{CHARTERS}/{sent[0]['id']}/send-quote"))
    codes = [(await office.public.get(link(each))).json().get("code") for each in sent]
    assert codes == ["quote_expired", "quote_expired", "quote_expired", None]


async def test_of_an_answer_to_the_old_link_and_a_new_quote_at_once_one_wins(office: Office) -> None:
    for answer in ("accept", "decline"):
        charter = await office.quoted()
        answered, sent = await asyncio.gather(
            office.public.post(f"{link(charter)}/{answer}"),
            office.agent.post(f"{CHARTERS}/{charter['id']}/send-quote"),
        )
        assert {answered.status_code, sent.status_code} <= {200, 409}
        now = await office.read(charter["id"])
        if not sent.is_success:
            assert (sent.json()["code"], now["status"]) == ("charter_not_in_quote", "booked")
        elif not answered.is_success:
            assert (answered.json()["code"], now["status"]) == ("quote_expired", "quote")
        else:
            assert answer == "decline", "what was accepted is quoted no more"
            assert (await office.public.get(link(sent.json()))).json()["status"] == "sent"


async def test_what_was_priced_is_shown_beside_its_price(office: Office) -> None:
    charter = await office.quoted(stops=[BOSTON, NEW_YORK], pickup_time="09:00", amenities=["wifi"])
    edit = {"passengers": 50, "pickup_time": "10:30", "trip_date": "2026-03-05", "vehicle_type": "minibus"}
    await office.agent.put(f"{CHARTERS}/{charter['id']}", edit)
    await office.made(office.agent, f"{CHARTERS}/{charter['id']}/stops", {"location": "Hartford"})
    offer = (await office.public.get(link(charter))).json()
    assert (offer["status"], offer["total"], offer["passengers"]) == ("expired", 726.5, 30)
    assert (offer["pickup_time"], offer["trip_date"], offer["vehicle_type"]) == ("09:00", "2026-03-04", "coach")
    assert [(stop["sequence"], stop["location"], stop["stop_type"]) for stop in offer["stops"]] == [
        (1, "Boston", "waypoint"),
        (2, "New York", "waypoint"),
    ]
    shown = (await office.public.get(page(charter))).text
    assert "Hartford" not in shown
    assert "<dd>30</dd>" in shown


async def test_what_has_no_price_is_shown_as_the_client_would_accept_it(office: Office) -> None:
    charter = await office.quoted(amenities=["wifi"])
    await office.agent.put(f"{CHARTERS}/{charter['id']}", {"amenities": ["restroom"]})
    offer = (await office.public.get(link(charter))).json()
    assert (offer["status"], offer["amenities"]) == ("sent", ["restroom"])


async def test_a_change_after_booking_does_not_alter_what_was_accepted(office: Office) -> None:
    charter = await office.quoted()
    await office.done(office.public, f"{link(charter)}/accept")
    edit = {"passengers": 31, "override": True, "reason": "One more"}
    assert (await office.manager.put(f"{CHARTERS}/{charter['id']}", edit)).status_code == 200
    offer = (await office.public.get(link(charter))).json()
    assert (offer["status"], offer["passengers"], offer["total"]) == ("accepted", 30, 726.5)


async def test_a_quote_that_the_office_booked_is_accepted(office: Office, clock: SteerableClock) -> None:
    charter = await office.quoted()
    await office.done(office.agent, f"{CHARTERS}/{charter['id']}/book")
    clock.advance(days=30)
    offer = (await office.public.get(link(charter))).json()
    assert (offer["status"], offer["accepted_at"], offer["booked_at"]) == ("accepted", None, "2026-03-02T15:00:00Z")
    assert "We booked this trip for you on Monday, March 2, 2026" in (await office.public.get(page(charter))).text


async def test_one_that_the_client_accepted_says_when(office: Office) -> None:
    charter = await office.quoted()
    offer = await office.done(office.public, f"{link(charter)}/accept")
    assert offer["accepted_at"] == offer["booked_at"] == "2026-03-02T15:00:00Z"


async def test_booking_after_a_refusal_accepts_nothing(office: Office) -> None:
    charter = await office.quoted()
    await office.done(office.public, f"{link(charter)}/decline")
    await office.done(office.agent, f"{CHARTERS}/{charter['id']}/book")
    assert (await office.public.get(link(charter))).json()["status"] == "declined"


async def test_a_cancelled_charters_offer_has_expired(office: Office) -> None:
    charter = await office.quoted()
    await office.done(office.agent, f"{CHARTERS}/{charter['id']}/cancel", {"reason": "No longer needed"})
    assert (await office.public.get(link(charter))).json()["status"] == "expired"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("x" * 201, "The name must be text of at most 200 characters."),
        ("x" * 500, "The name must be text of at most 200 characters."),
        ("Cla\x00ra", "The name must not contain the null character."),
    ],
)
async def test_the_form_takes_no_name_that_the_api_would_not(office: Office, name: str, why: str) -> None:
    charter = await office.quoted()
    refused = await office.public.post(f"{page(charter)}/accept", data={"accepted_by_name": name})
    assert refused.status_code == 422
    assert refused.headers["Content-Type"].startswith("text/html")
    assert why in refused.text
    assert "Accept and book" in refused.text, "they may try again"
    assert (await office.public.post(f"{link(charter)}/accept", {"accepted_by_name": name})).status_code == 422
    assert (await office.read(charter["id"]))["status"] == "quote"


async def test_the_longest_name_is_taken_and_none_is_none(office: Office) -> None:
    named, unnamed = await office.quoted(), await office.quoted()
    await office.public.post(f"{page(named)}/accept", data={"accepted_by_name": "x" * 200})
    await office.public.post(f"{page(unnamed)}/accept", data={"accepted_by_name": " "})
    accepted = [(await office.read(each["id"]))["acceptance"]["accepted_by_name"] for each in (named, unnamed)]
    assert accepted == ["x" * 200, None]


async def test_whatever_goes_wrong_with_a_form_is_told_on_a_page(office: Office) -> None:
    charter = await office.quoted()
    too_long = {"Idempotency-Key": "k" * 256}
    refused = await office.public.post(f"{page(charter)}/accept", data={"accepted_by_name": ""}, headers=too_long)
    assert refused.status_code == 400
    assert refused.headers["Content-Type"].startswith("text/html")
    assert "An Idempotency-Key has 1 to 255 characters." in refused.text


@pytest.mark.parametrize("driven", [True, False])
async def test_a_closed_charter_says_so_over_http(office: Office, driven: bool) -> None:
    charter = await office.booked(trip_date="2026-03-01", deposit_amount=None)
    path = f"{CHARTERS}/{charter['id']}"
    override = {"override": True, "reason": "The client is good for it"}
    if driven:
        await office.done(office.manager, f"{path}/confirm", override)
        await office.done(office.agent, f"{path}/start")
        await office.done(office.agent, f"{path}/complete")
    else:
        await office.done(office.manager, f"{path}/cancel", override)
    for who in (office.agent, office.manager):
        refused = await who.put(path, {"passengers": 2, **override})
        assert (refused.status_code, refused.json()["code"]) == (409, "charter_closed")
    added = await office.manager.post(f"{path}/stops", {"location": "Hartford", **override})
    assert (added.status_code, added.json()["code"]) == (409, "charter_closed")
    assert (await office.read(charter["id"]))["passengers"] == 30
