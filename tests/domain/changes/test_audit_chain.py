"""The chain shows whatever was done to a sealed record, and where it begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachway.domain.changes.audit_chain import NO_HASH, ChainHead, Link, RecordContent, first_broken, link

MOMENT = datetime(2026, 3, 2, 15, 0, 0, 123456, tzinfo=UTC)


def content(record_id: int, changes: str = '{"title": "Ärger"}') -> RecordContent:
    return RecordContent(
        id=record_id,
        occurred_at=MOMENT,
        context="changes",
        entity_type="change_case",
        entity_id=7,
        action="update",
        actor_id=4,
        actor_role="agent",
        on_behalf_of=None,
        request_id="r",
        ip_address=None,
        changes=changes,
    )


def chain(length: int) -> list[Link]:
    links, previous = [], NO_HASH
    for position in range(1, length + 1):
        sealed = content(position * 10)
        hashed = link(previous, sealed)
        links.append(Link(position, sealed.id, previous, hashed, sealed))
        previous = hashed
    return links


def test_an_untouched_chain_is_whole() -> None:
    links = chain(20)
    assert first_broken(links, after=ChainHead()) is None
    assert first_broken(links[5:], after=ChainHead(5, links[4].hash)) is None


@pytest.mark.parametrize(
    "field", ["id", "occurred_at", "context", "entity_type", "entity_id", "action", "actor_id", "actor_role",
              "on_behalf_of", "request_id", "ip_address", "changes"],
)  # fmt: skip
def test_every_field_is_sealed(field: str) -> None:
    before = content(1)
    value = getattr(before, field)
    other: Any = (
        MOMENT + timedelta(microseconds=1) if field == "occurred_at" else 99 if isinstance(value, int) else "other"
    )
    assert link(NO_HASH, replace(before, **{field: other})) != link(NO_HASH, before)


def test_the_same_moment_in_another_zone_is_the_same_content() -> None:
    elsewhere = replace(content(1), occurred_at=MOMENT.astimezone(timezone(timedelta(hours=-5))))
    assert elsewhere.canonical() == content(1).canonical()


@given(where=st.integers(0, 9), how=st.sampled_from(["altered", "gone", "left out", "rehashed", "swapped"]))
def test_the_first_break_is_named(where: int, how: str) -> None:
    links = chain(11)
    broken = links[where]
    expected = broken.record_id
    if how == "altered":
        links[where] = replace(broken, content=content(broken.record_id, '{"title": "forged"}'))
    elif how == "gone":
        links[where] = replace(broken, content=None)
    elif how == "left out":
        del links[where]
        expected = links[where].record_id
    elif how == "rehashed":  # the forger mends the one hash, but not those after it
        forged = content(broken.record_id, '{"title": "forged"}')
        links[where] = replace(broken, content=forged, hash=link(broken.previous_hash, forged))
        expected = links[where + 1].record_id
    else:
        links[where], links[where + 1] = links[where + 1], links[where]
        expected = links[where].record_id
    assert first_broken(links, after=ChainHead()) == expected
