"""Every code with which anything is refused is in the table that the docs are made from, with its status."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from coachway.domain.kernel import errors as domain
from coachway.entrypoints.api import errors as wire
from coachway.entrypoints.api.problem_codes import PROBLEM_CODES
from coachway.entrypoints.api.problems import CODES_OF_THE_FRAMEWORK, status_of

ROOT = Path(__file__).parents[2]
# A base that is never raised itself.
ABSTRACT = "error"
REFUSALS = {
    name: kind
    for module in (domain, wire)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, domain.CoachwayError)
}


def codes_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each code with its status: said when something is raised, or by the class of what is raised."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "says":
                yield 409, ast.literal_eval(node.args[1])
            for keyword in node.keywords:
                if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                    yield from ((status, str(keyword.value.value)) for status in statuses(node))
        if isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.Assign | ast.AnnAssign) and ast.unparse(each).startswith("code"):
                    bases = [node.name, *map(ast.unparse, node.bases)]
                    kind = next(REFUSALS[name] for name in bases if name in REFUSALS)
                    yield status_of(kind), ast.literal_eval(each.value or ast.Constant(ABSTRACT))


def statuses(call: ast.Call) -> list[int]:
    """The status of what a call makes; none for calls that make no refusal."""
    name = ast.unparse(call.func)
    if name == "Checks":
        return [422]
    if name == "problem":
        return [ast.literal_eval(keyword.value) for keyword in call.keywords if keyword.arg == "status"]
    return [status_of(REFUSALS[name])] if name in REFUSALS else []


def test_every_code_in_the_source_is_documented_with_its_status_and_no_other() -> None:
    used = {found for path in (ROOT / "src").rglob("*.py") for found in codes_in(ast.parse(path.read_text()))}
    used = {(status, code) for status, code in used if code != ABSTRACT} | set(CODES_OF_THE_FRAMEWORK.items())
    used.add((409, "duplicate"))  # of a unique constraint that nobody gave a sentence
    documented = {(status, code) for status, codes in PROBLEM_CODES.items() for code in codes}
    assert used == documented
