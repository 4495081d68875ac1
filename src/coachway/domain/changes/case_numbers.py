"""The numbers by which people call change cases."""

from __future__ import annotations


def case_number(year: int, count: int) -> str:
    """`CHG-2026-0001` for the first case of the business year 2026; five digits from the ten-thousandth on."""
    return f"CHG-{year:04d}-{count:04d}"
