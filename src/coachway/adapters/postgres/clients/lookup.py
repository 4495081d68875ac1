"""Finding a client by how they are reached."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_

from coachway.adapters.postgres.clients.tables import clients


def like_contact(query: Select[Any], email: str | None, phone: str | None) -> Select[Any] | None:
    """The query for whoever has the e-mail address, else for the oldest client with the phone number.

    None where neither is given, since then it could be anybody.
    """
    wanted = [
        column == value for column, value in ((clients.c.email, email), (clients.c.phone, phone)) if value is not None
    ]
    if not wanted:
        return None
    best_first = clients.c.email.is_not_distinct_from(email).desc() if email else clients.c.id
    return query.where(or_(*wanted)).order_by(best_first, clients.c.id).limit(1)
