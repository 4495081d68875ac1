"""Every `code` that a problem may have, with its status and what it means to who asked: the docs are made from this."""

from __future__ import annotations

from typing import Final

# By status, then by code. A test holds this against every refusal in the source.
PROBLEM_CODES: Final[dict[int, dict[str, str]]] = {
    400: {
        "bad_cursor": "The cursor did not come from the Link header of a page of this list.",
        "bad_header": "A header is malformed: `If-Match` names no version, or `Idempotency-Key` is too long.",
        "bad_request": "The request could not be understood.",
        "headers_too_large": "All headers together are larger than 16 KiB.",
        "not_json": "The body is not JSON.",
    },
    401: {
        "bad_api_key": "The API key is unknown, was revoked, or has expired.",
        "bad_credentials": "The e-mail address or the password is wrong, or the Authorization header is malformed.",
        "bad_refresh_token": "The refresh token is not one of ours: sign in again.",
        "bad_token": "The access token is malformed or was not signed by us: sign in again.",
        "not_authenticated": "This needs credentials, and none were sent.",
        "refresh_token_reused": "The refresh token was used before, so its session has been ended: sign in again.",
        "session_ended": "The session of the token has ended: sign in again.",
        "token_expired": "The access token has expired: refresh it.",
    },
    403: {
        "actor_not_yours": "Only an admin or a service may name another person as acting.",
        "brokers_own": "Only the broker's staff may change these fields of a vendor.",
        "field_not_yours": "Only the office may change these fields of a client.",
        "forbidden": "Whoever asks may never do this.",
        "lead_not_yours": "The lead is another agent's: only its agent, a manager or an admin may change it.",
        "manager_approval_needed": "This change is one that a manager or admin must approve.",
        "no_session": "A key has no session that could be ended.",
        "not_the_approver": "Only the approver who was asked, or an admin, may answer.",
        "not_the_recipient": "Only its recipient can mark a notification as read.",
        "own_request": "Whoever asked for a change cannot approve it.",
        "review_not_yours": "Only the broker's staff review bids and papers.",
        "role_not_allowed": "This operation is not for the caller's role.",
        "scope_missing": "The API key has no scope for this context.",
    },
    404: {
        "not_found": "It is not there, or it is not yours: the two cannot be told apart.",
    },
    405: {
        "method_not_allowed": "There is something at this address, but not by this method.",
    },
    409: {
        "already_accepted": "The quote has been accepted already.",
        "already_requested": "The vendor has an open request for this charter already.",
        "already_sent": "The notification was sent already.",
        "approval_decided": "The approval has been given, refused or voided already.",
        "approval_out_of_order": "An earlier level must approve first.",
        "approvals_outstanding": "Not every required approval has been given.",
        "approver_asked_already": "This approver is asked already.",
        "assignment_rule_exists": "The agent has an assignment rule already.",
        "before_trip_date": "The trip's date has not come, so it cannot be over.",
        "being_sent": "An attempt to send the notification is under way.",
        "bid_exists": "The vendor has a draft or live bid for this charter: change that one.",
        "bid_expired": "The bid's `valid_until` has passed.",
        "bid_not_editable": "The bid has been decided, withdrawn or has expired.",
        "bidding_closed": "The deadline for bids has passed.",
        "capacity_too_small": "The charter has more passengers by now than the bid has seats.",
        "case_not_editable": "A change case is edited only until it is decided.",
        "case_not_under_review": "Approvals are asked for and given only while the case is under review.",
        "change_case_required": "From booked on this goes through a change case, or a manager's override.",
        "changed_since": "Later revisions changed the same fields, so the case cannot be rolled back.",
        "charter_closed": "The charter is completed or cancelled: what was agreed stays as it was.",
        "charter_not_booked": "This needs a charter that is booked; change cases also take one confirmed or under way.",
        "charter_not_in_quote": "The charter is no longer in `quote`.",
        "charter_not_open": "The charter is not open for bids: it is not booked, or a vendor has it.",
        "client_email_taken": "There is a client with this e-mail address already.",
        "client_merged": "The client was merged into another, whom `client_id` names: use that one.",
        "conflict": "A state or rule forbids it now.",
        "deposit_unpaid": "The deposit has not been paid; a manager may override.",
        "distance_unknown": "The charter has neither a distance nor coordinates to measure one by.",
        "document_expired": "The document has expired, so it cannot be approved.",
        "document_reviewed": "The document has been reviewed: upload a new one instead.",
        "duplicate": "There is one like it already.",
        "email_taken": "There is a user with this e-mail address already.",
        "idempotency_key_in_use": "A request with this Idempotency-Key is still under way.",
        "illegal_transition": "The status cannot move there from where it is; `detail` names what is allowed.",
        "last_admin": "There would be no active admin left: make another one first.",
        "lead_converted": "The lead was converted, and is frozen; `detail` names its charter.",
        "lead_dead": "The lead is dead: move it back to contacted first.",
        "lead_merged": "The lead was merged into another: work on that one.",
        "lead_moved": "Somebody else has the lead meanwhile.",
        "no_vendor": "No vendor has been awarded this charter; a manager may override.",
        "not_in_series": "The charter is in no series: cancel it by itself.",
        "not_priced": "The charter has no `total_cost` yet.",
        "not_reversible": "Only an implemented case is rolled back, and never a cancellation.",
        "not_submitted": "A bid that is a draft has no rank.",
        "opted_out": "The client has opted out of marketing.",
        "quote_declined": "The quote was declined: another may be sent.",
        "quote_expired": "The quote has expired: another may be sent.",
        "request_answered": "The request for a bid has been answered already.",
        "stale_change": "The charter has changed since the case was written; nothing was applied.",
        "vendor_not_eligible": "The vendor may not bid; `detail` names every reason, such as each missing document.",
        "vendor_turned_away": "The vendor was rejected or banned, and nobody signs in for it.",
        "vendor_read_only": "The vendor is suspended or inactive, and may only read.",
    },
    412: {
        "version_mismatch": "`If-Match` names an old version, or it was changed at this very moment: read it again.",
    },
    413: {
        "body_too_large": "The body is larger than what is accepted here.",
        "too_many_rows": "The file has more rows than are imported at once: split it.",
    },
    415: {
        "unsupported_media_type": "The body is of a content type that is not taken here.",
    },
    422: {
        "bad_password_token": "The link was used, has expired, or was overtaken by a newer one.",
        "idempotency_key_reused": "This Idempotency-Key was used for another request.",
        "invalid": "Values that cannot be used; `errors` names every one of them.",
        "no_base_rate": "No base rate fits this trip, so there is no price.",
        "price_too_high": "The rates give a price beyond all reason.",
        "rule_does_not_fit": "The pricing rule has fields that do not go with its type and scope; `errors` names them.",
        "wrong_password": "The current password is wrong.",
    },
    429: {
        "rate_limited": "Too many requests; `Retry-After` says when to go on.",
        "too_many_logins": "Too many failed attempts to sign in, for this address or from this one.",
        "too_many_requests": "Asked too often; `Retry-After` says when to go on.",
    },
    500: {
        "internal_error": "A fault of ours; it has been logged under the `request_id`.",
    },
    503: {
        "busy": "Somebody else is changing the same thing: try again.",
        "database_busy": "The database has no connection to spare at the moment.",
        "database_down": "The database does not answer at the moment.",
        "database_slow": "The database took too long, and was stopped; nothing was changed.",
        "payments_not_served": "Payments are not served by this process.",
        "unavailable": "Something that this needs is down; nothing was changed.",
    },
}


def as_markdown() -> str:
    """The page that is kept in docs/problems.md."""
    rows = [
        f"| {status} | `{code}` | {meaning} |"
        for status, codes in PROBLEM_CODES.items()
        for code, meaning in codes.items()
    ]
    heading = [
        "# Problems",
        "",
        "Every error is an RFC 9457 problem document; its `code` is stable, and its `type` leads to the code's line on",
        "the docs page.",
        "",
    ]
    return "\n".join([*heading, "| status | code | meaning |", "|---|---|---|", *rows, ""])
