"""The roster in PostgreSQL: the rotation's one row, each rule with its seat, and whether leads wait."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Integer, bindparam, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.sales.tables import WAITING, assignment_rules, leads, rotation, rotation_seats
from coachway.adapters.postgres.session import Executor
from coachway.domain.sales.assignment import Course, Seat
from coachway.domain.sales.roster import Caseload, Place, Roster, Terms

_COURSE: Final = select(rotation.c.base, rotation.c.leads, rotation.c.total_weight, rotation.c.turn)
_LOCKED: Final = _COURSE.with_for_update()
# The ids cost no round trip of their own, while everybody who assigns waits for this transaction. They are drawn once
# the lock is held, so that their order is that in which leads are taken: those that wait are handed out by it.
_locked_course = _LOCKED.cte("course").prefix_with("MATERIALIZED", dialect="postgresql")
_LOCKED_FOR_LEADS: Final = select(
    _locked_course,
    select(func.array_agg(func.nextval("sales.leads_id_seq"), type_=ARRAY(BigInteger)))
    .select_from(func.generate_series(1, bindparam("count", type_=Integer)))
    .scalar_subquery()
    .label("lead_ids"),
)

_PLACES: Final = (
    select(
        assignment_rules.c.id,
        assignment_rules.c.agent_id,
        assignment_rules.c.agent_name,
        assignment_rules.c.is_active,
        assignment_rules.c.weight,
        assignment_rules.c.max_leads_per_day,
        assignment_rules.c.unavailable_from,
        assignment_rules.c.unavailable_until,
        func.coalesce(rotation_seats.c.weight, 0),
        func.coalesce(rotation_seats.c.start, 0),
        func.coalesce(rotation_seats.c.last_turn, 0),
        func.coalesce(rotation_seats.c.total_leads_assigned, 0),
        func.coalesce(rotation_seats.c.leads_assigned_today, 0),
        rotation_seats.c.last_assigned_at,
        rotation_seats.c.last_reset_date,
        exists(select(leads.c.id).where(text(WAITING))),
    )
    .select_from(assignment_rules.outerjoin(rotation_seats))
    .order_by(assignment_rules.c.agent_id)
)

_seat = insert(rotation_seats).values({column.name: bindparam(column.name) for column in rotation_seats.c})
_KEEP_SEAT: Final = _seat.on_conflict_do_update(
    index_elements=["rule_id"],
    set_={column.name: _seat.excluded[column.name] for column in rotation_seats.c if column.name != "rule_id"},
)
# One round trip for what nearly every lead changes: a single seat, and the course.
_KEEP_SEAT_AND_COURSE: Final = (
    update(rotation)
    .values({name: bindparam(name) for name in ("base", "leads", "total_weight", "turn")})
    .add_cte(_KEEP_SEAT.cte("kept_seat"))
)


async def read_roster(db: Executor, course: Course, *, able: Set[int], day: date) -> Roster:
    """The roster on that course, as the database shows it now."""
    rows: Sequence[Sequence[Any]] = (await db.execute(_PLACES)).all()
    places = [_place(row) for row in rows]
    return Roster(
        course=course,
        places={place.agent_id: place for place in places},
        able=able,
        day=day,
        leads_wait=bool(rows and rows[0][-1]),
    )


async def look_at_roster(db: Executor, *, able: Set[int], day: date) -> Roster:
    """The roster without its lock."""
    return await read_roster(db, _course((await db.execute(_COURSE)).one()), able=able, day=day)


def _course(row: Sequence[Any]) -> Course:
    base, leads_so_far, total_weight, turn = row[:4]
    return Course(int(base), leads_so_far, total_weight, turn)


def _place(row: Sequence[Any]) -> Place:
    rule_id, agent_id, name, is_active, weight, quota, away_from, away_until, *had, _ = row
    seat_weight, start, last_turn, *caseload = had
    return Place(
        rule_id=rule_id,
        agent_id=agent_id,
        agent_name=name,
        terms=Terms(is_active, weight, quota, away_from, away_until),
        seat=Seat(agent_id, seat_weight, int(start), last_turn),
        caseload=Caseload(*caseload),
    )


class PostgresRosters:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self) -> None:
        await self._session.execute(_LOCKED)

    async def open(self, *, able: Set[int], day: date) -> Roster:
        # Two statements: one that had to wait for the lock would still see the rules and seats of before.
        course = _course((await self._session.execute(_LOCKED)).one())
        return await read_roster(self._session, course, able=able, day=day)

    async def open_for_new_leads(self, count: int, *, able: Set[int], day: date) -> tuple[Roster, list[int]]:
        locked = (await self._session.execute(_LOCKED_FOR_LEADS, {"count": count})).one()
        return await read_roster(self._session, _course(locked), able=able, day=day), locked.lead_ids

    async def save(self, roster: Roster) -> None:
        changed = [_row(place) for place in roster.changed()]
        if not changed:
            return
        *others, last = changed
        if others:
            await self._session.execute(_KEEP_SEAT, others)
        course = roster.course
        progress = {
            "base": course.base,
            "leads": course.leads,
            "total_weight": course.total_weight,
            "turn": course.turn,
        }
        await self._session.execute(_KEEP_SEAT_AND_COURSE, last | progress)


def _row(place: Place) -> dict[str, object]:
    seat, caseload = place.seat, place.caseload
    return {
        "rule_id": place.rule_id,
        "weight": seat.weight,
        "start": seat.start,
        "last_turn": seat.last_turn,
        "total_leads_assigned": caseload.total_leads_assigned,
        "leads_assigned_today": caseload.leads_assigned_today,
        "last_assigned_at": caseload.last_assigned_at,
        "last_reset_date": caseload.last_reset_date,
    }
