"""The outbox: events are stored in the transaction that made them true, and read back by whoever delivers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from coachway.adapters.postgres.platform_tables import outbox
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.events import Event, event_type
from coachway.domain.kernel.money import Money

T = TypeVar("T")

_STORE: Final = insert(outbox)


def _to_plain(value: Any) -> Any:
    if isinstance(value, Money):
        return str(value)
    raise NotImplementedError(f"an event cannot carry a {type(value).__name__}")


def _from_plain(kind: type[T], value: Any) -> T:
    if kind is Money:
        return Money.of(value)  # type: ignore[return-value]
    raise NotImplementedError(f"an event cannot carry a {kind.__name__}")


def encode_event(event: Event) -> dict[str, Any]:
    """The event's fields as plain JSON values."""
    plain: dict[str, Any] = msgspec.to_builtins(event, enc_hook=_to_plain)
    return plain


def decode_event(name: str, payload: dict[str, Any]) -> Event:
    """The event of that name. Raises KeyError for an unknown name, msgspec.ValidationError for a bad payload."""
    return msgspec.convert(payload, event_type(name), dec_hook=_from_plain, strict=False)


def encode_actor(actor: Actor) -> dict[str, Any]:
    """Who acted, as kept with an event and handed to the audit triggers; empty parts are left out."""
    origin = actor.origin
    facts = {
        "id": actor.user_id,
        "role": actor.role.value,
        "name": actor.name,
        "on_behalf_of": actor.on_behalf_of,
        "request_id": origin.request_id,
        "ip_address": origin.ip_address,
    }
    return {key: value for key, value in facts.items() if value is not None}


async def store_events(session: AsyncSession, events: Sequence[tuple[Event, Actor]], *, at: datetime) -> None:
    """Write the events, each with who made it happen, into the outbox, due at once."""
    if not events:
        return
    rows = [
        {
            "name": event.name,
            "payload": encode_event(event),
            "actor": encode_actor(actor),
            "occurred_at": at,
            "next_attempt_at": at,
        }
        for event, actor in events
    ]
    await session.execute(_STORE, rows)
