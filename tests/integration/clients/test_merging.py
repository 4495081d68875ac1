"""Two clients become one, over HTTP: what moves, what stays, what is refused, and what happens at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from coachway.domain.clients.events import ClientsWereMerged
from coachway.domain.flows.merge_clients import when_clients_were_merged_move_what_came_late
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.sales.use_cases.email_preferences import unsubscribe_token
from tests.api_client import ApiClient
from tests.statements import statements_sent

CLIENTS = "/api/v1/clients"
CHARTERS = "/api/v1/charters"
LEADS = "/api/v1/sales/leads"
PRICING = "/api/v1/pricing"


class Desk:
    """Somebody in the office, with clients and what is kept for them."""

    def __init__(self, admin: ApiClient) -> None:
        self.admin = admin

    async def made(self, path: str, body: Any) -> dict[str, Any]:
        answer = await self.admin.post(path, body)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def client(self, **details: Any) -> int:
        return int((await self.made(CLIENTS, {"last_name": "Lee"} | details))["id"])

    async def charter(self, client_id: int) -> int:
        trip = {"client_id": client_id, "trip_date": "2026-05-04", "passengers": 20, "vehicle_type": "coach"}
        return int((await self.made(CHARTERS, trip | {"total_cost": 900}))["id"])

    async def merge(self, survivor: int, duplicate: int) -> Any:
        return await self.admin.post(f"{CLIENTS}/{survivor}/merge", {"duplicate_client_id": duplicate})

    async def get(self, path: str) -> Any:
        answer = await self.admin.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def desk(api: ApiClient) -> Desk:
    desk = Desk(await api.as_("admin"))
    await desk.made(f"{PRICING}/pricing-rules", {"name": "base", "rule_type": "base_rate", "base_rate": 350})
    return desk


async def test_all_that_was_the_duplicates_is_the_survivors(api: ApiClient, desk: Desk) -> None:
    kept, gone = await desk.client(email="kept@example.com"), await desk.client(email="gone@example.com")
    lead = await desk.made(LEADS, {"first_name": "Ann", "email": "gone@example.com", "estimated_passengers": 9})
    assert lead["existing_client_id"] == gone
    converted = await desk.made(f"{LEADS}/{lead['id']}/convert", {"trip_date": "2026-05-04"})
    booked = await desk.charter(gone)
    await desk.made(f"{CHARTERS}/{booked}/book", None)
    case = await desk.made(
        "/api/v1/changes/cases",
        {
            "charter_id": booked,
            "title": "More people",
            "description": "More people",
            "change_type": "passenger_count_change",
            "reason": "They grew",
            "proposed_changes": {"passengers": {"before": 20, "after": 30}},
        },
    )
    special = {"name": "Special", "rule_type": "client_specific", "scope": "client", "discount_percent": 5}
    rule = await desk.made(f"{PRICING}/pricing-rules", special | {"client_id": gone})
    trip = {"vehicle_type": "coach", "passengers": 20, "trip_date": "2026-05-04", "distance_miles": 100}
    quote = await desk.made(f"{PRICING}/calculate-quote", trip | {"client_id": gone})
    their_user = await api.as_("client", client_id=gone)

    merged = await desk.merge(kept, gone)
    assert merged.status_code == 200, merged.text
    stays = await desk.get(f"{CLIENTS}/{gone}")
    assert (stays["is_active"], stays["merged_into_client_id"], stays["email"]) == (False, kept, "gone@example.com")
    assert {each["id"] for each in await desk.get(f"{CLIENTS}/{kept}/charters")} == {
        converted["charter"]["id"],
        booked,
    }
    assert await desk.get(f"{CLIENTS}/{gone}/charters") == []
    lead = await desk.get(f"{LEADS}/{lead['id']}")
    assert (lead["existing_client_id"], lead["converted_client_id"]) == (kept, kept)
    moved = await desk.get(f"{PRICING}/pricing-rules/{rule['id']}")
    assert (moved["client_id"], moved["version"]) == (kept, rule["version"] + 1)
    (noted,) = await desk.get(f"{PRICING}/pricing-rules/{rule['id']}/history")
    assert (noted["field_name"], noted["old_value"], noted["new_value"]) == ("client_id", gone, kept)
    assert (await desk.get(f"{PRICING}/quotes/{quote['id']}"))["client_id"] == kept
    assert (await desk.made(f"{PRICING}/quotes/{quote['id']}/recalculate", None))["same"] is True
    cheaper = await desk.made(f"{PRICING}/calculate-quote", trip | {"client_id": kept})
    assert cheaper["total"] == quote["total"]
    assert (await desk.get(f"/api/v1/changes/cases/{case['id']}"))["client_id"] == kept
    assert (await desk.get(f"/api/v1/auth/users/{their_user.user_id}"))["client_id"] == kept
    assert (await their_user.get(f"{CLIENTS}/{gone}")).status_code == 401  # signed in anew, it is the survivor's
    records = await desk.get(f"/api/v1/changes/audit?entity_type=client&entity_id={gone}")
    assert [record["action"] for record in records] == ["update", "insert"]


async def test_it_takes_as_many_statements_for_a_hundred_as_for_one(api: ApiClient, desk: Desk) -> None:
    sent_for = []
    for count in (1, 5):
        kept, gone = await desk.client(), await desk.client()
        special = {"rule_type": "client_specific", "scope": "client", "discount_percent": 5, "client_id": gone}
        for number in range(count):
            await desk.charter(gone)
            await desk.made(f"{PRICING}/pricing-rules", special | {"name": f"Special {number}"})
            await api.as_("client", client_id=gone)
        with statements_sent(api.platform.engine) as sent:
            assert (await desk.merge(kept, gone)).status_code == 200
        sent_for.append(len([each for each in sent if "outbox" not in each]))
    assert sent_for[0] == sent_for[1]


async def test_the_survivor_takes_over_what_it_lacks_and_is_found_by_both_addresses(desk: Desk) -> None:
    bare = await desk.client(city="Boston")
    full = await desk.client(first_name="Ann", email="ann@example.com", phone="212 555 0123", city="Salem", notes="VIP")
    survivor = (await desk.merge(bare, full)).json()
    assert (survivor["email"], survivor["phone"], survivor["notes"]) == ("ann@example.com", "+12125550123", "VIP")
    assert (survivor["city"], survivor["first_name"], survivor["merged_into_client_id"]) == ("Boston", None, None)
    other = await desk.client(email="other@example.com", phone="617 555 0100")
    await desk.merge(other, bare)
    for person in ({"email": "ann@example.com"}, {"phone": "212 555 0123"}, {"email": "other@example.com"}):
        lead = await desk.made(LEADS, {"first_name": "Ann", "estimated_passengers": 9} | person)
        assert lead["existing_client_id"] == other
        converted = await desk.made(f"{LEADS}/{lead['id']}/convert", {"trip_date": "2026-05-04"})
        assert converted["client"]["id"] == other
    for taken in (
        await desk.admin.post(CLIENTS, {"last_name": "New", "email": "ANN@example.com"}),
        await desk.admin.put(f"{CLIENTS}/{await desk.client()}", {"email": "ann@example.com"}),
    ):
        assert (taken.status_code, taken.json()["code"]) == (409, "client_email_taken")
    own = await desk.admin.put(f"{CLIENTS}/{other}", {"email": "ann@example.com"})
    assert own.json()["email"] == "ann@example.com"


async def test_nothing_is_written_to_or_for_a_merged_client(desk: Desk) -> None:
    kept, gone = await desk.client(), await desk.client()
    await desk.merge(kept, gone)
    trip = {"client_id": gone, "vehicle_type": "coach", "passengers": 2, "trip_date": "2026-05-04"}
    special = {"name": "S", "rule_type": "client_specific", "scope": "client", "discount_percent": 5}
    user = {"email": "new@example.com", "full_name": "New", "role": "client", "client_id": gone}
    lead = await desk.made(LEADS, {"first_name": "Ann", "email": "ann@example.com", "estimated_passengers": 9})
    conversion = {"client_id": gone, "trip_date": "2026-05-04"}
    for method, path, body in (
        ("PUT", f"{CLIENTS}/{gone}", {"city": "Boston"}),
        ("POST", f"{CLIENTS}/{kept}/merge", {"duplicate_client_id": gone}),
        ("POST", f"{CLIENTS}/{gone}/merge", {"duplicate_client_id": await desk.client()}),
        ("POST", CHARTERS, trip),
        ("PUT", f"{CHARTERS}/{await desk.charter(kept)}", {"client_id": gone}),
        ("POST", f"{PRICING}/pricing-rules", special | {"client_id": gone}),
        ("POST", f"{PRICING}/calculate-quote", trip | {"distance_miles": 10}),
        ("POST", "/api/v1/auth/users", user),
        ("PUT", f"/api/v1/sales/email-preferences/{gone}", {"opted_out": True}),
        ("POST", f"{LEADS}/{lead['id']}/convert", conversion),
    ):
        refused = await desk.admin.request(method, path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "client_merged"), (path, refused.text)
        assert refused.json()["client_id"] == kept


async def test_what_cannot_be_merged_is_named(api: ApiClient, desk: Desk) -> None:
    one = await desk.client()
    for duplicate in (one, 999_999):
        refused = await desk.merge(one, duplicate)
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json()["errors"]] == ["duplicate_client_id"]
    assert (await desk.merge(999_999, one)).status_code == 404
    client = await api.as_("client", client_id=one)
    assert (await client.post(f"{CLIENTS}/{one}/merge", {"duplicate_client_id": one})).status_code == 403
    assert (await desk.get(f"{CLIENTS}/{one}"))["version"] == 1


async def test_of_merges_in_opposite_directions_one_wins_and_nothing_is_lost(desk: Desk) -> None:
    pairs = [(await desk.client(), await desk.client()) for _ in range(6)]
    charters = {each: await desk.charter(each) for pair in pairs for each in pair}
    leads = []
    for a, b in pairs:
        lead = await desk.made(LEADS, {"first_name": "Ann", "email": f"{a}@example.com", "estimated_passengers": 9})
        leads.append((lead["id"], b))
    answers = await asyncio.gather(
        *(desk.merge(a, b) for a, b in pairs),
        *(desk.merge(b, a) for a, b in pairs),
        *(
            desk.admin.post(f"{LEADS}/{lead_id}/convert", {"client_id": client, "trip_date": "2026-05-04"})
            for lead_id, client in leads
        ),
        *(desk.admin.put(f"{CHARTERS}/{charters[b]}", {"notes": "Changed"}) for _, b in pairs),
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    for (a, b), this, that, conversion in zip(pairs, answers[:6], answers[6:12], answers[12:18], strict=True):
        assert sorted((this.status_code, that.status_code)) == [200, 409]
        kept, gone = (a, b) if this.status_code == 200 else (b, a)
        owned = {charters[a], charters[b]}
        if conversion.status_code == 200:
            owned.add(conversion.json()["charter"]["id"])
            lead = await desk.get(f"{LEADS}/{conversion.json()['lead']['id']}")
            assert lead["converted_client_id"] == kept
        assert {each["id"] for each in await desk.get(f"{CLIENTS}/{kept}/charters")} == owned
        assert await desk.get(f"{CLIENTS}/{gone}/charters") == []


async def test_what_was_being_written_for_the_duplicate_follows(api: ApiClient, desk: Desk) -> None:
    kept, gone = await desk.client(), await desk.client()
    charter = await desk.charter(kept)
    await desk.merge(kept, gone)
    platform = api.platform
    async with platform.engine.begin() as connection:
        late = text("UPDATE charters.charters SET client_id = :gone WHERE id = :charter")
        await connection.execute(late, {"gone": gone, "charter": charter})
    event = ClientsWereMerged(client_id=kept, duplicate_client_id=gone)
    for _ in range(2):
        async with platform.unit_of_work(SYSTEM) as work:
            await when_clients_were_merged_move_what_came_late(
                event, contexts=platform.kept_for_clients(work), clock=platform.clock
            )
            await work.commit()
    assert (await desk.get(f"{CHARTERS}/{charter}"))["client_id"] == kept


@pytest.mark.parametrize("who_opted_out", ["kept", "gone"])
async def test_an_opt_out_of_either_survives_and_so_do_the_links_in_their_mails(
    api: ApiClient, desk: Desk, who_opted_out: str
) -> None:
    ids = {"kept": await desk.client(), "gone": await desk.client()}
    kept, gone = ids["kept"], ids["gone"]
    preferences = "/api/v1/sales/email-preferences"
    await desk.admin.put(f"{preferences}/{ids[who_opted_out]}", {"opted_out": True})
    await desk.admin.put(f"{preferences}/{gone}", {"preference_type": "transactional_only"})
    await desk.merge(kept, gone)
    said = await desk.get(f"{preferences}/{kept}")
    assert (said["opted_out"], said["preference_type"]) == (True, "transactional_only")


async def test_the_link_in_an_old_mail_of_the_duplicate_ends_marketing_to_the_survivor(
    api: ApiClient, desk: Desk
) -> None:
    kept, gone = await desk.client(), await desk.client()
    platform = api.platform
    async with platform.unit_of_work(SYSTEM) as work:
        token = await unsubscribe_token(gone, uow=work, tokens=platform.tokens, clock=platform.clock)
        await work.commit()
    await desk.merge(kept, gone)
    assert (await desk.get(f"/api/v1/sales/email-preferences/{kept}"))["opted_out"] is False
    assert (await api.post(f"/api/v1/sales/unsubscribe/{token}")).status_code == 200
    assert (await desk.get(f"/api/v1/sales/email-preferences/{kept}"))["opted_out"] is True
