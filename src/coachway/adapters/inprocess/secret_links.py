"""Secret links, read from where they are kept encrypted when a message with one is written."""

from __future__ import annotations

from coachway.domain.charters.ports import ChartersReads
from coachway.domain.identity.ports import IdentityReads
from coachway.domain.kernel.actor import SYSTEM
from coachway.domain.kernel.errors import NotFound
from coachway.domain.notifications.model import Recipient, RecipientType
from coachway.domain.notifications.ports import PasswordLetter


class InProcessSecretLinks:
    def __init__(self, *, identity: IdentityReads, charters: ChartersReads, public_url: str) -> None:
        self._identity = identity
        self._charters = charters
        self._public_url = public_url.rstrip("/")

    async def password(self, user_id: int) -> PasswordLetter | None:
        link = await self._identity.newest_password_link(user_id)
        if link is None:
            return None
        recipient = Recipient(RecipientType.USER, user_id, link.full_name, link.email)
        return PasswordLetter(recipient, link.purpose.value, link.token, link.expires_at)

    async def quote(self, charter_id: int, quote_id: int) -> str | None:
        try:
            charter = await self._charters.charter(charter_id, actor=SYSTEM)
        except NotFound:
            return None
        if charter.quote_id != quote_id or charter.quote_secure_token is None:
            return None
        return f"{self._public_url}/quote/{charter.quote_secure_token}"
