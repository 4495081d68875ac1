"""The notifications context on PostgreSQL."""

from __future__ import annotations

from functools import cached_property

import coachway.adapters.postgres.notifications.mapping  # noqa: F401
from coachway.adapters.postgres.notifications.repositories import PostgresNotifications
from coachway.adapters.postgres.session import Repositories


class NotificationsRepositories(Repositories):
    """The repositories that this context gives to the unit of work."""

    @cached_property
    def notifications(self) -> PostgresNotifications:
        return PostgresNotifications(self.session)
