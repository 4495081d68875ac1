"""The documents that are made from the code stand as the code would write them; with --write they are written anew."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "coachway.entrypoints.cli.main")
DOCUMENTS = {
    ROOT / "docs/openapi.json": ("openapi",),
    ROOT / "docs/settings.md": ("settings", "--markdown"),
    ROOT / "docs/problems.md": ("problems",),
}
LINES_SHOWN = 20


def made_by(arguments: tuple[str, ...]) -> str:
    """What the command prints where nothing is set."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COACHWAY_")}
    return subprocess.run(
        [*COMMAND, *arguments], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def main() -> int:
    stale = 0
    for path, arguments in DOCUMENTS.items():
        fresh, stands = made_by(arguments), path.read_text() if path.exists() else ""
        name = path.relative_to(ROOT)
        if "--write" in sys.argv[1:]:
            path.write_text(fresh)
            print(f"{name} is written.")
        elif fresh == stands:
            print(f"{name} is in step with the code.")
        else:
            stale += 1
            difference = difflib.unified_diff(stands.splitlines(), fresh.splitlines(), str(name), "the code", n=1)
            print("\n".join([*difference][:LINES_SHOWN]), file=sys.stderr)
            print(f"{name} is out of step with the code; write it anew with: make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
