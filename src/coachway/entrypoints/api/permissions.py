"""Who may call what: one row for each operation. Guards, docs and tests are made from this table.

Roles say who may ever do it; whose object it is, the contexts' own visibility rules decide.
"""

from __future__ import annotations

from typing import Final

from coachway.domain.kernel.actor import Role

EVERYBODY: Final = frozenset(Role)
USERS: Final = EVERYBODY - {Role.PUBLIC}
STAFF: Final = frozenset({Role.ADMIN, Role.MANAGER, Role.AGENT, Role.SERVICE})
MANAGERS: Final = frozenset({Role.ADMIN, Role.MANAGER})
ADMINS: Final = frozenset({Role.ADMIN})
CLIENTS: Final = STAFF | {Role.CLIENT}
VENDORS: Final = STAFF | {Role.VENDOR}

PERMISSIONS: Final[dict[str, frozenset[Role]]] = {
    # the platform itself
    "health": EVERYBODY,
    "livez": EVERYBODY,
    "docs": EVERYBODY,
    "openapi": EVERYBODY,
    # identity
    "identity_health": EVERYBODY,
    "log_in": EVERYBODY,
    "refresh": EVERYBODY,
    "log_out": USERS,
    "get_me": USERS,
    "renew_calendar_token": USERS,
    "list_users": ADMINS,
    "create_user": ADMINS,
    "get_user": ADMINS,
    "update_user": ADMINS,
    "set_user_status": ADMINS,
    "list_sessions": USERS,
    "end_session": USERS,
    "change_password": USERS,
    "request_password_reset": EVERYBODY,
    "confirm_password": EVERYBODY,
    "list_api_keys": ADMINS,
    "create_api_key": ADMINS,
    "revoke_api_key": ADMINS,
    # clients
    "clients_health": EVERYBODY,
    "list_clients": STAFF,
    "create_client": STAFF,
    "get_client": CLIENTS,
    "update_client": CLIENTS,
    "list_client_charters": CLIENTS,
    "merge_clients": STAFF,
    # sales
    "sales_health": EVERYBODY,
    "create_lead": STAFF,
    "take_in_lead": EVERYBODY,
    "import_leads": STAFF,
    "list_leads": STAFF,
    "list_my_leads": STAFF,
    "get_pipeline": STAFF,
    "get_lead": STAFF,
    "update_lead": STAFF,
    "assign_lead": MANAGERS,
    "log_lead_activity": STAFF,
    "list_lead_activities": STAFF,
    "convert_lead": STAFF,
    "merge_leads": MANAGERS,
    "create_assignment_rule": MANAGERS,
    "list_assignment_rules": MANAGERS,
    "update_assignment_rule": MANAGERS,
    "get_next_agent": STAFF,
    "get_email_preferences": CLIENTS,
    "update_email_preferences": CLIENTS,
    "ask_to_unsubscribe": EVERYBODY,
    "unsubscribe": EVERYBODY,
    # charters
    "charters_health": EVERYBODY,
    "create_charter": STAFF,
    "list_charters": STAFF | {Role.CLIENT, Role.VENDOR},
    "get_charter_summary": STAFF,
    "get_charter": STAFF | {Role.CLIENT, Role.VENDOR},
    "get_charter_calendar": STAFF | {Role.CLIENT, Role.VENDOR},
    "get_calendar": EVERYBODY,
    "update_charter": STAFF,
    "clone_charter": STAFF,
    "create_recurring_charters": STAFF,
    "list_charter_series": STAFF,
    "cancel_charter_series": STAFF,
    "send_quote": STAFF,
    "book_charter": STAFF,
    "get_quote_by_token": EVERYBODY,
    "accept_quote_by_token": EVERYBODY,
    "decline_quote_by_token": EVERYBODY,
    "quote_page": EVERYBODY,
    "accept_quote_on_page": EVERYBODY,
    "decline_quote_on_page": EVERYBODY,
    "confirm_charter": STAFF,
    "start_charter": STAFF,
    "complete_charter": STAFF,
    "cancel_charter": STAFF,
    "list_charter_revisions": STAFF,
    "get_charter_revision": STAFF,
    "list_stops": STAFF | {Role.CLIENT, Role.VENDOR},
    "add_stop": STAFF,
    "update_stop": STAFF,
    "delete_stop": STAFF,
    # pricing
    "pricing_health": EVERYBODY,
    "create_pricing_rule": MANAGERS,
    "list_pricing_rules": STAFF,
    "get_pricing_rule": STAFF,
    "update_pricing_rule": MANAGERS,
    "deactivate_pricing_rule": MANAGERS,
    "list_pricing_rule_history": STAFF,
    "list_pricing_rule_conflicts": STAFF,
    "preview_pricing_rules": MANAGERS,
    "calculate_quote": STAFF,
    "list_quotes": CLIENTS,
    "get_quote": CLIENTS,
    "recalculate_quote": STAFF,
    # vendors
    "vendors_health": EVERYBODY,
    "create_vendor": STAFF,
    "list_vendors": VENDORS,
    "match_vendors": STAFF,
    "get_vendor": VENDORS,
    "update_vendor": VENDORS,
    "set_vendor_status": MANAGERS,
    "get_vendor_statistics": VENDORS,
    "get_compliance_status": VENDORS,
    "upload_compliance_document": VENDORS,
    "list_compliance_documents": VENDORS,
    "update_compliance_document": VENDORS,
    "request_bids": STAFF,
    "list_bid_requests": VENDORS,
    "view_bid_request": VENDORS,
    "decline_bid_request": VENDORS,
    "create_bid": VENDORS,
    "list_bids": VENDORS,
    "get_bid": VENDORS,
    "update_bid": VENDORS,
    "submit_bid": VENDORS,
    "accept_bid": MANAGERS,
    "reject_bid": MANAGERS,
    "withdraw_bid": VENDORS,
    "list_bid_revisions": VENDORS,
    "compare_bids": STAFF,
    # changes
    "changes_health": EVERYBODY,
    "create_change_case": CLIENTS | VENDORS,
    "list_change_cases": CLIENTS | VENDORS,
    "get_change_case": CLIENTS | VENDORS,
    "get_change_case_by_number": CLIENTS | VENDORS,
    "update_change_case": CLIENTS | VENDORS,
    "review_change_case": STAFF,
    "approve_change_case": STAFF,
    "reject_change_case": STAFF,
    "implement_change_case": STAFF,
    "cancel_change_case": CLIENTS | VENDORS,
    "roll_back_change_case": STAFF,
    "preview_change_case": CLIENTS | VENDORS,
    "list_change_history": CLIENTS | VENDORS,
    "list_case_approvals": CLIENTS | VENDORS,
    "request_approval": STAFF,
    "list_pending_approvals": CLIENTS | VENDORS,
    "get_approval": CLIENTS | VENDORS,
    "answer_approval": CLIENTS | VENDORS,
    "get_change_metrics": STAFF,
    "get_change_dashboard": STAFF,
    "list_audit_records": ADMINS,
    "verify_audit": ADMINS,
    "export_audit": ADMINS,
    # portals
    "portals_health": EVERYBODY,
    "client_dashboard": CLIENTS,
    "vendor_dashboard": VENDORS,
    "admin_dashboard": MANAGERS,
    # notifications
    "notifications_health": EVERYBODY,
    "list_notifications": USERS,
    "send_message": STAFF,
    "get_notification": USERS,
    "mark_notification_read": USERS,
    "retry_notification": STAFF,
}

_CONTEXT_OF_PREFIX: Final = {"auth": "identity", "vendor": "vendors", "portal": "portals"}


def context_of(path: str) -> str | None:
    """The context that a path belongs to; None for the platform's own."""
    parts = path.split("/")
    if parts[1:3] != ["api", "v1"] or len(parts) < 4:
        return None
    return _CONTEXT_OF_PREFIX.get(parts[3], parts[3])
