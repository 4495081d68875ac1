"""Who is behind an id, asked of the contexts that know."""

from __future__ import annotations

from collections.abc import Sequence

from coachway.domain.clients.ports import ClientsReads
from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.ports import IdentityReads, UserFilter
from coachway.domain.identity.views import UserView
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.paging import PageRequest
from coachway.domain.notifications.model import Recipient, RecipientType
from coachway.domain.vendors.ports import VendorRepository

_ALL = PageRequest(limit=200)


class InProcessAddressBook:
    def __init__(self, *, identity: IdentityReads, clients: ClientsReads, vendors: VendorRepository) -> None:
        self._identity = identity
        self._clients = clients
        self._vendors = vendors

    async def user(self, user_id: int) -> Recipient | None:
        try:
            user = await self._identity.user(user_id)
        except NotFound:
            return None
        return _of_user(user) if user.status is UserStatus.ACTIVE else None

    async def client(self, client_id: int) -> Recipient | None:
        client = await self._clients.contact(client_id)
        return Recipient(RecipientType.CLIENT, client_id, client.name, client.email) if client else None

    async def vendor(self, vendor_id: int) -> Recipient | None:
        contact = (await self._vendors.contacts([vendor_id])).get(vendor_id)
        return Recipient(RecipientType.VENDOR, vendor_id, contact.name, contact.email) if contact else None

    async def managers(self) -> Sequence[Recipient]:
        for role in (Role.MANAGER, Role.ADMIN):
            page = await self._identity.users(UserFilter(role=role, status=UserStatus.ACTIVE), _ALL)
            if page.items:
                return [_of_user(user) for user in page.items]
        return []


def _of_user(user: UserView) -> Recipient:
    return Recipient(RecipientType.USER, user.id, user.full_name, user.email)
