"""Quick questions about what already runs, asked without loading the rest of the program."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

from coachway.adapters.postgres.migrations import newest_revision

_PATIENCE_SECONDS = 5.0
_HEALTH_PATIENCE_SECONDS = 1.0  # who asks has other things to look after, and asks again


@dataclass(frozen=True, slots=True)
class Health:
    """What an API says of itself; `said` is for people."""

    well: bool
    said: str


def health_of(api: str) -> Health:
    """How the API at this address is."""
    place = urlsplit(api)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_HEALTH_PATIENCE_SECONDS)
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


class SchemaIsBehind(Exception):
    """The database has an older schema than the code needs."""


class DatabaseIsAway(Exception):
    """The database does not answer, or not as it should."""


async def schema_of(database_url: str) -> str:
    """The revision of the database's schema, empty where there is none yet. Raises DatabaseIsAway."""
    try:
        connection = await asyncpg.connect(
            "postgresql://" + database_url.partition("://")[2], timeout=_PATIENCE_SECONDS
        )
        try:
            found = await connection.fetchval("SELECT version_num FROM platform.alembic_version")
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            found = None
        finally:
            await connection.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise DatabaseIsAway(f"the database of COACHWAY_DATABASE_URL cannot be used: {error}") from error
    return str(found or "")


async def require_schema(database_url: str) -> None:
    """Refuse to work on an older schema; a newer one is fine, it is there while a new version is rolled out.

    Raises SchemaIsBehind or DatabaseIsAway.
    """
    found = await schema_of(database_url)
    if found < newest_revision():
        raise SchemaIsBehind(
            f"the database's schema is {found or 'empty'} and {newest_revision()} is needed: run `coachway migrate`"
        )
