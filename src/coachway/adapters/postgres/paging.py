"""Reading a keyset page: the page after a key costs what the first one does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Column, RowMapping, Select, bindparam, func, select

from coachway.adapters.postgres.session import Executor
from coachway.domain.kernel.paging import Page, PageRequest

T = TypeVar("T")

# SQLAlchemy works out once for each statement object what it knows its SQL by, which for a list of sixty columns costs
# a fifth of the whole read. A query that is a constant of its module therefore has its pages kept beside it.
_pages: Final[WeakKeyDictionary[Select[Any], dict[tuple[bool, bool], Select[Any]]]] = WeakKeyDictionary()


async def read_page(
    db: Executor,
    query: Select[Any],
    page: PageRequest,
    view: Callable[[RowMapping], T],
    *,
    newest_first: Column[Any] | None = None,
    oldest_first: Column[Any] | None = None,
) -> Page[T]:
    """The page of the query, ordered by an id column that the query selects under its own name."""
    column = newest_first if newest_first is not None else oldest_first
    assert column is not None  # noqa: S101 (one of the two is always given)
    kept = _pages.setdefault(query, {})
    after = page.after_id()
    which = newest_first is not None, after is not None
    if which not in kept:
        kept[which] = _page_of(query, column, *which)
    parameters = {"page_size": page.limit + 1} | ({} if after is None else {"page_after": after})
    rows = (await db.execute(kept[which], parameters)).mappings().all()
    total = None
    if page.count:
        total = (await db.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    cut = Page.cut(rows, page, lambda row: (row[column.name],), total)
    return cut.map(view)


def _page_of(query: Select[Any], column: Column[Any], newest_first: bool, continues: bool) -> Select[Any]:
    ordered = query.order_by(column.desc() if newest_first else column.asc())
    if continues:
        after = bindparam("page_after", type_=column.type)
        ordered = ordered.where(column < after if newest_first else column > after)
    return ordered.limit(bindparam("page_size", type_=BigInteger))
