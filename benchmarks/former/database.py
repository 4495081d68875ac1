"""The engine, the session of a request, and mapped classes that take their columns from the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import MetaData, Table, create_engine, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

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
