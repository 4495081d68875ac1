"""How often something that failed is tried again, and how long it rests in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retries:
    """Pauses that double from the first up to the longest, until that many attempts were made in all."""

    first: timedelta
    longest: timedelta
    attempts: int

    def pause_after(self, attempt: int) -> timedelta:
        """How long to rest after that attempt failed, counted from 1."""
        doublings = min(max(attempt - 1, 0), 40)
        factor: int = 2**doublings
        return min(self.first * factor, self.longest)

    def are_used_up(self, attempt: int) -> bool:
        """Whether that attempt, counted from 1, was the last one."""
        return attempt >= self.attempts
