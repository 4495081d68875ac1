"""The base of every aggregate: it remembers what happened to it, and which version the caller expects."""

from __future__ import annotations

from coachway.domain.kernel.errors import VersionMismatch
from coachway.domain.kernel.events import Event


class Aggregate:
    """Mix into `@dataclass(eq=False)` classes that have `id` and `version`.

    The event list is made on first use, because loading from the database does not run `__init__`.
    """

    id: int
    version: int

    def record(self, event: Event) -> None:
        """Remember a fact; the unit of work stores it when it commits."""
        self.__dict__.setdefault("_events", []).append(event)

    def collect_events(self) -> list[Event]:
        """Hand over what was recorded, and forget it."""
        events: list[Event] = self.__dict__.pop("_events", [])
        return events

    def expect_version(self, expected: int | None) -> None:
        """Refuse when the caller holds an older version; None expects nothing. Raises VersionMismatch."""
        if expected is not None and expected != self.version:
            raise VersionMismatch(
                f"You hold version {expected}, but it is at version {self.version} now: read it again, then retry."
            )
