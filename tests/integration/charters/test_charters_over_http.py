"""Charters as staff, clients and vendors meet them."""

from __future__ import annotations

import pytest

from coachway.domain.kernel.money import Money
from tests.api_client import ApiClient
from tests.fakes.clock import SteerableClock
from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office


async def test_a_charter_comes_back_as_it_was_created(office: Office) -> None:
    charter = await office.charter(
        pickup_time="09:00", notes="Bring water", amenities=["wifi"], stops=[BOSTON, NEW_YORK], trip_hours=5.5
    )
    assert charter == await office.read(charter["id"])
    assert charter["status"] == "quote"
    assert charter["trip_type"] == "one_way"
    assert (charter["revision_number"], charter["version"]) == (1, 1)
    assert (charter["pickup_time"], charter["trip_date"]) == ("09:00", "2026-03-04")
    assert charter["client_name"] == "Clara Client"
    assert [(stop["sequence"], stop["location"]) for stop in charter["stops"]] == [(1, "Boston"), (2, "New York")]
    assert charter["driver_hours"]["driving_hours"] == 3
    assert charter["is_series_master"] is False


async def test_every_bad_field_of_a_new_charter_is_named(office: Office) -> None:
    answer = await office.agent.post(
        CHARTERS,
        {
            "client_id": office.client_id,
            "trip_date": "2026-03-04",
            "passengers": 0,
            "vehicle_type": "",
            "stops": [{"location": "Boston", "latitude": 42}],
        },
    )
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"passengers", "vehicle_type", "stops.0.longitude"}


async def test_a_charter_needs_a_client_that_is_there(office: Office) -> None:
    body = {"client_id": 4711, "trip_date": "2026-03-04", "passengers": 1, "vehicle_type": "coach"}
    answer = await office.agent.post(CHARTERS, body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "client_id"


async def test_only_what_is_sent_changes_and_null_clears(office: Office) -> None:
    charter = await office.charter(notes="Bring water", pickup_time="09:00")
    answer = await office.agent.put(f"{CHARTERS}/{charter['id']}", {"passengers": 31, "notes": None})
    changed = answer.json()
    assert (changed["passengers"], changed["notes"], changed["pickup_time"]) == (31, None, "09:00")
    assert (changed["revision_number"], answer.headers["ETag"]) == (2, '"2"')


async def test_a_charter_is_not_its_own_parent(office: Office) -> None:
    charter = await office.charter()
    answer = await office.agent.put(f"{CHARTERS}/{charter['id']}", {"parent_charter_id": charter["id"]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "parent_charter_id")


async def test_an_old_version_is_refused(office: Office) -> None:
    charter = await office.charter()
    path = f"{CHARTERS}/{charter['id']}"
    assert (await office.agent.put(path, {"notes": "a"}, headers={"If-Match": '"1"'})).status_code == 200
    assert (await office.agent.put(path, {"notes": "b"}, headers={"If-Match": '"1"'})).status_code == 412


async def test_a_client_sees_their_own_and_not_what_the_vendor_gets(office: Office, api: ApiClient) -> None:
    charter = await office.charter(total_cost=726.5)
    await office.agent.put(f"{CHARTERS}/{charter['id']}", {"vendor_cost": 500})
    seen = await office.read(charter["id"], office.client)
    assert seen["total_cost"] == 726.5
    assert (seen["vendor_cost"], seen["quote_secure_token"]) == (None, None)
    stranger = await api.as_("client", client_id=office.client_id + 1)
    assert (await stranger.get(f"{CHARTERS}/{charter['id']}")).status_code == 404
    assert (await stranger.get(f"{CHARTERS}/{charter['id']}/stops")).status_code == 404
    assert (await stranger.get(CHARTERS)).json() == []
    assert [each["id"] for each in (await office.client.get(CHARTERS)).json()] == [charter["id"]]


async def test_a_vendor_sees_what_was_awarded_to_them_and_no_price_of_the_client(
    office: Office, api: ApiClient
) -> None:
    charter = await office.booked()
    vendor = await api.as_("vendor", vendor_id=5)
    assert (await vendor.get(f"{CHARTERS}/{charter['id']}")).status_code == 404
    await award(office, charter["id"], vendor_id=5)
    seen = await office.read(charter["id"], vendor)
    assert seen["vendor_cost"] == 500
    prices = ("base_cost", "mileage_cost", "additional_fees", "total_cost", "deposit_amount", "quote_secure_token")
    assert {seen[name] for name in prices} == {None}
    assert "726.5" not in (await vendor.get(CHARTERS)).text


async def test_clients_and_vendors_change_nothing(office: Office, api: ApiClient) -> None:
    charter = await office.charter()
    for outsider in (office.client, await api.as_("vendor", vendor_id=5)):
        assert (await outsider.put(f"{CHARTERS}/{charter['id']}", {"notes": "x"})).status_code == 403
        assert (await outsider.get(f"{CHARTERS}/{charter['id']}/revisions")).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=quote", {"a", "b"}),
        ("status=booked", set()),
        ("trip_from=2026-03-05", {"b"}),
        ("trip_to=2026-03-04", {"a"}),
        # 03:00 UTC is still the day before in New York.
        ("trip_to=2026-03-05T03:00:00Z", {"a"}),
        ("q=boston", {"a"}),
        ("q=MINI", {"b"}),
        ("q=clara", {"a", "b"}),
        ("q=100%25", set()),
    ],
)
async def test_the_list_is_filtered(office: Office, query: str, found: set[str]) -> None:
    await office.charter(notes="a", stops=[BOSTON])
    await office.charter(notes="b", trip_date="2026-03-05", vehicle_type="Mini Bus")
    answer = await office.agent.get(f"{CHARTERS}?{query}")
    assert {charter["notes"] for charter in answer.json()} == found


async def test_a_filter_that_is_no_date_is_named(office: Office) -> None:
    answer = await office.agent.get(f"{CHARTERS}?trip_from=soon")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "trip_from"


async def test_pages_follow_each_other_newest_first(office: Office) -> None:
    made = [(await office.charter())["id"] for _ in range(3)]
    first = await office.agent.get(f"{CHARTERS}?limit=2&count=true")
    assert [charter["id"] for charter in first.json()] == [made[2], made[1]]
    assert first.headers["X-Total-Count"] == "3"
    following = first.headers["Link"].partition(">")[0].lstrip("<")
    assert [charter["id"] for charter in (await office.agent.get(following)).json()] == [made[0]]


class TestStops:
    async def test_they_are_added_moved_and_left_out_in_order(self, office: Office) -> None:
        charter = await office.charter(stops=[BOSTON, NEW_YORK])
        path = f"{CHARTERS}/{charter['id']}/stops"
        added = await office.made(office.agent, path, {"location": "Hartford", "sequence": 2})
        assert added["sequence"] == 2
        moved = await office.agent.put(f"{path}/{added['id']}", {"sequence": 1, "stop_type": "pickup"})
        assert (moved.json()["sequence"], moved.json()["stop_type"]) == (1, "pickup")
        assert (await office.agent.delete(f"{path}/{charter['stops'][0]['id']}")).status_code == 204
        stops = (await office.agent.get(path)).json()
        assert [(stop["sequence"], stop["location"]) for stop in stops] == [(1, "Hartford"), (2, "New York")]
        assert (await office.read(charter["id"]))["revision_number"] == 4

    async def test_one_of_another_charter_is_not_found(self, office: Office) -> None:
        charter, other = await office.charter(stops=[BOSTON]), await office.charter()
        path = f"{CHARTERS}/{other['id']}/stops/{charter['stops'][0]['id']}"
        assert (await office.agent.put(path, {"location": "X"})).status_code == 404

    async def test_a_time_without_a_zone_is_refused(self, office: Office) -> None:
        charter = await office.charter()
        body = {"location": "Boston", "estimated_arrival": "2026-03-04T09:00:00"}
        answer = await office.agent.post(f"{CHARTERS}/{charter['id']}/stops", body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "estimated_arrival"


class TestFromBookedOn:
    async def test_what_was_agreed_needs_a_change_case_or_a_manager(self, office: Office) -> None:
        charter = await office.booked(stops=[BOSTON, NEW_YORK])
        path, stop_id = f"{CHARTERS}/{charter['id']}", charter["stops"][0]["id"]
        override = {"override": True, "reason": "agreed by phone"}
        for answer in (
            await office.agent.put(path, {"passengers": 31}),
            await office.agent.put(path, {"passengers": 31, **override}),
            await office.agent.post(f"{path}/stops", {"location": "Hartford"}),
            await office.agent.put(f"{path}/stops/{stop_id}", {"location": "Hartford"}),
            await office.agent.delete(f"{path}/stops/{stop_id}"),
            await office.agent.post(f"{path}/cancel", {"reason": "rain"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "change_case_required")
        assert (await office.manager.put(path, {"passengers": 31, **override})).status_code == 200
        query = "override=true&reason=agreed"
        assert (await office.manager.delete(f"{path}/stops/{stop_id}?{query}")).status_code == 204
        revisions = (await office.agent.get(f"{path}/revisions")).json()
        assert [revision["reason"] for revision in revisions][-2:] == ["agreed by phone", "agreed"]
        cancelled = await office.manager.post(f"{path}/cancel", override)
        assert cancelled.json()["status"] == "cancelled"

    async def test_a_quote_can_be_cancelled_with_a_reason_alone(self, office: Office) -> None:
        charter = await office.charter()
        path = f"{CHARTERS}/{charter['id']}/cancel"
        assert (await office.agent.post(path, {})).status_code == 422
        assert (await office.done(office.agent, path, {"reason": "rain"}))["cancellation_reason"] == "rain"
        again = await office.agent.post(path, {"reason": "rain"})
        assert again.json()["code"] == "illegal_transition"

    async def test_it_needs_a_price_to_be_booked(self, office: Office) -> None:
        charter = await office.charter()
        answer = await office.agent.post(f"{CHARTERS}/{charter['id']}/book")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_priced")
        await office.agent.put(f"{CHARTERS}/{charter['id']}", {"total_cost": "500.00"})
        assert (await office.done(office.agent, f"{CHARTERS}/{charter['id']}/book"))["status"] == "booked"


async def test_revisions_tell_who_changed_what_and_keep_every_state(office: Office) -> None:
    charter = await office.charter(stops=[BOSTON])
    path = f"{CHARTERS}/{charter['id']}"
    await office.manager.put(path, {"passengers": 31, "total_cost": 500})
    await office.agent.post(f"{path}/stops", NEW_YORK)
    revisions = (await office.agent.get(f"{path}/revisions")).json()
    assert [(each["revision_number"], each["action"]) for each in revisions] == [
        (1, "created"),
        (2, "updated"),
        (3, "stop_added"),
    ]
    assert revisions[1]["changed_by"] == office.manager.user_id
    assert revisions[1]["changes"] == {
        "passengers": {"before": 30, "after": 31},
        "total_cost": {"before": None, "after": 500},
    }
    first = (await office.agent.get(f"{path}/revisions/1")).json()["charter"]
    assert {name: charter[name] for name in first if name != "stops"} == {
        name: value for name, value in first.items() if name != "stops"
    }
    assert [stop["location"] for stop in first["stops"]] == ["Boston"]
    assert (await office.agent.get(f"{path}/revisions/9")).status_code == 404


async def test_a_revision_that_never_was_is_not_there(office: Office) -> None:
    charter = await office.charter()
    for number in (2, 2**31, 2**62):
        assert (await office.agent.get(f"{CHARTERS}/{charter['id']}/revisions/{number}")).status_code == 404


@pytest.mark.parametrize("not_a_time", ["9:30", "24:00", "09:30:00", "09:30\n"])
async def test_a_pickup_time_is_hours_and_minutes(office: Office, not_a_time: str) -> None:
    charter = await office.charter()
    answer = await office.agent.put(f"{CHARTERS}/{charter['id']}", {"pickup_time": not_a_time})
    assert answer.status_code == 422
    said = {"field": "pickup_time", "message": "must be a time of day as HH:MM, such as 09:30"}
    assert answer.json()["errors"] == [said]


async def award(office: Office, charter_id: int, *, vendor_id: int) -> None:
    """As accepting a bid does."""
    platform = office.public.platform
    async with platform.unit_of_work(office.manager.actor) as uow:
        charter = await uow.charters.get(charter_id)
        charter.award(vendor_id, Money.of(500), by=office.manager.actor, at=platform.clock.now())
        await uow.commit()


async def test_a_trip_runs_from_start_to_end(office: Office, clock: SteerableClock) -> None:
    charter = await office.booked()
    path = f"{CHARTERS}/{charter['id']}"
    await award(office, charter["id"], vendor_id=5)
    assert (await office.agent.post(f"{path}/start")).json()["code"] == "illegal_transition"
    unpaid = await office.manager.post(f"{path}/confirm")
    assert unpaid.json()["code"] == "deposit_unpaid"
    override = {"override": True, "reason": "The client is good for it"}
    assert (await office.done(office.manager, f"{path}/confirm", override))["status"] == "confirmed"
    assert (await office.done(office.agent, f"{path}/start"))["status"] == "in_progress"
    early = await office.agent.post(f"{path}/complete")
    assert early.json()["code"] == "before_trip_date"
    clock.advance(days=2)
    assert (await office.done(office.agent, f"{path}/complete"))["status"] == "completed"


async def test_only_an_agent_or_manager_who_is_not_disabled_takes_charge(office: Office) -> None:
    charter = await office.charter(agent_id=office.manager.user_id)
    path = f"{CHARTERS}/{charter['id']}"
    assert charter["agent_id"] == office.manager.user_id
    trip = {"client_id": office.client_id, "trip_date": "2026-03-04", "passengers": 30, "vehicle_type": "coach"}
    weekly = f"{CHARTERS}/recurring?recurrence_rule=weekly&instance_count=2"
    for nobody in (office.client.user_id, 999_999, 0):
        for refused in (
            await office.agent.post(CHARTERS, trip | {"agent_id": nobody}),
            await office.agent.post(weekly, trip | {"agent_id": nobody}),
            await office.agent.put(path, {"agent_id": nobody}),
        ):
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "agent_id"), refused.text
    moved = await office.agent.put(path, {"agent_id": office.agent.user_id})
    assert moved.json()["agent_id"] == office.agent.user_id
