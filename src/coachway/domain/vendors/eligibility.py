"""Who may bid: active vendors with all five required documents approved and in date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coachway.domain.kernel.errors import Conflict
from coachway.domain.vendors.model.compliance import REQUIRED_DOCUMENTS, ComplianceDocument
from coachway.domain.vendors.model.vendor import Vendor


def missing_documents(documents: Iterable[ComplianceDocument], today: date) -> list[str]:
    """The required types of which none of the documents is approved and in date, in the order of the requirement."""
    held = {document.document_type for document in documents if document.counts_on(today)}
    return [kind for kind in REQUIRED_DOCUMENTS if kind not in held]


def require_active(vendor: Vendor) -> None:
    """Raises Conflict `vendor_not_eligible`."""
    if not vendor.is_active:
        raise _not_eligible([f"Vendor is {vendor.status.value}"])


def require_eligible(vendor: Vendor, documents: Iterable[ComplianceDocument], today: date) -> None:
    """Raises Conflict `vendor_not_eligible`, naming every missing document."""
    reasons = [] if vendor.is_active else [f"Vendor is {vendor.status.value}"]
    missing = missing_documents(documents, today)
    if missing:
        reasons.append(f"Missing required document: {', '.join(missing)}")
    if reasons:
        raise _not_eligible(reasons)


def _not_eligible(reasons: list[str]) -> Conflict:
    return Conflict(f"Vendor not eligible to bid: {'; '.join(reasons)}", code="vendor_not_eligible")
