"""How notifications lie in their table."""

from __future__ import annotations

from sqlalchemy.orm import composite

from coachway.adapters.postgres.metadata import mapper_registry
from coachway.adapters.postgres.notifications.tables import notifications
from coachway.domain.notifications.model import Notification, Recipient, Subject

_c = notifications.c

mapper_registry.map_imperatively(
    Notification,
    notifications,
    version_id_col=_c.version,
    properties={
        "_entity_type": _c.entity_type,
        "_entity_id": _c.entity_id,
        "about": composite(Subject, "_entity_type", "_entity_id"),
        "_recipient_type": _c.recipient_type,
        "_recipient_id": _c.recipient_id,
        "_recipient_name": _c.recipient_name,
        "_recipient_email": _c.recipient_email,
        "recipient": composite(Recipient, "_recipient_type", "_recipient_id", "_recipient_name", "_recipient_email"),
    },
)
