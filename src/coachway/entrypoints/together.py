"""Answering together what is asked at the same time, where answering costs nearly the same for one as for many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Together(Generic[Asked, Answer]):
    """Whatever is asked while others are being answered is answered together next; nobody waits for company.

    `rounds` says how many rounds may be under way at once, where they need not wait for each other.
    `answer_all` gives one answer for each thing asked, in order; an exception among them is raised to who asked that,
    one that it raises is raised to all of them. Belongs to one event loop.
    """

    def __init__(
        self,
        answer_all: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer | Exception]]],
        *,
        at_most: int,
        rounds: int = 1,
    ) -> None:
        self._answer_all = answer_all
        self._at_most = at_most
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._rounds = rounds
        self._under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, asked: Asked) -> Answer:
        """The answer, or what was raised instead of it."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._under_way < self._rounds:
            self._under_way += 1
            task = asyncio.create_task(self._answer_who_waits())
            self._tasks.add(task)  # the loop itself would not keep it from being collected
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _answer_who_waits(self) -> None:
        try:
            while self._waiting:
                await self._answer_a_round()
        finally:
            # In one step with seeing that nobody waits, so that whoever comes next begins a round.
            self._under_way -= 1

    async def _answer_a_round(self) -> None:
        now, self._waiting = self._waiting[: self._at_most], self._waiting[self._at_most :]
        try:
            answers = await self._answer_all([asked for asked, _ in now])
        except Exception as error:
            answers = [error] * len(now)
        for (_, future), answer in zip(now, answers, strict=True):
            if future.done():  # who asked has given up meanwhile
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
