"""Cloning a charter over HTTP."""

from __future__ import annotations

from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office

_OWN = ("id", "status", "driver_name", "cloned_from_charter_id", "revision_number", "version", "stops")
_MOMENTS = ("created_at", "updated_at")


async def test_a_clone_is_a_new_quote_for_the_same_trip(office: Office) -> None:
    original = await office.booked(
        stops=[BOSTON, NEW_YORK], notes="Bring water", amenities=["wifi"], driver_name="Dan Driver", pickup_time="09:00"
    )
    clone = await office.made(office.agent, f"{CHARTERS}/{original['id']}/clone")
    assert clone == await office.read(clone["id"])
    assert (clone["status"], clone["driver_name"], clone["revision_number"]) == ("quote", None, 1)
    assert clone["cloned_from_charter_id"] == original["id"]
    unlike = {name for name in original if original[name] != clone[name]}
    assert unlike <= {*_OWN, *_MOMENTS}
    for theirs, ours in zip(original["stops"], clone["stops"], strict=True):
        assert theirs["id"] != ours["id"]
        assert theirs["location"] == ours["location"]
    assert (await office.read(original["id"])) == original


async def test_a_repeated_request_clones_once_and_an_old_version_not_at_all(office: Office) -> None:
    original = await office.charter()
    path = f"{CHARTERS}/{original['id']}/clone"
    first = await office.agent.post(path, headers={"Idempotency-Key": "once"})
    again = await office.agent.post(path, headers={"Idempotency-Key": "once"})
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
    assert (await office.agent.post(path, headers={"If-Match": '"9"'})).status_code == 412
    assert len((await office.agent.get(CHARTERS)).json()) == 2


async def test_only_staff_clone(office: Office) -> None:
    original = await office.charter()
    assert (await office.client.post(f"{CHARTERS}/{original['id']}/clone")).status_code == 403
    assert (await office.agent.post(f"{CHARTERS}/4711/clone")).status_code == 404
