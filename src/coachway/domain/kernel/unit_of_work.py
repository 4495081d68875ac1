"""The unit of work: everything of one operation happens, or nothing of it."""

from __future__ import annotations

from typing import Protocol

from coachway.domain.kernel.events import Event


class UnitOfWork(Protocol):
    """One transaction. Each context's own unit of work adds its repositories to this.

    Use cases never commit: whoever opened the unit of work does, once, at the edge. So use cases compose into flows,
    and an answer that must be stored with the operation (an idempotent reply) can be.

    Rows are locked in one order everywhere, so that no two operations can wait for each other:
    rotation, lead, client, charter, quote, vendor, bids by id, bid request, change case, ledger, counters. A user comes
    before their sessions and links.
    """

    def record(self, event: Event) -> None:
        """Store an event that belongs to no single aggregate with this transaction."""
        ...

    async def flush(self) -> None:
        """Write what has changed so far, so that constraints speak and reads see it. Raises Conflict."""
        ...
