"""Uploading compliance documents, correcting them, and reviewing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.errors import Forbidden
from coachway.domain.vendors.model.compliance import ComplianceDocument, ComplianceStatus, StoredFile
from coachway.domain.vendors.ports import VendorsUnitOfWork
from coachway.domain.vendors.use_cases.acting_vendor import vendor_in_question
from coachway.domain.vendors.visibility import require_sees


@dataclass(frozen=True, kw_only=True)
class UploadDocument:
    """`vendor_id` may be left out by a vendor, who means itself."""

    vendor_id: int | None
    document_type: str
    document_name: str | None = None
    document_number: str | None = None
    file: StoredFile = field(default_factory=StoredFile)
    issue_date: date | None = None
    expiration_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class UpdateDocument:
    """`changes` are of what the document says; `status` and `review_notes` are the staff's decision on it."""

    document_id: int
    changes: Mapping[str, object]
    status: ComplianceStatus | None = None
    review_notes: str | None = None
    reviews: bool = False
    expected_version: int | None = None


async def upload_document(
    command: UploadDocument, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock
) -> ComplianceDocument:
    """A document that waits for review. Raises NotFound, Conflict or RuleViolated."""
    vendor_id = vendor_in_question(command.vendor_id, actor=actor)
    vendor = await uow.vendors.shared(vendor_id)
    if actor.role is Role.VENDOR:
        vendor.require_may_write()
    document = ComplianceDocument.upload(
        document_id=await uow.compliance.next_id(),
        vendor_id=vendor.id,
        document_type=command.document_type,
        document_name=command.document_name,
        document_number=command.document_number,
        file=command.file,
        issue_date=command.issue_date,
        expiration_date=command.expiration_date,
        uploaded_by=actor.acting_id,
        at=clock.now(),
    )
    uow.compliance.add(document)
    await uow.flush()
    return document


async def update_document(
    command: UpdateDocument, *, actor: Actor, uow: VendorsUnitOfWork, clock: Clock, calendar: BusinessCalendar
) -> ComplianceDocument:
    """Correct a document that nobody has reviewed, or review it (staff); both at once correct first."""
    now = clock.now()
    document = await uow.compliance.get(command.document_id)
    require_sees(actor, document.vendor_id, kind="document", identity=command.document_id)
    document.expect_version(command.expected_version)
    vendor = await uow.vendors.shared(document.vendor_id)
    if actor.role is Role.VENDOR:
        vendor.require_may_write()
        if command.reviews:
            raise Forbidden("Only the broker's staff review documents.", code="review_not_yours")
    if command.changes:
        document.correct(command.changes, at=now)
    if command.status is not None and command.status is not document.status:
        document.review(
            command.status,
            notes=command.review_notes,
            vendor=vendor,
            by=actor.acting_id,
            at=now,
            today=calendar.day_of(now),
        )
    elif command.reviews:
        document.annotate(command.review_notes, at=now)
    await uow.flush()
    return document
