"""Reads of charters: the rows wanted and their stops, in two statements however many charters there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import CompoundSelect, RowMapping, Select, func, literal, or_, select, union

from coachway.adapters.postgres.charters.offers import read_offer
from coachway.adapters.postgres.charters.tables import charters, revisions, stops
from coachway.adapters.postgres.paging import read_page
from coachway.adapters.postgres.search import contains
from coachway.adapters.postgres.session import Executor
from coachway.adapters.postgres.types import Id
from coachway.domain.charters.model import Act, CharterStatus
from coachway.domain.charters.model.fields import wire_value
from coachway.domain.charters.ports import CharterFilter
from coachway.domain.charters.views import (
    AcceptanceView,
    CharterSummary,
    CharterView,
    DriverHoursView,
    OfferView,
    RevisionStateView,
    RevisionView,
    StopView,
)
from coachway.domain.charters.visibility import scope_of, seen_by
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.money import Money
from coachway.domain.kernel.paging import Page, PageRequest

_CHARTER: Final = tuple(column for column in charters.c if column.name != "quote_token_hash")
_SAME_NAME: Final = [name for name in CharterView.__dataclass_fields__ if name in charters.c and name != "pickup_time"]
_STOP: Final = [stops.c[name] for name in StopView.__dataclass_fields__ if name in stops.c]
_REVISION: Final = [revisions.c[name] for name in RevisionView.__dataclass_fields__]


class PostgresChartersReads:
    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def charter(self, charter_id: int, *, actor: Actor) -> CharterView:
        query = _visible_to(actor, select(*_CHARTER)).where(charters.c.id == charter_id)
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("charter", charter_id)
        return seen_by(actor, _charter(row, (await self._stops_of([row])).get(charter_id, ())))

    async def charters(self, wanted: CharterFilter, page: PageRequest, *, actor: Actor) -> Page[CharterView]:
        query = _matching(wanted, _visible_to(actor, select(*_CHARTER)))
        found = await read_page(self._db, query, page, lambda row: row, newest_first=charters.c.id)
        stops_of = await self._stops_of(found.items)
        return found.map(lambda row: seen_by(actor, _charter(row, stops_of.get(row["id"], ()))))

    async def calendar(self, *, since: date, most: int, agent_id: int | None = None, actor: Actor) -> list[CharterView]:
        wanted = CharterFilter(trip_from=since, agent_id=agent_id)
        query = _matching(wanted, _visible_to(actor, select(*_CHARTER)))
        query = query.order_by(charters.c.trip_date, charters.c.id).limit(most)
        return await self._seen(query, actor)

    async def summary(self, *, today: date, month_began: datetime) -> CharterSummary:
        c = charters.c
        by_status = await self._db.execute(select(c.status, func.count()).group_by(c.status))
        ahead = c.status.in_([CharterStatus.BOOKED, CharterStatus.CONFIRMED, CharterStatus.IN_PROGRESS])
        unassigned = c.status.in_([CharterStatus.BOOKED, CharterStatus.CONFIRMED]) & c.vendor_id.is_(None)
        counts = select(func.count().filter(c.trip_date >= today), func.count().filter(unassigned)).where(ahead)
        booked = (
            select(func.sum(c.total_cost))
            .join_from(revisions, charters, revisions.c.charter_id == c.id)
            .where(revisions.c.action == Act.BOOKED, revisions.c.changed_at >= month_began)
            .where(c.status != CharterStatus.CANCELLED)
        )
        upcoming, without_vendor = (await self._db.execute(counts)).one()
        return CharterSummary(
            by_status=dict.fromkeys(CharterStatus, 0) | {row[0]: row[1] for row in by_status},
            upcoming=upcoming,
            unassigned=without_vendor,
            revenue_booked_this_month=(await self._db.execute(booked)).scalar_one() or Money.zero(),
        )

    async def series(self, charter_id: int, *, actor: Actor) -> list[CharterView]:
        charter = await self.charter(charter_id, actor=actor)
        if charter.series_id is None:
            return [charter]
        query = _visible_to(actor, select(*_CHARTER)).where(charters.c.series_id == charter.series_id)
        return await self._seen(query.order_by(charters.c.instance_number), actor)

    async def stops(self, charter_id: int, *, actor: Actor) -> tuple[StopView, ...]:
        return (await self.charter(charter_id, actor=actor)).stops

    async def stop(self, charter_id: int, stop_id: int, *, actor: Actor) -> StopView:
        for stop in await self.stops(charter_id, actor=actor):
            if stop.id == stop_id:
                return stop
        raise NotFound.of("stop", stop_id)

    async def revisions(self, charter_id: int, page: PageRequest) -> Page[RevisionView]:
        query = select(*_REVISION).where(revisions.c.charter_id == charter_id)
        found = await read_page(self._db, query, page, _revision, oldest_first=revisions.c.revision_number)
        if not found.items and page.after is None:
            raise NotFound.of("charter", charter_id)
        return found

    async def revision(self, charter_id: int, revision_number: int) -> RevisionStateView:
        query = select(*_REVISION, revisions.c.state).where(
            revisions.c.charter_id == charter_id,
            # A number in a path may be larger than any that the column holds: there is no such revision then.
            revisions.c.revision_number == literal(revision_number, Id),
        )
        row = (await self._db.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound.of("revision", revision_number)
        values = dict(row)
        state = {name: wire_value(name, plain) for name, plain in values.pop("state").items()}
        return RevisionStateView(**_with_wire_changes(values), charter=state)

    async def offer(self, token_hash: str) -> OfferView:
        return await read_offer(self._db, token_hash)

    async def _seen(self, query: Select[Any], actor: Actor) -> list[CharterView]:
        """The charters that the query finds, each as far as the actor sees it."""
        rows = (await self._db.execute(query)).mappings().all()
        stops_of = await self._stops_of(rows)
        return [seen_by(actor, _charter(row, stops_of.get(row["id"], ()))) for row in rows]

    async def _stops_of(self, rows: Sequence[RowMapping]) -> dict[int, tuple[StopView, ...]]:
        """The stops of these charters, in order, by charter."""
        versions = {row["id"]: row["version"] for row in rows}
        if not versions:
            return {}
        query = select(*_STOP).where(stops.c.charter_id.in_(versions)).order_by(stops.c.charter_id, stops.c.sequence)
        result: dict[int, tuple[StopView, ...]] = {}
        for row in (await self._db.execute(query)).mappings():
            stop = StopView(**row, version=versions[row["charter_id"]])
            result[stop.charter_id] = (*result.get(stop.charter_id, ()), stop)
        return result


def _visible_to(actor: Actor, query: Select[Any]) -> Select[Any]:
    scope = scope_of(actor)
    if scope.everything:
        return query
    if scope.client_id is not None:
        return query.where(charters.c.client_id == scope.client_id)
    # Nobody's charters are of vendor null: without a vendor nothing is visible.
    return query.where(charters.c.vendor_id == scope.vendor_id, charters.c.vendor_id.is_not(None))


def _matching(wanted: CharterFilter, query: Select[Any]) -> Select[Any]:
    for name in ("status", "client_id", "vendor_id", "agent_id", "series_id"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(charters.c[name] == value)
    if wanted.trip_from is not None:
        query = query.where(charters.c.trip_date >= wanted.trip_from)
    if wanted.trip_to is not None:
        query = query.where(charters.c.trip_date <= wanted.trip_to)
    if wanted.q:
        query = query.where(charters.c.id.in_(_telling(wanted.q)))
    return query


def _telling(part: str) -> CompoundSelect[Any]:
    """The ids of charters that tell this part, or call there; each half is found by its own trigram index."""
    texts = (charters.c.client_name, charters.c.vehicle_type, charters.c.notes)
    by_itself = select(charters.c.id).where(or_(*(contains(text, part) for text in texts)))
    return union(by_itself, select(stops.c.charter_id).where(contains(stops.c.location, part)))


def _charter(row: RowMapping, charter_stops: tuple[StopView, ...]) -> CharterView:
    return CharterView(
        **_same_named(row, _SAME_NAME),
        pickup_time=_clock_time(row["pickup_time"]),
        driver_hours=DriverHoursView(
            driving_hours=row["driving_hours"], on_duty_hours=row["on_duty_hours"], rule=row["driver_hours_rule"]
        ),
        acceptance=_acceptance(row),
        is_series_master=row["instance_number"] == 1,
        stops=charter_stops,
    )


def _acceptance(row: RowMapping) -> AcceptanceView | None:
    if row["accepted_at"] is None:
        return None
    return AcceptanceView(
        accepted_at=row["accepted_at"],
        ip_address=row["accepted_from_ip"],
        user_agent=row["accepted_user_agent"],
        accepted_by_name=row["accepted_by_name"],
    )


def _revision(row: RowMapping) -> RevisionView:
    return RevisionView(**_with_wire_changes(dict(row)))


def _with_wire_changes(row: Mapping[str, Any]) -> dict[str, Any]:
    changes = {
        name: {moment: wire_value(name, plain) for moment, plain in difference.items()}
        for name, difference in row["changes"].items()
    }
    return {**row, "changes": changes}


def _same_named(row: RowMapping, names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _clock_time(value: time | None) -> str | None:
    return None if value is None else value.isoformat(timespec="minutes")
