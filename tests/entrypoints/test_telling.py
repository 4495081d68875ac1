"""What an alert says of an error."""

from __future__ import annotations

import pytest

from coachway.entrypoints.worker.telling import in_one_line


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("no such column\n[SQL: SELECT secret FROM thing]\n(Background …)"), "ValueError: no such column"),
        (ValueError("\n  late\nfirst line"), "ValueError: late"),
        (TimeoutError(), "TimeoutError"),
        (OSError("x" * 900), "OSError: " + "x" * 491),
    ],
)
def test_an_alert_tells_the_kind_and_the_first_line(error: Exception, told: str) -> None:
    assert in_one_line(error) == told
