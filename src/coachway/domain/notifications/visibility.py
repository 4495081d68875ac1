"""Whose a notification is."""

from __future__ import annotations

from coachway.domain.kernel.actor import Actor
from coachway.domain.notifications.model import Recipient, RecipientType


def is_for(actor: Actor, recipient: Recipient) -> bool:
    """Whether the actor is whom the message is for: that user, or a user of that client or vendor."""
    own = {
        RecipientType.USER: actor.user_id,
        RecipientType.CLIENT: actor.client_id,
        RecipientType.VENDOR: actor.vendor_id,
        RecipientType.ADDRESS: None,
    }
    return recipient.id is not None and own[recipient.type] == recipient.id


def may_see(actor: Actor, recipient: Recipient) -> bool:
    """Staff see every notification, others their own."""
    return actor.is_staff or is_for(actor, recipient)
