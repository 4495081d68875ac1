"""What a client is, and what they may change of themselves."""

from __future__ import annotations

import pytest

from coachway.domain.clients.model import LONGEST, Client, ClientType
from coachway.domain.clients.visibility import require_may_change, require_visible
from coachway.domain.kernel.actor import Actor, Role
from coachway.domain.kernel.errors import Forbidden, NotFound, RuleViolated
from tests.fakes.clock import MONDAY_MORNING


def a_client(**details: object) -> Client:
    return Client.create(1, {"last_name": "Reyes", **details}, region="US", at=MONDAY_MORNING)


def test_addresses_and_numbers_are_kept_in_one_form() -> None:
    client = a_client(email=" Ana@Example.COM", phone="(212) 555-0123")
    assert (client.email, client.phone) == ("ana@example.com", "+12125550123")


def test_a_client_has_a_name_of_a_person_or_a_company() -> None:
    assert a_client(last_name=None, company_name="Acme").name == "Acme"
    assert a_client(first_name="Ana").name == "Ana Reyes"
    with pytest.raises(RuleViolated) as refused:
        a_client(last_name=" ")
    assert [failure.field for failure in refused.value.fields] == ["last_name"]


def test_all_bad_fields_are_named_at_once() -> None:
    with pytest.raises(RuleViolated) as refused:
        a_client(email="nobody", phone="12", country=None)
    assert {failure.field for failure in refused.value.fields} == {"email", "phone", "country"}


def test_null_clears_what_may_be_empty() -> None:
    client = a_client(notes="likes window seats", client_type=ClientType.SCHOOL)
    client.update({"notes": None}, region="US", at=MONDAY_MORNING)
    assert client.notes is None
    with pytest.raises(RuleViolated):
        client.update({"payment_terms": None}, region="US", at=MONDAY_MORNING)


def test_a_client_sees_themselves_and_changes_only_their_contact_data() -> None:
    own = Actor(role=Role.CLIENT, user_id=5, client_id=1)
    require_visible(1, actor=own)
    require_may_change(["email", "city"], actor=own)
    with pytest.raises(NotFound):
        require_visible(2, actor=own)
    with pytest.raises(Forbidden):
        require_may_change(["payment_terms"], actor=own)
    with pytest.raises(NotFound):
        require_visible(1, actor=Actor(role=Role.VENDOR, user_id=6, vendor_id=1))


@pytest.mark.parametrize(("field", "longest"), LONGEST.items())
def test_a_text_may_be_as_long_as_is_met_in_practice_and_no_longer(field: str, longest: int) -> None:
    assert getattr(a_client(**{field: "é" * longest}), field) == "é" * longest
    with pytest.raises(RuleViolated) as refused:
        a_client(**{field: "é" * (longest + 1)})
    assert [(each.field, each.message) for each in refused.value.fields] == [
        (field, f"must have at most {longest} characters")
    ]


def test_every_text_of_a_client_has_a_limit() -> None:
    texts = {name for name, kind in Client.__annotations__.items() if kind in ("str", "str | None")}
    assert texts - {"email", "phone"} == set(LONGEST)
