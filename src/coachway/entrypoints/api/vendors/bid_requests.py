"""Requests for bids: `/api/v1/vendor/bid-requests`."""

from __future__ import annotations

from datetime import timedelta

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from coachway.domain.vendors.bid_views import BidRequestView
from coachway.domain.vendors.ports import BidRequestFilter
from coachway.domain.vendors.use_cases.request_bids import (
    DeclineRequest,
    RequestBids,
    ViewRequest,
    decline_request,
    request_bids,
    view_request,
)
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body, Instant


class NewBidRequests(Body):
    """Whom to ask for a bid on which charter, until when."""

    charter_id: int
    vendor_ids: list[int]
    deadline: Instant
    message: str | None = None


class Decline(Body):
    """Why the vendor will not bid, if they want to say."""

    reason: str | None = None


class BidRequestController(Controller):
    path = "/api/v1/vendor/bid-requests"
    tags = ["vendors"]

    @post(operation_id="request_bids")
    async def request_bids(self, data: JSONBody[NewBidRequests], operation: Operation) -> list[BidRequestView]:
        """Ask vendors to bid on a charter: one request each, all or none."""
        command = RequestBids(
            charter_id=data.charter_id, vendor_ids=data.vendor_ids, deadline=data.deadline, message=data.message
        )
        async with operation.transaction() as work:
            requests = await request_bids(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                least_notice=timedelta(hours=operation.settings.min_bid_response_time_hours),
            )
            made = [await work.reads.vendors.bid_request(each.id, actor=operation.actor) for each in requests]
            return work.answer(made)

    @get(operation_id="list_bid_requests")
    async def list_bid_requests(
        self,
        *,
        operation: Operation,
        paging: Paging,
        vendor_id: FromQuery[int | None] = None,
        charter_id: FromQuery[int | None] = None,
        is_accepted: FromQuery[bool | None] = None,
    ) -> list[BidRequestView]:
        """Requests for bids, newest first; a vendor sees its own."""
        wanted = BidRequestFilter(vendor_id=vendor_id, charter_id=charter_id, is_accepted=is_accepted)
        async with operation.reading() as reads:
            return operation.page(await reads.vendors.bid_requests(wanted, paging, actor=operation.actor))

    @post("/{request_id:int}/view", operation_id="view_bid_request", status_code=200)
    async def view(self, request_id: FromPath[int], operation: Operation) -> BidRequestView:
        """Look at a request; the first time a vendor does is noted."""
        command = ViewRequest(request_id=request_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await view_request(command, actor=operation.actor, uow=work, clock=operation.clock)
            return work.answer(await work.reads.vendors.bid_request(request_id, actor=operation.actor))

    @post("/{request_id:int}/decline", operation_id="decline_bid_request", status_code=200)
    async def decline(
        self, request_id: FromPath[int], operation: Operation, data: JSONBody[Decline | None] = None
    ) -> BidRequestView:
        """Answer that there will be no bid."""
        command = DeclineRequest(
            request_id=request_id,
            reason=data.reason if data else None,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            await decline_request(command, actor=operation.actor, uow=work, clock=operation.clock)
            return work.answer(await work.reads.vendors.bid_request(request_id, actor=operation.actor))
