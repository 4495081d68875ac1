"""Who may work on which lead: all staff see all leads, an agent writes only their own and unassigned ones."""

from __future__ import annotations

from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Forbidden
from coachway.domain.sales.model import Lead


def require_may_write(actor: Actor, lead: Lead) -> None:
    """Raises Forbidden for an agent whom the lead does not belong to, nor nobody else."""
    if actor.role is Role.AGENT and lead.assigned_to_agent_id not in (None, actor.user_id):
        raise Forbidden("This lead is another agent's.", code="lead_not_yours")
