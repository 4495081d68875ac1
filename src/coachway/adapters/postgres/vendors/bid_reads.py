"""Reads of requests and bids. Ranks are worked out when they are read, so that no bid ever rewrites the others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import RowMapping, Select, func, select

from coachway.adapters.postgres.charters.tables import charters
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.session import Executor
from coachway.adapters.postgres.vendors.conditions import bid_has_status, bid_status, is_compliant, is_live, own_only
from coachway.adapters.postgres.vendors.tables import (
    bid_requests,
    bid_revisions,
    bids,
    vendor_statistics,
    vendors,
)
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.paging import Page, PageRequest
from coachway.domain.vendors.bid_views import BidComparison, BidRequestView, BidRevisionView, BidView, ComparedBid
from coachway.domain.vendors.model.bid import LIVE
from coachway.domain.vendors.ports import BidFilter, BidRequestFilter
from coachway.domain.vendors.ranking import Offer, Rank, rank_bids, summarise
from coachway.domain.vendors.visibility import sees_live_ranks

_REQUEST: Final = tuple(bid_requests.c[name] for name in BidRequestView.__dataclass_fields__)
_REVISION: Final = tuple(bid_revisions.c[name] for name in BidRevisionView.__dataclass_fields__)
_OF_THE_BID: Final = (
    "id",
    "vendor_id",
    "quoted_price",
    "submitted_at",
    "valid_until",
    "vehicle_type",
    "passenger_capacity",
    "amenities",
    "is_ada_compliant",
    "has_luggage_space",
)


def _request(row: RowMapping) -> BidRequestView:
    return BidRequestView(**row)


class BidReads:
    _db: Executor

    async def bid_request(self, request_id: int, *, actor: Actor) -> BidRequestView:
        query = select(*_REQUEST).where(bid_requests.c.id == request_id, *own_only(bid_requests.c.vendor_id, actor))
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("bid request", request_id)
        return _request(row)

    async def bid_requests(self, wanted: BidRequestFilter, page: PageRequest, *, actor: Actor) -> Page[BidRequestView]:
        query = select(*_REQUEST).where(*own_only(bid_requests.c.vendor_id, actor))
        if wanted.vendor_id is not None:
            query = query.where(bid_requests.c.vendor_id == wanted.vendor_id)
        if wanted.charter_id is not None:
            query = query.where(bid_requests.c.charter_id == wanted.charter_id)
        if wanted.is_accepted is not None:
            query = query.where(bid_requests.c.is_accepted.is_(wanted.is_accepted))
        return await read_page(self._db, query, page, _request, newest_first=bid_requests.c.id)

    async def bid(self, bid_id: int, *, actor: Actor, at: datetime) -> BidView:
        row = (await self._db.execute(_bids(actor, at).where(bids.c.id == bid_id))).mappings().one_or_none()
        if row is None:
            raise NotFound.of("bid", bid_id)
        return _bid(row, await self._ranks([row], actor=actor, at=at))

    async def bids(self, wanted: BidFilter, page: PageRequest, *, actor: Actor, at: datetime) -> Page[BidView]:
        query = _bids(actor, at)
        if wanted.vendor_id is not None:
            query = query.where(bids.c.vendor_id == wanted.vendor_id)
        if wanted.charter_id is not None:
            query = query.where(bids.c.charter_id == wanted.charter_id)
        if wanted.status is not None:
            query = query.where(bid_has_status(wanted.status, at))
        found = await read_page(self._db, query, page, _as_it_is, newest_first=bids.c.id)
        ranks = await self._ranks(found.items, actor=actor, at=at)
        return found.map(lambda row: _bid(row, ranks))

    async def revisions(self, bid_id: int, *, actor: Actor) -> list[BidRevisionView]:
        query = (
            select(*_REVISION)
            .select_from(bids.outerjoin(bid_revisions, bid_revisions.c.bid_id == bids.c.id))
            .where(bids.c.id == bid_id, *own_only(bids.c.vendor_id, actor))
            .order_by(bid_revisions.c.revision_number)
        )
        rows = (await self._db.execute(query)).mappings().all()
        if not rows:
            raise NotFound.of("bid", bid_id)
        return [BidRevisionView(**row) for row in rows if row["bid_id"] is not None]

    async def comparison(self, charter_id: int, *, at: datetime, today: date) -> BidComparison:
        query = (
            select(
                *(bids.c[name] for name in _OF_THE_BID),
                bids.c.status,
                vendors.c.business_name.label("vendor_name"),
                vendor_statistics.c.average_rating.label("vendor_rating"),
                vendor_statistics.c.total_ratings.label("vendor_total_ratings"),
                vendor_statistics.c.on_time_percentage.label("vendor_on_time_percentage"),
                vendor_statistics.c.completed_trips.label("vendor_completed_trips"),
                vendors.c.is_preferred.label("vendor_is_preferred"),
                is_compliant(bids.c.vendor_id, today).label("is_compliant"),
            )
            .join_from(bids, vendors, vendors.c.id == bids.c.vendor_id)
            .join(vendor_statistics, vendor_statistics.c.vendor_id == vendors.c.id)
            .where(bids.c.charter_id == charter_id, is_live(at))
        )
        rows = (await self._db.execute(query)).mappings().all()
        if not rows:
            await self._require_charter(charter_id)
        ranks = rank_bids(Offer(row["id"], row["quoted_price"], row["submitted_at"]) for row in rows)
        compared = [ComparedBid(**row, **_rank_fields(ranks[row["id"]])) for row in rows]
        compared.sort(key=lambda bid: bid.rank)
        summary = summarise([bid.quoted_price for bid in compared])
        return BidComparison(
            charter_id=charter_id,
            bids=compared,
            count=summary.count,
            lowest=summary.lowest,
            highest=summary.highest,
            average=summary.average,
            median=summary.median,
            spread=summary.spread,
        )

    async def _ranks(self, rows: Collection[RowMapping], *, actor: Actor, at: datetime) -> dict[int, Rank]:
        """The ranks of those of the bids that are live, for who may see them: one statement, whatever their number."""
        live = [row for row in rows if row["status"] in LIVE]
        if not live or not sees_live_ranks(actor):
            return {}
        beside = bids.c.charter_id
        lowest = func.min(bids.c.quoted_price).over(partition_by=beside)
        place = func.row_number().over(
            partition_by=beside, order_by=(bids.c.quoted_price, bids.c.submitted_at, bids.c.id)
        )
        ranked = (
            select(bids.c.id, place.label("place"), (bids.c.quoted_price - lowest).label("difference"))
            .where(bids.c.charter_id.in_({row["charter_id"] for row in live}), is_live(at))
            .subquery()
        )
        found = await self._db.execute(select(ranked).where(ranked.c.id.in_([row["id"] for row in live])))
        return {bid_id: Rank(place, place == 1, difference) for bid_id, place, difference in found}

    async def _require_charter(self, charter_id: int) -> None:
        found = await self._db.execute(select(charters.c.id).where(charters.c.id == charter_id))
        if found.one_or_none() is None:
            raise NotFound.of("charter", charter_id)


def _bids(actor: Actor, at: datetime) -> Select[Any]:
    columns = (
        bid_status(at).label(name) if name == "status" else bids.c[name] for name in BidView.__dataclass_fields__
    )
    return select(*columns).where(*own_only(bids.c.vendor_id, actor))


def _as_it_is(row: RowMapping) -> RowMapping:
    return row


def _bid(row: RowMapping, ranks: dict[int, Rank]) -> BidView:
    """The bid with its rank of the moment, or the final one that its row holds since the award."""
    rank = ranks.get(row["id"])
    return BidView(**row) if rank is None else BidView(**{**row, **_rank_fields(rank)})


def _rank_fields(rank: Rank) -> dict[str, Any]:
    return {
        "rank": rank.rank,
        "is_lowest_bid": rank.is_lowest_bid,
        "price_difference_from_lowest": rank.price_difference_from_lowest,
    }
