"""What a context made when a lead was converted: asked again for the same lead, it answers with the same."""

from __future__ import annotations

from typing import Protocol


class MadeOfLeads(Protocol):
    """Kept where the thing is made, in the transaction that makes it, so that a lost answer can be asked for again."""

    async def of(self, lead_id: int) -> int | None:
        """The id of what was made of the lead, if anything; waits for whoever makes it just now."""
        ...

    async def note(self, lead_id: int, made_id: int) -> None: ...
