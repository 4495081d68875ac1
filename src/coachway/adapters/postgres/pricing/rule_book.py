"""The compiled price list that a process keeps."""

from __future__ import annotations

import asyncio
from typing import Final

from coachway.domain.pricing.ports import PricingRuleRepository
from coachway.domain.pricing.rule_book import EMPTY_BOOK, RuleBook

AT_A_TIME: Final = 5_000
"""So many publications are read at once: a process that starts on a long price list goes on serving others."""


class RuleBookOfProcess:
    """One book, shared by all quotes of the process; what changed is read by one of them, while the others wait."""

    def __init__(self) -> None:
        self._book = EMPTY_BOOK
        self._catching_up = asyncio.Lock()

    async def current(self, rules: PricingRuleRepository) -> RuleBook:
        """The book at the version that the transaction sees, or a later one."""
        version = await rules.list_version()
        if rules.has_unpublished:
            # Not to be shared before it is committed: it may still be rolled back.
            return await _caught_up(self._book, version, rules)
        if self._book.version < version:
            async with self._catching_up:
                if self._book.version < version:
                    self._book = await _caught_up(self._book, version, rules)
        return self._book


async def _caught_up(book: RuleBook, version: int, rules: PricingRuleRepository) -> RuleBook:
    while book.version < version:
        up_to = min(version, book.version + AT_A_TIME)
        book = book.changed(await rules.published_between(book.version, up_to), version=up_to)
    return book
