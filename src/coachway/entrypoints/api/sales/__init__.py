"""The sales context over HTTP: `/api/v1/sales`."""

from __future__ import annotations

from typing import Any

from coachway.entrypoints.api.health import context_health
from coachway.entrypoints.api.sales.assignment import AssignmentRuleController
from coachway.entrypoints.api.sales.email_preferences import EmailPreferencesController
from coachway.entrypoints.api.sales.intake import LeadIntakeController
from coachway.entrypoints.api.sales.leads import LeadController
from coachway.entrypoints.api.sales.work import LeadWorkController

HANDLERS: list[Any] = [
    context_health("sales", "/api/v1/sales", "sales_health"),
    LeadIntakeController,
    LeadController,
    LeadWorkController,
    AssignmentRuleController,
    EmailPreferencesController,
]
