"""How the story is told: in colour with a moving bar on a terminal, in plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH: Final = 120
PLAIN_STEP: Final = 50
"""How many items pass between two lines of progress where no bar can move."""


class Narrator:
    """Numbers the chapters and prints what happens in them."""

    def __init__(self, console: Console | None = None) -> None:
        found = console or Console(highlight=False)
        self._console = found if found.is_terminal else Console(file=found.file, highlight=False, width=PLAIN_WIDTH)
        self._chapters = 0

    def chapter(self, title: str) -> None:
        self._chapters += 1
        self._print("")
        self._print(f"{self._chapters}. {title}", style="bold")

    def say(self, sentence: str) -> None:
        self._print(f"   {sentence}")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[str] = ()) -> None:
        """Rows under their columns; those named in `right` are aligned to it, as figures are."""
        table = Table(box=box.SIMPLE_HEAD if self._console.is_terminal else None, pad_edge=True, header_style="bold")
        for column in columns:
            table.add_column(column, justify="right" if column in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(_shown(value)) for value in row))
        self._console.print(Padding(table, (0, 0, 0, 2), expand=False))

    @contextmanager
    def progress(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        """Gives a function to call once for each item that is done."""
        if not self._console.is_terminal:
            yield self._counting_lines(label, total)
            return
        columns = (TextColumn("   {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console) as bar:
            task = bar.add_task(label, total=total)
            yield lambda: bar.advance(task)

    def _counting_lines(self, label: str, total: int) -> Callable[[], None]:
        done = 0

        def advance() -> None:
            nonlocal done
            done += 1
            if done % PLAIN_STEP == 0 or done == total:
                self.say(f"{label}: {done} of {total}")

        return advance

    def _print(self, text: str, **how: Any) -> None:
        self._console.print(text, markup=False, soft_wrap=True, **how)


def money(amount: Decimal | int | None) -> str:
    """Dollars and cents as people write them; a dash for none."""
    return "-" if amount is None else f"${amount:,.2f}"


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
