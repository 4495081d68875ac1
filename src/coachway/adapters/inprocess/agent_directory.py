"""The users who may have leads, read in the same transaction."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from coachway.domain.identity.model import UserStatus
from coachway.domain.identity.ports import IdentityReads
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.errors import NotFound
from coachway.domain.sales.neighbours import Agent

_HAVE_LEADS: Final = frozenset({Role.AGENT, Role.MANAGER})


class InProcessAgentDirectory:
    def __init__(self, identity: IdentityReads) -> None:
        self._identity = identity

    async def agent(self, user_id: int) -> Agent | None:
        try:
            user = await self._identity.user(user_id)
        except NotFound:
            return None
        if user.role not in _HAVE_LEADS:
            return None
        return Agent(user.id, user.full_name, user.status is UserStatus.DISABLED)

    async def may_take_charge(self, user_id: int) -> bool:
        agent = await self.agent(user_id)
        return agent is not None and not agent.is_disabled

    async def able(self) -> Set[int]:
        return await self._identity.not_disabled(_HAVE_LEADS)
