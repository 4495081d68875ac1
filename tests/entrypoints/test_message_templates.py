"""Every event that somebody hears of has a message that can be written, whatever optional facts are missing."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from coachway.adapters.jinja.wording import JinjaTemplates
from coachway.domain.changes.events import ChangeWasCreated
from coachway.domain.kernel.clock import BusinessCalendar
from coachway.domain.kernel.events import Event
from coachway.domain.kernel.money import Money
from coachway.domain.notifications.audience import TELLINGS
from coachway.domain.notifications.model import Recipient, RecipientType
from coachway.domain.notifications.ports import PasswordLetter
from tests.builders.notifications import CLIENT, DANA
from tests.fakes.clock import MONDAY_MORNING

TEMPLATES = JinjaTemplates(public_url="https://coachway.example/", currency="USD", calendar=BusinessCalendar())
CASES = [(kind, telling) for kind, tellings in TELLINGS.items() for telling in tellings]
SAMPLES: dict[Any, Any] = {
    int: 42,
    str: "some_words",
    bool: True,
    date: date(2026, 4, 1),
    datetime: MONDAY_MORNING,
    Money: Money.of("1234.5"),
    list[str]: ["a"],
    list[int]: list(range(1, 30)),
}


def sample(kind: type[Event], *, bare: bool) -> Event:
    """An event with every field filled, or with every optional one empty."""
    values = {}
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        members = get_args(hints[field.name]) if hints[field.name] not in SAMPLES else (hints[field.name],)
        values[field.name] = None if bare and NoneType in members else SAMPLES[members[0]]
    return kind(**values)


@pytest.mark.parametrize("bare", [False, True], ids=["with everything", "with nothing optional"])
@pytest.mark.parametrize(("kind", "telling"), CASES, ids=[telling.template for _, telling in CASES])
def test_the_message_of_an_event_can_be_written(kind: type[Event], telling: Any, bare: bool) -> None:
    event = sample(kind, bare=bare)
    assert hasattr(event, telling.about[1])
    facts = {"event": event, "recipient": CLIENT, "link": "https://coachway.example/quote/abc"}
    wording = TEMPLATES.write(telling.template, facts)
    assert 0 < len(wording.subject) <= 200
    assert "\n" not in wording.subject
    assert "None" not in wording.subject + wording.message
    assert wording.message.startswith("Hello Client 7,\n\n")
    assert "\n\n\n" not in wording.message


def test_money_and_moments_are_told_as_people_tell_them() -> None:
    (kind,) = [kind for kind in TELLINGS if kind.name == "quote.sent"]
    facts = {"event": sample(kind, bare=False), "recipient": DANA, "link": "https://coachway.example/quote/abc"}
    wording = TEMPLATES.write("quote_sent", facts)
    assert wording.subject == "Your charter quote: 1,234.50 USD"
    assert "\nhttps://coachway.example/quote/abc\n" in wording.message
    assert "until Monday, 2 March 2026, 10:00 EST" in wording.message


def test_a_vendor_is_not_told_what_a_change_does_to_the_client_s_price() -> None:
    event = sample(ChangeWasCreated, bare=False)
    vendor = Recipient(RecipientType.VENDOR, 5, "Vic Vendor", "vic@example.com")
    told = {
        reader.type: TEMPLATES.write("change_created", {"event": event, "recipient": reader, "link": ""}).message
        for reader in (DANA, vendor)
    }
    assert "1,234.50 USD" in told[DANA.type]
    assert "1,234.50 USD" not in told[RecipientType.VENDOR]


@pytest.mark.parametrize("purpose", ["reset", "invitation"])
def test_a_password_mail_holds_its_token_on_a_line_of_its_own(purpose: str) -> None:
    letter = PasswordLetter(DANA, purpose, "a-secret-token", MONDAY_MORNING)
    wording = TEMPLATES.write("password_link", {"letter": letter, "recipient": DANA})
    assert wording.subject
    assert "\na-secret-token\n" in wording.message
    assert "\n\n\n" not in wording.message


def test_an_unknown_template_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        TEMPLATES.write("no_such_thing", {})
