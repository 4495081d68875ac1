"""What clients want to be mailed: saying it, ending it by one click, and asking before a mail goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import NotFound
from coachway.domain.sales.model import EmailPreferences, UnsubscribeLink
from coachway.domain.sales.ports import LinkSecrets, SalesUnitOfWork


@dataclass(frozen=True, kw_only=True)
class UpdateEmailPreferences:
    client_id: int
    changes: Mapping[str, Any]
    expected_version: int | None = None


async def update_email_preferences(
    command: UpdateEmailPreferences, *, uow: SalesUnitOfWork, clock: Clock
) -> EmailPreferences:
    """Change what was sent; that the client is there, the caller has seen. Raises RuleViolated, VersionMismatch."""
    preferences = await uow.email_preferences.of(command.client_id, at=clock.now())
    preferences.expect_version(command.expected_version)
    preferences.update(command.changes, at=clock.now())
    await uow.flush()
    return preferences


async def unsubscribe(token: str, *, uow: SalesUnitOfWork, tokens: LinkSecrets, clock: Clock) -> EmailPreferences:
    """End marketing to whoever the link was mailed to; twice is once. Raises NotFound."""
    client_id = await uow.email_preferences.client_of_link(tokens.hash(token))
    if client_id is None:
        raise NotFound("There is no such link.")
    preferences = await uow.email_preferences.of(client_id, at=clock.now())
    preferences.opt_out(at=clock.now())
    await uow.flush()
    return preferences


async def unsubscribe_token(client_id: int, *, uow: SalesUnitOfWork, tokens: LinkSecrets, clock: Clock) -> str:
    """The secret for a client's mails, made with the first of them."""
    token = await uow.email_preferences.newest_token(client_id)
    if token is None:
        token = tokens.secret()
        await uow.email_preferences.add_link(UnsubscribeLink(client_id, token, tokens.hash(token)), at=clock.now())
    return token
