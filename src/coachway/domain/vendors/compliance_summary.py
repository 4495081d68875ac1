"""Where a vendor stands with its papers, from the state of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coachway.domain.vendors.model.compliance import REQUIRED_DOCUMENTS, ComplianceStatus
from coachway.domain.vendors.views import ComplianceStatusView, ExpiringDocument

EXPIRING_SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A document as of today: `status` tells an approved one that is past its date as expired."""

    id: int
    document_type: str
    status: ComplianceStatus
    expiration_date: date | None


def summarise_compliance(vendor_id: int, documents: Iterable[DocumentState], today: date) -> ComplianceStatusView:
    """Counts by status, what is missing of the required, and what approved expires within 30 days, soonest first."""
    states = list(documents)
    counts = Counter(state.status for state in states)
    approved = [state for state in states if state.status is ComplianceStatus.APPROVED]
    held = {state.document_type for state in approved}
    missing = [kind for kind in REQUIRED_DOCUMENTS if kind not in held]
    expiring = sorted(
        (state.expiration_date, state.id, state.document_type)
        for state in approved
        if state.expiration_date is not None and state.expiration_date - today <= EXPIRING_SOON
    )
    return ComplianceStatusView(
        vendor_id=vendor_id,
        total_documents=len(states),
        approved_documents=counts[ComplianceStatus.APPROVED],
        pending_documents=counts[ComplianceStatus.PENDING],
        expired_documents=counts[ComplianceStatus.EXPIRED],
        rejected_documents=counts[ComplianceStatus.REJECTED],
        missing_required=missing,
        is_compliant=not missing,
        expiring_soon=[
            ExpiringDocument(id=id_, document_type=kind, expiration_date=day, days_left=(day - today).days)
            for day, id_, kind in expiring
        ],
    )
