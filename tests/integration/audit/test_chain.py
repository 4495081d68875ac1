"""The audit's chain: one, in the order of transactions, under concurrent writers, and telling of every tampering."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from coachway.adapters.postgres.audit import sealer
from coachway.domain.changes.views import AuditVerdict
from coachway.entrypoints.bootstrap import Platform

# Any audited table does; this one needs nothing else.
_WRITE = text("INSERT INTO change_mgmt.case_counters (year, last) VALUES (:year, 1)")


async def write(platform: Platform, *years: int) -> None:
    """A transaction of its own that leaves one audit record for each year."""
    async with platform.engine.begin() as connection:
        await connection.execute(_WRITE, [{"year": year} for year in years])


async def verdict(platform: Platform) -> AuditVerdict:
    async with platform.reading() as reads:
        return await reads.audit.verify()


async def chained(platform: Platform) -> list[Any]:
    """Which year each link seals, by position."""
    query = "SELECT entity_id FROM audit.chain JOIN audit.records ON records.id = record_id ORDER BY position"
    async with platform.engine.connect() as connection:
        return list((await connection.execute(text(query))).scalars())


async def tamper(platform: Platform, *statements: str) -> None:
    """As somebody who owns the database could: with the triggers and foreign keys out of the way."""
    async with platform.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await connection.execute(text(statement))


async def record_of(platform: Platform, year: int) -> int:
    async with platform.engine.connect() as connection:
        found = await connection.execute(text("SELECT id FROM audit.records WHERE entity_id = :year"), {"year": year})
        return int(found.scalar_one())


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every batch were full after three records."""
    monkeypatch.setattr(sealer, "BATCH", 3)
    monkeypatch.setattr(sealer, "_NEXT", sealer._NEXT.limit(3))
    monkeypatch.setattr(sealer, "_NEXT_AFTER_A_RESTORE", sealer._NEXT_AFTER_A_RESTORE.limit(3))


async def test_records_are_sealed_in_order_and_the_chain_is_whole(platform: Platform) -> None:
    await write(platform, 2001)
    await write(platform, 2002, 2003)
    assert await platform.audit_sealer.seal() == 3
    assert await chained(platform) == [2001, 2002, 2003]
    found = await verdict(platform)
    assert (found.valid, found.checked, found.first_invalid_id) == (True, 3, None)
    async with platform.engine.connect() as connection:
        last = text("SELECT hash FROM audit.chain ORDER BY position DESC LIMIT 1")
        assert (await connection.execute(last)).scalar_one() == found.head


async def test_sealing_what_is_sealed_does_nothing(platform: Platform) -> None:
    await write(platform, 2001)
    await platform.audit_sealer.seal()
    before = await verdict(platform)
    assert await platform.audit_sealer.seal() == 0
    assert await verdict(platform) == before


async def test_an_empty_chain_is_whole(platform: Platform) -> None:
    assert await platform.audit_sealer.seal() == 0
    found = await verdict(platform)
    assert (found.valid, found.checked, found.head) == (True, 0, "0" * 64)


async def test_nothing_is_sealed_past_a_transaction_that_may_still_write(platform: Platform) -> None:
    async with platform.engine.connect() as slow:
        await slow.execute(_WRITE, {"year": 2001})
        await write(platform, 2002)
        assert await platform.audit_sealer.seal() == 0
        await slow.execute(_WRITE, {"year": 2003})
        await slow.commit()
    assert await platform.audit_sealer.seal() == 3
    assert await chained(platform) == [2001, 2003, 2002]
    assert (await verdict(platform)).valid


async def test_what_is_rolled_back_leaves_no_gap(platform: Platform) -> None:
    async with platform.engine.connect() as failing:
        await failing.execute(_WRITE, {"year": 2001})
    await write(platform, 2002)
    assert await platform.audit_sealer.seal() == 1
    assert (await verdict(platform)).valid


@pytest.mark.usefixtures("small_batches")
async def test_many_writers_and_sealers_at_once_make_one_chain(platform: Platform) -> None:
    async def writer(first: int) -> None:
        for number in range(5):
            await write(platform, *range(first + 10 * number, first + 10 * number + 4))

    async def sealing() -> int:
        return sum([await platform.audit_sealer.seal() for _ in range(6)])

    writing = [asyncio.create_task(writer(1000 * number)) for number in range(1, 7)]
    sealed = await asyncio.gather(sealing(), sealing(), sealing())
    await asyncio.gather(*writing)
    assert sum(sealed) + await platform.audit_sealer.seal() == 6 * 5 * 4
    found = await verdict(platform)
    assert (found.valid, found.checked) == (True, 120)
    async with platform.engine.connect() as connection:
        in_order = text(
            "SELECT array_agg(record_id ORDER BY position) = array_agg(record_id ORDER BY transaction_id, records.id) "
            "FROM audit.chain JOIN audit.records ON records.id = record_id"
        )
        assert (await connection.execute(in_order)).scalar_one()


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit.records SET changes = '{}' WHERE entity_id = 2003",
        "UPDATE audit.records SET actor_id = 99 WHERE entity_id = 2003",
        "UPDATE audit.records SET occurred_at = occurred_at - interval '1 microsecond' WHERE entity_id = 2003",
        "DELETE FROM audit.records WHERE entity_id = 2003",
    ],
)
async def test_an_altered_or_missing_record_is_named(platform: Platform, forgery: str) -> None:
    await write(platform, *range(2001, 2006))
    await platform.audit_sealer.seal()
    wanted = await record_of(platform, 2003)
    await tamper(platform, forgery)
    found = await verdict(platform)
    assert (found.valid, found.first_invalid_id) == (False, wanted)


async def test_a_record_that_is_gone_with_its_link_shows_at_the_next(platform: Platform) -> None:
    await write(platform, *range(2001, 2006))
    await platform.audit_sealer.seal()
    gone, wanted = await record_of(platform, 2003), await record_of(platform, 2004)
    await tamper(
        platform,
        f"DELETE FROM audit.chain WHERE record_id = {gone}",
        f"DELETE FROM audit.records WHERE id = {gone}",
        "UPDATE audit.chain SET position = -position WHERE position > 3",
        "UPDATE audit.chain SET position = -position - 1 WHERE position < 0",
    )
    assert (await verdict(platform)).first_invalid_id == wanted


async def test_reordered_records_are_named(platform: Platform) -> None:
    await write(platform, *range(2001, 2006))
    await platform.audit_sealer.seal()
    one, two = await record_of(platform, 2002), await record_of(platform, 2004)
    await tamper(
        platform,
        f"UPDATE audit.chain SET record_id = -{one} WHERE record_id = {two}",
        f"UPDATE audit.chain SET record_id = {two} WHERE record_id = {one}",
        f"UPDATE audit.chain SET record_id = {one} WHERE record_id = -{one}",
    )
    found = await verdict(platform)
    assert (found.valid, found.first_invalid_id) == (False, two)


async def test_a_tail_that_was_cut_off_shows_by_the_head(platform: Platform) -> None:
    await write(platform, 2001, 2002)
    await platform.audit_sealer.seal()
    last = await record_of(platform, 2002)
    await tamper(platform, f"DELETE FROM audit.chain WHERE record_id = {last}")
    found = await verdict(platform)
    assert (found.valid, found.first_invalid_id) == (False, last)
    await tamper(platform, f"DELETE FROM audit.records WHERE id = {last}")
    assert not (await verdict(platform)).valid


async def test_a_record_that_was_slipped_in_is_named(platform: Platform) -> None:
    await write(platform, 2001)
    await write(platform, 2002)
    await platform.audit_sealer.seal()
    await tamper(
        platform,
        "INSERT INTO audit.records (transaction_id, occurred_at, context, entity_type, entity_id, action, changes) "
        "SELECT transaction_id, occurred_at, context, entity_type, 1999, action, changes FROM audit.records "
        "WHERE entity_id = 2001",
    )
    await platform.audit_sealer.seal()
    found = await verdict(platform)
    assert (found.valid, found.first_invalid_id) == (False, await record_of(platform, 1999))


@pytest.mark.usefixtures("small_batches")
async def test_a_restored_dump_counts_transactions_anew_and_is_sealed_on(platform: Platform) -> None:
    await write(platform, 2001)
    await platform.audit_sealer.seal()

    async def as_elsewhere(connection: AsyncConnection) -> None:
        """What a dump brings along: transaction numbers that this server is far from reaching."""
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text("UPDATE audit.records SET transaction_id = '900000000000'"))
        await connection.execute(text("UPDATE audit.head SET sealed_below = '900000000001'"))

    await write(platform, 2002)
    async with platform.engine.begin() as connection:
        await as_elsewhere(connection)
    await write(platform, *range(2003, 2010))
    assert await platform.audit_sealer.seal() == 8
    assert await chained(platform) == list(range(2001, 2010))
    await write(platform, 2010)
    assert await platform.audit_sealer.seal() == 1
    assert await platform.audit_sealer.seal() == 0
    found = await verdict(platform)
    assert (found.valid, found.checked) == (True, 10)
