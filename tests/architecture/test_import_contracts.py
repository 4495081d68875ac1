"""Who may know whom, and what the domain may know at all."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "src/coachway/domain"

LIBRARIES_OF_THE_TRADE = {"dateutil", "phonenumbers", "holidays"}
"""Pure libraries that the domain may use; anything else from outside needs a port."""

OUTSIDE_WORLD = {
    "asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "signal",
    "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
"""Modules of the standard library with which code would reach out of the domain, or draw lots."""


def imports_of(tree: ast.AST) -> Iterator[str]:
    """The top-level name of every module that is imported, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def readings_of_the_wall_clock(tree: ast.AST) -> Iterator[int]:
    """Lines that ask `datetime` or `date` what time it is."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"now", "utcnow", "today"}
            and isinstance(node.value, ast.Name | ast.Attribute)
            and (node.value.id if isinstance(node.value, ast.Name) else node.value.attr) in {"datetime", "date"}
        ):
            yield node.lineno


def domain_modules() -> list[Path]:
    return sorted(DOMAIN.rglob("*.py"))


def test_the_import_contracts_of_pyproject_hold(capfd: pytest.CaptureFixture[str]) -> None:
    outcome = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert outcome == cli.EXIT_STATUS_SUCCESS, capfd.readouterr().out


def test_the_domain_imports_nothing_but_the_standard_library_and_libraries_of_the_trade() -> None:
    allowed = (sys.stdlib_module_names - OUTSIDE_WORLD) | LIBRARIES_OF_THE_TRADE | {"coachway"}
    strangers = {
        f"{path.relative_to(DOMAIN)}: {name}"
        for path in domain_modules()
        for name in imports_of(ast.parse(path.read_text()))
        if name not in allowed
    }
    assert strangers == set()


def test_no_rule_reads_the_wall_clock() -> None:
    readings = {
        f"{path.relative_to(DOMAIN)}:{line}"
        for path in domain_modules()
        for line in readings_of_the_wall_clock(ast.parse(path.read_text()))
    }
    assert readings == set()


@pytest.mark.parametrize(
    "line", ["import os.path", "from random import choice", "def f():\n    import sqlalchemy", "import msgspec as m"]
)
def test_the_search_for_imports_finds_them_in_every_shape(line: str) -> None:
    assert set(imports_of(ast.parse(line))) & {"os", "random", "sqlalchemy", "msgspec"}


@pytest.mark.parametrize("line", ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()"])
def test_the_search_for_clock_readings_finds_them(line: str) -> None:
    assert list(readings_of_the_wall_clock(ast.parse(line))) == [1]
