"""What is imported is declared in pyproject.toml, and pinned with its hash under requirements/."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.test_import_contracts import imports_of

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
_PINNED = re.compile(r"^([\w.-]+)==[^\n]+ \\\n    --hash=sha256:[0-9a-f]{64}(?: \\)?$", re.MULTILINE)
OUR_OWN = {"coachway", "tests", "benchmarks"}


def names(requirements: list[str]) -> set[str]:
    """Distribution names, as package indexes compare them."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]).lower() for line in requirements}


def pinned(file: str) -> set[str]:
    """What a requirements file pins, each with at least one hash."""
    return names(_PINNED.findall(_text(file)))


def _text(file: str) -> str:
    return (ROOT / "requirements" / file).read_text()


RUN = names(PROJECT["dependencies"])
DEVELOP = RUN | names(PROJECT["optional-dependencies"]["dev"])


@pytest.mark.parametrize(("folder", "declared"), [("src", RUN), ("tests", DEVELOP), (".ci", DEVELOP)])
def test_every_import_from_outside_is_a_declared_dependency(folder: str, declared: set[str]) -> None:
    distributions = packages_distributions()
    strangers = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in (ROOT / folder).rglob("*.py")
        for module in imports_of(ast.parse(path.read_text()))
        if module not in sys.stdlib_module_names | OUR_OWN and not names(distributions.get(module, [module])) & declared
    }
    assert strangers == set()


@pytest.mark.parametrize(("file", "extra"), [("main.txt", None), ("dev.txt", "dev"), ("bench.txt", "bench")])
def test_every_declared_dependency_is_pinned_with_its_hash(file: str, extra: str | None) -> None:
    wanted = RUN | (names(PROJECT["optional-dependencies"][extra]) if extra else set())
    assert wanted - pinned(file) == set()


@pytest.mark.parametrize("file", ["build.txt", "main.txt", "dev.txt", "bench.txt"])
def test_pinned_requirements_name_no_index(file: str) -> None:
    assert not re.search(r"^\s*(-|--)(?!hash)\w|://", _text(file), re.MULTILINE)
