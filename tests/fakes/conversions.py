"""What was made of leads, in memory."""

from __future__ import annotations


class InMemoryMadeOfLeads:
    def __init__(self) -> None:
        self.made: dict[int, int] = {}

    async def of(self, lead_id: int) -> int | None:
        return self.made.get(lead_id)

    async def note(self, lead_id: int, made_id: int) -> None:
        self.made[lead_id] = made_id
