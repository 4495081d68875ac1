"""Weighted round robin that never strays by a whole lead: earliest eligible virtual deadline first.

Every agent of the rotation is due `weight / total weight` of each lead. Virtual time says how much of a lead one unit
of weight has been due so far; an agent's `start` is the virtual time that the leads they have had account for. Whoever
has had fewer than they are due, counting the lead at hand, is eligible (`start` lies before the virtual time after it);
of these the one whose next lead is due first (`start + 1 / weight`) gets it. This is the chairman assignment problem
(Tijdeman 1980): while the set stands, nobody is ever a whole lead ahead or behind.

When the set or a weight changes, only virtual time's pace and the agents concerned change: who stays keeps `start`,
and so what they are ahead or behind; who joins starts level; who leaves takes nothing along. The bound then holds plus
what was carried over.

Virtual times are whole numbers of TICKS parts, so that every comparison is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import lcm
from typing import Final

HEAVIEST: Final = 100
TICKS: Final = lcm(*range(1, HEAVIEST + 1))

# Heap keys are single integers, which compare far faster than tuples: a virtual time, then the turn that breaks ties,
# then the agent's place by id.
_PLACE_BITS: Final = 24
_TURN_BITS: Final = 64
_PLACE: Final = (1 << _PLACE_BITS) - 1
_ENDLESS: Final = 1 << 62


@dataclass(slots=True)
class Seat:
    """An agent's place in the rotation: weight 0 outside it, the last turn at which they got a lead (0: never)."""

    agent_id: int
    weight: int = 0
    start: int = 0
    last_turn: int = 0


@dataclass(slots=True)
class Course:
    """How far the rotation has come: `leads` since virtual time was `base`, for the set of that total weight."""

    base: int = 0
    leads: int = 0
    total_weight: int = 0
    turn: int = 0

    @property
    def virtual_time(self) -> int:
        """In ticks, rounded down."""
        return self.base + (self.leads * TICKS // self.total_weight if self.total_weight else 0)


@dataclass(frozen=True, slots=True)
class Member:
    """An agent who may get leads now: their weight (1 to 100), and how many at most (None: no limit)."""

    agent_id: int
    weight: int
    room: int | None = None


def regroup(course: Course, seats: dict[int, Seat], members: Iterable[Member]) -> None:
    """Let exactly these agents take part from here on; where nothing has changed, nothing is touched."""
    wanted = {member.agent_id: member.weight for member in members}
    changed = [seat for seat in seats.values() if seat.weight != wanted.get(seat.agent_id, 0)]
    newcomers = wanted.keys() - seats.keys()
    if not changed and not newcomers:
        return
    now = course.virtual_time
    for agent_id in newcomers:
        seats[agent_id] = Seat(agent_id, wanted[agent_id], now)
    for seat in changed:
        weight = wanted.get(seat.agent_id, 0)
        if seat.weight and weight:
            # What they are ahead or behind, in leads, is kept; rounding never grants anything.
            seat.start = now - (now - seat.start) * seat.weight // weight
        elif weight:
            seat.start = now
        seat.weight = weight
    course.base, course.leads, course.total_weight = now, 0, sum(wanted.values())


def hand_out(course: Course, seats: dict[int, Seat], members: Iterable[Member], leads: int) -> list[int]:
    """Who gets each of the next leads, as agent ids; fewer than `leads` when nobody has room any more.

    Costs O(log members) a lead, after O(members) for getting ready. Whoever runs out of room leaves the rotation.
    """
    wanted = [member for member in members if member.room is None or member.room > 0]
    regroup(course, seats, wanted)
    given: list[int] = []
    round_ = _Round(course, seats, wanted)
    while len(given) < leads and course.total_weight:
        round_.run(leads - len(given), given)
    round_.write_back()
    return given


class _Round:
    """One hand-out: `waiting` holds those who have had their due, by start; `ready` the others, by deadline.

    The next start and deadline of each place are kept as heap keys and moved on by adding a step.
    """

    def __init__(self, course: Course, seats: dict[int, Seat], members: Iterable[Member]) -> None:
        ordered = sorted(members, key=lambda member: member.agent_id)
        self._course = course
        self._seats = [seats[member.agent_id] for member in ordered]
        self._agent_ids = [seat.agent_id for seat in self._seats]
        self._rooms = [_ENDLESS if member.room is None else member.room for member in ordered]
        steps = [TICKS // seat.weight for seat in self._seats]
        self._steps = [(step << _PLACE_BITS, step << _TURN_BITS + _PLACE_BITS) for step in steps]
        self._starts = [seat.start << _PLACE_BITS | place for place, seat in enumerate(self._seats)]
        self._deadlines = [
            seat.start + step << _TURN_BITS + _PLACE_BITS for seat, step in zip(self._seats, steps, strict=True)
        ]
        self._turns = [seat.last_turn << _PLACE_BITS | place for place, seat in enumerate(self._seats)]
        self._waiting = self._starts.copy()
        heapify(self._waiting)
        self._ready: list[int] = []

    def run(self, leads: int, given: list[int]) -> None:
        """Hand out that many, but stop when somebody leaves, since that changes what the others are due."""
        course, waiting, ready = self._course, self._waiting, self._ready
        starts, deadlines, turns, steps, rooms = self._starts, self._deadlines, self._turns, self._steps, self._rooms
        agent_ids, base, total, turn = self._agent_ids, course.base, course.total_weight, course.turn
        place = 0
        for count in range(course.leads + 1, course.leads + leads + 1):
            # Eligible is who starts before the virtual time after this lead: base + count / total, rounded up.
            before = base - -count * TICKS // total << _PLACE_BITS
            if not ready and waiting[0] >= before:
                # All have had their due, which can be when others left who had not: the least ahead are next.
                before = (waiting[0] >> _PLACE_BITS) + 1 << _PLACE_BITS
            while waiting and waiting[0] < before:
                place = heappop(waiting) & _PLACE
                heappush(ready, deadlines[place] | turns[place])
            place = heappop(ready) & _PLACE
            given.append(agent_ids[place])
            turn += 1
            turns[place] = turn << _PLACE_BITS | place
            to_start, to_deadline = steps[place]
            starts[place] += to_start
            deadlines[place] += to_deadline
            rooms[place] -= 1
            if not rooms[place]:
                break
            heappush(waiting, starts[place])
        course.leads, course.turn = count, turn
        if not rooms[place]:
            self._leave(place)

    def _leave(self, place: int) -> None:
        seat, course = self._seats[place], self._course
        course.base, course.leads = course.virtual_time, 0
        course.total_weight -= seat.weight
        seat.weight = 0

    def write_back(self) -> None:
        """Let the seats know what they have had."""
        for seat, start, turn in zip(self._seats, self._starts, self._turns, strict=True):
            seat.start, seat.last_turn = start >> _PLACE_BITS, turn >> _PLACE_BITS
