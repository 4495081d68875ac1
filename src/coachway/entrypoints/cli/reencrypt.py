"""`coachway reencrypt`: the second step of replacing an encryption key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coachway.entrypoints.cli.on_platform import on_platform

if TYPE_CHECKING:
    from coachway.entrypoints.bootstrap import Platform


@click.command()
def reencrypt() -> None:
    """Encrypt anew what older keys of COACHWAY_ENCRYPTION_KEY have encrypted; then these can be dropped."""
    click.echo(f"{on_platform(_reencrypt)} values were encrypted anew with the newest key.")


async def _reencrypt(platform: Platform) -> int:
    from coachway.adapters.postgres.reencryption import encrypt_anew  # noqa: PLC0415 (imports every table)

    return await encrypt_anew(platform.engine)
