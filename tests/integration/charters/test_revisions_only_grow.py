"""The database itself keeps what was."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.integration.charters.conftest import Office


@pytest.mark.parametrize(
    "statement",
    ["UPDATE charters.revisions SET reason = 'never'", "DELETE FROM charters.revisions", "TRUNCATE charters.revisions"],
)
async def test_a_revision_cannot_be_touched(office: Office, statement: str) -> None:
    charter = await office.charter()
    with pytest.raises(DBAPIError, match="only grows"):
        async with office.public.platform.engine.begin() as connection:
            await connection.execute(text(statement))
    assert (await office.read(charter["id"]))["revision_number"] == 1
