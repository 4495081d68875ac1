"""Every state that a charter was answered in can be read again from its revisions."""

from __future__ import annotations

from typing import Any

import pytest

from coachway.domain.charters.model import FIELDS
from tests.integration.charters.conftest import BOSTON, CHARTERS, NEW_YORK, Office


def kept(charter: dict[str, Any]) -> dict[str, Any]:
    """What a revision keeps of an answer: a stop's owner and version are its charter's."""
    stops = [
        {name: value for name, value in stop.items() if name not in ("charter_id", "version")}
        for stop in charter["stops"]
    ]
    return {name: charter[name] for name in FIELDS} | {"stops": stops}


@pytest.mark.usefixtures("prices")
async def test_each_revision_is_what_was_answered_then(office: Office) -> None:
    made = await office.charter(pickup_time="09:00", trip_hours=5.25, amenities=["wifi"], stops=[BOSTON, NEW_YORK])
    path = f"{CHARTERS}/{made['id']}"
    override = {"override": True, "reason": "Agreed by phone"}
    last = made["stops"][1]["id"]
    told = [made]
    for method, address, body in (
        ("PUT", path, {"passengers": 44, "notes": "more people", "amenities": []}),
        ("POST", f"{path}/stops", {"location": "Hartford", "sequence": 2, "estimated_arrival": "2026-03-04T16:30:00Z"}),
        ("POST", f"{path}/send-quote", None),
        ("POST", f"{path}/book", None),
        ("PUT", f"{path}/stops/{last}", {"location": "Newark", "latitude": None, "longitude": None, **override}),
        ("DELETE", f"{path}/stops/{made['stops'][0]['id']}?override=true&reason=Shorter", None),
        ("PUT", path, {"total_cost": "1234.50", "pickup_time": None, "trip_hours": None, **override}),
        ("POST", f"{path}/cancel", override),
    ):
        answer = await office.manager.request(method, address, json=body)
        assert answer.is_success, answer.text
        told.append(await office.read(made["id"]))
    for number, charter in enumerate(told, start=1):
        revision = (await office.agent.get(f"{path}/revisions/{number}")).json()
        assert revision["charter"] == kept(charter), f"revision {number}"
    assert (await office.read(made["id"]))["revision_number"] == len(told)
