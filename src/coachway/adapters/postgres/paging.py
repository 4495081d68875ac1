"""Reading a keyset page: the page after a key costs what the first one does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Column, RowMapping, Select, func, select

from coachway.adapters.postgres.session import Executor
from coachway.domain.kernel.paging import Page, PageRequest

T = TypeVar("T")


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
    ordered = query.order_by(column.desc() if newest_first is not None else column.asc()).limit(page.limit + 1)
    if page.after is not None:
        after = int(page.after[0])
        ordered = ordered.where(column < after if newest_first is not None else column > after)
    rows = (await db.execute(ordered)).mappings().all()
    total = None
    if page.count:
        total = (await db.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    cut = Page.cut(rows, page, lambda row: (row[column.name],), total)
    return cut.map(view)
