"""How fast a whole file of leads comes in: sent, read, stored and assigned."""

from __future__ import annotations

import statistics
import time

import httpx2

ROWS = 10_000
FILES = 3


def import_speed(http: httpx2.Client) -> tuple[float, float, float]:
    """Rows a second, from sending the file to its report: the median, the least and the most of some files."""
    figures = []
    for number in range(FILES):
        table = _file_of_strangers(number)
        started = time.perf_counter()
        answer = http.post("/api/v1/sales/leads/import", content=table, headers={"Content-Type": "text/csv"})
        took = time.perf_counter() - started
        if answer.is_error or answer.json()["created"] != ROWS:
            raise SystemExit(f"the import was refused: {answer.text[:1000]}")
        figures.append(ROWS / took)
    return statistics.median(figures), min(figures), max(figures)


def _file_of_strangers(number: int) -> bytes:
    lines = ["first_name,last_name,email,phone,estimated_passengers,estimated_trip_date,pickup_location,trip_details"]
    for row in range(ROWS):
        person = number * ROWS + row
        lines.append(
            f"Ada,Fox {person},ada.file.{person}@example.com,+1973{2000000 + person:07},44,2030-05-02,"
            '"Montclair, NJ","Class trip, back that evening."'
        )
    return "\n".join(lines).encode()
