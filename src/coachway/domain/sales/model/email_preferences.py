"""What a client wants to be mailed, and the link by which one click ends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from coachway.domain.kernel.aggregate import Aggregate
from coachway.domain.kernel.errors import Checks
from coachway.domain.sales.events import EmailPreferencesWereChanged


class PreferenceType(StrEnum):
    """What a client has asked for: `marketing` says so in so many words, `all` is what nobody has chosen."""

    ALL = "all"
    MARKETING = "marketing"
    TRANSACTIONAL_ONLY = "transactional_only"


def allow_marketing(*, opted_out: bool, preference_type: PreferenceType) -> bool:
    """Whether marketing may be sent: an opt-out is above any type. Transactional mail needs nobody's leave."""
    return not opted_out and preference_type is not PreferenceType.TRANSACTIONAL_ONLY


@dataclass(eq=False, kw_only=True)
class EmailPreferences(Aggregate):
    """A client's wishes; who never said any is taken for not opted out, with `all`, at version 1."""

    client_id: int
    opted_out: bool
    preference_type: PreferenceType
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def unsaid(cls, client_id: int, *, at: datetime) -> EmailPreferences:
        """Those of a client who never said any."""
        return cls(
            client_id=client_id, opted_out=False, preference_type=PreferenceType.ALL, created_at=at, updated_at=at
        )

    def update(self, changes: Mapping[str, Any], *, at: datetime) -> None:
        """Change the fields that were sent. Raises RuleViolated."""
        with Checks() as check:
            for field, value in changes.items():
                check(value is not None, field, "cannot be cleared")
        self._take(
            opted_out=changes.get("opted_out", self.opted_out),
            preference_type=changes.get("preference_type", self.preference_type),
            at=at,
        )

    def opt_out(self, *, at: datetime) -> None:
        """No marketing from now on; once more changes nothing."""
        self._take(opted_out=True, preference_type=self.preference_type, at=at)

    def honour(self, other: EmailPreferences, *, at: datetime) -> None:
        """Keep to what the same person said elsewhere, as far as they wanted less there."""
        less = PreferenceType.TRANSACTIONAL_ONLY
        self._take(
            opted_out=self.opted_out or other.opted_out,
            preference_type=less if other.preference_type is less else self.preference_type,
            at=at,
        )

    def _take(self, *, opted_out: bool, preference_type: PreferenceType, at: datetime) -> None:
        if (opted_out, preference_type) == (self.opted_out, self.preference_type):
            return
        self.opted_out, self.preference_type, self.updated_at = opted_out, preference_type, at
        self.record(
            EmailPreferencesWereChanged(
                client_id=self.client_id, opted_out=opted_out, preference_type=preference_type.value
            )
        )


@dataclass(frozen=True, slots=True)
class UnsubscribeLink:
    """The secret of the link in a client's mails: found by its hash, kept encrypted for the next mail."""

    client_id: int
    token: str
    token_hash: str
