"""Where leads are taken in: those that come while others are being assigned share the next transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar import Request
from litestar.di import NamedDependency

from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.domain.sales.use_cases.create_lead import Enquiry, create_leads
from coachway.domain.sales.views import LeadView
from coachway.entrypoints.api.errors import KeyInFlight, KeyMismatch, Replay
from coachway.entrypoints.api.idempotency import IdempotencyKey
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.together import Together

AT_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class _Caller:
    enquiry: Enquiry
    key: IdempotencyKey | None


class LeadDesk:
    """Takes leads for one process.

    Whoever assigns a lead holds the one rotation until their transaction has ended. One transaction for all that wait
    costs little more than one for the first of them; each keeps their own actor, answer and Idempotency-Key.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._callers = Together(self._serve, at_most=AT_MOST)

    async def take(self, enquiry: Enquiry, key: IdempotencyKey | None) -> LeadView:
        """The new lead, committed. Raises Conflict, and what a repeated key raises."""
        return await self._callers.ask(_Caller(enquiry, key))

    async def _serve(self, callers: Sequence[_Caller]) -> Sequence[LeadView | Exception]:
        try:
            return await self._serve_in_one_transaction(callers)
        except (Conflict, RuleViolated) as refused:
            if len(callers) == 1:
                return [refused]
            # The database would not have one of them: on their own, the others are not kept from anything.
            return [(await self._serve([caller]))[0] for caller in callers]

    async def _serve_in_one_transaction(self, callers: Sequence[_Caller]) -> Sequence[LeadView | Exception]:
        platform = self._platform
        async with platform.unit_of_work(callers[0].enquiry.brought_by) as work:
            answers = await _answered_before(callers, work)
            fresh = [place for place in range(len(callers)) if place not in answers]
            if fresh:
                leads = await create_leads(
                    [callers[place].enquiry for place in fresh],
                    uow=work,
                    agents=platform.agents(work.reads),
                    clients=platform.clients_for_sales(work),
                    calendar=platform.calendar,
                    clock=platform.clock,
                )
                for place, lead in zip(fresh, leads, strict=True):
                    answers[place] = view = LeadView.of(lead)
                    if (key := callers[place].key) is not None:
                        await key.keep(work.session, view, status=201, at=work.now)
                await work.commit()
        return [answers[place] for place in range(len(callers))]


async def _answered_before(callers: Sequence[_Caller], work: PostgresUnitOfWork) -> dict[int, LeadView | Exception]:
    """What an earlier request with their key, or one that came with them, has for those callers; by their places."""
    answers: dict[int, LeadView | Exception] = {}
    held: list[IdempotencyKey] = []
    for place, caller in enumerate(callers):
        key = caller.key
        if key is None:
            continue
        try:
            # Within one transaction the database would let both have the key.
            if any(key.is_same_as(other) for other in held):
                raise KeyInFlight("A request with this Idempotency-Key is still under way: retry when it has ended.")
            held.append(key)
            await key.look_up(work.session, at=work.now)
        except (KeyInFlight, KeyMismatch, Replay) as instead:
            answers[place] = instead
    return answers


Desk = NamedDependency[LeadDesk]


async def provide_lead_desk(request: Request[Any, Any, Any]) -> LeadDesk:
    """The desk of this process."""
    desk: LeadDesk = request.app.state.lead_desk
    return desk
