"""A bid ends once, and a charter is awarded once, whoever asks at the same moment and by whichever route."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.vendors.scene import BIDS, VENDORS, Scene

Ending = Callable[[Scene, int, int], Any]

# Each as the scene, the vendor and the bid say; the second accept comes by the prefix in the plural.
ENDINGS: dict[str, Ending] = {
    "accept": lambda scene, _, bid: scene.manager.post(f"{BIDS}/{bid}/accept", {"reason": "Fine"}),
    "accept in the plural": lambda scene, _, bid: scene.manager.post(f"/api/v1/vendors/bids/{bid}/accept"),
    "reject": lambda scene, _, bid: scene.manager.post(f"{BIDS}/{bid}/reject", {"reason": "Too dear"}),
    "the vendor withdraws": lambda scene, vendor, bid: scene.vendors[vendor].post(f"{BIDS}/{bid}/withdraw"),
    "staff withdraw": lambda scene, _, bid: scene.manager.post(f"{BIDS}/{bid}/withdraw", {"reason": "They rang"}),
}


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations_with_replacement(ENDINGS, 2)))
async def test_of_two_that_end_a_bid_at_once_exactly_one_does(scene: Scene, one: str, other: str) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    answers = await asyncio.gather(*(ENDINGS[each](scene, vendor_id, bid_id) for each in (one, other)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (done,) = [answer.json() for answer in answers if answer.status_code == 200]
    seen = await scene.seen_bid(bid_id)
    assert (seen["status"], seen["decision_reason"]) == (done["status"], done["decision_reason"])
    awarded = (await scene.charter(charter_id)).vendor_id
    assert awarded == (vendor_id if seen["status"] == "accepted" else None)
    assert len(await scene.events("bid.accepted", "bid.rejected", "bid.withdrawn")) == 1


async def test_of_all_routes_that_end_any_of_the_bids_at_once_one_at_most_awards(scene: Scene) -> None:
    charter_id = await scene.a_charter()
    vendors = [await scene.a_vendor() for _ in range(4)]
    bids = [(vendor_id, await scene.a_bid(vendor_id, charter_id, 1000 + vendor_id)) for vendor_id in vendors]
    asked = [ENDINGS[each](scene, *bid) for bid in bids for each in ENDINGS]
    suspended = scene.manager.patch(f"{VENDORS}/{vendors[0]}/status?new_status=suspended")
    answers = await asyncio.gather(*asked[::2], suspended, *asked[1::2])
    assert {answer.status_code for answer in answers} <= {200, 409}
    ended = [await scene.seen_bid(bid_id) for _, bid_id in bids]
    assert {bid["status"] for bid in ended} <= {"accepted", "rejected", "withdrawn"}
    winners = [bid["vendor_id"] for bid in ended if bid["status"] == "accepted"]
    assert len(winners) <= 1
    assert (await scene.charter(charter_id)).vendor_id == (winners[0] if winners else None)
    assert len(await scene.events("bid.accepted")) == len(winners)


@pytest.mark.parametrize("ending", ["accept", "reject", "staff withdraw"])
async def test_of_endings_that_hold_one_version_the_late_ones_meet_it_or_the_state(scene: Scene, ending: str) -> None:
    charter_id, vendor_id = await scene.a_charter(), await scene.a_vendor()
    bid_id = await scene.a_bid(vendor_id, charter_id)
    version = (await scene.seen_bid(bid_id))["version"]
    action = {"staff withdraw": "withdraw"}.get(ending, ending)

    def end() -> Any:
        holding = {"If-Match": f'"{version}"'}
        return scene.manager.post(f"{BIDS}/{bid_id}/{action}", {"reason": "Seen"}, headers=holding)

    answers = await asyncio.gather(*(end() for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 4]
