"""Papers: when they count, and who may bid."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest

from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.vendors.compliance_summary import DocumentState, summarise_compliance
from coachway.domain.vendors.eligibility import missing_documents, require_eligible
from coachway.domain.vendors.model.compliance import REQUIRED_DOCUMENTS, ComplianceDocument, ComplianceStatus
from coachway.domain.vendors.model.vendor import VendorStatus
from tests.builders.vendors import NOW, TODAY, a_document, a_vendor, all_papers, approved

A_DAY = timedelta(days=1)


def review(document: ComplianceDocument, wanted: ComplianceStatus, today: object = TODAY) -> None:
    document.review(wanted, notes="seen", vendor=a_vendor(), by=12, at=NOW, today=today)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["insurance_certificate", "safety_inspection"])
def test_insurance_and_inspection_need_an_expiration(kind: str) -> None:
    with pytest.raises(RuleViolated) as refusal:
        a_document(kind, expiration_date=None)
    assert [failure.field for failure in refusal.value.fields] == ["expiration_date"]


def test_other_documents_may_hold_for_ever() -> None:
    assert approved(a_document("business_license", expiration_date=None)).counts_on(TODAY + 10_000 * A_DAY)


def test_an_approved_document_counts_through_its_last_day_and_is_expired_the_next() -> None:
    document = approved(a_document("safety_inspection", expiration_date=TODAY))
    assert document.counts_on(TODAY)
    assert document.status_on(TODAY + A_DAY) is ComplianceStatus.EXPIRED
    assert document.status is ComplianceStatus.APPROVED


def test_a_document_past_its_date_cannot_be_approved() -> None:
    document = a_document("safety_inspection", expiration_date=TODAY - A_DAY, issue_date=None)
    with pytest.raises(Conflict) as refusal:
        review(document, ComplianceStatus.APPROVED)
    assert refusal.value.code == "document_expired"


def test_a_reviewed_document_says_what_it_says() -> None:
    document = approved(a_document())
    with pytest.raises(Conflict) as refusal:
        document.correct({"document_number": "2"}, at=NOW)
    assert refusal.value.code == "document_reviewed"


def test_a_pending_document_can_be_corrected_with_its_file() -> None:
    document = a_document()
    document.correct({"document_number": "2", "file_type": "application/pdf"}, at=NOW)
    assert (document.document_number, document.file.file_type) == ("2", "application/pdf")


def test_a_rejected_document_stays_rejected() -> None:
    document = a_document()
    review(document, ComplianceStatus.REJECTED)
    with pytest.raises(Conflict, match=r"^Cannot move from 'rejected' to 'approved'\. Allowed: nothing$"):
        review(document, ComplianceStatus.APPROVED)


def test_a_review_tells_the_vendor() -> None:
    document = a_document()
    document.collect_events()
    review(document, ComplianceStatus.APPROVED)
    (event,) = document.collect_events()
    assert (event.name, getattr(event, "vendor_email", None)) == ("compliance.reviewed", "john@premiumcoach.com")


def test_who_is_active_with_all_five_is_eligible() -> None:
    require_eligible(a_vendor(), all_papers(), TODAY)


def test_the_refusal_names_the_missing_document() -> None:
    papers = [paper for paper in all_papers() if paper.document_type != "business_license"]
    with pytest.raises(Conflict) as refusal:
        require_eligible(a_vendor(), papers, TODAY)
    assert refusal.value.code == "vendor_not_eligible"
    assert refusal.value.detail == "Vendor not eligible to bid: Missing required document: business_license"


@pytest.mark.parametrize("held", [set(some) for n in range(5) for some in combinations(REQUIRED_DOCUMENTS, n)])
def test_the_refusal_names_every_missing_document(held: set[str]) -> None:
    papers = [paper for paper in all_papers() if paper.document_type in held]
    with pytest.raises(Conflict) as refusal:
        require_eligible(a_vendor(), papers, TODAY)
    named = {kind for kind in REQUIRED_DOCUMENTS if kind in refusal.value.detail}
    assert named == set(REQUIRED_DOCUMENTS) - held


def test_a_pending_or_expired_document_is_missing() -> None:
    papers = all_papers()
    assert missing_documents([*papers[1:], a_document(papers[0].document_type)], TODAY) == ["business_license"]
    assert missing_documents(papers, TODAY + 400 * A_DAY) == list(REQUIRED_DOCUMENTS)


@pytest.mark.parametrize("status", [status for status in VendorStatus if status is not VendorStatus.ACTIVE])
def test_who_is_not_active_is_not_eligible(status: VendorStatus) -> None:
    with pytest.raises(Conflict, match=f"^Vendor not eligible to bid: Vendor is {status.value}$") as refusal:
        require_eligible(a_vendor(status=status), all_papers(), TODAY)
    assert refusal.value.code == "vendor_not_eligible"


def test_the_dashboard_counts_by_status_and_tells_what_is_missing_and_what_expires() -> None:
    states = [
        DocumentState(1, "business_license", ComplianceStatus.APPROVED, None),
        DocumentState(2, "insurance_certificate", ComplianceStatus.APPROVED, TODAY + 30 * A_DAY),
        DocumentState(3, "safety_inspection", ComplianceStatus.EXPIRED, TODAY - A_DAY),
        DocumentState(4, "vehicle_registration", ComplianceStatus.PENDING, TODAY + A_DAY),
        DocumentState(5, "permit", ComplianceStatus.APPROVED, TODAY + 31 * A_DAY),
        DocumentState(6, "permit", ComplianceStatus.REJECTED, None),
    ]
    seen = summarise_compliance(9, states, TODAY)
    assert (seen.total_documents, seen.approved_documents, seen.pending_documents) == (6, 3, 1)
    assert (seen.expired_documents, seen.rejected_documents) == (1, 1)
    assert seen.missing_required == ["vehicle_registration", "driver_background_check", "safety_inspection"]
    assert not seen.is_compliant
    assert [(soon.document_type, soon.days_left) for soon in seen.expiring_soon] == [("insurance_certificate", 30)]


def test_a_corrected_type_is_kept_and_checked_like_an_uploaded_one() -> None:
    document = a_document("business_license", expiration_date=None, issue_date=None)
    for wrong, field in (("  ", "document_type"), (" Insurance_Certificate", "expiration_date")):
        with pytest.raises(RuleViolated) as refusal:
            document.correct({"document_type": wrong}, at=NOW)
        assert [failure.field for failure in refusal.value.fields] == [field]
    document.correct({"document_type": " Vehicle_Registration "}, at=NOW)
    assert document.document_type == "vehicle_registration"
