"""The least that each operation on an object must be sent to be understood; `$users` stands for the side's own id."""

from __future__ import annotations

from typing import Any, Final

from tests.served import Served
from tests.story import Side

_BODIES: Final[dict[str, dict[str, Any]]] = {
    "update_user": {"full_name": "Another Name"},
    "update_client": {"city": "Albany"},
    "merge_clients": {"duplicate_client_id": "$merged client"},
    "update_lead": {"trip_details": "To the sea"},
    "assign_lead": {"agent_id": "$users"},
    "log_lead_activity": {"activity_type": "note", "details": "They called"},
    "merge_leads": {"duplicate_lead_id": "$merged lead"},
    "convert_lead": {},
    "update_email_preferences": {"opted_out": True},
    "update_assignment_rule": {"weight": 2},
    "update_charter": {"driver_name": "Dora"},
    "cancel_charter": {"reason": "No longer needed"},
    "cancel_charter_series": {"from_instance": 1, "reason": "No longer needed"},
    "add_stop": {"location": "Hartford"},
    "update_stop": {"location": "New Haven"},
    "update_pricing_rule": {"description": "For friends"},
    "update_vendor": {"city": "Albany"},
    "update_compliance_document": {"document_name": "Renewed"},
    "update_bid": {"notes": "Driver speaks French"},
    "reject_bid": {"reason": "Too dear"},
    "update_change_case": {"title": "A few more people"},
    "approve_change_case": {"approval_notes": "Fine"},
    "reject_change_case": {"rejection_reason": "No"},
    "implement_change_case": {"implementation_notes": "Done"},
    "cancel_change_case": {"cancellation_reason": "Not needed"},
    "roll_back_change_case": {"reason": "A mistake"},
    "answer_approval": {"decision": "approved", "notes": "Fine"},
}
_QUERIES: Final = {"set_user_status": "new_status=disabled", "set_vendor_status": "new_status=suspended"}


def body_of(operation: Served, side: Side) -> dict[str, Any] | None:
    """A body that the operation understands; none where it takes none, or needs none."""
    if not operation.document.get("requestBody", {}).get("required"):
        return None
    body = _BODIES[operation.operation_id]
    return {name: side.ids[value[1:]] if str(value).startswith("$") else value for name, value in body.items()}


def address_of(operation: Served, side: Side) -> str:
    """Where the operation meets the side's object, with the query that it cannot do without."""
    query = _QUERIES.get(operation.operation_id)
    address = operation.address_of(*(side.ids[kind] for kind in operation.kinds))
    return f"{address}?{query}" if query else address
