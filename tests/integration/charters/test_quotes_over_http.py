"""Sending a quote, and the client's answer by the secret link."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import text

from tests.fakes.clock import SteerableClock
from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office

pytestmark = pytest.mark.usefixtures("prices")


def link(charter: dict[str, object]) -> str:
    return f"{CHARTERS}/quote/{charter['quote_secure_token']}"


class TestSending:
    async def test_the_charter_takes_the_price_and_gets_a_link(self, office: Office) -> None:
        charter = await office.quoted()
        assert (charter["total_cost"], charter["deposit_amount"]) == (726.5, 181.63)
        assert (charter["base_cost"], charter["mileage_cost"], charter["additional_fees"]) == (350, 375, 1.5)
        assert len(str(charter["quote_secure_token"])) == 43  # 256 bits in base 64
        assert charter["revision_number"] == 2
        quote = (await office.agent.get(f"/api/v1/pricing/quotes/{charter['quote_id']}")).json()
        assert (quote["status"], quote["charter_id"], quote["total"]) == ("sent", charter["id"], 726.5)

    async def test_the_request_is_filled_from_the_charter(self, office: Office) -> None:
        charter = await office.quoted(
            trip_date="2026-03-07",
            return_date="2026-03-09",
            deadhead_miles=10,
            vehicle_count=2,
            requires_second_driver=True,
            stops=[BOSTON, {"location": "Hartford"}, {"location": "New Haven"}, NEW_YORK],
        )
        quote = (await office.agent.get(f"/api/v1/pricing/quotes/{charter['quote_id']}")).json()
        assert (quote["extra_stops"], quote["overnight_nights"], quote["vehicle_count"]) == (2, 2, 2)
        assert (quote["origin"], quote["destination"]) == ("Boston", "New York")
        assert (quote["requires_second_driver"], quote["deadhead_miles"]) == (True, 10)

    async def test_a_missing_distance_is_measured_along_the_stops(self, office: Office) -> None:
        charter = await office.quoted(distance_miles=None, stops=[BOSTON, NEW_YORK])
        assert 220 < charter["distance_miles"] < 240
        moved = {"location": "Providence", "latitude": 41.824, "longitude": -71.4128}
        path = f"{CHARTERS}/{charter['id']}"
        await office.agent.put(f"{path}/stops/{charter['stops'][1]['id']}", moved)
        assert (await office.read(charter["id"]))["distance_miles"] is None
        assert (await office.done(office.agent, f"{path}/send-quote"))["distance_miles"] < 60

    async def test_a_distance_that_nobody_knows_is_refused(self, office: Office) -> None:
        charter = await office.charter(distance_miles=None, stops=[BOSTON, {"location": "somewhere"}])
        answer = await office.agent.post(f"{CHARTERS}/{charter['id']}/send-quote")
        assert (answer.status_code, answer.json()["code"]) == (409, "distance_unknown")

    async def test_a_new_quote_revokes_the_link_before_it(self, office: Office) -> None:
        first = await office.quoted()
        second = await office.done(office.agent, f"{CHARTERS}/{first['id']}/send-quote")
        older = link(first)
        answers = [
            await office.public.get(older),
            await office.public.post(f"{older}/accept"),
            await office.public.post(f"{older}/decline"),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "quote_expired")] * 3
        assert (await office.public.get(link(second))).status_code == 200
        assert (await office.agent.get(f"/api/v1/pricing/quotes/{first['quote_id']}")).json()["status"] == "expired"

    async def test_the_token_lies_nowhere_in_clear_text(self, office: Office) -> None:
        charter = await office.quoted()
        await office.public.post(f"{link(charter)}/accept", headers={"Idempotency-Key": "k"})
        await office.agent.post(f"{CHARTERS}/{charter['id']}/send-quote", headers={"Idempotency-Key": "k"})
        token = charter["quote_secure_token"]
        async with office.public.platform.engine.connect() as connection:
            tables = await connection.execute(
                text("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information)'")
            )
            for table in tables.scalars().all():
                rows = await connection.execute(text(f"SELECT t::text FROM {table} AS t"))
                assert not [row for row in rows.scalars() if token in row], table

    async def test_the_mail_is_somebody_elses_work_told_by_an_event(self, office: Office) -> None:
        charter = await office.quoted()
        async with office.public.platform.engine.connect() as connection:
            found = await connection.execute(text("SELECT payload FROM platform.outbox WHERE name = 'quote.sent'"))
            (payload,) = found.scalars().all()
        assert (payload["charter_id"], payload["client_id"]) == (charter["id"], office.client_id)


class TestTheAnswer:
    async def test_whoever_has_the_link_sees_trip_and_price(self, office: Office) -> None:
        charter = await office.quoted(stops=[BOSTON, NEW_YORK])
        offer = (await office.public.get(link(charter))).json()
        assert (offer["status"], offer["total"], offer["passengers"]) == ("sent", 726.5, 30)
        assert sum(line["amount"] for line in offer["breakdown"]) == 726.5
        assert [stop["location"] for stop in offer["stops"]] == ["Boston", "New York"]
        assert "vendor_cost" not in offer

    async def test_a_link_that_was_made_up_leads_nowhere(self, office: Office) -> None:
        for path in (f"{CHARTERS}/quote/made-up", f"{CHARTERS}/quote/made-up/accept"):
            answer = await (office.public.post(path) if path.endswith("accept") else office.public.get(path))
            assert answer.status_code == 404

    async def test_accepting_books_and_records_who_and_from_where(self, office: Office) -> None:
        charter = await office.quoted()
        answer = await office.public.post(
            f"{link(charter)}/accept", {"accepted_by_name": "Clara"}, headers={"User-Agent": "a browser"}
        )
        assert (answer.status_code, answer.json()["status"]) == (200, "accepted")
        booked = await office.read(charter["id"])
        assert booked["status"] == "booked"
        assert booked["acceptance"] == {
            "accepted_at": "2026-03-02T15:00:00Z",
            "ip_address": "198.51.100.7",
            "user_agent": "a browser",
            "accepted_by_name": "Clara",
        }
        quote = (await office.agent.get(f"/api/v1/pricing/quotes/{charter['quote_id']}")).json()
        assert quote["status"] == "accepted"

    async def test_accepting_twice_is_refused(self, office: Office) -> None:
        charter = await office.quoted()
        assert (await office.public.post(f"{link(charter)}/accept")).status_code == 200
        again = await office.public.post(f"{link(charter)}/accept")
        assert (again.status_code, again.json()["code"]) == (409, "already_accepted")

    async def test_of_20_accepts_at_once_exactly_one_wins(self, office: Office) -> None:
        charter = await office.quoted()
        answers = await asyncio.gather(*(office.public.post(f"{link(charter)}/accept") for _ in range(20)))
        outcomes = Counter(answer.json().get("code", answer.json().get("status")) for answer in answers)
        assert outcomes == {"accepted": 1, "already_accepted": 19}
        assert (await office.read(charter["id"]))["revision_number"] == 3

    async def test_an_expired_quote_is_refused(self, office: Office, clock: SteerableClock) -> None:
        charter = await office.quoted()
        clock.advance(days=14)
        answer = await office.public.post(f"{link(charter)}/accept")
        assert (answer.status_code, answer.json()["code"]) == (409, "quote_expired")
        assert (await office.public.get(link(charter))).json()["status"] == "expired"

    async def test_a_priced_edit_expires_it(self, office: Office) -> None:
        charter = await office.quoted()
        await office.agent.put(f"{CHARTERS}/{charter['id']}", {"passengers": 50})
        answer = await office.public.post(f"{link(charter)}/accept")
        assert answer.json()["code"] == "quote_expired"
        assert (await office.agent.get(f"/api/v1/pricing/quotes/{charter['quote_id']}")).json()["status"] == "expired"

    async def test_a_note_does_not(self, office: Office) -> None:
        charter = await office.quoted()
        await office.agent.put(f"{CHARTERS}/{charter['id']}", {"notes": "call before"})
        assert (await office.public.post(f"{link(charter)}/accept")).status_code == 200

    async def test_declining_leaves_it_for_another_quote(self, office: Office) -> None:
        charter = await office.quoted()
        declined = await office.public.post(f"{link(charter)}/decline")
        assert declined.json()["status"] == "declined"
        assert (await office.read(charter["id"]))["status"] == "quote"
        assert (await office.public.post(f"{link(charter)}/accept")).json()["code"] == "quote_declined"
        second = await office.done(office.agent, f"{CHARTERS}/{charter['id']}/send-quote")
        assert (await office.public.post(f"{link(second)}/accept")).status_code == 200

    async def test_what_staff_booked_is_not_accepted_again(self, office: Office) -> None:
        charter = await office.quoted()
        await office.done(office.agent, f"{CHARTERS}/{charter['id']}/book")
        answer = await office.public.post(f"{link(charter)}/accept")
        assert (answer.status_code, answer.json()["code"]) == (409, "charter_not_in_quote")
        quote = (await office.agent.get(f"/api/v1/pricing/quotes/{charter['quote_id']}")).json()
        assert quote["status"] == "accepted"


class TestThePage:
    async def test_shows_the_trip_the_price_and_two_buttons(self, office: Office) -> None:
        charter = await office.quoted(stops=[BOSTON, NEW_YORK])
        page = await office.public.get(f"/quote/{charter['quote_secure_token']}")
        assert page.headers["Content-Type"].startswith("text/html")
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        for part in ("Boston", "New York", "$726.50", "Wednesday, March 4, 2026", "Accept and book", "Decline"):
            assert part in page.text
        assert "<script" not in page.text

    async def test_its_form_accepts(self, office: Office) -> None:
        charter = await office.quoted()
        path = f"/quote/{charter['quote_secure_token']}"
        answer = await office.public.post(f"{path}/accept", data={"accepted_by_name": "<b>Clara</b>"})
        assert (answer.status_code, answer.headers["Location"]) == (303, path)
        page = (await office.public.get(path)).text
        assert "You accepted this quote" in page
        assert "Accept and book" not in page
        booked = await office.read(charter["id"])
        assert booked["acceptance"]["accepted_by_name"] == "<b>Clara</b>"

    async def test_its_other_form_declines_and_a_late_accept_is_told_why_not(self, office: Office) -> None:
        charter = await office.quoted()
        path = f"/quote/{charter['quote_secure_token']}"
        assert (await office.public.post(f"{path}/decline")).status_code == 303
        late = await office.public.post(f"{path}/accept", data={"accepted_by_name": ""})
        assert late.status_code == 409
        assert "This quote was declined" in late.text

    async def test_a_link_that_was_made_up_gets_a_page_too(self, office: Office) -> None:
        answer = await office.public.get("/quote/made-up")
        assert answer.status_code == 404
        assert "There is no quote at this address" in answer.text

    async def test_names_are_shown_as_they_are_written(self, office: Office) -> None:
        charter = await office.quoted(vehicle_type="<script>alert(1)</script>")
        page = await office.public.get(f"/quote/{charter['quote_secure_token']}")
        assert "&lt;script&gt;" in page.text
