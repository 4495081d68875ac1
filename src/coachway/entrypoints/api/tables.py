"""Tables of comma-separated values on the wire (RFC 4180, UTF-8), in and out."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar, cast

from litestar import Request
from litestar.params import QueryParameter
from litestar.response import Stream
from litestar.response.base import ASGIResponse

from coachway.domain.kernel.spreadsheet import as_cell
from coachway.entrypoints.api.errors import UnsupportedMediaType

T = TypeVar("T")

CSV: Final = "text/csv"
_UTF_8: Final = frozenset({"", "utf-8", "utf8", "us-ascii"})


class ListFormat(StrEnum):
    """How a list is answered."""

    JSON = "json"
    CSV = "csv"


Format = Annotated[
    ListFormat | None, QueryParameter(name="format", description="`csv` for a table; Accept: text/csv does the same.")
]


class Table(Stream):
    """A stream that keeps its own content type, where the framework would say that of the handler's list."""

    def to_asgi_response(self, *arguments: Any, **options: Any) -> ASGIResponse:
        return super().to_asgi_response(*arguments, **options | {"media_type": self.media_type})


async def csv_body(request: Request[Any, Any, Any]) -> bytes:
    """The body of a request that sends a table. Raises UnsupportedMediaType."""
    kind, parameters = request.content_type
    charset = parameters.get("charset", "").strip('"').lower()
    if kind.lower() != CSV or charset not in _UTF_8:
        raise UnsupportedMediaType("Send the file as it is, in UTF-8, with Content-Type: text/csv.")
    return await request.body()


def wants_csv(request: Request[Any, Any, Any], wanted: ListFormat | None) -> bool:
    """Whether the list is to be a table: `format` says so, else the Accept header, where that prefers it."""
    if wanted is not None:
        return wanted is ListFormat.CSV
    return request.accept.best_match(["application/json", CSV]) == CSV


def table(rows: AsyncIterator[Sequence[Any]], columns: Sequence[str], *, file_name: str) -> Table:
    """The answer that browsers keep as a file; its rows are written as they come."""
    return Table(
        _written(rows, columns),
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def as_answer(content: Table) -> list[Any]:
    """What a handler answers instead of the list that it is documented with; the schema tells of both."""
    return cast("list[Any]", content)


async def begun(chunks: AsyncIterator[T]) -> AsyncIterator[T]:
    """The same chunks, the first of them read already: whatever goes wrong shall do so before the answer begins."""
    first = await anext(chunks)

    async def all_of_them() -> AsyncIterator[T]:
        yield first
        async for chunk in chunks:
            yield chunk

    return all_of_them()


async def _written(chunks: AsyncIterator[Sequence[Any]], columns: Sequence[str]) -> AsyncIterator[bytes]:
    yield _lines([columns])
    async for rows in chunks:
        yield _lines([[_cell(getattr(row, name)) for name in columns] for row in rows])


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _cell(value: Any) -> str:
    """As JSON would say it, without quotes; nothing for null, and a space between the members of a list."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, list | tuple):
        return as_cell(" ".join(map(_cell, value)))
    if isinstance(value, bool):
        return str(value).lower()
    return as_cell(str(value))
