"""How clients lie in their table."""

from __future__ import annotations

from coachway.adapters.postgres.clients.tables import clients
from coachway.adapters.postgres.metadata import mapper_registry
from coachway.domain.clients.model import Client

mapper_registry.map_imperatively(Client, clients, version_id_col=clients.c.version)
