"""Finding who can be asked for an approval, in memory and among the users."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from coachway.adapters.inprocess.approver_directory import InProcessApproverDirectory
from coachway.domain.changes.ports import Approver, ApproverDirectory
from coachway.domain.identity.model import UserStatus
from coachway.domain.kernel.actor import SYSTEM, Role
from coachway.entrypoints.bootstrap import Platform
from tests.builders.identity import a_user
from tests.fakes.changes import InMemoryApprovers


@pytest.fixture
def fake() -> ApproverDirectory:
    return InMemoryApprovers(Approver(1, "User 1", "agent"), Approver(2, "User 2", "client"))


@pytest_asyncio.fixture
async def real(platform: Platform) -> AsyncIterator[ApproverDirectory]:
    async with platform.unit_of_work(SYSTEM) as uow:
        uow.users.add(a_user(1))
        uow.users.add(a_user(2, role=Role.CLIENT))
        uow.users.add(a_user(3, status=UserStatus.DISABLED))
        uow.users.add(a_user(4, role=Role.SERVICE))
        await uow.flush()
        yield InProcessApproverDirectory(uow.reads.identity)


@pytest.fixture(params=["fake", "real"])
def directory(request: pytest.FixtureRequest) -> ApproverDirectory:
    chosen: ApproverDirectory = request.getfixturevalue(request.param)
    return chosen


async def test_who_can_sign_in_is_found_with_name_and_role(directory: ApproverDirectory) -> None:
    assert await directory.approver(1) == Approver(1, "User 1", "agent")
    assert await directory.approver(2) == Approver(2, "User 2", "client")


@pytest.mark.parametrize("user_id", [3, 4, 4711], ids=["disabled", "a program", "nobody"])
async def test_who_could_not_answer_is_not(directory: ApproverDirectory, user_id: int) -> None:
    assert await directory.approver(user_id) is None
