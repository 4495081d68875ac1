"""Taking a lead the former way; the law by which agents take turns is the product's own, so that it is the same."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import phonenumbers
from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, model_validator
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, relationship

from benchmarks.former.database import Base, Database, table
from benchmarks.former.numbers import Number
from benchmarks.former.security import Staff
from benchmarks.former.writing import Outbox, act
from coachway.domain.sales.assignment import Course, Seat
from coachway.domain.sales.roster import Caseload, Place, Roster, Terms

router = APIRouter()
ZONE = ZoneInfo("America/New_York")
OPEN = ("new", "contacted", "qualified", "negotiating")


class User(Base):
    __table__ = table("identity", "users")


class Client(Base):
    __table__ = table("clients", "clients")


class Lead(Base):
    __table__ = table("sales", "leads")


class Rotation(Base):
    __table__ = table("sales", "rotation")


class RotationSeat(Base):
    __table__ = table("sales", "rotation_seats")


class AssignmentRule(Base):
    __table__ = table("sales", "assignment_rules")
    seat = relationship(
        RotationSeat,
        primaryjoin=lambda: AssignmentRule.id == RotationSeat.rule_id,
        foreign_keys=lambda: [RotationSeat.rule_id],
        uselist=False,
        viewonly=True,
    )


def _e164(raw: str) -> str:
    try:
        number = phonenumbers.parse(raw, "US")
    except phonenumbers.NumberParseException as error:
        raise ValueError("must be a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("must be a possible phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class NewLead(BaseModel):
    model_config = ConfigDict(extra="forbid")

    first_name: str = Field(min_length=1, max_length=200)
    last_name: str = Field("", max_length=200)
    email: EmailStr | None = None
    phone: Annotated[str, AfterValidator(_e164)] | None = None
    source: Literal["web", "phone", "email", "referral", "walk_in", "partner"] = "web"
    estimated_passengers: int | None = Field(None, ge=1, le=100_000)
    estimated_trip_date: date | None = None
    pickup_location: str | None = Field(None, max_length=500)
    dropoff_location: str | None = Field(None, max_length=500)
    estimated_value: Decimal | None = Field(None, ge=0, decimal_places=2)
    trip_details: str | None = Field(None, max_length=10_000)

    @model_validator(mode="after")
    def reachable(self) -> NewLead:
        if not self.email and not self.phone:
            raise ValueError("an e-mail address or a phone number is needed")
        return self


class LeadOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    trip_details: str | None
    estimated_passengers: int | None
    estimated_trip_date: date | None
    pickup_location: str | None
    dropoff_location: str | None
    estimated_value: Number | None
    status: str
    source: str
    assigned_to_agent_id: int | None
    assigned_at: datetime | None
    first_response_at: datetime | None
    conversion_date: datetime | None
    converted_client_id: int | None
    converted_charter_id: int | None
    existing_client_id: int | None
    duplicate_lead_ids: list[int]
    merged_into_lead_id: int | None
    created_at: datetime
    updated_at: datetime
    version: int


def existing_client(db: Session, email: str | None, phone: str | None) -> Client | None:
    same = [column == value for column, value in ((Client.email, email), (Client.phone, phone)) if value]
    return db.scalar(select(Client).where(Client.is_active, or_(*same)).order_by(Client.id).limit(1))


def open_leads_like(db: Session, email: str | None, phone: str | None) -> list[Lead]:
    same = [column == value for column, value in ((Lead.email, email), (Lead.phone, phone)) if value]
    query = select(Lead).where(or_(*same), Lead.status.in_(OPEN)).order_by(Lead.id).with_for_update()
    return list(db.scalars(query))


def roster_of(db: Session, rotation: Rotation, rules: list[AssignmentRule], day: date) -> Roster:
    """The product's roster from mapped instances."""
    able = select(User.id).where(User.status != "disabled", User.role.in_(("agent", "manager")))
    places = {}
    for rule in rules:
        seat = rule.seat or RotationSeat(
            weight=0, start=Decimal(0), last_turn=0, total_leads_assigned=0, leads_assigned_today=0
        )
        places[rule.agent_id] = Place(
            rule.id,
            rule.agent_id,
            rule.agent_name,
            Terms(rule.is_active, rule.weight, rule.max_leads_per_day, rule.unavailable_from, rule.unavailable_until),
            Seat(rule.agent_id, seat.weight, int(seat.start), seat.last_turn),
            Caseload(seat.total_leads_assigned, seat.leads_assigned_today, seat.last_assigned_at, seat.last_reset_date),
        )
    course = Course(int(rotation.base), rotation.leads, rotation.total_weight, rotation.turn)
    return Roster(course=course, places=places, able=frozenset(db.scalars(able)), day=day)


def keep(db: Session, rotation: Rotation, rules: list[AssignmentRule], roster: Roster) -> None:
    """Write back what the draw changed."""
    seats = {rule.id: rule.seat for rule in rules}
    for place in roster.changed():
        seat = seats[place.rule_id]
        if seat is None:
            seat = RotationSeat(rule_id=place.rule_id)
            db.add(seat)
        seat.weight, seat.start, seat.last_turn = place.seat.weight, place.seat.start, place.seat.last_turn
        seat.total_leads_assigned = place.caseload.total_leads_assigned
        seat.leads_assigned_today = place.caseload.leads_assigned_today
        seat.last_assigned_at = place.caseload.last_assigned_at
        seat.last_reset_date = place.caseload.last_reset_date
    course = roster.course
    rotation.base, rotation.leads = course.base, course.leads
    rotation.total_weight, rotation.turn = course.total_weight, course.turn


@router.post("/api/v1/sales/leads", response_model=LeadOut, status_code=201)
def create_lead(body: NewLead, db: Database, user: Staff) -> Lead:
    now = act(db, user)
    email = body.email.lower() if body.email else None
    client = existing_client(db, email, body.phone)
    rotation = db.scalars(select(Rotation).with_for_update()).one()
    rules = list(db.scalars(select(AssignmentRule).options(joinedload(AssignmentRule.seat))))
    duplicates = open_leads_like(db, email, body.phone)
    waiting = select(func.count()).select_from(Lead).where(Lead.assigned_to_agent_id.is_(None), Lead.status.in_(OPEN))
    nobody_waits = not db.scalar(waiting)
    roster = roster_of(db, rotation, rules, now.astimezone(ZONE).date())
    known = [client.assigned_agent_id] if client else []
    known += [duplicate.assigned_to_agent_id for duplicate in duplicates]
    agent_id = next((agent for agent in known if agent is not None and roster.can_take(agent)), None)
    if agent_id is not None:
        roster.credit(agent_id, at=now)
    elif nobody_waits:
        agent_id = next(iter(roster.draw(1, at=now)), None)
    lead = Lead(
        **body.model_dump(exclude={"email"}),
        email=email,
        status="new",
        assigned_to_agent_id=agent_id,
        assigned_at=now if agent_id else None,
        existing_client_id=client.id if client else None,
        duplicate_lead_ids=[duplicate.id for duplicate in duplicates],
        created_at=now,
        updated_at=now,
        version=1,
    )
    db.add(lead)
    keep(db, rotation, rules, roster)
    db.flush()
    name = f"{lead.first_name} {lead.last_name}"
    created: dict[str, Any] = {"lead_id": lead.id, "lead_name": name, "source": lead.source}
    assigned = {"lead_id": lead.id, "lead_name": name, "agent_id": agent_id, "previous_agent_id": None}
    db.add_all([Outbox.of("lead.created", created, user, now), Outbox.of("lead.assigned", assigned, user, now)])
    db.commit()
    db.refresh(lead)
    return lead
