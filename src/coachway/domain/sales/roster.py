"""Who may get leads today, and who has had how many: the rotation together with quotas, leave and accounts."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from coachway.domain.sales.assignment import TICKS, Course, Member, Seat, hand_out


@dataclass(slots=True)
class Caseload:
    """How many leads an agent has had; `leads_assigned_today` counts against the quota, from `last_reset_date` on."""

    total_leads_assigned: int = 0
    leads_assigned_today: int = 0
    last_assigned_at: datetime | None = None
    last_reset_date: date | None = None

    def on(self, day: date) -> int:
        """What counts against that day's quota, whether or not the count was reset since yesterday."""
        return 0 if self.last_reset_date is None or self.last_reset_date < day else self.leads_assigned_today

    def begin(self, day: date) -> None:
        """Start a new day's count, once; a moment that was read just before midnight never brings yesterday back."""
        self.leads_assigned_today = self.on(day)
        self.last_reset_date = day if self.last_reset_date is None else max(self.last_reset_date, day)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms an agent takes part: weight 1 to 100, leads a day (None: no limit), leave in business days."""

    is_active: bool
    weight: int
    max_leads_per_day: int | None
    unavailable_from: date | None
    unavailable_until: date | None

    def on_leave(self, day: date) -> bool:
        """Both ends inclusive; with one of them missing, leave is open at that end."""
        if self.unavailable_from is None and self.unavailable_until is None:
            return False
        started = self.unavailable_from is None or self.unavailable_from <= day
        return started and (self.unavailable_until is None or day <= self.unavailable_until)


@dataclass(slots=True)
class Place:
    """One agent of the roster, and the rule by which they are on it."""

    rule_id: int
    agent_id: int
    agent_name: str
    terms: Terms
    seat: Seat
    caseload: Caseload


@dataclass(frozen=True, slots=True)
class Skipped:
    """An agent who would not get the next lead, and why."""

    agent_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class NextAgent:
    """Who would get the next lead (None: nobody can), and why each other agent would not."""

    agent_id: int | None
    agent_name: str | None
    reason: str
    skipped: tuple[Skipped, ...]


@dataclass(slots=True)
class Roster:
    """All agents with an assignment rule, on one business day.

    `able` are the users who may work on leads at all; `leads_wait` says whether any lead waits unassigned.
    """

    course: Course
    places: dict[int, Place]
    able: Set[int]
    day: date
    leads_wait: bool = False
    _before: dict[int, tuple[Seat, Caseload]] = field(init=False)

    def __post_init__(self) -> None:
        self._before = {
            agent_id: (replace(place.seat), replace(place.caseload)) for agent_id, place in self.places.items()
        }

    def begin_day(self) -> None:
        """Reset every count of an earlier day."""
        for place in self.places.values():
            place.caseload.begin(self.day)

    def can_take(self, agent_id: int) -> bool:
        """Whether an agent who already knows the customer is there to take one more, whatever their quota."""
        place = self.places.get(agent_id)
        return agent_id in self.able and (place is None or self._absence(place) is None)

    def first_able(self, candidates: Iterable[int | None]) -> int | None:
        """The first of those who know the customer that is there to take one more."""
        return next((agent for agent in candidates if agent is not None and self.can_take(agent)), None)

    def credit(self, agent_id: int, *, at: datetime) -> None:
        """Count a lead that came to an agent outside the rotation: in their total, not against their quota."""
        place = self.places.get(agent_id)
        if place is None:
            return
        self.course.turn += 1
        place.seat.last_turn = self.course.turn
        place.caseload.total_leads_assigned += 1
        place.caseload.last_assigned_at = at

    def draw(self, leads: int, *, at: datetime) -> list[int]:
        """Whose turn it is for each of that many leads; fewer when all quotas are used up."""
        seats = {agent_id: place.seat for agent_id, place in self.places.items()}
        given = hand_out(self.course, seats, self._members(), leads)
        for agent_id in given:
            caseload = self.places[agent_id].caseload
            caseload.begin(self.day)
            caseload.total_leads_assigned += 1
            caseload.leads_assigned_today += 1
            caseload.last_assigned_at = at
        return given

    @property
    def has_room(self) -> bool:
        """Whether anybody can take a lead now."""
        return any(self._refusal(place) is None for place in self.places.values())

    def changed(self) -> list[Place]:
        """The agents of whom something has to be written."""
        before = self._before
        return [place for agent_id, place in self.places.items() if (place.seat, place.caseload) != before[agent_id]]

    def explain_next(self, waiting: int, *, at: datetime) -> NextAgent:
        """Who would get the lead after those that wait already; uses up this roster, so never write it back."""
        self.draw(waiting, at=at)
        refusals = {agent_id: self._refusal(place) for agent_id, place in self.places.items()}
        drawn = self.draw(1, at=at)
        chosen = self.places[drawn[0]] if drawn else None
        if chosen is None:
            reason = "Nobody can take a lead now: it would wait unassigned."
        elif chosen.seat.weight:
            reason = f"Their next lead is due first: {_due(self.course, chosen.seat, 1)}."
        else:
            reason = "Their next lead is due first, and is the last that today's quota allows."
        skipped = [
            Skipped(agent_id, refusals[agent_id] or f"Not their turn: {_due(self.course, place.seat, 0)}.")
            for agent_id, place in self.places.items()
            if place is not chosen
        ]
        return NextAgent(
            agent_id=chosen.agent_id if chosen else None,
            agent_name=chosen.agent_name if chosen else None,
            reason=reason,
            skipped=tuple(skipped),
        )

    def _members(self) -> Iterable[Member]:
        for place in self.places.values():
            if self._refusal(place) is None:
                terms, caseload = place.terms, place.caseload
                quota = terms.max_leads_per_day
                room = None if quota is None else quota - caseload.on(self.day)
                yield Member(place.agent_id, terms.weight, room)

    def _absence(self, place: Place) -> str | None:
        if place.agent_id not in self.able:
            return "Their account is disabled, or no longer an agent's."
        if not place.terms.is_active:
            return "Their assignment rule is not active."
        if place.terms.on_leave(self.day):
            until = place.terms.unavailable_until
            return f"On leave until {until.isoformat()}." if until else "On leave."
        return None

    def _refusal(self, place: Place) -> str | None:
        quota = place.terms.max_leads_per_day
        full = quota is not None and place.caseload.on(self.day) >= quota
        return self._absence(place) or (f"Has had today's {quota} leads." if full else None)


def _due(course: Course, seat: Seat, had: int) -> str:
    """How far behind (or ahead) an agent is once the lead at hand counts, and before they are given `had` of it."""
    behind = Fraction((course.virtual_time - seat.start) * seat.weight, TICKS) + had
    return f"{float(abs(behind)):.2f} leads {'behind' if behind >= 0 else 'ahead of'} their share"
