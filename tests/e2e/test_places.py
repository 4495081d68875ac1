"""The real worker looks up stops by a real service, which fails at first."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx2

from tests.e2e.upping import coachway_up
from tests.fakes.http_service import BOSTON, Asked, FakeService, a_geocoder, serving_fake


async def test_a_save_waits_for_no_geocoder_and_its_stops_are_found_when_it_is_back(tmp_path: Path) -> None:
    working = a_geocoder().answer

    async def answer(asked: Asked) -> tuple[int, Any]:
        return await working(asked) if len(fake.asked) > 4 else (500, {})

    fake = FakeService(answer, seconds=0.3)
    async with serving_fake(fake):
        settings = {"COACHWAY_GEOCODER_URL": fake.url, "COACHWAY_GEOCODER_PAUSE_SECONDS": "0.1"}
        with coachway_up(tmp_path, "--no-demo", environment=settings) as up:
            bearer = {"Authorization": f"Bearer {await asyncio.to_thread(up.sign_in)}"}
            api = httpx2.AsyncClient(base_url=up.endpoints["api"], headers=bearer, timeout=20, trust_env=False)
            async with api:
                client = {"client_type": "individual", "first_name": "Clara", "last_name": "Client"}
                client_id = (await api.post("/api/v1/clients", json=client)).json()["id"]
                charter = {"client_id": client_id, "trip_date": "2030-05-04", "passengers": 3, "vehicle_type": "coach"}
                saved = await api.post("/api/v1/charters", json=charter | {"stops": [{"location": "Boston"}]})
                assert saved.status_code == 201, saved.text
                found = await _located(api, saved.json()["id"])
    assert found["stops"][0]["geocoded_address"] == BOSTON["display_name"]
    assert (found["version"], found["revision_number"]) == (1, 1)
    assert len(fake.asked) == 5, "two tries failed twice, then it was back"


async def _located(api: httpx2.AsyncClient, charter_id: int) -> dict[str, Any]:
    until = time.monotonic() + 60
    while True:
        charter: dict[str, Any] = (await api.get(f"/api/v1/charters/{charter_id}")).json()
        if charter["stops"][0]["latitude"] is not None or time.monotonic() > until:
            return charter
        await asyncio.sleep(0.2)
