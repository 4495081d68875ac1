"""What is kept of an error for whoever looks after the platform; the whole of it is in the log."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 500


def in_one_line(error: Exception) -> str:
    """Its kind and the first line of what it says: what follows is SQL, or advice for programmers."""
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    kind = type(error).__name__
    return f"{kind}: {first}"[:_LONGEST] if first else kind
