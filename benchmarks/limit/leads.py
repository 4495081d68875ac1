"""Taking a lead and drawing its agent from the product's roster, with statements of our own writing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import msgspec
from litestar import Request, Response, post

from benchmarks.limit.transactions import act, store_event
from coachway.domain.sales.assignment import Course, Seat
from coachway.domain.sales.roster import Caseload, Place, Roster, Terms

_ABLE = "SELECT id FROM identity.users WHERE status <> 'disabled' AND role IN ('agent', 'manager')"
_CLIENT = """
    SELECT id, assigned_agent_id FROM clients.clients WHERE is_active AND (email = $1 OR phone = $2) ORDER BY id LIMIT 1
"""
_LOCK = """
    SELECT base, leads, total_weight, turn, nextval('sales.leads_id_seq') AS lead_id FROM sales.rotation FOR UPDATE
"""
_PLACES = """
    SELECT rule.id, rule.agent_id, agent_name, is_active, rule.weight, max_leads_per_day, unavailable_from,
           unavailable_until, coalesce(seat.weight, 0), coalesce(start, 0), coalesce(last_turn, 0),
           coalesce(total_leads_assigned, 0), coalesce(leads_assigned_today, 0), last_assigned_at, last_reset_date,
           EXISTS (SELECT FROM sales.leads WHERE assigned_to_agent_id IS NULL
                   AND status IN ('new', 'contacted', 'qualified', 'negotiating')) AS leads_wait
    FROM sales.assignment_rules AS rule LEFT JOIN sales.rotation_seats AS seat ON seat.rule_id = rule.id
    ORDER BY rule.agent_id
"""
_DUPLICATES = """
    SELECT id FROM sales.leads WHERE (email = $1 OR phone = $2)
    AND status IN ('new', 'contacted', 'qualified', 'negotiating') ORDER BY id FOR UPDATE
"""
_INSERT = """
    INSERT INTO sales.leads (id, first_name, last_name, email, phone, source, estimated_passengers, estimated_trip_date,
                             pickup_location, dropoff_location, estimated_value, trip_details, status,
                             assigned_to_agent_id, assigned_at, duplicate_lead_ids, created_at, updated_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'new', $13, $14, '{}', $14, $14, 1)
    RETURNING id, first_name, last_name, email, phone, trip_details, estimated_passengers, estimated_trip_date,
              pickup_location, dropoff_location, estimated_value, status, source, assigned_to_agent_id, assigned_at,
              first_response_at, conversion_date, converted_client_id, converted_charter_id, existing_client_id,
              duplicate_lead_ids, merged_into_lead_id, created_at, updated_at, version
"""
_KEEP_SEAT = """
    INSERT INTO sales.rotation_seats VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (rule_id) DO UPDATE SET weight = excluded.weight, start = excluded.start,
        last_turn = excluded.last_turn, total_leads_assigned = excluded.total_leads_assigned,
        leads_assigned_today = excluded.leads_assigned_today, last_assigned_at = excluded.last_assigned_at,
        last_reset_date = excluded.last_reset_date
"""
_KEEP_COURSE = "UPDATE sales.rotation SET base = $1, leads = $2, total_weight = $3, turn = $4"
_ZONE = ZoneInfo("America/New_York")


class NewLead(msgspec.Struct):
    first_name: str
    last_name: str
    email: str
    phone: str
    source: str
    estimated_passengers: int
    estimated_trip_date: date
    pickup_location: str
    dropoff_location: str
    estimated_value: int
    trip_details: str


_decode = msgspec.json.Decoder(NewLead).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode


async def open_roster(connection: asyncpg.Connection, day: date, able: frozenset[int]) -> tuple[Roster, int]:
    """The roster, locked, and the id of the lead to come."""
    locked = await connection.fetchrow(_LOCK)
    course = Course(int(locked["base"]), locked["leads"], locked["total_weight"], locked["turn"])
    rows = await connection.fetch(_PLACES)
    return Roster(course=course, places={row["agent_id"]: _place(row) for row in rows}, able=able, day=day), locked[4]


def _place(row: Any) -> Place:
    rule_id, agent_id, name, *terms = row[:8]
    weight, start, last_turn, *caseload = row[8:15]
    return Place(
        rule_id, agent_id, name, Terms(*terms), Seat(agent_id, weight, int(start), last_turn), Caseload(*caseload)
    )


async def save(connection: asyncpg.Connection, roster: Roster) -> None:
    for place in roster.changed():
        seat, load = place.seat, place.caseload
        await connection.execute(
            _KEEP_SEAT,
            place.rule_id,
            seat.weight,
            seat.start,
            seat.last_turn,
            load.total_leads_assigned,
            load.leads_assigned_today,
            load.last_assigned_at,
            load.last_reset_date,
        )
    course = roster.course
    await connection.execute(_KEEP_COURSE, course.base, course.leads, course.total_weight, course.turn)


@post("/api/v1/sales/leads")
async def create_lead(request: Request[Any, Any, Any]) -> Response[bytes]:
    lead = _decode(await request.body())
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        now = await act(connection)
        await connection.fetch(_CLIENT, lead.email, lead.phone)
        able = frozenset(row[0] for row in await connection.fetch(_ABLE))
        roster, lead_id = await open_roster(connection, now.astimezone(_ZONE).date(), able)
        await connection.fetch(_DUPLICATES, lead.email, lead.phone)
        (agent_id,) = roster.draw(1, at=now)
        row = await connection.fetchrow(_INSERT, lead_id, *msgspec.structs.astuple(lead), agent_id, now)
        await save(connection, roster)
        await _store_events(connection, lead_id, agent_id, lead, now)
    return Response(_encode(dict(row)), status_code=201, media_type="application/json")


async def _store_events(
    connection: asyncpg.Connection, lead_id: int, agent_id: int, lead: NewLead, at: datetime
) -> None:
    name = f"{lead.first_name} {lead.last_name}"
    created = {"lead_id": lead_id, "lead_name": name, "source": lead.source}
    assigned = {"lead_id": lead_id, "lead_name": name, "agent_id": agent_id, "previous_agent_id": None}
    await store_event(connection, "lead.created", created, at)
    await store_event(connection, "lead.assigned", assigned, at)
