"""What the use cases add to the charter's own rules: defaults, order of locks, and what others are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coachway.domain.charters.events import CharterWasCreated, CharterWasUpdated
from coachway.domain.charters.model import Charter, CharterStatus, Override, TripType
from coachway.domain.charters.ports import ClientSummary
from coachway.domain.charters.reactions import when_a_client_was_updated_take_over_its_name
from coachway.domain.charters.use_cases.create_charter import CreateCharter, create_charter
from coachway.domain.charters.use_cases.edit_charter import (
    AddStop,
    ApplyChanges,
    UpdateCharter,
    add_stop,
    apply_changes,
    update_charter,
)
from coachway.domain.charters.use_cases.run_charter import (
    CancelCharter,
    ConfirmCharter,
    cancel_charter,
    confirm_charter,
)
from coachway.domain.clients.events import ClientWasUpdated
from coachway.domain.kernel.errors import Conflict, NotFound, RuleViolated, VersionMismatch
from coachway.domain.kernel.money import Money
from tests.builders.charters import (
    AGENT,
    DRIVING,
    MANAGER,
    NOW,
    a_booked_charter,
    a_charter,
    a_quoted_charter,
)
from tests.fakes.charters import (
    FakeAgentDirectory,
    FakeChartersUnitOfWork,
    FakeClientDirectory,
    FakeLedger,
    FakeSentQuotes,
)
from tests.fakes.clock import SteerableClock

CLARA = ClientSummary(7, "Clara Client", assigned_agent_id=44)
WALK_IN = ClientSummary(8, "Wanda Walker", assigned_agent_id=None)
CLOCK = SteerableClock(NOW)
ASKED = CreateCharter(client_id=7, trip_date=date(2026, 4, 1), passengers=40, vehicle_type=" Coach ")


async def created(command: CreateCharter, uow: FakeChartersUnitOfWork | None = None) -> Charter:
    return await create_charter(
        command,
        actor=AGENT,
        uow=uow or FakeChartersUnitOfWork(),
        clock=CLOCK,
        clients=FakeClientDirectory(CLARA, WALK_IN),
        agents=FakeAgentDirectory(55),
        driving=DRIVING,
    )


class TestCreating:
    async def test_without_an_agent_it_is_the_clients_agents_else_whoever_creates_it(self) -> None:
        uow = FakeChartersUnitOfWork()
        for client_id, agent_id in ((7, 44), (8, AGENT.user_id)):
            await created(replace(ASKED, client_id=client_id), uow)
            assert uow.charters.by_id[client_id - 6].agent_id == agent_id
        await created(replace(ASKED, agent_id=55), uow)
        assert uow.charters.by_id[3].agent_id == 55

    @pytest.mark.parametrize(
        ("return_date", "trip_type"),
        [
            (None, TripType.ONE_WAY),
            (date(2026, 4, 1), TripType.ROUND_TRIP),
            (date(2026, 4, 2), TripType.MULTI_DAY),
        ],
    )
    async def test_the_return_says_how_the_trip_runs(self, return_date: date | None, trip_type: TripType) -> None:
        uow = FakeChartersUnitOfWork()
        await created(replace(ASKED, return_date=return_date), uow)
        assert uow.charters.by_id[1].trip.trip_type is trip_type
        assert uow.charters.by_id[1].trip.vehicle_type == "Coach"

    async def test_it_needs_a_client_and_a_parent_that_are_there(self) -> None:
        for command, field in (
            (replace(ASKED, client_id=99), "client_id"),
            (replace(ASKED, parent_charter_id=99), "parent_charter_id"),
        ):
            with pytest.raises(RuleViolated) as error:
                await created(command)
            assert [failure.field for failure in error.value.fields] == [field]

    async def test_others_hear_of_it_and_its_revision_is_kept(self) -> None:
        uow = FakeChartersUnitOfWork()
        await created(replace(ASKED, stops=[{"location": "B", "sequence": 2}, {"location": "A", "sequence": 1}]), uow)
        (charter,) = uow.charters.by_id.values()
        assert [stop.location for stop in charter.stops] == ["A", "B"]
        assert [type(event) for event in charter.collect_events()] == [CharterWasCreated]
        assert [revision.revision_number for revision in uow.charters.revisions] == [1]


class TestEditing:
    def setup_method(self) -> None:
        self.uow, self.quotes = FakeChartersUnitOfWork(), FakeSentQuotes()

    async def update(self, **changes: object) -> None:
        await update_charter(
            UpdateCharter(charter_id=1, changes=changes, expected_version=1),
            actor=AGENT,
            uow=self.uow,
            clock=CLOCK,
            clients=FakeClientDirectory(CLARA, WALK_IN),
            agents=FakeAgentDirectory(55),
            quotes=self.quotes,
            driving=DRIVING,
        )

    async def test_a_priced_edit_lets_the_sent_quotes_expire(self) -> None:
        self.uow.charters.add(a_quoted_charter())
        await self.update(notes="call before")
        assert self.quotes.expired == []
        await self.update(passengers=41)
        assert self.quotes.expired == [1]

    async def test_a_new_client_brings_their_name(self) -> None:
        self.uow.charters.add(a_charter())
        await self.update(client_id=8)
        assert self.uow.charters.by_id[1].client_name == "Wanda Walker"
        with pytest.raises(RuleViolated):
            await self.update(client_id=99)

    async def test_an_old_version_is_refused(self) -> None:
        charter = a_charter()
        charter.version = 2
        self.uow.charters.add(charter)
        with pytest.raises(VersionMismatch):
            await self.update(notes="too late")

    async def test_a_stop_with_coordinates_of_many_digits_is_kept_to_a_centimetre(self) -> None:
        self.uow.charters.add(a_charter())
        stop = await add_stop(
            AddStop(charter_id=1, values={"location": " Hartford ", "latitude": "41.76580001", "longitude": -72.6}),
            actor=AGENT,
            uow=self.uow,
            clock=CLOCK,
            quotes=self.quotes,
            driving=DRIVING,
        )
        assert (stop.location, str(stop.latitude), stop.sequence) == ("Hartford", "41.7658000", 3)

    async def test_others_hear_which_fields_changed(self) -> None:
        self.uow.charters.add(a_charter())
        await self.update(passengers=41, notes=None)
        event = self.uow.charters.by_id[1].collect_events()[-1]
        assert isinstance(event, CharterWasUpdated)
        assert event.fields == ["passengers"]

    async def test_a_change_case_brings_its_own_new_stops(self) -> None:
        self.uow.charters.add(a_booked_charter())
        command = ApplyChanges(charter_id=1, changes={"stops": [{"location": "X"}, {"id": 1, "location": "Boston"}]})
        charter = await apply_changes(command, actor=MANAGER, uow=self.uow, clock=CLOCK, driving=DRIVING)
        assert [stop.location for stop in charter.stops] == ["X", "Boston"]


class TestRunning:
    async def test_a_paid_deposit_and_a_vendor_confirm_it(self) -> None:
        uow = FakeChartersUnitOfWork()
        charter = a_booked_charter()
        charter.award(5, Money.of(500), by=MANAGER, at=NOW)
        uow.charters.add(charter)
        with pytest.raises(Conflict):
            await confirm_charter(ConfirmCharter(charter_id=1), actor=AGENT, uow=uow, clock=CLOCK, ledger=FakeLedger())
        await confirm_charter(ConfirmCharter(charter_id=1), actor=AGENT, uow=uow, clock=CLOCK, ledger=FakeLedger(1))
        assert charter.status is CharterStatus.CONFIRMED

    async def test_cancelling_what_is_booked_is_a_managers_override_and_expires_its_quotes(self) -> None:
        uow, quotes = FakeChartersUnitOfWork(), FakeSentQuotes()
        uow.charters.add(a_booked_charter())
        command = CancelCharter(charter_id=1, reason="rain", override=Override("rain"))
        with pytest.raises(Conflict) as error:
            await cancel_charter(command, actor=AGENT, uow=uow, clock=CLOCK, quotes=quotes)
        assert error.value.code == "change_case_required"
        charter = await cancel_charter(command, actor=MANAGER, uow=uow, clock=CLOCK, quotes=quotes)
        assert charter.status is CharterStatus.CANCELLED
        assert quotes.expired == [1]

    async def test_one_that_is_not_there_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            await cancel_charter(
                CancelCharter(charter_id=9, reason="rain"),
                actor=AGENT,
                uow=FakeChartersUnitOfWork(),
                clock=CLOCK,
                quotes=FakeSentQuotes(),
            )


async def test_a_renamed_client_is_called_by_the_new_name() -> None:
    uow = FakeChartersUnitOfWork()
    uow.charters.add(a_charter())
    event = ClientWasUpdated(client_id=7, fields=["last_name"])
    await when_a_client_was_updated_take_over_its_name(
        event, uow=uow, clients=FakeClientDirectory(ClientSummary(7, "Clara Married", None))
    )
    assert uow.charters.by_id[1].client_name == "Clara Married"
