"""The award: operators are asked, bid under seal, are ranked, and one of them gets the trip."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from coachway.entrypoints.demo.cast import Cast
from coachway.entrypoints.demo.inputs import Vendor
from coachway.entrypoints.demo.narrator import money
from coachway.entrypoints.demo.platform import Json
from coachway.entrypoints.demo.sale import CHARTERS, VEHICLE

BIDS = "/api/v1/vendor/bids"
REQUESTS = "/api/v1/vendor/bid-requests"
BIDDERS = 3
HOURS_TO_BID = 48


def award_the_trip(cast: Cast, charter: Json, miles: Decimal, vendors: list[Json]) -> Json:
    """Three sealed bids, then the best one accepted; answers the charter with its operator."""
    cast.narrator.chapter("Operators bid, and one is awarded the trip")
    bidders = list(zip(vendors, cast.inputs.vendors, strict=True))[:BIDDERS]
    if charter["vendor_id"] is None:
        _ask_for_bids(cast, charter, [vendor for vendor, _ in bidders])
        for vendor, known in bidders:
            _bid(cast, charter, vendor, known, miles)
        best = _compare(cast, charter, vendors)
        cast.manager.post(
            f"{BIDS}/{best['id']}/accept", {"decision": "accept", "reason": "Lowest price, papers in order."}
        )
    names = {vendor["id"]: vendor["business_name"] for vendor in vendors}
    for bid in sorted(cast.manager.every(BIDS, charter_id=charter["id"]), key=lambda bid: bid["quoted_price"]):
        name = names.get(bid["vendor_id"], f"vendor {bid['vendor_id']}")
        cast.narrator.say(f"{name}: {money(bid['quoted_price'])}, {bid['status']}. {bid['decision_reason'] or ''}")
    awarded: Json = cast.manager.get(f"{CHARTERS}/{charter['id']}")
    cast.narrator.say(
        f"{names.get(awarded['vendor_id'])} drives charter {awarded['id']} for {money(awarded['vendor_cost'])}; "
        f"the client pays {money(awarded['total_cost'])}."
    )
    return awarded


def _ask_for_bids(cast: Cast, charter: Json, vendors: list[Json]) -> None:
    asked = {request["vendor_id"] for request in cast.manager.every(REQUESTS, charter_id=charter["id"])}
    missing = [vendor["id"] for vendor in vendors if vendor["id"] not in asked]
    if missing:
        cast.manager.post(
            REQUESTS,
            {
                "charter_id": charter["id"],
                "vendor_ids": missing,
                "message": "One coach for the day, please bid all-in.",
                "deadline": cast.now + timedelta(hours=HOURS_TO_BID),
            },
        )


def _bid(cast: Cast, charter: Json, vendor: Json, known: Vendor, miles: Decimal) -> None:
    """Draft and submit this operator's bid by their tariff; they see no rank while bids are sealed."""
    seen = cast.seen_by(known.profile["primary_email"])
    bid = next(seen.every(BIDS, charter_id=charter["id"]), None)
    if bid is None:
        tariff = known.tariff
        base, mileage, fuel = (_cents(x) for x in (tariff["day"], tariff["mile"] * miles, tariff["fuel"] * miles))
        bid = seen.post(
            BIDS,
            {
                "vendor_id": vendor["id"],
                "charter_id": charter["id"],
                "quoted_price": base + mileage + fuel,
                "base_price": base,
                "mileage_charge": mileage,
                "fuel_surcharge": fuel,
                "vehicle_type": VEHICLE,
                "passenger_capacity": tariff["seats"],
                "driver_name": tariff["driver"],
                "amenities": tariff["amenities"],
            },
        )
    if bid["status"] == "draft":
        bid = seen.post(f"{BIDS}/{bid['id']}/submit")
    shown = "sealed" if bid["rank"] is None else bid["rank"]
    cast.narrator.say(f"{vendor['business_name']} bids {money(bid['quoted_price'])}; their own rank reads: {shown}.")


def _compare(cast: Cast, charter: Json, vendors: list[Json]) -> Json:
    names = {vendor["id"]: vendor["business_name"] for vendor in vendors}
    comparison = cast.manager.get(f"/api/v1/vendor/charters/{charter['id']}/bids/comparison")
    bids = sorted(comparison["bids"], key=lambda bid: bid["rank"])
    rows = [
        (bid["rank"], names[bid["vendor_id"]], money(bid["quoted_price"]), money(bid["price_difference_from_lowest"]))
        for bid in bids
    ]
    cast.narrator.table(("rank", "operator", "price", "above lowest"), rows, right=("price", "above lowest"))
    best: Json = bids[0]
    return best


def _cents(amount: Decimal | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
