"""The change: more passengers than booked, asked for, reviewed, approved, applied, and found again in the audit."""

from __future__ import annotations

from decimal import Decimal

from coachway.entrypoints.demo.cast import Cast
from coachway.entrypoints.demo.narrator import money
from coachway.entrypoints.demo.platform import Json
from coachway.entrypoints.demo.sale import CHARTERS

CASES = "/api/v1/changes/cases"
TITLE = "Four more passengers"
MORE_PASSENGERS = 4
PRICE_OF_ONE_MORE = Decimal("45.00")
BOOKKEEPING = frozenset({"version", "updated_at", "revision_number"})


def change_the_booking(cast: Cast, charter: Json, lead: Json) -> None:
    """The agent asks, the manager reviews, approves and implements; before and after are shown."""
    cast.narrator.chapter("The booking changes")
    path = f"{CHARTERS}/{charter['id']}"
    case = cast.manager.first(CASES, "title", TITLE, charter_id=charter["id"])
    if case is None:
        case = _ask_for_change(cast, charter, lead)
        needed = "it needs" if case["requires_approval"] else "it needs no"
        cast.narrator.say(f"{case['case_number']} asks for {TITLE.lower()}; {needed} approval.")
    steps = {
        "pending": ("review", None),
        "under_review": ("approve", {"approval_notes": "The coach seats them all."}),
        "approved": ("implement", {"implementation_notes": "Agreed with the operator by telephone."}),
    }
    while case["status"] in steps:
        action, body = steps[case["status"]]
        case = cast.manager.post(f"{CASES}/{case['id']}/{action}", body)
    for entry in cast.manager.every(f"{CASES}/{case['id']}/history"):
        cast.narrator.say(f"{entry['action']} by {entry['action_by_name']}: {entry['notes'] or entry['new_status']}")
    after = cast.manager.get(path)
    changed = case["proposed_changes"]["passengers"]
    rows = [
        ("passengers", changed["before"], after["passengers"]),
        ("price", money(case["current_price"]), money(after["total_cost"])),
    ]
    cast.narrator.table(("charter", "before", "after"), rows, right=("before", "after"))
    cast.narrator.say(
        f"{case['case_number']} is {case['status']}; the charter stands at revision {after['revision_number']}."
    )


def _ask_for_change(cast: Cast, charter: Json, lead: Json) -> Json:
    passengers, price = charter["passengers"], charter["total_cost"]
    case: Json = cast.agent_of(lead).post(
        CASES,
        {
            "charter_id": charter["id"],
            "client_id": charter["client_id"],
            "vendor_id": charter["vendor_id"],
            "change_type": "passenger_count_change",
            "priority": "medium",
            "impact_level": "moderate",
            "title": TITLE,
            "description": f"{passengers + MORE_PASSENGERS} travel instead of {passengers}.",
            "reason": "More signed up than expected.",
            "affects_vendor": True,
            "affects_pricing": True,
            "current_price": price,
            "proposed_price": price + MORE_PASSENGERS * PRICE_OF_ONE_MORE,
            "proposed_changes": {"passengers": {"before": passengers, "after": passengers + MORE_PASSENGERS}},
        },
    )
    return case


def audit_everything(cast: Cast, charter: Json) -> None:
    """Who changed the charter when, and whether the chain of all records is whole."""
    cast.narrator.chapter("Nothing is forgotten")
    records = list(cast.admin.every("/api/v1/changes/audit", entity_type="charter", entity_id=charter["id"]))
    names = {user["id"]: user["full_name"] for user in cast.users.values()}
    rows = [
        (record["occurred_at"][:19], names.get(record["actor_id"], record["actor_role"]), _touched(record))
        for record in reversed(records)
    ]
    cast.narrator.table(("when (UTC)", "who", "what"), rows)
    verified = cast.admin.get("/api/v1/changes/audit/verify")
    state = "whole" if verified["valid"] else f"BROKEN at record {verified['first_invalid_id']}"
    cast.narrator.say(
        f"The chain of all {verified['checked']} audit records is {state}; its head is {verified['head']}."
    )


def _touched(record: Json) -> str:
    """The fields that an update touched, but for those that every update does."""
    if record["action"] != "update":
        return "the whole charter"
    fields = [name for name in record["changes"] if name not in BOOKKEEPING]
    return ", ".join(fields) or "a new revision"
