"""The engine, the session of a request, and mapped classes that take their columns from the database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import MetaData, Table, create_engine, make_url, text
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from benchmarks.former.security import User
from coachway.entrypoints.settings import load_settings

ENGINE = create_engine(
    make_url(os.environ["COACHWAY_DATABASE_URL"]).set(drivername="postgresql+psycopg2"),
    pool_size=load_settings().database_pool_size,
    max_overflow=0,
    connect_args={"options": "-c timezone=UTC -c jit=off"},
)
_new_session = sessionmaker(ENGINE, expire_on_commit=False)


class Base(DeclarativeBase):
    metadata = MetaData()


def table(schema: str, name: str) -> Table:
    """A table as the database describes it."""
    return Table(name, Base.metadata, schema=schema, autoload_with=ENGINE)


def session() -> Iterator[Session]:
    with _new_session() as opened:
        yield opened


Database = Annotated[Session, Depends(session)]


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
