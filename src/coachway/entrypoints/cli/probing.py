"""Quick questions about what already runs, asked without loading the rest of the program."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

from coachway.adapters.postgres.migrations import newest_revision

_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Health:
    """What an API says of itself; `said` is for people."""

    well: bool
    said: str


def health_of(api: str) -> Health:
    """How the API at this address is."""
    place = urlsplit(api)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return Health(False, f"no answer ({error})")
    finally:
        connection.close()
    if answer.status == http.client.OK:
        return Health(True, "healthy")
    return Health(False, _ill_parts(body) or f"status {answer.status}")


def _ill_parts(body: bytes) -> str:
    try:
        parts = json.loads(body)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return ""
    return ", ".join(f"{name} is unhealthy" for name, part in parts.items() if part["status"] != "healthy")


async def has_newest_schema(database_url: str) -> bool:
    """Whether there is nothing to migrate. Raises OSError or asyncpg.PostgresError where there is no database."""
    dsn = "postgresql://" + database_url.partition("://")[2]
    connection = await asyncpg.connect(dsn, timeout=_PATIENCE_SECONDS)
    try:
        found = await connection.fetchval("SELECT version_num FROM platform.alembic_version")
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return False
    finally:
        await connection.close()
    return bool(found == newest_revision())
