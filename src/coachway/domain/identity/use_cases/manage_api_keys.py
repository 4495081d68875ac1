"""Keys for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coachway.domain.identity.model import User, UserStatus
from coachway.domain.identity.ports import IdentityUnitOfWork, TokenSource
from coachway.domain.identity.tokens import ApiKey
from coachway.domain.identity.use_cases.calendar_token import new_calendar_token
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.clock import Clock


@dataclass(frozen=True, kw_only=True)
class CreateApiKey:
    name: str
    scopes: list[str]
    expires_at: datetime | None = None


async def create_api_key(
    command: CreateApiKey, *, actor: Actor, uow: IdentityUnitOfWork, tokens: TokenSource, clock: Clock
) -> tuple[ApiKey, str]:
    """A key, and the secret that is shown this once. Raises RuleViolated."""
    now, secret = clock.now(), tokens.secret()
    user_id, key_id = await uow.users.next_id(), await uow.api_keys.next_id()
    key = ApiKey.create(
        key_id=key_id,
        user_id=user_id,
        name=command.name,
        key_hash=tokens.hash(secret),
        scopes=command.scopes,
        created_by=actor.user_id,
        at=now,
        expires_at=command.expires_at,
    )
    user = User.create(
        user_id=user_id,
        # The reserved domain of RFC 2606 can never receive mail; nobody signs in with it.
        email=f"service-{user_id}@coachway.invalid",
        full_name=key.name,
        role=Role.SERVICE,
        client_id=None,
        vendor_id=None,
        password_hash=None,
        calendar_token=new_calendar_token(tokens),
        at=now,
    )
    user.status = UserStatus.ACTIVE
    uow.users.add(user)
    await uow.flush()
    uow.api_keys.add(key)
    await uow.flush()
    return key, secret


@dataclass(frozen=True, kw_only=True)
class RevokeApiKey:
    key_id: int
    expected_version: int | None = None


async def revoke_api_key(command: RevokeApiKey, *, uow: IdentityUnitOfWork, clock: Clock) -> ApiKey:
    """From now on the key opens nothing; its user is disabled. Raises NotFound."""
    key = await uow.api_keys.get(command.key_id)
    key.expect_version(command.expected_version)
    key.revoke(at=clock.now())
    user = await uow.users.get(key.user_id)
    user.set_status(UserStatus.DISABLED, at=clock.now())
    return key
