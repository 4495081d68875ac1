"""Which open leads are of the same person: those with the same e-mail address or phone number."""

from __future__ import annotations

from typing import Final

from coachway.adapters.postgres.sales.tables import OPEN
from coachway.domain.sales.model import MOST_DUPLICATES


def _oldest(keys: str, column: str) -> str:
    """Of each key the oldest, read in the index from its first entry on, and no further than is needed.

    A range in the index's own order leaves the planner no other way: with a plain equality, a flood of one address
    would make it believe that any address is found soonest by walking through all leads. The range ends with the key,
    so that little is read also before the leads have been counted, when the planner sorts whatever the range holds.
    """
    return (
        f"SELECT found.id FROM unnest(CAST(:{keys} AS text[])) AS wanted CROSS JOIN LATERAL ("  # noqa: S608
        f"SELECT l.id, l.{column} AS reached FROM sales.leads l "
        f"WHERE (l.{column}, l.id) > (wanted, 0) AND l.{column} <= wanted AND l.{OPEN} "
        f"ORDER BY l.{column}, l.id LIMIT {MOST_DUPLICATES}) AS found WHERE found.reached = wanted"
    )


OPEN_ALIKE: Final = (
    f"sales.leads.id IN ({_oldest('emails', 'email')} UNION {_oldest('phones', 'phone')}) AND sales.leads.{OPEN}"
)
"""A condition on `sales.leads`, with the lists `emails` and `phones`; a lead that both find is still one lead."""
