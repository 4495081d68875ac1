"""Change cases, their approvals and the audit over HTTP: `/api/v1/changes`."""

from __future__ import annotations

from typing import Any

from coachway.entrypoints.api.changes.analytics import AnalyticsController
from coachway.entrypoints.api.changes.approvals import ApprovalController
from coachway.entrypoints.api.changes.audit import AuditController
from coachway.entrypoints.api.changes.cases import CaseController
from coachway.entrypoints.api.changes.decisions import DecisionController
from coachway.entrypoints.api.health import context_health

HANDLERS: list[Any] = [
    context_health("change-management", "/api/v1/changes", "changes_health"),
    CaseController,
    DecisionController,
    ApprovalController,
    AnalyticsController,
    AuditController,
]
