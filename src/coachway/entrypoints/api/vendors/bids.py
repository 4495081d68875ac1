"""Bids: `/api/v1/vendor/bids`, and their comparison for a charter."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, UnsetType

from coachway.domain.flows.award_bid import AwardBid, award_bid
from coachway.domain.kernel.money import Money
from coachway.domain.vendors.bid_views import BidComparison, BidRevisionView, BidView
from coachway.domain.vendors.model.bid import BidStatus
from coachway.domain.vendors.ports import BidFilter
from coachway.domain.vendors.use_cases.decide_bids import RejectBid, reject_bid
from coachway.domain.vendors.use_cases.place_bids import (
    ChangeBid,
    DraftBid,
    SubmitBid,
    WithdrawBid,
    change_bid,
    draft_bid,
    submit_bid,
    withdraw_bid,
)
from coachway.entrypoints.api.operation import CurrentOperation, Operation, Work
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body, Instant


class BidTerms(Body, kw_only=True):
    """What a bid may say beside price and vehicle; what is not sent stays, null clears."""

    base_price: Money | UnsetType | None = UNSET
    mileage_charge: Money | UnsetType | None = UNSET
    fuel_surcharge: Money | UnsetType | None = UNSET
    additional_fees: Money | UnsetType | None = UNSET
    vehicle_id: int | UnsetType | None = UNSET
    vehicle_make: str | UnsetType | None = UNSET
    vehicle_model: str | UnsetType | None = UNSET
    vehicle_year: int | UnsetType | None = UNSET
    amenities: list[str] | UnsetType = UNSET
    is_ada_compliant: bool | UnsetType = UNSET
    has_luggage_space: bool | UnsetType = UNSET
    driver_name: str | UnsetType | None = UNSET
    driver_phone: str | UnsetType | None = UNSET
    driver_experience_years: int | UnsetType | None = UNSET
    payment_terms: str | UnsetType | None = UNSET
    cancellation_policy: str | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    valid_until: Instant | UnsetType | None = UNSET


class NewBid(BidTerms, kw_only=True):
    """A draft; a vendor may leave out vendor_id, and means itself. Price parts, where given, sum to quoted_price."""

    charter_id: int
    quoted_price: Money
    vehicle_type: str
    passenger_capacity: int
    vendor_id: int | None = None


class BidChanges(BidTerms):
    """What to change of a draft or submitted bid; staff may set status `under_review`."""

    quoted_price: Money | UnsetType = UNSET
    vehicle_type: str | UnsetType = UNSET
    passenger_capacity: int | UnsetType = UNSET
    status: BidStatus | UnsetType = UNSET


class Acceptance(Body):
    """The decision; the losing bids are told the reason too."""

    decision: Literal["accept", "accepted"] = "accept"
    reason: str | None = None


class Rejection(Body):
    """The decision, and the reason that the vendor is told."""

    reason: str
    decision: Literal["reject", "rejected"] = "reject"


class Withdrawal(Body):
    """Why, if they want to say."""

    reason: str | None = None


class BidController(Controller):
    path = "/api/v1/vendor/bids"
    tags = ["vendors"]

    @post(operation_id="create_bid")
    async def create_bid(self, data: JSONBody[NewBid], operation: Operation) -> BidView:
        """Draft a bid, by an eligible vendor on a charter that is open for bids."""
        command = DraftBid(
            vendor_id=data.vendor_id, charter_id=data.charter_id, details=data.sent("vendor_id", "charter_id")
        )
        async with operation.transaction() as work:
            bid = await draft_bid(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                calendar=operation.calendar,
                region=operation.settings.region,
            )
            return await _answer(bid.id, operation, work)

    @get(operation_id="list_bids")
    async def list_bids(
        self,
        *,
        operation: Operation,
        paging: Paging,
        vendor_id: FromQuery[int | None] = None,
        charter_id: FromQuery[int | None] = None,
        status: Annotated[BidStatus | None, QueryParameter(description="As the bid stands at this moment.")] = None,
    ) -> list[BidView]:
        """Bids with their ranks, newest first; a vendor sees its own, and no rank before the award."""
        wanted = BidFilter(vendor_id=vendor_id, charter_id=charter_id, status=status)
        async with operation.reading() as reads:
            return operation.page(
                await reads.vendors.bids(wanted, paging, actor=operation.actor, at=operation.clock.now())
            )

    @get("/{bid_id:int}", operation_id="get_bid")
    async def get_bid(self, bid_id: FromPath[int], operation: Operation) -> BidView:
        """One bid with its rank at this moment; null to a vendor before the award."""
        async with operation.reading() as reads:
            return await reads.vendors.bid(bid_id, actor=operation.actor, at=operation.clock.now())

    @put("/{bid_id:int}", operation_id="update_bid")
    async def update_bid(self, bid_id: FromPath[int], data: JSONBody[BidChanges], operation: Operation) -> BidView:
        """Change a draft, or revise a submitted bid: each revision is kept."""
        command = ChangeBid(
            bid_id=bid_id,
            changes=data.sent("status"),
            status=None if data.status is UNSET else data.status,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            await change_bid(
                command, actor=operation.actor, uow=work, clock=operation.clock, region=operation.settings.region
            )
            return await _answer(bid_id, operation, work)

    @post("/{bid_id:int}/submit", operation_id="submit_bid", status_code=200)
    async def submit(self, bid_id: FromPath[int], operation: Operation) -> BidView:
        """Hand a draft in: it competes from now on, valid for 72 hours where it does not say itself."""
        command = SubmitBid(bid_id=bid_id, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await submit_bid(
                command,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                calendar=operation.calendar,
                lifetime=timedelta(hours=operation.settings.bid_expiration_hours),
            )
            return await _answer(bid_id, operation, work)

    @post("/{bid_id:int}/accept", operation_id="accept_bid", status_code=200)
    async def accept(
        self, bid_id: FromPath[int], operation: Operation, data: JSONBody[Acceptance | None] = None
    ) -> BidView:
        """Award the charter to this bid and reject every other live one; of several at once exactly one succeeds."""
        command = AwardBid(
            bid_id=bid_id, reason=data.reason if data else None, expected_version=operation.expected_version
        )
        async with operation.transaction() as work:
            await award_bid(
                command, actor=operation.actor, uow=work, clock=operation.clock, calendar=operation.calendar
            )
            return await _answer(bid_id, operation, work)

    @post("/{bid_id:int}/reject", operation_id="reject_bid", status_code=200)
    async def reject(self, bid_id: FromPath[int], data: JSONBody[Rejection], operation: Operation) -> BidView:
        """Refuse this bid; the others compete on."""
        command = RejectBid(bid_id=bid_id, reason=data.reason, expected_version=operation.expected_version)
        async with operation.transaction() as work:
            await reject_bid(command, actor=operation.actor, uow=work, clock=operation.clock)
            return await _answer(bid_id, operation, work)

    @post("/{bid_id:int}/withdraw", operation_id="withdraw_bid", status_code=200)
    async def withdraw(
        self, bid_id: FromPath[int], operation: Operation, data: JSONBody[Withdrawal | None] = None
    ) -> BidView:
        """Take a bid back."""
        command = WithdrawBid(
            bid_id=bid_id, reason=data.reason if data else None, expected_version=operation.expected_version
        )
        async with operation.transaction() as work:
            await withdraw_bid(command, actor=operation.actor, uow=work, clock=operation.clock)
            return await _answer(bid_id, operation, work)

    @get("/{bid_id:int}/revisions", operation_id="list_bid_revisions")
    async def list_revisions(self, bid_id: FromPath[int], operation: Operation) -> list[BidRevisionView]:
        """What the bid has said since it was submitted, oldest first."""
        async with operation.reading() as reads:
            return await reads.vendors.revisions(bid_id, actor=operation.actor)


@get("/api/v1/vendor/charters/{charter_id:int}/bids/comparison", operation_id="compare_bids", tags=["vendors"])
async def compare_bids(charter_id: FromPath[int], operation: Operation) -> BidComparison:
    """Every live bid of a charter side by side, best first, and how the prices lie."""
    now = operation.clock.now()
    async with operation.reading() as reads:
        return await reads.vendors.comparison(charter_id, at=now, today=operation.calendar.day_of(now))


async def _answer(bid_id: int, operation: CurrentOperation, work: Work) -> BidView:
    return work.answer(await work.reads.vendors.bid(bid_id, actor=operation.actor, at=operation.clock.now()))
