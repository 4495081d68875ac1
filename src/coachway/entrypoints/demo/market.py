"""The market: the price list, and operators whose papers are in order."""

from __future__ import annotations

from datetime import timedelta

from coachway.entrypoints.demo.cast import Cast
from coachway.entrypoints.demo.platform import Json

RULES = "/api/v1/pricing/pricing-rules"
VENDORS = "/api/v1/vendor/vendors"
COMPLIANCE = "/api/v1/vendor/compliance"

PAPERS = (
    ("business_license", "Business licence"),
    ("insurance_certificate", "Certificate of liability insurance"),
    ("vehicle_registration", "Vehicle registrations"),
    ("driver_background_check", "Driver background checks"),
    ("safety_inspection", "Annual safety inspection"),
)
ISSUED_DAYS_AGO, GOOD_FOR_DAYS = 60, 365


def set_prices(cast: Cast) -> None:
    """Every rule of pricing.toml that is not there yet."""
    cast.narrator.chapter("The price list is set")
    known = {rule["name"] for rule in cast.manager.every(RULES)}
    for rule in cast.inputs.rules:
        if rule["name"] not in known:
            cast.manager.post(RULES, rule)
    cast.narrator.say(f"{len(cast.inputs.rules)} rules: {', '.join(rule['name'] for rule in cast.inputs.rules)}.")


def sign_up_vendors(cast: Cast) -> list[Json]:
    """Every operator of vendors.toml, with a login, five approved papers, and active; in the file's order."""
    cast.narrator.chapter("Operators sign up")
    known = {vendor["primary_email"]: vendor for vendor in cast.manager.every(VENDORS)}
    vendors = []
    for each in cast.inputs.vendors:
        email = each.profile["primary_email"]
        vendor = known.get(email.lower()) or cast.manager.post(VENDORS, each.profile)
        cast.user(email=email, full_name=each.profile["primary_contact_name"], role="vendor", vendor_id=vendor["id"])
        _file_papers(cast, vendor)
        if vendor["status"] == "pending":
            cast.manager.patch(f"{VENDORS}/{vendor['id']}/status", new_status="active")
        vendors.append(cast.manager.get(f"{VENDORS}/{vendor['id']}"))
    rows = [_checked(cast, vendor) for vendor in vendors]
    cast.narrator.table(
        ("operator", "state", "seats", "vehicles", "status", "papers", "compliant"), rows, right=("seats", "vehicles")
    )
    return vendors


def _file_papers(cast: Cast, vendor: Json) -> None:
    """The five papers that an operator needs before they may bid, filed and approved."""
    filed = {paper["document_type"]: paper for paper in cast.manager.every(COMPLIANCE, vendor_id=vendor["id"])}
    issued = cast.now.date() - timedelta(days=ISSUED_DAYS_AGO)
    for number, (kind, name) in enumerate(PAPERS, start=1):
        paper = filed.get(kind) or cast.manager.post(
            COMPLIANCE,
            {
                "vendor_id": vendor["id"],
                "document_type": kind,
                "document_name": name,
                "document_number": f"{vendor['state']}-{vendor['id']:04}-{number}",
                "issue_date": issued,
                "expiration_date": issued + timedelta(days=GOOD_FOR_DAYS),
            },
        )
        if paper["status"] == "pending":
            cast.manager.put(
                f"{COMPLIANCE}/{paper['id']}", {"status": "approved", "review_notes": "Checked against the original."}
            )


def _checked(cast: Cast, vendor: Json) -> tuple[object, ...]:
    papers = cast.manager.get(f"{VENDORS}/{vendor['id']}/compliance/status")
    return (
        vendor["business_name"],
        vendor["state"],
        vendor["max_passenger_capacity"],
        vendor["total_vehicles"],
        vendor["status"],
        f"{papers['approved_documents']} of {papers['total_documents']} approved",
        papers["is_compliant"],
    )
