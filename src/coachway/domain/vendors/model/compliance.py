"""Compliance documents: what a vendor must show before it may drive for the broker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Checks, Conflict
from coachway.domain.kernel.transitions import require_transition
from coachway.domain.vendors.events import ComplianceWasReviewed, ComplianceWasUploaded
from coachway.domain.vendors.model.vendor import Vendor

REQUIRED_DOCUMENTS: Final = (
    "business_license",
    "insurance_certificate",
    "vehicle_registration",
    "driver_background_check",
    "safety_inspection",
)
EXPIRING_DOCUMENTS: Final = frozenset({"insurance_certificate", "safety_inspection"})
"""Documents that must say until when they hold."""

_LONGEST_TEXT: Final = 2000


class ComplianceStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


TRANSITIONS: Final[dict[ComplianceStatus, frozenset[ComplianceStatus]]] = {
    ComplianceStatus.PENDING: frozenset({ComplianceStatus.APPROVED, ComplianceStatus.REJECTED}),
    ComplianceStatus.APPROVED: frozenset({ComplianceStatus.EXPIRED}),
    ComplianceStatus.REJECTED: frozenset(),
    ComplianceStatus.EXPIRED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where the document's file lies, its size in bytes and its media type."""

    file_path: str | None = None
    file_url: str | None = None
    file_size: int | None = None
    file_type: str | None = None


_OF_THE_FILE: Final = frozenset(each.name for each in fields(StoredFile))


@dataclass(eq=False, kw_only=True)
class ComplianceDocument(Aggregate):
    """One document of a vendor; it holds through its expiration date, a business day."""

    id: int
    vendor_id: int
    document_type: str
    document_name: str | None
    document_number: str | None
    file: StoredFile
    issue_date: date | None
    expiration_date: date | None
    status: ComplianceStatus
    uploaded_by: int | None
    reviewed_by: int | None = None
    reviewed_at: datetime | None = None
    review_notes: str | None = None
    reminder_sent: bool = False
    reminder_sent_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def upload(
        cls,
        *,
        document_id: int,
        vendor_id: int,
        document_type: str,
        document_name: str | None,
        document_number: str | None,
        file: StoredFile,
        issue_date: date | None,
        expiration_date: date | None,
        uploaded_by: int | None,
        at: datetime,
    ) -> ComplianceDocument:
        """A document that waits for review. Raises RuleViolated."""
        document = cls(
            id=document_id,
            vendor_id=vendor_id,
            document_type=document_type,
            document_name=document_name,
            document_number=document_number,
            file=file,
            issue_date=issue_date,
            expiration_date=expiration_date,
            status=ComplianceStatus.PENDING,
            uploaded_by=uploaded_by,
            created_at=at,
            updated_at=at,
        )
        document._check()
        document.record(
            ComplianceWasUploaded(document_id=document.id, vendor_id=vendor_id, document_type=document.document_type)
        )
        return document

    def status_on(self, today: date) -> ComplianceStatus:
        """Approved and past its expiration is expired, whether or not anything has noted it yet."""
        if self.status is ComplianceStatus.APPROVED and self.is_past(today):
            return ComplianceStatus.EXPIRED
        return self.status

    def is_past(self, today: date) -> bool:
        return self.expiration_date is not None and today > self.expiration_date

    def counts_on(self, today: date) -> bool:
        """Whether it is approved and in date."""
        return self.status_on(today) is ComplianceStatus.APPROVED

    def correct(self, changes: Mapping[str, Any], *, at: datetime) -> None:
        """Change what the document says, as long as nobody has reviewed it. Raises Conflict or RuleViolated."""
        if self.status is not ComplianceStatus.PENDING:
            raise Conflict(
                f"The document has been reviewed ({self.status.value}): upload a new one instead.",
                code="document_reviewed",
            )
        in_file = {name: value for name, value in changes.items() if name in _OF_THE_FILE}
        self.file = replace(self.file, **in_file)
        for name in changes.keys() - _OF_THE_FILE:
            setattr(self, name, changes[name])
        self.updated_at = at
        self._check()

    def review(
        self,
        wanted: ComplianceStatus,
        *,
        notes: str | None,
        vendor: Vendor,
        by: int | None,
        at: datetime,
        today: date,
    ) -> None:
        """Approve, reject, or end it before its time. Raises Conflict."""
        require_transition(TRANSITIONS, self.status_on(today), wanted)
        if wanted is ComplianceStatus.APPROVED and self.is_past(today):
            raise Conflict(
                f"The document expired on {self.expiration_date}: it cannot be approved.", code="document_expired"
            )
        self.status, self.reviewed_by, self.reviewed_at, self.updated_at = wanted, by, at, at
        if notes is not None:
            self.review_notes = notes
        self.record(
            ComplianceWasReviewed(
                document_id=self.id,
                vendor_id=self.vendor_id,
                vendor_name=vendor.name,
                vendor_email=vendor.email,
                document_type=self.document_type,
                status=wanted.value,
                review_notes=self.review_notes,
                expiration_date=self.expiration_date,
            )
        )

    def annotate(self, notes: str | None, *, at: datetime) -> None:
        """Change the reviewer's notes without deciding anything."""
        self.review_notes, self.updated_at = notes, at

    def _check(self) -> None:
        self.document_type = self.document_type.strip().lower()
        with Checks() as check:
            check(bool(self.document_type), "document_type", "must not be empty")
            check(len(self.document_type) <= 100, "document_type", "must have at most 100 characters")
            check(
                self.expiration_date is not None or self.document_type not in EXPIRING_DOCUMENTS,
                "expiration_date",
                f"is needed for {self.document_type}",
            )
            if self.issue_date is not None and self.expiration_date is not None:
                check(self.issue_date <= self.expiration_date, "expiration_date", "must not be before issue_date")
            if self.file.file_size is not None:
                check(0 <= self.file.file_size < 2**62, "file_size", "must not be negative")
            for name in ("document_name", "document_number"):
                text = getattr(self, name)
                check(text is None or len(text) <= _LONGEST_TEXT, name, f"must have at most {_LONGEST_TEXT} characters")
