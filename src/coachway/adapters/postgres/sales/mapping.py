"""How leads, their activities and the assignment rules lie in their tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import composite

from coachway.adapters.postgres.metadata import mapper_registry
from coachway.adapters.postgres.sales.tables import assignment_rules, email_preferences, lead_activities, leads
from coachway.domain.sales.model import AssignmentRule, Contact, EmailPreferences, Lead, LeadActivity, TripWish
from coachway.domain.sales.roster import Terms


def _value_object(name: str, kind: type[Any], table: Table) -> dict[str, Any]:
    """The properties that keep a value object in the columns of its fields' names."""
    hidden = {f"_{field}": table.c[field] for field in kind.__dataclass_fields__}
    return {**hidden, name: composite(kind, *hidden)}


mapper_registry.map_imperatively(
    Lead,
    leads,
    version_id_col=leads.c.version,
    properties={**_value_object("contact", Contact, leads), **_value_object("trip", TripWish, leads)},
)
mapper_registry.map_imperatively(LeadActivity, lead_activities)
mapper_registry.map_imperatively(
    AssignmentRule,
    assignment_rules,
    version_id_col=assignment_rules.c.version,
    properties=_value_object("terms", Terms, assignment_rules),
)
mapper_registry.map_imperatively(EmailPreferences, email_preferences, version_id_col=email_preferences.c.version)
