"""What opens a door without a password: a mailed link to choose one, and a program's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from coachway.domain.identity.events import ApiKeyWasCreated, ApiKeyWasRevoked, PasswordLinkWasRequested
from coachway.domain.identity.model import LONGEST_NAME
from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Checks

# What a key may be scoped to: the contexts by the names that their health answers with.
CONTEXTS: Final = (
    "identity",
    "clients",
    "sales",
    "charters",
    "pricing",
    "vendors",
    "changes",
    "portals",
    "payments",
    "documents",
    "notifications",
)


class LinkPurpose(StrEnum):
    """Why somebody is mailed a link to choose a password."""

    RESET = "reset"
    INVITATION = "invitation"

    @property
    def lifetime(self) -> timedelta:
        """An hour to reset a password; a week to take up an invitation, which may arrive on a Friday."""
        return timedelta(hours=1) if self is LinkPurpose.RESET else timedelta(days=7)


@dataclass(eq=False, kw_only=True)
class PasswordLink(Aggregate):
    """A mailed, single-use link to choose a password.

    Found by its hash; the token itself is kept encrypted until it is used, for the mail is written later, from the
    database, so that no event carries it.
    """

    id: int
    user_id: int
    purpose: LinkPurpose
    token_hash: str
    token: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    version: int = 1

    @classmethod
    def create(
        cls, *, link_id: int, user_id: int, purpose: LinkPurpose, token: str, token_hash: str, at: datetime
    ) -> PasswordLink:
        link = cls(
            id=link_id,
            user_id=user_id,
            purpose=purpose,
            token_hash=token_hash,
            token=token,
            created_at=at,
            expires_at=at + purpose.lifetime,
        )
        link.record(PasswordLinkWasRequested(link_id=link_id, user_id=user_id, purpose=purpose.value))
        return link

    def is_usable(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at

    def spend(self, *, at: datetime) -> None:
        """Used, or overtaken by a newer link: either way it opens nothing any more."""
        self.used_at, self.token = at, None


@dataclass(eq=False, kw_only=True)
class ApiKey(Aggregate):
    """A program's key; the program acts as a service user of its own, so that every record can name it."""

    id: int
    user_id: int
    name: str
    key_hash: str
    scopes: list[str]
    created_by: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None = None
    version: int = 1

    @classmethod
    def create(
        cls,
        *,
        key_id: int,
        user_id: int,
        name: str,
        key_hash: str,
        scopes: list[str],
        created_by: int | None,
        at: datetime,
        expires_at: datetime | None,
    ) -> ApiKey:
        """Raises RuleViolated."""
        key = cls(
            id=key_id,
            user_id=user_id,
            name=name.strip(),
            key_hash=key_hash,
            scopes=sorted(set(scopes)),
            created_by=created_by,
            created_at=at,
            expires_at=expires_at,
        )
        key._check()
        key.record(ApiKeyWasCreated(key_id=key_id, user_id=user_id))
        return key

    def _check(self) -> None:
        with Checks() as check:
            check(0 < len(self.name) <= LONGEST_NAME, "name", f"must have 1 to {LONGEST_NAME} characters")
            check(bool(self.scopes), "scopes", "must name at least one context")
            unknown = sorted(set(self.scopes) - set(CONTEXTS))
            check(not unknown, "scopes", f"knows no {', '.join(unknown)}; there are {', '.join(CONTEXTS)}")
            ahead = self.expires_at is None or (
                self.expires_at.tzinfo is not None and self.expires_at > self.created_at
            )
            check(ahead, "expires_at", "must be a moment in the future, with its time zone")

    def revoke(self, *, at: datetime) -> None:
        """From now on it opens nothing; once more changes nothing."""
        if self.revoked_at is None:
            self.revoked_at = at
            self.record(ApiKeyWasRevoked(key_id=self.id, user_id=self.user_id))
