"""What every write does besides its own rows: it says who acts, and stores an event."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.former.database import Base, table
from benchmarks.former.security import User


class Outbox(Base):
    __table__ = table("platform", "outbox")

    @classmethod
    def of(cls, name: str, payload: dict[str, Any], user: User, at: datetime) -> Outbox:
        return cls(name=name, payload=payload, actor=_actor(user), occurred_at=at, next_attempt_at=at)


def act(db: Session, user: User) -> datetime:
    """Tell the audit's triggers who acts; answers with the moment."""
    now = datetime.now(UTC)
    context = json.dumps(_actor(user) | {"at": now.isoformat()})
    db.execute(text("SELECT set_config('coachway.context', :context, true)"), {"context": context})
    return now


def _actor(user: User) -> dict[str, Any]:
    return {"id": user.id, "role": user.role, "name": user.name}
