"""`coachway audit`: whether the record of all changes is whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coachway.entrypoints.cli.on_platform import on_platform

if TYPE_CHECKING:
    from coachway.domain.changes.views import AuditVerdict
    from coachway.entrypoints.bootstrap import Platform


@click.group()
def audit() -> None:
    """Check the record of all changes."""


@audit.command()
def verify() -> None:
    """Check every link of the audit chain; exit code 1 and the first bad record where it does not hold."""
    verdict = on_platform(_verify)
    if not verdict.valid:
        click.echo(f"BROKEN: record {verdict.first_invalid_id} was altered, removed or slipped in", err=True)
        sys.exit(1)
    click.echo(f"The chain holds: {verdict.checked} records, head {verdict.head}")


async def _verify(platform: Platform) -> AuditVerdict:
    await platform.audit_sealer.seal()
    async with platform.reading() as reads:
        return await reads.audit.verify()
