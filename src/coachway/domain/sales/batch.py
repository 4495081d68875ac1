"""Many leads at once, each assigned as if it came by itself after the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from coachway.domain.sales.neighbours import KnownClient
from coachway.domain.sales.open_leads import Reachable
from coachway.domain.sales.roster import Roster


class Assignable(Protocol):
    """A lead, whole or in short."""

    id: int

    def assign_to(self, agent_id: int, *, at: datetime) -> None: ...


class Batch:
    """Leads for the rotation gather in a run, whose turns are drawn in one go before anything depends on them.

    `by_rotation` False: only who knows the customer gets a lead, because others wait already.
    """

    def __init__(self, roster: Roster, *, at: datetime, by_rotation: bool = True) -> None:
        self._roster = roster
        self._at = at
        self._by_rotation = by_rotation
        self._run: dict[int, Assignable] = {}
        self._given: dict[int, int] = {}
        self._wait = False

    def assign(self, lead: Assignable, client: KnownClient | None, others: Sequence[Reachable]) -> None:
        """To the client's agent, else to that of another open lead of the same person, else to whose turn it is."""
        if any(other.id in self._run for other in others):
            self._draw()
        agents = [self._given.get(other.id, other.assigned_to_agent_id) for other in others]
        agent_id = self._roster.first_able([client.assigned_agent_id if client else None, *agents])
        if agent_id is not None:
            self._draw()  # who had a turn before this one breaks ties with it
            self._roster.credit(agent_id, at=self._at)
            self._give(lead, agent_id)
        elif self._by_rotation:
            self._run[lead.id] = lead
        else:
            self._wait = True

    def finish(self) -> bool:
        """Give out what is still open, and answer whether every lead has found somebody."""
        self._draw()
        return not self._wait

    def _draw(self) -> None:
        if not self._run:
            return
        run, self._run = list(self._run.values()), {}
        drawn = self._roster.draw(len(run), at=self._at)
        for lead, agent_id in zip(run, drawn, strict=False):
            self._give(lead, agent_id)
        self._wait = self._wait or len(drawn) < len(run)

    def _give(self, lead: Assignable, agent_id: int) -> None:
        lead.assign_to(agent_id, at=self._at)
        self._given[lead.id] = agent_id
