"""What the client and the agent are mailed about a quote."""

from __future__ import annotations

import pytest

from coachway.domain.notifications.ports import Letter
from coachway.entrypoints.bootstrap import Platform
from tests.background import drain
from tests.fakes.notifications import CollectingCourier
from tests.integration.charters.conftest import CHARTERS, Office

pytestmark = pytest.mark.usefixtures("prices")


async def letters(platform: Platform) -> list[Letter]:
    courier = CollectingCourier()
    object.__setattr__(platform, "courier", courier)
    await drain(platform)
    return courier.delivered


async def test_the_client_is_mailed_a_link_that_works_and_the_agent_the_answer(
    office: Office, platform: Platform
) -> None:
    charter = await office.quoted(agent_id=office.agent.user_id)
    (letter,) = await letters(platform)
    assert letter.recipient.email == "clara@example.com"
    assert letter.subject == "Your charter quote: 726.50 USD"
    path = f"/quote/{charter['quote_secure_token']}"
    assert f"\n{platform.settings.public_url}{path}\n" in letter.message
    assert (await office.public.get(path)).status_code == 200
    await office.done(office.public, f"{CHARTERS}{path}/accept")
    (told,) = await letters(platform)
    assert (told.recipient.id, charter["id"]) == (office.agent.user_id, charter["id"])
    assert told.subject == f"Quote {charter['quote_id']} was accepted: charter {charter['id']}, 726.50 USD"


async def test_of_two_quotes_in_a_row_only_the_one_whose_link_works_is_mailed(
    office: Office, platform: Platform
) -> None:
    first = await office.quoted()
    second = await office.done(office.agent, f"{CHARTERS}/{first['id']}/send-quote")
    (letter,) = await letters(platform)
    assert str(second["quote_secure_token"]) in letter.message


async def test_a_quote_that_was_answered_before_its_mail_went_out_is_mailed_all_the_same(
    office: Office, platform: Platform
) -> None:
    charter = await office.quoted()
    await office.done(office.public, f"{CHARTERS}/quote/{charter['quote_secure_token']}/accept")
    recipients = [letter.recipient.email for letter in await letters(platform)]
    assert "clara@example.com" in recipients
