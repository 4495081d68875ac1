"""Measures the contenders in turns, round after round, and prints one table."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

import httpx2
import uvloop
from cryptography.fernet import Fernet
from rich.console import Console
from rich.table import Table

from benchmarks.contenders import CONTENDERS, FORMER, LIMIT, PRODUCT, running
from benchmarks.importing import ROWS, import_speed
from benchmarks.load import CONNECTIONS, BadAnswer, ask, run
from benchmarks.operations import OPERATIONS
from benchmarks.pure import measure_all
from benchmarks.seed import hire, seed, sign_in
from coachway.adapters.embedded.postgres import EmbeddedPostgres
from coachway.adapters.embedded.valkey import EmbeddedValkey
from coachway.adapters.postgres.engine import create_engine
from coachway.adapters.postgres.migrate import migrate

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
WARM_UP = 0.5
ADMIN_EMAIL, ADMIN_PASSWORD = "bench@example.com", "only for the benchmark"
MANAGER_EMAIL = "manager@example.com"

Figures = dict[tuple[str, str], list[float]]


def measure(ports: dict[str, int], token: str) -> tuple[Figures, float]:
    """Requests a second, by operation and contender, once for each round; and the generator's largest CPU share."""
    figures: Figures = defaultdict(list)
    costliest = 0.0
    for round_number in range(ROUNDS):
        for operation in OPERATIONS:
            # Each round begins with another contender, so that none is always the one after a busy neighbour.
            turn = round_number % len(CONTENDERS)
            for contender in CONTENDERS[turn:] + CONTENDERS[:turn]:
                answers = lambda operation=operation: operation.requests(token)  # noqa: E731
                try:
                    tally = uvloop.run(run(ports[contender.name], answers, warm_up=WARM_UP, seconds=SECONDS))
                except BadAnswer as answer:
                    raise SystemExit(f"{contender.name} would not {operation.name}:\n{answer}") from answer
                figures[operation.name, contender.name].append(tally.per_second)
                costliest = max(costliest, tally.cpu_share)
        print(f"round {round_number + 1} of {ROUNDS} done", file=sys.stderr)
    return figures, costliest


def compare_answers(ports: dict[str, int], token: str) -> None:
    """Stop unless all contenders answer alike: whoever leaves out a field, or part of a price, is fast for nothing."""
    for operation in OPERATIONS:
        answers = {}
        for contender in CONTENDERS:
            answer = json.loads(asyncio.run(ask(ports[contender.name], next(operation.requests(token)))))
            items = answer if isinstance(answer, list) else [answer]
            answers[contender.name] = len(items), items[0].get("total"), frozenset(items[0])
        if len(set(answers.values())) > 1:
            common = frozenset.intersection(*(fields for *_, fields in answers.values()))
            odd = {name: (count, total, sorted(own - common)) for name, (count, total, own) in answers.items()}
            raise SystemExit(f"the contenders do not answer alike to {operation.name}: {odd}")


def table_of(figures: Figures) -> Table:
    columns = [contender.name for contender in CONTENDERS]
    table = Table("operation, requests a second", *columns, "CoachWay : former", "CoachWay : limit")
    for column in table.columns[1:]:
        column.justify = "right"
    for operation in OPERATIONS:
        medians = {name: statistics.median(figures[operation.name, name]) for name in columns}
        spread = {name: (min(figures[operation.name, name]), max(figures[operation.name, name])) for name in columns}
        table.add_row(
            operation.name,
            *(f"{medians[name]:,.0f} ({spread[name][0]:,.0f}-{spread[name][1]:,.0f})" for name in columns),
            f"{medians[PRODUCT.name] / medians[FORMER.name]:.1f}",
            f"{medians[PRODUCT.name] / medians[LIMIT.name]:.2f}",
        )
    return table


async def prepare(database_url: str) -> None:
    engine = create_engine(database_url, pool_size=1)
    await migrate(engine)
    await engine.dispose()


def main() -> None:
    started = time.monotonic()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="coachway-bench-")))
        postgres = closing.enter_context(EmbeddedPostgres(folder / "postgres"))
        valkey = closing.enter_context(EmbeddedValkey(folder / "valkey"))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COACHWAY_")} | {
            "COACHWAY_DATABASE_URL": postgres.dsn,
            "COACHWAY_REDIS_URL": valkey.url,
            "COACHWAY_DATA_DIR": str(folder / "data"),
            "COACHWAY_JWT_SECRET": os.urandom(32).hex(),
            "COACHWAY_ENCRYPTION_KEY": Fernet.generate_key().decode(),
            "COACHWAY_ADMIN_EMAIL": ADMIN_EMAIL,
            "COACHWAY_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "COACHWAY_LOG_LEVEL": "warning",
            "COACHWAY_RATE_LIMIT_ENABLED": "false",
        }
        asyncio.run(prepare(postgres.dsn))
        ports = {PRODUCT.name: closing.enter_context(running(PRODUCT, environment, folder))}
        with httpx2.Client(base_url=f"http://127.0.0.1:{ports[PRODUCT.name]}", timeout=60, trust_env=False) as http:
            http.headers["Authorization"] = f"Bearer {sign_in(http, ADMIN_EMAIL, ADMIN_PASSWORD)}"
            seed(http)
            hire(http, MANAGER_EMAIL, ADMIN_PASSWORD)
            token = sign_in(http, MANAGER_EMAIL, ADMIN_PASSWORD)
        ports |= {one.name: closing.enter_context(running(one, environment, folder)) for one in (LIMIT, FORMER)}
        compare_answers(ports, token)
        figures, costliest = measure(ports, token)
        with httpx2.Client(base_url=f"http://127.0.0.1:{ports[PRODUCT.name]}", timeout=60, trust_env=False) as http:
            http.headers["Authorization"] = f"Bearer {token}"
            imported, slowest, fastest = import_speed(http)
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table_of(figures))
    console.print(
        f"CoachWay imports a file of {ROWS:,} leads at {imported:,.0f} rows a second ({slowest:,.0f}-{fastest:,.0f}), "
        "from sending it to its report, every lead assigned.",
        highlight=False,
    )
    console.print(
        f"Medians (and extremes) of {ROUNDS} rounds of {SECONDS:g} s, in turns, {CONNECTIONS} connections, one process "
        f"each, one PostgreSQL on the same machine ({os.cpu_count()} CPUs, Python {platform.python_version()}). "
        f"The load generator took at most {costliest:.0%} of one CPU. "
        f"Ratios hold from machine to machine, absolute figures do not. {time.monotonic() - started:.0f} s in all.",
        highlight=False,
    )
    console.print("\nThe rules alone, by the time of one core:", highlight=False)
    for measured in measure_all():
        console.print(f"  {measured}", highlight=False)


if __name__ == "__main__":
    main()
