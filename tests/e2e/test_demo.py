"""The whole story on a platform that has just come up, told twice; and the first calls that the README shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.e2e.upping import Up, coachway_up

ROOT = Path(__file__).parents[2]
LISTS = (
    "/api/v1/auth/users",
    "/api/v1/sales/assignment-rules",
    "/api/v1/sales/leads",
    "/api/v1/clients",
    "/api/v1/charters",
    "/api/v1/pricing/pricing-rules",
    "/api/v1/pricing/quotes",
    "/api/v1/vendor/vendors",
    "/api/v1/vendor/compliance",
    "/api/v1/vendor/bid-requests",
    "/api/v1/vendor/bids",
    "/api/v1/changes/cases",
)
CHAPTERS = (
    "The office opens",
    "The price list is set",
    "Operators sign up",
    "Enquiries come in",
    "A lead becomes a client and a charter",
    "The trip is planned",
    "A quote is sent and accepted",
    "Operators bid, and one is awarded the trip",
    "The booking changes",
    "Nothing is forgotten",
    "Everybody's dashboard",
    "Where to look next",
)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with coachway_up(tmp_path_factory.mktemp("demo data")) as running:
        yield running


def tell(up: Up) -> list[str]:
    """The lines of one `coachway demo`, which must reach its end."""
    told = subprocess.run(
        [sys.executable, "-m", "coachway.entrypoints.cli.main", "demo", "--data-dir", str(up.folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout.splitlines()


def counts(up: Up) -> dict[str, int]:
    """How many of everything there are."""
    with httpx2.Client(base_url=up.endpoints["api"], trust_env=False, timeout=20) as http:
        http.headers["Authorization"] = f"Bearer {up.sign_in()}"
        answers = {path: http.get(path, params={"limit": 1, "count": "true"}) for path in LISTS}
    return {path: int(answer.raise_for_status().headers["X-Total-Count"]) for path, answer in answers.items()}


@pytest.mark.timeout(300)
def test_the_story_reaches_its_end_and_telling_it_again_doubles_nothing(up: Up) -> None:
    first = tell(up)
    chapters = [line.partition(". ")[2] for line in first if line[:1].isdigit()]
    assert tuple(chapters) == CHAPTERS
    assert any("audit records is whole" in line for line in first)
    before = counts(up)
    assert before["/api/v1/sales/leads"] >= 200
    second = tell(up)
    assert tuple(line.partition(". ")[2] for line in second if line[:1].isdigit()) == CHAPTERS
    assert counts(up) == before


@pytest.mark.timeout(300)
@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("bash") is None, reason="the README's calls want curl")
def test_the_first_five_calls_of_the_readme_work_as_they_stand(up: Up) -> None:
    tell(up)
    password = json.loads((up.folder / "demo.json").read_text())["password"]
    (calls,) = re.findall(r"## The first five calls.*?```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    script = calls.replace("http://127.0.0.1:8000", up.endpoints["api"]).replace(
        "THE PASSWORD THAT WAS PRINTED", password
    )
    done = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"converted_charter_id":' in done.stdout
    assert '"breakdown":' in done.stdout
    assert 'rel="next"' in done.stdout
