"""Operators' tools on a real database."""

from __future__ import annotations

from dataclasses import replace

import asyncpg
import pytest

from coachway.adapters.postgres.migrations import newest_revision
from coachway.domain.identity.model import User
from coachway.domain.kernel.actor import SYSTEM, Role
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.cli.probing import DatabaseIsAway, SchemaIsBehind, require_schema, schema_of
from coachway.entrypoints.doctor import Finding, examine
from coachway.entrypoints.settings import Settings
from coachway.entrypoints.start_up import ensure_first_admin
from tests.servers import Servers


async def findings(settings: Settings) -> dict[str, Finding]:
    return {finding.about: finding async for finding in examine(settings)}


def with_admin(platform: Platform, password: str) -> Platform:
    return replace(
        platform, settings=replace(platform.settings, admin_email="admin@localhost", admin_password=password)
    )


async def test_a_healthy_installation_has_nothing_to_mend(settings: Settings) -> None:
    found = await findings(settings)
    assert {about for about, finding in found.items() if not finding.is_well} <= {"cache keeps its data"}
    assert found["database version"].found.startswith("PostgreSQL 18")


async def test_the_doctor_names_what_does_not_answer(settings: Settings) -> None:
    found = await findings(
        replace(
            settings,
            database_url="postgresql://nobody@127.0.0.1:1/nothing",
            redis_url="redis://127.0.0.1:1/0",
            smtp_url="smtp://127.0.0.1:1",
            geocoder_url="http://127.0.0.1:1",
            routing_url="http://127.0.0.1:1/osrm",
        )
    )
    variables = {"database": "DATABASE", "cache": "REDIS", "mail": "SMTP", "geocoder": "GEOCODER", "router": "ROUTING"}
    for about, variable in variables.items():
        assert f"COACHWAY_{variable}_URL" in found[about].remedy


async def test_the_doctor_names_an_address_that_is_none(settings: Settings) -> None:
    found = await findings(replace(settings, geocoder_url="localhost:8080", routing_url="http://"))
    assert "COACHWAY_GEOCODER_URL" in found["geocoder"].remedy
    assert "COACHWAY_ROUTING_URL" in found["router"].remedy


async def test_the_first_admin_is_made_once_and_never_overwritten(platform: Platform) -> None:
    assert await ensure_first_admin(with_admin(platform, "the first password"))
    assert not await ensure_first_admin(with_admin(platform, "a later password"))
    async with platform.unit_of_work(SYSTEM) as work:
        admin = await work.users.by_email("admin@localhost")
    assert isinstance(admin, User)
    assert admin.role is Role.ADMIN


async def test_a_process_refuses_an_older_schema_and_takes_a_newer_one(database: str) -> None:
    await require_schema(database)
    assert await schema_of(database) == newest_revision()
    connection = await asyncpg.connect(database)
    await connection.execute("UPDATE platform.alembic_version SET version_num = '9999_later'")
    await require_schema(database)
    await connection.execute("UPDATE platform.alembic_version SET version_num = '0001_platform'")
    with pytest.raises(SchemaIsBehind, match="coachway migrate"):
        await require_schema(database)
    await connection.close()


async def test_a_database_without_a_schema_is_told_from_one_that_is_away(servers: Servers) -> None:
    assert await schema_of(servers.postgres.dsn) == ""
    with pytest.raises(DatabaseIsAway, match="COACHWAY_DATABASE_URL"):
        await schema_of("postgresql://nobody@127.0.0.1:1/nothing")
