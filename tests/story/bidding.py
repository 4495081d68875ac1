"""Bids that are withdrawn, rejected, accepted, and two that compete sealed."""

from __future__ import annotations

from typing import Any

from tests.story.told import CHARTERS, OVERRIDE, VENDOR, Side, Story


def _terms(side: Side, charter: int | str, price: str) -> dict[str, Any]:
    return {
        "charter_id": charter,
        "quoted_price": price,
        "vehicle_type": "coach",
        "passenger_capacity": 56,
        "notes": f"bid note {side.name}",
    }


async def award(story: Story, side: Side) -> None:
    """The client's charter goes to the side's vendor, at the third try."""
    ids, vendor, manager = side.ids, side.vendor, story.manager
    asked = {"charter_id": ids["charters"], "vendor_ids": [ids["vendors"]], "deadline": story.deadline}
    (request,) = await story.post(story.agent, f"{VENDOR}/bid-requests", asked)
    ids["bid-requests"] = request["id"]
    await story.post(vendor, f"{VENDOR}/bid-requests/{request['id']}/view")
    endings = (
        (vendor, "withdraw", {"reason": "A typo"}),
        (manager, "reject", {"reason": "Too dear"}),
        (manager, "accept", {"decision": "accept", "reason": "The best"}),
    )
    for position, (who, ending, words) in enumerate(endings):
        price = f"{600 - 100 * position}.{13 if side.name == 'a' else 19}"
        bid_id = await story.made(vendor, f"{VENDOR}/bids", _terms(side, ids["charters"], price))
        await story.post(vendor, f"{VENDOR}/bids/{bid_id}/submit")
        await story.post(who, f"{VENDOR}/bids/{bid_id}/{ending}", words)
        ids["bids"] = bid_id
    await story.post(manager, f"{CHARTERS}/{ids['charters']}/confirm", OVERRIDE)


async def compete(story: Story) -> None:
    """Both vendors bid on a's open charter, sealed; asked for b's, vendor a declines."""
    a, b = story.sides["a"], story.sides["b"]
    charter_id = a.ids["open charter"]
    asked = {"charter_id": charter_id, "deadline": story.deadline, "vendor_ids": [a.ids["vendors"], b.ids["vendors"]]}
    await story.post(story.agent, f"{VENDOR}/bid-requests", asked)
    for side, price in ((a, "811.31"), (b, "822.37")):
        side.ids["sealed bid"] = bid_id = await story.made(
            side.vendor, f"{VENDOR}/bids", _terms(side, charter_id, price)
        )
        await story.post(side.vendor, f"{VENDOR}/bids/{bid_id}/submit")
    other = {"charter_id": b.ids["open charter"], "deadline": story.deadline, "vendor_ids": [a.ids["vendors"]]}
    (request,) = await story.post(story.agent, f"{VENDOR}/bid-requests", other)
    await story.post(a.vendor, f"{VENDOR}/bid-requests/{request['id']}/decline", {"reason": "No coach free"})
