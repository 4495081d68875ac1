"""What clients want to be mailed, asked of sales in the same transaction."""

from __future__ import annotations

from coachway.domain.clients.ports import ClientsReads
from coachway.domain.identity.ports import IdentityReads
from coachway.domain.kernel.clock import Clock
from coachway.domain.kernel.errors import NotFound
from coachway.domain.notifications.model import Recipient, RecipientType
from coachway.domain.notifications.ports import Consent
from coachway.domain.sales.model import allow_marketing
from coachway.domain.sales.ports import LinkSecrets, SalesReads, SalesUnitOfWork
from coachway.domain.sales.use_cases.email_preferences import unsubscribe_token


class InProcessConsents:
    def __init__(
        self,
        *,
        uow: SalesUnitOfWork,
        reads: SalesReads,
        identity: IdentityReads,
        clients: ClientsReads,
        tokens: LinkSecrets,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._uow = uow
        self._reads = reads
        self._identity = identity
        self._clients = clients
        self._tokens = tokens
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def of(self, recipient: Recipient) -> Consent | None:
        client_id = await self._client_behind(recipient)
        if client_id is None:
            return None
        preferences = await self._reads.email_preferences(client_id)
        token = await unsubscribe_token(client_id, uow=self._uow, tokens=self._tokens, clock=self._clock)
        allowed = allow_marketing(opted_out=preferences.opted_out, preference_type=preferences.preference_type)
        return Consent(allowed, f"{self._public_url}/api/v1/sales/unsubscribe/{token}")

    async def _client_behind(self, recipient: Recipient) -> int | None:
        if recipient.type is RecipientType.CLIENT:
            return recipient.id
        if recipient.type is RecipientType.USER and recipient.id is not None:
            try:
                return (await self._identity.user(recipient.id)).client_id
            except NotFound:
                return None
        (known,) = await self._clients.contacts_like([(recipient.email, None)])
        return known.client_id if known else None
