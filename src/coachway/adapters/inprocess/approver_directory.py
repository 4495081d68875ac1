"""The people whom an approval can be asked of, read in the same transaction."""

from __future__ import annotations

from coachway.domain.changes.ports import Approver
from coachway.domain.identity.model import may_sign_in
from coachway.domain.identity.ports import IdentityReads
from coachway.domain.kernel.actor import Role
from coachway.domain.kernel.errors import NotFound


class InProcessApproverDirectory:
    def __init__(self, identity: IdentityReads) -> None:
        self._identity = identity

    async def approver(self, user_id: int) -> Approver | None:
        try:
            user = await self._identity.user(user_id)
        except NotFound:
            return None
        if user.role is Role.SERVICE or not may_sign_in(user.role, user.status):
            return None
        return Approver(user.id, user.full_name, user.role.value)
