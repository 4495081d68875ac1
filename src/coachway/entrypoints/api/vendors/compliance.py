"""Compliance documents: `/api/v1/vendor/compliance`."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET

from coachway.domain.vendors.model.compliance import ComplianceStatus, StoredFile
from coachway.domain.vendors.ports import DocumentFilter
from coachway.domain.vendors.use_cases.manage_compliance import (
    UpdateDocument,
    UploadDocument,
    update_document,
    upload_document,
)
from coachway.domain.vendors.views import ComplianceDocumentView
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.vendors.bodies import DocumentChanges, NewDocument


class ComplianceController(Controller):
    path = "/api/v1/vendor/compliance"
    tags = ["vendors"]

    @post(operation_id="upload_compliance_document")
    async def upload(self, data: JSONBody[NewDocument], operation: Operation) -> ComplianceDocumentView:
        """File a compliance document, which waits for review."""
        command = UploadDocument(
            vendor_id=data.vendor_id,
            document_type=data.document_type,
            document_name=data.document_name,
            document_number=data.document_number,
            file=StoredFile(data.file_path, data.file_url, data.file_size, data.file_type),
            issue_date=data.issue_date,
            expiration_date=data.expiration_date,
        )
        today = operation.calendar.day_of(operation.clock.now())
        async with operation.transaction() as work:
            document = await upload_document(command, actor=operation.actor, uow=work, clock=operation.clock)
            return work.answer(await work.reads.vendors.document(document.id, actor=operation.actor, today=today))

    @get(operation_id="list_compliance_documents")
    async def list_documents(
        self,
        *,
        operation: Operation,
        paging: Paging,
        vendor_id: FromQuery[int | None] = None,
        document_type: FromQuery[str | None] = None,
        type_: Annotated[str | None, QueryParameter(name="type", description="Short for document_type.")] = None,
        status: FromQuery[ComplianceStatus | None] = None,
    ) -> list[ComplianceDocumentView]:
        """Compliance documents as they stand today, newest first; a vendor sees its own."""
        wanted = DocumentFilter(vendor_id=vendor_id, document_type=document_type or type_, status=status)
        today = operation.calendar.day_of(operation.clock.now())
        async with operation.reading() as reads:
            return operation.page(await reads.vendors.documents(wanted, paging, actor=operation.actor, today=today))

    @put("/{document_id:int}", operation_id="update_compliance_document")
    async def update(
        self, document_id: FromPath[int], data: JSONBody[DocumentChanges], operation: Operation
    ) -> ComplianceDocumentView:
        """Review a document, or correct one that nobody has reviewed yet."""
        command = UpdateDocument(
            document_id=document_id,
            changes=data.sent("status", "review_notes"),
            status=data.status or None,
            review_notes=data.review_notes or None,
            reviews=data.status is not UNSET or data.review_notes is not UNSET,
            expected_version=operation.expected_version,
        )
        today = operation.calendar.day_of(operation.clock.now())
        async with operation.transaction() as work:
            await update_document(
                command, actor=operation.actor, uow=work, clock=operation.clock, calendar=operation.calendar
            )
            return await work.reads.vendors.document(document_id, actor=operation.actor, today=today)
