"""What of two clients goes on, and what stays of the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coachway.domain.clients.events import ClientsWereMerged, ClientWasUpdated
from coachway.domain.clients.model import Client
from coachway.domain.kernel.errors import Conflict
from tests.fakes.clock import MONDAY_MORNING as NOW


def a_client(client_id: int, **details: object) -> Client:
    client = Client.create(client_id, {"last_name": "Reyes", **details}, region="US", at=NOW)
    client.collect_events()
    return client


def merge(survivor: Client, duplicate: Client) -> None:
    duplicate.end_in(survivor, at=NOW)
    survivor.absorb(duplicate, at=NOW)


def test_names_and_the_lines_of_an_address_come_whole_or_not_at_all() -> None:
    kept = a_client(1, city="Boston")
    merge(
        kept, a_client(2, first_name="Ana", address_line1="1 Main St", city="Salem", company_name="Acme", notes="VIP")
    )
    assert (kept.first_name, kept.address_line1, kept.city) == (None, None, "Boston")
    assert (kept.company_name, kept.notes) == ("Acme", "VIP")
    assert kept.collect_events() == [
        ClientsWereMerged(client_id=1, duplicate_client_id=2),
        ClientWasUpdated(client_id=1, fields=["company_name", "notes"]),
    ]


def test_what_the_survivor_has_is_not_overwritten() -> None:
    kept = a_client(1, email="a@example.com", phone="212 555 0123", assigned_agent_id=4, notes="pays late")
    merge(kept, a_client(2, email="b@example.com", phone="212 555 0199", assigned_agent_id=5, notes="VIP"))
    assert (kept.email, kept.phone) == ("a@example.com", "+12125550123")
    assert (kept.assigned_agent_id, kept.notes) == (4, "pays late")
    assert kept.collect_events() == [ClientsWereMerged(client_id=1, duplicate_client_id=2)]


def test_a_merged_client_is_a_record_and_nothing_more() -> None:
    kept, gone, third = a_client(1), a_client(2), a_client(3)
    merge(kept, gone)
    assert (gone.is_active, gone.merged_into_client_id, gone.last_name) == (False, 1, "Reyes")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: gone.update({"city": "Boston"}, region="US", at=NOW),
        lambda: gone.end_in(third, at=NOW),
        lambda: third.end_in(gone, at=NOW),
    )
    for attempt in attempts:
        with pytest.raises(Conflict) as refused:
            attempt()
        assert (refused.value.code, refused.value.extra) == ("client_merged", {"client_id": 1})
    assert third.merged_into_client_id is None
