"""What charters need from the outside, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from coachway.domain.charters.model import Charter, Coordinates, QuoteLink, Revision
from coachway.domain.charters.model.quote_link import link_replaced
from coachway.domain.charters.ports import ClientSummary
from coachway.domain.kernel.errors import NotFound
from coachway.domain.kernel.events import Event
from tests.fakes.conversions import InMemoryMadeOfLeads


class InMemoryCharters:
    """Charters in a dictionary; flushing keeps the revisions they made, as the database does."""

    def __init__(self) -> None:
        self.by_id: dict[int, Charter] = {}
        self.revisions: list[Revision] = []
        self.replaced: dict[str, int] = {}
        self._last_id = 0
        self._last_stop_id = 0

    async def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    async def next_ids(self, count: int) -> list[int]:
        return [await self.next_id() for _ in range(count)]

    async def next_stop_ids(self, count: int) -> list[int]:
        first, self._last_stop_id = self._last_stop_id + 1, self._last_stop_id + count
        return list(range(first, first + count))

    def add(self, charter: Charter) -> None:
        self.by_id[charter.id] = charter

    async def get(self, charter_id: int) -> Charter:
        if charter_id not in self.by_id:
            raise NotFound.of("charter", charter_id)
        return self.by_id[charter_id]

    async def series_of(self, charter_id: int) -> list[Charter]:
        member = self.by_id.get(charter_id)
        if member is None or member.series is None:
            return []
        return sorted(
            (charter for charter in self.by_id.values() if charter.series_id == member.series_id),
            key=lambda charter: charter.instance_number or 0,
        )

    async def exists(self, charter_id: int) -> bool:
        return charter_id in self.by_id

    async def by_token_hash(self, token_hash: str) -> Charter:
        for charter in self.by_id.values():
            if charter.link is not None and charter.link.token_hash == token_hash:
                return charter
        raise link_replaced() if token_hash in self.replaced else NotFound("There is no quote at this address.")

    async def keep_replaced(self, charter_id: int, link: QuoteLink, *, at: datetime) -> None:
        self.replaced[link.token_hash] = charter_id

    async def rename_client(self, client_id: int, name: str) -> None:
        for charter in self.by_id.values():
            if charter.client_id == client_id:
                charter.client_name = name

    async def hand_over_client(self, duplicate_id: int, survivor_id: int, name: str, *, at: datetime) -> None:
        for charter in self.by_id.values():
            if charter.client_id == duplicate_id:
                charter.client_id, charter.client_name = survivor_id, name

    def keep_revisions(self) -> None:
        for charter in self.by_id.values():
            self.revisions += charter.collect_revisions()


class FakeChartersUnitOfWork:
    def __init__(self) -> None:
        self.charters = InMemoryCharters()
        self.charters_of_leads = InMemoryMadeOfLeads()
        self.recorded: list[Event] = []

    def record(self, event: Event) -> None:
        self.recorded.append(event)

    async def flush(self) -> None:
        self.charters.keep_revisions()


class FakeClientDirectory:
    """Knows the clients that it is given, by id."""

    def __init__(self, *clients: ClientSummary) -> None:
        self._clients = {client.id: client for client in clients}

    async def find(self, client_id: int) -> ClientSummary | None:
        return self._clients.get(client_id)


class FakeAgentDirectory:
    """Knows who may take charge, by id."""

    def __init__(self, *able: int) -> None:
        self._able = able

    async def may_take_charge(self, user_id: int) -> bool:
        return user_id in self._able


class FakeSentQuotes:
    """Remembers whose quotes were let expire."""

    def __init__(self) -> None:
        self.expired: list[int] = []

    async def expire(self, charter_id: int) -> None:
        self.expired.append(charter_id)


class FakeLedger:
    """Knows whose deposits are paid."""

    def __init__(self, *paid: int) -> None:
        self._paid = paid

    async def deposit_is_paid(self, charter_id: int) -> bool:
        return charter_id in self._paid


class FakeDistances:
    """Every leg is a hundred miles."""

    async def road_miles(self, way: Sequence[Coordinates]) -> Decimal:
        return Decimal(100) * (len(way) - 1)


class CountingTokens:
    """Secrets that a test can foresee."""

    def __init__(self) -> None:
        self._made = 0

    def secret(self) -> str:
        self._made += 1
        return f"secret-{self._made}"

    def hash(self, secret: str) -> str:
        return f"hash of {secret}"
