"""An office with agents and rules, over HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.api_client import ApiClient

LEADS = "/api/v1/sales/leads"
RULES = "/api/v1/sales/assignment-rules"


@dataclass
class Office:
    """A manager, and the agents with their rules by the agents' ids; leads come in through each process in turn."""

    manager: ApiClient
    agents: list[ApiClient]
    rules: dict[int, int]
    processes: itertools.cycle[ApiClient]
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def ids(self) -> list[int]:
        return [agent.user_id or 0 for agent in self.agents]

    async def take(self, **values: Any) -> dict[str, Any]:
        """A new lead, of somebody new unless said."""
        number = next(self._numbers)
        body = {"first_name": "Ann", "last_name": f"Lee {number}", "email": f"ann{number}@example.com"} | values
        made = await self.manager.through(next(self.processes)).post(LEADS, body)
        assert made.status_code == 201, made.text
        lead: dict[str, Any] = made.json()
        return lead

    async def takers(self, count: int) -> list[int | None]:
        """Who gets each of that many new leads."""
        return [(await self.take())["assigned_to_agent_id"] for _ in range(count)]

    async def change_rule(self, agent_id: int, **changes: Any) -> dict[str, Any]:
        changed = await self.manager.put(f"{RULES}/{self.rules[agent_id]}", changes)
        assert changed.status_code == 200, changed.text
        rule: dict[str, Any] = changed.json()
        return rule

    async def rule_of(self, agent_id: int) -> dict[str, Any]:
        rules = (await self.manager.get(RULES)).json()
        return next(rule for rule in rules if rule["agent_id"] == agent_id)

    async def lead(self, lead_id: int) -> dict[str, Any]:
        lead: dict[str, Any] = (await self.manager.get(f"{LEADS}/{lead_id}")).json()
        return lead


async def open_office(api: ApiClient, *terms: dict[str, Any], more_processes: Sequence[ApiClient] = ()) -> Office:
    """One agent for each of the terms, in that order."""
    manager = await api.as_("manager")
    agents = [await api.as_("agent") for _ in terms]
    rules = {}
    for agent, wanted in zip(agents, terms, strict=True):
        made = await manager.post(RULES, {"agent_id": agent.user_id, **wanted})
        assert made.status_code == 201, made.text
        rules[agent.user_id or 0] = made.json()["id"]
    return Office(manager, agents, rules, itertools.cycle([api, *more_processes]))
