"""Changing, resetting and first choosing a password."""

from __future__ import annotations

from dataclasses import dataclass

from coachway.domain.identity.model import User, UserStatus, check_password
from coachway.domain.identity.ports import IdentityUnitOfWork, PasswordHasher, TokenSource
from coachway.domain.identity.tokens import LinkPurpose, PasswordLink
from coachway.domain.identity.use_cases.end_sessions import end_sessions
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import FieldError, NotFound, RuleViolated


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    current_password: str
    new_password: str


async def change_password(
    command: ChangePassword, *, actor: Actor, uow: IdentityUnitOfWork, passwords: PasswordHasher, clock: Clock
) -> User:
    """Change one's own password, which ends one's other sessions. Raises RuleViolated."""
    check_password(command.new_password, field="new_password")
    if actor.user_id is None:
        raise NotFound.of("user", "of this key")
    user = await uow.users.get(actor.user_id)
    if not await passwords.matches(command.current_password, user.password_hash):
        wrong = FieldError("current_password", "is not your password")
        raise RuleViolated("The current password is wrong.", fields=[wrong], code="wrong_password")
    user.set_password(await passwords.hash(command.new_password), at=clock.now())
    await end_sessions(user.id, "password_changed", uow=uow, clock=clock, but=actor.session_id)
    return user


async def request_password_reset(
    email: str, *, uow: IdentityUnitOfWork, tokens: TokenSource, clock: Clock
) -> PasswordLink | None:
    """Have a link mailed, if there is such a user and they may sign in; the caller must not tell which."""
    user = await uow.users.by_email(email)
    if user is None or user.status is UserStatus.DISABLED:
        return None
    purpose = LinkPurpose.RESET if user.password_hash else LinkPurpose.INVITATION
    return await mail_password_link(user, purpose, uow=uow, tokens=tokens, clock=clock)


async def mail_password_link(
    user: User, purpose: LinkPurpose, *, uow: IdentityUnitOfWork, tokens: TokenSource, clock: Clock
) -> PasswordLink:
    """A new link; those that were mailed before stop working."""
    now = clock.now()
    for older in await uow.password_links.unused_of(user.id):
        older.spend(at=now)
    token = tokens.secret()
    link = PasswordLink.create(
        link_id=await uow.password_links.next_id(),
        user_id=user.id,
        purpose=purpose,
        token=token,
        token_hash=tokens.hash(token),
        at=now,
    )
    uow.password_links.add(link)
    return link


@dataclass(frozen=True, kw_only=True)
class ConfirmPassword:
    token: str
    new_password: str


async def confirm_password(
    command: ConfirmPassword, *, uow: IdentityUnitOfWork, passwords: PasswordHasher, tokens: TokenSource, clock: Clock
) -> User:
    """Choose a password by a mailed link, which ends all sessions. Raises RuleViolated."""
    check_password(command.new_password, field="new_password")
    now, token_hash = clock.now(), tokens.hash(command.token)
    # The user is locked before the link, as where a new link overtakes the older ones.
    user_id = await uow.password_links.user_of(token_hash)
    user = await uow.users.get(user_id) if user_id is not None else None
    link = await uow.password_links.by_hash(token_hash)
    if user is None or link is None or not link.is_usable(now):
        bad = FieldError("token", "was used, has expired, or is not one of ours: ask for a new link")
        raise RuleViolated("The link does not work any more.", fields=[bad], code="bad_password_token")
    link.spend(at=now)
    user.set_password(await passwords.hash(command.new_password), at=now)
    await end_sessions(user.id, "password_reset", uow=uow, clock=clock)
    return user
