"""The migrations bring an empty database to exactly the tables of the code; answers 1 and says where they differ."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic.util import CommandError

from coachway.adapters.embedded.postgres import EmbeddedPostgres
from coachway.adapters.postgres.engine import create_engine
from coachway.adapters.postgres.migrate import check, migrate


async def compare(url: str) -> None:
    engine = create_engine(url, pool_size=1)
    try:
        await migrate(engine)
        await check(engine)
    finally:
        await engine.dispose()


def main() -> int:
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder) / "postgres", fast=True) as server,
    ):
        try:
            asyncio.run(compare(server.url))
        except CommandError as difference:
            print(f"migrations and tables differ: {difference}", file=sys.stderr)
            return 1
    print("The migrations build the tables of the code from nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
