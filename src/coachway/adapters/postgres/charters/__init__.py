"""The charters context on PostgreSQL."""

from __future__ import annotations

from coachway.adapters.postgres.session import Repositories


class ChartersRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""
