"""Where an operation is served: callers that come while others are being served share the next transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import Conflict, RuleViolated
from coachway.entrypoints.api.errors import KeyInFlight, KeyMismatch, Replay
from coachway.entrypoints.api.idempotency import IdempotencyKey
from coachway.entrypoints.api.operation import CurrentOperation
from coachway.entrypoints.bootstrap import Platform
from coachway.entrypoints.together import Together

Asked = TypeVar("Asked")
View = TypeVar("View")

AT_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class _Caller(Generic[Asked]):
    asked: Asked
    actor: Actor
    key: IdempotencyKey | None


class Desk(Generic[Asked, View]):
    """Serves one operation that makes something (201), for one process.

    One transaction for all that wait costs little more than one for the first of them. `serve` is given the
    transaction and what is asked, and answers each in its place, a refusal too; it acts as each of them in turn. So
    each keeps their own actor, answer and Idempotency-Key.
    """

    def __init__(
        self,
        platform: Platform,
        serve: Callable[[Platform, PostgresUnitOfWork, Sequence[Asked]], Awaitable[Sequence[View | Exception]]],
        *,
        transactions: int = 1,
    ) -> None:
        self._platform = platform
        self._serve = serve
        self._callers = Together(self._answer, at_most=AT_MOST, rounds=transactions)

    async def ask(self, asked: Asked, operation: CurrentOperation) -> View:
        """What was made, committed. Raises what it is refused with, and what a repeated key raises."""
        return await self._callers.ask(_Caller(asked, operation.actor, operation.idempotency_key))

    async def _answer(self, callers: Sequence[_Caller[Asked]]) -> Sequence[View | Exception]:
        try:
            return await self._answer_in_one_transaction(callers)
        except (Conflict, RuleViolated) as refused:
            if len(callers) == 1:
                return [refused]
            # The database would not have one of them: on their own, the others are not kept from anything.
            return [(await self._answer([caller]))[0] for caller in callers]

    async def _answer_in_one_transaction(self, callers: Sequence[_Caller[Asked]]) -> Sequence[View | Exception]:
        async with self._platform.unit_of_work(callers[0].actor) as work:
            answers: dict[int, View | Exception] = dict(await _answered_before(callers, work))
            fresh = [place for place in range(len(callers)) if place not in answers]
            if fresh:
                served = await self._serve(self._platform, work, [callers[place].asked for place in fresh])
                for place, answer in zip(fresh, served, strict=True):
                    answers[place] = answer
                    key = callers[place].key
                    if key is not None and not isinstance(answer, Exception):
                        await key.keep(work.session, answer, status=201, at=work.now)
                await work.commit()
        return [answers[place] for place in range(len(callers))]


async def _answered_before(callers: Sequence[_Caller[Asked]], work: PostgresUnitOfWork) -> dict[int, Exception]:
    """What an earlier request with their key, or one that came with them, has for those callers; by their places."""
    answers: dict[int, Exception] = {}
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
