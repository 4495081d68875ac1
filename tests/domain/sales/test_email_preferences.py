"""What a client's wishes let through."""

from __future__ import annotations

import pytest

from coachway.domain.kernel.errors import NotFound, RuleViolated, VersionMismatch
from coachway.domain.notifications.model import Category
from coachway.domain.sales.model import EmailPreferences, PreferenceType, allow_marketing
from coachway.domain.sales.use_cases.email_preferences import (
    UpdateEmailPreferences,
    unsubscribe,
    unsubscribe_token,
    update_email_preferences,
)
from tests.fakes.clock import MONDAY_MORNING, SteerableClock
from tests.fakes.identity import CountedTokens
from tests.fakes.sales import FakeSalesUnitOfWork


@pytest.mark.parametrize(
    ("opted_out", "preference_type", "marketing"),
    [
        (False, PreferenceType.ALL, True),
        (False, PreferenceType.MARKETING, True),
        (False, PreferenceType.TRANSACTIONAL_ONLY, False),
        (True, PreferenceType.ALL, False),
        (True, PreferenceType.MARKETING, False),
        (True, PreferenceType.TRANSACTIONAL_ONLY, False),
    ],
)
def test_marketing_needs_leave_and_nothing_else_does(
    opted_out: bool, preference_type: PreferenceType, marketing: bool
) -> None:
    allowed = allow_marketing(opted_out=opted_out, preference_type=preference_type)
    reached = {category for category in Category if category.may_reach(allows_marketing=allowed)}
    assert reached == set(Category) - (set() if marketing else {Category.MARKETING})


def test_only_what_is_not_transactional_can_be_ended() -> None:
    assert {category for category in Category if category.may_be_ended} == {Category.OFFER, Category.MARKETING}


def test_opting_out_twice_happens_once_and_keeps_the_type() -> None:
    preferences = EmailPreferences.unsaid(7, at=MONDAY_MORNING)
    for _ in range(2):
        preferences.opt_out(at=MONDAY_MORNING)
    assert (preferences.opted_out, preferences.preference_type) == (True, PreferenceType.ALL)
    assert len(preferences.collect_events()) == 1


async def test_a_link_ends_marketing_to_its_client_alone() -> None:
    uow, tokens, clock = FakeSalesUnitOfWork(), CountedTokens(), SteerableClock()
    token = await unsubscribe_token(7, uow=uow, tokens=tokens, clock=clock)
    assert await unsubscribe_token(7, uow=uow, tokens=tokens, clock=clock) == token
    assert await unsubscribe_token(8, uow=uow, tokens=tokens, clock=clock) != token
    await unsubscribe(token, uow=uow, tokens=tokens, clock=clock)
    assert {client_id: each.opted_out for client_id, each in uow.email_preferences.by_client.items()} == {7: True}
    with pytest.raises(NotFound):
        await unsubscribe("guessed", uow=uow, tokens=tokens, clock=clock)


async def test_a_wish_cannot_be_cleared_nor_changed_by_who_holds_an_older_one() -> None:
    uow, clock = FakeSalesUnitOfWork(), SteerableClock()
    with pytest.raises(RuleViolated):
        await update_email_preferences(
            UpdateEmailPreferences(client_id=7, changes={"opted_out": None}), uow=uow, clock=clock
        )
    with pytest.raises(VersionMismatch):
        await update_email_preferences(
            UpdateEmailPreferences(client_id=7, changes={"opted_out": True}, expected_version=4), uow=uow, clock=clock
        )
