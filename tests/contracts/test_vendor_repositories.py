"""Keeping vendors, papers, requests and bids, in memory and in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Protocol

import pytest
import pytest_asyncio

from coachway.domain.charters.model import Charter
from coachway.domain.flows.award_bid import AwardUnitOfWork
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import NotFound
from coachway.domain.vendors.model.bid import Bid
from coachway.domain.vendors.model.bid_request import BidRequest
from coachway.domain.vendors.model.bid_terms import CharterForBids, VendorContact
from coachway.domain.vendors.model.vendor import Vendor
from coachway.entrypoints.bootstrap import Platform
from tests.builders.charters import a_booked_charter, a_stop
from tests.builders.vendors import (
    CONTACT,
    NOW,
    a_document,
    a_draft,
    a_submitted_bid,
    a_vendor,
    an_open_charter,
)
from tests.fakes.vendors import FakeVendorsUnitOfWork

HOUR = timedelta(hours=1)


class KeepsCharters(Protocol):
    def add(self, charter: Charter) -> None: ...


@pytest.fixture
def fake() -> FakeVendorsUnitOfWork:
    return FakeVendorsUnitOfWork()


@pytest_asyncio.fixture
async def real(platform: Platform) -> AsyncIterator[AwardUnitOfWork]:
    async with platform.unit_of_work(SYSTEM) as uow:
        yield uow


@pytest.fixture(params=["fake", "real"])
def empty(request: pytest.FixtureRequest) -> AwardUnitOfWork:
    chosen: AwardUnitOfWork = request.getfixturevalue(request.param)
    return chosen


@pytest_asyncio.fixture
async def uow(empty: AwardUnitOfWork) -> AwardUnitOfWork:
    """Each unit of work in turn, with vendors 1 and 2 and the charters 1 and 2."""
    work = empty
    for number in (1, 2):
        work.vendors.add(a_vendor(number, business_name=f"Vendor {number}"))
        charters: KeepsCharters = work.charters  # type: ignore[assignment]
        charters.add(a_booked_charter(charter_id=number, stops=[a_stop(10 * number), a_stop(10 * number + 1)]))
    await work.flush()
    return work


async def kept(uow: AwardUnitOfWork, *bids: Bid) -> None:
    for bid in bids:
        uow.bids.add(bid)
    await uow.flush()


def a_request(request_id: int, vendor: Vendor, hours: int, charter_id: int = 1) -> BidRequest:
    return BidRequest.make(
        request_id=request_id,
        charter_id=charter_id,
        vendor=vendor,
        message=None,
        deadline=NOW + hours * HOUR,
        least_notice=2 * HOUR,
        requested_by=None,
        at=NOW,
    )


async def test_ids_are_never_given_twice(uow: AwardUnitOfWork) -> None:
    ids = [await uow.bids.next_id(), *[await uow.bids.next_id() for _ in range(3)]]
    assert len(set(ids)) == 4
    assert len(set(await uow.bid_requests.next_ids(5))) == 5


async def test_what_is_not_there_is_not_found(uow: AwardUnitOfWork) -> None:
    for missing in (
        uow.vendors.get(99),
        uow.vendors.shared(99),
        uow.compliance.get(99),
        uow.bid_requests.get(99),
        uow.bids.get(99),
        uow.bids.place_of(99),
        uow.charter_book.for_bids(99),
    ):
        with pytest.raises(NotFound, match="99"):
            await missing


async def test_several_vendors_come_in_order_and_only_those_there_are(uow: AwardUnitOfWork) -> None:
    assert [vendor.id for vendor in await uow.vendors.several([99, 2, 1])] == [1, 2]
    assert await uow.vendors.contacts([2, 99]) == {2: VendorContact("Vendor 2", "john@premiumcoach.com")}


async def test_the_papers_of_a_vendor_are_its_own(uow: AwardUnitOfWork) -> None:
    for document_id, vendor_id in ((1, 1), (2, 2), (3, 1)):
        uow.compliance.add(a_document(document_id=document_id, vendor_id=vendor_id))
    await uow.flush()
    assert sorted(document.id for document in await uow.compliance.of_vendor(1)) == [1, 3]


async def test_bidding_sees_of_a_charter_what_it_needs(uow: AwardUnitOfWork) -> None:
    charter = await uow.charter_book.for_bids(1)
    assert charter == CharterForBids(id=1, status="booked", vendor_id=None, agent_id=11, passengers=40, vehicle_count=1)
    assert charter.is_open


async def test_the_latest_deadline_closes_the_bidding(uow: AwardUnitOfWork) -> None:
    assert await uow.bid_requests.closes_at(1) is None
    one, two = await uow.vendors.several([1, 2])
    for request in (a_request(1, one, 3), a_request(2, two, 5), a_request(3, one, 4), a_request(4, one, 9, 2)):
        uow.bid_requests.add(request)
    await uow.flush()
    assert await uow.bid_requests.closes_at(1) == NOW + 5 * HOUR
    assert [request.id for request in await uow.bid_requests.of_charter(1, [1])] == [1, 3]


async def test_open_and_live_bids_are_found_by_charter_and_vendor(uow: AwardUnitOfWork) -> None:
    withdrawn = a_submitted_bid(3, vendor_id=2)
    withdrawn.withdraw(reason=None, vendor=CONTACT, by=None, at=NOW)
    elsewhere = a_submitted_bid(4, vendor_id=1, charter=an_open_charter(2))
    await kept(uow, a_draft(1, vendor_id=1), withdrawn, elsewhere)
    await kept(uow, a_submitted_bid(2, vendor_id=2))
    assert [bid.id for bid in await uow.bids.live_of_charter(1)] == [2]
    assert [bid.id for bid in await uow.bids.live_of_vendor(1)] == [4]
    for vendor_id, found in ((1, 1), (2, 2)):
        open_bid = await uow.bids.open_of(vendor_id, 1)
        assert open_bid is not None
        assert open_bid.id == found
    assert await uow.bids.open_of(2, 2) is None
    place = await uow.bids.place_of(4)
    assert (place.charter_id, place.vendor_id) == (2, 1)


async def test_bids_past_their_validity_are_found_some_at_a_time(uow: AwardUnitOfWork) -> None:
    longer = a_submitted_bid(3, vendor_id=1, charter=an_open_charter(2), valid_until=NOW + 80 * HOUR)
    await kept(uow, a_submitted_bid(1, vendor_id=1), a_submitted_bid(2, vendor_id=2), longer)
    end = NOW + 72 * HOUR
    assert await uow.bids.past_validity(end - timedelta(seconds=1), 10) == []
    assert [bid.id for bid in await uow.bids.past_validity(end, 10)] == [1, 2]
    assert [bid.id for bid in await uow.bids.past_validity(end, 1)] == [1]
