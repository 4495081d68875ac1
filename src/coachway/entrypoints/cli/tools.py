"""Settings for commands that work on a platform that is already there."""

from __future__ import annotations

from dataclasses import replace

from coachway.adapters.embedded.errors import EmbeddedError
from coachway.entrypoints.cli.data_folder import DataFolder
from coachway.entrypoints.cli.failing import one_clear_line, settings_or_fail
from coachway.entrypoints.settings import Settings


def known_settings() -> Settings:
    """The environment's settings; without a database in them, those of the `coachway up` that runs on the data folder.

    Raises CannotStart.
    """
    settings = settings_or_fail()
    if settings.database_url:
        return settings
    folder = DataFolder(settings.data_dir)
    with one_clear_line(EmbeddedError):
        endpoints = folder.endpoints()
        if endpoints is None:
            return settings
        kept = folder.secrets()
    return replace(
        settings,
        database_url=endpoints.database_url,
        redis_url=settings.redis_url or endpoints.redis_url,
        jwt_secret=settings.jwt_secret or kept.jwt_secret,
        encryption_key=settings.encryption_key or kept.encryption_key,
        public_url=endpoints.api,
    )


def tool_settings() -> Settings:
    """The same, for commands that can do nothing without a database. Raises CannotStart."""
    settings = known_settings()
    with one_clear_line():
        settings.missing("database_url")
    return settings
