"""Keyset pages: the page after a key costs the same however deep it lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from coachway.domain.kernel.errors import BadPageKey

T = TypeVar("T")
U = TypeVar("U")

Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How many items, after which key (None: from the start), and whether to count them all."""

    limit: int = 50
    after: Key | None = None
    count: bool = False

    def after_id(self) -> int | None:
        """The id that the page starts after, in a list that is ordered by ids alone. Raises BadPageKey."""
        match self.after:
            case None:
                return None
            case (int(after_id),):
                return after_id
        raise BadPageKey("The cursor is not one of this list: take it from the Link header of a page.")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, the key that the next page starts after (None: this was the last), and the count if asked for."""

    items: Sequence[T]
    next_after: Key | None = None
    total: int | None = None

    @classmethod
    def cut(cls, rows: Sequence[T], request: PageRequest, key: Callable[[T], Key], total: int | None = None) -> Page[T]:
        """From one row more than the limit, if there was one."""
        items = rows[: request.limit]
        more = len(rows) > request.limit
        return cls(items, key(items[-1]) if more and items else None, total)

    def map(self, change: Callable[[T], U]) -> Page[U]:
        return Page([change(item) for item in self.items], self.next_after, self.total)
