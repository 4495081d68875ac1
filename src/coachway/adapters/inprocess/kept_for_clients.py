"""What each context keeps for clients, handed over in the same transaction when two of them become one."""

from __future__ import annotations

from datetime import datetime

from coachway.domain.changes.ports import ChangesUnitOfWork
from coachway.domain.charters.ports import ChartersUnitOfWork
from coachway.domain.clients.ports import ClientsReads
from coachway.domain.identity.ports import IdentityUnitOfWork
from coachway.domain.identity.use_cases import follow_client_merge as identity
from coachway.domain.kernel.actor import Actor
from coachway.domain.notifications.ports import NotificationsUnitOfWork
from coachway.domain.pricing.ports import PricingUnitOfWork
from coachway.domain.pricing.use_cases import follow_client_merge as pricing
from coachway.domain.sales.ports import SalesUnitOfWork
from coachway.domain.sales.use_cases import follow_client_merge as sales


class LeadsOfClients:
    def __init__(self, uow: SalesUnitOfWork) -> None:
        self._uow = uow

    async def hand_over(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        await sales.follow_client_merge(duplicate_id, survivor_id, uow=self._uow, at=at)


class ChartersOfClients:
    """Charters are found by their client's name, so each keeps it."""

    def __init__(self, uow: ChartersUnitOfWork, clients: ClientsReads) -> None:
        self._uow = uow
        self._clients = clients

    async def hand_over(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        survivor = await self._clients.contact(survivor_id)
        if survivor is not None:
            await self._uow.charters.hand_over_client(duplicate_id, survivor_id, survivor.name, at=at)


class PricesOfClients:
    def __init__(self, uow: PricingUnitOfWork, actor: Actor) -> None:
        self._uow = uow
        self._actor = actor

    async def hand_over(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        await pricing.follow_client_merge(duplicate_id, survivor_id, actor=self._actor, uow=self._uow, at=at)


class CasesOfClients:
    def __init__(self, uow: ChangesUnitOfWork) -> None:
        self._uow = uow

    async def hand_over(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        await self._uow.change_cases.hand_over_client(duplicate_id, survivor_id)


class MailOfClients:
    def __init__(self, uow: NotificationsUnitOfWork) -> None:
        self._uow = uow

    async def hand_over(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        await self._uow.notifications.hand_over_client(duplicate_id, survivor_id)


class LoginsOfClients:
    def __init__(self, uow: IdentityUnitOfWork) -> None:
        self._uow = uow

    async def hand_over(self, duplicate_id: int, survivor_id: int, *, at: datetime) -> None:
        await identity.follow_client_merge(duplicate_id, survivor_id, uow=self._uow, at=at)
